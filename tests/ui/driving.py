"""The app as Streamlit's own test driver runs it: opened, asked, and read as the browser would be told it."""

from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from ingest.catalogue import Entry

APP = str(Path(__file__).resolve().parents[2] / "ui" / "app.py")
PATIENCE = 60  # seconds for a run of a page on a busy machine
HOSTILE = "<script>alert('x')</script> [a](javascript:alert(1)) $x$ :red[y] \u202eabc"


def open_app(view: str = "", **query: str) -> AppTest:
    """The page of `view` ("clauses"; the first one by default) at an address with these parameters."""
    at = AppTest.from_file(APP, default_timeout=PATIENCE)
    if view:
        at.run()
        at.switch_page(f"views/{view}.py")
    for name, value in query.items():
        at.query_params[name] = value
    return at.run()


def ask(at: AppTest, question: str) -> AppTest:
    """The page once the question was sent."""
    return at.chat_input[0].set_value(question).run()


def unfold(at: AppTest, key: str) -> AppTest:
    """The page once what is folded away under this key was opened."""
    at.session_state[key] = True
    return at.run()


def html_of(at: AppTest) -> str:
    """All HTML of our own on the page."""
    return "\n".join(str(element.proto.body) for element in at.get("html"))


def labels_of(at: AppTest) -> list[str]:
    """What the buttons say."""
    return [button.label for button in at.button]


def button_of(at: AppTest, label: str) -> Any:
    """The first button that says this."""
    return next(button for button in at.button if button.label == label)


def hostile_entry() -> Entry:
    """A document whose every word tries to be code."""
    return Entry(
        key="web/hostile",
        title=HOSTILE,
        short=HOSTILE,
        name=HOSTILE,
        kind="<b>page</b>",
        force="none: <b>bold</b>",
        licence="none",
        how="shipped",
        witness=HOSTILE,
        url="javascript:alert(1)",
    )
