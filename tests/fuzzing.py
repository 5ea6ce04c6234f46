"""Inputs that hurt: small documents of every format, damaged at random, and what must hold whatever they are.

The same seed gives the same input. ``TARGETS`` names what is tried; ``attempt`` tries one input and returns "read" or
"refused" (a documented error). Anything else that it raises is a fault. `benchmarks/fuzz.py` runs this a hundred
thousand times, `test_fuzzing.py` a few hundred, with every input that ever failed.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unittest import mock

from analysis.cleaning import repair_text, undo
from analysis.cleaning.edits import apply_edits, edit, undo_edits
from analysis.cli import main
from analysis.doubts import find_doubts
from analysis.errors import ZhangjuError
from analysis.readers import Extract, Hint, isolated
from analysis.readers.plain import decode
from analysis.sections import find_units

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "sample"
# Pieces that mean something to a repair, a reader or the grammar of headings, and those that break parsers.
PIECES = (
    "一、", "（一）", "(1)", "1.1 ", "第一章 ", "第三条　", "附录A", "①", "一是", "首先，", "参考文献\n", "[1]", "[1",
    "摘要：", "目录\n", "……12\n", "數(shù)", "(jù", "?", "\ufffd", "&ldquo;", "&#x", "&amp;amp;", "<p>", "</p>",
    "<sup>1</sup>", "<b", '\\"', "“", "”", "《", "\u200b", "\ufeff", "\u3000\u3000", "\xa0", " ", "\t", "\n", "\r",
    "\f", "\x00", "\x1b", "ä½ å", "鏁版嵁", "Ａ１", "９", "𠮷", "\ud800", "😀", "a\u0301", "·12·", "# ", "```\n",
    "---\n", "**", "`r ", "$x$", "[^1]", "| a |\n|---|\n", "\\section{", "\\begin{x}", "\\end{x}", "\\item[(一)]",
    "{", "}", "%", "\\", "\\input{/etc/passwd}", "<html>", "<div>", "<table><tr><td>", "<!--", "<script>",
    '<!DOCTYPE x [<!ENTITY a "b">]>', "&a;", "。", "，", "0", "九" * 9)


def damaged(text: str, random: Random) -> str:
    """Return a text with some pieces put in, some stretches doubled, moved or taken out."""
    for _ in range(random.choice((1, 2, 4, 12))):
        start = random.randrange(len(text) + 1)
        end = min(len(text), start + random.choice((0, 1, 3, 20, 300)))
        kind = random.randrange(4)
        if kind == 0:
            text = text[:start] + random.choice(PIECES) * random.choice((1, 1, 2, 40)) + text[start:]
        elif kind == 1:
            text = text[:start] + text[end:]
        elif kind == 2:
            text = text[:end] + text[start:end] * random.choice((1, 3)) + text[end:]
        else:
            place = random.randrange(len(text) + 1)
            text = text[:place] + text[start:end] + text[place:]
    return text[:20_000]


def damaged_bytes(data: bytes, random: Random) -> bytes:
    """Return bytes with some changed, put in, doubled or taken out."""
    data = bytearray(data)
    for _ in range(random.choice((1, 1, 3, 10, 50))):
        start = random.randrange(len(data) + 1)
        end = min(len(data), start + random.choice((1, 1, 2, 8, 100)))
        kind = random.randrange(5)
        if kind == 0 and start < len(data):
            data[start] ^= 1 << random.randrange(8)
        elif kind == 1:
            data[start:end] = random.randbytes(random.choice((1, 2, 4, 16)))
        elif kind == 2:
            del data[start:end]
        elif kind == 3:
            data[start:start] = data[start:end]
        else:
            data[start:start] = random.choice(PIECES).encode("utf-8", "replace")
    return bytes(data)


def any_text(random: Random) -> str:
    """Return a stretch of the samples, or pieces alone, damaged."""
    kind = random.randrange(4)
    if kind == 0:
        return "".join(random.choices(PIECES, k=random.randrange(1, 60)))
    whole = _samples()[kind % 2]
    start = random.randrange(len(whole))
    return damaged(whole[start : start + random.choice((30, 300, 3000))], random)


@cache
def _samples() -> tuple[str, ...]:
    return tuple((SAMPLE / name).read_text(encoding="utf-8") for name in ("noisy.txt", "clean.txt"))


# Documents of each format, small and sound, from which damaged ones are made.

MARKDOWN = """---
title: 论读书
author: [甲, 乙]
abstract: |
  摘要的话。
