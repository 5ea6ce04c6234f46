"""How much of each family of noise the repairs take back, what they flag, and what they harm.

    python benchmarks/repairs.py FOLDER [EVERY [PART]]

Takes the .docx and .txt documents below FOLDER (every EVERYth of them), repairs them once so that they are clean,
damages them (tests/noise.py) in each way and in several ways at once, in Simplified and in Traditional script, and
cleans them. Prints one row per family, script and share of the places damaged:

- damaged: characters of the document that are not on the page, and foreign ones that are;
- sure: those of them that the page determines. A damage is invertible where no other clean text gives the same page
  under the same damage in the same places: where all bytes of a character are on the page, or a gloss leaves one choice
  for the missing one; where a sign that was exchanged has one original; where what was put in cannot have been there.
  A byte that vanished or became ``?``, a mark that is gone, a line end behind a full stop are not;
- restored, flagged, wrong, neither: shares of the sure ones; then the same of all others;
- altered: characters that were not damaged, and are not what they were; per million of the document. A line end on
  the margin that was there and that the page does not tell from a broken line's counts as a damaged one that is not
  sure.

PART is a piece of a family's name: only these are run.
"""

import re
import sys
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import noise  # noqa: E402
from shared_texts import read_docx  # noqa: E402

from analysis.cleaning import repair_text  # noqa: E402
from analysis.cleaning.edits import compose  # noqa: E402
from analysis.cleaning.script import to_simplified  # noqa: E402

SHARES = (0.1, 0.3, 1.0)
SIMPLE = to_simplified(noise.GLOSSED)
HEADER = "鄰里圖書館學刊"


def glossed(text):
    """Return the characters that a page of this script glosses."""
    return noise.GLOSSED if any(c in text for c in "數據發") else SIMPLE


def glosses(text, r, s):
    """Glosses behind a share of the characters that pages gloss."""
    return noise.as_page(text, r, characters="".join(c for c in glossed(text) if r.random() < s))


def bytes_(text, r, s):
    """Glosses, shifts and lost bytes on one page."""
    return noise.as_page(text, r, characters=glossed(text), cut=s, split=s, lost=s)


def printed(text, s):
    """Hard-wrapped pages, of a text without blank lines: how many of them stood at a page's end is not to be told."""
    lines = re.sub(r"\n\s*\n", "\n", text.strip()) + "\n"
    return noise.hard_wrapped(lines, width=round(20 + 30 * s), first_page=9, header=HEADER)


def signs(text, r, s):
    """Signs, widths, spaces and markup on one page."""
    text = noise.full_width(noise.lost_twins(noise.json_quotes(text, r, s), r, 0.3 * s), r, s)
    text = noise.zero_width(noise.ascii_signs(text, r, s), r, 0.1 * s)
    return noise.tags(noise.entities(text, r, s), r, s)


def everything(text, r, s):
    """All of it: printed, shown by a page, reposted, and misread in part."""
    text = printed(text, s)
    text = signs(noise.spaced(bytes_(text, r, 0.5 * s), r, 0.05 * s, beside=""), r, 0.5 * s)
    return noise.misread_clauses(text, r, "cp1252", 0.1 * s)


FAMILIES = {
    "a glosses": glosses,
    "b cut by glosses": lambda t, r, s: noise.as_page(t, r, characters=glossed(t), cut=s),
    "c shifts at signs": lambda t, r, s: noise.as_page(t, r, split=s),
    "c lost bytes": lambda t, r, s: noise.as_page(t, r, lost=s),
    "abc bytes": bytes_,
    "d JSON's quotes": noise.json_quotes,
    "d lost twins": noise.lost_twins,
    "d odd spaces": noise.odd_spaces,
    "d spaces as ?": noise.spaces_as_marks,
    "d indents as ??": lambda t, r, s: noise.indents_as_marks(re.sub("(?m)^(?=.)", "  ", t), r, s),
    "d zero width": noise.zero_width,
    "d full width": noise.full_width,
    "d entities": noise.entities,
    "d tags": noise.tags,
    "d UTF-8 as GBK": lambda t, r, s: noise.misread_clauses(t, r, "gbk", s),
    "d UTF-8 as cp1252": lambda t, r, s: noise.misread_clauses(t, r, "cp1252", s),
    "d hard-wrapped": lambda t, r, s: printed(t, s),
    "e ASCII signs": noise.ascii_signs,
    "e spaces": lambda t, r, s: noise.spaced(t, r, s / 5, beside=""),
    "e spaces beside Latin": lambda t, r, s: noise.spaced(t, r, s / 5),
    "de signs": signs,
    "abcde everything": everything,
}


