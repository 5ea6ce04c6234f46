"""Reading in a process of its own, which has only the time and memory of `limits` to lose to a harmful file.

Libraries that take files apart may run for ever, or take all memory, on a file of a few bytes. The process gets the
file's bytes and gives back an Extract as JSON; it has no other way to answer, and where it takes too long or dies, that
is a clear error and not the end of the program.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from contextlib import suppress

from analysis.errors import InputError, UnreadableFileError
from analysis.readers.limits import MAX_SECONDS, memory_limit
from analysis.readers.source import Change, Extract, Hint

_COMMAND = "from analysis.readers.isolated import answer; answer()"
_ERRORS = {error.__name__: error for error in (InputError, UnreadableFileError)}


def extract(form: str, data: bytes, name: str, *, encoding: str | None = None, seconds: float = MAX_SECONDS) -> Extract:
    """Return what the reader of a format makes of a file's bytes; it may take ``seconds``.

    Raises UnreadableFileError where the reader says that the file cannot be read, takes too long or dies.
    """
    task = json.dumps([form, name, encoding]).encode() + b"\n" + data
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path or os.curdir for path in sys.path)}
    try:
        done = subprocess.run([sys.executable, "-W", "ignore", "-c", _COMMAND], input=task, capture_output=True,
                              timeout=seconds, env=environment, check=False)
    except subprocess.TimeoutExpired:
        raise UnreadableFileError(f"{name}: reading it took more than {seconds:g} seconds, and was stopped; it may be "
                                  "damaged, or too long: save it anew, divide it, or save its text as .txt") from None
    if done.returncode:
        raise UnreadableFileError(f"{name}: cannot be read as {form}, or takes too much memory; it may be damaged: "
                                  "save it anew, or save its text as .txt")
    answered = json.loads(done.stdout)
    if "error" in answered:
        raise _ERRORS[answered["error"]](answered["message"])
    return Extract(answered["text"], answered["encoding"], tuple(Hint(*hint) for hint in answered["hints"]),
                   tuple(Change(*change) for change in answered["changes"]), tuple(answered["notes"]))


def extract_here(form: str, data: bytes, name: str, *, encoding: str | None = None) -> Extract:
    """Return what the reader of a format makes of a file's bytes, in this process: it may take for ever."""
    return importlib.import_module(f"analysis.readers.{form}").extract(data, name, encoding=encoding)


def answer() -> None:
    """Read a task from standard input and write what its reader makes of it: the other side of :func:`extract`."""
    task, _, data = sys.stdin.buffer.read().partition(b"\n")
    limit_costs(memory=memory_limit(len(data)), seconds=MAX_SECONDS)
    form, name, encoding = json.loads(task)
    try:
        made = extract_here(form, data, name, encoding=encoding)._asdict()
    except (InputError, UnreadableFileError) as error:
        made = {"error": type(error).__name__, "message": str(error)}
    sys.stdout.buffer.write(json.dumps(made).encode())


def limit_costs(*, memory: int, seconds: int | None) -> None:
    """Limit the memory of this process, and its time where ``seconds`` are given, as far as the system can."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    with suppress(ValueError, OSError):  # some systems know this limit and refuse to set it
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    with suppress(ValueError, OSError):  # a library that gets no memory aborts, and would leave its memory as a file
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if seconds:
        with suppress(ValueError, OSError):  # so that it ends too where the program that waits for it was killed
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
