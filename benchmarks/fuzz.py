"""A fuzzing run: damaged documents of every format, until something breaks.

    python benchmarks/fuzz.py [INPUTS_PER_TARGET] [FIRST_SEED] [TARGET ...]

Tries inputs of tests/fuzzing.py on two processes and prints for each target the inputs tried, those that were read and
those that were refused with a documented error, the faults with their seeds, and the slowest input. An input that
takes more than 20 seconds is stopped and counts as a fault. Put every fault's seed into tests/cases/fuzzing.csv.
"""

import signal
import sys
import time
import traceback
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fuzzing import TARGETS, attempt  # noqa: E402

SECONDS = 20
BATCH = 250


class TooSlow(BaseException):
    """An input that takes longer than SECONDS."""


def _stop(*_):
    raise TooSlow


def batch(target: str, first: int, size: int) -> tuple[Counter, list[str], tuple[float, int]]:
    """Try some seeds of a target; return counts, faults and the slowest with its seed."""
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, _stop)
    counts, faults, slowest = Counter(), [], (0.0, first)
    for seed in range(first, first + size):
        started = time.perf_counter()
        signal.alarm(SECONDS)
        try:
            counts[attempt(target, seed)] += 1
        except TooSlow:
            faults.append(f"{target} {seed}: more than {SECONDS} seconds")
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            faults.append(f"{target} {seed}: {error!r:.200} ({Path(last.filename).name}, line {last.lineno})")
        finally:
            signal.alarm(0)
        slowest = max(slowest, (time.perf_counter() - started, seed))
    return counts, faults, slowest


def main(inputs: int = 12_000, first: int = 0, *targets: str) -> None:
    """Print the table, and the faults."""
    print("target,inputs,read,refused,faults,slowest_seconds,slowest_seed", flush=True)
    total, everything = 0, []
    with ProcessPoolExecutor(2) as pool:
        for target in targets or TARGETS:
            starts = range(first, first + inputs, BATCH)
            sizes = [min(BATCH, first + inputs - start) for start in starts]
            made = list(pool.map(batch, [target] * len(sizes), starts, sizes))
            counts = sum((part[0] for part in made), Counter())
            faults = [fault for part in made for fault in part[1]]
            seconds, seed = max(part[2] for part in made)
            total += inputs
            everything += faults
            row = (target, inputs, counts["read"], counts["refused"], len(faults), f"{seconds:.2f}", seed)
            print(*row, sep=",", flush=True)
    print(f"{total:,} inputs, {len(everything)} faults")
    print(*everything, sep="\n")


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:3]]
    main(*numbers, *sys.argv[3:])
