"""Concordance: every occurrence of a term with the words around it, sorted so that what repeats stands together.

The core works on a text and its units without pandas, for ``zhangju concordance``; :func:`concordance` does the
same with a table of tokens.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from analysis.characters import PUNCTUATION
from analysis.counting import COUNTED
from analysis.errors import InputError
from analysis.sections import Unit
from analysis.segmentation import Segmenter

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("section_id", "start", "left", "term", "right")  # of the command's CSV
SORTS = ("text", "left", "right")
WAYS = ("token", "characters")
MEASURES = ("characters", "words")
WIDTH = 20
_BORDER = "\x1f"  # the unit separator of ASCII: between the tokens of a passage while it is searched
_INNER = f"[^{_BORDER}\\s{PUNCTUATION}]"  # what a wildcard stands for: never a sign, a space or a token's border


class Line(NamedTuple):
    """One occurrence: ``text[start:end]`` is ``term``, ``left`` and ``right`` stand around it in its unit."""

    section_id: str
    start: int
    end: int
    left: str
    term: str
    right: str


class Passage(NamedTuple):
    """A unit's own text, where it starts, and its tokens as (start, end, whether it is a word)."""

    section_id: str
    start: int
    text: str
    tokens: Sequence[tuple[int, int, bool]]


def find_lines(text: str, units: Iterable[Unit], term: str, *, width: int = WIDTH, measure: str = "characters",
               sort: str = "text", by: str = "token", segmenter: Segmenter | None = None) -> tuple[list[Line], str]:
    """Return the occurrences of a term in a text, and a hint ("" where there is nothing to say).

    Options as in :func:`concordance`, of which this is the core. The hint says in a sentence how many places the
    other way of searching finds, where the two differ. A search by characters needs no tokens, is quicker, and
    gives no hint.

    >>> from analysis.sections import find_units
    >>> text = "一、目标\\n数据可靠，数据平台。"
    >>> lines, hint = find_lines(text, find_units(text), "数据", width=3)
    >>> [(line.section_id, line.start, line.left, line.right) for line in lines]
    [('1', 5, '目标 ', '可靠，'), ('1', 10, '可靠，', '平台。')]
    """
    units = list(units)
    tokens: dict[str, list[tuple[int, int, bool]]] = {}
    if by == "token" or measure == "words":
        for token in (segmenter or Segmenter()).unit_tokens(text, units):
            tokens.setdefault(token.section_id, []).append((token.start, token.end, token.kind in COUNTED))
    passages = [Passage(unit.section_id, unit.start, text[unit.start : unit.end], tokens.get(unit.section_id, ()))
                for unit in units]
    return _search(passages, term, width=width, measure=measure, sort=sort, by=by)


