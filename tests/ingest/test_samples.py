"""Every official act and PDF on this machine keeps every promise of a parsed document, or is refused in a sentence."""

from pathlib import Path

import pytest

from eval.letters import unread
from eval.parsing import Source, find_sources, measure, parse_source
from tests.ingest.proof import prove

SHARED = Path(__file__).resolve().parents[3] / "shared"
SOURCES = find_sources(folder for name in ("eu-acts", "eu-pdfs") if (folder := SHARED / name).is_dir())

pytestmark = pytest.mark.skipif(not SOURCES, reason="the official acts and PDFs are not on this machine")


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_a_published_document_loses_nothing(source: Source) -> None:
    document = parse_source(source)
    prove(document)
    assert document.warnings == ()
    assert unread(source.files, document.source) == 0


def test_two_formats_of_one_act_agree_in_every_address_and_word() -> None:
    agreements = measure(SOURCES).agreements
    assert agreements
    assert all(found.same == found.either for found in agreements)
