"""Behaviours of marked-up acts that lead a parser astray; `test_ambushes.py` has the whole table."""

import pytest

from ingest.model import Document, Kind
from ingest.parse import parse_reading
from ingest.readers import Reading, read
from ingest.readers.formex import read_formex


def parsed(reading: Reading) -> Document:
    document = parse_reading(reading, key="test/act", kind="act", title="an act", sha256="")
    assert document.audit.sound
    return document


def html(*blocks: str) -> Document:
    return parsed(read(f"<html><body>{''.join(blocks)}</body></html>".encode()))


def row(label: str, *blocks: str, kind: str = "oj-normal") -> str:
    first, *rest = blocks
    cell = f"<p class='{kind}'>{first}</p>{''.join(rest)}"
    return f"<table><tr><td><p class='{kind}'>{label}</p></td><td>{cell}</td></tr></table>"


def test_the_same_number_in_brackets_is_four_things() -> None:
    mark = "<a id='ntc1-L' href='#ntr1-L'>(<span class='oj-super'>1</span>)</a>"
    document = html(
        "<p class='oj-normal'>Whereas:</p>",
        row("(1)", f"The union {mark} has its reasons."),
        "<p class='oj-normal'>HAVE ADOPTED THIS REGULATION:</p>",
        "<p class='oj-ti-art'>Article 1</p>",
        "<p class='oj-normal'>For this act, these words apply:</p>",
        row("(1)", "‘gain’ means what Article 2, point (1), of that act says;"),
        "<p class='oj-note'><a id='ntr1-L' href='#ntc1-L'>(<span class='oj-super'>1</span>)</a> As of old (1).</p>",
    )
    assert document.clause_at("rct_1").text == "The union has its reasons."
    definition = document.clause_at("art_1/pnt_1")
    assert (definition.kind, definition.term) == (Kind.DEFINITION, "gain")
    assert "Article 2, point (1), of that act" in definition.text
    [note] = document.footnotes
    assert (note.number, str(note.clause), note.text) == (1, "rct_1", "As of old (1).")


HEAD = ("Whereas:", "(1) It is time.", "HAS ADOPTED THIS DECISION:", "Article 1")
PATHS = ["unp_1", "rct_1", "unp_2", "art_1", "art_1/par_1", "art_1/par_1/pnt_a", "art_1/par_1/pnt_a/pnt_i",
         "art_1/par_1/pnt_a/pnt_ii", "art_1/par_1/pnt_b", "art_1/par_2"]  # fmt: skip


def journal(prefix: str) -> str:
    normal = f"{prefix}normal"
    inner = [row(f"({n})", f"part {n};", kind=normal) for n in ("i", "ii")]
    return "".join(
        [
            f"<p class='{normal}'>{HEAD[0]}</p>",
            row("(1)", "It is time.", kind=normal),
            f"<p class='{normal}'>{HEAD[2]}</p><p class='{prefix}ti-art'>{HEAD[3]}</p>",
            f"<p class='{normal}'>1.   Members shall:</p>",
            row("(a)", "act, that is:", *inner, kind=normal),
            row("(b)", "rest.", kind=normal),
            f"<p class='{normal}'>2.   So be it.</p>",
        ]
    )


def commission() -> str:
    def numbered(kind: str, number: str, words: str) -> str:
        return f"<p class='li {kind}'><span class='num'><span>{number}</span></span><span>{words}</span></p>"

    return "".join(
        [
            f"<p class='Normal'><span>{HEAD[0]}</span></p>",
            numbered("ManualConsidrant", "(1)", "It is time."),
            f"<p class='Formuledadoption'>{HEAD[2]}</p><p class='Titrearticle'><span>{HEAD[3]}</span></p>",
            numbered("NumPar1", "1.", "Members shall:"),
            numbered("Point0", "(a)", "act, that is:"),
            numbered("Point1", "(i)", "part i;"),
            numbered("Point1", "(ii)", "part ii;"),
            numbered("Point0", "(b)", "rest."),
            numbered("NumPar1", "2.", "So be it."),
        ]
    )


@pytest.mark.parametrize(
    "body", [journal("oj-"), journal(""), commission()], ids=["Journal today", "Journal before", "Commission"]
)
def test_numbers_in_classes_and_in_tables_are_the_same(body: str) -> None:
    document = html(body)
    assert [str(clause.path) for clause in document.clauses] == PATHS
    assert document.clause_at("art_1/par_1/pnt_a/pnt_ii").text == "part ii;"
    assert document.audit.findings == ()


def test_annexes_in_files_of_their_own_are_one_document() -> None:
    enacting = "<PREAMBLE><P>HAS ADOPTED THIS DECISION:</P></PREAMBLE>"
    act = f"<ACT>{enacting}<P>Article 1</P><P>See<NOTE><P>A.</P></NOTE>.</P></ACT>"
    item = "<ITEM><NP><NO.P>1.</NO.P><TXT>Item<NOTE><P>B.</P></NOTE>.</TXT></NP></ITEM>"
    parts = [act, *(f"<ANNEX><P>ANNEX {number}</P><LIST TYPE='ARAB'>{item}</LIST></ANNEX>" for number in ("I", "II"))]
    document = parsed(read_formex([f"<?xml version='1.0'?>{part}".encode() for part in parts]))
    assert [str(clause.path) for clause in document.clauses] == [
        "unp_1",
        "art_1",
        "art_1/unp_1",
        "anx_I",
        "anx_I/pnt_1",
        "anx_II",
        "anx_II/pnt_1",
    ]
    assert [(note.number, str(note.clause)) for note in document.footnotes] == [
        (1, "art_1/unp_1"),
        (2, "anx_I/pnt_1"),
        (3, "anx_II/pnt_1"),
    ]
