"""Word documents that are none, are damaged or would do harm: one clear line each, before the cost arises."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from word_files import PACKAGE, level, lists, members, numbered, p, style, t, table, word_file, zipped

from analysis.errors import UnreadableFileError
from analysis.readers import docx, limits, office_xml
from analysis.readers.docx import extract

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500


def said(data):
    """Return the message of the error, which is one line and names the file."""
    with pytest.raises(UnreadableFileError) as caught:
        extract(data, "a.docx")
    message = str(caught.value)
    assert message.startswith("a.docx: ") and "\n" not in message and len(message) < 300
    return message


@pytest.mark.parametrize("names, what", [
    (["xl/workbook.xml", "[Content_Types].xml"], "Excel"),
    (["ppt/presentation.xml", "[Content_Types].xml"], "PowerPoint"),
    (["mimetype", "content.xml"], "OpenDocument"), (["mimetype", "META-INF/container.xml"], "EPUB"),
    (["Index/Document.iwa"], "Pages"), (["a.txt", "b.txt"], "ZIP archive"), (["word/styles.xml"], "word/document.xml"),
    (["[Content_Types].xml"], "word/document.xml"), ([], "ZIP archive"),
])
def test_another_kind_of_file_is_named(names, what):
    assert what in said(zipped(dict.fromkeys(names, "x")))


def test_an_excel_workbook_is_named_by_its_relationship():
    relations = (f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Type="a/officeDocument" '
                 'Target="xl/workbook.xml"/></Relationships>')
    assert "Excel" in said(zipped({"_rels/.rels": relations, "xl/workbook.xml": "<workbook/>"}))


@pytest.mark.parametrize("stream, what", [
    ("EncryptedPackage", "encrypted"), ("WordDocument", "(.doc)"), ("Book", "Office"),
])
def test_old_and_encrypted_files_are_named(stream, what):
    assert what in said(OLE + stream.encode("utf-16-le"))


@pytest.mark.parametrize("data", [b"", b"<html>", "正文".encode(), b"%PDF-1.4"])
def test_what_is_not_zipped_is_no_word_document(data):
    assert "not a Word document" in said(data)


def test_a_file_cut_short_is_damaged():
    data = word_file(p("题" * 100))
    for length in (2, 30, len(data) // 2, len(data) - 30):
        assert "damaged" in said(data[:length])


def test_a_damaged_member_is_named():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members(p("读书的题目")).items():
            archive.writestr(name, content)
    data = made.getvalue().replace("读书的题目".encode(), "读书的题日".encode(), 1)
    assert "word/document.xml inside cannot be unpacked" in said(data)


@pytest.mark.parametrize("part, content", [
    ("word/document.xml", "<w:document"), ("word/document.xml", ""), ("word/document.xml", "无"),
    ("word/styles.xml", "<x>"), ("word/document.xml", "<html><body>正文</body></html>"),
    ("word/document.xml", b"\xff\xfe\xff"),
    ("word/document.xml", '<?xml version="1.0" encoding="no-such"?><a/>'), ("_rels/.rels", "<a></b>"),
    ("word/document.xml", members(p("一\x01"))["word/document.xml"]),
    ("word/document.xml", members(p("一&#1;"))["word/document.xml"]),
])
def test_broken_xml_is_damage_and_its_part_is_named(part, content):
    message = said(zipped({**members(p("题"), styles=style("1", "heading 1")), part: content}))
    assert "damaged" in message and part in message


def test_the_line_of_the_damage_is_named():
    parts = members(p("题"))
    parts["word/document.xml"] = parts["word/document.xml"].replace("<w:body>", "\n\n<w:body></x>")
    assert "line 3" in said(zipped(parts))


LAUGHS = ('<!DOCTYPE w:document [<!ENTITY a "' + "哈" * 100 + '">'
          + "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9)) + "]>")


@pytest.mark.parametrize("before", [
    LAUGHS, '<!DOCTYPE w:document SYSTEM "http://127.0.0.1/x.dtd">',
    "<!-- " + "x" * 70_000 + " --><!DOCTYPE w:document>",
    '<!DOCTYPE w:document [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_and_entities_are_refused(before, encoding):
    parts = members(p("题&j;" if before == LAUGHS else "题"))
    declaration = f'<?xml version="1.0" encoding="{encoding}"?>'
    parts["word/document.xml"] = (declaration + before + parts["word/document.xml"]).encode(encoding)
    assert "document type or entities" in said(zipped(parts))


def test_a_document_type_hidden_by_an_encoding_is_refused():
    parts = members(p("题"))
    declaration = '<?xml version="1.0" encoding="UTF-7"?><!DOCTYPE w:document [<!ENTITY a "b">]>'
    hidden = declaration.replace("<!", "+ADwAIQ-").encode() + parts["word/document.xml"].encode("utf-7")
    assert said(zipped({**parts, "word/document.xml": hidden}))


def test_deep_nesting_is_refused_and_what_is_allowed_is_read():
    deep = "<w:ins>" * 150 + p("深") + "</w:ins>" * 150
    assert extract(word_file(deep), "a.docx").text == "深\n"
    for depth in (limits.MAX_DEPTH, 5_000):
        assert "deep" in said(word_file("<w:ins>" * depth + p("深") + "</w:ins>" * depth))


@pytest.mark.parametrize("before, after", [
    ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"), ("<w:p><w:hyperlink>", "</w:hyperlink></w:p>"),
    ("<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>"),
    ("<mc:AlternateContent><mc:Choice>", "</mc:Choice></mc:AlternateContent>"),
    ("<w:p><m:oMath><m:d><m:e>", "</m:e></m:d></m:oMath></w:p>"), ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
])
def test_the_deepest_nesting_that_is_allowed_is_read(before, after):
    times = (limits.MAX_DEPTH - 6) // before.count("<")
    body = before * times + p("深") + after * times + p("浅")
    assert extract(word_file(body), "a.docx").text.strip().endswith("浅")


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members(p("题")).items():
            archive.writestr(name, content)
        archive.writestr("word/media/image1.png", b"\0" * 5_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *arguments: pytest.fail("unpacked"))
    assert "unpacks to more" in said(made.getvalue())


def test_many_members_together_are_refused(monkeypatch):
    monkeypatch.setattr("analysis.readers.zipped.MAX_UNPACKED", 3_000)
    parts = members(p("题")) | {f"word/media/{at}": b"\0" * 1000 for at in range(3)}
    assert "unpacks to more" in said(zipped(parts))
    assert "more than 5,000 files" in said(zipped({str(at): b"" for at in range(limits.MAX_MEMBERS + 1)}))


def test_a_member_that_is_longer_than_the_list_says_is_damaged():
    body = p("题" * 1000)
    data, size = word_file(body), len(members(body)["word/document.xml"].encode())
    listed = size.to_bytes(4, "little")
    assert data.count(listed) == 2
    assert "damaged" in said(data.replace(listed, (100).to_bytes(4, "little")))


def test_other_packings_and_passwords_are_refused():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert "packed in a way" in said(made.getvalue())
    data = bytearray(zipped({"word/document.xml": "<a/>"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert "password" in said(bytes(data))


def test_too_much_text_or_too_many_styles_are_refused(monkeypatch):
    monkeypatch.setattr(docx, "MAX_TEXT", 1000)
    assert "characters" in said(word_file(p("题" * 600) * 2))
    monkeypatch.setattr(docx, "MAX_DEFINITIONS", 3)
    assert "more than 3 styles or lists" in said(word_file(p("题"), styles=style("1", "x") * 4))


@pytest.mark.parametrize("body, what", [
    ("", "no text in it; is it"), (p() * 3, "no text in it; is it"), (table(["", ""]), "no text in it; is it"),
    (p("<w:r><w:drawing><a:blip/></w:drawing></w:r>") * 2, "only pictures (2): scanned"),
    (p("<w:r><w:pict><v:imagedata/></w:pict></w:r>"), "only pictures (1): scanned"),
    ("<w:altChunk/>", "embedded"),
])
def test_a_document_without_text_says_so(body, what):
    assert what in said(word_file(body))


# Any input ends in an extract or in a documented error, and an extract keeps the laws of readers.

RICH = members(
    p("题目", style="a") + numbered("背景", 1) + p(t("话") + '<w:r><w:footnoteReference w:id="1"/></w:r>')
    + table(["甲", "乙"]) + "<w:sdt><w:sdtPr/><w:sdtContent>" + p("控") + "</w:sdtContent></w:sdt>"
    + p('<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>TOC</w:instrText></w:r>' + t("目")),
    styles=style("a", "Title") + style("1", "heading 1"), numbering=lists(level(0, "decimal", "%1.")),
    footnotes=f'<w:footnote w:id="1">{p("注")}</w:footnote>')


def check(data):
    try:
        made = extract(data, "a.docx")
    except UnreadableFileError as error:
        assert "\n" not in str(error)
        return
    assert made.text.endswith("\n") and not set(made.text) & {"\x01", "\x02"}
    for spans in (made.hints, made.changes):
        assert all(0 <= span.start < span.end <= len(made.text) for span in spans)
        assert all(before.end <= after.start for before, after in zip(spans, spans[1:], strict=False))
    assert all(made.text[hint.start : hint.end].strip() == made.text[hint.start : hint.end] for hint in made.hints)


@settings(max_examples=150)
@given(st.data())
def test_damaged_bytes_end_in_a_documented_error(data):
    whole = bytearray(zipped(RICH))
    for _ in range(data.draw(st.integers(1, 8))):
        start = data.draw(st.integers(0, len(whole) - 1))
        end = min(len(whole), start + data.draw(st.integers(0, 40)))
        whole[start:end] = data.draw(st.binary(max_size=40))
        if len(whole) < 100:
            break
    check(bytes(whole))


@settings(max_examples=150)
@given(st.sampled_from([name for name in RICH if name.endswith((".xml", ".rels"))]), st.data())
def test_damaged_xml_ends_in_a_documented_error(name, data):
    content = RICH[name]
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(len(content), start + 60)))
        pieces = ["", "<w:p>", "</w:p>", "&a;", "\0", 'w:val="', "999999999999", content[start:end] * 2]
        put = data.draw(st.sampled_from(pieces))
        content = content[:start] + put + content[end:]
    check(zipped({**RICH, name: content}))


NAMES = [f"w:{name}" for name in (
    "p", "r", "t", "tbl", "tr", "tc", "tcPr", "vMerge", "sdt", "sdtPr", "sdtContent", "pPr", "rPr", "del", "ins",
    "vanish", "numPr", "numId", "ilvl", "outlineLvl", "pStyle", "fldChar", "instrText", "footnoteReference", "br",
    "sym", "ruby", "rubyBase", "txbxContent", "pict", "altChunk")] + [
    "mc:AlternateContent", "mc:Choice", "m:oMath", "m:f", "m:d", "m:t"]
ATTRIBUTES = st.sampled_from(["", ' w:val="0"', ' w:val="1"', ' w:val="x"', ' w:id="1"', ' w:fldCharType="begin"',
                              ' w:fldCharType="separate"', ' w:fldCharType="end"', ' w:char="F0FC" w:font="Symbol"'])
XML = st.recursive(
    st.sampled_from(["字", "第一章", "\n", "TOC", " "]),
    lambda inner: st.builds(lambda name, attribute, parts: f"<{name}{attribute}>{''.join(parts)}</{name}>",
                            st.sampled_from(NAMES), ATTRIBUTES, st.lists(inner, max_size=4)), max_leaves=40)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(XML, max_size=6))
def test_any_elements_in_any_order_end_in_an_extract_or_an_error(parts):
    check(zipped({**RICH, "word/document.xml": members("".join(parts))["word/document.xml"]}))


@given(st.lists(st.text("字。 　a1", max_size=30), min_size=1, max_size=20))
def test_every_paragraph_is_one_line(texts):
    body = "".join(p(t(text)) for text in [*texts, "尾"])
    assert extract(word_file(body), "a.docx").text == "\n".join([*texts, "尾"]) + "\n"


def test_reading_piece_by_piece_frees_what_was_read():
    held = []
    data = zipped(members(p("题") * 5_000))
    package, parts = docx.open_package(data, "a.docx")
    for block in office_xml.elements(package, parts.document, ("w:p",), roots=("w:document",)):
        held.append(len(block.getparent()))
    assert len(held) == 5_000 and max(held) < 2_000
