"""The command on a folder of documents: corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.commands import say

if TYPE_CHECKING:
    import argparse


def corpus(options: argparse.Namespace) -> int:
    """Count all documents of a folder into tables, and say what was done and what could not be read."""
    from analysis.corpus import count_corpus, read_corpus
    from analysis.corpus.files import left_out

    done = count_corpus(options.source, options.out, names=options.names, metadata=options.metadata,
                        lexicon=options.lexicon, vocabulary=options.vocabulary or "keep", workers=options.workers,
                        scheduler=options.scheduler, retry=options.retry, progress=True)
    rate = f", {done.size / 1e6 / done.seconds:.1f} MB/s" if done.counted else ""
    say(f"{done.counted:,} files counted, {done.unchanged:,} unchanged, {done.removed:,} gone; "
        f"{done.seconds:.1f} s{rate}")
    if others := left_out(options.source):
        commonest = sorted(others.items(), key=lambda row: (-row[1], row[0]))[:5]
        endings = ", ".join(f"{ending} {n}" for ending, n in commonest)
        say(f"{others.total():,} files with other endings are left out: {endings}")
    if done.undescribed:
        say(f"{done.undescribed:,} files have no metadata: no row names them, or their names are not like the template")
    if done.unknown:
        say(f"{len(done.unknown):,} rows of {options.metadata} name no file; the first: {done.unknown[0]}")
    if done.problems:
        first = read_corpus(options.out, "problems")["reason"].iloc[0]
        say(f"{done.problems:,} could not be read: see the table problems; the first: {first}")
    return 0
