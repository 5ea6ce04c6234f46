"""Features: what may be published of a paper whose text may not be (headings, counts, bibliography).

After HathiTrust's Extracted Features: counts of terms per unit, from which no sentence can be put
together again. The same counts under other ways of cutting words show whether a result depends on them.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import __version__
from analysis.characters import count_han
from analysis.counting import COUNT_COLUMNS, FOUND_COLUMNS, Count, count_units, find_terms, group_of, sum_counts
from analysis.documents import Document, known_labels, known_record
from analysis.errors import InputError
from analysis.folders import check_folder, write_folder
from analysis.lexicons import load_terms
from analysis.matching import ENTRY_COLUMNS, Matcher
from analysis.metadata import complete_record, find_metadata
from analysis.output import csv_text
from analysis.references import Citation, link_citations, parse_references, to_csl
from analysis.sections import COLUMNS, LABELS
from analysis.segmentation import Segmenter
from analysis.shipped import data_path
from analysis.shipped_entries import shipped_dictionaries, shipped_entries

if TYPE_CHECKING:
    import pandas as pd

# The file of counts and the way of cutting behind it.
VARIANTS = {
    "terms": {},
    "terms_jieba": {"terms": ()},
    "terms_no_guessing": {"hmm": False},
    "terms_bigrams": {"mode": "bigrams"},
}
BY_PART = frozenset({"terms_bigrams"})
SECTION_COLUMNS = (*COLUMNS, *LABELS, "n_han", "n_tokens")
TEXT_COLUMNS = ("section_id", "parent_id", "kind", "number", "heading", "system", "gloss", "term", "pos",
                "repair", "certainty", "reference_id", "status", "mark", "lexicon", "theme")
LEXICON_COLUMNS = ("section_id", "lexicon", *ENTRY_COLUMNS[1:])
EDIT_COLUMNS = ("start", "end", "repair", "certainty")


def count_variants(document: Document) -> dict[str, list[Count]]:
    """Count the document's words in every way of cutting; keys as in ``VARIANTS``.

    The counts are those of each unit's own text. Bigrams are counted for whole parts instead (``BY_PART``):
    from the pairs of characters of one item its sentences could nearly be put together again.
    """
    counts = {
        name: count_units(document.text, document.units, segmenter=Segmenter(**options), pos=name == "terms")
        for name, options in VARIANTS.items()
    }
    parents = {unit.section_id: unit.parent_id for unit in document.units}
    levels = {unit.section_id: unit.level for unit in document.units}
    parts = {section_id: group_of(section_id, "1", parents, levels) for section_id in parents}
    return {name: sum_counts(rows, parts) if name in BY_PART else rows for name, rows in counts.items()}


def section_rows(document: Document, counts: list[Count]) -> list[tuple]:
    """Return the rows of ``sections.csv``: the units with their labels and sizes.

    ``n_han`` counts the Han characters of the unit's own text, ``n_tokens`` its words. The labels
    ``system`` and ``gloss`` are a person's, known for the paper only, and empty elsewhere.
    """
    labels = known_labels(document.text)
    n_tokens = Counter()
    for row in counts:
        n_tokens[row.section_id] += row.n
    return [
        (*unit, *labels.get(unit.section_id, ("", "")),
         count_han(document.text[unit.start : unit.end]), n_tokens[unit.section_id])
        for unit in document.units
    ]


def entry_rows(document: Document) -> list[tuple]:
    """Return the rows of ``entries.csv``: the entries of every shipped dictionary of themes, by dictionary and unit.

    Words in their order are needed for it, and the text for ``n_chars``: see
    :func:`analysis.dictionaries.count_entries`.
    """
    segmenter = Segmenter()
    tokens = segmenter.unit_tokens(document.text, document.units)
    return [(section_id, name, *entry) for name in shipped_dictionaries()
            for section_id, *entry in Matcher(shipped_entries(name), segmenter=segmenter).count(tokens)]


def write_features(document: Document, out: str | Path) -> list[Path]:
    """Write a document's features to a folder and return the files.

    ``meta.json`` (bibliographic record without the abstracts, which are sentences; SHA-256 of the source,
    version), ``sections.csv`` (one row per unit), ``terms*.csv`` (one row per unit and term, one file per way
    of cutting), ``found.csv`` (one row per unit and term of the lexicon that a search finds there),
    ``entries.csv`` (one row per unit, dictionary, theme and term that occurs), ``references.json`` (CSL JSON),
    ``citations.csv`` (one row per cited number) and ``edits.csv`` (one row per repair: where and which, without
    the characters). The same source gives the same bytes. Raises InputError where ``out`` is a file or cannot be
    written to.
    """
    out = check_folder(out)
    counts = count_variants(document)
    record = complete_record(find_metadata(document.text, document.units), known_record(document.text))
    meta = {
        **{field: value for field, value in record.items() if field not in ("abstract", "abstract_en")},
        "source_sha256": document.source.sha256,
        "zhangju_version": __version__,
        "source_characters": len(document.source.text),
        "edits": len(document.edits),
        "characters": len(document.text),
    }
    references = [to_csl(record) for record in parse_references(document.text, document.units)]
    contents = {
        "meta.json": _json(meta),
        "sections.csv": csv_text(SECTION_COLUMNS, section_rows(document, counts["terms"])),
        **{f"{name}.csv": csv_text(COUNT_COLUMNS, rows) for name, rows in counts.items()},
        "found.csv": csv_text(FOUND_COLUMNS, find_terms(document.text, document.units, load_terms())),
        "entries.csv": csv_text(LEXICON_COLUMNS, entry_rows(document)),
        "references.json": _json(references),
        "citations.csv": csv_text(Citation._fields, link_citations(document.text, document.units)),
        "edits.csv": csv_text(EDIT_COLUMNS, ((e.start, e.end, e.repair, e.certainty) for e in document.edits)),
    }
    return write_folder(out, contents)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def load_sections(name: str = "paper") -> pd.DataFrame:
    """One row per unit of a shipped paper, in text order: the sections table with labels and sizes.

    Columns: those of :func:`analysis.sections.find_sections`, and ``system``, ``gloss``, ``n_han``,
    ``n_tokens`` (of the unit's own text). Raises InputError for a paper that is not shipped, as do the others.

    >>> load_sections()["kind"].value_counts()[["heading", "item", "reference"]].tolist()
    [21, 56, 20]
    """
    return _load(name, "sections.csv")


def load_counts(name: str = "paper", *, variant: str = "terms") -> pd.DataFrame:
    """One row per unit and term of a shipped paper: ``section_id, term, kind, pos, n``.

    ``variant`` names the way of cutting: "terms" (jieba's dictionary with the domain's terms, the
    default), "terms_jieba" (without them), "terms_no_guessing" (no words beyond dictionary and terms)
    or "terms_bigrams" (every two neighbouring Han characters, counted for whole parts). Raises InputError for
    another variant, and for a paper that is not shipped.

    >>> int(load_counts().query("term == '数字政府'")["n"].sum())
    99
    """
    if variant not in VARIANTS:
        raise InputError(f"variant={variant!r}: must be one of {', '.join(VARIANTS)}")
    return _load(name, f"{variant}.csv")


def load_found(name: str = "paper") -> pd.DataFrame:
    """One row per unit and term of the lexicon that a search finds in a shipped paper: ``section_id, term, n_found``.

    ``n_found`` counts the places, also inside longer terms: see :func:`analysis.counting.find_terms`.
    """
    return _load(name, "found.csv")


def load_entries(name: str = "paper", *, lexicon: str = "themes") -> pd.DataFrame:
    """One row per unit, theme and term of a shipped dictionary that occurs in a shipped paper.

    Columns ``section_id, theme, term, n, n_chars``, as :func:`analysis.dictionaries.count_entries` gives them, in the
    order of the units. Raises InputError for another dictionary than those that were counted.
    """
    table = _load(name, "entries.csv")
    counted = table["lexicon"].unique().tolist()
    if lexicon not in counted:
        raise InputError(f"lexicon={lexicon!r}: must be one of {', '.join(counted)}")
    return table[table["lexicon"] == lexicon].drop(columns="lexicon").reset_index(drop=True)


def load_edits(name: str = "paper") -> pd.DataFrame:
    """One row per repair of a shipped paper's source: ``start, end, repair, certainty``, not the characters."""
    return _load(name, "edits.csv")


def load_citations(name: str = "paper") -> pd.DataFrame:
    """One row per number cited in a shipped paper, with the columns of :func:`analysis.references.find_citations`."""
    return _load(name, "citations.csv")


def load_readings(name: str = "paper") -> pd.DataFrame:
    """One row per place of a word that a person read: ``section_id, term, place, reading, group``.

    ``place`` counts the places of the token ``term`` in the unit's own text, from 1; ``reading`` is what is said there
    in the reader's words, ``group`` one word for it. One reader, who knew the counts: no blind coding.

    >>> load_readings().query("term == '不足'")["group"].value_counts().iloc[:2].to_dict()
    {'infrastructure': 3, 'technology in use': 2}
    """
    return _load(name, "readings.csv")


def load_answers(name: str = "paper") -> pd.DataFrame:
    """One row per challenge and task that answers it, as one person read: ``challenge_id, task_id, reading``.

    The reader knew what :func:`analysis.answers.answers` had found, so that agreement with it is no blind test.
    """
    return _load(name, "answers.csv")


def load_references(name: str = "paper") -> list[dict[str, Any]]:
    """Return the reference list of a shipped paper as items of CSL JSON (see :func:`analysis.references.to_csl`)."""
    return json.loads(_shipped(name, "references.json").read_text(encoding="utf-8"))


def load_meta(name: str = "paper") -> dict[str, Any]:
    """Return the bibliographic record of a shipped paper, the SHA-256 of its source and its sizes."""
    return json.loads(_shipped(name, "meta.json").read_text(encoding="utf-8"))


def _shipped(name: str, file: str) -> Path:
    path = data_path(name, file)
    if not path.exists():
        there = sorted(found.parent.name for found in data_path().glob("*/sections.csv"))
        raise InputError(f"{path}: no such data; shipped are {', '.join(there)}")
    return path


def _load(name: str, file: str) -> pd.DataFrame:
    import pandas as pd

    types = {**dict.fromkeys(TEXT_COLUMNS, "str"), "n_chars": float}
    return pd.read_csv(_shipped(name, file), dtype=types, keep_default_na=False, na_values={"n_chars": [""]})
