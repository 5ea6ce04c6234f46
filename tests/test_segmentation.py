"""Segmentation: tokens tile the text, terms stay whole, and both engines agree on everything."""

import re

import pandas as pd
import pytest
from case_files import read_cases
from hypothesis import given, settings
from hypothesis import strategies as st
from shared_texts import needs_shared, paper_text, shared_texts
from slow_tokens import pieces as slow_pieces
from slow_tokens import tokens as slow_tokens

from analysis import coding, term_search
from analysis.engines import load_engine
from analysis.errors import InputError
from analysis.lexicons import load_terms
from analysis.sections import find_sections, find_units
from analysis.segmentation import Segmenter, check_terms, tokenize
from analysis.tokens import KINDS

TERMS = ("数字政府", "印度", "基层治理", "治理体系", "大数据", "数据产业", "政府", "字政")
WAYS = [{"terms": terms, "hmm": hmm} for terms in (TERMS, ()) for hmm in (True, False)]
# What the rules of tokens and of terms are about, and any character there is, lone surrogates included.
MIXED = "数字政府治理体系大据产业印度尼西亚基层在了一二三〇九十万年个元%R&D5Gc3.,/[]-+ \n。，…—①é\u0301か@:h"
texts = st.one_of(st.text(MIXED, max_size=40), st.text(st.characters(exclude_categories=()), max_size=25))


@pytest.fixture(scope="module")
def segmenter():
    return Segmenter(terms=TERMS)


@pytest.mark.parametrize("text, expected", read_cases("tokens"))
def test_case(segmenter, text, expected):
    assert "|".join(segmenter.cut(text)) == expected
    assert "|".join(Segmenter(terms=TERMS, engine="jieba").cut(text)) == expected


@settings(max_examples=400)
@given(texts, st.sampled_from(WAYS))
def test_tokens_tile_every_text_and_the_engines_agree(text, options):
    tokens = Segmenter(**options).tokens(text, pos=True)
    assert "".join(token.term for token in tokens) == text
    assert [token.start for token in tokens] == [0, *(token.end for token in tokens)][: len(tokens)]
    assert [token.position for token in tokens] == list(range(len(tokens)))
    for token in tokens:
        assert text[token.start : token.end] == token.term != ""
        assert token.kind in KINDS and token.pos
    assert Segmenter(engine="jieba", **options).tokens(text, pos=True) == tokens


@settings(max_examples=300)
@given(texts, st.sampled_from(WAYS))
def test_tokens_are_those_of_a_slow_and_plain_implementation(text, options):
    segmenter, expected = Segmenter(**options), slow_tokens(text, options["terms"], hmm=options["hmm"])
    assert [(token.term, token.kind) for token in segmenter.tokens(text)] == expected
    assert [word[:2] for word in segmenter.words(text)] == expected


@settings(max_examples=100)
@given(texts)
def test_terms_are_found_the_same_with_the_dictionary_s_words_at_hand(segmenter, text):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(term_search, "MANY", -1)
        assert [(token.term, token.kind) for token in segmenter.tokens(text)] == slow_tokens(text, TERMS)


def test_more_tokens_than_there_are_codes_are_cut_in_stretches(monkeypatch, segmenter):
    whole = segmenter.cut(text := "数字政府12，R&D建设3个[4]二〇三五年12")
    monkeypatch.setattr(coding, "MOST", 2)
    assert len(list(coding.encode(text))) == 3
    assert segmenter.cut(text) == whole


def test_words_that_are_kept_ready_stay_few(monkeypatch):
    monkeypatch.setattr("analysis.coding.MOST_WORDS", 3)
    segmenter = Segmenter(terms=TERMS)
    assert segmenter.cut(text := "数字政府公开透明，在印度建设大数据") == Segmenter(terms=TERMS).cut(text)
    assert len(segmenter._words) <= 4


def test_more_terms_than_there_are_codes_are_refused(monkeypatch):
    monkeypatch.setattr(term_search, "TERM_CODES", [0xE000])
    with pytest.raises(InputError, match="terms: 2 are too many; at most 1 can be kept whole"):
        Segmenter(terms=["数字", "政府"])


