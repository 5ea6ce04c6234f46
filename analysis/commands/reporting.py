"""The commands that write folders of results: report, notebooks."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from analysis.commands import is_shipped, open_file, say

if TYPE_CHECKING:
    import argparse


def report(options: argparse.Namespace) -> int:
    """Write the report of a document: page, tables and figures."""
    from analysis.report import write_report

    gc.enable()  # a figure is full of cycles, and there are many
    document = None if is_shipped(options) else open_file(options)
    say(write_report(document, options.out))
    return 0


def notebooks(options: argparse.Namespace) -> int:
    """Execute the notebooks and collect their tables and figures."""
    from analysis.notebooks import command

    return command(options)
