"""Sign-in through a real provider's protocol: who gets in, and what a role may see."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from provider import AUTH, Provider
from serving import free_port, served

pytestmark = pytest.mark.browser

ANN = {"sub": "1", "name": "Ann", "email": "ann@example.org", "email_verified": True}


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with Provider() as provider:
        yield provider


@pytest.fixture(scope="module")
def locked(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An app in which people have to sign in; its home has no index, since nobody asks it anything here."""
    home, port = tmp_path_factory.mktemp("locked"), free_port()
    written = AUTH.format(app=f"http://127.0.0.1:{port}/", provider=provider.url)
    (home / "secrets.toml").write_text(written, encoding="utf-8")
    with served(home, home / "server.log", port, CLAUSEWISE_ADMINS="ann@example.org") as address:
        yield address


def _sign_in(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_text("please sign in")).to_be_visible()
    expect(page.get_by_placeholder("Ask a question")).to_have_count(0)
    with page.expect_navigation(url=address):  # by way of the provider
        page.get_by_role("button", name="Sign in").click()


def test_who_signs_in_may_do_what_their_role_may(page: Page, locked: str, provider: Provider) -> None:
    provider.person, provider.refuses = ANN, False
    _sign_in(page, locked)
    page.get_by_role("button", name="Ann").click()
    expect(page.get_by_text("change documents")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("please sign in")).to_be_visible()


def test_an_address_nobody_verified_makes_no_admin(page: Page, locked: str, provider: Provider) -> None:
    provider.person, provider.refuses = ANN | {"email_verified": False, "name": "<b>Eve</b>"}, False
    _sign_in(page, locked)
    page.get_by_role("button", name="<b>Eve</b>").click()
    expect(page.get_by_text("You may ask and look up.")).to_be_visible()


def test_who_is_sent_away_stays_outside(page: Page, locked: str, provider: Provider) -> None:
    provider.refuses = True
    _sign_in(page, locked)
    expect(page.get_by_text("please sign in")).to_be_visible()
    page.goto(f"{locked}documents")
    expect(page.get_by_text("please sign in")).to_be_visible()
