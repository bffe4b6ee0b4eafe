"""Changing the documents at awkward moments: two commands at once, Ctrl-C, a question in between."""

import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command import ROOT

from ingest import shelf
from ingest.errors import IndexBusy
from rag import Assistant, Settings
from ui.build import run_build
from ui.documents import run_add, run_remove
from ui.progress import OnStderr

POLICY = "# Rules\n\nAn inventor tells the transfer office of an invention within thirty days.\n"


@pytest.fixture
def settings(built_home: Path, tmp_path: Path) -> Settings:
    return Settings(home=Path(shutil.copytree(built_home, tmp_path / "home")), corpus=ROOT / "corpus")


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    file = tmp_path / "House rules.md"
    file.write_text(POLICY, encoding="utf-8")
    return file


def test_of_two_commands_at_once_the_second_changes_nothing(settings: Settings, policy: Path) -> None:
    with shelf.changing(settings.home):
        for change in (
            lambda: run_add(settings, policy, None, replace=False),
            lambda: run_remove(settings, "House rules"),
            lambda: run_build(settings, force=False),
        ):
            with pytest.raises(IndexBusy, match="Another command"):
                change()
    assert shelf.keys(settings.home) == ()
    run_add(settings, policy, None, replace=False)
    assert shelf.keys(settings.home) == ("own/house-rules",)


def test_a_lookup_between_index_and_shelf_leaves_no_assistant_behind(
    settings: Settings, policy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Assistant.open(settings) as assistant:

        def asked_before(change: Callable[..., None]) -> Callable[..., None]:
            def changed(*arguments: Any) -> None:
                assistant.lookup("House rules, paragraph 1")
                change(*arguments)

            return changed

        monkeypatch.setattr(shelf, "put", asked_before(shelf.put))
        monkeypatch.setattr(shelf, "drop", asked_before(shelf.drop))
        run_add(settings, policy, None, replace=False)
        assert assistant.lookup("House rules, paragraph 1").status == "found"
        run_remove(settings, "House rules")
        assert assistant.lookup("House rules, paragraph 1").status == "missing"


def test_ctrl_c_while_a_document_takes_the_place_of_another_keeps_the_old_one(
    settings: Settings, policy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_add(settings, policy, None, replace=False)
    rename = Path.rename

    def interrupted(path: Path, target: Path) -> Path:
        if path.name.startswith(".new-") and not path.name.endswith(".old"):
            raise KeyboardInterrupt
        return rename(path, target)

    policy.write_text(POLICY.replace("thirty", "sixty"), encoding="utf-8")
    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_add(settings, policy, None, replace=True)
    monkeypatch.undo()
    [kept] = shelf.shelved(settings.home)
    assert POLICY.encode() in kept.bytes()
    assert [path.name for path in (settings.home / "documents").iterdir()] == ["own__house-rules"]


def test_ctrl_c_behind_the_switch_of_the_index_still_brings_the_document(
    settings: Settings, policy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("rag.index._remove_old", interrupted)
    run_add(settings, policy, None, replace=False)
    with Assistant.open(settings) as assistant:
        assert "House rules" in assistant.ask("When does an inventor tell the office of an invention?").markdown


def test_what_fails_behind_the_switch_of_the_index_still_brings_the_document(settings: Settings, policy: Path) -> None:
    class Gone(OnStderr):
        """Whoever is told stops listening when the index is done."""

        def say(self, line: str) -> None:
            if line.startswith("Done"):
                raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        run_add(settings, policy, None, replace=False, progress=Gone())
    with Assistant.open(settings) as assistant:
        answer = assistant.ask("Within how many days is the transfer office told of an invention?")
    assert "own/house-rules" in {citation.uid.partition("#")[0] for citation in answer.citations}


def test_a_lookup_does_not_wait_for_the_model(settings: Settings) -> None:
    found: list[str] = []
    with Assistant.open(settings) as assistant, assistant._loading:  # as while the model is being loaded
        looking = threading.Thread(target=lambda: found.append(assistant.lookup("3.1.1(f)").status), daemon=True)
        looking.start()
        looking.join(60)
        assert found == ["found"]


def test_a_question_between_index_and_shelf_is_answered(
    settings: Settings, policy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep, switched, late = shelf.put, threading.Event(), threading.Event()

    def slowly(*arguments: Any) -> None:
        switched.set()
        late.wait(0.6)
        keep(*arguments)

    with Assistant.open(settings) as assistant:
        assistant.warm_up()
        monkeypatch.setattr(shelf, "put", slowly)
        adding = threading.Thread(target=run_add, args=(settings, policy, None), kwargs={"replace": False})
        adding.start()
        assert switched.wait(300)
        assert "House rules" in assistant.ask("When does an inventor tell the office of an invention?").markdown
        adding.join()
