"""Lexicons: what the shipped lists promise, and what a user's list may be."""

import re
from functools import cache

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared_texts import SHARED

from analysis.characters import HAN_RUN
from analysis.documents import open_document
from analysis.engines import load_engine
from analysis.errors import InputError, UnreadableFileError
from analysis.lexicons import (
    add_gloss,
    gloss_of,
    load_glosses,
    load_terms,
    read_terms,
    stop_words,
    stop_words_table,
    terms_table,
)
from analysis.segmentation import Segmenter
from analysis.shipped import data_path, read_rows
from analysis.term_extraction import propose_terms

DOCUMENTS = {
    "paper": "paper/*.txt",
    "opinions2022": "corpora/opinions/国务院*.txt",
    "data2024": "corpora/opinions/中共中央办公厅*.txt",
}


@cache
def document_of(name):
    found = sorted(SHARED.glob(DOCUMENTS[name]))
    if not found:
        pytest.skip(f"no {DOCUMENTS[name]} in ../shared")
    return open_document(found[0])


def shipped(name):
    columns, rows = read_rows("lexicons", name)
    return pd.DataFrame(rows, columns=columns, dtype="str")


@pytest.mark.parametrize("name, columns", [
    ("terms.csv", ["term", "gloss", "source", "note"]),
    ("glosses.csv", ["term", "gloss"]),
    ("stopwords.csv", ["word", "source", "reason"]),
])
def test_rows_are_sorted_unique_complete_han_and_simplified(name, columns):
    table = shipped(name)
    words = table[columns[0]]
    assert table.columns.tolist() == columns
    assert words.tolist() == sorted(set(words))
    assert [w for w in words if not HAN_RUN.fullmatch(w) or len(w) > 12] == []
    assert all(word.encode("gb2312") for word in words)  # GB 2312 has Simplified characters only
    assert not (table == "").any(axis=None)
    assert (table == table.apply(lambda column: column.str.strip())).all(axis=None)


def test_the_three_lists_are_disjoint():
    terms, glosses, stops = (set(shipped(f"{n}.csv").iloc[:, 0]) for n in ("terms", "glosses", "stopwords"))
    assert terms & glosses == terms & stops == glosses & stops == set()


def test_card_gives_the_number_of_rows():
    card = data_path("lexicons", "README.md").read_text(encoding="utf-8")
    for name in ("terms.csv", "glosses.csv", "stopwords.csv"):
        section = card.split(f"## {name}")[1].split("\n## ")[0]
        assert f"{len(shipped(name))} rows:" in section


def test_glosses_are_plain_english_and_terms_have_two_characters():
    glosses = pd.Series(load_glosses())
    allowed = r"[A-Za-z0-9 ,()&'–-]+"
    assert glosses[~glosses.str.fullmatch(allowed)].to_dict() == {}
    assert min(map(len, load_terms())) >= 2


def test_note_says_how_jieba_cuts_the_term():
    engine = load_engine("rjieba")

    def cut(term):
        if engine.cut(term, hmm=False) == [term]:
            return "whole"
        words = engine.cut(term)
        return "guessed" if words == [term] else "/".join(words)

    table = terms_table()
    noted = table["note"].str.extract("^jieba: ([^;]+)(?:; .+)?$")[0]
    expected = table["term"].map(cut)
    assert table[noted != expected].values.tolist() == []
    assert noted.str.contains("/").mean() > 0.95


def test_no_verb_or_noun_of_the_domain_is_a_stop_word():
    kept = "推进 加快 建设 推动 提升 加强 完善 全面 进一步 主要 存在 服务 平台 数据 安全 问题 需要 新 我国".split()
    assert stop_words() & set(kept) == set()
    assert {"的", "了", "在", "和", "以及", "一是"} <= stop_words()
    assert set(stop_words_table()["source"]) == {"grammar", "genre"}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_source_names_the_documents_that_have_the_term(name):
    text = document_of(name).text
    table = terms_table()
    claimed = table["source"].str.split().map(lambda names: name in names)
    found = table["term"].map(lambda term: term in text)
    assert table.loc[claimed != found, ["term", "source"]].values.tolist() == []


def test_every_term_has_a_source():
    assert set(" ".join(terms_table()["source"]).split()) == set(DOCUMENTS)


def test_candidates_and_terms_kept_are_as_the_card_says():
    proposed = propose_terms({name: document_of(name).text for name in DOCUMENTS})
    kept = proposed["term"].isin(load_terms()).sum()
    card = data_path("lexicons", "README.md").read_text(encoding="utf-8")
    stated = re.search(r"(\d+) candidates.*?: (\d+) of\s+them were kept; (\d+) terms", card, re.DOTALL).groups()
    assert tuple(map(int, stated)) == (len(proposed), kept, len(load_terms()) - kept)


