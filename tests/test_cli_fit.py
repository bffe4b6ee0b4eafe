"""`clausewise fit` as a whole: kept and used, too little to fit to, interrupted; with a tiny model."""

import json
from pathlib import Path

import pytest
from command import refuses, run
from known import keep_known

from eval import Bench, calibration, load_dataset, scorer
from eval.asked import everything
from eval.calibration import Calibration, Operating
from eval.plan import Plan
from eval.provenance import configuration
from eval.scorer import LEAST, FittedScorer
from ingest.errors import DatasetError
from rag import Assistant, Settings
from rag.fitted import FILE, UNFITTED, Fitted, fitted_to
from rag.refusal import REFUSE_BELOW, Refusal
from rag.refusal import SHIPPED as SHIPPED_REFUSAL
from rag.scorer import shipped
from ui import cli, fit
from ui.build import run_build
from ui.evaluation import SHIPPED, to_fit_to
from ui.fit import run_fit, table

QUESTION = "How do we sort out quarrels with our industrial partner?"


@pytest.fixture
def settings(corpus_copy: Path, tiny_model: Path, tmp_path: Path) -> Settings:
    """A built index with just enough judged questions to fit to."""
    keep_known(corpus_copy, LEAST)
    settings = Settings(home=tmp_path / "home", corpus=corpus_copy, embed_model=str(tiny_model))
    run_build(settings, force=False)
    return settings


def decided(monkeypatch: pytest.MonkeyPatch, learnt: float) -> None:
    """Put this measurement of the network in place of a real one; that of fixed weights is .5."""
    monkeypatch.setattr(scorer, "fit_scorer", lambda *_: FittedScorer(shipped(), LEAST, 0.5, learnt, 0.001))


@pytest.fixture
def calibrated(monkeypatch: pytest.MonkeyPatch) -> Calibration:
    """Put this in place of a real fit of the refusal."""
    in_use, fitted = Operating(REFUSE_BELOW, 0.01, 0.8), Operating(REFUSE_BELOW, 0.02, 0.9)
    found = Calibration(Refusal(SHIPPED_REFUSAL.weights, -3.0), 300, 50, {}, 0.9, in_use, fitted, ())
    monkeypatch.setattr(calibration, "calibrate", lambda _: found)
    return found


def test_the_command_fits_what_is_used_from_then_on_over_a_damaged_file(settings: Settings) -> None:
    environ = {"CLAUSEWISE_CORPUS": str(settings.corpus), "CLAUSEWISE_EMBED_MODEL": settings.embed_model}
    place = settings.home / FILE
    place.write_text("{}", encoding="utf-8")
    refuses(run("ask", QUESTION, home=settings.home, **environ), "fitted.json is damaged (KeyError).")
    done = run("fit", "--dataset", str(SHIPPED), "--json", home=settings.home, **environ)
    assert done.returncode == 0, done.stderr
    found, about = json.loads(done.stdout), json.loads(place.read_text(encoding="utf-8"))["about"]
    assert found["model"] == settings.embed_model
    assert found["fitted"] == str(place)
    assert found["ranking"]["questions"] == LEAST
    assert (about["ranking"], about["refusal"]) == (found["ranking"], found["refusal"])
    assert about["dataset"]["name"] == "kv-guidance"
    kept = fitted_to(settings.embed_model, settings.home)
    assert (kept.scorer is not None) == found["ranking"]["kept"]
    assert kept.refusal.intercept != SHIPPED_REFUSAL.intercept
    with Assistant.open(settings) as assistant:
        assert assistant.retriever().fitted.sha256 == kept.sha256
    assert {path.name for path in settings.home.iterdir() if "fitted" in path.name} == {FILE}


