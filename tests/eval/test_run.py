"""A run from its data set to its folder: any retriever, resumed when it dies, refused when it gives nonsense."""

import json
import math
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from toy import QUERIES, beir, lines

from eval import Bench, Plan, evaluate, load_dataset, load_run, summarise
from ingest.errors import DatasetError, RetrieverError, RunError, SettingsError
from rag import Settings

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(load_dataset(beir(tmp_path / "toy"), "test"), Settings(tmp_path / "home", ROOT / "corpus"))


class Fixed(BaseRetriever):
    """Gives the same results for every question."""

    def __init__(self, nodes: list[TextNode]) -> None:
        super().__init__()
        self.results = [NodeWithScore(node=node, score=1 / place) for place, node in enumerate(nodes, 1)]

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return self.results


class Plain:
    """No llama-index retriever, which would mend some nonsense by itself."""

    def __init__(self, results: list[NodeWithScore]) -> None:
        self.results = results

    def retrieve(self, _: str) -> list[NodeWithScore]:
        return self.results


def given(change: Callable[[list[NodeWithScore]], Any]) -> Callable[..., Plain]:
    """A retriever whose results are changed first."""

    def make(nodes: list[TextNode]) -> Plain:
        results = Fixed(nodes).results
        change(results)
        return Plain(results)

    return make


def test_bm25_is_measured_and_kept(bench: Bench, tmp_path: Path) -> None:
    run = evaluate(bench, "bm25", tmp_path)
    assert run.folder is not None
    assert load_run(run.folder) == run
    assert [q.id for q in run.questions] == ["q1", "q2", "q3"]
    assert run.questions[0].measures["nDCG@10"] == 1
    assert run.questions[2].measures["nDCG@10"] is None
    assert run.questions[2].metadata == {**QUERIES[2]["metadata"], "part": "questions"}
    assert summarise(run)["questions"]["Success(rel=2)@1"] == 1
    assert {"python", "clausewise", "numpy"} <= run.config.versions.keys()


def test_a_llama_index_retriever_is_measured(bench: Bench, tmp_path: Path) -> None:
    run = evaluate(bench, Fixed, tmp_path)
    assert [one.id for one in run.questions[1].ranking] == ["p1", "p2", "p3", "p4"]
    assert run.questions[1].measures["RR"] == 0.5
    assert run.config.name == "Fixed"
    assert run.config.settings["retriever_sha256"]


def test_results_without_scores_keep_their_order(bench: Bench, tmp_path: Path) -> None:
    def unscored(results: list[NodeWithScore]) -> None:
        results[:] = [NodeWithScore(node=one.node) for one in reversed(results)]

    assert [one.id for one in evaluate(bench, given(unscored), tmp_path).questions[0].ranking] == [
        "p4",
        "p3",
        "p2",
        "p1",
    ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda results: results.append(results[0]), "Question q1: .*'p1' was found twice"),
        (lambda results: setattr(results[0], "score", math.nan), "Question q1: .*not a finite number"),
        (lambda results: setattr(results[0], "score", None), "Question q1: .*not a finite number"),
        (lambda results: setattr(results[0].node, "id_", "p9"), "Question q1: .*'p9' is none of the passages"),
        (lambda results: results.insert(0, "p1"), "Question q1: the retriever failed .AttributeError"),
        (lambda results: results.clear(), "found nothing for any question"),
    ],
)
def test_nonsense_is_told_with_its_question(
    bench: Bench, tmp_path: Path, change: Callable[[list[NodeWithScore]], Any], told: str
) -> None:
    with pytest.raises(RunError, match=told):
        evaluate(bench, given(change), tmp_path)


class Failing:
    """Fails on the second question, once."""

    asked: list[str] = []  # noqa: RUF012 - shared on purpose: it outlives the retriever
    fails = True

    def retrieve(self, question: str) -> list[NodeWithScore]:
        self.asked.append(question)
        if type(self).fails and question == "who barks":
            raise ConnectionError("gone")
        return [NodeWithScore(node=TextNode(id_="p2", text=""), score=1.0)]


