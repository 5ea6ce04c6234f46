"""Web pages: the whole main text in its order, with headings, title and tables, and nothing of what stands beside."""

import quopri

import pytest
from extracts import hinted, running
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from analysis.documents import open_document
from analysis.errors import UnreadableFileError
from analysis.readers import html
from analysis.readers.html_blocks import blocks

LONG = "窗口前排队的人少了，留在家里办事的人多了起来，这是大家都看得见的，也是大家都说好的。"
OTHER = "书架旁边添了几把椅子，老人坐着看报，孩子趴着写字，到了晚上还有人来听讲座，热闹得很。"


def page(body, *, head="<title>论读书_青禾市人民政府</title>", charset="utf-8"):
    return (f'<!DOCTYPE html><html><head><meta charset="{charset}">{head}</head><body>{body}</body></html>'
            ).encode(charset)


def read(body, **options):
    return html.extract(page(body, **options), "a.html")


PORTAL = f"""<div class="header nav"><a href="/">首页</a><a href="/a">新闻中心</a></div>
<div class="breadcrumb">当前位置：<a href="/">首页</a> &gt; <a href="/b">政策文件</a></div>
<div id="main"><h1>论读书</h1><p>发布时间：2024年5月1日</p><div class="TRS_Editor">
<p>　　{LONG}</p><p><strong>一、总体要求</strong></p><p>{OTHER}</p><p>短。</p><p>{LONG}</p>
<p>一段{LONG}<br>换行以后的话。</p></div><div class="share">分享到：微信</div></div>
<div class="related"><ul><li><a href="/c">相关阅读：别处的一篇长长的文章</a></li></ul></div>
<div id="footer">主办单位：青禾市人民政府办公室</div><script>var hidden = "{OTHER}";</script>"""


def test_a_portal_s_page_keeps_every_paragraph_in_order_and_nothing_else():
    made = read(PORTAL)
    assert made.text.split("\n") == [
        "论读书", "发布时间：2024年5月1日", f"　　{LONG}", "一、总体要求", OTHER, "短。", LONG, f"一段{LONG}",
        "换行以后的话。", ""]
    assert hinted(made, "title") == [("论读书", 0)]
    assert made.notes == ("the main text has 175 of the page's 224 Chinese characters; what stands around it was left "
                          "out",)


def test_headings_have_their_levels_and_tables_their_cells():
    made = read(f"<article><h1>论读书</h1><p>{LONG}</p><h2>缘起</h2><p>{OTHER}</p><h3>一、登记</h3><p>{LONG}</p>"
                f"<table><tr><th>项</th><th>数</th></tr><tr><td>甲</td><td>1</td></tr></table><p>{OTHER}</p>"
                f"<ul><li>要点甲</li><li>要点乙</li></ul><p>{LONG}</p></article>")
    assert hinted(made, "heading") == [("缘起", 2), ("一、登记", 3)]
    assert hinted(made, "table") == [("项\t数\n甲\t1\n", 0)]
    assert "要点甲\n要点乙\n" in made.text


def test_repeated_paragraphs_are_not_one():
    made = read(f"<article><h1>论读书</h1>{f'<p>{LONG}</p>' * 3}<p>{OTHER}</p></article>")
    assert made.text.count(LONG) == 3


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk", "gb18030", "big5"])
def test_the_page_s_own_charset_is_followed_with_what_pages_mean_by_it(charset):
    body = "<p>" + ("人人有書可讀，天天有人來問。" if charset == "big5" else LONG) * 3 + "</p>"
    data = page(body, charset=charset, head="")
    assert html.extract(data, "a.html").text.startswith("人人有書" if charset == "big5" else LONG[:4])
    if charset == "gb2312":  # pages in GB 18030 call themselves so
        data = page(body + "<p>㑇</p>", charset="gb18030").replace(b'"gb18030"', b'"gb2312"')
        assert "窗口" in html.extract(data, "a.html").text


def test_a_named_encoding_goes_before_the_page_s():
    data = page(f"<p>{LONG}</p>", charset="utf-8").replace(b"utf-8", b"gbk")
    assert LONG in html.extract(data, "a.html", encoding="utf-8").text
    with pytest.raises(UnreadableFileError, match="a.html: not ascii; name another encoding, or none"):
        html.extract(data, "a.html", encoding="ascii")


def test_a_web_archive_holds_a_page():
    body = quopri.encodestring(page(PORTAL)).decode()
    archive = ("From: <Saved by a browser>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=\"b\"\n\n--b\n"
               "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
               f"{body}\n--b\nContent-Type: image/png\n\nx\n--b--\n")
    assert html.extract(archive.encode(), "a.mhtml").text == read(PORTAL).text
    with pytest.raises(UnreadableFileError, match="a.mhtml: this web archive holds no page"):
        html.extract(b"MIME-Version: 1.0\nContent-Type: text/plain\n\nx", "a.mhtml")


