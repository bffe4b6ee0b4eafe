"""The source panel: one clause in its place, with the quoted words marked."""

from collections.abc import Sequence

import streamlit as st

from ingest.corpus import Corpus
from ingest.model import Kind
from ingest.styles import STYLES, Style, cite
from rag.links import Link
from ui import state
from ui.components import markup
from ui.components.motion import bring_up_source
from ui.services import naming
from ui.services.source import NoSource, Note, Shown, SourceView, source_view

COPIED: dict[Style, str] = {"short": "Short", "full": "Full", "bibtex": "BibTeX", "csl-json": "CSL-JSON"}
OFFICIAL = "Open the act’s official page"


def show_source(corpus: Corpus, uid: str) -> None:
    """Show the clause at `uid`, or one clear sentence why there is none; `uid` is whatever the address bar holds.

    The style sheet puts the panel beside the conversation on a wide screen and under it on a narrow one.
    """
    view = source_view(corpus, uid, state.quoted_spans(uid))
    title = "Source" if isinstance(view, NoSource) else view.citation
    with st.container(key="source", gap="small"):
        with st.container(horizontal=True, vertical_alignment="top", wrap=False, key="bar"):
            st.html(f'<h2 class="cw-title" tabindex="-1" dir="auto">{markup.text(title)}</h2>')
            st.button("Close", key="close", type="tertiary", shortcut="Esc", on_click=state.close_clause)
        if isinstance(view, NoSource):
            st.error(markup.message(f"{view.message} {view.hint}"))
            if official := markup.link(view.url, OFFICIAL):
                st.html(f'<div class="cw-about"><p>{official}</p></div>')
        else:
            show_head(view)
            show_place(view)
            _foot(view, corpus)
        bring_up_source(state.openings())


def show_head(view: SourceView) -> None:
    """What document the clause stands in, what that is, and whether it binds."""
    entry = view.entry
    st.html(
        f'<p class="cw-document" dir="auto">{markup.text(entry.title)}</p>'
        f'<p class="cw-quiet">{markup.text(naming.kind_and_force(entry))}</p>'
    )


def show_place(view: SourceView) -> None:
    """The clause between what stands above, before, under and after it, in reading order."""
    with st.container(key="place", gap=None):
        for depth, heading in enumerate(view.headings):
            _row(heading, f"heading-{depth}", "heading")
        for depth, stem in enumerate(view.stems):
            _row(stem, f"stem-{depth}", "stem")
        for place, sibling in enumerate(view.before):
            _row(sibling, f"before-{place}", "sibling")
            _gaps_after(view, sibling)
        _clause(view.clause)
        _gaps_after(view, view.clause)
        for place, child in enumerate(view.children):
            _row(child, f"child-{place}", "child")
            _gaps_after(view, child)
        for place, sibling in enumerate(view.after):
            _row(sibling, f"after-{place}", "sibling")
            _gaps_after(view, sibling)
        shown = {part.clause.path for part in (*view.before, view.clause, *view.children, *view.after)}
        for gap in view.gaps:
            if gap.after not in shown:
                st.html(markup.gap(gap, "nearby"))


def _clause(shown: Shown) -> None:
    lost = ""
    if shown.clause.kind is Kind.FRAGMENT:
        lost = '<p class="cw-lost">The label of this text is missing in the source.</p>'
    kind = "cw-clause cw-heading" if shown.clause.kind is Kind.SECTION else "cw-clause"
    st.html(
        f'<div class="{kind}" aria-current="true">{lost}{_printed(shown)}'
        f'<p class="cw-words" dir="auto">{markup.running(shown.segments)}</p></div>'
    )


def _row(shown: Shown, key: str, kind: str) -> None:
    """A clause around the one shown: dimmed, and a button that moves the panel there.

    The words are HTML; the button carries only the clause's label and is stretched over the row by the style sheet, so
    that no document text is read as Markdown.
    """
    with st.container(key=f"row-{kind}-{key}", gap=None):
        st.button(
            f"Show {markup.label(shown.clause.label)}",
            key=f"go-{key}-{shown.clause.uid}",
            type="tertiary",
            on_click=state.open_clause,
            args=(shown.clause.uid,),
        )
        st.html(
            f'<div class="cw-row cw-{kind}">{_printed(shown)}'
            f'<p class="cw-words" dir="auto">{markup.running(shown.segments)}</p></div>'
        )


