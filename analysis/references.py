"""The reference list as structured records (CSL JSON), and the citations that point at them.

The entries are read by `entries`. Citations in the text are never mended: a broken mark ([8。), a number
that seems to have lost its brackets and a number without an entry are reported in the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.characters import HAN
from analysis.entries import Reference, is_body, read_reference
from analysis.numerals import read_ordinals
from analysis.sections import Unit, find_units, units_from_table

if TYPE_CHECKING:
    import pandas as pd

# GB/T 7714-2015, appendix B, and the type of the CSL schema 1.0.2 for each.
TYPES = {
    "J": "article-journal", "M": "book", "C": "paper-conference", "D": "thesis", "R": "report",
    "N": "article-newspaper", "S": "standard", "P": "patent", "G": "book", "A": "chapter", "K": "book",
    "DB": "dataset", "CP": "software", "EB": "webpage", "CM": "map", "DS": "dataset", "Z": "document",
}
COLUMNS = ("reference_id", "number", "authors", "title", "mark", "container", "place", "publisher", "year",
           "volume", "issue", "pages", "issued", "accessed", "url", "mended")
# The compound surnames among the 300 commonest; all others have one character.
_COMPOUND = frozenset(("欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "夏侯", "皇甫", "尉迟", "尉遲", "公孙",
                       "公孫", "慕容", "令狐", "司徒", "端木", "东方", "東方", "南宫", "南宮", "长孙", "長孫", "宇文"))
_FAMILY = r"[A-ZÀ-Þ][A-Za-zÀ-ž'’\-]+"
_INITIALS = re.compile(rf"({_FAMILY}(?: {_FAMILY})?),? ([A-Z](?:[ .\-]{{0,2}}[A-Z]){{0,3}}\.?)")  # VAN DIJK J A
_LATIN_NAME = re.compile(rf"({_FAMILY}),?\s+([A-ZÀ-Þ][A-Za-zÀ-ž.\s\-]*)")
_DOI = re.compile(r"(?i:doi[:：]\s?|https?://(?:dx\.)?doi\.org/)(10\..+)")
_URL_FOLDER = re.compile(r"(?<=/)[^/]+/")
_CITING_KINDS = frozenset({"heading", "item", "introduction", "abstract"})
_NUMBERS = r"\d{1,3}(?:\s?[,，、\-－–—~～]\s?\d{1,3}){0,20}"
_CITATION = re.compile(
    rf"(?P<whole>[\[［〔【]\s?{_NUMBERS}\s?[\]］〕】])"
    rf"|(?P<open>[\[［]\s?{_NUMBERS}(?![\d\-－–—./]|[,，]\s?\d|\s?[\]］]))"
    rf"|(?P<close>(?<![\d\[［,，、.\-－–—/(（]){_NUMBERS}\s?[\]］])"
    rf"|(?P<bare>(?<=[{HAN}”》）])(?<!第)\d{{1,2}}(?=[，。；、,;](?!\d)|[和与及][{HAN}]))")


class Citation(NamedTuple):
    """One number cited in the text; ``status`` is "linked" or says why it points at nothing."""

    section_id: str
    position: int
    number: int
    reference_id: str
    status: str
    mark: str


def parse_references(text: str, units: Sequence[Unit] | None = None) -> list[Reference]:
    """Return the records of the text's reference list, the core of :func:`find_references`."""
    records = []
    for unit in find_units(text) if units is None else units:
        if unit.kind != "reference":
            continue
        number = (*read_ordinals(unit.number), 0)[0]
        record = read_reference(text[unit.start : unit.end], reference_id=unit.section_id, number=number)
        if unit.start and "\n" not in text[max(0, unit.start - 9) : unit.start].rstrip(" \u3000"):
            record = record._replace(mended=("entry not at the beginning of its line", *record.mended))
        records.append(record)
    return _mend_hyphens(records)


def _mend_hyphens(records: Sequence[Reference]) -> list[Reference]:
    """Take the hyphen that a line break left out of a URL: only where another entry shows the folder without it.

    A hyphen is a lawful sign of URLs, so that ``/bu-men/`` alone proves nothing; ``/bumen/`` below the same
    folder of the same host does.
    """
    shown = {record.url[: folder.end()]: record.reference_id
             for record in records for folder in _url_folders(record.url)}
    mended = []
    for record in records:
        for folder in _url_folders(record.url):
            joined = folder.group().replace("-", "")
            whole = record.url[: folder.start()] + joined
            if folder.group().count("-") == 1 and whole in shown:
                repair = f"/{folder.group()} in the URL read as /{joined}, as in {shown[whole]}"
                record = record._replace(url=whole + record.url[folder.end() :], mended=(*record.mended, repair))
                break
        mended.append(record)
    return mended


def _url_folders(url: str) -> Iterator[re.Match[str]]:
    return islice(_URL_FOLDER.finditer(url, 0, 300), 8)


