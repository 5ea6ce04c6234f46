"""Paragraphs and tables of a Word document as lines: each with what its style says that it is. Part of `docx`.

A table gives a line for each row, its cells divided by tabs. One that only lays text out (a single column, or a cell
with a page of text) gives a line for each paragraph, as if there were no table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analysis.readers.docx_bold import bold_headings
from analysis.readers.docx_numbering import Numbering
from analysis.readers.docx_runs import END, NOTE, Runs, alternative, is_placeholder
from analysis.readers.docx_styles import Styles
from analysis.readers.office_xml import child, inside, name_of, tags, value
from analysis.readers.source import CONTENTS, HEADING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

ROW = "row"
BLOCKS = ("w:p", "w:tbl", "mc:AlternateContent", "w:altChunk")
PAGE = 1_000  # characters in one cell, in several paragraphs, that make a table a layout
LONG_HEADING, LONGEST_HEADING = 60, 120  # characters; above the first with a full stop it is text in a heading's style
LONGEST_ENTRY = 120  # characters of a line in a table of contents
_WRAPPERS = frozenset(("w:customXml", "w:ins", "w:moveTo", "w:smartTag", "w:sdtContent", "w:bdo", "w:dir"))
_CONTROLS = tags("w:sdt")
_GONE = ("w:del", "w:moveFrom")
_STOPPED = re.compile(r"[。！？；：.!?;:]\s{0,9}$|。")
_SIGN = re.compile(f"{NOTE}[^{END}]*{END}")
_CELL = str.maketrans("\t\n", "  ")


@dataclass(slots=True)
class Line:
    """A line of the text and what it is: "" (text), title, subtitle, heading, contents or row.

    ``boxed`` is one in a table that only lays text out. ``bold`` is where headings in bold type that run into their
    text begin and end in it.
    """

    text: str
    kind: str = ""
    level: int = 0
    boxed: bool = False
    bold: tuple[tuple[int, int], ...] = ()


def visible(text: str) -> str:
    """Return a text without the signs of its notes."""
    return _SIGN.sub("", text)


class Blocks:
    """Reads paragraphs and tables in order; what it counts on the way is in ``runs.seen`` and ``seen`` there."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        """Begin a document."""
        self.runs = Runs()
        self.seen = self.runs.seen
        self._styles, self._numbering = styles, numbering
        self._carried = ""  # the words of paragraphs whose end is deleted: they stand in the next one
        self._cells = 0

    def outermost(self, block: Element) -> list[Line]:
        """Return the lines of a block that stands in nothing but content controls."""
        controls = list(block.iterancestors(*_CONTROLS))
        if any(map(is_placeholder, controls)):
            return []
        return _listed(self._block(block), any(map(_is_contents, controls)))

    def lines(self, element: Iterable[Element]) -> list[Line]:
        """Return the lines of all blocks in an element."""
        return [line for each in element for line in self._block(each)]

    def rest(self) -> list[Line]:
        """Return the words whose paragraph's end was deleted when no paragraph followed."""
        carried, self._carried = self._carried, ""
        return [Line(carried)] if carried else []

    def _block(self, block: Element) -> list[Line]:
        name = name_of(block)
        if name == "w:p":
            return self._paragraph(block)
        if name == "w:tbl":
            return self._table(block)
        if name == "w:sdt":
            made = [] if is_placeholder(block) else self.lines(inside(block, "w:sdtContent"))
            return _listed(made, _is_contents(block))
        if name == "mc:AlternateContent":
            return self.lines(alternative(block))
        self.seen["embedded"] += name == "w:altChunk"
        return self.lines(block) if name in _WRAPPERS else []

    def _paragraph(self, paragraph: Element) -> list[Line]:
        properties = child(paragraph, "w:pPr")
        words = self.runs.read(paragraph)
        plain = words.text
        boxes = []
        for box in words.boxes:
            boxes += [Line(box)] if isinstance(box, str) else self.lines(box)
        text, self._carried = self._carried + plain.strip("\n"), ""
        mark = child(properties, "w:rPr")
        if any(child(mark, gone) is not None for gone in _GONE):
            self.seen["deleted"] += 1
            self._carried = text
            return boxes
        label = self._numbering.label(self._styles.numbered(properties))
        if label and (visible(text).strip() or self._cells):
            self.seen["numbers"] += 1
            text = (_apart(label, text.lstrip()) + text.lstrip()).rstrip(" ")
        line = self._line(text, properties, words.contents)
        if words.bold and not line.kind:
            shift = len(text.rstrip("\n ")) - len(plain.rstrip("\n "))  # a number and carried words stand before
            line.bold = tuple(bold_headings(text, [(start + shift, end + shift) for start, end in words.bold]))
        return [line, *boxes]

    def _line(self, text: str, properties: Element | None, in_contents: bool) -> Line:
        seen = visible(text).strip()
        role, level = self._styles.role(properties)
        if not seen:
            return Line(text)
        if role == CONTENTS or (in_contents and len(seen) <= LONGEST_ENTRY):
            return Line(text, CONTENTS)
        if role is None and level is None:
            return Line(text)
        if len(seen) > LONGEST_HEADING or (len(seen) > LONG_HEADING and _STOPPED.search(seen)):
            self.seen["overlong"] += 1
            return Line(text)
        return Line(text, role or HEADING, level or 0)

    def _table(self, table: Element) -> list[Line]:
        self._cells += 1
        rows = [[self._cell(cell) for cell in _parts(row, "w:tc") if not _runs_on(cell)]
                for row in _parts(table, "w:tr") if not any(child(row, "w:trPr", gone) is not None for gone in _GONE)]
        self._cells -= 1
        if all(len(row) <= 1 for row in rows) or any(_is_page(cell) for row in rows for cell in row):
            return [replace(line, kind="" if line.kind == ROW else line.kind, boxed=True)
                    for row in rows for cell in row for line in cell]
        texts = ("\t".join(_joined(cell) for cell in row).rstrip("\t") for row in rows)
        return [Line(text, ROW) for text in texts if text.strip()]

    def _cell(self, cell: Element) -> list[Line]:
        merge = child(cell, "w:tcPr", "w:vMerge")
        if merge is not None and value(merge) != "restart":
            return []
        return [line for line in [*self.lines(cell), *self.rest()] if line.text.strip()]


