"""Files of dictionaries: what is written is read, real forms are understood, and every error names its line."""

import pandas as pd
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.dictionaries import check_dictionary
from analysis.dictionary_files import SUFFIXES, read_dictionary, write_dictionary
from analysis.errors import InputError, UnreadableFileError


def read(folder, name, content, encoding="utf-8"):
    path = folder / name
    path.write_bytes(content.encode(encoding))
    return read_dictionary(path)


def pairs(table):
    return list(zip(table["theme"], table["term"]))


# CSV


@pytest.mark.parametrize("content, encoding", [
    ("theme,term,weight,gloss\ndata,数据要素,2,data as a factor\nrules,法规,,\n", "utf-8"),
    ("theme,term,weight,gloss\r\n\r\ndata,數據要素,2.0,data as a factor\r\nrules,法規\r\n", "utf-8-sig"),
    ("gloss,weight,theme,term\ndata as a factor,2,data, 数据要素 \n,1,rules,法规\n", "gb18030"),
])
def test_csv_in_every_form(tmp_path, content, encoding):
    table = read(tmp_path, "mine.CSV", content, encoding)
    assert table.columns.tolist() == ["theme", "term", "weight", "gloss"]
    assert table.values.tolist() == [["data", "数据要素", 2, "data as a factor"], ["rules", "法规", 1, ""]]


@pytest.mark.parametrize("content, message", [
    ("theme,word\ndata,数据\n", r"mine\.csv: no column 'term' in its first line, which is theme, word"),
    ("theme;term\ndata;数据\n", r"mine\.csv: no column 'theme'.*parted by commas"),
    ("theme,term,term\ndata,数据,x\n", "two columns 'term'"),
    ("theme,term\n\ndata,数据,1\n", "line 3: 3 cells, but the first line names 2 columns"),
    ("theme,term\ndata,数据\ndata,\n", "line 3: term is ''"),
    ("theme,term\na,数据\nrules,数据\na,数据\n", r"line 4: '数据' stands in the theme 'a' already \(.*line 2\)"),
    ("theme,term,weight\ndata,数据,high\n", "line 2: weight 'high' is no number"),
    ("theme,term,weight\ndata,数据,0\n", "line 2: weight 0.0 of '数据' must be a number above 0"),
    ("theme,term,weight\ndata,数据,nan\n", "line 2: weight nan"),
    ("theme,term\ndata,\"数据\n", r"line 2: not CSV \(unexpected end of data\); check the quotes"),
    ("theme,term\ndata,数据、平台\n", "line 2: term '数据、平台' holds '、'"),
    ("theme,term\n", "there are no entries in it"),
])
def test_a_bad_csv_names_its_line(tmp_path, content, message):
    with pytest.raises(InputError, match=message) as error:
        read(tmp_path, "mine.csv", content)
    assert "\n" not in str(error.value) and "mine.csv" in str(error.value)


# YAML


def test_quantedas_yaml(tmp_path):
    content = """
# a comment
supply:
  talent: [人才, 数字人才]
  fund:
    - 资金
    - 基金*
negation: no
mixed:
  - 数据
  - 2025
  - rules: 法规
    order: ["*秩序", yes]
"""
    assert pairs(read(tmp_path, "mine.yml", content)) == [
        ("supply/talent", "人才"), ("supply/talent", "数字人才"), ("supply/fund", "资金"), ("supply/fund", "基金*"),
        ("negation", "no"), ("mixed", "数据"), ("mixed", "2025"), ("mixed/rules", "法规"), ("mixed/order", "*秩序"),
        ("mixed/order", "yes")]


