"""Two offices and an administration with books, made through the real actions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from overstap.books.ledger import models as ledger
from overstap.books.ledger import store
from overstap.books.ledger.values import Entry, Line, LineVat, SubledgerLine
from overstap.books.relations import models as relations
from overstap.durable.failures import as_worker
from overstap.durable.models import OutgoingMail
from overstap.moves import actions
from overstap.moves.actions.give import OfferOrder
from overstap.moves.models import Move
from overstap.tenancy import access, audit
from overstap.tenancy import actions as tenancy
from overstap.tenancy.access import Actor
from overstap.tenancy.actions import AdministrationDetails
from overstap.tenancy.models import Administration, Environment, Person
from overstap.tenancy.roles import Role
from overstap.tenancy.values import Tier
from tests.moves import holdings
from tests.tenancy.people import join, make_environment, make_person, unique

CODE = "1001"
NEW_CODE = "K-77"


@dataclass(frozen=True)
class TwoOffices:
    """Alice gives, Dora receives; Bob keeps Alice's books; Charlie works elsewhere."""

    giver: Environment
    receiver: Environment
    alice: Person
    bob: Person
    dora: Person
    charlie: Person
    elsewhere: Environment


def two_offices(tier: Tier = Tier.PREMIUM) -> TwoOffices:
    """Two environments with people, and an administration with books at the giver."""
    alice, bob, dora, charlie = (make_person(name) for name in ("Alice", "Bob", "Dora", "Charlie"))
    giver, receiver, elsewhere = make_environment(alice), make_environment(dora, tier), make_environment(charlie)
    join(alice, giver.slug, bob, Role.SME_BOOKKEEPER)
    world = TwoOffices(giver, receiver, alice, bob, dora, charlie, elsewhere)
    add_administration(world, CODE, "Bakkerij Jansen B.V.")
    return world


def add_administration(world: TwoOffices, code: str, name: str) -> None:
    """An administration with a few entries, relations and a sub-ledger, to which Alice and Bob have access."""
    with audit.attempt(world.alice, world.giver.slug, "administration.create") as actor:
        details = AdministrationDetails(
            ledger_id=store.reserve_ledger(),
            delivery_address=f"{unique('in')}@documents.example.test",
            payment_agreement="SEPA-000123",
        )
        one = tenancy.create_administration(actor=actor, code=code, name=name, details=details)
        tenancy.give_access(actor=actor, code=code, person=world.bob)
        store.open_ledger(one.ledger_id, "EUR")
        _master_data(one)
        with store.LedgerWriter(one, world.alice.pk) as writer:
            writer.add([_opening(), *(sale(number) for number in range(1, 8))])
            writer.add_subledger([_open_item(number) for number in range(1, 8)])


def sale(number: int, net: str = "100.00") -> Entry:
    """A balanced sales entry with VAT."""
    amount, vat = Decimal(net), Decimal(net) * Decimal("0.21")
    vat = vat.quantize(Decimal("0.01"))
    invoice, day = f"2025-{number:04d}", date(2025, 3, 1 + number % 28)
    lines = [
        Line("1", "1300", amount + vat, "D", invoice, day, relation="C1", invoice_ref=invoice),
        Line("2", "8000", -amount, "C", invoice, vat=(LineVat("VH", Decimal("21.000"), -vat, "C"),)),
        Line("3", "1500", -vat, "C", invoice, description="BTW é ‘hoog’"),
    ]
    return Entry(invoice, "VK", 2025, 3, day, lines, description=f"Verkoop {number}")


def book(person: Person, slug: str, code: str, entry: Entry) -> int:
    """Book an entry as a person would; gives its sequence number."""
    with audit.attempt(person, slug, "entry.book") as actor:
        one = access.administration_for_writing(actor, code)
        with store.LedgerWriter(one, person.pk) as writer:
            writer.add([entry])
            number = writer.last_seq
    return number


def offer(world: TwoOffices, codes: tuple[str, ...] = (CODE,), **changes: object) -> UUID:
    """Alice offers."""
    order = OfferOrder(codes=codes, receiver_email=world.dora.email, agreed=True)
    with audit.attempt(world.alice, world.giver.slug, "move.offer") as actor:
        return actions.offer(actor, replace(order, **changes)).uid  # type: ignore[arg-type]


