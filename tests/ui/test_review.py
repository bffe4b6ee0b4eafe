"""Decisions on reports: what they write is read by the real readers, the two kinds of question stay apart."""

import json
import multiprocessing
import tomllib
from contextlib import suppress
from pathlib import Path

import pytest
from reporting import CITED, CODE, MISSING, OTHER, QUESTION, an_answer, reviewed

from eval import load_dataset
from ingest.corpus import Corpus
from ingest.errors import ClausewiseError, FeedbackError, QuestionsError
from ingest.questions import load_questions
from rag.adaptation import lessons
from rag.results import Answer
from ui.services.feedback import Feedback, Person, Remark
from ui.services.review import Review, offer

ROOT = Path(__file__).resolve().parents[2]
WORDS = "Whose are the patents that each of us brought along?"
CURATOR = Person("cleo", "curator")


@pytest.fixture
def review(tmp_path: Path, corpus: Corpus) -> Review:
    return reviewed(tmp_path, corpus)


def _report(review: Review, remark: Remark | None = None, answer: Answer | None = None) -> int:
    answer = answer if answer is not None else an_answer(review.corpus)
    return review.feedback.send(answer, (), remark or Remark("missing", named=(MISSING,), reference="2.1.1 a"))


def _own(review: Review) -> dict[str, tuple[str, ...]]:
    uids = {clause.uid for clause in review.corpus.clauses()}
    found = load_questions(uids, (), (review.home / "questions",))
    assert (found.findings, found.broken) == ((), ())
    return dict(found.by_uid)


@pytest.mark.parametrize(
    ("remark", "clause", "grades"),
    [
        (Remark("missing", named=(MISSING,)), MISSING, {MISSING: 2}),
        (Remark("missing", named=(f"{CODE}ftn_38",)), "", {}),  # a footnote is found through its clause
        (Remark("wrong", named=(CITED,)), OTHER, {OTHER: 2}),
        (Remark("helpful"), CITED, {CITED: 2, OTHER: 2}),
        (Remark("unsupported"), "", {}),
    ],
)
def test_a_report_suggests_what_one_click_would_do(
    review: Review, remark: Remark, clause: str, grades: dict[str, int]
) -> None:
    offered = offer(review.feedback.get(_report(review, remark)), review.corpus)
    assert (offered.question, offered.clause, offered.grades) == (QUESTION, clause, grades)
    assert f"{CODE}sct_3" not in {choice.uid for choice in offered.choices}  # a heading answers nothing


def test_a_curated_question_is_one_of_the_users_own_and_undone_without_a_trace(review: Review) -> None:
    number = _report(review)
    decided = review.curate(number, f" {WORDS}\n\u202e", MISSING, CURATOR)
    assert (decided.state, decided.decision["clause"], decided.decision["by"]) == ("curated", MISSING, "cleo")
    assert _own(review) == {MISSING: (WORDS,)}
    assert review.waiting() == 1
    assert review.undo(number).state == "open"
    assert list((review.home / "questions").iterdir()) == []
    assert review.waiting() == 0


def test_curated_questions_are_in_the_pool_that_adapt_trains_on(review: Review) -> None:
    review.curate(_report(review), WORDS, MISSING)
    learned = [one for one in lessons(Corpus.load(ROOT / "corpus", review.home)).examples if one.question == WORDS]
    assert [one.votes for one in learned] == [{MISSING: 1.0}]


def test_what_people_wrote_into_the_file_stays(review: Review) -> None:
    number, other = _report(review), _report(review)
    review.curate(number, WORDS, MISSING)
    [file] = (review.home / "questions").iterdir()
    file.write_text(f"# ours\n{file.read_text(encoding='utf-8')}", encoding="utf-8")
    review.curate(other, 'How do "quotes", \\ and ü fare?', OTHER)
    review.undo(number)
    assert file.read_text(encoding="utf-8").startswith("# ours\n")
    assert tomllib.loads(file.read_text(encoding="utf-8"))["questions"] == {
        "pnt_3.1.1/pnt_c": ['How do "quotes", \\ and ü fare?']
    }


def test_an_evaluation_question_is_read_by_the_real_reader(review: Review) -> None:
    number = _report(review)
    review.evaluate(number, WORDS, {MISSING: 2, CITED: 1, OTHER: 0})
    dataset = load_dataset(review.dataset, "dev")
    [query] = dataset.queries
    assert (query.text, query.answerable, query.metadata["main"]) == (WORDS, True, MISSING)
    assert dataset.qrels == {query.id: {MISSING: 2, CITED: 1}}
    assert review.undo(number).state == "open"
    assert [file for file in review.dataset.rglob("*") if file.is_file()] == []


