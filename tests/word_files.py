"""Word documents for tests, made of raw XML: small enough to check by hand, and able to be what Word never writes."""

from __future__ import annotations

import io
import zipfile

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
SPACES = (f'xmlns:w="{WORD}" xmlns:m="{OFFICE}/math" xmlns:v="urn:schemas-microsoft-com:vml" '
          'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
          'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
          'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
          'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"')
PARTS = ("styles", "numbering", "footnotes", "endnotes")


def t(text: str) -> str:
    """Return a run."""
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(inside: str = "", properties: str = "", *, style: str = "") -> str:
    """Return a paragraph of runs; plain text becomes one run."""
    if inside and "<" not in inside:
        inside = t(inside)
    if style:
        properties = f'<w:pStyle w:val="{style}"/>' + properties
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inside}</w:p>"


def numbered(text: str, list_id: int, level: int = 0) -> str:
    """Return a paragraph in a list."""
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


def table(*rows: list[str]) -> str:
    """Return a table; a cell that is no XML is one paragraph."""
    cells = ("".join(f"<w:tc>{cell if '<' in cell else p(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def style(key: str, name: str, properties: str = "", *, based_on: str = "", kind: str = "paragraph") -> str:
    """Return a style."""
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (f'<w:style w:type="{kind}" w:styleId="{key}"><w:name w:val="{name}"/>{base}'
            f"<w:pPr>{properties}</w:pPr></w:style>")


def level(at: int, form: str, pattern: str, more: str = "", *, start: int = 1) -> str:
    """Return a level of a list's definition."""
    return (f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
            f'<w:lvlText w:val="{pattern}"/></w:lvl>')


def lists(*definitions: str, more: str = "") -> str:
    """Return definitions, 0 and on, and a list of each, 1 and on; ``more`` lists besides."""
    made = "".join(f'<w:abstractNum w:abstractNumId="{at}">{levels}</w:abstractNum>'
                   for at, levels in enumerate(definitions))
    return made + "".join(f'<w:num w:numId="{at + 1}"><w:abstractNumId w:val="{at}"/></w:num>'
                          for at in range(len(definitions))) + more


def zipped(members: dict[str, str | bytes]) -> bytes:
    """Return a zipped file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def members(body: str, **parts: str) -> dict[str, str | bytes]:
    """Return the members of a Word document: its text, and styles=, numbering=, footnotes=, endnotes=."""
    relation = '<Relationship Id="r{0}" Type="' + OFFICE + '/relationships/{1}" Target="{2}"/>'
    relations = f'<Relationships xmlns="{PACKAGE}/relationships">{{}}</Relationships>'
    made = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": relations.format(relation.format(1, "officeDocument", "word/document.xml")),
        "word/document.xml": f"<w:document {SPACES}><w:body>{body}<w:sectPr/></w:body></w:document>",
        "word/_rels/document.xml.rels": relations.format(
            "".join(relation.format(at, part, f"{part}.xml") for at, part in enumerate(parts))),
    }
    for part, content in parts.items():
        assert part in PARTS
        made[f"word/{part}.xml"] = f"<w:{part} {SPACES}>{content}</w:{part}>"
    return made


def word_file(body: str, **parts: str) -> bytes:
    """Return a Word document's bytes."""
    return zipped(members(body, **parts))
