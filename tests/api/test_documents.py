"""Documents for programs: the same rights, the same walls and the same gate as for people."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pikepdf
import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from overstap.books.documents.models import Document
from overstap.books.documents.values import Source
from overstap.exchange import ubl
from overstap.exchange.documents.values import LARGEST
from overstap.lib import clock, objects
from overstap.tenancy import access
from overstap.tenancy.models import Administration, AuditEvent
from overstap.tenancy.tokens.queries import tokens
from overstap.tenancy.values import AdministrationState
from tests.api.conftest import Program, Programs
from tests.books.documents.archives import Archive
from tests.exchange.ubl.examples import invoice

PLACE = "administrations/1001/documents"


def _pdf(text: str = "") -> bytes:
    made, out = pikepdf.new(), BytesIO()
    made.add_blank_page()
    made.docinfo["/Title"] = text
    made.save(out)
    return out.getvalue()


PDF = _pdf()


def _added(program: Program, content: bytes = PDF, **headers: str) -> str:
    answer = program("post", f"{PLACE}?name=bon.pdf", content, **headers)
    assert answer.status_code == 201, answer.content
    return str(answer.json()["uid"])


def _refused(answer: Any, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["detail"]


def _kept(archive: Archive) -> int:
    with archive.at_work():
        return Document.objects.filter(administration=archive.administration).count()


def test_a_file_in_the_body_becomes_a_document(archive: Archive, program: Programs) -> None:
    """R062."""
    answer = program()("post", f"{PLACE}?name=bon.pdf&tag=purchase&note=Benzine", PDF)
    assert answer.status_code == 201, answer.content
    assert answer.headers["Location"] == f"/api/v1/{PLACE}/{answer.json()['uid']}"
    shown = program().get(f"{PLACE}/{answer.json()['uid']}").json()
    assert (shown["name"], shown["tag"], shown["note"], shown["source"]) == ("bon.pdf", "purchase", "Benzine", "api")
    assert (shown["size"], shown["sender"], shown["invoice"]) == (len(PDF), archive.world.alice.name, None)


def test_a_file_in_a_form_becomes_a_document(archive: Archive, program: Programs) -> None:
    one = program()
    form = {"file": SimpleUploadedFile("bon.pdf", PDF), "tag": "sales", "note": "x"}
    address = f"/api/v1/{PLACE}"
    answer = Client().post(address, form, headers={"Authorization": f"Bearer {one.secret}"})
    assert answer.status_code == 201, answer.content
    assert one.get(f"{PLACE}/{answer.json()['uid']}").json()["tag"] == "sales"


def test_a_name_may_stand_in_content_disposition(archive: Archive, program: Programs) -> None:
    """A name with a path in it, or one that nobody sent, becomes one that can be shown (R062)."""
    one = program()
    header = "attachment; filename*=UTF-8''..%2F..%2Fcaf%C3%A9.pdf"
    uid = one("post", PLACE, PDF, Content_Disposition=header).json()["uid"]
    assert one.get(f"{PLACE}/{uid}").json()["name"] == "café.pdf"
    uid = one("post", PLACE, PDF).json()["uid"]
    assert one.get(f"{PLACE}/{uid}").json()["name"].startswith("document")


def test_an_invoice_gives_its_fields(archive: Archive, program: Programs) -> None:
    one = program()
    uid = one("post", f"{PLACE}?name=f.xml", ubl.write(invoice()), "application/xml").json()["uid"]
    shown = one.get(f"{PLACE}/{uid}").json()
    assert (shown["invoice"]["number"], shown["invoice"]["payable"]) == ("2026-0117", "121.00")
    assert shown["proposal"] == {"tag": "purchase", "relation": None, "by": None}


def test_the_list_goes_on_where_the_last_page_ended(archive: Archive, program: Programs) -> None:
    one = program()
    uids = [_added(one, _pdf(str(number))) for number in range(5)]
    seen, after = list[str](), ""
    for _page in range(3):
        page = one.get(PLACE, limit=2, after=after).json()
        seen += [item["uid"] for item in page["items"]]
        after = page["next"] or ""
    assert after == ""
    assert seen == uids[::-1]


def test_the_list_takes_tags_and_the_deleted(archive: Archive, program: Programs) -> None:
    """R063."""
    one = program()
    first, second = _added(one), _added(one)
    one("patch", f"{PLACE}/{first}", {"tag": "bank"}, "application/json")
    assert [item["uid"] for item in one.get(PLACE, tag="bank").json()["items"]] == [first]
    assert [item["uid"] for item in one.get(PLACE, tag="none").json()["items"]] == [second]
    assert one("delete", f"{PLACE}/{first}").status_code == 204
    assert [item["uid"] for item in one.get(PLACE).json()["items"]] == [second]
    assert [item["uid"] for item in one.get(PLACE, deleted="true").json()["items"]] == [first]


def test_a_tag_is_given_and_taken(archive: Archive, program: Programs) -> None:
    one = program()
    uid = _added(one)
    assert one("patch", f"{PLACE}/{uid}", {"tag": "own"}, "application/json").json()["tag"] == "own"
    assert one("patch", f"{PLACE}/{uid}", {"tag": None}, "application/json").json()["tag"] is None


def test_the_file_comes_out_as_it_went_in_and_is_never_run(archive: Archive, program: Programs) -> None:
    one = program()
    answer = one.get(f"{PLACE}/{_added(one)}/content")
    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="bon.pdf"'
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


# -- once


def test_a_retried_upload_is_one_document(archive: Archive, program: Programs) -> None:
    one = program()
    first = one("post", f"{PLACE}?name=bon.pdf", PDF, Idempotency_Key="a-1")
    again = one("post", f"{PLACE}?name=bon.pdf", PDF, Idempotency_Key="a-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert _kept(archive) == 1


def test_the_same_request_at_the_same_moment_waits_its_turn(archive: Archive, program: Programs) -> None:
    one = program()
    with archive.at_work() as actor:
        uid = tokens(actor)[0].uid
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"overstap answer {uid} a-1"])
        answer = one("post", f"{PLACE}?name=bon.pdf", PDF, Idempotency_Key="a-1")
        _refused(answer, 409, "IDEMPOTENCY-UNDER-WAY")
    _added(one, Idempotency_Key="a-1")
    assert _kept(archive) == 1


def test_the_same_key_with_another_file_is_refused(archive: Archive, program: Programs) -> None:
    one = program()
    _added(one, Idempotency_Key="a-1")
    _refused(one("post", f"{PLACE}?name=bon.pdf", _pdf("2"), Idempotency_Key="a-1"), 422, "IDEMPOTENCY-KEY-USED")
    assert _kept(archive) == 1


def test_the_same_file_without_a_key_is_two_documents_that_know_of_each_other(
    archive: Archive, program: Programs
) -> None:
    one = program()
    first = _added(one)
    assert one("post", PLACE, PDF).json()["same_as"] == [first]


# -- who may not


def test_without_a_token_nobody_gets_in(archive: Archive, program: Programs) -> None:
    answer = Program("").get(PLACE)
    _refused(answer, 401, "TOKEN-MISSING")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    _refused(Program("ovs_wrong").get(PLACE), 401, "TOKEN-UNKNOWN")


def test_a_session_of_a_browser_is_no_token(archive: Archive) -> None:
    client = Client()
    client.force_login(archive.world.alice, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/api/v1/{PLACE}").status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("post", PLACE, "documents:read"),
        ("patch", f"{PLACE}/{uuid4()}", "documents:read"),
        ("delete", f"{PLACE}/{uuid4()}", "documents:read"),
        ("get", PLACE, "documents:write"),
        ("get", f"{PLACE}/{uuid4()}", "documents:write"),
        ("get", f"{PLACE}/{uuid4()}/content", "administrations:read"),
        ("get", "administrations", "documents:read"),
    ],
)
def test_a_token_made_for_something_else_is_refused(
    method: str, path: str, scope: str, archive: Archive, program: Programs
) -> None:
    one = program(None, scope)
    sent = ({"tag": None}, "application/json") if method == "patch" else ()
    answer = one.get(path) if method == "get" else one(method, path, *sent)
    _refused(answer, 403, "TOKEN-SCOPE")
    with archive.at_work():
        assert AuditEvent.objects.filter(outcome="refused", code="TOKEN-SCOPE").exists()


def test_another_tenant_finds_nothing(archive: Archive, program: Programs) -> None:
    uid = _added(program())
    stranger = program(archive.world.charlie, slug=archive.world.elsewhere.slug)
    for path in (PLACE, f"{PLACE}/{uid}", f"{PLACE}/{uid}/content"):
        _refused(stranger.get(path), 404, "ADMINISTRATION-NOT-FOUND")
    _refused(stranger("post", PLACE, PDF), 404, "ADMINISTRATION-NOT-FOUND")
    _refused(stranger("delete", f"{PLACE}/{uid}"), 404, "ADMINISTRATION-NOT-FOUND")
    assert stranger.get("administrations").json() == {"items": []}


def test_who_has_no_access_finds_nothing(archive: Archive, program: Programs) -> None:
    _refused(program(archive.world.bob).get(PLACE), 404, "ADMINISTRATION-NOT-FOUND")


def test_who_delivers_only_sees_only_that(archive: Archive, program: Programs) -> None:
    """R068."""
    rita, uid = program(archive.restricted), _added(program())
    mine = _added(rita)
    assert [item["uid"] for item in rita.get(PLACE).json()["items"]] == [mine]
    _refused(rita.get(f"{PLACE}/{uid}"), 404, "DOCUMENT-NOT-FOUND")
    _refused(rita.get(f"{PLACE}/{uid}/content"), 404, "DOCUMENT-NOT-FOUND")
    _refused(rita("patch", f"{PLACE}/{mine}", {"tag": "own"}, "application/json"), 403, "ROLE-MISSING")
    _refused(rita("delete", f"{PLACE}/{mine}"), 403, "ROLE-MISSING")


def test_nothing_is_saved_in_a_frozen_administration_but_all_can_be_read(archive: Archive, program: Programs) -> None:
    """R124, R172."""
    one = program()
    uid = _added(one)
    with archive.at_work():
        Administration.objects.filter(pk=archive.administration.pk).update(
            state=AdministrationState.FROZEN, frozen_until=clock.now() + timedelta(hours=1)
        )
    for answer in (one("post", PLACE, PDF), one("delete", f"{PLACE}/{uid}")):
        _refused(answer, 423, "ADMINISTRATION-FROZEN")
        assert int(answer.headers["Retry-After"]) > 0
    assert one.get(f"{PLACE}/{uid}").status_code == 200
    assert one.get("administrations").json()["items"][0]["state"] == "frozen"
    assert _kept(archive) == 1


# -- what may not come in


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "DOCUMENT-EMPTY"),
        (b"MZ\x90\x00 a program", 415, "DOCUMENT-KIND"),
        (b"<html><script>alert(1)</script></html>", 415, "DOCUMENT-KIND"),
        (b"PK\x03\x04", 415, "DOCUMENT-KIND"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", 422, "DOCUMENT-DOCTYPE"),
    ],
)
def test_it_is_the_content_that_is_looked_at(
    content: bytes, status: int, code: str, archive: Archive, program: Programs
) -> None:
    _refused(program()("post", f"{PLACE}?name=factuur.pdf", content), status, code)
    assert _kept(archive) == 0


def test_what_is_too_large_is_refused_before_it_is_read(archive: Archive, program: Programs) -> None:
    one = program()
    _refused(one("post", PLACE, PDF, Content_Length=str(LARGEST * 10)), 413, "DOCUMENT-TOO-LARGE")
    _refused(one("post", PLACE, b"%PDF-1.7" + b" " * (LARGEST + 200_000)), 413, "DOCUMENT-TOO-LARGE")
    _refused(one("post", PLACE, b"%PDF-1.7" + b" " * LARGEST), 413, "DOCUMENT-TOO-LARGE")
    assert _kept(archive) == 0


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"no boundary", "multipart/form-data"),
        (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x"),
        (
            b'--x\r\nContent-Disposition: form-data; name="other"; filename="a"\r\n\r\nb\r\n--x--',
            "multipart/form-data; boundary=x",
        ),
    ],
)
def test_a_form_without_a_file_is_refused(body: bytes, kind: str, archive: Archive, program: Programs) -> None:
    _refused(program()("post", PLACE, body, kind), 422, "BAD-REQUEST")


@pytest.mark.parametrize("change", [{"tag": "unknown"}, {}, {"tag": None, "name": "x"}, [], "x", {"tag": ["own"]}])
def test_a_change_that_makes_no_sense_is_refused(change: Any, archive: Archive, program: Programs) -> None:
    one = program()
    _refused(one("patch", f"{PLACE}/{_added(one)}", change, "application/json"), 422, "BAD-REQUEST")


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"", b"null"])
def test_a_body_that_is_no_json_is_refused(body: bytes, archive: Archive, program: Programs) -> None:
    one = program()
    _refused(one("patch", f"{PLACE}/{_added(one)}", body, "application/json"), 422, "BAD-REQUEST")


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "201"},
        {"limit": "x"},
        {"tag": "unknown"},
        {"after": "x"},
        {"after": "bm90aGluZw=="},
        {"after": "é"},
        {"after": "MjAyNi0wMS0wMVQwMDowMDowMCA0YjE2ZTQ0MC00YmE4LTRkZTktOWEzZC0yYjU2ZDk4ZDg1OTA="},
        {"text": "x" * 201},
    ],
)
def test_a_question_that_makes_no_sense_is_refused(query: dict[str, str], archive: Archive, program: Programs) -> None:
    _refused(program().get(PLACE, **query), 422, "BAD-REQUEST")


def test_a_tag_that_there_is_not_is_refused(archive: Archive, program: Programs) -> None:
    _refused(program()("post", f"{PLACE}?tag=belasting", PDF), 422, "BAD-REQUEST")
    assert _kept(archive) == 0


@pytest.mark.parametrize("code", ["9999", "%00", "..", "1001%2F", "x" * 500])
def test_an_administration_that_there_is_not_is_not_found(code: str, archive: Archive, program: Programs) -> None:
    answer = program().get(f"administrations/{code}/documents")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_document_that_there_is_not_is_not_found(archive: Archive, program: Programs) -> None:
    one = program()
    _refused(one.get(f"{PLACE}/{uuid4()}"), 404, "DOCUMENT-NOT-FOUND")
    _refused(one.get(f"{PLACE}/{uuid4()}/content"), 404, "DOCUMENT-NOT-FOUND")
    _refused(one("delete", f"{PLACE}/{uuid4()}"), 404, "DOCUMENT-NOT-FOUND")
    _refused(one.get(f"{PLACE}/x"), 422, "BAD-REQUEST")


def test_a_content_that_the_store_lost_is_told(archive: Archive, program: Programs, tmp_path: Any) -> None:
    one = program()
    uid = _added(one)
    objects._opened.cache_clear()
    for file in (tmp_path / "objects").rglob("*"):
        if file.is_file():
            file.unlink()
    _refused(one.get(f"{PLACE}/{uid}/content"), 403, "CONTENT-MISSING")


def test_the_audit_log_tells_which_token_it_was(archive: Archive, program: Programs) -> None:
    _added(program())
    with access.enter(archive.world.alice, archive.world.slug):
        line = AuditEvent.objects.get(action="document.add")
    assert (line.person, line.facts["token"]) == (archive.world.alice, "Scanner")


def test_documents_of_programs_say_so(archive: Archive, program: Programs) -> None:
    _added(program())
    with archive.at_work():
        assert Document.objects.get(administration=archive.administration).source == Source.API
