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
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate

from analysis.characters import common_share, is_han
from analysis.cleaning.edits import Edit, edit

NAME = "mojibake"

# Bytes are written as the characters U+0080 to U+00FF and a lost one as U+FFFD, so that the same
# regular expressions serve both encodings. ASCII stands in the bytes of GBK where a pair swallowed it.
LOST = "\ufffd"
ANY = f"[\x80-\xbf{LOST}]"
CHINESE = f"[\xe2-\xe9]{ANY}{{2}}|\xef[\xbc-\xbd]{ANY}|\xf0[\xa0-\xb2][\x80-\xbf]{{2}}"
OTHER = "[\xc2-\xdf][\x80-\xbf]|\xe1[\x80-\xbf]{2}"
ONE = re.compile(f"{CHINESE}|{OTHER}")
ONE_OR_ASCII = re.compile(f"{CHINESE}|{OTHER}|[@-~]")
HINT = re.compile("(?:[\xe2-\xe9][\x80-\xbf]{2}|\xef[\xbc-\xbd][\x80-\xbf]){2}".encode("latin-1"))
RUN = re.compile(r"[^\x00-\x7f?](?:[^\x00-\x7f]+|\?(?=[^\x00-\x7f]))+")

# € is the lone byte 80 on Windows, but A2 E3 in GB18030: so where a sequence lacks one byte, and one follows.
HALF = re.compile("[\xe2-\xe9\xef][\x80-\xbf]$")
PIECE = re.compile(r"[^\x00-\x7f]{1,3}\?|[^\x00-\x7f]")  # two characters take six bytes, three of GBK's
CONTINUING = {*map(chr, range(0x80, 0x84)), LOST}  # E3 80 to E3 83: Chinese signs, kana

NOT_IN_1252 = "\x81\x8d\x8f\x90\x9d"
TO_1252 = {ord(bytes((b,)).decode("cp1252")): b for b in range(0x80, 0xA0) if chr(b) not in NOT_IN_1252}
# The beginning of a sequence, as it stands in the text.
LEAD = re.compile(f"[\xc2-\xf0][\x80-\xbf{LOST}{''.join(map(chr, TO_1252))}]|[\xe2-\xe9] ")
# A page may have made an ordinary space of the no-break space, which is the byte A0.
NO_BREAK = re.compile("([\xe2-\xe9]) (?=[\x80-\xbf])|([\xe2-\xe9][\x80-\xbf]) (?=[\xe2-\xe9\xef][\x80-\xbf ])")
GBK_AS_LATIN = re.compile("(?:[\xa1-\xf7][\xa1-\xfe]){3,}")
UNKNOWN = re.compile("\ufffd+|(?:锟斤拷){1,1000}")

IN_A_ROW = 4  # sequences of UTF-8 side by side, which no other text has by chance, of characters in a national standard
GOOD = 0.8  # share of common characters in what comes out: prose has 0.97, a wrong reading 0.3 (common_share)
FAIR = 0.5  # and where the sequences show it by themselves
SEVERAL = 4  # different characters: dots that lead to a page number (······) are no text
STANDARDS = ("gb2312", "big5")
POOR = 0.75  # and in what stood there, at most


def find(text: str) -> list[Edit]:
    """Find stretches in the wrong encoding, and flag lost bytes.

    >>> [(e.before, e.after) for e in find("標題：鏁板瓧鏀垮簻，æ•°å­—æ”¿åºœ")]
    [('鏁板瓧鏀垮簻', '数字政府'), ('æ•°å­—æ”¿åºœ', '数字政府')]
    >>> find("le café déjà vu, « été »")
    []
    """
    if text.isascii():
        return []
    found = _from_1252(text)
    if HINT.search(text.replace(LOST, "€").encode("gb18030", "replace").replace(b"\xa2\xe3", b"\x80")):
        found = _joined(found, [e for run in RUN.finditer(text) for e in _from_gbk(text, *run.span())])
    found = _joined(found, _from_latin(text))
    flags = (edit(text, *m.span(), m.group(), NAME, "unsure") for m in UNKNOWN.finditer(text))
    return _joined(found, flags)


def _joined(found: list[Edit], others: Iterable[Edit]) -> list[Edit]:
    """Add those of the others that overlap none of the edits found before."""
    others = list(others)
    if not others or not found or found[-1].end <= others[0].start:
        return found + others
    ends = [e.end for e in found]
    places = ((e, bisect_left(ends, e.start + 1)) for e in others)
    return sorted(found + [e for e, i in places if i == len(found) or found[i].start >= e.end])


def _from_gbk(text: str, start: int, end: int) -> list[Edit]:
    """Find the stretches of UTF-8 in one run of characters that were read as GBK."""
    pieces = [_gbk_bytes(char) for char in text[start:end]]
    for i in range(1, len(pieces) - 1):
        if text[start + i] == "€" and HALF.search(pieces[i - 1]) and pieces[i + 1][0] in CONTINUING:
            pieces[i] = "\xa2\xe3"
    bounds = array("Q", accumulate(map(len, pieces), initial=0))
    written = "".join(pieces)
    found: list[Edit] = []
    starts, chars, at = array("Q"), [], 0  # a stretch of sequences: where each begins and what it is, and where it ends
    for match in ONE_OR_ASCII.finditer(written):
        char = _read_gbk(match.group(), written[match.end() : match.end() + 1])
        if starts and (at != match.start() or not char):
            starts.append(at)
            found += _aligned(text, start, bounds, starts, chars)
            starts, chars = array("Q"), []
        if char:
            starts.append(match.start())
            chars.append(char)
            at = match.end()
    starts.append(at)
    found += _aligned(text, start, bounds, starts, chars)
    return _with_flags(text, start, end, found)


