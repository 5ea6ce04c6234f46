"""Passages: the units of the running text as rows of a matrix, drawn again for intervals and shuffled for tests.

Words come in clusters: a passage on health cards has the word many times or not at all. An interval that takes
words for independent draws is therefore too narrow. Here what is drawn is the passage: each item, and each
opening before the items of a section, whole.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.levels import check_units
from analysis.tables import check_counts, check_sections, check_whole

BODY = ("introduction", "heading", "item")  # kinds of units that are running text: no front matter, no references
DRAWS, SEED = 2000, 0


def body(sections: pd.DataFrame) -> pd.DataFrame:
    """One row per unit of the running text: the sections of the kinds in ``BODY``.

    Front matter, abstract, keywords and references are left out: their words are titles, names and repetitions.
    Raises InputError where nothing is left.

    >>> body(pd.DataFrame({"section_id": ["front", "1"], "kind": ["front", "heading"]}))["section_id"].tolist()
    ['1']
    """
    check_sections(sections, "kind")
    kept = sections[sections["kind"].isin(BODY)].reset_index(drop=True)
    if not len(kept):
        raise InputError(f"sections: no unit of the kinds {', '.join(BODY)}; there is no running text to compare")
    return kept


def within(counts: pd.DataFrame, sections: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ``counts`` whose unit is one of ``sections``, such as those of :func:`body`.

    >>> counts = pd.DataFrame({"section_id": ["front", "1"], "term": ["摘要", "数据"], "kind": "han", "n": 1})
    >>> within(counts, pd.DataFrame({"section_id": ["1"]}))["term"].tolist()
    ['数据']
    """
    return counts[counts["section_id"].isin(sections["section_id"])].reset_index(drop=True)


def passage_matrix(counts: pd.DataFrame, sections: pd.DataFrame) -> pd.DataFrame:
    """One row per passage that has words, in text order, and one column per term: how often it stands there.

    The index is the ``section_id`` of each unit's own text, the columns are all terms of ``counts`` in sorted
    order, so that a row's sum is the passage's number of words. Raises InputError for counts of units that
    ``sections`` does not have.

    >>> sections = pd.DataFrame({"section_id": ["1", "1.1"]})
    >>> counts = pd.DataFrame({"section_id": ["1", "1.1", "1.1"], "term": ["数据", "数据", "平台"], "kind": "han",
    ...                        "n": [1, 2, 1]})
    >>> passage_matrix(counts, sections).to_dict("index")
    {'1': {'平台': 0, '数据': 1}, '1.1': {'平台': 1, '数据': 2}}
    """
    check_counts(counts)
    check_sections(sections)
    check_units(counts, sections["section_id"], argument="counts")
    matrix = counts.pivot_table(index="section_id", columns="term", values="n", aggfunc="sum", fill_value=0)
    matrix = matrix.astype("int64").sort_index(axis=1)
    order = [unit for unit in sections["section_id"] if unit in matrix.index]
    return matrix.loc[order].loc[lambda rows: rows.sum(axis=1) > 0].rename_axis(index="section_id", columns="term")


def resample(groups: Sequence[str], *, draws: int = DRAWS, seed: int = SEED) -> np.ndarray:
    """Return bootstrap weights, draws × passages: how often each passage is drawn, within its group.

    ``groups`` names the group of each passage; every draw takes from a group as many passages as it has, with
    replacement, so that groups keep their number of passages. Weights @ passages × terms are the counts of a
    draw. A group of one passage has no spread: report no interval for it. Source: Efron & Tibshirani 1993.

    >>> resample(["1", "1", "2"], draws=3, seed=0).tolist()
    [[1, 1, 1], [1, 1, 1], [0, 2, 1]]
    """
    draws = check_whole(draws, argument="draws")
    names = np.asarray(groups, dtype=object)
    weights = np.zeros((draws, len(names)), dtype="int64")
    rng = np.random.default_rng(seed)
    for name in dict.fromkeys(names):
        at = np.flatnonzero(names == name)
        weights[:, at] = rng.multinomial(len(at), np.full(len(at), 1 / len(at)), size=draws)
    return weights


def percentile_interval(values: np.ndarray, *, confidence: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Return the bounds between which the middle ``confidence`` of the draws (first axis) lies.

    NaN where any draw is undefined: an interval of those draws alone that could be computed would be too narrow.

    >>> [round(float(bound), 6) for bound in percentile_interval(np.arange(101.0), confidence=0.9)]
    [5.0, 95.0]
    """
    if not 0 < confidence < 1:
        raise InputError(f"confidence={confidence!r}: must lie between 0 and 1, such as 0.95")
    tail = (1 - confidence) / 2
    return np.quantile(values, tail, axis=0), np.quantile(values, 1 - tail, axis=0)


def permutation_p(observed: np.ndarray, shuffled: np.ndarray) -> np.ndarray:
    """Return the share of shuffles (first axis) that reach what was observed: (1 + hits) / (1 + shuffles).

    One-sided: large values are against chance. It is never 0, since what was observed is one of the shuffles.
    Source: Phipson & Smyth 2010.

    >>> float(permutation_p(np.array(3.0), np.array([1.0, 2.0, 3.0])))
    0.5
    """
    return (1 + (shuffled >= observed - 1e-12).sum(axis=0)) / (1 + len(shuffled))
