"""Headings that a file's format declares, together with those that their numbers show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.readers import Hint
from analysis.sections import find_units


def hinted(lines):
    """Return a text and its hints from lines, or pairs of a line and what it is declared: 1, 2, … or a kind."""
    hints, at = [], 0
    for line in lines:
        words, declared = line if isinstance(line, tuple) else (line, None)
        if declared is not None:
            kind = "heading" if isinstance(declared, int) else declared
            hints.append(Hint(at, at + len(words), kind, declared if kind == "heading" else 0))
        at += len(words) + 1
    return "\n".join(line if isinstance(line, str) else line[0] for line in lines), hints


def outline(*lines):
    text, hints = hinted(lines)
    units = find_units(text, hints=hints)
    assert "".join(text[unit.start : unit.end] for unit in units) == text
    return [(unit.level, unit.number + unit.heading) for unit in units if unit.kind == "heading"]


BODY = "正文在此，说了一些话。"


def test_declared_headings_are_headings_whatever_they_look_like():
    assert outline(("缘起", 1), BODY, ("读书，何用？", 1), BODY, ("晚年", 2), BODY) == [
        (1, "缘起"), (1, "读书，何用？"), (2, "晚年")]


def test_numbers_below_declared_headings_nest_by_their_own_order():
    lines = ["（一）登记", BODY, "1. 报名", BODY, "2. 发证", BODY, "（二）借阅", BODY]
    assert outline(("缘起", 1), BODY, ("做法", 1), *lines) == [
        (1, "缘起"), (1, "做法"), (2, "（一）登记"), (3, "1.报名"), (3, "2.发证"), (2, "（二）借阅")]


def test_a_style_of_numbers_takes_the_level_at_which_its_headings_are_declared():
    # 二、 was not given the style; it stands beside 一、, as 引言 does, which has no number.
    lines = ["（一）窗口", BODY, "（二）网上", BODY, "二、借阅", BODY]
    assert outline(("引言", 1), BODY, ("一、登记", 1), BODY, *lines) == [
        (1, "引言"), (1, "一、登记"), (2, "（一）窗口"), (2, "（二）网上"), (1, "二、借阅")]


def test_numbers_between_two_declared_levels_stand_between_them():
    lines = ["一、范围", BODY, ("附带的话", 3), BODY, "二、方法", BODY, ("第二章 分论", 1), BODY]
    assert outline(("第一章 总论", 1), BODY, *lines) == [
        (1, "第一章总论"), (2, "一、范围"), (3, "附带的话"), (2, "二、方法"), (1, "第二章分论")]


def test_a_slip_in_one_style_is_outvoted_and_a_real_mixture_is_kept():
    slip = outline(("一、甲", 1), BODY, ("二、乙", 1), BODY, ("三、丙", 2), BODY, ("四、丁", 1), BODY)
    assert {level for level, _ in slip} == {1}
    mixed = outline(("一、甲", 1), BODY, ("一、乙", 2), BODY, ("二、丙", 2), BODY, ("二、丁", 1), BODY)
    assert mixed == [(1, "一、甲"), (2, "一、乙"), (2, "二、丙"), (1, "二、丁")]


def test_a_lone_heading_above_all_is_the_title():
    assert outline(("论读书", 1), BODY, ("好处", 2), BODY, ("方法", 2), BODY) == [(1, "好处"), (1, "方法")]
    assert outline(("论读书", 1), BODY) == [(1, "论读书")]
    assert outline(("题目", "title"), ("论读书", 1), BODY, ("好处", 2), BODY, ("方法", 2), BODY) == [
        (1, "论读书"), (2, "好处"), (2, "方法")]
    assert outline(("论读书", 1), BODY, ("好处", 2), BODY, ("方法", 1), BODY) == [
        (1, "论读书"), (2, "好处"), (1, "方法")]


def test_a_lone_chapter_whose_words_name_its_part_is_no_title():
    assert outline(("绪论", 1), ("缘起", 2), BODY, ("做法", 2), BODY) == [(1, "绪论"), (2, "缘起"), (2, "做法")]


@pytest.mark.parametrize("label, kind", [("参考文献", "references"), ("摘要：", "abstract")])
def test_a_label_opens_its_part_even_where_it_is_declared_a_heading(label, kind):
    text, hints = hinted([("缘起", 1), BODY, ("做法", 1), BODY, (label, 1), "[1]甲.书[M].2020."])
    if kind == "abstract":
        text, hints = hinted([(label, 1), "本文从略。", ("缘起", 1), BODY, ("做法", 1), BODY])
    units = find_units(text, hints=hints)
    assert [unit.heading for unit in units if unit.kind == "heading"] == ["缘起", "做法"]
    assert kind in {unit.kind for unit in units}


def test_no_line_of_a_table_is_a_heading():
    table = ("一、收入\t12\n二、支出\t10", "table")
    assert outline("一、账目", BODY, table, "二、说明", BODY) == [(1, "一、账目"), (1, "二、说明")]
    assert outline("一、账目", BODY, table[0], "三、说明", BODY) != [(1, "一、账目"), (1, "三、说明")]


def test_notes_are_back_matter_and_a_declared_table_of_contents_is_none_of_the_body():
    notes = ("注一的话。\n注二的话。", "notes")
    text, hints = hinted([("一、甲\n二、乙", "contents"), "一、甲", BODY, "二、乙", BODY, notes])
    units = find_units(text, hints=hints)
    assert [unit.section_id for unit in units] == ["front", "1", "2", "back"]
    assert text[units[-1].start :] == "注一的话。\n注二的话。"


def test_front_matter_that_is_declared_is_no_introduction():
    front = [("论读书", "title"), ("一位住在山里的读书人写的。", "front")]
    text, hints = hinted([*front, BODY, ("缘起", 1), BODY, ("做法", 1), BODY])
    assert [unit.kind for unit in find_units(text, hints=hints)] == ["front", "introduction", "heading", "heading"]


def ended(text, *words):
    """Return the outline of a text in which some headings have a declared end and no level."""
    hints = [Hint(text.index(each), text.index(each) + len(each), "heading") for each in words]
    units = find_units(text, hints=hints)
    assert "".join(text[unit.start : unit.end] for unit in units) == text
    return [(unit.level, unit.number + unit.heading) for unit in units if unit.kind == "heading"]


def test_a_heading_without_a_level_ends_where_the_format_says_and_its_number_gives_the_level():
    text = f"一、登记\n（一）窗口服务各镇都要设立窗口。\n（二）网上服务手机也能登记。\n二、借阅\n{BODY}"
    assert ended(text, "（一）窗口服务", "（二）网上服务") == [
        (1, "一、登记"), (2, "（一）窗口服务"), (2, "（二）网上服务"), (1, "二、借阅")]


def test_a_heading_whose_end_is_known_is_found_inside_a_paragraph():
    text = f"一、登记\n先说登记。（一）窗口服务各镇都要设立窗口。（二）网上服务手机也能登记。\n二、借阅\n{BODY}"
    assert ended(text, "（一）窗口服务", "（二）网上服务")[1:3] == [(2, "（一）窗口服务"), (2, "（二）网上服务")]
    assert [level for level, _ in ended(text)] == [1, 1]


def test_an_end_alone_makes_no_heading_of_words_without_a_number():
    text = f"一、登记\n{BODY}窗口服务各镇都要设立。\n二、借阅\n{BODY}"
    assert ended(text, "窗口服务") == [(1, "一、登记"), (1, "二、借阅")]


def test_ends_stand_beside_headings_with_levels():
    lines = [("登记", 1), "（一）窗口服务各镇都要设立窗口。", "（二）网上服务手机也能登记。", ("借阅", 1), BODY]
    text, hints = hinted(lines)
    hints += [Hint(text.index(words), text.index(words) + 7, "heading") for words in ("（一）窗", "（二）网")]
    assert [(unit.level, unit.heading) for unit in find_units(text, hints=hints)] == [
        (1, "登记"), (2, "窗口服务"), (2, "网上服务"), (1, "借阅")]


LINES = st.sampled_from(["缘起", "一、甲", "（一）乙", "1.2 丙", BODY, "参考文献", "引言", "结语", "", " ", "附录A 丁"])


@given(st.lists(st.tuples(LINES, st.sampled_from([None, 0, 1, 2, 3, "table", "notes", "contents", "title", "front"])),
                max_size=14))
def test_units_tile_the_text_whatever_is_declared(lines):
    outline(*lines)
