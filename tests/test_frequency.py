"""Counts, rates, document frequency and tf-idf: by hand on a small text, by laws, and against other programs."""

from __future__ import annotations

from fractions import Fraction
from math import isnan, log

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.feature_extraction.text import TfidfTransformer

from analysis import counting, frequency, levels
from analysis.errors import InputError
from analysis.sections import find_units, sections_table
from analysis.segmentation import tokenize

SECTIONS = pd.DataFrame(
    [
        ("front", "", 0, "front", "", "", 4),
        ("1", "", 1, "heading", "成效", "", 2),
        ("1.1", "1", 2, "heading", "数据", "data", 3),
        ("1.1.1", "1.1", 3, "item", "共享", "data", 6),
        ("1.2", "1", 2, "heading", "平台", "platforms", 5),
        ("2", "", 1, "heading", "展望", "", 0),
    ],
    columns=["section_id", "parent_id", "level", "kind", "heading", "system", "n_han"],
)
# Ten words and a word of a second part of speech, in five of the six units.
COUNTS = pd.DataFrame(
    [
        ("front", "数据", "han", "n", 1),
        ("front", "AI", "latin", "eng", 1),
        ("1", "的", "han", "u", 1),
        ("1.1", "数据", "han", "n", 2),
        ("1.1.1", "数据", "han", "n", 1),
        ("1.1.1", "共享", "han", "v", 1),
        ("1.1.1", "共享", "han", "vn", 1),
        ("1.2", "平台", "han", "n", 2),
        ("1.2", "2025", "number", "m", 1),
    ],
    columns=["section_id", "term", "kind", "pos", "n"],
)
TERMS = ["数据", "平台", "共享", "AI", "的", "2025"]
KINDS = dict(zip(TERMS, ["han", "han", "han", "latin", "han", "number"]))


@st.composite
def counts_tables(draw):
    units = st.sampled_from(SECTIONS["section_id"].tolist())
    keys = draw(st.lists(st.tuples(units, st.sampled_from(TERMS), st.sampled_from("nv")), unique=True, max_size=30))
    rows = [(unit, term, KINDS[term], pos, draw(st.integers(1, 40))) for unit, term, pos in keys]
    types = {"n": "int64", **dict.fromkeys(COUNTS.columns[:-1], "str")}
    return pd.DataFrame(rows, columns=COUNTS.columns).astype(types)


def shuffled(table, *, seed):
    """The rows in another order under another index: a table is joined by its keys only."""
    rows = table.sample(frac=1, random_state=seed)
    return rows.set_index(np.random.default_rng(seed).permutation(len(rows)) * 3 + 7)


def counted(counts, sections=SECTIONS):
    rows = [counting.Count(*row) for row in counts.itertuples(index=False)]
    ids = sections["section_id"]
    return counting.Counted(dict(zip(ids, sections["parent_id"])), dict(zip(ids, sections["level"])),
                            dict(zip(ids, sections["heading"])), rows, [])


def test_document_counts_by_hand():
    table = levels.roll_up(COUNTS, SECTIONS)
    assert table["section_id"].unique().tolist() == ["document"]
    assert table[["term", "n"]].values.tolist() == [
        ["数据", 4], ["共享", 2], ["平台", 2], ["2025", 1], ["AI", 1], ["的", 1]
    ]


@pytest.mark.parametrize(
    "level, groups",
    [
        ("document", ["document"] * 6),
        ("1", ["front", "1", "1", "1", "1", "2"]),
        ("2", ["front", "1", "1.1", "1.1", "1.2", "2"]),
        ("item", ["front", "1", "1.1", "1.1.1", "1.2", "2"]),
        ("system", ["other", "other", "data", "data", "platforms", "other"]),
    ],
)
def test_groups_by_hand(level, groups):
    assert levels.group_units(SECTIONS, level=level)["group"].tolist() == groups


def test_part_of_speech_can_be_kept_or_counted_alone():
    kept = levels.roll_up(COUNTS, SECTIONS, level="2", by=("term", "kind", "pos"))
    assert kept[kept["term"] == "共享"][["pos", "n"]].values.tolist() == [["v", 1], ["vn", 1]]
    alone = levels.roll_up(COUNTS, SECTIONS, by=("pos",))
    assert alone.set_index("pos")["n"].to_dict() == {"n": 6, "eng": 1, "m": 1, "u": 1, "v": 1, "vn": 1}


