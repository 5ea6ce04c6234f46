"""The folder of a report, with a list of its files, so that the next report can take away what it no longer has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from analysis.folders import write_folder

LIST = "contents.txt"
_OURS = re.compile(r"(?:tables|figures)/[\w-]+\.(?:csv|png|svg)")


def write_report_folder(out: str | Path, contents: Mapping[str, str | bytes]) -> None:
    """Write the files of a report and the list of them, and remove those of an earlier report that this has not.

    Raises InputError where the place cannot be written to.
    """
    earlier = Path(out) / LIST
    listed = earlier.read_text(encoding="utf-8", errors="replace").splitlines() if earlier.is_file() else []
    stale = [name for name in listed if _OURS.fullmatch(name) and name not in contents]
    write_folder(out, {**contents, LIST: "".join(f"{name}\n" for name in sorted([*contents, LIST]))}, excel=True,
                 stale=stale)
