"""Script: Traditional characters to Simplified, the journal's, and back for display.

The conversion is OpenCC's. From Taiwan's standard (``tw2s``), because it alone tells the aspect mark
著 (隨著 → 随着) from the word 著 (顯著 → 显著), if not in all words of scholars (``WRITTEN``); words are
not exchanged (數位 stays 数位). A text that is Simplified already is left alone, also where it quotes a
few Traditional characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import compress, count
from operator import ne

from analysis.characters import count_han
from analysis.cleaning.edits import Edit, edit

NAME = "script"
SCRIPTS = ("simplified", "traditional", "keep")
TRADITIONAL = 0.1
# Words with 著 that OpenCC's phrases lack: it gives 专着, 论着 …
WRITTEN = re.compile("(?<=[专论编原名巨遗译拙撰卓土昭])着|着(?=[述录])")
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

    >>> to_simplified("隨著數據治理的顯著進步"), to_simplified("一部專著")
    ('随着数据治理的显著进步', '一部专著')
    """
    converted = _converter("tw2s")(text)
    if "著" not in text or len(converted) != len(text):
        return converted
    return WRITTEN.sub(lambda match: "著" if text[match.start()] == "著" else "着", converted)


def to_traditional(text: str) -> str:
    """Return the text in Traditional characters, for display in figures and tables.

    The choice between several Traditional forms is OpenCC's, by word: 后 is 後 or 后.

    >>> to_traditional("数据治理的显著进步"), to_traditional("皇后以后")
    ('數據治理的顯著進步', '皇后以後')
    """
    return _converter("s2t")(text)


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
    converted = to_simplified(text)
    if (script == "simplified") != is_changed(text, converted):
        return []
    return differences(text, converted if script == "simplified" else to_traditional(text), NAME)


def differences(text: str, converted: str, name: str) -> list[Edit]:
    """Find the edits between a text and its conversion, which has the same length but for rare words."""
    if len(text) == len(converted):
        spans: list[list[int]] = []
        for at in compress(count(), map(ne, text, converted)):
            if spans and spans[-1][1] == at:
                spans[-1][1] += 1
            else:
                spans.append([at, at + 1])
        return [edit(text, start, end, converted[start:end], name) for start, end in spans]
    if "\n" in text and text.count("\n") == converted.count("\n"):
        edits, at = [], 0
        for line, new in zip(text.split("\n"), converted.split("\n")):
            edits += [e._replace(start=e.start + at, end=e.end + at) for e in differences(line, new, name)]
            at += len(line) + 1
        return edits
    from difflib import SequenceMatcher

    codes = SequenceMatcher(None, text, converted, autojunk=False).get_opcodes()
    return [edit(text, a, b, converted[c:d], name) for tag, a, b, c, d in codes if tag != "equal"]
