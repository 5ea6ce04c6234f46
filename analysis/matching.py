"""Matching the entries of a dictionary of themes in the words of a text, without pandas: the core of `dictionaries`.

An entry is cut by the segmenter that cuts the text, so that 印度 is not found in 印度尼西亚 (quanteda/quanteda#2476),
and is then a row of words. From the left of a unit, the entry that covers most characters wins at each place and
its words are used up: what is nested in it (政务服务 in 政务服务平台) is counted once, under the longer one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from analysis.characters import HAN_RUN, is_han
from analysis.coding import Word
from analysis.counting import COUNTED
from analysis.errors import InputError
from analysis.segmentation import Segmenter
from analysis.tokens import Token

ENTRY_COLUMNS = ("section_id", "theme", "term", "n", "n_chars")
WILDCARD = re.compile(r"[*?]")
Pieces = tuple[str, ...]
_GAP = Word("\n", "space", "\n")  # between words of which something is missing


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
        self._several = [pieces for pieces in self._of_pieces if len(pieces) > 1]
        self._alone = {pieces[0]: tuple(self._most_exact(numbers)) for pieces, numbers in self._of_pieces.items()
                       if len(pieces) == 1}
        self._fitting: dict[tuple[str, bool], list[Pieces]] = {}
        self._matches: dict[tuple[str, str], bool] = {}

    def count(self, tokens: Iterable[Token]) -> list[EntryCount]:
        """Count the entries in each unit: by unit in the tokens' order, then in the dictionary's order.

        The tokens of a unit stand together, in the order of the text, and tile its text.
        """
        rows = []
        for section_id, group in groupby(tokens, key=lambda token: token.section_id):
            words: list[Word] = []
            last = None
            for token in group:
                if last and last.end > token.start:
                    raise InputError(f"tokens: those of {section_id!r} overlap or are not in order; entries are found "
                                     "in words that tile the text, not in bigrams")
                if last and last.end < token.start:
                    words.append(_GAP)
                words.append(Word(token.term, token.kind, token.term.lower()))
                last = token
            in_words, chars = self.count_in_order(words), Counter(self._in_string("".join(w.folded for w in words)))
            for i in sorted(in_words.keys() | chars.keys()):
                theme, term = self.entries[i]
                rows.append(EntryCount(section_id, theme, term, in_words[i],
                                       None if WILDCARD.search(term) else chars[i]))
        return rows

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words, in lower case, of which the entries are made."""
        return frozenset(piece for pieces in self._of_pieces for piece in pieces)

    def count_without_order(self, counts: Mapping[Word, int], text: str) -> Counter[int] | None:
        """Count the entries, by their numbers, in the words of a unit of which only the counts are given.

        Words that are not of the ``vocabulary`` may be left out. None where the text of the unit may have an entry of
        several words, or the dictionary has wildcards: then the order of the words is needed.
        """
        folded: Counter[str] = Counter()
        for word, n in counts.items():
            folded[word.folded] += n
        if self._patterns or any(all(piece in folded for piece in pieces) and _may_stand(pieces, text)
                                 for pieces in self._several):
            return None
        return Counter({i: n for word, n in folded.items() for i in self._alone.get(word, ())})

    def count_in_order(self, words: Sequence[Word]) -> Counter[int]:
        """Count the entries, by their numbers, in the words of a unit, signs and spaces too, in their order."""
        counts: Counter[int] = Counter()
        done = 0
        for at in self._beginnings(words):
            if at < done:
                continue
            best, fitting = at + 1, []
            for pieces in self._beginning(words[at].folded, words[at].kind):
                end = self._end(words, at, pieces)
                if end > best or (end == best and not fitting):
                    best, fitting = end, [pieces]
                elif end == best:
                    fitting.append(pieces)
            counts.update(self._most_exact(i for pieces in fitting for i in self._of_pieces[pieces]))
            done = best
        return counts

    def _beginnings(self, words: Sequence[Word]) -> list[int]:
        """Return the places where an entry may begin, which are few."""
        if self._patterns:
            return [at for at, word in enumerate(words) if self._beginning(word.folded, word.kind)]
        exact = self._exact
        return [at for at, (_, _, folded) in enumerate(words) if folded in exact]

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

    def _beginning(self, word: str, kind: str) -> list[Pieces]:
        key = word, kind in COUNTED
        if key not in self._fitting:
            wild = [pieces for piece, pieces in self._patterns if self.fits(piece, word, kind)]
            self._fitting[key] = self._exact.get(word, []) + wild
        return self._fitting[key]

    def _end(self, words: Sequence[Word], at: int, pieces: Pieces) -> int:
        """Return the place behind the words that the pieces fit, 0 where they don't."""
        for piece in pieces[1:]:
            latin = words[at].kind == "latin"
            at += 1
            if latin and at + 1 < len(words) and words[at].token == " " and words[at + 1].kind == "latin":
                at += 1  # a space is how two Latin words are written next to each other
            if at >= len(words) or not self.fits(piece, words[at].folded, words[at].kind):
                return 0
        return at + 1

    def _in_string(self, text: str) -> Iterator[int]:
        for _, start, end in self._automaton.find_matches_as_indexes(text) if self._of_string else ():
            yield from self._most_exact(self._of_string[text[start:end]])

    @cached_property
    def _automaton(self):
        from ahocorasick_rs import AhoCorasick, MatchKind

        return AhoCorasick(list(self._of_string), matchkind=MatchKind.LeftmostLongest)


def _pieces(term: str, segmenter: Segmenter) -> Pieces:
    """Cut an entry: a part with a wildcard fits one word, all else is cut as text is."""
    pieces: list[str] = []
    for part in term.split():
        cut = [part] if WILDCARD.search(part) else segmenter.cut(part)
        if "".join(cut) != part:
            raise InputError(f"segmenter: {segmenter!r} cuts words that overlap; entries need mode='words'")
        pieces += cut
    return tuple(piece.lower() for piece in pieces)


def _may_stand(pieces: Pieces, text: str) -> bool:
    """Tell whether a text may have the pieces side by side; it must as a string, but for spaces and case of Latin."""
    string = "".join(pieces)
    return string in text or not HAN_RUN.fullmatch(string)


def _is_sign(piece: str) -> bool:
    """Tell whether a piece holds no letter, digit or wildcard: counts of words have no such tokens."""
    return not WILDCARD.search(piece) and not any(map(str.isalnum, piece))


def _string(term: str) -> str:
    """Return an entry as a reader searches for it: parts stand together, but for a space between Latin words."""
    first, *rest = term.lower().split()
    for part in rest:
        first += part if is_han(first[-1]) or is_han(part[0]) else f" {part}"
    return first
