"""Errors that a user can mend: each message names the file, the place and what to do."""

from __future__ import annotations

# What moves a terminal's cursor, changes its colours or ends a line (Unicode's categories Cc, Zl and Zp), and what
# turns the direction of writing, so that a name shows as another one (Unicode Technical Report 36).
_CONTROLS = (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, 0x200E, 0x200F, *range(0x202A, 0x202F),
             *range(0x2066, 0x206A))
_ESCAPES = {code: chr(code).encode("unicode_escape").decode() for code in _CONTROLS}
_WITHIN = {code: escape for code, escape in _ESCAPES.items() if code not in (9, 10)}


class ZhangjuError(Exception):
    """Base of every error that is the input's fault, not the program's.

    The command line prints its message as one line and exits with status 2.
    """


class InputError(ZhangjuError, ValueError):
    """A value, a table or an option that cannot be used as it is."""


class UnreadableFileError(ZhangjuError):
    """A file that is missing, binary, empty or in an encoding that gives no plausible text."""


def one_line(message: object) -> str:
    r"""Return a message as it may be printed: control characters in it, as a file's name may hold, are escaped.

    >>> one_line("a\x1b[31m\n.txt: the file is empty")
    'a\\x1b[31m\\n.txt: the file is empty'
    """
    return str(message).translate(_ESCAPES)


def printable(text: str) -> str:
    r"""Return a text as a terminal may show it: its lines and tabs stay, other control characters are escaped.

    >>> printable("数据\t\x1b[2J\n")
    '数据\t\\x1b[2J\n'
    """
    return text.translate(_WITHIN)
