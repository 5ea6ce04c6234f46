"""Word weights: a passage as the weights of its words, a part of each handed on to the words it stands with.

Two short passages can treat one subject in different words: one says legislation, the other law. Where the two
words stand together elsewhere in the text, each passage is given a little of the other's word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.frequency import WORDS, choose_terms
from analysis.passages import passage_matrix, running_text
from analysis.tables import check_whole

SPREAD, MIN_TOGETHER = 0.25, 2


def weigh_words(counts: pd.DataFrame, sections: pd.DataFrame, *, spread: float = SPREAD,
                min_together: int = MIN_TOGETHER, kinds: Sequence[str] = WORDS,
                stopwords: Iterable[str] | None = None) -> pd.DataFrame:
    """One row per passage of the running text, one column per term: the term's weight there; squares sum to 1.

    With n the counts of a passage, w = ``spread``, and U passages of which u hold the term:

    - weight = ((1 − w) · n + w · Σ n' · a) · ln(U / u), the sum over the passage's words n', then divided by the root
      of the row's sum of squares. So the product of two rows is the cosine of the passages, 0 … 1.
    - a, the share that one word hands to another, is proportional to Dice = 2 f_xy / (f_x + f_y), where f counts
      passages (logDice of :mod:`analysis.collocations` is 14 + log2 of it), for words that stand together in at least
      ``min_together`` passages. The shares of a word sum to 1; a word without such company keeps all its weight.

    ``spread`` = 0 is plain tf-idf ("tidytext"), 1 leaves a passage nothing but the company of its words. The default of
    a quarter was set beforehand: what a passage says itself counts three times what its words call to mind, since
    company is estimated from few passages. One meeting is no company, so ``min_together`` is 2. A passage of which
    every word has the weight 0 has NaN. The passages compared are among those that tell the company, so words shared
    by two passages also hand on to each other: no link is found by this alone, but a close pair comes closer.
    ``kinds`` and ``stopwords`` as in :func:`analysis.frequency.choose_terms`.

    Source: Spärck Jones 1972; Schütze 1998, Computational Linguistics 24:97 (second-order vectors); Rychlý 2008.

    >>> sections = pd.DataFrame({"section_id": list("abcd"), "kind": "item"})
    >>> counts = pd.DataFrame({"section_id": list("aabbcd"), "term": list("法律法律法云"), "kind": "han", "n": 1})
    >>> weigh_words(counts, sections).loc["c"].round(3).to_dict()  # 3/4 · ln(4/3) and 1/4 · ln 2, then length 1
    {'云': 0.0, '律': 0.626, '法': 0.78}
    """
    if not isinstance(spread, int | float) or isinstance(spread, bool) or not 0 <= spread <= 1:
        raise InputError(f"spread={spread!r}: must lie between 0 (no collocation) and 1 (nothing else)")
    min_together = check_whole(min_together, argument="min_together")
    counts, running = running_text(counts, sections)
    matrix = passage_matrix(choose_terms(counts, kinds=kinds, stopwords=stopwords), running)
    if not len(matrix):
        raise InputError("counts: no words of the running text are left; are kinds or stopwords too narrow?")
    n = matrix.to_numpy("float64")
    weights = (1 - spread) * n + spread * n @ company((n > 0).astype("float64"), min_together=min_together)
    weights *= np.log(len(n) / (n > 0).sum(axis=0))
    length = np.sqrt((weights**2).sum(axis=1, keepdims=True))
    weights = np.divide(weights, length, out=np.full_like(weights, np.nan), where=length > 1e-12)
    return pd.DataFrame(weights, index=matrix.index, columns=matrix.columns)


def company(present: np.ndarray, *, min_together: int = MIN_TOGETHER) -> np.ndarray:
    """Return terms × terms: the share of its weight that each term (row) hands to each other one; rows sum to 1.

    ``present`` is passages × terms, 1 where the term occurs.

    >>> company(np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0]])).tolist()
    [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    """
    together, holders = present.T @ present, present.sum(axis=0)
    dice = np.where(together >= min_together, 2 * together / np.add.outer(holders, holders), 0.0)
    np.fill_diagonal(dice, 0.0)
    total = dice.sum(axis=1)
    np.fill_diagonal(dice, np.where(total > 0, 0.0, 1.0))
    return dice / dice.sum(axis=1, keepdims=True)
