"""What a PDF may unpack to, looked at before the library that lays its pages out sees it. Part of `pdf`.

The streams of a PDF are compressed with zlib. They are unpacked here piece by piece and thrown away, so that a file
of a few kilobytes that unpacks to gigabytes is refused before the cost arises. Pictures are not unpacked by anybody
here. LZW, zlib written as text (ASCIIHex, ASCII85), forms that draw each other a million times and encrypted streams
are not seen through: the process's own limits of time and memory in `isolated` are what holds these.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from analysis.errors import UnreadableFileError
from analysis.readers.limits import MAX_RATIO, MAX_UNPACKED

MAX_STREAM = MAX_UNPACKED // 4  # bytes of one stream that is no picture; a page of dense text has 0.1 million
SMALL = 4_000_000  # bytes unpacked that are no danger whatever the ratio
STEP = 1 << 20  # bytes unpacked at a time
DEEPEST = 8  # times that bytes are packed one inside the other; a writer that compresses twice is rare
_IMAGE = re.compile(rb"/Subtype\s{0,4}/Image|/DCTDecode|/JPXDecode|/JBIG2Decode|/CCITTFaxDecode")


def check_streams(data: bytes, name: str) -> None:
    """Raise UnreadableFileError where the streams of a PDF unpack to more than the limits allow.

    >>> check_streams(b"<< /Filter /FlateDecode >> stream\\n" + zlib.compress(b"BT ET") + b"endstream", "a.pdf")
    """
    total = 0
    for start, end in _packed_streams(data):
        size = 0
        for piece in _unpacked(data, start, end):
            size += piece
            if size > MAX_STREAM or total + size > MAX_UNPACKED or size > max(SMALL, MAX_RATIO * (end - start)):
                raise UnreadableFileError(
                    f"{name}: unpacks to more than is read (a stream of {end - start:,} bytes to more than "
                    f"{size / 1e6:,.0f} MB); print it anew to PDF, or save its text as .txt")
        total += size


def _packed_streams(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield where each stream that is packed with zlib, and is no picture, begins and ends.

    Its own first bytes tell: the dictionary before it may write the filter's name with escapes (``/Fl#61teDecode``),
    or leave it to another place of the file.
    """
    at = 0
    while (found := data.find(b"stream", at)) >= 0:
        start = found + 6
        start += 2 if data[start : start + 2] == b"\r\n" else data[start : start + 1] in (b"\n", b"\r")
        end = data.find(b"endstream", start)
        end = len(data) if end < 0 else end
        about = data[at:found]
        if _is_packed(data[start : start + 2]) and not _IMAGE.search(about, about.rfind(b" obj") + 1):
            yield start, end
        at = end + 9


def _is_packed(data: bytes) -> bool:
    """Tell whether bytes begin like zlib's (RFC 1950, 2.2): method 8, and a pair that is a multiple of 31."""
    return len(data) > 1 and data[0] & 15 == 8 and (data[0] << 8 | data[1]) % 31 == 0


def _unpacked(data: bytes, start: int, end: int) -> Iterator[int]:
    """Yield the sizes of the pieces that a stream unpacks to, all layers' together; stop where it is damaged."""
    unpackers = [zlib.decompressobj()]

    def feed(piece: bytes, depth: int) -> Iterator[int]:
        waiting = piece
        while waiting:
            out = unpackers[depth].decompress(waiting, STEP)
            yield len(out)
            if out and len(unpackers) == depth + 1 and depth + 1 < DEEPEST and depth not in settled:
                settled.add(depth)
                unpackers.extend([zlib.decompressobj()] if _is_packed(out) else [])
            if out and depth + 1 < len(unpackers):
                try:
                    yield from feed(out, depth + 1)
                except zlib.error:  # it was no packed stream that began so, or ends here
                    del unpackers[depth + 1 :]
            waiting = unpackers[depth].unconsumed_tail

    settled: set[int] = set()  # layers of which the first bytes have told whether they hold another
    try:
        for at in range(start, end, STEP):
            yield from feed(data[at : min(end, at + STEP)], 0)
    except zlib.error:
        return
