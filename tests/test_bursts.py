"""Bursts: the cheapest of all sequences, laws of levels and weights, chance, and what is refused."""

from itertools import product
from math import comb, log

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.bursts import burst_states, bursts
from analysis.errors import InputError


def costs_of(relevant, total, s, levels):
    """Return −ln of the binomial probability of each batch in each state that is open, as the paper writes it."""
    p0 = sum(relevant) / sum(total)
    rates = [p0 * s**i for i in range(levels + 1) if p0 * s**i < 1]
    return [[-log(comb(d, r) * p**r * (1 - p) ** (d - r)) for p in rates] for r, d in zip(relevant, total)]


def cost_of(states, costs, gamma):
    """Return the cost of one sequence of states."""
    step = gamma * log(len(costs))
    return sum(max(0, state - before) * step + cost[state]
               for before, state, cost in zip((0, *states), states, costs))


batches = st.lists(st.integers(2, 12).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d))), min_size=2,
                   max_size=7).filter(lambda rows: 0 < sum(r for r, _ in rows) < sum(d for _, d in rows))


@settings(max_examples=150, deadline=None)
@given(batches, st.sampled_from([1.3, 2.0, 3.0]), st.sampled_from([0.2, 1.0, 2.0]), st.integers(1, 2))
def test_no_sequence_of_states_is_cheaper_and_equals_are_decided_for_the_lower(rows, s, gamma, levels):
    relevant, total = zip(*rows)
    costs = costs_of(relevant, total, s, levels)
    every = {states: cost_of(states, costs, gamma) for states in product(range(len(costs[0])), repeat=len(rows))}
    least = min(every.values())
    found = tuple(burst_states(np.array(relevant), np.array(total), s=s, gamma=gamma, levels=levels).tolist())
    assert every[found] == pytest.approx(least, abs=1e-7)
    ties = [states for states, cost in every.items() if cost < least + 1e-10]
    assert all(sum(found) <= sum(states) for states in ties)


@settings(max_examples=80, deadline=None)
@given(batches, st.sampled_from([1.2, 1.5]), st.sampled_from([0.2, 1.0]))
def test_a_level_is_the_same_whatever_levels_are_above_it(rows, s, gamma):
    relevant, total = map(np.array, zip(*rows))
    one, three = (burst_states(relevant, total, s=s, gamma=gamma, levels=levels) for levels in (1, 3))
    assert ((three > 0) == (one > 0)).all()


def test_several_series_at_once_are_each_alone():
    rng = np.random.default_rng(5)
    base = np.array([0, 1, 0, 6, 7, 1, 0, 2])
    series = np.array([rng.permutation(base) for _ in range(20)])
    total = np.full(series.shape, 10)
    together = burst_states(series, total, levels=2)
    assert all((states == burst_states(row, total[0], levels=2)).all() for states, row in zip(together, series))


def corpus(by_year, *, tokens=10):
    """Documents by year, of which the first r hold 云 once; the rest of the words is 的."""
    rows, known = [], []
    for year, (r, d) in by_year.items():
        for i in range(d):
            known.append((f"{year}-{i}", year))
            rows += [(f"{year}-{i}", "1", "云", "han", int(i < r)), (f"{year}-{i}", "1", "的", "han", tokens - (i < r))]
    counts = pd.DataFrame(rows, columns=["doc_id", "section_id", "term", "kind", "n"])
    return counts, pd.DataFrame(known, columns=["doc_id", "year"])


SERIES = dict(zip(range(2005, 2020), zip([0, 1, 0, 1, 0, 4, 4, 0, 1, 0, 1, 0, 1, 9, 9], [10] * 15)))


def test_bursts_by_hand():
    table = bursts(*corpus(SERIES), terms=["云"], draws=99)
    assert table[["start", "end", "years", "n_relevant", "n_total"]].values.tolist() == [[2018, 2019, 2, 18, 20]]
    row = table.iloc[0]
    p0 = 31 / 150
    assert row[["rate", "rate_all", "rate_ratio"]].tolist() == pytest.approx([0.9, p0, 0.9 / p0])
    assert row["weight"] == pytest.approx(18 * log(2) + 2 * log((1 - 2 * p0) / (1 - p0)))
    assert row["p"] == 0.01 and row["level"] == 1 and table.attrs["too_frequent"] == []
    easier = bursts(*corpus(SERIES), terms=["云"], gamma=0.4, levels=2, draws=99)
    assert easier[["level", "start", "end"]].values.tolist() == [[1, 2010, 2011], [1, 2018, 2019], [2, 2018, 2019]]
    assert easier["p"].iloc[0] > easier["p"].iloc[1]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(4, 6)), min_size=4, max_size=9).filter(
    lambda rows: sum(r for r, _ in rows) > 0), st.sampled_from([0.2, 0.6]))
