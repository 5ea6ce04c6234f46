"""Trees: which units are alike, as a dendrogram and as a map of all pairs in the tree's order."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.patches import Rectangle
from matplotlib.transforms import ScaledTranslation

from analysis.errors import InputError
from analysis.figures.grid import AMOUNT
from analysis.figures.inputs import display, need, numeric, one_row_per
from analysis.figures.labels import beside
from analysis.figures.style import FAMILY, GREY, INK, LIGHT, OTHER, SMALL, canvas, look, styled
from analysis.fonts import check_coverage, text_width


@styled
def dendrogram(
    merges: pd.DataFrame,
    *,
    leaves: pd.DataFrame | None = None,
    xlabel: str | None = None,
    title: str | None = None,
    note: str | None = None,
    script: str = "simplified",
    ax: Axes | None = None,
) -> Axes:
    """Draw the tree of units: two branches meet at the distance at which they are joined.

    ``merges`` is a table of :func:`analysis.similarity.cluster`. ``leaves`` says more about each unit: one row per
    ``section_id``, with any of ``label``, ``part`` and ``system`` (a square in the colour of each stands beside
    the name) and ``n`` (the words compared). A branch has its system's or part's colour as long as all in it are
    of one, systems first.
    """
    order, joined = _tree(merges)
    leaves = _leaves(order, leaves)
    names = display(leaves["label"], script=script)
    xlabel = f"Distance at which two branches meet: {merges['of'].iloc[0]}" if xlabel is None else xlabel
    check_coverage([xlabel])
    ax = canvas(ax, height=0.75 + 0.19 * len(order) + (0.3 if title else 0), title=title, note=note)
    place = {unit: (0.0, float(y)) for y, unit in enumerate(order)}
    for row in merges.itertuples(index=False):
        colour = _common(leaves.loc[joined[row.merge]])
        ends = [place[row.left], place[row.right]]
        for x, y in ends:
            ax.hlines(y, x, row.distance, color=colour, linewidth=1.2)
        ax.vlines(row.distance, *(y for _, y in ends), color=colour, linewidth=1.2)
        place[row.merge] = row.distance, (ends[0][1] + ends[1][1]) / 2
    ax.set_ylim(len(order) - 0.4, -0.6)
    ax.set_xlim(0, 1.03 * merges["distance"].max() or 1.0)  # all alike: every branch meets at 0
    _name_leaves(ax, leaves, names)
    ax.set_xlabel(xlabel)
    return ax


@styled
def similarity_map(
    matrix: pd.DataFrame,
    *,
    merges: pd.DataFrame | None = None,
    leaves: pd.DataFrame | None = None,
    value: str = "Cosine of tf-idf",
    title: str | None = None,
    note: str | None = None,
    script: str = "simplified",
    ax: Axes | None = None,
) -> Axes:
    """Draw a square for each pair of units, the darker the higher its value; the scale lies below.

    ``matrix`` is a table of :func:`analysis.similarity.similarity_matrix`. With ``merges`` the units stand in the order
    of the dendrogram. ``leaves`` as there; pairs of one system are framed in its colour. The diagonal is left
    empty: a unit with itself says nothing. A pair without a value is hatched.
    """
    if list(matrix.index) != list(matrix.columns):
        raise InputError("matrix: rows and columns must be the same units in the same order; use similarity_matrix")
    numeric(matrix, *matrix.columns)
    order = list(matrix.index) if merges is None else _tree(merges)[0]
    if set(order) != set(matrix.index):
        raise InputError("merges: joins other units than the matrix has; make both from the same pairs")
    square = matrix.loc[order, order]
    leaves = _leaves(order, leaves)
    names = display(leaves["label"], script=script)
    check_coverage([value])
    ax = canvas(ax, height=5.78 + (0.3 if title else 0), title=title, note=note)
    numbers = square.to_numpy(float)
    apart = numbers[~np.eye(len(order), dtype=bool)]
    norm = Normalize(min(0.0, np.nanmin(apart)), np.nanmax(apart))
    for i, j in np.ndindex(numbers.shape):
        known = np.isfinite(numbers[i, j])
        if i != j:
            look_of = {"facecolor": AMOUNT(norm(numbers[i, j]))} if known else {"fill": False, "hatch": "////"}
            ax.add_patch(Rectangle((j, i), 1, 1, edgecolor=LIGHT, linewidth=0.4, **look_of))
    system = leaves.get("system", pd.Series("", index=leaves.index)).tolist()
    for i, j in np.ndindex(numbers.shape):
        if i != j and system[i] == system[j] and look(system[i]) is not OTHER:
            edge = look(system[i]).colour
            ax.add_patch(Rectangle((j + 0.06, i + 0.06), 0.88, 0.88, fill=False, edgecolor=edge, linewidth=1.6))
    ax.set_xlim(0, len(order))
    ax.set_ylim(len(order), 0)
    ax.set_aspect("equal")
    _name_leaves(ax, leaves, names, at=0.5)
    ax.set_xticks(np.arange(len(order)) + 0.5, order, rotation=90 if max(map(len, order)) > 3 else 0, size=SMALL)
    ax.tick_params(length=0, top=False, labeltop=True, labelbottom=False)
    ax.spines[:].set_visible(False)
    scale = ax.get_figure(root=True).colorbar(
        ScalarMappable(norm, AMOUNT), ax=ax, location="bottom", shrink=0.5, aspect=28, pad=0.02
    )
    scale.outline.set_visible(False)
    scale.ax.tick_params(labelfontfamily=FAMILY, labelsize=SMALL, length=2, color=GREY, labelcolor=INK)
    scale.ax.set_xlabel(value, fontfamily=FAMILY, size=SMALL)
    return ax


def _tree(merges: pd.DataFrame) -> tuple[list[str], dict[str, list[str]]]:
    """Return the units in the tree's order, and those that each merge joins."""
    columns = ("merge", "left", "right", "distance", "of")
    need(merges, **dict(zip(columns, columns)))
    numeric(merges, "distance")
    joined: dict[str, list[str]] = {}
    for row in merges.itertuples(index=False):
        joined[row.merge] = [unit for side in (row.left, row.right) for unit in joined.get(side, [side])]
    return joined[merges["merge"].iloc[-1]], joined


