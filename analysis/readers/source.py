"""What a reader gives back: a file's text, and what the file's own format says about stretches of it."""

from __future__ import annotations

from typing import NamedTuple

HEADING, TITLE, FRONT, TABLE, NOTES, CONTENTS = "heading", "title", "front", "table", "notes", "contents"
REASONS = ("page", "lines", "syntax", "code")  # of changes


class Hint(NamedTuple):
    """What the format says that ``text[start:end]`` is, where a reader of the text alone could only guess.

    ``kind`` is "heading" (a heading style, a bookmark, <h2>, \\section; ``level`` from 1, or 0 where only its bold type
    shows where a heading ends that runs into its text), "title" (the document's),
    "front" (what describes the document: authors, YAML, keywords), "table" (cells: no line in it is a heading),
    "notes" (footnotes and endnotes, put at the text's end) or "contents" (a table of contents).
    """

    start: int
    end: int
    kind: str
    level: int = 0


class Change(NamedTuple):
    """What is to be taken out of the text, or mended in it, because the format shows that it is no running text.

    ``text[start:end]`` becomes ``after``; ``reason`` is a word of the table of edits: "page" (running heads, page
    numbers), "lines" (a paragraph's lines joined), "syntax" (signs of the format: ``\\emph{``, ``**``), "code".
    """

    start: int
    end: int
    after: str
    reason: str


class Extract(NamedTuple):
    """What a reader of one format makes of a file's bytes: all its text, hints and changes in order, and notes.

    ``encoding`` is that of the bytes where ``text`` is simply these decoded (Markdown, LaTeX), else "".
    ``notes`` are for the user, without a final stop, such as "2 of 12 pages without text".
    """

    text: str
    encoding: str = ""
    hints: tuple[Hint, ...] = ()
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()


class Source(NamedTuple):
    """A file's text, where it came from, how it was encoded, and what its format says (see Hint, Change).

    ``form`` is "text", "markdown", "latex", "html", "docx" or "pdf". Where ``encoding`` is not "",
    ``text.encode(encoding)`` gives the file's bytes back; else the text was taken out of ``data``, the file's bytes.
    """

    text: str
    path: str
    encoding: str
    form: str = "text"
    data: bytes = b""
    hints: tuple[Hint, ...] = ()
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file's bytes, in hexadecimal."""
        import hashlib

        return hashlib.sha256(self.data or self.text.encode(self.encoding)).hexdigest()
