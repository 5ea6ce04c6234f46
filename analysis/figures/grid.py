"""Grid: a heat map of parts × systems with the numbers in its cells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize, TwoSlopeNorm, to_hex
from matplotlib.patches import Rectangle

from analysis.errors import InputError
from analysis.figures.inputs import display, need, one_row_per, optional, ordered
from analysis.figures.labels import Labels, key_name
from analysis.figures.style import LIGHT, NORMAL, OTHER, SMALL, canvas, look, styled, text_colour

# One scale in greys for amounts; brown to teal (ColorBrewer's BrBG, safe for colour-blind readers) around
# a centre. Neither uses a colour of a part or system.
AMOUNT = LinearSegmentedColormap.from_list("amount", ["#FFFFFF", "#C9CED6", "#5B6676", "#1F2733"])
AROUND = LinearSegmentedColormap.from_list("around", ["#543005", "#BF812D", "#FFFFFF", "#35978F", "#003C30"])


@styled
def heat_map(
    table: pd.DataFrame,
    *,
    row: str = "part",
    column: str = "system",
    value: str = "share",
    size: str | None = "n_tokens",
    rows: Sequence[object] | None = None,
    columns: Sequence[object] | None = None,
    labels: Labels = None,
    digits: int = 1,
    centre: float | None = None,
    limit: float | None = None,
    title: str | None = None,
    note: str | None = None,
    script: str = "simplified",
    ax: Axes | None = None,
) -> Axes:
    """Draw a cell for each row × column with its number, and under it the cell's size in tokens.

    ``table`` has one row per row and column of the grid. Dark is much; with ``centre`` (0 for log ratios)
    teal is above and brown below it, equally far. ``limit`` fixes the end of the scale, so that several
    figures can share it. A cell that is missing or NaN is hatched and holds "–". The names of parts and
    systems stand beside their colour; ``labels`` gives other names.
    """
    need(table, row=row, column=column, value=value)
    one_row_per(table, [row, column])
    rows = ordered(table[row], rows, argument="rows")
    columns = ordered(table[column], columns, argument="columns")
    names = display([key_name(key, labels) for key in [*rows, *columns]], script=script)
    (size,) = optional(table, size=size)
    cells = table.pivot(index=row, columns=column, values=value).reindex(index=rows, columns=columns)
    sizes = table.pivot(index=row, columns=column, values=size).reindex_like(cells) if size else None
    ax = canvas(
        ax, height=0.75 + (0.5 if size else 0.36) * len(rows) + (0.3 if title else 0), title=title, note=note
    )
    norm = _scale(cells.to_numpy(float), centre, limit)
    colours = AMOUNT if centre is None else AROUND
    for i, j in np.ndindex(cells.shape):
        number = cells.iat[i, j]
        known = not pd.isna(number)
        face = to_hex(colours(norm(number))) if known else "#FFFFFF"
        ax.add_patch(
            Rectangle(
                (j, i), 1, 1, facecolor=face, edgecolor=LIGHT, linewidth=0.8, hatch=None if known else "////"
            )
        )
        ax.text(
            j + 0.5,
            i + (0.38 if size else 0.5),
            f"{number:,.{digits}f}".replace("-", "−") if known else "–",
            ha="center",
            va="center",
            size=NORMAL + 0.5,
            color=text_colour(face),
        )
        if size and not pd.isna(sizes.iat[i, j]):
            ax.text(
                j + 0.5,
                i + 0.74,
                f"{sizes.iat[i, j]:,.0f} tokens",
                ha="center",
                va="center",
                size=SMALL - 1,
                color=text_colour(face),
            )
    _edges(ax, rows, columns, names)
    return ax


def _scale(numbers: np.ndarray, centre: float | None, limit: float | None) -> Normalize:
    known = numbers[np.isfinite(numbers)]
    if limit is None:
        limit = np.abs(known - (centre or 0)).max(initial=0) or 1
    if limit <= 0:
        raise InputError(f"limit={limit!r}: the scale's end must be above 0")
    if centre is None:
        if (known < 0).any():
            raise InputError("the values go below 0: give centre=0 to draw both directions")
        return Normalize(0, limit, clip=True)
    return TwoSlopeNorm(centre, centre - limit, centre + limit)


def _edges(ax: Axes, rows: list, columns: list, names: list[str]) -> None:
    ax.set_xlim(-0.06, len(columns))
    ax.set_ylim(len(rows), -0.09)
    ax.set_yticks(np.arange(len(rows)) + 0.5, names[: len(rows)])
    ax.set_xticks(np.arange(len(columns)) + 0.5, names[len(rows) :])
    for tick in ax.xaxis.get_major_ticks():
        tick.label2.set_verticalalignment("baseline")
    ax.tick_params(length=0, top=False, labeltop=True, labelbottom=False)
    ax.spines[:].set_visible(False)
    for i, key in enumerate(rows):
        if look(key) is not OTHER:
            ax.add_patch(Rectangle((-0.06, i), 0.04, 1, facecolor=look(key).colour, linewidth=0))
    for j, key in enumerate(columns):
        if look(key) is not OTHER:
            ax.add_patch(Rectangle((j, -0.09), 1, 0.06, facecolor=look(key).colour, linewidth=0))
