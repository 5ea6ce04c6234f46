"""Tokens, and which of them are told by their characters alone, before any dictionary is asked.

What is one token by these rules stays one, whatever cuts the rest:

- ``number``: digits with their decimals, groups of three and fractions (375.01, 1,813, 1/3), the
  magnitude behind them (35万亿) and one unit of the closed list ``UNITS`` (3.85%, 500亿元, 12个,
  2035年, 8km). Years are numbers in Han numerals too, and so is every numeral with 〇 (二〇三五年). A
  sign before a number is not part of it, since 3-5 is a range. Other Han numerals are words (三个).
- ``latin``: a word of Latin, Greek or Cyrillic letters with the signs and digits inside it and the plus
  or # behind it (R&D, C-value, GPT-4.5, AI+, C#), digits before it (5G), and initials (U.S.).
- ``citation``: a citation mark in square brackets ([12], [3-5]). No word, and no number of the text.
- ``han``: a run of Han characters, which `segmentation` cuts into words.
- ``space``: a run of white space. ``punctuation``: one sign; of … and — a run.
- ``other``: an address on the web or of mail, a run of letters of other scripts, any other character.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from analysis.characters import HAN, PUNCTUATION

KINDS = ("han", "latin", "number", "citation", "punctuation", "space", "other")
# Measures, money, parts of a date, and the classifiers that seldom begin a word of two characters:
# 分, 部, 位, 期 and their like, which do (5分析, 3部门), are cut as words.
UNITS = (
    "%", "‰", "％", "℃", "°",
    "元", "美元", "欧元", "英镑", "日元", "港元",
    "米", "厘米", "毫米", "千米", "公里", "平方米", "平方公里", "平方千米", "立方米", "亩", "公顷",
    "吨", "公斤", "千克", "克", "千瓦", "千瓦时", "兆瓦", "字节", "比特",
    "年", "年度", "年代", "年级", "月", "月份", "日", "天", "周", "周年", "小时", "分钟", "秒", "岁", "周岁",
    "个", "个月", "个百分点", "百分点", "项", "件", "家", "次", "人", "人次", "条", "类", "种", "户", "台", "套",
    "倍", "届", "轮", "批", "辆", "篇",
)
LATIN_UNITS = ("km", "cm", "mm", "m", "kg", "g", "t", "kW", "MW", "GW", "kWh", "Hz", "MHz", "GHz",
               "KB", "MB", "GB", "TB", "PB", "EB", "ZB", "Mbps", "Gbps", "ms", "TFLOPS", "PFLOPS", "EFLOPS")


class Token(NamedTuple):
    """One token of a text: ``text[start:end]`` is ``term``.

    ``position`` counts the tokens of the unit ``section_id`` from 0; ``kind`` is one of ``KINDS``;
    ``pos`` is the part of speech, "" where it was not asked for.
    """

    section_id: str
    position: int
    start: int
    end: int
    term: str
    kind: str
    pos: str = ""


def _either(words: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_LETTER = "A-Za-zÀ-ÖØ-öø-ɏͰ-ͽͿ-ϿЀ-ԯḀ-ỿＡ-Ｚａ-ｚ"
_ASCII_LETTER = "A-Za-z"
_NUMERAL = "零一二三四五六七八九"
# The unit first: 10万千瓦 is 10万 of 千瓦.
_QUANTITY = f"(?:[多余]?[十百千万亿兆]*[多余]?(?:{_either(UNITS)})|[多余]?[十百千万亿兆]+)?"
_ENUMERATORS = "²³¹¼-¾⁰-₉⅐-ↈ①-⓿❶-➓㈠-㊰"  # letters or digits to Python, marks to a reader
_DIGITS = r"\d+(?:,\d{3}(?!\d))*(?:\.\d+)*(?:/\d+)*"
_ALPHANUMERIC = rf"[{_LETTER}\u0300-\u036f\d]"
# Numerals before 〇 are bounded, lest a text of nothing but numerals be looked through once for each of them.
HAN_NUMBER = (rf"(?:[{_NUMERAL}]{{4}}年(?:度|代)?"
              rf"|[{_NUMERAL}十百千万亿]{{0,40}}〇[{_NUMERAL}〇十百千万亿]*(?:{_either(UNITS)})?)")
"""A regular expression for numbers in Han numerals; all other numerals are words."""
_PATTERN = re.compile(
    rf"""
    (?P<space>   \s+ )
  | (?P<address> (?:https?|ftp)://[!-~]+(?<![.,;:!?)\]"'])
               | (?<![{_ASCII_LETTER}\d])www\.[!-~]+(?<![.,;:!?)\]"'])
               | [A-Za-z0-9._+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+ )
  | (?P<citation> [\[［]\d{{1,3}}(?:[\-–—~,，、]\d{{1,3}})*[\]］] )
  | (?P<measure> {_DIGITS}(?:{_either(LATIN_UNITS)})(?!{_ALPHANUMERIC}) )
  | (?P<latin>   (?:[{_ASCII_LETTER}]\.){{2,}}
               | (?:\d+(?:\.\d+)*)?[{_LETTER}]{_ALPHANUMERIC}*
                 (?:(?:[&/_+'’\-‐‑](?={_ALPHANUMERIC})|\.(?=[a-z\d])){_ALPHANUMERIC}+)*
                 (?:\+{{1,2}}|\#)? )
  | (?P<number>  {_DIGITS}{_QUANTITY}
               | {HAN_NUMBER} )
  | (?P<han>     [{HAN}] )
  | (?P<punctuation> …+|—+|[{PUNCTUATION}] )
  | (?P<letter>  (?![{_ENUMERATORS}])[^\W\d_] )
  | (?P<single>  . )
    """,
    re.VERBOSE | re.DOTALL,
)
_NAMES = {kind: kind for kind in KINDS} | {"address": "other", "measure": "number", "letter": "other"}


def match_token(text: str, at: int) -> tuple[int, str]:
    """Return where the token that begins at ``at`` ends, and its kind; of Han, which is cut as words, one character.

    >>> match_token("达3.85%[12]", 1), match_token("二〇三五年", 0), match_token("三个", 0)
    ((6, 'number'), (5, 'number'), (1, 'han'))
    """
    match = _PATTERN.match(text, at)
    kind, end = match.lastgroup, match.end()
    if kind == "single":
        return end, _kind_of_single(match.group())
    if kind == "letter":  # one by one, since a Latin word or a Han character may begin at any of them
        while (match := _PATTERN.match(text, end)) and match.lastgroup == "letter":
            end = match.end()
    return end, _NAMES[kind]


def _kind_of_single(char: str) -> str:
    # P punctuation, S symbols, N marks such as ① and Ⅳ
    return "punctuation" if unicodedata.category(char)[0] in "PSN" else "other"
