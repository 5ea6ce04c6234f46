"""The texts in ``../shared``, for tests that compare on real text; they skip where it is not there."""

import zipfile
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the texts in ../shared are not on this machine")


@cache
def shared_texts() -> dict[str, str]:
    """Return every text by its file's name; the paper and the policies repaired, the reports as they are."""
    from analysis.documents import open_document

    texts = {path.name: open_document(path).text for path in sorted(SHARED.rglob("*.txt"))}
    for path in sorted(SHARED.rglob("*.docx")):
        with zipfile.ZipFile(path) as archive:
            tree = ElementTree.fromstring(archive.read("word/document.xml"))
        paragraphs = ("".join(node.text or "" for node in p.iter(f"{WORD}t")) for p in tree.iter(f"{WORD}p"))
        texts[path.name] = "\n".join(paragraphs)
    assert len(texts) == 75, "72 reports, 2 policies and the paper"
    return texts


def paper_text() -> str:
    """Return the paper's repaired text."""
    (path,) = (SHARED / "paper").glob("*.txt")
    return shared_texts()[path.name]
