"""An answer worded by a language model: written, cut into sentences, checked, and put together as it comes.

The model-free answer is composed first and stays at hand: it is given, with the reason, when the model fails in any way
or too little of what it wrote is borne out. What was shown by then was borne out; it is only not all there is to say.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from ingest.corpus import Corpus
from ingest.errors import WriterError
from ingest.gaps import heading, touching
from ingest.model import Clause
from rag.entailment import Judge
from rag.finding import Finding
from rag.grounding import Checker, Refused
from rag.llm import LanguageModel
from rag.prompting import MISSING, ClosedSet, closed_set, messages
from rag.quoting import Draft, escape
from rag.results import Citation, LeftOut, Sentence
from rag.sentences import Raw, Splitter, without_keys
from rag.support import Gauge
from rag.thoughts import Thoughts
from rag.verify import verify
from rag.vocabulary import content, stem

LEAST_SHARE = 0.5  # of its sentences must be borne out
MOST_SENTENCES = 30  # looked at; an answer has one to six
MOST_TOLD = 400  # characters of a sentence left out that are repeated


@dataclass(frozen=True)
class Written:
    """What a model made of a question: a draft, what was left out, and what a reader must know.

    `engine` is the model, or "" where `draft` is the one made without it and `notice` tells why.
    """

    draft: Draft
    engine: str
    left_out: tuple[LeftOut, ...]
    notice: str


@dataclass(frozen=True)
class Task:
    """What there is to write: a question as searched, what was found, and the answer without a model."""

    question: str
    finding: Finding
    plain: Draft


def write(
    task: Task, model: LanguageModel, corpus: Corpus, gauge: Gauge, judge: Judge | None = None
) -> Iterator[tuple[Sentence, tuple[Citation, ...]] | Written]:
    """Each sentence as soon as it is complete and checked, with the citations not given before; at last the whole.

    Never raises for what a model does; QuotationError for a fault of ours.
    """
    quoted = [clause for citation in task.plain.citations if (clause := corpus.clause(citation.uid)) is not None]
    closed = closed_set(task.finding.ranking, corpus, task.question, model.context, quoted)
    if not closed.sources:
        reason = f"The language model {model.name} was not asked: no clause fits into what it can read."
        yield Written(task.plain, "", (), reason)
        return
    page = _Page(closed, corpus, task)
    checker = Checker(closed, corpus, gauge, judge)
    thoughts, splitter = Thoughts(), Splitter()
    fault = ""
    try:
        thought = 0
        stream = model.stream(messages(task.question, closed))
        for piece in chain(stream, (None,)):
            text = thoughts.feed(piece) if piece is not None else thoughts.close()
            if thoughts.began > thought:  # all of it was thought, not answer
                thought, splitter = thoughts.began, Splitter()
                page.forget()
            found = splitter.feed(text) + (splitter.close() if piece is None else [])
            for raw in found:
                if (said := page.take(raw, checker)) is not None:
                    yield said
            if page.looked_at >= MOST_SENTENCES:
                raise WriterError(f"The language model {model.name} did not come to an end.", hint="")
    except WriterError as error:
        fault = error.message
    yield page.written(fault, model.name)


class _Page:
    """Grows the sentences, citations and notes of one answer."""

    def __init__(self, closed: ClosedSet, corpus: Corpus, task: Task) -> None:
        self._closed = closed
        self._corpus = corpus
        self._task = task
        self.forget()

    def forget(self) -> None:
        """Start over: what came so far was no answer."""
        self._lines: list[str] = []
        self._sentences: list[Sentence] = []
        self._citations: dict[str, Citation] = {}
        self._left_out: list[LeftOut] = []
        self._missing: list[str] = []
        self.looked_at = 0

    def take(self, raw: Raw, checker: Checker) -> tuple[Sentence, tuple[Citation, ...]] | None:
        """Check a sentence; what is to be shown of it now."""
        self.looked_at += 1
        if raw.text.upper().lstrip("*_ ").startswith(MISSING):
            self._note_missing(raw.text)
            return None
        checked = checker.check(raw)
        if isinstance(checked, Refused):
            self._leave_out(checked.text, checked.reason)
            return None
        if any(sentence.text == checked.text for sentence in self._sentences):
            return None  # said already
        cited = [source.clause for key in checked.keys if (source := self._closed.get(key)) is not None]
        new = tuple(self._citation(clause) for clause in cited if clause.uid not in self._citations)
        self._citations |= {citation.uid: citation for citation in new}
        sentence = Sentence(checked.text, tuple(clause.uid for clause in cited), checked.support)
        self._sentences.append(sentence)
        places = "; ".join(f"**{escape(self._corpus.cite(clause))}**" for clause in cited)
        self._lines.append(f"{escape(checked.text)} — {places}")
        return sentence, new

    def written(self, fault: str, name: str) -> Written:
        """The answer that came of it, or the one without a model and the reason."""
        left_out = tuple(self._left_out)
        kept, refused = len(self._sentences), len(left_out)
        if fault:
            return Written(self._task.plain, "", left_out, fault)
        if kept == 0 and refused == 0:
            found = "found no answer in the clauses it was given" if self._missing else "wrote nothing"
            return Written(self._task.plain, "", (), f"The language model {name} {found}.")
        if kept == 0 or kept < LEAST_SHARE * (kept + refused):
            reason = f"Of {_counted(kept + refused)} by the language model {name}, {_counted_out(refused)} left out."
            return Written(self._task.plain, "", left_out, reason)
        return Written(self._draft(name), name, left_out, self._screened())

    def _draft(self, name: str) -> Draft:
        finding = self._task.finding
        verdict, absent = finding.verdict, finding.scope.missing
        unanswered = [part.told for part in finding.open_parts]
        sure = verdict.sure and not absent and not unanswered and not self._missing
        notes = [*absent, *unanswered, *self._missing, *self._gaps(), *self._force()]
        if not verdict.sure:
            notes.append("The clauses may answer only part of the question.")
            notes += self._unknown()
        notes.append(f"Worded by {name}; each sentence was checked against the clause it cites.")
        if self._left_out:
            notes.append(f"Left out of its answer: {_counted(len(self._left_out))} that no clause bears out.")
        blocks = [*self._lines, *(f"*{escape(note)}*" for note in notes)]
        nearest = [uid for uid in self._nearest() if uid not in self._citations][:3]
        return Draft(
            "answered" if sure else "partial",
            "\n\n".join(blocks) + "\n",
            tuple(self._sentences),
            tuple(self._citations.values()),
            tuple(nearest),
        )

    def _citation(self, clause: Clause) -> Citation:
        document = self._corpus.document_of(clause)
        url = self._corpus.entry_of(clause.address).url
        return verify(Citation(clause.uid, clause.label, clause.text, clause.spans, url), document)

    def _nearest(self) -> list[str]:
        """The clauses the model was shown, best first, and those the answer without a model suggests."""
        shown = [source.clause.uid for source in self._closed.sources]
        return list(dict.fromkeys([*shown, *self._task.plain.suggestions]))

    def _gaps(self) -> list[str]:
        found = {}
        for uid in self._citations:
            clause = self._corpus.clause(uid)
            for gap in touching(self._corpus.document_of(clause), clause) if clause is not None else ():
                found[gap] = clause
        return [
            f"{heading(gap.skipped)} ({self._corpus.entry_of(clause.address).short}): {gap.reason}"
            for gap, clause in found.items()
            if clause is not None
        ]

    def _force(self) -> list[str]:
        entries = [self._corpus.catalogue.get(uid.partition("#")[0]) for uid in self._citations]
        names = [entry.short for entry in entries if entry is not None and entry.kind == "recommendation"]
        return [f"{name} is a recommendation and not binding." for name in dict.fromkeys(names)]

    def _unknown(self) -> list[str]:
        unknown = self._task.finding.ranking.unknown[:6]
        listed = ", ".join(f"“{word}”" for word in unknown)
        return [f"No indexed text uses the word{'s' if len(unknown) > 1 else ''} {listed}."] if unknown else []

    def _screened(self) -> str:
        labels = "; ".join(map(self._corpus.cite, self._closed.screened))
        return f"Not shown to the language model, because it speaks to one: {labels}." if labels else ""

    def _note_missing(self, text: str) -> None:
        """What a model calls unanswered is told in the words of the question, or not at all."""
        said = without_keys(text.lstrip("*_ ")[len(MISSING) :]).strip(" *_.“”\"'")
        asked = {stem(word) for word in content(self._task.question)}
        named = {stem(word) for word in content(said)}
        if named and named <= asked and len(said) <= 2 * len(self._task.question) and said.isprintable():
            note = f"The clauses the model was shown do not answer: {said}."
            self._missing += [note] if note not in self._missing else []
        else:
            self._leave_out(said, "it says what is not answered in other words than the question")

    def _leave_out(self, text: str, reason: str) -> None:
        shown = text if len(text) <= MOST_TOLD else f"{text[:MOST_TOLD].rstrip()} …"
        readable = "".join(character if character.isprintable() else "\ufffd" for character in shown)
        told = LeftOut(readable, reason)
        self._left_out += [told] if told not in self._left_out else []


def _counted(number: int) -> str:
    return "one sentence" if number == 1 else f"{number} sentences"


def _counted_out(number: int) -> str:
    return "one was" if number == 1 else f"{number} were"
