"""The light core of counting: unit counts sum to the whole, and a search finds what is said to be found."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared_texts import needs_shared, paper_text

from analysis import counting
from analysis.documents import divide
from analysis.errors import InputError
from analysis.lexicons import load_terms
from analysis.readers import Source
from analysis.sections import find_units
from analysis.segmentation import Segmenter

TERMS = ["政务服务", "政务服务平台", "数字政府", "政府"]
TEXTS = st.lists(st.sampled_from(["一、目标\n", "（一）任务\n", "一是公开。", "二是共享。", "政务服务平台", "数字政府",
                                  "，", "政务", "服务", "的", "2025年", "\n"]), max_size=25).map("".join)


def document(text):
    return divide(Source(text, "text", "utf-8"), errata=())


@given(TEXTS, st.sampled_from(counting.LEVELS))
def test_every_level_sums_to_the_document(text, level):
    counted = counting.count_document(document(text), segmenter=Segmenter(terms=TERMS))
    rows = counting.term_rows(counted, level=level, stopwords=True)
    sums = Counter()
    for row in rows:
        sums[row[2]] += row[4]
    whole = Counter()
    for row in counted.counts:
        whole[row.term] += row.n
    assert sums == whole


@given(TEXTS)
def test_a_term_is_found_wherever_it_stands_inside_a_unit(text):
    units = find_units(text)
    found = Counter()
    for row in counting.find_terms(text, units, TERMS):
        found[row.term] += row.n_found
    for term in TERMS:
        places = [at for at in range(len(text)) if text.startswith(term, at)]
        whole = [at for at in places if any(u.start <= at and at + len(term) <= u.end for u in units)]
        assert found[term] == len(whole)


@given(TEXTS)
def test_no_term_is_a_token_more_often_than_it_is_found(text):
    counted = counting.count_document(document(text), segmenter=Segmenter(terms=TERMS))
    found = {(row.section_id, row.term): row.n_found for row in counted.found}
    for row in counted.counts:
        if row.term in TERMS:
            assert row.n <= found[row.section_id, row.term]


@needs_shared
def test_domain_terms_are_found_in_the_paper_as_a_reader_finds_them():
    text = paper_text()
    counted = counting.count_document(document(text))
    rows = {row[2]: row for row in counting.term_rows(counted, stopwords=True)}
    found, tokens = counting.COLUMNS.index("n_found"), counting.COLUMNS.index("n")
    searched = {term: text.count(term) for term in load_terms() if term in rows}
    assert len(searched) > 200
    assert {term: rows[term][found] for term in searched} == searched
    assert all(rows[term][tokens] <= n for term, n in searched.items())
    assert rows["建设"][found] is None


def test_the_columns_of_a_tiny_text_by_hand():
    counted = counting.count_document(document("政务服务平台，政务服务。"), segmenter=Segmenter(terms=TERMS))
    rows = [dict(zip(counting.COLUMNS, row)) for row in counting.term_rows(counted)]
    assert [(row["term"], row["n"], row["n_found"], row["n_tokens"]) for row in rows] == [
        ("政务服务", 1, 2, 2), ("政务服务平台", 1, 1, 2)]
    assert rows[0]["per_10k_tokens"] == 5000


def test_a_level_that_is_none_is_named():
    with pytest.raises(InputError, match="level='3'"):
        counting.term_rows(counting.count_document(document("数据")), level="3")
