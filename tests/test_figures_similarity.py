"""Figures of similarity: word shifts, trees, maps: the artists hold the tables' numbers and every label can be read."""

from __future__ import annotations

import itertools

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection
from matplotlib.patches import Ellipse
from matplotlib.text import Text
from readable import check_boxes

from analysis.correspondence import bootstrap_points, correspondence, ellipses
from analysis.errors import InputError
from analysis.figures import look, maps, shifts, trees
from analysis.figures.style import GREY, INK, SMALL
from analysis.similarity import cluster, similarity_matrix
from analysis.word_shifts import word_shift

PARTS = {"1": "Achievements", "2": "Challenges"}
IDS = ["1", "1.1", "2", "2.1", "3", "3.1"]
SECTIONS = pd.DataFrame({"section_id": IDS, "parent_id": ["", "1", "", "2", "", "3"], "level": [1, 2] * 3,
                         "kind": "heading"})


@pytest.fixture
def counts():
    texts = {"1": "甲甲甲乙", "1.1": "甲丙丙", "2": "乙乙丙", "2.1": "乙丁丁甲", "3": "丁丙", "3.1": "丁丁戊戊甲"}
    words = dict(zip("甲乙丙丁戊", ("数据", "平台", "服务", "算力", "一网通办")))
    rows = [(unit, words[letter], "han", text.count(letter)) for unit, text in texts.items() for letter in set(text)]
    return pd.DataFrame(rows, columns=["section_id", "term", "kind", "n"])


@pytest.fixture
def shift(counts):
    table = word_shift(counts, SECTIONS, first="1", second="2", draws=50)
    return table.assign(gloss=table["term"].map({"数据": "data", "平台": "platform"}))


@pytest.fixture
def divergence(counts):
    return word_shift(counts, SECTIONS, first="1", second="2", measure="jensen_shannon", draws=50)


@pytest.fixture
def pairs():
    names = ["1.1", "1.2", "2.1", "2.2"]
    table = pd.DataFrame(itertools.combinations(names, 2), columns=["first", "second"])
    return table.assign(value=[0.2, 0.8, 0.1, 0.3, 0.6, 0.15], measure="cosine")


@pytest.fixture
def leaves():
    return pd.DataFrame({"section_id": ["2.2", "1.1", "1.2", "2.1"], "part": ["2", "1", "1", "2"],
                         "system": ["data", "service", "data", "service"], "n": [40, 10, 20, 1300],
                         "label": ["2.2 Data", "1.1 Services", "1.2 Data", "2.1 Services"]})


@pytest.fixture
def analysed(counts):
    return correspondence(counts, SECTIONS, level="1", min_count=1)


@pytest.fixture
def regions(counts):
    return ellipses(bootstrap_points(counts, SECTIONS, level="1", min_count=1, draws=40))


@pytest.fixture
def draw(shift, divergence, pairs, leaves, analysed, regions):
    """Each figure by its name, drawn from the tiny tables; options are passed on."""
    glossed = analysed.terms.assign(gloss="gloss")
    return {
        "word_shift": lambda **o: shifts.word_shift(shift, first="1", second="2", labels=PARTS, **o),
        "word_shift_divergence": lambda **o: shifts.word_shift(divergence, **o),
        "dendrogram": lambda **o: trees.dendrogram(cluster(pairs), leaves=leaves, **o),
        "similarity_map": lambda **o: trees.similarity_map(similarity_matrix(pairs), merges=cluster(pairs),
                                                           leaves=leaves, **o),
        "correspondence_map": lambda **o: maps.correspondence_map(
            analysed.units, terms=glossed, axes=analysed.axes, regions=regions, labels=PARTS, **o),
    }


NAMES = ["word_shift", "word_shift_divergence", "dendrogram", "similarity_map", "correspondence_map"]


def pixels(ax):
    canvas = ax.get_figure(root=True).canvas
    canvas.draw()
    return np.asarray(canvas.buffer_rgba()).copy()


