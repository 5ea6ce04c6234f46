"""Noise: the damage that reposted Chinese papers carry, put into a clean text the way it came about.

Every function takes a text and, where it chooses places, a ``random.Random``; the same seed gives the same
damage. ``share`` is the part of the possible places that is damaged. The damage of bytes (`as_page`) is
done on a GBK stream, so that what follows a cut, what swallows what and what vanishes is not invented.

What comes back is the damaged text and knows what was done to it (:class:`Damaged`), also where one damage
came on top of another.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from random import Random

from opencc import OpenCC
from pypinyin import Style, pinyin

from analysis.cleaning.edits import Edit, apply_edits, compose

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
SENTENCE_ENDS = ("。", "！", "？", ".", "…", "。”", "！”", "？”")
UNBROKEN_START = "，。、；：？！）》”’】["
UNBROKEN_END = "（《“‘【"
NARROW_SPACES = "\u00a0\u2002\u2009\u202f"  # as wide as a letter


def traditional(text: str) -> str:
    """Return the text in Traditional script, in the forms that such pages use (為, 群, 隨著)."""
    return OpenCC("s2tw").convert(text)


class Damaged(str):
    """A damaged text with its ``source``, the ``edits`` that lead from there, and which places are ``lost``.

    ``lost`` are the positions of the source's characters that the page does not determine: under the same damage,
    in the same places, another clean text gives the same page. An edit that is "unsure" put something in (a line
    end, a space) that may as well have been there.
    """

    source: str
    edits: list[Edit]
    lost: frozenset[int]


def damaged(text: str, edits: Iterable[Edit], lost: Iterable[int] = ()) -> Damaged:
    """Damage a text; ``lost`` are positions in it. Where it is damaged already, the two damages are joined."""
    edits, lost = [e for e in edits if e.before != e.after], frozenset(lost)
    page = Damaged(apply_edits(text, edits))
    page.source, page.edits, page.lost = text, edits, lost
    if isinstance(text, Damaged):
        page.source = text.source
        page.edits = compose(text.source, text.edits, text, edits)
        page.lost = text.lost | _in_source(text, lost)
    return page


def _in_source(text: Damaged, lost: frozenset[int]) -> set[int]:
    """Return the positions in a text's source; in a stretch that was damaged before, all of the stretch is lost."""
    found, shift, spans = set(), 0, []
    for e in text.edits:
        spans.append((e.start + shift, e.start + shift + len(e.after), e, shift))
        shift += len(e.after) - len(e.before)
    starts = [span[0] for span in spans]
    for at in lost:
        i = bisect_right(starts, at) - 1
        if i < 0:
            found.add(at)
        elif at < spans[i][1]:
            found.update(range(spans[i][2].start, spans[i][2].end))
        else:
            found.add(at - spans[i][3] - len(spans[i][2].after) + len(spans[i][2].before))
    return found


def replaced(text: str, random: Random, pattern: str, new, share: float) -> Damaged:
    """Replace a random share of the matches; ``new`` makes the replacement from the match."""
    edits = []
    for match in re.finditer(pattern, text):
        if random.random() < share:
            (start, end), before, after = match.span(), match.group(), new(match)
            left, same, right = after.partition(before) if before else ("", "", "")
            if same:  # nothing but what was put around it
                edits += [Edit(start, start, "", left, "noise"), Edit(end, end, "", right, "noise")]
            else:
                edits.append(Edit(start, end, before, after, "noise"))
    return damaged(text, edits)


# Bytes: families a, b and c.


