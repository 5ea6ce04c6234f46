"""The blocks of a web page: its headings, paragraphs, list entries, table rows and notes, a line each, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from analysis.characters import SUPERSCRIPTS, count_han
from analysis.headings import match_mark
from analysis.readers.html_notes import CLOSE, OPEN, is_mark, is_note, without_signs

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

HEADINGS = {f"h{level}": level for level in range(1, 7)}
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q rb rp rt rtc ruby s samp small "
    "span strike strong sub sup time tt u var wbr o:p st1:chsdate img".split())
_UNSEEN = frozenset(
    "script style noscript template head svg math object iframe video audio canvas select button textarea input map rt "
    "rp".split())
_AROUND = frozenset("nav header footer aside form menu dialog".split())
# Names of classes and ids of what stands around a text on Chinese and other pages.
_AROUND_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|sidebar|breadcrumb|crumbs?|footer|copyright|share|related|recommend|comments?|hot|rank|"
    r"advert|ads?|toolbar|pagination|qrcode|login)(?:$|[\s_-])", re.IGNORECASE)
# Not by visibility: WeChat hides its text so until it is drawn.
_HIDDEN = re.compile(r"display\s{0,9}:\s{0,9}none", re.IGNORECASE)
_LINKED = 0.6  # of a block's characters inside links: a list of links
_MANY = 1_000_000  # more rows than a table has
_LONG_CELL = 300  # Han characters of a cell that is a column of the page
_LONGEST_LIST = 200  # entries that are numbered
_MOST_AROUND = 0.5  # of a page's Han characters: what holds more is the text, however it is called
_IN_TEXT = frozenset({"article", "main"})  # a <header> in these is the head of the text
_SPACES = re.compile(r"[^\S\u3000]+")
_BREAKS = re.compile(r"[^\S\u3000\n]*\n[^\S\u3000\n]*")
_BREAK = "\x01"  # a line end inside <pre>; the characters of a page are never this one
_RAISED = re.compile(r"\s{0,9}([-+]?[0-9n]{1,4})\s{0,9}")


class Block(NamedTuple):
    """A line of a page: ``kind`` is "h1" to "h6", "row", "title", "note" or "p"; ``around``: it stands beside the text.

    ``marks`` is where the marks of notes begin and end in it.
    """

    kind: str
    text: str
    around: bool
    marks: tuple[tuple[int, int], ...] = ()


class _Open:
    """The line that is being put together.

    ``number`` is that of an entry of a numbered list, ``notes`` are the elements of notes in which it stands.
    """

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.linked = 0
        self.number = 0
        self.notes: list[Element] = []


def blocks(root: Element) -> Iterator[Block]:
    """Yield the blocks of a page's tree; walks without recursion, so that depth costs nothing.

    >>> from lxml.html import document_fromstring
    >>> table = "<table><tr><td>甲<td>1</table>"
    >>> page = document_fromstring("<nav>首页</nav><h2>一、目标</h2><p>正<b>文</b>。很好。" + table)
    >>> [block[:3] for block in blocks(page)]
    [('p', '首页', True), ('h2', '一、目标', False), ('p', '正文。很好。', False), ('row', '甲\\t1', False)]
    """
    from lxml.etree import iterwalk

    beside, tables = _beside(root)
    line, path, marks, unseen, around, links, cells, written = _Open(), [], [], 0, 0, 0, 0, 0
    for event, element in iterwalk(root, events=("start", "end", "comment", "pi")):
        tag = element.tag if isinstance(element.tag, str) else ""
        inline = tag in _INLINE or (cells > 0 and tag != "tr")
        if event == "start":
            path.append(tag)
            if tag in ("td", "th") and cells:
                line.pieces += ["\t"] if line.pieces else []
            elif not inline:
                yield from _finish(line, path[:-1], around, cells)
            else:
                line.pieces += [" "] if tag not in _INLINE else []
            cells += element in tables
            written += tag == "pre"
            unseen += _is_unseen(element, tag)
            around += element in beside
            links += tag == "a"
            line.number = _number(element) if tag == "li" else line.number
            line.notes += [element] if is_note(element) else []
            if is_mark(element, tag):
                marks.append(element)
                line.pieces.append(OPEN)
            _add(line, _raised(element) if tag == "sup" else element.text, unseen, links, written)
            continue
        if event == "end":
            if not inline or element in tables:
                yield from _finish(line, path, around, cells)
            path.pop()
            cells -= element in tables
            written -= tag == "pre"
            unseen -= _is_unseen(element, tag)
            around -= element in beside
            links -= tag == "a"
            if line.notes and line.notes[-1] is element:
                line.notes.pop()
            if marks and marks[-1] is element:
                marks.pop()
                line.pieces.append(CLOSE)
        _add(line, element.tail, unseen, links, written)
    yield from _finish(line, path, around, cells)


def _raised(element: Element) -> str | None:
    """Return the text of a <sup>: 10<sup>4</sup> is 10⁴, not 104."""
    match = _RAISED.fullmatch(element.text or "") if not len(element) else None
    return match[1].translate(SUPERSCRIPTS) if match else element.text


def _number(element: Element) -> int:
    """Return the number that a browser writes before an entry of a list, 0 where it writes none."""
    parent = element.getparent()
    if parent is None or parent.tag != "ol" or "none" in (parent.get("style") or "") or parent.get("type", "1") != "1":
        return 0
    count, before = 1, element.getprevious()
    while before is not None and count < _LONGEST_LIST:
        count += before.tag == "li"
        before = before.getprevious()
    return count


def _is_unseen(element: Element, tag: str) -> bool:
    return tag in _UNSEEN or element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _beside(root: Element) -> tuple[set[Element], set[Element]]:
    """Return the elements that stand beside a page's text, and the tables of data.

    The first do so by their tag, class or id, and hold little of the text. A table of data has cells side by side, none
    of them long, and no table in it; others only place parts of the page.
    """
    from lxml.etree import iterwalk

    sizes, tables, open_sizes = {}, {}, [0]
    rows = [[0, 0]]  # of each open table: its rows of several cells, and the cells of the row
    for event, element in iterwalk(root, events=("start", "end")):
        if event == "start":
            open_sizes.append(count_han(element.text or ""))
            if element.tag == "table":
                rows[-1][0] -= _MANY  # it has a table in it
                rows.append([0, 0])
            continue
        size = open_sizes.pop()
        open_sizes[-1] += size + count_han(element.tail or "")
        if element.tag in ("td", "th"):
            rows[-1][1] += 1
            rows[-1][0] -= _MANY * (size > _LONG_CELL)
        if element.tag == "tr":
            rows[-1] = [rows[-1][0] + (rows[-1][1] > 1), 0]
        elif element.tag == "table":
            tables[element] = (rows.pop()[0], size)
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        inner = element.tag == "header" and any(above.tag in _IN_TEXT for above in element.iterancestors())
        named = element.tag not in ("body", "html") and _AROUND_NAMES.search(names)
        if named or (element.tag in _AROUND and not inner):
            sizes[element] = size
    most = _MOST_AROUND * open_sizes[0]
    data = {element for element, (several, size) in tables.items() if several > 1 or (several > 0 and size <= most)}
    return {element for element, size in sizes.items() if size <= most}, data


def _add(line: _Open, text: str | None, unseen: int, links: int, written: int) -> None:
    if text and not unseen:
        line.pieces.append(_BREAKS.sub(_BREAK, text) if written else _SPACES.sub(" ", text))
        line.linked += len(text.strip()) if links else 0


def _finish(line: _Open, path: list[str], around: int, cells: int) -> Iterator[Block]:
    """Yield the line that has come to its end, if it holds anything, and begin the next."""
    text = "".join(line.pieces)
    linked, line.pieces, line.linked = line.linked, [], 0
    cut = [_SPACES.sub(" ", cell).strip(" ") for cell in text.split("\t")]
    text = "\t".join(cut).strip("\t ")
    shown = without_signs(text)[0].strip(_BREAK + " \u3000")
    if not shown:
        return
    if line.number and not match_mark(shown, 0, len(shown)) and shown[0] not in "[［【(（" and not shown[0].isdigit():
        text = f"{line.number}. {text}"
    line.number = 0
    other = "note" if line.notes else "p"
    kind = next((tag for tag in reversed(path) if tag in HEADINGS), other) if not cells else "row"
    is_links = linked > _LINKED * len(text) and kind == "p" and count_han(text) < 200
    for one in text.split(_BREAK):
        words, marks = without_signs(one)
        if words.strip():
            yield Block(kind, words, around > 0 or is_links, marks)
