"""Term search: the terms that are kept whole, found in a text in code (see `coding`).

The longest from the left, but not one inside a longer word of the dictionary (印度 in 印度尼西亚). An automaton (Aho
and Corasick 1975) finds all terms in one walk; the few that have such a word are then looked at in their run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from analysis.characters import is_han
from analysis.coding import TERM_CODES
from analysis.engines import Engine, dictionary_words
from analysis.errors import InputError

Span = tuple[int, int]
MANY = 2000  # terms found, after which it pays to read the whole dictionary for words that hold a term


class TermSearch:
    """Finds terms and puts them in code, each as one private character that is always its own.

    >>> from analysis.engines import load_engine
    >>> search = TermSearch(["印度", "数字政府"], engine=load_engine())
    >>> [search.terms.get(char, char) for char in search.encode("数字政府在印度尼西亚，在印度")]
    ['数字政府', '在', '印', '度', '尼', '西', '亚', '，', '在', '印度']
    """

    def __init__(self, terms: Iterable[str], *, engine: Engine) -> None:
        self._terms = sorted(terms)
        if len(self._terms) > len(TERM_CODES):
            raise InputError(f"terms: {len(self._terms):,} are too many; at most {len(TERM_CODES):,} can be kept whole")
        self.terms = dict(zip(map(chr, TERM_CODES), self._terms))  # by their codes
        self.codes = {term: code for code, term in self.terms.items()}
        # The lengths of the terms that begin with a character, the longest first.
        self._lengths: dict[str, list[int]] = {}
        for term in sorted(self._terms, key=len, reverse=True):
            lengths = self._lengths.setdefault(term[0], [])
            if len(term) not in lengths:
                lengths.append(len(term))
        self._engine, self._found = engine, 0

    def encode(self, text: str) -> str:
        """Return a text in code with its terms in code."""
        parts: list[str] = []
        at = 0
        for start, end in self._places(text) if self._terms else ():
            parts += text[at:start], self.codes[text[start:end]]
            at = end
        return "".join(parts) + text[at:] if parts else text

    def _places(self, text: str) -> list[Span]:
        places: list[Span] = []
        done = 0  # where the run ends that was looked at last
        for number, start, end in self._automaton.find_matches_as_indexes(text):
            self._found += 1
            if start < done:
                continue
            if self._may_be_inside(self._terms[number], text, start):
                first, done = _run(text, start)
                while places and places[-1][0] >= first:
                    places.pop()
                places += ((first + a, first + b) for a, b in self._in_run(text[first:done]))
            else:
                places.append((start, end))
        return places

    @cached_property
    def _automaton(self):
        from ahocorasick_rs import AhoCorasick, MatchKind

        return AhoCorasick(self._terms, matchkind=MatchKind.LeftmostLongest)

    def _may_be_inside(self, term: str, text: str, start: int) -> bool:
        if self._found <= MANY:
            return True
        return any(start >= before and text.startswith(word, start - before)
                   for word, before in self._longer.get(term, ()))

    @cached_property
    def _longer(self) -> dict[str, list[tuple[str, int]]]:
        """The words of the dictionary that hold a term, by term, and how many characters stand before it."""
        from ahocorasick_rs import AhoCorasick

        longer: dict[str, list[tuple[str, int]]] = {}
        lines = "\n".join(["", *dictionary_words(), ""])
        for number, start, end in AhoCorasick(self._terms).find_matches_as_indexes(lines, overlapping=True):
            first, last = lines.rindex("\n", 0, start) + 1, lines.index("\n", end)
            if (first, last) != (start, end):
                longer.setdefault(self._terms[number], []).append((lines[first:last], start - first))
        return longer

    def _in_run(self, run: str) -> Iterator[Span]:
        """Yield the places of the terms in a run, passing over those that are inside a word of the best cut."""
        words: list[Span] = []  # for each character of the run, the word of the dictionary that it is in
        end = 0
        for at, char in enumerate(run):
            if char not in self._lengths or at < end:
                continue
            for length in self._lengths[char]:
                if run[at : at + length] in self.codes and at + length <= len(run):
                    words = words or [word for word in _spans(self._engine.cut(run, False)) for _ in range(*word)]
                    if words[at] == words[at + length - 1] != (at, at + length):
                        continue
                    end = at + length
                    yield at, end
                    break


def _run(text: str, at: int) -> Span:
    """Return where the run of Han characters around a place begins and ends."""
    start = end = at
    while start and is_han(text[start - 1]):
        start -= 1
    while end < len(text) and is_han(text[end]):
        end += 1
    return start, end


def _spans(words: Iterable[str]) -> Iterator[Span]:
    at = 0
    for word in words:
        yield at, at + len(word)
        at += len(word)
