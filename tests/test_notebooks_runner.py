"""The runner of notebooks: what is shown reaches the files whole, and the same code gives the same bytes."""

from __future__ import annotations

import io
import json
import re
import sys
import xml.etree.ElementTree as ET

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from PIL import Image

from analysis import execution, notebooks
from analysis.cli import main
from analysis.displays import table_text
from analysis.errors import UnreadableFileError
from analysis.execution import NotebookError, execute, read_notebook

SHOWS = {
    "card": "# A small lesson\n\nSee [the next](02_fails.ipynb).",
    "imports": "import matplotlib.pyplot as plt\nimport pandas as pd\nfrom analysis import figures",
    "long-table": "pd.DataFrame({'term': ['数据', '=1+1'] * 50, 'n': range(100)})",
    "two-tables": "display(pd.DataFrame({'a': [1.5, None]}))\npd.Series([2, 3], index=['甲', '乙'], name='n')",
    "styled": "pd.DataFrame({'a': [1, 2]}).style.bar()",
    "rates": "table = pd.DataFrame({'term': ['数据', '平台'], 'n': [3, 4], 'n_tokens': 1000,\n"
             "    'per_10k_tokens': [30.0, 40.0], 'per_10k_low': [10.0, 20.0], 'per_10k_high': [60.0, 70.0]})",
    "bars": "figures.term_bars(table, title='Platforms lead & data follows');",
    "bars-again": "figures.term_bars(table);",
    "plain-figures": "plt.plot([1, 3, 2])\nplt.title('One');\nplt.figure();\nplt.plot([3, 1]);",
    "said": "print('said'); object()",
    "names": "print(sorted(name for name in dir() if not name.startswith('_')))",
    "nothing": "",
}
FAILS = {
    "title": "# Fails",
    "before": "x = 1",
    "bad-line": "y = 2\n\ny / 0\n",
    "after": "z = 3",
}


