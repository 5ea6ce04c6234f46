"""Reading order: the columns of a page, and what stands across them. Part of `pdf`.

A gutter is found where lines of prose end on its left and begin at one edge on its right. What crosses it (title,
abstract, a table across both columns) parts the page into bands; in a band the left column is read before the right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from analysis.readers.pdf_glyphs import Rule
from analysis.readers.pdf_lines import Piece, count_cells, line_text, rows

PROSE = 7.0  # sizes that a line of prose is wide, at least
ENOUGH = 3  # lines of prose on both sides of a gutter
ALIGNED = 0.4  # of them end, or begin, where the column does
DEEPEST = 2  # columns inside columns: four in all
SHARED = 0.8  # of the pieces of a page that do not cross the gutter of another page


class Gutter(NamedTuple):
    """The space between two columns: the edges beside it."""

    left: float
    right: float

    @property
    def middle(self) -> float:
        """Where a piece that has text on both sides crosses."""
        return (self.left + self.right) / 2


@dataclass(slots=True)
class Line:
    """A line of a page: its text and place, and the edges of the column in which it stands.

    ``block`` numbers the stretches of the page between which a reader's eye jumps; ``cells`` is how many parts wide
    gaps leave of the line.
    """

    text: str
    page: int
    block: int
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    left: float
    right: float
    cells: int = 1


def find_gutter(pieces: Sequence[Piece]) -> Gutter | None:
    """Return the gutter of a page, or of a column, that parts most of its lines of prose; None where there is none."""
    prose = [piece for piece in pieces if piece.x1 - piece.x0 >= PROSE * piece.size]
    if len(prose) < 2 * ENOUGH:
        return None
    edge = min(piece.x0 for piece in prose)
    best, most = None, ENOUGH - 1
    starts = Counter(round(piece.x0 / 2) for piece in prose)
    for start in sorted(starts):
        begin = 2 * start
        em = next(piece.size for piece in prose if round(piece.x0 / 2) == start)
        if begin < edge + PROSE * em or starts[start - 1] + starts[start] + starts[start + 1] < ENOUGH:
            continue
        right = [piece for piece in prose if piece.x0 > begin - 0.3 * em]
        left = [piece for piece in prose if piece.x1 < begin - 0.4 * em]
        if min(len(left), len(right)) <= most:
            continue
        margin = max(piece.x1 for piece in left)
        ending = sum(piece.x1 > margin - 1.3 * em for piece in left)
        beginning = sum(abs(piece.x0 - begin) < 0.4 * em for piece in right)
        if ending >= ALIGNED * len(left) and beginning >= ALIGNED * len(right):
            best, most = Gutter(margin, min(piece.x0 for piece in right)), min(len(left), len(right))
    return best


def shared_gutter(pieces: Sequence[Piece], gutters: Sequence[Gutter]) -> Gutter | None:
    """Return the gutter of other pages that fits a page with too few lines to show its own."""
    for gutter, _ in Counter(gutters).most_common(4):
        crossing = sum(_crosses(piece, gutter) for piece in pieces)
        sides = sum(piece.x1 < gutter.middle for piece in pieces), sum(piece.x0 > gutter.middle for piece in pieces)
        if min(sides) >= ENOUGH and crossing <= (1 - SHARED) * len(pieces):
            return gutter
    return None


def ordered_lines(pieces: Sequence[Piece], rules: Sequence[Rule], gutter: Gutter | None, *, page: int) -> list[Line]:
    """Return the lines of a page in reading order."""
    lines: list[Line] = []
    if pieces:
        edges = _edges(pieces)
        _order(list(pieces), rules, gutter, edges, page, lines, 0)
    return lines


def _order(pieces: list[Piece], rules: Sequence[Rule], gutter: Gutter | None, edges: tuple[float, float], page: int,
           lines: list[Line], depth: int) -> None:
    block = lines[-1].block + 1 if lines else 0
    if gutter is None:
        for row in rows(pieces):
            if lines and lines[-1].block == block and row[0].y - lines[-1].y > 12 * max(row[0].size, lines[-1].size):
                block += 1
            lines.append(_line(row, page, block, edges))
        return
    for band, across in _bands(pieces, rules, gutter, edges):
        if across:
            _order(band, rules, None, edges, page, lines, depth)
            continue
        left = [piece for piece in band if (piece.x0 + piece.x1) / 2 < gutter.middle]
        right = [piece for piece in band if (piece.x0 + piece.x1) / 2 >= gutter.middle]
        for side, limits in ((left, (edges[0], gutter.left)), (right, (gutter.right, edges[1]))):
            if side:
                inner = find_gutter(side) if depth < DEEPEST else None
                _order(side, rules, inner, limits, page, lines, depth + 1)


def _bands(pieces: list[Piece], rules: Sequence[Rule], gutter: Gutter,
           edges: tuple[float, float]) -> list[tuple[list[Piece], bool]]:
    """Part a page from top to bottom into bands, and tell of each whether it stands across the columns."""
    tables = _tables_across(pieces, rules, gutter)
    bands: list[tuple[list[Piece], bool]] = []
    for row in rows(pieces):
        across = any(_crosses(piece, gutter) for piece in row) or any(a < row[0].y < b for a, b in tables)
        follows = bool(bands) and bands[-1][1] and len(row) == 1 and _goes_on(bands[-1][0][-1], row[0])
        parts = [(row, across or follows or _is_centred(row, gutter, edges))]
        if across and len(row) > 1 and not any(a < row[0].y < b for a, b in tables):
            parts = _unlike(row, gutter)
        for part, is_across in parts:
            if bands and bands[-1][1] == is_across:
                bands[-1][0].extend(part)
            else:
                bands.append((list(part), is_across))
    return bands


def _goes_on(last: Piece, piece: Piece) -> bool:
    """Tell whether a piece that does not reach the gutter is the last line of the paragraph across the columns."""
    return (abs(last.size - piece.size) < 0.06 * piece.size and piece.x0 < last.x0 + 0.5 * piece.size
            and piece.y - last.y < 2.2 * piece.size and piece.x0 > last.x0 - 3.0 * piece.size)


def _unlike(row: list[Piece], gutter: Gutter) -> list[tuple[list[Piece], bool]]:
    """Part a row of which a piece crosses the gutter from pieces of the columns that only look beside it."""
    crossing = [piece for piece in row if _crosses(piece, gutter)]
    others = [piece for piece in row if not _crosses(piece, gutter)]
    beside = [piece for piece in others if any(abs(piece.y - other.y) < 0.3 * other.size for other in crossing)]
    apart = [piece for piece in others if piece not in beside]
    parts = [(crossing + beside, True), (apart, False)] if apart else [(row, True)]
    return sorted(parts, key=lambda part: part[0][0].y)


def _crosses(piece: Piece, gutter: Gutter) -> bool:
    return piece.x0 < gutter.middle - 0.2 * piece.size and piece.x1 > gutter.middle + 0.2 * piece.size


def _is_centred(row: list[Piece], gutter: Gutter, edges: tuple[float, float]) -> bool:
    """Tell whether a row has parts on both sides of the gutter, and none begins where a column's lines do."""
    if len(row) < 2 or not row[0].x1 < gutter.middle < row[-1].x0:
        return False

    def begins_column(piece: Piece, edge: float) -> bool:
        return piece.x0 < edge + 2.6 * piece.size

    first_right = next(piece for piece in row if piece.x0 > gutter.middle)
    return not begins_column(row[0], edges[0]) and not begins_column(first_right, gutter.right)


