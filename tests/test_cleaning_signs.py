"""Repairs of signs, lines and spaces: cases as data, and what each flags instead of guessing."""

import csv
from pathlib import Path

import pytest

from analysis.cleaning import clean, escapes, layout, punctuation, quotes, spaces, width
from analysis.cleaning.edits import apply_edits, undo_edits

CASES = Path(__file__).parent / "cases"
SIGNS = (escapes, width, layout, quotes, punctuation, spaces)


def cases(*repairs):
    for repair in repairs:
        with open(CASES / f"{repair.NAME}.csv", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                marks = [pytest.mark.xfail(strict=True)] if row["label"] == "known-failure" else []
                expected = row["input"] if row["label"] == "must-not-change" else row["expected"]
                yield pytest.param(repair, row["input"], expected, id=f"{repair.NAME}: {row['comment']}", marks=marks)


@pytest.mark.parametrize("repair, text, expected", [*cases(*SIGNS)])
def test_case(repair, text, expected):
    edits = repair.find(text)
    assert apply_edits(text, edits) == expected
    assert undo_edits(expected, edits) == text


def untouched():
    for case in cases(*SIGNS):
        if not case.marks and case.values[1] == case.values[2]:
            yield case


@pytest.mark.parametrize("repair, text, expected", [*untouched()])
def test_what_must_not_change_is_left_by_all_repairs_together(repair, text, expected):
    assert clean(text, script="keep").text == expected


def test_every_repair_has_cases_of_each_kind():
    for repair in SIGNS:
        with open(CASES / f"{repair.NAME}.csv", encoding="utf-8", newline="") as file:
            labels = {row["label"] for row in csv.DictReader(file)}
        assert {"positive", "must-not-change"} <= labels


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
