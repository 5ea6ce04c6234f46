"""Results: the folder with the executed notebooks, their pages, and every table and figure they show.

::

    results/index.html, contents.txt    what there is
    results/NAME.ipynb, NAME.html       the notebook with its outputs; the same as a page, readable without network
    results/NAME/tables/CELL.csv        a table, whole, named after the cell that shows it
    results/NAME/figures/CELL.png .svg  a figure, for print

A run replaces what an earlier one left of a notebook, and touches nothing else in the folder.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat

from analysis.output import write_whole

if TYPE_CHECKING:
    from analysis.execution import Executed

SUFFIXES = {"tables": (".csv",), "figures": (".png", ".svg")}
# The template of JupyterLab without the scripts it loads from the network: they serve formulas and diagrams in
# TeX and Mermaid, which the notebooks do not use. It has no place for a figure's alternative text, so this has.
PAGE = """{% extends 'lab/index.html.j2' %}
{% block html_head_js %}{% endblock %}
{% block html_head_js_mathjax %}{% endblock %}
{% block html_head_js_mermaidjs %}{% endblock %}
{% block data_png scoped %}
<div class="jp-RenderedImage jp-OutputArea-output {{ extra_class }}">
<img src="data:image/png;base64,{{ output.data['image/png'] | escape_html }}"
 alt="{{ output.metadata.get('image/png', {}).get('alt', 'Figure') | escape_html }}">
</div>
{% endblock %}
"""
INDEX = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Results</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #222 }}
figure {{ display: inline-block; width: 17em; margin: 0 1em 1em 0; vertical-align: top }}
img {{ width: 100% }}
.error {{ color: #a00 }}
</style>
<h1>Results</h1>
{body}
</html>
"""


def write_results(executed: Executed, out: Path) -> None:
    """Write a notebook's results: the notebook, its page, its tables and its figures."""
    name = executed.path.stem
    remove_results(name, out)
    for kind, stem, suffix, content in executed.shown:
        write_whole(out / name / kind / f"{stem}{suffix}", content, excel=suffix == ".csv")
    write_whole(out / f"{name}.ipynb", nbformat.writes(executed.notebook) + "\n")
    write_whole(out / f"{name}.html", page(executed))


def remove_results(name: str, out: Path) -> None:
    """Remove what an earlier run left of a notebook, so that old and new results never stand together."""
    for suffix in (".ipynb", ".html"):
        (out / f"{name}{suffix}").unlink(missing_ok=True)
    for kind, suffixes in SUFFIXES.items():
        for path in (out / name / kind).glob("*"):
            if path.suffix in suffixes:
                path.unlink()


def page(executed: Executed) -> str:
    """Return an executed notebook as one HTML page that loads nothing.

    The code of cells tagged "prose", which only put numbers into sentences, is left out; the notebook has it.
    """
    from nbconvert import HTMLExporter
    from traitlets.config import Config

    config = Config({"TagRemovePreprocessor": {"enabled": True, "remove_input_tags": {"prose"}}})
    exporter = HTMLExporter(raw_template=PAGE, template_name="lab", embed_images=True, exclude_anchor_links=True,
                            config=config)
    resources = {"metadata": {"name": title(executed), "path": str(executed.path.parent)}}
    html, _ = exporter.from_notebook_node(executed.notebook, resources=resources)
    return re.sub(r'(href="[\w-]+)\.ipynb(?=["#])', r"\1.html", html)  # a page leads to the other pages


def title(executed: Executed) -> str:
    """Return a notebook's first heading, or its file's name where there is none."""
    lines = (line for cell in executed.notebook.cells if cell.cell_type == "markdown"
             for line in cell.source.split("\n"))
    return next((line.lstrip("# ") for line in lines if line.startswith("# ")), executed.path.stem)


def write_index(runs: Sequence[Executed], errors: Mapping[str, str], out: Path) -> str:
    """Write ``index.html`` and ``contents.txt``; return a sentence that says what is where."""
    body, files, counts = [], [], {"tables": 0, "figures": 0}
    for run in runs:
        name = run.path.stem
        links = [(f"{name}.html", "page"), (f"{name}.ipynb", "notebook")]
        tables = [(f"{name}/tables/{s.name}.csv", s.name) for s in run.shown if s.kind == "tables"]
        figures = [(f"{name}/figures/{s.name}.svg", f"{name}/figures/{s.name}.png", s.name) for s in run.shown
                   if s.suffix == ".svg"]
        body.append(f"<h2>{escape(title(run))}</h2>\n<p>{_links(links)}</p>")
        if tables:
            body.append(f"<p>Tables: {_links(tables)}</p>")
        body += [f'<figure><a href="{png}"><img loading="lazy" src="{png}" alt="{escape(label)}"></a>'
                 f'<figcaption>{escape(label)} (<a href="{svg}">SVG</a>)</figcaption></figure>'
                 for svg, png, label in figures]
        files += [path for path, _ in (*links, *tables)] + [path for *paths, _ in figures for path in paths]
        counts["tables"] += len(tables)
        counts["figures"] += len(figures)
    for name, message in errors.items():
        remove_results(name, out)
        body.append(f'<h2>{escape(name)}</h2>\n<p class="error">Not finished: {escape(message)}</p>')
        files.append(f"{name}: not finished: {message}")
    index = write_whole(out / "index.html", INDEX.format(body="\n".join(body)))
    write_whole(out / "contents.txt", "\n".join(files) + "\n")
    return (f"{_count(len(runs), 'notebook')}, {_count(counts['tables'], 'table')} and "
            f"{_count(counts['figures'], 'figure')} are in {out}; begin with {index}")


def _links(links: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f'<a href="{escape(path)}">{escape(label)}</a>' for path, label in links)


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"
