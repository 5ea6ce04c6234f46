"""Joints: whether a paragraph goes on from one line of a hard-wrapped text to the next. Part of `layout`.

A full line runs on. Evidence against it is a sign that ends a sentence, the next line's indent, and a mark with which
headings and items begin. The mark counts only where the document's other lines bear it out: 2.0版 begins no item where
no line begins with 1.9, 2.1 or the like.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property

from analysis.characters import CLOSING, CLOSING_QUOTES, HAN_RUN, OPENING, OPENING_QUOTES, STOPS, is_han
from analysis.cleaning.lines import Line
from analysis.cleaning.margins import Margin
from analysis.numerals import read_ordinals

BROKEN_PARAGRAPH = 30  # columns: a shorter line before a page's end is a heading or a list's item
BROKEN_SHARE = 0.75  # of the margin that the last line of a page fills, where its paragraph goes on
NEARLY_FULL = 0.9  # of the margin that a line fills whose paragraph goes on without an indent, where all have one
# A line of fields, ended by a number.
FRONT_MATTER = re.compile(r"^\s*(?:中图分类号|中圖分類號|文章编号|文章編號|DOI).*[0-9]\s*$")
ENGLISH = re.compile(r"\s*[A-Z]")
CLOSES = re.compile(f"[{STOPS}{CLOSING}{CLOSING_QUOTES},.;:!?)]")  # no heading and no item begins with one
UNFINISHED = re.compile(rf"[，、,{OPENING}{OPENING_QUOTES}(]\s*$")  # no paragraph ends so
CITATION = re.compile(rf"\s*[\[［]\d{{1,3}}[\]］]{CLOSES.pattern}")
ITEM = re.compile(r"\s*(?:一[是要]|第一[，、]|首先)")  # begins an item as often as a clause
SENTENCE = re.compile(r"[。！？!?]|(?<=[^\x00-\x7f])\.")  # `punctuation`, which makes 。 of a stop, comes later
ALONE_SHARE = 0.8  # of the headings of a style that stand on lines of their own


class Joints:
    """Judges the joints of one document by its margin (None: by the ends of pages only) and its marks."""

    def __init__(self, lines: list[Line], margin: Margin | None) -> None:
        self._lines = lines
        self._margin = margin

    def judge(self, line: Line, following: Line, page_end: bool) -> str | None:
        """Return how certain it is that a paragraph goes on: "certain", "likely" or "unsure"; None: it ends."""
        certainty = self._judge(line, following, page_end)
        if self._margin is None or self._margin.sure:
            return certainty
        return "unsure" if certainty and not line.ends_clause else None

    def _judge(self, line: Line, following: Line, page_end: bool) -> str | None:
        margin = self._margin
        if line.is_row or following.is_row or FRONT_MATTER.search(line.text) and is_han(following.text[:1]):
            return None
        if margin is None:
            whole = line.width >= BROKEN_PARAGRAPH and not line.ends_clause
            runs = page_end and whole and following.indent <= line.indent
            return "certain" if runs and not line.is_heading and not following.begins_unit else None
        broken = page_end and not line.ends_sentence and line.width > BROKEN_SHARE * margin.columns
        if following.number > line.number + 1 and not page_end:
            return None
        if not (broken or margin.is_full(line, following)):
            return "likely" if self._is_nearly_full(line, following) else None
        if following.begins_unit:
            return self._before_unit(line, following)
        if margin.flush and following.indent > 1:
            return None
        return self._before_text(line, following, page_end)

    def _is_nearly_full(self, line: Line, following: Line) -> bool:
        """Tell whether a text whose paragraphs are indented goes on, though a word more would have fitted."""
        near = self._margin.indented and following.indent < 2 and line.width >= NEARLY_FULL * self._margin.columns
        return near and not (line.ends_clause or line.is_heading or following.begins_unit)

    def _before_text(self, line: Line, following: Line, page_end: bool) -> str | None:
        margin = self._margin
        if line.ends_sentence and not margin.indented:
            if HAN_RUN.search(line.text) and ENGLISH.match(following.text):
                return None
            if margin.running or margin.parted and not page_end:
                return "likely"
            return "unsure"
        if line.is_heading and not SENTENCE.search(line.text):
            return self._behind_heading(line, following)
        text = line.text.rstrip()
        if text.endswith(("：", ":")) and ITEM.match(following.text):
            return "unsure"
        if text.endswith(("）", ")")) and 2 * following.width < line.width and not following.ends_clause:
            return "unsure"  # the lines of a title, a date and a name
        return "likely" if line.ends_sentence else "certain"

    def _behind_heading(self, line: Line, following: Line) -> str:
        """Judge a heading that fills its line: it may go on, or its text may, or it ends there."""
        style = line.mark[0] if line.mark else ""
        if self._alone.get(style, 0) < ALONE_SHARE or UNFINISHED.search(line.text):
            return "likely"
        return "unsure" if SENTENCE.search(following.text) or following.width > line.width / 2 else "likely"

    def _before_unit(self, line: Line, following: Line) -> str | None:
        """Judge a full line before what looks like a heading, an item or a reference."""
        mark = following.mark
        if line.ends_sentence:
            inside = mark and not (self._margin.flush and following.indent > 1) and not self._is_borne_out(following)
            return "unsure" if inside else None
        if line.is_heading and not SENTENCE.search(line.text):
            return None
        if mark is None:
            if CITATION.match(following.text):
                return "likely"
            dash = following.text.lstrip().startswith("——")
            return "unsure" if dash and not line.ends_clause else None
        if CLOSES.match(following.text, mark[1]) or UNFINISHED.search(line.text) or not self._is_borne_out(following):
            return "likely"
        if self._margin.flush and following.indent > 1 or line.ends_clause and not line.text.endswith(("：", ":")):
            return None
        return "unsure"

    def _is_borne_out(self, line: Line) -> bool:
        """Tell whether the number before a line's, or else the next one, begins a line that can be no other's rest."""
        style, indented, ordinals = _number(line)
        if not ordinals:
            return True
        *prefix, last = ordinals
        return any((style, indented, (*prefix, last + step)) in self._numbers for step in (-1, 1))

    @cached_property
    def _own(self) -> list[tuple[Line, Line]]:
        """The lines behind a heading or one that is not full, so that they are no rest of it; each with the next."""
        lines = self._lines
        return [(b, c) for a, b, c in zip(lines, lines[1:], [*lines[2:], lines[-1]])
                if b.number > a.number + 1 or a.is_heading or not self._margin.is_full(a, b)]

    @cached_property
    def _numbers(self) -> frozenset[tuple[str, bool, tuple[int, ...]]]:
        return frozenset(_number(line) for line, _ in self._own if line.mark)

    @cached_property
    def _alone(self) -> dict[str, float]:
        """For each style of mark the share of its lines that hold a heading and nothing else, full lines left out."""
        lines = [(line.mark[0], line) for line, c in self._own if line.mark and not self._margin.is_full(line, c)]
        of_style = Counter(style for style, _ in lines)
        alone = Counter(style for style, line in lines if not SENTENCE.search(line.text))
        return {style: alone[style] / n for style, n in of_style.items()}


def _number(line: Line) -> tuple[str, bool, tuple[int, ...]]:
    style, end = line.mark
    return style, line.indent > 1, read_ordinals(line.text[:end])
