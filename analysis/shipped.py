"""What is shipped: the folders ``data/`` and ``notebooks/``, in a checkout or inside the installed package."""

from __future__ import annotations

import csv
from pathlib import Path

from analysis.errors import UnreadableFileError

HERE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    checkout = HERE.parent / name
    return checkout if checkout.is_dir() else HERE / "_shipped" / name


def data_path(*parts: str) -> Path:
    """Return the path of a shipped data file.

    >>> data_path("paper", "errata.csv").name
    'errata.csv'
    """
    return _folder("data").joinpath(*parts)


def notebooks_path() -> Path:
    """Return the folder of the notebooks."""
    return _folder("notebooks")


def read_rows(*parts: str) -> tuple[list[str], list[list[str]]]:
    """Return the column names and the rows of a shipped table, as text: light, for the command line."""
    path = data_path(*parts)
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            columns, *rows = csv.reader(file)
    except FileNotFoundError:
        raise UnreadableFileError(f"{path}: is not there; reinstall, or run `make features PAPER=…`") from None
    return columns, rows
