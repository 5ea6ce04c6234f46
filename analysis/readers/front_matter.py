"""The YAML at the head of a Markdown file: its title, authors, abstract and keywords stay, the rest goes.

PyYAML says where each value stands. Keys that name nothing in the printed paper (output, bibliography) go with their
values, and so do the keys of what remains but ``abstract`` and ``keywords``, which are the labels of their parts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analysis.readers.kept import JOINED, LINE, NOTHING, Kept, filled_lines
from analysis.readers.source import FRONT, TITLE, Hint

if TYPE_CHECKING:
    from yaml.nodes import Node, ScalarNode

SHOWN = frozenset("title subtitle author authors name institute institution affiliation affiliations date abstract "
                  "keyword keywords subject description summary tags doi".split())
LABELS = frozenset({"abstract", "keyword", "keywords", "doi"})  # their keys are labels, see analysis.landmarks
_BLOCK = re.compile(r"\ufeff?---[ \t]{0,20}(?:\r\n?|\n)((?:(?!---|\.\.\.)[^\r\n]*(?:\r\n?|\n)){0,500})"
                    r"(?:---|\.\.\.)[ \t]{0,20}(?=\r|\n|\Z)")
_DEEPEST = 20  # lists and mappings inside each other
_LONGEST = 30_000  # characters
_LABEL = re.compile(r"(?<![^\r\n])(?:abstract|keywords?)(?=\s{0,9}:)", re.IGNORECASE)
_FIRST_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)?")
_RUN = re.compile(r"\*\*|`r [^`\n]{0,300}`|<[^<>\n]{1,200}>|\\\\|\^\[[^\[\]\n]{0,200}\]")


def read_front(kept: Kept) -> tuple[int, list[Hint]]:
    r"""Keep what the paper shows of its YAML; return where the YAML ends (0: there is none) and the hints.

    >>> kept = Kept("---\ntitle: \"论数据\"\noutput: html_document\n---\n正文。")
    >>> read_front(kept)
    (42, [Hint(start=12, end=15, kind='title', level=0)])
    >>> kept.between(0, 42)
    '论数据'
    """
    match = _BLOCK.match(kept.text)
    if match is None or len(match[1]) > _LONGEST:
        return 0, []
    node = _compose(match[1])
    if node is None:
        return 0, []
    title: list[tuple[int, int]] = []
    _keep_mapping(kept, node, match.start(1), title, 0)
    return match.end(), _hints(kept, match.end(), title)


def _hints(kept: Kept, stop: int, title: list[tuple[int, int]]) -> list[Hint]:
    """Return hints of the title, and of what stands before abstract and keywords, which are parts of their own."""
    label = _LABEL.search(kept.text, 0, stop)
    span = kept.span(0, label.start() if label else stop)
    if span is None:
        return []
    if not title or title[0][0] > span[1]:
        return [Hint(*span, FRONT)]
    start, end = title[0][0], title[-1][1]
    hints = [Hint(span[0], start, FRONT), Hint(start, end, TITLE), Hint(end, span[1], FRONT)]
    return [hint for hint in hints if hint.start < hint.end]


def _compose(block: str) -> Node | None:
    """Return the mapping that the YAML is; None if it is something else, such as a paragraph between rulers."""
    import yaml

    depth = deepest = 0
    for sign in re.findall(r"[\[\]{}]", block):
        depth += 1 if sign in "[{" else -1
        deepest = max(deepest, depth)
    indents = {len(line) - len(line.lstrip(" -?")) for line in block.split("\n")}
    if deepest > _DEEPEST or len(indents) > 3 * _DEEPEST or max(indents) > 200:
        return None
    try:
        node = yaml.compose(block, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, OverflowError):
        return None
    return node if isinstance(node, yaml.MappingNode) else None


def _keep_mapping(kept: Kept, node: Node, base: int, title: list[tuple[int, int]], depth: int) -> None:
    for key, value in node.value:
        name = key.value.lower() if isinstance(key.value, str) else ""
        if name not in SHOWN or key.start_mark.index >= value.start_mark.index:
            continue
        before = LINE
        if name in LABELS and depth == 0:
            kept.keep(base + key.start_mark.index, kept.text.find(":", base + key.end_mark.index) + 1, LINE)
            before = " "
        _keep_value(kept, value, base, before, title if depth == 0 and name == "title" else [], depth)


def _keep_value(kept: Kept, node: Node, base: int, before: str, title: list[tuple[int, int]], depth: int) -> None:
    if depth > _DEEPEST or base + node.start_mark.index < kept.end:  # a value named by an anchor stands elsewhere
        return
    if node.id == "mapping":
        _keep_mapping(kept, node, base, [], depth + 1)
    elif node.id == "sequence":
        for number, value in enumerate(node.value):
            parted = before
            if number and before != LINE and value.id == "scalar":  # keywords in lines, or with commas
                kept.put(kept.end, base + value.start_mark.index, "；")
                parted = NOTHING
            _keep_value(kept, value, base, parted, title, depth + 1)
    else:
        _keep_scalar(kept, node, base, before, title)


def _keep_scalar(kept: Kept, node: ScalarNode, base: int, before: str, title: list[tuple[int, int]]) -> None:
    start, end = base + node.start_mark.index, base + node.end_mark.index
    if node.style in ("'", '"'):
        start, end = start + 1, end - 1
    elif node.style in ("|", ">"):
        start = min(end, _FIRST_LINE.match(kept.text, start).end())
    first = True
    last_end = start
    for begin, stop in filled_lines(kept.text, start, end):
        line = kept.text[begin:stop]
        begin, stop = begin + len(line) - len(line.lstrip()), begin + len(line.rstrip())
        blank = kept.text[last_end:begin].count("\n") > 1
        last_end = stop
        at = begin
        for run in [*_RUN.finditer(kept.text, begin, stop), None]:
            until = run.start() if run else stop
            if until > at:
                kept.keep(at, until, before if first else NOTHING if at > begin else LINE if blank else JOINED)
                title.append((at, until))
                first = False
            at = run.end() if run else stop


