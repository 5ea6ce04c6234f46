"""Figures: the artists hold the table's numbers, every label can be read, and no setting is touched."""

from __future__ import annotations

import itertools

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.collections import LineCollection
from matplotlib.text import Text
from readable import check_boxes

from analysis import figures
from analysis.clouds import cloud_and_bars, word_cloud
from analysis.errors import InputError
from analysis.figures.labels import spread
from analysis.figures.style import INK, OTHER, PAPER, text_colour, wrap

PART_NAMES = {"1": "Achievements", "2": "Challenges", "3": "Tasks"}


@pytest.fixture
def rates():
    """Three parts of 1,000, 500 and 2,000 tokens with three terms; 算力 doesn't occur in the first."""
    n = {"1": (20, 0, 5), "2": (5, 4, 3), "3": (30, 12, 6)}
    size = {"1": 1000, "2": 500, "3": 2000}
    glosses = {"数据": "data", "算力": "computing power", "一网通办": "one-stop service"}
    table = pd.DataFrame(
        [(part, term, glosses[term], k, size[part]) for part in n for term, k in zip(glosses, n[part])],
        columns=["section_id", "term", "gloss", "n", "n_tokens"],
    )
    rate = 10_000 * table["n"] / table["n_tokens"]
    return table.assign(per_10k_tokens=rate, per_10k_low=0.5 * rate, per_10k_high=1.5 * rate + 10)


@pytest.fixture
def grid():
    cells = itertools.product(figures.PARTS, figures.SYSTEMS)
    return pd.DataFrame(
        [(part, system, float(i), 100 + 10 * i) for i, (part, system) in enumerate(cells)],
        columns=["part", "system", "share", "n_tokens"],
    )


@pytest.fixture
def sections():
    rows = [
        ("front", "", 0, "front", 0, 50, 50, "", 20),
        ("1", "", 1, "heading", 50, 60, 300, "", 5),
        ("1.1", "1", 2, "heading", 60, 80, 200, "service", 10),
        ("1.1.1", "1.1", 3, "item", 80, 200, 200, "", 60),
        ("1.2", "1", 2, "heading", 200, 300, 300, "platforms", 50),
        ("2", "", 1, "heading", 300, 500, 500, "", 100),
    ]
    columns = [
        "section_id",
        "parent_id",
        "level",
        "kind",
        "start",
        "end",
        "subtree_end",
        "system",
        "n_tokens",
    ]
    return pd.DataFrame(rows, columns=columns)


@pytest.fixture
def counts():
    rows = [("front", "数据", 1), ("1.1.1", "数据", 3), ("2", "数据", 2), ("2", "算力", 4)]
    return pd.DataFrame(rows, columns=["section_id", "term", "n"])


@pytest.fixture
def edits():
    rows = [(5, "script", "certain"), (9, "script", "certain"), (7, "shifted_bytes", "unsure")]
    return pd.DataFrame(rows, columns=["start", "repair", "certainty"])


@pytest.fixture
def frequencies():
    return pd.DataFrame({"term": ["数据", "服务", "算力", "平台"], "rank": [1, 2, 3, 4], "n": [12, 6, 4, 3]})


@pytest.fixture
def ranks():
    rows = [("terms", "数据", 1), ("terms", "算力", 2), ("terms", "平台", 3)]
    rows += [("bigrams", "数据", 1), ("bigrams", "算力", 3), ("bigrams", "平台", 2)]
    return pd.DataFrame(rows, columns=["variant", "term", "rank"]).assign(n_tokens=900)


@pytest.fixture
def growth():
    return pd.DataFrame({"tokens": [0, 10, 20], "types": [0, 8, 13], "low": [0, 7, 12], "high": [0, 9, 15]})


