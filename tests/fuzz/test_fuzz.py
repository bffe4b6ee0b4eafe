"""A handful of the hostile inputs of ``make fuzz``, so that the command stays in order; the thousands are its own."""

import pytest

from tests.fuzz.__main__ import jobs, run
from tests.fuzz.inputs import KINDS, make


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_inputs_give_a_document_or_a_clear_error(kind: str) -> None:
    assert [result.broken for index in range(12) if (result := run(kind, 0, index)).broken] == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_input_is_made_again_by_its_name(kind: str) -> None:
    first, again = make(kind, 7, 3), make(kind, 7, 3)
    # A PDF drawn anew carries the time of its making.
    assert (first.reference, first.as_act) == (again.reference, again.as_act)
    assert kind == "PDF" or first.data == again.data


def test_a_run_holds_each_kind_by_its_share() -> None:
    kinds = [kind for kind, _, _ in jobs(200, 1)]
    assert {kind: kinds.count(kind) for kind in KINDS} == {kind: 2 * how.share for kind, how in KINDS.items()}
