"""Who looks at the page and may do what. Without sign-in, the default, that is whoever uses this machine."""

import streamlit as st

from ui import shared
from ui.services.sign_in import Role

_RANK: dict[Role, int] = {"reader": 0, "curator": 1, "admin": 2}


def signed_in() -> bool:
    """Whether the visitor may see anything: they have signed in, or nobody has to (SettingsError)."""
    return shared.sign_in() is None or bool(st.user.is_logged_in)


def person() -> str:
    """The id of the visitor at the provider; "" without sign-in."""
    return str(st.user.get("sub") or "") if shared.sign_in() is not None and st.user.is_logged_in else ""


def role() -> Role:
    """The role of the visitor (SettingsError)."""
    settings = shared.sign_in()
    if settings is None:
        return "admin"
    return settings.role_of(st.user.to_dict()) if st.user.is_logged_in else "reader"


def may(least: Role) -> bool:
    """Whether the visitor is in and has at least this role.

    A reader asks and looks up, a curator reviews feedback as well, an admin changes documents as well.
    """
    return signed_in() and _RANK[role()] >= _RANK[least]
