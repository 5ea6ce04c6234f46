"""Hard-wrapped text: line ends come out however the lines were broken, and stay where lines are lines."""

import textwrap
from pathlib import Path

import noise
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.cleaning import layout
from analysis.cleaning.edits import apply_edits, undo_edits
from analysis.cleaning.lines import split_lines
from analysis.cleaning.margins import find_margin

SAMPLE = (Path(__file__).parents[1] / "data" / "sample" / "clean.txt").read_text(encoding="utf-8").splitlines()
PARAGRAPHS = [line for line in SAMPLE if line.strip()][7:30]


def by_columns(paragraph, width):
    return noise.wrap(paragraph, 2 * width)


def by_characters(paragraph, width):
    return [paragraph[at : at + width] for at in range(0, len(paragraph), width)]


def by_words(paragraph, width):
    return textwrap.wrap(paragraph, width)


def wrapped(paragraphs, way, width, *, indent="", between="\n", within="\n"):
    return between.join(within.join(way(indent + paragraph, width)) for paragraph in paragraphs) + "\n"


def repaired(text):
    edits = layout.find(text)
    assert undo_edits(apply_edits(text, edits), edits) == text
    return apply_edits(text, edits)


@pytest.mark.parametrize("way", [by_columns, by_characters, by_words])
@pytest.mark.parametrize("width", [20, 30, 36, 40])
@pytest.mark.parametrize("style", [{"indent": "\u3000\u3000"}, {"between": "\n\n"}], ids=["indented", "blank lines"])
def test_the_paragraphs_come_back(way, width, style):
    text = wrapped(PARAGRAPHS, way, width, **style)
    expected = style.get("between", "\n").join(style.get("indent", "") + p for p in PARAGRAPHS) + "\n"
    assert repaired(text) == expected


@pytest.mark.parametrize("within", ["\n", "\n\n"], ids=["single", "double-spaced"])
def test_without_indents_and_blank_lines_the_short_lines_end_paragraphs(within):
    text = wrapped(PARAGRAPHS, by_columns, 36, within=within, between=within)
    assert repaired(text) == within.join(PARAGRAPHS) + "\n"


def test_words_and_numbers_are_cut_where_characters_were_counted():
    text = wrapped(PARAGRAPHS, by_characters, 36)
    margin = find_margin(split_lines(text))
    assert (margin.width, margin.counted, margin.cutting) == (36, True, True)
    assert not find_margin(split_lines(wrapped(PARAGRAPHS, by_columns, 36))).counted


CLAUSES = ("各馆先摸清家底", "再按照街区排出次序", "愿意来的人越来越多", "书架却没有跟着变长", "有的地方先修路后添书",
           "有的地方反过来", "两种做法都有道理", "管理员只好把旧书搬到楼上", "孩子们在楼梯上坐着读",
           "到了晚上灯还亮着", "谁也不催谁", "这件事慢慢成了习惯")
SENTENCE = st.lists(st.sampled_from(CLAUSES), min_size=2, max_size=6).map(lambda clauses: "，".join(clauses) + "。")


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(SENTENCE, min_size=5, max_size=9).map("".join), min_size=5, max_size=9),
       st.integers(15, 32), st.sampled_from([by_columns, by_characters]))
def test_indented_prose_comes_back_at_any_width(paragraphs, width, way):
    indented = ["\u3000\u3000" + paragraph for paragraph in paragraphs]
    assert repaired(wrapped(indented, way, width)) == "\n".join(indented) + "\n"


def test_a_suspected_margin_is_flagged_and_stays():
    text = wrapped(PARAGRAPHS[1:7], by_columns, 76, indent="\u3000\u3000")
    edits = layout.find(text)
    assert edits and all((e.before, e.after, e.certainty) == ("\n", "\n", "unsure") for e in edits)


def rows(*cells):
    return "".join(f"{cell}\n" for cell in cells)


PLACES = ("临江区文化路一百二十八号三楼", "高新区科技大道六十六号办公楼", "老城区钟楼街十五号原小学楼内",
          "山南县育才路九号文化站二楼", "河口县滨河路二十一号便民大厅", "北塘县人民路七十七号图书馆")
CONTENTS = (("一、研究背景", 1), ("（一）问题的提出", 2), ("二、研究设计与方法", 7), ("三、主要发现，兼及不足", 15),
            ("四、讨论", 20), ("参考文献", 27), ("附录：问卷", 30), ("致谢", 33))
