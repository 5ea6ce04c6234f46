"""Execution: a notebook run from top to bottom in a fresh kernel of this Python.

The outputs are made so that the same code gives the same bytes: no times, no places of the machine, no
settings of the reader's own.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import nbformat
from nbformat import NotebookNode

from analysis.displays import Shown, take_out
from analysis.errors import UnreadableFileError
from analysis.shipped import FULL_TEXT

if TYPE_CHECKING:
    from jupyter_client.kernelspec import KernelSpecManager
    from nbclient import NotebookClient

AT_ONCE = 2  # kernels; each is a process of its own, so their number changes no output
CELL_SECONDS = 600
STARTUP = '__import__("analysis.displays", fromlist=["register"]).register(get_ipython())'
METADATA = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"}}
KEPT = ("tags", "jupyter")  # of a cell's metadata: its tags, and whether it is folded
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class NotebookError(Exception):
    """A notebook that did not run to its end; the message names notebook, cell and line."""


class Executed(NamedTuple):
    """A notebook with its new outputs, and the tables and figures they show."""

    path: Path
    notebook: NotebookNode
    shown: list[Shown]


def read_notebook(path: str | Path) -> NotebookNode:
    """Read a notebook; cells without an id, as older programs write them, are named cell-1, cell-2 …"""
    try:
        notebook = nbformat.v4.reads(Path(path).read_text(encoding="utf-8"))
        notebook.nbformat_minor = max(5, notebook.nbformat_minor)
        for number, cell in enumerate(notebook.cells, start=1):
            cell.setdefault("id", f"cell-{number}")
        nbformat.validate(notebook)
    except OSError as error:
        raise UnreadableFileError(f"{path}: cannot be read ({error.strerror}); check its name") from None
    except (ValueError, AttributeError, TypeError, nbformat.ValidationError) as error:
        reason = str(error).split("\n", 1)[0]
        raise UnreadableFileError(f"{path}: not a notebook of format 4 ({reason}); save it anew") from None
    return notebook


def execute(paths: Iterable[Path], *, full_text: bool = True,
            progress: Callable[[str], None] | None = None) -> list[Executed | NotebookError]:
    """Execute notebooks and return, in their order, each one's outputs or its error.

    Without ``full_text`` the user's copy of the paper is hidden from them, as for outputs that are
    published. ``progress`` is called with the notebook's name after each code cell.
    """
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        return runner.run(_execute_all(list(paths), full_text, progress or (lambda name: None)))


async def _execute_all(paths: list[Path], full_text: bool,
                       progress: Callable[[str], None]) -> list[Executed | NotebookError]:
    free = asyncio.Semaphore(min(AT_ONCE, os.cpu_count() or 1))

    async def one(path: Path) -> Executed | NotebookError:
        async with free:
            try:
                return await _execute_one(path, full_text, progress)
            except NotebookError as error:
                return error

    return await asyncio.gather(*map(one, paths))


async def _execute_one(path: Path, full_text: bool, progress: Callable[[str], None]) -> Executed:
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    notebook = read_notebook(path)
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        # Sockets in a folder of our own where the system has them: no other user can listen, no port is taken twice.
        sockets = {"transport": "ipc", "ip": f"{folder}/socket"} if os.name == "posix" else {}
        manager = AsyncKernelManager(kernel_spec_manager=_this_python(), connection_file=f"{folder}/kernel.json",
                                     **sockets)
        client = NotebookClient(notebook, km=manager, timeout=CELL_SECONDS, coalesce_streams=True,
                                record_timing=False, store_widget_state=False)
        # The reader's own IPython settings and plotting backend would change what is shown.
        env = {**os.environ, "IPYTHONDIR": folder, "MPLBACKEND": ""}
        if not full_text:
            env[FULL_TEXT] = "off"
        try:
            try:
                await client.async_start_new_kernel(cwd=str(path.parent), env=env)
                await client.async_start_new_kernel_client()
            except (RuntimeError, OSError) as error:
                raise NotebookError(f"{path.stem}: no kernel could be started ({error}); reinstall ipykernel") from None
            reply = await client.async_wait_for_reply(client.kc.execute(STARTUP, silent=True))
            if reply["content"]["status"] != "ok":
                raise NotebookError(f"{path.stem}: the kernel cannot use this package ({reply['content']['evalue']}); "
                                    "reinstall it in this Python")
            await _execute_cells(client, path.stem, progress)
        finally:
            if client.kc:
                client.kc.stop_channels()
            if manager.has_kernel:
                await manager.shutdown_kernel(now=True)
    shown = [display for cell in notebook.cells if cell.cell_type == "code" for display in take_out(cell)]
    return Executed(path, _tidy(notebook), shown)


async def _execute_cells(client: NotebookClient, name: str, progress: Callable[[str], None]) -> None:
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    for index, cell in enumerate(client.nb.cells):
        place = f"{name}, cell {cell.id}"
        try:
            await client.async_execute_cell(cell, index)
        except CellExecutionError as error:
            what = re.sub(r" \(\d+\.py, line \d+\)$", "", error.evalue.strip().partition("\n")[0])
            line = _line(error.traceback, cell.source)
            raise NotebookError(f"{place}{line}: {error.ename}: {what}") from None
        except CellTimeoutError:
            raise NotebookError(f"{place}: took more than {CELL_SECONDS} seconds; run it in JupyterLab") from None
        except DeadKernelError:
            raise NotebookError(f"{place}: the kernel died; is there enough memory?") from None
        if is_run(cell):
            progress(name)


def _line(traceback: str, source: str) -> str:
    """Return the cell's line in which an error arose, as the traceback names it."""
    found = re.search(r"Cell In\[\d+\], line (\d+)", COLOURS.sub("", traceback))
    lines = source.split("\n")
    if not found or int(found[1]) > len(lines):
        return ""
    return f", line {found[1]} ({lines[int(found[1]) - 1].strip()})"


def _this_python() -> KernelSpecManager:
    """Return a manager of kernel specifications that knows one: this Python, whatever else is installed."""
    from ipykernel.kernelspec import get_kernel_dict
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager

    class ThisPython(KernelSpecManager):
        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            return KernelSpec(**get_kernel_dict(["--log-level=ERROR"], ["-Xfrozen_modules=off"]))

    return ThisPython()


def is_run(cell: NotebookNode) -> bool:
    """Tell whether executing a notebook runs this cell."""
    return cell.cell_type == "code" and bool(cell.source.strip())


def _tidy(notebook: NotebookNode) -> NotebookNode:
    """Leave in a notebook what a reader needs and what every run gives alike."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata = NotebookNode({key: cell.metadata[key] for key in KEPT if key in cell.metadata})
        if cell.cell_type == "code" and not is_run(cell):
            cell.execution_count, cell.outputs = None, []
    return notebook
