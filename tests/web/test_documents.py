"""The archive as pages: found, added in one go and in pieces, sorted, split, merged, taken away, and its links."""

import json
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from overstap.books.documents import actions, queries
from overstap.books.documents.models import Document
from overstap.books.documents.transit import running
from overstap.books.documents.transit.models import Takeaway
from overstap.books.documents.values import EntryKey, Tag, Wanted
from overstap.lib import objects
from overstap.tenancy import actions as tenancy
from overstap.tenancy import audit
from overstap.tenancy.models import Administration, Person
from overstap.tenancy.roles import Role
from tests.books.documents.deeds import card, keep
from tests.books.documents.test_pages import pdf, widths
from tests.moves.world import CODE, TwoOffices
from tests.tenancy.people import join, make_person

SignIn = Callable[[Person], Client]


@pytest.fixture
def alice(world: TwoOffices, signed_in: SignIn, settings: Settings, tmp_path: Path) -> Client:
    """Alice, who reads English, before an archive that is empty."""
    settings.FILES_DIR = tmp_path
    with audit.attempt(world.alice, world.giver.slug, "test"):
        Document.objects.filter(administration__environment=world.giver).delete()
    client = signed_in(world.alice)
    client.post("/language/", {"language": "en"})
    return client


def at(world: TwoOffices, place: str = "") -> str:
    """An address in the archive."""
    return f"/e/{world.giver.slug}/administrations/{CODE}/documents/{place}"


def here(world: TwoOffices) -> list[str]:
    """The names in the archive."""
    with audit.attempt(world.alice, world.giver.slug, "test") as actor:
        return [row.name for row in queries.listing(actor, CODE, Wanted()).rows]


def test_an_empty_archive_says_how_to_fill_it(alice: Client, world: TwoOffices) -> None:
    page = alice.get(at(world)).text
    assert "No documents yet" in page
    assert 'type="file"' in page


def test_documents_are_listed_by_tag_and_without_one(alice: Client, world: TwoOffices) -> None:
    """R062, R063: with a tag and without."""
    keep(world, pdf(101), "inkoop.pdf", tag=Tag.PURCHASE)
    keep(world, pdf(102), "los.pdf", tag=Tag.NONE)
    assert {"inkoop.pdf" in alice.get(at(world)).text, "los.pdf" in alice.get(at(world)).text} == {True}
    assert "los.pdf" not in alice.get(at(world, "?tag=purchase")).text
    without = alice.get(at(world, "?tag=none")).text
    assert "los.pdf" in without
    assert "inkoop.pdf" not in without
    assert "No documents with this tag" in alice.get(at(world, "?tag=bank")).text


def test_the_list_goes_on_from_where_a_page_ended(
    alice: Client, world: TwoOffices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("overstap.web.documents.listing.ON_ONE_PAGE", 2)
    for number in range(5):
        keep(world, f"%PDF-1.7 {number}".encode(), f"nummer-{number}.pdf")
    seen, address = [], at(world)
    while address:
        page = alice.get(address).text
        seen += [number for number in range(5) if f"nummer-{number}.pdf" in page]
        after = (
            page.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0] if 'rel="next"' in page else ""
        )
        address = at(world, after.replace("&amp;", "&")) if after else ""
    assert seen == [3, 4, 1, 2, 0]


@pytest.mark.parametrize(
    "query", ["?after=nonsense", "?after=2025-01-01_x", "?tag=elephant", "?search=%00", "?search=" + "x" * 600]
)
def test_a_list_asked_for_in_nonsense_is_the_list(alice: Client, world: TwoOffices, query: str) -> None:
    keep(world, pdf(101), "er.pdf")
    answer = alice.get(at(world, query))
    assert answer.status_code == 200


