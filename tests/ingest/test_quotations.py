"""What an own document quotes: its numbers are nobody's address here, and its words stay where they are quoted."""

from pathlib import Path

import pytest

from ingest.corpus import Corpus
from ingest.lookup import look_up
from ingest.own import own_record, parse_own
from tests.ingest.quoting import ALONE, STATUTE, parsed, paths, policy
from tests.ingest.word import STYLES, abstract, docx, lvl, num, p

FORMS = {
    "curly": ("“", "”"),
    "german": ("„", "“"),
    "polish": ("„", "”"),
    "swedish": ("”", "”"),
    "straight": ('"', '"'),
    "french": ("« ", " »"),
    "french, no-break": ("«\u00a0", "\u00a0»"),
    "german, pointed": ("»", "«"),
    "single": ("‘", "’"),
    "german, single": ("‚", "‘"),
    "straight, single": ("'", "'"),
    "a stop behind it": ("“", "”."),
}


@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize(("begin", "end"), FORMS.values(), ids=FORMS)
def test_a_quoted_article_is_no_article_of_the_policy(begin: str, end: str, between: str) -> None:
    document = parsed(policy(begin + "\n".join(STATUTE) + end, between))
    assert [str(clause.path) for clause in document.clauses] == ALONE
    assert document.clause_at("unp_3").text == f"The statute provides: {begin}{' '.join(STATUTE)}{end}"
    assert document.audit.quotations == ()


WITHIN = {
    "each paragraph opens it anew": "“Article 14\n“(1) The inventor shall report it.\n“(2) The employer may claim it.”",
    "its own definitions": "“Article 14\n“inventor” means a person;\n“employer” means another;\n(2) They agree.”",
    "definitions opened anew": "“Article 14\n“(1) “Inventor” means a person.\n“(2) They agree.”",
    "another quotation": "“Article 14\n(1) The words ‘it may’ become:\n‘(2) It shall.’\n(3) They agree.”",
    "the same marks inside": "“Article 14\n(1) The words become: “(2) It shall.”\n(3) They agree.”",
    "two levels closed at once": "“Article 14\n(1) They become:\n‘(2) It shall.’”",
    "an inch sign": '“Article 14\n(1) Pipes of 5" width are free.\n(2) So are those of 6” width.\n(3) Others not.”',
    "a straight inch sign": '"Article 14\n(1) Pipes of 5" width are free.\n(2) Others not."',
    "apostrophes": "‘Article 14\n(1) The inventors’ rights are the inventor’s.\n(2) It’s so.\n(3) ’Tis all.’",
    "a closing mark on its own line": "“\nArticle 14\n(1) The inventor shall report it.\n”",
    "an opening mark behind a colon": "As follows: “Article 14\n(1) The inventor shall report it.\n(2) So be it.”",
    "words behind it": "“Article 14\n(1) The inventor shall report it.” This binds all staff.",
    "the number of the policy itself": "“Article 3\n(1) The inventor shall report it.\nArticle 4\n(1) It is so.”",
    "the next number of the policy": "“Article 4\n(1) The inventor shall report it.”",
    "two in a row": "“Article 14\n(1) The inventor shall.”\n“Article 15\n(1) The employer may.”",
    "one closing and one opening": "“Article 14\n(1) It is.” And: “Article 15\n(1) It is not.”",
    "sections": "“2.1 Scope\n2.1.1 It applies.\n2.2 Rules\n2.2.1 They apply.”",
    "sections of the number that comes next": "It says « 3. Rights\n3.1 Staff own them.\n3.2 Guests do not. »",
    "bullets and a table": "“Article 14\n- (a) one;\n- (b) two.\n| 1 | two |\n|---|---|\n| 3 | four |\n(2) All.”",
    "a heading": "“# Article 14\n## (1) Claims\nThe inventor shall report it.”",
    "a markdown quotation": "> Article 14\n>\n> (1) The inventor shall report it.\n>\n> - (2) The employer may.",
    "quotations within quotations": "> > Article 14\n> > (1) The inventor shall report it.",
    "a heading in markdown": "> ## Article 14\n> 1. The inventor shall report it.\n> 2. The employer may.",
}


