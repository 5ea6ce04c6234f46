"""Features: what may be published of a paper whose text may not be (headings, counts, bibliography).

After HathiTrust's Extracted Features: counts of terms per unit, from which no sentence can be put
together again. The same counts under other ways of cutting words show whether a result depends on them.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import __version__
from analysis.characters import HAN_RUN
from analysis.counting import COUNT_COLUMNS, Count, count_tokens
from analysis.documents import PAPER, Document
from analysis.errors import InputError
from analysis.metadata import find_metadata
from analysis.output import csv_text, write_whole
from analysis.references import parse_references, to_csl
from analysis.sections import COLUMNS
from analysis.segmentation import Segmenter
from analysis.shipped import data_path, read_rows

if TYPE_CHECKING:
    import pandas as pd

# The file of counts and the way of cutting behind it.
VARIANTS = {
    "terms": {},
    "terms_jieba": {"terms": ()},
    "terms_no_guessing": {"hmm": False},
    "terms_bigrams": {"mode": "bigrams"},
}
SECTION_COLUMNS = (*COLUMNS, "system", "gloss", "n_han", "n_tokens")


def count_variants(document: Document) -> dict[str, list[Count]]:
    """Count the document's words in every way of cutting; keys as in ``VARIANTS``."""
    return {
        name: count_tokens(Segmenter(**options).unit_tokens(document.text, document.units, pos=name == "terms"))
        for name, options in VARIANTS.items()
    }


def section_rows(document: Document, counts: list[Count]) -> list[tuple]:
    """Return the rows of ``sections.csv``: the units with their labels and sizes.

    ``n_han`` counts the Han characters of the unit's own text, ``n_tokens`` its words. The labels
    ``system`` and ``gloss`` are a person's, known for the paper only, and empty elsewhere.
    """
    labels = _labels() if PAPER in document.text.replace("（", "(").replace("）", ")") else {}
    n_tokens = Counter()
    for row in counts:
        n_tokens[row.section_id] += row.n
    return [
        (*unit, *labels.get(unit.section_id, ("", "")),
         sum(map(len, HAN_RUN.findall(document.text[unit.start : unit.end]))), n_tokens[unit.section_id])
        for unit in document.units
    ]


def _labels() -> dict[str, tuple[str, str]]:
    _, rows = read_rows("paper", "labels.csv")
    return {section_id: (system, gloss) for section_id, system, gloss in rows}


def write_features(document: Document, out: str | Path) -> list[Path]:
    """Write a document's features to a folder and return the files.

    ``meta.json`` (bibliographic record, SHA-256 of the source, version), ``sections.csv`` (one row per
    unit), ``terms*.csv`` (one row per unit and term, one file per way of cutting) and
    ``references.json`` (CSL JSON). The same source gives the same bytes.
    """
    out = Path(out)
    if out.exists() and not out.is_dir():
        raise InputError(f"{out}: is a file; --out names a folder")
    counts = count_variants(document)
    meta = {
        **find_metadata(document.text, document.units),
        "source_sha256": document.source.sha256,
        "zhangju_version": __version__,
        "edits": len(document.edits),
        "characters": len(document.text),
    }
    references = [to_csl(record) for record in parse_references(document.text, document.units)]
    contents = {
        "meta.json": _json(meta),
        "sections.csv": csv_text(SECTION_COLUMNS, section_rows(document, counts["terms"])),
        **{f"{name}.csv": csv_text(COUNT_COLUMNS, rows) for name, rows in counts.items()},
        "references.json": _json(references),
    }
    return [write_whole(out / name, content) for name, content in contents.items()]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def load_sections(name: str = "paper") -> pd.DataFrame:
    """One row per unit of a shipped paper, in text order: the sections table with labels and sizes.

    Columns: those of :func:`analysis.sections.find_sections`, and ``system``, ``gloss``, ``n_han``,
    ``n_tokens`` (of the unit's own text).
    """
    return _load(name, "sections.csv")


def load_counts(name: str = "paper", *, variant: str = "terms") -> pd.DataFrame:
    """One row per unit and term of a shipped paper: ``section_id, term, kind, pos, n``.

    ``variant`` names the way of cutting: "terms" (jieba's dictionary with the domain's terms, the
    default), "terms_jieba" (without them), "terms_no_guessing" (no words beyond dictionary and terms)
    or "terms_bigrams" (every two neighbouring Han characters).
    """
    if variant not in VARIANTS:
        raise InputError(f"variant={variant!r}: must be one of {', '.join(VARIANTS)}")
    return _load(name, f"{variant}.csv")


def _load(name: str, file: str) -> pd.DataFrame:
    import pandas as pd

    path = data_path(name, file)
    if not path.exists():
        raise InputError(f"{path}: no such data; shipped are {', '.join(sorted(p.parent.name for p in data_path().glob('*/sections.csv')))}")
    text = {column: str for column in ("section_id", "parent_id", "number", "heading", "term", "kind", "pos", "system", "gloss")}
    return pd.read_csv(path, dtype=text, keep_default_na=False)
