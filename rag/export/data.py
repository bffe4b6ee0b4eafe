"""Answers as JSON: each as `ask --json` prints it, with its sources in full. `clausewise export` reads it back."""

import datetime
import json
from collections.abc import Sequence
from typing import Any

from ingest.corpus import Corpus
from ingest.styles import csl
from rag.export.memo import made_of
from rag.export.sources import sources
from rag.results import Answer


def write(answers: Sequence[Answer], corpus: Corpus, on: datetime.date) -> str:
    """{"answers", "sources", "made"} of answers exported on a day."""
    kept = [answer.to_dict() for answer in answers]
    found: list[dict[str, Any]] = [
        {
            "uid": source.target.uid,
            "label": source.target.label,
            "citation": source.short,
            "full": source.full,
            "kind": source.entry.kind,
            "force": source.entry.force,
            "standing": source.standing,
            "url": source.url,
            "quotes": list(source.quotes),
            "gaps": list(source.gaps),
            "csl-json": csl(source.target, corpus),
        }
        for source in sources(answers, corpus)
    ]
    data = {"answers": kept, "sources": found, "made": made_of(answers, corpus, on)}
    # A lone surrogate is no text that could be written; everything else is kept as it is.
    return json.dumps(data, ensure_ascii=False, indent=2).encode("utf-8", "replace").decode("utf-8") + "\n"
