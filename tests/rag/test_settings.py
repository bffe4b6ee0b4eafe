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


URL = "http://localhost:8000/v1"


@pytest.mark.parametrize(
    ("llm", "url"),
    [("", ""), ("openai-like:org/model:7b", URL), ("ollama:qwen3:8b", ""), ("ollama:m", URL), ("a.b.c:Class", "")],
)
def test_a_language_model_is_named_with_its_protocol(llm: str, url: str) -> None:
    settings = Settings.read({"CLAUSEWISE_LLM": llm, "CLAUSEWISE_LLM_URL": url})
    assert (settings.llm, settings.llm_url) == (llm, url)
    assert (settings.llm_timeout, settings.llm_context, settings.llm_key, settings.nli_model) == (60.0, 8192, "", "")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("LLM", "gpt"),
        ("LLM", "ollama:"),
        ("LLM", "openai-like:m"),  # without an address
        ("LLM", "a b:c"),
        ("LLM_URL", "localhost:8000"),
        ("LLM_URL", "ftp://localhost"),
        ("LLM_URL", "http://"),
        ("LLM_URL", "http://user:secret@host:port"),
        ("LLM_URL", "http://host/\x00"),
        ("LLM_TIMEOUT", "soon"),
        ("LLM_TIMEOUT", "0"),
        ("LLM_TIMEOUT", "nan"),
        ("LLM_TIMEOUT", "inf"),
        ("LLM_CONTEXT", "-1"),
        ("LLM_CONTEXT", "12"),
        ("LLM_CONTEXT", "many"),
    ],
)
def test_a_setting_of_the_model_that_makes_no_sense_is_told(key: str, value: str) -> None:
    with pytest.raises(SettingsError) as error:
        Settings.read({f"CLAUSEWISE_{key}": value})
    assert error.value.hint
    assert "\n" not in error.value.message
    assert "secret" not in str(error.value)


def test_a_key_and_an_address_are_not_printed() -> None:
    settings = Settings.read({"CLAUSEWISE_LLM_KEY": "sk-secret", "CLAUSEWISE_LLM_URL": "http://me:pass@host/v1"})
    assert settings.llm_key == "sk-secret"
    assert "secret" not in repr(settings)
    assert "pass@" not in repr(settings)


def test_the_model_may_be_named_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('llm = "ollama:m"\nllm_timeout = "5"\n', encoding="utf-8")
    settings = Settings.read({"CLAUSEWISE_HOME": str(tmp_path)})
    assert (settings.llm, settings.llm_timeout) == ("ollama:m", 5.0)
