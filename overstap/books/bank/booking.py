"""A confirmed payment in the ledger: an entry in the journal of the bank, and what it pays in the sub-ledger."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import psycopg
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from overstap.books.bank.models import BankAccount, StatementLine
from overstap.books.ledger import models as ledger
from overstap.books.ledger import store
from overstap.books.ledger.models import Account, FiscalYear, Journal, Period
from overstap.books.ledger.open_items import control_kind
from overstap.books.ledger.values import Entry, Line, SubledgerLine
from overstap.lib.errors import NeedsPerson
from overstap.tenancy.models import Administration

_SOURCE = "BANK"


class NotBookable(NeedsPerson):
    """Something is missing that an entry needs: a ledger account, a journal, a book year."""

    code = "BANK-NOT-BOOKABLE"


@dataclass(frozen=True, slots=True)
class Payment:
    """A part of a line that pays an open item; ``amount`` is signed as the line. ``in_subledger``: it is kept there."""

    kind: str
    relation: str
    invoice_ref: str
    amount: Decimal
    in_subledger: bool


def entry_of(
    administration: Administration, account: BankAccount, line: StatementLine, payments: Sequence[Payment], number: str
) -> Entry:
    """The entry of a payment. Raises NotBookable."""
    _require_places(administration, account)
    year, period = _period(administration, line.booked_on)
    told = line.description or line.counter_name
    lines = [Line("1", account.account_code, line.amount, _side(line.amount), number, line.booked_on, told,
                  bank_account=line.counter_account)]  # fmt: skip
    for place, one in enumerate(payments, start=2):
        lines.append(
            Line(
                str(place),
                _control_account(administration, one),
                -one.amount,
                _side(-one.amount),
                number,
                line.booked_on,
                told,
                relation=one.relation,
                invoice_ref=one.invoice_ref,
                bank_account=line.counter_account,
            )
        )
    return Entry(number, account.journal_code, year, period, line.booked_on, lines, told, source=_SOURCE)


def turned_around(administration: Administration, seq: int, number: str) -> Entry:
    """The entry, under ``number``, that takes back the one with sequence number ``seq``."""
    booked = ledger.Entry.objects.get(ledger_id=administration.ledger_id, seq=seq)
    lines = ledger.Line.objects.filter(ledger_id=administration.ledger_id, entry_seq=seq).order_by("position")
    return Entry(
        number,
        booked.journal_code,
        booked.year,
        booked.period,
        booked.date,
        [_turned(one, number) for one in lines],
        booked.description,
        source=_SOURCE,
    )


def _turned(one: ledger.Line, number: str) -> Line:
    return Line(
        one.nr, one.account_code, -one.amount, _side(-one.amount), number, one.effective_date, one.description,
        relation=one.relation_code, invoice_ref=one.invoice_ref, bank_account=one.bank_account,
    )  # fmt: skip


def book(administration: Administration, person_id: int, entry: Entry, payments: Sequence[Payment]) -> int:
    """Book the entry, and in the sub-ledger what it pays; gives its sequence number.

    ``payments`` stand in the order of the lines after the first. Raises what ``store.refusal`` names.
    """
    try:
        with store.LedgerWriter(administration, person_id) as writer:
            writer.add([entry])
            writer.add_subledger(
                [_in_subledger(entry, place, one) for place, one in enumerate(payments, start=1) if one.in_subledger]
            )
            seq = writer.last_seq
        store.check_balance()
    except (psycopg.Error, DatabaseError) as error:
        known = store.refusal(error)
        if known is None:
            raise
        raise known from error
    return seq


def _in_subledger(entry: Entry, place: int, one: Payment) -> SubledgerLine:
    line = entry.lines[place]
    return SubledgerLine(
        year=entry.year,
        kind=one.kind,
        nr=str(place),
        journal=entry.journal,
        entry_number=entry.number,
        line_nr=line.nr,
        amount=line.amount,
        side=line.side,
        description=line.description,
        doc_ref=line.doc_ref,
        relation=one.relation,
        invoice_ref=one.invoice_ref,
        mutation="P",
    )


def undone(payments: Sequence[Payment]) -> list[Payment]:
    """What a reversing entry says of them."""
    return [replace(one, amount=-one.amount) for one in payments]


def _require_places(administration: Administration, account: BankAccount) -> None:
    accounts = Account.objects.filter(administration=administration, code=account.account_code)
    journals = Journal.objects.filter(administration=administration, code=account.journal_code)
    if not account.account_code or not account.journal_code or not accounts.exists() or not journals.exists():
        raise NotBookable(
            _("The account %(number)s has no ledger account and journal to book on.") % {"number": account.number},
            remedy=_("Choose both under Bank > Accounts."),
        )


def _period(administration: Administration, day: date) -> tuple[int, int]:
    year = FiscalYear.objects.filter(administration=administration, start__lte=day, end__gte=day).first()
    if year is None:
        raise NotBookable(
            _("There is no book year in which %(day)s falls.") % {"day": day.strftime("%d-%m-%Y")},
            code="BANK-NO-BOOK-YEAR",
            remedy=_("Open the book year first: import its audit file."),
        )
    within = Period.objects.filter(
        administration=administration, year=year.year, number__gte=1, start__lte=day, end__gte=day
    )
    period = within.order_by("number").first()
    return year.year, period.number if period else day.month


def _control_account(administration: Administration, one: Payment) -> str:
    """The account on which debtors or creditors are gathered; of several the one that this invoice was booked on."""
    rows = Account.objects.filter(administration=administration).values_list("code", "name", "reference")
    found = sorted(code for code, name, reference in rows if control_kind(name, reference) == one.kind)
    if len(found) > 1:
        found = _booked_on(administration, one, found) or found
    if not found:
        raise NotBookable(
            _("There is no ledger account for customers or suppliers to book %(invoice)s on.")
            % {"invoice": one.invoice_ref},
            remedy=_("Give such an account its reference (RGS) in the chart of accounts."),
        )
    return found[0]


def _booked_on(administration: Administration, one: Payment, accounts: Sequence[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT account_code FROM ledger_line WHERE ledger_id = %s AND account_code = ANY(%s)"
            " AND relation_code = %s AND invoice_ref = %s ORDER BY entry_seq DESC LIMIT 1",
            [administration.ledger_id, list(accounts), one.relation, one.invoice_ref],
        )
        return [row[0] for row in cursor.fetchall()]


def _side(amount: Decimal) -> str:
    return "D" if amount >= 0 else "C"
