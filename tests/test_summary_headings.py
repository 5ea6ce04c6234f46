"""Headings of summaries without a number: which lines are taken for one, and on which level each stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.doubts import find_doubts
from analysis.readers import Hint
from analysis.sections import find_units
from analysis.summary_headings import is_summary

BODY = "本段说明做法，各地可以参照，细节从略。"


def outline(*lines, hints=()):
    units = find_units("\n".join(lines), hints=hints)
    return [(unit.level, unit.number + unit.heading) for unit in units if unit.kind == "heading"]


@pytest.mark.parametrize("words, expected", [
    ("本章小结", True), ("本 章 小 结", True), ("本章小結", True), ("本节小结", True), ("本部分小结", True),
    ("小结", True), ("小结与讨论", True), ("本章结语", True), ("本章总结", True), ("　　小结", True),
    ("小结如下：", False), ("总结", False), ("结语", False), ("年终小结", False), ("", False),
])
def test_the_words_of_a_summary(words, expected):
    assert is_summary(words) is expected


@pytest.mark.parametrize("lines, expected", [
    (["第一章　甲", BODY, "本章小结", BODY, "第二章　乙", BODY], [1, 2, 1]),
    (["第一章　甲", "第一节　子", BODY, "本节小结", BODY, "第二节　丑", BODY, "本章小结", BODY], [1, 2, 3, 2, 2]),
    (["第1章　甲", "1.1 子", BODY, "1.2 丑", BODY, "小结", BODY, "第2章　乙", BODY], [1, 2, 2, 2, 1]),
    (["一、甲", BODY, "二、乙", BODY, "小结", BODY], [1, 1, 1]),
    (["一、甲", BODY, "小结", BODY, "二、乙", BODY, "小结", BODY], [1, 2, 1, 2]),
    (["一、甲", "小结", BODY, "（一）子", BODY, "（二）丑", BODY, "二、乙", BODY], [1, 2, 2, 2, 1]),
])
def test_a_summary_stands_in_what_it_closes(lines, expected):
    assert [level for level, _ in outline(*lines)] == expected


def test_there_is_no_summary_before_the_first_heading_at_the_texts_end_or_in_a_table():
    assert outline("小结", BODY, "一、甲", BODY, "二、乙", BODY, "小结") == [(1, "一、甲"), (1, "二、乙")]
    text = f"一、甲\n{BODY}\n小结\n12\n二、乙\n{BODY}"
    cells = [Hint(text.index("小结"), text.index("二"), "table")]
    assert outline(*text.split("\n"), hints=cells) == [(1, "一、甲"), (1, "二、乙")]
    assert outline(*text.split("\n")) == [(1, "一、甲"), (2, "小结"), (1, "二、乙")]


def test_a_declared_summary_keeps_its_level():
    text = f"一、甲\n{BODY}\n小结\n{BODY}"
    hints = [Hint(0, 3, "heading", 1), Hint(text.index("小结"), text.index("小结") + 2, "heading", 3)]
    assert outline(*text.split("\n"), hints=hints) == [(1, "一、甲"), (2, "小结")]


def test_a_summary_gives_no_doubt():
    text = f"第一章　甲\n第一节　子\n{BODY}\n第二节　丑\n{BODY}\n本章小结\n{BODY}"
    assert list(find_doubts(find_units(text), text)) == []


LINES = st.sampled_from(["第一章　甲", "第一节　子", "（一）丑", "本章小结", "本节小结", "小结", BODY, "", "目录"])


@given(st.lists(LINES, max_size=16))
def test_units_tile_the_text_and_levels_count_from_one(lines):
    text = "\n".join(lines)
    units = find_units(text)
    assert "".join(text[unit.start : unit.end] for unit in units) == text
    assert all(unit.level >= 1 for unit in units if unit.kind == "heading")