@given(counts_tables(), st.sampled_from(levels.LEVELS))
def test_every_level_sums_to_the_document(counts, level):
    table = levels.roll_up(counts, SECTIONS, level=level)
    document = levels.roll_up(counts, SECTIONS)
    sums = table.groupby("term")["n"].sum()
    assert sums.to_dict() == document.set_index("term")["n"].to_dict()
    sizes = levels.unit_sizes(counts, SECTIONS, level=level)
    assert sizes["n_tokens"].sum() == counts["n"].sum()
    assert sizes["n_han"].sum() == 20
    assert not table.duplicated(["section_id", "term", "kind"]).any()


@settings(max_examples=40)
@given(counts_tables(), st.sampled_from(levels.LEVELS), st.integers(0, 5))
def test_row_order_and_index_do_not_matter(counts, level, seed):
    mixed = shuffled(counts, seed=seed)
    pd.testing.assert_frame_equal(levels.roll_up(mixed, SECTIONS, level=level),
                                  levels.roll_up(counts, SECTIONS, level=level))
    # The order of the sections is the order of the result, so only its index may change.
    indexed = SECTIONS.set_index(np.arange(6)[::-1] * 2)
    options = {"level": level, "kinds": counting.COUNTED, "stopwords": (), "complete": True}
    pd.testing.assert_frame_equal(frequency.term_rates(mixed, indexed, **options),
                                  frequency.term_rates(counts, SECTIONS, **options))
    rolled = levels.roll_up(counts, SECTIONS, level=level)
    key = ["section_id", "term"]
    for function in (frequency.tf_idf, frequency.document_frequency):
        first, second = function(rolled), function(shuffled(rolled, seed=seed))
        keys = [name for name in key if name in first]
        pd.testing.assert_frame_equal(first.sort_values(keys, ignore_index=True),
                                      second.sort_values(keys, ignore_index=True))


@settings(max_examples=40)
@given(counts_tables())
def test_inputs_are_left_as_they_were(counts):
    before, sections = counts.copy(), SECTIONS.copy()
    frequency.term_rates(counts, sections, level="1", kinds=counting.COUNTED, stopwords=(), complete=True)
    frequency.tf_idf(levels.roll_up(counts, sections))
    pd.testing.assert_frame_equal(counts, before)
    pd.testing.assert_frame_equal(sections, SECTIONS)


@given(st.text("数据政府平台一二、。\n 12a", max_size=80), st.booleans())
def test_count_terms_equals_the_light_core(text, pos):
    units = find_units(text)
    table = frequency.count_terms(tokenize(text, sections_table(units), pos=pos))
    assert list(table.columns) == list(counting.COUNT_COLUMNS)
    assert list(table.itertuples(index=False, name=None)) == [tuple(row) for row in
                                                              counting.count_units(text, units, pos=pos)]


@given(counts_tables(), st.sampled_from(counting.LEVELS), st.booleans())
def test_rates_equal_the_light_core(counts, level, stopwords):
    rows = counting.term_rows(counted(counts), level=level, stopwords=stopwords)
    expected = pd.DataFrame(rows, columns=list(counting.COLUMNS))
    if stopwords:
        table = frequency.term_rates(counts, SECTIONS, level=level, kinds=counting.COUNTED, stopwords=())
    elif counts["kind"].isin(frequency.WORDS).any():
        table = frequency.term_rates(counts, SECTIONS, level=level)
    else:
        return
    shared = ["section_id", "term", "kind", "n", "n_tokens"]
    assert table[shared].values.tolist() == expected[shared].values.tolist()
    for column in ("per_10k_tokens", "per_10k_low", "per_10k_high"):
        assert table[column].tolist() == pytest.approx(expected[column].tolist(), abs=5.1e-4)


def test_rates_by_hand():
    rates = frequency.term_rates(COUNTS, SECTIONS, level="1", stopwords=["的"])
    assert list(rates.columns) == ["section_id", "term", "kind", "n", "n_tokens", "n_han", "per_10k_tokens",
                                   "per_10k_low", "per_10k_high", "per_10k_chars", "rank"]
    part = rates[rates["section_id"] == "1"].set_index("term")
    assert part["n"].to_dict() == {"数据": 3, "共享": 2, "平台": 2}
    assert part["n_tokens"].unique().tolist() == [9]  # the stop word and the number are words too
    assert part["per_10k_tokens"].tolist() == pytest.approx([10_000 * Fraction(n, 9) for n in (3, 2, 2)])
    assert part["per_10k_chars"].tolist() == pytest.approx([10_000 * Fraction(n, 16) for n in (3, 2, 2)])
    assert part["rank"].to_dict() == {"数据": 1, "共享": 2, "平台": 3}
    assert rates.attrs["basis"] == ("Chinese and Latin words, 1 stop words not shown; rates per all words of a unit, "
                                    "stop words and numbers included")


