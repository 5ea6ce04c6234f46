"""The units of a document: front matter, abstract, headings at any level, items, references, back matter.

Units tile the text: their own texts, joined in order, are the text. A unit's own text is its heading and
what follows up to the next unit; what belongs to its descendants too ends at ``subtree_end``. Headings,
labelled parts and references come from `openings`, items from `enumerations`; here they get identity, level, ends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from analysis.characters import count_han
from analysis.enumerations import find_series, lead_phrase
from analysis.errors import InputError
from analysis.headings import Mark
from analysis.openings import Opening, find_openings
from analysis.readers import Hint

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("section_id", "parent_id", "level", "kind", "number", "heading", "start", "end", "subtree_end")
LABELS = ("system", "gloss")  # further columns, where a person has labelled the units
# A shipped table may hold fewer than 16 Han characters of running text in a row: mark and phrase together.
_PHRASE = 15
MOST_UNITS = 100_000  # of a document; a thesis has some thousands


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


def find_units(text: str, *, hints: Iterable[Hint] = (), headings: Sequence[tuple[int, Mark]] | None = None,
               ) -> list[Unit]:
    """Return the units of a cleaned text in order; the core of :func:`find_sections`.

    ``hints`` are what the file's format says of the text (headings, tables, notes), ``headings`` what a person says
    (:func:`analysis.corrections.read_headings`), in place of the guess.

    >>> for unit in find_units("引子在此。\\n一、目标\\n要做到：一是公开；二是共享。\\n参考文献\\n[1]甲.书[M].2020."):
    ...     print(unit.section_id, unit.kind, unit.level, unit.number or "-", unit.heading or "-")
    introduction introduction 0 - -
    1 heading 1 一、 目标
    1.1 item 2 一是 公开
    1.2 item 2 二是 共享
    references references 0 - 参考文献
    ref.1 reference 0 [1] -
    """
    found = find_openings(text, hints=hints, headings=headings)
    openings = sorted({opening.start: opening for opening in found}.values())
    placed = list(islice(_with_items(text, openings), MOST_UNITS + 1)) if openings else []
    if len(placed) > MOST_UNITS:
        raise InputError(f"text: has more than {MOST_UNITS:,} headings and items; is it one document? divide it")
    return _identify(placed, len(text))


def find_sections(text: str) -> pd.DataFrame:
    """One row per unit of the text, in the text's order, with the fields of :class:`Unit` as columns.

    Read ``text[start:end]`` as the unit's own text and ``text[start:subtree_end]`` as the unit with all
    that stands below it. Levels come from the order in which the styles of numbering nest in this
    document. Don't trust a level where :func:`analysis.doubts.check_numbering` reports a gap or a
    repeat; an item reaches to the next unit, also over paragraphs that follow the enumeration.

    >>> find_sections("一、目标\\n二、任务")[["section_id", "number", "heading"]].to_csv(index=False)
    'section_id,number,heading\\n1,一、,目标\\n2,二、,任务\\n'
    """
    return sections_table(find_units(text))


def sections_table(units: Iterable[Unit]) -> pd.DataFrame:
    """One row per unit, with the fields of :class:`Unit` as columns: such as of a document that was opened.

    >>> sections_table(find_units("一、目标"))["heading"].tolist()
    ['目标']
    """
    import pandas as pd

    return pd.DataFrame(list(units), columns=list(COLUMNS))


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


def _with_items(text: str, openings: Sequence[Opening]) -> Iterator[Opening]:
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
            yield Opening(member.start, opening.depth + 1 + member.depth, "item", mark, phrase, member.end)


def _identify(placed: Sequence[Opening], size: int) -> list[Unit]:
    """Give each opening its identity, its parent, its level and its ends."""
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


def _place_in_tree(placed: Sequence[Opening], size: int) -> tuple[list[int], list[int]]:
    """Return for each opening the place of its parent (-1: none) and where its last descendant ends."""
    parents, subtree_ends = [], [size] * len(placed)
    path: list[int] = []
    for place, opening in enumerate(placed):
        while path and placed[path[-1]].depth >= opening.depth:
            subtree_ends[path.pop()] = opening.start
        parents.append(path[-1] if path else -1)
        path.append(place)
    return parents, subtree_ends
