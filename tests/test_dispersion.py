"""Dispersion: Gries' example, laws, and the formulas written out term by term."""

from __future__ import annotations

from math import isnan, sqrt
from statistics import pstdev

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import dispersion
from analysis.errors import InputError

GRIES = [1, 2, 3, 4, 5], [9, 10, 10, 10, 11]  # the example of Gries 2008
MEASURES = [dispersion.deviation_of_proportions, dispersion.normalized_deviation, dispersion.juilland_d]
COLUMNS = ["dp", "dp_norm", "juilland_d"]
UNITS = ["1", "2", "3", "4"]
SECTIONS = pd.DataFrame({"section_id": UNITS, "parent_id": "", "level": 1})
cases = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 60)), min_size=2, max_size=8).filter(
    lambda pairs: any(n for n, _ in pairs)
)


@st.composite
def counts_tables(draw):
    keys = draw(st.lists(st.tuples(st.sampled_from(UNITS), st.sampled_from("甲乙丙丁")), unique=True, min_size=1))
    rows = [(unit, term, "han", draw(st.integers(1, 9))) for unit, term in keys]
    return pd.DataFrame(rows, columns=["section_id", "term", "kind", "n"])


def plain(counts, sizes):
    """The three formulas without arrays."""
    shares = [size / sum(sizes) for size in sizes]
    dp = sum(abs(n / sum(counts) - share) for n, share in zip(counts, shares)) / 2
    rates = [n / size for n, size in zip(counts, sizes)]
    mean = sum(rates) / len(rates)
    return dp, dp / (1 - min(shares)), 1 - pstdev(rates) / mean / sqrt(len(rates) - 1)


def test_gries_example():
    assert [round(measure(*GRIES), 4) for measure in MEASURES] == [0.18, 0.2195, 0.7852]


@given(cases)
def test_equal_the_formulas_written_out(pairs):
    counts, sizes = zip(*pairs)
    assert [measure(counts, sizes) for measure in MEASURES] == pytest.approx(plain(counts, sizes), abs=1e-9)


@given(st.lists(st.integers(1, 60), min_size=2, max_size=8), st.integers(1, 5))
def test_even_terms_have_0_0_1(sizes, times):
    counts = [times * size for size in sizes]
    assert [measure(counts, sizes) for measure in MEASURES] == pytest.approx([0, 0, 1], abs=1e-12)


@given(st.lists(st.integers(1, 60), min_size=2, max_size=8), st.integers(1, 5))
def test_a_term_in_the_smallest_unit_only_has_dp_norm_1_and_d_0(sizes, n):
    counts = [0] * len(sizes)
    counts[sizes.index(min(sizes))] = n
    assert dispersion.normalized_deviation(counts, sizes) == pytest.approx(1)
    assert dispersion.juilland_d(counts, sizes) == pytest.approx(0, abs=1e-12)


@given(cases)
def test_all_lie_between_0_and_1(pairs):
    counts, sizes = zip(*pairs)
    assert all(-1e-12 <= measure(counts, sizes) <= 1 + 1e-12 for measure in MEASURES)


@pytest.mark.parametrize("counts, sizes", [([3], [10]), ([0, 0], [5, 5]), ([], [])])
def test_undefined_is_nan(counts, sizes):
    assert all(isnan(measure(counts, sizes)) for measure in MEASURES)


@given(counts_tables())
def test_table_equals_the_functions(counts):
    table = dispersion.dispersion(counts, SECTIONS, level="1", stopwords=())
    sizes = counts.groupby("section_id")["n"].sum()
    for row in table.itertuples():
        here = counts[counts["term"] == row.term].set_index("section_id")["n"].reindex(sizes.index).fillna(0)
        expected = [measure(here, sizes) for measure in MEASURES]
        assert [getattr(row, column) for column in COLUMNS] == pytest.approx(expected, abs=1e-9, nan_ok=True)
        assert (row.n, row.n_units, row.units) == (here.sum(), (here > 0).sum(), len(sizes))
        assert row.rare == (row.n < row.units)
        assert row.n_tokens == counts["n"].sum()


@given(counts_tables(), st.integers(0, 5))
def test_row_order_and_index_do_not_matter(counts, seed):
    mixed = counts.sample(frac=1, random_state=seed)
    mixed = mixed.set_index(np.arange(len(mixed)) * 2 + 5)
    sections = SECTIONS.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(dispersion.dispersion(mixed, sections, level="1", stopwords=()),
                                  dispersion.dispersion(counts, SECTIONS, level="1", stopwords=()))


def test_sizes_count_all_words_also_those_without_a_row():
    counts = pd.DataFrame({"section_id": ["1", "1", "2"], "term": ["数据", "的", "数据"], "kind": "han",
                           "n": [1, 3, 1]})
    table = dispersion.dispersion(counts, SECTIONS, level="1", stopwords=["的"])
    assert table["term"].tolist() == ["数据"]
    assert table["dp"].tolist() == [pytest.approx(0.3)]  # v = 1/2, 1/2; s = 4/5, 1/5
    assert table["units"].tolist() == [2]  # units without words are no units to be spread over


def test_one_unit_gives_nan():
    counts = pd.DataFrame({"section_id": ["1"], "term": ["数据"], "kind": "han", "n": [4]})
    table = dispersion.dispersion(counts, SECTIONS, level="document", stopwords=())
    assert table[COLUMNS].isna().all(axis=None)


@pytest.mark.parametrize(
    "counts, sizes, message",
    [([1, 2], [3], "need one number per unit"), ([1, -1], [3, 3], "0 or more"), ([1, 1], [3, 0], "leave out units")],
)
def test_errors(counts, sizes, message):
    with pytest.raises(InputError, match=message):
        dispersion.deviation_of_proportions(counts, sizes)
