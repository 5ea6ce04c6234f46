"""The shipped data: what the cards say of each file is so, and a full text gives the same files again."""

import csv
import json
import re

import pandas as pd
import pytest
from shared_texts import opinions_path, paper_path

from analysis import counting
from analysis.counting import COUNT_COLUMNS
from analysis.dictionaries import count_entries, load_dictionary
from analysis.documents import open_document
from analysis.errors import InputError
from analysis.features import (
    VARIANTS,
    load_answers,
    load_citations,
    load_counts,
    load_edits,
    load_entries,
    load_found,
    load_meta,
    load_readings,
    load_references,
    load_sections,
    write_features,
)
from analysis.frequency import term_rates
from analysis.matching import ENTRY_COLUMNS
from analysis.passages import body
from analysis.sections import find_sections
from analysis.segmentation import Segmenter, tokenize
from analysis.shipped import data_path
from analysis.shipped_entries import shipped_dictionaries

CARD = re.compile(r"^\| `([\w/.]+\.csv)` \| ([\d,]+) \| `([\w, ]+)` \|$", re.MULTILINE)
CARDS = CARD.findall(data_path("README.md").read_text(encoding="utf-8"))


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_every_table_has_a_card():
    tables = {path.relative_to(data_path()).as_posix() for path in data_path().glob("*/*.csv")}
    assert tables and tables == {name for name, _, _ in CARDS}


@pytest.mark.parametrize("name, rows, columns", CARDS, ids=[name for name, _, _ in CARDS])
def test_a_card_says_how_many_rows_and_which_columns(name, rows, columns):
    header, *body = read(data_path(name))
    assert (len(body), header) == (int(rows.replace(",", "")), columns.split(", "))
    assert {len(row) for row in body} <= {len(header)}


def test_labels_name_units_and_the_grid_is_complete():
    sections = load_sections()
    labels = read(data_path("paper", "labels.csv"))[1:]
    assert {label[0] for label in labels} <= set(sections["section_id"])
    body = sections[sections["kind"].isin(["heading", "item"])]
    assert (body["gloss"] != "").all()
    systems = body[body["level"] == 2].set_index("section_id")["system"]
    for column in "123456":
        assert systems[f"1.{column}"] == systems[f"2.{column}"] == systems[f"3.{column}"] != ""
    items = body[body["kind"] == "item"]
    assert (items["system"] == items["parent_id"].map(systems)).all()
    assert body["level"].value_counts().to_dict() == {1: 3, 2: 18, 3: 56}


@pytest.mark.parametrize("variant", VARIANTS)
def test_counts_belong_to_units_once_per_term(variant):
    counts, sections = load_counts(variant=variant), load_sections()
    assert tuple(counts.columns) == COUNT_COLUMNS
    assert set(counts["section_id"]) <= set(sections["section_id"])
    assert not counts.duplicated(["section_id", "term", "kind"]).any()
    assert (counts["n"] > 0).all()


def test_every_table_is_loaded_with_the_columns_of_its_card():
    tables = {"sections": load_sections, "terms": load_counts, "found": load_found, "citations": load_citations,
              "edits": load_edits}
    card = {name: (int(rows.replace(",", "")), columns.split(", ")) for name, rows, columns in CARDS}
    for name, load in tables.items():
        table = load()
        assert (len(table), list(table.columns)) == card[f"paper/{name}.csv"]
        assert not table.isna().any(axis=None)
    for load in (*tables.values(), load_references, load_meta):
        with pytest.raises(InputError, match="no such data; shipped are opinions2022, opinions2024, paper"):
            load("article")
    with pytest.raises(InputError, match="variant='words': must be one of terms"):
        load_counts(variant="words")


def read_places(name="paper"):
    """The number of places that were read, by unit and term; each has its own row."""
    readings = load_readings(name)
    places = readings.groupby(["section_id", "term"])["place"].agg(["size", "max", "nunique"])
    assert (places["size"] == places["max"]).all() and (places["size"] == places["nunique"]).all()
    assert (readings[["reading", "group"]] != "").all(axis=None)
    return places["size"]


def test_every_place_of_the_words_that_are_read_has_a_reading():
    read, counts = read_places(), load_counts()
    text = counts[counts["section_id"].isin(body(load_sections())["section_id"])]
    part, n = text["section_id"].str[0], text.set_index(["section_id", "term"])["n"]
    for term, parts in (("不足", "123"), ("算力", "123"), ("能力", "2"), ("加快", "1")):
        held = text["term"] == term if term == "不足" else text["term"].str.contains(term)
        expected = n[(held & part.isin(list(parts))).to_numpy()]
        mine = read[read.index.get_level_values("term").str.contains(term)]
        assert mine.sort_index().to_dict() == expected.sort_index().to_dict(), term
    deficits = load_entries(lexicon="stance").query("theme == 'deficit' and n > 0 and section_id.str[0] in ['1', '3']")
    expected = deficits.set_index(["section_id", "term"])["n"]
    assert expected.to_dict() == read[expected.index].to_dict()


