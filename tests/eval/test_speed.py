"""What `eval speed` times: every question as if it were new, and texts drawn by chance."""

from eval.speed import drawn, of_assistant, time_questions
from rag import Assistant


def test_a_sample_is_drawn_from_all_texts_and_is_always_the_same() -> None:
    texts = [str(number) for number in range(1_600)]
    sample = drawn(texts, 1_000)
    assert sample == drawn(texts, 1_000)
    assert len(set(sample)) == 1_000
    assert sample != texts[:1_000]
    assert sample == sorted(sample, key=int)
    assert drawn(texts[:3], 1_000) == texts[:3]


def test_no_stage_gains_by_what_another_has_asked(assistant: Assistant) -> None:
    embedder, embedded = assistant.retriever().embedder, []
    asked = embedder.queries

    def queries(texts: list[str]) -> object:
        embedded.extend(texts)
        return asked(texts)

    embedder.queries = queries  # type: ignore[assignment, method-assign]
    try:
        question = "How do we settle a quarrel between partners?"
        times = time_questions(of_assistant(assistant), [question], lambda *_: None)
    finally:
        del embedder.queries
    assert embedded == [question] * 6  # warm-up and measurement, three stages each
    assert all(milliseconds[50] > 0 for milliseconds in times.values())