def _leaves(order: list[str], leaves: pd.DataFrame | None) -> pd.DataFrame:
    """Return one row per unit in the tree's order, with a label."""
    if leaves is None:
        leaves = pd.DataFrame({"section_id": order})
    need(leaves, section_id="section_id")
    one_row_per(leaves, ["section_id"])
    missing = [unit for unit in order if unit not in set(leaves["section_id"])]
    if missing:
        raise InputError(f"leaves: no row for unit {missing[0]!r}; expected one row per unit of the tree")
    table = leaves.set_index("section_id").loc[order]
    return table if "label" in table else table.assign(label=table.index)


def _common(leaves: pd.DataFrame) -> str:
    for column in ("system", "part"):
        keys = set(leaves[column]) if column in leaves else set()
        if len(keys) == 1 and look(key := keys.pop()) is not OTHER:
            return look(key).colour
    return GREY


def _name_leaves(ax: Axes, leaves: pd.DataFrame, names: list[str], *, at: float = 0.0) -> None:
    """Write the units' names at the left, with the colours of part and system, and their words."""
    y = np.arange(len(names)) + at
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    figure, edge = ax.get_figure(root=True), 6.0
    for column in ("system", "part"):
        if column in leaves:
            shift = ScaledTranslation(-edge / 72, 0, figure.dpi_scale_trans)
            edge += 8
            for place, key in zip(y, leaves[column]):
                style = look(key)
                ax.plot(0, place, "s" if column == "system" else style.marker, color=style.colour, markersize=5,
                        clip_on=False, transform=ax.get_yaxis_transform() + shift)  # fmt: skip
    if "n" in leaves:
        texts = ["words", *(f"{n:,.0f}" for n in leaves["n"])]
        for place, text in zip([at - 1, *y], texts):
            beside(ax, place, text, -edge, edge=0)
        edge += 5 + max(text_width(text, size=SMALL) for text in texts)
    ax.set_yticks(y, names)
    ax.tick_params(axis="y", pad=edge)
