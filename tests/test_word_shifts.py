"""Word shifts: shifterator's formulas written out, sums that must hold, and the draws recounted one by one."""

from __future__ import annotations

from math import log2

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import word_shifts as module
from analysis.errors import InputError
from analysis.features import load_counts, load_sections
from analysis.passages import resample
from analysis.similarity import similarity

IDS = ["1", "1.1", "1.2", "2", "2.1", "3"]
SECTIONS = pd.DataFrame({"section_id": IDS, "parent_id": ["", "1", "1", "", "2", ""], "level": [1, 2, 2, 1, 2, 1],
                         "kind": "heading"})
THEME = dict(zip("甲乙丙丁", ["a", "a", "b", "b"]))


def counts_of(texts):
    rows = [(unit, term, "han", text.count(term)) for unit, text in zip(IDS, texts) for term in dict.fromkeys(text)]
    return pd.DataFrame(rows, columns=["section_id", "term", "kind", "n"])


COUNTS = counts_of(["甲甲乙", "甲丙", "乙丙丁", "丁丁丙", "甲丁", "甲"])
tables = st.lists(st.text("甲乙丙丁", min_size=1, max_size=8), min_size=6, max_size=6).map(counts_of)
measures = st.sampled_from(module.MEASURES)


def shift_of(counts=COUNTS, *, draws=19, **options):
    return module.word_shift(counts, SECTIONS, first="1", second="2", stopwords=(), draws=draws, **options)


def entries_of(counts=COUNTS):
    return counts.assign(theme=counts["term"].map(THEME))[["section_id", "theme", "term", "n"]]


def naive(first, second, measure):
    """Each word's summand as shifterator has it, from two dictionaries of counts."""
    sizes = sum(first.values()), sum(second.values())
    summands = {}
    for word in first.keys() | second.keys():
        p, q = first.get(word, 0) / sizes[0], second.get(word, 0) / sizes[1]
        if measure == "proportion":
            summands[word] = q - p
        else:
            m = (p + q) / 2
            summands[word] = (p * log2(p / m) if p else 0) / 2 + (q * log2(q / m) if q else 0) / 2
    return summands


def unit(counts, part):
    return counts[counts["section_id"].str.startswith(part)].groupby("term")["n"].sum().to_dict()


@given(tables, measures)
@settings(max_examples=40)
def test_equals_shifterators_formulas(counts, measure):
    shift = shift_of(counts, measure=measure, draws=3).set_index("term")
    expected = naive(unit(counts, "1"), unit(counts, "2"), measure)
    assert shift["contribution"].to_dict() == pytest.approx(expected, abs=1e-9)
    assert shift["n_first"][shift["n_first"] > 0].to_dict() == unit(counts, "1")


@given(tables, measures)
@settings(max_examples=40)
def test_laws(counts, measure):
    shift = shift_of(counts, measure=measure, draws=9)
    total = shift["total"].iloc[0]
    assert shift[["p_first", "p_second"]].sum().tolist() == pytest.approx([1, 1])
    if measure == "proportion":
        assert shift["contribution"].sum() == pytest.approx(0, abs=1e-9)
        assert total == pytest.approx(shift["contribution"].abs().sum() / 2, abs=1e-9)
    else:
        pairs = similarity(counts, SECTIONS, level="1", measure=measure, stopwords=(), draws=9)
        assert shift["contribution"].sum() == pytest.approx(total, abs=1e-9)
        row = pairs.iloc[0]
        assert total == pytest.approx(row["value"]) and shift["total_shuffled"][0] == pytest.approx(row["shuffled"])
        assert shift["total_p"][0] == row["p"] and (shift["contribution"] >= -1e-12).all()
    size = shift["contribution"].abs().round(12)
    assert size.is_monotonic_decreasing and shift["rank"].tolist() == list(range(1, len(shift) + 1))
    ties = shift.groupby(size)["term"]
    assert all(terms.is_monotonic_increasing for _, terms in ties)
    more = np.sign((shift["p_second"] - shift["p_first"]).round(12)).map({1: "second", -1: "first", 0: "equal"})
    assert shift["direction"].tolist() == more.tolist()
    pd.testing.assert_frame_equal(shift, shift_of(counts, measure=measure, draws=9))


