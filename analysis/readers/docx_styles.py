"""Styles of a Word document: which paragraphs are headings, the title, a table of contents, and how they are numbered.

Part of `docx`. Word keeps the English names of its own styles in the file whatever the language of its menus; WPS
gives them numbers as ids; other writers translate the names. So names count, then ids where a name is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from analysis.readers.office_xml import child, name_of, number, value
from analysis.readers.source import CONTENTS, TITLE

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

SUBTITLE = "subtitle"
_HEADING = re.compile(r"(?:heading|标题|標題|見出し|제목|überschrift|titre|título|titolo|заголовок)\s?([1-9])", re.I)
_CONTENTS = re.compile(r"(?:toc|目录|目錄)\s?(?:[1-9]|heading|标题|標題)|(?:table of figures|图表目录|圖表目錄)", re.I)
_NAMED = {"title": TITLE, "标题": TITLE, "標題": TITLE, "文档标题": TITLE, "公文标题": TITLE,
          "subtitle": SUBTITLE, "副标题": SUBTITLE, "副標題": SUBTITLE}
_BODY = 9  # the outline level of text that is no heading
_LONGEST_CHAIN = 50


class Numbered(NamedTuple):
    """What numbers a paragraph: a list's id, the level in it (None where the list says it), and the style that does."""

    list_id: int
    level: int | None
    style: str


@dataclass(slots=True)
class Style:
    """What one style says itself, without what it is based on."""

    name: str
    based_on: str | None = None
    outline: int | None = None
    list_id: int | None = None
    level: int | None = None


class Styles:
    """The paragraph styles of a document."""

    def __init__(self, definitions: Iterable[Element] = ()) -> None:
        """Read w:style elements."""
        self._styles: dict[str, Style] = {}
        self._numberings: dict[str, int | None] = {}  # the list of each numbering style
        self._default: str | None = None
        self._meanings: dict[str | None, tuple[str | None, int | None, Numbered | None]] = {}
        for definition in definitions:
            key, kind = value(definition, "styleId"), value(definition, "type") or "paragraph"
            if key is None or kind not in ("paragraph", "numbering"):
                continue
            properties = child(definition, "w:pPr")
            list_id, level = numbering_of(properties)
            if kind == "numbering":
                self._numberings[key] = list_id
                continue
            name = (value(child(definition, "w:name")) or key)[:80]
            based_on = value(child(definition, "w:basedOn"))
            self._styles[key] = Style(name, based_on, outline_of(properties), list_id, level)
            if value(definition, "default") in ("1", "true", "on"):
                self._default = key

    def chain(self, key: str | None) -> list[tuple[str, Style]]:
        """Return a style and those it is based on, nearest first; one that is missing has only its id for a name."""
        found: dict[str, Style] = {}
        key = self._default if key is None else key
        while key is not None and key not in found and len(found) < _LONGEST_CHAIN:
            found[key] = self._styles.get(key) or Style(key[:80])
            key = found[key].based_on
        return list(found.items())

    def list_of(self, key: str) -> int | None:
        """Return the list that a numbering style stands for."""
        return self._numberings.get(key)

    def role(self, properties: Element | None) -> tuple[str | None, int | None]:
        """Return what a paragraph is by its style ("title", "subtitle", "contents"), or its level as a heading.

        The level counts from 1; it is None for text. The paragraph's own outline level counts before that of its style.
        """
        role, outline = self._meaning(style_of(properties))[:2]
        own = outline_of(properties)
        outline = outline if own is None else own
        return role, None if role or outline is None or outline >= _BODY else outline + 1

    def numbered(self, properties: Element | None) -> Numbered | None:
        """Return what numbers a paragraph, its own properties before those of its style; None where nothing does."""
        list_id, level = numbering_of(properties)
        if list_id is not None:
            return Numbered(list_id, level or 0, "") if list_id else None
        found = self._meaning(style_of(properties))[2]
        return found if found is None or level is None else found._replace(level=level, style="")

    def _meaning(self, key: str | None) -> tuple[str | None, int | None, Numbered | None]:
        """Return the role, the outline level and the numbering that a style gives."""
        if key in self._meanings:
            return self._meanings[key]
        chain = self.chain(key)
        said = (_said(style) for _, style in chain)
        role, outline = next((each for each in said if each != (None, None)), (None, None))
        lists = (Numbered(style.list_id, style.level, at) for at, style in chain if style.list_id is not None)
        nearest = next(lists, None)  # list 0 takes the numbers of the style below away
        made = role, outline, nearest if nearest and nearest.list_id else None
        if key is None or key in self._styles:
            self._meanings[key] = made
        return made


def _said(style: Style) -> tuple[str | None, int | None]:
    """Return the role and the outline level that one style says itself; Word gives its style Title a level, too."""
    name = style.name.strip().lower()
    if _CONTENTS.fullmatch(name):
        return CONTENTS, None
    if name in _NAMED:
        return _NAMED[name], None
    named = _HEADING.fullmatch(name)
    return None, int(named[1]) - 1 if named and style.outline is None else style.outline


def style_of(properties: Element | None) -> str | None:
    """Return the id of a paragraph's style."""
    return value(child(properties, "w:pStyle"))


def outline_of(properties: Element | None) -> int | None:
    """Return the outline level that properties of a paragraph name: 0 for the highest, 9 for body text."""
    return number(child(properties, "w:outlineLvl"))


def numbering_of(properties: Element | None) -> tuple[int | None, int | None]:
    """Return the list and the level that properties of a paragraph name."""
    named = child(properties, "w:numPr")
    found = {name_of(each): number(each) for each in named} if named is not None else {}
    return found.get("w:numId"), found.get("w:ilvl")
