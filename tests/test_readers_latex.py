r"""LaTeX: the file's words without its commands, its sections, items, tables and notes, and every change undone."""

import pytest
from extracts import check_extract, hinted, running
from hypothesis import given
from hypothesis import strategies as st

from analysis.characters import count_han
from analysis.cleaning.edits import undo_edits
from analysis.documents import open_document
from analysis.errors import UnreadableFileError
from analysis.readers import latex
from analysis.readers.formulas import formula_words
from analysis.readers.latex_items import template_of, with_number


def read(text):
    return latex.extract(text.encode(), "a.tex")


def shown(text):
    """The lines of the running text that are not blank, without their indentation."""
    return [line.strip(" ") for line in running(read(text)).replace("\r", "\n").split("\n") if line.strip()]


def document(body, preamble=""):
    return f"\\documentclass{{ctexart}}\n{preamble}\n\\begin{{document}}\n{body}\n\\end{{document}}\n"


@pytest.mark.parametrize("line, expected", [
    (r"论\textbf{数据}与\emph{治理}", "论数据与治理"),
    (r"把{\bf 数据}登记，{\heiti 全部}公布", "把数据登记，全部公布"),
    (r"见文献~\cite{a,b}，又见\citep[第3页]{c}。", "见文献，又见。"),
    (r"见图~\ref{fig:a}和第\pageref{p}页\label{x}", "见图和第页"),
    (r"占50\%，R\&D，a\_b，\#1", "占50%，R&D，a_b，#1"),
    (r"``引用''的话---说完了，1--9页", "“引用”的话—说完了，1–9页"),
    (r"甲乙\quad 丙丁\ldots", "甲乙　丙丁…"),
    ("　　一、目标　　正文", "　　一、目标　　正文"),
    (r"Figure~1 and\,so on", "Figure 1 and so on"),
    (r"有$n=30$个，$10^4$米，$\frac{a}{b}$为比", "有n=30个，10⁴米，为比"),
    (r"\href{http://a.b}{平台}和\textcolor{red}{红字}", "平台和红字"),
    (r"代码\verb|x=1|在此", "代码x=1在此"),
    ("甲%注释里的话\n  乙", "甲乙"),
    ("use data\nevery day", "use data every day"),
    ("各地都登记，\n按期公布。", "各地都登记，按期公布。"),
    (r"\unknown{数据}\nothing 治理", "数据治理"),
    (r"\def\a#1{数#1\a}\let\b\a\newcommand{\c}[1]{字#1}正文", "正文"),
    (r"\vspace{2cm}\noindent\zihao{4}正文\includegraphics[width=3cm]{a.png}", "正文"),
])
def test_commands_inside_a_line_go_and_its_words_stay(line, expected):
    assert shown(line) == [expected]


def test_words_that_the_author_gave_a_name_are_put_in_its_place():
    assert shown(document(r"本文说\city 的事。", r"\newcommand{\city}{青禾市}")) == ["本文说青禾市的事。"]
    assert shown(document(r"甲\a 乙", r"\newcommand{\a}{\a\a}")) == ["甲乙"]


@pytest.mark.parametrize("text, expected", [
    ("甲。\n\n乙。\\\\丙。\\par 丁。", ["甲。", "乙。", "丙。", "丁。"]),
    ("甲\n%一行注释\n乙", ["甲乙"]),
    ("{\\heiti 一、总体要求}\n坚持登记。\n\\noindent\\textbf{（一）登记}\n逐件登记。",
     ["一、总体要求", "坚持登记。", "（一）登记", "逐件登记。"]),
    ("甲\\begin{verbatim}\n代码\n\\end{verbatim}乙", ["甲", "乙"]),
    ("甲\\begin{equation}E=mc^2\\end{equation}乙$$x$$丙\\[y\\]丁", ["甲乙丙丁"]),
    ("\\begin{center}{\\Large 题}\\end{center}正文", ["题", "正文"]),
    ("\\begin{CJK*}{GBK}{song}正文\\end{CJK*}", ["正文"]),
    ("\\begin{figure}[h]\\centering\\includegraphics{a}\\caption{流程}\\label{f}\\end{figure}", ["流程"]),
    ("\\begin{table}\\caption{表}\\begin{tabular}{l|c}\\hline 县&数\\\\\\hline\n甲&\\multicolumn{2}{c}{3\\%}\\\\"
     "\\end{tabular}\\end{table}", ["表", "县\t数", "甲\t3%"]),
    ("\\begin{itemize}\\item 甲；\\item[(二)] 乙。\\end{itemize}", ["甲；", "(二) 乙。"]),
])
def test_blocks_become_lines(text, expected):
    assert shown(text) == expected