def _printed(shown: Shown) -> str:
    return f'<span class="cw-label">{markup.text(shown.printed)}</span>' if shown.printed else ""


def _gaps_after(view: SourceView, part: Shown) -> None:
    """The notice of a hole, exactly where it is."""
    for gap in view.gaps:
        if gap.after == part.clause.path:
            st.html(markup.gap(gap, "here"))


def _foot(view: SourceView, corpus: Corpus) -> None:
    show_notes(view)
    show_links("Refers to", view.refers_to, "to")
    show_links("Referred to by", view.referred_by, "by")
    if view.questions:
        items = "".join(f'<li dir="auto">{markup.text(question)}</li>' for question in view.questions)
        st.html(
            f'<div class="cw-about"><h3 class="cw-eyebrow">Questions this clause answers</h3><ul>{items}</ul></div>'
        )
    show_copies(view, corpus)
    show_about(view)


def show_notes(view: SourceView) -> None:
    """The footnotes of the clause and of what stands above it."""
    if view.notes:
        st.html(f'<section class="cw-notes"><h3 class="cw-eyebrow">Footnotes</h3>{_notes(view)}</section>')


def show_copies(view: SourceView, corpus: Corpus) -> None:
    """What is there to copy: the words with their citation, and the citation alone."""
    with st.container(gap="xsmall", key="copyable"):
        st.html('<h3 class="cw-eyebrow">Copy with citation</h3>')
        st.code(f"“{view.quote}” ({view.citation})", language=None, wrap_lines=True)
        _show_styles(view, corpus)


def _show_styles(view: SourceView, corpus: Corpus) -> None:
    """The citation alone, in the style chosen; the choice holds for every clause of the session."""
    st.html('<h3 class="cw-eyebrow">Copy the citation alone</h3>')
    style = st.segmented_control(
        "Copy the citation as",
        STYLES,
        key=state.COPY_AS,
        default="short",
        required=True,
        format_func=COPIED.__getitem__,
        label_visibility="collapsed",
    )
    part = view.asked if view.asked is not None else view.clause.clause
    st.code(cite([part], corpus, style), language=None, wrap_lines=True)


def show_links(title: str, links: Sequence[Link], key: str) -> None:
    """References as buttons that move the panel; a document whose text is not here as a way to its official page."""
    if not links:
        return
    with st.container(gap="xsmall", key=f"refs-{key}"):
        st.html(f'<h3 class="cw-eyebrow">{markup.text(title)}</h3>')
        for place, link in enumerate(links):
            if link.target is not None and link.entry is not None:
                st.button(
                    markup.label(f"{link.entry.short}, {link.target.label}"),
                    key=f"ref-{key}-{place}",
                    type="tertiary",
                    on_click=state.open_clause,
                    args=(link.target.uid,),
                )
            elif link.entry is not None:
                name = link.entry.title
                st.html(f'<div class="cw-about"><p>{markup.link(link.entry.url, name) or markup.text(name)}</p></div>')


def show_about(view: SourceView) -> None:
    """Which text of the act this is, what its audit found, and the way to its official page."""
    entry, lines = view.entry, []
    if entry.witness is not None:
        lines.append(f"<p>Text shown: {markup.text(entry.witness)}.</p>")
    if official := markup.link(entry.url, OFFICIAL):
        lines.append(f"<p>{official}</p>")
    else:
        lines.append("<p>No official page is recorded for this text.</p>")
    lines.append(f"<p>Audit of this text: {markup.text(view.audit)}.</p>")
    st.html(f'<div class="cw-about">{"".join(lines)}</div>')


def _notes(view: SourceView) -> str:
    return "".join(_note(note, view) for note in view.notes)


def _note(note: Note, view: SourceView) -> str:
    here = note.carrier == view.clause.clause
    place = "" if here else f'<span class="cw-carrier">at {markup.text(note.carrier.label)}</span> '
    asked = ' data-asked="true"' if note.footnote == view.asked else ""
    number = markup.text(str(note.footnote.number))
    return f'<p class="cw-footnote" dir="auto"{asked}><sup>{number}</sup> {place}{markup.running(note.segments)}</p>'
