"""The dictionaries of themes that are shipped: their names, and their entries without pandas."""

from __future__ import annotations

from analysis.shipped import data_path, read_rows


def shipped_dictionaries() -> list[str]:
    """Return the names of the dictionaries of themes that are shipped: the lexicons with a column ``theme``.

    >>> shipped_dictionaries()
    ['actors', 'instruments', 'stance', 'themes']
    """
    names = sorted(path.stem for path in data_path("lexicons").glob("*.csv"))
    return [name for name in names if "theme" in read_rows("lexicons", f"{name}.csv")[0]]


def shipped_entries(name: str) -> list[tuple[str, str]]:
    """Return the pairs of theme and term of a shipped dictionary, in the order of its file.

    >>> sorted({theme for theme, _ in shipped_entries("themes")})
    ['data', 'empowerment', 'platforms', 'rules', 'security', 'service']
    """
    columns, rows = read_rows("lexicons", f"{name}.csv")
    theme, term = columns.index("theme"), columns.index("term")
    return [(row[theme], row[term]) for row in rows]
