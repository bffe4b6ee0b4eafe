"""Data sets are read as published, and what breaks a format is told with file and line."""

import json
from pathlib import Path

import pytest
from toy import QRELS, QUERIES, beir, lines

from eval import load_dataset
from ingest.errors import DatasetError

DIALOGUE = {
    "_id": "d1",
    "turns": [
        {"question": "Cats?", "standalone": "What of cats?", "answerable": True, "gold": {"p1": 2}},
        {"question": "Gold?", "standalone": "What of gold?", "answerable": False, "gold": {}},
    ],
}


def turned(**changes: object) -> dict[str, object]:
    """A dialogue of one turn."""
    return {"_id": "d1", "turns": [{**DIALOGUE["turns"][0], **changes}]}  # type: ignore[dict-item]


REFERENCE = {"_id": "r1", "text": "p. 1", "status": "found", "uids": ["p1"]}


def test_beir_is_read_with_what_ours_add(tmp_path: Path) -> None:
    data = load_dataset(beir(tmp_path / "toy", dialogues=lines([DIALOGUE]), references=lines([REFERENCE])), "test")
    assert [query.id for query in data.queries] == ["q1", "q2", "q3"]
    assert data.qrels == {"q1": {"p1": 2, "p4": 1}, "q2": {"p2": 2}}
    assert [passage.searched for passage in data.passages][:1] == ["cats purr"]
    assert data.dialogues[0].turns[1].answerable is False
    assert set(data.named()) >= {("p1", "q1"), ("p1", "d1.1"), ("p1", "r1")}


def test_a_split_has_its_own_questions(tmp_path: Path) -> None:
    rows = [
        {**row, "metadata": {**row["metadata"], "split": split}}
        for row, split in zip(QUERIES, ("test", "dev", "dev"), strict=True)
    ]
    folder = beir(tmp_path, "q1\tp1\t1\n", queries=lines(rows), dialogues=lines([{**DIALOGUE, "split": "dev"}]))
    (folder / "qrels" / "dev.tsv").write_text("q2\tp2\t1\n")
    assert [query.id for query in load_dataset(folder, "test").queries] == ["q1"]
    assert load_dataset(folder, "test").dialogues == ()
    assert [query.id for query in load_dataset(folder, "dev").queries] == ["q2", "q3"]


@pytest.mark.parametrize(
    ("qrels", "told"),
    [
        (QRELS + "q9\tp1\t1\n", "test.tsv, line 5: no question has the id q9"),
        (QRELS + "q1\tp1\t1\n", "test.tsv, line 5: question q1 is judged twice for p1"),
        (QRELS + "q2\tp9\t1\n", "test.tsv, line 5: question q2 is judged by p9, which is not there"),
        (QRELS + "q2\tp1\t1001\n", "test.tsv, line 5: the grade 1001 is no whole number up to 1,000"),
        (QRELS + f"q2\tp1\t{10**200}\n", "test.tsv, line 5: the grade '10+' is no whole number"),
        (QRELS + "q2\tp1\t0.5\n", "test.tsv, line 5: the grade '0.5' is no whole number"),
        (QRELS + "q2\tp1\n", "test.tsv, line 5: not “query-id"),
        (QRELS + "q3\tp1\t1\n", "q3 is unanswerable with a relevant clause"),
        ("query-id\tcorpus-id\tscore\n", "test.tsv judges nothing"),
        ("q1\tp1\t1\n", "q2 is answerable without a judged clause"),
    ],
)
def test_wrong_judgements_are_told(tmp_path: Path, qrels: str, told: str) -> None:
    with pytest.raises(DatasetError, match=told):
        load_dataset(beir(tmp_path, qrels), "test")


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("queries", lines([*QUERIES, QUERIES[0]]), "queries.jsonl, line 4: the id q1 stands twice"),
        ("queries", "[1]\n", "queries.jsonl, line 1: not a question"),
        ("queries", '{"_id": "q1"}\n', "line 1: not a question .it has no 'text'"),
        ("queries", '{"_id": "q 1", "text": "x"}\n', "line 1: the id 'q 1' is empty or has spaces"),
        ("queries", '{"_id": "q1", "text": " "}\n', "line 1: not a question .the question is empty"),
        ("queries", '{"_id": null, "text": "x"}\n', "line 1: not a question .the id null is no text"),
        (
            "queries",
            '{"_id": "q\\u001b[31m", "text": "x"}\n',
            r"line 1: the id 'q\\x1b\[31m' has characters that cannot",
        ),
        ("queries", '{"_id": "q1", "text": "\\uD800 x"}\n', "line 1: not a question .it has half of a surrogate pair"),
        ("queries", '{"_id": "q1", "text": "x", "metadata": {"a": NaN}}\n', "line 1: not a question .NaN is no number"),
        ("queries", '{"_id": "q1", "text": "x", "metadata": {"a": 1e999}}\n', "line 1: not a question .1e999 is no"),
        ("corpus", '{"_id": "p1", "text": null}\n', "line 1: not a passage .the text of the passage is null"),
        ("corpus", '{"_id": "p1", "text": "\\udc00"}\n', "line 1: not a passage .it has half of a surrogate pair"),
        ("corpus", "", "corpus.jsonl has no passage"),
        ("dialogues", lines([turned(answerable="false")]), "line 1: .*answerable is 'false', not true or false"),
        ("dialogues", lines([turned(gold={"p1": 10**30})]), "line 1: .*is no whole number up to 1,000"),
        ("dialogues", lines([turned(gold={"p1": -1})]), "line 1: .*answerable without a relevant clause"),
        ("dialogues", lines([{"_id": "d1", "turns": []}]), "line 1: not a dialogue .it has no turns"),
        ("references", lines([{**REFERENCE, "uids": "p1"}]), "line 1: .*the uids 'p1' are no list"),
        ("corpus", '{"_id": "p1", "text": "x"}\n' * 2, "corpus.jsonl, line 2: the id p1 stands twice"),
        ("dialogues", lines([{"_id": "d1", "turns": [{"question": "x"}]}]), "dialogues.jsonl, line 1: not a dialogue"),
        ("references", lines([{**REFERENCE, "status": "lost"}]), "references.jsonl, line 1: .*status 'lost'"),
        ("references", lines([{**REFERENCE, "uids": []}]), "references.jsonl, line 1: .*names no uids"),
    ],
)
def test_wrong_lines_are_told(tmp_path: Path, name: str, text: str, told: str) -> None:
    with pytest.raises(DatasetError, match=told):
        load_dataset(beir(tmp_path, **{name: text}), "test")