def test_every_place_that_is_read_in_the_sample_is_there():
    text = open_document(data_path("sample", "clean.txt")).text
    tokens = tokenize(text, body(find_sections(text)))
    assert tokens[tokens["term"] == "不足"].value_counts(["section_id", "term"]).to_dict() == (
        read_places("sample").to_dict())


def test_every_challenge_is_read_and_its_answers_are_tasks():
    answers, sections = load_answers(), load_sections()
    items = sections.loc[sections["kind"] == "item", "section_id"]
    assert set(answers["challenge_id"]) == set(items[items.str[0] == "2"])
    assert set(answers["task_id"]) <= set(items[items.str[0] == "3"])
    assert not answers.duplicated(["challenge_id", "task_id"]).any()


def test_entries_are_those_of_the_shipped_dictionaries():
    rows = {name: int(rows.replace(",", "")) for name, rows, _ in CARDS}
    tables = {name: load_entries(lexicon=name) for name in shipped_dictionaries()}
    assert sum(map(len, tables.values())) == rows["paper/entries.csv"]
    for name, entries in tables.items():
        assert tuple(entries.columns) == ENTRY_COLUMNS
        dictionary = load_dictionary(name)
        known = set(zip(dictionary["theme"], dictionary["term"]))
        assert len(entries) and set(zip(entries["theme"], entries["term"])) <= known
        assert set(entries["section_id"]) <= set(load_sections()["section_id"])
        assert not entries.duplicated(["section_id", "theme", "term"]).any()
        assert ((entries["n"] > 0) | (entries["n_chars"] > 0)).all()
        wild = entries["term"].str.contains(r"[*?]")
        assert (entries["n_chars"].isna() == wild).all()
    with pytest.raises(InputError, match="lexicon='stopwords': must be one of "):
        load_entries(lexicon="stopwords")
    with pytest.raises(InputError, match="no such data; shipped are .*paper"):
        load_entries("article")


def test_the_light_core_finds_the_entries_that_the_tables_do(tmp_path):
    document = open_document(data_path("sample", "clean.txt"))
    write_features(document, tmp_path)
    written = pd.read_csv(tmp_path / "entries.csv", dtype={"section_id": "str"})
    sections, segmenter = find_sections(document.text), Segmenter()
    tokens = tokenize(document.text, sections, segmenter=segmenter)
    assert written["lexicon"].unique().tolist() == shipped_dictionaries()
    for name, rows in written.groupby("lexicon"):
        entries = count_entries(tokens, load_dictionary(name), segmenter=segmenter)
        expected = rows.drop(columns="lexicon").reset_index(drop=True).astype({"n_chars": float})
        pd.testing.assert_frame_equal(entries, expected)


def test_the_meta_data_are_of_the_shipped_files():
    meta, sections = load_meta(), load_sections()
    assert (meta["edits"], meta["characters"]) == (len(load_edits()), sections["end"].max())
    assert load_edits()["end"].max() <= meta["source_characters"]


@pytest.mark.parametrize("level", counting.LEVELS)
def test_the_light_core_counts_the_shipped_paper_as_the_tables_do(level):
    rows = pd.DataFrame(counting.term_rows(counting.shipped_counts("paper"), level=level), columns=counting.COLUMNS)
    rates = term_rates(load_counts(), load_sections(), level=level)
    columns = ["section_id", "term", "kind", "n", "n_tokens"]
    assert rows[columns].values.tolist() == rates[columns].values.tolist()


def test_sizes_are_the_sums_of_the_counts():
    counts, sections = load_counts(), load_sections()
    sums = counts.groupby("section_id")["n"].sum()
    assert sections.set_index("section_id")["n_tokens"].eq(sums.reindex(sections["section_id"]).fillna(0)).all()


def test_references_are_twenty_with_unique_ids():
    ids = [item["id"] for item in load_references()]
    assert ids == [f"ref.{n}" for n in range(1, 21)]


def test_no_heading_or_phrase_of_an_item_is_a_sentence():
    items = load_sections().query("kind == 'item'")
    han = (items["number"] + items["heading"]).str.count(r"[\u3400-\u9fff]")
    assert han.max() <= 15


@pytest.mark.parametrize("name, path, by_hand", [
    ("paper", paper_path, {"answers.csv", "errata.csv", "figures.csv", "labels.csv", "readings.csv", "record.json"}),
    ("opinions2022", opinions_path, set())])
def test_a_full_text_gives_the_same_files_again(name, path, by_hand, tmp_path):
    written = write_features(open_document(path()), tmp_path)
    for file in written:
        assert file.read_bytes() == data_path(name, file.name).read_bytes(), file.name
    shipped = {file.name for file in data_path(name).iterdir()} - {"full_text.txt"}
    assert shipped - {file.name for file in written} == by_hand


def test_features_of_the_sample_have_no_labels(tmp_path):
    write_features(open_document(data_path("sample", "clean.txt")), tmp_path)
    rows = read(tmp_path / "sections.csv")
    system, gloss = rows[0].index("system"), rows[0].index("gloss")
    assert {(row[system], row[gloss]) for row in rows[1:]} == {("", "")}
    assert json.loads((tmp_path / "meta.json").read_text(encoding="utf-8"))["article_number"].startswith("0000-0000")
