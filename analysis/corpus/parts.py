"""Parts: how a corpus lies on the disk, so that a run that is killed at any moment can go on.

Below the folder, each table is a folder of Parquet files (``counts/4f….parquet``), one of each for the files that were
counted together: a part. A part is there from the moment at which its record (``.zhangju/parts/4f….json``, written
last, by a rename) is; what has no record is the rest of a run that was killed, and is removed. A part whose files
changed is replaced by one without them, whose record names the part that it replaces.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analysis.corpus.reading import read_corpus
from analysis.corpus.tables import METADATA, SCHEMAS
from analysis.errors import InputError
from analysis.folders import check_folder
from analysis.output import write_whole

if TYPE_CHECKING:
    import pandas as pd

STATE = ".zhangju"
FORMAT = 1  # of the folder; a run does not go on with another


class Target(NamedTuple):
    """Where a run writes: the folder, and the run's name, without which nobody adds a part."""

    out: Path
    run: str


class Parts:
    """The parts below a folder; ``settings`` are those of the run, and must be those of the parts that are there."""

    def __init__(self, out: str | Path, *, settings: Mapping[str, object]) -> None:
        self.out = check_folder(out)
        self._state = self.out / STATE
        self._settings = json.loads(json.dumps({"format": FORMAT, **settings}))
        self._records: dict[str, dict] = {}

    def __enter__(self) -> Parts:
        try:
            self._check()
            for folder in (self._state / "parts", self._state / "new", *(self.out / name for name in SCHEMAS)):
                folder.mkdir(parents=True, exist_ok=True)
            self._lock = open(self._state / "lock", "w")  # noqa: SIM115 – held until the run ends
        except OSError as error:
            raise InputError(f"{self.out}: cannot be written ({error.strerror or error}); name another --out") from None
        if not _locked(self._lock):
            self._lock.close()
            raise InputError(f"{self.out}: another run writes to it; wait for its end, or name another --out")
        self.target = Target(self.out, secrets.token_hex(8))
        write_whole(self._state / "run", self.target.run)
        self.load()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: object) -> None:
        self._lock.close()
        if isinstance(error, OSError):
            raise InputError(f"{self.out}: cannot be written ({error}); make room, or give the right to write, and the "
                             "same command goes on") from None

    def versions(self) -> dict[str, str]:
        """Return the version of each file that has been counted, by its ``doc_id``."""
        return {doc_id: version for record in self._records.values() for doc_id, version in record["files"].items()}

    def failed(self) -> set[str]:
        """Return the ``doc_id`` of the files that could not be read."""
        return {doc_id for record in self._records.values() for doc_id in record["failed"]}

    def drop(self, doc_ids: Collection[str]) -> None:
        """Take files out of the parts that hold them."""
        gone = set(doc_ids)
        for name, record in list(self._records.items()):
            kept = {doc_id: version for doc_id, version in record["files"].items() if doc_id not in gone}
            if len(kept) == len(record["files"]):
                continue
            # A file that is gone is no reason to count the others of its part again.
            if kept:
                values = pa.array(sorted(kept))
                tables = {}
                for table in SCHEMAS:
                    rows = pq.read_table(_place(self.out, table, name), schema=SCHEMAS[table])
                    tables[table] = rows.filter(pc.is_in(rows["doc_id"], value_set=values))
                write_part(self.target, kept, tables, replaces=name)
            self._remove(name)

    def write_metadata(self, known: pd.DataFrame) -> None:
        """Write what is known of the files beside their text: one row per file."""
        new = self._state / "new" / METADATA
        pq.write_table(pa.Table.from_pandas(known, preserve_index=False), new, store_schema=False)
        os.replace(new, self.out / f"{METADATA}.parquet")

    def known_before(self, known: pd.DataFrame) -> pd.DataFrame:
        """One row per file, as in ``known``, with what was known of it when names or a CSV were given last."""
        if not (self.out / f"{METADATA}.parquet").is_file():
            return known
        before = read_corpus(self.out, METADATA).drop(columns="address").convert_dtypes()
        return known.merge(before, on="doc_id", how="left", validate="one_to_one")

    def _check(self) -> None:
        settings = self._settings
        place = self._state / "settings.json"
        if place.is_file():
            found = _read_json(place)
            if found is None:
                raise InputError(f"{place}: is damaged; remove {self.out}, and the same command makes it anew")
            other = next((key for key in settings if settings[key] != found.get(key)), None)
            if other:
                raise InputError(f"{self.out}: was made with another {other}; name another --out, or remove this one")
        elif self.out.is_dir() and any(other.name != STATE for other in self.out.iterdir()):
            raise InputError(f"{self.out}: holds other things than a corpus; name another --out")
        else:
            write_whole(place, json.dumps(settings, ensure_ascii=False))

    def load(self) -> None:
        """Read the records anew; remove what was replaced, and what has no record."""
        self._records = {}
        for place in sorted((self._state / "parts").glob("*.json")):
            record = _read_json(place)
            self._records[place.stem] = record or {"files": {}, "failed": [], "replaces": "", "sizes": {}}
            # A disk that was full, a power cut, a folder that was copied by half: what is not whole is counted again.
            if not record or any(_size(_place(self.out, table, place.stem)) != record["sizes"][table]
                                 for table in SCHEMAS):
                self._remove(place.stem)
        for record in list(self._records.values()):
            if record["replaces"] in self._records:
                self._remove(record["replaces"])
        shutil.rmtree(self._state / "new", ignore_errors=True)
        (self._state / "new").mkdir()
        for table in SCHEMAS:
            for place in (self.out / table).glob("*.parquet"):
                if place.stem not in self._records:
                    place.unlink()

    def _remove(self, name: str) -> None:
        (self._state / "parts" / f"{name}.json").unlink()
        del self._records[name]
        for table in SCHEMAS:
            with suppress(FileNotFoundError):
                _place(self.out, table, name).unlink()


def write_part(target: Target, files: Mapping[str, str], tables: Mapping[str, pa.Table], *, replaces: str = "") -> None:
    """Add a part: files with their versions, and what each table has of them.

    It has one name for the same files, so that it may be written twice, by one process after another. A process that
    outlives its run adds nothing any more.
    """
    out = target.out
    name = hashlib.sha256(json.dumps([replaces, sorted(files.items())]).encode()).hexdigest()[:16]
    for table, rows in tables.items():
        place = _place(out, table, name)
        new = out / STATE / "new" / f"{table}-{name}-{os.getpid()}"
        # Plain strings for readers other than Arrow's; the file itself holds each string once.
        pq.write_table(rows, new, compression="zstd", store_schema=False)
        os.replace(new, place)
    failed = tables["problems"]["doc_id"].unique().to_pylist()
    sizes = {table: _size(_place(out, table, name)) for table in tables}
    record = {"files": dict(files), "failed": failed, "replaces": replaces, "sizes": sizes}
    if (out / STATE / "run").read_text() == target.run:
        write_whole(out / STATE / "parts" / f"{name}.json", json.dumps(record, ensure_ascii=False))


def _place(out: Path, table: str, name: str) -> Path:
    return out / table / f"{name}.parquet"


def _size(place: Path) -> int:
    return place.stat().st_size if place.is_file() else -1


def _read_json(place: Path) -> dict | None:
    """Return what a file of the state holds, None where it is damaged."""
    try:
        return json.loads(place.read_text(encoding="utf-8"))
    except ValueError:
        return None


def _locked(file: IO) -> bool:
    """Take the lock on a file, which the system gives back when this process ends, however it does."""
    try:
        import fcntl
    except ImportError:  # Windows
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
