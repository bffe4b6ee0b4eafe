"""`clausewise corpus fetch`: get official texts, store and index them, with progress on stderr."""

import sys
import time
from typing import Any

from ingest.catalogue import Catalogue, Entry, load_catalogue
from ingest.cellar import Cellar
from ingest.errors import FetchError, NotFetchable
from ingest.fetch import Fetched, celex_of, fetch, folder_of, is_there, stored
from rag.settings import Settings
from ui.documents import join
from ui.progress import say

_STEP = 256 * 1024  # bytes between two redraws


def run_fetch(
    settings: Settings, name: str | None, *, language: str, form: str, cellar: Cellar | None = None
) -> dict[str, Any]:
    """Fetch the document `name`, or all that can be and are not there, and put them into the index; as for --json.

    Of one document a failure is raised; of several, each failure is told and the others go on. A text that cannot be
    read as what it should be stays stored and out of the index; its row says why.
    """
    catalogue = load_catalogue(settings.corpus)
    cellar = cellar or Cellar(settings.cellar_url, sleep=_wait)
    result: dict[str, Any] = {"fetched": [], "present": [], "skipped": [], "failed": []}
    texts: list[Fetched] = []
    try:
        if name is not None:
            texts.append(_fetch(_resolve(catalogue, name), settings, cellar, language, form))
        else:
            texts += _fetch_all(catalogue, settings, cellar, language, form, result)
    except KeyboardInterrupt:
        say("\nInterrupted. Texts stored so far stay; a half-loaded one is kept and the same command resumes it.")
        sys.exit(130)
    unread = join(settings, texts)
    present = {row["folder"] for row in result["present"]}
    for text in texts:
        reason = unread.get(text.folder)
        told = {"indexed": reason is None, "reason": reason}
        if str(text.folder) not in present:
            result["fetched"].append({**text.to_dict(), **told})
    return result


def _fetch_all(
    catalogue: Catalogue, settings: Settings, cellar: Cellar, language: str, form: str, result: dict[str, Any]
) -> list[Fetched]:
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
        folder = folder_of(entry, settings.home, language, form)
        try:
            if is_there(folder):
                texts.append(stored(folder))
                result["present"].append({"document": entry.key, "folder": str(folder)})
            else:
                texts.append(_fetch(entry, settings, cellar, language, form))
        except FetchError as error:
            say(f"  {error.message}\n  {error.hint}")
            result["failed"].append({"document": entry.key, "message": error.message, "hint": error.hint})
    return texts


def _resolve(catalogue: Catalogue, name: str) -> Entry:
    entry = catalogue.resolve(name)
    if entry is None:
        raise NotFetchable(
            f"The catalogue has no document “{name}”.", hint="`clausewise corpus list` shows the names there are."
        )
    return entry


def _fetch(entry: Entry, settings: Settings, cellar: Cellar, language: str, form: str) -> Fetched:
    celex = celex_of(entry)
    say(f"Fetching {entry.short} (CELEX {celex}), {language}, {form}")
    bar = _Bar()
    try:
        fetched = fetch(entry, settings.home, cellar=cellar, language=language, form=form, progress=bar)
    finally:
        bar.close()
    say(f"  {fetched.witness}: stored")
    for warning in fetched.warnings:
        say(f"  note: {warning}")
    return fetched


def _wait(seconds: float) -> None:
    if seconds:
        say(f"  No whole answer yet; trying again in {seconds:.0f} s")
    time.sleep(seconds)


class _Bar:
    """Bytes so far, redrawn on a terminal; silent elsewhere."""

    def __init__(self) -> None:
        self._drawn: int | None = None

    def __call__(self, done: int, total: int | None) -> None:
        if not sys.stderr.isatty():
            return
        if self._drawn is None or not 0 <= done - self._drawn < _STEP or done == total:
            of = f" of {total:,}" if total is not None else ""
            sys.stderr.write(f"\r  {done:,}{of} bytes\x1b[K")
            sys.stderr.flush()
            self._drawn = done

    def close(self) -> None:
        if self._drawn is not None:
            sys.stderr.write("\n")