def test_a_run_that_dies_goes_on_where_it_stopped(bench: Bench, tmp_path: Path) -> None:
    with pytest.raises(RetrieverError, match=r"Question q2: the retriever failed .ConnectionError: gone"):
        evaluate(bench, Failing, tmp_path)
    Failing.fails = False
    said: list[str] = []
    run = evaluate(bench, Failing, tmp_path, progress=said.append)
    assert Failing.asked == ["what do cats do", "who barks", "who barks", "price of gold"]
    assert "Failing: going on after 1 questions" in said
    assert [question.id for question in run.questions] == ["q1", "q2", "q3"]
    assert [path.name for path in tmp_path.glob("toy-*")] == ["toy-test-Failing"]


def test_a_retriever_that_cannot_be_made_is_told(bench: Bench, tmp_path: Path) -> None:
    for made, told in (
        (lambda: 1 / 0, "could not be made .ZeroDivisionError"),
        (lambda: "nothing", "str has no retrieve"),
        (17, "17 is no retriever"),
        ("eval.run:Missing", "cannot be imported"),
    ):
        with pytest.raises(RetrieverError, match=told):
            evaluate(bench, made, tmp_path)
    with pytest.raises(SettingsError, match="names no retriever"):
        evaluate(bench, "module:", tmp_path)


class Chatting:
    """Prints and, when told to, leaves."""

    leaves = False

    def __init__(self) -> None:
        print("made")

    def retrieve(self, _: str) -> list[NodeWithScore]:
        print("asked")
        if self.leaves:
            sys.exit("bye\x1b[31m")
        return [NodeWithScore(node=TextNode(id_="p2", text=""), score=1.0)]


class Leaving(Chatting):
    leaves = True


