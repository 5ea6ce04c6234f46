"""Addresses that hurt the process which opens them: for tests of what watches over it. Its tests import it by name."""

from __future__ import annotations

import os
import signal
from pathlib import Path


class Deadly(str):
    """An address whose process is killed when it looks at it."""

    def __contains__(self, part):
        os.kill(os.getpid(), signal.SIGKILL)


class DeadlyOnce(str):
    """An address that kills the first process which looks at it, and is one like any other from then on."""

    def __contains__(self, part):
        mark = Path(f"{str(self)}.mark")
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().__contains__(part)


class Endless(str):
    """An address that is never done with."""

    def __contains__(self, part):
        signal.pause()
