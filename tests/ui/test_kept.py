"""What the Ask page keeps: a conversation's address, whose it is, its name, its end, and asking again in less."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from driving import HOSTILE, ask, button_of, html_of, open_app, unfold
from streamlit.testing.v1 import AppTest

from ingest.corpus import Corpus
from ingest.errors import StoreError
from ui import access, shared, state
from ui.services.conversations import Conversations, Kept
from ui.services.reopening import kept

QUESTION = "How should we manage intellectual property and background knowledge?"
CITED = "C(2024) 601, point 3.1.1(f)"


@pytest.fixture
def ann(plain: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Every session is the same visitor's."""
    monkeypatch.setattr(access, "owner", lambda: "ann")
    return plain


def _address(at: AppTest) -> str:
    value = at.query_params[state.CONVERSATION]
    return value if isinstance(value, str) else value[0]


def _listed(at: AppTest) -> AppTest:
    """The page with the list of conversations open."""
    return unfold(at, f"conversations-{_address(at) if state.CONVERSATION in at.query_params else None}")


def test_a_conversations_address_opens_it_in_a_session_of_the_same_visitor(ann: Any) -> None:
    first = ask(ask(open_app(), QUESTION), "And data?")
    again = open_app(conversation=_address(first))
    assert not again.exception
    assert CITED in [button.label for button in again.button]
    assert f"Searched as: {QUESTION} And data?" in html_of(again)
    assert len(ann.asked) == 2  # opening asks nothing
    ask(again, "And conflicts?")
    assert [message["content"] for message in ann.asked[-1][1] if message["role"] == "user"] == [QUESTION, "And data?"]


def test_another_visitor_gets_a_sentence_and_no_list(plain: Any) -> None:
    id_ = _address(ask(open_app(), QUESTION))
    for guess in (id_, "guessed", HOSTILE):
        other = open_app(conversation=guess)
        assert not other.exception
        assert [error.value.split(".")[0] for error in other.error] == [
            "There is no such conversation here, or it is not yours"
        ]
        assert QUESTION not in html_of(other)
        assert not unfold(other, "conversations-None").text_input  # no conversation to list


def test_the_address_comes_back_after_another_page(ann: Any) -> None:
    at = ask(open_app(), QUESTION)
    id_ = _address(at)
    del at.query_params[state.CONVERSATION]
    assert _address(at.run()) == id_


def test_a_conversation_is_found_by_its_words_and_opened_from_the_list(ann: Any) -> None:
    at = ask(open_app(), QUESTION)
    button_of(at, "New conversation").click().run()
    _listed(ask(at, "Bananas?"))
    at.text_input(key=state.FIND).set_value("background KNOWLEDGE").run()
    button_of(at, QUESTION).click().run()
    assert not at.exception
    assert QUESTION in html_of(at)
    assert _listed(at).text_input(key=state.NAME).value == QUESTION
    at.text_input(key=state.FIND).set_value("zebras").run()
    assert "No other conversation has all these words." in html_of(at)


def test_a_name_that_is_code_is_shown_as_text(ann: Any) -> None:
    at = _listed(ask(open_app(), QUESTION))
    at.text_input(key=state.NAME).set_value(HOSTILE).run()
    button_of(at, "New conversation").click().run()
    _listed(at)
    label = next(button.label for button in at.button if "script" in button.label)
    for sign in ("<", "[", "$", ":red["):
        assert label.count(sign) == label.count("\\" + sign)
    assert "<script>alert" not in html_of(at)


def test_deleting_asks_first_and_then_nothing_is_left(ann: Any) -> None:
    at = _listed(ask(open_app(), QUESTION))
    id_ = _address(at)
    button_of(at, "Delete this conversation…").click().run()
    button_of(at, "Keep it").click().run()
    assert QUESTION in html_of(at)
    button_of(at, "Delete this conversation…").click().run()
    button_of(at, "Delete for good").click().run()
    assert not at.exception
    assert "<h1>Ask the guidance</h1>" in html_of(at)
    assert state.CONVERSATION not in at.query_params
    assert "no such conversation" in open_app(conversation=id_).error[0].value


