"""Counting the terms of each unit, without pandas: the core of `frequency` and of ``zhangju terms``.

A unit's own text is counted once, under its own id; a level above sums its descendants, so the counts of
any level sum to the document's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from math import sqrt
from typing import NamedTuple

from analysis.documents import Document
from analysis.errors import InputError
from analysis.lexicons import stop_words
from analysis.segmentation import Segmenter, Token
from analysis.shipped import read_rows

COUNT_COLUMNS = ("section_id", "term", "kind", "pos", "n")
COLUMNS = ("section_id", "heading", "term", "kind", "n", "n_tokens", "per_10k_tokens", "per_10k_low", "per_10k_high")
COUNTED = ("han", "latin", "number")  # kinds of tokens that are words; signs and spaces are not
LEVELS = ("document", "1", "2", "item")
Z = 1.959964  # 95 %


class Count(NamedTuple):
    """One row per unit and term."""

    section_id: str
    term: str
    kind: str
    pos: str
    n: int


class Counted(NamedTuple):
    """A document's counts: ``parents`` and ``levels`` by section id, in text order; ``counts`` of own texts."""

    parents: dict[str, str]
    levels: dict[str, int]
    headings: dict[str, str]
    counts: list[Count]


def count_tokens(tokens: Iterable[Token]) -> list[Count]:
    """Count the words of each unit: rows by unit in text order, then by falling count, then by term."""
    words = (t for t in tokens if t.kind in COUNTED)
    counted = Counter((t.section_id, t.term, t.kind, t.pos) for t in words)
    order = {section_id: i for i, section_id in enumerate(dict.fromkeys(key[0] for key in counted))}
    rows = sorted(counted.items(), key=lambda row: (order[row[0][0]], -row[1], row[0][1]))
    return [Count(*key, n) for key, n in rows]


def count_document(document: Document, *, segmenter: Segmenter | None = None, pos: bool = False) -> Counted:
    """Cut a document's units and count their words."""
    segmenter = segmenter or Segmenter()
    tokens = segmenter.unit_tokens(document.text, document.units, pos=pos)
    units = document.units
    return Counted({u.section_id: u.parent_id for u in units}, {u.section_id: u.level for u in units},
                   {u.section_id: u.heading for u in units}, count_tokens(tokens))


def shipped_counts(name: str) -> Counted:
    """Read the counts that are shipped for a paper: ``data/NAME/sections.csv`` and ``terms.csv``."""
    columns, rows = read_rows(name, "sections.csv")
    units = [dict(zip(columns, row)) for row in rows]
    columns, rows = read_rows(name, "terms.csv")
    counts = [Count(**{**dict(zip(columns, row)), "n": int(row[columns.index("n")])}) for row in rows]
    return Counted({u["section_id"]: u["parent_id"] for u in units},
                   {u["section_id"]: int(u["level"]) for u in units},
                   {u["section_id"]: u["heading"] for u in units}, counts)


def group_of(section_id: str, level: str, parents: Mapping[str, str], levels: Mapping[str, int]) -> str:
    """Return the unit of ``level`` that a unit is counted in; "document" has the id "document".

    A unit above the level (a part's opening, at level 2) and one outside the headings stay themselves.

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

    ``n_tokens`` is the number of all words of the unit (Han, Latin, numbers, stop words too), the base of
    the rate per 10,000; the interval is Wilson's at 95 %, which takes words for independent draws and is
    therefore too narrow for words that cluster. Stop words and numbers are left out of the rows unless
    asked for; ties are ordered by term.
    """
    group = {u: group_of(u, level, counted.parents, counted.levels) for u in counted.parents}
    totals: Counter = Counter()
    sums: Counter = Counter()
    for row in counted.counts:
        totals[group[row.section_id]] += row.n
        sums[group[row.section_id], row.term, row.kind] += row.n
    dropped = frozenset() if stopwords else stop_words()
    by_unit: dict[str, list[tuple]] = {}
    for (unit, term, kind), n in sums.items():
        if stopwords or (kind != "number" and term not in dropped):
            by_unit.setdefault(unit, []).append((-n, term, kind))
    rows = []
    for unit in dict.fromkeys(group.values()):
        for negative, term, kind in sorted(by_unit.get(unit, []))[:top]:
            low, high = wilson(-negative, totals[unit])
            rates = (round(1e4 * share, 3) for share in (-negative / totals[unit], low, high))
            rows.append((unit, counted.headings.get(unit, ""), term, kind, -negative, totals[unit], *rates))
    return rows


def wilson(n: int, total: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share n / total (Wilson 1927).

    >>> [round(bound, 4) for bound in wilson(2, 10)]
    [0.0567, 0.5098]
    """
    centre = n + Z * Z / 2
    spread = Z * sqrt(n * (total - n) / total + Z * Z / 4)
    return (centre - spread) / (total + Z * Z), (centre + spread) / (total + Z * Z)
