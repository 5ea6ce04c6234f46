"""First use: since when the documents of a corpus use a term, and until when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from analysis.document_tables import document_sizes, document_terms, group_documents
from analysis.frequency import WORDS, choose_terms


def first_and_last_use(counts: pd.DataFrame, metadata: pd.DataFrame, *, by: str = "year",
                       terms: Iterable[str] | None = None, kinds: Sequence[str] = WORDS,
                       stopwords: Iterable[str] | None = None, documents: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row per term: the first and last year of the corpus in which it occurs; by first year, then falling ``n``.

    - ``term, kind, n``; ``n_documents`` of ``documents`` hold it, in ``n_groups`` of ``groups`` years that have
      documents.
    - ``first, last``: the years, values of the column ``by`` of ``metadata`` in their order. ``first_n``: occurrences
      in that year; ``first_documents`` of its ``first_of`` documents hold the term; ``last_…`` likewise. ``first_doc,
      last_doc``: the document of that year with most occurrences, the first by name among equals.
    - ``documents_before``, ``documents_after``: how many documents of the corpus are older than ``first``, newer than
      ``last``, and so lack the term.

    This is the first use in the corpus, not in the language. Where ``documents_before`` is 0 the corpus begins with it;
    where it is small, or ``n_documents`` of ``documents`` is a small share, earlier documents may lack it by chance: a
    term of every tenth document is missing in ten of them one time in three. A rare term has a late first and an early
    last use whatever its history. Old spellings and words that are cut otherwise are other terms.

    Terms are those of ``kinds`` without ``stopwords`` (``None``: the shipped list), or those asked for. ``counts`` are
    whole, or the rows of some terms if ``documents`` has all documents (``doc_id, n_tokens``). Documents without a year
    are left out; ``attrs["basis"]`` says how many. Raises InputError for a term that is never counted.

    >>> counts = pd.DataFrame({"doc_id": ["a", "b", "c"], "section_id": "1", "term": ["平台", "数据", "数据"],
    ...                        "kind": "han", "n": [2, 1, 3]})
    >>> metadata = pd.DataFrame({"doc_id": ["a", "b", "c"], "year": [2022, 2023, 2024]})
    >>> table = first_and_last_use(counts, metadata)
    >>> table[["term", "first", "first_doc", "documents_before", "last", "documents_after"]].values.tolist()
    [['平台', 2022, 'a', 0, 2022, 2], ['数据', 2023, 'b', 1, 2024, 0]]
    """
    sizes = document_sizes(counts, documents)
    groups = group_documents(metadata, by=by, documents=sizes.index)
    rows = choose_terms(document_terms(counts).assign(section_id=""), kinds=kinds, stopwords=stopwords, terms=terms)
    rows = rows.assign(place=rows["doc_id"].map(groups.of)).query("place >= 0")
    rows = rows.sort_values(["n", "doc_id"], ascending=[False, True], kind="stable")
    of = groups.of[groups.of >= 0].value_counts().sort_index()  # documents of each group, all of them with words
    key = ["term", "kind"]
    table = rows.groupby(key).agg(n=("n", "sum"), n_documents=("n", "size"), n_groups=("place", "nunique"),
                                  first=("place", "min"), last=("place", "max"))
    table = table.assign(documents=int(of.sum()), groups=len(of))
    by_place = rows.groupby([*key, "place"], sort=False).agg(n=("n", "sum"), documents=("n", "size"),
                                                             doc=("doc_id", "first"))
    for side in ("first", "last"):
        at = pd.MultiIndex.from_frame(table[side].reset_index())
        table[f"{side}_n"], table[f"{side}_documents"] = (by_place[c].loc[at].to_numpy() for c in ("n", "documents"))
        table[f"{side}_of"], table[f"{side}_doc"] = table[side].map(of), by_place["doc"].loc[at].to_numpy()
    table["documents_before"] = table["first"].map(of.cumsum() - of)
    table["documents_after"] = table["documents"] - table["last"].map(of.cumsum())
    table = table.reset_index().sort_values(["first", "n", *key], ascending=[True, False, True, True])
    for side in ("first", "last"):
        table[side] = groups.names.take(table[side])
    table = table[[*key, "n", "n_documents", "documents", "n_groups", "groups", "first", "first_n", "first_documents",
                   "first_of", "first_doc", "documents_before", "last", "last_n", "last_documents", "last_of",
                   "last_doc", "documents_after"]].reset_index(drop=True)
    table.attrs["basis"] = (f"{of.sum()} documents with words in {len(of)} groups by {by}; {groups.left_out} documents "
                            f"without {by} left out")
    return table
