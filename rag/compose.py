"""Clauses → an answer without a language model: a lead sentence, then the clauses word for word under their stems.

Nothing is paraphrased. The lead only names documents and labels; every other sentence is a quotation whose spans give
back its words from the source.
"""

from collections.abc import Callable, Iterable, Sequence
from enum import Enum

from ingest.corpus import Corpus
from ingest.lookup import Lookup
from ingest.model import Clause, Footnote, Kind
from ingest.parse import ACTS
from rag.excerpt import Range, union
from rag.finding import Finding
from rag.quoting import Draft, Writer, listed
from rag.ranking import Ranking
from rag.restriction import EVERYTHING, Restriction
from rag.results import Status
from rag.selection import MOST_QUOTED, leads_in, nearest, selected

ENGINE = "extractive"
SUGGESTED = 3
MOST_SUGGESTED = 5
_BARE = "The question does not say what it is about; name a subject, or a clause such as 3.1.1(f)."


class Section(Enum):
    """What a quoted clause does in an answer. The value is the order of the sections behind the first."""

    ADVICE = 1
    REASONS = 2
    TERMS = 3
    FORM = 4
    OTHERS = 5


def compose(
    finding: Finding,
    corpus: Corpus,
    excerpt: Callable[[str, Clause], Sequence[Range]],
    limits: Restriction = EVERYTHING,
) -> Draft:
    """Answer from the best clauses, or say that nothing within `limits` fits and name the nearest ones.

    With a document in its scope that is not here, or a part that no clause answers, the answer is only partial.
    `excerpt` says which ranges of a clause answer some words; a part of the question has its own clause and words.
    """
    ranking, verdict, scope = finding.ranking, finding.verdict, finding.scope
    if not verdict.covered:
        reason = _BARE if verdict.bare else limits.unanswered
        return refuse(" ".join([*scope.missing, *([] if scope.elsewhere else [reason])]), ranking, corpus)
    quoted = selected(ranking, corpus, scope, finding.parts)
    writer = Writer(corpus, lambda clause: union(excerpt(words, clause) for words in finding.asked_of(clause)))
    for number, (section, clauses) in enumerate(_sections(quoted, corpus)):
        lead = _behind(section, clauses, corpus) if number else _lead(finding, clauses, corpus)
        writer.lead(lead, [clause.uid for clause in clauses])
        writer.clauses(clauses)
    for sentence in [*([] if scope.elsewhere else scope.missing), *(part.told for part in finding.open_parts)]:
        writer.note(sentence)
    if not verdict.sure:
        writer.unknown(ranking.unknown)
    status: Status = "answered" if verdict.sure and not scope.missing and not finding.open_parts else "partial"
    cited = {citation.uid for citation in writer.citations}
    suggestions = [clause.uid for clause in nearest(ranking, MOST_QUOTED + SUGGESTED) if clause.uid not in cited]
    return writer.draft(status, suggestions[:SUGGESTED])


def refuse(message: str, ranking: Ranking, corpus: Corpus) -> Draft:
    """Say that there is no answer, and name the nearest clauses without citing them."""
    writer = Writer(corpus)
    writer.lead(message, [])
    writer.unknown(ranking.unknown)
    near = nearest(ranking, SUGGESTED)
    if near:
        writer.note(f"The nearest clauses, which are not an answer: {'; '.join(map(corpus.cite, near))}.")
    return writer.draft("not_covered", [clause.uid for clause in near])


def show(lookups: Sequence[Lookup], foreign: Sequence[str], corpus: Corpus) -> Draft:
    """Quote the clauses that were asked for by address; say of each other reference what became of it.

    `foreign` are the acts and clauses the question names that are not of the documents here.
    """
    writer = Writer(corpus)
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


def _sections(quoted: Sequence[Clause], corpus: Corpus) -> list[tuple[Section, list[Clause]]]:
    """`quoted` by what they do: first what the best clause does, then the others in their order."""
    members: dict[Section, list[Clause]] = {}
    for clause in quoted:
        members.setdefault(_section(clause, corpus), []).append(clause)
    first, *others = members
    return [(section, members[section]) for section in (first, *sorted(others, key=lambda one: one.value))]


def _section(clause: Clause, corpus: Corpus) -> Section:
    if corpus.document_of(clause).kind not in ACTS:
        return Section.OTHERS
    if clause.term is not None:
        return Section.TERMS
    if clause.kind in {Kind.TITLE, Kind.PASSAGE} and clause.parent is None:  # title, preamble, formula, signature
        return Section.FORM
    return Section.REASONS if clause.kind is Kind.RECITAL else Section.ADVICE


def _lead(finding: Finding, quoted: Sequence[Clause], corpus: Corpus) -> str:
    if finding.scope.elsewhere:
        return f"{' '.join(finding.scope.missing)} The texts here speak of it in {_places(quoted, corpus)}."
    best = finding.ranking.scored[0]
    if best.pinned and best.clause.term is not None and quoted[0] == best.clause:
        return f"{_described(best.clause, corpus)} defines ‘{best.clause.term}’ in {best.clause.label}."
    unsure = "The closest guidance, which may answer only part of the question, is"
    return f"{'This is addressed in' if finding.verdict.sure else unsure} {_places(quoted, corpus)}."


def _behind(section: Section, quoted: Sequence[Clause], corpus: Corpus) -> str:
    """What a section behind the first one is, in a sentence."""
    if section is Section.TERMS:
        defined = listed([f"‘{clause.term}’ in {clause.label}" for clause in quoted])
        return f"{_names(quoted, corpus)} defines {defined}."
    opening = {
        Section.ADVICE: "What is recommended stands in",
        Section.REASONS: "Reasons are given in",
        Section.FORM: "Formal parts of the act:",
        Section.OTHERS: "Other texts add to this:",
    }
    return f"{opening[section]} {_places(quoted, corpus)}."


def _names(quoted: Iterable[Clause], corpus: Corpus) -> str:
    return listed(list(dict.fromkeys(corpus.entry_of(clause.address).short for clause in quoted)))


def _places(quoted: Sequence[Clause], corpus: Corpus) -> str:
    """Where clauses stand, document by document, and what kind of text each is.

    Of a whole list its stem alone is named, else of a stem that is quoted with some of its points these alone.
    """
    by_document: dict[str, list[Clause]] = {}
    for clause in quoted:
        by_document.setdefault(clause.address.document, []).append(clause)
    places = []
    for clauses in by_document.values():
        unsaid: set[Clause] = set()
        for clause in clauses:
            points = corpus.document_of(clause).children(clause.path)
            given = [point for point in points if point in clauses]
            if given and leads_in(clause, corpus):
                unsaid |= set(given) if len(given) == len(points) else {clause}
        inside = [c for c in corpus.document_of(clauses[0]).clauses if c in clauses and c not in unsaid]
        places.append(f"{_described(clauses[0], corpus)}, {_labels([clause.label for clause in inside])}")
    return "; ".join(places)


def _labels(labels: Sequence[str]) -> str:
    """The labels as a sentence has them: "points 2.1.1(a) and 2.1.1(f)"."""
    words = {label.partition(" ")[0] for label in labels}
    if len(labels) > 1 and words in ({"point"}, {"recital"}, {"recommendation"}):
        return f"{words.pop()}s {listed([label.partition(' ')[2] for label in labels])}"
    return listed(labels)


def _described(clause: Clause, corpus: Corpus) -> str:
    entry = corpus.entry_of(clause.address)
    return f"{entry.short} ({entry.kind}{', not binding' if entry.kind == 'recommendation' else ''})"
