"""Conclusions: every headline of a paper computed again under each way of cutting words and each choice of stop words.

A conclusion is a name and a function of (counts, sections, stopwords) that returns a :class:`Finding`, or a number:
above 0 where the conclusion holds, below 0 where its contrary does. The makers here return such functions. A
conclusion that turns round with the segmentation belongs to the segmentation, not to the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.answer_summaries import summarise_answers
from analysis.answers import answers, own_system
from analysis.errors import InputError
from analysis.frequency import choose_terms
from analysis.levels import group_units, roll_up, unit_sizes
from analysis.lexicons import stop_words
from analysis.passages import body, within
from analysis.robustness import contrasts
from analysis.similarity import RELATIONS, compare_relations, similarity
from analysis.tables import check_choice, check_columns, check_present, check_sections
from analysis.word_shifts import jensen_shannon

COLUMNS = ("conclusion", "variant", "stopwords", "value", "low", "high", "sign", "reason")
STOPWORD_LISTS = {"shipped": None, "none": ()}
BY_PART_ONLY = "these counts are of whole parts only"


class Finding(NamedTuple):
    """What a conclusion rests on: its value, the interval if it has one, and why there is no value."""

    value: float
    low: float = np.nan
    high: float = np.nan
    reason: str = ""


Question = Callable[[pd.DataFrame, pd.DataFrame, Iterable[str] | None], Finding | float]


def conclusions(questions: Mapping[str, Question], sections: pd.DataFrame, *, variants: Mapping[str, pd.DataFrame],
                stopword_lists: Mapping[str, Iterable[str] | None] = STOPWORD_LISTS) -> pd.DataFrame:
    """One row per conclusion, variant of the segmentation and list of stop words.

    ``variants`` holds a counts table under each variant's name, ``stopword_lists`` a list under each name (None: the
    shipped list). Columns ``conclusion, variant, stopwords, value, low, high``; ``sign`` of the value: 1, 0, −1;
    ``reason``: why a value is NaN, else "". Only the running text is counted. InputError for no value and no reason.

    >>> sections = pd.DataFrame({"section_id": ["1", "3"], "parent_id": "", "level": 1, "kind": "heading"})
    >>> counts = pd.DataFrame({"section_id": ["1", "1", "3", "3"], "term": ["算力", "的", "算力", "的"], "kind": "han",
    ...                        "n": [1, 9, 4, 6]})
    >>> table = conclusions({"power": term_contrast("算力", "1", "3")}, sections, variants={"terms": counts},
    ...                     stopword_lists={"none": ()})
    >>> table[["conclusion", "variant", "stopwords", "value", "sign"]].values.tolist()
    [['power', 'terms', 'none', 2.0, 1.0]]
    """
    for argument, given in (("questions", questions), ("variants", variants), ("stopword_lists", stopword_lists)):
        if not given:
            raise InputError(f"{argument}: is empty; give at least one under a name")
    running = body(sections)
    rows = []
    for name, question in questions.items():
        for variant, counts in variants.items():
            for listed, stopwords in stopword_lists.items():
                found = question(within(counts, running), running, stopwords)
                found = found if isinstance(found, Finding) else Finding(float(found))
                if np.isnan(found.value) and not found.reason:
                    raise InputError(f"questions: {name!r} gives NaN for variant {variant!r} and no reason; return "
                                     "Finding(nan, reason=…)")
                rows.append((name, variant, listed, *found[:3], np.sign(found.value), found.reason))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def robustness_table(table: pd.DataFrame, *, default: tuple[str, str] = ("terms", "shipped"),
                     orders: Mapping[str, Sequence[str]] | None = None) -> pd.DataFrame:
    """One row per conclusion: its value under the default, and what becomes of it under all settings.

    ``table`` comes from :func:`conclusions`; a setting is a variant with a list of stop words. Columns ``conclusion``;
    ``value`` under ``default``; ``lowest, highest`` value of all settings; ``settings``, ``defined``: in how many there
    is a value; ``same_sign``: in how many of these the sign is the default's; ``clear``: in how many the
    interval lies wholly on that side of 0 (NaN where none has one); ``sign_kept``: the sign is the same in all (missing
    where the default or all other settings have no value); ``order, rank, rank_kept``: for conclusions that
    ``orders`` puts under a name, the place by falling value under the default, and whether it is the same in every
    setting in which the whole order is defined; ``undefined``: the reasons for missing values. Kept does not mean
    true: every setting counts the same short text.

    >>> rows = pd.DataFrame({"conclusion": "c", "variant": ["terms", "jieba"], "stopwords": "shipped",
    ...                      "value": [1.0, 0.5], "sign": 1.0, "reason": ""})
    >>> robustness_table(rows)[["value", "lowest", "same_sign", "sign_kept"]].values.tolist()
    [[1.0, 0.5, 2, True]]
    """
    check_columns(table, "conclusion", "variant", "stopwords", "value", "sign", "reason", argument="table")
    settings = pd.MultiIndex.from_frame(table[["variant", "stopwords"]].drop_duplicates())
    if tuple(default) not in settings:
        raise InputError(f"default={default!r}: is no setting of the table, which has {', '.join(map(str, settings))}")
    keys = ["conclusion", "variant", "stopwords"]
    if len(twice := table[table.duplicated(keys)]):
        raise InputError(f"table: {twice['conclusion'].iloc[0]!r} has several rows for one setting; expected one")
    values = table.set_index(keys)["value"].unstack("conclusion")
    values = values.reindex(index=settings, columns=(names := list(dict.fromkeys(table["conclusion"]))))
    at = values.loc[tuple(default)]
    defined = values.notna().sum()
    same = np.sign(values).eq(np.sign(at)).sum()
    result = pd.DataFrame({"conclusion": names, "value": at.to_numpy(), "lowest": values.min().to_numpy(),
                           "highest": values.max().to_numpy(), "settings": len(settings),
                           "defined": defined.to_numpy(), "same_sign": same.to_numpy()})
    result["clear"] = _clear(table, np.sign(at)).reindex(names).to_numpy()
    result["sign_kept"] = (same == defined).astype("boolean").where(at.notna() & (defined > 1)).array
    result = result.assign(order="", rank=np.nan, rank_kept=pd.array([pd.NA] * len(names), dtype="boolean"))
    result = result.set_index("conclusion")
    for order, members in (orders or {}).items():
        check_present(members, names, argument=f"orders[{order!r}]", place="table", hint="name conclusions")
        ranks = values[list(members)].dropna().rank(axis=1, ascending=False)
        result.loc[list(members), "order"] = order
        if tuple(default) in ranks.index:
            result.loc[list(members), "rank"] = ranks.loc[tuple(default)]
            if len(ranks) > 1:
                result.loc[list(members), "rank_kept"] = ranks.eq(ranks.loc[tuple(default)]).all()
    reasons = table[table["reason"] != ""].groupby("conclusion")["reason"].agg(lambda said: "; ".join(said.unique()))
    return result.assign(undefined=reasons.reindex(names).fillna("").astype("str")).reset_index()


def _clear(table: pd.DataFrame, sign: pd.Series) -> pd.Series:
    """Return, by conclusion, how many intervals lie wholly on the side of 0 on which the default's value lies."""
    if not {"low", "high"} <= set(table.columns):
        return pd.Series(dtype="float64")
    known = table.dropna(subset=["low", "high"])
    side = np.where(known["low"] > 0, 1, np.where(known["high"] < 0, -1, 0))
    return ((side != 0) & (side == known["conclusion"].map(sign))).groupby(known["conclusion"]).sum().astype("float64")


