"""Markdown (.md, .Rmd, .qmd): the file's own text, and the changes that take its signs out.

The text is the file's, decoded; the changes take out signs, addresses, pictures, comments, citations, tags and code,
and join the lines of a paragraph. Headings, tables, notes and the YAML at the head are hinted at. Notes that stand
between paragraphs are put at the end.

Many people write Chinese Markdown without blank lines, a paragraph a line. Where the lines of a file are such
paragraphs they are not joined, and neither is a line that begins with the number of a heading or with a label.

Do not trust it with tables drawn without pipes, or with code that stands neither in a fence nor indented.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analysis.characters import count_han
from analysis.errors import InputError, UnreadableFileError
from analysis.lines import MOST_LINES
from analysis.readers.front_matter import read_front
from analysis.readers.kept import CELL, JOINED, LINE, NOTHING, Kept, disjoint, notes_at_end
from analysis.readers.markdown_inline import Tokens, most_tokens, parser
from analysis.readers.markdown_lines import are_paragraphs, begins_anew, glued_heading, plain_headings, without_tags
from analysis.readers.markdown_words import LINE_END, Words
from analysis.readers.plain import decode
from analysis.readers.source import HEADING, NOTES, TABLE, Extract, Hint

if TYPE_CHECKING:
    from markdown_it.token import Token

_HTML_HEADING = re.compile(r"\s*<h([1-6])(?:\s[^<>]{0,300})?>", re.IGNORECASE)
_HIDDEN = re.compile(r"\s*<(?:script|style)[\s>]", re.IGNORECASE)
_DEFINED = re.compile(r"\s{0,9}\[[^\]\n]{1,200}\]:\s{0,9}<?(?:[a-z]{2,9}:|[#/.])")
_ORDERED = re.compile(r"(\d{1,9})([.)])[ \t]{1,20}(?=\S)")
_PIPE = re.compile(r"(?<!\\)\|")
_LONG_HEADING = 60  # characters; a longer line above --- is a paragraph above a ruler


def extract(data: bytes, name: str, *, encoding: str | None = None) -> Extract:
    """Return the text of a Markdown file with the changes that take its signs out (see the module).

    Raises UnreadableFileError and InputError as :func:`analysis.readers.plain.decode` does.

    >>> made = extract("# 论**数据**\\n\\n一、目标\\n\\n做好[登记](a.html)。\\n".encode(), "a.md")
    >>> made.hints
    (Hint(start=2, end=7, kind='heading', level=1),)
    """
    text, _, used = decode(data, name, encoding=encoding)
    if text.count("\n") + text.count("\r") > MOST_LINES:
        raise UnreadableFileError(f"{name}: has more than {MOST_LINES:,} lines; is it one document? divide it")
    reading = _Reading(text)
    try:
        reading.read()
    except InputError as error:
        raise UnreadableFileError(f"{name}: {error}") from None
    changes, moved = notes_at_end(text, reading.kept.changes(), reading.notes)
    notes = (f"formulas that were taken out: {reading.formulas:,}",) if reading.formulas else ()
    return Extract(text, used, disjoint([*reading.hints, *moved]), tuple(changes), notes)


class _Reading(Words):
    """A Markdown text that is being read, block by block: what is kept of it, and the hints found."""

    def __init__(self, text: str) -> None:
        kept = Kept(text)
        body, self.hints = read_front(kept)
        super().__init__(kept, body)
        self._bold: list[tuple[int, int]] = []
        self._lists: list[int] = []
        self._at = 0  # the first line that no token has covered

    def read(self) -> None:
        made = parser()
        most = self.env["most"] = most_tokens(len(self.mask))
        tokens: list[Token] = Tokens(most)
        made.block.parse(LINE_END.sub("\n", self.mask).replace("\0", "\ufffd"), made, self.env, tokens)
        for label, target in list(self.env.get("references", {}).items()):
            if "%" in target["href"] and "://" not in target["href"]:  # [1]:甲.书[M].2020. is no address
                del self.env["references"][label]
        tokens = [token for token in tokens if token.map or token.nesting <= 0]
        self._as_paragraphs = are_paragraphs(token.content for token in tokens if token.type == "inline")
        self._end_of_text = max((token.map[1] for token, inside in _with_notes(tokens) if token.map and not inside
                                and token.nesting == 0), default=0)
        main, opened = self.kept, None
        for place, token in enumerate(tokens):
            if token.type == "footnote_reference_open" and self.kept is main:
                opened = token.map
                if opened[0] < self._end_of_text:
                    self.kept = Kept(main.text)
            elif token.type == "footnote_reference_close" and opened:
                self._close_note(main, opened)
                opened = None
            self._take(token, tokens[place - 1] if place else token)
        self._uncovered(len(self.starts))
        self.hints += plain_headings(self.kept, self.hints, self._bold)

    def _close_note(self, main: Kept, lines: list[int]) -> None:
        start, end = self.starts[lines[0]], self.stops[min(lines[1], len(self.stops)) - 1]
        span = self.kept.span(start, end)
        if self.kept is not main:
            self.notes.append(self.kept.between(start, end))
            self.kept = main
        elif span:
            self.hints.append(Hint(*span, NOTES))

    def _take(self, token: Token, last: Token) -> None:
        if token.type in ("ordered_list_open", "bullet_list_open"):
            self._lists.append(int((token.attrs or {}).get("start", 1)) if token.type.startswith("o") else -1)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            self._lists.pop()
        if token.map is None:
            return
        first, stop = token.map
        if token.type == "list_item_open" and self._lists and self._lists[-1] >= 0:
            self._uncovered(first)
            self._number(first)
        elif token.type == "inline" and last.type == "heading_open":
            self._heading(token, last)
        elif token.type == "inline" and last.type == "paragraph_open":
            self._paragraph(token)
        elif token.type == "table_open":
            self._table(first, stop)
        elif token.type == "html_block":
            self._html(first, stop)
        elif token.type == "code_block" and 5 * count_han(token.content) > len(token.content):
            for line in range(first, stop):  # a paragraph that is indented as they are on paper
                self.keep(self.starts[line], self.stops[line])
        elif token.type in ("fence", "code_block", "math_block", "math_block_label"):
            self._uncovered(first)
            self.formulas += token.type.startswith("math")
            reason = "syntax" if token.type.startswith("math") else "code"
            self.kept.put(self.starts[first], self.stops[max(first, stop - 1)], "", LINE, reason)
        if token.nesting <= 0 or token.type in ("table_open", "heading_open"):
            self._uncovered(first)
            self._at = max(self._at, stop)

    def _uncovered(self, line: int) -> None:
        """Keep lines that are in no token but hold words: [1]:甲.书[M]., and what is nested too deep."""
        for at in range(self._at, min(line, len(self.starts))):
            words = self.mask[self.starts[at] : self.stops[at]]
            if count_han(words) and not _DEFINED.match(words):
                begin = self.starts[at] + len(words) - len(words.lstrip(" \t>"))
                self.kept.keep(begin, self.stops[at], LINE)
        self._at = max(self._at, line)

    def _number(self, line: int) -> None:
        """Keep the number of an item, as Markdown counts it: 1. 1. 1. is shown as 1. 2. 3."""
        start = max(self.starts[line], self.kept.end)
        match = _ORDERED.search(self.mask, start, self.stops[line])
        if match:
            shown = f"{self._lists[-1]}{match[2]} "
            self.kept.put(*match.span(), shown if match[1] != str(self._lists[-1]) else match[0], LINE)
        self._lists[-1] += 1

    def _lines(self, token: Token) -> list[tuple[int, int]]:
        """Return where the lines of a token's content stand in the text; two spaces at an end break a line."""
        found = []
        contents = token.content.split("\n")
        for line, content in zip(range(*token.map), contents):
            words = content.strip()
            place = max(self.starts[line], self.mask.rfind(words, self.starts[line], self.stops[line]))
            found.append((place, place + len(words) if line + 1 == token.map[0] + len(contents) else self.stops[line]))
        return found

    def _heading(self, token: Token, opened: Token) -> None:
        self._uncovered(token.map[0])
        if opened.markup in "=-" and (len(token.content) > _LONG_HEADING or token.content.rstrip()[-1:] in "。；：，"):
            self._paragraph(token)
            return
        spans = self._lines(token)
        for place, (start, end) in enumerate(spans):
            self.keep(start, end, JOINED if place else LINE)
        if spans and (span := self.kept.span(spans[0][0], spans[-1][1])):
            self.hints.append(Hint(*span, HEADING, int(opened.tag[1])))

    def _paragraph(self, token: Token) -> None:
        self._uncovered(token.map[0])
        spans = self._lines(token)
        lines = [self.kept.text[start - (self.kept.text[start - 1 : start] == "\u3000") : end] for start, end in spans]
        widest = max(map(len, lines))
        groups: list[list[tuple[int, int]]] = []
        for place, span in enumerate(spans):
            if not place or begins_anew(lines[place - 1], lines[place], widest, self._as_paragraphs):
                groups.append([])
            groups[-1].append(span)
        for group in groups:
            if self._glued(group):
                continue
            begin = self.kept.end
            on_line = self.mask[begin : group[0][0]].strip() == "" and "\n" not in self.mask[begin : group[0][0]]
            numbered = begin > 0 and on_line and self.mask[begin - 1].isspace()
            bold = self.keep_joined(group, NOTHING if numbered else LINE)
            if bold and len(group) == 1 and (span := self.kept.span(*group[0])):
                self._bold.append(span)

    def _glued(self, spans: list[tuple[int, int]]) -> bool:
        """Keep a line as a heading whose sign is glued to its words; tell whether it is one."""
        start, end = spans[0]
        level = glued_heading(self.mask[start:end]) if len(spans) == 1 else 0
        if level:
            self.keep(start + level, end)
            span = self.kept.span(start, end)
            self.hints += [Hint(*span, HEADING, level)] if span else []
        return level > 0

    def _table(self, first: int, stop: int) -> None:
        self._uncovered(first)
        for line in range(first, stop):
            if line == first + 1:  # the ruler
                continue
            start = self.starts[line] + len(re.match(r"[\s>]*\|?", self.mask[self.starts[line] : self.stops[line]])[0])
            cuts = [match.start() for match in _PIPE.finditer(self.mask, start, self.stops[line])]
            before = LINE
            for begin, end in zip([start, *(cut + 1 for cut in cuts)], [*cuts, self.stops[line]]):
                cell = self.mask[begin:end]
                begin, end = begin + len(cell) - len(cell.lstrip()), begin + len(cell.rstrip())
                self.keep(begin, end, before)
                before = CELL
        if span := self.kept.span(self.starts[first], self.stops[stop - 1]):
            self.hints.append(Hint(*span, TABLE))

    def _html(self, first: int, stop: int) -> None:
        self._uncovered(first)
        start, end = self.starts[first], self.stops[stop - 1]
        if _HIDDEN.match(self.mask, start, end):
            self.kept.put(start, end, "", LINE, "code")
            return
        for line in re.compile(r"[^\r\n]+").finditer(without_tags(self.mask[start:end])):
            words = line[0].strip()
            if words:
                begin = start + line.start() + line[0].index(words)
                self.keep(begin, begin + len(words))
                heading = _HTML_HEADING.match(self.mask, start + line.start(), begin + len(words))
                if heading and (span := self.kept.span(begin, begin + len(words))):
                    self.hints.append(Hint(*span, HEADING, int(heading[1])))
        if "<table" in self.mask[start:end].lower() and (span := self.kept.span(start, end)):
            self.hints.append(Hint(*span, TABLE))


def _with_notes(tokens: list[Token]) -> list[tuple[Token, bool]]:
    """Return the tokens, each with whether it is part of a note."""
    depth, found = 0, []
    for token in tokens:
        depth += {"footnote_reference_open": 1, "footnote_reference_close": -1}.get(token.type, 0)
        found.append((token, depth > 0))
    return found
