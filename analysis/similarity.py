"""Similarity: how alike two units are in their words, beside what their passages give when shuffled.

Two short texts differ even where one writer wrote both on one subject, so no value is read alone: it stands
beside the values of the same passages dealt at random to two units of the same numbers of passages. On one paper
all of this is descriptive of the paper; its sections are no sample.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.frequency import VARIANTS, WORDS
from analysis.levels import NO_SYSTEM, group_units
from analysis.passages import DRAWS, SEED, compared_passages, deals, percentile_interval, permutation_p
from analysis.tables import check_choice, check_columns, check_present, check_whole
from analysis.word_shifts import jensen_shannon

MEASURES = ("cosine", "jensen_shannon")
LINKAGES = ("average", "single", "complete")  # Ward's method asks for Euclidean distances, which these are not
DISTANCES = {"cosine": "1 − cosine of tf-idf", "jensen_shannon": "Jensen–Shannon distance"}
RELATIONS = ("same system", "same part", "neither")


def similarity(counts: pd.DataFrame, sections: pd.DataFrame, *, level: str = "2", measure: str = "cosine",
               variant: str = "sklearn", units: Iterable[str] | None = None, kinds: Sequence[str] = WORDS,
               stopwords: Iterable[str] | None = None, terms: Iterable[str] | None = None,
               draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """One row per pair of units: how alike their words are, and how alike chance would make them.

    Columns ``first, second``; ``n_first, n_second``, the words compared; ``passages_first, passages_second``;
    ``value``; ``shuffled``, ``shuffled_low``, ``shuffled_high``: mean and middle 95 % of the value when the
    passages of both units are pooled and dealt again at the same numbers; ``excess`` = value − shuffled; ``p``;
    ``measure, variant, draws``.

    - "cosine": Σ x y / sqrt(Σ x² Σ y²) of the units' tf-idf (``variant`` as in :func:`analysis.frequency.tf_idf`,
      idf over the units compared, computed again in each shuffle). 1: the same words in the same proportions; 0: none
      in common. "tidytext" gives a word that all units have no weight, so with few units little is left.
    - "jensen_shannon": H(M) − ½ H(P) − ½ H(Q) in bits, M = ½ P + ½ Q, weights equal whatever the sizes. 0: the same
      shares of words; 1: no word in common. ``variant`` has no part in it and is "".

    ``p`` is the share of shuffles in which the units differ at least as much as they do (lower cosine, higher
    divergence): small means that they use different words, beyond what the unevenness of passages gives. With few
    passages it cannot be small: two units of 3 passages have 10 deals that differ. Two units of one passage each
    have one, the units themselves, so there all of ``shuffled … p`` is NaN. Values of pairs of different size are
    not comparable, since short units share fewer words: compare ``excess``. Pairs are not independent.

    ``units`` and the choice of words as in :func:`analysis.passages.compared_passages`. Source: Salton & McGill
    1983; Lin 1991, IEEE Transactions on Information Theory 37:145; Phipson & Smyth 2010.

    >>> sections = pd.DataFrame({"section_id": ["1", "2"], "parent_id": "", "level": 1, "kind": "heading"})
    >>> counts = pd.DataFrame({"section_id": ["1", "1", "2"], "term": ["数据", "平台", "平台"], "kind": "han",
    ...                        "n": [1, 1, 2]})
    >>> row = similarity(counts, sections, level="1", measure="jensen_shannon", draws=9)
    >>> row[["first", "second", "n_first", "n_second", "value"]].round(4).values.tolist()
    [['1', '2', 2, 2, 0.3113]]
    """
    check_choice(measure, MEASURES, argument="measure")
    check_choice(variant, VARIANTS, argument="variant")
    draws = check_whole(draws, argument="draws")
    table = compared_passages(counts, sections, level=level, units=units, kinds=kinds, stopwords=stopwords, terms=terms)
    names = list(dict.fromkeys(table.index.get_level_values("unit")))
    # By id: the deals must not depend on the order of the table's rows.
    own = {name: table.loc[name].sort_index().to_numpy("float64") for name in names}
    present = {name: passages.any(axis=0) for name, passages in own.items()}
    holders = np.sum(list(present.values()), axis=0)
    rows = []
    for first, second in combinations(names, 2):
        a, b = (own[name] for name in sorted((first, second)))
        pooled = np.vstack([a, b])
        pooled = pooled[:, used := pooled.any(axis=0)]
        elsewhere = (holders - present[first] - present[second])[used]
        dealt = np.vstack([np.arange(len(pooled)) < len(a), deals(len(a), len(b), draws=draws, seed=seed)])
        x, y = dealt @ pooled, ~dealt @ pooled
        if measure == "cosine":
            weight = _idf(elsewhere + (x > 0) + (y > 0), len(names), variant)
            values = cosine(x * weight, y * weight)
        else:
            values = jensen_shannon(x, y)
        value, shuffled = values[0], values[1:] if len(pooled) > 2 else np.full(draws, np.nan)
        sign = -1 if measure == "cosine" else 1
        p = permutation_p(sign * value, sign * shuffled) if np.isfinite([value, *shuffled]).all() else np.nan
        sides = own[first], own[second]
        rows.append((first, second, *(int(side.sum()) for side in sides), *map(len, sides), value, shuffled.mean(),
                     *percentile_interval(shuffled), value - shuffled.mean(), p))
    columns = ["first", "second", "n_first", "n_second", "passages_first", "passages_second", "value", "shuffled",
               "shuffled_low", "shuffled_high", "excess", "p"]
    pairs = pd.DataFrame(rows, columns=columns).astype({"first": "str", "second": "str"})
    return pairs.assign(measure=measure, variant=variant if measure == "cosine" else "", draws=draws)


def _idf(n_units: np.ndarray, units: int, variant: str) -> np.ndarray:
    """Return idf as :func:`analysis.frequency.tf_idf` has it, for arrays; a term of no unit has no weight to carry."""
    if variant == "tidytext":
        return np.log(units / np.maximum(n_units, 1))
    return np.log((1 + units) / (1 + n_units)) + 1


def cosine(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the cosine of the vectors in the last axis; NaN where one of them is 0.

    >>> cosine(np.array([[3.0, 4.0], [0, 0]]), np.array([[4.0, 3.0], [1, 0]])).round(2).tolist()
    [0.96, nan]
    """
    norm = np.sqrt((x * x).sum(axis=-1) * (y * y).sum(axis=-1))
    return (x * y).sum(axis=-1) / np.where(norm > 0, norm, np.nan)


