"""What stands in the document: its record, its repairs, its structure, its frequent words, its references."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.figures import look, section_strip, term_bars
from analysis.frequency import term_rates
from analysis.lexicons import add_gloss
from analysis.readers.source import REASONS
from analysis.remarks import on_repairs, repair_counts
from analysis.report.material import MOST_UNITS, Material, full_names, has_systems
from analysis.report.page import Section, Table, drawable, picture

FIELDS = {
    "title": "Title", "title_en": "English title", "authors": "Authors", "authors_en": "Authors in English",
    "journal": "Journal", "year": "Year", "issue": "Issue", "page_range": "Pages", "doi": "DOI", "issn": "ISSN",
    "article_number": "Article number", "classification": "Chinese library classification", "keywords": "Keywords",
    "keywords_en": "Keywords in English", "editor": "Editor",
}
PER_UNIT = 8
_OF_FORMAT = (" What the file's format shows to be no running text goes first: page (running heads, page numbers), "
              "lines (a paragraph's lines joined), syntax (signs of the format), code.")
MOST_DOUBTS = 8


def record(material: Material) -> Section:
    """Return the bibliographic record."""
    known = {name: material.record.get(field) for field, name in FIELDS.items()}
    rows = [(name, "; ".join(map(str, value)) if isinstance(value, list) else str(value))
            for name, value in known.items() if value]
    rows += [("File", material.name)] if material.name else []
    rows += [("SHA-256 of the source", material.sha256)]
    table = pd.DataFrame(rows, columns=["field", "value"], dtype="str")
    guessed = material.text is not None and (material.record.get("title") or material.record.get("authors"))
    return Section(
        "Read from the labelled lines before and behind the text; a field that it does not give is left out.",
        [Table("record", table, {"Field": "field", "Value": "value"}, "Bibliographic record")],
        ("Title and authors have no label and are read from the short lines at the beginning: check them before you "
         "cite. " if guessed else "")
        + "The SHA-256 tells whether another file is the same source, byte by byte.")


def repairs(material: Material) -> Section:
    """Return what was repaired in the text, how surely, and the places that a person should look at."""
    edits = material.edits
    counts = repair_counts(edits)
    unsure = edits[edits["certainty"] == "unsure"]
    blocks: list = []
    if len(counts):
        blocks = [Table("repairs", counts, {"Repair": "repair", "Edits": "edits", "Characters": "characters",
                                            "Certain": "certain", "Likely": "likely", "Unsure": "unsure"},
                        "Edits by repair")]
    if len(unsure) and "before" in unsure:
        blocks.append(Table("unsure", unsure, {"From": "start", "To": "end", "As found": "before",
                                            "Now": "after", "Repair": "repair"},
                            "Places that were flagged: as found, and as they are now"))
    return Section(
        f"{material.source_size:,} characters as found.", blocks,
        "Certain: the damage has one inverse. Likely: the best of several was chosen. Unsure: the place is flagged, "
        "and what cannot be told was left or became a question mark. Every edit can be taken back. A text without "
        "damage has edits too, such as spaces between Chinese characters."
        f"{_OF_FORMAT if counts['repair'].isin(REASONS).any() else ''}" if blocks else "",
        [on_repairs(edits, characters=material.source_size), *(f"{note}." for note in material.notes)])


def structure(material: Material) -> Section:
    """Return the tree of the headings with their sizes."""
    sections, running = material.sections, material.running
    whole = int(running["n_han"].sum())
    tree = sections[sections["kind"].isin(("introduction", "heading"))]
    below = [sections[(sections["start"] >= row.start) & (sections["start"] < row.subtree_end)]
             for row in tree.itertuples()]
    table = tree.assign(
        label=[f"{row.number}{row.heading}" if row.heading else f"({row.kind})" for row in tree.itertuples()],
        depth=tree["level"].clip(lower=1) - 1,
        han=[int(rows["n_han"].sum()) for rows in below],
        words=[int(rows["n_tokens"].sum()) for rows in below],
        items=[int((rows["kind"] == "item").sum()) for rows in below])
    table["share"] = 100 * table["han"] / whole if whole else float("nan")
    columns = {"Unit": "section_id", "Heading": "label"}
    if "gloss" in table:
        columns["In English"] = "gloss"
    items = int((running["kind"] == "item").sum())
    columns |= {"Han characters": "han", "Words": "words", **({"Items": "items"} if items else {}), "Share, %": "share"}
    key = None
    if has_systems(material):
        table["colour"] = [look(system).colour if system else "" for system in table["system"]]
        key = "colour"
    csv = table.drop(columns=["depth", *(["colour"] if key else [])])
    shown = table if len(table) <= 24 else table[table["level"] <= 1]
    blocks: list = [Table("structure", csv, columns, "Headings and what stands below them", shown=shown, rows=60,
                          indent="depth", key=key, bars="share")]
    if has_systems(material):
        blocks.insert(0, picture(
            "structure", section_strip(drawable(sections)), alt="The text as a strip: parts above, sections below",
            caption="The whole text from left to right; widths are lengths in characters."))
    notes = []
    if not material.level:
        some = (tree.loc[tree["kind"] == "heading", "level"].value_counts() > MOST_UNITS).any()
        why = f"more than {MOST_UNITS} headings of a level, too many for one page" if some else (
            "no two headings of the first level or of the second")
        notes = [f"The document has {why}: its units are not compared with each other, and the sections of this "
                 "report that compare them are left out."]
    notes += [f"To look at: {doubt}" for doubt in material.doubts[:MOST_DOUBTS]]
    if len(material.doubts) > MOST_DOUBTS:
        notes.append(f"There are {len(material.doubts) - MOST_DOUBTS} more: zhangju sections FILE --format tree.")
    said = [*_heading_counts(tree), *([f"items: {items:,}"] if items else []),
            f"{whole:,} Han characters and {int(running['n_tokens'].sum()):,} words of running text"]
    return Section(
        f"{'; '.join(said)}.", blocks,
        "A unit is a heading or an item with its text. Sizes are of a unit with all that stands below it; the share is "
        "of the running text's Han characters. Front matter, abstract, keywords and references are no running text. "
        "Further down, a passage is a unit's own text up to the next unit: an item, or what stands under a heading "
        "before the headings and items below it. An interval that draws the passages again says how much a "
        "number hangs on single ones.", notes)


def _heading_counts(tree: pd.DataFrame) -> list[str]:
    levels = tree.loc[tree["kind"] == "heading", "level"]
    counts = [(int((levels == 1).sum()), "of the first level"), (int((levels == 2).sum()), "of the second"),
              (int((levels > 2).sum()), "below")]
    said = ", ".join(f"{n:,} {place}" for n, place in counts if n)
    return [f"Headings: {said}" if said else "No headings"]


def terms(material: Material) -> Section:
    """Return the most frequent words of the whole running text and of each compared unit."""
    rates = add_gloss(term_rates(material.counts, material.running))
    basis = rates.attrs["basis"]
    size = int(material.counts["n"].sum())
    shown = {"Term": "term", "In English": "gloss", "Count": "n", "Per 10,000 words": "per_10k_tokens",
             "95 % from": "per_10k_low", "to": "per_10k_high"}
    blocks: list = []
    if len(rates):
        blocks = [picture("terms", term_bars(drawable(rates), top=15, part=None), alt="Bars of the most frequent "
                          "words with their intervals", caption=f"The {min(15, len(rates))} most frequent words with "
                          "95 % intervals."),
                  Table("terms", rates, shown, "Most frequent words of the running text")]
    if material.level:
        by_unit = add_gloss(term_rates(material.counts, material.running, level=material.level))
        blocks.append(Table("terms_by_unit", by_unit, {"Unit": "name", "Words": "n_tokens", "Most frequent": "terms"},
                            f"The {PER_UNIT} most frequent words of each unit, with their counts",
                            shown=_by_unit(by_unit, material), rows=40))
    return Section(
        f"{basis}. {size:,} words in all.", blocks,
        "The interval (Wilson) takes words for independent draws; words come in clusters, so it is the least "
        "uncertainty. Frequent is not characteristic: that takes a comparison.")


def _by_unit(rates: pd.DataFrame, material: Material) -> pd.DataFrame:
    names = full_names(material.running)
    rows = []
    for unit, own in rates.groupby("section_id", sort=False):
        first = own.head(PER_UNIT)
        rows.append((names.get(unit, unit), int(own["n_tokens"].iloc[0]),
                     ", ".join(f"{term}\u00a0{n}" for term, n in zip(first["term"], first["n"]))))
    return pd.DataFrame(rows, columns=["name", "n_tokens", "terms"])


def references(material: Material) -> Section | None:
    """Return the reference list with the places where each entry is cited."""
    if not material.references:
        return None
    citations = material.citations[material.citations["status"] == "linked"]
    rows = []
    for item in material.references:
        cited = citations[citations["reference_id"] == item["id"]]
        rows.append((item["id"].removeprefix("ref."), "; ".join(map(_name, item.get("author", []))),
                     item.get("title", ""), item.get("container-title") or item.get("publisher", ""),
                     _year(item), len(cited), ", ".join(dict.fromkeys(cited["section_id"]))))
    table = pd.DataFrame(rows, columns=["number", "authors", "title", "container", "year", "cited", "where"])
    unlinked = len(material.citations) - len(citations)
    note = f" Marks that point at no entry or are damaged: {unlinked}." if unlinked else ""
    return Section(
        f"{len(table)} entries, cited {len(citations)} times by {citations['section_id'].nunique()} units.{note}",
        [Table("references", table, {"No.": "number", "Authors": "authors", "Title": "title", "In": "container",
                                     "Year": "year", "Cited": "cited", "By the units": "where"}, "Reference list")],
        "An entry that is cited 0 times may have lost its mark on the way to this text.")


def _name(author: dict[str, Any]) -> str:
    if "literal" in author:
        return author["literal"]
    gap = "" if not author["family"].isascii() else " "
    return f"{author['family']}{gap}{author.get('given', '')}".strip()


def _year(item: dict[str, Any]) -> str:
    parts = item.get("issued", {}).get("date-parts", [[]])
    return str(parts[0][0]) if parts and parts[0] else ""
