"""Paragraphs: which lines of a PDF run on into the next, by margins, indentation and leading. Part of `pdf`."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import NamedTuple

from analysis.characters import CLOSING, CLOSING_QUOTES, OPENING, OPENING_QUOTES, STOPS, count_han, is_chinese
from analysis.headings import match_mark
from analysis.landmarks import match_label
from analysis.readers.pdf_columns import Line
from analysis.readers.pdf_hyphens import Words

INDENT = 0.7  # of the size: a line that begins farther in begins a paragraph
LIKE = 0.06  # of the size: lines of one paragraph differ by less
LEADING = 1.15  # times the usual distance of lines parts paragraphs, behind a full stop
RAGGED = 0.75  # of the column: an unfinished line that wide goes on, where paragraphs are indented
SLACK = 0.6  # of the size that a full line may leave free, beyond the next word
LONGEST_WORD = 12.0  # sizes that a word may leave free at a line's end
MOVED = 10_000  # more blocks than a page has
MOST_FLOATING = 60  # lines of a figure or table that interrupts a paragraph
CAPTION = re.compile(r"[续續]?[图圖表]\s?[\dA-Z一二三四五六七八九十][\d.\-—–]{0,5}(?![\d.])"
                     r"|(?:Fig(?:ure)?|Tab(?:le)?)\.?\s?\d|(?:资料|資料|数据|數據)?[来來]源：|注：")
ENTRY = re.compile(r"[\[［〔]\d{1,3}[\]］〕]|[①-⑳]|[●•■◆▪○]\s?|——")
NUMBERED = re.compile(r"\d{1,2}[.．、)）](?!\d)|[（(]\d{1,2}[)）]")  # an entry, or a heading, or a paragraph
_SENTENCE = re.compile(r"(?:[。！？!?…]|(?<=[a-z0-9)\]])\.)[”’」』）)》\]\"]{0,3}(?:\[\d[\d,，\-–—]{0,12}\])?$")
_CLAUSE = re.compile(r"[；;：:]$")
_CLOSERS = STOPS + CLOSING + CLOSING_QUOTES
_UNIT = re.compile(rf"[{OPENING}{OPENING_QUOTES}]{{0,3}}(?:[!-~]{{1,60}}|.)[{_CLOSERS}]{{0,3}}")
_HYPHEN = re.compile(r"([A-Za-z]{2,30})-$")
_WORD = re.compile(r"[a-z]{2,30}")


class Margins(NamedTuple):
    """Where the lines beside a line begin and end."""

    left: float
    right: float


def find_margins(lines: Sequence[Line]) -> list[Margins]:
    """Return the margins of each line: those of the lines like it that stand with it, or else its column's."""
    ends: dict[tuple[int, int, int], list[float]] = defaultdict(list)
    for line in lines:
        if line.text[-1:] not in _CLOSERS:
            ends[_column(line)].append(line.x1)
    edges = {column: sorted(reached)[-1 - len(reached) // 20] for column, reached in ends.items() if len(reached) > 4}
    found: list[Margins] = []
    start = 0
    for i in range(1, len(lines) + 1):
        if i < len(lines) and lines[i].block == lines[start].block and lines[i].page == lines[start].page \
                and _like(lines[i - 1], lines[i]):
            continue
        first = lines[start]
        found += [_common_margins(lines[start:i], edges.get(_column(first), first.right))] * (i - start)
        start = i
    return found


def _column(line: Line) -> tuple[int, int, int]:
    return line.page, round(line.left), round(line.right)


def _common_margins(stretch: Sequence[Line], column: float) -> Margins:
    """Return the margins of lines of one kind; a sign that hangs over the margin is not counted."""
    first, em = stretch[0], stretch[0].size
    left = min(line.x0 for line in stretch)
    right = max((line.x1 for line in stretch if line.text[-1:] not in _CLOSERS), default=column)
    reaching = sum(line.x1 > right - em for line in stretch)
    if len(stretch) < 3 or reaching < max(2, 0.3 * len(stretch)) or column - right > 0.25 * (column - first.left):
        right = max(right, column)
    if len(stretch) < 3 and left - first.left < 2.6 * em:
        left = min(left, first.left)
    return Margins(left, right)


def _like(a: Line, b: Line) -> bool:
    return abs(a.size - b.size) <= LIKE * max(a.size, b.size)


def ends_sentence(line: Line) -> bool:
    """Tell whether a line ends in a full stop or the like; a citation may stand behind it."""
    return _SENTENCE.search(line.text[-24:]) is not None


def is_full(line: Line, following: Line, margins: Margins) -> bool:
    """Tell whether the first character or word of the next line would have passed the margin."""
    unit = _UNIT.match(following.text)
    width = sum(1.0 if is_chinese(char) else 0.55 for char in unit.group()) if unit else 1.0
    return margins.right - line.x1 < (min(width, LONGEST_WORD) + SLACK) * line.size


def find_joints(lines: Sequence[Line], alone: Collection[int], together: Collection[int]) -> list[bool]:
    """Tell, for each line but the last, whether its paragraph goes on in the next.

    ``alone`` are the lines that are nothing but themselves (headings, rows of a table), ``together`` those that run
    on in any case (a title's first line).
    """
    margins = find_margins(lines)
    leading = _leading(lines)
    indented = _paragraphs_are_indented(lines, margins)
    joints: list[bool] = []
    entry = hanging = False
    for i, (a, b) in enumerate(zip(lines, lines[1:])):
        if not (joints and joints[-1]):
            entry = ENTRY.match(a.text) is not None
            hanging = (entry or _is_hanging(lines, i, margins)) and a.x0 < margins[i].left + 0.3 * a.size
        if i in together:
            joints.append(True)
        elif i in alone or i + 1 in alone:
            joints.append(False)
        else:
            begins = _begins(b, a, entry)
            joints.append(not begins and _runs_on(a, b, margins[i], margins[i + 1], leading, indented, hanging))
    return joints


def _is_hanging(lines: Sequence[Line], i: int, margins: Sequence[Margins]) -> bool:
    """Tell whether a numbered line opens an entry whose other lines begin farther in, not a paragraph of its own.

    Behind a sentence two lines at one edge, beyond that of the number, show it; else it is one unless a full line and
    one at the number's edge show a heading above an indented paragraph.
    """
    line, rest = lines[i], lines[i + 1 : i + 3]
    if not NUMBERED.match(line.text) or not rest or rest[0].x0 - line.x0 <= INDENT * line.size:
        return False
    if len(rest) < 2 or abs(rest[1].x0 - rest[0].x0) < 0.3 * line.size:
        return len(rest) == 2 or not ends_sentence(line)
    outdented = not NUMBERED.match(rest[1].text) and is_full(rest[0], rest[1], margins[i + 1])
    return not ends_sentence(line) and not outdented


def _begins(line: Line, before: Line, entry: bool) -> bool:
    """Tell whether the words of a line show that a paragraph begins: an entry, a caption, a label, a heading."""
    if ENTRY.match(line.text) and (entry or ends_sentence(before) or _CLAUSE.search(before.text)):
        return True
    if CAPTION.match(line.text) and (ends_sentence(before) or before.block != line.block):
        return True
    if match_label(line.text, 0, len(line.text)):
        return True
    parted = ends_sentence(before) or _CLAUSE.search(before.text) is not None
    return parted and match_mark(line.text, 0, len(line.text)) is not None


def _runs_on(a: Line, b: Line, here: Margins, there: Margins, leading: dict[int, float], indented: bool,
             hanging: bool) -> bool:
    """Tell whether the type and the place of two lines show one paragraph."""
    ended = ends_sentence(a)
    flush = b.x0 <= there.left + INDENT * b.size
    if not _like(a, b) or not (is_full(a, b, here) or flush and indented and not ended and _is_ragged(a, here)) \
            or not flush and not hanging:
        return False
    if (a.page, a.block) == (b.page, b.block):
        return b.y - a.y < LEADING * leading.get(round(a.size), 2 * a.size) or not ended and b.y - a.y < 3 * a.size
    return indented or not ended


def _is_ragged(line: Line, margins: Margins) -> bool:
    """Tell whether a line that is not full may be so in the middle of a sentence, in a text that is not justified."""
    return (line.x1 - margins.left > RAGGED * (margins.right - margins.left) and line.cells == 1
            and line.text[-1] not in "；;：:" and match_mark(line.text, 0, len(line.text)) is None)


def _leading(lines: Sequence[Line]) -> dict[int, float]:
    """Return the usual distance of lines, by size of type."""
    counts: dict[int, Counter[float]] = {}
    for a, b in zip(lines, lines[1:]):
        if (a.page, a.block) == (b.page, b.block) and _like(a, b) and 0 < b.y - a.y < 4 * a.size:
            counts.setdefault(round(a.size), Counter())[round(b.y - a.y)] += 1
    return {size: float(distances.most_common(1)[0][0]) for size, distances in counts.items()}


def _paragraphs_are_indented(lines: Sequence[Line], margins: Sequence[Margins]) -> bool:
    """Tell whether paragraphs begin with an indented line: most lines behind a short last line do."""
    begins = [b.x0 > margins[i + 1].left + INDENT * b.size for i, (a, b) in enumerate(zip(lines, lines[1:]))
              if _like(a, b) and ends_sentence(a) and not is_full(a, b, margins[i]) and not ENTRY.match(b.text)]
    return 2 * sum(begins) > len(begins)


def without_floats(lines: Sequence[Line], body: float) -> list[Line]:
    """Return the lines with the figures' and tables' ones that interrupt a paragraph put behind it."""
    lines = list(lines)
    margins = find_margins(lines)
    order: list[int] = []
    i = 0
    while i < len(lines):
        order.append(i)
        end = _floating_end(lines, margins, i, body)
        if end > i + 1:
            last = end
            while last + 1 < len(lines) and _like(lines[last], lines[last + 1]) and lines[last + 1].cells < 2 \
                    and is_full(lines[last], lines[last + 1], margins[last]) \
                    and lines[last + 1].x0 <= margins[last + 1].left + INDENT * lines[last].size:
                last += 1
            for at in range(end, last + 1):  # in a block of its own: the eye jumps over the figure
                lines[at] = replace(lines[at], block=lines[at].block + MOVED)
            order += [*range(end, last + 1), *range(i + 1, end)]
            i = last
        i += 1
    return [lines[i] for i in order]


def _floating_end(lines: Sequence[Line], margins: Sequence[Margins], i: int, body: float) -> int:
    """Return where the paragraph of line ``i`` goes on, when a figure or a table stands between; else ``i + 1``."""
    line, j = lines[i], i + 1
    if abs(line.size - body) > LIKE * body or ends_sentence(line) or _CLAUSE.search(line.text) or line.cells > 1:
        return j
    while j < min(len(lines), i + MOST_FLOATING) and (
            lines[j].size < (1 - LIKE) * body or lines[j].cells > 1 or CAPTION.match(lines[j].text)):
        j += 1
    if j == i + 1 or j >= len(lines) or not _like(line, lines[j]):
        return i + 1
    resumes = is_full(line, lines[j], margins[i]) and lines[j].x0 <= margins[j].left + INDENT * body
    return j if resumes and not match_mark(lines[j].text, 0, len(lines[j].text)) else i + 1


def joint_text(text: str, end: int, start: int, words: Words) -> tuple[int, str]:
    """Return where a change between two lines begins, and what it puts there.

    ``text[:end]`` ends with the first line, ``text[start:]`` begins with the second; ``words`` are the document's.
    """
    divided = _HYPHEN.search(text[max(0, end - 31) : end])
    word = _WORD.match(text, start)
    if divided and word:
        return (end - 1 if words.divide(divided[1], word.group()) else end), ""
    before, after = text[end - 1 : end], text[start : start + 1]
    number = before.isdecimal() and after.isdecimal() and count_han(text[max(0, end - 12) : end]) > 0
    glued = number or is_chinese(before) or is_chinese(after) or before in "-/“‘" or after in "”’.,%)"
    return end, "" if glued or before == "]" and not after.isascii() else " "
