"""Front and back matter: what stands before the first heading and behind the last reference.

Both are read line by line: a labelled line opens a unit (摘要, 关键词, Abstract), running text before the
first heading is the introduction, and what is neither (title, authors, classification, editor) is front
matter before the body and back matter behind it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from analysis.headings import match_mark
from analysis.landmarks import Landmark
from analysis.lines import find_lines

LONG = 80  # characters: no title, author line or affiliation of 74 documents is longer
_RUNNING = re.compile(r"[。；;]|[！？!?].|[:：]\s*$")
_AFFILIATION = re.compile(
    r"(?:大学|大學|学院|學院|研究院|研究所|研究中心|党校|(?<!\d)[1-9]\d{5}(?!\d))[^。！？]{0,90}[)）\d；;]$")
_N = "[\\d一二三四五六七八九十]{1,3}"
_YEAR = r"(?:[12]\d{3}|[一二][〇○Ｏ零一二三四五六七八九]{3})"
_DATE_LINE = re.compile(rf"\s{{0,60}}{_YEAR}\s?年\s?{_N}\s?月\s?{_N}\s?日\s{{0,60}}")
_TAIL, _SIGNED = 1000, 8  # characters and lines at a document's end in which it is signed
_LONGEST_ISSUER = 30
_UNFINISHED = ("；", ";", "，", ",", "、")
_begin = attrgetter("begin")


class Part(NamedTuple):
    """A unit of front or back matter: where it begins, its kind, its label, and where its text begins."""

    start: int
    kind: str
    heading: str
    body: int


def find_front(text: str, body: int, landmarks: Sequence[Landmark], contents_end: int) -> Iterator[Part]:
    r"""Yield the units of ``text[:body]``, the part before the first heading.

    >>> text = "论数据\n摘要：略。\n关键词：数据\n数据很重要。"
    >>> from analysis.landmarks import find_landmarks
    >>> [part.kind for part in find_front(text, len(text), list(find_landmarks(text)), 0)]
    ['front', 'abstract', 'keywords', 'introduction']
    """
    before = bisect_left(landmarks, body, key=_begin)
    last_label = landmarks[before - 1].begin if before else -1
    kind, full, unfinished = "", False, False
    for begin, stop, label in _labelled_lines(text, 0, body, landmarks):
        line = text[begin : min(stop, begin + 2 * LONG)].strip()
        running = (stop - begin > LONG or bool(_RUNNING.search(line))) and not _is_affiliation(text[begin:stop].strip())
        opened = ""
        if begin < contents_end:
            opened = "front" if kind != "front" else ""
        elif label and label.kind in ("abstract", "keywords"):
            opened, full = label.kind, _has_text(text, label)
        elif kind == "introduction":
            opened = "back" if label and label.kind == "back" and body == len(text) else ""
        elif kind == "back":
            pass
        elif label and label.kind == "introduction":
            opened = "introduction"
        elif label:
            opened = "front" if kind != "front" else ""
        elif kind in ("", "front"):
            opened = "introduction" if running else ("" if kind else "front")
        elif not full or (kind == "abstract" and last_label > begin) or (kind == "keywords" and unfinished):
            full = True
        else:
            opened = "introduction" if running else "front"
        unfinished = text[stop - 1] in _UNFINISHED
        if opened:
            kind = opened
            yield _part(text, begin, opened, label)


def _is_affiliation(line: str) -> bool:
    """Tell whether a line names the authors' institutions: （1.某大学，北京 100871；2.某研究院）.

    >>> _is_affiliation("（1.某大学，北京 100871；2.某学院）"), _is_affiliation("各大学都在试行；效果尚待观察。")
    (True, False)
    """
    return len(line) <= 3 * LONG and not re.search("[。！？]", line) and bool(_AFFILIATION.search(line))


def find_signature(text: str, begin: int, end: int) -> int:
    r"""Return where the signature begins at the end of an official document, ``text[begin:end]``; ``end`` if none does.

    A signature is an issuer and a date.

    >>> text = "三、要求\n各县抓好落实。\n青禾市人民政府办公室\n2024年5月1日\n（此件公开发布）\n"
    >>> text[find_signature(text, 0, len(text)):].split()
    ['青禾市人民政府办公室', '2024年5月1日', '（此件公开发布）']
    """
    lines = list(find_lines(text, max(begin, end - _TAIL), end))
    for place in range(max(0, len(lines) - _SIGNED), len(lines)):
        if _DATE_LINE.fullmatch(text[lines[place].begin : lines[place].stop]):
            first = place
            while first and first > place - 4 and _is_issuer(text[lines[first - 1].begin : lines[first - 1].stop]):
                first -= 1
            behind = lines[place + 1 :]
            if lines[first].begin > begin and all(line.stop - line.begin <= LONG for line in behind):
                return lines[first].begin
    return end


def _is_issuer(line: str) -> bool:
    line = line.strip()
    stopped = bool(set(line) & set("。；：，！？:;,"))
    return 1 < len(line) <= _LONGEST_ISSUER and not stopped and not match_mark(line, 0, len(line))


def find_back(text: str, begin: int, stop: int, landmarks: Sequence[Landmark]) -> Iterator[Part]:
    r"""Yield the units of ``text[begin:stop]``, a stretch behind the body.

    >>> text = "Title\nAbstract: None.\nKey words: a; b\n（责任编辑：甲）"
    >>> from analysis.landmarks import find_landmarks
    >>> [part.kind for part in find_back(text, 0, len(text), list(find_landmarks(text)))]
    ['back', 'abstract', 'keywords', 'back']
    """
    kind, full, unfinished = "", False, False
    for at, end, label in _labelled_lines(text, begin, stop, landmarks):
        opened = ""
        if label and label.kind in ("abstract", "keywords"):
            opened, full = label.kind, _has_text(text, label)
        elif kind == "back" or (kind == "abstract" and not label):
            pass
        elif kind == "keywords" and (unfinished or not full):
            full = True
        else:
            opened = "back"
        unfinished = text[end - 1] in _UNFINISHED
        if opened:
            kind = opened
            yield _part(text, at, opened, label)


def _labelled_lines(text: str, begin: int, stop: int, landmarks: Sequence[Landmark],
                    ) -> Iterator[tuple[int, int, Landmark | None]]:
    """Yield begin and stop of each line with its label; a label inside a line begins a line of its own."""
    place = bisect_left(landmarks, begin, key=_begin)
    for at, end, _ in find_lines(text, begin, stop):
        while at < end:
            label = landmarks[place] if place < len(landmarks) and landmarks[place].begin == at else None
            place += label is not None
            cut = min(end, landmarks[place].begin) if place < len(landmarks) else end
            yield at, cut, label
            at = cut


def _has_text(text: str, label: Landmark) -> bool:
    return bool(text[label.end : label.stop].strip(" :：]】〕)）*\u3000"))


def _part(text: str, begin: int, kind: str, label: Landmark | None) -> Part:
    if label is None or kind == "front":
        return Part(begin, kind, "", begin)
    words = text[label.start : label.end]
    return Part(begin, kind, words if words.isascii() else "".join(words.split()), label.end)
