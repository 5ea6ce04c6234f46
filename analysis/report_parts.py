"""Parts of a government work report: which units review the year that is over, and which plan the one to come.

The reports of Chinese governments at every level have the same two parts, under headings such as 2023年工作回顾 and
2024年工作安排. What a heading does not say, the first words below it may.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from analysis.numerals import read_numeral, read_ordinals

if TYPE_CHECKING:
    from analysis.sections import Unit

REVIEWED, PLANNED = "reviewed", "planned"
PARTS = (REVIEWED, PLANNED)
TEXT_KINDS = ("heading", "item")  # a greeting, a title, an appendix and a list of sources belong to neither part
OPENING = 120  # characters below a heading: two or three sentences, in which a part names its year

_YEAR = re.compile(r"((?:19|20)\d\d|[一二][〇零一二三四五六七八九]{3})(?=年|[-—－~～至、和及与])")
_DONE = re.compile(r"[^，、；和及与]{0,12}(?:完成|执行|落实)情况")
_REVIEW = re.compile(r"回顾|回望|总结|过去|以来|[一二三四五]年来|(?:完成|执行|落实)情况|"
                     r"(?:主要|显著|历史性)成就|取得的?成[就效绩]")
_PLAN = re.compile(r"安排|打算|部署|建议|展望|总体(?:要求|思路|目标)|(?:工作|基本|指导)(?:思路|思想)|"
                   r"(?:主要|预期|奋斗|发展|目标|主攻|工作)(?:目标|任务)|(?:今后|未来)[一二三四五几]年|今年|新的?一年|下一[年步]")
_WEAK_PLAN = re.compile(r"(?:重点|主要|中心)(?:工作|任务)|自身建设")  # a review may use them too, with the year before
_APPENDIX = re.compile(r"^(?:附[录件注表：:]|名词(?:解释|注释)|有关(?:名词|用语))")
_OPENS_REVIEW = re.compile(r"(?:刚刚)?过去的?(?:[一二三四五]年|(?:19|20)\d\d年)|[一二三四五]年来|回顾过去|去年[，,是]")
_OPENS_PLAN = re.compile(r"今年(?:是|[，,]|(?:政府|全[省市州县区盟旗])?工作)|新的一年|(?:今后|未来)[一二三四五]年")


def find_parts(text: str, units: Sequence[Unit]) -> dict[str, str]:
    """Return the part of each unit by its section id: "reviewed", "planned", or "" where it is neither or not known.

    A heading of the first level has a part by its words (回顾; 安排, 总体要求, 目标任务), else by its year: of the
    years in such headings the first is reviewed and those after it are planned. Where a heading has no sign, the
    first sentences below it decide (过去一年; 今年是), else it is planned if it comes after a plan, since reports end
    with it (加强政府自身建设). A heading with signs of both has none, and the headings below it decide for themselves;
    all other units have the part of the unit above them.

    "" too: greeting, title, appendix; and a unit of the first level in which a heading was lost, which is seen from
    numbers that begin again below it and jump behind it (一 … 三). Don't trust it for other kinds of documents, nor for
    what a part says by the way: problems and requirements in the review are not told apart.

    >>> from analysis.sections import find_units
    >>> text = "各位：\\n一、2023年工作回顾\\n不错。\\n二、2024年工作安排\\n很多。\\n三、加强自身建设\\n廉洁。"
    >>> find_parts(text, find_units(text))
    {'introduction': '', '1': 'reviewed', '2': 'planned', '3': 'planned'}
    """
    top = [unit for unit in units if unit.kind == "heading" and not unit.parent_id]
    years = {max(named) for unit in top if (named := years_in(unit.heading))}
    reviewed_year = min(years) if len(years) > 1 else None
    parts: dict[str, str] = {}
    for unit in units:
        if unit.kind not in TEXT_KINDS:
            parts[unit.section_id] = ""
        elif unit.parent_id:
            inherited = parts.get(unit.parent_id, "")
            parts[unit.section_id] = inherited or part_of_heading(unit.heading, reviewed_year=reviewed_year)
        else:
            parts[unit.section_id] = _part_of_top(text, unit, reviewed_year, parts)
    lost = _with_a_lost_heading(top, units)
    return {section_id: "" if section_id.split(".")[0] in lost else part for section_id, part in parts.items()}


def part_of_heading(heading: str, *, reviewed_year: int | None = None) -> str:
    """Return the part that a heading names, by its words, else by its year; "" where it names none or both.

    ``reviewed_year`` is the year under review; ``None`` where that is not known, and years then say nothing.

    >>> [part_of_heading(h) for h in ("过去五年工作回顾", "今年的目标任务", "去年工作回顾和今年工作安排", "推进改革")]
    ['reviewed', 'planned', '', '']
    >>> [part_of_heading(f"{year}年主要工作", reviewed_year=2023) for year in (2023, 2024)]
    ['reviewed', 'planned']
    """
    if _APPENDIX.search(heading):
        return ""
    named = _named(heading, _REVIEW, _PLAN)
    if named:
        return named.pop() if len(named) == 1 else ""
    years = years_in(heading)
    if years and reviewed_year is not None:
        return REVIEWED if max(years) <= reviewed_year else PLANNED
    return PLANNED if _WEAK_PLAN.search(heading) else ""


def part_of_opening(opening: str) -> str:
    """Return the part that the first sentences of a unit name; "" where they name none or both.

    >>> [part_of_opening(words) for words in ("过去一年，难事不少。", "今年是关键之年。", "去年九月起，开展学习。")]
    ['reviewed', 'planned', '']
    """
    named = _named(opening[:OPENING], _OPENS_REVIEW, _OPENS_PLAN)
    return named.pop() if len(named) == 1 else ""


def years_in(heading: str) -> list[int]:
    """Return the years that a heading names, in Arabic or Han numerals.

    >>> years_in("二〇二三年工作回顾"), years_in("2021—2025年目标"), years_in("100件实事")
    ([2023], [2021, 2025], [])
    """
    years = (read_numeral(match[1]) for match in _YEAR.finditer("".join(heading.split())))
    return [year for year in years if year is not None]


def _named(words: str, review: re.Pattern[str], plan: re.Pattern[str]) -> set[str]:
    searched = ((REVIEWED, review, words), (PLANNED, plan, _DONE.sub("", words)))  # 目标任务完成情况 is no plan
    return {part for part, pattern, where in searched if pattern.search(where)}


def _part_of_top(text: str, unit: Unit, reviewed_year: int | None, before: Mapping[str, str]) -> str:
    part = part_of_heading(unit.heading, reviewed_year=reviewed_year)
    named = _named(unit.heading, _REVIEW, _PLAN) or years_in(unit.heading)
    if part or named or _APPENDIX.search(unit.heading):
        return part
    own = "".join(text[unit.start : min(unit.end, unit.start + len(unit.heading) + 2 * OPENING)].split())
    body = own.partition("".join(unit.heading.split()))[2]
    return part_of_opening(body) or (PLANNED if PLANNED in before.values() else "")


def _with_a_lost_heading(top: Sequence[Unit], units: Iterable[Unit]) -> set[str]:
    """Return the ids of units of the first level that hold a second one, whose heading the file does not have."""
    below: dict[str, list[tuple[int, ...]]] = {}
    for unit in units:
        if unit.kind == "heading" and unit.number:
            below.setdefault(unit.parent_id, []).append(read_ordinals(unit.number))
    lost = set()
    for unit, following in zip(top, top[1:]):
        number, next_number = read_ordinals(unit.number), read_ordinals(following.number)
        jumps = number and next_number and next_number[0] > number[0] + 1
        numbers = below.get(unit.section_id, [])
        if jumps and len(set(numbers)) < len(numbers):
            lost.add(unit.section_id)
    return lost
