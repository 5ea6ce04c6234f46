"""Quotation marks: straight ones between Chinese become “ and ”, turned and doubled ones are put right.

Pages and JSON made one mark of both twins, so which is which is read off the line: marks open and
close in turn, none opens before a stop or at a line's end, none closes behind a comma or an opening
bracket. The cheapest reading of all marks of a line is taken (the sum of the costs below, by dynamic
programming). A straight mark that could be either is what all other straight marks of the document are, if
they are enough: a page that lost its opening marks left the closing ones as they were. Else it is flagged
and stays. Straight single marks become
‘ and ’ where a pair holds Chinese.

Left alone: marks in English lines and between Latin words, in code, formulas and addresses; inches and
seconds behind numbers (15"); 「」; marks inside marks; and a twin that is lost altogether: nothing is
put in, its twin is flagged, and the marks of that line change only where one reading is much the better.
"""

from __future__ import annotations

import re
from collections import Counter

from analysis.characters import CLOSING, HAN, OPENING, STOPS
from analysis.cleaning.edits import Edit, edit
from analysis.cleaning.protected import chinese_lines, protected

NAME = "quotes"

MARK = re.compile(r'[“”＂]|(?<!\\)"')  # a backslash that `escapes` left belongs to what it left
STRAIGHT = '"＂'
IN_TURN = re.compile("(?:“”)*")
PAIR_OF_SINGLES = rf"(?<![A-Za-z0-9'])'([^'\n]{{0,60}}[{HAN}][^'\n]{{0,60}})'(?![A-Za-z0-9'])"  # compiled where needed
# A call, an assignment, an attribute or a key of JSON: print("…"), a="…", {"…": 1}.
CODE_LINE = re.compile(r'[A-Za-z_]\(\\?"|[A-Za-z_\]] ?= ?\\?"|"\s?:\s?["\[{\d]|\{\s?"')
MOST = 1000  # marks in a line; a line with more is no prose

CHANGED = 4.0  # a mark that was written the other way round
LOST = 5.0  # a mark whose twin is not there
INSIDE = 2.0  # a mark inside marks, where ‘ is the rule
BADLY_PLACED = 6.0  # opening before a stop, closing behind an opening bracket
BEHIND_COMMA = 5.0  # closing behind a comma or colon
BEHIND_DIGIT = 3.0  # opening between a digit and a character: 12"屏
MARGIN = 2.0  # by which one reading of a mark must beat the other
MARGIN_LOST = 4.0  # the same in a line where a twin is lost
HABIT = 6  # straight marks that can be told, all one twin, beside as many of the other in their own form

NOT_OPENED = STOPS + CLOSING + ",.;:?!)]}"
NOT_CLOSED = OPENING + "([{"


def find(text: str) -> list[Edit]:
    r'''Find the marks to change, and those that may be either.

    >>> [(e.start, e.after) for e in find('“多卡合一""多码合一”，"一网通办"')]
    [(5, '”'), (6, '“'), (13, '“'), (18, '”')]
    >>> find('He said "yes" to 政府, and 15" is wide')
    []
    '''
    if not any(mark in text for mark in "“”'" + STRAIGHT):
        return []
    chinese, skipped = chinese_lines(text), None
    lines: list[tuple[int, int, list[int], bool]] = []
    singles: list[Edit] = []
    open_before = False
    for start, end in chinese:
        marks = [m.start() for m in MARK.finditer(text, start, end)]
        has_singles = text.count("'", start, end) > 1
        single = list(re.compile(PAIR_OF_SINGLES).finditer(text, start, end)) if has_singles else []
        in_turn = IN_TURN.fullmatch("".join(text[at] for at in marks))
        if (not in_turn or single) and not CODE_LINE.search(text, start, end):
            skipped = protected(text) if skipped is None else skipped
            marks = [at for at in marks if at not in skipped]
            if not in_turn and len(marks) <= MOST:
                lines.append((start, end, marks, open_before))
            singles += [edit(text, at, at + 1, sign, NAME, "likely") for m in single
                        for at, sign in ((m.start(), "‘"), (m.end() - 1, "’")) if at not in skipped]
        open_before = bool(marks) and text[marks[-1]] == "“"
    found = [_line(text, *line) for line in lines]
    habit = _habit(text, found)
    if habit:
        found = [_line(text, *line, habit) if any(map(_is_doubtful, edits)) else edits
                 for line, edits in zip(lines, found)]
    return sorted([*singles, *(e for edits in found for e in edits)])


def _is_doubtful(e: Edit) -> bool:
    return e.certainty == "unsure" and e.before in STRAIGHT


def _habit(text: str, found: list[list[Edit]]) -> str:
    """Return which twin the document's straight marks are, if all that can be told are one; else ""."""
    told = Counter(e.after for edits in found for e in edits if e.before in STRAIGHT and e.certainty != "unsure")
    for sign, twin in ("“”", "”“"):
        if told[sign] >= HABIT and not told[twin] and text.count(twin) >= HABIT:
            return sign
    return ""


