"""Documents: a file from its bytes to its units, in one step that every command and notebook shares."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from analysis.cleaning import Edit, Erratum, read_errata, repair_text
from analysis.cleaning.edits import apply_edits, compose, edit, moved
from analysis.corrections import find_corrections, read_headings
from analysis.errors import InputError
from analysis.lines import check_lines
from analysis.readers import Hint, Source, read_source
from analysis.sections import Unit, find_units
from analysis.shipped import data_path, read_rows

# The article number (ISSN, year, issue, first page, pages) names the paper, whoever reposted it.
PAPER = "1003-7543(2025)06-0138-10"


class Document(NamedTuple):
    """A document read, repaired and divided: ``undo(text, edits)`` is ``source.text``; units tile ``text``.

    ``hints`` are what the file's format says of it, in positions of ``text``; ``notes`` are sentences for the user
    about the file. ``given``: the headings are those of a person's list.
    """

    source: Source
    text: str
    edits: list[Edit]
    units: list[Unit]
    hints: tuple[Hint, ...] = ()
    notes: tuple[str, ...] = ()
    given: bool = False


def open_document(path: str | Path, *, encoding: str | None = None, script: str = "simplified",
                  vocabulary: str = "keep", errata: Iterable[Erratum] | None = None,
                  headings: str | Path | None = None) -> Document:
    """Read a file (text, Markdown, LaTeX, HTML, Word, PDF), repair its text and divide it into units.

    ``script`` and ``vocabulary`` are those of :func:`analysis.cleaning.clean`: whether Taiwan's and Hong Kong's words
    (數位, 資訊) become the mainland's (数字, 信息) is for the reader to choose, and by default they stay.
    ``errata`` defaults to the list shipped for this paper where there is one (see :func:`known_errata`);
    ``()`` corrects nothing. ``headings`` is a list of headings (see :mod:`analysis.corrections`) that is read in
    place of the guess; by default the one that lies beside the file, if there is one. Raises UnreadableFileError
    or InputError, whose one line says what to do.
    """
    headings = find_corrections(path) if headings is None else headings
    source = read_source(path, encoding=encoding)
    return divide(source, script=script, vocabulary=vocabulary, errata=errata, headings=headings)


def divide(source: Source, *, script: str = "simplified", vocabulary: str = "keep",
           errata: Iterable[Erratum] | None = None, headings: str | Path | None = None) -> Document:
    """Repair a text that has been read and divide it into units: :func:`open_document` without the file."""
    errata = known_errata(source.text) if errata is None else errata
    changes = [edit(source.text, *change) for change in source.changes]
    running = apply_edits(source.text, changes)
    with _named(source):
        check_lines(running.replace("\r", "\n"))
    text, edits = repair_text(running, errata=errata, script=script, vocabulary=vocabulary)
    edits = compose(source.text, changes, running, edits) if changes else edits
    hints = _in_text(source.hints, edits)
    given = None if headings is None else read_headings(headings, text)
    notes = source.notes if headings is None else (*source.notes, f"headings are those of {headings}")
    with _named(source):
        units = find_units(text, hints=hints, headings=given)
    return Document(source, text, edits, units, hints, notes, given is not None)


@contextmanager
def _named(source: Source) -> Iterator[None]:
    """Put the file's name before an error about its text."""
    try:
        yield
    except InputError as error:
        raise InputError(f"{source.path}: {error}") from None


def _in_text(hints: Iterable[Hint], edits: list[Edit]) -> tuple[Hint, ...]:
    """Return the hints in positions of the repaired text, without those whose words are gone."""
    places = sorted({place for hint in hints for place in (hint.start, hint.end)})
    at = dict(zip(places, moved(places, edits)))
    found = (hint._replace(start=at[hint.start], end=at[hint.end]) for hint in hints)
    return tuple(hint for hint in found if hint.start < hint.end)


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
