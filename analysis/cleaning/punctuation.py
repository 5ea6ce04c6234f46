from __future__ import annotations

NAME = "punctuation"


def find(text):
    return []
