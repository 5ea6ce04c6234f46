"""Which of the marks are headings, and how their styles nest in this document.

A style has no level of its own: （一） stands above 一、 in one document and below it in the next. The
document shows its order itself: when 一、 is followed by 二、 and （一） has begun anew in between, 一、
stands above （一）. Each such place is a vote; where no vote is cast, the customary order of the grammar
decides. A mark is a heading if its number begins at one or counts on; a gap or a repeat is kept only
where the line looks like a heading, and is reported by `doubts.check_numbering`, never mended.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from analysis.headings import CUSTOMARY_RANK, LIST, STYLE, Mark, complete_marks
from analysis.number_runs import likely_marks
from analysis.unnumbered_headings import TITLE, find_titles

# These stand in one order by rule, whatever a document does: # above ##, 1.1 above 1.1.1, and 编, 章, 节, 条, whose
# articles are numbered through (Legislation Law of the People's Republic of China).
_FAMILY = {"part": "law", "chapter": "law", "section": "law", "article": "law"}
MAX_GAP = 3  # numbers that may be missing before a line that looks like a heading
MAX_BACK = 2  # numbers that one alone on its line may go back, a slip of the author


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


def choose_headings(text: str, marks: Sequence[Mark], named: Sequence[Mark] = ()) -> list[tuple[int, Mark]]:
    """Return the marks that are headings, each with its level (1 is the outermost).

    ``named`` are headings known by their words (结语, or what the table of contents lists): they stand beside the
    outermost others. A lone # before all others is the document's title, not its only part.

    >>> from analysis.headings import find_marks
    >>> text = "一、目标\\n2.5亿元投入。\\n（一）总体\\n（二）具体\\n二、任务\\n（三）组织"
    >>> [(level, mark.ordinal) for level, mark in choose_headings(text, list(find_marks(text)))]
    [(1, 1), (2, 1), (2, 2), (1, 2), (2, 3)]
    """
    likely = likely_marks(text, _without_title(marks))
    ranks = rank_styles(likely)
    followed = _followed(likely)
    chosen: list[Mark] = []
    last: dict[str, tuple[int, Mark]] = {}
    for mark in likely:
        outer = max((at for style, (at, _) in last.items() if ranks[style] < ranks[mark.style]), default=-1)
        at, before = last.get(mark.style, (-1, None))
        if mark.begin in followed or _counts_on(mark, before, renewed=outer > at):
            running = before and (at > outer or mark.ordinal == before.ordinal + 1)
            begin = chosen[max(at, outer)].heading_end if chosen else 0
            chosen += complete_marks(text, mark, first=before.ordinal + 1 if running else 1, begin=begin)
            last[mark.style] = len(chosen), mark
            chosen.append(mark)
    above, below = find_titles(text, chosen, {mark.begin for mark in named})
    inner = {mark.begin for mark in below} - {mark.begin for mark in above}
    headings = sorted({mark.begin: mark for mark in [*below, *above, *chosen, *named]}.values(), key=_begin)
    # The outermost style of numbering has rank 0, headings without a number above it -1.
    outermost = {mark.begin: -1 if above else 0 for mark in named}
    return list(_with_levels(headings, ranks, inner, outermost))


def _begin(mark: Mark) -> int:
    return mark.begin


def _with_levels(headings: Sequence[Mark], ranks: dict[str, int], inner: set[int], outermost: dict[int, int],
                 ) -> Iterator[tuple[int, Mark]]:
    """Yield each heading with its level; those that begin at ``inner`` have no number and stand below numbered ones.

    ``outermost`` has the rank of those known by their words.

    Such a heading takes the rank of the style that stands below the numbered one elsewhere, else one of its own.
    """
    below: dict[str, float] = {}
    for mark, following in pairwise(headings):
        if TITLE not in (mark.style, following.style) and ranks[following.style] > ranks[mark.style]:
            below.setdefault(mark.style, ranks[following.style])
    path: list[float] = []
    part = TITLE
    for before, mark in pairwise([None, *headings]):
        if mark.begin in inner:
            if before and before.begin not in inner and before.style != TITLE:
                part = before.style
            rank = below.get(part, ranks[part] + 0.5) if part != TITLE else 0.5
        else:
            rank = outermost.get(mark.begin, ranks.get(mark.style, -1))
        while path and path[-1] >= rank:
            path.pop()
        path.append(rank)
        yield len(path), mark


def _without_title(marks: Sequence[Mark]) -> Sequence[Mark]:
    lone = [mark.style for mark in marks].count("markdown1") == 1
    return marks[1:] if lone and len(marks) > 1 and marks[0].style == "markdown1" else marks


def _followed(marks: Sequence[Mark]) -> set[int]:
    """Return the beginnings of the marks from which two others of their style count on: the rest of a cut document."""
    last: dict[str, list[Mark]] = {}
    followed = set()
    for mark in marks:
        if STYLE[mark.style].opens != LIST and not mark.inline:
            run = last.get(mark.style, [])[-2:]
            if len(run) == 2 and [one.ordinal for one in run] == [mark.ordinal - 2, mark.ordinal - 1]:
                followed.add(run[0].begin)
            last[mark.style] = [*run, mark]
    return followed


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
    return (-MAX_BACK if mark.shape == "bare" else 0) <= mark.ordinal - before.ordinal <= MAX_GAP