---
# 引言
正文**重点**[^1]，见[书](http://a.b)。

## 一、方法
```{r}
x <- 1
```
> 引文

- 甲
- 乙

| 列 | 数 |
|---|---|
| 甲 | 1 |

`r nrow(x)`本，$a^2$。

[^1]: 注。
"""
LATEX = r"""\documentclass{ctexart}
\title{论读书}\author{甲}
\begin{document}\maketitle
\begin{abstract}摘要。\end{abstract}
\section{引言}正文\cite{a}，\textbf{重点}$x^2$。% 注
\begin{enumerate}\item[(一)] 甲 \item 乙\end{enumerate}
\subsection{方法}
\begin{tabular}{ll}甲 & 1 \\ 乙 & 2\end{tabular}\footnote{脚注。}
\begin{thebibliography}{9}\bibitem{a} 甲.书[M].2020.\end{thebibliography}
\end{document}
"""
HTML = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>论读书</title></head><body><nav>首页</nav>
<article><h1>论读书</h1><p>正文的第一段，说了一些话，不算太短。</p><h2>一、方法</h2>
<p>正文的第二段，<b>重点</b>在此，也不算太短。</p><table><tr><td>甲</td><td>1</td></tr></table>
<ul><li>甲</li></ul></article><script>x()</script></body></html>
"""


@cache
def word_file() -> bytes:
    """Return a Word document with headings, a table and a numbered list."""
    from docx import Document

    document = Document()
    document.add_heading("论读书", 0)
    document.add_heading("一、方法", 1)
    document.add_paragraph("正文的第一段，说了一些话。")
    document.add_paragraph("甲", style="List Number")
    document.add_table(rows=2, cols=2).cell(0, 0).text = "乙"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@cache
def pdf_file() -> bytes:
    """Return a PDF of two pages with a running head and page numbers."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1, pageCompression=0)
    for page in (1, 2):
        canvas.setFont("STSong-Light", 10)
        canvas.drawString(72, 800, "读书学刊")
        for line in range(8):
            canvas.drawString(72, 760 - 16 * line, f"一、方法{line}，正文的话在此，说了又说。")
        canvas.drawString(300, 30, str(page))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def repacked(data: bytes, random: Random) -> bytes:
    """Return a zipped document with one member damaged and the rest as they were, so that the damage is seen."""
    import zipfile

    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    names = source.namelist()
    chosen = random.choice([name for name in names if name.endswith(".xml")])
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in names:
            member = source.read(name)
            if name == chosen or (random.random() < 0.1 and name.startswith("word/")):
                member = damaged_bytes(member, random)
            target.writestr(name, member)
    return out.getvalue()


# What is tried

HINTED = ("heading", "title", "front", "table", "notes", "contents")


class Target(NamedTuple):
    """What is tried: how an input is made, and what is done with it, which says "read" or raises."""

    make: Callable[[Random], Any]
    attempt: Callable[[Any, Random], str]


def _clean(text: str, random: Random) -> str:
    repaired, edits = repair_text(text, script=random.choice(("simplified", "traditional", "keep")))
    assert undo(repaired, edits) == text
    return "read"


def _sections(text: str, random: Random) -> str:
    places = sorted(random.randrange(len(text) + 1) for _ in range(random.choice((0, 2, 6))))
    hints = [Hint(start, end, random.choice(HINTED), random.randrange(4)) for start, end in zip(places, places[1:])]
    units = find_units(text, hints=hints)
    assert "".join(text[unit.start : unit.end] for unit in units) == text
    find_doubts(units, text, hints=hints)
    return "read"


def _reader(form: str, make: Callable[[Random], bytes]) -> Target:
    def attempt(data: bytes, random: Random) -> str:
        made = import_module(f"analysis.readers.{form}").extract(data, f"fuzz.{form}")
        if made.encoding:
            assert made.text.encode(made.encoding) == data
        changes = [edit(made.text, *change) for change in made.changes]
        assert undo_edits(apply_edits(made.text, changes), changes) == made.text
        for hint in made.hints:
            assert 0 <= hint.start <= hint.end <= len(made.text)
        return "read"
    return Target(make, attempt)


def _encoded(random: Random) -> bytes:
    data = any_text(random).encode(random.choice(("utf-8", "gb18030", "utf-16", "big5")), "replace")
    return damaged_bytes(data, random) if random.random() < 0.7 else data


def _plain(data: bytes, random: Random) -> str:
    text, _, used = decode(data, "fuzz.txt")
    assert text.encode(used) == data
    return "read"


FORMATS = {  # what makes the bytes of a file of that name
    "a.txt": lambda random: any_text(random).encode("utf-8", "replace"),
    "b.txt": lambda random: damaged_bytes(_samples()[1].encode(), random),
    "c.txt": lambda random: damaged(_samples()[1][:9_000], random).encode("utf-8", "replace"),
    "a.md": lambda random: damaged(MARKDOWN, random).encode("utf-8", "replace"),
    "a.tex": lambda random: damaged(LATEX, random).encode("utf-8", "replace"),
    "a.html": lambda random: damaged(HTML, random).encode("utf-8", "replace"),
    "a.docx": lambda random: _word(random),
    "a.pdf": lambda random: damaged_bytes(pdf_file(), random)}
COMMANDS = (("clean",), ("clean", "--script", "keep"), ("clean", "--vocabulary", "mainland"), ("sections",),
            ("sections", "--format", "tree"), ("sections", "--format", "headings"), ("terms",),
            ("terms", "--level", "item"), ("keyness", "--target", "1"),
            ("keyness", "--target", "2", "--min-count", "1"), ("themes",), ("themes", "--level", "1"),
            ("concordance", "数据"), ("concordance", "的", "--sort", "left"),
            ("answers", "--challenges", "1", "--tasks", "2"))
SELDOM = {"features": 0.05, "report": 0.01}  # chances of what writes folders; a report takes seconds


ISOLATED = 0.05  # chance that a reader gets a process of its own, which takes ten times as long


def _extract(form: str, data: bytes, name: str, *, encoding: str | None = None) -> Extract:
    return import_module(f"analysis.readers.{form}").extract(data, name, encoding=encoding)


def _file(random: Random) -> tuple[str, bytes]:
    name = random.choice(tuple(FORMATS))
    return name, FORMATS[name](random)


def _command(file: tuple[str, bytes], random: Random) -> str:
    """Run a command over a file, with a list of headings now and then, and look at its status and its messages."""
    name, data = file
    chance = random.random()
    command, *options = random.choice(COMMANDS)
    if chance < sum(SELDOM.values()):
        command, options = "report" if chance < SELDOM["report"] else "features", []
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        if command in SELDOM:
            options = ["--out", str(Path(folder) / "out")]
        if random.random() < 0.1:
            path.with_name(f"{name}.sections.csv").write_text(
                damaged("level,heading\n1,一、目标\n2,（一）总体\n", random), encoding="utf-8", errors="replace")
        out, error = io.StringIO(), io.StringIO()
        reader = isolated.extract if random.random() < ISOLATED else _extract
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error), \
                mock.patch.object(isolated, "extract", reader):
            status = main([command, str(path), *options])
        assert not [left for left in Path(folder).rglob(".zhangju-*")], "something half-written was left"
    assert status in (0, 2), status
    assert status == 0 or error.getvalue().rstrip("\n").rpartition("\n")[2].startswith("zhangju: ")
    return "read" if status == 0 else "refused"


def _bytes_of(text: str) -> Callable[[Random], bytes]:
    def make(random: Random) -> bytes:
        if random.random() < 0.3:
            return damaged_bytes(text.encode(), random)
        return damaged(text, random).encode("utf-8", "replace")
    return make


def _word(random: Random) -> bytes:
    return repacked(word_file(), random) if random.random() < 0.8 else damaged_bytes(word_file(), random)


TARGETS: dict[str, Target] = {
    "clean": Target(any_text, _clean),
    "sections": Target(any_text, _sections),
    "plain": Target(_encoded, _plain),
    "markdown": _reader("markdown", _bytes_of(MARKDOWN)),
    "latex": _reader("latex", _bytes_of(LATEX)),
    "html": _reader("html", _bytes_of(HTML)),
    "docx": _reader("docx", _word),
    "pdf": _reader("pdf", lambda random: damaged_bytes(pdf_file(), random)),
    "command": Target(_file, _command),
}


GROWING = ("clean", "sections", "plain", "markdown", "latex", "html")  # targets whose inputs can be made long


def large(target: str, seed: int, size: int) -> Any:
    """Return the input of a seed, repeated until it has ``size`` characters or bytes."""
    made = TARGETS[target].make(Random(f"{target} {seed}"))
    return (made * (size // max(1, len(made)) + 1))[:size]


def attempt(target: str, seed: int) -> str:
    """Try the input of a seed; return "read" or "refused", and let everything that is no documented error through."""
    random = Random(f"{target} {seed}")
    return attempt_input(target, TARGETS[target].make(random), random)


def attempt_input(target: str, made: Any, random: Random) -> str:
    """Try an input: :func:`attempt` without its making."""
    try:
        return TARGETS[target].attempt(made, random)
    except ZhangjuError as error:
        assert "\n" not in str(error) and str(error).strip(), f"not one line: {error!r}"
        return "refused"
