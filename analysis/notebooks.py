"""Notebooks: executed in order, their tables and figures collected, their committed outputs renewed.

The same execution (`analysis.execution`) serves a reader's results (``zhangju notebooks``), the outputs
that the notebooks carry in the repository (``--write``) and the test that compares the two.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from tempfile import gettempdir

import nbformat

from analysis.errors import InputError
from analysis.execution import Executed, NotebookError, execute, is_run, read_notebook
from analysis.output import make_folder, write_whole
from analysis.results import write_index, write_results
from analysis.shipped import notebooks_path


def find_notebooks(folder: str | Path | None = None) -> list[Path]:
    """Return the notebooks of a folder in the order of their names; default: those that are shipped.

    Raises InputError where there is none.
    """
    folder = Path(folder) if folder else notebooks_path()
    paths = sorted(folder.glob("*.ipynb"))
    if not paths:
        raise InputError(f"{folder}: holds no notebook; run from a checkout or reinstall")
    return paths


def check_published(executed: Executed) -> None:
    """Raise NotebookError if an output holds a path of this machine."""
    places = {str(executed.path.resolve().parents[1]), sys.prefix, sys.base_prefix, str(Path.home()), gettempdir()}
    local = re.compile(f"(?:{'|'.join(re.escape(place) for place in places if len(place) > 3)})[/\\\\]")
    for cell in executed.notebook.cells:
        for output in cell.get("outputs", ()):
            texts = [output.get("text", ""), *(text for key, text in output.get("data", {}).items()
                                               if key.startswith("text/"))]
            if found := next(filter(None, map(local.search, texts)), None):
                raise NotebookError(f"{executed.path.stem}, cell {cell.id}: shows a path of this machine "
                                    f"({found[0]}); show a name instead")


def command(options: argparse.Namespace) -> int:
    """Run ``zhangju notebooks``: execute, write the results, say where; 1 if a notebook failed."""
    from tqdm import tqdm

    out = make_folder(options.out)
    paths = find_notebooks()
    total = sum(map(is_run, (cell for path in paths for cell in read_notebook(path).cells)))
    with tqdm(total=total, unit="cell", file=sys.stderr) as bar:
        def progress(name: str) -> None:
            bar.set_description(name, refresh=False)
            bar.update()

        runs = execute(paths, full_text=not options.write, progress=progress)
    errors = {}
    for path, run in zip(paths, runs):
        try:
            if isinstance(run, NotebookError):
                raise run
            if options.write:
                check_published(run)
                write_whole(path, nbformat.writes(run.notebook) + "\n")
            write_results(run, out)
        except NotebookError as error:
            errors[path.stem] = str(error)
            print(f"zhangju: {error}", file=sys.stderr)
    written = [run for path, run in zip(paths, runs) if path.stem not in errors]
    print(write_index(written, errors, out))
    return 1 if errors else 0
