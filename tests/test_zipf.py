"""Zipf's law and vocabulary growth: known exponents are found, expectations are exact, bands hold what they promise."""

from __future__ import annotations

from collections import Counter
from itertools import permutations
from math import comb

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.stats import chi2, hypergeom
from tiny_tables import tokens_of

from analysis import diversity, frequency, zipf
from analysis.errors import InputError

counts_of_terms = st.lists(st.integers(1, 60), min_size=2, max_size=40)


def log_likelihood(s, n):
    ranks = np.arange(1, len(n) + 1.0)
    return float((n * (-s * np.log(ranks) - np.log((ranks**-s).sum()))).sum())


def test_ranks_by_hand():
    counts = pd.DataFrame({"section_id": ["1", "1", "2", "2"], "term": ["乙", "甲", "甲", "丙"], "kind": "han",
                           "n": [2, 1, 1, 2]})
    assert zipf.rank_frequencies(counts).values.tolist() == [
        ["丙", "han", 2, 1], ["乙", "han", 2, 2], ["甲", "han", 2, 3]
    ]
    assert zipf.rank_frequencies(counts, stopwords=["丙"])["rank"].tolist() == [1, 2]


@pytest.mark.parametrize("s", [0.5, 1.0, 1.7])
def test_exact_zipf_counts_give_their_exponent(s):
    ranks = np.arange(1, 501.0)
    table = zipf.zipf_exponent(pd.DataFrame({"n": 1e9 * ranks**-s}))
    assert table["exponent"].iloc[0] == pytest.approx(s, abs=1e-9)
    assert table["distance"].iloc[0] == pytest.approx(0, abs=1e-9)


@given(counts_of_terms)
def test_exponent_and_interval_equal_scipys_optimum_and_quantile(counts):
    n = np.sort(counts)[::-1]
    row = zipf.zipf_exponent(pd.DataFrame({"n": counts})).iloc[0]
    found = minimize_scalar(lambda s: -log_likelihood(s, n), bounds=(-1, 20), method="bounded",
                            options={"xatol": 1e-9})
    # An optimum is flat: its place is known to the root of the precision only, its height much better.
    assert row["exponent"] == pytest.approx(found.x, abs=1e-4)
    best = log_likelihood(row["exponent"], n)
    assert best >= -found.fun - 1e-9
    assert row["low"] < row["exponent"] < row["high"]
    for bound in (row["low"], row["high"]):
        assert 2 * (best - log_likelihood(bound, n)) == pytest.approx(chi2.ppf(0.95, 1), abs=1e-9)


def test_the_interval_holds_the_exponent_of_drawn_words_about_95_times_in_100():
    # Ranks are the true ones here, as the interval assumes; counts re-ranked by themselves are biased upward.
    random = np.random.default_rng(1)
    shares = np.arange(1, 51.0) ** -1.0
    held = 0
    for _ in range(300):
        row = zipf._fit(random.multinomial(2000, shares / shares.sum()).astype(float))
        held += row["low"] <= 1 <= row["high"]
    assert 0.92 <= held / 300 <= 0.98


@given(counts_of_terms, st.integers(0, 5))
def test_exponent_does_not_depend_on_the_order_of_rows(counts, seed):
    table = pd.DataFrame({"n": counts})
    mixed = table.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(zipf.zipf_exponent(mixed), zipf.zipf_exponent(table))


def test_equal_counts_have_exponent_0_and_one_term_none():
    assert zipf.zipf_exponent(pd.DataFrame({"n": [7, 7, 7]}))["exponent"].iloc[0] == pytest.approx(0, abs=1e-12)
    alone = zipf.zipf_exponent(pd.DataFrame({"n": [7, 0]})).iloc[0]
    assert alone[["exponent", "low", "high", "distance"]].isna().all()
    assert (alone["n_tokens"], alone["n_terms"]) == (7, 1)


def test_expected_types_are_the_mean_over_all_orders():
    words = "aaabbc"
    orders = list(permutations(words))
    means = [sum(len(set(order[:m])) for order in orders) / len(orders) for m in range(7)]
    assert zipf.expected_types([3, 2, 1], at=range(7)).tolist() == pytest.approx(means, abs=1e-12)


@given(counts_of_terms, st.data())
def test_expected_types_equal_scipys_and_hdd(counts, data):
    m = data.draw(st.integers(0, sum(counts)))
    found = zipf.expected_types(counts, at=[m])[0]
    assert found == pytest.approx((1 - hypergeom.pmf(0, sum(counts), counts, m)).sum(), abs=1e-9)
    exact = sum(1 - comb(sum(counts) - n, m) / comb(sum(counts), m) for n in counts)
    assert found == pytest.approx(exact, abs=1e-9)
    if m:
        assert found / m == pytest.approx(diversity.hdd(counts, draws=m), abs=1e-9)


