"""Edits: applying, undoing and composing are exact on every text."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.cleaning import repair_text, stretches, undo
from analysis.cleaning.edits import (
    CERTAINTIES,
    Edit,
    apply_edits,
    compose,
    edit,
    edits_from_table,
    edits_table,
    moved,
    undo_edits,
)
from analysis.cleaning.stretches import LONGEST, gathered, joined
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


@settings(max_examples=500)
@given(rounds_of_edits())
def test_stretches_lead_there_and_back_and_can_be_composed(case):
    source, rounds = case
    current, composed = source, []
    for edits in rounds:
        stretched = list(joined(current, edits))
        assert len(stretched) <= len(edits) and all(a.end <= b.start for a, b in zip(stretched, stretched[1:]))
        assert {(e.repair, e.certainty) for e in stretched} == {(e.repair, e.certainty) for e in edits}
        after = apply_edits(current, edits)
        assert apply_edits(current, stretched) == after and undo_edits(after, stretched) == current
        composed = list(joined(source, compose(source, composed, current, stretched)))
        current = after
        assert apply_edits(source, composed) == current and undo_edits(current, composed) == source


@given(rounds_of_edits())
def test_composing_is_associative(case):
    source, (first, second, third) = case
    middle = apply_edits(source, first)
    late = apply_edits(middle, second)
    left = compose(source, compose(source, first, middle, second), late, third)
    right = compose(source, first, middle, compose(middle, second, late, third))
    assert apply_edits(source, left) == apply_edits(source, right)
    assert undo_edits(apply_edits(source, left), right) == source


def space(at, certainty="certain"):
    return Edit(at, at + 1, " ", "", "spaces", certainty)


def test_edits_near_each_other_in_a_sentence_are_a_stretch():
    text = "政 府的数据要登 记。\n共 享"
    first, second = joined(text, [space(1), space(8), space(13)])
    assert first == Edit(1, 9, " 府的数据要登 ", "府的数据要登", "spaces", "certain")
    assert second == space(13)


def test_edits_far_apart_or_of_another_kind_stay_apart():
    far = [space(0), space(20)]
    assert list(joined(" 政府的数据都要登记，登记后再行公布结果 。", far)) == far
    unlike = [space(0), space(1, "likely"), Edit(2, 3, ",", "，", "punctuation")]
    assert list(joined("  ,", unlike)) == unlike


def test_a_stretch_has_at_most_a_line_of_characters():
    text = "\r" * 1000
    stretched = list(joined(text, [Edit(at, at + 1, "\r", "\n", "line_ends") for at in range(1000)]))
    assert [len(e.before) for e in stretched] == [LONGEST] * 16 + [1000 - 16 * LONGEST]


def test_a_flag_joins_no_other_place_but_the_next_one():
    flags = [Edit(at, at + 1, "?", "?", "shifted_bytes", "unsure") for at in (0, 2, 8)]
    assert [e.before for e in joined("?据?和其他的数?", flags)] == ["?据?", "?"]
    lost = Edit(1, 2, "X", "?", "mojibake", "unsure")
    assert len(list(joined("?X", [flags[0]._replace(repair="mojibake"), lost]))) == 2


def test_edits_are_stretches_only_where_they_are_too_many(monkeypatch):
    monkeypatch.setattr(stretches, "MANY", 3)
    text = " 政 府 数 据"
    assert gathered(text, map(space, (0, 2, 4))) == [space(0), space(2), space(4)]
    assert gathered(text, map(space, (0, 2, 4, 6))) == [Edit(0, 7, " 政 府 数 ", "政府数", "spaces")]


@pytest.mark.parametrize("piece", ["政\r", "&amp;\n", "數(shù)據(jù)的 共享，", "政,府 ", "\u200b１２３", "规?模"])
def test_texts_of_nothing_but_damage_are_undone(piece, monkeypatch):
    whole = repair_text(piece * 300)[0]
    monkeypatch.setattr(stretches, "MANY", 50)
    repaired, edits = repair_text(piece * 300)
    assert undo(repaired, edits) == piece * 300
    assert repaired == whole and len(edits) <= 50 + len(piece) * 300 / 8


def test_a_place_in_an_exchange_of_characters_stays_at_its_character():
    assert moved([1, 3, 5], [Edit(0, 2, "數據", "数据", "script"), Edit(2, 4, "  ", "", "spaces")]) == [1, 2, 3]


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
