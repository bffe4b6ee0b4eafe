"""Clauses → an answer without a language model: a lead sentence, then the clauses word for word under their stems.

Nothing is paraphrased. The lead only names documents and labels; every other sentence is a quotation whose spans give
back its words from the source.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.corpus import Corpus
from ingest.model import Clause, Document, Footnote, Gap, Kind
from rag.refusal import Verdict
from rag.results import Citation, Sentence, Status
from rag.retrieve import Ranking, Scored

ENGINE = "extractive"
MOST_QUOTED = 3
MARGIN = 0.04  # a clause this far below the best one is no longer part of the answer (precision .53, recall .65 on dev)
SUGGESTED = 3
_ACTIVE = re.compile(r"([\\`*_\[\]<>|])")


@dataclass(frozen=True)
class Draft:
    """A composed answer, before the assistant adds what it knows about the question and the time it took."""

    status: Status
    markdown: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    suggestions: tuple[str, ...]


def escape(text: str) -> str:
    """Document text as Markdown that shows it character for character."""
    return _ACTIVE.sub(r"\\\1", text)


def compose(ranking: Ranking, verdict: Verdict, corpus: Corpus) -> Draft:
    """Answer from the best clauses, or say that nothing fits and name the nearest ones."""
    nearest = [scored.clause for scored in ranking.scored if not _bare(scored)][:SUGGESTED]
    if not verdict.covered:
        return _refusal(ranking, nearest, corpus)
    quoted = _selected(ranking, corpus)
    suggestions = [
        scored.clause.uid for scored in ranking.scored[: MOST_QUOTED + SUGGESTED + 1] if scored.clause not in quoted
    ][:SUGGESTED]
    lead = _lead(quoted, corpus, sure=verdict.sure)
    writer = _Writer(corpus)
    writer.lead(lead, [clause.uid for clause in quoted])
    for group in _groups(quoted, corpus):
        writer.group(group)
    for gap, document in _gaps_touching(quoted, corpus):
        writer.note(f"Gap in the source ({corpus.entry_of(document.clauses[0].address).short}): {gap.reason}")
    if not verdict.sure and ranking.unknown:
        writer.note(f"No indexed text uses the words {_listed([f'“{word}”' for word in ranking.unknown[:6]])}.")
    status: Status = "answered" if verdict.sure else "partial"
    return Draft(status, writer.markdown, tuple(writer.sentences), tuple(writer.citations), tuple(suggestions))


def quote(clauses: Sequence[Clause], lead: str, corpus: Corpus) -> Draft:
    """Show clauses that were asked for by address."""
    writer = _Writer(corpus)
    writer.lead(lead, [clause.uid for clause in clauses])
    for group in _groups(clauses, corpus):
        writer.group(group)
    return Draft("lookup", writer.markdown, tuple(writer.sentences), tuple(writer.citations), ())


def quote_note(note: Footnote, corpus: Corpus) -> Draft:
    """Show a footnote that was asked for by number, and the clause its mark stands in."""
    writer = _Writer(corpus)
    document = corpus.document(note.address.document)
    carrier = document.clause(note.clause) if document is not None and note.clause is not None else None
    where = f", called in {carrier.label}" if carrier is not None else ""
    writer.lead(f"{corpus.cite(note)}{where}:", [note.uid])
    writer.quote(note)
    suggestions = (carrier.uid,) if carrier is not None else ()
    return Draft("lookup", writer.markdown, tuple(writer.sentences), tuple(writer.citations), suggestions)


def say(message: str, instead: Sequence[Clause], corpus: Corpus, *, named: bool = False) -> Draft:
    """A message with the clauses to look at instead, none of them cited; `named` when it names them itself."""
    writer = _Writer(corpus)
    writer.lead(message, [])
    if instead and not named:
        writer.note(f"Nearest: {'; '.join(map(corpus.cite, instead))}.")
    return Draft("lookup", writer.markdown, tuple(writer.sentences), (), tuple(clause.uid for clause in instead))


def _refusal(ranking: Ranking, nearest: Sequence[Clause], corpus: Corpus) -> Draft:
    writer = _Writer(corpus)
    writer.lead("The indexed texts do not answer this question.", [])
    if ranking.unknown:
        writer.note(f"No indexed text uses the words {_listed([f'“{word}”' for word in ranking.unknown[:6]])}.")
    writer.note(f"The nearest clauses, which are not an answer: {'; '.join(map(corpus.cite, nearest))}.")
    return Draft("not_covered", writer.markdown, tuple(writer.sentences), (), tuple(clause.uid for clause in nearest))


def _bare(scored: Scored) -> bool:
    return scored.score < scored.similarity


def _selected(ranking: Ranking, corpus: Corpus) -> list[Clause]:
    """The clauses that make up the answer, best first."""
    best = ranking.scored[0]
    if best.pinned and best.clause.kind is not Kind.DEFINITION:
        return [best.clause, *corpus.document_of(best.clause).children(best.clause.path)]
    floor = max(scored.similarity for scored in ranking.scored[:MOST_QUOTED]) - MARGIN
    chosen = [s.clause for s in ranking.scored[:MOST_QUOTED] if s.pinned or (s.similarity >= floor and not _bare(s))]
    chosen = chosen or [best.clause]
    if chosen[0].kind is Kind.STEM:  # the whole paragraph answers
        points = corpus.document_of(chosen[0]).children(chosen[0].path)
        chosen = [chosen[0], *points, *(clause for clause in chosen[1:] if clause not in points)]
    return chosen


@dataclass(frozen=True)
class _Group:
    """Clauses of one stem (or a single clause without one), in the order of the document."""

    document: Document
    stem: Clause | None
    clauses: tuple[Clause, ...]


def _groups(quoted: Sequence[Clause], corpus: Corpus) -> list[_Group]:
    """`quoted` by stem; groups stand in the order of their best clause, clauses in the order of the document."""
    members: dict[str, list[Clause]] = {}
    stems: dict[str, Clause | None] = {}
    for clause in quoted:
        document = corpus.document_of(clause)
        stem = clause if document.children(clause.path) else document.stem(clause)
        key = (stem or clause).uid
        stems[key] = stem
        members.setdefault(key, []).append(clause)
    groups = []
    for key, clauses in members.items():
        document = corpus.document_of(clauses[0])
        inside = [c for c in document.clauses if c in clauses and c is not stems[key]]
        groups.append(_Group(document, stems[key], tuple(inside)))
    return groups


def _lead(quoted: Sequence[Clause], corpus: Corpus, *, sure: bool) -> str:
    """Where the answer stands, document by document, and what kind of text each is."""
    if len(quoted) == 1 and quoted[0].term is not None:
        return f"{_described(quoted[0], corpus)} defines ‘{quoted[0].term}’ in {quoted[0].label}."
    by_document: dict[str, list[Clause]] = {}
    for clause in quoted:
        by_document.setdefault(clause.address.document, []).append(clause)
    places = []
    for clauses in by_document.values():
        inside = [c for c in corpus.document_of(clauses[0]).clauses if c in clauses]
        labels = [c.label for c in inside if c.parent not in {other.path for other in inside if other is quoted[0]}]
        places.append(f"{_described(clauses[0], corpus)}, {_listed(labels)}")
    opening = "This is addressed in" if sure else "The closest guidance, which may answer only part of the question, is"
    return f"{opening} {'; '.join(places)}."


def _described(clause: Clause, corpus: Corpus) -> str:
    entry = corpus.entry_of(clause.address)
    return f"{entry.short} ({entry.kind}{', not binding' if entry.kind == 'recommendation' else ''})"


def _gaps_touching(quoted: Sequence[Clause], corpus: Corpus) -> list[tuple[Gap, Document]]:
    """The holes that stand beside a quoted clause: under its stem, or in the stem it is."""
    found: dict[Gap, Document] = {}
    for clause in quoted:
        document = corpus.document_of(clause)
        for gap in document.gaps:
            if gap.after.parent in {clause.parent, clause.path}:
                found[gap] = document
    return list(found.items())


def _listed(items: Sequence[str]) -> str:
    return ", ".join(items[:-1]) + " and " + items[-1] if len(items) > 1 else "".join(items)


class _Writer:
    """Grows Markdown, sentences and citations together, so that none can name a clause the others do not."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._blocks: list[str] = []
        self.sentences: list[Sentence] = []
        self.citations: list[Citation] = []

    @property
    def markdown(self) -> str:
        return "\n\n".join(self._blocks) + "\n"

    def lead(self, text: str, cited: Sequence[str]) -> None:
        self._blocks.append(escape(text))
        self.sentences.append(Sentence(text, tuple(cited), "supported"))

    def note(self, text: str) -> None:
        self._blocks.append(f"*{escape(text)}*")

    def group(self, group: _Group) -> None:
        lines = []
        if group.stem is not None:
            lines.append(f"> {escape(group.stem.text)} — {self._cite(group.stem)}")
            if group.clauses:
                lines.append(">")
        for clause in group.clauses:
            bullet = "> - " if group.stem is not None else "> "
            lines.append(f"{bullet}{self._printed(group.document, clause)}{escape(clause.text)} — {self._cite(clause)}")
        self._blocks.append("\n".join(lines))

    def quote(self, note: Footnote) -> None:
        """A footnote by itself."""
        self._blocks.append(f"> {escape(note.text)} — {self._cite(note)}")

    def _printed(self, document: Document, clause: Clause) -> str:
        """The label as the source prints it."""
        if clause.label_span is None:
            return ""
        return escape(document.source[slice(*clause.label_span)]) + " "

    def _cite(self, clause: Clause | Footnote) -> str:
        if clause.uid not in {citation.uid for citation in self.citations}:
            url = self._corpus.entry_of(clause.address).url
            self.citations.append(Citation(clause.uid, clause.label, clause.text, clause.spans, url))
            self.sentences.append(Sentence(clause.text, (clause.uid,), "verbatim"))
        return f"**{escape(self._corpus.cite(clause))}**"
