"""Maps: units and terms of a correspondence analysis in the plane of two axes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Ellipse
from matplotlib.patheffects import withStroke

from analysis.errors import InputError
from analysis.figures.inputs import display, need, numeric, one_row_per, optional
from analysis.figures.labels import Labels, key_name, points
from analysis.figures.style import GREY, INK, LIGHT, NORMAL, PAPER, SMALL, canvas, look, styled
from analysis.fonts import text_width

GAP = 3.5  # points between a sign's edge and its label
HALO = [withStroke(linewidth=1.5, foreground=PAPER)]
Box = tuple[float, float, float, float]


@styled
def correspondence_map(
    units: pd.DataFrame,
    *,
    terms: pd.DataFrame | None = None,
    axes: pd.DataFrame | None = None,
    regions: pd.DataFrame | None = None,
    plane: tuple[int, int] = (1, 2),
    quality: float = 0.3,
    top: int = 25,
    labels: Labels = None,
    colours: str | None = "system",
    gloss: str | None = "gloss",
    title: str | None = None,
    note: str | None = None,
    script: str = "simplified",
    ax: Axes | None = None,
) -> Axes:
    """Draw units as dots in colour, terms as small grey crosses, and where the units' dots move when drawn again.

    ``units``, ``terms`` and ``axes`` are the tables of :func:`analysis.correspondence.correspondence`, ``regions`` that
    of :func:`analysis.correspondence.ellipses` (for the plane of axes 1 and 2 only). Terms are drawn whose quality
    in the plane is at least ``quality``, the ``top`` of them by their contribution to the two axes; a term keeps its
    cross but goes without its name where there is no room. The column ``colours`` of ``units``, where there is
    one, names the part or system whose colour a unit has; else its own id does. A unit with less quality is
    drawn hollow.
    """
    x, y = (f"axis_{k}" for k in plane)
    cos2 = [f"cos2_{k}" for k in plane]
    need(units, unit="unit", x=x, y=y, **dict(zip(cos2, cos2)))
    one_row_per(units, ["unit"])
    numeric(units, x, y)
    if regions is not None and plane != (1, 2):
        raise InputError(f"plane={plane!r}: regions are known for axes 1 and 2 only; leave regions out")
    shown = display([key_name(unit, labels) for unit in units["unit"]], script=script)
    chosen = _chosen(terms, plane, quality, top)
    (gloss,) = optional(chosen, gloss=gloss) if terms is not None else (None,)
    words = _words(chosen, gloss, script)
    ax = canvas(ax, height=5.9 + (0.3 if title else 0), title=title, note=note)
    _name_axes(ax, axes, plane)
    ax.axhline(0, color=LIGHT, linewidth=0.6, zorder=0)
    ax.axvline(0, color=LIGHT, linewidth=0.6, zorder=0)
    styles = [look(key) for key in (units[colours] if colours in units else units["unit"])]
    held = units[cos2].sum(axis=1) >= quality
    if regions is not None:
        _regions(ax, regions.set_index("unit").reindex(units["unit"]), styles)
    for place, style, good in zip(units[[x, y]].to_numpy(), styles, held):
        ax.plot(*place, style.marker, color=style.colour, markersize=6.5, zorder=5, markeredgewidth=1.2,
                markeredgecolor=style.colour, markerfacecolor=style.colour if good else PAPER)  # fmt: skip
    ax.plot(chosen[x], chosen[y], "x", color=GREY, markersize=3, markeredgewidth=0.7, zorder=4)
    ax.set_aspect("equal", adjustable="datalim")
    ax.margins(0.08)
    _write(ax, units[[x, y]].to_numpy(), shown, chosen[[x, y]].to_numpy(), words)
    return ax


def _chosen(terms: pd.DataFrame | None, plane: Sequence[int], quality: float, top: int) -> pd.DataFrame:
    columns = [f"{name}_{k}" for name in ("axis", "contribution", "cos2") for k in plane]
    if terms is None:
        return pd.DataFrame(columns=["term", *columns], dtype="float64")
    need(terms, term="term", **dict(zip(columns, columns)))
    good = terms[terms[columns[4:]].sum(axis=1) >= quality]
    weight = good[columns[2:4]].sum(axis=1).round(12)
    order = good.assign(_weight=-weight).sort_values(["_weight", "term"]).head(top)
    return order.drop(columns="_weight").reset_index(drop=True)


def _words(terms: pd.DataFrame, gloss: str | None, script: str) -> list[tuple[str, str]]:
    words = display(terms["term"], script=script)
    glosses = display(terms[gloss], script="simplified") if gloss else [""] * len(words)
    return list(zip(words, glosses))


def _name_axes(ax: Axes, axes: pd.DataFrame | None, plane: Sequence[int]) -> None:
    texts = [f"Axis {k}" for k in plane]
    if axes is not None:
        need(axes, axis="axis", share="share")
        share = axes.set_index("axis")["share"]
        texts = [f"{text}: {100 * share[k]:.1f} % of the inertia" for text, k in zip(texts, plane)]
    ax.set_xlabel(texts[0])
    ax.set_ylabel(texts[1])


def _regions(ax: Axes, regions: pd.DataFrame, styles: list) -> None:
    columns = ["x", "y", "major", "minor", "angle"]
    need(regions, **dict(zip(columns, columns)))
    for (x, y, major, minor, angle), style in zip(regions[columns].to_numpy(float), styles):
        if np.isfinite(major):
            size = {"width": 2 * major, "height": 2 * minor, "angle": angle}
            ax.add_patch(Ellipse((x, y), **size, facecolor=style.colour, alpha=0.10, linewidth=0, zorder=1))
            ax.add_patch(Ellipse((x, y), **size, fill=False, edgecolor=style.colour, linewidth=0.6, zorder=2))


def _write(ax: Axes, units: np.ndarray, names: list[str], terms: np.ndarray, words: list[tuple[str, str]]) -> None:
    """Write names beside dots where they cover nothing: all units, then the terms for which there is room."""
    wide, high = points(ax)
    (left, right), (low, top) = ax.get_xlim(), ax.get_ylim()
    scale = np.array([wide / (right - left), high / (top - low)])
    spots = (np.vstack([units, terms]) - [left, low]) * scale
    taken: list[Box] = [(px - 3.5, py - 3.5, px + 3.5, py + 3.5) for px, py in spots[: len(units)]]
    taken += [(px - 2, py - 2, px + 2, py + 2) for px, py in spots[len(units) :]]
    for spot, name in zip(spots[: len(units)], names):
        _label(ax, spot, [(name, NORMAL, INK)], taken, (wide, high), reach=12, edge=3)
    for spot, (word, gloss) in zip(spots[len(units) :], words):
        lines = [(word, NORMAL, INK)] + ([(gloss, SMALL, GREY)] if gloss else [])
        _label(ax, spot, lines, taken, (wide, high), reach=2, edge=1)
    ax.set_xlim(left, right)
    ax.set_ylim(low, top)


def _label(ax: Axes, spot: np.ndarray, parts: list[tuple[str, float, str]], taken: list[Box],
           room: tuple[float, float], *, reach: int, edge: float) -> None:  # fmt: skip
    """Write a label at the first free place around the spot, nearest first; a line leads to one farther off."""
    wide = sum(text_width(text, size=size) for text, size, _ in parts) + 4 * (len(parts) - 1)
    high = 1.15 * NORMAL
    for step in range(reach):
        away = edge + GAP + 7 * step
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1)):
            left = spot[0] + dx * away - wide * (1 - dx) / 2
            low = spot[1] + dy * away - high * (1 - dy) / 2
            box = (left, low, left + wide, low + high)
            inside = box[0] >= 1 and box[1] >= 1 and box[2] <= room[0] - 1 and box[3] <= room[1] - 1
            if inside and not any(_cover(box, other) for other in taken):
                taken.append(box)
                if step > 1:
                    end = np.clip(spot, (box[0], box[1]), (box[2], box[3]))
                    at = (np.array([spot, end]) / room).T
                    ax.plot(*at, color=GREY, linewidth=0.5, zorder=3, transform=ax.transAxes)
                for text, size, colour in parts:
                    ax.text(left / room[0], (low + 0.26 * NORMAL) / room[1], text, size=size, color=colour,
                            transform=ax.transAxes, va="baseline", zorder=6, path_effects=HALO)  # fmt: skip
                    left += text_width(text, size=size) + 4
                return


def _cover(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
