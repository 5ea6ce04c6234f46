"""Contingency: measures of how a term's frequency in a target differs from that in a reference.

A term occurs ``a`` times among the ``n1`` words of the target and ``b`` times among the ``n2`` words of the
reference; p1 = a / n1 and p2 = b / n2. The four are numbers or arrays, one value per term. All measures take words
for independent draws, which they are not: words come in clusters, so evidence is overstated (Lijffijt et al. 2016,
Digital Scholarship in the Humanities 31:374). :mod:`analysis.keyness` draws whole passages beside them.
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import InputError
from analysis.tables import check_fraction


def log_likelihood(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> np.ndarray:
    """Return G² = 2 Σ O ln(O / E) over all four cells, with the sign of p1 − p2; 0 · ln 0 = 0.

    O are a, b, n1 − a, n2 − b; E follows from the margins. It is evidence, not size, and grows with the text: 3.84
    is p = 0.05 of one test. The short form over two cells that some tools print is smaller (20.21 in the example).
    Source: Dunning 1993, Computational Linguistics 19:61.

    >>> round(float(log_likelihood(30, 10, 200, 300)), 2)
    22.0
    """
    a, b, n1, n2 = _cells(a, b, n1, n2)
    pooled = (a + b) / (n1 + n2)
    observed = np.stack([a, b, n1 - a, n2 - b])
    expected = np.stack([n1 * pooled, n2 * pooled, n1 * (1 - pooled), n2 * (1 - pooled)])
    held = observed > 0
    ratio = np.divide(observed, expected, out=np.ones_like(observed), where=held)
    g2 = np.maximum(2 * (observed * np.log(ratio)).sum(axis=0), 0)  # rounding can put equal rates below 0
    return np.where(np.isnan(pooled), np.nan, np.sign(a * n2 - b * n1) * g2)


def bic(g2: ArrayLike, n: ArrayLike) -> np.ndarray:
    """Return |G²| − ln n, n = n1 + n2 words: evidence for two rates over one, on the scale of Bayes factors.

    Above 10 very strong, 6 to 10 strong, 2 to 6 positive; below 0 it favours one rate for both. Source: Wilson 2013.

    >>> round(float(bic(22.0, 500)), 2)
    15.79
    """
    return np.abs(np.asarray(g2, "float64")) - np.log(np.asarray(n, "float64"))


def log_ratio(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike, *,
              confidence: float = 0.95) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return log2(p1 / p2) and the bounds of its interval; +1 is twice as frequent in the target, −1 half.

    ln(p1 / p2) ± z · sqrt(1/a − 1/n1 + 1/b − 1/n2), in log2. A count of 0 is replaced by 0.5, so the value is then a
    convention: show the count beside it. NaN where the term occurs on neither side. Unstable under about five
    occurrences. Source: Hardie 2014; Katz et al. 1978, Biometrics 34:469.

    >>> [round(float(value), 3) for value in log_ratio(10, 40, 1000, 1000)]
    [-2.0, -2.992, -1.008]
    """
    z = NormalDist().inv_cdf(0.5 + check_fraction(confidence, argument="confidence") / 2)
    a, b, n1, n2 = _cells(a, b, n1, n2)
    neither = a + b == 0
    a, b = (np.where(neither, np.nan, np.where(count == 0, 0.5, count)) for count in (a, b))
    ratio = np.log2((a / n1) / (b / n2))
    spread = z * np.sqrt(1 / a - 1 / n1 + 1 / b - 1 / n2) / np.log(2)
    return ratio, ratio - spread, ratio + spread


