r"""The numbers that LaTeX gives to the items of a list, which are not in its source. Part of `latex`."""

from __future__ import annotations

import re
from typing import Any

DEFAULT = ("\\arabic*. ", "(\\alph*) ", "\\roman*. ", "\\Alph*. ")  # of lists inside each other, as in article
_LABEL = re.compile(r"label\s{0,3}=\s{0,3}(\{(?:[^{}]|\{[^{}]{0,60}\}){0,60}\}|[^,\]]{1,60})")
_SHORT = (("一", "\\chinese*"), ("1", "\\arabic*"), ("①", "\\circled*"), ("a", "\\alph*"), ("A", "\\Alph*"),
          ("i", "\\roman*"), ("I", "\\Roman*"))
_COUNTER = re.compile(r"\\(arabic|chinese|zhnum|alph|Alph|roman|Roman|circled|circlednumber)\s{0,2}"
                      r"(?:\*|\{\\?[A-Za-z*]{1,20}\})")
_OTHER = re.compile(r"\\[A-Za-z]{1,30}\*?|[{}]")
_HAN = "零一二三四五六七八九"


def numbering(node: Any, depth: int) -> str:
    r"""Return the template of the numbers of a list: that of its option, as the package enumitem reads it, or LaTeX's.

    ``depth`` counts the numbered lists around it.
    """
    given = [one for one in (node.nodeargd.argnlist if node.nodeargd else None) or [] if one is not None]
    return template_of(given[0].latex_verbatim()[1:-1] if given else "", depth)


def template_of(option: str, depth: int) -> str:
    r"""Return the template in which a number is put, from the option of a list.

    >>> template_of(r"label=(\arabic*), leftmargin=2em", 0), template_of("一、", 0), template_of("", 1)
    ('(\\arabic*)', '\\chinese*、', '(\\alph*) ')
    """
    label = _LABEL.search(option)
    if label:
        found = _OTHER.sub("", _COUNTER.sub(lambda match: f"\0{match[1]}\1", label[1]))
        return found.replace("\0", "\\").replace("\1", "*")
    if option and "=" not in option and len(option) < 12:
        for sign, counter in _SHORT:
            if sign in option:
                return option.replace(sign, counter, 1)
    return DEFAULT[min(depth, len(DEFAULT) - 1)]


def with_number(template: str, number: int) -> str:
    r"""Return a number in its template.

    >>> with_number("（\\chinese*）", 12), with_number("(\\alph*) ", 2), with_number("\\circled*", 3)
    ('（十二）', '(b) ', '③')
    """
    return _COUNTER.sub(lambda match: _shown(match[1], number), template)


def _shown(style: str, number: int) -> str:
    if style in ("chinese", "zhnum") and number < 100:
        tens, ones = divmod(number, 10)
        return ("" if tens == 0 else "十" if tens == 1 else _HAN[tens] + "十") + (_HAN[ones] if ones else "")
    if style in ("alph", "Alph") and number <= 26:
        return chr((ord("a") if style == "alph" else ord("A")) + number - 1)
    if style in ("roman", "Roman") and number < 40:
        shown = "x" * (number // 10) + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[number % 10]
        return shown if style == "roman" else shown.upper()
    if style.startswith("circled") and number <= 20:
        return chr(ord("①") + number - 1)
    return str(number)
