"""Answers as files: what they hold, that they are the same each time, and that nothing in them is active."""

import datetime
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from exporting import answer_to
from markdown_it import MarkdownIt
from pybtex.database import parse_string

from ingest.catalogue import Catalogue, Entry
from ingest.corpus import Corpus
from ingest.errors import ExportError
from ingest.parse import parse, parse_file
from rag.export import MIME, Form, export
from rag.results import Answer, Citation, LeftOut, Sentence

DAY = datetime.date(2026, 11, 20)
HOSTILE = (
    "# <script>x</script> [a](javascript:b) ![i](http://e/x.png) $m$ | ~~s~~ \\ {y} @z &lt; "
    "\u202eabc\u0007\ud800\n> - 1. q"
)


def hostile(corpus: Corpus) -> tuple[Answer, Corpus]:
    """An answer in which everything that can be hostile is: question, title, clause, the answer's own words."""
    entry = Entry(
        key="web/hostile",
        title=HOSTILE,
        short=HOSTILE,
        name=HOSTILE,
        kind="news item",
        force="none",
        licence="none",
        how="shipped",
        witness=HOSTILE,
        url="javascript:alert(1)",
    )
    document = parse(entry, f"# Title\n\nAll {HOSTILE[:40]} of it\n".encode())
    clause = document.clauses[-1]
    citation = Citation(clause.uid, clause.label, clause.text, clause.spans, entry.url)
    answer = Answer(
        status="partial",
        markdown=f"[Click](javascript:x) <b>{HOSTILE[:20]}</b>\n\n# Heading\n\n> \\<b> — **x**\n\n*aside*",
        sentences=(Sentence(HOSTILE, (clause.uid,), "unsupported"),),
        citations=(citation,),
        retrieved=(clause.uid,),
        suggestions=(),
        engine=HOSTILE,
        timings_ms={},
        question=HOSTILE,
        standalone=HOSTILE + "?",
        generation=HOSTILE,
        confidence=0.5,
    )
    return answer, Corpus(Catalogue((entry,)), (document,))


def word(data: bytes) -> list[tuple[str, str]]:
    return [(p.style.name, p.text) for p in Document(io.BytesIO(data)).paragraphs]


@pytest.mark.parametrize("form", MIME)
def test_the_same_answer_is_the_same_file(form: Form, corpus: Corpus) -> None:
    answers = [answer_to("3.1.1(f)", corpus), answer_to("2.2.1", corpus)]
    assert export(answers, corpus, form, on=DAY) == export(answers, corpus, form, on=DAY)


def test_a_page_tells_question_status_answer_sources_gaps_and_making(corpus: Corpus) -> None:
    answer = replace(answer_to("2.2.1", corpus), question="And 2.2.1?", standalone="What does 2.2.1 say?")
    written = export([answer], corpus, "md", on=DAY).decode()
    for told in (
        "# And 2.2.1?",
        "**Searched as:** What does 2.2.1 say?",
        "**Status:** Clause lookup",
        "> - (a) providing and encouraging coaching",
        "Recommendation, not binding. <https://eur-lex.europa.eu/eli/reco/2024/774/oj>",
        "ELI: http://data.europa.eu/eli/reco/2024/774/oj), point 2.2.1(a)",
        "- Gap in the source (C(2024) 601): After point 2.2.1(b)",
        "**Index generation:** 20261120-test",
        "**Exported on:** 2026-11-20",
    ):
        assert told in written
    assert "Annex" not in written
    assert "## Annex: clauses retrieved" in export([answer], corpus, "md", on=DAY, annex=True).decode()


def test_a_clause_cited_twice_is_one_source(corpus: Corpus) -> None:
    written = export([answer_to("3.1.1(f)", corpus)] * 2, corpus, "md", on=DAY).decode()
    assert written.count("### C(2024) 601, point 3.1.1(f)") == 1
    assert written.count("## 3.1.1(f)\n") == 2


def test_a_word_document_has_real_styles_links_and_properties(corpus: Corpus) -> None:
    data = export([answer_to("2.3.1", corpus)], corpus, "docx", on=DAY)
    rows = word(data)
    assert rows[0] == ("Title", "2.3.1")
    assert ("Heading 1", "Sources") in rows
    assert ("Heading 2", "C(2024) 601, point 2.3.1(g)") in rows
    assert {"Quote", "List Bullet", "Normal"} <= {style for style, _ in rows}
    document = Document(io.BytesIO(data))
    assert document.core_properties.title == "2.3.1"
    assert document.core_properties.author == "clausewise"
    assert document.core_properties.created.date() == DAY
    links = [link.address for paragraph in document.paragraphs for link in paragraph.hyperlinks]
    assert set(links) == {"https://eur-lex.europa.eu/eli/reco/2024/774/oj"}
    assert {info.date_time[0] for info in zipfile.ZipFile(io.BytesIO(data)).infolist()} == {1980}


def test_our_own_reader_opens_the_word_document(corpus: Corpus, tmp_path: Path) -> None:
    file = tmp_path / "memo.docx"
    file.write_bytes(export([answer_to("3.1.1(c)", corpus)], corpus, "docx", on=DAY))
    quoted = corpus.clause("c/2024/601#pnt_3.1.1/pnt_c")
    assert quoted is not None
    assert any(quoted.text in clause.text for clause in parse_file(file).clauses)


