"""Bars: how often terms occur in one part, and the same terms in every part."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.inputs import display, interval, need, one_row_per, optional, ordered
from analysis.figures.labels import Labels, above, count_column, key_name, name_rows
from analysis.figures.style import (
    GREY,
    INK,
    PAPER,
    WIDTH,
    canvas,
    caption,
    dress,
    look,
    styled,
)
from analysis.fonts import check_coverage

PER_10K = "Rate per 10,000 tokens"


@styled
def term_bars(
    rates: pd.DataFrame,
    *,
    part: object = None,
    term: str = "term",
    value: str = "per_10k_tokens",
    low: str | None = "per_10k_low",
    high: str | None = "per_10k_high",
    count: str | None = "n",
    size: str | None = "n_tokens",
    gloss: str | None = "gloss",
    top: int | None = 20,
    xlabel: str = PER_10K,
    title: str | None = None,
    note: str | None = None,
    script: str = "simplified",
    ax: Axes | None = None,
) -> Axes:
    """Draw a bar for each term, longest first, with its interval and, at the right, its count.

    ``rates`` has one row per term. ``part`` ("1", "tasks", "data") gives the colour. Ties are ordered by
    term; a row without a value is drawn as "–". Glosses and counts are drawn where the table has them.
    """
    need(rates, term=term, value=value)
    one_row_per(rates, [term])
    rows = rates.sort_values([value, term], ascending=[False, True]).head(top or len(rates))
    terms = display(rows[term], script=script)
    ax = canvas(ax, height=0.7 + 0.19 * len(rows) + (0.3 if title else 0), title=title, note=note)
    bounds = interval(rows, low=low, high=high)
    _bars(ax, rows, value, bounds, look(part).colour, leftmost(rows, value, bounds))
    count, size, gloss = optional(rows, count=count, size=size, gloss=gloss)
    name_rows(ax, terms, rows[gloss] if gloss else None)
    if count:
        count_column(ax, rows[count], head_at=-0.95)
    check_coverage([xlabel])
    ax.set_xlabel(f"{xlabel}; {rows[size].max():,.0f} tokens in all" if size else xlabel)
    return ax


@styled
def part_panels(
    rates: pd.DataFrame,
    *,
    group: str = "section_id",
    groups: Sequence[object] | None = None,
    labels: Labels = None,
    terms: Sequence[str] | None = None,
    top: int = 12,
    term: str = "term",
    value: str = "per_10k_tokens",
    low: str | None = "per_10k_low",
    high: str | None = "per_10k_high",
    count: str | None = "n",
    size: str | None = "n_tokens",
    gloss: str | None = "gloss",
    xlabel: str = PER_10K,
    title: str | None = None,
    note: str | None = None,
    script: str = "simplified",
    axes: Sequence[Axes] | None = None,
) -> np.ndarray:
    """Draw one panel of bars for each part, all with the same words in the same order and on one scale.

    ``rates`` has one row per group and term. Without ``terms`` the ``top`` words by greatest value in any
    group are drawn, and ordered so. The line under a panel's name is the part's size: its length is
    proportional to the tokens. A missing row is drawn as "–". Returns the array of Axes, one per group.
    """
    need(rates, group=group, term=term, value=value)
    one_row_per(rates, [group, term])
    groups = ordered(rates[group], groups, argument="groups")
    names = display([key_name(g, labels) for g in groups], script="simplified")
    words = chosen(rates[rates[group].isin(groups)], term, value, terms, top)
    shown = display(words, script=script)
    if axes is None:
        figure, axes = plt.subplots(
            1,
            len(groups),
            sharex=True,
            layout="constrained",
            figsize=(WIDTH, 0.95 + 0.19 * len(words) + (0.3 if title else 0)),
        )
        check_coverage([title, note])
        caption(figure, title=title, note=note)
        figure.get_layout_engine().set(wspace=0.07)
    axes = np.atleast_1d(np.asarray(axes, object))
    bounds = interval(rates, low=low, high=high)
    size, count, gloss = optional(rates, size=size, count=count, gloss=gloss)
    largest = rates[size].max() if size else 1
    drawn = rates[rates[group].isin(groups) & rates[term].isin(words)]
    left, right = leftmost(drawn, value, bounds), drawn[bounds[1] if bounds else value].max()
    glosses = glosses_of(rates, words, term, gloss)
    for i, (ax, key, name) in enumerate(zip(axes, groups, names)):
        rows = rates[rates[group] == key].set_index(term).reindex(words).reset_index()
        dress(ax)
        _bars(ax, rows, value, bounds, look(key).colour, left)
        if count:
            count_column(ax, rows[count], head_at=-0.95)
        # The panels share their scale, and the first limit that is set ends the search for it.
        ax.set_xlim(right=right * 1.05 if right > 0 else None)
        tokens = rows[size].max() if size else None
        _panel_head(ax, name, tokens, largest)
        name_rows(ax, shown if i == 0 else [""] * len(words), glosses if i == 0 else None)
    check_coverage([xlabel])
    axes[len(axes) // 2].set_xlabel(xlabel)
    return axes


def chosen(rates: pd.DataFrame, term: str, value: str, terms: Sequence[str] | None, top: int) -> list[str]:
    """Return the terms that are wanted, or the ``top`` ones by their greatest value in any group."""
    if terms is not None:
        return ordered(rates[term], terms, argument="terms")
    greatest = rates.groupby(term)[value].max().reset_index()
    return greatest.sort_values([value, term], ascending=[False, True])[term].head(top).tolist()


def glosses_of(rates: pd.DataFrame, words: list[str], term: str, gloss: str | None) -> pd.Series | None:
    """Return the words' glosses, or None where there is no such column."""
    return rates.drop_duplicates(term).set_index(term)[gloss].reindex(words) if gloss else None


def _bars(
    ax: Axes, rows: pd.DataFrame, value: str, bounds: tuple[str, str] | None, colour: str, left: float
) -> None:
    y = np.arange(len(rows))
    ax.barh(y, rows[value], height=0.66, color=colour, linewidth=0)
    for place in y[rows[value].isna()]:
        ax.annotate("–", (0, place), (3, 0), textcoords="offset points", va="center", color=GREY)
    if bounds:
        ax.hlines(y, rows[bounds[0]], rows[bounds[1]], color=PAPER, linewidth=2.0)
        ax.hlines(y, rows[bounds[0]], rows[bounds[1]], color=INK, linewidth=0.9)
    ax.set_ylim(len(rows) - 0.4, -0.8)
    ax.set_xlim(left=left * 1.05)
    if left < 0:
        ax.axvline(0, color=GREY, linewidth=0.6)


def leftmost(rates: pd.DataFrame, value: str, bounds: tuple[str, str] | None) -> float:
    """Return where the axis starts: at 0, or at the lowest value or bound below it."""
    return float(np.nanmin([0, rates[value].min(), rates[bounds[0]].min() if bounds else 0]))


def _panel_head(ax: Axes, name: str, tokens: float | None, largest: float) -> None:
    if tokens is None or pd.isna(tokens):
        above(ax, 0, name)
        return
    above(ax, 0, name, lines=1)
    above(ax, 0, f"{tokens:,.0f} tokens", colour=GREY)
    ax.plot(
        [0, tokens / largest],
        [1.01, 1.01],
        transform=ax.transAxes,
        color=GREY,
        linewidth=1.8,
        solid_capstyle="butt",
        clip_on=False,
    )