@pytest.mark.parametrize("body", ["<script>draw()</script>", "", "<p style='display:none'>正文</p>", "<svg>字</svg>"])
def test_a_page_that_scripts_make_says_so(body):
    with pytest.raises(UnreadableFileError, match="a.html: the page holds no text, so it is made by scripts; open it"):
        html.extract(page(body, head=""), "a.html")


def test_what_is_hidden_until_it_is_drawn_is_read():
    assert LONG in read(f"<div id='js_content' style='visibility: hidden'><section><p>{LONG}</p></section></div>").text


def test_a_page_whose_text_cannot_be_told_is_kept_whole_and_says_so(monkeypatch):
    monkeypatch.setattr(html, "_extracted", lambda root: "")
    made = read(f"<p>{LONG}</p><p>{OTHER}</p>")
    assert made.text == f"{LONG}\n{OTHER}\n" and made.notes[0].startswith("the page's main text could not be told")


def test_a_layout_table_is_no_table():
    made = read(f"<table><tr><td><p>{LONG}</p><p>{OTHER}</p></td></tr></table>")
    assert hinted(made, "table") == [] and made.text == f"{LONG}\n{OTHER}\n"


def test_the_text_goes_beside_nothing_however_its_element_is_called():
    made = read(f"<div class='hot share'><h1>论读书</h1><p>{LONG}</p><p>{OTHER}</p></div>")
    assert made.text == f"论读书\n{LONG}\n{OTHER}\n"


