"""Agreement: how far two codings, or those of several coders, say the same of the same passages.

What is drawn again for an interval is the unit that was coded, with all its codes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.counting import wilson
from analysis.errors import InputError
from analysis.passages import DRAWS, SEED, percentile_interval, resample
from analysis.tables import check_choice, check_columns

LEVELS = ("nominal", "ordinal", "interval")


class Agreement(NamedTuple):
    """A coefficient with its interval and its basis.

    ``value`` is 1 where all agree and 0 where they agree as often as chance would have it; below 0 they agree less
    often. ``observed`` and ``expected`` are what it is made of; ``n_units`` units and ``n_codes`` codes were compared.
    """

    value: float
    low: float
    high: float
    observed: float
    expected: float
    n_units: int
    n_codes: int


def cohen_kappa(first: Sequence, second: Sequence, *, draws: int = DRAWS, seed: int = SEED,
                confidence: float = 0.95) -> Agreement:
    """Return Cohen's κ of two codings of the same units: (p_o − p_e) / (1 − p_e).

    p_o (``observed``) is the share of units with the same code, p_e (``expected``) that of two coders who give codes
    at random, each as often as before: Σ_c p_first(c) · p_second(c). Two Series are joined by their index, other
    sequences by place; units that either has not coded (None, NaN) are left out. The interval is that of ``draws``
    resamples of units.

    κ falls where one code is frequent, also at the same share of agreement: give both. NaN where both coders use
    one and the same code only, since nothing can be seen then; the interval is NaN where that happens in a
    draw. Raises InputError for codings of other units, or of none. Source: Cohen 1960.

    >>> kappa = cohen_kappa(["data", "data", "rules", "rules"], ["data", "rules", "rules", "rules"], draws=200)
    >>> kappa.observed, kappa.expected, kappa.value
    (0.75, 0.5, 0.5)
    """
    first, second = _paired(first, second, names=("first", "second"))
    codes = _codes(first, second)
    k = len(codes)
    cells = np.eye(k * k, dtype="int64")[first.map(codes).to_numpy() * k + second.map(codes).to_numpy()]
    weights = np.vstack([np.ones((1, len(first)), "int64"), resample([""] * len(first), draws=draws, seed=seed)])
    squares = (weights @ cells).reshape(-1, k, k) / len(first)
    observed = np.trace(squares, axis1=1, axis2=2)
    expected = (squares.sum(axis=2) * squares.sum(axis=1)).sum(axis=1)
    sizes = len(first), 2 * len(first)
    return _agreement(observed - expected, 1 - expected, observed[0], expected[0], *sizes, confidence)


def kappa_table(codings: pd.DataFrame, *, unit: str = "section_id", coder: str = "coder", code: str = "code",
                draws: int = DRAWS, seed: int = SEED, confidence: float = 0.95) -> pd.DataFrame:
    """One row per pair of coders: ``first, second, n_units, observed, expected, kappa, low, high``.

    ``codings`` has one row per unit and coder; a missing code is left out. See :func:`cohen_kappa`; for one number
    over all coders take :func:`krippendorff_alpha`. Raises InputError for two coders without a unit in common.

    >>> codings = pd.DataFrame({"section_id": ["1", "2", "1", "2"], "coder": ["A", "A", "B", "B"],
    ...                         "code": ["data", "rules", "data", "rules"]})
    >>> kappa_table(codings, draws=5, seed=3)[["first", "second", "n_units", "kappa"]].values.tolist()
    [['A', 'B', 2, 1.0]]
    """
    wide = _wide(codings, unit, coder, code)
    rows = []
    for first, second in combinations(wide.columns, 2):
        both = wide[[first, second]].dropna()
        if not len(both):
            raise InputError(f"codings: {first!r} and {second!r} have no {unit} in common; leave one of them out")
        kappa = cohen_kappa(both[first], both[second], draws=draws, seed=seed, confidence=confidence)
        rows.append((first, second, kappa.n_units, kappa.observed, kappa.expected, kappa.value, kappa.low, kappa.high))
    return pd.DataFrame(rows, columns=["first", "second", "n_units", "observed", "expected", "kappa", "low", "high"])


def krippendorff_alpha(codings: pd.DataFrame, *, level: str = "nominal", unit: str = "section_id",
                       coder: str = "coder", code: str = "code", draws: int = DRAWS, seed: int = SEED,
                       confidence: float = 0.95) -> Agreement:
    """Return Krippendorff's α of any number of coders, with missing codes: 1 − D_o / D_e.

    ``codings`` has one row per unit, coder and code; a missing code or row is no code. With n_uc, how often unit u
    has code c, m_u codes of a unit in all (units with fewer than two are left out), n_c = Σ_u n_uc and n = Σ_c n_c:

    - D_o (``observed``) = 1/n · Σ_u 1/(m_u − 1) · Σ_ck n_uc n_uk δ²(c, k)
    - D_e (``expected``) = 1/(n (n − 1)) · Σ_ck n_c n_k δ²(c, k)

    ``level`` says how far apart two codes are: "nominal": δ² = 1 for any two that differ; "ordinal": δ² =
    (Σ_{g=c…k} n_g − (n_c + n_k)/2)², so that steps over many codes count more; "interval": δ² = (c − k)². The last
    two need numbers. From 0.8 codings may be relied upon, from 0.667 for tentative conclusions only, and it is the
    lower end of the interval that should be there. The interval is that of ``draws`` resamples of units; the
    author's own bootstrap draws pairs of codes and can differ.

    NaN where only one code was used: nothing can be told then. The interval is NaN where that happens in a draw.
    Raises InputError where no unit has two codes. Source: Krippendorff 2019, Content Analysis, chapter 12.

    >>> codings = pd.DataFrame({"section_id": ["1", "1", "2", "2", "3", "3"], "coder": ["A", "B"] * 3,
    ...                         "code": ["data", "data", "rules", "rules", "data", "rules"]})
    >>> alpha = krippendorff_alpha(codings, draws=5, seed=3)
    >>> round(alpha.value, 4), alpha.n_units, alpha.n_codes  # 1 − (2/6) / (18/30)
    (0.4444, 3, 6)
    """
    check_choice(level, LEVELS, argument="level")
    wide = _wide(codings, unit, coder, code)
    if level != "nominal" and not all(isinstance(value, int | float | np.number) for value in codings[code].dropna()):
        raise InputError(f"level={level!r}: needs codes that are numbers; for names take 'nominal'")
    wide = wide[wide.notna().sum(axis=1) >= 2]
    if not len(wide):
        raise InputError(f"codings: no {unit} has the codes of two coders: there is nothing to compare")
    long = wide.stack().dropna().rename("code").reset_index(level=0)
    codes = list(_codes(long["code"]))
    n_uc = pd.crosstab(long[unit], long["code"]).reindex(columns=codes).to_numpy()
    k, m = len(codes), n_uc.sum(axis=1)
    pairs = n_uc[:, :, None] * n_uc[:, None, :] / (m - 1)[:, None, None]
    weights = np.vstack([np.ones((1, len(m)), "int64"), resample([""] * len(m), draws=draws, seed=seed)])
    n_c = weights @ n_uc
    n = n_c.sum(axis=1)
    between = (weights @ pairs.reshape(len(m), -1)).reshape(-1, k, k)
    apart = _distances(level, codes, n_c)
    observed = (between * apart).sum(axis=(1, 2)) / n
    expected = (n_c[:, :, None] * n_c[:, None, :] * apart).sum(axis=(1, 2)) / (n * (n - 1))
    return _agreement(expected - observed, expected, observed[0], expected[0], len(m), int(n[0]), confidence)


def confusion(true: Sequence, assigned: Sequence, *, codes: Iterable | None = None) -> pd.DataFrame:
    """One row per pair of codes: ``true, assigned, n, n_true, share``, those that never occur too.

    ``n`` units of the code ``true`` have the code ``assigned``; ``share`` = n / n_true, NaN where the code has no unit.
    The rows of one true code sum to 1. ``codes`` gives the order, and codes that nobody used; without it they are
    sorted. Series are joined by their index, other sequences by place; units without one of the two are left out.

    >>> confusion(["D", "D", "R"], ["D", "R", "R"]).values.tolist()
    [['D', 'D', 1, 2, 0.5], ['D', 'R', 1, 2, 0.5], ['R', 'D', 0, 1, 0.0], ['R', 'R', 1, 1, 1.0]]
    """
    true, assigned = _paired(true, assigned, names=("true", "assigned"))
    codes = _given(codes, true, assigned)
    grid = pd.MultiIndex.from_product([codes, codes], names=["true", "assigned"])
    n = pd.DataFrame({"true": true, "assigned": assigned}).value_counts().reindex(grid, fill_value=0)
    table = n.rename("n").reset_index()
    table["n_true"] = table.groupby("true", sort=False)["n"].transform("sum")
    return table.assign(share=table["n"] / table["n_true"].where(table["n_true"] > 0))


def precision_recall(true: Sequence, assigned: Sequence, *, codes: Iterable | None = None) -> pd.DataFrame:
    """One row per code: how many of its units are found, and how many of the units found are its own.

    Columns ``code, n_true, n_assigned, n_hit``; ``precision`` = n_hit / n_assigned with ``precision_low,
    precision_high``; ``recall`` = n_hit / n_true with its two bounds; ``f1`` = 2 n_hit / (n_true + n_assigned).
    NaN where a code was never assigned (precision) or is true of no unit (recall). The bounds are Wilson's at 95 %,
    which take units for independent draws; under ten units they leave nearly everything open. ``codes`` as in
    :func:`confusion`.

    >>> table = precision_recall(["data", "data", "rules"], ["data", "rules", "rules"])
    >>> table[["code", "n_hit", "precision", "recall", "f1"]].round(3).values.tolist()
    [['data', 1, 1.0, 0.5, 0.667], ['rules', 1, 0.5, 1.0, 0.667]]
    """
    true, assigned = _paired(true, assigned, names=("true", "assigned"))
    codes = _given(codes, true, assigned)
    hits = true[true == assigned].value_counts().reindex(codes, fill_value=0)
    table = pd.DataFrame({"code": codes, "n_true": true.value_counts().reindex(codes, fill_value=0).to_numpy(),
                          "n_assigned": assigned.value_counts().reindex(codes, fill_value=0).to_numpy(),
                          "n_hit": hits.to_numpy()})
    for name, size in (("precision", "n_assigned"), ("recall", "n_true")):
        total = table[size].where(table[size] > 0)
        low, high = wilson(table["n_hit"], total)
        table = table.assign(**{name: table["n_hit"] / total, f"{name}_low": low, f"{name}_high": high})
    both = table["n_true"] + table["n_assigned"]
    return table.assign(f1=2 * table["n_hit"] / both.where(both > 0))


def _paired(first: Sequence, second: Sequence, *, names: tuple[str, str]) -> tuple[pd.Series, pd.Series]:
    """Return the two codings of the units that both have coded, on one index."""
    one, two = (codes if isinstance(codes, pd.Series) else pd.Series(list(codes)) for codes in (first, second))
    if len(one) != len(two):
        raise InputError(f"{names[0]}, {names[1]}: {len(one)} and {len(two)} units; give two codings of the same units")
    for name, codes in zip(names, (one, two)):
        if codes.index.has_duplicates:
            raise InputError(f"{name}: {codes.index[codes.index.duplicated()][0]!r} is coded twice; one code per unit")
    if strangers := list(one.index.difference(two.index, sort=False)):
        raise InputError(f"{names[1]}: has no unit {strangers[0]!r}, which {names[0]} has; index both by the unit's id")
    # Sorted, so that the draws do not depend on the order of the rows.
    both = pd.DataFrame({"one": one, "two": two.reindex(one.index)}).dropna().sort_index()
    if not len(both):
        raise InputError(f"{names[0]}, {names[1]}: no unit has both codes: there is nothing to compare")
    return both["one"], both["two"]


def _codes(*codings: pd.Series) -> dict:
    """Return each code's place in the sorted order."""
    codes = set().union(*(coding.tolist() for coding in codings))
    if len({isinstance(code, str) for code in codes}) > 1:
        raise InputError(f"codes: some are text, some numbers ({', '.join(map(repr, list(codes)[:4]))}); make them one")
    return {code: i for i, code in enumerate(sorted(codes))}


