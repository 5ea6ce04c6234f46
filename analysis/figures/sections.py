"""Sections: where each one lies in the text, and how long it is."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.figures.inputs import display, need, one_row_per, ordered
from analysis.figures.labels import Labels, fit_in_box, key_name, points
from analysis.figures.style import GREY, LIGHT, OTHER, PAPER, canvas, look, styled
from analysis.fonts import check_coverage

# Bottom and height of each row of the strip, in the axes' units.
ITEMS, SECTIONS, PARTS, WHOLE = (0.0, 0.2), (0.25, 1.15), (1.45, 0.45), (0.25, 1.65)
HEIGHT = 1.92
TINTS = (LIGHT, "#B5B5B5")


@styled
def section_strip(
    sections: pd.DataFrame,
    *,
    labels: Labels = None,
    title: str | None = None,
    note: str | None = None,
    script: str = "simplified",
    ax: Axes | None = None,
) -> Axes:
    """Draw the whole text as a strip: parts above, their sections below, items as the lowest row.

    ``sections`` has one row per unit (section_id, level, kind, start, end, subtree_end, and system where it
    is known). A box runs from a unit's first character to the end of its last descendant: widths are lengths
    in characters. What stands outside the headings (front matter, abstract, references …) is grey.
    """
    need(sections, **{name: name for name in ("section_id", "level", "kind", "start", "end", "subtree_end")})
    one_row_per(sections, ["section_id"])
    names = display([_unit_name(row, labels) for row in sections.itertuples()], script=script)
    ax = canvas(ax, height=2.15 + (0.3 if title else 0), title=title, note=note)
    length = sections["subtree_end"].max()
    ax.set_xlim(0, length)
    ax.set_ylim(-0.02, HEIGHT - 0.02)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.set_xlabel("Character of the cleaned text")
    wide, high = points(ax)
    shade = 0
    for row, name in zip(sections.itertuples(), names):
        extent = row.subtree_end - row.start
        choices = [[name]] if name else []
        if row.kind == "item":
            shade = 1 - shade
            band, colour, choices = ITEMS, TINTS[shade], []
        elif row.kind == "heading" and row.level == 1:
            band, colour = PARTS, look(row.section_id).colour
            choices = [[name, f"{extent:,} characters"], [name]]
        elif row.kind == "heading" and row.level == 2:
            band, colour = SECTIONS, look(_system(row)).colour
        elif row.kind not in ("heading", "reference"):
            band, colour = WHOLE, LIGHT
        else:
            continue
        ax.add_patch(
            Rectangle((row.start, band[0]), extent, band[1], facecolor=colour, edgecolor=PAPER, linewidth=0.5)
        )
        fit_in_box(
            ax,
            row.start + extent / 2,
            band[0] + band[1] / 2,
            choices,
            (extent / length * wide, band[1] / HEIGHT * high),
            colour,
        )
    return ax


@styled
def section_lengths(
    lengths: pd.DataFrame,
    *,
    group: str = "part",
    unit: str = "system",
    length: str = "n_tokens",
    labels: Labels = None,
    hatched: bool = False,
    xlabel: str = "Tokens",
    title: str | None = None,
    note: str | None = None,
    script: str = "simplified",
    ax: Axes | None = None,
) -> Axes:
    """Draw a stacked bar for each part: how long its sections are, each in its system's colour.

    ``lengths`` has one row per part and section, in text order. Name and length stand in each box, the total
    at the bar's end. ``hatched`` adds each system's hatch, for printing in grey.
    """
    need(lengths, group=group, unit=unit, length=length)
    one_row_per(lengths, [group, unit])
    groups = ordered(lengths[group], None, argument="group")
    heads = display([key_name(g, labels) for g in groups], script=script)
    rows = lengths.assign(_name=display([key_name(u, labels) for u in lengths[unit]], script=script))
    check_coverage([xlabel])
    ax = canvas(ax, height=0.6 + 0.72 * len(groups) + (0.3 if title else 0), title=title, note=note)
    longest = lengths.groupby(group)[length].sum().max()
    ax.set_yticks(range(len(groups)), heads)
    ax.set_ylim(len(groups) - 0.5, -0.5)
    ax.set_xlim(0, longest * 1.08)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.set_xlabel(xlabel)
    wide, high = points(ax)
    for y, key in enumerate(groups):
        left = 0.0
        for row in rows[rows[group] == key].to_dict("records"):
            colour, hatch = look(row[unit]).colour, look(row[unit]).hatch if hatched else ""
            ax.barh(
                y,
                row[length],
                left=left,
                height=0.84,
                facecolor=colour,
                edgecolor=PAPER,
                linewidth=0.8,
                hatch=hatch,
            )
            number = f"{row[length]:,.0f}"
            fit_in_box(
                ax,
                left + row[length] / 2,
                y,
                [[row["_name"], number], [number]],
                (row[length] / (longest * 1.08) * wide, 0.84 / len(groups) * high),
                colour,
            )
            left += row[length]
        ax.annotate(
            f"{left:,.0f}", (left, y), (4, 0), textcoords="offset points", va="center_baseline", color=GREY
        )
    return ax


def _system(row: tuple) -> str:
    return str(getattr(row, "system", "") or "")


def _unit_name(row: tuple, labels: Labels) -> str:
    if labels and row.section_id in labels:
        return labels[row.section_id]
    if row.kind == "heading":
        known = look(_system(row))
        return row.section_id if known is OTHER else f"{row.section_id} {known.name}"
    return str(row.kind)