LINES = {
    "a poem": rows("城东新屋点灯迟，巷口闲人读旧诗", "莫道书声无用处，一窗明月两相知",
                   "夜深犹有人来借，雨过不闻门闭时", "旧架新添三百卷，邻家小女自编笺",
                   "我问今来多少客，他言半是旧相识", "灯下无言各读去，春风偷入薄衣襟"),
    "verses": rows("今夜城南的书屋灯火还亮着，", "有人在窗前慢慢翻动一页纸，", "像翻动一条安静的旧河水。",
                   "风从巷口吹来带着面包香气，", "孩子把书抱回家像抱一只猫，", "老人把眼镜擦了又擦才坐下。"),
    "addresses": rows(*PLACES),
    "addresses and numbers": rows(*(f"书屋，{place}，电话：0571-883312{n}" for n, place in enumerate(PLACES))),
    "a list of tasks": rows("推进书屋与社区服务中心融合，方便居民", "推进书屋与中小学校图书馆联动，方便学生",
                            "推进书屋与养老服务设施结合，方便老人", "推进书屋与流动书车线路衔接，方便山村",
                            "推进书屋与机关单位阅览室共享，方便职工", "推进书屋与地方文献中心对接，方便学者"),
    "contents with dots": rows(*(title + "." * (60 - 2 * len(title)) + str(page) for title, page in CONTENTS)),
    "contents with leaders": rows(*(title + "…" * (30 - len(title)) + str(page) for title, page in CONTENTS)),
    "contents with gaps": rows(*(title + " " * (60 - 2 * len(title)) + str(page) for title, page in CONTENTS)),
    "a table": rows(*(f"{c}区    {n * 11:6.1f}    {n * 22:6.1f}    略有提高" for n, c in enumerate("甲乙丙丁戊己庚"))),
    "a table with tabs": rows(*(f"{c}区\t{n * 11:.1f}\t较上年，提高" for n, c in enumerate("甲乙丙丁戊己庚"))),
    "headings": rows(*(f"着力推进{task}建设，不断提高服务水平" for task in ("馆藏", "空间", "网点", "队伍", "制度"))),
}


@pytest.mark.parametrize("spacing", ["\n", "\n\n"], ids=["single", "double-spaced"])
@pytest.mark.parametrize("kind", LINES)
def test_lines_that_are_lines_stay(kind, spacing):
    assert layout.find(LINES[kind].replace("\n", spacing)) == []


@pytest.mark.parametrize("kind", LINES)
def test_they_stay_among_wrapped_paragraphs_too(kind):
    text = wrapped(PARAGRAPHS, by_columns, 40, indent="\u3000\u3000")
    assert repaired(text + LINES[kind] + text) == repaired(text) + LINES[kind] + repaired(text)


BEFORE = "各馆按月报送借阅数据，书目每季度核对一次，差错当月更正，由总馆汇总之后统一公布，年底再作一次评比，"
BEHIND = "其余各项也都按照计划往前走，没有一项落在后面，读者都说比前几年方便得多，愿意来的人多了，座位却不够用。"


def broken_before(mark, *others):
    """Return prose in lines of 26 characters, one of which begins with ``mark``, and what stays of it."""
    filled = (BEFORE * 3)[: 26 * 5]
    text = filled + mark + BEHIND * 2
    return "\n".join([*by_characters(filled, 26), *by_columns(mark + BEHIND * 2, 26), *others]) + "\n", text


MARKS = ["2.5公里的步道已经修好，", "（12），新增座位三百个，", "（3）三十六个书屋，", "十、书刊接三城，"]


@pytest.mark.parametrize("mark", MARKS)
def test_a_number_inside_a_sentence_begins_no_line(mark):
    text, expected = broken_before(mark)
    assert repaired(text) == expected + "\n"


@pytest.mark.parametrize("others", [("十一、保障",), ("九、经费", "十一、保障")])
def test_a_number_that_other_lines_count_on_from_is_flagged(others):
    text, _ = broken_before("十、书刊接三城，", *others)
    assert text.index("\n十、") in [e.start for e in layout.find(text) if e.certainty == "unsure"]
    assert "\n十、" in repaired(text)
