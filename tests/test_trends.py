"""Trends: rates and shares by hand, intervals against a loop, and where there is none."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.contingency import log_ratio
from analysis.errors import InputError
from analysis.passages import resample
from analysis.trends import term_trends, theme_trends

# By year and document: 数据, 平台, all other words.
SIZES = {2022: {"a": (2, 0, 8), "b": (0, 0, 20)}, 2023: {"c": (5, 1, 14)},
         2024: {"d": (4, 0, 6), "e": (8, 0, 12), "f": (1, 0, 29)}}
METADATA = pd.DataFrame([(doc, year) for year, docs in SIZES.items() for doc in docs], columns=["doc_id", "year"])


def counted(sizes):
    rows = [(doc, "1", term, "han", n) for docs in sizes.values() for doc, ns in docs.items()
            for term, n in zip(("数据", "平台", "的"), ns) if n]
    return pd.DataFrame(rows, columns=["doc_id", "section_id", "term", "kind", "n"])


COUNTS = counted(SIZES)


def rows_of(table, term):
    return table[table["term"] == term].set_index("group")


def test_rates_by_hand():
    table = term_trends(COUNTS, METADATA, terms=["平台", "数据"], draws=50)
    assert table[["group", "term"]].values.tolist() == [[year, term] for year in SIZES for term in ("平台", "数据")]
    data = rows_of(table, "数据")
    assert data["n"].tolist() == [2, 5, 13] and data["n_tokens"].tolist() == [30, 20, 60]
    assert data["n_documents"].tolist() == [1, 1, 3] and data["documents"].tolist() == [2, 1, 3]
    assert data["per_10k"].tolist() == pytest.approx([1e4 * 2 / 30, 2500, 1e4 * 13 / 60])
    assert data["interval"].tolist() == ["documents", "one document", "documents"]
    assert data["per_10k_low"].isna().tolist() == [False, True, False]
    assert data["log_ratio"].tolist() == pytest.approx([math.nan, math.log2(3.75), math.log2(3.25)], nan_ok=True)
    assert data["against"].tolist() == [None, 2022, 2022]
    assert data["log_ratio_low"].isna().tolist() == data["log_ratio_high"].isna().tolist() == [True, True, False]
    assert table.attrs["basis"].startswith("6 documents in 3 groups by year, 110 words, 0 documents without year")


def test_a_count_of_0_has_no_interval_and_its_ratio_says_which_side_it_is():
    table = rows_of(term_trends(COUNTS, METADATA, terms=["平台"], against="previous", draws=50), "平台")
    assert table["n"].tolist() == [0, 1, 0] and table["per_10k"].tolist() == [0, 500, 0]
    assert table["interval"].tolist() == ["draws alike", "one document", "draws alike"]
    assert table[["per_10k_low", "per_10k_high", "log_ratio_low", "log_ratio_high"]].isna().all(axis=None)
    assert table["zero"].tolist() == ["", "against", "group"] and table["against"].tolist() == [None, 2022, 2023]
    expected = [math.nan, log_ratio(1, 0, 20, 30)[0], log_ratio(0, 1, 60, 20)[0]]
    assert table["log_ratio"].tolist() == pytest.approx(expected, nan_ok=True)
    never = rows_of(term_trends(COUNTS, METADATA, terms=["平台"], draws=50), "平台").loc[2024]
    assert math.isnan(never["log_ratio"]) and never["zero"] == ""


@pytest.mark.parametrize("against, bases", [("first", [None, 2022, 2022]), ("previous", [None, 2022, 2023]),
                                            (2024, [2024, 2024, None])])
def test_intervals_are_a_loop_over_draws_of_documents(against, bases):
    sizes = {year: {**docs, f"{year}x": (3, 0, 7)} for year, docs in SIZES.items()}
    known = pd.DataFrame([(doc, year) for year, docs in sizes.items() for doc in docs], columns=["doc_id", "year"])
    table = rows_of(term_trends(counted(sizes), known, terms=["数据"], against=against, draws=80, seed=4,
                                confidence=0.8), "数据")
    drawn = {}
    for place, (year, docs) in enumerate(sizes.items()):
        own = [docs[doc] for doc in sorted(docs)]
        weights = resample([""] * len(own), draws=80, seed=[4, place, 0])
        drawn[year] = [(sum(w * ns[0] for w, ns in zip(draw, own)), sum(w * sum(ns) for w, ns in zip(draw, own)))
                       for draw in weights]
    for (year, row), base in zip(table.iterrows(), bases):
        rates = [1e4 * n / size for n, size in drawn[year]]
        assert [row["per_10k_low"], row["per_10k_high"]] == pytest.approx(np.quantile(rates, [0.1, 0.9]).tolist())
        if base is None:
            assert math.isnan(row["log_ratio_low"]) and row["against"] is None
            continue
        changes = [math.log2(max(n, 0.5) / size / (max(m, 0.5) / whole))
                   for (n, size), (m, whole) in zip(drawn[year], drawn[base])]
        assert [row["log_ratio_low"], row["log_ratio_high"]] == pytest.approx(np.quantile(changes, [0.1, 0.9]).tolist())


def test_many_documents_are_drawn_in_blocks(monkeypatch):
    monkeypatch.setattr("analysis.trends.CELLS", 30)
    row = rows_of(term_trends(COUNTS, METADATA, terms=["数据"], draws=45), "数据").loc[2024]
    weights = np.vstack([resample([""] * 3, draws=size, seed=[0, 2, start])
                         for start, size in ((0, 10), (10, 10), (20, 10), (30, 10), (40, 5))])
    rates = 1e4 * (weights @ [4, 8, 1]) / (weights @ [10, 20, 30])
    assert [row["per_10k_low"], row["per_10k_high"]] == pytest.approx(np.quantile(rates, [0.025, 0.975]).tolist())


def test_the_interval_covers_the_rate_of_the_documents_population():
    rng = np.random.default_rng(3)
    covered = 0
    for trial in range(100):
        rates = rng.beta(2, 18, size=40)  # each document has a rate of its own: mean 0.1
        rows = [(f"d{i}", "1", term, "han", n) for i, hits in enumerate(rng.binomial(200, rates))
                for term, n in (("数据", hits), ("的", 200 - hits))]
        counts = pd.DataFrame(rows, columns=["doc_id", "section_id", "term", "kind", "n"])
        known = pd.DataFrame({"doc_id": [f"d{i}" for i in range(40)], "year": 2024})
        row = term_trends(counts, known, terms=["数据"], draws=200, seed=trial).iloc[0]
        covered += row["per_10k_low"] <= 1000 <= row["per_10k_high"]
    assert 88 <= covered <= 99


sizes = st.lists(st.tuples(st.sampled_from([2022, 2023, 2024]), st.integers(0, 5), st.integers(1, 9)), min_size=1,
                 max_size=8)


@settings(max_examples=40, deadline=None)
@given(sizes, st.randoms(use_true_random=False))
def test_laws(documents, random):
    rows = [(f"d{i}", "1", term, "han", n) for i, (_, hits, others) in enumerate(documents)
            for term, n in (("数据", hits), ("的", others))]
    counts = pd.DataFrame(rows, columns=["doc_id", "section_id", "term", "kind", "n"])
    known = pd.DataFrame({"doc_id": [f"d{i}" for i in range(len(documents))], "year": [d[0] for d in documents]})
    table = term_trends(counts, known, terms=["数据"], draws=30)
    assert table["n"].sum() == sum(hits for _, hits, _ in documents)
    assert table["documents"].sum() == len(documents) and table["n_tokens"].sum() == counts["n"].sum()
    inside = table.dropna(subset=["per_10k_low"])
    assert (inside["per_10k_low"] <= inside["per_10k_high"]).all()
    assert (inside["interval"] == "documents").all() and (inside["documents"] > 1).all()
    order = list(range(len(rows)))
    random.shuffle(order)
    shuffled = term_trends(counts.iloc[order], known.sample(frac=1, random_state=1), terms=["数据"], draws=30)
    pd.testing.assert_frame_equal(shuffled, table)


def test_a_term_may_have_any_name():
    counts = COUNTS.assign(term=COUNTS["term"].replace({"数据": "size", "平台": "group"}), kind="latin")
    table, named = term_trends(counts, METADATA, terms=["size"]), term_trends(COUNTS, METADATA, terms=["数据"])
    pd.testing.assert_frame_equal(table.drop(columns="term"), named.drop(columns="term"))


def test_documents_without_a_year_are_left_out_and_said():
    known = METADATA.assign(year=METADATA["year"].where(METADATA["doc_id"] != "b"))
    table = term_trends(COUNTS, known, terms=["数据"], draws=20)
    assert table["documents"].tolist() == [1, 1, 3] and table["n_tokens"].tolist() == [10, 20, 60]
    assert "5 documents in 3 groups by year, 90 words, 1 documents without year left out" in table.attrs["basis"]


THEMES = pd.DataFrame([("a", "1", "data", 3), ("a", "2", "data", 1), ("a", "2", "rules", 4), ("b", "1", "rules", 2),
                       ("c", "1", "data", 6), ("d", "1", "data", 5)], columns=["doc_id", "section_id", "theme", "n"])


def test_shares_by_hand():
    table = theme_trends(THEMES, METADATA, draws=60).set_index(["group", "theme"])
    assert table["n"].tolist() == [4, 6, 6, 0, 5, 0] and table["n_themes"].tolist() == [10, 10, 6, 6, 5, 5]
    assert table["share"].tolist() == [0.4, 0.6, 1, 0, 1, 0]
    assert table["documents"].tolist() == [2, 2, 1, 1, 1, 1]  # e and f have no theme word
    assert table["interval"].tolist() == ["documents"] * 2 + ["one document"] * 4
    both = table.loc[2022]
    assert both["share_low"].tolist() == pytest.approx((1 - both["share_high"].iloc[::-1]).tolist())
    assert table.loc[(2023, "data"), "log_ratio"] == pytest.approx(math.log2(1 / 0.4))
    assert "18 theme words" not in table.attrs["basis"] and "21 theme words" in table.attrs["basis"]


@pytest.mark.parametrize("change, said", [
    ({"terms": ["算力"]}, "'算力' is not in counts"),
    ({"terms": "数据"}, "must be a collection"),
    ({"against": 2020}, "against=2020: must be first, previous or a group; there are 2022, 2023, 2024"),
    ({"by": "place"}, "no column 'place'"),
    ({"draws": 0}, "draws=0"),
    ({"confidence": 95}, "between 0 and 1"),
])
def test_errors(change, said):
    with pytest.raises(InputError, match=said):
        term_trends(COUNTS, METADATA, **{"terms": ["数据"], **change})
