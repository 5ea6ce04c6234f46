"""Formulas inside a line: which are words (n = 30, 10⁴, 5%), and which need setting. Part of `latex` and `markdown`."""

from __future__ import annotations

import re

from analysis.characters import SUPERSCRIPTS

_LONGEST = 60  # characters of the source of a formula that is shown as words
_SET = re.compile(r"[\\{}#&]|[_^](?![\w])|\n")
_RAISED = re.compile(r"\^(?:\{([-+]?[0-9n]{1,4})\}|([0-9n]))")
_SIGNS = {"\\%": "%", "\\,": "", "\\;": "", "\\ ": " ", "\\!": "", "\\times": "×", "\\sim": "~", "\\approx": "≈",
          "\\leq": "≤", "\\geq": "≥", "\\le": "≤", "\\ge": "≥", "\\neq": "≠", "\\ne": "≠", "\\pm": "±", "\\cdot": "·",
          "\\alpha": "α", "\\beta": "β", "\\gamma": "γ", "\\delta": "δ", "\\lambda": "λ", "\\mu": "μ", "\\sigma": "σ",
          "\\rho": "ρ", "\\theta": "θ", "\\epsilon": "ε", "\\varepsilon": "ε", "\\eta": "η", "\\tau": "τ",
          "^\\circ": "°", "^{\\circ}": "°", "\\rightarrow": "→", "\\to": "→", "\\&": "&", "\\$": "$"}
_SIGN = re.compile("|".join(re.escape(sign) + ("(?![A-Za-z])" if sign[-1].isalpha() else "")
                            for sign in sorted(_SIGNS, key=len, reverse=True)))


def formula_words(formula: str) -> str | None:
    r"""Return a formula as words if it is plain: names, numbers and simple signs; None if it needs setting.

    >>> [formula_words(one) for one in ("n = 30", r"5\%", "10^4", r"\alpha<0.05", r"\frac{a}{b}", "^{[1]}")]
    ['n = 30', '5%', '10⁴', 'α<0.05', None, None]
    """
    if len(formula) > _LONGEST:
        return None
    shown = _RAISED.sub(lambda match: (match[1] or match[2]).translate(SUPERSCRIPTS), formula)
    shown = _SIGN.sub(lambda match: _SIGNS[match[0]], shown).strip()
    return None if not shown or _SET.search(shown) or shown[0] in "^_" else " ".join(shown.split())
