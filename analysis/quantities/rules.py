"""The rules of quantities: what a number token holds, and what the characters beside it say of it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import prod
from typing import NamedTuple

from analysis.numerals import HAN_NUMERAL, read_numeral
from analysis.tokens import LATIN_UNITS, UNITS, Token

# What `tokens` leaves to the segmenter, since most of it begins words (5分析), and what follows 个.
CLASSIFIERS = frozenset([
    *"分位名起所座处宗笔场款颗艘架列期册部株头只门支枚张份间栋层省市县区镇村例对斤国", "名次", "场次"])
# Units of what is counted one by one: what they count stands behind them (3万家企业).
COUNTED = frozenset("个项件家条类种户台套辆篇批名位起所座处宗笔场款颗艘架册部株头只门支枚张份")
RANKS = ("位", "名")
_AFTER_COUNT = re.compile("位次|名次|工作日")
_MORE_OF = re.compile(r"[多余](?:场次|[名位所座处场起艘颗])")
AND = ("和", "、", "及", "与")
TO = ("-", "–", "—", "~", "～", "至", "到")
SIGNS = "，。；：！？、,;:!?\n"
STOP = re.compile(r"[。！？!?\n]")
TITLE = re.compile(r"《[^》\n]*》|〔[^〕\n]*〕")  # also the year of a document's number
QUOTED = re.compile(r"“[^”\n]{1,20}”")  # a name or slogan; a longer quotation is text with figures of its own
_MAGNITUDE = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "兆": 10**12}
_UNIT = "|".join(map(re.escape, sorted((*UNITS, *LATIN_UNITS), key=len, reverse=True)))
_NUMBER = re.compile(rf"(\d+(?:,\d{{3}})*(?:\.\d+)?)(?:/(\d+))?([多余]?[十百千万亿兆]*[多余]?)({_UNIT})?")
_FRACTION = re.compile(rf"(?P<whole>[{HAN_NUMERAL}]+)分之(?P<part>[{HAN_NUMERAL}]+)"
                       r"|(?<=[近约超过占达到])一半|(?<=[达近约超过有])数[十百千万亿]+")
_Y = r"(?:1[89]|20)\d\d|[零〇一二三四五六七八九]{4}"
_YEARS = re.compile(rf"(?<!\d)({_Y})(?:年(?:\d\d?月)?(?:[\-–—~～至到]({_Y})年)?|[\-–—~～至到]({_Y})年)")
_DATE = re.compile(r"(?:1[89]|20)\d\d(?:年度?)?|\d+(?:月份?|年代|年级|周年)")
_SINCE = re.compile(r"(?:近|过去|未来|今后|此前|[前后头这]|连续)$")  # 近5年: when, not how long
_PLAN = re.compile(r"(十[一二三四五六])五")
_BASES = ("较", "比", "同", "与", "相对")  # 较2022年: the year that is compared with
_NAMED = re.compile(r"(?:[\[［+×]|No\.)$")
_AMOUNT = re.compile(r"(?:达到?|[为是约近逾至仅]|超过?|突破|不足|[低高]于|得分|数|增长|提高|下降)[了到约近]?$")
_NO_AMOUNT = re.compile(r"\d+\.0|\d{7,}|(?:19|20)\d\d")  # a version, an address, a year
_BEFORE = {
    "<": "不超过 不高于 不多于 不到 不足 低于 少于 小于 至多 最多",
    ">": "不低于 不少于 超过 高于 大于 多于 至少 突破 超 逾",
    "~": "大约 接近 将近 约 近",
}
_BEHIND = {">": "及以上 以上 多 余", "~": "左右 上下", "<": "及以下 以下 以内 之内 内(?![部容外地])"}
BEHIND = re.compile("|".join(" ".join(_BEHIND.values()).split()))
_COMPARED = [(sign, re.compile(rf"(?:{'|'.join(words.split())})$")) for sign, words in _BEFORE.items()]
_COMPARED_BEHIND = [(sign, re.compile("|".join(words.split()))) for sign, words in _BEHIND.items()]
_UP = "增长 增加 增至 增幅 增速 提升 提高 上升 升至 跃升 攀升 扩大 新增 上涨 翻了".split()
_DOWN = "下降 减少 降低 降至 降幅 缩减 下滑 压缩 缩短 压减 下跌 回落".split()
_CHANGE = rf"(?:(?P<up>{'|'.join(_UP)})|(?P<down>{'|'.join(_DOWN)}))"
_GOVERNS = re.compile(rf"{_CHANGE}(?!率)[^的\d{SIGNS}]{{0,8}}$")
_GOVERNED = re.compile(rf"(?:{BEHIND.pattern})?的?{_CHANGE}(?![^{SIGNS}]*\d)")
# Words that may stand between an indicator and its number.
LINKS = frozenset([
    *"达 达到 为 是 有 至 到 占 占比 了 共 共有 累计 同比 环比 年均 均 已 已达 仅 能 只 预计 将 的 第 全球".split(),
    *"由 从 以 每 不 过 在 力争 确保 较 比 其中 例如 目前 分别 合计 我国".split(),
    *" ".join(_BEFORE.values()).split(), *_UP, *_DOWN])
_TRAILING = re.compile(r"(?:已|达到?|仅能?|累计|同比|环比|(?:稳定|控制|保持)?在)+$")
_ONLY_CHANGE = re.compile(rf"(?:同比|环比|年均|共)?{_CHANGE}?")
_NOMINAL = tuple("nabjlixs")  # the first letters of jieba's tags of what a noun phrase is made of; x is unknown


class Number(NamedTuple):
    """A number where it stands in its unit's own text, and what it says by itself."""

    start: int
    end: int
    value: float
    upper: float = math.nan
    unit: str = ""
    comparison: str = ""


