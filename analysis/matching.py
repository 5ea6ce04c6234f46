"""Matching the entries of a dictionary of themes in the words of a text, without pandas: the core of `dictionaries`.

An entry is cut by the segmenter that cuts the text, so that 印度 is not found in 印度尼西亚 (quanteda/quanteda#2476),
and is then a row of words. From the left of a unit, the entry that covers most characters wins at each place and
its words are used up: what is nested in it (政务服务 in 政务服务平台) is counted once, under the longer one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from analysis.characters import is_han
from analysis.counting import COUNTED
from analysis.errors import InputError
from analysis.segmentation import Segmenter
from analysis.shipped import data_path, read_rows
from analysis.tokens import Token

ENTRY_COLUMNS = ("section_id", "theme", "term", "n", "n_chars")
WILDCARD = re.compile(r"[*?]")
Pieces = tuple[str, ...]


class EntryCount(NamedTuple):
    """How often a unit has an entry of a theme: as words, and as a string (None for an entry with wildcards)."""

    section_id: str
    theme: str
    term: str
    n: int
    n_chars: int | None


class Matcher:
    """The entries of a dictionary, cut as the text is cut, to be counted in any number of texts.

    ``entries`` are pairs of theme and term. An entry in several themes counts in each. Where entries of one
    theme fit the same words, the exact one is counted, then the one with most characters besides wildcards.

    >>> matcher = Matcher([("aim", "数字*"), ("place", "印度")], segmenter=Segmenter(terms=()))
    >>> for row in matcher.count(Segmenter(terms=()).tokens("数字化，印度尼西亚")): print(*row)
     aim 数字* 1 None
     place 印度 0 1
    """

    def __init__(self, entries: Iterable[tuple[str, str]], *, segmenter: Segmenter) -> None:
        self.entries = list(entries)
        self.pieces = [_pieces(term, segmenter) for _, term in self.entries]
        literal = [WILDCARD.sub("", term) for _, term in self.entries]
        self._exactness = [(text != term, -len(text), term) for text, (_, term) in zip(literal, self.entries)]
        self._of_pieces: dict[Pieces, list[int]] = {}
        self._of_string: dict[str, list[int]] = {}
        for i, (pieces, (_, term)) in enumerate(zip(self.pieces, self.entries)):
            self._of_pieces.setdefault(pieces, []).append(i)
            if not WILDCARD.search(term):
                self._of_string.setdefault(_string(term), []).append(i)
        self._exact: dict[str, list[Pieces]] = {}
        self._patterns: list[tuple[str, Pieces]] = []
        for pieces in self._of_pieces:
            if WILDCARD.search(pieces[0]):
                self._patterns.append((pieces[0], pieces))
            else:
                self._exact.setdefault(pieces[0], []).append(pieces)
        self._lengths: dict[str, list[int]] = {}  # of the strings that begin with a character, the longest first
        for string in sorted(self._of_string, key=len, reverse=True):
            lengths = self._lengths.setdefault(string[0], [])
            if len(string) not in lengths:
                lengths.append(len(string))
        self._fitting: dict[tuple[str, bool], list[Pieces]] = {}
        self._matches: dict[tuple[str, str], bool] = {}

    def count(self, tokens: Iterable[Token]) -> list[EntryCount]:
        """Count the entries in each unit: by unit in the tokens' order, then in the dictionary's order.

        The tokens of a unit stand together, in the order of the text, and tile its text.
        """
        rows = []
        for section_id, group in groupby(tokens, key=lambda token: token.section_id):
            unit = [(token.start, token.end, token.term.lower(), token.kind) for token in group]
            if any(left[1] > right[0] for left, right in zip(unit, unit[1:])):
                raise InputError(f"tokens: those of {section_id!r} overlap or are not in order; entries are found in "
                                 "words that tile the text, not in bigrams")
            ends = [0, *(end for _, end, _, _ in unit)]
            text = "".join(word if start == end else f"\n{word}" for (start, _, word, _), end in zip(unit, ends))
            words, chars = Counter(self._in_words(unit)), Counter(self._in_string(text))
            for i in sorted(words.keys() | chars.keys()):
                theme, term = self.entries[i]
                rows.append(EntryCount(section_id, theme, term, words[i], None if WILDCARD.search(term) else chars[i]))
        return rows

    def count_words(self, section_id: str, words: Iterable[tuple[str, str, int]]
                    ) -> tuple[list[EntryCount], list[bool], list[int]]:
        """Count the entries of one word among a unit's words (term, kind, n), whose order is not known.

        The second list tells of each row whether no entry of several words can have used up any of its words; the
        third holds the numbers of those that may occur, since all their words do.
        """
        unit: Counter[tuple[str, str]] = Counter()
        for term, kind, n in words:
            unit[term.lower(), kind] += n
        terms = {term for term, _ in unit}

        def occurs(piece: str) -> bool:
            return piece in terms or _is_sign(piece) or (
                WILDCARD.search(piece) is not None and any(self.fits(piece, *word) for word in unit))

        possible = [pieces for pieces in self._of_pieces
                    if (len(pieces) > 1 or _is_sign(pieces[0])) and all(map(occurs, pieces))]
        used = {piece for pieces in possible for piece in pieces}
        wild = list(filter(WILDCARD.search, used))
        sums: Counter[int] = Counter()
        unsure = set()
        for (term, kind), n in unit.items():
            alone = (pieces for pieces in self._beginning(term, kind) if len(pieces) == 1)
            for i in self._most_exact(i for pieces in alone for i in self._of_pieces[pieces]):
                sums[i] += n
                if term in used or any(self.fits(piece, term, kind) for piece in wild):
                    unsure.add(i)
        rows = [EntryCount(section_id, *self.entries[i], sums[i], None) for i in sorted(sums)]
        uncounted = [i for pieces in possible for i in self._of_pieces[pieces]]
        return rows, [i not in unsure for i in sorted(sums)], uncounted

    def fits(self, piece: str, word: str, kind: str) -> bool:
        """Tell whether a piece of an entry fits a word; wildcards fit words, never signs."""
        if not WILDCARD.search(piece):
            return piece == word
        if kind not in COUNTED:
            return False
        if (piece, word) not in self._matches:
            pattern = re.escape(piece).replace(r"\*", ".*").replace(r"\?", ".")
            self._matches[piece, word] = re.fullmatch(pattern, word, re.DOTALL) is not None
        return self._matches[piece, word]

    def _most_exact(self, fitting: Iterable[int]) -> Iterable[int]:
        """Return one entry for each theme of those that fit the same place."""
        best: dict[str, int] = {}
        for i in sorted(fitting, key=self._exactness.__getitem__):
            best.setdefault(self.entries[i][0], i)
        return best.values()

    def _in_words(self, unit: Sequence[tuple[int, int, str, str]]) -> Iterator[int]:
        at = 0
        while at < len(unit):
            best, fitting = at + 1, []
            for pieces in self._beginning(unit[at][2], unit[at][3]):
                end = self._end(unit, at, pieces)
                if end > best or (end == best and not fitting):
                    best, fitting = end, [pieces]
                elif end == best:
                    fitting.append(pieces)
            yield from self._most_exact(i for pieces in fitting for i in self._of_pieces[pieces])
            at = best

    def _beginning(self, word: str, kind: str) -> list[Pieces]:
        key = word, kind in COUNTED
        if key not in self._fitting:
            wild = [pieces for piece, pieces in self._patterns if self.fits(piece, word, kind)]
            self._fitting[key] = self._exact.get(word, []) + wild
        return self._fitting[key]

    def _end(self, unit: Sequence[tuple[int, int, str, str]], at: int, pieces: Pieces) -> int:
        """Return the place behind the words that the pieces fit, 0 where they don't."""
        for piece in pieces[1:]:
            latin = unit[at][3] == "latin"
            at += 1
            if latin and at + 1 < len(unit) and unit[at][2] == " " and unit[at + 1][3] == "latin":
                at += 1  # a space is how two Latin words are written next to each other
            if at >= len(unit) or unit[at - 1][1] != unit[at][0] or not self.fits(piece, *unit[at][2:]):
                return 0
        return at + 1

    def _in_string(self, text: str) -> Iterator[int]:
        at = 0
        while at < len(text):
            for length in self._lengths.get(text[at], ()):
                if text[at : at + length] in self._of_string:
                    yield from self._most_exact(self._of_string[text[at : at + length]])
                    at += length
                    break
            else:
                at += 1


