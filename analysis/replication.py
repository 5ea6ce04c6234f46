"""Replication: whether the words that tell two parts of one text apart do so in many documents with the same parts.

The words that a paper's tasks use more often than its achievements may be a habit of its authors. If cities' plans,
set against their reviews, use them more often too, they belong to the kind of text. What is drawn again for intervals
is the document, with both its parts.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis import contingency
from analysis.counting import wilson
from analysis.errors import InputError
from analysis.keyness import MIN_COUNT
from analysis.passages import DRAWS, SEED, deals, percentile_interval, permutation_p, resample
from analysis.tables import check_columns, check_whole

VERDICTS = ("replicates", "reverses", "open", "rare", "no direction")
DIRECTIONS = ("all", "target", "reference")


def replication(original: pd.DataFrame, counts: pd.DataFrame, *, target: str = "planned", reference: str = "reviewed",
                min_count: int = MIN_COUNT, confidence: float = 0.95, draws: int = DRAWS, seed: int = SEED
                ) -> pd.DataFrame:
    """One row per term of ``original``, in its order: its log ratio there, and in the documents of ``counts``.

    ``original`` has ``term, log_ratio``, such as :func:`analysis.keyness.keyness` gives them for two parts of one text:
    its key rows, or all, to ask how far directions agree. ``counts`` has ``doc_id, part, term, n`` and must be whole,
    since the sizes of parts are summed from it. Of its documents those count that have words in both parts, ``target``
    and ``reference``, which must be in the order of the original comparison.

    - ``log_ratio_original``; above 0: more often in the target.
    - ``n_target, n_reference, tokens_target, tokens_reference``, rates per 10,000 words, and ``log_ratio``, of all
      documents together, so that long ones weigh more. ``zero`` names the side whose 0 was replaced by 0.5.
    - ``boot_low, boot_high``: percentile interval when the documents are drawn again, each with both parts.
    - ``documents``: how many were compared; ``n_documents`` of them hold the term, ``n_same`` use it at the higher rate
      on the side that the original does, ``n_opposite`` on the other.
    - ``verdict``: "replicates", the interval is on the original's side of 0; "reverses", on the other; "open", it holds
      0; "rare", under ``min_count`` occurrences; "no direction", the original's log ratio is 0 or NaN.

    Of terms with no difference, one in forty replicates by chance at 95 %: judge the share of all
    (:func:`replication_shares`), not one term. "Open" is no evidence against the original. Documents copy from one
    model, and are no independent draws of a kind of text: the interval is too narrow for claims beyond them.
    InputError for fewer than two documents with both parts. Source: Efron & Tibshirani 1993; Lijffijt et al. 2016.

    >>> original = pd.DataFrame({"term": ["推进", "取得"], "log_ratio": [1.5, -2.0]})
    >>> counts = pd.DataFrame([(doc, part, term, n) for doc in "ab" for part, term, n in
    ...     [("planned", "推进", 8), ("planned", "的", 92), ("reviewed", "推进", 2), ("reviewed", "取得", 6),
    ...      ("reviewed", "的", 92)]], columns=["doc_id", "part", "term", "n"])
    >>> replication(original, counts)[["term", "log_ratio", "n_same", "verdict"]].values.tolist()
    [['推进', 2.0, 2, 'replicates'], ['取得', -4.584962500721156, 2, 'replicates']]
    """
    check_columns(original, "term", "log_ratio", argument="original")
    check_columns(counts, "doc_id", "part", "term", "n", argument="counts")
    twice = original["term"][original["term"].duplicated()]
    if len(twice):
        raise InputError(f"original: {twice.iloc[0]!r} has several rows; compare two parts, and give one row per term")
    terms = original["term"].tolist()
    sides = [counts[counts["part"] == part] for part in (target, reference)]
    sizes = [side.groupby("doc_id", observed=True)["n"].sum().loc[lambda n: n > 0] for side in sides]
    documents = sizes[0].index.intersection(sizes[1].index).sort_values()  # by id, so that draws don't depend on order
    if len(documents) < 2:
        raise InputError(f"counts: {len(documents)} documents have words in both parts, {target!r} and {reference!r}; "
                         f"two or more are needed (there are {', '.join(map(repr, counts['part'].unique()))})")
    a, b = (_matrix(side, documents, terms) for side in sides)
    n1, n2 = (size[documents].to_numpy("float64") for size in sizes)
    totals = a.sum(axis=0), b.sum(axis=0), n1.sum(), n2.sum()
    ratio = contingency.log_ratio(*totals)[0]
    low, high = _interval(a, b, n1, n2, confidence=confidence, draws=draws, seed=seed)
    direction = np.sign(original["log_ratio"].to_numpy("float64"))
    rates = np.sign(a * n2[:, None] - b * n1[:, None])  # of each document: on which side its rate is higher
    table = pd.DataFrame({
        "term": terms, "log_ratio_original": original["log_ratio"].to_numpy(), "n_target": totals[0].astype("int64"),
        "n_reference": totals[1].astype("int64"), "tokens_target": int(totals[2]), "tokens_reference": int(totals[3]),
        "per_10k_target": 1e4 * totals[0] / totals[2], "per_10k_reference": 1e4 * totals[1] / totals[3],
        "log_ratio": ratio, "zero": np.select([totals[0] == 0, totals[1] == 0], ["target", "reference"], ""),
        "boot_low": low, "boot_high": high, "documents": len(documents), "n_documents": ((a + b) > 0).sum(axis=0),
        "n_same": (rates * direction > 0).sum(axis=0), "n_opposite": (rates * direction < 0).sum(axis=0)})
    rare = totals[0] + totals[1] < check_whole(min_count, argument="min_count")
    side = np.where(low > 0, 1, np.where(high < 0, -1, 0)) * direction
    table["verdict"] = np.select([~(np.abs(direction) > 0), rare, side > 0, side < 0],
                                 ["no direction", "rare", "replicates", "reverses"], "open")
    table.attrs["basis"] = (f"{target} ({int(totals[2]):,} words) against {reference} ({int(totals[3]):,} words) in "
                            f"{len(documents)} documents with both, of {counts['doc_id'].nunique()}; {draws:,} draws "
                            f"of documents (seed {seed}), {confidence:.0%} intervals; terms of {min_count} occurrences "
                            "or more")
    return table


def replication_shares(table: pd.DataFrame, *, draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """One row per direction: of the terms tested in :func:`replication`, how many replicate, and would by chance.

    ``direction`` is "all", "target" (terms that the original uses more in the target) or "reference". Columns
    ``n_terms``; ``n_rare``, which are not tested; ``n_tested, n_replicates, n_reverses, n_open``;
    ``share`` = replicates / tested with Wilson's 95 % interval ``low, high``; and ``expected``: the share that would
    replicate if the original's directions had nothing to do with the documents'. It is far from 0 where most terms
    go one way in the documents, so that a share is evidence only where it is above ``expected``. ``expected_low,
    expected_high`` are the middle 95 % of the share when the original's directions are dealt anew to the tested terms;
    ``p`` is the part of the deals with as large a share, at least 1 / (1 + draws).

    NaN where no term is tested. Interval and deals take terms for independent; words that go together make both too
    sure. Where nearly all terms have one direction there is little to deal, and ``p`` cannot be small.

    >>> table = pd.DataFrame({"log_ratio_original": [1.0, 2.0, -1.0, -1.0], "boot_low": [0.5, -1.0, -2.0, 0.1],
    ...                       "boot_high": [1.5, 1.0, -1.0, 0.4],
    ...                       "verdict": ["replicates", "open", "replicates", "reverses"]})
    >>> shares = replication_shares(table)
    >>> shares[["direction", "n_tested", "n_replicates", "share", "expected"]].values.tolist()
    [['all', 4, 2, 0.5, 0.375], ['target', 2, 1, 0.5, 0.5], ['reference', 2, 1, 0.5, 0.25]]
    """
    check_columns(table, "log_ratio_original", "boot_low", "boot_high", "verdict", argument="table")
    draws = check_whole(draws, argument="draws")
    directed = table[table["verdict"] != "no direction"]
    up, tested = directed["log_ratio_original"] > 0, directed["verdict"] != "rare"
    above, below = ((directed[tested][name] * sign > 0).to_numpy("int64")
                    for name, sign in (("boot_low", 1), ("boot_high", -1)))
    n_up, n_down = int((up & tested).sum()), int((~up & tested).sum())
    above, below = np.sort(above), np.sort(below)[::-1]  # so that the deals don't depend on the order of rows
    dealt = deals(n_up, n_down, draws=draws, seed=seed)
    by_side = {"target": dealt @ above, "reference": ~dealt @ below}
    by_side["all"] = by_side["target"] + by_side["reference"]
    sides = {"all": (up | ~up, n_up * above.sum() + n_down * below.sum()), "target": (up, n_up * above.sum()),
             "reference": (~up, n_down * below.sum())}
    rows = []
    for direction in DIRECTIONS:
        chosen, hits = sides[direction]
        verdicts = directed["verdict"][chosen].value_counts().reindex(VERDICTS, fill_value=0)
        n_tested = int((chosen & tested).sum())
        total, chance = n_tested or np.nan, by_side[direction]
        rows.append((direction, int(chosen.sum()), int(verdicts["rare"]), n_tested, int(verdicts["replicates"]),
                     int(verdicts["reverses"]), int(verdicts["open"]), verdicts["replicates"] / total,
                     *wilson(verdicts["replicates"], total), hits / (n_up + n_down) / total if n_tested else np.nan,
                     *percentile_interval(chance / total),
                     permutation_p(verdicts["replicates"], chance) if n_tested else np.nan))
    return pd.DataFrame(rows, columns=["direction", "n_terms", "n_rare", "n_tested", "n_replicates", "n_reverses",
                                       "n_open", "share", "low", "high", "expected", "expected_low", "expected_high",
                                       "p"])


def _matrix(side: pd.DataFrame, documents: pd.Index, terms: list[str]) -> np.ndarray:
    """Return the counts of terms (columns) in documents (rows)."""
    kept = side[side["doc_id"].isin(documents) & side["term"].isin(terms)]
    sums = kept.groupby(["doc_id", "term"], observed=True)["n"].sum().unstack(fill_value=0)
    return sums.reindex(index=documents, columns=terms, fill_value=0).to_numpy("float64")


def _interval(a: np.ndarray, b: np.ndarray, n1: np.ndarray, n2: np.ndarray, *, confidence: float, draws: int, seed: int
              ) -> tuple[np.ndarray, np.ndarray]:
    """Return the bounds of the log ratio when documents are drawn again; NaN where none holds the term."""
    weights = resample(["all"] * len(n1), draws=draws, seed=seed).astype("float64")
    rates = [np.log2(np.maximum(weights @ n, 0.5)) - np.log2(weights @ size)[:, None] for n, size in ((a, n1), (b, n2))]
    bounds = percentile_interval(rates[0] - rates[1], confidence=confidence)
    absent = (a + b).sum(axis=0) == 0
    low, high = (np.where(absent, np.nan, bound) for bound in bounds)
    return low, high
