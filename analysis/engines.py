"""Engines: jieba's way of cutting a run of Han characters, in Rust (``rjieba``) or in Python (``jieba``).

Both read the same dictionary and give the same words; ``rjieba`` is twenty times as fast to start and
to run, ``jieba`` is the reference and stands in where ``rjieba`` has no wheel. An engine has no settings
and is never given words of a user's: what is kept whole is the business of `segmentation`. jieba's own
tokenizer object stays untouched, so nothing is written into the common temporary folder (its cache) or
to standard error (its messages), and a program that uses jieba beside us sees no difference.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, cached_property
from importlib.util import find_spec
from math import exp, log
from pathlib import Path
from typing import Protocol

from analysis.characters import HAN
from analysis.errors import InputError

ENGINES = ("rjieba", "jieba")
UNKNOWN = "x"  # jieba's tag of a word that its dictionary does not have
# The two differ in which blocks of rare characters they let into a run. The dictionary has none beyond
# these, so a rare character is a word by itself and the runs on both sides of it are cut apart.
_FIRST, _LAST = "\u4e00", "\u9fd5"
_COVERED = re.compile(f"[{_FIRST}-{_LAST}]+")
_RARE = re.compile(f"(?![{_FIRST}-{_LAST}])[{HAN}]")


class Engine(Protocol):
    """What both engines do; ``run`` is a run of Han characters."""

    name: str

    def cut(self, run: str, hmm: bool = True) -> list[str]:
        """Return the words of the run, which joined are the run; ``hmm`` lets jieba guess unknown words."""

    def cut_text(self, text: str, hmm: bool = True) -> list[str]:
        """Return the words of all runs of a text in which any other character stands by itself, as a token.

        The text has no ASCII and no white space, which an engine would take into its runs: see `coding`.
        """

    def has_word(self, word: str) -> bool:
        """Tell whether the dictionary has the word."""

    def frequency(self, word: str) -> int:
        """Return the word's frequency in the dictionary, or else the one that would keep it whole.

        jieba's ``suggest_freq``. Rounding makes it one more than the dictionary's for some rare words.
        """

    def tag(self, word: str) -> str:
        """Return the dictionary's part of speech (n, v, vn, …), "x" for a word that it does not have."""


@cache
def load_engine(name: str = "rjieba") -> Engine:
    """Return an engine, loaded once: "rjieba" (jieba where it is not installed) or "jieba".

    Raises InputError for another name.

    >>> load_engine("rjieba").cut("公开透明") == load_engine("jieba").cut("公开透明")
    True
    """
    if name not in ENGINES:
        raise InputError(f"engine={name!r}: must be one of {', '.join(ENGINES)}")
    if name == "rjieba":
        try:
            return _Rjieba()
        except ImportError:
            return load_engine("jieba")
    return _Jieba()


def _cut_pieces(cut: Callable[[str, bool], list[str]], run: str, hmm: bool) -> list[str]:
    if _COVERED.fullmatch(run):
        return cut(run, hmm)
    words: list[str] = []
    at = 0
    for covered in _COVERED.finditer(run):
        words += run[at : covered.start()]
        words += cut(covered.group(), hmm)
        at = covered.end()
    return words + list(run[at:])


class _Rjieba:
    name = "rjieba"

    def __init__(self) -> None:
        import rjieba

        self._cut, self._tag, self._has_word = rjieba.cut, rjieba.tag, rjieba.has_word
        self.frequency = rjieba.suggest_freq

    def cut(self, run: str, hmm: bool = True) -> list[str]:
        return _cut_pieces(self._cut, run, hmm)

    def cut_text(self, text: str, hmm: bool = True) -> list[str]:
        # One call, where jieba needs one for each run: the time of a call is that of ten characters.
        return _cut_pieces(self._cut, text, hmm) if _RARE.search(text) else self._cut(text, hmm)

    def has_word(self, word: str) -> bool:
        try:
            return self._has_word(word)
        except UnicodeEncodeError:  # a lone surrogate, which the library cannot be given, is in no word
            return False

    def tag(self, word: str) -> str:
        tagged = self._tag(word, False) if self.has_word(word) else ()
        return tagged[0][1] if len(tagged) == 1 else UNKNOWN


class _Jieba:
    name = "jieba"

    def __init__(self) -> None:
        import warnings

        with warnings.catch_warnings():
            # Invalid escapes in jieba's patterns, and pkg_resources, which it asks for, is deprecated.
            warnings.simplefilter("ignore")
            import jieba
        tokenizer = jieba.Tokenizer()
        # What its initialize() does, without the cache and the messages.
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
        tokenizer.initialized = True
        self._tokenizer = tokenizer
        self._log_total = log(tokenizer.total)

    def cut(self, run: str, hmm: bool = True) -> list[str]:
        return _cut_pieces(lambda piece, hmm: self._tokenizer.lcut(piece, HMM=hmm), run, hmm)

    cut_text = cut

    def has_word(self, word: str) -> bool:
        return self._tokenizer.FREQ.get(word, 0) > 0

    def frequency(self, word: str) -> int:
        # In logarithms, as rjieba has it: jieba's product rounds otherwise, by one for every sixth word.
        likely = sum(log(self._known(part)) - self._log_total for part in self.cut(word, hmm=False))
        return max(int(exp(likely + self._log_total)) + 1, self._known(word))

    def _known(self, word: str) -> int:
        # FREQ also has the beginnings of words, with 0.
        return self._tokenizer.FREQ.get(word, 0) or 1

    def tag(self, word: str) -> str:
        whole = self.has_word(word) and len(self.cut(word, hmm=False)) == 1
        return self._tags.get(word, UNKNOWN) if whole else UNKNOWN

    @cached_property
    def _tags(self) -> dict[str, str]:
        with self._tokenizer.get_dict_file() as file:
            rows = (line.split() for line in file.read().decode("utf-8").splitlines())
            return {word: tag for word, _, tag in rows}


def dictionary_words() -> list[str]:
    """Return all words of jieba's dictionary, which both engines have: 349,046.

    >>> "印度尼西亚" in dictionary_words()
    True
    """
    # The package is found, not imported: jieba warns when it is imported, and takes its time.
    folder = Path(find_spec("jieba").origin).parent
    return [line.partition(" ")[0] for line in (folder / "dict.txt").read_text(encoding="utf-8").splitlines()]