def texts(ax):
    """All texts that are drawn; matplotlib keeps labels of ticks beyond the axis's ends, and skips them."""
    figure, beyond = ax.get_figure(root=True), set()
    for axis in [axis for each in figure.axes for axis in (each.xaxis, each.yaxis)]:
        low, high = sorted(axis.get_view_interval())
        for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
            if not low <= tick.get_loc() <= high:
                beyond |= {tick.label1, tick.label2}
    written = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    return [text for text in written if text not in beyond]


def written(ax):
    return [text.get_text() for text in texts(ax)]


# ---- laws that hold for every figure


@pytest.mark.parametrize("name", NAMES)
def test_same_table_gives_same_pixels_whatever_the_readers_settings(draw, name):
    first = pixels(draw[name](title="Message", note="Basis"))
    with mpl.rc_context():
        plt.style.use("dark_background")
        mpl.rcParams.update({"font.size": 25, "xtick.labelsize": 30, "text.color": "red", "lines.linewidth": 9})
        before = dict(mpl.rcParams)
        drawn = pixels(draw[name](title="Message", note="Basis"))
        assert dict(mpl.rcParams) == before
    assert np.array_equal(first, drawn)


@pytest.mark.parametrize("name", NAMES)
def test_texts_have_the_font_and_size_lie_inside_and_do_not_overlap(draw, name):
    ax = draw[name](title="The message of the figure", note="What was counted")
    pixels(ax)
    check_boxes(ax.get_figure(root=True), texts(ax), smallest=SMALL)


@pytest.mark.parametrize("name", NAMES)
def test_wrong_characters_and_scripts_are_refused_and_leave_no_figure(draw, name):
    with pytest.raises(InputError, match=r"U\+1F642"):
        draw[name](title="message 🙂")
    with pytest.raises(InputError, match="script='cantonese': must be one of simplified, traditional"):
        draw[name](script="cantonese")
    assert plt.get_fignums() == []


@pytest.mark.parametrize("name", NAMES)
def test_axes_of_the_caller_are_drawn_on_and_returned(draw, name):
    figure, ax = plt.subplots()
    assert draw[name](ax=ax, title="Message", note="Basis") is ax
    assert ax.get_title(loc="left") == "Message" and plt.get_fignums() == [figure.number]


# ---- what each figure shows


def test_word_shift_draws_contributions_counts_sizes_and_the_total(shift, draw):
    ax = draw["word_shift"]()
    bars = [bar.get_width() for bar in ax.patches]
    assert bars[: len(shift)] == pytest.approx((100 * shift["contribution"]).tolist())
    assert bars[-2] == pytest.approx(-bars[-1]), "both units have seven words"
    assert [label.get_text() for label in ax.get_yticklabels()] == shift["term"].tolist()
    row = shift.iloc[0]
    assert {"Achievements, 7 words", "Challenges, 7 words", "data", "platform", "4", "3",
            f"Share of words that differs: {row['total']:.2f}",
            f"passages shuffled: {row['total_shuffled']:.2f} ({row['total_low']:.2f}–{row['total_high']:.2f})",
            } <= set(written(ax))
    lines = [segment for c in ax.collections if isinstance(c, LineCollection) for segment in c.get_segments()]
    drawn = {(round(segment[0, 0], 6), round(segment[1, 0], 6)) for segment in lines}
    assert {(round(100 * low, 6), round(100 * high, 6)) for low, high in zip(shift["low"], shift["high"])} <= drawn
    left, right = ax.get_xlim()
    dot = next(line for line in ax.lines if line.get_marker() == "o")
    assert dot.get_xdata()[0] / right == pytest.approx(0.96 * (2 * row["total"] - 1)) and left == -right


