"""The shape of policy prose: enumerations, four-character phrases, modal verbs, verbs of doing, slogans.

Official Chinese has set forms: series of points (一是…二是…), phrases of four characters, verbs of doing without a
subject, and slogans (提法) quoted word for word. All but the exact place of a slogan comes from counts and sections.
Rates are of the running text (:func:`analysis.passages.body`) and describe this text only, not a larger body of texts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.contingency import log_ratio
from analysis.counting import FOUND_COLUMNS, find_terms, wilson
from analysis.dispersion import normalized_deviation
from analysis.enumerations import SERIES
from analysis.errors import InputError
from analysis.levels import group_units, roll_up, unit_sizes
from analysis.lexicons import terms_table
from analysis.numerals import read_ordinals
from analysis.passages import running_text
from analysis.policy_words import MODALS, PHRASES, VERBS, Words
from analysis.sections import units_from_table
from analysis.tables import check_columns, check_counts, check_sections, check_whole

PER, RATES = 10_000, ["per_10k", "per_10k_low", "per_10k_high"]
# 最后 stands behind any other number.
_ORDER = {"首先": (1,), "其次": (2,), "再次": (3,), "再者": (3,), "最后": (99,)}


def enumeration_runs(sections: pd.DataFrame) -> pd.DataFrame:
    """One row per series of items (一是…二是…), in text order; from the table of sections alone.

    Columns ``parent_id, heading`` (the unit whose points are counted off), ``style`` (a name of
    :data:`analysis.enumerations.SERIES`, such as "shi" for 一是; else "other"), ``first_id`` (the first item),
    ``n_items``, and of the items' lengths ``mean_chars, shortest, longest, ratio``. A length is all characters of an
    item with what stands below it, mark and punctuation included; ``ratio`` = longest / shortest. 1 is an even list;
    high values say that one point was developed and others named only. A new series begins where the mark's style
    changes or its number does not rise. Raises InputError for a table without ``subtree_end``.

    >>> sections = pd.DataFrame({"section_id": ["1", "1.1", "1.2"], "parent_id": ["", "1", "1"], "heading": "目标",
    ...                          "kind": ["heading", "item", "item"], "number": ["一、", "一是", "二是"],
    ...                          "start": [0, 6, 26], "subtree_end": [36, 26, 36]})
    >>> enumeration_runs(sections).drop(columns="heading").values.tolist()
    [['1', 'shi', '1.1', 2, 15.0, 10, 20, 2.0]]
    """
    check_sections(sections, "parent_id", "kind", "number", "heading", "start", "subtree_end")
    sections = sections.sort_values("start", kind="stable")
    items = sections[sections["kind"] == "item"].copy()
    items["style"] = [_style(number) for number in items["number"]]
    items["at"] = [_ORDER.get(number) or read_ordinals(number) for number in items["number"]]
    items["chars"] = items["subtree_end"] - items["start"]
    headings = dict(zip(sections["section_id"], sections["heading"]))
    rows = []
    for parent, own in items.groupby("parent_id", sort=False):
        before = list(zip(own["style"], own["at"]))
        begins = [i == 0 or before[i - 1][0] != style or before[i - 1][1] >= at for i, (style, at) in enumerate(before)]
        for _, run in own.groupby(np.cumsum(begins)):
            chars = run["chars"]
            rows.append((parent, headings.get(parent, ""), run["style"].iloc[0], run["section_id"].iloc[0], len(run),
                         chars.mean(), chars.min(), chars.max(), chars.max() / chars.min()))
    columns = ["parent_id", "heading", "style", "first_id", "n_items", "mean_chars", "shortest", "longest", "ratio"]
    table = pd.DataFrame(rows, columns=columns)
    place = {unit: i for i, unit in enumerate(sections["section_id"])}
    return table.sort_values("first_id", key=lambda ids: ids.map(place), ignore_index=True)


def four_character_phrases(counts: pd.DataFrame, sections: pd.DataFrame, *, level: str = "1",
                           top: int = 5) -> pd.DataFrame:
    """One row per unit and group of words of four Han characters, in text order: how often, and how evenly.

    ``group``: "slogan" and "term" are words of the lexicon (数字政府 is a name, no turn of phrase); "idiom" is tagged i
    or l by jieba's dictionary, "other" is the rest; numerals (三分之一) are left out. Columns ``section_id, group, n,
    n_types, n_tokens`` (all words of the unit), ``per_10k, per_10k_low, per_10k_high`` (Wilson's 95 %, which takes
    words for independent draws: too narrow), ``n_passages`` of the ``passages`` of the unit that have one, ``dp_norm``
    (:func:`analysis.dispersion.normalized_deviation` over these passages; 0 even, near 1 all in one) and ``words``,
    the ``top`` most frequent with their counts. The tags are the dictionary's, whatever the context (网络攻击 is "i"),
    and how many words have four characters depends on the cut: read ``words``, and don't compare ways of cutting.
    Raises InputError for counts without ``pos``.

    >>> sections = pd.DataFrame({"section_id": ["1"], "parent_id": "", "level": 1, "kind": "heading"})
    >>> counts = pd.DataFrame({"section_id": "1", "term": ["数字政府", "行之有效", "的"], "kind": "han",
    ...                        "pos": ["n", "i", "uj"], "n": [3, 1, 4]})
    >>> four_character_phrases(counts, sections)[["group", "n", "n_tokens", "words"]].values.tolist()[:2]
    [['term', 3, 8, '数字政府 (3)'], ['slogan', 0, 8, '']]
    """
    top = check_whole(top, argument="top")
    counts, sections = _running_text(counts, sections, "pos")
    four = (counts["kind"] == "han") & (counts["term"].str.len() == 4) & ~counts["pos"].str.startswith("m")
    rows = counts[four]
    rows = rows.assign(group=_groups(rows))
    units = group_units(sections, level=level).set_index("section_id")["group"]
    sizes = counts.groupby("section_id")["n"].sum()
    table = unit_sizes(counts, sections, level=level)[["section_id", "n_tokens"]].merge(
        pd.DataFrame({"group": ["term", "slogan", "idiom", "other"]}), how="cross")
    listed = dict(list(roll_up(rows, sections, level=level, by=("group", "term")).groupby(["section_id", "group"])))
    spread = rows.pivot_table(index="section_id", columns="group", values="n", aggfunc="sum", fill_value=0)
    found = []
    for unit, group in zip(table["section_id"], table["group"]):
        own = listed.get((unit, group), rows.head(0))
        size = sizes[units[sizes.index] == unit]
        held = spread[group].reindex(size.index, fill_value=0) if group in spread else size * 0
        words = "、".join(f"{term} ({n})" for term, n in zip(own["term"].head(top), own["n"].head(top)))
        found.append((own["n"].sum(), len(own), (held > 0).sum(), len(size), normalized_deviation(held, size), words))
    columns = ["n", "n_types", "n_passages", "passages", "dp_norm", "words"]
    table[columns] = pd.DataFrame(found, columns=columns, index=table.index)
    return _add_rates(table.astype({"words": "str"}))[[
        "section_id", "group", "n", "n_types", "n_tokens", *RATES, "n_passages", "passages", "dp_norm", "words"]]


def modal_verbs(counts: pd.DataFrame, sections: pd.DataFrame, *, level: str = "1",
                modals: Words = MODALS) -> pd.DataFrame:
    """One row per unit and modal verb, in the order of ``modals`` within a unit: also those that never occur.

    Columns ``section_id, term, gloss, force`` (obligation, prohibition, possibility, future; "completed" are the marks
    of a finished action, for contrast), ``n, n_tokens`` (all words of the unit), ``per_10k, per_10k_low,
    per_10k_high`` (Wilson's 95 %), ``n_rest, n_tokens_rest`` (the other units) and ``log_ratio, log_ratio_low,
    log_ratio_high`` (:func:`analysis.contingency.log_ratio`: +1 is twice as frequent as in the rest; NaN where there
    is no rest or the word occurs nowhere). Both intervals take words for independent draws and are too narrow; under
    about five occurrences read the counts alone. Counts know no context: 需 stands in 所需, 可 in 人均可支配收入.

    >>> sections = pd.DataFrame({"section_id": ["1", "2"], "parent_id": "", "level": 1, "kind": "heading"})
    >>> counts = pd.DataFrame({"section_id": ["1", "2", "2"], "term": ["了", "应", "数据"], "kind": "han",
    ...                        "n": [4, 1, 3]})
    >>> table = modal_verbs(counts, sections, modals={"obligation": {"应": "should"}})
    >>> table[["section_id", "force", "n", "n_tokens", "per_10k"]].values.tolist()
    [['1', 'obligation', 0, 4, 0.0], ['2', 'obligation', 1, 4, 2500.0]]
    """
    return _compare(counts, sections, modals, level=level, argument="modals", column="force")


def verbs_of_doing(counts: pd.DataFrame, sections: pd.DataFrame, *, level: str = "1", top: int | None = None,
                   verbs: Words = VERBS) -> pd.DataFrame:
    """One row per unit and verb of doing; the verbs by their number in the whole text, ties by term.

    Columns as of :func:`modal_verbs`, with ``act`` for ``force``: what kind of doing it is (build, improve, push, carry
    out, join, encourage, secure). ``top`` keeps the most frequent verbs. A fixed list, since parts of speech do not
    help: jieba's are the dictionary's (建设 is "vn" wherever it stands), and 建设 is a noun in most places.

    >>> sections = pd.DataFrame({"section_id": ["1", "2"], "parent_id": "", "level": 1, "kind": "heading"})
    >>> counts = pd.DataFrame({"section_id": ["1", "2"], "term": ["完善", "推进"], "kind": "han", "n": [1, 3]})
    >>> verbs_of_doing(counts, sections, top=1)[["section_id", "term", "act", "n", "n_rest"]].values.tolist()
    [['1', '推进', 'push', 0, 3], ['2', '推进', 'push', 3, 0]]
    """
    table = _compare(counts, sections, verbs, level=level, argument="verbs", column="act")
    totals = table.groupby("term")["n"].sum()
    order = sorted(totals.index, key=lambda term: (-totals[term], term))
    kept = order if top is None else order[: check_whole(top, argument="top")]
    units = [own.set_index("term").loc[kept].reset_index() for _, own in table.groupby("section_id", sort=False)]
    return pd.concat(units, ignore_index=True)[table.columns.tolist()]


def slogans(sections: pd.DataFrame, *, found: pd.DataFrame | None = None, text: str | None = None, level: str = "1",
            phrases: Mapping[str, str] = PHRASES) -> pd.DataFrame:
    """One row per slogan (提法) and unit that has it, by place of first mention in the running text.

    Slogans are the terms of the lexicon that its ``note`` calls so and, where ``text`` is given, ``phrases`` with
    their glosses. ``found`` is a table of places found by search (:func:`analysis.features.load_found`). Columns
    ``slogan, gloss, first_id`` (the passage of first mention), ``start`` (its first character in the cleaned text;
    missing without text), ``n_total``, the same in all rows of a slogan; ``level_id`` (the unit of ``level``) and
    ``n``, the places in it, also inside longer terms. First is first in this text, not in politics. Raises InputError
    unless just one of ``found`` and ``text`` is given, and for a text that is too short for ``sections``.

    >>> from analysis.sections import find_sections
    >>> text = "一、目标\\n推进一网通办。\\n二、任务\\n深化一网通办，数据多跑路。"
    >>> slogans(find_sections(text), text=text)[["slogan", "first_id", "start", "level_id", "n"]].values.tolist()
    [['一网通办', '1', 7, '1', 1], ['一网通办', '1', 7, '2', 1], ['数据多跑路', '2', 25, '2', 1]]
    """
    if (found is None) == (text is None):
        raise InputError("found, text: give just one of the two, the table of load_found() or the cleaned text")
    terms = terms_table()
    terms = terms[terms["note"].str.contains("policy slogan")]
    glosses = dict(zip(terms["term"], terms["gloss"]))
    if text is not None:
        units = units_from_table(sections)
        if units and max(unit.end for unit in units) > len(text):
            raise InputError(f"text: has {len(text)} characters, but a section ends behind it; give the cleaned text")
        glosses |= dict(phrases)
        found = pd.DataFrame(find_terms(text, units, glosses), columns=list(FOUND_COLUMNS))
    check_columns(found, *FOUND_COLUMNS, argument="found")
    found, sections = running_text(found, sections, argument="found")
    rows = found[found["term"].isin(list(glosses))]
    place = {unit: i for i, unit in enumerate(sections["section_id"])}
    rows = rows.assign(place=rows["section_id"].map(place)).sort_values(["place", "term"])
    rows["first_id"] = rows.groupby("term")["section_id"].transform("first")
    rows["first"] = rows.groupby("term")["place"].transform("first")
    rows["n_total"] = rows.groupby("term")["n_found"].transform("sum")
    rows["level_id"] = rows["section_id"].map(group_units(sections, level=level).set_index("section_id")["group"])
    starts = dict(zip(sections["section_id"], sections["start"])) if text is not None else {}
    rows["start"] = pd.array([text.find(term, starts[unit]) if starts else None
                              for term, unit in zip(rows["term"], rows["first_id"])], dtype="Int64")
    rows["gloss"] = rows["term"].map(glosses).astype("str")
    rows["n"] = rows.groupby(["term", "level_id"])["n_found"].transform("sum")
    rows = rows.drop_duplicates(["term", "level_id"]).sort_values(["first", "start", "term", "place"])
    columns = ["slogan", "gloss", "first_id", "start", "n_total", "level_id", "n"]
    return rows.rename(columns={"term": "slogan"})[columns].reset_index(drop=True)


def _style(number: str) -> str:
    # Some patterns look at the sign behind the mark, so one is put there.
    return next((series.name for series in SERIES
                 if (match := re.match(series.mark, number + "，")) and match.end() == len(number)), "other")


def _groups(rows: pd.DataFrame) -> list[str]:
    notes = dict(zip(terms_table()["term"], terms_table()["note"]))
    return [("slogan" if "policy slogan" in notes[term] else "term") if term in notes
            else "idiom" if pos in ("i", "l") else "other" for term, pos in zip(rows["term"], rows["pos"])]


def _running_text(counts: pd.DataFrame, sections: pd.DataFrame, *columns: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    check_counts(counts)
    check_columns(counts, *columns, argument="counts")
    return running_text(counts, sections)


def _compare(counts: pd.DataFrame, sections: pd.DataFrame, words: Words, *, level: str, argument: str,
             column: str) -> pd.DataFrame:
    """Return one row per unit and word of a list: counts, rates, and the log ratio against the other units."""
    rows = [(term, gloss, name) for name, own in words.items() for term, gloss in own.items()]
    words = pd.DataFrame(rows, columns=["term", "gloss", column], dtype="str")
    if not len(words) or words["term"].duplicated().any():
        raise InputError(f"{argument}: must name words with glosses by {column}, each word once")
    counts, sections = _running_text(counts, sections)
    sizes = unit_sizes(counts, sections, level=level)[["section_id", "n_tokens"]]
    sums = roll_up(counts[counts["term"].isin(words["term"])], sections, level=level, by=("term",))
    table = sizes.merge(words, how="cross").merge(sums, on=["section_id", "term"], how="left", validate="one_to_one")
    table = _add_rates(table.fillna({"n": 0}).astype({"n": "int64"}))
    table["n_rest"] = table.groupby("term")["n"].transform("sum") - table["n"]
    table["n_tokens_rest"] = sizes["n_tokens"].sum() - table["n_tokens"]
    bounds = ["log_ratio", "log_ratio_low", "log_ratio_high"]
    table[bounds] = np.nan
    both = (table["n_tokens"] > 0) & (table["n_tokens_rest"] > 0)
    own = table[both]
    if len(own):
        table.loc[both, bounds] = np.column_stack(
            log_ratio(own["n"], own["n_rest"], own["n_tokens"], own["n_tokens_rest"]))
    return table[["section_id", "term", "gloss", column, "n", "n_tokens", *RATES, "n_rest", "n_tokens_rest", *bounds]]


def _add_rates(table: pd.DataFrame) -> pd.DataFrame:
    total = table["n_tokens"].where(table["n_tokens"] > 0)
    low, high = wilson(table["n"], total)
    return table.assign(per_10k=PER * table["n"] / total, per_10k_low=PER * low, per_10k_high=PER * high)