def similarity_matrix(pairs: pd.DataFrame, *, value: str = "value") -> pd.DataFrame:
    """One row and one column per unit: the value of each pair, with that of a unit and itself on the diagonal.

    The diagonal is 1 for cosines, 0 for divergences and NaN for any other column than ``value``.

    >>> pairs = pd.DataFrame({"first": ["1"], "second": ["2"], "value": [0.3], "measure": "cosine"})
    >>> similarity_matrix(pairs).values.tolist()
    [[1.0, 0.3], [0.3, 1.0]]
    """
    check_columns(pairs, "first", "second", value, "measure", argument="pairs")
    names = list(dict.fromkeys([*pairs["first"], *pairs["second"]]))
    if len(pairs) != len(names) * (len(names) - 1) / 2 or pairs.duplicated(["first", "second"]).any():
        raise InputError(f"pairs: has {len(pairs)} rows for {len(names)} units; expected one row for each of their "
                         f"{len(names) * (len(names) - 1) // 2} pairs")
    square = pairs.pivot(index="first", columns="second", values=value).reindex(index=names, columns=names)
    numbers = square.fillna(square.T).to_numpy("float64", copy=True)
    own = {"cosine": 1.0, "jensen_shannon": 0.0}[pairs["measure"].iloc[0]] if value == "value" else np.nan
    np.fill_diagonal(numbers, own)
    return pd.DataFrame(numbers, index=pd.Index(names, name="section_id"), columns=names)


def cluster(pairs: pd.DataFrame, *, method: str = "average") -> pd.DataFrame:
    """One row per merge of the units into a tree, the closest first: ``merge, left, right, distance, units, method``.

    ``left`` and ``right`` name a unit or an earlier ``merge`` ("#1"), ``units`` counts what is joined, ``distance`` is
    1 − cosine or the Jensen–Shannon distance, the root of the divergence (a metric: Endres & Schindelin 2003);
    ``of`` says which. A tree shows groups whether there are any or not: trust a merge that is far below the next. Units
    of few words join late, as they share few words with any. Source: Sokal & Michener 1958 (average linkage).

    >>> pairs = pd.DataFrame({"first": ["a", "a", "b"], "second": ["b", "c", "c"], "value": [0.8, 0.4, 0.2],
    ...                       "measure": "cosine"})
    >>> cluster(pairs)[["merge", "left", "right", "distance"]].round(2).values.tolist()
    [['#1', 'a', 'b', 0.2], ['#2', 'c', '#1', 0.7]]
    """
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import squareform

    check_choice(method, LINKAGES, argument="method")
    square, measure = _known(pairs, "value"), pairs["measure"].iloc[0]
    values = square.to_numpy()
    distance = 1 - values if measure == "cosine" else np.sqrt(np.maximum(values, 0))
    merges = linkage(squareform(distance, checks=False), method=method, optimal_ordering=True)
    names = [*square.index, *(f"#{i + 1}" for i in range(len(merges)))]
    table = pd.DataFrame({"merge": names[len(square):], "left": [names[int(i)] for i in merges[:, 0]],
                          "right": [names[int(i)] for i in merges[:, 1]]}, dtype="str")
    return table.assign(distance=merges[:, 2], units=merges[:, 3].astype("int64"), method=method,
                        of=DISTANCES[measure])


