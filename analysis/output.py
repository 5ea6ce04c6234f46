"""Output: tables and texts to files and streams, whole or not at all.

A file is written under a temporary name beside its place and then renamed, so that an interrupted run
leaves the old file or the new one. CSV begins with a byte order mark in files, because Excel takes
UTF-8 for the system's code page without it, and has none on a stream.
"""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from analysis.errors import InputError

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def neutral(cell: object) -> object:
    """Return a cell that no spreadsheet runs as a formula: text that begins like one gets an apostrophe.

    >>> neutral("=1+1"), neutral("数据"), neutral(-3)
    ("'=1+1", '数据', -3)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def csv_text(columns: Sequence[str], rows: Iterable[Sequence], *, safe: bool = True) -> str:
    """Return rows as CSV. NaN and None are empty cells; ``safe=False`` keeps cells that look like formulas."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if cell is None or cell != cell else neutral(cell) if safe else cell for cell in row])
    return out.getvalue()


def json_text(columns: Sequence[str], rows: Iterable[Sequence]) -> str:
    """Return rows as a JSON list of objects; NaN is null."""
    records = [{c: None if v != v else v for c, v in zip(columns, row)} for row in rows]
    return json.dumps(records, ensure_ascii=False, indent=1) + "\n"


def write_whole(path: str | Path, content: str | bytes, *, excel: bool = False) -> Path:
    """Write a file by way of a temporary one, so that it is never half-written.

    ``excel`` puts a byte order mark before the text. Raises InputError where the place cannot be
    written to.
    """
    path = Path(path)
    data = content.encode("utf-8-sig" if excel else "utf-8") if isinstance(content, str) else content
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = file.name
            file.write(data)
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}); name another place") from None
    finally:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)
    return path


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
