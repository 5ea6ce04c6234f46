"""Replication: counts on tiny documents, the interval against a loop, laws, and the paper's words in 71 cities."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.cities import load_cities
from analysis.counting import wilson
from analysis.errors import InputError
from analysis.features import load_counts, load_sections
from analysis.keyness import keyness
from analysis.passages import resample
from analysis.replication import VERDICTS, replication, replication_shares

FEW = {"draws": 60, "min_count": 1}
NEAR = {"rel": 1e-9, "abs": 1e-9}


def counts(documents):
    """Make a table from ``{doc: (planned, reviewed)}``, each a count of 推进 and one of all other words."""
    rows = [(doc, part, term, n) for doc, sides in documents.items()
            for part, side in zip(("planned", "reviewed"), sides) for term, n in zip(("推进", "的"), side) if n]
    return pd.DataFrame(rows, columns=["doc_id", "part", "term", "n"])


def original(**ratios):
    return pd.DataFrame({"term": list(ratios), "log_ratio": list(ratios.values())})


THREE = counts({"a": ((6, 94), (1, 99)), "b": ((2, 98), (2, 98)), "c": ((1, 199), (3, 97)), "d": ((9, 91), (0, 0))})


def test_counts_and_signs_of_documents_by_hand():
    row = replication(original(推进=1.5), THREE, **FEW).iloc[0]
    assert (row["n_target"], row["n_reference"]) == (9, 6), "d has no review and is left out"
    assert (row["tokens_target"], row["tokens_reference"]) == (400, 300)
    assert row["log_ratio"] == pytest.approx(math.log2((9 / 400) / (6 / 300)))
    assert row["per_10k_target"] == 225 and row["per_10k_reference"] == 200
    assert (row["documents"], row["n_documents"], row["n_same"], row["n_opposite"]) == (3, 3, 1, 1), "b is even"
    turned = replication(original(推进=-1.5), THREE, **FEW).iloc[0]
    assert (turned["n_same"], turned["n_opposite"]) == (1, 1)
    assert replication(original(推进=1.0), THREE, **FEW).attrs["basis"].startswith(
        "planned (400 words) against reviewed (300 words) in 3 documents with both, of 4; 60 draws")


def test_the_interval_draws_whole_documents_with_both_their_parts():
    table = replication(original(推进=1.0), THREE, **FEW)
    drawn = []
    for weights in resample(["all"] * 3, draws=60, seed=0):
        a, b, n1, n2 = 0, 0, 0, 0
        for weight, (target, reference) in zip(weights, [((6, 100), (1, 100)), ((2, 100), (2, 100)),
                                                         ((1, 200), (3, 100))]):
            a, n1 = a + weight * target[0], n1 + weight * target[1]
            b, n2 = b + weight * reference[0], n2 + weight * reference[1]
        drawn.append(math.log2((a / n1) / (b / n2)))
    expected = np.quantile(drawn, [0.025, 0.975])
    assert table[["boot_low", "boot_high"]].iloc[0].tolist() == pytest.approx(expected, **NEAR)


@pytest.mark.parametrize("documents, ratio, verdict", [
    ({"a": ((8, 92), (2, 98)), "b": ((8, 92), (2, 98))}, 1.0, "replicates"),
    ({"a": ((8, 92), (2, 98)), "b": ((8, 92), (2, 98))}, -1.0, "reverses"),
    ({"a": ((8, 92), (2, 98)), "b": ((2, 98), (8, 92))}, 1.0, "open"),
    ({"a": ((2, 98), (1, 99)), "b": ((1, 99), (0, 100))}, 1.0, "rare"),
    ({"a": ((8, 92), (2, 98)), "b": ((8, 92), (2, 98))}, 0.0, "no direction"),
    ({"a": ((8, 92), (2, 98)), "b": ((8, 92), (2, 98))}, math.nan, "no direction")])
def test_a_verdict_needs_a_direction_enough_words_and_an_interval_on_one_side(documents, ratio, verdict):
    table = replication(original(推进=ratio), counts(documents), draws=200)
    assert table["verdict"].tolist() == [verdict]


def test_a_term_that_no_document_has_is_rare_and_one_that_one_document_has_is_open():
    documents = {"a": ((40, 60), (0, 100)), "b": ((0, 100), (0, 100)), "c": ((0, 100), (0, 100))}
    table = replication(original(推进=2.0, 没有=1.0), counts(documents), draws=500).set_index("term")
    assert table.loc["推进", ["verdict", "zero", "n_documents"]].tolist() == ["open", "reference", 1]
    assert table.loc["没有", "verdict"] == "rare"
    assert table.loc["没有", ["log_ratio", "boot_low", "boot_high"]].isna().all()


def test_shares_are_of_the_terms_that_could_be_tested():
    table = pd.DataFrame({
        "log_ratio_original": [2.0, 1.0, 1.0, -1.0, -1.0, -2.0, 0.0], "boot_low": [0.1, 0.2, -1, -2, 0.3, np.nan, 1],
        "boot_high": [1.0, 2.0, 1.0, -0.5, 0.9, np.nan, 2],
        "verdict": ["replicates", "replicates", "open", "replicates", "reverses", "rare", "no direction"]})
    shares = replication_shares(table).set_index("direction")
    numbers = shares[["n_terms", "n_rare", "n_tested", "n_replicates", "n_reverses", "n_open"]]
    assert numbers.loc["all"].tolist() == [6, 1, 5, 3, 1, 1]
    assert numbers.loc["target"].tolist() == [3, 0, 3, 2, 0, 1]
    assert numbers.loc["reference"].tolist() == [3, 1, 2, 1, 1, 0]
    assert shares["share"].tolist() == [3 / 5, 2 / 3, 1 / 2]
    assert shares.loc["all", ["low", "high"]].tolist() == pytest.approx(wilson(3, 5))
    # Of five intervals three are above 0 and one is below.
    assert shares["expected"].tolist() == pytest.approx([(3 * 3 / 5 + 2 * 1 / 5) / 5, 3 / 5, 1 / 5])


def test_chance_is_every_way_to_deal_the_directions_to_the_tested_terms():
    above, below, up = [1, 1, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1], [1, 1, 1, 0, 0, 0]
    table = pd.DataFrame({
        "log_ratio_original": np.where(up, 1.0, -1.0), "boot_low": np.where(above, 0.5, -1.0),
        "boot_high": np.where(below, -0.5, 1.0),
        "verdict": ["replicates", "replicates", "open", "open", "replicates", "replicates"]})
    rare = table.head(1).assign(verdict="rare", boot_low=np.nan, boot_high=np.nan)
    shares = replication_shares(pd.concat([table, rare]), draws=20_000).set_index("direction")
    ways = [(sum(above[i] for i in dealt), sum(below[i] for i in range(6) if i not in dealt))
            for dealt in itertools.combinations(range(6), 3)]
    for direction, hits in (("all", [sum(way) for way in ways]), ("target", [way[0] for way in ways]),
                            ("reference", [way[1] for way in ways])):
        row = shares.loc[direction]
        assert row["expected"] == pytest.approx(np.mean(hits) / row["n_tested"])
        assert row["p"] == pytest.approx(np.mean([hit >= row["n_replicates"] for hit in hits]), abs=0.02)
        assert row["expected_low"] <= row["expected"] <= row["expected_high"]
    # As many replicate where up is dealt to both that are above and to one of the two open terms.
    assert shares.loc["all", "p"] == pytest.approx(2 / 20, abs=0.02)
    mixed = table.iloc[[3, 5, 0, 2, 4, 1]]
    pd.testing.assert_frame_equal(replication_shares(mixed), replication_shares(table))


def test_directions_that_are_all_one_way_leave_chance_nothing_to_deal():
    table = pd.DataFrame({"log_ratio_original": 1.0, "boot_low": [0.5, -1.0], "boot_high": 1.0,
                          "verdict": ["replicates", "open"]})
    assert replication_shares(table, draws=99).loc[0, ["share", "expected", "expected_low", "p"]].tolist() == [
        0.5, 0.5, 0.5, 1.0]


def test_shares_of_nothing_are_undefined():
    shares = replication_shares(replication(original(没有=1.0), THREE, draws=10))
    assert shares["n_tested"].tolist() == [0, 0, 0]
    assert shares[["share", "low", "high", "expected", "expected_low", "expected_high", "p"]].isna().all(axis=None)


side = st.tuples(st.integers(0, 9), st.integers(1, 90))
corpora = st.dictionaries(st.sampled_from("abcdef"), st.tuples(side, side), min_size=2)


@settings(max_examples=40, deadline=None)
@given(corpora, st.floats(0.1, 5), st.randoms(use_true_random=False))
def test_laws_of_sides_and_order(documents, ratio, random):
    table = counts(documents)
    first = replication(original(推进=ratio), table, **FEW)
    turned = replication(original(推进=-ratio), table, target="reviewed", reference="planned", **FEW)
    for one, other, sign in (("log_ratio", "log_ratio", -1), ("boot_low", "boot_high", -1), ("n_same", "n_same", 1),
                             ("n_opposite", "n_opposite", 1), ("n_target", "n_reference", 1)):
        assert first[one].to_numpy() == pytest.approx(sign * turned[other].to_numpy(), nan_ok=True, **NEAR)
    assert first["verdict"].tolist() == turned["verdict"].tolist()
    order = list(range(len(table)))
    random.shuffle(order)
    pd.testing.assert_frame_equal(first, replication(original(推进=ratio), table.iloc[order], **FEW))
    assert (first["n_same"] + first["n_opposite"] <= first["n_documents"]).all()
    assert set(first["verdict"]) <= set(VERDICTS)
    shares = replication_shares(first)
    assert (shares["n_tested"] == shares[["n_replicates", "n_reverses", "n_open"]].sum(axis=1)).all()
    assert (shares["n_terms"] == shares["n_tested"] + shares["n_rare"]).all()


@pytest.mark.parametrize("call, message", [
    (lambda: replication(original(推进=1.0)[["term"]], THREE), "original: no column 'log_ratio'"),
    (lambda: replication(original(推进=1.0), THREE.drop(columns="part")), "counts: no column 'part'"),
    (lambda: replication(pd.concat([original(推进=1.0)] * 2), THREE), "original: '推进' has several rows"),
    (lambda: replication(original(推进=1.0), THREE, target="plan"),
     "counts: 0 documents have words in both parts, 'plan' and 'reviewed'; .* 'planned'"),
    (lambda: replication(original(推进=1.0), THREE[THREE["doc_id"] == "a"]), "counts: 1 documents have words"),
    (lambda: replication(original(推进=1.0), THREE, min_count=0), "min_count"),
    (lambda: replication_shares(THREE), "table: no column 'log_ratio_original'"),
    (lambda: replication_shares(replication(original(推进=1.0), THREE, **FEW), draws=0), "draws")])
def test_errors_name_the_argument(call, message):
    with pytest.raises(InputError, match=message):
        call()


def test_the_words_of_the_papers_tasks_in_the_plans_of_cities():
    key = keyness(load_counts(), load_sections(), target="3", reference="1", draws=200).query("lrc != 0")
    table = replication(key, load_cities(), draws=200).set_index("term")
    assert table.loc["健全", ["documents", "verdict"]].tolist() == [71, "replicates"]
    rows = load_cities().query("term == '健全' and part == 'planned'")
    both = load_cities("documents").query("n_reviewed > 0 and n_planned > 0")["doc_id"]
    assert table.loc["健全", "n_target"] == rows.loc[rows["doc_id"].isin(both), "n"].sum()
