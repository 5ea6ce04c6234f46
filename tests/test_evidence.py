"""Evidence density: hand-counted rates, intervals against exact tests and a naive loop, and the paper's."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, poisson
from statsmodels.stats.proportion import proportion_confint

from analysis.errors import InputError
from analysis.evidence import compare_density, evidence_density
from analysis.features import load_citations, load_sections
from analysis.passages import resample
from analysis.quantities import load_figures

SORTS = ("figures", "citations", "both")


@pytest.fixture
def sections():
    """Two parts with an opening of 100 characters each; sections of 400, 500 and 1,000; a title; an empty unit."""
    rows = [("front", "", 0, "front", 30, ""), ("1", "", 1, "heading", 100, ""),
            ("1.1", "1", 2, "heading", 400, "data"), ("1.2", "1", 2, "heading", 500, "rules"),
            ("2", "", 1, "heading", 100, ""),
            ("2.1", "2", 2, "heading", 1000, "data"), ("2.2", "2", 2, "heading", 0, "rules")]
    return pd.DataFrame(rows, columns=["section_id", "parent_id", "level", "kind", "n_han", "system"])


@pytest.fixture
def figures():
    return pd.DataFrame({"section_id": ["1.1"] * 4 + ["1.2"]})


@pytest.fixture
def citations():
    rows = [("front", "linked"), ("1", "linked"), ("1.1", "broken mark"), ("2.1", "no brackets")]
    return pd.DataFrame(rows, columns=["section_id", "status"])


def density(figures, citations, sections, **options):
    return evidence_density(figures, citations, sections, **{"draws": 200} | options)


def test_counts_and_rates_by_part(figures, citations, sections):
    table = density(figures, citations, sections)
    # Part 1: 5 figures and 2 citations in 1,000 characters, all three passages have one; part 2: 1,100 and none.
    columns = ["section_id", "part", "system", "n_passages", "n_han", "n_figures", "n_citations", "n_evident"]
    assert table[columns].values.tolist() == [["1", "1", "", 3, 1000, 5, 2, 3], ["2", "2", "", 2, 1100, 0, 0, 0]]
    assert table[[f"{sort}_per_1000" for sort in SORTS]].values.tolist() == [[5, 2, 7], [0, 0, 0]]
    assert table["share"].tolist() == [1, 0]


@pytest.mark.parametrize("level, units, han", [
    ("document", ["document"], [2100]),
    ("1", ["1", "2"], [1000, 1100]),
    ("2", ["1", "1.1", "1.2", "2", "2.1"], [100, 400, 500, 100, 1000]),
    ("item", ["1", "1.1", "1.2", "2", "2.1"], [100, 400, 500, 100, 1000]),
    ("system", ["other", "data", "rules"], [200, 1400, 500]),
])
def test_every_level_counts_the_same_evidence(figures, citations, sections, level, units, han):
    table = density(figures, citations, sections, level=level)
    assert table["section_id"].tolist() == units and table["n_han"].tolist() == han
    assert (table["n_figures"].sum(), table["n_citations"].sum(), table["n_evident"].sum()) == (5, 2, 3)


def test_parts_and_systems_are_named_where_a_unit_has_one(figures, citations, sections):
    table = density(figures, citations, sections, level="2").set_index("section_id")
    assert table["part"].to_dict() == {"1": "1", "1.1": "1", "1.2": "1", "2": "2", "2.1": "2"}
    assert table["system"].to_dict() == {"1": "", "1.1": "data", "1.2": "rules", "2": "", "2.1": "data"}
    systems = density(figures, citations, sections, level="system")
    assert systems["system"].tolist() == ["", "data", "rules"] and set(systems["part"]) == {""}
    plain = density(figures, citations, sections.drop(columns="system"), level="2")
    assert set(plain["system"]) == {""}


def test_rows_in_another_order_and_index_give_the_same(figures, citations, sections):
    shuffled = figures.sample(frac=1, random_state=1), citations.iloc[::-1], sections.set_index(np.arange(7) + 40)
    pd.testing.assert_frame_equal(density(*shuffled), density(figures, citations, sections))


def test_one_passage_has_no_interval_and_no_evidence_the_exact_one(figures, citations, sections):
    table = density(figures, citations, sections, level="2").set_index("section_id")
    assert table.loc["1.1", ["figures_low", "figures_high"]].isna().all()
    assert table.loc["2.1", ["figures_low", "figures_high"]].tolist() == [0, pytest.approx(3.688879454)]
    assert poisson.cdf(0, table.loc["2.1", "figures_high"]) == pytest.approx(0.025, abs=1e-9)


def test_passages_are_drawn_within_their_unit(figures, citations, sections):
    table = density(figures, citations, sections, draws=300, seed=5)
    weights = resample(["1", "1", "1", "2", "2"], draws=300, seed=5)
    values = {"figures": [0, 4, 1], "citations": [1, 1, 0], "both": [1, 5, 1]}
    for sort, counts in values.items():
        rates = []
        for draw in weights:
            hits = sum(w * n for w, n in zip(draw, counts))
            rates.append(1000 * hits / sum(w * n for w, n in zip(draw, [100, 400, 500])))
        expected = np.quantile(rates, [0.025, 0.975])
        assert table.loc[0, [f"{sort}_low", f"{sort}_high"]].tolist() == pytest.approx(expected, rel=1e-9)


@given(st.integers(0, 60), st.integers(1, 5000), st.sampled_from([0.8, 0.95, 0.99]))
@settings(max_examples=25)
def test_poisson_bounds_are_those_at_which_the_count_is_just_improbable(n, han, confidence):
    sections = pd.DataFrame({"section_id": ["1"], "parent_id": "", "level": 1, "kind": "heading", "n_han": han})
    figures, none = pd.DataFrame({"section_id": ["1"] * n}, dtype="str"), load_citations().iloc[:0]
    row = evidence_density(figures, none, sections, interval="poisson", draws=1, confidence=confidence).iloc[0]
    tail, scale = (1 - confidence) / 2, han / 1000
    assert poisson.cdf(n, row["figures_high"] * scale) == pytest.approx(tail, abs=1e-9)
    if n:
        assert poisson.sf(n - 1, row["figures_low"] * scale) == pytest.approx(tail, abs=1e-9)
    else:
        assert row["figures_low"] == 0


@given(st.lists(st.integers(0, 2), min_size=1, max_size=12))
@settings(max_examples=25)
def test_the_share_of_passages_has_the_exact_binomial_interval(counts):
    ids = [str(i) for i in range(1, len(counts) + 1)]
    sections = pd.DataFrame({"section_id": ids, "parent_id": "", "level": 1, "kind": "heading", "n_han": 50})
    figures = pd.DataFrame({"section_id": np.repeat(ids, counts)}, dtype="str")
    row = evidence_density(figures, load_citations().iloc[:0], sections, level="document", draws=20).iloc[0]
    hits = sum(n > 0 for n in counts)
    exact = binomtest(hits, len(counts)).proportion_ci(method="exact")
    assert (row["n_evident"], row["share"]) == (hits, pytest.approx(hits / len(counts)))
    assert row[["share_low", "share_high"]].tolist() == pytest.approx([exact.low, exact.high], abs=1e-9)
    low, high = proportion_confint(hits, len(counts), method="beta")
    assert row[["share_low", "share_high"]].tolist() == pytest.approx([low, high], abs=1e-9)


@pytest.mark.parametrize("change, message", [
    ({"level": "3"}, "level='3': must be one of document, 1, 2, item, system"),
    ({"interval": "normal"}, "interval='normal': must be one of passages, poisson"),
    ({"draws": 0}, "draws=0: must be a whole number"),
    ({"confidence": 95}, "confidence=95: must lie between 0 and 1"),
    ({"figures": pd.DataFrame({"section_id": ["9.9"]})}, "figures: section_id: '9.9' is not in sections"),
    ({"figures": pd.DataFrame({"unit": ["1"]})}, "figures: no column 'section_id'"),
    ({"citations": pd.DataFrame({"section_id": ["1"]})}, "citations: no column 'status'"),
    ({"n_han": 0}, "sections: n_han is 0 in every unit"),
    ({"kind": "front"}, "sections: no unit of the kinds"),
])
def test_errors(figures, citations, sections, change, message):
    tables = {"figures": figures, "citations": citations, "sections": sections}
    for column in {"n_han", "kind"} & set(change):
        tables["sections"] = sections.assign(**{column: change.pop(column)})
    with pytest.raises(InputError, match=message):
        evidence_density(**tables | change)


def test_a_text_without_headings_is_in_no_part():
    sections = pd.DataFrame({"section_id": ["introduction"], "parent_id": "", "level": 0, "kind": "introduction",
                             "n_han": 50})
    figures = pd.DataFrame({"section_id": ["introduction"]})
    for level in ("document", "1", "2", "item"):
        row = evidence_density(figures, load_citations().iloc[:0], sections, level=level, draws=5).iloc[0]
        assert (row["part"], row["system"], row["n_figures"]) == ("", "", 1)


def test_without_sizes_the_missing_column_is_named(figures, citations, sections):
    with pytest.raises(InputError, match="sections: no column 'n_han'"):
        evidence_density(figures, citations, sections.drop(columns="n_han"))


def test_the_paper_has_its_evidence_in_its_first_part():
    table = evidence_density(load_figures(), load_citations(), load_sections(), draws=500).set_index("section_id")
    assert table["n_figures"].to_dict() == {"introduction": 0, "1": 46, "2": 6, "3": 0}
    assert table["n_citations"].to_dict() == {"introduction": 4, "1": 21, "2": 3, "3": 0}
    assert min(table.loc["1", "both_low"], table.loc["2", "both_low"]) > table.loc["3", "both_high"]
    both = compare_density(load_figures(), load_citations(), load_sections(), first="1", second="2", draws=500).iloc[2]
    assert both["low"] > 0 and 0.02 < both["p"] < 0.1  # the first is denser, and not by a wide margin


def test_a_difference_is_that_of_a_loop_over_draws_and_of_all_deals():
    sections = pd.DataFrame({"section_id": list("abcd"), "parent_id": ["", "a", "", "c"], "level": [1, 2, 1, 2],
                             "kind": "heading", "n_han": [100, 300, 200, 50]})
    figures = pd.DataFrame({"section_id": list("aabbbbcd")})
    none = load_citations().iloc[:0]
    table = compare_density(figures, none, sections, first="a", second="c", draws=4000, seed=5).set_index("sort")
    row = table.loc["figures"]
    assert row["difference"] == pytest.approx(1000 * (6 / 400 - 2 / 250), abs=1e-9)
    n, han = {"a": 2, "b": 4, "c": 1, "d": 1}, dict(zip("abcd", sections["n_han"]))
    size = {unit: (sum(n[x] for x in unit), sum(han[x] for x in unit)) for unit in ("ab", "cd", "ac", "bd", "ad", "bc")}
    gaps = {unit: abs(size[unit][0] / size[unit][1] - size[rest][0] / size[rest][1])
            for unit, rest in (("ab", "cd"), ("cd", "ab"), ("ac", "bd"), ("bd", "ac"), ("ad", "bc"), ("bc", "ad"))}
    expected = sum(gap >= gaps["ab"] - 1e-12 for gap in gaps.values()) / 6
    assert row["p"] == pytest.approx(expected, abs=0.03)
    ends = [1000 * (x - y) for x in (2 / 100, 4 / 300, 6 / 400) for y in (1 / 200, 1 / 50, 2 / 250)]
    assert row["low"] >= min(ends) - 1e-9 and row["high"] <= max(ends) + 1e-9
    assert table.loc["citations", ["low", "high"]].isna().all() and table.loc["citations", "p"] == 1


def test_two_units_are_two():
    for second, message in (("1", "both are '1'"), ("9", "'9' is not in the units of level 1")):
        with pytest.raises(InputError, match=message):
            compare_density(load_figures(), load_citations(), load_sections(), first="1", second=second)
