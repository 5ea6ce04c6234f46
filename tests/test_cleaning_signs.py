"""Repairs of signs, lines and spaces: cases as data, and what each flags instead of guessing."""

import pytest
from case_files import cases_of, read_rows

from analysis.cleaning import clean, escapes, layout, punctuation, quotes, spaces, width
from analysis.cleaning.edits import apply_edits, undo_edits

SIGNS = (escapes, width, layout, quotes, punctuation, spaces)
CASES = cases_of(*SIGNS)
UNTOUCHED = [case for case in CASES if not case.marks and case.values[1] == case.values[2]]


@pytest.mark.parametrize("repair, text, expected", CASES)
def test_case(repair, text, expected):
    edits = repair.find(text)
    assert apply_edits(text, edits) == expected
    assert undo_edits(expected, edits) == text


@pytest.mark.parametrize("repair, text, expected", UNTOUCHED)
def test_what_must_not_change_is_left_by_all_repairs_together(repair, text, expected):
    assert clean(text, script="keep").text == expected


def test_every_repair_has_cases_of_each_kind():
    for repair in SIGNS:
        assert {"positive", "must-not-change"} <= {row["label"] for row in read_rows(repair.NAME)}


@pytest.mark.parametrize("repair, text, flagged", [
    (quotes, "推行一窗受理”改革", "”"),
    (quotes, "他说“可以，就走了", "“"),
    (punctuation, "青山--绿水大道", "--"),
])
def test_the_uncertain_is_flagged_and_stays(repair, text, flagged):
    (flag,) = repair.find(text)
    assert (flag.before, flag.after, flag.certainty) == (flagged, flagged, "unsure")


def test_signs_of_one_kind_go_together():
    noisy = '(一)目标\n推行“一窗受理\\"改革 ,增长 ３０％ 以上;实现“文本 + 机器人\\"分流(试行)。'
    assert clean(noisy).text == "（一）目标\n推行“一窗受理”改革，增长30%以上；实现“文本+机器人”分流（试行）。"
