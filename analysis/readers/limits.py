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
# Bytes of address space of the process that reads a file, where the system can limit it. Measured: a report or paper
# takes 26 to 60 MB in every format, 2,000 pages of PDF 660 MB, tables in Markdown and LaTeX made of signs up to 40
# bytes for each of theirs.
BASE_MEMORY = 600_000_000
MEMORY_PER_BYTE = 40
MAX_MEMORY = 4_000_000_000


def memory_limit(size: int) -> int:
    """Return the bytes of address space in which a file of so many bytes must be read.

    >>> memory_limit(1_000), memory_limit(10_000_000), memory_limit(100_000_000)
    (600040000, 1000000000, 4000000000)
    """
    return min(MAX_MEMORY, BASE_MEMORY + MEMORY_PER_BYTE * size)


def check_size(data: bytes, name: str) -> None:
    """Raise UnreadableFileError where a file is larger than MAX_BYTES."""
    if len(data) > MAX_BYTES:
        raise UnreadableFileError(f"{name}: is larger than {MAX_BYTES / 1e6:,.0f} MB, the most that is read; "
                                  "is it one document? divide it, or save only its text")
