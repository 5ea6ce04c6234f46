"""The modules: imports point downwards, sizes stay readable, and the package itself costs nothing to import."""

from __future__ import annotations

import ast
import subprocess
import sys
import warnings
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "analysis"

# From the ground up. A module imports from its own layer and from those above it in this list, so numbers
# never import figures, and nothing imports the command line. A package's name stands for all in it.
LAYERS = {
    "foundations": "errors characters numerals tables output folders shipped",
    "files, lines and runs": "readers lines heading_ends headings landmarks engines",
    "repair": "cleaning",
    "structure and words": ("number_runs unnumbered_headings summary_headings tables_of_contents nesting matter "
                            "enumerations declared corrections broken_headings openings sections report_parts doubts "
                            "outline apa_entries entries references metadata documents lexicons tokens coding "
                            "term_search segmentation"),
    "counts and measures": ("counting shipped_entries levels frequency ngrams dispersion diversity zipf collocations "
                            "robustness term_extraction matching features accuracy passages contingency"),
    "comparison": ("keyness lockwords max_statistic attention agenda dictionaries dictionary_files theme_scores themes "
                   "sensitivity theme_candidates agreement validity coding_sheets similarity correspondence "
                   "word_shifts topics word_weights answers answer_summaries conclusions policy_words policy_prose "
                   "concordance replication cooccurrence quantities evidence remarks "
                   "document_tables trends first_use group_keyness nearest bursts"),
    "drawing": "fonts figures clouds",
    "corpora": "corpus cities",
    "programs": "displays execution results notebooks report commands cli __main__",
}
LONGEST = 250
SHAPELESS = {"utils", "util", "helpers", "helper", "misc", "common", "stuff", "tools"}
HEAVY = ("pandas", "numpy", "matplotlib", "jieba", "rjieba", "opencc", "pypinyin", "wordcloud", "nbformat",
         "charset_normalizer", "asyncio", "lxml", "pypdfium2", "trafilatura", "pyarrow", "pebble", "distributed",
         "ahocorasick_rs")


def module_name(path: Path) -> str:
    """Return a module's name below the package, such as cleaning.edits; the package itself is ""."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}
LAYER_OF = {name: number for number, names in enumerate(LAYERS.values()) for name in names.split()}


def imported(source: str, modules=MODULES) -> set[str]:
    """Return the modules of the package that a source imports when it runs, in functions too."""
    found = set()

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            return
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import: name the module in full"
            below = [f"{node.module}.{alias.name}" for alias in node.names]
            found.update(name if name.removeprefix("analysis.") in modules else node.module for name in below)
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(ast.parse(source))
    return {name.partition(".")[2] for name in found if name.partition(".")[0] == "analysis"} - {""}


def layer(name: str) -> int:
    """Return the layer of a module: its own, or that of its package."""
    number = LAYER_OF.get(name, LAYER_OF.get(name.partition(".")[0]))
    assert number is not None, f"analysis/{name.replace('.', '/')}.py is in no layer: place it in LAYERS"
    return number


@pytest.mark.parametrize("name", [name for name in MODULES if name])
def test_imports_point_downwards(name):
    upward = [other for other in imported(MODULES[name].read_text(encoding="utf-8")) if layer(other) > layer(name)]
    assert not upward, f"{name} imports {', '.join(upward)} from a layer above its own"


def test_no_two_modules_import_each_other():
    graph = {name: imported(path.read_text(encoding="utf-8")) - {name} for name, path in MODULES.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"imports in a circle: {' ← '.join(error.args[1])}")


def test_every_name_in_the_layers_is_a_module():
    assert [name for name in LAYER_OF if name not in MODULES] == []


@pytest.mark.parametrize("source, expected", [
    ("import analysis.figures", {"figures"}),
    ("from analysis import frequency, __version__", {"frequency"}),
    ("from analysis.cleaning import edits, clean", {"cleaning", "cleaning.edits"}),
    ("def f():\n    from analysis.figures.bars import term_bars", {"figures.bars"}),
    ("if TYPE_CHECKING:\n    from analysis.figures import save", set()),
    ("import analysisx, pandas", set()),
])
def test_imports_are_read(source, expected):
    modules = {"figures", "frequency", "cleaning", "cleaning.edits", "figures.bars"}
    assert imported(source, modules) == expected


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_named_for_its_matter_and_read_at_a_sitting(name):
    lines = len(MODULES[name].read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST, f"{lines} lines: divide it"
    assert not SHAPELESS & set(name.split(".")), "a module is named after what it knows"
    assert ast.get_docstring(ast.parse(MODULES[name].read_text(encoding="utf-8"))), "no docstring"


@pytest.mark.parametrize("name", ["analysis", "analysis.cli"])
def test_importing_the_package_and_the_command_loads_nothing_heavy(name):
    code = f"import sys, {name}; print(*(m for m in {HEAVY} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize("path", [*MODULES.values(), *sorted((ROOT / "tests").glob("*.py")),
                                  *sorted((ROOT / "benchmarks").glob("*.py"))], ids=lambda path: path.stem)
def test_compiling_warns_of_nothing(path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compile(path.read_text(encoding="utf-8"), str(path), "exec")


def test_our_own_code_warns_of_nothing_when_all_of_it_is_imported():
    # Each module on its own, in a process where a warning that arises in our own files is an error.
    names = ", ".join(f"analysis.{name}" for name in MODULES if name and name != "__main__")
    code = f"import warnings; warnings.filterwarnings('error', module=r'analysis(\\.|$)'); import {names}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