def conservative_log_ratio(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike, *, alpha: float = 0.05,
                           tests: int | None = None) -> np.ndarray:
    """Return LRC: the bound of the exact interval of the log ratio that is nearest 0, or 0 if it holds 0.

    Of a + b occurrences a are in the target. q is that share; its Clopper–Pearson interval at level alpha / tests
    gives bounds of log2(q / (1 − q) · n2 / n1). ``tests`` is the number of terms tested (Bonferroni); ``None``, the
    default as in the R package corpora, takes as many as there are terms here, 1 leaves the level as it is.

    One number for size and evidence: the term is at least that much more (or, below 0, less) frequent in the target.
    Rank by it. No count needs replacing. NaN where the term occurs on neither side. Source: Evert 2022, Measuring
    Keyness.

    >>> conservative_log_ratio([40, 3], [10, 2], 1000, 1000, tests=1).round(3).tolist()  # log ratios 2 and 0.58
    [0.975, 0.0]
    """
    from scipy.special import betaincinv

    a, b, n1, n2 = _cells(a, b, n1, n2)
    tail = check_fraction(alpha, argument="alpha") / (tests or max(a.size, 1)) / 2
    with np.errstate(divide="ignore", invalid="ignore"):  # log2(0): no bound on that side, a true −∞
        # Each bound from its own small tail, so that exchanging the sides exchanges the bounds to the last digit.
        low, high = (np.where(x > 0, betaincinv(np.maximum(x, 1), y + 1, tail), 0.0) for x, y in ((a, b), (b, a)))
        lower, upper = np.log2(low / (1 - low) * n2 / n1), -np.log2(high / (1 - high) * n1 / n2)
    nearest = np.where(lower > 0, lower, np.where(upper < 0, upper, 0.0))
    return np.where((a + b > 0), nearest, np.nan)


