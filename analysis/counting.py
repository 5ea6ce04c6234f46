"""Counting the terms of each unit, without pandas: the core of `frequency` and of ``zhangju terms``.

A unit's own text is counted once, under its own id; a level above sums its descendants, so the counts of
any level sum to the document's.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from analysis.coding import Word
from analysis.documents import Document
from analysis.errors import InputError
from analysis.lexicons import stop_words
from analysis.sections import Unit
from analysis.segmentation import Segmenter
from analysis.shipped import read_rows

COUNT_COLUMNS = ("section_id", "term", "kind", "pos", "n")
FOUND_COLUMNS = ("section_id", "term", "n_found")
COLUMNS = ("section_id", "heading", "term", "kind", "n", "n_found", "n_tokens", "per_10k_tokens", "per_10k_low",
           "per_10k_high")
COUNTED = ("han", "latin", "number")  # kinds of tokens that are words; signs and spaces are not
LEVELS = ("document", "1", "2", "item")
Z = 1.959963984540054  # 95 %


class Count(NamedTuple):
    """How often a unit's own text has a term as a token: a row of the counts, one per unit and term."""

    section_id: str
    term: str
    kind: str
    pos: str
    n: int


class Found(NamedTuple):
    """In how many places a search of a unit finds a term of the lexicon: see :func:`find_terms`."""

    section_id: str
    term: str
    n_found: int


class Counted(NamedTuple):
    """A document's counts: ``parents`` and ``levels`` by section id, in text order; ``counts`` of own texts."""

    parents: dict[str, str]
    levels: dict[str, int]
    headings: dict[str, str]
    counts: list[Count]
    found: list[Found]


def count_units(text: str, units: Iterable[Unit], *, segmenter: Segmenter | None = None, pos: bool = False
                ) -> list[Count]:
    """Count the words of each unit's own text: rows by unit in text order, then by falling count, then by term.

    >>> from analysis.sections import find_units
    >>> count_units("一、数据", find_units("一、数据"))[0]
    Count(section_id='1', term='一', kind='han', pos='', n=1)
    """
    segmenter = segmenter or Segmenter()
    rows: list[Count] = []
    for unit in units:
        counts: Counter[Word] = Counter()
        for stretch in segmenter.stretches(text[unit.start : unit.end]):
            counts.update(stretch.count())
        rows += (Count(unit.section_id, term, kind, segmenter.tag(term, kind) if pos else "", n)
                 for (term, kind, _), n in sorted(counts.items(), key=lambda row: (-row[1], row[0].token))
                 if kind in COUNTED)
    return rows


def sum_counts(counts: Iterable[Count], groups: Mapping[str, str]) -> list[Count]:
    """Sum the counts of the units of each group, ordered as by :func:`count_units`; ``groups`` is by section id.

    >>> sum_counts([Count("1", "数据", "han", "n", 1), Count("1.1", "数据", "han", "n", 2)], {"1": "1", "1.1": "1"})
    [Count(section_id='1', term='数据', kind='han', pos='n', n=3)]
    """
    sums: Counter[tuple[str, str, str, str]] = Counter()
    for unit, term, kind, pos, n in counts:
        sums[groups[unit], term, kind, pos] += n
    return _ordered(sums)


def _ordered(counted: Mapping[tuple[str, str, str, str], int]) -> list[Count]:
    order = {section_id: i for i, section_id in enumerate(dict.fromkeys(key[0] for key in counted))}
    rows = sorted(counted.items(), key=lambda row: (order[row[0][0]], -row[1], row[0][1]))
    return [Count(*key, n) for key, n in rows]


def find_terms(text: str, units: Sequence[Unit], terms: Iterable[str]) -> list[Found]:
    """Count the places where a search of each unit's own text finds each term, also inside longer terms.

    What is counted as a token is the longest term, so 政务服务 in 政务服务平台 is no token of its own: tokens say
    how the text was cut, this says what a reader finds. Rows by unit in text order, then by term.

    >>> from analysis.sections import find_units
    >>> text = "一、目标\\n政务服务平台与政务服务。"
    >>> find_terms(text, find_units(text), ["政务服务"])
    [Found(section_id='1', term='政务服务', n_found=2)]
    """
    starts = [unit.start for unit in units]
    found: Counter[tuple[int, str]] = Counter()
    for term in terms:
        at = text.find(term)
        while at >= 0:
            place = bisect_right(starts, at) - 1
            if at + len(term) <= units[place].end:
                found[place, term] += 1
            at = text.find(term, at + 1)
    return [Found(units[place].section_id, term, n) for (place, term), n in sorted(found.items())]


def count_document(document: Document, *, segmenter: Segmenter | None = None, pos: bool = False) -> Counted:
    """Cut a document's units and count their words; terms that are a token somewhere are searched for too."""
    segmenter = segmenter or Segmenter()
    units = document.units
    counts = count_units(document.text, units, segmenter=segmenter, pos=pos)
    return Counted({u.section_id: u.parent_id for u in units}, {u.section_id: u.level for u in units},
                   {u.section_id: u.heading for u in units}, counts,
                   find_terms(document.text, units, segmenter.terms.intersection(row.term for row in counts)))


