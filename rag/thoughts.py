"""What a model thinks before it answers, taken out of its stream: "<think> … </think>" and the like."""

import re

_OPENING = re.compile(r"<(?:think|thinking|thought|reasoning|scratchpad|analysis)>", re.IGNORECASE)
_CLOSING = re.compile(r"</(?:think|thinking|thought|reasoning|scratchpad|analysis)>", re.IGNORECASE)
_LONGEST = len("</scratchpad>")


class Thoughts:
    """Feed it pieces of a stream; it gives back the answer.

    `began` counts how often what had been given out turned out to be thought: some servers hold the opening tag back.

    >>> thoughts = Thoughts()
    >>> thoughts.feed("<thi") + thoughts.feed("nk>Hm.</think>Agree") + thoughts.close()
    'Agree'
    """

    def __init__(self) -> None:
        self._buffer = ""
        self._thinking = False
        self.began = 0

    def feed(self, text: str) -> str:
        """The part of the answer that can be told apart from thoughts by now."""
        self._buffer += text
        given = ""
        while True:
            if self._thinking:
                closing = _CLOSING.search(self._buffer)
                if closing is None:
                    self._buffer = self._buffer[-_LONGEST:]
                    return given
                self._thinking, self._buffer = False, self._buffer[closing.end() :]
                continue
            tags = [tag for tag in (_OPENING.search(self._buffer), _CLOSING.search(self._buffer)) if tag is not None]
            if not tags:
                kept = self._held()
                given, self._buffer = given + self._buffer[:kept], self._buffer[kept:]
                return given
            tag = min(tags, key=lambda one: one.start())
            if tag[0].startswith("</"):
                self.began += 1
                given = ""
            else:
                given, self._thinking = given + self._buffer[: tag.start()], True
            self._buffer = self._buffer[tag.end() :]

    def close(self) -> str:
        """What was held back; nothing of a thought that never ended."""
        rest, self._buffer = self._buffer, ""
        return "" if self._thinking else rest

    def _held(self) -> int:
        """Where a tag may have begun that is not complete yet."""
        at = self._buffer.rfind("<", -_LONGEST)
        return at if at >= 0 and re.fullmatch(r"</?[a-z]*", self._buffer[at:], re.IGNORECASE) else len(self._buffer)
