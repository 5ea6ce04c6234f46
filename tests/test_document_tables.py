"""Tables of many documents: sizes, groups and their order, the running text, and what is refused."""

import pandas as pd
import pytest

from analysis.corpus import count_corpus, read_corpus
from analysis.document_tables import document_sizes, document_terms, group_documents, in_running_text
from analysis.errors import InputError
from analysis.first_use import first_and_last_use
from analysis.trends import term_trends, theme_trends

COUNTS = pd.DataFrame([("b", "1", "数据", "han", 2), ("b", "2", "数据", "han", 3), ("a", "1", "的", "han", 4),
                       ("a", "1", "数据", "han", 0), ("c", "1", "AI", "latin", 1)],
                      columns=["doc_id", "section_id", "term", "kind", "n"])
IDS = pd.Index(["a", "b", "c"])


def metadata(values, **columns):
    return pd.DataFrame({"doc_id": list("abc"), "year": values, **columns})


def test_units_are_summed_and_zeros_are_no_rows():
    assert document_terms(COUNTS).values.tolist() == [["a", "的", "han", 4], ["b", "数据", "han", 5],
                                                      ["c", "AI", "latin", 1]]
    assert document_sizes(COUNTS).to_dict() == {"a": 4, "b": 5, "c": 1}


def test_sizes_may_come_from_another_table_of_documents_or_units():
    sizes = pd.DataFrame({"doc_id": ["c", "b", "a", "b", "d", "e"], "n_tokens": [1, 10, 4, 10, 7, 0]})
    assert document_sizes(COUNTS.head(2), sizes).to_dict() == {"a": 4, "b": 20, "c": 1, "d": 7}
    with pytest.raises(InputError, match="'a' is not in documents.*one corpus"):
        document_sizes(COUNTS, sizes.head(2))


@pytest.mark.parametrize("values, names, of", [
    ([2024, 2023, 2024], [2023, 2024], [1, 0, 1]),
    ([2024.0, None, 2023.0], [2023, 2024], [1, -1, 0]),
    (pd.array([None, 2, 10], dtype="Int64"), [2, 10], [-1, 0, 1]),
    (["东", "", "西"], ["东", "西"], [0, -1, 1]),
    (["10", "9", None], ["10", "9"], [0, 1, -1]),
    (pd.Categorical(["high", "low", "high"], ["low", "high", "none"]), ["low", "high"], [1, 0, 1]),
    ([True, False, True], [False, True], [1, 0, 1]),
    ([0.5, 1.0, 0.5], [0.5, 1.0], [0, 1, 0]),
])
def test_groups_have_the_order_of_their_values_and_empty_cells_none(values, names, of):
    groups = group_documents(metadata(values), by="year", documents=IDS)
    assert groups.names.tolist() == names
    assert groups.of.to_dict() == dict(zip("abc", of))
    assert groups.left_out == of.count(-1)


def test_each_document_may_be_its_own_group():
    assert group_documents(metadata(1), by="doc_id", documents=IDS).names.tolist() == ["a", "b", "c"]


@pytest.mark.parametrize("table, said", [
    (metadata(2024).head(2), "'c' is not in metadata.*filter both or neither"),
    (pd.concat([metadata(2024), metadata(2023)]), "'a' has several rows"),
    (metadata([2023, "2024", 2025]), "numbers and text"),
    (metadata([None] * 3), "empty for all documents"),
    (metadata(2024).rename(columns={"year": "date"}), "no column 'year'"),
])
def test_metadata_that_do_not_fit_are_refused(table, said):
    with pytest.raises(InputError, match=said) as caught:
        group_documents(table, by="year", documents=IDS)
    assert "\n" not in str(caught.value)


def test_a_corpus_without_words_is_refused():
    with pytest.raises(InputError, match="no document has words"):
        document_sizes(COUNTS.head(0))


def test_the_running_text_is_joined_by_document_and_unit():
    sections = pd.DataFrame({"doc_id": ["a", "b", "b", "c"], "section_id": ["1", "2", "1", "1"],
                             "kind": ["heading", "item", "front", "references"]})
    assert in_running_text(COUNTS, sections)[["doc_id", "section_id"]].values.tolist() == [["b", "2"], ["a", "1"],
                                                                                          ["a", "1"]]
    with pytest.raises(InputError, match="unit '1' of 'c' is not in sections"):
        in_running_text(COUNTS, sections.head(3))
    with pytest.raises(InputError, match="several rows"):
        in_running_text(COUNTS, pd.concat([sections, sections]))


def test_the_tables_of_a_counted_corpus_go_in_as_they_are(tmp_path):
    for year, words in ((2022, "加强数据平台建设。"), (2023, "公布数据，使用数据。"), (2024, "完善法规。")):
        (tmp_path / f"{year}_报告.txt").write_text(f"一、工作回顾\n{words * 3}\n", encoding="utf-8")
    count_corpus(tmp_path, tmp_path / "out", names="{year}_{kind}", workers=1)
    counts, themes, documents, known = (read_corpus(tmp_path / "out", name) for name in
                                        ("counts", "themes", "documents", "metadata"))
    whole = term_trends(counts, known, terms=["数据"], draws=20)
    assert whole["group"].tolist() == [2022, 2023, 2024] and whole["n"].tolist() == [3, 6, 0]
    assert whole["n_tokens"].tolist() == documents["n_tokens"].tolist()
    some = read_corpus(tmp_path / "out", "counts", where={"term": "数据"})
    pd.testing.assert_frame_equal(term_trends(some, known, terms=["数据"], documents=documents, draws=20), whole)
    use = first_and_last_use(some, known, documents=documents)
    assert use[["term", "first", "last", "documents", "documents_after"]].iloc[0].tolist() == ["数据", 2022, 2023, 3, 1]
    shares = theme_trends(themes, known, draws=20)
    assert shares.groupby("group")["share"].sum().tolist() == pytest.approx([1] * shares["group"].nunique())
