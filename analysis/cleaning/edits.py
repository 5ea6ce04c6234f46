"""Edits: what a repair changed, where, and how to take it back.

An edit replaces ``source[start:end]`` (``before``) by ``after``. A list of edits is sorted and
disjoint, so applying it and undoing it are each one walk over the text. Repairs run one after
another, each on the text that the one before it left; :func:`compose` brings their edits back to
positions in the one source, so that a reader can look every change up in the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from analysis.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("start", "end", "before", "after", "repair", "certainty")
CERTAINTIES = ("certain", "likely", "unsure")
SETTLING = "errata"  # a person's correction settles what a repair could only flag


class Edit(NamedTuple):
    """One change: ``text[start:end] == before`` became ``after``.

    ``certainty`` is "certain" (the damage has one inverse), "likely" (the best of several, chosen by
    a rule or a dictionary) or "unsure" (a flag for the reader: the damage was left as it was, or ``?`` put for what
    cannot be told).
    """

    start: int
    end: int
    before: str
    after: str
    repair: str
    certainty: str = "certain"


def edit(text: str, start: int, end: int, after: str, repair: str, certainty: str = "certain") -> Edit:
    """Make an edit of ``text[start:end]``.

    >>> edit("政 府", 1, 2, "", "spaces")
    Edit(start=1, end=2, before=' ', after='', repair='spaces', certainty='certain')
    """
    return Edit(start, end, text[start:end], after, repair, certainty)


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return the text after the edits. Raises InputError where they do not fit the text.

    >>> apply_edits("政 府", [Edit(1, 2, " ", "", "spaces")])
    '政府'
    """
    pieces, at = [], 0
    for e in edits:
        if e.start < at or text[e.start : e.end] != e.before:
            raise InputError(f"edit at {e.start}: the text there is not {e.before!r}; was it made for another text?")
        pieces += text[at : e.start], e.after
        at = e.end
    return "".join([*pieces, text[at:]])


