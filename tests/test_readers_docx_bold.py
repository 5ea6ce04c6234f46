"""Word documents whose headings run into their text in bold type, and those that only stress some words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from word_files import level, lists, numbered, p, style, t, word_file

from analysis.documents import divide
from analysis.readers import Source
from analysis.readers.docx import extract
from analysis.readers.docx_bold import bold_headings

TEXT = "各镇都要设立服务窗口，安排专人值守，群众的申请当日办结，逐月公布办理情况。"


def b(text):
    """Return a run in bold type."""
    return t(text).replace("<w:r>", "<w:r><w:rPr><w:b/></w:rPr>")


def hinted(body, **parts):
    made = extract(word_file(body, **parts), "a.docx")
    return [(hint.level, made.text[hint.start : hint.end]) for hint in made.hints]


def outline(body):
    made = extract(word_file(body), "a.docx")
    units = divide(Source(made.text, "a.docx", "", "docx", b"", made.hints, made.changes)).units
    return [(unit.level, unit.number + unit.heading) for unit in units if unit.kind == "heading"]


@pytest.mark.parametrize("inside, heading", [
    (b("一、窗口服务") + t(TEXT), "一、窗口服务"),
    (b("（一）窗口") + b("服务") + t(TEXT), "（一）窗口服务"),
    (t(TEXT) + b("（二）网上服务") + t(TEXT), "（二）网上服务"),
    (t("一、") + b("窗口服务") + t(TEXT), "一、窗口服务"),
    (b("一、窗口服务：") + t(TEXT), "一、窗口服务"),
    (b("一、窗口服务") + t("：" + TEXT), "一、窗口服务"),
    (b("一、窗口服务。设立窗口。") + t(TEXT), "一、窗口服务"),
    (b(" 第三章 窗口服务 ") + t(TEXT), "第三章 窗口服务"),
    (t("先说一句。") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + b("一、窗口服务") + t(TEXT), "一、窗口服务"),
])
def test_a_number_and_its_words_in_bold_are_a_heading_whose_end_is_known(inside, heading):
    assert hinted(p(inside)) == [(0, heading)]


@pytest.mark.parametrize("inside", [
    b("窗口服务") + t(TEXT),
    t(TEXT) + b("要下决心。") + t(TEXT),
    b("一、窗口服务") + t("，这是群众最关心的事。" + TEXT),
    b("一、窗口服务") + t("是群众最关心的事。" + TEXT),
    t("分成两步：") + b("（一）登记") + t("；" + TEXT),
    t("我们坚持") + b("（一）登记") + t(TEXT),
    b("1.窗口服务") + t(TEXT),
    b("一、") + t("窗口服务。" + TEXT),
    b("一、窗口服务" + TEXT) + t("当日办结。"),
    t("一、窗口服务" + TEXT),
    b("一、窗口服务").replace("<w:b/>", '<w:b w:val="0"/>') + t(TEXT),
])
def test_stressed_words_are_no_heading(inside):
    assert hinted(p(inside)) == []


def test_an_automatic_number_belongs_to_the_bold_words_behind_it():
    body = numbered("x", 1).replace(t("x"), b("窗口服务") + t(TEXT))
    parts = {"numbering": lists(level(0, "chineseCounting", "%1、"))}
    assert hinted(body, **parts) == [(0, "一、窗口服务")]


def test_a_style_says_more_than_bold_type():
    body = p(b("一、窗口服务") + t("与网上服务"), style="1")
    assert hinted(body, styles=style("1", "heading 1")) == [(1, "一、窗口服务与网上服务")]


def test_a_paragraph_that_lost_its_line_ends_is_divided_where_its_bold_type_ends():
    parts = [b(f"{number}、把第{number}件事办好") + t(TEXT) for number in "一二三"]
    assert outline(p(t("各位：") + t(TEXT) + "".join(parts))) == [
        (1, "一、把第一件事办好"), (1, "二、把第二件事办好"), (1, "三、把第三件事办好")]


PARTS = [b(f"{number}、把第{number}件事办好") + t(TEXT) for number in "一二"]


def test_parts_without_a_number_are_found_where_two_numbered_ones_show_that_line_ends_were_lost():
    year = b("2023年工作回顾") + t("2023年" + TEXT), b("2024年工作安排") + t("2024年" + TEXT)
    body = t("各位：" + TEXT * 30) + year[0] + t(TEXT * 30) + year[1] + "".join(PARTS) + b("加强自身建设") + t(TEXT)
    assert outline(p(body)) == [(1, "2023年工作回顾"), (1, "2024年工作安排"), (2, "一、把第一件事办好"),
                                (2, "二、把第二件事办好"), (1, "加强自身建设")]


@pytest.mark.parametrize("title", [
    b("加强自身建设") + t("，这是大家都关心的事。"), b("加强自身建设。") + t(TEXT), b("建设") + t(TEXT),
    t("我们要") + b("加强自身建设") + t(TEXT), b("加强自身建设") + t("：" + TEXT)])
def test_words_without_a_number_that_may_be_stressed_are_no_heading(title):
    assert [words for _, words in hinted(p(t(TEXT) + "".join(PARTS) + title))] == [
        "一、把第一件事办好", "二、把第二件事办好"]


def test_bold_phrases_inside_sentences_leave_the_outline_as_it_is():
    stressed = t("今年要") + b("办好三件事") + t("：") + b("一是登记") + t("。") + b("窗口服务") + t(TEXT)
    assert outline(p("一、目标") + p(stressed) + p("二、任务") + p(stressed)) == [(1, "一、目标"), (1, "二、任务")]


PIECES = st.sampled_from(["一、登记", "（二）", "借阅", "。", "，", " ", "\n", "第三章 甲乙", "正文在此"])


@given(st.lists(st.tuples(PIECES, st.booleans()), max_size=12))
def test_headings_in_bold_lie_in_order_within_the_paragraph(pieces):
    text, spans = "", []
    for piece, bold in pieces:
        spans += [(len(text), len(text) + len(piece))] if bold else []
        text += piece
    found = list(bold_headings(text, spans))
    borders = [place for span in found for place in span]
    assert borders == sorted(set(borders)) and all(0 <= place <= len(text) for place in borders)
    assert all(text[start:end] == text[start:end].strip() and "。" not in text[start:end] for start, end in found)
