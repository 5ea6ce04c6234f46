"""Evidence: how many figures and citations a unit gives its reader for each 1,000 characters.

A figure is a row of `quantities` (or of the shipped table that a person checked), a citation one number cited. Both
are counted, not weighed: ten shares of one report are ten figures, and one without a source counts like one with it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.levels import NO_SYSTEM, check_units, group_units
from analysis.passages import DRAWS, SEED, body, deals, percentile_interval, permutation_p, resample
from analysis.tables import (
    check_choice,
    check_columns,
    check_fraction,
    check_present,
    check_sections,
    check_whole,
)

INTERVALS = ("passages", "poisson")
NO_CITATION = "no brackets"  # a bare number that may be a quantity: see references.find_citations
_SORTS = ("figures", "citations", "both")


def evidence_density(figures: pd.DataFrame, citations: pd.DataFrame, sections: pd.DataFrame, *, level: str = "1",
                     interval: str = "passages", draws: int = DRAWS, seed: int = SEED,
                     confidence: float = 0.95) -> pd.DataFrame:
    """One row per unit of the level that has running text, in text order: how dense its evidence is.

    ``section_id`` is the level's unit (see :func:`analysis.levels.group_units`; "system" counts each system over all
    parts), ``part`` and ``system`` say where it stands ("" where it is in none, or in several). ``n_passages``,
    ``n_han``, ``n_figures`` and ``n_citations`` are what was counted: passages with Han characters, these
    characters, and rows of ``figures`` and ``citations`` (without bare numbers, which may be no citation). For
    ``figures``, ``citations`` and ``both``: ``…_per_1000`` = 1,000 · n / n_han, with the bounds ``…_low`` and
    ``…_high``. ``n_evident`` of the passages have a figure or a citation; ``share`` = n_evident / n_passages, with the
    exact binomial interval of Clopper & Pearson (1934).

    ``interval="passages"`` draws the unit's passages again, since figures come in runs; NaN where there is only one.
    A unit that has no evidence would have none in every draw, so there the exact Poisson bounds are given
    (0 to 3,690 / n_han). ``"poisson"`` gives these everywhere (Garwood 1936): too narrow, as figures come in runs.

    High is much evidence for its length. It says nothing of how good it is, and figures fit some subjects better than
    others: tasks that lie ahead have no results to report. Descriptive of the text: it is not a sample of papers.
    Raises InputError for tables of different documents and for sections without ``n_han``.

    >>> sections = pd.DataFrame({"section_id": ["1", "1.1", "2"], "parent_id": ["", "1", ""], "level": [1, 2, 1],
    ...                          "kind": "heading", "n_han": [100, 400, 250]})
    >>> figures = pd.DataFrame({"section_id": ["1.1", "1.1", "1.1"]})
    >>> citations = pd.DataFrame({"section_id": ["1", "2"], "status": "linked"})
    >>> table = evidence_density(figures, citations, sections, draws=200)
    >>> table[["section_id", "n_figures", "figures_per_1000", "citations_per_1000", "share"]].values.tolist()
    [['1', 3, 6.0, 2.0, 1.0], ['2', 0, 0.0, 4.0, 1.0]]
    """
    check_choice(interval, INTERVALS, argument="interval")
    draws = check_whole(draws, argument="draws")
    check_fraction(confidence, argument="confidence")
    passages = _passages(figures, citations, sections, level=level)
    sums = passages.groupby("group", sort=False)[["n_han", *_SORTS, "n_evident"]].sum()
    sums.insert(0, "n_passages", passages.groupby("group", sort=False).size())
    table = sums.rename(columns={"figures": "n_figures", "citations": "n_citations", "both": "n_both"})
    passages = passages.sort_index()  # by id: the draws must not depend on the order of the table's rows
    weights = resample(passages["group"], draws=draws, seed=seed)
    member = (passages["group"].to_numpy()[:, None] == sums.index.to_numpy()[None, :]).astype(float)
    size = weights @ (passages[["n_han"]].to_numpy(float) * member)
    for sort in _SORTS:
        table[f"{sort}_per_1000"] = 1000 * sums[sort] / sums["n_han"]
        low, high = _poisson(sums[sort], confidence) * 1000 / sums["n_han"].to_numpy()
        if interval == "passages":
            drawn = weights @ (passages[[sort]].to_numpy(float) * member)
            bounds = percentile_interval(1000 * drawn / size, confidence=confidence)
            alone, none = (sums["n_passages"] == 1).to_numpy(), (sums[sort] == 0).to_numpy()
            low, high = (np.where(none, exact, np.where(alone, np.nan, bound))
                         for exact, bound in zip((low, high), bounds))
        table[f"{sort}_low"], table[f"{sort}_high"] = low, high
    table["share"] = sums["n_evident"] / sums["n_passages"]
    table["share_low"], table["share_high"] = _binomial(sums["n_evident"], sums["n_passages"], confidence)
    return _name(table.drop(columns="n_both").rename_axis("section_id").reset_index(), sections, level)


def compare_density(figures: pd.DataFrame, citations: pd.DataFrame, sections: pd.DataFrame, *, first: str, second: str,
                    level: str = "1", draws: int = DRAWS, seed: int = SEED, confidence: float = 0.95) -> pd.DataFrame:
    """One row per sort of evidence (figures, citations, both): how much denser it is in the first of two units.

    ``sort, first_per_1000, second_per_1000``; ``difference``, the first minus the second, with the percentile interval
    ``low, high`` when the passages of each unit are drawn again; ``p``: the share of deals of the same passages to the
    two units, each keeping its number of them, in which the difference is as large on either side. That two
    intervals of :func:`evidence_density` overlap neither shows nor rules out a difference; this asks about it.
    NaN for the interval where a unit has one passage, or where one has no evidence: then every draw has none.

    >>> sections = pd.DataFrame({"section_id": ["1", "1.1", "2", "2.1"], "parent_id": ["", "1", "", "2"],
    ...                          "level": [1, 2, 1, 2], "kind": "heading", "n_han": 100})
    >>> figures = pd.DataFrame({"section_id": ["1", "1.1", "1.1", "2"]})
    >>> citations = pd.DataFrame({"section_id": ["2"], "status": "linked"})
    >>> table = compare_density(figures, citations, sections, first="1", second="2", draws=99)
    >>> table[["sort", "first_per_1000", "second_per_1000", "difference"]].values.tolist()[0]
    ['figures', 15.0, 5.0, 10.0]
    """
    draws = check_whole(draws, argument="draws")
    check_fraction(confidence, argument="confidence")
    passages = _passages(figures, citations, sections, level=level).sort_index()
    check_present([first, second], passages["group"], argument="first, second", place=f"the units of level {level}",
                  hint="name two units with running text by their section_id")
    if first == second:
        raise InputError(f"first, second: both are {first!r}; name two units")
    passages = passages[passages["group"].isin([first, second])]
    own = (passages["group"] == first).to_numpy()
    values, han = passages[list(_SORTS)].to_numpy(float), passages["n_han"].to_numpy(float)

    def density(weights: np.ndarray) -> np.ndarray:
        return 1000 * (weights @ values) / (weights @ han)[:, None]

    one, two = density(own[None, :] * 1.0), density(~own[None, :] * 1.0)
    weights = resample(passages["group"], draws=draws, seed=seed)
    low, high = percentile_interval(density(weights * own) - density(weights * ~own), confidence=confidence)
    open_ = (one[0] == 0) | (two[0] == 0) | (min(own.sum(), (~own).sum()) < 2)
    dealt = deals(int(own.sum()), int((~own).sum()), draws=draws, seed=seed)
    shuffled = density(dealt * 1.0) - density(~dealt * 1.0)
    return pd.DataFrame({"sort": pd.Series(_SORTS, dtype="str"), "first_per_1000": one[0], "second_per_1000": two[0],
                         "difference": (one - two)[0], "low": np.where(open_, np.nan, low),
                         "high": np.where(open_, np.nan, high),
                         "p": permutation_p(np.abs((one - two)[0]), np.abs(shuffled))})


def _passages(figures: pd.DataFrame, citations: pd.DataFrame, sections: pd.DataFrame, *, level: str) -> pd.DataFrame:
    check_columns(figures, "section_id", argument="figures")
    check_columns(citations, "section_id", "status", argument="citations")
    check_sections(sections, "kind", "n_han")
    check_units(figures, sections["section_id"], argument="figures")
    check_units(citations, sections["section_id"], argument="citations")
    groups = group_units(sections, level=level).set_index("section_id")["group"]
    text = body(sections)
    text = text[text["n_han"] > 0]
    if not len(text):
        raise InputError("sections: n_han is 0 in every unit of the running text; levels.add_sizes counts it")
    cited = citations[citations["status"] != NO_CITATION]
    table = pd.DataFrame({"group": text["section_id"].map(groups), "n_han": text["n_han"]})
    table["figures"], table["citations"] = (
        text["section_id"].map(rows["section_id"].value_counts()).fillna(0).astype("int64")
        for rows in (figures, cited))
    table["both"] = table["figures"] + table["citations"]
    return table.assign(n_evident=(table["both"] > 0).astype("int64")).set_axis(text["section_id"])


def _poisson(counts: pd.Series, confidence: float) -> np.ndarray:
    from scipy.stats import chi2

    n, tail = counts.to_numpy(float), (1 - confidence) / 2
    low = np.where(n > 0, chi2.ppf(tail, 2 * np.maximum(n, 1)) / 2, 0.0)
    # Both tails are kept at a count of 0 too, as in Garwood's tables: the bound is 3.69, not 3.00.
    return np.array([low, chi2.ppf(1 - tail, 2 * (n + 1)) / 2])


def _binomial(hits: pd.Series, trials: pd.Series, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    from scipy.stats import beta

    k, n, tail = hits.to_numpy(float), trials.to_numpy(float), (1 - confidence) / 2
    low = np.where(k > 0, beta.ppf(tail, np.maximum(k, 1), n - k + 1), 0.0)
    return low, np.where(k < n, beta.ppf(1 - tail, k + 1, np.maximum(n - k, 1)), 1.0)


def _name(table: pd.DataFrame, sections: pd.DataFrame, level: str) -> pd.DataFrame:
    part = system = [""] * len(table)
    if level == "system":
        system = ["" if unit == NO_SYSTEM else unit for unit in table["section_id"]]
    elif level != "document":
        numbered = sections.loc[sections["kind"].isin(("heading", "item")), "section_id"]
        parts = group_units(sections, level="1").set_index("section_id")["group"]
        parts = parts[numbered].to_dict()
        part = [parts.get(unit, "") for unit in table["section_id"]]
        if "system" in sections:
            systems = sections.set_index("section_id")["system"].fillna("").to_dict()
            system = [systems.get(unit, "") for unit in table["section_id"]]
    table.insert(1, "part", pd.Series(part, index=table.index, dtype="str"))
    table.insert(2, "system", pd.Series(system, index=table.index, dtype="str"))
    return table
