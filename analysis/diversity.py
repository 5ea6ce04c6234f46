"""Lexical diversity: how often a text takes a new word, measured so that length matters little.

The plain type–token ratio falls with length and is given for the record only. MATTR and MTLD read the running
text; HD-D needs counts only, and so can be had from the shipped tables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

import numpy as np
import pandas as pd

from analysis.counting import COUNTED
from analysis.errors import InputError
from analysis.levels import check_units, group_units, roll_up
from analysis.tables import check_tokens, check_whole, check_words

WINDOW = 100
THRESHOLD = 0.72  # McCarthy & Jarvis 2010: where the type–token ratio of English narratives levels off
MIN_TOKENS = 100  # Koizumi & In'nami 2012, System 40:554: below it MTLD still grows with length
DRAWS = 42  # McCarthy & Jarvis 2007


def mattr(words: Sequence[str], *, window: int = WINDOW) -> float:
    """Return MATTR: the mean type–token ratio over all stretches of ``window`` words in a row.

    Between 1 / window and 1; high: few repetitions close by. Only values of the same window, of texts cut into words
    in the same way, may be compared; words near the ends are in fewer stretches. NaN under ``window`` words.
    Source: Covington & McFall 2010, Journal of Quantitative Linguistics 17:94.

    >>> mattr(["数据", "平台", "数据", "数据"], window=2)  # (1 + 1 + 1/2) / 3
    0.8333333333333334
    """
    window = check_whole(window, argument="window")
    codes = _codes(words)
    size = len(codes)
    if size < window:
        return float("nan")
    before = _previous(codes)
    at = np.arange(size)
    # Word j is the first of its type in the stretches that begin behind its previous place and hold j.
    begins = np.maximum(before + 1, at - window + 1)
    ends = np.minimum(at, size - window)
    return float(np.maximum(ends - begins + 1, 0).sum() / window / (size - window + 1))


def mtld(words: Sequence[str], *, threshold: float = THRESHOLD, min_tokens: int = MIN_TOKENS) -> float:
    """Return MTLD: the mean number of words after which the type–token ratio has sunk to ``threshold``.

    Words are read until types / words ≤ threshold; that is one factor, and the count starts anew. The rest counts as
    (1 − its ratio) / (1 − threshold) of a factor. The value is words / factors, averaged over reading forward and
    backward. High: long stretches without much repetition. Compare only texts that were cut into words in the same
    way. NaN under ``min_tokens`` words, where it still grows with length, and where no word is repeated (no factor
    at all). InputError for a threshold that is not between 0 and 1. Source: McCarthy & Jarvis 2010, Behavior Research
    Methods 42:381.

    >>> mtld(["数据", "数据", "平台", "平台"], min_tokens=1)  # two factors of two words, either way
    2.0
    """
    if not isinstance(threshold, int | float) or not 0 < threshold < 1:
        raise InputError(f"threshold={threshold!r}: must lie between 0 and 1, such as 0.72")
    min_tokens = check_whole(min_tokens, argument="min_tokens")
    codes = _codes(words).tolist()
    if len(codes) < min_tokens or len(set(codes)) == len(codes):
        return float("nan")
    factors = [_factors(codes, threshold), _factors(codes[::-1], threshold)]
    return sum(len(codes) / f for f in factors) / 2 if all(factors) else float("nan")


def _factors(codes: Sequence[int], threshold: float) -> float:
    seen: set[int] = set()
    size = factors = 0
    for code in codes:
        seen.add(code)
        size += 1
        if len(seen) / size <= threshold:
            factors += 1
            seen, size = set(), 0
    return factors + ((1 - len(seen) / size) / (1 - threshold) if size else 0)


def hdd(counts: Iterable[int], *, draws: int = DRAWS) -> float:
    """Return HD-D: the expected type–token ratio of ``draws`` words drawn at random from the text.

    Σ over types of (1 − P0) / draws, P0 = C(N − n, draws) / C(N, draws): the chance that a type of count n is not
    drawn. ``counts`` holds one count per type, N is their sum. Between 1 / draws and 1; high: many types of
    like frequency. It ignores order, so it doesn't see repetition close by. NaN under ``draws`` words; InputError for
    counts that are no whole numbers. Source: McCarthy & Jarvis 2007, Language Testing 24:459.

    >>> hdd([2, 1, 1], draws=2)  # (5/6 + 1/2 + 1/2) / 2
    0.9166666666666667
    """
    draws = check_whole(draws, argument="draws")
    n = np.asarray(list(counts), "float64")
    if (n < 0).any() or (n % 1).any():
        raise InputError("counts: must be whole numbers of 0 or more, one per type; of words, Counter(words).values()")
    total = n.sum()
    if total < draws:
        return float("nan")
    sizes, types = np.unique(n, return_counts=True)
    step = np.arange(draws)
    missed = np.prod(np.maximum(total - sizes[:, None] - step, 0) / (total - step), axis=1)
    return float((types * (1 - missed)).sum() / draws)


def diversity(tokens: pd.DataFrame, sections: pd.DataFrame, *, level: str = "1", window: int = WINDOW,
              threshold: float = THRESHOLD, min_tokens: int = MIN_TOKENS, draws: int = DRAWS,
              kinds: Sequence[str] = COUNTED) -> pd.DataFrame:
    """One row per unit of the level, in text order, with its measures of lexical diversity.

    Columns ``section_id, n_tokens, n_types, ttr, mattr, mtld, hdd`` and the settings ``window, threshold, draws``.
    ``tokens`` has one row per token; words of ``kinds`` are read in text order, stop words included (a unit's text is
    put together from the level's own and all below). A type is a word as written. NaN where a unit is too short for a
    measure: shorten the ``window`` for all rather than comparing different ones.

    >>> sections = pd.DataFrame({"section_id": ["1"], "parent_id": [""], "level": [1]})
    >>> tokens = pd.DataFrame({"section_id": "1", "start": [0, 2, 4], "end": [2, 4, 6],
    ...                        "term": ["数据", "平台", "数据"], "kind": "han"})
    >>> diversity(tokens, sections, window=2)[["n_tokens", "n_types", "mattr", "mtld"]].values.tolist()
    [[3.0, 2.0, 1.0, nan]]
    """
    check_tokens(tokens)
    kinds = check_words(kinds, argument="kinds")
    words = tokens[tokens["kind"].isin(kinds)].sort_values("start", kind="stable")
    units = group_units(sections, level=level)
    check_units(words, units["section_id"], argument="tokens")
    texts = words["term"].groupby(words["section_id"].map(units.set_index("section_id")["group"])).agg(list).to_dict()
    rows = []
    for unit in dict.fromkeys(units["group"]):
        text = texts.get(unit, [])
        rows.append((unit, *_sizes(Counter(text).values()), mattr(text, window=window),
                     mtld(text, threshold=threshold, min_tokens=min_tokens), hdd(Counter(text).values(), draws=draws)))
    table = pd.DataFrame(rows, columns=["section_id", "n_tokens", "n_types", "ttr", "mattr", "mtld", "hdd"])
    return table.assign(window=window, threshold=threshold, draws=draws)


def hdd_by_unit(counts: pd.DataFrame, sections: pd.DataFrame, *, level: str = "1", draws: int = DRAWS) -> pd.DataFrame:
    """One row per unit of the level, in text order: ``section_id, n_tokens, n_types, ttr, hdd, draws``.

    From counts alone, for papers whose counts are shipped but not the text. The ratios are NaN for units without words.

    >>> sections = pd.DataFrame({"section_id": ["1"], "parent_id": [""], "level": [1]})
    >>> counts = pd.DataFrame({"section_id": "1", "term": ["数据", "平台", "算力"], "kind": "han", "n": [2, 1, 1]})
    >>> hdd_by_unit(counts, sections, draws=2)["hdd"].round(4).tolist()
    [0.9167]
    """
    rows = roll_up(counts, sections, level=level, by=("term",))
    by_unit = rows.groupby("section_id")["n"].agg(list).to_dict()
    units = dict.fromkeys(group_units(sections, level=level)["group"])
    values = [(unit, *_sizes(by_unit.get(unit, [])), hdd(by_unit.get(unit, []), draws=draws)) for unit in units]
    return pd.DataFrame(values, columns=["section_id", "n_tokens", "n_types", "ttr", "hdd"]).assign(draws=draws)


def _sizes(counts: Collection[int]) -> tuple[int, int, float]:
    """Return tokens, types and their ratio."""
    n_types, n_tokens = len(counts), sum(counts)
    return n_tokens, n_types, n_types / n_tokens if n_tokens else float("nan")


def _codes(words: Sequence[str]) -> np.ndarray:
    if isinstance(words, str | pd.DataFrame):
        raise InputError(f"words: must be a sequence of words in text order, not a {type(words).__name__}; "
                         "for a tokens table use diversity(tokens, sections, …)")
    places: dict[str, int] = {}
    return np.array([places.setdefault(word, len(places)) for word in words], "int64")


def _previous(codes: np.ndarray) -> np.ndarray:
    """Return for each place where the same code stood last, -1 if nowhere."""
    order = np.argsort(codes, kind="stable")
    before = np.full(len(codes), -1)
    same = codes[order[1:]] == codes[order[:-1]]
    before[order[1:][same]] = order[:-1][same]
    return before