def _given(codes: Iterable | None, *codings: pd.Series) -> list:
    used = _codes(*codings)
    codes = list(used) if codes is None else list(dict.fromkeys(codes))
    for code in used:
        if code not in codes:
            raise InputError(f"codes: {code!r} was used and is not among {', '.join(map(str, codes))}")
    return codes


def _wide(codings: pd.DataFrame, unit: str, coder: str, code: str) -> pd.DataFrame:
    check_columns(codings, unit, coder, code, argument="codings")
    twice = codings[codings.duplicated([unit, coder])]
    if len(twice):
        raise InputError(f"codings: {twice[coder].iloc[0]!r} has several rows for {twice[unit].iloc[0]!r}; expected "
                         "one row per unit and coder")
    if codings[coder].nunique() < 2:
        raise InputError(f"codings: {codings[coder].nunique()} coder; agreement is between two or more")
    return codings.pivot(index=unit, columns=coder, values=code)


def _distances(level: str, codes: list, n_c: np.ndarray) -> np.ndarray:
    """Return δ² of each pair of codes, for each draw (ordinal) or for all (one of them)."""
    if level == "nominal":
        return 1 - np.eye(len(codes))[None]
    if level == "interval":
        values = np.asarray(codes, float)
        return ((values[:, None] - values[None]) ** 2)[None]
    # Up to the middle of a code's own share; the difference of two is what lies between them.
    middle = np.cumsum(n_c, axis=1) - n_c / 2
    return (middle[:, :, None] - middle[:, None, :]) ** 2


def _agreement(above: np.ndarray, room: np.ndarray, observed: float, expected: float, n_units: int, n_codes: int,
               confidence: float) -> Agreement:
    """Return above / room, first of the data, then of the draws; undefined where there is no room."""
    defined = room > 1e-12
    values = np.where(defined, above / np.where(defined, room, 1), np.nan)
    # One unit, drawn again and again, has no spread.
    low, high = percentile_interval(values[1:], confidence=confidence) if n_units > 1 else (np.nan, np.nan)
    return Agreement(*(float(number) for number in (values[0], low, high, observed, expected)), n_units, n_codes)
