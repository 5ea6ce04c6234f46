"""Policy lexicons: what instruments, stance and actors promise of every row, and what they find."""

import re
from functools import cache

import pandas as pd
import pytest
from shared_texts import SHARED, needs_shared, shared_texts

from analysis.characters import HAN_RUN
from analysis.dictionaries import count_entries, count_entries_from_counts, load_dictionary
from analysis.features import load_counts, load_sections
from analysis.levels import group_units, unit_sizes
from analysis.matching import Matcher
from analysis.passages import body, within
from analysis.segmentation import Segmenter, tokenize
from analysis.shipped import read_rows

NAMES = ("instruments", "stance", "actors")
COLUMNS = ["theme", "term", "weight", "gloss", "source", "note"]
THEMES = {
    "instruments": """demand/international demand/market_building demand/outsourcing demand/pilots demand/procurement
        environment/publicity environment/regulation environment/standards environment/strategy
        environment/targets_planning environment/tax_finance supply/funding supply/information supply/infrastructure
        supply/public_services supply/talent supply/technology""".split(),
    "stance": ["achievement", "deficit", "exploration", "obligation"],
    "actors": ["central", "enterprise", "experts", "government", "local", "provincial", "public"],
}
SIZES = {"instruments": (14, 30), "stance": (40, 70), "actors": (15, 40)}
# The documents that a source may name, but for the city reports.
POLICIES = {"opinions2022": "国务院*.txt", "data2024": "中共中央办公厅*.txt"}
MEASURED = re.compile(r"city reports: (\d+) of (\d+)")


@cache
def lexicon(name):
    columns, rows = read_rows("lexicons", f"{name}.csv")
    return pd.DataFrame(rows, columns=columns, dtype="str")


@cache
def segmenter():
    return Segmenter()


@cache
def tokens_of(text):
    return segmenter().tokens(text)


def found_in(name, texts):
    table = lexicon(name)
    matcher = Matcher(zip(table["theme"], table["term"]), segmenter=segmenter())
    return {row.term for text in texts for row in matcher.count(tokens_of(text)) if row.n}


def counted(name, text):
    entries = count_entries(tokenize(text, segmenter=segmenter()), load_dictionary(name), segmenter=segmenter())
    return [(row.theme, row.term) for row in entries[entries["n"] > 0].itertuples()]


@pytest.mark.parametrize("name", NAMES)
def test_rows_are_sorted_unique_complete_han_and_simplified(name):
    table = lexicon(name)
    assert table.columns.tolist() == COLUMNS
    keys = list(zip(table["theme"], table["term"]))
    assert keys == sorted(set(keys))
    assert not table["term"].duplicated().any()  # a term counts for one theme
    assert [term for term in table["term"] if not HAN_RUN.fullmatch(term) or len(term) > 12] == []
    assert all(term.encode("gb2312") for term in table["term"])  # GB 2312 has Simplified characters only
    assert not (table.drop(columns="note") == "").any(axis=None)
    assert (table == table.apply(lambda column: column.str.strip())).all(axis=None)
    assert set(table["weight"]) == {"1.0"}
    assert table[~table["gloss"].str.fullmatch(r"[A-Za-z0-9 ,()&'–-]+")]["gloss"].tolist() == []


@pytest.mark.parametrize("name", NAMES)
def test_themes_are_of_comparable_size(name):
    sizes = lexicon(name)["theme"].value_counts()
    assert sorted(sizes.index) == THEMES[name]
    assert SIZES[name][0] <= sizes.min() <= sizes.max() <= SIZES[name][1]


@pytest.mark.parametrize("name", NAMES)
def test_note_says_which_terms_are_several_words(name):
    table = lexicon(name)
    cut = table["term"].map(lambda term: "/".join(segmenter().cut(term)))
    noted = table["note"].str.extract(r"^words: ([^;]+)")[0].fillna(table["term"])
    assert table[noted != cut].values.tolist() == []


@pytest.mark.parametrize("name", NAMES)
def test_no_term_is_kept_that_means_something_else_in_a_fifth_of_its_places(name):
    measured = lexicon(name).assign(found=lexicon(name)["note"].map(MEASURED.search)).dropna(subset="found")
    assert len(measured) > 20
    for term, note, found in zip(measured["term"], measured["note"], measured["found"]):
        if term in ("应", "标准", "中央"):  # their notes say in which kind of document they are precise
            assert re.search(r"; \d+ of \d+ in", note)
        else:
            assert int(found[1]) / int(found[2]) >= 0.8, term


@needs_shared
@pytest.mark.parametrize("name", NAMES)
def test_source_names_the_documents_that_have_the_term_as_words(name):
    texts = shared_texts()
    table = lexicon(name)
    claimed = table["source"].str.split()
    for label, pattern in POLICIES.items():
        paths = sorted(SHARED.glob(f"corpora/opinions/{pattern}"))
        assert len(paths) == 1
        found = table["term"].isin(found_in(name, [texts[paths[0].name]]))
        assert [term for term, labels, held in zip(table["term"], claimed, found) if (label in labels) != held] == []


@needs_shared
def test_source_names_the_city_reports():
    reports = [text for name, text in shared_texts().items() if name.endswith(".docx")]
    for name in NAMES:
        table = lexicon(name)
        found = table["term"].isin(found_in(name, reports))
        assert table[table["source"].str.contains("cities2024") != found].values.tolist() == []


@pytest.mark.parametrize("name, text, expected", [
    ("stance", "平台已建成，但标准滞后，尚未统一；必须加强，并探索试点。",
     [("achievement", "已"), ("deficit", "尚未"), ("deficit", "滞后"), ("exploration", "探索"), ("exploration", "试点"),
      ("obligation", "必须")]),
    ("stance", "主要任务十分重要，无障碍服务和反应速度", []),  # 要, 障碍, 应 inside other words
    ("stance", "作风仍需改进", [("deficit", "仍需")]),  # not a duty
    ("actors", "市人民政府与人民群众", [("local", "市人民政府"), ("public", "人民群众")]),
    ("actors", "数字政府与各级政府", [("government", "各级政府")]),  # 数字政府 is a name
    ("instruments", "通过政府采购引入社会资本，培训专业人才，制定法律法规。",
     [("demand/outsourcing", "社会资本"), ("demand/procurement", "政府采购"), ("environment/regulation", "法律法规"),
      ("supply/talent", "专业人才"), ("supply/talent", "培训")]),
])
def test_what_a_sentence_holds(name, text, expected):
    assert counted(name, text) == expected


def test_shipped_counts_alone_show_each_part_by_its_stance():
    sections = body(load_sections())
    counts = within(load_counts(), sections)
    entries = count_entries_from_counts(counts, load_dictionary("stance"), segmenter=segmenter())
    part = entries["section_id"].map(group_units(sections, level="1").set_index("section_id")["group"])
    n = entries.assign(part=part).pivot_table(index="part", columns="theme", values="n", aggfunc="sum", fill_value=0)
    rates = n.div(unit_sizes(counts, sections, level="1").set_index("section_id")["n_tokens"], axis=0)
    assert rates.loc[["1", "2", "3"]].idxmax().to_dict() == {
        "achievement": "1", "deficit": "2", "exploration": "3", "obligation": "3"}
