"""A fuzzing run: damaged documents of every format, until something breaks.

    python benchmarks/fuzz.py [INPUTS_PER_TARGET] [FIRST_SEED] [TARGET ...]

Tries inputs of tests/fuzzing.py on two processes and prints for each target the inputs tried, those that were read and
those that were refused with a documented error, the faults with their seeds, and the slowest input. An input that
takes more than 20 seconds of the processor is stopped and counts as a fault. Put every fault's seed into
tests/cases/fuzzing.csv, with the smallest part of its input that fails.

Memory: of each target whose inputs can be made long, LARGE inputs are repeated to a megabyte and tried, each in a
process of its own. The column ``memory`` has the most that such a process grew above what it had after a small input,
in bytes for each byte (in UTF-8) of the input; more than MOST_MEMORY (or MORE_MEMORY) and CONSTANT is a fault.
"""

import resource
import signal
import sys
import time
import traceback
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fuzzing import GROWING, TARGETS, attempt, attempt_input, large  # noqa: E402

SECONDS = 20  # of the processor, so that a busy machine makes no faults
BATCH = 250
LARGE = 6
SIZE = 1_000_000  # characters, or bytes where the target takes bytes
WARM_UP = 40  # small inputs, until dictionaries and tables are loaded
MOST_MEMORY = 20  # bytes for each byte
# Where every second sign is a repair, each is kept as an edit of 150 bytes; where every second is Markdown's own, each
# is one of the library's tokens, of 600.
MORE_MEMORY = {"clean": 80, "markdown": 150}
CONSTANT = 20_000_000  # bytes: what Python keeps for later


class TooSlow(BaseException):
    """An input that takes longer than SECONDS."""


def _stop(*_):
    raise TooSlow


def batch(target: str, first: int, size: int) -> tuple[Counter, list[str], tuple[float, int]]:
    """Try some seeds of a target; return counts, faults and the slowest with its seed."""
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGPROF, _stop)
    counts, faults, slowest = Counter(), [], (0.0, first)
    for seed in range(first, first + size):
        started = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            counts[attempt(target, seed)] += 1
        except TooSlow:
            faults.append(f"{target} {seed}: more than {SECONDS} seconds")
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            faults.append(f"{target} {seed}: {error!r:.200} ({Path(last.filename).name}, line {last.lineno})")
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        slowest = max(slowest, (time.process_time() - started, seed))
    return counts, faults, slowest


def memory(target: str, seed: int) -> tuple[float, str]:
    """Try a long input, in a process of its own; return its memory for each byte, and what is wrong or ""."""
    warnings.simplefilter("ignore")
    peak = 1024 if sys.platform != "darwin" else 1  # the unit of ru_maxrss
    for small in range(WARM_UP):
        attempt(target, small)
    made = large(target, seed, SIZE)
    size = len(made if isinstance(made, bytes) else made.encode("utf-8", "replace"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        attempt_input(target, made, Random(seed))
    except Exception as error:
        return 0.0, f"{target} {seed}, repeated: {error!r:.200}"
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * peak
    most = CONSTANT + MORE_MEMORY.get(target, MOST_MEMORY) * size
    return grown / size, f"{target} {seed}, repeated: {grown:,} bytes for {size:,}" if grown > most else ""


def main(inputs: int = 12_000, first: int = 0, *targets: str) -> None:
    """Print the table, and the faults."""
    print("target,inputs,read,refused,faults,slowest_seconds,slowest_seed,memory,memory_seed", flush=True)
    total, everything = 0, []
    fresh = ProcessPoolExecutor(2, mp_context=get_context("spawn"), max_tasks_per_child=1)
    with ProcessPoolExecutor(2) as pool, fresh:
        for target in targets or TARGETS:
            starts = range(first, first + inputs, BATCH)
            sizes = [min(BATCH, first + inputs - start) for start in starts]
            made = list(pool.map(batch, [target] * len(sizes), starts, sizes))
            counts = sum((part[0] for part in made), Counter())
            faults = [fault for part in made for fault in part[1]]
            seconds, seed = max(part[2] for part in made)
            seeds = range(first, first + LARGE) if target in GROWING else ()
            long = list(fresh.map(memory, [target] * len(seeds), seeds))
            faults += [wrong for _, wrong in long if wrong]
            most, at = max(zip((part[0] for part in long), seeds), default=("", ""))
            total += inputs + len(seeds)
            everything += faults
            row = (target, inputs, counts["read"], counts["refused"], len(faults), f"{seconds:.2f}", seed,
                   f"{most:.1f}" if long else "", at)
            print(*row, sep=",", flush=True)
    print(f"{total:,} inputs, {len(everything)} faults")
    print(*everything, sep="\n")


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:3]]
    main(*numbers, *sys.argv[3:])