@pytest.mark.parametrize("quoted", WITHIN.values(), ids=WITHIN)
def test_what_stands_in_a_quotation_numbers_nothing(quoted: str) -> None:
    found = paths(policy(quoted))
    assert [path for path in found if path[:3] != "unp"] == [path for path in ALONE if path[:3] != "unp"]
    assert parsed(policy(quoted)).audit.quotations == ()


def test_a_number_before_the_mark_is_the_document_s_own() -> None:
    text = "P\n\nArticle 1 Law\n\n(1) “Article 14\n(1) It is.\n(2) It is not.”\n(2) All of it applies.\n"
    document = parsed(text)
    assert [str(clause.path) for clause in document.clauses] == ["unp_1", "art_1", "art_1/pnt_1", "art_1/pnt_2"]
    assert document.clause_at("art_1/pnt_1").text == "“Article 14 (1) It is. (2) It is not.”"


def test_which_quotations_have_numbers_is_told() -> None:
    [told] = parsed(policy("“" + "\n".join(STATUTE) + "”")).warnings
    assert told == "numbers inside quotations are not counted as the document's own: “Article 14”"
    assert parsed(policy("“The inventor shall report\nwhat it is.”")).warnings == ()


def test_right_under_a_heading_a_quotation_is_a_paragraph() -> None:
    text = "P\n\nArticle 1 Law\n\n“Article 14\n(1) It is.”\n\nArticle 2 Aim\n\n(1) None.\n\n(2) All.\n"
    document = parsed(text)
    assert document.clause_at("unp_2").label == "Article 1, paragraph 1"
    assert document.clause_at("unp_2").text == "“Article 14 (1) It is.”"


def test_looking_up_a_quoted_article_finds_none(corpus: Corpus) -> None:
    record = own_record(Path("policy.txt"), None, "2026-01-01", corpus.catalogue)
    text = policy("“" + "\n".join(STATUTE) + "”")
    own = corpus.with_document(record, parse_own(record, [text.encode()]))
    for reference in ("own/policy Article 14(1)", "policy, Article 14", "policy Article 3(1)", "policy, point (1)"):
        assert look_up(reference, own).targets == (), reference
    assert [target.uid for target in look_up("policy Article 4", own).targets] == ["own/policy#art_4"]
    [quoting] = [clause for document, clause in own.searched() if "The employer may claim it" in clause.text]
    assert quoting.label == "Article 3, paragraph 1"


def test_articles_alone_on_their_lines_are_read_alike() -> None:
    text = policy("“" + "\n".join(STATUTE) + "”").replace("Article 2 Aim", "Article 1\nAim")
    found = paths(text.replace("3 Ownership", "3\nOwnership").replace("4 Income", "4\nIncome"))
    assert "art_3/pnt_1" not in found
    assert "art_14" not in found
    assert {"art_1", "art_3", "art_4"} <= set(found)


def test_a_quoted_first_article_makes_no_act() -> None:
    assert (
        parsed("Note\n\nThe law says:\n\n> Article 1\n> Having regard to it.\n\nSo it is, and so be it.\n").kind
        == "page"
    )


OWN = ["“Invention” means any of:", "(a) a device;", "(b) a method.", "‘Staff’ means all:", "(c) who are paid."]


@pytest.mark.parametrize(
    "text",
    [
        "P\n\nArticle 1 Terms\n\n" + "\n".join(OWN),
        "P\n\nArticle 1 Terms\n\n’Tis so:\n(a) one;\n(b) two;\n(c) three.",
        "P\n\nArticle 1 Terms\n\n'90s works are:\n(a) one;\n(b) two;\n(c) three.",
        'P\n\nArticle 1 Terms\n\nA 19" rack holds:\n(a) one;\n(b) two 5" discs;\n(c) some 3" pipes.',
        "P\n\nArticle 1 Terms\n\n‘Inventors’ are:\n(a) one;\n(b) the others’;\n(c) three.",
    ],
)
def test_a_term_in_quotation_marks_suspends_nothing(text: str) -> None:
    found = parsed(text)
    assert {"art_1/pnt_a", "art_1/pnt_b", "art_1/pnt_c"} <= {str(clause.path) for clause in found.clauses}
    assert found.audit.quotations == ()