@pytest.mark.parametrize("content, message", [
    ("a:\n  - 数据\n  - *设施\n", r"line 3: not YAML \(.*\); put terms with \* or : into quotes"),
    ("a:\n  - 数据\n  - *x\n", r"line 3: not YAML \(.*\); put terms with \* or : into quotes"),
    ("a:\n\t- 数据\n", "line 2: not YAML .*spaces, not tabs"),
    ("a: &x\n  - 数据\n  - *x\n", "line 1: a \\* without quotes refers to this place"),
    ("a:\n  - 数据\nb:\n", "line 3: 'b' has no terms"),
    ("a:\n  - 数据\nb: []\n", "line 3: 'b' has no terms"),
    ("a:\n  - 数据\n  -\n", "line 3: term is ''"),
    ("a:\n  - 数据\n  - ''\n", "line 3: term is ''"),
    ("a:\n  - 数据\n  - 数据\n", r"line 3: '数据' stands in the theme 'a' already \(.*line 2\)"),
    ("- 数据\n- 平台\n", "line 1: expected themes"),
    ("数据\n", "line 1: expected themes"),
    ("? [a, b]\n: 数据\n", "line 1: a theme is named by a list; write one word"),
    ("a: 数据\n---\nb: 平台\n", "not YAML"),
    ("a: \"" + "数据是要素，平台是支撑，法规是保障，安全是底线。" * 9 + "\x07\"\n",
     r"mine\.yaml: not YAML \(it holds control characters"),
    ("# nothing\n", "there are no entries in it"),
    ("[" * 2000, r"mine\.yaml"),
    ("a:\n" + "".join(f"{' ' * i}b{i}:\n" for i in range(1, 900)) + " " * 900 + "数据", "nested too deeply"),
    ("a: &x\n  数据: [数据]\nb: &y\n  p: *x\n  q: *x\n", "line 1: a \\* without quotes"),
])
def test_a_bad_yaml_names_its_line(tmp_path, content, message):
    with pytest.raises(InputError, match=message) as error:
        read(tmp_path, "mine.yaml", content)
    assert "\n" not in str(error.value) and "mine.yaml" in str(error.value)


def test_a_written_yaml_is_text_to_every_reader(tmp_path):
    table = pd.DataFrame({"theme": ["a", "a/b", "a", "no"], "term": ["no", "数*", "12", "y"]})
    text = write_dictionary(table, tmp_path / "mine.yml").read_text(encoding="utf-8")
    assert yaml.safe_load(text) == {"a": ["no", "12", {"b": ["数*"]}], "no": ["y"]}
    assert '"y"' in text and '"no":' in text


# LIWC's .dic


def test_liwc_2007(tmp_path):
    content = "%\r\n1\tfunct\r\n146\tnegemo\r\n%\r\n无\t1\t146\r\n难*\t146\r\n并 不\t01\r\n"
    assert pairs(read(tmp_path, "mine.dic", content)) == [
        ("funct", "无"), ("funct", "并 不"), ("negemo", "无"), ("negemo", "难*")]


def test_liwc_2015_is_indented(tmp_path):
    content = ("%\n1\tfunction (Function Words)\n\t2\tpronoun\n\t\t3\tppron\n\t4\tarticle\n20\taffect\n%\n"
               "我\t1\t2\t3\n这\t1\t4\n爱\t20\n")
    assert pairs(read(tmp_path, "mine.dic", content)) == [
        ("function (Function Words)", "我"), ("function (Function Words)", "这"),
        ("function (Function Words)/pronoun", "我"), ("function (Function Words)/pronoun/ppron", "我"),
        ("function (Function Words)/article", "这"), ("affect", "爱")]


def test_a_dic_whose_tabs_became_spaces(tmp_path):
    content = "%\n1  data\n2  rules\n%\n数据   1\n并 不 1 2\n"
    assert pairs(read(tmp_path, "mine.dic", content)) == [("data", "数据"), ("data", "并 不"), ("rules", "并 不")]


@pytest.mark.parametrize("content, message", [
    ("1\tdata\n%\n数据\t1\n", "not LIWC's format; it begins with the categories"),
    ("%\n1\tdata\n数据\t1\n", "between two lines '%'"),
    ("%\ndata\n%\n数据\t1\n", "line 2: 'data' is no category; write its id, a tab and its name"),
    ("%\n1\tdata\n01\trules\n%\n数据\t1\n", "line 3: the id 1 is that of 'data' already"),
    ("%\n1\tdata\n%\n\n数据\t1\t2\n", "line 5: '2' is no id of a category"),
    ("%\n1\tdata\n%\n数据\n", "line 4: no category"),
    ("%\n1\tdata\n%\n数据\t(1)1\n", r"line 4: '\(1\)1' is no id"),
    ("%\n1\tdata\n%\n数据\t1\t1\n", "line 4: '数据' stands in the theme 'data' already"),
    ("%\n1\tdata\n%\n*\t1\n", "line 4: term '\\*' would fit every word"),
    ("%\n1\tdata\n%\n", "there are no entries in it"),
])
def test_a_bad_dic_names_its_line(tmp_path, content, message):
    with pytest.raises(InputError, match=message) as error:
        read(tmp_path, "mine.dic", content)
    assert "\n" not in str(error.value) and "mine.dic" in str(error.value)


