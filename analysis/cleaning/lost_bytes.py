"""Lost bytes: which characters of a reading are known, and which had a byte that nobody can know.

A stretch of shifted bytes is read as a whole, but what is sure of it differs. A character whose two bytes are on
the page follows from them. One byte of the first is lost with the lone byte that became ``?``, one of the last with
the ``?`` that ends the stretch, and a pair that vanished took one byte each of two characters: there the dictionary
chooses, and where it cannot, the character stays ``?`` and is flagged. Part of the repair `shifted_bytes`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from heapq import nlargest
from itertools import groupby

from analysis.characters import is_han
from analysis.cleaning.byte_search import OPEN_FIRSTS, by_first, by_second, open_seconds
from analysis.cleaning.dictionary import Plausibility, plain
from analysis.cleaning.edits import Edit

# In nats, by which the character that is put must beat every other that its known byte allows.
MARGIN = 2.0
MARGIN_SIGN = 3.0  # between signs
MARGIN_ALONE = 8.0  # where both are words by themselves, of which only the frequencies speak
MARGIN_GAP = 6.5  # for two characters of which a pair between them vanished
MOST = 24  # choices for each of these two that are looked at
COMPARED = 12  # choices that are compared as parts of the text


class Slots:
    """Judges the characters of readings in one document."""

    def __init__(self, plausible: Plausibility) -> None:
        self.plausible = plausible

    def unknown(self, left: str, out: str, right: str, value: Callable[[str], float], *, gaps: Iterable[int],
                first: bool, last: int | None) -> set[int]:
        """Return which characters of ``out``, between ``left`` and ``right``, cannot be told.

        ``first`` says that one byte of the first is lost, ``last`` which other has only its first byte, and ``gaps``
        where a pair vanished.
        ``value`` says how likely a reading is in its place.
        """
        unknown: set[int] = set()
        guessed = {*gaps, *(i + 1 for i in gaps)}
        slots = [(0, by_second(_byte(out[0], 1)))] if first and 0 not in guessed else []
        slots += [(last, by_first(_byte(out[last], 0)))] if last is not None and last not in guessed else []
        slots += [(i, self._pairs(out[i : i + 2])) for i in gaps]
        for at, choices in slots:
            if not self._is_told(left, out, right, value, at, choices):
                unknown.update(range(at, min(at + (at in gaps) + 1, len(out))))
        return unknown

    def _is_told(self, left: str, out: str, right: str, value: Callable[[str], float], at: int,
                 choices: Sequence[str]) -> bool:
        """Tell whether what stands at ``at`` beats every other choice for it."""
        width = len(choices[0]) if choices else 1
        before, after = (left + out[:at])[-1:], (out[at + width :] + right)[:1]
        chosen = "".join(map(plain, out[at : at + width]))
        best, alone = value(out), self.plausible.stands_alone
        for choice in self._likeliest(before, choices, after):
            if "".join(map(plain, choice)) != chosen:
                other = out[:at] + choice + out[at + width :]
                lead = best - value(other)
                margin = MARGIN if is_han(out[at]) or is_han(choice) else MARGIN_SIGN
                if lead < (MARGIN_GAP if width == 2 else margin):
                    return False
                words = (is_han(each[at]) and alone(left + each + right, len(left) + at) for each in (out, other))
                if width == 1 and lead < MARGIN_ALONE and all(words):
                    return False
        return True

    def _likeliest(self, before: str, choices: Sequence[str], after: str) -> list[str]:
        """Return the likeliest of choices to stand between two characters, by a quick score."""
        char, join = self.plausible.char, self.plausible.join
        before, after = plain(before), plain(after)

        def score(choice: str) -> float:
            forms = [before, *map(plain, choice), after]
            return sum(map(char, choice)) + sum(join(a, b) for a, b in zip(forms, forms[1:]) if a and b)

        return nlargest(COMPARED, choices, key=score)

    def _pairs(self, chosen: str) -> list[str]:
        """Return the pairs of characters of which the pair of bytes between them vanished, the likeliest of them."""
        char = self.plausible.char
        second = _byte(chosen[1:], 1)
        firsts = nlargest(MOST, by_first(_byte(chosen[0], 0), OPEN_FIRSTS), key=char)
        return [a + b for a in firsts
                for b in nlargest(MOST, by_second(second, open_seconds(_byte(a, 1))), key=char)]


def _byte(char: str, number: int) -> int:
    pair = char.encode("gbk", "replace")
    return pair[number] if len(pair) == 2 else -1


def disagreement(out: str, rival: str) -> set[int]:
    """Return the positions in a reading on which a rival does not agree.

    >>> disagreement("一批贵改革", "一批项目改革"), disagreement("一批贵改革", "这批贵改革")
    ({2}, {0})
    """
    if len(rival) == len(out):
        return {i for i, (a, b) in enumerate(zip(out, rival)) if a != b}
    shorter = min(len(out), len(rival))
    head = next((i for i in range(shorter) if out[i] != rival[i]), shorter)
    tail = next((i for i in range(shorter - head) if out[-1 - i] != rival[-1 - i]), shorter - head)
    return set(range(head, len(out) - tail) or (max(0, head - 1), min(head, len(out) - 1)))


def pieces(text: str, start: int, end: int, out: str, unknown: set[int], name: str,
           certainty: str) -> list[Edit]:
    """Return the edits of a stretch: what is known of ``out`` is put there, ``?`` for the rest, which is flagged.

    Where in the stretch a piece ends is a matter of taste, since its bytes straddle its characters. A stretch of
    which half is unknown, or that has no room for the flags, is flagged as it is.

    >>> [tuple(e[2:4]) for e in pieces("河?;は吖芾?", 1, 7, "保护线管理", {4}, "shifted_bytes", "likely")]
    [('?;は吖芾', '保护线管'), ('?', '?')]
    """
    whole = [Edit(start, end, text[start:end], text[start:end], name, "unsure")]
    if not unknown:
        return [Edit(start, end, text[start:end], out, name, certainty)]
    runs = [(flag, len(list(group))) for flag, group in groupby(range(len(out)), key=unknown.__contains__)]
    if 2 * len(unknown) >= len(out) or len(runs) > end - start or not any(map(is_han, _known(out, unknown))):
        return whole
    borders = _borders(runs, end - start)
    edits, at = [], 0
    for (flag, length), a, b in zip(runs, borders, borders[1:]):
        a, b = start + a, start + b
        after = "?" * length if flag else out[at : at + length]
        edits.append(Edit(a, b, text[a:b], after, name, "unsure" if flag else certainty))
        at += length
    return edits


def _known(out: str, unknown: set[int]) -> str:
    return "".join(char for i, char in enumerate(out) if i not in unknown)


def _borders(runs: Sequence[tuple[bool, int]], room: int) -> list[int]:
    """Return where the pieces of a stretch end: one character for each flag, the rest in proportion."""
    known = sum(length for flag, length in runs if not flag)
    spare = room - len(runs)  # beyond the one character that every piece has
    borders, given, seen = [0], 0, 0
    for flag, length in runs:
        extra = 0
        if not flag:
            seen += length
            extra = spare * seen // known - given
            given += extra
        borders.append(borders[-1] + 1 + extra)
    return borders
