"""A caller of the Exact sandbox that knows nothing of our connector: plain httpx, with a token."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from overstap.connectors.exact_online.sandbox import application
from overstap.connectors.exact_online.sandbox.limits import PER_DAY
from overstap.connectors.exact_online.sandbox.oauth import CLIENT_ID, CLIENT_SECRET
from overstap.connectors.sandboxes.control import Controlled
from overstap.connectors.sandboxes.world import World
from tests.connectors.driven import InProcess

REDIRECT = "https://overstap.example/koppelen"
WHO = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
BOOKS, EMPTY, BLOCKED, FOREIGN, SECRET = 100_001, 100_002, 100_003, 200_001, 100_009


class Caller:
    """A sandbox of its own, and a client with a token that lives for ten minutes."""

    def __init__(self, per_minute: int = 100_000, per_day: int = PER_DAY, lines: int = 0) -> None:
        self.world = World()
        self.app: Controlled = application(self.world, lines=lines, per_minute=per_minute, per_day=per_day)
        self.client = httpx.Client(transport=InProcess(self.app), base_url="http://exact.test")
        self.client.headers["Accept"] = "application/json"
        self.tokens = self.redeem(self.code()).json()
        self.use(self.tokens)

    def code(self, **asked: str) -> str:
        """Consent, and the code that comes back with it."""
        query = {"client_id": CLIENT_ID, "redirect_uri": REDIRECT, "response_type": "code", "consent": "yes"} | asked
        answer = self.client.get("/api/oauth2/auth", params=query)
        return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]

    def redeem(self, code: str) -> httpx.Response:
        """Exchange a code."""
        return self.token({"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT} | WHO)

    def refresh(self, token: str) -> httpx.Response:
        """Exchange a refresh token."""
        return self.token({"grant_type": "refresh_token", "refresh_token": token} | WHO)

    def token(self, asked: dict[str, str]) -> httpx.Response:
        """A call to the token endpoint."""
        return self.client.post("/api/oauth2/token", data=asked)

    def use(self, tokens: dict[str, str]) -> None:
        """Call with this token from now on."""
        self.client.headers["Authorization"] = f"Bearer {tokens['access_token']}"

    def get(self, path: str, division: int = BOOKS, **options: object) -> httpx.Response:
        """``get("crm/Accounts", select="ID", top=2)``."""
        query = {f"${name}": str(value) for name, value in options.items()}
        return self.client.get(f"/api/v1/{division}/{path}", params=query or None)

    def rows(self, path: str, division: int = BOOKS, **options: object) -> list[dict[str, Any]]:
        """All rows, page by page."""
        return [row for page in self.pages(path, division, **options) for row in page]

    def pages(self, path: str, division: int = BOOKS, **options: object) -> Iterator[list[dict[str, Any]]]:
        """The pages of a collection, by ``__next``."""
        answer = self.get(path, division, **options)
        while True:
            assert answer.status_code == 200, answer.text
            told = answer.json()["d"]
            yield told["results"]
            if "__next" not in told:
                return
            answer = self.client.get(told["__next"])

    def one(self, path: str, division: int = BOOKS, **options: object) -> dict[str, Any]:
        """The first row."""
        return self.rows(path, division, **options)[0]

    def send(self, method: str, path: str, told: object = None, division: int = EMPTY) -> httpx.Response:
        """POST, PUT or DELETE."""
        content = None if told is None else json.dumps(told)
        headers = {"Content-Type": "application/json", "Prefer": "return=representation"}
        return self.client.request(method, f"/api/v1/{division}/{path}", content=content, headers=headers)

    def made(self, path: str, told: object, division: int = EMPTY) -> dict[str, Any]:
        """What was made by a POST."""
        answer = self.send("POST", path, told, division)
        assert answer.status_code == 201, answer.text
        return dict(answer.json()["d"])


def message(answer: httpx.Response) -> str:
    """What the error says."""
    return str(answer.json()["error"]["message"]["value"])
