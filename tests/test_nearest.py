"""Nearest documents: against scikit-learn and a loop, ties, blocks, and what has no neighbour."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.metrics.pairwise import cosine_similarity

from analysis.errors import InputError
from analysis.nearest import nearest_documents
from analysis.similarity import similarity

TERMS = ["数据", "平台", "算力", "法规", "云", "网"]


def table_of(matrix, names=None):
    rows = [(names[i] if names else f"d{i:02}", str(k % 2), TERMS[k], "han", int(n))
            for i, ns in enumerate(matrix) for k, n in enumerate(ns) if n]
    return pd.DataFrame(rows, columns=["doc_id", "section_id", "term", "kind", "n"])


MATRIX = np.array([[4, 1, 0, 0, 0, 0], [3, 1, 0, 0, 0, 0], [0, 1, 5, 0, 0, 0], [1, 0, 4, 2, 0, 0], [0, 0, 0, 0, 3, 0],
                   [0, 0, 0, 3, 0, 1]])
COUNTS = table_of(MATRIX)


def test_the_cosines_are_those_of_scikit_learn():
    square = cosine_similarity(TfidfTransformer().fit_transform(MATRIX))
    found = nearest_documents(COUNTS, k=9, variant="sklearn", stopwords=())
    for _, row in found.iterrows():
        assert row["cosine"] == pytest.approx(square[int(row["doc_id"][1:]), int(row["neighbour"][1:])])
    assert len(found) == (square > 0).sum() - len(square)  # all pairs that share a word, both ways
    own = square[~np.eye(len(square), dtype=bool)].reshape(len(square), -1)
    assert found.groupby("doc_id")["median"].first().tolist() == pytest.approx(
        [m for m, row in zip(np.median(own, axis=1), own) if row.any()])


def test_the_cosine_of_a_pair_is_that_of_similarity():
    table = nearest_documents(COUNTS, k=9, variant="tidytext", stopwords=())
    counts = COUNTS.assign(section_id=COUNTS["doc_id"]).groupby(["section_id", "term", "kind"])["n"].sum().reset_index()
    units = pd.DataFrame({"section_id": sorted(set(COUNTS["doc_id"])), "parent_id": "", "level": 1, "kind": "heading"})
    pairs = similarity(counts, units, level="1", variant="tidytext", draws=1, stopwords=())
    expected = {frozenset(names): value for *names, value in pairs[["first", "second", "value"]].values.tolist()}
    assert len(table) == 2 * sum(value > 0 for value in expected.values())
    for _, row in table.iterrows():
        assert row["cosine"] == pytest.approx(expected[frozenset([row["doc_id"], row["neighbour"]])])


def test_ranks_sizes_and_shared_words_by_hand():
    table = nearest_documents(COUNTS, k=2, stopwords=()).set_index(["doc_id", "rank"])
    first = table.loc[("d00", 1)]
    assert first["neighbour"] == "d01" and first["compared"] == 5
    assert first[["n_tokens", "n_tokens_neighbour", "shared", "shared_share"]].tolist() == [5, 4, "数据、平台", 1]
    assert "d04" not in table.index.get_level_values("doc_id")  # 云 is nobody else's
    weight = {"算力": (5 * np.log(6 / 2), 4 * np.log(6 / 2)), "平台": (np.log(6 / 3), 0), "数据": (0, np.log(6 / 3)),
              "法规": (0, 2 * np.log(6 / 2))}
    x, y = np.array(list(weight.values())).T
    assert table.loc[("d02", 1), "cosine"] == pytest.approx(x @ y / np.sqrt((x @ x) * (y @ y)))
    assert table.attrs["basis"] == ("cosine of tf-idf (tidytext) over 6 terms of 6 documents; 0 documents without "
                                    "words of weight left out")


def test_the_terms_that_lead_are_those_of_the_largest_products():
    counts = table_of([[9, 1, 0, 2, 0, 0], [5, 3, 0, 1, 0, 0], [0, 0, 1, 0, 0, 0]])
    one = nearest_documents(counts, k=1, top=1, stopwords=(), documents=["d01"]).iloc[0]
    products = np.array([9 * 5, 1 * 3, 2 * 1])
    assert one["shared"] == "数据" and one["shared_share"] == pytest.approx(45 / products.sum())


def test_equal_cosines_stand_by_name_and_the_same_text_is_1():
    counts = table_of([[2, 1, 0, 0, 0, 0]] * 4 + [[0, 0, 1, 0, 0, 0]], names=["d", "b", "c", "a", "e"])
    table = nearest_documents(counts, k=2, stopwords=())
    assert table.groupby("doc_id")["neighbour"].agg(list).to_dict() == {
        "a": ["b", "c"], "b": ["a", "c"], "c": ["a", "b"], "d": ["a", "b"]}
    assert table["cosine"].tolist() == pytest.approx([1] * 8) and table["cosine"].max() <= 1


def test_some_documents_among_others():
    table = nearest_documents(COUNTS, documents=["d03", "d00"], among=["d02", "d01", "d03"], k=3, stopwords=())
    assert table[["doc_id", "neighbour"]].values.tolist() == [["d00", "d01"], ["d00", "d03"], ["d00", "d02"],
                                                             ["d03", "d02"], ["d03", "d01"]]
    assert table["compared"].tolist() == [3, 3, 3, 2, 2]
    assert not len(nearest_documents(COUNTS, documents=["d00"], among=["d00"], stopwords=()))


matrices = st.lists(st.lists(st.integers(0, 3), min_size=6, max_size=6), min_size=3, max_size=9).filter(
    lambda rows: sum(map(any, rows)) > 2)


@settings(max_examples=40, deadline=None)
@given(matrices, st.integers(1, 4), st.integers(1, 30))
def test_blocks_and_the_order_of_rows_do_not_matter_and_each_row_is_a_loops(matrix, k, cells):
    counts = table_of(matrix)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.nearest.CELLS", cells)
        patch.setattr("analysis.nearest.PAIRS", 2)
        table = nearest_documents(counts.sample(frac=1, random_state=0), k=k, variant="sklearn", stopwords=())
    pd.testing.assert_frame_equal(table, nearest_documents(counts, k=k, variant="sklearn", stopwords=()))
    own = [i for i, row in enumerate(matrix) if any(row)]
    square = cosine_similarity(TfidfTransformer().fit_transform(np.array(matrix)[own]))
    for place, i in enumerate(own):
        order = sorted((-round(square[place, j], 9), j) for j in range(len(own)) if j != place and square[place, j] > 0)
        rows = table[table["doc_id"] == f"d{i:02}"]
        assert rows["neighbour"].tolist() == [f"d{own[j]:02}" for _, j in order[:k]]
        assert rows["rank"].tolist() == list(range(1, len(rows) + 1))
        assert rows["cosine"].tolist() == pytest.approx([-c for c, _ in order[:k]])


@pytest.mark.parametrize("change, said", [
    ({"documents": ["x"]}, "documents: 'x' is not in counts"),
    ({"among": ["x"]}, "among: 'x'"),
    ({"k": 0}, "k=0"),
    ({"variant": "bm25"}, "variant='bm25'"),
    ({"terms": ["云"]}, "0 documents have words of weight.*variant='sklearn'"),
    ({"documents": ["d04"], "terms": ["数据", "平台"]}, "documents: none of them has words of weight"),
])
def test_errors(change, said):
    with pytest.raises(InputError, match=said):
        nearest_documents(COUNTS, **{"stopwords": (), **change})
