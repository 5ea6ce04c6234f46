"""The grammar of heading marks: which signs open a numbered heading, and how their number is read.

The grammar is the table ``STYLES``, a row per style. Chinese texts number their parts in some twenty
ways and nest them as they like, so a style has no level of its own: `nesting` infers the levels from
the document. This module only finds the marks at the beginnings of lines and says how each line looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from analysis.characters import is_han
from analysis.numerals import FORMAL_NUMERAL, HAN_NUMERAL, read_ordinals

# What a style opens. "line": a heading alone on its line, or parted from its text by a wide gap;
# "paragraph": that, or a heading that runs on into its paragraph; "list": a heading if its fellows look
# like headings, else an item of a list.
LINE, PARAGRAPH, LIST = "line", "paragraph", "list"

_NUMBER = rf"(?:[{HAN_NUMERAL}]{{1,5}}|[0-9０-９]{{1,3}})"
_DIGITS = "[0-9０-９]{1,2}"
_POINT = "[.．]"
_SPACE = r"[^\S\n\t]"  # as a class of three far characters it would cost ten times as much to compile


class Style(NamedTuple):
    """A row of the grammar: a name, what the style opens, the pattern of its mark, an example."""

    name: str
    opens: str
    mark: str
    example: str


def _decimal(depth: int) -> str:
    return rf"{_DIGITS}(?:{_POINT}{_DIGITS}){{{depth - 1}}}(?!{_POINT}?[0-9０-９])(?:{_POINT}|、)?"


# The outermost first: the customary order settles what a document's own nesting leaves open.
STYLES = (
    *(Style(f"markdown{n}", LINE, "#" * n + r"(?=[ \t])", "#" * n + " 引言") for n in range(1, 7)),
    Style("appendix", LINE,
          rf"附{_SPACE}?[录錄件]{_SPACE}?(?:[A-Z](?![A-Za-z])|{_NUMBER})?(?=[\s:：.．、]|$)[:：.．、]?", "附录A"),
    Style("part", LINE, rf"第{_SPACE}?{_NUMBER}{_SPACE}?(?:部分|[编編篇卷])", "第一部分"),
    Style("chapter", LINE, rf"第{_SPACE}?{_NUMBER}{_SPACE}?章", "第三章"),
    Style("section", LINE, rf"第{_SPACE}?{_NUMBER}{_SPACE}?[节節]", "第一节"),
    Style("article", PARAGRAPH, rf"第{_SPACE}?{_NUMBER}{_SPACE}?[条條](?=\s|$)", "第五条"),
    Style("formal_comma", PARAGRAPH, rf"[{FORMAL_NUMERAL}]{{1,3}}{_SPACE}?[、.．]", "壹、"),
    Style("roman", PARAGRAPH, r"[Ⅰ-Ⅻ](?:[、.．]|(?=[ \u3000]))", "Ⅱ."),
    Style("han_comma", PARAGRAPH,
          rf"[{HAN_NUMERAL}]{{1,4}}(?:{_SPACE}?[、.．](?![{HAN_NUMERAL}]{{1,3}}[、.．])"
          rf"|{_SPACE}{{1,4}})", "一、"),
    Style("han_bracket", PARAGRAPH,
          rf"[（(〔]{_SPACE}?[{HAN_NUMERAL}]{{1,4}}{_SPACE}?[)）〕][、.．]?|[㈠-㈩]", "（一）"),
    Style("han_half_bracket", PARAGRAPH, rf"[{HAN_NUMERAL}]{{1,4}}[)）]", "一）"),
    Style("digit", LIST,
          rf"{_DIGITS}(?:{_SPACE}?[.．、](?![0-9０-９])|{_SPACE}{{1,4}})|[⒈-⒛]", "1."),
    *(Style(f"decimal{n}", LIST, _decimal(n), ".".join("1" * n)) for n in range(2, 6)),
    Style("digit_bracket", LIST, rf"[（(]{_SPACE}?{_DIGITS}{_SPACE}?[)）]|[⑴-⒇]", "（1）"),
    Style("digit_half_bracket", LIST, rf"{_DIGITS}[)）]", "1)"),
    Style("circled", LIST, "[①-⑳㉑-㉟㊱-㊿❶-❿➀-➉]", "①"),
)
STYLE = {style.name: style for style in STYLES}
CUSTOMARY_RANK = {style.name: rank for rank, style in enumerate(STYLES)}
# What may follow a mark that ends in a space, beside Han characters.
_BEHIND_SPACE = {"han_comma": frozenset("“《"), "digit": frozenset("“《ABCDEFGHIJKLMNOPQRSTUVWXYZ")}

_MARK = re.compile("|".join(f"(?P<{style.name}>{style.mark})" for style in STYLES))
_FIRST_CHARACTER = re.compile(rf"[#第附{FORMAL_NUMERAL}（(〔{HAN_NUMERAL}0-9０-９Ⅰ-Ⅻ①-➉㈠-㊿]")
# Where a line of thousands of characters (a document that lost its line ends) may hide a heading.
_HIDDEN = re.compile(rf"(?<=[。！？!?；;：:”\s])(?=第{_NUMBER}[章节節编編]|[{HAN_NUMERAL}]{{1,3}}、"
                     rf"|[（(][{HAN_NUMERAL}]{{1,3}}[)）])")
# A number before a unit of measure is a quantity, no number of a heading (2.5亿元, 5个), but 人才, 项目, 年度
# begin words. Behind a stop (5.个) nothing is a quantity.
_QUANTITY = (  # compiled where needed
    r"\s{0,4}(?:[%％‰℃亿億倍吨噸件亩畝]|[万萬](?![物维維众眾])|千(?![年里])|百(?![姓科年])|公[里斤顷頃分]"
    r"|[个個](?![人体體性案])|元(?![数數宇素])|年(?![度鉴鑒轻輕均报報代龄齡])|月(?![度报報])|日(?![常报報均])"
    r"|米(?![业業])|人(?![才工口员員力民机機文均类類大格际際事群])|次(?![生要级級])|[项項](?![目])"
    r"|家(?![庭校政具长長园園国國电電属屬禽]))")
_STOP = re.compile(r"[。！？]|[ \u3000\u00a0]{2,}|\t")
_CLAUSE = re.compile("[，；：,;:]")
_FENCED = re.compile(r"^ {0,3}(```|~~~)[^\n]*\n(?:[^\n]*\n)*? {0,3}\1", re.MULTILINE)  # in code # is a comment
_SPACE_STOP = re.compile(r"[。！？]|\s")

LONG_LINE = 3000  # the longest paragraph of 74 documents has 1,624 characters, the shortest lost one 13,407
MAX_SET_WIDE = 6  # characters of a heading that is set wide
MAX_HEADING = 60  # characters of a heading; the longest of 1,100 in 74 documents has 48


class Mark(NamedTuple):
    """A heading mark at the beginning of a line (or inside a line that has lost its line ends).

    ``begin`` is where the line begins, ``start:end`` the mark, ``end:heading_end`` the heading's words
    and ``stop`` the line's end. ``shape`` says how the line looks: "bare" (a heading and nothing else),
    "run-in" (a heading, then its text) or "prose" (no end of a heading is in sight).
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
    if last.isspace() and style in _BEHIND_SPACE and not (is_han(following) or following in _BEHIND_SPACE[style]):
        return None
    if style.startswith(("digit", "decimal")) and (last.isdecimal() or last.isspace()):
        if re.compile(_QUANTITY).match(text, match.end(), stop):
            return None
    return style, match.end()


