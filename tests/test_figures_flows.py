"""Flows: ribbons are as wide as their items, what is not linked is marked, and every label can be read."""

from __future__ import annotations

import itertools

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.text import Text

from analysis.answer_summaries import system_bands, system_flows
from analysis.errors import InputError
from analysis.figures import look, save
from analysis.figures.flows import STRONG, WEAK, answer_links, flow_diagram
from analysis.fonts import FAMILY

PART_NAMES = {"1": "Achievements", "2": "Challenges", "3": "Tasks"}


def linked(first, second, matched):
    """Pairs of two items for each of two systems; ``matched`` holds pairs of ids and their adjusted p."""
    ids = {part: [f"{part}.{k}.{i}" for k in (1, 2) for i in (1, 2)] for part in (first, second)}
    rows = [(c, t, matched.get((c, t), 0.9)) for c, t in itertools.product(ids[first], ids[second])]
    table = pd.DataFrame(rows, columns=["challenge_id", "task_id", "p_bh"])
    systems = {"1": "data", "2": "rules"}
    for name in ("challenge", "task"):
        table[f"{name}_system"] = table[f"{name}_id"].str[2].map(systems)
        table[f"n_{name}"] = 10 + 20 * (table[f"{name}_id"].str[2] == "1")
    same = table["challenge_system"] == table["task_system"]
    return table.assign(p=table["p_bh"] / 2, matched=table["p_bh"] < 0.5, excess=0.1, similarity=0.1,
                        same_system=same.astype("boolean"))


@pytest.fixture
def links():
    first = linked("1", "2", {("1.1.1", "2.2.1"): 0.2})
    second = linked("2", "3", {("2.1.1", "3.1.1"): 0.01, ("2.1.1", "3.2.1"): 0.3, ("2.2.2", "3.2.1"): 0.0004})
    return first, second


@pytest.fixture
def tables(links):
    return pd.concat([system_flows(pairs) for pairs in links]), system_bands(links)


@pytest.fixture
def draw(tables, links):
    names = {"2.1.1": "lagging laws", "3.1.1": "law 法律"}
    return {
        "flow_diagram": lambda **o: flow_diagram(*tables, labels=PART_NAMES, **o),
        "answer_links": lambda **o: answer_links(links[1], names=names, **o),
    }


NAMES = ["flow_diagram", "answer_links"]


def texts(ax):
    found = ax.get_figure(root=True).findobj(Text)
    return [text for text in found if text.get_text().strip() and text.get_visible() and text.axes is None
            or text.get_text().strip() and text in ax.texts]


def pixels(ax):
    canvas = ax.get_figure(root=True).canvas
    canvas.draw()
    return np.asarray(canvas.buffer_rgba()).copy()


@pytest.mark.parametrize("name", NAMES)
def test_same_table_gives_same_pixels_whatever_the_settings(draw, name):
    plain = pixels(draw[name](title="Message", note="Basis"))
    with mpl.rc_context():
        plt.style.use("dark_background")
        assert np.array_equal(plain, pixels(draw[name](title="Message", note="Basis")))


@pytest.mark.parametrize("name", NAMES)
def test_texts_have_the_font_lie_inside_and_do_not_overlap(draw, name):
    ax = draw[name](title="The message of the figure", note="What was counted")
    pixels(ax)
    whole = ax.get_figure(root=True).bbox.padded(1)
    boxes = []
    for text in texts(ax):
        assert text.get_fontfamily() == [FAMILY]
        box = text.get_window_extent()
        assert whole.contains(box.x0, box.y0) and whole.contains(box.x1, box.y1), text.get_text()
        boxes.append((text.get_text(), box.padded(-2)))
    assert len(boxes) > 8
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        assert not (a.x0 < b.x1 and b.x0 < a.x1 and a.y0 < b.y1 and b.y0 < a.y1), (one, other)


@pytest.mark.parametrize("name", NAMES)
def test_axes_of_the_caller_and_bad_titles(draw, name, tmp_path):
    with pytest.raises(InputError, match=r"U\+1F642"):
        draw[name](title="message 🙂")
    assert plt.get_fignums() == []
    _, ax = plt.subplots(figsize=(6.3, 4))
    assert draw[name](ax=ax, title="Message", note="Basis") is ax
    assert save(ax, tmp_path / "a.svg").stat().st_size > 0


