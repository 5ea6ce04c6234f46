"""The committed notebooks: their outputs are those of a fresh run, and each is built as a lesson.

To renew the outputs after a change: ``zhangju notebooks --write``.
"""

from __future__ import annotations

import ast
import io
import json
import re
import sys
from base64 import b64decode, b64encode
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from analysis.execution import METADATA, NotebookError, execute, is_run, read_notebook
from analysis.shipped import notebooks_path

NAMES = ["00_findings", "01_source_and_cleaning", "02_sections", "03_segmentation", "04_term_frequency",
         "05_comparing_parts", "06_themes", "07_grid_and_answers", "08_reading_in_context", "09_your_own_document",
         "10_many_documents"]
FOLDER = notebooks_path()
PATHS = sorted(FOLDER.glob("*.ipynb"))
# Levels of 255 by which a pixel may differ. The lock fixes the version of matplotlib, which brings its own
# FreeType, so figures drawn on Linux under Python 3.11, 3.12 and 3.13 are equal to the pixel.
TOLERANCE = 0

# What computes, prints and draws the outputs. An environment made without the lock, as with conda, may have other
# versions, whose outputs need not be equal to the sign and the pixel.
MAKERS = ("jieba", "matplotlib", "numpy", "opencc", "pandas", "pypinyin", "rjieba", "wordcloud", "zhplot")
LOCK = Path(__file__).resolve().parents[1] / "requirements.lock"

each_notebook = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
each_lesson = pytest.mark.parametrize("path", [path for path in PATHS if path.stem != "00_findings"],
                                      ids=lambda path: path.stem)


def test_the_notebooks_are_there():
    assert [path.stem for path in PATHS][: len(NAMES)] == NAMES


def pixels(png: str) -> np.ndarray:
    """Return the pixels of a PNG in Base64 as rows of red, green, blue and opacity."""
    with Image.open(io.BytesIO(b64decode(png))) as image:
        return np.asarray(image.convert("RGBA"), dtype=int)


def difference(before: str, after: str) -> str | None:
    """Say how two PNGs differ; None if they do not."""
    if before == after:
        return None
    a, b = pixels(before), pixels(after)
    if a.shape != b.shape:
        return f"{a.shape[1]} × {a.shape[0]} pixels became {b.shape[1]} × {b.shape[0]}"
    differing = (np.abs(a - b) > TOLERANCE).any(axis=2)
    return f"{differing.sum()} of {differing.size} pixels differ" if differing.any() else None


