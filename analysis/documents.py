"""Documents: a file from its bytes to its units, in one step that every command and notebook shares."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from analysis.cleaning import Edit, Erratum, read_errata, repair_text
from analysis.readers import Source, read_text
from analysis.sections import Unit, find_units
from analysis.shipped import data_path, read_rows

# The article number (ISSN, year, issue, first page, pages) names the paper, whoever reposted it.
PAPER = "1003-7543(2025)06-0138-10"


class Document(NamedTuple):
    """A document read, repaired and divided: ``undo(text, edits)`` is ``source.text``; units tile ``text``."""

    source: Source
    text: str
    edits: list[Edit]
    units: list[Unit]


def open_document(path: str | Path, *, encoding: str | None = None, script: str = "simplified",
                  errata: Iterable[Erratum] | None = None) -> Document:
    """Read a file, repair its text and divide it into units.

    ``errata`` defaults to the list shipped for this paper where there is one (see :func:`known_errata`);
    ``()`` corrects nothing. Raises UnreadableFileError or InputError, whose one line says what to do.
    """
    source = read_text(path, encoding=encoding)
    return divide(source, script=script, errata=errata)


def divide(source: Source, *, script: str = "simplified", errata: Iterable[Erratum] | None = None) -> Document:
    """Repair a text that has been read and divide it into units: :func:`open_document` without the file."""
    errata = known_errata(source.text) if errata is None else errata
    text, edits = repair_text(source.text, errata=errata, script=script)
    return Document(source, text, edits, find_units(text))


def known_errata(text: str) -> list[Erratum]:
    """Return the shipped errata of the paper whose article number stands in the text; else none.

    >>> known_errata("文章编号：0000-0000(2020)01-0001-02")
    []
    """
    return read_errata(data_path("paper", "errata.csv")) if is_shipped_paper(text) else []


def known_record(text: str) -> dict[str, Any]:
    """Return what a person knows of the shipped paper and its text does not say (journal, pages); else {}.

    :func:`analysis.metadata.complete_record` joins it to what the text says.

    >>> known_record("文章编号：1003-7543（2025）06-0138-10")["page_range"]
    '138-147'
    """
    if not is_shipped_paper(text):
        return {}
    return json.loads(data_path("paper", "record.json").read_text(encoding="utf-8"))


def known_labels(text: str) -> dict[str, tuple[str, str]]:
    """Return a person's labels of the shipped paper's units, (system, English gloss) by section id; else {}.

    >>> known_labels("文章编号：1003-7543（2025）06-0138-10")["1.3"][0]
    'data'
    """
    if not is_shipped_paper(text):
        return {}
    return {section_id: (system, gloss) for section_id, system, gloss in read_rows("paper", "labels.csv")[1]}


def is_shipped_paper(text: str) -> bool:
    """Tell whether a text is the paper whose counts are shipped: its article number stands in it."""
    return PAPER in text.replace("（", "(").replace("）", ")")
