"""The commands that compare: columns as promised, values as the functions give them, one line where it cannot be."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest
from shared_texts import SHARED, needs_shared, read_docx

from analysis import answers, themes
from analysis.cli import main
from analysis.commands.comparison import KEYNESS, THEMES
from analysis.concordance import COLUMNS as CONCORDANCE
from analysis.dictionaries import load_dictionary
from analysis.features import load_counts, load_entries, load_sections
from analysis.keyness import keyness

PAPER = (
    "社区图书角的做法\n\n一、困难\n\n图书角有三个困难：一是图书太少，居民借不到新书；二是平台太旧，居民查不到数据；"
    "三是志愿者不够，周末没有人看管图书。\n\n二、任务\n\n今后要做好三件事：一是购买新书，每月更新图书；"
    "二是改造平台，公开借阅数据；三是招募志愿者，周末开放图书角。\n")
ISSUE = {
    "keyness": ("term", "n_target", "n_reference", "per_10k_target", "per_10k_reference", "log_ratio",
                "log_ratio_low", "log_ratio_high", "lrc", "g2", "bic", "log_odds_z", "p_holm", "p_bh", "boot_low",
                "boot_high", "dp"),
    "themes": ("section_id", "theme", "n", "share", "low", "high", "assigned"),
}


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "paper.txt"
    path.write_text(PAPER, encoding="utf-8", newline="")
    return path


@pytest.fixture
def lexicon(tmp_path):
    path = tmp_path / "lexicon.csv"
    path.write_text("theme,term\nbooks,图书\nbooks,新书\nsystems,平台\nsystems,借阅 数据\n", encoding="utf-8")
    return path


def run(capsys, *arguments: object) -> tuple[list[dict], str]:
    """Run a command that must succeed; return its table and its messages."""
    assert main([*map(str, arguments)]) == 0
    out, err = capsys.readouterr()
    return list(csv.DictReader(io.StringIO(out, newline=""))), err


def near(cell: str, value: float) -> bool:
    """Tell whether a cell of six digits shows a value; an undefined or infinite one is empty."""
    if pd.isna(value) or value in (float("inf"), float("-inf")):
        return cell == ""
    return float(cell) == pytest.approx(value, rel=1e-5)


def test_the_columns_are_those_of_the_issue():
    assert {"keyness": KEYNESS, "themes": THEMES} == ISSUE


# keyness


@pytest.mark.parametrize("target, reference", [("2", None), ("2.1,3.1", None), ("1", "3"), ("data", None)])
def test_keyness_of_the_shipped_paper_is_the_function_s(capsys, target, reference):
    arguments = ["--target", target, *(["--reference", reference] if reference else [])]
    rows, err = run(capsys, "keyness", *arguments)
    assert (tuple(rows[0]), err) == (KEYNESS, "")
    expected = keyness(load_counts(), load_sections(), target=target.split(","), reference=reference)
    assert [row["term"] for row in rows] == expected["term"].tolist()
    for column in KEYNESS[1:]:
        assert all(map(near, (row[column] for row in rows), expected[column].astype(float))), column


def test_keyness_of_a_file_counts_from_min_count(paper, capsys):
    rows, _ = run(capsys, "keyness", paper, "--target", "1", "--min-count", "1")
    counts = {row["term"]: (row["n_target"], row["n_reference"]) for row in rows}
    assert counts["困难"] == ("2", "0") and counts["购买"] == ("0", "1")
    assert counts["平台"] == ("1", "1")
    fewer, _ = run(capsys, "keyness", paper, "--target", "1", "--min-count", "3")
    assert {row["term"] for row in fewer} < set(counts)
    assert all(int(row["n_target"]) + int(row["n_reference"]) >= 3 for row in fewer)


def test_a_table_without_words_says_why(capsys):
    rows, err = run(capsys, "keyness", "--target", "2", "--min-count", "9999")
    assert (rows, err) == ([], "no word occurs 9999 times on both sides together; lower --min-count\n")


# themes


@pytest.mark.parametrize("level", ["1", "2", "item"])
def test_themes_of_the_shipped_paper_are_the_function_s(capsys, level):
    rows, err = run(capsys, "themes", "--level", level)
    assert (tuple(rows[0]), err) == (THEMES, "")
    expected = themes.theme_shares(load_entries(), load_sections(), dictionary=load_dictionary("themes"),
                                   counts=load_counts(), level=level)
    assert [(row["section_id"], row["theme"], int(row["n"])) for row in rows] == list(
        expected[["section_id", "theme", "n"]].itertuples(index=False, name=None))
    assert [row["assigned"] for row in rows] == [str(value).lower() for value in expected["assigned"]]
    for column in ("share", "low", "high"):
        assert all(map(near, (row[column] for row in rows), expected[column])), column
    assert set(row["theme"] for row in rows) == {"service", "platforms", "data", "rules", "security", "empowerment"}


def test_themes_of_a_file_are_counted_with_the_lexicon_that_is_named(paper, lexicon, capsys):
    rows, err = run(capsys, "themes", paper, "--lexicon", lexicon, "--level", "1")
    found = {(row["section_id"], row["theme"]): row for row in rows}
    assert err == ""
    # 借阅数据 stands once, in 2; 平台 once in each part.
    assert found["1", "systems"]["n"] == "1" and found["2", "systems"]["n"] == "2"
    assert found["2", "books"]["assigned"] in ("true", "false")
    assert sum(row["assigned"] == "true" for row in rows if row["section_id"] == "1") == 1


def test_themes_of_a_file_say_what_the_shipped_key_is_about_and_whether_the_document_is(paper, tmp_path, capsys):
    _, err = run(capsys, "themes", paper, "--level", "1")
    key, found, few = err.splitlines()
    assert "about digital government" in key and "--lexicon" in key
    assert found.startswith("The key finds ") and "too few to say much" in found
    assert few.startswith("few for a text on that subject")
    on = "三、数据\n\n" + "数据共享开放，政务服务平台，数据安全。" * 9
    (tmp_path / "on.txt").write_text(PAPER + on, encoding="utf-8")
    _, err = run(capsys, "themes", tmp_path / "on.txt", "--level", "1")
    assert len(err.splitlines()) == 2 and "few for a text" not in err


def test_a_document_on_another_subject_has_none_of_the_key_s_words(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("一、甲\n\n猫睡在窗台上。\n\n二、乙\n\n狗睡在门口。\n", encoding="utf-8")
    _, err = run(capsys, "themes", tmp_path / "a.txt", "--level", "1")
    assert err.splitlines()[1].startswith("The key finds none of its words: this document is about something else")


def test_without_a_file_a_lexicon_s_entries_of_several_words_are_named(lexicon, capsys):
    lexicon.write_text("theme,term\na,平台\na,共享 平台\n", encoding="utf-8")
    rows, err = run(capsys, "themes", "--lexicon", lexicon, "--level", "1")
    assert {row["theme"] for row in rows} == {"a"}
    assert "no word order" in err and "共享 平台" in err and "name a FILE" in err


def test_a_unit_without_theme_words_has_no_share(tmp_path, lexicon, capsys):
    (tmp_path / "a.txt").write_text("一、甲\n\n图书很多。\n\n二、乙\n\n今天下雨。\n", encoding="utf-8")
    rows, _ = run(capsys, "themes", tmp_path / "a.txt", "--lexicon", lexicon, "--level", "1")
    second = [row for row in rows if row["section_id"] == "2"]
    assert {(row["n"], row["share"], row["low"], row["assigned"]) for row in second} == {("0", "", "", "false")}


# concordance


def test_concordance_shows_each_place_with_its_context(paper, capsys):
    rows, err = run(capsys, "concordance", paper, "平台", "--width", "3")
    assert tuple(rows[0]) == CONCORDANCE == ("section_id", "start", "left", "term", "right")
    assert [row["section_id"] for row in rows] == ["1.2", "2.2"]
    assert all(PAPER[int(row["start"]) :].startswith("平台") for row in rows)
    assert [(row["left"], row["right"]) for row in rows] == [("二是", "太旧，"), ("是改造", "，公开")]
    assert err == "2 places\n"


@pytest.mark.parametrize("sort", ["left", "right", "text"])
def test_concordance_is_sorted_as_asked(paper, capsys, sort):
    rows, _ = run(capsys, "concordance", paper, "居民", "--sort", sort)
    keys = {"left": lambda row: row["left"][::-1], "right": lambda row: row["right"],
            "text": lambda row: int(row["start"])}
    assert len(rows) == 2 and rows == sorted(rows, key=keys[sort])


def test_a_term_in_traditional_characters_is_found_in_the_repaired_text(paper, capsys):
    rows, _ = run(capsys, "concordance", paper, "數據")
    assert [row["term"] for row in rows] == ["数据", "数据"]


def test_what_is_not_there_is_an_empty_table_and_a_word(paper, capsys):
    assert run(capsys, "concordance", paper, "葡萄") == ([], "葡萄 stands nowhere in the text\n")


def test_places_inside_longer_words_are_counted_on_standard_error(paper, capsys):
    rows, err = run(capsys, "concordance", paper, "书")
    assert len(rows) < PAPER.count("书")
    assert f"in {PAPER.count('书')} as characters" in err and "by=" not in err
    assert err.endswith("; '*书*' finds the words that hold it\n")
    more, err = run(capsys, "concordance", paper, "*书*")
    assert len(rows) < len(more) and err == f"{len(more)} places\n" and all("书" in row["term"] for row in more)


# answers


def test_answers_of_the_shipped_paper_are_the_function_s(capsys):
    rows, err = run(capsys, "answers")
    expected = answers.answers(load_counts(variant="terms_jieba"), load_sections())
    assert (tuple(rows[0]), err) == (answers.COLUMNS, "")
    assert [(row["challenge_id"], row["task_id"], row["shared"], row["rank"]) for row in rows] == [
        (*row[:3], str(row[3])) for row in
        expected[["challenge_id", "task_id", "shared", "rank"]].itertuples(index=False, name=None)]
    assert all(map(near, (row["p_bh"] for row in rows), expected["p_bh"]))


def test_answers_of_a_file_join_each_challenge_with_each_task(paper, capsys):
    rows, _ = run(capsys, "answers", paper, "--challenges", "1", "--tasks", "2")
    assert [(row["challenge_id"], row["task_id"]) for row in rows] == [
        (f"1.{i}", f"2.{j}") for i in (1, 2, 3) for j in (1, 2, 3)]
    best = {row["challenge_id"]: row["task_id"] for row in rows if row["rank"] == "1"}
    assert best["1.3"] == "2.3"  # the volunteers
    assert {row["same_system"] for row in rows} == {""}  # unknown is not false


# Bad input

BAD = {
    "no target": (["keyness"], "required: --target"),
    "no such unit": (["keyness", "--target", "9"], "'9'"),
    "an empty name": (["keyness", "--target", "2,,3"], "has an empty name"),
    "target in reference": (["keyness", "--target", "2", "--reference", "2.1"], "is in the target too"),
    "no running text": (["keyness", "--target", "references"], "no running text"),
    "nothing left to compare with": (["keyness", "{bare}", "--target", "introduction"], "is all of the running text"),
    "min count of nothing": (["keyness", "--target", "2", "--min-count", "0"], "not a whole number of 1 or more"),
    "unknown theme level": (["themes", "--level", "3"], "--level: invalid choice"),
    "no such lexicon": (["themes", "--lexicon", "{folder}/none.csv"], "none.csv"),
    "a lexicon without terms": (["themes", "--lexicon", "{paper}"], "paper.txt"),
    "concordance without a term": (["concordance", "平台"], "needs a FILE and a TERM"),
    "concordance without anything": (["concordance"], "required: FILE"),
    "concordance of no file": (["concordance", "{folder}/none.txt", "平台"], "there is no such file"),
    "concordance of a wildcard": (["concordance", "{paper}", "*"], "must be a word"),
    "unknown order": (["concordance", "{paper}", "平台", "--sort", "term"], "--sort: invalid choice"),
    "no width": (["concordance", "{paper}", "平台", "--width", "0"], "not a whole number of 1 or more"),
    "no such challenges": (["answers", "--challenges", "7"], "'7' is no heading of the document; it has 1"),
    "tasks that a document lacks": (["answers", "{paper}"], "--tasks: '3' is no heading of the document; it has 1, 2"),
    "challenges as tasks": (["answers", "--challenges", "3"], "name two parts"),
    "no items": (["answers", "{plain}", "--challenges", "1", "--tasks", "2"], "no units of the kind 'item'"),
    "no headings": (["answers", "{bare}"], "it has none"),
    "errata without a file": (["themes", "--errata", "{paper}"], "name one"),
    "encoding without a file": (["answers", "--encoding", "gbk"], "name one"),
}


@pytest.mark.parametrize("arguments, message", BAD.values(), ids=BAD)
def test_bad_input_is_one_line_and_status_2(paper, tmp_path, capsys, arguments, message):
    places = {"folder": tmp_path, "paper": paper, "plain": tmp_path / "plain.txt", "bare": tmp_path / "bare.txt"}
    places["plain"].write_text("一、甲\n\n图书很多。\n\n二、乙\n\n今天下雨。\n", encoding="utf-8")
    places["bare"].write_text("今天我们去借书。\n", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    try:
        status = main([argument.format(**places) for argument in arguments])
    except SystemExit as ended:
        status = ended.code
    out, err = capsys.readouterr()
    assert (status, out) == (2, "")
    assert err.startswith("zhangju") and err.endswith("\n") and err.count("\n") == 1
    assert message in err
    assert sorted(tmp_path.rglob("*")) == before


def test_encoding_and_errata_are_heard(tmp_path, capsys):
    (tmp_path / "a.txt").write_bytes(PAPER.replace("购买", "购卖").encode("gb18030"))
    (tmp_path / "e.csv").write_text("context,correction,reason\n购卖,购买,买 read as 卖\n", encoding="utf-8")
    options = ["--encoding", "gb18030", "--errata", tmp_path / "e.csv"]
    rows, _ = run(capsys, "concordance", tmp_path / "a.txt", "购买", *options)
    assert [row["term"] for row in rows] == ["购买"]


# Other documents


@needs_shared
@pytest.mark.parametrize("name", ["*指导意见.txt", "*利用的意见.txt", "杭州.docx", "银川.docx", "遵义.docx"])
def test_policies_and_reports_are_compared_too(name, tmp_path, capsys):
    path = next(SHARED.rglob(name))
    if path.suffix == ".docx":
        text, path = read_docx(path), Path(tmp_path, "report.txt")
        path.write_text(text, encoding="utf-8")
    rows, _ = run(capsys, "keyness", path, "--target", "2")
    assert tuple(rows[0]) == KEYNESS and float(rows[0]["lrc"]) >= 0
    rows, _ = run(capsys, "themes", path, "--level", "1")
    assert tuple(rows[0]) == THEMES and any(row["assigned"] == "true" for row in rows)
