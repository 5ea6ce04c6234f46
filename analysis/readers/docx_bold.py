"""Headings in bold type that run into their text: the type shows where they end. Part of `docx`.

Taken for one is a number with its words, in bold at the beginning of a paragraph or behind a full stop, whose text
follows in plain type. A phrase that is only stressed has no number, or the sentence goes on behind it. Words without a
number are taken for one only in a paragraph that has lost its line ends: two numbered ones stand in it without a stop.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from analysis.characters import count_han
from analysis.heading_ends import MAX_HEADING
from analysis.headings import LIST, STYLE, match_mark
from analysis.readers.docx_runs import END, NOTE

MIN_WORDS, MIN_TITLE = 2, 4  # Han characters behind the number, and where there is none
MIN_LOST = 2  # numbered headings without a stop that show a paragraph to be several
_WINDOW = 40  # characters looked at before a heading: a note's sign and spaces may stand there
_SIGN = re.compile(f"{NOTE}[^{END}]*{END}")
_STOP = re.compile("[。！？\n]")
_OPENS = frozenset("。！？!?”\n")  # a heading may begin behind these
_GOES_ON = frozenset("，、；;,的是）)”》")  # a sentence goes on with these
_TRIMMED = " \u3000\u00a0\t:：。；;"


class _Heading(NamedTuple):
    start: int
    end: int
    numbered: bool
    stopped: bool  # its words end at a full stop


def bold_headings(text: str, bold: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield where the headings of a paragraph begin and end, of those of its stretches that are in bold.

    Nothing where half of the paragraph is in bold: then the type shows nothing.

    >>> text = "一、目标清单各县要在年底以前报送。"
    >>> list(bold_headings(text, [(0, 4), (4, 6)])), list(bold_headings(text, [(0, 14)]))
    ([(0, 6)], [])
    """
    stretches = _joined(text, bold)
    if 2 * sum(end - start for start, end in stretches) >= len(text):
        return
    found = [heading for start, end in stretches if (heading := _heading(text, start, end))]
    lost = sum(heading.numbered and not heading.stopped for heading in found) >= MIN_LOST
    yield from ((heading.start, heading.end) for heading in found if heading.numbered or (lost and not heading.stopped))


def _heading(text: str, start: int, end: int) -> _Heading | None:
    before = _SIGN.sub("", text[max(0, start - _WINDOW) : start]).rstrip(" \t\u3000\u00a0")[-1:]
    while start < end and text[start].isspace():
        start += 1
    mark = match_mark(text, start, end)
    if (before and before not in _OPENS) or (mark and STYLE[mark[0]].opens == LIST):
        return None
    words = mark[1] if mark else start
    stop = _STOP.search(text, words, end)
    words_end = words + len(text[words : stop.start() if stop else end].rstrip(_TRIMMED))
    goes_on = stop is None and text[end : end + 1] in (_GOES_ON if mark else {*_GOES_ON, ":", "："})
    too_few = count_han(text[words:words_end]) < (MIN_WORDS if mark else MIN_TITLE)
    if goes_on or too_few or words_end - start > MAX_HEADING:
        return None
    return _Heading(start, words_end, mark is not None, stop is not None)


def _joined(text: str, bold: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the stretches without borders of runs inside them; a number before the first belongs to it."""
    found: list[tuple[int, int]] = []
    for start, end in bold:
        if found and not text[found[-1][1] : start].strip():
            found[-1] = found[-1][0], end
            continue
        mark = None if found else match_mark(text, 0, start)
        found.append((0 if mark and not text[mark[1] : start].strip() else start, end))
    return found
