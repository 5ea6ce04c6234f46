"""Validity: blind assignment against headings, methods without a key, and what the shipped key reaches."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import cohen_kappa_score

from analysis.errors import InputError
from analysis.features import load_counts, load_sections
from analysis.frequency import choose_terms
from analysis.segmentation import Segmenter
from analysis.validity import (
    check_assignments,
    heading_counts,
    labelled_units,
    leave_one_part_out,
    nearest_centroid,
    take_away,
    validity_table,
)


def bags(**units):
    rows = [(unit, term, "han", n) for unit, terms in units.items() for term, n in terms.items()]
    return pd.DataFrame(rows, columns=["section_id", "term", "kind", "n"]).astype({"section_id": "str", "term": "str"})


SECTIONS = pd.DataFrame({
    "section_id": ["1", "1.1", "1.1.1", "1.2", "2", "2.1", "2.2"],
    "parent_id": ["", "1", "1.1", "1", "", "2", "2"],
    "level": [1, 2, 3, 2, 1, 2, 2],
    "kind": ["heading", "heading", "item", "heading", "heading", "heading", "heading"],
    "heading": ["成效", "共享数据", "汇聚", "安全防护", "挑战", "数据不足", "安全不足"],
    "system": ["", "data", "data", "security", "", "data", "security"],
})


def test_units_with_a_system_and_their_parts():
    assert labelled_units(SECTIONS).values.tolist() == [
        ["1.1", "1", "data"], ["1.2", "1", "security"], ["2.1", "2", "data"], ["2.2", "2", "security"]]
    assert labelled_units(SECTIONS, level="item")["section_id"].tolist() == ["1.1", "1.1.1", "1.2", "2.1", "2.2"]


def test_headings_are_counted_once_and_taken_away():
    segmenter = Segmenter(terms=())
    heads = heading_counts(SECTIONS, segmenter=segmenter)
    assert heads[heads["section_id"] == "1.1"][["term", "n"]].values.tolist() == [["共享", 1], ["数据", 1]]
    assert "汇聚" not in set(heads["term"])  # an item's own phrase stays
    counts = bags(**{"1.1": {"数据": 3, "共享": 1}})
    left = take_away(counts, heads[heads["section_id"] == "1.1"])
    assert left[["term", "n"]].values.tolist() == [["数据", 2]]


def test_more_cannot_be_taken_than_there_is():
    with pytest.raises(InputError, match="takes more '安全' from '1'"):
        take_away(bags(**{"1": {"安全": 1}}), bags(**{"1": {"安全": 2}}))


@given(st.dictionaries(st.sampled_from("甲乙丙"), st.integers(1, 5), min_size=1), st.data())
def test_taking_a_part_away_and_adding_it_gives_the_whole(whole, data):
    part = {term: data.draw(st.integers(0, n)) for term, n in whole.items()}
    left = take_away(bags(u=whole), bags(u=part)).set_index("term")["n"].to_dict()
    assert {term: left.get(term, 0) + part[term] for term in whole} == whole


def test_the_centroid_is_scikit_learns_vectoriser_and_a_loop():
    training = bags(a={"数据": 3, "共享": 1}, b={"数据": 1, "安全": 2}, c={"安全": 1, "风险": 4})
    labels = {"a": "data", "b": "security", "c": "security"}
    tested = bags(x={"数据": 1, "风险": 1}, y={"共享": 2}, z={"别的": 1})
    texts = {unit: " ".join(t for t, n in zip(rows["term"], rows["n"]) for _ in range(n))
             for unit, rows in pd.concat([training, tested]).groupby("section_id")}
    vectors = TfidfVectorizer(analyzer=str.split)
    known = vectors.fit_transform([texts[u] for u in "abc"]).toarray()
    centroids = {"data": known[0], "security": known[1:].mean(axis=0)}
    result = nearest_centroid(training, labels, tested).set_index("section_id")
    for unit in "xy":
        vector = vectors.transform([texts[unit]]).toarray()[0]
        cosine = {k: vector @ c / np.linalg.norm(vector) / np.linalg.norm(c) for k, c in centroids.items()}
        assert result.loc[unit, "assigned"] == max(cosine, key=cosine.get)
        assert result.loc[unit, "similarity"] == pytest.approx(max(cosine.values()), abs=1e-9)
    assert result.loc["z"].tolist() == ["", 0.0]


def test_training_needs_a_label_for_each_unit():
    with pytest.raises(InputError, match="name each unit's label"):
        nearest_centroid(bags(a={"数据": 1}), {}, bags(x={"数据": 1}))


def test_a_part_is_classified_by_the_others():
    counts = bags(**{"1.1": {"共享": 2}, "1.2": {"防护": 1}, "2.1": {"共享": 1, "防护": 1, "汇聚": 1},
                     "2.2": {"防护": 3}})
    answer = leave_one_part_out(counts, SECTIONS).set_index("section_id")["assigned"]
    assert answer["1.1"] == "data" and answer["1.2"] == "security" and answer["2.2"] == "security"


def test_what_only_its_own_part_says_helps_no_unit():
    counts = bags(**{"1.1": {"共享": 2}, "1.2": {"防护": 1}, "2.1": {"共享": 1}, "2.2": {"漏洞": 3}})
    answer = leave_one_part_out(counts, SECTIONS).set_index("section_id")["assigned"]
    assert answer.to_dict() == {"1.1": "data", "1.2": "", "2.1": "data", "2.2": ""}
    with pytest.raises(InputError, match="no unit of level 2 has a system"):
        leave_one_part_out(counts, SECTIONS.assign(system=""))


def test_a_unit_without_an_answer_is_wrong():
    check = check_assignments(pd.DataFrame({"section_id": ["1.1", "1.2"], "assigned": ["data", "data"]}), SECTIONS)
    assert check["assigned"].tolist() == ["data", "data", "", ""] and check["correct"].tolist() == [True] + [False] * 3


def test_the_table_counts_by_hand_and_its_kappa_is_scikit_learns():
    check = pd.DataFrame({"true": list("aabbc"), "assigned": ["a", "b", "b", "b", ""]})
    check["correct"] = check["true"] == check["assigned"]
    row = validity_table({"key": check}, draws=50).iloc[0]
    assert (row["n"], row["correct"], row["not_assigned"], row["accuracy"]) == (5, 3, 1, 0.6)
    assert row["kappa"] == pytest.approx(cohen_kappa_score(check["true"], check["assigned"]), abs=1e-9)
    assert row["chance"] == pytest.approx(1 / 3) and row["kappa_low"] <= row["kappa"] <= row["kappa_high"]


def test_leave_one_part_out_on_the_paper_finds_most_sections():
    counts, sections = load_counts(), load_sections()
    check = check_assignments(leave_one_part_out(counts, sections), sections)
    assert len(check) == 18 and check["correct"].sum() >= 12
    assert set(choose_terms(counts)["kind"]) == {"han", "latin"}
