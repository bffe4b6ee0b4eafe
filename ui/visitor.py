"""Whose conversations these are: the signed-in person's, or the browser's, which remembers an id nobody can guess.

Streamlit reads cookies and sets none, so the page's own script sets it. The id goes no further than to this server.
"""

import re
import secrets

import streamlit as st

from ui import state

COOKIE = "clausewise_visitor"
_YEAR = 365 * 24 * 3600  # seconds
_ID = re.compile(r"[\w-]{43}", re.ASCII)


def owner() -> str:
    """The visitor as the store of conversations knows them; the same for every page and session of theirs."""
    if st.user.get("is_logged_in"):
        return f"person {st.user.get('iss', '')} {st.user.get('sub', '')}"
    return f"browser {_browser()}"


def remember() -> None:
    """Let the browser remember who it is, so that a later session finds its conversations again.

    A second window that opened before the first one's id was there reads the page once more and takes that.
    """
    if st.user.get("is_logged_in") or _brought():
        return
    st.html(
        "<script>{"
        f'const name = "{COOKIE}", mine = "{_browser()}";'
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


def _browser() -> str:
    return _brought() or state.visitor(secrets.token_urlsafe(32))


def _brought() -> str | None:
    """The id that the browser came with; None where it came without, or with one that is none of ours."""
    brought = st.context.cookies.get(COOKIE)
    return brought if isinstance(brought, str) and _ID.fullmatch(brought) else None
