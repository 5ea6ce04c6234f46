"""Lines: how wide each is, and which begin something new. Part of `layout`.

Widths are in columns: two for a Han character or full-width sign, one for the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from analysis.characters import PUNCTUATION, count_han
from analysis.headings import match_mark
from analysis.landmarks import match_label

# Signs that Chinese fonts set as wide as a character: those that GBK writes with two bytes. Unicode calls them
# ambiguous (UAX 11): section, degree, times; Greek and Cyrillic; per mille, primes; units, Roman numerals, arrows,
# mathematics; numbers in circles and brackets, lines, blocks and shapes.
AMBIGUOUS = (
    "\u00a7\u00a8\u00b0\u00b1\u00d7\u00f7\u0391-\u03c9\u0401-\u0451\u2030-\u203b\u2103-\u22bf\u2460-\u249b\u2500-\u2642"
)
WIDE_SIGN = re.compile(f"[{PUNCTUATION}{AMBIGUOUS}\u3000]")
BEGINNING = re.compile(r"\s*(?:\||>|#{1,6} |```|~~~|[-*+•●○■◆▪] |——|\[\d{1,3}\]|［\d{1,3}］|\$\$)")
# A row of a table, whose cells tabs or wide gaps part, or a line of a table of contents, which leaders fill.
ROW = re.compile(r"\S\t\S|(?:[.．·]{4}|…{2}) {0,2}[\dIVXivx]{1,5}\s{0,9}$")
LEADERS = re.compile("[.．·…][.．·…]")
CELLS = re.compile(r"\S {3,40}(?=\S)")
SENTENCE_END = re.compile(r"(?:[。！？!?…]|(?<=[a-z0-9)\]\x80-\U0010ffff])\.)[”’」』）)》\]\"]{0,3}\s*$")
CLAUSE_END = re.compile(r"[；;：:，,、][”’」』）)》\]\"]{0,3}\s*$")
FEW = 0.05  # of the steps between lines, where every line has a blank one behind it


class Line(NamedTuple):
    """A line that is not blank: its number in the text, where it stands, and its text."""

    number: int
    start: int
    end: int
    text: str

    @property
    def width(self) -> int:
        """The columns up to its last character."""
        return columns(self.text.rstrip())

    @property
    def length(self) -> int:
        """The characters up to its last one."""
        return len(self.text.rstrip())

    @property
    def indent(self) -> int:
        """The columns before its first character."""
        return columns(self.text[: self._first])

    @property
    def _first(self) -> int:
        return len(self.text) - len(self.text.lstrip())

    @property
    def mark(self) -> tuple[str, int] | None:
        """The style of the heading's mark that opens the line, and where the mark ends, or None."""
        return match_mark(self.text, self._first, len(self.text))

    @property
    def is_heading(self) -> bool:
        """Whether a heading's mark or a label opens the line."""
        return bool(self.mark or match_label(self.text, 0, len(self.text)))

    @property
    def is_row(self) -> bool:
        """Whether the line is a row of a table, or of a table of contents."""
        text = self.text
        may_be = "\t" in text or LEADERS.search(text)
        return may_be and bool(ROW.search(text)) or "   " in text and len(CELLS.findall(text)) > 1

    @property
    def begins_unit(self) -> bool:
        """Whether the line begins something of its own: a heading, an item, a reference, a table's row."""
        return bool(BEGINNING.match(self.text)) or self.is_heading

    @property
    def ends_sentence(self) -> bool:
        """Whether the line ends in a full stop, a question mark or the like."""
        return bool(SENTENCE_END.search(self.text[-12:]))

    @property
    def ends_clause(self) -> bool:
        """Whether the line ends in a sign of any kind."""
        return self.ends_sentence or bool(CLAUSE_END.search(self.text[-12:]))


def split_lines(text: str) -> list[Line]:
    r"""Split a text at line ends and form feeds; blank lines are left out.

    >>> [(line.number, line.text, line.width, line.indent) for line in split_lines("政府AI\n\n\u3000\u3000服务\fok")]
    [(0, '政府AI', 6, 0), (2, '\u3000\u3000服务', 8, 4), (3, 'ok', 2, 0)]
    """
    lines, at = [], 0
    for number, piece in enumerate(text.replace("\f", "\n").split("\n")):
        if piece and not piece.isspace():
            lines.append(Line(number, at, at + len(piece), piece))
        at += len(piece) + 1
    return lines


def close_up(lines: list[Line]) -> list[Line]:
    r"""Number the lines of a double-spaced text as if one of the blank lines were missing behind each.

    >>> [line.number for line in close_up(split_lines("政府\n\n服务\n\n数据\n\n\n平台"))]
    [0, 1, 2, 4]
    >>> [line.number for line in close_up(split_lines("政府\n服务\n\n数据\n"))]
    [0, 1, 3]
    """
    steps = Counter(b.number - a.number for a, b in zip(lines, lines[1:]))
    if not lines or steps[1] > FEW * len(lines) or 2 * steps[2] < len(lines):
        return lines
    closed, number = lines[:1], lines[0].number
    for before, line in zip(lines, lines[1:]):
        number += max(1, line.number - before.number - 1)
        closed.append(line._replace(number=number))
    return closed


@lru_cache(maxsize=10_000)  # of most texts few lines are asked for, of a hard-wrapped one all, more than once
def columns(text: str) -> int:
    """Return the width of a string.

    >>> columns("政府，AI"), columns("Ⅱ级℃")
    (8, 6)
    """
    return len(text) if text.isascii() else len(text) + count_han(text) + len(WIDE_SIGN.findall(text))
