"""Keyness: the words by which one unit of a text differs from the rest.

All comparisons are made on the running text (:func:`analysis.passages.body`); sizes count all its words, the rows show
content words. They describe this paper: its sections are no sample of sections.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from analysis import contingency
from analysis.dispersion import deviation_of_proportions, normalized_deviation
from analysis.errors import InputError
from analysis.frequency import WORDS, choose_terms
from analysis.levels import group_units, units_below
from analysis.passages import (
    BODY,
    DRAWS,
    SEED,
    body,
    named_units,
    passage_matrix,
    percentile_interval,
    resample,
    running_text,
)
from analysis.tables import check_choice, check_sections, check_whole, check_words

LEVELS = ("1", "2", "system")
MIN_COUNT = 5  # under five occurrences in all a log ratio says little (Hardie 2014)


def units_of(sections: pd.DataFrame, names: str | Iterable[str], *, argument: str = "names") -> list[str]:
    """Return the ids of the running text's units that names stand for, in text order.

    A name is a ``section_id``, which stands for the unit and all below it, or a system of the column ``system``, which
    stands for its units in every part. InputError for a name that is neither, and where no running text is meant.

    >>> sections = pd.DataFrame({"section_id": ["1", "1.1", "2"], "parent_id": ["", "1", ""], "kind": "heading",
    ...                          "system": ["", "data", ""]})
    >>> units_of(sections, "1"), units_of(sections, ["data", "2"])
    (['1', '1.1'], ['1.1', '2'])
    """
    check_sections(sections, "parent_id", "kind")
    names = _names(names, argument)
    parents = dict(zip(sections["section_id"], sections["parent_id"].fillna("")))
    systems = sections["system"].fillna("") if "system" in sections else pd.Series("", index=sections.index)
    running = set(body(sections)["section_id"])
    for name in names:
        if name not in parents and (not name or name not in set(systems)):
            known = [u for u in parents if u in running and not parents[u]] + [*filter(None, dict.fromkeys(systems))]
            raise InputError(f"{argument}={name!r}: no such unit; there are {', '.join(known)}, and the units below "
                             "them, by section_id (a text)")
    of_systems = sections.loc[systems.isin(set(names) - set(parents)), "section_id"]
    chosen = {*units_below(sections, names), *of_systems} & running
    found = [unit for unit in parents if unit in chosen]
    if not found:
        raise InputError(f"{argument}={', '.join(names)}: no running text; compared are only {', '.join(BODY)}")
    return found


def keyness(counts: pd.DataFrame, sections: pd.DataFrame, *, target: str | Iterable[str],
            reference: str | Iterable[str] | None = None, min_count: int = MIN_COUNT, kinds: Sequence[str] = WORDS,
            stopwords: Iterable[str] | None = None, bonferroni: bool = True, confidence: float = 0.95,
            draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """One row per term: how much more often the target uses it than the reference, by falling ``lrc``, G², term.

    ``target`` and ``reference`` name units, or systems, as in :func:`units_of`; ``None`` is all the rest of the running
    text. Rows are the terms of ``kinds``, without ``stopwords`` (``None``: the shipped list), that occur ``min_count``
    times or more in both together; one side's true count may be 0. Formulas are in :mod:`analysis.contingency`.

    - ``term, kind, n_target, n_reference, tokens_target, tokens_reference``, and rates per 10,000 of all words of the
      side; ``percent_difference``, infinite where the reference lacks the term.
    - ``log_ratio, log_ratio_low, log_ratio_high``: +1 is twice as frequent in the target. The interval takes words for
      independent and is too narrow. ``zero`` names the side whose 0 was replaced by 0.5.
    - ``lrc``: at least this much more (below 0: less) frequent; 0: the interval holds 0. With ``bonferroni`` its level
      is corrected for the number of terms, as is Evert's default.
    - ``g2, bic, p, p_holm, p_bh``: evidence, p adjusted over the rows; ``log_odds, log_odds_z``: prior of all words.
    - ``boot_low, boot_high``: percentile interval of the log ratio when the passages of each side are drawn again: the
      one to trust, but not where ``zero`` names a side. All draws lack the term there, so it is too narrow: read the
      other interval and ``lrc``. Nor where ``n_passages`` is 1 or 2: many draws lack the term, a draw's 0 is replaced
      by 0.5, and 0.5 in a short target is still a high rate, so ``boot_low`` may stay above 0 though all hangs on that
      passage. The same holds of the few passages of the reference. NaN where a side has one passage.
    - ``dp, dp_norm``: dispersion over the target's passages (near 1: clumped); NaN where it lacks the term or has one
      passage. ``n_passages`` of its ``passages_target`` hold the term: few is a theme of theirs, not a habit.

    ``attrs["basis"]`` says what was compared. InputError for units that are not there, on both sides, or without words.
    Sources: :mod:`analysis.contingency`; bootstrap: Efron & Tibshirani 1993.

    >>> sections = pd.DataFrame({"section_id": ["1", "2", "3"], "parent_id": "", "level": 1, "kind": "heading"})
    >>> counts = pd.DataFrame({"section_id": ["1", "1", "2", "3"], "term": ["数据", "的", "的", "数据"], "kind": "han",
    ...                        "n": [30, 170, 290, 10]})
    >>> table = keyness(counts, sections, target="1", stopwords=["的"])
    >>> table[["term", "n_target", "n_reference", "tokens_reference", "g2"]].round(2).values.tolist()
    [['数据', 30, 10, 300, 22.0]]
    """
    target, reference = _names(target, "target"), None if reference is None else _names(reference, "reference")
    matrix, shown = compared_words(counts, sections, kinds, stopwords)
    inside = matrix.index.isin(units_of(sections, target, argument="target"))
    outside = ~inside
    if reference is not None:
        outside = matrix.index.isin(units_of(sections, reference, argument="reference"))
    if (both := inside & outside).any():
        raise InputError(f"reference: {matrix.index[both][0]!r} is in the target too; leave it out for all the rest")
    table = _compare(matrix, shown, inside, outside, min_count=min_count, bonferroni=bonferroni,
                     confidence=confidence, draws=draws, seed=seed)
    sides = _side(target, matrix[inside]), _side(reference or ["the rest of the running text"], matrix[outside])
    table.attrs["basis"] = f"{' against '.join(sides)}; {_basis(len(table), min_count, bonferroni, draws, seed)}"
    return table


def keyness_all(counts: pd.DataFrame, sections: pd.DataFrame, *, level: str = "1", min_count: int = MIN_COUNT,
                kinds: Sequence[str] = WORDS, stopwords: Iterable[str] | None = None, bonferroni: bool = True,
                confidence: float = 0.95, draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """One row per unit of the level and term: each unit against all the rest of the running text.

    ``section_id``, the unit (a system's name at level "system"), and the columns of :func:`keyness`, to which each
    unit's rows are equal. Every unit has the same terms, since each is compared with the rest of one text. ``level`` is
    "1" (parts), "2" (sections) or "system"; units above it, such as the opening of a part, are in the reference only.
    p and ``lrc`` are adjusted for the terms, not for the number of units: over 18 sections expect some false ones.

    >>> sections = pd.DataFrame({"section_id": ["1", "2"], "parent_id": "", "level": 1, "kind": "heading"})
    >>> counts = pd.DataFrame({"section_id": ["1", "2"], "term": "数据", "kind": "han", "n": [4, 4]})
    >>> keyness_all(counts, sections, stopwords=())[["section_id", "term", "log_ratio"]].values.tolist()
    [['1', '数据', 0.0], ['2', '数据', 0.0]]
    """
    matrix, shown = compared_words(counts, sections, kinds, stopwords)
    groups, units = compared_units(matrix, sections, level)
    tables = {unit: _compare(matrix, shown, groups == unit, groups != unit, min_count=min_count, bonferroni=bonferroni,
                             confidence=confidence, draws=draws, seed=seed) for unit in units}
    table = pd.concat(tables, names=["section_id"]).reset_index("section_id").reset_index(drop=True)
    table.attrs["basis"] = (f"Each of {len(units)} units against the rest; {_side(['the running text'], matrix)}; "
                            + _basis(len(tables[units[0]]), min_count, bonferroni, draws, seed))
    return table


def compared_words(counts: pd.DataFrame, sections: pd.DataFrame, kinds: Sequence[str],
                   stopwords: Iterable[str] | None) -> tuple[pd.DataFrame, pd.Series]:
    """Return the matrix of passages of the running text and all words, and the kind of each term that may be shown.

    >>> sections = pd.DataFrame({"section_id": ["1"], "parent_id": "", "level": 1, "kind": "heading"})
    >>> counts = pd.DataFrame({"section_id": "1", "term": ["数据", "的"], "kind": "han", "n": [3, 7]})
    >>> matrix, shown = compared_words(counts, sections, ["han"], ["的"])
    >>> matrix.to_dict("index"), shown.to_dict()
    ({'1': {'数据': 3, '的': 7}}, {'数据': 'han'})
    """
    inside, units = running_text(counts, sections)
    shown = choose_terms(inside, kinds=kinds, stopwords=stopwords).drop_duplicates("term").set_index("term")["kind"]
    # By id: the draws must not depend on the order of the table's rows.
    return passage_matrix(inside, units.sort_values("section_id")), shown.sort_index()


def compared_units(matrix: pd.DataFrame, sections: pd.DataFrame, level: str) -> tuple[np.ndarray, list[str]]:
    """Return the group of each passage, and the groups that are units of the level itself, in text order."""
    check_choice(level, LEVELS, argument="level")
    grouped = group_units(body(sections), level=level).set_index("section_id")["group"]
    groups = grouped.reindex(matrix.index).to_numpy()
    units = [unit for unit in named_units(grouped, sections, level=level) if unit in groups]
    if len(units) < 2:
        raise InputError(f"level={level!r}: no two such units with words, only {', '.join(dict.fromkeys(grouped))}")
    return groups, units


def _compare(matrix: pd.DataFrame, shown: pd.Series, inside: np.ndarray, outside: np.ndarray, *, min_count: int,
             bonferroni: bool, confidence: float, draws: int, seed: int) -> pd.DataFrame:
    if not (inside.any() and outside.any()):
        raise InputError(f"{'reference' if inside.any() else 'target'}: no passage with words is on this side")
    a, b = (matrix[side][shown.index].sum() for side in (inside, outside))
    terms = a.index[a + b >= check_whole(min_count, argument="min_count")]
    a, b, sizes = a[terms].to_numpy(), b[terms].to_numpy(), matrix.sum(axis=1)
    n1, n2 = sizes[inside].sum(), sizes[outside].sum()
    table = pd.DataFrame({"term": terms, "kind": shown[terms].to_numpy(), "n_target": a, "n_reference": b,
                          "tokens_target": n1, "tokens_reference": n2})
    table = table.assign(**contingency.measures(a, b, n1, n2, prior=matrix[terms].sum().to_numpy(),
                                                prior_size=sizes.sum(), confidence=confidence,
                                                tests=None if bonferroni else 1))
    groups = np.where(inside, "target", "reference")[inside | outside]
    drawn = drawn_rates(matrix.loc[inside | outside, terms], sizes[inside | outside], groups,
                         ["target", "reference"], draws=draws, seed=seed)
    table["boot_low"], table["boot_high"] = percentile_interval(drawn[0] - drawn[1], confidence=confidence)
    table["dp"], table["dp_norm"] = dispersed(matrix.loc[inside, terms], sizes[inside])
    table["n_passages"], table["passages_target"] = (matrix.loc[inside, terms] > 0).sum().to_numpy(), inside.sum()
    return table.sort_values(["lrc", "g2", "term"], ascending=[False, False, True], ignore_index=True)


def drawn_rates(matrix: pd.DataFrame, sizes: pd.Series, groups: np.ndarray, units: Sequence[str], *, draws: int,
                seed: int) -> np.ndarray:
    """Return log2 of each term's rate, units × draws × terms, with passages drawn within units; 0 counts as 0.5."""
    weights = resample(groups, draws=draws, seed=seed).astype("float64")  # whole numbers would not use BLAS
    rates = np.full((len(units), draws, matrix.shape[1]), np.nan)
    for place, unit in enumerate(units):
        at = groups == unit
        if at.sum() > 1:
            n = weights[:, at] @ matrix[at].to_numpy("float64")
            size = weights[:, at] @ sizes[at].to_numpy("float64")
            rates[place] = np.log2(np.maximum(n, 0.5)) - np.log2(size)[:, None]
    return rates


def dispersed(matrix: pd.DataFrame, sizes: pd.Series) -> tuple[list[float], list[float]]:
    columns = matrix.to_numpy("float64").T
    return tuple([measure(n, sizes) if n.any() else np.nan for n in columns]
                 for measure in (deviation_of_proportions, normalized_deviation))


def _names(names: str | Iterable[str], argument: str) -> list[str]:
    names = [names] if isinstance(names, str) else check_words(names, argument=argument)
    if not names:
        raise InputError(f"{argument}: names no unit; give a section_id, a system, or a list of them")
    return names


def _side(names: list[str], matrix: pd.DataFrame) -> str:
    return f"{', '.join(names)} ({len(matrix)} passages, {matrix.to_numpy().sum():,} words)"


def _basis(tests: int, min_count: int, bonferroni: bool, draws: int, seed: int) -> str:
    level = "with Bonferroni's correction" if bonferroni else "for each alone"
    return (f"{tests} terms of {min_count} occurrences or more, p adjusted over them, LRC {level}; sizes count all "
            f"words, stop words too; {draws:,} draws of passages within each side (seed {seed})")
