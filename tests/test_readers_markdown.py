"""Markdown: the file's words without its signs, its headings, tables and notes, and every change undone."""

import pytest
from extracts import check_extract, hinted, running
from hypothesis import given
from hypothesis import strategies as st

from analysis.characters import count_han
from analysis.cleaning.edits import undo_edits
from analysis.documents import open_document
from analysis.errors import UnreadableFileError
from analysis.readers import markdown, markdown_inline
from analysis.readers.front_matter import read_front
from analysis.readers.kept import CELL, JOINED, LINE, NOTHING, Kept, notes_at_end
from analysis.readers.markdown_inline import inline_parts
from analysis.readers.markdown_lines import are_paragraphs, begins_anew, masked
from analysis.readers.source import Change, Hint


def read(text, name="a.md"):
    return markdown.extract(text.encode(), name)


def shown(text):
    """The lines of the running text that are not blank."""
    return [line for line in running(read(text)).replace("\r", "\n").split("\n") if line.strip()]


def inline(line):
    parts = inline_parts(line, {})[0]
    return "".join(line[part.start : part.end] if part.after is None else part.after for part in parts)


@pytest.mark.parametrize("line, expected", [
    ("论**数据**与*治理*", "论数据与治理"),
    ("把**“数据”**的登记", "把“数据”的登记"),  # CommonMark leaves these stars in the text
    ("**加粗：**的话", "加粗：的话"),
    ("登记~~又~~完成", "登记又完成"),
    ("见[平台](http://a.b/c \"题\")和<http://a.b>", "见平台和http://a.b"),
    ("`Python`与`` a`b ``", "Python与a`b"),
    ("共`r nrow(d)`个", "共个"),
    (r"星号\*和\#号 &amp; &lt;", "星号*和#号 & <"),
    ("甲*（注）", "甲*（注）"),
    ("有$n = 30$个，占$5\\%$，$\\frac{a}{b}$", "有n = 30个，占5%，"),
    ("从$5亿涨到$8亿", "从$5亿涨到$8亿"),
    ("文字[标出]{.mark}完", "文字[标出]完"),
    ("图![图](a.png)里", "图里"),
    ("![图1 登记的流程](a.png)", "图1 登记的流程"),
    ("![image.png](a.png)", ""),
    ("脚注[^1]在此", "脚注在此"),
    ("面积10<sup>4</sup>米", "面积10<sup>4</sup>米"),  # the repair `markup` makes ⁴ of it
    ("<span style='x'>字</span>", "字"),
])
def test_signs_inside_a_line_go_and_its_words_stay(line, expected):
    assert inline(line) == expected


@pytest.mark.parametrize("text, expected", [
    ("## 一、做法 ##\n正文。", ["一、做法", "正文。"]),
    ("# 引言 {#intro .unnumbered}", ["引言"]),
    ("##发展目标\n\n正文。", ["发展目标", "正文。"]),
    ("方法\n----\n正文。", ["方法", "正文。"]),
    ("各地都登记，\n按期公布。\n", ["各地都登记，按期公布。"]),
    ("use data\nevery day", ["use data every day"]),
    ("第一行  \n第二行\\\n第三行", ["第一行  ", "第二行", "第三行"]),
    ("> 引用的话，\n> 分两行。", ["引用的话，分两行。"]),
    ("- 甲；\n* 乙；\n    - 丙。", ["甲；", "乙；", "丙。"]),
    ("- [x] 完成\n- [ ] 未完", [" 完成", " 未完"]),
    ("1. 甲\n1. 乙\n1. 丙", ["1. 甲", "2. 乙", "3. 丙"]),
    ("3) 甲\n4) 乙", ["3) 甲", "4) 乙"]),
    ("甲\n\n```{r}\n# 代码\nx <- 1\n```\n\n乙", ["甲", "乙"]),
    ("甲\n\n    x <- 1\n\n乙", ["甲", "乙"]),
    ("甲\n\n    这是缩进的一段话，不是代码。\n\n乙", ["甲", "    这是缩进的一段话，不是代码。", "乙"]),
    ("甲\n\n<!-- 藏\n起 -->\n\n<div align=\"center\">\n**居中**\n</div>\n\n乙", ["甲", "居中", "乙"]),
    ("::: {.note}\n提示。\n:::\n\n[TOC]\n\n\\newpage\n", ["提示。"]),
    ("数据[@wang2020; @li2021, 第3页]与@zhao2022的看法", ["数据与的看法"]),
    ("写信到a@b.com，不是引用", ["写信到a@b.com，不是引用"]),
    ("甲\n\n$$\nE = mc^2\n$$\n\n乙", ["甲", "乙"]),
    ("[1]:甲.书[M].北京：社，2020.\n\n[页]: http://a.b \"题\"\n\n见[页]。", ["[1]:甲.书[M].北京：社，2020.", "见页。"]),
    ("[1] 甲.书[M].2020.\n[2] 乙.文[J].2021.", ["[1] 甲.书[M].2020.", "[2] 乙.文[J].2021."]),
    (">" * 60 + "很深的引用", ["很深的引用"]),
])
def test_blocks_become_lines(text, expected):
    assert shown(text) == expected


