"""Hyphens at a line's end: whether one divides a word (govern-ment) or joins two (long-term). Part of `pdf`.

Typesetters divide words; what is typed has a line end only behind a hyphen of its own. The document's other words
decide, as far as they go.
"""

from __future__ import annotations

import re

# Not what stands beside a hyphen at a line's end itself, which would prove whatever it is.
_WORD = re.compile(r"(?<![a-z-])(?<!-\n)[a-z]{2,30}(?:-[a-z]{2,30}){0,3}(?![a-z-])")
# Second words of compounds, from papers on government and data; no word is divided before them.
_SECOND = frozenset(
    "based building centered centred driven free friendly intensive led level making oriented quality related rich "
    "scale sharing sized specific term time type wide".split())


class Words:
    """The Latin words of a document, in lower case."""

    def __init__(self, text: str) -> None:
        """Read the words of a text, lines as they are."""
        self._words = frozenset(_WORD.findall(text.lower()))

    def divide(self, first: str, second: str) -> bool:
        r"""Tell whether the hyphen between the end of a line and the beginning of the next divides a word.

        Not where the document writes the compound elsewhere, or both words by themselves; a word that is unknown is
        taken for a divided one.

        >>> words = Words("Long-term plans of the government.\nThe term is long. A long-\nterm govern-\nment.")
        >>> words.divide("long", "term"), words.divide("govern", "ment")
        (False, True)
        """
        first, second = first.lower(), second.lower()
        if first + second in self._words:
            return True
        both = first in self._words and second in self._words
        return not (both or second in _SECOND or f"{first}-{second}" in self._words)
