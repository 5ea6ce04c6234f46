from __future__ import annotations

NAME = "spaces"


def find(text):
    return []
