"""The documents as a list: what each is, in which state, what its audit found, and the way to its clauses."""

from collections import Counter
from collections.abc import Callable, Sequence

import streamlit as st

from ui import state
from ui.components import markup
from ui.services import naming
from ui.services.library import IDENTIFIERS, STATES, Shelf, matching
from ui.services.outcomes import counted

CLAUSES = "views/clauses.py"
OFFICIAL = "Open its official page"
EVERY = "all"
SEARCHED = "Questions are answered from these"
LOOKED_UP = "Looked up, not searched"
KNOWN = "Known, without their text"


def show_catalogue(found: Sequence[Shelf], remove: Callable[[Shelf], None] | None) -> None:
    """The documents that fit what is chosen above them; `remove` draws the way out of one that was brought in."""
    chosen = _filtered(found)
    if not chosen:
        st.html('<p class="cw-quiet" role="status">No document here fits that.</p>')
    for title in (SEARCHED, LOOKED_UP, KNOWN):
        group = [one for one in chosen if _group(one) == title]
        if group:
            st.html(f'<h2 class="cw-group">{title}</h2>')
        for one in group:
            _document(one, remove)


def _group(one: Shelf) -> str:
    if one.document is None:
        return KNOWN
    return SEARCHED if one.searched else LOOKED_UP


def _filtered(found: Sequence[Shelf]) -> tuple[Shelf, ...]:
    numbers = Counter[str](one.state for one in found)
    numbers[EVERY] = len(found)
    with st.container(key="filters", gap="small"):
        words = st.text_input(
            "Find a document", key=state.DOCUMENT_WORDS, placeholder="Name, number, kind or year", type="search"
        )
        wanted = st.segmented_control(
            "State",
            [EVERY, *(name for name in STATES if numbers[name])],
            key=state.DOCUMENT_STATE,
            default=EVERY,
            required=True,
            format_func=lambda name: f"{STATES.get(name, 'All')} ({numbers[name]})",
            label_visibility="collapsed",
        )
    return matching(found, words or "", next((name for name in STATES if name == wanted), None))


def _document(one: Shelf, remove: Callable[[Shelf], None] | None) -> None:
    key = one.entry.key
    with st.container(key=f"document-{key}", gap="xsmall"):
        st.html(_head(one))
        for gap in one.gaps:
            what = "A number is skipped." if gap.skipped else "The source lacks text."
            st.html(f'<div class="cw-hole" role="note"><strong>{what}</strong> {markup.text(gap.reason)}</div>')
        st.html(_details(one))
        if one.first is None and not one.brought:
            return
        with st.container(horizontal=True, gap="medium", vertical_alignment="center", key=f"doors-{key}"):
            if one.first is not None:
                st.page_link(
                    CLAUSES,
                    label=f"Read the clauses of {markup.label(one.entry.short)}",
                    query_params={state.CLAUSE: one.first},
                )
            if one.brought and remove is not None:
                remove(one)


def _head(one: Shelf) -> str:
    entry = one.entry
    told = [entry.short] if entry.short != entry.title else []
    if one.document is not None:
        told += [counted(len(one.document.clauses), "clause"), counted(len(one.document.footnotes), "footnote")]
    if entry.date is not None:
        told.append(f"{entry.date.day} {entry.date:%B %Y}")
    facts = "".join(f"<span>{markup.text(fact)}</span>" for fact in told)
    return (
        f'<h3 class="cw-doctitle" dir="auto">{markup.text(entry.title)}</h3>'
        f'<p class="cw-status" dir="auto"><span class="cw-pill" data-status="{one.state}">{STATES[one.state]}</span>'
        f'{facts}</p><p class="cw-quiet">{markup.text(naming.kind_and_force(entry))}</p>'
    )


def _details(one: Shelf) -> str:
    """What else is known, folded: names and numbers, which text it is, its audit with every finding, its licence."""
    entry, rows = one.entry, []
    for name, value in (entry.identifiers or {}).items():
        doubt = " (from a secondary source)" if name in entry.unverified else ""
        rows.append((IDENTIFIERS[name], markup.text(f"{value}{doubt}")))
    rows.append(("Address", markup.text(entry.key)))
    if entry.author:
        rows.append(("Author", markup.text(entry.author)))
    if entry.witness:
        rows.append(("Text here", markup.text(entry.witness)))
    if one.document is not None:
        rows.append(("Audit", f"{markup.text(one.audit)}{_list(one.findings)}"))
    rows.append(("Licence, reuse", markup.text(entry.licence)))
    official = markup.link(entry.url, OFFICIAL)
    rows.append(("Official page", official or "none recorded"))
    shown = "".join(f'<dt>{name}</dt><dd dir="auto">{value}</dd>' for name, value in rows)
    summary = "About this text" if one.document is not None else "What is known of it"
    findings = f" — {counted(len(one.findings), 'finding')}" if one.findings else ""
    return f'<details class="cw-details"><summary>{summary}{findings}</summary><dl>{shown}</dl></details>'


def _list(lines: Sequence[str]) -> str:
    items = "".join(f'<li dir="auto">{markup.text(line)}</li>' for line in lines)
    return f"<ul>{items}</ul>" if items else ""
