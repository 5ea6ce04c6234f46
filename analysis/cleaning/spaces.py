"""Spaces: those that typesetting, recognition or copying put inside Chinese go.

A space in Chinese text can also be meant, so each kind needs its own evidence:

- beside Chinese punctuation (改革 ，其中) and inside a date (2025 -05-30) it goes;
- between characters and numbers (增长 30% 以上), and around + × = between characters (互联网 + 监管), it
  goes, unless the document writes it mostly so: then it is the author's habit. In a document with fewer
  than four such places, which show no habit, the spaces around its Latin words decide;
- between characters and Latin words it stays (使用 Python 分析): half of all authors write so, and a
  reader does not miss it. It goes where the document writes most such places without and has other
  spaces that do not belong to it; a single one may stand for a lost character (AA 级, for AA+级);
- between two characters it goes where it cuts a word of the dictionary in two (项 目) or stands beside a
  character that cannot end or begin a phrase (治理的 共享); all others go only where the document shows by
  several cut words that its spaces mean nothing.

In lines of English prose a space that was lost behind a comma, semicolon or full stop is put in.

Left alone: spaces between Latin words; ideographic spaces and runs of three or more, which set names and
headings apart or stand for a lost line end (张　三); the gap behind a heading's number (第一章 总则) and
spaced-out headings (目 录); lines without a sentence, such as names, keywords and rows of tables; fields
of a line (分类号：D63 文献标识码：A); the space before a postcode (北京 100871); slogans in quotation
marks (“品质生活 共同创造”); spaces at the ends of lines; all spaces in English lines; words that ran
together (ofperformance), which need a dictionary of English; addresses, formulas and code.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import groupby

from analysis.characters import CLOSING, CLOSING_QUOTES, OPENING, OPENING_QUOTES, STOPS, is_han
from analysis.cleaning.dictionary import SIMPLIFIED
from analysis.cleaning.edits import Edit, edit
from analysis.cleaning.protected import Spans, chinese_lines, protected, reference_lines
from analysis.cleaning.stretches import gathered
from analysis.engines import load_engine

NAME = "spaces"

GAP = re.compile(r"(?<=\S) {1,2}(?=\S)")
SIGNS = frozenset(STOPS + OPENING + CLOSING)
QUOTES = frozenset(OPENING_QUOTES + CLOSING_QUOTES)
OPERATORS = frozenset("+＋×÷=＝")
DATE = re.compile(r"(?<![\d-])(?:19|20)\d\d ?- ?\d{1,2} ?- ?\d{1,2}(?![\d-])")
SENTENCE = re.compile("[，。；！？]")
FIELD = re.compile(r"\s{0,4}([^\s：:]{2,8})[：:]")  # all Han
POSTCODE = re.compile(r"[1-9]\d{5}(?!\d)")  # 北京 100871, set apart in every affiliation
NUMERALS = "〇零一二三四五六七八九十百"
# What a line may begin with, spaces included: a heading's mark, an item's bullet, a spaced-out label.
HEAD = re.compile(
    rf"\s*(?:(?:第[{NUMERALS}\d]{{1,5}}[编編篇章节節条條款部分卷]{{1,2}}"
    rf"|[（(]?[{NUMERALS}\d]{{1,3}}[)）、.．]|[{NUMERALS}\d]{{1,3}}(?! +[是年])"
    r"|\d{1,2}(?:[.．]\d{1,2}){1,4}[.．]?|#{1,6}|[-*+>·•●○■◆]) +"
    r"|[\[【]?(\S(?: {1,4}\S){1,3})[\]】：:])"
)
COUNTED = frozenset("年月日亿億万萬千百个個倍人次元项項家件户戶亩畝吨噸公小分")  # behind a number
NUMBER_TO_COUNT = re.compile(rf" ?\d[\d,.]{{0,15}} ?[%％‰{''.join(COUNTED)}]")

NUMBER = re.compile(r"\d[\d%]*")
WORD = re.compile("[A-Za-z]+")
FEW = 4  # spaces beside numbers that make a habit
HABIT = 0.5  # and their share of all such places
WORD_HABIT = 1 / 3  # the same beside Latin words, which more authors set apart
HABIT_IN_NOISE = 0.8  # the same for both in a document whose spaces cut words
NOISE = 3  # cut words that show that a document's spaces mean nothing
NOISE_SHARE = 0.1  # and their share of all spaces between characters

# Prose in English: letters, digits and ASCII signs, with spaces behind most of its signs.
ENGLISH_LINE = re.compile(r"(?m)^[ -~‘’“”–—]{80,}$")
SPACED_SIGN = re.compile("[a-z][,;.] [A-Za-z]")
UNSPACED_SIGN = re.compile(r"\b[a-z]{3,30}([,;](?=[a-z]{2,30}[ ,;.-])|\.(?=[A-Z][a-z]{0,30}[ ,'’]))")
ENGLISH_SIGNS = 3

CANNOT_END = frozenset("的地得和與与及或在是为為把被將将從从以而並并於于")
CANNOT_BEGIN = frozenset("的了着著们們")
AROUND = 4  # characters on either side with which a space may cut a word
QUOTED = 24  # characters of a slogan or title


def find(text: str) -> list[Edit]:
    """Find the spaces that do not belong to the text.

    >>> [e.start for e in find("增长 30% 以上 ，“互联网 + 监管”的 改革")]
    [2, 6, 9, 15, 17, 22]
    >>> find("第一章 总则\\n张　三 李四\\n他使用 Python 编程，效果好。\\nread the text")
    []
    """
    if " " not in text:
        return []
    kept = protected(text)
    gaps = _Gaps(text, kept)
    dates = (edit(text, m.start() + i, m.start() + i + 1, "", NAME) for m in DATE.finditer(text)
             for i, c in enumerate(m.group()) if c == " " and m.start() + i not in kept)
    certain = (edit(text, *_gap(text, at), "", NAME) for at in gaps.certain)
    likely = (edit(text, *_gap(text, at), "", NAME, "likely") for at in gaps.likely())
    lost = (edit(text, *m.span(1), m[1] + " ", NAME, "likely") for m in _unspaced(text) if m.start(1) not in kept)
    found = merge(dates, certain, likely, lost)
    return gathered(text, (e for e, _ in groupby(found)))


def _gap(text: str, at: int) -> tuple[int, int]:
    """Return the span of the gap that begins at a place: one space or two."""
    return at, at + 1 + text.startswith(" ", at + 1)


def _unspaced(text: str) -> Iterator[re.Match[str]]:
    """Yield the signs of English prose behind which a space was lost."""
    for line in ENGLISH_LINE.finditer(text):
        if len(SPACED_SIGN.findall(line.group())) >= ENGLISH_SIGNS:
            yield from UNSPACED_SIGN.finditer(text, *line.span())


def _match_han(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    """Match a pattern whose group, where it takes part, must hold Han characters and spaces only."""
    match = pattern.match(text, start, end)
    return match if match and all(char == " " or is_han(char) for char in match[1] or "") else None


class _Gaps:
    """The spaces of a text by what stands on either side, and what they show about the document."""

    def __init__(self, text: str, kept: Spans) -> None:
        self.text = text
        # Where each begins, in arrays: a text may be half spaces.
        self.certain, self.numbers, self.operators, self.words = (array("l") for _ in range(4))
        self.particles, self.cutting, self.plain, self.elsewhere = (array("l") for _ in range(4))
        references = reference_lines(text)
        for start, end in chinese_lines(text):
            if text.find(" ", start, end) < 0:
                continue
            head = _match_han(HEAD, text, start, end)
            behind = head.end() if head else start
            starts = array("l", (m.start() for m in GAP.finditer(text, behind, end) if m.start() not in kept))
            sentence = start in references or bool(SENTENCE.search(text, start, end))
            fields = _match_han(FIELD, text, start, end)
            for at in starts:
                if not (fields and _match_han(FIELD, text, _gap(text, at)[1], len(text))):
                    self._sort(*_gap(text, at), sentence, len(starts))

    def _joined(self, pattern: re.Pattern[str]) -> int:
        """Return at how many places a number or Latin word and a Han character stand side by side in Chinese lines."""
        text = self.text
        return sum(is_han(text[at]) for start, end in chinese_lines(text) for m in pattern.finditer(text, start, end)
                   for at in (m.start() - 1, m.end()) if start <= at < end)

    def _sort(self, start: int, end: int, sentence: bool, gaps: int) -> None:
        text = self.text
        left, right = text[start - 1], text[end]
        han = is_han(left), is_han(right)
        if left in SIGNS or right in SIGNS:
            if sentence or not (left in CLOSING or right in OPENING):
                self.certain.append(start)
        elif left in OPERATORS or right in OPERATORS:
            if self._between_chinese(start, end):
                self.operators.append(start)
        elif left in QUOTES or right in QUOTES or "——" in (text[start - 2 : start], text[end : end + 2]):
            if self._quotes_latin(start, end):
                self.words.append(start)
            elif any(han) or left in QUOTES and right in QUOTES:
                self.certain.append(start)
        elif all(han):
            if left in CANNOT_END or right in CANNOT_BEGIN:
                self.particles.append(start)
            elif sentence:
                (self.cutting if self._cuts_word(start, end) else self.plain).append(start)
            elif is_han(text[start - 2 : start - 1]) or is_han(text[end + 1 : end + 2]):
                self.elsewhere.append(start)
        elif any(han):
            other = right if han[0] else left
            if han[0] and POSTCODE.match(text, end):
                return
            if other.isdigit() or other in "%‰℃":
                if sentence or gaps < 3 and self._counts(left, right, start):
                    self.numbers.append(start)
            elif other.isascii() and other.isalpha() and sentence:
                self.words.append(start)

    def _quotes_latin(self, start: int, end: int) -> bool:
        """Tell whether the quotation mark at a gap has a Latin word behind it: many authors set that apart."""
        inner = self.text[end + 1 : end + 2] if self.text[end] in OPENING_QUOTES else self.text[start - 2 : start - 1]
        return inner.isascii() and inner.isalpha()

    def likely(self) -> Iterator[int]:
        """Yield where the spaces begin that go by what the whole document shows."""
        between = len(self.cutting) + len(self.plain)
        noisy = len(self.cutting) >= NOISE and len(self.cutting) >= NOISE_SHARE * between
        words, numbers = len(self.words), len(self.numbers)
        joined_words = self._joined(WORD) if words else 0
        joined_numbers = self._joined(NUMBER) if numbers or self.operators else 0
        spaced_words = words > (HABIT_IN_NOISE if noisy else WORD_HABIT) * (words + joined_words)
        spaced_numbers = numbers > (HABIT_IN_NOISE if noisy else HABIT) * (numbers + joined_numbers)
        spaced_numbers = spaced_numbers and (numbers >= FEW or spaced_words)
        found: list[Iterable[int]] = [self.particles]
        found += [] if spaced_numbers else [self.numbers]
        found += [] if spaced_numbers or spaced_words and not joined_numbers else [self.operators]
        found += [self.words] if not spaced_words and (any(found) or self.cutting) else []
        if noisy:
            cut = (at for at in self.elsewhere if self._cuts_word(*_gap(self.text, at)))
            return merge(*found, self.cutting, self.plain, cut)
        return merge(*found, (at for at in self.cutting if not self._quoted(at)))

    def _between_chinese(self, start: int, end: int) -> bool:
        """Tell whether the operator beside a gap stands between Chinese, a quotation mark counted in."""
        text = self.text
        at = start - 1 if text[start - 1] in OPERATORS else end
        left, right = text[max(0, at - 3) : at].rstrip(" ")[-1:], text[at + 1 : at + 4].lstrip(" ")[:1]
        return all(char and (char in QUOTES or is_han(char)) for char in (left, right))

    def _counts(self, left: str, right: str, start: int) -> bool:
        """Tell whether the number beside a gap counts something, so that it is no cell of a table."""
        if is_han(left):
            return bool(NUMBER_TO_COUNT.match(self.text, start))
        return left in "%‰℃" or right in COUNTED

    def _cuts_word(self, start: int, end: int) -> bool:
        before = self.text[max(0, start - AROUND) : start].translate(SIMPLIFIED)
        after = self.text[end : end + AROUND].translate(SIMPLIFIED)
        while not all(map(is_han, before)):
            before = before[1:]
        while not all(map(is_han, after)):
            after = after[:-1]
        engine, position = load_engine(), 0
        for token in engine.cut(before + after, False):
            first = len(before) - position
            position += len(token)
            if position >= len(before):
                # 云南昆明 is in the dictionary, and 云南 昆明 none the less two words.
                parts = token[:first], token[first:]
                return position > len(before) and not all(len(part) > 1 and engine.has_word(part) for part in parts)
        return False

    def _quoted(self, at: int) -> bool:
        """Tell whether a place is in a short pair of quotation or title marks."""
        before = re.findall("[“”‘’《》\n]", self.text[max(0, at - QUOTED) : at])
        after = re.findall("[“”‘’《》\n]", self.text[at : at + QUOTED])
        return bool(before and after) and before[-1] in "“‘《" and after[0] in "”’》"
