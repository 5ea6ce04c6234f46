"""Outlines: whole documents in all the ways in which headings are numbered, and what must not be taken for one.

Each case is ``cases/outlines/NAME.txt`` with ``NAME.csv``, a row per heading: its level, and its number and words
without a final stop. What the repairs change (spaces, script, width of brackets) doesn't count in the comparison.
"""

import csv
from pathlib import Path

import pytest

from analysis.cleaning import to_simplified
from analysis.documents import divide
from analysis.readers import Source

OUTLINES = Path(__file__).parent / "cases" / "outlines"
NAMES = sorted(path.stem for path in OUTLINES.glob("*.txt"))
REPAIRED = str.maketrans("０１２３４５６７８９．()", "0123456789.（）")
BROKEN = "a heading is broken at the margin, and only its meaning tells it from a heading and one below it"
UNDECIDABLE = {
    "headings_split_inside_words": BROKEN,
    "second_headings_broken_by_a_page": BROKEN,
    "second_boxes_and_cases_between_sections": "the headings in a box are known only by the box, which text has not",
    "third_chronicle_by_months": "two characters on a line, with entries that are no sentences below",
    "third_numbered_nouns_as_headings": "a number behind a word (行动一：) as well begins a sentence",
}


def key(heading):
    """A heading without what the repairs change: spaces, script, width of brackets and points."""
    return "".join(heading.split()).translate(REPAIRED).rstrip("。.；;：:")


def expected_outline(name):
    with (OUTLINES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [(int(row["level"]), key(to_simplified(row["heading"]))) for row in csv.DictReader(file)]


def found_outline(name):
    text = (OUTLINES / f"{name}.txt").read_bytes().decode("utf-8")
    units = divide(Source(text, name, "utf-8"), errata=()).units
    return [(unit.level, key(unit.number + unit.heading)) for unit in units if unit.kind == "heading"]


def marked(name):
    reason = UNDECIDABLE.get(name)
    return pytest.param(name, marks=pytest.mark.xfail(reason=reason, strict=True) if reason else ())


def test_every_case_has_its_answer():
    assert NAMES and NAMES == sorted(path.stem for path in OUTLINES.glob("*.csv"))


@pytest.mark.parametrize("name", [marked(name) for name in NAMES])
def test_the_outline_is_the_one_a_reader_sees(name):
    assert found_outline(name) == expected_outline(name)
