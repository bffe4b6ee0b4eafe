"""Links between clauses that move the page without loading it anew, and what the keyboard does on the Clauses page.

A clause is linked by an address of its own, so a link can be opened in a new tab, copied and bookmarked; a plain click
or Enter on it is taken up here and becomes a step in the browser's history. The script carries no text of anyone's but
what stands in the `data-clause` of such a link, which the server reads like whatever somebody types into the address
bar.
"""

from urllib.parse import urlencode

import streamlit as st

from ui import state
from ui.components import markup

PATIENCE_MS = 5_000  # how long Enter waits for what was typed to be found
_EVERY_MS = 50

# Streamlit runs a page again for what the browser's history tells, and so for this: a component of its second kind
# would keep something in the session that cannot be stored.
_SCRIPT = f"""
window.clausewiseLinks?.abort();
const life = (window.clausewiseLinks = new AbortController());
const on = (what, how) => document.addEventListener(what, how, {{ signal: life.signal }});
const box = () => document.querySelector(".st-key-{state.TYPED} input");
const hits = () => [...document.querySelectorAll(".cw-hits a[data-clause]")];
const typing = (element) => element.closest("input, textarea, select, [contenteditable=true], [role=combobox]");
let waiting;

const open = (uid) => {{
  const address = new URL(window.location.href);
  address.searchParams.set("{state.CLAUSE}", uid);
  window.history.pushState({{}}, "", address);
  window.dispatchEvent(new PopStateEvent("popstate"));
}};

const openFirst = (typed, tries) => {{
  clearTimeout(waiting);
  const found = document.querySelector(".cw-found")?.dataset;
  if (found?.typed === typed) {{
    if (found.enters) hits()[0]?.click();
  }} else if (tries > 0) waiting = setTimeout(() => openFirst(typed, tries - 1), {_EVERY_MS});
}};

on("click", (event) => {{
  if (event.target.closest("[data-print]")) return window.print();
  const link = event.target.closest("a[data-clause]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  open(link.dataset.clause);
}});

on("keydown", (event) => {{
  if (event.metaKey || event.ctrlKey || event.altKey || event.isComposing) return;
  const field = box();
  if (event.key === "/" && field && !typing(event.target)) {{
    event.preventDefault();
    field.focus();
    field.select();
  }} else if (field && event.target === field && event.key === "Enter") {{
    openFirst(field.value.trim().replace(/\\s+/g, " "), {PATIENCE_MS // _EVERY_MS});
  }} else if (event.key === "ArrowDown" || event.key === "ArrowUp") {{
    const all = hits();
    const here = all.indexOf(event.target);
    if (here < 0 && (event.target !== field || event.key === "ArrowUp")) return;
    const next = event.key === "ArrowDown" ? all[here + 1] : all[here - 1] ?? field;
    if (next) event.preventDefault();
    next?.focus();
  }}
}});
"""


def watch_links() -> None:
    """Take up the links and the keys of the page."""
    with st.container(key="watch"):
        st.html(f"<script>{{{_SCRIPT}}}</script>", unsafe_allow_javascript=True)


def link(uid: str, inside: str, attributes: str = "") -> str:
    """A link to the page of a clause around `inside`, which is HTML already."""
    address = markup.text("?" + urlencode({state.CLAUSE: uid}))
    return f'<a href="{address}" data-clause="{markup.text(uid)}"{attributes}>{inside}</a>'
