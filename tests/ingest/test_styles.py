"""Citations to paste: what they say, that other programs read them back, and what they never claim."""

import datetime
import json
from dataclasses import replace
from typing import Any

import pytest
from pybtex.database import BibliographyData, parse_string

from ingest.address import Address
from ingest.catalogue import Catalogue, Entry
from ingest.corpus import Corpus
from ingest.errors import CitationError
from ingest.lookup import look_up
from ingest.model import Clause, Footnote
from ingest.parse import parse
from ingest.shelf import Record
from ingest.styles import STYLES, Style, cite, full, places, published, short

TITLE = (
    "Commission Recommendation of 1.3.2024 on a Code of Practice on industry-academia co-creation for knowledge "
    "valorisation"
)
WITNESS = (
    "Text quoted: Commission text transmitted to the Council (document 7263/24); the Official Journal text, "
    "(EU) 2024/774, differs in places"
)
PUBLISHED = "published as (EU) 2024/774, OJ L, 2024/774, 5.3.2024, ELI: http://data.europa.eu/eli/reco/2024/774/oj"
# The variables of the CSL-JSON schema (1.0.2) that may be a text, and the types of items used here.
CSL_TEXTS = {"id", "type", "title", "title-short", "number", "genre", "section", "locator", "references", "note", "URL"}
CSL_TYPES = {"legislation", "webpage", "report", "document"}


def cited(corpus: Corpus, reference: str, style: Style) -> str:
    found = look_up(reference, corpus)
    assert found.status == "found"
    return cite(found.targets, corpus, style)


def pieces(corpus: Corpus) -> list[Clause | Footnote]:
    return [piece for document in corpus.documents for piece in (*document.clauses, *document.footnotes)]


def with_entry(corpus: Corpus, **changed: Any) -> tuple[Corpus, Clause]:
    """A corpus of one small act whose entry has `changed` facts, and a recital of it."""
    plain = {"witness": None, "url": None, "date": None, "identifiers": None, "unverified": ()}
    entry = replace(corpus.catalogue.entries[0], **(plain | changed))
    source = corpus.documents[0].source.encode()
    document = parse(corpus.catalogue.entries[0], source)
    other = Corpus(Catalogue((entry,)), (document,))
    return other, document.clause_at("rct_6")


@pytest.mark.parametrize(
    ("reference", "written"),
    [
        ("3.1.1(f)", "C(2024) 601, point 3.1.1(f)"),
        ("footnote 38", "C(2024) 601, footnote 38"),
        ("3.1.1(c) and 3.2.1(b)", "C(2024) 601, points 3.1.1(c) and 3.2.1(b)"),
        ("points 3.1.1(f), (g) and (h)", "C(2024) 601, points 3.1.1(f), (g) and (h)"),
        ("recital 2 and point 3.1.1(f)", "C(2024) 601, recital 2; point 3.1.1(f)"),
        (
            "recommendation 3 of the MLE page and point 3.1.1(f) of C(2024) 601",
            "MLE final report (web page), recommendation 3\nC(2024) 601, point 3.1.1(f)",
        ),
    ],
)
def test_the_short_citation_is_the_one_the_program_prints(corpus: Corpus, reference: str, written: str) -> None:
    assert cited(corpus, reference, "short") == written


@pytest.mark.parametrize("reference", ["3.1.1(c) and 3.2.1(b)", "points 3.1.1(f), (g) and (h)", "recitals 2, 4 and 6"])
def test_a_short_citation_of_several_clauses_leads_back(corpus: Corpus, reference: str) -> None:
    targets = look_up(reference, corpus).targets
    assert look_up(short(targets, corpus), corpus).targets == targets


def test_the_full_citation_names_the_text_that_is_quoted(corpus: Corpus) -> None:
    assert cited(corpus, "3.1.1(f)", "full") == f"{TITLE} (C(2024) 601; {PUBLISHED}), point 3.1.1(f). {WITNESS}"
    assert cited(corpus, "3.1.1(c) and 3.2.1(b)", "full") == (
        f"{TITLE} (C(2024) 601; {PUBLISHED}), points 3.1.1(c) and 3.2.1(b). {WITNESS}"
    )


@pytest.mark.parametrize("style", STYLES[1:])
def test_no_citation_claims_the_words_of_another_witness(corpus: Corpus, style: Style) -> None:
    for piece in corpus.documents[0].clauses:
        written = cite([piece], corpus, style)
        assert WITNESS in written
        if style == "csl-json":
            assert not {"URL", "container-title"} & json.loads(written)[0].keys()
        if style == "bibtex":
            assert "url =" not in written


