"""The archive of an administration of the demonstration: some forty documents, most of them behind an entry."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from overstap.books.documents import actions
from overstap.books.documents.values import Arrival, EntryKey, Source, Tag
from overstap.books.ledger import queries as ledger
from overstap.books.ledger.queries import Administration
from overstap.books.ledger.values import Entry
from overstap.books.relations import queries as relations
from overstap.cli.demo.holdings import papers
from overstap.cli.demo.holdings.papers import Party
from overstap.connectors.documents.actions import receive_for
from overstap.exchange import ubl
from overstap.exchange.ubl import values as e_invoice
from overstap.lib.clock import AMSTERDAM
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right

PURCHASES, SALES, STATEMENTS = 22, 7, 3
_PER_STATEMENT = 9
_NEWEST = 400  # entries of a journal that are looked at
_IBAN = "NL91ABNA0417164300"  # the one that everybody prints in examples


class Made(NamedTuple):
    """A document that is to be kept."""

    content: bytes
    arrival: Arrival
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Books:
    """What documents are made from."""

    one: Administration
    own: Party
    year: int


def furnish(actor: Actor, code: str) -> int:
    """Fill the archive of administration ``code``; gives how many documents it has. Takes a second or two."""
    one = access.administration_for_writing(actor, code, Right.DELIVER_DOCUMENTS)
    year = ledger.latest_year(one)
    if year is None:
        return 0
    books = Books(one, papers.company(relations.company(one)), year)
    kept = [_keep(actor, books, made) for made in _all(books)]
    facts = {"administration": code, "count": len(kept)}
    audit.record(actor, "document.add", facts)
    actions.delete(actor, code, [uid for uid, deleted in kept if deleted])
    return len(kept)


def _keep(actor: Actor, books: Books, made: Made) -> tuple[UUID, bool]:
    received = receive_for(books.one, made.content, made.arrival, delivered_by=actor.person)
    return received.uid, made.deleted


def _all(books: Books) -> Iterator[Made]:
    purchases, sales = _entries(books, "P", PURCHASES + 4), _entries(books, "S", SALES)
    yield from (_purchase(books, entry) for entry in purchases[:PURCHASES])
    yield from (_sale(books, entry) for entry in sales)
    if len(purchases) > PURCHASES + 3:
        yield _e_invoice(books, purchases[PURCHASES])
        yield _scan_of_three(books, purchases[PURCHASES + 1 :])
    yield from _statements(books)
    yield from _receipts(books)
    yield from _own(books)


def _entries(books: Books, journal_type: str, wanted: int) -> list[Entry]:
    """Entries of one supplier or customer, with VAT, spread over the year."""
    codes = [row.code for row in ledger.journals(books.one, year=books.year) if row.type == journal_type]
    if not codes:
        return []
    rows = ledger.journal(books.one, codes[0], year=books.year, limit=_NEWEST).rows
    step = max(1, len(rows) // (wanted + wanted // 2))
    found = (ledger.entry(books.one, row.seq) for row in rows[::step])
    fit = [entry for entry in found if _relation(entry) and any(line.vat for line in entry.lines)]
    return fit[:wanted]


def _relation(entry: Entry) -> str:
    return next((line.relation for line in entry.lines if line.relation), "")


def _reference(entry: Entry) -> str:
    return next((line.invoice_ref for line in entry.lines if line.invoice_ref), entry.number)


def _purchase(books: Books, entry: Entry) -> Made:
    supplier = papers.relation(relations.relation(books.one, _relation(entry)))
    number = _reference(entry)
    content = papers.pdf(papers.invoice(entry, supplier, books.own, number))
    name = f"Factuur {number.replace('/', '-')} {supplier.name.rstrip('.')}.pdf"
    return Made(content, _arrival(entry, name, Source.MAIL, Tag.PURCHASE, supplier.name))


def _sale(books: Books, entry: Entry) -> Made:
    customer = papers.relation(relations.relation(books.one, _relation(entry)))
    number = _reference(entry)
    content = papers.pdf(papers.invoice(entry, books.own, customer, number))
    return Made(content, _arrival(entry, f"Verkoopfactuur {number}.pdf", Source.UPLOAD, Tag.SALES, books.own.name))


def _arrival(entry: Entry, name: str, source: Source, tag: Tag, sender: str) -> Arrival:
    return Arrival(
        name=name,
        media_type="",
        source=source,
        tag=tag,
        sender=sender,
        arrived_at=_moment(entry.date, int(entry.number[-2:]) if entry.number[-2:].isdigit() else 0),
        relation_code=_relation(entry),
        entry=EntryKey(entry.journal, entry.number),
    )


def _moment(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(8 + minute % 9, minute % 60), AMSTERDAM)


def _e_invoice(books: Books, entry: Entry) -> Made:
    """One invoice as UBL, which its page shows readable."""
    supplier = relations.relation(books.one, _relation(entry))
    found = [line for line in entry.lines if line.vat]
    lines = tuple(
        e_invoice.Line(
            number=str(number),
            quantity=Decimal(1),
            unit="C62",
            amount=abs(line.amount),
            name=line.description or entry.description or "Levering",
            price=abs(line.amount),
            vat=e_invoice.Vat("S", line.vat[0].percentage)
            if line.vat[0].percentage
            else e_invoice.Vat("Z", Decimal(0)),
        )
        for number, line in enumerate(found, start=1)
    )
    bare = e_invoice.Invoice(
        kind=e_invoice.Kind.INVOICE,
        number=_reference(entry),
        issued=entry.date,
        due=entry.date + timedelta(days=30),
        type_code="380",
        currency="EUR",
        seller=_party(supplier.name, "24312345", "NL123456782B12", "0106:24312345"),
        buyer=_party(books.own.name, "27654321", "NL111222333B01", "0106:27654321"),
        totals=ubl.nothing_yet(),
        lines=lines,
        buyer_reference=f"{entry.journal} {entry.number}",
        payments=(e_invoice.Payment("30", _IBAN, reference=_reference(entry)),),
        terms="Betaling binnen 30 dagen",
    )
    content = ubl.write(ubl.totalled(bare))
    name = f"{_reference(entry).replace('/', '-')}.xml"
    return Made(content, _arrival(entry, name, Source.MAIL, Tag.PURCHASE, supplier.name))


def _party(name: str, kvk: str, vat_number: str, endpoint: str) -> e_invoice.Party:
    scheme, _colon, value = endpoint.partition(":")
    return e_invoice.Party(
        name=name,
        address=e_invoice.Address(street="Havenstraat 12", city="Rotterdam", postal_code="3011 AA", country="NL"),
        vat_number=vat_number,
        legal_id=e_invoice.Identifier(kvk, e_invoice.KVK),
        endpoint=e_invoice.Identifier(value, scheme),
    )


def _scan_of_three(books: Books, entries: Sequence[Entry]) -> Made:
    """Three invoices in one file, as a scanner gives them: something to split."""
    made = [
        papers.invoice(
            entry, papers.relation(relations.relation(books.one, _relation(entry))), books.own, _reference(entry)
        )
        for entry in entries[:3]
    ]
    day = entries[-1].date
    arrival = Arrival(f"Scan {day:%Y%m%d} 0914.pdf", "", Source.SCAN, Tag.NONE, arrived_at=_moment(day, 14))
    return Made(papers.pdf(*made), arrival)


def _statements(books: Books) -> Iterator[Made]:
    rows = _entries_of_bank(books)
    for number in range(1, STATEMENTS + 1):
        part = rows[(number - 1) * _PER_STATEMENT : number * _PER_STATEMENT]
        if part:
            day = part[-1].date
            content = papers.pdf(papers.statement("Rivierenlandbank", books.own, part, number))
            name = f"Afschrift {books.year}-{number:03d}.pdf"
            arrival = Arrival(
                name, "", Source.UPLOAD, Tag.BANK, sender="Rivierenlandbank", arrived_at=_moment(day, number)
            )
            yield Made(content, arrival)


def _entries_of_bank(books: Books) -> list[Entry]:
    codes = [row.code for row in ledger.journals(books.one, year=books.year) if row.type == "B"]
    if not codes:
        return []
    rows = ledger.journal(books.one, codes[0], year=books.year, limit=STATEMENTS * _PER_STATEMENT).rows
    return [ledger.entry(books.one, row.seq) for row in rows]


def _receipts(books: Books) -> Iterator[Made]:
    """What somebody threw on the heap: not sorted yet."""
    found = (
        ("Tankstation De Poort", "Rijksweg A12", (("Euro 95 41,20 l", "84.46"),), 21, Tag.CASH),
        ("Lunchroom Het Stadhuis", "Markt 4, Gouda", (("2 x lunch", "37.50"), ("2 x koffie", "7.20")), 9, Tag.NONE),
        ("Bouwmarkt Van Es", "Industrieweg 88", (("Schroeven 5 x 50", "8.95"), ("Siliconenkit", "6.49")), 21, Tag.NONE),
        ("Parkeergarage Centrum", "Stationsplein 1", (("Parkeren 3 u 12 min", "11.20"),), 21, Tag.CASH),
        ("Kantoorvakhandel Blok", "Nieuwstraat 17", (("Papier A4 5 pakken", "32.45"),), 21, Tag.NONE),
    )
    for number, (seller, place, what, rate, tag) in enumerate(found, start=1):
        day = date(books.year, 10, 3 * number)
        rows = [(name, Decimal(price)) for name, price in what]
        arrival = Arrival(
            f"IMG_{4210 + number}.pdf", "", Source.SCAN, tag, sender="Scanbox", arrived_at=_moment(day, number)
        )
        yield Made(papers.pdf(papers.receipt(seller, place, day, rows, rate)), arrival)


def _own(books: Books) -> Iterator[Made]:
    landlord = Party("Vastgoed Lindenhof B.V.", ("Lindelaan 2", "3411 AB Lopik"))
    insurer = Party("Onderlinge De Eendracht", ("Postbus 300", "2800 AH Gouda"))
    start = date(books.year, 1, 1)
    facts = (("Ingangsdatum", papers.day(start)), ("Looptijd", "5 jaar"))
    rent = papers.letter(
        landlord,
        books.own,
        "Huurovereenkomst bedrijfsruimte",
        facts,
        (
            "Verhuurder verhuurt aan huurder de bedrijfsruimte op het adres van huurder.",
            "De huur wordt per maand vooruit betaald en jaarlijks aangepast aan de prijsindex.",
            "Huurder draagt de kosten van dagelijks onderhoud; groot onderhoud is voor verhuurder.",
        ),
    )
    policy = papers.letter(
        insurer,
        books.own,
        "Polis aansprakelijkheid bedrijven",
        (*facts, ("Polisnummer", "AVB-2207-331")),
        ("Verzekerd bedrag € 2.500.000 per gebeurtenis.", "Eigen risico € 500 per schade."),
    )
    kept = Arrival("Huurovereenkomst.pdf", "", Source.UPLOAD, Tag.OWN, landlord.name, _moment(start, 5))
    yield Made(papers.pdf(rent), replace(kept, note="Loopt af over vijf jaar; opzeggen met 12 maanden termijn."))
    yield Made(papers.pdf(policy), replace(kept, name="Polis AVB.pdf", sender=insurer.name))
    old = replace(kept, name="Polis AVB (concept).pdf", sender=insurer.name, note="")
    yield Made(papers.pdf({**policy, "title": "Concept polis aansprakelijkheid"}), old, deleted=True)
