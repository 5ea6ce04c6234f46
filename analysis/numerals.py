"""Numerals of heading marks and enumerations: 十二, 貳, １２, ⑫, Ⅳ, B, and the numbers in 2.1.3 or 第三章."""

from __future__ import annotations

import re
import unicodedata

HAN_NUMERAL = "〇零一二三四五六七八九十百"
"""Body of a regular expression class for the numerals of running text."""
FORMAL_NUMERAL = "壹贰貳叁參叄参肆伍陆陸柒捌玖拾"
"""The same for the numerals of deeds and cheques, which some books number their parts with; OpenCC makes 参 of 參."""

_NUMERAL = re.compile(
    rf"[{HAN_NUMERAL}{FORMAL_NUMERAL}廿卅]+|[0-9０-９]+|[^\W\d_]$|[Ⅰ-Ⅻ㈠-㈩①-⒛㉑-㉟㊱-㊿❶-❿➀-➉]")


def read_numeral(numeral: str) -> int | None:
    """Read a Han, formal, Arabic, Roman or circled numeral below 1,000; None if it is none.

    >>> [read_numeral(n) for n in ("十一", "二十", "二〇", "貳拾", "１２", "⑫", "Ⅳ", "B", "甲")]
    [11, 20, 20, 20, 12, 12, 4, 2, None]
    """
    if numeral.isdecimal():
        return int(numeral)
    if len(numeral) == 1 and "A" <= numeral <= "Z":
        return ord(numeral) - ord("A") + 1
    total = current = 0
    for character in numeral:
        value = int(unicodedata.numeric(character, -1))
        if value < 0:
            return None
        if value in (10, 100):
            total, current = total + (current or 1) * value, 0
        elif value > 9:
            total, current = total + value, 0
        else:
            current = current * 10 + value
    return total + current


def read_ordinals(mark: str) -> tuple[int, ...]:
    """Return the numbers in a heading mark, outermost first; spaces in it don't count.

    >>> [read_ordinals(mark) for mark in ("（十二）", "2 ．1.3", "第 十 三 章", "附录B", "##")]
    [(12,), (2, 1, 3), (13,), (2,), ()]
    """
    numbers = (read_numeral(match.group()) for match in _NUMERAL.finditer("".join(mark.split()).rstrip("、.．:：")))
    return tuple(number for number in numbers if number is not None)
