"""Cities: what may be published of many government work reports, and the shipped tables of 72 cities' reports of 2024.

Headings, and counts of terms by document and unit of the first level, without a sentence: as `features` does for one
document, in a few tables for all. Each unit says whether it reviews or plans (see `report_parts`).

``python -m analysis.cities FOLDER`` makes the tables anew.
"""

from __future__ import annotations

import gzip
import io
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.characters import count_han
from analysis.corpus.files import find_files
from analysis.counting import count_units, sum_counts
from analysis.documents import Document, open_document
from analysis.errors import InputError, ZhangjuError
from analysis.folders import check_folder, write_folder
from analysis.matching import Matcher
from analysis.output import csv_text
from analysis.report_parts import PARTS, find_parts
from analysis.segmentation import Segmenter
from analysis.shipped import data_path
from analysis.shipped_entries import shipped_dictionaries, shipped_entries

if TYPE_CHECKING:
    import pandas as pd

    from analysis.sections import Unit

FOLDER = "cities"
COLUMNS = {
    "documents": ("doc_id", "source_sha256", "n_characters", "n_edits", "n_units", "n_han", "n_tokens", "n_reviewed",
                  "n_planned"),
    "units": ("doc_id", "section_id", "parent_id", "level", "kind", "number", "heading", "part", "counted_in", "n_han",
              "n_tokens"),
    "counts": ("doc_id", "section_id", "term", "kind", "pos", "n"),
    "entries": ("doc_id", "section_id", "lexicon", "theme", "term", "n", "n_chars"),
}
FILES = {"documents": "documents.csv", "units": "units.csv", "counts": "counts.csv.gz", "entries": "entries.csv.gz"}
# As in tests/test_publishing.py: a line of so many Han characters may be a paragraph, and less than so many in a row
# are no sentence.
_LONG_LINE, _RUN = 40, 16


def write_cities(folder: str | Path, out: str | Path) -> list[Path]:
    """Write the tables of a folder of work reports and return the files; the same reports give the same rows.

    - ``documents.csv``: one row per report, ``doc_id`` being its file's name without the ending; sizes, and of how many
      words (``n_tokens``) its review and its plan are.
    - ``units.csv``: one row per unit, with its ``part`` and the unit that its words are ``counted_in``. A heading that
      runs on into its paragraph is cut to 15 Han characters with its number, as an item's is.
    - ``counts.csv.gz``: one row per document, unit and term. A unit's words are counted in the highest unit above it
      that is all of the same part. Ordered by term, so that no row says what follows what.
    - ``entries.csv.gz``: one row per document, unit, dictionary of themes and entry that occurs there.

    Raises InputError where there is no report, ``out`` cannot be written to, or two reports have one name; and
    UnreadableFileError for a report that cannot be read: no table of a part of them is written.
    """
    out = check_folder(out)
    segmenter = Segmenter()
    matchers = {name: Matcher(shipped_entries(name), segmenter=segmenter) for name in shipped_dictionaries()}
    rows: dict[str, list[tuple]] = {name: [] for name in COLUMNS}
    files = find_files(folder)
    names = Counter(Path(file.doc_id).stem for file in files)
    if (twice := names.most_common(1)[0])[1] > 1:
        raise InputError(f"{folder}: {twice[0]} is the name of two reports; rename one, since it is the report's key")
    for file in files:
        doc_id = Path(file.doc_id).stem
        for name, found in report_rows(open_document(file.address), segmenter, matchers).items():
            rows[name] += ((doc_id, *row) for row in found)
    return write_folder(out, {FILES[name]: _content(FILES[name], csv_text(COLUMNS[name], rows[name]))
                              for name in COLUMNS})


