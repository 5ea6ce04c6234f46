"""Correspondence analysis: units and terms in one space, drawn from the table of units × terms.

A map of few axes leaves much out: what is far from the origin is peculiar only if it is well represented
(``quality``), and what few passages carry moves when they are drawn again (:func:`bootstrap_points`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.frequency import WORDS
from analysis.passages import DRAWS, SEED, compared_passages, resample
from analysis.tables import check_columns, check_fraction, check_whole

MIN_COUNT = 5  # rarer terms lie far out by single occurrences (Greenacre 2017 on low masses)


class Correspondence(NamedTuple):
    """The tables of a correspondence analysis: one row per unit, per term and per axis."""

    units: pd.DataFrame
    terms: pd.DataFrame
    axes: pd.DataFrame


def correspondence(counts: pd.DataFrame, sections: pd.DataFrame, *, level: str = "2", components: int = 2,
                   min_count: int = MIN_COUNT, units: Iterable[str] | None = None, kinds: Sequence[str] = WORDS,
                   stopwords: Iterable[str] | None = None, terms: Iterable[str] | None = None) -> Correspondence:
    """Analyse units × terms: three tables, with one row per unit, one per term, and one per axis.

    With P = counts / n, row masses r and column masses c, S = (P − r cᵀ) / sqrt(r cᵀ) = U D Vᵀ. Then

    - ``units`` and ``terms``: ``unit`` or ``term``; ``n``, words; ``mass`` = n / all; ``inertia``, the sum of its
      squared residuals S²; and for each axis k ``axis_k``, the principal coordinate (U D / sqrt(r), V D / sqrt(c));
      ``contribution_k``, its share of the axis (sums to 1 over units, and over terms); ``cos2_k``, how much of its
      squared distance from the origin the axis shows; ``quality``, the sum of these over the axes kept.
    - ``axes``: all axes, ``axis, eigenvalue`` (D²), ``share`` of the inertia, ``cumulated``; ``n, units, terms``, the
      basis. The eigenvalues sum to the inertia, χ² / n.

    Units near each other have like profiles of words; so have terms. A unit and a term in one direction go together,
    but their distance has no meaning. Contributions above 1 / units (1 / terms) made the axis. Don't read a point
    with low ``quality`` (under about 0.3), nor the one that a few rare words push out: ``min_count`` keeps terms
    of at least so many occurrences. An axis's sign is arbitrary; it is set so that the unit with the largest
    contribution (the first of equals) is positive. Descriptive of this paper: no test is implied.

    Words are chosen as in :func:`analysis.passages.compared_passages`. Raises InputError for fewer units or terms than
    components + 1. Source: Benzécri 1973; Greenacre 2017, Correspondence Analysis in Practice, 3rd ed.

    >>> sections = pd.DataFrame({"section_id": ["1", "2"], "parent_id": "", "level": 1, "kind": "heading"})
    >>> counts = pd.DataFrame({"section_id": ["1", "1", "2", "2"], "term": ["数据", "平台"] * 2, "kind": "han",
    ...                        "n": [3, 1, 1, 3]})
    >>> result = correspondence(counts, sections, level="1", components=1, min_count=1)
    >>> result.units[["unit", "mass", "axis_1", "contribution_1", "quality"]].round(4).values.tolist()
    [['1', 0.5, 0.5, 0.5, 1.0], ['2', 0.5, -0.5, 0.5, 1.0]]
    >>> result.axes[["eigenvalue", "share"]].round(4).values.tolist()  # χ² / n = 2 / 8
    [[0.25, 1.0]]
    """
    components = check_whole(components, argument="components")
    passages = compared_passages(counts, sections, level=level, units=units, kinds=kinds, stopwords=stopwords,
                                 terms=terms, min_count=min_count)
    table = passages.groupby("unit", sort=False).sum()
    if min(table.shape) <= components:
        fewer = "take a level with more units" if table.shape[0] <= components else "lower min_count"
        raise InputError(f"components={components}: the table has {table.shape[0]} units and {table.shape[1]} terms, "
                         f"so at most {min(table.shape) - 1} axes; lower components, or {fewer}")
    share = table.to_numpy("float64") / table.to_numpy().sum()
    r, c = share.sum(axis=1), share.sum(axis=0)
    expected = np.outer(r, c)
    residuals = (share - expected) / np.sqrt(expected)
    left, singular, right = np.linalg.svd(residuals, full_matrices=False)
    axes = min(table.shape) - 1  # the last one belongs to the margins and has no inertia
    left, singular, right = left[:, :axes], singular[:axes], right[:axes].T
    if singular[components - 1] < 1e-9:
        raise InputError(f"components={components}: only {(singular >= 1e-9).sum()} axes have any inertia; units have "
                         "the same profile of words")
    # Rounded, so that of equal contributions the first counts on every machine.
    sign = np.sign(left[np.abs(left).round(9).argmax(axis=0), np.arange(len(singular))])
    left, right = left * sign, right * sign
    inertia = residuals**2
    eigenvalues = singular**2
    axes = pd.DataFrame({"axis": np.arange(1, len(singular) + 1), "eigenvalue": eigenvalues,
                         "share": eigenvalues / inertia.sum(), "cumulated": eigenvalues.cumsum() / inertia.sum()})
    axes = axes.assign(n=int(table.to_numpy().sum()), units=table.shape[0], terms=table.shape[1])
    sizes = table.sum(axis=1).rename_axis("unit"), table.sum(axis=0).rename_axis("term")
    return Correspondence(_points(sizes[0], r, inertia.sum(axis=1), left, singular, components),
                          _points(sizes[1], c, inertia.sum(axis=0), right, singular, components), axes)


def _points(n: pd.Series, mass: np.ndarray, inertia: np.ndarray, vectors: np.ndarray, singular: np.ndarray,
            components: int) -> pd.DataFrame:
    points = n.rename("n").reset_index().assign(mass=mass, inertia=inertia)
    squared = (vectors * singular) ** 2
    # An average profile lies in the origin: no axis shows its distance, for there is none.
    cos2 = squared / np.where(inertia > 1e-15, inertia, np.nan)[:, None]
    coordinates = vectors * singular / np.sqrt(mass)[:, None]
    for name, values in (("axis", coordinates), ("contribution", vectors**2), ("cos2", cos2)):
        for k in range(components):
            points[f"{name}_{k + 1}"] = values[:, k]
    return points.assign(quality=cos2[:, :components].sum(axis=1))


def bootstrap_points(counts: pd.DataFrame, sections: pd.DataFrame, *, level: str = "2", min_count: int = MIN_COUNT,
                     units: Iterable[str] | None = None, kinds: Sequence[str] = WORDS,
                     stopwords: Iterable[str] | None = None, terms: Iterable[str] | None = None,
                     draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """One row per unit and draw: ``unit, draw, passages``, and where it falls on the map, ``axis_1, axis_2``.

    In each draw a unit's passages are drawn again with replacement, and its new profile is placed on the axes of
    :func:`correspondence` with the same options (partial bootstrap: the axes stay, so nothing has to be turned to
    fit). It shows how much a unit's place owes to single passages, not how sure the axes are. A unit of one
    passage has no spread, and all its coordinates are NaN, as those of a draw without a word. Source: Greenacre 2017,
    chapter 29.

    >>> sections = pd.DataFrame({"section_id": list("1234"), "parent_id": ["", "1", "", ""], "level": [1, 2, 1, 1],
    ...                          "kind": "heading"})
    >>> counts = pd.DataFrame({"section_id": list("112334"), "term": list("甲乙甲乙丙丙"), "kind": "han", "n": 2})
    >>> bootstrap_points(counts, sections, level="1", min_count=1, draws=3).groupby("unit")["axis_1"].count().tolist()
    [3, 0, 0]
    """
    options = {"level": level, "min_count": min_count, "units": units if units is None else [*units], "kinds": kinds,
               "stopwords": stopwords if stopwords is None else [*stopwords],
               "terms": terms if terms is None else [*terms]}
    # By id: the draws must not depend on the order of the table's rows.
    passages = compared_passages(counts, sections, **options).sort_index(level="section_id", sort_remaining=False)
    result = correspondence(counts, sections, components=2, **options)
    names, matrix = passages.index.get_level_values("unit"), passages.to_numpy("float64")
    by_term = result.terms.set_index("term").loc[list(passages.columns)]
    standard = by_term[["axis_1", "axis_2"]].to_numpy() / np.sqrt(result.axes["eigenvalue"].to_numpy()[:2])
    weights, rows = resample(names, draws=draws, seed=seed), []
    for unit in result.units["unit"]:
        at = np.flatnonzero(names == unit)
        drawn = weights[:, at] @ matrix[at]
        total = drawn.sum(axis=1, keepdims=True)
        places = drawn @ standard / np.where((total > 0) & (len(at) > 1), total, np.nan)
        rows.append(pd.DataFrame({"unit": unit, "draw": np.arange(len(weights)), "passages": len(at),
                                  "axis_1": places[:, 0], "axis_2": places[:, 1]}))
    return pd.concat(rows, ignore_index=True)


def ellipses(points: pd.DataFrame, *, confidence: float = 0.95) -> pd.DataFrame:
    """One row per unit: the ellipse that holds ``confidence`` of its points from :func:`bootstrap_points`.

    Columns ``unit, passages, x, y``, the mean of the draws; ``major, minor``, the half axes; ``angle``, of the major
    axis, in degrees against the first axis; ``draws``. It has the shape of the draws' covariance and is as large as
    holds that share of them, so it does not suppose a normal law. With two or three passages the draws are a handful
    of places and the ellipse a rough sign of them: see ``passages``. NaN where a draw is undefined.

    >>> points = pd.DataFrame({"unit": "1", "draw": range(4), "passages": 2, "axis_1": [1.0, -1, 0, 0],
    ...                        "axis_2": [0, 0, 0.5, -0.5]})
    >>> ellipses(points)[["x", "y", "major", "minor", "angle"]].values.round(6).tolist()
    [[0.0, 0.0, 1.0, 0.5, 0.0]]
    """
    check_columns(points, "unit", "draw", "passages", "axis_1", "axis_2", argument="points")
    check_fraction(confidence, argument="confidence")
    rows = []
    for unit, drawn in points.groupby("unit", sort=False):
        places = drawn[["axis_1", "axis_2"]].to_numpy()
        centre = places.mean(axis=0)
        shape = np.full(3, np.nan)
        if np.isfinite(places).all():
            values, turns = np.linalg.eigh(np.cov(places.T, bias=True))
            turned = (places - centre) @ turns
            reach = (turned**2 / np.maximum(values, 1e-15)).sum(axis=1)
            minor, major = np.sqrt(np.maximum(values, 0) * np.quantile(reach, confidence))
            shape = major, minor, np.degrees(np.arctan2(turns[1, 1], turns[0, 1])) % 180
        rows.append((unit, drawn["passages"].iloc[0], *centre, *shape, len(drawn)))
    columns = ["unit", "passages", "x", "y", "major", "minor", "angle", "draws"]
    return pd.DataFrame(rows, columns=columns).astype({"unit": "str"})
