"""Output: tables and texts to files and streams, whole or not at all.

A file is written under a temporary name beside its place and then renamed, so that an interrupted run
leaves the old file or the new one. CSV begins with a byte order mark in files, because Excel takes
UTF-8 for the system's code page without it, and has none on a stream.
"""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import SimpleNamespace

from analysis.errors import InputError, ZhangjuError

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# Spreadsheets may skip the space before a formula: all that str.isspace knows, the ideographic one among them.
SUSPECT = frozenset(("'", *FORMULA_STARTS, *filter(str.isspace, map(chr, range(0x3001)))))


def neutral(cell: object) -> object:
    """Return a cell that no spreadsheet runs as a formula: text that begins like one gets an apostrophe.

    White space before it does not count. Text that is such a cell already gets one too, so that taking one apostrophe
    away gives the text back.

    >>> neutral("=1+1"), neutral(" =1+1"), neutral("'=1+1"), neutral("数据"), neutral(-3)
    ("'=1+1", "' =1+1", "''=1+1", '数据', -3)
    """
    if not isinstance(cell, str) or cell[:1] not in SUSPECT:
        return cell
    said = cell.lstrip("'")
    return f"'{cell}" if said.startswith(FORMULA_STARTS) or said.lstrip().startswith(FORMULA_STARTS) else cell


def restored(cell: str) -> str:
    """Return what a cell held before :func:`neutral` made it harmless.

    >>> restored("'=1+1"), restored("'数据'")
    ('=1+1', "'数据'")
    """
    return cell[1:] if neutral(cell[1:]) == cell else cell


def csv_text(columns: Sequence[str], rows: Iterable[Sequence], *, safe: bool = True) -> str:
    """Return rows as CSV. NaN and None are empty cells; ``safe=False`` keeps cells that look like formulas."""
    lines: list[str] = []
    # A writer that ends lines in \r\n puts a cell with a lone \r in quotes; one that ends them in \n does not.
    writer = csv.writer(SimpleNamespace(write=lambda line: lines.append(f"{line[:-2]}\n")), lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if cell is None or cell != cell else neutral(cell) if safe else cell for cell in row])
    return "".join(lines)


def print_csv(columns: Sequence[str], make_rows: Callable[[], Iterable[Sequence]]) -> int:
    """Print rows as CSV and return 0; where making them fails, print why on standard error and return 2.

    >>> print_csv(["term", "n"], lambda: [("数据", 2)])
    term,n
    数据,2
    0
    """
    try:
        text = csv_text(columns, make_rows())
    except ZhangjuError as error:
        print(error, file=sys.stderr)
        return 2
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    print(text, end="")
    return 0


def json_text(columns: Sequence[str], rows: Iterable[Sequence]) -> str:
    """Return rows as a JSON list of objects; NaN is null."""
    records = [{c: None if v != v else v for c, v in zip(columns, row)} for row in rows]
    return json.dumps(records, ensure_ascii=False, indent=1) + "\n"


def write_whole(path: str | Path, content: str | bytes, *, excel: bool = False) -> Path:
    """Write a file by way of a temporary one, so that it is never half-written; return its path.

    A link is followed, an existing file keeps its permissions, and what is no file (a pipe, a device) is
    written to directly. ``excel`` puts a byte order mark before the text. Raises InputError where the
    place cannot be written to.
    """
    import tempfile

    path = Path(path)
    data = content.encode("utf-8-sig" if excel else "utf-8") if isinstance(content, str) else content
    temporary = None
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            path.write_bytes(data)
            return path
        target = Path(os.path.realpath(path))
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".zhangju-", delete=False) as file:
            temporary = file.name
            file.write(data)
        os.chmod(temporary, mode)
        os.replace(temporary, target)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{path}: cannot be written ({reason}); name another place") from None
    finally:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)
    return path


def make_folder(path: str | Path) -> Path:
    """Return a folder that can be written to, made if need be; InputError where there can be none."""
    path = Path(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise InputError(f"{path}: is a file; name a folder") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{path}: cannot be made ({reason}); name another folder") from None
    if not os.access(path, os.W_OK):
        raise InputError(f"{path}: cannot be written to; name another folder")
    return path


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
