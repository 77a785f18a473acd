"""Small ledgers for tests, made through the real actions."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

from overstap.books.ledger import masterdata, store
from overstap.books.ledger.values import Account, Entry, Line, LineVat, SubledgerLine, VatCode
from overstap.tenancy import access, actions, audit
from overstap.tenancy.actions import AdministrationDetails
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right
from tests.tenancy.people import World

CODE = "1001"
CHART = (
    Account("0500", "Kapitaal", "B"),
    Account("1100", "Bank", "B"),
    Account("1300", "Debiteuren", "B", "BVorDebHad"),
    Account("1500", "BTW hoog", "B"),
    Account("1600", "Crediteuren", "B", "BSchCreHac"),
    Account("8000", "Omzet", "P"),
    Account("9999", "Ongebruikt", "P"),
)


def open_books(world: World, code: str = CODE) -> Administration:
    """An administration of Alice's with an empty ledger, a small chart and one VAT code."""
    with audit.attempt(world.alice, world.slug, "test") as actor:
        details = AdministrationDetails(ledger_id=store.reserve_ledger())
        one = actions.create_administration(actor=actor, code=code, name="Bakkerij Jansen", details=details)
        store.open_ledger(one.ledger_id, "EUR")
        masterdata.save(one, [*CHART, VatCode("VH", "Hoog", "1500", "")], replace=True)
    return one


def book(
    world: World, entries: Iterable[Entry], subledger: Iterable[SubledgerLine] = (), code: str = CODE
) -> store.Counts:
    """Alice books."""
    with audit.attempt(world.alice, world.slug, "test") as actor:
        one = access.administration_for_writing(actor, code)
        with store.LedgerWriter(one, world.alice.pk) as writer:
            writer.add(entries)
            writer.add_subledger(list(subledger))
        store.check_balance()
    return writer.counts


@contextmanager
def reading(world: World, code: str = CODE) -> Iterator[Administration]:
    """Alice reads."""
    with audit.attempt(world.alice, world.slug, "test") as actor:
        yield access.administration(actor, code, Right.READ_BOOKS)


def seal(administration: Administration, at: int | None) -> None:
    """Seal the view at a sequence number; None makes it the living one again."""
    Administration.objects.filter(pk=administration.pk).update(sealed_at=at)


def line(nr: int, account: str, amount: str, **fields: Any) -> Line:
    """A line; a negative amount stands on the credit side."""
    value = Decimal(amount)
    return Line(str(nr), account, value, "C" if value < 0 else "D")._replace(**fields)


def entry(number: str, *lines: tuple[str, str], day: date = date(2024, 3, 1), **fields: Any) -> Entry:
    """An entry in journal VRK; its lines are (account, amount)."""
    made = [line(nr, account, amount) for nr, (account, amount) in enumerate(lines, 1)]
    return Entry(number, "VRK", day.year, day.month, day, made)._replace(**fields)


def sale(number: int, net: str, day: date, relation: str = "C1") -> Entry:
    """A sale with 21% VAT on the line of the turnover."""
    vat = (Decimal(net) * 21 / 100).quantize(Decimal("0.01"))
    invoice = f"F{number}"
    return Entry(
        str(number),
        "VRK",
        day.year,
        day.month,
        day,
        [
            line(1, "1300", str(Decimal(net) + vat), relation=relation, invoice_ref=invoice, description="verkoop"),
            line(2, "8000", f"-{net}", vat=(LineVat("VH", Decimal("21.000"), -vat, "C"),)),
            line(3, "1500", f"-{vat}"),
        ],
    )


def payment(number: int, amount: str, day: date, invoice: str, relation: str = "C1") -> Entry:
    """A customer pays."""
    lines = [line(1, "1100", amount), line(2, "1300", f"-{amount}", relation=relation, invoice_ref=invoice)]
    return Entry(str(number), "BNK", day.year, day.month, day, lines)


def said(of: Entry, nr: int, *, due: date | None = None, mutation: str = "I", kind: str = "CU") -> SubledgerLine:
    """What the sub-ledger says about line ``nr`` of an entry."""
    target = of.lines[nr - 1]
    return SubledgerLine(
        year=of.year,
        kind=kind,
        nr="1",
        journal=of.journal if of.kind == "transaction" else "",
        entry_number=of.number if of.kind == "transaction" else "",
        line_nr=target.nr,
        amount=target.amount,
        side=target.side,
        kind_of_entry=of.kind,
        relation=target.relation,
        invoice_ref=target.invoice_ref,
        invoice_date=of.date,
        due_date=due,
        mutation=mutation,
    )


def opening(year: int, *lines: tuple[str, str]) -> Entry:
    """The opening balance of a year."""
    return replace_kind(entry("", *lines, day=date(year, 1, 1)))


def replace_kind(one: Entry) -> Entry:
    """The same entry as an opening balance stated as such."""
    return one._replace(kind="opening", journal="", number="", period=0)
