"""Evidence: where a text has its figures and citations, and how dense they are in each part and system."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.figures.inputs import display, need, numeric, one_row_per, ordered
from analysis.figures.labels import Labels, fit_in_box, key_name, points
from analysis.figures.style import GREY, INK, LIGHT, OTHER, PAPER, SMALL, canvas, look, styled
from analysis.fonts import check_coverage

# Bottom and height of each row of the strip, in the axes' units.
PARTS, SECTIONS = (2.65, 0.5), (2.15, 0.45)
LANES = {"Figures": (1.12, 0.6), "Citations": (0.1, 0.6)}
HEIGHT = 3.2


@styled
def evidence_strip(
    figures: pd.DataFrame,
    citations: pd.DataFrame,
    sections: pd.DataFrame,
    *,
    labels: Labels = None,
    title: str | None = None,
    note: str | None = None,
    script: str = "simplified",
    ax: Axes | None = None,
) -> Axes:
    """Draw a mark for each figure and each citation where it stands along the running text.

    ``figures`` has one row per figure (``position`` counts from the start of its unit), ``citations`` one per
    number cited (``position`` counts from the start of the text). Above lie the parts and their sections;
    each lane has the number of its marks at the end of every part and of the introduction.
    """
    columns = ("section_id", "level", "kind", "start", "end", "subtree_end")
    need(sections, **{name: name for name in columns})
    need(figures, section_id="section_id", position="position")
    need(citations, section_id="section_id", position="position")
    numeric(figures, "position")
    numeric(citations, "position")
    one_row_per(sections, ["section_id"])
    starts = sections.set_index("section_id")["start"]
    places = {"Figures": figures["section_id"].map(starts) + figures["position"]}
    places["Citations"] = citations["position"]
    spans = sections[sections["kind"].isin(["introduction", "heading"]) & (sections["level"] <= 2)]
    parts = spans[spans["level"] <= 1]
    left, right = spans["start"].min(), spans["subtree_end"].max()
    ax = canvas(ax, height=1.85 + (0.3 if title else 0), title=title, note=note)
    ax.set_xlim(left, right)
    ax.set_ylim(0, HEIGHT)
    ax.set_yticks([bottom + height / 2 for bottom, height in LANES.values()], list(LANES))
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.set_xlabel("Character of the cleaned text")
    wide, high = points(ax)
    for row in spans.itertuples():
        bottom, height = PARTS if row.level <= 1 else SECTIONS
        known = look(row.section_id if row.level <= 1 else getattr(row, "system", ""))
        colour = LIGHT if known is OTHER else known.colour
        extent = row.subtree_end - row.start
        box = Rectangle((row.start, bottom), extent, height, facecolor=colour, edgecolor=PAPER, linewidth=0.5)
        ax.add_patch(box)
        (name,) = display([(labels or {}).get(row.section_id, row.section_id)], script=script)
        room = (extent / (right - left) * wide, height / HEIGHT * high)
        fit_in_box(ax, row.start + extent / 2, bottom + height / 2, [[name]], room, colour)
    for lane, (bottom, height) in LANES.items():
        ax.axhline(bottom, color=LIGHT, linewidth=0.6, zorder=0)
        ax.vlines(places[lane], bottom, bottom + height, color=INK, linewidth=0.7, label=lane)
        for row in parts.itertuples():
            n = int(places[lane].between(row.start, row.subtree_end - 1).sum())
            where = (row.subtree_end, bottom + height)
            ax.annotate(
                f"{n:,}", where, (-3, 1.5), textcoords="offset points", ha="right", size=SMALL, color=GREY
            )
    for start in parts["start"]:
        ax.axvline(start, ymax=2.08 / HEIGHT, color=LIGHT, linewidth=0.8, zorder=0)
    return ax


@styled
def evidence_dots(
    density: pd.DataFrame,
    *,
    row: str = "system",
    group: str = "part",
    value: str = "both_per_1000",
    low: str = "both_low",
    high: str = "both_high",
    counts: Sequence[str] = ("n_figures", "n_citations"),
    rows: Sequence[object] | None = None,
    groups: Sequence[object] | None = None,
    labels: Labels = None,
    xlabel: str = "Figures and citations per 1,000 Han characters",
    title: str | None = None,
    note: str | None = None,
    script: str = "simplified",
    ax: Axes | None = None,
) -> Axes:
    """Draw a column for each part: a dot and its interval for each system, and what was counted.

    ``density`` has one row per part and system: :func:`analysis.evidence.evidence_density` at level "2"
    without the parts' openings. All columns have one scale; the counts stand at their right, as "figures +
    citations". An interval that is NaN isn't drawn, and a value that is NaN has "–" for its dot.
    """
    need(density, row=row, group=group, value=value, low=low, high=high, **{name: name for name in counts})
    one_row_per(density, [group, row])
    numeric(density, low, high, *counts)
    rows = ordered(density[row], rows, argument="rows")
    groups = ordered(density[group], groups, argument="groups")
    names = display([key_name(key, labels) for key in rows], script=script)
    heads = display([key_name(key, labels) for key in groups], script=script)
    check_coverage([xlabel])
    ax = canvas(ax, height=0.95 + 0.25 * len(rows) + (0.3 if title else 0), title=title, note=note)
    table = density.set_index([group, row]).reindex(pd.MultiIndex.from_product([groups, rows]))
    top = np.nanmax([*table[high], *table[value], 1e-9])
    step = 1.36 * top  # a column's width: its scale, and room for the counts
    ax.set_xlim(-0.02 * top, step * len(groups))
    ax.set_ylim(len(rows) - 0.5, -1.3)
    ax.set_yticks(range(len(rows)), names)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.spines["bottom"].set_visible(False)
    marks = [tick for tick in ax.xaxis.get_major_locator().tick_values(0, top) if 0 <= tick <= top * 1.001][
        ::2
    ]
    for i, (key, head) in enumerate(zip(groups, heads)):
        style, at = look(key), i * step
        cells = table.loc[key]
        y = np.arange(len(rows))
        ax.hlines(y, at + cells[low], at + cells[high], color=style.colour, linewidth=1.1)
        ax.plot(
            at + cells[value],
            y,
            style.marker,
            color=style.colour,
            markersize=5,
            linestyle="none",
            markeredgecolor=PAPER,
            markeredgewidth=0.4,
            clip_on=False,
            label=str(key),
        )
        ax.vlines(at, -0.5, len(rows) - 0.5, color=GREY, linewidth=0.6, zorder=1)
        ax.text(at, -0.85, head, size=SMALL + 1, color=INK)
        for line, (known, numbers) in enumerate(zip(cells[value].notna(), cells[list(counts)].to_numpy())):
            text = " + ".join(f"{number:,.0f}" for number in numbers) if known else "–"
            ax.text(at + 1.27 * top, line, text, ha="right", va="center_baseline", size=SMALL, color=GREY)
    for y in np.arange(len(rows) - 1) + 0.5:
        ax.axhline(y, color=LIGHT, linewidth=0.5, zorder=0)
    ax.set_xticks(
        [i * step + mark for i in range(len(groups)) for mark in marks],
        [f"{mark:g}" for _ in groups for mark in marks],
    )
    ax.set_xlabel(xlabel)
    return ax
