"""Labelled lines: 摘要, 关键词, 参考文献, Abstract and their like, and the entries of a reference list.

A paper's parts outside its numbered body carry a label instead of a number. The labels are the table
``LABELS``; a label counts at the beginning of a line only, and needs a colon, a bracket or the line's
end behind it, so that 摘要 or Abstract inside a sentence is no label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from analysis.characters import HAN
from analysis.headings import match_mark
from analysis.lines import OWN, blank_code, find_lines
from analysis.numerals import read_numeral

_S = r"[^\S\n\t]{0,4}"


class Label(NamedTuple):
    """A row of the table of labels: the kind of unit it opens, the pattern of its words, an example."""

    kind: str
    words: str
    example: str


LABELS = (
    Label("abstract", rf"(?:内容|內容|中文|英文)?(?:摘{_S}要|提{_S}要)|(?i:abstract)", "摘要："),
    Label("keywords", rf"关{_S}键{_S}[词字]|關{_S}鍵{_S}[詞字]|主题词|主題詞|(?i:key[ \-]?words?|index terms)",
          "关键词："),
    Label("references",
          rf"(?:主要|本文)?(?:参{_S}考{_S}文{_S}献|參{_S}考{_S}文{_S}獻|引用文[献獻])"
          rf"(?:{_S}[(（]{_S}(?i:references?){_S}[)）])?|(?i:references?|bibliography)", "参考文献"),
    Label("introduction",
          rf"引{_S}[言论論]|前{_S}言|导{_S}[言论]|導{_S}[言論]|绪{_S}论|緒{_S}論|(?i:introduction)", "引言"),
    Label("closing",
          rf"结{_S}[论语]|結{_S}[論語]|结束语|結束語|余{_S}论|餘{_S}論|结论与(?:展望|讨论|建议)|(?i:conclusions?)",
          "结语"),
    Label("front",
          r"中图分类号|中圖分類號|中图法分类号|(?:JEL)?\s?分类号|文献标[识志]码|文獻標[識誌志]碼|文章编号|文章編號|"
          r"学校代码|(?i:doi|clc)", "中图分类号："),
    Label("note",
          r"收稿日期|修[回订訂]日期|基金项目|基金項目|项目基金|资助项目|作者[简簡]介|作者单位|作者單位|"
          r"通[信讯訊]作者|引用格式|本文引用", "作者简介："),
    Label("back",
          rf"责任编[辑校]|責任編[輯校]|责任校对|責任校對|致{_S}[谢謝]|后{_S}记|後{_S}記|(?i:acknowledge?ments?)"
          rf"|附{_S}件(?={_S}[:：])",
          "（责任编辑：）"),
    Label("notes", rf"[注註]{_S}[释釋]|尾{_S}[注註]|(?i:notes)", "注释："),
    Label("contents", rf"目{_S}[录錄次]|(?i:contents)", "目录"),
)
# Only these may stand in a line with their text; the others are a line of their own.
_WITH_TEXT = frozenset({"abstract", "keywords", "references", "notes", "front", "note", "back"})
# A numbered line (一、引言) is a heading, but a reference list; under ## these are headings too.
HEADING_LABELS = frozenset({"introduction", "closing"})
_LABEL = re.compile(
    r"[#*＊\s]{0,20}(?P<open>[（(\[［【〔])?" + _S
    + "(?:" + "|".join(f"(?P<{label.kind}>{label.words})" for label in LABELS) + ")"
    + _S + r"(?P<close>[\])］）】〕])?[*＊]{0,2}" + _S + r"(?P<colon>[:：])?(?P<gap>\s{0,9})")
_INNER_WORDS = "|".join(label.words for label in LABELS if label.kind in _WITH_TEXT - {"note", "notes"})
# A label inside a line that begins with another (摘要：…。关键词：…) or has lost its line ends.
_INNER = re.compile(
    rf"(?<=[。；;.．\s】\]］）)])(?:[（(\[［【〔]?{_S}+(?:{_INNER_WORDS}){_S}(?:[\])］）】〕]?{_S}[:：]|[\]］】〕])"
    rf"|[参參]考文[献獻]{_S}(?=[\[［【〔]{_S}1[^0-9]))")
_LOOK_AHEAD = 200  # characters of a line in which its label must end
_ENTRY_NUMBER = r"[0-9０-９]{1,3}"
_BRACKETED = re.compile(rf"[\[［【〔]\s{{0,3}}({_ENTRY_NUMBER})\s{{0,3}}[\]］】〕]")
_LISTED = re.compile(rf"(?m)^\s{{0,9}}(?:[（(]?({_ENTRY_NUMBER})[)）.．、](?![0-9])"
                     rf"|({_ENTRY_NUMBER})[ \u3000\t]{{1,9}}|([①-⑳]))")
_TYPE_MARK = re.compile(r"[\[［]\s?(?:[A-Z]|EB|DB)(?:\s?/\s?[O0]L)?\s?[\]］]|[12][0-9]{3}")
_CONTINUED = re.compile(r"[\[［【(（]\s?[12]\d{3}\s?-|https?://")  # no entry begins with a date or an address
_DIGIT = re.compile("[0-9]")
_CLOSED = re.compile(r"[.．。]\s{0,9}$|[0-9]\s{0,9}$|[)）]\s{0,9}$")


class Landmark(NamedTuple):
    """A labelled line: its kind, where the line begins, its label, and where the line stops."""

    kind: str
    begin: int
    start: int
    end: int
    stop: int


def match_label(text: str, begin: int, stop: int) -> Landmark | None:
    """Return the label at the beginning of a line, or None.

    >>> match_label("【摘　要】数据", 0, 8)
    Landmark(kind='abstract', begin=0, start=1, end=4, stop=8)
    >>> match_label("摘要写得太长。", 0, 7) is None
    True
    """
    at = begin
    while at < stop and text[at].isspace():
        at += 1
    mark = match_mark(text, at, stop)
    match = _LABEL.match(text, mark[1] if mark else at, stop)
    if match is None or match.lastgroup is None:
        return None
    kind = next(label.kind for label in LABELS if match.group(label.kind))
    alone = not text[match.end() : stop].strip()
    signed = match.group("colon") or (match.group("open") and match.group("close"))
    if mark and kind != "references" and (kind in HEADING_LABELS or not mark[0].startswith("markdown")):
        return None
    behind = text[match.end(kind) : match.end()].lstrip("])］）】〕*＊")
    gap = behind.isspace() and (len(behind) > 1 or behind in "\u3000\t")
    spaced = text[match.end() - 1].isspace()
    parted = spaced and (kind == "front" or kind == "back" and not text[match.start(kind)].isascii())
    if not (alone or parted or (kind in _WITH_TEXT and (signed or gap))):
        if not (kind == "references" and _BRACKETED.match(text, match.end(), stop)):
            return None
    return Landmark(kind, begin, match.start(kind), match.end(kind), stop)


def find_landmarks(text: str) -> Iterator[Landmark]:
    """Yield the labels of a text in order: those at the beginning of a line, and those behind them in it.

    >>> [(landmark.kind, landmark.begin) for landmark in find_landmarks("摘要：从略。关键词：数据")]
    [('abstract', 0), ('keywords', 6)]
    """
    text = blank_code(text)
    for begin, stop, standing in find_lines(text):
        begins = [begin]
        landmark = match_label(text, begin, min(stop, begin + _LOOK_AHEAD))
        if landmark or standing != OWN:
            begins += (match.start() for match in _INNER.finditer(text, landmark.end if landmark else begin + 1, stop))
        found = [match_label(text, at, min(stop, at + _LOOK_AHEAD)) for at in begins]
        landmarks = [landmark for landmark in found if landmark]
        for landmark, following in pairwise([*landmarks, None]):
            yield landmark._replace(stop=following.begin if following else stop)


class Entry(NamedTuple):
    """One entry of a reference list: its number (0 if it bears none), where it and its number's mark stand."""

    number: int
    start: int
    mark_end: int
    end: int


