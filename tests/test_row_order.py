"""The order of rows: tables whose rows are shuffled give the same numbers, with the same draws."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.agenda import agenda
from analysis.answer_summaries import summarise_answers, system_bands, system_flows, unprompted
from analysis.answers import answers, own_system
from analysis.attention import attention, characteristic_terms
from analysis.cooccurrence import unit_cooccurrence
from analysis.correspondence import bootstrap_points, correspondence
from analysis.errors import InputError
from analysis.evidence import evidence_density
from analysis.keyness import keyness, keyness_all
from analysis.lockwords import lockwords
from analysis.policy_prose import enumeration_runs, four_character_phrases, modal_verbs
from analysis.similarity import cluster, compare_relations, similarity
from analysis.theme_scores import leave_one_term_out, theme_scores
from analysis.themes import term_contributions, theme_shares
from analysis.topics import topic_shares, topics
from analysis.validity import check_assignments, leave_one_part_out
from analysis.word_shifts import theme_shift, word_shift
from analysis.word_weights import weigh_words

SYSTEMS = ("data", "rules", "security")
WORDS = ("数据", "平台", "算力", "法规", "安全", "标准", "应", "的")
KEY = pd.DataFrame({"theme": ["data", "data", "rules", "security"], "term": ["数据", "平台", "法规", "安全"],
                    "weight": [1.0, 2.0, 1.0, 1.0]})


def paper():
    """Three parts with three systems each, two to four items below; ids that sort otherwise than they stand."""
    rng = np.random.default_rng(11)
    rows = [("front", "", 0, "front", "", "")]
    for part in ("1", "2", "10"):
        rows.append((part, "", 1, "heading", "", f"{part}、"))
        for k, system in enumerate(SYSTEMS, 9):
            rows.append((f"{part}.{k}", part, 2, "heading", system, f"（{k}）"))
            for i in range(1, 3 + k % 3):
                rows.append((f"{part}.{k}.{i}", f"{part}.{k}", 3, "item", system, "一二三四"[i - 1] + "是"))
    sections = pd.DataFrame(rows, columns=["section_id", "parent_id", "level", "kind", "system", "number"])
    counts = []
    for unit, system in zip(sections["section_id"], sections["system"]):
        chance = np.full(len(WORDS), 1.0)
        chance[SYSTEMS.index(system) * 2 if system else 7] = 6
        for term, n in zip(WORDS, rng.multinomial(rng.integers(8, 30), chance / chance.sum())):
            if n:
                counts.append((unit, term, "han", "n", int(n)))
    counts = pd.DataFrame(counts, columns=["section_id", "term", "kind", "pos", "n"])
    sizes = counts.groupby("section_id")["n"].sum().reindex(sections["section_id"]).to_numpy()
    start = np.concatenate([[0], np.cumsum(3 * sizes)[:-1]])
    sections = sections.assign(heading="标题", n_han=2 * sizes, n_tokens=sizes, start=start, end=start + 3 * sizes,
                               subtree_end=start + 3 * sizes)
    return counts, sections


COUNTS, SECTIONS = paper()
ENTRIES = COUNTS.merge(KEY[["theme", "term"]], on="term")[["section_id", "theme", "term", "n"]]
FIGURES = COUNTS.loc[COUNTS["term"] == "算力", ["section_id"]].reset_index(drop=True)
CITED = COUNTS.loc[COUNTS["term"] == "标准", ["section_id"]].assign(status="linked")
DRAWN = {"draws": 40, "seed": 3}


def both_ways(counts, sections):
    return answers(counts, sections, challenges="2", tasks="10", by="p", alpha=0.4)


def joined(pairs):
    """Pairs in which the first unit is always the one that sorts first."""
    turned = pairs["first"] > pairs["second"]
    names = {"first": "second", "second": "first", "n_first": "n_second", "n_second": "n_first",
             "passages_first": "passages_second", "passages_second": "passages_first"}
    other = pairs[turned].rename(columns=names)[pairs.columns]
    return pd.concat([pairs[~turned], other])


# What is compared: a function of the tables, and the columns that name a row. Left out are the columns that hold a
# place in the text or a list in its order, which rows in another order cannot tell.
CASES = {
    "keyness": (lambda c, s, e: keyness(c, s, target="2", **DRAWN), ["term"]),
    "keyness of systems": (lambda c, s, e: keyness_all(c, s, level="system", **DRAWN), ["section_id", "term"]),
    "lockwords": (lambda c, s, e: lockwords(c, s, **DRAWN), ["term"]),
    "attention": (lambda c, s, e: attention(c, s, **DRAWN).drop(columns=["change", "change_low", "change_high"]),
                  ["part", "system"]),
    "characteristic terms": (lambda c, s, e: characteristic_terms(c, s, **DRAWN), ["section_id"]),
    "agenda": (lambda c, s, e: agenda(c, s, parts=["1", "2", "10"], **DRAWN).terms, ["term"]),
    "patterns": (lambda c, s, e: agenda(c, s, parts=["1", "2", "10"], **DRAWN).patterns, ["pattern"]),
    "cosine": (lambda c, s, e: joined(similarity(c, s, **DRAWN)), ["first", "second"]),
    "divergence": (lambda c, s, e: joined(similarity(c, s, measure="jensen_shannon", level="1", **DRAWN)),
                   ["first", "second"]),
    "relations": (lambda c, s, e: compare_relations(similarity(c, s, **DRAWN), s, **DRAWN), ["relation"]),
    "tree": (lambda c, s, e: cluster(similarity(c, s, **DRAWN))[["merge", "distance", "units"]], ["merge"]),
    "units of a map": (lambda c, s, e: correspondence(c, s).units, ["unit"]),
    "terms of a map": (lambda c, s, e: correspondence(c, s).terms, ["term"]),
    "regions of a map": (lambda c, s, e: bootstrap_points(c, s, **DRAWN), ["unit", "draw"]),
    "word shift": (lambda c, s, e: word_shift(c, s, first="2", second="10", **DRAWN), ["term"]),
    "theme shift": (lambda c, s, e: theme_shift(e, s, first="2", second="10", measure="jensen_shannon", **DRAWN),
                    ["theme"]),
    "topics": (lambda c, s, e: topics(c, s, k=3, seeds=2, top=3).terms, ["topic", "term"]),
    "stability": (lambda c, s, e: topics(c, s, k=3, seeds=2).stability, ["topic"]),
    "topics of units": (lambda c, s, e: topic_shares(topics(c, s, k=3, seeds=2).units, s), ["section_id", "topic"]),
    "weights": (lambda c, s, e: weigh_words(c, s).reset_index().rename_axis(columns=None), ["section_id"]),
    "answers": (lambda c, s, e: both_ways(c, s), ["challenge_id", "task_id"]),
    "own system": (lambda c, s, e: own_system(both_ways(c, s), **DRAWN), ["n"]),
    "challenges": (lambda c, s, e: summarise_answers(both_ways(c, s), s).drop(columns="tasks"), ["challenge_id"]),
    "tasks": (lambda c, s, e: unprompted(both_ways(c, s), s).drop(columns="challenges"), ["task_id"]),
    "flows": (lambda c, s, e: system_flows(both_ways(c, s)), ["from_system", "to_system"]),
    "bands": (lambda c, s, e: system_bands([both_ways(c, s)]), ["part", "system"]),
    "shares": (lambda c, s, e: theme_shares(e, s, dictionary=KEY, counts=c, **DRAWN), ["section_id", "theme"]),
    "scores": (lambda c, s, e: theme_scores(e, KEY), ["section_id", "theme"]),
    "contributions": (lambda c, s, e: term_contributions(e, s), ["section_id", "theme", "term"]),
    "one term less": (lambda c, s, e: leave_one_term_out(e, KEY).drop(columns="changed"), ["theme", "term"]),
    "one part less": (lambda c, s, e: check_assignments(leave_one_part_out(c, s), s), ["section_id"]),
    "pairs of words": (lambda c, s, e: unit_cooccurrence(c, s), ["first", "second"]),
    "modal verbs": (lambda c, s, e: modal_verbs(c, s), ["section_id", "term"]),
    "phrases": (lambda c, s, e: four_character_phrases(c, s), ["section_id", "group"]),
    "runs": (lambda c, s, e: enumeration_runs(s), ["parent_id", "first_id"]),
    "evidence": (lambda c, s, e: evidence_density(FIGURES, CITED, s, level="2", **DRAWN), ["section_id"]),
}


@pytest.mark.parametrize("case", CASES)
def test_shuffled_rows_give_the_same_numbers(case):
    compute, keys = CASES[case]
    expected, found = (
        compute(*tables).sort_values(keys, ignore_index=True)
        for tables in ((COUNTS, SECTIONS, ENTRIES),
                       (table.sample(frac=1, random_state=5) for table in (COUNTS, SECTIONS, ENTRIES))))
    assert not expected.duplicated(keys).any()
    pd.testing.assert_frame_equal(found[expected.columns], expected, check_exact=False, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("case", ["keyness", "attention", "agenda", "cosine", "word shift", "theme shift", "topics",
                                  "weights", "answers", "shares", "modal verbs"])
def test_counts_of_another_document_are_no_empty_text(case):
    compute, _ = CASES[case]
    strange = [pd.concat([table, table.head(1).assign(section_id="7.7")]) for table in (COUNTS, ENTRIES)]
    with pytest.raises(InputError, match="section_id: '7.7' is not in sections"):
        compute(strange[0], SECTIONS, strange[1])
