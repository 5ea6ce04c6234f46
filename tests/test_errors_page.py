"""The page of errors, docs/errors.md: each message that a user can meet stands there, with its mend.

To renew it: ``python tests/test_errors_page.py``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from analysis.errors import UnreadableFileError
from analysis.readers import read_text
from analysis.readers.docx_package import OTHERS
from analysis.readers.plain import FORMATS

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "analysis"
PAGE = ROOT / "docs" / "errors.md"
ERRORS = {"InputError", "UnreadableFileError", "NotebookError"}
# What people meet who name files and folders; all other messages are about an argument of a function.
ABOUT_FILES = ("readers", "corrections", "cleaning/errata", "lexicons", "shipped", "output", "dictionary_files",
               "coding_sheets", "folders", "commands", "execution", "notebooks", "features", "matching")
FILE = re.compile(r"path|out|place|folder|path\.stem|source\.path|blocked\[0\]")
NAMED_BY_NAME = ("readers", "output")  # modules in which ``name`` is a file's
HEAD = """# Errors and their mends

Every message that Zhangju prints for a mistake in its input, made from the code by `python tests/test_errors_page.py`.
FILE is the file or folder concerned, … what else the message fills in. The command line prints the message as one line
and ends with status 2; in Python it is an `analysis.errors.InputError` or `UnreadableFileError`.

Two more lines are no errors of the input: `zhangju: interrupted; nothing half-written was left` (status 130), and the
usage of the command line, which `zhangju COMMAND --help` prints.
"""


class Message(NamedTuple):
    """A message: the module that raises it, what it says and what it tells to do ("" where it is one sentence)."""

    module: str
    says: str
    mend: str


def template(node: ast.expr, *, named: bool) -> str:
    """Return the text of a message with FILE and … where it fills something in."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(template(value, named=named) for value in node.values)
    if isinstance(node, ast.FormattedValue):
        filled = ast.unparse(node.value)
        return "FILE" if FILE.fullmatch(filled) or (named and filled == "name") else "…"
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return template(node.left, named=named) + template(node.right, named=named)
    return "…"


def messages(path: Path) -> Iterator[Message]:
    """Yield the messages that a module raises."""
    module = path.relative_to(PACKAGE).with_suffix("").as_posix()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name)
                and node.exc.func.id in ERRORS and node.exc.args):
            named = module.startswith(NAMED_BY_NAME)
            says, _, mend = template(node.exc.args[0], named=named).replace("\n", " ").partition("; ")
            yield Message(module, says, mend)


def all_messages() -> list[Message]:
    """Return the messages of all modules, and those that a table or a function of theirs completes."""
    found = [message for path in sorted(PACKAGE.rglob("*.py")) for message in messages(path)]
    found += [Message("readers/plain", f"FILE: this is {what}, not plain text", mend) for _, what, mend in FORMATS]
    found += [Message("readers/docx", f"FILE: is {what}, not a Word document", mend) for _, what, mend in OTHERS]
    return found


def is_about_files(message: Message) -> bool:
    return message.module.startswith(ABOUT_FILES)


def cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def page() -> str:
    """Return the page."""
    lines = [HEAD, "## Files, folders and commands", "", "| it says | what to do |", "|---|---|"]
    found = all_messages()
    rows = dict.fromkeys((message.says, message.mend) for message in found if is_about_files(message))
    lines += [f"| {cell(says)} | {cell(mend)} |" for says, mend in rows]
    lines += ["", "## Arguments of functions, in Python", "",
              "Each names the argument, the value it got and what it may be."]
    module = ""
    for message in found:
        if is_about_files(message) or not message.says.replace("FILE", "").strip("…: "):
            continue
        if message.module != module:
            module = message.module
            lines += ["", f"### analysis.{module.replace('/', '.')}", "", "| it says | what to do |", "|---|---|"]
        lines.append(f"| {cell(message.says)} | {cell(message.mend)} |")
    return "\n".join([*lines, ""])


def test_the_messages_that_tables_complete_are_those_that_are_raised(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"CAJ and more")
    with pytest.raises(UnreadableFileError) as caught:
        read_text(path)
    said = str(caught.value).replace(str(path), "FILE")
    assert tuple(said.split("; ", 1)) in {(message.says, message.mend) for message in all_messages()}
    assert "CAJViewer" in page()


def test_the_page_lists_every_message():
    assert PAGE.read_text(encoding="utf-8") == page(), "renew it: python tests/test_errors_page.py"


@pytest.mark.parametrize("message", [message for message in all_messages() if is_about_files(message)],
                         ids=lambda message: f"{message.module}: {message.says[:40]}")
def test_a_message_about_a_file_says_what_to_do(message):
    says_it = re.search(r"must be|needs|expected|name |give |try ", message.says)
    assert message.mend or says_it or not message.says.replace("FILE", "").strip("…: ")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
