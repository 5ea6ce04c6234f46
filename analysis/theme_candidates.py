"""Theme candidates: the terms that mark each chapter of a document, from which a person makes a key of themes.

The shipped key of the six systems (``data/lexicons/themes.csv``) was begun so from chapters 2–7 of the State Council's
Guiding Opinions of 2022, whose counts are shipped as ``opinions2022``. It is not made from the paper, so that testing
it on the paper is no circle. Its column ``change`` says what a person did with the candidates.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from analysis.errors import InputError
from analysis.features import load_counts, load_sections
from analysis.keyness import keyness
from analysis.tables import check_present, check_whole

# The six systems of the paper's grid, and the chapter of the Guiding Opinions that each of them is.
CHAPTERS = {"service": "2", "platforms": "6", "data": "5", "rules": "4", "security": "3", "empowerment": "7"}
COLUMNS = ["theme", "term", "n", "n_others", "per_10k", "per_10k_others", "log_ratio", "lrc", "g2", "log_odds_z"]


def propose_entries(counts: pd.DataFrame, sections: pd.DataFrame, *, chapters: Mapping[str, str],
                    min_count: int = 1) -> pd.DataFrame:
    """One row per theme and term that its chapter uses more than the others, by theme and falling ``log_odds_z``.

    ``chapters`` names the unit of each theme (theme → ``section_id``). Columns ``theme, term``; ``n`` in the chapter
    and ``n_others`` in the chapters of the other themes, with their rates per 10,000 words; ``log_ratio, lrc, g2,
    log_odds_z`` as in :func:`analysis.keyness.keyness`. Stop words, numbers and words of one character are left out.
    Chapters of a policy are short: a candidate that stands there once is a hint and no evidence, so a person must
    choose. Raises InputError for fewer than two themes and for a unit that is not there.

    >>> sections = pd.DataFrame({"section_id": ["1", "2"], "parent_id": "", "level": 1, "kind": "heading"})
    >>> counts = pd.DataFrame({"section_id": ["1", "2", "2"], "term": ["数据", "安全", "数据"], "kind": "han",
    ...                        "n": [5, 4, 1]})
    >>> table = propose_entries(counts, sections, chapters={"data": "1", "security": "2"})
    >>> table[["theme", "term", "n", "n_others"]].values.tolist()
    [['data', '数据', 5, 1], ['security', '安全', 4, 0]]
    """
    min_count = check_whole(min_count, argument="min_count")
    if len(chapters) < 2:
        raise InputError(f"chapters: names {len(chapters)} theme; two or more are needed, since each is compared with "
                         "the others, as in service=2 data=5")
    check_present(chapters.values(), sections["section_id"], argument="chapters", place="sections",
                  hint="name the unit of each theme by its section_id")
    tables = []
    for theme, chapter in chapters.items():
        others = [unit for unit in chapters.values() if unit != chapter]
        # One draw: the bootstrap interval isn't used here.
        table = keyness(counts, sections, target=chapter, reference=others, min_count=min_count, draws=1)
        more = table[(table["n_target"] > 0) & (table["log_odds_z"] > 0) & (table["term"].str.len() > 1)]
        more = more.sort_values(["log_odds_z", "term"], ascending=[False, True])
        tables.append(more.assign(theme=theme))
    names = {"n_target": "n", "n_reference": "n_others", "per_10k_target": "per_10k",
             "per_10k_reference": "per_10k_others"}
    return pd.concat(tables, ignore_index=True).rename(columns=names)[COLUMNS].astype({"theme": "str"})


def main(arguments: list[str]) -> int:
    """Print the candidates as CSV: of the Guiding Opinions, or of FILE with THEME=UNIT for each theme."""
    from analysis.documents import open_document
    from analysis.frequency import count_terms
    from analysis.output import print_csv
    from analysis.sections import find_sections
    from analysis.segmentation import tokenize

    def rows() -> Iterable[Sequence]:
        if not arguments:
            counts, sections, chapters = load_counts("opinions2022"), load_sections("opinions2022"), CHAPTERS
        else:
            path, *pairs = arguments
            chapters = dict(pair.partition("=")[::2] for pair in pairs)
            if not all(chapters) or not all(chapters.values()):
                raise InputError(f"{' '.join(pairs)}: write THEME=UNIT for each theme, as in service=2 data=5")
            text = open_document(path).text
            sections = find_sections(text)
            counts = count_terms(tokenize(text, sections))
        return propose_entries(counts, sections, chapters=chapters).round(3).itertuples(index=False)

    return print_csv(COLUMNS, rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
