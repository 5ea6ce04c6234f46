"""The files of a corpus: found in a folder, by a glob, or at an address that fsspec knows (s3://…, memory://…)."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from analysis.corrections import ENDING, find_corrections
from analysis.errors import InputError, UnreadableFileError
from analysis.readers import ENDINGS
from analysis.readers.limits import check_size
from analysis.readers.plain import read_bytes

READ = frozenset({*ENDINGS, ".txt", ".text", ".docx", ".pdf"})
WILD = frozenset("*?[")
STAMPS = ("etag", "ETag", "mtime", "LastModified", "created")  # what stores say of a file's last change


class File(NamedTuple):
    """A file of a corpus: ``doc_id`` is its path below the corpus, with slashes, ``address`` where it is read.

    ``version`` changes when the file does: its size and the time of its last change, or what the store says of it.
    """

    doc_id: str
    address: str
    size: int
    version: str


def find_files(source: str | Path, *, exclude: str | Path | None = None) -> list[File]:
    """Return the files of a corpus in the order of their ``doc_id``.

    ``source`` is a folder, of which every file is taken whose ending a reader knows (hidden files, lists of headings
    and Office's lock files are not); a glob (``reports/**/*.txt``), of which every file is taken; or an address of
    fsspec of either kind. What lies below ``exclude`` is left out. Raises InputError where nothing is found.

    >>> find_files("/there/is/no/such/folder")
    Traceback (most recent call last):
    analysis.errors.InputError: /there/is/no/such/folder: there is no such folder; name one, a glob or an address
    """
    source = os.fspath(source)
    found = sorted(_remote(source) if "://" in source else _local(source, exclude))
    if not found:
        endings = "" if WILD & set(source) else f" with an ending that is read ({', '.join(sorted(READ))})"
        raise InputError(f"{source}: no file{endings} is there; name a folder with documents, or a glob")
    return found


def left_out(source: str | Path) -> Counter[str]:
    """Count the files below a folder that no reader takes, by their ending; of a glob or an address there are none."""
    if not os.path.isdir(source):
        return Counter()
    names = (name for _, _, names in os.walk(source) for name in names)
    return Counter(os.path.splitext(name)[1].lower() or "no ending" for name in names
                   if not _is_document(name) and not name.startswith((".", "~$")) and not name.endswith(ENDING))


def read_file(file: File) -> bytes:
    """Return a file's bytes; UnreadableFileError where they cannot be had or are too many."""
    if "://" not in file.address:
        return read_bytes(file.address)
    import fsspec

    try:
        with fsspec.open(file.address, "rb") as stream:
            data = stream.read()
    except OSError as error:
        raise UnreadableFileError(f"{file.address}: cannot be read ({error}); is it still there?") from None
    check_size(data, file.address)
    return data


def _local(source: str, exclude: str | Path | None) -> Iterator[File]:
    if os.path.isdir(source):
        root = Path(source)
        paths: Iterable[Path] = _below(root)
    elif os.path.exists(source):
        raise InputError(f"{source}: is a file; name its folder, or a glob such as 'folder/*.txt'")
    elif WILD & set(source):
        parts = Path(source).parts
        wild = next(i for i, part in enumerate(parts) if WILD & set(part))
        root = Path(*parts[:wild])
        paths = (path for path in root.glob("/".join(parts[wild:])) if path.is_file())
    else:
        raise InputError(f"{source}: there is no such folder; name one, a glob or an address")
    out = None if exclude is None else Path(os.path.realpath(exclude))
    if out and Path(os.path.realpath(root)).is_relative_to(out):
        raise InputError(f"{source}: lies in --out, which holds results; name another --out")
    for path in paths:
        if out is None or not Path(os.path.realpath(path)).is_relative_to(out):
            size, version = _state(path)
            corrections = find_corrections(path)
            version += f"+{_state(corrections)[1]}" if corrections else ""
            yield File(readable(path.relative_to(root).as_posix()), str(path), size, version)


def readable(name: str) -> str:
    r"""Return a name as text that every file can hold: bytes of another encoding in it are written as \xb5.

    >>> readable("\udcb5.txt")
    '\\xb5.txt'
    """
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _state(path: Path) -> tuple[int, str]:
    try:
        state = path.stat()
    except OSError:  # a link that leads nowhere, or a file that was taken away: reading it says so
        return 0, "gone"
    return state.st_size, f"{state.st_size}-{state.st_mtime_ns}"


def _below(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(folder, name) for name in names if _is_document(name))


def _is_document(name: str) -> bool:
    return not name.startswith((".", "~$")) and not name.endswith(ENDING) and os.path.splitext(name)[1].lower() in READ


def _remote(source: str) -> Iterator[File]:
    try:
        import fsspec
    except ImportError:
        raise InputError(f"{source}: an address needs fsspec; install zhangju[cluster]") from None
    try:
        system, path = fsspec.core.url_to_fs(source)
        wild = bool(WILD & set(path))
        listed = system.glob(path, detail=True) if wild else system.find(path, detail=True)
    except (ImportError, ValueError, OSError) as error:
        raise InputError(f"{source}: cannot be listed ({error}); check the address") from None
    root = os.path.dirname(re.split(r"[*?\[]", path)[0]) if wild else path.rstrip("/")
    for name, state in listed.items():
        if state["type"] == "file" and (wild or _is_document(PurePosixPath(name).name)):
            stamp = next((state[key] for key in STAMPS if state.get(key)), "")
            yield File(name.removeprefix(root).lstrip("/"), system.unstrip_protocol(name), state["size"],
                       f"{state['size']}-{stamp}")
