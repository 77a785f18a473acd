"""A small OpenID Connect provider on loopback, as an office may have one: code flow with PKCE, signed ID tokens.

Started as a process of its own: ``python -m tests.web.oidc_server PORT EMAIL VERIFIED``. VERIFIED is JSON for the
claim ``email_verified``. Whoever comes is signed in as EMAIL at once.
"""

import base64
import hashlib
import json
import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "overstap", "secret-of-the-tests"
KEY_ID = "one"


class Provider(BaseHTTPRequestHandler):
    """Its pages; state is kept in the class, for there is one provider in a process."""

    key: ClassVar[rsa.RSAPrivateKey]
    claims: ClassVar[dict[str, Any]]
    issuer: ClassVar[str]
    challenges: ClassVar[dict[str, str]] = {}
    tokens: ClassVar[set[str]] = set()

    def do_GET(self) -> None:
        """Discovery, keys, who somebody is, and signing in."""
        url = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        match url.path:
            case "/.well-known/openid-configuration":
                self._answer(self._configuration())
            case "/keys":
                public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
                self._answer({"keys": [{**public, "kid": KEY_ID, "alg": "RS256", "use": "sig"}]})
            case "/userinfo":
                known = self.headers.get("Authorization", "").removeprefix("Bearer ") in self.tokens
                self._answer(self.claims if known else {"error": "invalid_token"}, 200 if known else 401)
            case "/authorize":
                self._sign_in(asked)
            case _:
                self._answer({"error": "not_found"}, 404)

    def do_POST(self) -> None:
        """A code for a token."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        given = {name: values[0] for name, values in parse_qs(body).items()}
        challenge = self.challenges.pop(given.get("code", ""), "")
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        proven = challenge == base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if not proven or (given.get("client_id"), given.get("client_secret")) != (CLIENT, SECRET):
            self._answer({"error": "invalid_grant"}, 400)
            return
        token = secrets.token_urlsafe(16)
        self.tokens.add(token)
        now = int(time.time())
        claims = {**self.claims, "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300}
        id_token = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": KEY_ID})
        self._answer({"access_token": token, "token_type": "Bearer", "expires_in": 300, "id_token": id_token})

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the library's word
        """Say nothing."""

    def _sign_in(self, asked: dict[str, str]) -> None:
        code = secrets.token_urlsafe(16)
        self.challenges[code] = asked.get("code_challenge", "")
        self.send_response(302)
        answer = {"code": code, "state": asked["state"]} if self.claims["email"] else {"error": "access_denied"}
        self.send_header("Location", f"{asked['redirect_uri']}?{urlencode({'state': asked['state'], **answer})}")
        self.end_headers()

    def _configuration(self) -> dict[str, Any]:
        names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo"}
        return {
            "issuer": self.issuer,
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "id_token_signing_alg_values_supported": ["RS256"],
            **{name: f"{self.issuer}/{path}" for name, path in names.items()},
        }

    def _answer(self, value: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main(port: int, email: str, verified: object) -> None:
    """Serve until killed."""
    Provider.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    Provider.issuer = f"http://127.0.0.1:{port}"
    subject = hashlib.sha256(email.encode()).hexdigest()
    Provider.claims = {"sub": subject, "email": email, "email_verified": verified, "name": "From the office"}
    ThreadingHTTPServer(("127.0.0.1", port), Provider).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3]))