def test_the_form_keeps_what_it_can_and_says_why_not_for_the_rest(alice: Client, world: TwoOffices) -> None:
    files = [
        SimpleUploadedFile("goed.pdf", pdf(101)),
        SimpleUploadedFile("virus.exe", b"MZ\x90"),
        SimpleUploadedFile("leeg.pdf", b""),
        SimpleUploadedFile("../../ook goed.pdf", pdf(102)),
    ]
    answer = alice.post(at(world, "add/"), {"files": files, "tag": "purchase"})
    assert answer.status_code == 422
    assert "2 files were not added" in answer.text
    assert "virus.exe" in answer.text
    assert "DOCUMENT-KIND" in answer.text
    assert sorted(here(world)) == ["goed.pdf", "ook goed.pdf"]


def test_a_form_of_good_files_leads_to_the_list(alice: Client, world: TwoOffices) -> None:
    answer = alice.post(at(world, "add/"), {"files": [SimpleUploadedFile("a.pdf", pdf(101))], "tag": ""}, follow=True)
    assert "1 document was added." in answer.text
    assert alice.post(at(world, "add/"), {"tag": ""}).status_code == 422
    assert (
        alice.post(at(world, "add/"), {"files": [SimpleUploadedFile("a.pdf", b"x")], "tag": "elephant"}).status_code
        == 422
    )


def begin(client: Client, world: TwoOffices, content: bytes, name: str = "groot.pdf") -> str:
    """Announce a file; gives the address of its pieces."""
    sent = {"name": name, "size": len(content), "tag": "purchase", "key": "k"}
    answer = client.post(at(world, "uploads/"), sent)
    assert answer.status_code == 201, answer.text
    return str(answer.headers["Location"])


def piece(client: Client, address: str, content: bytes, offset: object):  # type: ignore[no-untyped-def] # as Django's client
    """Send a piece."""
    return client.patch(
        address, content, content_type="application/offset+octet-stream", headers={"upload-offset": str(offset)}
    )


def test_a_file_in_pieces_goes_on_where_it_was(alice: Client, world: TwoOffices) -> None:
    content = pdf(*range(101, 140))
    address = begin(alice, world, content)
    assert piece(alice, address, content[:500], 0).headers["Upload-Offset"] == "500"
    wrong = piece(alice, address, content[:500], 0)
    assert (wrong.status_code, wrong.headers["Upload-Offset"]) == (409, "500")
    again = alice.head(address)
    assert (again.headers["Upload-Offset"], again.headers["Upload-Length"]) == ("500", str(len(content)))
    assert begin(alice, world, content) == address
    done = piece(alice, address, content[500:], 500)
    assert alice.get(done.json()["document"]).status_code == 200
    assert here(world) == ["groot.pdf"]


def test_a_file_in_pieces_that_is_refused_says_why(alice: Client, world: TwoOffices) -> None:
    address = begin(alice, world, b"MZ\x90nothing", "factuur.pdf")
    answer = piece(alice, address, b"MZ\x90nothing", 0)
    assert answer.status_code == 422
    assert answer.json()["code"] == "DOCUMENT-KIND"
    assert answer.json()["remedy"]
    assert here(world) == []


@pytest.mark.parametrize("offset", ["", "-1", "x", "9" * 30, "²"])
def test_a_piece_without_a_place_is_refused(alice: Client, world: TwoOffices, offset: str) -> None:
    address = begin(alice, world, b"0123456789")
    assert piece(alice, address, b"0", offset.encode().decode("latin-1")).status_code in (400, 409, 422)
    assert alice.head(address).headers["Upload-Offset"] == "0"


def test_a_piece_that_is_too_large_is_not_read(alice: Client, world: TwoOffices) -> None:
    address = begin(alice, world, b"0123456789")
    answer = piece(alice, address, b"0" * (5 << 20), 0)
    assert (answer.status_code, answer.json()["code"]) == (422, "UPLOAD-PIECE")


@pytest.mark.parametrize("size", ["0", "-1", "x", "26000000", "9" * 40])
def test_a_size_that_cannot_be_is_refused_before_anything_is_sent(alice: Client, world: TwoOffices, size: str) -> None:
    answer = alice.post(at(world, "uploads/"), {"name": "a.pdf", "size": size, "key": "k"})
    assert answer.status_code == 422
    assert answer.json()["message"]


