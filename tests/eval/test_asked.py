"""What is put to the assistant must fit into it, and is checked before the first question."""

from dataclasses import replace

import pytest

from eval.asked import check_lengths
from eval.dataset import Dataset, Dialogue, Query, Reference, Turn
from ingest.errors import DatasetError

DATA = Dataset("toy", "dev", (Query("q1", "cat " * 500, True),), {}, "")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (replace(DATA, queries=(Query("q1", "cat " * 501, True),)), "question q1 has 2,004 characters.* takes 2,000"),
        (replace(DATA, dialogues=(Dialogue("d1", (Turn("x" * 2001, "x", False, {}),)),)), "question d1.1 has 2,001"),
        (replace(DATA, references=(Reference("r1", "x" * 401, "missing", ()),)), "question r1 has 401 .* takes 400"),
    ],
)
def test_what_is_too_long_is_told_with_its_id(data: Dataset, told: str) -> None:
    check_lengths(DATA)
    with pytest.raises(DatasetError, match=told):
        check_lengths(data)
