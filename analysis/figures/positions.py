"""Positions: where in the text repairs were made and terms occur."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.errors import InputError
from analysis.figures.inputs import display, need, one_row_per, ordered
from analysis.figures.labels import Labels, above, count_column, key_name, name_rows, points
from analysis.figures.style import GREY, INK, LIGHT, SMALL, canvas, look, styled
from analysis.fonts import check_coverage, text_width

DOUBTFUL = "#AB000D"


@styled
def edits_barcode(
    edits: pd.DataFrame,
    *,
    length: int,
    start: str = "start",
    repair: str = "repair",
    certainty: str | None = "certainty",
    xlabel: str = "Character of the source",
    title: str | None = None,
    note: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw a line for each repair at the place where it was made, one row for each kind, the most first.

    ``edits`` has one row per edit; ``length`` is the source's number of characters. Repairs that are only
    likely or unsure are drawn below the line in red. Counts stand at the right. Raises InputError for an edit
    behind the source's end.
    """
    need(edits, start=start, repair=repair)
    if edits[start].max() > length:
        raise InputError(f"length={length}: an edit starts at {edits[start].max()}; give the source's length")
    counts = edits[repair].value_counts().rename_axis(repair).reset_index(name="n")
    counts = counts.sort_values(["n", repair], ascending=[False, True])
    names = display([str(name).replace("_", " ") for name in counts[repair]], script="simplified")
    sure = (
        edits[certainty].eq("certain") if certainty in edits.columns else pd.Series(True, index=edits.index)
    )
    check_coverage([xlabel])
    ax = canvas(ax, height=0.75 + 0.24 * len(counts) + (0.3 if title else 0), title=title, note=note)
    for y, kind in enumerate(counts[repair]):
        ax.axhline(y, color=LIGHT, linewidth=0.5, zorder=0)
        here = edits[repair].eq(kind)
        ax.vlines(edits.loc[here & sure, start], y - 0.36, y, color=INK, linewidth=0.45)
        ax.vlines(edits.loc[here & ~sure, start], y, y + 0.3, color=DOUBTFUL, linewidth=0.9)
    count_column(ax, counts["n"])
    name_rows(ax, names)
    ax.set_ylim(len(names) - 0.5, -0.6)
    ax.set_xlim(0, length)
    if not sure.all():
        above(ax, length, "likely or unsure: red, below the line", colour=DOUBTFUL, ha="right")
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.set_xlabel(xlabel)
    return ax


@styled
def dispersion_plot(
    counts: pd.DataFrame,
    sections: pd.DataFrame,
    *,
    terms: Sequence[str],
    labels: Labels = None,
    glosses: Mapping[str, str] | None = None,
    size: str = "n_tokens",
    title: str | None = None,
    note: str | None = None,
    script: str = "simplified",
    ax: Axes | None = None,
) -> Axes:
    """Draw where in the text each term occurs: one row for each term, one stroke for each occurrence.

    ``counts`` has one row per unit and term (section_id, term, n), ``sections`` one row per unit in text
    order with its own ``n_tokens``. Counts tell the unit, not the place in it, so a unit's strokes are spread
    evenly over its stretch: read the units, not the single strokes. Colours are the parts'; counts stand at
    the right. Raises InputError for counts of a unit that ``sections`` does not have.
    """
    need(counts, **{name: name for name in ("section_id", "term", "n")})
    need(sections, section_id="section_id", size=size)
    one_row_per(sections, ["section_id"])
    one_row_per(counts, ["section_id", "term"])
    ordered(counts["term"], terms, argument="terms")
    shown = display(terms, script=script)
    ends = sections[size].fillna(0).cumsum()
    units = pd.DataFrame(
        {"section_id": sections["section_id"], "end": ends, "start": ends - sections[size].fillna(0)}
    )
    units["part"] = units["section_id"].str.extract(r"^(\d+)", expand=False).fillna("")
    here = counts[counts["term"].isin(terms)].merge(
        units, on="section_id", how="left", validate="many_to_one"
    )
    if here["start"].isna().any():
        raise InputError(
            f"sections: no row for unit {here.loc[here['start'].isna(), 'section_id'].iloc[0]!r} of counts"
        )
    ax = canvas(ax, height=0.85 + 0.27 * len(terms) + (0.3 if title else 0), title=title, note=note)
    for y, term in enumerate(terms):
        ax.axhline(y, color=LIGHT, linewidth=0.5, zorder=0)
        rows = here[here["term"] == term]
        for row in rows.itertuples():
            at = row.start + (np.arange(row.n) + 0.5) / row.n * (row.end - row.start)
            ax.vlines(at, y - 0.36, y + 0.36, color=look(row.part).colour, linewidth=0.9)
    totals = here.groupby("term")["n"].sum()
    count_column(ax, [totals[term] for term in terms], head_at=-0.95)
    name_rows(ax, shown, [glosses.get(term, "") for term in terms] if glosses else None)
    ax.set_ylim(len(terms) - 0.5, -0.7)
    ax.set_xlim(0, ends.iloc[-1])
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.set_xlabel("Token of the text (units in order)")
    _mark_parts(ax, units, labels)
    return ax


def _mark_parts(ax: Axes, units: pd.DataFrame, labels: Labels) -> None:
    parts = (
        units[units["part"] != ""].groupby("part", sort=False).agg(start=("start", "min"), end=("end", "max"))
    )
    names = display([key_name(part, labels) for part in parts.index], script="simplified")
    per_token = points(ax)[0] / units["end"].max()
    for (part, row), name in zip(parts.iterrows(), names):
        size = row["end"] - row["start"]
        ax.axvline(row["start"], color=GREY, linewidth=0.6, linestyle=(0, (3, 2)))
        ax.plot(
            [row["start"], row["end"]],
            [1, 1],
            transform=ax.get_xaxis_transform(),
            linewidth=3,
            color=look(part).colour,
            solid_capstyle="butt",
            clip_on=False,
        )
        for line, text in enumerate([f"{size:,.0f} tokens", name]):
            if text_width(text, size=SMALL) <= size * per_token:
                above(ax, row["start"], text, lines=line, colour=INK if line else GREY)
