"""Theme candidates: what marks a chapter, and that the shipped key is what its column says of it."""

import pandas as pd
import pytest

from analysis.dictionaries import load_dictionary
from analysis.errors import InputError
from analysis.features import load_counts, load_sections
from analysis.levels import roll_up
from analysis.theme_candidates import CHAPTERS, COLUMNS, main, propose_entries

SECTIONS = pd.DataFrame({"section_id": ["1", "2", "3"], "parent_id": "", "level": 1, "kind": "heading"})
COUNTS = pd.DataFrame({"section_id": ["1", "1", "1", "2", "2", "3", "3"],
                       "term": ["数据", "共享", "的", "数据", "安全", "安全", "别的"], "kind": "han",
                       "n": [6, 1, 9, 1, 3, 50, 50]})


def test_a_chapter_is_compared_with_the_other_chapters_only():
    table = propose_entries(COUNTS, SECTIONS, chapters={"data": "1", "security": "2"})
    assert table[["theme", "term", "n", "n_others"]].values.tolist() == [
        ["data", "数据", 6, 1], ["data", "共享", 1, 0], ["security", "安全", 3, 0]]
    assert list(table.columns) == COLUMNS and (table["log_odds_z"] > 0).all()


def test_a_minimum_leaves_out_what_is_rare():
    table = propose_entries(COUNTS, SECTIONS, chapters={"data": "1", "security": "2"}, min_count=2)
    assert "共享" not in set(table["term"])


def test_errors():
    with pytest.raises(InputError, match="chapters: names 1 theme"):
        propose_entries(COUNTS, SECTIONS, chapters={"data": "1"})
    with pytest.raises(InputError, match="chapters: '9' is not in sections"):
        propose_entries(COUNTS, SECTIONS, chapters={"data": "1", "security": "9"})


def test_the_shipped_key_is_what_its_column_says():
    counts, sections = load_counts("opinions2022"), load_sections("opinions2022")
    proposed = propose_entries(counts, sections, chapters=CHAPTERS)
    proposed = set(zip(proposed["theme"], proposed["term"]))
    chapters = roll_up(counts, sections, level="1").query("section_id in @CHAPTERS.values()")
    inside = set(chapters["term"])
    key = load_dictionary("themes")
    expected = ["kept" if pair in proposed else "moved" if pair[1] in inside else "added"
                for pair in zip(key["theme"], key["term"])]
    assert key["change"].tolist() == expected
    assert key["theme"].value_counts().between(30, 80).all() and list(CHAPTERS) == list(dict.fromkeys(key["theme"]))
    assert key["gloss"].ne("").all() and key["source"].ne("").all() and not key["term"].duplicated().any()


def test_the_sources_give_the_counts_by_chapter():
    counts, sections = load_counts("opinions2022"), load_sections("opinions2022")
    chapters = roll_up(counts, sections, level="1", by=("term",)).set_index(["term", "section_id"])["n"]
    key = load_dictionary("themes")
    rows = key[key["source"].str.startswith("opinions2022 ch")]
    for term, source in zip(rows["term"], rows["source"]):
        said = dict(pair.removeprefix("ch").split(":") for pair in source.split()[1:])
        found = {unit: str(n) for unit, n in chapters.get(term).items() if unit in CHAPTERS.values()}
        assert said == found, term


def test_the_command_prints_candidates_and_says_what_is_wrong(capsys, tmp_path):
    assert main([]) == 0
    assert capsys.readouterr().out.splitlines()[0] == ",".join(COLUMNS)
    text = tmp_path / "a.txt"
    text.write_text("一、数据\n数据要共享，数据要开放。\n二、安全\n安全要有防护，安全第一。\n", encoding="utf-8")
    assert main([str(text), "data=1", "security=2"]) == 0
    assert "数据" in capsys.readouterr().out
    assert main([str(text), "data"]) == 2
    assert "write THEME=UNIT" in capsys.readouterr().err
