"""The shape of policy prose: hand-counted tables, and the same numbers by naive loops over the shipped paper."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import contingency
from shared_texts import paper_path
from statsmodels.stats.proportion import proportion_confint

from analysis.counting import find_terms
from analysis.documents import open_document
from analysis.errors import InputError
from analysis.features import load_counts, load_found, load_sections
from analysis.lexicons import terms_table
from analysis.policy_prose import (
    enumeration_runs,
    four_character_phrases,
    modal_verbs,
    slogans,
    verbs_of_doing,
)
from analysis.policy_words import MODALS, PHRASES, VERBS
from analysis.sections import find_sections, units_from_table

TEXT = """一、成效
数字政府已经建成。
（一）服务
一是推进了一网通办。二是完善平台，行之有效。
二、任务
（一）服务
一是应加快建设数字政府，推进一网通办，落实数据多跑路。二是加快。三是必须统筹。
"""


def sections_of(rows):
    """One row per unit of ``(section_id, parent_id, kind, number, length)``; items lie inside their parents."""
    table = pd.DataFrame(rows, columns=["section_id", "parent_id", "kind", "number", "chars"])
    ends = table["chars"].cumsum()
    return table.assign(heading="目标", level=1, start=ends - table["chars"], end=ends, subtree_end=ends)


def counts_of(*rows):
    table = pd.DataFrame(rows, columns=["section_id", "term", "pos", "n"])
    return table.assign(kind="han").astype({"section_id": "str", "term": "str", "pos": "str"})


TWO = pd.DataFrame({"section_id": ["1", "2"], "parent_id": "", "level": 1, "kind": "heading", "heading": ""})


# Enumerations.


def test_a_series_begins_anew_where_the_number_falls_or_the_mark_changes():
    table = enumeration_runs(sections_of([
        ("1", "", "heading", "一、", 9), ("1.1", "1", "item", "一是", 10), ("1.2", "1", "item", "二是", 30),
        ("1.3", "1", "item", "一是", 4), ("1.4", "1", "item", "二是", 4), ("1.5", "1", "item", "（1）", 5),
        ("1.6", "1", "item", "（2）", 7), ("2", "", "heading", "二、", 9), ("2.1", "2", "item", "首先", 6),
        ("2.2", "2", "item", "其次", 6), ("2.3", "2", "item", "最后", 3)]))
    columns = ["parent_id", "style", "first_id", "n_items", "mean_chars", "shortest", "longest"]
    assert table[columns].values.tolist() == [
        ["1", "shi", "1.1", 2, 20, 10, 30], ["1", "shi", "1.3", 2, 4, 4, 4], ["1", "digit_bracket", "1.5", 2, 6, 5, 7],
        ["2", "order", "2.1", 3, 5, 3, 6]]
    assert table["ratio"].tolist() == [3, 1, 1.4, 2]


def test_a_number_that_stands_twice_begins_a_series():
    table = enumeration_runs(sections_of([
        ("1", "", "heading", "一、", 9), ("1.1", "1", "item", "一是", 10), ("1.2", "1", "item", "一是", 5)]))
    assert table["n_items"].tolist() == [1, 1]


def test_every_style_of_the_grammar_is_named():
    marks = {"一是": "shi", "二要": "yao", "第一": "di", "其二": "qi", "首先": "order", "（三）": "han_bracket",
             "（1）": "digit_bracket", "1）": "digit_half_bracket", "①": "circled", "1.": "digit", "甲": "other"}
    for mark, style in marks.items():
        table = enumeration_runs(sections_of([("1", "", "heading", "一、", 3), ("1.1", "1", "item", mark, 3)]))
        assert table["style"].tolist() == [style]


def test_found_sections_give_their_series_in_text_order():
    table = enumeration_runs(find_sections(TEXT))
    assert table[["parent_id", "heading", "n_items"]].values.tolist() == [["1.1", "服务", 2], ["2.1", "服务", 3]]


def test_items_of_the_paper_are_each_in_one_series():
    sections = load_sections()
    table = enumeration_runs(sections)
    items = sections[sections["kind"] == "item"]
    assert table["n_items"].sum() == len(items) == 56
    assert (table["n_items"] * table["mean_chars"]).sum() == pytest.approx((items["end"] - items["start"]).sum())
    assert set(table["style"]) == {"shi"} and table["parent_id"].tolist() == list(dict.fromkeys(items["parent_id"]))


def test_a_text_without_items_has_no_series():
    assert enumeration_runs(TWO.assign(number="", start=0, subtree_end=3)).columns.tolist()[0] == "parent_id"
    with pytest.raises(InputError, match="sections: no column 'number'"):
        enumeration_runs(TWO)


# Phrases of four characters.


def test_phrases_are_grouped_and_numerals_left_out():
    counts = counts_of(("1", "数字政府", "n", 3), ("1", "接诉即办", "n", 1), ("1", "行之有效", "i", 2),
                       ("1", "蓝色表格", "n", 1), ("1", "三分之一", "mq", 5), ("1", "的", "uj", 8),
                       ("2", "行之有效", "l", 1))
    table = four_character_phrases(counts, TWO, top=1).set_index(["section_id", "group"])
    assert table["n"].tolist() == [3, 1, 2, 1, 0, 0, 1, 0]
    assert table["n_tokens"].unique().tolist() == [20, 1]
    assert table.loc[("1", "idiom"), "words"] == "行之有效 (2)" and table.loc[("2", "term"), "words"] == ""
    assert table.loc[("1", "term"), "per_10k"] == 1500


def test_dispersion_is_over_the_passages_of_the_unit():
    sections = pd.DataFrame({"section_id": ["1", "1.1"], "parent_id": ["", "1"], "level": [1, 2], "kind": "heading"})
    counts = counts_of(("1", "行之有效", "i", 3), ("1", "的", "uj", 1), ("1.1", "行之有效", "i", 1),
                       ("1.1", "的", "uj", 11))
    row = four_character_phrases(counts, sections).query("group == 'idiom'").iloc[0]
    assert (row["n_passages"], row["passages"]) == (2, 2)
    # Three of its four places are in a quarter of the words.
    assert row["dp_norm"] == pytest.approx((abs(3 / 4 - 4 / 16) + abs(1 / 4 - 12 / 16)) / 2 / (1 - 4 / 16))


def test_phrases_of_the_paper_by_a_naive_loop():
    counts, sections = load_counts(), load_sections()
    notes = dict(terms_table()[["term", "note"]].itertuples(index=False, name=None))
    running = set(sections[sections["kind"].isin(["introduction", "heading", "item"])]["section_id"])
    expected = {}
    for row in counts.itertuples():
        if row.section_id in running and row.kind == "han" and len(row.term) == 4 and not row.pos.startswith("m"):
            group = ("slogan" if "policy slogan" in notes[row.term] else "term") if row.term in notes else (
                "idiom" if row.pos in "il" else "other")
            expected[group] = expected.get(group, 0) + row.n
    table = four_character_phrases(counts, sections, level="document")
    assert table.set_index("group")["n"].to_dict() == expected
    low, high = proportion_confint(table["n"], table["n_tokens"], method="wilson")
    assert table["per_10k_low"].tolist() == pytest.approx((1e4 * low).tolist(), abs=1e-9)
    assert table["per_10k_high"].tolist() == pytest.approx((1e4 * high).tolist(), abs=1e-9)
    by_part = four_character_phrases(counts, sections).groupby("group")["n"].sum()
    assert by_part.to_dict() == expected
    by_system = four_character_phrases(counts, sections, level="system").groupby("group")["n"].sum()
    assert by_system.to_dict() == expected


def test_phrases_need_parts_of_speech():
    with pytest.raises(InputError, match="counts: no column 'pos'"):
        four_character_phrases(counts_of().drop(columns="pos"), TWO)
    with pytest.raises(InputError, match="top=0"):
        four_character_phrases(counts_of(), TWO, top=0)


# Modal verbs and verbs of doing.


def test_modals_are_counted_also_where_there_are_none():
    counts = counts_of(("1", "应", "v", 2), ("1", "的", "uj", 8), ("2", "数据", "n", 30))
    table = modal_verbs(counts, TWO)
    assert len(table) == 2 * sum(map(len, MODALS.values()))
    row = table.query("section_id == '1' and term == '应'").iloc[0]
    assert row[["force", "n", "n_tokens", "n_rest", "n_tokens_rest"]].tolist() == ["obligation", 2, 10, 0, 30]
    assert row["per_10k"] == 2000 and row["log_ratio"] == pytest.approx(math.log2((2 / 10) / (0.5 / 30)))
    assert table[table["term"] != "应"]["n"].eq(0).all()
    assert table[table["term"] != "应"]["log_ratio"].isna().all()


def test_a_single_unit_has_no_rest():
    counts = counts_of(("1", "应", "v", 2), ("1", "的", "uj", 8))
    table = modal_verbs(counts, TWO, level="document")
    assert table["n_rest"].eq(0).all() and table["n_tokens_rest"].eq(0).all() and table["log_ratio"].isna().all()
    empty = modal_verbs(counts, TWO).query("section_id == '2'")
    assert empty["n"].eq(0).all() and empty["per_10k"].isna().all() and empty["log_ratio"].isna().all()


@pytest.mark.parametrize("level", ["1", "2", "item", "system"])
def test_modals_of_the_paper_sum_to_those_of_a_naive_loop(level):
    counts, sections = load_counts(), load_sections()
    running = sections[sections["kind"].isin(["introduction", "heading", "item"])]["section_id"]
    own = counts[counts["section_id"].isin(running)]
    table = modal_verbs(counts, sections, level=level)
    totals = table.groupby("term")["n"].sum()
    for term, n in totals.items():
        assert n == own.loc[own["term"] == term, "n"].sum()
    assert table.drop_duplicates("section_id")["n_tokens"].sum() == own["n"].sum()


def test_log_ratio_agrees_with_scipy():
    table = verbs_of_doing(load_counts(), load_sections())
    some = table[(table["n"] > 0) & (table["n_rest"] > 0)]
    assert len(some) > 60
    for row in some.itertuples():
        risk = contingency.relative_risk(row.n, row.n_tokens, row.n_rest, row.n_tokens_rest)
        bounds = risk.confidence_interval(0.95)
        expected = [math.log2(value) for value in (risk.relative_risk, bounds.low, bounds.high)]
        assert [row.log_ratio, row.log_ratio_low, row.log_ratio_high] == pytest.approx(expected, abs=1e-9)


def test_the_paper_marks_completion_in_its_achievements_only_and_speeds_up_in_its_tasks():
    modals = modal_verbs(load_counts(), load_sections()).set_index(["term", "section_id"])["n"]
    assert modals["了"].to_dict() == {"introduction": 2, "1": 39, "2": 2, "3": 0}
    assert modals["要"].sum() == modals["必须"].sum() == 0
    verbs = verbs_of_doing(load_counts(), load_sections()).set_index(["term", "section_id"])["n"]
    assert verbs["加快"].to_dict() == {"introduction": 0, "1": 2, "2": 0, "3": 26}


def test_verbs_stand_by_their_number_in_the_text_in_every_unit():
    counts = counts_of(("1", "完善", "v", 1), ("1", "推进", "v", 2), ("2", "打造", "v", 2), ("2", "健全", "a", 1))
    table = verbs_of_doing(counts, TWO, top=3)
    assert table.groupby("section_id")["term"].agg(list).to_dict() == dict.fromkeys("12", ["打造", "推进", "健全"])
    assert table["act"].tolist() == ["build", "push", "improve"] * 2
    assert len(verbs_of_doing(counts, TWO)) == 2 * sum(map(len, VERBS.values()))


def test_a_list_of_ones_own():
    counts = counts_of(("1", "整治", "v", 1))
    table = verbs_of_doing(counts, TWO, verbs={"clear": {"整治": "rectify"}})
    assert table[["term", "gloss", "act", "n"]].values.tolist() == [["整治", "rectify", "clear", 1]] + [
        ["整治", "rectify", "clear", 0]]
    for wrong in ({}, {"a": {"应": "x"}, "b": {"应": "y"}}):
        with pytest.raises(InputError, match="modals: must name words"):
            modal_verbs(counts, TWO, modals=wrong)
    with pytest.raises(InputError, match="counts: section_id: '3' is not in sections"):
        modal_verbs(counts_of(("3", "应", "v", 1)), TWO)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("12"), st.sampled_from(["应", "要", "数据"])), min_size=1, max_size=30))
def test_counts_of_any_table(pairs):
    counts = pd.DataFrame(pairs, columns=["section_id", "term"]).value_counts().rename("n").reset_index()
    table = modal_verbs(counts.assign(kind="han"), TWO)
    for row in table.itertuples():
        assert row.n == pairs.count((row.section_id, row.term))
        assert row.n + row.n_rest == sum(term == row.term for _, term in pairs)
        assert not row.n_tokens or row.per_10k_low <= row.per_10k + 1e-9 and row.per_10k <= row.per_10k_high + 1e-9


def test_lists_name_each_word_once_and_are_short_enough_to_read():
    for words in (MODALS, VERBS):
        listed = [word for own in words.values() for word in own]
        assert len(listed) == len(set(listed)) <= 40
    assert not set(PHRASES) & set(terms_table()["term"])


# Slogans.


def test_slogans_by_place_of_first_mention():
    table = slogans(find_sections(TEXT), text=TEXT)
    assert table[["slogan", "first_id", "n_total", "level_id", "n"]].values.tolist() == [
        ["一网通办", "1.1.1", 2, "1", 1], ["一网通办", "1.1.1", 2, "2", 1], ["数据多跑路", "2.1.1", 1, "2", 1]]
    assert [TEXT[start:].startswith(slogan) for slogan, start in zip(table["slogan"], table["start"])] == [True] * 3
    assert table["gloss"].tolist()[-1] == PHRASES["数据多跑路"]


def test_found_places_give_the_same_slogans_without_the_place():
    sections = find_sections(TEXT)
    found = pd.DataFrame(find_terms(TEXT, units_from_table(sections), terms_table()["term"]))
    table = slogans(sections, found=found, level="document")
    assert table[["slogan", "first_id", "n_total", "n"]].values.tolist() == [["一网通办", "1.1.1", 2, 2]]
    assert table["start"].isna().all() and str(table["start"].dtype) == "Int64"


def test_what_lies_outside_the_running_text_is_no_first_mention():
    sections = pd.DataFrame({"section_id": ["abstract", "1"], "parent_id": "", "level": [0, 1],
                             "kind": ["abstract", "heading"]})
    found = pd.DataFrame({"section_id": ["abstract", "1"], "term": "一网通办", "n_found": [5, 1]})
    assert slogans(sections, found=found)[["first_id", "n_total"]].values.tolist() == [["1", 1]]
    assert slogans(sections, found=found.head(0)).empty


def test_slogans_of_the_paper_are_the_same_with_and_without_its_text():
    text = open_document(paper_path()).text
    with_text = slogans(load_sections(), text=text, phrases={})
    without = slogans(load_sections(), found=load_found())
    keys = ["slogan", "level_id"]
    pd.testing.assert_frame_equal(with_text.drop(columns="start").sort_values(keys, ignore_index=True),
                                  without.drop(columns="start").sort_values(keys, ignore_index=True))
    assert with_text["start"].is_monotonic_increasing
    assert all(text[start:].startswith(slogan) for slogan, start in zip(with_text["slogan"], with_text["start"]))


@pytest.mark.parametrize("options, message", [
    ({}, "found, text: give just one"),
    ({"text": TEXT, "found": pd.DataFrame()}, "found, text: give just one"),
    ({"text": TEXT[:20]}, "text: has 20 characters"),
    ({"found": pd.DataFrame({"term": []})}, "found: no column 'section_id'"),
    ({"found": pd.DataFrame({"section_id": ["9"], "term": "一网通办", "n_found": 1})}, "found: section_id: '9'"),
])
def test_slogans_need_one_source_of_places(options, message):
    with pytest.raises(InputError, match=message):
        slogans(find_sections(TEXT), **options)
