"""Reference lists: entries read into their parts, records as CSL JSON, citations linked; cases as data."""

import json

import pytest
from case_files import read_cases
from hypothesis import given
from hypothesis import strategies as st
from shared_texts import paper_path

from analysis.documents import open_document
from analysis.entries import read_reference
from analysis.errors import InputError
from analysis.landmarks import find_entries
from analysis.references import (
    COLUMNS,
    TYPES,
    find_citations,
    find_references,
    link_citations,
    parse_references,
    to_csl,
)
from analysis.sections import find_sections, find_units


@pytest.mark.parametrize("entry, expected", read_cases("references", written=True))
def test_an_entry_is_read_into_its_parts(entry, expected):
    record = read_reference(entry)._asdict()
    del record["entry"], record["reference_id"]
    found = {key: ";".join(value) if isinstance(value, tuple) else str(value) for key, value in record.items() if value}
    assert found == dict(part.split("=", 1) for part in expected.split("|"))


LIST = "\n参考文献\n[1]甲乙.书[M].2020.\n[2]丙丁.书[M].2021.\n[3]戊己.书[M].2022.\n"


@pytest.mark.parametrize("text, expected", read_cases("citations", written=True))
def test_citations_are_linked_or_reported(text, expected):
    text = f"一、目标\n{text}{LIST}"
    citations = link_citations(text, find_units(text))
    assert ";".join(f"{c.number} {c.status}" for c in citations) == expected
    assert all(c.reference_id == (f"ref.{c.number}" if c.status == "linked" else "") for c in citations)
    assert all(text.startswith(c.mark, c.position) for c in citations)


# The laws of a list: entries of random parts, written in one of the ways lists are broken, come back whole.

NAMES = st.lists(st.sampled_from(("甲乙", "丙丁戊", "欧阳己", "某数据局")), max_size=3, unique=True)
TITLES = st.sampled_from(("论数据", "数据——以某市为例", "什么是数据？", "数据3.0", "数据:某国的“经验”"))


@st.composite
def entries(draw):
    """Return an entry without its number, in the two halves that a line break may part, and what it says."""
    authors, title, year = draw(NAMES), draw(TITLES), draw(st.integers(1950, 2029))
    comma, colon = draw(st.sampled_from(((",", ":"), ("，", "："))))
    head = comma.join(authors) + "." * bool(authors) + title
    kind = draw(st.sampled_from("JMRE"))
    parts = {"authors": tuple(authors), "title": title, "year": str(year)}
    if kind == "J":
        issue, page = draw(st.integers(1, 12)), draw(st.integers(1, 300))
        halves = f"[J].某刊{comma}", f"{year}({issue}){colon}{page}-{page + 9}."
        parts |= {"mark": "J", "container": "某刊", "issue": str(issue), "pages": f"{page}-{page + 9}"}
    elif kind == "M":
        halves = f"[M].北京{colon}", f"某出版社{comma}{year}."
        parts |= {"mark": "M", "place": "北京", "publisher": "某出版社"}
    elif kind == "R":
        halves = "[R]", f".{year}-07-17."
        parts |= {"mark": "R", "issued": f"{year}-07-17"}
    else:
        halves = (f"[EB/{draw(st.sampled_from('O0'))}L].({year}-07-17)",
                  f"[2030-01-02].http://a.cn/b_{year}.htm.")
        parts |= {"mark": "EB/OL", "accessed": "2030-01-02", "url": f"http://a.cn/b_{year}.htm"}
    return head + halves[0], halves[1], parts


@given(st.lists(entries(), min_size=1, max_size=12), st.sampled_from(("[{}]", "［{}］", "{}. ", "{} ")), st.data())
def test_a_broken_list_is_mended(found, number, data):
    text, bracketed = "一、目标\n正文。\n参考文献\n", number.startswith(("[", "［"))
    for place, (first, second, _) in enumerate(found, 1):
        split, joined = (data.draw(st.booleans()) and bracketed for _ in range(2))
        text += number.format(place) + first + "\n" * split + second + "\n" * (not joined)
    text += "\n（责任编辑：甲乙）"
    records = parse_references(text)
    assert [record.number for record in records] == list(range(1, len(found) + 1))
    for record, (_, _, parts) in zip(records, found):
        assert {key: record._asdict()[key] for key in parts} == parts


def test_two_entries_in_one_line_and_one_entry_in_two():
    text = "参考文献\n[1]甲.书[M].2020.[2]乙.文[EB/OL].(2025-03-18)\n[2025-05-30].http://a.cn.[3]丙.书[M].2021.\n后记从略"
    starts = [text[entry.start : entry.start + 3] for entry in find_entries(text, 4, len(text))]
    assert starts == ["[1]", "[2]", "[3]"]
    mended = [record.mended for record in parse_references(text)]
    assert mended == [(), ("entry not at the beginning of its line", "entry split over lines"),
                      ("entry not at the beginning of its line",)]


def test_a_hyphen_in_an_address_goes_only_where_another_entry_proves_it():
    proof = "[1]甲[EB/OL].http://a.cn/x/bumen/1.htm.\n"
    broken = "[2]乙[EB/OL].http://a.cn/x/bu-men/2.htm.\n"
    elsewhere = "[3]丙[EB/OL].http://b.cn/x/bu-men/3.htm.\n"
    records = parse_references("参考文献\n" + proof + broken + elsewhere)
    assert [record.url for record in records] == [
        "http://a.cn/x/bumen/1.htm", "http://a.cn/x/bumen/2.htm", "http://b.cn/x/bu-men/3.htm"]
    assert [record.mended for record in records] == [(), ("/bu-men/ in the URL read as /bumen/, as in ref.1",), ()]


# CSL JSON, schema 1.0.2: the part of it that records of this package use.

