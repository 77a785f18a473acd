"""The inbox of an administration of the demonstration: questions without a file, an Outlook package, scans to sort."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from email.message import EmailMessage
from email.utils import format_datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from overstap.books.inbox import delivering
from overstap.books.inbox.values import ItemKind, Waiting
from overstap.books.ledger.queries import Administration
from overstap.cli.demo.holdings import papers
from overstap.connectors.mail.reading import item_of
from overstap.exchange.mail.reading import read
from overstap.lib import clock, objects
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right

_TNEF = b"\x78\x9f\x3e\x22" + bytes(200)


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail of the demonstration; ``days`` ago."""

    days: int
    name: str
    sender: str
    subject: str
    text: str
    files: tuple[tuple[str, str, bytes], ...] = ()  # name, media type, content
    kind: ItemKind = ItemKind.MAIL


def furnish(actor: Actor, code: str) -> int:
    """Fill the inbox of administration ``code``; gives how many items it has. Takes less than a second."""
    one = access.administration_for_writing(actor, code, Right.WRITE_BOOKS)
    mails = list(_mails())
    for number, mail in enumerate(mails):
        _deliver(one, mail, number)
    audit.record(actor, "inbox.scan", {"administration": code, "count": len(mails)})
    return len(mails)


def _deliver(one: Administration, mail: Sent, number: int) -> None:
    """As the worker does with a mail that the door took."""
    uid = uuid5(NAMESPACE_URL, f"demo/{one.uid}/inbox/{number}")
    moment = clock.now() - timedelta(days=mail.days, minutes=37 * number)
    raw = _written(one, mail, uid, moment)
    waiting = Waiting(
        uid=uid,
        administration_uid=one.uid,
        address=one.delivery_address,
        kind=mail.kind,
        forwarded=False,
        sender=mail.sender,
        sha256=objects.keep(raw),
        size=len(raw),
        received_at=moment,
    )
    delivering.put(one, item_of(waiting, read(raw)))


def _written(one: Administration, mail: Sent, uid: UUID, moment: datetime) -> bytes:
    message = EmailMessage()
    message["From"] = f"{mail.name} <{mail.sender}>"
    message["To"] = one.delivery_address or "documents@example.test"
    message["Subject"] = mail.subject
    message["Message-ID"] = f"<{uid}@example.test>"
    message["Date"] = format_datetime(moment - timedelta(minutes=2))
    message.set_content(mail.text)
    for name, media_type, content in mail.files:
        main, _slash, sub = media_type.partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def _mails() -> Iterator[Sent]:
    yield Sent(
        1,
        "Waterschap Rivierenland",
        "aanslagen@waterschap.example.test",
        "Uw aanslag staat klaar",
        "Geachte heer, mevrouw,\n\nUw aanslag voor 2026 staat klaar in uw persoonlijke omgeving. Meld u aan om hem te "
        "bekijken en te downloaden.\n\nMet vriendelijke groet,\nWaterschap Rivierenland\n",
    )
    yield Sent(
        2,
        "Drukkerij Noordhoek",
        "administratie@noordhoek.example.test",
        "Herinnering: openstaande factuur 2026-0412",
        "Goedemorgen,\n\nVolgens onze administratie staat factuur 2026-0412 nog open. Is de betaling onderweg?\n\n"
        "Groet,\nSanne Noordhoek\n",
    )
    yield Sent(
        4,
        "Bouwcenter De Eik",
        "verkoop@bouwcenterdeeik.example.test",
        "Factuur en leverbon",
        "Hierbij de factuur van vorige week.\n",
        (("winmail.dat", "application/ms-tnef", _TNEF),),
    )
    yield Sent(
        6,
        "Autobedrijf Van Leeuwen",
        "werkplaats@vanleeuwen.example.test",
        "Onderhoudsbeurt bestelwagen",
        "Beste klant,\n\nIn de bijlage vindt u de bon van de onderhoudsbeurt.\n",
        (("Bon onderhoudsbeurt.pdf", "application/pdf", _receipt("Autobedrijf Van Leeuwen", "289.50")),),
    )
    for days, place, amount in ((3, "Brasserie De Kade", "64.20"), (5, "Kantoorvakhandel Smit", "38.95")):
        yield Sent(
            days,
            "Scanner op kantoor",
            "scanner@kantoor.example.test",
            f"Scan {place}",
            "Gescand document\n",
            ((f"Scan {place}.pdf", "application/pdf", _receipt(place, amount)),),
            ItemKind.SCAN,
        )


def _receipt(seller: str, amount: str) -> bytes:
    when = clock.now().date() - timedelta(days=7)
    return papers.pdf(papers.receipt(seller, "Rotterdam", when, [("Bon", Decimal(amount))], 21))
