"""Correspondence analysis: prince, a plain eigenvalue solution, the laws of the method, and the bootstrap."""

from __future__ import annotations

import numpy as np
import pandas as pd
import prince
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from analysis import correspondence as module
from analysis.errors import InputError
from analysis.features import load_counts, load_sections

UNITS, TERMS = list("1234"), list("甲乙丙丁戊")
SECTIONS = pd.DataFrame({"section_id": UNITS, "parent_id": "", "level": 1, "kind": "heading"})
TABLE = np.array([[9, 2, 0, 1, 3], [1, 7, 2, 2, 0], [0, 1, 6, 3, 1], [2, 2, 1, 5, 8]])
tables = st.lists(st.lists(st.integers(0, 9), min_size=5, max_size=5), min_size=4, max_size=4).map(np.array).filter(
    lambda table: table.sum(axis=0).min() > 0 and table.sum(axis=1).min() > 0
)


def counts_of(table):
    rows = [(unit, term, "han", int(n)) for unit, row in zip(UNITS, table) for term, n in zip(TERMS, row)]
    return pd.DataFrame(rows, columns=["section_id", "term", "kind", "n"])


def analyse(table, **options):
    return module.correspondence(counts_of(table), SECTIONS, level="1", min_count=1, stopwords=(), **options)


def eigenvalues(table):
    """The inertias of the axes, from the plain matrix of profiles instead of a singular value decomposition."""
    p = table / table.sum()
    r, c = p.sum(axis=1), p.sum(axis=0)
    product = np.array([[sum(p[i, j] * p[k, j] / (r[i] * c[j]) for j in range(len(c))) for k in range(len(r))]
                        for i in range(len(r))])
    return np.sort(np.linalg.eigvals(product).real)[::-1][1:]  # the first is 1, the margins'


def test_equals_prince():
    result = analyse(TABLE, components=3)
    frame = pd.DataFrame(TABLE, index=UNITS, columns=TERMS)
    other = prince.CA(n_components=3, n_iter=20, random_state=0, engine="scipy").fit(frame)
    assert result.axes["eigenvalue"].tolist() == pytest.approx(other.eigenvalues_.tolist(), abs=1e-9)
    for points, key, theirs in ((result.units, "unit", other.row_coordinates(frame)),
                                (result.terms, "term", other.column_coordinates(frame))):
        points = points.set_index(key).loc[theirs.index]
        for k in range(3):
            ours, turned = points[f"axis_{k + 1}"].to_numpy(), theirs[k].to_numpy()
            assert ours == pytest.approx(turned * np.sign(ours @ turned), abs=1e-9)
    rows = result.units.set_index("unit")
    contributions, cosines = other.row_contributions_, other.row_cosine_similarities(frame)
    for k in range(3):
        assert rows[f"contribution_{k + 1}"].tolist() == pytest.approx(contributions[k].loc[UNITS].tolist(), abs=1e-9)
        assert rows[f"cos2_{k + 1}"].tolist() == pytest.approx(cosines[k].loc[UNITS].tolist(), abs=1e-9)


@given(tables)
@settings(max_examples=50)
def test_laws(table):
    values = eigenvalues(table)
    assume(values[1] > 1e-6)
    units, terms, axes = analyse(table)
    assert axes["eigenvalue"].tolist() == pytest.approx(values.tolist(), abs=1e-9)
    chi2 = chi2_contingency(table, correction=False).statistic
    assert axes["eigenvalue"].sum() == pytest.approx(chi2 / table.sum(), abs=1e-9)
    assert axes["cumulated"].iloc[-1] == pytest.approx(1) and axes["share"].is_monotonic_decreasing
    for points in (units, terms):
        assert points["mass"].sum() == pytest.approx(1)
        assert points["inertia"].sum() == pytest.approx(chi2 / table.sum(), abs=1e-9)
        assert points[["contribution_1", "contribution_2"]].sum().tolist() == pytest.approx([1, 1])
        for k in (1, 2):
            weighted = points["mass"] * points[f"axis_{k}"]
            assert weighted.sum() == pytest.approx(0, abs=1e-9), "the origin is the centre"
            assert (weighted * points[f"axis_{k}"]).sum() == pytest.approx(values[k - 1], abs=1e-9)
        assert points["quality"].dropna().between(-1e-9, 1 + 1e-9).all()


@given(tables)
@settings(max_examples=25)
def test_squared_distances_are_chi_square_distances(table):
    values = eigenvalues(table)
    assume(values[2] > 1e-6)
    units = analyse(table, components=3).units
    places = units[["axis_1", "axis_2", "axis_3"]].to_numpy()
    profiles, c = table / table.sum(axis=1, keepdims=True), table.sum(axis=0) / table.sum()
    for i, k in ((0, 1), (1, 3)):
        expected = sum((a - b) ** 2 / m for a, b, m in zip(profiles[i], profiles[k], c))
        assert ((places[i] - places[k]) ** 2).sum() == pytest.approx(expected, abs=1e-9)
    assert units["quality"].dropna().tolist() == pytest.approx([1] * units["quality"].notna().sum())


