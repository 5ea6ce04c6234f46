"""Answers: the measure agrees with a naive one, p counts unrelated pairs, and the summaries lose nobody."""

from __future__ import annotations

from itertools import combinations, permutations
from math import log, sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment
from statsmodels.stats.multitest import multipletests

from analysis.answer_summaries import summarise_answers, system_bands, system_flows, unprompted
from analysis.answers import answers, assign_tasks, own_system
from analysis.errors import InputError
from analysis.features import load_counts, load_sections
from analysis.word_weights import weigh_words

SYSTEMS = ("data", "rules", "security")


def grid(texts, *, parts="123", system=True):
    """One item for each part and system, whose text is a string of one-letter words; ids 1.1.1, 1.2.1 …"""
    rows = []
    for part in parts:
        rows.append((part, "", 1, "heading", ""))
        for k, name in enumerate(SYSTEMS, 1):
            rows.append((f"{part}.{k}", part, 2, "heading", name))
            rows.append((f"{part}.{k}.1", f"{part}.{k}", 3, "item", name))
    sections = pd.DataFrame(rows, columns=["section_id", "parent_id", "level", "kind", "system"])
    words = [(unit, letter) for unit, letters in texts.items() for letter in letters]
    counts = pd.DataFrame(words, columns=["section_id", "term"]).value_counts(sort=False).rename("n").reset_index()
    return counts.assign(kind="han"), sections if system else sections.drop(columns="system")


# Legislation (法), silos (岛) and attacks (攻) are challenges; the tasks name law and rule, sharing, and training.
TINY = {
    "1.1.1": "库库数", "1.2.1": "章章数", "1.3.1": "墙墙数",
    "2.1.1": "岛岛享", "2.2.1": "法法律", "2.3.1": "攻击数",
    "3.1.1": "享岛通数", "3.2.1": "律法条数", "3.3.1": "训攻数",
}  # fmt: skip


def naive_weights(counts, sections, *, spread, min_together):
    """The formula of weigh_words, word by word."""
    texts = {}
    for row in counts.itertuples():
        texts.setdefault(row.section_id, {})[row.term] = row.n
    holders = {}
    for unit, words in texts.items():
        for word in words:
            holders.setdefault(word, set()).add(unit)
    weights = {}
    for unit, words in texts.items():
        row = dict.fromkeys(holders, 0.0)
        for word, n in words.items():
            dice = {other: 2 * len(holders[word] & holders[other]) / (len(holders[word]) + len(holders[other]))
                    for other in holders
                    if other != word and len(holders[word] & holders[other]) >= min_together}
            row[word] += n * (1 if not dice else 1 - spread)
            for other, value in dice.items():
                row[other] += n * spread * value / sum(dice.values())
        row = {word: value * log(len(texts) / len(holders[word])) for word, value in row.items()}
        length = sqrt(sum(value**2 for value in row.values()))
        weights[unit] = {word: value / length if length > 1e-12 else np.nan for word, value in row.items()}
    return weights


texts_of_items = st.fixed_dictionaries({
    f"{part}.{k}.1": st.text("甲乙丙丁戊庚", min_size=1, max_size=7) for part in "123" for k in (1, 2, 3)
})


@settings(max_examples=40)
@given(texts_of_items, st.sampled_from([0.0, 0.25, 0.6, 1.0]), st.integers(1, 3))
def test_weights_and_cosine_agree_with_the_formula(texts, spread, min_together):
    counts, sections = grid(texts)
    weights = weigh_words(counts, sections, spread=spread, min_together=min_together, stopwords=())
    naive = pd.DataFrame(naive_weights(counts, sections, spread=spread, min_together=min_together)).T
    pd.testing.assert_frame_equal(weights, naive.reindex_like(weights), check_exact=False, atol=1e-9, check_names=False)


def naive_p(similarity, sections):
    """p of every pair of items, from loops over the pairs in different sections and systems."""
    about = sections.set_index("section_id")
    items = [unit for unit in similarity if about.loc[unit, "kind"] == "item"]
    apart = {frozenset(pair) for pair in combinations(items, 2)
             if about.loc[pair[0], "system"] != about.loc[pair[1], "system"]}
    value = {frozenset(pair): similarity[pair[0]][pair[1]] for pair in combinations(items, 2)}
    mean = {unit: np.mean([value[pair] for pair in apart if unit in pair]) for unit in items}
    whole = np.mean([value[pair] for pair in apart])
    excess = {pair: value[pair] - sum(mean[unit] for unit in pair) + whole for pair in value}
    p = {}
    for pair in excess:
        others = [excess[other] for other in apart if other != pair]
        p[pair] = (1 + sum(other >= excess[pair] - 1e-12 for other in others)) / (1 + len(others))
    return excess, p


