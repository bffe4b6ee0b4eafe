"""Clauses found by their words, at once and half typed."""

import time

import pytest

from ingest.corpus import Corpus
from rag.words import WordIndex

CODE = "c/2024/601#"


@pytest.fixture(scope="module")
def words(corpus: Corpus) -> WordIndex:
    return WordIndex(corpus)


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("resolving conflict", "pnt_3.1.1/pnt_c"),
        ("conflicts", "pnt_3.1.1/pnt_c"),
        ("joint management and ownership of intell", "pnt_3.1.1/pnt_f"),
        ("INTERMEDIARIES", "sct_3.2"),
        ("open science", "sct_1/pnt_5"),
        ("recital 6", "rct_6"),
        ("spin‑offs, start‑ups", "pnt_2.3.1/pnt_b"),
    ],
)
def test_a_clause_is_found_by_its_words_label_heading_and_half_a_word(words: WordIndex, typed: str, path: str) -> None:
    assert CODE + path in [hit.clause.uid for hit in words.search(typed, 3).hits]


def test_every_letter_typed_keeps_the_clause_in_sight(words: WordIndex) -> None:
    whole = "confidentiality"
    for length in range(4, len(whole) + 1):
        assert CODE + "pnt_3.1.1/pnt_g" in [hit.clause.uid for hit in words.search(whole[:length], 10).hits]


def test_a_curated_question_that_has_the_words_is_named(words: WordIndex, corpus: Corpus) -> None:
    hits = words.search("patents and other intellectual property of a partnership", 3).hits
    hit = next(hit for hit in hits if hit.clause.uid == CODE + "pnt_3.1.1/pnt_f")
    assert hit.question in corpus.questions.of(hit.clause.uid)
    assert "patents" in hit.question
    assert words.search("resolving conflict", 1).hits[0].question == ""  # its own words say it


@pytest.mark.parametrize("typed", ["", "  ", "?!", "<script>", "\u202e"])
def test_what_has_no_words_of_the_texts_finds_nothing(words: WordIndex, typed: str) -> None:
    assert words.search(typed, 10).hits == ()


def test_a_word_that_stands_nowhere_is_told(words: WordIndex) -> None:
    found = words.search("bananas conflict", 10)
    assert found.unknown == ("bananas",)
    assert found.hits[0].clause.uid == CODE + "pnt_3.1.1/pnt_c"


def test_it_is_fast_enough_for_every_letter(words: WordIndex) -> None:
    typed = "how should the partners of a joint project share what they know before it begins"
    words.search(typed, 10)
    started = time.perf_counter()
    for _ in range(10):
        words.search(typed, 10)
    assert (time.perf_counter() - started) / 10 < 0.2  # some 10 ms on an idle machine
