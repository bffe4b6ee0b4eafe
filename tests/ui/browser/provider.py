"""An OpenID Connect provider on this machine: it signs in whoever it is told to, with real signed tokens."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

AUTH = """
[auth]
redirect_uri = "{app}oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "clausewise"
client_secret = "kept"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""


class Provider:
    """Use as a context manager. `person` are the claims of the one who signs in next; `refuses` sends them away."""

    def __init__(self) -> None:
        self.person: dict[str, Any] = {}
        self.refuses = False
        self._key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self._nonces: dict[str, str] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = urlsplit(self.path)
                if asked.path.endswith("openid-configuration"):
                    self._json(provider._metadata())
                elif asked.path == "/jwks":
                    self._json({"keys": [provider._key.as_dict(private=False)]})
                elif asked.path == "/authorize":
                    self.send_response(302)
                    self.send_header("Location", provider._redirect(parse_qs(asked.query)))
                    self.end_headers()
                else:
                    self.send_error(404)

            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self._json(provider._tokens(form["code"][0]))

            def _json(self, value: object) -> None:
                body = json.dumps(value).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *told: object) -> None:
                pass  # a test's output is its own

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "Provider":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def _redirect(self, asked: dict[str, list[str]]) -> str:
        answer = {"state": asked["state"][0]}
        if self.refuses:
            answer["error"] = "access_denied"
        else:
            answer["code"] = f"code-{len(self._nonces)}"
            self._nonces[answer["code"]] = asked.get("nonce", [""])[0]
        return f"{asked['redirect_uri'][0]}?{urlencode(answer)}"

    def _tokens(self, code: str) -> dict[str, Any]:
        now = int(time.time())
        claims = {"iss": self.url, "aud": "clausewise", "iat": now, "exp": now + 600, "nonce": self._nonces.pop(code)}
        token = jwt.encode({"alg": "RS256", "kid": "one"}, claims | self.person, self._key)
        return {"access_token": "none", "token_type": "Bearer", "expires_in": 600, "id_token": token}
