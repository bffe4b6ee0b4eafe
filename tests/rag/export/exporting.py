"""What the tests of exports share: answers without an assistant."""

from ingest.corpus import Corpus
from ingest.lookup import look_up
from rag.compose import show
from rag.results import Answer


def answer_to(reference: str, corpus: Corpus) -> Answer:
    """What the assistant answers to a bare reference, without the assistant."""
    draft = show([look_up(reference, corpus)], (), corpus)
    return Answer(
        status=draft.status,
        markdown=draft.markdown,
        sentences=draft.sentences,
        citations=draft.citations,
        retrieved=tuple(citation.uid for citation in draft.citations),
        suggestions=draft.suggestions,
        engine="extractive",
        timings_ms={"total": 1.0},
        question=reference,
        standalone=reference,
        generation="20261120-test",
        confidence=1.0,
    )
