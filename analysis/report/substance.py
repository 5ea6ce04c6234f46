"""What the document is made of: the space of its systems, its evidence, the forms of its prose."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from analysis import policy_prose
from analysis.answer_summaries import summarise_answers, system_bands, system_flows
from analysis.answers import answers as find_answers
from analysis.attention import attention, characteristic_terms
from analysis.evidence import NO_CITATION, evidence_density
from analysis.features import load_counts, load_found
from analysis.figures import heat_map, look
from analysis.figures.evidence import evidence_strip
from analysis.figures.flows import flow_diagram
from analysis.frequency import count_terms
from analysis.quantities import load_figures, quantities
from analysis.report.material import Material, full_names, has_systems, headings_of
from analysis.report.page import ROWS, Section, Table, drawable, picture
from analysis.segmentation import Segmenter, tokenize

SHARES = {"percent": "share", "percent_low": "share_low", "percent_high": "share_high"}
MOST_COLUMNS = 10  # of rates, a unit each, that fit a sheet of paper
PARTS = ("1", "2", "3")  # achievements, challenges, tasks of the paper
RATES = {"figures": "figures_per_1000", "citations": "citations_per_1000"}


def grid(material: Material) -> Section | None:
    """Return how much of each part each system gets, and the words that lead in each section."""
    if not has_systems(material):
        return None
    shares = attention(material.counts, material.running, draws=material.draws)
    shares = shares.assign(**{name: 100 * shares[share] for name, share in SHARES.items()},
                           part_name=[look(part).name for part in shares["part"]],
                           system_name=[look(system).name for system in shares["system"]])
    leading = characteristic_terms(material.counts, material.running, level="2", draws=material.draws)
    leading = leading.assign(unit=leading["section_id"].map(full_names(material.running)),
                             colour=[look(system).colour for system in leading["system"]])
    columns = {"Part": "part_name", "System": "system_name", "Passages": "n_passages", "Words": "n_tokens",
               "Share, %": "percent", "95 % from": "percent_low", "to": "percent_high",
               "Change, points": "change", "from": "change_low", "to ": "change_high"}
    return Section(
        f"{shares.attrs['basis']}.",
        [picture("grid", heat_map(shares, value="percent", labels=_part_names()),
                 alt="Heat map: a row for each part, a column for each system, in each cell its share of the part",
                 caption="Share of each system in the words of a part, in per cent, with its words."),
         Table("grid", shares.drop(columns=[*SHARES, "part_name", "system_name"]), columns, "Space of each system",
               shown=shares),
         Table("characteristic_terms", leading.drop(columns=["unit", "colour"]),
               {"Unit": "unit", "Words": "n_tokens", "Leading words": "terms", "In English": "glosses"},
               "The words that lead in each section: here / in the whole running text", shown=leading, key="colour")],
        "A part's shares sum to 100, so where one grows others shrink; the change is against the part before. An "
        "interval that holds 0 shows no change. The mark * says that a word's lead holds after correction; the others "
        "may lead by chance, above all in short sections.")


def answers(material: Material) -> Section | None:
    """Return the tasks that come nearest to each challenge, for the document whose parts are known to be these."""
    if not has_systems(material):
        return None
    # Cut without the domain's terms: two terms that share a word shall share it here.
    counts = (load_counts(variant="terms_jieba") if material.text is None else
              count_terms(tokenize(material.text, material.sections, segmenter=Segmenter(terms=()))))
    steps = [find_answers(counts, material.sections, challenges=first, tasks=second)
             for first, second in pairwise(PARTS)]
    pairs = steps[-1]
    table = summarise_answers(pairs, material.sections)
    best = table.merge(pairs[["challenge_id", "task_id", "shared", "linked"]], validate="one_to_one",
                       left_on=["challenge_id", "best_task"], right_on=["challenge_id", "task_id"])
    names = {unit: f"{unit} {gloss or heading}" for unit, heading, gloss in
             material.running.reindex(columns=["section_id", "heading", "gloss"]).itertuples(index=False)}
    shown = best.assign(challenge=best["challenge_id"].map(names), task=best["best_task"].map(names),
                        colour=[look(system).colour for system in best["system"]])
    n = len(table)
    matched = (table["n_matched"] > 0).sum()
    return Section(
        f"Each of {n} challenges (items of part {PARTS[1]}) beside each task (items of part {PARTS[2]}), {len(pairs)} "
        "pairs: weighted words in common, and words that keep company elsewhere in the text.",
        [picture("answers", flow_diagram(pd.concat([system_flows(step) for step in steps]), system_bands(steps),
                                         labels=_part_names()),
                 alt="Flow diagram: a column for each part, ribbons from the systems of one part to those of the next",
                 caption="What the items of one part share with those of the next. A box is a system, its height its "
                         "share of the part's words; a ribbon joins items that match, and hatched is what has none."),
         Table("answers", table, {"Challenge": "challenge", "Status": "status", "Nearest task": "task",
                                  "Words in common": "shared", "Likeness": "similarity", "p": "p",
                                  "p adjusted": "p_bh"},
               "The task that comes nearest to each challenge", shown=shown, rows=n, key="colour",
               digits={"similarity": 2, "p": 3, "p_bh": 2}),
         Table("answer_pairs", pairs, {"Challenge": "challenge_id", "Task": "task_id", "Words in common": "shared",
                                       "Likeness": "similarity", "p": "p", "p adjusted": "p_bh"},
               "The pairs that match, the surest first",
               shown=pairs[pairs["matched"]].sort_values(["p_bh", "p", "challenge_id", "task_id"]),
               digits={"similarity": 2, "p": 4, "p_bh": 2})],
        "Likeness is a cosine from 0 to 1; beside each word in common stands what it adds. p is the share of pairs on "
        "other subjects that are at least as alike, once what long and general passages share with everything is "
        "taken away; adjusted, it counts how many pairs were tried, and a pair matches at 0.10 or less. That two "
        "passages speak of one thing is not that the one solves the other, and unanswered is no proof of neglect: a "
        "short challenge can be answered in other words. The threshold was set after a first look at this paper, so "
        "read the matches as the pairs most worth a look.",
        [f"{matched} of {n} challenges are matched by a task."])


def _part_names() -> dict[str, str]:
    return {part: look(part).name for part in PARTS}


def evidence(material: Material) -> Section:
    """Return the figures that the text gives, and how dense figures and citations are in each unit."""
    figures = load_figures() if material.text is None else quantities(material.text, material.sections)
    density = evidence_density(figures, material.citations, material.running if material.text is None
                               else material.sections, level=material.level or "document", draws=material.draws)
    marks = material.citations["status"]
    cited, linked = int((marks != NO_CITATION).sum()), int((marks == "linked").sum())
    said = f"{len(figures):,} quantities" if len(figures) != 1 else "1 quantity"
    basis = (f"{said} found by rules (years, list numbers and document numbers are none)"
             f"{' and read against the text' if material.text is None else ''}; {cited:,} citation mark"
             f"{'' if cited == 1 else 's'}{f', {linked:,} of them to a reference that the text has' if cited else ''}.")
    if not len(figures) and not cited:
        return Section(basis, [])
    names = full_names(material.running) | {"document": "Whole text"}
    density = density.assign(unit=density["section_id"].map(names))
    columns = {"Unit": "unit", "Passages": "n_passages", "Han characters": "n_han", "Figures": "n_figures",
               "Per 1,000": "figures_per_1000", "95 % from": "figures_low", "to": "figures_high"}
    if cited:
        columns |= {"Citations": "n_citations", "Per 1,000 ": "citations_per_1000", "95 % from ": "citations_low",
                    "to ": "citations_high"}
    shown = {"Unit": "section_id", "Indicator": "indicator"}
    if "gloss" in figures:
        shown["In English"] = "gloss"
    shown |= {"As printed": "printed", "Value": "value"}
    # A column without any text among the rows of the page is left out.
    shown |= {head: column for head, column in (("Measured in", "unit"), ("Change", "change"), ("Time", "year"),
                                                ("Source", "reference_id"))
              if figures[column].head(ROWS).fillna("").ne("").any()}
    blocks: list = [Table("evidence", density.drop(columns="unit"), columns,
                          f"Density of figures{' and citations' if cited else ''} per 1,000 Han characters",
                          shown=density)]
    if has_systems(material):
        blocks.insert(0, picture(
            "evidence", evidence_strip(figures, material.citations, drawable(material.sections)),
            alt="The text as a strip, with a mark for each figure and each citation",
            caption="Where the figures and the citations stand in the text."))
    if len(figures):
        blocks.append(Table("figures", figures, shown, "Figures in the text", digits={"value": None}))
    return Section(
        basis, blocks,
        "Density says how much evidence a unit gives for its length, not how good it is. Figures come in runs, so the "
        "interval draws passages again; a unit of a single passage has none (–). Where a unit has no evidence, the "
        "upper bound is what its length allows. The indicator is a label made from the words before the number, and "
        "what the rules get wrong most.")


def prose(material: Material) -> Section:
    """Return the forms of policy prose: modal verbs, verbs of doing, slogans, series of points."""
    level = material.level or "document"
    if len(headings_of(material, level)) > MOST_COLUMNS:
        level = "document"
    modals = policy_prose.modal_verbs(material.counts, material.running, level=level)
    verbs = policy_prose.verbs_of_doing(material.counts, material.running, level=level, top=10)
    where = {"found": load_found()} if material.text is None else {"text": material.text}
    slogans = policy_prose.slogans(material.sections, level=level, **where)
    runs = policy_prose.enumeration_runs(material.running)
    blocks: list = [_words("modal_verbs", modals, "Modal verbs and marks of a finished action", "force"),
                    _words("verbs_of_doing", verbs, "The ten most frequent verbs of doing", "act")]
    blocks = [block for block in blocks if len(block.shown)]
    if len(slogans):
        by_slogan = slogans.drop_duplicates("slogan").sort_values(["n_total", "slogan"], ascending=[False, True])
        blocks.append(Table("slogans", slogans, {"Slogan": "slogan", "In English": "gloss", "First in": "first_id",
                                                 "Places": "n_total"}, "Policy slogans", shown=by_slogan))
    if len(runs):
        names = full_names(material.running)
        longest = runs.sort_values(["n_items", "first_id"], ascending=[False, True])
        blocks.append(Table("enumerations", runs, {"Below": "unit", "Points": "n_items", "Mean length": "mean_chars",
                                                   "Shortest": "shortest", "Longest": "longest"},
                            "Series of points, the longest first; lengths in characters",
                            shown=longest.assign(unit=longest["parent_id"].map(names)), rows=10))
    return Section(
        f"Words of fixed lists in {int(material.counts['n'].sum()):,} words of running text; rates per 10,000 words.",
        blocks,
        "Counts know no context: 将 also marks an object, 可 stands inside names of indicators. Under about five "
        "occurrences read the counts alone. Slogans are counted wherever they stand, also inside longer terms.")


def _words(name: str, table: pd.DataFrame, caption: str, kind: str) -> Table:
    """Return a table of words with one column of rates for each unit; words that never occur are left out."""
    rates = table.pivot(index="term", columns="section_id", values="per_10k")
    units = list(dict.fromkeys(table["section_id"]))
    first = table.drop_duplicates("term").set_index("term")
    n = table.groupby("term")["n"].sum()
    shown = first[["gloss", kind]].join(rates[units].add_prefix("rate ")).assign(n=n)
    shown = shown[shown["n"] > 0].reset_index()
    heads = {"Word": "term", "In English": "gloss", "Kind": kind, "Count": "n",
             **{("All" if unit == "document" else unit): f"rate {unit}" for unit in units}}
    return Table(name, table, heads, f"{caption}: rate in each unit", shown=shown, rows=24)