def test_liwc_has_wildcards_at_the_end_only(tmp_path):
    for term in ("*设施", "算* 设施", "数?"):
        with pytest.raises(InputError, match="has a wildcard that is no .* at its end"):
            write_dictionary(pd.DataFrame({"theme": ["a"], "term": [term]}), tmp_path / "mine.dic")
    assert not (tmp_path / "mine.dic").exists()


# All.


def test_other_files_and_places(tmp_path):
    table = pd.DataFrame({"theme": ["a"], "term": ["数据"]})
    for work in (read_dictionary, lambda path: write_dictionary(table, path)):
        with pytest.raises(InputError, match=r"mine\.txt: a dictionary's name ends in \.csv, \.yml, \.yaml, \.dic"):
            work(tmp_path / "mine.txt")
    with pytest.raises(UnreadableFileError, match="there is no such file"):
        read_dictionary(tmp_path / "none.yml")
    with pytest.raises(InputError, match="dictionary: has no rows"):
        write_dictionary(table.head(0), tmp_path / "mine.yml")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be written"):
        write_dictionary(table, tmp_path / "file" / "mine.yml")


NAMES = st.text(alphabet="ab1 -:#'\"%政*&!{}[]|>@`=+\\~", min_size=1, max_size=6).map(str.strip).filter(bool)
THEMES = st.lists(NAMES, min_size=1, max_size=3).map("/".join)
TERMS = st.lists(st.text(alphabet="数据aB0-:#'\"%&!{}[]|>@`=+()<\\", min_size=1, max_size=4), min_size=1,
                 max_size=3).map(" ".join)
STEMS = st.builds(str.__add__, TERMS, st.sampled_from(["", "*"]))
ROWS = st.lists(st.tuples(THEMES, STEMS, st.floats(1e-9, 1e9), st.text("a,\"'=\r\n\t数 ", max_size=5)), min_size=1,
                max_size=9, unique_by=lambda row: (row[0], row[1].lower()))


# A theme whose terms do not stand together: the .dic lists a term once, with both of its themes.
APART = [("1/1", "=", 1.0, ""), ("1", "0 0 0", 1.0, ""), ("1/1", "0", 1.0, "")]


@given(ROWS, st.sampled_from(SUFFIXES))
@example(APART, ".dic")
@example([("b", "数据", 1.0, ""), ("a", "平台", 1.0, ""), ("b", "平台", 1.0, "")], ".dic")
def test_what_is_written_is_read(tmp_path_factory, rows, suffix):
    table = pd.DataFrame(rows, columns=["theme", "term", "weight", "gloss"])
    path = tmp_path_factory.mktemp("dictionary") / f"mine{suffix}"
    assert write_dictionary(table, path) == path
    again, expected = read_dictionary(path), check_dictionary(table)
    if suffix == ".csv":
        assert again.equals(expected)
    else:
        assert sorted(pairs(again)) == sorted(pairs(expected))
        assert again.columns.tolist() == ["theme", "term", "weight"] and (again["weight"] == 1).all()
        assert write_dictionary(again, path.with_stem("again")).read_bytes() == path.read_bytes()


@given(st.text(max_size=60), st.sampled_from(SUFFIXES))
def test_any_file_is_read_or_refused_in_one_line(tmp_path_factory, content, suffix):
    path = tmp_path_factory.mktemp("any") / f"mine{suffix}"
    path.write_bytes(content.encode("utf-8", "ignore"))
    try:
        assert len(read_dictionary(path))
    except (InputError, UnreadableFileError) as error:
        assert str(error) and "\n" not in str(error)
