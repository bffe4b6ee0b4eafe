"""References to other acts: those of the catalogue, those outside it, and the real acts to measure on."""

from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path as FilePath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from referring import references, sample, told

from ingest.acts import Acts
from ingest.address import Address
from ingest.corpus import Corpus
from ingest.model import Document
from ingest.parse import parse_reading
from ingest.readers import read
from ingest.references import References

ACTS = FilePath(__file__).resolve().parents[3] / "shared" / "eu-acts"
needs_acts = pytest.mark.skipif(not ACTS.is_dir(), reason="the official acts to test against are not on this machine")
CODE = "c/2024/601"

NAMED = [
    ("in line with Commission Recommendation C(2024)600.", [("Commission Recommendation C(2024)600", "reco/2024/736")]),
    ("Recommendation (EU) 2023/499 helps", [("Recommendation (EU) 2023/499", "reco/2023/499")]),
    (
        "See ELI: http://data.europa.eu/eli/reco/2023/498/oj",
        [("ELI: http://data.europa.eu/eli/reco/2023/498/oj", "reco/2023/498")],
    ),
    ("See 32022H2415.", [("32022H2415", "reco/2022/2415")]),
    ("the Code of Practice on citizen engagement", [("Code of Practice on citizen engagement", "reco/2024/736")]),
    (
        "a Recommendation on a Code of Practice on standardisation in the ERA",
        [("Recommendation on a Code of Practice on standardisation in the ERA", "reco/2023/498")],
    ),
    ("Recommendation 2008/416/EC came first", [("Recommendation 2008/416/EC", "reco/2008/416")]),
    ("recital 6 of Recommendation (EU) 2022/2415", [("recital 6 of Recommendation (EU) 2022/2415", "reco/2022/2415")]),
    # Look-alikes of the catalogue's names
    ("Regulation (EU) 2023/499 says", [("Regulation (EU) 2023/499", "unresolved")]),
    ("Commission Decision C(2024) 600", [("Commission Decision C(2024) 600", "unresolved")]),
    ("Recommendation of 18 December 2023", [("Recommendation of 18 December 2023", "unresolved")]),
    ("COM(2024) 600 and SWD(2024) 601 final", [("COM(2024) 600", "foreign"), ("SWD(2024) 601 final", "foreign")]),
    ("C(2024) 6001", [("C(2024) 6001", "foreign")]),
    ("OJ C, C/2023/1321, 29.12.2023", [("OJ C, C/2023/1321", "foreign")]),
    ("OJ L 69, 7.3.2023, p. 75", [("OJ L 69", "unresolved")]),
    ("a Communication on the Guiding principles for knowledge valorisation", []),
    ("we update the guiding principles for knowledge valorisation", []),
    ("the Code of Practice on citizen engagement platforms", []),
    ("Era agenda (https://eur-lex.europa.eu/eli/reco/2022/2415/oj)", []),  # a link's address is no evidence
    # Outside the catalogue
    (
        "Regulations (EU) No 1290/2013 and (EU) No 1291/2013",
        [("Regulations (EU) No 1290/2013", "foreign"), ("(EU) No 1291/2013", "foreign")],
    ),
    ("Conclusions (2022/C 167/03)", [("2022/C 167/03", "foreign")]),
    ("Council document 14705/22", [("Council document 14705/22", "foreign")]),
]


@pytest.mark.parametrize(("sentence", "expected"), NAMED)
def test_an_act_is_known_by_its_words(corpus: Corpus, sentence: str, expected: list[tuple[str, str]]) -> None:
    assert told(references(sample(), "art_4/unp_1", corpus, sentence)) == expected


def test_a_clause_of_another_document_is_found_when_its_text_is_here(corpus: Corpus) -> None:
    sentence = (
        "See points 3.1.1(a) to (c) of C(2024) 601, letter (h) of point 2.3.1 of Recommendation (EU) 2024/774, "
        "C(2024) 601, recital 6 and point 2.2.1(c) of C(2024) 601."
    )
    found = references(sample(), "art_4/unp_1", corpus, sentence)
    assert [end for _, end in told(found)] == [
        "pnt_3.1.1/pnt_a pnt_3.1.1/pnt_b pnt_3.1.1/pnt_c",
        "pnt_2.3.1/pnt_h",
        "rct_6",
        CODE,
    ]
    assert {target.document for reference in found for target in reference.targets} == {CODE}
    assert "lacks text" in found[-1].reason  # the hole behind 2.2.1(b)


