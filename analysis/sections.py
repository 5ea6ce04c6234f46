"""The units of a document: front matter, abstract, headings at any level, items, references, back matter.

Units tile the text: their own texts, joined in order, are the text. A unit's own text is its heading and
what follows up to the next unit; what belongs to its descendants too ends at ``subtree_end``. Numbered
headings come from `headings` and `nesting`, labelled lines from `landmarks` and `matter`, items from
`enumerations`; here they are put together.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from analysis.characters import count_han
from analysis.enumerations import find_series, lead_phrase
from analysis.errors import InputError
from analysis.headings import find_marks
from analysis.landmarks import Landmark, find_entries, find_landmarks
from analysis.matter import end_of_contents, find_back, find_front
from analysis.nesting import choose_headings, title_mark

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("section_id", "parent_id", "level", "kind", "number", "heading", "start", "end", "subtree_end")
LABELS = ("system", "gloss")  # further columns, where a person has labelled the units
# A shipped table may hold fewer than 16 Han characters of running text in a row: mark and phrase together.
_PHRASE = 15
_TRIMMED = " \u3000\u00a0\t。；*"


class Unit(NamedTuple):
    """One unit of a document; ``text[start:end]`` is its own text (heading and opening).

    It is empty only of an introduction that begins with an item.

    ``section_id`` is "1.3" for a heading and "1.3.2" for an item (positions, not the printed numbers;
    "1.0.2" for an item in the opening of a heading that has headings below it), else the kind
    ("references", "ref.1", a second one "back.2"). ``number`` is the mark as printed, ``heading`` the
    words behind it without a final stop: of an item only its lead phrase, cut to 15 Han characters with
    the mark. ``level`` is 1, 2, … for headings, one more than its parent's for an item, 0 for all else.
    """

    section_id: str
    parent_id: str
    level: int
    kind: str
    number: str
    heading: str
    start: int
    end: int
    subtree_end: int


class _Opening(NamedTuple):
    """Where a unit begins and what it is, before it has an identity and an end."""

    start: int
    depth: int  # 0 outermost
    kind: str
    number: str
    heading: str
    body: int  # where its text begins, behind the heading


def find_units(text: str) -> list[Unit]:
    """Return the units of a cleaned text in order; the core of :func:`find_sections`.

    >>> for unit in find_units("引子在此。\\n一、目标\\n要做到：一是公开；二是共享。\\n参考文献\\n[1]甲.书[M].2020."):
    ...     print(unit.section_id, unit.kind, unit.level, unit.number or "-", unit.heading or "-")
    introduction introduction 0 - -
    1 heading 1 一、 目标
    1.1 item 2 一是 公开
    1.2 item 2 二是 共享
    references references 0 - 参考文献
    ref.1 reference 0 [1] -
    """
    openings = sorted({opening.start: opening for opening in _find_openings(text)}.values())
    return _identify(_with_items(text, openings), len(text)) if openings else []


def find_sections(text: str) -> pd.DataFrame:
    """One row per unit of the text, in the text's order, with the fields of :class:`Unit` as columns.

    Read ``text[start:end]`` as the unit's own text and ``text[start:subtree_end]`` as the unit with all
    that stands below it. Levels come from the order in which the styles of numbering nest in this
    document. Don't trust a level where :func:`analysis.outline.check_numbering` reports a gap or a
    repeat; an item reaches to the next unit, also over paragraphs that follow the enumeration.

    >>> find_sections("一、目标\\n二、任务")[["section_id", "number", "heading"]].to_csv(index=False)
    'section_id,number,heading\\n1,一、,目标\\n2,二、,任务\\n'
    """
    import pandas as pd

    return pd.DataFrame(find_units(text), columns=list(COLUMNS))


def units_from_table(sections: pd.DataFrame) -> list[Unit]:
    """Return the units of a sections table; further columns are ignored.

    Raises InputError where a column is missing or ``section_id`` holds numbers.

    >>> units_from_table(find_sections("一、目标"))[0].heading
    '目标'
    """
    missing = [column for column in COLUMNS if column not in sections.columns]
    if missing:
        raise InputError(f"sections: no column {missing[0]!r}; is it a table made by find_sections?")
    if not all(isinstance(section_id, str) for section_id in sections["section_id"]):
        raise InputError("sections: section_id must be text (1.10 is not 1.1); read its CSV with dtype=str")
    rows = sections[list(COLUMNS)].itertuples(index=False, name=None)
    return [Unit(*row) for row in rows]


def _find_openings(text: str) -> Iterator[_Opening]:
    landmarks = list(find_landmarks(text))
    contents_end = end_of_contents(text, landmarks)
    landmarks = [landmark for landmark in landmarks if landmark.begin >= contents_end]
    lists = _Stretches(_reference_lists(text, landmarks))
    labelled = {landmark.begin for landmark in landmarks}
    marks = [mark for mark in find_marks(text)
             if mark.begin >= contents_end and mark.begin not in labelled and not lists.hold(mark.begin)]
    closings = [title_mark(landmark.begin, landmark.start, landmark.end, landmark.stop)
                for landmark in landmarks if landmark.kind == "closing" and not lists.hold(landmark.begin)]
    headings = [(level, mark) for level, mark in choose_headings(text, marks, closings)
                if mark.begin >= contents_end and not lists.hold(mark.begin)]
    if not headings and not landmarks:
        parts = list(_front(text, len(text), landmarks, contents_end))
        if text:  # a title is one only above a text
            yield from parts if "introduction" in (part.kind for part in parts) else [
                _Opening(0, 0, "introduction", "", "", 0)]
        return
    for openings in lists.values:
        yield from openings
    for level, mark in headings:
        yield _Opening(mark.begin, level - 1, "heading", text[mark.start : mark.end].strip(),
                       text[mark.end : mark.heading_end].strip(_TRIMMED), mark.heading_end)
    begins = sorted([mark.begin for _, mark in headings] + lists.begins)
    yield from _front(text, begins[0] if begins else len(text), landmarks, contents_end)
    last_heading = max((mark.begin for _, mark in headings if mark.style != "appendix"), default=-1)
    yield from _back(text, landmarks, lists, last_heading, begins)


class _Stretches:
    """The reference lists and lists of notes: where each begins and ends, and the openings of its units."""

    def __init__(self, lists: Iterable[tuple[int, int, list[_Opening]]]) -> None:
        found = list(lists)
        self.begins = [begin for begin, _, _ in found]
        self.ends = [end for _, end, _ in found]
        self.values = [openings for _, _, openings in found]

    def hold(self, position: int) -> bool:
        at = bisect_right(self.begins, position) - 1
        return at >= 0 and position < self.ends[at]


def _reference_lists(text: str, landmarks: Sequence[Landmark]) -> Iterator[tuple[int, int, list[_Opening]]]:
    borders = [landmark.begin for landmark in landmarks[1:]] + [len(text)]
    for landmark, border in zip(landmarks, borders):
        if landmark.kind not in ("references", "notes"):
            continue
        heading = "".join(text[landmark.start : landmark.end].split())
        kind = "references" if landmark.kind == "references" else "back"
        openings = [_Opening(landmark.begin, 0, kind, "", heading, landmark.end)]
        entries = find_entries(text, landmark.end, border)
        for entry in entries if kind == "references" else ():
            openings.append(_Opening(entry.start, 1, "reference", text[entry.start : entry.mark_end].strip(), "",
                                     entry.start))
        yield landmark.begin, entries[-1].end if entries else landmark.stop, openings


def _front(text: str, body: int, landmarks: Sequence[Landmark], contents_end: int) -> Iterator[_Opening]:
    parts = list(find_front(text, body, landmarks, contents_end))
    for place, part in enumerate(parts):
        yield _Opening(part.start if place else 0, 0, part.kind, "", part.heading, part.body)


def _back(text: str, landmarks: Sequence[Landmark], lists: _Stretches, last_heading: int,
          begins: Sequence[int]) -> Iterator[_Opening]:
    """Back matter: behind each reference list, and from the first fitting label behind the last heading."""
    ends = [*begins, len(text)]
    stretches = [(end, ends[bisect_right(ends, begin)]) for begin, end in zip(lists.begins, lists.ends)]
    kinds = {"abstract", "keywords", "back"} | ({"note"} if not lists.begins else set())
    label = next((landmark.begin for landmark in landmarks
                  if landmark.begin > last_heading >= 0 and landmark.kind in kinds), None)
    if label is not None and not lists.hold(label) and not any(begin < label for begin in lists.begins):
        stretches.append((label, ends[bisect_right(ends, label)]))
    for begin, stop in stretches:
        for part in find_back(text, begin, stop, landmarks):
            yield _Opening(part.start, 0, part.kind, "", part.heading, part.body)


def _with_items(text: str, openings: Sequence[_Opening]) -> Iterator[_Opening]:
    """Yield the openings with the items found in the running text of headings and introductions.

    What stands before the first opening (blank lines) is given to it.
    """
    borders = [opening.start for opening in openings[1:]] + [len(text)]
    for place, (opening, border) in enumerate(zip(openings, borders)):
        yield opening if place else opening._replace(start=0)
        if opening.kind not in ("heading", "introduction"):
            continue
        members = find_series(text, opening.body, border)
        for member, stop in zip(members, [*(member.start for member in members[1:]), border]):
            mark = text[member.start : member.end]
            phrase = lead_phrase(text, member.end, stop, limit=_PHRASE - count_han(mark))
            yield _Opening(member.start, opening.depth + 1 + member.depth, "item", mark, phrase, member.end)


def _identify(openings: Iterable[_Opening], size: int) -> list[Unit]:
    """Give each opening its identity, its parent, its level and its ends."""
    placed = list(openings)
    parents, subtree_ends = _place_in_tree(placed, size)
    divided = {parent for parent, opening in zip(parents, placed) if opening.kind == "heading"}
    ends = [opening.start for opening in placed[1:]] + [size]
    units: list[Unit] = []
    counts: Counter[str] = Counter()
    for opening, above, end, subtree_end in zip(placed, parents, ends, subtree_ends):
        parent = units[above] if above >= 0 else None
        parent_id = parent.section_id if parent else ""
        if opening.kind in ("heading", "item"):
            series = parent_id + ".0" if opening.kind == "item" and above in divided else parent_id
            counts[series] += 1
            section_id = f"{series}.{counts[series]}" if series else str(counts[series])
        else:
            name = "ref" if opening.kind == "reference" else opening.kind
            counts[name + "."] += 1
            count = counts[name + "."]
            section_id = name if count == 1 and name != "ref" else f"{name}.{count}"
        level = (parent.level if parent else 0) + 1 if opening.kind in ("heading", "item") else 0
        units.append(Unit(section_id, parent_id, level, opening.kind, opening.number, opening.heading,
                          opening.start, end, subtree_end))
    return units


def _place_in_tree(placed: Sequence[_Opening], size: int) -> tuple[list[int], list[int]]:
    """Return for each opening the place of its parent (-1: none) and where its last descendant ends."""
    parents, subtree_ends = [], [size] * len(placed)
    path: list[int] = []
    for place, opening in enumerate(placed):
        while path and placed[path[-1]].depth >= opening.depth:
            subtree_ends[path.pop()] = opening.start
        parents.append(path[-1] if path else -1)
        path.append(place)
    return parents, subtree_ends
