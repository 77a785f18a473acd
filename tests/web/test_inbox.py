"""The pages of the inbox: what is shown of a mail, who may see and do what, and what hostile input gets. R113, R114."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from overstap.books.documents.models import Document
from overstap.books.inbox.models import Item, Part
from overstap.lib import clock
from overstap.tenancy import access
from overstap.tenancy.models import Administration, Membership, Person
from overstap.tenancy.roles import Role
from tests.moves.world import CODE, TwoOffices
from tests.web.inbox_examples import PDF, put_mail

SignedIn = Callable[[Person], Client]


def at(world: TwoOffices, name: str, **parts: object) -> str:
    return reverse(name, kwargs={"environment": world.giver.slug, "code": CODE, **parts})


@pytest.fixture(autouse=True)
def english(world: TwoOffices) -> None:
    """The pages of these tests are read in English."""
    Person.objects.filter(pk__in=[world.alice.pk, world.bob.pk]).update(language="en")


@pytest.fixture
def uid(world: TwoOffices) -> UUID:
    return put_mail(world.alice, world.giver.slug)


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def item(world: TwoOffices, uid: UUID) -> Item:
    with access.enter(world.alice, world.giver.slug):
        return Item.objects.get(uid=uid)


def test_the_list_shows_what_is_open_and_the_address_to_copy(world: TwoOffices, signed_in: SignedIn, uid: UUID) -> None:
    """R056, R109: the delivery address stands where people look for it."""
    page = text_of(signed_in(world.alice), at(world, "administration-inbox"))
    assert "Factuur van &lt;b&gt;Jansen&lt;/b&gt;" in page
    assert "@documents.example.test" in page
    assert str(uid) in page
    assert str(uid) not in text_of(signed_in(world.alice), at(world, "administration-inbox") + "?state=done")


def test_an_empty_inbox_says_what_comes_there(world: TwoOffices, signed_in: SignedIn) -> None:
    page = text_of(signed_in(world.alice), at(world, "administration-inbox") + "?kind=mail")
    assert "Nothing is open" in page


@pytest.mark.parametrize("query", ["?state=x&kind=y", "?after=x", "?after=2026-01-01~x", "?after=%00", "?state=all"])
def test_a_query_that_is_none_gets_a_page(world: TwoOffices, signed_in: SignedIn, query: str) -> None:
    assert signed_in(world.alice).get(at(world, "administration-inbox") + query).status_code == 200


def test_a_mail_is_shown_as_words_and_nothing_of_it_runs(world: TwoOffices, signed_in: SignedIn, uid: UUID) -> None:
    page = text_of(signed_in(world.alice), at(world, "inbox-item", uid=uid))
    assert "&lt;script&gt;alert" in page
    assert "<script>alert" not in page
    assert 'href="https://example.test' not in page
    assert "winmail.dat" in page
    assert "package of Outlook" in page


def test_pages_take_a_fixed_number_of_statements(
    world: TwoOffices, signed_in: SignedIn, uid: UUID, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    client = signed_in(world.alice)
    for _number in range(5):
        put_mail(world.alice, world.giver.slug)
    for address in (at(world, "administration-inbox"), at(world, "inbox-item", uid=uid)):
        client.get(address)
        with django_assert_max_num_queries(26):  # type: ignore[attr-defined]
            client.get(address)


def test_the_list_goes_on_where_the_page_ended(world: TwoOffices, signed_in: SignedIn) -> None:
    for number in range(55):
        with clock.moved_by(timedelta(seconds=number)):
            put_mail(world.alice, world.giver.slug, subject=f"number {number:02d}.")
    client = signed_in(world.alice)
    first = client.get(at(world, "administration-inbox") + "?kind=mail")
    second = client.get(at(world, "administration-inbox"), {"kind": "mail", "after": first.context["next"]})
    subjects = [row[0].subject for page in (first, second) for row in page.context["rows"]]
    assert subjects == [f"number {number:02d}." for number in reversed(range(55))]
    assert second.context["next"] == ""


def test_a_file_becomes_a_document_with_a_tag_once(world: TwoOffices, signed_in: SignedIn, uid: UUID) -> None:
    client = signed_in(world.bob)
    for tag in ("purchase", "bank"):
        answer = client.post(at(world, "inbox-document", uid=uid), {"number": "2", "tag": tag})
        assert answer.status_code == 302
    with access.enter(world.alice, world.giver.slug):
        part = Part.objects.get(item_uid=uid, number=2)
        [document] = Document.objects.filter(uid=part.document_uid)
    assert (document.name, document.tag, document.source) == ("bon.pdf", "bank", "mail")
    assert (item(world, uid).state, item(world, uid).settled_by) == ("done", world.bob.name)


def test_what_is_put_aside_can_be_opened_again(world: TwoOffices, signed_in: SignedIn, uid: UUID) -> None:
    client = signed_in(world.alice)
    client.post(at(world, "inbox-aside", uid=uid))
    assert item(world, uid).state == "aside"
    client.post(at(world, "inbox-restore", uid=uid))
    assert (item(world, uid).state, item(world, uid).settled_at) == ("open", None)


def test_all_documents_of_a_mail_get_a_tag_at_once(world: TwoOffices, signed_in: SignedIn, uid: UUID) -> None:
    signed_in(world.alice).post(at(world, "inbox-tag", uid=uid), {"tag": "sales"})
    with access.enter(world.alice, world.giver.slug):
        made = Part.objects.get(item_uid=uid, number=1)
        assert Document.objects.get(uid=made.document_uid).tag == "sales"


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("inbox-document", {"number": "3"}, 422),  # cannot become a document
        ("inbox-document", {"number": "9"}, 404),
        ("inbox-document", {"number": "99999999999999999999"}, 404),
        ("inbox-document", {"number": "-1"}, 404),
        ("inbox-document", {"number": "²"}, 404),
        ("inbox-document", {}, 404),
        ("inbox-document", {"number": "2", "tag": "none-such"}, 422),
        ("inbox-tag", {"tag": "\x00"}, 422),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(
    world: TwoOffices, signed_in: SignedIn, uid: UUID, name: str, data: dict[str, str], status: int
) -> None:
    assert signed_in(world.alice).post(at(world, name, uid=uid), data).status_code == status
    assert item(world, uid).state == "open"


@pytest.mark.parametrize("name", ["inbox-item", "inbox-original"])
def test_an_item_that_is_not_there_is_not_found(world: TwoOffices, signed_in: SignedIn, name: str) -> None:
    assert signed_in(world.alice).get(at(world, name, uid=uuid4())).status_code == 404


def test_another_office_finds_nothing(world: TwoOffices, signed_in: SignedIn, uid: UUID) -> None:
    """Neither at the giver's address nor at its own."""
    client = signed_in(world.charlie)
    assert client.get(at(world, "inbox-item", uid=uid)).status_code == 404
    assert client.post(at(world, "inbox-aside", uid=uid)).status_code == 404
    with access.enter(world.charlie, world.elsewhere.slug):
        assert not Item.objects.exists()