def find_entries(text: str, begin: int, stop: int) -> list[Entry]:
    """Return the entries of the reference list in ``text[begin:stop]``, in the order of the text.

    Numbers count on: ``[20]`` behind entry 19 opens an entry even in the middle of a line, and the date
    ``[2025-05-30]`` at a line's beginning opens none. The last entry ends with the first line that is
    closed by a full stop, a page or a bracket, unless a date in brackets or an address follows.

    >>> text = "[1]甲.书[M].北京：社，2020.[2]乙.文[J].刊，\\n2021(1):1-9.\\n后记"
    >>> [text[e.start:e.end] for e in find_entries(text, 0, len(text))]
    ['[1]甲.书[M].北京：社，2020.', '[2]乙.文[J].刊，\\n2021(1):1-9.\\n']
    """
    starts = _count_on(text, _BRACKETED.finditer(text, begin, stop))
    if not starts:
        starts = _count_on(text, _LISTED.finditer(text, begin, stop))
    if not starts:
        return _unnumbered(text, begin, stop)
    ends = [start for _, start, _ in starts[1:]] + [_end_of_entry(text, starts[-1][1], stop)]
    return [Entry(*start, end) for start, end in zip(starts, ends)]


def _count_on(text: str, matches: Iterator[re.Match[str]]) -> list[tuple[int, int, int]]:
    starts: list[tuple[int, int, int]] = []
    for match in matches:
        number = read_numeral(next(group for group in match.groups() if group)) or 0
        last = starts[-1][0] if starts else 0
        margin = text[max(0, match.start() - 20) : match.start()]
        first_in_line = not margin.rpartition("\n")[2].strip() and ("\n" in margin or len(margin) < 20)
        after_stop = text[max(0, match.start() - 1) : match.start()] in ".．。 \u3000\n:：]］献獻"
        follows = number == last + 1 and (first_in_line or after_stop)
        if follows or (starts and first_in_line and last < number <= last + 3):
            starts.append((number, match.start(), match.end()))
    return starts


def _line_end(text: str, at: int, stop: int) -> int:
    end = text.find("\n", at, stop)
    return stop if end < 0 else end + 1


def _end_of_entry(text: str, start: int, stop: int) -> int:
    end = _line_end(text, start, stop)
    for _ in range(3):
        after = _line_end(text, end, stop)
        line = text[end:after].strip()
        if not line or match_label(text, end, after):
            break
        if not _CONTINUED.match(line) and (_CLOSED.search(text, max(start, end - 12), end) or not _DIGIT.search(line)):
            break
        end = after
    return end


def _unnumbered(text: str, begin: int, stop: int) -> list[Entry]:
    entries: list[Entry] = []
    at = begin
    while at < stop:
        end = _line_end(text, at, stop)
        line = text[at:end].strip()
        if line and not (_TYPE_MARK.search(line) and len(line) > 12 and re.search(rf"[{HAN}A-Za-z]", line)):
            break
        if line:
            entries.append(Entry(0, at, at, end))
        at = end
    return entries
