"""Markup: HTML that was copied with the text. Entities become their characters, tags go.

A tag between paragraphs or table cells leaves a line end or a tab, so that no two paragraphs run
together; digits in <sup> become superscripts (10<sup>4</sup> is 10⁴, not 104). Comments, scripts and style
sheets go with what they hold.

Left alone: ``<`` and ``&`` of text and formulas (a<b, R&D, P<0.05), entities without a semicolon
(``?a=1&copy=2`` is an address), names that are no HTML tags, a tag whose twin is nowhere (in x<b>y
the b is a variable), and text on HTML that names tags (the <table> tag, <b>标签).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from analysis.characters import SUPERSCRIPTS
from analysis.cleaning.edits import Edit, edit
from analysis.cleaning.stretches import gathered

NAME = "markup"

BLOCKS = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 head header hr html li main nav ol p pre section table tbody tfoot thead title tr ul".split()
)
CELLS = frozenset({"td", "th"})
VOID = frozenset("base br col embed hr img input link meta source track wbr".split())
INLINE = frozenset(
    "a abbr acronym b bdi bdo big button cite code colgroup del dfn em font i iframe ins kbd label mark noscript "
    "object option q rp rt ruby s samp select small span strike strong sub sup svg time tt u var video".split()
)
NAMES = BLOCKS | CELLS | VOID | INLINE
# HTML lets authors leave out their closing tags; one at the start of a line shows that these are tags.
OPEN_ENDED = frozenset("p li tr td th dd dt".split())
TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,9})(\s[^<>]{0,2000})?/?>")
HIDDEN = re.compile(r"<(?:!--|(script|style)(?:\s[^<>]{0,2000})?>)|<!doctype\s[^<>]{0,200}>", re.IGNORECASE)
ENTITY = re.compile(r"&(?:amp;){0,3}(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
RAISED = re.compile(r"<sup>([-+]?[0-9n]{1,4})</sup>", re.IGNORECASE)
NAMED = re.compile(r"\s?(?:标签|標籤|标记|標記|元素|tags?\b|elements?\b)")


def find(text: str) -> list[Edit]:
    """Find tags and entities.

    >>> [(e.before, e.after) for e in find("<p>政府</p><p>R&amp;D&nbsp;</p>")]
    [('<p>', ''), ('</p><p>', '\\n'), ('&amp;', '&'), ('&nbsp;', '\\xa0'), ('</p>', '')]
    >>> find("若a<b且c>d，则R&D投入不变")
    []
    """
    raised = (edit(text, *m.span(), m[1].translate(SUPERSCRIPTS), NAME) for m in RAISED.finditer(text))
    return gathered(text, _merged(_merged(_merged(_hidden(text), raised), _tags(text)), _entities(text)))


def _merged(edits: Iterable[Edit], others: Iterable[Edit]) -> Iterator[Edit]:
    """Join two sorted rows of edits; of two that overlap, the first row's stays."""
    firsts = iter(edits)
    first, end = next(firsts, None), 0
    for other in others:
        while first and first.start < other.end:
            yield first
            end = first.end
            first = next(firsts, None)
        if end <= other.start:
            yield other
            end = other.end
    if first:
        yield first
        yield from firsts


def _hidden(text: str) -> Iterator[Edit]:
    """Find comments, scripts and style sheets; one that is never closed is text."""
    at, unclosed = 0, set()
    while match := HIDDEN.search(text, at):
        at = match.end()
        if match.group().startswith(("<!d", "<!D")):
            yield edit(text, match.start(), at, "", NAME)
            continue
        name = (match[1] or "--").lower()
        if name in unclosed:
            continue
        closing = re.compile("-->" if name == "--" else rf"</{name}\s*>", re.IGNORECASE).search(text, at)
        if closing:
            at = closing.end()
            yield edit(text, match.start(), at, "", NAME)
        else:
            unclosed.add(name)


def _tags(text: str) -> Iterator[Edit]:
    twins = set(VOID)
    for tag in _each_tag(text):
        name = tag[2].lower()
        if tag[1] or name in OPEN_ENDED and text[tag.start() - 1 : tag.start()] in ("", "\n"):
            twins.add(name)
    start = end = 0
    names: set[str] = set()
    paired = True
    for tag in chain(_each_tag(text), [None]):
        if tag is None or tag.start() != end:
            if names and paired and not NAMED.match(text, end):
                yield edit(text, start, end, _in_place_of(text, names, start, end), NAME)
            if tag is None:
                break
            start, names, paired = tag.start(), set(), True
        name, end = tag[2].lower(), tag.end()
        names.add(name)
        paired = paired and bool(tag[1] or name in twins or "=" in (tag[3] or ""))


def _each_tag(text: str) -> Iterator[re.Match[str]]:
    return (match for match in TAG.finditer(text) if match[2].lower() in NAMES)


def _in_place_of(text: str, names: set[str], start: int, end: int) -> str:
    """Return what keeps apart what a group of tags kept apart."""
    at_border = start == 0 or end == len(text) or text[start - 1] == "\n" or text[end] == "\n"
    if at_border or not names & (BLOCKS | CELLS | {"br"}):
        return ""
    return "\n" if names & (BLOCKS | {"br"}) else "\t"


def _entities(text: str) -> Iterator[Edit]:
    if "&" not in text:
        return
    from html import unescape
    from html.entities import html5  # two thousand names, which few texts need

    for match in ENTITY.finditer(text):
        name = match[1]
        if name[0] != "#" and name + ";" not in html5:
            continue
        char = unescape(f"&{name};")
        if char != "\ufffd" and char.isprintable() or char.isspace() or char in "\u200b\u200c\u200d\ufeff\xad":
            yield edit(text, *match.span(), char, NAME)
