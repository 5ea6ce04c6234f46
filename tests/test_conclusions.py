"""Conclusions: each question by hand on a tiny text, and a table that tells what holds in every setting."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import jensenshannon

from analysis.answers import answers, own_system
from analysis.conclusions import (
    Finding,
    answered,
    conclusions,
    divergence_order,
    leads,
    nearer_relation,
    nearest_in_own_system,
    robustness_table,
    share_of_system,
    term_contrast,
)  # fmt: skip
from analysis.errors import InputError
from analysis.features import VARIANTS, load_counts, load_sections
from analysis.robustness import contrasts
from analysis.similarity import compare_relations, similarity


@pytest.fixture
def sections():
    rows = [(part, "", 1, "heading", "") for part in "123"]
    rows += [(f"{part}.{k}", part, 2, "item", name) for part in "123" for k, name in ((1, "data"), (2, "rules"))]
    table = pd.DataFrame(rows, columns=["section_id", "parent_id", "level", "kind", "system"])
    return table.sort_values("section_id", ignore_index=True)


def counted(**texts):
    rows = [(unit.replace("_", ".").strip("u"), letter) for unit, letters in texts.items() for letter in letters]
    table = pd.DataFrame(rows, columns=["section_id", "term"]).value_counts(sort=False).rename("n").reset_index()
    return table.assign(kind="han")


@pytest.fixture
def counts():
    return counted(u1_1="甲甲的的", u1_2="乙的", u2_1="甲丙", u2_2="丙丙", u3_1="甲甲甲丁", u3_2="乙乙丁的")


def test_term_contrast_is_that_of_robustness_without_stop_words(counts, sections):
    found = term_contrast("甲", "1", "3")(counts, sections, ["的"])
    assert found.value == pytest.approx(np.log2((3 / 7) / (2 / 3)))
    row = contrasts({"": counts}, sections, first="1", second="3", terms=["甲"]).iloc[0]
    found = term_contrast("甲", "1", "3")(counts, sections, ())
    assert found[:3] == (row["log_ratio"], row["low"], row["high"])
    assert "not cut" in term_contrast("戊", "1", "3")(counts, sections, ()).reason


def test_a_stop_word_that_is_asked_for_is_counted(counts, sections):
    assert term_contrast("的", "3", "1")(counts, sections, ["的"]).value == pytest.approx(np.log2((3 / 6) / (1 / 8)))


def test_leads_compares_with_the_next_best_part(counts, sections):
    assert leads("丙", "2")(counts, sections, ()).value == pytest.approx(np.log2((3 / 4) / (0.5 / 6)))
    assert leads("甲", "3")(counts, sections, ()).value == pytest.approx(np.log2((3 / 8) / (2 / 6)))
    assert leads("甲", "2")(counts, sections, ()).value < 0
    assert np.isnan(leads("戊", "2")(counts, sections, ()).value)
    with pytest.raises(InputError, match="part: '2.1' is not in the headings of level 1"):
        leads("甲", "2.1")(counts, sections, ())


def test_share_of_a_system(counts, sections):
    assert share_of_system("data", "1", "3")(counts, sections, ()).value == pytest.approx(4 / 8 - 4 / 6)
    assert share_of_system("data", "1", "3")(counts, sections, ["的"]).value == pytest.approx(4 / 7 - 2 / 3)
    with pytest.raises(InputError, match="system: 'money' is not in sections"):
        share_of_system("money", "1", "3")(counts, sections, ())


def test_a_part_of_stop_words_has_no_shares(counts, sections):
    found = share_of_system("data", "1", "2")(counts, sections, ["甲", "丙"])
    assert np.isnan(found.value) and found.reason == "1 or 2 has no words left"
    whole = sections[sections["kind"] != "item"]
    by_part = counts.assign(section_id=counts["section_id"].str[0])
    assert share_of_system("data", "1", "3")(by_part, whole, ()).reason == "these counts are of whole parts only"


def test_sections_without_items_have_shares_too(counts, sections):
    plain = sections.assign(kind="heading")
    assert share_of_system("data", "1", "3")(counts, plain, ()).value == pytest.approx(4 / 8 - 4 / 6)


def test_divergence_order_agrees_with_scipy(counts, sections):
    n = {"1": [2, 1, 0, 0, 3], "2": [1, 0, 3, 0, 0], "3": [3, 2, 0, 2, 1]}
    expected = jensenshannon(n["1"], n["2"], base=2) ** 2 - jensenshannon(n["2"], n["3"], base=2) ** 2
    assert divergence_order("1", "2", "3")(counts, sections, ()).value == pytest.approx(expected, abs=1e-9)


def test_questions_about_answers_are_shares_of_the_tables(counts, sections):
    texts = counted(u1_1="库库", u1_2="章章", u2_1="甲甲丙", u2_2="丙丁", u3_1="甲甲甲戊", u3_2="乙乙己")
    pairs = answers(texts, sections, stopwords=())
    row = own_system(pairs, draws=1).iloc[0]
    found = nearest_in_own_system()(texts, sections, ())
    assert found[:3] == pytest.approx([row[name] - row["chance"] for name in ("accuracy", "low", "high")])
    assert found.low < found.value < found.high
    matched = pairs.groupby("challenge_id")["matched"].any()
    assert answered(than=0.3)(texts, sections, ()).value == pytest.approx(matched.mean() - 0.3)


def test_counts_of_whole_parts_have_no_answers(counts, sections):
    whole = counts.assign(section_id=counts["section_id"].str[0])
    for question in (answered(), nearest_in_own_system(), share_of_system("data", "1", "3")):
        found = question(whole, sections, ())
        assert np.isnan(found.value) and found.reason == "these counts are of whole parts only"


def test_one_row_per_conclusion_variant_and_list(counts, sections):
    other = counts.assign(term=counts["term"].replace("甲", "己"))
    questions = {"more": term_contrast("甲", "1", "3"), "always": lambda *_: 1.5}
    table = conclusions(questions, sections, variants={"terms": counts, "cut": other},
                        stopword_lists={"shipped": None, "none": ()})
    assert len(table) == 8 and table.groupby(["conclusion", "variant", "stopwords"]).size().eq(1).all()
    cut = table.query("conclusion == 'more' and variant == 'cut'")
    assert cut["value"].isna().all() and cut["reason"].ne("").all() and cut["sign"].isna().all()
    assert table.query("conclusion == 'always'")["sign"].eq(1).all()
    row = robustness_table(table).set_index("conclusion").loc["more"]
    assert (row["settings"], row["defined"]) == (4, 2) and row["undefined"] == "甲 is not cut as a word in either part"


def rows(values, *, low=None):
    """values: {conclusion: one value for each of three variants}."""
    table = pd.DataFrame([(name, variant, "none", value) for name, given in values.items()
                          for variant, value in zip("abc", given)],
                         columns=["conclusion", "variant", "stopwords", "value"])
    return table.assign(sign=np.sign(table["value"]), reason="")


def test_sign_and_rank_by_hand():
    values = {"x": [3.0, 2.0, 1.0], "y": [2.0, 1.0, 4.0], "z": [-1.0, np.nan, 1.0], "w": [np.nan, 1.0, 1.0]}
    table = robustness_table(rows(values), default=("a", "none"), orders={"pair": ["x", "y"], "two": ["y", "z"]})
    table = table.set_index("conclusion")
    assert table["sign_kept"].tolist()[:3] == [True, True, False] and pd.isna(table.loc["w", "sign_kept"])
    assert table["same_sign"].tolist() == [3, 3, 1, 0] and table["defined"].tolist() == [3, 3, 2, 2]
    assert table.loc["x", ["value", "lowest", "highest", "rank"]].tolist() == [3, 1, 3, 1]
    assert table.loc["x", "rank_kept"] is np.False_ or table.loc["x", "rank_kept"] == False  # noqa: E712
    assert table.loc["z", "order"] == "two" and table.loc["z", "rank"] == 2 and table.loc["z", "rank_kept"]
    assert pd.isna(table.loc["w", "rank_kept"]) and table["clear"].isna().all()


def test_clear_counts_intervals_on_the_side_of_the_default():
    table = rows({"x": [1.0, 1.0, -1.0]}).assign(low=[0.5, -0.5, -2.0], high=[1.5, 2.0, -0.1])
    assert robustness_table(table, default=("a", "none"))["clear"].tolist() == [1.0]


def test_order_of_rows_does_not_matter():
    table = rows({"x": [3.0, 2.0, 1.0], "y": [2.0, 1.0, 4.0]})
    first = robustness_table(table, default=("b", "none"))
    second = robustness_table(table.iloc[::-1], default=("b", "none")).sort_values("conclusion", ignore_index=True)
    pd.testing.assert_frame_equal(first, second)


def test_unusable_input_is_named(counts, sections):
    with pytest.raises(InputError, match="variants: is empty"):
        conclusions({"a": leads("甲", "1")}, sections, variants={})
    with pytest.raises(InputError, match="'a' gives NaN for variant 'terms' and no reason"):
        conclusions({"a": lambda *_: np.nan}, sections, variants={"terms": counts})
    with pytest.raises(InputError, match="is no setting of the table"):
        robustness_table(rows({"x": [1.0, 1.0, 1.0]}))
    with pytest.raises(InputError, match="'x' has several rows"):
        robustness_table(pd.concat([rows({"x": [1.0, 1.0, 1.0]})] * 2), default=("a", "none"))
    with pytest.raises(InputError, match=r"orders\['o'\]: 'q' is not in table"):
        robustness_table(rows({"x": [1.0, 1.0, 1.0]}), default=("a", "none"), orders={"o": ["q"]})


def test_on_the_paper_computing_power_keeps_its_sign_and_the_steps_do_not():
    variants = {name: load_counts(variant=name) for name in VARIANTS}
    questions = {"power": term_contrast("算力", "1", "3"), "steps": divergence_order("1", "2", "3"),
                 "fixed": lambda *_: Finding(1.0)}
    table = robustness_table(conclusions(questions, load_sections(), variants=variants)).set_index("conclusion")
    assert table["settings"].eq(8).all()
    assert table.loc["power", "sign_kept"] and not table.loc["steps", "sign_kept"]


def test_nearer_relation_is_a_difference_of_mean_cosines():
    sections, counts = load_sections(), load_counts()
    mean = compare_relations(similarity(counts, sections, draws=1), sections, draws=1)["mean"]
    assert nearer_relation()(counts, sections, None).value == pytest.approx(mean[0] - mean[1])
    assert nearer_relation(than="neither")(counts, sections, None).value == pytest.approx(mean[0] - mean[2])
    assert "whole parts" in nearer_relation()(load_counts(variant="terms_bigrams"), sections, None).reason
    with pytest.raises(InputError, match="nearer='same row': must be one of same system, "):
        nearer_relation("same row")