def percent_difference(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> np.ndarray:
    """Return 100 · (p1 − p2) / p2: +100 is twice as frequent, −50 half, −100 absent from the target.

    Infinite where the reference lacks the term; NaN where both do. Source: Gabrielatos & Marchi 2011.

    >>> percent_difference([30, 5, 0], [10, 0, 0], 200, 300).round(1).tolist()
    [350.0, inf, nan]
    """
    a, b, n1, n2 = _cells(a, b, n1, n2)
    with np.errstate(divide="ignore", invalid="ignore"):
        return 100 * ((a / n1) / (b / n2) - 1)


def log_odds(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike, *, prior: ArrayLike,
             prior_size: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the weighted log-odds δ (natural logarithm) and z, with an informative Dirichlet prior.

    δ = ln[(a + α) / (n1 + α0 − a − α)] − ln[(b + α) / (n2 + α0 − b − α)], z = δ / sqrt(1/(a + α) + 1/(b + α)).
    α (``prior``) is the term's frequency in the whole text, α0 (``prior_size``) the number of all its words. The prior
    pulls rare words to 0. Above 0: more in the target; |z| > 1.96 is rare by chance for one term. NaN where a text is
    nothing but the term, InputError unless every α is above 0. Source: Monroe, Colaresi & Quinn 2008, Political
    Analysis 16:372.

    >>> [round(float(value), 3) for value in log_odds(30, 10, 200, 300, prior=40, prior_size=500)]
    [0.511, 2.759]
    """
    a, b, n1, n2 = _cells(a, b, n1, n2)
    alpha = np.asarray(prior, "float64")
    if (alpha <= 0).any() or (alpha > prior_size).any():
        raise InputError(f"prior: each value must be above 0 and at most prior_size={prior_size}; give the term's "
                         "frequency in a text that holds both sides, and the number of its words")
    others = [np.where(n + prior_size > k + alpha, n + prior_size - k - alpha, np.nan) for k, n in ((a, n1), (b, n2))]
    delta = np.log((a + alpha) / others[0]) - np.log((b + alpha) / others[1])
    return delta, delta / np.sqrt(1 / (a + alpha) + 1 / (b + alpha))


def p_value(g2: ArrayLike) -> np.ndarray:
    """Return the p-value of |G²|: the chance of a χ² with one degree of freedom that is as large or larger.

    Too small for words that cluster; adjust it where many terms are tested (:func:`holm`).

    >>> p_value([0.0, 3.841459, -3.841459]).round(4).tolist()
    [1.0, 0.05, 0.05]
    """
    from scipy.special import chdtrc

    return chdtrc(1, np.abs(np.asarray(g2, "float64")))


def holm(p: ArrayLike) -> np.ndarray:
    """Return p adjusted by Holm: with m tests, the largest of (m − i + 1) · p(i) so far, at most 1.

    Among all terms below 0.05 there is a false one at most once in twenty texts. NaN stays NaN and is no test.
    Source: Holm 1979, Scandinavian Journal of Statistics 6:65.

    >>> holm([0.01, 0.04, 0.03, np.nan]).round(3).tolist()
    [0.03, 0.06, 0.06, nan]
    """
    return _adjusted(p, lambda ranked: np.maximum.accumulate(ranked * np.arange(len(ranked), 0, -1)))


def benjamini_hochberg(p: ArrayLike) -> np.ndarray:
    """Return p adjusted by Benjamini & Hochberg: the smallest of m / i · p(i) from here on, at most 1.

    Of the terms below 0.05 about one in twenty is expected to be false. NaN stays NaN and is no test. Source:
    Benjamini & Hochberg 1995, Journal of the Royal Statistical Society B 57:289.

    >>> benjamini_hochberg([0.01, 0.04, 0.03, np.nan]).round(3).tolist()
    [0.03, 0.04, 0.04, nan]
    """
    # The factor first: the last of them is 1 to the last digit, so that no p becomes smaller.
    return _adjusted(p, lambda ranked: np.minimum.accumulate(
        (ranked * (len(ranked) / np.arange(1, len(ranked) + 1)))[::-1])[::-1])


def measures(a: ArrayLike, b: ArrayLike, n1: int, n2: int, *, prior: ArrayLike, prior_size: float,
             confidence: float = 0.95, tests: int | None = None) -> dict[str, np.ndarray]:
    """Return the rates and every measure of this module for the terms of one comparison, by the name of its column.

    ``zero`` names the side ("target" or "reference") whose 0 is replaced by 0.5 in the log ratio, "" for none. p is
    adjusted over these terms. ``prior, prior_size``: see :func:`log_odds`; ``tests``: :func:`conservative_log_ratio`.

    >>> list(measures([3], [1], 10, 20, prior=[4], prior_size=30))[:4]
    ['per_10k_target', 'per_10k_reference', 'percent_difference', 'log_ratio']
    """
    cells = a, b, n1, n2 = _cells(a, b, n1, n2)
    g2 = log_likelihood(*cells)
    p = p_value(g2)
    return {"per_10k_target": 1e4 * a / n1, "per_10k_reference": 1e4 * b / n2,
            "percent_difference": percent_difference(*cells),
            **dict(zip(("log_ratio", "log_ratio_low", "log_ratio_high"), log_ratio(*cells, confidence=confidence))),
            "zero": np.select([a == 0, b == 0], ["target", "reference"], ""),
            "lrc": conservative_log_ratio(*cells, alpha=1 - confidence, tests=tests), "g2": g2,
            "bic": bic(g2, n1 + n2),
            **dict(zip(("log_odds", "log_odds_z"), log_odds(*cells, prior=prior, prior_size=prior_size))),
            "p": p, "p_holm": holm(p), "p_bh": benjamini_hochberg(p)}


def _adjusted(p: ArrayLike, adjust: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    p = np.asarray(p, "float64")
    wrong = p[(p < 0) | (p > 1)]
    if len(wrong):
        raise InputError(f"p: holds {wrong[0]}; p-values lie between 0 and 1")
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(p[tested], kind="stable")]
    adjusted = np.full(len(p), np.nan)
    adjusted[order] = np.minimum(adjust(p[order]), 1)
    return adjusted


def _cells(*cells: ArrayLike) -> tuple[np.ndarray, ...]:
    """Return a, b, n1, n2 as floats of one shape; NaN is allowed, an undefined count."""
    a, b, n1, n2 = np.broadcast_arrays(*(np.asarray(cell, "float64") for cell in cells))
    for name, count, size in (("a", a, n1), ("b", b, n2)):
        wrong = np.atleast_1d((count < 0) | (count > size) | (size <= 0))
        if wrong.any():
            at = np.flatnonzero(wrong)[0]
            raise InputError(f"{name}: {count.flat[at]:g} of {size.flat[at]:g}; a count must lie between 0 and its "
                             "size, and a size be above 0 (are the arguments in the order a, b, n1, n2?)")
    return a, b, n1, n2
