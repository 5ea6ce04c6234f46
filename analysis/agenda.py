"""Agenda: which terms enter, stay and leave from part to part, beside what shuffled passages would show.

Absence is a strong word: a term of three occurrences is absent from a third of any text. So the same passages are
dealt anew to the parts, whole, and what was seen is held against that.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.levels import group_units
from analysis.passages import DRAWS, SEED, percentile_interval, permutation_p, running_text, within
from analysis.tables import check_columns, check_present, check_whole


class Agenda(NamedTuple):
    """Two tables: ``terms`` (one row per term) and ``patterns`` (one row per pattern of presence): :func:`agenda`."""

    terms: pd.DataFrame
    patterns: pd.DataFrame


def agenda(counts: pd.DataFrame, sections: pd.DataFrame, *, parts: Sequence[str], value: str = "n", min_count: int = 2,
           draws: int = DRAWS, seed: int = SEED) -> Agenda:
    """Return which terms stand in which parts: a table of terms and a table of patterns.

    ``counts`` has one row per unit and term, with how often in the column ``value``: counts of tokens (``n``), or
    :func:`analysis.features.load_found` with ``value="n_found"``, where a term is also found inside a longer one.
    ``parts`` are units of level 1 in their order; other text is left out.

    ``terms``: ``term, n, passages`` (that hold it), ``n_PART`` for each part; ``pattern``: 1 where the part has the
    term, 0 where not, so "011" enters after the first of three parts; ``chance``: the share of shuffles in which the
    term has this pattern (no p-value). Terms of fewer than ``min_count`` occurrences are left out. By pattern, falling
    n, term.

    ``patterns``: ``pattern, n_terms``; ``shuffled, shuffled_low, shuffled_high``: mean and middle 95 % of the number of
    terms with it when the passages are dealt anew, each part keeping its number of passages; ``p``: the share of
    shuffles with as many terms or more. A small p says that more terms have the pattern than chance gives, and of no
    single term that it has it for a reason. Where the passages of one part are longer than those of another, its terms
    are more whatever they are about, and part of any difference is this. Raises InputError for parts that are not
    there.

    >>> sections = pd.DataFrame({"section_id": ["1", "2"], "parent_id": "", "level": 1, "kind": "heading"})
    >>> counts = pd.DataFrame({"section_id": ["1", "2", "2"], "term": ["平台", "平台", "算力"], "n": [2, 1, 3]})
    >>> agenda(counts, sections, parts=["1", "2"]).terms[["term", "n_1", "n_2", "pattern"]].values.tolist()
    [['算力', 0, 3, '01'], ['平台', 2, 1, '11']]
    """
    check_columns(counts, "section_id", "term", value, argument="counts")
    min_count, draws = check_whole(min_count, argument="min_count"), check_whole(draws, argument="draws")
    parts = list(parts)
    if len(parts) < 2:
        raise InputError(f"parts={parts}: name two or more parts, in their order")
    counts, sections = running_text(counts, sections)
    check_present(parts, sections["section_id"], argument="parts", place="sections", hint="name units of level 1")
    groups = group_units(sections, level="1")
    # By id: the shuffles must not depend on the order of the table's rows.
    groups = groups[groups["group"].isin(parts)].sort_values("section_id")
    own = within(counts, groups)
    totals = own.groupby("term")[value].sum()
    terms = sorted(totals[totals >= min_count].index)
    grid = own.pivot_table(index="section_id", columns="term", values=value, aggfunc="sum", fill_value=0)
    grid = grid.reindex(index=groups["section_id"], columns=terms, fill_value=0)
    member = np.array([[group == part for group in groups["group"]] for part in parts], dtype="float64")
    table = _terms(grid, member, parts)
    shuffled = _shuffle(grid.to_numpy() > 0, member, draws, seed)
    observed = _codes((member @ (grid.to_numpy() > 0)) > 0)
    table["chance"] = (shuffled == observed).mean(axis=0)
    return Agenda(table.sort_values(["pattern", "n", "term"], ascending=[True, False, True], ignore_index=True),
                  _patterns(observed, shuffled, len(parts)))


def _terms(grid: pd.DataFrame, member: np.ndarray, parts: list[str]) -> pd.DataFrame:
    sums = (member @ grid.to_numpy()).astype("int64")
    table = pd.DataFrame({"term": list(grid.columns), "n": grid.to_numpy().sum(axis=0),
                          "passages": (grid.to_numpy() > 0).sum(axis=0)}).astype({"term": "str"})
    for part, row in zip(parts, sums):
        table[f"n_{part}"] = row
    patterns = ["".join("1" if n else "0" for n in column) for column in sums.T]
    return table.assign(pattern=pd.Series(patterns, dtype="str"))


def _codes(present: np.ndarray) -> np.ndarray:
    """Return one number for the pattern of presence of each term; ``present`` is parts × terms."""
    return (2 ** np.arange(len(present))[::-1]) @ present.astype("int64")


def _shuffle(present: np.ndarray, member: np.ndarray, draws: int, seed: int) -> np.ndarray:
    """Return the patterns of the terms, draws × terms, when the passages are dealt anew to the parts."""
    rng = np.random.default_rng(seed)
    there = present.astype("float64")
    return np.array([_codes((member[:, rng.permutation(member.shape[1])] @ there) > 0) for _ in range(draws)])


def _patterns(observed: np.ndarray, shuffled: np.ndarray, parts: int) -> pd.DataFrame:
    rows = []
    for code in range(1, 2**parts):
        n, drawn = int((observed == code).sum()), (shuffled == code).sum(axis=1)
        low, high = percentile_interval(drawn)
        rows.append((format(code, f"0{parts}b"), n, drawn.mean(), low, high, float(permutation_p(np.array(n), drawn))))
    names = ["pattern", "n_terms", "shuffled", "shuffled_low", "shuffled_high", "p"]
    return pd.DataFrame(rows, columns=names).astype({"pattern": "str"})
