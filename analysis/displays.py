"""Displays: what a notebook shows, handed over whole by its kernel.

A kernel sends a table as HTML, perhaps with rows left out, and a figure as a picture for the screen. The
runner (`analysis.notebooks`) has the kernel call :func:`register` before the first cell: then each table
comes as CSV too, and each figure as SVG and as PNG for print, under media types of our own, which the
runner files and takes out again. The notebooks need no code for it.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from numbers import Number
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.output import csv_text, neutral

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell
    from matplotlib.figure import Figure
    from nbformat import NotebookNode

TABLE = "application/vnd.zhangju.table"
SVG = "application/vnd.zhangju.figure-svg"
PNG = "application/vnd.zhangju.figure-png"
# Where pandas says that its types live: "pandas" since 3.0, the inner modules before.
TABLES = {("pandas", "DataFrame"), ("pandas.core.frame", "DataFrame"), ("pandas", "Series"),
          ("pandas.core.series", "Series"), ("pandas.io.formats.style", "Styler")}
FIGURES = {("matplotlib.figure", "Figure")}

# What differs from run to run in what a cell shows: the name of a styled table, an address in memory.
STYLER_ID = re.compile(r"\bT_[0-9a-f]{5,}")
ADDRESS = re.compile(r"(?<=[\w>)]) at 0x[0-9a-fA-F]{6,}(?=[>)])")


class Shown(NamedTuple):
    """A table or figure that a notebook shows: ``name`` is the cell's id, -2, -3 … for its further ones."""

    kind: str  # "tables" or "figures": also the folder it goes to
    name: str
    suffix: str
    content: str | bytes


def table_text(table: Any) -> str:
    """Return a DataFrame, Series or Styler as CSV with all its rows.

    An index comes first, unless it only numbers the rows; the levels of a column's name are joined by
    " / ". Missing values are empty; text that a spreadsheet would run as a formula gets an apostrophe.

    >>> import pandas as pd
    >>> print(table_text(pd.DataFrame({"term": ["数据", "=1"], "rate": [2.5, None]})), end="")
    term,rate
    数据,2.5
    '=1,
    """
    import pandas as pd

    frame = table.data if hasattr(table, "data") and hasattr(table.data, "columns") else table
    frame = frame.to_frame() if frame.ndim == 1 else frame
    index = frame.index
    numbered = isinstance(index, pd.RangeIndex) and index.name is None
    names = [] if numbered else ["index" if name is None else name for name in index.names]
    values = frame.astype(object).to_numpy(copy=True)
    values[frame.isna().to_numpy()] = None
    keys = [()] * len(index) if numbered else [key if isinstance(key, tuple) else (key,) for key in index]
    rows = [[_cell(cell) for cell in (*key, *row)] for key, row in zip(keys, values)]
    return csv_text([neutral(_name(name)) for name in (*names, *frame.columns)], rows)


def _name(name: object) -> str:
    return " / ".join(str(part) for part in name if part != "") if isinstance(name, tuple) else str(name)


def _cell(cell: object) -> object:
    return cell if cell is None or isinstance(cell, (str, Number)) else str(cell)


def figure_svg(figure: Figure) -> tuple[str, dict[str, str]]:
    """Return a figure as SVG, and its title as the alternative text of its picture."""
    title = figure.get_suptitle() or next((ax.get_title(loc) for ax in figure.axes for loc in ("left", "center")
                                           if ax.get_title(loc)), "")
    return _saved(figure, ".svg").decode(), {"alt": " ".join(title.split())}


def figure_png(figure: Figure) -> str:
    """Return a figure as PNG for print, in Base64."""
    return b64encode(_saved(figure, ".png")).decode()


def _saved(figure: Figure, suffix: str) -> bytes:
    from analysis.figures import save

    with TemporaryDirectory() as folder:
        return save(figure, Path(folder, f"figure{suffix}")).read_bytes()


def register(shell: InteractiveShell) -> None:
    """Have the shell of a kernel send tables and figures in the media types of this module too.

    They come after the picture for the screen, which is therefore drawn as in JupyterLab, and which
    no longer holds matplotlib's version.
    """
    from IPython.core.formatters import BaseFormatter
    from traitlets import Unicode

    class Display(BaseFormatter):
        format_type = Unicode()

        # By name, since nothing need be imported for it; and not by for_type_by_name, since matplotlib's
        # support for IPython takes its figures out of every formatter when it sets up its own.
        def __call__(self, value: object) -> str | tuple | None:
            names = {(kind.__module__, kind.__name__) for kind in type(value).__mro__}
            write, types = DISPLAYS[self.format_type]
            return write(value) if names & types else None

    for media_type in DISPLAYS:
        formatter = Display(parent=shell.display_formatter, format_type=media_type)
        shell.display_formatter.formatters[media_type] = formatter
    shell.config.InlineBackend.print_figure_kwargs = {"bbox_inches": "tight", "metadata": {"Software": None}}


# How each media type is written, and of which types.
DISPLAYS = {TABLE: (table_text, TABLES), SVG: (figure_svg, FIGURES), PNG: (figure_png, FIGURES)}


def take_out(cell: NotebookNode) -> list[Shown]:
    """Take out of a cell's outputs what the shell sent for files, and what differs from run to run."""
    shown: list[Shown] = []
    numbers = {"tables": 0, "figures": 0}
    for output in cell.outputs:
        data = output.get("data", {})
        kind = "tables" if TABLE in data else "figures" if SVG in data else None
        name = cell.id
        if kind:
            numbers[kind] += 1
            name = cell.id if numbers[kind] == 1 else f"{cell.id}-{numbers[kind]}"
            files = {".csv": data.pop(TABLE, None), ".svg": data.pop(SVG, None), ".png": data.pop(PNG, None)}
            shown += [Shown(kind, name, suffix, b64decode(text) if suffix == ".png" else text)
                      for suffix, text in files.items() if text]
        metadata = output.get("metadata", {})
        if alternative := metadata.pop(SVG, {}).get("alt"):
            metadata["image/png"] = {"alt": alternative}
        for holder, key in ((data, "text/html"), (data, "text/plain"), (output, "text")):
            if key in holder:
                holder[key] = ADDRESS.sub("", STYLER_ID.sub(f"T_{name}", holder[key]))
    return shown
