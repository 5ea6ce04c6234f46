"""Laws of cleaning: undoing is exact on every text, clean text keeps its Han characters, twice is once."""

import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shared_texts import SHARED, read_docx

from analysis.characters import HAN
from analysis.cleaning import REPAIRS, clean, edits_from_table, read_errata, repair_text, undo
from analysis.cleaning.edits import apply_edits, undo_edits

ROOT = Path(__file__).resolve().parents[1]
SIGNS = ("escapes", "width", "layout", "quotes", "punctuation", "spaces")
HAN_RUN = re.compile(f"[{HAN}]+")

# Pieces of every family of noise, so that generated texts meet every repair, and of clean text beside them.
FRAGMENTS = (
    "數(shù)", "據(jù)", "管(guan)(guan)理", "長(zhǎng)大", "域?qū)崿F", "?吨腥A", "?!笆奈錦", "規???",
    "醫?;饠?shù)", '\\"', '\\\\\\"', "\\/", "http:\\/\\/a.cn", "。\\n", "\\r\\n", "\\t", "\\u6570\\u5b57", "\\new",
    "D:\\n", '"', "“", "”", "'", "‘", "’", "＂", "「", "」", "２０２４", "ＡＩ", "５．８％", "，", "﹐", "｡",
    "ﾃ", "\n", "\n\n", "\f", "- 1 -\n", "- 2 -\n", "— 3 —", "第1页 共3页\n", "第2页 共3页\n", "12\n", "13\n",
    "govern-\n", "ment", ",", ";", ":", "?", "!", ".", "...", "(", ")", "（", "）", "[12]", "[8", "--", "——",
    "—基于", "~", "《", "》", " ", "  ", "\u3000", "\u3000\u3000", "\u00a0", "\u200b", "\ufeff", "\r\n", "\r",
    "\v", "\x00", "\x7f", "&nbsp;", "&lt;", "<p>", "</p>", "<b>", "鏁板瓧", "æ•°å­—", "政府", "數據治理的",
    "城市书屋", "增长 30% 以上", "1,234", "3:1", "2025 -05-30", "一、", "（一）", "(1)", "第一章 总则",
    "[1]张某.题[J].刊,2023(1):1-9.", "摘要：", "Abstract", "the text", "DeepSeek", "R&D", "$a,b$", "`a(b)`",
    "https://a.cn/b?c=1,d", "互联网 + 监管", "项 目", "是吗", "各地都在试着用数字技术改善服务，做法并不一样\n",
    "进展也各不相同，需要一步一步总结已有的经验\n",
)
texts = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(st.characters(exclude_categories=("Cs",)), max_size=4)),
                 max_size=40).map("".join)


@settings(max_examples=600)
@given(texts)
def test_undoing_all_repairs_together_returns_the_source(text):
    cleaned, edits = repair_text(text)
    assert undo(cleaned, edits) == text
    assert all(text[e.start : e.end] == e.before for e in edits)
    assert all(a.end <= b.start for a, b in zip(edits, edits[1:]))


@settings(max_examples=120)
@given(texts, st.sampled_from(["simplified", "traditional", "keep"]))
def test_undoing_by_the_table_returns_the_source(text, script):
    cleaned, table = clean(text, script=script)
    assert undo(cleaned, table) == text
    assert apply_edits(text, edits_from_table(table)) == cleaned


@pytest.mark.parametrize("name", REPAIRS)
@settings(max_examples=120)
@given(text=texts)
def test_undoing_each_repair_returns_the_source(name, text):
    edits = REPAIRS[name](text)
    assert undo_edits(apply_edits(text, edits), edits) == text
    assert all(e.after == e.before or not e.after.strip("?") for e in edits if e.certainty == "unsure")
    assert all(e.after != e.before for e in edits if e.certainty != "unsure")