def judge(page: noise.Damaged, *, show=None) -> Counter:
    """Repair a page and count, by (whether it is sure, what became of it), the damaged characters."""
    text, edits = repair_text(page, script="keep")
    verdicts: Counter = Counter(altered=0)
    left = compose(page.source, [e._replace(certainty="certain") for e in page.edits], page, edits)
    at = 0
    for e in page.edits:
        while at < len(left) and left[at].end < e.start:
            at += 1
        whole = next((x for x in left[at : at + 2] if x.start <= e.start and e.end <= x.end and
                      "noise" in x.repair), None)
        for n, sure, verdict in _fates(page, e, whole):
            verdicts[sure, verdict] += n
            if show and verdict in show:
                print(verdict, sure, n, e[:4], whole, sep=" | ")
    for e in left:
        if e.before != e.after:
            harmed, guessed = _harmed(page, e)
            verdicts["altered"] += harmed
            verdicts[False, "wrong"] += guessed
            if show and harmed and "altered" in show:
                print("altered", harmed, e, sep=" | ")
    return verdicts


def _fates(page, e, whole):
    """Yield how many characters of one damage were sure or not, and restored, flagged, wrong or neither."""
    fate = "flagged" if whole and whole.certainty == "unsure" and "+" in whole.repair else \
        "wrong" if whole and "+" in whole.repair else "neither"
    same = _kept(whole) if whole else None
    positions = _damaged(e)
    if not positions:
        sure = e.certainty == "certain"
        restored = whole is None or same[e.start - whole.start] == 2
        yield len(e.after), sure, "restored" if restored else fate
    for at in positions:
        restored = whole is None or same[at - whole.start] > 0
        yield 1, at not in page.lost and e.certainty == "certain", "restored" if restored else fate


def _damaged(e):
    """Return the positions of the source that an edit of noise damaged: without what it left at its ends."""
    head = 0
    while head < min(len(e.before), len(e.after)) and e.before[head] == e.after[head]:
        head += 1
    tail = 0
    while tail < min(len(e.before), len(e.after)) - head and e.before[-1 - tail] == e.after[-1 - tail]:
        tail += 1
    return range(e.start + head, e.end - tail)


def _kept(whole):
    """Return for each character that an edit covers, and the place behind, whether it is there: 0, 1, or 2.

    2 where the character before it is there too, and nothing stands between.
    """
    kept = [0] * (len(whole.before) + 1)
    blocks = SequenceMatcher(None, whole.before, whole.after, False).get_matching_blocks()
    for a, b, n in blocks:
        for i in range(a, a + n):
            kept[i] = 2 if i > a or (a, b) == (0, 0) else 1
        if n and (a + n, b + n) == (len(whole.before), len(whole.after)):
            kept[-1] = 2
    return kept


def _harmed(page, e):
    """Count the characters that an edit changed and no noise had touched; those that the page tells, and others."""
    touched, beside = set(), set()
    for d in page.edits:
        if d.start <= e.end and e.start <= d.end:
            touched.update(_damaged(d) or ())
            beside.update((d.start - 1, *range(d.start, d.end), d.end))
    n, guessed = 0, 0
    for tag, a, b, c, d in SequenceMatcher(None, e.before, e.after, False).get_opcodes():
        if tag != "equal":
            outside = [i for i in range(e.start + a, e.start + b) if i not in touched]
            n += len(outside) if a < b else 0 if {e.start + a - 1, e.start + a} & beside else d - c
            guessed += sum(i in page.lost for i in outside)
    return n - guessed, guessed


def documents(folder: Path) -> dict[str, str]:
    """Return the repaired documents below a folder."""
    paths = sorted(p for p in folder.rglob("*") if p.suffix in (".docx", ".txt"))
    texts = {p.stem: read_docx(p) if p.suffix == ".docx" else p.read_text(encoding="utf-8") for p in paths}
    return {name: repair_text(repair_text(text)[0])[0] for name, text in texts.items()}


def main(folder: str, every: int = 1, part: str = "", show: tuple = ()) -> None:
    """Print the table."""
    texts = dict(list(documents(Path(folder)).items())[::every])
    scripts = {"Simplified": texts}
    scripts["Traditional"] = {name: repair_text(noise.traditional(text), script="keep")[0]
                              for name, text in texts.items()}
    columns = ("restored", "flagged", "wrong", "neither")
    print("family,script,share,damaged,sure," + ",".join([*columns, *(f"other {c}" for c in columns), "altered"]))
    for family, damage in FAMILIES.items():
        for script, of_script in scripts.items() if part in family else ():
            for share in SHARES:
                verdicts = Counter()
                for name, text in of_script.items():
                    verdicts += judge(damage(text, Random(f"{name}{share}"), share), show=show)
                rows = [[verdicts[sure, c] for c in columns] for sure in (True, False)]
                if not sum(map(sum, rows)):
                    continue
                shares = [f"{n / sum(row):.4f}" if sum(row) else "" for row in rows for n in row]
                altered = 1e6 * verdicts["altered"] / sum(map(len, of_script.values()))
                print(family, script, share, sum(map(sum, rows)), sum(rows[0]), *shares, f"{altered:.1f}", sep=",",
                      flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1, *sys.argv[3:4], show=tuple(sys.argv[4:]))
