"""A long clause is cut to the sentences that answer; nothing else is ever changed, and no condition is cut away."""

import numpy as np
import pytest

from ingest.corpus import Corpus
from ingest.model import Clause
from ingest.spans import fold
from rag import Assistant
from rag.compose import compose
from rag.excerpt import LONG, Range, excerpt, sentences, union
from rag.finding import Finding
from rag.parts import Part
from rag.quoting import Writer, whole
from rag.ranking import Ranking, Scored
from rag.refusal import Verdict

FILLER = " and so on" * 20


def quoted(text: str, best: str) -> list[str]:
    """What is kept of `text` when the question matches the word `best` alone."""
    words = _words(text)
    scores = np.array([[1.0 if text[start:end].strip(".") == best else 0.0 for start, end in words]], np.float32)
    return [text[start:end] for start, end in excerpt(text, words, scores)]


def _words(text: str) -> list[tuple[int, int]]:
    found, start = [], 0
    for word in text.split(" "):
        found.append((start, start + len(word)))
        start += len(word) + 1
    return found


def test_the_sentences_that_answer_are_kept() -> None:
    text = f"Alpha comes first{FILLER}. Beta comes second{FILLER}. Gamma comes third{FILLER}."
    assert len(text) > LONG
    assert quoted(text, "Beta") == [f"Beta comes second{FILLER}."]


def test_a_short_text_or_one_of_two_sentences_is_whole() -> None:
    short = "Alpha is one. Beta is two. Gamma is three."
    assert quoted(short, "Beta") == [short]
    two = f"Alpha{FILLER * 2}. Beta{FILLER * 2}."
    assert quoted(two, "Beta") == [two]


def test_a_sentence_that_leans_on_the_one_before_brings_it_along() -> None:
    text = f"Alpha comes first{FILLER}. This needs Beta. Gamma comes third{FILLER}. Delta is last{FILLER}."
    assert quoted(text, "Beta") == [f"Alpha comes first{FILLER}. This needs Beta."]


@pytest.mark.parametrize(
    "narrowing",
    [
        "However, that is refused.",
        "Otherwise it is refused.",
        "“However, it is refused.",
        "It shall not apply to small firms.",
        "Such disclosure is forbidden.",
        "Notwithstanding this, all is refused.",
        "By way of derogation, it is refused.",
        "No partner is obliged to do so.",
    ],
)
def test_what_takes_back_a_kept_sentence_is_kept(narrowing: str) -> None:
    text = f"Alpha holds{FILLER}. {narrowing} Gamma comes third{FILLER}. Delta is last{FILLER}."
    assert quoted(text, "Alpha") == [f"Alpha holds{FILLER}. {narrowing}"]


def test_abbreviations_end_no_sentence() -> None:
    text = "Firms (e.g. Alpha) agree, cf. No. 5 of the list. They sign it."
    assert [text[start:end] for start, end in sentences(text)] == [text[:-14], "They sign it."]


def test_without_known_tokens_nothing_is_cut() -> None:
    text = f"Alpha{FILLER}. Beta{FILLER}. Gamma{FILLER}."
    for scores in (np.zeros((0, 3), np.float32), np.zeros((2, 5), np.float32)):
        assert excerpt(text, [(0, 5)] * 3, scores) == ((0, len(text)),)


def _long(corpus: Corpus) -> list[Clause]:
    return [clause for _, clause in corpus.searched() if len(clause.text) >= LONG and len(sentences(clause.text)) > 2]


def test_an_excerpt_is_quoted_from_where_it_stands(corpus: Corpus) -> None:
    clauses = _long(corpus)
    assert len(clauses) > 8
    for clause in clauses:
        parts = sentences(clause.text)
        for kept in (parts[1:2], parts[:1] + parts[2:3], parts[-1:]):
            writer = Writer(corpus, lambda one, asked=clause, kept=kept: kept if one is asked else whole(one))
            writer.clauses([clause])
            citation = next(one for one in writer.citations if one.uid == clause.uid)
            source = corpus.document_of(clause).source
            assert fold("".join(source[a:b] for a, b in citation.spans)) == citation.quote
            assert citation.quote == " ".join(clause.text[a:b] for a, b in kept)
            assert "\\[…\\]" in writer.markdown


def test_nothing_is_cut_from_a_stem_or_a_point(assistant: Assistant) -> None:
    retriever = assistant.retriever()
    for document, clause in assistant.corpus.searched():
        if document.children(clause.path) or document.stem(clause) is not None:
            assert retriever.excerpt("How do we assess negative impacts?", clause) == ((0, len(clause.text)),)


def test_the_assistant_cuts_long_texts_to_what_was_asked(assistant: Assistant) -> None:
    retriever, cut = assistant.retriever(), 0
    for clause in _long(assistant.corpus):
        start, end = sentences(clause.text)[1]
        kept = retriever.excerpt(clause.text[start:end], clause)
        assert any(first <= start and end <= last for first, last in kept)
        cut += kept != ((0, len(clause.text)),)
    assert cut > 2


def test_a_part_of_a_question_is_answered_in_its_own_words(corpus: Corpus) -> None:
    first, second, third = _long(corpus)[:3]
    ranked = {clause: Scored(clause, 0.9, 0.9) for clause in (first, second, third)}
    sure = Verdict(0.9, covered=True, sure=True)
    parts = [
        Part("Who pays?", Ranking("Who pays?", (ranked[second], ranked[first])), sure),
        Part("Who signs?", Ranking("Who signs?", (ranked[second],)), sure),
    ]
    finding = Finding(Ranking("Who pays and who signs?", (ranked[first], ranked[second])), sure, parts=parts)
    asked: dict[str, set[str]] = {}

    def excerpt(words: str, clause: Clause) -> tuple[Range, ...]:
        asked.setdefault(clause.uid, set()).add(words)
        sentence = sentences(clause.text)[0 if words == "Who pays?" else 2]
        return (sentence,) if clause is second else whole(clause)

    draft = compose(finding, corpus, excerpt)
    assert asked[first.uid] == {"Who pays and who signs?"}
    assert asked[second.uid] == {"Who pays?", "Who signs?"}
    found = sentences(second.text)
    quoted_of = {citation.uid: citation.quote for citation in draft.citations}
    assert quoted_of[second.uid] == " ".join(second.text[start:end] for start, end in (found[0], found[2]))


@pytest.mark.parametrize(
    ("excerpts", "joined"),
    [
        ([], ()),
        ([[(0, 5)]], ((0, 5),)),
        ([[(6, 9)], [(0, 5)]], ((0, 9),)),
        ([[(0, 5), (20, 30)], [(2, 9)]], ((0, 9), (20, 30))),
        ([[(0, 50)], [(10, 20)]], ((0, 50),)),
    ],
)
def test_excerpts_of_one_text_are_joined(excerpts: list[list[Range]], joined: tuple[Range, ...]) -> None:
    assert union(excerpts) == joined
