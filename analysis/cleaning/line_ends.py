r"""Line ends: "\r\n" (Windows), "\r" (old Macintosh), "\v" (Word), U+2028 and U+2029 become "\n".

Every later repair and the search for sections take "\n" for the one line end.

Left alone: U+0085, also a line end in Unicode, but in reposted text a byte of misread UTF-8 (see
``mojibake``); the form feed, which marks pages (see ``layout``); "\n" written with a backslash (see
``escapes``).
"""

from __future__ import annotations

import re

from analysis.cleaning.edits import Edit, edit
from analysis.cleaning.stretches import gathered

NAME = "line_ends"
LINE_END = re.compile("\r\n?|\v|\u2028|\u2029")


def find(text: str) -> list[Edit]:
    r"""Find the line ends that are not "\n".

    >>> [(e.before, e.after) for e in find("一、\r\n二、\r三、\n")]
    [('\r\n', '\n'), ('\r', '\n')]
    """
    return gathered(text, (edit(text, *m.span(), "\n", NAME) for m in LINE_END.finditer(text)))
