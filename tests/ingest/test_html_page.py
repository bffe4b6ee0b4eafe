"""Web pages of an institution: what a browser shows is read, what it does not show or prints around it is named."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import fromstring

from ingest.errors import ClausewiseError, SourceUnreadable
from ingest.model import Document
from ingest.parse import parse_reading
from ingest.readers import read
from tests.ingest.proof import prove


def parsed(html: str | bytes) -> Document:
    data = html.encode() if isinstance(html, str) else html
    document = parse_reading(read(data), key="test/page", kind=None, title="a page", sha256="")
    prove(document)
    assert len({clause.label for clause in document.clauses}) == len(document.clauses)
    return document


def page(body: str) -> str:
    return f"<!doctype html><html><head><title>T</title><meta charset=utf-8></head><body>{body}</body></html>"


def lines(body: str) -> list[str]:
    return [line.text for line in read(page(body).encode()).lines if line.furniture is None]


def furniture(body: str) -> list[tuple[str, str]]:
    return [(line.furniture, line.text) for line in read(page(body).encode()).lines if line.furniture is not None]


def tree(body: str) -> list[str]:
    return [f"{clause.path} {clause.label}: {clause.text}" for clause in parsed(page(body)).clauses]


def test_headings_lists_and_paragraphs_become_a_tree() -> None:
    body = (
        "<h1>Policy</h1><h2>1. Scope</h2><p>It applies to:</p>"
        "<ol type=a><li>staff<ol type=i><li>paid</li><li>unpaid</li></ol></li><li><p>guests</p><p>if asked</p></li>"
        "</ol>"
        "<h2>2. Rest</h2><ul><li>one<ul><li>inner</li></ul></li><li>two</li></ul>"
    )
    assert tree(body) == [
        "unp_1 title: Policy",
        "sct_1 section 1: Scope",
        "unp_2 section 1, paragraph 1: It applies to:",
        "sct_1/pnt_a point 1(a): staff",
        "sct_1/pnt_a/pnt_i point 1(a)(i): paid",
        "sct_1/pnt_a/pnt_ii point 1(a)(ii): unpaid",
        "sct_1/pnt_b point 1(b): guests",
        "unp_3 point 1(b), unnumbered text: if asked",
        "sct_2 section 2: Rest",
        "sct_2/pnt_x1 section 2, item 1: one",
        "sct_2/pnt_x1/pnt_x1 section 2, item 1, item 1: inner",
        "sct_2/pnt_x2 section 2, item 2: two",
    ]


@pytest.mark.parametrize(
    ("opening", "first", "second"),
    [
        ("<ol>", "1. x", "2. y"),
        ("<ol start=7>", "7. x", "8. y"),
        ("<ol type=A start=26>", "Z. x", "AA. y"),
        ("<ol type=I>", "I. x", "II. y"),
        ("<ol reversed>", "2. x", "1. y"),
        ("<ol style='list-style-type: lower-roman'>", "i. x", "ii. y"),
        ("<ol style='list-style:none'>", "x", "y"),
        ("<ol type=i start=0>", "0. x", "i. y"),
        ("<ul>", "x", "y"),
    ],
)
def test_list_numbers_are_those_a_browser_prints(opening: str, first: str, second: str) -> None:
    assert lines(f"{opening}<li>x<li>y</{opening[1:3]}>") == [first, second]


def test_the_value_of_an_item_moves_the_count() -> None:
    assert lines("<ol><li>a<li value=5>b<li>c</ol>") == ["1. a", "5. b", "6. c"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>One<br>line.</p>", ["One line."]),
        ("<p>One.<br><br>Two.</p>", ["One.", "Two."]),
        ("<p>(a) one<br>(b) two</p>", ["(a) one", "(b) two"]),
        ("<p>a&nbsp;b &lt;c&gt; &#8211; &hellip; co&shy;op</p>", ["a\u00a0b <c> – … coop"]),
        ("<p>He said <q>yes</q>.</p>", ["He said “yes”."]),
        ("<pre>1. one\n2. two</pre>", ["1. one", "2. two"]),
        (
            "<dl><dt>Results</dt><dd>What comes out.</dd><dt>Terms:<dd>Words.</dl>",
            ["Results: What comes out.", "Terms: Words."],
        ),
        ("<table><tr><th>Who<th>Share<tr><td>All<td>1/3</table>", ["Who | Share", "All | 1/3"]),
        ("<table><tr><td>(a)<td>one<tr><td>(b)<td>two</table>", ["(a) one", "(b) two"]),
        ("<table><tr><td><p>A.</p><p>B.</p><td>C</table>", ["A.", "B.", "C"]),
        ("<div>bare <b>words</b><p>and a paragraph</p>behind</div>", ["bare words", "and a paragraph", "behind"]),
        (
            "<blockquote>Quoted.</blockquote><details><summary>More</summary>Inside.</details>",
            ["Quoted.", "More", "Inside."],
        ),
        ("<p>Word<script>x()</script><style>y</style><template>t</template><svg><text>s</text></svg>.</p>", ["Word."]),
        ("<p>Open<a class=sr-only>(new tab)</a> it.</p>", ["Open it."]),
        ("<custom-box><p>In a box.</p></custom-box>", ["In a box."]),
        ("<p><own-words><div>One.</div><div>Two.</div></own-words></p>", ["One.", "Two."]),
        (
            "<form action=/><h1>T</h1><p>A page inside a form, as some systems make it.</p></form>",
            ["T", "A page inside a form, as some systems make it."],
        ),
    ],
)
def test_what_a_browser_shows_is_read(body: str, expected: list[str]) -> None:
    assert lines(body) == expected


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("<nav>X</nav>", "navigation"),
        ("<div role=navigation>X</div>", "navigation"),
        ("<header>X</header>", "page header"),
        ("<footer>X</footer>", "page footer"),
        ("<aside>X</aside>", "aside"),
        ("<form>X<input></form>", "form"),
        ("<noscript>X</noscript>", "words for browsers without scripts"),
        ("<div id=cookie-banner>X</div>", "cookie banner"),
        ("<div class=breadcrumb>X</div>", "breadcrumbs"),
        ("<div hidden>X</div>", "hidden text"),
        ("<p style='color:red; display: none'>X</p>", "hidden text"),
        ("<dialog>X</dialog>", "hidden text"),
        ("<div class=toc>X</div>", "table of contents"),
    ],
)
def test_furniture_is_dropped_by_name(body: str, name: str) -> None:
    text = "<p>The text of the page is longer than what stands around it.</p>"
    assert furniture(text + body) == [(name, "X")]
    assert lines(text + body) == ["The text of the page is longer than what stands around it."]


def test_where_the_main_text_is_marked_all_else_is_outside_it() -> None:
    body = "<header><h1>Policy</h1>Uni</header><div>Latest news</div><main><p>Text.</p><aside>Note.</aside></main>"
    assert lines(body) == ["Policy", "Text.", "Note."]
    assert furniture(body) == [("page header", "Uni"), ("outside the main text", "Latest news")]


@pytest.mark.parametrize(
    ("mark", "body"),
    [
        ("<sup><a href='#fn1' id=r>1</a></sup>", "<ol><li id=fn1>A note. <a href='#r'>↩</a></li></ol>"),
        (
            "<a href='#_ftn1' name='_ftnref1'><sup>[1]</sup></a>",
            "<p><a href='#_ftnref1' name='_ftn1'>[1]</a> A note.</p>",
        ),
        ("<a href='#note-1'>[1]</a>", "<div id=note-1>1. A note.</div>"),
    ],
    ids=["list", "word", "brackets"],
)
def test_footnotes_are_tied_to_their_marks(mark: str, body: str) -> None:
    document = parsed(page(f"<p>As decided{mark}.</p>{body}"))
    assert document.clauses[0].text == "As decided."
    assert [(n.number, n.text, n.offset) for n in document.footnotes] == [(1, "A note.", len("As decided"))]


def test_a_link_to_a_section_is_no_footnote() -> None:
    assert lines("<p>See section <a href='#s3'>3</a>.</p><h2 id=s3>Rest</h2>")[0] == "See section 3."


TEXT = "“Für” – naïve"


@pytest.mark.parametrize(
    ("declared", "encoding", "told"),
    [
        ("utf-8", "utf-8", False),
        ("windows-1252", "cp1252", False),
        ("iso-8859-1", "cp1252", False),
        ("utf-8", "cp1252", True),
        ("iso-8859-1", "utf-8", True),
        ("nonsense", "utf-8", False),
        ("utf-8", "utf-16", False),
        ("utf-8", "utf-8-sig", False),
        ("utf-8", "utf-16-le", False),
    ],
)
def test_the_encoding_is_the_true_one_not_the_declared_one(declared: str, encoding: str, told: bool) -> None:
    reading = read(f"<html><meta charset='{declared}'><body><p>{TEXT}</p></body></html>".encode(encoding))
    assert [line.text for line in reading.lines] == [TEXT]
    assert bool(reading.warnings) == told


def test_pages_of_the_official_journal_keep_their_own_reader() -> None:
    assert not read(b"<html><body><p class='oj-normal'>Whereas:</p></body></html>").styled
    for kind in ("lead", "normal", "note-box", "MsoNormal"):
        assert read(f"<html><body><p class='{kind}'>Text on EUR-Lex.</p></body></html>".encode()).styled


@pytest.mark.parametrize(
    ("html", "message"),
    [
        (page(""), "no text"),
        (page("<script>render()</script>"), "no text"),
        ("<html>" + "<div>" * 400 + "deep", "to its end|nested"),
    ],
)
def test_pages_that_cannot_be_read_are_told(html: str, message: str) -> None:
    with pytest.raises(SourceUnreadable, match=message):
        read(html.encode())


WHOLE = page(
    "<header>U</header><main><h1>P</h1><h2>1. A</h2><p>Text<sup><a href='#f1'>1</a></sup>:</p><ol><li>x<ul><li>y</ul>"
    "<li>z</ol><dl><dt>T<dd>D</dl><table><tr><td>a<td>b</table><ol><li id=f1>N</ol></main><nav>n</nav>"
).encode()
_PIECES = [
    "<p>",
    "</p>",
    "<ol>",
    "</ol>",
    "<li>",
    "<ul>",
    "</ul>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<h2>",
    "</h2>",
    "<br>",
    "<div>",
    "</div>",
    "<main>",
    "<nav>",
    "</nav>",
    "<dl>",
    "<dt>",
    "<dd>",
    "<sup><a href='#n'>1</a></sup>",
    "<p id=n>",
    "<b>",
    "</b>",
    "text ",
    "(a) ",
    "1. ",
    "&#0;",
    "&shy;",
    "<pre>\n",
    "<q>",
    "<form>",
    "<div hidden>",
    "<li id=n>",
]


@given(
    st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=10), st.integers(1, len(WHOLE))
)
@settings(max_examples=150, deadline=None)
def test_mutated_pages_are_read_or_refused(changes: list[tuple[int, int]], end: int) -> None:
    data = bytearray(WHOLE)
    for at, value in changes:
        data[at] = value
    for mutated in (bytes(data), bytes(data[:end])):
        try:
            parsed(mutated)
        except ClausewiseError:
            continue


@given(st.lists(st.sampled_from(_PIECES) | st.text(max_size=6), max_size=30))
@settings(max_examples=250, deadline=None)
def test_any_soup_of_tags_loses_nothing(soup: list[str]) -> None:
    html = page("".join(f"{piece}word{at} " for at, piece in enumerate(soup)))
    try:
        document = parsed(html.encode("utf-8", "replace"))
    except SourceUnreadable:
        return
    for word in re.findall(r"word\d+ ", " ".join(fromstring(html.replace("\0", "")).itertext())):
        assert word.strip() in document.source
