"""Theme scores: by what rule a unit is assigned to a theme, and what hangs on a single term.

A theme that runs through the whole text would win every unit by its mere frequency: in a paper on digital
government, data. So a unit is compared with the mix of themes in the whole text, as keyness compares words: it is
assigned to the theme that stands out here, not to the one that is frequent everywhere.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.tables import check_columns

NOT_ASSIGNED = ""


def theme_scores(entries: pd.DataFrame, dictionary: pd.DataFrame) -> pd.DataFrame:
    """One row per unit that has an entry and theme: ``section_id, theme, weighted, share_all, score, assigned``.

    - ``weighted``: w, the sum of weight · n over the theme's entries in the unit; W is the unit's sum over all themes.
    - ``share_all``: p, the theme's share of the weighted entries of all units.
    - ``score`` = (w − W · p) / sqrt(W · p · (1 − p)), the standardised residual: how many standard deviations the
      theme lies above (or below 0: under) its share in the whole text. With a single unit there is nothing to
      compare, nor where one theme has all entries: then it is w / W.
    - ``assigned``: True for the theme of the largest score that occurs in the unit; none where two share it.

    High: the unit speaks of the theme more than the text does elsewhere. A score says nothing of how sure that is:
    words cluster, and in a unit of three entries one word decides. Rows by unit as in ``entries``, themes as in
    ``dictionary`` (a table as :func:`analysis.dictionaries.check_dictionary` returns it).

    The rule was chosen on the Guiding Opinions and not on the paper: of the 145 sentences of five or more words in
    chapters 2–7 it finds the chapter of 121, plain sums of 118.

    >>> dictionary = pd.DataFrame({"theme": ["data", "rules"], "term": ["数据", "法规"], "weight": 1.0})
    >>> entries = pd.DataFrame({"section_id": ["1", "2", "2"], "theme": ["data", "data", "rules"],
    ...                         "term": ["数据", "数据", "法规"], "n": [6, 2, 2]})
    >>> theme_scores(entries, dictionary)[["section_id", "theme", "score", "assigned"]].round(2).values.tolist()
    [['1', 'data', 1.22, True], ['1', 'rules', -1.22, False], ['2', 'data', -1.5, False], ['2', 'rules', 1.5, True]]
    """
    check_columns(entries, "section_id", "theme", "term", "n", argument="entries")
    check_columns(dictionary, "theme", "term", "weight", argument="dictionary")
    units = list(dict.fromkeys(entries.loc[entries["n"] > 0, "section_id"]))
    themes = list(dict.fromkeys(dictionary["theme"]))
    weighted = _weighted(entries, dictionary, units, themes)
    table = pd.MultiIndex.from_product([units, themes], names=["section_id", "theme"]).to_frame(index=False)
    share = np.broadcast_to(weighted.sum(axis=0) / (weighted.sum() or np.nan), weighted.shape)
    score = residuals(weighted)
    return table.assign(weighted=weighted.ravel(), share_all=share.ravel(), score=score.ravel(),
                        assigned=largest(score, weighted).ravel()).astype({"section_id": "str", "theme": "str"})


def assign(scores: pd.DataFrame) -> pd.DataFrame:
    """One row per unit: ``section_id, assigned, score, second, margin``.

    ``assigned`` is its theme, "" where two share the first place or none occurs; ``second`` the theme that comes next
    of those that occur ("" for none), ``margin`` how far its score is below the first: NaN with a single theme.
    ``scores`` comes from :func:`theme_scores` or :func:`analysis.themes.theme_shares`. A small margin is decided by
    one word.

    >>> scores = pd.DataFrame({"section_id": "1", "theme": ["data", "rules"], "weighted": [2.0, 1.0],
    ...                        "score": [1.5, -0.5], "assigned": [True, False]})
    >>> assign(scores).values.tolist()
    [['1', 'data', 1.5, 'rules', 2.0]]
    """
    check_columns(scores, "section_id", "theme", "weighted", "score", "assigned", argument="scores")
    present = scores[scores["weighted"] > 0]
    ranked = present.sort_values("score", ascending=False, kind="stable").groupby("section_id", sort=False)
    first, second = (ranked.nth(place).set_index("section_id") for place in (0, 1))
    chosen, next_best = first.loc[first["assigned"], "theme"].to_dict(), second["theme"].to_dict()
    table = pd.DataFrame({"section_id": list(dict.fromkeys(scores["section_id"]))}, dtype="str")
    unit = table["section_id"]
    table["assigned"] = [chosen.get(name, NOT_ASSIGNED) for name in unit]
    table["score"] = unit.map(first["score"].to_dict()).astype("float64")
    table["second"] = [next_best.get(name, "") for name in unit]
    table["margin"] = table["score"] - unit.map(second["score"].to_dict()).astype("float64")
    return table.astype({"assigned": "str", "second": "str"})


def leave_one_term_out(entries: pd.DataFrame, dictionary: pd.DataFrame) -> pd.DataFrame:
    """One row per entry that occurs: which units would be assigned otherwise without it.

    Columns ``theme, term, n`` (in all units), ``n_units`` (that hold it), ``n_changed`` and ``changed``: the units
    whose theme changes, with what they would become (``1.3→rules``; ``→-``: to none), joined by a space. The most
    changes come first, then larger n, then theme and term. A key whose result hangs on one term is weak there; that a
    unit holds one entry only is seen by its change to none. The mix of themes in the whole text is that without the
    entry, too.

    >>> dictionary = pd.DataFrame({"theme": ["data", "rules"], "term": ["数据", "法规"], "weight": 1.0})
    >>> entries = pd.DataFrame({"section_id": ["1", "2", "2"], "theme": ["data", "data", "rules"],
    ...                         "term": ["数据", "数据", "法规"], "n": [6, 2, 2]})
    >>> leave_one_term_out(entries, dictionary)[["term", "n", "n_units", "n_changed", "changed"]].values.tolist()
    [['数据', 8, 2, 1, '1→-'], ['法规', 2, 1, 1, '2→data']]
    """
    units = list(dict.fromkeys(entries.loc[entries["n"] > 0, "section_id"]))
    themes = list(dict.fromkeys(dictionary["theme"]))
    names = np.array([*themes, NOT_ASSIGNED], dtype=object)
    weighted = _weighted(entries, dictionary, units, themes)
    before = _chosen(weighted)
    rows = []
    for (theme, term), own in entries[entries["n"] > 0].groupby(["theme", "term"]):
        less = weighted - _weighted(own, dictionary, units, themes)
        after = _chosen(np.where(np.abs(less) < 1e-9, 0, less))
        changed = [f"{units[i]}→{names[after[i]] or '-'}" for i in np.flatnonzero(after != before)]
        rows.append((theme, term, int(own["n"].sum()), own["section_id"].nunique(), len(changed), " ".join(changed)))
    table = pd.DataFrame(rows, columns=["theme", "term", "n", "n_units", "n_changed", "changed"])
    table = table.astype({"theme": "str", "term": "str", "changed": "str"})
    keys = ["n_changed", "n", "theme", "term"]
    return table.sort_values(keys, ascending=[False, False, True, True], ignore_index=True)


def _weighted(entries: pd.DataFrame, dictionary: pd.DataFrame, units: list[str], themes: list[str]) -> np.ndarray:
    """Return the weighted entries, units × themes."""
    rows = entries.merge(dictionary[["theme", "term", "weight"]], on=["theme", "term"], validate="many_to_one")
    rows = rows.assign(weighted=rows["weight"] * rows["n"])
    grid = rows.pivot_table(index="section_id", columns="theme", values="weighted", aggfunc="sum", fill_value=0)
    return grid.reindex(index=units, columns=themes, fill_value=0).to_numpy("float64")


def residuals(weighted: np.ndarray) -> np.ndarray:
    """Return the standardised residuals of a table of units × themes, shares where there is nothing to compare.

    >>> residuals(np.array([[6.0, 0.0], [2.0, 2.0]])).round(2).tolist()
    [[1.22, -1.22], [-1.5, 1.5]]
    """
    total = weighted.sum(axis=1, keepdims=True)
    share = weighted.sum(axis=0) / (weighted.sum() or np.nan)
    total = np.where(total > 0, total, np.nan)
    if len(weighted) < 2 or (share == 1).any():
        return weighted / total
    spread = np.sqrt(total * share * (1 - share))
    return (weighted - total * share) / np.where(spread > 0, spread, np.nan)


def largest(score: np.ndarray, weighted: np.ndarray) -> np.ndarray:
    """Tell which theme alone has the largest score of its unit, of those that occur in it (to a billionth).

    >>> largest(np.array([[1.0, 2.0], [1.0, 1.0]]), np.ones((2, 2))).tolist()
    [[False, True], [False, False]]
    """
    present = np.where(weighted > 0, score, -np.inf)
    best = present.max(axis=1, keepdims=True, initial=-np.inf)
    first = (present >= best - 1e-9) & np.isfinite(present)
    return first & (first.sum(axis=1, keepdims=True) == 1)


def _chosen(weighted: np.ndarray) -> np.ndarray:
    """Return the number of each unit's theme, the number of themes for none."""
    assigned = largest(residuals(weighted), weighted)
    return np.where(assigned.any(axis=1), assigned.argmax(axis=1), weighted.shape[1])
