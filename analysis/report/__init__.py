"""Report: what a scholar wants to know of one Chinese document, as a page with tables and figures.

::

    DIR/index.html, contents.txt    the page, readable anywhere, its font and pictures inside; what there is
    DIR/tables/NAME.csv             each table with all its rows
    DIR/figures/NAME.png .svg       each figure, for print

Sections for which a document has no material are left out. The same document gives the same bytes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from analysis.folders import check_folder
from analysis.report.folder import write_report_folder

if TYPE_CHECKING:
    from analysis.documents import Document


def write_report(document: Document | None, out: str | Path) -> str:
    """Write the report of a document, or of the shipped paper (None), and return a sentence that says where.

    Raises InputError where ``out`` cannot be written to, and for a document without running text.
    """
    # Drawing is slow to import, and the commands that only read a document's tables need none of it.
    from analysis.report.contents import make_report
    from analysis.report.material import read_material, shipped_material

    out = check_folder(out)
    contents = make_report(shipped_material() if document is None else read_material(document))
    write_report_folder(out, contents)
    counts = [sum(name.endswith(ending) for name in contents) for ending in (".csv", ".svg")]
    said = [f"{n} {noun}{'' if n == 1 else 's'}" for n, noun in zip(counts, ("table", "figure"))]
    return f"wrote index.html, {' and '.join(said)} to {out}"
