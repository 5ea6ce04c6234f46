"""Where a heading ends: at its line's end, at its full stop, or at the gap behind it; and how its line looks.

A line is "bare" (a heading and nothing else), "run-in" (a heading, then its text) or "prose" (no end of a heading is in
sight: a sentence, an entry of a list, a row of a table).
"""

from __future__ import annotations

import re

from analysis.characters import is_han

MAX_HEADING = 60  # characters of a heading; the longest of 1,100 in 74 documents has 48
MAX_SET_WIDE = 12  # characters of a heading that is set wide
MIN_BEHIND = 14  # characters of a line behind a single space that parts a heading from its text
MAX_TITLE = 20  # characters of an article's title

_STOP = re.compile(r"[。！？]|[ \u3000\u00a0]{2,}|\t|[ \u3000]")
_SPACE_STOP = re.compile(r"[。！？]|\s")
_CLAUSE = re.compile("[，；：,;:]")
_WIDE_GAP = re.compile(r"[ \u3000\u00a0]{2,9}|\t")
_TEXT_BEHIND = re.compile(r"[^\n。！？；，]{0,200}[。！？；，]")
_COLON = re.compile(r"([^，。；：:,;\n]{2,12})[：:][^\n]{9}")  # of a label and what is said of it: 目标：到明年……
_TITLE = re.compile(r"\s{0,4}(?:【[^】\n]{1,20}】|〔[^〕\n]{1,20}〕|[（(][^）)\n]{1,20}[)）](?=\s|[^，。；]{2}))")


def heading_extent(text: str, end: int, stop: int, *, glued: bool = False) -> tuple[int, str]:
    """Return where the heading behind a mark ends, and how its line looks; ``glued``: at the first space at the latest.

    >>> heading_extent("一、目标", 2, 4), heading_extent("一、目标。做好登记。", 2, 10)
    ((4, 'bare'), (4, 'run-in'))
    >>> heading_extent("一、目标　　做好登记。", 2, 11), heading_extent("1　路灯　区住建局　每月", 2, 12)
    ((4, 'run-in'), (12, 'prose'))
    """
    while end < stop and text[end].isspace():
        end += 1
    while stop > end and text[stop - 1].isspace():
        stop -= 1
    characters = text[end : min(stop, end + MAX_HEADING)].split()
    if 1 < len(characters) <= MAX_SET_WIDE and all(map(is_han, characters)):  # 引  言
        return stop, "bare"
    for match in (_SPACE_STOP if glued else _STOP).finditer(text, end + 1, min(stop, end + MAX_HEADING + 1)):
        if match.group().isspace() and not glued and not _parts_text(text, end, match, stop):
            continue
        if match.group() == "。" and (colon := _COLON.match(text, end, match.start())):
            return colon.end(1), "run-in"
        # A question mark is part of the heading, a full stop is not.
        heading_end = match.end() if match.group() in "！？" else match.start()
        return heading_end, "bare" if match.end() == stop else "run-in"
    if stop - end <= MAX_HEADING:
        return stop, "prose" if _is_row(text[end:stop]) or text[stop - 1 : stop] in "；;，,、" else "bare"
    if colon := _COLON.match(text, end, stop):
        return colon.end(1), "run-in"
    clause = _CLAUSE.search(text, end, end + MAX_HEADING)
    return (clause.start() if clause and clause.start() > end else end + MAX_HEADING), "prose"


def article_extent(text: str, end: int, stop: int) -> tuple[int, str]:
    """Return where the heading of an article ends: at its title, if it has one, else at its number.

    >>> article_extent("第一条【目的】为了规范，制定本办法。", 3, 18), article_extent("第一条 为了规范。", 3, 9)
    ((7, 'run-in'), (3, 'run-in'))
    >>> article_extent("第一条 目的", 3, 6)
    (6, 'bare')
    """
    title = _TITLE.match(text, end, stop)
    if title:
        return title.end(), "run-in" if title.end() < stop else "bare"
    line = text[end:stop].strip()
    if 0 < len(line) <= MAX_TITLE and not re.search("[。；：，]", line):
        return end + len(text[end:stop].rstrip()), "bare"
    return end, "run-in" if line else "bare"


def _is_row(words: str) -> bool:
    """Tell whether words are the cells of a table's row: parted by wide gaps, or figures at the end."""
    cells = words.split()
    figures = len(cells) > 2 and not any(map(str.isalpha, cells[-1] + cells[-2]))
    return figures or (len(cells) > 2 and len(re.findall(r"[\u3000\t]|  ", words)) > 1)


def _parts_text(text: str, end: int, gap: re.Match[str], stop: int) -> bool:
    """Tell whether a gap parts a heading from its text: 一、目标　　做好登记。 In 深化改革　扩大开放 it does not."""
    behind = _TEXT_BEHIND.match(text, gap.end(), stop)
    if len(gap.group()) == 1 and gap.group() != "\t":
        beside_han = is_han(text[gap.start() - 1]) and (is_han(text[gap.end()]) or gap.group() == "\u3000")
        return (beside_han and behind is not None and stop - gap.end() > MIN_BEHIND
                and not _WIDE_GAP.search(behind.group()) and not re.search("[，；,;]", text[end : gap.start()])
                and (behind.group()[-1] in "，；" or len(behind.group()) > MIN_BEHIND))
    return behind is not None or stop - gap.end() > 3 * MIN_BEHIND


def is_sentence(text: str, end: int, heading_end: int, shape: str) -> bool:
    """Tell whether 第一章 begins a sentence: a full stop with more text behind it or a comma before it.

    >>> is_sentence("第一章说过，这是基础。", 3, 10, "bare")
    True
    """
    stopped = any(sign in "。！？" for sign in text[heading_end - 1 : heading_end + 1])
    return stopped and (shape == "run-in" or bool(_CLAUSE.search(text, end, heading_end)))
