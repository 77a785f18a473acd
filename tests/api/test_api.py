"""The API as a whole: its description, its limits, its answers where nothing is."""

import json
from typing import Any

import pytest
from django.test import Client

from overstap.api import description
from overstap.tenancy import audit, people, queries
from overstap.tenancy.tokens import actions, counting
from overstap.tenancy.tokens.queries import tokens
from tests.api.conftest import ALL, Program, Programs
from tests.books.documents.archives import Archive
from tests.tenancy.people import join


def test_the_description_that_is_kept_is_what_the_code_gives() -> None:
    """After a change: ``make openapi``, and look at the difference."""
    assert description.FILE.read_text("utf-8") == description.described()


def test_the_description_is_there_for_everybody(db: None) -> None:
    told = Client().get("/api/v1/openapi.json").json()
    assert told == json.loads(description.FILE.read_text("utf-8"))
    assert all(one["summary"] for path in told["paths"].values() for one in path.values())


def test_a_token_tells_who_it_is(archive: Archive, program: Programs) -> None:
    answer = program(None, "documents:read").get("token")
    assert answer.headers["Cache-Control"] == "private, no-store"
    told = answer.json()
    assert (told["person"], told["environment"], told["scopes"]) == (
        archive.world.alice.name,
        archive.world.slug,
        ["documents:read"],
    )


def test_the_administrations_are_those_that_one_may_open(archive: Archive, program: Programs) -> None:
    assert [one["code"] for one in program().get("administrations").json()["items"]] == ["1001"]
    assert program(archive.world.bob).get("administrations").json() == {"items": []}


@pytest.mark.parametrize("path", ["", "v1", "v1/", "v1/nothing", "v2/administrations", "v1/administrations/1001"])
def test_where_nothing_is_a_program_is_told_so(path: str, db: None) -> None:
    answer = Client().get(f"/api/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "ADDRESS-NOT-FOUND")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_what_cannot_be_done_is_told_with_what_can(archive: Archive, program: Programs) -> None:
    answer = program()("put", "administrations", b"")
    assert (answer.status_code, answer.json()["code"]) == (405, "METHOD-NOT-ALLOWED")
    assert "GET" in answer.headers["Allow"]


def test_who_asks_too_often_is_told_when_to_go_on(
    archive: Archive, program: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "REQUESTS", 2)
    one = program()
    assert [one.get("token").status_code for _ in range(3)] == [200, 200, 429]
    answer = one.get("token")
    assert answer.json()["code"] == "TOO-MANY-REQUESTS"
    assert 1 <= int(answer.headers["Retry-After"]) <= 60


def test_who_guesses_is_stopped_by_address(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "GUESSES", 2)
    statuses = [Program(f"ovs_{number}").get("token").status_code for number in range(3)]
    assert statuses == [401, 401, 429]


def test_the_address_is_the_one_that_the_proxy_names(
    archive: Archive, program: Programs, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(counting, "GUESSES", 1)
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for_one = {"X-Forwarded-For": "203.0.113.9, 192.0.2.1"}
    assert Client().get("/api/v1/token", headers={"Authorization": "Bearer ovs_x", **for_one}).status_code == 401
    assert Client().get("/api/v1/token", headers={"Authorization": "Bearer ovs_x", **for_one}).status_code == 429
    forged = {"X-Forwarded-For": "203.0.113.10, 192.0.2.1"}
    assert Client().get("/api/v1/token", headers={"Authorization": "Bearer ovs_x", **forged}).status_code == 429


def test_a_revoked_token_is_refused(archive: Archive, program: Programs) -> None:
    one = program()
    with archive.at_work() as actor:
        actions.revoke(actor, tokens(actor)[0].uid)
    answer = one.get("token")
    assert (answer.status_code, answer.json()["code"]) == (401, "TOKEN-REVOKED")


def test_a_former_member_finds_no_environment(archive: Archive, program: Programs) -> None:
    one = program(archive.reader)
    with archive.at_work() as actor:
        people.end_membership(actor=actor, person=archive.reader)
    answer = one.get("administrations")
    assert (answer.status_code, answer.json()["code"]) == (404, "ENVIRONMENT-NOT-FOUND")


def test_answers_are_in_the_language_of_the_person(archive: Archive, program: Programs) -> None:
    one = program()
    archive.world.alice.language = "en"
    archive.world.alice.save(update_fields=["language"])
    assert one.get("administrations/9/documents").json()["title"] == "Not found"


def test_a_fault_of_ours_gives_a_number_and_nothing_else(
    archive: Archive, program: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(queries, "administrations", fail)
    answer = program().get("administrations")
    assert (answer.status_code, answer.json()["code"]) == (500, "UNEXPECTED")
    assert "secret" not in answer.content.decode()


def test_one_token_is_of_one_environment(archive: Archive, program: Programs) -> None:
    """Charlie works elsewhere too; a token of there opens nothing here."""
    join(archive.world.alice, archive.world.slug, archive.world.charlie, "accountant")
    with audit.attempt(archive.world.charlie, archive.world.elsewhere.slug, "test") as actor:
        one = Program(actions.make(actor, name="x", scopes=ALL).secret)
    assert one.get("administrations/1001/documents").status_code == 404
