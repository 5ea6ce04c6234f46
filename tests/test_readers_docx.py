"""Word documents: what stands on the page is in the text, once and in order; styles become hints."""

import io
from difflib import SequenceMatcher

import docx
import pytest
from shared_texts import SHARED, needs_shared, read_docx
from word_files import STRICT, WORD, members, numbered, p, style, t, table, word_file, zipped

from analysis.readers.docx import extract
from analysis.readers.docx_signs import SYMBOL, WINGDINGS
from analysis.readers.source import Hint

FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
INSTRUCTION = "<w:r><w:instrText>{}</w:instrText></w:r>"


def field(instruction, result):
    return (FIELD.format("begin") + INSTRUCTION.format(instruction) + FIELD.format("separate") + result
            + FIELD.format("end"))


def read(body, **parts):
    return extract(word_file(body, **parts), "a.docx")


def text_of(body, **parts):
    return read(body, **parts).text


def running(made):
    """Return the text after the changes: the running text."""
    text = made.text
    for change in reversed(made.changes):
        text = text[: change.start] + change.after + text[change.end :]
    return text


def hinted(made):
    return [(hint.kind, hint.level, made.text[hint.start : hint.end]) for hint in made.hints]


def box(*paragraphs):
    return f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"


@pytest.mark.parametrize("inside, expected", [
    (t("左") + "<w:r><w:tab/><w:t>右</w:t></w:r>", "左\t右"),
    ("<w:r><w:t>上</w:t><w:br/><w:t>下</w:t></w:r>", "上\n下"),
    ("<w:r><w:t>上</w:t><w:cr/><w:t>下</w:t></w:r>", "上\n下"),
    ('<w:r><w:br w:type="page"/></w:r>' + t("新的一页"), "新的一页"),
    ("<w:r><w:lastRenderedPageBreak/><w:t>同一段</w:t></w:r>", "同一段"),
    (t("双") + "<w:r><w:softHyphen/></w:r>" + t("月") + "<w:r><w:noBreakHyphen/></w:r>" + t("刊"), "双月-刊"),
    ("<w:r><w:t>一行\n两行</w:t></w:r>", "一行 两行"),
    (t("见") + f"<w:hyperlink>{t('官网')}</w:hyperlink>" + t("。"), "见官网。"),
    (f"<w:smartTag>{t('二〇二四年')}</w:smartTag><w:customXml>{t('印')}</w:customXml>", "二〇二四年印"),
    (f"<w:sdt><w:sdtPr/><w:sdtContent>{t('控件里的字')}</w:sdtContent></w:sdt>", "控件里的字"),
    (t("填") + f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{t('点此')}</w:sdtContent></w:sdt>", "填"),
    (f"<w:ins>{t('增')}</w:ins><w:del><w:r><w:delText>删</w:delText></w:r></w:del>" + t("留"), "增留"),
    (f"<w:moveTo>{t('新处')}</w:moveTo><w:moveFrom>{t('旧处')}</w:moveFrom>", "新处"),
    ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>" + t("露"), "露"),
    ('<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>露</w:t></w:r>', "露"),
    (t("第") + field(" PAGE ", t("3")) + t("页"), "第3页"),
    (field(' IF "甲" = "乙" ', t("否")), "否"),
    (field(" HYPERLINK " + "</w:instrText></w:r>" + field("QUOTE", t("内")) + "<w:r><w:instrText>", t("外")), "外"),
    (f'<w:fldSimple w:instr="DATE">{t("五月")}</w:fldSimple>', "五月"),
    (FIELD.format("begin") + INSTRUCTION.format(r"eq \o\ac(○,2)") + FIELD.format("end") + t("第二点"), "②第二点"),
    ("<w:r><w:ruby><w:rt><w:r><w:t>zhāng</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>章</w:t></w:r></w:rubyBase></w:ruby>"
     "</w:r>" + t("句"), "章句"),
    ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="Symbol" w:char="F061"/></w:r>', "✓α"),
    ('<w:r><w:sym w:font="仿宋" w:char="4E00"/><w:sym w:char="不是"/></w:r>', "一"),
    (t("甲") + '<w:r><w:commentReference w:id="1"/></w:r><w:commentRangeEnd/>' + t("乙"), "甲乙"),
])
def test_a_paragraph_reads_as_it_is_seen(inside, expected):
    assert text_of(p(inside) + p("尾")) == expected + "\n尾\n"


@pytest.mark.parametrize("inside, expected", [
    ("<m:r><m:t>a+b</m:t></m:r>", "a+b"),
    ("<m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>", "(a+b)/2"),
    ("<m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>9</m:t></m:r></m:sup></m:sSup>", "10^9"),
    ("<m:sSub><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sub><m:r><m:t>i</m:t></m:r></m:sub></m:sSub>", "x_i"),
    ("<m:rad><m:radPr/><m:deg/><m:e><m:r><m:t>2</m:t></m:r></m:e></m:rad>", "√2"),
    ("<m:r><m:t>f</m:t></m:r><m:d><m:e><m:r><m:t>x</m:t></m:r></m:e></m:d>", "f(x)"),
    ('<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub><m:r><m:t>i</m:t></m:r></m:sub><m:sup/>'
     "<m:e><m:r><m:t>n</m:t></m:r></m:e></m:nary>", "∑_i n"),
])
def test_a_formula_is_typed_in_one_line(inside, expected):
    assert text_of(p(t("即") + f"<m:oMath>{inside}</m:oMath>")) == f"即{expected}\n"
    assert text_of(p(f"<m:oMathPara><m:oMath>{inside}</m:oMath></m:oMathPara>")) == f"{expected}\n"


def test_symbol_tables_give_one_character_each():
    assert all(len(sign) == 1 for sign in (*SYMBOL.values(), *WINGDINGS.values()))
    assert (SYMBOL[ord("W")], WINGDINGS[0x8A]) == ("Ω", "⑩")


def test_a_text_box_is_read_once_after_its_paragraph():
    words = box(p("框中的话"), p("第二行"))
    both = (f"<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{words}</wps:txbx></w:drawing>"
            f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{words}</v:textbox></w:pict></mc:Fallback>"
            "</mc:AlternateContent>")
    assert text_of(p(t("前") + f"<w:r>{both}</w:r>" + t("后"))) == "前后\n框中的话\n第二行\n"
    art = '<w:r><w:pict><v:shape><v:textpath string="某市人民政府文件"/></v:shape></w:pict></w:r>'
    assert text_of(p(art)) == "\n某市人民政府文件\n"


def test_an_alternative_without_words_gives_way_to_one_with_words():
    both = f"<mc:Choice><w:pict/></mc:Choice><mc:Fallback>{t('旧')}</mc:Fallback>"
    assert text_of(p(f"<mc:AlternateContent>{both}</mc:AlternateContent>")) == "旧\n"


def test_a_field_that_never_ends_swallows_nothing():
    assert text_of(p(FIELD.format("begin") + INSTRUCTION.format("IF") + t("丢")) + p("留")) == "\n留\n"
    assert text_of(p(FIELD.format("end") + t("甲")) + p(FIELD.format("separate") + t("乙"))) == "甲\n乙\n"


def test_a_paragraph_whose_end_is_deleted_runs_into_the_next():
    gone = "<w:rPr><w:del/></w:rPr>"
    assert text_of(p("上半", gone) + p("下半")) == "上半下半\n"
    assert text_of(p("<w:del><w:r><w:delText>全删</w:delText></w:r></w:del>", gone) + p("留")) == "留\n"
    assert text_of(p("最后", gone)) == "最后\n"


def test_paragraphs_in_controls_and_insertions_stay_in_order():
    body = (p("一") + f"<w:sdt><w:sdtPr/><w:sdtContent>{p('二')}<w:sdt><w:sdtContent>{p('三')}</w:sdtContent></w:sdt>"
            f"</w:sdtContent></w:sdt><w:ins>{p('四')}</w:ins><w:customXml>{p('五')}</w:customXml>" + p("六")
            + f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{p('点此')}</w:sdtContent></w:sdt>")
    assert text_of(body) == "一\n二\n三\n四\n五\n六\n"


# Headings and titles

WORD_STYLES = (style("a3", "Title", '<w:outlineLvl w:val="0"/>') + style("a5", "Subtitle")
               + style("1", "heading 1", '<w:outlineLvl w:val="0"/>')
               + style("2", "heading 2", '<w:outlineLvl w:val="1"/>')
               + style("b1", "我的标题", based_on="2") + style("b2", "小标题样", based_on="b1")
               + style("b3", "像标题的正文", '<w:outlineLvl w:val="9"/>', based_on="1")
               + style("c", "标题 3") + style("d", "見出し 4") + style("e", "正文", "")
               + style("f", "loop", based_on="g") + style("g", "pool", based_on="f"))


@pytest.mark.parametrize("key, kind", [
    ("a3", ("title", 0)), ("a5", ("title", 0)), ("1", ("heading", 1)), ("2", ("heading", 2)), ("b1", ("heading", 2)),
    ("b2", ("heading", 2)), ("b3", None), ("c", ("heading", 3)), ("d", ("heading", 4)), ("e", None), ("f", None),
    ("Heading5", ("heading", 5)), ("标题6", ("heading", 6)), ("missing", None),
])
def test_a_style_makes_a_heading_by_its_name_its_base_or_its_outline_level(key, kind):
    made = read(p("发展环境", style=key) + p("正文。"), styles=WORD_STYLES)
    assert [(hint.kind, hint.level) for hint in made.hints] == ([kind] if kind else [])
    assert all(made.text[hint.start : hint.end] == "发展环境" for hint in made.hints)


def test_the_paragraphs_own_outline_level_counts_first():
    levels = [p("甲", '<w:outlineLvl w:val="2"/>'), p("乙", '<w:outlineLvl w:val="9"/>', style="1"),
              p("丙", '<w:outlineLvl w:val="0"/>', style="2"), p("丁", '<w:outlineLvl w:val="x"/>', style="2")]
    assert hinted(read("".join(levels), styles=WORD_STYLES)) == [
        ("heading", 3, "甲"), ("heading", 1, "丙"), ("heading", 2, "丁")]


def test_the_default_style_counts_where_none_is_named():
    default = style("n", "Normal", '<w:outlineLvl w:val="1"/>').replace("<w:style ", '<w:style w:default="1" ')
    assert hinted(read(p("甲"), styles=default)) == [("heading", 2, "甲")]


@pytest.mark.parametrize("length, ending, heading", [
    (60, "。", False), (59, "。", True), (100, "", True), (121, "", False),
])
def test_long_text_in_a_heading_style_is_no_heading(length, ending, heading):
    made = read(p("长" * length + ending, style="1"), styles=WORD_STYLES)
    assert bool(made.hints) is heading
    assert made.notes == (() if heading else ("long paragraphs in the style of a heading, read as text: 1",))


def test_titles_at_the_beginning_are_the_documents_and_later_ones_headings():
    body = (p("关于读书的意见", style="a3") + p() + p("试行", style="a5") + p("前言。") + p("第一部分", style="a3")
            + p("附题", style="a5"))
    assert hinted(read(body, styles=WORD_STYLES)) == [
        ("title", 0, "关于读书的意见"), ("title", 0, "试行"), ("heading", 1, "第一部分"), ("heading", 2, "附题")]


@pytest.mark.parametrize("first, second, joined", [
    ("关于推进阅读", "工作的意见", "关于推进阅读工作的意见"), ("第一章", "总则", "第一章 总则"),
    ("一、", "总则", "一、 总则"), ("Reading", "Books", "Reading Books"),
])
def test_a_soft_break_joins_in_a_heading_and_parts_in_text(first, second, joined):
    inside = f"<w:r><w:t>{first}</w:t><w:br/><w:t>{second}</w:t></w:r>"
    made = read(p(inside, style="1") + p(inside), styles=WORD_STYLES)
    assert made.text == f"{first}\n{second}\n" * 2
    assert running(made) == f"{joined}\n{first}\n{second}\n"
    assert made.hints == (Hint(0, len(first) + 1 + len(second), "heading", 1),)
    assert made.changes[0].reason == "lines"


def test_files_of_python_docx_are_read():
    document = docx.Document()
    document.add_heading("读书的意见", 0)
    document.add_heading("总体要求", 1)
    document.add_paragraph("多读好书。")
    document.add_paragraph("第一条", style="List Number")
    document.add_paragraph("一点", style="List Bullet")
    for row, words in zip(document.add_table(2, 2).rows, ("甲乙", "丙丁"), strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    document.sections[0].header.paragraphs[0].text = "页眉"
    stream = io.BytesIO()
    document.save(stream)
    made = extract(stream.getvalue(), "a.docx")
    assert made.text == "读书的意见\n总体要求\n多读好书。\n1. 第一条\n一点\n甲\t乙\n丙\t丁\n"
    assert hinted(made) == [("title", 0, "读书的意见"), ("heading", 1, "总体要求"), ("table", 0, "甲\t乙\n丙\t丁")]


# Tables of contents

def test_a_table_of_contents_is_marked_with_its_heading():
    styles = style("11", "toc 1") + style("1", "heading 1", '<w:outlineLvl w:val="0"/>')
    entries = p(t("一、背景") + "<w:r><w:tab/></w:r>" + t("1"), style="11")
    made = read(p("目　录") + entries * 2 + p("一、背景", style="1"), styles=styles)
    assert hinted(made) == [("contents", 0, "目　录\n一、背景\t1\n一、背景\t1"), ("heading", 1, "一、背景")]


def test_a_field_of_contents_is_marked_until_it_ends():
    begin = FIELD.format("begin") + INSTRUCTION.format(r' TOC \o "1-3" ') + FIELD.format("separate")
    inner = field(" PAGEREF x ", t("2"))
    body = (p(begin + t("背景") + inner) + p(t("方法") + inner) + p(FIELD.format("end") + t("正文由此开始。")))
    assert hinted(read(body)) == [("contents", 0, "背景2\n方法2")]


def test_a_field_of_contents_that_never_ends_marks_no_long_paragraphs():
    begin = FIELD.format("begin") + INSTRUCTION.format(" TOC ") + FIELD.format("separate")
    assert hinted(read(p(begin + t("背景")) + p("话" * 200))) == [("contents", 0, "背景")]


def test_a_gallery_of_contents_is_marked():
    gallery = ('<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
               f"<w:sdtContent>{p('目录')}{p('背景 1')}</w:sdtContent></w:sdt>")
    assert hinted(read(gallery + p("背景"))) == [("contents", 0, "目录\n背景 1")]
    assert hinted(read(table([gallery]) + p("背景" * 20)))[0] == ("contents", 0, "目录\n背景 1")


# Tables

def test_a_row_is_a_line_and_merged_cells_stand_once():
    wide = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + p("合并的表头")
    start = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + p("纵")
    more = "<w:tcPr><w:vMerge/></w:tcPr>" + p("不见的字")
    old = '<w:tcPr><w:hMerge w:val="continue"/></w:tcPr>' + p("")
    made = read(p("表前") + table(["项", wide], [start, "甲", "乙"], [more, "丙", "丁"], ["戊", old, ""]) + p("表后"))
    assert made.text == "表前\n项\t合并的表头\n纵\t甲\t乙\n\t丙\t丁\n戊\n表后\n"
    assert [hint.kind for hint in made.hints] == ["table"]
    assert made.text[made.hints[0].end :] == "\n表后\n"


def test_a_cell_is_one_stretch_and_inner_tables_are_flattened():
    inner = table(["内一", "内二"], ["内三", "内四"]) + p()
    several = p("一段") + p("<w:r><w:t>两</w:t><w:tab/><w:t>段</w:t><w:br/><w:t>三行</w:t></w:r>")
    assert text_of(table(["外", inner], ["又", several])) == "外\t内一 内二 内三 内四\n又\t一段 两 段 三行\n"


def test_rows_and_cells_in_controls_are_read_and_deleted_rows_not():
    row = f"<w:tr><w:tc>{p('甲')}</w:tc><w:sdt><w:sdtContent><w:tc>{p('乙')}</w:tc></w:sdtContent></w:sdt></w:tr>"
    gone = f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{p('删')}</w:tc><w:tc>{p('除')}</w:tc></w:tr>"
    rows = f"<w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt>{gone}"
    assert text_of(f"<w:tbl>{rows}</w:tbl>" + p("尾")) == "甲\t乙\n尾\n"


def test_styles_in_a_table_make_no_headings():
    assert hinted(read(table([p("甲", style="1"), "乙"]) + p("文"), styles=WORD_STYLES)) == [("table", 0, "甲\t乙")]


def test_a_table_that_holds_the_document_is_read_as_paragraphs():
    page = p("总则", style="1") + p("长" * 600) + p("话" * 600)
    for layout in (table([page]), table(["边栏", page])):
        made = read(layout + p("落款"), styles=WORD_STYLES)
        assert made.text == ("边栏\n" if "边栏" in layout else "") + f"总则\n{'长' * 600}\n{'话' * 600}\n落款\n"
        assert hinted(made) == [("heading", 1, "总则")]


def test_a_box_in_a_document_is_paragraphs_in_which_nothing_is_a_heading():
    made = read(p("正文" * 100) + table([p("专栏1 重点工程") + p("1. 读书工程。")]) + p("后文"))
    assert hinted(made) == [("table", 0, "专栏1 重点工程\n1. 读书工程。")]


# Notes

def notes(kind, *texts):
    mark = f"<w:r><w:{kind}Ref/></w:r>"
    separator = f'<w:{kind} w:type="separator" w:id="-1">{p("<w:r><w:separator/></w:r>")}</w:{kind}>'
    return separator + "".join(f'<w:{kind} w:id="{at}">{p(mark + t(" " + text))}</w:{kind}>'
                               for at, text in enumerate(texts, 1))


def refer(kind, at):
    return f'<w:r><w:{kind}Reference w:id="{at}"/></w:r>'


def test_notes_stand_at_the_end_and_leave_the_words_whole():
    body = (p(t("图书") + refer("footnote", 2) + t("馆") + refer("endnote", 1)) + p(t("读者") + refer("footnote", 1)))
    made = read(body, footnotes=notes("footnote", "乙注", "甲注", "无人引的注"), endnotes=notes("endnote", "尾注"))
    assert made.text == "图书[^1]馆[^2]\n读者[^3]\n[^1]: 甲注\n[^2]: 尾注\n[^3]: 乙注\n"
    assert running(made) == "图书馆\n读者\n甲注\n尾注\n乙注\n"
    assert hinted(made) == [("notes", 0, "[^1]: 甲注\n[^2]: 尾注\n[^3]: 乙注")]
    assert {change.reason for change in made.changes} == {"syntax"}


def test_the_authors_own_sign_of_a_note_goes_with_it():
    own = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="1"/><w:t>*</w:t></w:r>'
    made = read(p(t("题目") + own, style="1") + p("正文"), styles=WORD_STYLES, footnotes=notes("footnote", "基金项目"))
    assert running(made) == "题目\n正文\n基金项目\n"
    assert hinted(made)[0] == ("heading", 1, "题目[^1]*")


def test_a_deleted_reference_has_no_note():
    body = p(t("文") + f"<w:del>{refer('footnote', 1)}</w:del>")
    assert text_of(body, footnotes=notes("footnote", "不见的注")) == "文\n"


def test_a_note_of_several_paragraphs_is_one_line_and_numbers_in_it_refer_to_nothing():
    note = f'<w:footnote w:id="1">{p("上")}{p(t("下") + refer("footnote", 1))}</w:footnote>'
    assert text_of(p(t("文") + refer("footnote", 1)), footnotes=note).endswith("[^1]: 上 下\n")


# What the user is told

def test_what_was_left_out_is_said():
    body = (p("<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏起来</w:t></w:r><w:del><w:r/></w:del>" + t("文"))
            + p("<w:r><w:object/></w:r><w:r><w:drawing><c:chart/></w:drawing></w:r>") + "<w:altChunk/>")
    assert read(body).notes == (
        "characters of hidden text left out: 3",
        "tracked changes are read as accepted; deleted or moved stretches left out: 1",
        "embedded objects not read (formulas of MathType, for example): 1",
        "charts or diagrams whose words were not read: 1",
        "documents embedded whole and not read: 1; open it in Word or WPS, save it anew, and read that")


# Files of other writers

def test_the_strict_form_of_the_standard_is_read():
    parts = members(p("题", style="1") + numbered("甲", 1), styles=WORD_STYLES)
    parts["word/document.xml"] = parts["word/document.xml"].replace(WORD, STRICT)
    made = extract(zipped(parts), "a.docx")
    assert (made.text, hinted(made)) == ("题\n甲\n", [("heading", 1, "题")])


def test_parts_are_found_by_relationship_in_any_case_and_with_backslashes():
    parts = members(p("题", style="1"), styles=WORD_STYLES)
    parts = {name.replace("document", "document2").replace("styles", "Styles2"): content
             for name, content in parts.items()}
    for name, old, new in (("_rels/.rels", "word/document.xml", "/word/document2.xml"),
                           ("word/_rels/document2.xml.rels", "styles.xml", "STYLES2.xml")):
        parts[name] = parts[name].replace(old, new)
    assert hinted(extract(zipped(parts), "a.docx")) == [("heading", 1, "题")]
    moved = {name.replace("/", "\\"): content for name, content in parts.items()}
    assert hinted(extract(zipped(moved), "a.docx")) == [("heading", 1, "题")]


def test_without_relationships_the_usual_names_are_taken():
    parts = members(p("题", style="1"), styles=WORD_STYLES)
    parts = {name: content for name, content in parts.items() if not name.endswith(".rels")}
    assert hinted(extract(zipped(parts), "a.docx")) == [("heading", 1, "题")]


def test_a_relationship_to_a_missing_part_is_no_error():
    parts = members(p("题"))
    name = "word/_rels/document.xml.rels"
    missing = '<Relationship Type="x/styles" Target="../NULL"/><Relationship Type="x/image" Target="NULL"/></Rel'
    parts[name] = parts[name].replace("</Rel", missing)
    assert extract(zipped(parts), "a.docx").text == "题\n"


def test_utf_16_is_read():
    parts = members(p("题"))
    declared = '<?xml version="1.0" encoding="UTF-16"?>' + parts["word/document.xml"]
    parts["word/document.xml"] = declared.encode("utf-16")
    assert extract(zipped(parts), "a.docx").text == "题\n"


@needs_shared
def test_real_reports_keep_every_paragraph():
    paths = sorted(SHARED.rglob("*.docx"))
    assert len(paths) == 72
    for path in paths:
        made = extract(path.read_bytes(), path.name).text
        assert made.endswith("\n")
        before, after = read_docx(path).split("\n"), made.removesuffix("\n").split("\n")
        if before != after:  # a break before or after all text of its paragraph leaves no empty line
            assert [line for line in before if line.strip()] == [line for line in after if line.strip()], path.name
            changed = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
            assert {kind for kind, *_ in changed} <= {"equal", "delete"}, path.name
