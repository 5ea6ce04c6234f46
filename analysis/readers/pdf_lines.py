"""Lines of a page: glyphs beside each other, raised and lowered ones too, and the spaces between. Part of `pdf`."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from analysis.characters import is_chinese
from analysis.readers.pdf_glyphs import Glyph

APART = 0.8  # of the size: glyphs farther apart are in pieces of their own, as columns and cells are
ASCENT, DESCENT = 0.85, 0.15  # of the size, above and below the baseline
TWICE = 0.2  # of the size: the same character nearer than that is drawn twice to look bold
WORD_GAP = 0.17  # of the size: the least space between two Latin words
WIDE_GAP, CELL_GAP = 0.6, 2.5  # of the size: a space between Chinese characters, and a tab
TABLE_GAP = 1.2  # of the size: between the cells of a row that has three
NUMBER = re.compile(r"\d{1,2}(?:[.．]\d{1,2}){0,4}")  # of a heading, at a line's beginning
CITED = frozenset("0123456789[]［］,，-–—~ ")
NOT_SET_WIDE = frozenset(" .．·…⋯")  # a line of dots in a table of contents
OPEN_PIECES = 12  # pieces of one height to which a glyph may be added; a row of a table has fewer cells


@dataclass(slots=True)
class Piece:
    """Glyphs on one baseline without a wide gap: a line, a line of one column, or a table's cell."""

    glyphs: list[Glyph]
    x0: float = field(init=False)
    x1: float = field(init=False)
    y: float = field(init=False)
    size: float = field(init=False)

    def __post_init__(self) -> None:
        self.measure()

    def measure(self) -> None:
        """Take edges, baseline and size from the glyphs; those of most of the glyphs count, citation marks aside."""
        words = [glyph for glyph in self.glyphs if glyph.char not in CITED] or self.glyphs
        self.size = Counter(round(glyph.size, 1) for glyph in words).most_common(1)[0][0] or 0.1
        self.y = Counter(round(glyph.y, 1) for glyph in self.glyphs
                         if abs(glyph.size - self.size) < 0.1).most_common(1)[0][0]
        self.x0 = min(glyph.x0 for glyph in self.glyphs)
        self.x1 = max(glyph.x1 for glyph in self.glyphs)

    def beside(self, other: Piece) -> bool:
        """Tell whether two pieces are in one row: half of the lower one is beside the other."""
        top = max(self.y - ASCENT * self.size, other.y - ASCENT * other.size)
        bottom = min(self.y + DESCENT * self.size, other.y + DESCENT * other.size)
        return bottom - top > 0.5 * min(self.size, other.size)


def find_pieces(glyphs: Sequence[Glyph]) -> list[Piece]:
    """Return the pieces of a page's glyphs, in no particular order.

    >>> han = [Glyph("政", 0, 10, 50, 10, False), Glyph("府", 10, 20, 50, 10, False), Glyph("1", 20, 23, 46, 6, False)]
    >>> [line_text([piece]) for piece in find_pieces([*han, Glyph("甲", 60, 70, 50, 10, False)])]
    ['政府1', '甲']
    """
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        if runs:
            last = runs[-1][-1]
            em = max(glyph.size, last.size)
            if abs(glyph.y - last.y) < 0.2 * em and -0.5 * em < glyph.x0 - last.x1 < APART * em:
                runs[-1].append(glyph)
                continue
        runs.append([glyph])
    pieces = [Piece(run) for run in runs if any(glyph.char != " " for glyph in run)]
    return _merged(sorted(pieces, key=lambda piece: (piece.x0, piece.y)))


def _merged(pieces: list[Piece]) -> list[Piece]:
    """Put pieces together that touch: raised numbers, words set by themselves. From left to right."""
    found: list[Piece] = []
    by_height: dict[int, list[Piece]] = defaultdict(list)
    for piece in pieces:
        level = round(piece.y / 8)
        best = None
        for near in range(level - 2, level + 3):
            for other in by_height.get(near, ())[-OPEN_PIECES:]:
                em = max(piece.size, other.size)
                touches = -0.5 * em < piece.x0 - other.x1 < APART * em or other.x0 <= piece.x0 and piece.x1 <= other.x1
                if touches and piece.beside(other) and (best is None or other.x1 > best.x1):
                    best = other
        if best is None:
            found.append(piece)
            by_height[level].append(piece)
        else:
            best.glyphs += piece.glyphs
            if len(piece.glyphs) > 1 or len(best.glyphs) < 50:
                best.measure()
            best.x1 = max(best.x1, piece.x1)
    return found


