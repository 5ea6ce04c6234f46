"""Notebook 9 on documents that it was not made with: every cell runs, and what makes no sense is said."""

from __future__ import annotations

import re

import matplotlib
import matplotlib.pyplot as plt
import pytest
from shared_texts import SHARED, needs_shared

from analysis.execution import read_notebook
from analysis.shipped import notebooks_path

PATH = notebooks_path() / "09_your_own_document.ipynb"
BODY = "图书馆里的书很多，读者也很多。平台把数据公开，读者在家里就能查到馆藏，志愿者周末整理图书。"
DOCUMENTS = {
    "two hundred characters.txt": BODY * 4,
    "one section.txt": f"一、馆藏\n{BODY * 3}\n",
    "many small sections.txt": "".join(f"{number}. 第{number}件事\n{BODY}\n" for number in range(1, 40)),
    "five levels.md": "".join(f"{'#' * level} {name}\n{BODY}\n" for level, name in zip((1, 2, 3, 4, 5), "甲乙丙丁戊")),
    "traditional.txt": "壹、館藏\n圖書館裡的書很多，讀者也很多。\n貳、平臺\n平臺把數據公開，讀者在家裡就能查到館藏。\n",
    "headings alone.txt": "一、甲\n二、乙\n三、丙\n",
    "no Chinese.txt": "Hello world, this is a library.\n",
    "signs.txt": "。。。\n",
    "numbers.txt": "123 456\n",
}


def run(path) -> list[str]:
    """Run the cells of the notebook with a file in the one that names it; return what its prose cells say."""
    matplotlib.use("Agg")
    said: list[str] = []
    scope: dict = {}
    for cell in read_notebook(PATH).cells:
        if cell.cell_type != "code":
            continue
        source = cell.source
        if cell.id == "file":
            assert source.startswith("FILE = ")
            source = "\n".join([f"FILE = {str(path)!r}", *source.split("\n")[1:]])
        exec(compile(source, cell.id, "exec"), scope)
        if cell.id == "imports":
            scope["display"] = lambda *_: None
            scope["Markdown"] = said.append
        plt.close("all")
    assert not [text for text in said if re.search(r"\bNone stands|\bnan\b", text)]
    return said


@pytest.mark.parametrize("name", DOCUMENTS)
def test_it_runs_on_any_document_and_says_what_makes_no_sense(tmp_path, capsys, name):
    path = tmp_path / name
    path.write_text(DOCUMENTS[name], encoding="utf-8")
    said = run(path)
    assert len(said) == 7
    if name in ("two hundred characters.txt", "no Chinese.txt", "signs.txt", "numbers.txt"):
        assert "nothing in it can be compared" in said[0] and "no word can be said to set one apart" in said[0]
    if name in ("no Chinese.txt", "signs.txt", "numbers.txt"):
        assert "The key finds none of its words" in said[0]
    capsys.readouterr()


@needs_shared
@pytest.mark.parametrize("name", ["国务院关于加强数字政府建设的指导意见.txt", "凉山.docx"])
def test_it_runs_on_real_documents(name, capsys):
    (path,) = SHARED.rglob(name)
    said = run(path)
    assert "nothing in it can be compared" not in said[0]
    capsys.readouterr()
