"""Batches: files that are counted together by one worker, which writes the part they make."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from analysis.corpus.counting import CorpusCounter, Settings
from analysis.corpus.files import File
from analysis.corpus.parts import Target, write_part

SIZE = 8_000_000  # bytes of the files of a batch at most, if they are more than one
MOST_FILES = 500
EACH = 8  # batches for each worker at least, so that none waits long for the last


class Totals(NamedTuple):
    """What was counted: files, those of them that could not be read, characters and words."""

    files: int = 0
    failed: int = 0
    characters: int = 0
    tokens: int = 0


def divide_files(files: Sequence[File], *, workers: int) -> list[list[File]]:
    """Divide files into batches of like size, in their order.

    >>> files = [File(str(i), "", size, "") for i, size in enumerate([30, 30, 30, 300, 90])]
    >>> [[file.doc_id for file in batch] for batch in divide_files(files, workers=1)]
    [['0', '1'], ['2'], ['3'], ['4']]
    """
    most = min(SIZE, sum(file.size for file in files) // (workers * EACH) + 1)
    batches: list[list[File]] = []
    size = 0
    for file in files:
        if not batches or size + file.size > most or len(batches[-1]) == MOST_FILES:
            batches.append([])
            size = 0
        batches[-1].append(file)
        size += file.size
    return batches


def count_batch(batch: Sequence[File], settings: Settings, target: Target) -> Totals:
    """Count files, write their part, and return its totals."""
    counter = CorpusCounter(settings)
    collecting = gc.isenabled()
    gc.disable()  # what a batch makes has no cycles to speak of; to look for them takes 6 % of the time
    try:
        for file in batch:
            counter.count(file)
    finally:
        if collecting:
            gc.enable()
    return _write(batch, counter, target)


def give_up(file: File, reason: str, settings: Settings, target: Target) -> Totals:
    """Write the part of a file that cannot be counted, since it ``reason``."""
    counter = CorpusCounter(settings)
    counter.fail(file, f"{file.address}: {reason}; divide it, or save its text as .txt")
    return _write([file], counter, target)


def _write(batch: Sequence[File], counter: CorpusCounter, target: Target) -> Totals:
    tables = counter.tables()
    write_part(target, {file.doc_id: file.version for file in batch}, tables)
    documents = tables["documents"]
    sums = (sum(documents[name].to_pylist()) for name in ("n_characters", "n_tokens"))
    return Totals(len(batch), tables["problems"].num_rows, *sums)


def add(totals: Iterable[Totals]) -> Totals:
    """Return the sums of totals.

    >>> add([Totals(1, 0, 5, 3), Totals(2, 1, 10, 6)])
    Totals(files=3, failed=1, characters=15, tokens=9)
    """
    return Totals(*map(sum, zip(*totals, strict=True))) if (totals := list(totals)) else Totals()
