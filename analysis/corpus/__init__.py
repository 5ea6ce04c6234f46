"""Corpora: a folder of papers, each read, repaired, divided and counted as a single one is, into tables on the disk.

:func:`count_corpus` writes them and :func:`read_corpus` reads them. `files` finds the documents, `counting` counts
them, `processes` does so on one machine and `cluster` on many, `parts` keeps what is done.
"""

from analysis.corpus.reading import read_corpus
from analysis.corpus.run import Summary, count_corpus

__all__ = ["Summary", "count_corpus", "read_corpus"]
