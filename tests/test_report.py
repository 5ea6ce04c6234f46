"""The report: a page that loads nothing and shows its Chinese anywhere, tables and figures beside it, or nothing."""

from __future__ import annotations

import csv
import io
import re
from base64 import b64decode
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from shared_texts import SHARED, needs_shared, read_docx

from analysis.answer_summaries import summarise_answers
from analysis.answers import answers
from analysis.characters import is_han
from analysis.cli import main
from analysis.documents import Document, divide
from analysis.errors import InputError
from analysis.features import load_counts, load_sections
from analysis.readers import Source
from analysis.report import contents, description, write_report
from analysis.report.comparison import ORIGIN
from analysis.report.contents import SECTIONS, make_report
from analysis.report.folder import LIST, write_report_folder
from analysis.report.material import MOST_UNITS, Material, read_material, shipped_material
from analysis.report.page import GETA, Picture, Section, Table, page, table_csv
from analysis.report.template import STYLE

PAPER = (
    "社区图书角的做法\n\n甲乙，丙丁\n\n摘要：本文介绍两个图书角。\n\n一、困难\n\n图书角有三个困难[1]：一是图书太少，居民借不到新书；"
    "二是平台太旧，居民查不到数据；三是志愿者不够，周末没有人看管图书。\n\n二、任务\n\n今后要做好三件事：一是购买新书，"
    "每月更新图书；二是改造平台，公开借阅数据；三是招募志愿者，周末开放图书角。\n\n三、结语\n\n图书角由居民自己来办，"
    "数据平台由街道来管。\n\n参考文献\n[1]戊己.书角[M].北京：某社，2020.\n")
UNITS = set(load_sections()["section_id"])
BARE = "今天我们去图书馆借书。图书馆很大，书很多，平台也方便。\n"


@cache
def report_of(text: str) -> dict[str, str | bytes]:
    """Return the report of a text, in which every section that has material was made."""
    files = make_report(material_of(text))
    assert "could not be made" not in files["index.html"]
    return files


def open_text(text: str) -> Document:
    return divide(Source(text, "a.txt", "utf-8"))


def material_of(text: str) -> Material:
    return read_material(open_text(text))._replace(draws=99)