def accept(world: TwoOffices, uid: UUID, new_codes: Mapping[str, str] | None = None) -> None:
    """Dora accepts with the code from her mail."""
    typed = code_in_mail(uid)
    with audit.attempt(world.dora, world.receiver.slug, "move.accept") as actor:
        actions.accept(actor, typed, new_codes or {CODE: NEW_CODE}, agreed=True)


def code_in_mail(uid: UUID) -> str:
    """The transfer code as it stands in the receiver's mail."""
    text = mail_text(f"move/{uid}/code")
    return next(line.rpartition(" ")[2] for line in text.splitlines() if line.count("-") == 6)


def mail_text(key: str) -> str:
    """The text of a mail that waits to be sent."""
    with as_worker():
        return OutgoingMail.objects.get(key=key).text


def act(person: Person, slug: str) -> "audit._GeneratorContextManager[Actor]":  # type: ignore[name-defined]
    """A person at work, with refusals logged."""
    return audit.attempt(person, slug, "test")


def state_of(uid: UUID, person: Person, slug: str) -> str:
    """The state of a move as a party sees it."""
    with access.enter(person, slug):
        return Move.objects.get(uid=uid).state


def administration_of(person: Person, slug: str, code: str) -> Administration:
    """The row of an administration in an environment."""
    with access.enter(person, slug):
        return Administration.objects.get(environment__slug=slug, code=code)


def proof_files(folder: Path, uid: UUID) -> list[Path]:
    """The files of a proof."""
    return sorted(folder.glob(f"*{uid}*"))


def _opening() -> Entry:
    lines = [Line("1", "1100", Decimal("500.00"), "D"), Line("2", "0500", Decimal("-500.00"), "C")]
    return Entry("", "", 2025, 0, date(2025, 1, 1), lines, kind="opening")


def _open_item(number: int) -> SubledgerLine:
    invoice = f"2025-{number:04d}"
    return SubledgerLine(
        year=2025,
        kind="CU",
        nr=str(number),
        journal="VK",
        entry_number=invoice,
        line_nr="1",
        amount=Decimal("121.00"),
        side="D",
        relation="C1",
        invoice_ref=invoice,
        invoice_date=date(2025, 3, number),
        due_date=date(2025, 4, number),
        mutation="I",
    )


def _master_data(one: Administration) -> None:
    ledger.FiscalYear.objects.create(
        administration=one, year=2025, label="2025", start=date(2025, 1, 1), end=date(2025, 12, 31)
    )
    ledger.Period.objects.create(administration=one, year=2025, number=3, start=date(2025, 3, 1), end=date(2025, 3, 31))
    for code, name, kind in (
        ("0500", "Eigen vermogen", "B"),
        ("1100", "Bank", "B"),
        ("1300", "Debiteuren", "B"),
        ("1500", "Btw", "B"),
        ("8000", "Omzet", "P"),
    ):
        ledger.Account.objects.create(administration=one, code=code, name=name, type=kind)
    ledger.Journal.objects.create(administration=one, code="VK", name="Verkoop", type="S")
    ledger.VatCode.objects.create(administration=one, code="VH", name="Btw hoog", to_pay_account="1500")
    ledger.Dimension.objects.create(administration=one, type="04", code="P1", name="Project één")
    relations.Company.objects.create(administration=one, name=one.name, commerce_number="99000001")
    relations.Relation.objects.create(administration=one, code="C1", name="Café ’t Hoekje", email="c1@example.test")
    relations.RelationAddress.objects.create(
        administration=one, relation_code="C1", position=1, kind="street", street="Dorpsstraat", city="Utrecht"
    )
    relations.RelationBankAccount.objects.create(
        administration=one, relation_code="C1", position=1, number="NL02ABNA0123456789"
    )
    ledger.ImportedFile.objects.create(
        administration=one, year=2025, name="2024.xaf", sha256="0" * 64, version="3.2", imported_by=1
    )
    holdings.first_of_each(one)
