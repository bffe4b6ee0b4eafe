"""The questions on whether the texts answer are what their data card says, and can be fitted to beside others."""

from dataclasses import replace
from pathlib import Path

import pytest

from eval import load_dataset
from eval.dataset import Query, together
from ingest.corpus import Corpus
from ingest.errors import DatasetError
from rag.collection import Passage
from ui.evaluation import to_fit_to

DATASETS = Path(__file__).resolve().parents[2] / "eval" / "datasets"
SPLITS = ("dev", "test")


def folded(question: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in question.lower()).split())


@pytest.mark.parametrize(("split", "answerable", "others"), [("dev", 358, 477), ("test", 358, 479)])
def test_both_halves_are_as_large_as_their_card_says_and_name_clauses_that_exist(
    split: str, answerable: int, others: int, corpus: Corpus
) -> None:
    dataset = load_dataset(DATASETS / "coverage", split)
    assert sum(query.answerable for query in dataset.queries) == answerable
    assert sum(not query.answerable for query in dataset.queries) == others
    assert {uid for grades in dataset.qrels.values() for uid in grades if corpus.clause(uid) is None} == set()
    for query in dataset.queries:
        assert not query.answerable or dataset.qrels[query.id][query.metadata["main"]] == 2


def judged(name: str) -> dict[tuple[str, str], int]:
    lines = (DATASETS / "coverage" / name).read_text(encoding="utf-8").splitlines()[1:]
    return {(query, uid): int(grade) for query, uid, grade in (line.split("\t") for line in lines)}


def test_disagreement_is_settled_as_its_card_says() -> None:
    first, second = judged("judgements/first.tsv"), judged("judgements/second.tsv")
    answered = [{query for (query, _), grade in one.items() if grade == 2} for one in (first, second)]
    assert answered[0] == answered[1]
    pairs = [pair for pair in first.keys() | second.keys() if pair[0] in answered[0]]
    settled = {pair: 2 if first.get(pair, 0) + second.get(pair, 0) >= 3 else 1 for pair in pairs}
    assert judged("qrels/dev.tsv") | judged("qrels/test.tsv") == settled


def test_its_authors_are_of_one_half_alone() -> None:
    askers = [{query.metadata["asker"] for query in load_dataset(DATASETS / "coverage", s).queries} for s in SPLITS]
    assert not askers[0] & askers[1]


def test_none_of_its_questions_is_learnt_from_or_asked_in_another_set(corpus: Corpus) -> None:
    asked = [folded(query.text) for split in SPLITS for query in load_dataset(DATASETS / "coverage", split).queries]
    assert len(asked) == len(set(asked))
    learnt = {folded(one) for some in corpus.questions.by_uid.values() for one in some}
    learnt |= {folded(one) for one in corpus.questions.judged}
    others = [
        load_dataset(DATASETS / name, s) for name, s in (*(("kv-guidance", s) for s in SPLITS), ("follow-ups", "dev"))
    ]
    elsewhere = {folded(query.text) for one in others for query in one.queries}
    turns = [turn for one in others for dialogue in one.dialogues for turn in dialogue.turns]
    elsewhere |= {folded(words) for turn in turns for words in (turn.question, turn.standalone)}
    assert not set(asked) & (learnt | elsewhere)


def test_sets_are_put_together_in_their_order() -> None:
    names = ("kv-guidance", "coverage", "follow-ups")
    each = [load_dataset(DATASETS / name, "dev") for name in names]
    whole = together(each)
    assert whole.name == "kv-guidance + coverage + follow-ups"
    assert [query.id for query in whole.queries] == [query.id for one in each for query in one.queries]
    assert len(whole.qrels) == sum(len(one.qrels) for one in each)
    assert len(whole.dialogues) == 26 + 60
    assert len(whole.references) == 84
    assert whole.sha256 not in {one.sha256 for one in each}
    assert together(each[:1]) is each[0]


def test_sets_that_cannot_be_told_apart_or_bring_passages_are_refused() -> None:
    one, other = (load_dataset(DATASETS / name, "dev") for name in ("kv-guidance", "coverage"))
    twice = replace(other, queries=(*other.queries, Query(one.queries[0].id, "Again?", answerable=False)))
    with pytest.raises(DatasetError, match=f"have a question {one.queries[0].id}"):
        together([one, twice])
    with pytest.raises(DatasetError, match="coverage has passages of its own"):
        together([one, replace(other, passages=(Passage("p1", "A text."),))])
    with pytest.raises(DatasetError, match="of different splits"):
        together([one, load_dataset(DATASETS / "coverage", "test")])


def test_what_the_refusal_is_fitted_to_by_default_has_the_split() -> None:
    assert [folder.name for folder in to_fit_to("dev")] == ["kv-guidance", "coverage", "follow-ups"]
    assert [folder.name for folder in to_fit_to("test")] == ["kv-guidance", "coverage"]
    assert [folder.name for folder in to_fit_to("none")] == ["kv-guidance"]
