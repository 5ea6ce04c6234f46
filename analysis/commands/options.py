"""The options of the command line: which commands there are, and what each takes."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import NoReturn

from analysis import __version__
from analysis.errors import one_line

EXAMPLES = """examples:
  zhangju clean paper.txt --out clean.txt --edits edits.csv
  zhangju sections paper.txt --format tree
  zhangju terms paper.txt --level 2 --top 10
  zhangju keyness paper.txt --target 2
  zhangju report paper.txt --out report
  zhangju corpus papers --out counted
  zhangju terms                       (the shipped paper, from its counts)
"""
MOST_DIGITS = 9  # of a number; no paper has a billion of anything


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help of 80 columns. argparse asks for the terminal's width at each argument, which imports compressors."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=78)


class _Parser(argparse.ArgumentParser):
    """A parser that says in one line what is wrong, where argparse would print the usage too.

    ``fill`` adds its arguments, once it is asked to parse: of all commands only one is.
    """

    def __init__(self, *, fill: Callable[[_Parser], None] | None = None, **options) -> None:
        super().__init__(formatter_class=_Help, **options)
        self._fill = fill

    def parse_known_args(self, args=None, namespace=None):
        fill, self._fill = self._fill, None
        if fill:
            fill(self)
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {one_line(message)}; see {self.prog} --help\n")


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line; what it parses holds the function to run as ``command``, "text.clean".

    >>> make_parser().parse_args(["terms", "--top", "3"]).command
    'text.terms'
    """
    parser = _Parser(
        prog="zhangju", description="Read a Chinese paper section by section.", epilog=EXAMPLES)
    parser.add_argument("--version", action="version", version=f"zhangju {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for fill, function, summary in (
        (_clean, "text.clean", "repair a text; every change can be undone"),
        (_sections, "text.sections", "show a paper's units: parts, sections, items, references"),
        (_terms, "text.terms", "count the terms of each unit"),
        (_features, "text.features", "write what may be published of a paper: headings and counts"),
        (_keyness, "comparison.keyness", "compare the words of a unit with those of all others"),
        (_themes, "comparison.themes", "count the themes of each unit, and assign it to one"),
        (_concordance, "comparison.concordance", "show a term with what stands left and right of it"),
        (_answers, "comparison.answers", "find the tasks that answer each challenge"),
        (_corpus, "corpus.corpus", "count all documents of a folder into tables of Parquet"),
        (_report, "reporting.report", "write a page with all tables and figures of a document"),
        (_notebooks, "reporting.notebooks", "execute the notebooks and collect tables and figures"),
    ):
        command = commands.add_parser(function.partition(".")[2], fill=fill, help=summary,
                                      description=summary[0].upper() + summary[1:] + ".")
        command.set_defaults(command=function)
    return parser


def _clean(parser: _Parser) -> None:
    _file(parser, needed=True)
    parser.add_argument("--out", metavar="F", help="write the text here instead of standard output")
    parser.add_argument("--edits", metavar="F.csv", help="write the table of edits here")
    parser.add_argument("--script", choices=("simplified", "traditional", "keep"), default="simplified")


def _sections(parser: _Parser) -> None:
    _file(parser)
    parser.add_argument("--format", choices=("csv", "json", "tree", "headings"), default="csv",
                        help="tree: an outline to look at; headings: a list to correct and save as FILE.sections.csv")


def _terms(parser: _Parser) -> None:
    _file(parser)
    parser.add_argument("--level", choices=("document", "1", "2", "item"), default="document")
    parser.add_argument("--top", metavar="N", type=_positive, help="only the N most frequent of each unit")
    parser.add_argument("--format", choices=("csv", "json"), default="csv")


def _features(parser: _Parser) -> None:
    _file(parser, needed=True)
    parser.add_argument("--out", metavar="DIR", required=True, type=_named)


def _keyness(parser: _Parser) -> None:
    _file(parser)
    parser.add_argument("--target", metavar="ID", required=True,
                        help="a section id or a system; several with commas: 2,3.1")
    parser.add_argument("--reference", metavar="ID", help="likewise; default: the rest of the running text")
    parser.add_argument("--min-count", metavar="N", type=_positive,
                        help="only terms that occur N times on both sides together; default: 5")


def _themes(parser: _Parser) -> None:
    _file(parser)
    parser.add_argument("--level", choices=("1", "2", "item"), default="2")
    parser.add_argument("--lexicon", metavar="F", help="a dictionary (CSV, YAML, .dic); default: the shipped themes")


def _concordance(parser: _Parser) -> None:
    _file(parser, needed=True)
    parser.add_argument("term", metavar="TERM", nargs="?")  # its absence is explained by the command
    parser.add_argument("--sort", choices=("text", "left", "right"), default="text")
    parser.add_argument("--width", metavar="N", type=_positive, help="characters on each side")


def _answers(parser: _Parser) -> None:
    _file(parser)
    parser.add_argument("--challenges", metavar="ID", default="2", help="the unit with the challenges; default: 2")
    parser.add_argument("--tasks", metavar="ID", default="3", help="the unit with the tasks; default: 3")


def _report(parser: _Parser) -> None:
    _file(parser)
    parser.add_argument("--out", metavar="DIR", required=True, type=_named)


def _corpus(parser: _Parser) -> None:
    parser.add_argument("source", metavar="DIR", help="a folder, a glob in quotes, or an address such as s3://…")
    parser.add_argument("--out", metavar="OUT", required=True, type=_named, help="folder of the tables")
    parser.add_argument("--names", metavar="T", help="what file names say, as in '{year}_{place}'")
    parser.add_argument("--metadata", metavar="F.csv", help="what is known of each file; its column file names it")
    parser.add_argument("--lexicon", metavar="F", help="a dictionary of themes; default: the shipped themes")
    parser.add_argument("--vocabulary", choices=("keep", "mainland"))
    parser.add_argument("--workers", metavar="N", type=_positive, help="processes; default: one for each processor")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="of Dask, to count on a cluster")
    parser.add_argument("--retry", action="store_true", help="try again what could not be read")


def _notebooks(parser: _Parser) -> None:
    parser.add_argument("--out", metavar="DIR", default="results", type=_named)
    parser.add_argument("--write", action="store_true", help="renew the outputs inside the notebooks")


def _file(parser: _Parser, *, needed: bool = False) -> None:
    if needed:
        parser.add_argument("file", metavar="FILE")
    else:
        parser.add_argument("file", metavar="FILE", nargs="?", help="default: the shipped paper")
    parser.add_argument("--encoding", metavar="E", help="of FILE, such as gb18030; default: detected")
    parser.add_argument("--errata", metavar="F.csv", help="corrections for FILE: context,correction,reason")
    parser.add_argument("--vocabulary", choices=("keep", "mainland"),
                        help="mainland: words of Taiwan and Hong Kong become the mainland's (數位 to 数字)")


def _named(value: str) -> str:
    if not value:  # as from a shell's variable that is not set; it would mean the folder one is in
        raise argparse.ArgumentTypeError("'' names no folder; write . for the one you are in")
    return value


def _positive(value: str) -> int:
    if len(value) > MOST_DIGITS:
        what = f"a number of {len(value):,} digits" if value.isdecimal() else repr(f"{value[:MOST_DIGITS]}…")
        raise argparse.ArgumentTypeError(f"{what} is not a whole number of at most {MOST_DIGITS} digits")
    if not value.isdecimal() or int(value) == 0:
        raise argparse.ArgumentTypeError(f"{value!r} is not a whole number of 1 or more")
    return int(value)
