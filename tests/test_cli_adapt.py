"""`clausewise adapt` as a whole: kept or not, interrupted, refused; with a tiny model."""

import json
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from command import refuses, run
from known import keep_lines

from eval import follow_ups, held_out
from ingest.corpus import Corpus
from ingest.dialogues import Dialogue
from ingest.errors import AdapterError, IndexBusy, IndexUnusable
from rag import Assistant, Settings, adaptation, adapter, distillation
from rag.adapter import FOLDER, FOLLOW_UPS, Adapter
from ui import adapt as command
from ui import build
from ui.adapt import run_adapt, run_follow_ups, table

FEW = ("web-ip-code-community-call.toml", "web-oecd-co-creation-workshop.toml")


@pytest.fixture
def settings(corpus_copy: Path, tiny_model: Path, tmp_path: Path) -> Settings:
    for file in (corpus_copy / "questions").glob("*.toml"):
        if file.name not in FEW:
            file.unlink()
    (corpus_copy / "questions" / "judged.tsv").unlink()
    for name, lines in (("unanswered.tsv", 41), ("dialogues.jsonl", follow_ups.LEAST * follow_ups.SHARE)):
        keep_lines(corpus_copy / "questions" / name, lines)
    return Settings(home=tmp_path / "home", corpus=corpus_copy, embed_model=str(tiny_model))


def _taught(corpus: Corpus) -> int:
    """How many questions there are to learn from."""
    learnt = adaptation.lessons(corpus)
    return len(learnt.examples) + len(learnt.others)


def decided(monkeypatch: pytest.MonkeyPatch, before: float, after: float) -> None:
    """Put these measurements in place of real ones, without an adapter and with one."""

    def measured(held: held_out.HeldOut, embedder: Any, *_: object) -> tuple[float, ...]:
        value = before if embedder.identity.adapter is None else after
        return (value,) * len(held.asked)

    monkeypatch.setattr(held_out, "measure", measured)