def test_words_of_an_option_may_come_from_a_generator():
    plain = frequency.term_rates(COUNTS, SECTIONS, stopwords=["的"])
    lazy = frequency.term_rates(COUNTS, SECTIONS, stopwords=(word for word in ["的"]), kinds=iter(frequency.WORDS))
    pd.testing.assert_frame_equal(lazy, plain)
    assert lazy.attrs == plain.attrs


def test_other_units_of_rate_are_named():
    rates = frequency.term_rates(COUNTS, SECTIONS, per=1000, stopwords=())
    assert rates["per_1k_tokens"].iloc[0] == pytest.approx(1000 * 4 / 11)
    assert "per_10k_tokens" not in rates


def test_complete_adds_true_zeros_and_leaves_the_rest():
    plain = frequency.term_rates(COUNTS, SECTIONS, level="2", stopwords=())
    full = frequency.term_rates(COUNTS, SECTIONS, level="2", stopwords=(), complete=True)
    assert len(full) == 5 * 5  # five units of the level and five terms, 2025 being a number
    pd.testing.assert_frame_equal(full[full["n"] > 0].reset_index(drop=True).astype({"rank": "int64"}), plain)
    zero = full[full["n"] == 0].set_index("section_id")
    assert zero["rank"].isna().all()
    assert (zero.loc["1.1", "per_10k_tokens"] == 0).all()
    assert (zero.loc["1.1", "per_10k_low"] == 0).all() and (zero.loc["1.1", "per_10k_high"] > 0).all()
    assert zero.loc["2", "per_10k_tokens"].isna().all()  # a unit without words has no rate
    assert zero.loc["2", "per_10k_chars"].isna().all()


def test_terms_that_are_asked_for_are_kept_whatever_they_are():
    rates = frequency.term_rates(COUNTS, SECTIONS, terms=["的", "2025"])
    assert rates["term"].tolist() == ["2025", "的"]


def test_without_han_characters_the_second_rate_is_undefined():
    rates = frequency.term_rates(COUNTS, SECTIONS.drop(columns="n_han"), stopwords=())
    assert rates["per_10k_chars"].isna().all() and rates["per_10k_tokens"].notna().all()