@pytest.fixture
def draw(rates, grid, sections, counts, edits, frequencies, ranks, growth):
    """Each figure by its name, drawn from the tiny tables; options are passed on."""
    return {
        "term_bars": lambda **o: figures.term_bars(rates[rates.section_id == "3"], part="3", **o),
        "part_panels": lambda **o: figures.part_panels(rates, labels=PART_NAMES, **o),
        "part_dots": lambda **o: figures.part_dots(rates, labels=PART_NAMES, **o),
        "term_slopes": lambda **o: figures.term_slopes(rates, highlight=["算力"], labels=PART_NAMES, **o),
        "bump_chart": lambda **o: figures.bump_chart(ranks, top=2, **o),
        "heat_map": lambda **o: figures.heat_map(grid, **o),
        "section_strip": lambda **o: figures.section_strip(sections, labels=PART_NAMES, **o),
        "section_lengths": lambda **o: figures.section_lengths(grid, **o),
        "edits_barcode": lambda **o: figures.edits_barcode(edits, length=10, **o),
        "dispersion_plot": lambda **o: figures.dispersion_plot(counts, sections, terms=["数据", "算力"], **o),
        "rank_frequency": lambda **o: figures.rank_frequency(frequencies, exponent=1.0, **o),
        "vocabulary_growth": lambda **o: figures.vocabulary_growth(growth, **o),
        "word_cloud": lambda **o: word_cloud(rates[rates.section_id == "3"], **o),
        "cloud_and_bars": lambda **o: cloud_and_bars(rates[rates.section_id == "3"], part="3", **o),
    }


NAMES = [
    "term_bars", "part_panels", "part_dots", "term_slopes", "bump_chart", "heat_map", "section_strip",
    "section_lengths", "edits_barcode", "dispersion_plot", "rank_frequency", "vocabulary_growth",
    "word_cloud", "cloud_and_bars",
]  # fmt: skip
WITH_TERMS = [n for n in NAMES if n not in {"edits_barcode", "vocabulary_growth"}]


def figure_of(axes):
    return np.ravel(axes)[0].get_figure(root=True)


def pixels(axes):
    canvas = figure_of(axes).canvas
    canvas.draw()
    return np.asarray(canvas.buffer_rgba()).copy()


def texts(axes):
    """All texts that are drawn; matplotlib keeps labels of ticks beyond the axis's ends, and skips them."""
    figure, beyond = figure_of(axes), set()
    for axis in [axis for ax in figure.axes for axis in (ax.xaxis, ax.yaxis)]:
        low, high = sorted(axis.get_view_interval())
        for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
            if not low <= tick.get_loc() <= high:
                beyond |= {tick.label1, tick.label2}
    written = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]
    return [t for t in written if t not in beyond]


def labels(ax):
    return [label.get_text() for label in ax.get_yticklabels()]


# ---- laws that hold for every figure


@pytest.mark.parametrize("name", NAMES)
def test_same_table_gives_same_pixels(draw, name):
    first = pixels(draw[name](title="Message", note="Basis"))
    assert np.array_equal(first, pixels(draw[name](title="Message", note="Basis")))


@pytest.mark.parametrize("name", NAMES)
def test_readers_settings_neither_change_nor_matter(draw, name):
    plain = pixels(draw[name](title="Message"))
    with mpl.rc_context():
        plt.style.use("dark_background")
        mpl.rcParams.update(
            {"font.size": 25, "xtick.labelsize": 30, "text.color": "red", "lines.linewidth": 9}
        )
        before = dict(mpl.rcParams)
        drawn = pixels(draw[name](title="Message"))
        assert dict(mpl.rcParams) == before
    assert np.array_equal(plain, drawn)


@pytest.mark.parametrize("name", NAMES)
def test_texts_have_the_font_lie_inside_and_do_not_overlap(draw, name):
    axes = draw[name](title="The message of the figure", note="What was counted")
    pixels(axes)
    check_boxes(figure_of(axes), texts(axes))


@pytest.mark.parametrize("name", NAMES)
def test_a_character_outside_the_font_is_refused_and_leaves_no_figure(draw, name):
    with pytest.raises(InputError, match=r"U\+1F642"):
        draw[name](title="message 🙂")
    assert plt.get_fignums() == []


