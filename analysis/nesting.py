"""Which of the marks are headings, and how their styles nest in this document.

A style has no level of its own: （一） stands above 一、 in one document and below it in the next. The
document shows its order itself: when 一、 is followed by 二、 and （一） has begun anew in between, 一、
stands above （一）. Each such place is a vote; where no vote is cast, the customary order of the grammar
decides. A mark is a heading if its number begins at one or counts on; a gap or a repeat is kept only
where the line looks like a heading, and is reported by `outline.check_numbering`, never mended.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from analysis.characters import HAN_RUN, count_han
from analysis.headings import (
    CUSTOMARY_RANK,
    LINE,
    LIST,
    STYLE,
    Mark,
    complete_marks,
    find_lines,
)

TITLE = "unnumbered"
# These stand in one order by rule, whatever a document does: # above ##, 1.1 above 1.1.1, and 编, 章, 节, 条, whose
# articles are numbered through (Legislation Law of the People's Republic of China).
_FAMILY = {"part": "law", "chapter": "law", "section": "law", "article": "law"}
MAX_GAP = 3  # numbers that may be missing before a line that looks like a heading
MAX_LISTED = 40  # characters of a heading numbered 1. or （1）; longer ones are items of a list
_BESIDE_HAN = re.compile(r"[0-9A-Za-z“”《》、·（）()—\-]*")  # what a heading without a number may hold
MIN_TITLE, MAX_TITLE = 4, 30  # Han characters that it has at least, characters that it has at most
_CAPTION = re.compile(r"[图表圖][ ]?\d")


def rank_styles(marks: Iterable[Mark]) -> dict[str, int]:
    """Return the rank of each style, 0 the outermost, from the order in which the styles nest.

    >>> from analysis.headings import find_marks
    >>> rank_styles(find_marks("（一）甲\\n一、乙\\n二、丙\\n（二）丁\\n一、戊\\n二、己"))
    {'han_bracket': 0, 'han_comma': 1}
    >>> rank_styles(find_marks("一、甲\\n（一）乙\\n（二）丙\\n二、丁"))
    {'han_comma': 0, 'han_bracket': 1}
    """
    votes: Counter[tuple[str, str]] = Counter()
    last: dict[str, tuple[int, Mark]] = {}
    begun: dict[str, int] = {}
    for at, mark in enumerate(marks):
        before = last.get(mark.style)
        if before and mark.ordinal == before[1].ordinal + 1 and mark.prefix == before[1].prefix:
            votes.update((mark.style, inner) for inner, begin in begun.items() if begin > before[0])
        last[mark.style] = at, mark
        if mark.ordinal <= 1:
            begun[mark.style] = at

    def stands_above(outer: str, inner: str) -> bool:
        for_it, against = votes[outer, inner], votes[inner, outer]
        if for_it == against or _family(outer) == _family(inner):
            return CUSTOMARY_RANK[outer] < CUSTOMARY_RANK[inner]
        return for_it > against

    wins = {style: sum(stands_above(style, other) for other in last if other != style) for style in last}
    order = sorted(last, key=lambda style: (-wins[style], CUSTOMARY_RANK[style]))
    return {style: rank for rank, style in enumerate(order)}


def _family(style: str) -> str:
    return _FAMILY.get(style) or style.rstrip("123456")


def title_mark(begin: int, start: int, end: int, stop: int) -> Mark:
    """Return the mark of a heading without a number whose words are ``start:end``."""
    return Mark(TITLE, 0, (), begin, start, start, end, stop, "bare")


def choose_headings(text: str, marks: Sequence[Mark], named: Sequence[Mark] = ()) -> list[tuple[int, Mark]]:
    """Return the marks that are headings, each with its level (1 is the outermost).

    ``named`` are headings known by their words (结语); like all headings without a number they stand at
    the outermost level. A lone # before all others is the document's title, not its only part.

    >>> from analysis.headings import find_marks
    >>> text = "一、目标\\n2.5亿元投入。\\n（一）总体\\n（二）具体\\n二、任务\\n（三）组织"
    >>> [(level, mark.ordinal) for level, mark in choose_headings(text, list(find_marks(text)))]
    [(1, 1), (2, 1), (2, 2), (1, 2), (2, 3)]
    """
    likely = _without_title(_likely(marks))
    ranks = rank_styles(likely)
    chosen: list[Mark] = []
    last: dict[str, tuple[int, Mark]] = {}
    for mark in likely:
        outer = max((at for style, (at, _) in last.items() if ranks[style] < ranks[mark.style]), default=-1)
        at, before = last.get(mark.style, (-1, None))
        if _counts_on(mark, before, renewed=outer > at):
            running = before and (at > outer or mark.ordinal == before.ordinal + 1)
            begin = chosen[max(at, outer)].heading_end if chosen else 0
            chosen += complete_marks(text, mark, first=before.ordinal + 1 if running else 1, begin=begin)
            last[mark.style] = len(chosen), mark
            chosen.append(mark)
    titles = [*named, *_find_titles(text, chosen, {mark.begin for mark in named})]
    ranks[TITLE] = -1
    leveled, path = [], []
    for mark in sorted([*chosen, *titles], key=lambda mark: mark.begin):
        while path and path[-1] >= ranks[mark.style]:
            path.pop()
        path.append(ranks[mark.style])
        leveled.append((len(path), mark))
    return leveled


def _without_title(marks: Sequence[Mark]) -> Sequence[Mark]:
    lone = [mark.style for mark in marks].count("markdown1") == 1
    return marks[1:] if lone and len(marks) > 1 and marks[0].style == "markdown1" else marks


def _counts_on(mark: Mark, before: Mark | None, *, renewed: bool) -> bool:
    opens = STYLE[mark.style].opens
    if mark.ordinal <= 1:
        return True
    if before and mark.prefix == before.prefix and mark.ordinal == before.ordinal + 1:
        return True
    if mark.inline or mark.shape == "prose":
        return False
    if opens == LIST:
        return before is not None and mark.prefix == before.prefix and mark.ordinal == before.ordinal + 2
    if before is None or renewed:
        return mark.ordinal <= MAX_GAP
    return 0 <= mark.ordinal - before.ordinal <= MAX_GAP


def _likely(marks: Sequence[Mark]) -> list[Mark]:
    """Leave out marks whose run (the numbers that count on) does not look like a run of headings."""
    runs: list[list[Mark]] = []
    open_run: dict[str, list[Mark]] = {}
    run_of: list[int] = []
    index: dict[str, int] = {}
    sizes = Counter(mark.style for mark in marks)
    for mark in marks:
        run = open_run.get(mark.style)
        if run is None or mark.prefix != run[-1].prefix or not 1 <= mark.ordinal - run[-1].ordinal <= 2:
            run = open_run[mark.style] = []
            index[mark.style] = len(runs)
            runs.append(run)
        run.append(mark)
        run_of.append(index[mark.style])
    keeps = [_is_run_of_headings(run, sizes[run[0].style]) for run in runs]
    return [mark for mark, run in zip(marks, run_of)
            if keeps[run] and not (STYLE[mark.style].opens == LINE and mark.shape == "prose")]


def _is_run_of_headings(run: Sequence[Mark], in_document: int) -> bool:
    style, first = STYLE[run[0].style], run[0]
    if style.opens != LIST:
        return len(run) > 1 or first.shape != "prose"
    like = sum(mark.shape != "prose" and mark.heading_end - mark.end <= MAX_LISTED for mark in run)
    if 2 * like <= len(run):
        return False
    return len(run) > 1 or (style.name.startswith("decimal") and in_document > 1 and first.shape == "bare")


def _find_titles(text: str, chosen: Sequence[Mark], known: set[int]) -> list[Mark]:
    """Find headings without a number: short lines without a stop, each before running text or a mark.

    They are taken only where they stand above everything that is numbered (the first of them comes
    before the first number) and only if there are two at least; all else stays running text.
    """
    numbered = {mark.begin for mark in chosen}
    lines = [line for line in find_lines(text)]
    words = Counter(text[begin:stop].strip() for begin, stop in lines if stop - begin < 60)
    titles, running, opening = [], False, None
    for (begin, stop), (after, after_stop) in pairwise([*lines, (len(text), len(text))]):
        line = text[begin:stop].strip() if stop - begin < 60 else ""
        is_title = (len(line) <= MAX_TITLE and _BESIDE_HAN.fullmatch(HAN_RUN.sub("", line)) is not None
                    and count_han(line) >= MIN_TITLE and words[line] == 1
                    and not _CAPTION.match(line) and begin not in numbered and begin not in known
                    and (after in numbered or (after_stop - after > 40 and "。" in text[after:after_stop])))
        if is_title:
            start = begin + text[begin:stop].index(line)
            mark = title_mark(begin, start, start + len(line), stop)
            if running:
                titles.append(mark)
            elif begin == lines[0][0]:
                opening = mark
        running = running or (stop - begin > 25 and "。" in text[begin:stop]) or begin in numbered
    if not titles:
        return []
    first_number = min(numbered, default=len(text))
    if opening and first_number < titles[0].begin and _begins_anew(chosen, titles[0].begin):
        titles.insert(0, opening)
    return titles if len(titles) > 1 and titles[0].begin <= first_number else []


def _begins_anew(chosen: Sequence[Mark], border: int) -> bool:
    before = {mark.style for mark in chosen if mark.ordinal == 1 and mark.begin < border}
    return any(mark.style in before for mark in chosen if mark.ordinal == 1 and mark.begin > border)