def test_an_answer_that_cannot_be_kept_stays_on_the_page_and_is_kept_when_it_can(
    ann: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "full").write_text("no folder")
    with monkeypatch.context() as full:
        full.setattr(shared, "conversations", lambda: Conversations(tmp_path / "full"))
        at = ask(open_app(), QUESTION)
        assert not at.exception
        assert CITED in [button.label for button in at.button]
        assert "This conversation is on this page alone." in html_of(at)
    ask(at, "And data?")
    assert "on this page alone" not in html_of(at)
    kept = shared.conversations().open("ann", _address(at))
    assert [turn.question for turn in kept.turns] == [QUESTION, "And data?"]
    assert all(turn.answer for turn in kept.turns)


def test_a_conversation_that_cannot_be_read_is_a_sentence(ann: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise StoreError("The file is damaged.", hint="Move it away.")

    told = "The file is damaged. Move it away."
    at = ask(open_app(), QUESTION)
    with monkeypatch.context() as damaged:
        damaged.setattr(Conversations, "list", broken)
        assert [one.value for one in _listed(at).error] == [told]
        damaged.setattr(Conversations, "has_any", broken)
        at.run()
        assert not at.exception
        assert [one.value for one in at.error] == [told]
    monkeypatch.setattr(Conversations, "open", broken)
    at = open_app(conversation="x")
    assert not at.exception
    assert [one.value for one in at.error] == [told]


def test_a_conversation_deleted_in_another_window_is_not_brought_back(ann: Any) -> None:
    at = ask(open_app(), QUESTION)
    shared.conversations().delete("ann", _address(at))
    ask(at, "And data?")
    assert "deleted in another window" in html_of(at)
    assert shared.conversations().list("ann") == ()


def test_two_windows_that_go_on_with_one_conversation_each_keep_their_own(ann: Any) -> None:
    one = ask(open_app(), QUESTION)
    two = open_app(conversation=_address(one))
    ask(one, "And data?")
    ask(two, "And conflicts?")
    store = shared.conversations()
    asked = [[turn.question for turn in store.open("ann", _address(at)).turns] for at in (one, two)]
    assert asked == [[QUESTION, "And data?"], [QUESTION, "And conflicts?"]]


def test_an_answer_that_no_longer_stands_is_told_and_asked_again(ann: Any) -> None:
    at = ask(open_app(), QUESTION)
    store, id_ = shared.conversations(), _address(at)
    answer = json.loads(store.open("ann", id_).turns[0].answer or "")
    answer["citations"][0]["quote"] = "words that stand nowhere"
    store.keep("ann", id_, 0, Kept(QUESTION, json.dumps(answer)))
    again = open_app(conversation=id_)
    assert "does not stand in the texts as they are now" in again.error[0].value
    assert "words that stand nowhere" not in html_of(again)
    button_of(again, "Ask again").click().run()
    assert CITED in [button.label for button in again.button]


def _reworded(corpus: Corpus, key: str, old: str, new: str) -> Corpus:
    """The corpus after a build for which a document's words changed, as long as they were."""
    assert len(old) == len(new)
    changed = [
        replace(one, source=one.source.replace(old, new), sha256=new) for one in corpus.shipped if one.key == key
    ]
    shipped = tuple(changed[0] if one.key == key else one for one in corpus.shipped)
    return replace(corpus, shipped=shipped)


def test_an_answer_on_the_page_that_a_rebuild_makes_untrue_is_told_and_not_shown(ann: Any, corpus: Corpus) -> None:
    at = ask(open_app(), QUESTION)
    at.button(key="cite-0-1-head").click().run()
    assert "<mark>" in html_of(at)
    ann.corpus = _reworded(corpus, "c/2024/601", "background knowledge", "foreground knowledge")
    at.run()
    assert not at.exception
    assert "does not stand in the texts as they are now" in at.error[0].value
    assert CITED not in [button.label for button in at.button]
    assert not any("background knowledge" in code.value for code in at.code[:-2])  # the source panel, as it is now
    assert "<mark>" not in html_of(at)
    ann.corpus = corpus
    button_of(at, "Ask again").click().run()
    assert CITED in [button.label for button in at.button]


def test_an_answer_that_still_stands_after_a_rebuild_stays(ann: Any, corpus: Corpus) -> None:
    at = ask(open_app(), QUESTION)
    ann.corpus = _reworded(corpus, "web/mle-final-report", "Mutual", "mutual")
    at.run()
    assert not at.error
    assert CITED in [button.label for button in at.button]


def test_an_answer_made_while_the_texts_change_is_shown_from_the_new_ones(
    ann: Any, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = ask(open_app(), QUESTION)
    answer, newer = ann.ask, _reworded(corpus, "c/2024/601", "background knowledge", "foreground knowledge")

    def slow(*args: Any, **restrictions: Any) -> Any:
        ann.corpus = newer
        return answer(*args, **restrictions)

    monkeypatch.setattr(ann, "ask", slow)
    ask(at, "How do we resolve conflicts between partners?")
    assert not at.exception
    assert ["does not stand in the texts as they are now" in error.value for error in at.error] == [True]
    assert {key.split("-")[1] for button in at.button if (key := button.key or "").startswith("cite-")} == {"1"}


def test_restrictions_stay_with_a_question_whose_answer_no_longer_stands(ann: Any, corpus: Corpus) -> None:
    at = unfold(ask(open_app(), QUESTION), "retrieved-0")
    at.button(key="hit-without-0-0").click().run()
    ann.corpus = _reworded(corpus, "c/2024/601", "intellectual", "Intellectual")
    reopened = open_app(conversation=_address(at))
    for page in (at.run(), reopened):
        assert "does not stand in the texts as they are now" in page.error[0].value
        button_of(page, "Ask again").click().run()
        assert f"Searched without {CITED}, as you asked." in html_of(page)


def test_a_question_that_was_cut_off_is_told(ann: Any) -> None:
    id_ = shared.conversations().begin("ann", [Kept(QUESTION)])
    at = open_app(conversation=id_)
    assert "was not answered" in at.error[0].value
    assert ann.asked == []


def test_everything_retrieved_is_told_apart_and_a_clause_can_be_left_out(ann: Any) -> None:
    at = ask(open_app(), QUESTION)
    assert "<span>Cited" not in html_of(at)  # sent once it is opened
    html = html_of(unfold(at, "retrieved-0"))
    assert html.count("<span>Cited</span>") == 3
    assert html.count("<span>Not cited</span>") == 7
    at.button(key="hit-without-0-0").click().run()
    assert not at.exception
    assert CITED not in [button.label for button in at.button]
    assert f"Searched without {CITED}, as you asked." in html_of(at)
    again = open_app(conversation=_address(at))  # the restriction is kept with the answer
    assert f"Searched without {CITED}, as you asked." in html_of(again)
    button_of(again, "Ask again in all texts").click().run()
    assert CITED in [button.label for button in again.button]


def test_a_question_is_asked_again_in_some_documents_alone(ann: Any) -> None:
    at = unfold(ask(open_app(), QUESTION), "retrieved-0")
    at.multiselect(key="only_in-0").set_value(["web/mle-final-report"]).run()
    at.button(key="restricted-0").click().run()
    assert not at.exception
    assert "Searched in MLE final report (web page) alone, as you asked." in html_of(at)


def test_the_citations_of_an_answer_are_copied_together(ann: Any) -> None:
    at = unfold(ask(open_app(), QUESTION), "copy-0")
    assert any(code.value.startswith("C(2024) 601, points ") for code in at.code)
    next(one for one in at.segmented_control if one.key == "cite_as-0").set_value("bibtex").run()
    assert any(code.value.count("@misc{") == 3 for code in at.code)


def test_of_an_earlier_answer_its_status_stands_until_somebody_wants_to_see_it(ann: Any) -> None:
    at = open_app()
    for question in (QUESTION, "How do we resolve conflicts between partners?", "Who pays?", "And who decides?"):
        at = ask(at, question)
    assert html_of(at).count('class="cw-pill" data-status="') == 4
    assert CITED not in {button.label for button in at.button if (button.key or "").startswith("cite-0-")}
    at.toggle(key="shown-0").set_value(True).run()
    assert CITED in {button.label for button in at.button if (button.key or "").startswith("cite-0-")}


def test_what_was_opened_in_one_conversation_is_not_open_in_the_next(ann: Any) -> None:
    at = unfold(ask(open_app(), QUESTION), "retrieved-0")
    other = shared.conversations().begin("ann", [kept(QUESTION, ann.ask(QUESTION))])
    at.query_params["conversation"] = other
    at.run()
    assert CITED in [button.label for button in at.button]
    assert "<span>Cited" not in html_of(at)
