"""An assistant without a model or an index: it answers from the parsed corpus by counting shared words."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from ingest.corpus import Corpus
from ingest.errors import QuestionError
from ingest.model import OPERATIVE, Clause, Kind
from ingest.spans import fold
from rag.restriction import Restriction
from rag.results import Answer, Citation, Sentence
from ui import shared
from ui.services.conversations import Conversations
from ui.services.feedback import Feedback

TELLING = 4  # letters: shorter words say little about what is asked


class PlainAssistant:
    """Implements `ui.services.asking.Asks` over a real corpus; deterministic, and in no hurry to be clever."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.asked: list[tuple[str, list[Mapping[str, str]]]] = []

    def ask(
        self,
        question: str,
        history: Sequence[Mapping[str, str]] = (),
        *,
        documents: Sequence[str] = (),
        without: Sequence[str] = (),
    ) -> Answer:
        """The three clauses that share most words with the question; QuestionError for an overlong one."""
        self.asked.append((question, list(history)))
        if len(question) > 500:
            raise QuestionError("The question is longer than 500 characters.", hint="Ask one thing at a time.")
        earlier = [message["content"] for message in history if message["role"] == "user"]
        standalone = f"{earlier[-1]} {question}" if earlier and len(question.split()) < 4 else question
        limits = Restriction(tuple(documents), tuple(without))
        ranked = self._ranked(standalone, limits.of(self.corpus))
        found = [clause for shared, clause in ranked if shared > 1][:3]
        citations = tuple(self._citation(clause) for clause in found)
        lead = f"C(2024) 601 recommends {len(found)} steps that bear on this." if found else ""
        sentences = [Sentence(lead, (), "supported")] if found else []
        sentences += [Sentence(c.quote, (c.uid,), "verbatim") for c in citations]
        return Answer(
            status="answered" if found else "not_covered",
            markdown="\n\n".join(f"> {c.quote}\n>\n> {c.label}" for c in citations) or "These texts do not say.",
            sentences=tuple(sentences),
            citations=citations,
            retrieved=tuple(clause.uid for _, clause in ranked),
            suggestions=tuple(clause.uid for _, clause in ranked[3:6]),
            engine="plain",
            timings_ms={"all": 1.0},
            question=question,
            standalone=standalone,
            generation="none",
            confidence=0.5,
            notice=limits.told(self.corpus),
            scores=tuple(float(shared) for shared, _ in ranked),
            documents=limits.documents,
            without=limits.without,
        )

    def _ranked(self, question: str, corpus: Corpus) -> list[tuple[int, Clause]]:
        wanted = _words(question)
        clauses = [c for c in corpus.clauses() if c.kind in OPERATIVE and c.kind is not Kind.STEM]
        scored = [(len(wanted & _words(clause.text)), clause) for clause in clauses]
        return sorted(scored, key=lambda pair: -pair[0])[:10]

    def _citation(self, clause: Clause) -> Citation:
        url = self.corpus.entry_of(clause.address).url
        return Citation(clause.uid, self.corpus.cite(clause), clause.text, clause.spans, url)


def _words(text: str) -> frozenset[str]:
    plain = "".join(letter if letter.isalnum() else " " for letter in fold(text).lower())
    return frozenset(word.removesuffix("s") for word in plain.split() if len(word) >= TELLING)


@pytest.fixture
def plain(corpus: Corpus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> PlainAssistant:
    """The assistant the app gets in this test; what is kept and reported stays in the test's own folder."""
    assistant, conversations = PlainAssistant(corpus), Conversations(tmp_path / "kept")
    monkeypatch.setattr(shared, "feedback", lambda: Feedback(tmp_path))
    monkeypatch.setattr(shared, "assistant", lambda: assistant)
    monkeypatch.setattr(shared, "conversations", lambda: conversations)
    return assistant
