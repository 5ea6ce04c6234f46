"""Figures of replication: the dots stand at the table's numbers, under their verdicts, and every label can be read."""

from __future__ import annotations

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.collections import LineCollection
from test_figures_keyness import assert_readable, texts

from analysis.errors import InputError
from analysis.figures.replication import VERDICTS, replication_dots
from analysis.lexicons import add_gloss


@pytest.fixture
def table():
    rows = [("加快", 4.1, 1.6, 1.4, 1.8, 70, 1, "replicates"), ("提升", -1.4, 0.9, 0.7, 1.0, 3, 68, "reverses"),
            ("新", 3.0, -0.1, -0.2, 0.1, 28, 43, "open"), ("公务员", 4.3, 0.1, -0.9, 1.8, 1, 0, "rare"),
            ("健全", 4.9, 3.0, 2.4, 3.7, 66, 3, "replicates")]
    columns = ["term", "log_ratio_original", "log_ratio", "boot_low", "boot_high", "n_same", "n_opposite", "verdict"]
    return add_gloss(pd.DataFrame(rows, columns=columns))


def dots(ax):
    """Return the place of each dot, those of a verdict's lower row last."""
    lines = [line for line in ax.get_lines() if line.get_marker() == "o"]
    return sorted((round(float(line.get_ydata()[0]), 2), float(line.get_xdata()[0])) for line in lines)


def test_dots_stand_at_both_log_ratios_under_their_verdict(table):
    ax = replication_dots(table)
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels == ["Replicates: 2", "加快", "健全", "Open: 1", "新", "Reverses: 1", "提升"]
    assert dots(ax) == [(0.84, 4.1), (1.16, 1.6), (1.84, 4.9), (2.16, 3.0), (3.84, 3.0), (4.16, -0.1), (5.84, -1.4),
                        (6.16, 0.9)]
    colours = {label.get_text().split(":")[0]: label.get_color() for label in ax.get_yticklabels()}
    assert all(colours[name] == colour for name, colour in VERDICTS.values())
    shown = [text.get_text() for text in texts(ax)]
    assert {"accelerate", "70", "68", "with", "against"} <= set(shown) and "公务员" not in shown


def test_intervals_are_drawn_and_the_originals_where_it_is_joined(table):
    def lines(ax):
        return [segment[:, 0].tolist() for lines in ax.collections if isinstance(lines, LineCollection)
                for segment in lines.get_segments()]
    assert lines(replication_dots(table)) == [[1.4, 1.8], [2.4, 3.7], [-0.2, 0.1], [0.7, 1.0]]
    joined = table.assign(original_low=table["log_ratio_original"] - 1, original_high=table["log_ratio_original"] + 1)
    assert lines(replication_dots(joined))[:2] == [[pytest.approx(3.1), pytest.approx(5.1)],
                                                   [pytest.approx(3.9), pytest.approx(5.9)]]


def test_terms_are_chosen_and_keep_their_order(table):
    ax = replication_dots(table, terms=["健全", "加快"], labels={"加快": "Accelerate"})
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Replicates: 2", "健全", "Accelerate"]


def test_every_text_can_be_read_and_the_axes_hold_all(table):
    ax = replication_dots(table, target="tasks, plans", reference="achievements, reviews", original="the paper",
                          documents="cities", title="The message", note="What was counted")
    assert_readable(ax)
    assert any(text.get_text().startswith("Upper dot, hollow: the paper; lower dot, filled: cities.\n")
               for text in texts(ax))
    left, right = ax.get_xlim()
    assert left < -1.4 and right > 4.9


@pytest.mark.parametrize("change, message", [
    (lambda table: table.drop(columns="verdict"), "verdict='verdict'"),
    (lambda table: table.drop(columns="boot_low"), "boot_low"),
    (lambda table: pd.concat([table, table]), "exactly one row per term"),
    (lambda table: table[table["verdict"] == "rare"], "no rows"),
    (lambda table: table.assign(n_same="many"), "n_same")])
def test_errors_leave_no_figure(table, change, message):
    with pytest.raises(InputError, match=message):
        replication_dots(change(table))
    assert not plt.get_fignums()


def test_a_term_that_is_not_there_is_named(table):
    with pytest.raises(InputError, match="terms: '开会' is not in the table"):
        replication_dots(table, terms=["开会"])


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")
