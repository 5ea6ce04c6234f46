"""Remarks: the numbers are those of the tables, the words fit them, and what makes no sense is said."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.cleaning.edits import COLUMNS as EDIT_COLUMNS
from analysis.doubts import Doubt, find_doubts
from analysis.remarks import (
    FEW,
    on_keyness,
    on_outline,
    on_repairs,
    on_terms,
    on_themes,
    repair_counts,
    word_to_read,
)
from analysis.sections import find_sections, find_units


def edits(*rows):
    return pd.DataFrame([(start, end, "x" * (end - start), "", repair, certainty)
                         for start, end, repair, certainty in rows], columns=list(EDIT_COLUMNS))


def words(*rows, columns=("section_id", "term", "lrc", "log_ratio")):
    return pd.DataFrame(list(rows), columns=list(columns))


EDITS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 9), st.sampled_from(["width", "script", "quotes"]),
                           st.sampled_from(["certain", "likely", "unsure"])), max_size=20)


@given(EDITS)
def test_the_counts_of_repairs_sum_to_the_edits(rows):
    table = edits(*((start, start + size, repair, certainty) for start, size, repair, certainty in rows))
    counts = repair_counts(table)
    assert counts["edits"].sum() == len(table)
    assert (counts["edits"] == counts[["certain", "likely", "unsure"]].sum(axis=1)).all()
    assert counts["characters"].sum() == sum(size for _, size, _, _ in rows)
    assert list(counts["edits"]) == sorted(counts["edits"], reverse=True)


def test_repairs_are_said_with_their_share_and_their_flags():
    assert on_repairs(edits(), characters=10) == "Nothing had to be repaired: the text is as the file has it."
    said = on_repairs(edits((0, 1, "width", "certain"), (3, 5, "quotes", "unsure")), characters=200)
    assert said == ("1 edit changes 1 of 200 characters (under 1 %), most often by the repair width (1). 1 place is "
                    "flagged as unsure: look at them.")
    assert on_repairs(edits((3, 5, "quotes", "unsure")), characters=9).startswith("Nothing was changed. 1 place is")


@pytest.mark.parametrize("text, said", [
    ("正文。", "No heading was found: the text is one unit, and nothing in it can be compared. "),
    ("一、甲\n（一）乙\n（二）丙\n做好：一是丁；二是戊。\n参考文献\n[1]甲.书[M].2020.",
     "3 headings on 2 levels; 2 items; 1 reference. "),
])
def test_an_outline_is_said_in_numbers(text, said):
    assert on_outline(find_sections(text)) == said + "Nothing in the division looks odd."
    doubted = on_outline(find_sections(text), [Doubt("1", "why")])
    assert doubted.startswith(said + ("If it has some, list them." if "No heading" in said else "1 place was a guess"))


def test_a_gap_in_the_numbering_is_a_guess():
    text = "一、甲\n正文。\n三、乙\n正文。"
    assert "1 place was a guess" in on_outline(find_sections(text), find_doubts(find_units(text), text))


def test_frequent_words_are_named_and_a_short_text_is_said_to_be_short():
    rates = words(("数据", 9), ("平台", 1), ("书架", 1), columns=("term", "n"))
    assert on_terms(rates, words=FEW - 1).endswith(f"With {FEW - 1:,} words, rates rest on few occurrences.")
    assert on_terms(rates, words=FEW).endswith("Of 3 different words 2 (67 %) occur once.")
    assert on_terms(rates.head(1), words=FEW).startswith("The most frequent word is 数据 (data; 9).")
    assert on_terms(rates.head(0), words=0).startswith("No word is left")


def test_keyness_names_what_is_beyond_doubt_only():
    table = words(("1", "数据", 0.5, 2.0), ("1", "平台", 0.0, 2.0), ("2", "数据", -0.5, -2.0), ("2", "平台", 0.1, 1.0))
    assert on_keyness(table, {"1": "1 甲"}) == (
        "Words that set a unit apart, at the cautious end of their intervals: 1 甲: 数据 (data); 2: 平台 (platform).")
    assert on_keyness(table.assign(lrc=0.0), {}).startswith("No word sets any of the 2 units apart: at")
    assert on_keyness(table.head(0), {}) == "No word occurs often enough (5 times) to be compared."
    many = words(*((str(unit), "数据", 1.0, 1.0) for unit in range(11)))
    assert on_keyness(many, {}).endswith("; and so on for 3 units more.")


def test_themes_say_how_much_the_key_finds():
    columns = ("section_id", "theme", "n", "assigned")
    shares = words(("1", "data", 40, True), ("1", "rules", 2, False), ("2", "data", 9, True), columns=columns)
    assert on_themes(shares, words=510) == (
        "The key finds 51 of its words in 510 words of running text (10 %). The theme that stands out in a unit "
        "against the whole text is data in 2 of 2.")
    assert on_themes(shares.assign(n=0), words=510).startswith("The key finds none of its words")
    assert on_themes(shares.assign(assigned=False), words=510).endswith("(10 %).")


def test_the_word_to_read_is_the_surest_then_the_commonest_then_none():
    rates = words(("数据", 9), ("平台", 1), columns=("term", "n"))
    table = words(("1", "数据", 0.0, 2.0), ("1", "平台", 0.3, 1.0), ("2", "书架", -0.9, -3.0))
    assert word_to_read(rates, table) == "平台"
    assert word_to_read(rates, table.assign(lrc=0.0)) == word_to_read(rates) == "数据"
    assert word_to_read(rates.head(0)) is None