def test_an_upload_that_is_called_off_is_gone(alice: Client, world: TwoOffices) -> None:
    address = begin(alice, world, b"0123")
    assert alice.delete(address).status_code == 204
    assert alice.head(address).status_code == 404


def test_nobody_goes_on_with_the_upload_of_another(alice: Client, world: TwoOffices, signed_in: SignIn) -> None:
    address = begin(alice, world, b"0123")
    for person in (world.bob, world.charlie):
        assert piece(signed_in(person), address, b"0123", 0).status_code == 404
    assert piece(Client(), address, b"0123", 0).status_code == 302


def test_a_page_of_a_document_has_what_is_known_and_runs_nothing(alice: Client, world: TwoOffices) -> None:
    uid = keep(world, pdf(101), "<script>alert(1)</script>.pdf")
    page = alice.get(at(world, f"{uid}/"))
    assert "<script>alert" not in page.text
    assert f"/d/{uid}/" in page.text
    download = alice.get(at(world, f"{uid}/download/"))
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in download.headers["Content-Security-Policy"]
    assert download.headers["X-Content-Type-Options"] == "nosniff"
    assert download.getvalue() == pdf(101)


def test_what_people_say_about_a_document_is_kept(alice: Client, world: TwoOffices) -> None:
    uid = keep(world, pdf(101))
    said = {"name": "Nieuw.pdf", "tag": "bank", "journal": "VK", "number": "2025-0003", "note": "let op"}
    assert alice.post(at(world, f"{uid}/change/"), said).status_code == 302
    kept = card(world, uid)
    assert (kept.name, kept.tag, kept.journal_code, kept.entry_number, kept.note) == tuple(said.values())
    assert "/entry/" in alice.get(at(world, f"{uid}/")).text


@pytest.mark.parametrize(
    "wrong", [{"number": "9999"}, {"tag": "elephant"}, {"name": ""}, {"name": "x" * 300}, {"note": "x" * 2_001}]
)
def test_what_cannot_be_kept_comes_back_with_the_form(alice: Client, world: TwoOffices, wrong: dict[str, str]) -> None:
    uid = keep(world, pdf(101))
    said = {"name": "Nieuw.pdf", "tag": "bank", "journal": "VK", "number": "2025-0003", "note": "", **wrong}
    answer = alice.post(at(world, f"{uid}/change/"), said)
    assert answer.status_code == 422
    assert card(world, uid).name == "invoice.pdf"


def test_deleting_leaves_it_findable_and_restoring_brings_it_back(alice: Client, world: TwoOffices) -> None:
    uid = keep(world, pdf(101), "weg.pdf")
    alice.post(at(world, f"{uid}/delete/"))
    assert "weg.pdf" not in alice.get(at(world)).text
    assert "weg.pdf" in alice.get(at(world, "?deleted=1")).text
    alice.post(at(world, f"{uid}/restore/"))
    assert here(world) == ["weg.pdf"]


def test_several_at_once(alice: Client, world: TwoOffices) -> None:
    uids = [keep(world, f"%PDF-1.7 {number}".encode()) for number in range(3)]
    sent = {"document": [str(uid) for uid in uids[:2]], "deed": "tag", "tag": "bank", "keep": "tag=purchase"}
    answer = alice.post(at(world, "deeds/"), sent)
    assert answer.headers["Location"] == at(world, "?tag=purchase")
    assert [card(world, uid).tag for uid in uids] == ["bank", "bank", "purchase"]
    assert alice.post(at(world, "deeds/"), {**sent, "deed": "delete"}).status_code == 302
    assert len(here(world)) == 1
    merge = alice.post(at(world, "deeds/"), {**sent, "deed": "merge"})
    assert merge.headers["Location"].count("document=") == 2


@pytest.mark.parametrize("wrong", [{}, {"document": "x", "deed": "delete"}, {"document": str(uuid4()), "deed": "burn"}])
def test_a_deed_on_nothing_is_refused_with_the_list(alice: Client, world: TwoOffices, wrong: dict[str, str]) -> None:
    keep(world, pdf(101), "er.pdf")
    answer = alice.post(at(world, "deeds/"), wrong)
    assert answer.status_code == 422
    assert "er.pdf" in answer.text


