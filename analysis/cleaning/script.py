"""Script: Traditional characters to Simplified, the journal's, and back for display.

The conversion is OpenCC's. From Taiwan's standard (``tw2s``), because it alone tells the aspect mark
著 (隨著 → 随着) from the word 著 (顯著 → 显著), if not in all words of scholars (``WRITTEN``); what it lacks of
Hong Kong's forms and of older spellings is put in (``VARIANTS``, ``SPELLINGS``). Words are not exchanged: that
is the business of `vocabulary`. A text that is Simplified already is left alone, also where it quotes a few
Traditional characters.

Where several Simplified characters have one Traditional form, the word decides; a name (華昇, 乾西, in 沈) may
come out otherwise than it was. Rare characters whose Simplified form no font has (beyond U+FFFF) stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import compress, count
from operator import ne

from analysis.characters import count_han, distinct
from analysis.cleaning.edits import Edit, edit
from analysis.cleaning.stretches import gathered
from analysis.errors import InputError

NAME = "script"
SCRIPTS = ("simplified", "traditional", "keep")
REGIONS = {"": "s2t", "taiwan": "s2tw", "hong kong": "s2hk"}
TRADITIONAL = 0.1
BLOCK = range(0x4E00, 0xA000)  # CJK Unified Ideographs
# Words with 著 that OpenCC's phrases lack: it gives 专着, 论着 …
WRITTEN = re.compile("(?<=[专论编原名巨遗译拙撰卓土昭])着|着(?=[述录])")
# Hong Kong's and older forms that the conversion from Taiwan's standard does not know.
VARIANTS = str.maketrans("衞敍枱粧軆", "卫叙台妆体")
SPELLINGS = {"甚么": "什么", "规画": "规划", "企画": "企划", "座标": "坐标", "覆核": "复核"}
BEYOND = re.compile("[\U00010000-\U0010ffff]")
# OpenCC's C interface ends a text at U+0000 and refuses lone surrogates.
UNCONVERTIBLE = re.compile("([\0\ud800-\udfff]+)")


@cache
def _converter(config: str) -> Callable[[str], str]:
    from opencc import OpenCC

    convert = OpenCC(config).convert
    return lambda text: "".join(
        piece if i % 2 else convert(piece) for i, piece in enumerate(UNCONVERTIBLE.split(text))
    )


def to_simplified(text: str) -> str:
    """Return the text in Simplified characters.

    >>> to_simplified("隨著數據治理的顯著進步"), to_simplified("一部專著"), to_simplified("衞生規畫")
    ('随着数据治理的显著进步', '一部专著', '卫生规划')
    """
    converted = _converter("tw2s")(text).translate(VARIANTS)
    if len(converted) != len(text):
        return converted
    if "著" in text:
        converted = WRITTEN.sub(lambda match: "著" if text[match.start()] == "著" else "着", converted)
    for old, new in SPELLINGS.items():
        converted = converted.replace(old, new)
    return BEYOND.sub(lambda match: text[match.start()], converted)


def to_traditional(text: str, *, region: str = "") -> str:
    """Return the text in Traditional characters, for display in figures and tables.

    ``region`` chooses the standard of the characters: "" (OpenCC's), "taiwan" (裡, 群, 為) or "hong kong" (裏, 羣, 為).
    The choice between several Traditional forms is OpenCC's, by word: 后 is 後 or 后. Words stay the mainland's
    (:func:`analysis.cleaning.vocabulary.to_local` exchanges them). Raises InputError for another region.

    >>> to_traditional("数据治理的显著进步"), to_traditional("皇后以后")
    ('數據治理的顯著進步', '皇后以後')
    >>> [to_traditional("群众心里", region=region) for region in REGIONS]
    ['羣衆心裏', '群眾心裡', '羣眾心裏']
    """
    if region not in REGIONS:
        raise InputError(f"region={region!r}: must be one of {', '.join(map(repr, REGIONS))}")
    return _converter(REGIONS[region])(text)


@cache
def simplified_block() -> str:
    """Return the Simplified forms of the characters of ``BLOCK``, in their order."""
    return to_simplified("\n".join(map(chr, BLOCK))).replace("\n", "")


@cache
def _traditional_only() -> frozenset[str]:
    """Return the characters that a conversion to Simplified changes, by themselves or in some words."""
    alone = (chr(code) for code, simple in zip(BLOCK, simplified_block()) if chr(code) != simple)
    return frozenset((*alone, *"".join(SPELLINGS), "著"))


def _may_be_traditional(text: str) -> bool:
    """Tell whether it is worth while to convert a text; of most it can be seen that it is Simplified."""
    n = sum(map(text.count, distinct(text) & _traditional_only()))
    return n > 0 and n > TRADITIONAL / 2 * count_han(text)


def is_traditional(text: str) -> bool:
    """Tell whether a text is in Traditional script: a tenth of its Han characters or more are so only.

    In Traditional prose it is a third; a Simplified text that quotes a few stays below a hundredth.

    >>> is_traditional("數據治理"), is_traditional("数据治理"), is_traditional("")
    (True, False, False)
    """
    return is_changed(text, to_simplified(text))


def is_changed(text: str, converted: str) -> bool:
    """Tell whether a conversion to Simplified changed a tenth of the Han characters or more."""
    changed = sum(map(ne, text, converted)) + abs(len(text) - len(converted))
    return changed > 0 and changed >= TRADITIONAL * count_han(text)


def find(text: str, *, script: str = "simplified") -> list[Edit]:
    """Find what the conversion to ``script`` changes; neighbouring characters form one edit."""
    if script == "keep":
        return []
    if script == "simplified" and not _may_be_traditional(text):
        return []
    converted = to_simplified(text)
    if (script == "simplified") != is_changed(text, converted):
        return []
    return differences(text, converted if script == "simplified" else to_traditional(text), NAME)


def _runs(places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of numbers that count on."""
    start = end = -1
    for at in places:
        if at != end:
            if end > 0:
                yield start, end
            start = at
        end = at + 1
    if end > 0:
        yield start, end


def differences(text: str, converted: str, name: str) -> list[Edit]:
    """Find the edits between a text and its conversion, which has the same length but for rare words."""
    if len(text) == len(converted):
        return gathered(text, (edit(text, start, end, converted[start:end], name)
                               for start, end in _runs(compress(count(), map(ne, text, converted)))))
    if "\n" in text and text.count("\n") == converted.count("\n"):
        edits, at = [], 0
        for line, new in zip(text.split("\n"), converted.split("\n")):
            edits += [e._replace(start=e.start + at, end=e.end + at) for e in differences(line, new, name)]
            at += len(line) + 1
        return edits
    from difflib import SequenceMatcher

    codes = SequenceMatcher(None, text, converted, autojunk=False).get_opcodes()
    return [edit(text, a, b, converted[c:d], name) for tag, a, b, c, d in codes if tag != "equal"]
