"""Font: the one Chinese font of all figures and pages, and which characters it can show.

matplotlib draws an empty box for a character that the font lacks, wordcloud does so without a warning. So
every figure is drawn with the same font file, which comes with an installed package, and its characters
are checked against the file before anything is drawn.

The file is Noto Sans SC Regular (SIL Open Font License 1.1; static, one weight; 30,890 characters,
Simplified and Traditional) as the package zhplot carries it. zhplot itself is never imported:
importing it changes matplotlib's settings and an environment variable for the whole session.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from analysis.errors import InputError, UnreadableFileError

# A name of our own: under "Noto Sans SC" matplotlib could find another file on the reader's machine, such as
# the variable font, which it draws in the thinnest weight.
FAMILY = "Zhangju Noto Sans SC"
PACKAGE, FILE = "zhplot", "fonts/NotoSansSC-Regular.ttf"


def font_path() -> Path:
    """Return the font file, found without importing the package that carries it.

    Raises UnreadableFileError where the package or the file is missing.

    >>> font_path().name
    'NotoSansSC-Regular.ttf'
    """
    package = find_spec(PACKAGE)
    for folder in (package.submodule_search_locations or ()) if package else ():
        if (path := Path(folder, FILE)).is_file():
            return path
    raise UnreadableFileError(
        f"{PACKAGE}/{FILE}: the figures' font is missing; install the package {PACKAGE}"
    )


@cache
def covered(font: Path) -> frozenset[int]:
    """Return the code points for which a font file has a glyph."""
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(str(font)).get_charmap())


def missing_glyphs(text: str, *, font: str | Path | None = None) -> list[str]:
    """Return the characters of a text that the font cannot show, each once, in order of appearance.

    A line end needs no glyph; every other character does, the invisible ones too.

    >>> missing_glyphs("数字政府 數字政府 2035")
    []
    >>> missing_glyphs("政🙂府🙂")
    ['🙂']
    """
    glyphs = covered(Path(font) if font else font_path())
    return [ch for ch in dict.fromkeys(text) if ch != "\n" and ord(ch) not in glyphs]


def check_coverage(texts: Iterable[str | None], *, font: str | Path | None = None) -> None:
    """Raise InputError if one of the texts holds a character that the font cannot show; None is skipped.

    >>> check_coverage(["数字政府", None])
    >>> check_coverage(["政🙂府"])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    analysis.errors.InputError: the figure's font has no glyph for 🙂 (U+1F642), which stands in '政🙂府'; ...
    """
    for text in texts:
        if text is not None and (missing := missing_glyphs(text, font=font)):
            names = ", ".join(f"{ch if ch.isprintable() else '?'} (U+{ord(ch):04X})" for ch in missing)
            raise InputError(
                f"the figure's font has no glyph for {names}, which stands in {text[:40]!r}; "
                "clean the text or leave the character out"
            )


def text_width(text: str, *, size: float) -> float:
    """Return the width in points of one line of text in the figures' font, to see whether a label fits.

    >>> round(text_width("数字政府", size=10))
    40
    """
    return _advance(text) * size


@cache
def _advance(text: str) -> float:
    from matplotlib.ft2font import FT2Font, LoadFlags

    font = FT2Font(str(font_path()))
    return (
        sum(font.load_char(ord(ch), flags=LoadFlags.NO_SCALE).horiAdvance for ch in text) / font.units_per_EM
    )


def subset_font(text: str) -> bytes:
    """Return the font cut down to the characters of a text, as WOFF2: what a page embeds to show them anywhere.

    The names inside, with copyright and licence, stay: the licence asks for it. The same characters give the
    same bytes. Raises InputError for a character that the font lacks, and for a text that shows nothing.

    >>> subset_font("数字政府")[:4]
    b'wOF2'
    """
    from io import BytesIO

    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    characters = "".join(sorted(set(text) - {"\n"}))
    if not characters.strip():
        raise InputError("text: has no character to show, so there is no font to make")
    check_coverage([characters])
    options = Options(name_IDs=["*"], name_languages=["*"], layout_features=["kern", "tnum", "lnum", "locl"],
                      hinting=False, notdef_outline=True)
    with TTFont(font_path(), recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(text=characters)
        subsetter.subset(font)
        font.flavor = "woff2"
        font.save(file := BytesIO())
    return file.getvalue()


def register_font() -> str:
    """Make the font known to matplotlib under the name ``FAMILY`` and return that name.

    The font has to stay known after a figure is built, since notebooks draw it later. Nothing else changes:
    no setting, and no figure that does not ask for this name.
    """
    from matplotlib.font_manager import fontManager

    if all(entry.name != FAMILY for entry in fontManager.ttflist):
        path = str(font_path())
        fontManager.addfont(path)
        entry = next(entry for entry in fontManager.ttflist if entry.fname == path)
        fontManager.ttflist.append(dataclasses.replace(entry, name=FAMILY))
    return FAMILY
