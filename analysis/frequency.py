"""Term frequency: counts and rates of each unit at any level, document frequency and tf-idf.

Tables in, tables out. `counting` holds the same rules without pandas, for the command line; `levels` says
which units are counted together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import numpy as np
import pandas as pd

from analysis.counting import COUNT_COLUMNS, COUNTED, wilson
from analysis.errors import InputError
from analysis.levels import order_terms, roll_up, unit_sizes
from analysis.lexicons import stop_words
from analysis.tables import check_choice, check_counts, check_present, check_tokens, check_whole, check_words

WORDS = ("han", "latin")  # what tables of terms show; numbers are counted in their sizes only
VARIANTS = ("tidytext", "sklearn")


def count_terms(tokens: pd.DataFrame, *, kinds: Sequence[str] = COUNTED) -> pd.DataFrame:
    """One row per unit and term: ``section_id, term, kind, pos, n``; a term with two parts of speech has two.

    ``tokens`` has one row per token; those of other ``kinds`` (punctuation, spaces) are not counted. Rows are
    ordered by unit in the text, falling ``n``, term. The same as :func:`analysis.counting.count_units`.

    >>> tokens = pd.DataFrame({"section_id": "1", "start": [0, 2, 3], "end": [2, 3, 5], "pos": "",
    ...                        "term": ["数据", "，", "数据"], "kind": ["han", "punctuation", "han"]})
    >>> count_terms(tokens).values.tolist()
    [['1', '数据', 'han', '', 2]]
    """
    check_tokens(tokens)
    kinds = check_words(kinds, argument="kinds")
    words = tokens[tokens["kind"].isin(kinds)].sort_values("start", kind="stable")
    words = words.assign(pos=words["pos"].fillna("") if "pos" in words else "")
    keys = list(COUNT_COLUMNS[:-1])
    counts = words.groupby(keys, sort=False).size().rename("n").reset_index()
    return order_terms(counts, units=words["section_id"], by=("term",))


def term_rates(counts: pd.DataFrame, sections: pd.DataFrame, *, level: str = "document", per: int = 10_000,
               kinds: Sequence[str] = WORDS, stopwords: Iterable[str] | None = None,
               terms: Iterable[str] | None = None, complete: bool = False) -> pd.DataFrame:
    """One row per unit of the level and term, the most frequent first.

    Columns ``section_id, term, kind, n, n_tokens, n_han, per_10k_tokens, per_10k_low, per_10k_high,
    per_10k_chars, rank``. With a = ``n``, N = ``n_tokens`` and z = 1.96:

    - ``per_10k_tokens`` = 10,000 · a / N. N counts **all** words of the unit (Han, Latin, numbers; stop words
      too), whatever the rows show, so pass the counts whole and choose the rows here.
    - ``per_10k_low``, ``per_10k_high``: Wilson's 95 % interval of a / N,
      (a + z²/2 ± z · sqrt(a (N − a) / N + z²/4)) / (N + z²), times 10,000. It takes words for independent draws;
      words come in clusters, so it is too narrow. Read it as the least uncertainty.
    - ``per_10k_chars`` = 10,000 · a / ``n_han``, the unit's Han characters: unlike N it does not depend on how
      the text was cut. NaN where the sections have no ``n_han``.
    - ``rank``: place among the unit's rows; equal counts stand by term, which says nothing about the text.

    Rows: terms of ``kinds``, without ``stopwords`` (``None``: the shipped list; ``()``: none), only the ``terms``
    asked for, if any. ``complete=True`` adds the rows of terms that do not occur in a unit: ``n`` is 0, a true
    count, and ``rank`` NaN. Where a unit has no words, rates are NaN. ``attrs["basis"]`` says in a sentence what
    was counted. ``per`` other than 10,000 renames the columns (``per_1k_tokens``). Raises InputError for a term
    that is asked for and never counted, and for ``kinds`` of which there are no rows.

    Don't compare rates of few occurrences: at 2 of 500 the interval reaches from 11 to 145. Source: Wilson
    1927, JASA 22:209; Brown, Cai & DasGupta 2001, Statistical Science 16:101.

    >>> sections = pd.DataFrame({"section_id": ["1", "2"], "parent_id": "", "level": 1, "n_han": [8, 5]})
    >>> counts = pd.DataFrame({"section_id": ["1", "1", "2"], "term": ["数据", "的", "平台"], "kind": "han",
    ...                        "n": [3, 1, 2]})
    >>> rates = term_rates(counts, sections, level="1", stopwords=["的"], complete=True)
    >>> shown = ["section_id", "term", "n", "n_tokens", "per_10k_tokens", "per_10k_chars"]
    >>> for row in rates[shown].itertuples(index=False): print(*row)
    1 数据 3 4 7500.0 3750.0
    1 平台 0 4 0.0 0.0
    2 平台 2 2 10000.0 4000.0
    2 数据 0 2 0.0 0.0
    """
    check_whole(per, argument="per")
    # As lists, since both the rows and the basis read them.
    kinds = check_words(kinds, argument="kinds")
    stopwords = None if stopwords is None else check_words(stopwords, argument="stopwords")
    terms = None if terms is None else check_words(terms, argument="terms")
    rows = choose_terms(roll_up(counts, sections, level=level), kinds=kinds, stopwords=stopwords, terms=terms)
    sizes = unit_sizes(counts, sections, level=level)
    if complete:
        rows = _complete(rows, sizes["section_id"])
    rates = rows.merge(sizes[["section_id", "n_tokens", "n_han"]], on="section_id", validate="many_to_one")
    label = f"per_{_short(per)}"
    total = rates["n_tokens"].where(rates["n_tokens"] > 0)
    low, high = wilson(rates["n"], total)
    rates[f"{label}_tokens"] = per * rates["n"] / total
    rates[f"{label}_low"] = per * low
    rates[f"{label}_high"] = per * high
    rates[f"{label}_chars"] = per * rates["n"] / rates["n_han"].where(rates["n_han"] > 0)
    rank = rates.groupby("section_id", sort=False).cumcount() + 1
    rates["rank"] = rank.where(rates["n"] > 0) if complete else rank
    rates.attrs["basis"] = _basis(kinds, stopwords, terms)
    return rates


def choose_terms(counts: pd.DataFrame, *, kinds: Sequence[str] = WORDS, stopwords: Iterable[str] | None = None,
                 terms: Iterable[str] | None = None) -> pd.DataFrame:
    """Return the rows of terms of some kinds, without stop words, and only the ``terms`` asked for, if any.

    ``stopwords=None`` is the shipped list, ``()`` leaves none out. A term that is asked for is kept even if it is
    a stop word or a number. Raises InputError for a term or for kinds that ``counts`` does not have.

    >>> counts = pd.DataFrame({"section_id": "1", "term": ["数据", "的", "2025"], "kind": ["han", "han", "number"],
    ...                        "n": 1})
    >>> choose_terms(counts, stopwords=["的"])["term"].tolist()
    ['数据']
    """
    check_counts(counts)
    if terms is not None:
        wanted = check_words(terms, argument="terms")
        check_present(wanted, counts["term"], argument="terms", place="counts", hint="is it cut or spelled otherwise?")
        return counts[counts["term"].isin(wanted)].reset_index(drop=True)
    kinds = check_words(kinds, argument="kinds")
    present = set(counts["kind"])
    if present - {"number"} and not present & set(kinds):  # a text of numbers has no words, and that is no mistake
        raise InputError(f"kinds={', '.join(kinds)}: counts has no such rows, only {', '.join(sorted(present))}")
    dropped = stop_words() if stopwords is None else check_words(stopwords, argument="stopwords")
    return counts[counts["kind"].isin(kinds) & ~counts["term"].isin(dropped)].reset_index(drop=True)


def document_frequency(counts: pd.DataFrame) -> pd.DataFrame:
    """One row per term, the most widespread first: ``term, kind, n, n_units, units, share``.

    ``counts`` has one row per unit and term: roll them up to a level first. ``n_units`` of the ``units`` that
    have words hold the term, ``share`` is the ratio. It depends on the size of the units: a long unit holds
    more terms. Ties are ordered by falling ``n``, then by term.

    >>> counts = pd.DataFrame({"section_id": ["1", "2", "2"], "term": ["数据", "数据", "平台"], "kind": "han",
    ...                        "n": [2, 1, 4]})
    >>> document_frequency(counts).values.tolist()
    [['数据', 'han', 3, 2, 2, 1.0], ['平台', 'han', 4, 1, 2, 0.5]]
    """
    rows = _one_row_per_unit_and_term(counts)
    found = rows.groupby(["term", "kind"], sort=False)["n"].agg(n="sum", n_units="size").reset_index()
    found["units"] = rows["section_id"].nunique()
    found["share"] = found["n_units"] / found["units"]
    keys = {"n_units": False, "n": False, "term": True, "kind": True}
    return found.sort_values(list(keys), ascending=list(keys.values()), ignore_index=True)


def tf_idf(counts: pd.DataFrame, *, variant: str = "tidytext") -> pd.DataFrame:
    """One row per unit and term, as in ``counts``: with ``n_tokens, tf, n_units, units, idf, tf_idf, variant``.

    With U units, of which u hold the term, and N = ``n_tokens``, the sum of the unit's ``n`` **in this table**:

    - "tidytext": tf = n / N, idf = ln(U / u), tf_idf = tf · idf. A term of every unit has 0.
    - "sklearn": tf = n, idf = ln((1 + U) / (1 + u)) + 1, and each unit's products are divided by the root of the
      sum of their squares (scikit-learn's smoothed default).

    High: frequent here and found in few units. Roll the counts up to a level first; stop words and numbers
    left out before are not in N. With few units idf takes few values (three parts: 0, 0.41, 1.10), and a word
    used once in one unit competes with the subject of the paper; so do all words of very short units (keywords, author
    notes), which are better left out. Lead with keyness. Values of the two variants cannot be compared. Source:
    Spärck Jones 1972; Silge & Robinson 2017, Text Mining with R, chapter 3.

    >>> counts = pd.DataFrame({"section_id": ["1", "2", "2"], "term": ["数据", "数据", "平台"], "kind": "han",
    ...                        "n": [2, 1, 3]})
    >>> tf_idf(counts)["tf_idf"].round(4).tolist()  # 平台: 3/4 · ln 2
    [0.0, 0.0, 0.5199]
    """
    check_choice(variant, VARIANTS, argument="variant")
    rows = _one_row_per_unit_and_term(counts)
    by_unit, by_term = rows["section_id"], rows.groupby(["term", "kind"])["n"]
    rows["n_tokens"] = rows.groupby(by_unit)["n"].transform("sum")
    units, n_units = by_unit.nunique(), by_term.transform("size")
    if variant == "tidytext":
        tf, idf = rows["n"] / rows["n_tokens"], np.log(units / n_units)
        weight = tf * idf
    else:
        tf, idf = rows["n"].astype("float64"), np.log((1 + units) / (1 + n_units)) + 1
        weight = tf * idf
        weight /= np.sqrt((weight**2).groupby(by_unit).transform("sum"))
    return rows.assign(tf=tf, n_units=n_units, units=units, idf=idf, tf_idf=weight, variant=variant)


def _one_row_per_unit_and_term(counts: pd.DataFrame) -> pd.DataFrame:
    check_counts(counts)
    rows = counts[counts["n"] > 0].reset_index(drop=True)
    twice = rows[rows.duplicated(["section_id", "term", "kind"])]
    if len(twice):
        raise InputError(f"counts: {twice['term'].iloc[0]!r} has several rows in unit {twice['section_id'].iloc[0]!r}; "
                         "expected one row per unit and term: use roll_up first")
    return rows


def _complete(rows: pd.DataFrame, units: pd.Series) -> pd.DataFrame:
    """Add a row with n = 0 for each unit and term that has none."""
    grid = rows[["term", "kind"]].drop_duplicates().merge(units.to_frame(), how="cross")
    rows = grid.merge(rows, on=["section_id", "term", "kind"], how="left", validate="one_to_one")
    rows = rows[["section_id", "term", "kind", "n"]].fillna({"n": 0}).astype({"n": "int64"})
    return order_terms(rows, units=units)


def _short(per: int) -> str:
    """Return 10k for 10,000 and 1m for 1,000,000; other numbers as they are."""
    for size, letter in ((1_000_000, "m"), (1_000, "k")):
        if per % size == 0:
            return f"{per // size}{letter}"
    return str(per)


def _basis(kinds: Sequence[str], stopwords: Collection[str] | None, terms: Collection[str] | None) -> str:
    if terms is not None:
        shown = "Words that were asked for"
    else:
        names = {"han": "Chinese", "latin": "Latin", "number": "numbers"}
        n = len(stop_words() if stopwords is None else stopwords)
        shown = f"{' and '.join(names.get(kind, kind) for kind in kinds)} words"
        shown += f", {n} stop words not shown" if n else ""
    return f"{shown}; rates per all words of a unit, stop words and numbers included"
