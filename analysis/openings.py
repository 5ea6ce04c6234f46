"""Where the units of a document begin: headings, labelled parts, reference lists, front and back matter.

Numbered headings come from `headings` and `nesting`, labelled lines from `landmarks` and `matter`, what a file's format
declares from `declared`; a person's list of headings (`corrections`) stands in place of the guess. `sections` makes
units of these openings.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from analysis.broken_headings import mend_broken
from analysis.declared import Declared, join_declared
from analysis.errors import InputError
from analysis.headings import Mark, find_marks
from analysis.landmarks import Landmark, find_entries, find_landmarks
from analysis.lines import check_lines
from analysis.matter import find_back, find_front, find_signature
from analysis.nesting import choose_headings
from analysis.readers import Hint
from analysis.summary_headings import add_summaries
from analysis.tables_of_contents import end_of_contents, listed_titles
from analysis.unnumbered_headings import title_mark

MOST = 50_000  # headings of a document; a thesis has some hundreds
_CLOSED = frozenset({"references", "back"})  # kinds of landmarks behind which nothing belongs to the body
_LINE_END = re.compile(r"\s{0,9}\n\s{0,9}")  # inside a heading that a narrow column broke
_TRIMMED = " \u3000\u00a0\t。；*"


class Opening(NamedTuple):
    """Where a unit begins and what it is, before it has an identity and an end."""

    start: int
    depth: int  # 0 outermost
    kind: str
    number: str
    heading: str
    body: int  # where its text begins, behind the heading


def find_openings(text: str, *, hints: Iterable[Hint] = (), headings: Sequence[tuple[int, Mark]] | None = None,
                  ) -> Iterator[Opening]:
    """Yield the openings of a text, of each kind in order but the kinds one after another.

    ``hints`` are what the file's format says, in positions of this text. ``headings`` are those that a person gave,
    with their levels: no other are looked for.

    >>> [(opening.start, opening.kind) for opening in find_openings("一、目标\\n正文。\\n参考文献\\n[1]甲.书[M].2020.")]
    [(9, 'references'), (14, 'reference'), (0, 'heading')]
    """
    check_lines(text)
    declared = Declared(hints)
    landmarks = [landmark for landmark in find_landmarks(text) if declared.may_be_label(landmark)]
    contents_end = max(end_of_contents(text, landmarks), declared.contents_end)
    label = next((landmark.stop for landmark in landmarks if landmark.kind == "contents"), contents_end)
    listed = listed_titles(text, label, contents_end)
    landmarks = [landmark for landmark in landmarks if landmark.begin >= contents_end]
    lists = _Stretches([*_reference_lists(text, landmarks), *_declared_notes(declared.notes)])
    if headings is None:
        guessed = _guess(text, declared, landmarks, contents_end, lists, listed)
        headings = mend_broken(text, [(level, mark) for level, mark in guessed
                                      if mark.begin >= contents_end and not lists.hold(mark.begin)])
    if not headings and not landmarks and not lists.begins:
        parts = list(_front(text, len(text), landmarks, max(contents_end, declared.front_end)))
        if text:  # a title is one only above a text
            yield from parts if "introduction" in (part.kind for part in parts) else [
                Opening(0, 0, "introduction", "", "", 0)]
        return
    for openings in lists.values:
        yield from openings
    for level, mark in headings:
        words = _LINE_END.sub("", text[mark.end : mark.heading_end].strip())
        yield Opening(mark.begin, level - 1, "heading", text[mark.start : mark.end].strip(), words.strip(_TRIMMED),
                      mark.heading_end)
    begins = sorted([mark.begin for _, mark in headings] + lists.begins)
    yield from _front(text, begins[0] if begins else len(text), landmarks, max(contents_end, declared.front_end))
    yield from _back(text, landmarks, lists, headings, begins)


def _guess(text: str, declared: Declared, landmarks: Sequence[Landmark], contents_end: int, lists: _Stretches,
           listed: Sequence[Mark]) -> list[tuple[int, Mark]]:
    """Find the headings by their numbers, by what the format declares, by the table of contents, by their look."""
    labelled = {landmark.begin for landmark in landmarks}
    found = (mark for mark in find_marks(text)
             if mark.begin >= contents_end and mark.begin not in labelled and not lists.hold(mark.begin)
             and not declared.in_table(mark.begin))
    marks = list(islice(found, MOST + 1))
    if len(marks) > MOST:
        raise InputError(f"text: more than {MOST:,} lines begin like headings; is it one document? divide it")
    named = {landmark.begin: title_mark(landmark.begin, landmark.start, landmark.end, landmark.stop)
             for landmark in landmarks if landmark.kind == "closing"}
    behind = min((landmark.begin for landmark in landmarks if landmark.kind in _CLOSED), default=len(text))
    named |= {mark.begin: mark for mark in listed if mark.begin not in labelled and mark.begin < behind}
    closings = [mark for begin, mark in sorted(named.items()) if not lists.hold(begin)]
    chosen = (join_declared(text, marks, closings, declared, labelled) if declared.headings
              else choose_headings(text, marks, closings))
    return add_summaries(text, chosen, barred=declared.in_table)


class _Stretches:
    """The reference lists and lists of notes: where each begins and ends, and the openings of its units."""

    def __init__(self, lists: Iterable[tuple[int, int, list[Opening]]]) -> None:
        found: list[tuple[int, int, list[Opening]]] = []
        for stretch in sorted(lists, key=lambda stretch: stretch[:2]):
            if not found or stretch[0] >= found[-1][1]:
                found.append(stretch)
        self.begins = [begin for begin, _, _ in found]
        self.ends = [end for _, end, _ in found]
        self.values = [openings for _, _, openings in found]

    def hold(self, position: int) -> bool:
        at = bisect_right(self.begins, position) - 1
        return at >= 0 and position < self.ends[at]


def _reference_lists(text: str, landmarks: Sequence[Landmark]) -> Iterator[tuple[int, int, list[Opening]]]:
    borders = [landmark.begin for landmark in landmarks[1:]] + [len(text)]
    for landmark, border in zip(landmarks, borders):
        if landmark.kind not in ("references", "notes"):
            continue
        heading = "".join(text[landmark.start : landmark.end].split())
        kind = "references" if landmark.kind == "references" else "back"
        openings = [Opening(landmark.begin, 0, kind, "", heading, landmark.end)]
        entries = find_entries(text, landmark.end, border)
        for entry in entries if kind == "references" else ():
            openings.append(Opening(entry.start, 1, "reference", text[entry.start : entry.mark_end].strip(), "",
                                     entry.start))
        yield landmark.begin, entries[-1].end if entries else landmark.stop, openings


def _front(text: str, body: int, landmarks: Sequence[Landmark], contents_end: int) -> Iterator[Opening]:
    parts = list(find_front(text, body, landmarks, contents_end))
    for place, part in enumerate(parts):
        yield Opening(part.start if place else 0, 0, part.kind, "", part.heading, part.body)


def _back(text: str, landmarks: Sequence[Landmark], lists: _Stretches, headings: Sequence[tuple[int, Mark]],
          begins: Sequence[int]) -> Iterator[Opening]:
    """Back matter: behind each reference list, and behind the last heading of the body and of all.

    There it begins with the first fitting label, or with the signature; it ends where another unit begins.
    """
    ends = [*begins, len(text)]
    stretches = [(end, ends[bisect_right(ends, begin)]) for begin, end in zip(lists.begins, lists.ends)]
    kinds = {"abstract", "keywords", "back"} | ({"note"} if not lists.begins else set())
    for last, stop in _ends_of_body(headings, len(text)):
        label = next((landmark.begin for landmark in landmarks
                      if last < landmark.begin < stop and landmark.kind in kinds), None)
        if label is not None and not lists.hold(label) and not any(begin < label for begin in lists.begins):
            stretches.append((label, ends[bisect_right(ends, label)]))
        signed = find_signature(text, last, stop) if not lists.begins else stop
        if signed < stop and not any(begin <= signed < end for begin, end in stretches):
            stretches.append((signed, ends[bisect_right(ends, signed)]))
    for begin, stop in stretches:
        for part in find_back(text, begin, stop, landmarks):
            yield Opening(part.start, 0, part.kind, "", part.heading, part.body)


def _ends_of_body(headings: Sequence[tuple[int, Mark]], size: int) -> Iterator[tuple[int, int]]:
    """Yield where the last heading above the annexes begins and where these do, then the same of the whole text."""
    begins = [mark.begin for _, mark in headings]
    annex = next((at for at, (_, mark) in enumerate(headings) if mark.style == "appendix"), 0)
    if annex:
        yield begins[annex - 1], begins[annex]
    if begins:
        yield begins[-1], size


def _declared_notes(notes: Iterable[Hint]) -> Iterator[tuple[int, int, list[Opening]]]:
    """Yield the stretches of notes that the format declares, each a unit of back matter."""
    for hint in notes:
        yield hint.start, hint.end, [Opening(hint.start, 0, "back", "", "", hint.start)]
