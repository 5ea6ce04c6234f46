"""Sensitivity: does a conclusion about themes hang on a single term of the key?

A key is somebody's choice of words. Each term is left out once, and the conclusion is computed again.
`theme_scores.leave_one_term_out` asks the same of the theme that units are assigned to.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.levels import check_units, group_units
from analysis.passages import body, within
from analysis.tables import check_choice, check_columns, check_present


def leave_one_term_out(entries: pd.DataFrame, sections: pd.DataFrame, *, theme: str, first: str, second: str,
                       level: str = "1") -> pd.DataFrame:
    """One row per entry that occurs in one of two units: how a share grows between them without it.

    Columns ``theme`` and ``term`` (of the entry left out), ``n_first, n_second``; ``difference`` = share of the theme
    in ``second`` minus its share in ``first``, of all entries there, the same in every row; ``without``, the same
    without this entry; ``moved`` = without − difference; ``same_sign``. The entry that moves the difference most comes
    first, then theme and term. A conclusion that one entry turns round belongs to that word, not to the theme. NaN
    where a unit has no other entry.

    ``entries`` are those of one key (``count_entries`` or ``load_entries``); ``first`` and ``second`` name units of
    ``level`` ("1", "2" or "item"). Only running text is counted. This says how far the conclusion hangs on single
    words, not on single passages: read the intervals of :func:`analysis.themes.theme_shares` for that.

    >>> sections = pd.DataFrame({"section_id": ["1", "2"], "parent_id": "", "level": 1, "kind": "heading"})
    >>> entries = pd.DataFrame({"section_id": ["1", "1", "2", "2"], "theme": ["done", "lack"] * 2,
    ...                         "term": ["完成", "不足"] * 2, "n": [3, 1, 1, 3]})
    >>> table = leave_one_term_out(entries, sections, theme="lack", first="1", second="2")
    >>> table[["term", "difference", "without"]].values.tolist()
    [['完成', 0.5, 0.0], ['不足', 0.5, 0.0]]
    """
    check_columns(entries, "section_id", "theme", "term", "n", argument="entries")
    check_choice(level, ("1", "2", "item"), argument="level")
    running = body(sections)
    check_units(entries, sections["section_id"], argument="entries")
    group = group_units(running, level=level).set_index("section_id")["group"]
    check_present([first, second], group, argument="first, second", place=f"the units of level {level}",
                  hint="name two of them by their section_id")
    if first == second:
        raise InputError(f"first, second: both are {first!r}; name two units")
    check_present([theme], entries["theme"], argument="theme", place="entries", hint="name a theme that occurs")
    own = within(entries, running)
    own = own.assign(section_id=own["section_id"].map(group))
    counts = own[own["section_id"].isin([first, second]) & (own["n"] > 0)]
    table = counts.pivot_table(index=["theme", "term"], columns="section_id", values="n", aggfunc="sum", fill_value=0)
    table = table.reindex(columns=[first, second], fill_value=0).astype("int64").reset_index()
    table.columns = ["theme", "term", "n_first", "n_second"]
    difference = _growth(table, np.zeros(len(table)), theme)
    without = _growth(table, np.ones(len(table)), theme)
    table = table.assign(difference=difference, without=without, moved=without - difference,
                         same_sign=np.sign(without) == np.sign(difference))
    order = table.assign(_size=-table["moved"].abs().round(12)).sort_values(["_size", "theme", "term"]).index
    return table.loc[order].reset_index(drop=True).astype({"theme": "str", "term": "str"})


def _growth(table: pd.DataFrame, left_out: np.ndarray, theme: str) -> np.ndarray:
    """Return, for each entry, share in the second unit − share in the first, without it where ``left_out`` is 1."""
    member = (table["theme"] == theme).to_numpy()
    shares = []
    for side in ("n_first", "n_second"):
        n = table[side].to_numpy("float64")
        total = n.sum() - left_out * n
        part = n[member].sum() - left_out * np.where(member, n, 0)
        shares.append(part / np.where(total > 0, total, np.nan))
    return shares[1] - shares[0]
