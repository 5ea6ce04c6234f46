"""Dictionaries: lexicons of themes as tables, and how often their entries stand in a text.

A dictionary has one row per theme and term. Its entries are found in words by the rule of `matching` (cut as the
text is cut, longest first), and beside it as strings, so that a reader sees where the way of cutting decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import isfinite
from numbers import Real
from typing import TYPE_CHECKING

from analysis.characters import STOPS
from analysis.errors import InputError
from analysis.lexicons import simplified
from analysis.matching import ENTRY_COLUMNS, WILDCARD, EntryCount, Matcher
from analysis.segmentation import Segmenter
from analysis.shipped import data_path
from analysis.shipped_entries import shipped_dictionaries
from analysis.tokens import Token

if TYPE_CHECKING:
    import pandas as pd

DICTIONARY_COLUMNS = ("theme", "term", "weight")
TEXT_COLUMNS = ("gloss", "source", "note")
_UNFIT = re.compile(rf"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffd\ud800-\udfff{STOPS}]")


def load_dictionary(name: str = "themes") -> pd.DataFrame:
    """One row per theme and term of a shipped dictionary: ``theme, term, weight, gloss, source, note``.

    ``data/lexicons/README.md`` says how each was made. A theme may be a path ("supply/talent"). Raises InputError,
    with what is shipped, for another name.

    >>> load_dictionary("葡萄")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    analysis.errors.InputError: name='葡萄': no such dictionary; shipped are ...
    """
    import pandas as pd

    shipped = shipped_dictionaries()
    if name not in shipped:
        raise InputError(f"name={name!r}: no such dictionary; shipped are {', '.join(shipped) or 'none'}; "
                         "read one of your own with read_dictionary")
    path = data_path("lexicons", f"{name}.csv")
    return check_dictionary(pd.read_csv(path, dtype="str", keep_default_na=False).astype({"weight": float}))


def check_dictionary(table: pd.DataFrame) -> pd.DataFrame:
    """One row per theme and term, as in ``table``, ready to be counted: with ``weight`` (1 where there is none).

    Terms are trimmed, and those in Traditional characters are converted to Simplified, in which texts are cut.
    In a term ``*`` stands for any number of characters of one word and ``?`` for one; a space parts words. Case
    makes no difference. Raises InputError for a theme or term that is empty or holds what cannot be matched (line
    breaks, stops), a term of wildcards alone, a term twice in one theme, and a weight that is not above 0.

    >>> import pandas as pd
    >>> check_dictionary(pd.DataFrame({"theme": ["data"], "term": [" 數據要素"]})).values.tolist()
    [['data', '数据要素', 1.0]]
    """
    from analysis.tables import check_columns

    check_columns(table, "theme", "term", argument="dictionary")
    weights = table["weight"] if "weight" in table else [1.0] * len(table)
    places = [f"dictionary: row {row!r}" for row in table.index]
    rows = check_entries(zip(places, table["theme"], table["term"], weights))
    themes, terms, weights = zip(*rows) if rows else ((), (), ())
    table = table.assign(theme=themes, term=terms, weight=weights)
    text = [column for column in ("theme", "term", *TEXT_COLUMNS) if column in table]
    table = table.astype({**dict.fromkeys(text, "str"), "weight": float}).reset_index(drop=True)
    return table[[*DICTIONARY_COLUMNS, *(c for c in table.columns if c not in DICTIONARY_COLUMNS)]]


def check_entries(rows: Iterable[tuple[str, object, object, object]]) -> list[tuple[str, str, float]]:
    """Return theme, term and weight of rows that begin with the place that an error names.

    >>> check_entries([("a.csv, line 2", "data", "数据，平台", 1)])
    Traceback (most recent call last):
    analysis.errors.InputError: a.csv, line 2: term '数据，平台' holds '，', which stands in no entry; one term a row
    """
    checked: list[tuple[str, str, float]] = []
    places: dict[tuple[str, str], str] = {}
    for place, theme, term, weight in rows:
        theme = "/".join(part.strip() for part in _text(place, "theme", theme).split("/"))
        if not all(theme.split("/")):
            raise InputError(f"{place}: theme {theme!r} has an empty part; write service or supply/talent")
        term = simplified(" ".join(_text(place, "term", term).split()))
        if not WILDCARD.sub("", term).strip():
            raise InputError(f"{place}: term {term!r} would fit every word; write some of its characters")
        if isinstance(weight, bool) or not isinstance(weight, Real) or not (isfinite(weight) and weight > 0):
            raise InputError(f"{place}: weight {weight!r} of {term!r} must be a number above 0, 1 for a usual term")
        if (theme, term.lower()) in places:
            first = places[theme, term.lower()]
            raise InputError(f"{place}: {term!r} stands in the theme {theme!r} already ({first}); delete one")
        places[theme, term.lower()] = place
        checked.append((theme, term, float(weight)))
    return checked


def _text(place: str, column: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"{place}: {column} is {value!r}; expected text that is not empty")
    unfit = _UNFIT.search(value.strip())
    if unfit:
        one = "one term a row" if column == "term" else "name it in letters"
        raise InputError(f"{place}: {column} {value!r} holds {unfit.group()!r}, which stands in no entry; {one}")
    return value.strip()


def count_entries(tokens: pd.DataFrame, dictionary: pd.DataFrame, *, segmenter: Segmenter) -> pd.DataFrame:
    """One row per unit, theme and term that occurs: ``section_id, theme, term, n, n_chars``.

    ``tokens`` is made by ``tokenize`` with this ``segmenter`` (all of them, punctuation too), and entries are cut by
    it as well. ``n`` counts an entry's words where they stand directly behind each other (no sign or space between,
    but a space between two Latin words); at each place the entry that covers most characters wins, over all
    themes, and uses its words up, so nested matches are counted once. An entry in several themes counts in
    each. Of two entries of one theme that fit the same words, the one without wildcards is counted.
    ``n_chars`` counts by longest match on the characters of the unit, whatever the cut; NaN for entries with
    wildcards. A row with n = 0 is an entry found as a string only: see :func:`differences`.

    Rows are ordered by unit, then as the dictionary. Raises InputError for tokens that overlap (bigrams).

    >>> import pandas as pd
    >>> from analysis.segmentation import tokenize
    >>> cut = Segmenter(terms=())
    >>> dictionary = pd.DataFrame({"theme": ["place", "aim"], "term": ["印度", "数字*"]})
    >>> count_entries(tokenize("印度尼西亚的数字化", segmenter=cut), dictionary, segmenter=cut).values.tolist()
    [['document', 'place', '印度', 0, 1.0], ['document', 'aim', '数字*', 1, nan]]
    """
    from analysis.tables import check_tokens

    check_tokens(tokens)
    matcher = _matcher(dictionary, segmenter)
    place = {unit: i for i, unit in enumerate(dict.fromkeys(tokens["section_id"]))}
    order = tokens.assign(_unit=tokens["section_id"].map(place)).sort_values(["_unit", "start"], kind="stable")
    columns = zip(*(order[column].tolist() for column in ("section_id", "start", "end", "term", "kind")))
    rows = matcher.count(Token(unit, 0, start, end, term, kind) for unit, start, end, term, kind in columns)
    return _entries_table(rows)


def count_entries_from_counts(counts: pd.DataFrame, dictionary: pd.DataFrame, *, segmenter: Segmenter) -> pd.DataFrame:
    """One row per unit, theme and term of **one word** that occurs: ``section_id, theme, term, n, n_chars, exact``.

    From counts there is no order, so entries of several words cannot be counted: ``attrs["not_counted"]`` lists, as
    pairs of theme and term, those whose words all occur in some unit (the others occur nowhere). ``n`` counts every
    occurrence of the word. It is what :func:`count_entries` gives where ``exact`` is True; where it is False, such an
    entry may have used up some of them, and ``n`` is the most that there can be. ``n_chars`` is NaN.

    >>> import pandas as pd
    >>> counts = pd.DataFrame({"section_id": "1", "term": ["平台", "算力"], "kind": "han", "n": [3, 1]})
    >>> dictionary = pd.DataFrame({"theme": "platforms", "term": ["平台", "算力平台"]})
    >>> entries = count_entries_from_counts(counts, dictionary, segmenter=Segmenter(terms=()))
    >>> entries[["term", "n", "exact"]].values.tolist(), entries.attrs["not_counted"]
    ([['平台', 3, False]], [('platforms', '算力平台')])
    """
    from analysis.tables import check_counts

    check_counts(counts)
    matcher = _matcher(dictionary, segmenter)
    rows, exact, not_counted = [], [], {}
    for section_id, unit in counts[counts["n"] > 0].groupby("section_id", sort=False):
        row, sure, possible = matcher.count_words(section_id, zip(unit["term"], unit["kind"], unit["n"]))
        rows += row
        exact += sure
        not_counted.update(dict.fromkeys(possible))
    table = _entries_table(rows).assign(exact=exact).astype({"exact": bool})
    table.attrs["not_counted"] = [matcher.entries[i] for i in sorted(not_counted)]
    return table


def differences(entries: pd.DataFrame) -> pd.DataFrame:
    """One row per theme and term that words and characters count differently: ``theme, term, n, n_chars``.

    Summed over all units. ``n_chars`` is larger where the text is cut through the entry or the entry is part of a
    longer word; n is larger where a string of several entries is parted otherwise. Entries with wildcards are
    left out. The largest differences come first, then by theme and term.

    >>> import pandas as pd
    >>> differences(pd.DataFrame({"section_id": "1", "theme": "a", "term": ["印度", "平台"], "n": [0, 2],
    ...                           "n_chars": [1, 2]})).values.tolist()
    [['a', '印度', 0, 1]]
    """
    from analysis.tables import check_columns

    check_columns(entries, *ENTRY_COLUMNS[1:], argument="entries")
    known = entries[entries["n_chars"].notna()]
    sums = known.groupby(["theme", "term"], sort=False)[["n", "n_chars"]].sum().astype("int64").reset_index()
    sums = sums.assign(_size=(sums["n"] - sums["n_chars"]).abs()).query("_size > 0")
    sums = sums.sort_values(["_size", "theme", "term"], ascending=[False, True, True], ignore_index=True)
    return sums.drop(columns="_size")


def _matcher(dictionary: pd.DataFrame, segmenter: Segmenter) -> Matcher:
    checked = check_dictionary(dictionary)
    return Matcher(zip(checked["theme"], checked["term"]), segmenter=segmenter)


def _entries_table(rows: list[EntryCount]) -> pd.DataFrame:
    import pandas as pd

    table = pd.DataFrame(rows, columns=list(ENTRY_COLUMNS))
    return table.astype({"section_id": "str", "theme": "str", "term": "str", "n": "int64", "n_chars": "float64"})
