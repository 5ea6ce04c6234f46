"""The bibliographic record of a paper, read from its front and back matter.

Labels (中图分类号, 文章编号, 关键词, Abstract, 责任编辑) are read where they stand; title and authors have no
label and are read from the short lines around them. A part that the text does not give is None: the
text of a paper found on the web often lacks its own Chinese title.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.characters import HAN
from analysis.errors import InputError
from analysis.landmarks import find_landmarks, match_label
from analysis.lines import find_lines
from analysis.sections import Unit, find_units

FIELDS = ("title", "title_en", "authors", "authors_en", "classification", "document_code", "article_number",
          "issn", "year", "issue", "first_page", "pages", "doi", "keywords", "keywords_en", "abstract",
          "abstract_en", "editor")
_BODY = frozenset({"heading", "item", "introduction", "references", "reference"})
_MARGINS = frozenset({"front", "back", "keywords"})
_COLON = r"\s{0,4}[\]】）)]?\s{0,4}[:：]?\s{0,4}"
_CLASSIFICATION = re.compile(rf"(?:中图分类号|中圖分類號|中图法分类号|(?<!JEL)(?<!JEL )分类号|(?i:\bCLC))"
                             rf"[\]】]?{_COLON}"
                             r"([A-Z][A-Z0-9.\-/;；,，\s]{0,60})")
_CODE = re.compile(rf"(?:文献标[识志]码|文獻標[識誌志]碼){_COLON}([A-Z])")
_ARTICLE = re.compile(
    rf"(?:文章编号|文章編號){_COLON}(\d{{4}}\s?[-－–—]\s?\d{{3}}[\dXx])\s?[(（]\s?(\d{{4}})\s?[)）]"
    r"\s?([A-Za-z]?\d{1,3})\s?[-－–—]\s?(\d{1,5})\s?[-－–—]\s?(\d{1,3})")
_DOI = re.compile(r"(?<![\w.])(10\.\d{4,9}/[^\s，。；,;）)]{1,200})")
_EDITOR = re.compile(rf"(?:责任编[辑校]|責任編[輯校]){_COLON}([{HAN}·\s、，,]{{2,30}})")
_AFFILIATION = re.compile(r"大学|大學|学院|學院|研究院|研究所|中心|[局部厅廳委]\b|\d{5,6}|[,，]\s?[A-Z]|@|——\d{4}")
_LATIN_NAME = re.compile(r"[A-Z]{2,20}(?:-[A-Z]{1,20})?,?\s{1,4}[A-Z][a-z]{1,20}(?:[\-\s'’][A-Za-z][a-z]{1,20})?"
                         r"(?=\s|,|，|;|；|\d|$)")
_NO_TITLE = re.compile(r"[(（—]|.*(?:第\s?\d+\s?[期卷]|Vol\.|ISSN)")
_DIVISION = re.compile("第[〇零一二三四五六七八九十百0-9]{1,4}[编編章节節条條课課回讲講]")  # of a law or a book
_DATED = re.compile(r"\d{4}\s?年|\d{1,2}\s?月\s?\d{1,2}\s?日")
_BYLINE = re.compile(r"作\s?者\s?[:：]")
_OFFICES = frozenset(("市长", "州长", "省长", "县长", "区长", "主席", "教授", "博士", "记者", "作者", "文"))


def find_metadata(text: str, units: Sequence[Unit] | None = None) -> dict[str, Any]:
    """Return the bibliographic record of a cleaned paper: the keys of ``FIELDS``; None is "not given".

    ``article_number`` (文章编号) carries ISSN, year, issue, first page and count of pages, as the rule
    CAJ-CD B/T 1-2006 sets them out; ``pages`` is that count. Don't trust ``title`` and ``authors`` of a
    document that is not a paper: they are the short lines before its text.

    >>> record = find_metadata("文献标识码：A 文章编号：1234-567X(2024)03-0012-09\\n正文在此。\\n（责任编辑：甲乙）")
    >>> [record[field] for field in ("issn", "year", "issue", "first_page", "pages", "editor")]
    ['1234-567X', 2024, '3', 12, 9, '甲乙']
    """
    units = find_units(text) if units is None else units
    record: dict[str, Any] = dict.fromkeys(FIELDS)
    first = min((unit.start for unit in units if unit.kind in _BODY), default=len(text))
    margins = "\n".join(text[unit.start : unit.end] for unit in units if unit.kind in _MARGINS)
    _read_labels(margins, record)
    for unit in units:
        if unit.kind in ("abstract", "keywords"):
            _read_labelled(text, unit, record)
    front = [text[unit.start : unit.end] for unit in units if unit.kind == "front" and unit.start <= first]
    _read_chinese_title("\n".join(front), record)
    _read_english_title(margins, record)
    return record


def complete_record(record: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record with what else is known of the paper; what its text says stays.

    Raises InputError if ``known`` is of another paper: the article numbers differ.

    >>> text_says = {"article_number": "1234-567X(2024)03-0012-09", "title": None, "year": 2024}
    >>> complete_record(text_says, {"title": "论数据", "year": 2023, "journal": "某刊"})
    {'article_number': '1234-567X(2024)03-0012-09', 'title': '论数据', 'year': 2024, 'journal': '某刊'}
    """
    here, there = record.get("article_number"), known.get("article_number")
    if here and there and here != there:
        raise InputError(f"known: is the record of {there}, the text is that of {here}")
    said = {field: value for field, value in record.items() if value is not None}
    return {**record, **known, **said}


