"""Damaged documents of every format: read or refused with a documented error, never anything else.

A longer run: ``python benchmarks/fuzz.py``. Every input that ever failed stands in cases/fuzzing.csv: its seed, and in
``input`` the smallest part of it that failed, in Python's escapes (for a target that takes bytes, one each).
"""

from random import Random

import pytest
from case_files import read_rows
from fuzzing import HTML, LATEX, MARKDOWN, TARGETS, attempt, attempt_input, pdf_file, word_file

from analysis.readers.isolated import extract

SEEDS = {"clean": 40, "docx": 30, "pdf": 15, "html": 15, "command": 25}


@pytest.mark.parametrize("target", TARGETS)
def test_damaged_input_is_read_or_refused(target):
    outcomes = {attempt(target, seed) for seed in range(SEEDS.get(target, 60))}
    assert outcomes <= {"read", "refused"} and "read" in outcomes


@pytest.mark.parametrize("case", read_rows("fuzzing"), ids=lambda case: f"{case['target']} {case['seed']}")
def test_what_once_failed_does_not_any_more(case):
    assert attempt(case["target"], int(case["seed"])) in ("read", "refused"), case["fault"]


@pytest.mark.parametrize("case", read_rows("fuzzing"), ids=lambda case: f"{case['target']} {case['seed']}")
def test_the_smallest_input_that_failed_does_not_any_more(case):
    made = case["input"].encode("ascii").decode("unicode_escape")
    made = made if case["target"] in ("clean", "sections") else made.encode("latin-1")
    outcomes = {attempt_input(case["target"], made, Random(options)) for options in range(9)}
    assert outcomes <= {"read", "refused"}, case["fault"]


@pytest.mark.parametrize("form, data", [("markdown", MARKDOWN.encode()), ("latex", LATEX.encode()),
                                        ("html", HTML.encode()), ("docx", word_file()), ("pdf", pdf_file())])
def test_the_sound_documents_are_read(form, data):
    assert "方法" in extract(form, data, f"a.{form}").text
