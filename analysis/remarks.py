"""Remarks: sentences about any one document, their numbers and their words chosen from its tables.

They are what a person would say first about each table, and they say so where a table says nothing: a text of one
section, or of 200 characters. Every remark is Markdown of one paragraph; terms stand in it with their English gloss
where the lexicons have one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape

import pandas as pd

from analysis.cleaning.edits import CERTAINTIES
from analysis.doubts import Doubt
from analysis.lexicons import gloss_of
from analysis.tables import check_columns

FEW = 1000  # words of running text: below them a rate of one in a hundred rests on under ten occurrences
MOST_NAMED = 8  # units or words that a sentence lists


def repair_counts(edits: pd.DataFrame) -> pd.DataFrame:
    """One row per repair, the most frequent first: ``repair, edits, characters, certain, likely, unsure``.

    ``edits`` is an edits table (:func:`analysis.cleaning.clean`). An edit of several repairs (``width+script``) has a
    row of its own; ``characters`` are those of the source that its edits changed or flagged.

    >>> from analysis.cleaning import clean
    >>> repair_counts(clean("項 目，數據").edits).values.tolist()
    [['script', 2, 3, 2, 0, 0], ['spaces', 1, 1, 0, 1, 0]]
    """
    check_columns(edits, "start", "end", "repair", "certainty", argument="edits")
    by = edits.assign(characters=edits["end"] - edits["start"]).groupby("repair")
    counts = by.size().rename("edits").to_frame().assign(characters=by["characters"].sum())
    for certainty in CERTAINTIES:
        counts[certainty] = edits["repair"].where(edits["certainty"] == certainty).value_counts()
    counts = counts.fillna(0).astype("int64").rename_axis("repair").reset_index()
    return counts.sort_values(["edits", "repair"], ascending=[False, True], ignore_index=True)


def on_repairs(edits: pd.DataFrame, *, characters: int) -> str:
    """Say how much of a source of so many characters was repaired, and how surely.

    >>> from analysis.cleaning import clean
    >>> on_repairs(clean("項 目，數據").edits, characters=5)
    '3 edits change 4 of 5 characters (80 %), most often by the repair script (2). Nothing is flagged as unsure.'
    """
    if not len(edits):
        return "Nothing had to be repaired: the text is as the file has it."
    flagged = edits["certainty"] == "unsure"
    done, unsure = edits[~flagged], int(flagged.sum())
    said = "Nothing was changed."
    if len(done):
        touched, leading = int((done["end"] - done["start"]).sum()), repair_counts(done).iloc[0]
        said = (f"{_n(len(done), 'edit')} {'changes' if len(done) == 1 else 'change'} {touched:,} of "
                f"{_n(characters, 'character')} ({_percent(touched, characters)}), most often by the repair "
                f"{leading['repair']} ({leading['edits']:,}).")
    if unsure:
        return f"{said} {_n(unsure, 'place is', 'places are')} flagged as unsure: look at them."
    return f"{said} Nothing is flagged as unsure."


def on_outline(sections: pd.DataFrame, doubts: Sequence[Doubt] = ()) -> str:
    r"""Say how a document is divided, and how much of it the division leaves in doubt.

    >>> from analysis.sections import find_sections
    >>> on_outline(find_sections("一、目标\n二、任务"))
    '2 headings on 1 level. Nothing in the division looks odd.'
    """
    headings = sections[sections["kind"] == "heading"]
    items, references = (int((sections["kind"] == kind).sum()) for kind in ("item", "reference"))
    if not len(headings):
        said = ["No heading was found: the text is one unit, and nothing in it can be compared"]
    else:
        said = [f"{_n(len(headings), 'heading')} on {_n(headings['level'].nunique(), 'level')}"]
    said += [_n(items, "item")] if items else []
    said += [_n(references, "reference")] if references else []
    tail = ("Nothing in the division looks odd." if not doubts else
            "If it has some, list them." if not len(headings) else
            f"{_n(len(doubts), 'place was', 'places were')} a guess: read the notes; where one is right, correct the "
            "list of headings.")
    return f"{'; '.join(said)}. {tail}"


def on_terms(rates: pd.DataFrame, *, words: int) -> str:
    """Say which words lead in a text of so many words, and whether it is long enough for rates.

    ``rates`` is a table of :func:`analysis.frequency.term_rates` for the whole document.

    >>> rates = pd.DataFrame({"term": ["数据", "平台"], "n": [4, 2], "per_10k_tokens": [400.0, 200.0]})
    >>> on_terms(rates, words=99)
    'The most frequent words are 数据 (data; 4) and 平台 (platform; 2). With 99 words, rates rest on few occurrences.'
    """
    if not len(rates):
        return "No word is left to be counted: the running text has none, or only stop words."
    top = rates.head(5)
    named = [_named(term, f"{n:,}") for term, n in zip(top["term"], top["n"])]
    said = f"The most frequent {'words are' if len(named) > 1 else 'word is'} {_listed(named)}."
    if words < FEW:
        return f"{said} With {_n(words, 'word')}, rates rest on few occurrences."
    once = int((rates["n"] == 1).sum())
    return f"{said} Of {_n(len(rates), 'different word')} {once:,} ({_percent(once, len(rates))}) occur once."


def on_keyness(table: pd.DataFrame | None, names: Mapping[str, str]) -> str:
    """Say which words set each unit apart at the cautious end of their intervals (LRC above 0), and how many none does.

    ``table`` is one of :func:`analysis.keyness.keyness_all`, or None where there is nothing to compare; ``names`` are
    the units' names by their ids.

    >>> table = pd.DataFrame({"section_id": ["1", "2"], "term": "数据", "lrc": [0.8, 0.0], "log_ratio": [2, -2]})
    >>> on_keyness(table, {"1": "1 目标", "2": "2 任务"})
    'Words that set a unit apart, at the cautious end of their intervals: 1 目标: 数据 (data). 1 of 2 units has none.'
    >>> on_keyness(None, {})
    'There are no two units of one level to compare, so no word can be said to set one apart.'
    """
    if table is None:
        return "There are no two units of one level to compare, so no word can be said to set one apart."
    if not len(table):
        return "No word occurs often enough (5 times) to be compared."
    sure = table[(table["lrc"] > 0) & (table["log_ratio"] > 0)]
    units = list(dict.fromkeys(table["section_id"]))
    apart = [f"{plain(names.get(unit, unit))}: {_listed([_named(term) for term in own['term'].head(3)])}"
             for unit, own in sure.groupby("section_id", sort=False)]
    none = len(units) - len(apart)
    if not apart:
        return (f"No word sets any of the {_n(len(units), 'unit')} apart: at the cautious end of its interval each "
                "difference is none.")
    shown, more = apart[:MOST_NAMED], len(apart) - MOST_NAMED
    said = f"Words that set a unit apart, at the cautious end of their intervals: {'; '.join(shown)}"
    said += f"; and so on for {_n(more, 'unit')} more." if more > 0 else "."
    return f"{said} {none} of {_n(len(units), 'unit')} {'has' if none == 1 else 'have'} none." if none else said


def on_themes(shares: pd.DataFrame, *, words: int) -> str:
    """Say how much of a text its key of themes finds, and which theme stands out in how many units.

    ``shares`` is a table of :func:`analysis.themes.theme_shares`.

    >>> shares = pd.DataFrame({"section_id": "1", "theme": ["data", "rules"], "n": [3, 1], "assigned": [True, False]})
    >>> on_themes(shares, words=50)
    'The key finds 4 of its words in 50 words of running text (8 %), too few to say much. The unit is assigned to data.'
    """
    found = int(shares["n"].sum())
    if not found:
        return "The key finds none of its words: this document is about something else, or the key is not for it."
    thin = ", too few to say much" if found < 30 else ""
    assigned = shares[shares["assigned"]]
    units, share = shares["section_id"].nunique(), _percent(found, words)
    said = f"The key finds {found:,} of its words in {_n(words, 'word')} of running text ({share}){thin}."
    if not len(assigned):
        return said
    if units == 1:
        return f"{said} The unit is assigned to {_listed(list(assigned['theme']))}."
    most = assigned.groupby("theme")["section_id"].nunique().sort_values(ascending=False, kind="stable")
    each = _listed([f"{theme} in {n} of {units}" for theme, n in most.items()])
    return f"{said} The theme that stands out in a unit against the whole text is {each}."


def on_places(word: str | None, lines: pd.DataFrame, *, units: int, shown: int) -> str:
    """Say in how many places and units a word stands, and how many of the places are shown.

    ``lines`` is a table of :func:`analysis.concordance.concordance`, ``units`` the number of units that were searched.

    >>> on_places("数据", pd.DataFrame({"section_id": ["1", "2", "2"]}), units=9, shown=2)
    '数据 (data) stands in 3 places and in 2 of 9 units of running text. Shown are the first 2.'
    >>> on_places(None, pd.DataFrame({"section_id": []}), units=1, shown=0)
    'There is no word to be shown in its places.'
    """
    if word is None:
        return "There is no word to be shown in its places."
    said = (f"{_named(word)} stands in {_n(len(lines), 'place')} and in {lines['section_id'].nunique():,} of "
            f"{_n(units, 'unit')} of running text.")
    return f"{said} Shown are the first {shown}." if len(lines) > shown else said


def plain(text: object) -> str:
    r"""Return a text of the document as Markdown that shows it as it is: no sign in it is markup, HTML included.

    >>> plain("<b>论*数据*")
    '&lt;b&gt;论\\*数据\\*'
    """
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|~])", r"\\\1", escape(str(text), quote=False))


def word_to_read(rates: pd.DataFrame, table: pd.DataFrame | None = None) -> str | None:
    """Return the word most worth reading in its places: the one that sets a unit apart most, else the commonest.

    None where there is no word at all.

    >>> word_to_read(pd.DataFrame({"term": ["数据", "平台"], "n": [4, 2]}))
    '数据'
    """
    if table is not None and len(sure := table[(table["lrc"] > 0) & (table["log_ratio"] > 0)]):
        return sure.sort_values(["lrc", "term"], ascending=[False, True])["term"].iloc[0]
    return rates["term"].iloc[0] if len(rates) else None


def _n(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _percent(part: int, whole: int) -> str:
    share = 100 * part / whole if whole else float("nan")
    return "–" if share != share else "under 1 %" if 0 < share < 1 else f"{share:.0f} %"


def _named(term: str, count: str = "") -> str:
    said = "; ".join(filter(None, (gloss_of(term), count)))
    return f"{term} ({said})" if said else term


def _listed(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
