"""The checker finds every wrong citation that is planted, and none in what is right."""

import ast
import json
from collections.abc import Callable
from typing import Any

import pytest
from conftest import CORPUS

from eval.citation_check import Checked, check, quoted_lines
from eval.raw_text import RawText, read_raw
from ingest.corpus import Corpus, Target
from ingest.lookup import look_up
from rag.compose import show

Row = dict[str, Any]


@pytest.fixture(scope="module")
def raw() -> dict[str, RawText]:
    return dict(read_raw(CORPUS))


def _citation(words: Target, address: Target) -> Row:
    """The words of one clause under the address and label of another, or of the same."""
    spans = [list(span) for span in words.spans]
    return {"uid": address.uid, "label": address.label, "quote": words.text, "spans": spans}


def _answer(*citations: Row) -> Row:
    return {"answer_markdown": "", "sentences": [], "citations": list(citations)}


def _whats(checked: Checked) -> set[str]:
    return {failure.what for failure in checked.failures}


def test_every_clause_and_footnote_cited_as_itself_passes(corpus: Corpus, raw: dict[str, RawText]) -> None:
    parts = [part for document in corpus.documents for part in (*document.clauses, *document.footnotes)]
    checked = check([(part.uid, _answer(_citation(part, part))) for part in parts], raw)
    assert checked.failures == ()
    assert checked.citations == len(parts)
    assert checked.numbered > 160
    assert checked.share("existence") == checked.share("quotation") == checked.share("label") == 1


def test_every_numbered_clause_cited_as_its_neighbour_is_found(corpus: Corpus, raw: dict[str, RawText]) -> None:
    for document in corpus.documents:
        parts = (*document.clauses, *document.footnotes)
        for words, address in zip((*parts, *parts[1:]), (*parts[1:], *parts), strict=False):
            numbered = not {"unp", "frg"} & {words.address.path.last.code, address.address.path.last.code}
            if numbered and words.uid != address.uid:
                assert check([("q", _answer(_citation(words, address)))], raw).failures, (words.uid, address.uid)


@pytest.fixture
def shown(corpus: Corpus) -> Row:
    """An answer that quotes 3.1.1(f), whose words stand on two pages with a footnote between, under its stem."""
    draft = show([look_up("3.1.1(f)", corpus)], (), corpus)
    row = {
        "answer_markdown": draft.markdown,
        "sentences": [sentence.to_dict() for sentence in draft.sentences],
        "citations": [citation.to_dict() for citation in draft.citations],
    }
    made: Row = json.loads(json.dumps(row))
    return made


def _of(answer: Row) -> Row:
    citation: Row = next(c for c in answer["citations"] if c["uid"].endswith("pnt_f"))
    return citation


def _replace(answer: Row, old: str, new: str) -> None:
    assert old in answer["answer_markdown"]
    answer["answer_markdown"] = answer["answer_markdown"].replace(old, new)


def _shifted(answer: Row) -> None:
    _of(answer)["spans"] = [[start + 3, end + 3] for start, end in _of(answer)["spans"]]


def _shifted_by_one(answer: Row) -> None:
    _of(answer)["spans"][0][0] += 1


def _one_span_less(answer: Row) -> None:
    _of(answer)["spans"].pop()


def _beyond_the_end(answer: Row) -> None:
    _of(answer)["spans"][-1] = [0, 10**9]


def _backwards(answer: Row) -> None:
    _of(answer)["spans"].reverse()


def _altered_word(answer: Row) -> None:
    _of(answer)["quote"] = _of(answer)["quote"].replace("joint", "joined", 1)


def _added_word(answer: Row) -> None:
    _of(answer)["quote"] += " and costs"


def _other_case(answer: Row) -> None:
    _of(answer)["quote"] = _of(answer)["quote"].upper()


def _nothing(answer: Row) -> None:
    _of(answer)["quote"] = " "


def _other_label(answer: Row) -> None:
    _of(answer)["label"] = "point 3.1.1(g)"


def _label_of_another_paragraph(answer: Row) -> None:
    _of(answer)["label"] = "point 3.2.1(f)"


def _other_address(answer: Row) -> None:
    _of(answer).update(uid="c/2024/601#pnt_3.1.1/pnt_e", label="point 3.1.1(e)")


def _other_paragraph(answer: Row) -> None:
    _of(answer).update(uid="c/2024/601#pnt_3.2.1/pnt_f", label="point 3.2.1(f)")


def _no_such_clause(answer: Row) -> None:
    _of(answer).update(uid="c/2024/601#pnt_8.8.8/pnt_f", label="point 8.8.8(f)")


def _no_such_document(answer: Row) -> None:
    _of(answer)["uid"] = "c/2024/602#pnt_3.1.1/pnt_f"


def _no_address(answer: Row) -> None:
    _of(answer)["uid"] = "c/2024/601#3.1.1(f)"


def _only_in_a_sentence(answer: Row) -> None:
    answer["sentences"][0]["citations"].append("c/2024/601#rct_1")


def _shown_otherwise(answer: Row) -> None:
    _replace(answer, "developing a joint", "developing a")


