"""Word documents (.docx, .docm, .dotx; from Word, WPS, LibreOffice): their text as it is seen, and what it is.

A paragraph is a line, and so is a line that a soft break ends inside one; automatic numbers are written out as Word
shows them; tables are lines of cells. Footnotes and endnotes stand at the end. Left out are comments, deleted text,
hidden text, page headers and footers, and all that pictures show. Nothing in a file is executed, macros included.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NoReturn

from analysis.errors import UnreadableFileError
from analysis.numerals import HAN_NUMERAL
from analysis.readers.docx_blocks import BLOCKS, HEADING, LONGEST_HEADING, ROW, Blocks, Line, visible
from analysis.readers.docx_numbering import Numbering
from analysis.readers.docx_package import Parts, open_package
from analysis.readers.docx_runs import END, NOTE
from analysis.readers.docx_styles import CONTENTS, SUBTITLE, TITLE, Styles
from analysis.readers.office_xml import elements, value
from analysis.readers.source import NOTES, TABLE, Change, Extract, Hint
from analysis.readers.zipped import Zipped

MAX_TEXT = 20_000_000  # characters; a thesis has 0.4 million
MAX_DEFINITIONS = 20_000  # styles or lists; long-lived templates have some hundreds
_SIGN = re.compile(f"{NOTE}([^{END}]*){END}|\n")
_BORDER = re.compile(f"[{NOTE}{END}]")
_MARK = re.compile(rf"第.{{1,8}}[章节節编編篇部]|附[录錄件].{{0,4}}|[（(]?[{HAN_NUMERAL}\d.]{{1,12}}[)）]?[、.．]?")
_TITLE_HAN = re.compile("[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")
_MESSAGES = (
    ("numbers", "automatic numbers written into the text, as Word shows them: {}"),
    ("hidden", "characters of hidden text left out: {}"),
    ("deleted", "tracked changes are read as accepted; deleted or moved stretches left out: {}"),
    ("overlong", "long paragraphs in the style of a heading, read as text: {}"),
    ("objects", "embedded objects not read (formulas of MathType, for example): {}"),
    ("diagrams", "charts or diagrams whose words were not read: {}"),
    ("embedded", "documents embedded whole and not read: {}; open it in Word or WPS, save it anew, and read that"),
)


def extract(data: bytes, name: str, *, encoding: str | None = None) -> Extract:
    """Return the text of a Word document, with its headings, title, tables, notes and contents as hints.

    A number with its words in bold type that runs into its text is a hint of a heading without a level.

    Where the text refers to a note, it has "[^3]", which a change takes out of the running text, so that words stay
    whole; the note's own line at the end begins with the same sign. A soft break in a heading or title is joined by a
    change. ``encoding`` is not used: the file itself says it.

    Do not trust the levels of headings where an author chose styles for their looks.

    Raises UnreadableFileError where it is no Word document, is damaged, encrypted or has no text, or where it meets
    one of the limits in :mod:`analysis.readers.limits`.
    """
    zipped, parts = open_package(data, name)
    styles = Styles(_definitions(zipped, parts.styles, ("w:style",), "w:styles"))
    numbering = Numbering(_definitions(zipped, parts.numbering, ("w:abstractNum", "w:num"), "w:numbering"), styles)
    blocks = Blocks(styles, numbering)
    lines = _within_limit(_lines(zipped, parts, blocks), name)
    notes = _within_limit(_notes(zipped, parts, blocks), name)
    if not any(visible(line.text).strip() for line in lines) and not notes:
        _refuse_empty(name, blocks.seen)
    text, hints, changes = _put_together(_judged(lines), notes)
    said = tuple(message.format(f"{blocks.seen[key]:,}") for key, message in _MESSAGES if blocks.seen[key])
    return Extract(text, "", tuple(hints), tuple(changes), said)


def _definitions(zipped: Zipped, member: str, wanted: tuple[str, ...], root: str) -> Iterator:
    name = zipped.name
    if member:
        for count, element in enumerate(elements(zipped, member, wanted, roots=(root,))):
            if count >= MAX_DEFINITIONS:
                raise UnreadableFileError(f"{name}: {member} inside has more than {MAX_DEFINITIONS:,} styles or "
                                          "lists; copy its text into a new document")
            yield element


def _lines(zipped: Zipped, parts: Parts, blocks: Blocks) -> Iterator[Line]:
    for block in elements(zipped, parts.document, BLOCKS, roots=("w:document",)):
        yield from blocks.outermost(block)
    yield from blocks.rest()


def _notes(zipped: Zipped, parts: Parts, blocks: Blocks) -> Iterator[Line]:
    """Yield a line for each note to which the text refers, in the order of the references."""
    blocks.runs.in_notes = True
    numbers = dict(blocks.runs.notes)
    found: dict[int, str] = {}
    for kind, one in (("footnotes", "w:footnote"), ("endnotes", "w:endnote")):
        member = getattr(parts, kind)
        for note in elements(zipped, member, (one,), roots=(f"w:{kind}",)) if member else ():
            number = numbers.get((kind, (value(note, "id") or "")[:20]))
            if number and number not in found:
                read = [*blocks.lines(note), *blocks.rest()]
                found[number] = " ".join(" ".join(line.text.split()) for line in read if line.text.strip())
    for number, words in sorted(found.items()):
        yield Line(f"{NOTE}[^{number}]: {END}{words}", NOTES)


def _within_limit(lines: Iterable[Line], name: str) -> list[Line]:
    made, total = [], 0
    for line in lines:
        made.append(line)
        total += len(line.text) + 1
        if total > MAX_TEXT:
            raise UnreadableFileError(f"{name}: has more than {MAX_TEXT / 1e6:g} million characters, the most that is "
                                      "read; is it one document? divide it")
    return made


def _refuse_empty(name: str, seen: Counter[str]) -> NoReturn:
    if seen["embedded"]:
        raise UnreadableFileError(f"{name}: its text is embedded in it as another file; open it in Word or WPS and "
                                  "save it anew as .docx")
    if seen["pictures"]:
        raise UnreadableFileError(f"{name}: no text in it, only pictures ({seen['pictures']:,}): scanned, perhaps; run "
                                  "a text recognition (OCR) and read its result")
    raise UnreadableFileError(f"{name}: no text in it; is it the right file?")


def _judged(lines: list[Line]) -> list[Line]:
    """Return the lines with what only the whole document shows: which title is the document's, what tables are for.

    Titles that stand together are the document's; one further on is a heading. Where half of the text stands in
    tables that only lay it out, these are no tables; else they are boxes, in which no line is a heading.
    """
    boxed = sum(len(line.text) for line in lines if line.boxed)
    laid_out = boxed >= sum(len(line.text) for line in lines) / 2
    made, before = [], ""
    titled = closed = False
    for line in lines:
        kind, level = line.kind, line.level
        if kind in (TITLE, SUBTITLE):
            closed = closed or (titled and before not in (TITLE, SUBTITLE))
            if closed:
                kind, level = HEADING, 1 if kind == TITLE else 2
            titled = True
        if line.text.strip():
            before = line.kind
        if kind == ROW or (line.boxed and not laid_out and not kind):
            kind = TABLE
        made.append(Line(line.text, TITLE if kind == SUBTITLE else kind, level, bold=line.bold))
    return _with_contents_heading(made)


def _with_contents_heading(lines: list[Line]) -> list[Line]:
    """Let the line 目录 before a table of contents be part of it."""
    written = [at for at, line in enumerate(lines) if line.text.strip()]
    for at, following in zip(written, written[1:], strict=False):
        if lines[following].kind == CONTENTS and "".join(lines[at].text.split()) in ("目录", "目錄", "目次"):
            lines[at].kind, lines[at].level = CONTENTS, 0
    return lines


def _put_together(lines: list[Line], notes: list[Line]) -> tuple[str, list[Hint], list[Change]]:
    pieces: list[str] = []
    hints: list[Hint] = []
    changes: list[Change] = []
    at, before = 0, ""
    for line in (*lines, *notes):
        text, made = _signed(line, at)
        changes += made
        begin, end = at + len(text) - len(text.lstrip()), at + len(text.rstrip())
        kind = line.kind if begin < end else ""
        if kind == before and kind in (TABLE, CONTENTS, NOTES):
            hints[-1] = hints[-1]._replace(end=end)
        elif kind:
            hints.append(Hint(begin, end, kind, line.level))
        else:
            hints += _in_bold(line, at)
        pieces.append(text + "\n")
        at, before = at + len(text) + 1, kind
    return "".join(pieces), hints, changes


def _in_bold(line: Line, at: int) -> list[Hint]:
    """Return the headings in bold type inside a line, whose levels no style names, once its signs are put in."""
    borders = [match.start() for match in _BORDER.finditer(line.text)] if line.bold else []
    return [Hint(at + start - bisect_left(borders, start), at + end - bisect_left(borders, end), HEADING)
            for start, end in line.bold]


def _signed(line: Line, at: int) -> tuple[str, list[Change]]:
    """Return a line's text with the signs of notes in it, and the changes that make running text of it."""
    pieces: list[str] = []
    changes: list[Change] = []
    length = last = 0
    for match in _SIGN.finditer(line.text):
        pieces.append(line.text[last : match.start()])
        length += len(pieces[-1])
        sign = "\n" if match[1] is None else match[1]
        if match[1] is not None:
            changes.append(Change(at + length, at + length + len(sign), "", "syntax"))
        elif line.kind in (HEADING, TITLE):
            before = line.text[max(0, match.start() - LONGEST_HEADING) : match.start()].rpartition("\n")[2]
            after = line.text[match.end() : match.end() + 1]
            changes.append(Change(at + length, at + length + 1, _joint(before, after), "lines"))
        pieces.append(sign)
        length += len(sign)
        last = match.end()
    return "".join(pieces) + line.text[last:], changes


def _joint(before: str, after: str) -> str:
    """Return what joins the two lines of a heading: nothing between Han characters, a space after its number."""
    if _MARK.fullmatch(visible(before).strip()):
        return " "
    return "" if _TITLE_HAN.search(before[-1:]) and _TITLE_HAN.search(after) else " "
