"""Figures of keyness and attention: the artists hold the table's numbers, and every label can be read."""

from __future__ import annotations

import itertools

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection
from matplotlib.text import Text

from analysis.attention import attention
from analysis.errors import InputError
from analysis.features import load_counts, load_sections
from analysis.figures.keyness import attention_shares, keyness_dots
from analysis.figures.style import OTHER, PAPER, PARTS
from analysis.fonts import FAMILY
from analysis.keyness import keyness
from analysis.lexicons import add_gloss

NAMES = {"1": "Achievements", "2": "Challenges", "3": "Tasks"}


@pytest.fixture
def table():
    rows = [("加快", 26, 2, 4.7, 2.6, 6.8, 3.3, 6.9, 1.7), ("新", 18, 6, 2.6, 1.3, 3.9, 1.1, 4.4, 0.2),
            ("布局", 7, 0, 4.8, 0.7, 8.9, 2.8, 5.8, 0.0), ("我国", 2, 27, -2.8, -4.8, -0.7, -5.2, -0.8, 0.0),
            ("数据资源", 1, 17, -3.1, -6.0, -0.2, np.nan, np.nan, -0.1)]
    columns = ["term", "n_target", "n_reference", "log_ratio", "log_ratio_low", "log_ratio_high", "boot_low",
               "boot_high", "lrc"]
    made = pd.DataFrame(rows, columns=columns).assign(tokens_target=1342, tokens_reference=2693)
    return add_gloss(made)


@pytest.fixture
def shares():
    cells = itertools.product(["1", "2"], ["service", "data", "rules"])
    made = pd.DataFrame(cells, columns=["part", "system"]).assign(share=[0.5, 0.3, 0.2, 0.25, 0.75, 0.0],
                                                                  n_tokens=[500, 300, 200, 50, 150, 0])
    return made.assign(share_low=made["share"] / 2, share_high=made["share"] * 1.2)


@pytest.fixture
def draw(table, shares):
    return {"keyness_dots": lambda **o: keyness_dots(table, **{"target": "Tasks", "part": "3", "bottom": 2, **o}),
            "attention_shares": lambda **o: attention_shares(shares, **{"labels": NAMES, **o})}


BOTH = ["keyness_dots", "attention_shares"]


def texts(ax):
    return [t for t in ax.get_figure(root=True).findobj(Text) if t.get_visible() and t.get_text().strip()]


def assert_readable(ax):
    figure = ax.get_figure(root=True)
    figure.canvas.draw()
    beyond = {label for axis in (ax.xaxis, ax.yaxis) for tick in axis.get_major_ticks()
              for label in (tick.label1, tick.label2)
              if not min(axis.get_view_interval()) <= tick.get_loc() <= max(axis.get_view_interval())}
    whole, boxes = figure.bbox.padded(1), []
    for text in set(texts(ax)) - beyond:
        assert text.get_fontfamily() == [FAMILY] and text.get_fontsize() >= 7.5
        box = text.get_window_extent()
        assert whole.contains(box.x0, box.y0) and whole.contains(box.x1, box.y1), text.get_text()
        boxes.append((text.get_text(), box.padded(-2)))
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        assert not (a.x0 < b.x1 and b.x0 < a.x1 and a.y0 < b.y1 and b.y0 < a.y1), (one, other)


@pytest.mark.parametrize("name", BOTH)
def test_every_text_can_be_read(draw, name):
    assert_readable(draw[name](title="The message of the figure", note="What was counted"))


@pytest.mark.parametrize("part", ["1", "2", "3"])
def test_the_paper_s_figures_can_be_read(part):
    found = add_gloss(keyness(load_counts(), load_sections(), target=part, draws=50))
    ax = keyness_dots(found, target=NAMES[part], part=part, bottom=6, title="Message", note=found.attrs["basis"])
    assert_readable(ax)
    assert len(ax.get_yticks()) == 18


def test_the_paper_s_grid_can_be_read():
    assert_readable(attention_shares(attention(load_counts(), load_sections(), draws=50), labels=NAMES, title="M"))


@pytest.mark.parametrize("name", BOTH)
def test_the_same_table_gives_the_same_pixels_whatever_the_settings(draw, name):
    def pixels():
        canvas = draw[name](title="Message").get_figure().canvas
        canvas.draw()
        return np.asarray(canvas.buffer_rgba()).copy()

    plain = pixels()
    with mpl.rc_context({"font.size": 25, "text.color": "red", "lines.linewidth": 9}):
        assert np.array_equal(plain, pixels())


@pytest.mark.parametrize("name", BOTH)
def test_axes_of_the_caller_are_drawn_on_and_returned(draw, name):
    figure, ax = plt.subplots()
    assert draw[name](ax=ax, title="Message") is ax
    assert plt.get_fignums() == [figure.number]


