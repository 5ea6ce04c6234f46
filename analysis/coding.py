"""Coding: a text in which every word that is not cut, and every sign, is one private character.

An engine is to see nothing but runs of Han characters. To call it once for a whole unit, instead of once for each run,
everything else is put in code first: a number, a Latin word, a citation mark, a run of spaces becomes one character of
Unicode's private planes, which no dictionary has and at which every engine ends a run. Chinese stops, quotation marks
and brackets are such characters already. The code is undone by looking each word up; no two tokens share a character.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from analysis.characters import HAN
from analysis.tokens import HAN_NUMBER, match_token

# The private use areas (Unicode, section 23.5): the first is for the terms of a segmenter and half of the planes.
_PLANES = [*range(0xF0000, 0xFFFFE), *range(0x100000, 0x10FFFE)]
TERM_CODES = [*range(0xE000, 0xF900), *_PLANES[: len(_PLANES) // 2]]
_CODES = _PLANES[len(_PLANES) // 2 :]
MOST_WORDS = 100_000  # that are kept ready: a paper has some thousand different ones, a library a million
MOST = len(_CODES)  # different tokens in code at a time
# Signs that are always a token by themselves, and the most frequent ones: they need no code.
PLAIN = "，。、；：？！“”‘’（）《》"
_SPECIAL = re.compile(rf"[^{HAN}{PLAIN}]|{HAN_NUMBER}")


class Word(NamedTuple):
    """A token without its place: its characters, its kind (see `tokens`), and the characters in lower case."""

    token: str
    kind: str
    folded: str


class Coded(NamedTuple):
    """A stretch of a text in code; ``words`` gives the word behind each private character."""

    text: str
    words: dict[str, Word]


def encode(text: str) -> Iterator[Coded]:
    """Yield a text in code: one stretch, or several where it has more than ``MOST`` different tokens.

    No stretch ends inside a run of Han characters.

    >>> [coded] = encode("到二〇三五年，R&D达3.85%。")
    >>> [coded.words[char].token if char in coded.words else char for char in coded.text]
    ['到', '二〇三五年', '，', 'R&D', '达', '3.85%', '。']
    """
    parts: list[str] = []
    codes: dict[str, str] = {}
    words: dict[str, Word] = {}
    at, found = 0, _SPECIAL.search(text)
    while found:
        start = found.start()
        end, kind = match_token(text, start)
        token = text[start:end]
        parts.append(text[at:start])
        code = codes.get(token)
        if code is None:
            if len(codes) == MOST:
                yield Coded("".join(parts), words)
                parts, codes, words = [], {}, {}
            code = codes[token] = chr(_CODES[len(codes)])
            words[code] = Word(token, kind, token.lower())
        parts.append(code)
        at, found = end, _SPECIAL.search(text, end)
    parts.append(text[at:])
    yield Coded("".join(parts), words)


class Words(dict[str, Word]):
    """The words behind what is no code, or the code of a term, made when they are first asked for.

    A word is asked for a thousand times; one that was made is found without a line of Python.
    """

    def __init__(self, terms: Mapping[str, str]) -> None:
        self._terms = terms

    def __missing__(self, piece: str) -> Word:
        if len(self) > MOST_WORDS:
            self.clear()
        token = self._terms.get(piece, piece)
        word = self[piece] = Word(token, "punctuation" if piece in PLAIN else "han", token)
        return word


class Stretch(NamedTuple):
    """Tokens in code, in their order: what is no key of ``known`` is a word as it stands, or the code of a term."""

    pieces: list[str]
    known: dict[str, Word]
    others: Words

    def words(self) -> list[Word]:
        """Return the words, signs and spaces too."""
        known, others = self.known.get, self.others
        return [known(piece) or others[piece] for piece in self.pieces]

    def count(self) -> dict[Word, int]:
        """Count the words, each of which is looked up once: the fast way where their order does not matter."""
        known, others = self.known.get, self.others
        return {known(piece) or others[piece]: n for piece, n in Counter(self.pieces).items()}
