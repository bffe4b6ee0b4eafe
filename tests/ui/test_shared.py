"""What all sessions share does not slow each of them down."""

import gc
from typing import Any, cast

from ingest.errors import IndexMissing
from rag import Assistant
from ui import shared


class Warmed:
    """Stands in for an assistant whose index is missing: that is told later, to whoever asks."""

    def warm_up(self) -> None:
        raise IndexMissing("There is no index yet.", hint="Run `clausewise build`.")


def test_what_stays_is_not_looked_through_after_every_run_of_a_page() -> None:
    kept: list[Any] = [[] for _ in range(1_000)]
    try:
        shared._warm_up(cast(Assistant, Warmed()))
        assert gc.get_freeze_count() > len(kept)
    finally:
        gc.unfreeze()
