"""Reference entries in the style of the APA, in Chinese or Latin letters: authors (year). title. journal, 35(2), 1-10.

The year in brackets behind the authors tells them from those of GB/T 7714, whose year stands with the source.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from analysis.characters import HAN

_LONGEST_AUTHORS = 400  # characters: of the twenty names that the APA has written out
_YEAR = re.compile(r"[.．。,，]?\s{0,3}[(（]\s?((?:1[89]|20)\d{2})[a-z]?(?:[,，]\s?[^()（）]{1,20})?\s?[)）]"
                   r"\s{0,3}[.．。,，:：]\s{0,3}")
_FAMILY = r"(?:(?:van|von|de|der|den|di|la|le) ){0,2}[A-ZÀ-Þ][A-Za-zÀ-ž'’\-]{1,30}(?: [A-ZÀ-Þ][A-Za-zÀ-ž'’\-]{1,30})?"
_LATIN = re.compile(rf"({_FAMILY}, [A-ZÀ-Þ]\.?(?:[ \-]{{0,2}}[A-ZÀ-Þ]\.?){{0,3}})"
                    r"(?:[,，;；]?\s?(?:&|and\b|…|\.{3})\s?|[,，;；]\s?|$)")
_HAN_NAME = re.compile(rf"[{HAN}·•]{{2,20}}")
_BODY = re.compile(r"[A-ZÀ-Þ][A-Za-zÀ-ž'’&\- ]{1,80}")
_OTHERS = re.compile(r"[,，、]?\s?(?:等人?|et al\.?)$")
_BETWEEN = re.compile(r"\s?(?:[,，、;；]\s?[&＆]?|[&＆]|(?<=..)[和与與])\s?")
_NUMBERS = r"[A-Za-z]?\d{1,6}(?:\s?[-－–—~～]\s?[A-Za-z]?\d{1,6})?"
_PLACE = re.compile(  # in a journal: 35(2), 1-10
    rf"(?:[,，]\s{{0,3}}|\s)(?P<volume>\d{{1,4}})?\s?(?:[(（]\s?(?P<issue>[^()（）]{{1,20}})\s?[)）])?"
    rf"(?:\s?[,，:：]\s{{0,3}}(?:pp?\.\s?|第)?(?P<pages>{_NUMBERS})\s?页?)?\s?[.．。]?$")
_INSIDE = re.compile(r"In:? (?:[^()]{2,200}\(Eds?\.\),? )?(?P<book>.{2,200}?)\s?\(pp?\.\s?(?P<pages>" + _NUMBERS
                     + r")\)\.?\s{0,3}(?P<publisher>.{0,200})")
_TITLE_END = re.compile(rf"(?<![A-Z])[.．。](?=\s|[{HAN}《])")
_ASKED = re.compile(r"(?<=[?？!！])\s?")
_PUBLISHER = re.compile(r"([^:：，.]{2,40})[:：]\s{0,3}(.{2,80})")
_TRIMMED = " .．。,，"


class Head(NamedTuple):
    """What stands before the title: the authors, the year, and where the title begins."""

    authors: tuple[str, ...]
    year: str
    end: int


def read_head(body: str) -> Head | None:
    """Return the authors and the year of an entry without its number; None where it is no entry of this style.

    >>> read_head("王某, 李某. (2020). 论数据. 某刊, 35(2), 1-10.")
    Head(authors=('王某', '李某'), year='2020', end=16)
    >>> read_head("Smith, J., & Lee, K.-Y. (2019). On data. Journal of Data, 3(2), 1–10.").authors
    ('Smith, J', 'Lee, K.-Y')
    >>> read_head("甲乙.数据报告(2024)[R].某社，2024.") is None
    True
    """
    year = _YEAR.search(body, 0, _LONGEST_AUTHORS)
    if year is None:
        return None
    authors = _names(body[: year.start() + (body[year.start() : year.start() + 1] == ".")].strip())
    return Head(authors, year[1], year.end()) if authors else None


def _names(authors: str) -> tuple[str, ...]:
    """Return the names of a list of authors; none where it is no such list."""
    authors = _OTHERS.sub("", authors)
    names, at = [], 0
    while match := _LATIN.match(authors, at):
        names.append(match[1].rstrip("."))
        at = match.end()
    if names and at == len(authors):
        return tuple(names)
    plain = authors.rstrip(_TRIMMED)
    parts = [part for part in _BETWEEN.split(plain) if part]
    if parts and all(map(_HAN_NAME.fullmatch, parts)):
        return tuple(parts)
    return (plain,) if _BODY.fullmatch(plain) else ()


def read_source(rest: str) -> dict[str, str]:
    """Return the title and where it appeared, from what stands behind the year.

    >>> read_source("On data. Journal of Data, 3(2), 1–10.")
    {'title': 'On data', 'container': 'Journal of Data', 'volume': '3', 'issue': '2', 'pages': '1-10'}
    >>> read_source("数据论. 北京: 某出版社.")
    {'title': '数据论', 'place': '北京', 'publisher': '某出版社'}
    """
    place = _PLACE.search(rest)
    numbered = place is not None and any(place.groups())
    before = rest[: place.start()] if place is not None and numbered else rest
    end = _TITLE_END.search(before) or _ASKED.search(before)
    title, source = (before[: end.start()], before[end.end() :]) if end else (before, "")
    read = {"title": title.strip(_TRIMMED)}
    source = source.strip(_TRIMMED)
    inside = _INSIDE.fullmatch(source)
    publisher = _PUBLISHER.fullmatch(source)
    if numbered and place is not None:
        read["container"] = source
        read |= {key: _plain(value) for key, value in place.groupdict().items() if value}
    elif inside:
        read |= {"container": inside["book"].strip(_TRIMMED), "pages": _plain(inside["pages"]),
                 "publisher": inside["publisher"].strip(_TRIMMED)}
    elif publisher:
        read |= {"place": publisher[1].strip(), "publisher": publisher[2].strip(_TRIMMED)}
    elif source:
        read["publisher"] = source
    return {key: value for key, value in read.items() if value}


def _plain(numbers: str) -> str:
    return re.sub(r"\s?[-－–—~～]\s?", "-", numbers.strip())
