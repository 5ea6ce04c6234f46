"""Agreement: published values, scikit-learn and nltk, laws, and what cannot be told."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import binary_distance, interval_distance
from sklearn.metrics import cohen_kappa_score, confusion_matrix, precision_recall_fscore_support
from statsmodels.stats.proportion import proportion_confint

from analysis.agreement import cohen_kappa, confusion, kappa_table, krippendorff_alpha, precision_recall
from analysis.errors import InputError

# Krippendorff 2011, Computing Krippendorff's alpha-reliability: four observers, twelve units, missing codes.
PUBLISHED = ("1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 .")
CODES = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=30)


def table(*coders, numbers=True):
    """One row per unit and coder; "." is a missing code."""
    rows = [(f"u{i}", f"coder{j}", (int(code) if numbers else code) if code != "." else None)
            for j, codes in enumerate(coders) for i, code in enumerate(codes.split())]
    return pd.DataFrame(rows, columns=["section_id", "coder", "code"])


def alpha_by_loops(codings, level):
    """α from its definition: mean distance of the pairs within units, against that of all pairs."""
    units = [list(own.dropna()) for _, own in codings.groupby("section_id")["code"]]
    units = [own for own in units if len(own) > 1]
    every = [code for own in units for code in own]
    n = Counter(every)

    def apart(c, k):
        if level == "nominal":
            return float(c != k)
        if level == "interval":
            return float(c - k) ** 2
        low, high = sorted((c, k))
        return (sum(n[g] for g in n if low <= g <= high) - (n[c] + n[k]) / 2) ** 2

    observed = sum(apart(c, k) / (len(own) - 1) for own in units for c, k in permutations(own, 2)) / len(every)
    expected = sum(apart(c, k) for c, k in permutations(every, 2)) / (len(every) * (len(every) - 1))
    return 1 - observed / expected if expected else np.nan


# ---- Cohen's κ


def test_kappa_by_hand():
    # Cohen's way of counting: 20 and 15 of 50 agree, 10 and 5 do not; p_e = 25·30/2500 + 25·20/2500.
    first = ["y"] * 25 + ["n"] * 25
    second = ["y"] * 20 + ["n"] * 5 + ["y"] * 10 + ["n"] * 15
    kappa = cohen_kappa(first, second, draws=500)
    assert (kappa.observed, kappa.expected, kappa.value) == pytest.approx((0.7, 0.5, 0.4), abs=1e-12)
    assert (kappa.n_units, kappa.n_codes) == (50, 100)
    assert 0.1 < kappa.low < 0.4 < kappa.high < 0.7


@given(CODES)
def test_kappa_by_sklearn(pairs):
    first, second = zip(*pairs)
    kappa = cohen_kappa(first, second, draws=2)
    if len({*first, *second}) == 1:
        assert np.isnan(kappa.value) and np.isnan(kappa.low)
    else:
        assert kappa.value == pytest.approx(cohen_kappa_score(first, second), abs=1e-9)


@given(CODES, st.integers(0, 99))
def test_kappa_interval_by_loops(pairs, seed):
    first, second = map(np.array, zip(*pairs))
    kappa = cohen_kappa(first, second, draws=5, seed=seed, confidence=0.8)
    rng, values = np.random.default_rng(seed), []
    for weights in rng.multinomial(len(first), [1 / len(first)] * len(first), size=5):
        one, two = np.repeat(first, weights), np.repeat(second, weights)
        chance = sum((one == code).mean() * (two == code).mean() for code in "abc")
        values.append(((one == two).mean() - chance) / (1 - chance) if chance < 1 - 1e-9 else np.nan)
    if len(pairs) == 1 or np.isnan(values).any():
        assert np.isnan(kappa.low) and np.isnan(kappa.high)
    else:
        assert (kappa.low, kappa.high) == pytest.approx(tuple(np.quantile(values, [0.1, 0.9])), abs=1e-9)


def test_series_are_joined_by_unit_and_missing_codes_are_left_out():
    first = pd.Series(["a", "b", "c", None], index=["u1", "u2", "u3", "u4"], dtype="str")
    second = pd.Series(["a", "c", "b", "a"], index=["u4", "u3", "u2", "u1"], dtype="str")
    kappa = cohen_kappa(first, second, draws=2)
    assert (kappa.value, kappa.n_units) == (1.0, 3)


def test_kappa_table_has_each_pair_of_coders_on_their_common_units():
    codings = table(*PUBLISHED)
    kappas = kappa_table(codings, draws=3)
    assert kappas[["first", "second"]].values.tolist()[:2] == [["coder0", "coder1"], ["coder0", "coder2"]]
    assert len(kappas) == 6 and kappas["n_units"].tolist() == [9, 8, 9, 9, 10, 10]
    wide = codings.pivot(index="section_id", columns="coder", values="code")
    for row in kappas.itertuples():
        both = wide[[row.first, row.second]].dropna()
        assert row.kappa == pytest.approx(cohen_kappa_score(both[row.first], both[row.second]), abs=1e-9)


# ---- Krippendorff's α


@pytest.mark.parametrize("level, published", [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_alpha_published(level, published):
    alpha = krippendorff_alpha(table(*PUBLISHED), level=level, draws=300)
    assert round(alpha.value, 3) == published
    assert (alpha.n_units, alpha.n_codes) == (11, 40), "unit 12 has one code: it is compared with nothing"
    assert alpha.low < alpha.value < alpha.high <= 1


def test_alpha_published_for_two_observers_and_names():
    codings = table("a a b b d c c c e d d a", "b a b b b c c c e d d d", numbers=False)
    assert round(krippendorff_alpha(codings, draws=2).value, 3) == 0.692


@settings(max_examples=60)
@given(st.lists(st.lists(st.sampled_from([1, 2, 3, 7, None]), min_size=3, max_size=3), min_size=1, max_size=8),
       st.sampled_from(["nominal", "ordinal", "interval"]))
def test_alpha_by_nltk_and_by_loops(units, level):
    codings = table(*(" ".join("." if code is None else str(code) for code in coder) for coder in zip(*units)))
    pairable = [own for own in units if sum(code is not None for code in own) > 1]
    if not pairable:
        with pytest.raises(InputError, match=r"no section_id has the codes of two coders|coder; agreement"):
            krippendorff_alpha(codings, level=level, draws=2)
        return
    alpha = krippendorff_alpha(codings, level=level, draws=2)
    expected = alpha_by_loops(codings, level)
    assert alpha.value == pytest.approx(expected, abs=1e-9, nan_ok=True)
    if level != "ordinal" and len({code for own in pairable for code in own if code}) > 1:
        data = [(row.coder, row.section_id, int(row.code)) for row in codings.dropna().itertuples()]
        distance = binary_distance if level == "nominal" else interval_distance
        assert alpha.value == pytest.approx(AnnotationTask(data, distance=distance).alpha(), abs=1e-9)


def test_alpha_interval_is_that_of_resampled_units():
    codings = table(*PUBLISHED)
    alpha = krippendorff_alpha(codings, level="ordinal", draws=20, seed=4)
    pairable = [f"u{i}" for i in sorted(range(11), key=str)]  # the pivot's order, in which weights are drawn
    values = []
    for weights in np.random.default_rng(4).multinomial(11, [1 / 11] * 11, size=20):
        drawn = [codings[codings["section_id"] == unit].assign(section_id=f"{unit}/{copy}")
                 for unit, times in zip(pairable, weights) for copy in range(times)]
        values.append(alpha_by_loops(pd.concat(drawn), "ordinal"))
    assert (alpha.low, alpha.high) == pytest.approx(tuple(np.quantile(values, [0.025, 0.975])), abs=1e-9)


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval"])
def test_laws(level):
    codings = table(*PUBLISHED)
    alpha = krippendorff_alpha(codings, level=level, draws=50)
    renamed = codings.assign(coder=codings["coder"].map({f"coder{i}": f"名{9 - i}" for i in range(4)}))
    assert krippendorff_alpha(renamed.sample(frac=1, random_state=1), level=level, draws=50) == alpha
    same = krippendorff_alpha(table("1 2 3 1", "1 2 3 1"), level=level, draws=50)
    assert (same.value, same.observed) == (1, 0)
    one = krippendorff_alpha(table("1 1 1", "1 1 ."), level=level, draws=5)
    assert np.isnan(one.value) and np.isnan(one.low)


# ---- confusion, precision and recall


@given(CODES)
def test_confusion_and_recall_by_sklearn(pairs):
    true, assigned = zip(*pairs)
    codes = ["a", "b", "c"]
    cells = confusion(true, assigned, codes=codes)
    square = confusion_matrix(true, assigned, labels=codes)
    assert cells["n"].tolist() == square.ravel().tolist()
    assert cells.groupby("true")["share"].sum(min_count=3).dropna().to_numpy() == pytest.approx(1)
    rates = precision_recall(true, assigned, codes=codes)
    precision, recall, f1, support = precision_recall_fscore_support(true, assigned, labels=codes, zero_division=np.nan)
    assert rates["n_true"].tolist() == support.tolist()
    assert rates["precision"].to_numpy() == pytest.approx(precision, abs=1e-9, nan_ok=True)
    assert rates["recall"].to_numpy() == pytest.approx(recall, abs=1e-9, nan_ok=True)
    assert rates["f1"].to_numpy() == pytest.approx(f1, abs=1e-9, nan_ok=True)
    for row in rates[rates["n_assigned"] > 0].itertuples():
        low, high = proportion_confint(row.n_hit, row.n_assigned, method="wilson")
        assert (row.precision_low, row.precision_high) == pytest.approx((low, high), abs=1e-9)


def test_codes_keep_the_order_that_is_given():
    cells = confusion(["a", "b"], ["a", "a"], codes=["b", "a", "z"])
    assert cells["true"].tolist() == ["b"] * 3 + ["a"] * 3 + ["z"] * 3
    assert cells.loc[cells["true"] == "z", "share"].isna().all()
    assert precision_recall(["a", "b"], ["a", "a"], codes=["b", "a"])["code"].tolist() == ["b", "a"]


def test_errors():
    with pytest.raises(InputError, match="first, second: 2 and 1 units"):
        cohen_kappa(["a", "b"], ["a"])
    with pytest.raises(InputError, match="second: has no unit 'u1'"):
        cohen_kappa(pd.Series(["a"], index=["u1"]), pd.Series(["a"], index=["u2"]))
    with pytest.raises(InputError, match="first: 'u1' is coded twice"):
        cohen_kappa(pd.Series(["a", "b"], index=["u1", "u1"]), pd.Series(["a", "b"], index=["u1", "u2"]))
    with pytest.raises(InputError, match="no unit has both codes"):
        cohen_kappa([None, "a"], ["a", None])
    with pytest.raises(InputError, match="some are text, some numbers"):
        cohen_kappa(["1", "2"], [1, 2])
    with pytest.raises(InputError, match="codes: 'b' was used and is not among a, c"):
        confusion(["a"], ["b"], codes=["a", "c"])
    with pytest.raises(InputError, match="'coder0' has several rows for 'u0'"):
        krippendorff_alpha(pd.concat([table("1 2", "1 2")] * 2))
    with pytest.raises(InputError, match="1 coder; agreement is between two or more"):
        krippendorff_alpha(table("1 2"))
    with pytest.raises(InputError, match="level='ratio': must be one of nominal, ordinal, interval"):
        krippendorff_alpha(table("1 2", "1 2"), level="ratio")
    with pytest.raises(InputError, match="level='interval': needs codes that are numbers"):
        krippendorff_alpha(table("a b", "a b", numbers=False), level="interval")
    with pytest.raises(InputError, match="'coder0' and 'coder1' have no section_id in common"):
        kappa_table(table("1 .", ". 1"))