def ribbons(ax):
    return {(patch.get_gid(), round(patch.get_path().vertices[0, 0], 2)): patch for patch in ax.patches
            if isinstance(patch, PathPatch)}


def test_ribbons_are_as_wide_as_their_items(tables):
    flows, bands = tables
    ax = flow_diagram(flows, bands, labels=PART_NAMES)
    drawn = list(ribbons(ax).values())
    assert len(drawn) == len(flows) == 4
    heights = {}
    for patch in drawn:
        x, y = patch.get_path().vertices[:-1].T
        at = (round(x[0], 2), patch.get_gid())
        heights[at] = (y[7] - y[0], y[4] - y[3])
    boxes = [box for box in ax.patches if isinstance(box, Rectangle) and box.get_width() > 0.5]
    assert len(boxes) == 6
    # Each system has two items; data has 60 of 80 words.
    data, rules = boxes[0].get_height(), boxes[1].get_height()
    assert data == pytest.approx(3 * rules)
    second = {gid: pair for (x, gid), pair in heights.items() if x > 2}
    assert second["data>data"] == pytest.approx((data / 4, data / 2)), "half an item leaves, one of two arrives"
    assert second["data>rules"] == pytest.approx((data / 4, rules / 4)), "3.2.1 answers two challenges"
    assert second["rules>rules"] == pytest.approx((rules / 2, rules / 4))


def test_colour_tells_where_a_ribbon_comes_from_and_strength_how_sure(tables):
    drawn = ribbons(flow_diagram(*tables))
    patch = {gid: patch for (gid, x), patch in drawn.items() if x > 2}
    assert mpl.colors.to_hex(patch["data>rules"].get_facecolor()).upper() == look("data").colour
    assert patch["data>data"].get_alpha() == STRONG and patch["data>rules"].get_alpha() == WEAK


def test_what_is_not_linked_is_hatched_and_told(tables):
    ax = flow_diagram(*tables, labels=PART_NAMES)
    open_shares = [box for box in ax.patches if isinstance(box, Rectangle) and box.get_hatch()]
    # achievements: 1 of 2 and 2 of 2 open; challenges before: 2 and 1, after: 1 and 1; tasks: 1 and 1.
    assert len(open_shares) == 8
    written = [text.get_text() for text in ax.texts]
    assert {"1 of 2 taken up", "0 of 2 taken up", "1 of 2 answered", "1 of 2 prompted"} <= set(written)
    assert "Challenges, 80 words" in written


def test_nothing_flows_and_the_boxes_remain(tables):
    flows, bands = tables
    ax = flow_diagram(flows.iloc[:0], bands)
    assert not ribbons(ax) and len(ax.patches) > 6


def test_flows_must_fit_the_bands(tables):
    flows, bands = tables
    with pytest.raises(InputError, match="a system is not among the bands"):
        flow_diagram(flows, bands[bands["system"] != "rules"])
    with pytest.raises(InputError, match="words: has 1 for 3 parts"):
        flow_diagram(flows, bands, words=["answered"])
    with pytest.raises(InputError, match="has no such column"):
        flow_diagram(flows, bands.drop(columns="n_words"))


def test_a_line_for_each_match(links):
    ax = answer_links(links[1])
    lines = [line for line in ax.lines if len(line.get_xdata()) == 2]
    assert sorted((line.get_linewidth(), line.get_linestyle()) for line in lines) == [
        (0.9, "--"), (2.2, "-"), (2.2, "-")]  # fmt: skip
    written = [text.get_text() for text in ax.texts]
    assert {"Challenges: 2 of 4 linked", "Tasks: 2 of 4 linked"} <= set(written)
    assert {"2.1.1   p .005", "2.2.2   p < .001", "3.2.2"} <= set(written)
    open_dots = [line for line in ax.lines if len(line.get_xdata()) == 1 and line.get_color() == "#FFFFFF"]
    assert len(open_dots) == 4


def test_names_too_long_are_refused(links):
    with pytest.raises(InputError, match="names: are too long"):
        answer_links(links[1], names={"2.1.1": "word " * 30, "3.1.1": "word " * 10})
