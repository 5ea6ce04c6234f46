r"""LaTeX (.tex): the file's own text, and the changes that take its commands out.

pylatexenc takes the source apart; what it prints stays: words, sections (hinted at as headings), items with the numbers
that LaTeX gives them, tables, captions, the labels of an abstract and of a list of references. The preamble, comments,
citations, labels, formulas and code go; footnotes are put at the end. A line end is a space, or nothing beside Chinese.

Nothing is read in or run: \input and \include are not followed (a note names the files), \def is not expanded, and of
\newcommand only plain words that the author gave a name. The numbers of \section are not in the source, so headings
have levels but no numbers.

Do not trust it with a source that is mostly the author's own commands.
"""

from __future__ import annotations

import re

from analysis.errors import UnreadableFileError
from analysis.readers import latex_macros as macros
from analysis.readers.kept import Kept, disjoint, notes_at_end
from analysis.readers.latex_text import Walk
from analysis.readers.plain import decode
from analysis.readers.source import Extract

MAX_SOURCE = 5_000_000  # characters; a book of 500 pages has 1 million
_BEGIN = re.compile(r"^(?:[^%\n\\]|\\.){0,500}?\\begin\s{0,5}\{document\}", re.MULTILINE)
_END = "\\end{document}"
_USED = re.compile(r"\\(" + "|".join(macros.SECTIONS) + r")\s{0,3}\*?\s{0,3}[\[{]")
_DEFINED = re.compile(r"\\(?:new|renew|provide)command\*?\{?\\([A-Za-z]{2,30})\}?\{([^{}\\#%\r\n]{1,60})\}")
_IN_PREAMBLE = frozenset({*macros.FRONT, *macros.KEYWORDS})


def extract(data: bytes, name: str, *, encoding: str | None = None) -> Extract:
    r"""Return the text of a LaTeX source with the changes that take its commands out (see the module).

    Raises UnreadableFileError for groups or environments nested too deep, for a source that is longer than a book, and,
    as InputError, where :func:`analysis.readers.plain.decode` does.

    >>> made = extract(r"\section{目标}数据\emph{登记}。".encode(), "a.tex")
    >>> made.hints
    (Hint(start=9, end=11, kind='heading', level=1),)
    """
    text, _, used = decode(data, name, encoding=encoding)
    if len(text) > MAX_SOURCE:
        raise UnreadableFileError(f"{name}: has {len(text):,} characters, more than a book; divide it")
    walk = Walk(Kept(text), _levels(text), dict(_DEFINED.findall(text)))
    begin = _BEGIN.search(text)
    body = begin.end() if begin else 0
    stop = text.find(_END, body)
    try:
        if begin:
            _walk_preamble(walk, text[: begin.end() - len("\\begin{document}")])
        walk.read(text[body : stop if stop >= 0 else len(text)], body)
    except RecursionError:
        raise UnreadableFileError(f"{name}: its groups or environments stand too deep inside each other to be read; "
                                  "is a brace missing? mend it, or save the text as .txt") from None
    changes, moved = notes_at_end(text, walk.kept.changes(), walk.notes)
    return Extract(text, used, disjoint([*walk.hints, *moved]), tuple(changes), _notes(walk))


def _levels(text: str) -> dict[str, int]:
    """Return the level of each command of sections that the source uses: the outermost is 1."""
    found = set(_USED.findall(text))
    return {command: level for level, command in enumerate((one for one in macros.SECTIONS if one in found), 1)}


def _walk_preamble(walk: Walk, preamble: str) -> None:
    """Keep title, authors and keywords, which stand before the document in many sources."""
    nodes = walk.parse(preamble)
    walk.walk(node for node in nodes if getattr(node, "macroname", "") in _IN_PREAMBLE)


def _notes(walk: Walk) -> tuple[str, ...]:
    found = []
    if walk.formulas:
        found.append(f"formulas that were taken out: {walk.formulas:,}")
    if walk.unread:
        names = ", ".join(dict.fromkeys(walk.unread))
        found.append(f"files that the source takes in are not read: {names[:200]}; put their text into this file")
    return tuple(found)

