"""Line ends: one kind is left, as many as there were, and the way back is exact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.cleaning import line_ends
from analysis.cleaning.edits import apply_edits, undo_edits


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\v", "\u2028", "\u2029"])
def test_each_kind_becomes_the_one(end):
    text = f"一、馆藏{end}{end}二、空间{end}"
    assert apply_edits(text, line_ends.find(text)) == "一、馆藏\n\n二、空间\n"


def test_mixed_kinds_keep_their_count():
    assert apply_edits("甲\n\r乙\r\r\n丙", line_ends.find("甲\n\r乙\r\r\n丙")) == "甲\n\n乙\n\n丙"


def test_form_feed_tab_and_next_line_stay():
    assert line_ends.find("甲\f乙\t丙\x85丁\\n") == []


@given(st.text("甲a\n\r\v\f\u2028\u2029\x85", max_size=20))
def test_law(text):
    edits = line_ends.find(text)
    cleaned = apply_edits(text, edits)
    assert undo_edits(cleaned, edits) == text
    assert not set(cleaned) & set("\r\v\u2028\u2029")
    assert line_ends.find(cleaned) == []
    kept = text.replace("\r\n", "\n")
    assert len(cleaned) == len(kept)
