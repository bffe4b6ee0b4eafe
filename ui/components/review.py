"""Reports for a curator: the list, and one with everything known of it and what can be made of it."""

from collections.abc import Callable

import streamlit as st

from ingest.corpus import Corpus
from ingest.errors import ClausewiseError
from ui import access, state
from ui.components import markup
from ui.components.answer import show_answer
from ui.components.motion import bring_up_step
from ui.components.page import show_error
from ui.services import naming
from ui.services.feedback import (
    KIND_NAMES,
    KINDS,
    NOBODY,
    PROBLEMS,
    STATE_NAMES,
    STATES,
    Kind,
    Person,
    Report,
    named_by,
)
from ui.services.reopening import standing
from ui.services.review import COLLECTED, MAX_REASON, Offer, Review, offer

PAGE = 20  # reports listed at once
_EVERY_PROBLEM = "problems"
_WHY = {"named": "named by the reader", "cited": "cited", "retrieved": "retrieved, not cited"}
_GRADES = {0: "not judged", 1: "helps", 2: "answers"}
SHOWN = 12  # clauses offered with a grade
NONE_YET = "There is no report yet. Readers send one with “Report a problem” or “Helpful”, under every answer."


def show_reports(review: Review) -> None:
    """The list of reports, newest first, behind what it is narrowed by (StoreError)."""
    bring_up_step("review", "")
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="narrowed"):
        kinds: dict[str, tuple[Kind, ...]] = {_EVERY_PROBLEM: tuple(PROBLEMS)} | {kind: (kind,) for kind in KINDS}
        kind = st.selectbox("Kind", list(kinds), key=state.REVIEW_KIND, format_func=_kind_name)
        stand = st.selectbox("State", STATES, key=state.REVIEW_STATE, format_func=STATE_NAMES.__getitem__)
        words = st.text_input("Words", key=state.REVIEW_WORDS, placeholder="in the question or the note")
    reports = review.feedback.find(kinds[kind], (stand,), words)
    told = "1 report" if len(reports) == 1 else f"{len(reports)} reports"
    if not reports:
        told = "No report fits this." if review.feedback.find() else NONE_YET
    st.html(f'<p class="cw-quiet" role="status">{told}</p>')
    pages = -(-len(reports) // PAGE)
    page = int(st.pagination(pages, key=state.REVIEW_PAGE)) if pages > 1 else 1
    for report in reports[(page - 1) * PAGE : page * PAGE]:
        with st.container(key=f"near-report-{report.id}", gap=None):
            st.button(
                markup.label(_begin(report.question)),
                key=f"open-{report.id}",
                type="tertiary",
                on_click=state.open_report,
                args=(report.id,),
            )
            st.html(f'<p class="cw-quiet" dir="auto">{markup.text(_about(report))}</p>{_note(report, 1)}')


def show_report(review: Review, report: Report) -> None:
    """One report: what was asked, what was wrong, the answer as it was, and the decision."""
    corpus = review.corpus
    st.button(
        "All reports",
        key="all-reports",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=state.open_report,
        args=(None,),
    )
    st.html(
        f'<h2 class="cw-question" dir="auto">{markup.text(report.question)}</h2>'
        f'<p class="cw-quiet" dir="auto">{markup.text(_about(report))}</p>'
    )
    with st.container(gap="small", key="remark"):
        _remark(report, corpus)
    _decision(review, report)
    bring_up_step("review", f"{report.id} {report.state}", "" if report.state == "open" else "decision")
    _trace(report, corpus)


def _remark(report: Report, corpus: Corpus) -> None:
    """What the reader told."""
    lines = []
    if report.remark.named:
        names = "; ".join(naming.citation(corpus, uid) for uid in report.remark.named)
        lines.append(f'<p class="cw-said" dir="auto"><strong>About:</strong> {markup.text(names)}</p>')
    lines.append(_note(report, None))
    st.html("".join(lines) or '<p class="cw-quiet">The reader left no note.</p>')


def _decision(review: Review, report: Report) -> None:
    with st.container(key="decision", gap="small"):
        st.html('<h3 class="cw-eyebrow">Decision</h3>')
        if report.state == "open":
            _deciding(review, report)
        else:
            _decided(review, report)
        problem = state.review_problem()
        if problem is not None:
            show_error(problem.message, problem.hint)


def _deciding(review: Review, report: Report) -> None:
    offered = offer(report, review.corpus)
    question = st.text_area(
        "Question, as somebody would ask it by itself", offered.question, key=f"question-{report.id}", height=70
    )
    curated, measured, nothing = st.tabs(["Curated question", "Evaluation question", "Dismiss"])
    with curated:
        _curating(review, report, offered, question)
    with measured:
        _evaluating(review, report, offered, question)
    with nothing:
        reason = st.text_input("Why is nothing to be done?", key=f"reason-{report.id}", max_chars=MAX_REASON)
        if st.button("Dismiss", key=f"dismiss-{report.id}", type="primary"):
            _attempt(lambda: review.dismiss(report.id, reason, _curator()))


def _curating(review: Review, report: Report, offered: Offer, question: str) -> None:
    corpus = review.corpus
    st.html('<p class="cw-quiet">The index learns it: whoever asks this or something like it finds the clause.</p>')
    uids = [choice.uid for choice in offered.choices]
    chosen = st.selectbox(
        "Clause",
        uids,
        index=uids.index(offered.clause) if offered.clause in uids else None,
        key=f"clause-{report.id}",
        placeholder="Choose a clause",
        format_func=lambda uid: _offered(offered, uid, corpus),
    )
    typed = st.text_input("Or another clause", key=f"typed-{report.id}", placeholder="3.1.1(f)").strip()
    uid = _typed(typed, corpus) if typed else chosen
    label = f"Make it a curated question of {naming.citation(corpus, uid)}" if uid else "Make it a curated question"
    pressed = st.button(markup.label(label), key=f"curate-{report.id}", type="primary", disabled=uid is None)
    if pressed and uid is not None:
        _attempt(lambda: review.curate(report.id, question, uid, _curator()))


def _evaluating(review: Review, report: Report, offered: Offer, question: str) -> None:
    corpus = review.corpus
    st.html('<p class="cw-quiet">The index never sees it: “clausewise eval run” measures with it.</p>')
    answered = not st.checkbox("The texts do not answer it", key=f"unanswerable-{report.id}")
    grades: dict[str, int] = {}
    if answered:
        for number, choice in enumerate(offered.choices[:SHOWN]):
            name = naming.citation(corpus, choice.uid)
            grades[choice.uid] = st.segmented_control(
                markup.label(f"{name}, {_WHY[choice.why]}"),
                list(_GRADES),
                default=choice.grade,
                required=True,
                key=f"grade-{report.id}-{number}",
                format_func=_GRADES.__getitem__,
            )
        typed = st.text_input("Another clause answers it", key=f"answers-{report.id}", placeholder="3.1.1(f)").strip()
        if typed and (uid := _typed(typed, corpus)) is not None:
            grades[uid] = 2
    ready = 2 in grades.values() or not answered
    if not ready:
        st.html('<p class="cw-quiet">Say of one clause that it answers, or that the texts do not.</p>')
    pressed = st.button(
        "Make it an evaluation question", key=f"evaluate-{report.id}", type="primary", disabled=not ready
    )
    if pressed and ready:
        _attempt(lambda: review.evaluate(report.id, question, grades, person=_curator()))


def _typed(reference: str, corpus: Corpus) -> str | None:
    """The one clause that a typed reference leads to; what it leads to is told on the page."""
    found = named_by(reference, corpus)
    sure = len(found.uids) == 1
    told = (
        found.message if sure or not found.uids else f"Name one clause; these are {len(found.uids)}: {found.message}."
    )
    st.html(f'<p class="cw-named" role="status" dir="auto" data-found="{sure}">{markup.text(told)}</p>')
    return found.uids[0] if sure else None


def _decided(review: Review, report: Report) -> None:
    st.html(f'<p class="cw-said" dir="auto">{markup.text(_told(review, report))}</p>')
    if report.state == "curated" and (waiting := review.waiting()):
        many = "1 curated question waits" if waiting == 1 else f"{waiting} curated questions wait"
        then = (
            "rebuild the index on the Documents page, or run `clausewise build`"
            if access.may("admin")
            else "ask an admin to rebuild the index"
        )
        st.info(f"{many} for the next build: {then}.")
    why = review.depending(report)
    if why is not None:
        st.html(f'<p class="cw-quiet">{markup.text(f"{why.message} {why.hint}")}</p>')
        return
    if st.button("Undo", key=f"undo-{report.id}"):
        _attempt(lambda: review.undo(report.id))


def _told(review: Review, report: Report) -> str:
    decision, corpus = report.decision, review.corpus
    by = f", by {decision['by']}" if decision.get("by") else ""
    when = f"{_day(str(decision.get('at', '')))}{by}"
    if report.state == "curated":
        clause = naming.citation(corpus, str(decision["clause"]))
        return f"Curated question of {clause}, in {decision['file']} ({when}): “{decision['question']}”"
    if report.state == "evaluation":
        graded = decision["grades"].items()
        named = [f"{naming.citation(corpus, uid)} ({_GRADES.get(grade, grade)})" for uid, grade in graded]
        clauses = "; ".join(named) or "the texts do not answer it"
        return f"Evaluation question {decision['query']} in {COLLECTED} ({when}): “{decision['question']}” — {clauses}"
    return f"Dismissed ({when}): {decision['reason']}"


def _trace(report: Report, corpus: Corpus) -> None:
    st.html('<h3 class="cw-eyebrow">The answer as it was</h3>')
    if report.history:
        with st.expander("What was said before", key="before", type="compact"):
            for message in report.history:
                who = "Reader" if message.get("role") == "user" else "Answer"
                st.html(
                    f'<p class="cw-said" dir="auto"><strong>{who}:</strong> '
                    f"{markup.text(str(message.get('content', '')))}</p>"
                )
    try:
        answer = report.answer
    except ClausewiseError as error:
        show_error(error.message, error.hint)
        return
    outcome = standing(answer, corpus)
    with st.container(key="trace", gap="small"):
        if isinstance(outcome, tuple):  # its words under today's labels would be wrong citations
            show_error(outcome[0], "These were its words.")
            st.html(f'<p class="cw-note-of" dir="auto">{markup.text(answer.markdown.strip())}</p>')
        else:
            show_answer(outcome, corpus, report.id, kept=True)
    made = {"Generation": answer.generation, "Engine": answer.engine, **answer.versions}
    rows = "; ".join(f"{name}: {value}" for name, value in made.items() if value)
    st.html(f'<p class="cw-quiet" dir="auto">{markup.text(rows)}</p>')


def _attempt(decide: Callable[[], Report]) -> None:
    """Decide, and draw the page anew. Not as a button's callback: that would not see what was typed a moment ago."""
    try:
        decide()
    except ClausewiseError as error:
        state.keep_review_problem(error)
    st.rerun()


def _curator() -> Person:
    name = access.person()
    return Person(name, access.role()) if name else NOBODY


def _about(report: Report) -> str:
    by = f", by {report.person.id} ({report.person.role})" if report.person.id else ""
    return (
        f"Report {report.id} · {KIND_NAMES[report.remark.kind]} · {STATE_NAMES[report.state]} · {_day(report.at)}{by}"
    )


def _note(report: Report, lines: int | None) -> str:
    if not report.remark.note:
        return ""
    if lines is None:
        return f'<blockquote class="cw-note-of" dir="auto">{markup.text(report.remark.note)}</blockquote>'
    return f'<p class="cw-dimmed" dir="auto">{markup.text(report.remark.note)}</p>'


def _offered(offered: Offer, uid: str, corpus: Corpus) -> str:
    why = next((choice.why for choice in offered.choices if choice.uid == uid), "")
    return f"{naming.citation(corpus, uid)} ({_WHY[why]})"


def _kind_name(kind: str) -> str:
    return "All problems" if kind == _EVERY_PROBLEM else KIND_NAMES[kind]  # type: ignore[index]


def _day(at: str) -> str:
    return f"{at[:16].replace('T', ' ')} UTC"


def _begin(words: str) -> str:
    return words if len(words) <= 140 else f"{words[:140].rstrip()}…"