def test_a_web_page_is_cited_by_title_and_place(corpus: Corpus) -> None:
    title = "‘Peer learning for better knowledge valorisation: final report of the Mutual Learning Exercise published’"
    assert cited(corpus, "recommendation 9", "full") == f"European Commission, {title}, news item, recommendation 9"
    [news] = [d for d in corpus.documents if d.key == "web/codes-of-practice-news"]
    assert full([news.clause_at("unp_3")], corpus).endswith("’, news item, 14 March 2024, paragraph 2")


def test_the_day_of_an_event_is_not_the_date_of_its_page(corpus: Corpus) -> None:
    [page] = [d for d in corpus.documents if d.key == "web/oecd-co-creation-workshop"]
    clause = page.clauses[0]
    assert full([clause], corpus) == "OECD, ‘Workshop on co-creation (Moscow, 5-6 March 2020)’, event page, title"
    assert "year" not in cite([clause], corpus, "bibtex")
    [item] = json.loads(cite([clause], corpus, "csl-json"))
    assert ("issued" in item, item["event-date"]) == (False, {"date-parts": [[2020, 3, 5]]})


@pytest.mark.parametrize(
    ("key", "reference"),
    [
        ("reco/2023/499", "OJ L 69, 7.3.2023, p. 75, ELI: http://data.europa.eu/eli/reco/2023/499/oj"),
        ("oj/c/2023/1640", "OJ C, C/2023/1640, 29.12.2023, ELI: http://data.europa.eu/eli/C/2023/1640/oj"),
        ("reco/2008/416", ""),
        ("c/2024/601", PUBLISHED),
    ],
)
def test_journal_references_have_the_form_of_their_time(corpus: Corpus, key: str, reference: str) -> None:
    entry = corpus.catalogue.get(key)
    assert entry is not None
    assert published(entry) == reference


def test_the_text_of_the_journal_is_cited_by_number_journal_and_link(corpus: Corpus) -> None:
    act = corpus.catalogue.get("reco/2023/499")
    assert act is not None
    facts = {name: getattr(act, name) for name in ("title", "identifiers", "date", "url")}
    other, recital = with_entry(corpus, **facts)
    assert full([recital], other) == f"{act.title} ({published(act)}), recital 6"
    assert f"url = {{{act.url}}}" in cite([recital], other, "bibtex")
    [item] = json.loads(cite([recital], other, "csl-json"))
    assert (item["URL"], item["number"], "note" in item) == (act.url, "(EU) 2023/499", False)


def test_what_is_not_established_is_left_out(corpus: Corpus) -> None:
    other, recital = with_entry(corpus, author=None, title="A title")
    assert full([recital], other) == "A title, recital 6"
    assert "author" not in cite([recital], other, "bibtex")
    assert "year" not in cite([recital], other, "bibtex")
    assert json.loads(cite([recital], other, "csl-json"))[0].keys() == {
        *("id", "type", "title", "title-short", "section", "locator")
    }
    doubtful, recital = with_entry(corpus, identifiers={"oj": "OJ L 1, 1.1.2000, p. 1"}, unverified=("oj",))
    assert "OJ" not in full([recital], doubtful)


def bibliography(text: str) -> BibliographyData:
    return parse_string(text, "bibtex")


def test_a_bibtex_parser_reads_every_entry_back(corpus: Corpus) -> None:
    parts = pieces(corpus)
    read = bibliography(cite(parts, corpus, "bibtex"))
    assert len(read.entries) == len(parts)
    for part in parts:
        entry = read.entries[part.uid.replace("#", ":")]
        assert entry.type == "misc"
        assert entry.fields["note"].partition(". Text quoted")[0] == part.label
    entry = read.entries["c/2024/601:pnt_3.1.1/pnt_f"]
    assert (entry.fields["year"], entry.fields["month"], entry.fields["day"]) == ("2024", "March", "1")
    assert [str(person) for person in entry.persons["author"]] == ["{European Commission}"]


