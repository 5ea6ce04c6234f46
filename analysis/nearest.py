"""Nearest documents: for each document those whose words are most like its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.document_tables import document_terms
from analysis.errors import InputError
from analysis.frequency import VARIANTS, WORDS, choose_terms, tf_idf
from analysis.tables import check_choice, check_present, check_whole, check_words

if TYPE_CHECKING:
    from scipy.sparse import csc_array, csr_array

CELLS = 2**22  # of a block of cosines: 32 MB
PAIRS = 1000  # whose shared words are looked up at once
EQUAL = 1e-12  # cosines that differ by less are ordered by name


def nearest_documents(counts: pd.DataFrame, *, k: int = 5, documents: Iterable[str] | None = None,
                      among: Iterable[str] | None = None, variant: str = "tidytext", kinds: Sequence[str] = WORDS,
                      stopwords: Iterable[str] | None = None, terms: Iterable[str] | None = None,
                      top: int = 5) -> pd.DataFrame:
    """One row per document and neighbour, the nearest first: ``doc_id, neighbour, rank, cosine`` and what it rests on.

    - ``cosine`` = Σ x y / sqrt(Σ x² Σ y²) of the two documents' tf-idf (``variant`` as in
      :func:`analysis.frequency.tf_idf`; idf over all documents of ``counts``). 1: the same words in the same
      proportions; 0: none in common. "tidytext" takes no account of words that all documents have. "sklearn" does: in
      reports of one kind most of the cosine is then their common words, and one plain report is the nearest of many.
      Take it for fewer than about ten documents, where idf has few values.
    - ``median``: the median cosine of the document with all that it was compared with, ``compared`` of them. Every
      document has a nearest one: only a cosine far above the median is news.
    - ``n_tokens, n_tokens_neighbour``: the words compared of each. Long documents share more words with any: a short
      one's neighbours are few words' work.
    - ``shared``: the ``top`` terms that add most to the cosine, as "数据、平台". ``shared_share``: the part of the
      cosine that they make. Near 1 the likeness is a few words, often a name.

    A cosine near 1 is mostly the same text twice, or a form with other names filled in. Likeness of words is not
    likeness of views, and not borrowing. Cosines of different corpora, choices of words or variants can't be compared,
    since idf differs. For two texts at length, with what chance would give: :func:`analysis.similarity.similarity`.

    ``documents`` get rows (``None``: all) and ``among`` may be neighbours (``None``: all); no document is its own.
    Words are those of ``kinds``, without ``stopwords`` (``None``: the shipped list), or ``terms``. A document without
    such words has no rows, and one that shares none is no neighbour, so there may be fewer than ``k``. Equal cosines
    are ordered by name. Only a block of documents × all documents is held at a time, so that thousands of documents
    need little memory; the time grows with the square of their number. ``attrs["basis"]`` says what was compared.
    InputError for a document that is not there. Source: Salton & McGill 1983; Manning, Raghavan & Schütze 2008, ch. 6.

    >>> counts = pd.DataFrame({"doc_id": ["a", "a", "b", "b", "c", "d"], "section_id": "1", "kind": "han",
    ...                        "term": ["数据", "平台", "数据", "平台", "平台", "人才"], "n": [4, 1, 3, 1, 2, 1]})
    >>> table = nearest_documents(counts, k=1)
    >>> table[["doc_id", "neighbour", "cosine", "shared"]].round(2).values.tolist()
    [['a', 'b', 1.0, '数据、平台'], ['b', 'a', 1.0, '数据、平台'], ['c', 'b', 0.14, '平台']]
    """
    from scipy.sparse import csr_array

    check_choice(variant, VARIANTS, argument="variant")
    k, top = check_whole(k, argument="k"), check_whole(top, argument="top")
    rows = document_terms(counts).rename(columns={"doc_id": "section_id"})
    rows = tf_idf(choose_terms(rows, kinds=kinds, stopwords=stopwords, terms=terms), variant=variant)
    rows = rows[rows["tf_idf"] > 0]
    doc_of, names = pd.factorize(rows["section_id"], sort=True)
    term_of, words = pd.factorize(rows["term"], sort=True)
    if len(names) < 2:
        raise InputError(f"counts: {len(names)} documents have words of weight, at least 2 are needed; with few "
                         "documents try variant='sklearn'")
    weights = csr_array((rows["tf_idf"].to_numpy("float64"), (doc_of, term_of)), shape=(len(names), len(words)))
    norms = np.sqrt(weights.power(2).sum(axis=1))  # of the sums: a word may be there as two kinds
    weights.data /= np.repeat(norms, np.diff(weights.indptr))
    wanted, others = _places(documents, counts, names, "documents"), _places(among, counts, names, "among")
    if not (len(wanted) and len(others)):
        raise InputError(f"{'among' if len(wanted) else 'documents'}: none of them has words of weight; name "
                         "others, or compare other words")
    columns = weights[others].T.tocsc()
    block = max(1, CELLS // len(others))
    parts = [_neighbours(weights, columns, wanted[start : start + block], others, k)
             for start in range(0, len(wanted), block)]
    first, second, rank, cosines, medians, compared = (np.concatenate(values) for values in zip(*parts))
    shared, share = _shared(weights, first, second, words, top)
    sizes = rows.groupby("section_id")["n_tokens"].first().reindex(names).to_numpy()
    table = pd.DataFrame({"doc_id": names[first], "neighbour": names[second], "rank": rank, "cosine": cosines,
                          "median": medians, "compared": compared, "n_tokens": sizes[first],
                          "n_tokens_neighbour": sizes[second], "shared": shared, "shared_share": share})
    total = counts["doc_id"].nunique()
    table.attrs["basis"] = (f"cosine of tf-idf ({variant}) over {len(words)} terms of {len(names)} documents; "
                            f"{total - len(names)} documents without words of weight left out")
    return table.astype({"doc_id": "str", "neighbour": "str", "shared": "str"})


def _places(chosen: Iterable[str] | None, counts: pd.DataFrame, names: pd.Index, argument: str) -> np.ndarray:
    """Return the places of documents in ``names``, in their order, without those that have no words compared."""
    if chosen is None:
        return np.arange(len(names))
    chosen = check_words(chosen, argument=argument)
    check_present(chosen, counts["doc_id"].unique(), argument=argument, place="counts",
                  hint="name documents by their doc_id")
    return np.flatnonzero(names.isin(chosen))


def _neighbours(weights: csr_array, columns: csc_array, block: np.ndarray, others: np.ndarray, k: int
                ) -> tuple[np.ndarray, ...]:
    """Return both documents of each pair, rank, cosine, median and number compared, for a block of documents."""
    cosines = np.clip((weights[block] @ columns).toarray(), 0, 1)
    found = []
    for document, row in zip(block, cosines):
        at = np.flatnonzero(others != document)
        values = row[at]
        if not len(at):
            continue
        least = np.partition(values, -min(k, len(at)))[-min(k, len(at))] - EQUAL
        near = np.flatnonzero((values >= least) & (values > 0))
        near = near[np.lexsort((at[near], -np.round(values[near] / EQUAL)))][:k]
        found.append((np.full(len(near), document), others[at[near]], np.arange(1, len(near) + 1), values[near],
                      np.full(len(near), np.median(values)), np.full(len(near), len(at))))
    empty = np.empty(0, "int64")
    return tuple(np.concatenate(values) for values in zip(*found)) if found else (empty,) * 6


def _shared(weights: csr_array, first: np.ndarray, second: np.ndarray, words: pd.Index, top: int
            ) -> tuple[list[str], list[float]]:
    """Return, for each pair, the terms that add most to its cosine and the part of it that they make."""
    texts, shares = [], []
    for start in range(0, len(first), PAIRS):
        pairs = slice(start, start + PAIRS)
        products = weights[first[pairs]].multiply(weights[second[pairs]]).tocsr()
        for begin, end in zip(products.indptr, products.indptr[1:]):
            parts, terms = products.data[begin:end], products.indices[begin:end]
            leading = np.lexsort((terms, -parts))[:top]  # equal parts by term, whose places are in sorted order
            texts.append("、".join(words[terms[leading]]))
            shares.append(float(parts[leading].sum() / parts.sum()))
    return texts, shares