def write_notebook(path, cells):
    """Write a notebook as an editor leaves it: no outputs, and metadata that nobody needs."""
    made = [(new_markdown_cell if source.startswith("#") else new_code_cell)(source, id=name,
            metadata={"editable": True, "tags": ["kept"]}) for name, source in cells.items()]
    notebook = new_notebook(cells=made, metadata={"kernelspec": {"name": "elsewhere", "display_name": "Mine"}})
    path.parent.mkdir(exist_ok=True)
    nbformat.write(notebook, path)
    return path


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Run both notebooks through the command and return the folder, its exit status and what it said."""
    root = tmp_path_factory.mktemp("runner")
    paths = [write_notebook(root / "in" / f"{name}.ipynb", cells)
             for name, cells in (("01_shows", SHOWS), ("02_fails", FAILS))]
    for name in ("02_fails.html", "01_shows/tables/old.csv", "mine.txt"):
        path = root / "out" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("old")
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(notebooks, "notebooks_path", lambda: paths[0].parent)
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        profile = root / "ipython" / "profile_default" / "startup"
        profile.mkdir(parents=True)
        (profile / "00.py").write_text("intruder = 1")
        patch.setenv("IPYTHONDIR", str(root / "ipython"))
        patch.setenv("MPLBACKEND", "agg")
        status = main(["notebooks", "--out", str(root / "out")])
    return root / "out", status, out.getvalue(), err.getvalue()


@pytest.fixture(scope="module")
def shown(run):
    return nbformat.read(run[0] / "01_shows.ipynb", as_version=4)


def outputs(notebook, cell_id):
    return next(cell.outputs for cell in notebook.cells if cell.id == cell_id)


def test_a_failing_cell_is_one_clear_line_and_spares_the_other_notebooks(run):
    out, status, said, err = run
    assert status == 1
    assert "zhangju: 02_fails, cell bad-line, line 3 (y / 0): ZeroDivisionError: division by zero" in err.splitlines()
    assert "Traceback" not in err
    assert (out / "01_shows.html").exists()
    assert not (out / "02_fails.ipynb").exists()
    assert "Not finished: 02_fails, cell bad-line" in (out / "index.html").read_text(encoding="utf-8")


def test_results_of_an_earlier_run_do_not_stay_and_other_files_do(run):
    out = run[0]
    assert not (out / "02_fails.html").exists()
    assert not (out / "01_shows" / "tables" / "old.csv").exists()
    assert (out / "mine.txt").read_text() == "old"


def test_the_command_says_where_on_standard_output_and_shows_progress_on_standard_error(run):
    out, _, said, err = run
    assert said == f"1 notebook, 4 tables and 4 figures are in {out}; begin with {out / 'index.html'}\n"
    assert "01_shows" in err and "/13 " in err  # 10 cells with code in the one, 3 in the other
    assert "13/13" not in err  # the last of the 13 never ran


def test_the_index_and_the_list_name_every_file(run):
    out = run[0]
    listed = (out / "contents.txt").read_text(encoding="utf-8").splitlines()
    assert listed.pop().startswith("02_fails: not finished: ")
    there = [path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()]
    assert sorted(listed) == sorted(set(there) - {"index.html", "contents.txt", "mine.txt"})
    linked = re.findall(r'href="([^"]+)"', (out / "index.html").read_text(encoding="utf-8"))
    assert set(linked) == set(listed)


def test_tables_are_whole_and_open_in_a_spreadsheet(run):
    tables = run[0] / "01_shows" / "tables"
    assert sorted(path.name for path in tables.iterdir()) == ["long-table.csv", "styled.csv", "two-tables-2.csv",
                                                               "two-tables.csv"]
    whole = (tables / "long-table.csv").read_bytes()
    assert whole.startswith(b"\xef\xbb\xbfterm,n\n\xe6\x95\xb0")
    assert whole.decode("utf-8-sig").splitlines()[1:3] == ["数据,0", "'=1+1,1"]
    assert len(whole.splitlines()) == 101
    assert (tables / "two-tables.csv").read_text(encoding="utf-8-sig") == 'a\n1.5\n""\n'
    assert (tables / "two-tables-2.csv").read_text(encoding="utf-8-sig") == "index,n\n甲,2\n乙,3\n"


def test_figures_are_png_for_print_and_svg_without_text(run):
    figures = run[0] / "01_shows" / "figures"
    assert sorted({path.stem for path in figures.iterdir()}) == ["bars", "bars-again", "plain-figures",
                                                                 "plain-figures-2"]
    with Image.open(figures / "bars.png") as image:
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        assert "Software" not in image.info
    drawing = ET.parse(figures / "bars.svg").getroot()
    assert drawing.tag.endswith("svg")
    assert not [node for node in drawing.iter() if node.tag.endswith("}text")]
    assert "<dc:date>" not in (figures / "bars.svg").read_text(encoding="utf-8")


def test_the_stored_notebook_has_only_what_a_reader_needs(shown):
    code = [cell for cell in shown.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == [*range(1, 11), None]
    assert {key for cell in code for output in cell.outputs for key in output.get("data", {})} == {
        "text/plain", "text/html", "image/png"}
    assert shown.metadata == execution.METADATA
    assert {tuple(cell.metadata) for cell in shown.cells} == {("tags",)}
    assert outputs(shown, "bars")[0].metadata == {"image/png": {"alt": "Platforms lead & data follows"}}
    assert outputs(shown, "said")[1].data["text/plain"] == "<object>"
    html = outputs(shown, "styled")[0].data["text/html"]
    assert 'id="T_styled"' in html and "#T_styled_row0_col0" in html


def test_a_figure_is_shown_in_every_cell_that_draws_one(shown):
    for cell, expected in (("bars", 1), ("bars-again", 1), ("plain-figures", 2)):
        assert sum("image/png" in output.get("data", {}) for output in outputs(shown, cell)) == expected, cell


def test_the_kernel_is_clean_of_the_runner_and_of_the_readers_settings(shown):
    (output,) = outputs(shown, "names")
    names = re.findall("'([^']+)'", output.text)
    assert set(names) == {"In", "Out", "exit", "quit", "get_ipython", "open", "pd", "plt", "figures", "table"}


def test_a_page_loads_nothing_and_leads_to_the_other_pages(run):
    page = (run[0] / "01_shows.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert not re.search(r"""(?:src|srcset|data-src)=["'](?!data:)|<link\b|@import|url\(["']?(?!data:|#)""", page)
    assert 'href="02_fails.html"' in page
    assert "<title>A small lesson</title>" in page
    assert re.findall('alt="([^"]*)"', page) == ["Platforms lead &amp; data follows", "Figure", "One", "Figure"]


def test_write_renews_the_outputs_alike_and_without_the_full_text(tmp_path, monkeypatch, capsys):
    source = ("import os\nimport pandas as pd\nprint(os.environ.get('ZHANGJU_FULL_TEXT'))\n"
              "display(pd.DataFrame({'a': [1]}))\npd.Series([1]).plot();")
    path = write_notebook(tmp_path / "in" / "a.ipynb", {"once": source})
    monkeypatch.setattr(notebooks, "notebooks_path", lambda: path.parent)
    monkeypatch.delenv("ZHANGJU_FULL_TEXT", raising=False)
    written = []
    for _ in range(2):
        assert main(["notebooks", "--write", "--out", str(tmp_path / "out")]) == 0
        written.append(path.read_bytes())
    assert written[0] == written[1] == (tmp_path / "out" / "a.ipynb").read_bytes()
    assert written[0].endswith(b"}\n") and not written[0].endswith(b"\n\n")
    notebook = json.loads(written[0])
    assert "".join(notebook["cells"][0]["outputs"][0]["text"]) == "off\n"
    (run,) = execute([path])
    assert outputs(run.notebook, "once")[0].text == "None\n"


def test_a_path_of_this_machine_is_not_written_into_a_notebook(tmp_path, monkeypatch, capsys):
    path = write_notebook(tmp_path / "in" / "a.ipynb", {"where": "import os\nprint(os.getcwd() + '/x')"})
    before = path.read_bytes()
    monkeypatch.setattr(notebooks, "notebooks_path", lambda: path.parent)
    assert main(["notebooks", "--write", "--out", str(tmp_path / "out")]) == 1
    assert "a, cell where: shows a path of this machine" in capsys.readouterr().err
    assert path.read_bytes() == before


@pytest.mark.parametrize("source, message", [
    ("def f():\n    raise ValueError('two\\nlines')\n\nf()", "a, cell c, line 4 (f()): ValueError: two"),
    ("x = 1\ny = = 2", "a, cell c, line 2 (y = = 2): SyntaxError: invalid syntax"),
    ("import os\nos._exit(3)", "a, cell c: the kernel died; is there enough memory?"),
], ids=["inside a call", "syntax", "dead kernel"])
def test_the_error_names_the_line_of_the_cell(tmp_path, source, message):
    (error,) = execute([write_notebook(tmp_path / "in" / "a.ipynb", {"c": source})])
    assert isinstance(error, NotebookError)
    assert str(error) == message


def test_a_kernel_that_does_not_start_is_a_clear_error(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", sys.executable.replace("python", "nothing"))
    (error,) = execute([write_notebook(tmp_path / "in" / "a.ipynb", {"c": "1"})])
    assert isinstance(error, NotebookError) and str(error).startswith("a: no kernel could be started (")


@pytest.mark.parametrize("content, reason", [
    ("not json", "not a notebook of format 4"), ('{"worksheets": []}', "not a notebook of format 4"),
    ("[]", "not a notebook of format 4"), (None, "cannot be read"),
])
def test_what_is_no_notebook_is_a_clear_error(tmp_path, content, reason):
    path = tmp_path / "a.ipynb"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableFileError, match=reason) as error:
        read_notebook(path)
    assert "\n" not in str(error.value)


def test_cells_of_older_notebooks_get_ids(tmp_path):
    cell = {"cell_type": "markdown", "metadata": {}, "source": ["a\n", "b"]}
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 2, "metadata": {}, "cells": [cell, cell]}))
    assert [cell.id for cell in read_notebook(path).cells] == ["cell-1", "cell-2"]
    assert read_notebook(path).cells[0].source == "a\nb"


