"""Word shifts: which words make the difference between two units, and how much of it each.

The total difference of two short units is large for any two texts, so it stands beside what their passages give when
they are shuffled, and each word's part in it beside its bootstrap interval over passages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.frequency import WORDS
from analysis.passages import DRAWS, SEED, compared_passages, deals, percentile_interval, permutation_p, resample
from analysis.tables import check_choice, check_columns, check_present, check_whole

MEASURES = ("proportion", "jensen_shannon")
BY = ("theme", "term")


def word_shift(counts: pd.DataFrame, sections: pd.DataFrame, *, first: str, second: str, level: str = "1",
               measure: str = "proportion", kinds: Sequence[str] = WORDS, stopwords: Iterable[str] | None = None,
               terms: Iterable[str] | None = None, draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """One row per term, the largest contribution first: its part in the difference between two units.

    Columns ``term, n_first, n_second``; ``words_first, words_second``, the words compared; ``p_first, p_second`` = n /
    words; ``contribution`` with its bootstrap interval ``low, high``; ``direction``, the unit that has the term more
    ("first", "second", "equal"); ``kept``, the share of draws with the same direction; ``rank``, by absolute
    contribution, then term; ``measure``; ``total`` beside ``total_shuffled, total_low, total_high``, the mean and
    middle 95 % of the total when the passages of both units are dealt anew, and ``total_p`` (NaN where both units
    have one passage: there is nothing to deal); ``passages_first, passages_second, draws``. The last nine are the
    same in all rows.

    - "proportion": contribution = p_second − p_first. These sum to 0; the total is the share of words that would
      have to change, ½ Σ |contribution|.
    - "jensen_shannon": contribution = −m log2 m + ½ p log2 p + ½ q log2 q with m = (p + q) / 2, never below 0. They sum
      to the total, the Jensen–Shannon divergence in bits with equal weights.

    A contribution is high for a word that is frequent and shifts, not for one that shifts in proportion only: that
    is keyness. Don't read a word whose ``kept`` is under about 0.95, nor a total inside the shuffled range. Intervals
    of the divergence lie above 0 and too high by construction, as a drawn-again unit has fewer different words.
    Words are those of :func:`analysis.passages.compared_passages`: stop words and numbers are neither shown nor
    in ``words_first``, so that the shares are not rates per all words. Source: Gallagher et al. 2021, EPJ Data
    Science 10:4.

    >>> sections = pd.DataFrame({"section_id": ["1", "2"], "parent_id": "", "level": 1, "kind": "heading"})
    >>> counts = pd.DataFrame({"section_id": ["1", "1", "2", "2"], "term": ["数据", "平台"] * 2, "kind": "han",
    ...                        "n": [3, 1, 1, 3]})
    >>> shift = word_shift(counts, sections, first="1", second="2", draws=9)
    >>> shift[["term", "p_first", "p_second", "contribution", "direction", "total"]].values.tolist()
    [['平台', 0.25, 0.75, 0.5, 'second', 0.5], ['数据', 0.75, 0.25, -0.5, 'first', 0.5]]
    """
    check_choice(measure, MEASURES, argument="measure")
    _check_two(first, second)
    passages = compared_passages(counts, sections, level=level, units=[first, second], kinds=kinds,
                                 stopwords=stopwords, terms=terms)
    return _shift(passages, pd.DataFrame({"term": passages.columns}), measure, first, draws, seed)


def theme_shift(entries: pd.DataFrame, sections: pd.DataFrame, *, first: str, second: str, level: str = "1",
                by: str = "theme", measure: str = "proportion", draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """One row per theme (``by="theme"``), or per theme and term (``by="term"``): its part in the difference.

    ``entries`` has ``section_id, theme, term, n``: how often each entry of a theme occurs in each unit's own text. The
    columns are those of :func:`word_shift`, after ``theme``; the words compared are all entries that occur. A theme's
    contribution is the sum of its words'; the total is that of the rows. So the divergence has the same total by theme
    and by term, and a theme has a part in it also where it keeps its share and only its words change; what themes
    differ in proportion is at most what words do. An entry of two themes counts in each. Passages that hold
    no entry are not drawn: they have no part in the shares.

    >>> sections = pd.DataFrame({"section_id": ["1", "2"], "parent_id": "", "level": 1, "kind": "heading"})
    >>> entries = pd.DataFrame({"section_id": ["1", "1", "2"], "theme": ["data", "rules", "data"],
    ...                         "term": ["数据", "标准", "共享"], "n": [3, 1, 4]})
    >>> shift = theme_shift(entries, sections, first="1", second="2", draws=9)
    >>> shift[["theme", "n_first", "n_second", "contribution"]].values.tolist()
    [['data', 3, 4, 0.25], ['rules', 1, 0, -0.25]]
    """
    check_columns(entries, "section_id", "theme", "term", "n", argument="entries")
    check_choice(measure, MEASURES, argument="measure")
    check_choice(by, BY, argument="by")
    _check_two(first, second)
    pairs = entries[["theme", "term"]].drop_duplicates().sort_values(["theme", "term"], ignore_index=True)
    number = {pair: f"{i:06d}" for i, pair in enumerate(pairs.itertuples(index=False, name=None))}
    # A theme's entry is counted as one word of its own, so that the same word in two themes stays two.
    coded = entries.assign(term=[number[pair] for pair in zip(entries["theme"], entries["term"])], kind="han")
    passages = compared_passages(coded[["section_id", "term", "kind", "n"]], sections, level=level,
                                 units=[first, second], stopwords=())
    pairs = pairs.iloc[[int(code) for code in passages.columns]].reset_index(drop=True)
    passages = passages[passages.sum(axis=1) > 0]
    return _shift(passages, pairs[["theme"]] if by == "theme" else pairs, measure, first, draws, seed)


def _check_two(first: str, second: str) -> None:
    if first == second:
        raise InputError(f"first={first!r}, second={second!r}: name two different units")


def _shift(passages: pd.DataFrame, groups: pd.DataFrame, measure: str, first: str, draws: int,
           seed: int) -> pd.DataFrame:
    """Return one row per group of the columns (their words, or the themes of these), with the totals beside."""
    draws = check_whole(draws, argument="draws")
    # By id: the draws must not depend on the order of the table's rows.
    passages = passages.sort_index(level="section_id", sort_remaining=False)
    own, matrix = passages.index.get_level_values("unit") == first, passages.to_numpy("float64")
    sides = {"first": own, "second": ~own}
    weights = resample(np.where(own, *sides), draws=draws, seed=seed)
    group = pd.MultiIndex.from_frame(groups)
    names = group.unique()
    member = (names.get_indexer(group)[:, None] == np.arange(len(names))).astype("float64")
    n = [matrix[side].sum(axis=0) for side in sides.values()]
    drawn = [weights[:, side] @ matrix[side] for side in sides.values()]
    table = names.to_frame(index=False)
    table = table.assign(**{f"n_{side}": (count @ member).astype("int64") for side, count in zip(sides, n)})
    table = table.assign(**{f"words_{side}": int(count.sum()) for side, count in zip(sides, n)})
    table = table.assign(**{f"p_{side}": table[f"n_{side}"] / table[f"words_{side}"] for side in sides})
    table["contribution"] = _contributions(*n, measure) @ member
    table["low"], table["high"] = percentile_interval(_contributions(*drawn, measure) @ member)
    shares = [count @ member / _size(count) for count in drawn]
    sense = np.sign((table["p_second"] - table["p_first"]).to_numpy().round(12))
    table["direction"] = np.select([sense > 0, sense < 0], ["second", "first"], default="equal")
    table["kept"] = (np.sign((shares[1] - shares[0]).round(12)) == sense).mean(axis=0)
    table["kept"] = table["kept"].where(table["low"].notna())
    if own.sum() < 2 or (~own).sum() < 2:  # a unit of one passage has no spread
        table[["low", "high", "kept"]] = np.nan
    table = table.assign(measure=measure, **_totals(passages, member, measure, draws, seed),
                         passages_first=int(own.sum()), passages_second=int((~own).sum()), draws=draws)
    order = table.assign(_size=-table["contribution"].abs().round(12)).sort_values(["_size", *groups.columns[::-1]])
    table = table.loc[order.index].reset_index(drop=True)
    table.insert(table.columns.get_loc("measure"), "rank", np.arange(1, len(table) + 1))
    return table


def _totals(passages: pd.DataFrame, member: np.ndarray, measure: str, draws: int, seed: int) -> dict[str, float]:
    """Return the total difference beside that of dealt passages; it is the same whichever unit is named first."""
    unit = passages.index.get_level_values("unit")
    a, b = (passages[unit == name].to_numpy("float64") for name in sorted(set(unit)))
    pooled = np.vstack([a, b])
    dealt = np.vstack([np.arange(len(pooled)) < len(a), deals(len(a), len(b), draws=draws, seed=seed)])
    values = _total(_contributions(dealt @ pooled, ~dealt @ pooled, measure) @ member, measure)
    # Two passages can be dealt in one way only: what was seen would stand beside itself.
    total, shuffled = values[0], values[1:] if len(pooled) > 2 else np.full(draws, np.nan)
    low, high = percentile_interval(shuffled)
    p = permutation_p(total, shuffled) if np.isfinite(shuffled).all() else np.nan
    return {"total": total, "total_shuffled": shuffled.mean(), "total_low": low, "total_high": high, "total_p": p}


def _contributions(x: np.ndarray, y: np.ndarray, measure: str) -> np.ndarray:
    return divergence_terms(x, y) if measure == "jensen_shannon" else y / _size(y) - x / _size(x)


def _total(contributions: np.ndarray, measure: str) -> np.ndarray:
    return contributions.sum(axis=-1) if measure == "jensen_shannon" else np.abs(contributions).sum(axis=-1) / 2


def _size(counts: np.ndarray) -> np.ndarray:
    total = counts.sum(axis=-1, keepdims=True)
    return np.where(total > 0, total, np.nan)


def divergence_by_length(counts: pd.DataFrame, sections: pd.DataFrame, *, unit: str, level: str = "1",
                         n_passages: Sequence[int] = (2, 4, 8), kinds: Sequence[str] = WORDS,
                         stopwords: Iterable[str] | None = None, draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """One row per number of passages: how far two such handfuls from one and the same unit diverge.

    Columns ``n_passages``, in each handful; ``words``, the mean number compared in one; ``divergence``, the mean
    Jensen–Shannon divergence in bits of ``draws`` pairs of handfuls without a passage in common. Nothing but chance
    and clusters of words tells them apart, so this is what short texts give: see what it is at the length of the texts
    compared. Draws in which a handful has no word are left out. InputError for handfuls that the unit cannot fill.

    >>> sections = pd.DataFrame({"section_id": ["1", "2", "2.1"], "parent_id": ["", "", "2"], "level": [1, 1, 2],
    ...                          "kind": "heading"})
    >>> counts = pd.DataFrame({"section_id": ["1", "2", "2.1"], "term": ["数据", "数据", "平台"], "kind": "han",
    ...                        "n": 4})
    >>> divergence_by_length(counts, sections, unit="2", n_passages=[1], draws=5).values.tolist()
    [[1.0, 4.0, 1.0]]
    """
    passages = compared_passages(counts, sections, level=level, kinds=kinds, stopwords=stopwords)
    check_present([unit], passages.index.get_level_values("unit"), argument="unit", place=f"the units of level {level}",
                  hint="name one of them by its section_id")
    matrix = passages.loc[unit].to_numpy("float64")
    order = np.random.default_rng(seed).permuted(
        np.tile(np.arange(len(matrix)), (check_whole(draws, argument="draws"), 1)), axis=1)
    rows = []
    for n in n_passages:
        if not 1 <= check_whole(n, argument="n_passages") <= len(matrix) // 2:
            raise InputError(f"n_passages={n}: unit {unit!r} has {len(matrix)} passages, so from 1 to "
                             f"{len(matrix) // 2}")
        x, y = matrix[order[:, :n]].sum(axis=1), matrix[order[:, n : 2 * n]].sum(axis=1)
        rows.append((n, x.sum(axis=1).mean(), np.nanmean(jensen_shannon(x, y))))
    return pd.DataFrame(rows, columns=["n_passages", "words", "divergence"])


def jensen_shannon(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the Jensen–Shannon divergence of counts in the last axis, in bits with equal weights; NaN for no counts.

    >>> jensen_shannon(np.array([2.0, 0]), np.array([0, 5.0])).tolist()
    1.0
    """
    return divergence_terms(x, y).sum(axis=-1)


def divergence_terms(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return each term's summand of the Jensen–Shannon divergence: −m log2 m + ½ p log2 p + ½ q log2 q, never below 0.

    Source: Gallagher et al. 2021, EPJ Data Science 10:4, with equal weights.

    >>> divergence_terms(np.array([1.0, 0.0]), np.array([1.0, 1.0])).round(4).tolist()
    [0.0613, 0.25]
    """
    from scipy.special import xlogy

    p, q = x / _size(x), y / _size(y)
    m = (p + q) / 2
    return ((xlogy(p, p) + xlogy(q, q)) / 2 - xlogy(m, m)) / np.log(2)
