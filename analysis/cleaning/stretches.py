"""Stretches: where a text is nothing but damage, edits that stand close together are kept as one.

An edit takes some 200 bytes. Ordinary documents have some thousands, and each stays apart; a text whose every
third character is damaged would take many times its size. So of more than MANY edits, those of one repair and
one certainty that stand near each other in a sentence become one edit of the stretch, the text between them
included. Undoing is as exact as before. The table of edits has fewer rows then: a row is a stretch of damage, of up
to LONGEST characters, and a flagged place may hold a few sound characters between two flags.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice, pairwise

from analysis.cleaning.edits import Edit, edit

MANY = 200_000  # edits of a text; of 75 documents put into Traditional script the one with most has 5,211
LONGEST = 60  # characters of a stretch, about a line, so that a person can read the row
# Characters between two edits that are joined: a gloss or a Traditional character at every tenth is dense. Of flags
# fewer, because no later repair touches a flagged place.
NEAR, NEAR_FLAGS = 12, 2
SHORT = 8  # characters of a stretch that may reach over the end of a sentence: no sentence is as short
_ENDS = frozenset("\n。！？；")


def gathered(text: str, edits: Iterable[Edit]) -> list[Edit]:
    """Return edits of a text (sorted, disjoint) as a list: as they are, or as stretches if there are more than MANY.

    >>> gathered("政 府", [Edit(1, 2, " ", "", "spaces")])
    [Edit(start=1, end=2, before=' ', after='', repair='spaces', certainty='certain')]
    """
    pending = iter(edits)
    found = list(islice(pending, MANY))
    following = next(pending, None)
    return found if following is None else list(joined(text, chain(drained(found), (following,), pending)))


def joined(text: str, edits: Iterable[Edit]) -> Iterator[Edit]:
    """Yield edits of a text (sorted, disjoint), those that stand near each other as one.

    >>> found = [Edit(1, 2, " ", "", "spaces"), Edit(4, 5, " ", "", "spaces")]
    >>> [tuple(e) for e in joined("政 府数 据", found)]
    [(1, 5, ' 府数 ', '府数', 'spaces', 'certain')]
    """
    stretch: list[Edit] = []
    for e in edits:
        if stretch and not _goes_on(text, stretch[0], stretch[-1], e):
            yield _as_one(text, stretch)
            stretch = []
        stretch.append(e)
    if stretch:
        yield _as_one(text, stretch)


def _as_one(text: str, stretch: list[Edit]) -> Edit:
    if len(stretch) == 1:
        return stretch[0]
    pieces = [stretch[0].after]
    for last, e in pairwise(stretch):
        pieces += text[last.end : e.start], e.after
    first, end = stretch[0], stretch[-1].end
    return edit(text, first.start, end, "".join(pieces), first.repair, first.certainty)


def drained(edits: list[Edit]) -> Iterator[Edit]:
    """Yield the edits of a list and take each out of it, so that its memory is free for what is made of it."""
    edits.reverse()
    while edits:
        yield edits.pop()


def _goes_on(text: str, first: Edit, last: Edit, e: Edit) -> bool:
    """Tell whether a stretch that reaches from one edit to another goes on with a further one."""
    start, at, certainty = first.start, last.end, e.certainty
    if e.end - start > LONGEST or e.start - at > NEAR or e.repair != last.repair or certainty != last.certainty:
        return False
    if certainty == "unsure":
        # A flag is text as it was, or a sign for what was lost: not one of each in a row of the table.
        if e.start - at > NEAR_FLAGS or (last.before == last.after) != (e.before == e.after):
            return False
    return at - start < SHORT or e.start == at or _ENDS.isdisjoint(text[at : e.start])
