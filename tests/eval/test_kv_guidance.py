"""The shipped question set is what its data card says."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from eval import load_dataset
from ingest.corpus import Corpus
from ingest.model import Kind

FOLDER = Path(__file__).resolve().parents[2] / "eval" / "datasets" / "kv-guidance"
SPLITS = ("dev", "test")
Judged = dict[tuple[str, str], int]


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()[1:]]


def judged(name: str) -> Judged:
    return {(query, uid): int(grade) for query, uid, grade in rows(name)}


def kappa(first: list[int], second: list[int]) -> float:
    """Cohen, A coefficient of agreement for nominal scales, 1960."""
    agreed = sum(a == b for a, b in zip(first, second, strict=True)) / len(first)
    one, other = Counter(first), Counter(second)
    chance = sum(one[grade] * other[grade] for grade in one) / len(first) ** 2
    return (agreed - chance) / (1 - chance)


@pytest.mark.parametrize("split", SPLITS)
def test_both_halves_load_and_name_clauses_that_exist(split: str, corpus: Corpus) -> None:
    dataset = load_dataset(FOLDER, split)
    assert len(dataset.queries) in {245, 246}
    assert len(dataset.dialogues) == 26
    assert len(dataset.references) == 84
    assert {uid for grades in dataset.qrels.values() for uid in grades if corpus.clause(uid) is None} == set()


def test_the_judges_agree_as_the_card_says_and_disagreement_is_settled_by_its_rule(corpus: Corpus) -> None:
    first, second = judged("judgements/first.tsv"), judged("judgements/second.tsv")
    queries = [query["_id"] for query in lines("queries.jsonl")]
    clauses = [clause.uid for clause in corpus.clauses() if clause.kind is not Kind.SECTION]
    pairs = [(query, uid) for query in queries for uid in clauses]
    grades = [first.get(pair, 0) for pair in pairs], [second.get(pair, 0) for pair in pairs]
    assert round(kappa(*grades), 2) == 0.82
    assert round(kappa([int(g > 0) for g in grades[0]], [int(g > 0) for g in grades[1]]), 2) == 0.84
    assert round(kappa([int(g == 2) for g in grades[0]], [int(g == 2) for g in grades[1]]), 2) == 0.97
    settled = {pair: 2 if first.get(pair, 0) + second.get(pair, 0) >= 3 else 1 for pair in first.keys() | second.keys()}
    graded = judged("qrels/dev.tsv") | judged("qrels/test.tsv")
    assert {pair: graded[pair] for pair in settled} == settled


def test_what_was_pooled_is_settled_by_the_same_rule() -> None:
    first, second = judged("judgements/first.tsv"), judged("judgements/second.tsv")
    known = first.keys() | second.keys()
    graded = judged("qrels/dev.tsv") | judged("qrels/test.tsv")
    pooled = {(query, uid): (int(one), int(other)) for query, uid, one, other in rows("judgements/pooled.tsv")}
    found = {pair: 2 if sum(grades) >= 3 else 1 for pair, grades in pooled.items() if pair not in known}
    turns = {
        (f"{dialogue['_id']}.{number}", uid): grade
        for dialogue in lines("dialogues.jsonl")
        for number, turn in enumerate(dialogue["turns"], 1)
        for uid, grade in turn["gold"].items()
    }
    assert {pair: grade for pair, grade in graded.items() if grade and pair not in known} == {
        pair: grade for pair, grade in found.items() if pair not in turns
    }
    assert len(graded) + len(turns) == 31_993


def test_no_main_clause_is_in_both_halves() -> None:
    mains: dict[str, set[str]] = {split: set() for split in SPLITS}
    for query in lines("queries.jsonl"):
        if "main" in query["metadata"]:
            mains[query["metadata"]["split"]].add(query["metadata"]["main"])
    assert mains["dev"] & mains["test"] == set()


def folded(text: str) -> str:
    return " ".join("".join(ch if ch.isalnum() else " " for ch in text.lower()).split())


def learnt(corpus: Corpus) -> set[str]:
    """What the index knows of questions."""
    known = corpus.questions
    return {folded(question) for questions in (*known.by_uid.values(), known.judged) for question in questions}


def test_the_dialogues_to_tune_on_share_no_more_with_the_learnt_questions_than_their_card_says(corpus: Corpus) -> None:
    dialogues = load_dataset(FOLDER.parent / "follow-ups", "dev").dialogues
    turns = [turn for dialogue in dialogues for turn in dialogue.turns]
    assert (len(dialogues), len(turns), sum(not turn.answerable for turn in turns)) == (60, 238, 23)
    known = learnt(corpus)
    assert sum(bool({folded(turn.question), folded(turn.standalone)} & known) for turn in turns) == 7


def test_no_evaluation_question_stands_in_the_dialogues_that_are_learnt_from(corpus: Corpus) -> None:
    known = {folded(turn.standalone) for dialogue in corpus.questions.dialogues for turn in dialogue}
    assert len(known) > 5_000
    for name in ("kv-guidance", "follow-ups", "coverage"):
        for split in ("dev", "test"):
            if name == "follow-ups" and split == "test":
                continue
            dataset = load_dataset(FOLDER.parent / name, split)
            asked = {folded(query.text) for query in dataset.queries}
            asked |= {folded(turn.standalone) for dialogue in dataset.dialogues for turn in dialogue.turns}
            assert not asked & known


def test_evaluation_questions_and_curated_questions_share_no_more_than_the_card_says(corpus: Corpus) -> None:
    asked = {folded(query["text"]) for query in lines("queries.jsonl")}
    assert (
        len(asked & learnt(corpus)) <= 4
    )  # "What is an intellectual asset?" has one wording: the data card counts them