def test_the_unit_with_the_largest_contribution_is_positive():
    units = analyse(TABLE).units
    assert all(units.loc[units[f"contribution_{k}"].idxmax(), f"axis_{k}"] > 0 for k in (1, 2))
    # Of equal contributions the first counts.
    assert analyse(np.array([[3, 1, 0, 0, 0], [1, 3, 0, 0, 0]]), components=1, units=["1", "2"]).units["axis_1"][0] > 0


def test_rare_terms_are_left_out():
    terms = module.correspondence(counts_of(TABLE), SECTIONS, level="1", min_count=12, stopwords=()).terms
    assert terms["term"].tolist() == sorted("甲乙戊") and terms["n"].tolist() == [12] * 3


NESTED = pd.DataFrame({"section_id": ["1", "1.1", "1.2", "2", "2.1", "3"], "parent_id": ["", "1", "1", "", "2", ""],
                       "level": [1, 2, 2, 1, 2, 1], "kind": "heading"})


def nested_counts():
    texts = {"1": "甲甲乙", "1.1": "甲丙", "1.2": "乙", "2": "丙丙丁", "2.1": "丁甲", "3": "乙乙丁"}
    rows = [(unit, term, "han", text.count(term)) for unit, text in texts.items() for term in dict.fromkeys(text)]
    return pd.DataFrame(rows, columns=["section_id", "term", "kind", "n"])


def test_bootstrap_points_are_profiles_between_the_passages():
    options = {"level": "1", "min_count": 1, "stopwords": ()}
    points = module.bootstrap_points(nested_counts(), NESTED, draws=50, seed=3, **options)
    assert points.groupby("unit").size().tolist() == [50] * 3
    assert points[points["unit"] == "3"][["axis_1", "axis_2"]].isna().all(axis=None), "one passage has no spread"
    # Unit 2 has two passages of profiles (丙 ⅔, 丁 ⅓) and (丁 ½, 甲 ½): a draw has one of three mixtures.
    result = module.correspondence(nested_counts(), NESTED, **options)
    standard = result.terms.set_index("term")["axis_1"] / np.sqrt(result.axes["eigenvalue"][0])
    first, second = (2 * standard["丙"] + standard["丁"]) / 3, (standard["丁"] + standard["甲"]) / 2
    expected = {round(first, 9), round(second, 9), round((3 * first + 2 * second) / 5, 9)}
    assert set(points.loc[points["unit"] == "2", "axis_1"].round(9)) == expected
    own = result.units.set_index("unit").loc["2", "axis_1"]
    assert round(own, 9) in expected, "drawing each passage once gives the unit itself"
    again = module.bootstrap_points(nested_counts(), NESTED, draws=50, seed=3, **options)
    pd.testing.assert_frame_equal(points, again)


@given(st.integers(0, 99), st.floats(0.5, 0.99))
@settings(max_examples=20)
def test_an_ellipse_holds_its_share_of_the_draws(seed, confidence):
    drawn = np.random.default_rng(seed).normal(size=(400, 2)) @ np.array([[2.0, 0.3], [0.0, 0.5]]) + [1, -1]
    points = pd.DataFrame(drawn, columns=["axis_1", "axis_2"]).assign(unit="1", draw=range(400), passages=9)
    row = module.ellipses(points, confidence=confidence).iloc[0]
    turn = np.radians(row["angle"])
    x, y = (drawn - [row["x"], row["y"]]).T
    along, across = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    inside = (along / row["major"]) ** 2 + (across / row["minor"]) ** 2 <= 1 + 1e-9
    assert inside.mean() == pytest.approx(confidence, abs=2 / 400) and row["major"] >= row["minor"]


def test_an_undefined_draw_leaves_no_ellipse():
    points = pd.DataFrame({"unit": ["1", "1", "2"], "draw": [0, 1, 0], "passages": 2, "axis_1": [1.0, np.nan, 0],
                           "axis_2": [0.0, 0, 0]})
    assert module.ellipses(points)[["major", "minor", "angle"]].isna().all(axis=1).tolist() == [True, False]


def test_the_papers_security_tasks_make_the_first_axis():
    result = module.correspondence(load_counts(), load_sections())
    units = result.units.set_index("unit")
    assert len(units) == 18 and units["contribution_1"].idxmax() == "3.5" and len(result.axes) == 17
    points = module.bootstrap_points(load_counts(), load_sections(), draws=20)
    assert module.ellipses(points)["major"].notna().all()


def test_errors():
    with pytest.raises(InputError, match="components=4: the table has 4 units and 5 terms, so at most 3 axes"):
        analyse(TABLE, components=4)
    with pytest.raises(InputError, match="components=2: only 1 axes have any inertia; units have the same profile"):
        analyse(np.array([[4, 2, 1, 1, 0], [8, 4, 2, 2, 0], [4, 2, 1, 1, 0], [1, 1, 1, 1, 4]]))
    with pytest.raises(InputError, match="confidence=95: must lie between 0 and 1"):
        module.ellipses(pd.DataFrame({"unit": ["1"], "draw": 0, "passages": 2, "axis_1": 0.0, "axis_2": 0.0}),
                        confidence=95)
    with pytest.raises(InputError, match="points: no column 'draw'"):
        module.ellipses(pd.DataFrame({"unit": ["1"]}))
