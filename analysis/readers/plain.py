"""Reading text files: what encoding they are in, and a clear error where there is no text to read.

The text is decoded exactly: line ends stay as they are in the file (the repair ``line_ends`` makes
them one), and ``source.text.encode(source.encoding)`` gives the file's bytes back. So the byte order
mark of UTF-8 is in the encoding's name ("utf-8-sig"), and that of UTF-16, for which there is no such
name, stays as the text's first character (the repair ``invisible`` removes it).
"""

from __future__ import annotations

import codecs
import os
import re
import stat
from collections.abc import Iterator

from analysis.characters import common_share
from analysis.errors import InputError, UnreadableFileError
from analysis.readers.limits import MAX_BYTES, check_size
from analysis.readers.source import Source

# Longest mark first: that of UTF-32 LE begins with that of UTF-16 LE.
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# GB18030 holds GBK and GB 2312. cp950 is Big5 with 裏 and six others, big5hkscs with 5,000 for Hong Kong.
CANDIDATES = ("gb18030", "big5", "cp950", "big5hkscs", "utf-16-le", "utf-16-be")
EXAMPLES = "'utf-8', 'gb18030', 'big5' or 'utf-16'"
# Measured on cuts of reports in both scripts, decoded rightly and wrongly: from 30 characters on good
# text has at least 0.87 and text in a wrong encoding at most 0.70; of shorter ones the best is taken.
PLAUSIBLE = 0.75
PLAUSIBLE_SHORT = 0.6
SHORT = 30
LATIN = re.compile("[A-Za-z]")
_OPEN = re.compile(r"/dev/stdin$|(?:/dev|/proc/self)/fd/\d+$")
SAMPLE = 200_000  # characters on which the plausibility is judged

FORMATS = (  # what a file that is no plain text begins with, what it is, and how to get a text out of it
    (b"%PDF", "a PDF", "save its text as .txt here; as a document (zhangju sections FILE.pdf) it is read as it is"),
    (b"PK\x03\x04", "an EPUB, ODT, Excel or ZIP file", "save it as .docx, or as plain text (.txt, UTF-8)"),
    (b"\xd0\xcf\x11\xe0", "an old Word, WPS or Excel file, or an encrypted one",
     "open it in Word, WPS or LibreOffice and save it as .docx, without a password"),
    (b"{\\rtf", "an RTF document", "open it and save it as .docx, or as plain text (.txt, UTF-8)"),
    (b"CAJ", "a CAJ file", "open it in CAJViewer and save it as PDF, or get the PDF or the HTML page instead"),
    (b"HN\0\0", "a CAJ file", "open it in CAJViewer and save it as PDF, or get the PDF or the HTML page instead"),
    (b"KDH", "a KDH (CNKI) file", "open it in CAJViewer and save it as PDF, or get the PDF or the HTML page instead"),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive", "unpack it first"),
    (b"Rar!", "a RAR archive", "unpack it first"),
    (b"\x89PNG", "an image", "run a text recognition (OCR) and save its result as text"),
    (b"\xff\xd8\xff", "an image", "run a text recognition (OCR) and save its result as text"),
)


def read_text(path: str | os.PathLike[str], *, encoding: str | None = None) -> Source:
    """Read a text file (.txt, .md) in UTF-8, UTF-16, GBK/GB18030 or Big5.

    The encoding is detected, unless ``encoding`` names it: strict UTF-8 is tried first, then what
    charset-normalizer proposes and the Chinese encodings; the one wins whose text is the most
    plausible Chinese (:func:`analysis.characters.common_share`), if it is plausible at all. Do not
    trust the detection with fewer than twelve characters.

    Raises UnreadableFileError where there is no such file or no text in it, InputError for an
    encoding that Python does not know.
    """
    name = os.fspath(path)
    return Source(*decode(read_bytes(name), name, encoding=encoding))


def decode(data: bytes, name: str, *, encoding: str | None = None) -> tuple[str, str, str]:
    """Return the text of a plain text file's bytes, its name and its encoding: :func:`read_text` without the file.

    >>> decode("数据".encode("gb18030"), "a.txt", encoding="gb18030")
    ('数据', 'a.txt', 'gb18030')
    """
    codec = codec_name(encoding) if encoding is not None else None
    for magic, what, remedy in FORMATS:
        if data.startswith(magic):
            raise UnreadableFileError(f"{name}: this is {what}, not plain text; {remedy}")
    text, used = _decode_as(data, codec, name) if codec else _detect(data, name)
    if not text.strip("\ufeff \t\r\n\u3000"):
        raise UnreadableFileError(f"{name}: the file is empty; is it the right one?")
    if _is_binary(text):
        raise UnreadableFileError(f"{name}: this is a binary file, not plain text; save it as .txt in UTF-8")
    return text, name, used