@pytest.mark.parametrize("more", ["", "\n(3) She said: “so”.", "\n(3) “All” means all.\n(4) “None” means ”none”."])
def test_a_quotation_that_never_closes_ends_before_the_next_own_number(more: str) -> None:
    document = parsed(policy("“" + "\n".join(STATUTE)) + more)
    found = [str(clause.path) for clause in document.clauses]
    assert found[: len(ALONE)] == ALONE
    assert document.audit.quotations == (
        "The quotation “Article 14” is not closed; it is taken to end before “Article 4 Income”.",
    )


def test_a_mark_that_closes_far_behind_swallows_no_article() -> None:
    text = (
        policy("“The inventor shall report it.") + "\n(3) It is “so.\n\nArticle 5 End\n\n(1) It ends here.”\n(2) Yes.\n"
    )
    document = parsed(text)
    assert {"art_4", "art_4/pnt_1", "art_4/pnt_2", "art_5"} <= {str(clause.path) for clause in document.clauses}
    assert document.audit.quotations != ()


def test_an_unclosed_quotation_and_a_whole_one_behind_it_keep_the_article_between_them() -> None:
    text = (
        policy("“The inventor shall report it.") + "\n\n“(7) All of it.”\n\nArticle 5 End\n\n(1) It ends.\n(2) Yes.\n"
    )
    document = parsed(text)
    assert {"art_4", "art_4/pnt_1", "art_4/pnt_2", "art_5"} <= {str(clause.path) for clause in document.clauses}


def test_a_stray_mark_at_the_head_of_the_document_s_own_text_swallows_nothing() -> None:
    lines = [f"({n}) Rule {n} binds all staff." for n in range(1, 90)]
    document = parsed("P\n\n# Rules\n\n“Staff obey.\n" + "\n".join(lines))
    assert sum(clause.label_span is not None for clause in document.clauses) == 89
    assert document.audit.quotations == (
        "The quotation “Staff obey.” is not closed; what follows is read as the document's own.",
    )


def test_a_quoted_article_at_the_end_that_never_closes_is_still_no_own_one() -> None:
    text = "P\n\nArticle 3 Ownership\n\n(1) The statute provides:\n\n“" + "\n".join(STATUTE)
    document = parsed(text)
    assert [str(clause.path) for clause in document.clauses] == ["unp_1", "art_3", "art_3/pnt_1"]
    assert "go on to the end of the document" in document.audit.quotations[0]


# --- what the format sets as a quotation ------------------------------------------------------------------------------

HTML = (
    "<!doctype html><html><body><h1>Policy</h1><h2>Article 2 Aim</h2><p>It serves all.</p><h2>Article 3 Ownership</h2>"
    "<p>The statute provides:</p>{}<h2>Article 4 Income</h2><p>(1) It is shared.</p><p>(2) Paid.</p></body></html>"
)


@pytest.mark.parametrize(
    "quoted",
    [
        "<blockquote><h3>Article 14</h3><p>(1) It is.</p><p>(2) It may.</p></blockquote>",
        "<blockquote><p><b>Article 14</b></p><ol><li>It is.</li><li>It may.</li></ol></blockquote>",
        "<blockquote>Article 14<br>(1) It is.<br>(2) It may.</blockquote>",
        "<blockquote><table><tr><td>(1)</td><td>It is.</td></tr><tr><td>(2)</td><td>So.</td></tr></table></blockquote>",
        "<q><p>Article 14</p><p>(1) It is.</p></q>",
        "<p><q>Article 14<br>(1) It is.<br>(2) It may.</q></p>",
        "<h3>“Article 14</h3><p>(1) It is.</p><p>(2) It may.”</p>",
        "<div><blockquote><blockquote><p>(1) It is.</p></blockquote><p>(2) It may.</p></blockquote></div>",
    ],
)
def test_a_block_quotation_of_a_web_page_numbers_nothing(quoted: str) -> None:
    assert paths(HTML.format(quoted).encode()) == ALONE