def test_trec_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "topics.tsv").write_text("1\twhat do cats do\n2\twho barks\n")
    (tmp_path / "qrels.txt").write_text("1 0 p1 3\n1 0 p2 -1\n")
    (tmp_path / "collection.tsv").write_text("p1\tcats purr\np2\tdogs bark\n")
    data = load_dataset(tmp_path, "test")
    assert [query.id for query in data.queries] == ["1"]
    assert data.qrels == {"1": {"p1": 3, "p2": 0}}
    (tmp_path / "qrels.txt").write_text("1 0 p1 3\n1 p2 1\n")
    with pytest.raises(DatasetError, match=r"qrels.txt, line 2: not"):
        load_dataset(tmp_path, "test")


def obliqa(folder: Path, *more: dict[str, object], **gold: str) -> Path:
    documents = folder / "StructuredRegulatoryDocuments"
    documents.mkdir()
    passages = [("a", "1.", "same"), ("b", "1.", "other"), ("c", "2.", "")]
    rows = [{"ID": name, "DocumentID": 1, "PassageID": at, "Passage": text} for name, at, text in passages]
    (documents / "1.json").write_text(json.dumps(rows))
    wanted = {"DocumentID": 1, "PassageID": "1.", "Passage": "other", **gold}
    asked = [
        {"QuestionID": "x", "Question": "?", "Passages": [wanted]},
        *({"Passages": [wanted], **one} for one in more),
    ]
    (folder / "ObliQA_dev.json").write_text(json.dumps(asked))
    return folder


def test_obliqa_tells_passages_of_one_number_apart_by_their_text(tmp_path: Path) -> None:
    data = load_dataset(obliqa(tmp_path), "dev")
    assert data.qrels == {"x": {"b": 1}}
    assert len(data.passages) == 3  # the empty one is searched too


def test_obliqa_never_guesses_a_passage(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"question 1: document 1 has no passage “1.” with this text"):
        load_dataset(obliqa(tmp_path, Passage="neither"), "dev")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"QuestionID": "a b", "Question": "?"}, "the id 'a b' is empty or has spaces"),
        ({"QuestionID": "", "Question": "?"}, "the id '' is empty"),
        ({"QuestionID": None, "Question": "?"}, "the id null is no text"),
        ({"QuestionID": "x", "Question": "?"}, "the id x stands twice"),
        ({"QuestionID": "y", "Question": None}, "the question is empty or no text"),
        ({"QuestionID": "y", "Question": " "}, "the question is empty or no text"),
        ({"QuestionID": "y"}, "it has no 'Question'"),
    ],
)
def test_wrong_obliqa_questions_are_told(tmp_path: Path, row: dict[str, object], told: str) -> None:
    with pytest.raises(DatasetError, match=f"ObliQA_dev.json, question 2: .*{told}"):
        load_dataset(obliqa(tmp_path, row), "dev")


def test_wrong_obliqa_files_are_told(tmp_path: Path) -> None:
    questions, documents = obliqa(tmp_path) / "ObliQA_dev.json", tmp_path / "StructuredRegulatoryDocuments" / "1.json"
    text = questions.read_text()
    questions.write_text("\ufeff" + text, encoding="utf-8")
    assert len(load_dataset(tmp_path, "dev").queries) == 1
    questions.write_text(text.replace('"?"', '"\\ud800"'))
    with pytest.raises(DatasetError, match="surrogate"):
        load_dataset(tmp_path, "dev")
    questions.write_text("[]")
    with pytest.raises(DatasetError, match=r"ObliQA_dev.json has no question"):
        load_dataset(tmp_path, "dev")
    documents.write_text(documents.read_text().replace('"same"', "null"))
    with pytest.raises(DatasetError, match=r"1.json, passage 1: the text of the passage is null"):
        load_dataset(tmp_path, "dev")


def test_an_unknown_format_is_told(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="is in no format known here"):
        load_dataset(tmp_path, "dev")
    with pytest.raises(DatasetError, match="is missing"):
        load_dataset(beir(tmp_path / "toy"), "dev")


def test_several_formats_in_one_folder_are_told(tmp_path: Path) -> None:
    (beir(tmp_path / "toy") / "topics.tsv").write_text("1\tx\n")
    (tmp_path / "toy" / "ObliQA_test.json").write_text("[]")
    with pytest.raises(DatasetError, match="several formats at once: BEIR and ObliQA and TREC"):
        load_dataset(tmp_path / "toy", "test")


@pytest.mark.parametrize("split", ["../qrels/test", "", "*", "te\nst", "/test", ".."])
def test_a_split_is_a_name(tmp_path: Path, split: str) -> None:
    with pytest.raises(DatasetError, match="is no name of a split"):
        load_dataset(beir(tmp_path / "toy"), split)