@given(tables, measures)
@settings(max_examples=25)
def test_turned_round_the_shift_changes_sides(counts, measure):
    there = shift_of(counts, measure=measure, draws=3).set_index("term")
    back = module.word_shift(counts, SECTIONS, first="2", second="1", stopwords=(), draws=3, measure=measure)
    back = back.set_index("term").loc[there.index]
    for column in ("total", "total_shuffled", "total_low", "total_high", "total_p"):
        assert back[column].tolist() == pytest.approx(there[column].tolist(), abs=1e-9)
    sign = -1 if measure == "proportion" else 1
    assert (sign * back["contribution"]).tolist() == pytest.approx(there["contribution"].tolist(), abs=1e-9)
    assert back["direction"].map({"first": "second", "second": "first"}.get).dropna().tolist() == [
        side for side in there["direction"] if side != "equal"]


@pytest.mark.parametrize("measure", module.MEASURES)
def test_intervals_equal_the_draws_recounted(measure):
    draws, texts = 40, {"1": "甲甲乙", "1.1": "甲丙", "1.2": "乙丙丁", "2": "丁丁丙", "2.1": "甲丁"}
    shift = shift_of(measure=measure, draws=draws, seed=5).set_index("term")
    values, kept = [], []
    for weights in resample(["1", "1", "1", "2", "2"], draws=draws, seed=5):
        text = ["".join(text * int(w) for (unit, text), w in zip(texts.items(), weights) if unit[0] == part)
                for part in "12"]
        first, second = ({word: t.count(word) for word in t} for t in text)
        summands = naive(first, second, measure)
        values.append([summands.get(word, 0) for word in shift.index])
        senses = [np.sign(round(text[1].count(w) / len(text[1]) - text[0].count(w) / len(text[0]), 9))
                  for w in shift.index]
        kept.append([{1: "second", -1: "first", 0: "equal"}[s] for s in senses])
    low, high = np.quantile(values, [0.025, 0.975], axis=0)
    assert shift["low"].tolist() == pytest.approx(low.tolist(), abs=1e-9)
    assert shift["high"].tolist() == pytest.approx(high.tolist(), abs=1e-9)
    same = (np.array(kept) == shift["direction"].to_numpy()).mean(axis=0)
    assert shift["kept"].tolist() == pytest.approx(same.tolist())


def test_a_unit_of_one_passage_has_no_interval():
    shift = module.word_shift(COUNTS, SECTIONS, first="1", second="3", stopwords=(), draws=9)
    assert shift[["low", "high", "kept"]].isna().all(axis=None)
    assert shift["total"].notna().all() and shift["passages_second"].unique().tolist() == [1]


def test_two_passages_have_nothing_to_be_held_against():
    shift = module.word_shift(COUNTS, SECTIONS, first="1.1", second="2.1", level="2", stopwords=(), draws=9)
    assert shift["total"].notna().all()
    assert shift[["total_shuffled", "total_low", "total_high", "total_p"]].isna().all(axis=None)


def test_words_that_are_left_out_are_not_compared():
    counts = pd.concat([COUNTS, pd.DataFrame([("1", "的", "han", 5), ("2", "8", "number", 4)], columns=COUNTS.columns)])
    shift = module.word_shift(counts, SECTIONS, first="1", second="2", draws=3)
    assert (shift["words_first"][0], shift["words_second"][0]) == (8, 5) and "的" not in set(shift["term"])
    whole = module.word_shift(counts, SECTIONS, first="1", second="2", draws=3, stopwords=(), kinds=["han", "number"])
    assert (whole["words_first"][0], whole["words_second"][0]) == (13, 9)


