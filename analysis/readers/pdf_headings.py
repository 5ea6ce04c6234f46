"""Headings, title and tables of a PDF: from its bookmarks, or else from its type. Part of `pdf`."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from analysis.characters import count_han
from analysis.headings import ends_in_page_number, match_mark
from analysis.readers.pdf_columns import Line
from analysis.readers.pdf_glyphs import Bookmark
from analysis.readers.pdf_paragraphs import CAPTION, ends_sentence

LARGER = 1.08  # of the body's size: type of headings
TITLE = 1.25  # of the body's size: type of a title
LONGEST = 40  # characters of a heading known by its type
MOST_LINES = 4  # of a heading or title
_SIGNS = re.compile("[，；。：]")
_NO_TITLE = re.compile(r"(?:学位论文|學位論文|毕业论文|大学|大學|学院|学报|學報|文件|目\s*录)$|^[〔\[【]")


class Found(NamedTuple):
    """A heading or title: its first and last line, how many characters of the last belong to it, and its level."""

    first: int
    last: int
    length: int
    level: int


def squeezed(text: str) -> str:
    """Return a text without spaces, in one width."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def find_by_bookmarks(lines: Sequence[Line], bookmarks: Iterable[Bookmark]) -> list[Found]:
    """Return the headings that the PDF's outline names, where their words stand on the page it gives, or the next."""
    on_page: dict[int, list[int]] = defaultdict(list)
    for i, line in enumerate(lines):
        on_page[line.page].append(i)
    found: list[Found] = []
    taken: set[int] = set()
    for bookmark in bookmarks:
        key = squeezed(bookmark.title)
        candidates = [i for page in (0, 1, -1) for i in on_page[bookmark.page + page] if i not in taken]
        hit = next(filter(None, (_match(lines, i, key) for i in candidates)), None) if len(key) > 1 else None
        if hit:
            found.append(Found(*hit, bookmark.level))
            taken.update(range(hit[0], hit[1] + 1))
    top = min((heading.level for heading in found), default=1)
    return sorted(heading._replace(level=heading.level - top + 1) for heading in found)


def _match(lines: Sequence[Line], first: int, key: str) -> tuple[int, int, int] | None:
    """Return the lines from ``first`` on that are the words of ``key``, and how much of the last."""
    rest = key
    for last in range(first, min(len(lines), first + MOST_LINES)):
        text = squeezed(lines[last].text)
        if text.startswith(rest) and (text == rest or len(key) > 3 and text[len(rest)] in "。：:"):
            seen = 0
            for at, char in enumerate(lines[last].text, 1):
                seen += len(squeezed(char))
                if seen >= len(rest):
                    return first, last, at
        if not text or not rest.startswith(text):
            return None
        rest = rest[len(text) :]
    return None


def find_by_type(lines: Sequence[Line], body: float, skipped: set[int]) -> list[Found]:
    """Return the lines in a larger or bolder type than the body's, where those of one type all look like headings."""
    plain = sum(len(line.text) for line in lines if line.bold) < 0.3 * sum(len(line.text) for line in lines)
    kinds: dict[tuple[float, bool], list[int]] = defaultdict(list)
    for i, line in enumerate(lines):
        larger = line.size > LARGER * body
        if i not in skipped and (larger or plain and line.bold and line.size > 0.97 * body):
            kinds[(round(2 * line.size) / 2, line.bold and plain)].append(i)
    sound = {kind: members for kind, members in kinds.items() if len(members) > 1
             and sum(_looks_like_heading(lines, i) for i in members) > 0.9 * len(members)
             and sum(match_mark(lines[i].text, 0, len(lines[i].text)) is not None for i in members) * 3 >= len(members)}
    levels = {kind: level for level, kind in enumerate(sorted(sound, reverse=True), 1)}
    return sorted(Found(i, i, len(lines[i].text), levels[kind]) for kind, members in sound.items() for i in members
                  if _looks_like_heading(lines, i))


def _looks_like_heading(lines: Sequence[Line], i: int) -> bool:
    line = lines[i]
    if not 1 < len(line.text) <= LONGEST or ends_sentence(line) or _SIGNS.search(line.text) or CAPTION.match(line.text):
        return False
    neighbours = [lines[j] for j in (i - 1, i + 1) if 0 <= j < len(lines) and lines[j].block == line.block]
    return line.cells == 1 and not any(abs(line.size - other.size) < 0.1 and line.bold == other.bold
                                       and not match_mark(lines[i].text, 0, len(line.text)) for other in neighbours)


def find_title(lines: Sequence[Line], body: float) -> Found | None:
    """Return the lines in the largest type of the first page; None where that is hardly larger than the body's."""
    first = [i for i, line in enumerate(lines) if line.page == lines[0].page and count_han(line.text) > 1
             and not _NO_TITLE.search(line.text)] if lines else []
    if not first:
        return None
    largest = max(lines[i].size for i in first)
    start = next(i for i in first if lines[i].size == largest)
    end = start
    while end + 1 < len(lines) and lines[end + 1].page == lines[start].page and end - start < MOST_LINES - 1 \
            and abs(lines[end + 1].size - largest) < 0.1 and lines[end + 1].y - lines[end].y < 2.5 * largest:
        end += 1
    length = sum(count_han(line.text) for line in lines[start : end + 1])
    if largest < TITLE * body or not 4 <= length <= 80 or any(ends_sentence(line) for line in lines[start : end + 1]):
        return None
    if match_mark(lines[start].text, 0, len(lines[start].text)):
        return None
    return Found(start, end, len(lines[end].text), 0)


def find_tables(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Return the first and last line of each stretch of rows with cells: two rows of three, or three of two."""
    found = []
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and lines[end].cells > 1 and lines[end].page == lines[start].page:
            end += 1
        wide = sum(line.cells > 2 for line in lines[start:end])
        if wide > 1 or end - start > 2:
            found.append((start, end - 1))
        start = max(end, start + 1)
    return found


def find_contents(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Return the first and last line of each table of contents: three lines that end in leaders and a page number."""
    found = []
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and ends_in_page_number(lines[end].text, 0, len(lines[end].text)):
            end += 1
        if end - start > 2:
            found.append((start, end - 1))
        start = max(end, start + 1)
    return found


def body_size(lines: Iterable[Line]) -> float:
    """Return the size of type in which most characters are set; 0 where there are none."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(2 * line.size) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0
