"""Term extraction: each measure against an independent computation by brute force, and by hand."""

import math
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.characters import HAN_RUN
from analysis.engines import load_engine
from analysis.errors import InputError
from analysis.term_extraction import COLUMNS, extract_terms, main, propose_terms

GRAPES = "吃葡萄不吐葡萄皮不吃葡萄倒吐葡萄皮"
SIGNS = "甲乙丙，。A"  # few characters, so that strings recur
generated = st.lists(st.text(alphabet=SIGNS, max_size=60), min_size=1, max_size=3)


def characters(texts, **options):
    return extract_terms(texts, candidates="characters", **{"min_count": 2, **options}).set_index("term")


# The independent computations: searches with a regular expression on the text itself, no index, no pruning.


def occurrences(term, texts):
    return [(text, m.start()) for text in texts for m in re.finditer(f"(?={term})", text)]


def substrings(texts, longest):
    return {run[i:j] for text in texts for run in HAN_RUN.findall(text)
            for i in range(len(run)) for j in range(i + 1, min(len(run), i + longest) + 1)}


def entropy(neighbours):
    counts = Counter(neighbours)
    return math.log(len(neighbours)) - sum(n * math.log(n) for n in counts.values()) / len(neighbours)


def neighbour(text, at):
    """The character there; at a border of a run, something that is unlike every other neighbour."""
    char = text[at] if 0 <= at < len(text) else ""
    return char if HAN_RUN.fullmatch(char) else object()


def share(part, texts):
    places = sum(max(0, len(run) - len(part) + 1) for text in texts for run in HAN_RUN.findall(text))
    return len(occurrences(part, texts)) / places


def test_grapes_by_hand():
    """葡萄 (grapes) stands after 吃 吐 吃 吐 and before 不 皮 倒 皮: ln 2, and 1.5 ln 2."""
    row = characters(GRAPES).loc["葡萄"]
    assert row["n"] == 4
    assert row["left_entropy"] == pytest.approx(math.log(2))
    assert row["right_entropy"] == pytest.approx(1.5 * math.log(2))
    assert row["boundary_entropy"] == row["left_entropy"]
    # 葡 and 萄 are 4 of 17 characters each, 葡萄 is 4 of 16 pairs.
    assert row["cohesion"] == pytest.approx(math.log((4 / 16) / (4 / 17 * 4 / 17)))


def test_c_value_by_hand():
    """数字 (digital) 5, of which 数字政府 3 and 数字乡村 2; no longer candidate holds those two."""
    table = characters("数字政府，数字乡村，数字政府。数字乡村、数字政府", max_length=4)
    values = table["c_value"]
    # 数字 is in 数字政 3, 数字政府 3, 数字乡 2, 数字乡村 2: 1 · (5 − 10/4)
    assert values["数字"] == pytest.approx(5 - 10 / 4)
    assert values["数字政府"] == pytest.approx(2 * 3)
    # 字政 is in 数字政, 数字政府, 字政府, three times each, and never outside them.
    assert values["字政"] == 0


def test_pieces_are_not_free():
    table = characters("数字政府好，看数字政府，数字政府。")
    assert table.loc["数字政府", "boundary_entropy"] == pytest.approx(math.log(3))
    assert table.loc["数字政", "right_entropy"] == table.loc["字政府", "left_entropy"] == 0


@given(generated)
def test_measures_equal_brute_force(texts):
    longest = 5
    table = characters(texts, max_length=longest)
    counts = {s: len(occurrences(s, texts)) for s in substrings(texts, longest) if len(s) > 1}
    chosen = {s: n for s, n in counts.items() if n >= 2}
    assert dict(table["n"]) == chosen
    for term, n in chosen.items():
        row = table.loc[term]
        holders = [chosen[longer] for longer in chosen if term in longer and longer != term]
        expected = math.log2(len(term)) * (n - (sum(holders) / len(holders) if holders else 0))
        assert row["c_value"] == pytest.approx(expected)
        places = occurrences(term, texts)
        left = entropy([neighbour(text, at - 1) for text, at in places])
        right = entropy([neighbour(text, at + len(term)) for text, at in places])
        assert row["left_entropy"] == pytest.approx(left, abs=1e-12)
        assert row["right_entropy"] == pytest.approx(right, abs=1e-12)
        assert row["boundary_entropy"] == pytest.approx(min(left, right), abs=1e-12)
        pmi = [math.log(share(term, texts) / share(term[:i], texts) / share(term[i:], texts))
               for i in range(1, len(term))]
        assert row["cohesion"] == pytest.approx(min(pmi))
        assert row["texts"].split() == [str(i) for i, text in enumerate(texts, start=1) if term in text]


