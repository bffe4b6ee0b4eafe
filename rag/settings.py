"""The only reader of the environment and of the configuration file.

Keys, as an environment variable and in ``<home>/config.toml`` (the environment wins; an unknown key fails):

=======================  ==============  =================================================================
CLAUSEWISE_HOME                          the home folder (README); default: in the platform's user data folder
CLAUSEWISE_CORPUS        corpus          the corpus folder; default: the one beside this package
CLAUSEWISE_EMBED_MODEL   embed_model     "packaged", or any sentence-transformers model: a folder or hub name
CLAUSEWISE_ADAPTER       adapter         "auto" (that of the home folder, else the shipped one), "none", or a folder
CLAUSEWISE_RERANKER      reranker        a CrossEncoder that reads the best clauses again (`rag.rerank`); default: none
CLAUSEWISE_CELLAR_URL    cellar_url      where official texts are fetched; default: the Publications Office itself
CLAUSEWISE_LLM           llm             who words the answers: "" (nobody: the clauses are quoted),
                                         "openai-like:MODEL", "ollama:MODEL", or the
                                         "package.module:Class" of a llama-index LLM
CLAUSEWISE_LLM_URL       llm_url         where it is served: http://localhost:8000/v1; an Ollama is found without
CLAUSEWISE_LLM_KEY       llm_key         the key the server wants; never printed
CLAUSEWISE_LLM_TIMEOUT   llm_timeout     seconds to wait for its next word; default: 60
CLAUSEWISE_LLM_CONTEXT   llm_context     tokens it reads and writes at most; default: 8192
CLAUSEWISE_NLI_MODEL     nli_model       a sentence-transformers CrossEncoder that judges entailment; "" for none
CLAUSEWISE_ADMINS        admins          who may change documents in the web app, where people sign in: email
                                         addresses or ids of theirs at the provider, with commas between
CLAUSEWISE_CURATORS      curators        who may see and use feedback there; admins may too
=======================  ==============  =================================================================
"""

import math
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_data_path

from ingest.cellar import OFFICIAL
from ingest.errors import SettingsError

PACKAGED = "packaged"
AUTO, NONE = "auto", "none"  # of the adapter
CONFIG = "config.toml"
_PREFIX = "CLAUSEWISE_"
_KEYS = (
    "corpus",
    "embed_model",
    "cellar_url",
    "adapter",
    "reranker",
    "llm",
    "llm_url",
    "llm_key",
    "llm_timeout",
    "llm_context",
    "nli_model",
    "admins",
    "curators",
)
LLM_TIMEOUT, MAX_TIMEOUT = 60.0, 3_600.0  # seconds
LLM_CONTEXT, LEAST_CONTEXT, MAX_CONTEXT = 8_192, 1_024, 10_000_000  # tokens
OPENAI_LIKE, OLLAMA = "openai-like", "ollama"
_LLM = re.compile(r"(?:openai-like|ollama):\S+|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*:[A-Za-z_]\w*")


@dataclass(frozen=True)
class Settings:
    """Everything configurable, read once at the edge and passed down."""

    home: Path
    corpus: Path
    embed_model: str = PACKAGED
    cellar_url: str = OFFICIAL
    adapter: str = AUTO
    reranker: str = ""
    llm: str = ""
    llm_url: str = field(default="", repr=False)  # it may hold a password
    llm_key: str = field(default="", repr=False)
    llm_timeout: float = LLM_TIMEOUT
    llm_context: int = LLM_CONTEXT
    nli_model: str = ""
    admins: tuple[str, ...] = ()
    curators: tuple[str, ...] = ()

    @classmethod
    def read(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """From `environ` (default: the process's) and the configuration file; SettingsError for what is unknown."""
        given = os.environ if environ is None else environ
        variables = {
            key.removeprefix(_PREFIX).lower(): value for key, value in given.items() if key.startswith(_PREFIX)
        }
        home = Path(variables.pop("home", "") or user_data_path("clausewise", appauthor=False))
        values = _config(home / CONFIG)
        for key, value in variables.items():
            if key not in _KEYS:
                raise _unknown(f"The environment variable {_PREFIX}{key.upper()}")
            values[key] = value
        corpus = Path(values.get("corpus", "") or Path(__file__).resolve().parent.parent / "corpus")
        return cls(
            home.expanduser(),
            corpus.expanduser(),
            values.get("embed_model", "") or PACKAGED,
            values.get("cellar_url", "") or OFFICIAL,
            values.get("adapter", "") or AUTO,
            values.get("reranker", ""),
            *_llm(values),
            values.get("nli_model", "").strip(),
            _people(values.get("admins", "")),
            _people(values.get("curators", "")),
        )


def _people(written: str) -> tuple[str, ...]:
    return tuple(person for part in written.split(",") if (person := part.strip()))


def _llm(values: Mapping[str, str]) -> tuple[str, str, str, float, int]:
    """What is said of the language model: its name, address, key, patience and size (SettingsError)."""
    name, url = values.get("llm", "").strip(), values.get("llm_url", "").strip()
    if name and not _LLM.fullmatch(name):
        raise SettingsError(
            f"The language model {name!r} is not understood.",
            hint="Write openai-like:MODEL, ollama:MODEL or package.module:Class, or leave CLAUSEWISE_LLM unset.",
        )
    if url and not _is_address(url):  # not repeated: a password may stand in it
        raise SettingsError(
            "CLAUSEWISE_LLM_URL is no address of a web server.", hint="Write it as in http://localhost:8000/v1."
        )
    if name.startswith(f"{OPENAI_LIKE}:") and not url:
        raise SettingsError(
            f"The language model {name!r} has no address.",
            hint="Set CLAUSEWISE_LLM_URL to where it is served, for example http://localhost:8000/v1.",
        )
    timeout = _number(values, "llm_timeout", LLM_TIMEOUT, 0.1, MAX_TIMEOUT, "seconds")
    context = _number(values, "llm_context", LLM_CONTEXT, LEAST_CONTEXT, MAX_CONTEXT, "tokens")
    return name, url, values.get("llm_key", "").strip(), timeout, int(context)


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0 and url.isprintable()
    except ValueError:  # a port that is no number
        return False


def _number(values: Mapping[str, str], key: str, default: float, least: float, most: float, unit: str) -> float:
    written = values.get(key, "").strip()
    try:
        number = float(written) if written else default
    except ValueError:
        number = math.nan
    if not least <= number <= most:
        raise SettingsError(
            f"{_PREFIX}{key.upper()} is {written!r}, which is not between {least:g} and {most:,g} {unit}.",
            hint=f"Write a number, or leave it unset for {default:g}.",
        )
    return number


def _config(path: Path) -> dict[str, str]:
    try:
        with path.open("rb") as file:
            values = tomllib.load(file)
    except FileNotFoundError:
        return {}
    except NotADirectoryError:
        raise SettingsError(
            f"CLAUSEWISE_HOME names {path.parent}, which is a file.", hint="Set it to a folder, or leave it unset."
        ) from None
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}.", hint="Mend or remove it.") from None
    for key, value in values.items():
        if key not in _KEYS:
            raise _unknown(f"The key {key!r} in {path}")
        if not isinstance(value, str):
            raise SettingsError(f"The key {key!r} in {path} must be a text.", hint="Put its value in quotes.")
    return values


def _unknown(what: str) -> SettingsError:
    known = ", ".join(f"{_PREFIX}{key.upper()}" for key in ("home", *_KEYS))
    return SettingsError(f"{what} is unknown.", hint=f"Known are {known}.")
