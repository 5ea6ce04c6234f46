"""Bursts: stretches of years in which a term is much more frequent than it is over all years."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis.document_tables import document_sizes, document_terms, group_documents
from analysis.errors import InputError
from analysis.frequency import choose_terms
from analysis.passages import SEED, permutation_p
from analysis.tables import check_choice, check_whole, check_words

DOCUMENTS, WORDS = "documents", "words"
DEALS = 999


def bursts(counts: pd.DataFrame, metadata: pd.DataFrame, *, terms: Iterable[str], by: str = "year", s: float = 2.0,
           gamma: float = 1.0, levels: int = 1, unit: str = DOCUMENTS, documents: pd.DataFrame | None = None,
           draws: int = DEALS, seed: int = SEED) -> pd.DataFrame:
    """One row per burst: terms in the order given, then by level and start; a term that has none has no row.

    Kleinberg's automaton for batches. In year t ``r_t`` of ``d_t`` are relevant: documents that hold the term
    (``unit="documents"``), or its occurrences among all words ("words"). In state 0 they come at the rate of all years,
    p0 = Σ r_t / Σ d_t, in state i at p0 · sⁱ. Each year costs −ln of the binomial probability of r_t in its state, each
    step up γ · ln(number of years), a step down nothing; before the first year the state is 0. The bursts of level i
    are the longest stretches of the cheapest sequence in states of i or more: those of level 2 lie within level 1.

    - ``term, level, start, end``: the first and last year, values of the column ``by``. ``years``: how many lie in it;
      a year without documents is none, and a burst may reach across it.
    - ``weight``: how much cheaper state i is than i − 1 over these years, in nats. It is above γ · ln(number of years),
      or the step would not pay. Large: a sharp rise, or a long one, or one of many documents.
    - ``n_relevant`` of ``n_total``: r and d of the burst, ``rate`` their ratio; ``rate_all``: p0; ``rate_ratio`` =
      rate / p0, the size of the effect.
    - ``p``: how rarely the documents, dealt anew to the years so that each keeps its number, give the term a burst of
      the level of this weight or more. It is for one term: over 100 terms expect some small ones.

    A higher ``s`` asks for a sharper rise, a higher ``gamma`` for a longer one; 2 and 1 are usual, no more. State i is
    open only while p0 · sⁱ < 1: a term of half of all documents or more can't burst at s = 2, and is named in
    ``attrs["too_frequent"]``. Take unit "words" then, or a lower s; also where years have one document each, since r_t
    is 0 or 1 there. Words cluster, so "words" finds bursts that one document makes: believe ``p``, which deals
    documents.

    Don't use it under about ten years, where stepping up is cheap and "all years" is mostly the burst, nor for a term
    of fewer than five documents. A term that grows steadily has one burst at the end, whose start depends on s. The
    rate of all years is that of this corpus. Look at :func:`analysis.trends.term_trends` first.

    ``counts`` are whole, or the rows of the terms if ``documents`` has all documents (``doc_id, n_tokens``).
    ``attrs["basis"]`` says what was counted. InputError for fewer than three years with documents, s ≤ 1 and γ ≤ 0.
    Source: Kleinberg 2003, Data Mining and Knowledge Discovery 7:373; weights of levels above 1, and p, are additions.

    >>> years = range(2010, 2020)
    >>> counts = pd.DataFrame({"doc_id": [f"{year}{c}" for year in years for c in "abcde"], "section_id": "1",
    ...                        "term": ["云" if year in (2014, 2015) else "的" for year in years for c in "abcde"],
    ...                        "kind": "han", "n": 1})
    >>> metadata = pd.DataFrame({"doc_id": counts["doc_id"], "year": counts["doc_id"].str[:4].astype(int)})
    >>> found = bursts(counts, metadata, terms=["云"])
    >>> found[["term", "start", "end", "weight", "n_relevant", "n_total", "rate_all"]].round(2).values.tolist()
    [['云', 2014, 2015, 6.93, 10, 10, 0.2]]
    """
    check_choice(unit, (DOCUMENTS, WORDS), argument="unit")
    check_whole(levels, argument="levels")
    check_whole(draws, argument="draws")
    terms = check_words(terms, argument="terms")
    sizes = document_sizes(counts, documents)
    groups = group_documents(metadata, by=by, documents=sizes.index)
    own = groups.of[groups.of >= 0]
    if len(groups.names) < 3:
        raise InputError(f"metadata: {by} has {len(groups.names)} values with documents; bursts need three or more, "
                         "and say little under ten")
    rows = choose_terms(document_terms(counts).assign(section_id=""), terms=terms)
    found = rows.pivot_table(index="term", columns="doc_id", values="n", aggfunc="sum", fill_value=0)
    found = found.reindex(index=terms, columns=own.index, fill_value=0).to_numpy("float64")
    size = sizes[own.index].to_numpy("float64")
    if unit == DOCUMENTS:
        found, size = (found > 0).astype("float64"), np.ones(len(own))
    sums = _dealt(np.vstack([size, found]), own.to_numpy(), draws, seed)
    total, frequent, parts = sums[0], [], []
    for term, relevant in zip(terms, sums[1:]):
        rate = relevant[0].sum() / total[0].sum()
        if rate * s >= 1:
            frequent.append(term)
        parts.append(_stretches(relevant, total, s=s, gamma=gamma, levels=levels).assign(term=term, rate_all=rate))
    table = pd.concat(parts, ignore_index=True).astype({"term": "str"})
    table["start"], table["end"] = (groups.names.take(table[side]) for side in ("start", "end"))
    table["rate"] = table["n_relevant"] / table["n_total"]
    table["rate_ratio"] = table["rate"] / table["rate_all"]
    table = table[["term", "level", "start", "end", "years", "weight", "n_relevant", "n_total", "rate", "rate_all",
                   "rate_ratio", "p"]]
    table.attrs["too_frequent"] = frequent
    table.attrs["basis"] = (f"{len(own)} documents in {len(groups.names)} values of {by}, {groups.left_out} without "
                            f"{by} left out; {unit} counted; s = {s:g}, gamma = {gamma:g}; p from {draws:,} deals of "
                            f"documents to these values (seed {seed})")
    return table


def burst_states(relevant: np.ndarray, total: np.ndarray, *, s: float = 2.0, gamma: float = 1.0,
                 levels: int = 1) -> np.ndarray:
    """Return the state of each batch in the cheapest sequence; of two that cost the same the lower state.

    ``relevant`` of ``total`` are counted in each batch (the last axis; further axes are series of their own, all of
    one rate). Costs are those of :func:`bursts`. InputError for s ≤ 1, γ ≤ 0 and a batch of nothing.

    >>> burst_states(np.array([1, 1, 9, 8, 1, 0]), np.array([20, 20, 20, 20, 20, 20])).tolist()
    [0, 0, 1, 1, 0, 0]
    """
    costs, step = _costs(relevant, total, s, gamma, levels)
    states = np.arange(costs.shape[-1])
    moves = step * np.maximum(states[None, :] - states[:, None], 0)  # from, to
    batches = costs.shape[-2]
    best, came = moves[0] + costs[..., 0, :], []
    for t in range(1, batches):
        through = best[..., :, None] + moves
        # Rounding must not decide between sequences that cost the same.
        came.append((through <= through.min(axis=-2, keepdims=True) + 1e-9).argmax(axis=-2))
        best = through.min(axis=-2) + costs[..., t, :]
    path = [(best <= best.min(axis=-1, keepdims=True) + 1e-9).argmax(axis=-1)]
    for back in reversed(came):
        path.append(np.take_along_axis(back, path[-1][..., None], axis=-1)[..., 0])
    return np.stack(path[::-1], axis=-1)


def _costs(relevant: np.ndarray, total: np.ndarray, s: float, gamma: float, levels: int) -> tuple[np.ndarray, float]:
    """Return −ln of the probability of each batch (last axis but one) in each state, and the price of a step up."""
    for name, value, least in (("s", s, 1), ("gamma", gamma, 0)):
        if isinstance(value, bool) or not isinstance(value, int | float) or not least < value < np.inf:
            raise InputError(f"{name}={value!r}: must be a number above {least}")
    r, d = (np.asarray(values, "float64") for values in (relevant, total))
    if not ((r >= 0) & (r <= d) & (d > 0)).all():
        raise InputError("relevant, total: need 0 ≤ relevant ≤ total and total above 0 in each batch; leave out a "
                         "batch of nothing")
    rate = r.reshape(-1, r.shape[-1])[0].sum() / d.reshape(-1, d.shape[-1])[0].sum()
    rates = rate * float(s) ** np.arange(levels + 1)
    rates = rates[: max(1, int((rates < 1).sum()))] if rate else rates[:1]
    if not 0 < rate < 1:
        return np.zeros((*r.shape, 1)), 0.0
    # Without ln of the binomial coefficient, which is the same in all states.
    return -(r[..., None] * np.log(rates) + (d - r)[..., None] * np.log1p(-rates)), gamma * float(np.log(r.shape[-1]))


def _stretches(relevant: np.ndarray, total: np.ndarray, *, s: float, gamma: float, levels: int) -> pd.DataFrame:
    """One row per burst of the first series, by level and start, which are places; the others are its deals."""
    states = burst_states(relevant, total, s=s, gamma=gamma, levels=levels)
    costs, _ = _costs(relevant, total, s, gamma, levels)
    rows = []
    for level in range(1, costs.shape[-1]):
        saved = np.where(states >= level, costs[..., level - 1] - costs[..., level], 0)
        heaviest = running = np.zeros(len(states) - 1)
        for t in range(states.shape[1]):
            running = np.where(states[1:, t] >= level, running + saved[1:, t], 0)
            heaviest = np.maximum(heaviest, running)
        edges = np.flatnonzero(np.diff(np.r_[False, states[0] >= level, False]))
        for start, end in zip(edges[::2], edges[1::2]):
            weight = saved[0, start:end].sum()
            rows.append((level, start, end - 1, end - start, weight, relevant[0, start:end].sum(),
                         total[0, start:end].sum(), float(permutation_p(weight, heaviest))))
    columns = {"level": "int64", "start": "int64", "end": "int64", "years": "int64", "weight": "float64",
               "n_relevant": "int64", "n_total": "int64", "p": "float64"}
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


def _dealt(values: np.ndarray, year_of: np.ndarray, draws: int, seed: int) -> np.ndarray:
    """Return the sums of documents' values by year: values × (the years as they are, then each deal) × years."""
    rng, years = np.random.default_rng(seed), int(year_of.max()) + 1
    sums = np.empty((len(values), draws + 1, years))
    for deal in range(draws + 1):
        dealt = rng.permutation(year_of) if deal else year_of
        sums[:, deal] = [np.bincount(dealt, row, minlength=years) for row in values]
    return sums
