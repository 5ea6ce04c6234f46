"""The page: sections with their tables and pictures as one HTML file that loads nothing.

The font is embedded, cut down to the characters of the page, so that Chinese shows where no font has it.
Pictures are data URIs; tables and pictures are files beside the page too.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from math import isinf
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from analysis.characters import HAN
from analysis.displays import figure_png, figure_svg, table_text
from analysis.fonts import FAMILY, missing_glyphs, subset_font
from analysis.report.template import PAGE, STYLE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROWS = 20
SHORT = 16  # characters of a cell that is not broken into lines
LONG = 40  # characters of a word that is broken anywhere, such as a check sum
GETA = "〓"  # printers' sign for a character that the font lacks (Unicode: GETA MARK)
_HAN_RUN = re.compile(f"[{HAN}](?:[{HAN}0-9，。、；：？！“”‘’（）《》〈〉【】—…·\\s]*[{HAN}，。；：？！”’）》〉】…])?")


class Table(NamedTuple):
    """A table: all of ``frame`` goes to its CSV, ``columns`` (head: column) of the first ``rows`` to the page.

    ``digits`` are a column's decimals (1 unless given; None: up to four, as many as it has). ``indent`` names a
    column with the depth of each row, ``key`` one with the colour to put before its first cell, ``bars`` one to be
    drawn as a bar beside its number, ``group`` one whose text stands above the rows that share it, ``right`` one
    whose texts end at its right side.
    """

    name: str
    frame: pd.DataFrame
    columns: Mapping[str, str]
    caption: str
    digits: Mapping[str, int | None] = {}
    shown: pd.DataFrame | None = None  # what the page shows where it is not the frame's first rows
    rows: int = ROWS
    indent: str | None = None
    key: str | None = None
    bars: str | None = None
    group: str | None = None
    right: str | None = None


class Picture(NamedTuple):
    """A figure as the two files that are written, with what it shows in words."""

    name: str
    svg: str
    png: bytes
    alt: str
    caption: str


class Section(NamedTuple):
    """A section of the page: what was counted (``basis``), how it is read, and its tables and pictures."""

    basis: str
    blocks: Sequence[Table | Picture]
    reading: str = ""
    notes: Sequence[str] = ()
    name: str = ""  # these two are given where the sections are put together
    title: str = ""


def picture(name: str, axes: Axes, *, alt: str, caption: str) -> Picture:
    """Return a figure as a picture for page and files, and close it."""
    import matplotlib.pyplot as plt

    figure = axes.get_figure(root=True)
    made = Picture(name, figure_svg(figure)[0], b64decode(figure_png(figure)), alt, caption)
    plt.close(figure)
    return made


def drawable(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with 〓 for each character that the font lacks, so that it can be drawn.

    Texts that would become one, which a figure takes for one row twice, have the characters' codes instead.

    >>> drawable(pd.DataFrame({"term": ["数据", "野𠮷家", "😀", "𪚥"]}))["term"].tolist()
    ['数据', '野〓家', 'U+1F600', 'U+2A6A5']
    """
    texts = [name for name in table.columns if pd.api.types.is_string_dtype(table[name])]
    return table.assign(**{name: _drawable(table[name]) for name in texts})


def _drawable(texts: pd.Series) -> pd.Series:
    shown = texts.map(_known, na_action="ignore")
    alike = (shown != texts) & (texts.groupby(shown).transform("nunique") > 1)
    return shown.where(~alike, texts.map(_coded, na_action="ignore"))


def _coded(text: str) -> str:
    return text.translate({ord(ch): f"U+{ord(ch):04X}" for ch in missing_glyphs(text)})


def _known(text: str) -> str:
    return text.translate({ord(ch): GETA for ch in missing_glyphs(text)})


def marked(text: object) -> str:
    """Return a text as HTML with its Chinese marked as such.

    >>> marked("R&D of 数字政府 (2025)")
    'R&amp;D of <span lang="zh-Hans">数字政府</span> (2025)'
    """
    parts, at = [], 0
    for run in _HAN_RUN.finditer(text := str(text)):
        parts += [escape(text[at : run.start()]), f'<span lang="zh-Hans">{escape(run.group())}</span>']
        at = run.end()
    return "".join([*parts, escape(text[at:])])


def cell_text(value: object, *, digits: int | None = 1) -> str:
    """Return a cell as it is read: thousands apart, a true minus, "–" where a number is undefined.

    >>> [cell_text(value) for value in (1234, -0.25, float("nan"), float("inf"), True, "a")]
    ['1,234', '−0.2', '–', '∞', 'yes', 'a']
    """
    if isinstance(value, str):
        return value
    if value is None or value != value:
        return "–"
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return "yes" if value else "no"
    if isinstance(value, float) and isinf(value):
        return "∞" if value > 0 else "−∞"
    if isinstance(value, float):
        value = f"{value:,.4f}".rstrip("0").rstrip(".") if digits is None else f"{value:,.{digits}f}"
    shown = value if isinstance(value, str) else f"{value:,}"
    return shown.replace("-", "−")