def as_page(text: str, random: Random, *, characters: str = "", tone: bool = True, times: int = 1,
            cut: float = 0.0, split: float = 0.0, lost: float = 0.0) -> Damaged:
    """Return the text as a page shows it that worked on GBK bytes as if they were characters.

    A gloss is put behind each of ``characters``, and behind a share ``cut`` of the places where the bytes
    of one straddle two other characters. The signs in ``SPLITTING`` turn half-width, and split the stream
    in a share ``split`` of the places where they straddle two characters (at 0 no sign is touched). In a share
    ``lost`` of the places 《 loses its first byte, and 。“ its first three, which hold the sign ！.

    A character is lost where a byte of it is not on the page: it was shown as ``?``, or vanished with a pair that
    GBK leaves open. But one that a gloss cut is known if its reading leaves one choice.
    """
    source = [char.encode("gbk", "xmlcharrefreplace") for char in text]
    data = b"".join(source)
    glosses = {c.encode("gbk"): gloss(c, tone=tone) * times for c in characters}
    put_in: dict[int, bytes] = {}  # a gloss by the place that it stands before
    if glosses:
        starts = character_starts(data)
        for match in re.finditer(b"|".join(map(re.escape, glosses)), data):
            if match.start() in starts or random.random() < cut:
                put_in[match.end()] = glosses[match.group()]
    places = [(at + i, byte) for at, piece in _with(put_in, data) for i, byte in enumerate(piece)]
    stream = bytes(byte for _, byte in places)
    starts, pieces, at = character_starts(stream), [], 0
    for match in re.finditer(b"|".join([b"\xa1(?=\xb6)|\xa1\xa3\xa1(?=\xb0)", *SPLITTING]), stream):
        sign = SPLITTING.get(match.group())
        aligned = match.start() in starts
        broken = random.random() < lost if not sign else split > 0 if aligned else random.random() < split
        if broken and (sign or aligned):
            pieces += read_gbk(stream, at, match.start())
            pieces.append((sign or "?", *match.span(), bool(sign)))
            at = match.end()
    pieces += read_gbk(stream, at, len(stream))
    return _aligned(text, source, [at for at, _ in places], pieces, put_in)


