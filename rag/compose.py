"""Clauses → an answer without a language model: a lead sentence, then the clauses word for word under their stems.

Nothing is paraphrased. The lead only names documents and labels; every other sentence is a quotation whose spans give
back its words from the source.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.corpus import Corpus
from ingest.gaps import heading, touching
from ingest.lookup import Lookup
from ingest.model import Clause, Document, Footnote, Gap, Kind
from ingest.parse import ACTS
from rag.refusal import Verdict
from rag.results import Citation, Sentence, Status
from rag.retrieve import Ranking, Scored
from rag.verify import verify

ENGINE = "extractive"
MOST_QUOTED = 4
MARGIN = 0.05  # a clause this far below the best one is no longer part of the answer: precision .60, recall .72
SUGGESTED = 3
MOST_SUGGESTED = 5
_BARE = "The question does not say what it is about; name a subject, or a clause such as 3.1.1(f)."
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


def compose(ranking: Ranking, verdict: Verdict, corpus: Corpus, absent: Sequence[str] = ()) -> Draft:
    """Answer from the best clauses, or say that nothing fits and name the nearest ones.

    `absent` are sentences about documents the question names that are not here; with any, the answer is only partial.
    """
    if not verdict.covered:
        reason = _BARE if verdict.bare else "The indexed texts do not answer this question."
        return refuse(" ".join([*absent, reason]), ranking, corpus)
    quoted = _selected(ranking, corpus)
    writer = _Writer(corpus)
    writer.lead(_lead(ranking, quoted, corpus, sure=verdict.sure), [clause.uid for clause in quoted])
    writer.clauses(quoted)
    for sentence in absent:
        writer.note(sentence)
    if not verdict.sure:
        writer.unknown(ranking.unknown)
    status: Status = "answered" if verdict.sure and not absent else "partial"
    cited = {citation.uid for citation in writer.citations}
    suggestions = [
        clause.uid for clause in _nearest(ranking, corpus, MOST_QUOTED + SUGGESTED) if clause.uid not in cited
    ]
    return writer.draft(status, suggestions[:SUGGESTED])


def refuse(message: str, ranking: Ranking, corpus: Corpus) -> Draft:
    """Say that there is no answer, and name the nearest clauses without citing them."""
    writer = _Writer(corpus)
    writer.lead(message, [])
    writer.unknown(ranking.unknown)
    nearest = _nearest(ranking, corpus, SUGGESTED)
    if nearest:
        writer.note(f"The nearest clauses, which are not an answer: {'; '.join(map(corpus.cite, nearest))}.")
    return writer.draft("not_covered", [clause.uid for clause in nearest])


def show(lookups: Sequence[Lookup], foreign: Sequence[str], corpus: Corpus) -> Draft:
    """Quote the clauses that were asked for by address; say of each other reference what became of it.

    `foreign` are the acts and clauses the question names that are not of the documents here.
    """
    writer = _Writer(corpus)
    suggestions: list[str] = []
    for lookup in lookups:
        if lookup.status != "found":
            writer.lead(lookup.message, [])
            near = lookup.targets or lookup.nearest
            if near and lookup.status != "ambiguous":
                writer.note(f"Nearest: {'; '.join(map(corpus.cite, near))}.")
            suggestions += [target.uid for target in near]
    found = [target for lookup in lookups if lookup.status == "found" for target in lookup.targets]
    clauses = [target for target in found if isinstance(target, Clause)]
    if clauses:
        writer.lead(f"{_places(clauses, corpus)}:", [clause.uid for clause in clauses])
        children = [c for clause in clauses for c in corpus.document_of(clause).children(clause.path)]
        writer.clauses([*clauses, *(child for child in children if child not in clauses)])
    for note in (target for target in found if isinstance(target, Footnote)):
        document = corpus.document_at(note.address)
        carrier = document.clause(note.clause) if note.clause is not None else None
        where = f", called in {carrier.label}" if carrier is not None else ""
        writer.lead(f"{corpus.cite(note)}{where}:", [note.uid])
        writer.footnote(note)
        suggestions += [carrier.uid] if carrier is not None else []
    for act in foreign:
        writer.note(f"None of the documents here is “{act}”.")
    cited = {citation.uid for citation in writer.citations}
    return writer.draft("lookup", [uid for uid in dict.fromkeys(suggestions) if uid not in cited][:MOST_SUGGESTED])


def _nearest(ranking: Ranking, corpus: Corpus, most: int) -> list[Clause]:
    """The best clauses that say something: titles, link lists and the formal parts of an act are left out."""
    return [scored.clause for scored in ranking.scored if not _bare(scored)][:most]


def _bare(scored: Scored) -> bool:
    return scored.prior < 0


def _selected(ranking: Ranking, corpus: Corpus) -> list[Clause]:
    """The clauses that make up the answer, best first."""
    best = ranking.scored[0]
    # What recommends leads; within that, and among everything else, the better evidence.
    floor = max(scored.similarity for scored in ranking.scored[:MOST_QUOTED]) - MARGIN
    chosen = [s.clause for s in ranking.scored[:MOST_QUOTED] if s.pinned or (s.similarity >= floor and not _bare(s))]
    chosen = chosen or [best.clause]
    chosen.sort(key=lambda clause: corpus.document_of(clause).kind not in ACTS)
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


def _lead(ranking: Ranking, quoted: Sequence[Clause], corpus: Corpus, *, sure: bool) -> str:
    best = ranking.scored[0]
    if best.pinned and best.clause.term is not None and quoted[0] == best.clause:
        return f"{_described(best.clause, corpus)} defines ‘{best.clause.term}’ in {best.clause.label}."
    opening = "This is addressed in" if sure else "The closest guidance, which may answer only part of the question, is"
    return f"{opening} {_places(quoted, corpus)}."


def _places(quoted: Sequence[Clause], corpus: Corpus) -> str:
    """Where clauses stand, document by document, and what kind of text each is; points under a named stem go unsaid."""
    by_document: dict[str, list[Clause]] = {}
    for clause in quoted:
        by_document.setdefault(clause.address.document, []).append(clause)
    places = []
    for clauses in by_document.values():
        named = {clause.path for clause in clauses if clause.kind is Kind.STEM and clause is quoted[0]}
        inside = [c for c in corpus.document_of(clauses[0]).clauses if c in clauses and c.parent not in named]
        places.append(f"{_described(clauses[0], corpus)}, {_listed([clause.label for clause in inside])}")
    return "; ".join(places)


def _described(clause: Clause, corpus: Corpus) -> str:
    entry = corpus.entry_of(clause.address)
    return f"{entry.short} ({entry.kind}{', not binding' if entry.kind == 'recommendation' else ''})"


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

    def draft(self, status: Status, suggestions: Sequence[str]) -> Draft:
        """What was written, sealed."""
        return Draft(status, self.markdown, tuple(self.sentences), tuple(self.citations), tuple(suggestions))

    def lead(self, text: str, cited: Sequence[str]) -> None:
        self._blocks.append(escape(text))
        self.sentences.append(Sentence(text, tuple(cited), "supported"))

    def note(self, text: str) -> None:
        self._blocks.append(f"*{escape(text)}*")

    def unknown(self, words: Sequence[str]) -> None:
        """Tell which words of the question no text uses."""
        if words:
            listed = _listed([f"“{word}”" for word in words[:6]])
            self.note(f"No indexed text uses the word{'s' if len(words) > 1 else ''} {listed}.")

    def clauses(self, clauses: Sequence[Clause]) -> None:
        """Quote clauses under their stems, then tell of the holes in the source beside them."""
        shown: set[Gap] = set()
        for group in _groups(clauses, self._corpus):
            shown |= self._group(group)
        found = {gap: clause for clause in clauses for gap in touching(self._corpus.document_of(clause), clause)}
        for gap, clause in found.items():
            if gap not in shown:
                self.note(f"{heading(gap.skipped)} ({self._corpus.entry_of(clause.address).short}): {gap.reason}")

    def footnote(self, note: Footnote) -> None:
        """Quote a footnote by itself."""
        self._blocks.append(f"> {escape(note.text)} — {self._cite(note)}")

    def _group(self, group: _Group) -> set[Gap]:
        """Quote a stem and its points, a gap told where it stands; the gaps that were told."""
        shown: set[Gap] = set()
        lines = []
        if group.stem is not None:
            lines.append(f"> {escape(group.stem.text)} — {self._cite(group.stem)}")
            if group.clauses:
                lines.append(">")
        bullet = "> - " if group.stem is not None else "> "
        for clause in group.clauses:
            words = f"{group.document.printed_label(clause)} {clause.text}".lstrip()
            lines.append(f"{bullet}{escape(words)} — {self._cite(clause)}")
            for gap in group.document.gaps:
                if gap.after == clause.path:
                    lines.append(f"{bullet}*{heading(gap.skipped)}: {escape(gap.reason)}*")
                    shown.add(gap)
        self._blocks.append("\n".join(lines))
        return shown

    def _cite(self, part: Clause | Footnote) -> str:
        if part.uid not in {citation.uid for citation in self.citations}:
            url = self._corpus.entry_of(part.address).url
            citation = Citation(part.uid, part.label, part.text, part.spans, url)
            self.citations.append(verify(citation, self._corpus.document_at(part.address)))
            self.sentences.append(Sentence(part.text, (part.uid,), "verbatim"))
        return f"**{escape(self._corpus.cite(part))}**"
