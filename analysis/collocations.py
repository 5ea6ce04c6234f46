"""Collocations: pairs of neighbouring words that stand together more often than their frequencies explain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from analysis.counting import COUNTED
from analysis.frequency import count_terms
from analysis.ngrams import count_ngrams
from analysis.tables import check_whole

_BORDER = "\t"  # stands in no word, so that a pair can be taken apart again


def collocations(tokens: pd.DataFrame, *, min_count: int = 3, across_punctuation: bool = False,
                 kinds: Sequence[str] = COUNTED, stopwords: Iterable[str] = ()) -> pd.DataFrame:
    """One row per pair of words, the second directly behind the first, by falling ``log_dice``, then by term.

    Columns ``term`` (the pair), ``first, second, n`` (f_xy, how often they stand so), ``n_first, n_second`` (f_x,
    f_y, all occurrences of each word), ``n_tokens`` (N, all words), ``expected`` (E = f_x · f_y / N) and

    - ``log_dice`` = 14 + log2(2 f_xy / (f_x + f_y)): at most 14, the two words stand nowhere else; one less is
      half as close. It does not depend on N. Source: Rychlý 2008.
    - ``mi`` = log2(f_xy / E): favours rare pairs; don't rank by it under about 5 occurrences.
    - ``t`` = (f_xy − E) / sqrt(f_xy): favours frequent pairs. Both: Church & Hanks 1990.

    Pairs of fewer than ``min_count`` occurrences are left out. The other options are those of
    :func:`analysis.ngrams.count_ngrams`, and so is what parts two neighbours. Counts are of the whole table: filter
    tokens by section first. A high value can tell of the dictionary: a term that was cut in two is a collocation.

    >>> tokens = pd.DataFrame({"section_id": "1", "start": [0, 2, 4, 6, 8], "end": [2, 4, 6, 8, 10], "kind": "han",
    ...                        "term": ["公共", "数据", "公共", "数据", "平台"]})
    >>> collocations(tokens, min_count=2)[["term", "n", "expected", "log_dice"]].values.tolist()
    [['公共 数据', 2, 0.8, 14.0]]
    """
    min_count = check_whole(min_count, argument="min_count")
    pairs = count_ngrams(tokens, across_punctuation=across_punctuation, kinds=kinds, stopwords=stopwords,
                         separator=_BORDER)
    pairs = pairs.groupby("term")["n"].sum()
    pairs = pairs[pairs >= min_count].reset_index()
    words = count_terms(tokens, kinds=kinds).groupby("term")["n"].sum()
    split = [term.split(_BORDER) for term in pairs["term"]]
    table = pd.DataFrame(split, columns=["first", "second"], dtype="str")
    table.insert(0, "term", table["first"] + " " + table["second"])
    # Made of the same rows in the same order: no key is needed.
    table["n"] = pairs["n"].to_numpy()
    for place in ("first", "second"):
        table[f"n_{place}"] = table[place].map(words).astype("int64")
    table["n_tokens"] = words.sum()
    table["expected"] = table["n_first"] * table["n_second"] / table["n_tokens"]
    table = add_association(table)
    return table.sort_values(["log_dice", "term"], ascending=[False, True], ignore_index=True)


def add_association(table: pd.DataFrame, *, n: str = "n", first: str = "n_first",
                    second: str = "n_second") -> pd.DataFrame:
    """Return the table with ``log_dice, mi, t``; see :func:`collocations` for what they tell.

    ``n`` (above 0) names the column of co-occurrences, ``first`` and ``second`` those of the two words' own
    frequencies; what chance would give stands in ``expected``.

    >>> table = pd.DataFrame({"n": [4], "n_first": [8], "n_second": [8], "expected": [1.0]})
    >>> add_association(table)[["log_dice", "mi", "t"]].values.tolist()
    [[13.0, 2.0, 1.5]]
    """
    both = table[n]
    return table.assign(log_dice=14 + np.log2(2 * both / (table[first] + table[second])),
                        mi=np.log2(both / table["expected"]),
                        t=(both - table["expected"]) / np.sqrt(both))
