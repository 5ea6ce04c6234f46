"""Flows: what leads from one part to the next, between systems as ribbons and between items as lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from analysis.errors import InputError
from analysis.figures.inputs import display, need, numeric, one_row_per, ordered
from analysis.figures.labels import Labels, above, fit_in_box, key_name, points
from analysis.figures.style import GREY, INK, PAPER, SMALL, canvas, look, styled
from analysis.fonts import check_coverage, text_width

BOX, GAP, STRIP = 0.86, 0.012, 0.055  # a box's width (the next column begins 2 further), space between, open share
WEAK, STRONG = 0.28, 0.75  # how opaque a ribbon is


@styled
def flow_diagram(
    flows: pd.DataFrame,
    bands: pd.DataFrame,
    *,
    parts: Sequence[object] | None = None,
    labels: Labels = None,
    words: Sequence[str] = ("taken up", "answered", "prompted"),
    title: str | None = None,
    note: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw a column of boxes for each part and ribbons from the systems of one part to those of the next.

    ``flows`` comes from ``system_flows`` (several calls, concatenated), ``bands`` from ``system_bands``. A box's
    height is its share of the part's words; each part fills its column, its words stand in its head. A ribbon has
    the colour of the system from which it comes; its width is the share of the box's items that it takes up, at
    each end. Dark ribbons hold a pair with a small adjusted p (``n_strong``), pale ones none. The hatched side of
    a box is its share of items without a link: challenges that no task answers, tasks that no challenge calls for.
    ``words`` says of each part in order what its linked items are. ``parts`` takes columns and their order.
    """
    need(bands, part="part", system="system", n="n_items", size="n_words")
    numeric(bands, "n_before", "n_after")
    one_row_per(bands, ["part", "system"])
    if len(flows):
        need(flows, n="n_pairs", count="n_strong", value="from_items", length="to_items")
        one_row_per(flows, ["first_part", "second_part", "from_system", "to_system"])
    parts = ordered(bands["part"], parts, argument="parts")
    if len(words) < len(parts):
        raise InputError(f"words: has {len(words)} for {len(parts)} parts; give one for each")
    heads = display([key_name(part, labels) for part in parts], script="simplified")
    check_coverage(words)
    ax = canvas(ax, height=4.9 + (0.3 if title else 0), title=title, note=note)
    ax.set_xlim(-0.02, 2 * (len(parts) - 1) + BOX + 0.02)
    ax.set_ylim(1, 0)
    ax.set_axis_off()
    for i, (part, head) in enumerate(zip(parts, heads)):
        size = bands.loc[bands["part"] == part, "n_words"].sum()
        above(ax, 2 * i, f"{head}, {size:,.0f} words")
    places = {part: _stack(bands[bands["part"] == part]) for part in parts}
    for i in range(len(parts) - 1):
        pair = parts[i], parts[i + 1]
        rows = flows[(flows["first_part"] == pair[0]) & (flows["second_part"] == pair[1])]
        _ribbons(ax, rows, places[pair[0]], places[pair[1]], 2 * i + BOX, 2 * i + 2)
    wide, high = points(ax)
    for i, part in enumerate(parts):
        _boxes(ax, places[part], 2 * i, labels, words[i], wide / (2 * (len(parts) - 1) + BOX + 0.04), high)
    return ax


def _stack(bands: pd.DataFrame) -> pd.DataFrame:
    """Return the bands by system with the top and height of each box, which fill the column."""
    share = bands["n_words"] / bands["n_words"].sum()
    height = share * (1 - GAP * (len(bands) - 1))
    top = height.cumsum() - height + GAP * np.arange(len(bands))
    return bands.assign(top=top, height=height).set_index("system")


def _ribbons(
    ax: Axes, flows: pd.DataFrame, first: pd.DataFrame, second: pd.DataFrame, left: float, right: float
) -> None:
    """Draw the ribbons between two columns; at each end they lie from the top in the order of the other end."""
    if flows.empty:
        return
    rows = flows.assign(
        _from=flows["from_system"].map({s: i for i, s in enumerate(first.index)}),
        _to=flows["to_system"].map({s: i for i, s in enumerate(second.index)}),
    )
    if rows[["_from", "_to"]].isna().any(axis=None):
        raise InputError("flows: a system is not among the bands of its part; make both from the same pairs")
    for side, bands, order in (("from", first, ["_from", "_to"]), ("to", second, ["_to", "_from"])):
        rows = rows.sort_values(order)
        unit = rows[f"{side}_system"].map(bands["height"] / bands["n_items"])
        rows[f"_{side}_width"] = rows[f"{side}_items"] * unit
        before = rows.groupby(f"{side}_system")[f"_{side}_width"].cumsum() - rows[f"_{side}_width"]
        rows[f"_{side}_top"] = rows[f"{side}_system"].map(bands["top"]) + before
    middle = (left + right) / 2
    # Those that stay in their system first, so that those that cross lie above them.
    rows = rows.assign(_cross=rows["_from"] != rows["_to"]).sort_values(["_cross", "_from", "_to"])
    for row in rows.to_dict("records"):
        a, b = row["_from_top"], row["_to_top"]
        c, d = b + row["_to_width"], a + row["_from_width"]
        steps = [(left, a), (middle, a), (middle, b), (right, b), (right, c), (middle, c), (middle, d), (left, d)]
        codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
        ax.add_patch(
            PathPatch(
                Path([*steps, steps[0]], codes),
                facecolor=look(row["from_system"]).colour,
                alpha=STRONG if row["n_strong"] else WEAK,
                edgecolor=PAPER,
                linewidth=0.4,
                gid=f"{row['from_system']}>{row['to_system']}",
            )
        )


