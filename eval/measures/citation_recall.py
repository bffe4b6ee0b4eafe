"""Citation recall, over the clauses that answer a question by themselves."""

from eval.measures.answered import Answered

NAME = "citation recall"
MEANING = "the share of the clauses that answer the question (grade 2) that the answer cites; a refusal cites none"


def measure(one: Answered) -> float | None:
    main = {uid for uid, grade in one.grades.items() if grade >= 2}
    if not one.answerable or not main:
        return None
    return len(main & one.cited) / len(main)
