"""Shifts: the words that make the difference between two units, with the units' sizes and the total."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation

from analysis.figures.inputs import display, interval, need, numeric, one_row_per, optional
from analysis.figures.labels import Labels, beside, key_name, name_rows
from analysis.figures.style import GREY, INK, LIGHT, PAPER, SMALL, canvas, look, styled
from analysis.fonts import check_coverage, text_width

XLABEL = {
    "proportion": "Difference of the shares of words, percentage points",
    "jensen_shannon": "Part in the divergence, bits; side: which unit has the word more",
}
TOTAL = {
    "proportion": "Share of words that differs",
    "jensen_shannon": "Jensen–Shannon divergence, bits",
}
SIZES, LINE = -4.2, -2.1  # rows above the first term


@styled
def word_shift(
    shift: pd.DataFrame,
    *,
    first: object = None,
    second: object = None,
    labels: Labels = None,
    term: str = "term",
    top: int = 20,
    low: str | None = "low",
    high: str | None = "high",
    gloss: str | None = "gloss",
    xlabel: str | None = None,
    title: str | None = None,
    note: str | None = None,
    script: str = "simplified",
    ax: Axes | None = None,
) -> Axes:
    """Draw a bar for each term: to the left what the first unit has more of, to the right the second.

    ``shift`` is a table of :func:`analysis.word_shifts.word_shift` (or ``theme_shift``, with ``term="theme"``);
    ``first`` and ``second`` are the units' ids, for colours and names. At the right stand the term's counts in both
    units. Above, two bars show how many words each unit has, and a line from 0 to 1 the total as a dot beside the
    range of the total when the passages are shuffled. A bar is pale where less than 95 % of the draws
    keep its direction.
    """
    need(shift, term=term, rank="rank", value="contribution")
    one_row_per(shift, [term])
    totals = ("words_first", "words_second", "total", "total_shuffled", "total_low", "total_high")
    need(shift, **dict(zip(totals, totals)), direction="direction", measure="measure")
    numeric(shift, *totals, "n_first", "n_second")
    rows = shift.sort_values("rank").head(top)
    words = display(rows[term], script=script)
    sides = (("first", first), ("second", second))
    names = display([f"{side} unit" if key is None else key_name(key, labels) for side, key in sides], script=script)
    colours = [look(first).colour, look(second).colour]
    if colours[0] == colours[1]:
        colours[1] = INK
    measure = rows["measure"].iloc[0]
    xlabel = xlabel or XLABEL.get(measure, "contribution")
    check_coverage([xlabel])
    ax = canvas(ax, height=1.75 + 0.19 * len(rows) + (0.3 if title else 0), title=title, note=note)
    bounds, (gloss,) = interval(rows, low=low, high=high), optional(rows, gloss=gloss)
    scale = 100 if measure == "proportion" else 1
    # A divergence's parts are all above 0; the side says which unit has more of the word.
    sense = np.where(rows["direction"] == "first", -1, 1) if measure == "jensen_shannon" else 1
    value = rows["contribution"].to_numpy() * scale * sense
    y = np.arange(len(rows))
    sure = rows["kept"].fillna(0).to_numpy() >= 0.95 if "kept" in rows else np.ones(len(rows), bool)
    tone = np.where(rows["direction"] == "first", colours[0], colours[1])
    for at in y:
        ax.barh(at, value[at], height=0.66, color=tone[at], alpha=1 if sure[at] else 0.4, linewidth=0)
    reach = np.abs(value).max(initial=0)
    if bounds:
        ends = [rows[bound].to_numpy() * scale * sense for bound in bounds]
        ax.hlines(y, *ends, color=INK, linewidth=0.8)
        reach = np.nanmax([reach, *np.abs(ends).ravel()])
    reach = 1.04 * reach or 1.0
    ax.set_xlim(-reach, reach)
    ax.set_ylim(len(rows) - 0.4, SIZES - 1.0)
    ax.vlines(0, -0.6, len(rows) - 0.4, color=GREY, linewidth=0.6)
    name_rows(ax, words, rows[gloss] if gloss else None)
    _counts(ax, rows, colours)
    _sizes(ax, shift.iloc[0], names, colours, reach)
    _total(ax, shift.iloc[0], TOTAL.get(measure, "Total"), reach)
    ax.xaxis.set_major_formatter(lambda number, _: f"{abs(number):g}")
    ax.set_xlabel(xlabel)
    return ax


def _counts(ax: Axes, rows: pd.DataFrame, colours: list[str]) -> None:
    """Write each term's count in the first and in the second unit, in two columns under their colours."""
    edge = 4.0
    for side, colour in zip(("n_first", "n_second"), colours):
        texts = [f"{count:,.0f}" for count in rows[side]]
        edge += 6 + max(text_width(text, size=SMALL) for text in [*texts, "n"])
        for y, text in [(-0.95, "n"), *enumerate(texts)]:
            beside(ax, y, text, edge)
        shift = ScaledTranslation((edge - 2.5) / 72, 0, ax.get_figure(root=True).dpi_scale_trans)
        ax.plot(1, -1.75, "s", color=colour, markersize=5, clip_on=False, transform=ax.get_yaxis_transform() + shift)


def _sizes(ax: Axes, row: pd.Series, names: list[str], colours: list[str], reach: float) -> None:
    most = max(row["words_first"], row["words_second"])
    for sign, side, name, colour in zip((-1, 1), ("words_first", "words_second"), names, colours):
        ax.barh(SIZES + 0.45, sign * 0.9 * reach * row[side] / most, height=0.3, color=colour, linewidth=0)
        ax.annotate(
            f"{name}, {row[side]:,.0f} words",
            (0, SIZES),
            (4 * sign, 0),
            textcoords="offset points",
            ha="right" if sign < 0 else "left",
            va="bottom",
            size=SMALL + 0.5,
        )


def _total(ax: Axes, row: pd.Series, text: str, reach: float) -> None:
    """Draw the total on a line from 0 to 1 that spans the axes, above the range under shuffled passages."""

    def place(share: float) -> float:
        return reach * (2 * share - 1) * 0.96

    ax.hlines(LINE, place(0), place(1), color=LIGHT, linewidth=1)
    for end in (0, 1):
        ax.text(place(end), LINE + 0.35, str(end), size=SMALL, color=GREY, ha="center", va="top")
    ax.hlines(LINE, place(row["total_low"]), place(row["total_high"]), color=GREY, linewidth=5, alpha=0.55)
    ax.vlines(place(row["total_shuffled"]), LINE - 0.16, LINE + 0.16, color=INK, linewidth=1)
    ax.plot(place(row["total"]), LINE, "o", color=INK, markersize=5.5, markeredgecolor=PAPER, markeredgewidth=0.6)
    right = row["total"] <= 0.5
    ax.annotate(
        f"{text}: {row['total']:.2f}",
        (place(row["total"]), LINE),
        (0, 6),
        textcoords="offset points",
        ha="left" if right else "right",
        size=SMALL,
    )
    ax.annotate(
        f"passages shuffled: {row['total_shuffled']:.2f} ({row['total_low']:.2f}–{row['total_high']:.2f})",
        (place(row["total_low"]), LINE),
        (0, -6),
        textcoords="offset points",
        ha="left" if right else "right",
        va="top",
        size=SMALL,
        color=GREY,
    )
