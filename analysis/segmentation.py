"""Segmentation: a text's words, with terms kept whole, as tokens that tile the text.

The text is first cut by kinds of characters (see `tokens`). In each run of Han characters terms are
found next, the longest first from the left, and an engine (see `engines`) cuts what is left between
them. A term inside a longer word of the dictionary is passed over (印度 in 印度尼西亚).

Nothing is added to an engine's dictionary. There terms lose some of their occurrences to likelier cuts
(数字|经济总量; 245 of 8,079 where 602 terms were tried on 75 documents), ties between terms of one
frequency are broken by each engine in its own way, and such frequencies move words in sentences that
have no term. Found beforehand, terms leave no ties, so both engines cut alike, and a count is what a
reader finds by searching, but for the exceptions that :func:`check_terms` lists. To cover most
characters with terms, instead of the longest from the left, decided 15 of these 8,079 otherwise,
each for the worse (大|数据产业).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.characters import HAN_RUN
from analysis.engines import ENGINES, load_engine
from analysis.errors import InputError
from analysis.lexicons import load_terms, read_terms
from analysis.sections import Unit, units_from_table
from analysis.tokens import Token, split_kinds

if TYPE_CHECKING:
    import pandas as pd

MODES = ("words", "bigrams")
Span = tuple[int, int]
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
        # The lengths of the terms that begin with a character, the longest first.
        self._lengths: dict[str, list[int]] = {}
        for term in sorted(self._terms, key=len, reverse=True):
            lengths = self._lengths.setdefault(term[0], [])
            if len(term) not in lengths:
                lengths.append(len(term))
        self._engine, self._hmm, self._mode = load_engine(engine), bool(hmm), mode

    def __repr__(self) -> str:
        return f"<Segmenter: {self._engine.name}, {len(self.terms)} terms, hmm={self._hmm}, {self._mode}>"

    @property
    def terms(self) -> frozenset[str]:
        """The terms that are kept whole."""
        return self._terms

    def cut(self, text: str) -> list[str]:
        """Return the tokens of a text as strings; joined they are the text (but see ``mode``)."""
        return [text[start:end] for start, end, _ in self._pieces(text)]

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

    def _tokens(self, text: str, units: Iterable[tuple[str, int, int]], pos: bool) -> list[Token]:
        tag = cache(self._tag) if pos else None
        tokens: list[Token] = []
        for section_id, begin, stop in units:
            if not 0 <= begin <= stop <= len(text):
                raise InputError(f"units: {section_id!r} is {begin} to {stop} of a text of {len(text)} characters; "
                                 "they were made for another text")
            own = text[begin:stop]
            tokens += [Token(section_id, position, begin + start, begin + end, term := own[start:end], kind,
                             tag(term, kind) if tag else "")
                       for position, (start, end, kind) in enumerate(self._pieces(own))]
        return tokens

    def _pieces(self, text: str) -> Iterator[tuple[int, int, str]]:
        for start, end, kind in split_kinds(text):
            if kind != "han":
                yield start, end, kind
            elif self._mode == "bigrams":
                for at in range(start, max(start + 1, end - 1)):
                    yield at, min(at + 2, end), kind
            else:
                for word in self._cut_words(text[start:end]):
                    yield start, start + len(word), kind
                    start += len(word)

    def _cut_words(self, run: str) -> list[str]:
        words: list[str] = []
        at = 0
        for start, end in self._find_terms(run):
            if at < start:
                words += self._engine.cut(run[at:start], self._hmm)
            words.append(run[start:end])
            at = end
        return words + self._engine.cut(run[at:], self._hmm) if at < len(run) else words

    def _find_terms(self, run: str) -> Iterator[Span]:
        words: list[Span] = []  # for each character of the run, the word of the dictionary that it is in
        end = 0
        for at, char in enumerate(run):
            if char not in self._lengths or at < end:
                continue
            for length in self._lengths[char]:
                if run[at : at + length] in self._terms and at + length <= len(run):
                    words = words or [word for word in _spans(self._engine.cut(run, False)) for _ in range(*word)]
                    if words[at] == words[at + length - 1] != (at, at + length):
                        continue
                    end = at + length
                    yield at, end
                    break

    def _tag(self, term: str, kind: str) -> str:
        if kind != "han":
            return _TAGS.get(kind, "x")
        if self._mode == "bigrams":
            return ""
        return _TERM_TAG if term in self.terms and not self._engine.has_word(term) else self._engine.tag(term)


def _checked(terms: Iterable[str]) -> frozenset[str]:
    checked = frozenset(terms)
    for term in checked:
        if not isinstance(term, str) or len(term) < 2 or not HAN_RUN.fullmatch(term):
            raise InputError(f"terms: {term!r} is no term; give words of two or more Han characters and nothing else")
    return checked


def _spans(words: Iterable[str]) -> Iterator[Span]:
    at = 0
    for word in words:
        yield at, at + len(word)
        at += len(word)


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
