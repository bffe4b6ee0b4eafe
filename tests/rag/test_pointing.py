"""Follow-ups that point at one of the points just quoted."""

import pytest

from ingest.corpus import Corpus
from rag import Assistant
from rag.pointing import led_to, searched

PARAGRAPH = "C(2024) 601: **C(2024) 601, point 3.1.1**\n" + "\n".join(
    f"> - ({letter}) … — **C(2024) 601, point 3.1.1({letter})**" for letter in "abc"
)
SCATTERED = "> **C(2024) 601, point 2.1.1(b)**\n> **C(2024) 601, point 2.1.1(d)**\n> **C(2024) 601, recital 4**"
TWO_LISTS = "\n".join(f"> **C(2024) 601, point {label}**" for label in ("2.1.1(b)", "2.1.1(d)", "3.1.1(b)", "3.1.1(d)"))
MIXED = "> **C(2024) 601, recital 4**\n> **C(2024) 601, point 2.1.1(b)**\n> **C(2024) 601, point 2.1.1(d)**"
UNEVEN = "\n".join(f"> **C(2024) 601, point {label}**" for label in ("2.1.1(b)", "3.1.1(b)", "3.1.1(d)"))
SOME = "> **MLE final report (web page), recommendation 3**\n> **MLE final report (web page), recommendation 7**"
REPORT = "\n".join(f"> **MLE final report (web page), recommendation {number}**" for number in range(1, 10))


def talk(asked: str, answered: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": asked}, {"role": "assistant", "content": answered}]


@pytest.mark.parametrize(
    ("answered", "follow_up", "label"),
    [
        (PARAGRAPH, "tell me more about the second one", "point 3.1.1(b)"),
        (PARAGRAPH, "Can you go deeper in the last one?", "point 3.1.1(c)"),
        (PARAGRAPH, "and point (b)?", "point 3.1.1(b)"),
        (PARAGRAPH, "Could you expand on point (f)?", "point 3.1.1(f)"),  # not quoted, and there all the same
        (PARAGRAPH, "What does the 1st point say?", "point 3.1.1(a)"),
        (PARAGRAPH, "and (z)?", None),
        (PARAGRAPH, "the fourth one", None),
        (SCATTERED, "The second one, please.", "point 2.1.1(d)"),  # of those the reader sees
        (SCATTERED, "the third one?", None),
        (TWO_LISTS, "the second one?", "point 2.1.1(d)"),
        (TWO_LISTS, "and point (c)?", None),
        (REPORT, "no 7 again?", "recommendation 7"),
        (REPORT, "number five again please", "recommendation 5"),
        (REPORT, "the fifth", "recommendation 5"),
        (MIXED, "the first one", None),  # a recital
        (MIXED, "the second one", None),  # is quoted in the first place of its list
        (SCATTERED, "the last one", None),  # a recital again
        (UNEVEN, "the second one", None),
        (UNEVEN, "the first one", None),  # nothing beside it is of its list
        (TWO_LISTS, "the first one", "point 2.1.1(b)"),
        (TWO_LISTS, "the third one", None),
        (SOME, "What does the second recommendation say?", None),  # recommendation 2, or the second one quoted?
        (SOME, "the second one", "recommendation 7"),
        (REPORT, "the second of these recommendations", "recommendation 2"),
        (REPORT, "What is first?", None),
        (REPORT, "and no d", None),
        ("This is not covered.", "the first one?", None),
        (PARAGRAPH, "Is the second one binding on companies in the first year?", None),
        (PARAGRAPH, "What does the first point to?", None),
    ],
)
def test_a_place_or_label_is_one_of_the_list_in_the_last_answer(
    corpus: Corpus, answered: str, follow_up: str, label: str | None
) -> None:
    step = led_to(follow_up, talk("What helps a partnership?", answered), corpus)
    assert ([target.label for target in step.lookup.targets] if step is not None else None) == (
        [label] if label else None
    )


def test_one_may_point_at_one_after_the_other(corpus: Corpus) -> None:
    told = talk("What helps a partnership?", PARAGRAPH)
    for follow_up, label in (("the second one", "b"), ("And the third one?", "c"), ("what about the first one", "a")):
        step = led_to(follow_up, told, corpus)
        assert step is not None
        assert [target.label for target in step.lookup.targets] == [f"point 3.1.1({label})"]
        told += talk(follow_up, f"> **{step.standalone}**")


def test_a_label_after_a_question_that_names_a_clause_takes_the_place_of_that_one(corpus: Corpus) -> None:
    assert led_to("and (b)?", talk("What does 2.1.1(a) say?", PARAGRAPH), corpus) is None
    assert searched("and (b)?", talk("What does 2.1.1(a) say?", PARAGRAPH), corpus)[0] == "What does 2.1.1(b) say?"


def test_nothing_is_pointed_at_before_anything_was_answered(corpus: Corpus) -> None:
    assert led_to("the second one", [], corpus) is None
    assert led_to("the second one", talk("What helps?", PARAGRAPH)[:1], corpus) is None


def test_the_assistant_shows_the_point_that_is_pointed_at(assistant: Assistant) -> None:
    first = assistant.ask("3.1.1", llm=False)
    told = talk("3.1.1", first.markdown)
    answer = assistant.ask("And the third one?", told, llm=False)
    assert answer.status == "lookup"
    assert [citation.uid for citation in answer.citations][-1] == "c/2024/601#pnt_3.1.1/pnt_c"
    assert answer.standalone == "C(2024) 601, point 3.1.1(c)"
