"""Edits: applying, undoing and composing are exact on every text."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.cleaning.edits import (
    CERTAINTIES,
    Edit,
    apply_edits,
    compose,
    edit,
    edits_from_table,
    edits_table,
    undo_edits,
)
from analysis.errors import InputError


@st.composite
def rounds_of_edits(draw):
    """A source and three rounds of sorted, disjoint edits, each on the text that the one before left."""
    source = current = draw(st.text("甲乙丙ab", max_size=12))
    rounds = []
    for _ in range(3):
        cuts = sorted(draw(st.lists(st.integers(0, len(current)), max_size=8)))
        edits, end = [], -1
        for a, b in zip(cuts[::2], cuts[1::2]):
            if a >= end and a > (edits[-1].start if edits else -1):
                after = draw(st.text("丁戊x", max_size=3))
                name, certainty = draw(st.sampled_from("PQ")), draw(st.sampled_from(CERTAINTIES))
                edits.append(edit(current, a, b, after, name, certainty))
                end = b
        rounds.append(edits)
        current = apply_edits(current, edits)
    return source, rounds


@settings(max_examples=500)
@given(rounds_of_edits())
def test_composed_edits_lead_there_and_back(case):
    source, rounds = case
    current, composed = source, []
    for edits in rounds:
        composed = compose(source, composed, current, edits)
        current = apply_edits(current, edits)
        assert apply_edits(source, composed) == current
        assert undo_edits(current, composed) == source
        assert all(source[e.start : e.end] == e.before for e in composed)
        assert all(a.end <= b.start for a, b in zip(composed, composed[1:]))


@given(rounds_of_edits())
def test_table_round_trip_does_not_depend_on_index_or_column_order(case):
    source, (edits, *_) = case
    table = edits_table(edits)
    shuffled = table.sample(frac=1, random_state=1)[list(reversed(table.columns))]
    assert edits_from_table(shuffled) == sorted(edits)


def test_neighbours_stay_apart_and_overlaps_join_their_names():
    first = [Edit(1, 6, "(shù)", "", "glosses")]
    second = [Edit(0, 1, "數", "数", "script")]
    assert compose("數(shù)字", first, "數字", second) == [*second, *first]
    joined = compose("?字", [Edit(0, 1, "?", "數", "shifted_bytes", "likely")], "數字", second)
    assert joined == [Edit(0, 1, "?", "数", "shifted_bytes+script", "likely")]


def test_what_was_changed_back_is_no_edit_but_a_flag_stays():
    back = compose("甲", [Edit(0, 1, "甲", "乙", "P")], "乙", [Edit(0, 1, "乙", "甲", "Q")])
    assert back == []
    flag = [Edit(0, 1, "?", "?", "shifted_bytes", "unsure")]
    assert compose("?", flag, "?", []) == flag


def test_a_flag_stays_a_flag_under_the_script_and_is_settled_by_a_correction():
    flag = [Edit(0, 2, "規?", "規?", "shifted_bytes", "unsure")]
    (still,) = compose("規?", flag, "規?", [Edit(0, 1, "規", "规", "script")])
    assert (still.after, still.certainty) == ("规?", "unsure")
    (settled,) = compose("規?", flag, "規?", [Edit(1, 2, "?", "模", "errata")])
    assert (settled.after, settled.certainty) == ("規模", "certain")


def test_edits_of_another_text_are_refused():
    with pytest.raises(InputError, match="another text"):
        undo_edits("丙", [Edit(0, 1, "甲", "乙", "P")])
    with pytest.raises(InputError, match="another text"):
        apply_edits("丙", [Edit(0, 1, "甲", "乙", "P")])


def test_table_without_a_column_is_refused_by_name():
    with pytest.raises(InputError, match="'before'"):
        edits_from_table(pd.DataFrame({"start": [0], "end": [1]}))
