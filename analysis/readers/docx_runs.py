"""The words of one paragraph of a Word document, as they are seen: fields by their results, no deleted text.

Part of `docx`. Signs that are no words stand between control characters, which XML cannot hold, until the text is put
together: the reference of a note is NOTE + its number + END.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analysis.readers.docx_signs import equation_field, formula, symbol
from analysis.readers.office_xml import inside, name_of, switched_on, tags, value

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

NOTE, END = "\x01", "\x02"
DEEPEST_FIELDS = 100  # Word itself allows 20
LONGEST_INSTRUCTION = 500
_PLAIN = str.maketrans("\n\r\t\x0b", "    ")  # a line end inside w:t is shown as a space
_THROUGH = frozenset(("w:hyperlink", "w:smartTag", "w:customXml", "w:ins", "w:moveTo", "w:bdo", "w:dir", "w:fldSimple",
                      "w:sdtContent", "w:ruby", "w:rubyBase", "mc:Choice", "mc:Fallback", "m:oMathPara"))
_GONE = frozenset(("w:del", "w:moveFrom"))
_SIGNS = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}
_OWN_MARKS = tags("w:t", "w:sym")
_NOTES = {"w:footnoteReference": "footnotes", "w:endnoteReference": "endnotes"}
_WORDS = tags("w:t", "m:t", "w:sym", "v:textpath", "v:imagedata", "a:blip")


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    shows: bool = False  # its result has begun


@dataclass(slots=True)
class Words:
    """What a paragraph holds: its words, those in bold, its text boxes, and whether a table of contents lists it."""

    parts: list[str] = field(default_factory=list)
    boxes: list[Element | str] = field(default_factory=list)
    contents: bool = False
    size: int = 0  # characters of its words
    bold: list[tuple[int, int]] = field(default_factory=list)  # where runs of bold type begin and end in its words

    @property
    def text(self) -> str:
        """The words in one piece."""
        return "".join(self.parts)


class Runs:
    """Reads the runs of paragraphs, one after the other: a field may reach over several.

    ``seen`` counts what was left out: "hidden", "deleted", "pictures", "objects", "diagrams". ``notes`` numbers the
    notes in the order in which the text refers to them.
    """

    def __init__(self) -> None:
        """Begin a document."""
        self.seen: Counter[str] = Counter()
        self.notes: dict[tuple[str, str], int] = {}
        self.in_notes = False
        self._fields: list[_Field] = []
        self._waiting = self._listing = False  # inside a field without a result yet; inside a table of contents

    def read(self, paragraph: Element) -> Words:
        """Return what a paragraph holds."""
        words = Words()
        self._read(paragraph, words)
        # What stays open without a result is broken: it must not swallow the paragraphs that follow.
        self._fields = [each for each in self._fields if each.shows]
        self._notice()
        return words

    def _read(self, element: Iterable[Element], words: Words) -> None:
        for each in element:
            name = name_of(each)
            if name == "w:r":
                self._run(each, words)
            elif name in _THROUGH:
                self._read(each, words)
            elif name == "mc:AlternateContent":
                self._read(alternative(each), words)
            elif name == "w:sdt":
                if not is_placeholder(each):
                    self._read(inside(each, "w:sdtContent"), words)
            elif name == "m:oMath":
                self._say(formula(each), words)
            elif name in _GONE:
                self.seen["deleted"] += 1

    def _run(self, run: Element, words: Words) -> None:
        if not switched_on(run, "w:rPr", "w:vanish"):
            begin = words.size
            self._pieces(run, words)
            if switched_on(run, "w:rPr", "w:b") and words.size > begin:
                words.bold.append((begin, words.size))
            return
        hidden = Words()
        self._pieces(run, hidden)
        self.seen["hidden"] += len(hidden.text)

    def _pieces(self, run: Iterable[Element], words: Words) -> None:
        for each in run:
            name = name_of(each)
            if name == "w:t":
                self._say((each.text or "").translate(_PLAIN), words)
            elif name in _SIGNS:
                self._say(_SIGNS[name], words)
            elif name == "w:fldChar":
                self._field(value(each, "fldCharType"), words)
            elif name == "w:instrText":
                if self._fields and len(self._fields[-1].instruction) < LONGEST_INSTRUCTION:
                    self._fields[-1].instruction += (each.text or "")[:LONGEST_INSTRUCTION]
            elif name == "w:sym":
                self._say(symbol(each), words)
            elif name == "w:ruby":
                self._read(inside(each, "w:rubyBase"), words)
            elif name in ("w:drawing", "w:pict", "w:object"):
                self.seen["objects"] += name == "w:object"
                self._drawing(each, words)
            elif name == "mc:AlternateContent":
                self._pieces(alternative(each), words)
            elif name in _NOTES:
                self._refer(each, run, words)
                if switched_on_here(each, "customMarkFollows"):
                    return

    def _say(self, text: str, words: Words) -> None:
        if text and not self._waiting:
            words.parts.append(text)
            words.size += len(text)
            words.contents |= self._listing

    def _field(self, kind: str | None, words: Words) -> None:
        if kind == "begin":
            self._fields = [*self._fields[-DEEPEST_FIELDS + 1:], _Field()]
        elif kind == "separate" and self._fields:
            self._fields[-1].shows = True
        elif kind == "end" and self._fields:
            ended = self._fields.pop()
            self._notice()
            if not ended.shows and ended.instruction.lstrip()[:2].upper() == "EQ":
                self._say(equation_field(ended.instruction), words)
        self._notice()

    def _notice(self) -> None:
        self._waiting = not all(each.shows for each in self._fields)
        self._listing = any(each.instruction.lstrip()[:3].upper() == "TOC" for each in self._fields)

    def _refer(self, reference: Element, run: Element, words: Words) -> None:
        """Put the reference of a note in, with the author's own sign for it, if there is one."""
        key = value(reference, "id")
        if key is None or self.in_notes:
            return
        order = self.notes.setdefault((_NOTES[name_of(reference)], key[:20]), len(self.notes) + 1)
        own = ""
        if switched_on_here(reference, "customMarkFollows"):
            own = "".join(symbol(each) if name_of(each) == "w:sym" else (each.text or "").translate(_PLAIN)
                          for each in reference.itersiblings(*_OWN_MARKS))
        self._say(f"{NOTE}[^{order}]{own}{END}", words)

    def _drawing(self, drawing: Iterable[Element], words: Words) -> None:
        for each in drawing:
            name = name_of(each)
            if name == "w:txbxContent":
                words.boxes.append(each)
            elif name == "v:textpath":
                words.boxes.append((each.get("string") or "").translate(_PLAIN))
            elif name in ("dgm:relIds", "c:chart"):
                self.seen["diagrams"] += 1
            elif name in ("a:blip", "v:imagedata"):
                self.seen["pictures"] += 1
            else:
                self._drawing(alternative(each) if name == "mc:AlternateContent" else each, words)


def alternative(element: Element) -> Iterable[Element]:
    """Return the one of an element's alternatives that holds words; they say the same for older and newer programs."""
    parts = [each for each in element if name_of(each) in ("mc:Choice", "mc:Fallback")]
    return next((part for part in parts if next(part.iter(*_WORDS), None) is not None), ())


def is_placeholder(control: Element) -> bool:
    """Tell whether a content control shows only what one should type in it."""
    return switched_on(control, "w:sdtPr", "w:showingPlcHdr")


def switched_on_here(element: Element, key: str) -> bool:
    """Tell whether an attribute is on."""
    return value(element, key) in ("1", "true", "on")
