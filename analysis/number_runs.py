"""Runs of numbers: marks of one style that count on, and whether such a run is one of headings, a list or notes.

A mark alone says little: 1.申请书 may be a heading or an entry of a list. What decides is how the lines of its run
look, what stands between them and before them, and whether the text refers to them as notes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from analysis.headings import LINE, LIST, STYLE, Mark

MAX_LISTED = 40  # characters of a heading numbered 1. or （1）; longer ones are items of a list
MAX_STOPPED = 15  # characters of a heading that ends in a full stop and has no text below it
MIN_QUOTED = 3  # articles that count on, before they are taken for the document's own and not for quotations
# A note's mark stands behind what it explains, an item's before what it is.
_NOTE_MARK = re.compile(r"(?:(?<=[^\s。；：:;，,、])|(?<=[。”）])(?=.[\n。；，]|.$))[①-⑳]")
_LIST_INSIDE = 400  # characters of a list inside an entry, whose own entries end in semicolons
MIN_SENTENCES = 3  # in a row that make a list
_CLAUSE = re.compile("[，；,;]")
_NEVER_ALONE = frozenset({"stem_comma", "letter", "small_letter", "diamond", "star", "square", "triangle", "disc",
                          "han_alone"})
_NEXT_LINE = re.compile(r"\s{0,20}\n([^\n]{1,200})")
_OPTION = re.compile(r"A[.．、][^\n]{1,30}B[.．、]|[_□○]{2}")  # what follows the questions of a form
_COLON = (":", "：")


def likely_marks(text: str, marks: Sequence[Mark]) -> list[Mark]:
    r"""Return the marks that may be headings, without those whose run does not look like a run of headings.

    >>> from analysis.headings import find_marks
    >>> text = "一、材料\n提交：\n1.申请书\n2.身份证\n二、程序\n1.申请\n正文。\n2.审查\n正文。"
    >>> [text[mark.start : mark.heading_end] for mark in likely_marks(text, list(find_marks(text)))]
    ['一、材料', '二、程序', '1.申请', '2.审查']
    """
    runs: list[list[Mark]] = []
    open_run: dict[str, list[Mark]] = {}
    run_of: list[int] = []
    index: dict[str, int] = {}
    for mark in marks:
        style = mark.style + "glued" * mark.weak
        run = open_run.get(style)
        if run is None or mark.prefix != run[-1].prefix or not (
                1 <= mark.ordinal - run[-1].ordinal <= 2 or mark.ordinal == run[-1].ordinal == 0):
            run = open_run[style] = []
            index[style] = len(runs)
            runs.append(run)
        run.append(mark)
        run_of.append(index[style])
    document = _Document(text, marks, runs)
    keeps = [document.has_headings_in(run) for run in runs]
    return [mark for mark, run in zip(marks, run_of)
            if keeps[run] and not (STYLE[mark.style].opens == LINE and mark.shape == "prose")]


class _Document:
    """What the document as a whole says of its runs."""

    def __init__(self, text: str, marks: Sequence[Mark], runs: Sequence[Sequence[Mark]]) -> None:
        self._text = text
        self._begins = {mark.begin for mark in marks}
        self._sizes = Counter(mark.style for mark in marks)
        self._begun = {run[0].style for run in runs if run[0].ordinal <= 1}
        self._divided = {mark.prefix[0] for mark in marks if mark.style == "decimal2"}
        self._sentences = Counter(mark.style for mark in marks
                                  if mark.style.startswith("decimal") and self._is_sentence(mark))
        self._notes: dict[str, int] = {}
        for match in _NOTE_MARK.finditer(text) if "circled" in self._sizes else ():
            self._notes.setdefault(match.group(), match.start())

    def has_headings_in(self, run: Sequence[Mark]) -> bool:
        """Tell whether a run is one of headings, or may be: all but lists, notes, quotations and quantities."""
        style, first = STYLE[run[0].style], run[0]
        if style.name == "article":
            return len(run) >= MIN_QUOTED or "article" in self._begun
        if style.name in _NEVER_ALONE and (len(run) == 1 or not self._text[run[0].stop : run[1].begin].strip()):
            return False
        if style.opens != LIST:
            return (len(run) > 1 or first.shape != "prose") and not self._is_list(run)
        if style.name.startswith("decimal") and 2 * self._sentences[style.name] > self._sizes[style.name]:
            return False
        like = sum(mark.shape != "prose" and mark.heading_end - mark.end <= MAX_LISTED
                   and not self._is_sentence(mark) for mark in run)
        if 2 * like <= len(run) or self._are_notes(run) or self._is_list(run):
            return False
        if first.weak:  # 1引言 where 1.1背景 shows that it is no quantity
            return first.ordinal <= 1 and like == len(run) and any(mark.ordinal in self._divided for mark in run)
        return len(run) > 1 or (style.name.startswith("decimal") and self._sizes[style.name] > 1
                                and first.shape == "bare")

    def _are_notes(self, run: Sequence[Mark]) -> bool:
        first = run[0]
        return self._notes.get(self._text[first.start : first.end], first.begin) < first.begin

    def _is_sentence(self, mark: Mark) -> bool:
        """Tell whether a line is a whole sentence without a text below it, a numbered paragraph."""
        line = self._text[mark.end : mark.stop].rstrip()
        if mark.shape != "bare" or not line.endswith("。") or len(line) <= MAX_STOPPED and not _CLAUSE.search(line):
            return False
        below = _NEXT_LINE.match(self._text, mark.stop)
        return below is None or below.start(1) in self._begins or "。" not in below[1]

    def _is_list(self, run: Sequence[Mark]) -> bool:
        """Tell whether the lines of a run are the entries of a list, or the questions of a form.

        Entries follow each other without any text of their own. They are a list behind a colon, where all but the last
        end in a semicolon, where three or more are sentences or questions, and where they are rows of a table.
        """
        if len(run) < 2 or run[0].style.startswith("decimal") or run[0].inline or STYLE[run[0].style].opens == LINE:
            return False
        between = [self._text[mark.stop : min(following.begin, mark.stop + _LIST_INSIDE)].strip()
                   for mark, following in zip(run, run[1:])]
        if any(map(_OPTION.match, between)):
            return True
        if any(lines and lines[-1] not in "；;" for lines in between):
            return False
        if any(mark.shape == "run-in" and not self._is_entry(mark) for mark in run):
            return False
        before = self._text[max(0, run[0].begin - 20) : run[0].begin].rstrip()
        ends = [self._text[mark.begin : mark.stop].rstrip()[-1] for mark in run]
        rows = all(mark.shape == "prose" and mark.stop == mark.heading_end for mark in run)
        return (rows or before.endswith(_COLON) or set(ends[:-1]) <= {"；", ";"}
                or (len(run) >= MIN_SENTENCES and set(ends) <= set("。；;？?：")))

    def _is_entry(self, mark: Mark) -> bool:
        """Tell whether a line with more than a heading may be an entry: a question, or a term and what it means."""
        line = self._text[mark.heading_end : mark.stop].rstrip()
        term = STYLE[mark.style].opens == LIST and line[:1] in _COLON and line.find("。") in (-1, len(line) - 1)
        return term or line[-1:] in "？?"
