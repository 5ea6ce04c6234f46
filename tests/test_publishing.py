"""No file of the repository holds 16 or more consecutive Han characters of a text in ``../shared``.

Those texts are other people's. The script is ignored; so is everything but Han characters within a line,
and signs and line ends beyond it. Left aside are headings and titles, which are facts: lines of fewer than
40 Han characters, and those listed in benchmarks/headings; and the list of references. Of the paper, the text
as found and the text as repaired are compared.
"""

from __future__ import annotations

import csv
import html
import json
import re
import subprocess
import zipfile
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
RUN = 16
HEADING = 40
LISTED = 60
NOT_HAN = re.compile(r"[^\u3400-\u9fff]")
OTHER_WORD = re.compile(r"(?:(?![\u3400-\u9fff_])\w)+")
ESCAPED = re.compile(r"\\u([3-9][0-9a-fA-F]{3})")
GLOSS = re.compile(r"[(（][a-zà-ɏ]{1,6}[)）]")
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MADE = {".venv", ".lock-venv", ".git", "results", "__pycache__", ".pytest_cache", ".hypothesis", ".ruff_cache"}

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the texts in ../shared are not on this machine")


@cache
def converter(name: str):
    from opencc import OpenCC

    return OpenCC(name).convert


def han_lines(text: str) -> list[str]:
    """Return the Han characters of each line, Simplified and without anything between them."""
    return [NOT_HAN.sub("", line) for line in converter("t2s")(text).split("\n")]


def stretches(text: str) -> list[str]:
    """Return the lines, and what reaches across lines with only signs between: a text that was wrapped."""
    return han_lines(text) + han_lines(OTHER_WORD.sub("|", text.replace("\n", " ")).replace("|", "\n"))


def runs(han: str) -> set[str]:
    """Return every run of 16 Han characters."""
    return {han[i : i + RUN] for i in range(len(han) - RUN + 1)}


def read_docx(path: Path) -> str:
    """Return the text of a Word file, one line per paragraph."""
    with zipfile.ZipFile(path) as archive:
        tree = ElementTree.fromstring(archive.read("word/document.xml"))
    return "\n".join("".join(node.text or "" for node in p.iter(f"{WORD}t")) for p in tree.iter(f"{WORD}p"))


def source_texts() -> list[str]:
    """Return the texts in ``../shared``, the paper as found and as repaired and without its references."""
    from analysis.documents import open_document

    texts = []
    for path in sorted(SHARED.rglob("*")):
        if path.suffix == ".docx":
            texts.append(read_docx(path))
        elif path.suffix == ".txt":
            found = [path.read_text(encoding="utf-8")]
            if path.parent.name == "paper":
                found += [GLOSS.sub("", found[0]), open_document(path).text]
                found = [re.split("參考文獻|参考文献", text)[0] for text in found]
            texts += found
    return texts


def listed() -> list[str]:
    """Return the headings that a person listed, which in some reports run on into their paragraphs."""
    listed = [row["heading"] for path in sorted((ROOT / "benchmarks" / "headings").glob("*.csv"))
              for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())]
    assert listed and all(len(heading) <= LISTED for heading in listed)
    return [han for heading in listed for han in han_lines(heading)]


@cache
def source_lines() -> tuple[list[str], set[str]]:
    """Return the Han characters of each line that is text, and the runs of the headings."""
    lines = [line for text in source_texts() for line in han_lines(text)]
    headings = set().union(*(runs(line) for line in [*(line for line in lines if len(line) < HEADING), *listed()]))
    return [line for line in lines if len(line) >= HEADING], headings


