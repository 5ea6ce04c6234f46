"""Repair of reposted Chinese text: an ordered list of small named repairs that can be undone.

Each module that has a ``NAME`` is one repair: its docstring gives the reason, what it does and what it
leaves alone, and its ``find(text)`` returns the edits; the other modules serve these. :func:`clean` runs
the repairs in order and joins their edits into one table over the source; :func:`undo` takes the table back
to the identical source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from analysis.cleaning import errata as errata_repair
from analysis.cleaning import (
    escapes,
    glosses,
    invisible,
    layout,
    line_ends,
    markup,
    mojibake,
    punctuation,
    quotes,
    shifted_bytes,
    spaces,
    width,
)
from analysis.cleaning import script as script_repair
from analysis.cleaning import vocabulary as vocabulary_repair
from analysis.cleaning.edits import (
    Edit,
    apply_edits,
    each_composed,
    edits_from_table,
    edits_table,
    outside,
    undo_edits,
)
from analysis.cleaning.errata import Erratum, read_errata
from analysis.cleaning.script import SCRIPTS, to_simplified, to_traditional
from analysis.cleaning.stretches import drained, gathered
from analysis.cleaning.vocabulary import VOCABULARIES, to_local
from analysis.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

# In this order: bytes before characters (a gloss or a shift must be seen as the page left it), characters
# before signs, signs before the list of errata, which is written for repaired text; the script last. Among
# the signs, lines go before quotation marks, which are paired within a paragraph, and spaces come last: what
# stands beside a space must be a Chinese sign by then.
REPAIRS: dict[str, Callable[[str], list[Edit]]] = {
    module.NAME: module.find
    for module in (line_ends, mojibake, markup, invisible, shifted_bytes, glosses, escapes, width, layout, quotes,
                   punctuation, spaces)
}


class Cleaned(NamedTuple):
    """A cleaned text and its edits table; ``undo(*cleaned)`` is the source."""

    text: str
    edits: pd.DataFrame


def repair_text(text: str, *, repairs: Sequence[str] | None = None, errata: Iterable[Erratum] = (),
                script: str = "simplified", vocabulary: str = "keep") -> tuple[str, list[Edit]]:
    """Repair a text and return it with the list of edits: what :func:`clean` does, without pandas.

    >>> repair_text("項 目，數據")[0], repair_text("项目，数据")
    ('项目，数据', ('项目，数据', []))
    """
    names = list(REPAIRS) if repairs is None else list(repairs)
    unknown = [name for name in names if name not in REPAIRS]
    if unknown:
        raise InputError(f"repairs: no repair {unknown[0]!r}; there are {', '.join(REPAIRS)}")
    if script not in SCRIPTS:
        raise InputError(f"script={script!r}: must be one of {', '.join(SCRIPTS)}")
    if vocabulary not in VOCABULARIES:
        raise InputError(f"vocabulary={vocabulary!r}: must be one of {', '.join(VOCABULARIES)}")
    if vocabulary == "mainland" and script != "simplified":
        raise InputError(f"vocabulary='mainland': its words are in Simplified script; choose it, not script={script!r}")
    errata = list(errata)
    steps = [find for name, find in REPAIRS.items() if name in names]
    steps.append(lambda current: errata_repair.find(current, errata) if errata else [])
    steps.append(lambda current: _convert(current, script=script, vocabulary=vocabulary))
    current, edits = text, []
    for find in steps:
        found = gathered(current, drained(_beside_flags(find(current), edits)))
        if found:
            before, current = current, apply_edits(current, found)
            edits = gathered(text, each_composed(text, drained(edits), before, drained(found)))
    return current, edits


def _beside_flags(found: list[Edit], edits: list[Edit]) -> list[Edit]:
    """Return what was found beside the flagged places: only a person's correction may change one.

    The edits are on the source, what was found is on the text that they lead to.
    """
    if not found or found[0].repair == errata_repair.NAME:
        return found
    flags, shift = [], 0
    for e in edits:
        if e.certainty == "unsure":
            flags.append((e.start + shift, e.start + shift + len(e.after)))
        shift += len(e.after) - len(e.before)
    return outside(found, flags) if flags else found


def _convert(text: str, *, script: str, vocabulary: str) -> list[Edit]:
    """Find what the conversion to a script and a vocabulary changes: words first, the characters between them."""
    characters = script_repair.find(text, script=script)
    words = vocabulary_repair.find(text) if vocabulary == "mainland" else []
    return sorted([*words, *outside(characters, [(e.start, e.end) for e in words])]) if words else characters


def clean(text: str, *, repairs: Sequence[str] | None = None, errata: Iterable[Erratum] | str | Path = (),
          script: str = "simplified", vocabulary: str = "keep") -> Cleaned:
    """Repair a text; return it with an edits table, one row per edit.

    ``repairs`` names those to run (default: all, see ``REPAIRS``; they run in the package's order,
    not in yours). ``errata`` is a list of corrections for this document, or the path of one.
    ``script`` is "simplified" (default), "traditional" or "keep". ``vocabulary`` is "keep" (default) or "mainland":
    words of Taiwan and Hong Kong in a Traditional text become the mainland's (數位 → 数字; see `vocabulary`).

    The table's columns are ``start, end`` (characters of the source, from 0), ``before``, ``after``,
    ``repair`` (joined by + where several changed the same characters) and ``certainty``: "certain",
    "likely" or "unsure". A row that is unsure marks a place where something was lost: the damage stands there
    as it was, or ``?`` for each character that cannot be told. Look at them; no later repair touches them.
    A text of more than 200,000 edits has rows of whole stretches, sound characters between included; see `stretches`.

    On a clean Simplified document no Han character changes. Do not trust the repairs with a text
    that quotes damaged text on purpose, such as a paper on character encodings.

    Raises InputError for an unknown repair, script or vocabulary, and for a list of errata that is none.

    >>> text, edits = clean("推動數(shù)據(jù)的 共享")
    >>> text
    '推动数据的共享'
    >>> undo(text, edits)
    '推動數(shù)據(jù)的 共享'
    """
    if isinstance(errata, (str, Path)):
        errata = read_errata(errata)
    cleaned, edits = repair_text(text, repairs=repairs, errata=errata, script=script, vocabulary=vocabulary)
    return Cleaned(cleaned, edits_table(edits))


def undo(text: str, edits: pd.DataFrame | Iterable[Edit]) -> str:
    """Return the source of a cleaned text, to the character, from its edits (a table or a list).

    Raises InputError where the edits do not fit the text.
    """
    return undo_edits(text, edits_from_table(edits) if hasattr(edits, "itertuples") else edits)


__all__ = ["REPAIRS", "SCRIPTS", "VOCABULARIES", "Cleaned", "Edit", "Erratum", "clean", "edits_from_table",
           "read_errata", "repair_text", "to_local", "to_simplified", "to_traditional", "undo"]
