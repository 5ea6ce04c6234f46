"""Replication: how terms or themes differ between two parts of one text, beside many documents with such parts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.figures.inputs import display, interval, need, numeric, one_row_per, optional, ordered
from analysis.figures.keyness import LOG_RATIO
from analysis.figures.labels import Labels, above, beside, key_name, name_rows
from analysis.figures.style import GREY, INK, LIGHT, PAPER, SMALL, canvas, styled
from analysis.fonts import check_coverage, text_width

# Teal and brown as in the heat map's scale around a centre: no colour of a part or system.
VERDICTS = {"replicates": ("Replicates", "#35978F"), "open": ("Open", "#8C8C8C"), "reverses": ("Reverses", "#A6611A")}
APART = 0.16  # of a row, from its middle to each of its two dots


@styled
def replication_dots(
    table: pd.DataFrame,
    *,
    target: str = "target",
    reference: str = "reference",
    original: str = "the original",
    documents: str = "documents",
    terms: Sequence[str] | None = None,
    term: str = "term",
    gloss: str | None = "gloss",
    labels: Labels = None,
    xlabel: str = LOG_RATIO,
    title: str | None = None,
    note: str | None = None,
    script: str = "simplified",
    ax: Axes | None = None,
) -> Axes:
    """Draw two dots for each term under its verdict: the original's log ratio, and below it that of the documents.

    ``table`` has one row per term, as :func:`analysis.replication.replication` returns it, all of them or the
    ``terms`` that are given, in their order; rare terms and those of no direction are left out. The original's
    interval is drawn where the caller joined one as ``original_low, original_high``. ``target, reference, original``
    and ``documents`` name what is compared. At the right stands how many documents go the original's way, and how
    many the other. The note begins with what the marks mean.
    """
    counts = ["n_same", "n_opposite"]
    need(table, term=term, verdict="verdict", **{name: name for name in ["log_ratio", "log_ratio_original", *counts]})
    one_row_per(table, [term])
    numeric(table, "log_ratio", "log_ratio_original", *counts)
    bounds, (gloss,) = interval(table, low="boot_low", high="boot_high"), optional(table, gloss=gloss)
    own = interval(table, low="original_low", high="original_high") if "original_low" in table else None
    rows = table.set_index(term, drop=False).loc[ordered(table[term], terms, argument="terms")]
    rows = pd.concat([rows[rows["verdict"] == verdict] for verdict in VERDICTS])
    need(rows, term=term)
    check_coverage([xlabel, target, reference, original, documents])
    present = list(dict.fromkeys(rows["verdict"]))
    # A line of its own for the head of each group.
    y = np.arange(len(rows)) + 1 + rows["verdict"].map({verdict: i for i, verdict in enumerate(present)}).to_numpy()
    lines = range(y[-1] + 1)
    at = dict(zip(y, rows.index))
    heads = {y[rows["verdict"] == verdict][0] - 1: verdict for verdict in present}
    words = display([key_name(at[line], labels) if line in at else _head(heads[line], rows) for line in lines],
                    script=script)  # fmt: skip
    marks = f"Upper dot, hollow: {original}; lower dot, filled: {documents}."
    ax = canvas(ax, height=1.3 + 0.245 * len(lines) + (0.3 if title else 0), title=title,
                note=f"{marks}\n{note}" if note else marks)  # fmt: skip
    colours = [VERDICTS[verdict][1] for verdict in rows["verdict"]]
    if own:
        ax.hlines(y - APART, rows[own[0]], rows[own[1]], color=INK, linewidth=0.7)
    ax.hlines(y + APART, rows[bounds[0]], rows[bounds[1]], color=colours, linewidth=2.2)
    for place, first, second, colour in zip(y, rows["log_ratio_original"], rows["log_ratio"], colours):
        style = {"markersize": 5.3, "linestyle": "none", "zorder": 4}
        ax.plot(first, place - APART, "o", markerfacecolor=PAPER, markeredgecolor=INK, markeredgewidth=1, **style)
        ax.plot(second, place + APART, "o", color=colour, markeredgecolor=PAPER, markeredgewidth=0.5, **style)
    ax.axvline(0, color=INK, linewidth=0.8, zorder=1)
    for line in y - 0.5:
        ax.axhline(line, color=LIGHT, linewidth=0.5, zorder=0)
    ends = rows[["log_ratio", "log_ratio_original", *(bounds or ()), *(own or ())]].to_numpy(float)
    reach = max(np.nanmax(ends), 0) - min(np.nanmin(ends), 0) or 1
    ax.set_xlim(min(np.nanmin(ends), 0) - 0.03 * reach, max(np.nanmax(ends), 0) + 0.03 * reach)
    ax.set_ylim(len(lines) - 0.4, -0.5)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    name_rows(ax, words, [rows.loc[at[line], gloss] if line in at else "" for line in lines] if gloss else None)
    for line, verdict in heads.items():
        ax.get_yticklabels()[line].set_color(VERDICTS[verdict][1])
    above(ax, 0, f"  more in {target}", colour=INK)
    above(ax, 0, f"more in {reference}  ", ha="right", colour=INK)
    _votes(ax, y, rows, documents)
    ax.set_xlabel(xlabel)
    return ax


def _head(verdict: str, rows: pd.DataFrame) -> str:
    return f"{VERDICTS[verdict][0]}: {(rows['verdict'] == verdict).sum()}"


def _votes(ax: Axes, y: np.ndarray, rows: pd.DataFrame, documents: str) -> None:
    """Write right of the axes how many documents go the original's way, and how many the other."""
    edges = [0.0]
    for head, counts in (("with", rows["n_same"]), ("against", rows["n_opposite"])):
        texts = [f"{count:,.0f}" for count in counts]
        edges.append(edges[-1] + 8 + max(text_width(text, size=SMALL) for text in [*texts, head]))
        for place, text in zip(y, texts):
            beside(ax, place, text, edges[-1])
        _name(ax, head, edges[-1], 5)
    _name(ax, documents, edges[-1] / 2 + 4, 15, ha="center")  # over both columns


def _name(ax: Axes, text: str, at: float, up: float, *, ha: str = "right") -> None:
    ax.annotate(text, (1, 1), (at, up), xycoords=ax.transAxes, textcoords="offset points", ha=ha, size=SMALL,
                color=GREY, annotation_clip=False)  # fmt: skip