def find_lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield begin and stop (without the line end) of each line that is not blank."""
    begin = 0
    for line in text.split("\n"):
        if line and not line.isspace():
            yield begin, begin + len(line)
        begin += len(line) + 1


def ends_in_page_number(text: str, begin: int, stop: int) -> bool:
    """Tell whether a line ends in leaders and a page number, as the lines of a table of contents do.

    >>> [ends_in_page_number(line, 0, len(line)) for line in ("一、目标……12", "一、目标\\t3", "到2035年", "第3")]
    [True, True, False, False]
    """
    tail = text[max(begin, stop - 60) : stop].rstrip()
    leaders = tail.rstrip("0123456789")
    gap = leaders[len(leaders.rstrip(".．·…⋯ \u3000\t")) :]
    led = "\t" in gap or len(gap) > 2 or gap.endswith(("..", "··", "……"))
    return led and 0 < len(tail) - len(leaders) < 4


def blank_code(text: str) -> str:
    r"""Return the text with spaces for the characters of fenced blocks of code; all else stays in its place.

    >>> blank_code("甲\n```\n# 乙\n```\n丙")
    '甲\n   \n   \n   \n丙'
    """
    if "```" not in text and "~~~" not in text:
        return text
    return _FENCED.sub(lambda block: re.sub(r"[^\n]", " ", block.group()), text)


def find_marks(text: str) -> Iterator[Mark]:
    """Yield the heading marks of a text in order; lines of a table of contents are left out, and code.

    >>> [(m.style, m.ordinal, m.shape) for m in find_marks("一、目标\\n（一）总体要求。到明年，一切就绪。\\n正文。")]
    [('han_comma', 1, 'bare'), ('han_bracket', 1, 'run-in')]
    """
    text = blank_code(text)
    for begin, stop in find_lines(text):
        if stop - begin < LONG_LINE:
            mark = _mark_at(text, begin, stop)
            if mark and not ends_in_page_number(text, mark.end, stop):
                yield mark
        else:
            inner = [begin, *(match.start() for match in _HIDDEN.finditer(text, begin + 1, stop)), stop]
            for at, after in zip(inner, inner[1:]):
                mark = _mark_at(text, at, after, inline=True)
                if mark and (at == begin or STYLE[mark.style].opens != LIST):
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
    if found is None:
        return None
    style, end = found
    ordinals = read_ordinals(text[start:end])
    if style.startswith("markdown"):
        # ## 一、Title: the number inside belongs to the heading's own mark.
        inner = end
        while inner < stop and text[inner].isspace():
            inner += 1
        end = (match_mark(text, inner, stop) or ("", end))[1]
    heading_end, shape = _heading_extent(text, end, stop, inline=inline)
    if not text[end:heading_end].strip() and style not in ("appendix", "article"):
        return None
    if STYLE[style].opens == LINE and _is_sentence(text, end, heading_end, shape):
        shape = "prose"
    ordinal = ordinals[-1] if ordinals else 0
    return Mark(style, ordinal, ordinals[:-1], begin, start, end, heading_end, stop, shape, inline)


def _heading_extent(text: str, end: int, stop: int, *, inline: bool) -> tuple[int, str]:
    while end < stop and text[end].isspace():
        end += 1
    while stop > end and text[stop - 1].isspace():
        stop -= 1
    characters = text[end : min(stop, end + MAX_HEADING)].split()
    if 1 < len(characters) <= MAX_SET_WIDE and all(map(is_han, characters)):  # 引  言
        return stop, "bare"
    match = (_SPACE_STOP if inline else _STOP).search(text, end, min(stop, end + MAX_HEADING + 1))
    if match and match.start() > end:
        # A question mark is part of the heading, a full stop is not.
        heading_end = match.end() if match.group() in "！？" else match.start()
        return heading_end, "bare" if match.end() == stop else "run-in"
    if stop - end <= MAX_HEADING:
        return stop, "prose" if text[stop - 1 : stop] in "；;，,、" else "bare"
    clause = _CLAUSE.search(text, end, end + MAX_HEADING)
    return (clause.start() if clause and clause.start() > end else end + MAX_HEADING), "prose"


def _is_sentence(text: str, end: int, heading_end: int, shape: str) -> bool:
    """Tell whether 第一章 begins a sentence: a full stop with more text behind it or a comma before it."""
    stopped = any(sign in "。！？" for sign in text[heading_end - 1 : heading_end + 1])
    return stopped and (shape == "run-in" or bool(_CLAUSE.search(text, end, heading_end)))
