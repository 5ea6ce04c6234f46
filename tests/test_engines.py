"""Engines: the same words, frequencies and tags from both, and no trace of jieba outside."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.characters import HAN_BLOCKS
from analysis.engines import ENGINES, load_engine
from analysis.errors import InputError

RJIEBA, JIEBA = map(load_engine, ENGINES)
# Characters of words, so that runs hold words; and any Han character, rare blocks too.
COMMON = "数字政府建设服务平台治理公共安全体系发展的了在和不人民经济社会改革创新中国上海大学生活动力量子"
common_runs = st.text(COMMON, min_size=1, max_size=25)
any_runs = st.text(st.one_of(*(st.characters(min_codepoint=first, max_codepoint=last)
                               for _, first, last in HAN_BLOCKS)), min_size=1, max_size=12)


@pytest.fixture(scope="module", autouse=True)
def both():
    assert (RJIEBA.name, JIEBA.name) == ("rjieba", "jieba"), "rjieba is not installed; nothing would be compared"


@settings(max_examples=400)
@given(st.one_of(common_runs, any_runs), st.booleans())
def test_both_cut_a_run_alike_and_lose_nothing(run, hmm):
    words = RJIEBA.cut(run, hmm)
    assert words == JIEBA.cut(run, hmm)
    assert "".join(words) == run


@settings(max_examples=300)
@given(st.one_of(st.text(COMMON, min_size=1, max_size=4), any_runs))
def test_both_know_the_same_of_a_word(word):
    assert RJIEBA.has_word(word) == JIEBA.has_word(word)
    assert RJIEBA.frequency(word) == JIEBA.frequency(word)
    assert RJIEBA.tag(word) == JIEBA.tag(word)


def test_jieba_s_own_tokenizer_agrees():
    import jieba

    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for run in ("他来到了网易杭研大厦", "小明硕士毕业于中国科学院计算所", "结过婚的和尚未结过婚的"):
        for hmm in (True, False):
            assert tokenizer.lcut(run, HMM=hmm) == RJIEBA.cut(run, hmm)


@pytest.mark.parametrize("engine", [RJIEBA, JIEBA], ids=ENGINES)
def test_frequency_and_tag_are_those_of_the_dictionary_s_file(engine):
    file = Path(find_spec("jieba").origin).with_name("dict.txt")
    words = {"政府", "建设", "公开", "透明", "大学", "的", "发展中国家"}
    rows = [line.split() for line in file.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row[0] in words]
    assert len(rows) == len(words)
    for word, frequency, tag in rows:
        assert engine.has_word(word) and engine.tag(word) == tag
        assert engine.frequency(word) - int(frequency) in (0, 1)


@pytest.mark.parametrize("engine", [RJIEBA, JIEBA], ids=ENGINES)
def test_a_run_with_unknown_words_and_rare_characters(engine):
    assert engine.cut("杭研大厦") == ["杭研", "大厦"]  # guessed
    assert engine.cut("杭研大厦", False) == ["杭", "研", "大厦"]
    assert engine.cut("我在𠮷野家", False) == ["我", "在", "𠮷", "野", "家"]
    assert engine.tag("一网通办") == engine.tag("杭研") == "x"


def test_unknown_engine_is_refused_by_name():
    with pytest.raises(InputError, match="'hanlp': must be one of rjieba, jieba"):
        load_engine("hanlp")


def run_python(code, **environment):
    return subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True,
                          env={**os.environ, **environment})


def test_jieba_prints_nothing_and_leaves_no_file(tmp_path):
    temporary, compiled = tmp_path / "temporary", tmp_path / "compiled"
    temporary.mkdir()
    code = "from analysis.engines import load_engine; print(load_engine('jieba').cut('公开透明'))"
    # A fresh place for compiled modules makes jieba's sources compile, and warn, again.
    ended = run_python(code, TMPDIR=str(temporary), PYTHONPYCACHEPREFIX=str(compiled), PYTHONIOENCODING="utf-8")
    assert (ended.stdout, ended.stderr) == ("['公开', '透明']\n", "")
    assert list(temporary.iterdir()) == []


def test_jieba_s_shared_tokenizer_stays_unloaded():
    code = ("import jieba; from analysis.engines import load_engine; load_engine('jieba').cut('公开'); "
            "print(jieba.dt.initialized, jieba.dt.FREQ)")
    ended = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout == "False {}\n"


def test_without_rjieba_jieba_stands_in():
    code = ("import sys; sys.modules['rjieba'] = None; from analysis.engines import load_engine; "
            "engine = load_engine(); print(engine.name, engine is load_engine('jieba'))")
    assert run_python(code).stdout == "jieba True\n"


def test_rjieba_s_dictionary_is_not_changed_by_segmenters():
    from analysis.segmentation import Segmenter

    assert Segmenter(terms=["数字政府"]).cut("数字政府") == ["数字政府"]
    assert RJIEBA.cut("数字政府") == ["数字", "政府"] and not RJIEBA.has_word("数字政府")
