"""The environment: pyproject.toml, environment.yml, the lock, CITATION.cff, Makefile and README say the same."""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from analysis import __version__

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")

# What conda-forge calls otherwise; matplotlib-base is matplotlib without a window system.
CONDA_NAMES = {"matplotlib": "matplotlib-base", "brotli": "brotli-python"}
# What conda-forge lacks, or has for another interface: installed by pip.
BY_PIP = {"rjieba", "opencc", "zhplot", "ahocorasick-rs"}
# Modules whose distribution has another name, and those that come with the one whose interface they are.
DISTRIBUTIONS = {"charset_normalizer": "charset-normalizer", "jupyter_client": "nbclient", "traitlets": "nbclient",
                 "IPython": "ipykernel", "sklearn": "scikit-learn", "yaml": "pyyaml", "fontTools": "fonttools",
                 "markdown_it": "markdown-it-py", "mdit_py_plugins": "mdit-py-plugins",
                 "ahocorasick_rs": "ahocorasick-rs"}


def requirements(lines) -> dict[str, str]:
    """Return versions wanted by name."""
    found = [Requirement(line) for line in lines]
    return {canonicalize_name(wanted.name): str(wanted.specifier) for wanted in found}


WANTED = requirements(PROJECT["dependencies"])
# Wanted for a cluster only: what asks for them says so where they are not.
OPTIONAL = requirements(PROJECT["optional-dependencies"]["cluster"])


def locked() -> dict[str, list[tuple[Requirement, list[str]]]]:
    """Return, by name, each pin of the lock with its hashes."""
    pins: dict[str, list] = {}
    for entry in re.split(r"\n(?=\S)", LOCK.strip()):
        head, *hashes = [line.strip().removesuffix("\\").strip() for line in entry.split("\n")]
        pins.setdefault(canonicalize_name(Requirement(head).name), []).append((Requirement(head), hashes))
    return pins


def test_conda_and_pip_want_the_same_versions():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert environment["name"] == PROJECT["name"]
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    pip = next(entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
    conda = requirements(entry for entry in environment["dependencies"] if isinstance(entry, str))
    assert conda.pop("pip") == ""
    assert conda.pop("python").split(",") == [f"<{lowest_untested()}", PROJECT["requires-python"]]
    assert conda == {CONDA_NAMES.get(name, name): wanted for name, wanted in WANTED.items() if name not in BY_PIP}
    assert pip[-1] == "-e ."
    assert requirements(pip[:-1]) == {name: wanted for name, wanted in WANTED.items() if name in BY_PIP}


def lowest_untested() -> str:
    """Return the first Python after those that the classifiers name."""
    minors = [int(name.rpartition(".")[2]) for name in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", name)]
    assert minors == sorted(minors) and PROJECT["requires-python"] == f">=3.{minors[0]}"
    return f"3.{minors[-1] + 1}"


def test_every_dependency_has_a_lower_bound():
    everything = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]
    assert all(re.fullmatch(r">=[\d.]+", wanted) for wanted in requirements(everything).values())


def test_the_lock_pins_every_dependency_by_hash_and_names_no_place():
    pins = locked()
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    assert all(f"'{wanted}'" in MAKEFILE for wanted in build)
    everything = requirements([*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"], *build])
    for name, wanted in everything.items():
        assert name in pins, f"{name} is not in the lock: make lock"
        for pin, _ in pins[name]:
            (exact,) = pin.specifier
            assert exact.version in Requirement(f"{name}{wanted}").specifier, f"{name}: make lock"
    for name, entries in pins.items():
        for pin, hashes in entries:
            assert re.fullmatch(r"==[\w.!+]+", str(pin.specifier)) and not pin.url, name
            assert hashes and all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", text) for text in hashes), name
    assert not re.search(r"://|^--|@|^/|^\.", LOCK, re.M)


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_the_lock_has_one_version_of_each_package_everywhere(python, platform):
    where = {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": platform,
             "os_name": "nt" if platform == "win32" else "posix",
             "platform_system": {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}[platform]}
    for name, entries in locked().items():
        fitting = [pin for pin, _ in entries if pin.marker is None or pin.marker.evaluate(where)]
        assert len(fitting) <= 1, name
        assert fitting or name not in WANTED, name


def test_this_environment_is_the_lock_or_at_least_new_enough():
    for name, wanted in WANTED.items():
        assert version(name) in Requirement(f"{name}{wanted}").specifier, name


def test_what_the_package_imports_is_declared():
    imported = set()
    for path in (ROOT / "analysis").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else (
                [node.module] if isinstance(node, ast.ImportFrom) else [])
            imported |= {name.partition(".")[0] for name in names}
    foreign = imported - set(sys.stdlib_module_names) - {"analysis"}
    assert {DISTRIBUTIONS.get(name, name) for name in foreign} <= set(WANTED) | set(OPTIONAL)


def test_the_citation_is_valid_and_of_this_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    # https://github.com/citation-file-format/citation-file-format/blob/main/schema-guide.md
    assert {"cff-version", "message", "title", "authors"} <= set(citation) <= {
        "abstract", "authors", "cff-version", "commit", "contact", "date-released", "doi", "identifiers", "keywords",
        "license", "license-url", "message", "preferred-citation", "references", "repository", "repository-artifact",
        "repository-code", "title", "type", "url", "version"}
    assert citation["cff-version"] == "1.2.0" and citation["type"] in ("software", "dataset")
    assert citation["version"] == __version__ and citation["license"] == PROJECT["license"]
    people = {"name", "family-names", "given-names", "orcid", "affiliation", "alias", "email", "website"}
    for entry in (citation, *citation["references"]):
        assert entry["authors"] and all(set(author) <= people for author in entry["authors"])
    for reference in citation["references"]:
        assert {"type", "title", "authors"} <= set(reference) <= {
            "type", "title", "authors", "scope", "journal", "issn", "year", "issue", "start", "end", "volume", "doi",
            "url", "languages", "notes"}


def test_the_changelog_names_this_version_and_the_citation_its_date():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    latest, date = re.search(r"^## ([\d.]+) — (unreleased|\d{4}-\d\d-\d\d)$", changelog, re.M).groups()
    assert latest == __version__
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert str(citation.get("date-released", "unreleased")) == date


def test_the_words_of_the_readme_are_targets_and_the_help_lists_all_targets():
    targets = set(re.search(r"^\.PHONY: (.*)", MAKEFILE, re.M)[1].split())
    documented = set(re.findall(r"`?make ([a-z]+)", README))
    assert {"run", "test", "lab"} <= documented <= targets
    assert set(re.findall(r'echo "make ([a-z]+)', MAKEFILE)) == targets - {"help", "FORCE"}
    assert re.search(r"^([a-z]+):", MAKEFILE, re.M)[1] == "help", "make without a word runs the first target"


def test_ci_calls_the_test_command_of_the_readme():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert script.splitlines()[-1] == "make test"
    assert re.search(r"^make test\b", README, re.M)


def test_the_files_that_the_readme_links_are_there():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        if "://" not in target:
            assert (ROOT / target).exists(), target


def test_git_ignores_what_is_made_and_what_is_private():
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert {".venv/", "results/", "data/paper/full_text.txt"} <= set(ignored)


def test_the_meta_of_the_shipped_paper_is_of_this_version():
    meta = json.loads((ROOT / "data" / "paper" / "meta.json").read_text(encoding="utf-8"))
    assert meta["zhangju_version"] == __version__
