"""Sequences of UTF-8 that were read in another encoding: how they look, and whether reading them anew makes Chinese.

Bytes are written as the characters U+0080 to U+00FF and a lost one as U+FFFD, so that the same regular expressions
serve every encoding that they were read in. Part of the repair `mojibake`.
"""

from __future__ import annotations

from collections.abc import Iterable

from analysis.characters import common_share, is_han

REPAIR = "mojibake"
LOST = "\ufffd"
ANY = f"[\x80-\xbf{LOST}]"
CHINESE = f"[\xe2-\xe9]{ANY}{{2}}|\xef[\xbc-\xbd]{ANY}|\xf0[\xa0-\xb2][\x80-\xbf]{{2}}"
OTHER = "[\xc2-\xdf][\x80-\xbf]|\xe1[\x80-\xbf]{2}"

IN_A_ROW = 4  # sequences of UTF-8 side by side, which no other text has by chance, of characters in a national standard
GOOD = 0.8  # share of common characters in what comes out: prose has 0.97, a wrong reading 0.3 (common_share)
FAIR = 0.5  # and where the sequences show it by themselves
STANDARDS = ("gb2312", "big5")
POOR = 0.75  # and in what stood there, at most


def read_utf8(written: str) -> str:
    """Read bytes, written as characters, as UTF-8; "" where they are none."""
    try:
        return written.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return ""


def one_common(sequence: str, choices: Iterable[str]) -> str:
    """Return the character that a sequence makes with one of the bytes for the lost one, or "".

    It must be common, and no other choice may make a character of GB 2312 or a common Traditional one.
    """
    if sequence.count(LOST) > 1:
        return ""
    chars = [char for byte in choices if (char := read_utf8(sequence.replace(LOST, byte)))]
    chars = [char for char in chars if char.encode("gb2312", "ignore") or common_share(char) == 1]
    return chars[0] if len(chars) == 1 and common_share(chars[0]) == 1 else ""


def better(before: str, after: str) -> bool:
    """Tell whether the new reading is Chinese, at least two characters of it, and the old one is not."""
    chinese = sum(char > "\u02ff" for char in after)
    share = common_share(after)
    if chinese < 2 or not any(map(is_han, after)) or not common_share(before) < POOR:
        return False
    in_row = chinese >= IN_A_ROW and any(after.encode(codec, "ignore").decode(codec) == after for codec in STANDARDS)
    return share >= (FAIR if in_row else GOOD if chinese > 4 else 1.0)