def shipped_dictionaries() -> list[str]:
    """Return the names of the dictionaries of themes that are shipped: the lexicons with a column ``theme``.

    >>> shipped_dictionaries()
    ['actors', 'instruments', 'stance', 'themes']
    """
    names = sorted(path.stem for path in data_path("lexicons").glob("*.csv"))
    return [name for name in names if "theme" in read_rows("lexicons", f"{name}.csv")[0]]


def shipped_entries(name: str) -> list[tuple[str, str]]:
    """Return the pairs of theme and term of a shipped dictionary, in the order of its file.

    >>> sorted({theme for theme, _ in shipped_entries("themes")})
    ['data', 'empowerment', 'platforms', 'rules', 'security', 'service']
    """
    columns, rows = read_rows("lexicons", f"{name}.csv")
    theme, term = columns.index("theme"), columns.index("term")
    return [(row[theme], row[term]) for row in rows]


def _pieces(term: str, segmenter: Segmenter) -> Pieces:
    """Cut an entry: a part with a wildcard fits one word, all else is cut as text is."""
    pieces: list[str] = []
    for part in term.split():
        cut = [part] if WILDCARD.search(part) else segmenter.cut(part)
        if "".join(cut) != part:
            raise InputError(f"segmenter: {segmenter!r} cuts words that overlap; entries need mode='words'")
        pieces += cut
    return tuple(piece.lower() for piece in pieces)


def _is_sign(piece: str) -> bool:
    """Tell whether a piece holds no letter, digit or wildcard: counts of words have no such tokens."""
    return not WILDCARD.search(piece) and not any(map(str.isalnum, piece))


def _string(term: str) -> str:
    """Return an entry as a reader searches for it: parts stand together, but for a space between Latin words."""
    first, *rest = term.lower().split()
    for part in rest:
        first += part if is_han(first[-1]) or is_han(part[0]) else f" {part}"
    return first