@cache
def _gbk_bytes(char: str) -> str:
    """Return the bytes of a character that was read as GBK."""
    if char in "?\ufffd":
        return LOST
    return "\x80" if char == "€" else char.encode("gb18030", "replace").decode("latin-1")


@cache
def _read_gbk(sequence: str, following: str) -> str:
    """Read one sequence of UTF-8; a lost byte was 80, or made with the next one a pair that GBK leaves open.

    A byte lost at the end of a stretch had no next one: it can have been any.
    """
    if LOST not in sequence:
        return _utf8(sequence)
    after = (sequence + following).partition(LOST)[2][:1]
    if not after or sequence.endswith(LOST) and not "\xc2" <= after <= LOST:
        return ""
    second = ord(after) if after != LOST else 0x80
    opens = [chr(b) for b in range(0xA1, 0xB0) if not bytes((b, second)).decode("gbk", "ignore")]
    return _one_common(sequence, ["\x80", *opens])


def _one_common(sequence: str, choices: Iterable[str]) -> str:
    """Return the character that a sequence makes with one of the bytes for the lost one, or "".

    It must be common, and no other choice may make a character of GB 2312 or a common Traditional one.
    """
    if sequence.count(LOST) > 1:
        return ""
    chars = [char for byte in choices if (char := _utf8(sequence.replace(LOST, byte)))]
    chars = [char for char in chars if char.encode("gb2312", "ignore") or common_share(char) == 1]
    return chars[0] if len(chars) == 1 and common_share(chars[0]) == 1 else ""


def _aligned(text: str, start: int, bounds: Sequence[int], ends: Sequence[int], chars: list[str]) -> list[Edit]:
    """Return the edit of a stretch of sequences, cut back to where whole characters stand in the text.

    ``ends`` are the places where the sequences of ``chars`` begin, and the one where the last ends.
    """
    first, last = 0, len(chars)
    while first < last and bounds[bisect_left(bounds, ends[first])] != ends[first]:
        first += 1
    while first < last and bounds[bisect_left(bounds, ends[last])] != ends[last]:
        last -= 1
    if first == last:
        return []
    a, b = (start + bisect_left(bounds, ends[i]) for i in (first, last))
    after = "".join(chars[first:last])
    if not _better(text[a:b], after):
        return []
    guessed = "?" in text[a:b] or "\ufffd" in text[a:b]
    return [edit(text, a, b, after, NAME, "likely" if guessed else "certain")]


def _with_flags(text: str, start: int, end: int, found: list[Edit]) -> list[Edit]:
    """Add flags for the pieces beside repaired ones that are still in the wrong encoding."""
    result, at = [], start
    for e in found:
        result += ((at > start and _cut_off(text, at, e.start)) or _left_over(text, at, e.start), e)
        at = e.end
    if found and text[at : end + 1] == "銆?" and text[end + 1 : end + 2] in ("", "\n"):
        line = "".join(e.after for e in found)
        if line.count("《") == line.count("》"):  # E3 80 and a lost byte, in the last place: 。, or else 》
            return [e for e in result if e] + [edit(text, at, end + 1, "。", NAME, "likely")]
    if found:
        result.append(_cut_off(text, at, end) or _left_over(text, at, end))
    return [e for e in result if e]


def _cut_off(text: str, start: int, end: int) -> Edit | None:
    """Return a flag for what is left of the last characters, where the end of what was misread cut one."""
    if start < end and HALF.search(_gbk_bytes(text[start])):
        end = PIECE.match(text, start).end()
        return edit(text, start, end, text[start:end], NAME, "unsure")
    return None


def _left_over(text: str, start: int, end: int) -> Edit | None:
    piece = text[start:end]
    return edit(text, start, end, piece, NAME, "unsure") if common_share(piece) < POOR else None


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
        for a, b, chars in stretches if _better(text[a:b], after := "".join(chars))
    ]


@cache
def _read_1252(sequence: str) -> str:
    """Read one sequence of UTF-8; a lost byte was one of the five that Windows-1252 does not have."""
    return _one_common(sequence, NOT_IN_1252) if LOST in sequence else _utf8(sequence)


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


def _utf8(written: str) -> str:
    """Read bytes, written as characters, as UTF-8; "" where they are none."""
    try:
        return written.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return ""


def _better(before: str, after: str) -> bool:
    """Tell whether the new reading is Chinese, at least two characters of it, and the old one is not."""
    chinese = sum(char > "\u02ff" for char in after)
    share = common_share(after)
    if chinese < 2 or not any(map(is_han, after)) or not common_share(before) < POOR:
        return False
    in_row = chinese >= IN_A_ROW and any(after.encode(codec, "ignore").decode(codec) == after for codec in STANDARDS)
    return share >= (FAIR if in_row else GOOD if chinese > 4 else 1.0)