@pytest.mark.parametrize("name", ["Quote", "Intense Quote", "Block Text", "Quotations", "Zitat"])
def test_a_word_style_for_quotations_numbers_nothing(name: str) -> None:
    styles = f'{STYLES}<w:style w:type="paragraph" w:styleId="Q"><w:name w:val="{name}"/></w:style>'
    styles += '<w:style w:type="paragraph" w:styleId="R"><w:name w:val="House"/><w:basedOn w:val="Q"/></w:style>'
    body = [
        *(p("Policy", style="Titel"), p("Article 3 Ownership", style="berschrift1"), p("The statute provides:")),
        *(p("Article 14", style="Q"), p("It is.", style="R", num=1), p("(2) It may.", style="Q")),
        *(p("Article 4 Income", style="berschrift1"), p("It is shared.", num=1), p("It is paid.", num=1)),
    ]
    numbering = abstract(0, lvl(0, "decimal", "(%1)")) + num(1, 0)
    document = parsed(docx(*body, styles=styles, numbering=numbering))
    found = [str(clause.path) for clause in document.clauses]
    assert found == ["unp_1", "art_3", "unp_2", "art_4", "art_4/pnt_2", "art_4/pnt_3"]
    assert document.clause_at("unp_2").text == "The statute provides: Article 14 (1) It is. (2) It may."


def test_a_block_quotation_that_carries_on_the_own_numbers_is_none() -> None:
    body = "<h2>1. Aim</h2><p>All.</p><blockquote><h2>2. Rules</h2><p>None.</p></blockquote><h2>3. End</h2><p>Now.</p>"
    long = "<p>It is a policy with many words in it, so that quotations are a small part.</p>"
    document = parsed(f"<!doctype html><html><body><h1>P</h1>{long}{body}</body></html>".encode())
    assert {"sct_1", "sct_2", "sct_3"} <= {str(clause.path) for clause in document.clauses}
    assert "carries on the document's own numbers" in document.audit.quotations[0]


def test_a_page_set_as_one_quotation_is_read_as_itself() -> None:
    body = "<blockquote><h2>1. Aim</h2><p>For all staff.</p><h2>2. Rules</h2><p>None so far.</p></blockquote>"
    document = parsed(f"<!doctype html><html><body><h1>P</h1>{body}</body></html>".encode())
    assert {"sct_1", "sct_2"} <= {str(clause.path) for clause in document.clauses}
    assert "The whole text" in document.audit.quotations[0]


def test_a_short_note_on_a_long_statute_is_not_the_statute() -> None:
    statute = "".join(f"<h2>Article {n}</h2><p>(1) It is.</p><p>(2) It may.</p>" for n in range(1, 30))
    body = f"<h1>Note</h1><p>The law:</p><blockquote>{statute}</blockquote>"
    assert paths(f"<!doctype html><html><body>{body}</body></html>".encode()) == ["unp_1", "unp_2"]


def test_the_number_of_a_quoted_line_that_opens_the_next_quotation_is_no_own_one() -> None:
    quoted = "“Article 14\n(1) It is.\nArticle 3 says so.” And: “Article 15\n(1) No.\nArticle 4 says no.”"
    document = parsed(policy(quoted))
    assert [str(clause.path) for clause in document.clauses] == ALONE


@pytest.mark.parametrize("line", ["> 50 % of the income", "> 1.5 million", "> € 100 are paid back", "a > b"])
def test_a_sign_before_a_figure_is_no_quotation(line: str) -> None:
    assert any(clause.text.endswith(line) for clause in parsed(f"Policy\n\n# Shares\n\nThey are:\n\n{line}\n").clauses)
