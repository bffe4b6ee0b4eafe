"""Earlier turns of a conversation, read from the file that a command is given."""

import json
from pathlib import Path
from typing import Any

from ingest.errors import HistoryError


def history_in(path: Path | None) -> list[Any]:
    """The turns in a JSON list, oldest first; none without a file (HistoryError)."""
    if path is None:
        return []
    hint = 'Give a JSON list such as [{"role": "user", "content": "…"}].'
    try:
        turns = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise HistoryError(f"The history {path} cannot be read ({error.strerror}).", hint=hint) from None
    except (ValueError, RecursionError) as error:
        raise HistoryError(f"The history {path} is not JSON: {error}.", hint=hint) from None
    if not isinstance(turns, list):
        raise HistoryError(f"The history {path} is not a list.", hint=hint)
    return turns
