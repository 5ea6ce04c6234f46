"""Theme scores: standardised residuals, assignment, and what hangs on one term."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import Table

from analysis.dictionaries import load_dictionary
from analysis.errors import InputError
from analysis.features import load_entries, load_sections
from analysis.theme_scores import assign, leave_one_term_out, theme_scores
from analysis.themes import theme_shares
from analysis.validity import check_assignments

DICTIONARY = pd.DataFrame({"theme": ["data", "data", "rules", "security"], "term": ["数据", "共享", "法规", "安全"],
                           "weight": [1.0, 1.0, 2.0, 1.0]})


def entries(**units):
    themes = dict(zip(DICTIONARY["term"], DICTIONARY["theme"]))
    rows = [(unit, themes[term], term, n) for unit, terms in units.items() for term, n in terms.items()]
    table = pd.DataFrame(rows, columns=["section_id", "theme", "term", "n"])
    return table.astype({"section_id": "str", "theme": "str", "term": "str", "n": "int64"})


def test_the_frequent_theme_does_not_win_where_another_stands_out():
    table = theme_scores(entries(a={"数据": 8}, b={"数据": 4, "安全": 3}), DICTIONARY)
    assert assign(table)["assigned"].tolist() == ["data", "security"]
    row = table.set_index(["section_id", "theme"]).loc[("b", "security")]
    assert row["share_all"] == 3 / 15 and row["score"] == pytest.approx((3 - 7 / 5) / (7 * 0.2 * 0.8) ** 0.5)


def test_weights_count():
    table = theme_scores(entries(a={"法规": 2, "安全": 3}, b={"安全": 1, "法规": 1}), DICTIONARY)
    assert table["weighted"].tolist() == [0, 4, 3, 0, 2, 1]


def test_a_single_unit_is_assigned_to_its_largest_share():
    table = theme_scores(entries(a={"数据": 3, "安全": 1}), DICTIONARY)
    assert table["score"].tolist() == [0.75, 0, 0.25] and assign(table)["assigned"].tolist() == ["data"]


def test_a_tie_is_not_assigned_and_nothing_gives_nothing():
    table = theme_scores(entries(a={"数据": 1, "安全": 1}, b={"数据": 1, "安全": 1}), DICTIONARY)
    assert assign(table)[["assigned", "margin"]].values.tolist() == [["", 0.0], ["", 0.0]]
    assert theme_scores(entries(), DICTIONARY).empty


@given(st.lists(st.lists(st.integers(0, 6), min_size=3, max_size=3), min_size=2, max_size=6)
       .filter(lambda rows: np.all(np.sum(rows, axis=0) > 0) and np.all(np.sum(rows, axis=1) > 0)))
def test_residuals_are_those_of_statsmodels(rows):
    units = {f"u{i}": dict(zip(("数据", "法规", "安全"), row)) for i, row in enumerate(rows)}
    plain = DICTIONARY.assign(weight=1.0)
    scores = theme_scores(entries(**units), plain)["score"].to_numpy().reshape(len(rows), 3)
    table = Table(np.array(rows, float), shift_zeros=False)
    # Pearson's residual divides by sqrt(W p), ours also by sqrt(1 − p).
    share = np.sum(rows, axis=0) / np.sum(rows)
    assert scores == pytest.approx(table.resid_pearson / np.sqrt(1 - share), abs=1e-9)


@given(st.lists(st.lists(st.integers(0, 4), min_size=4, max_size=4), min_size=1, max_size=5))
def test_leaving_a_term_out_is_counting_without_it(rows):
    units = {f"u{i}": {t: n for t, n in zip(DICTIONARY["term"], row) if n} for i, row in enumerate(rows)}
    table = entries(**units)
    before = assign(theme_scores(table, DICTIONARY)).set_index("section_id")["assigned"]
    for row in leave_one_term_out(table, DICTIONARY).itertuples():
        # A unit that had no other entry stays in the table of scores with nothing in it.
        rest = table[table["term"] != row.term]
        after = assign(theme_scores(rest, DICTIONARY)).set_index("section_id")["assigned"]
        changed = {unit for unit in before.index if before[unit] != after.get(unit, "")}
        if len(set(rest["section_id"])) > 1 or before.index.nunique() == 1:
            assert {pair.partition("→")[0] for pair in row.changed.split()} == changed
        assert row.n == table.loc[table["term"] == row.term, "n"].sum()


def test_errors():
    with pytest.raises(InputError, match="entries: no column 'theme'"):
        theme_scores(entries().drop(columns="theme"), DICTIONARY)


def test_the_shipped_key_finds_every_section_of_the_paper():
    # Made from the Guiding Opinions; the numbers are the result that the notebook on themes reports.
    sections, key = load_sections(), load_dictionary("themes")
    for level, correct, n in (("2", 18, 18), ("item", 59, 74)):
        shares = theme_shares(load_entries(), sections, dictionary=key, level=level, draws=1)
        check = check_assignments(assign(shares), sections, level=level)
        assert (check["correct"].sum(), len(check)) == (correct, n)
