"""Coding sheets: strata by hand, a round trip through what spreadsheets do to a file, and every slip named."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.agreement import krippendorff_alpha
from analysis.coding_sheets import disagreements, read_coding_sheets, sample_passages, write_coding_sheet
from analysis.errors import InputError
from analysis.features import load_sections
from analysis.sections import find_sections

TEXT = "一、服务\n要做到：一是网上办理，少跑路；二是=热线畅通。\n二、安全\n要做到：一是等级保护；二是日常演练。"
THEMES = {"service": "for citizens and firms", "security": "protection of data and networks"}


@pytest.fixture
def passages():
    sections = find_sections(TEXT)
    return sample_passages(sections, n=4, seed=1, kinds=["item"])


@pytest.fixture
def sheet(tmp_path, passages):
    return write_coding_sheet(tmp_path / "jia.csv", passages, THEMES, text=TEXT)[0]


def fill(path, codes, *, to=None, encoding="utf-8-sig", delimiter=",", change=lambda rows: rows):
    """Write codes into a sheet, row by row, as a coder's spreadsheet would, and return the file."""
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    at = rows[0].index("code")
    for row, code in zip(rows[1:], codes):
        row[at] = code
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(change(rows))
    target = path.with_name(to or path.name)
    target.write_bytes(out.getvalue().encode(encoding))
    return target


# ---- drawing passages


def test_strata_get_their_share_and_one_at_least():
    sections = pd.DataFrame({"section_id": [f"{i:02}" for i in range(20)],
                             "system": ["data"] * 12 + ["rules"] * 7 + ["service"], "kind": "item"})
    drawn = sample_passages(sections, n=10, by="system")
    assert drawn["stratum"].value_counts().to_dict() == {"data": 6, "rules": 3, "service": 1}
    assert drawn.drop_duplicates("stratum").set_index("stratum")["n_stratum"].to_dict() == {
        "data": 12, "rules": 7, "service": 1}
    assert sample_passages(sections, n=3, by="system")["stratum"].nunique() == 3
    assert sample_passages(sections, n=2, by="system")["stratum"].tolist().count("data") == 1


def test_levels_are_strata_too():
    drawn = sample_passages(load_sections(), n=12, by="1", kinds=["item"])
    assert drawn["stratum"].tolist() == [unit.split(".")[0] for unit in drawn["section_id"]]
    assert set(drawn["stratum"]) == {"1", "2", "3"} and set(drawn["kind"]) == {"item"}


@given(st.lists(st.integers(1, 9), min_size=1, max_size=5), st.integers(0, 50), st.data())
def test_drawing_laws(sizes, seed, data):
    stratum = [f"s{i}" for i, size in enumerate(sizes) for _ in range(size)]
    sections = pd.DataFrame({"section_id": [f"u{i}" for i in range(len(stratum))], "group": stratum,
                             "kind": "item"})
    n = data.draw(st.integers(1, len(stratum)))
    drawn = sample_passages(sections, n=n, seed=seed, by="group")
    assert len(drawn) == n and drawn["section_id"].is_unique and drawn["passage"].is_monotonic_increasing
    assert drawn["stratum"].tolist() == drawn["group"].tolist()
    for i, size in enumerate(sizes):
        k = drawn["stratum"].eq(f"s{i}").sum()
        assert k <= size and (k >= 1 or n < len(sizes))
        if n >= len(sizes) * 9:
            assert abs(k - n * size / len(stratum)) < len(sizes)
    pd.testing.assert_frame_equal(sample_passages(sections, n=n, seed=seed, by="group"), drawn)


def test_another_seed_draws_others():
    sections = load_sections()
    one, other = (sample_passages(sections, n=20, seed=seed)["section_id"].tolist() for seed in (0, 1))
    assert one != other and one != sorted(one)


# ---- writing


def test_a_sheet_shows_items_but_no_heading_that_gives_the_theme_away(tmp_path):
    passages = sample_passages(find_sections(TEXT), n=6)
    path, companion = write_coding_sheet(tmp_path / "yi.csv", passages, THEMES, text=TEXT)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf") and companion.name == "yi_codes.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    assert list(rows[0]) == ["passage", "section_id", "heading", "text", "code", "note"]
    heading = {row["section_id"]: row["heading"] for row in rows}
    assert heading["1"] == heading["2"] == "" and heading["2.2"] == "日常演练"
    assert {row["text"] for row in rows} >= {"一是等级保护；"}
    assert all(row["code"] == row["note"] == "" for row in rows)
    assert "security,protection of data and networks" in companion.read_text("utf-8-sig")
    write_coding_sheet(path, passages, THEMES, headings="all")
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    assert "text" not in rows[0] and {row["heading"] for row in rows} >= {"服务", "安全"}


def test_a_blind_sheet_does_not_tell_the_place(tmp_path, passages):
    path, _ = write_coding_sheet(tmp_path / "blind.csv", passages, list(THEMES), text=TEXT, blind=True)
    assert path.read_text("utf-8-sig").startswith("passage,text,code,note\np001,")
    coded = read_coding_sheets([fill(path, ["service"] * 4)], passages, THEMES)
    assert coded["section_id"].tolist() == passages["section_id"].tolist()
    with pytest.raises(InputError, match="blind=True.*give text="):
        write_coding_sheet(path, passages, THEMES, blind=True)


