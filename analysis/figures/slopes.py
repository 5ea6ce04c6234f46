"""Slopes: a term's rate over the parts, and its rank over variants of the method."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.errors import InputError
from analysis.figures.bars import PER_10K
from analysis.figures.inputs import display, interval, need, one_row_per, optional, ordered
from analysis.figures.labels import Labels, key_name, points, sized_columns, spread
from analysis.figures.style import GREY, INK, LIGHT, NORMAL, PAPER, SMALL, canvas, look, styled
from analysis.fonts import check_coverage

WEAK = "#B5B5B5"
MOST_INTERVALS = 4  # more cannot be told apart side by side


@styled
def term_slopes(
    rates: pd.DataFrame,
    *,
    group: str = "section_id",
    groups: Sequence[object] | None = None,
    labels: Labels = None,
    terms: Sequence[str] | None = None,
    highlight: Sequence[str] = (),
    term: str = "term",
    value: str = "per_10k_tokens",
    low: str | None = "per_10k_low",
    high: str | None = "per_10k_high",
    size: str | None = "n_tokens",
    gloss: str | None = "gloss",
    ylabel: str = PER_10K,
    title: str | None = None,
    note: str | None = None,
    script: str = "simplified",
    ax: Axes | None = None,
) -> Axes:
    """Draw a line for each term over the parts, named at its end; the highlighted ones are black.

    ``rates`` has one row per group and term, each with a value. About ten terms can be read. Without
    ``highlight`` all are black. Black dots have the parts' colours, and intervals where no more than four
    terms are black. Raises InputError for a term without a value in one of the groups.
    """
    need(rates, group=group, term=term, value=value)
    one_row_per(rates, [group, term])
    groups = ordered(rates[group], groups, argument="groups")
    terms = ordered(rates[term], terms, argument="terms")
    ordered(pd.Series(terms), highlight, argument="highlight")
    strong = list(highlight) or terms
    grid = rates.pivot(index=term, columns=group, values=value).loc[terms, groups]
    if grid.isna().any(axis=None):
        raise InputError(
            f"terms: {grid.index[grid.isna().any(axis=1)][0]!r} has no value in one of the groups"
        )
    heads = display([key_name(g, labels) for g in groups], script="simplified")
    size, gloss = optional(rates, size=size, gloss=gloss)
    glosses = (
        rates.drop_duplicates(term).set_index(term)[gloss].reindex(terms) if gloss else [""] * len(terms)
    )
    names = [
        f"{word}  {english}".strip()
        for word, english in zip(display(terms, script=script), display(glosses, script="simplified"))
    ]
    check_coverage([ylabel])
    bounds = interval(rates, low=low, high=high)
    ax = canvas(ax, height=max(2.6, 0.9 + 0.2 * len(terms)) + (0.3 if title else 0), title=title, note=note)
    apart = 0.025 if bounds and len(strong) <= MOST_INTERVALS else 0.0
    for word in terms:
        black = word in strong
        # Side by side, since two intervals at one place can't be told apart.
        x = np.arange(len(groups)) + (apart * (strong.index(word) - (len(strong) - 1) / 2) if black else 0)
        if apart and black:
            rows = rates[rates[term] == word].set_index(group).loc[groups]
            ax.vlines(x, rows[bounds[0]], rows[bounds[1]], color=INK, linewidth=0.7, zorder=4)
        ax.plot(
            x,
            grid.loc[word],
            color=INK if black else WEAK,
            linewidth=1.3 if black else 0.8,
            zorder=2 + 2 * black,
        )
        ax.scatter(
            x,
            grid.loc[word],
            s=26 if black else 12,
            linewidth=0.5,
            edgecolor=PAPER,
            clip_on=False,
            color=[look(g).colour if black else WEAK for g in groups],
            zorder=3 + 2 * black,
        )
    ax.set_ylim(bottom=min(0, grid.min(axis=None)))
    ax.set_xlim(-0.15, len(groups) - 0.9)
    ax.set_ylabel(ylabel)
    sized_columns(ax, heads, rates.groupby(group)[size].max().reindex(groups).tolist() if size else None)
    _name_ends(
        ax, names, grid[groups[-1]].to_numpy(float), len(groups) - 1, [word in strong for word in terms]
    )
    return ax


@styled
def bump_chart(
    ranks: pd.DataFrame,
    *,
    variant: str = "variant",
    variants: Sequence[str] | None = None,
    term: str = "term",
    rank: str = "rank",
    size: str | None = "n_tokens",
    top: int = 10,
    highlight: Sequence[str] | None = None,
    labels: Labels = None,
    title: str | None = None,
    note: str | None = None,
    script: str = "simplified",
    ax: Axes | None = None,
) -> Axes:
    """Draw each term's rank under each variant (of the segmentation, say) as lines that cross.

    ``ranks`` has one row per variant and term. All terms that are among the ``top`` in any variant are drawn;
    a rank beyond ``top``, or none, lies on the row below. Black are the terms that leave the top somewhere
    or move by three ranks or more, or those of ``highlight``.
    """
    need(ranks, variant=variant, term=term, rank=rank)
    one_row_per(ranks, [variant, term])
    variants = ordered(ranks[variant], variants, argument="variants")
    grid = ranks.pivot(index=term, columns=variant, values=rank).reindex(columns=variants)
    grid = grid[(grid <= top).any(axis=1)].sort_values(variants, kind="stable")
    (size,) = optional(ranks, size=size)
    names = dict(zip(grid.index, display(grid.index, script=script)))
    heads = display([key_name(v, labels) for v in variants], script="simplified")
    beyond = bool((~(grid <= top)).any(axis=None))
    places = grid.where(grid <= top, top + 1.5)
    moved = places.max(axis=1) - places.min(axis=1) >= 3
    strong = (
        list(highlight) if highlight is not None else list(grid.index[moved | (places.max(axis=1) > top)])
    )
    ax = canvas(ax, height=0.7 + 0.23 * (top + 2 * beyond) + (0.3 if title else 0), title=title, note=note)
    x = np.arange(len(variants))
    for word, line in places.iterrows():
        colour, inside = (INK if word in strong else WEAK), (line <= top).to_numpy()
        ax.plot(x, line, color=colour, linewidth=1.3, zorder=2 + (word in strong))
        ax.scatter(x[inside], line[inside], s=24, color=colour, edgecolor=PAPER, linewidth=0.6, zorder=4)
        tone = INK if word in strong else GREY
        if inside[0]:
            _name_rank(ax, f"{names[word]}  {line.iloc[0]:.0f}", 0, line.iloc[0], (-8, 0), "right", tone)
        if inside[-1] and len(x) > 1:
            _name_rank(ax, f"{line.iloc[-1]:.0f}  {names[word]}", x[-1], line.iloc[-1], (8, 0), "left", tone)
        if not inside[0] and not inside[-1]:
            at = int(np.argmin(line))
            _name_rank(ax, names[word], at, line.iloc[at], (0, 6), "center", tone)
    if beyond:
        ax.axhline(top + 0.9, color=LIGHT, linewidth=0.6, linestyle=(0, (3, 2)))
        _name_rank(ax, f"beyond {top}", 0, top + 1.5, (-8, 0), "right", GREY)
    sized_columns(
        ax, heads, ranks.groupby(variant)[size].max().reindex(variants).tolist() if size else None, top=True
    )
    ax.set_yticks([])
    ax.set_ylim(top + (1.8 if beyond else 0.6), 0.4)
    ax.set_xlim(-0.05, len(variants) - 0.95)
    ax.spines[:].set_visible(False)
    return ax


def _name_ends(ax: Axes, names: list[str], ends: np.ndarray, x: float, strong: list[bool]) -> None:
    bottom, top = ax.get_ylim()
    # The names widen the right margin only, so the height is final already.
    gap = 1.35 * NORMAL * (top - bottom) / points(ax)[1]
    for name, y, place, black in zip(names, ends, spread(ends, gap, floor=bottom + gap / 2), strong):
        ax.plot([x + 0.03, x + 0.1], [y, place], color=LIGHT, linewidth=0.6, clip_on=False)
        ax.annotate(
            name, (x + 0.11, place), va="center_baseline", color=INK if black else GREY, annotation_clip=False
        )


def _name_rank(ax: Axes, text: str, x: float, y: float, offset: tuple, ha: str, colour: str) -> None:
    ax.annotate(
        text,
        (x, y),
        offset,
        textcoords="offset points",
        ha=ha,
        color=colour,
        annotation_clip=False,
        va="bottom" if ha == "center" else "center_baseline",
        size=SMALL if ha == "center" else NORMAL,
    )
