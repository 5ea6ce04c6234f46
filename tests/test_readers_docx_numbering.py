"""Automatic numbering of Word documents: the numbers stand in the text as Word shows them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from word_files import level, lists, numbered, p, style, table, word_file

from analysis.numerals import read_numeral
from analysis.readers.docx import extract
from analysis.readers.docx_numerals import FORMATS, SIGNS, counted, letter, numeral, roman


def lines_of(body, numbering, styles=""):
    return extract(word_file(body, numbering=numbering, styles=styles), "a.docx").text.splitlines()


def labels(numbering, *levels, styles=""):
    """Return the numbers of paragraphs 题 at levels of list 1, or of (list, level)."""
    pairs = [each if isinstance(each, tuple) else (1, each) for each in levels]
    body = "".join(numbered("题", *pair) for pair in pairs)
    return [line.removesuffix("题") for line in lines_of(body, numbering, styles)]


@pytest.mark.parametrize("form, numbers", [
    ("decimal", "1 2 10 11 20 21"), ("decimalZero", "01 02 10 11 20 21"),
    ("chineseCounting", "一 二 十 十一 二十 二十一"),
    ("chineseCountingThousand", "一 二 十 十一 二十 二十一"), ("japaneseCounting", "一 二 十 十一 二十 二十一"),
    ("taiwaneseCountingThousand", "一 二 十 十一 二十 二十一"),
    ("chineseLegalSimplified", "壹 贰 壹拾 壹拾壹 贰拾 贰拾壹"),
    ("ideographLegalTraditional", "壹 貳 壹拾 壹拾壹 貳拾 貳拾壹"),
    ("ideographDigital", "一 二 一〇 一一 二〇 二一"),
    ("ideographTraditional", "甲 乙 癸 11 20 21"), ("ideographZodiac", "子 丑 酉 戌 20 21"),
    ("ideographZodiacTraditional", "甲子 乙丑 癸酉 甲戌 癸未 甲申"), ("ideographEnclosedCircle", "㊀ ㊁ ㊉ 11 20 21"),
    ("decimalFullWidth", "１ ２ １０ １１ ２０ ２１"), ("decimalEnclosedCircle", "① ② ⑩ ⑪ ⑳ ㉑"),
    ("decimalEnclosedCircleChinese", "① ② ⑩ ⑪ ⑳ ㉑"), ("decimalEnclosedParen", "⑴ ⑵ ⑽ ⑾ ⒇ 21"),
    ("decimalEnclosedFullstop", "⒈ ⒉ ⒑ ⒒ ⒛ 21"), ("upperRoman", "I II X XI XX XXI"), ("lowerRoman", "i ii x xi xx xxi"),
    ("upperLetter", "A B J K T U"), ("lowerLetter", "a b j k t u"),
    ("numberInDash", "- 1 -|- 2 -|- 10 -|- 11 -|- 20 -|- 21 -"),
    ("hebrew1", "1 2 10 11 20 21"),
])
def test_numerals_in_every_format(form, numbers):
    assert [numeral(count, form) for count in (1, 2, 10, 11, 20, 21)] == numbers.split("|" if "|" in numbers else None)


@given(st.integers(1, 999))
def test_han_numerals_are_read_back(count):
    assert read_numeral(counted(count)) == count
    assert read_numeral(numeral(count, "ideographDigital")) == count


@given(st.integers(1, 780))
def test_letters_and_roman_numerals_are_all_different(count):
    assert letter(count) != letter(count + 1) and roman(count) != roman(count + 1)
    assert letter(count).isascii() and len(letter(count)) <= 30


@given(st.integers(0, 10**6), st.sampled_from([*FORMATS, *SIGNS, "x"]))
def test_every_number_has_a_short_numeral(count, form):
    assert len(numeral(count, form)) <= 30
    assert numeral(count, form) or form == "none"


@pytest.mark.parametrize("form, pattern, expected", [
    ("chineseCounting", "%1、", ["一、题", "二、题"]), ("chineseCounting", "（%1）", ["（一）题", "（二）题"]),
    ("chineseCounting", "第%1章", ["第一章 题", "第二章 题"]), ("decimal", "%1.", ["1. 题", "2. 题"]),
    ("decimal", "%1", ["1 题", "2 题"]), ("decimal", "(%1)", ["(1) 题", "(2) 题"]),
    ("decimal", "%1）", ["1）题", "2）题"]), ("decimalEnclosedCircle", "%1", ["① 题", "② 题"]),
    ("none", "注：", ["注：题", "注：题"]), ("none", "%1", ["题", "题"]), ("bullet", "", ["题", "题"]),
    ("bullet", "l", ["题", "题"]), ("bullet", "●", ["题", "题"]), ("bullet", "议", ["议 题", "议 题"]),
    ("decimal", "附件%1：", ["附件1：题", "附件2：题"]), ("decimal", "%2.", [". 题", ". 题"]),
    ("decimal", "", ["题", "题"]),
])
def test_a_number_reads_like_a_typed_one(form, pattern, expected):
    body = numbered("题", 1) + numbered("题", 1)
    assert lines_of(body, lists(level(0, form, pattern))) == expected


@pytest.mark.parametrize("suffix, text, expected", [
    ("nothing", "题", "1题"), ("space", "题", "1 题"), ("tab", "题", "1 题"), ("nothing", "2024年", "1 2024年"),
    ("tab", "　题", "1 题"),
])
def test_what_follows_a_number(suffix, text, expected):
    assert lines_of(numbered(text, 1), lists(level(0, "decimal", "%1", f'<w:suff w:val="{suffix}"/>'))) == [expected]


NESTED = lists(level(0, "chineseCounting", "%1、") + level(1, "decimal", "%1.%2", "<w:isLgl/>")
               + level(2, "decimal", "%2.%3"))


def test_lower_levels_name_the_higher_and_begin_anew_after_them():
    assert labels(NESTED, 0, 1, 2, 2, 1, 2, 0, 1) == ["一、", "1.1 ", "1.1 ", "1.2 ", "1.2 ", "2.1 ", "二、", "2.1 "]


def test_a_higher_level_that_is_named_first_has_begun():
    assert labels(NESTED, 1, 0, 1) == ["1.1 ", "二、", "2.1 "]


def test_without_isLgl_a_number_keeps_the_form_of_each_level():
    mixed = lists(level(0, "chineseCounting", "%1") + level(1, "decimal", "%1.%2"))
    assert labels(mixed, 0, 1) == ["一 ", "一.1 "]


@pytest.mark.parametrize("restart, expected", [
    ("", ["1 ", "1 ", "1 ", "1 "]), ('<w:lvlRestart w:val="0"/>', ["1 ", "2 ", "3 ", "4 "]),
    ('<w:lvlRestart w:val="1"/>', ["1 ", "2 ", "1 ", "2 "]), ('<w:lvlRestart w:val="2"/>', ["1 ", "1 ", "1 ", "1 "]),
])
def test_a_level_begins_anew_where_it_says(restart, expected):
    definition = lists(level(0, "decimal", "a%1") + level(1, "decimal", "b%2") + level(2, "decimal", "%3", restart))
    found = labels(definition, 0, 1, 2, 1, 2, 0, 1, 2, 1, 2)
    assert [found[at] for at in (2, 4, 7, 9)] == expected


def test_a_list_begins_where_its_definition_or_the_list_itself_says():
    own = '<w:num w:numId="{}"><w:abstractNumId w:val="0"/>{}</w:num>'
    start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{}"/></w:lvlOverride>'
    pattern = '<w:lvlOverride w:ilvl="0">' + level(0, "decimal", "（%1）") + "</w:lvlOverride>"
    more = own.format(7, start.format(1)) + own.format(8, "") + own.format(9, pattern)
    numbering = lists(level(0, "decimal", "%1、", start=3), more=more)
    found = labels(numbering, 0, 0, (7, 0), (7, 0), (8, 0), (1, 0), (9, 0))
    assert found == ["3、", "4、", "1、", "2、", "3、", "4、", "（5）"]


def test_lists_of_different_definitions_count_apart():
    one = level(0, "decimal", "%1、")
    assert labels(lists(one, one), 0, (2, 0), 0) == ["1、", "1、", "2、"]


def test_numbers_come_from_styles_and_levels_from_the_list_that_names_the_style():
    properties = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    styles = (style("1", "heading 1", properties + '<w:outlineLvl w:val="0"/>')
              + style("2", "heading 2", properties + '<w:outlineLvl w:val="1"/>') + style("x", "mine", based_on="2")
              + style("off", "off", '<w:numPr><w:numId w:val="0"/></w:numPr>', based_on="1"))
    numbering = lists(level(0, "chineseCounting", "%1、", '<w:pStyle w:val="1"/>')
                      + level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="2"/>'))
    none = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = p("甲", style="1") + p("乙", style="2") + p("丙", style="x") + p("丁", style="off")
    body += p("戊", none, style="1") + p("己", style="1")
    made = extract(word_file(body, styles=styles, numbering=numbering), "a.docx")
    assert made.text.splitlines() == ["一、甲", "（一）乙", "（二）丙", "丁", "戊", "二、己"]
    assert [(made.text[hint.start : hint.end], hint.level) for hint in made.hints] == [
        ("一、甲", 1), ("（一）乙", 2), ("（二）丙", 2), ("丁", 1), ("戊", 1), ("二、己", 1)]
    assert made.notes == ("automatic numbers written into the text, as Word shows them: 4",)


def test_the_paragraphs_own_level_counts_before_that_of_its_style():
    styles = style("1", "heading 1", '<w:numPr><w:numId w:val="1"/></w:numPr>')
    body = p("甲", style="1") + p("乙", '<w:numPr><w:ilvl w:val="1"/></w:numPr>', style="1")
    numbering = lists(level(0, "decimal", "%1、", '<w:pStyle w:val="1"/>') + level(1, "decimal", "（%2）"))
    assert lines_of(body, numbering, styles) == ["1、甲", "（1）乙"]


def test_a_definition_may_stand_for_that_of_a_style():
    styles = style("S", "my list", '<w:numPr><w:numId w:val="2"/></w:numPr>', kind="numbering")
    linked = lists('<w:numStyleLink w:val="S"/>', level(0, "decimal", "%1、"))
    assert labels(linked, 0, 0, styles=styles) == ["1、", "2、"]
    loop = style("S", "my list", '<w:numPr><w:numId w:val="1"/></w:numPr>', kind="numbering")
    assert labels(lists('<w:numStyleLink w:val="S"/>'), 0, styles=loop) == [""]


def test_an_empty_paragraph_counts_but_shows_no_number_except_in_a_cell():
    numbering = lists(level(0, "decimal", "%1."))
    assert lines_of(numbered("甲", 1) + numbered("", 1) + numbered("乙", 1), numbering) == ["1. 甲", "", "3. 乙"]
    assert lines_of(table([numbered("", 1), "甲"], [numbered("", 1), "乙"]), numbering) == ["1.\t甲", "2.\t乙"]


def test_a_paragraph_whose_end_is_deleted_is_not_counted():
    properties = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    body = p("<w:del><w:r/></w:del>", properties + "<w:rPr><w:del/></w:rPr>") + p("留", properties)
    assert lines_of(body, lists(level(0, "decimal", "%1."))) == ["1. 留"]


@pytest.mark.parametrize("numbering", [
    "", '<w:num w:numId="1"/>', '<w:num w:numId="1"><w:abstractNumId w:val="9"/></w:num>',
    '<w:num w:numId="x"><w:abstractNumId w:val="9"/></w:num>', lists(""), lists('<w:lvl w:ilvl="77"/>'),
    lists('<w:lvl w:ilvl="0"><w:start w:val="99999999999999999999"/></w:lvl>'),
])
def test_a_list_that_is_not_there_numbers_nothing(numbering):
    assert lines_of(numbered("题", 1), numbering) == ["题"]


def test_a_long_pattern_is_cut():
    assert len(labels(lists(level(0, "decimal", "长" * 5000)), 0)[0]) <= 61


def test_a_format_of_ones_own_gives_the_plain_one():
    own = ('<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001"/></mc:Choice>'
           '<mc:Fallback><w:numFmt w:val="chineseCounting"/></mc:Fallback></mc:AlternateContent>')
    plain = level(0, "decimal", "%1、").replace('<w:numFmt w:val="decimal"/>', own)
    assert labels(lists(plain), 0) == ["一、"]


def test_a_hidden_number_is_not_shown():
    hidden = lists(level(0, "decimal", "%1、", "<w:rPr><w:vanish/></w:rPr>") + level(1, "decimal", "%1.%2"))
    assert labels(hidden, 0, 1) == ["", "1.1 "]