def _line(text: str, start: int, end: int, marks: list[int], open_before: bool, habit: str = "") -> list[Edit]:
    """Find the edits of one line's marks; a straight one that may be either is what it is by habit."""
    costs = [_costs(text, start, end, at) for at in marks]
    opened, closed, lost = _readings(costs, open_before)
    margin = MARGIN_LOST if lost else MARGIN
    signs = []
    for at, a, b in zip(marks, opened, closed):
        better = "“" if a < b else "”"
        signs.append(better if abs(a - b) >= margin else habit if text[at] in STRAIGHT else text[at])
    for i, (sign, following) in enumerate(zip(signs, signs[1:])):
        if (sign, following) == ("“", "”") and _stays(text, start, end, marks[i], marks[i + 1]):
            signs[i], signs[i + 1] = text[marks[i]], text[marks[i + 1]]
    for i, (at, sign) in enumerate(zip(marks, signs)):
        # A page loses an opening mark; to turn a closing one it would have turned the pair.
        if (sign, text[at]) == ("“", "”") and not (signs[i + 1 : i + 2] == ["”"] and text[marks[i + 1]] == "“"):
            signs[i], lost = "”", True
    alone = _without_twin(signs) if lost else set()
    found = []
    for i, (at, sign) in enumerate(zip(marks, signs)):
        if i in alone and text[at] in STRAIGHT and text[at - 1 : at].isdigit():
            sign = ""  # 6.1" may be inches
        if not sign or (i in alone and sign == text[at]):
            found.append(edit(text, at, at + 1, text[at], NAME, "unsure"))
        elif sign != text[at]:
            certain = not (lost or habit or text[at] in "“”")
            found.append(edit(text, at, at + 1, sign, NAME, "certain" if certain else "likely"))
    return found


def _costs(text: str, start: int, end: int, at: int) -> tuple[float, float]:
    """Return what it costs to read the mark as opening and as closing."""
    before, after = text[max(start, at - 3) : at].rstrip(" "), text[at + 1 : min(end, at + 4)].lstrip(" ")
    left, right = before[-1:], after[:1]
    opening = CHANGED * (text[at] == "”")
    closing = CHANGED * (text[at] == "“")
    if not right or right in NOT_OPENED:
        opening += BADLY_PLACED
    elif left.isdigit() and before == text[max(start, at - 3) : at]:
        opening += BEHIND_DIGIT
    if not left or left in NOT_CLOSED:
        closing += BADLY_PLACED
    elif left in "，、：,:":
        closing += BEHIND_COMMA
    return opening, closing


def _readings(costs: list[tuple[float, float]], open_before: bool) -> tuple[list[float], list[float], bool]:
    """Return for each mark the cost of the cheapest reading of the line that opens there, and that closes.

    The state is how many marks are open: 0, 1 or 2. The third value tells whether the cheapest reading
    of all has a mark without a twin.
    """
    ways = ((0, True, 1, 0.0), (1, True, 2, INSIDE), (2, True, 2, LOST),
            (0, False, 0, LOST), (1, False, 0, 0.0), (2, False, 1, 0.0))
    infinite = float("inf")
    forward = [[0.0, 1.0 if open_before else infinite, infinite]]
    alone = [0, 0, 0]  # marks without a twin in the cheapest reading up to each state
    for cost in costs:
        states, counts = [infinite] * 3, [0, 0, 0]
        for before, opens, after, extra in ways:
            value = forward[-1][before] + extra + cost[not opens]
            if value < states[after]:
                states[after], counts[after] = value, alone[before] + (extra == LOST)
        forward.append(states)
        alone = counts
    backward = [0.0, LOST, 2 * LOST]
    opened, closed = [], []
    for cost, states in zip(reversed(costs), reversed(forward[:-1])):
        values = [(opens, before, states[before] + extra + cost[not opens] + backward[after], extra + backward[after])
                  for before, opens, after, extra in ways]
        opened.append(min(value for opens, _, value, _ in values if opens))
        closed.append(min(value for opens, _, value, _ in values if not opens))
        backward = [min(rest + cost[not opens] for opens, before, _, rest in values if before == state)
                    for state in range(3)]
    last = min(range(3), key=lambda state: forward[-1][state] + LOST * state)
    return opened[::-1], closed[::-1], alone[last] + last > 0


def _without_twin(signs: list[str]) -> set[int]:
    """Return which marks of a line have no twin in it."""
    waiting: list[int] = []
    alone = set()
    for i, sign in enumerate(signs):
        if sign == "“":
            waiting.append(i)
        elif sign == "”":
            if waiting:
                waiting.pop()
            else:
                alone.add(i)
    return alone | set(waiting)


def _stays(text: str, start: int, end: int, opening: int, closing: int) -> bool:
    """Tell whether a pair of straight marks stands between Latin words, or behind two numbers."""
    if not {text[opening], text[closing]} <= set(STRAIGHT):
        return False
    if text[opening - 1 : opening].isdigit() and text[closing - 1].isdigit():
        return True
    left = text[max(start, opening - 3) : opening].rstrip(" ")[-1:]
    right = text[closing + 1 : min(end, closing + 4)].lstrip(" ")[:1]
    return (left + right).isascii() and (left + right).isalpha()
