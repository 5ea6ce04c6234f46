"""Documents: from a file's bytes to its units; what is known of the shipped paper goes to it alone."""

import hashlib
import json

import pytest

from analysis.cleaning import undo
from analysis.documents import PAPER, divide, known_errata, known_record, open_document
from analysis.errors import InputError, UnreadableFileError
from analysis.features import write_features
from analysis.metadata import complete_record, find_metadata
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
