"""`clausewise fit` as a whole: kept and used, too little to fit to, interrupted; with a tiny model."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from command import refuses, run

from eval import calibration, scorer
from eval.calibration import Calibration, Operating
from eval.scorer import LEAST, FittedScorer
from ingest.errors import DatasetError
from rag import Assistant, Settings
from rag.fitted import FILE, Fitted, fitted_to
from rag.refusal import SHIPPED as SHIPPED_REFUSAL
from rag.refusal import Refusal
from rag.scorer import shipped
from ui import fit
from ui.build import run_build
from ui.evaluation import SHIPPED
from ui.fit import run_fit, table

QUESTION = "How do we sort out quarrels with our industrial partner?"


@pytest.fixture
def settings(corpus_copy: Path, tiny_model: Path, tmp_path: Path) -> Settings:
    """A built index with just enough judged questions to fit to."""
    for file in (corpus_copy / "questions").glob("*.toml"):
        file.unlink()
    judged = corpus_copy / "questions" / "judged.tsv"
    judged.write_text("".join(judged.read_text(encoding="utf-8").splitlines(keepends=True)[: LEAST + 1]), "utf-8")
    settings = Settings(home=tmp_path / "home", corpus=corpus_copy, embed_model=str(tiny_model))
    run_build(settings, force=False)
    return settings


def decided(monkeypatch: pytest.MonkeyPatch, learnt: float) -> None:
    """Put this measurement of the network in place of a real one; that of fixed weights is .5."""
    monkeypatch.setattr(scorer, "fit_scorer", lambda *_: FittedScorer(shipped(), LEAST, 0.5, learnt, 0.001))


@pytest.fixture
def calibrated(monkeypatch: pytest.MonkeyPatch) -> Calibration:
    """Put this in place of a real fit of the refusal."""
    before, refused = Operating(0.36, 0.01, 0.8), Operating(0.36, 0.02, 0.9)
    found = Calibration(Refusal(SHIPPED_REFUSAL.weights, -3.0), 300, 50, {}, 0.9, before, refused, ())
    monkeypatch.setattr(calibration, "calibrate", lambda _: found)
    return found


def test_what_is_fitted_is_measured_kept_and_used(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    decided(monkeypatch, 0.6)
    found = run_fit(settings, SHIPPED, "dev", 1)
    kept = fitted_to(settings.embed_model, settings.home)
    assert found["fitted"] == str(settings.home / FILE)
    assert found["ranking"]["kept"]
    assert kept.scorer is not None
    assert kept.scorer.to_json() == shipped().to_json()
    assert kept.refusal.intercept == found["refusal"]["refusal"]["intercept"] != SHIPPED_REFUSAL.intercept
    with Assistant.open(settings) as assistant:
        assert assistant.retriever().fitted.sha256 == kept.sha256
        confidence = assistant.ask(QUESTION).confidence
    first = (settings.home / FILE).read_bytes()
    run_fit(settings, SHIPPED, "dev", 1)
    assert (settings.home / FILE).read_bytes() == first  # it does not matter what was in use
    (settings.home / FILE).unlink()
    with Assistant.open(settings) as assistant:
        assert assistant.ask(QUESTION).confidence != confidence


def test_a_network_that_is_no_better_is_left_out_and_that_is_told(
    settings: Settings, calibrated: Calibration, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(monkeypatch, 0.4)
    told = table(run_fit(settings, SHIPPED, "dev", 1))
    assert fitted_to(settings.embed_model, settings.home) == Fitted(None, calibrated.refusal)
    assert "0.400 (p 0.00100, 200 judged questions); not surely better, so fixed weights rank" in told
    assert "1.0% of the answerable, 80.0% of the others" in told
    assert "2.0% of the answerable, 90.0% of the others" in told


def test_the_command_fits_and_a_damaged_file_is_told(settings: Settings) -> None:
    environ = {"CLAUSEWISE_CORPUS": str(settings.corpus), "CLAUSEWISE_EMBED_MODEL": settings.embed_model}
    place = settings.home / FILE
    place.write_text("{}", encoding="utf-8")
    refuses(run("ask", QUESTION, home=settings.home, **environ), "fitted.json is damaged (KeyError).")
    refuses(run("fit", home=settings.home, **environ), "fitted.json is damaged (KeyError).")
    place.unlink()
    done = run("fit", "--json", home=settings.home, **environ)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["model"] == settings.embed_model
    assert found["ranking"]["questions"] == LEAST
    kept, network = fitted_to(settings.embed_model, settings.home), found["ranking"]["kept"]
    assert (kept.scorer is not None) == network
    assert kept.refusal.intercept == found["refusal"]["refusal"]["intercept"]


def test_without_judged_questions_the_refusal_alone_is_fitted(
    settings: Settings, calibrated: Calibration, capsys: pytest.CaptureFixture[str]
) -> None:
    (settings.corpus / "questions" / "judged.tsv").unlink()
    run_build(settings, force=False)
    found = run_fit(settings, SHIPPED, "dev", 1)
    assert found["ranking"] is None
    assert "Fixed weights rank: 0 judged questions" in capsys.readouterr().err
    assert fitted_to(settings.embed_model, settings.home) == Fitted(None, calibrated.refusal)
    assert "nDCG" not in table(found)


def test_an_interrupt_and_a_failure_change_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    decided(monkeypatch, 0.6)

    def failing(*_: object) -> None:
        raise DatasetError("Too few questions.", hint="Take more.")

    monkeypatch.setattr(calibration, "calibrate", failing)
    with pytest.raises(DatasetError, match="Too few"):
        run_fit(settings, SHIPPED, "dev", 1)
    assert not (settings.home / FILE).exists()

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(fit, "_scorer", interrupted)
    with pytest.raises(SystemExit) as stopped:
        run_fit(settings, SHIPPED, "dev", 1)
    assert stopped.value.code == 130
    assert "Nothing was changed" in capsys.readouterr().err
    assert not (settings.home / FILE).exists()


def test_a_build_tells_of_a_model_that_nothing_is_fitted_to(
    settings: Settings, calibrated: Calibration, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    decided(monkeypatch, 0.4)
    run_build(settings, force=True)
    assert "`clausewise fit`" in capsys.readouterr().err
    run_fit(settings, SHIPPED, "dev", 1)
    run_build(settings, force=True)
    assert "`clausewise fit`" not in capsys.readouterr().err


def test_an_index_that_is_missing_is_told_before_anything_is_fitted(settings: Settings, tmp_path: Path) -> None:
    environ = {"CLAUSEWISE_CORPUS": str(settings.corpus), "CLAUSEWISE_EMBED_MODEL": settings.embed_model}
    empty = replace(settings, home=tmp_path / "empty").home
    empty.mkdir()
    refuses(run("fit", home=empty, **environ), "There is no index yet.")