def test_items_have_the_numbers_that_are_printed():
    inner = r"\begin{enumerate}\item 丙\end{enumerate}"
    assert shown(rf"\begin{{enumerate}}\item 甲\item 乙{inner}\item 丁\end{{enumerate}}") == [
        "1. 甲", "2. 乙", "(a) 丙", "3. 丁"]
    assert shown(r"\begin{enumerate}[label=（\chinese*）]\item 甲\item 乙\end{enumerate}") == ["（一）甲", "（二）乙"]


@pytest.mark.parametrize("option, third", [
    ("", "3. "), (r"label=\textbf{\arabic*)}", "3)"), (r"label={第\chinese*，}", "第三，"), ("(1)", "(3)"),
    ("a)", "c)"), ("一、", "三、"), ("①", "③"), ("I.", "III."), ("leftmargin=2em", "3. "),
    (r"label=\roman{enumi}.", "iii."),
])
def test_the_option_of_a_list_says_how_it_is_numbered(option, third):
    assert with_number(template_of(option, 0), 3) == third


@pytest.mark.parametrize("number, expected", [(10, "十"), (20, "二十"), (31, "三十一"), (100, "100")])
def test_chinese_numbers_of_items(number, expected):
    assert with_number("\\chinese*", number) == expected


def test_sections_have_the_levels_that_the_source_uses():
    made = read("\\chapter{绪论}\\subsection*{背景}甲。\\section[短]{意\\\\义\\footnote{注。}}\\paragraph{细节}乙。\n")
    assert hinted(made, "heading") == [("绪论", 1), ("背景", 3), ("意\\\\义", 2), ("细节", 4)]
    assert [line for line in running(made).split("\n") if line] == [
        "绪论", "背景", "甲。", "意义", "细节", "乙。", "注。"]


def test_title_and_authors_stand_in_the_preamble():
    preamble = "\\title{论登记\\\\的做法\\thanks{某项目。}}\n\\author{甲\\and 乙}\n\\date{今}\n不显示的话"
    made = read(document("\\maketitle 正文。", preamble))
    assert hinted(made, "title") == [("论登记\\\\的做法", 0)]
    assert [text for text, _ in hinted(made, "front")] == ["甲\\and 乙", "今"]
    assert [line for line in running(made).split("\n") if line] == [
        "论登记的做法", "甲", "乙", "今", "正文。", "某项目。"]


def test_an_abstract_keywords_and_references_have_their_labels():
    entries = "\\bibitem{a} 甲. 书[M]. 2020.\n\\bibitem{b}\n乙. 文[J]. 2021."
    references = f"\\begin{{thebibliography}}{{9}}{entries}\\end{{thebibliography}}"
    abstract = "\\begin{abstract}说明登记。\\end{abstract}\\keywords{登记；共享}"
    assert shown(f"{abstract}\\section{{一}}正文。{references}") == [
        "摘要：说明登记。", "关键词：登记；共享", "一", "正文。", "参考文献", "[1] 甲. 书[M]. 2020.",
        "[2]乙. 文[J]. 2021."]
    assert shown("\\begin{abstract}\\textbf{摘要：}说明。\\end{abstract}") == ["摘要：说明。"]
    assert shown("\\begin{abstract}We say.\\end{abstract}\\keywords{data}甲") == [
        "Abstract: We say.", "Key words: data", "甲"]
    assert shown(f"\\section*{{参考文献}}{references}")[:2] == ["参考文献", "[1] 甲. 书[M]. 2020."]


def test_footnotes_are_put_behind_the_text():
    made = read("甲\\footnote{注\\emph{一}，\n又说。}乙\\footnote{注二\\cite{a}。}。\n\n完。\n")
    assert [line for line in running(made).split("\n") if line] == ["甲乙。", "完。", "注一，又说。", "注二。"]
    assert [hint.kind for hint in made.hints] == ["notes"]


def test_files_that_are_taken_in_are_named_and_not_read(tmp_path):
    (tmp_path / "b.tex").write_text("外面的话")
    made = read(f"正文\\input{{{tmp_path}/b}}\\include{{c}}$\\frac12$")
    assert "外面" not in running(made) and made.notes == (
        "formulas that were taken out: 1",
        f"files that the source takes in are not read: {tmp_path}/b, c; put their text into this file")


def test_what_stands_behind_the_document_goes():
    assert shown(document("正文。") + "以后的话") == ["正文。"]
    assert shown("% \\begin{document}\n正文。") == ["正文。"]


