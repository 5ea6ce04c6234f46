"""Robustness: ranks, their agreement and contrasts under several ways of cutting."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr
from scipy.stats.contingency import relative_risk

from analysis.errors import InputError
from analysis.robustness import contrasts, flips, rank_agreement, rank_terms

SECTIONS = pd.DataFrame({"section_id": ["1", "3"], "parent_id": "", "level": 1})


def counts(**units):
    rows = [(unit[1:], term, "han", n) for unit, terms in units.items() for term, n in terms.items()]
    return pd.DataFrame(rows, columns=["section_id", "term", "kind", "n"])


WHOLE = counts(_1={"数字政府": 6, "建设": 4, "的": 90}, _3={"数字政府": 4, "建设": 16, "的": 80})
SPLIT = counts(_1={"数字": 6, "政府": 6, "建设": 4, "的": 84}, _3={"数字": 4, "政府": 4, "建设": 16, "的": 76})


def test_every_variant_has_a_row_for_every_term_and_absence_is_a_count():
    ranks = rank_terms({"terms": WHOLE, "jieba": SPLIT}, SECTIONS, top=2, stopwords=["的"])
    assert len(ranks) == 2 * ranks["term"].nunique()
    row = ranks[(ranks["variant"] == "jieba") & (ranks["term"] == "数字政府")].iloc[0]
    assert row["n"] == 0 and np.isnan(row["rank"]) and row["n_tokens"] == 200
    top = ranks[(ranks["variant"] == "terms") & (ranks["rank"] == 1)].iloc[0]
    assert (top["term"], top["n"], top["per_10k_tokens"]) == ("建设", 20, 1000.0)


def test_stop_words_are_left_out_of_every_variant():
    ranks = rank_terms({"terms": WHOLE, "jieba": SPLIT}, SECTIONS, stopwords=(word for word in ["建设"]))
    assert "建设" not in set(ranks["term"])


def test_words_of_one_character_are_left_out():
    ranks = rank_terms({"a": counts(_1={"人": 9, "建设": 1})}, SECTIONS, stopwords=())
    assert ranks["term"].tolist() == ["建设"] and ranks["rank"].tolist() == [1]


@given(st.lists(st.integers(0, 30), min_size=5, max_size=12).flatmap(
    lambda a: st.tuples(st.just(a), st.lists(st.integers(0, 30), min_size=len(a), max_size=len(a)))))
def test_correlation_is_scipys(pair):
    a, b = pair
    terms = [f"词{i}" for i in range(len(a))]
    table = pd.concat(
        pd.DataFrame({"variant": name, "term": terms, "n": n, "rank": range(1, len(n) + 1)})
        for name, n in (("a", a), ("b", b)))
    row = rank_agreement(table, top=len(a)).iloc[0]
    if len(set(a)) == 1 or len(set(b)) == 1:
        assert np.isnan(row["spearman"])
    else:
        assert row["spearman"] == pytest.approx(spearmanr(a, b).statistic, abs=1e-9)
        assert np.isnan(row["low"]) or -1 <= row["low"] <= row["spearman"] <= row["high"] <= 1


def test_overlap_counts_what_both_have_on_top():
    ranks = rank_terms({"terms": WHOLE, "jieba": SPLIT}, SECTIONS, stopwords=["的"])
    row = rank_agreement(ranks, top=2).iloc[0]
    assert (row["shared"], row["overlap"], row["n_terms"]) == (1, 0.5, 3)


def test_ratio_and_interval_are_scipys():
    row = contrasts({"a": WHOLE}, SECTIONS, first="1", second="3", terms=["建设"]).iloc[0]
    risk = relative_risk(16, 100, 4, 100)
    interval = risk.confidence_interval(0.95)
    assert row["log_ratio"] == pytest.approx(np.log2(risk.relative_risk), abs=1e-9)
    assert (row["low"], row["high"]) == pytest.approx((np.log2(interval.low), np.log2(interval.high)), abs=1e-6)
    assert row["direction"] == "more"


def test_a_term_that_is_never_cut_has_no_say():
    table = contrasts({"terms": WHOLE, "jieba": SPLIT}, SECTIONS, first="1", second="3", terms=["数字政府", "建设"])
    never = table[(table["variant"] == "jieba") & (table["term"] == "数字政府")].iloc[0]
    assert np.isnan(never["log_ratio"]) and np.isnan(never["n_first"]) and never["direction"] == ""
    assert flips(table)["flip"].tolist() == ["none", "none"]


def test_zero_is_a_count_and_is_put_as_a_half():
    table = counts(_1={"平台": 10, "的": 990}, _3={"的": 1000})
    row = contrasts({"a": table}, SECTIONS, first="1", second="3", terms=["平台"]).iloc[0]
    assert row["n_second"] == 0 and row["log_ratio"] == pytest.approx(np.log2(0.5 / 10))


def test_a_contradiction_is_a_reversal():
    rows = [("建设", "a", "more"), ("建设", "b", "less"), ("平台", "a", "more"), ("平台", "b", "open"),
            ("数据", "a", "less"), ("数据", "b", "")]
    table = flips(pd.DataFrame(rows, columns=["term", "variant", "direction"]))
    assert dict(zip(table["term"], table["flip"])) == {"建设": "reversed", "平台": "open", "数据": "none"}


def test_errors_name_what_is_wrong():
    with pytest.raises(InputError, match="'9' is not in sections"):
        contrasts({"a": WHOLE}, SECTIONS, first="1", second="9", terms=["建设"])
    with pytest.raises(InputError, match="variants"):
        rank_terms({}, SECTIONS)
