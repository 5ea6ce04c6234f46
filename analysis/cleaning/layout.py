r"""Layout: what pages did to the lines of a text. Page numbers and running heads go, broken lines are joined.

Three kinds of damage, each taken for such only on evidence from the whole document:

- page numbers (- 12 -, 第3页 共10页, · 12 ·, a line with nothing but a number) that count on from page to
  page, and lines that stand at the heads or feet of pages again and again, digits aside;
- form feeds; a paragraph that a page broke is joined;
- hard-wrapped lines: most line ends stand where the next word or character would have passed the
  margin, in columns or in characters. A line that is full runs on into the next; in a double-spaced text
  the blank lines between go too. Between Latin words a space is put in, unless the lines were broken inside
  words; a word divided by a hyphen is mended (govern-/ment), unless the document writes it with one elsewhere.

A document that is one line whose line ends became spaces is read as if they were still there.

Left alone: all line ends of a text whose lines are paragraphs; blank lines and short lines; full lines
that end a sentence, unless indentation, blank lines or their number show that paragraphs go on behind
them; headings, list items, entries of references, tables and quotations of Markdown, each of which begins
a line, rows of tables and of tables of contents; numbers that do not count on, and repeated lines that end
in a stop or stand at no page's border.

Flagged and left as they are: the line ends of a text too short to tell its margin from chance; full lines
before what may be an item's number; those that end a sentence, where the next may begin a paragraph as well;
headings that fill a line.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property

from analysis.cleaning.edits import Edit, edit
from analysis.cleaning.joints import Joints
from analysis.cleaning.lines import Line, close_up, columns, split_lines
from analysis.cleaning.margins import Margin, find_margin
from analysis.cleaning.pages import find_furniture

NAME = "layout"

DIVIDED = re.compile(r"([A-Za-z]{2,30})-$")
FIRST_WORD = re.compile(r"[a-z]{2,30}")
LAST_LETTERS, FIRST_LETTERS = re.compile("[a-z]{1,30}$"), re.compile("[a-z]{1,30}")
NUMBER_BEFORE, NUMBER_BEHIND = re.compile(r"\d[.,:]?$"), re.compile(r"[.,:%]?\d|%")
# First parts of compounds that keep their hyphen in English, where the document shows neither form.
COMPOUNDS = frozenset("anti cross data high large long low multi non real self short small state user well".split())
# A document whose line ends became spaces is one line; the longest paragraph of 74 documents has 1,624 characters.
LONGEST = 3000
LONG_LINE = re.compile(rf"(?<![^\n\f])[^\n\f]{{{LONGEST},}}")  # the lookbehind: one try for each line
SPACE = re.compile(r"([-—–] \d{1,4} [-—–])| ")
MANY_SPACES = 20
SHORT_LINES = 8  # characters; in a line whose spaces stand closer they were no line ends
ENTRY = re.compile(r"\[(?:[A-Z]|19|20)")  # the type or the date of access in an entry of references


def find(text: str) -> list[Edit]:
    r"""Find page furniture and the line ends to join.

    >>> page = "数字技术正在改变政府的工作方式，各地的做法\n并不相同，经验也有多有少，需要慢慢\n积累。\n- {} -\n"
    >>> edits = find("".join(page.format(n) for n in (7, 8, 9)))
    >>> [e.before for e in edits if "-" in e.before]
    ['\n- 7 -\n', '\n- 8 -\n', '\n- 9 -\n']
    >>> find("一、目标\n到明年建成三个平台。\n1\n二、任务\n")
    []
    """
    if "\n" not in text and "\f" not in text and text.count(" ") < MANY_SPACES:
        return []
    long = any(len(line) >= LONGEST for line in text.replace("\f", "\n").split("\n"))
    lines = close_up(split_lines(LONG_LINE.sub(_with_line_ends, text) if long else text))
    furniture = find_furniture(text, lines)
    kept = [line for i, line in enumerate(lines) if i not in furniture]
    margin = find_margin(kept)
    if not furniture and margin is None and "\f" not in text:
        return []
    removed = sorted(lines[i].number for i in furniture)
    words, joints = _Words(text), Joints(kept, margin)
    found: list[Edit] = []
    for line, following in zip(kept, kept[1:]):
        between = bisect_left(removed, following.number) - bisect_left(removed, line.number)
        page_end = between > 0 or "\f" in text[line.end : following.start]
        certainty = joints.judge(line, following, page_end)
        if certainty in ("certain", "likely"):
            found.append(_joined(text, line, following, margin, words, certainty))
        elif page_end:
            found.append(_one_end(text, line, following))
        elif certainty and text[line.end] == "\n":
            found.append(edit(text, line.end, line.end + 1, "\n", NAME, "unsure"))
        elif text[line.end] == " " and _lost_end(line, following, margin):
            found.append(edit(text, line.end, following.start, "\n", NAME, "likely"))
    found += _at_borders(text, kept, removed)
    return sorted(e for e in found if e.before != e.after or e.certainty == "unsure")


def _with_line_ends(match: re.Match[str]) -> str:
    """Return a long line with its spaces as line ends; page numbers in it stay whole."""
    line = match.group()
    as_lines = MANY_SPACES <= line.count(" ") <= len(line) / SHORT_LINES
    return SPACE.sub(lambda m: m[1] or "\n", line) if as_lines else line


def _lost_end(line: Line, following: Line, margin: Margin | None) -> bool:
    """Tell whether a space stands for the end of a paragraph: a heading's, or a sentence's before the margin."""
    if margin is None or margin.is_full(line, following):
        return False
    return line.ends_sentence or line.is_heading and not re.search("[，。；]", line.text)


class _Words:
    """The document's Latin words, with hyphens; read once, and only where a divided word asks for them."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(re.findall(r"[a-z]{1,40}(?:-[a-z]{1,40}){0,3}", self._text.lower()))

    def keep_hyphen(self, first: str, second: str) -> bool:
        """Tell whether a word that was divided after a hyphen is written with it."""
        first, second = first.lower(), second.lower()
        return f"{first}-{second}" in self._known or first in COMPOUNDS and first + second not in self._known

    def is_one(self, before: str, behind: str) -> bool:
        """Tell whether a number, or a word that the document has elsewhere, was broken in two."""
        if NUMBER_BEFORE.search(before) and NUMBER_BEHIND.match(behind):
            return True
        first, second = LAST_LETTERS.search(before.lower()), FIRST_LETTERS.match(behind.lower())
        return bool(first and second) and first.group() + second.group() in self._known


