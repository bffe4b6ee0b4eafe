"""Reports as they are kept: the whole trace, found again, taken back."""

from dataclasses import replace
from pathlib import Path

import pytest
from reporting import CITED, CODE, HISTORY, MISSING, OTHER, QUESTION, an_answer

from ingest.corpus import Corpus
from ingest.errors import FeedbackError
from ui.services.feedback import LONGEST, Feedback, Kind, Person, Remark, named_by

HOSTILE = "<script>alert(1)</script> [a](javascript:x) '); DROP TABLE reports;-- \u202e \x00"


def test_a_report_keeps_the_whole_trace(tmp_path: Path, corpus: Corpus) -> None:
    answer = an_answer(corpus)
    remark = Remark("missing", f"  {HOSTILE}\n", (MISSING,), "2.1.1 a")
    number = Feedback(tmp_path).send(answer, HISTORY, remark, Person("ann@example.org", "reader"))
    report = Feedback(tmp_path).get(number)
    assert (report.question, report.standalone, report.history, report.state) == (QUESTION, QUESTION, HISTORY, "open")
    assert report.remark == replace(remark, note=HOSTILE.strip())
    assert report.person == Person("ann@example.org", "reader")
    assert report.trace == answer.to_dict()
    assert report.answer == answer
    assert report.at.endswith("+00:00")


def test_without_sign_in_nothing_is_known_of_the_reader(tmp_path: Path, corpus: Corpus) -> None:
    feedback = Feedback(tmp_path)
    report = feedback.get(feedback.send(an_answer(corpus), (), Remark("helpful")))
    assert (report.person.id, report.person.role) == ("", "")


def test_a_report_taken_back_is_gone_and_its_number_is_never_anothers(tmp_path: Path, corpus: Corpus) -> None:
    feedback = Feedback(tmp_path)
    number = feedback.send(an_answer(corpus), (), Remark("helpful", "never mind this one"))
    assert b"never mind" in feedback.database.path.read_bytes()
    feedback.withdraw(number)
    for use in (feedback.get, feedback.withdraw):
        with pytest.raises(FeedbackError, match=f"no report {number}"):
            use(number)
    assert feedback.send(an_answer(corpus), (), Remark("helpful")) > number
    assert b"never mind" not in feedback.database.path.read_bytes()


@pytest.mark.parametrize(
    ("kinds", "words", "found"),
    [
        (("wrong", "missing", "other"), "", ["Grüße?", "Second question?", "First question?"]),
        (("missing",), "", ["Second question?"]),
        (("wrong", "missing", "other"), "SECOND note", ["Second question?"]),
        (("wrong", "missing", "other"), "grüSSE", ["Grüße?"]),
        (("wrong", "missing", "other"), "3.1.1(f) first", ["First question?"]),
        (("wrong", "missing", "other"), "%", []),
    ],
)
def test_reports_are_found_by_kind_and_words(
    tmp_path: Path, corpus: Corpus, kinds: tuple[Kind, ...], words: str, found: list[str]
) -> None:
    feedback = Feedback(tmp_path)
    feedback.send(an_answer(corpus, "First question?"), (), Remark("wrong", named=(CITED,)))
    feedback.send(an_answer(corpus, "Second question?"), (), Remark("missing", "a note"))
    feedback.send(an_answer(corpus, "Grüße?"), (), Remark("other"))
    assert [report.question for report in feedback.find(kinds, ("open",), words)] == found
    assert feedback.find(kinds, ("dismissed",), words) == ()


@pytest.mark.parametrize(
    ("remark", "message"),
    [
        (Remark("wrong"), "which citation is wrong"),
        (Remark("wrong", named=(MISSING,)), "which citation is wrong"),
        (Remark("other", "x" * (LONGEST + 1)), "at most 2,000 characters"),
        (Remark("missing", reference="x" * 500), "too long"),
        (Remark("nonsense"), "no kind of feedback"),  # type: ignore[arg-type]
    ],
)
def test_what_says_nothing_is_refused(tmp_path: Path, corpus: Corpus, remark: Remark, message: str) -> None:
    feedback = Feedback(tmp_path)
    with pytest.raises(FeedbackError, match=message):
        feedback.send(an_answer(corpus), (), remark)
    assert feedback.find() == ()


@pytest.mark.parametrize(
    ("reference", "uids", "message"),
    [
        ("3.1.1 c", (OTHER,), "C(2024) 601, point 3.1.1(c)"),
        ("2.2.1(c)", (), "has a hole"),
        ("9.9.9", (), "No clause"),
        ("  ", (), "empty"),
        (HOSTILE, (), "No clause"),
        (CODE + "ftn_38", (CODE + "ftn_38",), "footnote 38"),
    ],
)
def test_a_readers_reference_is_resolved_or_told(
    corpus: Corpus, reference: str, uids: tuple[str, ...], message: str
) -> None:
    found = named_by(reference, corpus)
    assert found.uids == uids
    assert message in found.message


def test_half_a_character_can_be_kept(tmp_path: Path, corpus: Corpus) -> None:
    feedback = Feedback(tmp_path)
    answer = replace(an_answer(corpus), question="Why \ud83d?")
    report = feedback.get(feedback.send(answer, (), Remark("other", "\udcff")))
    assert (report.question, report.remark.note) == ("Why ??", "?")
