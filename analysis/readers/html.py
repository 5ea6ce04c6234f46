"""Web pages saved as .html or .mhtml: the main text as trafilatura finds it, whole and in its order.

An extractor that is made for search engines drops short paragraphs, repeated ones and headings. So it only says where
the text is: everything from its first to its last block stays, but for what a page puts beside a text (navigation,
lists of links, comments, its foot). Where it finds less than half of the page's Chinese, the whole page is kept, and a
note says so.
Nothing is fetched: the tree that is given to the library is all it has.
"""

from __future__ import annotations

import email
import email.policy
import logging
import re
from collections.abc import Sequence

from analysis.characters import count_han
from analysis.errors import UnreadableFileError
from analysis.readers.html_blocks import HEADINGS, Block, blocks
from analysis.readers.html_foot import without_foot
from analysis.readers.plain import decode
from analysis.readers.source import HEADING, NOTES, TABLE, TITLE, Change, Extract, Hint

_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w-]{2,30})", re.IGNORECASE)
_ARCHIVE = re.compile(rb"\s{0,9}(?:From:|MIME-Version:|Content-Type:\s{0,9}multipart|Snapshot-Content)", re.IGNORECASE)
# What libxml2 refuses, or ends a text at.
_REFUSED = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NAMES = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs"}
_ENOUGH = 0.5  # of a page's Han characters outside of what stands around a text
_TITLE_NEAR = 15  # blocks before the main text in which its title is looked for
_DEEPEST = 250  # elements inside each other; a page has 20 to 40
_MOST_ELEMENTS = 20_000  # of a page that is given to the extractor, which takes the square of its paragraphs
_TITLE_END = re.compile(r"\s*[_\-|—–]+\s*[^_\-|—–]{1,30}$")  # … - name of the site


def extract(data: bytes, name: str, *, encoding: str | None = None) -> Extract:
    """Return the main text of a web page, a block a line, with its headings, title, tables and the notes at its end.

    Marks of notes and links back from them are taken out by changes where the page shows that they are such.
    Raises UnreadableFileError for a page without text, for elements too deep inside each other, and where the page's
    encoding cannot be told. A note says how much of the page's Chinese the main text has.

    >>> made = extract("<h1>论书屋</h1><h2>缘起</h2><p>各处都有书屋，老人和孩子常来。</p>".encode(), "a.html")
    >>> made.text, [(hint.kind, hint.level) for hint in made.hints]
    ('论书屋\\n缘起\\n各处都有书屋，老人和孩子常来。\\n', [('title', 0), ('heading', 2)])
    """
    page = _page_text(data, name, encoding)
    root = _tree(page, name)
    found = list(blocks(root))
    proper = [block for block in found if not block.around]
    kept, note = _main(root, found, proper)
    if not any(any(ch.isalnum() for ch in block.text) for block in kept):
        raise UnreadableFileError(f"{name}: the page holds no text, so it is made by scripts; open it in a browser, "
                                  "select all, and save the text as .txt")
    title = _title(root, kept)
    lines, hints, changes, at, in_table, noted = [], [], [], 0, -1, -1
    if title and all(title != block.text for block in kept[:3]):
        kept = [Block("title", title, False), *kept]
    for block in kept:
        end = at + len(block.text)
        if block.kind == "title" or (block.text == title and not any(hint.kind == TITLE for hint in hints)):
            hints.append(Hint(at, end, TITLE))
        elif block.kind in HEADINGS:
            hints.append(Hint(at, end, HEADING, HEADINGS[block.kind]))
        if block.kind == "row" and in_table < 0:
            in_table = at
        elif block.kind != "row" and in_table >= 0:
            hints.append(Hint(in_table, at, TABLE))
            in_table = -1
        noted = -1 if block.kind != "note" else at if noted < 0 else noted
        changes += [Change(at + start, at + stop, "", "syntax") for start, stop in block.marks]
        lines.append(block.text)
        at = end + 1
    if in_table >= 0:
        hints.append(Hint(in_table, at - 1, TABLE))
    if noted > 0:
        hints.append(Hint(noted, at - 1, NOTES))
    if all(block.kind == "row" for block in kept if block.kind != "title"):  # a table that holds the whole text
        hints = [hint for hint in hints if hint.kind != TABLE]
    return Extract("\n".join(lines) + "\n", "", tuple(sorted(hints)), tuple(changes), (note,) if note else ())