def _joined(text: str, line: Line, following: Line, margin: Margin | None, words: _Words, certainty: str) -> Edit:
    """Return the edit that puts two lines into one."""
    end = line.start + len(line.text.rstrip())
    start = following.end - len(following.text.lstrip())
    before = text[max(line.start, end - 31) : end]
    divided = DIVIDED.search(before)
    word = FIRST_WORD.match(text, start)
    if divided and word:
        return edit(text, end - (not words.keep_hyphen(divided[1], word.group())), start, "", NAME, "likely")
    if margin and margin.may_cut(line) and text[start - 1] == "\n":
        if margin.cutting or words.is_one(before, text[start : start + 30]):
            return edit(text, end, start, "", NAME, certainty if margin.cutting else "likely")
    last = text[end - 1 : end]
    glued = _takes_no_space(last) or last in ("/", "-") or text[end - 2 : end] == "]."
    glued = glued or _takes_no_space(text[start : start + 1]) or ENTRY.match(text, start)
    return edit(text, end, start, "" if glued else " ", NAME, certainty)


def _takes_no_space(char: str) -> bool:
    return columns(char) == 2


def _one_end(text: str, line: Line, following: Line) -> Edit:
    """Return the edit that leaves one line end, or the blank line there was, where a page ended."""
    ends = 2 if re.match(r"[ \t]*\n[ \t]*\n", text[line.end : following.start]) else 1
    return edit(text, line.end, following.start, "\n" * ends, NAME)


def _at_borders(text: str, kept: list[Line], removed: list[int]) -> Iterator[Edit]:
    """Yield the edits of what stands before the first line of text and behind the last."""
    if not kept:
        return
    first, last = kept[0], kept[-1]
    if any(number < first.number for number in removed) or "\f" in text[: first.start]:
        yield edit(text, 0, first.start, "", NAME)
    if any(number > last.number for number in removed) or "\f" in text[last.end :]:
        yield edit(text, last.end, len(text), "\n" if text[-1] in "\n\f" else "", NAME)
