"""What stays of a text when the signs of its format go, and the changes that leave only that. Part of several readers.

A reader says which pieces of the text are running text and what stands between each and the one before it; all else
is syntax. So no character goes unseen: what is not kept is in a change, and undoing the changes gives the file back.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from analysis.characters import is_chinese
from analysis.readers.source import NOTES, Change, Hint

JOINED = "joined"  # between two pieces: nothing beside Chinese characters and signs, else a space
LINE, CELL, NOTHING = "\n", "\t", ""
_LINE = re.compile(r"[^\r\n]+")


class _Piece(NamedTuple):
    start: int
    end: int
    after: str | None  # None: as it is
    before: str  # what parts it from the piece before it
    reason: str


class Kept:
    r"""The pieces of a text that stay, added in order.

    >>> kept = Kept("# 论**数据**\n的\n治理")
    >>> for start, end, parted in ((2, 3, LINE), (5, 7, NOTHING), (10, 11, JOINED), (12, 14, JOINED)):
    ...     kept.keep(start, end, parted)
    >>> [tuple(change) for change in kept.changes()]
    [(0, 2, '', 'syntax'), (3, 5, '', 'syntax'), (7, 10, '', 'lines'), (11, 12, '', 'lines')]
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._pieces: list[_Piece] = []

    @property
    def end(self) -> int:
        """Where the last piece ends."""
        return self._pieces[-1].end if self._pieces else 0

    def keep(self, start: int, end: int, before: str = NOTHING) -> None:
        """Keep ``text[start:end]``, parted from the piece before it by ``before``."""
        if start < end and start >= self.end:
            self._pieces.append(_Piece(start, end, None, before, ""))

    def put(self, start: int, end: int, after: str, before: str = NOTHING, reason: str = "syntax") -> None:
        """Put ``after`` in the place of ``text[start:end]``; that of code is nothing, with the reason "code"."""
        if start >= self.end:
            self._pieces.append(_Piece(start, end, after, before, reason))

    def between(self, start: int, end: int) -> str:
        """Return what is kept of ``text[start:end]``, such as of a heading, or of a note that is moved."""
        shown: list[str] = []
        for piece in self._inside(start, end):
            if shown:
                last = shown[-1][-1:] if shown[-1] else ""
                shown.append(self._joint(piece, last) if piece.before == JOINED else piece.before)
            shown.append(self._shown(piece))
        return "".join(shown)

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where the first piece of ``text[start:end]`` begins and the last one ends; None if there is none."""
        pieces = self._inside(start, end)
        return (pieces[0].start, pieces[-1].end) if pieces else None

    def changes(self) -> list[Change]:
        """Return the changes that leave the pieces and nothing else."""
        found: list[Change] = []
        at, last = 0, ""
        for piece in self._pieces:
            found += self._gap(at, piece, last)
            if piece.after is not None and piece.after != self.text[piece.start : piece.end]:
                found.append(Change(piece.start, piece.end, piece.after, piece.reason))
            at, last = piece.end, self._shown(piece)[-1:] or last
        return [*found, *(Change(*span, "", "syntax") for span in filled_lines(self.text, at, len(self.text)))]

    def _inside(self, start: int, end: int) -> list[_Piece]:
        first = bisect_left(self._pieces, start, key=lambda piece: piece.start)
        return self._pieces[first : bisect_right(self._pieces, end, key=lambda piece: piece.end)]

    def _shown(self, piece: _Piece) -> str:
        return self.text[piece.start : piece.end] if piece.after is None else piece.after

    def _joint(self, piece: _Piece, last: str) -> str:
        return joint(last, self._shown(piece)[:1])

    def _gap(self, at: int, piece: _Piece, last: str) -> list[Change]:
        gap = self.text[at : piece.start]
        if piece.before == LINE:
            if at and "\n" not in gap and "\r" not in gap:
                return [Change(at, piece.start, "\n", "syntax")]
            return [Change(*span, "", "syntax") for span in filled_lines(self.text, at, piece.start)]
        between = self._joint(piece, last) if piece.before == JOINED else piece.before
        reason = "lines" if piece.before == JOINED else "syntax"
        return [Change(at, piece.start, between, reason)] if gap != between else []


def filled_lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    r"""Yield where the lines of ``text[start:end]`` that are not blank begin and end.

    >>> list(filled_lines("a\n  \n b", 0, 7))
    [(0, 1), (5, 7)]
    """
    for line in _LINE.finditer(text, start, end):
        if line[0].strip(" \t\u3000\ufeff\v\f\u00a0"):
            yield line.span()


def joint(last: str, first: str) -> str:
    """Return what a line end inside a paragraph stands for: nothing beside Chinese, else a space.

    >>> joint("数", "据"), joint("a", "数"), joint("a", "b")
    ('', '', ' ')
    """
    return "" if not last or not first or last.isspace() or is_chinese(last) or is_chinese(first) else " "


def disjoint(hints: Iterable[Hint]) -> tuple[Hint, ...]:
    """Return hints in order, of two that overlap the one that begins first, or else the longer.

    >>> disjoint([Hint(2, 4, "heading", 1), Hint(2, 9, "table")])
    (Hint(start=2, end=9, kind='table', level=0),)
    """
    found: list[Hint] = []
    for hint in sorted(hints, key=lambda hint: (hint.start, -hint.end)):
        if hint.start < hint.end and (not found or hint.start >= found[-1].end):
            found.append(hint)
    return tuple(found)


def notes_at_end(text: str, changes: list[Change], notes: list[str]) -> tuple[list[Change], list[Hint]]:
    r"""Put notes that stood inside the text behind it, a line each; return all changes and the hint of the notes.

    >>> notes_at_end("甲[^1]。\n", [Change(1, 5, "", "syntax")], ["见乙。"])[1]
    [Hint(start=6, end=7, kind='notes', level=0)]
    """
    notes = [line for note in notes if (line := " ".join(note.split()))]
    if not notes or not text:
        return changes, []
    stop = len(text) - 1
    while changes and changes[-1].end > stop:  # the last sign may be syntax itself
        stop = changes.pop().start
    blank = text[stop:].isspace()
    last = text[stop] if stop == len(text) - 1 and not blank else ""
    behind = last + "\n" + "\n".join(notes) + "\n"
    return [*changes, Change(stop, len(text), behind, "syntax")], [Hint(stop, len(text), NOTES)] if not last else []
