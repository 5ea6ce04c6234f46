"""What is known of the files of a corpus beside their text: year, place …, from their names or from a CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from analysis.corpus.files import File, readable
from analysis.errors import InputError
from analysis.readers import read_text

if TYPE_CHECKING:
    import pandas as pd

KEY = "file"
UNKNOWN = "unknown"
RESERVED = frozenset({"doc_id", "address"})


def describe(files: Sequence[File], *, names: str | None = None, csv_file: str | Path | None = None) -> pd.DataFrame:
    """One row per file: ``doc_id``, ``address``, and what its name or a CSV says of it (see below).

    >>> describe([File("a.txt", "texts/a.txt", 0, "")]).values.tolist()
    [['a.txt', 'texts/a.txt']]
    """
    import pandas as pd

    if names is not None and csv_file is not None:
        raise InputError("names, metadata: give one of them; a CSV can hold what names say, too")
    rows = pd.DataFrame([(file.doc_id, readable(file.address)) for file in files], columns=["doc_id", "address"],
                        dtype="str")
    if names is None and csv_file is None:
        return rows
    known = from_names(files, names) if names is not None else from_csv(files, csv_file)
    described = rows.merge(known, on="doc_id", validate="one_to_one")
    described.attrs = known.attrs
    return described


def from_names(files: Iterable[File], template: str) -> pd.DataFrame:
    """One row per file: ``doc_id`` and a column for each name in braces of the template.

    ``{year}_{place}`` is matched with a file's name without its ending, ``{year}/{place}`` with its path; ``*`` stands
    for what no column is made of. A column in which all values are whole numbers holds numbers. A file that does not
    fit the template has empty cells. Raises InputError for a template without names, and where no file fits it.

    >>> from_names([File("2024_杭州.txt", "", 0, "")], "{year}_{place}").values.tolist()
    [['2024_杭州.txt', 2024, '杭州']]
    """
    names = re.findall(r"\{([^{}]*)\}", template)
    unfit = [name for name in names if not name.isidentifier() or name in RESERVED]
    if not names or unfit or len(set(names)) < len(names):
        raise InputError(f"names={template!r}: give each part a name of its own in braces, as in '{{year}}_{{place}}'")
    pieces = re.split(r"(\{[^{}]*\}|\*)", template)
    pattern = re.compile("".join(
        f"(?P<{piece[1:-1]}>[^/]+?)" if piece.startswith("{") else "[^/]*?" if piece == "*" else re.escape(piece)
        for piece in pieces))
    rows, fitting = [], 0
    for file in files:
        path = PurePosixPath(file.doc_id)
        match = pattern.fullmatch(str(path.with_suffix("")) if "/" in template else path.stem)
        fitting += match is not None
        rows.append((file.doc_id, *(match.groupdict()[name] if match else None for name in names)))
    if not fitting:
        raise InputError(f"names={template!r}: no file's name is like that; the first is {rows[0][0]}" if rows else
                         f"names={template!r}: there is no file")
    return _typed(rows, names)


def from_csv(files: Sequence[File], path: str | Path) -> pd.DataFrame:
    """One row per file: ``doc_id`` and the columns of a CSV whose column ``file`` names the files.

    They are named by their path below the corpus, or by their name, with or without its ending, where that is one
    file's only. A file that the CSV does not name has empty cells; ``attrs["unknown"]`` lists the names in it that are
    no file's. Raises InputError where the CSV has no column ``file``, rows of unequal length, names a file twice, or
    names none of the files.
    """
    # A spreadsheet writes ; where the comma is its decimal sign.
    text = re.sub("\r\n?", "\n", read_text(path).text.removeprefix("\ufeff"))
    reader = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=text.partition("\n")[0].count))
    head, *cells = [row for row in reader if any(cell.strip() for cell in row)] or [[]]
    head = [name.strip() for name in head]
    head = [KEY if name.lower() == KEY else name for name in head]
    columns = [name for name in head if name != KEY]
    if KEY not in head or not cells:
        raise InputError(f"{path}: needs a row of column names, {KEY} among them, and a row for each file; its first "
                         f"row is read as {', '.join(head) or 'empty'}")
    if len(set(head)) < len(head) or "" in head:
        raise InputError(f"{path}: two columns have one name, or one has none: {', '.join(head)}; name each")
    odd = next((number for number, row in enumerate(cells, 2) if len(row) != len(head) or "\n" in "".join(row)), None)
    if odd:
        raise InputError(f"{path}: row {odd} has not {len(head)} cells of one line; is a quotation mark left open?")
    rows = [dict(zip(head, row)) for row in cells]
    if RESERVED & set(columns):
        raise InputError(f"{path}: the columns doc_id and address are made of the files' names; call yours otherwise")
    by_name: dict[str, set[str]] = {}
    for file in files:
        whole = PurePosixPath(file.doc_id)
        for name in {file.doc_id, whole.name, whole.stem}:
            by_name.setdefault(name, set()).add(file.doc_id)
    found: dict[str, tuple] = {}
    unknown: list[str] = []
    for row in rows:
        name = row[KEY].strip()
        owners = by_name.get(name, set())
        unknown += [] if owners else [name]
        if len(owners) > 1:
            raise InputError(f"{path}: {name!r} is the name of {len(owners)} files; write their paths below the corpus")
        for doc_id in owners:
            if doc_id in found:
                raise InputError(f"{path}: names {doc_id} twice; keep one row")
            found[doc_id] = tuple(row[column].strip() or None for column in columns)
    if not found:
        raise InputError(f"{path}: its column {KEY} names none of the files; the first of them is {files[0].doc_id}")
    none = (None,) * len(columns)
    table = _typed([(file.doc_id, *found.get(file.doc_id, none)) for file in files], columns)
    table.attrs[UNKNOWN] = unknown
    return table


def _typed(rows: Sequence[tuple], names: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    table = pd.DataFrame(rows, columns=["doc_id", *names], dtype="str")
    for name in names:
        values = table[name].dropna()
        if len(values) and values.str.fullmatch(r"-?[0-9]{1,15}").all() and not values.str.match("-?0[0-9]").any():
            table[name] = table[name].astype("Int64" if table[name].isna().any() else "int64")
    return table