def _boxes(
    ax: Axes, bands: pd.DataFrame, x: float, labels: Labels, word: str, unit: float, high: float
) -> None:
    for system, row in bands.iterrows():
        style = look(system)
        ax.add_patch(Rectangle((x, row["top"]), BOX, row["height"], facecolor=style.colour, linewidth=0))
        for at, linked in ((x, row["n_before"]), (x + BOX - STRIP, row["n_after"])):
            free = 0 if pd.isna(linked) else 1 - linked / row["n_items"]
            if free:
                depth = row["height"] * free
                place = (at, row["top"] + row["height"] - depth)
                ax.add_patch(
                    Rectangle(place, STRIP, depth, facecolor=PAPER, edgecolor=style.colour, hatch="//////", lw=0.6)
                )
        linked = row["n_after"] if pd.notna(row["n_after"]) else row["n_before"]
        name = display([key_name(system, labels)], script="simplified")[0]
        says = f"{linked:,.0f} of {row['n_items']:,.0f} {word}"
        size = f"{row['n_words']:,.0f} words"
        centre, room = (x + BOX / 2, row["top"] + row["height"] / 2), (BOX - 2 * STRIP) * unit
        choices = [[name, says, size], [name, says], [name]]
        fit_in_box(ax, *centre, choices, (room, row["height"] * high), style.colour)


@styled
def answer_links(
    pairs: pd.DataFrame,
    *,
    names: Mapping[str, str] | None = None,
    strong: float = 0.10,
    heads: tuple[str, str] = ("Challenges", "Tasks"),
    title: str | None = None,
    note: str | None = None,
    script: str = "simplified",
    ax: Axes | None = None,
) -> Axes:
    """Draw the items of two parts facing each other, and a line for each pair that matches.

    ``pairs`` comes from ``answers``; ``names`` gives each item's text (its gloss, say) behind its id. A line has the
    colour of the challenge's system; it is thick where ``p_bh`` is at most ``strong`` and dashed where the task
    stands in another system. The smallest p of each challenge stands beside it. Items without a line are grey, with
    an open dot.
    """
    need(pairs, first="challenge_id", second="task_id", matched="matched", value="p", low="p_bh")
    one_row_per(pairs, ["challenge_id", "task_id"])
    numeric(pairs, "p", "p_bh")
    check_coverage(heads)
    sides = [ordered(pairs[column], None, argument=column) for column in ("challenge_id", "task_id")]
    rows = max(map(len, sides))
    ax = canvas(ax, height=0.75 + 0.185 * rows + (0.3 if title else 0), title=title, note=note)
    ax.set_ylim(rows - 0.5, -0.5)
    ax.set_axis_off()
    lowest = pairs.groupby("challenge_id")["p"].min()
    texts = [display([f"{i}  {(names or {}).get(i, '')}".strip() for i in ids], script=script) for ids in sides]
    texts[0] = [f"{text}   p {_short(lowest[i])}" for text, i in zip(texts[0], sides[0])]
    _leave_room(ax, [max(text_width(text, size=SMALL) for text in column) + 10 for column in texts])
    place = [dict(zip(ids, np.linspace(0, rows - 1, len(ids)))) for ids in sides]
    matched = pairs[pairs["matched"]]
    for row in matched.to_dict("records"):
        thick = row["p_bh"] <= strong
        ax.plot(
            [0, 1],
            [place[0][row["challenge_id"]], place[1][row["task_id"]]],
            color=look(row["challenge_system"]).colour,
            linewidth=2.2 if thick else 0.9,
            linestyle="-" if pd.isna(row["same_system"]) or row["same_system"] else (0, (4, 2)),
            zorder=3 if thick else 2,
        )
    for x, column, system, ids in ((0, "challenge_id", "challenge_system", sides[0]),
                                   (1, "task_id", "task_system", sides[1])):  # fmt: skip
        known = pairs.drop_duplicates(column).set_index(column)[system]
        for unit, text in zip(ids, texts[x]):
            y, linked = place[x][unit], unit in set(matched[column])
            colour = look(known[unit]).colour
            ax.plot(x, y, "o", markersize=4.5, color=colour if linked else PAPER, markeredgecolor=colour, zorder=4)
            ax.annotate(
                text,
                (x, y),
                (7 if x else -7, 0),
                textcoords="offset points",
                ha="left" if x else "right",
                va="center_baseline",
                size=SMALL,
                color=INK if linked else GREY,
            )
        says = f"{heads[x]}: {matched[column].nunique()} of {len(ids)} linked"
        above(ax, x, says, ha="left" if x else "right")
    return ax


def _leave_room(ax: Axes, sides: list[float]) -> None:
    """Set the horizontal axis so that texts of these widths in points fit left of 0 and right of 1."""
    middle = points(ax)[0] - sum(sides)
    if middle < 50:
        raise InputError("names: are too long to stand on both sides of the lines; give shorter ones")
    ax.set_xlim(-sides[0] / middle, 1 + sides[1] / middle)


def _short(p: float) -> str:
    if pd.isna(p):
        return "–"
    return "< .001" if p < 0.001 else f"{p:.3f}".removeprefix("0")