def test_a_question_the_texts_do_not_answer_is_one_even_when_it_is_the_first(review: Review) -> None:
    first, second = _report(review), _report(review)
    review.evaluate(first, "How deep is the sea?", {})
    dataset = load_dataset(review.dataset, "dev")
    assert [(query.text, query.answerable) for query in dataset.queries] == [("How deep is the sea?", False)]
    review.evaluate(second, WORDS, {MISSING: 2})
    assert [query.answerable for query in load_dataset(review.dataset, "dev").queries] == [False, True]
    review.undo(first)
    assert [query.text for query in load_dataset(review.dataset, "dev").queries] == [WORDS]


def test_a_data_set_of_two_splits_loads_in_both(review: Review) -> None:
    review.evaluate(_report(review), WORDS, {MISSING: 2})
    review.evaluate(_report(review), "Who signs for the university?", {OTHER: 2}, split="test")
    review.evaluate(_report(review), "How deep is the sea?", {}, split="test")
    assert [query.text for query in load_dataset(review.dataset, "dev").queries] == [WORDS]
    assert [len(load_dataset(review.dataset, split).queries) for split in ("dev", "test")] == [1, 2]


def test_no_report_becomes_both(review: Review) -> None:
    number = _report(review)
    review.curate(number, WORDS, MISSING)
    with pytest.raises(FeedbackError, match="cannot be both") as told:
        review.evaluate(number, WORDS, {MISSING: 2})
    assert "has seen measures nothing" in told.value.hint
    review.undo(number)
    review.evaluate(number, WORDS, {MISSING: 2})
    with pytest.raises(FeedbackError, match="cannot be both"):
        review.curate(number, WORDS, MISSING)
    with pytest.raises(FeedbackError, match="has been decided"):
        review.dismiss(number, "seen")


def test_no_question_stands_in_both_sets(review: Review, corpus: Corpus) -> None:
    first, second = _report(review), _report(review)
    review.curate(first, WORDS, MISSING)
    with pytest.raises(FeedbackError, match="is a curated question"):
        review.evaluate(second, WORDS.upper(), {MISSING: 2})
    with pytest.raises(FeedbackError, match="is a curated question"):
        review.evaluate(second, corpus.questions.of(CITED)[0], {CITED: 2})
    judged = next(question for question, one in corpus.questions.judged.items() if not one)
    with pytest.raises(FeedbackError, match="is a curated question"):
        review.evaluate(second, judged, {})
    review.evaluate(second, "Who signs for the university?", {OTHER: 2})
    shipped = load_dataset(ROOT / "eval" / "datasets" / "kv-guidance", "test").queries[0].text
    for words in ("who signs, for the University", shipped):
        with pytest.raises(FeedbackError, match="is an evaluation question"):
            review.curate(_report(review), words, OTHER)
    assert _own(review) == {MISSING: (WORDS,)}
    assert len(load_dataset(review.dataset, "dev").queries) == 1


@pytest.mark.parametrize(
    ("question", "uid", "message"),
    [
        (WORDS.lower(), MISSING, "stands already"),
        ("Why?", MISSING, "question is missing"),
        ("why " * 100, MISSING, "at most 200"),
        ("Is a heading a clause?", f"{CODE}sct_3", "no clause that a question can find"),
        ("Is nothing a clause?", "<script>", "no clause that a question can find"),
    ],
)
def test_what_the_index_would_leave_out_is_refused(review: Review, question: str, uid: str, message: str) -> None:
    review.curate(_report(review), WORDS, OTHER)
    number = _report(review)
    with pytest.raises(FeedbackError, match=message):
        review.curate(number, question, uid)
    assert review.feedback.get(number).state == "open"
    assert _own(review) == {OTHER: (WORDS,)}


@pytest.mark.parametrize(
    ("grades", "message"),
    [({MISSING: 3}, "1 .helps. or 2"), ({MISSING: 1}, "No clause answers"), ({f"{CODE}sct_3": 2}, "no clause that")],
)
def test_judgements_that_say_nothing_are_refused(review: Review, grades: dict[str, int], message: str) -> None:
    with pytest.raises(FeedbackError, match=message):
        review.evaluate(_report(review), WORDS, grades)
    assert not review.dataset.exists()


def test_a_file_that_cannot_be_understood_is_told_and_left(review: Review) -> None:
    review.curate(_report(review), WORDS, OTHER)
    [file] = (review.home / "questions").iterdir()
    number = _report(review)
    file.write_text('document = "another"\n[questions]\n', encoding="utf-8")
    with pytest.raises(QuestionsError, match="does not hold questions of"):
        review.curate(number, "Who signs for the university?", OTHER)
    file.write_text("[", encoding="utf-8")
    with pytest.raises(QuestionsError, match="cannot be read"):
        review.curate(number, "Who signs for the university?", OTHER)
    assert file.read_text(encoding="utf-8") == "["
    assert review.feedback.get(number).state == "open"