def test_a_number_of_a_heading_begins_a_line_without_a_blank_line_before_it():
    assert shown("各地要做好登记，按年公布结果。\n一、做法\n先登记，再共享。\n（一）登记\n逐件登记。") == [
        "各地要做好登记，按年公布结果。", "一、做法", "先登记，再共享。", "（一）登记", "逐件登记。"]


def test_lines_that_are_paragraphs_are_not_joined():
    said = "先把数据登记下来，再交给平台。登记的人要签字，平台每周核对一次。"
    assert shown(f"{said}\n{said}\n{said}\n{said}") == [said] * 4
    assert shown(f"{said[:20]}\n{said[20:]}\n{said[:20]}\n{said[20:]}") == [said * 2]
    assert are_paragraphs([said]) is False


def test_a_ruler_below_a_paragraph_makes_no_heading_of_it():
    made = read("这一段话说明由来，写得很完整。\n---\n再写一段。\n")
    assert made.hints == () and shown(made.text) == ["这一段话说明由来，写得很完整。", "再写一段。"]


def test_headings_tables_and_notes_are_hinted():
    made = read("# 论登记\n\n说明[^a]。\n\n## 数\n\n"
                "|县|数|\n|--|--:|\n|甲\\|乙|**3**|\n\n[^a]: 见某书，\n    第二行。\n")
    assert hinted(made, "heading") == [("论登记", 1), ("数", 2)]
    assert hinted(made, "table") == [("县|数|\n|--|--:|\n|甲\\|乙|**3", 0)]
    assert hinted(made, "notes") == [("见某书，\n    第二行。", 0)]
    assert [line for line in running(made).split("\n") if line] == [
        "论登记", "说明。", "数", "县\t数", "甲|乙\t3", "见某书，第二行。"]


def test_notes_inside_the_text_are_put_behind_it():
    made = read("说明[^a]，又说^[行内的注。]。\n\n[^a]: 见某书。\n\n# 结语\n\n完。\n")
    assert [line for line in running(made).split("\n") if line] == [
        "说明，又说。", "结语", "完。", "行内的注。", "见某书。"]
    assert [hint.kind for hint in made.hints] == ["heading", "notes"]


def test_bold_lines_are_headings_where_no_number_shows_the_levels():
    bold = read("**发展环境**\n\n正文。\n\n**发展目标**\n\n正文。")
    assert hinted(bold, "heading") == [("发展环境", 1), ("发展目标", 1)]
    assert read("**一、环境**\n\n正文。\n\n**补充说明**\n\n正文。\n\n**另外说明**\n\n正文。").hints == ()
    assert read("**发展环境**\n\n正文。").hints == ()


YAML = """---
title: "论**登记**"
author:
  - name: 甲乙
    affiliation: 某大学
date: "`r Sys.Date()`"
keywords: [登记, 治理]
abstract: |
  说明怎样登记，
  并讨论成效。
output:
  html_document: {toc: true}
---
正文。
"""


def test_yaml_leaves_what_the_paper_shows():
    made = read(YAML)
    assert [line for line in running(made).split("\n") if line] == [
        "论登记", "甲乙", "某大学", "keywords: 登记；治理", "abstract: 说明怎样登记，并讨论成效。", "正文。"]
    assert hinted(made, "title") == [("论**登记", 0)]


@pytest.mark.parametrize("text", ["---\n这是一段话\n---\n正文。", "---\n- 甲\n---\n", "---\na: [\n---\n正文。",
                                  "---\n" + "a: " + "[" * 50 + "]" * 50 + "\n---\n", "---\na: 1\n正文。", "正文。"])
def test_what_is_no_yaml_stays_in_the_text(text):
    assert read_front(Kept(text)) == (0, [])


def test_aliases_in_yaml_are_not_multiplied():
    bomb = "---\na: &a [数, 据]\n" + "".join(f"a{n}: &a{n} [*a, *a, *a]\n" for n in range(9)) + "title: *a\n---\n正文。"
    assert len(running(read(bomb))) < 2 * len(bomb)


