"""Sections: units tile every text, form a tree, and are found where a reader finds them."""

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shared_texts import SHARED, needs_shared, paper_path

from analysis.characters import HAN_RUN
from analysis.documents import open_document
from analysis.doubts import check_numbering
from analysis.errors import InputError
from analysis.metadata import find_metadata
from analysis.outline import format_outline
from analysis.references import link_citations, parse_references
from analysis.sections import COLUMNS, Unit, find_sections, find_units, units_from_table
from analysis.shipped import read_rows

# Pieces of documents in any order, whole and broken, so that every branch of the grammar is met.
PIECES = st.sampled_from((
    "一、目标", "二、任务", "（一）总体。", "(二)具体", "1.登记", "2. 公布", "1.1 数据", "第一章 总则", "第二条 应当",
    "# 论数据", "## 引言", "①法人", "一是登记；", "二是公布。", "第一，", "第二，", "首先", "最后，", "摘要：", "目录",
    "关键词：数据；治理", "参考文献", "注释：", "一、目标……1", "[1]甲乙.书[M].2020.", "[2]丙[J].刊，2021(2):3-4.", "[3",
    "1]", "Abstract: None.", "Key words: a; b", "附录A 数据", "结语", "引言", "（责任编辑：甲乙）", "中图分类号：D63",
    "文章编号：1234-567X(2024)03-0012-09", "WANG Peng", "内容从略，仅供参考。", "增长2.5%", "\n", "\n", "\n", "\n\n",
    "　　", " ", "。", "\t", "\u2028", "\r\n", "**",
))
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join))


@settings(max_examples=500)
@given(TEXTS)
@example("")
@example("\n\n \n")
@example("参考文献")
def test_units_tile_the_text_and_form_a_tree(text):
    units = find_units(text)
    assert "".join(text[unit.start : unit.end] for unit in units) == text
    assert all(before.end == after.start for before, after in zip(units, units[1:]))
    assert all(unit.start < unit.end or unit.kind == "introduction" for unit in units)
    by_id = {unit.section_id: unit for unit in units}
    assert len(by_id) == len(units)
    places = {unit.section_id: place for place, unit in enumerate(units)}
    last = {}
    for place, unit in enumerate(units):
        if unit.parent_id:
            parent = by_id[unit.parent_id]
            assert places[parent.section_id] < place
            assert unit.subtree_end <= parent.subtree_end
        at = unit.section_id
        while at:
            last[at], at = unit.end, by_id[at].parent_id
        structured = unit.kind in ("heading", "item")
        assert unit.level == ((by_id[unit.parent_id].level if unit.parent_id else 0) + 1 if structured else 0)
        assert unit.number in text[unit.start : unit.end]
        assert unit.heading.removesuffix("…") in text[unit.start : unit.end] or not structured
    assert {unit.section_id: unit.subtree_end for unit in units} == last


@settings(max_examples=300)
@given(TEXTS)
def test_everything_read_from_the_units_holds_for_every_text(text):
    units = find_units(text)
    assert len(format_outline(units, text).splitlines()) >= len(units)
    assert len(parse_references(text, units)) == sum(unit.kind == "reference" for unit in units)
    ids = {unit.section_id: unit for unit in units}
    for citation in link_citations(text, units):
        assert text.startswith(citation.mark, citation.position)
        assert ids[citation.section_id].start <= citation.position < ids[citation.section_id].end
        assert (citation.reference_id in ids) == (citation.status == "linked")
    find_metadata(text, units)


@settings(max_examples=50)
@given(TEXTS)
def test_the_table_holds_the_units_and_gives_them_back(text):
    table = find_sections(text)
    assert list(table.columns) == list(COLUMNS)
    assert units_from_table(table.assign(more=1)) == find_units(text)


def test_a_table_with_numbers_for_ids_is_refused():
    table = find_sections("一、目标\n二、任务")
    with pytest.raises(InputError, match="section_id must be text"):
        units_from_table(table.assign(section_id=pd.to_numeric(table["section_id"])))
    with pytest.raises(InputError, match="'end'"):
        units_from_table(table.drop(columns="end"))


def kinds(text):
    return " ".join(unit.section_id for unit in find_units(text))


SAID = "本节说明有关情况，内容从略，供读者参考使用。"


