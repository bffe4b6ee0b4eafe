"""Inputs of extreme size and shape are read in time that grows with their length, whole, or refused in one sentence.

No time is measured here: an input whose reading took time by the square of its length would not end.
"""

from collections.abc import Callable, Iterable

import pytest

from ingest.errors import SourceUnreadable
from ingest.model import Document
from ingest.parse import parse_parts
from ingest.readers import read
from tests.ingest.proof import prove
from tests.ingest.word import abstract, docx, lvl, num, p

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
ACT = "HAS ADOPTED THIS DECISION:\n"
LINK = "Search for available translations of the preceding linkEN•••"


def parsed(data: str | bytes) -> Document:
    return parse_parts([data if isinstance(data, bytes) else data.encode()], key="test/x", title="x")


def word(paragraphs: Iterable[str]) -> bytes:
    return docx(*paragraphs, numbering=abstract(0, lvl(0, "decimal", "%1.")) + num(1, 0))


def markup(*pieces: str) -> str:
    return f"<html><body>{''.join(pieces)}</body></html>"


def times(number: int, line: Callable[[int], str]) -> str:
    return "".join(map(line, range(number)))


SIZES: dict[str, Callable[[], tuple[str | bytes, int]]] = {
    "a line of a million characters": lambda: ("word " * 200_000, 1),
    "a word of a million characters": lambda: ("x" * 1_000_000, 1),
    "a line of marks": lambda: ("a¹ " * 20_000, 1),
    "a line of brackets that open nothing": lambda: ("[a](" * 50_000, 1),
    "list items": lambda: (ACT + "1. Do:\n" + times(20_000, lambda n: f"- ({n % 900 + 1}) it;\n"), 20_002),
    "items that open lists": lambda: (ACT + "1. Do:\n" + times(5_000, lambda n: f"({'abcde'[n % 5]}) it:\n"), 5_002),
    "texts without label": lambda: (ACT + "1. Do.\n\n" + "Some text.\n\n" * 5_000, 5_002),
    "lines of one point": lambda: (ACT + "1.1.1. Do it\n" + "and so on\n" * 20_000, 2),
    "points of one number": lambda: (ACT + "1. Do it.\n" * 5_000, 5_001),
    "articles": lambda: (ACT + times(5_000, lambda n: f"Article {n % 900 + 1}\nTitle\n1. Do.\n"), 10_001),
    "annexes without number": lambda: (ACT + "1. Do.\n" + "ANNEX\n1. Do.\n" * 3_000, 6_002),
    "recitals of one number": lambda: ("Whereas:\n" + "(1) Reason.\n" * 5_000 + ACT + "1. Do.", 5_003),
    "holes": lambda: (ACT + "1. Do:\n" + times(3_000, lambda n: f"({n * 3 % 990 + 1}) x;\n\nand goes.\n\n"), 6_002),
    "links in a page": lambda: ("Title\n\n" + LINK * 3_000 + " text.", 2),
    "rows of a table": lambda: (markup("<table>", "<tr><td>(a)</td><td>text</td></tr>" * 5_000, "</table>"), 5_000),
    "broken lines of a web page": lambda: (markup("<p>", "Some text goes here.<br>" * 20_000, "</p>"), 1),
    "lists that each hold two": lambda: ("Title\n\n" + "1. Do it now.\n\n2. Or do it later on.\n\n" * 3_000, 6_001),
    "numbers of a list": lambda: ("Title\n\n" + times(5_000, lambda n: f"  {n % 900 + 1}. Do.\n"), 5_001),
    "paragraphs of a Word list": lambda: (word(p("Some text goes here.", num=1) for _ in range(3_000)), 3_000),
}


@pytest.mark.parametrize("size", SIZES)
def test_long_inputs_are_read_whole(size: str) -> None:
    data, clauses = SIZES[size]()
    document = parsed(data)
    prove(document)
    assert len(document.clauses) == clauses


def test_five_thousand_footnotes_find_their_marks() -> None:
    numbers = [str(number).translate(RAISED) for number in range(1, 5_001)]
    text = "".join(f" x{number}" for number in numbers) + ".\n\n" + "".join(f"{number} Note.\n\n" for number in numbers)
    document = parsed(f"{ACT}1. Do{text}")
    prove(document)
    assert len(document.footnotes) == 5_000
    assert document.audit.findings == ()
    assert len(document.footnotes_of(document.clause_at("pnt_1"))) == 5_000


def test_five_thousand_notes_of_a_formex_table_find_their_marks() -> None:
    notes = "".join(f"<NOTE NOTE.ID='E{number}'><P>n</P></NOTE>" for number in range(5_000))
    marks = "".join(f"x<NOTE NOTE.REF='E{number}'/>" for number in range(5_000))
    document = parsed(f"<?xml version='1.0'?><ACT><GR.NOTES>{notes}</GR.NOTES><P>{marks}</P></ACT>")
    prove(document)
    assert len(document.footnotes) == 5_000


def test_lists_deeper_than_any_act_has_end_as_text() -> None:
    document = parsed(ACT + "1. Do:\n" + "(1) it:\n" * 100)
    prove(document)
    assert max(len(clause.path.steps) for clause in document.clauses) == 13
    assert len(document.clauses) == 102


@pytest.mark.parametrize(
    "data",
    [
        markup("<div>" * 300, "deep inside", "</div>" * 300),
        "<?xml version='1.0'?><ACT>" + "<P>" * 300 + "deep inside" + "</P>" * 300 + "</ACT>",
    ],
    ids=["HTML", "Formex"],
)
def test_what_is_nested_too_deep_is_refused_and_not_cut_off(data: str) -> None:
    with pytest.raises(SourceUnreadable):
        read(data.encode())


@pytest.mark.parametrize("data", [markup(), markup("<p> </p><img src='x'/>"), "<?xml version='1.0'?><ACT><P/></ACT>"])
def test_markup_without_text_is_no_success(data: str) -> None:
    with pytest.raises(SourceUnreadable, match="no text"):
        read(data.encode())


def test_comments_before_the_root_do_not_hold_up_the_reader() -> None:
    assert (
        read(("<?xml version='1.0'?>" + "<!-- -->" * 300 + "<ACT><P>text</P></ACT>").encode()).lines[0].text == "text"
    )
    with pytest.raises(SourceUnreadable):
        read(("<?xml version='1.0'?>" + "<!-- -->" * 400 + "!").encode())
