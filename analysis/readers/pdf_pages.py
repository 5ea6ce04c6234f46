"""What stands on every page and is no part of the text: running heads, page numbers; and footnotes. Part of `pdf`.

A running head is known by where it stands and that it comes back, on all pages or on every second; a page's number
by counting with the pages. A footnote stands at the foot of a column in smaller type and begins with a mark, or
behind a short rule.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis.landmarks import match_label
from analysis.numerals import read_ordinals
from analysis.readers.pdf_columns import Line
from analysis.readers.pdf_glyphs import Rule
from analysis.readers.pdf_lines import Piece, line_text, rows

ZONE = 0.17  # of the page's height at its top and foot, in which heads and numbers stand
MOST_ROWS = 3  # of a head or foot
LONGEST = 90  # characters of a running head
SAME_PLACE = 6.0  # points by which heads of different pages may differ in height
SMALLER = 0.95  # of the body's size: the type of notes
_HAN = "〇零一二三四五六七八九十百"
_AROUND = "-—–－·•.．~～|"
_NUMBER = re.compile(
    rf"(?:[{_AROUND}]{{1,3}}\s*)?(?:第\s*|[Pp]age\s*|[Pp]\.\s*)?(\d{{1,5}}|[ivxlcIVXLC]{{1,7}}|[{_HAN}]{{1,5}})"
    rf"(?:\s*[页頁])?(?:\s*[,，（(]?\s*(?:of|[共总總/])\s*\d{{1,5}}\s*[页頁]?\s*[）)]?)?(?:\s*[{_AROUND}]{{1,3}})?")
_SIGNED = re.compile(rf"[{_AROUND}].*[{_AROUND}]$|[页頁]|[Pp]age|of|[共总總/]")  # one such number is enough
_ISSUE = re.compile(r"第\s*\d{1,4}\s*[卷期]|Vol\.?\s*\d|No\.\s*\d|[总總]第?\s*\d|ISSN|CN\s?\d\d"
                    r"|\d{4}年\s*第?\s*\d{1,2}\s*[月期]|^[A-Z][a-z]{2,8}\.?,?\s?\d{4}$")
MARK = re.compile(r"[①-⑳❶-❿⑴-⒇㉑-㉟†‡※]|\*(?!\*)|[\[［〔]\d{1,3}[\]］〕]|\d{1,3}(?=[^\d.．、,，年月日%])")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


Row = list[Piece]


class Furniture(NamedTuple):
    """The lines of a page's head, those of its foot, and the ``id`` of each piece in them."""

    head: list[str]
    foot: list[str]
    taken: set[int]


def find_furniture(pages: Sequence[Sequence[Piece]], heights: Sequence[float]) -> list[Furniture]:
    """Return what of each page is no part of the text."""
    heads = _find([_rows_from(pieces, height, 1) for pieces, height in zip(pages, heights)])
    feet = _find([_rows_from(pieces, height, -1) for pieces, height in zip(pages, heights)])
    return [Furniture([line_text(row) for row in head], [line_text(row) for row in reversed(foot)],
                      {id(piece) for row in head + foot for piece in row}) for head, foot in zip(heads, feet)]


def _find(zones: list[list[Row]]) -> list[list[Row]]:
    """Return the rows of each page's zone that are furniture: what comes back, and what stands where that stands."""
    repeated = _repeated(zones)
    taken = [_taken(zone, number, repeated, Counter()) for number, zone in enumerate(zones)]
    known = Counter(_place(row) for rows_of_page in taken for row in rows_of_page[:1])
    return [_taken(zone, number, repeated, known) for number, zone in enumerate(zones)]


def _place(row: Row) -> tuple[int, int]:
    """Return where a row stands and the size of its type, roughly."""
    return round(row[0].y / SAME_PLACE), round(row[0].size)


def _rows_from(pieces: Sequence[Piece], height: float, way: int) -> list[Row]:
    """Return the rows in the zone at a page's top (``way`` 1) or foot (-1), the outermost first."""
    near = ZONE * height
    inside = [piece for piece in pieces if (piece.y < near if way > 0 else piece.y > height - near)]
    return list(rows(inside))[::way][:MOST_ROWS]