def read_bytes(name: str) -> bytes:
    """Return the bytes of a file; UnreadableFileError where there is none to read, or it is larger than the limit.

    A pipe is read where it is open already: ``/dev/stdin``, or a shell's ``<(…)``, which is ``/dev/fd/63``. Another
    one might keep a reader waiting for ever, and a device has no end.
    """
    try:
        mode = os.stat(name).st_mode
        is_pipe = stat.S_ISFIFO(mode)
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or (is_pipe and _OPEN.match(os.path.abspath(name)))):
            what = "a pipe" if is_pipe else "a socket" if stat.S_ISSOCK(mode) else "a device"
            raise UnreadableFileError(f"{name}: is {what} and no file; save what it gives in a file, and name that")
        with open(name, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        where = "name /dev/stdin for standard input" if name == "-" else "check the name and the folder"
        raise UnreadableFileError(f"{name}: there is no such file; {where}") from None
    except IsADirectoryError:
        raise UnreadableFileError(f"{name}: this is a folder; name a file in it") from None
    except PermissionError:
        what = "this is a folder; name a file in it" if os.path.isdir(name) else "no permission to read it"
        raise UnreadableFileError(f"{name}: {what}") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UnreadableFileError(f"{name!r}: cannot be read ({reason}); check its name") from None
    check_size(data, name)
    return data


def codec_name(encoding: str) -> str:
    try:
        codec = codecs.lookup(encoding)
        "".encode(codec.name)  # refuses codecs that make no text, such as base64
        return codec.name
    except (LookupError, TypeError, ValueError):
        raise InputError(f"encoding={encoding!r}: Python knows no such text encoding; try {EXAMPLES}") from None


def _decode_as(data: bytes, codec: str, name: str) -> tuple[str, str]:
    """Decode with the encoding that the user names; a byte order mark settles the byte order."""
    for mark, marked in MARKS:
        if data.startswith(mark) and marked.startswith(codec):
            codec = marked
            break
    else:
        codec = {"utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(codec, codec)
    try:
        return data.decode(codec), codec
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            f"{name}: not {codec}: byte {error.start + 1} does not fit; try without encoding=, or {EXAMPLES}"
        ) from None


def _detect(data: bytes, name: str) -> tuple[str, str]:
    """Return the text and the encoding of a file whose encoding nobody named."""
    for mark, codec in MARKS:
        if data.startswith(mark):
            return _decode_as(data, codec, name)
    readings = []
    try:
        text, broken = data.decode("utf-8"), None
        if not _is_binary(text):
            # "学习" in GBK is two Cyrillic and Greek letters in UTF-8: a second look, where there is no Latin.
            if LATIN.search(text) or not common_share(text[:SAMPLE]) < 0.5:
                return text, "utf-8"
            readings.append((text, "utf-8"))
    except UnicodeDecodeError as error:
        broken = error.start + 1
    best, best_share = None, 0.0
    for text, codec in (*readings, *_other_readings(data)):
        share = common_share(text[:SAMPLE])
        if share > best_share:
            best, best_share = (text, codec), share
        if share >= PLAUSIBLE and len(text) >= SHORT:
            break
    if best and best_share >= (PLAUSIBLE if len(best[0]) >= SHORT else PLAUSIBLE_SHORT):
        return best
    if readings:
        return readings[0]
    if b"\0" in data:
        raise UnreadableFileError(f"{name}: this is a binary file, not plain text; save it as .txt in UTF-8")
    if broken and broken > 1 and common_share(data[: broken - 1].decode("utf-8")[:SAMPLE]) >= PLAUSIBLE:
        raise UnreadableFileError(f"{name}: UTF-8, but damaged at byte {broken}; get a sound copy of the file")
    raise UnreadableFileError(
        f"{name}: neither UTF-8, UTF-16, GB18030 nor Big5 makes Chinese text of it; name its encoding= ({EXAMPLES})"
    )


def _other_readings(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield the texts that the encodings other than UTF-8 make of the bytes, the library's choice first."""
    from charset_normalizer import from_bytes

    matches = from_bytes(data, cp_isolation=[codec.replace("-", "_") for codec in CANDIDATES])
    proposed = [match.encoding.replace("_", "-") for match in matches]
    for codec in dict.fromkeys((*proposed, *CANDIDATES)):
        try:
            text = data.decode(codec)
            if text.encode(codec) == data:
                yield text, codec
        except UnicodeError:
            continue


def _is_binary(text: str) -> bool:
    """Tell whether a decoded text is none: a NUL, or one control character in a hundred."""
    controls = sum(text.count(chr(code)) for code in range(32) if chr(code) not in "\t\n\v\f\r\x1b")
    return "\0" in text or controls > 0.01 * len(text)
