"""Inputs: what every figure asks of its table before it draws.

Columns that are named by default are drawn where the table has them; a column that the caller names must
be there. All texts are put into the script that is asked for and checked against the font.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.fonts import check_coverage

SCRIPTS = ("simplified", "traditional")
NUMBERS = {"value", "count", "n", "size", "length", "rank", "tokens", "types", "start", "end", "subtree_end"}
DEFAULTS = {
    "low": "per_10k_low",
    "high": "per_10k_high",
    "count": "n",
    "size": "n_tokens",
    "gloss": "gloss",
}


def need(table: pd.DataFrame, **columns: str) -> None:
    """Raise InputError unless the table has rows and each of the columns, given as argument=name.

    Columns of the arguments in ``NUMBERS`` must hold numbers.
    """
    for argument, name in columns.items():
        if name not in table.columns:
            names = ", ".join(map(str, table.columns))
            raise InputError(f"{argument}={name!r}: the table has no such column; it has {names}")
    if not len(table):
        raise InputError("the table has no rows: nothing to draw (has a filter removed them all?)")
    numeric(table, *(name for argument, name in columns.items() if argument in NUMBERS))


def numeric(table: pd.DataFrame, *columns: str) -> None:
    """Raise InputError unless the columns hold numbers; NaN is allowed (undefined), infinity is not."""
    for name in columns:
        if not pd.api.types.is_numeric_dtype(table[name]):
            raise InputError(f"column {name!r}: must hold numbers, not {table[name].iloc[0]!r}")
        if np.isinf(table[name]).any():
            raise InputError(f"column {name!r}: holds an infinite value, which has no place on an axis")


def optional(table: pd.DataFrame, **columns: str | None) -> list[str | None]:
    """Return each column's name, or None where it is a default that this table doesn't have."""
    found = []
    for argument, name in columns.items():
        if name is not None and name not in table.columns:
            if name != DEFAULTS.get(argument):
                need(table, **{argument: name})
            name = None
        found.append(name)
    return found


def interval(table: pd.DataFrame, *, low: str | None, high: str | None) -> tuple[str, str] | None:
    """Return the two columns of the interval, or None where the table has neither; InputError for one alone."""
    found = optional(table, low=low, high=high)
    if found.count(None) == 1:
        raise InputError(
            f"low={low!r}, high={high!r}: an interval needs both columns, the table has only one"
        )
    if None in found:
        return None
    numeric(table, *found)
    return found[0], found[1]


def one_row_per(table: pd.DataFrame, columns: Sequence[str]) -> None:
    """Raise InputError unless the columns name each row once."""
    twice = table[table.duplicated(list(columns))]
    if len(twice):
        raise InputError(
            f"expected exactly one row per {' and '.join(columns)}, but "
            f"{tuple(twice.iloc[0][list(columns)])!r} has several: select one unit or one variant first"
        )


def display(texts: Iterable[object], *, script: str) -> list[str]:
    """Return the texts as the figure shows them, in the script and checked against the font.

    Raises InputError for an unknown script and for a character that the font lacks.

    >>> display(["数据"], script="traditional")
    ['數據']
    """
    if script not in SCRIPTS:
        raise InputError(f"script={script!r}: must be one of {', '.join(SCRIPTS)}")
    shown = ["" if pd.isna(text) else str(text) for text in texts]
    if script == "traditional":
        from analysis.cleaning.script import to_traditional

        shown = [to_traditional(text) for text in shown]
    check_coverage(shown)
    return shown


def ordered(values: pd.Series, wanted: Sequence[object] | None, *, argument: str) -> list:
    """Return the distinct values in the table's order, or those that are wanted, in theirs.

    Raises InputError for one that is wanted and not there.
    """
    present = list(dict.fromkeys(values))
    for value in wanted or ():
        if value not in present:
            raise InputError(
                f"{argument}: {value!r} is not in the table; it has {', '.join(map(str, present[:12]))}"
            )
    return list(wanted) if wanted is not None else present
