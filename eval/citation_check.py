"""An independent check of citations: does each exist, is each quotation in the source, is each label the right one?

It reads what `ask --json` prints and the raw files of the corpus, and shares no code with the parser, with what
composes answers, or with what verifies them. Of a numbered or lettered clause the printed label must stand before its
words, under the right heading; the existence of an unnumbered passage is borne out by the paragraph it stands in and
by the order of all passages that were cited.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Literal

from eval.raw_labels import place_of, steps, wrong_label
from eval.raw_quotes import CUT, fold, shown, within, wrong_quote
from eval.raw_text import LOOSE, RawText

What = Literal["existence", "quotation", "label", "markdown"]
_CITED = re.compile(r"(?P<words>.*) — \*\*(?P<label>.+)\*\*", re.DOTALL)
_ESCAPED = re.compile(r"\\([^\w\s])")
_PRINTED = re.compile(r"(?:\((?P<letter>\w+)\)|(?P<number>[\d.]*\d)\.) ")


@dataclass(frozen=True)
class Failure:
    """What is wrong with one citation or quoted line of the answer to a question."""

    question: str
    what: What
    where: str
    reason: str


@dataclass(frozen=True)
class Checked:
    """How much was checked, and every failure; `numbered` are the citations whose label is printed in the text."""

    answers: int
    citing: int
    citations: int
    numbered: int
    lines: int
    failures: tuple[Failure, ...] = field(repr=False)

    def share(self, *what: What) -> float | None:
        """The share of the citations (of quoted lines for "markdown") without such a failure; None without any."""
        total = self.lines if what == ("markdown",) else self.citations
        failed = {(f.question, f.where) for f in self.failures if f.what in what}
        return 1 - len(failed) / total if total else None


def check(answers: Iterable[tuple[str, Mapping[str, Any]]], raw: Mapping[str, RawText]) -> Checked:
    """Check answers, each with the id of its question and as `ask --json` prints it."""
    failures: list[Failure] = []
    counts = dict.fromkeys(("answers", "citing", "citations", "numbered", "lines"), 0)
    passages: dict[tuple[str, int], tuple[int, str]] = {}
    for question, answer in answers:
        cited = answer["citations"]
        lines = list(quoted_lines(answer["answer_markdown"]))
        counts["answers"] += 1
        counts["citing"] += bool(cited)
        counts["citations"] += len(cited)
        counts["lines"] += len(lines)
        for number, citation in enumerate(cited, 1):
            where = f"citation {number}, {citation['uid']}"
            failures += [Failure(question, what, where, reason) for what, reason in _wrong(citation, answer, raw)]
            path = steps(citation["uid"]) or [("", "")]
            counts["numbered"] += place_of(path) != LOOSE
            if len(path) == 1 and path[0][0] == "unp" and citation["spans"]:
                key = citation["uid"].partition("#")[0]
                passages.setdefault((key, int(path[0][1])), (citation["spans"][0][0], question))
        failures += [
            Failure(question, "markdown", line[:80], why) for line in lines if (why := _astray(line, cited, raw))
        ]
        names = {citation["uid"] for citation in cited}
        failures += [
            Failure(question, "existence", uid, "a sentence cites it and no citation does")
            for sentence in answer["sentences"]
            for uid in sentence["citations"]
            if uid not in names
        ]
    failures += _out_of_order(passages)
    return Checked(**counts, failures=tuple(failures))


def quoted_lines(markdown: str) -> Iterator[str]:
    """The quoted lines of an answer's Markdown without quotation signs and bullets; remarks in italics are none."""
    for line in markdown.splitlines():
        if not line.lstrip().startswith(">"):
            continue
        body = re.sub(r"^\s*(?:>\s?)+\s*(?:[-*] )?", "", line).strip()
        if body and not re.fullmatch(r"\*[^*].*[^*\\]\*", body):
            yield body


