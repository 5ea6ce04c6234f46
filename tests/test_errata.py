"""Errata: contexts are found in either script, and a bad list is refused with its line."""

import pytest

from analysis.cleaning.edits import apply_edits
from analysis.cleaning.errata import Erratum, find, read_errata
from analysis.errors import InputError

HEAD = "context,correction,reason\n"


def test_simplified_context_is_found_in_traditional_text():
    text = "將技術融人調控，技術融入生活"
    edits = find(text, [Erratum("术融人", "术融入")])
    assert apply_edits(text, edits) == "將技術融入調控，技術融入生活"
    assert [(e.start, e.end) for e in edits] == [(4, 5)]


def test_every_occurrence_is_corrected_and_overlaps_once():
    text = "甲一乙一丙"
    edits = find(text, [Erratum("甲一乙", "甲—乙"), Erratum("乙一丙", "乙—丙"), Erratum("一乙一", "—乙—")])
    assert apply_edits(text, edits) == "甲—乙—丙"


@pytest.mark.parametrize("row, place", [
    ("融人调控的环节,融入调控的环节,too long", "line 2"),
    ("融人,融人,no change", "line 2"),
    ("融人,融入", "line 2"),
    (",融入,empty context", "line 2"),
])
def test_a_row_that_is_no_erratum_is_refused(tmp_path, row, place):
    path = tmp_path / "errata.csv"
    path.write_text(HEAD + row + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=place):
        read_errata(path)


def test_wrong_columns_are_refused(tmp_path):
    path = tmp_path / "errata.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="context,correction,reason"):
        read_errata(path)
