"""Settings of generated tests: no deadline, since no test here asserts a time; the same examples in CI on every run.

And no test leaves a figure open for the next.
"""

import os
import sys

import pytest
from hypothesis import settings

settings.register_profile("everywhere", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "everywhere")


@pytest.fixture(autouse=True)
def close_figures():
    """Close what a test drew; a test that draws nothing doesn't load the drawing library."""
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
