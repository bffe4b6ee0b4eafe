"""Word documents that cannot be read, and ones that were changed at random: refused or read, nothing lost."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.errors import ClausewiseError, SourceDamaged, SourceEncrypted, SourceUnreadable
from ingest.readers import read
from tests.ingest.test_docx import CLAUSES, NUMBERED, parsed
from tests.ingest.word import abstract, docx, lvl, mark, notes, num, p, table, zipped

WHOLE = docx(p("A paragraph."), p("b", num=1), numbering=CLAUSES + num(1, 0), footnotes=notes("footnote", "A note."))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
ENTITY = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        (OLE, SourceUnreadable, r"\.doc\b"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), SourceEncrypted, "password"),
        (WHOLE[:200], SourceDamaged, "damaged"),
        (WHOLE[: len(WHOLE) // 2], SourceDamaged, "damaged"),
        (b"PK\x03\x04", SourceDamaged, "damaged"),
        (zipped({"a.txt": "x"}), SourceUnreadable, "not a Word document"),
        (zipped({"xl/workbook.xml": "<x/>"}), SourceUnreadable, "Excel"),
        (zipped({"word/document.xml": "<x>"}), SourceUnreadable, "not well-formed"),
        (zipped({"word/document.xml": "<x/>"}), SourceUnreadable, "no body"),
        (docx(p("")), SourceUnreadable, "no text"),
        (docx(p("a"), head=ENTITY), SourceUnreadable, "document type"),
        (docx("<w:p>" * 300 + "</w:p>" * 300), SourceUnreadable, "not well-formed|nested"),
    ],
    ids=["doc", "locked", "cut", "half", "zip", "other", "excel", "xml", "body", "empty", "entity", "deep"],
)
def test_what_cannot_be_read_is_told_apart(data: bytes, error: type[SourceUnreadable], message: str) -> None:
    with pytest.raises(error, match=message):
        read(data)


def test_a_zip_bomb_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package, package.open("word/document.xml", "w") as part:
        for _ in range(70):
            part.write(b" " * 2**20)
    with pytest.raises(SourceUnreadable, match="MiB"):
        read(out.getvalue())


spots = st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))


@given(st.lists(spots, max_size=8), st.integers(0, len(WHOLE)))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_mutated_packages_are_read_or_refused(changes: list[tuple[int, int]], end: int) -> None:
    data = bytearray(WHOLE)
    for at, value in changes:
        data[at] = value
    for mutated in (bytes(data), bytes(data[:end])):
        try:
            parsed(mutated)
        except ClausewiseError:
            continue


_PIECES = [
    *(p("Text."), p("a", num=1), p("b", num=1, level=3), p("H", style="berschrift1"), p("x", style="Haus", num=2)),
    *(p(inner=mark(1)), p(inner=mark(9)), p(inner="<w:ins/><w:del/>"), p("q", end="<w:del/>"), p("", num=1)),
    *(table([p("1."), p("x")]), table([p("a"), p("b"), p(inner=mark(1))]), table([]), "<w:sdt/>", "<w:altChunk/>"),
    *(p("n", num=77), p("m", num=1, level=55), p(inner="<w:r><w:sym/><w:br/></w:r>"), p("(a) typed"), p("(b) typed")),
]


@given(st.lists(st.sampled_from(_PIECES), max_size=20))
@settings(max_examples=150, deadline=None)
def test_any_order_of_paragraphs_and_tables_loses_nothing(body: list[str]) -> None:
    numbering = CLAUSES + abstract(1, lvl(0, "bullet", "•")) + num(1, 0) + num(2, 1)
    try:
        parsed(docx(*body, numbering=numbering, styles=NUMBERED, footnotes=notes("footnote", "A note.")))
    except SourceUnreadable:
        return