def test_a_saved_page_is_divided_by_what_it_declares(tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes(page(f"<article><h1>论读书</h1><p>{LONG}</p><h2>缘起</h2><p>{OTHER}</p><h2>做法</h2><p>{LONG}</p>"
                          "</article>"))
    document = open_document(path)
    headings = [(unit.level, unit.heading) for unit in document.units if unit.kind == "heading"]
    assert headings == [(1, "缘起"), (1, "做法")] and document.units[0].kind == "front"


@pytest.mark.parametrize("above", [
    "<h1>论读书</h1>", "<h1>论读书</h1><div class='info'>发布时间：2024-05-01　来源：办公室</div>", "<h2>论读书</h2>",
    "<article><header><h1>论读书</h1></header></article>", "<div class='title'>论读书</div>"])
def test_a_title_stays_where_the_extractor_leaves_it_out(above):
    made = read(f"<div>{above}<div class='c'><p>{LONG}</p><p>{OTHER}</p><p>{LONG}</p></div></div>")
    assert made.text.startswith("论读书\n") and hinted(made, "title") == [("论读书", 0)]


def test_a_title_in_the_head_of_the_page_names_the_line_that_is_it():
    made = read(f"<div><div>论读书</div><div><p>{LONG}</p><p>{OTHER}</p></div></div>",
                head="<title></title><meta property='og:title' content='论读书'>")
    assert hinted(made, "title") == [("论读书", 0)]


@pytest.mark.parametrize("tag", ["div", "b"])
def test_elements_too_deep_inside_each_other_are_an_error(tag):
    assert "深处" in read(f"<{tag}>" * 200 + f"<p>{LONG}深处</p>").text
    with pytest.raises(UnreadableFileError, match="a.html: its elements stand more than 250 deep inside each other"):
        read(f"<p>{LONG}</p>" + f"<{tag}>" * 300 + f"<p>{LONG}深处</p>")


def lines(body):
    return [block.text for block in blocks(document_fromstring(f"<html><body>{body}</body></html>"))]


@pytest.mark.parametrize("body, expected", [
    ("<p>10<sup>4</sup>米，见<sup>[1]</sup>，甲<sup>*</sup></p>", ["10⁴米，见[1]，甲*"]),
    ("<pre>第一行\n  第二行\n\n第三行</pre>", ["第一行", "第二行", "第三行"]),
    ("<ol><li>甲</li><li>乙</li><li>一、丙</li><li>[4] 丁</li></ol>", ["1. 甲", "2. 乙", "一、丙", "[4] 丁"]),
    ("<ol style='list-style:none'><li>甲</li></ol><ul><li>乙</li></ul>", ["甲", "乙"]),
    ("<ol><li><p>甲</p><p>又</p></li><li></li><li>丙</li></ol>", ["1. 甲", "又", "3. 丙"]),
    ("<table><tr><td><p>县</p></td><td><p>数</p></td></tr><tr><td><p>甲</p><p>乙</p></td><td>3</td></tr></table>",
     ["县\t数", "甲 乙\t3"]),
    (f"<table><tr><td>栏目</td><td><p>{LONG * 9}</p><p>{OTHER}</p></td></tr></table>", ["栏目", LONG * 9, OTHER]),
    ("<table><tr><td><table><tr><td>一、甲</td><td>1</td></tr></table></td></tr><tr><td>话</td></tr></table>"
     f"<p>{LONG}</p>", ["一、甲\t1", "话", LONG]),
])
def test_lines_of_lists_tables_and_set_text(body, expected):
    assert lines(body) == expected


def test_a_table_inside_a_layout_of_tables_is_one():
    data = "<table><tr><td>项</td><td>数</td></tr><tr><td>一、甲</td><td>3</td></tr></table>"
    made = read(f"<table><tr><td><p>{LONG}</p>{data}<p>{OTHER}</p></td></tr></table>")
    assert hinted(made, "table") == [("项\t数\n一、甲\t3\n", 0)]


@pytest.mark.parametrize("inside, expected", [
    ("数据<a href='#fn1' id='fnref1' class='footnote-ref'><sup>1</sup></a>很多", "数据很多"),
    ("数据<sup><a href='#_ftn2' name='_ftnref2'>[2]</a></sup>很多", "数据很多"),
    ("数据<a href='a.htm#_edn3'><span>[iii]</span></a>很多", "数据很多"),
    ("数据<sup>①</sup>很多<sup>[注1]</sup>，也<a href='#zhu'>〔注2〕</a>多", "数据很多，也多"),
    ("数据<a href='#x'>↩︎</a>很多<a href='#y'>返回正文</a>", "数据很多"),
    ("数据<sup><a href='#cite_note-1'>[1]</a></sup>很多<sup>[2]</sup>", "数据[1]很多[2]"),
    ("数据<a href='#part2'>2</a>，①登记<a href='/b'>①</a>，<a href='#fn'>见登记簿</a>", "数据2，①登记①，见登记簿"),
    ("10<sup>4</sup>米", "10⁴米"),
])
def test_marks_of_notes_are_taken_out_where_the_page_shows_that_they_are_such(inside, expected):
    made = read(f"<article><p>{LONG}{inside}。</p><p>{OTHER}</p></article>")
    assert running(made) == f"{LONG}{expected}。\n{OTHER}\n"
    assert {change.reason for change in made.changes} <= {"syntax"}


def test_notes_behind_the_text_are_kept_and_are_notes():
    back = "<a href='#fnref1' class='footnote-back'>↩</a>"
    notes = (f"<section class='footnotes'><ol><li id='fn1'><p>见簿。{back}</p></li>"
             "<li id='fn2'><p>见账。</p></li></ol></section>")
    made = read(f"<article><p>{LONG}<a href='#fn1'><sup>1</sup></a></p><p>{OTHER}</p>{notes}</article>")
    assert hinted(made, "notes") == [("1. 见簿。↩\n2. 见账。", 0)]
    assert running(made).endswith("1. 见簿。\n2. 见账。\n")


FOOT = ["主办单位：青禾市人民政府办公室", "地址：人民路一号", "版权所有 青ICP备12345678号 网站标识码：1234567890"]


def laid_out(*lines):
    """Return the main text of a page that is laid out in tables and names no part of itself."""
    rows = ["当前位置：首页 &gt; 文件", f"<p>{LONG}</p><p>{OTHER}</p>", *lines]
    return read("".join(f"<table><tr><td>{row}</td></tr></table>" for row in rows)).text


def test_the_foot_of_a_page_laid_out_in_tables_is_none_of_its_text():
    assert laid_out(*FOOT) == laid_out(FOOT[2]) == f"{LONG}\n{OTHER}\n"


@pytest.mark.parametrize("last", ["联系电话：12345678", "主办单位：青禾市图书馆", f"版权所有。{LONG}"])
def test_a_line_that_may_end_the_text_stays(last):
    assert laid_out(last) == f"{LONG}\n{OTHER}\n{last}\n"


def test_an_address_above_the_foot_may_end_the_text():
    assert laid_out("联系电话：12345678", *FOOT) == f"{LONG}\n{OTHER}\n联系电话：12345678\n"


TAGS = st.sampled_from(["<p>", "</p>", "<div class='nav'>", "</div>", "<b>", "</b>", "<td>", "<tr>", "<table>",
                        "</table>", "<br>", "<!-- c -->", "<h2>", "</h2>", "<a href=x>", "</a>", "甲乙", "丙。", " ",
                        "&nbsp;"])


@given(st.lists(TAGS, max_size=30))
def test_every_seen_character_is_in_one_block(pieces):
    root = document_fromstring("<html><body>x" + "".join(pieces) + "</body></html>")
    seen = "".join("".join(root.xpath("//body//text()[not(ancestor::script)]")).split())
    assert "".join("".join(block.text.split()) for block in blocks(root)) == seen
