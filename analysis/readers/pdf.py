"""PDFs with a text layer: their lines in reading order, and what makes running text of them.

``text`` has every line of every page: heads, columns one after the other, feet, a form feed behind each page, and
the footnotes at its end. The changes take heads, page numbers and form feeds out and join the lines of paragraphs,
across columns and pages too. Headings are hinted at from the PDF's bookmarks, or else from its type.

Do not trust it with text set in vertical columns, with formulas, or with a table whose cells have several lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from analysis.errors import UnreadableFileError
from analysis.readers.pdf_columns import Gutter, Line, find_gutter, ordered_lines, shared_gutter
from analysis.readers.pdf_glyphs import UNMAPPED, Bookmark, Page, open_pdf, read_bookmarks, read_pages
from analysis.readers.pdf_headings import (
    Found,
    body_size,
    find_by_bookmarks,
    find_by_type,
    find_contents,
    find_tables,
    find_title,
)
from analysis.readers.pdf_hyphens import Words
from analysis.readers.pdf_lines import Piece, find_pieces, line_text, rows
from analysis.readers.pdf_pages import find_furniture, find_notes
from analysis.readers.pdf_paragraphs import find_joints, joint_text, without_floats
from analysis.readers.pdf_radicals import mend_radicals
from analysis.readers.source import CONTENTS, HEADING, NOTES, TABLE, TITLE, Change, Extract, Hint

UNREADABLE, DOUBTFUL = 0.5, 0.02  # share of characters that the file gives no meaning: an error, a note
FEW = 20  # characters of a document that is a scan with a stamp on it


class _Sheet(NamedTuple):
    """A page taken apart: its pieces in the main direction, and the text of what runs in other directions."""

    page: Page
    pieces: list[Piece]
    turned: list[str]


def extract(data: bytes, name: str, *, encoding: str | None = None) -> Extract:
    """Return the text of a PDF with what is known of it (see the module).

    Raises UnreadableFileError, each with what to do, for a PDF that is damaged, protected by a password, has no
    pages, too many, or no text layer (a scan), that does not say what characters its glyphs are, or that unpacks to
    more than :mod:`analysis.readers.limits` allows. ``encoding`` is not used: PDFs name their own.

    >>> extract(b"%PDF-1.4 and nothing more", "a.pdf")
    Traceback (most recent call last):
    analysis.errors.UnreadableFileError: a.pdf: the PDF is damaged; get a sound copy of the file, or open it in a \
