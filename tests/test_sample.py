"""The sample: its noisy version becomes the clean one again, and every family of noise is repaired or flagged."""

import re
from pathlib import Path
from random import Random

import make_sample
import noise
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.accuracy import character_error_rate
from analysis.cleaning import clean, undo
from analysis.metadata import find_metadata
from analysis.references import find_citations, find_references
from analysis.sections import find_sections

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
CLEAN = (SAMPLE / "clean.txt").read_text(encoding="utf-8")
TRADITIONAL = noise.traditional(CLEAN)
NO_WORDS = re.compile(f"[^{noise.HAN}〇0-9A-Za-z]+")


@pytest.fixture(scope="module")
def noisy():
    return (SAMPLE / "noisy.txt").read_bytes().decode("utf-8")


def test_the_noisy_version_is_what_the_script_makes(noisy):
    assert make_sample.make_noisy(CLEAN) == noisy


def test_cleaning_gives_the_clean_version_to_the_sign_and_undo_the_noisy_one(noisy):
    text, edits = clean(noisy, errata=SAMPLE / "errata.csv")
    assert text == CLEAN
    assert undo(text, edits) == noisy


def test_without_errata_only_the_slips_and_lost_marks_are_left(noisy):
    text, edits = clean(noisy)
    assert character_error_rate(text, CLEAN) * len(NO_WORDS.sub("", CLEAN)) == pytest.approx(3)
    assert CLEAN.count("“") - text.count("“") == 2
    assert undo(text, edits) == noisy


def test_the_damage_is_there(noisy):
    assert character_error_rate(noisy, TRADITIONAL) > 0.15
    for trace in ("qū)崿F(xiàn)", "?!８黟^", "(zong)(zong)(zong)", '\\"', "&mdash;", "<p class", "\u200b", "２０２５",
                  "åº§", "鎺ㄥ", "\f", "·31·", "Abstract:?", "經(jīng)費納人", "曰報"):
        assert trace in noisy


def test_the_clean_version_is_left_alone():
    text, edits = clean(CLEAN)
    assert text == CLEAN
    assert edits.empty


def test_script_alone_leads_there_and_back():
    text, edits = clean(TRADITIONAL)
    assert text == CLEAN
    assert set(edits["repair"]) == {"script"}


def test_sections_and_record_are_those_of_a_paper():
    sections = find_sections(CLEAN)
    assert (sections["kind"] == "item").sum() == 27
    headings = sections[sections["kind"] == "heading"]
    assert headings.groupby("level").size().to_dict() == {1: 3, 2: 9}
    assert 2400 <= len(re.findall(f"[{noise.HAN}〇]", CLEAN)) <= 2600
    record = find_metadata(CLEAN)
    assert record["authors"] == ["温有书", "陆长卷", "苏问渠"]
    assert (record["classification"], record["year"], record["first_page"]) == ("G258.9", 2026, 31)
    references = find_references(CLEAN)
    assert references["mark"].tolist() == ["J", "J", "M", "R", "EB/OL", "J", "N"]
    citations = find_citations(CLEAN, sections)
    assert citations["number"].tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert set(citations["status"]) == {"linked"}


def outside_flags(text, edits):
    """Return a pattern that the clean text matches if it differs from this one in flagged stretches only."""
    pieces, at, shift = [], 0, 0
    for start, before, after, certainty in edits[["start", "before", "after", "certainty"]].values.tolist():
        if certainty == "unsure":
            pieces.append(text[at : start + shift])
            at = start + shift + len(after)
        shift += len(after) - len(before)
    pieces.append(text[at:])
    return "[\\s\\S]{0,80}?".join(re.escape(NO_WORDS.sub("", piece)) for piece in pieces)


def some(random):
    """Return the characters that one page glosses."""
    return "".join(random.sample(noise.GLOSSED, random.randint(15, len(noise.GLOSSED))))


FAMILIES = {
    "glosses": lambda r: noise.as_page(TRADITIONAL, r, characters=some(r), tone=r.random() < 0.7,
                                       times=r.choice((1, 1, 2, 3))),
    "cut by glosses": lambda r: noise.as_page(TRADITIONAL, r, characters=noise.GLOSSED, cut=r.random()),
    "shifts": lambda r: noise.as_page(TRADITIONAL, r, characters=noise.GLOSSED, cut=r.random(), split=r.random()),
    "lost bytes": lambda r: noise.as_page(TRADITIONAL, r, split=r.random(), lost=r.random()),
    "JSON's quotes": lambda r: noise.json_quotes(TRADITIONAL, r, r.random()),
    "lost twins": lambda r: noise.lost_twins(TRADITIONAL, r, r.random()),
    "odd spaces": lambda r: noise.spaces_as_marks(noise.odd_spaces(TRADITIONAL, r, r.random()), r, r.random()),
    "zero width": lambda r: noise.zero_width(TRADITIONAL, r, r.random()),
    "full width": lambda r: noise.full_width(TRADITIONAL, r, r.random()),
    "entities": lambda r: noise.entities(TRADITIONAL, r, r.random()),
    "tags": lambda r: noise.tags(TRADITIONAL, r, r.random()),
    "UTF-8 as GBK": lambda r: noise.misread_clauses(TRADITIONAL, r, "gbk", 0.3 * r.random()),
    "UTF-8 as Windows-1252": lambda r: noise.misread_clauses(TRADITIONAL, r, "cp1252", r.random()),
    "hard-wrapped": lambda r: noise.hard_wrapped(TRADITIONAL, width=r.randint(20, 50), lines=r.randint(20, 40),
                                                 first_page=r.randint(1, 300), header="鄰里圖書館學刊"),
    "ASCII signs": lambda r: noise.ascii_signs(TRADITIONAL, r, r.random()),
    "spaces": lambda r: noise.spaced(TRADITIONAL, r, 0.1 * r.random()),
}


@pytest.mark.parametrize("family", FAMILIES)
@settings(max_examples=12)
@given(seed=st.integers(0, 10**6))
def test_damage_is_repaired_or_flagged_and_undo_is_exact(family, seed):
    noisy = FAMILIES[family](Random(seed))
    text, edits = clean(noisy)
    assert undo(text, edits) == noisy
    assert re.fullmatch(outside_flags(text, edits), NO_WORDS.sub("", CLEAN))
