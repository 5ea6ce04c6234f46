"""Quantities: the figures of a text, each with what it measures, its unit, its time and its source.

Rules on the tokens of kind "number" (see `tokens`), no model. A quantity is a number with a unit, a magnitude or a
fraction; a bare number counts only behind a word of amount (达, 约, 超过, 为). Han numerals are words and are left
alone, but for fractions (三分之一, 百分之五, 近一半) and amounts without a digit (达数百万; their value is NaN). No
quantities are: years, months and plan periods (they are the time of one), list and document numbers, citation marks,
ordinals other than ranks (第35位), numbers in titles 《》 and in short quotation marks, names (“5分钟办事圈”).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from analysis.characters import count_han
from analysis.quantities import rules
from analysis.quantities.rules import Number
from analysis.references import Citation, link_citations
from analysis.sections import Unit, units_from_table
from analysis.segmentation import Segmenter
from analysis.shipped import read_rows
from analysis.tokens import Token

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("introduction", "heading", "item", "document")  # running text
ROOM = 15  # Han characters of indicator, unit and number: fewer than the 16 that a shipped table may hold in a row


class Quantity(NamedTuple):
    """One figure: the unit's own text has ``printed`` at ``position``; the fields are those of :func:`quantities`."""

    section_id: str
    position: int
    indicator: str
    value: float
    upper: float
    unit: str
    comparison: str
    change: str
    year: str
    reference_id: str
    printed: str


def find_quantities(text: str, units: Sequence[Unit], *, segmenter: Segmenter | None = None) -> list[Quantity]:
    r"""Return the quantities of the running text in its order; the core of :func:`quantities`.

    >>> from analysis.sections import find_units
    >>> text = "一、成效\n平台访问量超过3万次。"
    >>> [(found.indicator, found.value, found.unit) for found in find_quantities(text, find_units(text))]
    [('平台访问量', 30000.0, '次')]
    """
    segmenter, cited = segmenter or Segmenter(), link_citations(text, units)
    return [found for unit in units if unit.kind in KINDS for found in _Reader(text, unit, segmenter, cited).read()]


def quantities(text: str, sections: pd.DataFrame, *, segmenter: Segmenter | None = None) -> pd.DataFrame:
    r"""One row per quantity of the running text, in its order.

    ``position`` counts characters of the unit's own text up to ``printed``, the number as it stands with its unit.
    ``value`` has the magnitude in it (35万亿元 is 35e12 元) but not the per cent (3.85% is 3.85 %); NaN where no digit
    is given. ``upper`` is NaN but for a range. ``comparison`` is ">" (超过, 以上), "~" (约, 近), "<" (不足) or "".
    ``change`` is "increase" or "decrease" where a word of change governs the number, else "". ``year`` is the last year
    or plan period before it in the sentence ("2024", "2021-2025"), not one it is compared with (较2022年).
    ``indicator`` is the noun phrase before it (behind it for 3万家企业): a label for a reader, not a key, and what
    the rules get wrong most; with unit and number at most 15 Han characters. ``reference_id`` is that of the next
    linked citation mark in the sentence. Raises InputError for a table that is not one of sections.

    How far to trust it: in six reports of cities, on which no rule was made, 1,434 of the 1,454 quantities that a
    person saw were found (1,441 after 100多场 was mended). Of 120 of these, drawn at random, number, unit and
    comparison were right in 118, the indicator in 103. Missed are bare ranks (居全省第1), medals, and units that the
    tokens lack (千伏).

    >>> from analysis.sections import find_sections
    >>> text = "一、成效\n2031年，甲市平台访问量超过35万亿次，同比增长3.85%。"
    >>> rows = quantities(text, find_sections(text))
    >>> for row in rows[["indicator", "value", "unit", "comparison", "change", "year"]].values.tolist():
    ...     print(row)
    ['甲市平台访问量', 35000000000000.0, '次', '>', '', '2031']
    ['甲市平台访问量', 3.85, '%', '', 'increase', '2031']
    """
    import pandas as pd

    rows = find_quantities(text, units_from_table(sections), segmenter=segmenter)
    return _typed(pd.DataFrame(rows, columns=list(Quantity._fields)))


def load_figures(name: str = "paper") -> pd.DataFrame:
    """One row per quantity of a shipped paper: the columns of :func:`quantities`, and ``gloss``, ``checked``.

    Extracted by the rules, then read against the text by a person. ``gloss`` is the indicator in English; ``checked``
    names the fields that the person changed, with spaces between. Raises UnreadableFileError for a paper without it.

    >>> load_figures().query("unit == '元'")["value"].max().item()
    35000000000000.0
    """
    import pandas as pd

    columns, rows = read_rows(name, "figures.csv")
    return _typed(pd.DataFrame(rows, columns=columns).replace({"value": {"": "nan"}, "upper": {"": "nan"}}))


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    return table.astype(dict.fromkeys(table.columns, "str") | {"position": int, "value": float, "upper": float})


