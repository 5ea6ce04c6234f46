"""Glosses: pinyin in brackets that a web page put behind characters: 數(shù)據(jù), 管(guan)(guan)理.

The page replaced a character everywhere, and did so on GBK bytes: a gloss belongs to the two bytes
before it, which need not be one character (省一市\\(zhòng): 市 is CA D0, \\ is 5C, and D0 5C is 衆).

Left alone: pinyin that an author wrote. An author glosses a character once, where its reading is in
question (長(zhǎng)大), or glosses everything (a primer); the page glosses a character at every
occurrence and most characters never. Some pages strew glosses over the text instead: over common
characters of one reading, which stood without a gloss before. What a text is, is decided on the whole.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from analysis.characters import common_characters, count_han, is_han
from analysis.cleaning.edits import Edit, edit
from analysis.cleaning.readings import SYLLABLE, gbk_char, is_reading, plain, readings
from analysis.cleaning.stretches import gathered

NAME = "glosses"
# Bound: a page that ran its replacement three times left three glosses; ten is ample.
GLOSS = re.compile(rf"[(（]{SYLLABLE}[)）](?:[(（]{SYLLABLE}[)）]){{0,9}}")  # so written, it is found fast
ONE = re.compile(rf"[(（]({SYLLABLE})[)）]")

SYSTEMATIC = 0.9  # share of a character's occurrences that carry the gloss; a page reaches 1, see the paper
LESSON = 7  # glossed characters in a row: a line of a primer; the paper has four at most
MOSTLY = 0.5  # the same once a page is proved: some glosses go down in shifted bytes (`shifted_bytes`)
STREWN = 5  # different characters in running text, common and of one reading, glossed after they stood without
PRIMER = 0.5  # share of all Han characters that carry one; pages stay below 0.25 (the paper: 0.13)
# Glossed by the pages seen so far, all of them Traditional forms. They decide short texts, where no
# character occurs twice, together with this: no author glosses a common character of one reading.
PAGE_CHARACTERS = frozenset(
    "數據發業網規術經統關構產現權領礎聯監區協調態質創環轉醫優節戰內養結驅鎮鄉執穩衛續農側衆"
)


class Gloss(NamedTuple):
    """A run of equal glosses and the character it belongs to."""

    start: int
    end: int
    char: str
    syllables: tuple[str, ...]


def owner(text: str, at: int, syllable: str) -> str:
    """Return the character whose gloss stands at ``at``, or "" where the bytes before have no such reading.

    >>> owner("數(shù)", 1, "shù"), owner("市\\\\(zhòng)", 2, "zhòng"), owner("表(table)", 1, "table")
    ('數', '衆', '')
    """
    before = text[max(0, at - 2) : at]
    if before and is_reading(before[-1], syllable):
        return before[-1]
    if len(before) == 2 and "@" <= before[1] <= "~":
        pair = before[0].encode("gbk", "replace")
        if len(pair) == 2:
            char = gbk_char(pair[1], ord(before[1]))
            if char and is_reading(char, syllable):
                return char
    return ""


def all_glosses(text: str) -> list[Gloss]:
    """Find every bracketed syllable that can be the reading of what stands before it."""
    found = []
    for match in GLOSS.finditer(text):
        syllables = _syllables(match.group())
        char = owner(text, match.start(), syllables[0])
        if char and all(is_reading(char, s) for s in syllables):
            found.append(Gloss(match.start(), match.end(), char, syllables))
    return found


@lru_cache(4096)
def _syllables(gloss: str) -> tuple[str, ...]:
    """Return the syllables of a gloss; a page has the same ones over and over, and each is kept once."""
    return tuple(ONE.findall(gloss))


def find(text: str) -> list[Edit]:
    """Find the glosses to remove: all that a page put there, none that an author wrote.

    >>> [(e.start, e.before) for e in find("推動數(shù)據(jù)共享")]
    [(3, '(shù)'), (9, '(jù)')]
    >>> find("孩子在這裏長(zhǎng)大，越長越高")
    []
    """
    glosses = all_glosses(text)
    if not glosses:
        return []
    glossed = Counter(g.char for g in glosses)
    syllables: dict[str, set[str]] = {}
    for g in glosses:
        syllables.setdefault(g.char, set()).update(map(plain, g.syllables))
    one_reading = {c: text.count(c) for c in glossed if len(syllables[c]) == 1}
    systematic = {c for c, n in one_reading.items() if glossed[c] >= SYSTEMATIC * n}
    removed = set()
    if _made_by_page(text, glosses, glossed, systematic):
        removed = {c for c, n in one_reading.items() if glossed[c] >= MOSTLY * n} | PAGE_CHARACTERS
    if not removed.issuperset(glossed) and _is_strewn(text, glosses):
        removed.update(glossed)
    return gathered(text, (
        edit(text, g.start, g.end, "", NAME, "certain" if glossed[g.char] > 1 or len(g.syllables) > 1 else "likely")
        for g in glosses
        if g.char in removed or removed and len(g.syllables) > 1
    ))


def _made_by_page(text: str, glosses: list[Gloss], glossed: Counter, systematic: set[str]) -> bool:
    """Tell a page's glosses from an author's; the evidence is counted in different characters."""
    if any(len(g.syllables) > 1 for g in glosses):
        return True
    if 2 * len(systematic) < len(glossed) or _is_lesson(glosses):
        return False
    han = count_han(text)
    if han > 8 and len(glosses) > PRIMER * han:
        return False
    if sum(glossed[c] > 1 for c in systematic) >= 2:
        return True
    known = systematic & PAGE_CHARACTERS
    return len(known) >= 2 and any(len(set(map(plain, readings(c)))) == 1 for c in known)


def _is_strewn(text: str, glosses: list[Gloss]) -> bool:
    """Tell whether glosses are strewn over running text, on characters that need none and had none before."""
    if _is_lesson(glosses) or len(glosses) > PRIMER * count_han(text):
        return False
    running = [g for g in glosses if is_han(text[g.start - 2 : g.start - 1]) and is_han(text[g.end : g.end + 1])]
    if 2 * len(running) < len(glosses):
        return False
    common = common_characters("simplified") | common_characters("traditional")
    needless = {g.char for g in running if g.char in common and len(set(map(plain, readings(g.char)))) == 1}
    return sum(_stood_without(text, char) for char in needless) >= STREWN


def _stood_without(text: str, char: str) -> bool:
    """Tell whether a character stands without a gloss before it first stands with one."""
    at = text.find(char)
    return at >= 0 and not ONE.match(text, at + 1)


def _is_lesson(glosses: list[Gloss]) -> bool:
    """Tell whether glosses teach: two readings of one character, or line after line with a gloss for each."""
    readings_of: dict[str, set[str]] = {}
    run, before = 0, -2
    for gloss in glosses:
        readings_of.setdefault(gloss.char, set()).update(map(plain, gloss.syllables))
        run = run + 1 if gloss.start == before + 1 else 1
        before = gloss.end
        if run >= LESSON or len(readings_of[gloss.char]) > 1:
            return True
    return False
