"""Edits: what a repair changed, where, and how to take it back.

An edit replaces ``source[start:end]`` (``before``) by ``after``. A list of edits is sorted and
disjoint, so applying it and undoing it are each one walk over the text. Repairs run one after
another, each on the text that the one before it left; :func:`compose` brings their edits back to
positions in the one source, so that a reader can look every change up in the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from sys import intern
from typing import TYPE_CHECKING, NamedTuple

from analysis.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("start", "end", "before", "after", "repair", "certainty")
CERTAINTIES = ("certain", "likely", "unsure")
SETTLING = "errata"  # a person's correction settles what a repair could only flag
_SHARED = 8  # characters of a string that is kept once: the same signs and words come over and over


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
    return Edit(start, end, shared(text[start:end]), shared(after), repair, certainty)


def shared(string: str) -> str:
    """Return a string, of short ones the one that is there already: a third of the memory of many edits."""
    return intern(string) if len(string) <= _SHARED else string


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return the text after the edits. Raises InputError where they do not fit the text.

    >>> apply_edits("政 府", [Edit(1, 2, " ", "", "spaces")])
    '政府'
    """
    out, at = StringIO(newline=""), 0  # a list of the pieces would take ten times the text
    for e in edits:
        if e.start < at or text[e.start : e.end] != e.before:
            raise InputError(f"edit at {e.start}: the text there is not {e.before!r}; was it made for another text?")
        out.write(text[at : e.start])
        out.write(e.after)
        at = e.end
    out.write(text[at:])
    return out.getvalue()


def undo_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return the source from the cleaned text: the inverse of :func:`apply_edits`, with the same error.

    >>> undo_edits("政府", [Edit(1, 2, " ", "", "spaces")])
    '政 府'
    """
    out, at, shift = StringIO(newline=""), 0, 0
    for e in edits:
        start = e.start + shift
        if start < at or text[start : start + len(e.after)] != e.after:
            raise InputError(f"edit at {e.start}: the text has no {e.after!r} there; these edits are of another text")
        out.write(text[at:start])
        out.write(e.before)
        at = start + len(e.after)
        shift += len(e.after) - len(e.before)
    out.write(text[at:])
    return out.getvalue()


def compose(source: str, first: Iterable[Edit], middle: str, second: Iterable[Edit]) -> list[Edit]:
    """Join two rounds of edits into one round on the source.

    ``first`` leads from ``source`` to ``middle``, ``second`` on from ``middle``. Edits that touch the
    same characters become one, which carries both names (``shifted_bytes+script``) and the lesser
    certainty, unless a person's correction settles it; all others stay apart. What was changed and
    changed back is no edit, unless it was a flag.

    >>> compose("?", [Edit(0, 1, "?", "實", "shifted_bytes", "likely")], "實",
    ...         [Edit(0, 1, "實", "实", "script")])
    [Edit(start=0, end=1, before='?', after='实', repair='shifted_bytes+script', certainty='likely')]
    """
    return list(each_composed(source, first, middle, second))


def each_composed(source: str, first: Iterable[Edit], middle: str, second: Iterable[Edit]) -> Iterator[Edit]:
    """Yield the edits of :func:`compose` one by one."""
    firsts, seconds = iter(first), iter(second)
    f, s = next(firsts, None), next(seconds, None)
    shift = 0  # position in middle minus position in source, before f
    while f or s:
        if s is None or f and f.start + shift + len(f.after) <= s.start:
            shift += len(f.after) - len(f.before)
            composed, f = f, next(firsts, None)
        elif f is None or s.end <= f.start + shift:
            composed, s = _moved(s, shift), next(seconds, None)
        else:
            low, high, shift_before = min(f.start + shift, s.start), 0, shift
            before: list[Edit] = []
            after: list[Edit] = []
            while True:
                if f and (not before or f.start + shift < high):
                    high = max(high, f.start + shift + len(f.after))
                    shift += len(f.after) - len(f.before)
                    before.append(f)
                    f = next(firsts, None)
                elif s and (not after or s.start < high):
                    high = max(high, s.end)
                    after.append(s)
                    s = next(seconds, None)
                else:
                    break
            composed = _merge(source, middle, (low - shift_before, high - shift), (low, high), before, after)
        if composed.before != composed.after or composed.certainty == "unsure":
            yield composed


def _moved(e: Edit, by: int) -> Edit:
    if not by:
        return e
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
    after = apply_edits(middle[low:high], moved)
    return Edit(start, end, shared(source[start:end]), shared(after), intern("+".join(names)), certainty)


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

    A position inside what an edit replaced moves to the end of the replacement, that at its start to its start; inside
    an exchange of characters, one for one, it stays at its character.

    >>> moved([0, 3, 5], [Edit(0, 2, "# ", "", "syntax")])
    [0, 1, 3]
    """
    found, shift, pending = [], 0, iter(edits)
    following = next(pending, None)
    for position in positions:
        while following and following.end <= position:
            shift += len(following.after) - len(following.before)
            following = next(pending, None)
        if following and following.start < position and len(following.after) != len(following.before):
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
