"""A small data set in BEIR layout, written where a test wants it."""

import json
from pathlib import Path
from typing import Any

PASSAGES = [("p1", "cats purr"), ("p2", "dogs bark loudly"), ("p3", "birds sing"), ("p4", "dogs and cats")]
QUERIES: list[dict[str, Any]] = [
    {"_id": "q1", "text": "what do cats do", "metadata": {"kind": "how-to", "answerable": True}},
    {"_id": "q2", "text": "who barks", "metadata": {"kind": "how-to", "answerable": True}},
    {"_id": "q3", "text": "price of gold", "metadata": {"kind": "out of domain", "answerable": False}},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\tp1\t2\nq1\tp4\t1\nq2\tp2\t2\n"


def beir(folder: Path, qrels: str = QRELS, **files: str) -> Path:
    """Write the data set; `files` replace what stands in "queries", "corpus", "dialogues" or "references"."""
    (folder / "qrels").mkdir(parents=True)
    (folder / "qrels" / "test.tsv").write_text(qrels)
    corpus = [{"_id": name, "title": "", "text": text} for name, text in PASSAGES]
    content = {"queries": lines(QUERIES), "corpus": lines(corpus), **files}
    for name, text in content.items():
        (folder / f"{name}.jsonl").write_text(text)
    return folder


def lines(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)
