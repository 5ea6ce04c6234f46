"""The words of Markdown's lines in their places in the file, and the notes among them. Part of `markdown`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, groupby

from analysis.readers.kept import JOINED, LINE, NOTHING, Kept
from analysis.readers.markdown_inline import inline_parts
from analysis.readers.markdown_lines import masked

LONGEST = 3000  # characters that are parsed together
LINE_END = re.compile(r"\r\n?|\n")


class Words:
    """A Markdown text whose words are being kept; ``mask`` is what the parser sees of it, character for character.

    >>> words = Words(Kept("论**数据**"), 0)
    >>> words.keep(0, 7), words.kept.between(0, 7)
    (False, '论数据')
    """

    def __init__(self, kept: Kept, body: int) -> None:
        self.kept = kept
        self.mask = " " * body + masked(kept.text, body)
        ends = [match.span() for match in LINE_END.finditer(self.mask)]
        self.starts = [0, *(end for _, end in ends)]
        self.stops = [*(start for start, _ in ends), len(kept.text)]
        self.env: dict = {}  # the parser's: addresses and notes that are defined elsewhere in the file
        self.notes: list[str] = []
        self.formulas = 0

    def keep(self, start: int, end: int, before: str = LINE) -> bool:
        """Keep the words of ``text[start:end]``, a line; tell whether all of it is bold."""
        return self.keep_joined([(start, end)], before)

    def keep_joined(self, spans: list[tuple[int, int]], before: str = LINE) -> bool:
        """Keep the words of lines that are one paragraph; emphasis and links may reach over its line ends."""
        if spans[-1][1] - spans[0][0] <= LONGEST:
            return self._keep(spans, before)
        for span in spans:
            for start, end in self._short(*span):
                kept_to = self.kept.end
                self._keep([(start, end)], before)
                before = NOTHING if self.kept.end > kept_to else before
            before = before or JOINED
        return False

    def _short(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Part a line that is longer than any paragraph, behind stops: the parser may take the square of its time."""
        while end - start > LONGEST:
            stop = max(self.mask.rfind("。", start, start + LONGEST) + 1, start + LONGEST // 2)
            yield start, stop
            start = stop
        yield start, end

    def _keep(self, spans: list[tuple[int, int]], before: str) -> bool:
        content = "\n".join(self.mask[start:end] for start, end in spans)
        offsets = accumulate((end - start + 1 for start, end in spans), initial=0)
        shifts = [(offset, start - offset) for offset, (start, _) in zip(offsets, spans)]
        parts, notes, formulas, bold = inline_parts(content, self.env)
        self.notes += notes
        self.formulas += formulas
        line = 0
        for part in parts:
            while line + 1 < len(shifts) and shifts[line + 1][0] <= part.start:
                line += 1
            shift = shifts[line][1]
            for start, end in self._seen(part.start + shift, part.end + shift):
                parted = before or part.before
                if part.after is None:
                    self.kept.keep(start, end, parted)
                else:
                    self.kept.put(start, end, part.after, parted)
                before = NOTHING
                part = part._replace(before=NOTHING)
        return bold

    def _seen(self, start: int, end: int) -> list[tuple[int, int]]:
        """Part a stretch of the text where the mask hides some of it, such as a citation."""
        seen, real = self.mask[start:end], self.kept.text[start:end]
        if seen == real:
            return [(start, end)]
        found, at = [], start
        for same, run in groupby(zip(seen, real), key=lambda pair: pair[0] == pair[1]):
            stop = at + sum(1 for _ in run)
            found += [(at, stop)] if same else []
            at = stop
        return found
