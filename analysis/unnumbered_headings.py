"""Headings without a number: short lines without a stop, each before running text or a numbered heading.

Their look is all there is to go by, so they are taken for headings in two places only. Above everything numbered,
where there are at least two and the first comes before the first number (2023年工作回顾 … 2024年工作安排). And below a
numbered heading that such a line follows at once, with those that come behind it in the same part.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from analysis.characters import HAN_RUN, count_han
from analysis.headings import Mark, match_mark
from analysis.lines import find_lines
from analysis.numerals import read_ordinals

TITLE = "unnumbered"
MIN_TITLE, MAX_TITLE = 4, 30  # Han characters that such a heading has at least, characters that it has at most
MIN_SIBLING = 2  # Han characters that one has at least behind others of its part
_SHORT = 60  # characters of a line with its indentation
_BESIDE_HAN = re.compile(r"[0-9A-Za-z“”《》【】、·（）()—\-]*")  # what it may hold beside Han characters
_NO_TITLE = re.compile(r"(?:[图表圖]|专栏|專欄|附表|附图)[ ]?\d|(?:资料|数据|图片)?来源|注[:：]"
                       r"|[^\d]{0,6}\d{4}年\d{1,2}月")
_BODY = re.compile(r".*(?:政府|委员会|办公[厅室]|大学|学院|研究[院所])")  # who issues or writes, in the front
_SENTENCE = 10  # characters of a sentence that is a line
_STOPPED = 25  # characters of running text, which ends in a stop


class _Line(NamedTuple):
    mark: Mark
    place: int  # the line's number
    running: bool  # running text or a number came before


def title_mark(begin: int, start: int, end: int, stop: int) -> Mark:
    """Return the mark of a heading without a number whose words are ``start:end``."""
    return Mark(TITLE, 0, (), begin, start, start, end, stop, "bare")


def known_mark(text: str, begin: int, start: int, end: int, stop: int) -> Mark:
    """Return the mark of a heading that is known to be one: ``start:end`` are its words, with a number or without.

    >>> known_mark("一、目标", 0, 0, 4, 4).style, known_mark("目标", 0, 0, 2, 2).style
    ('han_comma', 'unnumbered')
    """
    found = match_mark(text, start, end)
    style, mark_end = found if found and text[found[1] : end].strip() else (TITLE, start)
    ordinals = read_ordinals(text[start:mark_end])
    return Mark(style, ordinals[-1] if ordinals else 0, ordinals[:-1], begin, start, mark_end, end, stop, "bare")


def find_titles(text: str, chosen: Sequence[Mark], known: set[int]) -> tuple[list[Mark], list[Mark]]:
    r"""Return the headings without a number that stand above all that is numbered, and those that stand below.

    ``chosen`` are the numbered headings, ``known`` the beginnings of lines that are headings by their words.

    >>> said = "本段说明由来，内容从略，供读者参考使用，不再赘述，也不作为任何依据，特此说明，请予理解。"
    >>> text = f"关于数据的意见\n发展环境\n{said}\n发展目标\n{said}"
    >>> [text[mark.start : mark.end] or text[mark.start : mark.heading_end] for mark in find_titles(text, [], set())[0]]
    ['发展环境', '发展目标']
    """
    lines = [(line.begin, line.stop) for line in find_lines(text)]
    below = {mark.stop for mark in chosen if "\n" in text[mark.begin : mark.stop]}  # titles on the line below 第一章
    found = [line for line in _candidates(text, lines, {mark.begin for mark in chosen}, known)
             if line.mark.stop not in below]
    long = [line for line in found if count_han(text[line.mark.start : line.mark.heading_end]) >= MIN_TITLE]
    above = _above(text, long, chosen)
    if above:
        above = sorted([*above, *(line.mark for line in found if line.running and line not in long)])
    return above, _below(found, set(long), chosen, lines)


def _candidates(text: str, lines: Sequence[tuple[int, int]], numbered: set[int], known: set[int]) -> list[_Line]:
    words = Counter(text[begin:stop].strip() for begin, stop in lines if stop - begin < _SHORT)
    found, running = [], False
    for place, ((begin, stop), (after, after_stop)) in enumerate(pairwise([*lines, (len(text), len(text))])):
        line = text[begin:stop].strip() if stop - begin < _SHORT else ""
        if (line and len(line) <= MAX_TITLE and _BESIDE_HAN.fullmatch(HAN_RUN.sub("", line))
                and count_han(line) >= MIN_SIBLING and words[line] == 1 and not _NO_TITLE.match(line)
                and begin not in numbered and begin not in known
                and (after in numbered or line[0] + line[-1] == "【】"
                     or _is_text(text[after:after_stop].strip())
                     or match_mark(text, after_stop - len(text[after:after_stop].lstrip()), after_stop))):
            start = begin + text[begin:stop].index(line)
            found.append(_Line(title_mark(begin, start, start + len(line), stop), place, running))
        running = running or (stop - begin > 25 and "。" in text[begin:stop]) or begin in numbered
    return found


def _is_text(line: str) -> bool:
    return (len(line) > _STOPPED and "。" in line) or (len(line) > _SENTENCE and line[-1] in "。；")


def _above(text: str, found: Sequence[_Line], chosen: Sequence[Mark]) -> list[Mark]:
    titles = [line.mark for line in found if line.running]
    if not titles:
        return []
    first_number = min((mark.begin for mark in chosen), default=len(text))
    if not found[0].running and _opens(text, found[0], titles, chosen, first_number):
        titles.insert(0, found[0].mark)
    return titles if len(titles) > 1 and titles[0].begin <= first_number else []


def _opens(text: str, line: _Line, titles: Sequence[Mark], chosen: Sequence[Mark], first_number: int) -> bool:
    """Tell whether a short line before all running text is the first heading, not the title, a date or a name."""
    if line.place == 0 and first_number < titles[0].begin:
        return _begins_anew(chosen, titles[0].begin)
    longest = max(mark.heading_end - mark.start for mark in titles)
    like = line.mark.heading_end - line.mark.start <= longest and not _BODY.match(text, line.mark.start, line.mark.stop)
    return like and (line.place > 0 or (len(titles) > 1 and not chosen))


def _begins_anew(chosen: Sequence[Mark], border: int) -> bool:
    return any(mark.style == chosen[0].style and mark.ordinal == 1 and mark.begin > border for mark in chosen)


def _below(found: Sequence[_Line], long: set[_Line], chosen: Sequence[Mark], lines: Sequence[tuple[int, int]],
           ) -> list[Mark]:
    """Short lines that follow a numbered heading at once, and those behind them up to the next heading of its style."""
    bare = {mark.begin: mark for mark in chosen if mark.shape == "bare"}
    places = iter(chosen)
    following = next(places, None)
    titles, part = [], ""
    for line in found:
        while following and following.begin < line.mark.begin:
            part = "" if following.style == part else part
            following = next(places, None)
        above = bare.get(lines[line.place - 1][0]) if line.place else None
        beside_text = not following or following.begin != lines[line.place + 1][0]
        if above and beside_text and line in long:
            part = above.style
        if part and beside_text:
            titles.append(line.mark)
    return titles
