"""Labels: names, glosses, counts and sizes written directly beside what is drawn.

Every text stands on its baseline: centred by its box, a word with a descender would ride higher than its
neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from analysis.figures.inputs import display
from analysis.figures.style import GREY, INK, OTHER, SMALL, look, text_colour
from analysis.fonts import text_width

Labels = Mapping[object, str] | None


def key_name(key: object, labels: Labels) -> str:
    """Return the label the caller gives, or a part's or system's own name, or the key as it is.

    A section's number isn't given a part's name: "1" means the achievements in one paper only.

    >>> key_name("data", None), key_name("1", None), key_name("1", {"1": "Results"})
    ('Data', '1', 'Results')
    """
    if labels and key in labels:
        return labels[key]
    return str(key) if look(key) is OTHER or str(key).isdigit() else look(key).name


def name_rows(ax: Axes, terms: Sequence[str], glosses: Sequence[object] | None = None) -> None:
    """Write a term beside each row, and its gloss in grey to the left of it."""
    ax.set_yticks(np.arange(len(terms)), terms)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    shown = display([] if glosses is None else glosses, script="simplified")
    for y, (label, gloss) in enumerate(zip(ax.get_yticklabels(), shown)):
        # The gloss hangs on its term's label, so that it stays beside it whatever the term's length.
        ax.annotate(
            gloss,
            (0, y),
            (-5, 0),
            xycoords=(label, ax.transData),
            textcoords="offset points",
            ha="right",
            va="center_baseline",
            size=SMALL,
            color=GREY,
            annotation_clip=False,
        )


def count_column(ax: Axes, counts: Sequence[float], *, head_at: float | None = None) -> None:
    """Write each row's count at the right of the axes, in one column; "n" above it at ``head_at``."""
    rows = [(y, "–" if pd.isna(count) else f"{count:,.0f}") for y, count in enumerate(counts)]
    if head_at is not None:
        rows.append((head_at, "n"))
    edge = 5 + max(text_width(text, size=SMALL) for _, text in rows)
    for y, text in rows:
        beside(ax, y, text, edge)


def beside(ax: Axes, y: float, text: str, right: float, *, edge: int = 1) -> None:
    """Write a small grey text at a row's height; it ends ``right`` points right of an edge of the axes (0 left)."""
    ax.annotate(
        text,
        (edge, y),
        (right, 0),
        xycoords=ax.get_yaxis_transform(),
        textcoords="offset points",
        ha="right",
        va="center_baseline",
        size=SMALL,
        color=GREY,
        annotation_clip=False,
    )


def above(ax: Axes, x: float, text: str, *, lines: float = 0, colour: str = INK, ha: str = "left") -> None:
    """Write a small text above the axes, ``lines`` above the lowest such line; ``x`` in the axis's units."""
    ax.annotate(
        text,
        (x, 1),
        (0, 5 + 10 * lines),
        xycoords=ax.get_xaxis_transform(),
        textcoords="offset points",
        ha=ha,
        size=SMALL,
        color=colour,
        annotation_clip=False,
    )


def sized_columns(
    ax: Axes, heads: Sequence[str], sizes: Sequence[float] | None, *, top: bool = False
) -> None:
    """Write a head for each column (x = 0, 1, 2 …) and its size in tokens under it."""
    ax.set_xticks(range(len(heads)), [""] * len(heads))
    ax.tick_params(axis="x", length=0)
    for x, head in enumerate(heads):
        tokens = [] if sizes is None or pd.isna(sizes[x]) else [f"{sizes[x]:,.0f} tokens"]
        for line, text in enumerate([head, *tokens]):
            offset = 6 + 10 * (len(tokens) - line) if top else -12 - 10 * line
            ax.annotate(
                text,
                (x, float(top)),
                (0, offset),
                xycoords=ax.get_xaxis_transform(),
                ha="center",
                textcoords="offset points",
                annotation_clip=False,
                **({"size": SMALL, "color": GREY} if line else {}),
            )


def points(ax: Axes) -> tuple[float, float]:
    """Return the width and height of the axes in points, as the layout will have them."""
    figure = ax.get_figure(root=True)
    figure.draw_without_rendering()
    box = ax.get_window_extent()
    return box.width / figure.dpi * 72, box.height / figure.dpi * 72


def fit_in_box(
    ax: Axes, x: float, y: float, choices: Sequence[Sequence[str]], room: tuple[float, float], colour: str
) -> None:
    """Write the first choice of lines that fits into a box of a colour, lying or upright; else nothing."""
    wide, high = room[0] - 2, room[1] - 2
    for lines in choices:
        for size in (SMALL, SMALL - 0.75, SMALL - 1.5):
            length, depth = max(text_width(line, size=size) for line in lines), 1.2 * size * len(lines)
            lying, upright = length <= wide and depth <= high, length <= high and depth <= wide
            if not (lying or upright):
                continue
            for i, line in enumerate(lines):
                shift = (i - (len(lines) - 1) / 2) * 1.2 * size
                # 0.36 em is half a capital's height: the middle of a line that stands on its baseline.
                place = (0, -shift - 0.36 * size) if lying else (shift, 0)
                ax.annotate(
                    line,
                    (x, y),
                    place,
                    textcoords="offset points",
                    size=size,
                    ha="center",
                    va="baseline" if lying else "center",
                    rotation=0 if lying else 90,
                    color=text_colour(colour),
                    path_effects=[withStroke(linewidth=2, foreground=colour)],
                )
            return


def spread(places: Sequence[float], gap: float, *, floor: float = -np.inf) -> np.ndarray:
    """Return the places moved as little as needed so that neighbours are ``gap`` apart, order kept.

    None comes below ``floor``.

    >>> spread([1.0, 1.1, 5.0], 1.0).round(2).tolist()
    [0.55, 1.55, 5.0]
    """
    order = np.argsort(places, kind="stable")
    blocks: list[tuple[float, int]] = []
    for place in np.asarray(places, float)[order]:
        blocks.append((max(place, floor), 1))
        while len(blocks) > 1 and blocks[-1][0] - blocks[-2][0] < gap * (blocks[-1][1] + blocks[-2][1]) / 2:
            (b, m), (a, k) = blocks.pop(), blocks.pop()
            centre = (a * k + b * m) / (k + m)
            blocks.append((max(centre, floor + gap * (k + m - 1) / 2), k + m))
    moved = np.empty(len(order))
    moved[order] = [centre + gap * (i - (k - 1) / 2) for centre, k in blocks for i in range(k)]
    return moved
