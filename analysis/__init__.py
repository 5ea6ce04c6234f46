"""Zhangju 章句: read one Chinese paper section by section, as tables.

Each module is a noun of the field and is imported by its name (``from analysis import frequency``);
importing the package itself loads nothing heavy.
"""

__version__ = "0.1.0"
