"""Automatic numbering of a Word document: the 一、 and 1.1 that Word shows and no paragraph holds. Part of `docx`.

A list (w:num) is an instance of a definition (w:abstractNum) with nine levels. All lists of one definition count on
together, unless a list says where it starts. A level begins anew after a paragraph of a higher one; a higher level
that a number names before it had a paragraph counts as begun, which is what Word and LibreOffice do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analysis.readers.docx_numerals import numeral
from analysis.readers.docx_styles import Numbered, Styles
from analysis.readers.office_xml import child, name_of, number, switched_on, value

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

LEVELS = 9
LONGEST = 60  # characters of a level's pattern; Word's own window takes fewer
_PLACE = re.compile("%([1-9])")
_HAN = re.compile("[\u3400-\u9fff]")
_CLOSED = re.compile(r"[、，。：；）】〕》」』］]$")  # a sign that takes its own space: none is typed after it
_MAX = 1_000_000


@dataclass(slots=True, frozen=True)
class Level:
    """How one level of a list is numbered: its first number, its numerals, its pattern, when it begins anew."""

    start: int = 1
    form: str = "decimal"
    pattern: str = ""
    legal: bool = False  # w:isLgl: all numbers in digits
    restart: int | None = None  # begins anew after this level (from 1) or a higher one; 0: never
    spaced: bool = True
    style: str = ""


@dataclass(slots=True)
class _List:
    definition: int
    levels: dict[int, Level] = field(default_factory=dict)  # those that differ from the definition
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document, and how far they have counted."""

    def __init__(self, definitions: Iterable[Element] = (), styles: Styles | None = None) -> None:
        """Read w:abstractNum and w:num elements."""
        self._styles = styles or Styles()
        self._definitions: dict[int, dict[int, Level]] = {}
        self._links: dict[int, str] = {}  # definitions that stand for that of a style
        self._lists: dict[int, _List] = {}
        for definition in definitions:
            if name_of(definition) == "w:abstractNum":
                self._define(definition)
            elif (key := number(definition, key="numId")) is not None:
                self._lists[key] = _list(definition)
        self._counts: dict[int, list[int | None]] = {}
        self._begun: set[tuple[int, int]] = set()

    def label(self, numbered: Numbered | None) -> str:
        """Count one paragraph on and return what Word shows before it, with the space that one would type.

        A bullet gives "": it counts nothing, is often a letter of a symbol font, and its item has a line of its own.
        """
        found = self._list(numbered)
        if numbered is None or found is None:
            return ""
        definition, levels = self._levels(found)
        at = numbered.level or 0
        if numbered.style:  # of levels that belong to styles, that of the style counts, whatever it says itself
            at = next((depth for depth, level in levels.items() if level.style == numbered.style), at)
        if at not in levels:
            return ""
        counts = self._counts.setdefault(definition, [None] * LEVELS)
        self._count(numbered.list_id, found, counts, levels, at)
        return _written(counts, levels, at)

    def _count(self, key: int, found: _List, counts: list[int | None], levels: dict[int, Level], at: int) -> None:
        first = {depth: found.starts.get(depth, level.start) for depth, level in levels.items() if depth <= at}
        for depth in first.keys() - {at}:
            counts[depth] = first[depth] if counts[depth] is None else counts[depth]
        before = counts[at]
        if at in found.starts and (key, at) not in self._begun:
            self._begun.add((key, at))
            before = None
        counts[at] = first[at] if before is None else min(before + 1, _MAX)
        for depth in range(at + 1, LEVELS):
            after = levels[depth].restart if depth in levels else None
            if at < (depth if after is None else after):
                counts[depth] = None

    def _list(self, numbered: Numbered | None) -> _List | None:
        return self._lists.get(numbered.list_id) if numbered else None

    def _levels(self, found: _List) -> tuple[int, dict[int, Level]]:
        """Return the definition of a list and its levels, through styles that stand for another list."""
        definition, own = found.definition, found.levels
        for _ in range(LEVELS):
            target = self._lists.get(self._styles.list_of(self._links.get(definition, "")) or 0)
            if target is None or target.definition == definition:
                break
            definition, own = target.definition, {**target.levels, **own}
        levels = self._definitions.get(definition, {})
        return definition, {**levels, **own} if own else levels

    def _define(self, definition: Element) -> None:
        key = number(definition, key="abstractNumId")
        if key is None:
            return
        link = value(child(definition, "w:numStyleLink"))
        if link:
            self._links[key] = link
        levels = ((number(each, key="ilvl"), each) for each in definition if name_of(each) == "w:lvl")
        self._definitions[key] = {at: _level(each) for at, each in levels if at is not None and at < LEVELS}


def _list(definition: Element) -> _List:
    made = _List(number(child(definition, "w:abstractNumId"), -1) or 0)
    for override in definition:
        at = number(override, key="ilvl")
        if name_of(override) != "w:lvlOverride" or at is None or at >= LEVELS:
            continue
        level, start = child(override, "w:lvl"), number(child(override, "w:startOverride"))
        if level is not None:
            made.levels[at] = _level(level)
        if start is not None:
            made.starts[at] = start
    return made


def _level(element: Element) -> Level:
    form = child(element, "w:numFmt")
    if form is None:  # a format of one's own stands beside the plain one, for programs that don't know it
        form = child(element, "mc:AlternateContent", "mc:Fallback", "w:numFmt")
    pattern = "" if switched_on(element, "w:rPr", "w:vanish") else value(child(element, "w:lvlText")) or ""
    return Level(number(child(element, "w:start"), 0) or 0, (value(form) or "decimal")[:40], pattern[:LONGEST],
                 switched_on(element, "w:isLgl"), number(child(element, "w:lvlRestart")),
                 value(child(element, "w:suff")) != "nothing", value(child(element, "w:pStyle")) or "")


def _written(counts: list[int | None], levels: dict[int, Level], at: int) -> str:
    level = levels[at]
    if level.form == "bullet" and not _HAN.search(level.pattern):
        return ""

    def figure(match: re.Match[str]) -> str:
        depth = int(match[1]) - 1
        if depth > at or depth not in levels:
            return ""
        form = "decimal" if level.legal and levels[depth].form != "none" else levels[depth].form
        return numeral(counts[depth] or 0, form)

    words = " ".join(_PLACE.sub(figure, level.pattern).split())
    if not words or _CLOSED.search(words):
        return words
    return words + " " if level.spaced else words
