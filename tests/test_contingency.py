"""Measures of 2 × 2 tables: worked examples, laws, and independent implementations."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, chi2, chi2_contingency
from scipy.stats.contingency import relative_risk
from statsmodels.stats.multitest import multipletests

from analysis.contingency import (
    benjamini_hochberg,
    bic,
    conservative_log_ratio,
    holm,
    log_likelihood,
    log_odds,
    log_ratio,
    measures,
    p_value,
    percent_difference,
)
from analysis.errors import InputError

TABLES = st.tuples(st.integers(0, 400), st.integers(0, 400), st.integers(401, 4000), st.integers(401, 4000)).filter(
    lambda cells: cells[0] + cells[1])
NEAR = {"rel": 1e-9, "abs": 1e-9}


def test_the_worked_example_over_four_cells():
    assert round(float(log_likelihood(30, 10, 200, 300)), 2) == 22.00


@given(TABLES)
def test_log_likelihood_is_scipys(cells):
    a, b, n1, n2 = cells
    expected = chi2_contingency([[a, b], [n1 - a, n2 - b]], lambda_="log-likelihood", correction=False)
    g2 = log_likelihood(*cells)
    assert abs(g2) == pytest.approx(expected.statistic, rel=1e-9, abs=1e-9)
    assert np.sign(g2) in (0, np.sign(a / n1 - b / n2))
    assert p_value(g2) == pytest.approx(chi2.sf(abs(float(g2)), 1), rel=1e-9)
    assert bic(g2, n1 + n2) == pytest.approx(abs(float(g2)) - math.log(n1 + n2))


def test_nothing_and_everything_are_counts():
    assert log_likelihood([0, 10], [0, 20], 10, 20).tolist() == [0, 0]
    assert np.isnan(log_likelihood(math.nan, 4, 10, 20))
    assert log_likelihood([5, 0], [0, 5], 10, 10).tolist() == pytest.approx(
        [2 * (5 * math.log(2) + 5 * math.log(2 / 3) + 10 * math.log(4 / 3)) * sign for sign in (1, -1)])


@given(TABLES.filter(lambda cells: cells[0] and cells[1]))
def test_log_ratio_and_interval_are_scipys(cells):
    a, b, n1, n2 = cells
    risk = relative_risk(a, n1, b, n2)
    bounds = risk.confidence_interval(0.9)
    assert log_ratio(*cells, confidence=0.9) == pytest.approx(
        (np.log2(risk.relative_risk), np.log2(bounds.low), np.log2(bounds.high)), **NEAR)


def test_zero_is_put_as_a_half_and_absence_from_both_is_undefined():
    ratio, low, high = log_ratio([0, 4, 0], [4, 0, 0], 100, 100)
    assert ratio[:2].tolist() == [-3, 3] and np.isnan([ratio[2], low[2], high[2]]).all()
    assert (high - ratio)[0] == pytest.approx(1.959964 * math.sqrt(2 - 0.01 + 1 / 4 - 0.01) / math.log(2), rel=1e-6)


@given(TABLES, st.sampled_from([1, 7, 1442]))
def test_conservative_log_ratio_is_that_of_the_r_package_corpora(cells, tests):
    # keyness(measure = "LRC"): prop.cint by qbeta of f1 and f1 + f2, the level divided by the tests; Evert 2022.
    a, b, n1, n2 = cells
    tail = 0.05 / tests / 2
    low = beta.ppf(tail, a, b + 1) if a else 0.0
    high = beta.isf(tail, a + 1, b) if b else 1.0
    lower = math.log2(low / (1 - low) * n2 / n1) if low else -math.inf
    upper = math.log2(high / (1 - high) * n2 / n1) if high < 1 else math.inf
    expected = max(lower, 0) if a / n1 >= b / n2 else min(upper, 0)
    found = float(conservative_log_ratio(*cells, tests=tests))
    assert found == pytest.approx(expected, **NEAR)


def test_at_the_conservative_bound_chance_reaches_the_count_in_just_the_tail():
    ratio = 2 ** float(conservative_log_ratio(40, 10, 1000, 2000, tests=1))
    share = ratio * 1000 / 2000 / (1 + ratio * 1000 / 2000)
    chance = sum(math.comb(50, k) * share**k * (1 - share)**(50 - k) for k in range(40, 51))
    assert chance == pytest.approx(0.025, rel=1e-9)


def test_the_correction_takes_the_terms_that_are_there():
    a, b = [40, 12, 3], [10, 4, 2]
    assert conservative_log_ratio(a, b, 1000, 1000).tolist() == \
        conservative_log_ratio(a, b, 1000, 1000, tests=3).tolist()
    assert conservative_log_ratio(a, b, 1000, 1000)[0] < conservative_log_ratio(a, b, 1000, 1000, tests=1)[0]
    assert np.isnan(conservative_log_ratio(0, 0, 10, 10))


@given(TABLES)
def test_exchanging_the_sides_turns_the_sign(cells):
    a, b, n1, n2 = cells
    for measure in (log_likelihood, conservative_log_ratio):
        assert measure(b, a, n2, n1) == pytest.approx(-measure(a, b, n1, n2), **NEAR)
    ratio, low, high = log_ratio(a, b, n1, n2)
    assert log_ratio(b, a, n2, n1) == pytest.approx((-ratio, -high, -low), **NEAR)
    odds = log_odds(a, b, n1, n2, prior=a + b, prior_size=n1 + n2)
    assert log_odds(b, a, n2, n1, prior=a + b, prior_size=n1 + n2) == pytest.approx([-x for x in odds], **NEAR)


@given(TABLES)
def test_the_conservative_value_lies_between_zero_and_the_log_ratio(cells):
    lrc, ratio = float(conservative_log_ratio(*cells, tests=1)), float(log_ratio(*cells)[0])
    assert abs(lrc) <= abs(ratio) + 1e-9 and lrc * ratio >= 0


def test_percent_difference_is_infinite_over_nothing():
    assert percent_difference([30, 5, 0, 0], [10, 0, 10, 0], 200, 300).tolist() == pytest.approx(
        [350, math.inf, -100, math.nan], nan_ok=True)


def test_log_odds_by_hand():
    delta, z = log_odds(30, 10, 200, 300, prior=40, prior_size=500)
    expected = math.log((30 + 40) / (200 + 500 - 30 - 40)) - math.log((10 + 40) / (300 + 500 - 10 - 40))
    assert delta == pytest.approx(expected, abs=1e-12)
    assert z == pytest.approx(expected / math.sqrt(1 / 70 + 1 / 50), abs=1e-12)
    assert np.isnan(log_odds(5, 5, 5, 5, prior=10, prior_size=10)).all()


@given(st.lists(st.integers(0, 50).map(lambda k: k / 50), min_size=1, max_size=15))
@settings(max_examples=25)  # statsmodels is slow
def test_adjusted_p_is_statsmodels(p):
    for adjust, method in ((holm, "holm"), (benjamini_hochberg, "fdr_bh")):
        adjusted = adjust(p)
        assert adjusted == pytest.approx(multipletests(p, method=method)[1], rel=1e-9, abs=1e-12)
        assert (adjusted >= np.array(p) - 1e-15).all() and (adjusted <= 1).all()
        with_gap = adjust([*p, math.nan])
        assert with_gap[:-1].tolist() == adjusted.tolist() and np.isnan(with_gap[-1])


def test_no_test_gives_no_p():
    assert holm([]).tolist() == [] and np.isnan(benjamini_hochberg([math.nan])).all()


def test_all_measures_of_a_comparison_are_the_single_ones():
    a, b = np.array([30, 0, 4]), np.array([10, 6, 0])
    table = measures(a, b, 200, 300, prior=a + b, prior_size=500, confidence=0.9)
    assert table["per_10k_target"].tolist() == [1500, 0, 200] and table["zero"].tolist() == ["", "target", "reference"]
    assert table["lrc"] == pytest.approx(conservative_log_ratio(a, b, 200, 300, alpha=0.1), abs=1e-12)
    assert table["log_ratio_low"].tolist() == log_ratio(a, b, 200, 300, confidence=0.9)[1].tolist()
    assert table["p_holm"].tolist() == holm(p_value(log_likelihood(a, b, 200, 300))).tolist()
    assert table["bic"].tolist() == bic(table["g2"], 500).tolist()


@pytest.mark.parametrize("call, message", [
    (lambda: log_likelihood(30, 200, 10, 300), "a: 30 of 10; a count must lie between"),
    (lambda: log_ratio([1, 2], [1, -2], 10, 10), "b: -2 of 10"),
    (lambda: percent_difference(0, 1, 0, 10), "a: 0 of 0"),
    (lambda: log_ratio(1, 2, 10, 10, confidence=95), "confidence=95: must lie between 0 and 1"),
    (lambda: conservative_log_ratio(1, 2, 10, 10, alpha=0), "alpha=0"),
    (lambda: log_odds(1, 2, 10, 10, prior=0, prior_size=20), "prior: each value must be above 0"),
    (lambda: holm([0.5, 1.5]), "p: holds 1.5"),
])
def test_errors_name_what_is_wrong(call, message):
    with pytest.raises(InputError, match=message):
        call()
