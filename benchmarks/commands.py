"""How long each command takes, from its start to its end, beside an empty run of Python.

    python benchmarks/commands.py PAPER [RUNS]

prints the median time and peak memory of each; the report and the notebooks, which take seconds, run once.
"""

import statistics
import sys
import tempfile

from cold_start import measure

PYTHON = [sys.executable]
ZHANGJU = [sys.executable, "-m", "analysis"]


def main(paper: str, runs: int = 7) -> None:
    """Print the table."""
    commands = {
        "python -c pass": [*PYTHON, "-c", "pass"],
        "python -c 'import analysis'": [*PYTHON, "-c", "import analysis"],
        "zhangju terms": [*ZHANGJU, "terms"],
        "zhangju clean PAPER": [*ZHANGJU, "clean", paper],
        "zhangju sections PAPER": [*ZHANGJU, "sections", paper],
        "zhangju terms PAPER": [*ZHANGJU, "terms", paper],
        "zhangju keyness --target 2": [*ZHANGJU, "keyness", "--target", "2"],
        "zhangju keyness PAPER --target 2": [*ZHANGJU, "keyness", paper, "--target", "2"],
        "zhangju themes PAPER": [*ZHANGJU, "themes", paper],
        "zhangju concordance PAPER 数据": [*ZHANGJU, "concordance", paper, "数据"],
        "zhangju answers PAPER": [*ZHANGJU, "answers", paper],
    }
    with tempfile.TemporaryDirectory() as folder:
        commands["zhangju features PAPER"] = [*ZHANGJU, "features", paper, "--out", folder]
        print("command,seconds,MB")
        for name, command in commands.items():
            measure(command)
            measured = [measure(command) for _ in range(runs)]
            seconds, memory = (statistics.median(values) for values in zip(*measured))
            print(f"{name},{seconds:.3f},{memory:.0f}")
        for name, command in {"zhangju report PAPER": ["report", paper], "zhangju notebooks": ["notebooks"]}.items():
            seconds, memory = measure([*ZHANGJU, *command, "--out", f"{folder}/{command[0]}"])
            print(f"{name},{seconds:.1f},{memory:.0f}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1], *map(int, sys.argv[2:3]))