def read_number(term: str) -> tuple[float, int, str, str] | None:
    """Return value, magnitude, unit and comparison of a number token; None where it is no plain number.

    >>> read_number("1.6万多个"), read_number("1/4"), read_number("3.0.1")
    ((16000.0, 10000, '个', '>'), (0.25, 1, '', ''), None)
    """
    match = _NUMBER.fullmatch(term)
    if not match or match[2] and not int(match[2]):
        return None
    magnitude = prod(_MAGNITUDE.get(character, 1) for character in match[3])
    value = float(Decimal(match[1].replace(",", "")) * magnitude) / int(match[2] or 1)
    return value, magnitude, match[4] or "", ">" if re.search("[多余]", match[3]) else ""


def read_fractions(own: str) -> Iterator[Number]:
    """Yield the fractions in Han numerals, and the amounts that name no digit.

    >>> [(n.value, n.unit) for n in read_fractions("百分之五，四分之三，近一半，达数百万")]
    [(5.0, '%'), (0.75, ''), (0.5, ''), (nan, '')]
    """
    for match in _FRACTION.finditer(own):
        whole, part = (read_numeral(match[name] or "") for name in ("whole", "part"))
        if match.group().startswith("数"):
            yield Number(*match.span(), math.nan, comparison="~")
        elif whole == 100:
            yield Number(*match.span(), float(part or 0), unit="%")
        else:
            yield Number(*match.span(), (part or 1) / (whole or 2))


def read_times(own: str) -> Iterator[tuple[int, str]]:
    """Yield where a year, a run of years or a plan period stands, and which it is; not a year of comparison.

    >>> list(read_times("“十四五”时期，2023年7月至2024年6月，较二〇二二年"))
    [(1, '2021-2025'), (8, '2023-2024')]
    """
    for match in _PLAN.finditer(own):
        first = 1951 + 5 * (read_numeral(match[1]) or 0)  # the eleventh plan began in 2006
        yield match.start(), f"{first}-{first + 4}"
    for match in _YEARS.finditer(own):
        if not own[: match.start()].endswith(_BASES):
            yield match.start(), "-".join("".join(str(read_numeral(digit)) for digit in year)
                                          for year in match.groups() if year)


