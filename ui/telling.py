"""An answer of a language model on the terminal, as it comes."""

from collections.abc import Iterable
from typing import TextIO

from rag import Assistant
from rag.compose import ENGINE
from rag.quoting import escape
from rag.results import Answer, Piece
from ui import text
from ui.output import harmless


def tell(pieces: Iterable[Piece], out: TextIO, assistant: Assistant) -> Answer:
    """Print each checked sentence at once, then what belongs to the whole; the answer that counts.

    What a model wrote before it failed is followed by the answer that counts, and the reason.
    """
    begun, answers = False, []
    for piece in pieces:
        if piece.sentence is not None:
            begun = True
            clauses = filter(None, map(assistant.corpus.clause, piece.sentence.citations))
            places = "; ".join(f"**{escape(assistant.corpus.cite(clause))}**" for clause in clauses)
            out.write(harmless(f"{escape(piece.sentence.text)} — {places}\n\n"))
        if piece.answer is not None:
            answers.append(piece.answer)
            whole = text.answer(piece.answer)
            if begun and piece.answer.engine != ENGINE:  # its sentences stand above already
                head, _, rest = whole.partition("\n\n")
                whole = "\n\n".join([head, *rest.split("\n\n")[len(piece.answer.sentences) :]])
            elif begun:
                whole = f"The sentences above are set aside.\n\n{whole}"
            out.write(harmless(f"{whole}\n"))
        out.flush()
    return answers[-1]


def left_out(answer: Answer) -> list[str]:
    """What a language model wrote and no clause bears out, struck, so that nobody takes it for an answer."""
    told = [(" ".join(one.text.split()), " ".join(one.reason.split())) for one in answer.left_out]
    return [f"Left out: ~~{escape(words)}~~, because {escape(reason)}." for words, reason in told]
