"""A question of a run: what was wanted, and what each run returned and cited, in order."""

from collections.abc import Sequence

import streamlit as st

from eval.figures import NONE, number
from ui.components import markup
from ui.components.answer import STATUS
from ui.components.tables import show_table
from ui.services.drilldown import CHANGED, Found, QuestionView, Side, grade_in_words

SHOWN = 10  # of what a run returned; the rest is behind a fold


def show_question(view: QuestionView, measure: str) -> None:
    """The question, its judged clauses with their ranks, and what each run made of it."""
    traits = ", ".join((view.id, *view.traits, *(() if view.answerable else ("not answered by the texts",))))
    earlier = "".join(f'<li dir="auto">{markup.text(said)}</li>' for said in view.earlier)
    asked_before = f'<div class="cw-about"><p>Asked before:</p><ol>{earlier}</ol></div>' if earlier else ""
    st.html(
        f'<h2 class="cw-asked" dir="auto">{markup.text(view.text)}</h2>'
        f'<p class="cw-quiet">{markup.text(traits)}</p>{asked_before}'
    )
    if view.changed:
        st.html(f'<p class="cw-aside" role="note">{CHANGED}</p>')
    _wanted(view)
    for place, (column, side) in enumerate(zip(st.columns(len(view.sides), gap="large"), view.sides, strict=True)):
        with column, st.container(gap="small", key=f"side-{place}"):
            _side(side, measure, place)


def _wanted(view: QuestionView) -> None:
    st.html('<h3 class="cw-eyebrow">What was judged</h3>')
    if not view.wanted:
        why = "No clause is judged for it." if view.answerable else "Nothing: these texts do not answer it."
        st.html(f'<p class="cw-quiet">{why}</p>')
        return
    relevant = [one for one in view.wanted if (one.found.grade or 0) > 0]
    heads = ("Clause", "Grade", *(f"Rank in {side.label}" for side in view.sides))
    rows = [
        [one.found.label, grade_in_words(one.found.grade), *(str(rank or NONE) for rank in one.ranks)]
        for one in relevant
    ]
    if rows:
        show_table("Clauses that answer the question or help", heads, rows, words=2)
    if rest := len(view.wanted) - len(relevant):
        st.html(f'<p class="cw-quiet">{rest} more were judged not relevant.</p>')


def _side(side: Side, measure: str, place: int) -> None:
    value = f"{measure} {number(side.values.get(measure))}"
    facts = [value]
    if side.status:
        facts.append(STATUS.get(side.status, side.status))
    if side.confidence is not None:
        facts.append(f"confidence {side.confidence:.2f}")
    st.html(
        f'<h3 class="cw-heading3" dir="auto">{markup.text(side.label)}</h3>'
        f'<p class="cw-quiet">{markup.text(" · ".join(facts))}</p>'
    )
    if side.searched:
        st.html(f'<p class="cw-searched" dir="auto">Searched as: {markup.text(side.searched)}</p>')
    if not side.returned:
        st.html('<p class="cw-quiet">It returned nothing.</p>')
    _list(side.returned[:SHOWN])
    if side.elsewhere:
        st.html('<h4 class="cw-eyebrow">Cited, though not in its ranking</h4>')
        _list(side.elsewhere)
    if rest := side.returned[SHOWN:]:
        with st.expander(f"The other {len(rest)}", key=f"rest-{place}", type="compact"):
            _list(rest)
    others = {name: found for name, found in side.values.items() if name != measure}
    if others:
        with st.expander("All measures of this question", key=f"values-{place}", type="compact"):
            show_table(side.label, ("Measure", "Value"), [[name, number(found)] for name, found in others.items()])


def _list(found: Sequence[Found]) -> None:
    start = next((one.rank for one in found if one.rank), 1)
    st.html(f'<ol class="cw-ranking" start="{start:d}">{"".join(map(_item, found))}</ol>')


def _item(found: Found) -> str:
    name = markup.clause_link(found.uid, found.label) if found.here else markup.text(found.label)
    told = [f'<span class="cw-grade" data-grade="{_standing(found.grade)}">{grade_in_words(found.grade)}</span>']
    if found.cited:
        told.append('<span class="cw-cited">cited</span>')
    if found.score is not None:
        told.append(f"<span>score {found.score:.3f}</span>")
    words = f'<p class="cw-dimmed" dir="auto">{markup.text(found.words)}</p>' if found.words else ""
    return f'<li><p class="cw-row-name">{name}</p><p class="cw-standing">{"".join(told)}</p>{words}</li>'


def _standing(grade: int | None) -> str:
    return "none" if grade is None else "relevant" if grade > 0 else "not"