@given(tables, measures)
@settings(max_examples=25)
def test_themes_sum_their_words(counts, measure):
    options = {"first": "1", "second": "2", "measure": measure, "draws": 5}
    themes = module.theme_shift(entries_of(counts), SECTIONS, **options)
    words = module.theme_shift(entries_of(counts), SECTIONS, by="term", **options)
    sums = words.groupby("theme")[["n_first", "n_second", "contribution"]].sum().loc[themes["theme"]]
    for column in sums:
        assert themes[column].tolist() == pytest.approx(sums[column].tolist(), abs=1e-9)
    plain = shift_of(counts, measure=measure, draws=5).set_index("term")
    assert words.set_index("term")["contribution"].to_dict() == pytest.approx(plain["contribution"].to_dict())
    assert (words["total"] == words["total"][0]).all() and words["total"][0] == pytest.approx(plain["total"].iloc[0])
    if measure == "jensen_shannon":
        assert themes["total"][0] == pytest.approx(words["total"][0])
    else:
        assert themes["total"][0] <= words["total"][0] + 1e-9


def test_an_entry_of_two_themes_counts_in_each():
    entries = pd.DataFrame({"section_id": ["1", "1", "2"], "theme": ["a", "b", "a"], "term": "甲", "n": [2, 2, 4]})
    words = module.theme_shift(entries, SECTIONS, first="1", second="2", by="term", draws=3)
    assert words[["theme", "term", "p_first", "p_second"]].values.tolist() == [["a", "甲", 0.5, 1.0],
                                                                                ["b", "甲", 0.5, 0.0]]


def test_the_papers_tasks_accelerate_what_challenges_lack():
    shift = module.word_shift(load_counts(), load_sections(), first="2", second="3", draws=50)
    rows = shift.set_index("term")
    assert rows.loc[["加快", "不足", "需求"], "direction"].tolist() == ["second", "first", "first"]
    assert rows.loc["加快", "low"] > 0 > rows.loc["不足", "high"]
    assert (rows["total"] > rows["total_high"]).all()


@pytest.mark.parametrize("options, message", [
    ({"measure": "entropy"}, "measure='entropy': must be one of proportion, jensen_shannon"),
    ({"level": "system"}, "sections: no column 'system'"),
    ({"terms": ["戊"]}, "terms: '戊' is not in counts"),
    ({"draws": 1.5}, "draws=1.5: must be a whole number"),
])
def test_errors(options, message):
    with pytest.raises(InputError, match=message):
        module.word_shift(COUNTS, SECTIONS, first="1", second="2", **options)


def test_errors_of_names_and_entries():
    with pytest.raises(InputError, match="first='1', second='1': name two different units"):
        module.word_shift(COUNTS, SECTIONS, first="1", second="1")
    with pytest.raises(InputError, match="units: '9' is not in the units of level 1"):
        module.word_shift(COUNTS, SECTIONS, first="1", second="9")
    with pytest.raises(InputError, match="by='word': must be one of theme, term"):
        module.theme_shift(entries_of(), SECTIONS, first="1", second="2", by="word")
    with pytest.raises(InputError, match="entries: no column 'theme'"):
        module.theme_shift(COUNTS, SECTIONS, first="1", second="2")


def test_short_handfuls_of_one_unit_diverge_more():
    counts, sections = load_counts(), load_sections()
    table = module.divergence_by_length(counts, sections, unit="1", n_passages=[2, 4, 13], draws=200)
    assert table["divergence"].is_monotonic_decreasing and table["words"].is_monotonic_increasing
    assert table["divergence"].between(0.4, 0.95).all()


def test_handfuls_equal_a_count_of_all_pairs():
    table = module.divergence_by_length(COUNTS, SECTIONS, unit="1", n_passages=[1], stopwords=(), draws=3000)
    units = [COUNTS[COUNTS["section_id"] == unit].set_index("term")["n"].to_dict() for unit in ("1", "1.1", "1.2")]
    pairs = [sum(naive(units[i], units[j], "jensen_shannon").values()) for i, j in ((0, 1), (0, 2), (1, 2))]
    assert table["divergence"].item() == pytest.approx(sum(pairs) / 3, abs=0.01)
    with pytest.raises(InputError, match="n_passages=2: unit '1' has 3 passages, so from 1 to 1"):
        module.divergence_by_length(COUNTS, SECTIONS, unit="1", n_passages=[2])
    with pytest.raises(InputError, match="unit"):
        module.divergence_by_length(COUNTS, SECTIONS, unit="9")