def test_a_sure_gain_is_kept_trained_on_everything_and_used(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    decided(monkeypatch, 0.5, 0.6)
    total = _taught(Corpus.load(settings.corpus))
    trained: list[int] = []
    train = adaptation.train

    def noted(model: str, corpus: Any, recipe: Any, progress: Any) -> Adapter:
        trained.append(_taught(corpus))
        return train(model, corpus, recipe, progress)

    monkeypatch.setattr(adaptation, "train", noted)
    result = run_adapt(settings, seed=3, epochs=1, output=None)
    count = result["held_out"]["questions"]
    assert trained == [total - count, total]
    told = capsys.readouterr().err
    assert f"Training once more, on all {total} questions" in told
    found = adapter.read(settings.home / FOLDER)
    assert found.about["questions"] == total
    assert found.about["seed"] == found.about["recipe"]["seed"] == 3
    assert found.about["held_out"]["trained_on"] == total - count
    assert result["sha256"] == found.sha256
    assert "trained once more on all questions" in table(result)
    assert sorted(path.name for path in settings.home.iterdir()) == ["adapt.lock", FOLDER, "documents.lock", "index"]
    with Assistant.open(settings) as assistant:  # the index is there already, made with it
        assert assistant.search("who may join the community").hits
        assert assistant._embedder is not None
        assert assistant._embedder.identity.adapter == found.sha256
    build.run_build(settings, force=False)
    assert "is up to date" in capsys.readouterr().err
    with pytest.raises(Exception, match="another model or adapter"):
        Assistant.open(Settings(settings.home, settings.corpus, settings.embed_model, adapter="none")).search("who")


def test_no_sure_gain_changes_nothing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    decided(monkeypatch, 0.6, 0.6)
    result = run_adapt(settings, seed=1, epochs=1, output=None)
    assert (result["kept"], result["adapter"], result["held_out"]["p"]) == (False, None, 1.0)
    assert "Not kept" in table(result)
    assert [path.name for path in settings.home.iterdir()] == ["adapt.lock"]


def test_with_an_output_folder_the_home_stays_as_it_is(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    decided(monkeypatch, 0.5, 0.6)
    place = settings.corpus / FOLDER
    shutil.rmtree(place, ignore_errors=True)
    run_adapt(settings, seed=1, epochs=1, output=place)
    assert adapter.chosen(settings) == adapter.read(place)
    assert [path.name for path in settings.home.iterdir()] == ["adapt.lock"]


@pytest.mark.parametrize("moment", ["measuring", "training", "indexing"])
def test_an_interrupt_leaves_the_old_adapter_and_nothing_half_written(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    moment: str,
) -> None:
    def stop(*_: object, **__: object) -> Any:
        raise KeyboardInterrupt

    decided(monkeypatch, 0.5, 0.6)
    run_adapt(settings, seed=1, epochs=1, output=settings.home / FOLDER)
    before = adapter.read(settings.home / FOLDER)
    where: Any = {
        "measuring": (held_out, "measure"),
        "training": (adaptation, "train"),
        "indexing": (build, "index"),
    }[moment]
    monkeypatch.setattr(*where, stop)
    with pytest.raises(SystemExit) as left:
        run_adapt(settings, seed=2, epochs=1, output=None)
    assert left.value.code == 130
    assert "Interrupted. Nothing was changed" in capsys.readouterr().err
    assert adapter.read(settings.home / FOLDER) == before
    assert {path.name for path in settings.home.iterdir()} <= {"adapt.lock", "documents.lock", FOLDER}


def test_an_index_that_cannot_be_built_leaves_the_old_adapter(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(monkeypatch, 0.5, 0.6)
    (settings.home).mkdir()
    (settings.home / "index").write_text("in the way")
    with pytest.raises(Exception, match="cannot be written"):
        run_adapt(settings, seed=1, epochs=1, output=None)
    assert not (settings.home / FOLDER).exists()


def test_one_that_is_not_in_use_says_so(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    decided(monkeypatch, 0.5, 0.6)
    without = Settings(settings.home, settings.corpus, settings.embed_model, adapter="none")
    run_adapt(without, seed=1, epochs=1, output=None)
    assert "It is not used while the setting `adapter` is none" in capsys.readouterr().err
    assert not (settings.home / "index").exists()


def test_two_at_once_do_not_meet_and_what_a_killed_one_left_is_cleared(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (settings.home / "adapt-killed" / "before").mkdir(parents=True)
    with command._working(settings.home) as place:
        assert place.is_dir()
        assert not (settings.home / "adapt-killed").exists()
        with pytest.raises(IndexBusy, match="is running"):
            run_adapt(settings, seed=1, epochs=1, output=None)
    assert not place.exists()


def test_a_place_that_cannot_be_used_is_told_before_anything_is_trained(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(AdapterError, match="holds other files"):
        run_adapt(settings, seed=1, epochs=1, output=settings.corpus)
    (tmp_path / "file").write_text("x")
    in_a_file = Settings(tmp_path / "file", settings.corpus, settings.embed_model)
    with pytest.raises(AdapterError, match="cannot be written"):
        run_adapt(in_a_file, seed=1, epochs=1, output=None)


def test_an_adapter_for_follow_ups_is_kept_and_serves_from_the_next_question_on(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    build.run_build(settings, force=False)
    history = [{"role": "user", "content": "Who may join?"}, {"role": "assistant", "content": "…"}]

    _gaining(monkeypatch, 0.6)
    with Assistant.open(settings) as assistant:
        assistant.ask("and firms?", history)
        assert not assistant.retriever().embedder.follows
        result = run_follow_ups(settings, seed=3, epochs=1, output=None)
        assistant.ask("and firms?", history)
        assert assistant.retriever().embedder.follows
    count, all_of_them = result["held_out"]["questions"], len(list(distillation.examples(_talks(settings))))
    assert result["held_out"]["dialogues"] == follow_ups.LEAST
    assert count == 3 * follow_ups.LEAST
    assert f"Training once more, on all {all_of_them} follow-ups" in capsys.readouterr().err
    found = adapter.read(settings.home / FOLLOW_UPS)
    assert 0 < found.about["held_out"]["trained_on"] <= all_of_them - count
    assert (found.about["seed"], found.about["recipe"]["epochs"]) == (3, 1)
    assert result["sha256"] == found.sha256
    assert f"{count} questions of {follow_ups.LEAST} dialogues" in table(result)


def test_follow_ups_that_do_not_gain_change_nothing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    build.run_build(settings, force=False)
    _gaining(monkeypatch, 0.5)
    result = run_follow_ups(settings, seed=1, epochs=1, output=None)
    assert (result["kept"], result["adapter"]) == (False, None)
    assert not (settings.home / FOLLOW_UPS).exists()


def test_too_few_dialogues_and_no_index_are_told(settings: Settings) -> None:
    with pytest.raises(IndexUnusable):
        run_follow_ups(settings, seed=1, epochs=1, output=None)
    (settings.corpus / "questions" / "dialogues.jsonl").unlink()
    with pytest.raises(AdapterError, match="There are 0 dialogues"):
        run_follow_ups(settings, seed=1, epochs=1, output=None)


def test_follow_ups_of_another_adapter_are_told_to_be_lost(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    decided(monkeypatch, 0.5, 0.6)
    run_adapt(settings, seed=1, epochs=1, output=None)
    assert "Follow-ups are seen by rule alone now" in capsys.readouterr().err


def test_the_option_makes_one_for_follow_ups_and_no_folder_of_another_kind_is_lost(settings: Settings) -> None:
    build.run_build(settings, force=False)
    model = settings.embed_model
    adapting = partial(
        run, "adapt", "--follow-ups", home=settings.home, corpus=settings.corpus, CLAUSEWISE_EMBED_MODEL=model
    )
    done = adapting("--epochs", "1", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["held_out"]["dialogues"] == follow_ups.LEAST
    (settings.home / "mine").mkdir()
    record = {"schema": 1, "model": "packaged", "model_sha256": None, "files": {}}
    (settings.home / "mine" / "adapter.json").write_text(json.dumps(record))
    refuses(adapting("--output", str(settings.home / "mine")), "of another kind")


def _gaining(monkeypatch: pytest.MonkeyPatch, after: float) -> None:
    """Put these measurements in place of real ones, of every follow-up, and .5 without an adapter for them."""

    def asked(dialogues: Any, _: Any) -> list[follow_ups.Asked]:
        each = [(number, one) for number, talk in enumerate(dialogues) for one in distillation.examples([talk])]
        return [follow_ups.Asked(one.asked, {}, number) for number, one in each]

    def measured(asked: Any, retriever: Any, *_: object) -> tuple[float, ...]:
        return (after if retriever.embedder.follows else 0.5,) * len(asked)

    monkeypatch.setattr(follow_ups, "to_ask", asked)
    monkeypatch.setattr(follow_ups, "measure", measured)


def _talks(settings: Settings) -> tuple[Dialogue, ...]:
    return Corpus.load(settings.corpus).questions.dialogues


def test_the_command_line_refuses_in_one_sentence(settings: Settings, tmp_path: Path) -> None:
    shutil.rmtree(settings.corpus / "questions")
    settings.home.mkdir()
    refuses(run("adapt", home=settings.home, corpus=settings.corpus), "There are no curated questions to learn from.")
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    (damaged / "adapter.json").write_text(json.dumps({"schema": 1}))
    refuses(
        run("search", "trust", home=settings.home, corpus=settings.corpus, CLAUSEWISE_ADAPTER=str(damaged)),
        "adapter.json is damaged",
    )
    done = run("lookup", "recital 6", home=settings.home, corpus=settings.corpus, CLAUSEWISE_ADAPTER=str(damaged))
    assert done.returncode == 0
