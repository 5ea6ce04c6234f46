"""Noise: the damage that reposted Chinese papers carry, put into a clean text the way it came about.

Every function takes a text and, where it chooses places, a ``random.Random``; the same seed gives the same
damage. ``share`` is the part of the possible places that is damaged. The damage of bytes (`as_page`) is
done on a GBK stream, so that what follows a cut, what swallows what and what vanishes is not invented.
"""

from __future__ import annotations

import re
from random import Random

from opencc import OpenCC
from pypinyin import Style, pinyin

HAN = "\u4e00-\u9fff"
# A page's own list: Traditional forms, a few with two readings. The damage does not depend on which.
GLOSSED = "數據發業網規術經統關構產現權領礎聯監區協調態質創環轉醫優節戰內養結驅鎮鄉執穩衛續農側衆"
# Full-width signs that pages made half-width byte by byte, and the comma of lists, at which they split.
SPLITTING = {b"\xa3\xa1": "!", b"\xa3\xac": ",", b"\xa3\xba": ":", b"\xa3\xbb": ";", b"\xa3\xbf": "?",
             b"\xa1\xa2": "、"}
HALF_WIDTH = str.maketrans("，。；：（）！？", ",.;:()!?")
FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F) if chr(code).isalnum()})
ENTITIES = {"“": "&ldquo;", "”": "&rdquo;", "《": "&#12298;", "》": "&#12299;", "—": "&mdash;", "&": "&amp;",
            " ": "&nbsp;"}
ZERO_WIDTH = "\u200b\ufeff\u00ad\u2060"
UNBROKEN_START = "，。、；：？！）》”’】["
UNBROKEN_END = "（《“‘【"


def traditional(text: str) -> str:
    """Return the text in Traditional script, in the forms that such pages use (為, 群, 隨著)."""
    return OpenCC("s2tw").convert(text)


def replaced(text: str, random: Random, pattern: str, new, share: float) -> str:
    """Replace a random share of the matches; ``new`` makes the replacement from the match."""
    return re.sub(pattern, lambda m: new(m) if random.random() < share else m.group(), text)


# Bytes: families a, b and c.


def as_page(text: str, random: Random, *, characters: str = "", tone: bool = True, times: int = 1,
            cut: float = 0.0, split: float = 0.0, lost: float = 0.0) -> str:
    """Return the text as a page shows it that worked on GBK bytes as if they were characters.

    A gloss is put behind each of ``characters``, and behind a share ``cut`` of the places where the bytes
    of one straddle two other characters. The signs in ``SPLITTING`` turn half-width, and split the stream
    in a share ``split`` of the places where they straddle two characters (at 0 no sign is touched). In a share
    ``lost`` of the places 《 loses its first byte, and 。“ its first three, which hold the sign ！.
    """
    data = text.encode("gbk", "xmlcharrefreplace")
    glosses = {c.encode("gbk"): gloss(c, tone=tone) * times for c in characters}
    if glosses:
        starts = character_starts(data)

        def with_gloss(match):
            wanted = match.start() in starts or random.random() < cut
            return match.group() + glosses[match.group()] if wanted else match.group()

        data = re.sub(b"|".join(map(re.escape, glosses)), with_gloss, data)
    starts, pieces, at = character_starts(data), [], 0
    for match in re.finditer(b"|".join([b"\xa1(?=\xb6)|\xa1\xa3\xa1(?=\xb0)", *SPLITTING]), data):
        sign = SPLITTING.get(match.group())
        aligned = match.start() in starts
        damaged = random.random() < lost if not sign else split > 0 if aligned else random.random() < split
        if damaged and (sign or aligned):
            pieces += read_gbk(data[at : match.start()]), sign or "?"
            at = match.end()
    return "".join([*pieces, read_gbk(data[at:])])


def gloss(character: str, *, tone: bool = True) -> bytes:
    """Return a character's commonest reading in brackets, as GBK."""
    style = Style.TONE if tone else Style.NORMAL
    return f"({pinyin(character, style=style)[0][0]})".encode("gbk")


def character_starts(data: bytes) -> set[int]:
    """Return the positions at which characters of a GBK stream begin."""
    starts, at = set(), 0
    while at < len(data):
        starts.add(at)
        at += 1 + (0x81 <= data[at] <= 0xFE)
    return starts


def read_gbk(data: bytes) -> str:
    """Read a piece of a GBK stream as the pages did.

    A pair that GBK leaves unassigned vanishes. A first byte with nothing behind it becomes ``?``, and so
    does one with an ASCII sign behind it that cannot be its second byte; the sign is swallowed.
    """
    chars, at = [], 0
    while at < len(data):
        first, second = data[at], data[at + 1] if at + 1 < len(data) else 0
        if first < 0x80:
            chars.append(chr(first))
        elif first in (0x80, 0xFF) or second < 0x20:
            chars.append("?")
        else:
            paired = second >= 0x40 and second not in (0x7F, 0xFF)
            chars.append(bytes((first, second)).decode("gbk", "ignore") if paired else "?")
            at += 1
        at += 1
    return "".join(chars)


# Signs and encodings: family d.


def json_quotes(text: str, random: Random, share: float) -> str:
    r"""Closing quotation marks become ``\"``, as JSON writes a plain one."""
    return replaced(text, random, "”", lambda m: '\\"', share)


def lost_twins(text: str, random: Random, share: float) -> str:
    """Opening quotation marks become ``"`` or, one in three, vanish; their closing twins stay."""
    return replaced(text, random, "“(?=[^“”\n]{1,12}”)", lambda m: random.choice(('"', '"', "")), share)


