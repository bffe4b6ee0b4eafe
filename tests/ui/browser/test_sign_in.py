"""Sign-in through a real provider's protocol: who gets in, what a role may see, and whose conversations are shown."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect
from provider import AUTH, Provider
from serving import free_port, served

from ui.services.conversations import MISSING, Conversations, Kept
from ui.visitor import COOKIE

pytestmark = pytest.mark.browser

ANN = {"sub": "1", "name": "Ann", "email": "ann@example.org", "email_verified": True}
CLAUSE = f"clauses?clause={quote('c/2024/601#pnt_3.1.1/pnt_f', safe='')}"
CITED = "C(2024) 601, point 3.1.1(f)"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with Provider() as provider:
        yield provider


@pytest.fixture(scope="module")
def locked_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home without an index, since nobody asks anything here."""
    return tmp_path_factory.mktemp("locked")


@pytest.fixture(scope="module")
def locked(provider: Provider, locked_home: Path) -> Iterator[str]:
    """An app in which people have to sign in."""
    home, port = locked_home, free_port()
    written = AUTH.format(app=f"http://127.0.0.1:{port}/", provider=provider.url)
    (home / "secrets.toml").write_text(written, encoding="utf-8")
    with served(home, home / "server.log", port, CLAUSEWISE_ADMINS="ann@example.org") as address:
        yield address


def _sign_in(page: Page, address: str) -> None:
    page.goto(address)
    _pass_the_provider(page, address)


def _pass_the_provider(page: Page, address: str) -> None:
    """Press “Sign in”; by way of the provider that leads to the base `address`, let in or not."""
    expect(page.get_by_text("please sign in")).to_be_visible()
    expect(page.get_by_placeholder("Ask a question")).to_have_count(0)
    with page.expect_navigation(url=address):
        page.get_by_role("button", name="Sign in").click()


def _expect_to_stay(page: Page, address: str) -> None:
    """The Ask page stands at `address`, has been drawn whole, and leads nowhere."""
    expect(page.get_by_role("heading", name="Ask the guidance")).to_be_visible()
    expect(page.get_by_role("button", name="Ann")).to_be_visible()
    expect(page.locator(".stApp[data-test-script-state=notRunning]")).to_be_visible()
    page.evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    expect(page.get_by_role("heading", name="Ask the guidance")).to_be_visible()
    assert page.url == address


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


@pytest.mark.parametrize("refusals", [0, 1])
def test_who_came_for_a_clause_is_led_to_it_once(page: Page, locked: str, provider: Provider, refusals: int) -> None:
    provider.person, provider.refuses = ANN, True
    page.goto(f"{locked}{CLAUSE}")
    for _ in range(refusals):
        _pass_the_provider(page, locked)
    provider.refuses = False
    _pass_the_provider(page, locked)
    expect(page.get_by_role("heading", name=CITED, exact=True)).to_be_visible()
    assert page.url == f"{locked}{CLAUSE}"
    page.goto(locked)
    _expect_to_stay(page, locked)


def test_who_then_goes_to_the_base_address_themselves_stays_there(page: Page, locked: str, provider: Provider) -> None:
    provider.person, provider.refuses = ANN, True
    page.goto(f"{locked}{CLAUSE}")
    _pass_the_provider(page, locked)
    provider.refuses = False
    _sign_in(page, locked)
    _expect_to_stay(page, locked)


def test_a_conversation_is_kept_in_mind_as_well(page: Page, locked: str, locked_home: Path, provider: Provider) -> None:
    store = Conversations(locked_home)
    anns = store.begin(f"person {provider.url} 1", [Kept("What does Ann ask?")])
    provider.person, provider.refuses = ANN, False
    page.goto(f"{locked}?conversation={anns}")
    _pass_the_provider(page, locked)
    expect(page.get_by_role("heading", name="What does Ann ask?")).to_be_visible()
    assert page.url == f"{locked}?conversation={anns}"
    store.delete(None, anns)


def test_people_who_share_a_browser_see_their_own_conversations_alone(
    page: Page, locked: str, locked_home: Path, provider: Provider
) -> None:
    store, browser = Conversations(locked_home), "b" * 43
    page.context.add_cookies([{"name": COOKIE, "value": browser, "url": locked}])
    anonymous = store.begin(f"browser {browser}", [Kept("What is anonymous?")])  # from before people had to sign in
    anns = store.begin(f"person {provider.url} 1", [Kept("What does Ann ask?")])
    provider.person, provider.refuses = ANN, False
    _sign_in(page, locked)
    page.get_by_role("button", name="Conversations").click()
    expect(page.get_by_role("button", name="What does Ann ask?")).to_be_visible()
    expect(page.get_by_text("What is anonymous?")).to_have_count(0)
    page.goto(f"{locked}?conversation={anonymous}")
    expect(page.get_by_text(MISSING)).to_be_visible()
    page.goto(f"{locked}?conversation={anns}")
    expect(page.get_by_role("heading", name="What does Ann ask?")).to_be_visible()
    page.get_by_role("button", name="Ann", exact=True).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("please sign in")).to_be_visible()
    expect(page.get_by_text("What does Ann ask?")).to_have_count(0)
    provider.person = ANN | {"sub": "2", "name": "Bob"}
    _sign_in(page, locked)
    expect(page.get_by_role("button", name="Bob")).to_be_visible()
    expect(page.get_by_role("heading", name="Ask the guidance")).to_be_visible()
    expect(page.get_by_role("button", name="Conversations")).to_have_count(0)
    page.goto(f"{locked}?conversation={anns}")
    expect(page.get_by_text(MISSING)).to_be_visible()
    store.delete(None, anns)
    store.delete(None, anonymous)