def test_a_folder_without_notebooks_and_a_file_as_folder_are_bad_input(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(notebooks, "notebooks_path", lambda: tmp_path)
    assert main(["notebooks", "--out", str(tmp_path / "out")]) == 2
    (tmp_path / "file").write_text("")
    assert main(["notebooks", "--out", str(tmp_path / "file")]) == 2
    assert [line.split(": ", 2)[2] for line in capsys.readouterr().err.splitlines()] == [
        "holds no notebook; run from a checkout or reinstall", "is a file; name a folder"]


@pytest.mark.parametrize("frame, expected", [
    (pd.DataFrame({("n", "a"): [1], ("n", ""): [2.5]}), "n / a,n\n1,2.5\n"),
    (pd.DataFrame({"a": [1]}, index=pd.MultiIndex.from_tuples([("x", "=y")], names=["p", None])),
     "p,index,a\nx,'=y,1\n"),
    (pd.DataFrame({"a": pd.array([1, None], dtype="Int64")}), "a\n1\n\"\"\n"),
    (pd.DataFrame({"a": [[1, 2]], "=b": [True]}), "a,'=b\n\"[1, 2]\",True\n"),
    (pd.DataFrame([[1, 2]], columns=["a", "a"]), "a,a\n1,2\n"),
    (pd.DataFrame({"a": ["x"]}, index=pd.RangeIndex(1, name="rank")), "rank,a\n0,x\n"),
    (pd.DataFrame({"a": [pd.Timestamp("2025-06-01"), pd.NaT]}), "a\n2025-06-01 00:00:00\n\"\"\n"),
    (pd.DataFrame({"a": [-3.5, 1e-7]}), "a\n-3.5\n1e-07\n"),
    (pd.DataFrame({"a": []}), "a\n"),
], ids=["levels of columns", "levels of rows", "missing whole number", "list and truth", "same name twice", "named",
        "dates", "negative numbers", "no rows"])
def test_a_table_as_text(frame, expected):
    before = frame.copy()
    assert table_text(frame) == expected
    pd.testing.assert_frame_equal(frame, before)