def _parts(element: Iterable[Element], wanted: str) -> Iterator[Element]:
    """Yield the rows of a table or the cells of a row, those in content controls too."""
    for each in element:
        name = name_of(each)
        if name == wanted:
            yield each
        elif name == "w:sdt":
            yield from _parts(inside(each, "w:sdtContent"), wanted)
        elif name in _WRAPPERS:
            yield from _parts(each, wanted)


def _runs_on(cell: Element) -> bool:
    """Tell whether a cell only continues the one on its left: the older way to merge cells."""
    merge = child(cell, "w:tcPr", "w:hMerge")
    return merge is not None and value(merge) != "restart"


def _is_page(cell: list[Line]) -> bool:
    return len(cell) >= 3 and sum(len(line.text) for line in cell) >= PAGE


def _joined(cell: list[Line]) -> str:
    return " ".join(line.text.translate(_CELL).strip() for line in cell)


def _is_contents(control: Element) -> bool:
    gallery = value(child(control, "w:sdtPr", "w:docPartObj", "w:docPartGallery")) or ""
    return gallery.lower() in ("table of contents", "目录")


def _listed(lines: list[Line], contents: bool) -> list[Line]:
    return [Line(line.text, CONTENTS if line.text.strip() else "") for line in lines] if contents else lines


def _apart(label: str, text: str) -> str:
    """Return a number with a space after it where it would run into a figure or a letter of the text."""
    ends, begins = label[-1:], text[:1]
    runs_on = begins.isascii() and begins.isalnum() and ends.isascii() and ends.isalnum()
    return label + " " if runs_on or (begins.isdigit() and ends in ".．") else label

