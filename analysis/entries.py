"""One entry of a reference list read into its parts, as GB/T 7714 orders them.

An entry is ``authors.title[mark].container，year，volume(issue):pages`` or ``authors.title[mark].place：
publisher，year``; one in the style of the APA has its year behind the authors (`apa_entries`). What is broken on the
way to the text is mended and listed: an entry over two lines, [EB/0L], a space in a date. What an entry does not say
stays an empty string; nothing is guessed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from analysis.apa_entries import Head, read_head, read_source
from analysis.characters import HAN

_TYPE = r"(?:EB|DB|CP|CM|DS|[JMCDRNSPGAKZ])"
_MARK = re.compile(rf"[\[［【]\s?({_TYPE})(\s?/\s?(?:[O0Ｏ０o]L|MT|DK|CD))?\s?[\]］】]")
_NUMBER = re.compile(r"\s*(?:[\[［【〔(（]\s*\d{1,3}\s*[\]］】〕)）]|\d{1,3}\s?[.．、)）](?!\d)|\d{1,3}\s+)\s*")
_DATE = r"[12]\d{3}(?:\s?[-－/.年月]\s?\d{1,2}){0,2}"
_ACCESSED = re.compile(rf"[\[［【]\s*({_DATE})[月日]?\s*[\]］】]")
_PUBLISHED = re.compile(rf"[(（]\s*({_DATE})[月日]?\s*[)）]")
_URL = re.compile(r"(?:https?|ftp)[:：]//(?:[^\s，。；）】,\u4e00-\u9fff]|,(?![12]\d{3}-|\s|$)){1,2000}"
                  r"|(?i:doi[:：]\s?)10\.[^\s，。；]{1,300}")
_SOURCE_PARTS = ("container", "place", "publisher", "year", "volume", "issue", "pages", "issued")
_YEAR = re.compile(r"(?<!\d)((?:1[89]|20)\d{2})(?!\d)")
_FULL_DATE = re.compile(r"(?<!\d)((?:1[89]|20)\d{2}\s?-\s?\d{1,2}\s?-\s?\d{1,2})")
_ISSUE = re.compile(r"(?:[,，]\s*(\d{1,4}))?\s*[(（]([^()（）]{1,20})[)）]")
_PAGES = re.compile(r"[:：]\s{0,4}([A-Za-z]?\d{1,6}(?:\s?[-－–—~～+]\s?[A-Za-z]?\d{1,6})?"
                    r"(?:[,，+]\s?\d{1,6}(?:\s?[-－–—]\s?\d{1,6})?){0,9})\s{0,4}[.。]?\s{0,4}$")
_AHEAD_OF_PRINT = re.compile(r"(.{2,40}?)[,，]\s?(\d{1,6}-\d{1,6})")
_PUBLISHER = re.compile(r"^([^:：，,.\d]{1,40})[:：]\s*([^，,\d]{2,80})(?=[，,]|$)")
_HAN_NAME = re.compile(
    rf"(?:[〔(（\[]\s?[{HAN}]{{1,3}}\s?[〕)）\]])?\s?(?:[{HAN}·•．]{{2,12}}|[{HAN}]{{2,20}}|《[{HAN}]{{2,20}}》[{HAN}]{{2,9}}"
    rf"|[{HAN}]{{2,20}}等\d{{1,2}}个?部[门門])")
_OTHERS = re.compile(r"等人?$|\bet al\.?$")
_ROLE = re.compile(r"(?<=..)(?:主编|编著|主編|編著)$")
_BODIES = re.compile(
    r"[局部院会會委司组組处處室厅廳社]$|中心$|大学$|大學$|公司$|学校$|银行$|集团$|政府$|课题组$|联合国")


class Reference(NamedTuple):
    """One entry of the reference list; what the entry doesn't give is an empty string.

    ``issued`` and ``accessed`` are ISO dates (2024, 2024-05 or 2024-05-07), ``mark`` is the type mark
    (J, M, EB/OL), ``mended`` says what was repaired, ``entry`` is the entry on one line.
    """

    reference_id: str
    number: int
    authors: tuple[str, ...]
    title: str
    mark: str
    container: str
    place: str
    publisher: str
    year: str
    volume: str
    issue: str
    pages: str
    issued: str
    accessed: str
    url: str
    mended: tuple[str, ...]
    entry: str


def read_reference(entry: str, *, reference_id: str = "", number: int = 0) -> Reference:
    """Read one reference entry.

    >>> r = read_reference("[3]甲乙，丙丁.论数据——以某市为例[J].某刊，2021，34(2):5-9.")
    >>> r.authors, r.title, r.container, r.year, r.volume, r.issue, r.pages
    (('甲乙', '丙丁'), '论数据——以某市为例', '某刊', '2021', '34', '2', '5-9')
    >>> r = read_reference("[4]数据增长[EB/0L].(2024-09 -26)[2025-05-30].http://a.cn/b.htm.")
    >>> r.mark, r.issued, r.accessed, r.url, r.mended
    ('EB/OL', '2024-09-26', '2025-05-30', 'http://a.cn/b.htm', ('[EB/0L] read as [EB/OL]', 'space in a date'))
    """
    mended: list[str] = []
    if "\n" in entry.strip():
        mended.append("entry split over lines")
    line = _join_lines(entry)
    opening = _NUMBER.match(line)
    body = line[opening.end() :] if opening and opening.group().strip() else line
    if opening and not number:
        number = int(re.sub(r"\D", "", opening.group()) or 0)
    found = _MARK.search(body)
    if apa := read_head(body):
        return _read_apa(apa, body[apa.end :], line, reference_id, number, tuple(mended))
    head, tail = (body[: found.start()], body[found.end() :]) if found else _split_unmarked(body)
    mark = ""
    if found:
        mark = found.group(1) + (found.group(2) or "").replace(" ", "")
        proper = re.sub(r"/[0Ｏ０o]L$", "/OL", mark)
        if proper != mark:
            mended.append(f"[{mark}] read as [{proper}]")
        mark = proper
    authors, title = _split_head(head)
    url, tail = _take(_URL, tail)
    if "：" in url:
        mended.append("full-width colon in the URL")
        url = url.replace("：", ":", 1)
    accessed, tail = _take(_ACCESSED, tail)
    published, tail = _take(_PUBLISHED, tail)
    if " " in accessed + published:
        mended.append("space in a date")
    source = _read_source(tail.strip(" .．。,，"), mark)
    issued = _iso_date(published) or source.pop("issued") or source["year"]
    source.pop("issued", None)
    source["year"] = source["year"] or issued[:4]
    return Reference(reference_id, number, authors, _tidy(title), mark, **source, issued=issued,
                     accessed=_iso_date(accessed), url=url.rstrip(".,;)"), mended=tuple(mended), entry=line)


def _read_apa(head: Head, rest: str, line: str, reference_id: str, number: int, mended: tuple[str, ...]) -> Reference:
    """Read an entry whose year stands in brackets behind its authors; a type mark may stand behind its title."""
    url, rest = _take(_URL, rest)
    mark = _MARK.search(rest)
    if mark:
        rest = rest[: mark.start()].rstrip(" .．。") + "." + " " + rest[mark.end() :].lstrip(" .．。")
    parts = dict.fromkeys(("title", *_SOURCE_PARTS), "") | read_source(rest.strip())
    parts |= {"title": _tidy(parts["title"]), "container": _tidy(parts["container"]), "year": head.year,
              "issued": head.year}
    name = mark[1] + (mark[2] or "").replace(" ", "") if mark else ""
    return Reference(reference_id, number, head.authors, mark=name, accessed="", url=url.rstrip(".,;)"), mended=mended,
                     entry=line, **parts)


def _join_lines(entry: str) -> str:
    lines = [line.strip() for line in entry.split("\n") if line.strip()]
    joined = ""
    for line in lines:
        latin = joined[-1:].isascii() and joined[-1:].isalpha() and line[:1].isascii() and line[:1].isalpha()
        joined += (" " if latin and "://" not in joined else "") + line
    return joined


def _split_unmarked(body: str) -> tuple[str, str]:
    """Split an entry without a type mark before its second full stop: authors.title | source."""
    stops = [match.start() for match in re.finditer(r"[.．。](?!\d)", body)]
    return (body[: stops[1]], body[stops[1] + 1 :]) if len(stops) > 2 else (body, "")


def _split_head(head: str) -> tuple[tuple[str, ...], str]:
    """Split authors from title at the first full stop whose left side reads as a list of names."""
    for match in re.finditer(r"[.．。:：]", head[:200]):
        names = [name.strip(" .．") for name in re.split(r"[,，、;；]", head[: match.start()])]
        if head[match.end() :].strip() and all(_is_name(name) for name in names):
            initial = re.search(r"\b[A-Z]$", head[: match.start()])
            if initial and re.match(r"\s?[A-Z]\b(?!\s+[a-z])|\s?[,，]", head[match.end() :]):
                continue  # SMITH J. A., but LI Y. A title
            if match.group() in ":：" and not any(is_body(name) for name in names):
                continue
            names = [_ROLE.sub("", _OTHERS.sub("", name)).strip() for name in names]
            return tuple(name for name in names if name), head[match.end() :].strip(" .．。")
    return (), head.strip(" .．。")


def _is_name(name: str) -> bool:
    han = re.findall(f"[{HAN}]", name)
    if han:
        return name in ("等", "等人") or bool(_HAN_NAME.fullmatch(name)) and (len(han) <= 8 or is_body(name))
    return bool(re.fullmatch(r"[A-Za-zÀ-ž.\-’' ]{2,40}|等|et al", name))


def is_body(name: str) -> bool:
    """Tell whether a name is that of a body (局, 委员会, 大学), not of a person."""
    return bool(_BODIES.search(name))


def _take(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    match = pattern.search(text)
    if match is None:
        return "", text
    return match.group(match.lastindex or 0), text[: match.start()] + text[match.end() :]


def _iso_date(date: str) -> str:
    """Write a date as ISO 8601; "" for a date that cannot be.

    >>> _iso_date("2024-9 -6"), _iso_date("2024年12月"), _iso_date("2024-13"), _iso_date("")
    ('2024-09-06', '2024-12', '2024', '')
    """
    parts = [int(part) for part in re.findall(r"\d+", date)]
    if not parts:
        return ""
    if len(parts) > 2 and not 1 <= parts[2] <= 31:
        del parts[2:]
    if len(parts) > 1 and not 1 <= parts[1] <= 12:
        del parts[1:]
    return "-".join(f"{part:0{4 if place == 0 else 2}d}" for place, part in enumerate(parts))


def _read_source(source: str, mark: str) -> dict[str, str]:
    """Read what stands behind the type mark: container or place and publisher, year, volume, issue, pages."""
    read = dict.fromkeys(_SOURCE_PARTS, "")
    date = _FULL_DATE.search(source)
    if date:
        read["issued"] = _iso_date(date.group(1))
    pages = _PAGES.search(source)
    if pages and (not date or pages.start() >= date.end()):
        read["pages"] = re.sub(r"\s?[－–—~～]\s?|\s?-\s?", "-", pages.group(1))
        source = source[: pages.start()]
    years = list(_YEAR.finditer(source))
    year = next(iter(years), None)
    if years and not mark.startswith(("J", "N", "EB")) and not source[years[-1].end() :].strip(" .．。"):
        year = years[-1]  # those before it belong to the name of a conference
    if year:
        read["year"] = year.group(1)
    before = source[: year.start()].rstrip(" ,，.．") if year else source
    after = source[date.end() if date else year.end() :] if year else ""
    issue = _ISSUE.search(after)
    if issue and mark.startswith("N"):
        read["pages"] = issue.group(2).strip()
    elif issue:
        read["volume"], read["issue"] = issue.group(1) or "", issue.group(2).strip()
    elif mark.startswith("J") and re.match(r"\s*[,，]\s*\d{1,4}\s*$", after):
        read["volume"] = after.strip(" ,，")
    if mark.startswith(("J", "N", "EB")):
        read["container"] = _tidy(before)
        ahead = _AHEAD_OF_PRINT.fullmatch(before)
        if ahead and not year:
            read["container"], read["pages"] = _tidy(ahead.group(1)), ahead.group(2)
        return read
    parts = re.split(r"\s*[.．。]\s*", before.removeprefix("//"))
    if before.startswith("//") and len(parts) > 1:  # [C]//editors.proceedings.place：publisher
        read["container"], before = _tidy(parts[-2]), parts[-1]
    elif len(parts) > 1 and _PUBLISHER.match(parts[-1]) and re.search(r"[译譯版著编編]$|\bed$", parts[-2]):
        before = parts[-1]  # the edition or the translator stands before the place
    publisher = _PUBLISHER.match(before)
    if publisher:
        read["place"], read["publisher"] = _tidy(publisher.group(1)), _tidy(publisher.group(2).strip(" ,，"))
    elif before.startswith("//"):  # [C]//proceedings，year
        read["container"] = _tidy(before[2:])
    else:
        read["publisher"] = _tidy(before)
    return read


def _tidy(words: str) -> str:
    """Take out the spaces beside Han characters, which line breaks and OCR left.

    >>> _tidy("超1600 亿元 of AI")
    '超1600亿元of AI'
    """
    return re.sub(rf"(?<=[{HAN}])\s+(?=[\w“”《》])|(?<=\w)\s+(?=[{HAN}])", "", words).strip()
