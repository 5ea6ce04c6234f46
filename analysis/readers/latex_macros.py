r"""The commands and environments of LaTeX and ctex, and what each leaves of its arguments. Part of `latex`.

The tables name what a paper uses. A command that is in none of them keeps the words of its last argument, and an
environment that is in none of them keeps all its words.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pylatexenc.macrospec import LatexContextDb

SECTIONS = ("part", "chapter", "section", "subsection", "subsubsection", "paragraph", "subparagraph")
def _all(arguments: str, names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), arguments)


# Commands that leave nothing, with the arguments that go with them, in the notation of pylatexenc.
NOTHING_STAYS = {
    **_all("*[[{", "cite citep citet citealp citeauthor citeyear parencite textcite autocite footcite upcite supercite "
                   "onlinecite includegraphics"),
    **_all("*[{", "label ref eqref pageref cref Cref autoref nameref index bibliography bibliographystyle nocite input "
                  "include includeonly subfile usepackage RequirePackage documentclass pagestyle thispagestyle "
                  "pagenumbering vspace hspace graphicspath addbibresource linespread zihao CTEXoptions ctexset "
                  "hypersetup setmainfont setCJKmainfont geometry lstset captionsetup fancyhead fancyfoot lhead chead "
                  "rhead lfoot cfoot rfoot phantom hphantom vphantom usetikzlibrary theoremstyle selectlanguage "
                  "fontencoding fontfamily fontseries fontshape hyphenation color rowcolor columncolor cmidrule cline "
                  "CJKfamily stepcounter refstepcounter arabic chinese tikzset pgfplotsset arrayrulecolor"),
    **_all("*{{", "setlength addtolength setcounter addtocounter fontsize DeclareMathOperator definecolor"),
    **_all("*{[[{", "newcommand renewcommand providecommand"),
    **_all("*{[[{{", "newenvironment renewenvironment"),
    "rule": "[{{", "addcontentsline": "{{{", "newtheorem": "*{[{[", "titleformat": "*{[{{{{[", "printbibliography": "[",
}
# Commands of which the last argument stays; the others go.
LAST_STAYS = {
    **_all("{", "fbox mbox emph underline uline CJKunderline texttt url path textsuperscript textsubscript"),
    **_all("{{", "href texorpdfstring ruby"),
    **_all("[{{", "textcolor colorbox rotatebox"),
    **_all("[{", "shortstack makecell thead"),
    "multicolumn": "{{{", "multirow": "[{[{[{", "parbox": "[[[{{", "raisebox": "{[[{", "makebox": "[[{",
    "framebox": "[[{", "scalebox": "{[{", "resizebox": "*{{{",
}
CAPTIONS = {"caption": "*[{", "subcaption": "[{", "captionof": "{[{"}
KEYWORDS = _all("{", "keywords keyword Keywords ckeywords cnkeywords ekeywords enkeywords keywordscn keywordsen")
ABSTRACTS = frozenset("abstract cabstract cnabstract zhabstract chineseabstract zhaiyao abstractcn eabstract "
                      "enabstract englishabstract abstracten abstract*".split())
FRONT = {**_all("*[{", "title author institute affiliation affil address"),
         **_all("{", "date subtitle email ctitle cauthor etitle eauthor")}
TITLES = frozenset({"title", "ctitle"})
NOTES = _all("[{", "footnote footnotetext thanks endnote tablefootnote")
FILES = frozenset({"input", "include", "subfile"})
DEFINITIONS = frozenset({"def", "gdef", "edef", "xdef"})  # their names and arguments go up to the end of the group
NEW_LINE = frozenset(r"\ par newline linebreak newpage clearpage cleardoublepage tabularnewline maketitle and AND And "
                     r"tableofcontents bigskip medskip smallskip hline toprule midrule bottomrule".split())
SPACES = frozenset({",", ";", ":", "enspace", "thinspace", "hfill"})
SHOWN = {"ldots": "…", "dots": "…", "cdots": "…", "textellipsis": "…", "LaTeX": "LaTeX", "TeX": "TeX",
         "textbackslash": "\\", " ": " ", "quad": "\u3000", "qquad": "\u3000\u3000", "S": "§", "copyright": "©",
         "textdegree": "°", "textasciitilde": "~", "slash": "/", "textbullet": "•", "textemdash": "—",
         "textendash": "–", "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“",
         "textquotedblright": "”", "lq": "‘", "rq": "’", "space": " ", "textperiodcentered": "·", "textless": "<",
         "textgreater": ">", "textbar": "|", "textperthousand": "‰", **{sign: sign for sign in "%&_#${}"}}
SPECIALS = {"``": "“", "''": "”", "---": "—", "--": "–", "!`": "¡", "?`": "¿"}

MATH = frozenset("equation align gather multline eqnarray displaymath math flalign alignat split aligned gathered "
                 "subequations dmath cases".split())
CODE = frozenset("verbatim Verbatim lstlisting minted tikzpicture pgfpicture algorithm algorithmic algorithm2e "
                 "filecontents picture forest comment".split())
TABLES = {"tabular": "[{", "tabular*": "{[{", "tabularx": "{[{", "longtable": "[{", "array": "[{", "tabu": "{",
          "tblr": "[{", "supertabular": "{", "tabulary": "{{", "xltabular": "[{{"}
NUMBERED = frozenset({"enumerate", "enumerate*", "compactenum", "asparaenum", "inparaenum"})
ENVIRONMENTS = {"CJK": "{{", "CJK*": "{{", "minipage": "[[[{", "multicols": "{[", "multicols*": "{[", "spacing": "{",
                "adjustwidth": "{{", "list": "{{", "wrapfigure": "[{[{", "wraptable": "[{[{", "subfigure": "[{",
                "subtable": "[{", "thebibliography": "{", "figure": "[", "table": "[", "figure*": "[", "table*": "[",
                "sidewaystable": "[", "enumerate": "[", "enumerate*": "[", "itemize": "[", "description": "[",
                "compactenum": "[", "asparaenum": "[", "inparaenum": "[", "compactitem": "[", "threeparttable": "[",
                "adjustbox": "{", "tcolorbox": "[", "column": "{", "frame": "[", "block": "{",
                "abstract": "[", **TABLES}


@cache
def context() -> LatexContextDb:
    """Return what pylatexenc knows of commands and their arguments, and what the tables add."""
    from pylatexenc.latexwalker import get_default_latex_context_db
    from pylatexenc.macrospec import EnvironmentSpec, MacroSpec

    known = get_default_latex_context_db()
    arguments = {**_all("*[{", " ".join(SECTIONS)), **KEYWORDS, **LAST_STAYS, **FRONT, **NOTES, **NOTHING_STAYS,
                 **CAPTIONS, "item": "[", "\\": "*[", "bibitem": "[{", "linebreak": "[", "maketitle": ""}
    known.add_context_category(
        "papers", prepend=True,
        macros=[MacroSpec(name, given) for name, given in arguments.items()],
        environments=[EnvironmentSpec(name, given) for name, given in ENVIRONMENTS.items()])
    return known
