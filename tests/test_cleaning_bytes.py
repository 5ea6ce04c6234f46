"""Repairs of glosses and shifted bytes: cases as data, and what each deliberately leaves alone."""

import csv
from pathlib import Path

import pytest

from analysis.cleaning import glosses, shifted_bytes
from analysis.cleaning.edits import apply_edits

CASES = Path(__file__).parent / "cases"


def cases(repair):
    with open(CASES / f"{repair.NAME}.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            marks = [pytest.mark.xfail(strict=True)] if row["label"] == "known-failure" else []
            expected = row["input"] if row["label"] == "must-not-change" else row["expected"]
            yield pytest.param(repair, row["input"], expected, id=f"{repair.NAME}: {row['comment']}", marks=marks)


@pytest.mark.parametrize("repair, text, expected", [*cases(glosses), *cases(shifted_bytes)])
def test_case(repair, text, expected):
    assert apply_edits(text, repair.find(text)) == expected


def test_a_stretch_with_two_good_readings_is_flagged_and_left():
    (flag,) = shifted_bytes.find("從網絡規???,生態部門")
    assert (flag.before, flag.after, flag.certainty) == ("???", "???", "unsure")
