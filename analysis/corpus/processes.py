"""Processes: batches of files counted side by side on one machine, each in a process that is watched.

A process that takes too long or dies (a file made to do harm, no memory left) costs its batch only: the files of the
batch are tried again one by one, and the one that does it again is a row of ``problems``.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, TimeoutError, wait
from functools import partial

from pebble import ProcessExpired, ProcessPool

from analysis.corpus.batches import Totals, count_batch, give_up
from analysis.corpus.counting import Settings
from analysis.corpus.files import File
from analysis.corpus.parts import Target
from analysis.readers.isolated import limit_costs
from analysis.readers.limits import MAX_MEMORY, MAX_SECONDS

AHEAD = 2  # batches that wait for each process
SLOWEST = 200_000  # bytes a second; on one core text takes millions


def count_here(batches: Sequence[Sequence[File]], settings: Settings, target: Target, *, workers: int,
               seconds: float = MAX_SECONDS) -> Iterator[tuple[Sequence[File], Totals]]:
    """Yield each batch with its totals when it is done; a file alone may take ``seconds``, and more if it is long."""
    waiting, running = deque(batches), {}
    # A new interpreter each: the threads that watch the pool must not be copied.
    context = multiprocessing.get_context("spawn")
    begin = partial(limit_costs, memory=MAX_MEMORY, seconds=None)
    with ProcessPool(workers, initializer=begin, context=context) as pool:
        try:
            while waiting or running:
                while waiting and len(running) < workers * (1 + AHEAD):
                    batch = waiting.popleft()
                    future = pool.schedule(count_batch, args=(batch, settings, target), timeout=_limit(batch, seconds))
                    running[future] = batch
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    batch = running.pop(future)
                    reason = _failure(future, seconds)
                    if not reason:
                        yield batch, future.result()
                    elif len(batch) > 1:
                        waiting.extend([file] for file in batch)
                    else:
                        yield batch, give_up(batch[0], reason, settings, target)
        except BaseException:
            pool.stop()
            raise


def _limit(batch: Sequence[File], seconds: float) -> float:
    """Return the seconds that a batch may take: one limit is far above what files take, a long one gets more."""
    return seconds * (1 + (len(batch) - 1) / 8) + sum(file.size for file in batch) / SLOWEST


def _failure(future: Future, seconds: float) -> str:
    """Say what became of the process that had a batch, "" where it did its work."""
    error = future.exception()
    if isinstance(error, TimeoutError):
        return f"took more than {seconds:g} seconds, and was stopped"
    if isinstance(error, ProcessExpired):
        return "ended the process that read it, for want of memory perhaps"
    return ""
