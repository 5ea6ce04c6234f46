"""Figures: one drawing function for each kind of table; the table first, options by name, Axes back.

Every function draws in the one style (``analysis.figures.style``), checks that the font can show all
characters before it draws, and draws sizes and intervals where the table has them. The title is the
caller's: the message that the figure shows.
"""

from analysis.figures.bars import part_panels, term_bars
from analysis.figures.curves import rank_frequency, vocabulary_growth
from analysis.figures.dots import part_dots
from analysis.figures.grid import heat_map
from analysis.figures.positions import dispersion_plot, edits_barcode
from analysis.figures.sections import section_lengths, section_strip
from analysis.figures.slopes import bump_chart, term_slopes
from analysis.figures.style import PART_IDS, PARTS, SYSTEMS, look, save

__all__ = [
    "PARTS",
    "PART_IDS",
    "SYSTEMS",
    "bump_chart",
    "dispersion_plot",
    "edits_barcode",
    "heat_map",
    "look",
    "part_dots",
    "part_panels",
    "rank_frequency",
    "save",
    "section_lengths",
    "section_strip",
    "term_bars",
    "term_slopes",
    "vocabulary_growth",
]
