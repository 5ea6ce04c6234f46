"""Topics: what words go together in passages, by non-negative matrix factorisation, and whether it is stable.

A factorisation always finds as many topics as it is asked for. What other random starts don't find again is an
accident of one start: don't name it.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.counting import Z
from analysis.errors import InputError
from analysis.frequency import VARIANTS, WORDS, choose_terms, tf_idf
from analysis.levels import group_units, roll_up
from analysis.passages import SEED, running_text
from analysis.tables import check_choice, check_columns, check_present, check_whole

# 20 starts, the usual number, are too few for a topic that some starts find and others miss: on the paper its mean was
# 0.64 or 0.81 as the passages were ordered, and 0.63 or 0.66 over 100. A cosine of 0.8 is a convention.
SEEDS, STABLE = 100, 0.8
MAX_ITER = 5000  # enough for every start on the paper; a start that needs more is refused, not warned of


class Topics(NamedTuple):
    """The tables of a factorisation: words of the topics, topics of the passages, and stability of the topics."""

    terms: pd.DataFrame
    units: pd.DataFrame
    stability: pd.DataFrame


def topics(counts: pd.DataFrame, sections: pd.DataFrame, *, k: int = 6, seeds: int = SEEDS, top: int = 10,
           threshold: float = STABLE, min_units: int = 2, variant: str = "sklearn", kinds: Sequence[str] = WORDS,
           stopwords: Iterable[str] | None = None, terms: Iterable[str] | None = None) -> Topics:
    """Find ``k`` topics in the passages of the running text: three tables, per topic and term, unit, and topic.

    The tf-idf of passages × terms (``variant`` as in :func:`analysis.frequency.tf_idf`) is approached by W H, both
    without negative numbers, with the least sum of squared errors (coordinate descent, start "nndsvda" from one fixed
    seed). Topics are numbered by falling share of the passages' weights.

    - ``terms``: the ``top`` terms of each topic: ``topic, rank, term, weight`` (in H; a topic's weights sum to 1),
      ``n``, ``n_units`` (passages that hold it). Equal weights are ordered by term.
    - ``units``: every passage and topic, ``section_id, topic, weight`` (in W, on the scale of H), ``share`` of the
      passage's weights, NaN for one that no topic holds.
    - ``stability``: ``topic, share``; ``stability``, the mean over ``seeds`` random starts of the cosine between the
      topic and the one it is matched with (the best one-to-one matching); ``stability_low``, the mean less 1.96 of its
      standard errors over the starts (NaN for one start); ``lowest`` of the cosines; ``stable``: whether the mean less
      that error reaches ``threshold``; ``threshold, seeds, k``; ``error``, ‖X − W H‖ / ‖X‖; ``passages, terms``.

    Don't name a topic that is not stable; 0.8 is a convention. A stable topic is not yet a true one: passages of
    one section share words because they stand together. ``min_units`` leaves out terms of fewer passages, which would
    make a topic of their own. Raises InputError where k exceeds passages or terms. Source: Lee & Seung 1999, Nature
    401:788; Greene, O'Callaghan & Cunningham 2014 (stability).

    >>> sections = pd.DataFrame({"section_id": list("1234"), "kind": "item"})
    >>> counts = pd.DataFrame({"section_id": list("11223344"), "term": ["数据", "共享"] * 2 + ["安全", "风险"] * 2,
    ...                        "kind": "han", "n": [3, 2, 2, 2, 1, 2, 1, 2]})
    >>> found = topics(counts, sections, k=2, seeds=3)
    >>> found.terms.groupby("topic")["term"].agg(sorted).tolist(), found.stability["stable"].tolist()
    ([['共享', '数据'], ['安全', '风险']], [True, True])
    """
    k, seeds, top = (check_whole(v, argument=a) for v, a in ((k, "k"), (seeds, "seeds"), (top, "top")))
    if not 0 < threshold <= 1:
        raise InputError(f"threshold={threshold!r}: must lie above 0 and up to 1, such as 0.8")
    rows, matrix = _weights(counts, sections, min_units, variant, kinds, stopwords, terms)
    if k > min(matrix.shape):
        raise InputError(f"k={k}: there are {matrix.shape[0]} passages and {matrix.shape[1]} terms, and no more topics "
                         "than either")
    x = matrix.to_numpy()
    w, h, error = _factors(x, k, start="nndsvda", seed=SEED)
    order = np.argsort(-(w.sum(axis=0) / w.sum()).round(9), kind="stable")
    w, h = w[:, order], h[order]
    names = np.arange(1, k + 1)
    words = pd.DataFrame(h, index=names, columns=matrix.columns).rename_axis(index="topic", columns="term")
    words = words.stack().rename("weight").reset_index()
    spread = rows.groupby("term")["n"].agg(n="sum", n_units="size").reset_index()
    words = words[words["weight"] > 0].merge(spread, on="term", how="left", validate="many_to_one")
    words = words.assign(_size=-words["weight"].round(12)).sort_values(["topic", "_size", "term"], ignore_index=True)
    words.insert(1, "rank", words.groupby("topic").cumcount() + 1)
    words = words[words["rank"] <= top].drop(columns="_size").reset_index(drop=True)
    share = w / np.where((held := w.sum(axis=1, keepdims=True)) > 0, held, np.nan)
    units = pd.DataFrame({"section_id": np.repeat(matrix.index, k), "topic": np.tile(names, len(x)),
                          "weight": w.ravel(), "share": share.ravel()})
    place = {unit: i for i, unit in enumerate(sections["section_id"])}
    units = units.sort_values("section_id", key=lambda ids: ids.map(place), kind="stable", ignore_index=True)
    cosines = np.array([_matched(h, _factors(x, k, start="random", seed=seed)[1]) for seed in range(seeds)])
    mean = cosines.mean(axis=0)
    spread = Z * cosines.std(axis=0, ddof=1) / np.sqrt(seeds) if seeds > 1 else np.full(k, np.nan)
    stability = pd.DataFrame({"topic": names, "share": w.sum(axis=0) / w.sum(), "stability": mean,
                              "stability_low": mean - spread, "lowest": cosines.min(axis=0),
                              "stable": mean - spread >= threshold})
    stability = stability.assign(threshold=threshold, seeds=seeds, k=k, error=error, passages=x.shape[0],
                                 terms=x.shape[1])
    return Topics(words, units, stability)


def choose_k(counts: pd.DataFrame, sections: pd.DataFrame, *, least: int = 2, most: int = 10, seeds: int = SEEDS,
             threshold: float = STABLE, **options: object) -> pd.DataFrame:
    """One row per number of topics from ``least`` to ``most``: how stable the topics are.

    Columns ``k, stability, lowest, stable, error, seeds, threshold``. ``stability`` is the mean over the topics,
    ``lowest`` that of the least stable topic, ``stable`` the number of topics that are stable; ``error`` falls
    with k by construction. Prefer a k at which all topics are stable; where there is none, the text does not fall
    into topics. ``options`` are those of :func:`topics`.

    >>> sections = pd.DataFrame({"section_id": list("1234"), "kind": "item"})
    >>> counts = pd.DataFrame({"section_id": list("11223344"), "term": ["数据", "共享"] * 2 + ["安全", "风险"] * 2,
    ...                        "kind": "han", "n": [3, 2, 2, 2, 1, 2, 1, 2]})
    >>> choose_k(counts, sections, most=2, seeds=3)[["k", "stable"]].values.tolist()
    [[2, 2]]
    """
    rows = []
    for k in range(check_whole(least, argument="least", least=2), check_whole(most, argument="most", least=2) + 1):
        found = topics(counts, sections, k=k, seeds=seeds, threshold=threshold, **options).stability
        rows.append((k, found["stability"].mean(), found["stability"].min(), int(found["stable"].sum()),
                     found["error"].iloc[0], seeds, threshold))
    if not rows:
        raise InputError(f"least={least}, most={most}: most must not be below least")
    return pd.DataFrame(rows, columns=["k", "stability", "lowest", "stable", "error", "seeds", "threshold"])


def topic_shares(units: pd.DataFrame, sections: pd.DataFrame, *, level: str = "2") -> pd.DataFrame:
    """One row per unit of the level and topic: ``section_id, topic, share, passages``, the mean over its passages.

    ``units`` is the table of :func:`topics`. Each passage counts alike, whatever its length; one that no topic holds
    is not counted. The shares of a unit sum to 1.

    >>> units = pd.DataFrame({"section_id": ["1.1", "1.2"], "topic": 1, "share": [1.0, 0.5]})
    >>> sections = pd.DataFrame({"section_id": ["1", "1.1", "1.2"], "parent_id": ["", "1", "1"], "level": [1, 2, 2]})
    >>> topic_shares(units, sections, level="1").values.tolist()
    [['1', 1, 0.75, 2]]
    """
    check_columns(units, "section_id", "topic", "share", argument="units")
    groups = group_units(sections, level=level).set_index("section_id")["group"]
    check_present(units["section_id"].unique(), groups.index, argument="units: section_id", place="sections",
                  hint="both tables must be of one document")
    table = units.assign(section_id=units["section_id"].map(groups)).dropna(subset="share")
    means = table.groupby(["section_id", "topic"], sort=False)["share"].agg(share="mean", passages="size")
    return means.reset_index()


def _weights(counts: pd.DataFrame, sections: pd.DataFrame, min_units: int, variant: str, kinds: Sequence[str],
             stopwords: Iterable[str] | None, terms: Iterable[str] | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the counts that are used and the matrix of passages × terms, both in sorted order."""
    min_units = check_whole(min_units, argument="min_units")
    check_choice(variant, VARIANTS, argument="variant")
    counts, sections = running_text(counts, sections)
    flat = sections[["section_id"]].assign(parent_id="", level=1)  # each unit's own text is a passage
    rows = roll_up(counts, flat, level="item", by=("term", "kind"))
    rows = choose_terms(rows, kinds=kinds, stopwords=stopwords, terms=terms)
    rows = rows[rows.groupby("term")["n"].transform("size") >= min_units]
    if not len(rows):
        raise InputError(f"min_units={min_units}: no term stands in so many passages; lower it")
    weights = tf_idf(rows, variant=variant)
    matrix = weights.pivot_table(index="section_id", columns="term", values="tf_idf", aggfunc="sum", fill_value=0.0)
    # By id: what a start finds depends on the order of the rows, which must not matter.
    return rows, matrix.sort_index(axis=0).sort_index(axis=1)


def _factors(x: np.ndarray, k: int, *, start: str, seed: int) -> tuple[np.ndarray, np.ndarray, float]:
    """Return W, H with rows of H that sum to 1, and the relative error; a topic without words stays 0."""
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning

    model = NMF(k, init=start, random_state=seed, solver="cd", max_iter=MAX_ITER)
    with warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)
        try:
            w = model.fit_transform(x)
        except ConvergenceWarning as error:
            message = f"k={k}: the factorisation did not settle in {MAX_ITER} steps; choose another k"
            raise InputError(message) from error
    size = model.components_.sum(axis=1)
    h = model.components_ / np.where(size > 0, size, 1)[:, None]
    return w * size, h, float(model.reconstruction_err_ / np.linalg.norm(x))


def _matched(h: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return for each topic of ``h`` the cosine with the topic of ``other`` that the best matching gives it."""
    from scipy.optimize import linear_sum_assignment

    unit = [m / np.maximum(np.linalg.norm(m, axis=1, keepdims=True), 1e-300) for m in (h, other)]
    cosines = unit[0] @ unit[1].T
    at, matched = linear_sum_assignment(cosines, maximize=True)
    return cosines[at, matched]