def test_private_characters_of_a_text_are_tokens_like_any_other(segmenter):
    text = "\ue000数字政府\U000f0000\U00100000\ud800，"
    assert segmenter.cut(text) == ["\ue000", "数字政府", "\U000f0000", "\U00100000", "\ud800", "，"]


@settings(max_examples=200)
@given(texts)
def test_kinds_do_not_depend_on_the_way_of_cutting(text):
    pieces = list(slow_pieces(text))
    assert "".join(text[start:end] for start, end, _ in pieces) == text
    for options in WAYS:
        tokens = Segmenter(**options).tokens(text)
        assert [token[2:6] for token in tokens if token.kind != "han"] == [
            (start, end, text[start:end], kind) for start, end, kind in pieces if kind != "han"]


@settings(max_examples=300)
@given(st.lists(st.sampled_from([*TERMS, "尼西亚", "在", "公开", "印度尼西亚"]), max_size=8).map("".join))
def test_a_term_is_lost_only_to_a_longer_word_or_to_another_term(run):
    segmenter, dictionary = Segmenter(terms=TERMS), load_engine("jieba")
    tokens = segmenter.tokens(run)
    for term in TERMS:
        for place in re.finditer(f"(?={term})", run):
            start, end = place.start(), place.start() + len(term)
            over = [t for t in tokens if t.start < end and start < t.end]
            whole = (over[0].start, over[-1].end, len(over)) == (start, end, 1)
            term_before = any(t.term in TERMS for t in over)
            longer = any(t.start <= start and end <= t.end and dictionary.has_word(t.term) for t in over)
            # A dictionary word around a term that a term from the left has cut away is the one case left.
            assert whole or term_before or longer or "印度尼西亚" in run


@settings(max_examples=100)
@given(texts)
def test_bigrams_are_the_neighbouring_pairs_of_each_run(text):
    tokens = Segmenter(mode="bigrams").tokens(text)
    for start, end, kind in slow_pieces(text):
        own = [token.term for token in tokens if start <= token.start < end]
        run = text[start:end]
        pairs = [a + b for a, b in zip(run, run[1:])] or [run]
        assert own == (pairs if kind == "han" else [run])


DOCUMENT = "题目\n一、数字政府\n要做到：一是公开；二是共享到二〇三五年。\n二、基层治理\n参考文献\n[1]甲.书[M].2020."


def test_no_token_reaches_over_a_unit_s_border(segmenter):
    units = find_units(DOCUMENT)
    tokens = segmenter.unit_tokens(DOCUMENT, units)
    assert [unit.section_id for unit in units] == list(dict.fromkeys(token.section_id for token in tokens))
    for unit in units:
        own = [token for token in tokens if token.section_id == unit.section_id]
        assert "".join(token.term for token in own) == DOCUMENT[unit.start : unit.end]
        assert [token.position for token in own] == list(range(len(own)))
    halves = [units[0]._replace(section_id=name, start=start, end=start + 2) for name, start in (("a", 0), ("b", 2))]
    assert [token.term for token in segmenter.unit_tokens("数字政府", halves)] == ["数字", "政府"]


def test_table_has_the_tokens_of_the_sections_whatever_their_order(segmenter):
    sections = find_sections(DOCUMENT)
    table = tokenize(DOCUMENT, sections, segmenter=segmenter, pos=True)
    assert table.columns.tolist() == ["section_id", "position", "start", "end", "term", "kind", "pos"]
    assert "".join(table["term"]) == DOCUMENT and not table.duplicated(["section_id", "position"]).any()
    other = tokenize(DOCUMENT, sections.sample(frac=1, random_state=3), segmenter=segmenter, pos=True)
    pd.testing.assert_frame_equal(other.sort_values("start", ignore_index=True), table)


def test_table_of_nothing_keeps_its_columns_and_types():
    assert tokenize("").dtypes.equals(tokenize("公开").dtypes)


