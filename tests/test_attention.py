"""Attention: shares of parts by hand and by loop, and the leading terms of the grid's cells."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.attention import attention, characteristic_terms
from analysis.errors import InputError
from analysis.features import load_counts, load_sections
from analysis.keyness import keyness
from analysis.passages import resample

IDS = ["front", "1", "1.1", "1.1.1", "1.2", "2", "2.1", "2.2", "2.2.1"]
SECTIONS = pd.DataFrame({
    "section_id": IDS,
    "parent_id": ["", "", "1", "1.1", "1", "", "2", "2", "2.2"],
    "level": [0, 1, 2, 3, 2, 1, 2, 2, 3],
    "kind": ["front", "heading", "heading", "item", "heading", "heading", "heading", "heading", "item"],
    "system": ["", "", "data", "data", "rules", "", "data", "rules", "rules"],
    "n_han": range(10, 19),
})


def counts(sizes):
    return pd.DataFrame([(unit, "数据", "han", n) for unit, n in sizes.items() if n],
                        columns=["section_id", "term", "kind", "n"])


SIZES = {"front": 99, "1": 50, "1.1": 10, "1.1.1": 20, "1.2": 10, "2": 7, "2.1": 15, "2.2": 5, "2.2.1": 40}
COUNTS = counts(SIZES)


def test_shares_by_hand():
    table = attention(COUNTS, SECTIONS, draws=50)
    assert table[["part", "system", "n_passages", "n_tokens", "n_han", "tokens_part"]].values.tolist() == [
        ["1", "data", 2, 30, 25, 40], ["1", "rules", 1, 10, 14, 40],
        ["2", "data", 1, 15, 16, 60], ["2", "rules", 2, 45, 35, 60]]
    assert table["share"].tolist() == [0.75, 0.25, 0.25, 0.75]
    assert table["change"].tolist() == pytest.approx([math.nan, math.nan, -50, 50], nan_ok=True)
    assert table.attrs["basis"].startswith("6 passages of 2 parts that stand under a system, 100 words")


def test_intervals_are_a_loop_over_the_same_draws():
    table = attention(COUNTS, SECTIONS, draws=60, seed=5, confidence=0.8)
    passages = ["1.1", "1.1.1", "1.2", "2.1", "2.2", "2.2.1"]
    shares = {"1": [], "2": []}
    for drawn in resample([unit[0] for unit in passages], draws=60, seed=5):
        for part in shares:
            n = {unit: w * SIZES[unit] for unit, w in zip(passages, drawn) if unit[0] == part}
            shares[part].append(sum(v for unit, v in n.items() if unit.startswith(part + ".1")) / sum(n.values()))
    rows = table[table["system"] == "data"]
    for part, (_, row) in zip(shares, rows.iterrows()):
        assert [row["share_low"], row["share_high"]] == pytest.approx(np.quantile(shares[part], [0.1, 0.9]), abs=1e-9)
    change = 100 * (np.array(shares["2"]) - np.array(shares["1"]))
    assert rows[["change_low", "change_high"]].iloc[1].tolist() == pytest.approx(
        np.quantile(change, [0.1, 0.9]).tolist(), abs=1e-9)


@given(st.dictionaries(st.sampled_from(IDS), st.integers(1, 60)), st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_laws(sizes, random):
    table = attention(counts({"1.1": 4, "2.1": 3, **sizes}), SECTIONS, draws=20)
    sums = table.groupby("part")[["share", "n_tokens"]].sum()
    assert sums["share"].tolist() == pytest.approx([1, 1])
    assert table["n_tokens"].tolist() == pytest.approx((table["share"] * table["tokens_part"]).tolist())
    assert table["change"].dropna().sum() == pytest.approx(0, abs=1e-9)
    mirrored = table[table["part"] == "2"]
    assert mirrored["change_low"].iloc[0] == pytest.approx(-mirrored["change_high"].iloc[1], nan_ok=True)
    shuffled = counts({"1.1": 4, "2.1": 3, **sizes}).sample(frac=1, random_state=random.randrange(99))
    pd.testing.assert_frame_equal(attention(shuffled, SECTIONS, draws=20), table)


def test_a_system_that_a_part_lacks_has_no_share_and_one_passage_no_interval():
    table = attention(counts({"1.1": 10, "1.2": 10, "2.1": 8}), SECTIONS, draws=20)
    part = table[table["part"] == "2"]
    assert part["share"].tolist() == [1, 0] and part["n_passages"].tolist() == [1, 0]
    assert part[["share_low", "share_high", "change_low"]].isna().all(axis=None)
    assert table[table["part"] == "1"]["share_low"].notna().all()
    assert attention(COUNTS, SECTIONS.drop(columns="n_han"), draws=5)["n_han"].isna().all()


def test_errors_name_what_is_wrong():
    with pytest.raises(InputError, match="sections: no column 'system'"):
        attention(COUNTS, SECTIONS.drop(columns="system"))
    with pytest.raises(InputError, match="system is empty for all of the running text"):
        attention(COUNTS, SECTIONS.assign(system=""))
    with pytest.raises(InputError, match="top=0"):
        characteristic_terms(COUNTS, SECTIONS, top=0)


def test_leading_terms_come_with_their_counts_in_the_order_of_keyness():
    rows = [("1.1", "数据", 20), ("1.1", "平台", 6), ("1.1", "算力", 1), ("1.2", "平台", 1), ("1.2", "制度", 15),
            ("2.1", "数据", 5), ("2.1", "服务", 30), ("2.2", "制度", 30)]
    table = pd.DataFrame(rows, columns=["section_id", "term", "n"]).assign(kind="han")
    cells = characteristic_terms(table, SECTIONS, min_count=1, draws=10).set_index("section_id")
    assert cells.loc["1.1", "terms"] == "数据* 20/25、平台* 6/7" and cells.loc["1.1", "n_marked"] == 2
    assert cells.loc["1.1", "glosses"] == "data; platform"
    assert cells.loc["1.1", ["part", "system", "n_tokens", "n_passages"]].tolist() == ["1", "data", 27, 1]
    assert characteristic_terms(table, SECTIONS, top=1, min_count=1, draws=10)["terms"][0] == "数据* 20/25"
    for unit in cells.index:
        order = keyness(table, SECTIONS, target=unit, min_count=1, draws=10)["term"].tolist()
        places = [order.index(name.split()[0].rstrip("*")) for name in cells.loc[unit, "terms"].split("、")]
        assert places == sorted(places)
    systems = characteristic_terms(table, SECTIONS, level="system", min_count=1, draws=10)
    assert systems[["section_id", "part", "system"]].values.tolist() == [["data", "", "data"], ["rules", "", "rules"]]


def test_words_used_once_or_hardly_more_than_elsewhere_lead_nothing():
    rows = [("1.1", "的", 60), ("1.2", "的", 60), ("2.1", "的", 300), ("1.1", "算力", 1), ("1.1", "平台", 4),
            ("2.1", "平台", 14), ("1.1", "数据", 6), ("1.2", "制度", 2)]
    table = pd.DataFrame(rows, columns=["section_id", "term", "n"]).assign(kind="han")
    compared = keyness(table, SECTIONS, target="1.1", min_count=1, draws=10).set_index("term")
    # Once is p < 0.05 here, and 4 of 71 against 14 of 376 is more; neither is shown.
    assert compared.loc["算力", "p"] < 0.07 and compared.loc["平台", "g2"] > 0 and compared.loc["平台", "p"] > 0.05
    cells = characteristic_terms(table, SECTIONS, min_count=1, draws=10).set_index("section_id")
    assert cells.loc["1.1", "terms"].split("、") == ["数据* 6/6"]


def test_the_paper_has_a_grid_of_eighteen_cells():
    counts, sections = load_counts(), load_sections()
    table = attention(counts, sections, draws=100)
    assert len(table) == 18 and table.groupby("part")["n_tokens"].sum().tolist() == [1689, 555, 1282]
    cells = characteristic_terms(counts, sections, draws=10)
    assert len(cells) == 18 and cells["system"].nunique() == 6
    assert dict(zip(cells["section_id"], cells["n_tokens"])) == {
        f"{row.part}.{1 + i % 6}": row.n_tokens for i, row in enumerate(table.itertuples())}
