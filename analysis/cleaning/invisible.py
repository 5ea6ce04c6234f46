"""Invisible characters: zero-width ones and controls go, odd spaces become the ordinary space.

Zero-width spaces, byte order marks inside the text, soft hyphens and controls cut words in two for
every later step. No-break spaces and the thin and wide ones of typesetting become U+0020, so that
``spaces`` has one kind to judge.

A space that a page could not encode stands there as ``?``. It is put right at the starts of lines
(where most lines have the same run of ``?``; else the run is flagged), around operators (p?<?0.05),
between a number and its unit (5?km) and behind a colon in English; elsewhere, between Latin words,
it is flagged only.

Left alone: ``?`` beside Chinese, which ``shifted_bytes`` needs; indentation by wide spaces and the
ideographic space beside Chinese (it sets names and headings apart: 張　三); joiners in emoji and in
scripts that need them; direction marks where there is Hebrew or Arabic; the form feed, which
``layout`` reads as the end of a page; the tab.
"""

from __future__ import annotations

import re
from collections import Counter
from heapq import merge

from analysis.characters import distinct, is_chinese, neighbours
from analysis.cleaning.edits import Edit, edit
from analysis.cleaning.protected import Spans, addresses
from analysis.cleaning.stretches import gathered

NAME = "invisible"

CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
# Zero-width space, word joiner and invisible operators, byte order mark, soft hyphen, Mongolian separator.
ZERO_WIDTH = "\u200b\u2060-\u2064\ufeff\u00ad\u180e"
MARKS = "\u200e\u200f\u202a-\u202e\u2066-\u2069"
JOINERS = re.compile("[\u200c\u200d]+")
NOT_JOINED = re.compile(f"[\\s\x00-\x9f{ZERO_WIDTH}{MARKS}]")
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
REMOVED = re.compile(f"[{CONTROLS}{ZERO_WIDTH}]+")
REMOVED_WITH_MARKS = re.compile(f"[{CONTROLS}{ZERO_WIDTH}{MARKS}]+")

WIDE = "\u1680\u2000-\u200a\u205f\u3000"
ODD_SPACE = re.compile(f"[\u00a0\u202f{WIDE}]")
INDENTED = re.compile(f"^[ \t{WIDE}]+", re.MULTILINE)
IDEOGRAPHIC = re.compile("\u3000+")

LINE_OF_MARKS = re.compile(r"^(\?{2,8})(?=[^?\s])", re.MULTILINE)
MARK_FOR_SPACE = re.compile(
    r"\?(?:(?<=[\w)]\?)[<>=≤≥±×+~]\?(?=[\w(])"
    r"|(?<=[0-9]\?)(?=(?:k?m|[ck]m2?|mm|k?g|mg|m?L|[KMGT]B|k?Hz|[MG]Hz|k?W|kWh|℃|°C)(?![\w=]))"
    r"|(?<=[A-Za-z]:\?)(?=[A-Za-z]{2}|A\s[a-z]))"
)
MARK_IN_LATIN = re.compile(r"\?(?<=[A-Za-z][a-z,;]\?)(?=[A-Za-z][a-z])")


def find(text: str) -> list[Edit]:
    r"""Find invisible characters and odd spaces.

    >>> [(e.start, e.before, e.after) for e in find("政\u200b府\u00a0AI")]
    [(1, '\u200b', ''), (3, '\xa0', ' ')]
    >>> find("\u3000\u3000張\u3000三，這是什麼?那是")
    []
    """
    present = "".join(distinct(text))
    removed = REMOVED if RIGHT_TO_LEFT.search(present) else REMOVED_WITH_MARKS
    if not any(pattern.search(present) for pattern in (removed, JOINERS, ODD_SPACE)) and "?" not in present:
        return []
    signs = (edit(text, *m.span(), "", NAME) for m in removed.finditer(text))
    joiners = (edit(text, *m.span(), "", NAME) for m in JOINERS.finditer(text)
               if not any(map(_needs_joiner, neighbours(text, *m.span()))))
    kept = Spans([*(m.span() for m in INDENTED.finditer(text)),
                  *(m.span() for m in IDEOGRAPHIC.finditer(text) if any(map(is_chinese, neighbours(text, *m.span()))))])
    spaces = (edit(text, *m.span(), " ", NAME) for m in ODD_SPACE.finditer(text) if m.start() not in kept)
    lost = sorted(_lost_spaces(text)) if "?" in text else []
    return gathered(text, merge(signs, joiners, spaces, lost))


def _needs_joiner(char: str) -> bool:
    """Tell whether a character is a letter of a script that needs joiners, or an emoji."""
    return char != "" and not is_chinese(char) and not NOT_JOINED.match(char)


def _lost_spaces(text: str) -> list[Edit]:
    """Find the spaces that stand there as ``?``."""
    found = []
    indents = [match for match in LINE_OF_MARKS.finditer(text)]
    lines = sum(1 for line in text.split("\n") if line.strip())
    for length, count in Counter(len(match[1]) for match in indents).most_common(1):
        all_lines = count >= 3 and count > lines / 2
        for m in indents:
            after, certainty = (" " * length, "likely") if all_lines and len(m[1]) == length else (m[1], "unsure")
            found.append(edit(text, *m.span(1), after, NAME, certainty))
    in_address = addresses(text)
    for pattern, certainty in ((MARK_FOR_SPACE, "likely"), (MARK_IN_LATIN, "unsure")):
        for match in pattern.finditer(text):
            if match.start() not in in_address:
                after = match.group().replace("?", " ") if certainty == "likely" else match.group()
                found.append(edit(text, *match.span(), after, NAME, certainty))
    return found
