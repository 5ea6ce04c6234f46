"""The running text inside a Markdown line: which of its characters are words, and which are signs. Part of `markdown`.

markdown-it-py reads emphasis, links, code, notes and formulas; its tokens do not say where they stand in the source,
so the parser's state is asked at each token that it makes. What CommonMark takes for text because Chinese writes no
spaces (the stars of **“数据”**的) is taken out too.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from analysis.characters import HAN_RUN
from analysis.errors import InputError
from analysis.readers.formulas import formula_words
from analysis.readers.kept import JOINED, LINE, NOTHING, filled_lines

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MAX_NESTING = 40  # of blocks and of links; what is nested deeper stays as it is written
# Of a file: what the parser makes of blocks and of signs inside lines, some 450 bytes each. The longest reports and
# theses have some ten thousand.
MOST_TOKENS = 100_000
CHARACTERS_FOR_TOKEN = 20  # beyond that number
_LEFT_OVER = re.compile(r"(?<!=)==(?!=)")
_ATTRIBUTES = re.compile(r"\s{0,3}\{(?:[#.][^{}\n]{0,200}|-)\}")
_BREAK = re.compile(r"<br\s{0,5}/?>", re.IGNORECASE)
_RAISED = re.compile(r"</?su[bp]>", re.IGNORECASE)  # the repair `markup` makes 10⁴ of them
_MIN_CAPTION = 4  # Han characters of a picture's text that is shown as its caption


class Part(NamedTuple):
    """A part of a line that stays, ``content[start:end]``: as it is, or ``after`` in its place."""

    start: int
    end: int
    after: str | None
    before: str  # what parts it from the one before it, see Kept


class Tokens(list):
    """The tokens that the parser makes of a file's blocks; InputError where they are more than ``most``."""

    def __init__(self, most: int) -> None:
        self.most = most

    def append(self, token: Token) -> None:
        """Add a token, as the parser does."""
        super().append(token)
        check_number(len(self), self.most)


def most_tokens(characters: int) -> int:
    """Return how many tokens a file of so many characters may have.

    >>> most_tokens(100), most_tokens(1_600_000)
    (100005, 180000)
    """
    return MOST_TOKENS + characters // CHARACTERS_FOR_TOKEN


def check_number(tokens: int, most: int) -> None:
    """Raise InputError where a file has too many tokens."""
    if tokens > most:
        raise InputError(f"text: has more than {most:,} blocks and signs of Markdown; is it one document? divide it, "
                         "or save it as .txt to have it read as it is")


@cache
def parser() -> MarkdownIt:
    """Return the parser of CommonMark with tables, strike-through, formulas and notes."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    made = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable(["table", "strikethrough"])
    made.use(dollarmath_plugin, allow_space=False, allow_digits=False, allow_blank_lines=False, double_inline=True)
    made.use(footnote_plugin, always_match_refs=True)
    made.inline.ruler2.disable("fragments_join", True)
    return made


@cache
def _state() -> type:
    """Return the parser's state made to write down, in ``places``, where it stands when it makes a token."""
    from markdown_it.rules_inline import StateInline

    class Placed(StateInline):
        def push(self, ttype: str, tag: str, nesting: int) -> Token:
            token = super().push(ttype, tag, nesting)
            self.places.append(self.pos)
            return token

        def pushPending(self) -> Token:  # noqa: N802
            self.places.append(max(0, self.src.rfind(self.pending, 0, self.pos)))
            return super().pushPending()

    return Placed


def inline_tokens(content: str, env: dict) -> list[tuple[int, Token]]:
    """Return the tokens of a line, each with the place in the line where the parser was when it made it.

    ``env`` counts them under "tokens"; InputError where they become more than its "most".
    """
    made = parser()
    state = _state()(content, made, env, [])
    state.places = []
    made.inline.tokenize(state)
    for rule in made.inline.ruler2.getRules(""):
        rule(state)
    env["tokens"] = env.get("tokens", 0) + len(state.tokens)
    check_number(env["tokens"], env.get("most", MOST_TOKENS))
    return list(zip(state.places, state.tokens, strict=True))


