"""Limits: a document that divides into too much is one clear error, which names the file, and costs little."""

import sys
import zlib

import pytest

from analysis import openings, sections
from analysis.documents import divide
from analysis.errors import InputError, UnreadableFileError
from analysis.readers import Source, isolated, limits, pdf_guard, plain, read_source
from analysis.readers.html import extract as read_page
from analysis.readers.limits import memory_limit
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


ZEROS = zlib.compress(b" " * 5_000_000, 9)
DENSE = zlib.compress(bytes(range(256)) * 400)


def stream(packed: bytes, dictionary: str) -> bytes:
    """Return a PDF's object that is a stream."""
    return b"4 0 obj\n<<%s>>\nstream\n" % dictionary.encode() + packed + b"\nendstream\nendobj\n"


@pytest.mark.parametrize("packed, dictionary", [
    (ZEROS, "/Filter/FlateDecode"),
    (ZEROS, "/Filter/Fl#61teDecode"),
    (ZEROS, "/Filter 6 0 R"),
    (ZEROS, f"/X({'a' * 5_000})/Filter/FlateDecode"),
    (ZEROS, f"/Filter/FlateDecode/X({'a' * 5_000})"),
    (zlib.compress(ZEROS), "/Filter[/FlateDecode/FlateDecode]"),
    (zlib.compress(zlib.compress(ZEROS)), "/Filter 6 0 R"),
])
def test_a_pdf_that_unpacks_to_too_much_is_refused_however_it_says_so(packed, dictionary):
    data = b"%PDF-1.7\n" + stream(DENSE, "/Filter/FlateDecode") + stream(packed, dictionary)
    with pytest.raises(UnreadableFileError, match="a.pdf: unpacks to more than is read") as raised:
        pdf_guard.check_streams(data, "a.pdf")
    assert f"a stream of {len(packed) + 1:,} bytes" in str(raised.value)


@pytest.mark.parametrize("packed, dictionary", [
    (DENSE, "/Filter/FlateDecode"),
    (ZEROS, "/Subtype/Image/Filter/FlateDecode"),
    (ZEROS, f"/Subtype /Image/ColorSpace[/Indexed/DeviceRGB 255({'a' * 5_000})]/Filter/FlateDecode"),
    (ZEROS[:2] + b"no zlib", "/Filter/FlateDecode"),
    (zlib.compress(ZEROS[:2] + b"no zlib"), "/Filter/FlateDecode"),
    (b" " * 5_000_000, ""),
])
def test_pictures_and_what_is_not_packed_are_no_bombs(packed, dictionary):
    assert pdf_guard.check_streams(b"%PDF-1.7\n" + stream(packed, dictionary), "a.pdf") is None


def form_bomb() -> bytes:
    """Return a PDF of a page that draws a form ten times, which draws one ten times, and so on: 10 ** 9 words."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
               "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>",
               "<</Length 5>>\nstream\n/X Do\nendstream"]
    drawn = ["/X Do " * 10] * 9 + ["BT /F1 9 Tf 9 9 Td (word) Tj ET"]
    for number, content in enumerate(drawn, 6):
        resources = f"<</XObject<</X {number} 0 R>>/Font<</F1 15 0 R>>>>"
        objects.append(f"<</Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources{resources}/Length {len(content)}>>\n"
                       f"stream\n{content}\nendstream")
    objects.append("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    body = "".join(f"{number} 0 obj\n{content}\nendobj\n" for number, content in enumerate(objects, 1))
    return f"%PDF-1.7\n{body}trailer\n<</Root 1 0 R/Size {len(objects) + 1}>>\n%%EOF\n".encode()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems do not hold the limit of memory")
def test_forms_that_draw_each_other_end_at_the_limit_of_memory():
    with pytest.raises(UnreadableFileError, match="a.pdf: cannot be read as pdf, or takes too much memory"):
        isolated.extract("pdf", form_bomb(), "a.pdf")


def test_memory_grows_with_the_file_up_to_a_limit():
    assert memory_limit(0) == 600_000_000 and memory_limit(10**6) == 640_000_000
    assert memory_limit(limits.MAX_BYTES) == limits.MAX_MEMORY


@pytest.mark.parametrize("before", ["<img src='data:image/png;base64,{}'>", "<p>{}</p>"])
def test_a_page_with_more_than_10_mb_in_one_place_is_read_to_its_end(before):
    page = f"<html><body><h1>论读书</h1>{before.format('A' * 11_000_000)}<p>在末尾的一段话。</p></body></html>"
    assert read_page(page.encode(), "a.html").text.endswith("在末尾的一段话。\n")
