"""Repairs of glosses and shifted bytes: cases as data, and what each deliberately leaves alone."""

import pytest
from case_files import cases_of

from analysis.cleaning import glosses, shifted_bytes
from analysis.cleaning.edits import apply_edits


@pytest.mark.parametrize("repair, text, expected", cases_of(glosses, shifted_bytes))
def test_case(repair, text, expected):
    assert apply_edits(text, repair.find(text)) == expected


def test_a_stretch_with_two_good_readings_is_flagged_and_left():
    (flag,) = shifted_bytes.find("從網絡規???,生態部門")
    assert (flag.before, flag.after, flag.certainty) == ("???", "???", "unsure")