class Reader(HTMLParser):
    """What a page is made of: attributes, text with its language, and tags in order of opening."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.attributes, self.texts, self.open, self.tags, self.unclosed = [], [], [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attributes]
        if tag not in ("meta", "img"):
            self.open.append((tag, dict(attributes).get("lang")))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        language = next((lang for _, lang in reversed(self.open) if lang), None)
        self.texts.append((self.open[-1][0] if self.open else "", language, data))

    def values(self, *names: str) -> list[str]:
        return [value for _, name, value in self.attributes if name in names]


@pytest.fixture(params=["paper", "bare", "shipped"])
def html(request) -> str:
    if request.param == "shipped":
        return shipped_report()["index.html"]
    return report_of({"paper": PAPER, "bare": BARE}[request.param])["index.html"]


@cache
def shipped_report() -> dict[str, str | bytes]:
    return make_report(shipped_material()._replace(draws=99))


# The page


def test_the_page_is_well_formed_and_in_sections(html):
    page = Reader(html)
    assert page.open == []
    ids = [value for tag, name, value in page.attributes if (tag, name) == ("section", "id")]
    targets = [value[1:] for value in page.values("href") if value.startswith("#")]
    assert ids == targets and {"record", "structure", "terms", "themes"} <= set(ids)
    assert page.values("lang")[0] == "en"


def test_the_page_loads_nothing(html):
    page = Reader(html)
    assert not {"script", "link", "iframe", "object", "embed", "base", "form"} & set(page.tags)
    assert all(value.startswith("data:image/") for value in page.values("src", "srcset", "data", "poster"))
    assert all(re.fullmatch(r"#\w+|(tables|figures)/\w+\.(csv|png|svg)", value) for value in page.values("href"))
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    style = "".join(text for tag, _, text in page.texts if tag == "style") + "".join(page.values("style"))
    assert all(url.startswith("data:font/woff2;base64,") for url in re.findall(r"url\(([^)]*)", style))
    assert "@import" not in style and style.count("url(") == 1


def test_the_pictures_load_nothing_either(html):
    for value in Reader(html).values("src"):
        kind, data = value.split(";base64,")
        if kind == "data:image/svg+xml":
            svg = b64decode(data).decode()
            assert all(link.startswith("#") for link in re.findall(r'(?:href|src)="([^"]*)"', svg))
            assert all(link.startswith("#") for link in re.findall(r"url\(([^)]*)", svg))
            assert "<script" not in svg and "@import" not in svg


def test_every_picture_has_words_for_it(html):
    page = Reader(html)
    alternatives = [value for tag, name, value in page.attributes if (tag, name) == ("img", "alt")]
    assert len(alternatives) == page.tags.count("img") > 0 and all(alternatives)


def embedded_font(html: str) -> TTFont:
    return TTFont(io.BytesIO(b64decode(re.search(r"url\(data:font/woff2;base64,([^)]*)\)", html)[1])))


def test_every_character_of_the_page_is_in_its_font_and_no_other(html):
    shown = "".join(text for tag, _, text in Reader(html).texts if tag != "style")
    with embedded_font(html) as font:
        covered = set(map(chr, font.getBestCmap()))
        assert "SIL Open Font License" in font["name"].getDebugName(13)
    assert set(shown) - {"\n"} <= covered
    assert {ch for ch in covered if is_han(ch)} <= set(shown)


def test_chinese_is_marked_as_chinese_and_english_is_not(html):
    for tag, language, text in Reader(html).texts:
        if tag not in ("style", "title"):
            assert any(map(is_han, text)) == (language == "zh-Hans"), (language, text)


def test_numbers_stand_in_columns_at_the_right(html):
    style = "".join(text for tag, _, text in Reader(html).texts if tag == "style")
    assert re.search(r"\.n \{[^}]*text-align: right[^}]*tabular-nums", style)
    cells = re.findall(r"<td([^>]*)>([^<]*)</td>", html)
    numbers = [attributes for attributes, text in cells if re.fullmatch(r"−?[\d,]+\.\d+", text) and text not in UNITS]
    assert numbers and all('class="n"' in attributes for attributes in numbers)


def test_a_character_that_the_font_lacks_is_a_sign_and_named():
    html = report_of(PAPER.replace("甲乙，丙丁", "甲乙，𠮷丁").replace("新书", "𠮷书"))["index.html"]
    shown = "".join(text for _, _, text in Reader(html).texts)
    assert "𠮷" not in html and GETA in shown and "U+20BB7" in shown


def test_text_of_the_document_is_no_markup():
    bad = '</td><script>alert("1")</script>&amp;'
    table = Table("t", pd.DataFrame({"a": [bad]}), {bad: "a"}, bad, group="a")
    html = page(bad, [], [Section(bad, [table], bad, [bad], "t", bad)], foot=[])
    assert "script" not in Reader(html).tags
    assert "".join(text for _, _, text in Reader(html).texts).count(bad) == 11


# What it holds


def test_sections_follow_the_document():
    names = [name for name in SECTIONS if f'<section id="{name}">' in report_of(PAPER)["index.html"]]
    assert {"keyness", "similarity", "references"} <= set(names)
    bare = report_of(BARE)["index.html"]
    assert not any(f'<section id="{name}">' in bare for name in ("keyness", "similarity", "references", "grid"))
    for name in ("grid", "answers"):  # only the paper's sections have systems
        assert f'<section id="{name}">' in shipped_report()["index.html"]
        assert f'<section id="{name}">' not in report_of(PAPER)["index.html"]
    assert "are not compared" in bare and "are not compared" not in report_of(PAPER)["index.html"]


def test_each_table_and_figure_that_the_page_names_is_a_file_and_no_other(html):
    reports = report_of(PAPER), report_of(BARE), shipped_report()
    files = next(files for files in reports if files["index.html"] == html)
    named = {value for value in Reader(html).values("href") if not value.startswith("#")}
    assert named == set(files) - {"index.html"}


def test_tables_have_all_rows_where_the_page_shows_the_first():
    files = shipped_report()
    rows = list(csv.DictReader(io.StringIO(files["tables/terms.csv"], newline="")))
    assert len(rows) > 1000
    assert f"All {len(rows):,} rows" in files["index.html"]
    for table in re.findall(r"<tbody>.*?</tbody>", files["index.html"], re.DOTALL):
        assert table.count("<tr>") <= 48


def test_the_shipped_paper_is_reported_from_its_counts_alone():
    html = shipped_report()["index.html"]
    assert "could not be made" not in html and "without its text" in html
    assert "The Construction of Digital Government" in html
    assert html.count('class="key"') == 2 * 18 + 15  # the sections and challenges, in their systems' colours


def test_a_document_without_a_title_has_its_file_s_name():
    assert "<h1>a</h1>" in report_of(BARE)["index.html"]
    assert '<h1><span lang="zh-Hans">社区图书角的做法</span></h1>' in report_of(PAPER)["index.html"]


def test_sizes_are_those_of_the_units_with_all_below_them():
    rows = list(csv.DictReader(io.StringIO(report_of(PAPER)["tables/structure.csv"], newline="")))
    han = {row["section_id"]: int(row["han"]) for row in rows if row["section_id"] in "123"}
    sizes = {i: sum(map(is_han, part)) for i, part in zip("123", re.split("[一二三]、(?=困难|任务|结语)",
                                                                         PAPER.split("参考文献")[0])[1:])}
    # The mark 一、 is split away, and counts one character.
    assert han == {unit: size + 1 for unit, size in sizes.items()}
    assert sum(float(row["share"]) for row in rows) == pytest.approx(100)


def test_references_say_where_they_are_cited():
    (row,) = csv.DictReader(io.StringIO(report_of(PAPER)["tables/references.csv"], newline=""))
    assert (row["authors"], row["title"], row["year"], row["cited"], row["where"]) == ("戊己", "书角", "2020", "1", "1")


def test_the_same_document_gives_the_same_bytes_and_leaves_no_figure_open():
    before = plt.get_fignums()
    assert make_report(material_of(PAPER)) == report_of(PAPER)
    assert plt.get_fignums() == before


ODD = {
    "headings without text": "一、甲\n二、乙\n",
    "stop words only": "一、目标\n\n的的的。\n\n二、任务\n\n了了了。\n\n三、其他\n\n在在在。\n",
    "one level below a title": "# 标题\n\n## 甲\n\n数据很多。\n\n## 乙\n\n平台很多。\n\n## 丙\n\n图书很多。\n",
    "numbers": "123 456\n",
    "no Chinese": "Hello world.\n",
    "signs": "。。。\n",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_an_odd_document_has_a_page_too(text):
    page = Reader(make_report(material_of(text))["index.html"])
    assert page.open == [] and {"record", "structure"} <= set(page.values("id"))


def test_a_section_that_cannot_be_made_leaves_the_others(monkeypatch):
    def fail(material):
        raise InputError("draws: no")

    monkeypatch.setattr(contents, "SECTIONS", {"terms": ("Frequent words", fail), "structure": (
        "Structure", description.structure)})
    html = make_report(material_of(BARE))["index.html"]
    assert "could not be made for this document. draws: no" in html and '<section id="structure">' in html


def reading_of(name: str, html: str) -> str:
    """Return the text of a section."""
    part = re.search(f'<section id="{name}">.*?</section>', html, re.DOTALL)
    return "".join(text for _, _, text in Reader(part[0]).texts)


def page_of(name: str, text: str) -> str:
    """Return the page of one section of a text's report."""
    title, build = SECTIONS[name]
    return page("T", [], [build(material_of(text))._replace(name=name, title=title)], foot=[])