def unlocked() -> list[str]:
    """Return those of ``MAKERS`` that have another version here than in the lock."""
    pins = re.findall(r"^([\w-]+)==([\w.]+)", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    return [name for name in MAKERS if (name, version(name)) not in pins]


@each_notebook
def test_a_fresh_run_gives_the_committed_outputs(path):
    made_with_lock = Path(sys.prefix, ".zhangju-ready").exists()  # the Makefile's stamp: there nothing is skipped
    if (others := unlocked()) and not made_with_lock:
        pytest.skip(f"not the version of the lock: {', '.join(others)}")
    committed = read_notebook(path)
    (run,) = execute([path], full_text=False)
    assert not isinstance(run, NotebookError), run
    for old, new in zip(committed.cells, run.notebook.cells, strict=True):
        figures = [[output["data"].pop("image/png") for output in cell.get("outputs", ())
                    if "image/png" in output.get("data", {})] for cell in (old, new)]
        assert old == new, f"cell {old.id}"
        for number, (before, after) in enumerate(zip(*figures, strict=True), start=1):
            assert difference(before, after) is None, f"cell {old.id}, figure {number}"


@pytest.mark.parametrize("change, expected", [
    (lambda image: image, None),
    (lambda image: image.resize((5, 3)), "4 × 3 pixels became 5 × 3"),
    (lambda image: image.putpixel((1, 1), (0, 0, 1)) or image, "1 of 12 pixels differ"),
], ids=["nothing", "size", "one level of one pixel"])
def test_the_comparison_of_figures_sees(change, expected):
    pair = []
    for change_it in (lambda image: image, change):
        out = io.BytesIO()
        change_it(Image.new("RGB", (4, 3))).save(out, "png", compress_level=len(pair))
        pair.append(b64encode(out.getvalue()).decode())
    assert difference(*pair) == expected


@each_notebook
def test_it_was_run_from_top_to_bottom_without_an_error(path):
    notebook = read_notebook(path)
    code = [cell for cell in notebook.cells if is_run(cell)]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    for cell in code:
        for output in cell.outputs:
            assert output.output_type != "error", cell.id
            assert output.get("name") != "stderr", f"cell {cell.id} shows a warning: {output.get('text')}"
    assert notebook.metadata == METADATA


@each_notebook
def test_cells_are_short_and_named(path):
    ids = [cell.id for cell in read_notebook(path).cells]
    assert len(set(ids)) == len(ids)
    for cell in read_notebook(path).cells:
        assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", cell.id), f"{cell.id}: not a name of small letters"
        assert not re.fullmatch(r"[0-9a-f-]{8,}", cell.id), f"{cell.id}: made up by a program, give it a name"
        if cell.cell_type == "code":
            lines = [line for line in cell.source.split("\n") if line.strip()]
            assert 0 < len(lines) <= 10, f"cell {cell.id}: {len(lines)} lines"


@each_notebook
def test_one_cell_imports_and_no_cell_installs_or_leaves_python(path):
    code = [cell for cell in read_notebook(path).cells if cell.cell_type == "code"]
    for number, cell in enumerate(code):
        tree = ast.parse(cell.source)  # fails on !, % and %%
        imports = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
        if number == 0:
            assert imports and len(imports) == len(tree.body), f"cell {cell.id}: the first code cell is the imports"
        else:
            assert not imports, f"cell {cell.id}: imports belong in the first code cell"
        assert not [node for node in imports if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"]


@each_lesson
def test_it_is_a_lesson_with_a_card_and_something_to_do(path):
    cells = read_notebook(path).cells
    card = cells[0].source
    assert cells[0].cell_type == "markdown" and card.startswith("# ")
    for entry in ("question", "goals", "prior knowledge", "minutes", "tables in", "tables out"):
        assert entry in card.lower(), f"the card has no {entry}"
    headings = [line for cell in cells if cell.cell_type == "markdown" for line in cell.source.split("\n")
                if line.startswith("## ")]
    assert any("your turn" in heading.lower() for heading in headings[-2:])
    assert any("solution" in cell.metadata.get("tags", ()) for cell in cells)


def test_the_findings_begin_with_the_bottom_line_and_define_nothing():
    cells = read_notebook(FOLDER / "00_findings.ipynb").cells
    headings = [line for cell in cells if cell.cell_type == "markdown" for line in cell.source.split("\n")
                if line.startswith("## ")]
    assert headings[0] == "## The bottom line" and headings[-2:] == ["## Limits", "## How to cite"]
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    assert not [node for cell in cells if cell.cell_type == "code" for node in ast.walk(ast.parse(cell.source))
                if isinstance(node, kinds)]
    figures = [output for cell in cells if cell.cell_type == "code" for output in cell.outputs
               if "image/png" in output.get("data", {})]
    assert len(figures) == 5


def typed_numbers(source: str) -> list[str]:
    """Return the counts that a prose cell's sentences hold outside the braces; a base such as per 10,000 is none."""
    text = " ".join(re.findall(r'"""(.*?)"""', source, re.DOTALL))
    depth, plain = 0, ""
    for char in text:
        depth += (char == "{") - (char == "}")
        plain += char if not depth else ""
    counted = "of|times|words|terms|sections|passages|challenges|tasks|pairs"
    return re.findall(rf"(?<!per )(?<![\w.,\-–])\d[\d,.]* (?:{counted})\b", plain)


@each_notebook
def test_numbers_in_sentences_are_computed(path):
    prose = [cell for cell in read_notebook(path).cells if "prose" in cell.metadata.get("tags", ())]
    assert prose
    for cell in prose:
        assert not typed_numbers(cell.source), f"cell {cell.id}"


def test_a_typed_number_is_seen():
    assert typed_numbers('Markdown(f"""It stands 5 times, {n} of 18 sections; in 1.2 and 30 words.""")') == [
        "5 times", "18 sections", "30 words"]


@each_notebook
def test_pages_need_no_network_to_show_it(path):
    for cell in read_notebook(path).cells:
        if cell.cell_type == "markdown":
            assert not re.search(r"\$[^$\n]+\$|\\\(|\\\[|```mermaid", cell.source), (
                f"cell {cell.id}: TeX and diagrams need a script from the network; write formulas as text")
            assert not re.search(r"!\[[^\]]*\]\(https?:|<img[^>]+src=.https?:", cell.source), f"cell {cell.id}"


@each_notebook
def test_no_path_of_a_machine_is_in_it(path):
    text = json.dumps(json.loads(path.read_text(encoding="utf-8")), ensure_ascii=False)
    found = re.search(r"(?<![\w.:/])/(?:home|root|Users|tmp|var|opt|usr|work|mnt|private)/|\b[A-Z]:\\\\\w", text)
    assert not found, text[max(0, found.start() - 40) : found.end() + 40]
