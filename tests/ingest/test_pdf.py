"""PDFs: an act typeset and read back, real files, and files that cannot be read."""

import io
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from ingest.corpus import Corpus
from ingest.errors import SourceDamaged, SourceEncrypted, SourceScanned, SourceUnreadable
from ingest.model import Document
from ingest.parse import parse
from ingest.readers import read
from ingest.readers.pdf import read_pdf
from ingest.spans import read as quote
from tests.ingest.typeset import At, Style, column, draw, typeset

ROOT = Path(__file__).resolve().parent.parent.parent
REAL = ROOT.parent / "shared" / "eu-pdfs"
EMBEDDED = "/usr/share/fonts/truetype/dejavu/DejaVuSerif"  # a TrueType font, where this machine has one


# --- an act, typeset and read back ------------------------------------------------------------------------------------

STYLES = {
    "as the Commission sets it": Style(),
    "ragged": Style(justified=False, margin=85),
    "justified and narrow": Style(justified=True, margin=110, size=11, note_size=9),
    "wide leading": Style(leading=1.5, size=10.5, note_size=8.5, margin=90),
    "words never broken": Style(hyphenate=False, size=11.5, margin=60),
    "embedded font": Style(font=EMBEDDED, size=11, note_size=9),
}


@pytest.fixture(scope="module")
def source(corpus: Corpus) -> str:
    found = corpus.document("c/2024/601")
    assert found is not None
    return found.source.replace("ł", "l")  # the one letter that the standard fonts of PDF lack


@pytest.fixture(scope="module")
def act(corpus: Corpus, source: str) -> Document:
    return _parsed(corpus, source.encode())


def _parsed(corpus: Corpus, data: bytes) -> Document:
    entry = corpus.catalogue.get("c/2024/601")
    assert entry is not None
    return parse(entry, data)


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_an_act_typeset_and_read_back_has_the_same_clauses(
    corpus: Corpus, source: str, act: Document, style: Style
) -> None:
    if style.font == EMBEDDED and not Path(f"{EMBEDDED}.ttf").exists():
        pytest.skip("no TrueType font to embed")
    back = _parsed(corpus, typeset(source, style))
    assert [clause.path for clause in back.clauses] == [clause.path for clause in act.clauses]
    texts = {clause.path: clause.text for clause in back.clauses}
    same = sum(texts[clause.path] == clause.text for clause in act.clauses)
    print(f"{same} of {len(act.clauses)} clauses identical")
    assert same == len(act.clauses)
    assert [(n.number, n.clause, n.offset, n.text) for n in back.footnotes] == [
        (n.number, n.clause, n.offset, n.text) for n in act.footnotes
    ]
    assert back.audit.lost == ()
    assert [(gap.after, gap.resumes, gap.footnotes) for gap in back.gaps] == [
        (gap.after, gap.resumes, gap.footnotes) for gap in act.gaps
    ]


def test_the_typeset_act_is_as_hard_as_a_printed_one(corpus: Corpus, source: str) -> None:
    document = _parsed(corpus, typeset(source))
    pages = document.source.count("\f") + 1
    assert pages >= 10
    assert document.source.count("-\n") > 20
    assert sum(len(clause.pages) > 1 for clause in document.clauses) >= 4
    named = Counter(piece.name for piece in document.audit.furniture)
    assert named["page number"] == pages - 1
    assert named["page footer"] == 1


def test_a_clause_knows_its_pages(corpus: Corpus, source: str) -> None:
    document = _parsed(corpus, typeset(source))
    assert document.clauses[0].pages[0] == 1
    assert all(clause.pages for clause in document.clauses)
    assert [clause.pages[0] for clause in document.clauses] == sorted(clause.pages[0] for clause in document.clauses)
    for clause in document.clauses:
        first = document.source.count("\f", 0, clause.spans[0].start) + 1
        assert clause.pages[0] == first


def test_spans_give_back_every_text_of_a_pdf(corpus: Corpus, source: str) -> None:
    document = _parsed(corpus, typeset(source))
    for piece in (*document.clauses, *document.footnotes):
        assert quote(document.source, piece.spans) == piece.text


# --- real files -------------------------------------------------------------------------------------------------------

real = pytest.mark.skipif(not REAL.is_dir(), reason="the sample PDFs are not on this machine")


@real
@pytest.mark.parametrize("path", sorted(REAL.glob("*.pdf")), ids=lambda path: path.stem)
def test_a_real_pdf_is_read_whole(path: Path) -> None:
    reading = read_pdf(path.read_bytes())
    assert reading.lines
    assert reading.warnings == ()
    furniture = Counter(line.furniture for line in reading.lines if line.furniture)
    notes = [line.note for line in reading.lines if line.note is not None]
    marks = [mark.number for line in reading.lines for mark in line.marks]
    print(f"{path.name}: {len(reading.lines)} lines, marks {marks}, notes {notes}, furniture {dict(furniture)}")
    covered = bytearray(len(reading.source))
    for line in reading.lines:
        assert quote(reading.source, line.spans) == line.text
        assert line.page is not None
        covered[slice(*line.extent)] = b"\x01" * (line.extent.end - line.extent.start)
    assert all(here or character.isspace() for here, character in zip(covered, reading.source, strict=True))