def test_once_a_text_is_in_the_corpus_its_clauses_are_targets(corpus: Corpus) -> None:
    other = replace(sample(), key="reco/2024/736")
    words = "See Article 5(2) of Recommendation (EU) 2024/736."
    [before] = references(sample(), "art_4/unp_1", corpus, words)
    clause = replace(sample().clause_at("art_4/unp_1"), text=words)
    [after] = References(sample(), Acts(corpus.catalogue), {other.key: other}.get).of(clause)
    assert (before.status, before.document, before.targets) == ("document", "reco/2024/736", ())
    assert after.status == "clause"
    assert list(map(str, after.targets)) == ["reco/2024/736#art_5/par_2"]


@pytest.mark.parametrize(
    ("path", "words", "ends"),
    [
        ("pnt_2.1.1/pnt_c", "as in points 2.3.1(g)(i) and (ii)", ["pnt_2.3.1/pnt_g/pnt_i pnt_2.3.1/pnt_g/pnt_ii"]),
        ("pnt_2.1.1/pnt_c", "as in point (a), section 3.2 and footnote 38", ["pnt_2.1.1/pnt_a", "sct_3.2", "ftn_38"]),
        ("ftn_38", "See point 3.1.1(f) and recital 6", ["pnt_3.1.1/pnt_f", "rct_6"]),
        ("sct_1/pnt_3", "see point (1) and point 1(5)", ["sct_1/pnt_1", "sct_1/pnt_5"]),
        ("pnt_2.1.1", "see paragraph 3.1.1 of this Recommendation", ["pnt_3.1.1"]),
        ("pnt_2.2.1/pnt_a", "see point 2.2.1(c)", ["unresolved"]),
        ("rct_1", "C(2024) 601, (EU) 2024/774 and this Recommendation", []),  # it does not refer to itself
        ("rct_1", "point 3.1.1 of Recommendation (EU) 2024/774", ["pnt_3.1.1"]),
    ],
)
def test_the_recommendation_is_referred_to_by_its_points(
    corpus: Corpus, path: str, words: str, ends: list[str]
) -> None:
    document = corpus.document(CODE)
    assert document is not None
    assert [end for _, end in told(references(document, path, corpus, words))] == ends


def test_the_shipped_text_refers_to_the_acts_it_prints(corpus: Corpus) -> None:
    document = corpus.document(CODE)
    assert document is not None
    expected = {
        "rct_1": ["reco/2022/2415"],
        "rct_5": ["oj/c/2023/1640"],
        "sct_1/pnt_5": ["foreign"],
        "sct_1/pnt_7": ["unresolved", "foreign"],  # "Article 14(1)(a) and Article 39(3) of Regulation …"
        "pnt_2.1.2/pnt_g": ["reco/2024/736"],
        "ftn_1": ["reco/2022/2415"],
        "ftn_5": ["foreign"],
        "ftn_6": ["oj/c/2023/1640"],
        "ftn_11": [],  # its link points to the wrong act
        "ftn_12": ["reco/2022/2415"],
        "ftn_13": ["oecd/co-creation-2021"],
        "ftn_15": ["foreign"] * 3,
        "ftn_16": ["reco/2023/499"],
        "ftn_38": ["reco/2023/499"],
    }
    for path, ends in expected.items():
        assert [end for _, end in told(references(document, path, corpus))] == ends, path


def test_the_corpus_knows_both_directions(corpus: Corpus) -> None:
    words = "See points 3.1.1(a) to (c) and (EU) 2023/499."
    code = corpus.document(CODE)
    assert code is not None
    clauses = [replace(c, text=words) if str(c.path) == "pnt_3.2.1/pnt_a" else c for c in code.clauses]
    changed = replace(corpus, shipped=(replace(code, clauses=tuple(clauses)),))
    for letter in "abc":
        [reference] = changed.references_to(Address.parse(f"{CODE}#pnt_3.1.1/pnt_{letter}"))
        assert (str(reference.source), reference.text) == (f"{CODE}#pnt_3.2.1/pnt_a", "points 3.1.1(a) to (c)")
    assert changed.references_to(Address.parse(f"{CODE}#pnt_3.1.1")) == ()


@cache
def _shipped() -> Corpus:
    """The shipped corpus, kept out of what Hypothesis prints."""
    return Corpus.load(FilePath(__file__).resolve().parents[2] / "corpus")


