"""Cases as data: ``tests/cases/NAME.csv`` with the columns label, comment, input, expected."""

import csv
from pathlib import Path

import pytest

CASES = Path(__file__).parent / "cases"


def read_cases(name):
    """Return one parameter set (text, expected) per row; a known failure must fail."""
    parameters = []
    with open(CASES / f"{name}.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            marks = [pytest.mark.xfail(strict=True)] if row["label"] == "known-failure" else []
            expected = row["input"] if row["label"] == "must-not-change" else row["expected"]
            parameters.append(pytest.param(row["input"], expected, id=row["comment"], marks=marks))
    return parameters