def is_date(term: str) -> bool:
    """Tell whether a number token is a year or a month by its form alone.

    >>> is_date("2031"), is_date("7月"), is_date("7")
    (True, True, False)
    """
    return bool(_DATE.fullmatch(term))


def is_time(term: str, before: str, behind: str) -> bool:
    """Tell whether a number token is a time, or the length of one that says when (近5年).

    >>> is_time("2031年", "", ""), is_time("5年", "近", "来"), is_time("5年", "为期", ""), is_time("7日", "", "内")
    (True, True, False, False)
    """
    if term.endswith("日"):
        return not behind.startswith(("内", "以内"))
    return is_date(term) and not term.isdigit() or term.endswith("年") and bool(_SINCE.search(before))


def is_name(before: str, behind: str) -> bool:
    """Tell whether the characters beside a number make it part of a name or a broken citation mark ([8。).

    >>> is_name("AI", "+"), is_name("第", "号"), is_name("约", "万")
    (True, True, False)
    """
    return bool(_NAMED.search(before)) or behind.startswith(("+", "×", "号", "]"))


def is_amount(term: str, before: str) -> bool:
    """Tell whether a bare number, without unit or magnitude, stands behind a word of amount.

    >>> is_amount("85.6", "指数为"), is_amount("85.6", "第"), is_amount("2031", "到")
    (True, False, False)
    """
    return not _NO_AMOUNT.fullmatch(term) and bool(_AMOUNT.search(before))


def compare(before: str, behind: str) -> str:
    """Return the comparison that the words beside a number make: ">", "~", "<", or "" for none.

    >>> compare("超过", ""), compare("不超过", ""), compare("", "以上"), compare("约", "")
    ('>', '<', '>', '~')
    """
    found = [(match.start(), sign) for sign, words in _COMPARED if (match := words.search(before))]
    found = sorted(found)[:1]  # the longest: 不低于, not 低于
    found += [(0, sign) for sign, words in _COMPARED_BEHIND if words.match(behind)]
    return found[0][1] if found else ""


def find_change(before: str, behind: str) -> str:
    """Return "increase" or "decrease" where a word of change governs a number, else "".

    >>> find_change("同比增长", ""), find_change("增长的平台达", ""), find_change("实现", "的下降")
    ('increase', '', 'decrease')
    """
    found = _GOVERNED.match(behind) or _GOVERNS.search(before)
    return "" if found is None else "increase" if found["up"] else "decrease"


def find_classifier(unit: str, tokens: Sequence[Token], behind: str) -> str:
    """Return the characters behind a number, the first of ``tokens``, that continue its unit, else "".

    A word that the segmenter guessed (名助) gives its first character; a word of its dictionary (分析) none.
    """
    known = {"个": _AFTER_COUNT, "": _MORE_OF}.get(unit)
    if known and (match := known.match(behind)):
        return match.group()
    words = [token.term for token in tokens[:1]] + [token.term[:1] for token in tokens[:1] if token.pos == "x"]
    return next((word for word in words if unit == "" and word in CLASSIFIERS), "")


def trim_label(label: str) -> str:
    """Return a noun phrase without the words of amount that were cut together with it (应用数已, 同比增加).

    >>> trim_label("应用数已"), trim_label("同比增加")
    ('应用数', '')
    """
    label = _TRAILING.sub("", label)
    return "" if _ONLY_CHANGE.fullmatch(label) else label


def is_nominal(token: Token) -> bool:
    """Tell whether a token can be part of a noun phrase.

    >>> is_nominal(Token("1", 0, 0, 2, "平台", "han", "n")), is_nominal(Token("1", 0, 0, 2, "推进", "han", "v"))
    (True, False)
    """
    return token.kind == "latin" or token.kind == "han" and (token.pos[:1] in _NOMINAL or token.pos == "vn")
