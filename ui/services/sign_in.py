"""Who has to sign in, and who may do what.

Sign-in is on where ``<home>/secrets.toml`` is, in the form of Streamlit's own ``[auth]`` section for one OpenID Connect
provider. What is wrong with that file keeps everybody out: half a lock must not become an open door.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ingest.errors import SettingsError
from rag.settings import Settings

SECRETS = "secrets.toml"
NEEDED = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
LEAST_SECRET = 32  # characters; whoever guesses it can sign in as anybody
Role = Literal["reader", "curator", "admin"]


@dataclass(frozen=True)
class SignIn:
    """Who is more than a reader, by email address (in lower case) or by id at the provider."""

    admins: frozenset[str]
    curators: frozenset[str]

    @classmethod
    def read(cls, settings: Settings) -> "SignIn | None":
        """What the settings say; None where nobody has to sign in (SettingsError for a file that cannot work)."""
        path = settings.home / SECRETS
        try:
            with path.open("rb") as file:
                found = tomllib.load(file)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(f"{path} cannot be read, so nobody can sign in: {error}.", hint="Mend it.") from None
        section = found.get("auth")
        values = section if isinstance(section, dict) else {}
        missing = [key for key in NEEDED if not isinstance(values.get(key), str) or not values[key].strip()]
        if missing:
            raise SettingsError(
                f"In the section [auth] of {path} {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing.",
                hint=f"Give it {', '.join(NEEDED)}, as texts, for one provider.",
            )
        if len(values["cookie_secret"]) < LEAST_SECRET:
            raise SettingsError(
                f"The cookie_secret in {path} is too short to be safe.",
                hint=f"Take at least {LEAST_SECRET} random characters: python -c 'import secrets; "
                "print(secrets.token_urlsafe(48))'.",
            )
        return cls(_folded(settings.admins), _folded(settings.curators))

    def role_of(self, claims: Mapping[str, object]) -> Role:
        """The role of a person by what the provider says of them.

        An address counts only when the provider has verified it: some let people write any address they like, and some
        take a person's address or the name they chose for their id.
        """
        names = {person} if "@" not in (person := str(claims.get("sub") or "")) else set[str]()
        if claims.get("email_verified") is True:
            names.add(str(claims.get("email") or "").lower())
        names.discard("")
        if names & self.admins:
            return "admin"
        return "curator" if names & self.curators else "reader"


def _folded(people: tuple[str, ...]) -> frozenset[str]:
    return frozenset(person.lower() if "@" in person else person for person in people)
