"""Headings that a file's format declares (a heading style, a bookmark, <h2>), and how they join those found by numbers.

A declared heading is one, whatever it looks like; its level is the format's. Where a document declares some headings
and only numbers others, a style of numbering takes the level at which most of its declared headings stand, and one
without any stands below the style above it. A lone declared heading before all others is the document's title,
if the format names no other and its words do not say what part it is (绪论). A heading that is declared without a level
(bold type that runs into its text) is one by its number; only where it ends is declared.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from analysis.headings import Mark
from analysis.landmarks import HEADING_LABELS, Landmark, match_label
from analysis.nesting import choose_headings, rank_styles
from analysis.readers.source import CONTENTS, FRONT, HEADING, NOTES, TABLE, Hint
from analysis.readers.source import TITLE as TITLE_HINT
from analysis.unnumbered_headings import TITLE, known_mark

_MARGIN = 100  # characters of an indentation
_AGREED = 2 / 3  # of a style's declared headings: then its strays are taken for slips


class Declared:
    """What the hints of a document declare, sorted by kind."""

    def __init__(self, hints: Iterable[Hint]) -> None:
        hints = sorted(hint for hint in hints if hint.start < hint.end)
        self.has_title = any(hint.kind == TITLE_HINT for hint in hints)
        self.headings = {hint.start: hint for hint in hints if hint.kind == HEADING}
        self.notes = [hint for hint in hints if hint.kind == NOTES]
        self._tables = [hint for hint in hints if hint.kind == TABLE]
        self._table_starts = [hint.start for hint in self._tables]
        first = min((start for start, hint in self.headings.items() if hint.level), default=None)
        before = [hint for hint in hints if first is None or hint.start < first]
        self.contents_end = max((hint.end for hint in before if hint.kind == CONTENTS), default=0)
        self.front_end = max((hint.end for hint in before if hint.kind in (FRONT, TITLE_HINT)), default=0)

    def in_table(self, position: int) -> bool:
        """Tell whether a position lies in a table, where no line is a heading."""
        at = bisect_right(self._table_starts, position) - 1
        return at >= 0 and position < self._tables[at].end

    def may_be_label(self, landmark: Landmark) -> bool:
        """Tell whether a labelled line may open its part: 引言 that is declared a heading is one, in tables is none."""
        declared_heading = landmark.start in self.headings or landmark.begin in self.headings
        return not (declared_heading and landmark.kind in HEADING_LABELS) and not self.in_table(landmark.begin)


class _Placed(NamedTuple):
    mark: Mark
    level: int  # declared; 0 where it is not


def join_declared(text: str, marks: Sequence[Mark], named: Sequence[Mark], declared: Declared, labelled: set[int],
                  ) -> list[tuple[int, Mark]]:
    r"""Return all headings with their levels: the declared ones, and those that their numbers show.

    ``marks`` are the numbers found at the beginnings of lines, ``named`` the headings known by their words,
    ``labelled`` the beginnings of lines with a label (参考文献), which open another part even if declared headings.

    >>> from analysis.headings import find_marks
    >>> text = "引言\n正文。\n一、目标\n（一）总体\n（二）具体\n二、任务"
    >>> declared = Declared([Hint(0, 2, "heading", 1), Hint(7, 11, "heading", 1)])
    >>> found = join_declared(text, list(find_marks(text)), [], declared, set())
    >>> [(level, text[mark.start : mark.heading_end]) for level, mark in found]
    [(1, '引言'), (1, '一、目标'), (2, '（一）总体'), (2, '（二）具体'), (1, '二、任务')]
    """
    leveled = [hint for hint in declared.headings.values() if hint.level]
    ended = [hint for hint in declared.headings.values() if not hint.level]
    marks = _with_ends(text, marks, ended)
    if not leveled:
        return _with_titles(text, choose_headings(text, marks, named), ended)
    placed = [_Placed(mark, hint.level) for hint in leveled
              if (mark := _declared_mark(text, hint)) and mark.begin not in labelled]
    taken = {one.mark.begin for one in placed}
    undeclared = [mark for mark in marks if mark.begin not in taken]
    numbered = sorted([*undeclared, *(one.mark for one in placed if one.mark.style != TITLE)], key=_begin)
    found = [mark for _, mark in choose_headings(text, numbered, named) if mark.begin not in taken
             and (mark.style != TITLE or mark in named)]
    everything = sorted([*placed, *(_Placed(mark, 0) for mark in found)], key=lambda one: one.mark.begin)
    return _with_levels(everything if declared.has_title else _without_title(text, everything))


def _begin(mark: Mark) -> int:
    return mark.begin


def _with_ends(text: str, marks: Sequence[Mark], ends: Sequence[Hint]) -> Sequence[Mark]:
    """Let marks end where the format says, and add those inside a paragraph, where no line begins."""
    made = {mark.start: mark for mark in marks}
    stop = -1
    for hint in ends:
        found = _declared_mark(text, hint)
        if found is None or found.style == TITLE:
            continue
        place = made.get(found.start)
        if place is None and found.begin and text[found.begin - 1] != "\n":
            stop = _line_end(text, hint.end) if stop < hint.end else stop
            place = found._replace(stop=stop, inline=True)
        if place is not None:
            shape = "run-in" if text[hint.end : min(place.stop, hint.end + _MARGIN)].strip(" 。") else "bare"
            made[found.start] = place._replace(heading_end=hint.end, stop=max(hint.end, place.stop), shape=shape)
    return sorted(made.values(), key=_begin)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return end if end >= 0 else len(text)


def _with_titles(text: str, headings: Sequence[tuple[int, Mark]], ends: Sequence[Hint]) -> list[tuple[int, Mark]]:
    """Add the headings without a level and without a number: they stand beside the others without a number, if any."""
    levels = Counter(level for level, mark in headings if mark.style == TITLE)
    known = {mark.start for _, mark in headings}
    titles = [mark for hint in ends if hint.start not in known
              and (mark := _declared_mark(text, hint)) and mark.style == TITLE] if levels else []
    level = levels.most_common(1)[0][0] if levels else 0
    return sorted([*headings, *((level, mark) for mark in titles)], key=lambda one: one[1].begin)


def _declared_mark(text: str, hint: Hint) -> Mark | None:
    """Return the mark of a declared heading; its number, if it has one, keeps its style."""
    start, end = hint.start, hint.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        return None
    before = text[max(0, start - _MARGIN) : start].rpartition("\n")
    opens = not before[2].strip() and (before[1] or start <= _MARGIN)
    return known_mark(text, start - len(before[2]) if opens else start, start, end, end)


def _without_title(text: str, placed: Sequence[_Placed]) -> Sequence[_Placed]:
    """Leave out a heading that stands alone on its level before all others: the document's title, but not 绪论."""
    levels = [one.level for one in placed if one.level]
    first = placed[0] if placed else None
    lone = len(placed) > 1 and first.level and first.mark.style == TITLE and levels.count(min(levels)) == 1
    label = match_label(text, first.mark.begin, first.mark.stop) if lone else None
    named = label is not None and label.kind in HEADING_LABELS
    return placed[1:] if lone and not named and first.level == min(levels) else placed


def _with_levels(placed: Sequence[_Placed]) -> list[tuple[int, Mark]]:
    """Level each heading by its depth: the declared level, or that of its style of numbering."""
    ranks = rank_styles([one.mark for one in placed if one.mark.style != TITLE])
    depths: dict[str, float] = {TITLE: min((one.level for one in placed if one.level), default=1)}
    agreed: set[str] = set()
    numbered = any(one.level for one in placed if one.mark.style != TITLE)
    above = 0.0 if numbered else float(max((one.level for one in placed), default=0))
    for style in sorted(ranks, key=lambda style: ranks[style]):
        declared = Counter(one.level for one in placed if one.mark.style == style and one.level)
        level, n = declared.most_common(1)[0] if declared else (0, 0)
        # Halfway to the next whole number: below what is above it, and above all that is declared below.
        above = depths[style] = float(level) if level else (above + int(above) + 1) / 2
        if n >= _AGREED * declared.total():
            agreed.add(style)
    leveled: list[tuple[int, Mark]] = []
    path: list[float] = []
    for mark, level in placed:
        depth = level if level and mark.style not in agreed else depths[mark.style]
        while path and path[-1] >= depth:
            path.pop()
        path.append(depth)
        leveled.append((len(path), mark))
    return leveled