def heads_of(name: str, html: str) -> list[str]:
    """Return the heads of the columns of a table's page, by the file that the page names below it."""
    table = html[: html.index(f'href="tables/{name}.csv"')].rpartition("<thead>")[2]
    return [re.sub("<[^>]*>", "", head) for head in re.findall(r"<th [^>]*>(.*?)</th>", table.partition("</thead>")[0])]


def test_authors_are_to_be_checked_only_where_they_were_read():
    assert "check them before you cite" in reading_of("record", report_of(PAPER)["index.html"])
    assert "check them" not in reading_of("record", report_of(BARE)["index.html"])
    assert "check them" not in reading_of("record", shipped_report()["index.html"])  # a person has


def test_the_structure_counts_what_there_is():
    with_items = report_of(PAPER)["index.html"]
    assert "Headings: 3 of the first level; items: 6; " in reading_of("structure", with_items)
    assert "Items" in heads_of("structure", with_items)
    bare = report_of(BARE)["index.html"]
    assert "No headings; " in reading_of("structure", bare) and "Items" not in heads_of("structure", bare)


def test_a_collection_of_many_units_is_described_but_not_compared():
    text = "".join(f"第{number}章 图书\n\n图书角的数据很多。\n\n" for number in range(1, MOST_UNITS + 2))
    assert f"more than {MOST_UNITS} headings of a level" in reading_of("structure", page_of("structure", text))
    assert SECTIONS["keyness"][1](material_of(text)) is None


