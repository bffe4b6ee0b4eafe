"""How to measure, and the configuration file it can be read from.

::

    depth = 100                        # results kept of each question
    measures = ["AP@10", "R@100"]      # ir_measures names, besides the usual ones
    answers = false                    # do not ask the assistant

    [options.bm25]                     # options of a retriever, by its name
    k1 = 1.5
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.errors import SettingsError

DEPTH = 100


@dataclass(frozen=True)
class Plan:
    """How to measure: how deep, by which measures (ir_measures names) besides the usual, with which options.

    `options` are by retriever name.

    `answers` has the assistant asked as well, where the retriever is its own.
    """

    depth: int = DEPTH
    measures: tuple[str, ...] = ()
    answers: bool = True
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 1 <= self.depth <= 10_000:
            raise SettingsError(f"The depth must be between 1 and 10,000, not {self.depth}.", hint="100 is usual.")
        if deep := self.too_deep(self.measures):
            raise SettingsError(
                f"{deep[0]} looks deeper than the {self.depth} results that are kept of each question.",
                hint="Give a greater --depth, or another measure.",
            )

    def too_deep(self, measures: Iterable[str]) -> list[str]:
        """Those of `measures` whose cutoff lies below the last result that is kept.

        >>> Plan(depth=5).too_deep(["R@5", "R@10", "AP"])
        ['R@10']
        """
        cutoffs = {name: re.search(r"@(\d+)$", name) for name in measures}
        return [name for name, cutoff in cutoffs.items() if cutoff is not None and int(cutoff[1]) > self.depth]


def read_plan(path: Path | None, depth: int | None = None, *, answers: bool = True) -> Plan:
    """The plan of a configuration file, `depth` and no `answers` going before what it says (SettingsError)."""
    values: dict[str, Any] = {}
    if path is not None:
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (OSError, ValueError) as error:
            raise SettingsError(f"{path} cannot be read ({error}).", hint="See eval/plan.py for an example.") from None
    kinds = {"depth": int, "measures": list, "answers": bool, "options": dict}
    for key, value in values.items():
        if key not in kinds:
            raise SettingsError(f"The key {key!r} in {path} is unknown.", hint=f"Known are {', '.join(kinds)}.")
        if type(value) is not kinds[key]:
            raise SettingsError(f"The value of {key!r} in {path} is wrong: {value!r}.", hint="See eval/plan.py.")
    for name, options in values.get("options", {}).items():
        if not isinstance(options, dict):
            raise SettingsError(f"The options of {name} in {path} are no table.", hint=f"Write [options.{name}].")
    if depth is not None:
        values["depth"] = depth
    values["measures"] = tuple(map(str, values.get("measures", ())))
    values["answers"] = answers and values.get("answers", True)
    return Plan(**values)
