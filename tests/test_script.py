"""Script conversion keeps a Simplified text as it is and can be undone."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC
from shared_texts import needs_shared, shared_texts

from analysis.cleaning import script
from analysis.cleaning.edits import apply_edits, undo_edits
from analysis.errors import InputError


def test_aspect_mark_and_word_are_told_apart():
    assert script.to_simplified("隨著顯著的進步") == "随着显著的进步"


@pytest.mark.parametrize(
    "word", ["專著", "論著", "編著", "原著", "名著", "譯著", "卓著", "土著", "著書立說", "著述", "著錄", "著名"])
def test_words_of_writing_keep_their_character(word):
    assert "著" in script.to_simplified(f"這部{word}")


def test_the_aspect_mark_is_not_taken_for_writing():
    assert script.to_simplified("看著報，沿著路，他原來看著") == "看着报，沿着路，他原来看着"


def test_a_simplified_text_that_quotes_traditional_stays():
    text = "这份文件的标题写作數字，其余部分都是通行的写法，没有一个字需要改动，读者可以放心"
    assert script.find(text) == []


def test_a_traditional_text_is_not_converted_to_what_it_is():
    assert script.find("數據治理", script="traditional") == []
    assert script.find("數據治理", script="keep") == []


@given(st.text("數據治理乾隆著名。\n\0ab", max_size=20), st.sampled_from(script.SCRIPTS))
def test_conversion_can_be_undone(text, wanted):
    edits = script.find(text, script=wanted)
    assert undo_edits(apply_edits(text, edits), edits) == text


def test_a_nul_character_does_not_end_the_text():
    assert script.to_simplified("數\0據") == "数\0据"


def test_differences_of_unequal_length_lie_on_their_line():
    edits = script.differences("一行\n網路很好\n三", "一行\n互联网很好\n三", "script")
    assert apply_edits("一行\n網路很好\n三", edits) == "一行\n互联网很好\n三"
    assert all(3 <= e.start and e.end <= 7 for e in edits)


@pytest.mark.parametrize("traditional, simplified", [
    ("乾淨的幹部乾隆", "干净的干部乾隆"), ("裏面與裡面", "里面与里面"), ("麵粉、方面", "面粉、方面"),
    ("皇后以後", "皇后以后"), ("於是在於", "于是在于"), ("鍾先生的時鐘", "钟先生的时钟"),
    ("甚麼與什麼", "什么与什么"), ("爲了與為了", "为了与为了"),
    ("衞生規畫", "卫生规划"), ("敍述座標", "叙述坐标"), ("覆核與反覆", "复核与反复"), ("沿着與沿著", "沿着与沿着"),
])
def test_forms_of_taiwan_and_hong_kong_become_one(traditional, simplified):
    assert script.to_simplified(traditional) == simplified


def test_a_character_whose_simplified_form_no_font_has_stays():
    assert script.to_simplified("漁澫港區") == "渔澫港区"


def test_an_unknown_region_is_an_error():
    with pytest.raises(InputError, match="region='macau'"):
        script.to_traditional("政府", region="macau")


@needs_shared
@pytest.mark.parametrize("standard", ["s2t", "s2tw", "s2hk"])
def test_documents_come_back_from_every_standard_but_for_names(standard):
    """A name keeps a form that Simplified script has else only in other words: 华昇, 旭昇, 鹏昇, 乾西, in 沈."""
    convert, differing = OpenCC(standard).convert, Counter()
    for text in shared_texts().values():
        differing.update((a, b) for a, b in zip(text, script.to_simplified(convert(text))) if a != b)
    assert set(differing) <= {("昇", "升"), ("乾", "干"), ("沈", "沉")} and differing.total() <= 9