def test_a_document_of_another_archive_is_not_touched(alice: Client, world: TwoOffices) -> None:
    answer = alice.post(at(world, "deeds/"), {"document": str(uuid4()), "deed": "delete"})
    assert answer.status_code == 404


def test_splitting_by_form(alice: Client, world: TwoOffices) -> None:
    uid = keep(world, pdf(101, 102, 103), "drie.pdf")
    assert "3 pages" in alice.get(at(world, f"{uid}/split/")).text
    wrong = alice.post(at(world, f"{uid}/split/"), {"way": "parts", "parts": "1-9"})
    assert (wrong.status_code, "PAGES-BEYOND" in wrong.text, 'value="1-9"' in wrong.text) == (422, True, True)
    assert alice.post(at(world, f"{uid}/split/"), {"way": "parts", "parts": "1; 3-2"}).status_code == 302
    assert len(here(world)) == 2
    assert "Replaced by:" in alice.get(at(world, f"{uid}/")).text
    assert "Replaced" in alice.get(at(world, "?deleted=1")).text


def test_a_damaged_pdf_says_so_before_anything_is_typed(alice: Client, world: TwoOffices) -> None:
    uid = keep(world, b"%PDF-1.7 damaged", "stuk.pdf")
    answer = alice.get(at(world, f"{uid}/split/"))
    assert answer.status_code == 200
    assert "PDF-UNREADABLE" in answer.text


def test_merging_by_form_in_the_order_that_was_numbered(alice: Client, world: TwoOffices) -> None:
    first, second = keep(world, pdf(101, 102), "a.pdf"), keep(world, pdf(201), "b.pdf")
    sent = {"document": [str(first), str(second)], f"order-{first}": "2", f"order-{second}": "1", f"pages-{first}": "2"}
    assert "a.pdf" in alice.get(at(world, f"merge/?document={first}&document={second}")).text
    answer = alice.post(at(world, "merge/"), {**sent, "name": "Samen"})
    made = UUID(answer.headers["Location"].rstrip("/").rpartition("/")[2])
    assert widths(objects.content(card(world, made).sha256)) == [201, 102]
    assert here(world) == ["Samen.pdf"]


def test_the_whole_archive_is_ordered_followed_and_fetched(alice: Client, world: TwoOffices) -> None:
    """R037: the archive can be taken along."""
    keep(world, pdf(101))
    assert "Nothing packed yet" in alice.get(at(world, "archive/")).text
    alice.post(at(world, "archive/"))
    assert 'hx-trigger="every 2s"' in alice.get(at(world, "archive/")).text
    with audit.attempt(world.alice, world.giver.slug, "test"):
        uid = Takeaway.objects.get().uid
    while running.pack(str(uid), world.giver.slug):
        pass
    with audit.attempt(world.alice, world.giver.slug, "test"):
        assert Takeaway.objects.values_list("state", "problem").get() == ("ready", None)
    zipped = alice.get(at(world, f"archive/{uid}/")).getvalue()
    assert zipped.startswith(b"PK")
    alice.post(at(world, f"archive/{uid}/remove/"))
    assert alice.get(at(world, f"archive/{uid}/")).status_code == 404


def test_a_permanent_link_leads_to_who_may_see_it_and_to_nobody_else(
    alice: Client, world: TwoOffices, signed_in: SignIn
) -> None:
    """R064: a link in an accounting package keeps working; it asks who you are."""
    uid = keep(world, pdf(101))
    alice.post(at(world, "links/"), {"required": "yes"})
    assert alice.get(f"/d/{uid}/").headers["Location"] == at(world, f"{uid}/")
    assert Client().get(f"/d/{uid}/").headers["Location"].startswith("/accounts/login/")
    assert signed_in(world.charlie).get(f"/d/{uid}/").status_code == 404
    assert alice.get(f"/d/{uuid4()}/").status_code == 404


