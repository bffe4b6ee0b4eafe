"""Conversations of a data set, which has what people asked alone, with what the assistant answers to them."""

from collections.abc import Mapping, Sequence

from rag.assistant import Assistant

History = tuple[Mapping[str, str], ...]


class Told:
    """Fills in what an assistant says, each answer made once: a follow-up may point at a point of it."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._said: dict[tuple[str, ...], str] = {}  # the answer to the last of these questions

    def history(self, turns: Sequence[Mapping[str, str]]) -> History:
        """What was asked in `turns`, each question with the answer to it, without a language model (QuestionError)."""
        told: History = ()
        asked: tuple[str, ...] = ()
        for turn in turns:
            if turn["role"] == "user":
                asked = (*asked, turn["content"])
                if asked not in self._said:
                    self._said[asked] = self._assistant.ask(turn["content"], told, llm=False).markdown
                told = (*told, turn, {"role": "assistant", "content": self._said[asked]})
        return told
