"""What every measure of an answer reads."""

from dataclasses import dataclass

from eval.dataset import Grades
from ingest.corpus import Corpus
from rag.results import Answer


@dataclass(frozen=True)
class Answered:
    """An answer beside what is known about its question."""

    answer: Answer
    answerable: bool
    grades: Grades
    corpus: Corpus

    @property
    def cited(self) -> frozenset[str]:
        return frozenset(citation.uid for citation in self.answer.citations)

    @property
    def refused(self) -> bool:
        """Whether no clause is given as an answer: a lookup that says that the source lacks the point refuses too."""
        return not self.cited

    @property
    def claimed(self) -> frozenset[str]:
        """The cited clauses less the stems quoted above their points: context, not claims of their own."""
        stems = set()
        for uid in self.cited:
            clause = self.corpus.clause(uid)
            stem = self.corpus.document_of(clause).stem(clause) if clause is not None else None
            if stem is not None:
                stems.add(stem.uid)
        return self.cited - stems