def repository_files() -> list[Path]:
    """Return what is or would be published: tracked files and new ones that git doesn't ignore."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                            capture_output=True, text=True, encoding="utf-8")
    if listed.returncode == 0 and listed.stdout:
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        paths = [path for path in ROOT.rglob("*") if not MADE & set(path.relative_to(ROOT).parts)]
    return [path for path in paths if path.is_file() and path != ROOT / "data" / "paper" / "full_text.txt"]


def readings(path: Path) -> list[str]:
    """Return the texts that a file may hold: none if it is binary, several if its encoding is not certain."""
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        texts = [data.decode("utf-16", errors="ignore")]
    elif b"\0" in data:
        return []
    else:
        try:
            texts = [data.decode("utf-8")]
        except UnicodeDecodeError:
            texts = [data.decode(codec, errors="ignore") for codec in ("gb18030", "big5")]
    # A string in JSON or Python may write a character as \uXXXX and a line end as \n.
    decoded = [html.unescape(ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)) for text in texts]
    decoded = [text.replace("\\n", "\n") for text in decoded]
    return decoded + [GLOSS.sub("", text) for text in decoded]


def find_copied(paths: list[Path]) -> dict[Path, str]:
    """Return the files that hold a run of a source's text, and the first run of each."""
    files: dict[str, Path] = {}
    for path in paths:
        for text in readings(path):
            for stretch in stretches(text):
                files |= dict.fromkeys(runs(stretch), path)
    lines, headings = source_lines()
    copied: dict[Path, str] = {}
    for line in lines:
        for i in range(len(line) - RUN + 1):
            run = line[i : i + RUN]
            if run in files and run not in headings:
                copied.setdefault(files[run], run)
    return copied


@needs_shared
def test_no_file_holds_a_run_of_a_sources_text():
    copied = find_copied(repository_files())
    # The run itself stays out of the message: a log may be published too.
    assert not copied, {str(path.relative_to(ROOT)): f"{run[:4]}…" for path, run in copied.items()}


@needs_shared
def test_the_repository_and_the_sources_are_really_read():
    lines, headings = source_lines()
    assert len(source_texts()) >= 3
    assert sum(map(len, lines)) > 10_000 and headings
    names = {path.relative_to(ROOT).as_posix() for path in repository_files()}
    assert {"README.md", "analysis/cli.py", "tests/test_publishing.py", "data/paper/errata.csv"} <= names
    assert not {name for name in names if name.startswith((".venv/", "results/"))}


def sentence(number: int) -> str:
    """Return 20 Han characters of the text of a source, taken now and never written into the repository."""
    lines, headings = source_lines()
    line = lines[number]
    return next(line[i : i + 20] for i in range(len(line) - 19) if not runs(line[i : i + 20]) & headings)


DISGUISES = {
    "plain": lambda text: text.encode(),
    "traditional": lambda text: converter("s2t")(text).encode(),
    "with words between": lambda text: "，“x” 5".join(text).encode(),
    "one character a line": lambda text: "，\n# ".join(text).encode(),
    "glossed": lambda text: "(shù)".join(text).encode(),
    "notebook": lambda text: json.dumps({"cells": [{"source": [text[:9] + "\n", text[9:]]}]}, indent=1).encode(),
    "entities": lambda text: "".join(f"&#{ord(ch)};" for ch in text).encode(),
    "gbk": lambda text: text.encode("gb18030"),
    "big5": lambda text: converter("s2t")(text).encode("big5", errors="ignore"),
    "utf-16": lambda text: text.encode("utf-16"),
}


@needs_shared
@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("number", [0, -1], ids=["first source", "last source"])
def test_a_planted_sentence_is_found(tmp_path, disguise, number):
    planted = tmp_path / "planted.txt"
    planted.write_bytes(DISGUISES[disguise](sentence(number)))
    assert list(find_copied([planted])) == [planted]


@needs_shared
def test_fifteen_characters_and_headings_are_no_copy(tmp_path):
    short = tmp_path / "short.txt"
    short.write_text(sentence(0)[: RUN - 1], encoding="utf-8")
    title = tmp_path / "title.txt"
    title.write_text(sorted(source_lines()[1])[0], encoding="utf-8")
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\0" + sentence(0).encode())
    assert find_copied([short, title, picture]) == {}
