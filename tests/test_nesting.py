"""Nesting: the outline of a generated document is the one it was generated from, in whatever order styles nest."""

from random import Random
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.headings import find_marks
from analysis.nesting import choose_headings, rank_styles
from analysis.sections import find_units

HAN = "零一二三四五六七八九"
FORMAL = "零壹贰叁肆伍陆柒捌玖"
WORDS = ("目标", "人才队伍", "项目管理", "数据资源的登记", "公共服务：范围", "个人信息保护", "百姓生活", "年度评价",
         "“清单”制度", "标准、规范", "R&D投入", "什么是数据？", "万物互联", "平台(一期)建设", "《办法》修订", "AI与人")
BODIES = ("本节说明由来，内容从略。", "到2024年增长2.5%，共1.2万人。\n另有说明（见附件1），此处从略；完。",
          "The text is in English, e.g. this.", "")


class Way(NamedTuple):
    """A way of numbering: a style of the grammar, its marks for 1 to 5, and whether text may follow in the line."""

    style: str
    marks: tuple[str, ...]
    run_in: bool = True


def way(style, pattern, digits="012345", *, run_in=True):
    return Way(style, tuple(pattern.format(digits[n]) for n in range(1, 6)), run_in)


LAW = (way("part", "第{}编 ", HAN, run_in=False), way("chapter", "第{}章　", HAN, run_in=False),
       way("section", "第{}节 ", run_in=False))
FREE = (
    way("han_comma", "{}、", HAN), way("han_bracket", "（{}）", HAN), way("han_bracket", "({})", HAN),
    way("formal_comma", "{}、", FORMAL), way("han_half_bracket", "{}）", HAN), way("digit", "{}."),
    way("digit", "{}、"), way("digit", "{} "), way("digit_bracket", "（{}）"), way("digit_bracket", "({})"),
    way("digit_half_bracket", "{})"), way("circled", "{}", "_①②③④⑤"), way("roman", "{}．", "_ⅠⅡⅢⅣⅤ"),
)


def tree(random, depth, *, first=True):
    """Return nested lists of children. The first branch goes all the way down, so that every order shows once."""
    if depth == 0 or (not first and random.random() < 0.6):
        return []
    return [tree(random, depth - 1, first=first and place == 0) for place in range(random.randint(2, 4))]


def write(random, children, mark_of, run_in, path=()):
    """Return the lines of a document and its outline: depth, mark and words of each heading."""
    lines, outline = [], []
    for place, below in enumerate(children):
        here = (*path, place)
        mark, words, body = mark_of(here), random.choice(WORDS), random.choice(BODIES)
        if "？" in words or run_in(here):
            body = body or BODIES[0]  # questions and sentences in a row would be a list
        outline.append((len(here), mark.strip(), words))
        line = random.choice(("", "　　", "  ")) + mark + words
        if run_in(here) and not words.endswith("？") and random.random() < 0.4:
            lines.append(f"{line}。{body}")
        else:
            lines += [line, body]
        further, outline_below = write(random, below, mark_of, run_in, here)
        lines, outline = lines + further, outline + outline_below
    return lines, outline


def outline_of(text):
    return [(unit.level, unit.number, unit.heading) for unit in find_units(text) if unit.kind == "heading"]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(LAW + FREE), min_size=1, max_size=5, unique_by=lambda way: way.style), st.integers(0))
def test_the_outline_comes_back_whatever_the_order_of_styles(chosen, seed):
    law = iter([way for way in LAW if way in chosen])
    chosen = [next(law) if way in LAW else way for way in chosen]
    random = Random(seed)
    lines, outline = write(random, tree(random, len(chosen)), lambda path: chosen[len(path) - 1].marks[path[-1]],
                           lambda path: chosen[len(path) - 1].run_in)
    assert outline_of("\n".join(lines)) == outline


@given(st.integers(1, 5), st.sampled_from((" ", ". ", "．", "、")), st.sampled_from((0, 1)), st.integers(0))
def test_decimal_numbers_nest_by_their_length(depth, after, origin, seed):
    def mark_of(path):
        number = ".".join(str(n) for n in (path[0] + origin, *(place + 1 for place in path[1:])))
        return number + (after if len(path) == 1 else " ")

    random = Random(seed)
    lines, outline = write(random, tree(random, depth), mark_of, lambda path: False)
    assert outline_of("\n".join(lines)) == outline


@given(st.integers(1, 5), st.booleans(), st.integers(0))
def test_markdown_nests_by_its_signs_and_a_lone_first_one_is_the_title(depth, titled, seed):
    random = Random(seed)
    lines, outline = write(random, tree(random, depth), lambda path: "#" * (len(path) + titled) + " ",
                           lambda path: False)
    assert outline_of("\n".join(["# 论数据", ""] * titled + lines)) == outline


