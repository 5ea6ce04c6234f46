"""Quantities: each rule on sentences made for it, laws on generated ones, and the paper against its table."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shared_texts import paper_path

from analysis.documents import open_document
from analysis.errors import InputError, UnreadableFileError
from analysis.features import load_sections
from analysis.quantities import KINDS, ROOM, Quantity, find_quantities, load_figures, quantities
from analysis.references import find_references
from analysis.sections import Unit, find_sections, find_units
from analysis.segmentation import Segmenter

SEGMENTER = Segmenter()


def found(text):
    unit = Unit("1", "", 1, "heading", "", "", 0, len(text), len(text))
    return find_quantities(text, [unit], segmenter=SEGMENTER)


def short(text):
    """Each quantity as (printed, value, unit, comparison, change, year)."""
    return [(q.printed, q.value, q.unit, q.comparison, q.change, q.year) for q in found(text)]


# Sentence; for each quantity: printed, value, unit, comparison, change, year.
POSITIVE = [
    ("甲市收入35万亿元。", [("35万亿元", 35e12, "元", "", "", "")]),
    ("收入同比增长12.5%。", [("12.5%", 12.5, "%", "", "increase", "")]),
    ("算力达10.3EFLOPS。", [("10.3EFLOPS", 10.3, "EFLOPS", "", "", "")]),
    ("丙县占全市的超过1/4。", [("1/4", 0.25, "", ">", "", "")]),
    ("用户约2.3亿人。", [("2.3亿人", 2.3e8, "人", "~", "", "")]),
    ("比重提高2.5个百分点。", [("2.5个百分点", 2.5, "个百分点", "", "increase", "")]),
    ("能耗下降4%。", [("4%", 4.0, "%", "", "decrease", "")]),
    ("能耗降低约4%。", [("4%", 4.0, "%", "~", "decrease", "")]),
    ("指数跃升至全球第35位。", [("第35位", 35.0, "位", "", "increase", "")]),
    ("排名上升3位。", [("3位", 3.0, "位", "", "increase", "")]),
    ("受理1,813件来信。", [("1,813件", 1813.0, "件", "", "", "")]),
    ("办结率不低于95%。", [("95%", 95.0, "%", ">", "", "")]),
    ("误差不超过3%。", [("3%", 3.0, "%", "<", "", "")]),
    ("覆盖率不足40%。", [("40%", 40.0, "%", "<", "", "")]),
    ("覆盖率在40%以下。", [("40%", 40.0, "%", "<", "", "")]),
    ("制定30项以上标准。", [("30项", 30.0, "项", ">", "", "")]),
    ("增速在6%左右。", [("6%", 6.0, "%", "~", "increase", "")]),
    ("上架产品1.6万多个。", [("1.6万多个", 16000.0, "个", ">", "", "")]),
    ("举办活动100多场。", [("100多场", 100.0, "场", ">", "", "")]),
    ("近5000起事件。", [("5000起", 5000.0, "起", "~", "", "")]),
    ("评分从90.5分上升至98分。", [("90.5分", 90.5, "分", "", "", ""), ("98分", 98.0, "分", "", "increase", "")]),
    ("2031年受理5件，2032年受理7件。",
     [("5件", 5.0, "件", "", "", "2031"), ("7件", 7.0, "件", "", "", "2032")]),
    ("2031年，受理5件。又受理6件。", [("5件", 5.0, "件", "", "", "2031"), ("6件", 6.0, "件", "", "", "")]),
    ("2031年受理5件，较2029年增加2件。",
     [("5件", 5.0, "件", "", "", "2031"), ("2件", 2.0, "件", "", "increase", "2031")]),
    ("“十四五”时期建成8座机房。", [("8座", 8.0, "座", "", "", "2021-2025")]),
    ("2031年7月至2032年6月受理9件。", [("9件", 9.0, "件", "", "", "2031-2032")]),
    ("二〇三五年建成3个平台。", [("3个", 3.0, "个", "", "", "2035")]),
    ("为期5年的试点。", [("5年", 5.0, "年", "", "", "")]),
    ("在20个工作日内答复。", [("20个工作日", 20.0, "个工作日", "<", "", "")]),
    ("在7日内答复。", [("7日", 7.0, "日", "<", "", "")]),
    ("指数为85.6。", [("85.6", 85.6, "", "", "", "")]),
    ("分流了近三分之一的来电。", [("三分之一", 1 / 3, "", "~", "", "")]),
    ("百分之五的来电。", [("百分之五", 5.0, "%", "", "", "")]),
    ("替代了近一半的窗口。", [("一半", 0.5, "", "~", "", "")]),
    ("装机10万千瓦。", [("10万千瓦", 1e5, "千瓦", "", "", "")]),
    ("收入增长5%和8%。", [("5%", 5.0, "%", "", "increase", ""), ("8%", 8.0, "%", "", "increase", "")]),
    ("实现8%的增长。", [("8%", 8.0, "%", "", "increase", "")]),
    ("名师387名助教。", [("387名", 387.0, "名", "", "", "")]),
]
NOTHING = [
    ("到2035年建成。", "a year"),
    ("2031—2035年的计划。", "a run of years"),
    ("近5年来，成效明显。", "a length that says when"),
    ("3月10日召开会议。", "a date"),
    ("1.加强领导。", "a list number"),
    ("（2）加强领导。", "a list number in brackets"),
    ("见第12条和第3章。", "articles"),
    ("国发〔2031〕14号文件。", "a document number"),
    ("前人已有研究[12]，也有[3-5]。", "citation marks"),
    ("关键力量[1。我国", "a broken citation mark"),
    ("《丙市发展报告（2031年）》指出，甲地领先。", "a year in a title"),
    ("《“十四五”规划50问》出版。", "a number in a title"),
    ("打造“15分钟办事圈”。", "a slogan in quotation marks"),
    ("构建1+3+N体系。", "a formula of policy"),
    ("发展5G和6G。", "a word with a digit"),
    ("大脑3.0版上线。", "a version"),
    ("拨打12345热线。", "a telephone number"),
    ("地铁6号线开通。", "a name"),
    ("全年7×24小时值守。", "a product in a name"),
    ("第26届大会。", "an ordinal"),
    ("六部门、三级平台、一网通办。", "Han numerals in words"),
    ("庆祝建市75周年。", "an anniversary"),
]
FAILURES = [
    ("甲县居全省第1。", ["第1"], "a rank without its classifier"),
    ("共获3金11银。", ["3金", "11银"], "medals"),
    ("建成500千伏变电站。", ["500千伏"], "kilovolts are no unit of the tokens, and 千 is read as a magnitude"),
    ("占比达三成。", ["三成"], "tenths in Han numerals"),
    ("六部门联合印发。", ["六部门"], "counts in Han numerals"),
]


@pytest.mark.parametrize("text, expected", POSITIVE, ids=[text for text, _ in POSITIVE])
def test_what_is_found(text, expected):
    assert short(text) == expected


@pytest.mark.parametrize("text", [text for text, _ in NOTHING], ids=[why for _, why in NOTHING])
def test_what_is_no_quantity(text):
    assert short(text) == []


@pytest.mark.parametrize("text, printed", [
    pytest.param(text, printed, marks=pytest.mark.xfail(strict=True, reason=why), id=why)
    for text, printed, why in FAILURES])
def test_known_failures(text, printed):
    assert [q.printed for q in found(text)] == printed


@pytest.mark.parametrize("text, value, upper, unit", [
    ("占窗口业务的90%~95%。", 90.0, 95.0, "%"),
    ("培育3-5个园区。", 3.0, 5.0, "个"),
    ("投入3-5万元。", 3e4, 5e4, "元"),
    ("投入5000万元至1亿元。", 5e7, 1e8, "元"),
])
def test_a_range_is_one_quantity(text, value, upper, unit):
    (quantity,) = found(text)
    assert (quantity.value, quantity.upper, quantity.unit) == (value, upper, unit)
    assert text.startswith(quantity.printed, quantity.position)


def test_an_amount_without_a_digit_has_no_value():
    (quantity,) = found("月活量达数百万。")
    assert math.isnan(quantity.value) and (quantity.printed, quantity.comparison) == ("数百万", "~")


@pytest.mark.parametrize("text, indicators", [
    ("2031年，甲市平台访问量超过50亿次，同比增长3%。", ["甲市平台访问量", "甲市平台访问量"]),
    ("推进3万家中小企业改造。", ["中小企业"]),
    ("承载90%以上的政务数据。", ["政务数据"]),
    ("数据交易（含备案）总额超20亿元。", ["数据交易总额"]),
    ("全市评分从90分上升至95分。", ["全市评分", "全市评分"]),
    ("服务很好。达5%。", [""]),
])
def test_indicators(text, indicators):
    assert [q.indicator for q in found(text)] == indicators


PAPER = ("一、成效\n受理5件[2]；又办结6件，其中3件是难题。[1]甲县受理7件。共9件[2。\n"
         "参考文献\n[1]甲乙.书[M].北京：某社，2020.\n[2]丙丁.论数据[J].某刊，2021(2):5-9.")


def test_the_source_is_the_next_mark_in_the_sentence():
    rows = quantities(PAPER, find_sections(PAPER), segmenter=SEGMENTER)
    assert rows[["printed", "reference_id"]].values.tolist() == [
        ["5件", "ref.2"], ["6件", "ref.1"], ["3件", "ref.1"], ["7件", ""], ["9件", ""]]
    assert set(rows["reference_id"]) - {""} <= set(find_references(PAPER)["reference_id"])


def test_the_reference_list_holds_no_quantities():
    assert {q.section_id for q in find_quantities(PAPER, find_units(PAPER), segmenter=SEGMENTER)} == {"1"}
    assert {unit.kind for unit in find_units(PAPER)} > set(KINDS) & {"heading"}


def test_a_text_without_quantities_gives_an_empty_table_with_its_types():
    rows = quantities("一、目标\n加强建设。", find_sections("一、目标\n加强建设。"), segmenter=SEGMENTER)
    assert list(rows.columns) == list(Quantity._fields) and not len(rows)
    assert rows.dtypes.astype(str).to_dict() == load_figures().dtypes.astype(str).reindex(rows.columns).to_dict()


def test_errors_name_the_mistake():
    with pytest.raises(InputError, match="sections: no column 'parent_id'.*find_sections"):
        quantities("甲", load_sections()[["section_id"]])
    with pytest.raises(UnreadableFileError, match="figures.csv"):
        load_figures("nothing")


NUMBER = st.integers(1, 9999) | st.decimals(1, 999, places=2)
UNIT = st.sampled_from(["元", "%", "个", "家", "次", "件", "平方米"])
MAGNITUDES = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12, "千": 1000}


@given(NUMBER, st.sampled_from(sorted(MAGNITUDES)), UNIT, st.sampled_from(["达", "约", "超过", "为", "共"]))
@settings(max_examples=60)
def test_a_value_is_the_number_times_its_magnitude(number, magnitude, unit, word):
    (quantity,) = found(f"丙市总量{word}{number}{magnitude}{unit}。")
    assert quantity.value == pytest.approx(float(number) * MAGNITUDES[magnitude], rel=1e-15)
    assert (quantity.unit, quantity.printed) == (unit, f"{number}{magnitude}{unit}")


SENTENCES = [text for text, _ in POSITIVE + NOTHING] + [text for text, _, _ in FAILURES]
SIGNS = "约达超过近第至到年月个家元%万亿增长下降的和在百分之一半数1234567890.,-~/[]（）《》“”。，；"
PIECES = st.text(alphabet=SIGNS, max_size=25)


@given(st.lists(st.sampled_from(SENTENCES) | PIECES, max_size=6).map("".join))
@settings(max_examples=80)
def test_every_quantity_points_at_what_is_printed(text):
    end = 0
    for quantity in found(text):
        assert text.startswith(quantity.printed, quantity.position) and quantity.position >= end
        assert quantity.comparison in ("", "~", "<", ">") and quantity.change in ("", "increase", "decrease")
        held = quantity.indicator + quantity.unit + quantity.printed
        assert not quantity.indicator or sum("\u3400" <= sign <= "\u9fff" for sign in held) <= ROOM
        end = quantity.position + 1


def test_the_shipped_figures_are_complete():
    figures = load_figures()
    sections = load_sections().set_index("section_id")
    assert len(figures) == 52 and not figures.duplicated(["section_id", "position"]).any()
    assert set(figures["section_id"]) <= set(sections.index)
    lengths = figures["section_id"].map(sections["end"] - sections["start"])
    assert (figures["position"] + figures["printed"].str.len() <= lengths).all()
    assert (figures[["indicator", "gloss", "printed"]] != "").all(axis=None)
    assert set(" ".join(figures["checked"]).split()) <= set(figures.columns)
    assert figures.loc[figures["value"].isna(), "printed"].tolist() == ["数百万"]
    assert figures.loc[figures["upper"].notna(), "printed"].tolist() == ["90%~95%"]
    known = set(sections.index[sections["kind"] == "reference"])
    assert set(figures["reference_id"]) - {""} <= known


def test_the_paper_gives_the_shipped_figures_but_for_what_a_person_changed():
    document = open_document(paper_path())
    rules, figures = find_quantities(document.text, document.units), load_figures()
    assert [(q.section_id, q.position) for q in rules] == list(zip(figures["section_id"], figures["position"]))
    own = {unit.section_id: document.text[unit.start : unit.end] for unit in document.units}
    for quantity, row in zip(rules, figures.to_dict("records")):
        assert own[row["section_id"]].startswith(row["printed"], row["position"])
        for field, value in quantity._asdict().items():
            assert (field in row["checked"].split()) == (row[field] != value and value == value), (field, row)
