"""Files of dictionaries: CSV, quanteda's YAML and LIWC's .dic, read and written.

Only CSV holds weights, glosses and notes. In YAML nested keys are a theme's path; in .dic a category is a theme, and
one that stands indented below another is part of it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import yaml

from analysis.dictionaries import DICTIONARY_COLUMNS, TEXT_COLUMNS, check_dictionary, check_entries
from analysis.errors import InputError
from analysis.matching import WILDCARD
from analysis.output import csv_text, restored, write_whole
from analysis.readers import read_text

SUFFIXES = (".csv", ".yml", ".yaml", ".dic")
_CATEGORY = re.compile(r"(\t*)[ \t]*(\d{1,9})\s+(.+)")
_ID = re.compile(r"\d{1,9}")
_SPACED = re.compile(r"(.+?)\s+(\d+(?:\s+\d+)*)")  # a line whose tabs were lost
Row = tuple[str, object, object, object]  # place, theme, term, weight


def read_dictionary(path: str | Path) -> pd.DataFrame:
    """One row per theme and term of a file: ``theme, term, weight`` and the file's further columns.

    By its suffix (in any encoding that ``read_text`` knows):

    - ``.csv``: columns ``theme``, ``term`` and, if wanted, ``weight`` (1 where it is empty), ``gloss``, ``source``,
      ``note``; others are kept as text.
    - ``.yml``, ``.yaml``: as quanteda's ``dictionary(file =)``: keys are themes, nested ones become paths
      ("supply/talent"), below them a list of terms or a single one. All is read as text: ``no`` is a word.
    - ``.dic``: LIWC 2007, 2015 and the text format of 2022: between two lines "%" the categories, an id and a name
      each, then the terms with the ids of their categories. A category with more tabs before it than the last
      one is part of it. LIWC lists a term under a part and under the whole, so here it has two themes.

    ``*`` in a term stands for any characters of one word. Terms in Traditional characters are converted to
    Simplified. Raises InputError, with file and line, for what cannot be read or matched (see
    :func:`analysis.dictionaries.check_dictionary`), UnreadableFileError where there is no text. Sources:
    quanteda reference, dictionary(); LIWC2015 Operator's Manual.
    """
    suffix = _suffix(path)
    text = read_text(path).text.removeprefix("\ufeff")
    if suffix == ".csv":
        return _read_csv(path, text)
    rows = check_entries(_dic_rows(path, text) if suffix == ".dic" else _yaml_rows(path, text))
    if not rows:
        raise InputError(f"{path}: there are no entries in it; is it the right file?")
    return check_dictionary(pd.DataFrame(rows, columns=list(DICTIONARY_COLUMNS)))


def write_dictionary(dictionary: pd.DataFrame, path: str | Path) -> Path:
    """Write a dictionary to a file and return its path; the format is chosen by the suffix (``SUFFIXES``).

    Read back, themes and terms are the same; rows may stand in another order, since themes are kept together.
    ``.csv`` keeps every column. **In .yml, .yaml and .dic weights, glosses and all other columns are lost.** A .dic
    names themes by their whole path. Raises InputError for a dictionary without rows or with unfit ones, for a
    wildcard within a term in a .dic (LIWC has it at the end only), and where the place cannot be written to.
    """
    suffix = _suffix(path)
    table = check_dictionary(dictionary)
    if not len(table):
        raise InputError("dictionary: has no rows; there is nothing to write")
    if suffix == ".csv":
        return write_whole(path, csv_text(list(table.columns), table.itertuples(index=False)), excel=True)
    pairs = list(zip(table["theme"], table["term"]))
    return write_whole(path, _dic_text(pairs) if suffix == ".dic" else _yaml_text(pairs))


def _suffix(path: str | Path) -> str:
    suffix = Path(path).suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(f"{path}: a dictionary's name ends in {', '.join(SUFFIXES)}; rename the file or convert it")
    return suffix


# CSV


def _read_csv(path: str | Path, text: str) -> pd.DataFrame:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns: list[str] = []
    lines, cells = [], []
    try:
        for row in reader:
            if not any(map(str.strip, row)):
                continue
            if not columns:
                columns = _header(path, row)
                continue
            if len(row) > len(columns):
                raise InputError(f"{path}, line {reader.line_num}: {len(row)} cells, but the first line names "
                                 f"{len(columns)} columns; put a cell with a comma in quotes")
            lines.append(f"{path}, line {reader.line_num}")
            cells.append([restored(cell) for cell in row] + [""] * (len(columns) - len(row)))
    except csv.Error as error:
        raise InputError(f"{path}, line {reader.line_num}: not CSV ({error}); check the quotes") from None
    if not cells:
        raise InputError(f"{path}: there are no entries in it; write one theme and term a line below 'theme,term'")
    table = pd.DataFrame(cells, columns=columns, dtype="str")
    weights = [_weight(*row) for row in zip(lines, table["weight"])] if "weight" in table else [1.0] * len(table)
    checked = check_entries(zip(lines, table["theme"], table["term"], weights))
    themes, terms, weights = zip(*checked)
    return check_dictionary(table.assign(theme=themes, term=terms, weight=weights))


def _header(path: str | Path, row: list[str]) -> list[str]:
    columns = [cell.strip() for cell in row]
    missing = [column for column in ("theme", "term") if column not in columns]
    if missing:
        raise InputError(f"{path}: no column {missing[0]!r} in its first line, which is {', '.join(columns)}; "
                         f"a dictionary has {', '.join((*DICTIONARY_COLUMNS, *TEXT_COLUMNS))}, parted by commas")
    twice = [column for column in columns if columns.count(column) > 1]
    if twice:
        raise InputError(f"{path}: two columns {twice[0]!r} in its first line; rename or delete one")
    return columns


def _weight(place: str, cell: str) -> float:
    try:
        return float(cell.strip() or 1)
    except ValueError:
        raise InputError(f"{place}: weight {cell!r} is no number; write 1 for a usual term") from None


# YAML


def _yaml_rows(path: str | Path, text: str) -> list[Row]:
    try:
        root = yaml.compose(text, Loader=yaml.BaseLoader)
        return list(_yaml_entries(path, root, [], set())) if root else []
    except (yaml.YAMLError, OverflowError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path}, line {mark.line + 1}" if mark else path
        problem = getattr(error, "problem", None) or "it holds control characters"
        raise InputError(f"{place}: not YAML ({problem}); put terms with * or : into quotes, and indent by "
                         "spaces, not tabs") from None
    except RecursionError:
        raise InputError(f"{path}: its keys are nested too deeply; a theme has a few levels") from None


def _yaml_entries(path: str | Path, node: yaml.Node, theme: list[str], seen: set[int]) -> Iterator[Row]:
    """Yield the entries below a node, with the line that each stands on."""
    place = f"{path}, line {node.start_mark.line + 1}"
    if id(node) in seen:
        raise InputError(f"{place}: a * without quotes refers to this place; put terms with * into quotes")
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise InputError(f"{path}, line {line}: a theme is named by a list; write one word before the colon")
            if not value.value and not getattr(value, "style", None):
                raise InputError(f"{path}, line {line}: {key.value!r} has no terms; add some or delete it")
            yield from _yaml_entries(path, value, [*theme, key.value], seen)
    elif not theme:
        raise InputError(f"{place}: expected themes, each with its list of terms ('theme:' and below it '- term')")
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _yaml_entries(path, item, theme, seen)
    else:
        yield place, "/".join(theme), node.value, 1.0


def _yaml_text(pairs: list[tuple[str, str]]) -> str:
    tree: dict = {}
    for theme, term in pairs:
        node = tree
        for part in theme.split("/"):
            node = node.setdefault(part, {})
        node.setdefault(None, []).append(term)  # the theme's own terms; no part of a path is None
    # In quotes throughout, since readers differ in what they take for a truth value or a number (y, no, 1_000).
    return yaml.safe_dump(_yaml_tree(tree), allow_unicode=True, sort_keys=False, default_style='"', width=2**31)


def _yaml_tree(node: dict) -> dict | list:
    """Return nested themes as YAML has them: terms are a list, parts of a theme with terms come behind them."""
    parts = {name: _yaml_tree(child) for name, child in node.items() if name is not None}
    if None not in node:
        return parts
    return [*node[None], *([parts] if parts else [])]


# LIWC's .dic


def _dic_rows(path: str | Path, text: str) -> list[Row]:
    lines = [(i, line) for i, line in enumerate(text.splitlines(), 1) if line.strip()]
    bounds = [at for at, (_, line) in enumerate(lines) if line.strip() == "%"]
    if len(bounds) < 2 or bounds[0] != 0:
        raise InputError(f"{path}: not LIWC's format; it begins with the categories between two lines '%'")
    themes: dict[int, str] = {}
    above: list[tuple[int, str]] = []
    for i, line in lines[1 : bounds[1]]:
        match = _CATEGORY.fullmatch(line.rstrip())
        if not match:
            raise InputError(f"{path}, line {i}: {line.strip()!r} is no category; write its id, a tab and its name")
        depth, number, name = len(match[1]), int(match[2]), match[3].strip()
        if number in themes:
            raise InputError(f"{path}, line {i}: the id {number} is that of {themes[number]!r} already; give another")
        above = [category for category in above if category[0] < depth]
        themes[number] = "/".join([*(name for _, name in above), name])
        above.append((depth, name))
    rows = [(number, (f"{path}, line {i}", themes[number], term, 1.0)) for i, line in lines[bounds[1] + 1 :]
            for term, numbers in [_dic_term(path, i, line, themes)] for number in numbers]
    order = {number: at for at, number in enumerate(themes)}
    return [row for _, row in sorted(rows, key=lambda pair: order[pair[0]])]


def _dic_term(path: str | Path, i: int, line: str, themes: dict[int, str]) -> tuple[str, list[int]]:
    term, tab, rest = line.strip().partition("\t")
    if not tab and (match := _SPACED.fullmatch(line.strip())):
        term, rest = match.groups()
    numbers = rest.split()
    wrong = [number for number in numbers if not _ID.fullmatch(number) or int(number) not in themes]
    if wrong or not numbers:
        what = f"{wrong[0]!r} is no id of a category" if wrong else "no category"
        raise InputError(f"{path}, line {i}: {what}; write the term, a tab, and ids of the list above (conditions such "
                         "as (02 134)125 of LIWC 2007 are not read)")
    return term, list(map(int, numbers))


def _dic_text(pairs: list[tuple[str, str]]) -> str:
    numbers = {theme: i for i, theme in enumerate(dict.fromkeys(theme for theme, _ in pairs), 1)}
    of_term: dict[str, list[int]] = {}
    for theme, term in pairs:
        if WILDCARD.search(term.removesuffix("*")):
            raise InputError(f"dictionary: {term!r} has a wildcard that is no * at its end, which LIWC does not know; "
                             "write a .csv or .yml")
        of_term.setdefault(term, []).append(numbers[theme])
    lines = ["%", *(f"{i}\t{theme}" for theme, i in numbers.items()), "%"]
    # By a term's first category, the order in which the file is read, so that it is written the same again.
    ordered = sorted(of_term.items(), key=lambda entry: min(entry[1]))
    lines += ["\t".join([term, *map(str, sorted(ids))]) for term, ids in ordered]
    return "\n".join(lines) + "\n"