SAID = "本节说明由来，内容从略，供读者参考使用。"
PARTED = ("　　", "　", "\t", "\n", "。\n", "。")  # how a heading is parted from its text
TITLES = ("目标工作", "2024年登记", "“清单”工作", "标准、规范", "公布：范围", "三年工作", "《办法》修订")
CONTENTS = {"none": "", "bare": "{}\n", "labelled": "{}\n", "leaders": "{}……{}\n", "tabs": "{}\t{}\n",
            "space": "{} {}\n"}


@settings(max_examples=200)
@given(st.lists(st.sampled_from(LAW + FREE), min_size=1, max_size=5, unique_by=lambda way: way.style),
       st.integers(0), st.sampled_from(PARTED), st.sampled_from(sorted(CONTENTS)))
def test_a_table_of_contents_and_the_ways_of_parting_text_change_nothing(chosen, seed, parted, contents):
    law = iter([way for way in LAW if way in chosen])
    chosen = [next(law) if way in LAW else way for way in chosen]
    random = Random(seed)

    def walk(children, path=()):
        for place, below in enumerate(children):
            here = (*path, place)
            words = random.choice(TITLES) + "".join(random.sample("甲乙丙丁戊己", 2))
            yield len(here), chosen[len(path)].marks[place], words
            yield from walk(below, here)

    headings = list(walk(tree(random, len(chosen))))
    if parted == "。" and set(chosen) & set(LAW):
        parted = "。\n"
    pages = "".join(CONTENTS[contents].format(mark + words, page + 1)
                    for page, (_, mark, words) in enumerate(headings)) if len(headings) > 2 else ""
    label = "目  录\n" if contents not in ("none", "bare") else ""
    body = "\n".join(mark + words + parted + SAID for _, mark, words in headings)
    assert outline_of(f"论数据登记\n{label}{pages}{body}") == [(n, mark.strip(), words) for n, mark, words in headings]


def outline_at(text):
    chosen = choose_headings(text, list(find_marks(text)))
    return [(level, text[mark.start : mark.heading_end]) for level, mark in chosen]


def test_numbers_that_run_through_the_parts_stand_below_them():
    text = "一、甲\n（一）乙\n（二）丙\n二、丁\n（三）戊\n三、己\n（四）庚\n（五）辛"
    assert [level for level, _ in outline_at(text)] == [1, 2, 2, 1, 2, 1, 2, 2]


def test_articles_run_through_chapters_and_sections():
    text = "第一章 甲\n第一条 乙。\n第二章 丙\n第一节 丁\n第二条 戊。\n第二节 己\n第三条 庚。\n第三章 辛\n第四条 壬。"
    assert [level for level, _ in outline_at(text)] == [1, 2, 1, 2, 3, 2, 3, 1, 2]


def test_without_evidence_the_customary_order_decides():
    assert rank_styles(find_marks("（一）甲\n一、乙")) == {"han_comma": 0, "han_bracket": 1}


def test_a_part_with_one_section_and_a_part_with_two():
    text = "一、甲\n（一）乙\n二、丙\n（一）丁\n（二）戊"
    assert [level for level, _ in outline_at(text)] == [1, 2, 1, 2, 2]


def test_headings_that_lost_their_line_break_are_found_between_their_neighbours():
    text = "一、目标\n（一）登记。内容从略。（二）公布。内容从略。\n（三）检查。内容从略。\n二、任务"
    expected = [(1, "一、目标"), (2, "（一）登记"), (2, "（二）公布"), (2, "（三）检查"), (1, "二、任务")]
    assert outline_at(text) == expected


def test_the_first_heading_of_a_part_is_found_where_it_lost_its_line_break():
    text = "一、目标\n要做的工作：（一）登记。内容从略。\n（二）公布。内容从略。\n二、任务。（一）检查。\n（二）总结。"
    assert outline_at(text) == [
        (1, "一、目标"), (2, "（一）登记"), (2, "（二）公布"), (1, "二、任务"), (2, "（一）检查"), (2, "（二）总结")]


def test_no_mark_is_found_between_neighbours_that_are_in_order():
    text = "一、目标\n（一）登记。见。（二）不是。\n（二）检查。内容从略。\n二、任务"
    assert outline_at(text) == [(1, "一、目标"), (2, "（一）登记"), (2, "（二）检查"), (1, "二、任务")]


def test_a_gap_is_kept_where_the_line_looks_like_a_heading_and_prose_is_not():
    assert [words for _, words in outline_at("一、甲\n三、丙")] == ["一、甲", "三、丙"]
    assert [words for _, words in outline_at("一、甲\n九、壬")] == ["一、甲"]
    assert [words for _, words in outline_at(f"一、甲\n三、{'丙' * 80}")] == ["一、甲"]


def test_the_rest_of_a_document_that_was_cut_keeps_its_headings():
    assert outline_at("五、甲\n（七）乙。正文。\n（八）丙。正文。\n（九）丁。正文。\n六、戊\n七、己") == [
        (1, "五、甲"), (2, "（七）乙"), (2, "（八）丙"), (2, "（九）丁"), (1, "六、戊"), (1, "七、己")]
