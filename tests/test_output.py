"""Output: files whole or not at all, and tables that a spreadsheet opens as they are."""

from __future__ import annotations

import csv
import io
import json
import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import output
from analysis.errors import InputError
from analysis.output import csv_text, json_text, make_folder, neutral, restored, write_whole

NAN = float("nan")
as_root = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.mark.parametrize("cell, expected", [
    ("=SUM(A1)", "'=SUM(A1)"), ("+86", "'+86"), ("-1", "'-1"), ("@a", "'@a"), ("\t=1", "'\t=1"), ("\r=1", "'\r=1"),
    (" =1", "' =1"), ("\u3000\t-1", "'\u3000\t-1"), ("\xa0@a", "'\xa0@a"), ("\n+1", "'\n+1"), ("' =1", "'' =1"),
    (" 数据", " 数据"), (" '=1", " '=1"), (" ", " "),
    ("数据", "数据"), ("a=1", "a=1"), ("", ""), ("'=1", "''=1"), ("'a", "'a"), (-1, -1), (-0.5, -0.5), (None, None),
])
def test_only_text_that_begins_like_a_formula_is_neutralised(cell, expected):
    assert neutral(cell) == expected


def test_csv_has_no_mark_unix_line_ends_and_empty_cells_for_what_is_not_there():
    assert csv_text(("a", "b"), [(1, NAN), (None, "x,y"), ("=1", 'say "z"')]) == (
        'a,b\n1,\n,"x,y"\n\'=1,"say ""z"""\n')
    assert csv_text(("a",), [("=1",)], safe=False) == "a\n=1\n"
    assert csv_text(("a",), []) == "a\n"


@given(st.text("'=+-@a\t \u3000", max_size=6))
def test_a_neutralised_cell_leads_back_to_its_text(cell):
    written = neutral(cell)
    assert not written.lstrip().startswith(("=", "+", "-", "@")) and not written.startswith(("\t=", "\r="))
    assert restored(written) == cell


@given(st.lists(st.lists(st.one_of(st.text(st.characters(codec="utf-8")), st.integers()), min_size=2, max_size=2)))
def test_csv_reads_back_as_the_cells_it_was_made_of(rows):
    read = list(csv.reader(io.StringIO(csv_text(("a", "b"), rows, safe=False), newline="")))
    assert read == [["a", "b"], *([str(cell) for cell in row] for row in rows)]


def test_json_is_valid_where_a_number_is_undefined():
    text = json_text(("term", "rate"), [("数据", 0.5), ("平台", NAN), ("x", None)])
    assert "数据" in text and text.endswith("]\n")
    assert json.loads(text, parse_constant=pytest.fail) == [
        {"term": "数据", "rate": 0.5}, {"term": "平台", "rate": None}, {"term": "x", "rate": None}]
    assert json.loads(json_text(("a",), [])) == []


def test_a_file_is_written_with_the_mark_only_for_a_spreadsheet(tmp_path):
    assert write_whole(tmp_path / "new" / "a.csv", "数\n", excel=True).read_bytes() == b"\xef\xbb\xbf\xe6\x95\xb0\n"
    assert write_whole(str(tmp_path / "a.txt"), "数\r\n").read_bytes() == b"\xe6\x95\xb0\r\n"
    assert write_whole(tmp_path / "a.png", b"\x89PNG").read_bytes() == b"\x89PNG"


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX")
def test_a_file_has_the_permissions_of_any_new_file(tmp_path):
    (tmp_path / "plain").touch()
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "plain", write_whole(tmp_path / "a", "x"))]
    assert modes[0] == modes[1]


@pytest.mark.parametrize("stage", ["write", "replace"])
def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, stage):
    path = write_whole(tmp_path / "a.csv", "old")

    def interrupt(*args):
        raise KeyboardInterrupt

    if stage == "replace":
        monkeypatch.setattr(output.os, "replace", interrupt)
    else:
        monkeypatch.setattr(output.os, "chmod", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, "new")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.csv"]


def test_a_full_disk_is_one_clear_error(tmp_path, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(output.os, "replace", full)
    with pytest.raises(InputError, match=r"a\.csv: cannot be written \(No space left on device\)"):
        write_whole(tmp_path / "a.csv", "x")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("write, place", [
    (lambda path: write_whole(path, "x"), "folder"),
    (lambda path: write_whole(path, "x"), "file/inside"),
    (lambda path: write_whole(path, "x"), "nul\0"),
    (make_folder, "file"),
    (make_folder, "file/inside"),
    (make_folder, "nul\0"),
])
def test_a_place_that_cannot_be_written_to_is_an_input_error(tmp_path, write, place):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("old")
    with pytest.raises(InputError) as error:
        write(tmp_path / place)
    assert str(error.value).startswith(f"{tmp_path / place}: ") and "\n" not in str(error.value)
    assert (tmp_path / "file").read_text() == "old"
    assert sorted(os.listdir(tmp_path)) == ["file", "folder"]


@pytest.mark.skipif(os.name != "posix", reason="links and pipes are POSIX")
def test_a_link_is_followed_a_pipe_is_written_to_and_permissions_stay(tmp_path):
    (tmp_path / "file").write_text("old")
    (tmp_path / "file").chmod(0o640)
    (tmp_path / "link").symlink_to("file")
    write_whole(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "file").read_text() == "new"
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o640
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    write_whole(tmp_path / "pipe", "x")
    assert os.read(reader, 9) == b"x"
    os.close(reader)


@pytest.mark.skipif(as_root or os.name != "posix", reason="the superuser may write anywhere")
def test_a_folder_without_permission_is_an_input_error(tmp_path):
    tmp_path.chmod(0o500)
    try:
        for write in (make_folder, lambda path: write_whole(path / "a", "x")):
            with pytest.raises(InputError):
                write(tmp_path)
    finally:
        tmp_path.chmod(0o700)


def test_a_folder_is_made_with_those_above_it(tmp_path):
    assert make_folder(tmp_path / "a" / "b").is_dir()
    assert make_folder(str(tmp_path / "a" / "b")) == tmp_path / "a" / "b"
