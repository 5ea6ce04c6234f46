"""N-grams: sequences of n neighbouring words, counted in each unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from analysis.counting import COUNT_COLUMNS, COUNTED
from analysis.levels import order_terms
from analysis.tables import check_tokens, check_whole, check_words


def count_ngrams(tokens: pd.DataFrame, *, n: int = 2, across_punctuation: bool = False,
                 kinds: Sequence[str] = COUNTED, stopwords: Iterable[str] = (),
                 separator: str = " ") -> pd.DataFrame:
    """One row per unit and n-gram: ``section_id, term, kind, pos, n``, a counts table like that of the words.

    ``tokens`` has one row per token, punctuation and spaces included, since they tell what stands side by side.
    An n-gram is n words of ``kinds`` in a row. It never crosses the border of a unit, also when its counts are
    summed at a level above, nor a line's end. By default it crosses nothing but spaces: it ends at punctuation, at a
    token of another kind, and where tokens are missing (``start`` lies behind the ``end`` before), so that dropping
    words first does not make neighbours of strangers. ``across_punctuation=True`` skips all these.
    ``stopwords``: n-grams that begin or end with one of them are left out.

    ``term`` joins the words with ``separator``, so that 数据 平台 and 数 据平台 stay two; ``kind`` is "2-gram" for
    n = 2, ``pos`` empty. Rows are ordered by unit, falling ``n``, term. A run of k words has k − n + 1 n-grams; a rate
    is per 10,000 n-grams of the table. In a short paper most n-grams occur once: read those of two units or more.

    >>> tokens = pd.DataFrame({"section_id": "1", "start": [0, 2, 4, 5], "end": [2, 4, 5, 7],
    ...     "term": ["数据", "共享", "，", "平台"], "kind": ["han", "han", "punctuation", "han"]})
    >>> count_ngrams(tokens)["term"].tolist()
    ['数据 共享']
    >>> count_ngrams(tokens, across_punctuation=True)["term"].tolist()
    ['共享 平台', '数据 共享']
    """
    check_tokens(tokens)
    n = check_whole(n, argument="n")
    dropped = check_words(stopwords, argument="stopwords")
    kinds = check_words(kinds, argument="kinds")
    words = _runs(tokens, kinds=kinds, across_punctuation=across_punctuation)
    codes, terms = pd.factorize(words["term"])
    units, ids = pd.factorize(words["section_id"])
    first = np.arange(max(0, len(words) - n + 1))
    run = words["run"].to_numpy()
    first = first[run[first] == run[first + n - 1]]
    places = [codes[first + i] for i in range(n)]
    if dropped:
        barred = np.isin(terms, dropped)
        kept = ~(barred[places[0]] | barred[places[-1]])
        first, places = first[kept], [place[kept] for place in places]
    keys = pd.DataFrame({"unit": units[first], **{f"word{i}": place for i, place in enumerate(places)}})
    counts = keys.groupby(list(keys.columns), sort=False).size().rename("n").reset_index()
    joined = [separator.join(terms[code] for code in row)
              for row in counts[[f"word{i}" for i in range(n)]].itertuples(index=False)]
    counts = pd.DataFrame({"section_id": ids[counts["unit"]], "term": joined, "kind": f"{n}-gram", "pos": "",
                           "n": counts["n"]}, columns=list(COUNT_COLUMNS))
    counts = counts.astype({"section_id": "str", "term": "str"})
    return order_terms(counts, units=words["section_id"], by=("term",))


def _runs(tokens: pd.DataFrame, *, kinds: Sequence[str], across_punctuation: bool) -> pd.DataFrame:
    """Return the words in text order with ``run``, the number of the stretch that n-grams stay within."""
    rows = tokens.sort_values("start", kind="stable")
    word = rows["kind"].isin(kinds)
    line_end = ~word & rows["term"].str.contains("[\\r\\n]")
    border = line_end | (rows["section_id"] != rows["section_id"].shift())
    if not across_punctuation:
        other = ~word & ~rows["term"].str.isspace()
        border |= other | (rows["start"] > rows["end"].shift())
    return rows.assign(run=border.cumsum())[word].reset_index(drop=True)