def test_every_unit_has_a_row_in_the_table_of_themes():
    text = "".join(f"第{number}章 图书\n\n图书角的数据很多。\n\n" for number in range(1, MOST_UNITS + 1))
    html = page_of("themes", text)
    table = html[: html.index('href="tables/theme_shares.csv"')].rpartition("<tbody>")[2]
    assert table.count("<tr>") == MOST_UNITS and "figures/themes.svg" in html


def test_more_units_than_fit_a_sheet_have_no_column_each():
    few, many = ("".join(f"第{number}章 图书\n\n要建设数据平台。\n\n" for number in range(1, most))
                 for most in (11, 13))
    assert {"1", "10"} <= set(heads_of("verbs_of_doing", page_of("prose", few)))
    assert heads_of("verbs_of_doing", page_of("prose", many))[-1] == "All"


def test_the_key_of_themes_says_where_it_was_derived_from_the_document_itself():
    assert "not from this document" in reading_of("themes", report_of(PAPER)["index.html"])
    text = f"{ORIGIN}\n\n一、目标\n\n图书角要公开数据。\n\n二、任务\n\n平台要服务居民。\n"
    said = reading_of("themes", page_of("themes", text))
    assert "from this very document" in said and "not from this document" not in said


def test_likeness_explains_only_the_columns_that_it_has():
    html = report_of(PAPER)["index.html"]  # two of its units have items, which can be dealt anew
    assert {"Shuffled", "p"} <= set(heads_of("similarity", html))
    assert "p is the share" in reading_of("similarity", html)
    words = {"一": "数据", "二": "平台", "三": "居民"}
    text = "".join(f"{sign}、图书\n\n图书角的{word}很多。\n\n" for sign, word in words.items())
    html = page_of("similarity", text)
    assert "Shuffled" not in heads_of("similarity", html)
    assert "nothing can be shuffled" in reading_of("similarity", html)


def test_tables_name_a_unit_whole_and_figures_cut_it():
    long = "社区图书角由居民自己来办的各项任务"
    html = page_of("similarity", PAPER.replace("任务", long, 1))
    assert f"2 {long}" in reading_of("similarity", html) and "…" not in reading_of("similarity", html)


