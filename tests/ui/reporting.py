"""An answer to report, over the real corpus, and the folder it is reported in."""

from pathlib import Path

from ingest.corpus import Corpus
from rag.results import Answer, Citation, LeftOut, Sentence
from ui.services.review import Review

CODE = "c/2024/601#"
CITED, OTHER, MISSING = f"{CODE}pnt_3.1.1/pnt_f", f"{CODE}pnt_3.1.1/pnt_c", f"{CODE}pnt_2.1.1/pnt_a"
QUESTION = "Who keeps the patents that we bring along?"
HISTORY = ({"role": "user", "content": "Tell me of <b>partners</b>."}, {"role": "assistant", "content": "They are."})


def an_answer(corpus: Corpus, question: str = QUESTION) -> Answer:
    """One that cites two clauses and has retrieved a third and a heading, which no question can find."""
    clauses = [clause for uid in (CITED, OTHER) if (clause := corpus.clause(uid)) is not None]
    citations = tuple(Citation(c.uid, corpus.cite(c), c.text, c.spans, corpus.entry_of(c.address).url) for c in clauses)
    return Answer(
        status="answered",
        markdown="\n\n".join(f"> {c.quote} — **{c.label}**" for c in citations),
        sentences=tuple(Sentence(c.quote, (c.uid,), "verbatim") for c in citations),
        citations=citations,
        retrieved=(CITED, OTHER, MISSING, f"{CODE}sct_3"),
        suggestions=(MISSING,),
        engine="extractive",
        timings_ms={"total": 12.5},
        question=question,
        standalone=question,
        generation="20261128T000000.000000Z-abcdef01",
        confidence=0.75,
        left_out=(LeftOut("Patents are blue.", "no clause says so"),),
        versions={"clausewise": "0.1.0"},
    )


def reviewed(home: Path, corpus: Corpus) -> Review:
    """The reports of `home` over the shipped corpus."""
    return Review(home, corpus)
