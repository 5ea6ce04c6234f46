"""The characters of a LaTeX source that are words: what parts them, and what its signs stand for. Part of `latex`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from analysis.headings import match_mark
from analysis.readers.kept import CELL, JOINED, LINE, NOTHING, Kept
from analysis.readers.latex_macros import SPECIALS

if TYPE_CHECKING:
    Node = Any  # a node of pylatexenc, which has no types

LONGEST_HEADING = 200  # characters of source; a longer one is an unclosed brace
_SPACE = re.compile(r"([ \t\n\r\f\v]+)")  # the wide space of Chinese is a character that LaTeX prints
_COMMANDS = re.compile(r"\\[A-Za-z]{1,30}\*?|\\.|[{}~]")
_NUMBERED_LINE = 60  # characters of a hand-made heading
_RANKS = {NOTHING: 0, " ": 1, JOINED: 2, CELL: 3, LINE: 4}


class Characters:
    """What is kept of a source that begins at ``base`` of the text, and what parts the words to come from it."""

    def __init__(self, kept: Kept) -> None:
        self.kept = kept
        self.base = 0
        self.before = NOTHING
        self.in_table = self.in_heading = 0
        self.numbered = False  # the number of an item was put, and its words are to come

    def part(self, before: str) -> None:
        """Say what parts the words to come from those before; the strongest of several counts."""
        before = JOINED if before == LINE and self.in_heading else before
        if _RANKS[before] > _RANKS[self.before]:
            self.before = before

    def put(self, start: int, end: int, after: str) -> None:
        """Put words in the place of a sign: ``start`` and ``end`` count from ``base``."""
        self.kept.put(start + self.base, end + self.base, after, self.before)
        self.before = NOTHING

    def words(self, start: int, end: int) -> None:
        """Keep words as they are: ``start`` and ``end`` count from ``base``."""
        if start < end:
            self.kept.keep(start + self.base, end + self.base, self.before)
            self.before, self.numbered = NOTHING, False

    def chars(self, node: Node) -> None:
        """Keep plain text; a line end is a space or nothing, a blank line parts paragraphs."""
        at = node.pos
        for number, piece in enumerate(_SPACE.split(node.chars)):
            end = at + len(piece)
            if number % 2 == 0:
                self.words(at, end)
            elif "\n" in piece or "\r" in piece:
                lines = piece.replace("\r\n", "\n").replace("\r", "\n").count("\n")
                self.part(LINE if lines > 1 or self._is_heading(at) or self._is_heading(end) else JOINED)
            else:
                self.part(" ")
            at = end

    def _is_heading(self, at: int) -> bool:
        """Tell whether the line of the source at a place is a heading made by hand: {\\bf 一、目标}."""
        at += self.base
        text = self.kept.text
        start = max(text.rfind(sign, max(0, at - LONGEST_HEADING), at) for sign in "\n\r") + 1
        line = re.split("[\r\n]", text[start : at + LONGEST_HEADING], maxsplit=1)[0]
        if at - start > LONGEST_HEADING or "\\" not in line or self.numbered:
            return False
        words = _COMMANDS.sub(" ", line).strip()
        return bool(words) and len(words) <= _NUMBERED_LINE and words[-1] not in "，。；、,;" and (
            bool(match_mark(words, 0, len(words))) and "。" not in words)

    def comment(self, node: Node) -> None:
        """Leave a comment out, and the line end behind it."""
        if "\n" in node.comment_post_space[1:]:
            self.part(LINE)

    def specials(self, node: Node) -> None:
        """Keep what a sign stands for: a quotation mark, a dash, the border of a cell."""
        sign = node.specials_chars
        if sign == "~":
            self.part(JOINED)
        elif sign == "&":
            self.part(CELL if self.in_table else JOINED)
        elif sign.isspace():
            self.part(LINE)
        elif sign in SPECIALS:
            self.put(node.pos, node.pos + node.len, SPECIALS[sign])
        else:
            self.words(node.pos, node.pos + node.len)
