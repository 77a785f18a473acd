"""Every path of the description: nobody gets in without a token, with a wrong one, or with the wrong scope."""

import json
from typing import Any
from uuid import uuid4

import pytest

from overstap.api import description
from tests.api.conftest import Program, Programs
from tests.books.documents.archives import Archive

DESCRIBED = json.loads(description.FILE.read_text("utf-8"))["paths"]
PATHS = [(method, path) for path, methods in DESCRIBED.items() for method in methods]
FOR_ANY_TOKEN = "/api/v1/token"


def _ask(program: Program, method: str, path: str) -> Any:
    filled = path.removeprefix("/api/v1/").replace("{code}", "1001").replace("{uid}", str(uuid4()))
    return program.get(filled) if method == "get" else program(method, filled, b'{"tag": null}', "application/json")


def test_there_are_paths() -> None:
    assert len(PATHS) >= 8


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_nobody_gets_in_without_a_token(method: str, path: str, archive: Archive) -> None:
    for secret in ("", "ovs_wrong"):
        answer = _ask(Program(secret), method, path)
        assert answer.status_code == 401
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("method", "path"), [one for one in PATHS if one[1] != FOR_ANY_TOKEN])
def test_each_path_asks_for_a_scope(method: str, path: str, archive: Archive, program: Programs) -> None:
    scopes = ("administrations:read", "documents:read", "documents:write")
    answers = [_ask(program(None, scope), method, path) for scope in scopes]
    codes = [
        answer.json().get("code") if answer.headers["Content-Type"] == "application/problem+json" else "OK"
        for answer in answers
    ]
    assert codes.count("TOKEN-SCOPE") == 2, codes


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_it_is_described_what_comes_back(method: str, path: str) -> None:
    told = DESCRIBED[path][method]
    assert told["security"]
    assert set(told["responses"]) & {"200", "201", "204"}
    assert "problem" in json.dumps(told["responses"]).lower()
