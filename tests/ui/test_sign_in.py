"""Who has to sign in, and which role the provider's words about a person give them."""

import re
from pathlib import Path
from typing import Any

import pytest
from driving import html_of, open_app
from provider import AUTH as FORM

from ingest.errors import SettingsError
from rag import Settings
from ui import access, shared, visitor
from ui.services.sign_in import SignIn

AUTH = FORM.format(app="https://clausewise.example/", provider="https://provider.example")


def _read(home: Path, written: str | None, **people: str) -> SignIn | None:
    if written is not None:
        (home / "secrets.toml").write_text(written, encoding="utf-8")
    environ = {f"CLAUSEWISE_{key.upper()}": value for key, value in people.items()}
    return SignIn.read(Settings.read({"CLAUSEWISE_HOME": str(home), **environ}))


def test_without_a_file_nobody_has_to_sign_in(tmp_path: Path) -> None:
    assert _read(tmp_path, None, admins="ann@example.org") is None


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("", "are missing"),
        ("[auth]\n", "redirect_uri, cookie_secret, client_id, client_secret, server_metadata_url are missing"),
        ("[auth", "cannot be read"),
        ("auth = 3\n", "are missing"),
        (AUTH.replace('client_id = "clausewise"', "client_id = 3"), "client_id is missing"),
        (AUTH.replace("0123456789abcdef0123456789abcdef", "short"), "too short to be safe"),
    ],
)
def test_a_file_that_cannot_work_keeps_everybody_out(tmp_path: Path, written: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        _read(tmp_path, written)


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"sub": "1", "email": "ann@example.org", "email_verified": True}, "admin"),
        ({"sub": "1", "email": "ANN@example.org", "email_verified": True}, "admin"),
        ({"sub": "1", "email": "ann@example.org", "email_verified": False}, "reader"),
        ({"sub": "1", "email": "ann@example.org", "email_verified": "true"}, "reader"),
        ({"sub": "1", "email": "ann@example.org"}, "reader"),
        ({"sub": "ann@example.org"}, "reader"),
        ({"sub": "provider|77"}, "curator"),
        ({"sub": "PROVIDER|77"}, "reader"),
        ({"sub": "2", "email": "bob@example.org", "email_verified": True}, "curator"),
        ({"sub": "3", "email": "eve@example.org", "email_verified": True}, "reader"),
        ({}, "reader"),
    ],
)
def test_a_role_needs_a_verified_address_or_an_id(tmp_path: Path, claims: dict[str, Any], role: str) -> None:
    found = _read(tmp_path, AUTH, admins="ann@example.org, ", curators="Bob@Example.org, provider|77")
    assert found is not None
    assert found.role_of(claims) == role


class _User(dict[str, Any]):
    """Stands in for Streamlit's account of the visitor, which is empty where it knows of no sign-in."""

    def to_dict(self) -> dict[str, Any]:
        return dict(self)


ANN = {"is_logged_in": True, "iss": "https://provider.example", "sub": "1"}


@pytest.mark.parametrize(
    ("needed", "user", "inside", "owner"),
    [
        (False, {}, True, "browser this one"),
        (False, ANN, True, "browser this one"),  # of another Streamlit app's provider: nobody has to sign in here
        (True, ANN, True, "person https://provider.example 1"),
        (True, ANN | {"iss": "https://other.example"}, True, "person https://other.example 1"),
        (True, ANN | {"is_logged_in": False}, False, "nobody"),
        (True, {}, False, "nobody"),
        (True, ANN | {"sub": ""}, False, "nobody"),
    ],
)
def test_conversations_are_the_persons_and_the_browsers_only_where_nobody_signs_in(
    monkeypatch: pytest.MonkeyPatch, needed: bool, user: dict[str, Any], inside: bool, owner: str
) -> None:
    monkeypatch.setattr(shared, "sign_in", lambda: SignIn(frozenset(), frozenset()) if needed else None)
    monkeypatch.setattr(access.st, "user", _User(user))
    monkeypatch.setattr(visitor, "browser", lambda: "this one")
    assert access.signed_in() is inside
    assert access.person() == ("1" if needed and inside else "")
    if inside:
        assert access.owner() == owner
    else:
        assert access.owner() != access.owner()  # nothing is kept for them, and nothing found
        assert not access.may("reader")


@pytest.mark.parametrize(
    ("needed", "user", "scripts"),
    [(False, {}, []), (True, {}, ["setItem", "removeItem"]), (True, ANN, ["getItem", "removeItem"])],
    ids=["nobody signs in", "at the door", "signed in"],
)
def test_the_browser_keeps_an_address_at_the_door_alone(
    plain: Any, monkeypatch: pytest.MonkeyPatch, needed: bool, user: dict[str, Any], scripts: list[str]
) -> None:
    monkeypatch.setattr(shared, "sign_in", lambda: SignIn(frozenset(), frozenset()) if needed else None)
    monkeypatch.setattr(access.st, "user", _User(user))
    at = open_app()
    assert not at.exception
    assert re.findall(r"sessionStorage\.(\w+)\('clausewise-address'", html_of(at)) == scripts


def test_a_lock_that_is_broken_shows_why_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> SignIn | None:
        raise SettingsError("The cookie_secret is too short.", hint="Take a longer one.")

    monkeypatch.setattr(shared, "sign_in", broken)
    at = open_app()
    assert [error.value for error in at.error] == ["The cookie\\_secret is too short. Take a longer one."]
    assert not at.chat_input
    assert not at.button
