"""Themes: what share of a unit's theme words belongs to which theme, and which theme the unit is assigned to.

Entries are counted by `dictionaries`; here they are summed to units of any level. Only the running text is compared
(`passages.body`): titles, abstract, keywords and references are left out.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.counting import wilson
from analysis.dictionaries import check_dictionary
from analysis.levels import group_units
from analysis.passages import DRAWS, SEED, percentile_interval, resample, running_text
from analysis.tables import check_columns, check_counts, check_present, check_whole
from analysis.theme_scores import theme_scores

PASSAGES, WORDS, NONE = "passages", "words", ""  # what an interval draws


def theme_shares(entries: pd.DataFrame, sections: pd.DataFrame, *, dictionary: pd.DataFrame,
                 counts: pd.DataFrame | None = None, level: str = "2", draws: int = DRAWS,
                 seed: int = SEED) -> pd.DataFrame:
    """One row per unit of the level and theme, in text order, then in the order of the dictionary's themes.

    Columns ``section_id, theme, n, n_themes, n_tokens, share, low, high, interval, passages, per_10k_tokens,
    weighted, score, assigned``:

    - ``n``: occurrences of the theme's entries in the unit; 0 is a true count. ``n_themes``: those of all themes.
      An entry of two themes counts in both.
    - ``share`` = n / n_themes, NaN where n_themes = 0.
    - ``low, high``: 95 %. ``interval`` "passages": percentile bootstrap; drawn are the unit's ``passages``, the
      items and openings that have any entry of the dictionary. One that has none adds nothing to either
      number. "words": Wilson's interval, where there is one such passage only, or where the share is 0 or 1, so
      that all draws are alike; it takes words for independent draws and is too narrow. "": no entry, no interval.
    - ``per_10k_tokens`` = 10,000 · n / ``n_tokens``, all words of the unit (from ``counts``, or else from the
      sections' column ``n_tokens``).
    - ``weighted, score, assigned``: see :func:`analysis.theme_scores.theme_scores`, by whose rule a unit is assigned to
      the theme that stands out in it against the whole text. NaN and False where the unit has no entry.

    ``entries`` come from ``count_entries`` or ``load_entries`` (each unit's own text), ``level`` is as in
    :func:`analysis.levels.group_units`. A unit above the level, such as a part's opening at level 2, has rows of
    its own. A theme with more entries, or with commoner ones, has larger shares everywhere: compare a theme
    between units, not themes within one. Under about ten ``n_themes`` a share says little. All is descriptive of
    this text: its passages are no sample of others. Raises InputError for an entry that the dictionary does not
    have, and for units that are not in ``sections``.

    >>> sections = pd.DataFrame({"section_id": ["1", "2"], "parent_id": "", "level": 1, "kind": "heading",
    ...                          "n_tokens": [20, 10]})
    >>> dictionary = pd.DataFrame({"theme": ["data", "rules"], "term": ["数据", "法规"]})
    >>> entries = pd.DataFrame({"section_id": ["1", "1"], "theme": ["data", "rules"], "term": ["数据", "法规"],
    ...                         "n": [3, 1]})
    >>> shares = theme_shares(entries, sections, dictionary=dictionary, level="1")
    >>> for row in shares[["section_id", "theme", "n", "share", "assigned"]].itertuples(index=False): print(*row)
    1 data 3 0.75 True
    1 rules 1 0.25 False
    2 data 0 nan False
    2 rules 0 nan False
    """
    dictionary = check_dictionary(dictionary)
    themes = list(dict.fromkeys(dictionary["theme"]))
    own, sections = _running_text(entries, sections)
    check_present(own["theme"] + " " + own["term"], dictionary["theme"] + " " + dictionary["term"],
                  argument="entries: theme and term", place="dictionary", hint="count them with this dictionary")
    group = group_units(sections, level=level).set_index("section_id")["group"]
    units = list(dict.fromkeys(group))
    table = pd.MultiIndex.from_product([units, themes], names=["section_id", "theme"]).to_frame(index=False)
    grouped = own.assign(section_id=own["section_id"].map(group))
    table = _join(table, grouped.groupby(["section_id", "theme"])["n"].sum(), "n").astype({"n": "int64"})
    table["n_themes"] = table.groupby("section_id", sort=False)["n"].transform("sum")
    table["n_tokens"] = table["section_id"].map(_sizes(sections, counts).groupby(group).sum()).astype("int64")
    table["share"] = table["n"] / table["n_themes"].where(table["n_themes"] > 0)
    table = table.merge(_intervals(own, group, themes, draws, seed), on=["section_id", "theme"], how="left",
                        validate="one_to_one").fillna({"passages": 0, "interval": NONE})
    low, high = wilson(table["n"], table["n_themes"].where(table["n_themes"] > 0))
    of_words = table["interval"] == WORDS
    table["low"], table["high"] = table["low"].mask(of_words, low), table["high"].mask(of_words, high)
    table["per_10k_tokens"] = 1e4 * table["n"] / table["n_tokens"].where(table["n_tokens"] > 0)
    scores = theme_scores(grouped, dictionary)[["section_id", "theme", "weighted", "score", "assigned"]]
    table = table.merge(scores, on=["section_id", "theme"], how="left", validate="one_to_one")
    table = table.fillna({"weighted": 0.0}).assign(assigned=table["assigned"].eq(True))
    table = table.astype({"section_id": "str", "theme": "str", "interval": "str", "passages": "int64"})
    return table[["section_id", "theme", "n", "n_themes", "n_tokens", "share", "low", "high", "interval", "passages",
                  "per_10k_tokens", "weighted", "score", "assigned"]]


def term_contributions(entries: pd.DataFrame, sections: pd.DataFrame, *, level: str = "2") -> pd.DataFrame:
    """One row per unit of the level, theme and term that occurs: ``section_id, theme, term, n, n_theme, share``.

    ``share`` = n / n_theme: how much of the theme in this unit is this one term. Near 1 the theme hangs on a single
    term, and stands or falls with it. Rows by unit in text order, then theme, falling ``n``, term.

    >>> sections = pd.DataFrame({"section_id": ["1"], "parent_id": "", "level": 1, "kind": "heading"})
    >>> entries = pd.DataFrame({"section_id": "1", "theme": "data", "term": ["数据", "数据要素"], "n": [3, 1]})
    >>> term_contributions(entries, sections, level="1")[["term", "n", "share"]].values.tolist()
    [['数据', 3, 0.75], ['数据要素', 1, 0.25]]
    """
    own, sections = _running_text(entries, sections)
    group = group_units(sections, level=level).set_index("section_id")["group"]
    place = {unit: i for i, unit in enumerate(dict.fromkeys(group))}
    own = own.assign(section_id=own["section_id"].map(group).astype("str"))
    table = own.groupby(["section_id", "theme", "term"], sort=False)["n"].sum().reset_index()
    table["n_theme"] = table.groupby(["section_id", "theme"])["n"].transform("sum")
    table["share"] = table["n"] / table["n_theme"]
    keys = table.assign(_unit=table["section_id"].map(place), _n=-table["n"])
    return table.loc[keys.sort_values(["_unit", "theme", "_n", "term"]).index].reset_index(drop=True)


def broader_themes(table: pd.DataFrame, *, depth: int = 1) -> pd.DataFrame:
    """Return entries or a dictionary with each theme's path cut to its first parts: "supply/talent" to "supply".

    A term that two parts of one theme share stands and counts once, with the first one's weight. Give both tables
    to :func:`theme_shares` at the same depth. Two different entries that fit the same words (数字化 in one part,
    数字* in another) still count twice: to count them once, count the broader dictionary.

    >>> dictionary = pd.DataFrame({"theme": ["supply/talent", "supply/fund", "d"], "term": ["培训", "培训", "采购"]})
    >>> broader_themes(dictionary).values.tolist()
    [['supply', '培训'], ['d', '采购']]
    """
    depth = check_whole(depth, argument="depth")
    check_columns(table, "theme", "term", argument="table")
    parts = table["theme"].str.split("/").str[:depth].str.join("/")
    key = [column for column in ("section_id", "theme", "term") if column in table]
    return table.assign(theme=parts.astype("str")).drop_duplicates(key, ignore_index=True)


def _running_text(entries: pd.DataFrame, sections: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the entries counted as words in the running text, and its sections."""
    check_columns(entries, "section_id", "theme", "term", "n", argument="entries")
    check_counts(entries.assign(kind=""), argument="entries")
    found, kept = running_text(entries, sections, argument="entries")
    return found[found["n"] > 0].reset_index(drop=True), kept


def _sizes(sections: pd.DataFrame, counts: pd.DataFrame | None) -> pd.Series:
    """Return the number of words of each unit's own text, by its id."""
    if counts is None:
        check_columns(sections, "n_tokens", argument="sections")
        return sections.set_index("section_id")["n_tokens"]
    check_counts(counts)
    return counts.groupby("section_id")["n"].sum().reindex(sections["section_id"]).fillna(0)


def _intervals(own: pd.DataFrame, group: pd.Series, themes: list[str], draws: int, seed: int) -> pd.DataFrame:
    """One row per theme of each unit that has entries: ``section_id, theme, passages, interval, low, high``."""
    order = sorted(set(own["section_id"]))  # the draws must not depend on the order of the sections' rows
    matrix = own.pivot_table(index="section_id", columns="theme", values="n", aggfunc="sum", fill_value=0)
    matrix = matrix.reindex(index=order, columns=themes, fill_value=0).to_numpy(dtype="int64")
    units = group.reindex(order).to_numpy(dtype=object)
    weights = resample(units, draws=draws, seed=seed)
    columns = {"section_id": "str", "theme": "str", "passages": int, "interval": "str", "low": float, "high": float}
    tables = []
    for unit in dict.fromkeys(units):
        at = np.flatnonzero(units == unit)
        drawn = weights[:, at] @ matrix[at]
        low, high = percentile_interval(drawn / drawn.sum(axis=1, keepdims=True))
        share = matrix[at].sum(axis=0) / matrix[at].sum()
        interval = np.where((len(at) > 1) & (share > 0) & (share < 1), PASSAGES, WORDS)
        tables.append(pd.DataFrame({"section_id": unit, "theme": themes, "passages": len(at), "interval": interval,
                                    "low": low, "high": high}))
    return pd.concat(tables or [pd.DataFrame(columns=list(columns))], ignore_index=True).astype(columns)


def _join(table: pd.DataFrame, values: pd.Series, column: str) -> pd.DataFrame:
    joined = table.merge(values.rename(column).reset_index(), on=["section_id", "theme"], how="left",
                         validate="one_to_one")
    return joined.fillna({column: 0})
