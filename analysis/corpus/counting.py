"""Counting: what each file of a corpus adds to the tables, read, repaired, divided, cut and counted in one go.

Of a word in a unit only two numbers are kept, its own and its count; the columns are made of them for many files at
once, in arrays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from analysis.characters import count_han
from analysis.coding import Word
from analysis.corpus.files import File, read_file, readable
from analysis.corpus.tables import make_table
from analysis.corrections import find_corrections
from analysis.counting import COUNTED, wilson
from analysis.documents import Document, divide
from analysis.errors import ZhangjuError
from analysis.matching import Matcher
from analysis.metadata import find_metadata
from analysis.readers import read_data
from analysis.segmentation import Segmenter

if TYPE_CHECKING:
    from analysis.sections import Unit


class Settings(NamedTuple):
    """How a corpus is counted: ``entries`` are the pairs of theme and term of the dictionary of themes."""

    vocabulary: str
    entries: tuple[tuple[str, str], ...]


@cache  # to make them takes as long as to count ten papers
def _tools(settings: Settings) -> tuple[Segmenter, Matcher]:
    segmenter = Segmenter()
    return segmenter, Matcher(settings.entries, segmenter=segmenter)


class CorpusCounter:
    """Counts files, one after another, and holds what it counted.

    Each batch has one of its own, since a worker of Dask may count several at a time, in threads.
    """

    def __init__(self, settings: Settings) -> None:
        self._vocabulary = settings.vocabulary
        self._segmenter, self._matcher = _tools(settings)
        # As the words of the entries stand in a stretch: as they are, or in the code of a term.
        self._pieces = frozenset(map(self._segmenter.in_stretch, self._matcher.vocabulary))
        self._documents: list[tuple] = []
        self._problems: list[tuple] = []
        self._units: list[tuple[int, Unit, int]] = []  # of which document, what it is, Han characters
        self._themes: list[tuple] = []
        self._words = _Words()
        self._numbers: list[int] = []  # of the words of each unit, one unit after another
        self._counts: list[int] = []
        self._lengths: list[int] = []  # how many words of each unit there are

    def count(self, file: File) -> None:
        """Count a file, in a process that is watched; what is wrong with it is a row of ``problems``."""
        try:
            source = read_data(read_file(file), file.address, isolated=False)
            headings = None if "://" in file.address else find_corrections(file.address)
            document = divide(source, vocabulary=self._vocabulary, headings=headings)
            document.text.encode()  # half of a surrogate pair cannot be in a table, and must not end the whole part
            self._add(file, document)
        except ZhangjuError as error:
            self.fail(file, str(error))
        except Exception as error:  # one file among thousands must not end the run
            self.fail(file, f"{file.address}: {type(error).__name__}: {error}; a fault of the program: report it")

    def fail(self, file: File, reason: str) -> None:
        """Add a row of ``problems``."""
        self._problems.append((file.doc_id, readable(" ".join(reason.split()))))

    def _add(self, file: File, document: Document) -> None:
        text, units, source = document.text, document.units, document.source
        record = find_metadata(text, units)
        counted = [self._count_unit(file, unit, text[unit.start : unit.end]) for unit in units]
        # Only now, so that a fault leaves no half of a document behind.
        for unit, (n_han, counts, themes) in zip(units, counted):
            self._units.append((len(self._documents), unit, n_han))
            self._numbers += map(self._words.__getitem__, counts)
            self._counts += counts.values()
            self._lengths.append(len(counts))
            self._themes += themes
        self._documents.append((
            file.doc_id, record["title"] or None, source.form, source.encoding, source.sha256, file.size, len(text),
            sum(n_han for n_han, _, _ in counted), len(units), len(document.edits),
            sum(edit.certainty == "unsure" for edit in document.edits)))

    def _count_unit(self, file: File, unit: Unit, own: str) -> tuple[int, Counter[str], list[tuple]]:
        """Count a unit's words; those that are no code stand as they do in the stretch (see `segmentation.Stretch`)."""
        stretches = self._segmenter.stretches(own)
        counts: Counter[str] = Counter()
        of_entries: dict[Word, int] = {}
        for pieces, known, others in stretches:
            here, self._words.others = Counter(pieces), others
            for code, word in known.items():
                n = here.pop(code)
                if word.kind in COUNTED:  # what is left out may be a private character, the code of a term
                    here[word.token] = n
                    self._words.coded[word.token] = word
                    if word.folded in self._matcher.vocabulary:
                        of_entries[word] = of_entries.get(word, 0) + n
            for piece in here.keys() & self._pieces:
                of_entries[others[piece]] = of_entries.get(others[piece], 0) + here[piece]
            counts = counts + here if counts else here
        entries = self._matcher.count_without_order(of_entries, own)
        if entries is None:
            entries = self._matcher.count_in_order([word for stretch in stretches for word in stretch.words()])
        sums: Counter[str] = Counter()
        for number, n in entries.items():
            sums[self._matcher.entries[number][0]] += n
        total = sums.total()
        themes = [(file.doc_id, unit.section_id, theme, n, total, n / total, *wilson(n, total))
                  for theme, n in sorted(sums.items())]
        return count_han(own), counts, themes

    def tables(self) -> dict[str, pa.Table]:
        """Return the tables of what was counted."""
        numbers, counts = (np.array(values, dtype=np.int64) for values in (self._numbers, self._counts))
        unit_of = np.repeat(np.arange(len(self._units)), self._lengths)
        words = [self._words.coded.get(piece) or self._words.others[piece] for piece in self._words]
        is_counted = np.array([word.kind in COUNTED for word in words], dtype=bool)[numbers]
        numbers, counts, unit_of = numbers[is_counted], counts[is_counted], unit_of[is_counted]
        doc_of = np.array([document for document, _, _ in self._units], dtype=np.int64)
        n_tokens = np.bincount(unit_of, counts, minlength=len(self._units)).astype(np.int64)
        doc_tokens = np.bincount(doc_of, n_tokens, minlength=len(self._documents)).astype(np.int64)
        doc_ids = [document[0] for document in self._documents]
        units = [(doc_ids[document], *unit, n_han) for document, unit, n_han in self._units]
        documents = _columns(self._documents, 11)
        return {
            "documents": make_table("documents", [*documents[:8], doc_tokens, *documents[8:]]),
            "sections": make_table("sections", [*_columns(units, 11), n_tokens]),
            "counts": make_table("counts", [
                _taken(doc_ids, doc_of[unit_of]), _taken([unit.section_id for _, unit, _ in self._units], unit_of),
                _taken([word.token for word in words], numbers), _taken([word.kind for word in words], numbers),
                _taken([self._segmenter.tag(word.token, word.kind) for word in words], numbers), counts]),
            "themes": make_table("themes", _columns(self._themes, 8)),
            "problems": make_table("problems", _columns(self._problems, 2)),
        }


class _Words(dict[str, int]):
    """Gives each word of the stretches a number when it is first asked for, and holds what it is."""

    def __init__(self) -> None:
        self.coded: dict[str, Word] = {}
        self.others: dict[str, Word] = {}

    def __missing__(self, piece: str) -> int:
        number = self[piece] = len(self)
        return number


def _columns(rows: Iterable[tuple], width: int) -> list[Sequence]:
    return list(zip(*rows)) or [()] * width


def _taken(values: Sequence[str], places: np.ndarray) -> pa.Array:
    """Return the values at places, in an array that holds each value once."""
    distinct = pa.array(values, pa.string()).dictionary_encode()
    indices = distinct.indices.to_numpy(zero_copy_only=False)[places] if len(values) else places
    return pa.DictionaryArray.from_arrays(pa.array(indices, pa.int32()), distinct.dictionary)
