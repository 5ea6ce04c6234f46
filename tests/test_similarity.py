"""Similarity: values by hand and by other libraries, what shuffling must leave, and the grid of systems and parts."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster.hierarchy import average, fcluster
from scipy.spatial.distance import jensenshannon, squareform
from sklearn.feature_extraction.text import TfidfTransformer

from analysis import similarity as module
from analysis.errors import InputError
from analysis.features import load_counts, load_sections
from analysis.frequency import choose_terms, tf_idf
from analysis.levels import roll_up
from analysis.passages import body, compared_passages, deals, within

IDS = ["1", "1.1", "1.2", "2", "2.1", "2.2", "3", "3.1"]
SECTIONS = pd.DataFrame({"section_id": IDS, "parent_id": ["", "1", "1", "", "2", "2", "", "3"],
                         "level": [1, 2, 2, 1, 2, 2, 1, 2], "kind": "heading",
                         "system": ["", "data", "rules", "", "data", "rules", "", "data"]})


def counts_of(**units):
    """Counts of units written as words of one letter: ``counts_of(u1_1="甲甲乙")`` is unit 1.1."""
    rows = [(unit[1:].replace("_", "."), term, "han", text.count(term))
            for unit, text in units.items() for term in dict.fromkeys(text)]
    return pd.DataFrame(rows, columns=["section_id", "term", "kind", "n"])


COUNTS = counts_of(u1="甲甲乙", u1_1="乙丙", u1_2="丙丙丁", u2="甲丁丁", u2_1="戊", u2_2="甲乙", u3="甲", u3_1="己丁")


@st.composite
def counts_tables(draw):
    texts = {f"u{unit.replace('.', '_')}": draw(st.text("甲乙丙丁戊", min_size=1, max_size=9)) for unit in IDS}
    return counts_of(**texts)


def compare(counts=COUNTS, *, level="1", draws=19, **options):
    return module.similarity(counts, SECTIONS, level=level, stopwords=(), draws=draws, **options)


def naive_divergence(p, q):
    """H(M) − ½ H(P) − ½ H(Q) in bits, from lists of counts."""
    p, q = ([n / sum(counts) for n in counts] for counts in (p, q))

    def entropy(shares):
        return -sum(share * np.log2(share) for share in shares if share)

    return entropy([(a + b) / 2 for a, b in zip(p, q)]) - entropy(p) / 2 - entropy(q) / 2


def unit_table(counts, level):
    return roll_up(counts, SECTIONS, level=level).pivot(index="section_id", columns="term", values="n").fillna(0)


def test_the_table_of_passages_has_the_units_of_the_level():
    table = compared_passages(COUNTS, SECTIONS, level="2", stopwords=())
    assert table.index.tolist() == [(i, i) for i in ("1.1", "1.2", "2.1", "2.2", "3.1")]
    parts = compared_passages(COUNTS, SECTIONS, level="1", stopwords=(), min_count=3)
    assert parts.index.get_level_values("unit").tolist() == ["1"] * 3 + ["2"] * 3 + ["3"] * 2
    assert list(parts.columns) == list("丁丙乙甲") and parts.sum().tolist() == [4, 3, 3, 5]
    systems = compared_passages(COUNTS, SECTIONS, level="system", stopwords=())
    assert systems.index.get_level_values("unit").tolist() == ["data"] * 3 + ["rules"] * 2


@given(counts_tables(), st.sampled_from(["1", "2", "system"]))
@settings(max_examples=25)
def test_divergence_equals_scipys_and_the_formula(counts, level):
    pairs, table = compare(counts, level=level, measure="jensen_shannon", draws=3), unit_table(counts, level)
    for row in pairs.itertuples():
        p, q = table.loc[row.first].tolist(), table.loc[row.second].tolist()
        assert row.value == pytest.approx(jensenshannon(p, q, base=2) ** 2, abs=1e-9)
        assert row.value == pytest.approx(naive_divergence(p, q), abs=1e-9)
        assert (row.n_first, row.n_second) == (sum(p), sum(q))


@given(counts_tables(), st.sampled_from(["1", "2"]))
@settings(max_examples=25)
def test_cosine_equals_scikit_learns(counts, level):
    pairs = compare(counts, level=level, draws=3)
    table = unit_table(counts, level).loc[list(dict.fromkeys([*pairs["first"], *pairs["second"]]))]
    weighted = TfidfTransformer().fit_transform(table.loc[:, table.any()].to_numpy()).toarray()
    expected = [weighted[i] @ weighted[j] for i, j in combinations(range(len(table)), 2)]
    assert pairs["value"].tolist() == pytest.approx(expected, abs=1e-9)


@given(counts_tables(), st.sampled_from(["tidytext", "sklearn"]))
@settings(max_examples=25)
def test_cosine_equals_that_of_the_shipped_tf_idf(counts, variant):
    pairs = compare(counts, variant=variant, draws=3)
    weights = tf_idf(roll_up(counts, SECTIONS, level="1"), variant=variant)
    table = weights.pivot(index="section_id", columns="term", values="tf_idf").fillna(0)
    for row in pairs.itertuples():
        x, y = table.loc[row.first].to_numpy(), table.loc[row.second].to_numpy()
        norm = np.linalg.norm(x) * np.linalg.norm(y)
        assert (row.value == pytest.approx(x @ y / norm, abs=1e-9)) if norm else np.isnan(row.value)


@given(counts_tables())
@settings(max_examples=25)
def test_laws(counts):
    for measure in module.MEASURES:
        pairs = compare(counts, measure=measure, draws=9)
        assert pairs["value"].between(-1e-12, 1 + 1e-12).all()
        assert pairs["p"].notna().all()
        # 10 values in all, of which what was observed is one.
        assert (pairs["p"] * 10).round(6).isin(range(1, 11)).all()
        assert (pairs["shuffled_low"] <= pairs["shuffled_high"]).all()
        pd.testing.assert_frame_equal(pairs, compare(counts, measure=measure, draws=9))


def test_equal_and_disjoint_units():
    counts = counts_of(u1="甲乙", u2="甲甲乙乙", u3="丙")
    cosines = compare(counts)["value"].tolist()
    assert cosines == pytest.approx([1, 0, 0])
    assert compare(counts, measure="jensen_shannon")["value"].tolist() == pytest.approx([0, 1, 1])


def test_shuffling_deals_passages_not_words():
    # Units of two passages each: of the three deals that differ, two give each unit both kinds of passage.
    counts = counts_of(u1="甲甲", u1_1="甲甲", u2="乙乙", u2_1="乙乙")
    row = compare(counts, measure="jensen_shannon", units=["1", "2"], draws=3000).iloc[0]
    assert row["value"] == 1 and row["shuffled"] == pytest.approx(1 / 3, abs=0.03)
    assert row["p"] == pytest.approx(2 / comb(4, 2), abs=0.03)
    assert (row["passages_first"], row["passages_second"]) == (2, 2)
    cosine = compare(counts, units=["1", "2"], draws=3000).iloc[0]
    assert cosine["value"] == 0 and cosine["p"] == pytest.approx(1 / 3, abs=0.03)


@pytest.mark.parametrize("measure", module.MEASURES)
def test_shuffles_equal_the_measures_computed_anew_for_each_deal(measure):
    draws = 25
    row = compare(measure=measure, draws=draws).iloc[0]
    passages = compared_passages(COUNTS, SECTIONS, level="1", stopwords=())
    pooled, third = passages.loc[["1", "2"]].to_numpy(), passages.loc["3"].sum().to_numpy()
    values = []
    for dealt in deals(3, 3, draws=draws):
        x, y = pooled[dealt].sum(axis=0), pooled[~dealt].sum(axis=0)
        weights = TfidfTransformer().fit_transform([x, y, third]).toarray()
        values.append(weights[0] @ weights[1] if measure == "cosine" else naive_divergence(x, y))
    hits = sum(v <= row["value"] + 1e-12 if measure == "cosine" else v >= row["value"] - 1e-12 for v in values)
    assert row["shuffled"] == pytest.approx(np.mean(values), abs=1e-9)
    assert [row["shuffled_low"], row["shuffled_high"]] == pytest.approx(np.quantile(values, [0.025, 0.975]), abs=1e-9)
    assert row["excess"] == pytest.approx(row["value"] - np.mean(values), abs=1e-9)
    assert row["p"] == (1 + hits) / (1 + draws)


@pytest.mark.parametrize("measure", module.MEASURES)
def test_two_passages_cannot_be_dealt_anew(measure):
    pairs = compare(level="2", measure=measure).set_index(["first", "second"])
    columns = ["shuffled", "shuffled_low", "shuffled_high", "excess", "p"]
    assert pairs["value"].notna().all() and pairs[columns].isna().all(axis=None)
    one_and_three = compare(counts_of(u1="甲甲乙", u2="甲丁", u2_1="戊", u2_2="甲乙"), measure=measure)
    assert one_and_three[columns].notna().all(axis=None)
    with pytest.raises(InputError, match="excess holds NaN; leave out .* those of one passage"):
        module.compare_relations(pairs.reset_index(), SECTIONS, value="excess")


def test_a_unit_without_weighted_words_has_no_p():
    # tidytext gives 甲, which all units have, no weight; dealt anew a unit may get 乙.
    pairs = compare(counts_of(u1="甲", u1_1="甲", u2="甲", u2_1="乙", u3="甲"), variant="tidytext")
    assert np.isnan(pairs["value"]).all() and np.isnan(pairs["p"]).all()


@given(st.lists(st.floats(0, 1), min_size=10, max_size=10))
def test_the_tree_equals_scipys(values):
    names = list("abcde")
    pairs = pd.DataFrame(combinations(names, 2), columns=["first", "second"]).assign(value=values, measure="cosine")
    merges, expected = module.cluster(pairs), average(squareform(1 - squareform(values) - np.eye(5), checks=False))
    assert merges["distance"].tolist() == pytest.approx(expected[:, 2].tolist(), abs=1e-9)
    assert merges["units"].iloc[-1] == 5 and set(merges["left"]) | set(merges["right"]) >= set(names)


def test_a_tree_of_three_by_hand():
    pairs = pd.DataFrame({"first": ["a", "a", "b"], "second": ["b", "c", "c"], "value": [0.04, 0.64, 0.36],
                          "measure": "jensen_shannon"})
    merges = module.cluster(pairs)
    assert merges["distance"].tolist() == pytest.approx([0.2, (0.8 + 0.6) / 2])
    assert set(merges.loc[1, ["left", "right"]]) == {"#1", "c"}
    assert module.cluster(pairs, method="single")["distance"].tolist() == pytest.approx([0.2, 0.6])
    assert module.cluster(pairs, method="complete")["of"].unique().tolist() == ["Jensen–Shannon distance"]


def test_matrix_is_symmetric_and_has_its_diagonal():
    pairs = compare(measure="jensen_shannon")
    square = module.similarity_matrix(pairs)
    assert list(square.index) == list(square.columns) == ["1", "2", "3"]
    assert (square.to_numpy() == square.T.to_numpy()).all() and (np.diag(square) == 0).all()
    assert square.loc["3", "1"] == pairs.loc[1, "value"]
    excess = module.similarity_matrix(pairs, value="excess")
    assert np.isnan(np.diag(excess)).all()


def grid_pairs(value_of):
    cells = [(part, system) for part in "123" for system in "ab"]
    sections = pd.DataFrame([(part, "", 1, "heading", "") for part in "123"]
                            + [(f"{part}.{system}", part, 2, "heading", system) for part, system in cells],
                            columns=["section_id", "parent_id", "level", "kind", "system"])
    rows = [(f"{a}.{b}", f"{c}.{d}", value_of(a, b, c, d)) for (a, b), (c, d) in combinations(cells, 2)]
    return pd.DataFrame(rows, columns=["first", "second", "value"]).assign(measure="cosine"), sections


def test_relations_of_a_grid_by_hand():
    pairs, sections = grid_pairs(lambda a, b, c, d: 0.9 if b == d else 0.5 if a == c else 0.1)
    table = module.compare_relations(pairs, sections, draws=2000).set_index("relation")
    assert table["pairs"].tolist() == [6, 3, 6]
    assert table["mean"].tolist() == pytest.approx([0.9, 0.5, 0.1])
    assert table["difference"].tolist() == pytest.approx([0.8, 0.4, 0])
    # Two systems in three parts: 2³ ways to name them, of which 2 give the same pairs.
    assert table.loc["same system", "p"] == pytest.approx(2 / 8, abs=0.03)
    # In the other six, one pair of parts agrees: 2 pairs of 0.9 and 4 of 0.1.
    assert table.loc["same system", "shuffled"] == pytest.approx((2 * 0.9 + 6 * (1.8 + 0.4) / 6) / 8, abs=0.02)
    assert np.isnan(table.loc["neither", "p"])
    # Each is nearest to a section of its own system; dealt anew, the first of the others is so in half of the cases.
    assert table["nearest"].tolist() == [6, 0, 0]
    assert table.loc["same system", "nearest_shuffled"] == pytest.approx(3, abs=0.1)
    assert table.loc["same system", "nearest_p"] == pytest.approx(2 / 8, abs=0.03)


def test_relations_of_divergences_are_small_where_alike():
    pairs, sections = grid_pairs(lambda a, b, c, d: 0.1 if b == d else 0.5)
    table = module.compare_relations(pairs.assign(measure="jensen_shannon"), sections, draws=500)
    assert table["p"].iloc[0] == pytest.approx(0.25, abs=0.06) and table["difference"].iloc[0] < 0


def test_the_papers_sections_resemble_their_system_in_other_parts():
    sections, counts = load_sections(), load_counts()
    pairs = module.similarity(counts, sections, draws=50)
    assert len(pairs) == comb(18, 2)
    table = module.compare_relations(pairs, sections, draws=200).set_index("relation")
    assert table["pairs"].tolist() == [18, 45, 90]
    assert table.loc["same system", "mean"] > table.loc["same part", "mean"] > table.loc["neither", "mean"]
    used = choose_terms(within(counts, body(sections)))
    own = used["section_id"].str.startswith("1.3")
    assert pairs.loc[pairs["first"] == "1.3", "n_first"].unique().tolist() == [used.loc[own, "n"].sum()]
    groups = fcluster(average(squareform(1 - module.similarity_matrix(pairs), checks=False)), 0.7, "distance")
    assert len(set(groups)) == 17, "only 1.1 and 3.1 are nearer than 0.7"


@pytest.mark.parametrize("options, message", [
    ({"measure": "euclid"}, "measure='euclid': must be one of cosine, jensen_shannon"),
    ({"variant": "bm25"}, "variant='bm25': must be one of tidytext, sklearn"),
    ({"draws": 0}, "draws=0: must be a whole number of 1 or more"),
    ({"units": ["1"]}, "units: level 1 has 1 to compare, at least 2 are needed"),
    ({"units": ["1", "9"]}, "units: '9' is not in the units of level 1 that have words, which has '1', '2', '3'"),
    ({"terms": ["己"]}, r"units: '1' has no word that is compared \(min_count=1"),
    ({"level": "document"}, "level document has 1 to compare"),
])
def test_errors(options, message):
    with pytest.raises(InputError, match=message):
        compare(**options)


def test_errors_of_pairs():
    pairs = compare()
    with pytest.raises(InputError, match="2 rows for 3 units; expected one row for each of their 3 pairs"):
        module.similarity_matrix(pairs.iloc[:2])
    with pytest.raises(InputError, match="pairs: value holds NaN"):
        module.cluster(pairs.assign(value=np.nan))
    with pytest.raises(InputError, match="method='ward': must be one of average"):
        module.cluster(pairs, method="ward")
    with pytest.raises(InputError, match="the sections are no grid"):
        module.compare_relations(pairs, SECTIONS)
