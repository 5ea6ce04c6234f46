"""PDFs: reading order, running heads, footnotes, paragraphs, headings; and the errors of those that cannot be read."""

from __future__ import annotations

import io
import random
import re
import zlib

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.errors import UnreadableFileError
from analysis.readers import isolated
from analysis.readers.pdf import extract
from analysis.readers.pdf_hyphens import Words

WIDTH, HEIGHT = 595, 842
SIZE, LEADING = 10, 15
ORDINALS = "一二三四五六七八九十"
SENTENCES = [
    "旧桥的木板换过三回，河水却一直是那样流。", "管渡口的人把每天的船数写在墙上，年终再抄进本子。",
    "本子里缺了两页，没有人记得是哪一年的事。", "新来的办事员用表格重抄了一遍，错字反而多了。",
    "我们沿着河走访了四个村子，听到五种说法。", "其中一种说法与账目相合，另外几种各有道理。",
    "老人们认为船票太贵，年轻人觉得等得太久。", "冬天停航的日子里，邮件要绕山路走上三天。",
    "后来的桥修在上游，渡口慢慢没有了声音。",
]


def running(text_and_more) -> str:
    """Return the text with the changes made; they must be in order, disjoint and inside the text."""
    text, at, out = text_and_more.text, 0, []
    for start, end, after, _ in text_and_more.changes:
        assert at <= start <= end <= len(text)
        out += [text[at:start], after]
        at = end
    return "".join([*out, text[at:]])


def hinted(made, kind: str) -> list[tuple[int, str]]:
    return [(hint.level, made.text[hint.start : hint.end]) for hint in made.hints if hint.kind == kind]


def paragraph(seed: int, sentences: int = 6) -> str:
    return "".join(random.Random(seed).choices(SENTENCES, k=sentences))


def wrapped(text: str, width: int, *, indent: str = "\u3000\u3000") -> list[str]:
    """Break a paragraph as a page does: two characters of indentation, no stop at a line's beginning."""
    lines, rest = [], indent + text
    while rest:
        cut = width
        while cut < len(rest) and rest[cut] in "，。":
            cut -= 1
        lines.append(rest[:cut])
        rest = rest[cut:]
    return lines


class Sheet:
    """A PDF made line by line."""

    def __init__(self, **options) -> None:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont
        from reportlab.pdfgen.canvas import Canvas

        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        self.bytes = io.BytesIO()
        self.canvas = Canvas(self.bytes, pagesize=(WIDTH, HEIGHT), **options)

    def put(self, x: float, y: float, text: str, *, size: float = SIZE, font: str = "STSong-Light") -> None:
        """Write a line whose baseline is ``y`` points below the page's top."""
        self.canvas.setFont(font, size)
        for char in text if font == "STSong-Light" and not text.isascii() else [text]:
            if char != "\u3000":
                self.canvas.drawString(x, HEIGHT - y, char)
            x += size if ord(char[0]) > 0x2000 else size * len(char) / 2

    def column(self, x: float, y: float, lines, *, size: float = SIZE) -> float:
        for line in lines:
            self.put(x, y, line, size=size)
            y += LEADING
        return y

    def page(self) -> None:
        self.canvas.showPage()

    def data(self) -> bytes:
        self.canvas.save()
        return self.bytes.getvalue()


def plain_pages(count: int, **options) -> bytes:
    sheet = Sheet(**options)
    for number in range(count):
        sheet.column(60, 100, wrapped(paragraph(number), 40))
        sheet.page()
    return sheet.data()


def journal(pages: int = 4) -> tuple[bytes, list[str], list[str]]:
    """Make a journal paper in two columns; return it, its paragraphs in order, and its footnotes."""
    sheet, paragraphs, notes = Sheet(), [paragraph(seed, 9) for seed in range(60)], []
    stream = [(n, line) for n, text in enumerate(paragraphs) for line in wrapped(text, 22)]
    for number in range(pages):
        sheet.put(*((60, 40, "渡口学刊　二〇二一年") if number % 2 else (220, 40, "四个村子的渡口与账目")))
        sheet.put(290, 810, f"·{1044 + number}·", size=9)
        top = 80
        if number == 0:
            sheet.put(190, 90, "四个村子的渡口与账目", size=20)
            sheet.column(80, 120, ["摘要：" + paragraph(3, 2)], size=9)
            top = 180
        note = f"{ORDINALS[number]}、抄本的这一页有墨迹。"
        sheet.canvas.line(60, HEIGHT - 752, 130, HEIGHT - 752)
        sheet.put(60, 765, "①②③④⑤⑥"[number] + note, size=8)
        notes.append("①②③④⑤⑥"[number] + note)
        for x, foot in ((60, 740), (310, 780)):
            room = (foot - top) // LEADING
            sheet.column(x, top, [line for _, line in stream[:room]])
            del stream[:room]
        sheet.page()
    return sheet.data(), paragraphs[: stream[0][0]], notes


