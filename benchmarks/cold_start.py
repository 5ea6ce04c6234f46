"""Cold start of ``zhangju terms`` against the plain script: whole processes, run in turn.

    python benchmarks/cold_start.py PAPER [RUNS]

prints the median of each and the median of the ratios run by run. The plain script neither repairs the
text nor divides it into sections; jieba's cache is warm for it after its first run, which is not counted.
Python may keep bytecode, as it does by default: without it each run compiles the package's source anew.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def measure(command: list[str]) -> tuple[float, float]:
    """Return the wall time in seconds and the peak memory in MB of one run."""
    started = time.perf_counter()
    process = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    elapsed = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"{' '.join(command)} failed")
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    return elapsed, usage.ru_maxrss / scale


def main(paper: str, runs: int = 7) -> None:
    """Run both in turn and print the comparison."""
    ours = [sys.executable, "-m", "analysis", "terms", paper]
    plain = [sys.executable, str(HERE / "plain_terms.py"), paper]
    measure(ours), measure(plain)
    pairs = [(measure(ours), measure(plain)) for _ in range(runs)]
    for i, (name, unit) in enumerate((("time", "s"), ("peak memory", "MB"))):
        a, b = [p[0][i] for p in pairs], [p[1][i] for p in pairs]
        ratio = statistics.median(x / y for x, y in zip(a, b))
        print(f"{name}: zhangju {statistics.median(a):.2f} {unit}, plain {statistics.median(b):.2f} {unit}, "
              f"ratio {ratio:.2f} ({runs} runs in turn)")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1], *map(int, sys.argv[2:3]))
