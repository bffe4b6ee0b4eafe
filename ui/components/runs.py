"""Runs on the page: the table of all, one run in figures, two held against each other."""

from collections.abc import Mapping, Sequence

import streamlit as st

from eval.comparison import Comparison
from eval.figures import NONE, interval, number, p_text, signed
from eval.intervals import Estimate
from eval.pairing import Paired
from eval.report.again import again, quoted
from eval.results import RunConfig
from eval.shelf import Shelved
from ui.components import markup
from ui.components.charts import show_curves, show_distribution, show_intervals
from ui.components.tables import show_table
from ui.services import benchmarks

STATUS = ("Answered", "Partly answered", "Not covered")
STEPS = (0.25, 0.5, 0.75, 1.0)  # coverages told in words


def show_runs(
    shelved: Sequence[Shelved], figured: Mapping[str, Mapping[str, Estimate]], measures: Sequence[str]
) -> None:
    """The table of all runs of a data set and a plot of each of `measures`; `figured` is by folder."""
    rows = []
    for one in shelved:
        if one.config is not None:
            of = figured.get(one.folder.name, {})
            name = f"{one.folder.name}\n{benchmarks.made(one)}"
            rows.append([name, *(_with_interval(of[name]) if name in of else NONE for name in measures)])
    show_table("Means over the questions with 95 % intervals", ("Run", *measures), rows)
    charts = {name: {run: of[name] for run, of in figured.items() if name in of} for name in measures}
    charts = {name: by_run for name, by_run in charts.items() if len(by_run) > 1}
    columns = st.columns(2, gap="medium") if charts else []
    for place, (measure, by_run) in enumerate(charts.items()):
        with columns[place % 2], st.container(gap="xsmall", key=f"plot-{place}"):
            st.html(f'<h3 class="cw-eyebrow">{markup.text(measure)}</h3>')
            show_intervals(measure, by_run)


def _with_interval(one: Estimate) -> str:
    return f"{number(one.mean)}\n{interval(one, digits=2)}"


def show_facts(folder: str, config: RunConfig) -> None:
    """How a run was made, and the command that makes it anew."""
    with st.expander("How it was made", key="facts", type="compact"):
        show_table(f"The run in {folder}", ("What", "Value"), list(benchmarks.facts(config).items()), words=2)
        [made] = again([config])
        st.code(made.command, language=None, wrap_lines=True)
        if made.toml:
            st.html(f'<p class="cw-quiet">with this in {markup.text(made.file)}:</p>')
            st.code(made.toml, language=None, wrap_lines=True)


def show_figures(figures: Mapping[str, Estimate]) -> None:
    """Every measure of one run, with what it says."""
    with st.expander("All its figures", key="figures", type="compact"):
        rows = [
            [name, number(one.mean), interval(one), str(one.n), benchmarks.meaning(name)]
            for name, one in figures.items()
        ]
        show_table(
            "Means with 95 % intervals, over the questions for which a measure is defined",
            ("Measure", "Mean", "95 % interval", "Questions", "What it says"),
            rows,
        )


def show_comparison(found: Comparison, folders: Sequence[str]) -> None:
    """The differences of the second run and the first, measure by measure, with what is known of each."""
    rows = [
        [
            one.measure,
            number(one.mean_a),
            number(one.mean_b),
            f"{signed(one.estimate.mean)}\n{interval(one.estimate, sign=True)}",
            p_text(one.p),
            f"{p_text(one.p_holm)}\n{'sure' if one.significant else 'not sure'}",
            f"{one.effect.wins} / {one.effect.ties} / {one.effect.losses}",
            number(one.effect.detectable),
        ]
        for one in found.differences
    ]
    before, after = found.paired.labels
    show_table(
        f"{after} held against {before}",
        ("Measure", before, after, "Difference, 95 % interval", "p", "p (Holm)", "Won / tied / lost", "Detectable"),
        rows,
    )
    st.html(
        '<p class="cw-quiet">p: paired randomisation test, two-sided. p (Holm): corrected over the measures of the '
        "table; sure at .05. Detectable: the smallest true difference that such a set shows four times in five. Turns "
        "of one conversation are drawn and exchanged together.</p>"
    )
    for warning in found.warnings:
        st.html(f'<p class="cw-aside" role="note">{markup.text(warning)}</p>')
    chosen = [word for measure in found.measures for word in ("--measure", measure)]
    st.code(f"clausewise eval compare {quoted(*folders, *chosen)}", language=None, wrap_lines=True)


def show_spread(paired: Paired, measure: str) -> None:
    """How the values of a measure are spread over the questions, and how risk grows with coverage."""
    left, right = st.columns(2, gap="medium")
    bins = benchmarks.distribution(paired, measure)
    with left, st.container(gap="xsmall", key="spread"):
        st.html(f'<h3 class="cw-eyebrow">How {markup.text(measure)} is spread over the questions</h3>')
        if bins:
            show_distribution(measure, paired.labels, bins)
            with st.expander("As a table", key="spread-table", type="compact"):
                rows = [[f"{one.low:.1f}–{one.high:.1f}", *map(str, one.counts)] for one in bins]
                show_table(f"Questions by {measure}", (measure, *paired.labels), rows)
        else:
            st.html('<p class="cw-quiet">No question has a value of it.</p>')
    curves = benchmarks.risk(paired)
    with right, st.container(gap="xsmall", key="risk"):
        if not curves:
            return
        st.html('<h3 class="cw-eyebrow">Wrong answers as more questions are answered, the surest first</h3>')
        show_curves(curves)
        with st.expander("As a table", key="risk-table", type="compact"):
            rows = []
            for curve in curves:
                risks = [_risk_at(curve.points, step) for step in STEPS]
                rows.append([curve.label, number(curve.auroc), number(curve.aurc), *map(_percent, risks)])
            head = ("Run", "AUROC", "AURC", *(f"wrong at {step:.0%}" for step in STEPS))
            show_table("Risk against coverage, single questions", head, rows)


def show_statuses(paired: Paired) -> None:
    """Which status the questions got, by what they should have got, in each run that measured answers."""
    told = [(label, benchmarks.statuses(paired, run)) for run, label in enumerate(paired.labels)]
    if not any(rows for _, rows in told):
        return
    with st.expander("Answered and refused", key="statuses", type="compact"):
        for label, found in told:
            rows = [
                [one.group, "a refusal" if one.refuse else "an answer", *(f"{count:,}" for count in one.counts)]
                for one in found
            ]
            if rows:
                show_table(
                    f"What the assistant did with the questions, {label}",
                    ("Questions", "Wanted", *STATUS),
                    rows,
                    words=2,
                )


def _risk_at(points: Sequence[tuple[float, float]], coverage: float) -> float | None:
    """The risk at the first threshold that answers at least this share."""
    return next((risk for covered, risk in points if covered >= coverage - 1e-9), None)


def _percent(share: float | None) -> str:
    return NONE if share is None else f"{share:.1%}"