@pytest.mark.parametrize(
    ("title", "escaped"),
    [
        ("R&D: 50 % of {open} costs_#1", r"R\&D: 50 \% of \textbraceleft{}open\textbraceright{} costs\_\#1"),
        ("one { brace, $5, ~ and ^", r"one \textbraceleft{} brace, \$5, \textasciitilde{} and \textasciicircum{}"),
        ("C:\\temp “Marie Skłodowska-Curie” – ½", r"C:\textbackslash{}temp “Marie Skłodowska-Curie” – ½"),
        ('a "quoted" @word, x = 1', 'a "quoted" @word, x = 1'),
    ],
)
def test_hostile_characters_do_not_end_a_bibtex_field(corpus: Corpus, title: str, escaped: str) -> None:
    other, recital = with_entry(corpus, title=title, author=title, date=datetime.date(2024, 12, 31))
    [entry] = bibliography(cite([recital], other, "bibtex")).entries.values()
    assert entry.fields["title"] == f"{{{escaped}}}"
    assert (entry.fields["month"], entry.fields["note"]) == ("December", "recital 6")


def test_csl_json_is_a_list_of_items_a_processor_takes(corpus: Corpus) -> None:
    parts = pieces(corpus)
    items = json.loads(cite(parts, corpus, "csl-json"))
    assert [item["id"] for item in items] == [part.uid for part in parts]
    for item in items:
        assert item["type"] in CSL_TYPES
        assert all(author.keys() == {"literal"} for author in item.pop("author", []))
        for name in ("issued", "event-date"):
            assert all(isinstance(n, int) for n in item.pop(name, {"date-parts": [[1]]})["date-parts"][0])
        assert item.keys() <= CSL_TEXTS
        assert all(isinstance(value, str) for value in item.values())
        assert item["section"] == item["locator"]


def test_clauses_named_twice_are_cited_once_and_none_not_at_all(corpus: Corpus) -> None:
    [clause] = look_up("3.1.1(f)", corpus).targets
    for style in STYLES:
        assert cite([clause, clause], corpus, style) == cite([clause], corpus, style)
        assert cite([], corpus, style) == ""


def test_an_unknown_style_is_told_with_the_known_ones(corpus: Corpus) -> None:
    with pytest.raises(CitationError, match="bibtex"):
        cite(corpus.documents[0].clauses[:1], corpus, "apa")  # type: ignore[arg-type]


def test_labels_without_a_number_are_never_joined() -> None:
    assert places(["“Key take aways”, paragraph 1", "“Key take aways”, paragraph 2"]) == (
        "“Key take aways”, paragraph 1; “Key take aways”, paragraph 2"
    )
    assert places(["point 1(5)", "point 2.3.1(g)(i)", "point 2.3.1(g)(ii)"]) == "points 1(5), 2.3.1(g)(i) and (ii)"


def test_an_entry_without_any_fact_but_its_title_is_still_cited() -> None:
    entry = Entry("a/1", "T", "S", "N", "report", "none", "none", "none")
    assert published(entry) == ""


def test_a_fetched_text_of_the_journal_is_cited_as_itself(corpus: Corpus) -> None:
    record = Record(
        key="reco/2024/774",
        origin="fetched",
        title="x",
        source="Official Journal text, (EU) 2024/774, fetched on 2026-11-20",
        since="2026-11-20",
        entry="c/2024/601",
        language="eng",
    )
    document = replace(
        corpus.documents[0], key=record.key, clauses=tuple(map(_moved, corpus.documents[0].clauses)), footnotes=()
    )
    both = corpus.with_document(record, document)
    clause = document.clause_at("pnt_3.1.1/pnt_f")
    assert full([clause], both) == (
        f"{TITLE} ((EU) 2024/774; {PUBLISHED.removeprefix('published as (EU) 2024/774, ')}), point 3.1.1(f). "
        "Text quoted: Official Journal text, (EU) 2024/774, fetched on 2026-11-20"
    )
    [item] = json.loads(cite([clause], both, "csl-json"))
    assert (item["number"], item["URL"]) == ("(EU) 2024/774", "https://eur-lex.europa.eu/eli/reco/2024/774/oj")
    assert WITNESS in full([corpus.documents[0].clause_at("rct_6")], both)


def _moved(clause: Clause) -> Clause:
    return replace(clause, address=Address("reco/2024/774", clause.path))


def test_a_document_of_the_users_own_is_cited_by_its_title_alone(corpus: Corpus) -> None:
    record = Record("own/ip-policy", "added", "IP policy 2026", "your file ip.md, added on 2026-11-20", "2026-11-20")
    document = corpus.parse(record, [b"# IP policy\n\n1. The university owns results.\n\n2. Staff share them.\n"])
    own = corpus.with_document(record, document)
    clause = next(clause for clause in document.clauses if "owns" in clause.text)
    assert full([clause], own) == f"‘IP policy 2026’, {clause.label}"
    assert "your file" not in cite([clause], own, "bibtex")
    assert json.loads(cite([clause], own, "csl-json"))[0]["type"] == "document"
