"""Keyness between groups of documents: the words by which the documents of one year, or place, differ from others.

The measures are those of :mod:`analysis.keyness`; what is drawn again, and counted for dispersion, is the document.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

import pandas as pd

from analysis.contingency import conservative_log_ratio
from analysis.document_tables import document_sizes, document_terms, group_documents
from analysis.errors import InputError
from analysis.frequency import WORDS, choose_terms
from analysis.keyness import MIN_COUNT, keyness
from analysis.passages import DRAWS, SEED
from analysis.tables import check_present, check_whole

REST = " "  # stands for all words that are counted but not shown; no term is a space


def group_keyness(counts: pd.DataFrame, metadata: pd.DataFrame, *, by: str, target: Hashable | None = None,
                  reference: Hashable | None = None, min_count: int = MIN_COUNT, min_documents: int = 2,
                  kinds: Sequence[str] = WORDS, stopwords: Iterable[str] | None = None, bonferroni: bool = True,
                  confidence: float = 0.95, draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """One row per group and term: how much more its documents use it; by falling ``lrc_documents, lrc``, G², term.

    ``target`` and ``reference`` are values of the column ``by`` of ``metadata``. Without a target each group has its
    rows, in their order; without a reference it is compared with all other documents that have a group. Shown are the
    terms of ``kinds`` without ``stopwords`` that occur ``min_count`` times or more on both sides together, and in
    ``min_documents`` of the corpus' documents: a name that one document repeats says nothing of its group.

    Columns: ``group``, those of :func:`analysis.keyness.keyness`, and:

    - ``n_documents`` of the target's ``documents_target`` hold the term, ``n_documents_reference`` of
      ``documents_reference`` on the other side.
    - ``lrc_documents``: the conservative log ratio of these document frequencies. Above 0: the term is in at least that
      much a larger share of the target's documents, whatever a single one repeats. It is 0 for a word that all
      documents have, however often; read ``boot_low`` for it. Not corrected for the number of terms.
    - ``boot_low, boot_high``: interval of the log ratio, whole documents drawn again within both sides; NaN where a
      side has one document. When not to trust it is said there: a side without the term, or one or two documents.
    - ``dp, dp_norm``: dispersion over the target's documents (near 1: the word of a few).

    ``log_ratio_low … p_bh`` take words for independent draws, and put the name of one document's city on top: they are
    evidence about these documents only, adjusted for the terms, not for the number of groups. Where a side has few
    documents (under about ten) its words are those of few hands. Groups differ in subject and length as well as in
    what defines them. Compare running text: see :func:`analysis.document_tables.in_running_text`. Documents × shown
    terms and ``draws`` × shown terms are held whole: 2,000 draws of 10,000 terms take about 1 GB; raise ``min_count``
    or ``min_documents`` for a large corpus. ``attrs["basis"]`` says what was compared. InputError for a group that is
    not there. Source: Evert 2022; Efron & Tibshirani 1993; Egbert & Biber 2019, Corpora 14:77 (document frequency).

    >>> counts = pd.DataFrame({"doc_id": ["a", "a", "b", "b", "c"], "section_id": "1", "kind": "han",
    ...                        "term": ["数据", "平台", "数据", "平台", "平台"], "n": [6, 4, 3, 7, 10]})
    >>> metadata = pd.DataFrame({"doc_id": ["a", "b", "c"], "place": ["east", "east", "west"]})
    >>> table = group_keyness(counts, metadata, by="place", target="east", stopwords=())
    >>> table[["group", "term", "n_target", "n_reference", "n_documents", "n_documents_reference"]].values.tolist()
    [['east', '数据', 9, 0, 2, 0], ['east', '平台', 11, 10, 2, 1]]
    """
    check_whole(min_documents, argument="min_documents")
    groups = group_documents(metadata, by=by, documents=document_sizes(counts).index)
    for argument, value in (("target", target), ("reference", reference)):
        if value is not None:
            check_present([value], groups.names, argument=argument, place=f"the groups by {by}", hint="name one")
    if target is None and reference is not None:
        raise InputError("reference: needs a target; leave it out to compare each group with all others")
    if target is not None and target == reference:
        raise InputError(f"reference: {reference!r} is the target too; leave it out for all others")
    if len(groups.names) < 2:
        raise InputError(f"metadata: {by} has one group only, {groups.names[0]!r}; choose a column that divides "
                         "the documents")
    own = groups.of[groups.of >= 0]
    rows = _folded(document_terms(counts), own.index, min_count, min_documents, kinds, stopwords)
    units = pd.DataFrame({"section_id": own.index, "parent_id": "", "kind": "heading"})
    holding = rows.assign(place=rows["section_id"].map(own)).groupby(["term", "place"]).size().unstack(fill_value=0)
    options = {"min_count": min_count, "kinds": kinds, "stopwords": stopwords, "bonferroni": bonferroni,
               "confidence": confidence, "draws": draws, "seed": seed}
    tables = []
    for place, group in enumerate(groups.names):
        if target is None or group == target:
            other = own != place if reference is None else own == groups.names.get_loc(reference)
            table = keyness(rows, units, target=own.index[own == place], reference=own.index[other], **options)
            table = table.rename(columns={"n_passages": "n_documents", "passages_target": "documents_target"})
            against = own[other].unique()
            table["n_documents_reference"] = holding.loc[table["term"], against].sum(axis=1).to_numpy()
            table["documents_reference"] = int(other.sum())
            table["lrc_documents"] = conservative_log_ratio(
                table["n_documents"], table["n_documents_reference"], table["documents_target"],
                table["documents_reference"], alpha=1 - confidence, tests=1)
            table = table.sort_values(["lrc_documents", "lrc", "g2", "term"], ascending=[False, False, False, True])
            table.insert(0, "group", pd.Series([group] * len(table), dtype=groups.names.dtype))
            tables.append(table)
    result = pd.concat(tables, ignore_index=True)
    sides = (f"each of {len(groups.names)} groups" if target is None else target,
             "all others" if reference is None else reference)
    result.attrs["basis"] = (
        f"{sides[0]} by {by} against {sides[1]}; {len(own)} documents with words, {groups.left_out} without {by} left "
        f"out; terms of {min_count} occurrences on both sides together and of {min_documents} documents; sizes count "
        f"all words; {draws:,} draws of documents within each side (seed {seed})")
    return result


def _folded(rows: pd.DataFrame, documents: pd.Index, min_count: int, min_documents: int, kinds: Sequence[str],
            stopwords: Iterable[str] | None) -> pd.DataFrame:
    """Return counts by document in which the words that can't be shown are one term, so that sizes stay the same."""
    rows = rows[rows["doc_id"].isin(documents)].rename(columns={"doc_id": "section_id"})
    shown = choose_terms(rows, kinds=kinds, stopwords=stopwords).groupby("term")["n"].agg(["sum", "size"])
    kept = shown.index[(shown["sum"] >= min_count) & (shown["size"] >= min_documents)]
    if not len(kept):
        raise InputError(f"counts: no term occurs {min_count} times in {min_documents} documents; lower min_count or "
                         "min_documents")
    folded = ~rows["term"].isin(kept)
    rows = rows.assign(term=rows["term"].mask(folded, REST), kind=rows["kind"].mask(folded, "number"))
    return rows.groupby(["section_id", "term", "kind"])["n"].sum().reset_index()