def _tables_across(pieces: list[Piece], rules: Sequence[Rule], gutter: Gutter) -> list[tuple[float, float]]:
    """Return the stretches between rules across both columns that have no prose of the columns in them."""
    across = sorted({rule.y for rule in rules if rule.x0 < gutter.left - 20 and rule.x1 > gutter.right + 20})
    found = []
    for top, bottom in zip(across, across[1:]):
        inside = [piece for piece in pieces if top < piece.y < bottom]
        prose = sum(piece.x1 - piece.x0 > 0.8 * gutter.left or piece.x1 - piece.x0 > 18 * piece.size
                    for piece in inside)
        if inside and prose < 0.2 * len(inside):
            found.append((top, bottom))
    return found


def _edges(pieces: Sequence[Piece]) -> tuple[float, float]:
    """Return where most wide lines begin and end: the margins."""
    wide = [piece for piece in pieces if piece.x1 - piece.x0 >= PROSE * piece.size] or list(pieces)
    begins, ends = sorted(piece.x0 for piece in wide), sorted(piece.x1 for piece in wide)
    return begins[len(begins) // 50], ends[-1 - len(ends) // 20]


def _line(row: list[Piece], page: int, block: int, edges: tuple[float, float]) -> Line:
    main = max(row, key=lambda piece: (len(piece.glyphs) * piece.size, piece.size))
    glyphs = [glyph for piece in row for glyph in piece.glyphs if glyph.char != " "]
    bold = sum(glyph.bold for glyph in glyphs) > 0.9 * len(glyphs)
    return Line(line_text(row), page, block, row[0].x0, max(piece.x1 for piece in row), main.y, main.size, bold,
                edges[0], edges[1], count_cells(row))
