"""Headings that a narrow column broke: a line that ends in 、 or 的, and goes on in the short line below it."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.characters import count_han
from analysis.headings import Mark, match_mark

UNFINISHED = frozenset("、，,的与與和及")  # no heading ends in these
_LONGEST = 30  # characters of the line on which a heading goes on
_RUNNING = 25  # characters of a line of running text


def mend_broken(text: str, headings: Sequence[tuple[int, Mark]]) -> list[tuple[int, Mark]]:
    r"""Return the headings, with those that go on in the line below them reaching to its end.

    >>> from analysis.headings import find_marks
    >>> text = "一、三种形态：并置、\n　　交错与共享\n正文说明这三种形态各自的来历，以及它们在各地的用法与后来的变化。"
    >>> ((_, mark),) = mend_broken(text, [(1, mark) for mark in find_marks(text)])
    >>> text[mark.start : mark.heading_end]
    '一、三种形态：并置、\n　　交错与共享'
    """
    begins = {mark.begin for _, mark in headings}
    return [(level, mark._replace(heading_end=_end(text, mark, begins))) for level, mark in headings]


def _end(text: str, mark: Mark, begins: set[int]) -> int:
    words = text[mark.end : mark.heading_end].rstrip()
    stop = text.find("\n", mark.heading_end)
    if stop < 0 or words[-1:] not in UNFINISHED or text[mark.heading_end : stop].strip():
        return mark.heading_end
    end = text.find("\n", stop + 1)
    line = text[stop + 1 : end if end >= 0 else len(text)]
    fits = count_han(line) > 0 and len(line.strip()) <= _LONGEST and not set(line) & set("。！？；：")
    if end < 0 or not fits or stop + 1 in begins or match_mark(text, end - len(line.lstrip()), end):
        return mark.heading_end
    following = text[end + 1 :][: 4 * _RUNNING].lstrip("\n").split("\n", 1)[0]
    runs_on = len(following) > _RUNNING or end + 1 in begins
    return stop + 1 + len(line.rstrip()) if runs_on else mark.heading_end