@settings(max_examples=25)
@given(texts_of_items)
def test_excess_and_p_agree_with_loops(texts):
    counts, sections = grid({unit: text + unit[0] + unit[2] for unit, text in texts.items()})
    weights = weigh_words(counts, sections, stopwords=())
    excess, p = naive_p((weights @ weights.T).to_dict(), sections)
    pairs = answers(counts, sections, stopwords=())
    for row in pairs.itertuples():
        assert row.excess == pytest.approx(excess[frozenset((row.challenge_id, row.task_id))], abs=1e-9)
        assert row.p == pytest.approx(p[frozenset((row.challenge_id, row.task_id))], abs=1e-9)
    assert pairs["p"].between(0, 1, inclusive="right").all() and (pairs["p_bh"] >= pairs["p"]).all()
    assert pairs["p_bh"].to_numpy() == pytest.approx(multipletests(pairs["p"], method="fdr_bh")[1], abs=1e-9)


def test_a_tiny_paper_by_hand():
    pairs = answers(*grid(TINY), spread=0)
    best = pairs[pairs["rank"] == 1].set_index("challenge_id")
    assert best["task_id"].to_dict() == {"2.1.1": "3.1.1", "2.2.1": "3.2.1", "2.3.1": "3.3.1"}
    # 岛 and 享 stand in 2 of 9 passages, 通 in 1, 数 in 7.
    rare, once, common = log(9 / 2), log(9), log(9 / 7)
    expected = 3 * rare**2 / (sqrt(5) * rare * sqrt(2 * rare**2 + once**2 + common**2))
    assert best.loc["2.1.1", "similarity"] == pytest.approx(expected, abs=1e-12)
    assert best.loc["2.1.1", "shared"].split()[::2] == ["岛", "享"]
    assert best.loc["2.1.1", ["n_challenge", "n_task"]].tolist() == [3, 4]
    assert best["same_system"].all()
    # 27 pairs of items in different systems; above 2.1.1 with 3.1.1 lies none of them: (1 + 0) / (1 + 27).
    assert best.loc["2.1.1", "p"] == pytest.approx(1 / 28)


def test_a_word_is_answered_by_the_word_it_stands_with():
    texts = TINY | {"1.1.1": "法律库", "1.2.1": "法律章", "2.2.1": "法法", "3.2.1": "律条"}
    alone = answers(*grid(texts), spread=0).query("challenge_id == '2.2.1' and task_id == '3.2.1'").iloc[0]
    pair = answers(*grid(texts)).query("challenge_id == '2.2.1' and task_id == '3.2.1'").iloc[0]
    assert alone["similarity"] == 0 and alone["linked"] == ""
    assert pair["similarity"] > 0.1 and pair["shared"] == ""
    assert {"法", "律"} == set(pair["linked"].split()[::2])


def test_order_of_rows_does_not_matter():
    counts, sections = grid(TINY)
    shuffled = answers(counts.sample(frac=1, random_state=3), sections)
    pd.testing.assert_frame_equal(answers(counts, sections), shuffled)


def test_a_passage_without_words_has_no_value():
    counts, sections = grid(TINY | {"2.1.1": "的"})
    pairs = answers(counts, sections, stopwords=["的"])
    empty = pairs["challenge_id"] == "2.1.1"
    assert pairs.loc[empty, ["similarity", "excess", "p", "p_bh"]].isna().all(axis=None)
    assert not pairs.loc[empty, "matched"].any() and pairs.loc[~empty, "p_bh"].notna().all()
    assert summarise_answers(pairs, sections)["status"].iloc[0] == "unanswered"
    assert pairs.loc[empty, "rank"].isna().all() and own_system(pairs, draws=9)["n"].tolist() == [2]


def test_sections_can_be_compared_by_their_openings():
    counts, sections = grid({unit.removesuffix(".1") if unit.count(".") == 2 else unit: text
                             for unit, text in TINY.items()})
    pairs = answers(counts, sections, kind="heading", spread=0)
    assert pairs["challenge_id"].unique().tolist() == ["2.1", "2.2", "2.3"], "not the part's own opening"
    assert pairs[pairs["rank"] == 1]["task_id"].tolist() == ["3.1", "3.2", "3.3"]


def test_without_systems_any_match_answers():
    counts, sections = grid(TINY, system=False)
    pairs = answers(counts, sections, by="p", alpha=0.99)
    assert pairs["same_system"].isna().all() and set(pairs["challenge_system"]) == {""}
    assert set(summarise_answers(pairs, sections)["status"]) == {"answered"}
    with pytest.raises(InputError, match="needs a column system"):
        own_system(pairs)
    with pytest.raises(InputError, match="an item has no system"):
        system_flows(pairs)


