"""A table of contents at the beginning of a document, whose lines look like headings and are none.

It is known by its label (目录), by leaders and page numbers, or by this: its lines come again, in the document, one by
one, while nothing but such lines stands between them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.characters import count_han
from analysis.headings import Mark, match_mark
from analysis.landmarks import Landmark, match_label
from analysis.lines import Line, ends_in_page_number, find_lines
from analysis.summary_headings import is_summary
from analysis.unnumbered_headings import title_mark

MAX_CONTENTS = 600  # lines of a table of contents
MIN_ENTRIES = 3  # lines in a row that come again, where no label says that they are a table of contents
_LONGEST = 240  # characters of an entry with its leaders
_CAPTION = re.compile(r"[图表圖附][0-9]|(?:图|表|圖|插图|附图|附表)目[录錄]")
_FRONT = 40  # lines looked through for a table without a label


def end_of_contents(text: str, landmarks: Sequence[Landmark]) -> int:
    r"""Return where the table of contents ends (0 if there is none), so that its lines are no headings.

    It ends where the first of its entries comes again, else with the last line that ends in leaders and a page number,
    else where running text begins behind lines of which most come again.

    >>> text = "目录\n一、目标……1\n二、任务……2\n一、目标\n正文。"
    >>> from analysis.landmarks import find_landmarks
    >>> text[end_of_contents(text, list(find_landmarks(text))):]
    '一、目标\n正文。'
    """
    label = next((landmark for landmark in landmarks if landmark.kind == "contents"), None)
    return _end_behind(text, label.stop) if label else _end_without_label(text)


def listed_titles(text: str, label_stop: int, contents_end: int) -> list[Mark]:
    r"""Return the lines of the body that a table of contents behind its label lists and that have no number.

    >>> text = "目录\n写在前面\n一、目标\n二、任务\n写在前面\n话。\n一、目标\n二、任务\n"
    >>> [text[mark.start : mark.heading_end] for mark in listed_titles(text, 2, 18)]
    ['写在前面']
    """
    unnumbered = {entry for line in find_lines(text, label_stop) if line.begin < contents_end
                  and (entry := _entry(text, line)) and count_han(entry) > 1 and not _CAPTION.match(entry)
                  and not match_mark(text, _start(text, line), line.stop)
                  and not match_label(text, line.begin, line.stop) and not is_summary(entry)}
    if not unnumbered:
        return []
    return [title_mark(line.begin, _start(text, line), line.stop, line.stop) for line in find_lines(text, contents_end)
            if line.stop - line.begin <= _LONGEST and "".join(text[line.begin : line.stop].split()) in unnumbered]


def _start(text: str, line: Line) -> int:
    return line.stop - len(text[line.begin : line.stop].lstrip())


def _end_behind(text: str, begin: int) -> int:
    row: list[tuple[str, Line]] = []
    paged = 0
    for number, line in enumerate(find_lines(text, begin)):
        entry = _entry(text, line)
        if number > MAX_CONTENTS or not entry:
            break
        if row and entry == row[0][0]:
            return line.begin
        row.append((entry, line))
        if ends_in_page_number(text, line.begin, line.stop):
            paged = line.stop
    if paged or not row or number > MAX_CONTENTS:
        return paged
    entries = {entry for entry, _ in row}
    if 2 * _entries_behind(text, row[-1][1].stop, entries) <= len(entries):
        return 0
    # The body's first headings stand in the row too: from where all are repeats.
    end, before = row[-1][1].stop, [entry for entry, _ in row]
    for entry, line in reversed(row):
        before.pop()
        if entry not in before:
            break
        end = line.begin
    return end


def _end_without_label(text: str) -> int:
    """Find lines in a row that come again, of which one is the first numbered line of the document."""
    row: list[Line] = []
    for number, line in enumerate(find_lines(text)):
        entry = _entry(text, line)
        begins_anew = row and entry == _entry(text, row[0])
        if not entry or begins_anew or number > MAX_CONTENTS or (number > _FRONT and not row):
            break
        found = match_mark(text, _start(text, line), line.stop)
        if row or (found and not found[0].startswith("markdown")):
            row.append(line)
    entries = {_entry(text, line) for line in row}
    if len(row) < MIN_ENTRIES:
        return 0
    end = row[-1].stop
    return end if _entries_behind(text, end, entries) == len(entries) else 0


def _entries_behind(text: str, begin: int, entries: set[str]) -> int:
    """Return how many of the entries come again behind a position, at the beginnings of lines."""
    left = set(entries)
    for line in find_lines(text, begin):
        words = _key(text[line.begin : min(line.stop, line.begin + _LONGEST)])
        left -= {words[:size] for size in {len(entry) for entry in left}}
        if not left:
            break
    return len(entries) - len(left)


def _entry(text: str, line: Line) -> str:
    """Return a line's words without spaces, leaders and page number; "" for running text."""
    if line.stop - line.begin > _LONGEST:
        return ""
    words = text[line.begin : line.stop]
    return "" if "。" in words or len(key := _key(words)) > _LONGEST // 4 else key


def _key(words: str) -> str:
    return "".join(words.split()).rstrip("0123456789").rstrip(".．·…⋯-—()（）")
