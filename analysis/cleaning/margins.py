"""Margins: where the lines of a hard-wrapped text were broken, and what marks its paragraphs. Part of `layout`.

Typesetters break a line where the next word or character would pass so many columns; programs that count
characters break it behind so many of them, in the middle of words and numbers too. Which of the two was at
work is read off the lines: those that end in the middle of a sentence have one width, or one length.
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
    is_han,
    neighbours,
)
from analysis.cleaning.lines import Line, columns

# What cannot be broken: a Latin word or number, or a character, with the signs that may not begin or end a line.
FIRST_UNIT = re.compile(
    rf"[{OPENING}{OPENING_QUOTES}]{{0,3}}(?:[^\s{HAN}{PUNCTUATION}]{{1,80}}|\S)[{STOPS}{CLOSING}{CLOSING_QUOTES}]{{0,3}}"
)
FIRST_WORD = re.compile(r"[!-~]{1,80}|\S")  # what a program that counts characters keeps whole, if anything
NARROW = re.compile('[,.;:!?()"]')  # beside Han characters they were wider when the lines were broken
SIGN = re.compile(f"[{STOPS},.;:?!]")

NARROWEST = 24  # columns: a margin of twelve characters, as in a newspaper's column
ENOUGH_FULL = 4  # full lines, not ending in a stop, that show a margin
FULL_SHARE = 0.5  # and their share of all line ends
OPEN_SHARE = 0.8  # or, of the longer lines that break off in a sentence, where most lines are headings and short
FEW_FULL = 3  # full lines that let one suspect a margin, two of them inside a sentence
OVER_SHARE = 0.05  # lines that may be wider: a long address, a table
HANGING = 3  # columns by which a sign may hang over the margin
LONGEST_WORD = 24  # columns that a Latin word may leave free at a line's end; an address, all
BY_CHANCE = 2  # characters by which the last line of a paragraph may miss the margin and be taken for full
PROPORTIONAL = 8  # letters and digits of a line for each column that their true widths may differ
INEXACT = 0.02  # of the lines inside a sentence that miss the margin by a column, where widths are not exact
MORE = 1.05  # times as many lines must have one length as have one width, where characters were counted


class Margin(NamedTuple):
    """The right margin of a hard-wrapped text, and what marks its paragraphs: indentation, blank lines.

    ``width`` is in columns, or in characters where ``counted`` is true; ``cutting`` then tells whether Latin words were
    broken like the rest. ``exact`` tells whether widths are those of the page: where fonts were proportional they
    differ by a column or more. ``sure`` is false where there are too few full lines to tell a margin from chance.

    ``flush`` tells whether lines inside paragraphs have no indent, so that one with an indent begins a paragraph;
    ``indented``, whether all paragraphs begin so; ``parted``, whether blank lines stand between them. ``running``
    tells whether most full lines that end a sentence are inside a paragraph nevertheless: a paragraph's last line is
    full by chance as often as any other width occurs, and these are more.
    """

    width: int
    counted: bool
    exact: bool
    cutting: bool = False
    sure: bool = True
    flush: bool = False
    indented: bool = False
    parted: bool = False
    running: bool = False

    @property
    def columns(self) -> int:
        """The width in columns, as if all characters were Han where they were counted."""
        return 2 * self.width if self.counted else self.width

    def is_full(self, line: Line, following: Line) -> bool:
        """Tell whether the next line's first word or character would have passed the margin."""
        next_text, text = following.text.lstrip(), line.text.rstrip()
        if self.counted:
            word = FIRST_WORD.match(next_text).group()
            room = 1 if len(word) > LONGEST_WORD else len(word)
            return line.length + room + (text[-1].isascii() and word.isascii()) > self.width
        unit = FIRST_UNIT.match(next_text)
        first = columns(unit.group()) if unit else 1
        if first > LONGEST_WORD and "/" not in unit.group():
            first = LONGEST_WORD
        space = first > 1 and text[-1].isascii() and next_text[0].isascii()
        return line.width + space + first + (0 if self.exact else _slack(text, line.width)) > self.width

    def is_passed(self, line: Line) -> bool:
        """Tell whether the line is wider than the margin and a sign that hangs over it."""
        return line.length > self.width if self.counted else line.width > self.width + HANGING

    def may_cut(self, line: Line) -> bool:
        """Tell whether the line may end inside a Latin word or a number."""
        return self.counted and line.length == self.width


def _slack(text: str, width: int) -> int:
    narrow = sum(any(map(is_han, neighbours(text, *m.span()))) for m in NARROW.finditer(text))
    return 1 + (2 * len(text) - width) // PROPORTIONAL + narrow


Pairs = list[tuple[Line, Line]]