@pytest.mark.parametrize(
    ("role", "reads", "acts"), [(Role.CLIENT_USER, 200, 403), (Role.RESTRICTED_CLIENT_USER, 403, 403)]
)
def test_roles_read_and_act_as_they_may(
    world: TwoOffices, signed_in: SignedIn, uid: UUID, role: Role, reads: int, acts: int
) -> None:
    with access.enter(world.alice, world.giver.slug):
        Membership.objects.filter(person=world.bob, environment=world.giver).update(role=role)
    client = signed_in(world.bob)
    assert client.get(at(world, "inbox-item", uid=uid)).status_code == reads
    assert client.post(at(world, "inbox-aside", uid=uid)).status_code == acts
    assert client.get(at(world, "inbox-scans")).status_code == 200


def test_nothing_is_changed_during_a_freeze(world: TwoOffices, signed_in: SignedIn, uid: UUID) -> None:
    with access.enter(world.alice, world.giver.slug):
        Administration.objects.filter(code=CODE, environment=world.giver).update(state="frozen")
    client = signed_in(world.alice)
    assert client.post(at(world, "inbox-aside", uid=uid)).status_code == 423
    assert client.post(at(world, "inbox-document", uid=uid), {"number": "2"}).status_code == 423
    assert "Open document" in text_of(client, at(world, "inbox-item", uid=uid))
    assert "Make document" not in text_of(client, at(world, "inbox-item", uid=uid))


def test_downloads_are_safe_whatever_stands_in_them(world: TwoOffices, signed_in: SignedIn, uid: UUID) -> None:
    client = signed_in(world.alice)
    for address in (at(world, "inbox-file", uid=uid, number=3), at(world, "inbox-original", uid=uid)):
        answer = client.get(address)
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(at(world, "inbox-file", uid=uid, number=77)).status_code == 404


def test_scans_come_into_the_inbox_and_wait(world: TwoOffices, signed_in: SignedIn) -> None:
    """R114: by a page, also for a client who may only deliver; what is no document is refused by name."""
    with access.enter(world.alice, world.giver.slug):
        Membership.objects.filter(person=world.bob).update(role=Role.RESTRICTED_CLIENT_USER)
    client = signed_in(world.bob)
    files = [SimpleUploadedFile("../../bon\x07 1.pdf", PDF), SimpleUploadedFile("bon2.pdf", PDF + b"%%EOF")]
    assert client.post(at(world, "inbox-scans"), {"files": files}).status_code == 302
    answer = client.post(
        at(world, "inbox-scans"),
        {"files": [SimpleUploadedFile("x.zip", b"PK\x03\x04"), SimpleUploadedFile("e.pdf", b"")]},
    )
    assert answer.status_code == 422
    assert "x.zip" in answer.content.decode()
    with access.enter(world.alice, world.giver.slug):
        found = Item.objects.filter(kind="scan").exclude(subject="scan.pdf").order_by("id")
        assert [(one.subject, one.state, one.sender) for one in found] == [
            ("bon 1.pdf", "open", world.bob.email), ("bon2.pdf", "open", world.bob.email)
        ]  # fmt: skip


def test_no_file_is_told(world: TwoOffices, signed_in: SignedIn) -> None:
    assert signed_in(world.alice).post(at(world, "inbox-scans")).status_code == 422