def _wrong(
    citation: Mapping[str, Any], answer: Mapping[str, Any], raw: Mapping[str, RawText]
) -> Iterator[tuple[What, str]]:
    uid, spans = citation["uid"], [(start, end) for start, end in citation["spans"]]
    text, path = raw.get(uid.partition("#")[0]), steps(uid)
    if text is None or path is None:
        yield "existence", "no shipped text has such a clause"
        return
    if (why := wrong_quote(citation["quote"], text.text, spans)) is not None:
        yield "quotation", why
    elif CUT in (exact := shown(text.text, spans)) and exact not in (fold(citation["quote"]), *_told(answer)):
        yield "quotation", "words are left out, and nothing says so"
    if not spans or not all(0 <= start < end <= len(text.text) for start, end in spans):
        yield "existence", "there is nothing where it is said to stand"
        return
    expected = place_of(path)
    found = {text.place(offset) for start, end in spans for offset in _ends(text.text, start, end)}
    if found != {expected}:
        places = "; ".join(" ".join(place) for place in sorted(found))
        yield "existence", f"the words stand at: {places}; the address says: {' '.join(expected)}"
    if (label := wrong_label(_own(citation["label"], text), path, text, spans[0][0])) is not None:
        yield "label", label


def _told(answer: Mapping[str, Any]) -> Iterator[str]:
    """What the quoted lines of an answer say, without the labels around it."""
    for line in quoted_lines(answer["answer_markdown"]):
        found = _CITED.fullmatch(line)
        words = fold(_ESCAPED.sub(r"\1", found["words"] if found else line))
        yield from (words, _PRINTED.sub("", words, count=1))


def _ends(text: str, start: int, end: int) -> tuple[int, ...]:
    """The first and the last character of a span that are no white space."""
    words = text[start:end]
    inner = words.strip()
    if not inner:
        return ()
    first = start + words.index(inner[0])
    return (first, first + len(inner) - 1)


def _own(label: str, text: RawText) -> str:
    return label.removeprefix(f"{text.short}, ")


def _astray(line: str, cited: Sequence[Mapping[str, Any]], raw: Mapping[str, RawText]) -> str | None:
    """Why a quoted line is not what its citation quotes, or None."""
    found = _CITED.fullmatch(line)
    words = _ESCAPED.sub(r"\1", found["words"] if found else line)
    label = _ESCAPED.sub(r"\1", found["label"]) if found else None
    known = [(_name(c, raw), c) for c in cited]
    if label is None and words in {name for name, _ in known}:
        return None
    meant = [citation for name, citation in known if label in {None, name}]
    if not meant:
        return f"no citation has the label “{label}”"
    if any(_quotes(words, citation, raw) for citation in meant):
        return None
    return "the words are not those of the clause that is named" if label else "the words are in no citation"


def _quotes(words: str, citation: Mapping[str, Any], raw: Mapping[str, RawText]) -> bool:
    """Whether `words`, with or without the label the text prints before them, are the citation's."""
    text = raw.get(citation["uid"].partition("#")[0])
    quoted = shown(text.text, citation["spans"]) if text is not None else citation["quote"]
    if within(words, quoted):
        return True
    printed = _PRINTED.match(words)
    path = steps(citation["uid"])
    if printed is None or path is None or path[-1][1] not in printed.groups():
        return False
    return within(words[printed.end() :], quoted)


def _name(citation: Mapping[str, Any], raw: Mapping[str, RawText]) -> str:
    text = raw.get(citation["uid"].partition("#")[0])
    return f"{text.short}, {_own(citation['label'], text)}" if text is not None else citation["label"]


def _out_of_order(passages: Mapping[tuple[str, int], tuple[int, str]]) -> Iterator[Failure]:
    """Passages are numbered in the order of their text: two that are not cannot both be what they are called."""
    placed = sorted((key, number, start, question) for (key, number), (start, question) in passages.items())
    for (key, number, start, _), (other, later, behind, question) in pairwise(placed):
        if key == other and behind <= start:
            yield Failure(question, "existence", f"{key}#unp_{later}", f"it stands before unp_{number} in the text")
