"""`ask --conversation`: what was said before in a kept conversation, and question and answer kept behind it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.corpus import Corpus
from ingest.errors import ClausewiseError
from rag import Settings
from rag.results import Answer
from ui.progress import say

if TYPE_CHECKING:
    from ui.services.conversations import Conversations, Kept

NEW = "new"  # no id: those are hexadecimal
_OWNER = "command line"  # no visitor's, so that what begins here is found by whoever runs the service alone

Conversation = Annotated[
    str | None,
    typer.Option(
        metavar="new|ID",
        help="Keep question and answer: begin a conversation, or go on with one of `conversations list`.",
    ),
]


@dataclass(frozen=True)
class Thread:
    """A conversation that is gone on with; `id` is None for one that begins, which has no turns."""

    store: "Conversations"
    id: str | None
    turns: "tuple[Kept, ...]"

    def history(self, corpus: Corpus) -> list[dict[str, str]]:
        """What was said so far, for `ask`; as on a page, without the answers that no longer stand in `corpus`."""
        from ui.services.reopening import reopened
        from ui.services.turns import Turn, history

        outcomes = [(turn.question, reopened(turn, corpus)) for turn in self.turns]
        return history([Turn(question, one) for question, one in outcomes if isinstance(one, Answer)])

    def keep(self, question: str, answer: Answer) -> str | None:
        """Keep question and answer, and tell where; the id of the conversation, or None after telling why they are not.

        Where somebody went on meanwhile, this goes its own way in a new conversation, as it does on a page.
        """
        try:
            here = self._keep(question, answer)
        except ClausewiseError as error:
            say(f"The answer is not kept. {error.message} {error.hint}")
            return None
        say(f"Kept; to go on: clausewise ask --conversation {here} …")
        return here

    def _keep(self, question: str, answer: Answer) -> str:
        from ui.services.conversations import Kept
        from ui.services.reopening import kept

        turn = kept(question, answer)
        turn = Kept(_storable(turn.question), _storable(turn.answer or ""))
        if self.id is not None:
            if self.store.keep(None, self.id, len(self.turns), turn):
                return self.id
            say("Somebody asked something else there meanwhile, so this goes on in a conversation of its own.")
        return self.store.begin(_OWNER, [*self.turns, turn])


def taken_up(conversation: str | None, settings: Settings) -> Thread | None:
    """The conversation of an id, or the one that begins; None without either (ConversationMissing, StoreError)."""
    if conversation is None:
        return None
    from ui.services.conversations import Conversations

    store = Conversations(settings.home)
    if conversation == NEW:
        return Thread(store, None, ())
    return Thread(store, conversation, store.open(None, conversation).turns)


def _storable(words: str) -> str:
    return words.encode("utf-8", "replace").decode()  # undecodable bytes of a command line are lone surrogates
