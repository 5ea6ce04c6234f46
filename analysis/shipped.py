"""What is shipped: the folders ``data/`` and ``notebooks/``, in a checkout or inside the installed package."""

from __future__ import annotations

import csv
import os
from pathlib import Path

from analysis.errors import UnreadableFileError

HERE = Path(__file__).resolve().parent
FULL_TEXT = "ZHANGJU_FULL_TEXT"  # the environment variable; "off" hides the full text


def _folder(name: str) -> Path:
    # The installed package first: beside it, another package may have left a folder of the same name.
    installed = HERE / "_shipped" / name
    return installed if installed.is_dir() else HERE.parent / name


def data_path(*parts: str) -> Path:
    """Return the path of a shipped data file.

    >>> data_path("paper", "errata.csv").name
    'errata.csv'
    """
    return _folder("data").joinpath(*parts)


def notebooks_path() -> Path:
    """Return the folder of the notebooks."""
    return _folder("notebooks")


def full_text_path() -> Path | None:
    """Return the path of the user's own copy of the paper's full text; None where there is none to be used.

    ``ZHANGJU_FULL_TEXT=off`` in the environment hides it: what is published is made without it.
    """
    path = data_path("paper", "full_text.txt")
    hidden = os.environ.get(FULL_TEXT, "").strip().lower() == "off"
    return path if path.is_file() and not hidden else None


def read_rows(*parts: str) -> tuple[list[str], list[list[str]]]:
    """Return the column names and the rows of a shipped table, as text: light, for the command line.

    Raises UnreadableFileError where there is no such table.

    >>> read_rows("paper", "errata.csv")[0]
    ['context', 'correction', 'reason']
    """
    path = data_path(*parts)
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            columns, *rows = csv.reader(file)
    except FileNotFoundError:
        raise UnreadableFileError(f"{path}: is not there; reinstall, or run `make features PAPER=…`") from None
    return columns, rows