@pytest.mark.parametrize("text, expected", [
    pytest.param("", "", id="empty"),
    pytest.param(SAID, "introduction", id="no heading: one unit"),
    pytest.param(f"{SAID}\n{SAID}", "introduction", id="no heading, two paragraphs: one unit"),
    pytest.param(f"在会上的讲话\n2024年4月11日\n{SAID}\n{SAID}", "front introduction", id="no heading, a title"),
    pytest.param("在会上的讲话\n2024年4月11日", "introduction", id="no heading, no text"),
    pytest.param(f"论数据\n　　摘要：{SAID}\n  关键词：数据\n  一、目标\n{SAID}\n  参考文献：\n  [1]甲.书[M].2020.",
                 "front abstract keywords 1 references ref.1", id="indented labels"),
    pytest.param(f"论数据\n摘要  {SAID}\n关键词  数据；治理\nJEL分类号：J21；J38\n一、目标\n{SAID}",
                 "front abstract keywords front.2 1", id="labels parted by spaces"),
    pytest.param(f"{SAID}\n一、目标\n二、任务", "introduction 1 2", id="text before the first heading"),
    pytest.param(f"论数据\n甲乙\n摘要：{SAID}\n关键词：数据；治理\n中图分类号：D63\n一、目标\n{SAID}",
                 "front abstract keywords front.2 1", id="front matter"),
    pytest.param(f"论数据\n[摘　要]{SAID}[关键词]数据；治理\n一、目标", "front abstract keywords 1", id="in one line"),
    pytest.param(f"论数据\n摘要\n{SAID}\n关键词\n数据；治理\n一、目标", "front abstract keywords 1", id="labels alone"),
    pytest.param(f"论数据\n摘要：{SAID}\n关键词：数据\nOn Data\nAbstract: None.\nKey words: data\n一、目标",
                 "front abstract keywords front.2 abstract.2 keywords.2 1", id="English abstract in front"),
    pytest.param(f"摘要：{SAID}\n关键词：数据\n引言\n{SAID}\n一、目标", "abstract keywords introduction 1", id="引言"),
    pytest.param("一、目标\n参考文献：\n[1]甲.书[M].2020.\nOn Data\nAbstract: None.\nKey words: a\n（责任编辑：甲）",
                 "1 references ref.1 back abstract keywords back.2", id="English abstract behind"),
    pytest.param(f"一、目标\n{SAID}\n参考文献(References)\n[1]甲.书[M].2020.", "1 references ref.1", id="(References)"),
    pytest.param(f"一、目标\n{SAID}\n致谢\n感谢。\n参考文献\n[1]甲.书[M].2020.\n附录\n从略。",
                 "1 back references ref.1 2", id="thanks, references, appendix"),
    pytest.param(f"一、目标\n{SAID}\n致谢 感谢供图者。\n参考文献\n[1]甲.书[M].2020.", "1 back references ref.1",
                 id="thanks in one line"),
    pytest.param(f"# 论数据\n摘要：{SAID}\n关键词：数据\n## 一、目标\n```r\n# 参考文献\n# 求和\n```\n{SAID}",
                 "front abstract keywords 1", id="comments in a block of code"),
    pytest.param(f"一、目标\n{SAID}\n注释：\n①见某书。\n②同上。\n参考文献\n[1]甲.书[M].2020.",
                 "1 back references ref.1", id="a list of notes is no list of headings"),
    pytest.param(f"第一章 甲\n{SAID}\n参考文献\n[1]甲.书[M].2020.\n第二章 乙\n{SAID}\n参考文献\n[1]乙.书[M].2021.",
                 "1 references ref.1 2 references.2 ref.2", id="a list at the end of each chapter"),
    pytest.param("一、目标\n摘要写得太长。参考文献也长。\n二、任务", "1 2", id="labels inside sentences"),
    pytest.param("一、目标\n总体从略。一是登记；二是公布。\n（一）总体\n一是检查；二是总结。",
                 "1 1.0.1 1.0.2 1.1 1.1.1 1.1.2", id="items of a heading that is divided"),
    pytest.param("一是登记。\n二是公布。", "introduction introduction.1 introduction.2", id="items without headings"),
])
def test_kinds_and_ids(text, expected):
    assert kinds(text) == expected


def test_a_paper_without_line_ends_keeps_its_parts():
    parts = ("一、目标", "（一）总体", SAID * 45, "（二）具体", SAID * 45, "二、任务", SAID * 45,
             "参考文献 [1]甲.书[M].2020. [2]乙.书[M].2021.")
    assert kinds(" ".join(parts)) == "1 1.1 1.2 2 references ref.1 ref.2"


def test_the_phrase_of_an_item_keeps_to_fifteen_han_characters_with_its_mark():
    text = "一是把全部数据资源登记在册并且逐年向社会公布；二是检查。"
    first = next(unit for unit in find_units("一、目标\n" + text) if unit.kind == "item")
    assert sum(map(len, HAN_RUN.findall(first.number + first.heading.removesuffix("…")))) == 15


# Texts of a megabyte that a backtracking grammar would not survive: they end, and tile.

MEGABYTE = 1_000_000 // 3


@pytest.mark.parametrize("piece", [
    "数", "1", "1.", "（一", "第一", "\n", " ", "\u3000", "一是", "一是甲；二是乙。", "①", "[1", "[1]", "（一）",
    "一、目标\n正文。\n", "一、", "1.1", "#", "摘要：", "参考文献\n"], ids=repr)