@pytest.mark.parametrize("name", WITH_TERMS)
def test_script_is_checked(draw, name):
    with pytest.raises(InputError, match="script='cantonese': must be one of simplified, traditional"):
        draw[name](script="cantonese")


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"part_panels", "cloud_and_bars"}))
def test_axes_of_the_caller_are_drawn_on_and_returned(draw, name):
    figure, ax = plt.subplots()
    assert draw[name](ax=ax, title="Message", note="Basis") is ax
    assert ax.get_title(loc="left") == "Message" and figure.get_suptitle() == ""
    assert plt.get_fignums() == [figure.number]


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_saved_files_are_equal_and_hold_no_date(draw, tmp_path, kind):
    first = figures.save(draw["term_bars"](title="数据"), tmp_path / f"a.{kind}").read_bytes()
    assert first == figures.save(draw["term_bars"](title="数据"), tmp_path / f"b.{kind}").read_bytes()
    assert b"date" not in first.lower() and b"Software" not in first


def test_saving_refuses_another_ending(draw, tmp_path):
    with pytest.raises(InputError, match=r"\.png or \.svg"):
        figures.save(draw["term_bars"](), tmp_path / "a.gif")


# ---- what each figure shows


def test_term_bars_hold_rates_intervals_counts_and_size(rates):
    ax = figures.term_bars(rates[rates.section_id == "3"], part="3")
    assert labels(ax) == ["数据", "算力", "一网通办"]
    assert [bar.get_width() for bar in ax.patches] == [150, 60, 30]
    assert {mpl.colors.to_hex(bar.get_facecolor()).upper() for bar in ax.patches} == {"#DDAA33"}
    *_, lines = [c for c in ax.collections if isinstance(c, LineCollection)]
    assert [(s[0, 0], s[1, 0]) for s in lines.get_segments()] == [(75, 235), (30, 100), (15, 55)]
    written = [t.get_text() for t in texts(ax)]
    assert {"30", "12", "6", "n", "data", "computing power", "one-stop service"} <= set(written)
    assert ax.get_xlabel() == "Rate per 10,000 tokens; 2,000 tokens in all"


def test_term_bars_order_ties_by_term_and_show_the_undefined():
    table = pd.DataFrame({"term": ["b", "a", "c"], "per_10k_tokens": [1.0, 1.0, np.nan]})
    ax = figures.term_bars(table)
    assert labels(ax) == ["a", "b", "c"]
    assert "–" in [t.get_text() for t in texts(ax)]


def test_term_bars_reach_below_zero():
    table = pd.DataFrame({"term": ["a", "b"], "log_ratio": [2.0, -3.0]})
    ax = figures.term_bars(table, value="log_ratio", xlabel="Log ratio")
    assert ax.get_xlim()[0] < -3


def test_part_panels_share_words_order_and_scale(rates):
    axes = figures.part_panels(rates, labels=PART_NAMES)
    assert labels(axes[0]) == ["数据", "算力", "一网通办"]
    assert [[bar.get_width() for bar in ax.patches] for ax in axes] == [
        [200, 0, 50],
        [100, 80, 60],
        [150, 60, 30],
    ]
    assert len({ax.get_xlim() for ax in axes}) == 1
    assert [line.get_xdata()[1] for ax in axes for line in ax.lines] == [0.5, 0.25, 1.0]
    assert {"Challenges", "500 tokens"} <= {t.get_text() for t in texts(axes)}


def test_part_panels_end_where_the_longest_bar_or_interval_ends(rates):
    longer = rates.assign(per_10k_tokens=rates["per_10k_tokens"] * [1, 1, 1, 9, 9, 9, 1, 1, 1])
    longer = longer.assign(per_10k_high=longer["per_10k_tokens"] + 30)
    for table in (longer, longer.drop(columns=["per_10k_low", "per_10k_high"])):
        for ax in figures.part_panels(table, labels=PART_NAMES):
            assert ax.get_xlim()[1] >= max(longer["per_10k_tokens"])


def test_part_panels_can_be_given_words_parts_and_axes(rates):
    _, mine = plt.subplots(1, 2)
    axes = figures.part_panels(rates, terms=["算力"], groups=["3", "1"], axes=mine)
    assert [bar.get_width() for ax in axes for bar in ax.patches] == [60, 0]


