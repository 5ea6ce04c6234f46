"""Clouds: word clouds from counts, and by how much they mislead.

A cloud shows a word's frequency by the size of its letters, but the eye takes the inked area: a word of
four characters looks twice as large as a word of two with the same count. The layout squeezes sizes further
(wordcloud's rule mixes frequency with rank). So a cloud stands beside bars of the same words, and its
layout comes as a table that sets each word's share of the area against its share of the counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.textpath import TextPath

from analysis.errors import InputError
from analysis.figures.bars import PER_10K, term_bars
from analysis.figures.inputs import display, need, one_row_per
from analysis.figures.style import WIDTH, canvas, caption, look, styled
from analysis.fonts import check_coverage, font_path

SIDE = 800  # pixels of the square in which the words are placed
SMALLEST = 26  # pixels: 6 points where a cloud is printed 6.5 cm wide


def place_words(
    rates: pd.DataFrame,
    *,
    term: str = "term",
    value: str = "per_10k_tokens",
    top: int = 40,
    relative_scaling: float = 0.5,
    seed: int = 1,
    script: str = "simplified",
) -> pd.DataFrame:
    """One row per term, by falling value, then by term: the layout of a word cloud.

    ``rates`` has one row per term. Columns: the term; ``shown`` (in the script asked for); ``value``;
    ``font_size`` and the box ``x, y, width, height`` of its ink, in 1/800 of the cloud's side, y upward;
    ``area_share`` = width · height / Σ; ``value_share`` = value / Σ over the same words; ``ratio`` =
    area_share / value_share. Above 1 the word looks more frequent than it is, below 1 less. Words that found
    no room have NaN. ``relative_scaling`` is wordcloud's: with 1 letters are as high as the word is frequent,
    with 0 as its rank is high.

    Raises InputError for values that are all 0 and for two terms that are alike in the script.

    >>> rates = pd.DataFrame({"term": ["数据", "数字政府"], "per_10k_tokens": [50.0, 50.0]})
    >>> place_words(rates)[["term", "value_share"]].values.tolist()
    [['数字政府', 0.5], ['数据', 0.5]]
    """
    need(rates, term=term, value=value)
    one_row_per(rates, [term])
    if not 0 <= relative_scaling <= 1:
        raise InputError(
            f"relative_scaling={relative_scaling!r}: must lie from 0 (rank only) to 1 (frequency only)"
        )
    words = (
        rates.loc[rates[value] > 0, [term, value]]
        .sort_values([value, term], ascending=[False, True])
        .head(top)
    )
    if not len(words):
        raise InputError(f"value={value!r}: no term has a value above 0, so there is no cloud")
    words = words.reset_index(drop=True)
    words["shown"] = display(words[term], script=script)
    if (twice := words.loc[words["shown"].duplicated(), "shown"]).size:
        raise InputError(f"script={script!r}: two terms are both written {twice.iloc[0]!r} in this script")
    placed = words.join(_layout(dict(zip(words["shown"], words[value])), relative_scaling, seed), on="shown")
    area = placed["width"] * placed["height"]
    drawn = placed[value].where(area.notna())
    placed["area_share"], placed["value_share"] = area / area.sum(), drawn / drawn.sum()
    placed["ratio"] = placed["area_share"] / placed["value_share"]
    return placed


@styled
def word_cloud(
    rates: pd.DataFrame,
    *,
    part: object = None,
    term: str = "term",
    value: str = "per_10k_tokens",
    top: int = 40,
    relative_scaling: float = 0.5,
    seed: int = 1,
    title: str | None = None,
    note: str | None = None,
    script: str = "simplified",
    ax: Axes | None = None,
) -> Axes:
    """Draw a word cloud in the colour of a part; words lie flat and none is repeated.

    ``rates`` has one row per term; the layout is that of ``place_words`` with the same options.
    """
    words = place_words(
        rates, term=term, value=value, top=top, relative_scaling=relative_scaling, seed=seed, script=script
    )
    ax = canvas(ax, width=WIDTH / 2, height=WIDTH / 2 + (0.3 if title else 0), title=title, note=note)
    _draw(ax, words, look(part).colour)
    return ax


@styled
def cloud_panels(
    rates: pd.DataFrame,
    *,
    unit: str = "section_id",
    names: Mapping[str, str] | None = None,
    columns: int = 2,
    title: str | None = None,
    note: str | None = None,
    **options: Any,
) -> np.ndarray:
    """Draw a word cloud for each unit, side by side, each under its name; return the Axes.

    ``rates`` has one row per unit and term; the panels stand in the order of the units' first rows. Sizes are
    relative within a panel: never compare letters of two panels. ``options`` are those of ``word_cloud``.
    """
    import matplotlib.pyplot as plt

    need(rates, unit=unit)
    units = list(dict.fromkeys(rates[unit]))
    columns = min(columns, len(units))
    rows = -(-len(units) // columns)
    side = WIDTH / max(2, columns)
    size = (side * columns, side * rows)
    figure, axes = plt.subplots(rows, columns, layout="constrained", squeeze=False, figsize=size)
    caption(figure, title=title, note=note)
    for ax in axes.flat[len(units) :]:
        ax.set_axis_off()
    for ax, one in zip(axes.flat, units):
        word_cloud(rates[rates[unit] == one], ax=ax, **options)
        ax.set_title(display([(names or {}).get(one, str(one))], script=options.get("script", "simplified"))[0])
    return axes


@styled
def cloud_and_bars(
    rates: pd.DataFrame,
    *,
    part: object = None,
    term: str = "term",
    value: str = "per_10k_tokens",
    top: int = 20,
    relative_scaling: float = 0.5,
    seed: int = 1,
    xlabel: str = PER_10K,
    title: str | None = None,
    note: str | None = None,
    script: str = "simplified",
    **columns: Any,
) -> np.ndarray:
    """Draw a word cloud and, beside it, bars of the same words; return the two Axes.

    ``rates`` has one row per term. ``columns`` are the column names of ``term_bars`` (low, high, count, size,
    gloss). ``place_words`` with the same options tells by how much the cloud misleads.
    """
    import matplotlib.pyplot as plt

    words = place_words(
        rates, term=term, value=value, top=top, relative_scaling=relative_scaling, seed=seed, script=script
    )
    check_coverage([title, note])
    figure, axes = plt.subplots(
        1,
        2,
        layout="constrained",
        figsize=(WIDTH, max(3.0, 0.7 + 0.17 * len(words)) + (0.3 if title else 0)),
        width_ratios=(1.15, 1),
    )
    caption(figure, title=title, note=note)
    _draw(axes[0], words, look(part).colour)
    term_bars(
        rates[rates[term].isin(words[term])],
        part=part,
        term=term,
        value=value,
        top=None,
        xlabel=xlabel,
        script=script,
        ax=axes[1],
        **columns,
    )
    return axes


def _layout(frequencies: dict[str, float], relative_scaling: float, seed: int) -> pd.DataFrame:
    from wordcloud import WordCloud

    cloud = WordCloud(
        font_path=str(font_path()),
        width=SIDE,
        height=SIDE,
        margin=6,
        prefer_horizontal=1.0,
        min_font_size=SMALLEST,
        max_words=len(frequencies),
        relative_scaling=relative_scaling,
        repeat=False,
        random_state=seed,
        color_func=lambda *_, **__: "black",
    )
    cloud.generate_from_frequencies(frequencies)
    rows = {}
    for (word, _), size, (row, column), _, _ in cloud.layout_:
        ink = _outline(word, size).get_extents()
        # wordcloud gives the top of a word's ink and the origin of its first letter, counted downward.
        rows[word] = (size, column + ink.x0, SIDE - row - ink.height, ink.width, ink.height)
    return pd.DataFrame.from_dict(rows, orient="index", columns=["font_size", "x", "y", "width", "height"])


def _outline(word: str, size: float, at: tuple[float, float] = (0, 0)) -> TextPath:
    return TextPath(at, word, size=size, prop=FontProperties(fname=str(font_path())))


def _draw(ax: Axes, words: pd.DataFrame, colour: str) -> None:
    drawn = words.dropna(subset="font_size")
    for row in drawn.itertuples():
        ink = _outline(row.shown, row.font_size).get_extents()
        outline = _outline(row.shown, row.font_size, (row.x - ink.x0, row.y - ink.y0))
        ax.add_patch(PathPatch(outline, facecolor=colour, linewidth=0, gid=row.shown))
    ax.set_xlim(drawn["x"].min(), (drawn["x"] + drawn["width"]).max())
    ax.set_ylim(drawn["y"].min(), (drawn["y"] + drawn["height"]).max())
    ax.set_aspect("equal")
    ax.set_axis_off()