def test_evidence_has_no_columns_for_what_the_document_lacks():
    html = report_of(PAPER)["index.html"]
    assert "1 citation mark, 1 of them to a reference" in reading_of("evidence", html)
    assert "Citations" in heads_of("evidence", html)
    text = "一、目标\n\n图书角有图书3万册。\n\n二、任务\n\n平台要服务居民。\n"
    html = page_of("evidence", text)
    assert "1 quantity found" in reading_of("evidence", html)
    assert "Figures" in heads_of("evidence", html) and "Citations" not in heads_of("evidence", html)
    assert "Measured in" in heads_of("figures", html) and not {"Time", "Source"} & set(heads_of("figures", html))
    assert not {"tables/evidence.csv", "tables/figures.csv"} & set(report_of(BARE))
    assert "0 quantities found" in reading_of("evidence", report_of(BARE)["index.html"])


def test_the_answers_are_those_of_the_function():
    files = shipped_report()
    pairs = answers(load_counts(variant="terms_jieba"), load_sections())
    rows = list(csv.DictReader(io.StringIO(files["tables/answers.csv"], newline="")))
    expected = summarise_answers(pairs, load_sections())
    assert [(row["challenge_id"], row["status"], row["best_task"]) for row in rows] == list(
        expected[["challenge_id", "status", "best_task"]].itertuples(index=False, name=None))
    n = (expected["n_matched"] > 0).sum()
    assert f"{n} of {len(expected)} challenges are matched" in reading_of("answers", files["index.html"])
    assert "figures/answers.svg" in files


def test_words_of_characters_that_the_font_lacks_stay_apart_in_figures():
    text = "一、目标\n\n𠮷，图书，𪚥。𠮷，图书，𪚥。\n\n二、任务\n\n平台，𠮷，数据。平台，𪚥。\n"
    assert isinstance(description.terms(material_of(text)).blocks[0], Picture)


# The parts of the page


def test_a_picture_is_moved_sideways_where_its_letters_would_be_too_small(html):
    assert html.count('<div class="wide"><img ') == Reader(html).tags.count("img")
    screen, _, paper = STYLE.partition("@media print")
    assert re.search(r"img \{[^}]*min-width: 3\dem", screen) and re.search(r"\.wide \{[^}]*overflow-x: auto", screen)
    assert "img { min-width: 0 }" in paper and ".wide { overflow: visible }" in paper


def test_cells_say_what_is_undefined():
    table = pd.DataFrame({"term": ["a", None], "n": [1.25, float("nan")], "x": [float("inf"), -1.0]})
    html = page("T", [], [Section("", [Table("t", table, {"Term": "term", "N": "n", "X": "x"}, "C")])], foot=[])
    cells = re.findall(r"<td[^>]*>(.*?)</td>", html)
    assert cells == ["a", "1.2", "∞", "", "–", "−1.0"]
    assert table_csv(Table("t", table, {}, "C")) == "term,n,x\na,1.25,\n,,-1.0\n"


def test_rows_of_a_group_stand_under_its_name():
    table = pd.DataFrame({"unit": ["1", "1", "2"], "n": [1, 2, 3]})
    html = page("T", [], [Section("", [Table("t", table, {"N": "n"}, "C", group="unit")])], foot=[])
    assert re.findall(r'class="group">(\d)</th>', html) == ["1", "2"]


# The folder


