"""Signs that Word keeps outside its letters: those of symbol fonts, circled figures, formulas. Part of `docx_runs`."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from analysis.readers.office_xml import child, name_of, switched_on, value

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# The places of Adobe's Symbol encoding, which Word's Symbol font keeps at U+F000 and above.
SYMBOL = {
    **dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True)),
    **dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)),
    0xA3: "≤", 0xA5: "∞", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×",
    0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xD7: "⋅", 0xE5: "∑", 0xD6: "√",
}
WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒", 0x75: "◆", 0x76: "❖", 0x9F: "•", 0xA1: "○", 0xA7: "▪",
    0xA8: "□", 0xAB: "★", 0xD8: "➢", 0xE0: "→", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    **{0x81 + at: chr(ord("①") + at) for at in range(10)}, **{0x8C + at: chr(ord("❶") + at) for at in range(10)},
}
WINGDINGS_2 = {0x50: "✓", 0x52: "☑", 0x54: "☒", 0xA3: "□"}
_FONTS = {"symbol": SYMBOL, "wingdings": WINGDINGS, "wingdings 2": WINGDINGS_2}
_OVERSTRIKE = re.compile(r"\\o(?:\\a[clr])?\s{0,4}[(（]\s{0,4}([○〇◯□△◇])[,，;；]([^()（）\\]{1,8})[)）]", re.I)
_RUBY = re.compile(r"\\o\\a[dclr]\((?:\\s\\up\s?\d{1,3}\([^()]{0,40}\)),([^()\\]{1,20})\)", re.I)
_FRACTION = re.compile(r"\\f\(([^(),]{1,40}),([^(),]{1,40})\)", re.I)
_WRAPPED = re.compile(r"\w+|.")


def symbol(element: Element) -> str:
    """Return the character of a w:sym element; a sign of an unknown font keeps its place in the private area."""
    code, font = value(element, "char") or "", (value(element, "font") or "").lower()
    if not re.fullmatch("[0-9A-Fa-f]{1,4}", code):
        return ""
    point = int(code, 16)
    place = point - 0xF000 if point >= 0xF000 else point
    signs = _FONTS.get(font, {})
    if place in signs:
        return signs[place]
    printable = unicodedata.category(chr(point)) not in ("Cc", "Cs", "Cn")
    return chr(point) if printable else ""


def equation_field(instruction: str) -> str:
    """Return the text of an EQ field, with which Word and WPS circle a character, annotate it or write a fraction.

    >>> [equation_field(text) for text in (r"eq \\o\\ac(○,3)", r"EQ \\o\\ac(○,一)", r"EQ \\f(1,3)")]
    ['③', '㊀', '1/3']
    """
    found = _OVERSTRIKE.search(instruction)
    if found:
        inner = found[2].strip()
        return _circled(inner) if found[1] in "○〇◯" else inner
    found = _RUBY.search(instruction)
    if found:
        return found[1]
    found = _FRACTION.search(instruction)
    return f"{found[1]}/{found[2]}" if found else ""


def _circled(inner: str) -> str:
    if inner.isascii() and inner.isdecimal() and len(inner) <= 2 and 0 < int(inner) <= 20:
        return chr(ord("①") + int(inner) - 1)
    at = "一二三四五六七八九十".find(inner)
    return chr(ord("㊀") + at) if at >= 0 and len(inner) == 1 else inner


def formula(element: Element) -> str:
    """Return an m:oMath element in one line, as it would be typed: x^2, (a+b)/c, √2."""
    parts = [_part(each) for each in element if not name_of(each).endswith("Pr")]
    return "".join(parts)


def _part(element: Element) -> str:
    name = name_of(element)
    if name in ("m:t", "w:t"):
        return (element.text or "").replace("\n", " ")
    if name == "m:f":
        return f"{_inside(element, 'm:num')}/{_inside(element, 'm:den')}"
    if name in ("m:sSup", "m:sSub", "m:sSubSup", "m:nary"):
        base = child(element, "m:e")
        sign = (value(child(element, "m:naryPr", "m:chr")) or "∫")[:2] if name == "m:nary" else ""
        sub, sup = (_inside(element, part) for part in ("m:sub", "m:sup"))
        body = formula(base) if base is not None else ""
        marks = ("_" + sub if sub else "") + ("^" + sup if sup else "")
        return f"{sign}{marks} {body}" if sign else body + marks
    if name == "m:rad":
        return f"√{_inside(element, 'm:e')}"
    if name == "m:d":
        signs = child(element, "m:dPr")
        opening, closing = (_bracket(signs, *pair) for pair in (("m:begChr", "("), ("m:endChr", ")")))
        return opening + ", ".join(formula(each) for each in element if name_of(each) == "m:e") + closing
    if name in ("w:del", "w:moveFrom"):
        return ""
    if name == "m:r" and switched_on(element, "w:rPr", "w:vanish"):
        return ""
    return formula(element)


def _bracket(properties: Element | None, part: str, otherwise: str) -> str:
    found = value(child(properties, part))
    return otherwise if found is None else found[:2]


def _inside(element: Element, part: str) -> str:
    """Return a part of a formula, in brackets where it would run into what stands beside it."""
    found = child(element, part)
    words = formula(found) if found is not None else ""
    return words if not words or _WRAPPED.fullmatch(words) else f"({words})"
