"""Figures of evidence: the marks stand where the table says, and every label can be read."""

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

from analysis.errors import InputError
from analysis.evidence import evidence_density
from analysis.features import load_citations, load_sections
from analysis.figures.evidence import evidence_dots, evidence_strip
from analysis.figures.style import INK, PARTS
from analysis.fonts import FAMILY
from analysis.quantities import load_figures

NAMES = {"1": "1 Achievements", "2": "2 Challenges", "3": "3 Tasks"}


@pytest.fixture
def sections():
    rows = [("introduction", 0, "introduction", 10, 100, 100, ""), ("1", 1, "heading", 100, 120, 500, ""),
            ("1.1", 2, "heading", 120, 150, 300, "data"), ("1.1.1", 3, "item", 150, 300, 300, "data"),
            ("1.2", 2, "heading", 300, 500, 500, "rules"), ("2", 1, "heading", 500, 900, 900, ""),
            ("references", 0, "references", 900, 1000, 1000, "")]
    columns = ["section_id", "level", "kind", "start", "end", "subtree_end", "system"]
    return pd.DataFrame(rows, columns=columns)


@pytest.fixture
def figures():
    return pd.DataFrame({"section_id": ["1.1.1", "1.1.1", "1.2"], "position": [10, 40, 199]})


@pytest.fixture
def citations():
    return pd.DataFrame({"section_id": ["introduction", "2"], "position": [50, 500]})


@pytest.fixture
def density():
    cells = itertools.product(["1", "2"], ["service", "data", "rules"])
    made = pd.DataFrame(cells, columns=["part", "system"]).assign(
        both_per_1000=[10.0, 4.0, 0.0, 2.0, np.nan, 30.0], n_figures=[5, 1, 0, 1, 0, 6], n_citations=[2, 1, 0, 0, 0, 0])
    return made.assign(both_low=made["both_per_1000"] / 2, both_high=made["both_per_1000"] * 1.5)


@pytest.fixture
def draw(figures, citations, sections, density):
    return {"strip": lambda **o: evidence_strip(figures, citations, sections, **{"labels": NAMES, **o}),
            "dots": lambda **o: evidence_dots(density, **{"labels": NAMES, **o})}


def pixels(ax):
    canvas = ax.get_figure().canvas
    canvas.draw()
    return np.asarray(canvas.buffer_rgba()).copy()


def check_texts(ax):
    """Every text has the font, lies inside the figure, and overlaps no other."""
    pixels(ax)
    figure = ax.get_figure()
    whole, boxes = figure.bbox.padded(1), []
    outside = {label for tick in ax.xaxis.get_major_ticks() for label in (tick.label1, tick.label2)
               if not ax.get_xlim()[0] <= tick.get_loc() <= ax.get_xlim()[1]}
    for text in figure.findobj(Text):
        if not text.get_visible() or not text.get_text().strip() or text in outside:
            continue
        assert text.get_fontfamily() == [FAMILY]
        box = text.get_window_extent()
        assert whole.contains(box.x0, box.y0) and whole.contains(box.x1, box.y1), text.get_text()
        boxes.append((text.get_text(), box.padded(-2)))
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        assert not (a.x0 < b.x1 and b.x0 < a.x1 and a.y0 < b.y1 and b.y0 < a.y1), (one, other)


@pytest.mark.parametrize("name", ["strip", "dots"])
def test_laws_of_every_figure(draw, name):
    options = {"title": "The message of the figure", "note": "What was counted"}
    ax = draw[name](**options)
    check_texts(ax)
    with mpl.rc_context({"font.size": 25, "text.color": "red"}):
        assert np.array_equal(pixels(ax), pixels(draw[name](**options)))
    _, mine = plt.subplots()
    assert draw[name](ax=mine, title="Message") is mine and mine.get_title(loc="left") == "Message"
    with pytest.raises(InputError, match="script='cantonese'"):
        draw[name](script="cantonese")
    with pytest.raises(InputError, match=r"U\+1F642"):
        draw[name](title="message 🙂")


def strokes(ax, colour):
    wanted = mpl.colors.to_rgba(colour)
    return [sorted(segment[0][0] for segment in lines.get_segments()) for lines in ax.collections
            if isinstance(lines, LineCollection) and np.allclose(lines.get_colors()[0], wanted)]


def test_the_strip_has_a_stroke_for_each_mark_where_it_stands(draw):
    ax = draw["strip"]()
    # 1.1.1 begins at 150 and 1.2 at 300; the citations count from the text's first character.
    assert strokes(ax, INK) == [[160, 190, 499], [50, 500]]
    assert ax.get_xlim() == (10, 900)
    counts = [text.get_text() for text in ax.texts if text.get_text().isdigit()]
    assert counts == ["0", "3", "0", "1", "0", "1"]  # introduction, part 1, part 2, in each of the two lanes
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Figures", "Citations"]


def test_the_strip_draws_each_part_and_section_as_long_as_it_is(draw):
    boxes = [(box.get_x(), box.get_width()) for box in draw["strip"]().patches]
    assert boxes == [(10, 90), (100, 400), (120, 180), (300, 200), (500, 400)]


def test_the_dots_are_on_one_scale_with_their_intervals_and_counts(draw, density):
    ax = draw["dots"]()
    step = 1.36 * density["both_high"].max()
    lines = [line for line in ax.lines if line.get_label() in ("1", "2")]
    for i, line in enumerate(lines):
        expected = density.loc[density["part"] == line.get_label(), "both_per_1000"] + i * step
        assert np.allclose(line.get_xdata(), expected, equal_nan=True)
    assert [line.get_color() for line in lines] == [look.colour for look in list(PARTS.values())[:2]]
    (first, *_), *_ = strokes(ax, PARTS["achievements"].colour)
    assert first == 0  # the third system, of which nothing was counted
    counts = [text.get_text() for text in ax.texts if "+" in text.get_text() or text.get_text() == "–"]
    assert counts == ["5 + 2", "1 + 1", "0 + 0", "1 + 0", "–", "6 + 0"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Services", "Data", "Rules"]


def test_rows_and_groups_can_be_chosen(density):
    ax = evidence_dots(density, rows=["rules", "data"], groups=["2"])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Rules", "Data"]
    with pytest.raises(InputError, match="groups: '4' is not in the table"):
        evidence_dots(density, groups=["4"])


def test_unusable_tables_are_named(figures, citations, sections, density):
    with pytest.raises(InputError, match="value='rate': the table has no such column"):
        evidence_dots(density, value="rate")
    with pytest.raises(InputError, match="exactly one row per part and system"):
        evidence_dots(pd.concat([density, density]))
    with pytest.raises(InputError, match="position='position': the table has no such column"):
        evidence_strip(figures[["section_id"]], citations, sections)
    with pytest.raises(InputError, match="column 'position': must hold numbers"):
        evidence_strip(figures.astype(str), citations, sections)


def test_the_papers_figures_can_be_read():
    sections, tables = load_sections(), (load_figures(), load_citations())
    check_texts(evidence_strip(*tables, sections, labels=NAMES, title="Message", note="Basis"))
    density = evidence_density(*tables, sections, level="2", draws=100)
    check_texts(evidence_dots(density[density["system"] != ""], labels=NAMES, title="Message", note="Basis"))
