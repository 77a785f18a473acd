"""Delivering: hostile mails each get their place, programs are not answered, two workers deliver once."""

import threading
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, ProgrammingError
from pytest_django.plugin import DjangoDbBlocker

from overstap.books.inbox import taking
from overstap.books.inbox.models import Item, Mail, Part
from overstap.books.inbox.values import Incoming, Recipient
from overstap.connectors.mail import reading
from overstap.lib import objects
from overstap.tenancy import access, audit
from overstap.tenancy.access import acting, system_person
from overstap.tenancy.addresses import actions as addresses
from overstap.tenancy.models import Mandate
from tests.books.inbox.test_moving import letters
from tests.books.inbox.world import ALREADY_THERE, Side, give, held, post, read_all
from tests.smtp.office import PDF, accepted, deliver, documents, items, mail, make_office


def arrives(side: Side, raw: bytes | EmailMessage, sender: str = "a@example.test", *, forwarded: bool = False) -> Item:
    """A mail of these bytes is accepted and read; gives the item that it became."""
    one = held(side)
    address = "old@documents.localhost" if forwarded else one.delivery_address
    recipient = Recipient(address, one.uid, forwarded=forwarded)
    taking.take(Incoming(sender, (recipient,), raw.as_bytes() if isinstance(raw, EmailMessage) else raw))
    read_all()
    with access.enter(side.person, side.environment.slug):
        return Item.objects.exclude(subject=ALREADY_THERE).latest("id")


def parts(side: Side, item: Item) -> dict[str, tuple[str, str]]:
    """Name of each file: what became of it, and the code of why."""
    with access.enter(side.person, side.environment.slug):
        found = Part.objects.filter(item_uid=item.uid)
        return {one.name: (one.fate, one.problem.get("code", "")) for one in found}


def test_each_attachment_is_used_or_listed_with_its_reason(alice: Side) -> None:
    message = mail("x@example.test", ("factuur.pdf", PDF), ("leeg.pdf", b""), ("../../etc/passwd", b"root"))
    message.add_attachment(b"PK\x03\x04", maintype="application", subtype="pdf", filename="alles.pdf")
    message.add_attachment(b"\x78\x9f\x3e\x22x", maintype="application", subtype="x", filename="winmail.dat")
    message.add_attachment(b"MZ\x90", maintype="application", subtype="x", filename="factuur.pdf.exe")
    message.add_attachment(PDF, maintype="application", subtype="x", filename="naam.doc")
    item = arrives(alice, message)
    assert parts(alice, item) == {
        "factuur.pdf": ("document", ""),
        "leeg.pdf": ("unusable", "DOCUMENT-EMPTY"),
        "passwd": ("unusable", "DOCUMENT-KIND"),
        "alles.pdf": ("unusable", "DOCUMENT-KIND"),
        "winmail.dat": ("unusable", "ATTACHMENT-TNEF"),
        "factuur.pdf.exe": ("unusable", "DOCUMENT-KIND"),
        "naam.doc": ("document", "DOCUMENT-WRONG-ENDING"),
    }
    assert item.state == "open"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe" * 100,
        b"Subject: \xe9\x00\xed\xa0\x80\r\nFrom: \x00<>\r\nMessage-ID: \x00\r\n\r\n\x00\xed\xa0\x80",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" * 50,
        b"Content-Type: application/pdf; name*=utf-8''%00%ED%A0%80.pdf\r\n\r\n" + PDF,
        b"Content-Type: text/html\r\n\r\n<img src=x onerror=alert(1)>",
        b"Subject: " + b"x" * 100_000 + b"\r\n\r\n" + b"y" * 300_000,
    ],
)
def test_any_bytes_become_an_item_that_keeps_them_whole(alice: Side, raw: bytes) -> None:
    item = arrives(alice, raw)
    assert objects.content(item.sha256) == raw
    assert len(item.text) <= 100_000


def test_a_mail_without_a_usable_file_stays_open_to_be_read(alice: Side) -> None:
    item = arrives(alice, mail("x@example.test", subject="Vraag"))
    assert (item.state, item.text) == ("open", "Hierbij de factuur.")


@pytest.mark.parametrize(
    ("header", "value", "sender"),
    [
        ("Auto-Submitted", "auto-generated", "a@example.test"),
        ("Precedence", "bulk", "a@example.test"),
        ("List-Id", "<x.example.test>", "a@example.test"),
        ("X-Kind", "bounce", ""),
        ("X-Kind", "our own", "other@documents.localhost"),
        ("X-Kind", "no address", "not an address"),
    ],
)
def test_r112_automatic_mail_is_never_answered(alice: Side, header: str, value: str, sender: str) -> None:
    """Two programs that answer each other never end."""
    message = mail("x@example.test")
    message[header] = value
    give_another(alice)
    arrives(alice, message, sender, forwarded=True)
    assert letters("a@example.test") == letters(sender) == []


def give_another(side: Side) -> None:
    """A new address, of another style; the one before forwards."""
    with audit.attempt(side.person, side.environment.slug, "address.style") as actor:
        addresses.choose_style(actor=actor, style="random")
    give(side)


def test_nobody_but_the_system_writes_or_moves_waiting_mail(alice: Side, erik: Side) -> None:
    """By plain SQL as the role of the application, acting as a person."""
    post(held(alice).delivery_address)
    with access.enter(alice.person, alice.environment.slug), connection.cursor() as cursor:
        cursor.execute("UPDATE inbox_mail SET state = 'delivered'")
        assert cursor.rowcount == 0
        cursor.execute("SELECT count(*) FROM inbox_open((SELECT uid FROM inbox_mail LIMIT 1))")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM inbox_sendertold")
        assert cursor.fetchone() == (0,)
        for statement in ("DELETE FROM inbox_mail", "INSERT INTO inbox_mail SELECT * FROM inbox_mail"):
            with pytest.raises(ProgrammingError), transaction.atomic():
                cursor.execute(statement)
    with access.enter(erik.person, erik.environment.slug):
        assert not Mail.objects.exists()
        assert not Item.objects.exists()
        assert not Part.objects.exists()


def test_a_mail_is_never_sent_on_to_another_identity(alice: Side) -> None:
    post(held(alice).delivery_address)
    with acting(system_person().pk, []), connection.cursor() as cursor:
        for change in ("administration_uid = gen_random_uuid()", "message_key = 'x'", "sha256 = 'x'"):
            with pytest.raises(DatabaseError, match="delivered once"), transaction.atomic():
                cursor.execute(f"UPDATE inbox_mail SET {change}")
    read_all()
    again = pytest.raises(DatabaseError, match="delivered once")
    with acting(system_person().pk, []), connection.cursor() as cursor, again, transaction.atomic():
        cursor.execute("UPDATE inbox_mail SET state = 'waiting'")


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database with real commits: threads do not see each other's transactions."""
    with django_db_blocker.unblock():
        yield
        connection.close()


def test_two_workers_that_race_deliver_once(committed: None) -> None:
    office = make_office()
    for number in range(6):
        raw = mail(office.address, (f"{number}.pdf", PDF)).as_bytes()
        taking.take(Incoming("a@example.test", (Recipient(office.address, office.uid),), raw))
    uids = [str(one.uid) for one in accepted(office.uid)]
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        for uid in uids:
            reading.deliver(uid)
        connection.close()

    workers = [threading.Thread(target=work) for _worker in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert (len(items(office)), len(documents(office))) == (6, 6)
    with access.enter(office.world.alice, office.world.slug):
        assert not Mandate.objects.filter(reference__in=uids).exists()
    deliver(office.uid)
    assert len(items(office)) == 6
