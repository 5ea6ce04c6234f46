"""Reading: every encoding of Chinese text is found or named, exactly; what is no text is one clear error."""

import codecs
import hashlib
import os
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from noise import traditional

from analysis.errors import InputError, UnreadableFileError
from analysis.readers import limits, plain, read_text
from analysis.readers.plain import FORMATS

SAMPLE = Path(__file__).parents[1] / "data" / "sample" / "clean.txt"
SIMPLIFIED = "社区图书馆离居民最近，读者下楼就能借到书。\n周末的座位总是不够，志愿者想了很多办法。\n"
TRADITIONAL = traditional(SIMPLIFIED)
NOT_IN_BIG5 = str.maketrans("〇", "零")
ENCODINGS = [
    *((name, text) for name in ("utf-8", "gb18030", "utf-16-le", "utf-16-be") for text in (SIMPLIFIED, TRADITIONAL)),
    ("gbk", SIMPLIFIED),
    ("gbk", TRADITIONAL),
    ("gb2312", SIMPLIFIED),
    ("big5", TRADITIONAL),
]
# GB 18030 holds the two older standards, so their files are read as it.
READ_AS = {"gbk": "gb18030", "gb2312": "gb18030"}
MARKS = [("utf-8", codecs.BOM_UTF8, "utf-8-sig"), ("utf-16-le", codecs.BOM_UTF16_LE, "utf-16-le"),
         ("utf-16-be", codecs.BOM_UTF16_BE, "utf-16-be"), ("utf-32-le", codecs.BOM_UTF32_LE, "utf-32-le"),
         ("utf-32-be", codecs.BOM_UTF32_BE, "utf-32-be")]


def written(path, data):
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("encoding, text", ENCODINGS)
def test_encoding_is_detected_and_line_ends_are_kept(tmp_path, encoding, text, end):
    text = text.replace("\n", end)
    data = text.encode(encoding)
    source = read_text(written(tmp_path / "a.txt", data))
    assert source.text == text
    assert source.encoding == READ_AS.get(encoding, encoding)
    assert source.text.encode(source.encoding) == data
    assert source.sha256 == hashlib.sha256(data).hexdigest()
    assert source.path == str(tmp_path / "a.txt")


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("encoding, mark, found", MARKS)
def test_byte_order_mark_settles_the_encoding(tmp_path, encoding, mark, found, end):
    text = SIMPLIFIED.replace("\n", end)
    data = mark + text.encode(encoding)
    for named in (None, found, encoding):
        source = read_text(written(tmp_path / "a.md", data), encoding=named)
        assert source.text.removeprefix("\ufeff") == text
        assert source.encoding == found
        assert source.text.encode(source.encoding) == data


def test_mark_of_utf8_is_no_part_of_the_text_and_that_of_utf16_its_first_character(tmp_path):
    assert read_text(written(tmp_path / "a", SIMPLIFIED.encode("utf-8-sig"))).text == SIMPLIFIED
    assert read_text(written(tmp_path / "a", SIMPLIFIED.encode("utf-16"))).text == "\ufeff" + SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be", "big5"])
def test_the_sample_is_read_the_same_in_every_encoding(tmp_path, encoding):
    text = SAMPLE.read_text(encoding="utf-8")
    text = traditional(text).translate(NOT_IN_BIG5) if encoding == "big5" else text
    source = read_text(written(tmp_path / "sample.txt", text.encode(encoding)))
    assert (source.text, source.encoding) == (text, encoding)


def test_the_name_of_an_encoding_overrides_the_detection(tmp_path):
    path = written(tmp_path / "a.txt", "公交车".encode("gbk"))
    assert read_text(path, encoding="gbk").text == "公交车"
    latin = read_text(path, encoding="latin-1")
    assert latin.text == "公交车".encode("gbk").decode("latin-1")
    assert latin.encoding == "iso8859-1"
    assert read_text(path, encoding="GB18030-2000").encoding == "gb18030"


def test_a_word_whose_gbk_is_also_utf8_is_read_as_chinese(tmp_path):
    assert "学习".encode("gbk").decode("utf-8") == "ѧϰ"
    assert read_text(written(tmp_path / "a", "学习".encode("gbk"))).text == "学习"


def test_text_without_chinese_is_utf8(tmp_path):
    for text in ("Plain English, 2025.", "Café déjà vu in Zürich"):
        source = read_text(written(tmp_path / "a", text.encode()))
        assert (source.text, source.encoding) == (text, "utf-8")


GB_2312 = st.builds(lambda a, b: bytes((a, b)).decode("gb2312"), st.integers(0xB0, 0xD6), st.integers(0xA1, 0xFE))
CLAUSES = [clause for line in SAMPLE.read_text(encoding="utf-8").split("\n")[7:40] for clause in line.split("，")
           if len(clause) > 3]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(CLAUSES), min_size=4, max_size=30, unique=True).map("，".join),
       st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "big5", "utf-16-le", "utf-16-be", "utf-16"]),
       st.sampled_from(["\n", "\r\n", "\r"]))
def test_generated_prose_comes_back_exactly(tmp_path, text, encoding, end):
    text = text.replace("。", "。" + end) + end
    text = traditional(text).translate(NOT_IN_BIG5) if encoding == "big5" else text
    data = text.encode(encoding)
    source = read_text(written(tmp_path / "a.txt", data))
    assert source.text.removeprefix("\ufeff") == text
    assert source.text.encode(source.encoding) == data


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.one_of(GB_2312, st.sampled_from("，。AI5")), min_size=1, max_size=40),
       st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16-le", "utf-16-be", "utf-16"]))
