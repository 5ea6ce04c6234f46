"""A run over a corpus: what is new or changed is counted, what is gone is taken out, all else stays."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from analysis import __version__
from analysis.cleaning import VOCABULARIES
from analysis.corpus.batches import Totals, add, divide_files
from analysis.corpus.counting import Settings
from analysis.corpus.files import File, find_files
from analysis.corpus.metadata import UNKNOWN, describe
from analysis.corpus.parts import Parts
from analysis.errors import InputError, UnreadableFileError
from analysis.shipped_entries import shipped_entries
from analysis.tables import check_choice, check_whole


class Summary(NamedTuple):
    """What a run did: numbers of files; characters, words and bytes of those that it counted, and its seconds.

    ``undescribed`` files have no metadata though names or a CSV were given; ``unknown`` are names in the CSV that are
    no file's.
    """

    counted: int
    unchanged: int
    removed: int
    problems: int
    characters: int
    tokens: int
    size: int
    seconds: float
    undescribed: int
    unknown: tuple[str, ...]


def count_corpus(source: str | Path, out: str | Path, *, names: str | None = None, metadata: str | Path | None = None,
                 lexicon: str | Path | None = None, vocabulary: str = "keep", workers: int | None = None,
                 scheduler: str | None = None, retry: bool = False, progress: bool = False) -> Summary:
    """Count all documents of a corpus into tables below ``out``; what is there already is not counted again.

    ``source`` is a folder, a glob or an address (:func:`analysis.corpus.files.find_files`). Below ``out`` come the data
    sets of Parquet ``documents``, ``sections``, ``counts``, ``themes`` and ``problems`` (a folder of parts each; their
    columns are in :mod:`analysis.corpus.tables`) and ``metadata.parquet``, what is known of each file: from its name
    (``names="{year}_{place}"``) or from a CSV with a column ``file`` (``metadata``). ``lexicon`` is a dictionary of
    themes, a file or the name of a shipped one; ``vocabulary`` as for a single document.

    ``workers`` is the number of processes (default: one for each processor); ``scheduler`` the address of a Dask
    scheduler, whose workers do the work and must see ``out`` under the same path.

    A file that cannot be read is a row of ``problems`` with its reason, and is tried again when it has changed (its
    size or the time of its last change) or with ``retry=True``. Metadata stay those of the last run that got any.
    A run that was killed goes on where it was when it is started again. Raises InputError where there is nothing to
    count, or ``out`` was made in another way.
    """
    begun = time.monotonic()
    check_choice(vocabulary, VOCABULARIES, argument="vocabulary")
    workers = check_whole(os.cpu_count() or 1 if workers is None else workers, argument="workers")
    if "://" in os.fspath(out):
        raise InputError(f"{out}: --out names a folder on this machine, or one that all workers share; not an address")
    files = find_files(source, exclude=out)
    known = describe(files, names=names, csv_file=metadata)
    settings = Settings(vocabulary, _entries(lexicon))
    place = os.fspath(source) if "://" in os.fspath(source) else os.path.abspath(source)
    how = {"version": __version__, "source": place, "vocabulary": vocabulary, "dictionary": settings.entries}
    with Parts(out, settings=how) as parts:
        versions, failed = parts.versions(), parts.failed() if retry else set()
        new = [file for file in files if versions.get(file.doc_id) != file.version or file.doc_id in failed]
        gone = versions.keys() - {file.doc_id for file in files}
        parts.drop({*gone, *(file.doc_id for file in new if file.doc_id in versions)})
        parts.write_metadata(known if names or metadata else parts.known_before(known))
        batches = divide_files(new, workers=workers)
        if scheduler:
            from analysis.corpus.cluster import count_on_cluster

            done = count_on_cluster(batches, settings, parts.target, scheduler=scheduler)
        else:
            from analysis.corpus.processes import count_here

            done = count_here(batches, settings, parts.target, workers=min(workers, max(1, len(batches))))
        totals = add(_shown(done, new, progress))
        parts.load()
        return Summary(len(new), len(files) - len(new), len(gone), len(parts.failed()), totals.characters,
                       totals.tokens, sum(file.size for file in new), time.monotonic() - begun,
                       int(known.iloc[:, 2:].isna().all(axis=1).sum()) if known.shape[1] > 2 else 0,
                       tuple(known.attrs.get(UNKNOWN, ())))


def _entries(lexicon: str | Path | None) -> tuple[tuple[str, str], ...]:
    if lexicon is None:
        return tuple(shipped_entries("themes"))
    from analysis.dictionaries import load_dictionary
    from analysis.dictionary_files import read_dictionary

    if not os.path.exists(lexicon) and (os.path.splitext(lexicon)[1] or os.sep in os.fspath(lexicon)):
        raise UnreadableFileError(f"{lexicon}: there is no such file; check the name and the folder")
    table = read_dictionary(lexicon) if os.path.exists(lexicon) else load_dictionary(str(lexicon))
    return tuple(table[["theme", "term"]].itertuples(index=False, name=None))


def _shown(done: Iterable[tuple[Sequence[File], Totals | None]], files: Sequence[File], progress: bool
           ) -> Iterator[Totals]:
    """Pass the totals on; on a terminal, with a bar of bytes, their rate and the time that is left."""
    from tqdm import tqdm

    with tqdm(total=sum(file.size for file in files), unit="B", unit_scale=True, file=sys.stderr,
              disable=None if progress else True, smoothing=0.05) as bar:
        for batch, totals in done:
            bar.update(sum(file.size for file in batch))
            if totals:
                yield totals
