"""The browser that a visitor comes with, where nobody has to sign in: it remembers an id nobody can guess.

Streamlit reads cookies and sets none, so the page's own script sets it. The id goes no further than to this server.
"""

import re
import secrets

import streamlit as st

from ui import shared, state

COOKIE = "clausewise_visitor"
_YEAR = 365 * 24 * 3600  # seconds
_ID = re.compile(r"[\w-]{43}", re.ASCII)


def browser() -> str:
    """The id of the browser; the same for every page and session of it once it remembers."""
    return _brought() or state.visitor(secrets.token_urlsafe(32))


def remember() -> None:
    """Let the browser remember its id, so that a later session finds its conversations again; not where people sign in.

    A second window that opened before the first one's id was there reads the page once more and takes that.
    """
    if shared.sign_in() is not None or _brought():
        return
    st.html(
        "<script>{"
        f'const name = "{COOKIE}", mine = "{browser()}";'
        'const there = document.cookie.split("; ").find(one => one.startsWith(name + "="));'
        "if (there === undefined || sessionStorage.getItem(name) !== null) {"
        '  const secure = location.protocol === "https:" ? "; Secure" : "";'
        f"  document.cookie = `${{name}}=${{mine}}; Path=/; Max-Age={_YEAR}; SameSite=Strict${{secure}}`;"
        "} else if (there !== `${name}=${mine}`) {"
        '  sessionStorage.setItem(name, "read again");'
        "  location.reload();"
        "}}</script>",
        unsafe_allow_javascript=True,
    )


def _brought() -> str | None:
    """The id that the browser came with; None where it came without, or with one that is none of ours."""
    brought = st.context.cookies.get(COOKIE)
    return brought if isinstance(brought, str) and _ID.fullmatch(brought) else None
