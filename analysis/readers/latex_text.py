"""The running text of a LaTeX source: a walk over its commands, groups and environments. Part of `latex`."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from analysis.characters import HAN_RUN, count_han
from analysis.readers import latex_macros as macros
from analysis.readers.formulas import formula_words
from analysis.readers.kept import JOINED, LINE, NOTHING, Kept
from analysis.readers.latex_characters import LONGEST_HEADING, Characters
from analysis.readers.latex_items import numbering, with_number
from analysis.readers.source import FRONT, HEADING, TABLE, TITLE, Hint

if TYPE_CHECKING:
    Node = Any  # a node of pylatexenc, which has no types

_COMMANDS = re.compile(r"\\[A-Za-z]{1,30}\*?|[{}]")
_BLANK = re.compile(r"\n\s*\n|\r\s*\r")
_LONGEST_NOTE = 5_000


class Walk(Characters):
    """A walk over the nodes of a source that begins at ``base`` of the text; what it keeps and finds."""

    def __init__(self, kept: Kept, levels: dict[str, int], defined: dict[str, str]) -> None:
        super().__init__(kept)
        self.levels = levels  # of the commands of sections
        self.defined = defined  # words that the source gives a name: \newcommand{\city}{某市}
        self.hints: list[Hint] = []
        self.notes: list[str] = []
        self.formulas = 0
        self.unread: list[str] = []  # files that the source names
        self._counters: list[tuple[str, int] | None] = []
        self._entries = 0
        self._steps = {"chars": self.chars, "group": self._group, "comment": self.comment, "math": self._math,
                       "specials": self.specials, "macro": self._macro, "environment": self._environment}

    def read(self, source: str, base: int) -> None:
        """Keep the words of a source that begins at ``base`` of the text."""
        self.base = base
        self.walk(self.parse(source))

    @staticmethod
    def parse(source: str) -> list[Node]:
        """Take a source apart, also one that is not sound. Raises RecursionError where it is nested too deep."""
        from pylatexenc.latexwalker import LatexWalker

        logging.getLogger("pylatexenc").setLevel(logging.ERROR)
        return LatexWalker(source, latex_context=macros.context(), tolerant_parsing=True).get_latex_nodes(pos=0)[0]

    def walk(self, nodes: Iterable[Node]) -> None:
        """Keep the words of nodes."""
        defining = False
        for node in nodes or ():
            if node is None:
                continue
            kind = type(node).__name__.removeprefix("Latex").removesuffix("Node").lower()
            if defining:
                defining = kind != "group"
            elif kind == "macro" and node.macroname in macros.DEFINITIONS:
                defining = True
            else:
                self._steps[kind](node)

    def _group(self, node: Node) -> None:
        self.walk(node.nodelist)

    def _math(self, node: Node) -> None:
        source = node.latex_verbatim()
        inside = source[len(node.delimiters[0]) : len(source) - len(node.delimiters[1])]
        shown = formula_words(inside) if node.displaytype == "inline" else None
        if _is_prose(inside):
            self.walk(node.nodelist)
        elif shown is not None:
            self.put(node.pos, node.pos + node.len, shown)
        else:
            self.formulas += 1
            self.part(JOINED)

    def _macro(self, node: Node) -> None:
        name = node.macroname
        given = [one for one in (node.nodeargd.argnlist if node.nodeargd else None) or [] if one is not None]
        last = given[-1] if given else None
        if name in self.defined:
            self.put(node.pos, node.pos + 1 + len(name), self.defined[name])
        elif name in macros.SECTIONS:
            self._heading(node, last)
        elif name in ("item", "bibitem"):
            self._item(node, last)
        elif name in macros.FRONT:
            self._hinted(last, TITLE if name in macros.TITLES else FRONT, 0)
        elif name in macros.KEYWORDS:
            self._keywords(node, last)
        elif name in macros.NOTES:
            self._note(last)
        elif name in macros.SHOWN:
            self.put(node.pos, node.pos + 1 + len(name), macros.SHOWN[name])
        elif name in macros.NEW_LINE:
            self.part(LINE)
        elif name in macros.FILES:
            self.unread.append(last.latex_verbatim().strip("{}") if last else "")
        elif name in macros.SPACES:
            self.part(JOINED)
        elif name in macros.CAPTIONS:
            self._line(last)
        elif name == "verb":
            self.words(node.pos + len("\\verb|"), node.pos + node.len - 1)
        elif name not in macros.NOTHING_STAYS:
            self.walk([last])

    def _line(self, node: Node) -> None:
        self.part(LINE)
        self.walk([node])
        self.part(LINE)

    def _heading(self, node: Node, last: Node | None) -> None:
        if last is None or last.len > LONGEST_HEADING or _BLANK.search(last.latex_verbatim()):
            self._line(last)
            return
        self._hinted(last, HEADING, self.levels.get(node.macroname, 1))

    def _hinted(self, node: Node | None, kind: str, level: int) -> None:
        if node is None:
            return
        self.part(LINE)
        start, before = node.pos + self.base, len(self.hints)
        self.in_heading += kind in (HEADING, TITLE)
        self.walk([node])
        self.in_heading -= kind in (HEADING, TITLE)
        span = self.kept.span(start, start + node.len)
        del self.hints[before:]
        if span:
            self.hints.append(Hint(*span, kind, level))
        self.part(LINE)

    def _keywords(self, node: Node, last: Node | None) -> None:
        self.part(LINE)
        if last is not None:
            self.put(node.pos, node.pos + 1, "关键词：" if HAN_RUN.search(last.latex_verbatim()) else "Key words: ")
        self.walk([last])
        self.part(LINE)

    def _note(self, last: Node | None) -> None:
        if last is None or last.len > _LONGEST_NOTE:
            self.walk([last])
            return
        main, before, self.kept = self.kept, self.before, Kept(self.kept.text)
        self.before, place = NOTHING, len(self.notes)
        self.walk([last])
        start = last.pos + self.base
        self.notes.insert(place, self.kept.between(start, start + last.len))
        self.kept, self.before = main, before

    def _item(self, node: Node, given: Node | None) -> None:
        self.part(LINE)
        end = node.pos + 1 + len(node.macroname)
        if node.macroname == "bibitem":
            self._entries += 1
            self.put(node.pos, end, f"[{self._entries}]")
        elif given is not None:
            self.walk([given])
        elif self._counters and self._counters[-1]:
            template, number = self._counters[-1]
            self._counters[-1] = (template, number + 1)
            self.put(node.pos, end, with_number(template, number + 1))
        self.numbered = True

    def _environment(self, node: Node) -> None:
        name = node.environmentname
        plain = name.rstrip("*")
        self.part(JOINED if plain in macros.MATH or plain in ("inparaenum", "CJK") else LINE)
        if plain in macros.CODE:
            self.kept.put(node.pos + self.base, node.pos + node.len + self.base, "", LINE, "code")
            self.before = LINE
            return
        if plain in macros.MATH:
            self._math_environment(node)
            return
        depth = sum(one is not None for one in self._counters)
        self._counters.append((numbering(node, depth), 0) if name in macros.NUMBERED else None)
        start, hints = node.pos + self.base, len(self.hints)
        self.in_table += name in macros.TABLES
        self._opening(node, name)
        self.walk(node.nodelist)
        if name in macros.TABLES:
            self.in_table -= 1
            del self.hints[hints:]
            span = self.kept.span(start, start + node.len)
            self.hints += [Hint(*span, TABLE)] if span else []
        self._counters.pop()
        self.part(LINE)

    def _math_environment(self, node: Node) -> None:
        if _is_prose(node.latex_verbatim()):
            self.walk(node.nodelist)
        else:
            self.formulas += 1

    def _opening(self, node: Node, name: str) -> None:
        """Put the words that LaTeX prints where an environment begins, where the source does not have them."""
        words = node.latex_verbatim()
        label = ""
        if name in macros.ABSTRACTS:
            inside = _COMMANDS.sub("", words[words.find("}") + 1 :]).lstrip()[:4]
            label = "摘要：" if HAN_RUN.search(words) else "Abstract: "
            label = "" if inside.replace(" ", "").startswith(("摘要", "Abst", "【摘要")) else label
        elif name == "thebibliography":
            label = "参考文献" if HAN_RUN.search(self.kept.text) else "References"
            label = "" if self.kept.text.endswith(label, 0, self.kept.end) else label
        if label:
            self.part(LINE)
            self.put(node.pos, node.pos + 6, label)
            self.before = LINE if name == "thebibliography" else NOTHING


def _is_prose(formula: str) -> bool:
    """Tell whether what stands between two $ is text, because one of them is none of a formula."""
    return bool(HAN_RUN.search(formula)) and (bool(_BLANK.search(formula)) or 3 * count_han(formula) > len(formula))
