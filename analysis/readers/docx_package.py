"""A Word document as a package: what kind of file it really is, and where its text, styles and notes are.

Part of `docx`. The parts are found by the package's own relationships; where these are missing, by their usual names.
"""

from __future__ import annotations

import posixpath
from typing import NamedTuple, NoReturn

from analysis.errors import UnreadableFileError
from analysis.readers.office_xml import elements
from analysis.readers.zipped import Zipped

ZIP, OLE = b"PK", b"\xd0\xcf\x11\xe0"
PARTS = ("styles", "numbering", "footnotes", "endnotes")
# A member that only such files have, what they are, and what to do.
OTHERS = (
    ("xl/workbook.xml", "an Excel workbook", "copy its text into a .docx or .txt file"),
    ("xl/workbook.bin", "an Excel workbook", "copy its text into a .docx or .txt file"),
    ("ppt/presentation.xml", "a PowerPoint presentation", "save its outline as .docx or .txt"),
    ("meta-inf/container.xml", "an EPUB book", "convert it to .docx or .html first"),
    ("index/document.iwa", "a Pages document", "export it from Pages as .docx"),
    ("content.xml", "an OpenDocument file (.odt)", "open it in LibreOffice or Word and save it as .docx"),
)


class Parts(NamedTuple):
    """The names of the members that hold a document's text, styles, numbering and notes; "" where there is none."""

    document: str
    styles: str = ""
    numbering: str = ""
    footnotes: str = ""
    endnotes: str = ""


def open_package(data: bytes, name: str) -> tuple[Zipped, Parts]:
    """Return a Word document's members and which of them are its parts.

    Raises UnreadableFileError that says what the file is, where it is no Word document, and what to do.
    """
    if data.startswith(OLE):
        _refuse_old(data, name)
    if not data.startswith(ZIP):
        raise UnreadableFileError(f"{name}: not a Word document, whatever its name says; open it in Word or WPS and "
                                  "save it as .docx, or rename it to what it is (.txt, .html)")
    zipped = Zipped(data, name)
    document = _document(zipped)
    if not document:
        _refuse_other(zipped, name)
    directory, base = posixpath.split(document)
    related = _related(zipped, f"{directory}/_rels/{base}.rels".lstrip("/"), directory)
    usual = {part: posixpath.join(directory, f"{part}.xml") for part in PARTS}
    found = {part: related.get(part) or usual[part] for part in PARTS}
    return zipped, Parts(document, **{part: member if member in zipped else "" for part, member in found.items()})


def _document(zipped: Zipped) -> str:
    """Return the member with the text; "" where there is none, or it is not Word's."""
    named = _related(zipped, "_rels/.rels", "").get("officedocument", "")
    found = next((member for member in (named, "word/document.xml") if member in zipped), "")
    return "" if any(found == other for other, _, _ in OTHERS) else found


def _related(zipped: Zipped, member: str, directory: str) -> dict[str, str]:
    """Return the first member of each kind that a list of relationships names, in lower case."""
    found: dict[str, str] = {}
    if member not in zipped:
        return found
    for relation in elements(zipped, member, ("rel:Relationship",), roots=("rel:Relationships",)):
        kind = (relation.get("Type") or "").rpartition("/")[2].lower()
        target = (relation.get("Target") or "").replace("\\", "/")
        if kind in (*PARTS, "officedocument") and relation.get("TargetMode") != "External":
            found.setdefault(kind, posixpath.normpath(posixpath.join("/", directory, target)).lstrip("/").lower())
    return found


def _refuse_other(zipped: Zipped, name: str) -> NoReturn:
    for member, what, mend in OTHERS:
        if member in zipped:
            raise UnreadableFileError(f"{name}: is {what}, not a Word document; {mend}")
    if "[content_types].xml" in zipped or any(member.startswith("word/") for member in zipped):
        zipped.refuse("word/document.xml, which holds a Word document's text, is missing")
    raise UnreadableFileError(f"{name}: is a ZIP archive, not a Word document; unpack it, and name a file in it")


def _refuse_old(data: bytes, name: str) -> NoReturn:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise UnreadableFileError(f"{name}: is encrypted; open it with its password in Word or WPS and save it as "
                                  ".docx without one")
    if "WordDocument".encode("utf-16-le") in data:
        raise UnreadableFileError(f"{name}: is an old Word or WPS document (.doc), whatever its name says; open it in "
                                  "Word, WPS or LibreOffice and save it as .docx")
    raise UnreadableFileError(f"{name}: is an old Office file, not a .docx; open it in the program that made it and "
                              "save its text as .docx or .txt")
