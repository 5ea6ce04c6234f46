"""The command ``zhangju``: results on standard output, messages on standard error, status 2 on bad input.

What it needs is imported when it runs, so that Ctrl-C in that moment is one line too.
"""

from __future__ import annotations

import os
import sys


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit status."""
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        _say("interrupted; nothing half-written was left")
        return 130


def _run(arguments: list[str] | None) -> int:
    import atexit
    import gc
    import signal
    from importlib import import_module

    from analysis.commands.options import make_parser
    from analysis.errors import ZhangjuError

    for stream, errors in ((sys.stdout, "strict"), (sys.stderr, "surrogateescape")):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors=errors, newline="\n")
    options = make_parser().parse_args(arguments)
    collecting = gc.isenabled()
    gc.disable()  # a run is short and makes no cycles worth the collector's time
    atexit.register(gc.freeze)  # nor at its end, when Python looks once more: 4 % of the time
    handlers = _end_cleanly()
    try:
        module, _, function = options.command.partition(".")
        return getattr(import_module(f"analysis.commands.{module}"), function)(options)
    except ZhangjuError as error:
        _say(error)
        return 2
    except BrokenPipeError:
        # The reader (head, less) has had enough. What Python still holds for it must go somewhere at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except _Ended as ended:
        _say(f"{ended}; nothing half-written was left")
        return 128 + ended.number
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        if collecting:
            gc.enable()


class _Ended(BaseException):
    """The program is told to end: what it began to write is taken away on the way out, as after Ctrl-C."""

    def __init__(self, number: int, name: str) -> None:
        super().__init__(f"ended by {name}")
        self.number = number


def _end_cleanly() -> dict[int, object]:
    """Let signals that end a program raise ``_Ended``; return the handlers that they had."""
    import signal

    def end(number: int, frame: object) -> None:
        raise _Ended(number, signal.Signals(number).name)

    wanted = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    try:
        return {number: signal.signal(number, end) for number in wanted}
    except ValueError:  # in another thread than the first, which alone gets signals
        return {}


def _say(message: object) -> None:
    from analysis.commands import say

    say(f"zhangju: {message}")