def concordance(tokens: pd.DataFrame, term: str, *, width: int = WIDTH, measure: str = "characters",
                sort: str = "text", by: str = "token") -> pd.DataFrame:
    """One row per occurrence of a term: ``section_id, start, end, left, term, right``.

    ``tokens`` is a table made by :func:`analysis.segmentation.tokenize`, punctuation included: the text is put
    together again from it, so that nothing else is needed. ``left`` and ``right`` are the ``width`` characters
    (``measure="words"``: words) around it, never of another unit; line ends in them are shown as spaces.

    ``by="token"`` finds what the counts count: a place that begins and ends where a token does. ``term`` may be

    - a word, or a longer string that is cut into several tokens (数据要素市场);
    - with wildcards: ``*`` stands for any characters of a token, ``?`` for one (数据*, ?府);
    - several words with a space between them, each a whole token, one behind the other (政务 数据, 共享 *).

    ``by="characters"`` finds the string wherever it stands, inside longer words too, as a reader's search does; it
    knows no wildcards. Where the two find different places ``attrs["hint"]`` says so. Upper and lower case differ.

    ``sort="left"`` orders by what stands before the term, read backwards from it, "right" by what stands behind
    it, "text" by place; ties stand by place. Characters are ordered by their code, which puts equal neighbours
    together and means nothing else. Read many lines before you say what a word means here; a pattern of two or
    three lines may be one passage's. Raises InputError for counts, which have no order, for tokens with gaps, and
    for an empty term. Source: Sinclair 1991, Corpus, Concordance, Collocation.

    >>> from analysis.segmentation import Segmenter, tokenize
    >>> tokens = tokenize("政务服务平台与数据平台，政务数据。", segmenter=Segmenter(terms=["政务服务平台"]))
    >>> concordance(tokens, "平台", width=3)[["left", "term", "right"]].values.tolist()
    [['与数据', '平台', '，政务']]
    >>> concordance(tokens, "平台").attrs["hint"]
    "平台 stands in 1 place as a token and in 2 as characters: by='characters' shows all"
    """
    import pandas as pd

    from analysis.tables import check_tokens

    check_order(tokens, what="a concordance")
    check_tokens(tokens)
    lines, hint = _search(list(_passages(tokens)), term, width=width, measure=measure, sort=sort, by=by)
    text = {"section_id": "str", "left": "str", "term": "str", "right": "str", "start": "int64", "end": "int64"}
    table = pd.DataFrame(lines, columns=list(Line._fields)).astype(text)
    table.attrs["hint"] = hint
    return table


def check_order(tokens: pd.DataFrame, *, what: str) -> None:
    """Raise InputError where a table of counts was given for tokens; ``what`` is what needs their order.

    >>> check_order(None, what="a concordance")  # not a table of counts, whatever else it is
    """
    columns = getattr(tokens, "columns", ())
    if "n" in columns and "start" not in columns:
        raise InputError(f"tokens: these are counts, and {what} needs the order of the words; give tokens "
                         "(tokenize(text, sections)), or take cooccurrence.unit_cooccurrence(counts, sections)")


def format_concordance(lines: pd.DataFrame | Iterable[Line]) -> str:
    """Return occurrences as text, the term of all lines in one column, each unit's id before it.

    A Han character is as wide as two Latin letters; signs of ambiguous width (“ ” …) count as one.

    >>> print(format_concordance([Line("1", 2, 4, "共享", "数据", "。"), Line("2.1", 9, 11, "R&D", "数据", "平台")]))
    1    共享  数据  。
    2.1   R&D  数据  平台
    """
    rows = list(lines.itertuples(index=False) if hasattr(lines, "itertuples") else lines)
    sides = [max((_columns(getattr(row, name)) for row in rows), default=0) for name in ("section_id", "left", "term")]
    return "\n".join(
        f"{row.section_id}{_pad(row.section_id, sides[0])}  {_pad(row.left, sides[1])}{row.left}  "
        f"{row.term}{_pad(row.term, sides[2])}  {row.right}".rstrip() for row in rows)


def _pad(text: str, width: int) -> str:
    return " " * (width - _columns(text))


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _passages(tokens: pd.DataFrame) -> Iterator[Passage]:
    rows = tokens.sort_values("start", kind="stable")
    for unit, own in rows.groupby("section_id", sort=False):
        starts, ends, terms = own["start"].tolist(), own["end"].tolist(), own["term"].tolist()
        for end, start in zip(ends, starts[1:]):
            if start != end:
                raise InputError(f"tokens: in unit {unit!r} one ends at {end} and the next starts at {start}; give all "
                                 "tokens of a unit, punctuation and spaces too, not filtered and not bigrams")
        yield Passage(unit, starts[0], "".join(terms), list(zip(starts, ends, own["kind"].isin(COUNTED))))