def test_word_shift_shows_the_side_of_a_divergence_and_pales_the_unsure(divergence):
    ax = shifts.word_shift(divergence, first="1", second="2")
    sides = np.where(divergence["direction"] == "first", -1, 1)
    bars = ax.patches[: len(divergence)]
    assert [bar.get_width() for bar in bars] == pytest.approx((sides * divergence["contribution"]).tolist())
    colours = [mpl.colors.to_hex(bar.get_facecolor()).upper() for bar in bars]
    assert colours == [look("1" if side < 0 else "2").colour for side in sides]
    assert [bar.get_alpha() < 1 for bar in bars] == (divergence["kept"] < 0.95).tolist()


def test_word_shift_of_unknown_units_has_two_colours(shift):
    ax = shifts.word_shift(shift, top=2)
    assert len({bar.get_facecolor()[:3] for bar in ax.patches[-2:]}) == 2
    assert {"first unit, 7 words", "second unit, 7 words"} <= set(written(ax)) and len(ax.patches) == 4


def test_word_shift_in_traditional_characters(shift):
    assert "數據" in written(shifts.word_shift(shift, script="traditional"))


def test_dendrogram_joins_at_the_distances_and_colours_what_is_of_one_system(pairs, leaves, draw):
    ax = draw["dendrogram"]()
    merges = cluster(pairs)
    uprights = [(c.get_segments()[0], mpl.colors.to_hex(c.get_color()[0]).upper()) for c in ax.collections
                if np.ptp(c.get_segments()[0][:, 0]) == 0]
    assert [segment[0, 0] for segment, _ in uprights] == pytest.approx(merges["distance"].tolist())
    assert [colour for _, colour in uprights] == [look("service").colour, look("data").colour, GREY.upper()]
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert sorted(names) == sorted(leaves["label"]) and {"1,300", "words"} <= set(written(ax))
    assert abs(names.index("1.1 Services") - names.index("2.1 Services")) == 1
    assert "1 − cosine of tf-idf" in ax.get_xlabel()


def test_dendrogram_of_units_that_are_all_alike_is_drawn():
    merges = pd.DataFrame({"merge": ["m1"], "left": ["1"], "right": ["2"], "distance": [0.0], "of": ["words"]})
    assert trees.dendrogram(merges).get_xlim() == (0, 1)


def test_dendrogram_of_bare_merges_names_the_units(pairs):
    ax = trees.dendrogram(cluster(pairs))
    assert sorted(label.get_text() for label in ax.get_yticklabels()) == ["1.1", "1.2", "2.1", "2.2"]


def test_similarity_map_darkens_frames_systems_and_keeps_the_trees_order(pairs, draw):
    ax = draw["similarity_map"]()
    order = [label.get_text() for label in ax.get_xticklabels()]
    square = similarity_matrix(pairs).loc[order, order].to_numpy()
    cells = [patch for patch in ax.patches if patch.get_width() == 1]
    greys = [sum(patch.get_facecolor()[:3]) for patch in cells]
    values = [square[int(patch.get_y()), int(patch.get_x())] for patch in cells]
    assert len(cells) == 12 and np.argsort(greys, kind="stable").tolist() == np.argsort(
        -np.array(values), kind="stable").tolist()
    frames = [mpl.colors.to_hex(patch.get_edgecolor()).upper() for patch in ax.patches if patch.get_width() < 1]
    assert sorted(frames) == sorted([look("data").colour, look("service").colour] * 2)
    assert "Cosine of tf-idf" in written(ax)


def test_similarity_map_hatches_what_is_unknown(pairs):
    square = similarity_matrix(pairs)
    square.loc["1.1", "1.2"] = np.nan
    ax = trees.similarity_map(square)
    assert sum(patch.get_hatch() == "////" for patch in ax.patches) == 1
    assert [label.get_text() for label in ax.get_xticklabels()] == list(square.index)