@given(st.integers(1, 3000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_interval_equals_scipys(case):
    n, total = case
    low, high = counting.wilson(n, total)
    interval = binomtest(n, total).proportion_ci(method="wilson")
    assert (max(low, 0), min(high, 1)) == pytest.approx((interval.low, interval.high), abs=1e-12)


def test_sizes_of_a_users_own_text():
    text = "成效\n数据，AI。\n展望〇"
    sections = pd.DataFrame({"section_id": ["1", "2"], "start": [0, 10], "end": [10, 13]})
    sized = levels.add_sizes(sections, COUNTS[COUNTS["section_id"] == "1"], text=text)
    assert sized[["n_han", "n_tokens"]].values.tolist() == [[4, 1], [3, 0]]
    with pytest.raises(InputError, match="text: has 2 characters, but a section ends at 13"):
        levels.add_sizes(sections, COUNTS, text="成效")


def test_document_frequency_by_hand():
    rolled = levels.roll_up(COUNTS, SECTIONS, level="2")
    found = frequency.document_frequency(rolled).set_index("term")
    assert found["n_units"].to_dict() == {"数据": 2, "共享": 1, "平台": 1, "2025": 1, "AI": 1, "的": 1}
    assert found["units"].unique().tolist() == [4]
    assert found.loc["数据", "share"] == Fraction(1, 2)


def test_tf_idf_by_hand():
    weights = frequency.tf_idf(levels.roll_up(COUNTS, SECTIONS, level="2"))
    row = weights.set_index(["section_id", "term"]).loc[("1.1", "数据")]
    assert (row["tf"], row["idf"], row["tf_idf"]) == pytest.approx((3 / 5, log(4 / 2), 3 / 5 * log(2)))
    assert weights["variant"].unique().tolist() == ["tidytext"]


@given(counts_tables(), st.sampled_from(levels.LEVELS))
def test_smoothed_tf_idf_equals_scikit_learns(counts, level):
    rolled = levels.roll_up(counts, SECTIONS, level=level)
    if rolled.empty:
        return
    grid = rolled.pivot(index="section_id", columns="term", values="n").fillna(0)
    expected = pd.DataFrame(TfidfTransformer().fit_transform(grid).toarray(), grid.index, grid.columns)
    weights = frequency.tf_idf(rolled, variant="sklearn")
    found = weights.pivot(index="section_id", columns="term", values="tf_idf").fillna(0)
    assert found.to_numpy() == pytest.approx(expected.to_numpy(), abs=1e-12)


@given(counts_tables())
def test_a_term_of_every_unit_has_no_tf_idf(counts):
    weights = frequency.tf_idf(levels.roll_up(counts, SECTIONS, level="item"))
    assert (weights.loc[weights["n_units"] == weights["units"], "tf_idf"] == 0).all()
    assert (weights.loc[weights["n_units"] < weights["units"], "tf_idf"] > 0).all()
    assert weights.groupby("section_id")["tf"].sum().to_numpy() == pytest.approx(1)


def test_empty_tables_give_empty_tables():
    empty = COUNTS.iloc[:0]
    assert levels.roll_up(empty, SECTIONS, level="2").empty
    assert frequency.term_rates(empty, SECTIONS, level="2", complete=True, stopwords=()).empty
    assert frequency.tf_idf(levels.roll_up(empty, SECTIONS)).empty
    assert frequency.document_frequency(levels.roll_up(empty, SECTIONS)).empty


def test_zero_rows_count_as_nothing():
    zero = pd.concat([COUNTS, COUNTS.assign(term="平台", pos="n", n=0).iloc[[0]]])
    pd.testing.assert_frame_equal(levels.roll_up(zero, SECTIONS, level="2"),
                                  levels.roll_up(COUNTS, SECTIONS, level="2"))
    rates = frequency.term_rates(COUNTS, SECTIONS, level="2", stopwords=(), complete=True)
    found = frequency.document_frequency(rates[["section_id", "term", "kind", "n"]])
    assert found.set_index("term").loc["数据", "n_units"] == 2
    assert not isnan(found["share"].sum())


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: levels.roll_up(COUNTS, SECTIONS, level="3"), "level='3': must be one of document, 1, 2, item, sys"),
        (lambda: levels.roll_up(COUNTS.drop(columns="n"), SECTIONS), "counts: no column 'n' .*made by count_terms"),
        (lambda: levels.roll_up(COUNTS.to_dict(), SECTIONS), "counts: must be a DataFrame, not dict"),
        (lambda: levels.roll_up(COUNTS.assign(n=-1), SECTIONS), "counts: n holds .*whole numbers of 0 or more"),
        (lambda: levels.roll_up(COUNTS.assign(n=0.5), SECTIONS), r"counts: n holds .*\(not rates\)"),
        (lambda: levels.roll_up(COUNTS.assign(n="1"), SECTIONS), "counts: n must hold numbers, not '1'"),
        (lambda: levels.roll_up(COUNTS.assign(section_id=1.1), SECTIONS), "section_id holds 1.1.*1.10 is not 1.1"),
        (lambda: levels.roll_up(COUNTS.assign(term=None), SECTIONS), "counts: term holds .*keep_default_na=False"),
        (lambda: levels.roll_up(COUNTS, SECTIONS.iloc[1:]), "counts: section_id: 'front' is not in sections"),
        (lambda: levels.roll_up(COUNTS, SECTIONS.drop(index=1)), "sections: parent_id: '1' is not in section_id"),
        (lambda: levels.roll_up(COUNTS, SECTIONS.iloc[:, :5], level="system"), "sections: no column 'system'"),
        (lambda: levels.roll_up(COUNTS, pd.concat([SECTIONS] * 2)), "sections: 'front' has several rows"),
        (lambda: levels.roll_up(COUNTS, SECTIONS.astype({"level": "str"})), "sections: level must hold whole"),
        (lambda: frequency.term_rates(COUNTS, SECTIONS, terms=["算力"]), "terms: '算力' is not in counts, .*otherwise"),
        (lambda: frequency.term_rates(COUNTS, SECTIONS, terms="数据"), "terms='数据': must be a collection of words"),
        (lambda: frequency.term_rates(COUNTS, SECTIONS, stopwords=False), "stopwords=False: must be a collection"),
        (lambda: frequency.term_rates(COUNTS, SECTIONS, kinds=["2-gram"]), "kinds=2-gram: counts has no such rows"),
        (lambda: frequency.term_rates(COUNTS, SECTIONS, per=0), "per=0: must be a whole number of 1 or more"),
        (lambda: frequency.tf_idf(COUNTS, variant="tidy"), "variant='tidy': must be one of tidytext, sklearn"),
        (lambda: frequency.tf_idf(COUNTS), "counts: '共享' has several rows in unit '1.1.1'.*use roll_up first"),
        (lambda: frequency.count_terms(COUNTS), "tokens: no column 'start' .*made by tokenize"),
        (lambda: frequency.count_terms(COUNTS.assign(start=0, end=1), kinds="han"), "kinds='han': must be a coll"),
    ],
)
def test_errors_name_argument_value_and_mistake(call, message):
    with pytest.raises(InputError, match=message):
        call()