def _with(put_in: dict[int, bytes], data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the pieces of a stream with their places in it; a gloss has one place before all."""
    at = 0
    for place, piece in sorted(put_in.items()):
        yield at, data[at:place]
        yield -len(piece), piece
        at = place
    yield at, data[at:]


def _aligned(text: str, source: list[bytes], places: list[int], pieces: list[tuple], put_in: dict) -> Damaged:
    """Join the characters of the page to those of the text, stretch by stretch between places where both begin."""
    begins, at = {}, 0  # the character that begins at a byte
    for i, piece in enumerate(source):
        begins[at] = i
        at += len(piece)
    begins[at] = len(source)
    edits, known = [], bytearray(at)
    first, page = 0, ""
    for char, start, end, whole in pieces:
        place = places[start]
        if place in begins and begins[place] > first:
            edits.append(Edit(first, begins[place], text[first : begins[place]], page, "noise"))
            first, page = begins[place], ""
        page += char
        for i in places[start:end]:
            if i >= 0:
                known[i] = whole
    edits.append(Edit(first, len(text), text[first:], page, "noise"))
    lost, at = set(), 0
    for i, piece in enumerate(source):
        if not all(known[at : at + len(piece)]) and not _told(source, i, at, known, put_in):
            lost.add(i)
        at += len(piece)
    return damaged(text, edits, lost)


def _told(source: list[bytes], i: int, at: int, known: bytearray, put_in: dict[int, bytes]) -> bool:
    """Tell whether the gloss that cut a character tells which it is: its first byte is all that was lost."""
    if at + 1 not in put_in or not i or len(source[i]) < 2 or not known[at - 1] or not known[at + 1]:
        return False
    before, after = source[i - 1][-1:], source[i][1:]
    fitting = [b for b in range(0x81, 0xFF) if (char := _assigned(before + bytes((b,))))
               and put_in[at + 1].startswith((gloss(char), gloss(char, tone=False))) and _assigned(bytes((b,)) + after)]
    return len(fitting) == 1


@cache
def _assigned(pair: bytes) -> str:
    try:
        return pair.decode("gbk")
    except UnicodeDecodeError:
        return ""


@cache
def gloss(character: str, *, tone: bool = True) -> bytes:
    """Return a character's commonest reading in brackets, as GBK."""
    style = Style.TONE if tone else Style.NORMAL
    return f"({pinyin(character, style=style)[0][0]})".encode("gbk", "ignore")


def character_starts(data: bytes) -> set[int]:
    """Return the positions at which characters of a GBK stream begin."""
    starts, at = set(), 0
    while at < len(data):
        starts.add(at)
        at += 1 + (0x81 <= data[at] <= 0xFE)
    return starts


def read_gbk(data: bytes, at: int, end: int) -> list[tuple[str, int, int, bool]]:
    """Read a piece of a GBK stream as the pages did: characters, the bytes of each, and whether it shows them.

    A pair that GBK leaves unassigned vanishes. A first byte with nothing behind it becomes ``?``, and so
    does one with an ASCII sign behind it that cannot be its second byte; the sign is swallowed.
    """
    chars = []
    while at < end:
        first, second = data[at], data[at + 1] if at + 1 < end else 0
        if first < 0x80:
            chars.append((chr(first), at, at + 1, True))
        elif first in (0x80, 0xFF) or second < 0x20:
            chars.append(("?", at, at + 1, False))
        else:
            paired = second >= 0x40 and second not in (0x7F, 0xFF)
            char = bytes((first, second)).decode("gbk", "ignore") if paired else "?"
            chars.append((char, at, at + 2, paired and bool(char)))
            at += 1
        at += 1
    return chars


# Signs and encodings: family d.


def json_quotes(text: str, random: Random, share: float) -> Damaged:
    r"""Closing quotation marks become ``\"``, as JSON writes a plain one."""
    return replaced(text, random, "”", lambda m: '\\"', share)


def lost_twins(text: str, random: Random, share: float) -> Damaged:
    """Opening quotation marks become ``"`` or, one in three, vanish; their closing twins stay.

    One that vanished is lost: it may have stood before any character since the mark before.
    """
    marks = {}

    def new(match):
        marks[match.start()] = random.choice(('"', '"', ""))
        return marks[match.start()] + match.group()[1:]

    page = replaced(text, random, "“[^“”\n]{1,12}”", new, share)
    return relost(page, text, (at for at, mark in marks.items() if not mark))


def relost(page: Damaged, text: str, lost: Iterable[int]) -> Damaged:
    """Add to what a page has lost, at positions in the text that was damaged."""
    page.lost |= _in_source(text, frozenset(lost)) if isinstance(text, Damaged) else frozenset(lost)
    return page


def odd_spaces(text: str, random: Random, share: float) -> Damaged:
    """Spaces become no-break or narrow ones; those between two words of Latin letters no others."""
    return replaced(text, random, "(?<=[!-~]) (?=[!-~])", lambda m: random.choice("\u00a0\u202f\u2009"), share)


def indents_as_marks(text: str, random: Random, share: float = 1.0) -> Damaged:
    """Two spaces of an encoding at the starts of lines are ``??`` in one that lacks them: they are lost."""
    page = replaced(text, random, "(?m)^  (?=\\S)", lambda m: "??", share)
    return relost(page, text, (i for m in re.finditer("(?m)^  ", text) for i in range(*m.span())))


def spaces_as_marks(text: str, random: Random, share: float) -> Damaged:
    """No-break spaces behind a label in English became ``?``, which a text may have too: they are lost."""
    page = replaced(text, random, "(?<=[a-z]:) (?=[A-Za-z])", lambda m: "?", share)
    return relost(page, text, (m.start() for m in re.finditer("(?<=[a-z]:) (?=[A-Za-z])", text)))


def zero_width(text: str, random: Random, share: float) -> Damaged:
    """Invisible characters stand between Chinese characters."""
    return replaced(text, random, f"(?<=[{HAN}])(?=[{HAN}])", lambda m: random.choice(ZERO_WIDTH), share)


def full_width(text: str, random: Random, share: float) -> Damaged:
    """Numbers and Latin words beside Chinese are full-width."""
    return replaced(text, random, rf"(?<=[{HAN}“（])[A-Za-z0-9]+(?=[{HAN}”）])",
                    lambda m: m.group().translate(FULL_WIDTH), share)


def entities(text: str, random: Random, share: float) -> Damaged:
    """Signs are HTML entities."""
    return replaced(text, random, "[“”《》—&]|(?<=[A-Za-z]) (?=[A-Za-z])", lambda m: ENTITIES[m.group()], share)


def tags(text: str, random: Random, share: float) -> Damaged:
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


def misread_clauses(text: str, random: Random, encoding: str, share: float) -> Damaged:
    """Clauses of Chinese stand there in UTF-8 read as ``encoding``.

    The last character of one is lost where the last of its bytes is ``?``.
    """
    clauses = f"(?<=[，。；：，,;:])[{HAN}]{{4,}}(?=[，。；,;])"
    page = replaced(text, random, clauses, lambda m: misread(m.group(), encoding), share)
    ends = (m.end() - 1 for m in re.finditer(clauses, text) if misread(m.group(), encoding).endswith("?"))
    return relost(page, text, ends)


def hard_wrapped(text: str, *, width: int = 36, lines: int = 30, first_page: int = 1, header: str = "") -> Damaged:
    """Lines are broken after ``width`` Chinese characters, pages after ``lines`` lines.

    A page begins with ``header``, ends with its number between dots and a form feed. Where a line that was broken
    ends with a sentence, a paragraph may have ended there as well, and the first head may be the title: "unsure". So
    the end of a paragraph whose last line is full is lost, though it stands there.
    """
    edits, lost, page, count, at = [], set(), first_page, 0, 0

    def put_in(start: int, end: int, breaks: str, *, sure: bool = True) -> None:
        nonlocal page, count
        count += 1
        if count == lines:
            breaks = f"\n·{page}·\n\f" + (f"{header}\n" if header else "")
            page, count = page + 1, 0
        edits.append(Edit(start, end, text[start:end], breaks, "noise", "certain" if sure else "unsure"))

    if header:
        edits.append(Edit(0, 0, "", f"{header}\n", "noise", "unsure"))
    written = text.splitlines()
    for number, line in enumerate(written, 1):
        pieces, start = wrap(line.rstrip(" "), 2 * width), at
        for piece in pieces[:-1]:
            at += len(piece)
            spaces = len(text[at:]) - len(text[at:].lstrip(" ")) if text[at : at + 1] == " " else 0
            put_in(at, at + spaces, "\n", sure=not piece.endswith(SENTENCE_ENDS))
            at += spaces
        at = start + len(line)
        if number < len(written):
            if line.endswith(SENTENCE_ENDS) and wrap(pieces[-1] + written[number], 2 * width)[0] == pieces[-1]:
                lost.add(at)
            put_in(at, at + 1, "\n", sure=not line.endswith(SENTENCE_ENDS))
        at += 1
    end = len(text) - text.endswith("\n")
    edits.append(Edit(end, len(text), text[end:], f"\n·{page}·\n", "noise"))
    return damaged(text, edits, lost)


def wrap(line: str, columns: int) -> list[str]:
    """Break a line as a typesetter does: not inside a Latin word or a number, not before a closing sign.

    An address or a reference may be broken behind a slash or a bracket.
    """
    pieces, piece, used = [], "", 0
    for unit in re.findall(r"\[[A-Z/]+\]\.?|[!-~]+?(?:[/\]][./]*|(?![!-~])) ?|[^!-~]", line):
        cost = len(unit.rstrip(" ")) if unit.isascii() else 1 if unit in NARROW_SPACES else 2
        if used + cost > columns and piece and unit[0] not in UNBROKEN_START:
            kept = len(piece.rstrip(UNBROKEN_END))
            pieces.append(piece[:kept].rstrip(" "))
            piece = piece[kept:]
            used = 2 * len(piece)
        piece += unit
        used += cost + (len(unit) - len(unit.rstrip(" ")) if unit.isascii() else 0)
    return [*pieces, piece]


# Punctuation and spaces: family e.


def ascii_signs(text: str, random: Random, share: float) -> Damaged:
    """Chinese signs between Chinese characters become ASCII ones, in a share of them."""
    return replaced(text, random, f"(?<=[{HAN}”》）%0-9])[，。；：！？](?=[{HAN}“《\n]|$)|（(?=[{HAN}])|(?<=[{HAN}])）",
                    lambda m: m.group().translate(HALF_WIDTH), share)


def spaced(text: str, random: Random, share: float, *, beside: str = "A-Za-z0-9") -> Damaged:
    """Spaces stand between Chinese characters, and between these and those ``beside`` them, in running text.

    Many authors set Latin words and numbers apart, so that such a space is "unsure".
    """
    places = f"(?<=[{HAN}])(?=[{HAN}{beside}])|(?<=[{beside}%])(?=[{HAN}])" if beside else f"(?<=[{HAN}])(?=[{HAN}])"
    edits = []
    for line in re.finditer("(?m)^.{40,}。$", text):
        for match in re.finditer(places, line.group()):
            at = line.start() + match.start()
            if random.random() < share:
                sure = not (text[at - 1].isascii() or text[at].isascii())
                edits.append(Edit(at, at, "", " ", "noise", "certain" if sure else "unsure"))
    return damaged(text, edits)