def test_parts_of_speech_are_the_dictionary_s(segmenter):
    tokens = segmenter.tokens("数字政府建设R&D，5个杭研", pos=True)
    assert [(t.term, t.pos) for t in tokens] == [
        ("数字政府", "n"), ("建设", "vn"), ("R&D", "eng"), ("，", "x"), ("5个", "m"), ("杭研", "x")]
    assert {token.pos for token in segmenter.tokens("数字政府")} == {""}
    assert {token.pos for token in Segmenter(mode="bigrams").tokens("数字政府", pos=True)} == {""}


@pytest.mark.parametrize("options, message", [
    ({"engine": "hanlp"}, "engine='hanlp': must be one of"),
    ({"mode": "trigrams"}, "mode='trigrams': must be one of words, bigrams"),
    ({"terms": ["数字 政府"]}, "'数字 政府' is no term"),
    ({"terms": ["数"]}, "'数' is no term"),
    ({"terms": [None]}, "None is no term"),
    ({"terms": ["5G网络"]}, "'5G网络' is no term"),
])
def test_bad_options_are_refused_by_name(options, message):
    with pytest.raises(InputError, match=re.escape(message)):
        Segmenter(**options)


def test_sections_of_another_text_are_refused(segmenter):
    with pytest.raises(InputError, match="made for another text"):
        tokenize("短", find_sections(DOCUMENT), segmenter=segmenter)


def test_terms_come_from_a_file_as_from_a_list(tmp_path):
    path = tmp_path / "terms.txt"
    path.write_text("数字政府\n基层治理\n", encoding="utf-8")
    assert Segmenter(terms=path).terms == Segmenter(terms=str(path)).terms == {"数字政府", "基层治理"}
    assert Segmenter().terms == set(load_terms())


def test_two_segmenters_do_not_know_of_each_other():
    with_terms, without = Segmenter(terms=["公开透明"]), Segmenter(terms=())
    assert (with_terms.cut("公开透明"), without.cut("公开透明")) == (["公开透明"], ["公开", "透明"])


def test_check_of_terms_counts_by_hand(segmenter):
    table = check_terms("数字政府，政府；大数据产业，印度尼西亚", segmenter=segmenter)
    assert table.to_csv(index=False).splitlines() == [
        "term,n_found,n_whole,n_inside,n_cut,cut_as",
        "政府,2,1,1,0,",
        "印度,1,0,1,0,",
        "大数据,1,1,0,0,",
        "字政,1,0,1,0,",
        "数字政府,1,1,0,0,",
        "数据产业,1,0,0,1,大数据/产业",
    ]
    assert check_terms("", segmenter=segmenter).columns.tolist() == table.columns.tolist()


@needs_shared
@pytest.mark.parametrize("hmm", [True, False])
@pytest.mark.parametrize("terms", [None, ()], ids=["shipped terms", "no terms"])
def test_engines_agree_and_nothing_is_lost_on_real_text(terms, hmm):
    fast, reference = (Segmenter(engine=engine, terms=terms, hmm=hmm) for engine in ("rjieba", "jieba"))
    for name, text in shared_texts().items():
        words = fast.cut(text)
        assert "".join(words) == text, name
        assert words == reference.cut(text), name


@needs_shared
def test_counts_of_terms_are_what_a_reader_finds_by_searching():
    """Searching finds a term where it is a token, inside a longer token, or overlapped by another term."""
    text, segmenter = paper_text(), Segmenter()
    table = check_terms(text, segmenter=segmenter)
    assert len(table) > 200 and (table["n_found"] == [text.count(term) for term in table["term"]]).all()
    words = [token.term for token in segmenter.tokens(text)]
    for term, n_found, n_whole, n_inside, n_cut, cut_as in table.itertuples(index=False):
        assert n_whole == words.count(term)
        assert n_found - n_cut == sum(word.count(term) for word in words), "nested in longer tokens"
        assert n_whole + n_inside + n_cut == n_found
        assert n_cut == 0 or set(cut_as.split("/")) & segmenter.terms, f"{term} is cut by a word that is no term"
    counts = table.set_index("term")
    for term in ("数字政府", "一网通办", "公共数据", "首席数据官"):
        assert counts.loc[term, "n_cut"] == 0