def find_margin(lines: list[Line]) -> Margin | None:
    """Return the margin of a hard-wrapped text, or None where the lines are paragraphs.

    >>> from analysis.cleaning.lines import split_lines
    >>> text = "各地都在试着用数字技术改善服务，做法并不一样，进展也各不相同，要慢慢总结，看哪些能推广，哪些还不能。"
    >>> wrapped = "\\n".join(text[at : at + 12] for at in range(0, len(text), 12))
    >>> find_margin(split_lines(wrapped)).width, find_margin(split_lines("各地都在试着做。\\n" * 9))
    (24, None)
    """
    lines = [line for line in lines if not line.is_row]
    pairs = [(a, b) for a, b in zip(lines, lines[1:]) if b.number == a.number + 1]
    inside = [(a, b) for a, b in pairs if not a.ends_sentence]
    if len(inside) < 2:
        return None
    margin = _better(lines, inside)
    if margin is None:
        return None
    at_margin = [(a, b) for a, b in pairs if margin.is_full(a, b) and not margin.is_passed(a)]
    full = [(a, b) for a, b in at_margin if not a.ends_sentence]
    ending = [(a, b) for a, b in at_margin if a.ends_sentence]
    sure = _is_sure(margin, pairs, inside, full, ending)
    if sure is None:
        return None
    last = len(pairs) - len(inside) - len(ending)
    by_chance = (1 if margin.exact else BY_CHANCE) * (1 if margin.counted else 2) * last / margin.width
    flush = 2 * sum(b.indent > 1 for _, b in full) < len(full)
    return margin._replace(sure=sure, flush=flush, indented=flush and _is_indented(margin, pairs),
                           parted=_is_parted(margin, lines), running=len(ending) > 3 * by_chance)


def _better(lines: list[Line], inside: Pairs) -> Margin | None:
    """Return the margin in columns or in characters: the one at which more lines break off inside a sentence."""
    width = _most_common([line.width for line in lines], HANGING)
    length = _most_common([line.length for line in lines], 0)
    inexact = Margin(width, counted=False, exact=False)
    exact = inexact._replace(exact=True)
    if width < NARROWEST:
        return None
    full = [(a, b) for a, b in inside if inexact.is_full(a, b)]
    missing = sum(not exact.is_full(a, b) for a, b in full if not a.ends_clause and a.width < width)
    at_length = sum(a.length == length for a, _ in inside)
    if at_length > MORE * len(full):
        return Margin(length, counted=True, exact=True, cutting=_is_cutting(inside, length))
    return exact if missing <= INEXACT * len(full) else inexact


def _is_cutting(inside: Pairs, length: int) -> bool:
    """Tell whether no line ends where the next word would have passed the margin, but for its space."""
    words = [FIRST_WORD.match(b.text.lstrip()).group() for _, b in inside]
    return not any(length - len(word) <= a.length < length - 1 for (a, _), word in zip(inside, words) if word.isascii())


def _most_common(widths: list[int], below: int) -> int:
    """Return the commonest of the widths near the widest, but for a few that are wider."""
    counts = Counter(widths)
    widest = sorted(widths, reverse=True)[int(OVER_SHARE * len(widths))]
    return max(range(widest - below, widest + 1), key=lambda width: (counts[width], width))


def _is_sure(margin: Margin, pairs: Pairs, inside: Pairs, full: Pairs, ending: Pairs) -> bool | None:
    """Tell whether the full lines show a margin for sure; None where they show none.

    Lists and verses have lines of one width too. Most of theirs have no sign inside or one at the end, or all have
    it in one place.
    """
    signs = [match.start() for a, _ in [*full, *ending] if (match := SIGN.search(a.text, 3))]
    broken = sum(not a.ends_clause for a, _ in full)
    number = len(full) + len(ending)
    if len(full) < 2 or number < FEW_FULL or 2 * broken < len(full) or 2 * min(len(full), len(signs)) < number:
        return None
    if 2 * max(Counter(signs).values()) > len(signs):
        return None
    long = sum(2 * (a.length if margin.counted else a.width) >= margin.width for a, _ in inside)
    if len(full) >= ENOUGH_FULL and number >= FULL_SHARE * len(pairs):
        return True
    if len(full) < OPEN_SHARE * long:
        return None
    return len(full) > ENOUGH_FULL


def _is_indented(margin: Margin, pairs: Pairs) -> bool:
    """Tell whether most first lines of paragraphs are indented."""
    first = [b.indent for a, b in pairs if a.ends_sentence and not margin.is_full(a, b) and not b.begins_unit]
    return 2 * sum(i > 1 for i in first) > len(first)


def _is_parted(margin: Margin, lines: list[Line]) -> bool:
    """Tell whether blank lines part the paragraphs: they stand behind most lines that end one."""
    ends = [b.number > a.number + 1 for a, b in zip(lines, lines[1:])
            if a.ends_sentence and not margin.is_full(a, b)]
    return 2 * sum(ends) > len(ends)
