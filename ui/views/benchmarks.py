"""What `clausewise eval run` measured: runs side by side, two held against each other, and question by question."""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from eval.intervals import Estimate
from eval.pairing import Paired, measures_of, pair
from eval.report import texts_of
from eval.shelf import Shelved, shelf
from ingest.errors import ClausewiseError
from ui import shared, state
from ui.components import markup
from ui.components.drilldown import show_question
from ui.components.motion import bring_up_step
from ui.components.page import opened, show_error, show_heading
from ui.components.questions import filtered, show_filters, show_rows
from ui.components.runs import (
    show_comparison,
    show_facts,
    show_figures,
    show_runs,
    show_spread,
    show_statuses,
)
from ui.services import benchmarks
from ui.services.asking import Asks, current
from ui.services.drilldown import neighbours, question_view

LEAD = (
    "How well the clause that answers is found and cited: measured runs side by side, and question by question. "
    "<code>clausewise eval</code> prints the same figures."
)
EMPTY = (
    "How well the clause that answers is found and cited. Nothing has been measured here yet: this command measures "
    "clausewise and plain search methods on the shipped questions, which takes some minutes. The runs then stand here."
)


def _page() -> None:
    assistant = opened()
    if assistant is None:
        return
    with st.container(key="benchmarks", gap="small"):
        try:
            _benchmarks(assistant)
        except ClausewiseError as error:
            show_error(error.message, error.hint)


def _benchmarks(assistant: Asks) -> None:
    where = benchmarks.place()
    found = shelf(where)
    name, against, question = state.benchmark()
    show_heading("Benchmarks", "" if question and found else LEAD if found else EMPTY)
    if not found:
        st.code("clausewise eval run", language=None)
        return
    folders = {one.folder.name: one for one in found}
    known = {given: folders[given] for given in (name, against) if given in folders}
    measures: tuple[str, ...] = ()
    if not question:
        measures = _all(found, known.get(name))
    for one in found:
        if one.config is None:
            st.html(f'<p class="cw-aside" role="note" dir="auto">{markup.text(_damage(one))}</p>')
    if not question:
        _choose(found, name if name in known else "", against if against in known else "")
    for given in dict.fromkeys((name, against)):
        if given and given not in known:
            show_error(f"No run here is called “{given}”.", "Choose one of the runs above.")
    if name in known:
        other = where / against if against in known else None
        if question:
            _question(assistant, _paired(where / name, other), question)
        else:
            _run(where / name, other, measures)


def _all(found: list[Shelved], chosen: Shelved | None) -> tuple[str, ...]:
    """The runs of one data set as a table and plots; the measures chosen for them."""
    by_set = benchmarks.sets(found)
    if not by_set:
        return ()
    own = next((name for name, of in by_set.items() if chosen in of), None)
    left, right = st.columns(2, gap="medium")
    with left:
        index = list(by_set).index(own) if own is not None else 0
        which = st.selectbox("Data set", list(by_set), index=index, key=f"{state.BENCHMARK_SET}-{own or ''}")
    shelved = by_set[which]
    figured: dict[str, Mapping[str, Estimate]] = {}
    broken = []
    for one in shelved:
        if one.state == "complete":
            try:
                figured[one.folder.name] = shared.run_figures(one.folder)
            except ClausewiseError as error:
                broken.append(f"{one.folder.name}: {error.message}")
    offered = benchmarks.offered(figured.values())
    with right:
        measures = st.multiselect(
            "Measures", offered, default=benchmarks.usual(offered), key=f"{state.BENCHMARK_MEASURES}-{which}"
        )
    st.html('<h2 class="cw-heading2">Runs</h2>')
    show_runs(shelved, figured, measures)
    for line in broken:
        st.html(f'<p class="cw-aside" role="note" dir="auto">{markup.text(line)}</p>')
    return tuple(measures)


def _choose(found: list[Shelved], name: str, against: str) -> None:
    """The fields that choose one run, and perhaps another to hold it against."""
    complete = [one.folder.name for one in found if one.state == "complete"]
    # The fields say what the address bar says.
    st.session_state[state.BENCHMARK_RUN] = name if name in complete else None
    st.session_state[state.BENCHMARK_AGAINST] = against if against in complete else None
    st.html('<h2 class="cw-heading2">One run, or two</h2>')
    left, right = st.columns(2, gap="medium")
    with left:
        st.selectbox("Run", complete, key=state.BENCHMARK_RUN, placeholder="Choose a run", on_change=_chosen)
    with right:
        st.selectbox(
            "Held against",
            [one for one in complete if one != name],
            key=state.BENCHMARK_AGAINST,
            placeholder="Nothing",
            disabled=not name,
            on_change=_chosen,
        )


def _chosen() -> None:
    """Put the runs just chosen into the address bar; a question belongs to the runs before."""
    run, against = state.field(state.BENCHMARK_RUN), state.field(state.BENCHMARK_AGAINST)
    state.show_benchmark(run=run, against=against if against != run else "", question="")


def _paired(folder: Path, other: Path | None) -> Paired:
    """The run alone, or behind the one it is held against; alone as well, and the reason told, where that cannot be."""
    run = shared.run(folder)
    if other is not None:
        try:
            return pair([shared.run(other), run])
        except ClausewiseError as error:
            show_error(error.message, error.hint)
    return pair([run])


def _run(folder: Path, other: Path | None, measures: tuple[str, ...]) -> None:
    """One run, or it and another: figures, plots, questions."""
    paired = _paired(folder, other)
    two = other is not None and len(paired.runs) > 1
    title = f"{folder.name} held against {other.name}" if two and other is not None else folder.name
    st.html(f'<h2 class="cw-heading2" dir="auto">{markup.text(title)}</h2>')
    if two and other is not None:
        show_comparison(shared.comparison(other, folder, measures), [str(other), str(folder)])
    show_facts(folder.name, paired.runs[-1].config)
    show_figures(shared.run_figures(folder))
    show_statuses(paired)
    st.html('<h2 class="cw-heading2">Question by question</h2>')
    offered = measures_of(paired.runs)
    measure = st.selectbox("Measure", offered, key=state.BENCHMARK_MEASURE, persist_state="page")
    show_spread(paired, measure)
    rows = benchmarks.question_rows(paired, measure)
    bring_up_step("benchmarks", "", "questions")
    show_rows(show_filters(rows, two=two), measure)


def _question(assistant: Asks, paired: Paired, question: str) -> None:
    """One question of the runs, with the way back and to its neighbours in the list it was opened from."""
    two = len(paired.runs) > 1
    offered = measures_of(paired.runs)
    measure = state.field(state.BENCHMARK_MEASURE)
    measure = measure if measure in offered else offered[0]
    ids = [row.id for row in filtered(benchmarks.question_rows(paired, measure), two=two)]
    before, after = neighbours(ids, question)
    with st.container(horizontal=True, gap="small", key="question-bar"):
        _step("All questions", "", "back")
        _step("Previous question", before, "before")
        _step("Next question", after, "after")
    corpus = current(assistant)
    view = question_view(paired, question, texts_of(corpus), corpus.sha256)
    bring_up_step("benchmarks", question)
    if view is None:
        show_error(f"No question here is called “{question}”.", "Choose one from the list.")
    else:
        show_question(view, measure)


def _step(label: str, question: str | None, key: str) -> None:
    st.button(
        label,
        key=f"step-{key}",
        type="tertiary",
        disabled=question is None,
        on_click=state.show_benchmark,
        kwargs={"question": question or ""},
    )


def _damage(one: Shelved) -> str:
    return f"{one.folder.name} is damaged: {one.problem}"


_page()
