"""Radicals in the place of characters: ⼀ (U+2F00) for 一, as some programs write into a PDF. Part of `pdf`.

A font that draws both with one glyph leaves open which of them is meant; in running text it is the character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from analysis.readers.source import Change

# Unicode 16, EquivalentUnifiedIdeograph.txt: those of CJK Radicals Supplement that are characters of their own.
SUPPLEMENT = dict(zip("⺟⺠⻁⻄⻅⻆⻉⻋⻑⻒⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
                      "母民虎西见角贝车長镸长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟"))
_RADICAL = re.compile("[⺀-⻳⼀-⿕]")  # CJK Radicals Supplement, Kangxi Radicals


def mend_radicals(text: str, spans: Iterable[tuple[int, int]]) -> list[Change]:
    """Return the changes that put characters in the place of radicals, in the stretches given.

    >>> mend_radicals("⼀⻓⺀", [(0, 3)])
    [Change(start=0, end=1, after='一', reason='syntax'), Change(start=1, end=2, after='长', reason='syntax')]
    """
    found = []
    for start, end in spans:
        for match in _RADICAL.finditer(text, start, end):
            after = SUPPLEMENT.get(match.group()) or unicodedata.normalize("NFKC", match.group())
            if after != match.group():
                found.append(Change(match.start(), match.end(), after, "syntax"))
    return found
