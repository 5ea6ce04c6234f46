"""The benchmark of repairs on the sample: nothing is made worse, and the judge sees what became of each character."""

import sys
from pathlib import Path
from random import Random

import noise
import pytest

from analysis.cleaning import repair_text
from analysis.cleaning.edits import Edit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

import repairs  # noqa: E402

CLEAN = (ROOT / "data" / "sample" / "clean.txt").read_text(encoding="utf-8")
TEXTS = {"Simplified": CLEAN, "Traditional": repair_text(noise.traditional(CLEAN), script="keep")[0]}


@pytest.mark.parametrize("script", TEXTS)
@pytest.mark.parametrize("family", repairs.FAMILIES)
def test_no_damage_is_made_worse_and_what_can_be_told_comes_back(family, script):
    verdicts = repairs.judge(repairs.FAMILIES[family](TEXTS[script], Random(1), 0.3))
    sure = {fate: n for (is_sure, fate), n in ((key, n) for key, n in verdicts.items() if key != "altered") if is_sure}
    assert verdicts["altered"] == 0
    assert sure.get("wrong", 0) == 0
    assert sure.get("restored", 0) + sure.get("flagged", 0) >= 0.995 * sum(sure.values())


@pytest.fixture
def repaired(monkeypatch):
    """Return a function that judges a page whose repair is given as edits."""
    def judge(text, damage, edits):
        page = noise.damaged(text, damage)
        monkeypatch.setattr(repairs, "repair_text", lambda page, script: ("", edits))
        return {key: n for key, n in repairs.judge(page).items() if n}
    return judge


DAMAGE = [Edit(2, 4, "数据", "书剧", "noise")]


@pytest.mark.parametrize("edits, expected", [
    ([], {(True, "neither"): 2}),
    ([Edit(2, 4, "书剧", "数据", "x")], {(True, "restored"): 2}),
    ([Edit(2, 4, "书剧", "书剧", "x", "unsure")], {(True, "flagged"): 2}),
    ([Edit(2, 4, "书剧", "数字", "x")], {(True, "restored"): 1, (True, "wrong"): 1}),
    ([Edit(2, 4, "书剧", "数据", "x"), Edit(5, 6, "共", "公", "x")], {(True, "restored"): 2, "altered": 1}),
    ([Edit(1, 4, "动书剧", "作数据", "x")], {(True, "restored"): 2, "altered": 1}),
])
def test_the_judge_says_what_became_of_each_character(repaired, edits, expected):
    assert repaired("推动数据的共享", DAMAGE, edits) == expected


def test_what_was_put_in_is_restored_where_it_is_gone(repaired):
    damage = [Edit(2, 2, "", "(shù)", "noise")]
    assert repaired("推数据", damage, [Edit(2, 7, "(shù)", "", "x")]) == {(True, "restored"): 5}
    assert repaired("推数据", damage, [Edit(2, 7, "(shù)", "，", "x")]) == {(True, "wrong"): 5}
    assert repaired("推数据", damage, []) == {(True, "neither"): 5}
