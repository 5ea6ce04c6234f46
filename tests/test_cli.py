"""The command line: results on standard output, messages on standard error, one line and status 2 on bad input."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from analysis import __version__, counting, features
from analysis.cleaning import undo
from analysis.cleaning.edits import COLUMNS as EDIT_COLUMNS
from analysis.cleaning.edits import Edit
from analysis.cli import main
from analysis.commands import show, text
from analysis.features import load_sections
from analysis.output import restored
from analysis.readers import read_text
from analysis.sections import COLUMNS as UNIT_COLUMNS

PAPER = ("社区图书角的做法\n\n摘要：本文介绍两个图书角。\n\n一、做法\n\n（一）借书\n\n居民登记以后借书，一是免费；"
         "二是方便。\n\n（二）还书\n\n=还书不必登记, 居民把书放回架上。\n\n二、困难\n\n书少，架子也少。\n")
CLEAN = PAPER.replace("登记, 居", "登记，居")


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "paper.txt"
    path.write_text(PAPER, encoding="utf-8", newline="")
    return path


def table(text: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def run(*arguments: object, **options) -> subprocess.CompletedProcess:
    """Run the command as a process and return its output as bytes."""
    env = {**os.environ, **options.pop("env", {})}
    command = [sys.executable, "-m", "analysis", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, env=env, **options)


# Results


def test_clean_shows_the_text_and_counts_the_edits_on_standard_error(paper, capsys):
    assert main(["clean", str(paper)]) == 0
    out, err = capsys.readouterr()
    assert out == CLEAN
    assert err == "2 edits, 0 places flagged as unsure\n"


def test_clean_writes_text_and_edits_that_lead_back_to_the_source(paper, tmp_path, capsys):
    paper.write_bytes("一、數(shù)據(jù)\r\n=一, 二\r三".encode("utf-16"))
    text, edits = tmp_path / "new" / "clean.txt", tmp_path / "new" / "edits.csv"
    assert main(["clean", str(paper), "--out", str(text), "--edits", str(edits)]) == 0
    assert capsys.readouterr().out == ""
    assert edits.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = table(edits.read_bytes().decode("utf-8-sig"))
    assert list(rows[0]) == list(EDIT_COLUMNS)
    read = [Edit(int(row["start"]), int(row["end"]), *(restored(row[name]) for name in EDIT_COLUMNS[2:]))
            for row in rows]
    assert undo(text.read_bytes().decode("utf-8"), read) == read_text(paper).text
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["clean.txt", "edits.csv"]


@pytest.mark.parametrize("script, expected", [("simplified", "数据"), ("traditional", "數據"), ("keep", "數據")])
def test_clean_gives_the_script_that_is_asked_for(tmp_path, capsys, script, expected):
    path = tmp_path / "a.txt"
    path.write_text("數據", encoding="utf-8")
    main(["clean", str(path), "--script", script])
    assert capsys.readouterr().out == expected


def test_clean_takes_errata_and_an_encoding(tmp_path, capsys):
    (tmp_path / "a.txt").write_bytes("居民融人社区".encode("gb18030"))
    (tmp_path / "e.csv").write_text("context,correction,reason\n融人,融入,入 read as 人\n", encoding="utf-8")
    arguments = ["clean", str(tmp_path / "a.txt"), "--encoding", "gbk", "--errata", str(tmp_path / "e.csv")]
    assert main(arguments) == 0
    assert capsys.readouterr().out == "居民融入社区"


def test_sections_are_the_table_in_csv_and_json(paper, capsys):
    main(["sections", str(paper)])
    rows = table(capsys.readouterr().out)
    assert list(rows[0]) == list(UNIT_COLUMNS)
    headings = [(row["section_id"], row["heading"]) for row in rows if row["kind"] == "heading"]
    assert headings == [("1", "做法"), ("1.1", "借书"), ("1.2", "还书"), ("2", "困难")]
    assert main(["sections", str(paper), "--format", "json"]) == 0
    records = json.loads(capsys.readouterr().out)
    assert [{name: str(value) for name, value in record.items()} for record in records] == rows
    assert isinstance(records[0]["start"], int)


def test_sections_as_a_tree_show_marks_headings_and_sizes(paper, capsys):
    main(["sections", str(paper), "--format", "tree"])
    lines = capsys.readouterr().out.splitlines()
    assert "  1.1  （一）借书  19" in lines
    assert "2  二、困难  9" in lines


def test_the_shipped_paper_is_a_tree_of_three_parts_with_sizes(capsys):
    assert main(["sections", "--format", "tree"]) == 0
    lines = capsys.readouterr().out.splitlines()
    parts = [line for line in lines if line[0].isdigit()]
    assert [line[:4] for line in parts] == ["1  一", "2  二", "3  三"]
    sections = load_sections()
    for part, line in zip("123", parts):
        size = sections.loc[sections["section_id"].str.startswith(part), "n_han"].sum()
        assert line.endswith(f"  {size:,}")


@pytest.mark.parametrize("level", counting.LEVELS)
def test_terms_are_the_table_at_every_level(paper, capsys, level):
    assert main(["terms", str(paper), "--level", level]) == 0
    rows = table(capsys.readouterr().out)
    assert list(rows[0]) == list(counting.COLUMNS)
    # 登记 stands in 1.1 (or in its opening, before its items) and in 1.2.
    assert sum(int(row["n"]) for row in rows if row["term"] == "登记") == 2
    units = {row["section_id"] for row in rows if row["term"] == "登记"}
    assert units == {"document": {"document"}, "1": {"1"}, "2": {"1.1", "1.2"}, "item": {"1.1", "1.2"}}[level]


def test_terms_top_counts_per_unit_and_json_has_numbers(paper, capsys):
    main(["terms", str(paper), "--level", "1", "--top", "1", "--format", "json"])
    records = json.loads(capsys.readouterr().out)
    units = [record["section_id"] for record in records]
    assert {"1", "2"} <= set(units) and len(units) == len(set(units))
    assert all(record["per_10k_low"] < record["per_10k_tokens"] < record["per_10k_high"] for record in records)


def test_features_writes_the_files_of_a_paper_and_nothing_to_standard_output(paper, tmp_path, capsys):
    assert main(["features", str(paper), "--out", str(tmp_path / "out")]) == 0
    out, err = capsys.readouterr()
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert out == ""
    assert {"meta.json", "sections.csv", "references.json", *(f"{name}.csv" for name in features.VARIANTS)} <= written
    assert all(name in err for name in written)
    meta = json.loads((tmp_path / "out" / "meta.json").read_text(encoding="utf-8"))
    assert meta["source_sha256"] == read_text(paper).sha256


def test_without_a_file_the_shipped_paper_answers(capsys):
    main(["sections", "--format", "json"])
    units = json.loads(capsys.readouterr().out)
    assert [sum(unit["kind"] == "heading" and unit["level"] == level for unit in units) for level in (1, 2)] == [3, 18]
    assert sum(unit["kind"] == "item" for unit in units) == 56
    assert isinstance(units[0]["start"], int)
    main(["terms", "--level", "1", "--top", "3"])
    rows = table(capsys.readouterr().out)
    assert list(rows[0]) == list(counting.COLUMNS)
    assert [row["section_id"] for row in rows].count("1") == 3


# Bad input

BAD = {
    "no such file": (["clean", "{folder}/none.txt"], "there is no such file"),
    "a folder": (["sections", "{folder}"], "this is a folder"),
    "an empty file": (["terms", "{folder}/empty.txt"], "the file is empty"),
    "a binary file": (["clean", "{folder}/binary"], "this is an image"),
    "unknown encoding": (["clean", "{paper}", "--encoding", "gbk9"], "Python knows no such text encoding"),
    "wrong encoding": (["terms", "{paper}", "--encoding", "ascii"], "not ascii"),
    "no such errata": (["clean", "{paper}", "--errata", "{folder}/none.csv"], "none.csv: there is no such file"),
    "errata of another shape": (["clean", "{paper}", "--errata", "{paper}"], "context,correction,reason"),
    "errata in another encoding": (["clean", "{paper}", "--errata", "{folder}/gbk.csv"], "must be a CSV in UTF-8"),
    "out is a folder": (["clean", "{paper}", "--out", "{folder}"], "cannot be written"),
    "out is below a file": (["clean", "{paper}", "--out", "{paper}/x"], "cannot be written"),
    "edits is a folder": (["clean", "{paper}", "--edits", "{folder}"], "cannot be written"),
    "edits over the input": (["clean", "{paper}", "--edits", "{paper}"], "--edits names FILE itself"),
    "edits over the text": (["clean", "{paper}", "--out", "{folder}/t", "--edits", "{folder}/t"], "name two"),
    "features into a file": (["features", "{paper}", "--out", "{paper}"], "a folder"),
    "notebooks into a file": (["notebooks", "--out", "{paper}"], "is a file; name a folder"),
    "errata without a file": (["terms", "--errata", "{paper}"], "name one"),
    "unknown format": (["sections", "{paper}", "--format", "xml"], "--format: invalid choice"),
    "unknown level": (["terms", "{paper}", "--level", "3"], "--level: invalid choice"),
    "unknown script": (["clean", "{paper}", "--script", "old"], "--script: invalid choice"),
    "top of nothing": (["terms", "{paper}", "--top", "0"], "'0' is not a whole number of 1 or more"),
    "top of no number": (["terms", "{paper}", "--top", "ten"], "'ten' is not a whole number"),
    "top below nothing": (["terms", "{paper}", "--top", "-1"], "--top"),
    "top of 5,000 digits": (["terms", "{paper}", "--top", "9" * 5000], "a number of 5,000 digits is not a"),
    "top of 5,000 letters": (["terms", "{paper}", "--top", "x" * 5000], "--top: 'xxxxxxxxx…' is not a whole number"),
    "no file": (["clean"], "required: FILE"),
    "no place": (["features", "{paper}"], "required: --out"),
    "no command": ([], "required: COMMAND"),
    "unknown command": (["count", "{paper}"], "invalid choice: 'count'"),
    "unknown option": (["terms", "{paper}", "--colour"], "--colour"),
}


@pytest.mark.parametrize("arguments, message", BAD.values(), ids=BAD)
def test_bad_input_is_one_line_and_status_2(paper, tmp_path, capsys, arguments, message):
    (tmp_path / "empty.txt").write_text("\ufeff \r\n")
    (tmp_path / "binary").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (tmp_path / "gbk.csv").write_bytes("context,correction,reason\n融人,融入,错\n".encode("gbk"))
    before = sorted(tmp_path.rglob("*"))
    try:
        status = main([argument.format(folder=tmp_path, paper=paper) for argument in arguments])
    except SystemExit as ended:
        status = ended.code
    out, err = capsys.readouterr()
    assert (status, out) == (2, "")
    assert err.startswith("zhangju") and err.endswith("\n") and err.count("\n") == 1
    assert message in err
    assert sorted(tmp_path.rglob("*")) == before and paper.read_text(encoding="utf-8") == PAPER


def test_a_name_with_a_line_end_or_undecodable_bytes_stays_one_line(tmp_path):
    for name in (b"a\nb.txt", b"\xff.txt"):
        done = run("clean", os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
        assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1), done.stderr


def test_control_characters_of_a_name_are_shown_and_not_sent_to_the_terminal(paper, tmp_path):
    where = {"cwd": tmp_path, "env": {"PYTHONPATH": str(Path(__file__).parents[1])}}
    missing = run("clean", "\x1b[31mred\x07\n\x9b2J\u202egpj.txt", **where).stderr.decode()
    assert missing.startswith("zhangju: \\x1b[31mred\\x07\\n\\x9b2J\\u202egpj.txt: there is no such file; ")
    paper.rename(tmp_path / "\x1b[31mred.txt")
    (tmp_path / "\x1b[31mred.txt.sections.csv").write_text("level,heading\n1,一、做法\n", encoding="utf-8")
    done = run("sections", "\x1b[31mred.txt", **where)
    assert (done.returncode, done.stderr) == (0, b"note: headings are those of \\x1b[31mred.txt.sections.csv\n")


def test_a_terminal_gets_a_text_s_control_characters_escaped_and_a_file_as_they_are(monkeypatch):
    for terminal, expected in ((True, "甲\t\\x1b[2J\n"), (False, "甲\t\x1b[2J\n")):
        out = io.StringIO()
        out.isatty = lambda terminal=terminal: terminal
        monkeypatch.setattr("sys.stdout", out)
        show("甲\t\x1b[2J\n")
        assert out.getvalue() == expected


def test_an_interruption_is_one_line_and_status_130(paper, monkeypatch, capsys):
    def interrupt(options):
        raise KeyboardInterrupt

    monkeypatch.setattr(text, "open_file", interrupt)
    assert main(["terms", str(paper)]) == 130
    assert capsys.readouterr().err == "zhangju: interrupted; nothing half-written was left\n"


@pytest.mark.parametrize("module", ["argparse", "analysis.commands.options", "analysis.commands.text"])
def test_an_interruption_while_the_program_is_loaded_is_one_line(module):
    program = ("import sys\nclass Interrupt:\n    def find_spec(self, name, *_):\n"
               f"        if name == {module!r}:\n            raise KeyboardInterrupt\n"
               "sys.meta_path.insert(0, Interrupt())\nfrom analysis.cli import main\nsys.exit(main(['terms']))")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr == "zhangju: interrupted; nothing half-written was left\n"


# As a process


@pytest.mark.parametrize("env", [
    {"LC_ALL": "C", "LANG": "C"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"PYTHONIOENCODING": "gbk"},
    {"PYTHONIOENCODING": "ascii:strict"},
], ids=lambda env: " ".join(map("=".join, env.items())))
def test_output_is_utf_8_whatever_the_terminal(paper, env):
    done = run("clean", paper, env=env)
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode("utf-8") == CLEAN
    missing = run("clean", paper.with_name("没有.txt"), env=env)
    assert missing.returncode == 2 and "没有.txt: there is no such file" in missing.stderr.decode("utf-8")


def test_own_code_warns_of_nothing(paper):
    for command in ("clean", "sections", "terms"):
        done = run(command, paper, env={"PYTHONWARNINGS": "error"})
        assert done.returncode == 0 and b"Warning" not in done.stderr, done.stderr


@pytest.mark.skipif(os.name != "posix", reason="pipes are POSIX")
@pytest.mark.parametrize("times", [1, 200], ids=["less than a buffer", "more than a buffer"])
def test_a_reader_that_has_had_enough_is_no_error(paper, times):
    paper.write_text(PAPER * times, encoding="utf-8")
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([sys.executable, "-m", "analysis", "clean", str(paper), "--script", "keep"], stdout=writing,
                          stderr=subprocess.PIPE)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(os.name == "nt", reason="needs a shell that closes a stream")
def test_a_closed_standard_output_is_one_line_and_status_2(paper):
    command = ["sh", "-c", 'exec "$@" >&-', "sh", sys.executable, "-m", "analysis", "clean", str(paper)]
    done = subprocess.run(command, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert done.stderr.decode() == "zhangju: standard output: is closed; leave it open, or name a file\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_standard_output_is_one_line(paper):
    with open("/dev/full", "wb") as full:
        done = subprocess.run([sys.executable, "-m", "analysis", "sections", str(paper)], stdout=full,
                              stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert done.stderr == (b"zhangju: standard output: cannot be written to (No space left on device); send it "
                           b"elsewhere\n")


@pytest.mark.skipif(os.name == "nt", reason="needs a shell that closes a stream")
@pytest.mark.parametrize("closed", ["2>&-", *(["2>/dev/full"] if Path("/dev/full").exists() else [])])
@pytest.mark.parametrize("options, status", [(["--script", "keep"], 0), (["--encoding", "gbk9"], 2), (["--scrip"], 2)])
def test_without_a_place_for_messages_the_result_and_the_status_are_the_same(paper, closed, options, status):
    command = ["sh", "-c", f'exec "$@" {closed}', "sh", sys.executable, "-m", "analysis", "clean", str(paper), *options]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    assert (done.returncode, done.stdout.decode()) == (status, CLEAN if status == 0 else "")


@pytest.mark.skipif(not Path("/dev/stdin").exists(), reason="needs a system that names standard input")
def test_standard_input_and_a_shell_s_pipe_are_read(paper):
    assert run("clean", "/dev/stdin", input=paper.read_bytes()).stdout.decode() == CLEAN


@pytest.mark.parametrize("arguments, expected", [
    (["--help"], []),
    (["terms", "--top", "1"], ["analysis.commands.text"]),
    (["concordance", "{paper}", "居民"], ["analysis.commands.comparison"]),
])
def test_a_command_loads_its_own_module_and_nothing_heavy(paper, arguments, expected):
    arguments = [argument.format(paper=paper) for argument in arguments]
    code = f"import sys\nfrom analysis.cli import main\ntry:\n    main({arguments!r})\nexcept SystemExit:\n    pass\n"
    code += "print(*sorted(m for m in sys.modules if m.startswith('analysis.commands.') or m in ('pandas', 'numpy')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines()[-1].split() == sorted(["analysis.commands.options", *expected])


def test_help_and_version(capsys):
    for arguments, expected in ((["--version"], f"zhangju {__version__}\n"), (["--help"], "examples:")):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code == 0
        assert expected in capsys.readouterr().out
    assert run("--version").stdout == f"zhangju {__version__}\n".encode()


def test_the_command_is_installed_under_its_name():
    (script,) = entry_points(group="console_scripts", name="zhangju")
    assert script.load() is main


def test_the_readme_names_every_command_with_its_options(capsys):
    readme = Path(__file__).resolve().parents[1].joinpath("README.md").read_text(encoding="utf-8")
    listed = {line.split()[1]: line for line in readme.splitlines() if line.startswith("zhangju ") and "FILE" in line}
    for command in ("clean", "sections", "terms", "keyness", "themes", "concordance", "answers", "report", "features"):
        with pytest.raises(SystemExit):
            main([command, "--help"])
        usage = capsys.readouterr().out
        options = {word.strip("[],") for word in usage.split() if word.strip("[]").startswith("--")}
        everywhere = {"--help", "--encoding", "--errata", "--vocabulary"}
        missing = options - everywhere - set(listed[command].replace("[", " ").split())
        assert not missing, f"{command}: {missing}"
    assert "also takes `--encoding E`" in readme
    assert "`--errata F.csv`" in readme and "`--vocabulary keep|mainland`" in readme


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="this system has no such signal")
@pytest.mark.parametrize("number", [signal.SIGTERM, getattr(signal, "SIGHUP", 0)])
def test_a_run_that_is_told_to_end_leaves_nothing_half_written(tmp_path, paper, number):
    program = ("import os, signal, sys; from analysis import cli, output\n"
               f"os.chmod = lambda *_: os.kill(os.getpid(), {int(number)})\n"
               f"sys.exit(cli.main(['clean', {str(paper)!r}, '--out', {str(tmp_path / 'out.txt')!r}]))")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 128 + number, done.stderr
    assert done.stderr == f"zhangju: ended by {signal.Signals(number).name}; nothing half-written was left\n"
    assert not [path for path in tmp_path.iterdir() if path.name.startswith((".zhangju", "out"))]


@pytest.mark.parametrize("name", ["", "a" * 250 + ".txt", "甲" * 200])
def test_a_name_that_no_file_can_have_is_one_line(capsys, name):
    assert main(["sections", name]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["report", "--out", f"{name}{'b' * 300}"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
