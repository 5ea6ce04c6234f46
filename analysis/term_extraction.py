"""Term extraction: strings of a text that behave like terms, whether or not a dictionary has them.

Candidates are stretches of Han characters that recur. Three measures tell what kind of string one is:
C-value, whether it recurs by itself and not only inside a longer candidate; boundary entropy, whether it
is free on both sides; cohesion, whether its parts belong together. None of them knows what a term is: they
order what a person then reads (see ``data/lexicons/README.md``). As a command, for the candidates of files::

    python -m analysis.term_extraction FILE...
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log, log2
from pathlib import Path

import pandas as pd

from analysis.characters import HAN_RUN
from analysis.engines import load_engine
from analysis.errors import InputError
from analysis.lexicons import stop_words
from analysis.tables import check_choice, check_whole

COLUMNS = ("term", "n", "n_texts", "texts", "c_value", "left_entropy", "right_entropy", "boundary_entropy",
           "cohesion", "jieba_split", "n_whole")
TEXTS = ("term", "texts", "jieba_split")
CANDIDATES = ("words", "characters")
BORDER = "\n"  # stands between two runs; no Han character


def extract_terms(
    texts: str | Iterable[str] | Mapping[str, str],
    *,
    candidates: str = "words",
    min_count: int = 3,
    max_length: int = 12,
    max_words: int = 5,
) -> pd.DataFrame:
    """One row per candidate term of the texts, by falling C-value, then by term.

    ``texts`` is one text, several, or several by name. Candidates are strings of 2 to ``max_length`` Han
    characters that occur ``min_count`` times or more inside Han runs: with "words", those that begin and end
    where jieba cuts, without any terms, at ``min_count`` places and hold at most ``max_words`` of its words
    there; with "characters", all. Columns:

    - ``n``: occurrences as a search finds them, overlapping ones too; ``n_texts``: texts that have it;
      ``texts``: their names, or their numbers from 1;
    - ``c_value`` = log2|t| · (n − mean n of the longer candidates that contain t), |t| in characters, since
      words are what is looked for; 0 = never outside the one longer candidate (Frantzi, Ananiadou & Mima 2000);
    - ``left_entropy``, ``right_entropy``: H of the characters before and after it, in nats; each border of a
      run is a neighbour unlike all others, because a word ends there for certain (Feng et al. 2004);
      ``boundary_entropy``, the smaller: 0 = a piece of something longer (Jin & Tanaka-Ishii 2006);
    - ``cohesion``: min over all splits of ln(p(t) / (p(a) p(b))), in nats, p = n / positions for a string of
      that length; below 0, the parts meet less often than by chance;
    - ``jieba_split``: how jieba cuts the term by itself; ``n_whole``: at how many of the ``n`` places it is
      one word in the text.

    Entropies are bounded by ln n: do not compare a rare candidate's with a frequent one's. Cohesion favours
    the rare. A formula of the genre (进一步加强) passes all three as well as a term does.

    >>> grapes = extract_terms("吃葡萄不吐葡萄皮不吃葡萄倒吐葡萄皮", candidates="characters", min_count=2)
    >>> row = grapes.set_index("term").loc["葡萄"]
    >>> [round(float(row[c]), 3) for c in ("n", "left_entropy", "right_entropy", "boundary_entropy")]
    [4.0, 0.693, 1.04, 0.693]
    """
    check_choice(candidates, CANDIDATES, argument="candidates")
    min_count, max_words = check_whole(min_count, argument="min_count"), check_whole(max_words, argument="max_words")
    max_length = check_whole(max_length, argument="max_length", least=2)
    runs = {name: HAN_RUN.findall(text) for name, text in _named(texts).items()}
    lines = {name: BORDER + "".join(run + BORDER for run in found) for name, found in runs.items()}
    counts, totals = _recurring(lines.values(), min_count, max_length)
    cut = load_engine().cut
    words = [cut(run) for found in runs.values() for run in found]
    chosen = _between_cuts(words, counts, min_count, max_words) if candidates == "words" else set(counts)
    places = _places(lines, {gram for gram in chosen if len(gram) > 1}, counts)
    c_values = _c_values({gram: counts[gram] for gram in places})
    whole = Counter(word for cut_run in words for word in cut_run)
    rows = []
    for term in sorted(places, key=lambda term: (-c_values[term], term)):
        names, before, after = places[term]
        left, right = _entropy(before), _entropy(after)
        rows.append((term, counts[term], len(names), " ".join(names), c_values[term], left, right, min(left, right),
                     _cohesion(term, counts, totals), "/".join(cut(term)), whole[term]))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype({c: "str" if c in TEXTS else "int64" if c.startswith("n") else "float64" for c in COLUMNS})


def propose_terms(
    texts: str | Iterable[str] | Mapping[str, str],
    *,
    min_count: int = 2,
    min_entropy: float = 0.5,
    min_cohesion: float = 1.0,
    max_length: int = 12,
    max_words: int = 5,
) -> pd.DataFrame:
    """One row per candidate that is worth a person's reading: rows of :func:`extract_terms`, in their order.

    Left out is what jieba keeps whole, what begins or ends with a stop word, and what has less
    than ``min_entropy`` (in nats; 0.5 drops what has one and the same neighbour on a side at all places, or at
    five of six) or ``min_cohesion`` (in nats; 1.0 = the parts meet e times as often as by chance).

    >>> text = "数字乡村的路，建数字乡村，看数字乡村。"
    >>> propose_terms(text)[["term", "n", "jieba_split"]].values.tolist()
    [['数字乡村', 3, '数字/乡村']]
    """
    table = extract_terms(texts, min_count=min_count, max_length=max_length, max_words=max_words)
    words = table["jieba_split"].str.split("/")
    at_an_end = words.str[0].isin(stop_words()) | words.str[-1].isin(stop_words())
    free = (table["boundary_entropy"] >= min_entropy) & (table["cohesion"] >= min_cohesion)
    return table[free & ~at_an_end & (words.str.len() > 1)].reset_index(drop=True)


def _named(texts: str | Iterable[str] | Mapping[str, str]) -> dict[str, str]:
    if isinstance(texts, str):
        texts = [texts]
    named = texts if isinstance(texts, Mapping) else dict(enumerate(texts, start=1))
    for name, text in named.items():
        if not isinstance(text, str):
            raise InputError(f"texts: text {name!r} is {type(text).__name__}, not str; give document.text")
    return {str(name): text for name, text in named.items()}


def _recurring(lines: Iterable[str], min_count: int, max_length: int) -> tuple[dict[str, int], list[int]]:
    """Count the strings of up to ``max_length`` characters that occur ``min_count`` times.

    Also return the number of positions for each length. A string recurs only where its beginning and its end
    do, so lengths are counted upward and only there: memory stays linear in the text.
    """
    lines = list(lines)
    counts: dict[str, int] = {}
    totals = [0]
    starts = [[i for i, char in enumerate(line) if char != BORDER] for line in lines]
    for length in range(1, max_length + 1):
        totals.append(sum(max(0, len(run) - length + 1) for line in lines for run in line.split(BORDER)))
        grams = Counter(line[i : i + length] for line, at in zip(lines, starts) for i in at)
        recurring = {gram: n for gram, n in grams.items() if n >= min_count}
        counts.update(recurring)
        starts = [[i for i in at if line[i : i + length] in recurring and line[i + 1 : i + length + 1] in recurring]
                  for line, at in zip(lines, starts)]
    return counts, totals


def _between_cuts(words: list[list[str]], counts: dict[str, int], min_count: int, max_words: int) -> set[str]:
    """Return the recurring strings that begin and end where jieba cuts, at ``min_count`` places or more."""
    found = Counter("".join(run[i : i + size]) for run in words for size in range(1, max_words + 1)
                    for i in range(len(run) - size + 1))
    return {gram for gram, n in found.items() if n >= min_count and gram in counts}


def _places(lines: Mapping[str, str], chosen: set[str], counts: Mapping[str, int]
            ) -> dict[str, tuple[dict[str, None], Counter, Counter]]:
    """Return for each chosen string the texts that have it and the characters before and after it."""
    places = {gram: ({}, Counter(), Counter()) for gram in chosen}
    for name, line in lines.items():
        for start in range(len(line)):
            end = start + 1
            while (gram := line[start:end]) in counts and end < len(line):
                if gram in places:
                    names, before, after = places[gram]
                    names[name] = None
                    before[line[start - 1]] += 1
                    after[line[end]] += 1
                end += 1
    return places


def _entropy(neighbours: Counter) -> float:
    """Return H in nats of the neighbours' distribution; each border counts as a neighbour of its own."""
    total = neighbours.total()
    shares = [n / total for char, n in neighbours.items() if char != BORDER]
    return -sum(p * log(p) for p in shares) + neighbours[BORDER] / total * log(total)


