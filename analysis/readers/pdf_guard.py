"""What a PDF may unpack to, looked at before the library that lays its pages out sees it. Part of `pdf`.

The streams of a PDF are compressed with zlib. They are unpacked here piece by piece and thrown away, so that a file
of a few kilobytes that unpacks to gigabytes is refused before the cost arises. Pictures are not unpacked by anybody
here. Other compressions (LZW, run lengths) and encrypted streams are not seen through: the process's own limits of
time and memory in `isolated` are what holds these.
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
DICTIONARY = 2_000  # bytes before a stream in which its dictionary stands
_IMAGE = re.compile(rb"/Subtype\s{0,4}/Image|/DCTDecode|/JPXDecode|/JBIG2Decode|/CCITTFaxDecode")
_FLATE = re.compile(rb"/FlateDecode|/Fl[\s\]/>]")


def check_streams(data: bytes, name: str) -> None:
    """Raise UnreadableFileError where the streams of a PDF unpack to more than the limits allow.

    >>> check_streams(b"<< /Filter /FlateDecode >> stream\\n" + zlib.compress(b"BT ET") + b"endstream", "a.pdf")
    """
    total = 0
    for start, end, layers in _packed_streams(data):
        size = 0
        for piece in _unpacked(data, start, end, layers):
            size += piece
            if size > MAX_STREAM or total + size > MAX_UNPACKED or size > max(SMALL, MAX_RATIO * (end - start)):
                raise UnreadableFileError(
                    f"{name}: unpacks to more than is read (a stream of {end - start:,} bytes to more than "
                    f"{size / 1e6:,.0f} MB); print it anew to PDF, or save its text as .txt")
        total += size


def _packed_streams(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield where each stream packed with zlib begins and ends, and how often it is packed."""
    at = 0
    while (found := data.find(b"stream", at)) >= 0:
        start = found + 6
        start += 2 if data[start : start + 2] == b"\r\n" else data[start : start + 1] in (b"\n", b"\r")
        end = data.find(b"endstream", start)
        end = len(data) if end < 0 else end
        about = data[max(at, found - DICTIONARY) : found]
        about = about[about.rfind(b" obj") + 1 :]
        layers = len(_FLATE.findall(about))
        if layers and not _IMAGE.search(about):
            yield start, end, layers
        at = end + 9


def _unpacked(data: bytes, start: int, end: int, layers: int) -> Iterator[int]:
    """Yield the sizes of the pieces that a stream unpacks to, all layers' together; stop where it is damaged."""
    unpackers = [zlib.decompressobj() for _ in range(min(layers, 8))]

    def feed(piece: bytes, depth: int) -> Iterator[int]:
        waiting = piece
        while waiting:
            out = unpackers[depth].decompress(waiting, STEP)
            yield len(out)
            if depth + 1 < len(unpackers) and out:
                yield from feed(out, depth + 1)
            waiting = unpackers[depth].unconsumed_tail

    try:
        for at in range(start, end, STEP):
            yield from feed(data[at : min(end, at + STEP)], 0)
    except zlib.error:
        return