def test_a_journal_in_two_columns_is_read_column_by_column_and_its_paragraphs_are_whole():
    data, paragraphs, notes = journal()
    made = extract(data, "a.pdf")
    lines = running(made).splitlines()
    start = lines.index(paragraphs[0])
    assert lines[start : start + len(paragraphs)] == paragraphs
    assert hinted(made, "title") == [(0, "四个村子的渡口与账目")]
    assert lines[-4:] == notes and hinted(made, "notes") == [(0, "\n".join(notes) + "\n")]
    assert not re.search(r"·\d+·|渡口学刊", running(made))


def test_the_text_keeps_what_the_changes_take_out():
    made = extract(journal()[0], "a.pdf")
    pages = made.text.split("\f")
    assert len(pages) == 5 and pages[1].startswith("渡口学刊　二〇二一年\n") and pages[1].endswith("\n·1045·\n")
    assert {change.reason for change in made.changes} == {"page", "lines"}


def test_columns_that_are_drawn_line_by_line_in_turn_are_parted_by_their_gutter():
    left, right = wrapped(paragraph(1, 9), 20), wrapped(paragraph(2, 9), 20)
    sheet = Sheet()
    for row, pair in enumerate(zip(left, right)):
        for x, line in zip((60, 60 + 21 * SIZE), pair):  # a gutter of one character
            sheet.put(x, 100 + LEADING * row, line)
    lines = running(extract(sheet.data(), "a.pdf")).splitlines()
    rows = min(len(left), len(right))
    assert lines == ["".join(side[:rows]).strip("\u3000") for side in (left, right)]


def test_a_table_across_both_columns_stands_between_them_row_by_row():
    sheet = Sheet()
    texts = [paragraph(seed, 4) for seed in range(4)]
    for y, pair in ((80, texts[:2]), (400, texts[2:])):
        for x, text in zip((60, 310), pair):
            sheet.column(x, y, wrapped(text, 22))
    for y in (300, 318, 352):
        sheet.canvas.line(60, HEIGHT - y, 530, HEIGHT - y)
    cells = [["村子", "船数", "票价"], ["上游", "12", "30"], ["下游", "8", "25"]]
    for row, words in enumerate(cells):
        for x, word in zip((80, 240, 440), words):
            sheet.put(x, 312 + LEADING * row, word, size=9)
    made = extract(sheet.data(), "a.pdf")
    assert running(made).splitlines() == [*texts[:2], *("\t".join(row) for row in cells), *texts[2:]]
    assert hinted(made, "table") == [(0, "村子\t船数\t票价\n上游\t12\t30\n下游\t8\t25")]


def test_a_sheet_turned_on_its_side_is_read_as_it_is_held():
    sheet = Sheet()
    sheet.canvas.translate(WIDTH, 0)
    sheet.canvas.rotate(90)
    sheet.column(60, HEIGHT - 500, wrapped(paragraph(1), 60))
    assert running(extract(sheet.data(), "a.pdf")) == paragraph(1) + "\n"


def test_raised_marks_stay_in_their_line_and_bold_made_by_drawing_twice_counts_once():
    sheet = Sheet()
    for shift in (0, 0.3):
        sheet.put(60 + shift, 100, "账目与墙上的数字")
    sheet.put(60, 130, "船数写在墙上")
    sheet.put(120, 126, "[3]", size=6)
    sheet.put(129, 130, "，年终抄进本子。")
    assert running(extract(sheet.data(), "a.pdf")) == "账目与墙上的数字\n船数写在墙上[3]，年终抄进本子。\n"


def test_a_title_set_wide_has_no_spaces_and_words_beside_a_gap_have():
    sheet = Sheet()
    for i, char in enumerate("渡口旧事"):
        sheet.put(200 + 40 * i, 90, char, size=18)
    sheet.put(60, 130, "引　言")
    sheet.column(60, 160, wrapped(paragraph(1), 40))
    made = extract(sheet.data(), "a.pdf")
    assert running(made).splitlines()[:2] == ["渡口旧事", "引　言"]


