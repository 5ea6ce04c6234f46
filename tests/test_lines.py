"""Lines: those of a text come back where their ends became spaces, and headings are found where nothing is left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import documents, lines
from analysis.documents import divide
from analysis.errors import InputError
from analysis.lines import GLUED, LONG_DOCUMENT, LONG_LINE, OWN, PARTED, find_lines
from analysis.readers import Source
from analysis.sections import find_units

SAID = "本段说明由来，内容从略，供读者参考使用；所说的都不作为依据，特此说明。"
LONG = SAID * 9
PARTS = (
    "2023年工作回顾", "2023年是开局之年，" + LONG, "一、登记", "（一）范围。" + LONG, "（二）方法。" + LONG,
    "二、公布", LONG, "1.目录。" + LONG, "2.时间。" + LONG,
    "2024年工作安排", "2024年是关键之年，" + LONG, "一、检查", LONG, "二、总结", SAID * 20,
)
OUTLINE = [(1, "2023年工作回顾"), (2, "一、登记"), (3, "（一）范围"), (3, "（二）方法"), (2, "二、公布"), (3, "1.目录"),
           (3, "2.时间"), (1, "2024年工作安排"), (2, "一、检查"), (2, "二、总结")]


def outline_of(text):
    return [(unit.level, unit.number + unit.heading) for unit in find_units(text) if unit.kind == "heading"]


@pytest.mark.parametrize("separator", ["\n", " ", "　　", "\t", "\u00a0"], ids=repr)
def test_the_outline_is_the_same_where_line_ends_became_spaces(separator):
    assert outline_of(separator.join(["各位代表：", SAID, *PARTS])) == OUTLINE


def test_the_marks_are_found_where_nothing_is_left_of_the_line_ends():
    text = "".join(["各位代表：", SAID, *PARTS])
    found = [unit for unit in find_units(text) if unit.kind == "heading"]
    assert [unit.level for unit in found] == [level for level, _ in OUTLINE]
    assert "".join(unit.number for unit in found) == "一、（一）（二）二、1.2.一、二、"
    assert [unit.heading for unit in found if not unit.number] == ["2023年工作回顾", "2024年工作安排"]


def test_spaces_of_hard_wrapped_lines_are_no_line_ends():
    words = SAID * 200
    text = " ".join(words[at : at + 29] for at in range(0, len(words), 29))
    assert [(line.begin, line.stop) for line in find_lines(text)] == [(0, len(text))]


def test_how_lines_stand_in_the_text():
    lost = "甲" * LONG_LINE
    assert [line.standing for line in find_lines(f"甲\n{lost}。一、乙")] == [OWN, PARTED, GLUED]
    assert [line.standing for line in find_lines("甲" * (LONG_DOCUMENT - 1))] == [OWN]


PIECES = ("一、甲", "（一）", "甲乙。", "2023年工作", "1.", "第一章", " ", "　　", "\n")


@given(st.lists(st.sampled_from(PIECES), max_size=400), st.booleans())
def test_lines_are_in_order_and_hold_all_that_is_not_space(pieces, long):
    text = "".join(pieces) + "丙" * LONG_LINE * long
    found = list(find_lines(text))
    assert all(before.stop <= after.begin for before, after in zip(found, found[1:]))
    assert "".join("".join(text[line.begin : line.stop].split()) for line in found) == "".join(text.split())
    assert all(text[line.begin : line.stop].strip() for line in found)


@pytest.mark.parametrize("text", ["甲\n\n乙\n丙\n", "甲\r乙\r丙", SAID * 70 + "".join(f"{n}、甲。" for n in "一二三")])
def test_a_text_of_too_many_lines_is_refused_before_it_is_repaired(monkeypatch, text):
    monkeypatch.setattr(lines, "MOST_LINES", 4)
    divide(Source(text, "a.txt", "utf-8"))
    monkeypatch.setattr(lines, "MOST_LINES", 2)
    monkeypatch.setattr(documents, "repair_text", None)
    with pytest.raises(InputError, match="^a.txt: text: has more than 2 lines; is it one document"):
        divide(Source(text, "a.txt", "utf-8"))
    with pytest.raises(InputError, match="^text: has more than 2 lines"):
        find_units(text.replace("\r", "\n"))