class _Reader:
    """The quantities of one unit; offsets are those of its own text."""

    def __init__(self, text: str, unit: Unit, segmenter: Segmenter, cited: Sequence[Citation]) -> None:
        self.unit, self.own = unit.section_id, text[unit.start : unit.end]
        self.tokens = [token._replace(start=token.start - unit.start, end=token.end - unit.start)
                       for token in segmenter.unit_tokens(text, [unit], pos=True)]
        self.starts = [token.start for token in self.tokens]
        self.stops = [0, *(match.end() for match in rules.STOP.finditer(self.own)), len(self.own)]
        self.cited = [(mark.position - unit.start, mark.reference_id) for mark in cited
                      if mark.section_id == unit.section_id and mark.reference_id]
        titles = [match.span() for match in rules.TITLE.finditer(self.own)]
        self.times = sorted((at, year) for at, year in rules.read_times(self.own) if not _inside(at, titles))
        self.shielded = titles + [match.span() for match in rules.QUOTED.finditer(self.own)]

    def read(self) -> Iterator[Quantity]:
        label, change, labelled, used = "", "", -1, 0
        fractions = [number for number in rules.read_fractions(self.own)
                     if not _inside(number.start, self.shielded)]
        for number in sorted([*self._find_numbers(), *fractions]):
            at = bisect_right(self.stops, number.start)
            begin, stop = self.stops[at - 1], self.stops[at]
            before, behind = self.own[begin : number.start].removesuffix("第"), self.own[number.end : stop]
            label = self._indicator(number, used) or (label if begin == labelled else "")
            joined = self.own[used : number.start] in rules.AND  # of 增长5%和8% both have grown
            change = rules.find_change(before, behind) or (change if joined else "")
            labelled, used = begin, number.end
            comparison = number.comparison or rules.compare(before, behind)
            yield Quantity(self.unit, number.start, label, number.value, number.upper, number.unit, comparison, change,
                           self._year(begin, number.start),
                           next((key for start, key in self.cited if number.end <= start <= stop), ""),
                           self.own[number.start : number.end])

    def _year(self, begin: int, at: int) -> str:
        return ([year for start, year in self.times if begin <= start < at] or [""])[-1]

    def _find_numbers(self) -> Iterator[Number]:
        used = -1
        for at, token in enumerate(self.tokens):
            before, behind = self.own[: token.start], self.own[token.end :]
            read = rules.read_number(token.term) if token.kind == "number" and at > used else None
            if read is None or _inside(token.start, self.shielded) or rules.is_time(token.term, before, behind):
                continue
            if rules.is_name(before, behind):
                continue
            value, magnitude, unit, comparison = read
            start, upper, used = token.start, math.nan, at
            if high := self._upper(at, unit):
                value *= high[1] if magnitude == 1 and not unit else 1  # 3-5万 is 3万 to 5万
                (upper, magnitude, unit, _), used = high, at + 2
            follower = rules.find_classifier(unit, self.tokens[used + 1 : used + 2], self.own[self.tokens[used].end :])
            unit += follower.lstrip("多余")
            comparison = ">" if follower.startswith(("多", "余")) else comparison
            if before.endswith("第"):
                if follower not in rules.RANKS:
                    continue
                start -= 1
            elif not unit and magnitude == 1 and "/" not in token.term and not rules.is_amount(token.term, before):
                continue
            yield Number(start, self.tokens[used].end + len(follower), value, upper, unit, comparison)

    def _upper(self, at: int, unit: str) -> tuple[float, int, str, str] | None:
        ahead = self.tokens[at + 1 : at + 3]
        if len(ahead) < 2 or ahead[0].term not in rules.TO or ahead[1].kind != "number":
            return None
        high = rules.read_number(ahead[1].term)
        return high if high and unit in ("", high[2]) and not rules.is_date(ahead[1].term) else None

    def _indicator(self, number: Number, used: int) -> str:
        """Return the noun phrase behind a number that counts things (3万家企业), else the one before it."""
        room = ROOM - count_han(number.unit + self.own[number.start : number.end])
        words = [token for token in self.tokens if token.start >= number.end]
        if words and rules.BEHIND.fullmatch(words[0].term):
            words = words[1:]
        linked = [word.term for word in words[:1]] == ["的"]
        if linked or number.unit in rules.COUNTED:
            found = takewhile(rules.is_nominal, words[linked:])
            if label := "".join(word.term for word in _fit(found, room)):
                return label
        before, depth = [], 0
        for token in reversed(self.tokens[: bisect_right(self.starts, number.start - 1)]):
            depth += (token.term in ("）", ")")) - (token.term in ("（", "("))
            if token.start < used or depth < 0 or token.kind == "citation" or token.term in rules.SIGNS:
                break
            if depth == 0 and token.kind == "number":
                break
            if depth == 0 and token.kind in ("han", "latin") and (before or token.term not in rules.LINKS):
                before.append(token)
        kept = _fit(before, room)
        while kept and (kept[-1].term in rules.LINKS or kept[-1].pos[:1] in ("t", "d", "c", "p", "f")):
            kept.pop()
        return rules.trim_label("".join(word.term for word in reversed(kept)))


def _inside(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _fit(tokens: Iterator[Token] | Sequence[Token], room: int) -> list[Token]:
    """Return the first tokens that hold at most ``room`` Han characters."""
    kept: list[Token] = []
    for token in tokens:
        room -= count_han(token.term)
        if room < 0:
            break
        kept.append(token)
    return kept
