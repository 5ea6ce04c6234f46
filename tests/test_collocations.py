"""Collocations: by hand, by laws, and counted again by a plain program."""

from __future__ import annotations

from collections import Counter
from math import log2, sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_tables import tokens_of

from analysis.collocations import collocations
from analysis.errors import InputError


def test_measures_by_hand():
    # Ten words: a 4, b 3, c 3; "ab" stands three times, once of them after a full stop.
    table = collocations(tokens_of(("1", "abcab"), ("2", "c.abca"))).set_index("term")
    row = table.loc["a b"]
    assert (row["n"], row["n_first"], row["n_second"], row["n_tokens"]) == (3, 4, 3, 10)
    assert row["expected"] == pytest.approx(4 * 3 / 10)
    assert row["log_dice"] == pytest.approx(14 + log2(2 * 3 / (4 + 3)))
    assert row["mi"] == pytest.approx(log2(3 / 1.2))
    assert row["t"] == pytest.approx((3 - 1.2) / sqrt(3))
    assert list(table.index) == ["a b"]  # "b c" and "c a" stand twice


def test_words_that_stand_together_only_have_14():
    assert collocations(tokens_of(("1", "abcab.ab")), min_count=3)["log_dice"].tolist() == [14]


@given(st.lists(st.text("abcd.", max_size=40), max_size=3), st.integers(0, 5))
def test_counts_and_laws(units, seed):
    tokens = tokens_of(*((str(i), letters) for i, letters in enumerate(units)))
    table = collocations(tokens, min_count=1)
    runs = [run for letters in units for run in letters.split(".")]
    pairs = Counter(pair for run in runs for pair in zip(run, run[1:]))
    words = Counter("".join(runs))
    assert {(row.first, row.second): row.n for row in table.itertuples()} == pairs
    assert all((row.n_first, row.n_second) == (words[row.first], words[row.second]) for row in table.itertuples())
    assert (table["n_tokens"] == words.total()).all()
    assert (table["log_dice"] <= 14 + 1e-12).all()
    assert table["log_dice"].is_monotonic_decreasing
    mixed = tokens.sample(frac=1, random_state=seed)
    mixed = mixed.set_index(np.arange(len(mixed)) * 2 + 5)
    pd.testing.assert_frame_equal(collocations(mixed, min_count=1), table)


def test_errors():
    with pytest.raises(InputError, match="min_count=0: must be a whole number of 1 or more"):
        collocations(tokens_of(("1", "ab")), min_count=0)