def report_rows(document: Document, segmenter: Segmenter, matchers: Mapping[str, Matcher]) -> dict[str, list[tuple]]:
    """Return a report's rows of each table, without the ``doc_id``: see :func:`write_cities`."""
    text, units = document.text, document.units
    parts = find_parts(text, units)
    within = _counted_in(units, parts)
    own = count_units(text, units, segmenter=segmenter, pos=True)
    counts = sorted(sum_counts(own, within), key=lambda row: row[1:4])
    order = {unit.section_id: i for i, unit in enumerate(units)}
    tokens = Counter()
    for row in own:
        tokens[row.section_id] += row.n
    by_part = Counter()
    for unit in units:
        by_part[parts[unit.section_id]] += tokens[unit.section_id]
    han = {unit.section_id: count_han(text[unit.start : unit.end]) for unit in units}
    found: dict[tuple, list[int | None]] = {}
    words = list(segmenter.unit_tokens(text, units))
    for name, matcher in matchers.items():
        for section_id, theme, term, n, n_chars in matcher.count(words):
            sums = found.setdefault((within[section_id], name, theme, term), [0, None if n_chars is None else 0])
            sums[0] += n
            sums[1] = None if n_chars is None else sums[1] + n_chars
    return {
        "documents": [(document.source.sha256, len(text), len(document.edits), len(units), sum(han.values()),
                       tokens.total(), *(by_part[part] for part in PARTS))],
        "units": [(*unit[:5], _heading(text, unit), parts[unit.section_id], within[unit.section_id],
                   han[unit.section_id], tokens[unit.section_id]) for unit in units],
        "counts": sorted(counts, key=lambda row: order[row.section_id]),
        "entries": sorted(((*key, *sums) for key, sums in found.items()), key=lambda row: (order[row[0]], row[1:4])),
    }


def load_cities(table: str = "counts", *, lexicon: str = "themes") -> pd.DataFrame:
    """One row per row of a shipped table on the work reports of 72 Chinese cities of 2024.

    ``table`` is "documents", "units", "counts" or "entries"; their columns are in :func:`write_cities`. ``counts`` and
    ``entries`` get the ``part`` of their unit ("reviewed", "planned" or ""); ``entries`` are those of one ``lexicon``,
    a shipped dictionary of themes. Raises InputError for another table or dictionary.

    >>> documents = load_cities("documents")
    >>> len(documents), int((documents[["n_reviewed", "n_planned"]] > 0).all(axis=1).sum())
    (72, 71)
    """
    import pandas as pd

    from analysis.tables import check_choice

    check_choice(table, tuple(FILES), argument="table")
    whole = {name for name in COLUMNS[table] if name.startswith("n_")} | {"n", "level"}
    types = {name: "float64" if name == "n_chars" else "int64" if name in whole else "str" for name in COLUMNS[table]}
    rows = pd.read_csv(data_path(FOLDER, FILES[table]), dtype=types, keep_default_na=False, na_values={"n_chars": [""]})
    if table == "entries":
        check_choice(lexicon, tuple(rows["lexicon"].unique()), argument="lexicon")
        rows = rows[rows["lexicon"] == lexicon].drop(columns="lexicon").reset_index(drop=True)
    if table in ("counts", "entries"):
        parts = load_cities("units")[["doc_id", "section_id", "part"]]
        rows = rows.merge(parts, on=["doc_id", "section_id"], how="left", validate="many_to_one")
    return rows


def _counted_in(units: Iterable[Unit], parts: Mapping[str, str]) -> dict[str, str]:
    """Return for each unit the highest one above it, or itself, between which all are of its part."""
    found: dict[str, str] = {}
    for unit in units:
        above = unit.parent_id
        found[unit.section_id] = found[above] if above and parts[above] == parts[unit.section_id] else unit.section_id
    return found


def _heading(text: str, unit: Unit) -> str:
    """Return a unit's heading, cut short where it is not the whole of a line, and may be its beginning only."""
    if count_han(unit.number + unit.heading) < _RUN:
        return unit.heading
    end = text.find("\n", unit.start)
    line = text[unit.start : len(text) if end < 0 else end]
    if count_han(line) == count_han(unit.number + unit.heading) < _LONG_LINE:
        return unit.heading
    room = _RUN - 1 - count_han(unit.number)
    for place, character in enumerate(unit.heading):
        room -= count_han(character)
        if room < 0:
            return unit.heading[:place]
    return unit.heading


def _content(name: str, text: str) -> str | bytes:
    if not name.endswith(".gz"):
        return text
    packed = io.BytesIO()
    # No name and no time in it: the same rows are the same bytes, where zlib is the same.
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed, mtime=0, compresslevel=9) as file:
        file.write(text.encode("utf-8"))
    return packed.getvalue()


def main(arguments: Sequence[str]) -> int:
    """Make the shipped tables anew from a folder of reports."""
    if len(arguments) != 1:
        print("usage: python -m analysis.cities FOLDER", file=sys.stderr)
        return 2
    try:
        write_cities(arguments[0], data_path(FOLDER))
    except ZhangjuError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
