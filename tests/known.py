"""Fewer known questions in a copy of the corpus: for tests that ask none of them, indexes are made in seconds."""

from pathlib import Path


def keep_known(corpus: Path, most: int) -> None:
    """Leave no curated question, and at most so many of those judged to have an answer and of those to have none."""
    questions = corpus / "questions"
    for file in questions.glob("*.toml"):
        file.unlink()
    for name in ("judged.tsv", "unanswered.tsv"):
        keep_lines(questions / name, most + 1)  # and their heading


def keep_lines(file: Path, most: int) -> None:
    """Leave at most the first so many lines of a text."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:most]), encoding="utf-8")