def _search(passages: Sequence[Passage], term: str, *, width: int, measure: str, sort: str, by: str
            ) -> tuple[list[Line], str]:
    for value, allowed, name in ((measure, MEASURES, "measure"), (sort, SORTS, "sort"), (by, WAYS, "by")):
        if value not in allowed:
            raise InputError(f"{name}={value!r}: must be one of {', '.join(allowed)}")
    if isinstance(width, bool) or not isinstance(width, int) or width < 1:
        raise InputError(f"width={width!r}: must be a whole number of 1 or more")
    if not isinstance(term, str) or not term.strip(" *?"):
        raise InputError(f"term={term!r}: must be a word or a part of one, such as '数据' or '数据*'")
    term = term.strip()
    pattern = _pattern(term)
    lines = []
    for passage in passages:
        places = _as_tokens(passage, pattern) if by == "token" else _as_characters(passage.text, term)
        lines += [_line(passage, start, end, width, measure) for start, end in places]
    if sort == "text":
        lines.sort(key=lambda line: line.start)
    else:
        lines.sort(key=lambda line: (line.left[::-1] if sort == "left" else line.right, line.start))
    return lines, _hint(passages, term, pattern, len(lines), by)


def _pattern(term: str) -> re.Pattern[str]:
    """Return what finds a term between the borders of tokens; a word without wildcards may be cut into several."""
    wild = {"*": f"{_INNER}*", "?": _INNER}
    words = [("" if wild.keys() & set(word) else f"{_BORDER}?").join(wild.get(char, re.escape(char)) for char in word)
             for word in term.split()]
    # Between two words of a term there may be spaces, but no line's end.
    between = f"{_BORDER}(?:[^\\S\\r\\n]+{_BORDER})?"
    return re.compile(f"(?<={_BORDER}){between.join(words)}(?={_BORDER})")


def _as_tokens(passage: Passage, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    at = passage.start
    words = [passage.text[start - at : end - at] for start, end, _ in passage.tokens]
    joined = _BORDER + "".join(f"{word}{_BORDER}" for word in words)
    borders = [0]
    for word in words:
        borders.append(borders[-1] + len(word) + 1)
    match = pattern.search(joined)
    while match:
        start, end = (place - bisect_left(borders, place) for place in match.span())
        if end > start:
            yield start, end
        match = pattern.search(joined, match.start() + 1)


def _as_characters(text: str, term: str) -> Iterator[tuple[int, int]]:
    at = text.find(term)
    while at >= 0:
        yield at, at + len(term)
        at = text.find(term, at + 1)


def _line(passage: Passage, start: int, end: int, width: int, measure: str) -> Line:
    """Return the line of an occurrence, given by its place in the passage's own text."""
    text, left, right = passage.text, max(0, start - width), end + width
    if measure == "words":
        words = [(a - passage.start, b - passage.start) for a, b, word in passage.tokens if word]
        first = bisect_right([b for _, b in words], start)
        behind = bisect_left([a for a, _ in words], end)
        left = words[first - width][0] if first > width else 0
        right = words[behind + width - 1][1] if behind + width <= len(words) else len(text)
    before, after = (re.sub(r"\s", " ", part) for part in (text[left:start], text[end:right]))
    return Line(passage.section_id, passage.start + start, passage.start + end, before, text[start:end], after)


def _hint(passages: Sequence[Passage], term: str, pattern: re.Pattern[str], n: int, by: str) -> str:
    if by == "characters":
        if not n and {"*", "?"} & set(term):
            return f"{term} stands nowhere as characters: wildcards need by='token'"
        if not any(passage.tokens for passage in passages):
            return ""
        whole, found = sum(1 for passage in passages for _ in _as_tokens(passage, pattern)), n
    else:
        if {"*", "?", " "} & set(term):
            return "" if n else f"{term} stands nowhere as tokens: is it cut or spelled otherwise?"
        whole, found = n, sum(1 for passage in passages for _ in _as_characters(passage.text, term))
    if whole == found:
        return "" if n else f"{term} stands nowhere in the text: is it spelled otherwise, or in Traditional characters?"
    places = f"{term} stands in {whole} {'place' if whole == 1 else 'places'} as a token and in {found} as characters"
    if by == "token":
        return f"{places}: by='characters' shows all"
    return f"{places}: by='token' shows what the counts count"
