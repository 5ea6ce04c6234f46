"""Metadata: the bibliographic record is read from labels, title and authors from where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared_texts import paper_path

from analysis.documents import open_document
from analysis.errors import InputError
from analysis.metadata import FIELDS, complete_record, find_metadata

FULL = """论数据的登记
甲乙1，丙丁2
（1.某大学，某市 100000；2.某局，某市 100001）
摘要：本文从略。
{keywords}
中图分类号{c}D63-39 文献标识码{c}A 文章编号{c}1234-567X{o}2024{z}03-0012-09
一、目标
正文从略，仅供参考。
参考文献
[1]甲.书[M].2020.
On the Registration of Data
JIA Yi BING Ding-wu
Abstract: Nothing is said here.
Key words: data; open data
{o}责任编辑{c}戊己{z}"""


def full(colon="：", brackets="（）", keywords="关键词：数据；数字政府"):
    return FULL.format(c=colon, o=brackets[0], z=brackets[1], keywords=keywords)


@pytest.mark.parametrize("text", [
    full(), full(":", "()", "关键词:数据;数字政府"), full("： ", "()", "【关键词】数据；数字政府"),
    full(keywords="关键词：数据，数字政府"), full(keywords="关键词\n数据 数字政府")])
def test_the_whole_record_in_every_punctuation(text):
    assert find_metadata(text) == {
        "title": "论数据的登记", "title_en": "On the Registration of Data", "authors": ["甲乙", "丙丁"],
        "authors_en": ["JIA Yi", "BING Ding-wu"], "classification": "D63-39", "document_code": "A",
        "article_number": "1234-567X(2024)03-0012-09", "issn": "1234-567X", "year": 2024, "issue": "3",
        "first_page": 12, "pages": 9, "doi": None, "keywords": ["数据", "数字政府"],
        "keywords_en": ["data", "open data"], "abstract": "本文从略。", "abstract_en": "Nothing is said here.",
        "editor": "戊己"}


def field(text, name):
    return find_metadata(text + "\n一、目标\n正文从略，仅供参考。")[name]


@pytest.mark.parametrize("text, name, expected", [
    ("DOI：10.1234/abc.2024.01", "doi", "10.1234/abc.2024.01"),
    ("中图分类号：D63;F49 文献标识码：A", "classification", "D63;F49"),
    ("文章编号：1234 - 5678 (2024) 12 - 0001 - 10", "article_number", "1234-5678(2024)12-0001-10"),
    ("文章编号：1234-567x（2024）S1-0001-10", "issue", "S1"),
    ("关键词：数据；治理 中图分类号：D63", "keywords", ["数据", "治理"]),
    ("摘要：从略。关键词：数据；治理", "abstract", "从略。"),
    ("论 数 据\n甲 乙  丙丁", "title", "论数据"),
    ("论数据\n甲 乙  丙丁", "authors", ["甲乙", "丙丁"]),
    ("# 论数据\n\n作者：甲乙，丙丁", "authors", ["甲乙", "丙丁"]),
    ("在某会上的讲话\n2024年4月11日\n同志们：\n都讲完了。", "authors", None),
    ("在某会上的讲话\n2024年4月11日\n同志们：\n都讲完了。", "title", "在某会上的讲话"),
    ("论数据\n甲乙\n摘要：从略。\nJEL分类号：J21\n一、目标", "classification", None),
    ("某市古树条例\n第一章 总则\n第二章 附则", "authors", None),
    ("论数据*\n甲乙①　丙丁②", "authors", ["甲乙", "丙丁"]),
    ("# 论数据\n甲乙", "title", "论数据"),
    ("2024年第3期\n论数据\n甲乙", "title", "论数据"),
    ("文章编号：缺", "article_number", None),
])
def test_a_field(text, name, expected):
    assert field(text, name) == expected


def test_what_is_not_given_is_none():
    assert set(find_metadata("").items()) == {(name, None) for name in FIELDS}
    assert find_metadata("一、目标\n见文章编号：1234-567X(2024)03-0012-09。")["article_number"] is None


@given(st.text(alphabet="摘要关键词：:甲乙;；A-b1 \n[]()（）文章编号中图分类号DOI10./", max_size=80))
def test_every_text_has_a_record_of_the_same_fields(text):
    assert tuple(find_metadata(text)) == FIELDS


def test_what_the_text_says_is_not_overruled():
    said = {"article_number": None, "year": 2024, "title": None}
    assert complete_record(said, {"year": 2023, "title": "论数据"}) == {**said, "title": "论数据"}
    assert complete_record(said, {}) == said
    with pytest.raises(InputError, match="1-2, the text is that of 1-1"):
        complete_record({"article_number": "1-1"}, {"article_number": "1-2"})


def test_the_record_of_the_paper():
    document = open_document(paper_path())
    record = find_metadata(document.text, document.units)
    title = "The Construction of Digital Government for the 15th Five-Year Plan Period: Challenge and Solution"
    del record["abstract_en"]
    assert {name: value for name, value in record.items() if value is not None} == {
        "title_en": title, "authors_en": ["WANG Peng", "CHEN Sheng", "WANG Zi-hao"], "classification": "D63",
        "document_code": "A", "article_number": "1003-7543(2025)06-0138-10", "issn": "1003-7543", "year": 2025,
        "issue": "6", "first_page": 138, "pages": 10, "editor": "胡江峰", "keywords_en": [
            "the construction of digital government", "digital governance",
            "transformation of government functions"]}