def term_contrast(term: str, first: str, second: str) -> Question:
    """Ask whether the second part uses a term more often than the first: the log ratio with its interval.

    +1 is twice as often. Computed by :func:`analysis.robustness.contrasts`; the words that the list of stop words
    names are left out of the sizes. NaN where the variant never cuts the term: it may stand inside longer ones.
    """
    def ask(counts: pd.DataFrame, sections: pd.DataFrame, stopwords: Iterable[str] | None) -> Finding:
        kept = _without(counts, stopwords, term)
        row = contrasts({"": kept}, sections, first=first, second=second, terms=[term]).iloc[0]
        if np.isnan(row["log_ratio"]):
            return Finding(np.nan, reason=f"{term} is not cut as a word in either part")
        return Finding(row["log_ratio"], row["low"], row["high"])
    return ask


def leads(term: str, part: str) -> Question:
    """Ask whether a part uses a term most: log2 of its rate over the highest rate of the other parts.

    Above 0: it leads. Parts are the headings of level 1; a count of 0 is taken for 0.5. NaN where the term is not cut.
    """
    def ask(counts: pd.DataFrame, sections: pd.DataFrame, stopwords: Iterable[str] | None) -> Finding:
        parts = _parts(sections, part)
        kept = _without(counts, stopwords, term)
        n = roll_up(kept[kept["term"] == term], sections, level="1", by=("term",)).set_index("section_id")["n"]
        n = n.reindex(parts).fillna(0)
        if not n.sum():
            return Finding(np.nan, reason=f"{term} is not cut as a word")
        sizes = unit_sizes(kept, sections, level="1").set_index("section_id")["n_tokens"].reindex(parts)
        rate = n.where(n > 0, 0.5) / sizes.where(sizes > 0)
        return Finding(float(np.log2(rate[part] / rate.drop(part).max())))
    return ask


