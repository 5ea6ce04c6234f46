"""Mojibake: cases, and what a wrong encoding does to any Chinese text is undone or flagged, never made worse."""

from pathlib import Path

import pytest
from case_files import read_cases
from hypothesis import given, settings
from hypothesis import strategies as st
from noise import misread, traditional

from analysis.cleaning import mojibake
from analysis.cleaning.edits import apply_edits, undo_edits

SAMPLE = (Path(__file__).parents[1] / "data" / "sample" / "clean.txt").read_text(encoding="utf-8")
PIECES = [SAMPLE[i : i + 6] for i in range(0, len(SAMPLE), 7)]
WORDS = [piece for piece in PIECES if all("\u4e00" <= c <= "\u9fff" for c in piece)]


@pytest.mark.parametrize("text, expected", read_cases("mojibake"))
def test_case(text, expected):
    assert apply_edits(text, mojibake.find(text)) == expected


def test_what_cannot_be_known_is_flagged():
    for text in ("读\ufffd\ufffd者", "锟斤拷锟斤拷"):
        (flag,) = mojibake.find(text)
        assert flag.certainty == "unsure" and flag.before == flag.after


@pytest.mark.parametrize("text", [SAMPLE, traditional(SAMPLE)], ids=["Simplified", "Traditional"])
def test_good_prose_is_left_alone(text):
    assert mojibake.find(text) == []


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=20), st.sampled_from(["simplified", "traditional"]))
def test_utf8_read_as_latin_comes_back_exactly(words, script):
    text = "".join(words) if script == "simplified" else traditional("".join(words))
    for codec in ("latin-1", "cp1252"):
        read = "".join(bytes((b,)).decode(codec, "ignore") or chr(b) for b in text.encode())
        edits = mojibake.find(read)
        assert apply_edits(read, edits) == text
        assert all(e.certainty == "certain" for e in edits)


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=20))
def test_utf8_read_as_gbk_comes_back_but_for_lost_bytes(words):
    text = "".join(words)
    read = misread(text, "gbk")
    edits = mojibake.find(read)
    cleaned = apply_edits(read, edits)
    if "?" not in read:
        assert cleaned == text
    assert undo_edits(cleaned, edits) == read


@settings(max_examples=300)
@given(st.text(st.one_of(st.sampled_from("æ•°å­—鏁板瓧锟斤拷?\ufffd€é» "), st.characters(codec="utf-8")), max_size=30))
def test_undo_is_exact_on_any_text(text):
    edits = mojibake.find(text)
    assert undo_edits(apply_edits(text, edits), edits) == text
    assert all(a.end <= b.start for a, b in zip(edits, edits[1:]))
    assert all(text[e.start : e.end] == e.before for e in edits)
