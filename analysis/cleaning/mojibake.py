"""Mojibake: Chinese text in UTF-8 that a page read as GBK (鏁板瓧), or as Windows-1252 (æ•°å­—).

Also GBK that was read as Latin-1 (Êý×Ö). The characters are taken back to their bytes and these read
again; a stretch is repaired where at least two Chinese characters come out, common ones, and what
stood there was not plausible. A byte that became ``?`` or U+FFFD on the way is one of the few that
the wrong encoding does not have; it is filled in where one choice alone makes a common character.

Left alone: a stretch that makes one character only (French é » is the bytes of 頻), accented
letters, and what cannot be known: 锟斤拷, U+FFFD and the pieces around a lost byte are flagged.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache

from analysis.characters import common_share, distinct, is_han
from analysis.cleaning.edits import Edit, edit
from analysis.cleaning.misread_utf8 import CHINESE, LOST, OTHER, REPAIR, better, one_common, read_utf8
from analysis.cleaning.utf8_as_gbk import find_utf8_as_gbk

NAME = REPAIR

ONE = re.compile(f"{CHINESE}|{OTHER}")
NOT_IN_1252 = "\x81\x8d\x8f\x90\x9d"
TO_1252 = {ord(bytes((b,)).decode("cp1252")): b for b in range(0x80, 0xA0) if chr(b) not in NOT_IN_1252}
# The beginning of a sequence, as it stands in the text.
LEAD = re.compile(f"[\xc2-\xf0][\x80-\xbf{LOST}{''.join(map(chr, TO_1252))}]|[\xe2-\xe9] ")
# A page may have made an ordinary space of the no-break space, which is the byte A0.
NO_BREAK = re.compile("([\xe2-\xe9]) (?=[\x80-\xbf])|([\xe2-\xe9][\x80-\xbf]) (?=[\xe2-\xe9\xef][\x80-\xbf ])")
GBK_AS_LATIN = re.compile("(?:[\xa1-\xf7][\xa1-\xfe]){3,}")
HIGH_LATIN, LEADS_1252 = (frozenset(map(chr, codes)) for codes in (range(0xA1, 0x100), range(0xC2, 0xF1)))
UNKNOWN = re.compile("\ufffd+|(?:锟斤拷){1,1000}")

SEVERAL = 4  # different characters: dots that lead to a page number (······) are no text


def find(text: str) -> list[Edit]:
    """Find stretches in the wrong encoding, and flag lost bytes.

    >>> [(e.before, e.after) for e in find("標題：鏁板瓧鏀垮簻，æ•°å­—æ”¿åºœ")]
    [('鏁板瓧鏀垮簻', '数字政府'), ('æ•°å­—æ”¿åºœ', '数字政府')]
    >>> find("le café déjà vu, « été »")
    []
    """
    if text.isascii():
        return []
    present = distinct(text)
    found = _from_1252(text) if present & LEADS_1252 else []
    found = _joined(found, find_utf8_as_gbk(text, present))
    if len(present & HIGH_LATIN) > 1:
        found = _joined(found, _from_latin(text))
    if LOST in present or "锟" in present:
        flags = (edit(text, *m.span(), m.group(), NAME, "unsure") for m in UNKNOWN.finditer(text))
        found = _joined(found, flags)
    return found


def _joined(found: list[Edit], others: Iterable[Edit]) -> list[Edit]:
    """Add those of the others that overlap none of the edits found before."""
    others = list(others)
    if not others or not found or found[-1].end <= others[0].start:
        return found + others
    ends = [e.end for e in found]
    places = ((e, bisect_left(ends, e.start + 1)) for e in others)
    return sorted(found + [e for e, i in places if i == len(found) or found[i].start >= e.end])


def _from_1252(text: str) -> list[Edit]:
    """Find the stretches of UTF-8 that were read as Windows-1252 or Latin-1."""
    if not LEAD.search(text):
        return []
    written = NO_BREAK.sub("\\1\\2\xa0", text.translate(TO_1252))
    stretches: list[list] = []  # start, end, characters
    for match in ONE.finditer(written):
        char = _read_1252(match.group())
        if char and stretches and stretches[-1][1] == match.start():
            stretches[-1][1] = match.end()
            stretches[-1][2].append(char)
        elif char:
            stretches.append([*match.span(), [char]])
    return [
        edit(text, a, b, after, NAME, "likely" if "\ufffd" in text[a:b] or " " in text[a:b] else "certain")
        for a, b, chars in stretches if better(text[a:b], after := "".join(chars))
    ]


@cache
def _read_1252(sequence: str) -> str:
    """Read one sequence of UTF-8; a lost byte was one of the five that Windows-1252 does not have."""
    return one_common(sequence, NOT_IN_1252) if LOST in sequence else read_utf8(sequence)


def _from_latin(text: str) -> list[Edit]:
    """Find GBK that was read as Latin-1."""
    found = []
    for match in (m for m in GBK_AS_LATIN.finditer(text) if len(set(m.group())) >= SEVERAL):
        try:
            after = match.group().encode("latin-1").decode("gb2312")
        except UnicodeDecodeError:
            continue
        if sum(map(is_han, after)) >= 3 and common_share(after) > 0.95:
            found.append(edit(text, *match.span(), after, NAME, "likely"))
    return found
