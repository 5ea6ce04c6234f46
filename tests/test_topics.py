"""Topics: planted topics are found, stability is what scikit-learn and a plain matching give, and nothing is random."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import sem
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import TfidfTransformer

from analysis import topics as module
from analysis.errors import InputError
from analysis.features import load_counts, load_sections

IDS = [f"1.{i}" for i in range(1, 10)]
SECTIONS = pd.DataFrame({"section_id": ["1", *IDS], "parent_id": ["", *["1"] * 9], "level": [1, *[2] * 9],
                         "kind": ["heading"] + ["item"] * 9})
PLANTED = ["甲甲乙丙", "甲乙乙", "甲乙丙丙", "丁丁戊己", "丁戊戊", "戊己己丁", "庚辛", "庚庚辛壬", "辛辛壬"]


def counts_of(texts, ids=IDS):
    rows = [(unit, term, "han", text.count(term)) for unit, text in zip(ids, texts) for term in dict.fromkeys(text)]
    return pd.DataFrame(rows, columns=["section_id", "term", "kind", "n"])


COUNTS = counts_of(PLANTED)
MIXED = counts_of(["甲乙丁", "甲丁戊", "乙戊丙", "丁丙庚", "戊庚甲", "丙甲庚", "丁庚", "甲戊", "乙丙丁戊"])


def find(counts=COUNTS, **options):
    return module.topics(counts, SECTIONS, **{"k": 3, "seeds": 5, "stopwords": (), **options})


def weighted(counts, least=2):
    table = counts.pivot(index="section_id", columns="term", values="n").fillna(0).loc[IDS].sort_index(axis=1)
    table = table.loc[:, (table > 0).sum() >= least]
    return TfidfTransformer().fit_transform(table.to_numpy()).toarray(), list(table.columns)


def test_planted_topics_are_found_and_stable():
    found = find()
    groups = found.terms.groupby("topic")["term"].agg(lambda terms: "".join(sorted(terms)))
    assert sorted(groups) == sorted("".join(sorted(group)) for group in ("甲乙丙", "丁戊己", "庚辛壬"))
    assert found.stability["stable"].all() and found.stability["lowest"].min() > 0.99
    held = found.units.pivot(index="section_id", columns="topic", values="share").loc[IDS]
    assert (held.max(axis=1) > 0.999).all()
    assert [held.loc[group].idxmax(axis=1).nunique() for group in (IDS[:3], IDS[3:6], IDS[6:])] == [1, 1, 1]


def test_factors_and_error_equal_scikit_learns():
    x, terms = weighted(MIXED)
    model = NMF(2, init="nndsvda", random_state=0, max_iter=5000)
    w = model.fit_transform(x)
    h = model.components_
    found = find(MIXED, k=2, top=99)
    product = np.zeros_like(x)
    for row in found.terms.itertuples():
        loading = found.units[found.units["topic"] == row.topic].set_index("section_id")["weight"].loc[IDS]
        product[:, terms.index(row.term)] += loading.to_numpy() * row.weight
    assert product == pytest.approx(w @ h, abs=1e-9)
    assert found.stability["error"].tolist() == pytest.approx([np.linalg.norm(x - w @ h) / np.linalg.norm(x)] * 2)
    assert found.terms.groupby("topic")["weight"].sum().tolist() == pytest.approx([1, 1])


@pytest.mark.parametrize("k", [3, 4, 5])
def test_stability_is_the_best_matching_over_the_seeds(k):
    # Of 4 and 5 topics two are nearest to the same one of another start: one of them must take the second best.
    x, terms = weighted(MIXED)
    found = find(MIXED, k=k, top=99, seeds=6)
    ours = found.terms.pivot(index="topic", columns="term", values="weight").reindex(columns=terms).fillna(0)
    ours = ours.to_numpy()

    def cosine(a, b):
        return a @ b / np.linalg.norm(a) / np.linalg.norm(b)

    values = []
    for seed in range(6):
        h = NMF(k, init="random", random_state=seed, max_iter=5000).fit(x).components_
        choices = [[cosine(ours[i], h[j]) for i, j in enumerate(order)] for order in permutations(range(k))]
        values.append(max(choices, key=sum))
    assert found.stability["stability"].tolist() == pytest.approx(np.mean(values, axis=0).tolist(), abs=1e-9)
    assert found.stability["lowest"].tolist() == pytest.approx(np.min(values, axis=0).tolist(), abs=1e-9)
    low = np.mean(values, axis=0) - 1.959964 * sem(values, axis=0)
    assert found.stability["stability_low"].tolist() == pytest.approx(low.tolist(), abs=1e-6)
    assert found.stability["stable"].tolist() == (low >= 0.8).tolist()


def test_laws_and_same_result_again():
    found, again = find(MIXED), find(MIXED)
    for table, other in zip(found, again):
        pd.testing.assert_frame_equal(table, other)
    shares = found.units.groupby("section_id")["share"].sum()
    assert shares.tolist() == pytest.approx([1] * 9)
    assert found.stability["share"].is_monotonic_decreasing and found.stability["share"].sum() == pytest.approx(1)
    assert found.stability["stability"].between(0, 1 + 1e-9).all()
    strict = find(MIXED, threshold=1.0).stability
    assert (strict["stable"] == (strict["stability_low"] >= 1)).all() and (strict["threshold"] == 1).all()


def test_top_counts_and_ties():
    terms = find(counts_of(["甲乙", "乙甲", "丙丁", "丁丙"], IDS), k=2, top=1).terms
    # 丁 comes before 丙 and 乙 before 甲 in the order of their code points.
    assert sorted(terms["term"]) == ["丁", "乙"]
    assert terms[["rank", "n", "n_units"]].values.tolist() == [[1, 2, 2]] * 2


def test_terms_of_one_passage_are_left_out():
    counts = counts_of([text + extra for text, extra in zip(PLANTED, "子丑寅卯辰巳午未申")])
    assert not set(find(counts, top=99).terms["term"]) & set("子丑寅卯辰巳午未申")
    assert find(counts, min_units=1).stability["terms"].unique().tolist() == [18]


def test_shares_of_a_level_are_means_over_passages():
    found = find()
    sections = SECTIONS.assign(system=["", *["a"] * 3, *["b"] * 6])
    shares = module.topic_shares(found.units, sections, level="system")
    assert shares.groupby("section_id")["share"].sum().tolist() == pytest.approx([1, 1])
    assert shares["passages"].tolist() == [3] * 3 + [6] * 3
    assert shares.loc[shares["section_id"] == "b", "share"].nlargest(2).tolist() == pytest.approx([0.5, 0.5], abs=1e-3)


def test_number_of_topics():
    table = module.choose_k(COUNTS, SECTIONS, least=2, most=4, seeds=3, stopwords=())
    assert table["k"].tolist() == [2, 3, 4] and table["error"].is_monotonic_decreasing
    assert table.loc[1, ["stable", "lowest"]].tolist() == [3, pytest.approx(1, abs=0.01)]
    own = find(k=4, seeds=3).stability
    assert table.loc[2, "lowest"] == own["stability"].min() and table.loc[2, "stable"] == own["stable"].sum()


def test_the_papers_topics():
    found = module.topics(load_counts(), load_sections(), seeds=3)
    assert len(found.units) == 78 * 6 and found.terms.groupby("topic").size().tolist() == [10] * 6
    assert found.stability["passages"].unique().tolist() == [78]


@pytest.mark.parametrize("options, message", [
    ({"k": 10}, "k=10: there are 9 passages and 9 terms, and no more topics than either"),
    ({"k": 0}, "k=0: must be a whole number of 1 or more"),
    ({"threshold": 80}, "threshold=80: must lie above 0 and up to 1, such as 0.8"),
    ({"min_units": 7}, "min_units=7: no term stands in so many passages"),
    ({"variant": "bm25"}, "variant='bm25': must be one of tidytext, sklearn"),
])
def test_errors(options, message):
    with pytest.raises(InputError, match=message):
        find(**options)


def test_errors_of_ranges_and_units():
    with pytest.raises(InputError, match="least=5, most=4: most must not be below least"):
        module.choose_k(COUNTS, SECTIONS, least=5, most=4)
    with pytest.raises(InputError, match="units: section_id: '9' is not in sections"):
        module.topic_shares(pd.DataFrame({"section_id": ["9"], "topic": 1, "share": 1.0}), SECTIONS)


def test_a_start_that_does_not_settle_is_an_error_not_a_warning(monkeypatch):
    monkeypatch.setattr(module, "MAX_ITER", 1)
    with pytest.raises(InputError, match="k=3: the factorisation did not settle in 1 steps; choose another k"):
        find()