def test_growth_by_hand():
    growth = zipf.vocabulary_growth(tokens_of(("1", "aab."), ("2", "cab")), resamples=20)
    assert growth["tokens"].tolist() == list(range(7))  # punctuation is no word
    assert growth["types"].tolist() == [0, 1, 1, 2, 3, 3, 3]
    assert growth[["shuffle", "resamples", "seed"]].drop_duplicates().values.tolist() == [["words", 20, 0]]


@settings(max_examples=30)
@given(st.lists(st.text("abcdefgh.", max_size=30), min_size=1, max_size=4), st.sampled_from(zipf.SHUFFLES),
       st.integers(0, 5))
def test_growth_laws(units, shuffle, seed):
    tokens = tokens_of(*((str(i), letters) for i, letters in enumerate(units)))
    growth = zipf.vocabulary_growth(tokens, shuffle=shuffle, resamples=40, seed=seed, points=7)
    words = "".join(units).replace(".", "")
    assert growth["types"].tolist() == [len(set(words[:n])) for n in growth["tokens"]]
    for column in ("types", "expected", "low", "high"):
        assert growth[column].iloc[0] == 0
        assert growth[column].iloc[-1] == pytest.approx(len(set(words)))
        assert (growth[column].diff().dropna() >= -1e-9).all()
    assert (growth["low"] <= growth["high"]).all()
    mixed = tokens.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(growth, zipf.vocabulary_growth(mixed, shuffle=shuffle, resamples=40, seed=seed,
                                                                 points=7))


def test_band_of_words_agrees_with_the_exact_expectation():
    counts = np.array([40, 20, 10, 5, 5, 2, 2, 1, 1, 1])
    at = np.array([0, 1, 5, 20, 60, 87])
    curves = zipf._shuffled_words(counts, at, resamples=4000, seed=3)
    expected = zipf.expected_types(counts, at=at)
    error = curves.std(axis=0) / np.sqrt(4000)
    assert (np.abs(curves.mean(axis=0) - expected) <= 4 * error + 1e-9).all()


def test_units_are_shuffled_whole():
    # Of two units the order is one or the other: after the first, aaaa has 1 type and bcde has 4.
    codes, units = np.array([0, 0, 0, 0, 1, 2, 3, 4]), np.array([0] * 4 + [1] * 4)
    curves = zipf._shuffled_units(codes, units, np.array([2, 4, 6, 8]), resamples=400, seed=1)
    seen = Counter(map(tuple, curves.tolist()))
    assert set(seen) == {(1, 1, 3, 5), (2, 4, 5, 5)}
    assert 150 < seen[1, 1, 3, 5] < 250


def test_growth_by_unit_needs_counts_only():
    tokens = tokens_of(("1", "aab"), ("2", "cab"), ("3", "dd"))
    sections = pd.DataFrame({"section_id": ["0", "1", "2", "3"], "parent_id": "", "level": 1})
    counts = frequency.count_terms(tokens).sample(frac=1, random_state=2)
    growth = zipf.growth_by_unit(counts, sections, resamples=50)
    assert growth[["section_id", "tokens", "types"]].values.tolist() == [
        ["", 0, 0], ["1", 3, 2], ["2", 6, 3], ["3", 8, 4]
    ]
    running = zipf.vocabulary_growth(tokens, resamples=50).set_index("tokens").loc[[0, 3, 6, 8]].reset_index()
    columns = ["tokens", "types", "expected", "low", "high", "resamples", "seed"]
    pd.testing.assert_frame_equal(growth[columns], running[columns])


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda t: zipf.vocabulary_growth(t, shuffle="tokens"), "shuffle='tokens': must be one of words, units"),
        (lambda t: zipf.vocabulary_growth(t, resamples=0), "resamples=0: must be a whole number of 1 or more"),
        (lambda t: zipf.vocabulary_growth(t, seed=-1), "seed=-1: must be a whole number of 0 or more"),
        (lambda t: zipf.vocabulary_growth(t, points=0), "points=0: must be a whole number"),
        (lambda t: zipf.zipf_exponent(t), "frequencies: no column 'n'"),
        (lambda t: zipf.expected_types([2, 1], at=[0, 4]), "at: 4 is no number of words out of 3"),
        (lambda t: zipf.expected_types([2, 1], at=[-1]), "at: -1 is no number of words"),
        (lambda t: zipf.rank_frequencies(t), "counts: no column 'n'"),
    ],
)
def test_errors(call, message):
    with pytest.raises(InputError, match=message):
        call(tokens_of(("1", "ab")))
