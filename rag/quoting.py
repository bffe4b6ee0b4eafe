"""Quoted clauses as an answer has them: Markdown, sentences and citations grown together, none without the others."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from ingest.corpus import Corpus
from ingest.gaps import heading, touching
from ingest.model import Clause, Document, Footnote, Gap
from ingest.spans import Span, cut
from rag.excerpt import Range
from rag.results import Citation, Sentence, Status
from rag.verify import verify

OMITTED = " […] "
Excerpt = Callable[[Clause], Sequence[Range]]
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


def listed(items: Sequence[str]) -> str:
    """The items as a sentence has them: "a, b and c"."""
    return ", ".join(items[:-1]) + " and " + items[-1] if len(items) > 1 else "".join(items)


def whole(clause: Clause) -> tuple[Range, ...]:
    """The excerpt that leaves nothing out."""
    return ((0, len(clause.text)),)


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


class Writer:
    """Grows an answer. `excerpt` says which parts of a clause are quoted; the default is all of it."""

    def __init__(self, corpus: Corpus, excerpt: Excerpt = whole) -> None:
        self._corpus = corpus
        self._excerpt = cache(excerpt)  # asked for the words and for the spans; a question is embedded for it
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
            named = listed([f"“{word}”" for word in words[:6]])
            self.note(f"No indexed text uses the word{'s' if len(words) > 1 else ''} {named}.")

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
            lines.append(f"> {escape(self._words(group.stem))} — {self._cite(group.stem)}")
            if group.clauses:
                lines.append(">")
        bullet = "> - " if group.stem is not None else "> "
        for clause in group.clauses:
            words = f"{group.document.printed_label(clause)} {self._words(clause)}".lstrip()
            lines.append(f"{bullet}{escape(words)} — {self._cite(clause)}")
            for gap in group.document.gaps:
                if gap.after == clause.path:
                    lines.append(f"{bullet}*{heading(gap.skipped)}: {escape(gap.reason)}*")
                    shown.add(gap)
        self._blocks.append("\n".join(lines))
        return shown

    def _words(self, clause: Clause) -> str:
        """What is quoted of a clause, with a mark where something is left out."""
        kept = self._excerpt(clause)
        words = OMITTED.join(clause.text[start:end] for start, end in kept)
        before = OMITTED.lstrip() if kept[0][0] > 0 else ""
        return before + words + (OMITTED.rstrip() if kept[-1][1] < len(clause.text) else "")

    def _cite(self, part: Clause | Footnote) -> str:
        if part.uid not in {citation.uid for citation in self.citations}:
            quote, spans = self._quoted(part)
            citation = Citation(part.uid, part.label, quote, spans, self._corpus.entry_of(part.address).url)
            self.citations.append(verify(citation, self._corpus.document_at(part.address)))
            self.sentences.append(Sentence(quote, (part.uid,), "verbatim"))
        return f"**{escape(self._corpus.cite(part))}**"

    def _quoted(self, part: Clause | Footnote) -> tuple[str, tuple[Span, ...]]:
        """The words quoted, and where they stand."""
        if isinstance(part, Footnote):
            return part.text, part.spans
        kept = self._excerpt(part)
        if tuple(kept) == whole(part):
            return part.text, part.spans
        source, last = self._corpus.document_of(part).source, kept[-1]
        # The space behind a part belongs to its span: spans are read one right after another.
        ends = [(start, end + (end < len(part.text) and (start, end) != last)) for start, end in kept]
        spans = tuple(span for start, end in ends for span in cut(source, part.spans, start, end))
        return " ".join(part.text[start:end] for start, end in kept), spans