def test_a_megabyte_of_anything(piece):
    text = (piece * (MEGABYTE // len(piece) + 1))[:MEGABYTE]
    units = find_units(text)
    assert sum(unit.end - unit.start for unit in units) == len(text)
    link_citations(text, units)
    find_metadata(text, units)


def test_a_megabyte_of_headings_is_no_document():
    text = "。一、甲" * (MEGABYTE // 4)
    with pytest.raises(InputError, match="more than 50,000 lines begin like headings"):
        find_units(text)


# The paper. Its headings are given by their first and last characters and their count of Han characters.

HEADINGS = {
    "1": ("十四五时期", "及其成效", 19), "2": ("十五五时期", "面临的挑战", 18), "3": ("十五五时期", "重点任务", 18),
    "1.1": ("数字政府履职", "初步构建", 14), "1.2": ("数字政府平台", "更加有力", 14),
    "1.3": ("数字政府数据", "逐步建立", 14), "1.4": ("数字政府制度", "不断完善", 14),
    "1.5": ("数字政府安全", "基本筑牢", 14), "1.6": ("以数字政府建设", "数字发展", 21),
    "2.1": ("数字政府服务", "发展需要", 20), "2.2": ("数字政府建设", "设施不足", 16),
    "2.3": ("数字政府数据", "充分激活", 15), "2.4": ("数字政府制度", "建设不健全", 11),
    "2.5": ("数字政府安全", "不够完善", 14), "2.6": ("以数字政府", "仍有短板", 17),
    "3.1": ("加快打造", "服务新体系", 15), "3.2": ("加快建设", "新基础设施", 13),
    "3.3": ("深入挖掘", "要素新潜能", 15), "3.4": ("全面构建", "政府新制度", 16),
    "3.5": ("提速建立", "安全新保障", 20), "3.6": ("以数字政府建设", "社会新发展", 18),
}


@pytest.fixture(scope="module")
def paper():
    return open_document(paper_path())


def test_the_paper_has_3_parts_18_sections_56_items_and_20_references(paper):
    counts = pd.Series([f"{unit.kind} {unit.level}" for unit in paper.units]).value_counts()
    assert counts[["heading 1", "heading 2", "item 3", "reference 0"]].tolist() == [3, 18, 56, 20]
    others = [unit.section_id for unit in paper.units if unit.level == 0 and unit.kind != "reference"]
    assert others == ["front", "introduction", "references", "back", "abstract", "keywords", "back.2"]
    assert check_numbering(paper.units) == []


def test_the_paper_without_line_ends_has_the_same_units(paper):
    found = {unit.section_id for unit in find_units(paper.text.replace("\n", " "))}
    expected = {unit.section_id for unit in paper.units if unit.kind in ("heading", "item", "references", "reference")}
    assert expected <= found
    assert sum(section_id[0].isdigit() for section_id in found) == 3 + 18 + 56


def test_the_headings_of_the_paper_are_as_printed(paper):
    headings = [unit for unit in paper.units if unit.kind == "heading"]
    found = {unit.section_id: "".join(HAN_RUN.findall(unit.heading)) for unit in headings}
    assert found.keys() == HEADINGS.keys()
    for section_id, (first, last, size) in HEADINGS.items():
        words = found[section_id]
        assert (words.startswith(first), words.endswith(last), len(words)) == (True, True, size), words


def test_the_labels_of_the_paper_fit_its_units(paper):
    labels = {section_id: system for section_id, system, _ in read_rows("paper", "labels.csv")[1]}
    body = {unit.section_id for unit in paper.units if unit.kind in ("introduction", "heading", "item", "references")}
    assert labels.keys() == body
    systems = ("service", "platforms", "data", "rules", "security", "empowerment")
    for section_id, system in labels.items():
        numbers = section_id.split(".")
        assert system == (systems[int(numbers[1]) - 1] if len(numbers) > 1 else "")


@needs_shared
def test_the_policy_documents_have_their_chapters_and_sections():
    counts = []
    for path in sorted((SHARED / "corpora" / "opinions").glob("*.txt")):
        levels = pd.Series([unit.level for unit in open_document(path).units if unit.kind == "heading"])
        counts.append(levels.value_counts().sort_index().tolist())
    # Data resources: 6 chapters, sections numbered through to 17; digital government: 8, 31, and 3 in 1.2.
    assert counts == [[6, 17], [8, 31, 3]]


def test_units_are_rows_of_the_shipped_columns():
    assert Unit._fields == COLUMNS


def test_an_affiliation_with_postcodes_is_front_matter():
    text = ("论减负\n周明远，何若水\n（1.某大学 某学院，北京 100871；2.某研究院，武汉 430077）\n"
            "摘要：略。\n关键词：减负\n一、引言\n正文。")
    kinds = [unit.kind for unit in find_units(text)]
    assert kinds == ["front", "abstract", "keywords", "heading"]


def test_a_formal_numeral_is_read_in_either_script():
    for third in "參参叁":
        units = find_units(f"壹、甲\n正文。\n贰、乙\n正文。\n{third}、丙\n正文。")
        assert [unit.section_id for unit in units] == ["1", "2", "3"]
