"""Concordance: places and contexts by hand, laws against a plain search, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_tables import tokens_of

from analysis.concordance import Line, concordance, find_lines, format_concordance
from analysis.errors import InputError
from analysis.sections import find_sections, find_units
from analysis.segmentation import Segmenter, tokenize

ROOT = Path(__file__).resolve().parents[1]
TEXT = "一、数据平台\n数据要素要流通，政务数据要共享。\n二、任务\n推动 open data 与数据汇聚；数据库除外。"
PLAIN = Segmenter(terms=["政务数据", "数据库"])


@pytest.fixture
def tokens():
    return tokenize(TEXT, find_sections(TEXT), segmenter=PLAIN)


def test_contexts_end_with_the_unit_and_with_the_width(tokens):
    table = concordance(tokens, "数据", width=4)
    assert table[["section_id", "left", "term", "right"]].values.tolist() == [
        ["1", "一、", "数据", "平台 数"],
        ["1", "据平台 ", "数据", "要素要流"],
        ["2", "ta 与", "数据", "汇聚；数"],
    ]
    assert [TEXT[start:end] for start, end in zip(table["start"], table["end"])] == ["数据"] * 3
    assert concordance(tokens, "除外", width=90)["left"].item().startswith("二、任务"), "not of unit 1"


def test_a_token_is_found_whole_and_characters_are_found_inside_too(tokens):
    assert len(concordance(tokens, "数据")) == 3
    every = concordance(tokens, "数据", by="characters")
    assert len(every) == TEXT.count("数据") == 5
    assert concordance(tokens, "数据").attrs["hint"] == (
        "数据 stands in 3 places as a token and in 5 as characters: by='characters' shows all")
    assert every.attrs["hint"].endswith("by='token' shows what the counts count")
    assert concordance(tokens, "共享").attrs["hint"] == ""


@pytest.mark.parametrize("term, found", [
    ("数据*", ["数据", "数据", "数据", "数据库"]),
    ("*数据", ["数据", "数据", "政务数据", "数据"]),
    ("数据?", ["数据库"]),
    ("数据 要素", ["数据要素"]),
    ("数据要素", ["数据要素"]),  # two tokens, a place that begins and ends where tokens do
    ("与 数据 *", ["与数据汇聚"]),
    ("数据 ?聚", ["数据汇聚"]),
    ("open data", ["open data"]),
    ("据要", []),
    ("平台 *", []),  # a wildcard is no sign, and no line's end is crossed
    ("data与", []),
])
def test_wildcards_and_several_words(tokens, term, found):
    assert concordance(tokens, term)["term"].tolist() == found


def test_order_by_neighbours():
    tokens = tokens_of(("1", "bxc.axd"), ("2", "axb.bxc"))
    lines = concordance(tokens, "x", width=1)
    assert (lines["left"] + lines["right"]).tolist() == ["bc", "ad", "ab", "bc"]
    assert concordance(tokens, "x", width=1, sort="left")["start"].tolist() == [5, 8, 1, 12]
    assert concordance(tokens, "x", width=1, sort="right")["start"].tolist() == [8, 1, 12, 5]
    read_backwards = concordance(tokens_of(("1", "abx.bax.")), "x", width=2, sort="left")
    assert read_backwards["left"].tolist() == ["ba", "ab"]


def test_width_in_words(tokens):
    table = concordance(tokens, "流通", width=2, measure="words")
    assert table[["left", "right"]].values.tolist() == [["要素要", "，政务数据要"]]
    assert concordance(tokens, "除外", width=99, measure="words")["left"].item().startswith("二、任务 推动 open data")


def test_the_core_and_the_table_agree(tokens):
    for by in ("token", "characters"):
        for measure in ("characters", "words"):
            lines, hint = find_lines(TEXT, find_units(TEXT), "数据", segmenter=PLAIN, sort="right", by=by,
                                     measure=measure)
            table = concordance(tokens, "数据", sort="right", by=by, measure=measure)
            assert [tuple(line) for line in lines] == list(table.itertuples(index=False, name=None))
            assert hint in (table.attrs["hint"], "")


def test_the_core_loads_no_pandas():
    code = ("import sys; from analysis.concordance import *; from analysis.sections import find_units;"
            "find_lines('一、数据平台', find_units('一、数据平台'), '数据'); print('pandas' in sys.modules)")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "False\n"


@given(st.lists(st.text("ab.", min_size=1, max_size=20), min_size=1, max_size=3), st.integers(1, 5),
       st.sampled_from(["a", "ab", "aa", "ba."]), st.sampled_from(["left", "right", "text"]), st.randoms())
def test_laws(units, width, term, sort, random):
    tokens = tokens_of(*((str(i), letters) for i, letters in enumerate(units)))
    table = concordance(tokens, term, width=width, sort=sort)
    # Every letter is a token, so each place is one that a plain search of the unit finds.
    text, borders = "".join(units), [0]
    for letters in units:
        borders.append(borders[-1] + len(letters))
    places = [at for low, high in pairwise(borders) for at in range(low, high)
              if text[at:high].startswith(term)]
    assert sorted(table["start"]) == places
    for row in table.itertuples():
        low, high = next((a, b) for a, b in pairwise(borders) if a <= row.start < b)
        assert row.left == text[max(low, row.start - width) : row.start]
        assert row.right == text[row.end : min(high, row.end + width)]
    keys = [{"left": row.left[::-1], "right": row.right, "text": ""}[sort] for row in table.itertuples()]
    assert list(zip(keys, table["start"])) == sorted(zip(keys, table["start"]))
    rows = list(tokens.index)
    random.shuffle(rows)
    pd.testing.assert_frame_equal(concordance(tokens.loc[rows], term, width=width, sort=sort), table)


def test_hints_where_nothing_is_found(tokens):
    none = concordance(tokens, "算力")
    assert none.empty and none.dtypes["start"] == "int64" and "Traditional" in none.attrs["hint"]
    assert "wildcards need by='token'" in concordance(tokens, "数据*", by="characters").attrs["hint"]
    assert "cut or spelled otherwise" in concordance(tokens, "力*").attrs["hint"]
    assert "in 0 places as a token and in 1" in concordance(tokens, "据平").attrs["hint"]


def test_format_aligns_full_width_characters():
    lines = [Line("1", 0, 2, "在A", "数据", "，"), Line("10", 9, 12, "平台", "数据库", "")]
    assert format_concordance(lines).split("\n") == ["1    在A  数据    ，", "10  平台  数据库"]
    assert format_concordance(pd.DataFrame(lines)) == format_concordance(lines)
    assert format_concordance([]) == ""


def test_errors(tokens):
    counts = pd.DataFrame({"section_id": ["1"], "term": ["数据"], "kind": ["han"], "n": [2]})
    with pytest.raises(InputError, match=r"needs the order of the words.*cooccurrence\.unit_cooccurrence"):
        concordance(counts, "数据")
    with pytest.raises(InputError, match="term='': must be a word"):
        concordance(tokens, "")
    with pytest.raises(InputError, match=r"term='\* \?'"):
        concordance(tokens, "* ?")
    with pytest.raises(InputError, match="sort='middle': must be one of text, left, right"):
        concordance(tokens, "数据", sort="middle")
    with pytest.raises(InputError, match="width=0"):
        concordance(tokens, "数据", width=0)
    with pytest.raises(InputError, match="in unit '1' one ends at 1 and the next starts at 2; give all tokens"):
        concordance(tokens[tokens["kind"] == "han"], "数据")
    with pytest.raises(InputError, match="not bigrams"):
        concordance(tokenize("数据平台", segmenter=Segmenter(mode="bigrams")), "数据")
