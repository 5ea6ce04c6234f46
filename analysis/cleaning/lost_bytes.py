"""Lost bytes: which characters of a reading are known, and which had a byte that nobody can know.

A stretch of shifted bytes is read as a whole, but what is sure of it differs. A character whose two bytes are on
the page follows from them. One byte of the first is lost with the lone byte that became ``?``, one of the last with
the ``?`` that ends the stretch, and a pair that vanished took one byte each of two characters: there the dictionary
chooses, and where it cannot, the character stays ``?`` and is flagged. So does one of which two such pairs took both
bytes. Part of the repair `shifted_bytes`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from heapq import nlargest
from itertools import groupby
from typing import NamedTuple

from analysis.characters import is_han
from analysis.cleaning.byte_search import OPEN_FIRSTS, by_first, by_second, open_seconds
from analysis.cleaning.dictionary import UNREAD, Plausibility, plain
from analysis.cleaning.edits import Edit

# In nats, by which the character that is put must beat every other that its known byte allows.
MARGIN = 2.0
MARGIN_SIGN = 3.0  # between signs
MARGIN_ALONE = 8.0  # where both are words by themselves, of which only the frequencies speak
MARGIN_GAP = 6.5  # for two characters of which a pair between them vanished
MOST = 24  # choices for each of these two that are looked at
FEW = 2  # characters beside the first, a guess itself, that are known of a stretch of which half is not
COMPARED = 12  # choices that are compared as parts of the text


class Candidate(NamedTuple):
    """A reading of the stretch up to ``end``, what it gains over the text as it stands, and its rank among others.

    ``gaps`` are the first of two characters between which a pair vanished; a gloss may have ``proved`` the reading,
    and a 。 have been lost with the byte behind it.
    """

    gain: float
    end: int
    out: str
    proved: bool
    gaps: tuple[int, ...] = ()
    stop_lost: bool = False
    rank: float = 0.0

    def places(self) -> list[int]:
        """Return for each character the place on the page that completes it; both at a gap have the same.

        >>> Candidate(0.0, 6, "一批项目改革", False, gaps=(2,)).places()
        [0, 1, 2, 2, 3, 4]
        """
        found, place = [], -self.stop_lost
        for i in range(len(self.out)):
            found.append(place)
            place += i not in self.gaps
        return found


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
        unknown = {i for i, char in enumerate(out) if char == UNREAD}
        guessed = {*gaps, *(i + 1 for i in gaps)}
        slots = [(0, by_second(_byte(out[0], 1)))] if first and 0 not in guessed else []
        slots += [(last, by_first(_byte(out[last], 0)))] if last is not None and last not in guessed else []
        # Left open, or one of two side by side, of which the byte between is lost as well.
        in_doubt = {i for i in gaps if UNREAD in out[i : i + 2] or i - 1 in gaps or i + 1 in gaps or i + 1 == last}
        slots += [(i, self._pairs(out[i : i + 2])) for i in gaps if i not in in_doubt]
        unknown.update(at for i in in_doubt for at in (i, i + 1))
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


def disagreement(reading: Candidate, rival: Candidate) -> set[int]:
    """Return the positions in a reading on which a rival does not agree, by the places of both on the page.

    >>> disagreement(Candidate(0.0, 6, "一批贵改革", False), Candidate(0.0, 6, "一批项目改革", False, gaps=(2,)))
    {2}
    """
    there = set(zip(rival.places(), rival.out))
    return {i for i, pair in enumerate(zip(reading.places(), reading.out)) if pair not in there}


def pieces(text: str, start: int, end: int, out: str, unknown: set[int], name: str,
           certainty: str) -> list[Edit]:
    """Return the edits of a stretch: what is known of ``out`` is put there, ``?`` for the rest, which is flagged.

    Where in the stretch a piece ends is a matter of taste, since its bytes straddle its characters. A stretch of
    which half and all but one character beside the first is unknown, or that has no room for the flags, is flagged as
    it is.

    >>> [tuple(e[2:4]) for e in pieces("河?;は吖芾?", 1, 7, "保护线管理", {4}, "shifted_bytes", "likely")]
    [('?;は吖芾', '保护线管'), ('?', '?')]
    """
    whole = [Edit(start, end, text[start:end], text[start:end], name, "unsure")]
    if not unknown:
        return [Edit(start, end, text[start:end], out, name, certainty)]
    runs = [(flag, len(list(group))) for flag, group in groupby(range(len(out)), key=unknown.__contains__)]
    known = sum(map(is_han, _known(out, unknown)))
    few = 2 * len(unknown) >= len(out) and sum(map(is_han, _known(out, unknown | {0}))) < FEW
    if few or not known or len(runs) > end - start:
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
