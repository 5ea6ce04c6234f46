"""What tests ask of an extract, whatever its format."""

from analysis.cleaning.edits import apply_edits, edit, undo_edits
from analysis.readers.kept import disjoint


def running(made):
    """Return the text after the changes."""
    return apply_edits(made.text, [edit(made.text, *change) for change in made.changes])


def hinted(made, kind):
    """Return the words and the level of each hint of a kind."""
    return [(made.text[hint.start : hint.end], hint.level) for hint in made.hints if hint.kind == kind]


def check_extract(made, text):
    """Fail unless the changes are undone to the file's text, and the hints are in order and lie in it."""
    edits = [edit(made.text, *change) for change in made.changes]
    assert undo_edits(running(made), edits) == made.text == text
    assert list(made.hints) == list(disjoint(made.hints))
    assert all(0 <= hint.start < hint.end <= len(text) for hint in made.hints)
