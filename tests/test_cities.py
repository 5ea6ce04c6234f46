"""The tables of many work reports: the cards are right, no sentence is in them, and the reports give them again."""

import csv
import gzip
import io
import re
import shutil

import pandas as pd
import pytest
from shared_texts import SHARED, needs_shared
from test_publishing import find_copied

from analysis import cities
from analysis.cities import COLUMNS, FILES, FOLDER, load_cities, write_cities
from analysis.dictionaries import load_dictionary
from analysis.documents import open_document
from analysis.errors import InputError, UnreadableFileError
from analysis.features import load_meta, write_features
from analysis.report_parts import PARTS
from analysis.shipped import data_path
from analysis.shipped_entries import shipped_dictionaries

REPORTS = SHARED / "corpora" / "city_reports_2024"
CARD = re.compile(r"^\| `cities/([\w.]+)` \| ([\d,]+) \| `([\w, ]+)` \|$", re.MULTILINE)
HAN = r"[\u3400-\u9fff]"
REPORT = """政府工作报告
各位代表：请予审议。
一、2023年工作回顾
修了两座桥梁。
（一）桥梁修得又快又好又省又稳固，深受居民欢迎。桥梁通车，人人都夸奖。
二、2024年工作安排
要修三条路。
（一）修好三条从城里通到山里去的平坦大路
路要修得平，要做到：一是平；二是宽。
"""


def text_of(path):
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")


def rows_of(path):
    return list(csv.reader(io.StringIO(text_of(path), newline="")))


@pytest.fixture
def written(tmp_path):
    """The tables of two small reports."""
    (tmp_path / "reports").mkdir()
    for name in ("甲市", "乙县"):
        (tmp_path / "reports" / f"{name}.txt").write_text(REPORT, encoding="utf-8")
    write_cities(tmp_path / "reports", tmp_path / "out")
    return {name: rows_of(tmp_path / "out" / file) for name, file in FILES.items()}


def test_each_table_has_a_card_with_its_rows_and_columns():
    cards = {name: (int(rows.replace(",", "")), columns.split(", "))
             for name, rows, columns in CARD.findall(data_path("README.md").read_text(encoding="utf-8"))}
    assert set(cards) == set(FILES.values()) == {file.name for file in data_path(FOLDER).iterdir()}
    for name, file in FILES.items():
        header, *rows = rows_of(data_path(FOLDER, file))
        assert (len(rows), header) == cards[file] == (len(rows), list(COLUMNS[name]))
        assert {len(row) for row in rows} == {len(header)}


def test_the_tables_take_little_room():
    assert sum(file.stat().st_size for file in data_path(FOLDER).iterdir()) < 3_000_000


def test_tables_join_and_sizes_are_sums():
    documents, units, counts = (load_cities(name) for name in ("documents", "units", "counts"))
    assert len(documents) == documents["doc_id"].nunique() == 72
    assert not units.duplicated(["doc_id", "section_id"]).any()
    assert not counts.duplicated(["doc_id", "section_id", "term", "kind", "pos"]).any()
    sizes = documents.set_index("doc_id")
    for column in ("n_han", "n_tokens"):
        assert units.groupby("doc_id")[column].sum().to_dict() == sizes[column].to_dict()
    assert units.groupby("doc_id").size().to_dict() == sizes["n_units"].to_dict()
    by_unit = units.groupby(["doc_id", "counted_in"])["n_tokens"].sum()
    assert counts.groupby(["doc_id", "section_id"])["n"].sum().to_dict() == by_unit[by_unit > 0].to_dict()
    for part in PARTS:
        words = counts[counts["part"] == part].groupby("doc_id")["n"].sum()
        assert words.to_dict() == sizes[f"n_{part}"].loc[lambda n: n > 0].to_dict()
    assert (sizes[["n_reviewed", "n_planned"]].sum(axis=1) >= 0.95 * sizes["n_tokens"]).sum() == 71


def test_words_are_counted_in_a_unit_of_their_part():
    units = load_cities("units")
    parts = units.set_index(["doc_id", "section_id"])["part"]
    assert set(parts) == {"", *PARTS}
    counted_in = pd.MultiIndex.from_frame(units[["doc_id", "counted_in"]])
    assert parts.loc[counted_in].tolist() == units["part"].tolist()
    assert (units.loc[units["section_id"] != units["counted_in"], "parent_id"] != "").all()


@pytest.mark.parametrize("lexicon", shipped_dictionaries())
def test_entries_are_those_of_the_shipped_dictionaries(lexicon):
    entries, dictionary = load_cities("entries", lexicon=lexicon), load_dictionary(lexicon)
    assert len(entries)
    assert set(zip(entries["theme"], entries["term"])) <= set(zip(dictionary["theme"], dictionary["term"]))
    assert not entries.duplicated(["doc_id", "section_id", "theme", "term"]).any()
    assert ((entries["n"] > 0) | (entries["n_chars"] > 0)).all()
    assert (entries["n_chars"].isna() == entries["term"].str.contains(r"[*?]")).all()
    assert set(entries["part"]) <= {"", *PARTS}


def test_no_field_but_a_heading_is_as_long_as_a_sentence():
    for name in FILES:
        fields = pd.read_csv(data_path(FOLDER, FILES[name]), dtype="str", keep_default_na=False)
        longest = fields.apply(lambda column: column.str.count(HAN).max())
        assert longest.drop("heading", errors="ignore").max() < 16, name
    units = load_cities("units")
    marked = (units["number"] + units["heading"]).str.count(HAN)
    assert marked.max() < 40
    assert set(units.loc[marked >= 16, "kind"]) == {"heading"}


