"""Co-occurrence: by hand, by laws, against naive loops and against scipy, statsmodels and networkx."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from math import log2, sqrt

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import fisher_exact, poisson_binom
from sklearn.metrics import adjusted_rand_score
from statsmodels.stats.multitest import multipletests
from tiny_tables import tokens_of

from analysis.collocations import collocations
from analysis.cooccurrence import collocates, cooccurrence_network, unit_cooccurrence
from analysis.errors import InputError
from analysis.features import load_counts, load_sections
from analysis.passages import body, within


def units_of(*passages):
    """Counts and sections of passages given as letters; every letter is a word."""
    ids = [str(i) for i in range(1, len(passages) + 1)]
    rows = [(unit, letter, "han", n) for unit, letters in zip(ids, passages)
            for letter, n in Counter(letters).items()]
    counts = pd.DataFrame(rows, columns=["section_id", "term", "kind", "n"])
    counts = counts.astype({"section_id": "str", "term": "str", "kind": "str"})
    return counts, pd.DataFrame({"section_id": ids, "parent_id": "", "level": 1})


# ---- near a word


def test_collocates_by_hand():
    # Unit 1: b and c before x, d behind it, a sign between does not count; unit 2 has the node twice.
    tokens = tokens_of(("1", "abcx.de"), ("2", "xbxb"))
    table = collocates(tokens, "x", window=2, min_count=1, stopwords=()).set_index("term")
    assert table[["n", "n_left", "n_right", "n_collocate"]].to_dict("index") == {
        "b": {"n": 3, "n_left": 2, "n_right": 1, "n_collocate": 3},
        "c": {"n": 1, "n_left": 1, "n_right": 0, "n_collocate": 1},
        "d": {"n": 1, "n_left": 0, "n_right": 1, "n_collocate": 1},
        "e": {"n": 1, "n_left": 0, "n_right": 1, "n_collocate": 1},
    }
    row = table.loc["b"]
    assert (row["n_node"], row["n_near"], row["n_tokens"]) == (3, 6, 10)
    assert row["expected"] == pytest.approx(3 * 6 / 7)
    assert row["log_dice"] == pytest.approx(14 + log2(2 * 3 / (3 + 3)))
    assert row["mi"] == pytest.approx(log2(3 / (18 / 7)))
    assert row["t"] == pytest.approx((3 - 18 / 7) / sqrt(3))


def test_a_window_ends_with_the_unit_and_none_is_all_of_it():
    tokens = tokens_of(("1", "ax"), ("2", "bcdex"))
    assert set(collocates(tokens, "x", window=1, min_count=1, stopwords=())["term"]) == {"a", "e"}
    assert set(collocates(tokens, "x", window=None, min_count=1, stopwords=())["term"]) == set("abcde")


@given(st.lists(st.text("abx.", max_size=25), min_size=1, max_size=4), st.sampled_from([1, 2, 5, None]))
def test_collocates_against_a_loop(units, window):
    units = [*units, "x"]
    tokens = tokens_of(*((str(i), letters) for i, letters in enumerate(units)))
    words = [letters.replace(".", "") for letters in units]
    n, left, near = Counter(), Counter(), 0
    for unit in words:
        for at, letter in enumerate(unit):
            nodes = [place for place, other in enumerate(unit) if other == "x"]
            nearest = min(nodes, key=lambda place: (abs(place - at), place < at), default=None)
            if letter != "x" and nearest is not None and (window is None or abs(nearest - at) <= window):
                n[letter] += 1
                left[letter] += nearest > at
                near += 1
    table = collocates(tokens, "x", window=window, min_count=1, stopwords=())
    assert dict(zip(table["term"], table["n"])) == n
    assert dict(zip(table["term"], table["n_left"])) == {term: left[term] for term in n}
    assert (table["n_left"] + table["n_right"]).equals(table["n"])
    all_words = "".join(words)
    for row in table.itertuples():
        f, g, total = all_words.count("x"), all_words.count(row.term), len(all_words)
        assert (row.n_node, row.n_collocate, row.n_tokens, row.n_near) == (f, g, total, near)
        assert row.expected == pytest.approx(g * near / (total - f), abs=1e-9)
        assert row.log_dice == pytest.approx(14 + log2(2 * row.n / (f + g)), abs=1e-9)
        assert row.log_dice < 15 and row.n <= row.n_collocate
        assert row.mi == pytest.approx(log2(row.n * (total - f) / (g * near)), abs=1e-9)
    mixed = tokens.iloc[::-1]
    pd.testing.assert_frame_equal(collocates(mixed, "x", window=window, min_count=1, stopwords=()), table)


def test_collocates_errors():
    tokens = tokens_of(("1", "abx"))
    with pytest.raises(InputError, match=r"needs the order of the words.*unit_cooccurrence"):
        collocates(units_of("ab")[0], "a")
    with pytest.raises(InputError, match="node: 'z' is not in tokens.*is it cut into several words"):
        collocates(tokens, "z")
    with pytest.raises(InputError, match="window=0"):
        collocates(tokens, "x", window=0)


# ---- in the same passages


def test_pairs_by_hand():
    counts, sections = units_of("ab", "aab", "ac", "c", "dd", "b")
    table = unit_cooccurrence(counts, sections, min_units=2, min_both=1, stopwords=())
    assert table[["first", "second", "n_both", "n_first", "n_second"]].values.tolist() == [
        ["a", "b", 2, 3, 3], ["a", "c", 1, 3, 2]]
    row = table.iloc[0]
    assert (row["n_units"], row["n_pairs"], row["expected"]) == (6, 3, 1.5)
    assert row["log_dice"] == pytest.approx(14 + log2(4 / 6))
    assert row["mi"] == pytest.approx(log2(2 / 1.5))
    assert row["t"] == pytest.approx(0.5 / sqrt(2))
    # Of C(6,3) = 20 ways to place b, 10 meet a in two passages or more: C(3,2)·3 + 1.
    assert row["p"] == pytest.approx(10 / 20)
    # b and c never meet and have no row, but they were tested: 9, 6 and 6 sixths are expected of the three pairs.
    totals = table.attrs["totals"]
    assert (totals["n_both"], totals["expected"]) == (3, 3.5)
    assert totals["expected_by_length"] > table["expected_by_length"].sum()


@settings(max_examples=40)
@given(st.lists(st.text("abcde", min_size=1, max_size=6), min_size=2, max_size=12).filter(
    lambda passages: len(set("".join(passages))) > 1))
def test_pairs_against_scipy_and_statsmodels(passages):
    counts, sections = units_of(*passages)
    table = unit_cooccurrence(counts, sections, min_units=1, min_both=1, stopwords=())
    expected = {}
    for first, second in combinations(sorted(set("".join(passages))), 2):
        cells = Counter((first in passage, second in passage) for passage in passages)
        square = [[cells[True, True], cells[True, False]], [cells[False, True], cells[False, False]]]
        expected[first, second] = square, fisher_exact(square, alternative="greater").pvalue
    adjusted = multipletests([p for _, p in expected.values()], method="fdr_bh")[1]
    by_pair = dict(zip(expected, adjusted))
    assert len(table) == sum(square[0][0] > 0 for square, _ in expected.values())
    for row in table.itertuples():
        square, p = expected[row.first, row.second]
        assert row.n_both == square[0][0] and row.n_pairs == len(expected) and row.n_units == len(passages)
        assert row.p == pytest.approx(p, abs=1e-9)
        assert row.p_bh == pytest.approx(by_pair[row.first, row.second], abs=1e-9)
        assert row.log_dice <= 14 and row.n_both <= min(row.n_first, row.n_second)


@settings(max_examples=30)
@given(st.lists(st.text("abcd", min_size=1, max_size=8), min_size=2, max_size=8).filter(
    lambda passages: len(set("".join(passages))) > 1))
def test_length_of_passages_against_scipy(passages):
    counts, sections = units_of(*passages)
    table = unit_cooccurrence(counts, sections, min_units=1, min_both=1, stopwords=())
    sizes = np.array([len(passage) for passage in passages])

    def chances(term):
        n = sum(term in passage for passage in passages)
        if n == len(passages):
            return np.ones(len(passages))
        rate = brentq(lambda x: (1 - np.exp(-x * sizes)).sum() - n, 1e-12, 1e4, xtol=1e-15, rtol=1e-14)
        return 1 - np.exp(-rate * sizes)

    for row in table.itertuples():
        meet = np.clip(chances(row.first) * chances(row.second), 0, 1)
        assert row.expected_by_length == pytest.approx(meet.sum(), abs=1e-7)
        assert row.p_by_length == pytest.approx(poisson_binom.sf(row.n_both - 1, meet), abs=1e-7)
        assert row.p_by_length_bh >= row.p_by_length
        if len(set(sizes)) == 1:
            assert row.expected_by_length == pytest.approx(row.expected, abs=1e-7)


def test_words_that_meet_in_the_longest_passage_only_prove_nothing():
    # a and b meet where all words are; by length that is what one expects.
    counts, sections = units_of("abcdefghij" * 3, "c", "d", "e", "f", "g")
    row = unit_cooccurrence(counts, sections, terms=["a", "b"], min_both=1).iloc[0]
    assert row["p"] == pytest.approx(1 / 6) and row["p_by_length"] > 0.4
    assert row["expected"] == pytest.approx(1 / 6) and row["expected_by_length"] > 0.5


def test_level_and_terms_that_are_asked_for():
    counts, _ = units_of("a", "b", "ab")
    sections = pd.DataFrame({"section_id": ["1", "2", "3"], "parent_id": ["", "1", ""], "level": [1, 2, 1]})
    pairs = unit_cooccurrence(counts, sections, level="1", terms=["a", "b"], min_units=99, min_both=1)
    assert pairs[["n_both", "n_first", "n_second", "n_units"]].values.tolist() == [[2, 2, 2, 2]]


def test_pairs_errors():
    counts, sections = units_of("ab", "a")
    with pytest.raises(InputError, match="min_units=2: leaves 1 of 2 terms"):
        unit_cooccurrence(counts, sections, min_units=2, stopwords=())
    with pytest.raises(InputError, match="min_both=0"):
        unit_cooccurrence(counts, sections, min_both=0)


# ---- the network


@pytest.fixture(scope="module")
def pairs():
    sections = body(load_sections())
    return unit_cooccurrence(within(load_counts(), sections), sections, min_units=8, min_both=3)


def test_network_holds_the_strongest_pairs(pairs):
    network = cooccurrence_network(pairs, top=30, runs=5)
    assert network.edges[["first", "second"]].equals(pairs[["first", "second"]].head(30))
    assert network.edges["n"].tolist() == pairs["n_both"].head(30).tolist()
    ends = Counter([*network.edges["first"], *network.edges["second"]])
    assert dict(zip(network.nodes["term"], network.nodes["degree"])) == ends
    own = {**dict(zip(pairs["first"], pairs["n_first"])), **dict(zip(pairs["second"], pairs["n_second"]))}
    assert dict(zip(network.nodes["term"], network.nodes["n"])) == {term: own[term] for term in ends}
    assert network.nodes[["x", "y"]].abs().max().max() <= 1


def test_network_is_the_same_for_the_same_seed(pairs):
    one, other = (cooccurrence_network(pairs.sample(frac=1, random_state=i), top=30, runs=3) for i in (1, 2))
    pd.testing.assert_frame_equal(one.nodes, other.nodes)
    assert one[2:] == other[2:]
    moved = cooccurrence_network(pairs, top=30, runs=3, seed=9).nodes
    assert not np.allclose(moved[["x", "y"]], one.nodes[["x", "y"]])


def test_communities_and_their_stability_by_networkx(pairs):
    network = cooccurrence_network(pairs, top=150, runs=4)
    graph = nx.Graph()
    graph.add_weighted_edges_from(zip(*(network.edges[name] for name in ("first", "second", "log_dice"))))
    groups = [set(rows["term"]) for _, rows in network.nodes.groupby("community")]
    assert network.modularity == pytest.approx(nx.community.modularity(graph, groups), abs=1e-9)
    assert [len(group) for group in groups] == sorted(map(len, groups), reverse=True)
    order = network.nodes["term"].tolist()
    scores, reached = [], []
    for seed in range(4):
        found = nx.community.louvain_communities(graph, seed=seed)
        reached.append(nx.community.modularity(graph, found))
        label = {term: i for i, group in enumerate(found) for term in group}
        scores.append(adjusted_rand_score(network.nodes["community"], [label[term] for term in order]))
    scores.remove(max(scores))  # the best start itself, which agrees with itself
    assert network.stability == pytest.approx(np.mean(scores), abs=1e-9)
    assert network.modularity == pytest.approx(max(reached), abs=1e-9) and max(reached) > min(reached) + 1e-3


def test_network_of_neighbours_joins_both_orders():
    pairs = collocations(tokens_of(("1", "abab.ba.cd.cd")), min_count=1)
    edges = cooccurrence_network(pairs, n="n", runs=1).edges
    assert [set(pair) for pair in zip(edges["first"], edges["second"])] == [{"c", "d"}, {"a", "b"}]
    assert edges["n"].tolist() == [2, 2]


def test_network_errors(pairs):
    with pytest.raises(InputError, match="pairs: mi must be above 0 in every row"):
        cooccurrence_network(pairs.assign(mi=-1.0), by="mi")
    with pytest.raises(InputError, match="pairs: no column 'n'"):
        cooccurrence_network(pairs, n="n")
    with pytest.raises(InputError, match="there must be a row"):
        cooccurrence_network(pairs.head(0))