@settings(max_examples=30)
@given(texts_of_items, st.floats(0.02, 0.9))
def test_summaries_and_flows_lose_nothing(texts, alpha):
    counts, sections = grid({unit: text + unit[0] for unit, text in texts.items()})
    pairs = answers(counts, sections, by="p", alpha=alpha)
    matched = pairs[pairs["matched"]]
    challenges, tasks = summarise_answers(pairs, sections), unprompted(pairs, sections)
    assert challenges["challenge_id"].tolist() == ["2.1.1", "2.2.1", "2.3.1"]
    assert tasks["task_id"].tolist() == ["3.1.1", "3.2.1", "3.3.1"]
    assert challenges["n_matched"].sum() == tasks["n_matched"].sum() == len(matched)
    for row in challenges.itertuples():
        own = matched[matched["challenge_id"] == row.challenge_id]
        expected = "unanswered" if own.empty else "answered" if own["same_system"].any() else "answered elsewhere"
        assert row.status == expected and row.tasks.split() == own["task_id"].tolist()
    flows = system_flows(pairs)
    assert flows["n_pairs"].sum() == len(matched)
    assert flows["from_items"].sum() == pytest.approx(matched["challenge_id"].nunique())
    assert flows["to_items"].sum() == pytest.approx(matched["task_id"].nunique())
    bands = system_bands([pairs]).set_index(["part", "system"])
    out = flows.groupby("from_system")["from_items"].sum().reindex(SYSTEMS).fillna(0)
    assert bands.loc["2", "n_after"].to_numpy() == pytest.approx(out.to_numpy())
    assert bands.loc["2", "n_before"].isna().all() and bands["n_items"].eq(1).all()


def test_bands_join_the_links_of_three_parts():
    counts, sections = grid(TINY)
    first, second = answers(counts, sections, challenges="1", tasks="2"), answers(counts, sections)
    bands = system_bands([first, second])
    assert bands["part"].tolist() == ["1"] * 3 + ["2"] * 3 + ["3"] * 3
    middle = bands[bands["part"] == "2"]
    assert middle[["n_before", "n_after"]].notna().all(axis=None) and middle["n_words"].tolist() == [3, 3, 3]


def test_the_reference_is_all_pairs_of_items_of_other_sections_and_systems():
    sections = load_sections()
    items = sections[sections["kind"] == "item"][["parent_id", "system"]].to_numpy().tolist()
    apart = [a for a in combinations(items, 2) if a[0][0] != a[1][0] and a[0][1] != a[1][1]]
    assert answers(load_counts(variant="terms_jieba"), sections).attrs["unrelated"] == len(apart)


def test_own_system_agrees_with_all_renamings():
    pairs = answers(*grid(TINY), spread=0)
    row = own_system(pairs, draws=4000).iloc[0]
    assert (row["n"], row["hits"], row["accuracy"]) == (3, 3, 1.0) and row["chance"] == pytest.approx(1 / 3)
    exact = np.mean([names == SYSTEMS for names in permutations(SYSTEMS)])
    assert row["p"] == pytest.approx(exact, abs=0.03)
    assert own_system(pairs, draws=50).equals(own_system(pairs, draws=50))


@settings(max_examples=20)
@given(texts_of_items)
def test_one_to_one_has_the_highest_sum(texts):
    pairs = answers(*grid({unit: text + unit[0] for unit, text in texts.items()}))
    chosen = assign_tasks(pairs)
    assert chosen["challenge_id"].is_unique and chosen["task_id"].is_unique and len(chosen) == 3
    table = pairs.pivot(index="challenge_id", columns="task_id", values="excess").to_numpy()
    if np.isnan(table).any():
        return
    best = max(sum(table[i, j] for i, j in enumerate(order)) for order in permutations(range(3)))
    assert chosen["excess"].sum() == pytest.approx(best, abs=1e-9)
    assert table[linear_sum_assignment(table, maximize=True)].sum() == pytest.approx(best, abs=1e-9)


@pytest.mark.parametrize("options, message", [
    ({"challenges": "9"}, "challenges: '9' is not in sections"),
    ({"tasks": "2"}, "share the unit '2.1.1'"),
    ({"kind": "introduction"}, "no units of the kind 'introduction'"),
    ({"alpha": 5}, "alpha=5: must lie between 0 and 1"),
    ({"by": "holm"}, "by='holm': must be one of p_bh, p"),
    ({"spread": 2}, "spread=2: must lie between 0"),
    ({"min_together": 0}, "min_together=0: must be a whole number"),
])  # fmt: skip
def test_unusable_options_are_named(options, message):
    with pytest.raises(InputError, match=message):
        answers(*grid(TINY), **options)


def test_unusable_tables_are_named():
    counts, sections = grid(TINY)
    with pytest.raises(InputError, match="pairs: no column"):
        summarise_answers(pd.DataFrame({"challenge_id": ["a"]}), sections)
    with pytest.raises(InputError, match="links: holds no table"):
        system_bands([])
    with pytest.raises(InputError, match="counts: section_id: '9.9'"):
        answers(pd.concat([counts, counts.head(1).assign(section_id="9.9")]), sections)


def test_on_the_paper_most_challenges_are_nearest_to_a_task_of_their_system():
    sections, counts = load_sections(), load_counts(variant="terms_jieba")
    pairs = answers(counts, sections)
    assert len(pairs) == 15 * 21
    row = own_system(pairs, draws=500).iloc[0]
    assert (row["hits"], row["n"]) == (12, 15) and row["p"] < 0.02
    summary = summarise_answers(pairs, sections)
    assert summary["status"].value_counts().to_dict() == {"unanswered": 8, "answered": 7}
    assert "算力" in pairs.query("challenge_id == '2.2.1' and task_id == '3.2.2'")["shared"].iloc[0]
