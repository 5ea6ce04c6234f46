"""Page furniture: page numbers and running heads, known by where they come back. Part of `layout`."""

from __future__ import annotations

import re
from collections import defaultdict

from analysis.characters import count_han
from analysis.cleaning.lines import Line

# What stands around a page's number, by form; each form is counted by itself.
FORMS = (
    ("dashes", re.compile(r"[-—–－_~]{1,3}\s{0,3}(\d{1,4})\s{0,3}[-—–－_~]{1,3}")),
    ("dots", re.compile(r"[·•.．]\s{0,3}(\d{1,4})\s{0,3}[·•.．]")),
    ("page", re.compile(r"[（(]?第\s{0,3}(\d{1,4})\s{0,3}[页頁][）)]?"
                        r"(?:[，,/\s]{0,3}[（(]?[共总總]\s{0,3}\d{1,4}\s{0,3}[页頁][）)]?)?")),
    ("english", re.compile(r"(?:[Pp]age|PAGE|[Pp]\.)\s{0,3}(\d{1,4})(?:\s{0,2}(?:/|of)\s{0,2}\d{1,4})?")),
    ("total", re.compile(r"(\d{1,4})\s{0,2}(?:/|of)\s{0,2}\d{1,4}")),
    ("alone", re.compile(r"(\d{1,3})")),
)
LIKE_A_LIST = frozenset({"total", "alone"})  # forms that items of a text may have too
LONGEST = 40  # characters of a page number's line or a running head
CHAIN = 2  # page numbers that count on; one more where they are like a list
BROKEN_SHARE = 1 / 3  # of the numbers that are like a list: those that break a sentence, as no item does
MOST_MISSING = 2  # pages without a number between two with one
PAGE = 120  # characters between two pages' numbers or heads, at least
HEADS = 3  # times that a running head comes back; two are enough at one distance from a page's number
TITLE = 8  # Han characters of a title, at least
_NUMBERED = re.compile(r"\d")
_NO_TITLE = re.compile("^[（(—─-]|[，。；]")
NEAR = 3  # lines from a page's border within which its furniture stands


def find_furniture(text: str, lines: list[Line]) -> set[int]:
    r"""Return the indexes, in ``lines``, of page numbers and running heads.

    >>> from analysis.cleaning.lines import split_lines
    >>> text = "数字政府研究\n正文还在继续，\n- 1 -\n数字政府研究\n下一页的正文，\n- 2 -\n"
    >>> find_furniture(text, split_lines(text))
    {2, 5}
    """
    borders = {i for i, (a, b) in enumerate(zip(lines, lines[1:])) if "\f" in text[a.end : b.start]}
    borders |= {i + 1 for i in borders}
    short = [i for i, line in enumerate(lines) if len(line.text) <= 2 * LONGEST and len(line.text.strip()) <= LONGEST]
    numbers = _page_numbers(lines, short, borders)
    return numbers | _running_heads(lines, short, numbers, numbers | borders) if numbers or borders else set()


def _page_numbers(lines: list[Line], short: list[int], borders: set[int]) -> set[int]:
    forms: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for i in short:
        for name, form in FORMS:
            match = form.fullmatch(lines[i].text.strip())
            if match:
                forms[name].append((int(match[1]), i))
                break
    found: set[int] = set()
    for name, counted in forms.items():
        for chain in _chains(lines, counted, PAGE if name in LIKE_A_LIST else 1):
            if len(chain) == 1 and not borders:
                continue
            at_border = all(_near(i, borders) for i in chain)
            if name in LIKE_A_LIST and not at_border:
                broken = sum(i > 0 and not lines[i - 1].ends_clause and not lines[i - 1].is_heading for i in chain)
                enough = len(chain) > CHAIN and broken >= BROKEN_SHARE * len(chain)
            else:
                enough = at_border or len(chain) >= CHAIN
            if enough:
                found.update(chain)
    return found


def _chains(lines: list[Line], counted: list[tuple[int, int]], apart: int) -> list[list[int]]:
    """Split the numbers of one form into stretches that count on, so many characters apart."""
    chains: list[list[int]] = []
    before, last = 0, 0
    for number, i in counted:
        if chains and 1 <= number - before <= 1 + MOST_MISSING and lines[i].start - lines[last].end >= apart:
            chains[-1].append(i)
        else:
            chains.append([i])
        before, last = number, i
    return chains


def _running_heads(lines: list[Line], short: list[int], numbers: set[int], borders: set[int]) -> set[int]:
    """Return the short lines that come back at the borders of pages, digits aside.

    The text's first line stays, unless it bears a number or a title follows: heads repeat the title, and it may
    be that.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for i in short:
        if i not in numbers and not lines[i].ends_clause:
            groups[re.sub(r"\d+", "0", re.sub(r"\s+", "", lines[i].text))].append(i)
    found: set[int] = set()
    for group in groups.values():
        apart = all(lines[b].start - lines[a].end >= PAGE for a, b in zip(group, group[1:]))
        inner = [i for i in group if NEAR <= i < len(lines) - NEAR]
        if apart and (len(group) >= HEADS and all(_near(i, borders) for i in inner) or _beside(group, numbers)):
            found.update(group)
    return found if _NUMBERED.search(lines[0].text) or _is_title(lines[1]) else found - {0}


def _is_title(line: Line) -> bool:
    """Tell whether a line may be a paper's title; authors are shorter, and sentences have signs."""
    text = line.text.strip()
    return count_han(text) >= TITLE and not (line.ends_clause or line.is_heading or _NO_TITLE.search(text))


def _beside(group: list[int], numbers: set[int]) -> bool:
    """Tell whether lines stand at one distance from a page's number each: then two are enough."""
    steps = range(-NEAR, NEAR + 1)
    return len(group) > 1 and any(all(i + step in numbers for i in group) for step in steps)


def _near(i: int, borders: set[int]) -> bool:
    """Tell whether a page's border is within a few lines."""
    return any(i + step in borders for step in range(-NEAR, NEAR + 1))
