"""Curated questions: the shipped ones are whole, and what is wrong in a file is told with its place."""

from pathlib import Path

import pytest

from ingest.corpus import Corpus
from ingest.errors import QuestionsError
from ingest.model import OPERATIVE
from ingest.questions import load_questions

SHIPPED = Path(__file__).resolve().parents[2] / "corpus" / "questions"
UIDS = {"c/2024/601#pnt_1", "c/2024/601#pnt_2"}


def write(folder: Path, text: str) -> Path:
    (folder / "mine.toml").write_text(text, encoding="utf-8")
    return folder


def test_every_operative_clause_has_nine_to_twelve_questions(corpus: Corpus) -> None:
    assert corpus.questions.findings == ()
    for document in corpus.documents[:2]:
        for clause in document.clauses:
            if clause.kind in OPERATIVE:
                assert 9 <= len(corpus.questions.of(clause.uid)) <= 12, clause.uid


@pytest.mark.parametrize(
    ("questions", "told"),
    [
        ('"pnt_3" = ["Who does what?"]', "no clause here has the address c/2024/601#pnt_3"),
        ('"nonsense" = ["Who does what?"]', "no clause here"),
        ('"pnt_1" = "Who does what?"', "must be a list of texts"),
        ('"pnt_1" = [1]', "must be a list of texts"),
        ('"pnt_1" = ["Why?"]', "is no question"),
        (f'"pnt_1" = ["Who does {"x" * 200}?"]', "at most 200"),
        ('"pnt_1" = ["Who does it?"]\n"pnt_2" = ["who does it"]', "stands already at c/2024/601#pnt_1"),
        ('"pnt_1" = [' + ", ".join(f'"Who does {n}?"' for n in range(16)) + "]", "more than 15"),
    ],
)
def test_what_is_no_question_is_left_out_and_told(tmp_path: Path, questions: str, told: str) -> None:
    folder = write(tmp_path, f'document = "c/2024/601"\n[questions]\n{questions}\n')
    curated = load_questions(UIDS, [folder])
    assert len(curated.findings) == 1
    assert told in str(curated.findings[0])
    assert str(curated.findings[0]).startswith("mine.toml, ")


@pytest.mark.parametrize(
    "text", ["[", "document = 1\n[questions]\n", 'document = "a"\n', 'x = 1\ndocument = "a"\n[questions]']
)
def test_a_file_that_is_none_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(QuestionsError, match=r"mine\.toml"):
        load_questions(UIDS, [write(tmp_path, text)])


@pytest.mark.parametrize(
    "text",
    [
        "[",
        "document = 1\n[questions]\n",
        'document = "a"\n',
        f"document = {'[' * 20_000}",
        f"document = {'9' * 5_000}",
        "document = 2024-13-45",
        "\ud800",
    ],
)
def test_a_file_of_ones_own_that_is_none_costs_its_questions_alone(tmp_path: Path, text: str) -> None:
    for name in ("shipped", "own"):
        (tmp_path / name).mkdir()
        write(tmp_path / name, f'document = "c/2024/601"\n[questions]\n"pnt_1" = ["Who does {name} work?"]\n')
    (tmp_path / "own" / "broken.toml").write_bytes(text.encode("utf-8", "surrogatepass"))
    (tmp_path / "own" / "folder.toml").mkdir()
    curated = load_questions(UIDS, [tmp_path / "shipped"], [tmp_path / "own"])
    assert curated.of("c/2024/601#pnt_1") == ("Who does shipped work?", "Who does own work?")
    assert [name for error in curated.broken for name in ("broken", "folder") if f"{name}.toml" in error.message] == [
        *("broken", "folder"),
    ]


def test_a_users_own_questions_are_added_to_the_shipped_ones(tmp_path: Path) -> None:
    uid = "c/2024/601#pnt_3.1.1/pnt_f"
    (tmp_path / "questions").mkdir()
    own = 'document = "c/2024/601"\n[questions]\n"pnt_3.1.1/pnt_f" = ["Whose is the brew we made?"]\n'
    write(tmp_path / "questions", own)
    corpus = Corpus.load(SHIPPED.parent, tmp_path)
    assert corpus.questions.of(uid)[-1] == "Whose is the brew we made?"
    assert len(corpus.questions.of(uid)) > 3