CSL_TEXT = {"title", "container-title", "publisher", "publisher-place", "volume", "issue", "page", "URL", "DOI",
            "language"}


def assert_csl(item):
    assert set(item) <= {"id", "type", "author", "issued", "accessed", "custom"} | CSL_TEXT
    assert item["id"] and item["type"] in {*TYPES.values(), "document"}
    assert all(isinstance(item[key], str) and item[key] for key in CSL_TEXT & set(item))
    for name in item.get("author", ()):
        assert set(name) in ({"family", "given"}, {"literal"}) and all(name.values())
    for key in {"issued", "accessed"} & set(item):
        (parts,) = item[key]["date-parts"]
        assert 1 <= len(parts) <= 3 and all(type(part) is int for part in parts)
        assert all(low <= part <= high for part, (low, high) in zip(parts, ((1000, 2999), (1, 12), (1, 31))))
    assert json.loads(json.dumps(item, ensure_ascii=False)) == item


@given(st.text(max_size=60) | st.text(alphabet="[]1２0.-/()（），：JMREBOL甲a 年月h:tp//\n", max_size=60))
def test_any_entry_gives_valid_csl(entry):
    record = read_reference(entry, reference_id="ref.1")
    assert_csl(to_csl(record))
    assert record.year or not record.issued


def test_names_are_divided_only_where_they_are_persons():
    names = ("甲乙", "欧阳甲", "欧阳甲乙", "某局", "〔美〕约翰·甲", "WANG Peng", "甲乙丙丁戊")
    record = read_reference("[1]某.书[M].2020.", reference_id="ref.1")._replace(authors=names)
    assert to_csl(record)["author"] == [
        {"family": "甲", "given": "乙"}, {"family": "欧阳", "given": "甲"}, {"family": "欧阳", "given": "甲乙"},
        {"literal": "某局"}, {"literal": "〔美〕约翰·甲"}, {"family": "WANG", "given": "Peng"},
        {"literal": "甲乙丙丁戊"}]


def test_an_identifier_is_no_address():
    record = read_reference("[1]甲乙.论数据[J].某刊，2021(2):5-9.DOI:10.1234/abc.", reference_id="ref.1")
    assert (to_csl(record)["DOI"], to_csl(record).get("URL")) == ("10.1234/abc", None)


def test_tables_have_their_columns_even_when_empty():
    sections = find_sections("一、目标\n正文。")
    assert list(find_references("一、目标\n正文。", sections).columns) == list(COLUMNS)
    assert find_citations("一、目标\n正文。", sections).empty


def test_a_table_that_is_no_sections_table_is_refused_by_name():
    with pytest.raises(InputError, match="section_id"):
        find_references("参考文献", find_sections("参考文献").drop(columns="section_id"))


# The paper: facts read from its printed list.

# number, authors, mark, year, issue, pages, issued, accessed
PRINTED = """
1 1 J 2018 9 37-45 2018 -
2 1 M 2023 - - 2023 -
3 2 J 2023 1 52-59 2023 -
4 2 J 2023 1 144-155 2023 -
5 2 J 2023 11 4-23 2023 -
6 1 J 2005 5 93-98 2005 -
7 1 J 2020 12 16-27 2020 -
8 1 R 2024 - - 2024-07-17 -
9 3 J 2022 2 72-81 2022 -
10 0 EB/OL 2024 - - 2024-12-09 2025-03-25
11 2 M 2025 - - 2025 -
12 0 EB/OL 2024 - - 2024-09-26 2025-05-30
13 2 J 2018 3 27-32 2018 -
14 2 N 2025 - 001 2025-04-01 -
15 3 J 2018 1 50-59 2018 -
16 1 EB/OL 2025 - - 2025-01-11 2025-05-30
17 1 J 2022 5 150-165 2022 -
18 1 R 2025 - - 2025-04-29 -
19 2 EB/OL 2025 - - 2025-03-18 2025-05-30
20 3 J 2024 5 248-259 2024 -
""".split("\n")[1:-1]


@pytest.fixture(scope="module")
def paper():
    return open_document(paper_path())


def test_all_references_of_the_paper_are_read_completely(paper):
    records = parse_references(paper.text, paper.units)
    cells = [(str(r.number), str(len(r.authors)), r.mark, r.year, r.issue, r.pages, r.issued, r.accessed)
             for r in records]
    rows = [" ".join(cell or "-" for cell in row) for row in cells]
    assert rows == PRINTED
    for record in records:
        assert record.title
        assert bool(record.container) == (record.mark in ("J", "N"))
        assert bool(record.publisher and record.place) == (record.mark == "M")
        assert bool(record.url) == (record.mark == "EB/OL")
        assert_csl(to_csl(record))
    assert records[18].url == "https://www.gov.cn/lianbo/bumen/202503/content_7014143.htm"
    assert {19, 20} <= {record.number for record in records if record.mended}


def test_every_reference_of_the_paper_is_cited_and_what_is_broken_is_reported(paper):
    as_found = open_document(paper_path(), errata=())
    citations = link_citations(as_found.text, as_found.units)
    assert {c.number for c in citations} == set(range(1, 21))
    broken = [(c.section_id, c.number, c.status) for c in citations if c.status != "linked"]
    assert broken == [("introduction", 1, "no brackets"), ("1", 6, "no brackets"), ("1", 7, "no brackets"),
                      ("1", 8, "broken mark"), ("1.6", 1, "broken mark")]
    # The list of errata mends what can only be one number; [1。 may have lost a digit too.
    citations = link_citations(paper.text, paper.units)
    assert {c.number for c in citations if c.status == "linked"} == set(range(1, 21))
    assert [(c.section_id, c.number) for c in citations if c.status != "linked"] == [("1.6", 1)]
