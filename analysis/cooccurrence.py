"""Co-occurrence: which words stand near a word, which stand in the same passages, and the network they form.

:func:`collocates` needs the order of the words, that is, tokens. :func:`unit_cooccurrence` needs the shipped
counts only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.collocations import add_association
from analysis.concordance import check_order
from analysis.contingency import benjamini_hochberg
from analysis.counting import COUNTED
from analysis.errors import InputError
from analysis.frequency import WORDS, choose_terms
from analysis.levels import roll_up
from analysis.lexicons import stop_words
from analysis.passages import SEED
from analysis.tables import check_columns, check_present, check_tokens, check_whole, check_words

RUNS = 20  # starts of a network's communities, as many as topics have seeds


def collocates(tokens: pd.DataFrame, node: str, *, window: int | None = 5, min_count: int = 2,
               kinds: Sequence[str] = WORDS, stopwords: Iterable[str] | None = None) -> pd.DataFrame:
    """One row per word that stands near ``node``, by falling ``log_dice``, then by term.

    Near is: at most ``window`` words away in the same unit, signs between them not counted; with ``window=None``
    anywhere in the unit. Columns ``term, n, n_left, n_right, n_node, n_collocate, n_near, n_tokens, expected,
    log_dice, mi, t``:

    - ``n``: how many of the collocate's occurrences are near the node, each counted once; ``n_left`` of them
      stand before the node that is nearest (also where one before and one behind are equally near), ``n_right``
      behind it.
    - ``n_node, n_collocate``: all occurrences. ``n_near``: all words near the node, itself left out; ``n_tokens``:
      all words.
    - ``expected`` = n_collocate · n_near / (n_tokens − n_node): if the collocate stood anywhere with equal chance.
    - ``log_dice`` = 14 + log2(2 n / (n_node + n_collocate)): 14 where each stands only with the other, above it
      (never 15) where one node has the collocate near it several times. ``mi`` = log2(n / expected) favours the
      rare, ``t`` = (n − expected) / sqrt(n) the frequent. Source: Rychlý 2008; Church & Hanks 1990; Evert 2008.

    Rows: words of ``kinds`` that are near at least ``min_count`` times, without ``stopwords`` (None: the shipped
    list; ``()``: none); all words count in the window and in the sizes. Don't read rows under about five: they can
    come from one passage, so look at them with :func:`analysis.concordance.concordance`. Raises InputError for
    counts, which have no order, and for a node that is no token.

    >>> from analysis.segmentation import Segmenter, tokenize
    >>> tokens = tokenize("共享数据，汇聚数据；建设平台，共享数据。", segmenter=Segmenter(terms=[]))
    >>> collocates(tokens, "数据", window=1)[["term", "n", "n_left", "n_right", "n_collocate"]].values.tolist()
    [['共享', 2, 2, 0, 2]]
    """
    check_order(tokens, what="a window of words")
    check_tokens(tokens)
    min_count = check_whole(min_count, argument="min_count")
    window = None if window is None else check_whole(window, argument="window")
    kinds = check_words(kinds, argument="kinds")
    dropped = stop_words() if stopwords is None else check_words(stopwords, argument="stopwords")
    words = tokens[tokens["kind"].isin(COUNTED)].sort_values("start", kind="stable")
    check_present([node], words["term"], argument="node", place="tokens",
                  hint="is it cut into several words? concordance(tokens, node) shows where it stands")
    before, behind = _distances(words, node)
    reach = len(words) if window is None else window
    is_node = words["term"].eq(node).to_numpy()
    near = (np.minimum(before, behind) <= reach) & ~is_node
    shown = (words["kind"].isin(kinds) & ~words["term"].isin(dropped)).to_numpy()
    # Before the node means: the distance to the next one behind the word is the smaller.
    rows = pd.DataFrame({"term": words["term"], "n_left": behind <= before})[near & shown]
    table = rows.groupby("term")["n_left"].agg(n="size", n_left="sum").reset_index().astype({"n_left": "int64"})
    table = table[table["n"] >= min_count].astype({"term": "str"})
    table["n_right"] = table["n"] - table["n_left"]
    n_node, n_near, n_tokens = int(is_node.sum()), int(near.sum()), len(words)
    n_collocate = table["term"].map(words["term"].value_counts()).astype("int64")
    table = table.assign(n_node=n_node, n_collocate=n_collocate, n_near=n_near, n_tokens=n_tokens)
    table["expected"] = table["n_collocate"] * n_near / (n_tokens - n_node)
    table = add_association(table, first="n_node", second="n_collocate")
    return table.sort_values(["log_dice", "term"], ascending=[False, True], ignore_index=True)


def _distances(words: pd.DataFrame, node: str) -> tuple[np.ndarray, np.ndarray]:
    """Return each word's distance in words to the nearest node before and behind it in its unit; infinite if none."""
    place = pd.Series(np.arange(len(words), dtype=float))
    unit = words["section_id"].reset_index(drop=True)
    at = place.where(words["term"].eq(node).to_numpy())
    before = place - at.groupby(unit, sort=False).ffill()
    behind = at.groupby(unit, sort=False).bfill() - place
    return before.fillna(np.inf).to_numpy(), behind.fillna(np.inf).to_numpy()


