"""Keyness: terms by how much more often one side uses them, and the space that systems get in parts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.figures.bars import glosses_of
from analysis.figures.inputs import display, interval, need, numeric, one_row_per, optional, ordered
from analysis.figures.labels import Labels, above, beside, key_name, name_rows
from analysis.figures.style import GREY, INK, LIGHT, OTHER, PAPER, SMALL, canvas, look, styled
from analysis.fonts import check_coverage, text_width

LOG_RATIO = "Log ratio (+1 is twice as often, −1 half as often)"
MARKS = "Thin: words as independent draws. Thick: passages drawn again. Filled: conservative log ratio beyond 0."


@styled
def keyness_dots(
    table: pd.DataFrame,
    *,
    target: str = "target",
    reference: str = "the rest",
    part: object = None,
    top: int = 12,
    bottom: int = 0,
    terms: Sequence[str] | None = None,
    term: str = "term",
    value: str = "log_ratio",
    low: str = "log_ratio_low",
    high: str = "log_ratio_high",
    boot_low: str = "boot_low",
    boot_high: str = "boot_high",
    conservative: str = "lrc",
    gloss: str | None = "gloss",
    xlabel: str = LOG_RATIO,
    title: str | None = None,
    note: str | None = None,
    script: str = "simplified",
    ax: Axes | None = None,
) -> Axes:
    """Draw one row for each term: its log ratio with both intervals, and the counts of both sides.

    ``table`` has one row per term, as :func:`analysis.keyness.keyness` returns it. Drawn are the first ``top``
    terms that the target uses more often and the last ``bottom`` that the reference does, in the table's order,
    or the ``terms`` that are given. ``part`` ("1", "data") gives the target's colour; ``target`` and
    ``reference`` name the sides. A dot is filled where the conservative log ratio is not 0. A count of 0 at
    the right says that the log ratio rests on the half that is put for it. The note begins with what the marks mean.
    """
    need(table, term=term, value=value, conservative=conservative)
    one_row_per(table, [term])
    sides = ["n_target", "n_reference", "tokens_target", "tokens_reference"]
    need(table, **dict(zip(sides, sides)))
    numeric(table, value, conservative, *sides)
    outer, inner = (interval(table, low=a, high=b) for a, b in ((low, high), (boot_low, boot_high)))
    (gloss,) = optional(table, gloss=gloss)
    if terms is None:
        shown = [*table[table[value] > 0].head(top)[term], *table[table[value] < 0].tail(bottom)[term]]
    else:
        shown = ordered(table[term], terms, argument="terms")
    rows = table.set_index(term).loc[shown].reset_index()
    need(rows, term=term)
    check_coverage([xlabel, target, reference])
    words = display(shown, script=script)
    note = f"{MARKS}\n{note}" if note else MARKS
    ax = canvas(ax, height=1.25 + 0.21 * len(rows) + (0.3 if title else 0), title=title, note=note)
    y = np.arange(len(rows))
    more = (rows[value] >= 0).to_numpy()
    for side, colour in ((more, look(part).colour), (~more, GREY)):
        # Lighter than its dot, so that the thin line shows on it.
        for bounds, tone, width, alpha in ((inner, colour, 3.4, 0.5), (outer, INK, 0.7, 1)):
            low_end, high_end = (rows[bound][side] for bound in bounds)
            ax.hlines(y[side], low_end, high_end, color=tone, linewidth=width, alpha=alpha)
        for filled in (True, False):
            at = side & ((rows[conservative] != 0).to_numpy() == filled)
            ax.plot(
                rows[value][at],
                y[at],
                look(part).marker if side is more else OTHER.marker,
                linestyle="none",
                markersize=6.5 if filled else 5.3,
                markerfacecolor=colour if filled else PAPER,
                markeredgecolor=PAPER if filled else colour,
                markeredgewidth=0.5 if filled else 1.2,
                zorder=4,
            )
    for line in y[:-1] + 0.5:
        ax.axhline(line, color=LIGHT, linewidth=0.5, zorder=0)
    ax.axvline(0, color=INK, linewidth=0.8, zorder=1)
    ends = rows[[value, *outer, *inner]].to_numpy(float)
    reach = max(np.nanmax(ends), 0) - min(np.nanmin(ends), 0) or 1
    ax.set_xlim(min(np.nanmin(ends), 0) - 0.03 * reach, max(np.nanmax(ends), 0) + 0.03 * reach)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    name_rows(ax, words, glosses_of(rows, shown, term, gloss))
    if more.any():
        above(ax, 0, f"  more in {target}", colour=INK)
    if not more.all():
        above(ax, 0, f"more in {reference}  ", ha="right", colour=INK)
    heads = [(target, rows["tokens_target"].max()), (reference, rows["tokens_reference"].max())]
    _count_columns(ax, heads, [rows["n_target"], rows["n_reference"]])
    ax.set_xlabel(xlabel)
    return ax


@styled
def attention_shares(
    table: pd.DataFrame,
    *,
    part: str = "part",
    system: str = "system",
    value: str = "share",
    low: str | None = "share_low",
    high: str | None = "share_high",
    size: str = "n_tokens",
    parts: Sequence[object] | None = None,
    systems: Sequence[object] | None = None,
    labels: Labels = None,
    xlabel: str = "Share of the part's words, in % (line: passages drawn again)",
    title: str | None = None,
    note: str | None = None,
    script: str = "simplified",
    ax: Axes | None = None,
) -> Axes:
    """Draw a group of rows for each system: its share of each part, with the interval and the words.

    ``table`` has one row per part and system, as :func:`analysis.attention.attention` returns it; shares lie
    between 0 and 1 and are drawn in %. The parts stand below each other in every group, so that the grey line
    through a group shows how the space moves. The dashed line is an equal share for all systems.
    """
    need(table, part=part, system=system, value=value, size=size)
    one_row_per(table, [part, system])
    parts = ordered(table[part], parts, argument="parts")
    systems = ordered(table[system], systems, argument="systems")
    names = display([key_name(key, labels) for key in [*systems, *parts]], script=script)
    bounds = interval(table, low=low, high=high)
    check_coverage([xlabel])
    n, cells = len(parts), table.set_index([system, part])
    ax = canvas(
        ax, height=1.0 + 0.165 * (n + 0.7) * len(systems) + (0.3 if title else 0), title=title, note=note
    )
    places, written, words = [], [], []
    for i, key in enumerate(systems):
        rows = cells.reindex([(key, p) for p in parts])
        y = i * (n + 0.7) + np.arange(n)
        ax.plot(100 * rows[value], y, color=LIGHT, linewidth=1.2, zorder=1)
        for place, p, (_, row) in zip(y, parts, rows.iterrows()):
            style = look(p)
            if bounds:
                ends = [100 * row[b] for b in bounds]
                ax.hlines(place, *ends, color=style.colour, linewidth=1.3, zorder=2)
            ax.plot(
                100 * row[value],
                place,
                style.marker,
                color=style.colour,
                markersize=5.5,
                markeredgecolor=PAPER,
                markeredgewidth=0.4,
                clip_on=False,
                zorder=3,
            )
        places.extend(y)
        written.extend(names[len(systems) :])
        words.extend("–" if pd.isna(k) else f"{k:,.0f}" for k in rows[size])
    ax.set_ylim(max(places) + 0.8, -0.8)
    ax.set_xlim(left=0)
    ax.axvline(100 / len(systems), color=GREY, linewidth=0.7, linestyle=(0, (4, 3)), zorder=0)
    above(ax, 100 / len(systems), "equal share", colour=GREY, ha="center")
    ax.set_yticks(places, written)
    ax.tick_params(axis="y", length=0, labelsize=SMALL, labelcolor=GREY)
    ax.spines["left"].set_visible(False)
    _name_groups(
        ax, names[: len(systems)], systems, places[::n], n, max(text_width(w, size=SMALL) for w in written)
    )
    _column(ax, places, words, "words", 6 + max(text_width(w, size=SMALL) for w in [*words, "words"]))
    ax.set_xlabel(xlabel)
    return ax


def _name_groups(ax: Axes, names: list[str], keys: list, starts: list[float], rows: int, room: float) -> None:
    """Write each group's name left of its rows' names, beside a bar in the group's colour."""
    for name, key, start in zip(names, keys, starts):
        ax.annotate(
            name,
            (0, start + (rows - 1) / 2),
            (-room - 16, 0),
            xycoords=ax.get_yaxis_transform(),
            textcoords="offset points",
            ha="right",
            va="center_baseline",
            annotation_clip=False,
        )
        ax.plot(
            [0, 0],
            [start - 0.35, start + rows - 0.65],
            transform=ax.get_yaxis_transform(),
            color=look(key).colour,
            linewidth=2.5,
            solid_capstyle="butt",
            clip_on=False,
        )


def _count_columns(ax: Axes, heads: list[tuple[str, float]], columns: list[pd.Series]) -> None:
    """Write both sides' counts right of the axes, each below its side's name and size."""
    right = 0.0
    for (name, size), counts in zip(heads, columns):
        texts = [f"{n:,.0f}" for n in counts]
        tokens = f"{size:,.0f} words"
        right += 8 + max(text_width(text, size=SMALL) for text in [*texts, name, tokens])
        _column(ax, np.arange(len(texts)), texts, name, right, below=tokens)


def _column(
    ax: Axes,
    places: Sequence[float],
    texts: Sequence[str],
    head: str,
    right: float,
    *,
    below: str | None = None,
) -> None:
    for place, text in zip(places, texts):
        beside(ax, place, text, right)
    for i, text in enumerate(reversed([head, below] if below else [head])):
        ax.annotate(
            text,
            (1, 1),
            (right, 5 + 10 * i),
            xycoords=ax.transAxes,
            textcoords="offset points",
            ha="right",
            size=SMALL,
            color=GREY,
            annotation_clip=False,
        )
