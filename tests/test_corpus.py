"""A corpus is counted as its documents are, whatever becomes of the run: killed, lost, resumed, its files changed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pandas as pd
import pytest
from deadly_files import Deadly, DeadlyOnce, Endless
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.cli import main
from analysis.corpus import count_corpus, read_corpus
from analysis.corpus.batches import Totals, add, count_batch, divide_files
from analysis.corpus.counting import Settings
from analysis.corpus.files import File, find_files, read_file
from analysis.corpus.metadata import describe
from analysis.corpus.parts import Parts
from analysis.corpus.processes import count_here
from analysis.corpus.tables import SCHEMAS
from analysis.counting import count_document
from analysis.dictionaries import count_entries, load_dictionary
from analysis.documents import open_document
from analysis.errors import InputError, UnreadableFileError
from analysis.sections import sections_table
from analysis.segmentation import Segmenter, tokenize
from analysis.shipped_entries import shipped_entries

TEXTS = {
    "2023_甲市.txt": "甲市报告\n一、数据要素\n开放公共数据，建设数据平台。\n二、安全保障\n落实网络安全，3项制度。\n",
    "2023_乙市.md": "# 服务\n\n政务服务平台上线，办理12件。\n\n# 规则\n\n制度规则与标准规范。\n",
    "2024_甲市.txt": "一、平台\n一体化政务大数据体系，算力AI+。\n二、数据\n數據共享與政務服務。\n",
    "more/2024_乙市.txt": "没有标题的一段文字，只说数字政府。\n",
    "2024_空.txt": "",
}
HOW = Settings("keep", tuple(shipped_entries("themes")))
UNIT = ["doc_id", "section_id"]
KEYS = {"documents": ["doc_id"], "sections": UNIT, "counts": [*UNIT, "term", "kind"], "themes": [*UNIT, "theme"],
        "problems": ["doc_id"], "metadata": ["doc_id"]}


def make_corpus(folder: Path, texts=TEXTS) -> Path:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def tables(out: Path) -> dict[str, str]:
    """Return every table of a corpus as CSV, sorted by its key."""
    return {name: read_corpus(out, name).sort_values(key).to_csv(index=False) for name, key in KEYS.items()}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return make_corpus(tmp_path_factory.mktemp("texts"))


@pytest.fixture(scope="module")
def counted(corpus, tmp_path_factory):
    out = tmp_path_factory.mktemp("corpus") / "out"
    summary = count_corpus(corpus, out, names="{year}_{place}", workers=2)
    return out, summary


def test_a_run_says_what_it_did(counted):
    out, summary = counted
    documents = read_corpus(out)
    assert summary[:4] == (5, 0, 0, 1)
    assert (summary.characters, summary.tokens) == (documents["n_characters"].sum(), documents["n_tokens"].sum())
    assert summary.size == sum(len(text.encode()) for text in TEXTS.values())


def test_each_document_is_counted_as_it_is_alone(corpus, counted):
    out, _ = counted
    key, segmenter = load_dictionary("themes"), Segmenter()
    for name in filter(TEXTS.get, TEXTS):
        document, mine = open_document(corpus / name), {"doc_id": name}
        alone = count_document(document, segmenter=segmenter, pos=True)
        rows = read_corpus(out, "counts", where=mine).drop(columns="doc_id")
        assert set(rows.itertuples(index=False, name=None)) == set(map(tuple, alone.counts))
        assert len(rows) == len(alone.counts)
        sections = read_corpus(out, "sections", where=mine).drop(columns="doc_id")
        pd.testing.assert_frame_equal(sections.drop(columns=["n_han", "n_tokens"]), sections_table(document.units),
                                      check_dtype=False)
        assert sections["n_tokens"].sum() == rows["n"].sum()
        entries = count_entries(tokenize(document.text, sections_table(document.units)), key, segmenter=segmenter)
        expected = entries[entries["n"] > 0].groupby(["section_id", "theme"])["n"].sum().to_dict()
        themes = read_corpus(out, "themes", where=mine)
        assert themes.set_index(["section_id", "theme"])["n"].to_dict() == expected
        assert (themes["n"] / themes["n_themes"]).equals(themes["share"])
        assert themes["low"].le(themes["share"]).all() and themes["share"].le(themes["high"]).all()
        one = read_corpus(out, where=mine).iloc[0]
        assert one["sha256"] == document.source.sha256 and one["n_characters"] == len(document.text)


def test_what_cannot_be_read_is_a_problem_with_its_reason(counted):
    problems = read_corpus(counted[0], "problems")
    assert problems["doc_id"].tolist() == ["2024_空.txt"] and "the file is empty" in problems["reason"].iloc[0]


def test_every_file_is_a_document_or_a_problem(counted):
    out, _ = counted
    assert sorted([*read_corpus(out)["doc_id"], *read_corpus(out, "problems")["doc_id"]]) == sorted(TEXTS)
    assert read_corpus(out, "metadata")["doc_id"].tolist() == sorted(TEXTS)


def test_numbers_of_workers_and_batches_do_not_matter(corpus, counted, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.corpus.batches.MOST_FILES", 1)
    count_corpus(corpus, tmp_path / "out", names="{year}_{place}", workers=1)
    assert tables(tmp_path / "out") == tables(counted[0])
    assert len(list((tmp_path / "out" / "counts").iterdir())) == len(TEXTS)


def test_what_is_unchanged_is_not_counted_again_and_what_changed_is(tmp_path):
    texts, out = make_corpus(tmp_path / "texts"), tmp_path / "out"
    count_corpus(texts, out, workers=1)
    assert count_corpus(texts, out, workers=1)[:4] == (0, 5, 0, 1)
    assert count_corpus(texts, out, workers=1, retry=True)[:4] == (1, 4, 0, 1)
    (texts / "2024_空.txt").write_text("一、不再是空的\n", encoding="utf-8")
    (texts / "2023_甲市.txt").unlink()
    (texts / "新.txt").write_text("二、新的平台\n", encoding="utf-8")
    (texts / "2024_甲市.txt.sections.csv").write_text("level,heading\n1,一、平台\n", encoding="utf-8")
    assert count_corpus(texts, out, workers=1)[:4] == (3, 2, 1, 0)
    count_corpus(texts, tmp_path / "anew", workers=1)
    assert tables(out) == tables(tmp_path / "anew")


KILLED = """
import os, signal, sys
from analysis.corpus import batches, count_corpus, processes
batches.MOST_FILES = 1
real = processes.count_here
def killing(*args, **options):
    for number, done in enumerate(real(*args, **options)):
        if number == int(sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)
        yield done