def unit_cooccurrence(counts: pd.DataFrame, sections: pd.DataFrame, *, level: str = "item",
                      terms: Iterable[str] | None = None, min_units: int = 5, min_both: int = 2,
                      kinds: Sequence[str] = WORDS, stopwords: Iterable[str] | None = None) -> pd.DataFrame:
    """One row per pair of terms that stand in the same passages, by falling ``log_dice``, then by term.

    Columns ``first, second`` (in the order of their characters' codes) and, all in passages: ``n_both`` (with both
    terms), ``n_first, n_second`` (with each), ``n_units`` (all that have words), ``expected`` = n_first · n_second /
    n_units, and ``log_dice, mi, t`` of these numbers (see :func:`analysis.collocations.collocations`). ``p`` is the
    chance of ``n_both`` or more, given the other three, if the passages of the two terms were drawn independently
    (hypergeometric, that is Fisher's exact test, one-sided). Long passages hold more words, so that any two meet
    there: ``expected_by_length`` and ``p_by_length`` are the same where a term stands in a passage of N words with
    the chance 1 − exp(−λN), λ such that it is expected in as many passages as it has (Poisson binomial). Where
    lengths differ, p is too small; p_by_length does not hold the terms' numbers fixed and errs on the safe side.
    ``p_bh, p_by_length_bh`` are adjusted after Benjamini & Hochberg 1995 over all ``n_pairs`` that were tested,
    also those that never meet and have no row; ``attrs["totals"]`` sums the meetings and both expectations over these.

    A passage is a unit of ``level`` (see :func:`analysis.levels.group_units`), by default each unit's own text.
    Pairs are tested of terms found in at least ``min_units`` passages, which says nothing about whether they meet;
    rows are of those that meet in ``min_both``. ``terms``, ``kinds`` and ``stopwords`` as in
    :func:`analysis.frequency.choose_terms`; a term that is asked for is taken however rare.

    How often a term stands in a passage, and where, is not used. Two words of most passages meet often and have a
    high ``log_dice`` by their frequency alone: read ``mi`` (0: as chance has it) and ``p_by_length`` beside it. All
    of it describes this text. Give whole counts of the running text (:func:`analysis.passages.body`). Raises
    InputError where fewer than two terms are left.

    >>> sections = pd.DataFrame({"section_id": ["1", "2", "3", "4"], "parent_id": "", "level": 1})
    >>> counts = pd.DataFrame({"section_id": ["1", "1", "2", "2", "3", "4"], "kind": "han", "n": 1,
    ...                        "term": ["数据", "共享", "数据", "共享", "平台", "平台"]})
    >>> pairs = unit_cooccurrence(counts, sections, min_units=1)
    >>> pairs[["first", "second", "n_both", "expected", "log_dice"]].values.tolist()
    [['共享', '数据', 2, 1.0, 14.0]]
    """
    from scipy.stats import hypergeom

    min_units, min_both = check_whole(min_units, argument="min_units"), check_whole(min_both, argument="min_both")
    terms = None if terms is None else check_words(terms, argument="terms")
    rolled = roll_up(counts, sections, level=level)
    sizes = rolled.groupby("section_id")["n"].sum()
    n_units = len(sizes)
    rows = choose_terms(rolled, kinds=kinds, stopwords=stopwords, terms=terms)
    # One spelling may have rows of two kinds.
    rows = rows[["section_id", "term"]].drop_duplicates()
    spread = rows["term"].value_counts()
    chosen = sorted(spread.index[spread >= (min_units if terms is None else 1)])
    if len(chosen) < 2:
        raise InputError(f"min_units={min_units}: leaves {len(chosen)} of {len(spread)} terms, a pair needs two; "
                         "lower it, or take smaller units")
    present = pd.crosstab(rows["section_id"], rows["term"]).reindex(columns=chosen).to_numpy()
    both, n = present.T @ present, present.sum(axis=0)
    i, j = np.triu_indices(len(chosen), 1)
    names = np.array(chosen, dtype=object)
    pairs = pd.DataFrame({"first": names[i], "second": names[j], "n_both": both[i, j], "n_first": n[i],
                          "n_second": n[j], "n_units": n_units}).astype({"first": "str", "second": "str"})
    pairs["expected"] = pairs["n_first"] * pairs["n_second"] / n_units
    pairs["p"] = hypergeom.sf(pairs["n_both"] - 1, n_units, pairs["n_first"], pairs["n_second"]).clip(0, 1)
    chances = _chances(n, sizes.to_numpy(float))
    pairs["expected_by_length"] = (chances @ chances.T)[i, j]
    pairs["p_by_length"] = _tail(chances, i, j, both[i, j])
    for name in ("p", "p_by_length"):
        pairs[f"{name}_bh"] = benjamini_hochberg(pairs[name])
    pairs["n_pairs"] = len(pairs)
    shown = add_association(pairs[pairs["n_both"] >= min_both], n="n_both")
    shown = shown.sort_values(["log_dice", "first", "second"], ascending=[False, True, True], ignore_index=True)
    shown.attrs["totals"] = pairs[["n_both", "expected", "expected_by_length"]].sum().to_dict()
    return shown[["first", "second", "n_both", "n_first", "n_second", "n_units", "expected", "log_dice", "mi", "t",
                  "p", "p_bh", "expected_by_length", "p_by_length", "p_by_length_bh", "n_pairs"]]