def test_a_document_is_divided_by_what_it_declares(tmp_path):
    path = tmp_path / "a.Rmd"
    path.write_text(YAML + "\n# 缘起\n\n话说登记。\n\n# 做法\n\n## 一、登记\n\n逐件登记。\n\n"
                    "# 参考文献\n\n1. 甲. 书[M]. 2020.\n", encoding="utf-8")
    document = open_document(path)
    assert [(unit.level, unit.number, unit.heading) for unit in document.units if unit.kind == "heading"] == [
        (1, "", "缘起"), (1, "", "做法"), (2, "一、", "登记")]
    kinds = [unit.kind for unit in document.units]
    assert kinds[:3] == ["front", "keywords", "abstract"] and kinds[-2:] == ["references", "reference"]
    assert undo_edits(document.text, document.edits) == document.source.text


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16-le"])
def test_all_encodings_and_line_ends_give_the_file_back(ends, encoding):
    text = "# 论数据的登记\n\n各地都在登记，也都在共享，大家都说**很好**。\n\n|甲|乙|\n|-|-|\n|一|二|\n"
    text = text.replace("\n", ends)
    data = text.encode(encoding)
    made = markdown.extract(data, "a.md", encoding=None if encoding.startswith("utf-8") else encoding)
    assert made.text.encode(made.encoding) == data
    assert "登记，也都在共享，大家都说很好。" in running(made) and "一\t二" in running(made)


def test_an_empty_file_says_so():
    with pytest.raises(UnreadableFileError, match="a.md: the file is empty"):
        markdown.extract(b"\n", "a.md")


@pytest.mark.parametrize("text", ["# 甲\n\n乙\n", "**甲**，*乙*，`丙`\n"])
def test_a_file_of_nothing_but_signs_is_refused(monkeypatch, text):
    monkeypatch.setattr(markdown_inline, "MOST_TOKENS", 12)
    read(text)
    monkeypatch.setattr(markdown_inline, "MOST_TOKENS", 4)
    with pytest.raises(UnreadableFileError, match="^a.md: text: has more than 4 blocks and signs of Markdown; is"):
        read(text)


@pytest.mark.parametrize("text", ["甲\n\n\n乙", "甲\r\r\r乙"])
def test_a_file_of_too_many_lines_is_refused(monkeypatch, text):
    monkeypatch.setattr(markdown, "MOST_LINES", 3)
    read(text)
    monkeypatch.setattr(markdown, "MOST_LINES", 2)
    with pytest.raises(UnreadableFileError, match="^a.md: has more than 2 lines; is it one document"):
        read(text)


SIGNS = st.sampled_from(["# ", "##", "数据", "，", "。", "\n", "\n\n", "**", "*", "_", "`", "```", "[", "]", "(", ")",
                         "![", "^[", "[^1]", "[^1]: ", "$", "$$", "|", "|---|", "---", "- ", "1. ", "> ", "    ", "<",
                         "<div>", "-->", "<!--", "&amp;", "\\",
                         "[@k]", "---\ntitle: ", "\r", "\r\n", "\u3000", "a", "1",
                         ":::", "<table>", "<h1>", "一、", "摘要："])


@given(st.lists(SIGNS, max_size=40).map("".join))
def test_changes_are_undone_to_the_file_and_hints_are_in_order(pieces):
    text = "数据治理的研究文本，" + pieces
    made = read(text)
    check_extract(made, text)


SOME = st.sampled_from(["# ", "**", "数据。", "登记，", "\n", "\n\n", "- ", "> ", "1. ", "|", "治理"])


@given(st.lists(SOME, max_size=40))
def test_no_chinese_character_is_lost_where_there_is_no_code(pieces):
    text = "正文" + "".join(pieces)
    assert count_han(running(read(text))) == count_han(text)


def test_kept_pieces_are_joined_as_they_are_parted():
    kept = Kept("a\nb c\n\nd|e")
    for start, end, before in ((0, 1, LINE), (2, 3, JOINED), (4, 5, NOTHING), (7, 8, LINE), (9, 10, CELL)):
        kept.keep(start, end, before)
    kept.keep(3, 4)  # behind the last piece only
    assert [tuple(change) for change in kept.changes()] == [
        (1, 2, " ", "lines"), (3, 4, "", "syntax"), (8, 9, "\t", "syntax")]
    assert kept.between(0, 10) == "a bc\nd\te" and kept.span(4, 10) == (4, 10) and kept.span(5, 7) is None


def test_notes_behind_a_text_without_a_last_line_end():
    changes, hints = notes_at_end("甲^[乙]", [Change(1, 5, "", "syntax")], ["乙"])
    assert [tuple(change) for change in changes] == [(1, 5, "\n乙\n", "syntax")] and hints == [Hint(1, 5, "notes")]
    assert notes_at_end("甲", [], ["乙"]) == ([Change(0, 1, "甲\n乙\n", "syntax")], [])
    assert notes_at_end("甲\n", [], [" "]) == ([], [])
    assert notes_at_end("甲\n", [], ["乙"])[1] == [Hint(1, 2, "notes")]


def test_a_mask_is_as_long_as_its_text():
    text = "甲[@k]乙\n::: x\n- [x] 丙"
    assert len(masked(text, 0)) == len(text) and masked("甲乙", 1) == "乙"
    assert begins_anew("（一）登记", "逐件登记。", 12, False) and not begins_anew("逐件登记，", "不漏一件。", 5, False)
