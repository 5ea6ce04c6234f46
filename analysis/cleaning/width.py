from __future__ import annotations

NAME = "width"


def find(text):
    return []
