"""Repairs of glosses and shifted bytes: cases as data, and what each deliberately leaves alone."""

import pytest
from case_files import cases_of

from analysis.cleaning import glosses, lost_bytes, shifted_bytes
from analysis.cleaning.byte_search import ByteSearch
from analysis.cleaning.edits import apply_edits, undo_edits


@pytest.mark.parametrize("repair, text, expected", cases_of(glosses, shifted_bytes))
def test_case(repair, text, expected):
    assert apply_edits(text, repair.find(text)) == expected


def test_a_stretch_with_two_good_readings_is_flagged_and_left():
    (flag,) = shifted_bytes.find("從網絡規???,生態部門")
    assert (flag.before, flag.after, flag.certainty) == ("???", "???", "unsure")


def test_what_is_known_of_a_stretch_is_put_right_and_the_rest_flagged():
    text = "严格河湖?;は吖芾?"
    known, unknown = shifted_bytes.find(text)
    assert (known.after, known.certainty) == ("保护线管", "likely")
    assert (unknown.before, unknown.after, unknown.certainty) == ("?", "?", "unsure")
    assert undo_edits("严格河湖保护线管?", [known, unknown]) == text


def test_a_reading_with_a_guess_in_it_is_not_called_certain():
    (edit,) = shifted_bytes.find("醫保基金很重要，加強醫?;饠?shù)字化監管")
    assert (edit.after, edit.certainty) == ("保基金數", "likely")


def test_a_stretch_that_nothing_explains_is_flagged_as_a_whole(monkeypatch):
    monkeypatch.setattr(ByteSearch, "in_step", lambda self, at, left: [])
    (flag,) = shifted_bytes.find("舞剧剧院展播?洞筇┥健啡倩瘛?")
    assert (flag.before, flag.after) == ("?洞筇┥健啡倩瘛?",) * 2


@pytest.mark.parametrize("out, unknown, expected", [
    ("保护线管理", set(), [("?;は吖芾?", "保护线管理")]),
    ("保护线管理", {0}, [("?", "?"), (";は吖芾?", "护线管理")]),
    ("保护线管理", {1, 2}, [("?;", "保"), ("は", "??"), ("吖芾?", "管理")]),
    ("保护线管理", {0, 1, 2}, [("?", "???"), (";は吖芾?", "管理")]),
    ("保护线管理", {1, 2, 3}, [("?;は吖芾?", "?;は吖芾?")]),
    ("保护线管理", {1, 2, 3, 4}, [("?;は吖芾?", "?;は吖芾?")]),
])
def test_a_stretch_is_cut_into_what_is_known_and_what_is_not(out, unknown, expected):
    edits = lost_bytes.pieces("河?;は吖芾?。", 1, 7, out, unknown, "shifted_bytes", "likely")
    assert [(e.before, e.after) for e in edits] == expected
    assert [e.start for e in edits[1:]] == [e.end for e in edits[:-1]] and (edits[0].start, edits[-1].end) == (1, 7)


def test_a_pair_that_vanished_before_a_cut_gloss_does_not_hide_the_rest():
    text = "水库边的生态(tài)很好。镇里治?wèi)硪院蠛铀淝澹桨兜纳?tài)变好了"
    edits = shifted_bytes.find(text)
    assert apply_edits(text, edits) == "水库边的生态(tài)很好。镇里治理以后河??清??岸的??变好了"
    assert {e.certainty for e in edits if "?" in e.after} == {"unsure"}


@pytest.mark.parametrize("piece", ["?!", "?笆奈錦", "政?;平晒宋屎凸"])
def test_searches_are_bounded_whatever_the_text(monkeypatch, piece):
    searches = []
    monkeypatch.setattr(shifted_bytes, "SEARCHES", 20)
    monkeypatch.setattr(ByteSearch, "in_step", lambda self, at, left: searches.append(at) or [])
    shifted_bytes.find(piece * 500)
    assert 0 < len(searches) <= 20


def test_a_row_of_question_marks_costs_no_search(monkeypatch):
    monkeypatch.setattr(ByteSearch, "in_step", lambda self, at, left: pytest.fail("searched"))
    assert shifted_bytes.find("政府" + "?" * 10_000 + "政府") == []
