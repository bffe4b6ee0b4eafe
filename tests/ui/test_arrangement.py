"""An answer taken apart: cards under their stems, nothing twice, nothing of the Markdown lost."""

from dataclasses import replace

from ingest.corpus import Corpus
from ingest.model import Clause
from ingest.spans import cut
from rag import Assistant
from rag.results import Answer, Citation, Sentence
from ui.components.arrangement import Aside, Card, Said, arrange, plain

CODE = "c/2024/601#"


def _clause(corpus: Corpus, path: str) -> Clause:
    clause = corpus.clause(CODE + path)
    assert clause is not None
    return clause


def _answer(corpus: Corpus, *paths: str) -> Answer:
    clauses = [_clause(corpus, path) for path in paths]
    citations = tuple(Citation(c.uid, c.label, c.text, c.spans, None) for c in clauses)
    lead = "C(2024) 601 has something on this."
    blocks = [lead, *(f"> {c.text} — **{corpus.cite(c)}**" for c in clauses)]
    return Answer(
        status="answered",
        markdown="\n\n".join(blocks) + "\n",
        sentences=(
            Sentence(lead, tuple(c.uid for c in clauses), "supported"),
            *(Sentence(c.text, (c.uid,), "verbatim") for c in clauses),
        ),
        citations=citations,
        retrieved=(),
        suggestions=(),
        engine="extractive",
        timings_ms={},
        question="?",
        standalone="?",
        generation="",
        confidence=0.5,
    )


def test_points_stand_in_the_card_of_their_stem(corpus: Corpus) -> None:
    paths = ("pnt_3.1.1", "pnt_3.1.1/pnt_c", "pnt_3.1.1/pnt_f", "pnt_3.4.1", "pnt_3.4.1/pnt_b", "rct_8")
    lead, first, second, third = arrange(_answer(corpus, *paths), corpus)
    assert isinstance(lead, Said)
    assert isinstance(first, Card)
    assert isinstance(second, Card)
    assert isinstance(third, Card)
    assert (first.head.printed, [point.printed for point in first.points]) == ("3.1.1.", ["(c)", "(f)"])
    assert [point.citation.uid for point in second.points] == [CODE + "pnt_3.4.1/pnt_b"]
    assert (third.head.citation.uid, third.points) == (CODE + "rct_8", ())


def test_a_sentence_followed_by_its_clauses_needs_no_buttons(corpus: Corpus) -> None:
    answer = _answer(corpus, "rct_8", "rct_9")
    lead = arrange(answer, corpus)[0]
    assert isinstance(lead, Said)
    assert lead.citations == ()


def test_sentences_in_other_words_keep_their_citations_and_the_quotations_follow(corpus: Corpus) -> None:
    answer = _answer(corpus, "rct_8", "rct_9")
    one, two = answer.citations
    said = (Sentence("First.", (one.uid,), "supported"), Sentence("Second.", (two.uid,), "unsupported"))
    first, second, *cards = arrange(replace(answer, sentences=said, markdown="First. Second."), corpus)
    assert first == Said("First.", (one,), "supported")
    assert isinstance(second, Said)
    assert second.support == "unsupported"
    assert [card.head.citation for card in cards if isinstance(card, Card)] == [one, two]


def test_every_citation_is_quoted_once(corpus: Corpus) -> None:
    answer = _answer(corpus, "rct_8")
    twice = replace(answer, sentences=(*answer.sentences, answer.sentences[-1]))
    assert len([part for part in arrange(twice, corpus) if isinstance(part, Card)]) == 1


def test_what_only_the_markdown_says_is_shown_as_an_aside(corpus: Corpus) -> None:
    answer = _answer(corpus, "pnt_2.2.1", "pnt_2.2.1/pnt_b")
    noted = replace(answer, markdown=answer.markdown + "\n*Gap in the source: \\[after\\] point 2.2.1(b).*\n")
    assert arrange(noted, corpus)[-1] == Aside("Gap in the source: [after] point 2.2.1(b).")
    assert not any(isinstance(part, Aside) for part in arrange(answer, corpus))


def test_the_list_of_suggestions_is_not_shown_twice(corpus: Corpus) -> None:
    answer = replace(
        _answer(corpus),
        suggestions=(CODE + "rct_8", CODE + "rct_9"),
        markdown="C(2024) 601 has something on this.\n\n"
        "*Nearest: C(2024) 601, recital 8 and C(2024) 601, recital 9.*\n",
    )
    assert [type(part) for part in arrange(answer, corpus)] == [Said]


def test_a_gap_stands_behind_the_point_before_it_and_is_not_said_twice(assistant: Assistant) -> None:
    parts = arrange(assistant.ask("2.2.1"), assistant.corpus)
    [card] = [part for part in parts if isinstance(part, Card)]
    assert [len(point.gaps) for point in card.points] == [0, 1, 0]
    assert not [part for part in parts if isinstance(part, Aside)]


def test_a_gap_nearby_comes_as_a_remark(assistant: Assistant) -> None:
    parts = arrange(assistant.ask("2.2.1(a)"), assistant.corpus)
    [aside] = [part for part in parts if isinstance(part, Aside)]
    assert aside.text.startswith("Gap in the source")


def test_words_left_out_of_a_quotation_are_told_on_the_card_and_in_what_is_copied(corpus: Corpus) -> None:
    clause = _clause(corpus, "rct_8")
    document = corpus.document_of(clause)
    last = clause.text.rindex(" ", 0, -10) + 1
    parts = [(0, 40), (60, 90), (last, len(clause.text))]
    spans = tuple(span for start, end in parts for span in cut(document.source, clause.spans, start, end))
    quote = document.quote(spans)
    shown = " […] ".join(clause.text[start:end].strip() for start, end in parts)
    cut_short = replace(
        _answer(corpus, "rct_8"),
        citations=(Citation(clause.uid, clause.label, quote, spans, None),),
        sentences=(Sentence(quote, (clause.uid,), "verbatim"),),
        markdown=f"> {shown} — **{corpus.cite(clause)}**\n",
    )
    [card] = arrange(cut_short, corpus)
    assert isinstance(card, Card)
    assert card.head.words == shown
    assert plain(cut_short, corpus) == f"“(8) {shown}” ({corpus.cite(clause)})"


def test_a_quotation_of_a_whole_clause_is_told_without_any_mark(corpus: Corpus) -> None:
    [_, card] = arrange(_answer(corpus, "rct_8"), corpus)
    assert isinstance(card, Card)
    assert card.head.words == _clause(corpus, "rct_8").text