def shipped_counts(name: str) -> Counted:
    """Read the counts that are shipped for a paper: ``data/NAME/sections.csv``, ``terms.csv``, ``found.csv``.

    >>> sum(count.n for count in shipped_counts("paper").counts if count.term == "数字政府")
    99
    """
    columns, rows = read_rows(name, "sections.csv")
    units = [dict(zip(columns, row)) for row in rows]
    columns, rows = read_rows(name, "terms.csv")
    counts = [Count(**{**dict(zip(columns, row)), "n": int(row[columns.index("n")])}) for row in rows]
    return Counted({u["section_id"]: u["parent_id"] for u in units},
                   {u["section_id"]: int(u["level"]) for u in units},
                   {u["section_id"]: u["heading"] for u in units}, counts,
                   [Found(unit, term, int(n)) for unit, term, n in read_rows(name, "found.csv")[1]])


def group_of(section_id: str, level: str, parents: Mapping[str, str], levels: Mapping[str, int]) -> str:
    """Return the unit of ``level`` that a unit is counted in; "document" has the id "document".

    A unit above the level (a part's opening, at level 2) and one outside the headings stay themselves. Raises
    InputError for another level than those of ``LEVELS``.

    >>> parents = {"1": "", "1.2": "1", "1.2.1": "1.2", "front": ""}
    >>> levels = {"1": 1, "1.2": 2, "1.2.1": 3, "front": 0}
    >>> [group_of(u, "2", parents, levels) for u in parents]
    ['1', '1.2', '1.2', 'front']
    """
    if level not in LEVELS:
        raise InputError(f"level={level!r}: must be one of {', '.join(LEVELS)}")
    if level == "document":
        return "document"
    while level != "item" and parents[section_id] and not 0 < levels[section_id] <= int(level):
        section_id = parents[section_id]
    return section_id


def term_rows(counted: Counted, *, level: str = "document", top: int | None = None,
              stopwords: bool = False) -> list[tuple]:
    """Return one row per unit and term: see ``COLUMNS``.

    ``n`` counts tokens; ``n_found``, given for terms of the lexicon, the places where a search finds the term,
    inside longer terms too (None for other words). ``n_tokens`` is the number of all words of the unit (Han,
    Latin, numbers, stop words too), the base of the rate per 10,000; the interval is Wilson's at 95 %, which
    takes words for independent draws and is therefore too narrow for words that cluster. Stop words and
    numbers are left out of the rows unless asked for (``stopwords=True``); ties are ordered by term. The same as
    :func:`analysis.frequency.term_rates`, but for ``n_found``, and without pandas.

    >>> counted = Counted({"1": ""}, {"1": 1}, {"1": "目标"}, [Count("1", "数据", "han", "n", 2)], [])
    >>> term_rows(counted, level="1")
    [('1', '目标', '数据', 'han', 2, None, 2, 10000.0, 3423.802, 10000.0)]
    """
    group = {u: group_of(u, level, counted.parents, counted.levels) for u in counted.parents}
    totals: Counter = Counter()
    sums: Counter = Counter()
    for row in counted.counts:
        totals[group[row.section_id]] += row.n
        sums[group[row.section_id], row.term, row.kind] += row.n
    found: Counter = Counter()
    for row in counted.found:
        found[group[row.section_id], row.term] += row.n_found
    dropped = frozenset() if stopwords else stop_words()
    by_unit: dict[str, list[tuple]] = {}
    for (unit, term, kind), n in sums.items():
        if stopwords or (kind != "number" and term not in dropped):
            by_unit.setdefault(unit, []).append((-n, term, kind))
    rows = []
    for unit in dict.fromkeys(group.values()):
        for negative, term, kind in sorted(by_unit.get(unit, []))[:top]:
            rows.append((unit, counted.headings.get(unit, ""), term, kind, -negative,
                         found.get((unit, term)), totals[unit], *_rates(-negative, totals[unit])))
    return rows


@cache  # a document has thousands of terms, and few counts that they have
def _rates(n: int, total: int) -> tuple[float, float, float]:
    share, low, high = (round(1e4 * share, 3) for share in (n / total, *wilson(n, total)))
    return share, low, high


def wilson(n: int, total: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share n / total (Wilson 1927); takes arrays and columns too.

    (n + z²/2 ± z · sqrt(n (total − n) / total + z²/4)) / (total + z²), z = 1.96. ``total`` must be above 0; NaN in a
    column gives NaN. Exactly 0 for none, 1 for all.

    >>> [round(bound, 4) for bound in wilson(2, 10)]
    [0.0567, 0.5098]
    """
    spread = Z * (n * (total - n) / total + Z * Z / 4) ** 0.5
    others = total - n
    # The formula multiplied by its conjugate, which rounding cannot put outside 0 … 1.
    return n * n / (total * (n + Z * Z / 2 + spread)), 1 - others * others / (total * (others + Z * Z / 2 + spread))
