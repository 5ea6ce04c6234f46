"""The texts in ``../shared``, for tests that compare on real text; they skip where it is not there."""

import zipfile
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the texts in ../shared are not on this machine")


def read_docx(path: Path) -> str:
    """Return the paragraphs of a Word document, a line each."""
    with zipfile.ZipFile(path) as archive:
        tree = ElementTree.fromstring(archive.read("word/document.xml"))
    marks = {f"{WORD}tab": "\t", f"{WORD}br": "\n", f"{WORD}cr": "\n"}
    return "\n".join(
        "".join(node.text or "" if node.tag == f"{WORD}t" else marks.get(node.tag, "") for node in paragraph.iter())
        for paragraph in tree.iter(f"{WORD}p"))


@cache
def shared_texts() -> dict[str, str]:
    """Return every text by its file's name; the paper and the policies repaired, the reports as they are."""
    from analysis.documents import open_document

    texts = {path.name: open_document(path).text for path in sorted(SHARED.rglob("*.txt"))}
    texts |= {path.name: read_docx(path) for path in sorted(SHARED.rglob("*.docx"))}
    assert len(texts) == 75, "72 reports, 2 policies and the paper"
    return texts


def paper_path() -> Path:
    """Return the paper's file; skip the test where it is not there."""
    paths = sorted((SHARED / "paper").glob("*.txt"))
    if not paths:
        pytest.skip("the paper's full text is not on this machine")
    return paths[0]


def opinions_path() -> Path:
    """Return the file of the Guiding Opinions of 2022; skip the test where it is not there."""
    for path in sorted((SHARED / "corpora" / "opinions").glob("*.txt")):
        if "指导意见" in path.name:
            return path
    pytest.skip("the Guiding Opinions are not on this machine")


def paper_text() -> str:
    """Return the paper's repaired text."""
    return shared_texts()[paper_path().name]