def inline_parts(content: str, env: dict) -> tuple[list[Part], list[str], int, bool]:
    """Return the parts of a line that stay, the notes inside it, its formulas that go, and whether all of it is bold.

    >>> line = "论**数据**的[治理](a.html)^[见下。]"
    >>> parts, *rest = inline_parts(line, {})
    >>> "".join(line[part.start : part.end] for part in parts), rest
    ('论数据的治理', [['见下。'], 0, False])
    """
    parts: list[Part] = []
    notes: list[str] = []
    placed = [(place, token) for place, token in inline_tokens(content, env) if token.type != "text" or token.content]
    at, before, formulas = 0, NOTHING, 0
    for place, token in placed:
        start = max(at, place)
        made: list[Part] = []
        if token.type == "text" and token.content in ("*", "~~"):
            place = max(start, content.find(token.content, start))
            single = content[max(0, place - 1) : place + 2].count("*") == 1
            made = [Part(place, place + 1, None, NOTHING)] if single else []
            at = place + len(token.content)
        elif token.type == "text":
            made = _text_parts(content, max(start, content.find(token.content, start)), token.content)
        elif token.type == "text_special":
            made = [Part(start, start + len(token.markup), token.content, NOTHING)]
        elif token.type == "code_inline":
            made = _code_parts(content, start + len(token.markup), token)
        elif token.type.startswith("math_inline"):
            made = _formula_parts(content, start, token)
            formulas += not made
        elif token.type == "html_inline" and _RAISED.fullmatch(token.content):
            made = [Part(start, start + len(token.content), None, NOTHING)]
        elif token.type == "image" and len(placed) == 1:
            made = _caption(content, start, token.content)
        elif token.type == "footnote_ref" and content.startswith("^[", start):
            notes.append(env["footnotes"]["list"][token.meta["id"]]["content"])
        for part in made:
            parts.append(part._replace(before=before) if before != NOTHING else part)
            at, before = part.end, NOTHING
        if token.type in ("softbreak", "hardbreak") or token.type == "html_inline" and _BREAK.fullmatch(token.content):
            before = JOINED if token.type == "softbreak" and before != LINE else LINE
        else:
            at = max(at, start)
    inner = [token for _, token in placed if token.type not in ("softbreak", "hardbreak", "footnote_ref")]
    bold = len(inner) > 2 and inner[0].type == "strong_open" and inner[-1].type == "strong_close" and (
        sum(token.type == "strong_open" for token in inner) == 1)
    return parts, notes, formulas, bold


def _text_parts(content: str, start: int, words: str) -> list[Part]:
    """Part words at signs that are left over (stars that CommonMark takes for text) and at attributes."""
    found, at = [], 0
    signs = sorted({match.span() for pattern in (_LEFT_OVER, _ATTRIBUTES) for match in pattern.finditer(words)})
    for begin, end in [*signs, (len(words), len(words))]:
        if begin > at:
            found.append(Part(start + at, start + begin, None, NOTHING))
        at = max(at, end)
    return found


def _code_parts(content: str, start: int, token: Token) -> list[Part]:
    """Keep the words of code in a line, but not R or Python that is run when the document is made."""
    end = content.find(token.markup, start)
    inside = content[start:end]
    if inside.startswith(("r ", "`r ", "{r", "{python", "py ")):
        return []
    begin = start + len(inside) - len(inside.lstrip())
    lines = filled_lines(content, begin, begin + len(inside.strip()))
    return [Part(*span, None, JOINED if span[0] > begin else NOTHING) for span in lines]


def _formula_parts(content: str, start: int, token: Token) -> list[Part]:
    formula, end = token.content, start + len(token.content) + 2 * len(token.markup)
    if HAN_RUN.search(formula) and "\\" not in formula:  # $ before sums of money
        return [Part(start, end, None, NOTHING)]
    shown = formula_words(formula)
    return [] if shown is None else [Part(start, end, shown, NOTHING)]


def _caption(content: str, start: int, words: str) -> list[Part]:
    """Keep the words of a picture that stands alone: its caption, if they are no name of a file."""
    begin = content.find(words, start + 2) if words else -1
    if begin < 0 or sum(map(len, HAN_RUN.findall(words))) < _MIN_CAPTION:
        return []
    return [Part(begin, begin + len(words), None, NOTHING)]
