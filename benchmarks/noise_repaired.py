"""How much of each family of noise the repairs take back, at three densities.

    python benchmarks/noise_repaired.py [SEEDS]

Damages the sample (tests/noise.py), cleans it without errata and prints one row per family and share of the
places damaged: characters damaged (Levenshtein's distance to the clean text, on Han characters, digits and
Latin letters; on all characters where the family touches only signs and spaces), the share of them restored, and
the share that was neither restored nor flagged. Means over the seeds.
"""

import sys
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import noise  # noqa: E402

from analysis.accuracy import character_error_rate  # noqa: E402
from analysis.cleaning import clean, to_simplified  # noqa: E402

CLEAN = (ROOT / "data" / "sample" / "clean.txt").read_text(encoding="utf-8")
TEXT = noise.traditional(CLEAN)
# A list of fifty other characters of the text: pages seen so far glossed Traditional forms, others may not.
OTHERS = "".join(sorted({c for c in TEXT if "\u4e00" <= c <= "\u9fff"} - set(noise.GLOSSED))[::12])
LISTS = noise.GLOSSED + OTHERS
FAMILIES = {
    "a glosses": ("words", lambda r, s: noise.as_page(TEXT, r, characters="".join(r.sample(LISTS, round(s * 90))))),
    "b cut by glosses": ("words", lambda r, s: noise.as_page(TEXT, r, characters=LISTS, cut=s)),
    "c shifts at signs": ("words", lambda r, s: noise.as_page(TEXT, r, split=s)),
    "c lost bytes": ("words", lambda r, s: noise.as_page(TEXT, r, lost=s)),
    "d JSON's quotes": ("all", lambda r, s: noise.json_quotes(TEXT, r, s)),
    "d lost twins": ("all", lambda r, s: noise.lost_twins(TEXT, r, s)),
    "d odd spaces": ("all", lambda r, s: noise.spaces_as_marks(noise.odd_spaces(TEXT, r, s), r, s)),
    "d zero width": ("all", lambda r, s: noise.zero_width(TEXT, r, s)),
    "d full width": ("all", lambda r, s: noise.full_width(TEXT, r, s)),
    "d entities": ("all", lambda r, s: noise.entities(TEXT, r, s)),
    "d tags": ("all", lambda r, s: noise.tags(TEXT, r, s)),
    "d UTF-8 as GBK": ("words", lambda r, s: noise.misread_clauses(TEXT, r, "gbk", s)),
    "d UTF-8 as cp1252": ("words", lambda r, s: noise.misread_clauses(TEXT, r, "cp1252", s)),
    "d hard-wrapped": ("all", lambda r, s: noise.hard_wrapped(TEXT, width=round(20 + 30 * s), first_page=9,
                                                              header="鄰里圖書館學刊")),
    "e ASCII signs": ("all", lambda r, s: noise.ascii_signs(TEXT, r, s)),
    "e spaces": ("all", lambda r, s: noise.spaced(TEXT, r, s / 5)),
}


def main(seeds: int = 5) -> None:
    """Print the table."""
    print("family,share,damaged,restored,neither")
    for family, (compare, damage) in FAMILIES.items():
        for share in (0.1, 0.3, 1.0):
            damaged, left, flagged = 0.0, 0.0, 0
            for seed in range(seeds):
                noisy = damage(Random(seed), share)
                text, edits = clean(noisy)
                n = len(CLEAN) if compare == "all" else sum(c.isalnum() for c in CLEAN)
                damaged += n * character_error_rate(to_simplified(noisy), CLEAN, compare=compare) / seeds
                left += n * character_error_rate(text, CLEAN, compare=compare) / seeds
                flagged += edits.loc[edits["certainty"] == "unsure", "before"].str.len().sum() / seeds
            if damaged:
                print(f"{family},{share},{damaged:.0f},{1 - left / damaged:.3f},{max(0, left - flagged) / damaged:.3f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
