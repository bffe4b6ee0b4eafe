"""What is answered while another process builds: from one generation, under its name."""

import json
import shutil
from pathlib import Path

import pytest

from rag import Assistant, Settings
from rag.ranking import Ranking
from rag.retrieve import ClauseRetriever

CORPUS = Path(__file__).resolve().parents[2] / "corpus"


@pytest.fixture
def settings(built_home: Path, tmp_path: Path) -> Settings:
    return Settings(home=Path(shutil.copytree(built_home, tmp_path / "home")), corpus=CORPUS)


def _build_again(home: Path, name: str) -> None:
    """What a build of the same texts leaves behind, without its twenty seconds."""
    index = home / "index"
    before = index / "generations" / (index / "current").read_text(encoding="utf-8")
    after = Path(shutil.copytree(before, index / "generations" / name))
    manifest = json.loads((after / "manifest.json").read_text(encoding="utf-8"))
    (after / "manifest.json").write_text(json.dumps({**manifest, "generation": name}), encoding="utf-8")
    (index / "current").write_text(name, encoding="utf-8")


def test_an_answer_names_the_generation_it_was_made_from_though_another_serves_by_then(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Assistant.open(settings) as assistant:
        before = assistant.search("trust").generation
        rank = ClauseRetriever.rank
        pending = ["29990101T000000.000000Z-later"]

        def slow(self: ClauseRetriever, *args: object, **options: object) -> Ranking:
            found = rank(self, *args, **options)  # type: ignore[arg-type]
            if pending:  # another reader's question loads what was built meanwhile
                _build_again(settings.home, pending.pop())
                assistant.warm_up()
            return found

        monkeypatch.setattr(ClauseRetriever, "rank", slow)
        assert assistant.ask("How do we resolve conflicts between partners?").generation == before
        assert assistant.generation != before
        assert assistant.ask("How do we resolve conflicts between partners?").generation == assistant.generation


def test_a_clause_looked_up_in_newer_texts_is_not_said_to_come_from_the_index_before(settings: Settings) -> None:
    with Assistant.open(settings) as assistant:
        before = assistant.search("trust").generation
        assert assistant.ask("3.1.1(f)").generation == before
        _build_again(settings.home, "29990101T000000.000000Z-later")
        assert assistant.ask("3.1.1(f)").generation == ""