viewer and print it to a new PDF
    """
    document = open_pdf(data, name)
    try:
        sheets = [None if page is None else _sheet(page) for page in read_pages(document, name)]
        bookmarks = read_bookmarks(document)
    finally:
        document.close()
    notes = _check(sheets, name)
    return _assemble([sheet or _Sheet(Page(1.0, [], [], []), [], []) for sheet in sheets], bookmarks, notes)


def _sheet(page: Page) -> _Sheet:
    turned = [line_text(row) for glyphs in page.turned for row in rows(find_pieces(glyphs))]
    pieces = find_pieces(page.glyphs)
    return _Sheet(page._replace(glyphs=[], turned=[]), pieces, [text for text in turned if text])


def _check(sheets: Sequence[_Sheet | None], name: str) -> tuple[str, ...]:
    """Return notes on pages that give no text; raise UnreadableFileError where nearly none does."""
    count = len(sheets)
    damaged = sum(sheet is None for sheet in sheets)
    texts = ["".join(glyph.char for piece in sheet.pieces for glyph in piece.glyphs) + "".join(sheet.turned)
             if sheet else "" for sheet in sheets]
    text = "".join(texts).replace(" ", "")
    if damaged == count:
        raise UnreadableFileError(f"{name}: the PDF is damaged: none of its {count} pages can be read; get a sound "
                                  "copy of the file, or open it in a viewer and print it to a new PDF")
    if len(text) < FEW * (count > 1) or not text:
        pages = "its page has" if count == 1 else f"its {count} pages have"
        raise UnreadableFileError(f"{name}: {pages} no text layer (a scan?); run OCR on it (OCRmyPDF, or the text "
                                  "recognition of a PDF viewer), or save its text as .txt")
    strange = sum(char == UNMAPPED or "\ue000" <= char <= "\uf8ff" for char in text)
    if strange > UNREADABLE * len(text):
        raise UnreadableFileError(f"{name}: its fonts do not say which characters {strange:,} of {len(text):,} glyphs "
                                  "are; get another copy of the file, or print it to pictures and run OCR on them")
    found = []
    empty = sum(not page.strip() for page in texts) - damaged
    if empty:
        found.append(f"{empty} of {count} pages without text (scanned, or pictures only)")
    if damaged:
        found.append(f"damaged pages that were left out: {damaged} of {count}")
    if strange > DOUBTFUL * len(text):
        found.append(f"{strange:,} of {len(text):,} characters cannot be read: fonts do not say what they are")
    return tuple(found)


def _assemble(sheets: Sequence[_Sheet], bookmarks: Sequence[Bookmark], notes: tuple[str, ...]) -> Extract:
    furniture = find_furniture([sheet.pieces for sheet in sheets], [sheet.page.height for sheet in sheets])
    kept = [[piece for piece in sheet.pieces if id(piece) not in taken]
            for sheet, (_, _, taken) in zip(sheets, furniture)]
    gutters = [find_gutter(pieces) for pieces in kept]
    known: list[Gutter] = [gutter for gutter in gutters if gutter]
    pages = [ordered_lines(pieces, sheet.page.rules, gutter or shared_gutter(pieces, known), page=number)
             for number, (pieces, sheet, gutter) in enumerate(zip(kept, sheets, gutters))]
    body = body_size(line for lines in pages for line in lines)
    running: list[Line] = []
    footnotes: list[Line] = []
    for lines, sheet in zip(pages, sheets):
        at_foot = find_notes(lines, sheet.page.rules, body)
        running += [line for i, line in enumerate(lines) if i not in at_foot and line.text]
        footnotes += [line for i, line in enumerate(lines) if i in at_foot and line.text]
    running = without_floats(running, body)
    writer = _Writer()
    at = 0
    for number, (sheet, (head, foot, _)) in enumerate(zip(sheets, furniture)):
        writer.aside(head)
        while at < len(running) and running[at].page <= number:
            writer.line(running[at])
            at += 1
        writer.aside([*sheet.turned, *foot])
        writer.page_end()
    for line in running[at:]:
        writer.line(line)
    start = writer.length
    first_note = len(writer.lines)
    for line in footnotes:
        writer.line(line)
    return writer.extract(running, body, bookmarks, (start, first_note), notes)


class _Writer:
    """Puts the text together and remembers where each line stands."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.lines: list[Line] = []
        self.spans: list[tuple[int, int]] = []

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def aside(self, texts: Sequence[str]) -> None:
        """Write lines that are no running text."""
        for text in texts:
            self._put(text + "\n")

    def line(self, line: Line) -> None:
        """Write a line of running text."""
        self.lines.append(line)
        self.spans.append((self.length, self.length + len(line.text)))
        self._put(line.text + "\n")

    def page_end(self) -> None:
        """Write the end of a page."""
        self._put("\f")

    def extract(self, running: Sequence[Line], body: float, bookmarks: Sequence[Bookmark], noted: tuple[int, int],
                notes: tuple[str, ...]) -> Extract:
        """Return the text with its hints and changes."""
        text = "".join(self.parts)
        title = find_title(running, body)
        contents = find_contents(running)
        tables = [table for table in find_tables(running)
                  if not any(a <= table[1] and table[0] <= b for a, b in contents)]
        listed = {i for first, last in [*tables, *contents] for i in range(first, last + 1)}
        headings = find_by_bookmarks(running, bookmarks)
        if len(headings) < 2:
            skipped = listed | (set(range(title.last + 1)) if title else set())
            headings = find_by_type(running, body, skipped)
        headings = [heading for heading in headings if not title or heading.first > title.last]
        named = [*([title] if title else []), *headings]
        hints = [Hint(self.spans[first][0], self.spans[last][1], kind)
                 for kind, found in ((TABLE, tables), (CONTENTS, contents)) for first, last in found]
        hints += [self._hint(found, HEADING if found.level else TITLE) for found in named]
        if noted[0] < len(text):
            hints.append(Hint(noted[0], len(text), NOTES))
        alone = listed | {i for found in named for i in range(found.first, found.last + 1)}
        together = {i for found in named for i in range(found.first, found.last)}
        joints = find_joints(self.lines, alone, together)
        if 0 < noted[1] <= len(joints):
            joints[noted[1] - 1] = False
        return Extract(text, "", tuple(_disjoint(hints)), tuple(self._changes(text, joints)), notes)

    def _hint(self, found: Found, kind: str) -> Hint:
        start, end = self.spans[found.first][0], self.spans[found.last][0] + found.length
        return Hint(start, end, kind, found.level)

    def _changes(self, text: str, joints: Sequence[bool]) -> list[Change]:
        """Return what takes heads and feet out and joins lines."""
        words = Words(text)
        changes = mend_radicals(text, self.spans)
        borders = [(0, 0), *self.spans, (len(text), len(text))]
        for i, ((_, end), (start, _)) in enumerate(zip(borders, borders[1:])):
            inner = 0 < i < len(borders) - 2
            after = "\n" if i and text else ""
            if inner and joints[i - 1]:
                end, after = joint_text(text, end, start, words)
            if text[end:start] != after:
                changes.append(Change(end, start, after, "page" if "\f" in text[end:start] or not inner else "lines"))
        return sorted(changes)


def _disjoint(hints: list[Hint]) -> list[Hint]:
    """Return hints in order; of two that overlap, the first."""
    kept: list[Hint] = []
    for hint in sorted(hints):
        if not kept or hint.start >= kept[-1].end:
            kept.append(hint)
    return kept