def find_references(text: str, sections: pd.DataFrame | None = None) -> pd.DataFrame:
    r"""One row per entry of the reference list: its parts, and in ``mended`` what was repaired in it.

    Authors and mends are joined by "; ". An empty cell means that the entry does not give the part.

    >>> table = find_references("参考文献\n[1]甲乙.书名[M].北京：某社，2020.")
    >>> table[["reference_id", "publisher", "year"]].values.tolist()
    [['ref.1', '某社', '2020']]
    """
    import pandas as pd

    records = parse_references(text, None if sections is None else units_from_table(sections))
    rows = [{**record._asdict(), "authors": "; ".join(record.authors), "mended": "; ".join(record.mended)}
            for record in records]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def to_csl(record: Reference) -> dict[str, Any]:
    """Return the record as an item of CSL JSON (schema 1.0.2), readable by Zotero and pandoc.

    The type mark of the entry and what was mended in it stand under ``custom``. A part the entry does
    not give is left out. Chinese personal names of two to four characters are divided into family and
    given name; other names are literal.

    >>> to_csl(read_reference("[2]欧阳甲，某局.论数据[J].某刊，2021(2):5-9.", reference_id="ref.2"))["author"]
    [{'family': '欧阳', 'given': '甲'}, {'literal': '某局'}]
    """
    doi = _DOI.match(record.url)
    item: dict[str, Any] = {
        "id": record.reference_id,
        "type": TYPES.get(record.mark.partition("/")[0], "document"),
        "title": record.title,
        "author": [_csl_name(name) for name in record.authors],
        "container-title": record.container,
        "publisher": record.publisher,
        "publisher-place": record.place,
        "issued": _csl_date(record.issued or record.year),
        "accessed": _csl_date(record.accessed),
        "volume": record.volume,
        "issue": record.issue,
        "page": record.pages,
        "URL": "" if doi else record.url,
        "DOI": doi.group(1) if doi else "",
        "language": "zh-CN" if re.search(f"[{HAN}]", record.title) else "",
        "custom": {"number": record.number, "type_mark": record.mark, "mended": list(record.mended)},
    }
    return {key: value for key, value in item.items() if value}


def _csl_name(name: str) -> dict[str, str]:
    plain = re.sub(r"\s", "", name)
    if re.fullmatch(f"[{HAN}]{{2,4}}", plain) and not is_body(plain):
        cut = 2 if plain[:2] in _COMPOUND and len(plain) > 2 else 1
        if len(plain) - cut < 3:
            return {"family": plain[:cut], "given": plain[cut:]}
    latin = _INITIALS.fullmatch(name) or _LATIN_NAME.fullmatch(name)
    return {"family": latin.group(1), "given": latin.group(2)} if latin else {"literal": name}


def _csl_date(date: str) -> dict[str, list[list[int]]] | None:
    parts = [int(part) for part in date.split("-") if part]
    return {"date-parts": [parts]} if parts else None


def link_citations(text: str, units: Sequence[Unit]) -> list[Citation]:
    """Return the citations in the text's order; the core of :func:`find_citations`."""
    ids = {number: unit.section_id for unit in reversed(units) if unit.kind == "reference"
           for number in read_ordinals(unit.number)}
    citations: list[Citation] = []
    highest = 0
    for unit in units:
        if unit.kind not in _CITING_KINDS:
            continue
        for match in _CITATION.finditer(text, unit.start, unit.end):
            form, mark = match.lastgroup, match.group()
            numbers = list(_expand(mark))
            # Numbers are first cited in order, so a bare one is taken for a citation only if it is next.
            if form == "bare" and (numbers != [highest + 1] or highest + 1 not in ids):
                continue
            if 0 in numbers:  # the interval [0, 1]
                continue
            for number in numbers:
                known = ids.get(number, "")
                status = {"whole": "linked" if known else "no such reference", "bare": "no brackets"}.get(
                    form or "", "broken mark")
                known = known if status == "linked" else ""
                citations.append(Citation(unit.section_id, match.start(), number, known, status, mark))
                if number in ids:
                    highest = max(highest, number)
    return citations


def _expand(mark: str) -> Iterator[int]:
    """Yield the numbers of a citation mark, ranges written out.

    >>> list(_expand("[1,3-5]")), list(_expand("［2］"))
    ([1, 3, 4, 5], [2])
    """
    for part in re.split("[,，、]", mark):
        numbers = [int(number) for number in re.findall(r"\d+", part)]
        if len(numbers) == 2 and numbers[0] < numbers[1] <= numbers[0] + 50:
            yield from range(numbers[0], numbers[1] + 1)
        else:
            yield from numbers


def find_citations(text: str, sections: pd.DataFrame) -> pd.DataFrame:
    r"""One row per cited number: section_id, position, number, reference_id, status, mark.

    [3][4], [1,2] and [2-4] give a row for each number. ``status`` is "linked", "no such reference",
    "broken mark" ([8。) or "no brackets" (a bare number after a word, where it is the next number to be
    cited for the first time); only linked rows have a reference_id. Don't count "no brackets" rows
    without reading them: a bare number can be a quantity.

    >>> from analysis.sections import find_sections
    >>> text = "一、目标\n前人已有研究[1]，本文[2。\n参考文献\n[1]甲乙.书[M].2020.\n[2]丙丁.书[M].2021."
    >>> find_citations(text, find_sections(text))[["number", "reference_id", "status"]].values.tolist()
    [[1, 'ref.1', 'linked'], [2, '', 'broken mark']]
    """
    import pandas as pd

    return pd.DataFrame(link_citations(text, units_from_table(sections)), columns=list(Citation._fields))
