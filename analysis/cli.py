"""The command ``zhangju``: results on standard output, messages on standard error, status 2 on bad input."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from analysis import __version__
from analysis.errors import InputError, ZhangjuError

EXAMPLES = """examples:
  zhangju clean paper.txt --out clean.txt --edits edits.csv
  zhangju sections paper.txt --format tree
  zhangju terms paper.txt --level 2 --top 10
  zhangju terms                       (the shipped paper, from its counts)
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        return options.command(options)
    except ZhangjuError as error:
        print(f"zhangju: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader (head, less) has had enough; closing stderr keeps Python from complaining at exit.
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        print("zhangju: interrupted; nothing half-written was left", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="zhangju", description="Read a Chinese paper section by section.", epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter)
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


def _add(commands, name: str, summary: str, function) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
    command.set_defaults(command=function)
    return command


def _positive(value: str) -> int:
    if not value.isdecimal() or int(value) == 0:
        raise argparse.ArgumentTypeError(f"{value!r} is not a whole number of 1 or more")
    return int(value)


def _open(options: argparse.Namespace, *, script: str = "simplified"):
    from analysis.cleaning import read_errata
    from analysis.documents import open_document

    errata = read_errata(options.errata) if options.errata else None
    return open_document(options.file, encoding=options.encoding, script=script, errata=errata)


def _clean(options: argparse.Namespace) -> int:
    from analysis.cleaning.edits import COLUMNS
    from analysis.output import csv_text, write_whole

    document = _open(options, script=options.script)
    if options.edits:
        write_whole(options.edits, csv_text(COLUMNS, document.edits), excel=True)
    if options.out:
        write_whole(options.out, document.text)
    else:
        sys.stdout.write(document.text)
    unsure = sum(e.certainty == "unsure" and e.before == e.after for e in document.edits)
    print(f"{len(document.edits)} edits, {unsure} places flagged as unsure", file=sys.stderr)
    return 0


def _sections(options: argparse.Namespace) -> int:
    from analysis.output import csv_text, json_text
    from analysis.sections import COLUMNS

    if options.format == "tree":
        if options.file is None:
            raise InputError("sections --format tree needs a FILE: sizes and doubts are shown from the text")
        from analysis.outline import format_outline

        document = _open(options)
        sys.stdout.write(format_outline(document.units, document.text) + "\n")
        return 0
    if options.file is None:
        from analysis.shipped import read_rows

        columns, rows = read_rows("paper", "sections.csv")
    else:
        columns, rows = COLUMNS, _open(options).units
    sys.stdout.write((csv_text if options.format == "csv" else json_text)(columns, rows))
    return 0


def _terms(options: argparse.Namespace) -> int:
    from analysis import counting
    from analysis.output import csv_text, json_text

    counted = counting.shipped_counts("paper") if options.file is None else counting.count_document(_open(options))
    rows = counting.term_rows(counted, level=options.level, top=options.top)
    sys.stdout.write((csv_text if options.format == "csv" else json_text)(counting.COLUMNS, rows))
    return 0


def _features(options: argparse.Namespace) -> int:
    from analysis.features import write_features

    written = write_features(_open(options), options.out)
    print(f"wrote {', '.join(path.name for path in written)} to {Path(options.out)}", file=sys.stderr)
    return 0


def _notebooks(options: argparse.Namespace) -> int:
    from analysis.notebooks import command

    return command(options)
