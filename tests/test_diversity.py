"""Lexical diversity: by hand, against lexicalrichness and scipy, and NaN where it is undefined."""

from __future__ import annotations

from collections import Counter
from math import isnan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lexicalrichness import LexicalRichness
from scipy.stats import hypergeom
from tiny_tables import tokens_of

from analysis import diversity, frequency
from analysis.errors import InputError

LETTERS = "abcdefghijklmnopqrstuvwxyz"
texts = st.integers(2, 26).flatmap(lambda types: st.lists(st.sampled_from(LETTERS[:types]), max_size=150))
SECTIONS = pd.DataFrame(
    {"section_id": ["1", "1.1", "2", "3"], "parent_id": ["", "1", "", ""], "level": [1, 2, 1, 1]}
)


def peer(words):
    return LexicalRichness(list(words), preprocessor=None, tokenizer=None)


def test_mattr_by_hand():
    assert diversity.mattr("a b a c a a".split(), window=3) == pytest.approx((2 + 3 + 2 + 2) / 3 / 4)


def test_mtld_by_hand():
    # Forward: a b a (2/3) is a factor, b c (1) no part of one. Backward: c b a b a: 3/4 and then 3/5, one factor.
    assert diversity.mtld(list("ababc"), min_tokens=1) == pytest.approx((5 / 1 + 5 / 1) / 2)
    # Forward: a b a, then b c b (2/3): two factors. Backward: b c b, then a b a: two.
    assert diversity.mtld(list("ababcb"), min_tokens=1) == pytest.approx(6 / 2)


def test_the_rest_is_a_part_of_a_factor():
    # a b c a: 3/4 > 0.72, so no whole factor; the rest is (1 − 0.75) / (1 − 0.72) of one, either way.
    assert diversity.mtld(list("abca"), min_tokens=1) == pytest.approx(4 / (0.25 / 0.28))


@given(texts, st.integers(1, 60))
def test_mattr_equals_lexicalrichness(words, window):
    found = diversity.mattr(words, window=window)
    if len(words) < window:
        assert isnan(found)
    else:
        assert found == pytest.approx(peer(words).mattr(window_size=window), abs=1e-9)


@given(texts, st.sampled_from([0.66, 0.72, 0.75]))
def test_mtld_equals_lexicalrichness(words, threshold):
    found = diversity.mtld(words, threshold=threshold, min_tokens=1)
    if len(set(words)) == len(words):
        assert isnan(found)
    else:
        assert found == pytest.approx(peer(words).mtld(threshold=threshold), abs=1e-9)


@given(texts, st.integers(1, 60))
def test_hdd_equals_lexicalrichness_and_scipy(words, draws):
    counts = list(Counter(words).values())
    found = diversity.hdd(counts, draws=draws)
    if len(words) < draws:
        assert isnan(found)
    else:
        assert found == pytest.approx(peer(words).hdd(draws=draws), abs=1e-9)
        chances = 1 - hypergeom.pmf(0, len(words), counts, draws)
        assert found == pytest.approx(chances.sum() / draws, abs=1e-9)


@given(texts)
def test_mtld_is_the_same_read_backward_and_renamed(words):
    value = diversity.mtld(words, min_tokens=1)
    assert diversity.mtld(words[::-1], min_tokens=1) == pytest.approx(value, nan_ok=True)
    assert diversity.mtld([word * 2 for word in words], min_tokens=1) == pytest.approx(value, nan_ok=True)


def test_short_texts_are_nan_by_default():
    words = list("ab" * 60)
    assert isnan(diversity.mtld(words[:99])) and not isnan(diversity.mtld(words[:100]))
    assert isnan(diversity.mattr(words[:99])) and not isnan(diversity.mattr(words[:100]))
    assert isnan(diversity.hdd([21, 20])) and not isnan(diversity.hdd([21, 21]))
    assert isnan(diversity.mtld([], min_tokens=1)) and isnan(diversity.mattr([])) and isnan(diversity.hdd([]))


def test_table_reads_units_in_text_order_without_punctuation():
    tokens = tokens_of(("1", "ab."), ("1.1", "a.c"), ("2", "aabb"))
    table = diversity.diversity(tokens, SECTIONS, window=3, draws=2, min_tokens=1)
    assert table[["section_id", "n_tokens", "n_types"]].values.tolist() == [["1", 4, 3], ["2", 4, 2], ["3", 0, 0]]
    first = list("abac")
    assert table.loc[0, ["ttr", "mattr", "mtld", "hdd"]].tolist() == pytest.approx(
        [3 / 4, 5 / 6, diversity.mtld(first, min_tokens=1), diversity.hdd([2, 1, 1], draws=2)]
    )
    assert table.loc[2, ["ttr", "mattr", "mtld", "hdd"]].isna().all()
    assert table[["window", "threshold", "draws"]].values.tolist() == [[3, 0.72, 2]] * 3


@settings(max_examples=40)
@given(st.lists(texts, min_size=4, max_size=4), st.integers(0, 5))
def test_row_order_does_not_matter_and_hdd_needs_counts_only(units, seed):
    tokens = tokens_of(*zip(SECTIONS["section_id"], units))
    table = diversity.diversity(tokens, SECTIONS, window=10, min_tokens=10)
    mixed = tokens.sample(frac=1, random_state=seed)
    mixed = mixed.set_index(np.arange(len(mixed)) * 2 + 5)
    pd.testing.assert_frame_equal(diversity.diversity(mixed, SECTIONS, window=10, min_tokens=10), table)
    columns = ["section_id", "n_tokens", "n_types", "ttr", "hdd", "draws"]
    by_unit = diversity.hdd_by_unit(frequency.count_terms(mixed), SECTIONS)
    pd.testing.assert_frame_equal(by_unit, table[columns])


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: diversity.mattr("abc"), "words: must be a sequence of words in text order, not a str"),
        (lambda: diversity.mattr(["a"], window=0), "window=0: must be a whole number"),
        (lambda: diversity.mtld(["a"], threshold=72), "threshold=72: must lie between 0 and 1"),
        (lambda: diversity.mtld(["a"], min_tokens=None), "min_tokens=None: must be a whole number"),
        (lambda: diversity.hdd([0.5]), "counts: must be whole numbers"),
        (lambda: diversity.hdd([1], draws=2.5), "draws=2.5: must be a whole number"),
        (lambda: diversity.diversity(tokens_of(("9", "ab")), SECTIONS), "tokens: section_id: '9' is not in sections"),
        (lambda: diversity.diversity(SECTIONS, SECTIONS), "tokens: no column 'start'"),
    ],
)
def test_errors(call, message):
    with pytest.raises(InputError, match=message):
        call()
