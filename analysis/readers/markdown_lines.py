"""Chinese Markdown beside the standard: lines that are paragraphs, bold headings, citations. Part of `markdown`.

CommonMark joins lines that no blank line parts. Chinese writers often leave the blank lines out, so the file as a whole
shows whether its lines are paragraphs, and the number of a heading or a label always begins a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from analysis.characters import count_han
from analysis.headings import LIST, STYLE, find_marks, match_mark
from analysis.landmarks import match_label
from analysis.readers.kept import Kept
from analysis.readers.source import HEADING, Hint

HIDDEN = "\u2e31"  # punctuation to the parser, so that emphasis ends before it; no Chinese text has it
_STOPS = "。！？；：…”’）)!?;:."
_LONG = 15  # Han characters of a line that is no title or name
_ENOUGH = 3  # such lines, before a file's lines can be taken for paragraphs
_HEADING = 60  # characters of a heading at most
_BOLD = 40  # the same of a bold line without a number
_NARROWER = 0.75  # of the widest line: a line that was not broken for its width
_ENTRY = re.compile(r"[\[［【〔]\d{1,3}[\]］】〕]")
_BLANK_LINES = re.compile(  # fenced divisions, a place for contents, commands such as \newpage
    r"(?<![^\r\n])[ \t]{0,3}(?::{3,20}[^\r\n]{0,200}|\[(?:TOC|toc)\]"
    r"|\\[A-Za-z]{2,30}(?:\{[^{}\r\n]{0,100}\}){0,3})[ \t]{0,20}(?=\r|\n|\Z)")
_CITED = re.compile(r"\[[^\[\]\r\n@]{0,100}(?<![A-Za-z0-9.])@[A-Za-z0-9_][^\[\]\r\n]{0,300}\](?![(\[])"
                    r"|\\@ref\([^()\r\n]{1,100}\)|\(\\#[a-z]{1,10}:[^()\r\n]{1,60}\)")
_NAMED = re.compile(r"(?<![A-Za-z0-9.\\/@])@[A-Za-z][A-Za-z0-9_:.\-]{0,60}[A-Za-z0-9](?![@.])")
_GLUED = re.compile(r"(?<![^\r\n])#{1,6}(?=[^\s#!\[{][^#\r\n]{0,60}(?:\r|\n|\Z))")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,2000}>")
_TASK = re.compile(r"(?<![^\r\n])[ \t]{0,20}[-*+][ \t]{1,4}(\[[ xX]\])(?=[ \t])")


def masked(text: str, begin: int) -> str:
    r"""Return ``text[begin:]`` as the parser is to see it, as long as it is: citations hidden, commands blank.

    >>> masked("数据[@wang2020]。\n::: note\n乙", 0)
    '数据⸱⸱⸱⸱⸱⸱⸱⸱⸱⸱⸱。\n        \n乙'
    """
    shown = _BLANK_LINES.sub(lambda match: " " * len(match[0]), text[begin:])
    cited = _CITED.sub(_hidden, shown)
    if cited != shown:
        cited = _NAMED.sub(_hidden, cited)
    return _TASK.sub(lambda match: match[0][:-3] + HIDDEN * 3, cited)


def _hidden(match: re.Match[str]) -> str:
    return HIDDEN * len(match[0])


def glued_heading(line: str) -> int:
    """Return the level of a heading whose sign is glued to its words, as many Chinese editors allow; else 0.

    >>> glued_heading("##发展目标"), glued_heading("#数字政府# #热点#"), glued_heading("# 目标")
    (2, 0, 0)
    """
    match = _GLUED.match(line)
    return len(match[0]) if match and count_han(line) and line[-1:] not in "。；，" else 0


def are_paragraphs(contents: Iterable[str]) -> bool:
    r"""Tell whether the lines of a file are its paragraphs: they end in stops, and hold several sentences.

    >>> said = "数据是重要的资源，各地都在登记。登记之后才能共享，共享之后才能使用。"
    >>> are_paragraphs(["\n".join([said] * 4)]), are_paragraphs(["\n".join([said[:20], said[20:]] * 4)])
    (True, False)
    """
    long = broken = several = 0
    for content in contents:
        lines = [line.strip() for line in content.split("\n")]
        for line, following in zip(lines, lines[1:]):
            if count_han(line[:200]) >= _LONG and not _opens(line) and not _opens(following):
                long += 1
                broken += line[-1] not in _STOPS
                several += bool(re.search("[。！？]", line[:-2]))
    return long >= _ENOUGH and 5 * broken <= long and 4 * several >= long


def begins_anew(last: str, line: str, widest: int, as_paragraphs: bool) -> bool:
    """Tell whether a line behind ``last`` begins a paragraph of its own (see the module).

    ``widest`` is the length of the paragraph's longest line: what is as long was broken for its width.

    >>> lines = ["一、目标", "各地要做好数据的登记，", "并按年公布结果。", "二、任务"]
    >>> [begins_anew(last, line, 11, False) for last, line in zip(lines, lines[1:])]
    [True, False, True]
    """
    last = last.strip()
    if as_paragraphs or line.startswith("\u3000") or _ENTRY.match(line) or match_label(line, 0, len(line)):
        return True
    narrow = len(last) < _NARROWER * widest
    if match_mark(line, 0, len(line)):
        return narrow or last[-1:] in _STOPS
    return bool(match_mark(last, 0, len(last))) and narrow and len(last) <= _HEADING and last[-1] not in "。；，、"


def _opens(line: str) -> bool:
    return bool(match_mark(line, 0, len(line)) or match_label(line, 0, min(len(line), 200)))


def plain_headings(kept: Kept, hints: Sequence[Hint], bold: Sequence[tuple[int, int]]) -> list[Hint]:
    """Return hints for bold lines without a number that are headings: several, and no number is left to show levels.

    Where lines are numbered and not declared, the grammar of numbers reads their levels better than this could.
    """
    found = []
    for start, end in bold:
        words = kept.between(start, end).strip()
        if 1 < count_han(words) and len(words) <= _BOLD and words[-1] not in _STOPS + "，、" and not _opens(words):
            found.append((start, end))
    if len(found) < 2:
        return []
    declared = {kept.between(hint.start, hint.end).strip() for hint in hints if hint.kind == HEADING}
    shown = kept.between(0, len(kept.text))
    for mark in find_marks(shown):
        numbered = mark.shape == "bare" and STYLE[mark.style].opens != LIST
        if numbered and shown[mark.start : mark.stop].strip() not in declared:
            return []
    level = max((hint.level for hint in hints if hint.kind == HEADING), default=0) + 1
    return [Hint(start, end, HEADING, level) for start, end in found]


def without_tags(block: str) -> str:
    """Return a block of HTML with spaces for the characters of its tags and comments.

    >>> without_tags("<p>数据</p><!--a--><!-- b")
    '   数据            <!-- b'
    """
    pieces, at = [], 0
    while (start := block.find("<!--", at)) >= 0 and (end := block.find("-->", start)) >= 0:
        pieces += [block[at:start], _blank(block[start : end + 3])]
        at = end + 3
    return _TAG.sub(lambda match: _blank(match[0]), "".join([*pieces, block[at:]]))


def _blank(text: str) -> str:
    return re.sub(r"[^\r\n]", " ", text)
