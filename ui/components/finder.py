"""The box that takes a reference or words as they are typed, what it finds, and the contents of a document."""

from collections.abc import Sequence

import streamlit as st

from ingest.corpus import Corpus
from ingest.model import Document
from ui import state
from ui.components import markup
from ui.components.links import link
from ui.components.source import OFFICIAL
from ui.services.asking import Asks, current
from ui.services.contents import Node, contents
from ui.services.finding import Finding, Row, find

PAUSE = "200ms"  # of typing, before it is looked for
HINT = "3.1.1(f), recital 6, definition of academia, or words"


@st.fragment
def show_finder(asked: Asks, uid: str | None) -> None:
    """The box, and under it what was found, or the contents of a document while nothing is typed.

    A fragment: what is typed draws nothing else anew.
    """
    corpus = current(asked)
    typed = st.text_input(
        "Reference or words",
        key=state.TYPED,
        type="search",
        placeholder=HINT,
        live=PAUSE,
        bind="query-params",
    )
    found = find(asked, typed or "")
    if found is not None:
        _found(found)
        document = corpus.document(found.document)
        if document is not None:
            _tree(document, corpus, uid)
    else:
        _contents(corpus, uid)


def rows(listed: Sequence[Row], kind: str = "cw-rows") -> str:
    """Clauses to choose as a list of links: label, document, first words."""
    return f'<ol class="{kind}">{"".join(f"<li>{_row(row)}</li>" for row in listed)}</ol>'


def _found(found: Finding) -> None:
    parts = [_told(found)]
    if found.message:
        parts.append(f'<p class="cw-aside" dir="auto">{markup.text(found.message)}</p>')
    if official := markup.link(found.url, OFFICIAL):
        parts.append(f'<div class="cw-about"><p>{official}</p></div>')
    if found.rows:
        parts.append(_part(_NAMED.get(found.status, ""), found.rows))
    if found.words:
        parts.append(_part("Clauses with these words" if found.rows else "", found.words))
    if found.unknown and found.words:
        parts.append(f'<p class="cw-quiet" dir="auto">In no clause: {markup.text(", ".join(found.unknown))}.</p>')
    # What stands beside a hole, is only near, or one of several is never opened as if it had been asked for.
    enters = "" if found.status in {"gap", "missing", "ambiguous"} else ' data-enters="true"'
    st.html(f'<div class="cw-found" data-typed="{markup.text(found.typed)}"{enters}>{"".join(parts)}</div>')


_NAMED = {"ambiguous": "Choose one", "missing": "Nearest clauses", "gap": "Around the hole"}


def _told(found: Finding) -> str:
    """How much was found, told to whoever cannot see the list grow."""
    number = len(found.rows) + len(found.words)
    if found.nothing:
        words = "No clause has these words. Try fewer of them, or ask a question on the Ask page."
    elif not number:
        words = "No clause to show."
    else:
        words = "1 clause" if number == 1 else f"{number} clauses"
    return f'<p class="cw-quiet" role="status">{words}</p>'


def _part(title: str, listed: Sequence[Row]) -> str:
    heading = f'<h2 class="cw-eyebrow">{title}</h2>' if title else ""
    return f"{heading}{rows(listed, 'cw-rows cw-hits')}"


def _row(row: Row) -> str:
    answers = ""
    if row.question:
        answers = f'<span class="cw-row-question" dir="auto">Answers: {markup.text(row.question)}</span>'
    return link(
        row.uid,
        f'<span class="cw-row-name">{markup.text(row.label)}</span> '
        f'<span class="cw-row-document">{markup.text(row.document)}</span>'
        f'<span class="cw-row-words" dir="auto">{markup.text(row.words)}</span>{answers}',
    )


def _contents(corpus: Corpus, uid: str | None) -> None:
    if not corpus.documents:
        return
    names = {document.key: corpus.catalogue.get(document.key) for document in corpus.documents}
    shown = {key: entry.short if entry is not None else key for key, entry in names.items()}
    _follow(uid, tuple(shown))
    key = st.selectbox("Contents of", tuple(shown), key=state.DOCUMENT, format_func=shown.__getitem__)
    document = corpus.document(key or "")
    if document is not None:
        _tree(document, corpus, uid)


def _follow(uid: str | None, keys: Sequence[str]) -> None:
    """Choose the document that the clause at hand stands in; what a reader then chooses stays."""
    key = (uid or "").partition("#")[0]
    chosen = st.session_state.get(state.DOCUMENT)
    if key in keys and uid != st.session_state.get(state.FOLLOWED):
        st.session_state[state.DOCUMENT] = key
    elif chosen is not None and chosen not in keys:
        del st.session_state[state.DOCUMENT]  # it was removed
    st.session_state[state.FOLLOWED] = uid


def _tree(document: Document, corpus: Corpus, uid: str | None) -> None:
    clause = corpus.clause(uid or "")
    path = clause.path if clause is not None and clause.address.document == document.key else None
    if clause is None and uid is not None:  # a footnote stands in its clause
        path = next((note.clause for note in document.footnotes if note.uid == uid), None)
    title = markup.text(f"Contents of {corpus.entry_of(document.clauses[0].address).short}") if document.clauses else ""
    st.html(f'<nav class="cw-tree" aria-label="{title}">{_nodes(contents(document, path))}</nav>')


def _nodes(nodes: Sequence[Node]) -> str:
    return f"<ul>{''.join(map(_node, nodes))}</ul>"


def _node(node: Node) -> str:
    label = f'<span class="cw-label">{markup.text(node.label)}</span> ' if node.label else ""
    words = f'{label}<span dir="auto">{markup.text(node.words)}</span>'
    named = ""
    if node.uid:  # a link of its own beside what folds: nothing to press may lie in something else to press
        named = link(node.uid, words, ' aria-current="page"' if node.current else "")
    if node.children:
        opened = " open" if node.open else ""
        told = f' aria-label="{markup.text(f"Under {node.label} {node.words}")}"' if named else ""
        folded = f"<summary{told}>{'' if named else words}</summary>"
        words = f"{named}<details{opened}>{folded}{_nodes(node.children)}</details>"
    elif named:
        words = named
    hole = f'<p class="cw-hole">{markup.text(node.gap)}</p>' if node.gap else ""
    return f"<li>{words}{hole}</li>"
