"""Trends: how often terms and themes stand in the documents of each year, or of any other group, and what changed.

The unit of sampling is the document: words of one document come from one hand, and a term that one document repeats is
not a habit of its year. So the intervals draw whole documents again. They answer for documents of the same kind that
could as well have been in the corpus; of a corpus that is all there is (every yearly report of one city) they
describe how much the figure hangs on single documents.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import numpy as np
import pandas as pd

from analysis import contingency
from analysis.document_tables import Groups, document_sizes, group_documents
from analysis.errors import InputError
from analysis.frequency import choose_terms
from analysis.passages import DRAWS, SEED, percentile_interval, resample
from analysis.tables import check_columns, check_whole, check_words

FIRST, PREVIOUS = "first", "previous"
DOCUMENTS, ONE, ALIKE = "documents", "one document", "draws alike"  # what an interval draws, or why there is none
CELLS = 2**24  # of a block of weights: 128 MB


def term_trends(counts: pd.DataFrame, metadata: pd.DataFrame, *, terms: Iterable[str], by: str = "year",
                against: Hashable = FIRST, documents: pd.DataFrame | None = None, confidence: float = 0.95,
                draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """One row per group and term, groups in their order: how often the term stands there, and how that changed.

    ``group`` is a value of the column ``by`` of ``metadata``; years and other numbers are ordered, text too, and a
    categorical column has its own order.

    - ``n, n_tokens``: occurrences and all words of the group's documents. ``n_documents`` of its ``documents`` hold the
      term: 1 of 20 is that document's word, not the year's.
    - ``per_10k`` = 10,000 · n / n_tokens, with ``per_10k_low, per_10k_high``: percentile bootstrap, the group's
      documents drawn again. A long document weighs as much as its words.
    - ``interval`` says what was drawn: "documents". The bounds are NaN for "one document", since a group of one has no
      spread, and for "draws alike", where every draw has the same rate, mostly 0: that no document has the term does
      not show that none would.
    - ``log_ratio, log_ratio_low, log_ratio_high``: log2 of the rate over that of the group ``against``: +1 is twice as
      often. NaN where that group is the row's own or there is none, or neither has the term. A count of 0 is replaced
      by 0.5, and ``zero`` names the side ("group", "against"): the value is then a convention. The interval is that of
      the draws of both groups; NaN where ``zero`` names a side, or a group has one document.

    ``against`` is "first" (the first group), "previous" (the one before, in each row) or a group. ``counts`` are whole,
    or the rows of some terms if ``documents`` gives the sizes (``doc_id, n_tokens``), so that a corpus larger than the
    memory can be asked. Compare running text: see :func:`analysis.document_tables.in_running_text`. Documents without a
    group are left out; ``attrs["basis"]`` says how many.

    Don't trust an interval of fewer than about ten ``documents``, nor one of a term in one or two of them: it is too
    narrow. Each interval stands alone: of twenty years about one misses its rate. Rates of different kinds of documents
    differ, so a corpus whose mixture changes has trends that no document has. Raises InputError for a term that is
    never counted, a column or group that is not there. Source: Efron & Tibshirani 1993; Hardie 2014 (log ratio);
    Lijffijt et al. 2016, Digital Scholarship in the Humanities 31:374 (why documents).

    >>> counts = pd.DataFrame({"doc_id": ["a", "a", "b", "b"], "section_id": "1", "term": ["数据", "的"] * 2,
    ...                        "kind": "han", "n": [1, 9, 4, 6]})
    >>> metadata = pd.DataFrame({"doc_id": ["a", "b"], "year": [2023, 2024]})
    >>> table = term_trends(counts, metadata, terms=["数据"])
    >>> table[["group", "n", "n_tokens", "per_10k", "interval", "log_ratio"]].values.tolist()
    [[2023, 1, 10, 1000.0, 'one document', nan], [2024, 4, 10, 4000.0, 'one document', 2.0]]
    """
    terms = check_words(terms, argument="terms")
    sizes = document_sizes(counts, documents)
    found = choose_terms(counts if "section_id" in counts else counts.assign(section_id=""), terms=terms)
    table, basis = _trends(found, "term", terms, sizes, metadata, by, against, confidence, draws, seed)
    table[["ratio", "low", "high"]] *= 1e4
    table = table.rename(columns={"size": "n_tokens", "ratio": "per_10k", "low": "per_10k_low", "high": "per_10k_high"})
    table.attrs["basis"] = basis.format("words", "rates per all words, stop words and numbers included")
    return table


def theme_trends(themes: pd.DataFrame, metadata: pd.DataFrame, *, by: str = "year", against: Hashable = FIRST,
                 confidence: float = 0.95, draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """One row per group and theme, by name: what share of the group's theme words is the theme's, and how it changed.

    ``themes`` is the corpus' table: occurrences of each theme's entries in each unit (``doc_id, theme, n``). Columns as
    in :func:`term_trends`, but ``share`` = n / ``n_themes``, the occurrences of all themes, with ``share_low,
    share_high``; ``documents`` counts those with any theme word. The shares of a group sum to 1, so that one grows
    where another shrinks; and a theme of more entries has larger shares everywhere: compare a theme between groups, not
    themes within one. An entry of two themes counts in both.

    >>> themes = pd.DataFrame({"doc_id": ["a", "a", "b"], "section_id": "1", "theme": ["data", "rules", "data"],
    ...                        "n": [1, 3, 5]})
    >>> metadata = pd.DataFrame({"doc_id": ["a", "b"], "year": [2023, 2024]})
    >>> table = theme_trends(themes, metadata)
    >>> table[["group", "theme", "n", "n_themes", "share", "log_ratio", "zero"]].round(2).values.tolist()[2:]
    [[2024, 'data', 5, 5, 1.0, 2.0, ''], [2024, 'rules', 0, 5, 0.0, -2.91, 'group']]
    """
    check_columns(themes, "doc_id", "theme", "n", argument="themes")
    sizes = document_sizes(themes.assign(section_id="", term=themes["theme"], kind=""))
    names = sorted(themes["theme"].unique())
    table, basis = _trends(themes, "theme", names, sizes, metadata, by, against, confidence, draws, seed)
    table = table.rename(columns={"size": "n_themes", "ratio": "share", "low": "share_low", "high": "share_high"})
    table.attrs["basis"] = basis.format("theme words", "shares of all theme words")
    return table


def _trends(rows: pd.DataFrame, key: str, names: list[str], sizes: pd.Series, metadata: pd.DataFrame, by: str,
            against: Hashable, confidence: float, draws: int, seed: int) -> tuple[pd.DataFrame, str]:
    check_whole(draws, argument="draws")
    groups = group_documents(metadata, by=by, documents=sizes.index)
    base = np.array(_bases(groups, against))
    known = (base >= 0)[:, None]
    matrix = rows.pivot_table(index="doc_id", columns=key, values="n", aggfunc="sum", fill_value=0, observed=True)
    matrix = np.column_stack([matrix.reindex(index=sizes.index, columns=names, fill_value=0), sizes]).astype("float64")
    of = groups.of.to_numpy()
    inside = [matrix[of == place] for place in range(len(groups.names))]
    sums = np.array([own.sum(axis=0) for own in inside])
    n, size = sums[:, :-1], sums[:, -1:]
    documents = np.array([[len(own)] for own in inside])
    drawn = np.stack([_drawn(own, draws, [seed, place]) for place, own in enumerate(inside)], axis=1)
    ratios = drawn[:, :, :-1] / drawn[:, :, -1:]
    alike = np.ptp(ratios, axis=0) <= 1e-12
    low, high = percentile_interval(np.where(alike, np.nan, ratios), confidence=confidence)
    # As in contingency.log_ratio, whose 0.5 for a count of 0 makes a draw without the term finite.
    logs = np.log2(np.maximum(drawn[:, :, :-1], 0.5)) - np.log2(drawn[:, :, -1:])
    zero = np.select([(n == 0) & (n[base] > 0) & known, (n > 0) & (n[base] == 0) & known], ["group", "against"], "")
    spread = known & (n > 0) & (n[base] > 0) & (documents > 1) & (documents[base] > 1)
    change_low, change_high = percentile_interval(np.where(spread, logs - logs[:, base], np.nan), confidence=confidence)
    values = {
        "n": n.astype("int64"), "size": size.astype("int64"),
        "n_documents": [(own[:, :-1] > 0).sum(axis=0) for own in inside], "documents": documents,
        "ratio": n / size, "low": low, "high": high,
        "interval": np.where(documents == 1, ONE, np.where(alike, ALIKE, DOCUMENTS)),
        "against": np.where(known, groups.names.to_numpy("object")[base][:, None], None),
        "log_ratio": np.where(known, contingency.log_ratio(n, n[base], size, size[base])[0], np.nan),
        "log_ratio_low": change_low, "log_ratio_high": change_high, "zero": zero}
    cells = pd.MultiIndex.from_product([groups.names, names], names=["group", key]).to_frame(index=False)
    table = cells.assign(**{name: np.broadcast_to(value, n.shape).ravel() for name, value in values.items()})
    basis = (f"{len(sizes) - groups.left_out} documents in {len(groups.names)} groups by {by}, "
             f"{int(size.sum()):,} {{}}, {groups.left_out} documents without {by} left out; {{}}; {draws:,} draws of "
             f"documents within groups (seed {seed})")
    return table, basis


def _bases(groups: Groups, against: Hashable) -> list[int]:
    """Return the place of the group that each group is compared with; −1 for none."""
    count = len(groups.names)
    if against == PREVIOUS:
        return list(range(-1, count - 1))
    if against != FIRST and against not in groups.names:
        shown = ", ".join(map(repr, groups.names[:8].tolist())) + (", …" if count > 8 else "")
        raise InputError(f"against={against!r}: must be {FIRST}, {PREVIOUS} or a group; there are {shown}")
    base = 0 if against == FIRST else groups.names.get_loc(against)
    return [base if place != base else -1 for place in range(count)]


def _drawn(own: np.ndarray, draws: int, seed: list[int]) -> np.ndarray:
    """Return the sums of the columns when a group's documents are drawn again, in blocks of weights."""
    block = max(1, CELLS // len(own))
    return np.vstack([resample([""] * len(own), draws=min(block, draws - start), seed=[*seed, start]) @ own
                      for start in range(0, draws, block)])