def _shown_under_another_label(answer: Row) -> None:
    _replace(answer, "point 3.1.1(f)**", "point 3.1.1(g)**")


def _shown_with_another_letter(answer: Row) -> None:
    _replace(answer, "(f) developing", "(g) developing")


def _shown_under_its_stem(answer: Row) -> None:
    _replace(answer, "point 3.1.1(f)**", "point 3.1.1**")


def _shown_and_cited_nowhere(answer: Row) -> None:
    answer["answer_markdown"] += "\n> Partners must pay.\n"


def _left_out_in_silence(answer: Row) -> None:
    citation = _of(answer)
    [first, *others] = citation["spans"]
    middle = first[0] + citation["quote"].index("joint ")
    citation["spans"] = [[first[0], middle], [middle + len("joint "), first[1]], *others]
    citation["quote"] = citation["quote"].replace("joint ", "", 1)
    _replace(answer, "a joint intellectual", "a intellectual")


PLANTED: list[tuple[Callable[[Row], None], str]] = [
    (_shifted, "quotation"),
    (_shifted_by_one, "quotation"),
    (_one_span_less, "quotation"),
    (_beyond_the_end, "quotation"),
    (_backwards, "quotation"),
    (_altered_word, "quotation"),
    (_added_word, "quotation"),
    (_other_case, "quotation"),
    (_nothing, "quotation"),
    (_other_label, "label"),
    (_label_of_another_paragraph, "label"),
    (_other_address, "existence"),
    (_other_paragraph, "existence"),
    (_no_such_clause, "existence"),
    (_no_such_document, "existence"),
    (_no_address, "existence"),
    (_only_in_a_sentence, "existence"),
    (_shown_otherwise, "markdown"),
    (_shown_under_another_label, "markdown"),
    (_shown_with_another_letter, "markdown"),
    (_shown_under_its_stem, "markdown"),
    (_shown_and_cited_nowhere, "markdown"),
    (_left_out_in_silence, "quotation"),
]


@pytest.mark.parametrize(("plant", "what"), PLANTED, ids=[plant.__name__.strip("_") for plant, _ in PLANTED])
def test_a_planted_fault_is_found(plant: Callable[[Row], None], what: str, shown: Row, raw: dict[str, RawText]) -> None:
    before = check([("q1", shown)], raw)
    assert before.failures == ()
    assert before.lines == len(shown["citations"]) == 2
    plant(shown)
    assert what in _whats(check([("q1", shown)], raw))


def test_words_left_out_are_right_where_they_are_told(shown: Row, raw: dict[str, RawText]) -> None:
    _left_out_in_silence(shown)
    _replace(shown, "a intellectual", r"a \[…\] intellectual")
    assert check([("q", shown)], raw).failures == ()
    _of(shown)["quote"] = _of(shown)["quote"].replace("a intellectual", "a […] intellectual")
    assert check([("q", shown)], raw).failures == ()
    shown["answer_markdown"] = ""
    assert check([("q", shown)], raw).failures == ()


def test_the_fragment_after_a_gap_is_no_point(corpus: Corpus, raw: dict[str, RawText]) -> None:
    fragment, point = corpus.clause("c/2024/601#pnt_2.2.1/frg_1"), corpus.clause("c/2024/601#pnt_2.2.1/pnt_b")
    assert fragment is not None
    assert point is not None
    assert check([("q", _answer(_citation(fragment, fragment)))], raw).failures == ()
    assert "existence" in _whats(check([("q", _answer(_citation(fragment, point)))], raw))
    assert "existence" in _whats(check([("q", _answer(_citation(point, fragment)))], raw))


def test_passages_cited_out_of_order_are_found(corpus: Corpus, raw: dict[str, RawText]) -> None:
    one, other = corpus.clause("web/codes-of-practice-news#unp_3"), corpus.clause("web/codes-of-practice-news#unp_4")
    assert one is not None
    assert other is not None
    swapped = _answer(_citation(one, other), _citation(other, one))
    assert "existence" in _whats(check([("q", swapped)], raw))


def test_remarks_in_italics_are_no_quotations() -> None:
    assert list(
        quoted_lines("Lead.\n\n> By: — **X, point 1**\n>\n> - (a) b — **X, point 1(a)**\n> - *Gap: none.*")
    ) == [
        "By: — **X, point 1**",
        "(a) b — **X, point 1(a)**",
    ]


def test_no_citations_are_no_percentage(raw: dict[str, RawText]) -> None:
    empty = check([("q", _answer())], raw)
    assert (empty.answers, empty.citing, empty.share("existence"), empty.share("markdown")) == (1, 0, None, None)


@pytest.mark.parametrize("name", ["citation_check", "raw_labels", "raw_quotes", "raw_text"])
def test_the_checker_shares_no_code_with_what_it_checks(name: str) -> None:
    tree = ast.parse((CORPUS.parent / "eval" / f"{name}.py").read_text(encoding="utf-8"))
    modules = {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    ours = {module for module in modules if module.split(".")[0] in {"ingest", "rag", "ui", "eval"}}
    assert ours <= {"ingest.errors", "eval.raw_labels", "eval.raw_quotes", "eval.raw_text"}
