"""What a corpus costs, beside the plain ways to count words, on the same files in one run.

    python benchmarks/corpus.py FOLDER [MEGABYTES [PYTHON_WITH_CNTEXT [PYTHON_WITH_CONC]]]

Makes a corpus of MEGABYTES (default 60) of text files by drawing units of the documents below FOLDER again and again,
as many for a file as a document has. Counts it with `zhangju corpus` (reading, repair, sections, themes, Parquet) by
two processes, by one, and by two workers of Dask, and a sample of it in the plain ways, which only count words: prints
for each the megabytes a second and the ratio to two processes. cntext and conc (which get a Chinese tokenizer of spaCy
with jieba) are run by the interpreters that have them. Then ten times the files against a tenth: time and peak
memory.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

SAMPLE = 3_000_000  # bytes that the slow ways get
HAN = re.compile("[\u4e00-\u9fd5]+")


def make_corpus(folder: Path, out: Path, megabytes: float) -> None:
    """Write text files, each of as many units as a document has, drawn from all documents."""
    from analysis.documents import open_document

    random = Random(5)
    documents = [open_document(path) for path in sorted(folder.rglob("*")) if path.suffix in (".docx", ".txt")]
    units = [[document.text[unit.start : unit.end] for unit in document.units] for document in documents]
    drawn = [unit for each in units for unit in each]
    size = number = 0
    while size < megabytes * 1e6:
        text = "".join(random.choices(drawn, k=len(random.choice(units))))
        (out / f"{number:06}.txt").write_text(text, encoding="utf-8")
        size += len(text.encode())
        number += 1


def texts(folder: str) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(Path(folder).iterdir())]


def jieba_counter(folder: str) -> None:
    import jieba

    jieba.initialize()
    for text in texts(folder):
        Counter(jieba.cut(text))


def jieba_parallel(folder: str) -> None:
    import jieba

    jieba.initialize()
    jieba.enable_parallel(2)
    for text in texts(folder):
        Counter(jieba.cut(text))


def count_vectorizer(folder: str) -> None:
    import jieba
    from sklearn.feature_extraction.text import CountVectorizer

    jieba.initialize()
    CountVectorizer(tokenizer=jieba.lcut, token_pattern=None).fit_transform(texts(folder))


def cntext_count(folder: str) -> None:
    import cntext

    for text in texts(folder):
        cntext.word_count(text)


def conc_build(folder: str) -> None:
    import spacy
    from conc.corpus import Corpus

    with tempfile.TemporaryDirectory() as place:
        model = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})
        for name in ("parser", "ner", "lemmatizer", "tagger", "senter", "tok2vec", "attribute_ruler"):
            model.add_pipe("sentencizer", name=name)  # conc switches these off by name, so they must be there
        model.to_disk(f"{place}/zh")
        Corpus("benchmark", "").build_from_files(source_path=folder, save_path=place, model=f"{place}/zh")


def rjieba_half(folder: str) -> None:
    """The limit: nothing but rjieba on runs of Han characters, two processes with half of the files each."""
    half = "import rjieba, sys; from pathlib import Path\n" \
           "import re; han = re.compile('[\\u4e00-\\u9fd5]+')\n" \
           "for path in sorted(Path(sys.argv[1]).iterdir())[int(sys.argv[2])::2]:\n" \
           "    for run in han.findall(path.read_text(encoding='utf-8')): rjieba.cut(run)"
    both = [subprocess.Popen([sys.executable, "-c", half, folder, str(i)]) for i in range(2)]
    for process in both:
        process.wait()


def ours(folder: str, workers: int = 2, scheduler: str | None = None) -> None:
    from analysis.corpus import count_corpus

    with tempfile.TemporaryDirectory() as out:
        count_corpus(folder, Path(out) / "out", workers=workers, scheduler=scheduler)


def ours_alone(folder: str) -> None:
    ours(folder, workers=1)


def dask(folder: str) -> None:
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        begun = time.perf_counter()
        ours(folder, scheduler=cluster.scheduler_address)
        print("without the start of the cluster:", f"{time.perf_counter() - begun:.2f} s")


def measure(way: Callable, folder: Path, python: str = sys.executable) -> tuple[float, float]:
    """Return the seconds of a way in a process of its own, and the memory of its largest process in MB."""
    code = f"import sys; sys.path[:0] = {[str(ROOT), str(ROOT / 'benchmarks')]}\n" \
           f"import corpus\nif __name__ == '__main__':\n    corpus.{way.__name__}({str(folder)!r})\n" \
           "    import resource\n" \
           "    print(max(resource.getrusage(w).ru_maxrss for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))"
    with tempfile.NamedTemporaryFile("w", suffix=".py") as script:  # spawned processes import the script again
        script.write(code)
        script.flush()
        begun = time.perf_counter()
        done = subprocess.run([python, "-W", "ignore", script.name], check=True, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        seconds = time.perf_counter() - begun
    *said, memory = done.stdout.split("\n")[:-1]
    if said:
        print(*said)
    return seconds, int(memory) / 1024


def size_of(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.iterdir()) / 1e6


def main(folder: str, megabytes: float = 60, *pythons: str) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as place:
        whole, sample, tenth = (Path(place, name) for name in ("whole", "sample", "tenth"))
        for path in (whole, sample, tenth):
            path.mkdir()
        make_corpus(Path(folder), whole, megabytes)
        files = sorted(whole.iterdir())
        size = 0
        for path in files:
            size += path.stat().st_size
            if size < SAMPLE:
                shutil.copy2(path, sample)
        for path in files[: len(files) // 10]:
            shutil.copy2(path, tenth)
        print(f"{len(files)} files, {size_of(whole):.1f} MB")
        rates = {}
        plain = [(way, sample, sys.executable) for way in (jieba_counter, jieba_parallel, count_vectorizer)]
        peers = [(way, sample, python) for way, python in zip((cntext_count, conc_build), pythons)]
        for way, part, python in (*((way, whole, sys.executable) for way in (ours, ours_alone, dask, rjieba_half)),
                                  *plain, *peers):
            seconds, memory = measure(way, part, python)
            rates[way] = size_of(part) / seconds
            print(f"{way.__name__:18s} {rates[way]:8.2f} MB/s  ours / it {rates[ours] / rates[way]:6.2f}  "
                  f"{memory:6.0f} MB", flush=True)
        (less, memory), (more, much) = measure(ours, tenth), measure(ours, whole)
        print(f"ten times the files: time × {more / less:.2f}, memory × {much / memory:.2f}")


if __name__ == "__main__":
    main(sys.argv[1], *map(float, sys.argv[2:3]), *sys.argv[3:])
