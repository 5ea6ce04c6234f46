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

Left alone, and flagged where a stretch is broken beyond doubt: whatever no candidate explains much
better than the next best. A question mark in good text has no candidate that reads better than it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from analysis.characters import is_han
from analysis.cleaning.byte_search import (
    BEAM,
    CUT_GLOSS,
    LOST_CENTURY,
    SIGNS,
    STOP_LOST,
    VANISHED,
    ByteSearch,
    State,
)
from analysis.cleaning.dictionary import Plausibility
from analysis.cleaning.edits import Edit, edit
from analysis.cleaning.glosses import GLOSS, ONE
from analysis.cleaning.readings import SYLLABLE, is_reading

NAME = "shifted_bytes"
# With a tone mark: no a) of a list.
CUT_BRACKET = re.compile(rf"\?(?=[a-z]{{0,5}}[^a-z)）]){SYLLABLE}[)）]")
REST = re.compile(rf"{SYLLABLE}[)）]")

# All in nats, set on tests/cases/shifted_bytes.csv and on generated noise.
GAIN = 8.0  # by which a reading must beat the text as it stands
GAIN_PROVED = 4.0  # the same where a gloss's reading fits
SURE = 15.0  # by which it must beat it to be put there without a gloss that fits; below it is flagged
MARGIN = 2.0  # by which it must beat the next best reading
MARGIN_EACH = 0.8  # the same for each character after the first: a long reading is wrong in one of them more easily
MARGIN_ALONE = 8.0  # the same where only the frequencies of two single characters speak
PROVED = 6.0  # a gloss's reading fits by chance with one character in 400: ln 400 = 6
TWIN = 4.0  # for 《 or “ whose twin follows, against one whose twin does not
STOP_BEFORE_QUOTE = 8.0  # a 。 lost with the byte after it stood, mostly, before “: 。“ holds the bytes of ！
LINE_ENDS = -3.0  # a comma at the end of a line
STRANGE = -8.0  # a character: prose has -3 to -6, shifted text -12 and less
CONTEXT = 6  # characters on either side that are scored with a reading


class Candidate(NamedTuple):
    """A reading of the stretch up to ``end``, and what it gains over the text as it stands."""

    gain: float
    end: int
    out: str
    proved: bool


def find(text: str) -> list[Edit]:
    """Find the stretches that can be put right, and flag those that cannot.

    >>> [(e.before, e.after) for e in find("重點領域?qū)崿F重要突破，實現發展")]
    [('?qū)崿F', '實現')]
    >>> find("你去過那裏嗎?沒有。")
    []
    """
    if "?" not in text:
        return []
    search = _Judge(text)
    edits: list[Edit] = []
    for match in re.finditer(r"\?", text):
        if edits and match.start() < edits[-1].end:
            continue
        found = search.repair(match.start())
        if found:
            edits.append(found)
    return edits


class _Judge:
    """The judge of what stood at a ``?``, for one document."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plausible = Plausibility(GLOSS.sub("", text))
        self.search = ByteSearch(text, self.plausible)
        self._standing: dict[tuple[int, int], float] = {}
        self._following: dict[int, str] = {}

    def repair(self, at: int) -> Edit | None:
        """Return the edit for the ``?`` at ``at``, or None where the text is best left as it is."""
        left = self._before(at)
        if not self._broken(at):
            return None
        rated: dict[str, Candidate] = {}
        for state in self.search.in_step(at, left):
            if self._cuts_gloss(state.at):
                continue
            c = self._rate(state, at, left)
            least = GAIN_PROVED if c.proved else GAIN
            if c.gain > (rated[c.out].gain if c.out in rated else least):
                rated[c.out] = c
        if not rated:
            # A gloss without its opening bracket is no text, read how one may.
            lost = CUT_BRACKET.match(self.text, at) if is_han(self.text[at - 1 : at]) else None
            return lost and edit(self.text, *lost.span(), lost.group(), NAME, "unsure")
        best, *others = sorted(rated.values(), key=lambda c: (-c.gain, c.out))
        unsure = self._swallows(best) or best.gain < SURE and not best.proved
        if unsure or any(best.gain - c.gain < self._margin(left, best, c) for c in others[:BEAM]):
            return edit(self.text, at, best.end, self.text[at : best.end], NAME, "unsure")
        return edit(self.text, at, best.end, best.out, NAME, "certain" if best.proved else "likely")

    def _broken(self, at: int) -> bool:
        """Tell whether what follows a ``?`` looks shifted at all, so that a text full of questions costs no search."""
        if CUT_GLOSS.match(self.text, at + 1) or self.text[at + 1 : at + 2] in SIGNS:
            return True
        following = self._after(at + 1)[:4]
        return any(map(is_han, following)) and self.plausible.score(following) < STRANGE * len(following)

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

    def _margin(self, left: str, best: Candidate, rival: Candidate) -> float:
        """Return by how much ``best`` must lead.

        More the longer they are and where both differ in a word of one character only, not at all where
        they differ in signs.
        """
        a, b = best.out, rival.out
        if "".join(filter(is_han, a)) == "".join(filter(is_han, b)):
            return 0.0
        least = max(MARGIN, MARGIN_EACH * (len(a) - 1))
        differing = [i for i, (x, y) in enumerate(zip(a, b)) if x != y]
        if len(a) != len(b) or len(differing) != 1:
            return least
        at = len(left) + differing[0]
        texts = (left + a + self._after(best.end), left + b + self._after(rival.end))
        return MARGIN_ALONE if all(self.plausible.stands_alone(t, at) for t in texts) else least

    def _rate(self, state: State, at: int, left: str) -> Candidate:
        """Compare a reading with the text as it stands, by what the context makes of the two."""
        end, proved = state.at, state.proved
        gloss = GLOSS.match(self.text, end)
        if gloss and is_reading(state.out[-1], ONE.match(self.text, end)[1]):
            end, proved = gloss.end(), True
        right = self._after(end)
        gain = self.plausible.score(left + state.out + right) - self._as_it_stands(at, end)
        gain += VANISHED * state.vanished + STOP_LOST * state.stop_lost + PROVED * proved
        gain += STOP_BEFORE_QUOTE * state.out.startswith("。“") * state.stop_lost
        gain += self.plausible.written(state.out) + LOST_CENTURY * state.out[-1].isdigit()
        gain += self.plausible.echo(left, state.out, right) + LINE_ENDS * (not right and state.out[-1] in "，、：")
        return Candidate(gain + self._twin(state.out, end), end, state.out, proved)

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
