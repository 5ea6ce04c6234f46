"""Summaries of answers: which challenges are answered, which tasks nobody called for, and what flows between systems.

All start from the pairs of :func:`analysis.answers.answers` and keep to what they call matched.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.errors import InputError
from analysis.tables import check_columns, check_sections

STATUSES = ("answered", "answered elsewhere", "unanswered")
PROMPTS = ("prompted", "prompted elsewhere", "unprompted")
LINKED = ("similarity", "p", "p_bh", "same_system")
_NEEDED = ("challenge_id", "task_id", "challenge_system", "task_system", "n_challenge", "n_task", "excess", "matched",
           *LINKED)


def summarise_answers(pairs: pd.DataFrame, sections: pd.DataFrame) -> pd.DataFrame:
    """One row per challenge, in the order of the pairs: whether a task answers it, and which comes nearest.

    Columns ``challenge_id, heading, gloss, system, n_words``; ``status``: "answered" (matched by a task of its own
    system, or of any where systems are not known), "answered elsewhere" (matched in other systems only) or
    "unanswered"; ``n_matched`` and ``tasks``, their ids joined by a space; ``best_task``, the one with the highest
    excess, matched or not, with its ``similarity, p, p_bh, same_system``. ``heading`` and ``gloss`` are those of
    ``sections``, empty where it has none. Unanswered means: no task speaks of it in these words or their company.

    >>> pairs = pd.DataFrame({"challenge_id": "2.1.1", "task_id": ["3.1.1", "3.2.1"], "challenge_system": "data",
    ...     "task_system": ["data", "rules"], "n_challenge": 9, "n_task": 8, "excess": [0.1, 0.3], "p": [0.2, 0.01],
    ...     "matched": [False, True], "similarity": [0.2, 0.4], "p_bh": [0.2, 0.02], "same_system": [True, False]})
    >>> row = summarise_answers(pairs, pd.DataFrame({"section_id": ["2.1.1"]}))
    >>> row[["challenge_id", "status", "tasks", "best_task"]].values.tolist()
    [['2.1.1', 'answered elsewhere', '3.2.1', '3.2.1']]
    """
    return _summarise(pairs, sections, unit="challenge", other="task", statuses=STATUSES)


def unprompted(pairs: pd.DataFrame, sections: pd.DataFrame) -> pd.DataFrame:
    """One row per task, in the order of the pairs: whether it answers a challenge that is stated.

    The mirror of :func:`summarise_answers`: ``task_id, heading, gloss, system, n_words, status`` ("prompted",
    "prompted elsewhere", "unprompted"), ``n_matched, challenges, best_challenge, similarity, p, p_bh, same_system``.
    Long tasks treat several things, so an unprompted one may still answer a challenge in passing.

    >>> pairs = pd.DataFrame({"challenge_id": "2.1.1", "task_id": ["3.1.1", "3.2.1"], "challenge_system": "data",
    ...     "task_system": ["data", "rules"], "n_challenge": 9, "n_task": 8, "excess": [0.1, 0.3], "p": [0.2, 0.01],
    ...     "matched": [False, True], "similarity": [0.2, 0.4], "p_bh": [0.2, 0.02], "same_system": [True, False]})
    >>> unprompted(pairs, pd.DataFrame({"section_id": ["3.1.1"]}))[["task_id", "status"]].values.tolist()
    [['3.1.1', 'unprompted'], ['3.2.1', 'prompted elsewhere']]
    """
    return _summarise(pairs, sections, unit="task", other="challenge", statuses=PROMPTS)


def system_flows(pairs: pd.DataFrame, *, strong: float = 0.10) -> pd.DataFrame:
    """One row per pair of systems with a match between them: what flows from the one to the other.

    Columns ``first_part, second_part`` (the first number of the ids), ``from_system, to_system, n_pairs`` matched;
    ``n_strong``, those whose ``p_bh`` is at most ``strong``; ``from_items``: each matched challenge counts 1, divided
    evenly among its tasks, so that what leaves a system sums to its matched challenges; ``to_items``: each matched
    task counts 1, divided among its challenges. Empty where nothing matches; InputError where systems are unknown.

    >>> pairs = pd.DataFrame({"challenge_id": "2.1.1", "task_id": ["3.1.1", "3.2.1"], "challenge_system": "data",
    ...     "task_system": ["data", "rules"], "n_challenge": 9, "n_task": 8, "excess": 0.3, "p": 0.01, "matched": True,
    ...     "similarity": 0.4, "p_bh": [0.2, 0.02], "same_system": [True, False]})
    >>> system_flows(pairs)[["to_system", "n_pairs", "n_strong", "from_items", "to_items"]].values.tolist()
    [['data', 1, 0, 0.5, 1.0], ['rules', 1, 1, 0.5, 1.0]]
    """
    _check(pairs, systems=True)
    rows = pairs[pairs["matched"]].copy()
    rows["from_items"] = 1 / rows.groupby("challenge_id")["task_id"].transform("size")
    rows["to_items"] = 1 / rows.groupby("task_id")["challenge_id"].transform("size")
    rows["strong"] = rows["p_bh"] <= strong
    rows["first_part"], rows["second_part"] = _part(rows["challenge_id"]), _part(rows["task_id"])
    rows = rows.rename(columns={"challenge_system": "from_system", "task_system": "to_system"})
    groups = rows.groupby(["first_part", "second_part", "from_system", "to_system"], sort=False)
    flows = groups.agg(n_pairs=("task_id", "size"), n_strong=("strong", "sum"), from_items=("from_items", "sum"),
                       to_items=("to_items", "sum"))
    return flows.reset_index().astype({"n_strong": "int64"})


def system_bands(links: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """One row per part and system: its size, and how many of its items are linked to the part before and behind.

    ``links`` holds tables of pairs in the order of the parts: achievements with challenges, challenges with tasks.
    Columns ``part, system, n_items, n_words`` (all words of the items), ``n_before, n_after``: items that match one of
    the part before or behind; NaN where no such part was compared.

    >>> pairs = pd.DataFrame({"challenge_id": "2.1.1", "task_id": ["3.1.1", "3.2.1"], "challenge_system": "data",
    ...     "task_system": ["data", "rules"], "n_challenge": 9, "n_task": 8, "excess": 0.3, "p": 0.01,
    ...     "matched": [False, True], "similarity": 0.4, "p_bh": 0.02, "same_system": [True, False]})
    >>> system_bands([pairs])[["part", "system", "n_items", "n_before", "n_after"]].values.tolist()
    [['2', 'data', 1, nan, 1.0], ['3', 'data', 1, 0.0, nan], ['3', 'rules', 1, 1.0, nan]]
    """
    seen: dict[str, pd.DataFrame] = {}
    for pairs in links:
        _check(pairs, systems=True)
        for unit, column in (("challenge", "n_after"), ("task", "n_before")):
            items = pairs.groupby(f"{unit}_id", sort=False).agg(
                system=(f"{unit}_system", "first"), n_words=(f"n_{unit}", "first"), linked=("matched", "any"))
            items = items.assign(part=_part(items.index.to_series())).groupby(["part", "system"], sort=False)
            band = items.agg(n_items=("linked", "size"), n_words=("n_words", "sum"), linked=("linked", "sum"))
            part = band.index[0][0]
            seen.setdefault(part, band[["n_items", "n_words"]].assign(n_before=float("nan"), n_after=float("nan")))
            seen[part] = seen[part].assign(**{column: band["linked"].astype("float64")})
    if not seen:
        raise InputError("links: holds no table; give the pairs of one or several calls of answers")
    return pd.concat(seen[part].reset_index() for part in seen).reset_index(drop=True)


def _summarise(pairs: pd.DataFrame, sections: pd.DataFrame, *, unit: str, other: str,
               statuses: Sequence[str]) -> pd.DataFrame:
    _check(pairs, systems=False)
    check_sections(sections)
    rows = pairs.assign(own=pairs["same_system"].astype("boolean").fillna(True).astype(bool))
    groups = rows.groupby(f"{unit}_id", sort=False)
    table = groups.agg(system=(f"{unit}_system", "first"), n_words=(f"n_{unit}", "first"))
    matched = rows[rows["matched"]]
    own = set(matched.loc[matched["own"], f"{unit}_id"])
    hit = matched.groupby(f"{unit}_id")[f"{other}_id"].agg(" ".join)
    best = rows.sort_values("excess", ascending=False, kind="stable").drop_duplicates(f"{unit}_id")
    best = best.set_index(f"{unit}_id")
    named = sections.set_index("section_id")
    for place, column in enumerate(("heading", "gloss")):
        names = named[column].reindex(table.index).fillna("") if column in named else ""
        table.insert(place, column, names)
    table["status"] = [statuses[0] if key in own else statuses[1] if key in hit.index else statuses[2]
                       for key in table.index]
    table["n_matched"] = matched[f"{unit}_id"].value_counts().reindex(table.index).fillna(0).astype("int64")
    table[f"{other}s"] = hit.reindex(table.index).fillna("").astype("str")
    table[f"best_{other}"] = best[f"{other}_id"]
    for column in LINKED:
        table[column] = best[column]
    return table.reset_index().rename_axis(columns=None)


def _check(pairs: pd.DataFrame, *, systems: bool) -> None:
    check_columns(pairs, *_NEEDED, argument="pairs")
    if systems and (pairs["challenge_system"].eq("") | pairs["task_system"].eq("")).any():
        raise InputError("pairs: an item has no system; sections needs a column system that is filled for all items")


def _part(ids: pd.Series) -> pd.Series:
    return ids.str.split(".").str[0]
