"""Reading the tables of a corpus back, whole or in part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.corpus.tables import METADATA, SCHEMAS
from analysis.errors import InputError
from analysis.tables import check_choice, check_words

if TYPE_CHECKING:
    import pandas as pd


def read_corpus(out: str | Path, table: str = "documents", *, columns: Sequence[str] | None = None,
                where: Mapping[str, object] | None = None) -> pd.DataFrame:
    """One row per row of a table of a corpus; ordered by ``doc_id``, then as in the document.

    ``table`` is "documents", "sections", "counts", "themes", "problems" or "metadata". ``columns`` are read only, where
    they are given; ``where`` keeps the rows in which a column has a value, or one of a list:
    ``read_corpus(out, "counts", where={"term": ["数据", "平台"]})``. Only what is asked for is read, so that a term can
    be had out of a corpus that is larger than the memory. Raises InputError where ``out`` is no corpus.
    """
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.dataset as ds

    columns = None if columns is None else check_words(columns, argument="columns")
    check_choice(table, (*SCHEMAS, METADATA), argument="table")
    out = Path(out)
    place = out / f"{METADATA}.parquet" if table == METADATA else out / table
    if not place.exists():
        raise InputError(f"{out}: holds no table {table} of a corpus; make one with zhangju corpus DIR --out {out}")
    data = ds.dataset(place, format="parquet", schema=SCHEMAS.get(table))
    for name in (*(columns or ()), *(where or ())):
        check_choice(name, data.schema.names, argument="column")
    kept = None
    for name, value in (where or {}).items():
        values = [value] if isinstance(value, str) or not isinstance(value, Iterable) else list(value)
        try:
            one = pc.field(name).isin(pa.array(values, data.schema.field(name).type))
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            raise InputError(f"where: {name} holds {data.schema.field(name).type}; {values[0]!r} is none") from None
        kept = one if kept is None else kept & one
    wanted = None if columns is None else list(dict.fromkeys(["doc_id", *columns]))
    rows = data.to_table(columns=wanted, filter=kept).to_pandas()
    rows = rows.sort_values("doc_id", kind="stable", ignore_index=True)
    return rows if columns is None else rows[list(columns)]
