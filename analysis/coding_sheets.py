"""Coding sheets: passages drawn for people to code, written as CSV, and read back with every slip named.

A key is tested against people who have not seen what it says. A sheet therefore leaves out the headings of parts
and sections, which give the answer away, and has the passages in random order.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.levels import LEVELS, group_units
from analysis.output import csv_text, write_whole
from analysis.passages import BODY, SEED
from analysis.readers import read_text
from analysis.tables import check_choice, check_columns, check_present, check_sections, check_whole, check_words

HEADINGS = ("items", "all", "none")
_DELIMITERS = ",;\t，；"


def sample_passages(sections: pd.DataFrame, *, n: int, seed: int = SEED, by: str | None = None,
                    kinds: Sequence[str] = BODY) -> pd.DataFrame:
    """One row per passage that is drawn, in random order: ``passage, stratum, n_stratum``, the columns of ``sections``.

    ``passage`` is p001, p002 … in the order in which they are coded: unlike 1.3.2 it does not tell the section, and
    no spreadsheet takes it for a date or drops its zero (1.10). With ``by`` the draw is stratified: by a level ("1",
    "2", "system") or a column; ``stratum`` is the group, ``n_stratum`` its passages. Each stratum gets its share of
    ``n``, rounded by largest remainders (ties: the first in the text), but one passage at least where ``n``
    suffices. Only units of ``kinds`` are drawn: by default running text, with ``("item",)`` items alone. The same
    seed draws the same. Raises InputError for more than there are.

    >>> sections = pd.DataFrame({"section_id": ["1.1", "1.2", "2.1", "2.2"], "kind": "item",
    ...                          "part": ["1", "1", "2", "2"]})
    >>> drawn = sample_passages(sections, n=2, by="part")
    >>> drawn["passage"].tolist(), sorted(drawn["stratum"])
    (['p001', 'p002'], ['1', '2'])
    """
    check_sections(sections, "kind")
    n = check_whole(n, argument="n")
    chosen = sections["kind"].isin(check_words(kinds, argument="kinds")).to_numpy()
    if n > chosen.sum():
        raise InputError(f"n={n}: sections has {chosen.sum()} passages of the kinds {', '.join(kinds)}; draw at most "
                         "these")
    # Strata before the choice: a level is found by way of parents, which need not be among the kinds.
    stratum = _strata(sections, by)[chosen].reset_index(drop=True)
    sections = sections[chosen]
    sizes = stratum.value_counts(sort=False).reindex(list(dict.fromkeys(stratum)))
    rng = np.random.default_rng(seed)
    own = [rng.permutation(np.flatnonzero(stratum.eq(key))) for key in sizes.index]
    drawn = rng.permutation(np.concatenate([places[:k] for places, k in zip(own, _shares(sizes.to_numpy(), n))]))
    table = sections.iloc[drawn].reset_index(drop=True)
    kept = [column for column in table.columns if column not in ("passage", "stratum", "n_stratum")]
    width = max(3, len(str(n)))
    names = pd.Series([f"p{i + 1:0{width}d}" for i in range(n)], dtype="str")
    head = pd.DataFrame({"passage": names, "section_id": table["section_id"], "stratum": stratum.iloc[drawn].to_list()})
    head["n_stratum"] = head["stratum"].map(sizes)
    return head.join(table[[column for column in kept if column != "section_id"]])


def write_coding_sheet(path: str | Path, passages: pd.DataFrame, themes: Iterable[str] | Mapping[str, str], *,
                       text: str | Mapping[str, str] | None = None, headings: str = "items",
                       blind: bool = False) -> list[Path]:
    """Write a sheet for one coder, and beside it the codes that are allowed; return the two files.

    The sheet has one row per passage, in the order of ``passages`` (see :func:`sample_passages`): ``passage,
    section_id, heading, text, code, note``, the last two empty. ``themes`` are the codes, or maps each to what it
    means; they stand in ``<name>_codes.csv``. ``text`` is the text that the sections were found in, or maps
    section_id to a passage; without it the coder looks each passage up. Don't publish a sheet with the text of a
    paper that is not yours.

    ``headings``: "items" shows the lead phrases of items only, "all" also the headings of sections and parts,
    which give their theme away, "none" none. ``blind=True`` leaves out ``section_id`` and all headings, which tell
    the place in the paper and so the theme of its neighbours; it needs the text. Both files open in Excel as they
    are. Give each coder a copy named after them: the file's name is the coder's. Raises InputError for a theme that
    stands twice and for a passage that has no text.
    """
    check_columns(passages, "passage", "section_id", argument="passages")
    check_choice(headings, HEADINGS, argument="headings")
    codes = _codes(themes)
    if blind and text is None:
        raise InputError("blind=True: without section_id the coder needs the text; give text=")
    shown = pd.Series("", index=passages.index)
    if headings != "none" and not blind:
        check_columns(passages, "heading", "kind", argument="passages")
        shown = passages["heading"].where((headings == "all") | passages["kind"].eq("item"), "")
    rows = zip(passages["passage"], passages["section_id"], shown, _texts(passages, text))
    columns = ["passage", "section_id", "heading", "text", "code", "note"]
    rows = [dict(zip(columns, (*row, "", ""))) for row in rows]
    left_out = {"section_id", "heading"} if blind else set()
    left_out |= {"text"} if text is None else set()
    columns = [column for column in columns if column not in left_out]
    path = Path(path)
    sheet = csv_text(columns, ([row[column] for column in columns] for row in rows))
    companion = csv_text(("code", "meaning"), codes.items())
    return [write_whole(path, sheet, excel=True),
            write_whole(path.with_name(f"{path.stem}_codes.csv"), companion, excel=True)]


def read_coding_sheets(paths: Sequence[str | Path], passages: pd.DataFrame,
                       themes: Iterable[str] | Mapping[str, str]) -> pd.DataFrame:
    """One row per passage and coder, in the order of ``passages``: ``section_id, passage, coder, code, note``.

    ``passages`` is the table that the sheets were written from; the same seed makes it again. ``coder`` is the
    sheet's column of that name or else the file's name without its ending. An empty code is missing, which
    :func:`analysis.agreement.krippendorff_alpha` allows. Sheets may come back from a spreadsheet in GBK, with
    semicolons or tabs, with blank rows, other columns and other order. Raises InputError, with file and line, for a
    code that is not among ``themes``, a passage that is unknown or stands twice, and, with the file, for rows that
    are gone and for a coder who stands twice.

    >>> from tempfile import TemporaryDirectory
    >>> passages = pd.DataFrame({"passage": ["p001"], "section_id": ["1.1"], "kind": "item", "heading": "共享"})
    >>> with TemporaryDirectory() as folder:
    ...     sheet, _ = write_coding_sheet(f"{folder}/ann.csv", passages, ["data", "rules"])
    ...     read_coding_sheets([sheet], passages, ["data", "rules"]).values.tolist()
    [['1.1', 'p001', 'ann', nan, '']]
    """
    check_columns(passages, "passage", "section_id", argument="passages")
    codes = _codes(themes)
    place = {name: i for i, name in enumerate(passages["passage"])}
    paths = [paths] if isinstance(paths, str | Path) else list(paths)
    rows, files = [], {}
    for path in paths:
        found: dict[str, tuple[str, str, str]] = {}
        lines: dict[str, int] = {}
        for line, row in _read_rows(Path(path)):
            name = row["passage"]
            if name not in place:
                raise InputError(f"{path}, line {line}: no passage {name!r} was drawn; was the cell changed?")
            if name in found:
                raise InputError(f"{path}, line {line}: {name} is on line {lines[name]} already; delete one")
            if row["code"] and row["code"] not in codes:
                near = get_close_matches(row["code"], codes, n=1)
                meant = f"did you mean {near[0]!r}? " if near else ""
                raise InputError(f"{path}, line {line}: {row['code']!r} is no code; {meant}write one of "
                                 f"{', '.join(codes)}, or nothing")
            found[name], lines[name] = (row.get("coder") or Path(path).stem, row["code"], row.get("note", "")), line
        gone = [name for name in place if name not in found]
        if gone:
            raise InputError(f"{path}: {len(gone)} of {len(place)} passages have no row, the first is {gone[0]}; leave "
                             "the code empty instead of deleting the row")
        for coder in {coder for coder, _, _ in found.values()}:
            if coder in files:
                raise InputError(f"{path}: {coder!r} is the coder of {files[coder]} too; give each file its own name")
            files[coder] = path
        rows += [(name, *values) for name, values in found.items()]
    table = pd.DataFrame(rows, columns=["passage", "coder", "code", "note"], dtype="str")
    table["code"] = table["code"].where(table["code"] != "")
    ids = dict(zip(passages["passage"], passages["section_id"]))
    table.insert(0, "section_id", table["passage"].map(ids).astype("str"))
    order = pd.DataFrame({"at": table["passage"].map(place), "coder": table["coder"]}).sort_values(["at", "coder"])
    return table.loc[order.index].reset_index(drop=True)


def disagreements(codings: pd.DataFrame, *, unit: str = "section_id", coder: str = "coder",
                  code: str = "code") -> pd.DataFrame:
    """One row per passage on which the coders differ: ``section_id``, a column for each coder, ``n_codes``.

    ``n_codes`` is the number of different codes, a missing one not counted. Rows stand in the order of ``codings``:
    talk about them, then mend the definition of the code, not the coding.

    >>> codings = pd.DataFrame({"section_id": ["1", "1", "2", "2"], "coder": ["A", "B"] * 2,
    ...                         "code": ["data", "rules", "data", "data"]})
    >>> disagreements(codings).values.tolist()
    [['1', 'data', 'rules', 2]]
    """
    check_columns(codings, unit, coder, code, argument="codings")
    if codings.duplicated([unit, coder]).any():
        raise InputError(f"codings: expected one row per {unit} and {coder}; has a file been read twice?")
    wide = codings.pivot(index=unit, columns=coder, values=code).loc[list(dict.fromkeys(codings[unit]))]
    wide = wide.assign(n_codes=wide.nunique(axis=1))
    return wide[wide["n_codes"] > 1].rename_axis(columns=None).reset_index()


def _strata(sections: pd.DataFrame, by: str | None) -> pd.Series:
    if by is None:
        return pd.Series("all", index=range(len(sections)), dtype="str")
    if by in LEVELS:
        return group_units(sections, level=by)["group"].reset_index(drop=True)
    check_columns(sections, by, argument="sections")
    return sections[by].reset_index(drop=True).fillna("").astype("str")


def _shares(sizes: np.ndarray, n: int) -> np.ndarray:
    """Return how many of n each stratum gets."""
    least = np.ones_like(sizes) if n >= len(sizes) else np.zeros_like(sizes)
    exact = n * sizes / sizes.sum()
    shares = np.maximum(np.floor(exact).astype(int), least)
    while shares.sum() < n:
        shares[np.argmax(np.where(shares < sizes, exact - shares, -np.inf))] += 1
    while shares.sum() > n:
        shares[np.argmax(np.where(shares > least, shares - exact, -np.inf))] -= 1
    return shares


def _codes(themes: Iterable[str] | Mapping[str, str]) -> dict[str, str]:
    if isinstance(themes, str) or not isinstance(themes, Iterable):
        raise InputError(f"themes={themes!r}: must be the codes, or a dict of code and meaning")
    codes = list(themes)
    for code in codes:
        if not isinstance(code, str) or not code.strip() or code != code.strip() or codes.count(code) > 1:
            raise InputError(f"themes: {code!r} must be text without spaces around it, each code once")
    if len(codes) < 2:
        raise InputError(f"themes: {len(codes)} code; a coder needs two or more to choose from")
    return dict(themes) if isinstance(themes, Mapping) else dict.fromkeys(codes, "")


def _texts(passages: pd.DataFrame, text: str | Mapping[str, str] | None) -> list[str]:
    if text is None:
        return [""] * len(passages)
    if isinstance(text, str):
        check_columns(passages, "start", "end", argument="passages")
        if len(passages) and passages["end"].max() > len(text):
            raise InputError(f"text: has {len(text)} characters, but a passage ends at {passages['end'].max()}; give "
                             "the cleaned text that the sections were found in")
        return [text[start:end].strip() for start, end in zip(passages["start"], passages["end"])]
    check_present(passages["section_id"], text, argument="passages: section_id", place="text",
                  hint="give the text of every passage")
    return [text[unit] for unit in passages["section_id"]]


def _read_rows(path: Path) -> Iterable[tuple[int, dict[str, str]]]:
    """Yield the rows of a sheet with the line on which each begins; blank ones are passed over."""
    content = read_text(path).text.removeprefix("\ufeff")
    head = content.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=max(_DELIMITERS, key=head.count))
    columns: list[str] | None = None
    line = 1
    for cells in reader:
        row = [cell.strip() for cell in cells]
        if columns is None:
            columns = [cell.lower() for cell in row]
            for column in ("passage", "code"):
                if column not in columns:
                    raise InputError(f"{path}, line {line}: no column {column!r} (it has {', '.join(columns)}); keep "
                                     "the first row of the sheet as it was")
        elif any(row):
            yield line, dict(zip(columns, row + [""] * (len(columns) - len(row))))
        line = reader.line_num + 1
