"""`clausewise corpus fetch`: get official texts, store and index them; who asked is told how far it is."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ingest.catalogue import Catalogue, Entry, load_catalogue
from ingest.cellar import Cellar
from ingest.errors import FetchError, NotFetchable
from ingest.fetch import Fetched, celex_of, fetch, folder_of, is_there, stored
from rag.settings import Settings
from ui.documents import join
from ui.progress import TERMINAL, Progress


def run_fetch(
    settings: Settings,
    name: str | None,
    *,
    language: str,
    form: str,
    cellar: Cellar | None = None,
    progress: Progress = TERMINAL,
) -> dict[str, Any]:
    """Fetch the document `name`, or all that can be and are not there, and put them into the index; as for --json.

    Of one document a failure is raised; of several, each failure is told and the others go on. A text that cannot be
    read as what it should be stays stored and out of the index; its row says why.
    """
    catalogue = load_catalogue(settings.corpus)
    ask = _Asked(settings, cellar or Cellar(settings.cellar_url, sleep=_waiting(progress)), language, form, progress)
    result: dict[str, Any] = {"fetched": [], "present": [], "skipped": [], "failed": []}
    texts: list[Fetched] = []
    try:
        if name is not None:
            texts.append(_fetch(_resolve(catalogue, name), ask))
        else:
            texts += _fetch_all(catalogue, ask, result)
    except KeyboardInterrupt:
        kept = "Texts stored so far stay; a half-loaded one is kept and the same command resumes it."
        progress.say(f"\nInterrupted. {kept}")
        sys.exit(130)
    unread = join(settings, texts, progress)
    present = {row["folder"] for row in result["present"]}
    for text in texts:
        reason = unread.get(text.folder)
        told = {"indexed": reason is None, "reason": reason}
        if str(text.folder) not in present:
            result["fetched"].append({**text.to_dict(), **told})
    return result


@dataclass(frozen=True)
class _Asked:
    """What every text of a command is fetched with."""

    settings: Settings
    cellar: Cellar
    language: str
    form: str
    progress: Progress


def _fetch_all(catalogue: Catalogue, ask: _Asked, result: dict[str, Any]) -> list[Fetched]:
    """Every text that could be fetched or is there already; what is there, skipped or failed is told in `result`."""
    texts = []
    for entry in catalogue.entries:
        if entry.how != "fetch" and "celex" not in (entry.identifiers or {}):
            continue  # nothing official to fetch
        try:
            celex_of(entry)
        except NotFetchable as error:
            result["skipped"].append({"document": entry.key, "message": error.message})
            continue
        folder = folder_of(entry, ask.settings.home, ask.language, ask.form)
        try:
            if is_there(folder):
                texts.append(stored(folder))
                result["present"].append({"document": entry.key, "folder": str(folder)})
            else:
                texts.append(_fetch(entry, ask))
        except FetchError as error:
            ask.progress.say(f"  {error.message}\n  {error.hint}")
            result["failed"].append({"document": entry.key, "message": error.message, "hint": error.hint})
    return texts


def _resolve(catalogue: Catalogue, name: str) -> Entry:
    entry = catalogue.resolve(name)
    if entry is None:
        raise NotFetchable(
            f"The catalogue has no document “{name}”.", hint="`clausewise corpus list` shows the names there are."
        )
    return entry


def _fetch(entry: Entry, ask: _Asked) -> Fetched:
    celex, say = celex_of(entry), ask.progress.say
    say(f"Fetching {entry.short} (CELEX {celex}), {ask.language}, {ask.form}")
    try:
        fetched = fetch(
            entry,
            ask.settings.home,
            cellar=ask.cellar,
            language=ask.language,
            form=ask.form,
            progress=ask.progress.received,
        )
    finally:
        ask.progress.came()
    say(f"  {fetched.witness}: stored")
    for warning in fetched.warnings:
        say(f"  note: {warning}")
    return fetched


def _waiting(progress: Progress) -> Callable[[float], None]:
    def wait(seconds: float) -> None:
        if seconds:
            progress.say(f"  No whole answer yet; trying again in {seconds:.0f} s")
        time.sleep(seconds)

    return wait
