"""How each repair grows on inputs made to hurt: one piece of text over and over, in one line or in many.

    python benchmarks/worst_inputs.py [MEGABYTES [PIECE]]

Runs every repair alone on a tenth of MEGABYTES (default 10, counted in characters) and on all of them, each in a
process of its own, and prints those that take more than a second: seconds, their ratio (10 is linear), and the memory
above that of the text in units of its size (in UTF-8). PIECE runs one of the inputs only.
"""

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from analysis.cleaning import REPAIRS  # noqa: E402
from analysis.cleaning import script as script_repair  # noqa: E402
from analysis.cleaning import vocabulary as vocabulary_repair  # noqa: E402

PIECES = {
    "one character": "政", "one letter": "a", "digits": "1", "spaces": " ", "ideographic spaces": "\u3000",
    "line ends": "\n", "form feeds": "\f", "brackets": "(", "full-width brackets": "（", "pointed brackets": "<",
    "half glosses": "(ji", "half glosses of a character": "数(ji", "glosses": "数(shù)", "ampersands": "&",
    "entities": "&amp;", "half entities": "&#1", "half tags": "<b ", "tags": "<p>", "comments": "<!--",
    "scripts": "<script>", "question marks": "?", "questions": "政?", "shifts": "?!", "long shifts": "?笆奈錦",
    "UTF-8 as GBK": "鏁板瓧", "UTF-8 as Windows-1252": "æ•°å­—", "GBK as Latin-1": "Êý×Ö", "euros": "€",
    "lost characters": "\ufffd", "quotation marks": '"', "single quotation marks": "'", "opening marks": "“",
    "pairs of marks": "“”", "backslashes": "\\", "escaped marks": '\\"', "numbers of characters": "\\u6570",
    "signs": "政,", "dots": ".", "dashes": "-", "spaced characters": "政 府", "invisible ones": "政\u200b",
    "full-width digits": "１", "half addresses": "http://", "half mail addresses": "a@", "dots of addresses": "a.",
    "formulas": "$", "backquotes": "`", "page numbers": "- 1 -\n", "years": "2024 ", "Traditional": "數據的資訊",
    "broken lines": "各地都在试着用数字技术改善服务，做法并不一\n",
}
RUN: dict[str, Callable] = {**REPAIRS, "vocabulary": vocabulary_repair.find, "script": script_repair.find}
NOTICED = 1.0  # seconds
FLOOR = 64 << 20  # bytes of memory that a repair may take for its tables


def _measure(name: str, piece: str, size: int, answer) -> None:
    text = (piece * (size // len(piece) + 1))[:size]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    found = len(RUN[name](text))
    seconds = time.perf_counter() - start
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    answer.send((seconds, max(0, grown - FLOOR) / len(text.encode()), found))


def measure(name: str, piece: str, size: int) -> tuple[float, float, int]:
    """Return seconds, memory and the number of edits of a repair on a piece that is repeated."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_measure, args=(name, piece, size, theirs))
    process.start()
    theirs.close()
    try:
        return ours.recv()
    finally:
        process.join()


def main(megabytes: float = 10.0, piece: str = "") -> None:
    """Print the table."""
    print("input,repair,seconds of a tenth,seconds,ratio,memory,edits")
    for label, text in PIECES.items():
        for name in RUN if piece in ("", label) else ():
            little = measure(name, text, round(megabytes * 1e5))[0]
            if little * 10 < NOTICED:
                continue
            seconds, memory, edits = measure(name, text, round(megabytes * 1e6))
            print(f"{label},{name},{little:.2f},{seconds:.1f},{seconds / little:.1f},{memory:.0f},{edits}", flush=True)


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]), *sys.argv[2:3])