def files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_the_command_writes_page_tables_and_figures(tmp_path, capsys):
    (tmp_path / "a.txt").write_text(BARE, encoding="utf-8")
    assert main(["report", str(tmp_path / "a.txt"), "--out", str(tmp_path / "new" / "out")]) == 0
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("wrote index.html, ") and err.count("\n") == 1
    assert files_in(tmp_path / "new" / "out") == sorted([*report_of(BARE), LIST])
    assert (tmp_path / "new" / "out" / "tables" / "terms.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "new"]
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["out"]


def test_a_new_report_replaces_the_old_and_touches_nothing_else(tmp_path):
    out = tmp_path / "out"
    write_report_folder(out, {"index.html": "old", "tables/old.csv": "a\n", "tables/both.csv": "old\n"})
    for name in ("notes.txt", "tables/mine.csv", "figures/mine.png"):
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_text("mine")
    write_report_folder(out, {"index.html": "new", "tables/both.csv": "new\n"})
    assert files_in(out) == sorted(["index.html", LIST, "notes.txt", "tables/both.csv", "tables/mine.csv",
                                    "figures/mine.png"])
    assert (out / "index.html").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_list_that_was_tampered_with_removes_nothing_outside_the_report(tmp_path):
    (tmp_path / "a.csv").write_text("mine")
    out = tmp_path / "out"
    write_report_folder(out, {"index.html": "old"})
    (out / LIST).write_text("../a.csv\ntables/../../a.csv\n/etc/hosts\nindex.html/\n")
    write_report_folder(out, {"index.html": "new"})
    assert (tmp_path / "a.csv").read_text() == "mine"


def test_a_failed_write_leaves_nothing(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(InputError, match=r"new/out: cannot be written \(No space left on device\)"):
        write_report_folder(tmp_path / "new" / "out", {"index.html": "x", "tables/a.csv": "y"})
    assert list(tmp_path.iterdir()) == []


def test_a_report_that_fails_or_is_interrupted_leaves_nothing(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text(PAPER, encoding="utf-8")

    def interrupt(material):
        raise KeyboardInterrupt

    monkeypatch.setattr(contents, "SECTIONS", {"record": ("Record", description.record), "x": ("X", interrupt)})
    assert main(["report", str(tmp_path / "a.txt"), "--out", str(tmp_path / "new" / "out")]) == 130
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


BAD = {
    "out is a file": (["report", "{paper}", "--out", "{paper}"], "is a file; --out names a folder"),
    "out is below a file": (["report", "{paper}", "--out", "{paper}/x/y"], "is a file; --out names a folder"),
    "a folder where the page goes": (["report", "{paper}", "--out", "{folder}/taken"], "is a folder, where a file"),
    "no place": (["report", "{paper}"], "required: --out"),
    "an empty place": (["report", "{paper}", "--out", ""], "'' names no folder"),
    "no such file": (["report", "{folder}/none.txt", "--out", "{folder}/x"], "there is no such file"),
    "no running text": (["report", "{folder}/signs.txt", "--out", "{folder}/x"], ""),
    "errata without a file": (["report", "--errata", "{paper}", "--out", "{folder}/x"], "name one"),
}


@pytest.mark.parametrize("arguments, message", BAD.values(), ids=BAD)
def test_bad_input_is_one_line_status_2_and_nothing_written(tmp_path, capsys, monkeypatch, arguments, message):
    # What is tested here comes before or after the sections, so one of them will do.
    monkeypatch.setattr(contents, "SECTIONS", {"record": ("Record", description.record)})
    paper = tmp_path / "paper.txt"
    paper.write_text(PAPER, encoding="utf-8")
    (tmp_path / "signs.txt").write_text("参考文献\n[1]戊己.书角[M].北京：某社，2020.\n", encoding="utf-8")
    (tmp_path / "taken" / "index.html").mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    try:
        status = main([argument.format(folder=tmp_path, paper=paper) for argument in arguments])
    except SystemExit as ended:
        status = ended.code
    out, err = capsys.readouterr()
    assert (status, out) == (2, "")
    assert err.startswith("zhangju") and err.count("\n") == 1 and message in err
    assert sorted(tmp_path.rglob("*")) == before


# Other documents


@needs_shared
@pytest.mark.parametrize("name", ["国务院关于加强数字政府建设的指导意见.txt", "银川.docx"])
def test_policies_and_reports_are_reported_too(name):
    path = next(SHARED.rglob(name))
    text = read_docx(path) if path.suffix == ".docx" else path.read_text(encoding="utf-8")
    html = report_of(text)["index.html"]
    assert {"keyness", "themes", "similarity"} <= {value for value in Reader(html).values("id")}


def test_write_report_says_what_it_wrote(tmp_path, monkeypatch):
    monkeypatch.setattr(contents, "SECTIONS", {"record": ("Record", description.record)})
    said = write_report(open_text(BARE), tmp_path / "out")
    assert re.fullmatch(rf"wrote index\.html, 1 table and 0 figures to {re.escape(str(tmp_path / 'out'))}", said)
