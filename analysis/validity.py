"""Validity: does a key find the theme of a unit blind, and does it do so better than methods without a key?

The answer key is the system of the heading that a unit stands under. It is asked only after every unit has been
assigned. A key that was made from the paper itself would pass this test and say nothing; the shipped one was made
from another document (see `theme_candidates`).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.agreement import cohen_kappa
from analysis.counting import wilson
from analysis.errors import InputError
from analysis.frequency import choose_terms, count_terms
from analysis.levels import group_units, roll_up
from analysis.passages import DRAWS, SEED
from analysis.segmentation import Segmenter, tokenize
from analysis.tables import check_choice, check_columns, check_present, check_sections
from analysis.theme_scores import NOT_ASSIGNED


def heading_tokens(sections: pd.DataFrame, *, level: int = 2, segmenter: Segmenter | None = None) -> pd.DataFrame:
    """One row per token of the headings of a level, under the unit's ``section_id``: see `segmentation.tokenize`.

    A section's heading names its system, so a test that is to be blind takes its words away again:
    ``take_away(counts, count_terms(heading_tokens(sections)))``. Only headings of the kind "heading" are read.

    >>> sections = pd.DataFrame({"section_id": ["1.1"], "kind": ["heading"], "level": [2], "heading": ["数据安全"]})
    >>> heading_tokens(sections)[["section_id", "term"]].values.tolist()
    [['1.1', '数据安全']]
    """
    check_sections(sections, "kind", "level", "heading")
    segmenter = segmenter or Segmenter()
    rows = sections[(sections["kind"] == "heading") & (sections["level"] == level)]
    tables = [tokenize(heading, segmenter=segmenter).assign(section_id=unit).astype({"section_id": "str"})
              for unit, heading in zip(rows["section_id"], rows["heading"])]
    return pd.concat(tables, ignore_index=True) if tables else tokenize("", segmenter=segmenter)


def take_away(table: pd.DataFrame, part: pd.DataFrame) -> pd.DataFrame:
    """Return a table of counts without those of ``part``, joined by unit and term; rows that reach 0 are dropped.

    ``table`` has ``section_id, term, n`` and further columns; ``part`` the first three. Raises InputError where more
    would be taken than there is.

    >>> table = pd.DataFrame({"section_id": "1", "term": ["数据", "平台"], "n": [3, 1]})
    >>> take_away(table, pd.DataFrame({"section_id": "1", "term": ["平台"], "n": [1]})).values.tolist()
    [['1', '数据', 3]]
    """
    for name, rows in (("table", table), ("part", part)):
        check_columns(rows, "section_id", "term", "n", argument=name)
    keys = ["section_id", "term"]
    less = part.groupby(keys)["n"].sum().rename("_less").reset_index()
    joined = table.merge(less, on=keys, how="left", validate="many_to_one")
    left = joined["n"] - joined.pop("_less").fillna(0).astype("int64")
    short = joined[left < 0]
    if len(short):
        raise InputError(f"part: takes more {short['term'].iloc[0]!r} from {short['section_id'].iloc[0]!r} than there "
                         "is; are both tables cut by one segmenter?")
    return joined.assign(n=left)[left > 0].reset_index(drop=True)


def labelled_units(sections: pd.DataFrame, *, level: str = "2") -> pd.DataFrame:
    """One row per unit of a level that has a system: ``section_id, part, system``; ``level`` is "2" or "item".

    At level "item" a unit is an item or the opening of a section. ``part`` is the unit of level 1 above it.

    >>> sections = pd.DataFrame({"section_id": ["1", "1.1"], "parent_id": ["", "1"], "level": [1, 2],
    ...                          "system": ["", "data"]})
    >>> labelled_units(sections).values.tolist()
    [['1.1', '1', 'data']]
    """
    check_choice(level, ("2", "item"), argument="level")
    check_sections(sections, "system")
    part = group_units(sections, level="1").set_index("section_id")["group"]
    rows = sections[sections["system"].fillna("") != ""]
    if level == "2":
        rows = rows[rows["level"] == 2]
    rows = rows[["section_id", "system"]].reset_index(drop=True)
    rows.insert(1, "part", rows["section_id"].map(part))
    return rows


def nearest_centroid(training: pd.DataFrame, labels: Mapping[str, str], counts: pd.DataFrame) -> pd.DataFrame:
    """One row per unit of ``counts``: ``section_id, assigned, similarity``, the label whose texts it is most like.

    The method without a key: tf-idf of the training units (scikit-learn's smoothed idf, unit length), the mean
    vector of each label, and for a unit the label of the largest cosine. ``labels`` names the label of each training
    unit by its ``section_id``. Both tables have one row per unit and term: choose the terms first, without stop
    words. A unit that shares no term with the training is not assigned (""); its similarity is 0. With few short
    training texts it learns names rather than subjects. Source: Rocchio 1971; Salton 1971.

    >>> training = pd.DataFrame({"section_id": ["a", "b"], "term": ["数据", "安全"], "kind": "han", "n": 1})
    >>> counts = pd.DataFrame({"section_id": ["1"], "term": ["安全"], "kind": "han", "n": 2})
    >>> nearest_centroid(training, {"a": "data", "b": "security"}, counts)["assigned"].tolist()
    ['security']
    """
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.feature_extraction.text import TfidfTransformer

    train, tested = _bags(training), _bags(counts)
    check_present(train, labels, argument="training: section_id", place="labels", hint="name each unit's label")
    vectors = DictVectorizer()
    weights = TfidfTransformer()
    known = weights.fit_transform(vectors.fit_transform(train.values())).toarray()
    names = list(dict.fromkeys(labels[unit] for unit in train))
    of_label = np.array([[labels[unit] == name for unit in train] for name in names], float)
    centroids = of_label @ known / of_label.sum(axis=1, keepdims=True)
    centroids /= np.linalg.norm(centroids, axis=1, keepdims=True)
    cosine = weights.transform(vectors.transform(tested.values())).toarray() @ centroids.T
    best = cosine.max(axis=1)
    assigned = [names[i] if top > 0 else NOT_ASSIGNED for i, top in zip(cosine.argmax(axis=1), best)]
    return pd.DataFrame({"section_id": list(tested), "assigned": assigned, "similarity": best}).astype(
        {"section_id": "str", "assigned": "str"})


def _bags(counts: pd.DataFrame) -> dict[str, dict[str, int]]:
    bags: dict[str, dict[str, int]] = {}
    for unit, term, n in zip(counts["section_id"], counts["term"], counts["n"]):
        bag = bags.setdefault(unit, {})
        bag[term] = bag.get(term, 0) + int(n)
    return bags


def leave_one_part_out(counts: pd.DataFrame, sections: pd.DataFrame, *, level: str = "2") -> pd.DataFrame:
    """One row per unit: as :func:`nearest_centroid`, each part's units by the sections of the other parts.

    This method has seen the paper's own labels, of other parts; a key from outside has not.

    >>> sections = pd.DataFrame({"section_id": ["1", "1.1", "1.2", "2", "2.1", "2.2"], "level": [1, 2, 2] * 2,
    ...                          "parent_id": ["", "1", "1", "", "2", "2"], "system": ["", "data", "rules"] * 2})
    >>> counts = pd.DataFrame({"section_id": ["1.1", "1.2", "2.1", "2.2"], "term": ["数据", "法规"] * 2,
    ...                        "kind": "han", "n": 1})
    >>> leave_one_part_out(counts, sections)["assigned"].tolist()
    ['data', 'rules', 'data', 'rules']
    """
    units = labelled_units(sections, level=level)
    tested = roll_up(choose_terms(counts), sections, level=level)
    whole = labelled_units(sections)
    labels = dict(zip(whole["section_id"], whole["system"]))
    known = roll_up(choose_terms(counts), sections, level="2")
    if not len(units):
        raise InputError("sections: no unit of level 2 has a system; there is nothing to classify")
    tables = []
    for part in dict.fromkeys(units["part"]):
        others = known[known["section_id"].isin(whole.loc[whole["part"] != part, "section_id"])]
        own = tested[tested["section_id"].isin(units.loc[units["part"] == part, "section_id"])]
        if not len(others):
            raise InputError("sections: only one part has sections with a system; there is none to learn from")
        tables.append(nearest_centroid(others, labels, own))
    return pd.concat(tables, ignore_index=True)


def check_assignments(assigned: pd.DataFrame, sections: pd.DataFrame, *, level: str = "2") -> pd.DataFrame:
    """One row per unit that has a system: ``section_id, heading, true, assigned, correct``.

    ``assigned`` has ``section_id`` and ``assigned``, "" where nothing was; a unit that it lacks (one without words of
    any theme) counts as not assigned, and so as wrong.

    >>> sections = pd.DataFrame({"section_id": ["1", "1.1"], "parent_id": ["", "1"], "level": [1, 2],
    ...                          "heading": ["成效", "数据"], "system": ["", "data"]})
    >>> check_assignments(pd.DataFrame({"section_id": ["1.1"], "assigned": ["rules"]}), sections).values.tolist()
    [['1.1', '数据', 'data', 'rules', False]]
    """
    check_columns(assigned, "section_id", "assigned", argument="assigned")
    units = labelled_units(sections, level=level)
    found = assigned.set_index("section_id")["assigned"]
    heading = sections.set_index("section_id")["heading"]
    table = pd.DataFrame({"section_id": units["section_id"], "heading": units["section_id"].map(heading),
                          "true": units["system"]})
    table["assigned"] = units["section_id"].map(found).fillna(NOT_ASSIGNED).astype("str")
    return table.assign(correct=table["true"] == table["assigned"])


def validity_table(checks: Mapping[str, pd.DataFrame], *, draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """One row per method: how many of the units it assigned as their heading says.

    Columns ``method, n, correct, not_assigned, accuracy, low, high`` (Wilson's 95 %), ``kappa, kappa_low, kappa_high``
    (Cohen's κ between answer and key, chance taken off; percentile bootstrap over units), ``chance`` (accuracy of
    one who guesses each of the true themes equally often). ``checks`` holds a table made by
    :func:`check_assignments` under each method's name. κ of 1 is full agreement, 0 chance. Units of one paper are not
    independent draws: read the intervals as the least uncertainty.

    >>> check = pd.DataFrame({"true": ["data", "rules"], "assigned": ["data", "data"], "correct": [True, False]})
    >>> validity_table({"key": check}, draws=10)[["n", "correct", "accuracy", "kappa", "chance"]].values.tolist()
    [[2.0, 1.0, 0.5, 0.0, 0.5]]
    """
    rows = []
    for method, check in checks.items():
        check_columns(check, "true", "assigned", "correct", argument=f"checks[{method!r}]")
        n, correct = len(check), int(check["correct"].sum())
        if not n:
            raise InputError(f"checks[{method!r}]: has no rows; no unit has a system")
        kappa = cohen_kappa(check["true"], check["assigned"], draws=draws, seed=seed)
        rows.append((method, n, correct, int((check["assigned"] == NOT_ASSIGNED).sum()), correct / n,
                     *wilson(correct, n), kappa.value, kappa.low, kappa.high, 1 / check["true"].nunique()))
    return pd.DataFrame(rows, columns=["method", "n", "correct", "not_assigned", "accuracy", "low", "high", "kappa",
                                       "kappa_low", "kappa_high", "chance"])


def heading_counts(sections: pd.DataFrame, *, level: int = 2, segmenter: Segmenter | None = None) -> pd.DataFrame:
    """One row per unit and term of its heading: the counts of :func:`heading_tokens`.

    >>> sections = pd.DataFrame({"section_id": ["1.1"], "kind": ["heading"], "level": [2], "heading": ["数据安全"]})
    >>> heading_counts(sections)[["section_id", "term", "n"]].values.tolist()
    [['1.1', '数据安全', 1]]
    """
    return count_terms(heading_tokens(sections, level=level, segmenter=segmenter))
