"""Font: found without side effects, complete for both scripts, and its gaps named before drawing."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import matplotlib as mpl
import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.font_manager import FontProperties, findfont, fontManager

from analysis import fonts
from analysis.errors import InputError, UnreadableFileError

DEJAVU = Path(mpl.get_data_path(), "fonts/ttf/DejaVuSans.ttf")


def test_font_is_found_without_importing_its_package_or_matplotlib():
    code = "import sys; from analysis.fonts import font_path; font_path(); print([m for m in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "'zhplot'" not in loaded and "'matplotlib'" not in loaded


def test_the_font_file_names_an_open_licence():
    with TTFont(fonts.font_path()) as file:
        assert "SIL Open Font License" in file["name"].getDebugName(13)
        assert "fvar" not in file, "matplotlib draws a variable font in its thinnest weight"


def test_coverage_agrees_with_fonttools():
    with TTFont(fonts.font_path()) as file:
        assert fonts.covered(fonts.font_path()) == set(file.getBestCmap())


@pytest.mark.parametrize(
    "text",
    [
        "数字政府建设体系",
        "數字政府建設體繫臺灣裡",
        "〇二〇三五年",
        "，。；：（）《》“”‘’…—·",
        "R&D 5G C-value",
        "−–×≥±%‰²α→",
    ],
)
def test_both_scripts_and_the_signs_of_figures_are_covered(text):
    assert fonts.missing_glyphs(text) == []


def test_every_character_of_the_common_standard_is_covered():
    gb2312 = bytearray()
    for lead in range(0xB0, 0xF8):
        gb2312 += b"".join(bytes((lead, trail)) for trail in range(0xA1, 0xFF))
    text = bytes(gb2312).decode("gb2312", errors="ignore")
    assert len(text) == 6763
    assert fonts.missing_glyphs(text) == []


def test_missing_characters_are_named_once_in_order():
    assert fonts.missing_glyphs("政🙂府𠮷🙂\n") == ["🙂", "𠮷"]


def test_another_font_can_be_checked():
    assert fonts.missing_glyphs("a数", font=DEJAVU) == ["数"]


def test_the_error_names_character_code_and_text():
    with pytest.raises(InputError, match=r"𠮷 \(U\+20BB7\).*'野𠮷家'") as raised:
        fonts.check_coverage(["数据", None, "野𠮷家"])
    assert "\n" not in str(raised.value)


def test_an_invisible_character_is_not_put_into_the_message():
    with pytest.raises(InputError, match=r"\? \(U\+E000\)"):
        fonts.check_coverage(["数\ue000据"])


def test_a_missing_package_is_one_sentence(monkeypatch):
    monkeypatch.setattr(fonts, "PACKAGE", "no_such_package")
    with pytest.raises(UnreadableFileError, match="install the package no_such_package"):
        fonts.font_path()


def test_registering_is_done_once_and_changes_no_setting():
    before = dict(mpl.rcParams)
    assert fonts.register_font() == fonts.register_font() == fonts.FAMILY
    assert dict(mpl.rcParams) == before
    assert sum(entry.name == fonts.FAMILY for entry in fontManager.ttflist) == 1
    assert findfont(FontProperties(family=fonts.FAMILY)) == str(fonts.font_path())


@given(st.text("数据政府Ab1 ,"), st.text("数据政府Ab1 ,"))
def test_widths_add_up(left, right):
    width = fonts.text_width(left, size=10) + fonts.text_width(right, size=10)
    assert fonts.text_width(left + right, size=10) == pytest.approx(width)


def test_a_han_character_is_as_wide_as_the_type_size():
    assert fonts.text_width("数据", size=8.5) == pytest.approx(17)


# The subset that a page embeds


def test_the_subset_has_the_characters_of_the_text_and_no_others():
    text = "数字政府，数据 3.5%\nAI"
    with TTFont(BytesIO(fonts.subset_font(text))) as file:
        assert set(file.getBestCmap()) == {ord(ch) for ch in text if ch != "\n"}
        assert file.flavor == "woff2"


def test_the_subset_keeps_copyright_and_licence():
    with TTFont(fonts.font_path()) as whole, TTFont(BytesIO(fonts.subset_font("数"))) as part:
        for name in (0, 13, 14):
            assert part["name"].getDebugName(name) == whole["name"].getDebugName(name)
        assert "SIL Open Font License" in part["name"].getDebugName(13)


def test_the_subset_draws_the_same_outlines():
    with TTFont(fonts.font_path()) as whole, TTFont(BytesIO(fonts.subset_font("数据a"))) as part:
        for ch in map(ord, "数据a"):
            drawn = []
            for file in (whole, part):
                glyphs = file.getGlyphSet()
                glyphs[file.getBestCmap()[ch]].draw(pen := DecomposingRecordingPen(glyphs))
                drawn.append(pen.value)
            assert drawn[0] == drawn[1] and drawn[0]


def test_the_same_characters_give_the_same_subset():
    assert fonts.subset_font("数据数字") == fonts.subset_font("字数据")
    assert fonts.subset_font("数据") != fonts.subset_font("数字")


@pytest.mark.parametrize("text, message", [("政🙂府", r"🙂 \(U\+1F642\)"), ("\n", "no character"), ("", "no")])
def test_what_cannot_be_shown_is_an_error(text, message):
    with pytest.raises(InputError, match=message):
        fonts.subset_font(text)
