"""The audit: what is lost or in two places, and numbers that do not count on."""

import pytest

from ingest.audit import audit
from ingest.catalogue import Entry
from ingest.model import Audit, Clause, Document, Furniture
from ingest.parse import parse
from ingest.readers import read_text
from ingest.spans import Span

ACT = Entry("test/act", "An act", "Act", "act", "recommendation", "none", "ours", "shipped", "act.txt", "0")
TEXT = "HAS ADOPTED THIS RECOMMENDATION:\n\n1. Do:\n\n- (a) **one** thing¹;\n\n- (b) another.\n\n¹ A note.\n"


def act(*lines: str, operative: str = "1. Act.") -> Document:
    return parse(ACT, "\n\n".join((*lines, "HAS ADOPTED THIS RECOMMENDATION:", operative)).encode())


def audited(document: Document, clauses: tuple[Clause, ...], furniture: tuple[Furniture, ...] = ()) -> Audit:
    return audit(document.source, read_text(document.source).lines, clauses, document.footnotes, furniture)


@pytest.fixture
def document() -> Document:
    return parse(ACT, TEXT.encode())


def test_each_character_is_in_one_place(document: Document) -> None:
    proof = document.audit
    assert proof.sound
    assert proof.characters == proof.in_clauses + proof.in_footnotes == sum(not c.isspace() for c in TEXT)
    assert proof.covered == 1.0


def test_a_clause_left_out_is_lost_with_its_label(document: Document) -> None:
    clauses = tuple(clause for clause in document.clauses if clause.label != "point 1(a)")
    proof = audited(document, clauses)
    assert not proof.sound
    assert [TEXT[slice(*span)] for span in proof.lost] == ["- (a) **one** thing¹;"]


def test_words_left_out_of_a_clause_are_lost_though_the_line_has_a_clause(document: Document) -> None:
    [clause] = [c for c in document.clauses if c.label == "point 1(a)"]
    short = Clause(clause.address, clause.kind, clause.label, "one", clause.spans[:1], label_span=clause.label_span)
    proof = audited(document, tuple(short if c is clause else c for c in document.clauses))
    assert [TEXT[slice(*span)] for span in proof.lost] == ["thing", ";"]


def test_what_two_clauses_claim_is_shared(document: Document) -> None:
    proof = audited(document, (*document.clauses, document.clauses[-1]))
    assert (proof.lost, proof.sound) == ((), False)
    assert [TEXT[slice(*span)] for span in proof.shared] == ["(b) another."]


def test_what_is_clause_and_furniture_is_shared(document: Document) -> None:
    at = TEXT.index("another")
    proof = audited(document, document.clauses, (Furniture("repeated title", Span(at, at + 7)),))
    assert [TEXT[slice(*span)] for span in proof.shared] == ["another"]


def recitals(*numbers: int) -> tuple[str, ...]:
    return ("Having regard to the Treaty,", "Whereas:", *(f"- ({n}) Reason {n}." for n in numbers))


@pytest.mark.parametrize(
    ("numbers", "findings"),
    [
        ((1, 2, 3), ()),
        ((1, 2, 5, 7), ("Recital 5 follows recital 2; 2 numbers are missing between them.",
                        "Recital 7 follows recital 5; a number is missing between them.")),
        ((1, 2, 4, 3, 5), ("Recital 3 stands behind recital 4.",)),
        ((3, 4), ("The first number of its kind is recital 3.",)),
        ((1, 2, 2, 3), ("There is a second text labelled recital 2.",)),
    ],
    ids=["whole", "missing", "out of order", "beginning lost", "twice"],
)  # fmt: skip
def test_recitals_count_on(numbers: tuple[int, ...], findings: tuple[str, ...]) -> None:
    assert act(*recitals(*numbers)).audit.findings == findings


@pytest.mark.parametrize(
    ("operative", "findings"),
    [
        ("1. Do:\n- (a) one;\n- (b) two, as in:\n- (i) this;\n- (ii) that;\n- (c) three.", ()),
        ("1. Do:\n- (h) eight;\n- (i) nine;\n- (j) ten.", ("The first number of its kind is point 1(h).",)),
        ("1. Do:\n- (a) one;\n- (d) four.", ("Point 1(d) follows point 1(a); 2 numbers are missing between them.",)),
        ("1. FIRST\n2. SECOND\n2.1. Under it\n2.1.1. Act.\n2.1.2. Act.\n2.2. Also\n3. THIRD", ()),
        (
            "1. FIRST\n2. SECOND\n2.1. Under it\n2.1.1. Act.\n2.1.3. Act.\n4. FOURTH",
            (
                "Section 4 follows section 2; a number is missing between them.",
                "Point 2.1.3 follows point 2.1.1; a number is missing between them.",
            ),
        ),
        ("Article 1\nAct.\nArticle 1a\nAct.\nArticle 2\nAct.", ()),
        ("Article 1\nAct.\nArticle 4\nAct.", ("Article 4 follows Article 1; 2 numbers are missing between them.",)),
        ("CHAPTER I\nArticle 1\n1. Act.\n2. Act.\nCHAPTER II\nArticle 2\n1. Act.", ()),
        ("1. Act.\nANNEX I\n1. Act.\nANNEX III\n1. Act.",
         ("Annex III follows Annex I; a number is missing between them.",)),
    ],
)  # fmt: skip
def test_articles_sections_and_points_count_on(operative: str, findings: tuple[str, ...]) -> None:
    assert act(operative=operative).audit.findings == findings


@pytest.mark.parametrize(
    ("operative", "findings"),
    [
        ("1. Act¹ and² go on³.\n\n¹ One.\n\n² Two.\n\n³ Three.", ()),
        ("1. Act¹ and go on³.\n\n¹ One.\n\n³ Three.", ("Footnote 2 has neither mark nor text.",)),
        ("1. Act¹ and² go on.\n\n¹ One.", ("Footnote 2 has a mark and no text.",)),
        ("1. Act¹.\n\n¹ One.\n\n² Two.\n\n³ Three.\n\n⁴ Four.", ("Footnotes 2 to 4 have a text and no mark.",)),
        ("1. Act¹.\n\n¹ One.\n\n¹ Another.", ("Footnote 1 has more than one text.",)),
        ("1. Act² and¹ go on.\n\n¹ One.\n\n² Two.", ("The mark of footnote 1 stands behind that of footnote 2.",)),
        ("1. Act¹ and² go on.\n\n² Two.\n\n¹ One.", ("The text of footnote 1 stands behind that of footnote 2.",)),
    ],
)
def test_footnotes_count_on_and_each_mark_has_a_text(operative: str, findings: tuple[str, ...]) -> None:
    assert act(operative=operative).audit.findings == findings


def test_a_long_row_of_raised_digits_is_no_footnote() -> None:
    document = act(operative="1. Wait 10⁹⁹⁹⁹⁹⁹⁹⁹⁹ years.")
    assert document.clauses[-1].text == "Wait 10⁹⁹⁹⁹⁹⁹⁹⁹⁹ years."
    assert document.audit.sound