def test_part_dots_tell_parts_by_colour_and_shape(rates):
    ax = figures.part_dots(rates, labels=PART_NAMES)
    dots = [line for line in ax.lines if line.get_label() in PART_NAMES.values()]
    assert [line.get_xdata().tolist() for line in dots] == [[200, 0, 50], [100, 80, 60], [150, 60, 30]]
    assert [line.get_marker() for line in dots] == ["o", "^", "s"]
    assert "Tasks, 2,000 tokens" in [t.get_text() for t in texts(ax)]


def test_term_slopes_name_lines_at_their_end_and_sizes_below(rates):
    ax = figures.term_slopes(rates, highlight=["算力"], labels=PART_NAMES)
    lines = {line.get_color(): line.get_ydata().tolist() for line in ax.lines if len(line.get_ydata()) == 3}
    assert lines[INK] == [0, 80, 60]
    assert {"算力  computing power", "Challenges", "500 tokens"} <= {t.get_text() for t in texts(ax)}


def test_term_slopes_refuse_a_gap(rates):
    with pytest.raises(InputError, match="'一网通办' has no value in one of the groups"):
        figures.term_slopes(rates.drop(index=8))


def test_bump_chart_marks_what_leaves_the_top(ranks):
    ax = figures.bump_chart(ranks, top=2)
    colours = [line.get_color() for line in ax.lines[:3]]
    assert colours.count(INK) == 2, "算力 and 平台 change places across the border, 数据 stays first"
    assert {"数据  1", "算力  2", "1  数据", "2  平台", "beyond 2"} <= {t.get_text() for t in texts(ax)}


def test_heat_map_writes_each_number_and_size(grid):
    ax = figures.heat_map(grid, digits=2)
    written = [t.get_text() for t in texts(ax)]
    assert {"0.00", "17.00", "100 tokens", "270 tokens", "Achievements", "Empowerment"} <= set(written)
    greys = [sum(mpl.colors.to_rgb(patch.get_facecolor())) for patch in ax.patches[:18]]
    assert greys == sorted(greys, reverse=True), "more is darker"


def test_heat_map_around_a_centre_and_with_a_hole(grid):
    table = grid.assign(share=grid["share"] - 8.5).drop(columns="n_tokens").drop(index=17)
    ax = figures.heat_map(table, centre=0)
    written = [t.get_text() for t in texts(ax)]
    assert "−8.5" in written and "–" in written
    with pytest.raises(InputError, match="give centre=0"):
        figures.heat_map(table)


def test_heat_map_scale_can_be_shared(grid):
    first = figures.heat_map(grid, limit=100.0).patches[17].get_facecolor()
    half = figures.heat_map(grid, limit=17.0).patches[17].get_facecolor()
    assert sum(first) > sum(half)


def test_section_strip_boxes_are_the_units(sections):
    ax = figures.section_strip(sections, labels=PART_NAMES)
    boxes = [(box.get_x(), box.get_width()) for box in ax.patches]
    assert boxes == [(0, 50), (50, 250), (60, 140), (80, 120), (200, 100), (300, 200)]
    colours = [mpl.colors.to_hex(box.get_facecolor()).upper() for box in ax.patches]
    assert colours[1] == figures.look("achievements").colour and colours[2] == figures.look("service").colour
    assert "250 characters" in [t.get_text() for t in texts(ax)]


@pytest.mark.parametrize("hatched", [False, True])
def test_section_lengths_add_up(grid, hatched):
    ax = figures.section_lengths(grid, hatched=hatched)
    assert [bar.get_width() for bar in ax.patches] == grid["n_tokens"].tolist()
    assert {"750", "1,110", "1,470"} <= {t.get_text() for t in texts(ax)}
    assert (ax.patches[1].get_hatch() == figures.look("platforms").hatch) == hatched