def _chances(n: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Return, terms × passages, the chance of each term in each passage by its length; the rows sum to ``n``."""
    low, high = np.full(len(n), -30.0), np.full(len(n), 10.0)  # of ln λ, halved until it is exact
    for _ in range(80):
        middle = (low + high) / 2
        chances = -np.expm1(-np.exp(middle)[:, None] * sizes)
        much = chances.sum(axis=1) > n
        low, high = np.where(much, low, middle), np.where(much, middle, high)
    return chances


def _tail(chances: np.ndarray, first: np.ndarray, second: np.ndarray, n_both: np.ndarray) -> np.ndarray:
    """Return the chance that each pair of terms meets in ``n_both`` passages or more (Poisson binomial)."""
    # Column k: the chance of k meetings in the passages so far; more than the most observed are never asked for.
    meetings = np.zeros((len(first), n_both.max(initial=0) + 1))
    meetings[:, 0] = 1
    for passage in chances.T:
        meet = (passage[first] * passage[second])[:, None]
        meetings[:, 1:] = meetings[:, 1:] * (1 - meet) + meetings[:, :-1] * meet
        meetings[:, :1] *= 1 - meet
    fewer = np.arange(meetings.shape[1]) < n_both[:, None]
    return np.clip(1 - np.where(fewer, meetings, 0).sum(axis=1), 0, 1)


class Network(NamedTuple):
    """A network as two tables; see :func:`cooccurrence_network` for its columns and numbers."""

    nodes: pd.DataFrame
    edges: pd.DataFrame
    modularity: float
    stability: float


def cooccurrence_network(pairs: pd.DataFrame, *, top: int = 60, by: str = "log_dice", n: str = "n_both",
                         seed: int = SEED, runs: int = RUNS) -> Network:
    """Return the strongest pairs as a network: ``nodes``, ``edges``, ``modularity``, ``stability``.

    ``edges``: one row per pair, ``first, second``, the column ``by``, ``n``; the ``top`` pairs by falling ``by``,
    then by term. ``nodes``: one row per term, ``term, n`` (its own number: passages in a table of
    :func:`unit_cooccurrence`; for one of :func:`analysis.collocations.collocations` give ``n="n"``), ``degree``
    (its edges), ``community`` (1 is the largest), ``x, y`` (between −1 and 1).

    Communities maximise modularity with ``by`` as the edges' weight (Louvain; Blondel et al. 2008), the best of
    ``runs`` starts. ``modularity`` is what they reach (above 0.3: groups are apart; random sparse networks reach that
    too). ``stability`` is the mean adjusted Rand index of the other starts with the best (1: all the same; under 0.8
    don't name the groups). Places are a spring layout from a fixed seed: near means joined, but distances and
    directions mean nothing. Which edges there are depends on ``top``: draw two numbers before you read a gap.
    Raises InputError for weights that are not above 0.

    >>> pairs = pd.DataFrame({"first": ["数据", "平台"], "second": ["共享", "门户"], "log_dice": [13.0, 12.0],
    ...                       "n_both": [4, 3], "n_first": [5, 4], "n_second": [6, 3]})
    >>> network = cooccurrence_network(pairs, runs=2)
    >>> network.nodes[["term", "n", "degree", "community"]].values.tolist()
    [['数据', 5, 1, 1], ['共享', 6, 1, 1], ['平台', 4, 1, 2], ['门户', 3, 1, 2]]
    """
    import networkx as nx
    from sklearn.metrics import adjusted_rand_score

    check_columns(pairs, "first", "second", by, n, "n_first", "n_second", argument="pairs")
    top, runs = check_whole(top, argument="top"), check_whole(runs, argument="runs")
    edges = pairs[pairs["first"] != pairs["second"]]
    if not len(edges) or not edges[by].gt(0).all():
        raise InputError(f"pairs: {by} must be above 0 in every row, and there must be a row; filter the pairs first")
    edges = edges.sort_values([by, "first", "second"], ascending=[False, True, True])
    # A pair of neighbours comes in two orders: the closer one is its edge.
    unordered = pd.Series([frozenset(pair) for pair in zip(edges["first"], edges["second"])], index=edges.index)
    edges = edges[~unordered.duplicated()].head(top)
    graph = nx.Graph()
    graph.add_weighted_edges_from(edges[["first", "second", by]].itertuples(index=False))
    own = {**dict(zip(edges["second"], edges["n_second"])), **dict(zip(edges["first"], edges["n_first"]))}
    found = [_partition(graph, seed=seed + run) for run in range(runs)]
    reached = [nx.community.modularity(graph, groups) for groups in found]
    best = max(range(runs), key=lambda run: (round(reached[run], 9), -run))
    of_run = [{term: i for i, group in enumerate(groups) for term in group} for groups in found]
    numbers = [[groups[term] for term in graph] for groups in of_run]
    others = [adjusted_rand_score(numbers[best], labels) for run, labels in enumerate(numbers) if run != best]
    places = nx.spring_layout(graph, seed=seed, iterations=300, method="energy")
    nodes = pd.DataFrame([(term, own[term], graph.degree[term], of_run[best][term] + 1, *places[term].round(6))
                          for term in graph], columns=["term", "n", "degree", "community", "x", "y"])
    edges = edges[["first", "second", by, n]].rename(columns={n: "n"}).reset_index(drop=True)
    return Network(nodes.astype({"term": "str"}), edges, reached[best], float(np.mean(others)) if others else np.nan)


def _partition(graph, *, seed: int) -> list[set[str]]:
    """Return the communities of one start, the largest first, ties by their first term."""
    import networkx as nx

    return sorted(nx.community.louvain_communities(graph, seed=seed), key=lambda group: (-len(group), min(group)))