def test_any_characters_in_a_named_encoding_come_back_exactly(tmp_path, text, encoding):
    data = text.encode(encoding)
    source = read_text(written(tmp_path / "a.txt", data), encoding=encoding)
    assert source.text.removeprefix("\ufeff") == text
    assert source.text.encode(source.encoding) == data


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60))
def test_any_bytes_are_read_exactly_or_refused_in_one_line(tmp_path, data):
    path = written(tmp_path / "a.txt", data)
    try:
        source = read_text(path)
    except UnreadableFileError as error:
        assert str(error).startswith(str(path)) and "\n" not in str(error)
    else:
        assert source.text.encode(source.encoding) == data


@pytest.mark.parametrize("data, words", [
    (b"", "the file is empty"),
    (b" \r\n\t\n", "the file is empty"),
    (codecs.BOM_UTF8, "the file is empty"),
    (codecs.BOM_UTF16_LE + "\u3000\n".encode("utf-16-le"), "the file is empty"),
    (b"\0\1\2\3" * 50, "binary file"),
    (bytes(range(256)) * 8, "binary file"),
    (b"abc\0def", "binary file"),
    (SIMPLIFIED.encode() + b"\xff\xff" + SIMPLIFIED.encode(), "UTF-8, but damaged at byte"),
    (bytes(range(0x80, 0x100)) * 3, "name its encoding="),
])
def test_what_is_no_text_is_refused(tmp_path, data, words):
    path = written(tmp_path / "a.txt", data)
    with pytest.raises(UnreadableFileError, match=words) as raised:
        read_text(path)
    assert str(path) in str(raised.value)


def test_the_place_of_the_damage_is_named(tmp_path):
    sound = SIMPLIFIED.encode()
    with pytest.raises(UnreadableFileError, match=f"damaged at byte {len(sound) + 1};"):
        read_text(written(tmp_path / "a.txt", sound + b"\xff" + sound))


@pytest.mark.parametrize("magic, what, remedy", FORMATS, ids=lambda value: str(value)[:20])
def test_other_formats_are_named_with_a_way_out(tmp_path, magic, what, remedy):
    with pytest.raises(UnreadableFileError) as raised:
        read_text(written(tmp_path / "paper.txt", magic + SIMPLIFIED.encode("gbk")))
    assert str(raised.value) == f"{tmp_path / 'paper.txt'}: this is {what}, not plain text; {remedy}"


def test_missing_file_and_folder(tmp_path):
    with pytest.raises(UnreadableFileError, match="no such file; check the name"):
        read_text(tmp_path / "nowhere.txt")
    with pytest.raises(UnreadableFileError, match="this is a folder; name a file"):
        read_text(tmp_path)
    with pytest.raises(UnreadableFileError, match="cannot be read"):
        read_text("a\0b")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are POSIX")
def test_a_pipe_a_socket_and_a_device_are_no_files_and_keep_nobody_waiting(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(UnreadableFileError, match="pipe.txt: is a pipe and no file; save what it gives in a file"):
        read_text(tmp_path / "pipe.txt")
    with pytest.raises(UnreadableFileError, match="/dev/zero: is a device and no file"):
        read_text("/dev/zero")
    with socket.socket(socket.AF_UNIX) as ours:
        monkeypatch.chdir(tmp_path)  # a socket's name may have 100 characters
        ours.bind("s.txt")
        with pytest.raises(UnreadableFileError, match="s.txt: is a socket and no file"):
            read_text("s.txt")


@pytest.mark.skipif(not os.path.isdir("/dev/fd"), reason="needs a system that names open files")
def test_a_pipe_that_is_open_already_is_read(monkeypatch):
    for data, error in ((SIMPLIFIED.encode(), None), (b"", "the file is empty"), (b"a" * 300, "is larger than")):
        monkeypatch.setattr(plain, "MAX_BYTES", 200)
        monkeypatch.setattr(limits, "MAX_BYTES", 200)
        reading, writing = os.pipe()
        os.write(writing, data)
        os.close(writing)
        try:
            if error:
                with pytest.raises(UnreadableFileError, match=error):
                    read_text(f"/dev/fd/{reading}")
            else:
                assert read_text(f"/dev/fd/{reading}").text == SIMPLIFIED
        finally:
            os.close(reading)


def test_standard_input_has_a_name():
    with pytest.raises(UnreadableFileError, match="-: there is no such file; name /dev/stdin for standard input"):
        read_text("-")


def test_a_file_that_must_not_be_read_is_one_sentence(tmp_path, monkeypatch):
    path = written(tmp_path / "a.txt", SIMPLIFIED.encode())
    path.chmod(0)
    if os.access(path, os.R_OK):  # the superuser and Windows read it all the same

        def refuse(*args, **kwargs):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(UnreadableFileError, match="no permission to read it"):
        read_text(path)


@pytest.mark.parametrize("encoding", ["klingon", "base64", "", 7])
def test_an_encoding_that_is_none_is_refused_with_examples(tmp_path, encoding):
    with pytest.raises(InputError, match="knows no such text encoding; try 'utf-8', 'gb18030'"):
        read_text(written(tmp_path / "a.txt", SIMPLIFIED.encode()), encoding=encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "utf-32"])
def test_the_wrong_encoding_is_refused_at_its_byte(tmp_path, encoding):
    data = b"AB" + "社区图书馆".encode("gbk")
    with pytest.raises(UnreadableFileError, match=r"byte \d+ does not fit"):
        read_text(written(tmp_path / "a.txt", data), encoding=encoding)