def test_laws_of_rows(rows, gamma):
    series = dict(enumerate(rows, 2000))
    table = bursts(*corpus(series), terms=["云"], s=1.5, gamma=gamma, levels=3, draws=19)
    step = gamma * log(len(rows))
    assert (table["weight"] > step - 1e-9).all() and table["p"].between(1 / 20, 1).all()
    assert (table["rate_ratio"] > 1).all()
    for _, row in table.iterrows():
        inside = [series[year] for year in range(row["start"], row["end"] + 1)]
        assert (row["n_relevant"], row["n_total"], row["years"]) == (*map(sum, zip(*inside)), len(inside))
        above = table[(table["level"] == row["level"] - 1) & (table["start"] <= row["start"])
                      & (table["end"] >= row["end"])]
        assert len(above) == (row["level"] > 1)


def test_chance_is_the_share_of_deals_with_a_heavier_burst():
    counts, known = corpus({2000 + i: rd for i, rd in enumerate([(1, 3), (0, 2), (4, 4), (0, 3), (1, 4)])})
    row = bursts(counts, known, terms=["云"], draws=60, gamma=0.5, seed=9).iloc[0]
    rng, year_of = np.random.default_rng(9), known.sort_values("doc_id")["year"].to_numpy()
    held = counts[counts["term"] == "云"].set_index("doc_id")["n"].sort_index().to_numpy()
    codes, hits = year_of - 2000, 0
    for _ in range(60):
        dealt = rng.permutation(codes)
        relevant, total = (np.bincount(dealt, values, minlength=5) for values in (held, np.ones(len(held))))
        costs = costs_of(relevant.astype(int), total.astype(int), 2.0, 1)
        states = min(product((0, 1), repeat=5), key=lambda path: (round(cost_of(path, costs, 0.5), 9), sum(path)))
        runs, run = [0.0], 0.0
        for state, cost in zip(states, costs):
            run = run + cost[0] - cost[1] if state else 0.0
            runs.append(run)
        hits += max(runs) >= row["weight"] - 1e-9
    assert row["p"] == (1 + hits) / 61


def test_a_term_of_most_documents_cannot_burst_but_its_words_can():
    counts, known = corpus({2000 + i: (1, 1) for i in range(12)})
    held = counts["term"] == "云"
    counts.loc[held, "n"] = [1] * 10 + [9, 9]
    none = bursts(counts, known, terms=["云"], draws=19)
    assert not len(none) and none.attrs["too_frequent"] == ["云"]
    table = bursts(counts, known, terms=["云"], unit="words", draws=199)
    assert table[["start", "end", "n_relevant", "n_total"]].values.tolist() == [[2010, 2011, 18, 36]]
    assert table["p"].iloc[0] == pytest.approx(11 / 66, abs=0.07)  # two of twelve years lie side by side


def test_terms_stand_in_the_order_given_and_years_without_documents_are_none():
    by_year = {2000 + 2 * i: (8 * (i in (3, 4)), 10) for i in range(12)}
    counts, known = corpus(by_year)
    other = counts[counts["term"] == "云"].assign(term="网")
    table = bursts(pd.concat([counts, other]), known, terms=["网", "云", "的"], draws=19)
    assert table[["term", "start", "end", "years"]].values.tolist() == [["网", 2006, 2008, 2], ["云", 2006, 2008, 2]]
    assert table.attrs["too_frequent"] == ["的"]
    sizes = counts.groupby("doc_id")["n"].sum().rename("n_tokens").reset_index()
    some = bursts(counts[(counts["term"] == "云") & (counts["n"] > 0)], known, terms=["云"], documents=sizes, draws=19)
    pd.testing.assert_frame_equal(some, bursts(counts, known, terms=["云"], draws=19))


@pytest.mark.parametrize("change, said", [
    ({"s": 1}, "s=1: must be a number above 1"),
    ({"gamma": 0}, "gamma=0: must be a number above 0"),
    ({"unit": "units"}, "unit='units'"),
    ({"terms": ["算力"]}, "'算力' is not in counts"),
    ({"levels": 0}, "levels=0"),
    ({"by": "place"}, "no column 'place'"),
])
def test_errors(change, said):
    with pytest.raises(InputError, match=said):
        bursts(*corpus(SERIES), **{"terms": ["云"], "draws": 9, **change})


def test_two_years_are_too_few_and_batches_must_fit():
    with pytest.raises(InputError, match="2 values with documents"):
        bursts(*corpus({2020: (1, 5), 2021: (4, 5)}), terms=["云"])
    with pytest.raises(InputError, match="0 ≤ relevant ≤ total"):
        burst_states(np.array([1, 6]), np.array([5, 5]))