processes.count_here = killing
count_corpus(sys.argv[1], sys.argv[2], names="{year}_{place}", workers=2)
"""


@pytest.mark.parametrize("after", [0, 2, 4])
def test_a_run_that_was_killed_goes_on_and_ends_with_the_same_tables(corpus, counted, tmp_path, after):
    out = tmp_path / "out"
    done = subprocess.run([sys.executable, "-c", KILLED, corpus, out, str(after)], capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    there = len(list((out / ".zhangju" / "parts").iterdir()))
    summary = count_corpus(corpus, out, names="{year}_{place}", workers=2)
    assert summary.unchanged >= min(there, after) and summary.counted + summary.unchanged == len(TEXTS)
    assert tables(out) == tables(counted[0])


def test_what_a_killed_run_left_without_a_record_is_removed(corpus, counted, tmp_path):
    out = tmp_path / "out"
    count_corpus(corpus, out, names="{year}_{place}", workers=1)
    part = next((out / "counts").iterdir())
    part.with_name("0123456789abcdef.parquet").write_bytes(part.read_bytes())
    (out / ".zhangju" / "new" / "counts-rest").write_bytes(b"")
    count_corpus(corpus, out, names="{year}_{place}", workers=1)
    assert tables(out) == tables(counted[0]) and not list((out / ".zhangju" / "new").iterdir())


@pytest.mark.parametrize("harm", [
    lambda out: next((out / "counts").iterdir()).unlink(),
    lambda out: next((out / "themes").iterdir()).write_bytes(b"PAR1"),
    lambda out: next((out / ".zhangju" / "parts").iterdir()).write_bytes(b""),
])
def test_what_a_power_cut_left_in_halves_is_counted_again(corpus, counted, tmp_path, harm):
    out = tmp_path / "out"
    count_corpus(corpus, out, names="{year}_{place}", workers=1)
    harm(out)
    assert count_corpus(corpus, out, names="{year}_{place}", workers=1).counted > 0
    assert tables(out) == tables(counted[0])


def test_a_folder_that_was_only_begun_is_begun_again_and_a_damaged_one_is_named(corpus, tmp_path):
    (tmp_path / "out" / ".zhangju").mkdir(parents=True)
    count_corpus(corpus, tmp_path / "out", workers=1)
    (tmp_path / "out" / ".zhangju" / "settings.json").write_bytes(b"")
    with pytest.raises(InputError, match="settings.json: is damaged"):
        count_corpus(corpus, tmp_path / "out", workers=1)


def test_metadata_stay_until_others_are_given_and_what_fits_no_file_is_said(corpus, tmp_path, capsys):
    out, known = tmp_path / "out", tmp_path / "known.csv"
    count_corpus(corpus, out, names="{year}_甲市", workers=1)
    before = read_corpus(out, "metadata")
    count_corpus(corpus, out, workers=1)
    pd.testing.assert_frame_equal(read_corpus(out, "metadata"), before)
    assert before["year"].dropna().tolist() == [2023, 2024]
    known.write_bytes(b"File ,year\r2023_\xe7\x94\xb2\xe5\xb8\x82.txt,1\rghost.txt,2\r")
    assert main(["corpus", str(corpus), "--out", str(out), "--metadata", str(known)]) == 0
    said = capsys.readouterr().err
    assert "4 files have no metadata" in said and "1 rows of" in said and "the first: ghost.txt" in said


def test_files_that_no_reader_takes_are_counted(corpus, tmp_path, capsys):
    texts = make_corpus(tmp_path / "texts", {"a.txt": "一、平台\n", "b.doc": "x", "c": "x", ".d.doc": "x"})
    assert main(["corpus", str(texts), "--out", str(tmp_path / "out"), "--workers", "1"]) == 0
    assert "2 files with other endings are left out: .doc 1, no ending 1" in capsys.readouterr().err


def test_batches_that_one_process_counts_at_a_time_do_not_mix(corpus, counted, tmp_path, monkeypatch):
    # As a worker of Dask does that has several threads: while a batch is half done another one begins and ends.
    files = [file for file in find_files(corpus) if file.size]
    inner = []

    def read_between(file):
        if file == files[1] and not inner:
            inner.append(Thread(target=count_batch, args=(files[2:], HOW, parts.target)))
            inner[0].start()
            inner[0].join()
        return read_file(file)

    monkeypatch.setattr("analysis.corpus.counting.read_file", read_between)
    with Parts(tmp_path / "out", settings={}) as parts:
        assert count_batch(files[:2], HOW, parts.target).files == 2
    found, expected = read_corpus(tmp_path / "out", "counts"), read_corpus(counted[0], "counts")
    assert len(found) == len(expected) and set(map(tuple, found.values)) == set(map(tuple, expected.values))
    for part in (tmp_path / "out" / "documents").iterdir():
        assert len(pd.read_parquet(part)) == 2


def test_a_process_that_outlives_its_run_adds_nothing(corpus, tmp_path):
    files = find_files(corpus)[:1]
    with Parts(tmp_path / "out", settings={}) as first:
        old = first.target
    with Parts(tmp_path / "out", settings={}) as second:
        count_batch(files, HOW, old)
        second.load()
        assert second.versions() == {}
        count_batch(files, HOW, second.target)
        second.load()
        assert second.versions() == {files[0].doc_id: files[0].version}


@pytest.mark.parametrize("kind, reason", [(Deadly, "ended the process that read it"), (Endless, "took more than 2")])
def test_a_file_that_kills_its_process_or_never_ends_is_a_problem(corpus, tmp_path, kind, reason):
    good = [file for file in find_files(corpus) if file.size]
    bad = File("坏.txt", kind("坏.txt"), 1, "1")
    with Parts(tmp_path / "out", settings={}) as parts:
        done = list(count_here([[*good[:2], bad, *good[2:]]], HOW, parts.target, workers=1, seconds=2))
        parts.load()
        assert parts.failed() == {"坏.txt"} and parts.versions().keys() == {file.doc_id for file in [*good, bad]}
    assert add(totals for _, totals in done)[:2] == (5, 1)
    assert reason in read_corpus(tmp_path / "out", "problems")["reason"].iloc[0]


def test_a_fault_in_one_file_is_a_row_and_not_the_end(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.corpus.counting.divide", lambda *_, **__: 1 / 0)
    with Parts(tmp_path / "out", settings={}) as parts:
        totals = count_batch(find_files(corpus)[1:2], HOW, parts.target)
    assert totals[:2] == (1, 1)
    assert "ZeroDivisionError" in read_corpus(tmp_path / "out", "problems")["reason"].iloc[0]


@pytest.fixture(scope="module")
def cluster():
    from distributed import LocalCluster

    paths = os.pathsep.join([str(Path(__file__).parents[1]), str(Path(__file__).parent)])
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None,
                      env={"PYTHONPATH": paths}) as made:
        yield made


def test_a_cluster_gives_the_same_tables(cluster, corpus, counted, tmp_path):
    summary = count_corpus(corpus, tmp_path / "out", names="{year}_{place}", scheduler=cluster.scheduler_address)
    assert tables(tmp_path / "out") == tables(counted[0]) and summary[:7] == counted[1][:7]


def test_a_worker_that_is_lost_in_mid_run_changes_nothing(cluster, corpus, counted, tmp_path, monkeypatch):
    def with_deadly(source, *, exclude):
        files = find_files(make_corpus(tmp_path / "texts"), exclude=exclude)
        return [*files[:-1], files[-1]._replace(address=DeadlyOnce(files[-1].address))]

    monkeypatch.setattr("analysis.corpus.run.find_files", with_deadly)
    count_corpus("", tmp_path / "out", names="{year}_{place}", scheduler=cluster.scheduler_address)
    assert len(list((tmp_path / "texts").rglob("*.mark"))) == 1
    found, expected = tables(tmp_path / "out"), tables(counted[0])
    assert all(found[name] == expected[name] for name in SCHEMAS if name != "problems")


def test_a_scheduler_that_is_not_there_is_said(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.corpus.cluster.SECONDS_TO_CONNECT", 1)
    with pytest.raises(InputError, match="scheduler='tcp://127.0.0.1:1': cannot be reached"):
        count_corpus(corpus, tmp_path / "out", scheduler="tcp://127.0.0.1:1")


@given(st.lists(st.integers(0, 40)), st.integers(1, 4))
@settings(max_examples=100)
def test_batches_hold_every_file_once_in_order(sizes, workers):
    files = [File(str(i), "", size, "") for i, size in enumerate(sizes)]
    batches = divide_files(files, workers=workers)
    assert [file for batch in batches for file in batch] == files and all(batches)
    most = sum(sizes) // (workers * 8) + 1
    assert all(len(batch) == 1 or sum(file.size for file in batch) <= most for batch in batches)
    assert add([Totals(len(batch)) for batch in batches]).files == len(files)


def test_files_are_found_in_folders_by_globs_and_at_addresses(corpus, tmp_path):
    def names(*args, **options):
        return [file.doc_id for file in find_files(*args, **options)]

    for noise in (".hidden.txt", "~$a.docx", "a.txt.sections.csv", "a.png", "out/b.txt", ".git/c.txt"):
        (tmp_path / noise).parent.mkdir(exist_ok=True)
        (tmp_path / noise).write_text("x")
    make_corpus(tmp_path)
    assert names(tmp_path, exclude=tmp_path / "out") == sorted(TEXTS)
    assert names(f"{tmp_path}/*.png") == ["a.png"]
    assert names(f"{tmp_path}/**/2024_*.txt") == ["2024_甲市.txt", "2024_空.txt", "more/2024_乙市.txt"]
    import fsspec

    memory = fsspec.filesystem("memory")
    memory.pipe("/texts/more/a.txt", "一、平台\n".encode())
    memory.pipe("/texts/b.txt", "二、数据\n".encode())
    assert names("memory://texts") == ["b.txt", "more/a.txt"]
    assert names("memory://texts/*/*.txt") == ["more/a.txt"]
    assert find_files("memory://texts") == find_files("memory://texts")


def test_odd_names_and_links_that_lead_nowhere_are_no_more_than_problems(tmp_path):
    texts = make_corpus(tmp_path / "texts", {"a b'\n\x1b.txt": "一、平台\n", "good.txt": "二、数据\n"})
    (texts / "nowhere.txt").symlink_to(tmp_path / "none")
    (texts / "loop").symlink_to(texts)
    (texts / os.fsdecode(b"\xb5.txt")).write_text("三、服务\n", encoding="utf-8")
    count_corpus(texts, tmp_path / "out", workers=1)
    assert sorted(read_corpus(tmp_path / "out")["doc_id"]) == ["\\xb5.txt", "a b'\n\x1b.txt", "good.txt"]
    problems = read_corpus(tmp_path / "out", "problems")
    assert problems["doc_id"].tolist() == ["nowhere.txt"] and "there is no such file" in problems["reason"].iloc[0]


def test_files_at_an_address_are_counted(tmp_path):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("一、数据平台\n", encoding="utf-8")
    count_corpus(f"file://{tmp_path}/texts", tmp_path / "out", workers=1)
    assert read_corpus(tmp_path / "out", "counts", columns=["doc_id", "term", "n"]).values.tolist() == [
        ["a.txt", "一", 1], ["a.txt", "数据", 1], ["a.txt", "平台", 1]]


def test_metadata_are_read_from_names_and_from_a_csv(corpus, counted, tmp_path):
    known = read_corpus(counted[0], "metadata").set_index("doc_id")
    assert known.loc["2023_甲市.txt", ["year", "place"]].tolist() == [2023, "甲市"]
    files = find_files(corpus)
    place = describe(files, names="more/{year}_*").set_index("doc_id")["year"]
    assert place.dropna().to_dict() == {"more/2024_乙市.txt": 2024}
    path = tmp_path / "known.csv"
    path.write_bytes("file;group\n2023_甲市.txt;东\n2024_乙市;01\n".encode("gb18030"))
    found = describe(files, csv_file=path).set_index("doc_id")["group"]
    assert found.dropna().to_dict() == {"2023_甲市.txt": "东", "more/2024_乙市.txt": "01"}


@pytest.mark.parametrize("names, said", [
    ("year", "a name of its own in braces"), ("{a}{a}", "a name of its own"), ("{doc_id}", "a name of its own"),
    ("{year}年", "no file's name is like that; the first is 2023_乙市.md"),
])
def test_templates_that_fit_nothing_are_refused(corpus, names, said):
    with pytest.raises(InputError, match=said):
        describe(find_files(corpus), names=names)


@pytest.mark.parametrize("text, said", [
    ("name,year\na,1\n", "needs a row of column names, file among them"), ("", "empty"),
    ("file,doc_id\na,1\n", "made of the files' names"), ("file,x\nb.txt,1\n", "names none of the files"),
    ("file,x\n2023_甲市.txt,1\n2023_甲市,2\n", "names 2023_甲市.txt twice"),
    ("file,year,year\n2023_甲市.txt,1,2\n", "two columns have one name"),
    ('file,x\n2023_甲市.txt,"1\n2023_乙市.md,2\nb,3,4\n', "row 2 has not 2 cells of one line; is a quotation"),
    ("file,x\n2023_甲市.txt,1\n2023_乙市.md\n", "row 3 has not 2 cells"),
])
def test_a_csv_that_does_not_fit_is_refused(corpus, tmp_path, text, said):
    path = tmp_path / "known.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Exception, match=said) as raised:
        describe(find_files(corpus), csv_file=path)
    assert str(path) in str(raised.value)


def test_a_name_of_two_files_is_refused(tmp_path):
    make_corpus(tmp_path, {"a/x.txt": "甲", "b/x.txt": "乙"})
    (tmp_path / "known.csv").write_text("file,year\nx.txt,1\n")
    with pytest.raises(InputError, match="'x.txt' is the name of 2 files"):
        describe(find_files(tmp_path), csv_file=tmp_path / "known.csv")


def test_a_folder_made_in_another_way_is_not_added_to(corpus, counted):
    with pytest.raises(InputError, match="was made with another vocabulary"):
        count_corpus(corpus, counted[0], vocabulary="mainland", workers=1)
    with pytest.raises(InputError, match="was made with another dictionary"):
        count_corpus(corpus, counted[0], lexicon="stance", workers=1)
    with pytest.raises(InputError, match="was made with another source"):
        count_corpus(corpus / "more", counted[0], workers=1)
    with pytest.raises(InputError, match="not an address"):
        count_corpus(corpus, "s3://bucket/out")
    with pytest.raises(InputError, match="lies in --out"):
        count_corpus(corpus, corpus)
    with pytest.raises(UnreadableFileError, match="none.csv: there is no such file"):
        count_corpus(corpus, counted[0], lexicon="none.csv")


def test_a_folder_with_other_things_is_left_alone(corpus, tmp_path):
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(InputError, match="holds other things than a corpus"):
        count_corpus(corpus, tmp_path, workers=1)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_full_disk_ends_a_run_with_one_line_and_it_goes_on_when_there_is_room(corpus, counted, tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(InputError, match="No space left on device.*goes on"):
        patch.setattr("analysis.corpus.run.divide_files", full)
        count_corpus(corpus, tmp_path / "out", names="{year}_{place}", workers=1)
    count_corpus(corpus, tmp_path / "out", names="{year}_{place}", workers=1)
    assert tables(tmp_path / "out") == tables(counted[0])


def test_two_runs_do_not_write_to_one_folder(corpus, tmp_path):
    with Parts(tmp_path / "out", settings={}), pytest.raises(InputError, match="another run writes to it"):
        with Parts(tmp_path / "out", settings={}):
            pass


@pytest.mark.parametrize("source, said", [
    ("none", "there is no such folder"), ("empty", "no file with an ending that is"),
    ("2023_甲市.txt", "is a file; name its folder"), ("*.none", "no file is there"),
])
def test_a_source_without_files_is_said(corpus, tmp_path, source, said):
    (corpus / "empty").mkdir(exist_ok=True)
    with pytest.raises(InputError, match=said):
        count_corpus(corpus / source, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_reading_says_what_is_not_there(counted, tmp_path):
    with pytest.raises(InputError, match="holds no table counts of a corpus"):
        read_corpus(tmp_path, "counts")
    with pytest.raises(InputError, match="column='words': must be one of doc_id"):
        read_corpus(counted[0], "counts", columns=["words"])
    with pytest.raises(InputError, match="where: year holds int64; 'x' is none"):
        read_corpus(counted[0], "metadata", where={"year": "x"})
    with pytest.raises(InputError, match="columns='term': must be a collection"):
        read_corpus(counted[0], "counts", columns="term")
    with pytest.raises(InputError, match="table='words': must be one of"):
        read_corpus(counted[0], "words")


def test_rows_are_chosen_by_a_value_or_by_any_collection_of_values(counted):
    known = read_corpus(counted[0], "metadata")
    mine = known.loc[known["place"] == "甲市", "doc_id"]
    assert read_corpus(counted[0], "documents", where={"doc_id": mine})["doc_id"].tolist() == sorted(mine)
    assert len(read_corpus(counted[0], "metadata", where={"year": range(2023, 2024)})) == 2
    assert len(read_corpus(counted[0], "metadata", where={"year": []})) == 0


def test_the_command_counts_and_says_so(corpus, tmp_path, capsys):
    assert main(["corpus", str(corpus), "--out", str(tmp_path / "out"), "--workers", "1"]) == 0
    said = capsys.readouterr()
    assert said.out == "" and said.err.startswith("5 files counted, 0 unchanged, 0 gone; ")
    assert "1 could not be read: see the table problems; the first: " in said.err
    assert main(["corpus", "nowhere", "--out", str(tmp_path / "out")]) == 2
