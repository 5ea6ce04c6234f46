"""The lines of a text, also where their ends were lost: a document that came out as one line of 15,000 characters.

A line is a paragraph or a heading. Where a line is far longer than any paragraph, its line ends became spaces or
nothing. Spaces stand for line ends if most of the spaces of that kind follow a stop; those of hard-wrapped text and
those inside sentences don't. Where nothing is left, a number behind a stop may open a heading (。一、), one that counts
from one may follow a heading at once (一、目标（一）), and a year that is named again at once shows where a heading
ended (2023年工作回顾2023年是…).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import NamedTuple

from analysis.errors import InputError
from analysis.numerals import FORMAL_NUMERAL, HAN_NUMERAL

MOST_LINES = 300_000  # of a document, blank ones not counted; 10 MB of prose broken at 20 characters has 170,000
LONG_LINE = 3000  # the longest paragraph of 74 documents has 1,624 characters, the shortest lost one 13,407
LONG_DOCUMENT = 1000  # the same where the text has no other line
MIN_SPACES = 5  # of a kind, before they can stand for line ends
# How a line stands in the text: on its own, parted from others by spaces, or glued to them.
OWN, PARTED, GLUED = "own", "parted", "glued"

_FENCED = re.compile(r"^ {0,3}(```|~~~)[^\n]*\n(?:[^\n]*\n)*? {0,3}\1", re.MULTILINE)  # in code # is a comment
_LINE = re.compile(r"[^\n]+")
_SPACES = re.compile(r"[^\S\n]{1,9}")
_STOPS = frozenset("。！？；：”!?;:")
_NUMBER = rf"(?:[{HAN_NUMERAL}]{{1,3}}|[0-9]{{1,2}})"
_UNIT = "[编編章节節]|部分"
# Behind a number a space parts it from its words: 第一章　发展环境.
_NUMBER_ENDS = frozenset(f"章节節编編篇分条條、.．)）{HAN_NUMERAL}0123456789")
_HIDDEN = re.compile(rf"(?<=[。！？!?；;：:”\s])(?:第{_NUMBER}(?:{_UNIT})|[{HAN_NUMERAL}]{{1,3}}、"
                     rf"|[{FORMAL_NUMERAL}]{{1,2}}、|[（(][{HAN_NUMERAL}]{{1,3}}[)）])"
                     r"|(?<=[。：\s])[0-9]{1,2}(?:[.．、](?![0-9])|(?:[.．][0-9]{1,2}){1,3}(?=[^\W\d]))")
# A heading may follow the one above it at once, and the first may follow the title.
_BELOW = re.compile(rf"(?:第{_NUMBER}(?:{_UNIT})|[{HAN_NUMERAL}{FORMAL_NUMERAL}]{{1,3}}、"
                    rf"|[（(][{HAN_NUMERAL}]{{1,3}}[)）])"
                    rf"[^。！？；：\n（(]{{2,48}}?(第{_NUMBER}[章节節]|[（(][{HAN_NUMERAL}]{{1,3}}[)）]"
                    rf"|(?<![{HAN_NUMERAL}统])一、|(?<![0-9])1[.．、](?![0-9]))")
_BELOW_TITLE = re.compile(r"[^。！？\n一]{2,60}((?:第一[章编節节篇]|[（(]一[)）]|[一壹]、))")
_RENAMED_YEAR = re.compile(r"(?<=[。！？”、.）)])([12][0-9]{3}年)[^\W0-9a-zA-Z]{2,20}(?=\1)")


class Line(NamedTuple):
    """A line ``text[begin:stop]`` (without its end), and how it stands in the text: OWN, PARTED or GLUED."""

    begin: int
    stop: int
    standing: str


def find_lines(text: str, begin: int = 0, stop: int | None = None) -> Iterator[Line]:
    r"""Yield the lines in ``text[begin:stop]`` that are not blank.

    >>> text = "甲\n\n  乙"
    >>> [text[line.begin : line.stop] for line in find_lines(text)]
    ['甲', '  乙']
    """
    lost = LONG_LINE if "\n" in text.strip() else LONG_DOCUMENT
    for line in _LINE.finditer(text, begin, len(text) if stop is None else stop):
        start, end = line.span()
        if end - start >= lost:
            yield from _lost_lines(text, start, end)
        elif not line[0].isspace():
            yield Line(start, end, OWN)


def check_lines(text: str) -> None:
    """Raise InputError where a text has more than MOST_LINES lines: each costs time and memory in every later step."""
    if len(text) > MOST_LINES and next(islice(find_lines(text), MOST_LINES, None), None):
        raise InputError(f"text: has more than {MOST_LINES:,} lines; is it one document? divide it")


def _lost_lines(text: str, begin: int, stop: int) -> Iterator[Line]:
    runs = [match.span() for match in _SPACES.finditer(text, begin, stop)]
    kinds = Counter(text[start:end] for start, end in runs)
    stopped = Counter(text[start:end] for start, end in runs if text[start - 1 : start] in _STOPS)
    ends = {kind for kind, n in stopped.items() if n >= MIN_SPACES and 2 * n > kinds[kind]}
    shortest = max(2, min(map(len, ends))) if ends else stop  # of other spaces that part as well
    cuts = {begin: begin, stop: stop}  # where a line begins, and where the one before it stops
    for pattern in (_HIDDEN, _RENAMED_YEAR):
        cuts.update((match.start(), match.start()) for match in pattern.finditer(text, begin + 1, stop)
                    if text[match.start() - 1] not in _NUMBER_ENDS)
    cuts.update((match.end(), match.end()) for match in _RENAMED_YEAR.finditer(text, begin + 1, stop))
    cuts.update((match.start(1), match.start(1)) for match in _BELOW.finditer(text, begin, stop))
    if below_title := _BELOW_TITLE.match(text, begin, stop):
        cuts[below_title.start(1)] = below_title.start(1)
    cuts.update((end, start) for start, end in runs if start > begin and text[start - 1] not in _NUMBER_ENDS
                and (text[start:end] in ends or end - start >= shortest))
    for at, after in pairwise(sorted(cuts)):
        if not text[at : cuts[after]].isspace() and at < cuts[after]:
            standing = PARTED if at == begin or cuts[at] < at else GLUED
            yield Line(at, cuts[after], standing)


def ends_in_page_number(text: str, begin: int, stop: int) -> bool:
    """Tell whether a line ends in leaders and a page number, as the lines of a table of contents do.

    >>> [ends_in_page_number(line, 0, len(line)) for line in ("一、目标……12", "一、目标\\t3", "到2035年", "第3")]
    [True, True, False, False]
    """
    tail = text[max(begin, stop - 60) : stop].rstrip()
    leaders = tail.rstrip("0123456789")
    gap = leaders[len(leaders.rstrip(".．·…⋯ \u3000\t")) :]
    led = "\t" in gap or len(gap) > 2 or gap.endswith(("..", "··", "……"))
    return led and 0 < len(tail) - len(leaders) < 4


def blank_code(text: str) -> str:
    r"""Return the text with spaces for the characters of fenced blocks of code; all else stays in its place.

    >>> blank_code("甲\n```\n# 乙\n```\n丙")
    '甲\n   \n   \n   \n丙'
    """
    if "```" not in text and "~~~" not in text:
        return text
    return _FENCED.sub(lambda block: re.sub(r"[^\n]", " ", block.group()), text)