def undo_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return the source from the cleaned text: the inverse of :func:`apply_edits`, with the same error.

    >>> undo_edits("政府", [Edit(1, 2, " ", "", "spaces")])
    '政 府'
    """
    pieces, at, shift = [], 0, 0
    for e in edits:
        start = e.start + shift
        if start < at or text[start : start + len(e.after)] != e.after:
            raise InputError(f"edit at {e.start}: the text has no {e.after!r} there; these edits are of another text")
        pieces += text[at:start], e.before
        at = start + len(e.after)
        shift += len(e.after) - len(e.before)
    return "".join([*pieces, text[at:]])


def compose(source: str, first: Sequence[Edit], middle: str, second: Sequence[Edit]) -> list[Edit]:
    """Join two rounds of edits into one round on the source.

    ``first`` leads from ``source`` to ``middle``, ``second`` on from ``middle``. Edits that touch the
    same characters become one, which carries both names (``shifted_bytes+script``) and the lesser
    certainty, unless a person's correction settles it; all others stay apart. What was changed and
    changed back is no edit, unless it was a flag.

    >>> compose("?", [Edit(0, 1, "?", "實", "shifted_bytes", "likely")], "實",
    ...         [Edit(0, 1, "實", "实", "script")])
    [Edit(start=0, end=1, before='?', after='实', repair='shifted_bytes+script', certainty='likely')]
    """
    if not first:
        return [e for e in second if e.before != e.after or e.certainty == "unsure"]
    joined: list[Edit] = []
    i = j = shift = 0  # shift: position in middle minus position in source, before first[i]
    while i < len(first) or j < len(second):
        f = first[i] if i < len(first) else None
        s = second[j] if j < len(second) else None
        if s is None or (f and f.start + shift + len(f.after) <= s.start):
            joined.append(f)
            shift += len(f.after) - len(f.before)
            i += 1
            continue
        if f is None or s.end <= f.start + shift:
            joined.append(_moved(s, shift))
            j += 1
            continue
        low, high, shift_before, i0, j0 = min(f.start + shift, s.start), 0, shift, i, j
        while True:
            if i < len(first) and (i == i0 or first[i].start + shift < high):
                high = max(high, first[i].start + shift + len(first[i].after))
                shift += len(first[i].after) - len(first[i].before)
                i += 1
            elif j < len(second) and (j == j0 or second[j].start < high):
                high = max(high, second[j].end)
                j += 1
            else:
                break
        span = low - shift_before, high - shift
        joined.append(_merge(source, middle, span, (low, high), first[i0:i], second[j0:j]))
    return [e for e in joined if e.before != e.after or e.certainty == "unsure"]


def _moved(e: Edit, by: int) -> Edit:
    start, end, before, after, repair, certainty = e  # _replace takes three times as long
    return Edit(start - by, end - by, before, after, repair, certainty)


def _merge(source: str, middle: str, span: tuple[int, int], span_middle: tuple[int, int],
           first: Sequence[Edit], second: Sequence[Edit]) -> Edit:
    (start, end), (low, high) = span, span_middle
    moved = [_moved(e, low) for e in second]
    names = dict.fromkeys(name for e in [*first, *second] for name in e.repair.split("+"))
    settled = any(e.repair == SETTLING for e in second)
    doubts = [e.certainty for e in [*first, *second] if not (settled and e.before == e.after)]
    certainty = max(doubts, key=CERTAINTIES.index)
    return Edit(start, end, source[start:end], apply_edits(middle[low:high], moved), "+".join(names), certainty)


def outside(edits: Iterable[Edit], spans: Sequence[tuple[int, int]]) -> list[Edit]:
    """Return the edits that touch none of the spans (sorted, disjoint); of an exchange of characters, what is between.

    >>> found = outside([Edit(0, 3, "數據庫", "数据库", "script"), Edit(5, 6, " ", "", "spaces")], [(1, 2), (5, 9)])
    >>> [tuple(e[:4]) for e in found]
    [(0, 1, '數', '数'), (2, 3, '庫', '库')]
    """
    kept, i = [], 0
    for e in edits:
        while i < len(spans) and spans[i][1] <= e.start:
            i += 1
        touched = [span for span in spans[i : i + len(e.before)] if span[0] < e.end]
        if not touched:
            kept.append(e)
        elif len(e.before) == len(e.after):
            kept += _between(e, touched)
    return kept


def _between(e: Edit, spans: Iterable[tuple[int, int]]) -> Iterator[Edit]:
    """Yield the pieces of an exchange of characters that lie between spans."""
    at = e.start
    for start, end in [*spans, (e.end, e.end)]:
        if at < start:
            a, b = at - e.start, start - e.start
            yield e._replace(start=at, end=start, before=e.before[a:b], after=e.after[a:b])
        at = max(at, end)


def moved(positions: Iterable[int], edits: Iterable[Edit]) -> list[int]:
    """Return where positions of the source (sorted) are in the text after the edits.

    A position inside what an edit replaced moves to the end of the replacement, that at its start to its start.

    >>> moved([0, 3, 5], [Edit(0, 2, "# ", "", "syntax")])
    [0, 1, 3]
    """
    found, shift, pending = [], 0, iter(edits)
    following = next(pending, None)
    for position in positions:
        while following and following.end <= position:
            shift += len(following.after) - len(following.before)
            following = next(pending, None)
        if following and following.start < position:
            found.append(following.start + shift + len(following.after))
        else:
            found.append(position + shift)
    return found


def edits_table(edits: Iterable[Edit]) -> pd.DataFrame:
    """One row per edit, in the order of the source: start, end, before, after, repair, certainty.

    ``start`` and ``end`` count characters of the source from 0. A row whose ``certainty`` is "unsure"
    leaves the damage as it is, or has ``?`` for what cannot be told, and marks a place that a person should look at.
    """
    import pandas as pd

    return pd.DataFrame(list(edits), columns=list(COLUMNS))


def edits_from_table(table: pd.DataFrame) -> list[Edit]:
    """Read an edits table back, whatever its index and the order of its columns; InputError if one is missing."""
    missing = [c for c in COLUMNS if c not in table.columns]
    if missing:
        raise InputError(f"edits table: no column {missing[0]!r}; it has {list(table.columns)}")
    rows = table.loc[:, list(COLUMNS)].itertuples(index=False, name=None)
    return sorted(Edit(int(a), int(b), *rest) for a, b, *rest in rows)