def _c_values(counts: Mapping[str, int]) -> dict[str, float]:
    """Return log2|t| · (n − mean n of the longer candidates that contain t) for each candidate t.

    >>> _c_values({"政务": 7, "政务服务": 5, "政务公开": 1})
    {'政务': 4.0, '政务服务': 10.0, '政务公开': 2.0}
    """
    holders: dict[str, list[int]] = {term: [] for term in counts}
    for longer, n in counts.items():
        size = len(longer)
        parts = {longer[i:j] for i in range(size) for j in range(i + 1, size + 1)} - {longer}
        for part in parts & counts.keys():
            holders[part].append(n)
    return {term: log2(len(term)) * (n - (sum(holders[term]) / len(holders[term]) if holders[term] else 0))
            for term, n in counts.items()}


def _cohesion(term: str, counts: Mapping[str, int], totals: list[int]) -> float:
    """Return the least pointwise mutual information, in nats, of the two parts over all splits."""
    def p(part: str) -> float:
        return counts[part] / totals[len(part)]

    return min(log(p(term) / (p(term[:i]) * p(term[i:]))) for i in range(1, len(term)))


def main(paths: list[str]) -> int:
    """Print the candidates of files as CSV: the command that began ``data/lexicons/terms.csv``."""
    from analysis.documents import open_document
    from analysis.output import print_csv

    def rows() -> Iterable[Sequence]:
        if not paths:
            raise InputError("name one or more files: python -m analysis.term_extraction FILE...")
        texts = {Path(path).stem: open_document(path).text for path in paths}
        return propose_terms(texts).round(3).itertuples(index=False)

    return print_csv(COLUMNS, rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