def test_a_divided_latin_word_is_mended_and_a_compound_keeps_its_hyphen():
    sheet = Sheet()
    lines = ["The keeper of the ferry wrote the number of the boats on the wall of the govern-",
             "ment house, and the long-term record of the village was copied from it. A long-", "term record is rare."]
    for i, line in enumerate(lines):
        sheet.put(60, 100 + LEADING * i, line, font="Courier")
    assert running(extract(sheet.data(), "a.pdf")) == (
        "The keeper of the ferry wrote the number of the boats on the wall of the government house, and the long-term "
        "record of the village was copied from it. A long-term record is rare.\n")


@pytest.mark.parametrize("text, first, second, divides", [
    ("the government. a govern-\nment", "govern", "ment", True),
    ("a long-term plan. a long-\nterm", "long", "term", False),
    ("a long-\nterm plan", "long", "term", False),
    ("the open door and one data. open-\ndata", "open", "data", False),
    ("the open-\ndata plan", "open", "data", True),  # known nowhere else: taken for one word
    ("Government. A govern-\nment", "Govern", "ment", True),
])
def test_other_words_of_the_document_tell_what_a_hyphen_is(text, first, second, divides):
    assert Words(text).divide(first, second) is divides


def below_a_paragraph(*paragraphs: list[tuple[float, str]]) -> list[str]:
    """Return the running text of paragraphs, given as lines and how far in each begins, below one of 40 characters."""
    sheet, y = Sheet(), 190
    sheet.column(60, 100, wrapped(paragraph(1), 40))
    for inset, line in [pair for lines in paragraphs for pair in lines]:
        sheet.put(60 + inset, y, line)
        y += LEADING
    return running(extract(sheet.data(), "a.pdf")).splitlines()[1:]


def hanging(number: int, text: str) -> list[tuple[float, str]]:
    first, *rest = wrapped(text, 39, indent="")
    return [(0, f"{number}.{first}"), *((20, line) for line in wrapped("".join(rest), 38, indent=""))]


def test_a_numbered_entry_with_a_hanging_indent_is_one_line():
    texts = [paragraph(seed) for seed in (5, 6, 7)]
    listed = below_a_paragraph(*(hanging(number, text) for number, text in enumerate(texts, start=1)))
    assert listed == [f"{number}.{text}" for number, text in enumerate(texts, start=1)]


def test_an_indented_paragraph_below_a_full_numbered_line_is_none_of_it():
    heading = "1." + "渡口与账目" * 7 + "渡口账目"
    lines = wrapped(paragraph(2), 40)
    below = [(20, lines[0].strip()), *((0, line) for line in lines[1:])]
    assert below_a_paragraph([(0, heading)], below) == [heading, paragraph(2)]


def test_invisible_and_white_text_is_text():
    sheet = Sheet()
    text = sheet.canvas.beginText(60, 700)
    text.setFont("STSong-Light", SIZE)
    text.setTextRenderMode(3)
    text.textLine("认出来的字。")
    sheet.canvas.drawText(text)
    sheet.canvas.setFillColorRGB(1, 1, 1)
    sheet.put(60, 200, "白色的字。")
    assert running(extract(sheet.data(), "a.pdf")) == "认出来的字。\n白色的字。\n"


def test_bookmarks_give_headings_with_levels():
    sheet = Sheet()
    y = 80
    for number, (title, level) in enumerate([("一、渡口", 0), ("（一）船数", 1), ("二、账目", 0), ("没有印出来", 0)]):
        sheet.canvas.bookmarkPage(title)
        sheet.canvas.addOutlineEntry(title, title, level)
        if number < 3:
            sheet.put(60, y, title)
            y = sheet.column(60, y + LEADING, wrapped(paragraph(number), 40))
    assert hinted(extract(sheet.data(), "a.pdf"), "heading") == [(1, "一、渡口"), (2, "（一）船数"), (1, "二、账目")]


def test_without_bookmarks_larger_type_gives_headings_and_a_larger_number_gives_none():
    sheet = Sheet()
    y = 80
    for number, title in enumerate(["一、渡口", "二、账目", "三、后来"]):
        sheet.put(60, y, title, size=14)
        y = sheet.column(60, y + 25, wrapped(paragraph(number), 40)) + 10
    sheet.put(60, y, "写在墙上的字，比别的字都大。", size=12)
    assert hinted(extract(sheet.data(), "a.pdf"), "heading") == [(1, "一、渡口"), (1, "二、账目"), (1, "三、后来")]


