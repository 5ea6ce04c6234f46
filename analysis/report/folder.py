"""The folder of a report: written whole beside its place, then moved there; what else stands there is left alone."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from analysis.errors import InputError

LIST = "contents.txt"  # what a report wrote, so that the next one can take away what it no longer has
_OURS = re.compile(r"(?:tables|figures)/[\w-]+\.(?:csv|png|svg)")


def check_folder(out: str | Path) -> Path:
    """Return the path of a folder that a report may go to; InputError where a file stands in the way."""
    out = Path(out)
    for place in (out, *out.parents):
        if place.exists() and not place.is_dir():
            raise InputError(f"{place}: is a file; --out names a folder")
    return out


def write_folder(out: str | Path, contents: Mapping[str, str | bytes]) -> None:
    """Write files, by their path in the folder, and the list of them; CSV gets a byte order mark for Excel.

    They are written to a temporary folder beside ``out`` first, or inside it where it is there already, since only
    it may be writable. Files of an earlier report that this one does not have are removed, others are not touched.
    Raises InputError where the place cannot be written to.
    """
    out = check_folder(out)
    contents = {**contents, LIST: "".join(f"{name}\n" for name in sorted(contents))}
    temporary, missing = None, [place for place in out.parents if not place.exists()]
    try:
        blocked = [out / name for name in contents if (out / name).is_dir()]
        if blocked:
            raise InputError(f"{blocked[0]}: is a folder, where the report has a file; name another --out")
        out.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=out if out.exists() else out.parent, prefix=".zhangju-"))
        built = temporary / "report"
        for name, content in contents.items():
            (built / name).parent.mkdir(parents=True, exist_ok=True)
            encoding = "utf-8-sig" if name.endswith(".csv") else "utf-8"
            (built / name).write_bytes(content.encode(encoding) if isinstance(content, str) else content)
        if out.exists():
            _move_into(built, out, contents)
        else:
            os.rename(built, out)
    except OSError as error:
        raise InputError(f"{out}: cannot be written ({error.strerror or error}); name another --out") from None
    finally:
        if temporary:
            shutil.rmtree(temporary, ignore_errors=True)
        for place in missing:
            _remove_empty(place)


def _move_into(built: Path, out: Path, contents: Mapping[str, object]) -> None:
    earlier = out / LIST
    listed = earlier.read_text(encoding="utf-8", errors="replace").splitlines() if earlier.is_file() else []
    for name in sorted(contents, key=lambda name: name.endswith(".html")):  # the page last: it names the others
        (out / name).parent.mkdir(exist_ok=True)
        os.replace(built / name, out / name)
    for name in listed:
        if _OURS.fullmatch(name) and name not in contents:
            (out / name).unlink(missing_ok=True)


def _remove_empty(place: Path) -> None:
    with suppress(OSError):  # it holds the report, or was never made
        place.rmdir()
