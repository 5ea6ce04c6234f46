"""The material of a report: a document's tables, from its text or, for the shipped paper, from its counts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis import features
from analysis.cleaning.edits import edits_table
from analysis.documents import Document, known_labels, known_record
from analysis.doubts import Doubt, find_doubts
from analysis.frequency import count_terms
from analysis.levels import add_sizes
from analysis.metadata import complete_record, find_metadata
from analysis.passages import DRAWS, body, within
from analysis.references import Citation, link_citations, parse_references, to_csl
from analysis.sections import sections_table
from analysis.segmentation import tokenize

SHORT = 12  # characters of a heading that stand beside a figure
MOST_UNITS = 24  # that one page compares; a text with more is a collection


class Material(NamedTuple):
    """What the sections of a report read: ``sections`` of all units, ``running`` and ``counts`` of the running text.

    ``level`` is that of the units which are compared, "1" or "2", or "" where neither has 2 to MOST_UNITS of them;
    ``name`` is the file's. ``text`` and ``tokens`` (of all units) are None where only counts are there; ``draws`` is
    of every interval. ``edits`` of a source of ``source_size`` characters led to the text; ``doubts`` are those of its
    division, ``notes`` the reader's about the file.
    """

    record: dict[str, Any]
    sections: pd.DataFrame
    running: pd.DataFrame
    counts: pd.DataFrame
    citations: pd.DataFrame
    references: list[dict[str, Any]]
    level: str
    sha256: str
    edits: pd.DataFrame
    source_size: int
    name: str = ""
    text: str | None = None
    tokens: pd.DataFrame | None = None
    draws: int = DRAWS
    doubts: Sequence[Doubt] = ()
    notes: Sequence[str] = ()


def shipped_material() -> Material:
    """Return the material of the shipped paper, without its text.

    >>> shipped_material().level
    '1'
    """
    record, sections = features.load_meta(), features.load_sections()
    running = body(sections)
    return Material(record, sections, running, within(features.load_counts(), running), features.load_citations(),
                    features.load_references(), compared_level(running), record["source_sha256"], features.load_edits(),
                    record["source_characters"])


def read_material(document: Document) -> Material:
    """Return the material of a document that was opened, its words cut in the default way."""
    text, units = document.text, document.units
    name = Path(document.source.path).name.encode("utf-8", "replace").decode()  # a name may hold bytes of another code
    sections = sections_table(units)
    tokens = tokenize(text, sections)
    counts = count_terms(tokens)
    if labels := known_labels(text):
        named = [labels.get(unit, ("", "")) for unit in sections["section_id"]]
        sections = sections.assign(system=[system for system, _ in named], gloss=[gloss for _, gloss in named])
    sections = add_sizes(sections, counts, text=text)
    running = body(sections)
    record = complete_record(find_metadata(text, units), known_record(text))
    citations = pd.DataFrame(link_citations(text, units), columns=list(Citation._fields))
    references = [to_csl(entry) for entry in parse_references(text, units)]
    return Material(record, sections, running, within(counts, running), citations, references,
                    compared_level(running), document.source.sha256, edits_table(document.edits),
                    len(document.source.text), name, text, tokens, notes=document.notes,
                    doubts=find_doubts(units, text, hints=document.hints, given=document.given))


def compared_level(sections: pd.DataFrame) -> str:
    """Return the first level that has 2 to MOST_UNITS headings, "1" or "2"; "" where there is none.

    >>> compared_level(pd.DataFrame({"kind": "heading", "level": [1, 2, 2]}))
    '2'
    """
    headings = sections.loc[sections["kind"] == "heading", "level"]
    return next((str(level) for level in (1, 2) if 2 <= (headings == level).sum() <= MOST_UNITS), "")


def headings_of(material: Material, level: str) -> pd.DataFrame:
    """One row per heading of a level of the running text, in text order."""
    running = material.running
    return running[(running["kind"] == "heading") & (running["level"].astype(str) == level)]


def short_names(sections: pd.DataFrame) -> dict[str, str]:
    """Return for each unit a name that fits beside a figure: its id and the beginning of its heading.

    >>> short_names(pd.DataFrame({"section_id": ["1", "front"], "heading": ["目标", ""]}))
    {'1': '1 目标', 'front': 'front'}
    """
    return {unit: f"{unit} {heading if len(heading) <= SHORT else heading[: SHORT - 1] + '…'}".strip()
            for unit, heading in zip(sections["section_id"], sections["heading"])}


def full_names(sections: pd.DataFrame, *, english: bool = True) -> dict[str, str]:
    """Return for each unit its id, its whole heading, and the English of it where there is one and it is asked for.

    >>> sections = pd.DataFrame({"section_id": ["1"], "heading": ["目标"], "gloss": ["Aims"]})
    >>> full_names(sections), full_names(sections, english=False)
    ({'1': '1 目标 (Aims)'}, {'1': '1 目标'})
    """
    glosses = sections["gloss"] if english and "gloss" in sections else [""] * len(sections)
    return {unit: f"{unit} {heading}{f' ({gloss})' if gloss and heading else ''}".strip()
            for unit, heading, gloss in zip(sections["section_id"], sections["heading"], glosses)}


def has_systems(material: Material) -> bool:
    """Tell whether a person has labelled the sections with systems, which is so for the paper only."""
    return "system" in material.running and (material.running["system"] != "").any()
