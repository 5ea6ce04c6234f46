"""Limits: a document that divides into too much is one clear error, which names the file, and costs little."""

import pytest

from analysis import openings, sections
from analysis.documents import divide
from analysis.errors import InputError, UnreadableFileError
from analysis.readers import Source, limits, plain, read_source
from analysis.sections import find_units


@pytest.mark.parametrize("module, name, text, message", [
    (openings, "MOST", "一、甲\n二、乙\n三、丙\n", "more than 2 lines begin like headings"),
    (sections, "MOST_UNITS", "做好：一是甲；二是乙。", "has more than 2 headings and items"),
])
def test_a_text_that_divides_into_too_much_is_refused(monkeypatch, module, name, text, message):
    monkeypatch.setattr(module, name, 3)
    assert len(find_units(text)) == 3
    monkeypatch.setattr(module, name, 2)
    with pytest.raises(InputError, match=f"^text: {message}; is it one document"):
        find_units(text)
    with pytest.raises(InputError, match="a.txt: text: "):
        divide(Source(text, "a.txt", "utf-8"))


def test_a_file_that_is_too_large_is_not_read_whole(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text("甲" * 100, encoding="utf-8")
    monkeypatch.setattr(plain, "MAX_BYTES", 200)
    monkeypatch.setattr(limits, "MAX_BYTES", 200)
    with pytest.raises(UnreadableFileError, match="a.txt: is larger than .*; is it one document"):
        read_source(path)
