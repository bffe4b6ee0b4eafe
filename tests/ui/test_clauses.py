"""The Clauses page as a reader uses it, run by Streamlit's own test driver over an assistant without a model."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from driving import HOSTILE, hostile_entry, html_of, open_app

from ingest.catalogue import Catalogue
from ingest.corpus import Corpus
from ingest.parse import parse
from ingest.questions import Curated

UID = "c/2024/601#pnt_3.1.1/pnt_f"


def _link(uid: str) -> str:
    return f'href="?clause={quote(uid, safe="")}" data-clause="{uid}"'


def test_the_page_opens_with_the_box_and_the_contents_of_the_first_document(plain: Any, corpus: Corpus) -> None:
    at = open_app("clauses")
    assert not at.exception
    html = html_of(at)
    assert ">Clauses</h1>" in html
    assert at.text_input[0].label == "Reference or words"
    assert at.selectbox[0].value == "c/2024/601"
    for clause in corpus.documents[0].clauses:
        assert _link(clause.uid) in html
    assert '<article class="cw-print">' not in html


def test_a_reference_typed_leads_to_the_clause_and_stays_in_the_box(plain: Any) -> None:
    at = open_app("clauses")
    at.text_input[0].set_value("3.1.1 f").run()
    html = html_of(at)
    assert _link(UID) in html
    assert "1 clause</p>" in html
    assert '<nav class="cw-tree"' not in html
    at.query_params["clause"] = UID
    at.run()
    assert not at.exception
    assert "C(2024) 601, point 3.1.1(f)</h2>" in html_of(at)
    assert at.text_input[0].value == "3.1.1 f"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2.2.1(c)", "has a hole here"),
        ("3.1.1(z)", "No clause “3.1.1(z)” exists"),
        ("6", "can mean 3 clauses"),
        ("bananas", "No clause has these words."),
        ("C(2022) 1 &lt;b&gt;", "clause"),
        ("(EU) 2023/499", "its text is not in the index"),
    ],
)
def test_a_wrong_reference_is_told_in_a_sentence(plain: Any, typed: str, told: str) -> None:
    at = open_app("clauses")
    at.text_input[0].set_value(typed).run()
    assert not at.exception
    assert told in html_of(at)


def test_words_in_the_address_are_looked_for(plain: Any) -> None:
    at = open_app("clauses", q="conflict")
    assert _link("c/2024/601#pnt_3.1.1/pnt_c") in html_of(at)


def test_the_page_of_a_clause_tells_everything_known_of_it(plain: Any, corpus: Corpus) -> None:
    at = open_app("clauses", clause=UID)
    assert not at.exception
    html, clause = html_of(at), corpus.clause(UID)
    assert clause is not None
    for told in (
        "C(2024) 601, point 3.1.1(f)</h2>",
        "Binding force: none",
        "It is recommended to develop a joint industry-academia partnership framework",
        "It is recommended to follow the guidance provided in",
        "document 7263/24",
        "Audit of this text: sound",
        "Refers to</h3>",
        "Checklist of C(2024) 601, point 3.1.1</h3>",
        _link("c/2024/601#sct_1/pnt_5"),  # ‘open science’ is a defined term
        'aria-current="page"',
        '<article class="cw-print">',
    ):
        assert told in html, told
    assert [code.value for code in at.code] == [f"“{clause.text}” (C(2024) 601, point 3.1.1(f))", corpus.cite(clause)]
    assert set(corpus.questions.of(UID)) <= {button.label for button in at.button}
    assert "Where else the family says it" not in html  # there is no index


def test_a_question_of_the_clause_is_asked_on_the_ask_page(plain: Any, corpus: Corpus) -> None:
    at = open_app("clauses", clause=UID)
    question = corpus.questions.of(UID)[0]
    next(button for button in at.button if button.label == question).click().run()
    assert not at.exception
    assert [asked for asked, _ in plain.asked] == [question]


def test_the_contents_follow_the_clause_and_a_choice_of_the_reader_stays(plain: Any) -> None:
    at = open_app("clauses", clause="web/mle-final-report#pnt_2")
    assert at.selectbox[0].value == "web/mle-final-report"
    at.selectbox[0].set_value("c/2024/601").run()
    assert at.selectbox[0].value == "c/2024/601"
    at.query_params["clause"] = "web/oecd-co-creation-workshop#unp_3"
    assert at.run().selectbox[0].value == "web/oecd-co-creation-workshop"


@pytest.mark.parametrize(
    ("uid", "told"),
    [
        ("c/2024/601#pnt_2.2.1/pnt_c", "has a hole where point 2\\.2\\.1(c) would stand"),
        ("c/2024/601#pnt_9.9", "has no point 9.9"),
        ("nonsense", "is not a clause address"),
        (HOSTILE, "is not a clause address"),
    ],
)
def test_an_address_that_leads_nowhere_gets_a_sentence_and_what_is_near(plain: Any, uid: str, told: str) -> None:
    at = open_app("clauses", clause=uid)
    assert not at.exception
    assert told.replace("\\", "") in at.error[0].value.replace("\\", "")
    assert "<script>alert" not in html_of(at)
    if "#" in uid and "2.2.1" in uid:
        assert _link("c/2024/601#pnt_2.2.1/pnt_b") in html_of(at).partition("Nearest clauses")[2]


def test_a_footnote_has_a_page_and_marks_its_clause_in_the_contents(plain: Any) -> None:
    at = open_app("clauses", clause="c/2024/601#ftn_38")
    assert not at.exception
    html = html_of(at)
    assert "C(2024) 601, footnote 38</h2>" in html
    assert f'{_link(UID)} aria-current="page"' in html


def test_hostile_text_is_shown_as_text(plain: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = hostile_entry()
    document = parse(entry, f"# {HOSTILE}\n\n{HOSTILE} words\n".encode())
    uid = document.clauses[-1].uid
    corpus = Corpus(Catalogue((entry,)), (document,)).asked(Curated({uid: (f"{HOSTILE}?",)}))
    monkeypatch.setattr(plain, "corpus", corpus)
    at = open_app("clauses", clause=uid)
    assert not at.exception
    typed = open_app("clauses", clause=uid, q="words")
    assert 'class="cw-row-words"' in html_of(typed)
    for html in (html_of(at), html_of(typed)):
        assert html.count("&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;") >= 4
        for sign in ("<script>alert", "<b>", 'href="javascript'):
            assert sign not in html
    for label in [button.label for button in (*at.button, *typed.button)]:
        for sign in ("<", "[", "$", ":red["):
            assert label.count(sign) == label.count("\\" + sign)
    assert at.markdown.len == 0


def test_a_removed_document_is_no_longer_the_one_chosen(plain: Any, corpus: Corpus) -> None:
    at = open_app("clauses")
    at.selectbox[0].set_value("web/mle-final-report").run()
    plain.corpus = replace(corpus, shipped=corpus.shipped[:1])
    at.run()
    assert not at.exception
    assert at.selectbox[0].value == "c/2024/601"
