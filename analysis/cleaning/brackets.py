"""Round brackets: which pairs are Chinese and become full width. Part of the repair `punctuation`.

Both brackets of a pair have one width; a pair is looked for within its line. What makes a pair Chinese,
and what stays, is in the docstring of `punctuation`.
"""

from __future__ import annotations

import re
from collections import deque

from analysis.characters import CLOSING_QUOTES, HAN_RUN, is_chinese
from analysis.cleaning.edits import Edit, edit
from analysis.cleaning.protected import Spans
from analysis.cleaning.readings import LETTERS, SYLLABLE, is_reading

BRACKET = re.compile(r"[(（)）\n]")
SPEAKING = re.compile("[，。、；：？！《》]")  # or a Han character
READING = re.compile(SYLLABLE)
# Of several characters: 银行(yínháng), 一个(yí gè). A tone mark tells it from English.
TONES = frozenset("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ")
SPELLING = frozenset(f"bcdfghijklmnopqrstuvwxyz{LETTERS} '’")
ERHUA = (("儿", "r"), ("兒", "r"))  # 玩(wán)儿(r)
CALL = re.compile("[A-Za-z_][\"']")
NUMBER = re.compile(r"\d{1,3}|[a-zA-Z]")
LONGEST = 1000  # characters between brackets that are looked through
DEEPEST = 1000  # brackets open at once in a line; of more, the innermost


def find_brackets(text: str, chinese: Spans, kept: Spans, name: str) -> list[Edit]:
    """Find the half-width brackets of Chinese pairs; ``kept`` is not looked at.

    >>> whole = Spans([(0, 40)])
    >>> [e.start for e in find_brackets("治理(2024年)与长(zhǎng)，f(x)，（一)", whole, Spans([]), "punctuation")]
    [2, 8, 26]
    """
    found: list[Edit] = []
    opened: deque[int] = deque(maxlen=DEEPEST)
    for match in BRACKET.finditer(text):
        at, sign = match.start(), match.group()
        if sign == "\n":
            opened.clear()
        elif at in kept:
            continue
        elif sign in "(（":
            opened.append(at)
        elif opened:
            start = opened.pop()
            if (text[start] == "(" or sign == ")") and _is_chinese(text, start, at, start in chinese):
                pair = ((start, "（"), (at, "）"))
                found += [edit(text, i, i + 1, full, name) for i, full in pair if text[i] != full]
    return sorted(found)


def _is_chinese(text: str, start: int, end: int, in_chinese: bool) -> bool:
    """Tell whether the pair at ``start`` and ``end`` is one of Chinese text."""
    if text[start] == "（" or text[end] == "）":
        return True
    inside = text[start + 1 : min(end, start + 1 + LONGEST)]
    left, right = text[max(0, start - 1) : start], text[end + 1 : end + 2]
    if not inside.strip() or left == "]" or CALL.match(left + inside):
        return False
    glossed = text[max(0, start - 2) : start].rstrip(CLOSING_QUOTES)[-1:]
    if READING.fullmatch(inside) and glossed and is_reading(glossed, inside) or (left, inside) in ERHUA:
        return False
    if _is_pinyin(inside):
        return False
    if not in_chinese:
        return _speaks(inside) and not (left + right).strip()
    if _speaks(inside):
        return True
    before = text[max(0, start - 2) : start].rstrip(" ")[-1:]
    if before and before != "\n":
        return is_chinese(before)
    return bool(NUMBER.fullmatch(inside)) and is_chinese((right.strip() or text[end + 2 : end + 3])[:1])


def _speaks(inside: str) -> bool:
    return bool(HAN_RUN.search(inside) or SPEAKING.search(inside))


def _is_pinyin(inside: str) -> bool:
    letters = set(inside.lower())
    return letters <= SPELLING and not letters.isdisjoint(TONES)
