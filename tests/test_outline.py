"""The outline of a document as a tree, and the notes on what is odd in its numbering."""

import pytest

from analysis.doubts import check_numbering
from analysis.outline import format_outline
from analysis.sections import find_units


def outline(text):
    return format_outline(find_units(text), text)


def test_an_outline_shows_ids_marks_headings_and_sizes():
    text = ("引子在此。\n一、目标\n做好：一是登记；二是公布。\n（一）总体\n正文。\n二、任务\n1. Data\n2. 数据\n"
            "参考文献\n[1]甲.书[M].2020.")
    assert outline(text).splitlines() == [
        "introduction  引子在此。  4",
        "1  一、目标  18",
        "  1.0.1  一是 登记  4",
        "  1.0.2  二是 公布  4",
        "  1.1  （一）总体  5  ?",
        "2  二、任务  5",
        "  2.1  1. Data  0",
        "  2.2  2. 数据  2",
        "references  参考文献  6",
        "  ref.1  [1] 甲.书[M].2020.  2",
        "note: 1.1: is the only heading below 1",
    ]


def test_the_opening_words_of_a_unit_do_not_reach_into_the_next():
    assert outline("论数据\n摘要：从略。\n一、目标").splitlines()[0] == "front  论数据  3"
    assert "  ref.1  [1] 甲.书[M].2020.  2" in outline("一、目标\n参考文献\n[1]甲.书[M].2020.\n二、任务").splitlines()


def test_long_headings_are_cut_and_marked():
    heading = "目标" * 31
    (line, *_) = format_outline([find_units("一、目标")[0]._replace(heading=heading)], "一、目标").splitlines()
    assert line == f"1  一、{heading[:59]}…  3  ?"


def test_headings_inside_a_line_are_noted():
    text = "一、目标\n（一）登记。内容从略。（二）公布。内容从略。\n（三）检查。内容从略。\n二、任务"
    assert outline(text).splitlines()[-1] == "note: 1.2: stands inside a line"


def test_no_heading_is_noted_and_nothing_is_nothing():
    assert outline("正文。").endswith("note: no heading was found: the text is not divided")
    assert outline("") == ""


@pytest.mark.parametrize("text, notes", [
    ("一、甲\n二、乙\n三、丙", []),
    ("0 引言\n正文。\n1 方法\n正文。", []),
    ("一、甲\n（一）乙\n二、丙\n（二）丁", []),
    ("一、甲\n（一）乙\n二、丙\n（一）丁", []),
    ("1 甲\n1.1 乙\n1.2 丙\n2 丁\n2.1 戊\n2.2 己", []),
    ("# 甲\n# 乙\n附录A 丙\n附录C 丁", []),
    ("二、甲\n三、乙", ["1: number 1 is missing before 二、"]),
    ("一、目标\n二、任务\n二、保障\n五、其他",
     ["3: 二、 repeats a number or goes back", "4: numbers 3 and 4 are missing before 五、"]),
    ("一、甲\n五、乙", []),
    ("一、甲\n一、乙", ["2: 一、 begins anew beside 1 一、"]),
    ("1 甲\n1.1 乙\n1.3 丙\n2 丁", ["1.2: number 2 is missing before 1.3"]),
])
def test_numbering_is_checked(text, notes):
    assert [str(doubt) for doubt in check_numbering(find_units(text))] == notes
