"""The ways to read a stretch of shifted bytes: a beam search over the bytes that were lost.

From the ``?`` on, the damaged characters are turned back into the GBK bytes they were made of and paired
anew, one byte later. Bytes that are lost are tried in every value that makes a GBK character; of all
states at one place the likeliest are kept, by :class:`~analysis.cleaning.dictionary.Plausibility`.
Where a pair vanished, its two characters may be left open too, so that one that nobody can guess does
not spoil what follows. `shifted_bytes` judges what comes out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from heapq import nlargest
from math import inf
from typing import NamedTuple

from analysis.characters import is_han
from analysis.cleaning.dictionary import UNREAD, Plausibility, plain
from analysis.cleaning.glosses import GLOSS, ONE
from analysis.cleaning.readings import SYLLABLE, gbk_char, is_reading

LEADS = range(0x81, 0xFF)
SECONDS = (*range(0x40, 0x7F), *range(0x80, 0xFF))
# First bytes of pairs that GBK leaves open: the rows of signs, which have gaps, and the areas for private use.
OPEN_FIRSTS = (*range(0xA2, 0xB0), *range(0xF8, 0xFF))
UNKNOWN, OPEN_SECOND = -1, -2  # stand for a waiting byte that is to be tried in every value
SIGNS = {sign: ord(sign) + 0x80 for sign in "!?;,:"}  # second byte of the full-width form, after A3
SIGNS |= {chr(ord(sign) + 0xFEE0): second for sign, second in SIGNS.items()}

# Its opening bracket was swallowed as a second byte, or kept by a reader that replaces the first byte alone.
CUT_GLOSS = re.compile(rf"[(（]?({SYLLABLE})[)）]")
LOST_DIGIT = re.compile(r"(\d)\d\d年")  # a year's first digit was swallowed: 《2024年 → ?024年
LONGEST = 400  # characters of one stretch; the longest in the paper is 12, but a line without ASCII may be all one
GAPS, GAP_EVERY = 4, 3  # pairs that may vanish in a short stretch, and one more for so many characters; 积极推进 has 3
HOPELESS = 15.0  # a way that far behind one that is back in step is given up; 10 would change a repair of the paper
BEAM = 8  # states kept for each place and way
WIDEST = 40  # states kept in all
RATED = 24  # readings of each way that are handed on
VANISHED, VANISHED_SIMPLIFIED = -4.0, -2.0  # log prior of a vanished pair: of all pairs 2 % are open, or every sixth
STOP_LOST = -3.0  # log prior of a 。 that was lost together with the byte after it
LOST_CENTURY = 8.0  # no year of the texts read here has three digits
EXPECTED = 5.5  # added for each character of the page, so that long ways compare with short ones
LEFT_OPEN = -8.0  # score of two characters that are left open, of which a pair between them vanished
RARE = 1e-7  # share of a character that the dictionary has less than ten times in 60 million


@cache
def by_second(second: int, firsts: Sequence[int] = LEADS) -> tuple[str, ...]:
    """Return the characters of GBK with a second byte."""
    # All pairs at once, a line each: on a line whose pair GBK leaves unassigned nothing or an ASCII byte is left.
    lines = b"\n".join(bytes((first, second)) for first in firsts).decode("gbk", "ignore").split("\n")
    return tuple(c for c in lines if not c.isascii())


@cache
def by_first(first: int, seconds: Sequence[int] = SECONDS) -> tuple[str, ...]:
    """Return the characters of GBK with a first byte."""
    return tuple(c for second in seconds if (c := gbk_char(first, second)))


@cache
def open_seconds(first: int) -> tuple[int, ...]:
    """Return the bytes that make a pair with ``first`` which GBK leaves open, and can begin a character."""
    return tuple(second for second in LEADS if not gbk_char(first, second))


class State(NamedTuple):
    """A way to read the stretch up to ``at``; ``pending`` is None once the text is in step again."""

    score: float
    at: int
    pending: int | None  # the first byte that waits for its second
    out: str
    gaps: tuple[int, ...] = ()  # where in ``out`` two characters stand of which a pair between them vanished
    proved: bool = False  # a gloss's reading confirmed the bytes
    stop_lost: bool = False


class ByteSearch:
    """The search in one document."""

    def __init__(self, text: str, plausible: Plausibility) -> None:
        self.text = text
        self.plausible = plausible
        self.vanished = VANISHED if plausible.traditional else VANISHED_SIMPLIFIED
        self._asked: dict[tuple[str, tuple[str, ...]], list[tuple[float, str]]] = {}
        self._followed: dict[str, list[str]] = {}
        self._common: dict[tuple[str, ...], list[tuple[float, str, str]]] = {}

    def in_step(self, at: int, left: str) -> list[State]:
        """Return the states in which the text is in step again, the likeliest for each way to get there."""
        states = list(self._starts(at, left))
        done: list[tuple[float, State]] = []  # in step again, with what the next character adds to the score
        while states:
            following: dict[tuple, list[State]] = {}
            for state in states:
                for grown in filter(None, self._steps(state, at, left)):
                    new = grown[0]
                    if new.pending is None:
                        done += self._joined(grown)
                    elif new.at - at < LONGEST:
                        way = new.at, len(new.gaps), new.pending == OPEN_SECOND, new.stop_lost
                        following.setdefault(way, []).extend(grown)
            floor = max((score for score, _ in done), default=-inf) - HOPELESS
            states = [new for way in following.values() for new in nlargest(BEAM, way) if new.score > floor]
            states = nlargest(WIDEST, states)
        ways: dict[tuple, list[tuple[float, State]]] = {}
        for score, state in done:
            ways.setdefault((state.at, len(state.gaps), state.stop_lost), []).append((score, state))
        return [state for way in ways.values() for _, state in nlargest(RATED, way)]

    def _joined(self, states: list[State]) -> list[tuple[float, State]]:
        right, join = plain(self.text[states[0].at : states[0].at + 1]), self.plausible.join
        return [(state.score + join(plain(state.out[-1]), right), state) for state in states]

    def _starts(self, at: int, left: str) -> Iterator[State]:
        cut = CUT_GLOSS.match(self.text, at + 1)
        if cut:
            pair = left[-1:].encode("gbk", "replace")
            for lead in LEADS if len(pair) == 2 else ():
                if is_reading(gbk_char(pair[1], lead), cut[1]):
                    yield State(0.0, self._skip_glosses(cut.end()), lead, "", proved=True)
            return
        yield State(0.0, at + 1, UNKNOWN, "")
        if is_han(left[-1:]):
            yield State(STOP_LOST, at + 1, UNKNOWN, "。", stop_lost=True)

    def _skip_glosses(self, at: int) -> int:
        match = GLOSS.match(self.text, at)
        return match.end() if match else at

    def _steps(self, state: State, at: int, left: str) -> Iterator[list[State]]:
        """Yield the states after the next character of the damaged text, those of one way together."""
        text, i = self.text, state.at
        char = text[i : i + 1]
        if not char or char == "\n":
            return
        if char == "?":
            yield self._lone_byte(state, left)
        if char in SIGNS:
            yield self._pair(state, 0xA3, SIGNS[char], i + 1, left)
        elif "@" <= char <= "~":
            yield self._pair(state, ord(char), None, i + 1, left)
        else:
            pair = char.encode("gb18030", "replace")  # which has the private pairs too, for a reader that kept them
            if len(pair) != 2:
                return
            after = i + 1
            if pair[1] < 0x80:
                yield [n._replace(out=n.out + chr(pair[1])) for n in self._pair(state, pair[0], None, after, left)]
                return
            gloss = GLOSS.match(text, after)
            if gloss and is_reading(char, ONE.match(text, after)[1]):
                after = gloss.end()
            yield self._pair(state, pair[0], pair[1], after, left)
        if state.pending >= 0 and len(state.gaps) < GAPS + (i - at) // GAP_EVERY:
            # A pair that GBK leaves open vanished here: its bytes end one character and begin another.
            chars = by_first(state.pending, OPEN_FIRSTS)
            yield self._grown(state, chars, left, at=i, pending=OPEN_SECOND)
            if not self.plausible.traditional:  # where one pair in fifty is open, rare characters would be taken for it
                yield [self._left_open(state, at=i)]
        elif state.pending == OPEN_SECOND and state.gaps[-2:] != (len(state.out) - 2, len(state.out) - 1):
            # Another beside it: that character has no byte on the page, and only the document can tell it.
            chars = [c for c in self._behind(state.out[-1]) if c.encode("gbk")[1] in OPEN_FIRSTS]
            yield self._grown(state, chars, left, at=i, pending=OPEN_SECOND)

    def _pair(self, state: State, second: int, pending: int | None, after: int, left: str) -> list[State]:
        """Complete the waiting byte with ``second``; ``pending`` waits next, None: in step again."""
        if state.pending == UNKNOWN:
            chars = by_second(second)
        elif state.pending == OPEN_SECOND:
            if state.out[-1] == UNREAD:
                return [state._replace(at=after, pending=pending, out=state.out + UNREAD)]
            chars = by_second(second, open_seconds(state.out[-1].encode("gbk")[1]))
        else:
            chars = filter(None, (gbk_char(state.pending, second),))
        return self._grown(state, chars, left, at=after, pending=pending)

    def _lone_byte(self, state: State, left: str) -> list[State]:
        """A ``?`` in the stretch: the second byte of the waiting one was alone and is lost."""
        if state.pending == UNKNOWN:
            return []
        after = state.at + 1
        cut = CUT_GLOSS.match(self.text, after)
        if state.pending == OPEN_SECOND:
            end = cut.end() if cut else after
            chars = [c for c in self._behind(state.out[-1]) if not cut or is_reading(c, cut[1])]
            grown = self._grown(state, chars, left, at=end, pending=None)
            return [*grown, state._replace(at=end, pending=None, out=state.out + UNREAD)]
        chars = by_first(state.pending)
        if cut:
            chars = [c for c in chars if is_reading(c, cut[1])]
            return self._grown(state, chars, left, at=cut.end(), pending=None, proved=True)
        grown = self._grown(state, chars, left, at=after, pending=None)
        year = LOST_DIGIT.match(self.text, after)
        if year:
            digit = "2" if year[1] == "0" else "1"
            grown += [n._replace(out=n.out + digit, score=n.score + LOST_CENTURY) for n in grown]
        return grown

    def _behind(self, char: str) -> list[str]:
        """Return what stands behind a character elsewhere in the document, and can where the pair between vanished."""
        if char not in self._followed:
            seconds = open_seconds(char.encode("gbk")[1]) if char != UNREAD else ()
            behind = self.plausible.followers(char)
            self._followed[char] = [c for c in behind if c.encode("gbk", "replace")[0] in seconds]
        return self._followed[char]

    def _left_open(self, state: State, at: int) -> State:
        """Return the state with a pair that vanished at ``at``, and the two characters, or three, left open."""
        gaps = (*state.gaps, len(state.out))
        return State(state.score + self.vanished + LEFT_OPEN, at, OPEN_SECOND, state.out + UNREAD, gaps, state.proved,
                     state.stop_lost)

    def _grown(self, state: State, chars: Iterable[str], left: str, *, at: int, pending: int | None,
               proved: bool = False) -> list[State]:
        """Return the state with each of the characters read: the likeliest, and none that is rare everywhere."""
        likely = self._likeliest((left + state.out)[-1:], tuple(chars))
        # Of states that go on, no more than BEAM are kept for a way, and these go one way.
        score, out, stop_lost = state.score, state.out, state.stop_lost
        gaps, more, proved = state.gaps, EXPECTED, state.proved or proved
        if pending == OPEN_SECOND:
            gaps, more = (*gaps, len(out)), self.vanished
        return [State(score + value + more, at, pending, out + char, gaps, proved, stop_lost)
                for value, char in (likely if pending is None else likely[:BEAM])]

    def _likeliest(self, before: str, chars: tuple[str, ...]) -> list[tuple[float, str]]:
        """Return the 2 BEAM likeliest characters behind ``before`` with their scores.

        Remembered: the states of one place differ in few last characters, and ask again and again.
        """
        key = before, chars
        if key not in self._asked:
            self._asked[key] = self.plausible.likeliest(plain(before), self._usual(chars), 2 * BEAM)
        return self._asked[key]

    def _usual(self, chars: tuple[str, ...]) -> list[tuple[float, float, str, str]]:
        """Return those that are not rare everywhere, each with its share and its Simplified form."""
        if chars not in self._common:
            usual = self.plausible.usual
            self._common[chars] = [(*u, c, plain(c)) for c in chars if (u := usual(c))[0] > RARE]
        return self._common[chars]
