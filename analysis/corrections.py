"""A person's list of a document's headings, which is read in place of the guess.

``zhangju sections FILE --format headings`` prints the guess as such a list: a row per heading with its level and its
words, number included. Corrected and saved beside the document as ``FILE.sections.csv``, it is what every command and
:func:`analysis.documents.open_document` go by.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from analysis.cleaning.script import to_simplified
from analysis.errors import InputError
from analysis.headings import Mark
from analysis.landmarks import find_landmarks
from analysis.output import restored
from analysis.readers import read_text
from analysis.tables_of_contents import end_of_contents
from analysis.unnumbered_headings import known_mark

ENDING = ".sections.csv"
COLUMNS = ("level", "heading")
_DEEPEST = 9
# The repairs make some signs full-width, and a list may have been written before them, or by hand.
_WIDTHS = {sign: f"[{pair}]" for pair in ("(（", ")）", ".．", ",，", ":：", ";；", "?？", "!！",
                                          *(f"{digit}{chr(ord(digit) + 0xFEE0)}" for digit in "0123456789"))
           for sign in pair}


def find_corrections(path: str | os.PathLike[str]) -> Path | None:
    """Return the list of headings that lies beside a document: paper.txt.sections.csv, or paper.sections.csv.

    >>> find_corrections("no_such_paper.txt") is None
    True
    """
    path = Path(path)
    # A name that is empty, too long or in a closed folder has no list beside it; reading it says what is wrong.
    with suppress(OSError, ValueError):
        for place in (path.with_name(path.name + ENDING), path.with_suffix(ENDING)):
            # An empty one is what a shell makes for "> FILE.sections.csv" before the command begins.
            if place.is_file() and place.stat().st_size:
                return place
    return None


def heading_rows(headings: Iterable[tuple[int, str, str]]) -> list[tuple[int, str]]:
    """Return the rows of a list of headings from their levels, numbers and words.

    >>> heading_rows([(1, "一、", "目标"), (2, "1.1", "范围")])
    [(1, '一、目标'), (2, '1.1 范围')]
    """
    return [(level, f"{number}{' ' if number[-1:].isalnum() else ''}{words}") for level, number, words in headings]


def read_headings(path: str | os.PathLike[str], text: str) -> list[tuple[int, Mark]]:
    r"""Read a list of headings and find each in the repaired text; return their levels and marks, in order.

    Spaces, final stops, the width of signs and the script don't count in the comparison. A heading is looked for
    behind the one of the row before (the first behind the table of contents), at the beginnings of lines first.

    Raises InputError, with the file's name and the line, for a table that is none, a level that is no number from 1
    to 9 or skips one, and a heading that is not in the text.
    """
    rows = _read_rows(path)
    headings: list[tuple[int, Mark]] = []
    at, above = end_of_contents(text, list(find_landmarks(text))), 0
    for line, level, heading in rows:
        if level > above + 1:
            raise InputError(f"{path}, line {line}: level {level} under level {above}; levels go down one by one")
        mark = _find(text, heading, at) or _find(text, to_simplified(heading), at)
        if mark is None:
            mend = "put the rows in the text's order" if _find(text, heading, 0) else "write it as the text has it"
            raise InputError(f"{path}, line {line}: {heading[:40]!r} is not in the text behind the row before; {mend}")
        headings.append((level, mark))
        at, above = mark.heading_end, level
    return headings


def _read_rows(path: str | os.PathLike[str]) -> list[tuple[int, int, str]]:
    source = read_text(path)
    try:
        content = source.text.lstrip("\ufeff")
        delimiter = max(",;\t", key=content.split("\n", 1)[0].count)  # as spreadsheets of other countries write
        table = csv.DictReader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
        missing = [column for column in COLUMNS if column not in (table.fieldnames or ())]
        if missing:
            raise InputError(f"{path}: no column {missing[0]!r}; the first line must be level,heading")
        rows = [(table.line_num, row["level"] or "", row["heading"] or "") for row in table]
    except csv.Error as error:
        raise InputError(f"{path}: is no CSV table ({error}); save it as CSV in UTF-8") from None
    found = []
    for line, level, heading in rows:
        heading = restored(heading).strip()
        if not level.strip() and not heading:
            continue
        if not re.fullmatch(f"[1-{_DEEPEST}]", level.strip()):
            raise InputError(f"{path}, line {line}: level {level[:20]!r}; write a whole number from 1 to {_DEEPEST}")
        if not heading_key(heading):
            raise InputError(f"{path}, line {line}: the heading is empty; take the row out, or write its words")
        found.append((line, int(level), heading))
    return found


def heading_key(heading: str) -> str:
    """Return a heading's words without spaces and final stops, in which two of one heading may differ.

    >>> heading_key("一、 目 标。")
    '一、目标'
    """
    return "".join(heading.split()).rstrip("。.；;：:")


def _find(text: str, heading: str, at: int) -> Mark | None:
    """Find a heading at or behind a position: at the beginning of a line if it is there, else anywhere."""
    words = r"\s{0,9}".join(_WIDTHS.get(character) or re.escape(character) for character in heading_key(heading))
    match = re.compile(rf"(?m)^[#*\s]{{0,20}}?(?P<words>{words})").search(text, at)
    match = match or re.compile(f"(?P<words>{words})").search(text, at)
    if match is None:
        return None
    start, end = match.span("words")
    begin = text.rfind("\n", 0, start) + 1
    begin = start if text[begin:start].strip("#* \u3000\t") else max(begin, at)
    stop = text.find("\n", end)
    return known_mark(text, begin, start, end, len(text) if stop < 0 else stop)
