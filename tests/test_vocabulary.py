"""Vocabulary: words of Taiwan and Hong Kong are exchanged on request, can be undone, and count as the mainland's."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC
from shared_texts import needs_shared, shared_texts

from analysis import counting
from analysis.cleaning import clean, repair_text, to_local, undo, vocabulary
from analysis.documents import divide
from analysis.errors import InputError
from analysis.readers import Source

WORDS = [line.split() for line in vocabulary.WORDS.strip().splitlines()]


def counts(text: str, **options) -> Counter:
    """Return how often a document has each term, its units divided as they are."""
    counted: Counter = Counter()
    for c in counting.count_document(divide(Source(text, "", ""), **options)).counts:
        counted[c.section_id, c.term] += c.n
    return counted


@pytest.mark.parametrize("traditional, mainland", [
    ("數位政府與資訊系統", "数字政府与信息系统"),
    ("伺服器、軟體、硬體、網路、網際網路", "服务器、软件、硬件、网络、互联网"),
    ("以演算法分析巨量資料，建置資料庫", "以算法分析大数据，建设数据库"),
    ("數碼轉型與資訊科技，保障私隱", "数字转型与信息技术，保障隐私"),
    ("行動支付與流動支付", "移动支付与移动支付"),
    ("落實數位落差的改善，推動智慧型手機與人工智慧", "落实数字鸿沟的改善，推动智能手机与人工智能"),
])
def test_words_become_the_mainland_s(traditional, mainland):
    assert clean(traditional, vocabulary="mainland").text == mainland


@pytest.mark.parametrize("traditional, simplified", [
    ("三位數位居第一，人數位列前茅", "三位数位居第一，人数位列前茅"),
    ("數碼港與數碼相機在這裡", "数码港与数码相机在这里"),
    ("檔案與文件，參考資料、個人資料的來源", "档案与文件，参考资料、个人资料的来源"),
    ("智慧城市的核心指標，整合執行，新增支援", "智慧城市的核心指标，整合执行，新增支援"),
    ("投資訊號與外資安排，透過率", "投资讯号与外资安排，透过率"),
    ("車聯網路測與電腦的品質", "车联网路测与电脑的品质"),
])
def test_what_both_sides_have_and_what_only_looks_like_a_word_stays(traditional, simplified):
    assert clean(traditional, vocabulary="mainland").text == simplified


def test_words_stay_unless_asked_for():
    assert clean("數位政府的資訊").text == "数位政府的资讯"


def test_each_word_is_an_edit_of_its_own_that_says_what_it_is():
    _, edits = repair_text("用軟體治理資訊", vocabulary="mainland")
    assert [(e.before, e.after, e.repair, e.certainty) for e in edits] == [
        ("軟體", "软件", "vocabulary", "likely"), ("資訊", "信息", "vocabulary", "likely")]


def test_a_simplified_text_keeps_its_words():
    assert clean("数位政府与文件", vocabulary="mainland").text == "数位政府与文件"


@given(st.lists(st.sampled_from([w for row in WORDS for w in row] + ["，", "與", "數(shù)", "?", "據"]), max_size=12),
       st.sampled_from(["taiwan", "hong kong"]))
def test_lengths_change_and_undo_is_exact(words, region):
    text = to_local("".join(words).replace("*", "").replace("-", ""), region=region)
    cleaned, edits = repair_text(text, vocabulary="mainland")
    assert undo(cleaned, edits) == text


@pytest.mark.parametrize("options, message", [
    ({"vocabulary": "taiwan"}, "vocabulary='taiwan'"),
    ({"vocabulary": "mainland", "script": "keep"}, "Simplified script"),
])
def test_a_wrong_choice_is_an_error(options, message):
    with pytest.raises(InputError, match=message):
        repair_text("數位", **options)


def test_an_unknown_region_is_an_error():
    with pytest.raises(InputError, match="region='mainland'"):
        to_local("数字政府", region="mainland")


def test_no_word_is_in_the_list_twice():
    for column in (1, 2):
        local = [row[column].rstrip("*") for row in WORDS if row[column] != "-"]
        assert [word for word, n in Counter(local).items() if n > 1] in ([], ["频宽"])


@needs_shared
@pytest.mark.parametrize("standard", ["s2t", "s2tw", "s2hk"])
def test_counts_of_terms_are_those_of_the_simplified_document(standard):
    convert = OpenCC(standard).convert
    for text in list(shared_texts().values())[::12]:
        assert counts(convert(text)) == counts(text)


@needs_shared
@pytest.mark.parametrize("region", ["taiwan", "hong kong"])
def test_counts_are_equal_where_the_words_were_the_region_s(region):
    for text in list(shared_texts().values())[::12]:
        local = to_local(text, region=region)
        assert counts(local) != counts(text)
        assert counts(local, vocabulary="mainland") == counts(text)


@needs_shared
def test_opencc_s_words_of_taiwan_come_back_but_for_those_that_both_sides_have():
    """It makes 支援 of 支持, 建立 of 创建, 執行 of 运行, which the mainland has too: a fiftieth of all terms."""
    convert, differing, total = OpenCC("s2twp").convert, Counter(), 0
    for text in list(shared_texts().values())[::12]:
        ours, theirs = (Counter(), Counter())
        for counter, found in ((ours, counts(text)), (theirs, counts(convert(text), vocabulary="mainland"))):
            for (_, term), n in found.items():
                counter[term] += n
        total += ours.total()
        differing += (ours - theirs) + (theirs - ours)
    assert {"支援", "建立", "智慧", "执行", "社群"} <= set(differing)
    assert not {"资讯", "信息", "网路", "网络", "数位", "软体", "软件", "伺服器"} & set(differing)
    assert differing.total() < 0.03 * total
