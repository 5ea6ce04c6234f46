"""Readings: which pinyin a character can have, and which GBK byte pairs can have a pinyin.

Both gloss repairs ask here. Only pypinyin's table of single characters is read, from its file: its table
of phrases would cost 40 MB and a tenth of a second, and a gloss stands behind a single character.
"""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

# Tone letters have code points in GBK (row A8), so a gloss survives the passage through GBK.
LETTERS = "a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿê"
SYLLABLE = rf"[{LETTERS}]{{1,6}}"


@cache
def _table() -> dict[str, str]:
    """Return the readings, joined by commas, by the code point in decimal digits."""
    path = Path(find_spec("pypinyin").origin).with_name("pinyin_dict.json")
    return json.loads(path.read_text(encoding="utf-8"))


@cache
def plain(syllable: str) -> str:
    """Return a syllable without its tone mark: shù → shu, lǜ → lv.

    >>> plain("shù"), plain("lǜ")
    ('shu', 'lv')
    """
    without = syllable
    for umlaut in "üǖǘǚǜ":
        without = without.replace(umlaut, "v")
    return "".join(c for c in unicodedata.normalize("NFD", without) if c.isascii())


@cache
def readings(char: str) -> frozenset[str]:
    """Return a character's readings, each with its tone mark and without.

    >>> sorted(readings("數"))
    ['shu', 'shuo', 'shuò', 'shù', 'shǔ']

    A sign or a letter has none:

    >>> readings("A")
    frozenset()
    """
    marked = _table().get(str(ord(char)), "").split(",") if len(char) == 1 else []
    return frozenset(form for syllable in marked if syllable for form in (syllable, plain(syllable)))


def is_reading(char: str, syllable: str) -> bool:
    """Tell whether a character can be read so.

    >>> is_reading("據", "jù"), is_reading("據", "ju"), is_reading("據", "qū")
    (True, True, False)
    """
    return syllable in readings(char)


def gbk_char(first: int, second: int) -> str:
    """Return the character of a GBK byte pair, or "" where GBK leaves the pair unassigned.

    >>> gbk_char(0xF2, 0x8C), gbk_char(0xAE, 0xCB)
    ('驅', '')
    """
    try:
        return bytes((first, second)).decode("gbk")
    except UnicodeDecodeError:
        return ""
