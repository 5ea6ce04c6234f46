"""Dictionaries: what an entry is, how it is found in words, and that nothing is counted twice."""

import math
import re
from collections import Counter

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.counting import COUNTED
from analysis.dictionaries import (
    check_dictionary,
    count_entries,
    count_entries_from_counts,
    differences,
    load_dictionary,
)
from analysis.errors import InputError
from analysis.frequency import count_terms
from analysis.matching import ENTRY_COLUMNS, Matcher
from analysis.sections import find_sections
from analysis.segmentation import Segmenter, tokenize
from analysis.shipped_entries import shipped_dictionaries, shipped_entries
from analysis.tokens import Token

PLAIN = Segmenter(terms=())


def dictionary_of(*pairs):
    return pd.DataFrame(pairs, columns=["theme", "term"], dtype="str")


def counted(text, *pairs, segmenter=PLAIN):
    entries = count_entries(tokenize(text, segmenter=segmenter), dictionary_of(*pairs), segmenter=segmenter)
    return {(row.theme, row.term): (row.n, None if math.isnan(row.n_chars) else int(row.n_chars))
            for row in entries.itertuples()}


# By hand.


def test_an_entry_is_cut_as_the_text_is():
    assert PLAIN.cut("印度尼西亚与印度") == ["印度尼西亚", "与", "印度"]
    assert counted("印度尼西亚与印度", ("place", "印度")) == {("place", "印度"): (1, 2)}


def test_an_entry_of_several_words_needs_them_next_to_each_other():
    assert PLAIN.cut("算力设施") == ["算力", "设施"]
    text = "算力设施，算力、设施，算力 设施，算力的设施"
    assert counted(text, ("a", "算力设施")) == {("a", "算力设施"): (1, 1)}
    assert counted(text, ("a", "算力 设施")) == {("a", "算力 设施"): (1, 1)}


def test_the_longest_wins_over_all_themes_and_uses_its_words_up():
    text = "政务服务平台，政务服务，服务"
    pairs = [("platforms", "政务服务平台"), ("service", "政务服务"), ("service", "服务"), ("platforms", "平台")]
    assert counted(text, *pairs) == {("platforms", "政务服务平台"): (1, 1), ("service", "政务服务"): (1, 1),
                                     ("service", "服务"): (1, 1)}


def test_the_search_goes_on_behind_a_match_from_the_left():
    assert PLAIN.cut("安全数据平台") == ["安全", "数据", "平台"]
    found = counted("安全数据平台", ("a", "安全数据"), ("a", "数据平台"), ("a", "平台"))
    assert found == {("a", "安全数据"): (1, 1), ("a", "平台"): (1, 1)}


def test_an_entry_of_several_themes_counts_in_each():
    assert counted("数据与数据", ("a", "数据"), ("b", "数据")) == {("a", "数据"): (2, 2), ("b", "数据"): (2, 2)}


def test_wildcards_fit_one_word_and_no_sign():
    assert PLAIN.cut("数字化，数字时代") == ["数字化", "，", "数字", "时代"]
    assert counted("数字化，数字时代", ("a", "数字*")) == {("a", "数字*"): (2, None)}
    assert counted("数字化，数字时代", ("a", "数字?")) == {("a", "数字?"): (1, None)}
    assert counted("数字化，数字时代", ("a", "数字* *")) == {("a", "数字* *"): (1, None)}
    assert counted("算力基础设施", ("a", "算力 *设施")) == {("a", "算力 *设施"): (1, None)}


def test_of_one_theme_the_exact_entry_counts_and_of_another_the_pattern_too():
    found = counted("数字化与数字", ("a", "数字*"), ("a", "数字化"), ("b", "数*"), ("b", "数字*"))
    assert found == {("a", "数字*"): (1, None), ("a", "数字化"): (1, 1), ("b", "数字*"): (2, None)}


def test_latin_words_match_in_either_case_and_over_one_space():
    assert counted("推广AI与ai应用", ("a", "Ai")) == {("a", "Ai"): (2, 2)}
    assert counted("所谓machine learning和Machine，Learning", ("a", "Machine Learning")) == {
        ("a", "Machine Learning"): (1, 1)}
    assert counted("AI 平台与AI平台", ("a", "AI平台")) == {("a", "AI平台"): (1, 1)}


