"""A document in, clauses out. No model, no vector store, no network except where a fetch is asked for."""

from ingest.address import Address, Path
from ingest.corpus import Corpus
from ingest.lookup import look_up
from ingest.parse import parse

__all__ = ["Address", "Corpus", "Path", "look_up", "parse"]
