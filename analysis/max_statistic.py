"""Permutation test of keyness: how large G² grows when nothing belongs to any unit.

Two things make the p of a keyness table too small: words come in clusters, and many words are tested. Both are met by
dealing whole passages between a unit and the rest at random, and by keeping of each deal the largest G² of any word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from analysis.contingency import log_likelihood
from analysis.frequency import WORDS
from analysis.keyness import MIN_COUNT, compared_units, compared_words
from analysis.passages import DRAWS, SEED, deals, permutation_p
from analysis.tables import check_choice, check_whole

DEALS = ("passages", "words")
CHI_SQUARE = 3.841459  # the 95 % point of χ² with one degree of freedom: G² above it is "p < 0.05"


def keyness_by_deals(counts: pd.DataFrame, sections: pd.DataFrame, *, level: str = "1", min_count: int = MIN_COUNT,
                     kinds: Sequence[str] = WORDS, stopwords: Iterable[str] | None = None, deal: str = "passages",
                     draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """One row per unit of the level and term, as in :func:`analysis.keyness.keyness_all`: what chance gives.

    In each of ``draws`` deals the unit gets as many passages as it has, drawn at random from the running text; the
    rest is the reference. Columns ``section_id, term, n_target, n_reference``; ``g2``, signed, the observed one;
    ``p_deal``: the share of deals in which the term's own absolute G² reaches the observed; ``p_maxt``: the share in
    which that of *any* term does (single-step maxT). Where nothing differs, a unit has any ``p_maxt`` below 0.05 in
    one of twenty deals. Units are not corrected against each other. ``over``: the share of deals in which the term's G²
    passes 3.84, which χ² calls p < 0.05; 0.05 would be right.

    ``deal="words"`` deals single words, as the formulas assume; what ``over`` gains with passages is due to clusters. A
    term that stands in few passages often has a large G² by chance and raises the bar for all others, so ``p_maxt`` is
    cautious for evenly spread words. No p is below 1 / (1 + draws). A unit of one or two passages has few different
    deals, and no p of it is small. Sources: Westfall & Young 1993, Resampling-Based Multiple Testing; Phipson & Smyth
    2010.

    >>> sections = pd.DataFrame({"section_id": ["1", "1.1", "2", "2.1"], "parent_id": ["", "1", "", "2"],
    ...                          "level": [1, 2, 1, 2], "kind": "heading"})
    >>> counts = pd.DataFrame({"section_id": ["1", "1.1", "2", "2.1"] * 2, "term": ["数据"] * 4 + ["的"] * 4,
    ...                        "kind": "han", "n": [9, 9, 1, 1, 91, 91, 99, 99]})
    >>> table = keyness_by_deals(counts, sections, stopwords=["的"], draws=999)
    >>> table[["section_id", "term", "n_target", "p_maxt"]].round(1).values.tolist()
    [['1', '数据', 18, 0.3], ['2', '数据', 2, 0.3]]
    """
    check_choice(deal, DEALS, argument="deal")
    draws = check_whole(draws, argument="draws")
    matrix, shown = compared_words(counts, sections, kinds, stopwords)
    groups, units = compared_units(matrix, sections, level)
    totals = matrix[shown.index].sum()
    terms = totals.index[totals >= check_whole(min_count, argument="min_count")]
    total, sizes = totals[terms].to_numpy("float64"), matrix.sum(axis=1).to_numpy("float64")
    words = matrix[terms].to_numpy("float64")
    tables = {unit: _unit(words, sizes, total, groups == unit, deal, draws, seed) for unit in units}
    named = {unit: table.set_axis(terms).rename_axis("term").reset_index() for unit, table in tables.items()}
    table = pd.concat(named, names=["section_id"]).reset_index("section_id").reset_index(drop=True)
    return table.astype({"section_id": "str", "term": "str"})


def _unit(words: np.ndarray, sizes: np.ndarray, total: np.ndarray, own: np.ndarray, deal: str, draws: int,
          seed: int) -> pd.DataFrame:
    """Return one unit's row for each term: the observed counts and G², and both p."""
    n, size = words[own].sum(axis=0), sizes[own].sum()
    if deal == "passages":
        chosen = deals(own.sum(), (~own).sum(), draws=draws, seed=seed)
        drawn, drawn_sizes = chosen @ words, (chosen @ sizes)[:, None]
    else:
        others = sizes.sum() - total.sum()  # words that are not shown take their place in the deal
        bag = np.append(total, others).astype("int64")
        rng = np.random.default_rng(seed)
        drawn = rng.multivariate_hypergeometric(bag, int(size), size=draws, method="marginals")[:, :-1]
        drawn_sizes = size
    observed = log_likelihood(n, total - n, size, sizes.sum() - size)
    dealt = np.abs(log_likelihood(drawn, total - drawn, drawn_sizes, sizes.sum() - drawn_sizes))
    return pd.DataFrame({
        "n_target": n.astype("int64"), "n_reference": (total - n).astype("int64"), "g2": observed,
        "p_deal": permutation_p(np.abs(observed), dealt),
        "p_maxt": permutation_p(np.abs(observed), dealt.max(axis=1)[:, None]),
        "over": (dealt > CHI_SQUARE).mean(axis=0),
    })
