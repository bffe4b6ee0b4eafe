"""Clauses in a llama-index project: through its directory reader and its ingestion pipeline."""

from pathlib import Path

import pytest
from llama_index.core import SimpleDirectoryReader
from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.schema import Document as LlamaDocument
from llama_index.core.schema import NodeRelationship

from ingest.corpus import Corpus
from ingest.errors import SourceMissing
from ingest.llama import ClauseNodeParser, ClauseReader, clause_nodes

ROOT = Path(__file__).resolve().parents[2]
ACT = ROOT / "corpus" / "documents" / "c-2024-601.txt"


def test_the_directory_reader_gives_clauses(corpus: Corpus) -> None:
    loaded = SimpleDirectoryReader(input_files=[ACT], file_extractor={".txt": ClauseReader()}).load_data()
    clauses = corpus.documents[0].clauses
    assert [one.text for one in loaded] == [clause.text for clause in clauses]
    point = next(one for one in loaded if one.metadata["path"] == "pnt_3.1.1/pnt_f")
    assert point.metadata["label"] == "point 3.1.1(f)"
    assert point.metadata["stem"].endswith("#pnt_3.1.1")
    assert point.metadata["file_name"] == "c-2024-601.txt"
    assert point.get_content(metadata_mode="embed") == point.text  # type: ignore[arg-type]


def test_a_pipeline_splits_text_into_clauses_with_their_places() -> None:
    source = ACT.read_text(encoding="utf-8")
    nodes = IngestionPipeline(transformations=[ClauseNodeParser()]).run(
        documents=[LlamaDocument(text=source, id_="act-1")]
    )
    by_label = {node.metadata["label"]: node for node in nodes}
    point = by_label["point 2.3.1(g)(ii)"]
    assert point.node_id == "text/act-1#pnt_2.3.1/pnt_g/pnt_ii"
    assert point.ref_doc_id == "act-1"
    assert point.relationships[NodeRelationship.PARENT].node_id == by_label["point 2.3.1(g)"].node_id  # type: ignore[union-attr]
    placed = [node for node in nodes if node.start_char_idx is not None]
    assert len(placed) > 70
    assert all(source[node.start_char_idx : node.end_char_idx] == node.text for node in placed)


def test_a_repeated_sentence_keeps_its_own_place() -> None:
    text = "Rules\n\nArticle 1\n\nKeep records.\n\nArticle 2\n\nKeep records.\n"
    nodes = ClauseNodeParser().get_nodes_from_documents([LlamaDocument(text=text)])
    places = [node.start_char_idx for node in nodes if node.text == "Keep records."]
    assert places == [text.index("Keep"), text.rindex("Keep")]


def test_documents_whose_ids_are_alike_stay_apart() -> None:
    documents = [LlamaDocument(text="Keep records of all meetings.", id_=name) for name in ("A 1", "a-1", "A/1")]
    nodes = ClauseNodeParser().get_nodes_from_documents(documents)
    assert len({node.node_id for node in nodes}) == len(nodes) == 3


def test_text_without_words_gives_no_node() -> None:
    assert ClauseNodeParser().get_nodes_from_documents([LlamaDocument(text=" \n"), LlamaDocument(text="\x00")]) == []


def test_an_act_without_articles_stops_nobody_and_loses_no_text() -> None:
    documents = [
        LlamaDocument(text="HAS ADOPTED THIS DECISION:\n\nNothing follows here."),
        LlamaDocument(text="Keep it."),
    ]
    nodes = ClauseNodeParser().get_nodes_from_documents(documents)
    assert "Nothing follows here." in [node.text for node in nodes]
    assert nodes[-1].text == "Keep it."


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(SourceMissing, match="cannot be read"):
        ClauseReader().load_data("nowhere.pdf")


def test_every_node_names_its_spans(corpus: Corpus) -> None:
    for document in corpus.documents:
        for clause, node in zip(document.clauses, clause_nodes(document), strict=True):
            spans = [tuple(map(int, span.split(":"))) for span in node.metadata["spans"].split()]
            assert spans == list(clause.spans)
