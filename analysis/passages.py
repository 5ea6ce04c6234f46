"""Passages: the units of the running text as rows of a matrix, drawn again for intervals and shuffled for tests.

Words come in clusters: a passage on health cards has the word many times or not at all. An interval that takes
words for independent draws is therefore too narrow. Here what is drawn is the passage: each item, and each
opening before the items of a section, whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.frequency import WORDS, choose_terms
from analysis.levels import NO_SYSTEM, check_units, group_units
from analysis.tables import (
    check_columns,
    check_counts,
    check_fraction,
    check_present,
    check_sections,
    check_whole,
    check_words,
)

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


def running_text(counts: pd.DataFrame, sections: pd.DataFrame, *, argument: str = "counts"
                 ) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of ``counts`` (or entries) that are of the running text, and its sections: see :func:`body`.

    Raises InputError for a unit that ``sections`` does not have: a table of another document would else be empty
    here, or mixed with this one. ``argument`` is the table's name in the error.

    >>> counts = pd.DataFrame({"section_id": ["front", "1"], "term": ["摘要", "数据"], "n": 1})
    >>> sections = pd.DataFrame({"section_id": ["front", "1"], "kind": ["front", "heading"]})
    >>> [table["section_id"].tolist() for table in running_text(counts, sections)]
    [['1'], ['1']]
    """
    check_columns(counts, "section_id", argument=argument)
    kept = body(sections)
    check_units(counts, sections["section_id"], argument=argument)
    return within(counts, kept), kept


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


def compared_passages(counts: pd.DataFrame, sections: pd.DataFrame, *, level: str,
                      units: Iterable[str] | None = None, kinds: Sequence[str] = WORDS,
                      stopwords: Iterable[str] | None = None, terms: Iterable[str] | None = None,
                      min_count: int = 1) -> pd.DataFrame:
    """One row per passage of the units that are compared, one column per term: how often it stands there.

    The index holds ``unit`` and ``section_id``, in text order. Only running text counts. ``units=None`` takes the
    units that the level is named after: at "2" the sections, not the openings of parts; at "system" the systems.
    ``kinds``, ``stopwords`` and ``terms`` choose words as in :func:`analysis.frequency.term_rates`; ``min_count``
    is the least number of occurrences in these units. Passages without such words stay, as rows of 0.

    Raises InputError for fewer than two units, a unit that is not of the level and one without words.

    >>> sections = pd.DataFrame({"section_id": ["1", "1.1", "2"], "parent_id": ["", "1", ""], "level": [1, 2, 1],
    ...                          "kind": "heading"})
    >>> counts = pd.DataFrame({"section_id": ["1", "1.1", "2"], "term": ["数据", "平台", "平台"], "kind": "han",
    ...                        "n": [3, 2, 1]})
    >>> compared_passages(counts, sections, level="1").to_dict("index")
    {('1', '1'): {'平台': 0, '数据': 3}, ('1', '1.1'): {'平台': 2, '数据': 0}, ('2', '2'): {'平台': 1, '数据': 0}}
    """
    min_count = check_whole(min_count, argument="min_count")
    counts, sections = running_text(counts, sections)
    matrix = passage_matrix(counts, sections)
    group = matrix.index.map(group_units(sections, level=level).set_index("section_id")["group"])
    if units is None:
        wanted = named_units(group, sections, level=level)
    else:
        wanted = check_words(units, argument="units")
    check_present(wanted, group, argument="units", place=f"the units of level {level} that have words",
                  hint="name units by their section_id, or by their system at level system")
    if len(wanted) < 2:
        raise InputError(f"units: level {level} has {len(wanted)} to compare, at least 2 are needed; choose another "
                         "level")
    shown = choose_terms(counts, kinds=kinds, stopwords=stopwords, terms=terms)["term"].unique()
    index = pd.MultiIndex.from_arrays([group, matrix.index], names=["unit", "section_id"])
    matrix = matrix[[term for term in matrix.columns if term in set(shown)]].set_axis(index)
    matrix = pd.concat([matrix.loc[[unit]] for unit in wanted])
    matrix = matrix.loc[:, matrix.sum() >= min_count]
    empty = matrix.groupby("unit", sort=False).sum().sum(axis=1).loc[lambda n: n == 0]
    if len(empty):
        raise InputError(f"units: {empty.index[0]!r} has no word that is compared (min_count={min_count}, stop words "
                         "left out); lower min_count or leave the unit out")
    return matrix


def named_units(groups: Iterable[str], sections: pd.DataFrame, *, level: str) -> list[str]:
    """Return the groups of a level that are its own units, each once: the sections at "2", not a part's opening.

    ``groups`` are those of :func:`analysis.levels.group_units`. At "system" the group of units without one is left
    out; at "document" and "item" all are units.

    >>> sections = pd.DataFrame({"section_id": ["1", "1.1"], "level": [1, 2]})
    >>> named_units(["1", "1.1", "1.1"], sections, level="2")
    ['1.1']
    """
    present = list(dict.fromkeys(groups))
    if level == "system":
        return [unit for unit in present if unit != NO_SYSTEM]
    if level in ("1", "2"):
        depth = sections.set_index("section_id")["level"]
        return [unit for unit in present if depth[unit] == int(level)]
    return present


def resample(groups: Sequence[str], *, draws: int = DRAWS, seed: int = SEED) -> np.ndarray:
    """Return bootstrap weights, draws × passages: how often each passage is drawn, within its group.

    ``groups`` names the group of each passage; every draw takes from a group as many passages as it has, with
    replacement, so that groups keep their number of passages. Weights @ passages × terms are the counts of a
    draw. A group of one passage has no spread: report no interval for it. The draws depend on the order of the
    passages: give them by id, so that a table in other order has the same interval. Source: Efron & Tibshirani 1993.

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
    check_fraction(confidence, argument="confidence")
    tail = (1 - confidence) / 2
    return np.quantile(values, tail, axis=0), np.quantile(values, 1 - tail, axis=0)


def deals(n_first: int, n_second: int, *, draws: int = DRAWS, seed: int = SEED) -> np.ndarray:
    """Return draws × passages: whether a shuffle deals the passage to the first of two units; else to the second.

    Each unit keeps its number of passages; that the passages could have stood in either is the hypothesis tested.

    >>> deals(1, 2, draws=4).sum(axis=1).tolist()
    [1, 1, 1, 1]
    """
    own = np.arange(n_first + n_second) < n_first
    return np.random.default_rng(seed).permuted(np.tile(own, (draws, 1)), axis=1)


def permutation_p(observed: np.ndarray, shuffled: np.ndarray) -> np.ndarray:
    """Return the share of shuffles (first axis) that reach what was observed: (1 + hits) / (1 + shuffles).

    One-sided: large values are against chance. It is never 0, since what was observed is one of the shuffles.
    Source: Phipson & Smyth 2010.

    >>> float(permutation_p(np.array(3.0), np.array([1.0, 2.0, 3.0])))
    0.5
    """
    return (1 + (shuffled >= observed - 1e-12).sum(axis=0)) / (1 + len(shuffled))
