"""The tables of a corpus, as data sets of Parquet: which columns they have, of which types.

They join by ``doc_id``, and by ``doc_id, section_id``. Counts are those of each unit's own text, so that they add up.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

_TEXT, _WHOLE, _REAL = pa.string(), pa.int64(), pa.float64()

METADATA = "metadata"  # the table of what is known of each file beside its text, whose columns the user chooses
SCHEMAS: dict[str, pa.Schema] = {
    "documents": pa.schema([
        ("doc_id", _TEXT), ("title", _TEXT), ("form", _TEXT), ("encoding", _TEXT), ("sha256", _TEXT), ("size", _WHOLE),
        ("n_characters", _WHOLE), ("n_han", _WHOLE), ("n_tokens", _WHOLE), ("n_units", _WHOLE), ("n_edits", _WHOLE),
        ("n_unsure", _WHOLE)]),
    "sections": pa.schema([
        ("doc_id", _TEXT), ("section_id", _TEXT), ("parent_id", _TEXT), ("level", _WHOLE), ("kind", _TEXT),
        ("number", _TEXT), ("heading", _TEXT), ("start", _WHOLE), ("end", _WHOLE), ("subtree_end", _WHOLE),
        ("n_han", _WHOLE), ("n_tokens", _WHOLE)]),
    "counts": pa.schema([
        ("doc_id", _TEXT), ("section_id", _TEXT), ("term", _TEXT), ("kind", _TEXT), ("pos", _TEXT), ("n", _WHOLE)]),
    "themes": pa.schema([
        ("doc_id", _TEXT), ("section_id", _TEXT), ("theme", _TEXT), ("n", _WHOLE), ("n_themes", _WHOLE),
        ("share", _REAL), ("low", _REAL), ("high", _REAL)]),
    "problems": pa.schema([("doc_id", _TEXT), ("reason", _TEXT)]),
}


def make_table(name: str, columns: Sequence[Sequence]) -> pa.Table:
    """Return a table of a corpus from its columns, in their order; strings may be in an array of a dictionary.

    >>> make_table("problems", [["a.txt"], ["a.txt: the file is empty"]]).num_rows
    1
    """
    schema = SCHEMAS[name]
    arrays = [column if isinstance(column, pa.DictionaryArray) else pa.array(column, field.type)
              for column, field in zip(columns, schema, strict=True)]
    return pa.table(arrays, names=schema.names)
