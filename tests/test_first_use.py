"""First and last use: by hand, against a loop, and what is asked of other tables."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.first_use import first_and_last_use

ROWS = [("a", "平台", 2), ("a", "的", 1), ("b", "数据", 1), ("c", "数据", 3), ("c", "平台", 1), ("d", "数据", 3),
        ("e", "的", 9), ("f", "云", 1)]
COUNTS = pd.DataFrame([(doc, "1", term, "han", n) for doc, term, n in ROWS],
                      columns=["doc_id", "section_id", "term", "kind", "n"])
METADATA = pd.DataFrame({"doc_id": list("abcdef"), "year": [2020, 2021, 2023, 2023, 2024, None]})


def test_by_hand():
    table = first_and_last_use(COUNTS, METADATA, stopwords=["的"])
    assert table["term"].tolist() == ["平台", "数据"]  # 云 is only in a document without a year
    data = table.iloc[1]
    assert data[["n", "n_documents", "documents", "n_groups", "groups"]].tolist() == [7, 3, 5, 2, 4]
    assert data[["first", "first_n", "first_documents", "first_of", "first_doc", "documents_before"]].tolist() == [
        2021, 1, 1, 1, "b", 1]
    assert data[["last", "last_n", "last_documents", "last_of", "last_doc", "documents_after"]].tolist() == [
        2023, 6, 2, 2, "c", 1]  # c and d have it three times each
    platform = table.iloc[0]
    assert platform[["first", "documents_before"]].tolist() == [2020, 0]
    assert platform[["last", "last_documents", "last_of"]].tolist() == [2023, 1, 2]
    assert table.attrs["basis"] == "5 documents with words in 4 groups by year; 1 documents without year left out"


def test_the_rows_of_some_terms_do_with_the_sizes_of_all_documents():
    sizes = COUNTS.groupby("doc_id")["n"].sum().rename("n_tokens").reset_index()
    some = COUNTS[COUNTS["term"] == "数据"]
    pd.testing.assert_frame_equal(first_and_last_use(some, METADATA, documents=sizes),
                                  first_and_last_use(COUNTS, METADATA, terms=["数据"]))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["数据", "平台", "云"]), st.integers(1, 3)), min_size=1,
                max_size=20), st.lists(st.integers(2000, 2004), min_size=10, max_size=10))
def test_each_row_is_what_a_loop_finds(rows, years):
    counts = pd.DataFrame([(f"d{doc}", str(i), term, "han", n) for i, (doc, term, n) in enumerate(rows)],
                          columns=["doc_id", "section_id", "term", "kind", "n"])
    known = pd.DataFrame({"doc_id": [f"d{doc}" for doc in range(10)], "year": years})
    table = first_and_last_use(counts, known, stopwords=())
    used = {doc for doc, _, _ in rows}
    assert sorted(table["term"]) == sorted({term for _, term, _ in rows})
    for _, row in table.iterrows():
        holding = {doc for doc, term, _ in rows if term == row["term"]}
        for side, year in (("first", min(years[doc] for doc in holding)), ("last", max(years[doc] for doc in holding))):
            here = {doc for doc in used if years[doc] == year}
            n = {doc: sum(n for d, term, n in rows if d == doc and term == row["term"]) for doc in here & holding}
            assert row[side] == year and row[f"{side}_n"] == sum(n.values())
            assert (row[f"{side}_documents"], row[f"{side}_of"]) == (len(n), len(here))
            assert row[f"{side}_doc"] == f"d{min(n, key=lambda doc: (-n[doc], doc))}"
        assert row["documents_before"] == sum(years[doc] < row["first"] for doc in used)
        assert row["documents_after"] == sum(years[doc] > row["last"] for doc in used)
        assert row["n_documents"] == len(holding) and row["documents"] == len(used)


def test_errors():
    with pytest.raises(InputError, match="'算力' is not in counts"):
        first_and_last_use(COUNTS, METADATA, terms=["算力"])
    with pytest.raises(InputError, match="'f' is not in metadata"):
        first_and_last_use(COUNTS, METADATA.head(5))
