"""Agenda: presence of terms by part, counted by hand, and the shuffles against a loop."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.agenda import agenda
from analysis.errors import InputError
from analysis.features import load_found, load_sections

SECTIONS = pd.DataFrame({
    "section_id": ["front", "1", "1.1", "2", "2.1"], "parent_id": ["", "", "1", "", "2"], "level": [0, 1, 2, 1, 2],
    "kind": ["front", "heading", "item", "heading", "item"]})
COUNTS = pd.DataFrame({
    "section_id": ["front", "1", "1.1", "2", "2.1", "2.1", "1"],
    "term": ["算力", "平台", "平台", "平台", "算力", "数据", "网络"], "n": [9, 1, 1, 1, 2, 1, 3]})


def test_parts_are_counted_by_hand_and_front_matter_is_not():
    found = agenda(COUNTS, SECTIONS, parts=["1", "2"], draws=10)
    assert found.terms[["term", "n", "passages", "n_1", "n_2", "pattern"]].values.tolist() == [
        ["算力", 2, 1, 0, 2, "01"], ["网络", 3, 1, 3, 0, "10"], ["平台", 3, 3, 2, 1, "11"]]
    assert found.patterns[["pattern", "n_terms"]].values.tolist() == [["01", 1], ["10", 1], ["11", 1]]


def test_the_shuffles_tend_to_all_ways_of_dealing_four_passages():
    units = ["1", "1.1", "2", "2.1"]
    holds = {"算力": {"2.1"}, "平台": {"1", "1.1", "2"}, "网络": {"1"}}
    dealt = [order[:2] for order in permutations(units)]
    enters = {term: sum(not (at & set(first)) for first in dealt) / len(dealt) for term, at in holds.items()}
    found = agenda(COUNTS, SECTIONS, parts=["1", "2"], draws=4000).terms.set_index("term")
    assert found.loc["算力", "chance"] == pytest.approx(enters["算力"], abs=0.03)
    assert found.loc["平台", "chance"] == 1.0  # three passages in two parts of two: always in both


def test_the_patterns_of_shuffles_are_counted_in_a_loop():
    units, holds = ["1", "1.1", "2", "2.1"], {"算力": {"2.1"}, "平台": {"1", "1.1", "2"}, "网络": {"1"}}
    rng, seen = np.random.default_rng(4), {"01": [], "10": [], "11": []}
    for _ in range(30):
        # Each passage gets the place of another; the first two places are those of the first part.
        order = rng.permutation(4)
        first = {unit for unit, place in zip(units, order) if place < 2}
        patterns = [f"{bool(at & first):d}{bool(at - first):d}" for at in holds.values()]
        for pattern, numbers in seen.items():
            numbers.append(patterns.count(pattern))
    table = agenda(COUNTS, SECTIONS, parts=["1", "2"], draws=30, seed=4).patterns.set_index("pattern")
    for pattern, numbers in seen.items():
        row = table.loc[pattern]
        assert row["shuffled"] == pytest.approx(np.mean(numbers), abs=1e-9)
        assert row[["shuffled_low", "shuffled_high"]].tolist() == pytest.approx(
            np.quantile(numbers, [0.025, 0.975]).tolist(), abs=1e-9)
        assert row["p"] == (1 + sum(n >= row["n_terms"] for n in numbers)) / 31


def test_order_of_parts_is_the_callers():
    assert set(agenda(COUNTS, SECTIONS, parts=["2", "1"], draws=5).terms["pattern"]) == {"10", "01", "11"}
    table = agenda(COUNTS, SECTIONS, parts=["2", "1"], draws=5).terms.set_index("term")
    assert table.loc["算力", "pattern"] == "10"


@given(st.lists(st.tuples(st.sampled_from(["1", "1.1", "2", "2.1"]), st.sampled_from("甲乙丙"), st.integers(1, 4)),
                min_size=1, max_size=12, unique_by=lambda row: row[:2]))
def test_every_term_has_one_pattern_and_shares_are_shares(rows):
    counts = pd.DataFrame(rows, columns=["section_id", "term", "n"])
    found = agenda(counts, SECTIONS, parts=["1", "2"], min_count=1, draws=20)
    assert found.terms["n"].sum() == counts["n"].sum()
    assert (found.terms["n_1"] + found.terms["n_2"] == found.terms["n"]).all()
    assert found.patterns["n_terms"].sum() == found.terms["term"].nunique()
    assert found.patterns["shuffled"].sum() == pytest.approx(found.terms["term"].nunique())
    assert found.terms["chance"].between(0, 1).all() and (found.patterns["p"] > 0).all()


def test_errors():
    with pytest.raises(InputError, match="name two or more parts"):
        agenda(COUNTS, SECTIONS, parts=["1"])
    with pytest.raises(InputError, match="parts: '9' is not in sections"):
        agenda(COUNTS, SECTIONS, parts=["1", "9"])
    with pytest.raises(InputError, match="counts: no column 'n_found'"):
        agenda(COUNTS, SECTIONS, parts=["1", "2"], value="n_found")


def test_computing_power_enters_the_agenda_of_the_paper():
    found = agenda(load_found(), load_sections(), parts=["1", "2", "3"], value="n_found", draws=20)
    row = found.terms.set_index("term").loc["算力"]
    assert (row["n_1"], row["n_2"], row["n_3"], row["pattern"]) == (0, 5, 8, "011")
