"""Enumerations inside paragraphs: 一是…二是…, 第一，…第二，…, 首先…其次…最后, （1）…（2）…, ①…②….

A series begins at one and counts on; a lone 一是, or a 二是 without it, is no series. A member stands at
the beginning of a paragraph or behind a stop, so that 统一是, 之一是 and 第一次 open nothing. What is
deliberately left alone: numbers behind a word (式（1）), note marks behind a full stop (。①), and members
that were lost (after 一是, 二是 a 四是 stays in the text of 二是).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from analysis.characters import is_han
from analysis.numerals import read_numeral

_H = "一二三四五六七八九十"
_NUMERAL = f"[{_H}]{{1,3}}"
_COMMA = "，,、：:"


class Series(NamedTuple):
    """A row of the grammar of enumerations: name, pattern of the mark, what may precede it, example."""

    name: str
    mark: str
    behind: str
    example: str


_STOPS = "\n。；;！？!?：:"
SERIES = (
    Series("shi", rf"{_NUMERAL}是(?![{_H}])", _STOPS + "，,、", "一是…二是"),
    Series("yao", rf"{_NUMERAL}要(?![{_H}])", _STOPS + "，,、", "一要…二要"),
    Series("di", rf"第(?:{_NUMERAL}|[0-9]{{1,2}})(?=[，,：:是]|、(?![{_H}]))", _STOPS + "，,", "第一，…第二，"),
    Series("qi", rf"其{_NUMERAL}(?=[{_COMMA}是])", _STOPS + "，,", "其一，…其二，"),
    Series("order", r"首先|其次|再次|再者|最后|最後", _STOPS, "首先…其次…最后"),
    Series("han_bracket", rf"[（(]{_NUMERAL}[)）]", _STOPS + "，,、", "（一）…（二）"),
    Series("digit_bracket", r"[（(][0-9０-９]{1,2}[)）]|[⑴-⒇]", _STOPS + "，,、", "（1）…（2）"),
    Series("digit_half_bracket", r"[0-9０-９]{1,2}[)）]", _STOPS, "1）…2）"),
    Series("circled", r"[①-⑳㉑-㉟❶-❿➀-➉]", "\n；;：:，,、", "①…②"),
    Series("digit", r"[0-9０-９]{1,2}(?:[.．](?![0-9０-９])|、)|[⒈-⒛]", _STOPS, "1.…2."),
)
_BEHIND = {series.name: frozenset(series.behind) for series in SERIES}
_MEMBER = re.compile(
    r"(?<![^\s。；;！？!?：:，,、”’\"'）)\]］】》])(?:" + "|".join(f"(?P<{s.name}>{s.mark})" for s in SERIES) + ")")
# Between the stop and the member: spaces, closing quotes and brackets, citation marks.
_TAIL = re.compile(r"(?:[^\S\n]|[”’\"'）)】》]|[\[［][0-9,，\-–—]{1,8}[\]］])+$")
_ORDER = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": 99, "最後": 99}
_CLAUSE_END = re.compile("[。；，：！？,;:!?\n]")
_MARGIN = 40  # characters of indentation looked through for the stop before a member


_start = attrgetter("start")


class Member(NamedTuple):
    """One member of a series: its mark ``start:end``; ``depth`` is 0 if its series lies in no other."""

    style: str
    ordinal: int
    start: int
    end: int
    depth: int


def find_series(text: str, begin: int, stop: int) -> list[Member]:
    """Return the members of all series in ``text[begin:stop]``, in order, series inside members too.

    >>> text = "要点：一是统一标准；二是加快建设：①网络；②平台。三是统一是前提。"
    >>> [(m.depth, text[m.start:m.end]) for m in find_series(text, 0, len(text))]
    [(0, '一是'), (0, '二是'), (1, '①'), (1, '②'), (0, '三是')]
    >>> find_series("原因之一是成本。二是人手。", 0, 13)
    []
    """
    finished: list[list[Member]] = []
    running: dict[str, list[Member]] = {}
    for member in _find_members(text, begin, stop):
        run = running.get(member.style)
        if member.ordinal == 1:
            run = running[member.style] = []
            finished.append(run)
        elif run is None or not _counts_on(member, run):
            continue
        run.append(member._replace(ordinal=len(run) + 1))
        if member.ordinal == 99:
            del running[member.style]
    return _nest(text, [run for run in finished if len(run) > 1])


def _counts_on(member: Member, run: Sequence[Member]) -> bool:
    last = run[-1].ordinal
    if member.style == "order":
        return member.ordinal == last + 1 or (last > 1 and member.ordinal >= 3)
    return member.ordinal == last + 1


def _find_members(text: str, begin: int, stop: int) -> Iterator[Member]:
    for match in _MEMBER.finditer(text, begin, stop):
        style, start = match.lastgroup or "", match.start()
        margin = text[max(begin, start - _MARGIN) : start]
        tail = _TAIL.search(margin)
        before = margin[: tail.start()] if tail else margin
        if before[-1:] not in _BEHIND[style] and start - len(margin) + len(before) > begin:
            continue
        mark = match.group()
        ordinal = _ORDER.get(mark) or read_numeral(re.sub(r"[^\w①-➉]|[第其是要]", "", mark))
        if ordinal:
            yield Member(style, ordinal, start, match.end(), 0)


def _nest(text: str, runs: list[list[Member]]) -> list[Member]:
    """Put each series that lies inside one member of another below it; drop one that crosses a member."""
    runs.sort(key=lambda run: run[0].start)
    open_runs: list[list[Member]] = []
    kept: list[list[Member]] = []
    for run in runs:
        styles = [outer[0].style for outer in open_runs]
        if run[0].style in styles:  # a series that begins anew stands beside the first, not inside it
            del open_runs[styles.index(run[0].style) :]
        while open_runs and not _holds(text, open_runs[-1], run):
            open_runs.pop()
        if open_runs and not _inside_one_member(open_runs[-1], run):
            continue
        kept.append([member._replace(depth=len(open_runs)) for member in run])
        open_runs.append(run)
    return sorted((member for run in kept for member in run), key=lambda member: member.start)


def _holds(text: str, outer: Sequence[Member], inner: Sequence[Member]) -> bool:
    last = outer[-1]
    return inner[0].start < last.start or "\n" not in text[last.start : inner[0].start]


def _inside_one_member(outer: Sequence[Member], inner: Sequence[Member]) -> bool:
    first, last = (bisect_right(outer, run.start, key=_start) for run in (inner[0], inner[-1]))
    return first == last


def lead_phrase(text: str, member_end: int, stop: int, *, limit: int) -> str:
    """Return the words behind a mark up to the first stop or comma, at most ``limit`` Han characters.

    >>> lead_phrase("一是完善标准，形成合力。", 2, 12, limit=13)
    '完善标准'
    >>> lead_phrase("一是把数据资源全部登记在册并按年公布", 2, 18, limit=8)
    '把数据资源全部登…'
    """
    begin = member_end
    while begin < stop and (text[begin] in _COMMA or text[begin].isspace()) and begin - member_end < _MARGIN:
        begin += 1
    match = _CLAUSE_END.search(text, begin, min(stop, begin + 60))
    phrase = text[begin : match.start() if match else min(stop, begin + 60)].strip()
    han = 0
    for at, character in enumerate(phrase):
        han += is_han(character)
        if han > limit:
            return phrase[:at] + "…"
    return phrase
