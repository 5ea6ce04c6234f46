"""Sensitivity: shares without each term, against counting again without it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.features import load_entries, load_sections
from analysis.sensitivity import leave_one_term_out

SECTIONS = pd.DataFrame({"section_id": ["front", "1", "1.1", "2"], "parent_id": ["", "", "1", ""],
                         "level": [0, 1, 2, 1], "kind": ["front", "heading", "item", "heading"]})
THEMES = {"不足": "lack", "滞后": "lack", "完成": "done", "建成": "done"}


def entries(*rows):
    table = pd.DataFrame([(unit, THEMES[term], term, n) for unit, term, n in rows],
                         columns=["section_id", "theme", "term", "n"])
    return table.astype({"section_id": "str", "theme": "str", "term": "str", "n": "int64"})


def test_shares_by_hand():
    table = leave_one_term_out(entries(("front", "不足", 9), ("1", "完成", 3), ("1.1", "不足", 1), ("2", "不足", 4),
                                       ("2", "滞后", 1)), SECTIONS, theme="lack", first="1", second="2")
    assert table["difference"].unique().tolist() == [1 - 1 / 4]
    row = table.set_index("term")
    assert row.loc["不足", ["n_first", "n_second", "without"]].tolist() == [1, 4, 1.0]  # 1/1 − 0/3
    assert row.loc["完成", "without"] == 0.0 and not row.loc["完成", "same_sign"]  # 5/5 − 1/1
    assert table["term"].iloc[0] == "完成"  # moves it most


@given(st.lists(st.tuples(st.sampled_from(["1", "1.1", "2"]), st.sampled_from(sorted(THEMES)), st.integers(1, 5)),
                min_size=1, max_size=10, unique_by=lambda row: row[:2]))
def test_leaving_out_is_counting_without(rows):
    table = entries(*rows, ("1", "不足", 1)) if "lack" not in {THEMES[t] for _, t, _ in rows} else entries(*rows)
    result = leave_one_term_out(table, SECTIONS, theme="lack", first="1", second="2")

    def share(kept, unit):
        own = kept[kept["section_id"].str[0] == unit]
        return own.loc[own["theme"] == "lack", "n"].sum() / own["n"].sum() if len(own) else np.nan

    for row in result.itertuples():
        for kept, value in ((table, row.difference), (table[table["term"] != row.term], row.without)):
            assert value == pytest.approx(share(kept, "2") - share(kept, "1"), abs=1e-9, nan_ok=True)


def test_errors():
    table = entries(("1", "不足", 1), ("2", "完成", 1))
    for options, message in (({"theme": "x"}, "theme: 'x' is not in entries"),
                             ({"second": "9"}, "'9' is not in the units of level 1"),
                             ({"second": "1"}, "both are '1'"), ({"level": "3"}, "level='3'")):
        with pytest.raises(InputError, match=message):
            leave_one_term_out(table, SECTIONS, **{"theme": "lack", "first": "1", "second": "2", **options})


def test_no_single_word_makes_the_challenges_a_part_of_deficits():
    table = leave_one_term_out(load_entries(lexicon="stance"), load_sections(), theme="deficit", first="3", second="2")
    assert table["difference"].iloc[0] > 0.8 and table["without"].min() > 0.7 and table["same_sign"].all()
