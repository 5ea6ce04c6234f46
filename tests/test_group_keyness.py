"""Keyness between groups of documents: the same numbers as keyness on whole documents, and document frequency."""

import numpy as np
import pandas as pd
import pytest

from analysis.contingency import conservative_log_ratio
from analysis.dispersion import deviation_of_proportions
from analysis.errors import InputError
from analysis.group_keyness import group_keyness
from analysis.keyness import keyness

TERMS = ["数据", "平台", "算力", "法规", "三亚", "的"]
SIZES = {"a": (6, 1, 0, 2, 0, 20), "b": (5, 2, 0, 0, 0, 15), "c": (4, 0, 1, 1, 9, 30),
         "d": (1, 3, 4, 1, 0, 20), "e": (0, 4, 5, 0, 0, 10), "f": (2, 2, 3, 2, 0, 25), "g": (1, 1, 1, 1, 1, 1)}
PLACES = dict(zip("abcdefg", ["east", "east", "east", "west", "west", "north", None]))
COUNTS = pd.DataFrame([(doc, str(k % 2), term, "han", n) for doc, ns in SIZES.items()
                       for k, (term, n) in enumerate(zip(TERMS, ns)) if n],
                      columns=["doc_id", "section_id", "term", "kind", "n"])
METADATA = pd.DataFrame({"doc_id": list(PLACES), "place": list(PLACES.values())})
FEW = {"by": "place", "draws": 60, "min_count": 1, "min_documents": 1, "stopwords": ["的"]}
ADDED = ["group", "n_documents", "documents_target", "n_documents_reference", "documents_reference", "lrc_documents"]


def whole(target, reference=None):
    """Return keyness itself, with a document as a unit."""
    documents = [doc for doc, place in PLACES.items() if place]
    units = pd.DataFrame({"section_id": documents, "parent_id": "", "kind": "heading"})
    counts = COUNTS[COUNTS["doc_id"].isin(documents)].assign(section_id=COUNTS["doc_id"])
    return keyness(counts, units, target=[doc for doc in documents if PLACES[doc] == target],
                   reference=reference and [doc for doc in documents if PLACES[doc] == reference],
                   draws=60, min_count=1, stopwords=["的"])


@pytest.mark.parametrize("target, reference", [("east", None), ("west", "east"), ("north", None)])
def test_it_is_keyness_with_the_document_as_passage(target, reference):
    table = group_keyness(COUNTS, METADATA, target=target, reference=reference, **FEW)
    expected = whole(target, reference).set_index("term")
    assert sorted(table["term"]) == sorted(expected.index)
    for column in set(expected) - {"n_passages", "passages_target"}:
        left, right = table[column], expected[column].loc[table["term"]].reset_index(drop=True)
        pd.testing.assert_series_equal(left, right)
    assert set(table) - set(expected) == {*ADDED, "term"}
    others = [doc for doc, place in PLACES.items() if place and (place == reference if reference else place != target)]
    for _, row in table.iterrows():
        k = TERMS.index(row["term"])
        own = [doc for doc in PLACES if PLACES[doc] == target]
        assert row["n_documents"] == sum(SIZES[doc][k] > 0 for doc in own)
        assert row["n_documents_reference"] == sum(SIZES[doc][k] > 0 for doc in others)
        assert (row["documents_target"], row["documents_reference"]) == (len(own), len(others))
        assert row["lrc_documents"] == pytest.approx(conservative_log_ratio(
            row["n_documents"], row["n_documents_reference"], len(own), len(others), tests=1).item())
        if len(own) > 1 and row["n_target"]:
            assert row["dp"] == pytest.approx(deviation_of_proportions([SIZES[doc][k] for doc in own],
                                                                       [sum(SIZES[doc]) for doc in own]))


def test_each_group_has_the_rows_that_it_has_alone():
    table = group_keyness(COUNTS, METADATA, **FEW)
    assert list(dict.fromkeys(table["group"])) == ["east", "north", "west"]
    for group, rows in table.groupby("group"):
        alone = group_keyness(COUNTS, METADATA, target=group, **FEW)
        pd.testing.assert_frame_equal(rows.reset_index(drop=True), alone)
    assert table.attrs["basis"].startswith("each of 3 groups by place against all others; 6 documents with words, 1 "
                                           "without place left out")


def test_what_one_document_repeats_is_not_on_top_and_a_group_of_one_has_no_interval():
    places = {f"{place}{i}": place for place in ("east", "west") for i in range(8)}
    rows = [(doc, "1", term, "han", n) for doc, place in places.items()
            for term, n in (("海湾", 9 * (doc == "east0")), ("港口", place == "east"), ("的", 30)) if n]
    counts = pd.DataFrame(rows, columns=["doc_id", "section_id", "term", "kind", "n"]).astype({"n": int})
    known = pd.DataFrame({"doc_id": list(places), "place": list(places.values())})
    table = group_keyness(counts, known, by="place", target="east", draws=200, min_documents=1)
    assert table["term"].tolist() == ["港口", "海湾"]
    assert table["lrc_documents"].gt(0).tolist() == [True, False] and table["g2"].is_monotonic_increasing
    north = group_keyness(COUNTS, METADATA, target="north", **FEW)
    assert north[["boot_low", "boot_high", "dp", "dp_norm"]].isna().all(axis=None)


def test_words_that_are_not_shown_stay_in_the_sizes():
    table = group_keyness(COUNTS, METADATA, by="place", target="east", draws=20, min_count=6, min_documents=3,
                          stopwords=["的"])
    assert set(table["term"]) == {"数据", "平台", "算力", "法规"}
    assert set(table["tokens_target"]) == {sum(map(sum, (SIZES[doc] for doc in "abc")))}
    assert "三亚" not in set(table["term"])  # in one document that has a place


def test_years_keep_their_type_and_rows_in_other_order_change_nothing():
    known = METADATA.assign(place=METADATA["place"].map({"east": 2022, "west": 2023, "north": 2024}))
    table = group_keyness(COUNTS, known, **FEW)
    assert table["group"].dtype == np.int64 and table["group"].is_monotonic_increasing
    mixed = group_keyness(COUNTS.sample(frac=1, random_state=2), known.iloc[::-1], **FEW)
    pd.testing.assert_frame_equal(mixed, table)


@pytest.mark.parametrize("change, said", [
    ({"target": "south"}, "target: 'south' is not in the groups by place"),
    ({"target": "east", "reference": "south"}, "reference: 'south'"),
    ({"reference": "east"}, "reference: needs a target"),
    ({"target": "east", "reference": "east"}, "is the target too"),
    ({"by": "doc"}, "no column 'doc'"),
    ({"min_count": 1000}, "no term occurs 1000 times"),
    ({"min_documents": 0}, "min_documents=0"),
])
def test_errors(change, said):
    with pytest.raises(InputError, match=said):
        group_keyness(COUNTS, METADATA, **{**FEW, **change})


def test_one_group_is_compared_with_nothing():
    with pytest.raises(InputError, match="one group only, 'east'"):
        group_keyness(COUNTS[COUNTS["doc_id"].isin(list("abc"))], METADATA, by="place")
