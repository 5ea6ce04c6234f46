r"""Layout: what pages did to the lines of a text. Page numbers and running heads go, broken lines are joined.

Three kinds of damage, each taken for such only on evidence from the whole document:

- page numbers (- 12 -, 第3页 共10页, · 12 ·, a line with nothing but a number) that count on from page to
  page, and lines that stand at the heads or feet of pages again and again, digits aside;
- form feeds; a paragraph that a page broke is joined;
- hard-wrapped lines: most line ends stand where the next word or character would have passed the
  margin. A line that is full runs on into the next. Between Latin words a space is put in; a word
  divided by a hyphen is mended (govern-/ment), unless the document writes it with one elsewhere.

A document that is one line whose line ends became spaces is read as if they were still there.

Left alone: all line ends of a text whose lines are paragraphs; blank lines and short lines; full lines
that end a sentence, unless indentation, blank lines or their number show that paragraphs go on behind
them; headings, list items, entries of references, tables and quotations of Markdown, each of which begins
a line; numbers that do not count on, and repeated lines that end in a stop or stand at no page's border. A full line
that breaks off before what may be an item's number is flagged.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property

from analysis.characters import HAN_RUN, is_han
from analysis.cleaning.edits import Edit, edit
from analysis.cleaning.lines import Line, Margin, find_margin, split_lines
from analysis.cleaning.pages import find_furniture

NAME = "layout"

DIVIDED = re.compile(r"([A-Za-z]{2,30})-$")
FIRST_WORD = re.compile(r"[a-z]{2,30}")
# First parts of compounds that keep their hyphen in English, where the document shows neither form.
COMPOUNDS = frozenset("anti cross data high large long low multi non real self short small state user well".split())
BROKEN_PARAGRAPH = 30  # columns: a shorter line before a page's end is a heading or a list's item
# A document whose line ends became spaces is one line; the longest paragraph of 74 documents has 1,624 characters.
LONG_LINE = re.compile("(?<![^\n\f])[^\n\f]{3000,}")  # the lookbehind: one try for each line
SPACE = re.compile(r"([-—–] \d{1,4} [-—–])| ")
MANY_SPACES = 20
SHORT_LINES = 8  # characters; in a line whose spaces stand closer they were no line ends
BROKEN_SHARE = 0.75  # of the margin that the last line of a page fills, where its paragraph goes on
# A line of fields, ended by a number.
FRONT_MATTER = re.compile(r"^\s*(?:中图分类号|中圖分類號|文章编号|文章編號|DOI).*[0-9]\s*$")
ENGLISH = re.compile(r"\s*[A-Z]")
WIDE_SIGN = re.compile("[\u3000-\u303f\uff00-\uffef‘’“”—…·×÷]")
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
    lines = split_lines(LONG_LINE.sub(_with_line_ends, text))
    furniture = find_furniture(text, lines)
    kept = [line for i, line in enumerate(lines) if i not in furniture]
    margin = find_margin(kept)
    if not furniture and margin is None and "\f" not in text:
        return []
    removed = sorted(lines[i].number for i in furniture)
    words = _Words(text)
    found: list[Edit] = []
    for line, following in zip(kept, kept[1:]):
        between = bisect_left(removed, following.number) - bisect_left(removed, line.number)
        page_end = between > 0 or "\f" in text[line.end : following.start]
        if _runs_on(line, following, margin, page_end):
            found.append(_joined(text, line, following, words))
        elif page_end:
            found.append(_one_end(text, line, following))
        elif margin and text[line.end] == "\n" and _is_doubtful(line, following, margin):
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


def _is_doubtful(line: Line, following: Line, margin: Margin) -> bool:
    """Tell whether a full line breaks off before what looks like an item's number: 第2、第 / 4、第3位."""
    full = following.number == line.number + 1 and margin.is_full(line, following)
    return full and not line.ends_clause and not line.is_heading and following.text[:1].isdigit()


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


def _runs_on(line: Line, following: Line, margin: Margin | None, page_end: bool) -> bool:
    """Tell whether a paragraph goes on from one line to the next."""
    if following.begins_unit or FRONT_MATTER.search(line.text) and is_han(following.text[:1]):
        return False
    if margin is None:
        whole = line.width >= BROKEN_PARAGRAPH and not line.ends_clause
        return page_end and whole and following.indent <= line.indent and not line.is_heading
    broken = page_end and not line.ends_sentence and line.width > BROKEN_SHARE * margin.width
    if following.number > line.number + 1 and not page_end or not (broken or margin.is_full(line, following)):
        return False
    if margin.indented:
        return following.indent < 2
    if line.ends_sentence and HAN_RUN.search(line.text) and ENGLISH.match(following.text):
        return False
    return not line.ends_sentence or margin.running or margin.parted and not page_end


def _joined(text: str, line: Line, following: Line, words: _Words) -> Edit:
    """Return the edit that puts two lines into one."""
    end = line.start + len(line.text.rstrip())
    start = following.end - len(following.text.lstrip())
    divided = DIVIDED.search(text[max(line.start, end - 31) : end])
    word = FIRST_WORD.match(text, start)
    if divided and word:
        return edit(text, end - (not words.keep_hyphen(divided[1], word.group())), start, "", NAME, "likely")
    last = text[end - 1 : end]
    glued = _takes_no_space(last) or last in ("/", "-") or text[end - 2 : end] == "]."
    glued = glued or _takes_no_space(text[start : start + 1]) or ENTRY.match(text, start)
    after = "" if glued else " "
    return edit(text, end, start, after, NAME, "likely" if line.ends_sentence or line.is_heading else "certain")


def _takes_no_space(char: str) -> bool:
    return is_han(char) or WIDE_SIGN.match(char) is not None


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
