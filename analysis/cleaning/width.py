"""Width: full-width digits and Latin letters (２０２４, ＡＩ) become ASCII, as journals print them.

A full-width character takes the place of a Han character; numbers and words in that form are found by
no search and cut wrongly by every segmenter. With them go the signs that stand inside such a run or
close it: the point and the comma of a number, the slash and the stop of an address, ％ behind a
full-width digit. Half-width and small forms of Chinese signs (｡ ､ ﹐ ﹔) become the ordinary ones.

Left alone: Chinese punctuation, full width by its nature (，（）：！？); ％ behind an ordinary digit and
－ or ／ between Han characters, which are how some authors write throughout; the stop of a list number
(１．) after a digit that turned; ﹒, which stands for ． and for · alike; half-width kana and full-width
signs by themselves.
"""

from __future__ import annotations

import re

from analysis.characters import is_chinese, neighbours
from analysis.cleaning.edits import Edit, edit

NAME = "width"

ALNUM = "０-９Ａ-Ｚａ-ｚ"
TO_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# Signs that hold a run together: only between two full-width letters or digits. A comma parts
# thousands if three digits follow; else it is the Chinese comma of a list (１，２).
RUN = re.compile(
    rf"[{ALNUM}](?:(?:[．－／＋＆＿＠＃＝＊～]|：／／|(?<=[０-９])，(?=[０-９]{{3}}(?![０-９])))?[{ALNUM}]){{0,1000}}(?:(?<=[０-９])％)?"
)
SMALL = dict(zip("﹐﹑﹔﹕﹖﹗﹙﹚｡､｢｣", "，、；：？！（）。、「」"))
SMALL_SIGN = re.compile(f"[{''.join(SMALL)}]")


def find(text: str) -> list[Edit]:
    """Find full-width letters and digits, and odd widths of Chinese signs.

    >>> [(e.before, e.after) for e in find("２０２４年，ＡＩ＋增长５．８％，其中３，２")]
    [('２０２４', '2024'), ('ＡＩ', 'AI'), ('５．８％', '5.8%'), ('３', '3'), ('２', '2')]
    >>> find("占比50％；（一）甲－乙！")
    []
    """
    found = [edit(text, *m.span(), m.group().translate(TO_ASCII), NAME) for m in RUN.finditer(text)]
    found += [edit(text, *m.span(), SMALL[m.group()], NAME) for m in SMALL_SIGN.finditer(text)
              if any(map(is_chinese, neighbours(text, *m.span())))]
    return sorted(found)
