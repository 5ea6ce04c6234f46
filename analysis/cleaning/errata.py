"""Errata: slips of optical character recognition that no rule can know, corrected from a list.

A list belongs to one document and is a CSV with the columns ``context, correction, reason``: wherever
the context stands, it becomes the correction. A context is at most six characters, enough to find the
place and too little to be the text. It is written in Simplified and found in either script.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from analysis.cleaning.edits import Edit, edit
from analysis.cleaning.script import to_simplified
from analysis.errors import InputError, UnreadableFileError
from analysis.readers.plain import read_bytes

NAME = "errata"
LONGEST_CONTEXT = 6
COLUMNS = ["context", "correction", "reason"]


class Erratum(NamedTuple):
    """One slip: ``context`` as it stands, ``correction`` as it was printed, and why."""

    context: str
    correction: str
    reason: str = ""


def read_errata(path: str | Path) -> list[Erratum]:
    """Read a list of errata.

    Raises InputError, with file and line, for other columns and for a row that cannot be an erratum;
    UnreadableFileError where there is no CSV in UTF-8.
    """
    try:
        rows = list(csv.reader(io.StringIO(read_bytes(str(path)).decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        raise UnreadableFileError(f"{path}: the list of errata must be a CSV in UTF-8; save it as such") from None
    if not rows or rows[0] != COLUMNS:
        raise InputError(f"{path}, line 1: the columns must be {','.join(COLUMNS)}")
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(COLUMNS) or not 0 < len(row[0]) <= LONGEST_CONTEXT or row[0] == row[1]:
            raise InputError(f"{path}, line {number}: needs a context of 1 to {LONGEST_CONTEXT} characters, "
                             "a correction that differs from it, and a reason")
    return [Erratum(*row) for row in rows[1:]]


def find(text: str, errata: Iterable[Erratum]) -> list[Edit]:
    """Find where the listed contexts stand; only the characters that differ are edited.

    >>> find("將技術融人調控", [Erratum("融人调", "融入调", "入 read as 人")])
    [Edit(start=4, end=5, before='人', after='入', repair='errata', certainty='certain')]
    """
    plain = to_simplified(text)
    if len(plain) != len(text):
        plain = text
    found: list[Edit] = []
    for erratum in errata:
        head, old, new = _differing(erratum.context, erratum.correction)
        at = plain.find(erratum.context)
        while at >= 0:
            found.append(edit(text, at + head, at + head + len(old), new, NAME))
            at = plain.find(erratum.context, at + len(erratum.context))
    edits: list[Edit] = []
    for e in sorted(set(found)):
        if not edits or e.start >= edits[-1].end:
            edits.append(e)
    return edits


def _differing(old: str, new: str) -> tuple[int, str, str]:
    """Return the length of the common beginning, and what differs up to the common end."""
    head = next((i for i, (a, b) in enumerate(zip(old, new)) if a != b), min(len(old), len(new)))
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return head, old[head : len(old) - tail], new[head : len(new) - tail]
