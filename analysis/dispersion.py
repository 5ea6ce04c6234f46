"""Dispersion: how evenly a term is spread over the units of a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.frequency import WORDS, choose_terms
from analysis.levels import roll_up, unit_sizes


def deviation_of_proportions(counts: Sequence[float], sizes: Sequence[float]) -> float:
    """Return Gries' DP of one term: ½ Σ |v_i − s_i|.

    v_i is the share of the term's occurrences that unit i has, s_i the unit's share of all words. 0: as even as the
    units' sizes allow; near 1: all in one small unit. It can't reach 1, and with few units not even come near: compare
    :func:`normalized_deviation`. NaN for a term without occurrences and for fewer than two units; InputError for
    a size of 0 and for lists of different length. Source: Gries 2008, International Journal of Corpus Linguistics
    13:403.

    >>> round(deviation_of_proportions([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]), 4)  # Gries' example
    0.18
    """
    return float(_measures(*_vectors(counts, sizes))["dp"][0])


def normalized_deviation(counts: Sequence[float], sizes: Sequence[float]) -> float:
    """Return DPnorm = DP / (1 − min s_i), which is 1 where all occurrences are in the smallest unit.

    Read as DP, also across texts with different numbers of units. NaN and errors as for DP. Source: Lijffijt & Gries
    2012, International Journal of Corpus Linguistics 17:147.

    >>> round(normalized_deviation([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]), 4)
    0.2195
    """
    return float(_measures(*_vectors(counts, sizes))["dp_norm"][0])


def juilland_d(counts: Sequence[float], sizes: Sequence[float]) -> float:
    """Return Juilland's D = 1 − (sd / mean) / sqrt(U − 1) of the term's rates in the U units.

    The rates are count / size, so that units may be of unequal size; sd is the population's (divided by U). 1:
    the same rate everywhere; 0: all in one unit. With many units it is near 1 for almost any term (Biber et al.
    2016): don't use it over the items of a paper. NaN and errors as for DP. Source: Juilland & Chang-Rodríguez 1964;
    Gries 2019.

    >>> round(juilland_d([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]), 4)
    0.7852
    """
    return float(_measures(*_vectors(counts, sizes))["juilland_d"][0])


def dispersion(counts: pd.DataFrame, sections: pd.DataFrame, *, level: str = "2", kinds: Sequence[str] = WORDS,
               stopwords: Iterable[str] | None = None, terms: Iterable[str] | None = None) -> pd.DataFrame:
    """One row per term, the most frequent first: how it is spread over the units of a level.

    Columns ``term, kind, n, n_units`` (units that hold it), ``units`` (U, units with words), ``n_tokens`` (all words
    of these units), ``dp``, ``dp_norm``, ``juilland_d`` (see the functions of this module) and ``rare``: fewer
    occurrences than units. A rare term cannot be spread evenly and looks clumped whatever its use (Nelson 2023): don't
    read its dispersion. The measures fall with frequency, so compare terms of like ``n`` only.

    The units are all of the level, front matter and references too: filter ``counts`` and ``sections`` by the
    section's kind first to leave them out. ``kinds``, ``stopwords`` and ``terms`` choose rows as in
    :func:`analysis.frequency.term_rates`; sizes count all words.

    >>> sections = pd.DataFrame({"section_id": ["1", "2"], "parent_id": "", "level": 1})
    >>> counts = pd.DataFrame({"section_id": ["1", "1", "2"], "term": ["数据", "平台", "平台"], "kind": "han",
    ...                        "n": [2, 2, 4]})
    >>> table = dispersion(counts, sections, level="1", stopwords=())
    >>> table[["term", "n", "dp", "dp_norm", "juilland_d"]].round(4).values.tolist()
    [['平台', 6, 0.1667, 0.3333, 0.6667], ['数据', 2, 0.5, 1.0, 0.0]]
    """
    rows = choose_terms(roll_up(counts, sections, level=level), kinds=kinds, stopwords=stopwords, terms=terms)
    sizes = unit_sizes(counts, sections, level=level).query("n_tokens > 0").set_index("section_id")["n_tokens"]
    grid = rows.pivot(index=["term", "kind"], columns="section_id", values="n")
    grid = grid.reindex(columns=sizes.index).fillna(0)
    table = grid.index.to_frame(index=False)
    values = grid.to_numpy("float64")
    table["n"] = values.sum(axis=1).astype("int64")
    table["n_units"] = (values > 0).sum(axis=1)
    table["units"] = len(sizes)
    table["n_tokens"] = sizes.sum()
    table = table.assign(**_measures(values, sizes.to_numpy("float64")), rare=table["n"] < table["units"])
    return table.sort_values(["n", "term", "kind"], ascending=[False, True, True], ignore_index=True)


def _vectors(counts: Sequence[float], sizes: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    n, size = np.asarray(counts, "float64"), np.asarray(sizes, "float64")
    if n.ndim != 1 or n.shape != size.shape:
        raise InputError(f"counts, sizes: need one number per unit each, got shapes {n.shape} and {size.shape}")
    if not (n >= 0).all() or not (size > 0).all():
        raise InputError("counts must be 0 or more and sizes above 0; leave out units without words")
    return n[None, :], size


def _measures(counts: np.ndarray, sizes: np.ndarray) -> dict[str, np.ndarray]:
    """Return the measures of terms (rows) over units (columns)."""
    undefined = np.full(len(counts), np.nan)
    units = len(sizes)
    if units < 2:
        return {"dp": undefined, "dp_norm": undefined, "juilland_d": undefined}
    total = counts.sum(axis=1)
    total[total == 0] = np.nan
    share = sizes / sizes.sum()
    dp = np.abs(counts / total[:, None] - share).sum(axis=1) / 2
    rates = counts / sizes
    mean = np.where(np.isnan(total), np.nan, rates.mean(axis=1))
    return {"dp": dp, "dp_norm": dp / (1 - share.min()),
            "juilland_d": 1 - rates.std(axis=1) / mean / np.sqrt(units - 1)}
