"""Numbers in the formats that Word counts paragraphs with: 一, 壹, 甲, ①, ⑴, ⒈, １, IV, b. Part of `docx_numbering`.

The formats' names are those of the standard (ECMA-376, ST_NumberFormat). What a list of signs has no sign for, Word
and LibreOffice write in plain digits.
"""

from __future__ import annotations

from collections.abc import Callable

HAN, ROUND = "零一二三四五六七八九", "〇一二三四五六七八九"
FORMAL, FORMAL_TRADITIONAL = "零壹贰叁肆伍陆柒捌玖", "零壹貳參肆伍陸柒捌玖"
UNITS, FORMAL_UNITS = ("", "十", "百", "千"), ("", "拾", "佰", "仟")
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
LONGEST = 9_999  # above it all are in digits


def _row(first: str, last: str) -> str:
    return "".join(map(chr, range(ord(first), ord(last) + 1)))


SIGNS = {
    "ideographTraditional": STEMS,
    "ideographZodiac": BRANCHES,
    "ideographZodiacTraditional": [STEMS[at % 10] + BRANCHES[at % 12] for at in range(60)],
    "ideographEnclosedCircle": _row("㊀", "㊉"),
    "decimalEnclosedCircle": _row("①", "⑳") + _row("㉑", "㉟") + _row("㊱", "㊿"),
    "decimalEnclosedParen": _row("⑴", "⒇"),
    "decimalEnclosedFullstop": _row("⒈", "⒛"),
}
SIGNS["decimalEnclosedCircleChinese"] = SIGNS["decimalEnclosedCircle"]


def counted(count: int, digits: str = HAN, units: tuple[str, ...] = UNITS, *, bare_ten: bool = True) -> str:
    """Return a number below 10,000 in words, as numbers are spoken.

    >>> [counted(n) for n in (0, 3, 10, 12, 20, 101, 110, 2024)]
    ['零', '三', '十', '十二', '二十', '一百零一', '一百一十', '二千零二十四']
    """
    if count == 0:
        return digits[0]
    words, gap = "", False
    for place, figure in zip(range(len(str(count)) - 1, -1, -1), map(int, str(count)), strict=True):
        if figure:
            words += (digits[0] if gap else "") + digits[figure] + units[place]
        gap = not figure and bool(words)
    return words[1:] if bare_ten and 10 <= count < 20 else words


def roman(count: int) -> str:
    """Return a number in Roman numerals; 4,000 and more in digits.

    >>> roman(4), roman(1999)
    ('IV', 'MCMXCIX')
    """
    if not 0 < count < 4000:
        return str(count)
    words = ""
    for worth, sign in zip((1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
                           "M CM D CD C XC L XL X IX V IV I".split(), strict=True):
        words += sign * (count // worth)
        count %= worth
    return words


def letter(count: int) -> str:
    """Return a number in letters; after Z come AA, BB, as in Word.

    >>> letter(2), letter(28)
    ('B', 'BB')
    """
    if not 0 < count <= 26 * 30:
        return str(count)
    return chr(ord("A") + (count - 1) % 26) * ((count - 1) // 26 + 1)


def _digit_by_digit(count: int) -> str:
    return "".join(ROUND[int(digit)] for digit in str(count))


FORMATS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(("chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand",
                     "japaneseCounting"), counted),
    **dict.fromkeys(("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"), _digit_by_digit),
    "chineseLegalSimplified": lambda count: counted(count, FORMAL, FORMAL_UNITS, bare_ten=False),
    "ideographLegalTraditional": lambda count: counted(count, FORMAL_TRADITIONAL, FORMAL_UNITS, bare_ten=False),
    "upperRoman": roman,
    "lowerRoman": lambda count: roman(count).lower(),
    "upperLetter": letter,
    "lowerLetter": lambda count: letter(count).lower(),
    "decimalZero": lambda count: f"{count:02}",
    "decimalFullWidth": lambda count: str(count).translate(FULL_WIDTH),
    "decimalFullWidth2": lambda count: str(count).translate(FULL_WIDTH),
    "numberInDash": lambda count: f"- {count} -",
    "none": lambda count: "",
}


def numeral(count: int, form: str) -> str:
    """Return a number in one of Word's formats; in digits where the format is unknown or ends before it.

    >>> [numeral(11, form) for form in ("chineseCounting", "chineseLegalSimplified", "ideographDigital", "lowerRoman")]
    ['十一', '壹拾壹', '一一', 'xi']
    >>> [numeral(3, form) for form in ("ideographTraditional", "decimalEnclosedCircle", "decimalFullWidth", "x")]
    ['丙', '③', '３', '3']
    """
    signs = SIGNS.get(form)
    if signs is not None:
        return signs[count - 1] if 0 < count <= len(signs) else str(count)
    return FORMATS[form](count) if form in FORMATS and 0 <= count <= LONGEST else str(count)
