"""What invites to read: clouds of the document's words, and words in the places where they stand."""

from __future__ import annotations

import pandas as pd

from analysis.clouds import cloud_panels
from analysis.concordance import concordance
from analysis.frequency import term_rates
from analysis.keyness import keyness_all
from analysis.passages import within
from analysis.remarks import word_to_read
from analysis.report.comparison import MOST_FIGURES
from analysis.report.material import Material, headings_of, short_names
from analysis.report.page import Section, Table, drawable, picture

TOP = 30  # words of a cloud
MOST_LINES = 30  # of a concordance on the page


def clouds(material: Material) -> Section | None:
    """Return clouds of the whole text and, where they are few, of the compared units, as one picture."""
    rates = term_rates(material.counts, material.running)
    names = {**short_names(material.running), "document": "The whole text"}
    if material.level and len(units := headings_of(material, material.level)) <= MOST_FIGURES:
        each = term_rates(material.counts, material.running, level=material.level)
        rates = pd.concat([rates, each[each["section_id"].isin(units["section_id"])]])
    if not len(rates):
        return None
    axes = cloud_panels(drawable(rates), names=names, top=TOP)
    return Section(
        "Words by their rates per 10,000 words, without stop words and numbers.",
        [picture("clouds", axes.flat[0], alt="Word clouds of the whole text and of its units",
                 caption=f"Up to {TOP} words of each. Sizes are relative within a cloud.")],
        "A cloud is for a first look, not for comparison: the eye takes the inked area, so that a word of four "
        "characters looks twice as frequent as one of two with the same count. The numbers stand under Frequent words.")


def places(material: Material) -> Section | None:
    """Return the places of the word that sets a unit apart most, or else of the most frequent one."""
    if material.tokens is None:
        return None
    rates = term_rates(material.counts, material.running)
    # A single draw: the choice goes by LRC, which needs none.
    table = keyness_all(material.counts, material.running, level=material.level, draws=1) if material.level else None
    word = word_to_read(rates, table)
    if word is None:
        return None
    lines = concordance(within(material.tokens, material.running), word)
    return Section(
        f"{word}: {len(lines):,} {'place' if len(lines) == 1 else 'places'} in the running text.",
        [Table("concordance", lines, {"Unit": "section_id", "Left": "left", "Word": "term", "Right": "right"},
               "Each place with what stands around it", rows=MOST_LINES, right="left")],
        "The word is the one that sets a unit apart most, by its LRC, or the most frequent. Numbers say where to read; "
        "what a word means shows only here. Other words: zhangju concordance FILE TERM. These lines are the document's "
        "own words: mind whose they are before you pass them on.")
