"""The texts under which clauses are found: their own words, these behind their stem, and questions.

A question speaks for clauses: a curated one for the clause it was written for, a judged one for those that answer it or
help (`ingest.judged`). A judged question that nothing answers is a view too: whoever asks it is not to be answered.
A clause of more words than the model reads goes on in windows (`rag.late.window`), a question is cut.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ingest.chunks import content_hash
from ingest.corpus import Corpus
from ingest.judged import Judgement
from ingest.model import Clause
from rag.lexical import SIGNATURE

OWN, STEM, QUESTION, ASKED = "own", "stem", "question", "asked"  # the kinds of views in the stores
HELPS = 0.5  # the vote for a clause that helps, where one that answers gets 1


@dataclass(frozen=True)
class Asked:
    """A question, the name of its view, the clause it was written for ("" where for none) and its votes.

    `votes` says how far each clause, by uid, answers it; a question without any is one that nothing here answers.
    """

    view: str
    question: str
    uid: str = ""
    votes: Mapping[str, float] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The kind of its view: whether it is a curated question of a clause."""
        return QUESTION if self.uid else ASKED


def asked(corpus: Corpus) -> Iterator[Asked]:
    """Every question: the curated ones in the order of the searched clauses, then the others that were judged."""
    curated = corpus.questions
    here = {clause.uid for _, clause in corpus.searched()}
    own: set[str] = set()
    for _, clause in corpus.searched():
        for place, question in enumerate(curated.of(clause.uid)):
            own.add(question)
            votes = {**_votes(curated.judged.get(question, Judgement()), here), clause.uid: 1.0}
            yield Asked(question_view(clause.uid, place), question, clause.uid, votes)
    others = ((question, one) for question, one in curated.judged.items() if question not in own)
    for place, (question, judgement) in enumerate(others):
        votes = _votes(judgement, here)
        if bool(votes) == bool(judgement):  # a question whose clauses are not searched is not one without an answer
            yield Asked(f"@{ASKED}{place}", question, votes=votes)


def stem_view(uid: str) -> str:
    """The name of a clause's stem view in the stores; its own view has its uid for a name."""
    return f"{uid}@{STEM}"


def question_view(uid: str, place: int) -> str:
    """The name of the view of a clause's curated question number `place`."""
    return f"{uid}@{QUESTION}{place}"


def uid_of(view: str) -> str:
    """The clause whose view has this name; "" for the view of a question that is no clause's own."""
    return view.partition("@")[0]


def with_stems(corpus: Corpus) -> list[tuple[Clause, str]]:
    """Every searched clause and the words of its stem ("" without one)."""
    found = []
    for document, clause in corpus.searched():
        stem = document.stem(clause)
        found.append((clause, stem.text if stem is not None else ""))
    return found


def fingerprint(corpus: Corpus, *, with_questions: bool = True) -> str:
    """A hash of all searched clauses with their views, and of how the lexical index reads words."""
    digest = hashlib.sha256(SIGNATURE.encode())
    for clause, stem in with_stems(corpus):
        questions = "\0".join(corpus.questions.of(clause.uid)) if with_questions else ""
        digest.update(f"{clause.uid}\0{content_hash(clause.text)}\0{stem}\0{questions}\0".encode())
    if with_questions:
        for one in asked(corpus):
            votes = "\0".join(f"{uid} {vote}" for uid, vote in one.votes.items())
            digest.update(f"{one.view}\0{one.question}\0{votes}\0".encode())
    return digest.hexdigest()


def _votes(judgement: Judgement, here: set[str]) -> dict[str, float]:
    votes = {**dict.fromkeys(judgement.helps, HELPS), **dict.fromkeys(judgement.answers, 1.0)}
    return {uid: vote for uid, vote in votes.items() if uid in here}