def test_correspondence_map_places_units_terms_and_regions(analysed, regions, draw):
    ax = draw["correspondence_map"](quality=0.0)
    dots = [tuple(line.get_xydata()[0]) for line in ax.lines if line.get_markersize() == 6.5]
    assert dots == [tuple(row) for row in analysed.units[["axis_1", "axis_2"]].to_numpy()]
    crosses = next(line for line in ax.lines if line.get_marker() == "x" and line.get_markersize() == 3)
    assert len(crosses.get_xdata()) == len(analysed.terms)
    drawn = [patch for patch in ax.patches if isinstance(patch, Ellipse)]
    assert sorted({(p.get_width(), p.get_height()) for p in drawn}) == sorted(
        {(2 * row.major, 2 * row.minor) for row in regions.itertuples()})
    share = 100 * analysed.axes["share"]
    assert ax.get_xlabel() == f"Axis 1: {share[0]:.1f} % of the inertia"
    assert {"Achievements", "Challenges", "3", "数据"} <= set(written(ax))
    assert ax.get_aspect() == 1


def test_correspondence_map_leaves_out_terms_of_low_quality_and_hollows_units(analysed):
    units = analysed.units.assign(cos2_1=[0.1, 0.8, 0.8], cos2_2=0.1)
    terms = analysed.terms.assign(cos2_1=[0.1, 0.5, 0.5, 0.5, 0.5], cos2_2=0.1)
    ax = maps.correspondence_map(units, terms=terms, quality=0.3, top=3)
    crosses = next(line for line in ax.lines if line.get_marker() == "x" and line.get_markersize() == 3)
    good = terms.iloc[1:].assign(both=lambda t: -(t["contribution_1"] + t["contribution_2"]).round(12))
    assert crosses.get_xdata().tolist() == good.sort_values(["both", "term"])["axis_1"].head(3).tolist()
    dots = [line for line in ax.lines if line.get_markersize() == 6.5]
    assert [line.get_markerfacecolor() == line.get_markeredgecolor() for line in dots] == [False, True, True]


def test_crowded_terms_keep_their_cross_and_lose_their_name():
    columns = ["axis_1", "axis_2", "contribution_1", "contribution_2", "cos2_1", "cos2_2"]
    terms = pd.DataFrame([[f"数据{i:02d}", 0.5, 0.5, 0.1, 0.1, 0.5, 0.5] for i in range(30)])
    units = pd.DataFrame([["1", 0.0, 0.0, 1, 1, 0.5, 0.5], ["2", 1.0, 1.0, 1, 1, 0.5, 0.5]])
    terms, units = terms.set_axis(["term", *columns], axis=1), units.set_axis(["unit", *columns], axis=1)
    ax = maps.correspondence_map(units, terms=terms, top=30)
    named = [text for text in written(ax) if text.startswith("数据")]
    assert 1 < len(named) < 30 and named[0] == "数据00"
    assert all(text.get_color() == INK for text in texts(ax) if text.get_text() in named)


def test_unusable_tables_are_named(shift, pairs, leaves, analysed, regions):
    with pytest.raises(InputError, match="total='total': the table has no such column"):
        shifts.word_shift(shift.drop(columns="total"))
    with pytest.raises(InputError, match="exactly one row per term"):
        shifts.word_shift(pd.concat([shift, shift]))
    with pytest.raises(InputError, match="leaves: no row for unit '1.1'"):
        trees.dendrogram(cluster(pairs), leaves=leaves.iloc[[0]])
    with pytest.raises(InputError, match="merge='merge': the table has no such column"):
        trees.dendrogram(pairs)
    square = similarity_matrix(pairs)
    with pytest.raises(InputError, match="rows and columns must be the same units"):
        trees.similarity_map(square.iloc[:3])
    with pytest.raises(InputError, match="merges: joins other units than the matrix has"):
        trees.similarity_map(square.iloc[:3, :3], merges=cluster(pairs))
    with pytest.raises(InputError, match="regions are known for axes 1 and 2 only"):
        maps.correspondence_map(analysed.units, regions=regions, plane=(2, 1))
    with pytest.raises(InputError, match="y='axis_3': the table has no such column"):
        maps.correspondence_map(analysed.units, plane=(1, 3))