@real
@pytest.mark.parametrize(
    ("name", "number", "before_mark", "note"),
    [
        ("eu-002", 43, "not covered in this consultation paper", "Examples of credit derivatives not included"),
        ("eu-008", 7, "confirmation of funding for major projects", "Projects whose capital cost exceeded EUR 50m"),
        ("eu-011", 6, "insure against a “default”", "A “default” is a very peculiar event"),
        ("eu-011", 7, "Greek CDS curve inverted in mid-January", "Since then, the CDS term structure has inverted"),
        (
            "eu-011",
            8,
            "in the short-term, than in the long-term",
            "There is evidence which indicates that the term structure",
        ),
        ("eu-011", 9, "when there are multiple equilibria)", "See also the recent exchange of views between R. Portes"),
    ],
)
def test_raised_marks_of_real_files_lead_to_their_notes(name: str, number: int, before_mark: str, note: str) -> None:
    lines = read_pdf((REAL / f"{name}.pdf").read_bytes()).lines
    [(line, mark)] = [(line, mark) for line in lines for mark in line.marks if mark.number == number]
    assert line.text[: mark.offset].endswith(before_mark)
    [body] = [line for line in lines if line.note == number]
    assert body.text.startswith(note)


@real
def test_chemical_formulas_of_a_real_file_keep_their_digits() -> None:
    text = " ".join(line.text for line in read_pdf((REAL / "eu-001.pdf").read_bytes()).lines)
    assert "Carbon dioxide (CO2)" in text
    assert "Nitrous oxide (N2O)" in text


# --- what cannot be read ----------------------------------------------------------------------------------------------

PLAIN = draw(column(72, 100, "A plain page of text, and", "nothing but text."), column(72, 100, "A second page."))


def _encrypted(user: str, algorithm: str = "RC4-128") -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(PLAIN)))
    writer.encrypt(user, "owner", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _image_only() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256-R5", "AES-256"])
def test_a_pdf_that_only_its_owner_may_change_is_read(algorithm: str) -> None:
    assert [line.text for line in read(_encrypted("", algorithm)).lines] == [line.text for line in read(PLAIN).lines]


def test_a_fault_met_in_putting_pages_in_order_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.pdf.blocks_of", lambda pages: [][0])
    with pytest.raises(SourceDamaged, match="IndexError"):
        read(PLAIN)


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        (_encrypted("secret"), SourceEncrypted, "password"),
        (_encrypted("secret", "AES-256"), SourceEncrypted, "password"),
        (_image_only(), SourceScanned, "OCR"),
        (b"%PDF-1.7\n", SourceDamaged, "damaged"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 8, SourceDamaged, "damaged"),
        (PLAIN[:60], SourceDamaged, "damaged"),
    ],
    ids=["encrypted", "encrypted with AES", "pictures", "header only", "noise", "cut short"],
)
def test_what_cannot_be_read_is_told_apart(data: bytes, error: type[SourceUnreadable], message: str) -> None:
    with pytest.raises(error, match=message):
        read(data)


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 0.999])
def test_a_truncated_pdf_is_read_or_called_damaged(source: str, share: float) -> None:
    data = typeset(source)
    _check(data[: int(len(data) * share)])


def _check(data: bytes) -> None:
    """Whatever the bytes are: a reading that holds together, or an error meant for people."""
    try:
        reading = read(data)
    except SourceUnreadable:
        return
    for line in reading.lines:
        assert quote(reading.source, line.spans) == line.text
        assert 0 <= line.extent.start <= line.extent.end <= len(reading.source)
    reading.source.encode()  # no halves of surrogate pairs


SMALL = draw([At(72, 100, "Text with a mark"), At(158, 96, "1", 8), At(72, 760, "1", 6), At(80, 763, "A note.", 9)])
spots = st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255))


@given(st.lists(spots, min_size=1, max_size=12), st.integers(0, len(SMALL)))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_mutated_pdfs_are_read_or_refused(changes: list[tuple[int, int]], end: int) -> None:
    data = bytearray(SMALL)
    for at, value in changes:
        data[at] = value
    _check(bytes(data))
    _check(b"%PDF-1.4\n" + bytes(data[end:]))


_OPERATORS = """BT ET q Q cm Tf Td TD Tm T* Tj TJ ' " Tc Tw Tz TL Ts Do 1 0 -1 12 1e9 842 72 .5 /F1 /X (a) (1) <41>
[(ab)-900(c)] [] << >>"""
operators = st.sampled_from(_OPERATORS.split())


@given(st.lists(operators, max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_soup_of_drawing_operators_is_read_or_refused(soup: list[str]) -> None:
    stream = ("BT /F1 12 Tf 72 700 Td (x) Tj " + " ".join(soup)).encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>/XObject<</X 4 0 R>>>>>>",
        b"<</Subtype/Form/Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>",
    ]
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%s endobj\n" % (n, o) for n, o in enumerate(objects, 1))
    _check(body + b"trailer<</Root 1 0 R/Size 6>>\n%%EOF")


@given(st.binary(max_size=400))
def test_bytes_behind_a_pdf_header_never_crash(data: bytes) -> None:
    _check(b"%PDF-1.5" + data)
