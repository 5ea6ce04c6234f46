"""Levels: which units are counted together, from the whole document down to its items.

A unit's own text is counted once, under its own id; a level above sums its descendants. So the counts of
any level sum to the document's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from analysis import counting
from analysis.characters import count_han
from analysis.errors import InputError
from analysis.tables import check_choice, check_columns, check_counts, check_present, check_sections

LEVELS = (*counting.LEVELS, "system")
NO_SYSTEM = "other"


def group_units(sections: pd.DataFrame, *, level: str) -> pd.DataFrame:
    """One row per unit: ``section_id`` and ``group``, the id of what it is counted in at a level.

    ``level`` is "document" (one group, "document"), "1" or "2" (the heading of that depth), "item" (each unit by
    itself) or "system" (the table's column of that name; "other" where a unit has none). A unit above the
    level, such as a part's opening at level 2, and one outside the headings stay themselves. Raises InputError
    for a parent that is no row of the table.

    >>> sections = pd.DataFrame({"section_id": ["1", "1.1", "1.1.1"], "parent_id": ["", "1", "1.1"],
    ...                          "level": [1, 2, 3]})
    >>> group_units(sections, level="2")["group"].tolist()
    ['1', '1.1', '1.1']
    """
    check_choice(level, LEVELS, argument="level")
    if level == "system":
        check_sections(sections, "system")
        group = sections["system"].fillna("").replace("", NO_SYSTEM)
        return pd.DataFrame({"section_id": sections["section_id"], "group": group})
    check_sections(sections, "parent_id", "level")
    if not pd.api.types.is_integer_dtype(sections["level"]):
        raise InputError("sections: level must hold whole numbers; read its CSV without dtype=str for level")
    ids = sections["section_id"].tolist()
    parents = dict(zip(ids, sections["parent_id"].fillna("")))
    check_present([parent for parent in parents.values() if parent], ids, argument="sections: parent_id",
                  place="section_id", hint="a unit's parents must stay in the table")
    levels = dict(zip(ids, sections["level"].tolist()))
    groups = [counting.group_of(unit, level, parents, levels) for unit in ids]
    return pd.DataFrame({"section_id": ids, "group": groups}, dtype="str")


def units_below(sections: pd.DataFrame, units: Iterable[str]) -> list[str]:
    """Return the ids of some units and of all below them, in the order of ``sections``.

    >>> sections = pd.DataFrame({"section_id": ["1", "1.1", "1.1.1", "2"], "parent_id": ["", "1", "1.1", ""]})
    >>> units_below(sections, ["1.1", "2"])
    ['1.1', '1.1.1', '2']
    """
    check_sections(sections, "parent_id")
    parents = dict(zip(sections["section_id"], sections["parent_id"].fillna("")))
    chosen = set(parents) & set(units)
    # A unit may stand before its parent, so that one pass would not do.
    while below := {unit for unit, parent in parents.items() if parent in chosen} - chosen:
        chosen |= below
    return [unit for unit in parents if unit in chosen]


def roll_up(counts: pd.DataFrame, sections: pd.DataFrame, *, level: str = "document",
            by: Sequence[str] = ("term", "kind")) -> pd.DataFrame:
    """One row per unit of the level and term that occurs in it: ``section_id``, the columns of ``by``, ``n``.

    ``section_id`` is the id of the level's unit (see :func:`group_units`). ``n`` sums the unit and all below
    it, so that every level's counts sum to the document's. ``by=("term", "kind", "pos")`` keeps parts of speech
    apart, ``by=("pos",)`` counts them alone. Rows are ordered by unit in the text, falling ``n``, term. Raises
    InputError for counts of a unit that ``sections`` does not have: filter both tables, or neither.

    >>> sections = pd.DataFrame({"section_id": ["1", "1.1"], "parent_id": ["", "1"], "level": [1, 2]})
    >>> counts = pd.DataFrame({"section_id": ["1", "1.1", "1.1"], "term": ["数据", "数据", "平台"],
    ...                        "kind": "han", "n": [1, 2, 1]})
    >>> roll_up(counts, sections, level="1").values.tolist()
    [['1', '数据', 'han', 3], ['1', '平台', 'han', 1]]
    """
    check_counts(counts)
    check_columns(counts, *by, argument="counts")
    units = group_units(sections, level=level)
    check_units(counts, units["section_id"], argument="counts")
    group = counts["section_id"].map(units.set_index("section_id")["group"])
    sums = counts[[*by, "n"]].assign(section_id=group).groupby(["section_id", *by], sort=False)["n"].sum()
    sums = sums[sums > 0].reset_index()
    return order_terms(sums, units=units["group"], by=by)


def order_terms(counts: pd.DataFrame, *, units: pd.Series, by: Sequence[str] = ("term", "kind")) -> pd.DataFrame:
    """Return the rows by unit, in the order of ``units``, then by falling ``n``, then by the columns of ``by``."""
    place = {unit: i for i, unit in enumerate(dict.fromkeys(units))}
    keys = counts.assign(_unit=counts["section_id"].map(place), _n=-counts["n"])
    order = keys.sort_values(["_unit", "_n", *by], kind="stable").index
    return counts.loc[order].reset_index(drop=True)


def unit_sizes(counts: pd.DataFrame, sections: pd.DataFrame, *, level: str = "document") -> pd.DataFrame:
    """One row per unit of the level, in text order: ``section_id, heading, n_tokens, n_han``.

    ``n_tokens`` sums all rows of ``counts`` (so give them whole, not filtered): Han words, Latin words and
    numbers, stop words included. ``n_han`` sums the sections' column of that name, the Han characters of each
    unit; NaN where the table has no such column (:func:`add_sizes` makes it). ``heading`` is empty where the
    group is no unit of the text.

    >>> sections = pd.DataFrame({"section_id": ["1"], "parent_id": [""], "level": [1], "n_han": [9]})
    >>> counts = pd.DataFrame({"section_id": ["1"], "term": ["数据"], "kind": ["han"], "n": [4]})
    >>> unit_sizes(counts, sections)[["section_id", "n_tokens", "n_han"]].values.tolist()
    [['document', 4, 9]]
    """
    check_counts(counts)
    units = group_units(sections, level=level)
    check_units(counts, units["section_id"], argument="counts")
    tokens = units["section_id"].map(counts.groupby("section_id")["n"].sum()).fillna(0).astype("int64")
    # assign() would align the two tables by their index; the key is the section.
    by_section = sections.set_index("section_id")
    han = units["section_id"].map(by_section["n_han"]) if "n_han" in sections else np.nan
    sizes = units.assign(n_tokens=tokens, n_han=han).groupby("group", sort=False)[["n_tokens", "n_han"]]
    sizes = sizes.sum(min_count=1).rename_axis("section_id").reset_index()
    headings = by_section["heading"].to_dict() if "heading" in sections else {}
    sizes.insert(1, "heading", [headings.get(unit, "") for unit in sizes["section_id"]])
    return sizes


def add_sizes(sections: pd.DataFrame, counts: pd.DataFrame, *, text: str) -> pd.DataFrame:
    """Return the sections with ``n_han`` and ``n_tokens``: the Han characters and words of each unit's own text.

    ``text`` is the cleaned text that ``start`` and ``end`` point into; punctuation is in neither number. Raises
    InputError where a section ends behind the text.

    >>> sections = pd.DataFrame({"section_id": ["1"], "start": [0], "end": [7]})
    >>> counts = pd.DataFrame({"section_id": ["1"], "term": ["数据"], "kind": ["han"], "n": [2]})
    >>> add_sizes(sections, counts, text="数据，AI平台")[["n_han", "n_tokens"]].values.tolist()
    [[4, 2]]
    """
    check_sections(sections, "start", "end")
    check_counts(counts)
    if len(sections) and sections["end"].max() > len(text):
        raise InputError(f"text: has {len(text)} characters, but a section ends at {sections['end'].max()}; "
                         "give the cleaned text that the sections were found in")
    spans = zip(sections["start"], sections["end"])
    n_han = [count_han(text[start:end]) for start, end in spans]
    n_tokens = sections["section_id"].map(counts.groupby("section_id")["n"].sum()).fillna(0).astype("int64")
    return sections.assign(n_han=n_han, n_tokens=n_tokens)


def check_units(table: pd.DataFrame, units: Iterable[str], *, argument: str) -> None:
    """Raise InputError unless each unit of a table of counts or tokens is one of ``units``."""
    check_present(table["section_id"].unique(), units, argument=f"{argument}: section_id", place="sections",
                  hint="both tables must be of one document; filter both or neither")
