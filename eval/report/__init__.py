"""Runs as one self-contained HTML page for a reader who has never seen the project."""

from eval.report.page import render
from eval.report.sources import Source, Texts, texts_of

__all__ = ["Source", "Texts", "render", "texts_of"]
