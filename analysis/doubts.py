"""Where the division of a document was a guess, and why: what a person should look at in an outline.

Gaps and repeats in the numbering, and all that was taken for a heading, or left, without being sure. Nothing is mended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from analysis.headings import STYLE, Mark, find_marks, match_mark
from analysis.landmarks import find_landmarks, match_label
from analysis.numerals import read_ordinals
from analysis.readers import Hint
from analysis.readers.source import HEADING, TABLE
from analysis.sections import Unit
from analysis.summary_headings import is_summary
from analysis.tables_of_contents import end_of_contents
from analysis.unnumbered_headings import TITLE

_LONG = 40  # characters; of 1,100 headings in 74 documents one in a hundred has more
_SHOWN = 20  # characters of a line that a doubt quotes


class Doubt(NamedTuple):
    """A unit that a person should look at ("" for the document), and why."""

    section_id: str
    reason: str

    def __str__(self) -> str:
        return ": ".join(filter(None, self))


def find_doubts(units: Sequence[Unit], text: str, *, hints: Iterable[Hint] = (), given: bool = False) -> list[Doubt]:
    r"""Return what was guessed in the division of a document, a doubt a sentence.

    With ``given`` a person has listed the headings, so none is in doubt.

    >>> from analysis.sections import find_units
    >>> text = "一、目标\n（一）总体\n正文。\n二、任务\n正文。"
    >>> [tuple(doubt) for doubt in find_doubts(find_units(text), text)]
    [('1.1', 'is the only heading below 1')]
    """
    headings = [unit for unit in units if unit.kind == "heading"]
    if given or not units:
        return []
    if not headings:
        return [Doubt("", "no heading was found: the text is not divided"), *_left(units, text, list(hints))]
    hints = list(hints)
    checks: tuple[Callable[..., Iterator[Doubt]], ...] = (_unnumbered, _endless, _alone, _mixed, _inside)
    found = [doubt for check in checks for doubt in check(headings, text, hints)]
    return [*check_numbering(units), *found, *_left(units, text, hints)]


def _unnumbered(headings: Sequence[Unit], text: str, hints: Sequence[Hint]) -> Iterator[Doubt]:
    declared = {hint.start for hint in hints if hint.kind == HEADING}
    guessed = [unit for unit in headings if not unit.number and not is_summary(unit.heading)
               and not match_label(text, unit.start, unit.start + len(text[unit.start : unit.end].split("\n", 1)[0]))
               and not any(place in declared for place in range(unit.start, unit.start + 20))]
    if guessed:
        one = "it is" if len(guessed) == 1 else f"it is one of {len(guessed)}"
        yield Doubt(guessed[0].section_id, f"has no number; {one} taken as a heading for its look alone")


def _endless(headings: Sequence[Unit], text: str, hints: Sequence[Hint]) -> Iterator[Doubt]:
    for unit in headings:
        at = text.find(unit.heading, unit.start, unit.end)
        end = at + len(unit.heading)
        if unit.heading and at >= 0 and text[end : end + 1] and text[end] in "，,；;：:、":
            yield Doubt(unit.section_id, "runs on into its paragraph; where it ends is a guess")
        elif len(unit.heading) > _LONG:
            yield Doubt(unit.section_id, f"has {len(unit.heading)} characters; is it a sentence?")


def _alone(headings: Sequence[Unit], text: str, hints: Sequence[Hint]) -> Iterator[Doubt]:
    parents = [unit.parent_id for unit in headings]
    for unit in headings:
        if unit.parent_id and parents.count(unit.parent_id) == 1:
            yield Doubt(unit.section_id, f"is the only heading below {unit.parent_id}")


def _mixed(headings: Sequence[Unit], text: str, hints: Sequence[Hint]) -> Iterator[Doubt]:
    """Siblings whose numbers are of different styles; those without a number and annexes stand where they like."""
    beside: dict[str, Unit] = {}
    for unit in headings:
        before = beside.get(unit.parent_id)
        style = _style(unit)
        if style == TITLE or STYLE[style].opens == "line":
            continue
        if before and _style(before) != style:
            yield Doubt(unit.section_id, f"{unit.number} stands beside {before.number} of {before.section_id}; "
                                         "is it on the same level?")
        beside[unit.parent_id] = unit


def _style(unit: Unit) -> str:
    found = match_mark(unit.number + " 甲", 0, len(unit.number) + 2) if unit.number else None
    return found[0] if found else TITLE


def _inside(headings: Sequence[Unit], text: str, hints: Sequence[Hint]) -> Iterator[Doubt]:
    inside = [unit.section_id for unit in headings if unit.start and text[unit.start - 1] != "\n"]
    if inside:
        many = f"one of {len(inside)} headings that stand" if len(inside) > 1 else "stands"
        yield Doubt(inside[0], f"{many} inside a line")


def _left(units: Sequence[Unit], text: str, hints: Sequence[Hint]) -> Iterator[Doubt]:
    """Lines that begin like a heading and are none, and the lines of a table of contents."""
    contents_end = end_of_contents(text, list(find_landmarks(text)))
    if contents_end:
        n = text.count("\n", 0, contents_end)
        yield Doubt("", f"the first {n} lines hold a table of contents, and no heading was looked for there")
    tables = [hint for hint in hints if hint.kind == TABLE]
    starts = {unit.start for unit in units}
    stretches = [(unit.start, unit.end, unit) for unit in units if unit.kind in ("heading", "introduction", "item")]
    left: list[tuple[Unit, Mark]] = []
    marks = iter(mark for mark in find_marks(text) if mark.shape == "bare" and mark.begin >= contents_end)
    for unit, mark in _in_stretches(stretches, marks):
        taken = mark.begin in starts or mark.start in starts
        if not taken and not any(hint.start <= mark.begin < hint.end for hint in tables):
            left.append((unit, mark))
    if left:
        unit, mark = left[0]
        line = text[mark.start : mark.start + _SHOWN].split("\n")[0]
        lines = "a line begins" if len(left) == 1 else f"the first of {len(left)} lines that begin"
        yield Doubt(unit.section_id, f"{lines} like a heading and stayed text: {line}")


def _in_stretches(stretches: Sequence[tuple[int, int, Unit]], marks: Iterable[Mark]) -> Iterator[tuple[Unit, Mark]]:
    at = 0
    for mark in marks:
        while at < len(stretches) and stretches[at][1] <= mark.begin:
            at += 1
        if at < len(stretches) and stretches[at][0] <= mark.begin:
            yield stretches[at][2], mark


def check_numbering(units: Sequence[Unit]) -> list[Doubt]:
    """Return a doubt for each heading whose number does not count on from the one before it.

    Numbers that go on through the parts of a document (（四） first under 三、) are in order. A gap may be
    the author's, a heading that was not recognised, or a mark that was lost on the way to this text.

    >>> from analysis.sections import find_units
    >>> [str(doubt) for doubt in check_numbering(find_units("一、甲\\n一、乙\\n二、丙\\n五、丁"))]
    ['2: 一、 begins anew beside 1 一、', '4: numbers 3 and 4 are missing before 五、']
    """
    doubts: list[Doubt] = []
    last: dict[str, tuple[Unit, tuple[int, ...]]] = {}
    sibling: dict[tuple[str, str], Unit] = {}
    for unit in units:
        style, ordinals = _style(unit), read_ordinals(unit.number)
        if unit.kind != "heading" or style == TITLE or style.startswith(("markdown", "appendix")):
            continue
        if not ordinals:
            continue
        before, beside = last.get(style), sibling.get((unit.parent_id, style))
        expected = before[1][-1] + 1 if before and before[1][:-1] == ordinals[:-1] else 1
        if ordinals[-1] <= 1:
            if beside and len(ordinals) == 1 and expected != ordinals[-1]:
                beside_it = f"{beside.section_id} {beside.number}"
                doubts.append(Doubt(unit.section_id, f"{unit.number} begins anew beside {beside_it}"))
        elif ordinals[-1] != expected:
            if beside is None:
                expected = 1
            if ordinals[-1] < expected:
                doubts.append(Doubt(unit.section_id, f"{unit.number} repeats a number or goes back"))
            elif ordinals[-1] > expected:
                missing = _missing(expected, ordinals[-1])
                doubts.append(Doubt(unit.section_id, f"{missing} missing before {unit.number}"))
        last[style] = unit, ordinals
        sibling[unit.parent_id, style] = unit
    return doubts


def _missing(first: int, after: int) -> str:
    last = after - 1
    if first == last:
        return f"number {first} is"
    return f"numbers {first} {'and' if last == first + 1 else 'to'} {last} are"
