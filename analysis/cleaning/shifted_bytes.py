"""Shifted bytes: stretches where a GBK stream lost its step and every pair was read one byte off.

Pages worked on GBK bytes as if they were characters. Two things cut a character in two:

- a gloss put behind a pair of bytes that straddles two characters. In 域實 (D3 F2, 8C 8D) the bytes
  F2 8C are 驅, so ``(qū)`` went between 8C and 8D; 8C with ``(`` (28) is no pair, became ``?``, and
  the rest was read one byte late: 域?qū)崿F;
- a split at a full-width sign that straddles two characters: 。“ (A1 A3, A1 B0) holds ！ (A3 A1).
  The lone A1 became ``?``, the sign was made half-width, the rest was read one byte late: ?!笆奈錦.

The stretch ends where an ASCII byte is taken for the second byte of a pair, or at the next ``?``, a
lone byte again. Pairs that GBK leaves to private use vanished on the way, and so did a digit or
bracket behind a lone byte. All this is turned round here: bytes that are lost are unknowns, every
value that makes a GBK character is tried (a beam search), a gloss's reading must fit the two bytes
before it, and the candidates are scored by the dictionary and the document's own words.

Flagged where a stretch is broken beyond doubt: whatever no candidate explains much better than the next best. The
characters of a stretch whose bytes are all there are put right, and ``?`` stands for one that cannot be told
(`lost_bytes`). A question mark in good text has no candidate that reads better than it, and is left alone.
"""

from __future__ import annotations

import re
from itertools import islice

from analysis.characters import is_han
from analysis.cleaning.byte_search import (
    CUT_GLOSS,
    LONGEST,
    LOST_CENTURY,
    SIGNS,
    STOP_LOST,
    ByteSearch,
    State,
)
from analysis.cleaning.dictionary import UNREAD, Plausibility
from analysis.cleaning.edits import Edit, edit
from analysis.cleaning.glosses import GLOSS, ONE
from analysis.cleaning.lost_bytes import Candidate, Slots, disagreement, pieces
from analysis.cleaning.readings import SYLLABLE, is_reading

NAME = "shifted_bytes"
MARKS = re.compile(r"\?+")
ROW = 8  # marks side by side; more are what lost characters leave
MOST = 200_000  # marks looked at
SEARCHES = 3_000  # searches, each of which takes milliseconds; what is broken after so many is flagged
# Up to an ASCII sign that can be a second byte, or a lone byte.
STRETCH = re.compile(rf"\?[^\x00-\x1f?-~]{{1,{LONGEST}}}[?-~]?")
# With a tone mark: no a) of a list.
CUT_BRACKET = re.compile(rf"\?(?=[a-z]{{0,5}}[^a-z)）]){SYLLABLE}[)）]")
REST = re.compile(rf"{SYLLABLE}[)）]")

# All in nats, set on tests/cases/shifted_bytes.csv and on generated noise.
GAIN = 8.0  # by which a reading must beat the text as it stands
GAIN_PROVED = 4.0  # the same where a gloss's reading fits
SURE = 15.0  # by which it must beat it to be put there without a gloss that fits; below it is flagged
RIVAL = 2.5  # a reading that is less than so far behind the best casts doubt on what they do not agree on
RIVAL_SIGNS = 1.0  # the same where they agree on all but signs
# Of how well the characters follow each other, beside how well they make words. In Simplified script a pair may vanish
# anywhere, and words that are rare are taken for two common ones with a gap; in Traditional script few pairs do.
FOLLOWING = 0.5
OPEN = 10.0  # taken off for a character left open, which explains nothing: 怎么办?谁 is no ???窗 with a byte lost
PROVED = 6.0  # a gloss's reading fits by chance with one character in 400: ln 400 = 6
TWIN = 7.0  # for 《 or “ whose twin follows, against one whose twin does not
STOP_BEFORE_QUOTE = 8.0  # a 。 lost with the byte after it stood, mostly, before “: 。“ holds the bytes of ！
LINE_ENDS = -3.0  # a comma at the end of a line
STRANGE = -8.0  # a character: prose has -3 to -6, shifted text -12 and less
BROKEN = -8.5  # the same over a whole stretch, which is then flagged though nothing explains it
SHORTEST = 6  # characters of such a stretch
CONTEXT = 6  # characters on either side that are scored with a reading


