"""The character error rate agrees with the textbook recursion and ignores what it says it ignores."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.accuracy import character_error_rate, edit_distance
from analysis.errors import InputError


def recursive_distance(a: str, b: str) -> int:
    """Levenshtein's distance as it is defined."""

    @cache
    def d(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        return min(d(i - 1, j) + 1, d(i, j - 1) + 1, d(i - 1, j - 1) + (a[i - 1] != b[j - 1]))

    return d(len(a), len(b))


@given(st.text("数字政府ab", max_size=9), st.text("数字政府ab", max_size=9))
def test_distance_is_that_of_the_definition(a, b):
    assert edit_distance(a, b) == recursive_distance(a, b)


@given(st.text(max_size=20), st.text(max_size=20))
def test_distance_is_symmetric_and_bounded_on_every_text(a, b):
    assert edit_distance(a, b) == edit_distance(b, a)
    assert abs(len(a) - len(b)) <= edit_distance(a, b) <= max(len(a), len(b))


def test_signs_and_spaces_count_only_if_asked():
    assert character_error_rate("政府, 2025 年。", "政府，2025年") == 0
    assert character_error_rate("政府,", "政府，", compare="all") == pytest.approx(1 / 3)


def test_one_wrong_of_five_and_one_too_many():
    assert character_error_rate("数据烟肉库", "数据烟囱库") == 1 / 5
    assert character_error_rate("数据烟囱库库", "数据烟囱库") == 1 / 5


def test_undefined_is_an_error():
    with pytest.raises(InputError, match="no character to compare"):
        character_error_rate("数据", "，。")
    with pytest.raises(InputError, match="compare='signs'"):
        character_error_rate("数据", "数据", compare="signs")
