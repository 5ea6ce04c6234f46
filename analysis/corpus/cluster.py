"""Cluster: batches of files counted by the workers of a Dask scheduler, on any cluster that a user has.

The workers write the parts, below a folder that they and this process see under the same path; of a batch only its
totals come back, and these are summed in a tree. A batch whose worker is lost is given to another by Dask; one that
ends its workers again and again is divided, and a file that does so alone is a row of ``problems``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from analysis.corpus.batches import Totals, add, count_batch, give_up
from analysis.corpus.counting import Settings
from analysis.corpus.files import File
from analysis.corpus.parts import Target
from analysis.errors import InputError

BRANCHES = 16  # totals that are summed at a time
SECONDS_TO_CONNECT = 20


def count_on_cluster(batches: Sequence[Sequence[File]], settings: Settings, target: Target, *, scheduler: str
                     ) -> Iterator[tuple[Sequence[File], Totals | None]]:
    """Yield each batch when it is done, with no totals; at last no files, with the totals of all.

    Raises InputError where there is no scheduler, it has no worker, or a worker does not see ``out``.
    """
    try:
        from distributed import Client, KilledWorker, as_completed
    except ImportError:
        raise InputError("scheduler: needs Dask; install zhangju[cluster] here and where the workers run") from None
    try:
        client = Client(scheduler, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise InputError(f"scheduler={scheduler!r}: cannot be reached ({error}); start one: dask scheduler") from None
    with client, _named(scheduler):
        _check_workers(client, target.out, scheduler)
        running = {client.submit(count_batch, batch, settings, target, pure=False): batch for batch in batches}
        totals: list = []
        completed = as_completed(list(running), loop=client.loop)
        for future in completed:
            batch = running.pop(future)
            killed = isinstance(future.exception(), KilledWorker)
            if killed and len(batch) > 1:
                for file in batch:
                    again = client.submit(count_batch, [file], settings, target, pure=False)
                    running[again] = [file]
                    completed.add(again)
                continue
            if killed:
                reason = "ended every process that read it"
                future = client.submit(give_up, batch[0], reason, settings, target, pure=False)
            totals.append(future)
            yield batch, None
        while len(totals) > 1:
            branches = (totals[at : at + BRANCHES] for at in range(0, len(totals), BRANCHES))
            totals = [client.submit(add, branch, pure=False) for branch in branches]
        yield [], add(total.result() for total in totals)


@contextmanager
def _named(scheduler: str) -> Iterator[None]:
    """Turn the errors of a scheduler that is gone into one that says what to do."""
    from distributed.client import FutureCancelledError
    from distributed.comm import CommClosedError

    try:
        yield
    except (FutureCancelledError, CommClosedError):
        raise InputError(f"scheduler={scheduler!r}: was lost in mid-run; the same command goes on, with it or "
                         "another") from None


def _check_workers(client, out: Path, scheduler: str) -> None:
    """Raise InputError unless there are workers, and all of them see the folder."""
    seen = client.run(_sees, str(out))
    if not seen:
        raise InputError(f"scheduler={scheduler!r}: has no worker; start some with dask worker {scheduler}")
    blind = sorted(worker for worker, sees in seen.items() if not sees)
    if blind:
        raise InputError(f"{out}: the worker {blind[0]} does not see this folder; name one that all workers share, by "
                         "its whole path")


def _sees(out: str) -> bool:
    return Path(out).is_dir()
