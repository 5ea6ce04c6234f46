"""Lockwords: the bounds of the largest difference, written out pair by pair."""

from __future__ import annotations

from itertools import permutations
from math import log2

import numpy as np
import pandas as pd
import pytest
from scipy.stats.contingency import relative_risk

from analysis.lockwords import lockwords
from analysis.passages import resample

IDS = ["1", "1.1", "1.2", "2", "2.1", "3", "3.1"]
SECTIONS = pd.DataFrame({"section_id": IDS, "parent_id": ["", "1", "1", "", "2", "", "3"],
                         "level": [1, 2, 2, 1, 2, 1, 2], "kind": "heading"})
N = {"数据": [5, 3, 4, 6, 2, 3, 3], "平台": [1, 4, 2, 2, 3, 9, 1], "的": [30, 20, 44, 31, 25, 40, 33]}
COUNTS = pd.DataFrame([(unit, term, "han", n) for term, row in N.items() for unit, n in zip(IDS, row)],
                      columns=["section_id", "term", "kind", "n"])


@pytest.mark.parametrize("confidence", [0.9, 0.95])
def test_bounds_are_the_largest_of_all_pairs(confidence):
    table = lockwords(COUNTS, SECTIONS, stopwords=["的"], draws=60, seed=2, confidence=confidence).set_index("term")
    grid = pd.DataFrame(N, index=IDS)
    weights = resample([unit[0] for unit in IDS], draws=60, seed=2)
    for term in ("数据", "平台"):
        n = {part: sum(grid.loc[unit, term] for unit in IDS if unit[0] == part) for part in "123"}
        sizes = {part: sum(grid.loc[unit].sum() for unit in IDS if unit[0] == part) for part in "123"}
        rates = {part: [] for part in "123"}
        for drawn in weights:
            for part in "123":
                own = [(w, unit) for w, unit in zip(drawn, IDS) if unit[0] == part]
                count = sum(w * grid.loc[unit, term] for w, unit in own)
                rates[part].append(log2(count / sum(w * grid.loc[unit].sum() for w, unit in own)))
        spread, high, boot = [], [], []
        for i, j in permutations("123", 2):
            risk = relative_risk(int(n[i]), int(sizes[i]), int(n[j]), int(sizes[j]))
            spread.append(log2(risk.relative_risk))
            high.append(log2(risk.confidence_interval(2 * confidence - 1).high))  # one-sided
            boot.append(np.quantile(np.subtract(rates[i], rates[j]), confidence))
        assert table.loc[term, ["spread", "spread_high", "boot_high"]].tolist() == pytest.approx(
            [max(spread), max(high), max(boot)], abs=1e-9)
        assert table.loc[term, "locked"] == (max(*high, *boot) <= 1)
        # Gries 2008, over the passages of all parts.
        v, s = grid[term] / grid[term].sum(), grid.sum(axis=1) / grid.to_numpy().sum()
        assert table.loc[term, "dp"] == pytest.approx((v - s).abs().sum() / 2, abs=1e-9)
        assert table.loc[term, "dp_norm"] == pytest.approx((v - s).abs().sum() / 2 / (1 - s.min()), abs=1e-9)
