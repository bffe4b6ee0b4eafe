"""Follow-ups that step on from the clause of the turn before."""

import pytest

from ingest.corpus import Corpus
from rag import Assistant
from rag.anchor import step_from
from rag.dialogue import standalone
from rag.pointing import searched

CITED_F = "C(2024) 601: **C(2024) 601, point 3.1.1**\n> - (f) developing … — **C(2024) 601, point 3.1.1(f)**"


def history(*turns: str) -> list[dict[str, str]]:
    return [{"role": "assistant" if place % 2 else "user", "content": text} for place, text in enumerate(turns)]


@pytest.mark.parametrize(
    ("asked", "answered", "follow_up", "label"),
    [
        ("What does 3.1.1(f) say?", CITED_F, "and the point after it?", "point 3.1.1(g)"),
        ("What does 3.1.1(f) say?", CITED_F, "What does the next point say?", "point 3.1.1(g)"),
        ("3.1.1 f", "…", "and the previous one?", "point 3.1.1(e)"),
        ("3.1.1 f", "…", "What is the next point about?", "point 3.1.1(g)"),
        ("How do we deal with patents?", CITED_F, "the following paragraph", "point 3.1.1(g)"),
        ("the point after 3.1.1(e)", CITED_F, "and the next one?", "point 3.1.1(g)"),
        ("and (f)?", CITED_F, "the next point", "point 3.1.1(g)"),
        ("What is it about?", "It follows from recital 6.", "the next recital", "recital 7"),
        ("3.1.1", CITED_F.replace("(f)", "(a)"), "the next point", None),  # 3.1.1 is what was asked for
        ("6", "“6” can mean 3 clauses: …", "the next footnote", "footnote 7"),
        ("What counts as academia?", "**C(2024) 601, point 1(3)**", "the next definition", "point 1(4)"),
        ("MLE 3", "“Key take aways” **MLE final report (web page), recommendation 3**", "the next", None),
        ("MLE 3", "…", "the next recommendation", "recommendation 4"),
        ("3.1.1(f)", "…", "the one before it, again", "point 3.1.1(e)"),
    ],
)
def test_a_step_starts_from_the_one_clause_talked_about(
    corpus: Corpus, asked: str, answered: str, follow_up: str, label: str | None
) -> None:
    step = step_from(follow_up, history(asked, answered), corpus)
    targets = step.lookup.targets if step is not None else ()
    assert [target.label for target in targets] == ([label] if label else [])


@pytest.mark.parametrize(
    ("turns", "label"),
    [
        (("Recital 4, please.", "and the next one?", "and the one after that?"), "recital 6"),
        (("What does 3.1.1(f) say?", "and (g)?", "the one before it, again"), "point 3.1.1(f)"),
        (("point 2.1.1(a)", *["and the next one?"] * 3, "and the next one?"), "point 2.1.1(e)"),
        (("recital 2", *["and the next one?"] * 100, "and the next one?"), None),  # nobody asks so; it ends
    ],
)
def test_a_step_starts_from_where_the_last_one_led(corpus: Corpus, turns: tuple[str, ...], label: str | None) -> None:
    *before, last = turns
    told = [turn for question in before for turn in (question, "…")]
    step = step_from(last, history(*told), corpus)
    assert step is not None
    assert [target.label for target in step.lookup.targets] == ([label] if label else [])


def test_a_step_is_searched_by_where_it_leads_and_any_other_turn_behind_those_before_it(corpus: Corpus) -> None:
    talk = history("Recital 4, please.", "…")
    assert searched("and the next one?", talk, corpus) == ("C(2024) 601, recital 5", ())
    assert searched("and for companies?", talk, corpus) == ("and for companies?", ("Recital 4, please.",))
    assert searched("and 6?", talk, corpus)[0] == "Recital 6, please."


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("Compare 3.1.1(c) and 3.2.1(b)", "…"),
        ("How do we build trust?", "> **C(2024) 601, point 3.1.1(c)**\n> **C(2024) 601, point 3.2.1(b)**"),
    ],
)
def test_with_several_clauses_none_is_chosen_and_all_are_named(corpus: Corpus, asked: str, answered: str) -> None:
    step = step_from("and the point after it?", history(asked, answered), corpus)
    assert step is not None
    assert step.lookup.status == "ambiguous"
    assert [target.label for target in step.lookup.targets] == ["point 3.1.1(c)", "point 3.2.1(b)"]
    assert "could start from 2 clauses" in step.lookup.message


@pytest.mark.parametrize(
    "turns",
    [
        (),
        ("How do I cook risotto?", "The indexed texts do not answer this question."),
        ("2.2.1(c)", "The shipped text has a hole here: After point 2.2.1(b) …"),
        ("3.1.1(c) and 3.9.9(b)", "…"),
        ("recital 6", "…"),  # a recital is no point to step on from
        ("What does 3.1.1(f) say?", CITED_F, "How do I cook risotto?", "Not covered."),
    ],
)
def test_without_a_clause_to_start_from_the_follow_up_says_so(corpus: Corpus, turns: tuple[str, ...]) -> None:
    step = step_from("and the point after it?", history(*turns), corpus)
    assert step is not None
    assert (step.lookup.status, step.lookup.targets) == ("missing", ())
    assert "needs one clause to start from" in step.lookup.message


@pytest.mark.parametrize(
    "question",
    ["the point after 3.1.1(f)", "the last point of 3.1.1", "What are the next steps?", "why?", "the following points"],
)
def test_other_questions_take_their_usual_way(corpus: Corpus, question: str) -> None:
    assert step_from(question, history("What does 3.1.1(f) say?", CITED_F), corpus) is None


def test_the_assistant_steps_on_through_a_conversation(assistant: Assistant) -> None:
    turns: list[dict[str, str]] = []
    cited = []
    for question in ("What does 2.2.1(a) say?", "and the next point?", "what does the point after it say?"):
        answer = assistant.ask(question, turns)
        turns += [{"role": "user", "content": question}, {"role": "assistant", "content": answer.markdown}]
        cited.append([citation.label for citation in answer.citations])
        assert answer.status == "lookup"
    assert cited == [["point 2.2.1", "point 2.2.1(a)"], ["point 2.2.1", "point 2.2.1(b)"], []]
    assert "has a hole here" in turns[-1]["content"]
    assert answer.standalone == "the point after C(2024) 601, point 2.2.1(b)"


def test_a_step_named_in_a_question_is_answered_by_where_it_leads(assistant: Assistant) -> None:
    labels = [c.label for c in assistant.ask("Does the point after 3.1.1(f) concern data privacy?").citations]
    assert labels == ["point 3.1.1", "point 3.1.1(g)"]


def test_a_letter_alone_does_not_move_where_a_step_starts_from() -> None:
    assert standalone("and (h)?", history("What does the point after 3.1.1(f) say?", "…")) == "and (h)?"
