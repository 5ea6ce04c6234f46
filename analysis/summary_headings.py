"""Headings of summaries without a number (本章小结, 小结), each alone on its line: what they close gives their level.

本章小结 stands beside the sections of its chapter, 本节小结 below its section. One that does not say what it closes
(小结) closes what ends where the next heading begins, and stands in it; the last of a document stands beside the
earlier ones, or closes the document.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from analysis.headings import Mark
from analysis.unnumbered_headings import title_mark

_S = r"[ \t\u3000]{0,4}"
_WHOLE = {"章": "chapter", "节": "section", "節": "section", "篇": "part", "编": "part", "編": "part",
          "部": "part"}  # 本部分小结
_SUMMARY = re.compile(
    rf"(?m)^{_S}(?P<words>(?:本{_S}(?P<whole>[章节節篇编編部])分?{_S}(?:小{_S}[结結]|[总總][结結]|[结結][语語论論])"
    rf"|小{_S}[结結])(?:[与與和及][\u4e00-\u9fff]{{2,4}})?){_S}$")


def is_summary(words: str) -> bool:
    """Tell whether a line's words are the heading of a summary.

    >>> is_summary("本章小结"), is_summary("小　结"), is_summary("小结如下"), is_summary("总结")
    (True, True, False, False)
    """
    return bool(_SUMMARY.fullmatch(words))


def add_summaries(text: str, headings: Sequence[tuple[int, Mark]], *, barred: Callable[[int], bool] = lambda at: False,
                  ) -> list[tuple[int, Mark]]:
    r"""Return the headings, sorted by their places, with those of summaries that stand between and behind them.

    ``barred`` tells whether no heading may begin at a place, such as in a table.

    >>> from analysis.headings import find_marks
    >>> text = "第一章　背景\n第一节　由来\n正文。\n本章小结\n正文。\n第二章　做法\n正文。"
    >>> given = list(zip([1, 2, 1], find_marks(text)))
    >>> [(level, text[mark.start : mark.heading_end]) for level, mark in add_summaries(text, given)]
    [(1, '第一章　背景'), (2, '第一节　由来'), (2, '本章小结'), (1, '第二章　做法')]
    """
    known = {mark.begin for _, mark in headings}
    added: list[tuple[int, Mark]] = []
    levels: dict[str, int] = {}  # of the last heading of each style
    earlier: Counter[int] = Counter()
    place = 0
    for match in _SUMMARY.finditer(text, headings[0][1].begin) if headings else ():
        if match.start() in known or barred(match.start()) or not text[match.end() : match.end() + 60].strip():
            continue
        while place < len(headings) and headings[place][1].begin < match.start():
            levels[headings[place][1].style] = headings[place][0]
            place += 1
        whole = levels.get(_WHOLE.get(match["whole"], ""), 0)
        level = whole + 1 if whole else _level_before(headings, place, earlier)
        earlier[level] += 1
        added.append((level, title_mark(match.start(), match.start("words"), match.end("words"), match.end())))
    return sorted([*headings, *added], key=lambda one: one[1].begin)


def _level_before(headings: Sequence[tuple[int, Mark]], place: int, earlier: Counter[int]) -> int:
    if place == len(headings):
        return earlier.most_common(1)[0][0] if earlier else 1
    above, behind = headings[place - 1][0], headings[place][0]
    return behind + 1 if behind <= above else behind
