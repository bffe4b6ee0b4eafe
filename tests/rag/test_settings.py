from pathlib import Path

import pytest

from ingest.errors import SettingsError
from rag.settings import PACKAGED, Settings


def test_defaults_need_no_environment() -> None:
    settings = Settings.read({})
    assert settings.embed_model == PACKAGED
    assert (settings.corpus / "catalogue.toml").is_file()


def test_official_texts_come_from_the_publications_office_unless_told_otherwise() -> None:
    assert Settings.read({}).cellar_url == "http://publications.europa.eu"
    assert Settings.read({"CLAUSEWISE_CELLAR_URL": "http://localhost:8000"}).cellar_url == "http://localhost:8000"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('embed_model = "from-file"\ncorpus = "/from/file"\n', encoding="utf-8")
    settings = Settings.read({"CLAUSEWISE_HOME": str(tmp_path), "CLAUSEWISE_EMBED_MODEL": "from-environment"})
    assert (settings.embed_model, settings.corpus) == ("from-environment", Path("/from/file"))


@pytest.mark.parametrize("content", ['colour = "blue"', "corpus = 3", "corpus = ", "\x00"])
def test_a_wrong_file_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "config.toml").write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError) as error:
        Settings.read({"CLAUSEWISE_HOME": str(tmp_path)})
    assert error.value.hint


def test_an_unknown_variable_is_told_with_the_known_ones() -> None:
    with pytest.raises(SettingsError, match="CLAUSEWISE_EMBED_MODEL"):
        Settings.read({"CLAUSEWISE_MODEL": "x"})


def test_a_home_that_is_a_file_is_told(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("", encoding="utf-8")
    with pytest.raises(SettingsError, match="which is a file"):
        Settings.read({"CLAUSEWISE_HOME": str(home)})
