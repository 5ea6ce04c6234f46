"""What the repairs of signs and spaces leave alone: addresses, formulas, code, lines of references.

Every pattern is bounded, so that the search stays linear on any text. Several repairs ask the same of one text after
another, which is answered once.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache

from analysis.characters import HAN, HAN_RUN

DOMAINS = "com|cn|org|net|gov|edu|io|info|html?|pdf|docx?|xlsx?|csv|txt|py|php|aspx?|jsp"
ADDRESS = re.compile(
    r"(?:https?|ftp)://[!-~]+"
    r"|www\.[!-~]+"
    r"|(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}"
    r"|(?<![\d.])10\.\d{4,9}/[!-~]+"
    rf"|(?<![A-Za-z0-9-])[A-Za-z0-9-]{{1,63}}(?:\.[A-Za-z0-9-]{{1,63}}){{0,5}}\.(?:{DOMAINS})(?![A-Za-z0-9-])(?:[/?][!-~]*)?",
    re.IGNORECASE | re.ASCII,
)
WRITTEN = re.compile("[!-~][!-~]{3,}")  # an address is in one of these: a.cn; so written, it is found fast
SIGNS_OF_ADDRESS = frozenset(".@/")  # no address is without one
AFTER_ADDRESS = ".,;:!?)]}\"'"  # signs at the end of an address belong to the sentence
LATIN_WORD = re.compile("[A-Za-z][A-Za-z]{1,}")
# Between backquotes, or in a block between fences.
CODE = re.compile(
    r"^(?:```|~~~)[^\n]{0,80}\n(?:(?!```|~~~)[^\n]{0,2000}\n){0,2000}(?:```|~~~)|`[^`\n]{1,500}`", re.MULTILINE
)
FOOTNOTE = re.compile(r"^ {0,3}\[\^[^\]\n]{1,40}\]:", re.MULTILINE)  # of Markdown, whose colon is ASCII
FORMULA = rf"\$\$?[^$\n{HAN}]{{1,500}}\$\$?|\\[(\[][^\n{HAN}]{{1,500}}?\\[)\]]"  # compiled where needed

# GB/T 7714: [1] at the start of an entry; [J], [M], [EB/OL] behind the title; the date of access in brackets.
TYPE_MARK = r"\[(?:[JMNRSPDCGZAKOI]|DB|CP|EB|CM|DS)(?:/(?:OL|0L|CD|MT|DK))?\]"
REFERENCE = re.compile(rf"^[ \t\u3000]*(?:[\[［]\d{{1,3}}[\]］]|\[(?:19|20)\d\d-\d\d?-\d\d?\])|{TYPE_MARK}[.．,，]")


class Spans:
    """Stretches of a text, sorted and disjoint; tells which position is in one."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self._starts, self._ends)

    def __contains__(self, at: int) -> bool:
        i = bisect_right(self._starts, at) - 1
        return i >= 0 and at < self._ends[i]

    def after(self, at: int) -> int:
        """Return the end of the stretch that a position is in, or the position itself."""
        i = bisect_right(self._starts, at) - 1
        return max(at, self._ends[i]) if i >= 0 else at


def addresses(text: str) -> Spans:
    """Find web addresses, e-mail addresses, DOIs and names of files.

    A bracket at the end belongs to the address if it was opened there.

    >>> at = addresses("见http://a.cn/x(1),其中（http://a.cn/y），又见(http://a.cn)")
    >>> 15 in at, 16 in at, 17 in at
    (True, True, False)
    """
    runs = (run for run in WRITTEN.finditer(text) if not SIGNS_OF_ADDRESS.isdisjoint(run.group()))
    return Spans(_trimmed(m) for run in runs for m in ADDRESS.finditer(text, *run.span()))


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    """Return the span of an address without the signs of the sentence behind it."""
    address = match.group()
    opened = {")": address.find("(") + 1, "]": address.find("[") + 1}
    end = len(address)
    while end and address[end - 1] in AFTER_ADDRESS and not 0 < opened.get(address[end - 1], 0) < end:
        end -= 1
    return match.start(), match.start() + end


@lru_cache(maxsize=2)
def protected(text: str) -> Spans:
    """Find the stretches in which no sign is one of Chinese prose: addresses, formulas, code."""
    footnotes = FOOTNOTE.finditer(text) if "[^" in text else ()
    return Spans([*code_and_formulas(text), *(m.span() for m in footnotes), *addresses(text)])


def code_and_formulas(text: str) -> list[tuple[int, int]]:
    """Find the spans of code and of TeX's formulas."""
    spans = [m.span() for m in CODE.finditer(text)] if "`" in text or "~~~" in text else []
    if "$" in text or "\\(" in text or "\\[" in text:
        spans += [m.span() for m in re.finditer(FORMULA, text)]
    return spans


@lru_cache(maxsize=2)
def chinese_lines(text: str) -> Spans:
    """Find the lines that are Chinese: more Han characters than Latin words, addresses not counted.

    >>> at = chinese_lines("The term 政府\\n推进AI与5G建设")
    >>> 3 in at, 12 in at
    (False, True)
    """
    spans, at = [], 0
    for line in text.split("\n"):
        if line and not line.isascii():
            addressed = "://" in line or "@" in line or "www." in line
            words = len(LATIN_WORD.findall(ADDRESS.sub("", line) if addressed else line))
            if sum(map(len, HAN_RUN.findall(line))) > words if words else HAN_RUN.search(line):
                spans.append((at, at + len(line)))
        at += len(line) + 1
    return Spans(spans)


def is_reference(line: str) -> bool:
    """Tell whether a line is an entry of a list of references, or the rest of one.

    >>> is_reference("[4]张三.治理的尺度[J].某刊,2023(1):1-9."), is_reference("改革[1]以来")
    (True, False)
    """
    return bool(REFERENCE.search(line))


def reference_lines(text: str) -> Spans:
    """Find the lines that are entries of a list of references."""
    spans, at = [], 0
    for line in text.split("\n") if "[" in text or "［" in text else ():
        if ("[" in line or "［" in line) and is_reference(line):
            spans.append((at, at + len(line)))
        at += len(line) + 1
    return Spans(spans)
