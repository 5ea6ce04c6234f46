"""Figures: one drawing function for each kind of table; the table first, options by name, Axes back.

Every function draws in the one style (``analysis.figures.style``), checks that the font can show all
characters before it draws, and draws sizes and intervals where the table has them. The title is the
caller's: the message that the figure shows.
"""

from analysis.figures.bars import part_panels, term_bars
from analysis.figures.curves import rank_frequency, vocabulary_growth
from analysis.figures.dots import part_dots
from analysis.figures.evidence import evidence_dots, evidence_strip
from analysis.figures.flows import answer_links, flow_diagram
from analysis.figures.grid import heat_map
from analysis.figures.keyness import attention_shares, keyness_dots
from analysis.figures.maps import correspondence_map
from analysis.figures.networks import network
from analysis.figures.positions import dispersion_plot, edits_barcode
from analysis.figures.replication import replication_dots
from analysis.figures.sections import section_lengths, section_strip
from analysis.figures.shifts import word_shift
from analysis.figures.slopes import bump_chart, term_slopes
from analysis.figures.style import PART_IDS, PARTS, SYSTEMS, look, save
from analysis.figures.trees import dendrogram, similarity_map

__all__ = [
    "PARTS",
    "PART_IDS",
    "SYSTEMS",
    "answer_links",
    "attention_shares",
    "bump_chart",
    "correspondence_map",
    "dendrogram",
    "dispersion_plot",
    "edits_barcode",
    "evidence_dots",
    "evidence_strip",
    "flow_diagram",
    "heat_map",
    "keyness_dots",
    "look",
    "network",
    "part_dots",
    "part_panels",
    "rank_frequency",
    "replication_dots",
    "save",
    "section_lengths",
    "section_strip",
    "similarity_map",
    "term_bars",
    "term_slopes",
    "vocabulary_growth",
    "word_shift",
]
