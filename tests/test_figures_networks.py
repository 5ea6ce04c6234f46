"""The network figure: artists hold the table's numbers, labels lie apart, and unusable tables are refused."""

from __future__ import annotations

import itertools

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.text import Text

from analysis.errors import InputError
from analysis.figures.networks import GROUPS, _apart, network
from analysis.figures.style import PARTS, SYSTEMS
from analysis.fonts import FAMILY


@pytest.fixture
def nodes():
    rows = [("数据", "data", 16, 1, 0.0, 0.0), ("共享", "sharing", 4, 1, 0.0, 0.0),
            ("平台", "platform", 9, 2, 0.1, 0.0), ("算力", "computing power of all the centres", 4, 2, 1.0, -1.0)]
    return pd.DataFrame(rows, columns=["term", "gloss", "n", "community", "x", "y"])


@pytest.fixture
def edges():
    return pd.DataFrame({"first": ["数据", "平台"], "second": ["共享", "算力"], "log_dice": [13.0, 11.0], "n": [4, 3]})


def marks(ax):
    return [c for c in ax.collections if isinstance(c, PathCollection)]


def shown(ax):
    ax.get_figure(root=True).canvas.draw()
    texts = ax.get_figure(root=True).findobj(Text)
    return [t for t in texts if t.get_visible() and t.get_text().strip()]


def test_marks_lines_and_labels_hold_the_numbers(nodes, edges):
    ax = network(nodes, edges, title="Message", note="Basis")
    sizes = {tuple(map(float, place)): area for c in marks(ax) for place, area in zip(c.get_offsets(), c.get_sizes())}
    assert len(sizes) == 4
    circles, squares = (c.get_sizes() for c in marks(ax))
    assert circles[0] / circles[1] == pytest.approx(16 / 4)
    assert squares[0] / (circles[1] * np.pi / 4) == pytest.approx(9 / 4), "equal numbers have equal areas"
    (lines,) = [c for c in ax.collections if isinstance(c, LineCollection)]
    assert list(lines.get_linewidths()) == [3.0, 0.5]
    for segment in lines.get_segments():
        assert all(tuple(map(float, end)) in sizes for end in segment)
    written = [t.get_text() for t in shown(ax)]
    assert {"数据", "16", "data", "算力", "Message", "Basis"} <= set(written)
    assert "Number and area of a mark: passages; width of a line: logDice 11.0 to 13.0" in written
    assert {"computing power of", "all the centres"} <= set(written), "a long gloss has two lines"


def test_no_two_labels_overlap_and_all_lie_inside(nodes, edges):
    ax = network(nodes, edges, title="Message", note="Basis")
    boxes, whole = [], ax.get_figure(root=True).bbox.padded(1)
    for text in shown(ax):
        assert text.get_fontfamily() == [FAMILY]
        box = text.get_window_extent()
        assert whole.contains(box.x0, box.y0) and whole.contains(box.x1, box.y1), text.get_text()
        boxes.append((text.get_text(), box.padded(-2)))
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        assert not (a.x0 < b.x1 and b.x0 < a.x1 and a.y0 < b.y1 and b.y0 < a.y1), (one, other)


def test_same_table_gives_same_pixels_and_settings_stay(nodes, edges):
    def pixels():
        canvas = network(nodes, edges).get_figure(root=True).canvas
        canvas.draw()
        return np.asarray(canvas.buffer_rgba()).copy()

    plain = pixels()
    with mpl.rc_context({"font.size": 25, "text.color": "red"}):
        assert np.array_equal(plain, pixels())
        assert mpl.rcParams["font.size"] == 25


def test_colours_of_groups_are_no_part_or_system_unless_given(nodes, edges):
    reserved = {look.colour.lower() for look in [*PARTS.values(), *SYSTEMS.values()]}
    assert not reserved & {colour.lower() for colour, _ in GROUPS}

    def drawn(**options):
        return [mpl.colors.to_hex(c.get_facecolors()[0]) for c in marks(network(nodes, edges, **options))]

    assert drawn() == [colour.lower() for colour, _ in GROUPS[:2]]
    assert drawn(colours={2: "#ab000d"}) == [GROUPS[0][0].lower(), "#ab000d"]
    assert drawn(group=None) == [GROUPS[0][0].lower()]


def test_callers_axes_script_and_missing_columns(nodes, edges):
    figure, mine = plt.subplots()
    assert network(nodes, edges, ax=mine, script="traditional") is mine
    assert "數據" in [t.get_text() for t in shown(mine)]
    plain = network(nodes.drop(columns=["gloss", "community"]), edges.head(1))
    assert "data" not in [t.get_text() for t in shown(plain)]


@pytest.mark.parametrize("seed", range(5))
def test_boxes_are_moved_apart_inside_the_room(seed):
    rng = np.random.default_rng(seed)
    boxes = rng.uniform([30, 25], [85, 50], (40, 2))
    centres = _apart(rng.normal(0, 1, (40, 2)).round(1), boxes, (447.0, 365.0))
    low, high = centres - boxes / 2, centres + boxes / 2
    assert (low >= -1e-9).all() and (high <= np.array([447, 365]) + 1e-9).all()
    for i, j in itertools.combinations(range(40), 2):
        assert (low[i] >= high[j] - 1e-9).any() or (low[j] >= high[i] - 1e-9).any()


def test_unusable_tables_are_named(nodes, edges):
    with pytest.raises(InputError, match="edges: '服务' is no term of nodes"):
        network(nodes, edges.assign(second="服务"))
    with pytest.raises(InputError, match="width='weight': the table has no such column"):
        network(nodes, edges, width="weight")
    with pytest.raises(InputError, match="exactly one row per term"):
        network(pd.concat([nodes, nodes]), edges)
    many = pd.concat([nodes.assign(term=nodes["term"] + chr(0x4E00 + i)) for i in range(40)])
    with pytest.raises(InputError, match="the labels of 160 terms do not fit; draw fewer"):
        network(many, edges.assign(first="数据一", second="平台一"))
    with pytest.raises(InputError, match=r"U\+1F642"):
        network(nodes.assign(term=["🙂", *nodes["term"][1:]]), edges.head(0).reindex([0]).assign(
            first="🙂", second="平台", log_dice=1.0))
    assert plt.get_fignums() == []