@pytest.mark.parametrize("text, expected", [
    ("\\section{甲{乙}\n\n正文。\n\n\\section{丙}正文。", ["甲乙", "正文。", "丙", "正文。"]),
    ("甲}乙\\section{丙}", ["甲乙", "丙"]),
    ("\\begin{itemize}\\item 甲\\end{enumerate}乙", ["甲乙"]),
    ("费用$未闭合。\n\n还有一段。", ["费用未闭合。", "还有一段。"]),
    ("\\begin{abc}甲 乙", ["甲 乙"]),
    ("\\footnote{没有合上。\n\n" + "正文。" * 2000, ["没有合上。", "正文。" * 2000]),
])
def test_a_source_that_is_not_sound_loses_no_words(text, expected):
    assert shown(text) == expected


@pytest.mark.parametrize("sign", ["{", "\\section{", "\\begin{a}", "\\item[", "\\["])
def test_groups_too_deep_inside_each_other_are_an_error(sign):
    with pytest.raises(UnreadableFileError, match="a.tex: its groups or environments stand too deep inside each other"):
        read("正文" + sign * 3000)


def test_a_source_longer_than_a_book_is_an_error(monkeypatch):
    monkeypatch.setattr(latex, "MAX_SOURCE", 10)
    with pytest.raises(UnreadableFileError, match="a.tex: has 11 characters, more than a book; divide it"):
        read("a" * 11)


def test_a_document_is_divided_by_its_sections_and_hand_made_numbers(tmp_path):
    path = tmp_path / "a.tex"
    path.write_bytes(document(
        "\\begin{abstract}说明怎样登记。\\end{abstract}\n\\section{缘起}\n话说登记。\n\n"
        "{\\bf 一、旧法}\n\n逐件抄写。\n\n"
        "{\\bf 二、新法}\n\n一同录入。\n\n\\section{结果}\n都说很好。\n"
        "\\begin{thebibliography}{9}\\bibitem{a}甲. 书[M]. 北京: 社, 2020.\n\\bibitem{b}乙. 文[J]. 刊, 2021.\n"
        "\\end{thebibliography}", "\\usepackage[gbk]{inputenc}\\title{论登记}").encode("gb18030"))
    made = open_document(path)
    assert [(unit.level, unit.heading) for unit in made.units if unit.kind == "heading"] == [
        (1, "缘起"), (2, "旧法"), (2, "新法"), (1, "结果")]
    assert [unit.kind for unit in made.units if unit.level == 0] == [
        "front", "abstract", "references", "reference", "reference"]
    assert undo_edits(made.text, made.edits) == made.source.text


@pytest.mark.parametrize("formula, expected", [
    ("x<0.05", "x<0.05"), ("30^{\\circ}C", "30°C"), ("\\sim 5", "~ 5"), ("x_i", "x_i"), ("^{[1]}", None), ("", None),
    ("\\sum x", None), ("a" * 70, None), ("\\leqslant 5", None),
])
def test_formulas_are_words_if_they_are_plain(formula, expected):
    assert formula_words(formula) == expected


SIGNS = st.sampled_from([
    "\\section{", "\\", "{", "}", "[", "]", "数据治理", "，", "。", "\n", "\n\n", "%", "$", "$$", "\\(", "\\]", "&",
    "\\\\", "\\begin{document}", "\\end{document}", "\\begin{", "\\begin{enumerate}", "\\end{enumerate}", "\\item",
    "\\item[(一)]", "\\begin{tabular}{cc}", "\\end{tabular}", "\\caption{", "\\cite{a}", "\\footnote{", "\\input{x}",
    "\\def\\a{", "~", "``", "--", "\\%", "\\textbf{", "{\\bf ", "\\begin{verbatim}", "\\end{verbatim}", "\\verb|",
    "\\begin{thebibliography}{9}", "\\bibitem{a}", "\\begin{abstract}", "\\end{abstract}", "\\keywords{", "\\title{",
    "a", "1", "\r\n", "\r", "一、", "\\begin{equation}", "\\end{equation}", "#1", "^", "_"])


@given(st.lists(SIGNS, max_size=40).map("".join))
def test_changes_are_undone_to_the_file_and_hints_are_in_order(pieces):
    text = "数据治理的研究文本，" + pieces
    made = read(text)
    check_extract(made, text)


WORDS = st.sampled_from(["数据。", "登记", "\\textbf{", "}", "{", "\\section{", "\n", "\n\n", "\\\\", "~",
                         "\\footnote{", "&", "\\item ", "\\begin{itemize}", "\\end{itemize}", "``", "\\quad "])


@given(st.lists(WORDS, max_size=40).map("".join))
def test_no_chinese_character_is_lost(pieces):
    assert count_han(running(read("正文" + pieces))) == count_han("正文" + pieces)
