"""The clauses that answers cite as BibTeX entries, each once; gaps of the source stand before them as comments."""

from collections.abc import Sequence

from ingest.corpus import Corpus
from ingest.errors import ExportError
from ingest.styles import bibtex
from rag.export.page import plain
from rag.export.sources import sources
from rag.results import Answer


def write(answers: Sequence[Answer], corpus: Corpus) -> str:
    """The entries, ending in a newline (ExportError when nothing is cited)."""
    found = sources(answers, corpus)
    if not found:
        raise ExportError(
            "Nothing is cited here, so there is no BibTeX entry to write.", hint="Export as .md, .docx or .json."
        )
    gaps = dict.fromkeys(gap for source in found for gap in source.gaps)
    # BibTeX skips what stands between entries, and takes any "@" there for the beginning of one.
    comments = "".join(f"% {plain(gap).replace('@', '(at)')}\n" for gap in gaps)
    entries = [bibtex(source.target, corpus) for source in found]
    lines = [plain(line) if line[:2] != "  " else "  " + plain(line) for line in "\n\n".join(entries).split("\n")]
    return (comments and comments + "\n") + "\n".join(lines) + "\n"