def find(text: str) -> list[Edit]:
    """Find the stretches that can be put right, and flag those that cannot.

    >>> [(e.before, e.after) for e in find("重點領域?qū)崿F重要突破，實現發展")]
    [('?qū)崿F', '實現')]
    >>> find("你去過那裏嗎?沒有。")
    []
    """
    if "?" not in text:
        return []
    judge = _Judge(text)
    edits: list[Edit] = []
    at = 0
    rows = (row for row in MARKS.finditer(text) if row.end() - row.start() <= ROW)
    for start in islice((i for row in rows for i in range(*row.span())), MOST):
        if start >= at:
            found = judge.repair(start)
            edits += found
            at = found[-1].end if found else at
    return edits


def _words(text: str) -> str:
    return "".join(filter(is_han, text))


class _Judge:
    """The judge of what stood at a ``?``, for one document."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plausible = Plausibility(GLOSS.sub("", text))
        self.search = ByteSearch(text, self.plausible)
        self.slots = Slots(self.plausible)
        self._standing: dict[tuple[int, int], float] = {}
        self._following: dict[int, str] = {}
        self._strange: dict[str, bool] = {}
        self._left = SEARCHES

    def repair(self, at: int) -> list[Edit]:
        """Return the edits for the ``?`` at ``at``, none where the text is best left as it is."""
        if not self._broken(at):
            return []
        left = self._before(at)
        rated: dict[tuple[str, int], Candidate] = {}
        self._left -= 1
        for state in self.search.in_step(at, left) if self._left >= 0 else ():
            if self._cuts_gloss(state.at):
                continue
            c = self._rate(state, at, left)
            least = GAIN_PROVED if c.proved else GAIN
            known = rated.get((c.out, c.end))
            if c.gain > least and (not known or c.rank > known.rank):
                rated[c.out, c.end] = c
        if not rated:
            return self._flag(at)
        best, *others = sorted(rated.values(), key=lambda c: (-c.rank, c.out))
        rivals = [c for c in others if best.rank - c.rank < RIVAL]
        if best.gain < SURE and not best.proved:
            return [edit(self.text, at, best.end, self.text[at : best.end], NAME, "unsure")]
        return self._pieces(at, left, best, rivals)

    def _pieces(self, at: int, left: str, best: Candidate, rivals: list[Candidate]) -> list[Edit]:
        """Return the edits that put there what is known of the best reading."""
        first = not CUT_GLOSS.match(self.text, at + 1)
        century = best.out[-1].isdigit()  # swallowed by the lone byte, and put back
        last = None if self.text[best.end - 1] != "?" or best.end == at + 1 else len(best.out) - 1 - century
        right = self._after(best.end)
        unknown = self.slots.unknown(left, best.out, right, lambda out: self._value(left, out, best.end),
                                     gaps=best.gaps, first=first, last=last)
        for c in rivals:
            near = best.rank - c.rank < RIVAL_SIGNS or _words(c.out) != _words(best.out)
            if near and (len(c.out), c.gaps) != (len(best.out), best.gaps):
                unknown |= disagreement(best, c)
        whole = left + best.out + right
        strange = self.plausible.strange(whole, len(left), len(left) + len(best.out))
        unknown.update(i - len(left) for i in strange if i > len(left) or not best.proved)
        if self._swallows(best):
            unknown.add(len(best.out) - 1)
        certainty = "certain" if best.proved and not unknown and not best.gaps else "likely"
        return pieces(self.text, at, best.end, best.out, unknown, NAME, certainty)

    def _flag(self, at: int) -> list[Edit]:
        """Return the flag of what is broken beyond doubt, though no reading explains it."""
        # A gloss without its opening bracket is no text, read how one may.
        lost = CUT_BRACKET.match(self.text, at) if is_han(self.text[at - 1 : at]) else None
        stretch = STRETCH.match(self.text, at)
        if not lost and stretch:
            standing = GLOSS.sub("", stretch.group()[1:])
            broken = len(standing) >= SHORTEST and self.plausible.score(standing) < BROKEN * len(standing)
            lost = stretch if broken else None
        return [edit(self.text, *lost.span(), lost.group(), NAME, "unsure")] if lost else []

    def _broken(self, at: int) -> bool:
        """Tell whether what follows a ``?`` looks shifted at all, so that a text full of questions costs no search."""
        if CUT_GLOSS.match(self.text, at + 1) or self.text[at + 1 : at + 2] in SIGNS:
            return True
        following = self._after(at + 1)[:4]
        if following not in self._strange:
            strange = any(map(is_han, following)) and self.plausible.score(following) < STRANGE * len(following)
            self._strange[following] = strange
        return self._strange[following]

    def _cuts_gloss(self, end: int) -> bool:
        """Tell whether a reading takes the first letter of a gloss for a second byte, and leaves the others."""
        return "a" <= self.text[end - 1] <= "z" and REST.match(self.text, end) is not None

    def _swallows(self, best: Candidate) -> bool:
        """Tell whether the ``?`` that ends a reading swallowed the digit or sign behind it, which nobody can know.

        It did not where the first byte was alone: at a line's end, before a sign that was split, before a gloss.
        """
        if self.text[best.end - 1] != "?" or best.out[-1].isdigit():
            return False
        following = self.text[best.end : best.end + 1]
        return not (following in SIGNS or following in ("", "\n", "、") or CUT_GLOSS.match(self.text, best.end))

    def _rate(self, state: State, at: int, left: str) -> Candidate:
        """Compare a reading with the text as it stands, by what the context makes of the two."""
        end, proved = state.at, state.proved
        gloss = GLOSS.match(self.text, end)
        if gloss and is_reading(state.out[-1], ONE.match(self.text, end)[1]):
            end, proved = gloss.end(), True
        gain = self._value(left, state.out, end) - self._as_it_stands(at, end)
        gain += self.search.vanished * len(state.gaps) + STOP_LOST * state.stop_lost + PROVED * proved
        gain += STOP_BEFORE_QUOTE * state.out.startswith("。“") * state.stop_lost
        gain += LOST_CENTURY * state.out[-1].isdigit()
        rank = gain if self.plausible.traditional else gain + FOLLOWING * state.score
        gain -= OPEN * state.out.count(UNREAD)
        return Candidate(gain, end, state.out, proved, state.gaps, state.stop_lost, rank)

    def _value(self, left: str, out: str, end: int) -> float:
        """Return how likely a reading is between ``left`` and what stands at ``end``."""
        right = self._after(end)
        value = self.plausible.score(left + out + right) + self.plausible.written(out)
        value += self.plausible.echo(left, out, right) + LINE_ENDS * (not right and out[-1] in "，、：")
        return value + self._twin(out, end)

    def _as_it_stands(self, at: int, end: int) -> float:
        if (at, end) not in self._standing:
            standing = self._before(at) + GLOSS.sub("", self.text[at:end]) + self._after(end)
            self._standing[at, end] = self.plausible.score(standing)
        return self._standing[at, end]

    def _twin(self, out: str, end: int) -> float:
        """Return what it speaks for an opening mark that the next mark of its kind closes it."""
        value, line = 0.0, self.text[end : end + 200].split("\n", 1)[0]
        for opening, marks in (("《", "《》"), ("“", "“”\"")):
            if opening in out and not set(marks[1:]) & set(out):
                following = next((c for c in line if c in marks), opening)
                value += TWIN if following != opening else -TWIN
        return value

    def _before(self, at: int) -> str:
        """Return what stands before; a line end is passed over behind a long line, which may be broken there."""
        above, _, line = self.text[max(0, at - 8 * CONTEXT) : at].rpartition("\n")
        return GLOSS.sub("", line if "\n" in above else above + line)[-CONTEXT:]

    def _after(self, at: int) -> str:
        if at not in self._following:
            line = self.text[at : at + 8 * CONTEXT].split("\n", 1)[0]
            self._following[at] = GLOSS.sub("", line)[:CONTEXT]
        return self._following[at]
