"""How many of the headings of real documents are found, and how many of their levels are right.

    python benchmarks/headings.py [SHARED] [--files | --joined spaces | --joined nothing]

``benchmarks/headings/NAME.csv`` holds the headings of a document with their levels, listed by a person who read it:
34 of the 72 city reports (chosen for variety by the counts of their numbered lines), two policy documents and a paper
(whose file is damaged; its headings are listed as they are once repaired). The texts themselves lie in SHARED
(../shared). A heading is found if it begins in the same place and has the same words (spaces and final stops don't
count); its level counts where the heading is found.
By default Word documents are read as plain paragraphs, so that the text alone is judged; ``--files`` reads them with
all that their format says of them. ``--joined`` makes one line of each document, with spaces or nothing in place of its
line ends.

What the person took for a heading, decided before the first comparison:
- a line with a number: heading, whether it ends in a stop or not, and whether its text follows in the line; its
  words end at its first full stop (in 泸州 where the bold type ends, since the text has lost its line ends);
- a short line without a number and without a stop that stands for a part (2023年工作回顾): heading;
- the title, date and speaker of a report, 各位代表 and other salutations, a page's masthead: none;
- a sentence that leads into a list (重点做好以下工作：, 主要工作成效。): none;
- 一是…, ——…, （1）… inside a paragraph: items, none, even if they begin a paragraph;
- the first sentence of a paragraph, bold or not, if it has no number: none;
- a heading that lost its line break (马鞍山) is one; one that was lost altogether is not listed, and what stands
  below it gets the level that it has in the document as it is.

DEVELOPMENT names the documents on whose errors the grammar was mended; the others were set aside (every second by
name, drawn before the first comparison). Earlier versions of the grammar were tried on all of them, but only for
crashes and for whether each report has headings, not against answers. For ``--joined`` nothing was set aside: errors in
all documents were looked at.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
ANSWERS = ROOT / "benchmarks" / "headings"
sys.path.insert(0, str(ROOT / "tests"))

from shared_texts import read_docx  # noqa: E402

from analysis.cleaning.edits import moved  # noqa: E402
from analysis.corrections import heading_key, read_headings  # noqa: E402
from analysis.documents import Document, divide, open_document  # noqa: E402
from analysis.readers import Source  # noqa: E402

NAMES = sorted(path.stem for path in ANSWERS.glob("*.csv"))
JOINED = {"spaces": "　　", "nothing": ""}
DEVELOPMENT = frozenset(NAMES[::2])


class Score(NamedTuple):
    """Counts of one document: headings listed, found by the parser, in both, and in both with the same level."""

    listed: int
    found: int
    right: int
    level: int

    def row(self, name: str) -> str:
        """Return a line of the table: precision and recall of headings, then of levels."""
        shares = (self.right / self.found if self.found else 1, self.right / self.listed if self.listed else 1,
                  self.level / self.found if self.found else 1, self.level / self.listed if self.listed else 1)
        return ",".join([name, str(self.listed), str(self.found), *(f"{share:.3f}" for share in shares)])


def find_document(name: str, shared: Path) -> Path:
    """Return the file whose headings ``name`` lists."""
    patterns = {"opinions2022": "opinions/*指导意见*", "opinions2024": "opinions/*公共数据*", "paper": "../paper/*.txt"}
    pattern = patterns.get(name, f"city_reports_2024/{name}.docx")
    return next((shared / "corpora").glob(pattern))


def read_document(name: str, shared: Path, *, files: bool, joined: str | None) -> Document:
    """Read and divide a document, whole or as one line."""
    path = find_document(name, shared)
    if files or path.suffix != ".docx":
        document = open_document(path)
        text = document.text
    else:
        text = read_docx(path)
        document = divide(Source(text, str(path), "utf-8"))
    if joined is None:
        return document
    return divide(Source(joined.join(line for line in text.split("\n") if line.strip()), str(path), "utf-8"), errata=())


def compare(name: str, document: Document) -> tuple[Score, list[str]]:
    """Compare the parser's headings with the listed ones; return the counts and a line per error."""
    text, units = document.text, document.units
    damaged = name == "paper"
    given = read_headings(ANSWERS / f"{name}.csv", text if damaged else document.source.text)
    edits = [] if damaged else document.edits
    starts = moved([mark.start for _, mark in given], edits)
    ends = moved([mark.heading_end for _, mark in given], edits)
    listed = {start: (level, heading_key(text[start:end])) for (level, _), start, end in zip(given, starts, ends)}
    found = {}
    for unit in units:
        if unit.kind == "heading":
            own = text[unit.start : unit.end]
            start = unit.end - len(own.lstrip(" *\n\t\u3000"))
            found[start] = unit.level, heading_key(unit.number + unit.heading)
    right = {start for start in listed.keys() & found.keys() if listed[start][1] == found[start][1]}
    level = [start for start in right if listed[start] == found[start]]
    errors = list(_errors(listed, found))
    return Score(len(listed), len(found), len(right), len(level)), errors



def _errors(listed: dict[int, tuple[int, str]], found: dict[int, tuple[int, str]]) -> Iterator[str]:
    for start in sorted(listed.keys() | found.keys()):
        right, guess = listed.get(start), found.get(start)
        if guess is None:
            yield f"missed: {right[0]} {right[1]}"
        elif right is None:
            yield f"no heading: {guess[0]} {guess[1][:15]}"
        elif right[1] != guess[1]:
            yield f"other words: {right[1]} is read as {guess[1][:20]} ({len(guess[1])} characters)"
        elif right[0] != guess[0]:
            yield f"level {guess[0]} for {right[0]}: {right[1]}"


def main() -> None:
    """Print the table and the errors."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("shared", nargs="?", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--files", action="store_true", help="use what the files' formats say")
    parser.add_argument("--joined", choices=JOINED, help="make one line of each document")
    options = parser.parse_args()
    scores, errors = {}, {}
    for name in NAMES:
        joined = JOINED.get(options.joined)
        document = read_document(name, options.shared, files=options.files, joined=joined)
        scores[name], errors[name] = compare(name, document)
    print("document,listed,found,precision,recall,precision of levels,recall of levels")
    for name in NAMES:
        print(scores[name].row(name + ("" if name in DEVELOPMENT else " (set aside)")))
    for label, names in (("all", NAMES), ("development", sorted(DEVELOPMENT)),
                         ("set aside", [name for name in NAMES if name not in DEVELOPMENT])):
        print(Score(*map(sum, zip(*(scores[name] for name in names)))).row(f"{label} ({len(names)} documents)"))
    for name in NAMES:
        for error in errors[name]:
            print(f"{name}: {error}")


if __name__ == "__main__":
    main()
