"""Marks of notes on a web page, and where its notes stand: what links, raised signs and names of classes say of them.

A mark is a link from the text to a note, one from a note back to the text (↩), or a raised sign that only notes have
(①, 注1). A number in brackets that leads elsewhere cites an entry of the reference list and stays in the text.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

OPEN, CLOSE = "\x02", "\x03"  # around a mark until its line is put together; the characters of a page are never these
_LONGEST = 12  # characters of a mark
_LEFT, _RIGHT = r"[\[［【〔(（]?", r"[\]］】〕)）]?"
_BACK = re.compile(rf"[↩↵⏎⤴⮌↑^][\ufe0e\ufe0f]?|{_LEFT}返回(?:正文|原文){_RIGHT}")
_OWN = re.compile(rf"{_LEFT}(?:[注註][0-9]{{1,3}}|[①-⑳㉑-㉟]){_RIGHT}")
_SIGN = re.compile(rf"{_LEFT}(?:[注註]?[0-9]{{1,3}}|[①-⑳㉑-㉟]|[ivx]{{1,5}}|[*†‡]{{1,3}}){_RIGHT}")
# What Word, WPS, pandoc and the writers of Markdown call notes and the links to them; cite_note-1 is a reference.
_TARGET = re.compile(r"#(?:user-content-)?_?(?:ftn|edn|fn|foot-?note|end-?note|note)(?:ref)?[-_:.]?[0-9a-z]{0,20}",
                     re.IGNORECASE)
_LINK = re.compile(r"(?:^|\s)(?:foot|end)?note-?(?:ref|back|backref)(?:\s|$)|doc-(?:noteref|backlink)", re.IGNORECASE)
_NOTES = re.compile(r"(?:^|\s)(?:(?:doc-)?(?:foot|end)notes?|Mso(?:Foot|End)noteText|(?:ftn|edn)[0-9]{1,4})(?:\s|$)",
                    re.IGNORECASE)
_SIGNED = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}|[{OPEN}{CLOSE}]")


def is_mark(element: Element, tag: str) -> bool:
    """Tell whether an element is the mark of a note.

    >>> from lxml.html import fragment_fromstring
    >>> [is_mark(fragment_fromstring(one), one[1:].split()[0].split(">")[0]) for one in (
    ...     '<a href="#fn1">1</a>', '<a href="#fnref1">↩</a>', '<sup>注1</sup>', '<a href="#ref1">[1]</a>')]
    [True, True, True, False]
    """
    if tag not in ("a", "sup"):
        return False
    words = "".join(islice(element.itertext(), _LONGEST))[: _LONGEST + 1].strip()
    if tag == "sup" or not words:
        return bool(_OWN.fullmatch(words))
    link = element.get("href") or ""
    if "#" not in link:
        return False
    known = (_TARGET.fullmatch(link[link.index("#") :])
             or _LINK.search(f"{element.get('class') or ''} {element.get('role') or ''}"))
    return bool(_BACK.fullmatch(words) or _OWN.fullmatch(words) or (known and _SIGN.fullmatch(words)))


def is_note(element: Element) -> bool:
    """Tell whether an element holds notes by its class, its id or its role."""
    names = [name for key in ("class", "id", "role") if (name := element.get(key))]
    return bool(names) and bool(_NOTES.search(" ".join(names)))


def without_signs(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    r"""Return a line without the signs around its marks, and where its marks stand in it.

    >>> without_signs("数据\x021\x03多")
    ('数据1多', ((2, 3),))
    """
    if OPEN not in text and CLOSE not in text:
        return text, ()
    pieces: list[str] = []
    marks: list[tuple[int, int]] = []
    length = last = 0
    for match in _SIGNED.finditer(text):
        pieces += [text[last : match.start()], match[1] or ""]
        length += match.start() - last
        if match[1]:
            marks.append((length, length + len(match[1])))
        length += len(match[1] or "")
        last = match.end()
    return "".join(pieces) + text[last:], tuple(marks)
