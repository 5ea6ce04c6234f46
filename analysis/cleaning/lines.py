"""Lines: how wide each is, where the margin was, and which begin something new. Part of `layout`.

Widths are in columns: two for a Han character or full-width sign, one for the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from analysis.characters import (
    CLOSING,
    CLOSING_QUOTES,
    HAN,
    OPENING,
    OPENING_QUOTES,
    PUNCTUATION,
    STOPS,
    count_han,
    is_han,
    neighbours,
)
from analysis.headings import match_mark
from analysis.landmarks import match_label

WIDE_SIGN = re.compile(f"[{PUNCTUATION}\u3000]")
# What cannot be broken: a Latin word or number, or a character, with the signs that may not begin or end a line.
FIRST_UNIT = re.compile(
    rf"[{OPENING}{OPENING_QUOTES}]{{0,3}}(?:[^\s{HAN}{PUNCTUATION}]{{1,80}}|\S)[{STOPS}{CLOSING}{CLOSING_QUOTES}]{{0,3}}"
)
BEGINNING = re.compile(r"\s*(?:\||>|#{1,6} |```|~~~|[-*+•●○■◆▪] |——|\[\d{1,3}\]|［\d{1,3}］|\$\$)")
SENTENCE_END = re.compile(r"(?:[。！？!?…]|(?<=[a-z0-9)\]])\.)[”’」』）)》\]\"]{0,3}\s*$")
CLAUSE_END = re.compile(r"[；;：:，,、][”’」』）)》\]\"]{0,3}\s*$")

NARROW = re.compile('[,.;:!?()"]')  # beside Han characters they were wider when the lines were broken

SIGN = re.compile(f"[{STOPS},.;:?!]")

NARROWEST = 24  # columns: a margin of twelve characters, as in a newspaper's column
ENOUGH_FULL = 4  # full lines, not ending in a stop, that show a margin
FULL_SHARE = 0.5  # and their share of all line ends
OVER_SHARE = 0.05  # lines that may be wider: a long address, a table
HANGING = 3  # columns by which a sign may hang over the margin
LONGEST_WORD = 24  # columns that a Latin word may leave free at a line's end; an address, all
BY_CHANCE = 2  # characters by which the last line of a paragraph may miss the margin and be taken for full
PROPORTIONAL = 8  # letters and digits of a line for each column that their true widths may differ


class Line(NamedTuple):
    """A line that is not blank: its number in the text, where it stands, its text and its width."""

    number: int
    start: int
    end: int
    text: str
    width: int

    @property
    def indent(self) -> int:
        """The columns before its first character."""
        return columns(self.text[: len(self.text) - len(self.text.lstrip())])

    @property
    def is_heading(self) -> bool:
        """Whether a heading's mark or a label opens the line."""
        start = len(self.text) - len(self.text.lstrip())
        return bool(match_mark(self.text, start, len(self.text)) or match_label(self.text, 0, len(self.text)))

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
            lines.append(Line(number, at, at + len(piece), piece, columns(piece.rstrip())))
        at += len(piece) + 1
    return lines


def columns(text: str) -> int:
    """Return the width of a string.

    >>> columns("政府，AI")
    8
    """
    return len(text) if text.isascii() else len(text) + count_han(text) + len(WIDE_SIGN.findall(text))


class Margin(NamedTuple):
    """The right margin of a hard-wrapped text, and what marks its paragraphs: indentation, blank lines.

    ``running`` tells whether most full lines that end a sentence are inside a paragraph nevertheless: a
    paragraph's last line is full by chance as often as any other width occurs, and these are more.
    """

    width: int
    indented: bool
    parted: bool
    running: bool

    def is_full(self, line: Line, following: Line) -> bool:
        """Tell whether the next line's first word or character would have passed the margin."""
        return _is_full(self.width, line, following)


def find_margin(lines: list[Line]) -> Margin | None:
    """Return the margin of a hard-wrapped text, or None where the lines are paragraphs.

    >>> text = "各地都在试着用数字技术改善服务，\\n做法并不一样，进展也各不相同，\\n需要一步一步总结已有的经验。\\n"
    >>> find_margin(split_lines(3 * text)).width, find_margin(split_lines("各地都在试着做。\\n" * 9))
    (32, None)
    """
    if len(lines) <= ENOUGH_FULL:
        return None
    widths = Counter(line.width for line in lines)
    widest = sorted((line.width for line in lines), reverse=True)[int(OVER_SHARE * len(lines))]
    width = max(range(widest - HANGING, widest + 1), key=lambda w: (widths[w], w))
    if width < NARROWEST:
        return None
    pairs = [(a, b) for a, b in zip(lines, lines[1:]) if b.number == a.number + 1]
    full = [(a, b) for a, b in pairs if _is_full(width, a, b)]
    running = sum(not a.ends_sentence for a, _ in full)
    prose = sum(bool(SIGN.search(a.text, 3)) for a, _ in full)
    if running < ENOUGH_FULL or len(full) < FULL_SHARE * len(pairs) or 2 * min(running, prose) < len(full):
        return None
    last = sum(a.ends_sentence for a, _ in pairs) - (len(full) - running)
    by_chance = 2 * BY_CHANCE * last / width
    return Margin(width, _is_indented(width, pairs), _is_parted(width, lines), len(full) - running > 3 * by_chance)


def _is_full(width: int, line: Line, following: Line) -> bool:
    unit = FIRST_UNIT.match(following.text.lstrip())
    first = columns(unit.group()) if unit else 1
    if first > LONGEST_WORD and "/" not in unit.group():
        first = LONGEST_WORD
    text = line.text.rstrip()
    space = first > 1 and text[-1].isascii() and following.text.lstrip()[0].isascii()
    narrow = sum(any(map(is_han, neighbours(text, *m.span()))) for m in NARROW.finditer(text))
    slack = 1 + (2 * len(text) - line.width) // PROPORTIONAL + narrow
    return line.width + space + first + slack > width


def _is_indented(width: int, pairs: list[tuple[Line, Line]]) -> bool:
    """Tell whether the first lines of paragraphs are indented, and the others are not."""
    first = [b.indent for a, b in pairs if a.ends_sentence and not _is_full(width, a, b) and not b.begins_unit]
    inner = [b.indent for a, b in pairs if not a.ends_sentence and _is_full(width, a, b)]
    return 2 * sum(i > 1 for i in first) > len(first) and 2 * sum(i > 1 for i in inner) < len(inner)


def _is_parted(width: int, lines: list[Line]) -> bool:
    """Tell whether blank lines part the paragraphs: they stand behind most lines that end one."""
    ends = [b.number > a.number + 1 for a, b in zip(lines, lines[1:]) if a.ends_sentence and not _is_full(width, a, b)]
    return 2 * sum(ends) > len(ends)
