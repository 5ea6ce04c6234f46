"""Headings: cases as data, each with the whole outline that must come out, and what must not be a heading."""

import pytest
from case_files import read_cases
from hypothesis import given
from hypothesis import strategies as st

from analysis.headings import STYLES, find_marks, match_mark
from analysis.lines import find_lines
from analysis.numerals import read_numeral, read_ordinals
from analysis.sections import find_units


@pytest.mark.parametrize("text, expected", read_cases("headings", written=True))
def test_case(text, expected):
    headings = (unit for unit in find_units(text) if unit.kind == "heading")
    outline = "; ".join(f"{unit.section_id}={''.join((unit.number + unit.heading).split())}" for unit in headings)
    assert outline == expected


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_the_example_of_each_style_is_matched_by_that_style_first(style):
    line = style.example if style.name == "han_alone" else style.example + " 目标"
    found = match_mark(line, 0, len(line))
    assert found is not None and found[0] == style.name


HAN_TENS = ("", "十", "二十", "三十", "四十", "五十", "六十", "七十", "八十", "九十")


@given(st.integers(1, 99))
def test_numerals_are_read_as_they_are_written(number):
    tens, ones = divmod(number, 10)
    assert read_numeral(HAN_TENS[tens] + ("", *"一二三四五六七八九")[ones]) == number
    assert read_numeral(str(number)) == number
    assert read_ordinals(f"3.{number}") == (3, number)


@given(st.text(alphabet="一二三四五六七八九十百〇零壹贰拾0１２⑫Ⅳ甲", min_size=1, max_size=6))
def test_any_numeral_is_a_number_or_none(numeral):
    assert (read_numeral(numeral) is None) == ("甲" in numeral)


@given(st.text(alphabet="一、（）1. \n\t第章节#*甲。", max_size=60))
def test_marks_lie_in_their_lines_and_in_order(text):
    lines = {line.begin: line.stop for line in find_lines(text)}
    marks = list(find_marks(text))
    assert [mark.begin for mark in marks] == sorted(mark.begin for mark in marks)
    for mark in marks:
        assert mark.begin <= mark.start < mark.end <= mark.heading_end <= mark.stop
        assert mark.stop == lines[mark.begin] or mark.stop in lines.values() and mark.style in ("chapter", "section")
        assert text[mark.heading_end : mark.heading_end + 1] != "\n" or mark.heading_end == mark.stop