def rows(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Yield the rows of pieces from top to bottom, each from left to right."""
    row: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: (piece.y, piece.x0)):
        if row and not max(row, key=lambda other: other.size).beside(piece):
            yield sorted(row, key=lambda piece: piece.x0)
            row = []
        row.append(piece)
    if row:
        yield sorted(row, key=lambda piece: piece.x0)


def line_text(row: Sequence[Piece]) -> str:
    """Return the text of a row: a space between Latin words, wide ones as U+3000, a tab between cells.

    A character that is drawn twice counts once; a row set wide letter by letter has no spaces.
    """
    glyphs = _drawn_once(sorted((glyph for piece in row for glyph in piece.glyphs), key=lambda glyph: glyph.x0))
    usual = _letter_space(glyphs)
    widest = CELL_GAP if count_cells(row) < 3 else TABLE_GAP
    out: list[str] = []
    for i, glyph in enumerate(glyphs):
        if glyph.char == " ":
            if out and out[-1][-1:] not in (" ", "\u3000", "\t"):
                out.append(" ")
            continue
        if i and out and out[-1] != " ":
            space = _space(glyphs[i - 1], glyph, usual, widest)
            if not space and is_chinese(glyph.char) and glyph.x0 - glyphs[i - 1].x1 > WORD_GAP * glyph.size:
                space = " " if len(out) < 12 and NUMBER.fullmatch("".join(out)) else ""
            out.append(space)
        out.append(glyph.char)
    return "".join(out).strip(" \t\u3000")


def count_cells(row: Sequence[Piece]) -> int:
    """Return into how many parts gaps wider than a character divide a row."""
    usual = _letter_space([glyph for piece in row for glyph in piece.glyphs]) if len(row) > 2 else 0.0
    size = max(piece.size for piece in row)
    return 1 + sum(b.x0 - a.x1 - usual > TABLE_GAP * size for a, b in zip(row, row[1:]))


def _letter_space(glyphs: Sequence[Glyph]) -> float:
    """Return the space between the letters of a row that is set wide; 0 where most stand together."""
    gaps = sorted(b.x0 - a.x1 for a, b in zip(glyphs, glyphs[1:]) if not {a.char, b.char} & NOT_SET_WIDE)
    if len(gaps) < 3:
        return 0.0
    usual, size = gaps[len(gaps) // 2], max(glyph.size for glyph in glyphs)
    regular = sum(abs(gap - usual) < 0.25 * size for gap in gaps) > 0.7 * len(gaps)
    return usual if regular and usual > 0.1 * size else 0.0


def _space(before: Glyph, after: Glyph, usual: float, widest: float) -> str:
    em = min(before.size, after.size)
    gap = (after.x0 - before.x1 - usual) / max(before.size, after.size)
    if gap > widest:
        return "\t"
    if is_chinese(before.char) or is_chinese(after.char):
        return "\u3000" if gap > WIDE_GAP and "\u3000" not in (before.char, after.char) else ""
    return " " if (after.x0 - before.x1 - usual) > WORD_GAP * em else ""


def _drawn_once(glyphs: list[Glyph]) -> list[Glyph]:
    """Leave out a character that stands on the same one, drawn again to look bold or shaded."""
    kept: list[Glyph] = []
    for glyph in glyphs:
        reach = TWICE * glyph.size
        # A font may have one wide glyph for ——, which stands for both.
        wide = glyph.x1 - glyph.x0 > 1.5 * glyph.size
        twin = not wide and any(
            other.char == glyph.char and abs(other.x0 - glyph.x0) < reach and abs(other.y - glyph.y) < reach
            for other in kept[-4:])
        if not twin:
            kept.append(glyph)
    return kept
