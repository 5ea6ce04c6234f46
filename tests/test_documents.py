"""Documents: from a file's bytes to its units; what is known of the shipped paper goes to it alone."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.cleaning import undo
from analysis.cleaning.edits import apply_edits, edit, moved
from analysis.documents import PAPER, divide, known_errata, known_record, open_document
from analysis.errors import InputError, UnreadableFileError
from analysis.features import write_features
from analysis.metadata import complete_record, find_metadata
from analysis.readers import Change, Hint, Source
from analysis.sections import find_units

SAMPLE = "論數據\n一、目標\n做好兩件事：一是登記；二是公布。\n參考文獻\n[1]甲乙.數據論[M].北京：某社，2020.\n"
HERE = f"文章编号：{PAPER}\n" + SAMPLE


@pytest.fixture
def write(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "paper.txt"
        path.write_bytes(text.encode(encoding))
        return path
    return write


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_file_is_read_repaired_and_divided(write, encoding):
    document = open_document(write(SAMPLE, encoding), encoding=encoding)
    assert [unit.section_id for unit in document.units] == ["front", "1", "1.1", "1.2", "references", "ref.1"]
    assert "做好两件事" in document.text
    assert undo(document.text, document.edits) == document.source.text
    assert document.source.text.removeprefix("\ufeff") == SAMPLE
    assert document.units == find_units(document.text)
    assert divide(document.source) == document


@pytest.mark.parametrize("script, title", [("simplified", "论数据"), ("traditional", "論數據"), ("keep", "論數據")])
def test_the_script_is_chosen(write, script, title):
    document = open_document(write(SAMPLE), script=script)
    assert document.text.startswith(title)
    assert [unit.section_id for unit in document.units] == ["front", "1", "1.1", "1.2", "references", "ref.1"]


def test_what_cannot_be_read_is_one_clear_error(write, tmp_path):
    with pytest.raises(UnreadableFileError, match="nowhere.txt"):
        open_document(tmp_path / "nowhere.txt")
    with pytest.raises(InputError, match="script='roman'"):
        open_document(write(SAMPLE), script="roman")


def test_errata_and_record_belong_to_the_paper_alone():
    assert known_errata(SAMPLE) == [] and known_record(SAMPLE) == {}
    for text in (HERE, HERE.replace("(", "（").replace(")", "）")):
        assert known_errata(text)
        assert known_record(text)["article_number"] == PAPER


def test_the_known_record_agrees_with_the_article_number():
    record = complete_record(find_metadata(HERE), known_record(HERE))
    last = record["first_page"] + record["pages"] - 1
    assert record["page_range"] == f"{record['first_page']}-{last}"
    assert record["journal"] == "改革" and len(record["authors"]) == 3


def test_features_complete_the_record_and_leave_the_abstract_out(write, tmp_path):
    text = HERE.replace("一、", "Abstract: Nothing is said here.\nKey words: data\n一、")
    write_features(open_document(write(text), errata=()), tmp_path / "out")
    meta = json.loads((tmp_path / "out" / "meta.json").read_text(encoding="utf-8"))
    assert (meta["journal"], meta["page_range"], meta["pages"]) == ("改革", "138-147", 10)
    assert "abstract" not in meta and "abstract_en" not in meta
    write_features(open_document(write(SAMPLE)), tmp_path / "other")
    assert "journal" not in json.loads((tmp_path / "other" / "meta.json").read_text(encoding="utf-8"))


def test_a_document_says_which_source_it_is(write):
    path = write(SAMPLE, "gb18030")
    assert open_document(path).source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


# What a file's format says


def changes_of(text, cuts):
    """Return disjoint changes from pairs of places and what is put there."""
    places = sorted({place % (len(text) + 1) for pair in cuts for place in pair[:2]})
    return tuple(Change(start, end, after, "syntax")
                 for (start, end), (_, _, after) in zip(zip(places[::2], places[1::2]), cuts))


CUTS = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99), st.sampled_from(["", "甲", "\n"])), max_size=5)


@given(st.text("一二、（）数據据 \n。“”?*#", max_size=60), CUTS)
def test_changes_of_a_format_are_undone_with_the_repairs(text, cuts):
    source = Source(text, "a.md", "utf-8", "markdown", changes=changes_of(text, cuts))
    document = divide(source)
    assert undo(document.text, document.edits) == text
    assert "".join(document.text[unit.start : unit.end] for unit in document.units) == document.text


def test_hints_follow_their_words_through_changes_and_repairs():
    text = "## 緣起 #\n正 文的話，說了一些。\n## 做 法\n正文的話，說了一些。\n"
    hints = tuple(Hint(text.index(words), text.index(words) + len(words), "heading", 2) for words in ("緣起", "做 法"))
    changes = (Change(0, 3, "", "syntax"), Change(5, 7, "", "syntax"), Change(20, 23, "", "syntax"))
    assert text[20:23] == "## "
    document = divide(Source(text, "a.md", "utf-8", "markdown", hints=hints, changes=changes))
    assert [document.text[hint.start : hint.end] for hint in document.hints] == ["缘起", "做 法"]
    headings = [(unit.level, unit.heading) for unit in document.units if unit.kind == "heading"]
    assert headings == [(1, "缘起"), (1, "做 法")]


@given(st.text("甲乙丙", max_size=30), CUTS)
def test_positions_move_with_the_edits(text, cuts):
    edits = [edit(text, *change) for change in changes_of(text, cuts)]
    after = apply_edits(text, edits)
    places = moved(range(len(text) + 1), edits)
    assert places == sorted(places) and all(0 <= place <= len(after) for place in places)
    kept = [place for place in range(len(text)) if not any(e.start <= place < e.end for e in edits)]
    assert [after[places[place]] for place in kept] == [text[place] for place in kept]
