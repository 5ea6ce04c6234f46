"""Themes: shares, their intervals and the assignment of units, against sums and loops written out here."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from analysis.dictionaries import count_entries, count_entries_from_counts, load_dictionary
from analysis.errors import InputError
from analysis.features import load_counts, load_sections
from analysis.levels import unit_sizes
from analysis.passages import body, within
from analysis.sections import find_sections
from analysis.segmentation import Segmenter, tokenize
from analysis.theme_scores import assign
from analysis.themes import broader_themes, term_contributions, theme_shares

SECTIONS = pd.DataFrame(
    [("front", "", 0, "front", "", 5), ("1", "", 1, "heading", "", 10), ("1.1", "1", 2, "heading", "data", 40),
     ("1.1.1", "1.1", 3, "item", "data", 30), ("1.1.2", "1.1", 3, "item", "data", 30),
     ("1.2", "1", 2, "heading", "rules", 20), ("2", "", 1, "heading", "", 0)],
    columns=["section_id", "parent_id", "level", "kind", "system", "n_tokens"])
DICTIONARY = pd.DataFrame({"theme": ["rules", "data", "data", "none"], "term": ["法规", "数据", "共享", "葡萄"],
                           "weight": [2.0, 1.0, 0.5, 1.0]})
ENTRIES = pd.DataFrame(
    [("front", "data", "数据", 9), ("1", "data", "数据", 1), ("1.1", "data", "数据", 2), ("1.1", "rules", "法规", 1),
     ("1.1.1", "data", "共享", 3), ("1.1.2", "rules", "法规", 2), ("1.2", "rules", "法规", 1),
     ("1.2", "data", "数据", 2), ("1.1.2", "data", "数据", 0)],
    columns=["section_id", "theme", "term", "n"])


def shares_of(**options):
    return theme_shares(ENTRIES, SECTIONS, **{"dictionary": DICTIONARY, "draws": 200, **options})


def cells(table, *columns):
    return table[list(columns)].values.tolist()


def test_rows_are_complete_in_the_order_of_text_and_dictionary():
    table = shares_of(level="2")
    assert cells(table, "section_id", "theme", "n", "n_themes", "n_tokens") == [
        ["1", "rules", 0, 1, 10], ["1", "data", 1, 1, 10], ["1", "none", 0, 1, 10],
        ["1.1", "rules", 3, 8, 100], ["1.1", "data", 5, 8, 100], ["1.1", "none", 0, 8, 100],
        ["1.2", "rules", 1, 3, 20], ["1.2", "data", 2, 3, 20], ["1.2", "none", 0, 3, 20],
        ["2", "rules", 0, 0, 0], ["2", "data", 0, 0, 0], ["2", "none", 0, 0, 0]]
    assert table["share"].fillna(-1).tolist() == [0, 1, 0, 3 / 8, 5 / 8, 0, 1 / 3, 2 / 3, 0, -1, -1, -1]
    assert table["per_10k_tokens"].fillna(-1).tolist() == [0, 1000, 0, 300, 500, 0, 500, 1000, 0, -1, -1, -1]
    assert table["weighted"].tolist() == [0, 1, 0, 6, 3.5, 0, 2, 2, 0, 0, 0, 0]
    # Of 14.5 in all, 8 are of rules and 6.5 of data: 1.1 has 6 of 9.5, more than that; 1.2 has 2 of 4, less.
    assert table.loc[table["assigned"], ["section_id", "theme"]].values.tolist() == [
        ["1", "data"], ["1.1", "rules"], ["1.2", "data"]]


def test_what_an_interval_draws():
    table = shares_of(level="2").set_index(["section_id", "theme"])
    assert table["interval"].to_dict() == {
        ("1", "rules"): "words", ("1", "data"): "words", ("1", "none"): "words",
        ("1.1", "rules"): "passages", ("1.1", "data"): "passages", ("1.1", "none"): "words",
        ("1.2", "rules"): "words", ("1.2", "data"): "words", ("1.2", "none"): "words",
        ("2", "rules"): "", ("2", "data"): "", ("2", "none"): ""}
    assert table.loc["1.1", "passages"].tolist() == [3, 3, 3] and table.loc["2", "passages"].tolist() == [0, 0, 0]
    assert table.loc["2", ["share", "low", "high", "per_10k_tokens"]].isna().all(axis=None)
    assert table.drop(index="2").drop(columns="score").notna().all(axis=None)
    for row in table[table["interval"] == "words"].itertuples():
        expected = proportion_confint(row.n, row.n_themes, method="wilson")
        assert (row.low, row.high) == pytest.approx(expected, abs=1e-9)


def test_the_bootstrap_is_that_of_a_loop_over_draws():
    # The draws of numpy's generator in the order in which units stand: 1, 1.1 (three passages), 1.2.
    rng = np.random.default_rng(7)
    rng.multinomial(1, [1.0], size=300)
    drawn = rng.multinomial(3, [1 / 3] * 3, size=300)
    data, rules = [2, 3, 0], [1, 0, 2]
    values = []
    for weights in drawn.tolist():
        n_data = sum(w * n for w, n in zip(weights, data))
        values.append(n_data / (n_data + sum(w * n for w, n in zip(weights, rules))))
    row = shares_of(level="2", draws=300, seed=7).set_index(["section_id", "theme"]).loc[("1.1", "data")]
    assert (row["low"], row["high"]) == pytest.approx(np.percentile(values, [2.5, 97.5]).tolist(), abs=1e-9)
    assert 0 <= row["low"] < 5 / 8 < row["high"] <= 1


def test_the_same_seed_gives_the_same_table():
    assert shares_of(seed=3).equals(shares_of(seed=3))


def test_sizes_are_the_sections_or_the_counts():
    counts = pd.DataFrame({"section_id": ["1.1", "1.1.1", "front"], "term": ["数据", "共享", "数据"], "kind": "han",
                           "n": [4, 6, 9]})
    table = shares_of(level="1", counts=counts)
    assert cells(table, "section_id", "n_tokens")[::3] == [["1", 10], ["2", 0]]
    with pytest.raises(InputError, match="sections: no column 'n_tokens'"):
        theme_shares(ENTRIES, SECTIONS.drop(columns="n_tokens"), dictionary=DICTIONARY)


@pytest.mark.parametrize("level, units", [
    ("document", ["document"]), ("1", ["1", "2"]), ("2", ["1", "1.1", "1.2", "2"]),
    ("system", ["other", "data", "rules"]), ("item", ["1", "1.1", "1.1.1", "1.1.2", "1.2", "2"])])
def test_every_level_sums_to_the_running_text(level, units):
    table = shares_of(level=level)
    assert list(dict.fromkeys(table["section_id"])) == units
    assert table.groupby("theme")["n"].sum().to_dict() == {"rules": 4, "data": 8, "none": 0}
    assert table.drop_duplicates("section_id")["n_tokens"].sum() == 130
    assert set(table["passages"]) <= ({1, 0} if level == "item" else {0, 1, 2, 3, 4, 5})


def test_assignment_tells_the_second_and_what_nothing_was_found_of():
    assert cells(assign(shares_of(level="2")), "section_id", "assigned", "second") == [
        ["1", "data", ""], ["1.1", "rules", "data"], ["1.2", "data", "rules"], ["2", "", ""]]
    one = theme_shares(ENTRIES[ENTRIES["theme"] == "data"], SECTIONS, draws=20,
                       dictionary=DICTIONARY[DICTIONARY["theme"] == "data"])
    assert assign(one)["margin"].isna().all() and assign(one)["assigned"].tolist() == ["data", "data", "data", ""]


def test_sums_of_weights_that_differ_in_the_last_bit_are_equal():
    dictionary = pd.DataFrame({"theme": ["a", "a", "b"], "term": ["甲", "乙", "丙"], "weight": [0.1, 0.2, 0.3]})
    entries = pd.DataFrame({"section_id": "1", "theme": ["a", "a", "b"], "term": ["甲", "乙", "丙"], "n": 1})
    assert not theme_shares(entries, SECTIONS, dictionary=dictionary, draws=20)["assigned"].any()


def test_contributions():
    assert cells(term_contributions(ENTRIES, SECTIONS), "section_id", "theme", "term", "n", "n_theme", "share") == [
        ["1", "data", "数据", 1, 1, 1], ["1.1", "data", "共享", 3, 5, 3 / 5], ["1.1", "data", "数据", 2, 5, 2 / 5],
        ["1.1", "rules", "法规", 3, 3, 1], ["1.2", "data", "数据", 2, 2, 1], ["1.2", "rules", "法规", 1, 1, 1]]


def test_parts_of_a_theme_are_joined_and_count_a_shared_term_once():
    dictionary = pd.DataFrame({"theme": ["s/t/x", "s/f", "d"], "term": ["培训", "培训", "采购"]})
    entries = pd.DataFrame({"section_id": ["1", "1", "1.1"], "theme": ["s/t/x", "s/f", "d"],
                            "term": ["培训", "培训", "采购"], "n": [2, 2, 1]})
    assert broader_themes(entries).values.tolist() == [["1", "s", "培训", 2], ["1.1", "d", "采购", 1]]
    assert broader_themes(dictionary, depth=2)["theme"].tolist() == ["s/t", "s/f", "d"]
    table = theme_shares(broader_themes(entries), SECTIONS, dictionary=broader_themes(dictionary), level="document")
    assert cells(table, "theme", "n") == [["s", 2], ["d", 1]]
    assert broader_themes(entries.head(0)).columns.tolist() == entries.columns.tolist()
    with pytest.raises(InputError, match="depth=0"):
        broader_themes(entries, depth=0)


def test_nothing_found():
    table = theme_shares(ENTRIES.head(0), SECTIONS, dictionary=DICTIONARY, draws=20)
    assert len(table) == 12 and table["share"].isna().all() and not table["assigned"].any() and (table["n"] == 0).all()
    assert set(table["interval"]) == {""} and (table["weighted"] == 0).all() and table["score"].isna().all()
    assert term_contributions(ENTRIES.head(0), SECTIONS).columns.tolist() == [
        "section_id", "theme", "term", "n", "n_theme", "share"]
    assert assign(table)["assigned"].tolist() == [""] * 4


@pytest.mark.parametrize("change, message", [
    ({"section_id": "9"}, "entries: section_id: '9' is not in sections"),
    ({"term": "平台"}, "entries: theme and term: 'data 平台' is not in dictionary"),
    ({"n": -1}, "entries: n holds -1"),
])
def test_entries_of_something_else(change, message):
    with pytest.raises(InputError, match=message):
        theme_shares(ENTRIES.iloc[1:2].assign(**change), SECTIONS, dictionary=DICTIONARY)


def test_other_tables_and_options():
    with pytest.raises(InputError, match="level='3': must be one of document, 1, 2, item, system"):
        shares_of(level="3")
    with pytest.raises(InputError, match="draws=0"):
        shares_of(draws=0)
    with pytest.raises(InputError, match="entries: no column 'theme'"):
        theme_shares(ENTRIES.drop(columns="theme"), SECTIONS, dictionary=DICTIONARY)
    with pytest.raises(InputError, match="scores: no column 'weighted'"):
        assign(ENTRIES)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(SECTIONS["section_id"].tolist()), st.integers(0, 3), st.integers(0, 9)),
                max_size=20, unique_by=lambda row: row[:2]), st.sampled_from(["document", "1", "2", "item", "system"]))
def test_shares_sum_to_one_and_lie_in_their_intervals(rows, level):
    entries = pd.DataFrame([(unit, *DICTIONARY.loc[term, ["theme", "term"]], n) for unit, term, n in rows],
                           columns=["section_id", "theme", "term", "n"])
    entries = entries.astype({"section_id": "str", "theme": "str", "term": "str", "n": int})
    table = theme_shares(entries, SECTIONS, dictionary=DICTIONARY, level=level, draws=50)
    hits = table[table["n_themes"] > 0]
    assert hits.groupby("section_id")["share"].sum().to_numpy() == pytest.approx(1)
    assert ((hits["low"] >= 0) & (hits["low"] <= hits["high"]) & (hits["high"] <= 1)).all()
    assert table.groupby("section_id")["assigned"].sum().max() <= 1
    running = entries[entries["section_id"] != "front"]
    assert table["n"].sum() == running["n"].sum()
    assert table["weighted"].sum() == pytest.approx(running.merge(DICTIONARY).eval("n * weight").sum())


def test_from_a_text_to_its_themes():
    text = "一、数据\n数据要共享。\n（一）法规\n立法规范平台。\n二、平台\n平台与平台。\n"
    segmenter = Segmenter(terms=())
    sections = find_sections(text)
    dictionary = pd.DataFrame({"theme": ["data", "rules", "platforms"], "term": ["数据", "立法", "平台"]})
    tokens = tokenize(text, sections, segmenter=segmenter)
    entries = count_entries(tokens, dictionary, segmenter=segmenter)
    counts = tokens[tokens["kind"] == "han"].groupby(["section_id", "term", "kind"]).size().rename("n").reset_index()
    table = theme_shares(entries, sections, dictionary=dictionary, counts=counts, level="1", draws=50)
    assert cells(table, "section_id", "theme", "n", "assigned") == [
        ["1", "data", 2, True], ["1", "rules", 1, False], ["1", "platforms", 1, False],
        ["2", "data", 0, False], ["2", "rules", 0, False], ["2", "platforms", 3, True]]


def test_the_shipped_paper_from_its_counts():
    sections, counts = load_sections(), load_counts()
    dictionary = load_dictionary("themes")
    entries = count_entries_from_counts(counts, dictionary, segmenter=Segmenter())
    table = theme_shares(entries, sections, dictionary=dictionary, level="document", draws=50)
    kept = body(sections)
    assert table["n_tokens"].iloc[0] == unit_sizes(within(counts, kept), kept)["n_tokens"].iloc[0]
    assert table["n"].sum() == within(entries, kept)["n"].sum()
