"""Tables: what the measures ask of the counts, sections and tokens that they are given.

Every check names the argument, what it holds, what is wanted and the likely mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from analysis.errors import InputError

# What a table's maker can't know.
_WANTED = {"system": "; it names each unit's system, is empty where there is none, and find_sections doesn't make it"}
_MAKERS = {
    "counts": "count_terms, roll_up or load_counts",
    "sections": "find_sections or load_sections",
    "tokens": "tokenize",
}


def check_columns(table: pd.DataFrame, *columns: str, argument: str) -> None:
    """Raise InputError unless the table is a DataFrame with these columns; ``argument`` is its name.

    >>> check_columns(pd.DataFrame({"term": ["数据"]}), "term", "n", argument="edges")
    Traceback (most recent call last):
    analysis.errors.InputError: edges: no column 'n' (it has term)
    """
    made = f"; is it a table made by {_MAKERS[argument]}?" if argument in _MAKERS else ""
    if not isinstance(table, pd.DataFrame):
        raise InputError(f"{argument}: must be a DataFrame, not {type(table).__name__}{made}")
    for column in columns:
        if column not in table.columns:
            raise InputError(f"{argument}: no column {column!r} (it has {', '.join(map(str, table.columns))})"
                             f"{_WANTED.get(column, made)}")


def check_counts(counts: pd.DataFrame, *, argument: str = "counts") -> None:
    """Raise InputError unless the table has ``section_id, term, kind`` as text and ``n``, a whole number ≥ 0."""
    check_columns(counts, "section_id", "term", "kind", "n", argument=argument)
    _check_text(counts, "section_id", "term", argument=argument)
    n = counts["n"]
    if len(n) and not pd.api.types.is_numeric_dtype(n):
        raise InputError(f"{argument}: n must hold numbers, not {n.iloc[0]!r}; read its CSV without dtype=str for n")
    wrong = n[~(n >= 0) | (n % 1 != 0)]
    if len(wrong):
        raise InputError(f"{argument}: n holds {wrong.iloc[0]}; counts are whole numbers of 0 or more (not rates)")


def check_sections(sections: pd.DataFrame, *columns: str) -> None:
    """Raise InputError unless the table has one row per ``section_id`` (text), and the further columns."""
    check_columns(sections, "section_id", *columns, argument="sections")
    _check_text(sections, "section_id", argument="sections")
    twice = sections.loc[sections["section_id"].duplicated(), "section_id"]
    if len(twice):
        raise InputError(f"sections: {twice.iloc[0]!r} has several rows; expected exactly one row per section_id")


def check_tokens(tokens: pd.DataFrame) -> None:
    """Raise InputError unless the table has ``section_id, start, end, term, kind``; ids and terms are text."""
    check_columns(tokens, "section_id", "start", "end", "term", "kind", argument="tokens")
    _check_text(tokens, "section_id", "term", "kind", argument="tokens")


def check_whole(value: object, *, argument: str, least: int = 1) -> int:
    """Return a whole number of ``least`` or more; else raise InputError.

    >>> check_whole(42, argument="draws")
    42
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise InputError(f"{argument}={value!r}: must be a whole number of {least} or more")
    return int(value)


def check_fraction(value: object, *, argument: str) -> float:
    """Return a number between 0 and 1, both excluded; else raise InputError.

    >>> check_fraction(95, argument="confidence")
    Traceback (most recent call last):
    analysis.errors.InputError: confidence=95: must lie between 0 and 1, such as 0.95
    """
    if isinstance(value, bool) or not isinstance(value, int | float | np.number) or not 0 < value < 1:
        usual = 0.05 if argument == "alpha" else 0.95
        raise InputError(f"{argument}={value!r}: must lie between 0 and 1, such as {usual}")
    return float(value)


def check_choice(value: object, allowed: Sequence[str], *, argument: str) -> None:
    """Raise InputError unless the value is one of those that are allowed.

    >>> check_choice("words", ("words", "units"), argument="shuffle")
    """
    if value not in allowed:
        raise InputError(f"{argument}={value!r}: must be one of {', '.join(allowed)}")


def check_words(words: Iterable[str], *, argument: str) -> list[str]:
    """Return the words of an option in order, each once; a single string or a truth value is an error.

    >>> check_words("数据", argument="terms")
    Traceback (most recent call last):
    analysis.errors.InputError: terms='数据': must be a collection of words; put a single one into a list
    """
    if isinstance(words, str | bool) or not isinstance(words, Iterable):
        raise InputError(f"{argument}={words!r}: must be a collection of words; put a single one into a list")
    return list(dict.fromkeys(words))


def check_present(wanted: Iterable[str], present: Iterable[str], *, argument: str, place: str, hint: str) -> None:
    """Raise InputError, with the likely mistake, unless each value that is wanted occurs among those of ``place``."""
    known = dict.fromkeys(present)
    for value in wanted:
        if value not in known:
            shown = ", ".join(map(repr, list(known)[:8])) + (", …" if len(known) > 8 else "")
            raise InputError(f"{argument}: {value!r} is not in {place}, which has {shown or 'no rows'}; {hint}")


def _check_text(table: pd.DataFrame, *columns: str, argument: str) -> None:
    for column in columns:
        wrong = [value for value in table[column].unique().tolist() if not isinstance(value, str)]
        if wrong:
            raise InputError(f"{argument}: {column} holds {wrong[0]!r}, which is not text (1.10 is not 1.1, and a "
                             "word can look like a missing value); read its CSV with dtype=str, keep_default_na=False")
