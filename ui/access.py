"""Who may do what on the pages. Without sign-in, which is off by default, whoever reaches the app is its admin."""

from typing import Literal

Role = Literal["reader", "curator", "admin"]
_RANK: dict[Role, int] = {"reader": 0, "curator": 1, "admin": 2}


def role() -> Role:
    """The role of whoever looks at the page."""
    return "admin"


def person() -> str:
    """The id of the visitor at the provider; "" without sign-in."""
    return ""


def may(least: Role) -> bool:
    """At least this role? A reader asks, a curator reviews feedback, an admin changes documents."""
    return _RANK[role()] >= _RANK[least]
