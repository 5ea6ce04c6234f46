"""What a file may cost: its size, what it unpacks to, its pages, the seconds it takes.

A file that is made to do harm, or is broken, ends in an error that says which limit it met. The limits are far above
what papers and policy documents need: a thesis of 300 pages has 0.4 million characters and 5 MB.
"""

from __future__ import annotations

from analysis.errors import UnreadableFileError

MAX_BYTES = 100_000_000  # of a file
MAX_UNPACKED = 200_000_000  # bytes of all members of a zipped file together
MAX_RATIO = 200  # unpacked bytes for each byte of a zipped member; a .docx of text has 5 to 20
MAX_MEMBERS = 5_000  # of a zipped file
MAX_PAGES = 2_000  # of a PDF
MAX_DEPTH = 200  # of elements, groups or lists inside each other
MAX_SECONDS = 60  # for one file
MAX_MEMORY = 4_000_000_000  # bytes of address space of the process that reads a file, where the system can limit it


def check_size(data: bytes, name: str) -> None:
    """Raise UnreadableFileError where a file is larger than MAX_BYTES."""
    if len(data) > MAX_BYTES:
        raise UnreadableFileError(f"{name}: is larger than {MAX_BYTES / 1e6:,.0f} MB, the most that is read; "
                                  "is it one document? divide it, or save only its text")
