"""The outline of a document, printed as a tree, and what is odd in its numbering."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.characters import count_han
from analysis.headings import match_mark
from analysis.numerals import read_ordinals
from analysis.sections import Unit

_WIDTH = 60


def format_outline(units: Sequence[Unit], text: str) -> str:
    """Return the outline: section id, mark and heading, and the Han characters of the whole part.

    Notes follow the tree: gaps and repeats in the numbering, headings inside a line, no heading at all.

    >>> from analysis.sections import find_units
    >>> text = "一、目标\\n要做到：一是公开；二是共享。\\n三、任务\\n正文。"
    >>> print(format_outline(find_units(text), text))
    1  一、目标  14
      1.1  一是 公开  4
      1.2  二是 共享  4
    2  三、任务  5
    note: 2 三、: number 2 is missing before it
    """
    sizes = {unit.section_id: count_han(text[unit.start : unit.subtree_end]) for unit in units}
    lines = format_tree(units, sizes, text=text)
    if units and not any(unit.kind == "heading" for unit in units):
        lines.append("note: no heading was found")
    inside = [unit.section_id for unit in units
              if unit.kind == "heading" and unit.start and text[unit.start - 1] != "\n"]
    if inside:
        lines.append(f"note: headings that stand inside a line: {len(inside)}, the first is {inside[0]}")
    lines += (f"note: {note}" for note in check_numbering(units))
    return "\n".join(lines)


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


def check_numbering(units: Sequence[Unit]) -> list[str]:
    """Return a sentence for each heading whose number does not count on from the one before it.

    Numbers that go on through the parts of a document (（四） first under 三、) are in order. A gap may be
    the author's, a heading that was not recognised, or a mark that was lost on the way to this text.

    >>> from analysis.sections import find_units
    >>> check_numbering(find_units("一、甲\\n一、乙\\n二、丙\\n五、丁"))
    ['2 一、: begins anew beside 1 一、', '4 五、: numbers 3 and 4 are missing before it']
    """
    notes = []
    last: dict[str, tuple[Unit, tuple[int, ...]]] = {}
    sibling: dict[tuple[str, str], Unit] = {}
    for unit in units:
        found = match_mark(unit.number + " 甲", 0, len(unit.number) + 2) if unit.kind == "heading" else None
        if not found or found[0].startswith(("markdown", "appendix")):
            continue
        style, ordinals = found[0], read_ordinals(unit.number)
        if not ordinals:
            continue
        before, beside = last.get(style), sibling.get((unit.parent_id, style))
        expected = before[1][-1] + 1 if before and before[1][:-1] == ordinals[:-1] else 1
        label = f"{unit.section_id} {unit.number}"
        if ordinals[-1] <= 1:
            if beside and len(ordinals) == 1 and expected != ordinals[-1]:
                notes.append(f"{label}: begins anew beside {beside.section_id} {beside.number}")
        elif ordinals[-1] != expected:
            if beside is None:
                expected = 1
            if ordinals[-1] < expected:
                notes.append(f"{label}: repeats a number or goes back")
            elif ordinals[-1] > expected:
                notes.append(f"{label}: {_missing(expected, ordinals[-1])}")
        last[style] = unit, ordinals
        sibling[unit.parent_id, style] = unit
    return notes


def _missing(first: int, after: int) -> str:
    last = after - 1
    if first == last:
        return f"number {first} is missing before it"
    return f"numbers {first} {'and' if last == first + 1 else 'to'} {last} are missing before it"
