"""The outline of a document, printed as a tree to be checked at a glance, with notes on what was a guess in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from analysis.characters import count_han
from analysis.doubts import find_doubts
from analysis.readers import Hint
from analysis.sections import Unit

_WIDTH = 60


def format_outline(units: Sequence[Unit], text: str, *, hints: Iterable[Hint] = (), given: bool = False,
                   without: Iterable[str] = ()) -> str:
    """Return the outline: section id, mark and heading, and the Han characters of the whole part.

    A unit that a person should look at has a question mark behind it, and a note below the tree says why: see
    :func:`analysis.doubts.find_doubts`. ``hints`` are what the file's format says; ``given`` headings were listed by a
    person. Lines of the kinds ``without`` (such as "item") are left out.

    >>> from analysis.sections import find_units
    >>> text = "一、目标\\n要做到：一是公开；二是共享。\\n三、任务\\n正文。"
    >>> print(format_outline(find_units(text), text))
    1  一、目标  14
      1.1  一是 公开  4
      1.2  二是 共享  4
    2  三、任务  5  ?
    note: 2: number 2 is missing before 三、
    """
    without = frozenset(without)
    sizes = {unit.section_id: count_han(text[unit.start : unit.subtree_end]) for unit in units}
    doubts = find_doubts(units, text, hints=hints, given=given)
    doubtful = {doubt.section_id for doubt in doubts}
    lines = [line + ("  ?" if unit.section_id in doubtful else "")
             for unit, line in zip(units, format_tree(units, sizes, text=text)) if unit.kind not in without]
    return "\n".join([*lines, *(f"note: {doubt}" for doubt in doubts)])


def format_tree(units: Sequence[Unit], sizes: Mapping[str, int], *, text: str = "") -> list[str]:
    """Return a line per unit, indented by its depth; ``sizes`` has the Han characters of each with all below it.

    A unit without a heading is named by its first words, or by its kind where there is no ``text``.

    >>> from analysis.sections import find_units
    >>> format_tree(find_units("引子。\\n一、目标"), {"introduction": 2, "1": 3})
    ['introduction  (introduction)  2', '1  一、目标  3']
    """
    lines = []
    for unit, depth in zip(units, _depths(units)):
        name = unit.heading or _opening_words(text, unit) or f"({unit.kind})"
        gap = " " if unit.kind != "heading" or unit.number[-1:].isalnum() or unit.number[-1:] in "#." else ""
        mark = unit.number + gap if unit.number else ""
        name = name if len(name) <= _WIDTH else name[: _WIDTH - 1] + "…"
        lines.append(f"{'  ' * depth}{unit.section_id}  {mark}{name}  {sizes[unit.section_id]:,}")
    return lines


def _opening_words(text: str, unit: Unit) -> str:
    words = " ".join(text[unit.start : min(unit.end, unit.start + 200)].split()).removeprefix(unit.number).strip()
    return words if len(words) <= 20 else words[:20] + "…"


def _depths(units: Sequence[Unit]) -> list[int]:
    depths: dict[str, int] = {"": -1}
    for unit in units:
        depths[unit.section_id] = depths[unit.parent_id] + 1
    return [depths[unit.section_id] for unit in units]
