from __future__ import annotations

NAME = "layout"


def find(text):
    return []
