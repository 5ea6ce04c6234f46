"""The contents of a report: which sections it has, in which order, and the files that they become."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from analysis import __version__
from analysis.errors import InputError
from analysis.report import comparison, description, reading, substance
from analysis.report.material import Material
from analysis.report.page import Picture, Section, marked, page, table_csv

# Name and title of each section in the order of the page, and what makes it: None where there is no material for it.
SECTIONS: dict[str, tuple[str, Callable[[Material], Section | None]]] = {
    "record": ("Record", description.record),
    "repairs": ("Repairs", description.repairs),
    "structure": ("Structure", description.structure),
    "terms": ("Frequent words", description.terms),
    "clouds": ("Word clouds", reading.clouds),
    "keyness": ("What sets each unit apart", comparison.keyness),
    "themes": ("Themes", comparison.themes),
    "grid": ("The grid of parts and systems", substance.grid),
    "answers": ("Answers to challenges", substance.answers),
    "similarity": ("Likeness of the units", comparison.likeness),
    "evidence": ("Evidence", substance.evidence),
    "prose": ("The forms of its prose", substance.prose),
    "places": ("Words in their places", reading.places),
    "references": ("References", description.references),
}


def make_report(material: Material) -> dict[str, str | bytes]:
    """Return the files of a report by their path in its folder."""
    made = [_build(name, material) for name in SECTIONS]
    sections = [section for section in made if section]
    contents: dict[str, str | bytes] = {"index.html": make_page(material, sections)}
    for block in (block for section in sections for block in section.blocks):
        if isinstance(block, Picture):
            contents[f"figures/{block.name}.svg"] = block.svg
            contents[f"figures/{block.name}.png"] = block.png
        else:
            contents[f"tables/{block.name}.csv"] = table_csv(block)
    return contents


def _build(name: str, material: Material) -> Section | None:
    """Return a section; one that a document is too short or too odd for says so, and the others stand."""
    title, builder = SECTIONS[name]
    try:
        section = builder(material)
    except InputError as error:
        section = Section("", [], notes=[f"This could not be made for this document. {error}"])
    return section and section._replace(name=name, title=title)


def make_page(material: Material, sections: Sequence[Section]) -> str:
    """Return the page of a report."""
    said = material.record
    unnamed = material.name.rpartition(".")[0] or "A document without a title"
    title = said.get("title") or said.get("title_en") or unnamed
    authors = "; ".join(said.get("authors") or [])
    place = " ".join(str(said[field]) for field in ("journal", "year") if said.get(field))
    head = [f'<p class="sub">{marked(text)}</p>' for text in (
        said.get("title_en") if said.get("title") else "", ". ".join(filter(None, (authors, place)))) if text]
    source = ("Made from the document's text." if material.text is not None else
              "Made from the counts that are shipped for this paper, without its text: what needs the order of the "
              "words is left out.")
    foot = [f"<p>{source} Everything here describes this one document: its sections are no sample, and no interval "
            "reaches beyond it. Words are cut in zhangju's default way.</p>",
            f"<p>Made by zhangju {__version__}. Font: Noto Sans SC, cut down to the characters of this page; its "
            "copyright and licence, the SIL Open Font License 1.1 (openfontlicense.org), stand inside the font.</p>"]
    return page(title, head, sections, foot=foot)
