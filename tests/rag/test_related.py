"""Where else the family says it, read from the index without a model."""

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.catalogue import Catalogue
from ingest.corpus import Corpus
from ingest.errors import ClausewiseError, IndexDamaged, IndexMissing, IndexOutdated, QuestionError
from rag import Assistant
from rag.index import serving
from rag.late import TokenIndex
from rag.related import FLOOR, Relations

ROOT = Path(__file__).resolve().parents[2]
ASSETS = "c/2024/601#pnt_3.1.1/pnt_f"


@pytest.fixture(scope="module")
def relations(built_home: Path, corpus: Corpus) -> Relations:
    return Relations.open(built_home, corpus)


def test_the_nearest_clauses_are_of_other_documents_and_nearest_first(relations: Relations, corpus: Corpus) -> None:
    clause = corpus.clause(ASSETS)
    assert clause is not None
    found = relations.of(clause, 5)
    assert found
    assert all(one.clause.address.document != "c/2024/601" for one in found)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert all(one.score >= FLOOR for one in found)
    assert any("intellectual asset" in one.clause.text for one in found)
    assert relations.of(clause, 2) == found[:2]


@pytest.mark.parametrize("uid", ["c/2024/601#sct_3.1", "c/2024/601#ftn_38"])
def test_headings_and_footnotes_have_no_relations(relations: Relations, corpus: Corpus, uid: str) -> None:
    document = corpus.documents[0]
    target = corpus.clause(uid) or next(note for note in document.footnotes if note.uid == uid)
    assert relations.of(target) == ()


def test_a_clause_about_something_else_has_none(relations: Relations, corpus: Corpus) -> None:
    place = corpus.clause("web/oecd-co-creation-workshop#sct_x2/pnt_x3")  # "Location: Moscow, …"
    assert place is not None
    assert relations.of(place) == ()


def test_other_texts_of_the_act_are_no_other_document(built_home: Path, corpus: Corpus) -> None:
    entries = tuple(
        replace(entry, witness_of="c/2024/601") if entry.key == "web/mle-final-report" else entry
        for entry in corpus.published.entries
    )
    folder = serving(built_home)
    assert folder is not None
    relations = Relations(replace(corpus, published=Catalogue(entries)), TokenIndex.load(folder / "tokens"))
    clause = corpus.clause(ASSETS)
    assert clause is not None
    assert {one.clause.address.document for one in relations.of(clause, 50)}.isdisjoint({"web/mle-final-report"})


def test_without_an_index_or_with_another_one_it_says_so(
    built_home: Path, corpus: Corpus, tmp_path: Path, few_questions: Corpus
) -> None:
    def refusal(home: Path, texts: Corpus) -> type[ClausewiseError]:
        with pytest.raises(ClausewiseError) as refused:
            Relations.open(home, texts)
        return type(refused.value)

    assert refusal(tmp_path, corpus) is IndexMissing
    assert refusal(built_home, replace(corpus, shipped=corpus.shipped[:3])) is IndexOutdated
    home = Path(shutil.copytree(built_home, tmp_path / "home"))
    next(home.glob("index/generations/*/tokens/uids.json")).write_text("[]")
    assert refusal(home, corpus) is IndexDamaged
    assert Relations.open(built_home, few_questions)  # the questions of the index need not be those of today


@pytest.mark.parametrize("reference", ["6", "3.1.1(z)", "3.1.1(c) and 3.2.1(b)", "2.2.1(c)"])
def test_only_one_clause_has_relations(assistant: Assistant, reference: str) -> None:
    with pytest.raises(QuestionError, match=r"Choose one: C\(2024\)"):
        assistant.related(reference)


def test_no_model_is_loaded_and_none_is_waited_for(assistant: Assistant) -> None:
    program = (
        "import sys; from rag import Assistant, Settings\n"
        "a = Assistant.open(Settings.read())\n"
        "assert a.related('3.1.1(f)').related and a.find('conflict').hits\n"
        "print([name for name in ('torch', 'sentence_transformers', 'chromadb') if name in sys.modules])"
    )
    environment = {"CLAUSEWISE_HOME": str(assistant.settings.home), "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_nothing_waits_for_a_model_that_is_being_loaded(built_home: Path, assistant: Assistant) -> None:
    opened = Assistant(assistant.corpus, assistant.settings)
    with opened._loading:  # as long as the model takes
        assert opened.lookup("3.1.1(f)").status == "found"
        assert opened.find("conflict").hits
        assert opened.related("3.1.1(f)").related