def compare_relations(pairs: pd.DataFrame, sections: pd.DataFrame, *, value: str = "value", draws: int = DRAWS,
                      seed: int = SEED) -> pd.DataFrame:
    """One row per relation of two sections: the same system in other parts, the same part, or neither.

    Columns ``relation, pairs``; ``mean`` of ``value`` ("excess" allows for size) and ``difference``, mean − mean of
    neither; ``shuffled``, the mean when the systems' names are dealt anew to the sections within each part (for the
    same part: parts within each system); ``p``, the share of deals in which they are at least as alike; ``nearest``,
    the sections whose most similar section stands in the relation, ``nearest_shuffled, nearest_p`` likewise; ``draws``.
    Small p: sections of a system (a part) are more alike than the grid's other rows and columns make them.

    Every section needs one part and one system, and a part has a system once; else InputError. Long sections are more
    alike, and one part may hold them all. The two relations cannot be tested against each other in this way.

    >>> sections = pd.DataFrame({"section_id": ["1", "1.1", "1.2", "2", "2.1", "2.2"], "level": [1, 2, 2] * 2,
    ...                          "parent_id": ["", "1", "1", "", "2", "2"], "system": ["", "data", "rules"] * 2})
    >>> pairs = pd.DataFrame({"first": ["1.1", "1.1", "1.1", "1.2", "1.2", "2.1"], "measure": "cosine",
    ...                       "second": ["1.2", "2.1", "2.2", "2.1", "2.2", "2.2"],
    ...                       "value": [0.3, 0.8, 0.1, 0.1, 0.6, 0.1]})
    >>> compare_relations(pairs, sections, draws=9)[["relation", "pairs", "mean"]].round(2).values.tolist()
    [['same system', 2, 0.7], ['same part', 2, 0.2], ['neither', 2, 0.1]]
    """
    check_columns(pairs, "first", "second", value, "measure", argument="pairs")
    draws = check_whole(draws, argument="draws")
    square = _known(pairs, value).sort_index(axis=0).sort_index(axis=1)  # so that draws don't depend on the rows' order
    label = {level: group_units(sections, level=level).set_index("section_id")["group"] for level in ("system", "1")}
    check_present(square.index, label["1"].index, argument="pairs", place="sections", hint="compare sections, level 2")
    system, part = (np.asarray(square.index.map(label[level]), dtype=object) for level in ("system", "1"))
    labels = pd.Series(list(zip(part, system)))
    if labels.duplicated().any() or NO_SYSTEM in system:
        raise InputError("pairs: the sections are no grid: each needs a system (the column of sections), and a part "
                         "may have a system only once; compare the sections of level 2")
    upper, numbers = np.triu(np.ones(square.shape, bool), 1), square.to_numpy()
    same = {"same system": system[:, None] == system, "same part": part[:, None] == part}
    same["neither"] = ~(same["same system"] | same["same part"])
    sign = -1 if pairs["measure"].iloc[0] == "jensen_shannon" else 1
    nearest = np.where(np.eye(len(square), dtype=bool), -np.inf, sign * numbers).argmax(axis=1)
    rng, rows = np.random.default_rng(seed), []
    for relation in RELATIONS:
        chosen = same[relation] & upper
        mean, near = numbers[chosen].mean(), int(same[relation][np.arange(len(square)), nearest].sum())
        shuffled = p = near_shuffled = near_p = np.nan
        if relation != "neither":
            moved, block = (system, part) if relation == "same system" else (part, system)
            dealt = np.array([_deal(moved, block, rng) for _ in range(draws)])
            hits = (dealt[:, :, None] == dealt[:, None, :]) & upper
            values = (hits * np.nan_to_num(numbers)).sum(axis=(1, 2)) / hits.sum(axis=(1, 2))
            shuffled, p = values.mean(), permutation_p(sign * mean, sign * values)
            nears = (dealt == dealt[:, nearest]).sum(axis=1)
            near_shuffled, near_p = nears.mean(), permutation_p(near, nears)
        rows.append((relation, int(chosen.sum()), mean, shuffled, p, near, near_shuffled, near_p))
    columns = ["relation", "pairs", "mean", "shuffled", "p", "nearest", "nearest_shuffled", "nearest_p"]
    table = pd.DataFrame(rows, columns=columns)
    table.insert(3, "difference", table["mean"] - table["mean"].iloc[-1])
    return table.assign(draws=draws)


def _known(pairs: pd.DataFrame, value: str) -> pd.DataFrame:
    square = similarity_matrix(pairs, value=value)
    if not np.isfinite(square.to_numpy()[~np.eye(len(square), dtype=bool)]).all():
        raise InputError(f"pairs: {value} holds NaN; leave out the units without weighted words, and of a value that "
                         "is compared with shuffles those of one passage")
    return square


def _deal(names: np.ndarray, blocks: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    dealt = names.copy()
    for block in dict.fromkeys(blocks):
        dealt[at] = rng.permutation(dealt[at := np.flatnonzero(blocks == block)])
    return dealt
