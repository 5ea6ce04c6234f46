"""Punctuation: ASCII signs between Chinese become the signs of Chinese: , is ，, (…) is （…）.

A sign belongs to what stands around it, spaces, citation marks ([12]) and emphasis (**) passed over. In
a line of Chinese one Chinese neighbour is enough, in a line of English both must be Chinese.

, ; : !   beside Chinese, and in Chinese lines behind a number with a unit (3.85%,) or at the line's end
?         behind Chinese, only in a sentence that asks (吗, 谁, 是否 …): a lone ? may be a lost character
.         behind Chinese at the end of a line or sentence, behind a rank (全省第1.) as the document's other dots
          are; ... is ……
( )       as a pair: where it holds Chinese or stands behind Chinese; (1) before Chinese at a line's head
--        —— at the head of a line, behind a Chinese sign and before a subtitle (基于…, 以…为例), where —
          becomes —— too, in a list of references as well

Left alone: numbers (1,234, 3:1, 2025.3, 10:30, 2018(9):37-45), Latin, addresses, formulas and code; lines
of a list of references, whose signs are ASCII by GB/T 7714; citation marks; the stop of a list number
(1. 一.) and of a name (乔治.布什); pinyin behind its character, as an author writes it (长(zhǎng)大); the
single bracket of 1); ??, which is what lost characters leave; -- between two names, which may stand for
— or ——: flagged; ~ between numbers, % and /, which Chinese journals print either way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from heapq import merge
from itertools import islice

from analysis.characters import CLOSING, CLOSING_QUOTES, HAN, OPENING, OPENING_QUOTES, STOPS, is_han
from analysis.cleaning.brackets import find_brackets
from analysis.cleaning.edits import Edit, edit
from analysis.cleaning.protected import Spans, chinese_lines, protected, reference_lines
from analysis.cleaning.stretches import gathered

NAME = "punctuation"

FULL = dict(zip(",;:!?.", "，；：！？。"))
ROW = re.compile("[,;:!?.-][,;:!?.-]*")  # so written, it is found fast
SIGN = re.compile(r"[,;:!?]|\.{1,6}|-{2,6}")
LONGEST = 6  # signs in a row; more are a rule or leaders
CHINESE_SIGNS = frozenset(STOPS + OPENING + CLOSING + OPENING_QUOTES + CLOSING_QUOTES + "—…·％")
PASSED_LEFT = re.compile(r"(?:\[\d{1,3}(?:[,，\-–—~]\d{1,3}){0,4}\]|[*_ ]){1,8}$")
PASSED_RIGHT = re.compile("[*_ ]{1,4}")
PASSED = "]*_ "  # the last characters of the former
REACH = 24  # characters looked at for a neighbour
UNITS = "%‰℃°"
SHARED = [a + b for a in OPENING_QUOTES + CLOSING_QUOTES for b in OPENING_QUOTES + CLOSING_QUOTES]  # with English
VARIABLE = re.compile("(?:^|[^A-Za-z])[A-Za-z]$")
LATIN_LABEL = re.compile(r"\s*[A-Za-z_ -]{1,20}")  # name: 张三, as in a list of fields
CAN_END = frozenset(CLOSING + CLOSING_QUOTES + "%％‰℃")  # beside Han characters
BEGINS_SENTENCE = OPENING + OPENING_QUOTES

ASKS = re.compile("[吗嗎呢谁誰哪几幾么麼]|什么|什麼|甚|何|怎|是否|能否|可否|多少|难道|難道|(.)不\\1|有没有|有沒有")
SENTENCE = 60  # characters before a ? in which the question's word must stand
ENDS_OF_SENTENCE = "。！？!?；;\n"
LIST_NUMBER = re.compile(r"\s*[〇零一二三四五六七八九十百壹贰叁肆伍陆柒捌玖拾甲乙丙丁\d]{1,4}$")
CLAUSE = 4  # Han characters on either side of a stop inside a line that show it to be one
ENOUGH_STOPS = 2  # such stops that show the document's other dots between Chinese to be stops too
# Compiled where a dot asks for them, and few do.
BEFORE_STOP = rf"[{HAN}]{{{CLAUSE}}}[{re.escape(CLOSING + CLOSING_QUOTES)}]?$"
AFTER_STOP = rf" ?[{re.escape(OPENING + OPENING_QUOTES)}]?[{HAN}]{{{CLAUSE}}}|\n|$"
RANK = rf"[{HAN}]{{2}}(?:[第前]|[0-9]/)[0-9]{{1,3}}$"  # 全省第1. is no list's number, and no decimal before a character
# Characters that foreign names are written with; a stop between two of them may be the dot of 乔治·布什.
NAMES = frozenset(
    "阿埃艾爱安奥巴白班贝本比彼宾波伯布查茨达大戴丹德登迪蒂丁杜多恩尔法菲费芬弗福盖戈格古哈海汉赫亨华怀惠霍基吉加简杰金卡凯坎康柯"
    "科克肯库奎拉莱兰朗劳勒雷里利莉丽林琳刘卢鲁路伦罗洛马玛迈麦曼梅门蒙米莫姆穆纳娜奈内尼诺欧帕佩彭皮珀普奇乔切琼让日瑞萨塞桑莎"
    "沙舍圣史什斯司思松苏索塔泰坦汤唐特提图托瓦万威韦维温文沃乌伍西希夏肖谢辛休雪逊雅亚扬耶叶伊以英尤于约泽扎詹兹治"
    "愛奧貝賓達爾費蓋漢華懷簡傑凱蘭勞萊裡麗劉盧魯倫羅馬瑪邁麥門蒙納諾歐佩喬瓊讓薩聖蘇湯圖萬韋維溫烏謝遜亞揚葉約澤"
)
HALF_DASH = re.compile("(—)(?:基于|基於|兼[论論评評]|来自|來自|[试試][论論])")
SUBTITLE = re.compile(" ?(?:基于|基於|以|兼[论論评評]|来自|來自|[试試]论|[试試]論|[对對]|[论論])")


def find(text: str) -> list[Edit]:
    """Find the ASCII signs that are Chinese punctuation.

    >>> [(e.before, e.after) for e in find("增长3.85% ,其中1,234万件(含备案);见a.cn/x,y")]
    [(',', '，'), ('(', '（'), (')', '）'), (';', '；')]
    >>> [(e.start, e.before) for e in find("文章2018(9):37-45,比例3:1;函数f(x)")]
    [(15, ','), (21, ';')]
    """
    chinese = chinese_lines(text)
    kept = Spans([*protected(text), *reference_lines(text)])
    pairs = find_brackets(text, chinese, kept, NAME)
    brackets = {e.start: e.after for e in pairs}
    pairs += [edit(text, *m.span(1), "——", NAME, "likely") for m in HALF_DASH.finditer(text)
              if m.start() > 1 and all(map(is_han, text[m.start() - 2 : m.start()] + text[m.end() : m.end() + 1]))]

    def signs() -> Iterator[Edit]:
        for row in ROW.finditer(text):
            for match in SIGN.finditer(text, *row.span()) if row.end() - row.start() <= LONGEST else ():
                if match.start() not in kept:
                    yield from _judge(text, match, match.start() in chinese, brackets)

    @cache
    def doubtful() -> str:
        stops = islice((e for e in signs() if e.after == "。"), ENOUGH_STOPS)
        return "。" if sum(1 for _ in stops) == ENOUGH_STOPS else ""

    found = (e if e.after else e._replace(after=doubtful()) for e in signs() if e.after or doubtful())
    return gathered(text, merge(sorted(pairs), found))


def _judge(text: str, match: re.Match[str], in_chinese: bool, brackets: dict[int, str]) -> Iterator[Edit]:
    """Yield the edit of one sign, if it is one of Chinese; of a doubtful stop, one that leaves nothing."""
    start, end = match.span()
    left, right = _left(text, start, brackets), _right(text, end, brackets)
    certainty = "certain" if _is_chinese(left) and _is_chinese(right) else "likely"
    match match.group()[0]:
        case "-":
            after, certainty = _dash(text, start, end, left, right)
        case ".":
            after, certainty = _stop(text, start, end, left, right) if in_chinese else None, "likely"
        case "?":
            after = "？" if _asks(text, start, end, left, in_chinese) else None
        case sign:
            after = FULL[sign] if _parts(text, start, end, left, right, in_chinese) else None
    if after is not None:
        yield edit(text, start, end, after, NAME, certainty)


def _parts(text: str, start: int, end: int, left: str, right: str, in_chinese: bool) -> bool:
    """Tell whether a , ; : or ! parts Chinese."""
    sign, behind = text[start], text[end : end + 1]
    if not left or left.isdigit() and (right.isdigit() or sign == "!"):
        return False
    if sign == "!" and VARIABLE.search(text[max(0, start - 2) : start]):
        return False
    if sign == "!" and behind in ("[", "=") or sign == ":" and behind in ("/", "\\", "-", ")"):
        return False
    if _is_chinese(left) and _is_chinese(right):
        return in_chinese or left + right not in SHARED
    label = sign == ":" and LATIN_LABEL.fullmatch(text[max(0, start - REACH) : start].rpartition("\n")[2])
    if not in_chinese or label:
        return False
    if _is_chinese(left) or _is_chinese(right):
        return True
    if not right:
        return left.isalnum() or left in UNITS + ")]"
    return left in UNITS and right.isalnum()


def _left(text: str, at: int, brackets: dict[int, str]) -> str:
    """Return the character before a sign, "" at the beginning of the line."""
    before = text[max(0, at - REACH) : at].rpartition("\n")[2]
    if before[-1:] in PASSED:
        passed = PASSED_LEFT.search(before)
        at -= len(passed.group()) if passed else 0
    before = text[max(0, at - 1) : at]
    return "" if before == "\n" else brackets.get(at - 1, before)


def _right(text: str, at: int, brackets: dict[int, str]) -> str:
    """Return the character behind a sign, "" at the end of the line."""
    passed = PASSED_RIGHT.match(text, at)
    at = passed.end() if passed else at
    char = text[at : at + 1]
    return "" if char == "\n" else brackets.get(at, char)


def _is_chinese(char: str) -> bool:
    return char != "" and (char in CHINESE_SIGNS or is_han(char))


def _asks(text: str, start: int, end: int, left: str, in_chinese: bool) -> bool:
    """Tell whether the sentence before a question mark asks."""
    if left in ("!", "！"):
        left = text[start - 2 : start - 1]
    if text[start - 1 : start] == "?" or text[end : end + 1] == "?":
        return False
    if not _is_chinese(left) and not (in_chinese and left.isalnum()):
        return False
    sentence = text[max(0, start - SENTENCE) : start].rstrip("！!")
    return bool(ASKS.search(sentence, max(map(sentence.rfind, ENDS_OF_SENTENCE)) + 1))


def _stop(text: str, start: int, end: int, left: str, right: str) -> str | None:
    """Return what one or more dots stand for, "" where that is a matter of the document's other dots."""
    if left.isdigit() and end - start == 1:
        rank = not right.isdigit() and re.search(RANK, text[max(0, start - REACH) : start])
        return "" if rank and re.compile(AFTER_STOP).match(text, end) else None
    if not (is_han(left) or left in CAN_END):
        return None
    if end - start > 1:
        return "……" if end - start in (3, 6) and not right.isdigit() else None
    line = text[max(0, start - SENTENCE) : start].rpartition("\n")[2]
    name = {text[start - 2 : start - 1], text[start - 1 : start], text[end : end + 1], text[end + 1 : end + 2]} <= NAMES
    if LIST_NUMBER.fullmatch(line) or name:
        return None
    if not right or re.search(BEFORE_STOP, line) and re.compile(AFTER_STOP).match(text, end):
        return "。"
    return "" if is_han(right) or right in BEGINS_SENTENCE or right in CLOSING_QUOTES + "」』" else None


def _dash(text: str, start: int, end: int, left: str, right: str) -> tuple[str | None, str]:
    if not _is_chinese(right) or not (_is_chinese(left) or not left):
        return None, ""
    if not left or left in CHINESE_SIGNS or SUBTITLE.match(text, end):
        return "——", "likely"
    return text[start:end], "unsure"
