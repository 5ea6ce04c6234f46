"""Chinese text in UTF-8 that was read as GBK (鏁板瓧): where it may be, and what it was.

The characters are taken back to their bytes, two of GBK's for three of UTF-8's, so that a stretch must be cut back to
where whole characters of both stand. Part of the repair `mojibake`.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate

from analysis.characters import common_share
from analysis.cleaning.edits import Edit, edit
from analysis.cleaning.misread_utf8 import CHINESE, LOST, OTHER, POOR, REPAIR, better, one_common, read_utf8

# ASCII stands in the bytes of GBK where a pair swallowed it.
ONE_OR_ASCII = re.compile(f"{CHINESE}|{OTHER}|[@-~]")
HINT = re.compile("(?:[\xe2-\xe9][\x80-\xbf]{2}|\xef[\xbc-\xbd][\x80-\xbf]){2}".encode("latin-1"))
RUN = re.compile(r"[^\x00-\x7f?](?:[^\x00-\x7f]+|\?(?=[^\x00-\x7f]))+")
# € is the lone byte 80 on Windows, but A2 E3 in GB18030: so where a sequence lacks one byte, and one follows.
HALF = re.compile("[\xe2-\xe9\xef][\x80-\xbf]$")
PIECE = re.compile(r"[^\x00-\x7f]{1,3}\?|[^\x00-\x7f]")  # two characters take six bytes, three of GBK's
CONTINUING = {*map(chr, range(0x80, 0x84)), LOST}  # E3 80 to E3 83: Chinese signs, kana


def find_utf8_as_gbk(text: str, present: frozenset[str]) -> Iterator[Edit]:
    """Yield the edits of a text with these characters.

    >>> [(e.before, e.after) for e in find_utf8_as_gbk("鏁板瓧鏀垮簻", frozenset("鏁板瓧鏀垮簻"))]
    [('鏁板瓧鏀垮簻', '数字政府')]
    """
    if _may_be_there(text, present):
        for run in RUN.finditer(text):
            yield from _in_run(text, *run.span())


def _may_be_there(text: str, present: frozenset[str]) -> bool:
    """Tell whether the bytes of some place look like two characters of UTF-8; few characters can begin one."""
    leads = present & _leads()
    if not leads:
        return False
    places = re.finditer(f"[{re.escape(''.join(sorted(leads)))}]", text)
    return any(HINT.search(_bytes(text[max(0, m.start() - 3) : m.end() + 3])) for m in places)


@cache
def _leads() -> frozenset[str]:
    """Return the characters that hold the first byte of a character of UTF-8, and those that lost one."""
    pairs = (bytes((lead, second)) for lead in (*range(0xE2, 0xEA), 0xEF) for second in range(0x80, 0xC0))
    return frozenset([*(pair.decode("gb18030", "ignore") for pair in pairs), "€", LOST])


def _bytes(text: str) -> bytes:
    return text.replace(LOST, "€").encode("gb18030", "replace").replace(b"\xa2\xe3", b"\x80")


def _in_run(text: str, start: int, end: int) -> list[Edit]:
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
        return read_utf8(sequence)
    after = (sequence + following).partition(LOST)[2][:1]
    if not after or sequence.endswith(LOST) and not "\xc2" <= after <= LOST:
        return ""
    second = ord(after) if after != LOST else 0x80
    opens = [chr(b) for b in range(0xA1, 0xB0) if not bytes((b, second)).decode("gbk", "ignore")]
    return one_common(sequence, ["\x80", *opens])


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
    if not better(text[a:b], after):
        return []
    guessed = "?" in text[a:b] or "\ufffd" in text[a:b]
    return [edit(text, a, b, after, REPAIR, "likely" if guessed else "certain")]


def _with_flags(text: str, start: int, end: int, found: list[Edit]) -> list[Edit]:
    """Add flags for the pieces beside repaired ones that are still in the wrong encoding."""
    result, at = [], start
    for e in found:
        result += ((at > start and _cut_off(text, at, e.start)) or _left_over(text, at, e.start), e)
        at = e.end
    if found and text[at : end + 1] == "銆?" and text[end + 1 : end + 2] in ("", "\n"):
        line = "".join(e.after for e in found)
        if line.count("《") == line.count("》"):  # E3 80 and a lost byte, in the last place: 。, or else 》
            return [e for e in result if e] + [edit(text, at, end + 1, "。", REPAIR, "likely")]
    if found:
        result.append(_cut_off(text, at, end) or _left_over(text, at, end))
    return [e for e in result if e]


def _cut_off(text: str, start: int, end: int) -> Edit | None:
    """Return a flag for what is left of the last characters, where the end of what was misread cut one."""
    if start < end and HALF.search(_gbk_bytes(text[start])):
        end = PIECE.match(text, start).end()
        return edit(text, start, end, text[start:end], REPAIR, "unsure")
    return None


def _left_over(text: str, start: int, end: int) -> Edit | None:
    piece = text[start:end]
    return edit(text, start, end, piece, REPAIR, "unsure") if common_share(piece) < POOR else None
