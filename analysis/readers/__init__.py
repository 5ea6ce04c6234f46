"""Readers: a file's text, whatever format people have it in.

``plain`` reads text files in all encodings of Chinese; ``pdf``, ``docx``, ``html``, ``latex`` and ``markdown`` each
have an ``extract(data, name, encoding=)``, which ``isolated`` runs in a process of its own. What the format knows of
the text (headings, tables, running heads) is handed on as hints and changes, see ``source``.
"""

from __future__ import annotations

import os

from analysis.errors import InputError
from analysis.readers.plain import decode, read_bytes, read_text
from analysis.readers.source import Change, Extract, Hint, Source

ENDINGS = {".md": "markdown", ".markdown": "markdown", ".rmd": "markdown", ".qmd": "markdown", ".tex": "latex",
           ".ltx": "latex", ".html": "html", ".htm": "html", ".xhtml": "html", ".mhtml": "html", ".mht": "html"}


def form_of(data: bytes, name: str) -> str:
    """Return the format of a file: by its first bytes, then by the ending of its name; "text" for all else.

    >>> form_of(b"%PDF-1.7", "a.txt"), form_of(b"# A", "a.Rmd"), form_of(b"A", "a.txt")
    ('pdf', 'markdown', 'text')
    """
    if data[:1024].lstrip().startswith(b"%PDF"):
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):  # the reader of .docx says what other files these are
        return "docx"
    form = ENDINGS.get(os.path.splitext(name)[1].lower(), "text")
    opening = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if form == "text" and opening.startswith((b"<!doctype html", b"<html", b"<?xml")) and b"<html" in opening:
        return "html"
    return form


def read_source(path: str | os.PathLike[str], *, encoding: str | None = None) -> Source:
    """Read a document: plain text, Markdown, LaTeX, HTML saved from a web page, Word (.docx) or PDF with a text layer.

    Raises UnreadableFileError where there is no such file, no text in it, or one of the limits in
    :mod:`analysis.readers.limits` is met; InputError for an encoding that Python does not know, or for one that is
    named for a format which has none.
    """
    name = os.fspath(path)
    return read_data(read_bytes(name), name, encoding=encoding)


def read_data(data: bytes, name: str, *, encoding: str | None = None, isolated: bool = True) -> Source:
    """Read a document from its bytes: :func:`read_source` without the file, whose ``name`` errors give.

    ``isolated=False`` reads every format but PDF in this process: only for one that is watched and can be ended.

    >>> read_data("数据".encode(), "a.txt").text
    '数据'
    """
    form = form_of(data, name)
    if form == "text":
        return Source(*decode(data, name, encoding=encoding))
    if encoding and form in ("docx", "pdf"):
        raise InputError(f"{name}: encoding={encoding!r}: a {form} file has none to name; leave it out")
    from analysis.readers.isolated import extract, extract_here

    made = (extract if isolated or form == "pdf" else extract_here)(form, data, name, encoding=encoding)
    return Source(made.text, name, made.encoding, form, b"" if made.encoding else data, made.hints, made.changes,
                  made.notes)


__all__ = ["Change", "Extract", "Hint", "Source", "form_of", "read_data", "read_source", "read_text"]
