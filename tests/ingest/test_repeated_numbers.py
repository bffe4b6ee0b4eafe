"""A number that a document prints twice names two texts: neither speaks alone, and neither for another document."""

from pathlib import Path

from ingest.corpus import Corpus
from ingest.lookup import look_up
from ingest.model import Document
from ingest.own import own_record, parse_own

PARTS = """\
# Rules

1. One seal.
2. Two seals.

# Part B

1. A whale.
2. Two whales.
2. Two dolphins.
3. Three dolphins.
"""
STATUTE = """\
# Statute

Article 1
Name

The office is called Transfer.

Article 2
Decisions

1. The following shall be quoted:

2. The controller shall be responsible.

2. The Director decides on licences.

2. The Board decides on patents.

Annex I
Forms

1. Disclosure form.
"""


def added(corpus: Corpus, title: str, text: str) -> tuple[Corpus, Document]:
    record = own_record(Path("rules.md"), title, "2026-11-20", corpus.catalogue)
    document = parse_own(record, [text.encode()])
    return corpus.with_document(record, document), document


def labels(corpus: Corpus, reference: str) -> tuple[str, list[str]]:
    found = look_up(reference, corpus)
    return found.status, [target.label for target in found.targets]


def test_a_number_printed_again_in_a_list_opens_no_list_inside_it(corpus: Corpus) -> None:
    bigger, document = added(corpus, "House rules", PARTS)
    first, second = "first text labelled Part B, point 2", "second text labelled Part B, point 2"
    assert [clause.label for clause in document.clauses[-3:]] == [first, second, "Part B, point 3"]
    assert labels(bigger, "House rules, Part B, point 2") == ("ambiguous", [first, second])
    assert labels(bigger, "House rules, point 2") == ("found", ["point 2"])


def test_every_text_of_a_repeated_number_has_a_label_of_its_own(corpus: Corpus) -> None:
    bigger, document = added(corpus, "Statute of the office", STATUTE)
    texts = [f"{order} text labelled Article 2(2)" for order in ("first", "second", "third")]
    assert labels(bigger, "Statute of the office, Article 2(2)") == ("ambiguous", texts)
    for clause in document.clauses:
        for reference in (clause.uid, bigger.cite(clause)):
            assert look_up(reference, bigger).targets == (clause,), reference


def test_the_points_of_an_annex_are_none_of_the_last_article(corpus: Corpus) -> None:
    bigger, _ = added(corpus, "Statute of the office", STATUTE)
    assert labels(bigger, "Statute of the office, Annex I, point 1") == ("found", ["Annex I, point 1"])


def test_text_behind_a_number_printed_again_is_not_called_a_repetition(corpus: Corpus) -> None:
    numbered = "<ol start=3><li>Three seals.<li>Four seals.</ol><p>More:</p><ol reversed><li>Three.<li>Two.</ol>"
    page = f"<!doctype html><title>Seals</title><h1>Seals</h1>{numbered}<ul><li>No number.<li>Nor here.</ul>"
    _, document = added(corpus, "House rules", page)
    assert not any("passage" in clause.label for clause in document.clauses)
    assert not any("passage" in warning.partition(" is ")[0] for warning in document.warnings)


def test_a_document_of_ones_own_does_not_hide_a_hole_in_a_published_text(corpus: Corpus) -> None:
    text = "# Rules\n\n## 2 Skills\n\n2.1 One.\n\n2.2 Two.\n\n2.2.1 Do this:\n\n(a) one;\n(b) two;\n(c) three.\n"
    bigger, _ = added(corpus, "House rules", text)
    found = look_up("2.2.1(c)", bigger)
    assert (found.status, found.targets) == ("gap", ())
    assert "C(2024) 601 has a hole here" in found.message
    assert "A document of your own has one: House rules, point 2.2.1(c)." in found.message
    assert labels(bigger, "House rules, point 2.2.1(c)") == ("found", ["point 2.2.1(c)"])
    assert look_up("C(2024) 601, point 2.2.1(c)", bigger).status == "gap"
    assert "for example “House rules, point 2.1”" in look_up("House rules", bigger).message