def test_edits_barcode_has_a_stroke_for_each_edit(edits):
    ax = figures.edits_barcode(edits, length=10)
    assert labels(ax) == ["script", "shifted bytes"]
    strokes = sorted(segment[0, 0] for c in ax.collections for segment in c.get_segments())
    assert strokes == [5, 7, 9]
    assert "likely or unsure: red, below the line" in [t.get_text() for t in texts(ax)]
    with pytest.raises(InputError, match="length=8: an edit starts at 9"):
        figures.edits_barcode(edits, length=8)


def test_dispersion_strokes_lie_in_their_units(counts, sections):
    ax = figures.dispersion_plot(counts, sections, terms=["数据", "算力"])
    strokes = [segment[0, 0] for c in ax.collections for segment in c.get_segments()]
    # front is tokens 0–20, 1.1.1 is 35–95, 2 is 145–245.
    assert strokes == pytest.approx([10, 45, 65, 85, 170, 220, 157.5, 182.5, 207.5, 232.5])
    assert {"6", "4"} <= {t.get_text() for t in texts(ax)}
    with pytest.raises(InputError, match="no row for unit '2'"):
        figures.dispersion_plot(counts, sections.drop(index=5), terms=["数据"])


def test_rank_frequency_draws_the_law_through_the_same_total(frequencies):
    ax = figures.rank_frequency(frequencies, exponent=1.0)
    points, law = ax.lines
    assert points.get_ydata().tolist() == [12, 6, 4, 3]
    assert law.get_ydata() == pytest.approx([12, 6, 4, 3]), "25 · (1/r) / (1 + 1/2 + 1/3 + 1/4)"
    assert {"数据", "服务"} <= {t.get_text() for t in texts(ax)}
    with pytest.raises(InputError, match="above 0"):
        figures.rank_frequency(frequencies.assign(n=[1, 1, 1, 0]))


def test_vocabulary_growth_has_its_band(growth):
    ax = figures.vocabulary_growth(growth)
    assert ax.lines[0].get_ydata().tolist() == [0, 8, 13]
    heights = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert heights.max() == 15 and len(ax.collections) == 1


def test_vocabulary_growth_by_part(growth):
    table = pd.concat([growth.assign(part="1"), growth.iloc[:2].assign(part="2")])
    ax = figures.vocabulary_growth(table, group="part", labels=PART_NAMES)
    assert [line.get_color() for line in ax.lines] == [figures.look("1").colour, figures.look("2").colour]
    assert "Challenges: 8 terms in 10 tokens" in [t.get_text() for t in texts(ax)]


# ---- input that can't be drawn


def test_unusable_tables_are_named(rates):
    part = rates[rates.section_id == "1"]
    with pytest.raises(InputError, match="value='rate': the table has no such column; it has section_id"):
        figures.term_bars(part, value="rate")
    with pytest.raises(InputError, match="no rows"):
        figures.term_bars(part.iloc[:0])
    with pytest.raises(InputError, match="exactly one row per term, but .*select one unit"):
        figures.term_bars(rates)
    with pytest.raises(InputError, match="only one"):
        figures.term_bars(part.drop(columns="per_10k_low"))
    with pytest.raises(InputError, match="low='lower'"):
        figures.term_bars(part, low="lower")
    with pytest.raises(InputError, match="must hold numbers"):
        figures.term_bars(part.assign(per_10k_tokens="many"))
    with pytest.raises(InputError, match="infinite"):
        figures.term_bars(part.assign(per_10k_tokens=np.inf))
    with pytest.raises(InputError, match="terms: '云' is not in the table"):
        figures.part_panels(rates, terms=["云"])
    assert plt.get_fignums() == []


def test_traditional_script_is_shown_where_it_is_asked_for(rates):
    ax = figures.term_bars(rates[rates.section_id == "1"], script="traditional")
    assert labels(ax) == ["數據", "一網通辦", "算力"]


# ---- colours


