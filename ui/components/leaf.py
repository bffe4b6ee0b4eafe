"""The page of a clause: its place, and everything that is known about it."""

import datetime
import zlib
from collections.abc import Callable, Sequence
from typing import Literal

import streamlit as st

from ingest.corpus import Corpus
from rag.export import MIME, render
from rag.export.checklist import Checklist, page
from ui import state
from ui.components import markup
from ui.components.finder import rows
from ui.components.links import link
from ui.components.motion import bring_up_clause
from ui.components.source import (
    OFFICIAL,
    show_about,
    show_copies,
    show_head,
    show_links,
    show_notes,
    show_place,
)
from ui.services import leaf
from ui.services.asking import Asks
from ui.services.finding import Row, nearest
from ui.services.source import NoSource, SourceView, source_view

ASK = "views/ask.py"
_FORMS: dict[Literal["md", "docx"], str] = {"md": "Markdown", "docx": "Word"}


def show_clause(asked: Asks, corpus: Corpus, uid: str) -> None:
    """The clause at `uid`, or one clear sentence why there is none; `uid` is whatever the address bar holds."""
    view = source_view(corpus, uid, state.quoted_spans(uid))
    if isinstance(view, NoSource):
        _no_clause(view, corpus, uid)
    else:
        _clause(asked, corpus, view)
    bring_up_clause(zlib.crc32(f"{uid} {state.openings()}".encode()))


def _no_clause(view: NoSource, corpus: Corpus, uid: str) -> None:
    st.html('<h2 class="cw-title" tabindex="-1">No clause at this address</h2>')
    st.error(markup.message(f"{view.message} {view.hint}"))
    if official := markup.link(view.url, OFFICIAL):
        st.html(f'<div class="cw-about"><p>{official}</p></div>')
    _listed("Nearest clauses", nearest(corpus, uid))


def _clause(asked: Asks, corpus: Corpus, view: SourceView) -> None:
    target = view.asked if view.asked is not None else view.clause.clause
    st.html(f'<h2 class="cw-title" tabindex="-1" dir="auto">{markup.text(view.citation)}</h2>')
    _actions(target.uid)
    show_head(view)
    show_place(view)
    show_notes(view)
    show_copies(view, corpus)
    _checklist(leaf.checklists(corpus, view.clause.clause))
    _listed("Defined terms in it", leaf.definitions(corpus, view))
    show_links("Refers to", view.refers_to, "to")
    show_links("Referred to by", view.referred_by, "by")
    _listed("The same in other texts of the act", leaf.witnesses(corpus, target))
    _related(leaf.related(asked, target), view)
    _questions(view.questions)
    show_about(view)
    st.html(_printed(leaf.sheet(corpus, view)))


def _actions(uid: str) -> None:
    with st.container(horizontal=True, gap="medium", key="actions"):
        st.page_link(ASK, label="Ask about this clause", query_params={state.CLAUSE: uid}, width="content")
        st.html('<button type="button" class="cw-plain" data-print>Print</button>', width="content")


def _listed(title: str, listed: Sequence[Row]) -> None:
    if listed:
        st.html(f'<section class="cw-part"><h3 class="cw-eyebrow">{title}</h3>{rows(listed)}</section>')


def _related(found: Sequence[Row], view: SourceView) -> None:
    """The words of the clause on the left, what comes nearest in other documents on the right."""
    if not found:
        return
    here = f'<p class="cw-row-name">{markup.text(view.citation)}</p>'
    here += f'<p class="cw-quote" dir="auto">{markup.text(view.clause.clause.text)}</p>'
    there = "".join(
        f'<li><p class="cw-row-name">{link(one.uid, markup.text(f"{one.document}, {one.label}"))}</p>'
        f'<p class="cw-quote" dir="auto">{markup.text(one.words)}</p></li>'
        for one in found
    )
    st.html(
        '<section class="cw-part"><h3 class="cw-eyebrow">Where else the family says it</h3>'
        '<p class="cw-quiet">Nearest clauses of other documents, by the likeness of their words and questions.</p>'
        f'<div class="cw-beside"><div class="cw-here" aria-hidden="true">{here}</div><ol>{there}</ol></div></section>'
    )


def _questions(questions: Sequence[str]) -> None:
    """The curated questions the clause answers; each can be asked."""
    if not questions:
        return
    with st.container(gap=None, key="answers"):
        st.html('<h3 class="cw-eyebrow">Questions this clause answers</h3>')
        for place, question in enumerate(questions):
            if st.button(markup.label(question), key=f"answer-{place}", type="tertiary", wrap=True):
                state.put_question(question)
                st.switch_page(ASK)


def _checklist(lists: Sequence[Checklist]) -> None:
    """The points under the clause, or those beside it, as a file to tick off."""
    if not lists:
        return
    named = "; ".join(one.citation for one in lists)
    with st.container(gap="xsmall", key="tick"):
        st.html(f'<h3 class="cw-eyebrow">Checklist of {markup.text(named)}</h3>')
        with st.container(horizontal=True, gap="small"):
            for form, label in _FORMS.items():
                st.download_button(
                    label,
                    data=_maker(tuple(lists), form),
                    file_name=f"checklist.{form}",
                    mime=MIME[form],
                    key=f"tick-{form}",
                    on_click="ignore",
                    type="tertiary",
                )


def _maker(lists: Sequence[Checklist], form: Literal["md", "docx"]) -> Callable[[], bytes]:
    return lambda: render(page(lists, datetime.datetime.now(datetime.UTC).astimezone().date()), form)


def _printed(sheet: leaf.Sheet) -> str:
    """The clause as it is printed; on the screen it is not there."""
    above = "".join(f'<p class="cw-print-heading">{_line(one)}</p>' for one in sheet.headings)
    above += "".join(f'<p class="cw-print-stem">{_line(one)}</p>' for one in sheet.stems)
    lines = "".join(f'<p style="margin-left: {line.level * 1.5:g}em">{_line(line)}</p>' for line in sheet.lines)
    notes = "".join(f"<p><sup>{markup.text(n.printed)}</sup> {markup.running(n.segments)}</p>" for n in sheet.notes)
    notes = f"<footer>{notes}</footer>" if notes else ""
    return (
        f'<article class="cw-print"><h1>{markup.text(sheet.title)}</h1>{above}{lines}{notes}'
        f'<p class="cw-print-citation">{markup.text(sheet.citation)}</p></article>'
    )


def _line(line: leaf.Line) -> str:
    if line.remark:
        return f"<em>[{markup.text(line.remark)}]</em>"
    return f"{markup.text(line.printed)} {markup.running(line.segments)}"
