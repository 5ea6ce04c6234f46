"""How well shifted bytes are put right in documents that the repair was not made for.

    python benchmarks/shifts_repaired.py FOLDER

Takes the .docx documents below FOLDER (they must be clean), makes them Traditional, damages their bytes as pages do
(tests/noise.py: 30 % of the possible cuts by glosses, half of the splits at signs and of the lost bytes), runs the
repair and compares with the document. Prints for every other document, on which the weights were set, and for the
others: the places that were put right, those that were put wrong, and those that were flagged and left.
"""

import re
import sys
import zipfile
from bisect import bisect_right
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import noise  # noqa: E402

from analysis.cleaning import shifted_bytes  # noqa: E402
from analysis.cleaning.glosses import GLOSS  # noqa: E402

NARROW = str.maketrans("！，：；？", "!,:;?")  # the signs that pages make half-width, and another repair puts right


def paragraphs(path: Path) -> list[str]:
    """Read the paragraphs of a Word document, in Traditional script."""
    xml = zipfile.ZipFile(path).read("word/document.xml").decode()
    found = re.findall(r"<w:p[ >].*?</w:p>", xml, re.DOTALL)
    text = "\n".join("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", paragraph)) for paragraph in found)
    return noise.traditional(text).split("\n")


def judge(lines: list[str], seed: str) -> Counter:
    """Damage and repair a document; count the edits that are right, wrong and flagged."""
    random, verdicts = Random(seed), Counter()
    noisy = [noise.as_page(line, random, characters=noise.GLOSSED, cut=0.3, split=0.5, lost=0.5) for line in lines]
    starts = [0]
    for line in noisy:
        starts.append(starts[-1] + len(line) + 1)
    by_line: dict[int, list] = {}
    for e in shifted_bytes.find("\n".join(noisy)):
        by_line.setdefault(bisect_right(starts, e.start) - 1, []).append(e)
    for number, edits in by_line.items():
        pieces, spans, at = [], [], starts[number]
        for e in edits:
            pieces.append(GLOSS.sub("", noisy[number][at - starts[number] : e.start - starts[number]]))
            begin = sum(map(len, pieces))
            pieces.append(e.after)
            spans.append((begin, begin + len(e.after), e.certainty))
            at = e.end
        pieces.append(GLOSS.sub("", noisy[number][at - starts[number] :]))
        repaired, wanted = "".join(pieces).translate(NARROW), lines[number].translate(NARROW)
        same = [(i, i + n) for i, _, n in SequenceMatcher(None, repaired, wanted, False).get_matching_blocks()]
        for begin, end, certainty in spans:
            # With the neighbours, so that nothing is missing beside it; a neighbour that was repaired too has its turn.
            low = begin - (begin > 0 and not any(e == begin for _, e, _ in spans))
            high = end + (end < len(repaired) and not any(b == end for b, _, _ in spans))
            right = any(i <= low and high <= j for i, j in same)
            verdicts["flagged" if certainty == "unsure" else "right" if right else "wrong"] += 1
    return verdicts


def main(folder: str) -> None:
    """Print the table."""
    documents = sorted(Path(folder).rglob("*.docx"))
    print("documents,places,right,wrong,flagged")
    for name, part in (("set on", documents[::2]), ("set aside", documents[1::2])):
        verdicts = sum((judge(paragraphs(path), path.stem) for path in part), Counter())
        shares = ",".join(f"{verdicts[verdict] / verdicts.total():.3f}" for verdict in ("right", "wrong", "flagged"))
        print(f"{len(part)} {name},{verdicts.total()},{shares}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
