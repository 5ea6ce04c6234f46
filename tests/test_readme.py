"""README's figure is one that a notebook shows, and its lines of Python run.

To renew the figure after the notebook: ``python tests/test_readme.py``.
"""

import re
import shlex
from base64 import b64decode
from pathlib import Path

import nbformat

from analysis.cli import main

ROOT = Path(__file__).resolve().parents[1]
FIGURE = ROOT / "docs" / "readme_terms.png"
NOTEBOOK, CELL = ROOT / "notebooks" / "04_term_frequency.ipynb", "rates-by-part"


def shown() -> bytes:
    """Return the PNG that the notebook shows."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    (cell,) = (cell for cell in notebook.cells if cell.id == CELL)
    (png,) = (output.data["image/png"] for output in cell.outputs if "image/png" in output.get("data", {}))
    return b64decode(png)


def test_the_figure_is_the_notebooks():
    assert FIGURE.read_bytes() == shown()


def run_lines(place: int) -> dict:
    """Run one of the three blocks of Python and return the names that it makes."""
    blocks = re.findall(r"```python\n(.+?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 3
    names = {}
    exec(blocks[place].replace("paper.txt", str(ROOT / "data" / "sample" / "noisy.txt")), names)
    return names


def test_the_lines_on_a_corpus_run_on_the_tables_that_the_command_above_them_makes(tmp_path, monkeypatch):
    for name, said in (("2023_杭州", "数据要素共享"), ("2024_杭州", "一网通办更好用"), ("2024_甲市", "数据要素登记")):
        (tmp_path / f"{name}.txt").write_text(f"一、目标\n{said}，办好实事。\n" * 3, encoding="utf-8")
    (command,) = re.findall(r"^zhangju (corpus reports .+)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    monkeypatch.chdir(tmp_path)
    assert main([word.replace("reports", ".") for word in shlex.split(command)]) == 0
    names = run_lines(0)
    assert set(names["known"]["place"]) == {"杭州", "甲市"} and names["counts"]["n"].sum() > 0


def test_the_lines_of_python_run_on_a_paper():
    names = run_lines(1)
    assert "".join(names["tokens"]["term"]) == names["paper"].text
    assert {"1", "2", "3"} <= set(names["rates"]["section_id"])


def test_the_lines_that_compare_run_on_the_shipped_counts():
    names = run_lines(2)
    assert {"term", "lrc"} <= set(names["words"]) and set(names["shares"]["theme"]) == set(names["key"]["theme"])


def test_readme_names_figure_and_notebook():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"]({FIGURE.relative_to(ROOT).as_posix()})" in readme
    assert NOTEBOOK.relative_to(ROOT).as_posix() in readme


if __name__ == "__main__":
    FIGURE.parent.mkdir(exist_ok=True)
    FIGURE.write_bytes(shown())
