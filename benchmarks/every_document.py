"""The report and the notebook of one's own document on every document of a folder.

    python benchmarks/every_document.py FOLDER [FOLDER ...]

For each .docx, .txt, .pdf, .html, .md and .tex file: makes the report into a temporary folder, and executes
notebooks/09_your_own_document.ipynb with the name of the file in its one cell. Prints a row for each: headings, doubts,
files of the report, parts that could not be made, seconds of both, errors; then the count of failures.
"""

import csv
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat

from analysis.documents import open_document
from analysis.doubts import find_doubts
from analysis.execution import NotebookError, execute, read_notebook
from analysis.report import write_report
from analysis.shipped import notebooks_path

ENDINGS = (".docx", ".txt", ".pdf", ".html", ".md", ".tex")
NOTEBOOK = notebooks_path() / "09_your_own_document.ipynb"
CELL = "file"


def with_file(path: Path, place: Path) -> Path:
    """Write the notebook with another file's name in its cell; return its path."""
    notebook = read_notebook(NOTEBOOK)
    cell = next(cell for cell in notebook.cells if cell.id == CELL)
    first, *rest = cell.source.split("\n")
    assert first.startswith("FILE = ")
    cell.source = "\n".join([f"FILE = {str(path.resolve())!r}", *rest])
    place.write_text(nbformat.writes(notebook), encoding="utf-8")
    return place


def try_one(path: Path) -> list[object]:
    """Return the row of a file."""
    errors, headings, doubts, made, missing = [], "", "", "", ""
    started = time.perf_counter()
    with TemporaryDirectory() as folder:
        try:
            document = open_document(path)
            headings = sum(unit.kind == "heading" for unit in document.units)
            doubts = len(find_doubts(document.units, document.text, hints=document.hints, given=document.given))
            write_report(document, Path(folder) / "report")
            files = [file for file in (Path(folder) / "report").rglob("*") if file.is_file()]
            made = len(files)
            page = (Path(folder) / "report" / "index.html").read_text(encoding="utf-8")
            missing = page.count("could not be made for this document")
        except Exception as error:  # every failure is a row, whatever it is
            errors.append(f"report: {error!r:.200}")
        reported = time.perf_counter() - started
        started = time.perf_counter()
        (run,) = execute([with_file(path, Path(folder) / NOTEBOOK.name)])
        errors += [f"notebook: {run!s:.200}"] if isinstance(run, NotebookError) else []
    return [path.name, headings, doubts, made, missing, f"{reported:.1f}", f"{time.perf_counter() - started:.1f}",
            "; ".join(errors)]


def main(*folders: str) -> int:
    """Print the table; return 1 if a file failed."""
    paths = sorted(path for folder in folders for path in Path(folder).rglob("*") if path.suffix.lower() in ENDINGS)
    writer = csv.writer(sys.stdout)
    writer.writerow(["file", "headings", "doubts", "files", "not_made", "report_s", "notebook_s", "errors"])
    failed = 0
    for path in paths:
        row = try_one(path)
        failed += bool(row[-1])
        writer.writerow(row)
        sys.stdout.flush()
    print(f"{len(paths)} documents, {failed} failed", file=sys.stderr)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 1 else __doc__)
