"""Zipf's law and the growth of the vocabulary: rank and frequency, and how many types the first n words hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import lgamma

import numpy as np
import pandas as pd

from analysis.counting import COUNTED
from analysis.errors import InputError
from analysis.frequency import choose_terms
from analysis.levels import check_units, group_units
from analysis.tables import check_choice, check_columns, check_counts, check_tokens, check_whole, check_words

CHI2_95 = 3.841458820694124  # 95 % quantile of chi-squared with 1 degree of freedom
SHUFFLES = ("words", "units")


def rank_frequencies(counts: pd.DataFrame, *, kinds: Sequence[str] = COUNTED,
                     stopwords: Iterable[str] = ()) -> pd.DataFrame:
    """One row per term of the whole table, by falling frequency: ``term, kind, n, rank``.

    Ranks are 1 … R; equal counts stand by term. Stop words are in by default: the law is about all words, and the
    first ranks are mostly stop words.

    >>> counts = pd.DataFrame({"section_id": ["1", "1", "2"], "term": ["数据", "平台", "平台"], "kind": "han",
    ...                        "n": [2, 1, 4]})
    >>> rank_frequencies(counts).values.tolist()
    [['平台', 'han', 5, 1], ['数据', 'han', 2, 2]]
    """
    rows = choose_terms(counts, kinds=kinds, stopwords=stopwords)
    table = rows[rows["n"] > 0].groupby(["term", "kind"], sort=False)["n"].sum().reset_index()
    table = table.sort_values(["n", "term", "kind"], ascending=[False, True, True], ignore_index=True)
    return table.assign(rank=np.arange(1, len(table) + 1))


def zipf_exponent(frequencies: pd.DataFrame) -> pd.DataFrame:
    """One row: the exponent s of Zipf's law by maximum likelihood, with its interval and its fit.

    ``frequencies`` has one row per term with ``n`` (from :func:`rank_frequencies`). The model is Zipf's law over
    the R ranks of the table: the word at rank r has the share p(r) = r^(−s) / Σ r^(−s). s maximises Σ n_r ln p(r),
    that is, the model's mean of ln r equals the data's; no line is drawn through log–log points, which would give
    the many rare words the most weight. ``low``, ``high``: the 95 % interval by profile likelihood, all s with
    2 (l(s_max) − l(s)) ≤ 3.84. ``distance``: the greatest difference of the cumulative shares of data and
    model (0 is perfect). Further columns: ``n_tokens, n_terms``.

    s is near 1 for much running text; higher: the first words take more. Don't trust the interval too far: it takes
    words for independent draws, and the ranks come from the same counts that are fitted, so that the fit looks better
    than it is (Piantadosi 2014). s also depends on a text's length: compare texts of like size. NaN for fewer than two
    terms. Source: Clauset, Shalizi & Newman 2009, SIAM Review 51:661, for the method; Piantadosi 2014, Psychonomic
    Bulletin & Review 21:1112.

    >>> table = zipf_exponent(pd.DataFrame({"n": [600, 300, 200, 150, 120]}))  # n = 600 / rank
    >>> table[["exponent", "distance", "n_tokens", "n_terms"]].round(6).abs().values.tolist()
    [[1.0, 0.0, 1370.0, 5.0]]
    """
    check_columns(frequencies, "n", argument="frequencies")
    n = np.sort(frequencies["n"].to_numpy("float64"))[::-1]
    n = n[n > 0]
    row = {"exponent": np.nan, "low": np.nan, "high": np.nan, "distance": np.nan,
           "n_tokens": int(n.sum()), "n_terms": len(n)}
    if len(n) > 1:
        row.update(_fit(n))
    return pd.DataFrame([row])


def _fit(n: np.ndarray) -> dict[str, float]:
    log_rank, total = np.log(np.arange(1, len(n) + 1)), n.sum()
    mean = (n @ log_rank) / total

    def log_likelihood(s: float) -> float:
        return -total * (s * mean + np.log(np.exp(-s * log_rank).sum()))

    def excess(s: float) -> float:
        weight = np.exp(-s * log_rank)
        return (weight @ log_rank) / weight.sum() - mean

    # The model's mean of ln r falls with s; at s = 0 it is the mean over the ranks, which no falling counts exceed.
    s = _root(excess, 0.0, 1.0) if excess(0.0) > 0 else 0.0
    best = log_likelihood(s)

    def beyond(t: float) -> float:
        return CHI2_95 - 2 * (best - log_likelihood(t))

    high = _root(beyond, s, 1.0)
    low = -_root(lambda t: beyond(-t), -s, 1.0)
    model = np.exp(-s * log_rank)
    distance = np.abs(n.cumsum() / total - model.cumsum() / model.sum()).max()
    return {"exponent": s, "low": low, "high": high, "distance": distance}


def _root(function: Callable[[float], float], low: float, step: float) -> float:
    """Return where a function that is positive at ``low`` falls through 0 above it: widening, then bisection."""
    high = low + step
    while function(high) > 0:
        low, step = high, 2 * step
        high = low + step
    while True:
        middle = (low + high) / 2
        if not low < middle < high:
            return middle
        if function(middle) > 0:
            low = middle
        else:
            high = middle


def expected_types(frequencies: Sequence[int], at: Sequence[int]) -> np.ndarray:
    """Return the exact expected number of types among m words of a text in random order, for each m of ``at``.

    E V(m) = Σ over types of 1 − C(N − n, m) / C(N, m), n the type's count and N their sum. Divided by m it is
    HD-D for m draws. Raises InputError for an m below 0 or above N. Source: Hurlbert 1971, Ecology 52:577
    (rarefaction).

    >>> expected_types([2, 1, 1], at=[0, 1, 2, 4]).round(4).tolist()  # of two words: 5/6 + 1/2 + 1/2
    [0.0, 1.0, 1.8333, 3.0]
    """
    n, types = np.unique(np.asarray(frequencies, "int64"), return_counts=True)
    total = int((n * types).sum())
    log_factorial = np.array([lgamma(k + 1) for k in range(total + 1)])
    m = np.asarray(at, "int64")
    if len(beyond := m[(m < 0) | (m > total)]):
        raise InputError(f"at: {beyond[0]} is no number of words out of {total:,}; give 0 to {total:,}")
    rest = total - n[:, None] - m
    missed = np.where(rest >= 0, np.exp(
        log_factorial[total - n][:, None] - log_factorial[np.maximum(rest, 0)]
        - log_factorial[total] + log_factorial[total - m]), 0.0)
    return types @ (1 - missed)


def vocabulary_growth(tokens: pd.DataFrame, *, kinds: Sequence[str] = COUNTED, points: int = 100,
                      shuffle: str = "words", resamples: int = 2000, seed: int = 0) -> pd.DataFrame:
    """One row per number of words read, from 0 to all: ``tokens, types, expected, low, high``.

    ``types`` is V(n), the different terms among the first n words of ``kinds`` in text order, at about ``points``
    equally spaced n. ``expected`` is its exact mean over all orders of the words (:func:`expected_types`). ``low`` and
    ``high`` hold, at each n by itself, 95 % of ``resamples`` random orders: of single words (``shuffle="words"``), or
    of whole units, each left as it is (``"units"``). Further columns: ``shuffle, resamples, seed``.

    Below the band of words: the text stays with a subject and repeats its words before it goes on. That holds for
    almost any text, since words aren't drawn one by one. Below the band of units: the later units bring more new
    words than the earlier ones. Read no growth beyond the curve's end. Source: Heaps 1978; Baayen 2001, Word
    Frequency Distributions.

    >>> tokens = pd.DataFrame({"section_id": "1", "start": [0, 2, 4], "end": [2, 4, 6],
    ...                        "term": ["数据", "数据", "平台"], "kind": "han"})
    >>> vocabulary_growth(tokens, resamples=50)[["tokens", "types", "low", "high"]].values.tolist()
    [[0, 0, 0, 0], [1, 1, 1, 1], [2, 1, 1, 2], [3, 2, 2, 2]]
    """
    check_tokens(tokens)
    check_choice(shuffle, SHUFFLES, argument="shuffle")
    kinds = check_words(kinds, argument="kinds")
    words = tokens[tokens["kind"].isin(kinds)].sort_values("start", kind="stable")
    codes = pd.factorize(words["term"])[0]
    at = _places(len(codes), points)
    types = np.searchsorted(np.sort(_first_places(codes)), at)
    frequencies = np.bincount(codes)
    if shuffle == "words":
        curves = _shuffled_words(frequencies, at, resamples=resamples, seed=seed)
    else:
        curves = _shuffled_units(codes, pd.factorize(words["section_id"])[0], at, resamples=resamples, seed=seed)
    growth = pd.DataFrame({"tokens": at, "types": types})
    return _with_band(growth, frequencies, curves, shuffle=shuffle, resamples=resamples, seed=seed)


def growth_by_unit(counts: pd.DataFrame, sections: pd.DataFrame, *, resamples: int = 2000,
                   seed: int = 0) -> pd.DataFrame:
    """One row per unit, in text order, and one for the start: V(n) at the units' ends, from counts alone.

    Columns ``section_id, tokens`` (words read up to the unit's end), ``types``, then as in :func:`vocabulary_growth`
    with random orders of single words. Units without words have no row.

    >>> sections = pd.DataFrame({"section_id": ["1", "2"], "parent_id": "", "level": 1})
    >>> counts = pd.DataFrame({"section_id": ["2", "1", "2"], "term": ["平台", "数据", "数据"], "kind": "han",
    ...                        "n": [1, 2, 1]})
    >>> growth_by_unit(counts, sections, resamples=50)[["section_id", "tokens", "types"]].values.tolist()
    [['', 0, 0], ['1', 2, 1], ['2', 4, 2]]
    """
    check_counts(counts)
    units = group_units(sections, level="item")["section_id"]
    check_units(counts, units, argument="counts")
    place = {unit: i for i, unit in enumerate(units)}
    rows = counts[counts["n"] > 0].assign(_place=counts["section_id"].map(place)).sort_values("_place", kind="stable")
    new = ~rows["term"].duplicated()
    sums = pd.DataFrame({"n": rows["n"], "new": new}).groupby(rows["section_id"], sort=False).sum().cumsum()
    growth = pd.DataFrame({"section_id": ["", *sums.index], "tokens": [0, *sums["n"]], "types": [0, *sums["new"]]})
    frequencies = rows.groupby("term")["n"].sum().to_numpy()
    curves = _shuffled_words(frequencies, growth["tokens"].to_numpy(), resamples=resamples, seed=seed)
    return _with_band(growth, frequencies, curves, shuffle="words", resamples=resamples, seed=seed)


def _with_band(growth: pd.DataFrame, frequencies: np.ndarray, curves: np.ndarray,
               **settings: object) -> pd.DataFrame:
    low, high = np.quantile(curves, [0.025, 0.975], axis=0, method="inverted_cdf")
    expected = expected_types(frequencies, growth["tokens"])
    return growth.assign(expected=expected, low=low, high=high, **settings)


def _places(size: int, points: int) -> np.ndarray:
    points = check_whole(points, argument="points")
    return np.unique(np.linspace(0, size, min(points, size) + 1).round().astype("int64"))


def _first_places(codes: np.ndarray) -> np.ndarray:
    """Return where each code stands first; codes are 0 … k − 1 without gaps."""
    first = np.zeros(codes.max(initial=-1) + 1, "int64")
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return first


def _shuffled_words(frequencies: np.ndarray, at: np.ndarray, *, resamples: int, seed: int) -> np.ndarray:
    """Return one curve per resample (rows) at the numbers of words ``at`` (columns)."""
    # In order of size, so that the same seed gives the same curves whatever the order of the rows.
    codes = np.repeat(np.arange(len(frequencies)), np.sort(frequencies))
    random = np.random.default_rng(check_whole(seed, argument="seed", least=0))
    curves = np.empty((check_whole(resamples, argument="resamples"), len(at)), "int64")
    for curve in curves:
        curve[:] = np.searchsorted(np.sort(_first_places(random.permutation(codes))), at)
    return curves


def _shuffled_units(codes: np.ndarray, units: np.ndarray, at: np.ndarray, *, resamples: int, seed: int) -> np.ndarray:
    """The same with the units in random order: a type's first place is the least of offset + place over its units."""
    random = np.random.default_rng(check_whole(seed, argument="seed", least=0))
    sizes = np.bincount(units)
    inside = np.arange(len(codes)) - (sizes.cumsum() - sizes)[units]
    pairs = pd.DataFrame({"code": codes, "unit": units, "place": inside}).drop_duplicates(["code", "unit"])
    pairs = pairs.sort_values("code", kind="stable")
    starts = np.searchsorted(pairs["code"], np.arange(codes.max(initial=-1) + 1))
    unit, place = pairs["unit"].to_numpy(), pairs["place"].to_numpy()
    curves = np.empty((check_whole(resamples, argument="resamples"), len(at)), "int64")
    for curve in curves:
        order = random.permutation(len(sizes))
        offsets = np.empty(len(sizes), "int64")
        offsets[order] = sizes[order].cumsum() - sizes[order]
        first = np.minimum.reduceat(offsets[unit] + place, starts) if len(starts) else starts
        curve[:] = np.searchsorted(np.sort(first), at)
    return curves
