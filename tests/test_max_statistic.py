"""The permutation test of keyness: by loops from the formula, by counting all deals, and what the paper shows."""

import math
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.features import load_counts, load_sections
from analysis.keyness import keyness_all
from analysis.max_statistic import keyness_by_deals
from analysis.passages import deals

SECTIONS = pd.DataFrame({
    "section_id": ["abstract", "introduction", "1", "1.1", "1.2", "2", "2.1"],
    "parent_id": ["", "", "", "1", "1", "", "2"],
    "level": [0, 1, 1, 2, 2, 1, 2],
    "kind": ["abstract", "introduction", "heading", "heading", "heading", "heading", "heading"],
})
WORDS = ["数据", "算力", "平台", "的"]
TABLE = {"abstract": (9, 9, 9, 9), "introduction": (1, 0, 1, 12), "1": (4, 0, 1, 20), "1.1": (6, 0, 0, 30),
         "1.2": (1, 0, 3, 9), "2": (1, 3, 1, 20), "2.1": (0, 4, 2, 31)}
COUNTS = pd.DataFrame([(unit, term, "han", n) for unit, ns in TABLE.items() for term, n in zip(WORDS, ns) if n],
                      columns=["section_id", "term", "kind", "n"])
BODY = ["1", "1.1", "1.2", "2", "2.1", "introduction"]  # the draws follow the order of the ids
OPTIONS = {"stopwords": ["的"], "min_count": 1}


def g2(a, b, n1, n2):
    """Dunning's formula, over all four cells."""
    pooled = (a + b) / (n1 + n2)
    cells = [(a, n1 * pooled), (b, n2 * pooled), (n1 - a, n1 * (1 - pooled)), (n2 - b, n2 * (1 - pooled))]
    return 2 * sum(seen * math.log(seen / expected) for seen, expected in cells if seen)


def of_deal(chosen):
    """Return the G² of each word when the chosen passages are the unit."""
    inside, outside = ([TABLE[unit] for unit in BODY if (unit in chosen) == side] for side in (True, False))
    n1, n2 = (sum(map(sum, side)) for side in (inside, outside))
    return [g2(sum(row[i] for row in inside), sum(row[i] for row in outside), n1, n2) for i in range(3)]


@pytest.mark.parametrize("unit, own", [("1", ["1", "1.1", "1.2"]), ("2", ["2", "2.1"])])
def test_p_and_over_agree_with_a_loop_over_the_deals(unit, own):
    table = keyness_by_deals(COUNTS, SECTIONS, draws=200, seed=3, **OPTIONS).set_index(["section_id", "term"])
    seen = of_deal(own)
    order = own + [name for name in BODY if name not in own]
    drawn = [of_deal([name for name, chosen in zip(BODY, row) if chosen])
             for row in deals(len(own), len(order) - len(own), draws=200, seed=3)]
    for place, term in enumerate(WORDS[:3]):
        row = table.loc[(unit, term)]
        assert abs(row["g2"]) == pytest.approx(seen[place], rel=1e-9)
        assert row["p_deal"] == pytest.approx((1 + sum(d[place] >= seen[place] - 1e-12 for d in drawn)) / 201)
        assert row["p_maxt"] == pytest.approx((1 + sum(max(d) >= seen[place] - 1e-12 for d in drawn)) / 201)
        assert row["over"] == pytest.approx(sum(d[place] > 3.841459 for d in drawn) / 200)


def test_many_deals_come_near_all_that_there_are():
    table = keyness_by_deals(COUNTS, SECTIONS, draws=4000, **OPTIONS).set_index(["section_id", "term"])
    everything = [of_deal(chosen) for chosen in combinations(BODY, 2)]
    seen = of_deal(["2", "2.1"])
    for place, term in enumerate(WORDS[:3]):
        exact = np.mean([max(d) >= seen[place] - 1e-12 for d in everything])
        assert table.loc[("2", term), "p_maxt"] == pytest.approx(exact, abs=0.03)


def test_words_dealt_follow_the_hypergeometric_distribution():
    from scipy.stats import hypergeom

    table = keyness_by_deals(COUNTS, SECTIONS, draws=4000, deal="words", **OPTIONS).set_index(["section_id", "term"])
    passages = [TABLE[unit] for unit in BODY]
    size, total = sum(map(sum, passages)), sum(row[1] for row in passages)
    own = sum(map(sum, (TABLE["2"], TABLE["2.1"])))
    seen = g2(7, 0, own, size - own)
    ways = range(max(0, total + own - size), total + 1)
    p = sum(hypergeom.pmf(k, size, total, own) for k in ways if g2(k, total - k, own, size - own) >= seen - 1e-12)
    assert table.loc[("2", "算力"), "p_deal"] == pytest.approx(p, abs=0.01)
    over = sum(hypergeom.pmf(k, size, total, own) for k in ways if g2(k, total - k, own, size - own) > 3.841459)
    assert table.loc[("2", "算力"), "over"] == pytest.approx(over, abs=0.02)


def test_rows_are_those_of_the_keyness_table():
    counts, sections = load_counts(), load_sections()
    table = keyness_by_deals(counts, sections, draws=200)
    keys = ["section_id", "term"]
    same = keyness_all(counts, sections, draws=2).set_index(keys).loc[table.set_index(keys).index].reset_index()
    for column in ("n_target", "n_reference", "g2"):
        assert table[column].to_numpy() == pytest.approx(same[column].to_numpy(), rel=1e-9, abs=1e-9)
    assert (table["p_maxt"] >= table["p_deal"]).all() and (table["p_maxt"] >= 1 / 201).all()


def test_passages_hold_words_together_so_chance_is_larger_in_the_paper():
    options = {"counts": load_counts(), "sections": load_sections(), "draws": 300}
    dealt, single = (keyness_by_deals(deal=deal, **options) for deal in ("passages", "words"))
    over = pd.DataFrame({"passages": dealt.groupby("section_id")["over"].mean(),
                         "words": single.groupby("section_id")["over"].mean()})
    assert (over["passages"] > over["words"]).all() and over["passages"].between(0.10, 0.17).all()
    found = dealt.query("p_maxt < 0.05").set_index(["section_id", "term"]).index
    assert ("3", "加快") in found and ("2", "不足") in found and len(found) < 15
    assert (single["p_maxt"] < 0.05).sum() > len(found)


def test_the_draws_do_not_depend_on_the_order_of_the_rows():
    turned = COUNTS[::-1].reset_index(drop=True), SECTIONS[::-1].reset_index(drop=True)
    keys = ["section_id", "term"]
    first, second = (keyness_by_deals(*tables, draws=50, **OPTIONS).sort_values(keys, ignore_index=True)
                     for tables in ((COUNTS, SECTIONS), turned))
    pd.testing.assert_frame_equal(first, second)


@pytest.mark.parametrize("options, message", [
    ({"deal": "letters"}, "deal='letters'"),
    ({"draws": 0}, "draws=0"),
    ({"level": "item"}, "level='item'"),
    ({"min_count": -1}, "min_count=-1"),
])
def test_what_cannot_be_dealt_is_said(options, message):
    with pytest.raises(InputError, match=message):
        keyness_by_deals(COUNTS, SECTIONS, **{**OPTIONS, **options})
