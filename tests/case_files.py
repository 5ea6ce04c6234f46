"""Cases as data: ``tests/cases/NAME.csv`` with the columns label, comment, input, expected."""

import csv
from pathlib import Path

import pytest

CASES = Path(__file__).parent / "cases"


def read_rows(name):
    """Return the rows of a file of cases by their columns."""
    with open(CASES / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_cases(name, *, written=False):
    r"""Return one parameter set (text, expected) per row; a known failure must fail.

    What must not change is expected as it is. With ``written`` all rows say what is read from the text, in
    which ``\n`` and ``\t`` stand for a line end and a tab.
    """
    parameters = []
    for row in read_rows(name):
        marks = [pytest.mark.xfail(strict=True)] if row["label"] == "known-failure" else []
        text, expected = row["input"], row["expected"]
        if written:
            text = text.replace("\\n", "\n").replace("\\t", "\t")
        elif row["label"] == "must-not-change":
            expected = text
        parameters.append(pytest.param(text, expected, id=row["comment"], marks=marks))
    return parameters


def cases_of(*repairs):
    """Return one parameter set (repair, text, expected) per case of each repair, from the file with its name."""
    return [pytest.param(repair, *case.values, id=f"{repair.NAME}: {case.id}", marks=case.marks)
            for repair in repairs for case in read_cases(repair.NAME)]
