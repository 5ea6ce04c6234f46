"""The noise knows what it did: its edits lead from the source, and what it calls lost the page does not tell."""

from random import Random

import noise
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.cleaning.edits import apply_edits, undo_edits

TEXT = "推動數據共享。“十四五”時期，《數據法》施行，各地統籌規劃、協調發展，實現新突破。\n" * 3
DAMAGES = {
    "page": lambda text, r: noise.as_page(text, r, characters=noise.GLOSSED, cut=0.5, split=0.5, lost=0.5),
    "twins": lambda text, r: noise.lost_twins(text, r, 0.5),
    "zero width": lambda text, r: noise.zero_width(text, r, 0.3),
    "signs": lambda text, r: noise.ascii_signs(text, r, 0.5),
    "tags": lambda text, r: noise.tags(noise.entities(text, r, 0.5), r, 0.5),
    "misread": lambda text, r: noise.misread_clauses(text, r, "gbk", 0.5),
    "printed": lambda text, r: noise.hard_wrapped(text, width=12, lines=4, header="學刊"),
    "spaced": lambda text, r: noise.spaced(text, r, 0.3),
}


@settings(max_examples=60)
@given(st.lists(st.sampled_from(sorted(DAMAGES)), min_size=1, max_size=4), st.integers(0, 999))
def test_edits_lead_from_the_source_to_the_page_and_back(names, seed):
    page, random = TEXT, Random(seed)
    for name in names:
        page = DAMAGES[name](page, random)
    assert page.source == TEXT
    assert apply_edits(TEXT, page.edits) == page and undo_edits(page, page.edits) == TEXT
    assert page.lost <= set(range(len(TEXT)))


def test_a_byte_that_became_a_question_mark_is_lost():
    # 《 is A1 B6 and 中 D6 D0: without A1 the page reads B6 D6, and D0 is alone.
    page = noise.as_page("《中", Random(0), lost=1)
    assert page == "?吨?" and page.lost == {0, 1}


def test_a_character_whose_bytes_are_all_there_is_not_lost():
    # 中華 is D6 D0 C8 41 in GBK: 41 is an A, behind which the page is in step again.
    page = noise.as_page("《中華人", Random(0), lost=1)
    assert page == "?吨腥A人" and page.lost == {0}


def test_a_vanished_pair_takes_a_byte_of_two_characters():
    # 积极 is BB FD BC AB: read one byte late, FD BC is no character.
    page = noise.as_page("《积极A", Random(0), lost=1)
    assert page == "?痘獳" and page.lost == {0, 1, 2}


def test_a_gloss_tells_the_character_that_it_cut():
    # 域實 is D3 F2 8C 8D, and of F2 8C to F2 FE 驅 alone is read qū and leaves a character with 8D.
    page = noise.as_page("區域實現", Random(0), characters="驅", cut=1)
    assert page.startswith("區域?qū)") and page.lost <= {2}


@pytest.mark.parametrize("read, lost", [("政府数字", {2}), ("政府数据字", {3})])
def test_an_odd_number_of_characters_loses_the_last_byte(read, lost):
    clause = noise.misread_clauses(f"，{read}，", Random(0), "gbk", 1)
    assert (clause.lost == set()) == (len(read) % 2 == 0)
    assert clause.lost <= {len(read)}


def test_of_broken_lines_only_those_inside_a_sentence_are_sure():
    page = noise.hard_wrapped("各地都在试。做法并不同，要慢慢看。\n", width=5)
    assert [(e.after, e.certainty) for e in page.edits][:2] == [("\n", "unsure"), ("\n", "certain")]