def test_bibtex_has_one_entry_a_clause_and_tells_of_gaps(corpus: Corpus) -> None:
    written = export([answer_to("2.2.1", corpus)], corpus, "bib", on=DAY).decode()
    assert written.startswith("% Gap in the source (C(2024) 601): After point 2.2.1(b)")
    assert len(parse_string(written, "bibtex").entries) == 4


def test_json_has_the_answers_and_their_sources_in_full(corpus: Corpus) -> None:
    answer = answer_to("3.1.1(f)", corpus)
    data = json.loads(export([answer], corpus, "json", on=DAY))
    assert data["answers"] == [json.loads(json.dumps(answer.to_dict()))]
    assert [source["standing"] for source in data["sources"]] == ["Recommendation, not binding"] * len(data["sources"])
    assert data["made"]["Exported on"] == "2026-11-20"


def test_hostile_text_comes_out_as_text(corpus: Corpus) -> None:
    answer, texts = hostile(corpus)
    html = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(
        export([answer], texts, "md", on=DAY, annex=True).decode()
    )
    for active in ("<script", "<img", "<a ", "<b>", "<table", "<s>", "<code>"):
        assert active not in html
    assert html.count("<h1>") == 1
    rows = word(export([answer], texts, "docx", on=DAY, annex=True))
    assert sum(style == "Title" for style, _ in rows) == 1
    assert rows[0][1].endswith("\u202eabc > - 1. q\u202c")  # the direction it opens is closed again
    assert len(parse_string(export([answer], texts, "bib", on=DAY).decode(), "bibtex").entries) == 1
    json.loads(export([answer], texts, "json", on=DAY))


def test_a_citation_that_does_not_stand_is_not_exported(corpus: Corpus) -> None:
    answer = answer_to("3.1.1(f)", corpus)
    for citation in (
        replace(answer.citations[0], uid="c/2024/601#pnt_9.9.9"),
        replace(answer.citations[0], uid="nonsense"),
        replace(answer.citations[0], quote="Something else."),
    ):
        with pytest.raises(ExportError, match="nothing is exported"):
            export([replace(answer, citations=(citation,))], corpus, "md", on=DAY)


def test_words_left_out_are_told_and_words_put_together_anew_refused(corpus: Corpus) -> None:
    clause = corpus.clause("c/2024/601#pnt_3.1.1/pnt_b")
    assert clause is not None
    source, (span,) = corpus.document_of(clause).source, clause.spans
    middle = source.index(" and ", span.start)
    first, second = type(span)(span.start, middle), type(span)(middle + len(" and "), span.end)
    pieces = [source[first.start : first.end], source[second.start : second.end]]
    answer = answer_to("3.1.1(b)", corpus)
    cut = Citation(clause.uid, clause.label, f"{pieces[0]}{pieces[1]}", (first, second), None)
    written = export([replace(answer, citations=(cut,))], corpus, "md", on=DAY).decode()
    assert rf"> {pieces[0]} \[…\] {pieces[1]}" in written
    swapped = replace(cut, quote=f"{pieces[1]}{pieces[0]}", spans=(second, first))
    with pytest.raises(ExportError):
        export([replace(answer, citations=(swapped,))], corpus, "md", on=DAY)


def test_nothing_cited_is_no_bibtex(corpus: Corpus) -> None:
    empty = replace(answer_to("2.2.1(c)", corpus), question="2.2.1(c)")
    assert not empty.citations
    with pytest.raises(ExportError, match="Nothing is cited"):
        export([empty], corpus, "bib", on=DAY)
    assert "has a hole here" in export([empty], corpus, "md", on=DAY).decode()
    with pytest.raises(ExportError):
        export([], corpus, "md", on=DAY)


@pytest.mark.parametrize("form", ["md", "docx", "json"])
def test_what_a_model_wrote_in_vain_is_told_with_the_reasons(form: Form, corpus: Corpus) -> None:
    left_out = (
        LeftOut("Partners *must* pay.", "“must” makes a duty of it"),
        LeftOut(HOSTILE, "it holds markup or a link"),
    )
    answer = replace(answer_to("3.1.1(f)", corpus), left_out=left_out)
    data = export([answer], corpus, form, on=DAY)
    if form == "json":
        assert json.loads(data)["answers"][0]["left_out"][0] == left_out[0].to_dict()
    elif form == "docx":
        told = word(data)
        assert ("Heading 1", "Left out") in told
        assert ("List Bullet", "“Partners *must* pay.” — “must” makes a duty of it.") in told
    else:
        written = data.decode()
        assert "## Left out" in written
        assert "“Partners \\*must\\* pay.”* — “must” makes a duty of it." in written
        assert "<script" not in MarkdownIt().render(written)


def test_left_out_sentences_of_a_conversation_stand_under_their_questions(corpus: Corpus) -> None:
    one = replace(answer_to("3.1.1(f)", corpus), left_out=(LeftOut("They must pay.", "it cites no clause"),))
    written = export([one, answer_to("2.2.1", corpus)], corpus, "md", on=DAY).decode()
    assert "## Left out\n" in written
    assert written.index("### 3.1.1") > written.index("## Left out")
    assert "Left out" not in export([answer_to("2.2.1", corpus)], corpus, "md", on=DAY).decode()
