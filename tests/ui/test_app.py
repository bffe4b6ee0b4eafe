"""The chat page as a reader uses it, run by Streamlit's own test driver over an assistant without a model."""

from dataclasses import replace
from typing import Any

import pytest
from driving import HOSTILE, ask, button_of, hostile_entry, html_of, labels_of, open_app, unfold

from ingest.catalogue import Catalogue
from ingest.corpus import Corpus
from ingest.errors import CatalogueError, IndexMissing
from ingest.parse import parse
from rag.results import Answer, Citation, Sentence
from ui import shared
from ui.services.asking import Asks

QUESTION = "How should we manage intellectual property and background knowledge?"
CITED = "C(2024) 601, point 3.1.1(f)"
UID = "c/2024/601#pnt_3.1.1/pnt_f"


def test_the_empty_page_says_what_it_is_and_suggests_questions(plain: Any) -> None:
    at = open_app()
    assert not at.exception
    assert "<h1>Ask the guidance</h1>" in html_of(at)
    assert 4 <= len(at.button) <= 6
    assert all(label.endswith("?") for label in labels_of(at))
    assert plain.asked == []


def test_a_suggested_question_is_asked_when_clicked(plain: Any) -> None:
    at = open_app()
    question = at.button[0].label
    at.button[0].click().run()
    assert not at.exception
    assert [asked for asked, _ in plain.asked] == [question]
    assert question in html_of(at)


def test_an_answer_shows_its_status_in_words_and_its_clauses_word_for_word(plain: Any, corpus: Corpus) -> None:
    at = ask(open_app(), QUESTION)
    assert not at.exception
    html = html_of(at)
    clause = corpus.clause(UID)
    assert clause is not None
    assert ">Answered</span>" in html
    assert f'dir="auto">{clause.text}</blockquote>' in html
    assert ">Word for word</p>" in html
    assert CITED in labels_of(at)
    at = unfold(at, "copy-0")
    assert f"{clause.text}” ({CITED})" in at.code[0].value  # to copy into a memo, without markup
    assert "**" not in at.code[0].value


def test_a_citation_opens_the_source_with_the_quoted_words_marked(plain: Any, corpus: Corpus) -> None:
    at = ask(open_app(), QUESTION)
    button_of(at, CITED).click().run()
    assert at.query_params["clause"] in (UID, [UID])
    html = html_of(at)
    assert "<mark>developing a joint intellectual assets management strategy</mark><sup" in html
    assert "It is recommended to follow the guidance provided in" in html  # footnote 38
    assert "Binding force: none" in html
    assert "document 7263/24" in html
    assert at.code[-2].value.endswith(f"({CITED})")
    assert len(plain.asked) == 1  # opening a source asks nothing


def test_the_panel_moves_to_a_neighbour_and_closes(plain: Any) -> None:
    at = open_app(clause=UID)
    button_of(at, "Show point 3.1.1(g)").click().run()
    assert "C(2024) 601, point 3.1.1(g)</h2>" in html_of(at)
    assert "<mark>" not in html_of(at)
    button_of(at, "Close").click().run()
    assert "clause" not in at.query_params
    assert "Close" not in labels_of(at)


def test_the_panel_shows_what_the_clause_refers_to(plain: Any) -> None:
    at = open_app(clause=UID)
    assert not at.exception
    html = html_of(at)
    assert "Refers to</h3>" in html
    assert 'href="https://eur-lex.europa.eu/eli/reco/2023/499/oj"' in html  # its text is not here
    assert "Referred to by</h3>" not in html