def test_what_a_retriever_prints_is_not_on_stdout(
    bench: Bench, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evaluate(bench, Chatting, tmp_path)
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.split() == ["made", *["asked"] * 3]


def test_a_retriever_cannot_end_the_program(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "leaving_module.py").write_text("import sys; sys.exit(0)")
    monkeypatch.syspath_prepend(tmp_path)
    for retriever, told in (
        (Leaving, r"Question q1: the retriever failed \(SystemExit: bye \[31m\)"),
        (lambda: sys.exit(0), r"could not be made \(SystemExit: 0\)"),
        ("leaving_module:Any", r"cannot be imported \(SystemExit: 0\)"),
    ):
        with pytest.raises(RetrieverError, match=told):
            evaluate(bench, retriever, tmp_path / "runs")


def test_options_and_measures_are_checked(bench: Bench, tmp_path: Path) -> None:
    plan = Plan(depth=1, measures=("AP@1",), options={"bm25": {"k1": 1.5}})
    said: list[str] = []
    run = evaluate(bench, "bm25", tmp_path, plan, said.append)
    assert run.questions[0].measures["AP@1"] == 0.5
    assert "bm25: only 1 results are kept of each question, fewer than nDCG@10 looks at" in said
    for wrong in (
        Plan(measures=("P@0",)),
        Plan(measures=("best",)),
        Plan(options={"bm25": {"k2": 1}}),
        Plan(options={"bm25": {"k1": "1"}}),
        Plan(options={"bm25": {"k1": math.nan}}),
        Plan(options={"bm25": {"k1": True}}),
    ):
        with pytest.raises(SettingsError):
            evaluate(bench, "bm25", tmp_path, wrong)


def test_judgements_must_name_passages(tmp_path: Path) -> None:
    data = replace(load_dataset(beir(tmp_path / "toy"), "test"), qrels={"q1": {"p9": 1}})
    with pytest.raises(DatasetError, match="question q1 is judged by p9, which is not there"):
        Bench(data)


def test_dialogues_and_references_are_measured(built_home: Path, tmp_path: Path) -> None:
    uid, other = "c/2024/601#pnt_3.1.1/pnt_f", "c/2024/601#pnt_3.1.1/pnt_c"
    turns = [("What does point 3.1.1(f) say?", uid), ("and (c)?", other)]
    gold = [
        {
            "question": q,
            "standalone": q.replace("and (c)", "What does point 3.1.1(c) say"),
            "answerable": True,
            "gold": {u: 2},
        }
        for q, u in turns
    ]
    folder = beir(
        tmp_path / "ours",
        f"q1\t{uid}\t2\nq2\t{other}\t2\n",
        dialogues=lines([{"_id": "d1", "turns": gold}]),
        references=lines(
            [
                {"_id": "r1", "text": "3.1.1 f", "status": "found", "uids": [uid]},
                {"_id": "r2", "text": "2.2.1(c)", "status": "gap", "uids": []},
                {"_id": "r3", "text": "2.2.1(a)", "status": "missing", "uids": []},
            ]
        ),
    )
    (folder / "corpus.jsonl").unlink()
    run = evaluate(Bench(load_dataset(folder, "test"), Settings(built_home, ROOT / "corpus")), "ours", tmp_path)
    found = summarise(run)
    assert found["references"] == {"reference status": pytest.approx(2 / 3), "reference clauses": 1.0}
    assert found["dialogues"]["nDCG@10"] == 1
    assert found["dialogues"]["nDCG@10 (last turn alone)"] < 1 == found["dialogues"]["nDCG@10 (standalone)"]
    second = next(question for question in run.questions if question.id == "d1.2")
    assert (second.cluster, second.metadata["turn"]) == ("d1", 2)
    assert second.answer is not None
    assert second.answer["citations"][-1] == other
    assert found["dialogues"]["verbatim"] == 1
    assert run.folder is not None
    assert load_run(run.folder) == run
    assert "d1.2 Q0" in (run.folder / "dialogues.run.trec").read_text()
    assert "d1.2" not in (run.folder / "run.trec").read_text()


def test_the_example_of_the_readme_runs(built_home: Path, tmp_path: Path) -> None:
    text = (ROOT / "eval" / "README.md").read_text(encoding="utf-8")
    code = text.split("```python\n")[1].split("```")[0].replace("eval/datasets", str(ROOT / "eval" / "datasets"))
    environ = {"PYTHONPATH": str(ROOT), "CLAUSEWISE_HOME": str(built_home), "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=environ,
        cwd=tmp_path,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert 0.05 < float(done.stdout) < 0.4
    config = json.loads((tmp_path / "runs" / "kv-guidance-dev-SharedWords" / "config.json").read_text())
    assert config["retriever"] == "__main__:SharedWords"


def test_own_curated_questions_that_wait_for_a_build_are_told(
    built_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingest.curating import write_question
    from ui.measure import WAITING, run_evaluation

    home = Path(shutil.copytree(built_home, tmp_path / "home"))
    monkeypatch.setenv("CLAUSEWISE_HOME", str(home))
    uid = "c/2024/601#pnt_3.1.1/pnt_f"
    row = {"_id": "q1", "text": "who keeps the patents", "metadata": {"answerable": True}}
    folder = beir(tmp_path / "own", f"query-id\tcorpus-id\tscore\nq1\t{uid}\t2\n", queries=lines([row]))
    (folder / "corpus.jsonl").unlink()
    dataset = load_dataset(folder, "test")
    run_evaluation(dataset, ["bm25"], None, None, tmp_path / "before", answers=False)
    assert WAITING not in capsys.readouterr().err
    write_question(home, uid, "Whose are the patents that each of us brought?")
    run_evaluation(dataset, ["bm25"], None, None, tmp_path / "after", answers=False)
    assert WAITING in capsys.readouterr().err
