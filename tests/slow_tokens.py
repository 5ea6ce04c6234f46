"""Tokens by the rules alone: one run after another, one character after another, with no code and no automaton.

The independent implementation that `analysis.segmentation` must agree with.
"""

from __future__ import annotations

from analysis.engines import load_engine
from analysis.tokens import match_token


def pieces(text):
    """Yield a text's pieces (start, end, kind): runs of Han characters whole, all else as tokens."""
    at = 0
    while at < len(text):
        start = at
        end, kind = match_token(text, at)
        while kind == "han" and end < len(text) and match_token(text, end)[1] == "han":
            end = match_token(text, end)[0]
        yield start, end, kind
        at = end


def words(run, terms, *, hmm=True):
    """Return the words of a run: its terms, the longest from the left, and the engine's between them."""
    engine = load_engine("jieba")
    found, at, last = [], 0, 0
    while at < len(run):
        for end in range(len(run), at + 1, -1):
            if run[at:end] in terms and not _is_inside(run, at, end):
                found += (engine.cut(run[last:at], hmm) if last < at else []) + [run[at:end]]
                at = last = end
                break
        else:
            at += 1
    return found + (engine.cut(run[last:], hmm) if last < len(run) else [])


def _is_inside(run, start, end):
    """Tell whether a longer word of the best cut holds all of a place."""
    at = 0
    for word in load_engine("jieba").cut(run, False):
        if at <= start and end <= at + len(word):
            return len(word) > end - start
        at += len(word)
    return False


def tokens(text, terms, *, hmm=True):
    """Return the tokens of a text and their kinds."""
    return [(word, kind) for start, end, kind in pieces(text)
            for word in (words(text[start:end], terms, hmm=hmm) if kind == "han" else [text[start:end]])]
