"""What sets the units of the document apart: their words, their themes, their likeness."""

from __future__ import annotations

import pandas as pd

from analysis import themes as themes_of
from analysis.dictionaries import count_entries, load_dictionary
from analysis.features import load_entries
from analysis.figures import SYSTEMS, heat_map, look
from analysis.figures.keyness import keyness_dots
from analysis.figures.trees import dendrogram
from analysis.keyness import MIN_COUNT, keyness_all
from analysis.lexicons import add_gloss
from analysis.report.material import Material, full_names, has_systems, headings_of, short_names
from analysis.report.page import Section, Table, drawable, picture
from analysis.segmentation import Segmenter
from analysis.similarity import cluster, similarity

PERCENT = {"percent": "share", "percent_low": "low", "percent_high": "high"}
SHUFFLED = ("shuffled", "shuffled_low", "shuffled_high", "excess", "p")
ORIGIN = "国务院关于加强数字政府建设的指导意见"  # the title of the document that the key of themes was derived from
MOST_FIGURES = 4
MOST_ROWS = 24  # of the words of all units together
MOST_NAMED = 27  # rows of a heat map or a tree that fits a page


def keyness(material: Material) -> Section | None:
    """Return the words by which each compared unit differs from all the rest."""
    if not material.level:
        return None
    table = add_gloss(keyness_all(material.counts, material.running, level=material.level, draws=material.draws))
    if not len(table):
        return Section("", [], notes=[f"No word occurs {MIN_COUNT} times in the running text, too few to compare."])
    units = table["section_id"].nunique()
    # The smoothing of the ratio makes a word that a small unit lacks look frequent there.
    more = table[(table["log_ratio"] > 0) & (table["n_target"] > 0)]
    more = more.groupby("section_id", sort=False).head(max(2, MOST_ROWS // units))
    more = more.assign(unit=more["section_id"].map(full_names(material.running)))
    columns = {"Term": "term", "In English": "gloss", "Here": "n_target", "Elsewhere": "n_reference",
               "Per 10,000 here": "per_10k_target", "elsewhere": "per_10k_reference", "Log ratio": "log_ratio",
               "95 % from": "boot_low", "to": "boot_high", "At least (LRC)": "lrc"}
    blocks: list = []
    for unit, own in table.groupby("section_id", sort=False) if units <= MOST_FIGURES else ():
        if (own["log_ratio"] > 0).any():
            blocks.append(picture(
                f"keyness_{unit.replace('.', '_')}",
                keyness_dots(drawable(own), target=f"unit {unit}", top=10,
                             part=unit if has_systems(material) else None),
                alt=f"Dots: the words that unit {unit} uses more often than the rest, with both intervals",
                caption=f"The words that stand out most in {full_names(material.running)[unit]}."))
    return Section(
        f"{table.attrs['basis']}.",
        [*blocks, Table("keyness", table, columns, "The words of each unit that stand out most", shown=more,
               rows=2 * MOST_ROWS, group="unit")],
        "Here and Elsewhere are counts, in the unit and in all other running text. A log ratio of 1 is twice as "
        "frequent here as elsewhere, of 2 four times. Its interval draws the passages again, since words come in "
        "clusters; one that holds 0, or is very wide, shows little, and where Elsewhere is 0 it is too narrow. There "
        "is none (–) where a side has a single passage. LRC, the conservative log ratio, is the bound nearest 0 of the "
        "exact interval, corrected for the number of terms: 0 means that the difference is not shown. The highest LRC "
        "stands first, then the strongest evidence (G²). Under five occurrences here a ratio is unstable.")


def themes(material: Material) -> Section:
    """Return the shares of the six systems' words in each unit, and the words behind them."""
    dictionary = load_dictionary("themes")
    entries = (load_entries() if material.tokens is None
               else count_entries(material.tokens, dictionary, segmenter=Segmenter()))
    level = _finest(material)
    shares = themes_of.theme_shares(entries, material.sections, dictionary=dictionary, counts=material.counts,
                                    level=level, draws=material.draws)
    shares = shares.assign(**{name: 100 * shares[share] for name, share in PERCENT.items()})
    names = _names(material, shares["section_id"])
    whole = _names(material, shares["section_id"], whole=True)
    found, words = int(shares["n"].sum()), int(material.counts["n"].sum())
    key = _theme_key(entries, material, dictionary)
    blocks: list = []
    if level != "document":
        # By their names, since a unit's number would be drawn in the colour of one of the paper's parts.
        shown = drawable(shares.assign(name=shares["section_id"].map(names)))
        blocks.append(picture(
            "themes", heat_map(shown, row="name", column="theme", value="percent", size=None, digits=0),
            alt="Heat map: a row for each unit, a column for each theme, in each cell the theme's share in per cent",
            caption="Share of each theme among the theme words of a unit, in per cent; hatched: no theme word."))
    blocks += [Table("theme_shares", shares.drop(columns=list(PERCENT)),
                     {"Unit": "name", "Assigned to": "theme", "Its words": "n", "All theme words": "n_themes",
                      "Share, %": "percent", "95 % from": "percent_low", "to": "percent_high"},
                     "The theme that each unit is assigned to", rows=MOST_NAMED,
                     shown=_assigned(shares, whole), digits=dict.fromkeys(PERCENT, 0)),
               Table("theme_terms", key, {"Theme": "name", "Entries": "entries", "Found": "n", "Words found most":
                     "terms"}, "The key: what was counted for each theme", shown=_by_theme(key, dictionary))]
    notes = []
    if has_systems(material):
        notes = [_agreement(shares, material)]
    return Section(
        f"The key has {len(dictionary)} entries in six themes, derived from the State Council's Guiding Opinions on "
        f"digital government of 2022 (chapters 2 to 7){_origin(material)}. Occurrences in the {words:,} words of "
        f"running text: {found:,}; longer entries are counted before shorter ones.",
        blocks,
        "Compare one theme between units, not themes within a unit: a theme with commoner words is larger everywhere. "
        "Under about ten theme words a share says little. The interval draws the unit's passages again. A unit is "
        "assigned to the theme that stands out in it against the whole text, which need not have its largest share. In "
        "a document on another subject than digital government the key finds common words above all, as the last "
        "table shows, and the assignments mean little.",
        notes)


def _origin(material: Material) -> str:
    if "".join(str(material.record.get("title", "")).split()) == ORIGIN:
        return ": from this very document, so that its chapters must fit and this is no test of the key"
    return ", not from this document"


def _finest(material: Material) -> str:
    """Return level "2" where its units and those above them fit one figure, else the compared level or "document"."""
    if len(headings_of(material, "2")) > 1 and (material.running["level"] <= 2).sum() <= MOST_NAMED:
        return "2"
    return material.level or "document"


def _names(material: Material, units: pd.Series, *, whole: bool = False) -> dict[str, str]:
    """Return the units' names, short or ``whole``; one that has headings below it stands for its opening."""
    names = full_names(material.running, english=False) if whole else short_names(material.running)
    above = set(material.running.loc[material.running["kind"] == "heading", "parent_id"])
    finest = set(units)
    below = {parent for parent in above if finest & set(
        material.running.loc[material.running["parent_id"] == parent, "section_id"])}
    return {unit: f"{unit} (opening)" if unit in below else names.get(unit, "Whole text") for unit in finest}


def _assigned(shares: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    rows = []
    for unit, own in shares.groupby("section_id", sort=False):
        best = own[own["assigned"]]
        row = best.iloc[0] if len(best) else own.iloc[0]
        none = {} if len(best) else {"theme": "none", **dict.fromkeys(("n", *PERCENT), float("nan"))}
        rows.append({**row.to_dict(), **none, "name": names[unit]})
    table = pd.DataFrame(rows)
    return table.assign(theme=[look(theme).name if theme in SYSTEMS else theme for theme in table["theme"]],
                        n=table["n"].astype("Int64"))


def _agreement(shares: pd.DataFrame, material: Material) -> str:
    chosen = shares[shares["assigned"]].set_index("section_id")["theme"]
    labelled = material.running[(material.running["system"] != "") & (material.running["kind"] == "heading")]
    labelled = labelled[labelled["section_id"].isin(shares["section_id"])]
    agree = sum(chosen.get(unit) == system for unit, system in zip(labelled["section_id"], labelled["system"]))
    return (f"{agree} of {len(labelled)} sections are assigned to the system that their heading names. The words of "
            "the headings are counted too, so this is no test of the key on the text alone.")


def _theme_key(entries: pd.DataFrame, material: Material, dictionary: pd.DataFrame) -> pd.DataFrame:
    """One row per entry of the key: theme, term, gloss, how often the running text has it."""
    own = entries[entries["section_id"].isin(material.running["section_id"])]
    n = own.groupby(["theme", "term"])["n"].sum().reset_index()
    table = dictionary[["theme", "term", "weight", "gloss"]].merge(n, on=["theme", "term"], how="left",
                                                                   validate="one_to_one")
    table["n"] = table["n"].fillna(0).astype("int64")
    return table


def _by_theme(key: pd.DataFrame, dictionary: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for theme in dictionary["theme"].unique():
        own = key[key["theme"] == theme]
        first = own[own["n"] > 0].sort_values(["n", "term"], ascending=[False, True]).head(8)
        rows.append((look(theme).name, len(own), int(own["n"].sum()),
                     ", ".join(f"{term}\u00a0{n}" for term, n in zip(first["term"], first["n"]))))
    return pd.DataFrame(rows, columns=["name", "entries", "n", "terms"])


def likeness(material: Material) -> Section | None:
    """Return how alike the units are in their words, beside what their passages give when shuffled."""
    level = _finest(material)
    units = headings_of(material, level)["section_id"].tolist()
    if len(units) < 3:
        return None
    pairs = similarity(material.counts, material.running, level=level, units=units, draws=material.draws)
    names = _names(material, pd.Series(units))
    whole = _names(material, pd.Series(units), whole=True)
    pairs = pairs.assign(one=pairs["first"].map(whole), other=pairs["second"].map(whole))
    # Two passages that are dealt anew are the same two: nothing is shuffled.
    single = (pairs["passages_first"] == 1) & (pairs["passages_second"] == 1)
    shown = pairs.assign(**{name: pairs[name].mask(single) for name in SHUFFLED})
    shown = shown.sort_values(["excess", "value", "first", "second"], ascending=[False, False, True, True])
    blocks: list = []
    if pairs["value"].notna().all():
        leaves = material.running[material.running["section_id"].isin(units)]
        # A unit's number would give it the colour of one of the paper's parts: only systems have colours here.
        leaves = leaves[["section_id", *(["system"] if has_systems(material) else [])]]
        leaves = drawable(leaves.assign(label=leaves["section_id"].map(names)))
        blocks.append(picture(
            "similarity", dendrogram(cluster(pairs), leaves=leaves),
            alt="Tree of the units: those that are most alike are joined first",
            caption="Units whose words are alike are joined early (average linkage). A tree shows groups whether there "
                    "are any or not: trust a merge that is far before the next."))
    columns = {"Unit": "one", "and": "other", "Words": "n_first", "and ": "n_second", "Cosine": "value"}
    basis = f"Cosine of tf-idf of the content words of {len(units)} units"
    caption = "The pairs that are most alike"
    reading = "1 is the same words in the same proportions, 0 none in common. Short units share few words"
    if single.all():
        reading += (": compare pairs of like sizes only. Each unit is one passage, so nothing can be shuffled and "
                    "there is no value of chance beside them.")
    else:
        caption += " for their sizes: the furthest above the shuffled value first"
        reading += (", so compare a value with its shuffled one, which has the same words and sizes: below the "
                    "interval the two differ in their words beyond what the unevenness of passages gives. p is the "
                    "share of shuffles that make them differ as much: small means unlike, large proves no likeness.")
        reading += " Two units of one passage each cannot be shuffled (–)." if single.any() else ""
        columns |= {"Shuffled": "shuffled", "from": "shuffled_low", "to": "shuffled_high", "p": "p"}
        basis += ("; beside it the mean and the middle 95 % when the passages of both units are dealt anew "
                  f"({material.draws:,} times)")
    return Section(
        f"{basis}.",
        [*blocks, Table("similarity", pairs.drop(columns=["one", "other"]), columns, caption, shown=shown,
                        digits={"value": 2, **dict.fromkeys(SHUFFLED, 2), "p": 3})], reading)
