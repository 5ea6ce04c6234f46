"""What was guessed in an outline is said, with its reason; what is plain is not."""

import pytest

from analysis.doubts import find_doubts
from analysis.readers import Hint
from analysis.sections import find_units

BODY = "正文在此，说了一些话，都是平常的话，与别处说的没有什么两样，不过是凑足一段的长短罢了，请读者见谅。"


def doubts(text, **options):
    return [str(doubt) for doubt in find_doubts(find_units(text), text, **options)]


def test_a_plain_outline_raises_no_doubt_and_no_text_none():
    assert doubts(f"一、甲\n{BODY}\n（一）乙\n{BODY}\n（二）丙\n{BODY}\n二、丁\n{BODY}\n结语\n{BODY}") == []
    assert doubts("") == []


@pytest.mark.parametrize("text, expected", [
    (BODY, ["no heading was found: the text is not divided"]),
    (f"好处有哪些\n{BODY}\n坏处有哪些\n{BODY}\n怎样避免它\n{BODY}\n最后的一点话\n{BODY}",
     ["1: has no number; it is one of 4 taken as a heading for its look alone"]),
    (f"一、甲\n（一）乙\n{BODY}\n二、丙\n{BODY}", ["1.1: is the only heading below 1"]),
    (f"一、甲\n（一）乙。从略。（二）丙。从略。\n（三）丁。从略。\n二、戊\n{BODY}", ["1.2: stands inside a line"]),
    (f"一、甲\n{BODY}\n二、乙\n{BODY}\n十、丙\n{BODY}", ["2: a line begins like a heading and stayed text: 十、丙"]),
    (f"目录\n一、甲……1\n二、乙……2\n一、甲\n{BODY}\n二、乙\n{BODY}",
     ["the first 3 lines hold a table of contents, and no heading was looked for there"]),
])
def test_each_guess_is_named_with_its_reason(text, expected):
    assert doubts(text) == expected


def test_a_heading_whose_end_is_not_in_sight_is_in_doubt():
    text = f"一、甲\n{BODY}\n二、为了把书借给更多的人，也让他们都能读到好书，{BODY}\n三、{BODY}"
    assert doubts(text) == ["2: runs on into its paragraph; where it ends is a guess",
                            f"3: has {len(BODY) - 1} characters; is it a sentence?"]


def test_siblings_of_two_styles_are_in_doubt():
    text = f"第一章 甲\n（一）乙\n{BODY}\n（二）丙\n{BODY}\n1. 丁\n2. 戊\n第二章 己\n1. 庚\n（一）辛\n（二）壬\n2. 癸"
    found = doubts(text)
    styles = [doubt for doubt in found if "stands beside" in doubt]
    assert styles == ["1.3: 1. stands beside （二） of 1.2; is it on the same level?"]


def test_what_a_person_or_the_format_says_is_in_no_doubt():
    text = f"好处有哪些\n{BODY}\n坏处有哪些\n{BODY}\n怎样避免它\n{BODY}"
    units = find_units(text)
    assert find_doubts(units, text, given=True) == []
    hints = [Hint(unit.start, unit.start + 5, "heading", 1) for unit in units if unit.kind == "heading"]
    assert hints and find_doubts(units, text, hints=hints) == []
