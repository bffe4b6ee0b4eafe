"""Readers: one a format, each giving `Line`s with text, style and source offsets to the outline."""

from ingest.readers.line import Line, Reading
from ingest.readers.text import read_text

__all__ = ["Line", "Reading", "read_text"]
