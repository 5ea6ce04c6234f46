"""Passages: draws and deals against scipy's bootstrap and permutation test, and what is compared at each level."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import bootstrap, permutation_test

from analysis.errors import InputError
from analysis.passages import (
    compared_passages,
    deals,
    named_units,
    passage_matrix,
    percentile_interval,
    permutation_p,
    resample,
    running_text,
)
from analysis.tables import check_fraction

SECTIONS = pd.DataFrame({
    "section_id": ["front", "1", "1.1", "2", "2.1"], "parent_id": ["", "", "1", "", "2"], "level": [0, 1, 2, 1, 2],
    "kind": ["front", "heading", "item", "heading", "item"], "system": ["", "", "data", "", "rules"]})
COUNTS = pd.DataFrame({"section_id": ["front", "1", "1.1", "2", "2.1"], "term": "数据", "kind": "han",
                       "n": [9, 1, 2, 3, 4]})
FIRST, SECOND = [3.0, 9, 4, 7, 8], [1.0, 5, 2, 6]


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=12), st.integers(0, 99))
def test_each_draw_takes_as_many_passages_of_a_group_as_it_has(groups, seed):
    weights = resample(groups, draws=20, seed=seed)
    for group in set(groups):
        own = np.array(groups) == group
        assert (weights[:, own].sum(axis=1) == own.sum()).all()
    assert (weights == resample(groups, draws=20, seed=seed)).all()


def test_intervals_are_those_of_scipys_bootstrap():
    values = np.array([2.0, 3, 5, 8, 13, 21, 34, 3, 1, 9])
    drawn = resample([""] * len(values), draws=20_000) @ values / len(values)
    other = bootstrap((values,), np.mean, method="percentile", n_resamples=20_000, rng=1).confidence_interval
    assert percentile_interval(drawn) == pytest.approx((other.low, other.high), rel=0.02)


def test_an_undefined_draw_leaves_no_interval():
    assert np.isnan(percentile_interval(np.array([1.0, 2.0, np.nan]))).all()


def test_deals_are_all_deals_with_equal_chance():
    drawn, times = np.unique(deals(2, 3, draws=20_000), axis=0, return_counts=True)
    assert len(drawn) == 10 and times / 20_000 == pytest.approx(0.1, abs=0.01)


def test_the_share_of_deals_is_scipys_permutation_test():
    pooled, own = np.array(FIRST + SECOND), deals(len(FIRST), len(SECOND), draws=20_000)
    shuffled = np.array([pooled[side].mean() - pooled[~side].mean() for side in own])
    observed = np.mean(FIRST) - np.mean(SECOND)

    def apart(x, y, axis):
        return x.mean(axis=axis) - y.mean(axis=axis)

    exact = permutation_test((FIRST, SECOND), apart, alternative="greater", n_resamples=np.inf, vectorized=True).pvalue
    assert permutation_p(observed, shuffled) == pytest.approx(exact, abs=0.01)
    by_hand = [sum(chosen) / 5 - (sum(pooled) - sum(chosen)) / 4 for chosen in combinations(pooled, 5)]
    assert exact == pytest.approx(np.mean(np.array(by_hand) >= observed - 1e-12))


def test_what_is_observed_is_one_of_the_shuffles():
    assert permutation_p(np.array(5.0), np.array([1.0, 2, 3])) == 1 / 4
    assert permutation_p(np.array([0.3, 3.0]), np.array([[0.1 + 0.2, 1.0], [0.0, 2.0]])).tolist() == [2 / 3, 1 / 3]


@pytest.mark.parametrize("level, units", [
    ("1", ["1", "2"]), ("2", ["1.1", "2.1"]), ("item", ["1", "1.1", "2", "2.1"]), ("system", ["data", "rules"])])
def test_units_that_a_level_is_named_after(level, units):
    table = compared_passages(COUNTS, SECTIONS, level=level)
    assert list(dict.fromkeys(table.index.get_level_values("unit"))) == units
    assert named_units([*units, "other"] if level == "system" else units, SECTIONS, level=level) == units
    expected = {"1": 10, "2": 6, "item": 10, "system": 6}[level]  # the front matter is in none
    assert table["数据"].sum() == expected


def test_running_text_is_of_one_document():
    counts, sections = running_text(COUNTS, SECTIONS)
    assert counts["section_id"].tolist() == sections["section_id"].tolist() == ["1", "1.1", "2", "2.1"]
    assert passage_matrix(counts, sections)["数据"].tolist() == [1, 2, 3, 4]
    with pytest.raises(InputError, match="entries: section_id: '9' is not in sections"):
        running_text(COUNTS.assign(section_id="9"), SECTIONS, argument="entries")
    with pytest.raises(InputError, match="there is no running text to compare"):
        running_text(COUNTS.head(1), SECTIONS.head(1))


@pytest.mark.parametrize("value", [0, 1, 95, -0.5, True, "0.95", None, float("nan")])
def test_a_share_lies_between_nothing_and_all(value):
    with pytest.raises(InputError, match="confidence=.*: must lie between 0 and 1, such as 0.95"):
        check_fraction(value, argument="confidence")


def test_a_missing_system_is_no_matter_of_how_the_table_was_made():
    with pytest.raises(InputError, match="no column 'system' .*; it names each unit's system"):
        compared_passages(COUNTS, SECTIONS.drop(columns="system"), level="system")