def test_a_link_without_login_is_a_choice_of_the_administration(alice: Client, world: TwoOffices) -> None:
    uid = keep(world, pdf(101))
    alice.post(at(world, "links/"), {"required": "no"})
    answer = Client().get(f"/d/{uid}/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.getvalue() == pdf(101)
    with audit.attempt(world.alice, world.giver.slug, "test") as actor:
        actions.delete(actor, CODE, [uid])
    assert Client().get(f"/d/{uid}/").status_code == 302
    alice.post(at(world, "links/"), {"required": "yes"})
    assert Client().get(f"/d/{uid}/").status_code == 302


def test_an_administration_that_cannot_be_written_shows_and_gives_but_takes_nothing(
    alice: Client, world: TwoOffices
) -> None:
    """R124: read-only."""
    uid = keep(world, pdf(101), "oud.pdf")
    with audit.attempt(world.alice, world.giver.slug, "test"):
        Administration.objects.filter(environment=world.giver, code=CODE).update(state="read_only", sealed_at=9)
    page = alice.get(at(world)).text
    assert "oud.pdf" in page
    assert "Give tag" not in page
    assert "Add documents" not in page
    assert alice.get(at(world, f"{uid}/download/")).status_code == 200
    assert alice.post(at(world, f"{uid}/delete/")).status_code == 423
    begun = alice.post(at(world, "uploads/"), {"name": "a.pdf", "size": "4", "key": "k"})
    assert (begun.status_code, begun.json()["code"]) == (423, "ADMINISTRATION-FROZEN")
    assert alice.post(at(world, "archive/")).status_code == 302


def test_who_does_not_read_the_books_sees_what_they_delivered(
    alice: Client, world: TwoOffices, signed_in: SignIn
) -> None:
    """R068: a personal archive."""
    rita = make_person("Rita")
    join(world.alice, world.giver.slug, rita, Role.RESTRICTED_CLIENT_USER)
    with audit.attempt(world.alice, world.giver.slug, "test") as actor:
        tenancy.give_access(actor=actor, code=CODE, person=rita)
    others = keep(world, pdf(101), "van een ander.pdf")
    keep(world, pdf(102), "van mij.pdf", person=rita)
    client = signed_in(rita)
    page = client.get(at(world)).text
    assert "van mij.pdf" in page
    assert "van een ander.pdf" not in page
    assert client.get(at(world, f"{others}/download/")).status_code == 404
    assert client.get(at(world, "archive/")).status_code == 403


def test_an_invoice_in_ubl_is_shown_as_people_read_one(alice: Client, world: TwoOffices) -> None:
    from overstap.exchange import ubl
    from tests.exchange.ubl.examples import invoice

    uid = keep(world, ubl.write(invoice()), "factuur.xml", media_type="application/xml")
    page = alice.get(at(world, f"{uid}/")).text
    assert invoice().number in page
    assert invoice().seller.name in page
    broken = keep(world, b"<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'><", "x.xml",
                  media_type="application/xml")  # fmt: skip
    assert alice.get(at(world, f"{broken}/")).status_code == 200


def test_the_list_asks_the_database_a_fixed_number_of_questions(
    alice: Client, world: TwoOffices, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        keep(world, f"%PDF-1.7 {number}".encode())
    with audit.attempt(world.alice, world.giver.slug, "test") as actor:
        for row in queries.listing(actor, CODE, Wanted()).rows[:2]:
            actions.link_to_entry(actor, CODE, row.uid, EntryKey("VK", "2025-0003"))
    alice.get(at(world))
    with django_assert_max_num_queries(26):
        alice.get(at(world))
    for number in range(3, 20):
        keep(world, f"%PDF-1.7 {number}".encode())
    with django_assert_max_num_queries(26):
        alice.get(at(world))


def test_answers_of_uploads_are_for_programs(alice: Client, world: TwoOffices) -> None:
    answer = alice.post(at(world, "uploads/"), {"name": "a.pdf", "size": "4", "key": "k", "tag": "elephant"})
    assert json.loads(answer.content)["code"] == "TAG-UNKNOWN"
    assert alice.get(at(world, "uploads/")).status_code == 405
