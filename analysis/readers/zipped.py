"""Zipped formats: the members of an archive, with a limit on all that unpacking could cost. Part of `docx`.

The standard library reads the archive; what it lacks is the suspicion. Members, sizes and ratios are judged by the
archive's own list before anything is unpacked, and a member gives no more bytes than that list says.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import NoReturn

from analysis.errors import UnreadableFileError
from analysis.readers.limits import MAX_MEMBERS, MAX_RATIO, MAX_UNPACKED, check_size

SMALL = 4_000_000  # bytes unpacked that are no danger whatever the ratio: empty tables are packed 300 times smaller
STEP = 1 << 16  # bytes unpacked at a time
_LISTED = b"PK\x01\x02"  # each member's entry in the archive's list begins with it
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # all that the standard of these formats allows


class Zipped:
    """A zipped file: which members it has, and their bytes.

    Names are compared in lower case and with /, since writers differ in both.

    >>> made = io.BytesIO()
    >>> with zipfile.ZipFile(made, "w") as archive:
    ...     archive.writestr("Word/a.xml", "<a/>")
    >>> zipped = Zipped(made.getvalue(), "a.docx")
    >>> list(zipped), b"".join(zipped.pieces("word/a.xml"))
    (['word/a.xml'], b'<a/>')
    """

    def __init__(self, data: bytes, name: str) -> None:
        """Open an archive; raises UnreadableFileError where it is damaged, encrypted or unpacks to too much."""
        self.name = name
        check_size(data, name)
        if data.count(_LISTED) > MAX_MEMBERS:
            raise UnreadableFileError(f"{name}: has more than {MAX_MEMBERS:,} files packed inside, the most that is "
                                      "read; save only its text, as .docx or .txt")
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, ValueError, OSError, EOFError,
                IndexError, struct.error):
            self.refuse("its list of packed files is missing or broken: was it copied in full?")
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in self._archive.infolist():
            self._members.setdefault(member.filename.replace("\\", "/").lstrip("/").lower(), member)
        self._check()

    def __contains__(self, member: str) -> bool:
        """Tell whether the archive has a member of that name."""
        return member.lower() in self._members

    def __iter__(self) -> Iterator[str]:
        """Yield the names of the members, in lower case."""
        return iter(self._members)

    def pieces(self, member: str) -> Iterator[bytes]:
        """Yield a member's bytes, piece by piece; raises UnreadableFileError where it is damaged."""
        try:
            with self._archive.open(self._members[member.lower()]) as stream:
                while piece := stream.read(STEP):
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError,
                struct.error):
            self.refuse(f"{member} inside cannot be unpacked")

    def refuse(self, what: str) -> NoReturn:
        """Raise the error for a damaged file."""
        name = self.name
        raise UnreadableFileError(f"{name}: damaged: {what}; get a sound copy of the file, or open it in Word or WPS "
                                  "and save it anew as .docx") from None

    def _check(self) -> None:
        name, total = self.name, 0
        for member in self._archive.infolist():
            if member.flag_bits & 1:
                raise UnreadableFileError(f"{name}: is a ZIP file with a password; unpack it first")
            if member.compress_type not in _METHODS:
                raise UnreadableFileError(f"{name}: is packed in a way that Word does not use; open it in Word or WPS "
                                          "and save it anew as .docx")
            total += member.file_size
            if total > MAX_UNPACKED or member.file_size > max(SMALL, MAX_RATIO * member.compress_size):
                raise UnreadableFileError(
                    f"{name}: unpacks to more than is read ({member.compress_size:,} bytes to "
                    f"{member.file_size:,}, with all before it {total / 1e6:,.0f} MB); "
                    "save it anew without its pictures, or save its text as .txt")