def _key(row: Row) -> str:
    text = re.sub(r"[\s\u3000]+", "", line_text(row))[: LONGEST + 1]
    return re.sub(r"\d+", "0", text)


def _value(row: Row) -> tuple[int, bool] | None:
    """Return the number that a row is, and whether what stands around it says so; None for a row that is none."""
    text = line_text(row).strip()
    match = _NUMBER.fullmatch(text) if len(text) <= 30 else None
    if match is None:
        return None
    digits = match[1]
    if digits.isdecimal():
        return int(digits), _SIGNED.search(text) is not None
    if digits[0] in _HAN:
        read = read_ordinals(digits)
        return (read[-1], _SIGNED.search(text) is not None) if read else None
    values = [_ROMAN[letter] for letter in digits.lower()]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0])), _SIGNED.search(text) is not None


def _repeated(zones: Sequence[list[Row]]) -> tuple[set[tuple[str, int]], set[int]]:
    """Return what comes back at one height on several pages, and by how much the pages' numbers pass their place."""
    places: Counter[tuple[str, int]] = Counter()
    offsets: Counter[int] = Counter()
    for number, zone in enumerate(zones):
        for row in zone:
            key, level = _key(row), round(row[0].y / SAME_PLACE)
            if len(key) <= LONGEST:
                places.update({(key, level + step) for step in (-1, 0, 1)})
            value = _value(row)
            if value:
                offsets[value[0] - number] += 1
    enough = 2 if len(zones) < 6 else 3
    return ({place for place, count in places.items() if count >= enough},
            {offset for offset, count in offsets.items() if count >= enough})


def _taken(zone: list[Row], number: int, repeated: tuple[set[tuple[str, int]], set[int]],
           known: Counter[tuple[int, int]]) -> list[Row]:
    """Return the rows of one page's zone that are furniture: from the border on, until a row is not.

    ``known`` counts the places of the outermost rows of all pages: a head of its own stands there too.
    """
    places, offsets = repeated
    taken: list[Row] = []
    for row in zone:
        value, key = _value(row), _key(row)
        counted = value is not None and (value[0] - number in offsets or value[1])
        level, size = _place(row)
        like_others = not taken and sum(known[level + step, size] for step in (-1, 0, 1)) > 1
        outside = like_others or (key, level) in places or not taken and _is_issue(line_text(row))
        if not counted and (not outside or len(key) > LONGEST or key.endswith(("。", "；", "，"))):
            break
        taken.append(row)
    return taken


def _is_issue(text: str) -> bool:
    """Tell whether a line says in which issue of a journal a paper stands."""
    return _ISSUE.search(text) is not None and not _is_label(text)


def find_notes(lines: Sequence[Line], rules: Sequence[Rule], body: float) -> set[int]:
    """Return the indexes of the lines of a page that are footnotes."""
    found: set[int] = set()
    for stretch in _columns(lines):
        start = len(stretch)
        while start and lines[stretch[start - 1]].size < SMALLER * body and lines[stretch[start - 1]].cells < 3:
            start -= 1
        for at in range(start, len(stretch)):
            line = lines[stretch[at]]
            ruled = any(_is_separator(rule, line) for rule in rules)
            marked = MARK.match(line.text) and not line.text.startswith(("[", "［"))
            if ruled or _is_label(line.text) or 0 < start == at and marked:
                found.update(stretch[at:])
                break
    return found


def _is_label(text: str) -> bool:
    label = match_label(text, 0, min(len(text), 80))
    return label is not None and label.kind == "note"


def _columns(lines: Sequence[Line]) -> Iterator[list[int]]:
    """Yield the lines of each column down to its foot: those of bands that nothing follows in the same column."""
    by_edges: dict[tuple[int, int], list[int]] = {}
    for i, line in enumerate(lines):
        by_edges.setdefault((round(line.left / 10), round(line.right / 10)), []).append(i)
    for column in by_edges.values():
        last = lines[column[-1]].block
        yield [i for i in column if lines[i].block == last]


def _is_separator(rule: Rule, line: Line) -> bool:
    """Tell whether a rule stands right above a line, begins at the column's edge and ends well before the other."""
    column = line.right - line.left
    return (0 < line.y - rule.y < 3 * line.size and abs(rule.x0 - line.left) < 2 * line.size
            and rule.x1 - rule.x0 < 0.6 * column)