def _page_text(data: bytes, name: str, encoding: str | None) -> str:
    """Return the page's HTML; of a web archive (.mhtml), that of its first part of HTML."""
    if _ARCHIVE.match(data):
        try:
            archive = email.message_from_bytes(data, policy=email.policy.compat32)
            part = next((part for part in archive.walk() if part.get_content_type() == "text/html"), None)
            payload = part.get_payload(decode=True) if part else None
            charset = part.get_content_charset() if part else None
        except (LookupError, ValueError, TypeError, AttributeError, RecursionError):
            payload = None
        if not isinstance(payload, bytes) or not payload:
            raise UnreadableFileError(f"{name}: this web archive holds no page; save the page anew as .html")
        data, encoding = payload, encoding or charset
    declared = _CHARSET.search(data[:4096])
    wanted = encoding or (declared[1].decode("ascii").lower() if declared else None)
    if wanted and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            return data.decode(_NAMES.get(wanted.lower(), wanted))
        except (LookupError, UnicodeError):
            if encoding:
                raise UnreadableFileError(f"{name}: not {encoding}; name another encoding, or none") from None
    return decode(data, name)[0]


def _tree(page: str, name: str):
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    # Without huge_tree a page ends where a picture inside it, or a stretch of its text, has more than 10 MB.
    parser = HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    try:
        root = document_fromstring(_REFUSED.sub("", page).encode(), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        raise UnreadableFileError(f"{name}: is no HTML that can be read; save the page anew, or its text as .txt"
                                  ) from None
    if root.xpath(f"boolean({'/*' * (_DEEPEST + 1)})") or any("Excessive" in e.message for e in parser.error_log):
        raise UnreadableFileError(f"{name}: its elements stand more than {_DEEPEST} deep inside each other, the most "
                                  "that is read; open it in a browser and save its text as .txt")
    return root


def _main(root, found: Sequence[Block], proper: Sequence[Block]) -> tuple[list[Block], str]:
    """Return the blocks of the main text, and a note where they are not a part but the whole page."""
    said = _extracted(root) if sum(1 for _ in root.iter()) < _MOST_ELEMENTS else ""
    places = [place for place, block in enumerate(found) if (key := "".join(block.text.split())) and key in said]
    begin = _title_place(found, places[0], _page_titles(root)) if places else 0
    kept = without_foot([block for block in found[begin : _with_notes(found, places[-1]) + 1] if not block.around]
                        ) if places else []
    size, whole = (sum(count_han(block.text) for block in some) for some in (kept, proper))
    if kept and size >= _ENOUGH * whole:
        total = sum(count_han(block.text) for block in found)
        note = (f"the main text has {size:,} of the page's {total:,} Chinese characters; what stands around it was "
                "left out")
        return kept, note if size < total else ""
    return list(proper or found), ("the page's main text could not be told from the rest, so the whole page was kept; "
                                   "look at its outline")


def _with_notes(found: Sequence[Block], last: int) -> int:
    """Return the place of the last of the notes that stand behind the text at once; of the text's end if none do."""
    while last + 1 < len(found) and found[last + 1].kind == "note":
        last += 1
    return last


def _extracted(root) -> str:
    """Return the characters that the extractor takes for the main text, without spaces."""
    from trafilatura import extract as find_main

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        text = find_main(root, include_comments=False, include_tables=True, favor_recall=True, deduplicate=False)
    except Exception:  # whatever the page does to the library, the page is still there
        return ""
    return "".join((text or "").split())


def _page_titles(root) -> set[str]:
    """Return what the page's head gives as its title, with and without the site's name."""
    said = [root.findtext(".//title"), *root.xpath("//meta[@property='og:title']/@content")]
    whole = {" ".join(one.split()) for one in said if one}
    return (whole | {_TITLE_END.sub("", one) for one in whole}) - {""}


def _title_place(found: Sequence[Block], first: int, titles: set[str]) -> int:
    """Return where the title stands before the first block of the main text, of which extractors leave it out."""
    for place in range(first - 1, max(-1, first - 1 - _TITLE_NEAR), -1):
        if not found[place].around and (found[place].kind == "h1" or found[place].text in titles):
            return place
    return first


def _title(root, kept: Sequence[Block]) -> str:
    """Return the title: the first <h1>, if nothing but it is one, or that of the page without the site's name."""
    tops = [block.text for block in kept if block.kind == "h1"]
    if len(tops) == 1:
        return tops[0]
    titles = _page_titles(root)
    return next((block.text for block in kept[:5] if block.text in titles), "")
