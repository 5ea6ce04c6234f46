"""Errors that a user can mend: each message names the file, the place and what to do."""


class ZhangjuError(Exception):
    """Base of every error that is the input's fault, not the program's.

    The command line prints its message as one line and exits with status 2.
    """


class InputError(ZhangjuError, ValueError):
    """A value, a table or an option that cannot be used as it is."""


class UnreadableFileError(ZhangjuError):
    """A file that is missing, binary, empty or in an encoding that gives no plausible text."""
