"""Folders of results: written beside their place first, then moved; what else stands there is left alone."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from analysis.errors import InputError


def check_folder(out: str | Path) -> Path:
    """Return the path of a folder that results may go to; InputError where a file stands in the way."""
    out = Path(out)
    try:
        file = next((place for place in (out, *out.parents) if place.exists() and not place.is_dir()), None)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{str(out)[:200]}: cannot be written ({reason}); name another --out") from None
    if file:
        raise InputError(f"{file}: is a file; --out names a folder")
    return out


def write_folder(out: str | Path, contents: Mapping[str, str | bytes], *, excel: bool = False,
                 stale: Iterable[str] = ()) -> list[Path]:
    """Write files, by their path in the folder, and return their paths; ``stale`` ones are removed.

    They are written to a temporary folder beside ``out`` first, or inside it where it is there already, since only
    it may be writable. A new folder then appears whole; into one that is there the files are moved one by one, each
    whole, the page last: only an interruption in that moment leaves files of both. ``excel`` puts a byte order mark
    before each CSV. Raises InputError where the place cannot be written to.
    """
    out = check_folder(out)
    temporary, missing = None, [place for place in out.parents if not place.exists()]
    try:
        blocked = [out / name for name in contents if (out / name).is_dir()]
        if blocked:
            raise InputError(f"{blocked[0]}: is a folder, where a file is to go; name another --out")
        out.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=out if out.exists() else out.parent, prefix=".zhangju-"))
        built = temporary / "built"
        for name, content in contents.items():
            (built / name).parent.mkdir(parents=True, exist_ok=True)
            encoding = "utf-8-sig" if excel and name.endswith(".csv") else "utf-8"
            (built / name).write_bytes(content.encode(encoding) if isinstance(content, str) else content)
        if out.exists():
            _move_into(built, out, contents)
            for name in stale:
                (out / name).unlink(missing_ok=True)
        else:
            os.rename(built, out)
    except OSError as error:
        raise InputError(f"{out}: cannot be written ({error.strerror or error}); name another --out") from None
    finally:
        if temporary:
            shutil.rmtree(temporary, ignore_errors=True)
        for place in missing:
            _remove_empty(place)
    return [out / name for name in contents]


def _move_into(built: Path, out: Path, contents: Iterable[str]) -> None:
    for name in sorted(contents, key=lambda name: name.endswith(".html")):  # a page last: it names the others
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(built / name, out / name)


def _remove_empty(place: Path) -> None:
    with suppress(OSError):  # it holds the results, or was never made
        place.rmdir()
