"""The commands on a text itself: clean, sections, terms, features."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.commands import is_shipped, open_file, say, show, show_table
from analysis.errors import InputError

if TYPE_CHECKING:
    import argparse

    from analysis.sections import Unit

# Columns of a shipped table that hold whole numbers: JSON gives them as such.
WHOLE = ("level", "start", "end", "subtree_end", "n_han", "n_tokens")


def clean(options: argparse.Namespace) -> int:
    """Show or write the repaired text, and write the table of edits where it is asked for."""
    from analysis.cleaning.edits import COLUMNS
    from analysis.output import csv_text, write_whole

    if options.edits and _same_file(options.edits, options.file):
        raise InputError(f"{options.edits}: --edits names FILE itself; name another file")
    if options.edits and options.out and _same_file(options.edits, options.out):
        raise InputError(f"{options.edits}: --out and --edits name one file; name two")
    document = open_file(options, script=options.script)
    if options.edits:
        write_whole(options.edits, csv_text(COLUMNS, document.edits), excel=True)
    if options.out:
        write_whole(options.out, document.text)
    else:
        show(document.text)
    unsure = sum(e.certainty == "unsure" for e in document.edits)
    counts = ((len(document.edits), "edit"), (unsure, "place"))
    edits, places = (f"{n} {noun}{'' if n == 1 else 's'}" for n, noun in counts)
    say(f"{edits}, {places} flagged as unsure")
    return 0


def _same_file(one: str, other: str) -> bool:
    """Tell whether two names are of one file; two writers share a device, such as /dev/null, without harm."""
    return os.path.realpath(one) == os.path.realpath(other) and (os.path.isfile(one) or not os.path.exists(one))


def sections(options: argparse.Namespace) -> int:
    """Show the units as a table or a tree, or the headings as a list that a person can correct."""
    if is_shipped(options):
        return _shipped_sections(options)
    document = open_file(options)
    if options.format == "tree":
        from analysis.outline import format_outline

        show(format_outline(document.units, document.text, hints=document.hints, given=document.given) + "\n")
        return 0
    if options.format == "headings":
        return _headings(document.units)
    from analysis.documents import known_labels
    from analysis.sections import COLUMNS, LABELS

    labels = known_labels(document.text)
    rows = [(*unit, *labels.get(unit.section_id, ("", ""))) for unit in document.units] if labels else document.units
    show_table((*COLUMNS, *LABELS) if labels else COLUMNS, rows, form=options.format)
    return 0


def _headings(units: Iterable[Unit]) -> int:
    from analysis.corrections import COLUMNS, heading_rows

    headings = ((unit.level, unit.number, unit.heading) for unit in units if unit.kind == "heading")
    show_table(COLUMNS, heading_rows(headings))
    return 0


def _shipped_sections(options: argparse.Namespace) -> int:
    from analysis.shipped import read_rows

    columns, rows = read_rows("paper", "sections.csv")
    rows = [[int(cell) if column in WHOLE else cell for column, cell in zip(columns, row)] for row in rows]
    if options.format in ("csv", "json"):
        show_table(columns, rows, form=options.format)
        return 0
    from analysis.outline import format_tree
    from analysis.sections import COLUMNS, Unit

    units = [Unit(*row[: len(COLUMNS)]) for row in rows]
    if options.format == "headings":
        return _headings(units)
    own = [(unit.start, row[columns.index("n_han")]) for unit, row in zip(units, rows)]
    sizes = {unit.section_id: sum(n for start, n in own if unit.start <= start < unit.subtree_end) for unit in units}
    show("\n".join(format_tree(units, sizes)) + "\n")
    return 0


def terms(options: argparse.Namespace) -> int:
    """Show the counts and rates of the terms of each unit."""
    from analysis import counting

    shipped = is_shipped(options)
    counted = counting.shipped_counts("paper") if shipped else counting.count_document(open_file(options))
    rows = counting.term_rows(counted, level=options.level, top=options.top)
    show_table(counting.COLUMNS, rows, form=options.format)
    return 0


def features(options: argparse.Namespace) -> int:
    """Write what may be published of a paper."""
    from analysis.features import write_features

    written = write_features(open_file(options), options.out)
    say(f"wrote {', '.join(path.name for path in written)} to {Path(options.out)}")
    return 0