def test_a_table_of_contents_is_hinted_at_and_its_lines_stay_apart():
    sheet = Sheet()
    entries = [f"第{ORDINALS[i]}章　渡口" + "…" * 25 + str(9 + i) for i in range(4)]
    sheet.column(60, 100, entries)
    sheet.column(60, 300, wrapped(paragraph(1), 40))
    made = extract(sheet.data(), "a.pdf")
    assert hinted(made, "contents") == [(0, "\n".join(entries))]
    assert running(made).splitlines() == [*entries, paragraph(1)]


def test_numbers_at_the_foot_that_do_not_count_on_are_text():
    sheet = Sheet()
    for number in range(3):
        sheet.column(60, 100, wrapped(paragraph(number), 40))
        sheet.put(60, 780, "2019")
        sheet.put(160, 780, "2020")
        sheet.put(290, 810, f"— {number + 1} —")
        sheet.page()
    lines = running(extract(sheet.data(), "a.pdf")).splitlines()
    assert [line for line in lines if line != "2019\t2020"] == [paragraph(number) for number in range(3)]


def test_a_figure_that_interrupts_a_sentence_stands_behind_its_paragraph():
    sheet = Sheet()
    lines = wrapped(paragraph(1, 12), 40)
    cut = next(i for i, line in enumerate(lines) if i > 1 and line[-1] not in "，。")
    y = sheet.column(60, 100, lines[: cut + 1])
    sheet.put(200, y + 90, "图1　每年的船数", size=8)
    sheet.column(60, y + 130, lines[cut + 1 :])
    assert running(extract(sheet.data(), "a.pdf")).splitlines() == [paragraph(1, 12), "图1　每年的船数"]


def test_paragraphs_without_indentation_are_parted_by_their_distance():
    sheet, y, texts = Sheet(), 100, [paragraph(number, 8) for number in range(4)]
    for text in texts:
        y = sheet.column(60, y, wrapped(text, 40, indent="")) + 8
    assert running(extract(sheet.data(), "a.pdf")).splitlines() == texts


def test_pages_without_text_are_noted_and_a_scan_is_an_error():
    sheet = Sheet()
    sheet.column(60, 100, wrapped(paragraph(1), 40))
    sheet.page()
    sheet.canvas.rect(50, 50, 100, 100, fill=1)
    assert extract(sheet.data(), "a.pdf").notes == ("1 of 2 pages without text (scanned, or pictures only)",)
    scan = Sheet()
    scan.canvas.rect(50, 50, 100, 100, fill=1)
    with pytest.raises(UnreadableFileError, match="^a.pdf: its page has no text layer \\(a scan\\?\\); run OCR"):
        extract(scan.data(), "a.pdf")


def test_a_password_is_asked_for_and_a_ban_on_copying_is_none():
    from reportlab.lib.pdfencrypt import StandardEncryption

    with pytest.raises(UnreadableFileError, match="protected by a password"):
        extract(plain_pages(1, encrypt=StandardEncryption("secret", "owner")), "a.pdf")
    open_to_read = plain_pages(1, encrypt=StandardEncryption("", "owner", canCopy=0))
    assert running(extract(open_to_read, "a.pdf")) == paragraph(0) + "\n"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"%PDF-1.7\n" + bytes(500), plain_pages(1)[:300]])
def test_what_is_no_whole_pdf_is_damaged(data):
    with pytest.raises(UnreadableFileError, match="^a.pdf: the PDF is damaged; get a sound copy"):
        extract(data, "a.pdf")


def test_more_pages_than_the_limit(monkeypatch):
    monkeypatch.setattr("analysis.readers.pdf_glyphs.MAX_PAGES", 2)
    with pytest.raises(UnreadableFileError, match="has 3 pages, more than the 2 that are read"):
        extract(plain_pages(3), "a.pdf")


def raw_pdf(content: bytes, *, filters: bytes = b"", extra: bytes = b"", objects: tuple[bytes, ...] = ()) -> bytes:
    """Write a PDF of one page by hand; further objects are numbered from 6."""
    bodies = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
              b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
              b"/Resources << /Font << /F 5 0 R >> " + extra + b" >> >>",
              b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), filters, content),
              b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", *objects]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(bodies) + 1, table, len(bodies) + 1, len(out))


WORDS = b"BT /F 12 Tf 72 700 Td (a small page of words) Tj ET"


