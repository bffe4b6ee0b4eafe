"""Comparisons, gates and likeness to known questions as JSON and as text for the terminal."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from eval.comparison import Comparison, Difference
from eval.direction import better
from eval.familiarity import Familiarity
from eval.figures import NONE, interval, number, p_text, signed
from eval.gate import GateResult
from eval.moves import Turn, turns
from ui.output import printable


def comparison_to_dict(found: Comparison) -> dict[str, Any]:
    """Means, differences and, under each difference, the questions that it comes from."""
    config = found.paired.runs[0].config
    return {
        "dataset": config.dataset,
        "split": config.split,
        "half": config.half,
        "questions": len(found.paired.questions[0]),
        "runs": [
            {"name": label, "measures": {name: asdict(value) for name, value in measures.items()}}
            for label, measures in found.means.items()
        ],
        "differences": [
            {**asdict(one), "significant": one.significant, "questions": [asdict(turn) for turn in _turns(found, one)]}
            for one in found.differences
        ],
        "warnings": list(found.warnings),
    }


def comparison_text(found: Comparison, questions: int) -> str:
    """The means with their intervals; each pair with what is known of its difference; the largest wins and losses."""
    config = found.paired.runs[0].config
    clusters = len(set(found.paired.clusters))
    lines = [f"{config.dataset}, {config.label}: {len(found.paired.clusters)} questions, {clusters} independent", ""]
    width = max(len(label) for label in found.paired.labels)
    lines.append(f"{'run':<{width}}" + "".join(f"  {measure:>22}" for measure in found.measures))
    for label, measures in found.means.items():
        lines.append(
            f"{label:<{width}}" + "".join(f"  {f'{number(one.mean)} {interval(one)}':>22}" for one in measures.values())
        )
    for pair in dict.fromkeys((one.a, one.b) for one in found.differences):
        rows = [one for one in found.differences if (one.a, one.b) == pair]
        lines += ["", f"{pair[0]} → {pair[1]}", *_rows(rows)]
        lines += _questions(rows[0], _turns(found, rows[0]), questions)
    lines += [
        "",
        "* significant at .05 after Holm's correction; p: paired randomisation test, two-sided; intervals: 95 %",
    ]
    return "\n".join([*lines, *(f"Note: {warning}" for warning in found.warnings)])


def gate_to_dict(result: GateResult) -> dict[str, Any]:
    """The gate's table and what could not be compared."""
    rows = [{**asdict(row), "failed": row.failed} for row in result.rows]
    return {**asdict(result), "rows": rows, "passed": result.passed}


def gate_text(result: GateResult) -> str:
    """The table in any case, then what could not be compared, then the verdict."""
    lines = [
        f"{'measure':<20}{'baseline':>9}{'now':>8}{'change':>9}  {'95 % interval':<18}{'p (worse)':>10}{'shows':>8}"
    ]
    for row in result.rows:
        lines.append(
            f"{row.measure:<20}{row.before:>9.3f}{row.now:>8.3f}{signed(row.now - row.before):>9}  "
            f"{interval(row.estimate, sign=True):<18}{p_text(row.p_holm):>10}{number(row.detectable):>8}"
            f"{'  LOSS' if row.failed else ''}"
        )
        if row.lost:
            lines.append(f"  {row.lost} question(s) had a value and now have none")
    lines.append(f"{result.compared} questions compared; “shows”: the smallest change found four times in five")
    for told, ids in (
        ("new, not compared", result.added),
        ("gone since the baseline", result.removed),
        ("with other words or judgements, not compared", result.changed),
    ):
        if ids:
            lines.append(f"{len(ids)} {told}: {', '.join(ids[:8])}{' …' if len(ids) > 8 else ''}")
    lines += [f"Note: {warning}" for warning in result.warnings]
    lost = [row.measure for row in result.rows if row.failed]
    return "\n".join([*lines, f"Failed: {', '.join(lost)} got worse." if lost else "Passed: no measure got worse."])


def familiarity_to_dict(found: Familiarity) -> dict[str, Any]:
    """The bands, widest first."""
    return asdict(found)


def familiarity_text(found: Familiarity) -> str:
    """A column for each band, a row for each measure."""
    heads = ["all" if band.below is None else f"< {band.below:.0%}" for band in found.bands]
    rows: list[tuple[str, list[str]]] = [
        ("content words shared", heads),
        ("answerable questions", [str(band.answerable) for band in found.bands]),
        ("other questions", [str(band.unanswerable) for band in found.bands]),
        *((name, [number(band.measures.get(name)) for band in found.bands]) for name in found.bands[0].measures),
    ]
    lines = [f"{name:<22}" + "".join(f"{cell:>9}" for cell in cells) for name, cells in rows]
    told = f"shared with the closest of {found.known:,} known questions; the share is of the longer of the two"
    return "\n".join([", ".join(found.runs), *lines, told])


def _rows(rows: Sequence[Difference]) -> list[str]:
    head = f"  {'measure':<18}{'difference':>11}  {'95 % interval':<18}{'p':>6}{'p (Holm)':>10}"
    lines = [f"{head}{'d':>7}{'wins–ties–losses':>19}{'detectable':>12}"]
    for one in rows:
        effect = one.effect
        lines.append(
            f"  {one.measure:<18}{signed(one.estimate.mean):>11}  {interval(one.estimate, sign=True):<18}"
            f"{p_text(one.p):>6}{p_text(one.p_holm) + ('*' if one.significant else ' '):>10}{signed(effect.d, 2):>7}"
            f"{f'{effect.wins}–{effect.ties}–{effect.losses}':>19}{number(effect.detectable):>12}"
        )
    return lines


def _turns(found: Comparison, one: Difference) -> list[Turn]:
    labels = found.paired.labels
    return turns(found.paired, labels.index(one.a), labels.index(one.b), one.measure)


def _questions(difference: Difference, found: Sequence[Turn], count: int) -> list[str]:
    lines, up = [], better(difference.measure)
    for told, some in (
        (f"{difference.b} better", [turn for turn in found if up * turn.difference > 0]),
        (f"{difference.a} better", [turn for turn in found if up * turn.difference < 0]),
    ):
        shown = some[:count]
        if shown:
            lines.append(f"  {told} in {difference.measure}: {len(shown)} of {len(some)} questions")
        for turn in shown:
            lines.append(f"    {turn.id}  {turn.a:.3f} → {turn.b:.3f}  {printable(turn.text)}")
            lines += [
                f"      grade {move.grade}, rank {move.rank_a or NONE} → {move.rank_b or NONE}  {move.id}"
                for move in turn.moves
            ]
    return lines
