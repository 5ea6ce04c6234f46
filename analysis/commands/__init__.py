"""What each command of ``zhangju`` does; a module is imported when its command runs, so that a start stays fast.

Here is what the commands share: how FILE is opened, how a result is shown on standard output, and how a message is
on standard error.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from analysis.errors import InputError, one_line, printable

if TYPE_CHECKING:
    import argparse

    from analysis.documents import Document


def show(text: str) -> None:
    """Write a result to standard output, at once: an error shows here and not when Python ends.

    A terminal gets it with its control characters escaped, a file or a program as it is.
    """
    if sys.stdout is None:
        raise InputError("standard output: is closed; leave it open, or name a file")
    try:
        sys.stdout.write(printable(text) if sys.stdout.isatty() else text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InputError(f"standard output: cannot be written to ({error.strerror}); send it elsewhere") from None


def say(message: object) -> None:
    """Write a line to standard error; where that is closed or full, the result matters and the message does not."""
    if sys.stderr is None:  # print would take standard output
        return
    try:
        print(one_line(message), file=sys.stderr, flush=True)
    except OSError:
        # What Python still holds for it must go somewhere at exit, or the status becomes 120.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def show_table(columns: Sequence[str], rows: Iterable[Sequence], *, form: str = "csv") -> None:
    """Write rows to standard output as "csv" or "json"."""
    from analysis.output import csv_text, json_text

    show((csv_text if form == "csv" else json_text)(columns, rows))


def open_file(options: argparse.Namespace, *, script: str = "simplified") -> Document:
    """Open FILE as the command line asks, and say on standard error what is odd in it."""
    from analysis.cleaning import read_errata
    from analysis.documents import open_document

    errata = None if options.errata is None else read_errata(options.errata)
    document = open_document(options.file, encoding=options.encoding, script=script, errata=errata,
                             vocabulary=options.vocabulary or "keep")
    for note in document.notes:
        say(f"note: {note}")
    return document


def is_shipped(options: argparse.Namespace) -> bool:
    """Tell whether the shipped paper is asked for, that is, no FILE is named."""
    if options.file is None and (options.encoding or options.errata or options.vocabulary):
        raise InputError("--encoding, --errata and --vocabulary are about a FILE; name one")
    return options.file is None
