"""Markup: cases, and what HTML writes of any text comes back."""

import html

import pytest
from case_files import read_cases
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.cleaning import markup
from analysis.cleaning.edits import apply_edits, undo_edits


def repaired(text):
    return apply_edits(text, markup.find(text))


@pytest.mark.parametrize("text, expected", read_cases("markup"))
def test_case(text, expected):
    assert repaired(text) == expected


@given(st.lists(st.text("社区图书R&D<>“”=0.5 ", min_size=1, max_size=12), min_size=1, max_size=5))
def test_escaped_paragraphs_come_back(lines):
    page = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    assert repaired(page) == "\n".join(lines)


@given(st.sampled_from(sorted(markup.INLINE - {"sup", "script"})), st.text("社区图书馆", min_size=1, max_size=6))
def test_an_inline_pair_goes_without_a_trace(name, word):
    assert repaired(f"读<{name}>{word}</{name}>者") == f"读{word}者"


@given(st.sampled_from(sorted(markup.BLOCKS)), st.text("社区图书馆", min_size=1, max_size=6))
def test_a_block_keeps_its_text_apart(name, word):
    assert repaired(f"读<{name}>{word}</{name}>者") == f"读\n{word}\n者"


@settings(max_examples=300)
@given(st.text("<>/!-&;#ampbrscipt x=\"0社\n", max_size=40))
def test_undo_is_exact_and_edits_are_disjoint(text):
    edits = markup.find(text)
    assert undo_edits(apply_edits(text, edits), edits) == text
    assert all(a.end <= b.start for a, b in zip(edits, edits[1:]))


def test_unclosed_markup_takes_no_quadratic_search():
    for piece in ("<!--", "<script>", "<b", "&amp", "<p ", "&#"):
        text = piece * 20_000
        assert undo_edits(repaired(text), markup.find(text)) == text
