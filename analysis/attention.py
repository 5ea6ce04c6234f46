"""Attention: how much space each system gets in each part, and the words that lead in each section.

Length is the plainest sign of what a text gives weight to. It describes this paper: a part whose passages had been
written otherwise would share its space otherwise, which is what the intervals show.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.frequency import WORDS
from analysis.keyness import keyness_all
from analysis.levels import NO_SYSTEM, group_units
from analysis.lexicons import load_glosses
from analysis.passages import DRAWS, SEED, passage_matrix, percentile_interval, resample, running_text, within
from analysis.tables import check_sections, check_whole

AT_LEAST = 2  # a word that a section uses once leads nothing
HOLDS = "*"  # marks a term whose conservative log ratio is above 0


def attention(counts: pd.DataFrame, sections: pd.DataFrame, *, confidence: float = 0.95, draws: int = DRAWS,
              seed: int = SEED) -> pd.DataFrame:
    """One row per part and system, in text order: how much of the part the system gets.

    ``part`` is the id of a unit of level 1, ``system`` a value of the sections' column of that name.

    - ``n_passages, n_tokens, n_han``: passages with words, words and Han characters of the cell (``n_han`` NaN where
      ``sections`` has none); ``tokens_part``: all words of the part that stand under a system.
    - ``share`` = n_tokens / tokens_part, with ``share_low, share_high``: 0.25 is a quarter. A part's shares sum to 1;
      its opening belongs to no system and is in neither number. A system that a part lacks has 0, a true share.
    - ``change`` = 100 · (share − share in the part before), in percentage points, with ``change_low, change_high``; NaN
      in the first part. The shares of a part are tied: where one grows others shrink.

    Intervals are percentiles of ``draws`` in which the passages of each part are drawn again, as many as it has, so
    that the number of passages of a system varies too; NaN for a part of one passage. They are wide where a system has
    few, long passages. ``attrs["basis"]`` says what was counted. Raises InputError without the column ``system``, or
    where no unit has one. Source: Efron & Tibshirani 1993.

    >>> sections = pd.DataFrame({"section_id": ["1", "1.1", "1.2", "2", "2.1", "2.2"], "level": [1, 2, 2, 1, 2, 2],
    ...                          "parent_id": ["", "1", "1", "", "2", "2"], "kind": "heading",
    ...                          "system": ["", "data", "rules"] * 2})
    >>> counts = pd.DataFrame({"section_id": ["1.1", "1.2", "2.1", "2.2"], "term": "数据", "kind": "han",
    ...                        "n": [30, 10, 10, 10]})
    >>> attention(counts, sections)[["part", "system", "n_tokens", "share", "change"]].values.tolist()[2:]
    [['2', 'data', 10, 0.5, -25.0], ['2', 'rules', 10, 0.5, 25.0]]
    """
    check_sections(sections, "system", "level", "parent_id")
    counts, units = running_text(counts, sections)
    units = units.assign(part=group_units(units, level="1")["group"].to_numpy(),
                         system=group_units(units, level="system")["group"].to_numpy())
    units = units[units["system"] != NO_SYSTEM]
    if not len(units):
        raise InputError("sections: system is empty for all of the running text; fill it, or compare with keyness")
    words = passage_matrix(within(counts, units), units.sort_values("section_id")).sum(axis=1)
    passages = units.set_index("section_id").loc[words.index]
    parts, systems = list(dict.fromkeys(units["part"])), list(dict.fromkeys(units["system"]))
    weights = resample(passages["part"].tolist(), draws=draws, seed=seed) * words.to_numpy()
    cells = passages.assign(n_tokens=words).groupby(["part", "system"])["n_tokens"].agg(["size", "sum"])
    rows, before = [], None
    for part in parts:
        inside = (passages["part"] == part).to_numpy()
        drawn = np.column_stack([weights[:, inside & (passages["system"] == system)].sum(axis=1) for system in systems])
        drawn = drawn / drawn.sum(axis=1, keepdims=True) if inside.sum() > 1 else np.full(drawn.shape, np.nan)
        rows.append(_shares(cells, part, systems, drawn, before, confidence))
        before = rows[-1]["share"].to_numpy(), drawn
    table = pd.concat(rows, ignore_index=True)
    han = units.groupby(["part", "system"])["n_han"].sum() if "n_han" in units else pd.Series(dtype="float64")
    pairs = pd.MultiIndex.from_frame(table[["part", "system"]])
    table.insert(4, "n_han", han.reindex(pairs).to_numpy() if len(han) else np.nan)
    table.attrs["basis"] = (f"{len(words)} passages of {len(parts)} parts that stand under a system, {words.sum():,} "
                            f"words, parts' openings left out; {draws:,} draws of passages within parts (seed {seed})")
    return table


def _shares(cells: pd.DataFrame, part: str, systems: list[str], drawn: np.ndarray,
            before: tuple[np.ndarray, np.ndarray] | None, confidence: float) -> pd.DataFrame:
    found = cells.reindex(pd.MultiIndex.from_product([[part], systems])).fillna(0).astype("int64")
    n, total = found["sum"].to_numpy(), found["sum"].sum()
    share = n / total if total else np.full(len(n), np.nan)
    low, high = percentile_interval(drawn, confidence=confidence)
    table = pd.DataFrame({"part": part, "system": systems, "n_passages": found["size"].to_numpy(), "n_tokens": n,
                          "tokens_part": total, "share": share, "share_low": low, "share_high": high,
                          "change": np.nan, "change_low": np.nan, "change_high": np.nan})
    if before is not None:
        change = percentile_interval(100 * (drawn - before[1]), confidence=confidence)
        table["change"], table["change_low"], table["change_high"] = 100 * (share - before[0]), *change
    return table


def characteristic_terms(counts: pd.DataFrame, sections: pd.DataFrame, *, level: str = "2", top: int = 5,
                         min_count: int = 3, kinds: Sequence[str] = WORDS,
                         stopwords: Iterable[str] | None = None, draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """One row per unit of the level: the terms that lead in it against the rest of the running text.

    - ``section_id, part, system``: the unit and its place in the grid ("" where it has none); ``n_tokens,
      n_passages``: its words and passages.
    - ``terms``: up to ``top`` terms by falling LRC, then G², each with its count here and in the whole running text,
      as in "城市大脑* 4/4"; the mark says that the conservative log ratio, corrected for all terms of the unit, is
      above 0. The others may lead by chance, above all in a section of a hundred words. ``glosses``: their English in
      the same order ("–" where there is none).
    - ``n_marked``: how many terms of the unit bear the mark, also beyond ``top``.

    Listed are terms that the unit uses twice or more, and more often than the rest with p < 0.05 of G² alone; "" where
    there is none. ``level`` and the options are those of :func:`analysis.keyness.keyness_all`; ``min_count`` is lower
    here, since a section's own words are rare in the paper. ``attrs["basis"]`` says what was compared.

    >>> sections = pd.DataFrame({"section_id": ["1", "2"], "parent_id": "", "level": 1, "kind": "heading"})
    >>> counts = pd.DataFrame({"section_id": ["1", "1", "2"], "term": ["数据", "平台", "平台"], "kind": "han",
    ...                        "n": [30, 10, 40]})
    >>> characteristic_terms(counts, sections, level="1")[["section_id", "terms", "glosses"]].values.tolist()
    [['1', '数据* 30/30', 'data'], ['2', '平台* 40/50', 'platform']]
    """
    top = check_whole(top, argument="top")
    table = keyness_all(counts, sections, level=level, min_count=min_count, kinds=kinds, stopwords=stopwords,
                        draws=draws, seed=seed)
    leading = table[(table["n_target"] >= AT_LEAST) & (table["g2"] > 0) & (table["p"] < 0.05)]
    place = sections.assign(system=sections["system"].fillna("") if "system" in sections else "")
    place["part"] = group_units(sections, level="1")["group"].to_numpy()
    place = place.set_index("section_id")
    rows = []
    for unit, all_rows in table.groupby("section_id", sort=False):
        found = leading[leading["section_id"] == unit]
        first = found.head(top)
        mark = np.where(first["lrc"] > 0, HOLDS, "")
        names = [f"{term}{star} {here}/{here + rest}" for term, star, here, rest in
                 zip(first["term"], mark, first["n_target"], first["n_reference"])]
        inside = unit in place.index
        rows.append({"section_id": unit, "part": place.at[unit, "part"] if inside else "",
                     "system": place.at[unit, "system"] if inside else unit,
                     "n_tokens": all_rows["tokens_target"].iloc[0], "n_passages": all_rows["passages_target"].iloc[0],
                     "terms": "、".join(names),
                     "glosses": "; ".join(load_glosses().get(term, "–") for term in first["term"]),
                     "n_marked": int((found["lrc"] > 0).sum())})
    result = pd.DataFrame(rows, columns=["section_id", "part", "system", "n_tokens", "n_passages", "terms", "glosses",
                                         "n_marked"])
    result.attrs["basis"] = table.attrs["basis"] + f"; {HOLDS} marks a conservative log ratio above 0"
    return result