def test_signs_within_an_entry_are_matched_as_they_are():
    assert counted("推进“放管服”改革与放管服改革", ("a", "“放管服”改革")) == {("a", "“放管服”改革"): (1, 1)}


def test_traditional_terms_and_spaces_are_normal_afterwards():
    table = pd.DataFrame({"note": ["x", "y"], "theme": ["a ", " b / c"]}, index=[7, 7])
    table = check_dictionary(table.assign(term=["數據要素", "算力\u3000設施"]))
    assert table.to_dict("list") == {"theme": ["a", "b/c"], "term": ["数据要素", "算力 设施"], "weight": [1, 1],
                                     "note": ["x", "y"]}
    assert table.index.tolist() == [0, 1]


def test_matches_stay_inside_their_unit_and_rows_follow_units_then_the_dictionary():
    text = "一、算力\n设施\n二、设施与算力\n"
    sections = find_sections(text)
    tokens = tokenize(text, sections, segmenter=PLAIN)
    dictionary = dictionary_of(("b", "设施"), ("a", "算力"), ("a", "算力设施"))
    entries = count_entries(tokens, dictionary, segmenter=PLAIN)
    assert tuple(entries.columns) == ENTRY_COLUMNS
    assert entries[["section_id", "term", "n"]].values.tolist() == [
        ["1", "设施", 1], ["1", "算力", 1], ["2", "设施", 1], ["2", "算力", 1]]
    shuffled = tokens.sample(frac=1, random_state=1)
    again = count_entries(shuffled, dictionary, segmenter=PLAIN)
    key = ["section_id", "theme", "term"]
    assert again.sort_values(key, ignore_index=True).equals(entries.sort_values(key, ignore_index=True))


def test_no_string_is_found_across_signs_that_were_left_out():
    tokens = tokenize("算力，设施", segmenter=PLAIN)
    words = tokens[tokens["kind"] == "han"]
    assert len(count_entries(words, dictionary_of(("a", "算力设施")), segmenter=PLAIN)) == 0


def test_differences_sum_units_and_leave_wildcards_out():
    entries = pd.DataFrame({"section_id": ["1", "2", "1", "1", "2"], "theme": "a", "n": [1, 0, 2, 5, 3],
                            "term": ["甲", "甲", "乙", "丙*", "丁"], "n_chars": [2, 3, 2, None, 4]})
    assert differences(entries).values.tolist() == [["a", "甲", 1, 5], ["a", "丁", 3, 4]]


def test_nothing_found_is_an_empty_table():
    entries = count_entries(tokenize("春天", segmenter=PLAIN), dictionary_of(("a", "数据")), segmenter=PLAIN)
    assert entries.columns.tolist() == list(ENTRY_COLUMNS) and len(entries) == 0
    assert len(differences(entries)) == 0


# From counts.


def test_counts_give_entries_of_one_word_and_name_the_others():
    counts = count_terms(tokenize("算力平台，平台，数据，数字化", segmenter=PLAIN))
    dictionary = dictionary_of(("a", "平台"), ("a", "算力平台"), ("b", "数据"), ("b", "数字*"), ("b", "数据产权"))
    entries = count_entries_from_counts(counts, dictionary, segmenter=PLAIN)
    assert entries[["theme", "term", "n", "exact"]].values.tolist() == [
        ["a", "平台", 2, False], ["b", "数据", 1, True], ["b", "数字*", 1, True]]
    assert entries["n_chars"].isna().all()
    assert entries.attrs["not_counted"] == [("a", "算力平台")]


# Errors.


@pytest.mark.parametrize("theme, term, weight, message", [
    ("a", "", 1.0, "row 'x': term is ''; expected text that is not empty"),
    ("a", None, 1.0, "term is None"),
    ("", "数据", 1.0, "theme is ''"),
    ("a//b", "数据", 1.0, "theme 'a//b' has an empty part"),
    ("a", "*", 1.0, r"term '\*' would fit every word"),
    ("a", "? *", 1.0, "would fit every word"),
    ("a", "数据；平台", 1.0, "holds '；', which stands in no entry; one term a row"),
    ("a", "数据\n平台", 1.0, r"holds '\\n'"),
    ("a", "数\ufffd", 1.0, "holds '\ufffd'"),
    ("a", "数据", 0.0, "weight 0.0 of '数据' must be a number above 0"),
    ("a", "数据", math.nan, "weight nan"),
    ("a", "数据", -1.0, "weight -1.0"),
])
def test_a_bad_row_is_named(theme, term, weight, message):
    table = pd.DataFrame({"theme": [theme], "term": [term], "weight": [weight]}, index=["x"])
    with pytest.raises(InputError, match=message) as error:
        check_dictionary(table)
    assert "\n" not in str(error.value)