def test_a_reference_moves_the_panel(plain: Any, corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    code = corpus.documents[0]
    clauses = tuple(replace(c, text="See point 3.1.1(f).") if str(c.path) == "rct_2" else c for c in code.clauses)
    monkeypatch.setattr(plain, "corpus", replace(corpus, shipped=(replace(code, clauses=clauses), *corpus.shipped[1:])))
    at = open_app(clause="c/2024/601#rct_2")
    button_of(at, "C(2024) 601, point 3.1.1(f)").click().run()
    assert f"{CITED}</h2>" in html_of(at)
    button_of(at, "C(2024) 601, recital 2").click().run()  # and back, from what it is referred to by
    assert "C(2024) 601, recital 2</h2>" in html_of(at)


def test_a_deep_link_opens_the_page_at_the_clause(plain: Any) -> None:
    at = open_app(clause="c/2024/601#pnt_2.2.1/frg_1")
    assert not at.exception
    html = html_of(at)
    assert "The source lacks text here." in html
    assert "The label of this text is missing in the source." in html
    assert len(at.chat_input) == 1  # the chat is there too


@pytest.mark.parametrize("uid", ["c/2024/601#pnt_9.9", "nonsense", HOSTILE, "c/1#", "reco/2022/2415#pnt_1"])
def test_an_unknown_clause_in_the_address_gets_a_sentence(plain: Any, uid: str) -> None:
    at = open_app(clause=uid)
    assert not at.exception
    assert len(at.error) == 1
    assert "<script>alert" not in html_of(at)
    button_of(at, "Close").click().run()
    assert not at.error


def test_a_question_the_texts_do_not_cover_is_refused_and_the_nearest_clauses_are_called_that(plain: Any) -> None:
    at = ask(open_app(), "Bananas?")
    assert not at.exception
    html = html_of(at)
    assert "Not covered by these texts" in html
    assert "These texts do not say." in html
    assert "Closest clauses, not an answer" in html
    assert "blockquote" not in html
    suggestion = [button for button in at.button if str(button.key).startswith("suggestion-")][-1]
    suggestion.click().run()
    assert f"{suggestion.label}</h2>" in html_of(at)


def test_a_follow_up_shows_what_was_searched_and_carries_the_history(plain: Any) -> None:
    at = ask(open_app(), QUESTION)
    assert "Searched as:" not in html_of(at)
    ask(at, "And data?")
    assert f"Searched as: {QUESTION} And data?" in html_of(at)
    asked, history = plain.asked[1]
    assert asked == "And data?"
    assert [message["role"] for message in history] == ["user", "assistant"]
    assert history[0]["content"] == QUESTION
    assert len(at.chat_message) == 4


def test_an_error_is_one_sentence_with_a_hint_and_keeps_the_question(
    plain: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(question: str, history: object = (), **_: object) -> Answer:
        raise IndexMissing("There is no index yet.", hint="Run `clausewise build`.")

    with monkeypatch.context() as broken:
        broken.setattr(plain, "ask", missing)
        at = ask(open_app(), QUESTION)
        assert not at.exception
        assert [error.value for error in at.error] == ["There is no index yet. Run `clausewise build`."]
        assert QUESTION in html_of(at)
    button_of(at, "Ask again").click().run()
    assert not at.error
    assert CITED in labels_of(at)


def test_an_overlong_question_is_an_error_and_stays_on_the_page(plain: Any) -> None:
    at = ask(open_app(), "word " * 200)
    assert not at.exception
    assert "longer than 500 characters" in at.error[0].value
    assert "word word" in html_of(at)


def test_a_corpus_that_cannot_be_read_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Asks:
        raise CatalogueError("The catalogue is gone.", hint="Restore it.")

    monkeypatch.setattr(shared, "assistant", broken)
    at = open_app()
    assert not at.exception
    assert [error.value for error in at.error] == ["The catalogue is gone. Restore it."]


def test_a_new_conversation_starts_empty(plain: Any) -> None:
    at = ask(open_app(), QUESTION)
    button_of(at, "New conversation").click().run()
    assert "<h1>Ask the guidance</h1>" in html_of(at)
    assert len(at.chat_message) == 0


def test_hostile_text_is_shown_as_text(plain: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = hostile_entry()
    named = replace(entry, key="reco/2030/1", kind="recommendation", how="none", identifiers={"number": "(EU) 2030/1"})
    document = parse(entry, f"# {HOSTILE}\n\n{HOSTILE} and Recommendation (EU) 2030/1\n".encode())
    corpus = Corpus(Catalogue((entry, named)), (document,))
    clause = document.clauses[-1]
    citation = Citation(clause.uid, clause.label, clause.text, clause.spans, entry.url)
    answer = Answer(
        status="partial",
        markdown=f"{HOSTILE}\n\n*aside {HOSTILE}*",
        sentences=(Sentence(HOSTILE + "!", (), "unsupported"), Sentence(clause.text, (clause.uid,), "verbatim")),
        citations=(citation,),
        retrieved=(),
        suggestions=(document.clauses[0].uid,),
        engine=HOSTILE,
        timings_ms={},
        question=HOSTILE,
        standalone=HOSTILE + "?",
        generation="",
        confidence=0.5,
    )
    monkeypatch.setattr(plain, "corpus", corpus)
    monkeypatch.setattr(plain, "ask", lambda question, history=(), **_: replace(answer, question=question))
    at = ask(open_app(clause=clause.uid), HOSTILE)
    assert not at.exception
    html = html_of(at)
    assert "Refers to</h3>" in html
    assert html.count("&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;") >= 6
    for sign in ("<script>alert", "<b>", 'href="javascript'):
        assert sign not in html
    for label in labels_of(at):
        for sign in ("<", "[", "$", ":red["):
            assert label.count(sign) == label.count("\\" + sign)
    assert at.markdown.len == 0  # no document text goes through Markdown
    assert any(clause.text in code.value for code in at.code)


def test_the_source_panel_gives_the_citation_in_the_style_chosen(plain: Any) -> None:
    at = open_app(clause=UID)
    assert not at.exception
    assert at.code[-1].value == CITED
    at.segmented_control[0].set_value("bibtex").run()
    assert at.code[-1].value.startswith("@misc{c/2024/601:pnt_3.1.1/pnt_f,")
    at.query_params["clause"] = "c/2024/601#ftn_38"
    assert at.run().code[-1].value.startswith("@misc{c/2024/601:ftn_38,")  # the choice holds, the footnote asked for