# ---- reading back


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_round_trip_through_a_spreadsheet(sheet, passages, encoding, delimiter):
    codes = ["service", "security", "", "service"]
    coded = read_coding_sheets([fill(sheet, codes, encoding=encoding, delimiter=delimiter)], passages, THEMES)
    assert coded["section_id"].tolist() == passages["section_id"].tolist()
    assert coded["code"].fillna("").tolist() == codes and coded["code"].isna().sum() == 1
    assert set(coded["coder"]) == {"jia"}
    assert list(coded.columns) == ["section_id", "passage", "coder", "code", "note"]


def test_rows_may_come_back_in_another_order_with_blanks_and_a_coder_column(sheet, passages):
    def change(rows):
        head, *body = rows
        return [[*head, "Coder"], *([*row, "甲"] for row in reversed(body)), ["", "", "", "", "", " ", ""]]

    path = fill(sheet, [" service ", "security", "security", "service"], change=change)
    coded = read_coding_sheets(path, passages, THEMES)
    assert coded["code"].tolist() == ["service", "security", "security", "service"]
    assert set(coded["coder"]) == {"甲"}


def test_two_coders_their_agreement_and_where_they_differ(sheet, passages):
    paths = [fill(sheet, ["service", "security", "service", "security"], to="甲.csv"),
             fill(sheet, ["service", "service", "service", ""], to="乙.csv")]
    coded = read_coding_sheets(paths, passages, THEMES)
    assert len(coded) == 8
    assert krippendorff_alpha(coded, draws=5).n_units == 3
    table = disagreements(coded)
    assert table.to_dict("records") == [
        {"section_id": passages["section_id"][1], "乙": "service", "甲": "security", "n_codes": 2}]
    assert disagreements(coded[coded["coder"] == "甲"]).empty


def test_slips_are_named_with_file_and_line(sheet, passages):
    def read(codes=("service",) * 4, **options):
        return read_coding_sheets([fill(sheet, codes, to="bing.csv", **options)], passages, THEMES)

    with pytest.raises(InputError, match=r"bing\.csv, line 3: 'securty' is no code; did you mean 'security'\? write"):
        read(["service", "securty", "", ""])
    with pytest.raises(InputError, match=r"bing\.csv: 1 of 4 passages have no row, the first is p002"):
        read(change=lambda rows: rows[:2] + rows[3:])
    with pytest.raises(InputError, match=r"bing\.csv, line 6: p001 is on line 2 already"):
        read(change=lambda rows: rows + [rows[1]])
    with pytest.raises(InputError, match=r"bing\.csv, line 2: no passage 'p9' was drawn"):
        read(change=lambda rows: [rows[0], ["p9", *rows[1][1:]], *rows[2:]])
    with pytest.raises(InputError, match=r"bing\.csv, line 1: no column 'passage' \(it has p001"):
        read(change=lambda rows: rows[1:])


def test_a_line_is_counted_over_cells_of_several_lines(tmp_path, passages):
    texts = {unit: "首行\n次行" for unit in passages["section_id"]}
    path, _ = write_coding_sheet(tmp_path / "ding.csv", passages, THEMES, text=texts)
    with pytest.raises(InputError, match=r"ding\.csv, line 4: 'x' is no code"):
        read_coding_sheets([fill(path, ["service", "x", "", ""])], passages, THEMES)


def test_errors(tmp_path, sheet, passages):
    with pytest.raises(InputError, match="n=9: sections has 3 passages of the kinds"):
        sample_passages(passages.head(3), n=9)
    with pytest.raises(InputError, match="sections: no column 'theme'"):
        sample_passages(passages, n=2, by="theme")
    with pytest.raises(InputError, match="themes='service': must be the codes"):
        write_coding_sheet(tmp_path / "a.csv", passages, "service")
    with pytest.raises(InputError, match="themes: 'a' must be text without spaces around it, each code once"):
        write_coding_sheet(tmp_path / "a.csv", passages, ["a", "a"])
    with pytest.raises(InputError, match="themes: 1 code"):
        write_coding_sheet(tmp_path / "a.csv", passages, ["a"])
    with pytest.raises(InputError, match="text: has 4 characters, but a passage ends at"):
        write_coding_sheet(tmp_path / "a.csv", passages, THEMES, text="另一篇文")
    with pytest.raises(InputError, match="passages: section_id: .* is not in text"):
        write_coding_sheet(tmp_path / "a.csv", passages, THEMES, text={"9": "无"})
    with pytest.raises(InputError, match="headings='some': must be one of items, all, none"):
        write_coding_sheet(tmp_path / "a.csv", passages, THEMES, headings="some")
    with pytest.raises(InputError, match="'jia' is the coder of .* too"):
        read_coding_sheets([sheet, sheet], passages, THEMES)
    with pytest.raises(InputError, match="has a file been read twice"):
        disagreements(pd.DataFrame({"section_id": ["1", "1"], "coder": ["A", "A"], "code": ["x", "y"]}))
