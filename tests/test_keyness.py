"""Keyness: counts of both sides, laws, intervals against loops, lockwords; and what the shipped paper shows."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency
from scipy.stats.contingency import relative_risk
from statsmodels.stats.multitest import multipletests

from analysis.contingency import conservative_log_ratio
from analysis.dispersion import dispersion
from analysis.errors import InputError
from analysis.features import load_counts, load_sections
from analysis.keyness import keyness, keyness_all, units_of
from analysis.lockwords import lockwords
from analysis.passages import resample

SECTIONS = pd.DataFrame({
    "section_id": ["abstract", "1", "1.1", "1.1.1", "1.2", "2", "2.1", "2.2"],
    "parent_id": ["", "", "1", "1.1", "1", "", "2", "2"],
    "level": [0, 1, 2, 3, 2, 1, 2, 2],
    "kind": ["abstract", "heading", "heading", "item", "heading", "heading", "heading", "heading"],
    "system": ["", "", "data", "data", "rules", "", "data", "rules"],
})
BODY = SECTIONS["section_id"].tolist()[1:]
WORDS = ["数据", "算力", "平台", "的"]
NEAR = {"rel": 1e-9, "abs": 1e-9}


def counts(table):
    rows = [(unit, term, "han", n) for unit, ns in table.items() for term, n in zip(WORDS, ns) if n]
    return pd.DataFrame(rows, columns=["section_id", "term", "kind", "n"])


COUNTS = counts({"abstract": (9, 9, 9, 9), "1": (4, 0, 1, 20), "1.1": (6, 0, 0, 30), "1.1.1": (5, 0, 2, 10),
                 "1.2": (1, 0, 3, 9), "2": (1, 2, 1, 20), "2.1": (0, 4, 2, 30), "2.2": (2, 1, 1, 15)})
FEW = {"draws": 50, "stopwords": ["的"], "min_count": 1}


def row(table, term):
    return table.set_index("term").loc[term]


def test_a_unit_stands_for_all_below_it_and_the_rest_is_the_running_text():
    table = keyness(COUNTS, SECTIONS, target="1", **FEW)
    data = row(table, "数据")
    assert (data["n_target"], data["n_reference"]) == (16, 3)  # the abstract's nine are on neither side
    assert (data["tokens_target"], data["tokens_reference"]) == (91, 79)
    assert data["per_10k_target"] == pytest.approx(1e4 * 16 / 91)
    assert (data["n_passages"], data["passages_target"]) == (4, 4)
    assert "的" not in set(table["term"]) and list(table["term"])[0] == "数据"
    assert row(table, "算力")["zero"] == "target" and data["zero"] == ""
    assert math.isnan(row(table, "算力")["dp"]) and row(table, "算力")["percent_difference"] == -100
    assert table.attrs["basis"].startswith("1 (4 passages, 91 words) against the rest of the running text (3 passages")


@pytest.mark.parametrize("target, reference, sides", [
    ("data", None, ({"1.1", "1.1.1", "2.1"}, {"1", "1.2", "2", "2.2"})),
    (["1.1.1", "2.1"], "rules", ({"1.1.1", "2.1"}, {"1.2", "2.2"})),
    ("1.1", ["1.2"], ({"1.1", "1.1.1"}, {"1.2"})),
])
def test_sets_systems_and_named_references(target, reference, sides):
    table = keyness(COUNTS, SECTIONS, target=(t for t in [target] if t) if isinstance(target, str) else target,
                    reference=reference, **FEW)
    for side, units in zip(("target", "reference"), sides):
        inside = COUNTS[COUNTS["section_id"].isin(units)]
        assert set(table[f"tokens_{side}"]) == {inside["n"].sum()}
        found = inside.groupby("term")["n"].sum()
        assert table[f"n_{side}"].tolist() == [found.get(term, 0) for term in table["term"]]


def test_the_measures_are_those_of_independent_implementations():
    table = keyness(COUNTS, SECTIONS, target="1", **FEW)
    for _, found in table.iterrows():
        a, b, n1, n2 = (int(found[c]) for c in ("n_target", "n_reference", "tokens_target", "tokens_reference"))
        g2 = chi2_contingency([[a, b], [n1 - a, n2 - b]], lambda_="log-likelihood", correction=False)
        assert abs(found["g2"]) == pytest.approx(g2.statistic, **NEAR)
        assert found["p"] == pytest.approx(g2.pvalue, **NEAR)
        assert found["bic"] == pytest.approx(g2.statistic - math.log(170), **NEAR)
        if a and b:
            risk = relative_risk(a, n1, b, n2)
            bounds = risk.confidence_interval()
            assert found[["log_ratio", "log_ratio_low", "log_ratio_high"]].tolist() == pytest.approx(
                np.log2([risk.relative_risk, bounds.low, bounds.high]).tolist(), **NEAR)
        prior = a + b
        delta = math.log((a + prior) / (n1 + 170 - a - prior)) - math.log((b + prior) / (n2 + 170 - b - prior))
        assert found["log_odds"] == pytest.approx(delta, **NEAR)
        assert found["log_odds_z"] == pytest.approx(delta / math.sqrt(1 / (a + prior) + 1 / (b + prior)), **NEAR)
    for column, method in (("p_holm", "holm"), ("p_bh", "fdr_bh")):
        assert table[column].tolist() == pytest.approx(multipletests(table["p"], method=method)[1].tolist(), **NEAR)


def test_the_prior_is_that_of_the_whole_text_against_a_named_reference_too():
    table = keyness(COUNTS, SECTIONS, target="1.1", reference="1.2", **FEW)
    whole = COUNTS[COUNTS["section_id"].isin(BODY)].groupby("term")["n"].sum()
    for _, found in table.iterrows():
        a, b, n1, n2 = (int(found[c]) for c in ("n_target", "n_reference", "tokens_target", "tokens_reference"))
        prior, rest = whole[found["term"]], whole.sum() - whole[found["term"]]
        delta = math.log((a + prior) / (n1 - a + rest)) - math.log((b + prior) / (n2 - b + rest))
        assert found["log_odds"] == pytest.approx(delta, **NEAR)
        assert found["log_odds_z"] == pytest.approx(delta / math.sqrt(1 / (a + prior) + 1 / (b + prior)), **NEAR)


def test_the_bootstrap_is_a_loop_over_the_same_draws():
    table = keyness(COUNTS, SECTIONS, target="1", draws=40, seed=3, stopwords=["的"], min_count=1)
    grid = COUNTS.pivot_table(index="section_id", columns="term", values="n", fill_value=0).loc[sorted(BODY)]
    weights = resample([unit[0] for unit in grid.index], draws=40, seed=3)
    for term in table["term"]:
        ratios = []
        for drawn in weights:
            sides = {}
            for side in "12":
                n = sum(w * grid.loc[unit, term] for unit, w in zip(grid.index, drawn) if unit[0] == side)
                size = sum(w * grid.loc[unit].sum() for unit, w in zip(grid.index, drawn) if unit[0] == side)
                sides[side] = (n or 0.5) / size
            ratios.append(math.log2(sides["1"] / sides["2"]))
        assert row(table, term)[["boot_low", "boot_high"]].tolist() == pytest.approx(
            np.quantile(ratios, [0.025, 0.975]).tolist(), **NEAR)


def test_dispersion_is_that_of_the_target_alone():
    inside = SECTIONS[SECTIONS["section_id"].str.startswith("1")]
    expected = dispersion(COUNTS[COUNTS["section_id"].isin(inside["section_id"])], inside, level="item", stopwords=())
    table = keyness(COUNTS, SECTIONS, target="1", **FEW)
    for term in ("数据", "平台"):
        assert row(table, term)[["dp", "dp_norm"]].tolist() == pytest.approx(
            row(expected, term)[["dp", "dp_norm"]].tolist(), **NEAR)
        assert row(table, term)["n_passages"] == row(expected, term)["n_units"]


def test_one_passage_has_no_spread():
    table = keyness(COUNTS, SECTIONS, target="1.2", **FEW)
    assert table[["boot_low", "boot_high", "dp", "dp_norm"]].isna().all(axis=None)
    assert table["log_ratio"].notna().all()


@given(st.dictionaries(st.sampled_from(BODY), st.tuples(*[st.integers(0, 12)] * 3, st.integers(1, 40)), min_size=2),
       st.integers(1, 8), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_laws(table, min_count, random):
    given_counts = counts(table)
    if len({unit[0] for unit in table}) < 2:
        return
    options = {"draws": 20, "stopwords": (), "min_count": min_count}
    there = keyness(given_counts, SECTIONS, target="1", reference="2", **options).set_index("term").sort_index()
    back = keyness(given_counts, SECTIONS, target="2", reference="1", **options).set_index("term").sort_index()
    totals = given_counts.groupby("term")["n"].sum()
    assert list(there.index) == sorted(totals.index[totals >= min_count])
    assert (there["n_target"] + there["n_reference"]).tolist() == totals.reindex(there.index).tolist()
    for one, other in (("log_ratio", "log_ratio"), ("lrc", "lrc"), ("g2", "g2"), ("log_odds", "log_odds"),
                       ("log_odds_z", "log_odds_z"), ("log_ratio_low", "log_ratio_high"), ("boot_low", "boot_high")):
        assert there[one].tolist() == pytest.approx((-back[other]).tolist(), **NEAR, nan_ok=True)
    assert there["p"].tolist() == pytest.approx(back["p"].tolist(), **NEAR)
    assert (there["p"] <= there["p_bh"] + 1e-15).all() and (there["p_bh"] <= there["p_holm"] + 1e-15).all()
    assert (there["lrc"].abs() <= there["log_ratio"].abs() + 1e-9).all()
    assert (there["lrc"] * there["log_ratio"] >= 0).all()
    shuffled = [frame.iloc[random.sample(range(len(frame)), len(frame))] for frame in (given_counts, SECTIONS)]
    pd.testing.assert_frame_equal(keyness(*shuffled, target="1", reference="2", **options),
                                  keyness(given_counts, SECTIONS, target="1", reference="2", **options))


def test_the_correction_is_evert_s_default_and_an_option():
    options = {"target": "1", "stopwords": ["的"], "draws": 10}
    corrected, alone = (keyness(COUNTS, SECTIONS, bonferroni=choice, **options) for choice in (True, False))
    for table, tests in ((corrected, len(corrected)), (alone, 1)):
        cells = (table[c].to_numpy() for c in ("n_target", "n_reference", "tokens_target", "tokens_reference"))
        assert table["lrc"].tolist() == pytest.approx(conservative_log_ratio(*cells, tests=tests).tolist(), **NEAR)
    assert "with Bonferroni" in corrected.attrs["basis"] and "for each alone" in alone.attrs["basis"]


def test_ties_stand_by_term():
    table = counts({"1": (3, 3, 3, 10), "2": (1, 1, 1, 10)})
    shown = keyness(table, SECTIONS, target="1", **FEW)
    assert shown["term"].tolist() == sorted(["数据", "算力", "平台"])


def test_no_term_is_a_table_without_rows():
    table = keyness(COUNTS, SECTIONS, target="1", min_count=99, draws=10)
    assert len(table) == 0 and "boot_low" in table and table.attrs["basis"]


@pytest.mark.parametrize("level, units", [("1", ["1", "2"]), ("2", ["1.1", "1.2", "2.1", "2.2"]),
                                          ("system", ["data", "rules"])])
def test_each_unit_of_a_level_is_compared_as_alone(level, units):
    table = keyness_all(COUNTS, SECTIONS, level=level, **FEW)
    assert list(dict.fromkeys(table["section_id"])) == units
    for unit in units:
        alone = keyness(COUNTS, SECTIONS, target=unit, **FEW)
        rows = table[table["section_id"] == unit].drop(columns="section_id").reset_index(drop=True)
        pd.testing.assert_frame_equal(rows, alone, check_dtype=False)
    assert f"Each of {len(units)} units" in table.attrs["basis"]


EVEN = counts({unit: (30, 0, 5, 100) for unit in BODY})


def test_a_lockword_is_shown_to_be_alike_not_just_not_shown_to_differ():
    table = lockwords(EVEN, SECTIONS, stopwords=["的"], draws=50)
    assert table["term"].tolist() == ["数据", "平台"] and table["spread"].tolist() == [0, 0]
    assert table[["boot_high"]].to_numpy() == pytest.approx(0, abs=1e-12)  # every passage is alike
    bound = 1.6448536 * math.sqrt(1 / 120 - 1 / 540 + 1 / 90 - 1 / 405) / math.log(2)
    assert row(table, "数据")["spread_high"] == pytest.approx(bound, rel=1e-6)
    assert table["locked"].tolist() == [True, True]
    assert table[["n_1", "n_2"]].values.tolist() == [[120, 90], [20, 15]]
    assert not lockwords(EVEN, SECTIONS, stopwords=["的"], draws=50, band=bound - 1e-6)["locked"].any()
    fewer = EVEN.assign(n=EVEN["n"].where(EVEN["term"] != "平台", 2))
    assert lockwords(fewer, SECTIONS, stopwords=["的"], draws=50).set_index("term")["locked"].to_dict() == {
        "数据": True, "平台": False}


def test_a_word_that_a_unit_lacks_is_no_lockword_and_one_passage_locks_nothing():
    assert "算力" not in set(lockwords(COUNTS, SECTIONS, min_count=1, draws=10)["term"])
    single = lockwords(EVEN, SECTIONS, level="2", stopwords=["的"], draws=10)
    assert single["boot_high"].isna().all() and not single["locked"].any()


@pytest.mark.parametrize("options, message", [
    ({"target": "9"}, "target='9': no such unit; there are 1, 2, data, rules, and"),
    ({"target": ""}, "target='': no such unit"),
    ({"target": []}, "target: names no unit"),
    ({"target": 1}, "target=1: must be a collection"),
    ({"target": "abstract"}, "target=abstract: no running text; compared are only introduction, heading, item"),
    ({"target": "1", "reference": "nowhere"}, "reference='nowhere': no such unit"),
    ({"target": "1.1", "reference": "1"}, "reference: '1.1' is in the target too"),
    ({"target": ["1", "2"]}, "reference: no passage with words is on this side"),
    ({"target": "1", "min_count": 0}, "min_count=0: must be a whole number of 1 or more"),
    ({"target": "1", "draws": 0}, "draws=0"),
    ({"target": "1", "confidence": 2}, "confidence=2"),
    ({"target": "1", "kinds": ["latin"]}, "kinds=latin: counts has no such rows"),
])
def test_errors_name_what_is_wrong(options, message):
    with pytest.raises(InputError, match=message):
        keyness(COUNTS, SECTIONS, **{"draws": 10, **options})


def test_levels_must_have_units():
    with pytest.raises(InputError, match="level='item': must be one of 1, 2, system"):
        keyness_all(COUNTS, SECTIONS, level="item")
    flat = SECTIONS[SECTIONS["level"] < 2]
    with pytest.raises(InputError, match="level='2': no two such units with words, only 1, 2"):
        keyness_all(COUNTS[COUNTS["section_id"].isin(flat["section_id"])], flat, level="2")


def test_units_are_found_by_id_and_by_system():
    assert units_of(SECTIONS, "1.1") == ["1.1", "1.1.1"]
    assert units_of(SECTIONS, ["rules", "1.1.1"]) == ["1.1.1", "1.2", "2.2"]
    assert units_of(SECTIONS.drop(columns="system"), ["2"]) == ["2", "2.1", "2.2"]


def test_computing_power_is_absent_among_the_achievements_of_the_paper():
    found = row(keyness(load_counts(), load_sections(), target="1", draws=200), "算力")
    assert found["n_target"] == 0 and found["n_reference"] == 6 and found["zero"] == "target"
    # Where a side lacks the term passages drawn again are too narrow; six words against a half are no evidence alone.
    assert found["log_ratio"] < 0 and found["boot_high"] < 0 < found["log_ratio_high"] and found["lrc"] == 0