def test_a_term_stands_once_in_a_theme():
    assert len(check_dictionary(dictionary_of(("a", "数据"), ("b", "数据")))) == 2
    for again in ("数据", "數據", " 数据 "):
        with pytest.raises(InputError, match=r"row 1: '数据' stands in the theme 'a' already \(dictionary: row 0\)"):
            check_dictionary(dictionary_of(("a", "数据"), ("a", again)))
    with pytest.raises(InputError, match="stands in the theme 'a' already"):
        check_dictionary(dictionary_of(("a", "AI"), ("a", "ai")))


def test_tables_of_another_kind_are_refused():
    with pytest.raises(InputError, match="dictionary: no column 'theme'"):
        check_dictionary(pd.DataFrame({"term": ["数据"]}))
    with pytest.raises(InputError, match="tokens: no column 'section_id'"):
        count_entries(dictionary_of(), dictionary_of(("a", "数据")), segmenter=PLAIN)


def test_bigrams_are_no_words():
    bigrams = Segmenter(mode="bigrams")
    with pytest.raises(InputError, match="cuts words that overlap"):
        count_entries(tokenize("数字政府", segmenter=PLAIN), dictionary_of(("a", "数字政府")), segmenter=bigrams)
    with pytest.raises(InputError, match="overlap or are not in order"):
        count_entries(tokenize("数字政府", segmenter=bigrams), dictionary_of(("a", "数字")), segmenter=PLAIN)


def test_another_dictionary_than_the_shipped_ones():
    shipped = ", ".join(shipped_dictionaries())
    with pytest.raises(InputError, match=f"name='葡萄': no such dictionary; shipped are {shipped}"):
        load_dictionary("葡萄")


@pytest.mark.parametrize("name", shipped_dictionaries())
def test_the_light_reader_gives_the_same_entries(name):
    table = load_dictionary(name)
    assert shipped_entries(name) == list(zip(table["theme"], table["term"]))


# Laws, on texts of words that jieba never joins.

WORDS = ["数据", "平台", "安全", "服务", "AI", "法规"]
SIGNS = ["，", " ", "。"]
TEXTS = st.lists(st.sampled_from(WORDS + SIGNS), max_size=30)
TERMS = st.one_of(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
    st.sampled_from(["数*", "*台", "服务 *", "* 平台", "?全", "数据 *台"]))
DICTIONARIES = st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), TERMS), min_size=1, max_size=8,
                        unique_by=lambda pair: (pair[0], pair[1]))


class Words:
    """Cuts at capitals and word lists of this test only, so that the oracle knows what is a word."""

    def cut(self, text):
        return re.findall("|".join([*WORDS, *SIGNS, "."]), text)


def tokens_of(parts, unit="1"):
    rows, at = [], 0
    for part in parts:
        kind = "latin" if part == "AI" else "han" if part in WORDS else "space" if part == " " else "punctuation"
        rows.append((unit, at, at + len(part), part, kind))
        at += len(part)
    table = pd.DataFrame(rows, columns=["section_id", "start", "end", "term", "kind"])
    return table.astype({"section_id": "str", "term": "str", "kind": "str"})


def plain_tokens(parts):
    table = tokens_of(parts)
    return zip(table["section_id"], range(len(table)), table["start"], table["end"], table["term"], table["kind"])


def naive(parts, pairs):
    """Return the matches (theme, term, first, last) of a text: by trying every entry at every place, from the rule."""
    counted_kinds = {part: part in WORDS for part in parts}

    def end_of(term, at):
        for number, piece in enumerate(term.split(" ")):
            if number and parts[at - 1 : at] == ["AI"] and parts[at : at + 2] == [" ", "AI"]:
                at += 1
            if at >= len(parts):
                return None
            pattern = re.escape(piece).replace(r"\*", ".*").replace(r"\?", ".")
            if not counted_kinds[parts[at]] or not re.fullmatch(pattern, parts[at]):
                return None
            at += 1
        return at

    matches, at = [], 0
    while at < len(parts):
        ends = {(theme, term): end_of(term, at) for theme, term in pairs}
        ends = {pair: end for pair, end in ends.items() if end}
        if not ends:
            at += 1
            continue
        last = max(ends.values())
        for theme in {theme for theme, _ in pairs}:
            here = [term for (other, term), end in ends.items() if other == theme and end == last]
            if here:
                def exactness(term):
                    wild = set(term) & {"*", "?"}
                    return bool(wild), -len(term.replace("*", "").replace("?", "")), term
                matches.append((theme, min(here, key=exactness), at, last))
        at = last
    return matches


