"""What is shipped is found in a checkout and in an installed package; a full text only where it is wanted."""

from __future__ import annotations

import pytest

from analysis import shipped
from analysis.errors import UnreadableFileError


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A checkout in which the package lies beside its data."""
    (tmp_path / "data" / "paper").mkdir(parents=True)
    (tmp_path / "analysis").mkdir()
    monkeypatch.setattr(shipped, "HERE", tmp_path / "analysis")
    return tmp_path


def test_data_lie_beside_the_package_in_a_checkout(package):
    assert shipped.data_path("paper") == package / "data" / "paper"
    assert shipped.notebooks_path() == package / "notebooks"


def test_an_installed_package_has_them_inside_whatever_lies_beside_it(package):
    inside = package / "analysis" / "_shipped"
    (inside / "data").mkdir(parents=True)
    (inside / "notebooks").mkdir()
    assert shipped.data_path("a.csv") == inside / "data" / "a.csv"
    assert shipped.notebooks_path() == inside / "notebooks"


@pytest.mark.parametrize("there, setting, found", [
    (False, None, False), (True, None, True), (True, "on", True), (True, "", True), (True, "off", False),
    (True, " OFF ", False), (False, "on", False),
])
def test_the_full_text_is_used_where_it_is_and_is_wanted(package, monkeypatch, there, setting, found):
    path = package / "data" / "paper" / "full_text.txt"
    if there:
        path.write_text("…", encoding="utf-8")
    if setting is None:
        monkeypatch.delenv("ZHANGJU_FULL_TEXT", raising=False)
    else:
        monkeypatch.setenv("ZHANGJU_FULL_TEXT", setting)
    assert shipped.full_text_path() == (path if found else None)


def test_a_table_is_read_as_text_with_or_without_a_byte_order_mark(package):
    path = package / "data" / "paper" / "a.csv"
    for encoding in ("utf-8", "utf-8-sig"):
        path.write_text('id,term\n1.10,"数,据"\n', encoding=encoding)
        assert shipped.read_rows("paper", "a.csv") == (["id", "term"], [["1.10", "数,据"]])


def test_a_missing_table_is_a_clear_error(package):
    with pytest.raises(UnreadableFileError, match=r"none\.csv: is not there; reinstall"):
        shipped.read_rows("paper", "none.csv")
