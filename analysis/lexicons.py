"""Lexicons: the domain's terms, English glosses, and stop words, shipped in ``data/lexicons``.

Terms keep together what jieba's dictionary would cut (数字政府); glosses let a reader without Chinese read
every table and figure; stop words are what a table of frequent words leaves out. The readers are light,
for the command line; pandas is imported by the functions that return tables.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from analysis.characters import HAN_RUN
from analysis.errors import InputError
from analysis.readers import read_text
from analysis.shipped import data_path, read_rows

if TYPE_CHECKING:
    import pandas as pd

COLUMN = "term"


def load_terms() -> list[str]:
    """Return the shipped terms, in the order of the file: what :class:`analysis.segmentation.Segmenter` keeps whole.

    >>> "数字政府" in load_terms()
    True
    """
    return list(_shipped_terms())


@cache
def _shipped_terms() -> tuple[str, ...]:
    return tuple(read_terms(data_path("lexicons", "terms.csv")))


@cache
def stop_words() -> frozenset[str]:
    """Return the shipped stop words: closed classes of the grammar and a few empty words of the genre.

    No verb or noun of the domain is among them, however frequent it is.

    >>> "的" in stop_words(), "建设" in stop_words()
    (True, False)
    """
    columns, rows = read_rows("lexicons", "stopwords.csv")
    at = columns.index("word")
    return frozenset(row[at] for row in rows)


def read_terms(path: str | Path) -> list[str]:
    """Read a user's list of terms: a CSV with a column ``term``, or a text with one term a line.

    Any encoding that :func:`analysis.readers.read_text` knows. Terms in Traditional characters are converted
    to Simplified, in which texts are cut. Blank lines are passed over. Raises InputError, with file and line,
    for what is no term (anything but two or more Han characters) and for a term that stands twice, and for a
    list without terms; UnreadableFileError where there is no text.
    """
    rows = csv.reader(io.StringIO(read_text(path).text.removeprefix("\ufeff"), newline=""))
    lines: dict[str, int] = {}
    column = None
    for row in rows:
        cells = [cell.strip() for cell in row]
        if column is None:
            column = cells.index(COLUMN) if COLUMN in cells else 0
            if COLUMN in cells:
                continue
        if not any(cells):
            continue
        term = simplified(cells[column]) if column < len(cells) else ""
        if len(term) < 2 or not HAN_RUN.fullmatch(term):
            raise InputError(f"{path}, line {rows.line_num}: {term!r} is no term; write two or more Han characters "
                             f"and nothing else, one term a line, or a CSV with the column {COLUMN!r}")
        if term in lines:
            raise InputError(f"{path}, line {rows.line_num}: {term} is on line {lines[term]} already; delete one")
        lines[term] = rows.line_num
    if not lines:
        raise InputError(f"{path}: there are no terms in it; write one term a line below {COLUMN!r}")
    return list(lines)


def simplified(term: str) -> str:
    """Return a term in Simplified characters; one that GB 2312 can write is so already (显著, not 显着).

    >>> simplified("顯著"), simplified("显著"), simplified("數字鄉村")
    ('显著', '显著', '数字乡村')
    """
    try:
        term.encode("gb2312")
        return term
    except UnicodeEncodeError:
        from analysis.cleaning.script import to_simplified

        return to_simplified(term)


@cache
def load_glosses() -> Mapping[str, str]:
    """Return the English gloss of every term and of the frequent words that jieba keeps whole anyway.

    >>> load_glosses()["数据"]
    'data'
    """
    glosses: dict[str, str] = {}
    for name in ("glosses.csv", "terms.csv"):
        columns, rows = read_rows("lexicons", name)
        term, gloss = columns.index("term"), columns.index("gloss")
        glosses.update((row[term], row[gloss]) for row in rows)
    return MappingProxyType(glosses)


def gloss_of(term: str) -> str | None:
    """Return the English gloss of a term or word, None where the lexicons have none.

    >>> gloss_of("数字政府"), gloss_of("葡萄")
    ('digital government', None)
    """
    return load_glosses().get(term)


def add_gloss(table: pd.DataFrame, *, term: str = "term", gloss: str = "gloss",
              glosses: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return the table with a column of English glosses, joined by the term; missing where there is none.

    ``glosses`` adds to the shipped ones and goes before them. Raises InputError where the table has no
    column ``term``, or has a column ``gloss`` already.

    >>> import pandas as pd
    >>> add_gloss(pd.DataFrame({"term": ["数字政府"], "n": [3]})).values.tolist()
    [['数字政府', 3, 'digital government']]
    """
    if term not in table.columns:
        raise InputError(f"term={term!r}: the table has no such column; it has {', '.join(map(str, table.columns))}")
    if gloss in table.columns:
        raise InputError(f"gloss={gloss!r}: the table has this column already; name another one")
    return table.assign(**{gloss: table[term].map({**load_glosses(), **(glosses or {})}).astype("str")})


def terms_table() -> pd.DataFrame:
    """One row per shipped term: ``term, gloss, source, note``.

    ``source`` lists the documents that have the term: paper, opinions2022, data2024 (see
    ``data/lexicons/README.md``).
    """
    return _table("terms.csv")


def stop_words_table() -> pd.DataFrame:
    """One row per shipped stop word: ``word, source, reason``."""
    return _table("stopwords.csv")


def _table(name: str) -> pd.DataFrame:
    import pandas as pd

    columns, rows = read_rows("lexicons", name)
    return pd.DataFrame(rows, columns=columns, dtype="str")