def test_frequent_words_of_the_paper_all_have_glosses():
    document = document_of("paper")
    body = [unit for unit in document.units if unit.kind not in ("references", "back")]
    words = pd.Series([t.term for t in Segmenter().unit_tokens(document.text, body) if t.kind == "han"])
    counts = words[~words.isin(stop_words())].value_counts()
    assert sorted(set(counts[counts > 1].index) - set(load_glosses())) == []


def test_caller_cannot_change_the_shipped_lists():
    load_terms().clear()
    assert len(load_terms()) > 400
    with pytest.raises(TypeError):
        load_glosses()["葡萄"] = "grapes"
    assert gloss_of("葡萄") is None


# A user's list.


@pytest.mark.parametrize("content, encoding", [
    ("term,gloss\n数字乡村,digital countryside\n智慧图书馆,smart library\n", "utf-8"),
    ("gloss,term\r\n\"digital, rural\",数字乡村\r\nsmart library,智慧图书馆\r\n", "utf-8-sig"),
    ("数字乡村\n\n 智慧图书馆 \n", "utf-8"),
    ("數字鄉村\n智慧圖書館\n", "utf-8"),
    ("數字鄉村\n智慧圖書館\n", "big5"),
    ("数字乡村\n智慧图书馆\n", "gb18030"),
    ("\ufeff数字乡村\n智慧图书馆\n", "utf-16-le"),
])
def test_lists_in_every_form(tmp_path, content, encoding):
    path = tmp_path / "terms.csv"
    path.write_bytes(content.encode(encoding))
    assert read_terms(path) == ["数字乡村", "智慧图书馆"]


@pytest.mark.parametrize("content, line, message", [
    ("term,gloss\n数字乡村,digital\n5G网络,5G network\n", 3, "'5G网络' is no term"),
    ("数字乡村\n村\n", 2, "'村' is no term"),
    ("数字乡村 10 n\n", 1, "'数字乡村 10 n' is no term"),
    ("gloss,term\nrural\n", 2, "'' is no term"),
    ("word,gloss\n数字乡村,rural\n", 1, "'word' is no term.* column 'term'"),
    ("term\n\"数字乡村\n\"\n数字乡村\n", 4, "数字乡村 is on line 3 already"),
    ("数字乡村\n數字鄉村\n", 2, "数字乡村 is on line 1 already"),
    ("数字乡村，智慧图书馆\n", 1, "is no term"),
])
def test_bad_row_names_file_and_line(tmp_path, content, line, message):
    path = tmp_path / "mine.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=rf"mine\.csv, line {line}: .*{message}"):
        read_terms(path)


def test_a_list_that_is_missing_or_has_no_terms(tmp_path):
    with pytest.raises(UnreadableFileError, match="no such file"):
        read_terms(tmp_path / "none.csv")
    path = tmp_path / "header.csv"
    path.write_text("term,gloss\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"header\.csv: .*no terms"):
        read_terms(path)


def test_a_simplified_list_is_not_converted(tmp_path):
    path = tmp_path / "terms.txt"
    path.write_text("显著\n著作权\n后台\n", encoding="utf-8")
    assert read_terms(path) == ["显著", "著作权", "后台"]


@given(st.lists(st.text(alphabet="甲乙丙丁", min_size=2, max_size=6), min_size=1, unique=True))
def test_what_is_written_is_read(tmp_path_factory, terms):
    path = tmp_path_factory.mktemp("list") / "terms.csv"
    path.write_text("note,term\n" + "".join(f"x,{term}\n" for term in terms), encoding="utf-8")
    assert read_terms(path) == terms


# Joining glosses.


def test_gloss_is_joined_by_the_term_not_by_position():
    table = pd.DataFrame({"term": ["数据", "葡萄", "数字政府", "数据"], "n": [4, 3, 2, 1]}, index=[9, 9, 3, 0])
    result = add_gloss(table)
    assert result["gloss"].fillna("?").tolist() == ["data", "?", "digital government", "data"]
    assert result.index.tolist() == [9, 9, 3, 0] and "gloss" not in table.columns
    named = add_gloss(table.rename(columns={"term": "word"}), term="word", gloss="english", glosses={"葡萄": "grapes"})
    assert named["english"].tolist() == ["data", "grapes", "digital government", "data"]


def test_gloss_of_an_empty_table_and_of_terms_without_any():
    assert add_gloss(pd.DataFrame({"term": []})).columns.tolist() == ["term", "gloss"]
    assert add_gloss(pd.DataFrame({"term": ["葡萄"]}))["gloss"].isna().all()


def test_gloss_needs_its_column_and_overwrites_none():
    table = pd.DataFrame({"word": ["数据"]})
    with pytest.raises(InputError, match="term='term': the table has no such column; it has word"):
        add_gloss(table)
    with pytest.raises(InputError, match="gloss='word': the table has this column already"):
        add_gloss(table, term="word", gloss="word")
