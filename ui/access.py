"""Who looks at the page and may do what. Without sign-in, the default, that is whoever uses this machine.

The only place that asks Streamlit for the person who has signed in.
"""

import secrets

import streamlit as st

from ui import shared, visitor
from ui.services.sign_in import Role

_RANK: dict[Role, int] = {"reader": 0, "curator": 1, "admin": 2}


def claims() -> dict[str, object]:
    """What the provider says of the visitor who has signed in; nothing of anybody else (SettingsError)."""
    # A person without an id would be everybody without an id.
    here = shared.sign_in() is not None and st.user.get("is_logged_in") and st.user.get("sub")
    return dict(st.user.to_dict()) if here else {}


def signed_in() -> bool:
    """Whether the visitor may see anything: they have signed in, or nobody has to (SettingsError)."""
    return shared.sign_in() is None or bool(claims())


def person() -> str:
    """The id of the visitor at the provider; "" without sign-in (SettingsError)."""
    return str(claims().get("sub", ""))


def owner() -> str:
    """The visitor as the store of conversations knows them; the same for every page and session (SettingsError).

    That is the person who has signed in, and the browser only where nobody has to: it may be used by several people.
    Whoever has yet to sign in is somebody else each time, and finds nothing.
    """
    if shared.sign_in() is None:
        return f"browser {visitor.browser()}"
    said = claims()
    return f"person {said.get('iss', '')} {said['sub']}" if said else f"nobody {secrets.token_urlsafe(32)}"


def role() -> Role:
    """The role of the visitor (SettingsError)."""
    settings = shared.sign_in()
    return "admin" if settings is None else settings.role_of(claims())


def may(least: Role) -> bool:
    """Whether the visitor is in and has at least this role.

    A reader asks and looks up, a curator reviews feedback as well, an admin changes documents as well.
    """
    return signed_in() and _RANK[role()] >= _RANK[least]
