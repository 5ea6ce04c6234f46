"""Robustness: whether a result depends on how words are cut.

The same text is counted under several variants of the segmentation. What is the same under all of them can be
trusted; what turns round belongs to the segmentation, not to the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from analysis.contingency import log_ratio
from analysis.counting import Z
from analysis.errors import InputError
from analysis.frequency import term_rates
from analysis.levels import roll_up, unit_sizes
from analysis.tables import check_choice, check_present, check_whole, check_words

DIRECTIONS = ("more", "less", "open")


def rank_terms(variants: Mapping[str, pd.DataFrame], sections: pd.DataFrame, *, top: int = 50,
               stopwords: Iterable[str] | None = None) -> pd.DataFrame:
    """One row per variant and term: ``variant, term, n, n_tokens, per_10k_tokens, rank``.

    ``variants`` holds a counts table under each variant's name. Terms are those that are among the ``top`` of
    any variant; one that a variant never cuts has ``n`` 0 there, a true count, and no rank. Words of one
    character are left out, since they are mostly what is left of words that fell apart, and so are stop
    words (``None``: the shipped list). Equal counts are ranked by term. Raises InputError where there is no
    variant.

    >>> sections = pd.DataFrame({"section_id": ["1"], "parent_id": [""], "level": [1]})
    >>> whole = pd.DataFrame({"section_id": "1", "term": ["数字政府"], "kind": "han", "n": [3]})
    >>> split = pd.DataFrame({"section_id": "1", "term": ["政府", "数字"], "kind": "han", "n": [4, 3]})
    >>> table = rank_terms({"terms": whole, "jieba": split}, sections, stopwords=())
    >>> table[["variant", "term", "n"]].values.tolist()[:3]
    [['terms', '数字政府', 3], ['terms', '政府', 0], ['terms', '数字', 0]]
    """
    top = check_whole(top, argument="top")
    stopwords = None if stopwords is None else check_words(stopwords, argument="stopwords")
    rates = {name: _words(term_rates(counts, sections, stopwords=stopwords)) for name, counts in variants.items()}
    if not rates:
        raise InputError("variants: holds no table; give a counts table under each variant's name")
    wanted = dict.fromkeys(term for table in rates.values() for term in table["term"].head(top))
    rows = []
    for name, table in rates.items():
        table = table.set_index("term").reindex(wanted)
        table["n_tokens"] = int(variants[name]["n"].sum())
        table["n"] = table["n"].fillna(0).astype("int64")
        table["per_10k_tokens"] = 1e4 * table["n"] / table["n_tokens"]
        rows.append(table.rename_axis("term").reset_index().assign(variant=name))
    return pd.concat(rows, ignore_index=True)[["variant", "term", "n", "n_tokens", "per_10k_tokens", "rank"]]


def _words(rates: pd.DataFrame) -> pd.DataFrame:
    longer = rates[rates["term"].str.len() > 1].reset_index(drop=True)
    return longer.assign(rank=np.arange(1, len(longer) + 1))


def rank_agreement(ranks: pd.DataFrame, *, top: int = 20) -> pd.DataFrame:
    """One row per pair of variants: how far they agree on the most frequent terms.

    Columns ``first, second, top``; ``shared``, the terms that both have among their ``top``; ``overlap``, the
    share of them; ``n_terms``, the terms that either has there; ``spearman``, Spearman's rank correlation of
    their counts over these, with its 95 % interval ``low, high`` (Fisher's z with the standard error
    sqrt(1.06 / (n − 3)): Fieller, Hartley & Pearson 1957). 1: the same order; 0: none. ``ranks`` comes from
    :func:`rank_terms` with at least this ``top``.

    Terms that fall apart in one variant count 0 there, so the correlation can be negative: then the lists hold
    different words. The interval takes terms for independent, which parts of one longer term are not. NaN
    under four terms or where all counts of one variant are equal.

    >>> ranks = pd.DataFrame({"variant": ["a"] * 4 + ["b"] * 4, "term": list("甲乙丙丁") * 2,
    ...                       "n": [9, 7, 5, 3, 8, 6, 2, 4], "rank": [1, 2, 3, 4, 1, 2, 4, 3]})
    >>> rank_agreement(ranks, top=4)[["shared", "n_terms", "spearman"]].values.tolist()
    [[4.0, 4.0, 0.8]]
    """
    top = check_whole(top, argument="top")
    grid = ranks.pivot(index="term", columns="variant", values=["n", "rank"])
    rows = []
    for first, second in combinations(dict.fromkeys(ranks["variant"]), 2):
        inside = grid["rank"][[first, second]] <= top
        counts = grid["n"].loc[inside.any(axis=1), [first, second]].astype(float)
        shared = int(inside.all(axis=1).sum())
        rho = counts.rank().corr().iloc[0, 1] if len(counts) > 3 else np.nan
        low, high = _fieller(rho, len(counts))
        rows.append((first, second, top, shared, shared / top, len(counts), rho, low, high))
    columns = ["first", "second", "top", "shared", "overlap", "n_terms", "spearman", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def _fieller(rho: float, n: int) -> tuple[float, float]:
    if not n > 3 or np.isnan(rho):
        return np.nan, np.nan
    if abs(rho) >= 1 - 1e-12:  # z is infinite: the sample says nothing about its error
        return np.nan, np.nan
    spread = Z * np.sqrt(1.06 / (n - 3))
    return tuple(np.tanh(np.arctanh(rho) + np.array([-spread, spread])))


def contrasts(variants: Mapping[str, pd.DataFrame], sections: pd.DataFrame, *, first: str, second: str,
              terms: Iterable[str], level: str = "1") -> pd.DataFrame:
    """One row per variant and term: how much more often the second unit uses the term than the first.

    Columns ``variant, term, n_first, n_second, tokens_first, tokens_second``; ``log_ratio`` =
    log2(p_second / p_first) with its 95 % interval ``low, high`` (ln RR ± z · sqrt(1/a − 1/N1 + 1/b − 1/N2), Katz
    et al. 1978); ``direction``: "more", "less", or "open" where the interval holds 0. +1 is twice as often.
    ``level`` is the level of the two units. Where a term does not occur in one of them, 0.5 is put for its
    count (Hardie 2014) and ``n_first`` or ``n_second`` says so by its 0. A variant that never cuts the term has
    NaN, and the direction "". The interval takes words for independent draws and is too narrow.

    >>> sections = pd.DataFrame({"section_id": ["1", "3"], "parent_id": "", "level": 1})
    >>> counts = pd.DataFrame({"section_id": ["1", "1", "3", "3"], "term": ["建设", "的", "建设", "的"],
    ...                        "kind": "han", "n": [10, 990, 40, 960]})
    >>> row = contrasts({"terms": counts}, sections, first="1", second="3", terms=["建设"])
    >>> row[["log_ratio", "direction"]].values.tolist()
    [[2.0, 'more']]
    """
    check_choice(level, ("1", "2", "item"), argument="level")
    terms = check_words(terms, argument="terms")
    check_present([first, second], sections["section_id"], argument="first, second", place="sections",
                  hint="name two units by their section_id")
    table = pd.concat([_both(counts, sections, first, second, terms, level).assign(variant=name)
                       for name, counts in variants.items()], ignore_index=True)
    columns = ("n_second", "n_first", "tokens_second", "tokens_first")
    ratio, low, high = log_ratio(*(table[column] for column in columns))
    direction = np.select([low > 0, high < 0, ~np.isnan(ratio)], DIRECTIONS, default="")
    table = table.assign(log_ratio=ratio, low=low, high=high, direction=direction)
    return table[["variant", "term", "n_first", "n_second", "tokens_first", "tokens_second",
                  "log_ratio", "low", "high", "direction"]]


def _both(counts: pd.DataFrame, sections: pd.DataFrame, first: str, second: str, terms: list[str],
          level: str) -> pd.DataFrame:
    """Return one row per term with its counts and the sizes of both units; NaN for a term that is never cut."""
    units = roll_up(counts, sections, level=level, by=("term",))
    sizes = unit_sizes(counts, sections, level=level).set_index("section_id")["n_tokens"]
    cut = pd.Series(terms).isin(units["term"]).to_numpy()
    table = pd.DataFrame({"term": terms})
    for side, unit in (("first", first), ("second", second)):
        n = units[units["section_id"] == unit].set_index("term")["n"].reindex(terms).fillna(0).to_numpy()
        table[f"n_{side}"] = np.where(cut, n, np.nan)
        table[f"tokens_{side}"] = np.where(cut, sizes[unit], np.nan)
    return table


def flips(contrasts: pd.DataFrame) -> pd.DataFrame:
    """One row per term: its direction under each variant, and whether the variants contradict each other.

    Columns: ``term``, one for each variant, and ``flip``: "reversed" (more under one variant, less under
    another), "open" (shown by some, open in others) or "none". Variants that never cut the term have no say.

    >>> rows = pd.DataFrame({"term": ["建设"] * 2, "variant": ["terms", "jieba"], "direction": ["more", "open"]})
    >>> flips(rows).values.tolist()
    [['建设', 'more', 'open', 'open']]
    """
    grid = contrasts.pivot(index="term", columns="variant", values="direction")
    grid = grid.loc[list(dict.fromkeys(contrasts["term"])), list(dict.fromkeys(contrasts["variant"]))]
    said = [set(row) - {""} for row in grid.itertuples(index=False)]
    kinds = ["reversed" if {"more", "less"} <= s else "open" if len(s) > 1 else "none" for s in said]
    return grid.reset_index().rename_axis(columns=None).assign(flip=kinds)
