"""The command ``zhangju``: results on standard output, messages on standard error, status 2 on bad input."""

from __future__ import annotations

import argparse
import atexit
import gc
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from analysis import __version__
from analysis.errors import InputError, ZhangjuError

if TYPE_CHECKING:
    from analysis.documents import Document

EXAMPLES = """examples:
  zhangju clean paper.txt --out clean.txt --edits edits.csv
  zhangju sections paper.txt --format tree
  zhangju terms paper.txt --level 2 --top 10
  zhangju terms                       (the shipped paper, from its counts)
"""

# Columns of a shipped table that hold whole numbers: JSON gives them as such.
WHOLE = ("level", "start", "end", "subtree_end", "n_han", "n_tokens")


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help of 80 columns. argparse asks for the terminal's width at each argument, which imports compressors."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=78)


class _Parser(argparse.ArgumentParser):
    """A parser that says in one line what is wrong, where argparse would print the usage too."""

    def __init__(self, **options) -> None:
        super().__init__(formatter_class=_Help, **options)

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {_one_line(message)}; see {self.prog} --help\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    for stream, errors in ((sys.stdout, "strict"), (sys.stderr, "surrogateescape")):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors=errors, newline="\n")
    options = _parser().parse_args(arguments)
    collecting = gc.isenabled()
    gc.disable()  # a run is short and makes no cycles worth the collector's time
    atexit.register(gc.freeze)  # nor at its end, when Python looks once more: 4 % of the time
    try:
        return options.command(options)
    except ZhangjuError as error:
        print(f"zhangju: {_one_line(str(error))}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader (head, less) has had enough. What Python still holds for it must go somewhere at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("zhangju: interrupted; nothing half-written was left", file=sys.stderr)
        return 130
    finally:
        if collecting:
            gc.enable()


def _one_line(message: str) -> str:
    return "\\n".join(message.splitlines())


def _show(text: str) -> None:
    """Write a result to standard output, at once: an error shows here and not when Python ends."""
    if sys.stdout is None:
        raise InputError("standard output: is closed; leave it open, or name a file")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InputError(f"standard output: cannot be written to ({error.strerror})") from None


def _show_table(form: str, columns: Sequence[str], rows: Iterable[Sequence]) -> None:
    from analysis.output import csv_text, json_text

    _show((csv_text if form == "csv" else json_text)(columns, rows))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="zhangju", description="Read a Chinese paper section by section.", epilog=EXAMPLES)
    parser.add_argument("--version", action="version", version=f"zhangju {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    clean = _add(commands, "clean", "repair a text; every change can be undone", _clean)
    clean.add_argument("file", metavar="FILE")
    clean.add_argument("--out", metavar="F", help="write the text here instead of standard output")
    clean.add_argument("--edits", metavar="F.csv", help="write the table of edits here")
    clean.add_argument("--script", choices=("simplified", "traditional", "keep"), default="simplified")

    sections = _add(commands, "sections", "show a paper's units: parts, sections, items, references", _sections)
    sections.add_argument("file", metavar="FILE", nargs="?", help="default: the shipped paper")
    sections.add_argument("--format", choices=("csv", "json", "tree"), default="csv")

    terms = _add(commands, "terms", "count the terms of each unit", _terms)
    terms.add_argument("file", metavar="FILE", nargs="?", help="default: the shipped paper")
    terms.add_argument("--level", choices=("document", "1", "2", "item"), default="document")
    terms.add_argument("--top", metavar="N", type=_positive, help="only the N most frequent of each unit")
    terms.add_argument("--format", choices=("csv", "json"), default="csv")

    features = _add(commands, "features", "write what may be published of a paper: headings and counts", _features)
    features.add_argument("file", metavar="FILE")
    features.add_argument("--out", metavar="DIR", required=True)

    for command in (clean, sections, terms, features):
        command.add_argument("--encoding", metavar="E", help="of FILE, such as gb18030; default: detected")
        command.add_argument("--errata", metavar="F.csv", help="corrections for FILE: context,correction,reason")

    notebooks = _add(commands, "notebooks", "execute the notebooks and collect tables and figures", _notebooks)
    notebooks.add_argument("--out", metavar="DIR", default="results")
    notebooks.add_argument("--write", action="store_true", help="renew the outputs inside the notebooks")
    return parser


def _add(commands: argparse._SubParsersAction, name: str, summary: str,
         function: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
    command.set_defaults(command=function)
    return command


def _positive(value: str) -> int:
    if not value.isdecimal() or int(value) == 0:
        raise argparse.ArgumentTypeError(f"{value!r} is not a whole number of 1 or more")
    return int(value)


def _open(options: argparse.Namespace, *, script: str = "simplified") -> Document:
    from analysis.cleaning import read_errata
    from analysis.documents import open_document

    errata = read_errata(options.errata) if options.errata else None
    return open_document(options.file, encoding=options.encoding, script=script, errata=errata)


def _clean(options: argparse.Namespace) -> int:
    from analysis.cleaning.edits import COLUMNS
    from analysis.output import csv_text, write_whole

    if options.edits and _same_file(options.edits, options.file):
        raise InputError(f"{options.edits}: --edits names FILE itself; name another file")
    if options.edits and options.out and _same_file(options.edits, options.out):
        raise InputError(f"{options.edits}: --out and --edits name one file; name two")
    document = _open(options, script=options.script)
    if options.edits:
        write_whole(options.edits, csv_text(COLUMNS, document.edits), excel=True)
    if options.out:
        write_whole(options.out, document.text)
    else:
        _show(document.text)
    unsure = sum(e.certainty == "unsure" for e in document.edits)
    print(f"{len(document.edits)} edits, {unsure} places flagged as unsure", file=sys.stderr)
    return 0


def _same_file(one: str, other: str) -> bool:
    """Tell whether two names are of one file; two writers share a device, such as /dev/null, without harm."""
    return os.path.realpath(one) == os.path.realpath(other) and (os.path.isfile(one) or not os.path.exists(one))


def _sections(options: argparse.Namespace) -> int:
    if _is_shipped(options):
        return _shipped_sections(options)
    document = _open(options)
    if options.format == "tree":
        from analysis.outline import format_outline

        _show(format_outline(document.units, document.text) + "\n")
        return 0
    from analysis.documents import known_labels
    from analysis.sections import COLUMNS, LABELS

    labels = known_labels(document.text)
    rows = [(*unit, *labels.get(unit.section_id, ("", ""))) for unit in document.units] if labels else document.units
    _show_table(options.format, (*COLUMNS, *LABELS) if labels else COLUMNS, rows)
    return 0


def _shipped_sections(options: argparse.Namespace) -> int:
    from analysis.shipped import read_rows

    columns, rows = read_rows("paper", "sections.csv")
    rows = [[int(cell) if column in WHOLE else cell for column, cell in zip(columns, row)] for row in rows]
    if options.format != "tree":
        _show_table(options.format, columns, rows)
        return 0
    from analysis.outline import format_tree
    from analysis.sections import COLUMNS, Unit

    units = [Unit(*row[: len(COLUMNS)]) for row in rows]
    own = [(unit.start, row[columns.index("n_han")]) for unit, row in zip(units, rows)]
    sizes = {unit.section_id: sum(n for start, n in own if unit.start <= start < unit.subtree_end) for unit in units}
    _show("\n".join(format_tree(units, sizes)) + "\n")
    return 0


def _terms(options: argparse.Namespace) -> int:
    from analysis import counting

    shipped = _is_shipped(options)
    counted = counting.shipped_counts("paper") if shipped else counting.count_document(_open(options))
    _show_table(options.format, counting.COLUMNS, counting.term_rows(counted, level=options.level, top=options.top))
    return 0


def _is_shipped(options: argparse.Namespace) -> bool:
    """Tell whether the shipped paper is asked for, that is, no FILE is named."""
    if options.file is None and (options.encoding or options.errata):
        raise InputError("--encoding and --errata are about a FILE; name one")
    return options.file is None


def _features(options: argparse.Namespace) -> int:
    from analysis.features import write_features

    written = write_features(_open(options), options.out)
    print(f"wrote {', '.join(path.name for path in written)} to {Path(options.out)}", file=sys.stderr)
    return 0


def _notebooks(options: argparse.Namespace) -> int:
    from analysis.notebooks import command

    return command(options)