MACHADO = {  # Machado, Oliveira & Fernandes 2009, severity 1.0, on linear RGB
    "normal": np.eye(3),
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def lab(colour, sight="normal"):
    rgb = np.array(mpl.colors.to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    t = XYZ @ np.clip(np.asarray(MACHADO[sight]) @ linear, 0, 1) / XYZ.sum(axis=1)
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


def ciede2000(one, other):
    """Colour difference after Sharma, Wu & Dalal 2005."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 1.5 - 0.5 * np.sqrt(mean**7 / (mean**7 + 25**7))
    c1, c2 = np.hypot(g * a1, b1), np.hypot(g * a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, g * a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180
    hue = np.radians((h1 + turn / 2) % 360)
    dl, dc, dh = l2 - l1, c2 - c1, 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    c, light = (c1 + c2) / 2, ((l1 + l2) / 2 - 50) ** 2
    t = 1 - 0.17 * np.cos(hue - np.radians(30)) + 0.24 * np.cos(2 * hue)
    t += 0.32 * np.cos(3 * hue + np.radians(6)) - 0.2 * np.cos(4 * hue - np.radians(63))
    sl, sc, sh = 1 + 0.015 * light / np.sqrt(20 + light), 1 + 0.045 * c, 1 + 0.015 * c * t
    twist = np.radians(60 * np.exp(-(((np.degrees(hue) - 275) / 25) ** 2)))
    rotation = -2 * np.sqrt(c**7 / (c**7 + 25**7)) * np.sin(twist)
    return np.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rotation * dc / sc * dh / sh)


def test_the_colour_difference_is_right():
    # The first, fourth and 17th pairs of the data published with the formula.
    assert ciede2000((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)
    assert ciede2000((50, -1.3802, -84.2814), (50, 0, -82.7485)) == pytest.approx(1.0, abs=1e-4)
    assert ciede2000((50, 2.5, 0), (73, 25, -18)) == pytest.approx(27.1492, abs=1e-4)


@pytest.mark.parametrize("sight", MACHADO)
def test_colours_stay_apart_for_colour_blind_readers(sight):
    parts = [lab(p.colour, sight) for p in figures.PARTS.values()]
    systems = [lab(s.colour, sight) for s in figures.SYSTEMS.values()]
    assert min(ciede2000(a, b) for a, b in itertools.combinations(parts, 2)) > 20
    assert min(ciede2000(a, b) for a, b in itertools.combinations(systems, 2)) > 16
    assert min(ciede2000(a, b) for a, b in itertools.product(parts, systems)) > 13


def test_parts_stay_apart_in_greyscale_and_systems_by_hatch_and_marker():
    lightness = sorted(lab(p.colour)[0] for p in figures.PARTS.values())
    assert min(np.diff(lightness)) > 20
    for group in (figures.PARTS, figures.SYSTEMS):
        assert len({s.hatch for s in group.values()}) == len({s.marker for s in group.values()}) == len(group)


def test_text_on_a_colour_has_contrast():
    def luminance(colour):
        return ((lab(colour)[0] + 16) / 116) ** 3

    for style in [*figures.PARTS.values(), *figures.SYSTEMS.values(), OTHER]:
        light, dark = sorted((luminance(style.colour), luminance(text_colour(style.colour))), reverse=True)
        assert (light + 0.05) / (dark + 0.05) > 4.0, style.name
    assert text_colour("#000000") == PAPER


def test_keys_of_parts_and_systems():
    assert figures.look("1") is figures.look("achievements") is figures.PARTS["achievements"]
    assert figures.look(2) is figures.PARTS["challenges"]
    assert figures.look("front") is OTHER


# ---- labels


@given(st.lists(st.floats(0, 100), min_size=1, max_size=12), st.floats(0.1, 9))
def test_spread_keeps_order_and_distance(places, gap):
    moved = spread(places, gap, floor=0)
    order = np.argsort(places, kind="stable")
    assert (np.diff(moved[order]) >= gap - 1e-6).all()
    assert moved.min() >= -1e-9


def test_spread_leaves_alone_what_is_apart():
    assert spread([3.0, 1.0, 2.0], 1.0).tolist() == [3.0, 1.0, 2.0]


@settings(max_examples=40)
@given(st.text("ab 数\n", max_size=60))
def test_wrapping_changes_only_spaces(text):
    assert wrap(text, 40, size=10).replace("\n", " ") == text.replace("\n", " ")
