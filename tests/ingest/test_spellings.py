"""How people spell references: each spelling of the tables means one clause, or must lead nowhere.

`meant.txt` has a uid and under it the spellings that lead to it, one a line; `nowhere.txt` what names another text, is
cut short or mistyped, or has several readings.
"""

from pathlib import Path

import pytest

from ingest.corpus import Corpus
from ingest.lookup import look_up

TABLES = Path(__file__).resolve().parent / "spellings"


def _lines(table: str) -> list[str]:
    return (TABLES / table).read_text(encoding="utf-8").splitlines()


def _meant() -> list[tuple[str, str]]:
    pairs, uid = [], ""
    for line in _lines("meant.txt"):
        if line.startswith("# "):
            uid = line.removeprefix("# ")
        else:
            pairs.append((line, uid))
    return pairs


@pytest.mark.parametrize(("reference", "uid"), _meant())
def test_a_spelling_with_one_meaning_leads_there(corpus: Corpus, reference: str, uid: str) -> None:
    found = look_up(reference, corpus)
    assert (found.status, [target.uid for target in found.targets]) == ("found", [uid])


@pytest.mark.parametrize("reference", _lines("nowhere.txt"))
def test_a_spelling_without_a_sure_meaning_leads_nowhere(corpus: Corpus, reference: str) -> None:
    found = look_up(reference, corpus)
    assert (found.status, found.targets) == ("missing", ())
