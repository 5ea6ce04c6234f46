"""N-grams: by hand on a small text, and against a plain program on generated tokens."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import frequency, ngrams
from analysis.counting import COUNTED
from analysis.errors import InputError
from analysis.segmentation import Segmenter, tokenize

KINDS = {"，": "punctuation", "。": "punctuation", "\n": "space", " ": "space", "AI": "latin", "5": "number"}


def tokens_of(units):
    """One row per token of ``[(section_id, terms), …]``, in text order with offsets."""
    rows, start = [], 0
    for unit, terms in units:
        for position, term in enumerate(terms):
            rows.append((unit, position, start, start + len(term), term, KINDS.get(term, "han"), ""))
            start += len(term)
    columns = ["section_id", "position", "start", "end", "term", "kind", "pos"]
    return pd.DataFrame(rows, columns=columns).astype({"section_id": "str", "term": "str", "kind": "str"})


TEXT = [
    ("1", ["公共", "数据", "，", "公共", "数据", " ", "AI", "\n"]),
    ("2", ["数据", "共享", "。", "公共", "数据", "5"]),
]
words = st.sampled_from(["甲", "乙", "甲乙", *KINDS])
texts = st.lists(st.lists(words, max_size=10), max_size=4).map(
    lambda units: [(str(i + 1), terms) for i, terms in enumerate(units)]
)


def plain(units, *, n, across):
    """Count the n-grams word by word."""
    counts = Counter()
    for unit, terms in units:
        run = []
        for term in terms:
            if KINDS.get(term, "han") in COUNTED:
                run.append(term)
                if len(run) >= n:
                    counts[unit, " ".join(run[-n:])] += 1
            elif term == "\n" or (term != " " and not across):
                run = []
    return counts


def test_pairs_by_hand():
    table = ngrams.count_ngrams(tokens_of(TEXT))
    assert table.values.tolist() == [
        ["1", "公共 数据", "2-gram", "", 2],
        ["1", "数据 AI", "2-gram", "", 1],  # a space parts no neighbours
        ["2", "公共 数据", "2-gram", "", 1],
        ["2", "数据 5", "2-gram", "", 1],
        ["2", "数据 共享", "2-gram", "", 1],
    ]


def test_punctuation_can_be_skipped_but_no_line_end_and_no_border():
    table = ngrams.count_ngrams(tokens_of(TEXT), n=3, across_punctuation=True, separator="")
    assert dict(zip(table["term"], table["n"])) == {
        "公共数据公共": 1, "数据公共数据": 1, "公共数据AI": 1, "数据共享公共": 1, "共享公共数据": 1, "公共数据5": 1
    }


def test_no_pair_crosses_a_border_that_has_no_punctuation():
    assert ngrams.count_ngrams(tokens_of([("1", ["甲"]), ("2", ["乙"])]), across_punctuation=True).empty


def test_dropped_tokens_make_no_neighbours():
    tokens = tokens_of([("1", ["甲", "的", "乙", "丙"])])
    assert ngrams.count_ngrams(tokens[tokens["term"] != "的"])["term"].tolist() == ["乙 丙"]


def test_tokens_that_overlap_are_neighbours():
    tokens = tokenize("数字政府", segmenter=Segmenter(mode="bigrams"))
    assert ngrams.count_ngrams(tokens)["term"].tolist() == ["字政 政府", "数字 字政"]


def test_other_kinds_end_a_run():
    tokens = tokens_of([("1", ["甲", "5", "乙", "丙"])])
    assert ngrams.count_ngrams(tokens, kinds=["han"])["term"].tolist() == ["乙 丙"]


def test_stop_words_at_either_end_leave_the_ngram_out_but_not_within():
    tokens = tokens_of([("1", ["数据", "的", "共享", "的"])])
    assert ngrams.count_ngrams(tokens, stopwords=["的"]).empty
    assert ngrams.count_ngrams(tokens, n=3, stopwords=["的"])["term"].tolist() == ["数据 的 共享"]


def test_different_cuts_stay_different_terms():
    table = ngrams.count_ngrams(tokens_of([("1", ["甲", "甲乙", "，", "甲甲", "乙"])]))
    assert sorted(table["term"]) == ["甲 甲乙", "甲甲 乙"]


@given(texts, st.integers(1, 4), st.booleans())
def test_equals_a_plain_program(units, n, across):
    table = ngrams.count_ngrams(tokens_of(units), n=n, across_punctuation=across)
    assert {(row.section_id, row.term): row.n for row in table.itertuples()} == plain(units, n=n, across=across)


@given(texts)
def test_one_gram_counts_are_the_counts_of_words(units):
    tokens = tokens_of(units)
    keys = ["section_id", "term", "n"]
    pd.testing.assert_frame_equal(ngrams.count_ngrams(tokens, n=1)[keys], frequency.count_terms(tokens)[keys])


@given(texts, st.integers(0, 5))
def test_row_order_and_index_do_not_matter(units, seed):
    tokens = tokens_of(units)
    mixed = tokens.sample(frac=1, random_state=seed)
    mixed = mixed.set_index(np.arange(len(mixed)) * 2 + 5)
    pd.testing.assert_frame_equal(ngrams.count_ngrams(mixed), ngrams.count_ngrams(tokens))


def test_counts_go_on_to_rates():
    sections = pd.DataFrame({"section_id": ["1", "2"], "parent_id": "", "level": 1})
    counts = ngrams.count_ngrams(tokens_of(TEXT))
    rates = frequency.term_rates(counts, sections, kinds=["2-gram"], stopwords=())
    assert rates.loc[0, ["term", "n", "n_tokens"]].tolist() == ["公共 数据", 3, 6]
    with pytest.raises(InputError, match="kinds=han, latin: counts has no such rows, only 2-gram"):
        frequency.term_rates(counts, sections, stopwords=())


@pytest.mark.parametrize("n", [0, 1.5, True, "2"])
def test_n_must_be_a_whole_number(n):
    with pytest.raises(InputError, match="n=.*must be a whole number of 1 or more"):
        ngrams.count_ngrams(tokens_of(TEXT), n=n)
