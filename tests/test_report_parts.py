"""Parts of work reports: what headings and first sentences say, on invented reports, and in 72 of 2024."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared_texts import SHARED, needs_shared

from analysis.documents import open_document
from analysis.report_parts import OPENING, PARTS, find_parts, part_of_heading, part_of_opening, years_in
from analysis.sections import find_units

REVIEWS = ["2023年工作回顾", "过去五年工作回顾", "2022年及过去五年的主要工作", "“十三五”以来的发展成就",
           "去年目标任务完成情况", "上年度政府工作总结", "2020年计划执行情况", "五年来的工作"]
PLANS = ["2024年工作安排", "今后五年的奋斗目标", "今年政府工作的总体要求", "2024年经济社会发展主要预期目标",
         "新一年的工作打算", "下一步重点工作", "2024年工作建议", "“十四五”时期主要目标任务", "加强政府自身建设",
         "工作部署"]
NEITHER = ["推进改革开放", "去年工作回顾和今年工作安排", "", "附件：名词解释", "名词解释", "有关用语说明"]


def parts(text):
    return find_parts(text, find_units(text))


@pytest.mark.parametrize("heading, part", [*((h, "reviewed") for h in REVIEWS), *((h, "planned") for h in PLANS),
                                           *((h, "") for h in NEITHER)])
def test_a_heading_names_its_part_by_its_words(heading, part):
    assert part_of_heading(heading) == part


@pytest.mark.parametrize("opening, part", [
    ("过去的一年，大事多、难事多。", "reviewed"), ("一年来，我们办了几件事。", "reviewed"),
    ("过去的2019年，收成不错。", "reviewed"),
    ("今年是换届之年。", "planned"), ("新的一年，要办十件事。", "planned"), ("今年全县工作的要求是稳。", "planned"),
    ("未来五年，人口会增加。", "planned"), ("去年九月起，办了培训。", ""), ("过去一年不易，今年是关键。", ""),
    ("中" * OPENING + "今年是开局之年。", "")])
def test_the_first_sentences_name_a_part_or_none(opening, part):
    assert part_of_opening(opening) == part


def test_years_are_read_in_both_kinds_of_numerals():
    assert years_in("二〇二三年和2024年工作") == [2023, 2024]
    assert years_in("2016—2020年") == [2016, 2020]
    assert years_in("办好2000件实事") == []


def test_of_two_years_the_first_is_reviewed():
    text = "一、2023年主要工作\n办了事。\n二、2024年主要工作\n要办事。"
    assert parts(text) == {"1": "reviewed", "2": "planned"}
    assert parts(text.replace("2023", "2025")) == {"1": "planned", "2": "reviewed"}, "by year and not by order"
    ranges = "一、“十三五”时期（2016—2020年）主要工作\n办了。\n二、2021年主要工作\n要办。"
    assert parts(ranges) == {"1": "reviewed", "2": "planned"}
    only = "一、2024年主要工作\n要办。\n二、廉政\n清廉。"
    assert parts(only) == {"1": "planned", "2": "planned"}, "with one year, by words"


def test_a_unit_below_has_the_part_of_the_unit_above_whatever_it_says():
    text = ("一、2023年工作回顾\n成绩不少。\n（一）自身建设加强，今年更好\n很好。\n"
            "二、2024年工作安排\n要做到：一是总结；二是落实。")
    assert parts(text) == {"1": "reviewed", "1.1": "reviewed", "2": "planned", "2.1": "planned", "2.2": "planned"}


def test_a_heading_without_signs_is_planned_behind_a_plan_and_else_by_its_opening():
    text = "一、2023年工作回顾\n成绩。\n二、{}\n{}\n三、2024年工作安排\n任务。\n四、建设廉洁政府\n清廉。"
    assert parts(text.format("朝前走", "今年是大年。"))["2"] == "planned"
    assert parts(text.format("朝前走", "一年来，桥通了。"))["2"] == "reviewed"
    assert parts(text.format("朝前走", "桥通了。")) == {"1": "reviewed", "2": "", "3": "planned", "4": "planned"}
    # A heading that names both parts stays without one, whatever follows.
    assert parts(text.format("2023年工作回顾和2024年工作安排", "今年是大年。"))["2"] == ""


def test_where_one_heading_has_both_parts_those_below_decide():
    text = "一、去年工作回顾和今年工作安排\n（一）去年工作回顾\n好。\n（二）今年工作安排\n忙：一是修路；二是架桥。"
    assert parts(text) == {"1": "", "1.1": "reviewed", "1.2": "planned", "1.2.1": "planned", "1.2.2": "planned"}


def test_greetings_titles_and_appendices_have_no_part():
    text = ("政府工作报告\n各位代表：请审议今年工作安排。\n一、2023年工作回顾\n好。\n二、2024年工作安排\n忙。\n"
            "三、附件：名词解释\n甲。")
    found = parts(text)
    assert {found[unit.section_id] for unit in find_units(text) if unit.kind not in ("heading", "item")} == {""}
    assert found["3"] == ""


def test_where_a_heading_was_lost_nothing_is_said():
    text = ("一、2023年工作回顾\n好。\n（一）产业\n好。\n（二）民生\n好。\n今年要更好。\n"
            "（一）产业\n忙。\n（二）民生\n忙。\n三、加强自身建设\n清廉。")
    found = parts(text)
    assert found.pop("2") == "planned"
    assert set(found.values()) == {""}
    # Numbers that begin again without a jump, or a jump alone, are no lost heading.
    assert parts(text.replace("三、", "二、"))["1"] == "reviewed"
    assert parts("一、2023年工作回顾\n好。\n三、2024年工作安排\n忙。") == {"1": "reviewed", "2": "planned"}


@given(st.lists(st.sampled_from([*REVIEWS, *PLANS, *NEITHER[:2]]), min_size=1, max_size=6),
       st.sampled_from(["今年是大年。", "一年来，桥通了。", "桥通了。"]))
def test_every_unit_has_one_part_and_what_is_below_a_part_has_it_too(headings, opening):
    numerals = "一二三四五六"
    text = "\n".join(f"{numerals[i]}、{heading}\n{opening}\n（一）修路\n快修。" for i, heading in enumerate(headings))
    units = find_units(text)
    found = find_parts(text, units)
    assert list(found) == [unit.section_id for unit in units]
    assert set(found.values()) <= {"", *PARTS}
    assert all(found[unit.section_id] == found[unit.parent_id] for unit in units if found.get(unit.parent_id))


@needs_shared
@pytest.mark.parametrize("city, expected", [
    ("绍兴", ["reviewed", "planned", "planned"]),  # 2023年主要工作: by its year
    ("烟台", ["reviewed", "planned", "planned", "planned"]),  # its second heading has no sign, its opening has
    ("晋城", ["reviewed", "planned", "planned"]),  # behind a plan
    ("乌鲁木齐", ["reviewed", "planned"]),  # without numbers
    ("马鞍山", ["", "planned"])])  # a damaged file: its second heading is not there
def test_reports_of_2024(city, expected):
    document = open_document(SHARED / "corpora" / "city_reports_2024" / f"{city}.docx")
    found = find_parts(document.text, document.units)
    assert [found[unit.section_id] for unit in document.units
            if unit.kind == "heading" and not unit.parent_id] == expected
