r"""Escapes: JSON's way of writing signs, left in the text: ``\"`` is a quotation mark, ``\/`` a slash.

``\n`` and ``\t`` become a line end and a tab, ``\u6570\u5b57`` the characters it numbers. The mark
itself stays straight; `quotes` decides what it is.

A backslash means something else in LaTeX (Erd\"os, \nu), in paths (D:\new) and in code, so a document
must show that it is JSON: by ``\"`` beside Chinese, by ``http:\/\/``, or by several ``\n`` between the
end of one sentence and the beginning of the next. Where more Han characters are numbers than are written,
the whole text is JSON's, and all its escapes go.

Left alone: everything where that evidence is missing; code in backquotes and formulas; paths; ``\n``
before a small letter; ``\\`` and all escapes that JSON does not have.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import islice

from analysis.characters import (
    CLOSING,
    CLOSING_QUOTES,
    HAN,
    OPENING,
    OPENING_QUOTES,
    STOPS,
    count_han,
    is_han,
    neighbours,
)
from analysis.cleaning.edits import Edit, edit
from analysis.cleaning.protected import Spans, code_and_formulas
from analysis.cleaning.stretches import gathered

NAME = "escapes"

SIGNS = frozenset(STOPS + OPENING + CLOSING + OPENING_QUOTES + CLOSING_QUOTES)
# Up to four backslashes: a text that was escaped twice has three of them before the mark.
QUOTE = re.compile(r'\\{1,4}"')
SLASH = re.compile(r"\\{1,4}/")
ESCAPED_ADDRESS = re.compile(r"https?:\\{1,4}/\\{1,4}/")
BREAK = re.compile(r"(?:\\{1,4}[rn]){1,8}(?![a-z\\])")
BREAK_AFTER_SENTENCE = (  # compiled where needed
    rf"(?m)(?<=[。！？：；.!?{CLOSING}{CLOSING_QUOTES}])(?:\\{{1,2}}r)?\\{{1,2}}n"
    rf"(?=[{HAN}{OPENING}{OPENING_QUOTES}\\0-9(\"]|$)"
)
TAB = re.compile(r"\\{1,4}t(?![a-z\\])")
NUMBERED = re.compile(r"(?:\\{1,2}u[0-9a-fA-F]{4}){2,500}")
WRITTEN_OUT = r"\\u[4-9][0-9a-fA-F]{3}"  # compiled where needed, and the next one too
ANY = r'(?:\\u[0-9a-fA-F]{4})+|\\["\\/nrt]'
ENOUGH_NUMBERS = 20
LATEX = re.compile(r"\\(?:begin|end|section|cite|ref|emph|text\w{2}|frac|usepackage|item|documentclass)\b")
PATH = re.compile(r"(?:[A-Za-z]:\\|\\\\[A-Za-z])[^\s，。；、]{0,200}$")
LONGEST_PATH = 200
ENOUGH_BREAKS = 2  # one \n after a full stop may be a text's example; it does not come twice


def find(text: str) -> list[Edit]:
    r"""Find the escapes in a text that shows to be JSON's.

    >>> [(e.before, e.after) for e in find('“十四五\\"时期，见http:\\/\\/a.cn')]
    [('\\"', '"'), ('\\/', '/'), ('\\/', '/')]
    >>> find('Erd\\"os，D:\\new，$\\nu$')
    []
    """
    if "\\" not in text:
        return []
    numbers = sum(1 for _ in re.finditer(WRITTEN_OUT, text))
    if numbers >= ENOUGH_NUMBERS and numbers > count_han(text):
        read = (edit(text, *m.span(), _read(m.group()), NAME) for m in re.finditer(ANY, text))
        return gathered(text, (e for e in read if e.after))
    kept = Spans(code_and_formulas(text))
    latex = bool(LATEX.search(text))
    certain = any(True for _ in _beside_chinese(text, kept))
    is_json = not latex and bool(certain or ESCAPED_ADDRESS.search(text))
    marks = QUOTE.finditer(text) if is_json else _beside_chinese(text, kept)
    found: list[Iterable[Edit]] = [(edit(text, *m.span(), '"', NAME) for m in marks)]
    if not is_json and not latex:
        found.append(_english_quotes(text))
    breaks = sum(1 for _ in islice(re.finditer(BREAK_AFTER_SENTENCE, text), ENOUGH_BREAKS))
    if not latex and (is_json or breaks >= ENOUGH_BREAKS):
        found.append(edit(text, *m.span(), "\n" * max(1, m.group().count("n")), NAME, "likely")
                     for m in BREAK.finditer(text) if not _in_path(text, m.start()))
        found.append(edit(text, *m.span(), "\t", NAME, "likely")
                     for m in TAB.finditer(text) if not _in_path(text, m.start()))
    slashes = SLASH if is_json else ESCAPED_ADDRESS
    found.append(edit(text, *m.span(), m.group().replace("\\", ""), NAME) for m in slashes.finditer(text))
    found.append(_numbered(text))
    return gathered(text, _disjoint(e for e in merge(*found) if e.start not in kept))


def _beside_chinese(text: str, kept: Spans) -> Iterator[re.Match[str]]:
    return (m for m in QUOTE.finditer(text)
            if m.start() not in kept and any(map(_is_chinese, neighbours(text, *m.span()))))


def _numbered(text: str) -> Iterator[Edit]:
    for match in NUMBERED.finditer(text):
        written = "".join(chr(int(digits, 16)) for digits in re.findall(r"u([0-9a-fA-F]{4})", match.group()))
        if all(_is_chinese(char) or " " <= char <= "~" for char in written):
            yield edit(text, *match.span(), written, NAME)


def _read(escapes: str) -> str:
    """Return what JSON's escapes stand for; "" for half a pair of numbers, which is no character."""
    written = json.loads(f'"{escapes}"')
    return "" if any("\ud800" <= char <= "\udfff" for char in written) else written


def _is_chinese(char: str) -> bool:
    return is_han(char) or char in SIGNS


def _english_quotes(text: str) -> Iterator[Edit]:
    r"""Find \" in lines of English where each pair opens before a word and closes behind one."""
    at = 0
    for line in text.split("\n"):
        marks = list(QUOTE.finditer(line)) if "\\" in line else []
        opens = all(line[m.start() - 1 : m.start()] in ("", *" (") for m in marks[::2])
        closes = all(line[m.end() : m.end() + 1] in ("", *" ),.;:?!") for m in marks[1::2])
        if marks and len(marks) % 2 == 0 and opens and closes:
            yield from (edit(text, at + m.start(), at + m.end(), '"', NAME, "likely") for m in marks)
        at += len(line) + 1


def _in_path(text: str, at: int) -> bool:
    return bool(PATH.search(text[max(0, at - LONGEST_PATH) : at + 1].rpartition("\n")[2]))


def _disjoint(edits: Iterable[Edit]) -> Iterator[Edit]:
    end = 0
    for e in edits:
        if e.start >= end:
            yield e
            end = e.end
