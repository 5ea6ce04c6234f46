"""Tiny tables for tests whose expectations are counted by hand."""

import pandas as pd


def tokens_of(*units):
    """One row per token of ``(section_id, letters)``: every letter is a word, "." is punctuation."""
    rows = []
    for unit, letters in units:
        for letter in letters:
            start = len(rows)
            rows.append((unit, start, start + 1, letter, "punctuation" if letter == "." else "han"))
    table = pd.DataFrame(rows, columns=["section_id", "start", "end", "term", "kind"])
    return table.astype({"section_id": "str", "term": "str", "kind": "str"})
