"""Curves: rank and frequency, and the growth of the vocabulary."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from analysis.errors import InputError
from analysis.figures.inputs import display, interval, need, one_row_per, ordered
from analysis.figures.labels import Labels, key_name
from analysis.figures.style import GREY, INK, PAPER, SMALL, canvas, look, styled

BAND = "#C9CED6"


@styled
def rank_frequency(
    frequencies: pd.DataFrame,
    *,
    term: str | None = "term",
    rank: str = "rank",
    count: str = "n",
    exponent: float | None = None,
    title: str | None = None,
    note: str | None = None,
    script: str = "simplified",
    ax: Axes | None = None,
) -> Axes:
    """Draw each term's frequency against its rank on logarithmic axes, with Zipf's law of a given exponent.

    ``frequencies`` has one row per term. The law is drawn through the same total N over the table's ranks:
    n(r) = N · r^(−s) / Σ r^(−s), s = ``exponent`` (fit it by maximum likelihood, not by a line through these
    points). The terms at ranks 1, 2, 5, 10, 20 … are named, if there is a column of terms. Raises InputError for
    ranks or counts of 0, which have no place on these axes.
    """
    need(frequencies, rank=rank, count=count)
    if (frequencies[[rank, count]] <= 0).any(axis=None):
        raise InputError(f"{rank} and {count} must be above 0 to be drawn on logarithmic axes")
    rows = frequencies.sort_values(rank, kind="stable").reset_index(drop=True)
    steps = [k * 10**e for e in range(7) for k in (1, 2, 5)]
    places = [step - 1 for step in steps if step <= len(rows)]
    names = display(rows[term].iloc[places], script=script) if term in rows.columns else []
    ax = canvas(ax, height=3.2, title=title, note=note)
    ax.loglog(rows[rank], rows[count], "o", markersize=2.6, color=INK, markeredgewidth=0)
    if exponent is not None:
        ranks = rows[rank].to_numpy(float)
        law = rows[count].sum() * ranks**-exponent / (ranks**-exponent).sum()
        ax.plot(ranks, law, color=GREY, linewidth=1)
        at = int(len(ranks) ** 0.5)
        ax.annotate(
            f"Zipf's law, s = {exponent:.2f}",
            (ranks[at], law[at]),
            (-9, -9),
            ha="right",
            va="top",
            textcoords="offset points",
            size=SMALL,
            color=GREY,
        )
    for place, name in zip(places, names):
        ax.annotate(
            name, (rows[rank][place], rows[count][place]), (3, 4), textcoords="offset points", size=SMALL
        )
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter("{x:,.0f}")
        axis.set_minor_formatter("")
    ax.set_ylim(bottom=0.7 * rows[count].min())
    ax.set_xlabel("Rank")
    ax.set_ylabel(f"Frequency; {rows[count].sum():,.0f} tokens, {len(rows):,} terms")
    return ax


@styled
def vocabulary_growth(
    growth: pd.DataFrame,
    *,
    tokens: str = "tokens",
    types: str = "types",
    low: str | None = "low",
    high: str | None = "high",
    group: str | None = None,
    labels: Labels = None,
    title: str | None = None,
    note: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw how many different terms the first n tokens hold, with the band of random order where it is given.

    ``growth`` has one row per number of tokens (and group). A line below the band: the text repeats itself
    in stretches. The curve's end tells the size.
    """
    need(growth, tokens=tokens, types=types, **({"group": group} if group else {}))
    one_row_per(growth, [group, tokens] if group else [tokens])
    bounds = interval(growth, low=low if low in growth else None, high=high if high in growth else None)
    keys = ordered(growth[group], None, argument="group") if group else [None]
    names = display([key_name(key, labels) if group else "" for key in keys], script="simplified")
    ax = canvas(ax, height=2.8, title=title, note=note)
    for key, name in zip(keys, names):
        rows = (growth[growth[group] == key] if group else growth).sort_values(tokens)
        colour = look(key).colour if group else INK
        if bounds:
            ax.fill_between(
                rows[tokens],
                rows[bounds[0]],
                rows[bounds[1]],
                color=colour if group else BAND,
                alpha=0.25 if group else 1,
                linewidth=0,
            )
        ax.plot(rows[tokens], rows[types], color=colour, linewidth=1.4)
        x, y = rows[tokens].iloc[-1], rows[types].iloc[-1]
        if group:
            ax.annotate(
                f"{name}: {y:,.0f} terms in {x:,.0f} tokens",
                (x, y),
                (-6, 6),
                ha="right",
                va="bottom",
                textcoords="offset points",
                size=SMALL,
                zorder=5,
                path_effects=[withStroke(linewidth=2.5, foreground=PAPER)],
            )
        else:
            for line, text in ((1, f"{y:,.0f} terms in"), (-9, f"{x:,.0f} tokens")):
                ax.annotate(
                    text, (x, y), (7, line), textcoords="offset points", size=SMALL, annotation_clip=False
                )
    ax.set_xlim(0, growth[tokens].max() * 1.01)
    ax.set_ylim(bottom=0)
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.yaxis.set_major_formatter("{x:,.0f}")
    ax.set_xlabel("Tokens read")
    ax.set_ylabel("Different terms")
    return ax
