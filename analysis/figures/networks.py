"""Networks: terms as marks, and lines between those that belong together."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patheffects import withStroke

from analysis.errors import InputError
from analysis.figures.inputs import display, need, numeric, one_row_per, optional
from analysis.figures.labels import points
from analysis.figures.style import GREY, INK, NORMAL, PAPER, SMALL, canvas, styled, wrap
from analysis.fonts import text_width

# Muted, and none of a part or a system; the shapes tell groups apart where colours do not.
GROUPS = (
    ("#5F6B7A", "o"),
    ("#B0926B", "s"),
    ("#4F8A83", "D"),
    ("#9A7790", "^"),
    ("#8A8A4E", "v"),
    ("#A9B4C2", "P"),
)
LATER = ("#C4C4C4", "o")  # groups beyond these
# What gives each of matplotlib's shapes, drawn in one square, the area of the circle in that square.
AREA = {"o": 1, "s": np.pi / 4, "D": np.pi / 4, "^": np.pi / 2, "v": np.pi / 2, "P": 9 * np.pi / 20}
LINE = "#B5B5B5"
_ROOM = 78  # points: the longest line of a gloss
_KEY = 14  # points below the marks, for the line that explains them
_STEPS = 3000


@styled
def network(
    nodes: pd.DataFrame,
    edges: pd.DataFrame,
    *,
    term: str = "term",
    x: str = "x",
    y: str = "y",
    size: str = "n",
    group: str | None = "community",
    gloss: str | None = "gloss",
    first: str = "first",
    second: str = "second",
    width: str = "log_dice",
    colours: Mapping[object, str] | None = None,
    size_name: str = "passages",
    width_name: str = "logDice",
    height: float = 5.6,
    title: str | None = None,
    note: str | None = None,
    script: str = "simplified",
    ax: Axes | None = None,
) -> Axes:
    """Draw a mark for each term (area: ``size``) and a line for each pair (width: ``width``).

    ``nodes`` has one row per term with its place, ``edges`` one row per pair: the tables of
    :func:`analysis.cooccurrence.cooccurrence_network`. Marks move from their places as far as their labels
    need, so read who is joined to whom, not how far apart they stand. Each label has the term, its ``size``
    and its gloss. ``colours`` gives each value of ``group`` a colour; without it groups have muted colours
    and shapes in the order of their names, those beyond the sixth one grey. ``height`` is in inches. Raises
    InputError for an edge between terms that are no nodes, and where the labels do not fit.
    """
    need(nodes, term=term, x=x, y=y, size=size)
    need(edges, first=first, second=second, width=width)
    numeric(nodes, x, y)
    numeric(edges, width)
    one_row_per(nodes, [term])
    place = {name: i for i, name in enumerate(nodes[term])}
    for name in [*edges[first], *edges[second]]:
        if name not in place:
            raise InputError(f"edges: {name!r} is no term of nodes; were the nodes filtered?")
    (gloss,) = optional(nodes, gloss=gloss)
    group = None if group is None or (group == "community" and group not in nodes) else group
    terms = display(nodes[term], script=script)
    glosses = display(nodes[gloss] if gloss else [""] * len(nodes), script="simplified")
    lines = [wrap(text, _ROOM, size=SMALL).split("\n") if text else [] for text in glosses]
    numbers = [f"{n:,.0f}" for n in nodes[size]]
    low, high = edges[width].min(), edges[width].max()
    key = f"Number and area of a mark: {size_name}; width of a line: {width_name} {low:.1f} to {high:.1f}"
    display([key], script="simplified")

    ax = canvas(ax, height=height + (0.3 if title else 0), title=title, note=note)
    ax.axis("off")
    room = points(ax)
    radii = 12 * np.sqrt(nodes[size].to_numpy(float) / nodes[size].max())
    heads = [text_width(f"{name} {n}", size=NORMAL) for name, n in zip(terms, numbers)]
    wide = [max(head, 2 * r, *(text_width(line, size=SMALL) for line in own), 0) + 5
            for head, r, own in zip(heads, radii, lines)]
    deep = [2 * r + 13 + 9.5 * len(own) + 3 for r, own in zip(radii, lines)]
    boxes = np.column_stack([wide, deep])
    centres = _apart(nodes[[x, y]].to_numpy(float), boxes, (room[0], room[1] - _KEY)) + [0, _KEY]
    ax.set(xlim=(0, room[0]), ylim=(0, room[1]))
    marks = centres + np.column_stack([np.zeros(len(nodes)), boxes[:, 1] / 2 - 1.5 - radii])

    ends = [(marks[place[a]], marks[place[b]]) for a, b in zip(edges[first], edges[second])]
    strength = (edges[width] - low) / (high - low) if high > low else edges[width] * 0 + 0.5
    widths = 0.5 + 2.5 * strength
    ax.add_collection(LineCollection(ends, linewidths=widths, colors=LINE, zorder=1, capstyle="round"))
    groups = nodes[group] if group else pd.Series(1, index=nodes.index)
    for i, value in enumerate(sorted(groups.unique(), key=lambda value: (str(type(value)), value))):
        colour, marker = GROUPS[i] if i < len(GROUPS) else LATER
        own = groups.eq(value).to_numpy()
        ax.scatter(
            *marks[own].T,
            # The widest shapes reach a quarter beyond the circle of their area.
            s=AREA[marker] * (1.6 * radii[own]) ** 2,
            marker=marker,
            clip_on=False,
            zorder=2,
            color=(colours or {}).get(value, colour),
            edgecolor=PAPER,
            linewidth=0.6,
        )
    for (centre, top), r, head, name, n, own in zip(marks, radii, heads, terms, numbers, lines):
        at = top - r - 10
        _write(ax, centre - head / 2, at, name, INK, size=NORMAL, ha="left")
        _write(ax, centre + head / 2, at, n, GREY, size=SMALL, ha="right")
        for i, line in enumerate(own):
            _write(ax, centre, at - 9.5 * (i + 1), line, GREY, size=SMALL, ha="center")
    ax.text(0, 2, key, size=SMALL, color=GREY)
    return ax


def _write(ax: Axes, x: float, y: float, text: str, colour: str, *, size: float, ha: str) -> None:
    halo = [withStroke(linewidth=2, foreground=PAPER)]
    ax.text(x, y, text, color=colour, size=size, ha=ha, va="baseline", path_effects=halo, zorder=3)


def _apart(places: np.ndarray, boxes: np.ndarray, room: tuple[float, float]) -> np.ndarray:
    """Return centres of the boxes in a room of points, near their places, none over another or the border."""
    # Half of a place is its rank: a spring layout crowds the middle and leaves the corners empty.
    ranks = places.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable") / max(1, len(places) - 1)
    span = np.ptp(places, axis=0)
    scaled = (places - places.min(axis=0)) / np.where(span > 0, span, 1)
    low, high = boxes / 2, np.asarray(room) - boxes / 2
    full = f"nodes: the labels of {len(boxes)} terms do not fit; draw fewer, or give a larger height"
    if (low > high).any() or boxes.prod(axis=1).sum() > np.prod(room):
        raise InputError(full)
    centres = low + (scaled + ranks) / 2 * (high - low)
    whole = (boxes[:, None] + boxes[None]) / 2
    others = ~np.eye(len(boxes), dtype=bool)
    rng = np.random.default_rng(0)  # shakes loose what is wedged in; the same for the same table
    for step in range(_STEPS):
        # The boxes grow to their size, so that those in the way are pushed aside early.
        grown = min(1.0, 0.4 + step / (0.2 * _STEPS))
        apart = centres[:, None] - centres[None]
        over = grown * whole - np.abs(apart)
        hit = (over > 0).all(axis=2) & others
        if grown == 1 and not hit.any():
            return centres
        # Along the axis on which less is needed.
        axis = np.arange(2) == (over[..., 1] < over[..., 0])[..., None]
        push = np.where(hit[..., None] & axis, over * np.sign(apart), 0).sum(axis=1)
        shake = rng.normal(0, 1.5, centres.shape) * hit.any(axis=1)[:, None]
        centres = np.clip(centres + 0.35 * push + shake, low, high)
    raise InputError(full)
