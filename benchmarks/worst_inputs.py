"""How the repairs and the division grow on inputs made to hurt: one piece of text over and over, in a line or in many.

    python benchmarks/worst_inputs.py [MEGABYTES [PIECE]]

Runs every repair alone, all of them ("repair_text") and the search for units ("find_units") on a tenth of MEGABYTES
(default 10, counted in characters) and on all of them, each in a process of its own, and prints those that take more
than a second, or more than 20 times the text in memory: seconds, their ratio (10 is linear), the memory above that of
the text in units of its size (in UTF-8), and how many edits or units there are; "refused" where an error says that the
text is no document. PIECE runs one of the inputs only.
"""

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from analysis.cleaning import REPAIRS, repair_text  # noqa: E402
from analysis.cleaning import script as script_repair  # noqa: E402
from analysis.cleaning import vocabulary as vocabulary_repair  # noqa: E402
from analysis.errors import InputError  # noqa: E402
from analysis.sections import find_units  # noqa: E402

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
    "broken lines": "各地都在试着用数字技术改善服务，做法并不一\n", "carriage returns": "\r",
    "entities in lines": "&amp;\n", "marks of JSON": '政\\"', "half chapters": "第一章", "half headings": "一、",
    "half headings in brackets": "（一", "half chapters in lines": "第一章\n", "half headings in lines": "一、\n",
    "half headings in brackets and lines": "（一\n",
    "headings": "一、政\n", "items": "一是好。", "labels": "摘要：", "entries": "[1]甲.书[M].2020.\n",
}
RUN: dict[str, Callable] = {**REPAIRS, "vocabulary": vocabulary_repair.find, "script": script_repair.find,
                            "repair_text": lambda text: repair_text(text)[1], "find_units": find_units}
NOTICED = 1.0  # seconds
MOST = 20  # times the text
FLOOR = 64 << 20  # bytes of memory that a repair may take for its tables


def _measure(name: str, piece: str, size: int, answer) -> None:
    text = (piece * (size // len(piece) + 1))[:size]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    try:
        found = len(RUN[name](text))
    except InputError:
        found = "refused"
    seconds = time.perf_counter() - start
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    answer.send((seconds, max(0, grown - FLOOR) / len(text.encode()), found))


def measure(name: str, piece: str, size: int) -> tuple[float, float, int | str]:
    """Return seconds, memory and the number of edits or units that a step finds in a piece that is repeated."""
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
    print("input,step,seconds of a tenth,seconds,ratio,memory,found")
    for label, text in PIECES.items():
        for name in RUN if piece in ("", label) else ():
            little, *_ = measure(name, text, round(megabytes * 1e5))
            seconds, memory, found = measure(name, text, round(megabytes * 1e6))
            if seconds > NOTICED or memory > MOST:
                row = f"{little:.2f},{seconds:.1f},{seconds / little:.1f},{memory:.0f},{found}"
                print(f"{label},{name},{row}", flush=True)


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]), *sys.argv[2:3])
