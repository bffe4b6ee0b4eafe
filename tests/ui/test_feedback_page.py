"""The control under an answer and the Review page, run by Streamlit's own test driver without a model."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from driving import APP, HOSTILE, ask, button_of, html_of, open_app, unfold
from reporting import CITED, MISSING, an_answer
from streamlit.testing.v1 import AppTest

from eval import load_dataset
from ingest.corpus import Corpus
from ui import access, shared, state
from ui.services.feedback import Feedback, Remark
from ui.services.review import Review

QUESTION = "How should we manage intellectual property and background knowledge?"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLAUSEWISE_HOME", str(tmp_path))
    monkeypatch.setattr(shared, "feedback", lambda: Feedback(tmp_path))
    return tmp_path


def _asked() -> AppTest:
    return ask(open_app(), QUESTION)


def _reporting() -> AppTest:
    """The page with the form for a problem open."""
    return unfold(_asked(), f"{state.PROBLEM}-0")


def _reviewing(report: int | None = None) -> AppTest:
    return open_app("review", **({"report": str(report)} if report is not None else {}))


def test_a_thumb_is_sent_once_and_can_be_taken_back(plain: Any, home: Path) -> None:
    at = _asked()
    button_of(at, "Helpful").click().run()
    assert not at.exception
    assert "Sent, thank you: helpful." in html_of(at)
    assert "Helpful" not in [button.label for button in at.button]
    [report] = Feedback(home).find()
    assert (report.remark.kind, report.question, report.answer.generation) == ("helpful", QUESTION, "none")
    button_of(at, "Take it back").click().run()
    assert Feedback(home).find() == ()
    assert "Helpful" in [button.label for button in at.button]


def test_a_missing_clause_is_resolved_and_told_when_it_leads_nowhere(plain: Any, home: Path) -> None:
    at = _reporting()
    at.radio[0].set_value("missing").run()
    reference = next(field for field in at.text_input if field.label.startswith("Which clause"))
    reference.set_value("9.9.9").run()
    assert "No clause “9.9.9” exists" in html_of(at)
    assert button_of(at, "Send").disabled
    reference = next(field for field in at.text_input if field.label.startswith("Which clause"))
    reference.set_value("2.1.1 a").run()
    assert "That is C(2024) 601, point 2.1.1(a)." in html_of(at)
    at.text_area[0].set_value(HOSTILE)  # and at once, without a run between:
    button_of(at, "Send").click().run()
    assert not at.exception
    assert "Sent, thank you: missing clause. A curator will look at it." in html_of(at)
    [report] = Feedback(home).find()
    assert (report.remark.named, report.remark.reference, report.remark.note) == ((MISSING,), "2.1.1 a", HOSTILE)


def test_a_wrong_clause_is_one_of_those_cited(plain: Any, home: Path) -> None:
    at = _reporting()
    assert at.radio[0].value == "wrong"
    at.selectbox[0].set_value(CITED).run()
    button_of(at, "Send").click().run()
    [report] = Feedback(home).find()
    assert (report.remark.kind, report.remark.named) == ("wrong", (CITED,))


def test_what_was_typed_is_still_there_when_the_form_is_closed_and_opened_again(plain: Any, home: Path) -> None:
    at = _reporting()
    at.text_area[0].set_value("a long note").run()
    at.session_state[f"{state.PROBLEM}-0"] = False
    at.run()
    assert at.text_area[0].value == "a long note"
    button_of(at, "Send").click().run()
    assert [report.remark.note for report in Feedback(home).find()] == ["a long note"]


def test_a_disk_that_refuses_is_told_and_the_note_stays(
    plain: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = _reporting()
    (home / "blocked").write_text("no folder", encoding="utf-8")
    monkeypatch.setattr(shared, "feedback", lambda: Feedback(home / "blocked"))
    at.radio[0].set_value("other").run()
    at.text_area[0].set_value("a long note")
    button_of(at, "Send").click().run()
    assert not at.exception
    assert "the disk refused" in at.error[0].value
    assert at.text_area[0].value == "a long note"
    monkeypatch.setattr(shared, "feedback", lambda: Feedback(home))
    button_of(at, "Send").click().run()
    assert [report.remark.note for report in Feedback(home).find()] == ["a long note"]
    assert not at.error


def test_a_reader_learns_what_became_of_a_report(plain: Any, home: Path, corpus: Corpus) -> None:
    at = _reporting()
    at.radio[0].set_value("other").run()
    button_of(at, "Send").click().run()
    [report] = Feedback(home).find()
    Review(home, corpus).dismiss(report.id, HOSTILE)
    at.run()
    assert "A curator closed it: &lt;script&gt;" in html_of(at)
    assert "Take it back" not in [button.label for button in at.button]


def test_reports_are_listed_and_hostile_words_show_as_text(plain: Any, home: Path, corpus: Corpus) -> None:
    feedback = Feedback(home)
    feedback.send(an_answer(corpus, HOSTILE), (), Remark("missing", HOSTILE, reference=HOSTILE))
    feedback.send(an_answer(corpus), (), Remark("helpful"))
    at = _reviewing()
    assert not at.exception
    assert "1 report" in html_of(at)  # what helped is no problem
    assert "<script>alert" not in html_of(at)
    assert "&lt;script&gt;alert" in html_of(at)
    at.selectbox(key="review_kind").set_value("helpful").run()
    assert "Helpful · Open" in html_of(at)
    at.text_input(key="review_words").set_value("no such words").run()
    assert "No report fits this." in html_of(at)


def test_the_answer_of_a_report_is_to_be_read_and_not_asked_again(plain: Any, home: Path, corpus: Corpus) -> None:
    at = _reporting()
    at.radio[0].set_value("missing").run()
    button_of(at, "Send").click().run()
    [report] = Feedback(home).find()
    at = _reviewing(report.id)
    assert not at.exception
    labels = [button.label for button in at.button]
    assert sum("everything retrieved" in folded.label.lower() for folded in at.expander) == 1
    assert not any(label.startswith("Ask again") for label in labels)


def test_a_reported_answer_whose_texts_have_changed_is_told_as_words_under_no_citation(
    plain: Any, home: Path, corpus: Corpus
) -> None:
    number = Feedback(home).send(an_answer(corpus, HOSTILE), (), Remark("helpful"))
    act = corpus.documents[0]
    changed = replace(act, source=act.source.replace("background knowledge", "foreground knowledge"), sha256="")
    plain.corpus = replace(corpus, shipped=(changed, *corpus.shipped[1:]))
    at = _reviewing(number)
    assert not at.exception
    assert "does not stand in the texts as they are now" in at.error[0].value
    assert not any((button.key or "").startswith("cite-") for button in at.button)
    assert not at.code
    assert "including considerations about background knowledge" in html_of(at)


def test_one_click_makes_a_curated_question_and_says_to_build(
    plain: Any, home: Path, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = Feedback(home).send(an_answer(corpus), (), Remark("missing", "a note", (MISSING,), "2.1.1 a"))
    at = _reviewing(number)
    assert not at.exception
    assert "a note" in html_of(at)
    assert "Who keeps the patents that we bring along?" in html_of(at)
    button_of(at, "Make it a curated question of C(2024) 601, point 2.1.1(a)").click().run()
    assert not at.exception
    assert Feedback(home).get(number).state == "curated"
    assert "rebuild the index on the Documents page, or run `clausewise build`." in at.info[0].value
    monkeypatch.setattr(access, "role", lambda: "curator")
    assert at.run().info[0].value.endswith("next build: ask an admin to rebuild the index.")
    button_of(at, "Undo").click().run()
    assert Feedback(home).get(number).state == "open"


def test_an_evaluation_question_takes_the_grades_and_the_words_chosen(plain: Any, home: Path, corpus: Corpus) -> None:
    number = Feedback(home).send(an_answer(corpus), (), Remark("unsupported", named=(CITED,)))
    at = _reviewing(number)
    assert button_of(at, "Make it an evaluation question").disabled
    at.text_input(key=f"answers-{number}").set_value("2.1.1(a)").run()
    at.text_area(key=f"question-{number}").set_value("Whose are the patents we bring?").run()
    button_of(at, "Make it an evaluation question").click().run()
    assert not at.exception
    dataset = load_dataset(home / "datasets" / "feedback", "dev")
    assert [query.text for query in dataset.queries] == ["Whose are the patents we bring?"]
    assert list(dataset.qrels.values()) == [{MISSING: 2}]


def test_what_cannot_be_decided_is_told(plain: Any, home: Path, corpus: Corpus) -> None:
    number = Feedback(home).send(an_answer(corpus), (), Remark("other"))
    at = _reviewing(number)
    button_of(at, "Dismiss").click().run()
    assert "A reason is wanted." in at.error[0].value
    assert _reviewing(99).error[0].value.startswith("There is no report 99.")


def test_a_reader_sees_no_reports(plain: Any, home: Path, corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    Feedback(home).send(an_answer(corpus), (), Remark("other", "secret"))
    monkeypatch.setattr(access, "may", lambda least: least == "reader")
    at = AppTest.from_file(str(Path(APP).parent / "views" / "review.py"), default_timeout=60).run()
    assert at.error[0].value.startswith("Reports are for curators.")
    assert "secret" not in html_of(at)
