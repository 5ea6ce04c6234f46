"""Dots: the same terms in every part, one row for each term."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.bars import PER_10K, chosen, glosses_of, leftmost
from analysis.figures.inputs import display, interval, need, one_row_per, optional, ordered
from analysis.figures.labels import Labels, key_name, name_rows, spread
from analysis.figures.style import INK, LIGHT, PAPER, SMALL, canvas, look, styled
from analysis.fonts import check_coverage


@styled
def part_dots(
    rates: pd.DataFrame,
    *,
    group: str = "section_id",
    groups: Sequence[object] | None = None,
    labels: Labels = None,
    terms: Sequence[str] | None = None,
    top: int = 15,
    term: str = "term",
    value: str = "per_10k_tokens",
    low: str | None = "per_10k_low",
    high: str | None = "per_10k_high",
    size: str | None = "n_tokens",
    gloss: str | None = "gloss",
    xlabel: str = PER_10K,
    title: str | None = None,
    note: str | None = None,
    script: str = "simplified",
    ax: Axes | None = None,
) -> Axes:
    """Draw one row for each term with a dot for each part and its interval; colour and shape tell the part.

    ``rates`` has one row per group and term. The parts are named, with their tokens, above the first row.
    """
    need(rates, group=group, term=term, value=value)
    one_row_per(rates, [group, term])
    groups = ordered(rates[group], groups, argument="groups")
    names = display([key_name(g, labels) for g in groups], script="simplified")
    words = chosen(rates[rates[group].isin(groups)], term, value, terms, top)
    shown = display(words, script=script)
    ax = canvas(ax, height=1.0 + 0.25 * len(words) + (0.3 if title else 0), title=title, note=note)
    bounds = interval(rates, low=low, high=high)
    size, gloss = optional(rates, size=size, gloss=gloss)
    heads = []
    for i, (key, name) in enumerate(zip(groups, names)):
        rows = rates[rates[group] == key].set_index(term).reindex(words).reset_index()
        y = np.arange(len(words)) + (i - (len(groups) - 1) / 2) * 0.24
        style = look(key)
        if bounds:
            ax.hlines(y, rows[bounds[0]], rows[bounds[1]], color=style.colour, linewidth=1.1)
        ax.plot(
            rows[value],
            y,
            style.marker,
            color=style.colour,
            markersize=5,
            linestyle="none",
            clip_on=False,
            markeredgecolor=PAPER,
            markeredgewidth=0.4,
            label=name,
        )
        heads.append(f"{name}, {rows[size].max():,.0f} tokens" if size else name)
    for y in np.arange(len(words) - 1) + 0.5:
        ax.axhline(y, color=LIGHT, linewidth=0.5, zorder=0)
    name_rows(ax, shown, glosses_of(rates, words, term, gloss))
    ax.set_xlim(left=leftmost(rates[rates[term].isin(words)], value, bounds) * 1.05)
    _name_dots(ax, rates, groups, heads, (group, term, value), words[0])
    check_coverage([xlabel])
    ax.set_xlabel(xlabel)
    return ax


def _name_dots(
    ax: Axes, rates: pd.DataFrame, groups: list, heads: list[str], columns: tuple[str, str, str], word: str
) -> None:
    group, term, value = columns
    first = rates[rates[term] == word].set_index(group)[value].reindex(groups).fillna(0).to_numpy(float)
    ax.set_ylim(len(ax.get_yticks()) - 0.4, -1.6)
    left, right = ax.get_xlim()
    places = spread(first, (right - left) * 0.3)
    places += max(0, left + (right - left) * 0.12 - places.min())
    places -= max(0, places.max() - left - (right - left) * 0.9)
    for key, x, place, head in zip(groups, first, places, heads):
        ax.annotate(
            head,
            (x, -0.45),
            (place, -1.25),
            ha="center",
            va="center",
            size=SMALL,
            color=INK,
            arrowprops={"arrowstyle": "-", "color": look(key).colour, "linewidth": 0.8, "shrinkB": 2},
        )