@given(TEXTS, DICTIONARIES)
def test_counting_agrees_with_trying_every_entry_at_every_place(parts, pairs):
    entries = count_entries(tokens_of(parts), dictionary_of(*pairs), segmenter=Words())
    expected = Counter((theme, term) for theme, term, _, _ in naive(parts, pairs))
    assert {(r.theme, r.term): r.n for r in entries.itertuples() if r.n} == expected
    for theme in {theme for theme, _ in pairs}:  # each word is used up once per theme
        used = [at for other, _, first, last in naive(parts, pairs) if other == theme for at in range(first, last)]
        n_words = sum(r.n * len(r.term.split()) for r in entries.itertuples() if r.theme == theme)
        assert len(used) == len(set(used)) and n_words <= len(parts)


@given(TEXTS, DICTIONARIES)
def test_no_entry_is_counted_more_often_than_a_search_finds_it(parts, pairs):
    text = "".join(parts)
    for row in count_entries(tokens_of(parts), dictionary_of(*pairs), segmenter=Words()).itertuples():
        if math.isnan(row.n_chars):
            assert set(row.term) & {"*", "?"}
            continue
        term = row.term.replace(" ", "") if "AI AI" not in row.term else row.term
        spelled = re.compile("(?=" + r"\ ?".join(map(re.escape, row.term.split())) + ")")
        assert row.n <= len(spelled.findall(text))
        if "AI AI" not in row.term:
            assert row.n_chars <= text.count(term)


@given(st.lists(TEXTS, min_size=1, max_size=4), DICTIONARIES)
def test_units_are_counted_each_by_itself(units, pairs):
    tables = [tokens_of(parts, unit=str(i)) for i, parts in enumerate(units)]
    dictionary = dictionary_of(*pairs)
    whole = count_entries(pd.concat(tables, ignore_index=True), dictionary, segmenter=Words())
    single = [count_entries(table, dictionary, segmenter=Words()) for table in tables]
    assert whole.equals(pd.concat(single, ignore_index=True))


@given(TEXTS, DICTIONARIES)
def test_from_counts_is_an_upper_bound_and_the_same_where_it_says_so(parts, pairs):
    tokens, dictionary = tokens_of(parts), dictionary_of(*pairs)
    ordered = count_entries(tokens, dictionary, segmenter=Words())
    ordered = {(r.theme, r.term): r.n for r in ordered.itertuples() if r.n}
    words = tokens[tokens["kind"].isin(COUNTED)]
    entries = count_entries_from_counts(count_terms(words), dictionary, segmenter=Words())
    unordered = {(r.theme, r.term): r for r in entries.itertuples()}
    for row in unordered.values():
        if row.exact:
            assert row.n == ordered.get((row.theme, row.term), 0)
    for pair, n in ordered.items():
        if " " in pair[1]:
            assert pair in entries.attrs["not_counted"]
        else:
            assert n <= unordered[pair].n


@given(TEXTS, DICTIONARIES)
def test_characters_agree_with_a_search_by_alternatives(parts, pairs):
    # re takes the first alternative that fits, so the longest must come first.
    strings = {term.replace(" ", "").lower() for _, term in pairs if not set(term) & {"*", "?"} and "AI AI" not in term}
    pairs = [pair for pair in pairs if "AI AI" not in pair[1]]
    found = re.findall("|".join(sorted(strings, key=len, reverse=True)), "".join(parts).lower()) if strings else []
    expected = {(theme, string): n for string, n in Counter(found).items()
                for theme in {t for t, term in pairs if term.replace(" ", "").lower() == string}}
    matcher = Matcher(pairs, segmenter=Words())
    got = Counter()
    for row in matcher.count(Token(*row) for row in plain_tokens(parts)):
        if row.n_chars:
            got[row.theme, row.term.replace(" ", "").lower()] += row.n_chars
    assert got == Counter(expected)
