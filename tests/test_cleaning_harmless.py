"""Repairs do no harm: on clean documents, in every form that these come in, no Han character changes."""

import re
from functools import cache

import pytest
from opencc import OpenCC
from shared_texts import SHARED, needs_shared, read_docx

from analysis.characters import HAN_RUN
from analysis.cleaning import Edit, repair_text, undo

FORMS = {
    "as they are": lambda text: text,
    "line ends of Windows": lambda text: text.replace("\n", "\r\n"),
    "indented": lambda text: re.sub("(?m)^(?=[^\n])", "\u3000\u3000", text),
    "Traditional": OpenCC("s2t").convert,
    "of Taiwan": OpenCC("s2tw").convert,
    "with Taiwan's words": OpenCC("s2twp").convert,
    "of Hong Kong": OpenCC("s2hk").convert,
}
# What repairs change in clean documents, all of it wanted: ASCII signs and brackets beside Chinese, full-width digits
# and letters, odd spaces, and the line ends that had become spaces (in one report, which is one line).
WANTED = {"line_ends", "punctuation", "width", "invisible", "spaces", "layout"}


@cache
def clean_documents() -> dict[str, str]:
    texts = {path.name: read_docx(path) for path in sorted(SHARED.glob("corpora/*/*.docx"))}
    texts |= {path.name: path.read_text(encoding="utf-8") for path in sorted(SHARED.glob("corpora/*/*.txt"))}
    paper = next(SHARED.glob("paper/*.txt")).read_text(encoding="utf-8")
    return texts | {"the paper": repair_text(paper)[0]}


def han(text: str) -> str:
    return "".join(HAN_RUN.findall(text))


@needs_shared
@pytest.mark.parametrize("form", FORMS)
def test_no_han_character_of_a_clean_document_changes(form):
    for name, text in list(clean_documents().items())[:: 1 if form == "as they are" else 3]:
        text = FORMS[form](text)
        repaired, edits = repair_text(text, script="keep")
        assert han(repaired) == han(text), name
        assert undo(repaired, edits) == text
        if name != "the paper":
            assert {repair for e in edits for repair in e.repair.split("+")} <= WANTED, name


@needs_shared
def test_what_changes_in_clean_documents_is_signs_and_spaces():
    for text in clean_documents().values():
        for e in repair_text(text, script="keep")[1]:
            if "layout" not in e.repair and e.certainty != "unsure":
                assert not han(e.before) and len(e.before) <= 2 and "?" not in e.before, e


def test_a_flagged_stretch_is_left_by_all_later_repairs():
    text = "推動數據共享，全國統籌規劃。從網絡規???,生態部門;ＡＩ"
    repaired, edits = repair_text(text)
    assert repaired == "推动数据共享，全国统筹规划。从网络规???，生态部门；AI"
    (flag,) = (e for e in edits if e.certainty == "unsure")
    assert (flag.before, flag.after, flag.repair) == ("???", "???", "shifted_bytes")


def test_characters_beside_a_flag_are_converted_and_those_in_it_stay():
    text = "推動數據共享，全國統籌規劃，讀者\ufffd\ufffd數據。锟斤拷發展"
    repaired, edits = repair_text(text)
    assert repaired == "推动数据共享，全国统筹规划，读者\ufffd\ufffd数据。锟斤拷发展"
    assert Edit(text.index("锟"), text.index("锟") + 3, "锟斤拷", "锟斤拷", "mojibake", "unsure") in edits
    assert undo(repaired, edits) == text
