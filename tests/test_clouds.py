"""Clouds: the layout is wordcloud's own, and the table tells by how much it misleads."""

from __future__ import annotations

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from analysis import clouds
from analysis.errors import InputError
from analysis.figures.style import PARTS
from analysis.fonts import font_path


@pytest.fixture
def rates():
    return pd.DataFrame(
        {
            "term": ["数据", "首席数据官", "算力", "平台", "零"],
            "per_10k_tokens": [40.0, 20.0, 20.0, 10.0, 0.0],
            "n": [8, 4, 4, 2, 0],
            "n_tokens": 2000,
        }
    )


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_one_row_per_term_by_value_then_term_without_zeros(rates):
    words = clouds.place_words(rates)
    assert words["term"].tolist() == ["数据", "算力", "首席数据官", "平台"]
    assert words["value_share"].tolist() == pytest.approx([40 / 90, 20 / 90, 20 / 90, 10 / 90])


def test_ratio_is_area_share_over_value_share(rates):
    words = clouds.place_words(rates)
    area = words["width"] * words["height"]
    assert words["area_share"].to_numpy() == pytest.approx((area / area.sum()).to_numpy())
    assert words["ratio"].to_numpy() == pytest.approx((words["area_share"] / words["value_share"]).to_numpy())


def test_a_long_word_takes_more_room_than_a_short_one_of_the_same_rate():
    words = clouds.place_words(
        pd.DataFrame({"term": ["数据", "数字政府"], "per_10k_tokens": [5.0, 5.0]}), seed=3
    )
    ratio = words.set_index("term")["ratio"]
    assert ratio["数字政府"] > 1.5 * ratio["数据"]


def test_the_same_seed_gives_the_same_layout_and_the_order_of_rows_does_not_matter(rates):
    first = clouds.place_words(rates, seed=5)
    pd.testing.assert_frame_equal(first, clouds.place_words(rates.sample(frac=1, random_state=0), seed=5))
    assert not first["x"].equals(clouds.place_words(rates, seed=6)["x"])


def test_the_drawing_is_wordclouds_own_picture(rates):
    from wordcloud import WordCloud

    words = clouds.place_words(rates)
    cloud = WordCloud(
        font_path=str(font_path()), width=clouds.SIDE, height=clouds.SIDE, margin=6, prefer_horizontal=1.0,
        min_font_size=clouds.SMALLEST, random_state=1, relative_scaling=0.5, background_color="white",
        color_func=lambda *_, **__: "black",
    )  # fmt: skip
    cloud.generate_from_frequencies(dict(zip(words["term"], words["per_10k_tokens"])))
    theirs = np.asarray(cloud.to_image().convert("L")) < 128

    figure = plt.figure(figsize=(8, 8), dpi=100)
    ax = clouds.word_cloud(rates, ax=figure.add_axes((0, 0, 1, 1)))
    ax.set(xlim=(0, clouds.SIDE), ylim=(0, clouds.SIDE), position=(0, 0, 1, 1))
    figure.canvas.draw()
    ours = np.asarray(figure.canvas.buffer_rgba())[..., :3].mean(axis=2) < 200
    assert (ours & theirs).sum() / (ours | theirs).sum() > 0.85


def test_words_without_room_are_kept_as_nan():
    rates = pd.DataFrame({"term": [f"数据平台{n:03}" for n in range(400)], "per_10k_tokens": 1.0})
    words = clouds.place_words(rates, top=400)
    assert len(words) == 400
    left_out = words["font_size"].isna()
    assert left_out.any() and words.loc[left_out, ["area_share", "value_share", "ratio"]].isna().all(
        axis=None
    )
    assert words["value_share"].sum() == pytest.approx(1)


def test_each_word_is_drawn_once_in_the_colour_of_its_part(rates):
    ax = clouds.word_cloud(rates, part="tasks")
    assert sorted(patch.get_gid() for patch in ax.patches) == sorted(["数据", "算力", "首席数据官", "平台"])
    assert {mpl.colors.to_hex(patch.get_facecolor()).upper() for patch in ax.patches} == {
        PARTS["tasks"].colour
    }


def test_cloud_and_bars_show_the_same_words(rates):
    cloud, bars = clouds.cloud_and_bars(rates, part="1", top=3)
    names = [label.get_text() for label in bars.get_yticklabels()]
    assert names == ["数据", "算力", "首席数据官"]
    assert {patch.get_gid() for patch in cloud.patches} == set(names)
    assert [patch.get_width() for patch in bars.patches] == [40, 20, 20]


def test_traditional_script(rates):
    words = clouds.place_words(rates, script="traditional")
    assert words["shown"].tolist() == ["數據", "算力", "首席數據官", "平臺"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"relative_scaling": 2}, "relative_scaling=2: must lie from 0"),
        ({"value": "rate"}, "value='rate': the table has no such column"),
        ({"script": "latin"}, "script='latin'"),
    ],
)
def test_unusable_options_are_named(rates, change, message):
    with pytest.raises(InputError, match=message):
        clouds.place_words(rates, **change)


def test_unusable_tables_are_named(rates):
    with pytest.raises(InputError, match="no term has a value above 0"):
        clouds.place_words(rates.assign(per_10k_tokens=0.0))
    with pytest.raises(InputError, match="exactly one row per term"):
        clouds.place_words(pd.concat([rates, rates]))
    with pytest.raises(InputError, match=r"U\+1F642"):
        clouds.place_words(rates.assign(term=["数据", "🙂", "算力", "平台", "零"]))
    with pytest.raises(InputError, match="both written"):
        clouds.place_words(
            pd.DataFrame({"term": ["数据", "數據"], "per_10k_tokens": 1.0}), script="traditional"
        )


def test_panels_are_one_cloud_per_unit_under_its_name(rates):
    both = pd.concat([rates.assign(section_id="2"), rates.head(2).assign(section_id="1")])
    axes = clouds.cloud_panels(both, names={"1": "一 目标"}, columns=2, top=3)
    assert [ax.get_title() for ax in axes.flat] == ["2", "一 目标"]
    assert {patch.get_gid() for patch in axes.flat[1].patches} <= set(both["term"]) and axes.flat[1].patches
    three = clouds.cloud_panels(pd.concat([both, rates.assign(section_id="3")]), columns=2)
    assert three.shape == (2, 2) and not three[1, 1].patches and not three[1, 1].axison
    with pytest.raises(InputError, match="nothing to draw"):
        clouds.cloud_panels(both.head(0))
