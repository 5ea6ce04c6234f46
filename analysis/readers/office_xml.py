"""The XML inside Office files, read piece by piece and with nothing that XML could do besides. Part of `docx`.

lxml parses; entities, document types, the network and great depth are refused. Only the elements that are asked for
are built, one after the other, so that a long document costs no more memory than its longest table.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NoReturn

from analysis.errors import UnreadableFileError
from analysis.readers.limits import MAX_DEPTH
from analysis.readers.zipped import Zipped

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT_WORD = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
# Namespaces and the prefixes that Word itself gives them; the strict form of the standard has its own.
PREFIXES = {
    WORD[1:-1]: "w",
    STRICT_WORD[1:-1]: "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "urn:schemas-microsoft-com:vml": "v",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "http://schemas.openxmlformats.org/drawingml/2006/diagram": "dgm",
    "http://schemas.openxmlformats.org/drawingml/2006/chart": "c",
}
MATH = tuple(f"{{{uri}}}" for uri, prefix in PREFIXES.items() if prefix == "m")
_KEPT = ("w:sdtPr",)  # says of the contents that follow what they are
MAX_ELEMENTS = 1_000_000  # in one block, which is held whole: a table of 5,000 rows and ten columns has half of them
# Documents of Office have none; what is looked for is the same in UTF-8 and, without the zeros, in UTF-16.
_DECLARED = (b"<!DOCTYPE", b"<!ENTITY")


@lru_cache(maxsize=4096)
def short_name(tag: str) -> str:
    """Return an element's name with Word's prefix for its namespace; without one where the namespace is unknown.

    >>> short_name(WORD + "p"), short_name(STRICT_WORD + "p"), short_name("{urn:x}p")
    ('w:p', 'w:p', 'p')
    """
    uri, _, local = tag.removeprefix("{").rpartition("}")
    prefix = PREFIXES.get(uri)
    return f"{prefix}:{local}" if prefix else local


def name_of(element: Element) -> str:
    """Return the name of an element, such as "w:p"."""
    return short_name(element.tag)


def tags(*names: str) -> tuple[str, ...]:
    """Return the full tags of names such as "w:p", in every namespace that has the prefix.

    >>> tags("v:textpath")
    ('{urn:schemas-microsoft-com:vml}textpath',)
    """
    split = [name.split(":") for name in names]
    return tuple(f"{{{uri}}}{local}" for prefix, local in split for uri, short in PREFIXES.items() if short == prefix)


def child(element: Element | None, *path: str) -> Element | None:
    """Return the first element on a path of names below an element; None where there is none."""
    for name in path:
        element = next((each for each in element if name_of(each) == name), None) if element is not None else None
    return element


def inside(element: Element, *path: str) -> Iterable[Element]:
    """Return what the first element on a path of names below an element holds; nothing where there is none."""
    found = child(element, *path)
    return () if found is None else found


def value(element: Element | None, key: str = "val") -> str | None:
    """Return an attribute of a Word element, in whichever form of the standard; None where it is missing."""
    if element is None:
        return None
    for prefix in (WORD, STRICT_WORD, *MATH, ""):
        found = element.get(prefix + key)
        if found is not None:
            return found
    return None


def number(element: Element | None, otherwise: int | None = None, key: str = "val") -> int | None:
    """Return an attribute as a whole number below a million; ``otherwise`` where it is missing or none."""
    found = value(element, key) or ""
    return int(found) if found.isascii() and found.isdecimal() and len(found) <= 6 else otherwise


def switched_on(element: Element | None, *path: str) -> bool:
    """Tell whether there is a property, such as w:vanish, and it is not switched off."""
    found = child(element, *path)
    return found is not None and value(found) not in ("0", "false", "off", "none")


def elements(zipped: Zipped, member: str, wanted: Collection[str], *, roots: Collection[str]) -> Iterator[Element]:
    """Yield the outermost elements of the wanted names, whole, in order; each is emptied after its turn.

    Raises UnreadableFileError where the member is no XML, is nested too deeply, declares a document type or
    entities, or has another root than ``roots``.
    """
    depth = within = held = 0
    name = zipped.name
    whole = {*wanted, *_KEPT}
    for event, element in _events(zipped, member):
        if event == "start":
            depth += 1
            if depth == 1:
                _check_root(element, zipped, member, roots)
            if depth > MAX_DEPTH:
                raise UnreadableFileError(f"{name}: {member} inside is nested more than {MAX_DEPTH} deep; copy its "
                                          "text into a new document")
            within += name_of(element) in whole
            held += 1
            if held > MAX_ELEMENTS:
                raise UnreadableFileError(f"{name}: a table or paragraph in it has more than {MAX_ELEMENTS:,} "
                                          "parts, the most that is read; divide it, or save its text as .txt")
            continue
        depth -= 1
        if name_of(element) in whole:
            within -= 1
            if not within and name_of(element) in wanted:
                yield element
        if not within:
            held = 0
            _free(element)


def _events(zipped: Zipped, member: str) -> Iterator[tuple[str, Element]]:
    from lxml import etree

    parser = etree.XMLPullParser(events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
                                 huge_tree=False, remove_comments=True, remove_pis=True)
    broken = None
    for piece in _undeclared(zipped.pieces(member), zipped, member):
        try:
            parser.feed(piece)
        except (etree.LxmlError, ValueError, LookupError) as error:
            broken = error
        events = deque(parser.read_events())
        while events:  # lxml's own iterator holds on to elements that it has given, which then cannot be freed
            yield events.popleft()
        if broken:
            break
    else:
        try:
            parser.close()
        except (etree.LxmlError, ValueError, LookupError) as error:
            broken = error
    if broken:
        zipped.refuse(f"{member} inside is broken at line {getattr(broken, 'lineno', None) or 1}")


def _undeclared(pieces: Iterable[bytes], zipped: Zipped, member: str) -> Iterator[bytes]:
    """Yield the pieces of a member that declares no document type and no entities."""
    before = b""
    for piece in pieces:
        window = (before + piece).replace(b"\0", b"")
        if any(sign in window for sign in _DECLARED):
            _refuse_declarations(zipped.name, member)
        before = piece[-2 * max(map(len, _DECLARED)):]
        yield piece


def _check_root(element: Element, zipped: Zipped, member: str, roots: Collection[str]) -> None:
    if element.getroottree().docinfo.internalDTD is not None:
        _refuse_declarations(zipped.name, member)
    if name_of(element) not in roots:
        zipped.refuse(f"{member} inside is not what its name says")


def _refuse_declarations(name: str, member: str) -> NoReturn:
    raise UnreadableFileError(f"{name}: {member} inside declares a document type or entities, which no Word document "
                              "does and which can do harm; copy its text into a new document")


def _free(element: Element) -> None:
    """Free what has been read: the element's contents, and the elements before it.

    Emptied first, since lxml moves what it removes to another document, in quadratic time for what is large.
    """
    parent = element.getparent()
    if parent is None:
        return
    if name_of(element) not in _KEPT:
        element.clear()
    while (before := element.getprevious()) is not None and name_of(before) not in _KEPT:
        parent.remove(before)