def test_rows_of_counts_say_nothing_of_the_order_in_the_text():
    counts = load_cities("counts").drop(columns="part")
    runs = (counts[["doc_id", "section_id"]] != counts[["doc_id", "section_id"]].shift()).any(axis=1).cumsum()
    assert counts.equals(counts.assign(run=runs).sort_values(["run", "term", "kind", "pos"], kind="stable",
                                                             ignore_index=True).drop(columns="run"))


@needs_shared
def test_unpacked_the_tables_hold_no_sentence_of_a_source(tmp_path):
    for file in FILES.values():
        (tmp_path / f"{file}.csv").write_text(text_of(data_path(FOLDER, file)), encoding="utf-8")
    assert not find_copied(sorted(tmp_path.iterdir()))


@needs_shared
def test_the_reports_give_the_same_rows_again(tmp_path):
    chosen = sorted(REPORTS.glob("*.docx"))[::6]
    (tmp_path / "reports").mkdir()
    for path in chosen:
        shutil.copyfile(path, tmp_path / "reports" / path.name)
    names = {path.stem for path in chosen}
    for file in write_cities(tmp_path / "reports", tmp_path / "out"):
        shipped = [row for row in rows_of(data_path(FOLDER, file.name)) if row[0] in {"doc_id", *names}]
        assert rows_of(file) == shipped, file.name


@needs_shared
def test_the_second_opinion_gives_the_same_files_again(tmp_path):
    (path,) = (SHARED / "corpora" / "opinions").glob("中共中央办公厅*.txt")
    written = write_features(open_document(path), tmp_path)
    assert {file.name for file in written} == {file.name for file in data_path("opinions2024").iterdir()}
    for file in written:
        assert file.read_bytes() == data_path("opinions2024", file.name).read_bytes(), file.name
    assert load_meta("opinions2024")["title"] != load_meta("opinions2022")["title"]


def test_the_rows_of_a_small_report(written):
    assert [row[0] for row in written["documents"][1:]] == sorted(["乙县", "甲市"])
    units = [dict(zip(COLUMNS["units"], row)) for row in written["units"][1:] if row[0] == "甲市"]
    assert [(unit["section_id"], unit["part"], unit["counted_in"]) for unit in units] == [
        ("front", "", "front"), ("introduction", "", "introduction"), ("1", "reviewed", "1"), ("1.1", "reviewed", "1"),
        ("2", "planned", "2"), ("2.1", "planned", "2"), ("2.1.1", "planned", "2"), ("2.1.2", "planned", "2")]
    counts = {(row[1], row[2]): int(row[5]) for row in written["counts"][1:] if row[0] == "甲市"}
    assert counts["1", "桥梁"] == 3, "of a unit and all below it"
    assert sum(counts.values()) == sum(int(unit["n_tokens"]) for unit in units)
    assert {row[1] for row in written["entries"][1:]} <= {unit["counted_in"] for unit in units}


def test_a_heading_that_runs_on_in_its_line_is_cut(written):
    headings = {row[1]: (row[5], row[6]) for row in written["units"][1:]}
    assert headings["1.1"] == ("（一）", "桥梁修得又快又好又省又稳固，深")  # with its number 15 characters
    assert headings["2.1"] == ("（一）", "修好三条从城里通到山里去的平坦大路")  # a line of its own


def test_the_same_reports_are_the_same_bytes(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text(REPORT, encoding="utf-8")
    first = write_cities(tmp_path, tmp_path / "first")
    monkeypatch.setattr("time.time", lambda: 4e9)
    second = write_cities(tmp_path, tmp_path / "second")
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in second]


def test_errors_name_the_file_and_what_to_do(tmp_path):
    reports = tmp_path / "reports"
    with pytest.raises(InputError, match="there is no such folder"):
        write_cities(reports, tmp_path / "out")
    (reports / "2024").mkdir(parents=True)
    for path in (reports / "a.txt", reports / "2024" / "a.md"):
        path.write_text(REPORT, encoding="utf-8")
    with pytest.raises(InputError, match="a is the name of two reports; rename one"):
        write_cities(reports, tmp_path / "out")
    (reports / "2024" / "a.md").unlink()
    (reports / "b.txt").write_bytes(b"")
    with pytest.raises(UnreadableFileError, match="b.txt"):
        write_cities(reports, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    with pytest.raises(InputError, match="table='terms': must be one of documents, units, counts, entries"):
        load_cities("terms")
    with pytest.raises(InputError, match="lexicon='stopwords': must be one of"):
        load_cities("entries", lexicon="stopwords")


def test_the_command_writes_where_the_data_are(tmp_path, monkeypatch, capsys):
    (tmp_path / "a.txt").write_text(REPORT, encoding="utf-8")
    monkeypatch.setattr(cities, "data_path", lambda *parts: tmp_path.joinpath("data", *parts))
    assert cities.main([str(tmp_path)]) == 0
    assert {file.name for file in (tmp_path / "data" / FOLDER).iterdir()} == set(FILES.values())
    assert cities.main([str(tmp_path / "none")]) == 2 and cities.main([]) == 2
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 2 and "no such folder" in errors[0] and errors[1].startswith("usage: ")
