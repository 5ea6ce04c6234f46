"""Damaged documents of every format: read or refused with a documented error, never anything else.

A longer run: ``python benchmarks/fuzz.py``. Every seed that ever failed stands in cases/fuzzing.csv.
"""

import pytest
from case_files import read_rows
from fuzzing import HTML, LATEX, MARKDOWN, TARGETS, attempt, pdf_file, word_file

from analysis.readers.isolated import extract

SEEDS = {"clean": 40, "docx": 30, "pdf": 15, "html": 15, "command": 25}


@pytest.mark.parametrize("target", TARGETS)
def test_damaged_input_is_read_or_refused(target):
    outcomes = {attempt(target, seed) for seed in range(SEEDS.get(target, 60))}
    assert outcomes <= {"read", "refused"} and "read" in outcomes


@pytest.mark.parametrize("case", read_rows("fuzzing"), ids=lambda case: f"{case['target']} {case['seed']}")
def test_what_once_failed_does_not_any_more(case):
    assert attempt(case["target"], int(case["seed"])) in ("read", "refused"), case["fault"]


@pytest.mark.parametrize("form, data", [("markdown", MARKDOWN.encode()), ("latex", LATEX.encode()),
                                        ("html", HTML.encode()), ("docx", word_file()), ("pdf", pdf_file())])
def test_the_sound_documents_are_read(form, data):
    assert "方法" in extract(form, data, f"a.{form}").text
