"""The only reader of the environment and of the configuration file.

Keys, as an environment variable and in ``<home>/config.toml`` (the environment wins; an unknown key fails):

=======================  ==============  =================================================================
CLAUSEWISE_HOME                          where the index lives; default: the platform's user data folder
CLAUSEWISE_CORPUS        corpus          the corpus folder; default: the one beside this package
CLAUSEWISE_EMBED_MODEL   embed_model     "packaged", or any sentence-transformers model: a folder or hub name
CLAUSEWISE_ADAPTER       adapter         "auto" (that of the home folder, else the shipped one), "none", or a folder
CLAUSEWISE_RERANKER      reranker        a CrossEncoder that reads the best clauses again (`rag.rerank`); default: none
CLAUSEWISE_CELLAR_URL    cellar_url      where official texts are fetched; default: the Publications Office itself
=======================  ==============  =================================================================
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from ingest.cellar import OFFICIAL
from ingest.errors import SettingsError

PACKAGED = "packaged"
AUTO, NONE = "auto", "none"  # of the adapter
CONFIG = "config.toml"
_PREFIX = "CLAUSEWISE_"
_KEYS = ("corpus", "embed_model", "cellar_url", "adapter", "reranker")


@dataclass(frozen=True)
class Settings:
    """Everything configurable, read once at the edge and passed down."""

    home: Path
    corpus: Path
    embed_model: str = PACKAGED
    cellar_url: str = OFFICIAL
    adapter: str = AUTO
    reranker: str = ""

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
        )


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
