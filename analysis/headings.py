"""The grammar of heading marks: which signs open a numbered heading, and how their number is read.

The grammar is the table ``STYLES``, a row per style. Chinese texts number their parts in some thirty
ways and nest them as they like, so a style has no level of its own: `nesting` infers the levels from
the document. This module only finds the marks at the beginnings of lines and says how each line looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import ascii_lowercase
from typing import NamedTuple

from analysis.characters import is_han
from analysis.heading_ends import MAX_HEADING, article_extent, heading_extent, is_sentence
from analysis.lines import GLUED, blank_code, ends_in_page_number, find_lines
from analysis.numerals import FORMAL_NUMERAL, HAN_NUMERAL, read_ordinals

# What a style opens. "line": a heading alone on its line, or parted from its text by a wide gap;
# "paragraph": that, or a heading that runs on into its paragraph; "list": a heading if its fellows look
# like headings, else an item of a list.
LINE, PARAGRAPH, LIST = "line", "paragraph", "list"

_SPACE = r"[^\S\n\t]"  # as a class of three far characters it would cost ten times as much to compile
_HAN = rf"[{HAN_NUMERAL}](?:{_SPACE}?[{HAN_NUMERAL}]){{0,3}}"  # 十 二, 一百零二
STEMS = "甲乙丙丁戊己庚辛壬癸"
_NUMBER = rf"(?:{_HAN}|[0-9０-９](?:{_SPACE}?[0-9０-９]){{0,2}})"
_DIGITS = "[0-9０-９]{1,2}"
_POINT = "[.．]"


class Style(NamedTuple):
    """A row of the grammar: a name, what the style opens, the pattern of its mark, an example."""

    name: str
    opens: str
    mark: str
    example: str


def _decimal(depth: int) -> str:
    point = rf"(?:{_POINT}|{_SPACE}{_POINT}{_SPACE}?|{_POINT}{_SPACE}(?={_DIGITS}{_SPACE}))"  # 1 ．2, 1. 2 甲
    return rf"{_DIGITS}(?:{point}{_DIGITS}){{{depth - 1}}}(?!{_SPACE}?{_POINT}[0-9０-９]|[0-9０-９G])(?:{_POINT}|、)?"


# The outermost first: the customary order settles what a document's own nesting leaves open.
STYLES = (
    *(Style(f"markdown{n}", LINE, "#" * n + r"(?=[ \t])", "#" * n + " 引言") for n in range(1, 7)),
    Style("appendix", LINE,  # no heading: 附件：1.清单
          rf"附(?!{_SPACE}?件[:：]){_SPACE}?[录錄件]{_SPACE}?(?:[A-Z](?![A-Za-z])|{_NUMBER})?"
          rf"(?=[\s:：.．、]|$)(?![:：]{_SPACE}?[0-9])[:：.．、]?", "附录A"),
    Style("part", LINE, rf"第{_SPACE}?{_NUMBER}{_SPACE}?(?:部分|[编編篇卷])", "第一部分"),
    Style("volume", LINE, rf"[上中下]{_SPACE}?[篇編编卷](?=[\s:：])[:：]?", "上篇"),
    Style("chapter", LINE, rf"第{_SPACE}?{_NUMBER}{_SPACE}?章", "第三章"),
    Style("section", LINE, rf"第{_SPACE}?{_NUMBER}{_SPACE}?[节節]", "第一节"),
    Style("article", PARAGRAPH,
          rf"第{_SPACE}?{_NUMBER}{_SPACE}?[条條](?:之[一二三四五六七八九十])?(?=[\s【〔（(]|$)", "第五条"),
    Style("formal_comma", PARAGRAPH, rf"[{FORMAL_NUMERAL}]{{1,3}}{_SPACE}?[、.．]", "壹、"),
    Style("stem_comma", PARAGRAPH, rf"[{STEMS}]{_SPACE}?[、.．](?![{STEMS}])", "甲、"),
    Style("roman", PARAGRAPH, r"[Ⅰ-Ⅻ](?:[、.．]|(?=[ \u3000]))", "Ⅱ."),
    Style("han_comma", PARAGRAPH,
          rf"{_HAN}(?:{_SPACE}?[、.．](?![{HAN_NUMERAL}]{{1,3}}[、.．])|{_SPACE}{{1,4}})", "一、"),
    Style("han_alone", LIST, rf"{_HAN}(?={_SPACE}*$)", "一"),
    Style("han_bracket", PARAGRAPH,
          rf"[（(〔]{_SPACE}?{_HAN}{_SPACE}?[)）〕][、.．]?|[㈠-㈩]", "（一）"),
    Style("han_half_bracket", PARAGRAPH, rf"[{HAN_NUMERAL}]{{1,4}}[)）]", "一）"),
    Style("letter", LIST, rf"[A-Z][.．、]{_SPACE}{{0,2}}(?=[^\W\d_A-Za-z]|[“《])", "A."),
    Style("digit", LIST,
          rf"{_DIGITS}(?:{_SPACE}?[.．、](?:(?=[12][0-9]{{3}}年|[0-9]G)|(?!{_SPACE}?[0-9０-９]{{1,2}}{_SPACE}|[0-9０-９]))"
          rf"|{_SPACE}?、(?=[0-9]{{1,4}}[^\W\d_])|{_SPACE}{{1,4}}+(?!{_POINT}))|[⒈-⒛]", "1."),
    *(Style(f"decimal{n}", LIST, _decimal(n), ".".join("1" * n)) for n in range(2, 6)),
    Style("digit_bracket", LIST, rf"[（(]{_SPACE}?{_DIGITS}{_SPACE}?[)）]|[⑴-⒇]", "（1）"),
    Style("digit_half_bracket", LIST, rf"{_DIGITS}[)）]", "1)"),
    Style("circled", LIST, "[①-⑳㉑-㉟㊱-㊿❶-❿➀-➉]", "①"),
    Style("small_letter", LIST, rf"[a-z][.．、]{_SPACE}{{0,2}}(?=[^\W\d_A-Za-z]|[“《])", "a."),
    Style("diamond", LIST, "[◆◇]", "◆"),
    Style("star", LIST, "[★☆]", "★"),
    Style("square", LIST, "■", "■"),
    Style("triangle", LIST, "▲", "▲"),
    Style("disc", LIST, "●", "●"),
)
STYLE = {style.name: style for style in STYLES}
CUSTOMARY_RANK = {style.name: rank for rank, style in enumerate(STYLES)}
_ALONE = frozenset({"appendix", "part", "chapter", "section"})  # may stand on a line of their own above their title
# What may follow a mark that ends in a space, beside Han characters.
_BEHIND_SPACE = {"han_comma": frozenset("“《"), "digit": frozenset("“《ABCDEFGHIJKLMNOPQRSTUVWXYZ")}

_WEAK = re.compile(rf"{_DIGITS}(?=[^\W\d_])")
_YEAR = re.compile("[12][0-9]{3}年")
_FURTHER = {sign: n for signs in (STEMS, ascii_lowercase, "上中下") for n, sign in enumerate(signs, start=1)}  # a. is 1
_MARK = re.compile("|".join(f"(?P<{style.name}>{style.mark})" for style in STYLES))
_FIRST_CHARACTER = re.compile(
    rf"[#第附上中下{FORMAL_NUMERAL}{STEMS}（(〔{HAN_NUMERAL}0-9０-９Ⅰ-ⅫA-Za-z①-➉㈠-㊿◆◇■●▲★☆]")
# A number before a unit of measure is a quantity, no number of a heading (2.5亿元, 5个), but 人才, 项目, 年度
# begin words. Behind a stop (5.个) nothing is a quantity.
_QUANTITY = (  # compiled where needed
    r"\s{0,4}(?:[%％‰℃亿億倍吨噸件亩畝]|[万萬](?![物维維众眾])|千(?![年里])|百(?![姓科年])|公[里斤顷頃分]"
    r"|[个個](?![人体體性案])|元(?![数數宇素])|年(?![度鉴鑒轻輕均报報代龄齡])|月(?![度报報])|日(?![常报報均])"
    r"|米(?![业業])|人(?![才工口员員力民机機文均类類大格际際事群])|次(?![生要级級])|[项項](?![目])"
    r"|家(?![庭校政具长長园園国國电電属屬禽]))")


class Mark(NamedTuple):
    """A heading mark at the beginning of a line (or inside a line that has lost its line ends).

    ``begin`` is where the line begins, ``start:end`` the mark, ``end:heading_end`` the heading's words
    and ``stop`` the line's end. ``shape`` says how the line looks: "bare" (a heading and nothing else),
    "run-in" (a heading, then its text) or "prose" (no end of a heading is in sight). A ``weak`` mark is a number to
    which the words are glued (1引言); others must show that it is no quantity.
    """

    style: str
    ordinal: int
    prefix: tuple[int, ...]
    begin: int
    start: int
    end: int
    heading_end: int
    stop: int
    shape: str
    inline: bool = False
    weak: bool = False


def match_mark(text: str, start: int, stop: int) -> tuple[str, int] | None:
    """Return the style and the end of the mark that begins at ``start``, or None.

    >>> match_mark("（一）总体要求", 0, 7), match_mark("2.5亿元", 0, 5), match_mark("统一是", 0, 3)
    (('han_bracket', 3), None, None)
    """
    if start >= stop or not _FIRST_CHARACTER.match(text, start):
        return None
    match = _MARK.match(text, start, stop)
    if match is None:
        return None
    style = match.lastgroup or ""
    last, following = text[match.end() - 1], text[match.end() : min(stop, match.end() + 1)]
    if last.isspace() and style in _BEHIND_SPACE and not (
            is_han(following) or following in _BEHIND_SPACE[style] or _YEAR.match(text, match.end(), stop)):
        return None
    if style.startswith(("digit", "decimal")) and (last.isdecimal() or last.isspace()):
        if re.compile(_QUANTITY).match(text, match.end(), stop):
            return None
    return style, match.end()


def find_marks(text: str) -> Iterator[Mark]:
    """Yield the heading marks of a text in order; lines of a table of contents are left out, and code.

    >>> [(m.style, m.ordinal, m.shape) for m in find_marks("一、目标\\n（一）总体要求。到明年，一切就绪。\\n正文。")]
    [('han_comma', 1, 'bare'), ('han_bracket', 1, 'run-in')]
    """
    text = blank_code(text)
    for begin, stop, standing in find_lines(text):
        mark = _mark_at(text, begin, stop, inline=standing == GLUED)
        if mark and not ends_in_page_number(text, mark.end, stop):
            yield mark


def complete_marks(text: str, mark: Mark, *, first: int, begin: int) -> list[Mark]:
    """Find the marks of one style numbered ``first`` up to ``mark`` inside the paragraphs between ``begin`` and it.

    A heading that lost its line break stands behind a stop or a space, in the middle of a line.
    """
    found: list[Mark] = []
    if first >= mark.ordinal or STYLE[mark.style].opens == LIST:
        return found
    pattern = re.compile(r"(?<=[。！？；：\s])" + STYLE[mark.style].mark)
    for match in pattern.finditer(text, begin, mark.begin):
        if read_ordinals(match.group())[-1:] == (first + len(found),) and first + len(found) < mark.ordinal:
            stop = text.find("\n", match.end())
            inner = _mark_at(text, match.start(), stop if stop >= 0 else len(text), inline=True)
            if inner:
                found.append(inner)
    return found


def _mark_at(text: str, begin: int, stop: int, *, inline: bool = False) -> Mark | None:
    start = begin
    while start < stop and (text[start].isspace() or text[start] == "*"):
        start += 1
    found = match_mark(text, start, stop)
    weak = None if found or inline else _WEAK.match(text, start, stop)
    if weak and is_han(text[weak.end()]) and not re.compile(_QUANTITY).match(text, weak.end(), stop):
        found = "digit", weak.end()
    if found is None or _ends_a_quotation(text, start, stop):
        return None
    style, end = found
    ordinals = read_ordinals(text[start:end])[: 1 if style == "article" else None]  # 第五条之一 stands behind 第五条
    if style.startswith("markdown"):
        # ## 一、Title: the number inside belongs to the heading's own mark.
        inner = end
        while inner < stop and text[inner].isspace():
            inner += 1
        end = (match_mark(text, inner, stop) or ("", end))[1]
    if style == "article":
        heading_end, shape = article_extent(text, end, stop)
    else:
        heading_end, shape = heading_extent(text, end, stop, glued=inline)
    if not text[end:stop].strip() and style in _ALONE:
        end, heading_end, stop = _title_below(text, end, stop)
    words = text[end:heading_end].strip()
    if not words and style not in ("appendix", "article", "han_alone"):
        return None
    if style.startswith("decimal") and not any(map(str.isalpha, words)):  # a row of figures
        return None
    parted = text[end : end + 1].isspace() and style in ("part", "chapter", "section")  # 第一章　目标, not 第一章说
    if STYLE[style].opens == LINE and not parted and is_sentence(text, end, heading_end, shape):
        shape = "prose"
    ordinal = ordinals[-1] if ordinals else _FURTHER.get(text[start], 0)
    return Mark(style, ordinal, ordinals[:-1], begin, start, end, heading_end, stop, shape, inline, bool(weak))


def _title_below(text: str, end: int, stop: int) -> tuple[int, int, int]:
    """Return where the title that stands on the line below 第一章 or 附件1 begins and ends, and where its line stops.

    The numbered line itself where there is none.
    """
    begin = stop
    while begin < len(text) and text[begin].isspace():
        begin += 1
    below = text.find("\n", begin, begin + MAX_HEADING + 1) if begin > stop else -1
    if below < 0 or re.search("[。；：:]", text[begin:below]) or match_mark(text, begin, below):
        return end, stop, stop
    return begin, below, below


def _ends_a_quotation(text: str, start: int, stop: int) -> bool:
    """Tell whether a line ends a quotation that began in a line before it: 二、加强监督。”"""
    line = text[max(start, stop - 200) : stop].rstrip()
    return line.endswith(("。”", "；”", "！”")) and line.count("“") < line.count("”")
