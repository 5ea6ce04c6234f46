"""Style: one look for all figures, and one colour for each part and each system of the paper.

Nothing here changes matplotlib's settings for the session. A function marked ``@styled`` builds its figure
under the style, from matplotlib's defaults, so that neither the reader's own settings nor the time at which a
notebook draws the figure change a pixel of it.

Colours. The three parts have Paul Tol's "high-contrast" scheme, which stays apart in greyscale (L* 29, 50,
72). The six systems have colours found by hill climbing on the smallest CIEDE2000 distance under normal,
deutan, protan and tritan sight (Machado, Oliveira & Fernandes 2009): at least 16 to each other and 13 to the
parts.
Since six colours cannot stay apart in greyscale, each also has its own hatch and marker.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis.errors import InputError
from analysis.fonts import FAMILY, check_coverage, register_font, text_width

INK, GREY, LIGHT, PAPER = "#222222", "#6B6B6B", "#D9D9D9", "#FFFFFF"
WIDTH = 16 / 2.54  # inches: the text width of an A4 page
SMALL, NORMAL, LARGE = 7.5, 8.5, 10.5  # points, at the printed size


class Look(NamedTuple):
    """How a part or a system is drawn wherever it appears."""

    name: str
    colour: str
    marker: str
    hatch: str


PARTS = {
    "achievements": Look("Achievements", "#004488", "o", ""),
    "challenges": Look("Challenges", "#BB5566", "^", "////"),
    "tasks": Look("Tasks", "#DDAA33", "s", "...."),
}
SYSTEMS = {
    "service": Look("Services", "#5072C3", "o", ""),
    "platforms": Look("Platforms", "#6CCAF4", "v", "\\\\\\\\"),
    "data": Look("Data", "#834765", "s", "...."),
    "rules": Look("Rules", "#A2822B", "D", "////"),
    "security": Look("Security", "#AB000D", "^", "xxxx"),
    "empowerment": Look("Empowerment", "#92AF8F", "P", "----"),
}
PART_IDS = dict(zip(("1", "2", "3"), PARTS))
OTHER = Look("Other", "#8C8C8C", "o", "")

_RC = {
    "font.family": [FAMILY],
    "font.size": NORMAL,
    "axes.titlesize": NORMAL,
    "axes.labelsize": NORMAL,
    "axes.labelcolor": INK,
    "axes.edgecolor": GREY,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.color": INK,
    "text.parse_math": False,
    "hatch.linewidth": 0.5,
    "figure.dpi": 150,
    "savefig.dpi": "figure",
}
_TICKS = {
    "labelfontfamily": FAMILY,
    "labelsize": NORMAL,
    "labelcolor": INK,
    "color": GREY,
    "length": 3,
    "width": 0.6,
}


def look(key: object) -> Look:
    """Return the look of a part ("1" or "achievements") or system ("data"); ``OTHER`` for all else.

    >>> look("2").name, look("data").colour, look("front").name
    ('Challenges', '#834765', 'Other')
    """
    key = PART_IDS.get(str(key), str(key))
    return PARTS.get(key) or SYSTEMS.get(key) or OTHER


def text_colour(background: str) -> str:
    """Return black or white, whichever is read better on a colour (WCAG's relative luminance).

    >>> text_colour("#004488") == PAPER, text_colour("#DDAA33") == INK
    (True, True)
    """
    channels = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in mpl.colors.to_rgb(background)
    ]
    luminance = sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), channels))
    return PAPER if luminance < 0.19 else INK


def styled(draw: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a drawing function: it draws in the style, and leaves no trace of it or of a failed figure."""

    @wraps(draw)
    def drawn(*args: Any, **options: Any) -> Any:
        register_font()
        # Loads the session's backend here: inside the style, what it sets (that figures are shown) would be lost.
        plt.draw_if_interactive()
        before = set(plt.get_fignums())
        # Counting open figures is the caller's business: a report may draw dozens before it saves them.
        with plt.style.context(_RC, after_reset=True), mpl.rc_context({"figure.max_open_warning": 0}):
            try:
                return draw(*args, **options)
            except BaseException:
                for number in set(plt.get_fignums()) - before:
                    plt.close(number)
                raise

    return drawn


def canvas(
    ax: Axes | None, *, height: float, width: float = WIDTH, title: str | None = None, note: str | None = None
) -> Axes:
    """Return the axes to draw on: the caller's, or those of a new figure of ``width`` × ``height`` inches.

    The title is the message; the note is the basis: what was counted and in how many tokens. On a new figure
    both run from its left edge; on the caller's axes they belong to the axes.
    """
    check_coverage([title, note])
    if ax is None:
        figure, ax = plt.subplots(figsize=(width, height), layout="constrained")
        caption(figure, title=title, note=note)
    else:
        if title:
            ax.set_title(title, loc="left", size=NORMAL)
        if note:
            ax.annotate(
                note,
                (0, 0),
                (0, -30),
                xycoords="axes fraction",
                textcoords="offset points",
                va="top",
                size=SMALL,
                color=GREY,
                annotation_clip=False,
            )
    dress(ax)
    return ax


def dress(ax: Axes) -> None:
    """Give axes the style that would otherwise be read from the settings when they are drawn."""
    ax.tick_params(**_TICKS)
    ax.tick_params(which="minor", length=2, width=0.4, color=GREY)
    ax.spines[["top", "right"]].set_visible(False)
    for text in ax.findobj(Text):
        text.set_fontfamily(FAMILY)


def caption(figure: Figure, *, title: str | None, note: str | None) -> None:
    """Write the message above a figure and the basis below it, in lines that fit."""
    room = figure.get_figwidth() * 72 - 16  # text is drawn up to 2 % wider at 300 dpi than it is measured
    if title:
        figure.suptitle(wrap(title, room, size=LARGE), x=0.008, ha="left", size=LARGE)
    if note:
        figure.supxlabel(wrap(note, room, size=SMALL), x=0.008, ha="left", size=SMALL, color=GREY)


def wrap(text: str, room: float, *, size: float) -> str:
    """Break a text at its spaces into lines of at most ``room`` points; its own line ends are kept."""
    lines = []
    for paragraph in text.split("\n"):
        line, *words = paragraph.split(" ")
        for word in words:
            if line and text_width(f"{line} {word}", size=size) > room:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}"
        lines.append(line)
    return "\n".join(lines)


def save(figure: Figure | Axes, path: str | Path) -> Path:
    """Save a figure as .png (300 dpi) or .svg (text as outlines); the same figure gives the same bytes.

    Raises InputError for another ending.
    """
    path = Path(path)
    figure = figure.get_figure(root=True) if isinstance(figure, Axes) else figure
    if path.suffix not in (metadata := {".png": {"Software": None}, ".svg": {"Date": None, "Creator": None}}):
        raise InputError(f"path={str(path)!r}: a figure is saved as .png or .svg")
    with mpl.rc_context({"svg.hashsalt": "zhangju", "svg.fonttype": "path"}):
        figure.savefig(path, dpi=300, metadata=metadata[path.suffix])
    return path