def test_a_damaged_data_set_is_told_and_left(review: Review) -> None:
    review.dataset.mkdir(parents=True)
    (review.dataset / "queries.jsonl").write_text('{"_id": "a b", "text": "x y"}\n', encoding="utf-8")
    number = _report(review)
    with pytest.raises(ClausewiseError, match="a b"):
        review.evaluate(number, WORDS, {MISSING: 2})
    assert (review.dataset / "queries.jsonl").read_text(encoding="utf-8") == '{"_id": "a b", "text": "x y"}\n'
    assert not (review.dataset / "qrels" / "dev.tsv").exists()
    assert review.feedback.get(number).state == "open"


def test_a_decision_that_cannot_be_kept_leaves_no_question(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for decide in (lambda n: review.curate(n, WORDS, MISSING), lambda n: review.evaluate(n, WORDS, {MISSING: 2})):
        number = _report(review)
        with monkeypatch.context() as disk:
            disk.setattr("ui.services.review.decide", full)
            with pytest.raises(OSError, match="No space"):
                decide(number)
        assert review.feedback.get(number).state == "open"
    assert _own(review) == {}
    assert [file for file in review.dataset.rglob("*") if file.is_file()] == []


def test_a_question_left_by_a_crash_is_taken_over(review: Review) -> None:
    first, second = _report(review), _report(review)
    review.curate(first, WORDS, MISSING)
    review.evaluate(second, "Who signs for the university?", {OTHER: 2})
    with review.feedback.database.writing() as connection:  # as if the program had died before this was written
        connection.exec_driver_sql("UPDATE reports SET state = 'open', decision = '{}'")
    review.curate(first, WORDS, MISSING)
    review.evaluate(second, "Who signs for the university?", {OTHER: 2})
    assert _own(review) == {MISSING: (WORDS,)}
    assert len(load_dataset(review.dataset, "dev").queries) == 1


def test_a_decision_stands_once_something_was_made_with_it(review: Review) -> None:
    first, second = _report(review), _report(review)
    review.curate(first, WORDS, MISSING)
    review.evaluate(second, "Who signs for the university?", {OTHER: 2})
    generation = review.home / "index" / "generations" / "one"
    generation.mkdir(parents=True)
    (generation / "questions.json").write_text(json.dumps({"shipped": "", "questions": {MISSING: [WORDS]}}))
    (review.home / "index" / "current").write_text("one")
    run = review.home / "runs" / "feedback-dev-ours"
    run.mkdir(parents=True)
    (run / "config.json").write_text(json.dumps({"dataset": "feedback"}))
    name = review.feedback.get(second).decision["query"]
    (run / "questions.jsonl").write_text(json.dumps({"id": name}) + "\n")
    for number, why in ((first, "index has been built"), (second, "feedback-dev-ours has measured")):
        with pytest.raises(FeedbackError, match=why):
            review.undo(number)
        assert review.depending(review.feedback.get(number)) is not None


def test_a_dismissal_wants_a_reason_and_can_be_undone(review: Review) -> None:
    number = _report(review)
    with pytest.raises(FeedbackError, match="A reason is wanted"):
        review.dismiss(number, " \n")
    assert review.dismiss(number, "It is right as\nit is.").decision["reason"] == "It is right as it is."
    with pytest.raises(FeedbackError, match="was decided already: dismissed"):
        review.feedback.withdraw(number)
    assert review.undo(number).state == "open"
    with pytest.raises(FeedbackError, match="Nothing has been decided"):
        review.undo(number)


def _decide(home: Path, curating: bool, numbers: list[int]) -> None:
    review = Review(home, Corpus.load(ROOT / "corpus"))
    for number in numbers:
        with suppress(FeedbackError):  # the other was first
            if curating:
                review.curate(number, f"Who owns thing number {number}?", OTHER)
            else:
                review.evaluate(number, f"Who owns thing number {number}?", {OTHER: 2})


def test_of_two_processes_that_decide_at_once_one_comes_second(review: Review) -> None:
    numbers = [_report(review) for _ in range(5)]  # a clause has room for five more curated questions
    spawn = multiprocessing.get_context("spawn")
    both = [spawn.Process(target=_decide, args=(review.home, kind, numbers)) for kind in (True, False)]
    for one in both:
        one.start()
    for one in both:
        one.join(240)
    assert [one.exitcode for one in both] == [0, 0]
    states = [Feedback(review.home).get(number).state for number in numbers]
    assert set(states) <= {"curated", "evaluation"}  # every report was decided, by one of them
    curated = len(_own(review).get(OTHER, ()))
    measured = load_dataset(review.dataset, "dev").queries if review.dataset.exists() else ()
    assert (curated, len(measured)) == (states.count("curated"), states.count("evaluation"))