@pytest.mark.parametrize("name", BOTH)
def test_script_and_characters_are_checked(draw, name):
    with pytest.raises(InputError, match="script='cantonese'"):
        draw[name](script="cantonese")
    with pytest.raises(InputError, match=r"U\+1F642"):
        draw[name](title="message 🙂")
    assert plt.get_fignums() == []


def segments(ax):
    return [[(s[0, 0], s[1, 0]) for s in lines.get_segments() if len(s)] for lines in ax.collections
            if isinstance(lines, LineCollection)]


def test_dots_and_both_intervals_hold_the_numbers(draw):
    ax = draw["keyness_dots"]()
    assert [label.get_text() for label in ax.get_yticklabels()] == ["加快", "新", "布局", "我国", "数据资源"]
    thick, thin, other_thick, other_thin = segments(ax)
    assert thick == [(3.3, 6.9), (1.1, 4.4), (2.8, 5.8)] and thin == [(2.6, 6.8), (1.3, 3.9), (0.7, 8.9)]
    assert other_thick[0] == (-5.2, -0.8) and other_thin == [(-4.8, -0.7), (-6.0, -0.2)]
    dots = {}
    for line in ax.lines:
        if line.get_marker() != "None":
            for x in line.get_xdata():
                dots[float(x)] = (line.get_markerfacecolor(), line.get_markeredgecolor(), line.get_marker())
    tasks = PARTS["tasks"]
    assert dots[4.7] == (tasks.colour, PAPER, tasks.marker), "filled: the conservative log ratio is not 0"
    assert dots[4.8] == (PAPER, tasks.colour, tasks.marker)
    assert dots[-2.8][0] == PAPER and dots[-3.1][0] != PAPER and dots[-3.1][2] == OTHER.marker
    assert ax.get_xlim()[0] < -6 and ax.get_xlim()[1] > 8.9


def test_counts_sizes_glosses_and_directions_are_written(draw):
    written = [t.get_text().strip() for t in texts(draw["keyness_dots"]())]
    for text in ("26", "2", "0", "17", "1,342 words", "2,693 words", "Tasks", "the rest", "more in Tasks",
                 "more in the rest", "accelerate"):
        assert text in written


def test_the_note_begins_with_what_the_marks_mean(draw):
    for note, rest in (("Basis", ["Basis"]), (None, [])):
        written = draw["keyness_dots"](note=note).figure.get_supxlabel().split("\n")
        assert written[0].startswith("Thin: words as independent draws.") and written[1:] == rest


def test_terms_can_be_chosen(draw):
    ax = draw["keyness_dots"](terms=["我国", "新"], script="traditional")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["我國", "新"]
    only = draw["keyness_dots"](top=1, bottom=0)
    assert "more in the rest" not in [t.get_text().strip() for t in texts(only)]


def test_shares_hold_the_numbers_in_percent_and_the_words(draw):
    ax = draw["attention_shares"]()
    dots = [(line.get_xdata()[0], line.get_color()) for line in ax.lines if line.get_marker() in "o^s"]
    assert [x for x, _ in dots] == [50, 25, 30, 75, 20, 0]
    assert {c for _, c in dots[::2]} == {PARTS["achievements"].colour}
    assert np.array([s for lines in segments(ax) for s in lines]) == pytest.approx(np.array([
        (25, 60), (12.5, 30), (15, 36), (37.5, 90), (10, 24), (0, 0)]))
    written = [t.get_text() for t in texts(ax)]
    assert {"Services", "Data", "Achievements", "Challenges", "500", "150", "words", "equal share"} <= set(written)
    (equal,) = [line.get_xdata()[0] for line in ax.lines if line.get_linestyle() == "--"]
    assert equal == pytest.approx(100 / 3)


def test_a_cell_without_a_value_is_empty(shares):
    ax = attention_shares(shares.drop(index=5), labels=NAMES)
    assert "–" in [t.get_text() for t in texts(ax)]


def test_errors_name_the_column(table, shares):
    with pytest.raises(InputError, match="conservative='lrc': the table has no such column"):
        keyness_dots(table.drop(columns="lrc"))
    with pytest.raises(InputError, match="exactly one row per term"):
        keyness_dots(pd.concat([table, table]))
    with pytest.raises(InputError, match="terms: '葡萄' is not in the table"):
        keyness_dots(table, terms=["葡萄"])
    with pytest.raises(InputError, match="nothing to draw"):
        keyness_dots(table[table["log_ratio"] < 0])
    with pytest.raises(InputError, match="exactly one row per part and system"):
        attention_shares(pd.concat([shares, shares]))
