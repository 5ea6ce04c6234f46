"""The commands that compare units and look words up: keyness, themes, concordance, answers."""

from __future__ import annotations

from math import isinf
from typing import TYPE_CHECKING

from analysis.commands import is_shipped, open_file, say, show_table
from analysis.errors import InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    import pandas as pd

    from analysis.report.material import Material

KEYNESS = ("term", "n_target", "n_reference", "per_10k_target", "per_10k_reference", "log_ratio", "log_ratio_low",
           "log_ratio_high", "lrc", "g2", "bic", "log_odds_z", "p_holm", "p_bh", "boot_low", "boot_high", "dp")
# Theme words of the shipped key in 1,000 words: two policies and a paper on digital government have 168 to 229, ten
# cities' reports on all that governments do 83 to 110.
USUAL_THEME_WORDS = 140
THEMES = ("section_id", "theme", "n", "share", "low", "high", "assigned")


def keyness(options: argparse.Namespace) -> int:
    """Compare the words of the target's units with those of the reference's, the most characteristic first."""
    from analysis.keyness import MIN_COUNT, units_of
    from analysis.keyness import keyness as compare

    material = _material(options)
    limits = {} if options.min_count is None else {"min_count": options.min_count}
    reference = None if options.reference is None else _parts(options.reference, option="--reference")
    target = _parts(options.target, option="--target")
    if reference is None and set(units_of(material.sections, target, argument="target")) >= set(
            material.counts["section_id"]):
        raise InputError(f"--target={options.target!r}: is all of the running text, which leaves nothing to compare it "
                         "with; name a part of it")
    table = compare(material.counts, material.sections, target=target, reference=reference, **limits)
    _show_frame(table, KEYNESS)
    if not len(table):
        least = options.min_count or MIN_COUNT
        say(f"no word occurs {least} times on both sides together; lower --min-count")
    return 0


def themes(options: argparse.Namespace) -> int:
    """Count the themes of each unit of a level, and assign each to one."""
    from analysis.dictionaries import count_entries, count_entries_from_counts, load_dictionary
    from analysis.dictionary_files import read_dictionary
    from analysis.features import load_entries
    from analysis.segmentation import Segmenter
    from analysis.themes import theme_shares

    dictionary = load_dictionary("themes") if options.lexicon is None else read_dictionary(options.lexicon)
    material = _material(options)
    if material.tokens is not None:
        entries = count_entries(material.tokens, dictionary, segmenter=Segmenter())
    elif not options.lexicon:
        entries = load_entries()
    else:
        entries = count_entries_from_counts(material.counts, dictionary, segmenter=Segmenter())
        if missed := entries.attrs["not_counted"]:
            say(f"not counted, since the shipped counts have no word order: {_listed([term for _, term in missed])}; "
                "name a FILE to count entries of several words")
        if unsure := entries.loc[~entries["exact"], "term"].unique().tolist():
            say(f"counted wherever they stand, also in longer entries: {_listed(unsure)}")
    shares = theme_shares(entries, material.sections, dictionary=dictionary, counts=material.counts,
                          level=options.level)
    _show_frame(shares, THEMES)
    if options.lexicon is None and material.text is not None:
        _say_of_key(shares, words=int(material.counts["n"].sum()))
    return 0


def _say_of_key(shares: pd.DataFrame, *, words: int) -> None:
    """Say what the shipped key is about, and whether the document seems to be about it."""
    from analysis.remarks import on_themes

    say("the key is the shipped one, about digital government (from the State Council's Guiding Opinions of 2022); "
        "--lexicon names another")
    say(on_themes(shares, words=words))
    if 0 < 1000 * shares["n"].sum() < USUAL_THEME_WORDS * words:
        say("few for a text on that subject: in one on another the key finds common words above all, and the "
            "assignments mean little")


def concordance(options: argparse.Namespace) -> int:
    """Show every occurrence of a term in its context."""
    from analysis.cleaning import repair_text
    from analysis.concordance import COLUMNS, WIDTH, find_lines
    from analysis.lexicons import simplified

    if options.term is None:
        raise InputError(f"concordance: needs a FILE and a TERM, got only {options.file!r}; a context has word order, "
                         "which the shipped counts have not: name the text, then the term")
    document = open_file(options)
    term = simplified(options.term)
    if options.vocabulary == "mainland":  # the text's words were exchanged, and the term with them
        term = repair_text(options.term, repairs=(), vocabulary="mainland")[0]
    lines, hint = find_lines(document.text, document.units, term, sort=options.sort,
                             width=options.width or WIDTH)
    show_table(COLUMNS, [[getattr(line, column) for column in COLUMNS] for line in lines])
    # What the hint advises behind its colon is an option of the function, by="characters".
    said, _, advice = hint.rpartition(": ")
    longer = "characters" in said and "by=" in advice
    more = f"; '*{options.term.strip()}*' finds the words that hold it" if longer else ""
    say(f"{said or _places(len(lines))}{more}")
    return 0


def _places(n: int) -> str:
    return f"{n} {'place' if n == 1 else 'places'}"


def answers(options: argparse.Namespace) -> int:
    """Show for each challenge and task how alike they are, and whether that is more than chance."""
    from analysis.answers import answers as find_answers
    from analysis.features import load_counts
    from analysis.frequency import count_terms
    from analysis.segmentation import Segmenter, tokenize

    material = _material(options)
    headings = material.running.loc[material.running["kind"] == "heading", "section_id"].tolist()
    for name in ("challenges", "tasks"):
        if (unit := getattr(options, name)) not in headings:
            there = f"it has {_listed(headings, most=24)}" if headings else "it has none"
            raise InputError(f"--{name}: {unit!r} is no heading of the document; {there}")
    # Cut without the domain's terms: two terms that share a word shall share it here.
    if material.text is None:
        counts = load_counts(variant="terms_jieba")
    else:
        counts = count_terms(tokenize(material.text, material.sections, segmenter=Segmenter(terms=())))
    table = find_answers(counts, material.sections, challenges=options.challenges, tasks=options.tasks)
    _show_frame(table, table.columns)
    return 0


def _material(options: argparse.Namespace) -> Material:
    from analysis.report.material import read_material, shipped_material

    return shipped_material() if is_shipped(options) else read_material(open_file(options))


def _parts(value: str, *, option: str) -> list[str]:
    """Return the names that are joined by commas; a Chinese comma joins too."""
    parts = [part.strip() for part in value.replace("，", ",").split(",")]
    if not all(parts):
        raise InputError(f"{option}={value!r}: has an empty name; write one such as 2, or several: 2.1,2.3")
    return parts


def _listed(words: Sequence[str], *, most: int = 12) -> str:
    return ", ".join(words[:most]) + (f" and {len(words) - most} more" if len(words) > most else "")


def _show_frame(table: pd.DataFrame, columns: Sequence[str]) -> None:
    """Show a table's columns as CSV: six significant digits, and an empty cell for what is undefined or infinite."""
    table = table[list(columns)]
    cells = table.astype(object).where(table.notna(), None).to_numpy()
    show_table(list(columns), [[_short(cell) for cell in row] for row in cells])


def _short(cell: object) -> object:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return None if isinf(cell) else float(f"{cell:.6g}")
    return cell
