"""Back matter: what stands between a document's last section and its annexes, and at its end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.matter import find_signature
from analysis.sections import find_units

BODY = "各镇要逐项安排，按月公布办理情况，年底前完成。"
NOTICE = ["一、总体要求", BODY, "二、主要任务", BODY]
SIGNED = ["青禾市图书馆", "2024年5月1日"]


def units(*lines):
    """Return each unit's kind, its number and words, and how many lines it has."""
    text = "\n".join(lines) + "\n"
    found = find_units(text)
    assert "".join(text[unit.start : unit.end] for unit in found) == text
    return [(unit.kind, unit.number + unit.heading, text.count("\n", unit.start, unit.end)) for unit in found]


ANNEX = ["附件1", "任务清单", "一、登记", BODY, "二、借阅", BODY]
READ = [("heading", "附件1任务清单", 2), ("heading", "一、登记", 2), ("heading", "二、借阅", 2)]
TASKS = [("heading", "一、总体要求", 2), ("heading", "二、主要任务", 2)]


def test_a_signature_above_annexes_with_headings_of_their_own_is_back_matter():
    assert units(*NOTICE, *SIGNED, *ANNEX) == [*TASKS, ("back", "", 2), *READ]


def test_a_list_of_annexes_is_no_list_of_the_last_section():
    listed = ["附件：1. 任务清单", "　　　2. 联系表"]
    assert units(*NOTICE, *listed, *SIGNED, *ANNEX, "附件2", "联系表", BODY) == [
        *TASKS, ("back", "附件", 4), *READ, ("heading", "附件2联系表", 3)]


def test_a_signature_at_the_end_is_back_matter_with_annexes_and_without():
    assert units(*NOTICE, *SIGNED) == [*TASKS, ("back", "", 2)]
    assert units(*NOTICE, "附件", "联系表", BODY, *SIGNED) == [*TASKS, ("heading", "附件联系表", 3), ("back", "", 2)]


@pytest.mark.parametrize("lines", [
    ["他在馆里工作。", "2024年5月1日到任，次年离开。"],
    [BODY, "青禾市图书馆"],
])
def test_lines_without_an_issuer_and_a_date_of_their_own_stay_in_the_section(lines):
    assert units(*NOTICE, *lines, *ANNEX)[:2] == [
        TASKS[0], ("heading", "二、主要任务", 4)]


def test_a_signature_is_looked_for_before_the_end_that_is_named():
    text = "\n".join([BODY, *SIGNED, BODY, *SIGNED])
    end = text.index(BODY, 1)
    assert find_signature(text, 0, end) == len(BODY) + 1
    assert find_signature(text, 0, len(BODY)) == len(BODY)


LINES = st.sampled_from(["一、登记", "（一）窗口", "附件1", "附件：任务清单", "参考文献", "致谢", *SIGNED, BODY, ""])


@given(st.lists(LINES, max_size=16))
def test_units_tile_the_text_wherever_annexes_and_signatures_stand(lines):
    units(*lines)