def test_the_same_index_gives_the_same_file_whatever_was_fitted_before(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(monkeypatch, 0.6)
    # Then nothing is known of whether a question is like those that are answered.
    (settings.corpus / "questions" / "judged.tsv").unlink()
    run_build(settings, force=False)
    monkeypatch.setattr(scorer, "LEAST", 0)
    monkeypatch.setattr(scorer, "observe", lambda *_: None)
    monkeypatch.setattr(calibration, "everything", lambda dataset: list(everything(dataset))[::2])
    found = []
    for _ in range(2):
        told = run_fit(settings, [SHIPPED], "dev", 1)
        found.append((settings.home / FILE).read_bytes())
    kept = fitted_to(settings.embed_model, settings.home)
    assert found[0] == found[1]
    assert told["ranking"]["kept"]
    assert kept.scorer is not None
    assert kept.scorer.to_json() == shipped().to_json()
    assert kept.refusal.weights.answered == 0  # it never varied
    assert abs(kept.refusal.intercept) < 1_000


def test_a_network_that_is_no_better_is_left_out_and_that_is_told(
    settings: Settings, calibrated: Calibration, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(monkeypatch, 0.4)
    told = table(run_fit(settings, [SHIPPED], "dev", 1))
    kept = fitted_to(settings.embed_model, settings.home)
    assert (kept.scorer, kept.refusal) == (None, calibrated.refusal)
    assert "0.400 (p 0.00100, 200 judged questions); not surely better, so fixed weights rank" in told
    assert "1.0% of the answerable and 80.0% of the others" in told
    assert "2.0% of the answerable and 90.0% of the others" in told


def test_without_judged_questions_the_refusal_alone_is_fitted(
    settings: Settings, calibrated: Calibration, capsys: pytest.CaptureFixture[str]
) -> None:
    (settings.corpus / "questions" / "judged.tsv").unlink()
    run_build(settings, force=False)
    found = run_fit(settings, [SHIPPED], "dev", 1)
    assert found["ranking"] is None
    assert "Fixed weights rank: 0 judged questions" in capsys.readouterr().err
    kept = fitted_to(settings.embed_model, settings.home)
    assert (kept.scorer, kept.refusal) == (None, calibrated.refusal)
    assert "nDCG" not in table(found)


def test_an_interrupt_and_a_failure_leave_what_was_fitted_before(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    decided(monkeypatch, 0.6)
    place = settings.home / FILE
    before = Fitted(None, Refusal(SHIPPED_REFUSAL.weights, -1.0)).to_json(settings.embed_model, {})
    place.write_text(before, encoding="utf-8")

    def failing(*_: object) -> None:
        raise DatasetError("Too few questions.", hint="Take more.")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(calibration, "calibrate", failing)
    with pytest.raises(DatasetError, match="Too few"):
        run_fit(settings, [SHIPPED], "dev", 1)
    monkeypatch.setattr(fit, "_scorer", interrupted)
    with pytest.raises(SystemExit) as stopped:
        run_fit(settings, [SHIPPED], "dev", 1)
    assert stopped.value.code == 130
    assert "Nothing was changed" in capsys.readouterr().err
    assert place.read_text(encoding="utf-8") == before


def test_a_build_tells_of_a_model_that_nothing_is_fitted_to(
    settings: Settings, calibrated: Calibration, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    decided(monkeypatch, 0.4)
    run_build(settings, force=True)
    assert "`clausewise fit`" in capsys.readouterr().err
    run_fit(settings, [SHIPPED], "dev", 1)
    run_build(settings, force=True)
    assert "`clausewise fit`" not in capsys.readouterr().err


def test_a_running_chat_takes_it_up_with_the_next_question(settings: Settings) -> None:
    own = Fitted(None, Refusal(SHIPPED_REFUSAL.weights, -1.0))
    with Assistant.open(settings) as assistant:
        assert assistant.retriever().fitted is UNFITTED
        (settings.home / FILE).write_text(own.to_json(settings.embed_model, {}), encoding="utf-8")
        taken_up = assistant.retriever()
        assert taken_up.fitted.sha256 == own.sha256
        assert assistant.retriever() is taken_up


def test_a_run_says_what_was_fitted_and_by_whom_it_is_used(settings: Settings) -> None:
    dataset, own = load_dataset(SHIPPED, "dev"), Fitted(None, Refusal(SHIPPED_REFUSAL.weights, -1.0))

    def fitted(name: str) -> str | None:
        found: str | None = configuration(Bench(dataset, settings), name, name, Plan(), []).settings.get("fitted")
        return found

    assert fitted("ours") == UNFITTED.sha256
    (settings.home / FILE).write_text(own.to_json(settings.embed_model, {}), encoding="utf-8")
    assert fitted("ours") == own.sha256
    assert fitted("bm25") is None


def test_what_cannot_be_fitted_to_is_told_before_anything_is_done(tiny_model: Path, tmp_path: Path) -> None:
    environ = {"CLAUSEWISE_EMBED_MODEL": str(tiny_model)}
    refuses(run("fit", home=tmp_path, **environ), "There is no index yet.")
    refuses(run("fit", home=tmp_path), "What fits the packaged model comes with the program.")
    folder = tmp_path / "scifact"
    (folder / "qrels").mkdir(parents=True)
    (folder / "corpus.jsonl").write_text('{"_id": "a", "title": "", "text": "Owls hunt at night."}\n')
    (folder / "queries.jsonl").write_text('{"_id": "q", "text": "What hunts at night?"}\n')
    (folder / "qrels" / "dev.tsv").write_text("query-id\tcorpus-id\tscore\nq\ta\t1\n")
    refuses(run("fit", "--dataset", str(folder), home=tmp_path, **environ), "scifact has passages of its own")


def test_without_a_data_set_it_fits_to_all_that_are_shipped_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    fitted_on: list[object] = []
    monkeypatch.setattr(fit, "run_fit", lambda _, datasets, *__: fitted_on.extend(datasets) or {})
    cli.fit(as_json=True)
    assert fitted_on == to_fit_to("dev")