@given(generated)
def test_words_are_a_choice_among_characters(texts):
    words = extract_terms(texts, min_count=2).set_index("term")
    others = ["n", "texts", "left_entropy", "right_entropy", "cohesion"]
    assert words[others].equals(characters(texts).loc[words.index, others])


@given(st.lists(st.sampled_from(["数字", "乡村", "政府", "建设", "的", "，", "服务"]), max_size=30).map("".join))
def test_candidates_begin_and_end_where_jieba_cuts(text):
    cut = load_engine().cut
    found = Counter()
    for run in HAN_RUN.findall(text):
        words = cut(run)
        found.update("".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, min(len(words), i + 3) + 1))
    expected = {term for term, n in found.items() if n >= 2 and 2 <= len(term) <= 12}
    table = extract_terms(text, min_count=2, max_words=3).set_index("term")
    assert set(table.index) == expected
    whole = Counter(word for run in HAN_RUN.findall(text) for word in cut(run))
    for term, row in table.iterrows():
        assert row["jieba_split"].replace("/", "") == term
        assert row["n_whole"] == whole[term] <= row["n"]


@given(generated, st.randoms())
def test_order_of_texts_changes_nothing_but_their_names(texts, random):
    shuffled = random.sample(texts, len(texts))
    same = [c for c in COLUMNS if c != "texts"]
    one, other = (extract_terms(t, candidates="characters", min_count=2)[same] for t in (texts, shuffled))
    assert one.round(9).equals(other.round(9))


def test_names_of_texts_and_empty_texts():
    table = characters({"first": "数字政府", "second": "", "third": "数字政府，数字"})
    assert table.loc["数字政府", ["n", "n_texts", "texts"]].tolist() == [2, 2, "first third"]
    assert table.loc["数字", "n"] == 3
    assert list(extract_terms("").columns) == list(COLUMNS) and not len(extract_terms(["", "ABC 1, 2"]))


def test_proposals_are_cut_by_jieba_free_and_without_stop_words_at_their_ends():
    text = "数字乡村的路，建数字乡村，看数字乡村。的数字好，的数字坏，建设，建设"
    assert propose_terms(text)["term"].tolist() == ["数字乡村"]
    assert propose_terms(text, min_entropy=2).empty
    assert propose_terms(text, min_cohesion=9).empty


@pytest.mark.parametrize("options, message", [
    ({"candidates": "letters"}, "candidates='letters': must be one of words, characters"),
    ({"min_count": 0}, "min_count=0"),
    ({"min_count": 1.5}, "min_count=1.5"),
    ({"max_length": 1}, "max_length=1"),
    ({"max_words": 0}, "max_words=0"),
])
def test_bad_options_are_named(options, message):
    with pytest.raises(InputError, match=message):
        extract_terms("数字政府", **options)


def test_what_is_no_text_is_named():
    with pytest.raises(InputError, match="text 2 is bytes"):
        extract_terms(["数字", b"abc"])


def test_command_prints_the_proposals_or_one_line(tmp_path, capsys):
    assert main([str(tmp_path / "missing.txt")]) == 2
    output = capsys.readouterr()
    assert output.out == "" and output.err.count("\n") == 1 and "missing.txt" in output.err
    path = tmp_path / "village.txt"
    path.write_text("数字乡村的路很长。人们在建数字乡村，也看数字乡村。", encoding="utf-8")
    assert main([str(path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == ",".join(COLUMNS)
    assert lines[1].startswith("数字乡村,3,1,village,6.0,")
