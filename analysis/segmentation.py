"""Segmentation: a text's words, with terms kept whole, as tokens that tile the text.

What is a token by its characters alone (see `tokens`) is put in code first (see `coding`), then the terms, the longest
first from the left (see `term_search`), and an engine (see `engines`) cuts the runs of Han characters that are left. A
term inside a longer word of the dictionary is passed over (印度 in 印度尼西亚).

Nothing is added to an engine's dictionary. There terms lose some of their occurrences to likelier cuts
(数字|经济总量; 245 of 8,079 where 602 terms were tried on 75 documents), ties between terms of one
frequency are broken by each engine in its own way, and such frequencies move words in sentences that
have no term. Found beforehand, terms leave no ties, so both engines cut alike, and a count is what a
reader finds by searching, but for the exceptions that :func:`check_terms` lists. To cover most
characters with terms, instead of the longest from the left, decided 15 of these 8,079 otherwise,
each for the worse (大|数据产业).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.characters import HAN, HAN_RUN
from analysis.coding import MOST_WORDS, Stretch, Word, Words, encode
from analysis.engines import ENGINES, load_engine
from analysis.errors import InputError
from analysis.lexicons import load_terms, read_terms
from analysis.sections import Unit, units_from_table
from analysis.term_search import TermSearch
from analysis.tokens import Token

if TYPE_CHECKING:
    import pandas as pd

MODES = ("words", "bigrams")
_NONE = Word("", "", "")
_PIECES = re.compile(f"[{HAN}]+|.", re.DOTALL)
_TAGS = {"latin": "eng", "number": "m"}  # jieba's; signs and spaces are its "x"
_TERM_TAG = "n"
_TEXT_COLUMNS = {"section_id": "str", "term": "str", "kind": "str", "pos": "str"}


class Segmenter:
    """A way of cutting words; its settings never change, and it changes nothing outside itself.

    ``engine`` is "rjieba" (default; jieba where it is not installed) or "jieba": the same tokens from
    both. ``terms`` are kept whole: the shipped ones (None), none (``()``), a list, or a file of them.
    ``hmm=False`` keeps jieba from guessing words that its dictionary does not have. With
    ``mode="bigrams"`` every two neighbouring Han characters of a run are a token (a lone one is itself):
    they overlap, so they do not join to the text, and no word or term is known.

    >>> segmenter = Segmenter(terms=["数字政府"])
    >>> segmenter.cut("建设数字政府，到二〇三五年达3.85%。")
    ['建设', '数字政府', '，', '到', '二〇三五年', '达', '3.85%', '。']
    >>> Segmenter(mode="bigrams").cut("数字政府")
    ['数字', '字政', '政府']
    """

    def __init__(self, *, engine: str = "rjieba", terms: Iterable[str] | str | Path | None = None,
                 hmm: bool = True, mode: str = "words") -> None:
        if engine not in ENGINES:
            raise InputError(f"engine={engine!r}: must be one of {', '.join(ENGINES)}")
        if mode not in MODES:
            raise InputError(f"mode={mode!r}: must be one of {', '.join(MODES)}")
        if terms is None:
            terms = load_terms()
        elif isinstance(terms, (str, Path)):
            terms = read_terms(terms)
        self._terms = _checked(terms)
        self._engine, self._hmm, self._mode = load_engine(engine), bool(hmm), mode
        self._search = TermSearch(self._terms, engine=self._engine)
        self._words = Words(self._search.terms)
        self.tag = lru_cache(MOST_WORDS)(self._tag)

    def __repr__(self) -> str:
        return f"<Segmenter: {self._engine.name}, {len(self.terms)} terms, hmm={self._hmm}, {self._mode}>"

    @property
    def terms(self) -> frozenset[str]:
        """The terms that are kept whole."""
        return self._terms

    def cut(self, text: str) -> list[str]:
        """Return the tokens of a text as strings; joined they are the text (but see ``mode``)."""
        return [word.token for word in self.words(text)]

    def words(self, text: str) -> list[Word]:
        """Return the tokens of a text without their places, signs and spaces too: the fast way to its words.

        >>> [tuple(word) for word in Segmenter().words("用AI。")]
        [('用', 'han', '用'), ('AI', 'latin', 'ai'), ('。', 'punctuation', '。')]
        """
        return [word for stretch in self.stretches(text) for word in stretch.words()]

    def stretches(self, text: str) -> list[Stretch]:
        """Return the tokens of a text in code (see `coding`): one stretch of them, or several where codes run out.

        >>> [stretch] = Segmenter().stretches("数据，数据。")
        >>> {word.token: n for word, n in stretch.count().items()}
        {'数据': 2, '，': 1, '。': 1}
        """
        stretches = []
        for coded in encode(text):
            if self._mode == "bigrams":
                pieces = [pair for piece in _PIECES.findall(coded.text) for pair in _pairs(piece)]
            else:
                pieces = self._engine.cut_text(self._search.encode(coded.text), self._hmm)
            stretches.append(Stretch(pieces, coded.words, self._words))
        return stretches

    def in_stretch(self, word: str) -> str:
        """Return how a word stands among the pieces of a stretch: a term in code, any other of Han as it is."""
        return self._search.codes.get(word, word)

    def tokens(self, text: str, *, pos: bool = False) -> list[Token]:
        """Return the tokens of a text that is not divided into units: their ``section_id`` is ""."""
        return self._tokens(text, [("", 0, len(text))], pos)

    def unit_tokens(self, text: str, units: Iterable[Unit], *, pos: bool = False) -> list[Token]:
        """Return the tokens of each unit's own text, in order; none reaches over a unit's border.

        ``pos`` adds the part of speech: the dictionary's for a word that it has, "n" for any other term,
        "eng" for Latin, "m" for numbers, "x" for guessed words and for signs; "" for bigrams. The
        dictionary has one for each word, whatever the context: 建设 is always "vn".
        """
        return self._tokens(text, ((unit.section_id, unit.start, unit.end) for unit in units), pos)

    def _tag(self, token: str, kind: str) -> str:
        if kind != "han":
            return _TAGS.get(kind, "x")
        if self._mode == "bigrams":
            return ""
        return _TERM_TAG if token in self._terms and not self._engine.has_word(token) else self._engine.tag(token)

    def _tokens(self, text: str, units: Iterable[tuple[str, int, int]], pos: bool) -> list[Token]:
        tokens: list[Token] = []
        overlap = self._mode == "bigrams"
        for section_id, begin, stop in units:
            if not 0 <= begin <= stop <= len(text):
                raise InputError(f"units: {section_id!r} is {begin} to {stop} of a text of {len(text)} characters; "
                                 "they were made for another text")
            start, words = begin, self.words(text[begin:stop])
            for position, (word, following) in enumerate(zip(words, [*words[1:], _NONE])):
                token, kind, _ = word
                end = start + len(token)
                tag = self.tag(token, kind) if pos else ""
                tokens.append(Token(section_id, position, start, end, token, kind, tag))
                # Bigrams overlap within a run, and between two runs stands what is no bigram.
                start = start + 1 if overlap and kind == following.kind == "han" else end
        return tokens


def _checked(terms: Iterable[str]) -> frozenset[str]:
    checked = frozenset(terms)
    for term in checked:
        if not isinstance(term, str) or len(term) < 2 or not HAN_RUN.fullmatch(term):
            raise InputError(f"terms: {term!r} is no term; give words of two or more Han characters and nothing else")
    return checked


def _pairs(piece: str) -> list[str]:
    """Return the pairs of neighbours of a run of Han characters; what is shorter, and what is none, as it is."""
    return [piece[i : i + 2] for i in range(max(1, len(piece) - 1))]


def tokenize(text: str, sections: pd.DataFrame | None = None, *, segmenter: Segmenter | None = None,
             pos: bool = False) -> pd.DataFrame:
    """One row per token: ``section_id, position, start, end, term, kind, pos``, in the text's order.

    ``sections`` is a table made by :func:`analysis.sections.find_sections`; without it the whole text is
    one unit, "document". ``position`` counts from 0 within the unit; with ``section_id`` it is the key.
    ``text[start:end]`` is ``term``, and where the sections tile the text the terms joined are the text.
    ``kind`` is one of ``tokens.KINDS``; words are "han", "latin" and "number". ``pos`` is empty unless
    asked for: see :meth:`Segmenter.unit_tokens`. Raises InputError for sections of another text.

    >>> tokenize("公开35万亿元。")[["term", "kind"]].to_csv(index=False)
    'term,kind\\n公开,han\\n35万亿元,number\\n。,punctuation\\n'
    """
    import pandas as pd

    units = [Unit("document", "", 0, "document", "", "", 0, len(text), len(text))]
    if sections is not None:
        units = units_from_table(sections)
    tokens = (segmenter or Segmenter()).unit_tokens(text, units, pos=pos)
    table = pd.DataFrame(tokens, columns=list(Token._fields))
    return table.astype({**_TEXT_COLUMNS, "position": int, "start": int, "end": int})


def check_terms(text: str, *, segmenter: Segmenter | None = None, terms: Iterable[str] | None = None) -> pd.DataFrame:
    """One row per term that the text has: is it counted as often as a reader finds it by searching?

    ``n_found`` is the number of places where the string stands; of these ``n_whole`` are a token,
    ``n_inside`` part of a longer one, and ``n_cut`` are cut through, most often as ``cut_as``. The three
    sum to ``n_found``. The most frequent terms come first. ``terms`` are the segmenter's unless given:
    with ``Segmenter(terms=())`` and terms the table shows what the dictionary alone does to them.

    >>> check_terms("数字政府与数字经济，政府在印度尼西亚", segmenter=Segmenter(terms=["数字政府", "印度"]),
    ...             terms=["政府", "数字政府", "印度"]).to_csv(index=False)
    'term,n_found,n_whole,n_inside,n_cut,cut_as\\n政府,2,1,1,0,\\n印度,1,0,1,0,\\n数字政府,1,1,0,0,\\n'
    """
    import pandas as pd

    segmenter = segmenter or Segmenter()
    tokens = segmenter.tokens(text)
    starts = [token.start for token in tokens]
    rows = []
    for term in segmenter.terms if terms is None else _checked(terms):
        places, cut_as = Counter(), Counter()
        at = text.find(term)
        while at >= 0:
            end, first = at + len(term), bisect_right(starts, at) - 1
            if tokens[first].end >= end:
                places["whole" if tokens[first].term == term else "inside"] += 1
            else:
                places["cut"] += 1
                cut_as["/".join(token.term for token in tokens[first : bisect_right(starts, end - 1)])] += 1
            at = text.find(term, at + 1)
        commonest = min(cut_as, key=lambda cut: (-cut_as[cut], cut), default="")
        if places:
            rows.append((term, places.total(), places["whole"], places["inside"], places["cut"], commonest))
    rows.sort(key=lambda row: (-row[1], row[0]))
    columns = ["term", "n_found", "n_whole", "n_inside", "n_cut", "cut_as"]
    return pd.DataFrame(rows, columns=columns).astype({"term": "str", "cut_as": "str"})