def page(title: str, head: Iterable[str], sections: Sequence[Section], *, foot: Iterable[str]) -> str:
    """Return the page: ``head`` and ``foot`` are paragraphs, given as HTML.

    A character that the font lacks is shown as 〓, and the foot says so.
    """
    contents = "\n".join(f'<li><a href="#{section.name}">{marked(section.title)}</a></li>' for section in sections)
    body = [f"<header><h1>{marked(title)}</h1>", *head, "</header>",
            f'<nav aria-label="Contents"><ol>\n{contents}\n</ol></nav>', "<main>"]
    body += [_section(place, section) for place, section in enumerate(sections, start=1)]
    body += ["</main>", "<footer>", *foot]
    text = "\n".join(body)
    if missing := missing_glyphs(text):
        body.append(f"<p>The font lacks {len(missing)} characters of this document, shown as {GETA}: "
                    f"{', '.join(f'U+{ord(ch):04X}' for ch in missing)}.</p>")
    body = _known("\n".join([*body, "</footer>"]))
    # What a browser draws: no tags, no references to characters, no data.
    drawn = re.sub(r"<[^>]*>|&[a-z0-9#]+;", "", body) + "&<>\"'" + title
    font = b64encode(subset_font(_known(drawn))).decode("ascii")
    style = STYLE.replace("FAMILY", FAMILY).replace("FONT", font)
    return PAGE.format(title=escape(_known(title)), style=style, body=body)


def _section(place: int, section: Section) -> str:
    lines = [f'<section id="{section.name}">', f"<h2>{place}. {marked(section.title)}</h2>"]
    lines += [f'<p class="basis">{marked(section.basis)}</p>'] if section.basis else []
    lines += [f"<p>{marked(note)}</p>" for note in section.notes]
    lines += [_table(block) if isinstance(block, Table) else _picture(block) for block in section.blocks]
    lines += [f'<p class="reading">How to read it. {marked(section.reading)}</p>'] if section.reading else []
    return "\n".join([*lines, "</section>"])


def _picture(block: Picture) -> str:
    # The lighter of the two: outlines of much text are heavier than a picture of 300 dots an inch.
    kind, data = min(("svg+xml", block.svg.encode()), ("png", block.png), key=lambda made: len(made[1]))
    source = f"data:image/{kind};base64,{b64encode(data).decode('ascii')}"
    return (f'<figure><div class="wide"><img src="{source}" alt="{escape(_known(block.alt))}"></div>\n'
            f'<figcaption>{marked(block.caption)} <a href="figures/{block.name}.png">PNG</a>, '
            f'<a href="figures/{block.name}.svg">SVG</a></figcaption></figure>')


def _table(block: Table) -> str:
    whole = block.frame if block.shown is None else block.shown
    rows = whole.head(block.rows)
    right = {name for name in block.columns.values()
             if name == block.right
             or pd.api.types.is_numeric_dtype(rows[name]) and not pd.api.types.is_bool_dtype(rows[name])}
    heads = "".join(f'<th scope="col"{_class("n" * (name in right))}>{marked(head)}</th>'
                    f"{'<td></td>' * (name == block.bars)}" for head, name in block.columns.items())
    lines = [f'<div class="wide"><table><caption>{marked(block.caption)}</caption>',
             f"<thead><tr>{heads}</tr></thead>", "<tbody>"]
    group = None
    for row in rows.to_dict("records"):
        if block.group and row[block.group] != group:
            group = row[block.group]
            lines.append(f'<tr><th colspan="{len(block.columns)}" scope="rowgroup" class="group">{marked(group)}</th>'
                         "</tr>")
        lines.append(f"<tr>{''.join(_cells(block, row, right, rows))}</tr>")
    lines.append("</tbody></table></div>")
    count = f"All {len(block.frame):,} rows" if len(block.frame) > len(rows) else "The table"
    return "\n".join([*lines, f'<p class="more">{count}: <a href="tables/{block.name}.csv">'
                              f"tables/{block.name}.csv</a></p>"])


def _cells(block: Table, row: Mapping[str, object], right: set[str], rows: pd.DataFrame) -> Iterator[str]:
    for place, name in enumerate(block.columns.values()):
        value, before, style = row[name], "", ""
        if place == 0 and block.key and row[block.key]:
            before = f'<span class="key" style="background: {row[block.key]}"></span>'
        if place == 0 and block.indent:
            style = f' style="padding-left: {1.2 * row[block.indent]:.1f}em"'
        missing = name not in right and (value is None or value != value)  # a text that is not there
        text = "" if missing else cell_text(value, digits=block.digits.get(name, 1))
        long = max(map(len, text.split()), default=0) > LONG
        kind = "n" if name in right else "l" if long else "s" * (len(text) <= SHORT)
        yield f"<td{_class(kind)}{style}>{before}{marked(text)}</td>"
        if name == block.bars:
            width = 8 * value / rows[name].max() if value == value else 0
            yield f'<td class="bar"><span style="width: {width:.2f}em"></span></td>'


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def table_csv(block: Table) -> str:
    """Return a table with all its rows as CSV; infinite values are empty cells, as undefined ones."""
    return table_text(block.frame.replace([float("inf"), float("-inf")], float("nan")))
