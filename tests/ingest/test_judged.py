"""Judged questions: what answers them, what helps, and that nothing does; a wrong line is told and left out whole."""

from pathlib import Path

import pytest

from ingest.corpus import Corpus
from ingest.errors import QuestionsError
from ingest.judged import Judgement, documents_judged
from ingest.questions import load_questions

HEAD = "question\tanswers\thelps\n"
ONE, TWO = "c/2024/601#pnt_1", "c/2024/601#pnt_2"


def write(folder: Path, text: str, name: str = "mine.tsv") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_line_says_what_answers_what_helps_and_that_nothing_does(tmp_path: Path) -> None:
    lines = [f"Who does what?\t{ONE} {TWO}\t-", f"And why?\t{ONE}\t{TWO} {ONE}", "Who pays?\t-\t-", ""]
    curated = load_questions({ONE, TWO}, [write(tmp_path, HEAD + "\n".join(lines) + "\n")])
    assert curated.findings == ()
    assert dict(curated.judged) == {
        "Who does what?": Judgement((ONE, TWO)),
        "And why?": Judgement((ONE,), (TWO,)),
        "Who pays?": Judgement(),
    }
    assert [bool(one) for one in curated.judged.values()] == [True, True, False]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Who does what?\tc/2024/601#pnt_3\t-", "no clause here has the address c/2024/601#pnt_3"),
        (f"Who does what?\t{ONE} nonsense\t-", "no clause here has the address nonsense"),
        ("Who does what?", "1 columns instead of 3"),
        (f"Who does what?\t{ONE}", "2 columns instead of 3"),
        ("Who does what?\t\t", "a column is empty"),
        (f"Why?\t{ONE}\t-", "is no question"),
        (f"Who does {'x' * 200}?\t{ONE}\t-", "at most 200"),
        (f"Who does it?\t{ONE}\t-\nWho  does it?\t-\t-", "was judged before"),
    ],
)
def test_a_wrong_line_is_left_out_and_told(tmp_path: Path, line: str, told: str) -> None:
    curated = load_questions({ONE, TWO}, [write(tmp_path, f"{HEAD}{line}\n")])
    [finding] = curated.findings
    assert told in str(finding)
    assert str(finding).startswith("mine.tsv, ")
    assert list(curated.judged.values()) == ([Judgement((ONE,))] if "before" in told else [])


@pytest.mark.parametrize("text", ["", "question\n", "Who does what?\t-\t-\n", f"{HEAD}\x00" + "x" * 200_000])
def test_a_file_that_is_no_such_table_is_told_and_ones_own_costs_its_lines_alone(tmp_path: Path, text: str) -> None:
    for name in ("shipped", "own"):
        (tmp_path / name).mkdir()
    write(tmp_path / "shipped", f"{HEAD}Who does what?\t{ONE}\t-\n")
    write(tmp_path / "own", text, "broken.tsv")
    curated = load_questions({ONE}, [tmp_path / "shipped"], [tmp_path / "own"])
    assert list(curated.judged) == ["Who does what?"]
    assert [str(tmp_path / "own" / "broken.tsv") in error.message for error in curated.broken] == [True]
    with pytest.raises(QuestionsError, match=r"broken\.tsv"):
        load_questions({ONE}, [tmp_path / "own"])


def test_the_shipped_ones_are_whole_and_were_judged_over_all_shipped_documents(corpus: Corpus) -> None:
    curated = corpus.questions
    assert curated.findings == ()
    assert documents_judged(curated.judged) == {document.key for document in corpus.shipped}
    answered = {question for question, one in curated.judged.items() if one}
    assert all(set(curated.of(clause.uid)) <= answered for _, clause in corpus.searched())
    assert len(curated.judged) > len(answered) > 2_000
