"""Bank and cash of an administration of the demonstration: statements with payments of open invoices, and links."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from overstap.books.bank import accounts, banks, links, matching, queries
from overstap.books.bank.accounts import AccountDetails
from overstap.books.bank.links import LinkDetails
from overstap.books.bank.values import BankLine, BankStatement
from overstap.books.ledger import masterdata
from overstap.books.ledger import queries as ledger
from overstap.books.ledger.queries import Administration
from overstap.books.ledger.results import OpenItem
from overstap.books.ledger.values import FiscalYear, Journal
from overstap.books.relations import queries as relations
from overstap.connectors.bank_file.actions import import_bank_file
from overstap.exchange.camt import writer
from overstap.lib.clock import AMSTERDAM, now
from overstap.lib.money import ZERO
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right

DAYS = 6  # statements of each account, the last ones of the newest book year
_PER_DAY = 3
_SURE = 75  # from this score on the bookkeeper of the demonstration confirms
_HOLDERS = (("Karin Bakker", "karin.bakker@klant.example", 40), ("Tom de Groot", "tom.degroot@klant.example", 165))


def furnish(actor: Actor, code: str) -> int:
    """Fill bank and cash of administration ``code``; gives how many lines there are. Takes a second.

    Some payments are confirmed, some wait; one link is near its end.
    """
    one = access.administration_for_writing(actor, code, Right.WRITE_BOOKS)
    years = sorted(masterdata.load(one, FiscalYear), key=lambda year: year.year)
    journals = [journal for journal in masterdata.load(one, Journal) if banks.is_iban(journal.bank_account)]
    if not years or not journals:
        return 0
    last = years[-1].end
    payments = _payments(one, last)
    lines = 0
    for place, journal in enumerate(journals):
        mine = payments[place :: len(journals)]
        lines += _import(actor, code, journal, list(_statements(journal, mine, last)))
        _link(actor, code, journal, _HOLDERS[place % len(_HOLDERS)])
    _cash(actor, code, one)
    _decide(actor, code, one)
    return lines


def _payments(one: Administration, day: date) -> list[BankLine]:
    """Payments of what is open: most in full, one in part, one without a number."""
    items = [item for item in ledger.open_items(one, as_of_date=day) if item.invoice_ref and item.relation]
    owed = [item for item in items if item.kind == "CU" and item.open > 0][:14]
    debts = [item for item in items if item.kind == "SU" and item.open < 0][:6]
    found = []
    for place, item in enumerate([*owed, *debts]):
        amount = item.open if place != 3 else (item.open / 2).quantize(Decimal("0.01"))
        found.append(_payment(one, item, amount, day, named=place % 5 != 4))
    return found


def _payment(one: Administration, item: OpenItem, amount: Decimal, day: date, *, named: bool) -> BankLine:
    known = relations.relation(one, item.relation).bank_accounts
    text = f"Factuur {item.invoice_ref}" if named else "Betaling, met dank"
    number = known[0].number if known else ""
    return BankLine(day, day, amount, item.relation_name, number, description=text, code="ESCT")


def _statements(journal: Journal, payments: Sequence[BankLine], last: date) -> Iterator[BankStatement]:
    balance = Decimal("12480.55")
    for number in range(DAYS):
        day = last - timedelta(days=DAYS - number)
        lines = [line._replace(booked_on=day, value_on=day) for line in payments[number * _PER_DAY :][:_PER_DAY]]
        if number == DAYS - 1:
            lines.append(BankLine(day, day, Decimal("-18.95"), journal.name, description="Kosten zakelijk pakket"))
        closing = balance + sum((line.amount for line in lines), ZERO)
        account = banks.clean(journal.bank_account)
        reference = f"{day.timetuple().tm_yday}"
        yield BankStatement(account, "EUR", reference, day, balance, day, closing, lines, f"statement {number + 1}")
        balance = closing


def _import(actor: Actor, code: str, journal: Journal, found: list[BankStatement]) -> int:
    text = StringIO()
    writer.write(text, found)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"afschriften-{journal.code}.xml"
        path.write_text(text.getvalue(), encoding="utf-8")
        return import_bank_file(actor, code, path, path.name).lines


def _link(actor: Actor, code: str, journal: Journal, holder: tuple[str, str, int]) -> None:
    name, email, days = holder
    today = now().astimezone(AMSTERDAM).date()
    details = LinkDetails(journal.bank_account, name, email, today - timedelta(days=days), paid=days > 90)
    links.save(actor, code, details)


def _cash(actor: Actor, code: str, one: Administration) -> None:
    for journal in masterdata.load(one, Journal):
        if journal.type == "C":
            details = AccountDetails(
                f"KAS-{journal.code}", journal.name, "cash", account_code=journal.offset_account,
                journal_code=journal.code,
            )  # fmt: skip
            accounts.save(actor, code, details)


def _decide(actor: Actor, code: str, one: Administration) -> None:
    """Half of what is beyond doubt is confirmed."""
    sure = [row for row in queries.waiting(one, limit=40) if row.proposals and row.proposals[0].score >= _SURE]
    for row in sure[: len(sure) // 2]:
        matching.confirm(actor, code, row.place, matching.parts_of(row.proposals))