def _read_labels(margins: str, record: dict[str, Any]) -> None:
    patterns = {"classification": _CLASSIFICATION, "document_code": _CODE, "doi": _DOI, "editor": _EDITOR}
    for field, pattern in patterns.items():
        match = pattern.search(margins)
        if match:
            record[field] = " ".join(match.group(1).split()).strip(" ,，;；、.")
    if record["editor"]:
        record["editor"] = re.sub(rf"(?<=[{HAN}])\s(?=[{HAN}]$)", "", record["editor"])
    article = _ARTICLE.search(margins)
    if article:
        issn, year, issue, page, pages = (re.sub(r"\s", "", group) for group in article.groups())
        issn = re.sub("[－–—]", "-", issn).upper()
        record.update(article_number=f"{issn}({year}){issue}-{page}-{pages}", issn=issn, year=int(year),
                      issue=issue.lstrip("0"), first_page=int(page), pages=int(pages))


def _read_labelled(text: str, unit: Unit, record: dict[str, Any]) -> None:
    own = text[unit.start : unit.end]
    stop = text.find("\n", unit.start + len(own) - len(own.lstrip()), unit.end)
    label = match_label(text, unit.start, unit.end if stop < 0 else stop)
    if label is None:
        return
    words = text[label.end : unit.end].lstrip(" \u3000\t\n:：]】）)*")
    english = text[label.start].isascii() and not re.search(f"[{HAN}]", words)  # the keys of a file's head are English
    if unit.kind == "abstract":
        field, value = "abstract", " ".join(words.split()) if english else "".join(words.split("\n")).strip()
    else:
        field, value = "keywords", _split_keywords(words)
    if english:
        field += "_en"
    if value and not record[field]:
        record[field] = value


def _split_keywords(words: str) -> list[str]:
    """Split keywords at semicolons, or at commas or wide spaces where there is none.

    >>> _split_keywords("数据；治理"), _split_keywords("数据 治理 平台"), _split_keywords("data use, open data")
    (['数据', '治理'], ['数据', '治理', '平台'], ['data use', 'open data'])
    """
    line = " ".join(words.split("\n")).strip(" .。;；")
    separator = r"[;；]" if re.search("[;；]", line) else r"[,，、]" if re.search("[,，、]", line) else (
        r"\s+" if re.search(f"[{HAN}]", line) else r"\s{2,}|\u3000")
    return [keyword for keyword in (part.strip(" .。\u3000") for part in re.split(separator, line)) if keyword]


def _read_chinese_title(front: str, record: dict[str, Any]) -> None:
    labelled = {mark.begin for mark in find_landmarks(front)}
    lines = [front[begin:stop].strip("#* \u3000\t") for begin, stop, _ in find_lines(front) if begin not in labelled]
    free = [line for line in lines if re.search(f"[{HAN}]", line)]
    place = next((place for place, line in enumerate(free) if not _NO_TITLE.match(line)), None)
    if place is None:
        return
    record["title"] = re.sub(rf"(?<=[{HAN}])\s+(?=[{HAN}])", "", free[place]).rstrip("*＊①")
    for line in free[place + 1 : place + 4]:
        line = _BYLINE.sub("", line, count=1)
        names = re.split(r"[\s,，、;；]+", re.sub(r"[\d*＊①-⑨]+|[（(【\[].*", "", line).strip())
        names = [name for name in _join_spaced(names) if name and name not in _OFFICES]
        if _AFFILIATION.search(line) or _DIVISION.match(line) or _DATED.search(line):
            continue
        if names and all(re.fullmatch(f"[{HAN}·]{{2,5}}", name) for name in names):
            record["authors"] = names
            return


def _join_spaced(names: list[str]) -> list[str]:
    """Join names that were written with a space inside: 甲 乙 is one author, 甲乙 丙丁 are two."""
    joined: list[str] = []
    for name in names:
        if len(name) == 1 and joined and len(joined[-1]) == 1:
            joined[-1] += name
        else:
            joined.append(name)
    return joined


def _read_english_title(margins: str, record: dict[str, Any]) -> None:
    lines = [margins[begin:stop].strip() for begin, stop, _ in find_lines(margins)]
    for place, line in enumerate(lines):
        if re.search(f"[{HAN}]", line) or match_label(line, 0, len(line)) or len(line.split()) < 3:
            continue
        if _LATIN_NAME.match(line):
            continue
        record["title_en"] = line
        for follower in lines[place + 1 : place + 3]:
            names = [" ".join(match.group().split()) for match in _LATIN_NAME.finditer(follower)]
            if names and _LATIN_NAME.match(follower):
                record["authors_en"] = names
                return
        return
