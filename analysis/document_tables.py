"""Tables of many documents: what each holds, how long it is, and which group (a year, a place) it belongs to.

The tables are those of :func:`analysis.corpus.read_corpus`: ``counts`` and ``themes`` have rows per unit of a document,
``metadata`` has one row per document. They join by ``doc_id``, and by ``doc_id, section_id``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.passages import BODY
from analysis.tables import check_columns, check_counts, check_present


class Groups(NamedTuple):
    """Documents in groups: ``of`` is the place of each ``doc_id``'s group in ``names``, −1 where it has none."""

    of: pd.Series
    names: pd.Index

    @property
    def left_out(self) -> int:
        """How many documents are in no group."""
        return int((self.of < 0).sum())


def in_running_text(table: pd.DataFrame, sections: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ``counts``, ``themes`` or ``sections`` of a corpus whose unit is running text.

    Titles, authors' notes, abstracts and references are left out (:func:`analysis.passages.body`). ``sections`` is the
    corpus' table of that name. Raises InputError for a unit that it does not have.

    >>> sections = pd.DataFrame({"doc_id": "a", "section_id": ["front", "1"], "kind": ["front", "heading"]})
    >>> counts = pd.DataFrame({"doc_id": "a", "section_id": ["front", "1"], "term": ["作者", "数据"]})
    >>> in_running_text(counts, sections)["term"].tolist()
    ['数据']
    """
    key = ["doc_id", "section_id"]
    check_columns(table, *key, argument="table")
    check_columns(sections, *key, "kind", argument="sections")
    if sections.duplicated(key).any():
        raise InputError("sections: has several rows for one unit; expected one per doc_id and section_id")
    units = pd.MultiIndex.from_frame(sections[key]).get_indexer(pd.MultiIndex.from_frame(table[key]))
    if (units < 0).any():
        unit = table[key].iloc[int(np.argmax(units < 0))].tolist()
        raise InputError(f"table: unit {unit[1]!r} of {unit[0]!r} is not in sections; both must be of one corpus")
    return table[sections["kind"].isin(BODY).to_numpy()[units]].reset_index(drop=True)


def document_terms(counts: pd.DataFrame) -> pd.DataFrame:
    """One row per document and term that occurs in it: ``doc_id, term, kind, n``; units and parts of speech summed.

    >>> counts = pd.DataFrame({"doc_id": "a", "section_id": ["1", "2"], "term": "数据", "kind": "han", "n": [1, 2]})
    >>> document_terms(counts).values.tolist()
    [['a', '数据', 'han', 3]]
    """
    check_document_counts(counts)
    sums = counts.groupby(["doc_id", "term", "kind"], observed=True)["n"].sum()
    return sums[sums > 0].reset_index()


def document_sizes(counts: pd.DataFrame, documents: pd.DataFrame | None = None) -> pd.Series:
    """Return the number of words of each document that has any, by ``doc_id`` in sorted order.

    They are summed from ``counts``, which must then be whole, or taken from ``documents``: a table with ``doc_id,
    n_tokens``, one row per document or per unit.

    >>> counts = pd.DataFrame({"doc_id": ["b", "a", "b"], "section_id": "1", "term": ["数据", "平台", "平台"],
    ...                        "kind": "han", "n": [1, 2, 3]})
    >>> document_sizes(counts).to_dict()
    {'a': 2, 'b': 4}
    """
    check_document_counts(counts)
    if documents is None:
        sizes = counts.groupby("doc_id", observed=True)["n"].sum()
    else:
        check_columns(documents, "doc_id", "n_tokens", argument="documents")
        sizes = documents.groupby("doc_id", observed=True)["n_tokens"].sum()
        check_present(counts["doc_id"].unique(), sizes[sizes > 0].index, argument="counts: doc_id", place="documents",
                      hint="both tables must be of one corpus, and of its running text or of all")
    sizes = sizes[sizes > 0].sort_index().astype("int64")
    if not len(sizes):
        raise InputError("counts: no document has words; is the corpus empty, or the filter too narrow?")
    return sizes


def group_documents(metadata: pd.DataFrame, *, by: str, documents: pd.Index) -> Groups:
    """Return the groups of some documents by a column of ``metadata``: numbers and text in their order.

    A categorical column keeps the order of its categories. A document whose cell is empty is in no group. Raises
    InputError for a document that ``metadata`` does not have, and where no document has a group.

    >>> metadata = pd.DataFrame({"doc_id": ["a", "b", "c"], "year": [2024, 2023, None]})
    >>> groups = group_documents(metadata, by="year", documents=pd.Index(["a", "b", "c"]))
    >>> groups.of.to_dict(), groups.names.tolist(), groups.left_out
    ({'a': 1, 'b': 0, 'c': -1}, [2023, 2024], 1)
    """
    check_columns(metadata, "doc_id", by, argument="metadata")
    twice = metadata.loc[metadata["doc_id"].duplicated(), "doc_id"]
    if len(twice):
        raise InputError(f"metadata: {twice.iloc[0]!r} has several rows; expected exactly one row per doc_id")
    check_present(documents, metadata["doc_id"], argument="counts: doc_id", place="metadata",
                  hint="both tables must be of one corpus; filter both or neither")
    values = metadata.set_index("doc_id", drop=False)[by].loc[documents]
    if isinstance(values.dtype, pd.CategoricalDtype):
        grouped = values.cat.remove_unused_categories()
    else:
        values = values.mask(values.eq("").fillna(False))  # an empty cell of a CSV that was read as text
        if pd.api.types.is_float_dtype(values) and (values.dropna() % 1 == 0).all():  # whole, but for the empty cells
            values = values.astype("Int64")
        if pd.api.types.infer_dtype(values, skipna=True) in ("mixed", "mixed-integer"):
            raise InputError(f"metadata: {by} holds numbers and text, which have no order; make it all one")
        grouped = pd.Series(pd.Categorical(values), index=values.index)
    names = pd.Index(grouped.cat.categories)
    if not len(names):
        raise InputError(f"metadata: {by} is empty for all documents that are counted; choose another column")
    names = names.astype("int64") if names.dtype == "Int64" else names
    return Groups(pd.Series(grouped.cat.codes.astype("int64"), index=documents), names.rename("group"))


def check_document_counts(counts: pd.DataFrame) -> None:
    """Raise InputError unless the table is one of counts with a column ``doc_id``."""
    check_columns(counts, "doc_id", "term", "kind", "n", argument="counts")
    check_counts(counts if "section_id" in counts else counts.assign(section_id=""))
