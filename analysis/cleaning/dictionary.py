"""How likely a string is as Chinese: the dictionary's word frequencies, and the document's own words.

Repairs that must choose between candidates score them here. The score is that of jieba's best cut
without unknown-word guessing, the sum of ln(frequency / total) over its words, so a string that falls
apart into rare single characters scores low. The document adds what its sound parts show: a pair of
characters that it has elsewhere is worth ln(1 + count) more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from math import exp, log

from analysis.characters import HAN_RUN, is_han
from analysis.cleaning.script import BLOCK, is_changed, simplified_block, to_simplified
from analysis.engines import load_engine

TOTAL = 60_101_967  # sum of the frequencies in jieba's dict.txt
# Share of a sign among the characters of Chinese prose, by order of magnitude; signs that are not
# listed (kana, Greek, box drawing: most of GBK's row A1–A9) are as good as never what was lost.
SIGNS = {sign: log(share) for signs, share in [
    ("，、。", 0.03), ("“”《》；：", 0.005), ("（）—…·？！％", 0.001), ("?", 0.0005)] for sign in signs}
UNREAD = "\ufffd"  # stands in a reading for a character that is left open
SIGNS[UNREAD] = -9.0  # a word that fits is likelier, what falls apart is not; -7 would change a repair of the paper
OTHER_SIGN = log(1e-7)
LETTER = log(0.005)  # an ASCII letter, digit or sign

# A rarer word of one character is mostly a word that fell apart; a unigram score, which takes words for
# independent of their neighbours, makes it too likely. The cost falls with the frequency, to 0 for
# 的 了 在 和 不 and their like.
ALONE = 2.5  # nats for each e-fold that the frequency stays under FUNCTION_WORD
FUNCTION_WORD = 100_000
STRANGE = 3.7  # e-folds under FUNCTION_WORD of a character that is no word by itself
IN_A_ROW = 3  # words of one character that are none
SUFFIXES = frozenset("化性型率度者")  # stand behind a word that the dictionary has without them
STOPS = re.compile("[，。、；：？！][，。、；：？！]")
QUOTED = re.compile("[。！？；]”")
TWO_STOPS = -6.0  # two stops in a row do not occur but by mistake
FOREIGN = -10.0  # a Simplified form that a Traditional document has nowhere else
SHARED = -2.5  # the same, where it is a Traditional form too, such as 后
ECHO = 2.0  # for each e-fold of the places where the document has the same three characters
QUOTED_STOP = 2.0  # for each e-fold by which a document has fewer ” behind a stop than behind others
KNOWN_PAIR = 3.0
# How likely a character follows another: its share of all, its share behind the other in the document, and where
# the two are a word. Flat optima on generated noise; half of it or twice as much does as well.
UNSEEN, SEEN, WORD = 0.1, 0.6, 0.003


class _Simplified(dict):
    """A translation table that is filled where it is asked: the block of common characters at once."""

    def __missing__(self, code: int) -> str:
        if code in BLOCK and BLOCK.start not in self:
            self.update(zip(BLOCK, simplified_block()))
            return self[code]
        return self.setdefault(code, to_simplified(chr(code)))


SIMPLIFIED = _Simplified()


def plain(char: str) -> str:
    """Return the Simplified form of one character; of "", "".

    >>> plain("數"), plain("数"), plain("")
    ('数', '数', '')
    """
    return SIMPLIFIED[ord(char)] if char else ""


@cache
def _simplified_forms() -> dict[str, float]:
    """Return the forms that Traditional characters are simplified to, each with its cost; Big5 tells what is shared."""
    forms = {SIMPLIFIED[code] for code in BLOCK if SIMPLIFIED[code] != chr(code)}
    shared = "".join(forms).encode("big5", "ignore").decode("big5")
    return dict.fromkeys(forms, FOREIGN) | dict.fromkeys(shared, SHARED)


def _sign(char: str) -> float:
    return SIGNS.get(char, LETTER if char.isascii() else OTHER_SIGN)


class Plausibility:
    """Scores strings as parts of one document; positions do not matter, only which characters meet."""

    def __init__(self, document: str) -> None:
        self._document = document
        self._followers: dict[str, list[str]] = {}
        self._plain = plain = document.translate(SIMPLIFIED)
        self._pairs = Counter(zip(plain, plain[1:]))
        self._triples: dict[tuple[str, str, str], int] = {}
        stops = sum(self._pairs[stop, "”"] for stop in "。！？；")
        self._quoted_stop = QUOTED_STOP * log((stops + 1) / (plain.count("”") - stops + 1))
        self._written = Counter(document)
        self._firsts = Counter(plain)
        self.traditional = is_changed(document, plain)
        self._engine = load_engine()
        self._words: dict[str, float] = {}
        self._chars: dict[str, float] = {}

    def score(self, text: str) -> float:
        """Return the log likelihood of a string, in nats; higher is more plausible."""
        cut = self._engine.cut
        plain = text.translate(SIMPLIFIED)
        words = [word for run in HAN_RUN.findall(plain) for word in cut(run, False)]
        value = sum(map(self._word, words))
        signs = HAN_RUN.sub("", plain)
        if signs:
            value += sum(map(_sign, signs)) + TWO_STOPS * len(STOPS.findall(plain))
        known = self._pairs.get
        return value + sum(log(1 + n) for pair in zip(plain, plain[1:]) if (n := known(pair)))

    def followers(self, char: str) -> list[str]:
        """Return the Chinese characters that stand behind another anywhere in the document."""
        if not self._followers:
            for a, b in sorted(set(zip(self._document, self._document[1:]))):
                if is_han(a) and is_han(b):
                    self._followers.setdefault(a, []).append(b)
        return self._followers.get(char, [])

    def echo(self, left: str, text: str, right: str) -> float:
        """Return what it speaks for a string between two others that the document has such strings elsewhere."""
        plain = (left[-2:] + text + right[:2]).translate(SIMPLIFIED)
        value = ECHO * sum(log(1 + self._count(*triple)) for triple in zip(plain, plain[1:], plain[2:]))
        return value + self._quoted_stop * len(QUOTED.findall(plain))

    def _count(self, a: str, b: str, c: str) -> int:
        if (a, b) not in self._pairs or (b, c) not in self._pairs:
            return 0
        if (a, b, c) not in self._triples:  # few are asked for: to count all of them takes twice as long
            self._triples[a, b, c] = self._plain.count(a + b + c)
        return self._triples[a, b, c]

    def _word(self, word: str) -> float:
        if word not in self._words:
            frequency = self._engine.frequency(word)
            alone = len(word) == 1 and word not in SUFFIXES
            missing = log(FUNCTION_WORD / frequency) if alone else 0.0
            self._words[word] = log(frequency / TOTAL) - ALONE * max(0.0, missing)
        return self._words[word]

    def stands_alone(self, text: str, at: int) -> bool:
        """Tell whether the character at ``at`` is a word of its own in the best cut of the text."""
        plain = text.translate(SIMPLIFIED)
        for run in HAN_RUN.finditer(plain):
            if run.start() <= at < run.end():
                position = run.start()
                for word in self._engine.cut(run.group(), False):
                    if position <= at < position + len(word):
                        return len(word) == 1
                    position += len(word)
        return False

    def strange(self, text: str, start: int, end: int) -> set[int]:
        """Return the characters of ``text[start:end]`` that make no word there, by position.

        A rare one by itself, or two and more in a row that are no words of their own; but not what stands beside
        the same neighbour elsewhere in the document.
        """
        plain = text.translate(SIMPLIFIED)
        found: set[int] = set()
        for run in HAN_RUN.finditer(plain):
            at, singles = run.start(), []
            for word in [*self._engine.cut(run.group(), False), ""]:
                cost = log(FUNCTION_WORD / self._engine.frequency(word)) if len(word) == 1 else 0.0
                if cost > 0 and word not in SUFFIXES and not self._is_known(plain, at):
                    singles.append((at, cost))
                else:
                    if len(singles) >= IN_A_ROW or singles and max(cost for _, cost in singles) > STRANGE:
                        found.update(i for i, _ in singles)
                    singles = []
                at += len(word)
        return {i for i in found if start <= i < end}

    def _is_known(self, plain: str, at: int) -> bool:
        beside = (plain[at - 1 : at + 1] if at else "", plain[at : at + 2])
        return any(len(pair) == 2 and is_han(pair[0]) and is_han(pair[1]) and self._pairs.get((pair[0], pair[1]))
                   for pair in beside)

    def written(self, text: str) -> float:
        """Return what it speaks for the characters of a string that the document writes them so."""
        return sum(map(self._written_so, text))

    def _written_so(self, char: str) -> float:
        n = self._written.get(char, 0)
        if n:
            return 0.3 * log(1 + n)
        return _simplified_forms().get(char, 0.0) if self.traditional else 0.0

    def char(self, written: str) -> float:
        """Return a quick score of one character; forms that the document uses count more."""
        if written not in self._chars:
            plain = SIMPLIFIED[ord(written)]
            common = log(self._engine.frequency(plain) / TOTAL) if HAN_RUN.match(plain) else _sign(plain)
            self._chars[written] = 0.5 * common + self._written_so(written)
        return self._chars[written]

    def usual(self, written: str) -> tuple[float, float]:
        """Return a character's share of all, in dictionary and document, and what its form takes off, in nats."""
        plain = SIMPLIFIED[ord(written)]
        everywhere = self._engine.frequency(plain) / TOTAL if HAN_RUN.match(plain) else exp(_sign(plain))
        n = self._written.get(written, 0)
        form = _simplified_forms().get(written, 0.0) if self.traditional and not n else 0.0
        return 0.5 * (everywhere + n / (len(self._document) + 1)), form

    def likeliest(self, before: str, chars: Iterable[tuple[float, float, str, str]],
                  most: int) -> list[tuple[float, str]]:
        """Return the likeliest of characters to follow another, each with the logarithm of how likely, best first.

        ``chars`` are what :meth:`usual` says of each, characters, and their Simplified forms; ``before`` is a
        Simplified form too. Written out, since it is asked ten thousand times for a paper.
        """
        has_word, count = self._engine.has_word, self._pairs.get
        share = SEEN / (self._firsts.get(before, 0) + 1)
        rated = []
        for usual, off, char, form in chars:
            value = UNSEEN * usual + share * count((before, form), 0)
            if has_word(before + form):
                value += WORD
            rated.append((log(value) + off, char))
        rated.sort(reverse=True)
        return rated[:most]

    def join(self, before: str, char: str) -> float:
        """Return what it adds to the quick score of a character that it follows another; both in Simplified form."""
        count = self._pairs.get((before, char), 0)
        value = KNOWN_PAIR if self._engine.has_word(before + char) else 0.0
        return value + log(1 + count) if count else value