@pytest.mark.parametrize("layers", [1, 2])
def test_a_stream_that_unpacks_to_too_much_is_refused_before_it_is_read(layers):
    packed = WORDS + b" " * 30_000_000
    for _ in range(layers):
        packed = zlib.compress(packed)
    filters = b"/Filter [" + b"/FlateDecode " * layers + b"]"
    assert running(extract(raw_pdf(WORDS), "a.pdf")) == "a small page of words\n"
    with pytest.raises(UnreadableFileError, match="unpacks to more than is read"):
        extract(raw_pdf(packed, filters=filters), "a.pdf")


def test_a_form_that_calls_itself_and_a_page_tree_that_is_a_ring_end():
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >> /Length 5 >>\n" \
           b"stream\n/X Do\nendstream"
    data = raw_pdf(WORDS + b" /X Do", extra=b"/XObject << /X 6 0 R >>", objects=(form,))
    assert running(extract(data, "a.pdf")) == "a small page of words\n"
    ring = raw_pdf(WORDS).replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]")
    with pytest.raises(UnreadableFileError):
        extract(ring, "a.pdf")


def test_forms_that_multiply_are_stopped_from_outside():
    def form(below: int) -> bytes:
        calls = b"/X Do " * 30
        return b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >> " \
               b"/Length %d >>\nstream\n%s\nendstream" % (below, len(calls), calls)

    bomb = raw_pdf(WORDS + b" /X Do", extra=b"/XObject << /X 6 0 R >>", objects=tuple(form(n) for n in range(7, 16)))
    with pytest.raises(UnreadableFileError, match="seconds|memory|unpack|text"):
        isolated.extract("pdf", bomb, "a.pdf", seconds=4)


def test_glyphs_without_meaning_are_an_error_where_they_are_most_and_a_note_where_they_are_some():
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 7 0 R >>"
    table = b"1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfrange <61> <7a> <e061> endbfrange"
    meanings = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(table), table)
    data = raw_pdf(WORDS.replace(b"/F", b"/G"), extra=b"", objects=(font, meanings)).replace(
        b"/Font << /F 5 0 R >>", b"/Font << /F 5 0 R /G 6 0 R >>")
    with pytest.raises(UnreadableFileError, match="fonts do not say which characters 17 of 17 glyphs are"):
        extract(data, "a.pdf")
    mixed = data.replace(b"(a small page of words)", b"(A SMALL PAGE OF words)")
    assert extract(mixed, "a.pdf").notes == ("5 of 17 characters cannot be read: fonts do not say what they are",)


DAMAGED = [plain_pages(2), raw_pdf(WORDS), journal(1)[0]]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(DAMAGED), st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=30),
       st.integers(0, 4), st.integers(0, 10**6))
def test_a_damaged_pdf_is_read_or_refused(data, bytes_changed, cuts, seed):
    damaged = bytearray(data)
    for place, value in bytes_changed:
        damaged[place % len(damaged)] = value
    chance = random.Random(seed)
    for _ in range(cuts):
        start = chance.randrange(len(damaged))
        damaged[start : start + chance.randrange(60)] = chance.randbytes(chance.randrange(20))
    try:
        made = extract(bytes(damaged), "a.pdf")
    except UnreadableFileError as error:
        assert "\n" not in str(error) and str(error).startswith("a.pdf: ")
        return
    running(made)
    made.text.encode()
    assert all(0 <= hint.start < hint.end <= len(made.text) for hint in made.hints)
    assert all(a.end <= b.start for a, b in zip(made.hints, made.hints[1:]))


@given(st.lists(st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=8).map("".join), min_size=4, max_size=9),
       st.integers(14, 40))
@settings(max_examples=25, deadline=None)
def test_paragraphs_of_any_width_come_back_whole(paragraphs, width):
    # No two begin alike: a line that heads two pages would rightly be taken for a running head.
    paragraphs = [f"{'甲乙丙丁戊己庚辛壬'[place]}说，{text}" for place, text in enumerate(paragraphs)]
    sheet = Sheet()
    lines = [line for text in paragraphs for line in wrapped(text, width)]
    for at in range(0, len(lines), 45):
        sheet.column(60, 80, lines[at : at + 45])
        sheet.page()
    heads = [lines[at] for at in range(0, len(lines), 45)]
    assume(len(set(heads)) == len(heads))
    assert running(extract(sheet.data(), "a.pdf")).splitlines() == paragraphs