def odd_spaces(text: str, random: Random, share: float) -> str:
    """Spaces become no-break or narrow ones; those between two words of Latin letters no others."""
    return replaced(text, random, "(?<=[!-~]) (?=[!-~])", lambda m: random.choice("\u00a0\u202f\u2009"), share)


def indents_as_marks(text: str) -> str:
    """Every line is indented by two ideographic spaces, which an encoding without them showed as ``??``."""
    return re.sub("^(?=[^\n])", "??", text, flags=re.MULTILINE)


def spaces_as_marks(text: str, random: Random, share: float) -> str:
    """No-break spaces behind a label in English became ``?``."""
    return replaced(text, random, "(?<=[a-z]:) (?=[A-Za-z])", lambda m: "?", share)


def zero_width(text: str, random: Random, share: float) -> str:
    """Invisible characters stand between Chinese characters."""
    return replaced(text, random, f"(?<=[{HAN}])(?=[{HAN}])", lambda m: random.choice(ZERO_WIDTH), share)


def full_width(text: str, random: Random, share: float) -> str:
    """Numbers and Latin words beside Chinese are full-width."""
    return replaced(text, random, rf"(?<=[{HAN}“（])[A-Za-z0-9]+(?=[{HAN}”）])",
                    lambda m: m.group().translate(FULL_WIDTH), share)


def entities(text: str, random: Random, share: float) -> str:
    """Signs are HTML entities."""
    return replaced(text, random, "[“”《》—&]|(?<=[A-Za-z]) (?=[A-Za-z])", lambda m: ENTITIES[m.group()], share)


def tags(text: str, random: Random, share: float) -> str:
    """Lines are HTML paragraphs, headings are bold, citation marks raised."""
    text = replaced(text, random, rf"(?<=[{HAN}])\[\d\](?=[{HAN}，。])", lambda m: f"<sup>{m.group()}</sup>", share)
    text = replaced(text, random, "(?m)^（[一二三]）.{2,20}$", lambda m: f"<b>{m.group()}</b>", share)
    return replaced(text, random, "(?m)^.{40,}$", lambda m: f'<p class="text">{m.group()}</p>', share)


def misread(text: str, encoding: str) -> str:
    """Return a text that stands in UTF-8 as it is shown by "gbk" or "cp1252", the way Windows has them.

    The lone byte 80 is € in GBK; what it cannot read else is ``?``. A byte that Windows-1252 lacks is the
    control of the same number.
    """
    data = text.encode()
    if encoding == "cp1252":
        return "".join(bytes((b,)).decode("cp1252", "ignore") or chr(b) for b in data)
    euro = re.sub(b"([\x81-\xfe][\x40-\xfe])|\x80", lambda m: m[1] or b"\xa2\xe3", data)
    return euro.decode("gb18030", "replace").replace("\ufffd", "?")


def misread_clauses(text: str, random: Random, encoding: str, share: float) -> str:
    """Clauses of Chinese stand there in UTF-8 read as ``encoding``."""
    return replaced(text, random, f"(?<=[，。；：,;:])[{HAN}]{{4,}}(?=[，。；,;])",
                    lambda m: misread(m.group(), encoding), share)


def hard_wrapped(text: str, *, width: int = 36, lines: int = 30, first_page: int = 1, header: str = "") -> str:
    """Lines are broken after ``width`` Chinese characters, pages after ``lines`` lines.

    A page begins with ``header``, ends with its number between dots and a form feed.
    """
    wrapped = [piece for line in text.splitlines() for piece in wrap(line, 2 * width)]
    pages = [wrapped[i : i + lines] for i in range(0, len(wrapped), lines)]
    return "\n\f".join("\n".join([*[header] * bool(header), *page, f"·{number}·"])
                       for number, page in enumerate(pages, first_page)) + "\n"


def wrap(line: str, columns: int) -> list[str]:
    """Break a line as a typesetter does: not inside a Latin word or a number, not before a closing sign.

    An address or a reference may be broken behind a slash or a bracket.
    """
    pieces, piece, used = [], "", 0
    for unit in re.findall(r"\[[A-Z/]+\]\.?|[!-~]+?(?:[/\]][./]*|(?![!-~])) ?|[^!-~]", line):
        cost = len(unit.rstrip()) if unit.isascii() else 2
        if used + cost > columns and piece and unit[0] not in UNBROKEN_START:
            kept = len(piece.rstrip(UNBROKEN_END))
            pieces.append(piece[:kept].rstrip(" "))
            piece = piece[kept:]
            used = 2 * len(piece)
        piece += unit
        used += cost + (len(unit) - len(unit.rstrip()))
    return [*pieces, piece]


# Punctuation and spaces: family e.


def ascii_signs(text: str, random: Random, share: float) -> str:
    """Chinese signs between Chinese characters become ASCII ones, in a share of them."""
    return replaced(text, random, f"(?<=[{HAN}”》）%0-9])[，。；：！？](?=[{HAN}“《\n]|$)|（(?=[{HAN}])|(?<=[{HAN}])）",
                    lambda m: m.group().translate(HALF_WIDTH), share)


def spaced(text: str, random: Random, share: float) -> str:
    """Spaces stand between Chinese characters, and between these and numbers or Latin words, in running text."""
    places = f"(?<=[{HAN}])(?=[{HAN}A-Za-z0-9])|(?<=[A-Za-z0-9%])(?=[{HAN}])"
    return re.sub("(?m)^.{40,}。$", lambda m: replaced(m.group(), random, places, lambda _: " ", share), text)
