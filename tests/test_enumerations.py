"""Enumerations inside paragraphs: cases as data, and series of any length and nesting come back."""

import pytest
from case_files import read_cases, read_rows
from hypothesis import given
from hypothesis import strategies as st

from analysis.enumerations import SERIES, find_series, lead_phrase


def series_of(text):
    return [(member.depth, text[member.start : member.end]) for member in find_series(text, 0, len(text))]


@pytest.mark.parametrize("text, expected", read_cases("enumerations", written=True))
def test_case(text, expected):
    members = find_series(text, 0, len(text))
    found = " ".join(
        f"{member.depth}{text[member.start : member.end]}{lead_phrase(text, member.end, len(text), limit=15)}"
        for member in members)
    assert found == expected


def test_every_series_of_the_grammar_has_a_case():
    examples = {series.name: series.example.partition("…")[0] for series in SERIES}
    text = "\n".join(row["input"] for row in read_rows("enumerations"))
    assert not [name for name, example in examples.items() if example.rstrip("，") not in text]


HAN = ("零", *"一二三四五六七八九", "十")
WAYS = (
    lambda n: f"{HAN[n]}是", lambda n: f"{HAN[n]}要", lambda n: f"第{HAN[n]}，", lambda n: f"其{HAN[n]}，",
    lambda n: f"（{HAN[n]}）", lambda n: f"({n})", lambda n: f"{n}）", lambda n: "⓪①②③④⑤⑥⑦⑧⑨⑩"[n],
)
WORDS = st.sampled_from(("登记", "公布目录", "提高2.5%", "按《办法》检查", "统一是前提"))


@given(st.data(), st.permutations(range(len(WAYS))), st.lists(st.integers(2, 4), min_size=1, max_size=3))
def test_nested_series_come_back(data, order, sizes):
    """The first member of each series holds the next one; they are parted by semicolons, as in running text."""
    members = []

    def write(depth):
        text = ""
        for n in range(1, sizes[depth] + 1):
            mark = WAYS[order[depth]](n)
            members.append((depth, mark.rstrip("，")))
            inner = "：" + write(depth + 1).rstrip("；") if n == 1 and depth + 1 < len(sizes) else ""
            text += mark + data.draw(WORDS) + inner + "；"
        return text

    assert series_of("要点如下：" + write(0)) == members


@given(st.text(alphabet="一二三是要第其首先次最后①②（）12)，。；\n甲", max_size=60))
def test_members_are_in_order_and_each_series_counts_on_from_one(text):
    members = find_series(text, 0, len(text))
    assert [member.start for member in members] == sorted({member.start for member in members})
    open_series = {}
    for member in members:
        assert member.start < member.end
        last = open_series.get((member.depth, member.style), 0)
        assert member.ordinal in (1, last + 1)
        open_series = {key: value for key, value in open_series.items() if key[0] <= member.depth}
        open_series[member.depth, member.style] = member.ordinal


@given(st.text(max_size=30), st.integers(0, 15))
def test_a_lead_phrase_keeps_to_its_limit_and_its_text(text, limit):
    phrase = lead_phrase(text, 0, len(text), limit=limit)
    assert sum("\u4e00" <= character <= "\u9fff" for character in phrase) <= limit
    assert phrase.removesuffix("…") in text
