"""Runs as plots: means with their intervals, values as bars, risk against coverage.

Every plot stands beside a table of the same figures, which is what a screen reader reads. Runs are told apart by name,
order and dash, never by colour alone; the colours have three to one on both backgrounds.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import streamlit as st

from eval.intervals import Estimate
from eval.report.refusal import Curve
from ui.services.benchmarks import Bin

COLOURS = ["#2b8aa3", "#c2662a", "#8a6fc4", "#5f8a2f"]
DASHES = [[1, 0], [6, 3], [2, 2], [8, 2, 2, 2]]
_ROW, _AXIS, _HEIGHT = 28, 34, 280  # pixels


def show_intervals(measure: str, by_run: Mapping[str, Estimate]) -> None:
    """The mean of each run as a point on its interval, one row a run; runs without a value are left out."""
    rows = [
        {"run": name, "mean": one.mean, "low": one.low, "high": one.high}
        for name, one in by_run.items()
        if one.mean is not None
    ]
    if not rows:
        return
    # Streamlit's theme moves the first and the last label inwards, away from their points.
    names = alt.Axis(labelLimit=170, labelFlush=False, ticks=False, domain=False, grid=False)
    base = alt.Chart({"values": rows}).encode(y=alt.Y("run:N", sort=None, title=None, axis=names))
    span = base.mark_rule(strokeWidth=3, opacity=0.75, color=COLOURS[0]).encode(
        x=alt.X("low:Q", title=None, scale=alt.Scale(zero=False, nice=True), axis=_axis()), x2="high:Q"
    )
    told = [alt.Tooltip("run:N"), *(alt.Tooltip(f"{name}:Q", format=".3f") for name in ("mean", "low", "high"))]
    point = base.mark_point(filled=True, size=70, opacity=1, color=COLOURS[0]).encode(x="mean:Q", tooltip=told)
    _draw(
        alt.layer(span, point).properties(height=_ROW * len(rows) + _AXIS),
        f"{measure} of {len(rows)} runs with 95 % intervals; the same figures stand in the table of runs.",
    )


def show_distribution(measure: str, labels: Sequence[str], bins: Sequence[Bin]) -> None:
    """How many questions have which value, a bar a run and bin."""
    rows = [
        {"run": label, "from": one.low, "value": f"{one.low:.1f}–{one.high:.1f}", "questions": one.counts[number]}
        for one in bins
        for number, label in enumerate(labels)
    ]
    order = [f"{one.low:.1f}–{one.high:.1f}" for one in bins]
    chart = alt.Chart({"values": rows}).mark_bar(cornerRadiusEnd=2)
    chart = chart.encode(
        x=alt.X("value:N", sort=order, title=measure, axis=alt.Axis(labelAngle=-45, ticks=False, labelOverlap=False)),
        y=alt.Y("questions:Q", title="questions", axis=alt.Axis(tickCount=4, format="d")),
        xOffset=alt.XOffset("run:N", sort=list(labels)),
        color=_colour(labels),
        tooltip=[alt.Tooltip("run:N"), alt.Tooltip("value:N"), alt.Tooltip("questions:Q")],
    )
    _draw(
        chart.properties(height=_HEIGHT),
        f"How many questions have which {measure}: {', '.join(labels)}; the same figures stand in the table below.",
    )


def show_curves(curves: Sequence[Curve]) -> None:
    """Risk against coverage, a step line a run, told apart by dash as well."""
    labels = [curve.label for curve in curves]
    rows = [
        {"run": curve.label, "coverage": coverage, "risk": risk} for curve in curves for coverage, risk in curve.points
    ]
    percent = alt.Axis(format=".0%", tickCount=4, grid=True)
    chart = alt.Chart({"values": rows}).mark_line(interpolate="step-before", strokeWidth=2)
    chart = chart.encode(
        x=alt.X("coverage:Q", title="questions answered", axis=percent, scale=alt.Scale(domain=[0, 1])),
        y=alt.Y("risk:Q", title="wrong among them", axis=percent, scale=alt.Scale(domain=[0, 1])),
        color=_colour(labels),
        strokeDash=alt.StrokeDash("run:N", sort=labels, scale=alt.Scale(domain=labels, range=DASHES), legend=None),
        tooltip=[
            alt.Tooltip("run:N"),
            alt.Tooltip("coverage:Q", format=".1%"),
            alt.Tooltip("risk:Q", format=".1%"),
        ],
    )
    _draw(
        chart.properties(height=_HEIGHT),
        f"The share of wrong answers as more questions are answered: {', '.join(labels)}; a table stands below.",
    )


def _colour(labels: Sequence[str]) -> Any:
    legend = alt.Legend(orient="top", title=None, labelLimit=260) if len(labels) > 1 else None
    return alt.Color("run:N", sort=list(labels), scale=alt.Scale(domain=list(labels), range=COLOURS), legend=legend)


def _axis() -> Any:
    return alt.Axis(format=".2f", tickCount=4)


def _draw(chart: Any, told: str) -> None:
    st.altair_chart(chart, width="stretch", alt=told)
