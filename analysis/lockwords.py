"""Lockwords: the words that all units of a text use at the same rate, shown to be so and not just not shown to differ.

All comparisons are made on the running text (:func:`analysis.passages.body`), as in :mod:`analysis.keyness`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import permutations

import numpy as np
import pandas as pd

from analysis import contingency
from analysis.frequency import WORDS
from analysis.keyness import MIN_COUNT, compared_units, compared_words, dispersed, drawn_rates
from analysis.passages import DRAWS, SEED
from analysis.tables import check_whole


def lockwords(counts: pd.DataFrame, sections: pd.DataFrame, *, level: str = "1", band: float = 1.0,
              min_count: int = MIN_COUNT, kinds: Sequence[str] = WORDS, stopwords: Iterable[str] | None = None,
              confidence: float = 0.95, draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """One row per term that every unit of the level uses ``min_count`` times or more, the most alike in rate first.

    ``term, kind, n``; ``n_UNIT`` and ``per_10k_UNIT`` for each unit; ``spread``: the largest log ratio between two
    units (1: one uses it twice as often as another), with the largest of the pairs' one-sided upper bounds:
    ``spread_high`` (words as independent), ``boot_high`` (passages drawn again within units); ``dp, dp_norm`` over
    the passages of all units; ``locked``: both bounds are at most ``band``, a factor of two by default.

    That no difference is found proves none: a lockword's difference is shown to be small. A term that is not locked
    differs (:func:`analysis.keyness.keyness_all`), or is open. A unit of one passage gives NaN, and locks nothing.
    Source: Baker 2011, Journal of English Linguistics 39:65; test of equivalence: Schuirmann 1987.

    >>> sections = pd.DataFrame({"section_id": ["1", "1.1", "2", "2.1"], "parent_id": ["", "1", "", "2"],
    ...                          "level": [1, 2, 1, 2], "kind": "heading"})
    >>> counts = pd.DataFrame({"section_id": ["1", "1.1", "2", "2.1"] * 2, "term": ["数据"] * 4 + ["的"] * 4,
    ...                        "kind": "han", "n": [50] * 4 + [950] * 4})
    >>> lockwords(counts, sections, stopwords=["的"])[["term", "spread", "locked"]].values.tolist()
    [['数据', 0.0, True]]
    """
    matrix, shown = compared_words(counts, sections, kinds, stopwords)
    groups, units = compared_units(matrix, sections, level)
    matrix, groups = matrix[np.isin(groups, units)], groups[np.isin(groups, units)]
    sums = matrix.groupby(groups).sum().loc[units]
    often = [term for term in shown.index if (sums[term] >= check_whole(min_count, argument="min_count")).all()]
    sizes, n = sums.sum(axis=1).to_numpy("float64"), sums[often].to_numpy("float64")
    table = pd.DataFrame({"term": often, "kind": shown[often].to_numpy(), "n": n.sum(axis=0).astype("int64")})
    for unit, count, size in zip(units, n, sizes):
        table[f"n_{unit}"], table[f"per_10k_{unit}"] = count.astype("int64"), 1e4 * count / size
    pairs = list(permutations(range(len(units)), 2))
    bounds = [contingency.log_ratio(n[i], n[j], sizes[i], sizes[j], confidence=2 * confidence - 1) for i, j in pairs]
    drawn = drawn_rates(matrix[often], matrix.sum(axis=1), groups, units, draws=draws, seed=seed)
    table["spread"], _, table["spread_high"] = np.max(bounds, axis=0)
    table["boot_high"] = np.max([np.quantile(drawn[i] - drawn[j], confidence, axis=0) for i, j in pairs], axis=0)
    table["dp"], table["dp_norm"] = dispersed(matrix[often], matrix.sum(axis=1))
    worst = table[["spread_high", "boot_high"]].max(axis=1, skipna=False)
    table = table.assign(locked=worst <= band, _worst=worst).sort_values(["_worst", "term"], ignore_index=True)
    return table.drop(columns="_worst")
