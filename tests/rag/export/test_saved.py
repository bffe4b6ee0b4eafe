"""Saved answers read back: whatever somebody changed in one, none of it is exported."""

import datetime
import json
from collections.abc import Callable
from typing import Any

import pytest
from exporting import answer_to

from ingest.corpus import Corpus
from ingest.errors import ExportError
from rag.export import export
from rag.export.saved import read_answers

DAY = datetime.date(2026, 11, 20)


def _saved(corpus: Corpus, reference: str = "3.1.1(c)") -> dict[str, Any]:
    saved: dict[str, Any] = json.loads(json.dumps(answer_to(reference, corpus).to_dict()))
    return saved


def _read(value: object, corpus: Corpus) -> int:
    return len(read_answers(json.dumps(value).encode(), "a.json", corpus))


def test_what_ask_printed_and_what_was_exported_are_read_back(corpus: Corpus) -> None:
    answer = answer_to("2.2.1", corpus)
    one = json.loads(json.dumps(answer.to_dict()))
    assert read_answers(json.dumps(one).encode(), "a.json", corpus) == (answer,)
    assert _read([one, one], corpus) == 2
    exported = export([answer, answer], corpus, "json", on=DAY)
    assert read_answers(exported, "a.json", corpus) == (answer, answer)


def test_fields_of_a_later_version_do_not_matter(corpus: Corpus) -> None:
    assert _read({**_saved(corpus), "some_later_field": [1]}, corpus) == 1


def _shift(saved: dict[str, Any]) -> None:
    saved["citations"][1]["spans"] = [[start + 1, end + 1] for start, end in saved["citations"][1]["spans"]]


def _alter(saved: dict[str, Any]) -> None:
    for part in (saved["citations"][1], saved["sentences"][2]):
        key = "quote" if "quote" in part else "text"
        part[key] = part[key].replace("clear", "vague")
    saved["answer_markdown"] = saved["answer_markdown"].replace("clear", "vague")


def _alter_what_is_shown(saved: dict[str, Any]) -> None:
    saved["answer_markdown"] = saved["answer_markdown"].replace("clear", "vague")


def _shorten_what_is_shown(saved: dict[str, Any]) -> None:
    saved["answer_markdown"] = saved["answer_markdown"].replace("setting out a clear and", "setting out a")


def _drop_the_end(saved: dict[str, Any]) -> None:
    saved["answer_markdown"] = saved["answer_markdown"].replace(" all with the support of legal experts;", "")


def _relabel(saved: dict[str, Any]) -> None:
    saved["answer_markdown"] = saved["answer_markdown"].replace("point 3.1.1(c)**", "point 3.1.1(d)**")


def _print_another_letter(saved: dict[str, Any]) -> None:
    saved["answer_markdown"] = saved["answer_markdown"].replace("(c) setting", "(d) setting")


def _swap_labels(saved: dict[str, Any]) -> None:
    markdown = saved["answer_markdown"].replace("point 3.1.1(c)**", "point X**").replace("point 3.1.1**", "point Y**")
    saved["answer_markdown"] = markdown.replace("point X**", "point 3.1.1**").replace("point Y**", "point 3.1.1(c)**")


def _call_it_otherwise(saved: dict[str, Any]) -> None:
    saved["citations"][1]["label"] = "point 3.1.1(d)"


def _readdress(saved: dict[str, Any]) -> None:
    saved["citations"][1]["uid"] = "c/2024/601#pnt_3.1.1/pnt_d"


def _invent(saved: dict[str, Any]) -> None:
    saved["citations"][1]["uid"] = "c/2024/601#pnt_7.7.7"


def _quote_more(saved: dict[str, Any]) -> None:
    saved["answer_markdown"] += "\n> Partners must pay. — **C(2024) 601, point 3.1.1(c)**\n"


def _quote_without_label(saved: dict[str, Any]) -> None:
    saved["answer_markdown"] += "\n> > - Partners must pay.\n"


def _call_it_verbatim(saved: dict[str, Any]) -> None:
    claim = {"text": "Partners must pay.", "citations": ["c/2024/601#pnt_3.1.1"], "support": "verbatim"}
    saved["sentences"].append(claim)


def _name_another(saved: dict[str, Any]) -> None:
    saved["status"] = "answered"
    saved["answer_markdown"] = saved["answer_markdown"].replace("point 3.1.1(c):", "point 3.1.1(h):")


def _retrieve(saved: dict[str, Any]) -> None:
    saved["retrieved"].append("c/2024/601#pnt_7.7.7")


def _leave_words_out(saved: dict[str, Any]) -> None:
    citation = saved["citations"][1]
    [[start, end]] = citation["spans"]
    at = citation["quote"].index("clear and ")
    citation["spans"] = [[start, start + at], [start + at + len("clear and "), end]]
    for part in (citation, saved["sentences"][2]):
        key = "quote" if "quote" in part else "text"
        part[key] = part[key].replace("clear and ", "")
    saved["answer_markdown"] = saved["answer_markdown"].replace("clear and ", "")


CHANGES = (
    _shift,
    _alter,
    _alter_what_is_shown,
    _shorten_what_is_shown,
    _drop_the_end,
    _relabel,
    _print_another_letter,
    _swap_labels,
    _call_it_otherwise,
    _readdress,
    _invent,
    _quote_more,
    _quote_without_label,
    _call_it_verbatim,
    _name_another,
    _retrieve,
    _leave_words_out,
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__.strip("_"))
def test_a_changed_answer_is_refused(change: Callable[[dict[str, Any]], None], corpus: Corpus) -> None:
    saved = _saved(corpus)
    assert _read(saved, corpus) == 1
    change(saved)
    with pytest.raises(ExportError) as refused:
        _read([_saved(corpus), saved], corpus)
    assert refused.value.message.startswith("a.json, answer 2: ")


def test_a_link_of_the_file_is_replaced_by_the_catalogues(corpus: Corpus) -> None:
    saved = _saved(corpus)
    saved["citations"][0]["url"] = "https://elsewhere.example/"
    [answer] = read_answers(json.dumps(saved).encode(), "a.json", corpus)
    assert answer.citations[0].url == "https://eur-lex.europa.eu/eli/reco/2024/774/oj"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"{}",
        b"[]",
        b"3",
        b'{"answers": 3}',
        b'{"answers": []}',
        b"[" * 100_000,
        b'{"answer_markdown": "x", "confidence": NaN}',
        b'{"answer_markdown": 3}',
        b'{"answer_markdown": "x", "citations": [{"uid": 4, "spans": "x"}]}',
    ],
)
def test_what_is_no_answer_gets_a_sentence(data: bytes, corpus: Corpus) -> None:
    with pytest.raises(ExportError, match=r"^a\.json"):
        read_answers(data, "a.json", corpus)