@pytest.mark.parametrize("name", SIGNS)
@settings(max_examples=120)
@given(text=texts)
def test_no_repair_of_signs_makes_or_loses_a_character_of_a_word(name, text):
    assume(name != "escapes" or "\\u" not in text)
    cleaned = apply_edits(text, REPAIRS[name](text))
    assert letters(cleaned) == letters(text)


def letters(text: str) -> str:
    """Return the letters and characters of a text without what page numbers and escapes are made of."""
    text = re.sub(r"\\+[nrt]|[第页共]", "", text).translate({code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)})
    return re.sub(f"[^{HAN}A-Za-z]", "", text)


def paper() -> str:
    return read_shared("paper/*.txt")[0]


def read_shared(pattern: str) -> list[str]:
    paths = sorted(SHARED.glob(pattern))
    if not paths:
        pytest.skip("the shared documents are not here")
    return [read_docx(path) if path.suffix == ".docx" else path.read_bytes().decode("utf-8") for path in paths]


def han(text: str) -> str:
    return "".join(HAN_RUN.findall(text))


def test_clean_documents_keep_every_han_character_and_can_be_undone():
    for text in [*read_shared("corpora/*/*.docx"), *read_shared("corpora/*/*.txt")]:
        cleaned, edits = repair_text(text)
        assert han(cleaned) == han(text)
        assert undo(cleaned, edits) == text


def test_clean_documents_keep_their_lines_and_paired_marks():
    """But for the one whose line ends had become spaces, with page numbers between."""
    for text in read_shared("corpora/*/*.docx"):
        if text.count("\n") > 1:
            repaired, edits = repair_text(text)
            assert repaired.count("\n") == text.count("\n")
            assert not [e for e in edits if {"quotes", "layout"} & set(e.repair.split("+"))]


def test_the_clean_sample_is_not_changed():
    text = (ROOT / "data/sample/clean.txt").read_text(encoding="utf-8")
    assert repair_text(text) == (text, [])


def test_cleaning_twice_changes_nothing_the_second_time():
    documents = read_shared("corpora/*/*.docx")
    for text in [paper(), *Random(1).sample(documents, 12), *(d for d in documents if d.count("\n") < 2)]:
        cleaned, _ = repair_text(text)
        again, edits = repair_text(cleaned)
        assert again == cleaned, [e for e in edits if e.before != e.after]


def test_signs_of_the_paper_are_those_of_a_chinese_journal():
    errata = read_errata(ROOT / "data/paper/errata.csv")
    cleaned, edits = repair_text(paper(), errata=errata)
    assert undo(cleaned, edits) == paper()
    body = cleaned[: cleaned.index("参考文献")]
    assert not re.search(f"[{HAN}”》）][,;:?!()\"\\\\]|[,;:?!()\"\\\\][{HAN}“《]", body)
    assert not re.search(f"[{HAN}，。；：、“”] |(?<!A) [{HAN}，。；：、“”]", body.partition("\n")[2])
    assert re.fullmatch("(?:“”)*", re.sub("[^“”]", "", body))
    assert body.count("（") == body.count("）") and body.count("《") == body.count("》")
    references = cleaned[cleaned.index("参考文献") : cleaned.index("Abstract")]
    assert not re.search("[，；：（）？]", references)


def test_repairs_of_signs_keep_what_the_paper_says():
    before, _ = repair_text(paper(), repairs=[name for name in REPAIRS if name not in SIGNS])
    after, _ = repair_text(paper())
    signs = re.compile(f"[^{HAN}0-9A-Za-z]")
    assert signs.sub("", after) == signs.sub("", before)


@pytest.mark.parametrize("piece", [
    "政", "(", "“", '"', "'", " ", "\n", "\f", ",", "\\", "政 ", '政"', "(政", "1\n", "- 1 -\n", "１", "政-\n",
])
def test_monotonous_texts_are_undone(piece):
    text = piece * 20_000
    cleaned, edits = repair_text(text)
    assert undo(cleaned, edits) == text
