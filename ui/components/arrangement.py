"""An answer taken apart into what the page shows: sentences, cards of quoted clauses, remarks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.corpus import Corpus
from ingest.gaps import heading
from ingest.model import Gap
from rag.results import Answer, Citation, Sentence, Support
from ui.services import naming

_QUOTATION_MARKS = "“”„\"'‘’«» "
_ESCAPED = re.compile(r"\\([^\w\s])")
_LABEL = re.compile(r"\(\w+\)")
_WORDS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class Said:
    """A sentence in the assistant's own words. `citations` are its clauses, unless they follow it as cards at once."""

    text: str
    citations: tuple[Citation, ...]
    support: Support


@dataclass(frozen=True)
class Quoted:
    """A quoted clause with its printed label ("(f)", or "").

    `words` are what is quoted of it, with "[…]" wherever words of the clause are left out; `support` is that of the
    sentence that quotes it; `gaps` tell why text is missing behind it in the source.
    """

    citation: Citation
    words: str
    printed: str
    support: Support
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True)
class Card:
    """A quoted clause, and those of its points that are quoted right after it."""

    head: Quoted
    points: tuple[Quoted, ...] = ()


@dataclass(frozen=True)
class Aside:
    """A remark that stands only in the answer's Markdown, such as a gap in the source; plain text."""

    text: str


Part = Said | Card | Aside


def arrange(answer: Answer, corpus: Corpus) -> tuple[Part, ...]:
    """The parts of an answer in its own order.

    Every citation is quoted exactly once: where a sentence is nothing but its quotation, else behind the sentences.
    Nothing of the Markdown is lost: what is in no sentence comes as an Aside at the end.
    """
    parts: list[Said | Quoted] = []
    left = list(answer.citations)
    for sentence in answer.sentences:
        quoted = next((c for c in left if c.uid in sentence.citations and _is_quotation(sentence, c)), None)
        if quoted is not None:
            left.remove(quoted)
            parts.append(_quoted(quoted, corpus, sentence.support))
        elif not _repeats(sentence, parts):
            own = tuple(c for c in answer.citations if c.uid in sentence.citations)
            parts.append(Said(sentence.text, own, sentence.support))
    parts += [_quoted(c, corpus, "verbatim") for c in left]
    return (*_grouped(parts, corpus), *asides(answer, corpus))


def plain(answer: Answer, corpus: Corpus) -> str:
    """The answer as text without any markup, a paragraph each sentence and quotation, to paste into a memo."""
    paragraphs = []
    for part in arrange(answer, corpus):
        if isinstance(part, Card):
            for quoted in (part.head, *part.points):
                printed = f"{quoted.printed} " if quoted.printed else ""
                named = naming.citation(corpus, quoted.citation.uid)
                paragraphs.append(f"“{printed}{quoted.words}” ({named})")
                paragraphs += [f"{heading(gap.skipped)}: {gap.reason}" for gap in quoted.gaps]
        elif isinstance(part, Said):
            names = "; ".join(naming.citation(corpus, citation.uid) for citation in part.citations)
            paragraphs.append(f"{part.text} ({names})" if names else part.text)
        else:
            paragraphs.append(part.text)
    return "\n\n".join(paragraphs)


def asides(answer: Answer, corpus: Corpus) -> tuple[Aside, ...]:
    """The blocks of the Markdown that say more than the sentences, the quotations and the suggestions do."""
    names = [naming.citation(corpus, c.uid) for c in answer.citations]
    nearest = [naming.citation(corpus, uid) for uid in answer.suggestions]
    behind = [gap for c in answer.citations for gap in naming.gaps_behind(corpus, c.uid)]
    gaps = [f"{heading(gap.skipped)}: {gap.reason}" for gap in behind]
    quotes = [naming.quoted(corpus, c) for c in answer.citations]
    shown = sorted({*names, *gaps, *quotes, *(s.text for s in answer.sentences)}, key=len)
    found = []
    for block in answer.markdown.split("\n\n"):
        plain = _plain(block)
        if nearest and all(name in plain for name in nearest):
            continue  # the list of suggestions, which the page shows as buttons
        rest = plain
        for words in reversed(shown):
            rest = rest.replace(" ".join(words.split()), " ")
        if _WORDS.search(_LABEL.sub(" ", rest)):
            found.append(Aside(plain))
    return tuple(found)


def _quoted(citation: Citation, corpus: Corpus, support: Support) -> Quoted:
    printed = naming.printed_label(corpus, citation.uid)
    return Quoted(citation, naming.quoted(corpus, citation), printed, support, naming.gaps_behind(corpus, citation.uid))


def _plain(block: str) -> str:
    """A Markdown block as text: quotation signs, bullets, emphasis and escapes taken off."""
    lines = [re.sub(r"^(?:>\s?)*(?:[-*] )?", "", line) for line in block.splitlines()]
    joined = re.sub(r"(?<!\\)\*+", "", " ".join(lines))
    return " ".join(_ESCAPED.sub(r"\1", joined).split())


def _is_quotation(sentence: Sentence, citation: Citation) -> bool:
    return sentence.text.strip(_QUOTATION_MARKS) == citation.quote.strip(_QUOTATION_MARKS)


def _repeats(sentence: Sentence, parts: Sequence[Said | Quoted]) -> bool:
    return any(isinstance(p, Quoted) and _is_quotation(sentence, p.citation) for p in parts)


def _grouped(parts: Sequence[Said | Quoted], corpus: Corpus) -> list[Part]:
    grouped: list[Part] = []
    for place, part in enumerate(parts):
        last = grouped[-1] if grouped else None
        if isinstance(part, Said):
            idle = _follow_at_once(part, parts[place + 1 :])
            grouped.append(Said(part.text, () if idle else part.citations, part.support))
        elif isinstance(last, Card) and naming.is_under(corpus, part.citation.uid, last.head.citation.uid):
            grouped[-1] = Card(last.head, (*last.points, part))
        else:
            grouped.append(Card(part))
    return grouped


def _follow_at_once(said: Said, rest: Sequence[Said | Quoted]) -> bool:
    """Whether the clauses of a sentence are quoted before anything else is said, which makes buttons for them idle."""
    following: set[str] = set()
    for part in rest:
        if isinstance(part, Said):
            break
        following.add(part.citation.uid)
    return {citation.uid for citation in said.citations} <= following
