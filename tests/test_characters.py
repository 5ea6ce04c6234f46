"""Characters: the ranges are those of Unicode, and the share of common ones tells good text from bad."""

import math
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from noise import misread, traditional

from analysis.characters import (
    CLOSING,
    HAN,
    HAN_BLOCKS,
    HAN_RUN,
    OPENING,
    PUNCTUATION,
    PUNCTUATION_BLOCKS,
    STOPS,
    common_characters,
    common_share,
    is_han,
)

SAMPLE = (Path(__file__).parents[1] / "data" / "sample" / "clean.txt").read_text(encoding="utf-8")


@given(st.characters())
def test_han_is_what_unicode_names_an_ideograph(char):
    named = unicodedata.name(char, "").startswith(("CJK UNIFIED", "CJK COMPATIBILITY IDEOGRAPH")) or char == "〇"
    if named:
        assert is_han(char)
    elif is_han(char):  # a code point of a Han block that this Python's Unicode does not know yet
        assert unicodedata.category(char) == "Cn"


@pytest.mark.parametrize("name, first, last", [*HAN_BLOCKS, *PUNCTUATION_BLOCKS])
def test_ranges_are_ordered_and_bound_what_they_name(name, first, last):
    assert first <= last
    body = HAN if (name, first, last) in HAN_BLOCKS else PUNCTUATION
    assert re.fullmatch(f"[{body}]{{2}}", chr(first) + chr(last))


def test_punctuation_and_han_share_nothing_and_letters_are_neither():
    for code in range(0x30000):
        char = chr(code)
        both = re.fullmatch(f"[{HAN}]", char), re.fullmatch(f"[{PUNCTUATION}]", char)
        assert not all(both)
        if unicodedata.category(char) in ("Ll", "Lu", "Nd"):
            assert not any(both), char
    assert all(re.fullmatch(f"[{PUNCTUATION}]", char) for char in STOPS + OPENING + CLOSING + "“”‘’—…·～％")


def test_brackets_are_twins():
    assert len(OPENING) == len(CLOSING)
    for opening, closing in zip(OPENING, CLOSING):
        names = unicodedata.name(opening), unicodedata.name(closing)
        assert names[0].replace("LEFT", "RIGHT") == names[1]


def test_runs_of_han_keep_the_numeral_zero():
    assert HAN_RUN.findall("到二〇三五年，5G与AI") == ["到二〇三五年", "与"]
    assert not is_han("社区") and not is_han("")


def test_common_characters_are_the_first_levels_of_the_standards():
    assert len(common_characters("simplified")) == 3755
    assert len(common_characters("traditional")) == 5401
    assert {"书", "馆"} <= common_characters("simplified") and {"書", "館"} <= common_characters("traditional")
    with pytest.raises(KeyError):
        common_characters("latin")


def test_share_on_texts_that_are_counted_by_hand():
    assert common_share("社区，AI2025") == 1
    assert common_share("社区鏁鏀") == 0.5
    assert math.isnan(common_share("plain ASCII 123")) and math.isnan(common_share(""))


@pytest.mark.parametrize("text", [SAMPLE, traditional(SAMPLE)], ids=["Simplified", "Traditional"])
def test_good_prose_is_above_and_wrong_encodings_below(text):
    assert common_share(text) > 0.97
    assert common_share(misread(text, "gbk")) < 0.7
    assert common_share(text.encode().decode("latin-1")) < 0.3
    assert common_share(text.encode("gb18030").decode("big5", "replace")) < 0.75


@given(st.text(max_size=30), st.text(alphabet="abc 123", max_size=10))
def test_share_is_a_share_and_ascii_does_not_count(text, ascii_text):
    share = common_share(text)
    assert math.isnan(share) if text.isascii() else 0 <= share <= 1
    assert share == common_share(text + ascii_text) or math.isnan(share)
