"""A person's list of headings: written from the guess, read in its place, and clear about what is wrong in it."""

import csv
import io
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.cli import main
from analysis.corrections import find_corrections, heading_rows, read_headings
from analysis.documents import open_document
from analysis.errors import InputError
from analysis.sections import find_units

TEXT = ("论读书\n开头的话。\n读书的好处\n好处很多，不止一种。\n一、眼界\n书里有远方。\n二、心性\n书能静心。\n"
        "读书的方法\n慢慢来。\n")
HEADINGS = [(1, "读书的好处"), (2, "一、眼界"), (2, "二、心性"), (1, "读书的方法")]


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "paper.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def listed(path, *rows):
    path.write_text("".join(f"{row}\n" for row in ("level,heading", *rows)), encoding="utf-8")
    return path


def outline(document):
    return heading_rows((unit.level, unit.number, unit.heading) for unit in document.units if unit.kind == "heading")


def test_the_list_beside_the_document_stands_in_place_of_the_guess(paper, tmp_path):
    assert outline(open_document(paper)) != HEADINGS
    for name in ("paper.txt.sections.csv", "paper.sections.csv"):
        place = listed(tmp_path / name, *(f"{level},{heading}" for level, heading in HEADINGS))
        assert find_corrections(paper) == place
        document = open_document(paper)
        assert outline(document) == HEADINGS and document.given
        assert document.notes == (f"headings are those of {place}",)
        assert "".join(document.text[unit.start : unit.end] for unit in document.units) == document.text
        place.unlink()
    assert find_corrections(paper) is None and not open_document(paper).given


def test_the_printed_list_read_back_gives_the_same_units(paper, tmp_path, capsys):
    guessed = open_document(paper)
    assert main(["sections", str(paper), "--format", "headings"]) == 0
    printed = capsys.readouterr().out
    assert list(csv.reader(io.StringIO(printed)))[0] == ["level", "heading"]
    (tmp_path / "paper.txt.sections.csv").write_text(printed, encoding="utf-8-sig")
    assert open_document(paper).units == guessed.units


def test_a_list_without_rows_says_that_there_is_no_heading(paper, tmp_path, capsys):
    listed(tmp_path / "paper.txt.sections.csv")
    assert main(["sections", str(paper), "--format", "tree"]) == 0
    assert "note: no heading" not in capsys.readouterr().out and outline(open_document(paper)) == []


def test_the_list_may_be_made_where_it_will_be_read(paper, tmp_path):
    place = tmp_path / "paper.txt.sections.csv"
    with place.open("wb") as out:  # as a shell does for "> paper.txt.sections.csv"
        done = subprocess.run([sys.executable, "-m", "analysis", "sections", str(paper), "--format", "headings"],
                              stdout=out, check=False)
    assert done.returncode == 0
    guessed = outline(open_document(paper))
    place.unlink()
    assert guessed == outline(open_document(paper)) != []


def test_a_corrected_outline_has_no_doubts_but_says_whose_it_is(paper, tmp_path, capsys):
    listed(tmp_path / "paper.txt.sections.csv", "1,读书的好处", "1,读书的方法")
    assert main(["sections", str(paper), "--format", "tree"]) == 0
    printed = capsys.readouterr()
    assert [line for line in printed.out.splitlines() if line[0].isdecimal()] == [
        "1  读书的好处  28", "2  读书的方法  8"]
    assert "?" not in printed.out and "headings are those of" in printed.err


@pytest.mark.parametrize("rows, message", [
    (["1,读书的坏处"], "line 2: '读书的坏处' is not in the text behind the row before; write it as the text has it"),
    (["1,读书的方法", "1,读书的好处"], "line 3: '读书的好处' is not in .* put the rows in the text's order"),
    (["1,读书的好处", "3,一、眼界"], "line 3: level 3 under level 1"),
    (["2,读书的好处"], "line 2: level 2 under level 0"),
    (["x,读书的好处"], "line 2: level 'x'; write a whole number from 1 to 9"),
    (["0,读书的好处"], "line 2: level '0'; write a whole number"),
    (["1,"], "line 2: the heading is empty"),
    (['1,"读书'], "is no CSV table"),
])
def test_what_is_wrong_in_the_list_is_said_with_its_line(paper, tmp_path, rows, message):
    place = listed(tmp_path / "paper.txt.sections.csv", *rows)
    with pytest.raises(InputError, match=f"paper.txt.sections.csv.*{message}"):
        open_document(paper)
    assert main(["sections", str(paper)]) == 2
    place.write_text("heading\n读书\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column 'level'"):
        open_document(paper)


def test_spaces_and_stops_do_not_count_and_a_heading_may_stand_inside_a_line(tmp_path):
    text = "目录\n一、总则\n二、细则\n一、总 则\n各条从略。二、细则：另有规定。\n"
    headings = read_headings(listed(tmp_path / "a.csv", "1,一、总则", "1,二、 细则。"), text)
    assert [(level, text[mark.begin : mark.heading_end]) for level, mark in headings] == [
        (1, "一、总 则"), (1, "二、细则")]
    assert text[: headings[0][1].begin] == "目录\n一、总则\n二、细则\n"


def test_the_width_of_signs_and_the_script_of_the_list_do_not_count(tmp_path):
    text = "（一）总体要求\n正文。\n（二）数据1.5版\n正文。\n"
    headings = read_headings(listed(tmp_path / "a.csv", "1,(一)總體要求", "1,（二)数据１．５版"), text)
    assert [text[mark.start : mark.heading_end] for _, mark in headings] == ["（一）总体要求", "（二）数据1.5版"]


def test_a_cell_made_harmless_is_read_as_it_was(tmp_path):
    text = "-甲\n正文。\n'-乙\n正文。"
    headings = read_headings(listed(tmp_path / "a.csv", "1,'-甲", "1,''-乙"), text)
    assert [text[mark.start : mark.heading_end] for _, mark in headings] == ["-甲", "'-乙"]


LINES = st.sampled_from(["一、甲", "（一）乙", "1. 丙", "正文在此，很短。", "引言", "2.1 丁"])


@given(st.lists(LINES, min_size=1, max_size=12))
def test_the_list_of_any_guess_is_found_again(lines):
    text = "\n".join(f"{line}之{number}" for number, line in enumerate(lines))
    units = find_units(text)
    rows = heading_rows((unit.level, unit.number, unit.heading) for unit in units if unit.kind == "heading")
    with tempfile.TemporaryDirectory() as folder:
        place = listed(Path(folder) / "a.csv", *(f"{level},{heading}" for level, heading in rows))
        assert find_units(text, headings=read_headings(place, text)) == units
