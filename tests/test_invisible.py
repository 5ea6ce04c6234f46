"""Invisible characters: cases, and no visible character is ever touched but a ``?``."""

import pytest
from case_files import read_cases
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.cleaning import invisible
from analysis.cleaning.edits import apply_edits, undo_edits

HIDDEN = "\u200b\u200c\u200d\u200e\u202c\u2060\ufeff\u00ad\x00\x07\x9f"
SPACES = "\u00a0\u202f\u2009\u3000"


def repaired(text):
    return apply_edits(text, invisible.find(text))


@pytest.mark.parametrize("text, expected", read_cases("invisible"))
def test_case(text, expected):
    assert repaired(text) == expected


def test_a_lost_space_in_english_is_flagged():
    (flag,) = invisible.find("open?access")
    assert (flag.before, flag.after, flag.certainty) == ("?", "?", "unsure")


@settings(max_examples=300)
@given(st.text("社区，AI5 \n\t" + HIDDEN + SPACES, max_size=30))
def test_what_is_visible_stays_and_what_is_hidden_goes(text):
    cleaned = repaired(text)
    assert [c for c in cleaned if not c.isspace()] == [c for c in text if not c.isspace() and c not in HIDDEN]
    assert invisible.find(cleaned) == []


ANY = st.one_of(st.sampled_from("社A5?<= \n:km" + HIDDEN + SPACES), st.characters(codec="utf-8"))


@settings(max_examples=300)
@given(st.text(ANY, max_size=30))
def test_undo_is_exact_on_any_text(text):
    edits = invisible.find(text)
    assert undo_edits(apply_edits(text, edits), edits) == text
    assert all(a.end <= b.start for a, b in zip(edits, edits[1:]))