PIECES = [
    *(
        "Article 5",
        "Articles 1 and",
        "5(1), (2)",
        "point (a)",
        "points (a) to",
        "(c)",
        "of",
        "to",
        "paragraph 2",
        "the Annex",
    ),
    *(
        "of this Article",
        "thereof",
        "of that Regulation",
        "Regulation (EU) 2016/679",
        "C(2024) 601",
        "C(2024)600",
        ",",
        "and",
    ),
    *(
        "Annex XIV",
        "recital 1",
        "footnote 38",
        "point 3.1.1(f)",
        "‘",
        "’",
        '"',
        "(",
        ")",
        "first subparagraph",
        "Section 2",
    ),
    *(
        "is replaced by the following",
        "Code of Practice on citizen engagement",
        "\u00a0",
        "§",
        "İ",
        "1.1.1.1",
        "this",
        "Chapter I",
    ),
]


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join), st.text(max_size=200)))
def test_whatever_the_words_offsets_give_them_back_and_targets_exist(words: str) -> None:
    corpus = _shipped()
    code = corpus.document(CODE)
    assert code is not None
    for document, path in ((sample(), "art_3/par_1"), (code, "pnt_3.1.1/pnt_f"), (code, "ftn_38")):
        for reference in references(document, path, corpus, words):
            texts = {document.key: document, CODE: code}
            for target in reference.targets:
                there = texts[target.document]
                assert there.clause(target.path) or there.footnote(target.path)
            assert bool(reference.targets) == (reference.status == "clause")
            assert reference.status != "unresolved" or reference.reason


def _act(name: str) -> Document:
    return parse_reading(read((ACTS / name).read_bytes()), key="test/act", kind=None, title="an act", sha256="")


@needs_acts
@pytest.mark.parametrize(
    ("name", "clauses", "foreign", "unresolved"),
    [
        ("xhtml/32014R0910_oj.xhtml", 193, 52, 11),
        ("xhtml/32019R2088.xhtml", 85, 149, 41),
        ("xhtml/32021R0953_oj.xhtml", 102, 95, 9),
        ("xhtml/32024R0903.xhtml", 45, 94, 1),
        ("com-html/COM(2025)1.html", 0, 47, 3),
        ("com-html/COM(2025)18.html", 2, 37, 17),
        ("com-html/COM(2025)6.html", 1, 34, 6),
    ],
)
def test_references_of_published_acts(corpus: Corpus, name: str, clauses: int, foreign: int, unresolved: int) -> None:
    """The resolved ones were all read by hand and are right; a change of these numbers needs reading again."""
    document = _act(name)
    found = [
        r for c in (*document.clauses, *document.footnotes) for r in references(document, str(c.address.path), corpus)
    ]
    kinds = Counter(reference.status for reference in found)
    assert (kinds["clause"], kinds["foreign"], kinds["unresolved"]) == (clauses, foreign, unresolved)
    assert kinds["document"] == 0


FORMEX = "formex/c008bcb6-e7ec-11ee-9ea8-01aa75ed71a1.0006.02/DOC_1/L_202400903EN.000101.fmx.xml"


@needs_acts
@pytest.mark.parametrize(
    ("name", "marked"),
    [
        (FORMEX, "//REF.DOC.OJ"),
        ("xhtml/32014R0910_oj.xhtml", "//*[local-name()='a'][contains(@href, 'resource/oj/')]"),
        ("xhtml/32021R0953_oj.xhtml", "//*[local-name()='a'][contains(@href, 'resource/oj/')]"),
    ],
)
def test_where_the_publisher_marks_a_reference_an_act_outside_the_catalogue_is_found(
    corpus: Corpus, name: str, marked: str
) -> None:
    """The Official Journal marks the page on which each act that a footnote names was published."""
    root = etree.fromstring((ACTS / name).read_bytes(), etree.XMLParser(resolve_entities=False, recover=True))
    pages = {" ".join("".join(element.itertext()).split()) for element in root.xpath(marked)}
    document = _act(name)
    notes = {note: " ".join(note.text.split()) for note in document.footnotes}
    assert len(pages) > 12
    for page in pages:
        carriers = [note for note, text in notes.items() if page in text]
        assert carriers, page
        for note in carriers:
            assert {r.status for r in references(document, str(note.address.path), corpus)} == {"foreign"}, note.text