def share_of_system(system: str, first: str, second: str) -> Question:
    """Ask whether a system gets a larger share of the second part's words than of the first's: the difference."""
    def ask(counts: pd.DataFrame, sections: pd.DataFrame, stopwords: Iterable[str] | None) -> Finding:
        if not _below_parts(counts, sections):
            return Finding(np.nan, reason=BY_PART_ONLY)
        kept = _without(counts, stopwords)
        check_sections(sections, "system")
        check_present([system], sections["system"], argument="system", place="sections", hint="name a system")
        part, inside = (kept["section_id"].map(groups.set_index("section_id")["group"])
                        for groups in (group_units(sections, level=level) for level in ("1", "system")))
        own = inside == system
        sizes = [kept.loc[part == p, "n"].sum() for p in (first, second)]
        if not all(sizes):
            return Finding(np.nan, reason=f"{first} or {second} has no words left")
        share = [kept.loc[own & (part == p), "n"].sum() / size for p, size in zip((first, second), sizes)]
        return Finding(float(share[1] - share[0]))
    return ask


def divergence_order(first: str, second: str, third: str) -> Question:
    """Ask whether the step from the first part to the second is larger than that from the second to the third.

    The difference of the Jensen–Shannon divergences (bits, equal weights). Short parts inflate both: parts of unlike
    length bias it, so read :mod:`analysis.word_shifts` beside it.
    """
    def ask(counts: pd.DataFrame, sections: pd.DataFrame, stopwords: Iterable[str] | None) -> Finding:
        rows = roll_up(choose_terms(counts, stopwords=stopwords), sections, level="1", by=("term",))
        n = rows.pivot(index="section_id", columns="term", values="n").fillna(0)
        check_present([first, second, third], n.index, argument="first, second, third", place="counts",
                      hint="name three parts by their id")
        a, b, c = (n.loc[part].to_numpy(float) for part in (first, second, third))
        return Finding(float(jensen_shannon(a, b) - jensen_shannon(b, c)))
    return ask


def answered(*, challenges: str = "2", tasks: str = "3", than: float = 0.5) -> Question:
    """Ask whether more than a share of the challenges is answered: that share minus ``than`` (see ``answers``)."""
    def ask(counts: pd.DataFrame, sections: pd.DataFrame, stopwords: Iterable[str] | None) -> Finding:
        if not _below_parts(counts, sections):
            return Finding(np.nan, reason=BY_PART_ONLY)
        pairs = answers(counts, sections, challenges=challenges, tasks=tasks, stopwords=stopwords)
        return Finding(float(summarise_answers(pairs, sections)["status"].ne("unanswered").mean() - than))
    return ask


def nearest_in_own_system(*, challenges: str = "2", tasks: str = "3") -> Question:
    """Ask whether challenges are most like tasks of their own system: accuracy minus chance, with its interval."""
    def ask(counts: pd.DataFrame, sections: pd.DataFrame, stopwords: Iterable[str] | None) -> Finding:
        if not _below_parts(counts, sections):
            return Finding(np.nan, reason=BY_PART_ONLY)
        row = own_system(answers(counts, sections, challenges=challenges, tasks=tasks, stopwords=stopwords),
                         draws=1).iloc[0]
        return Finding(*(float(row[bound] - row["chance"]) for bound in ("accuracy", "low", "high")))
    return ask


def nearer_relation(nearer: str = "same system", than: str = "same part") -> Question:
    """Ask whether sections of one relation are more alike than of another: the difference of their mean cosines."""
    check_choice(nearer, RELATIONS, argument="nearer")
    check_choice(than, RELATIONS, argument="than")
    def ask(counts: pd.DataFrame, sections: pd.DataFrame, stopwords: Iterable[str] | None) -> Finding:
        if not _below_parts(counts, sections):
            return Finding(np.nan, reason=BY_PART_ONLY)
        pairs = similarity(counts, sections, stopwords=stopwords, draws=1)
        mean = compare_relations(pairs, sections, draws=1).set_index("relation")["mean"]
        return Finding(float(mean[nearer] - mean[than]))
    return ask


def _without(counts: pd.DataFrame, stopwords: Iterable[str] | None, kept: str = "") -> pd.DataFrame:
    dropped = set(stop_words() if stopwords is None else stopwords) - {kept}
    return counts[~counts["term"].isin(dropped)]


def _below_parts(counts: pd.DataFrame, sections: pd.DataFrame) -> bool:
    return bool(counts["section_id"].isin(sections.loc[sections["level"] > 1, "section_id"]).any())


def _parts(sections: pd.DataFrame, part: str) -> list[str]:
    parts = sections.loc[(sections["kind"] == "heading") & (sections["level"] == 1), "section_id"].tolist()
    check_present([part], parts, argument="part", place="the headings of level 1", hint="name a part by its id")
    return parts
