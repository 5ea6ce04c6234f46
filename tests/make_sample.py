"""Make data/sample/noisy.txt from clean.txt: the sample in Traditional script, with every family of noise.

    python tests/make_sample.py [FILE]

The damage is put in the order in which it comes about: printed pages are copied with their line ends, heads
and numbers, read by machine (slips), shown by a page that works on GBK bytes, and reposted.
"""

import re
import sys
from pathlib import Path
from random import Random

import noise

from analysis.cleaning import read_errata

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "sample"
SEED = 2026
WIDTH = 40
MISREAD = {"gbk": "推動故障當日修復", "cp1252": "座位平均使用率"}


def make_noisy(clean: str, seed: int = SEED) -> str:
    """Return the noisy version of the sample."""
    random = Random(seed)
    text = noise.traditional(clean)
    for slip in read_errata(SAMPLE / "errata.csv"):
        if slip.reason.startswith("OCR"):
            text = text.replace(noise.traditional(slip.correction), noise.traditional(slip.context))
    text = noise.hard_wrapped(text, width=WIDTH, lines=26, first_page=31, header="鄰里圖書館學刊")
    text = noise.as_page(text, random, characters="總", tone=False, times=3)
    text = noise.as_page(text, random, characters=noise.GLOSSED.replace("總", ""), cut=1, split=1, lost=0.4)
    text = noise.lost_twins(noise.json_quotes(text, random, 0.3), random, 0.1)
    text = noise.full_width(text, random, 0.1)
    text = noise.spaces_as_marks(noise.odd_spaces(text, random, 0.1), random, 1)
    text = noise.zero_width(noise.spaced(text, random, 0.015), random, 0.01)
    text = noise.ascii_signs(text, random, 0.05)
    text = noise.tags(noise.entities(text, random, 0.1), random, 0.15)
    for encoding, clause in MISREAD.items():
        text = re.sub(clause, lambda m, encoding=encoding: noise.misread(m.group(), encoding), text)
    return text


def main(path: Path = SAMPLE / "noisy.txt") -> None:
    """Write the noisy version."""
    clean = (SAMPLE / "clean.txt").read_text(encoding="utf-8")
    Path(path).write_text(make_noisy(clean), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
