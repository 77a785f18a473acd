"""The proof that a connection does its work: a small entry is booked there, read back and taken back.

What is booked is 0.01 debit and 0.01 credit on one account, so that no balance changes, whatever happens next.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from django.utils.translation import gettext as _

from overstap.books.ledger.values import Account, AccountType, Entry, Journal, Line, Period
from overstap.connectors import registry
from overstap.connectors.port import Books, CannotDo, Connection, Connector, NoConnector, OutcomeUnknown, PackageRefused
from overstap.connectors.proofs import Outcome, Tried
from overstap.connectors.values import Kind, Posted, Posting, Wanted, Way
from overstap.lib import clock
from overstap.lib.errors import OverstapError
from overstap.tenancy.values import PackageFamily

CENT = Decimal("0.01")
_BOOKS_HERE = (Way.YES, Way.PART)
_MEMORIAL = ("M", "Z", "T")  # types of journals in which anything may be booked, the best first
_MOST_ACCOUNTS = 3  # tried one after the other, where a package wants more on an account than an amount
_LONGEST = 40  # characters of a description that every package keeps
_LAST_ORDINARY = 12  # months; later periods are for closing


class BookKeeper(Connector, Books, Protocol):
    """A connector that reads and writes books."""


@dataclass(frozen=True, slots=True)
class _Place:
    journal: str
    accounts: Sequence[str]
    period: Period
    on: date


def is_possible(family: PackageFamily) -> bool:
    """Whether entries can be booked in packages of this family from here."""
    try:
        connector = registry.connector(family)
    except NoConnector:
        return False
    return isinstance(connector, Books) and connector.capabilities()[Kind.ENTRIES].write in _BOOKS_HERE


def posting(connector: BookKeeper, connection: Connection, code: str, reference: str) -> Tried:
    """Book a test entry in administration ``code``, read it back and take it back (R020, R026).

    ``reference`` finds it again at the package, at most 30 characters, another one for each proof. Never raises an
    OverstapError: what the package says against it is the outcome.
    """
    able = connector.capabilities()[Kind.ENTRIES]
    if able.write not in _BOOKS_HERE:
        return Tried(Outcome.UNTRIED, able.note or _("Entries cannot be booked there from here."))
    try:
        posted = _booked(connector, connection, code, _where(connector, connection, code), reference)
    except OverstapError as error:
        return Tried(Outcome.FAILED, f"{error.message} {error.remedy}".strip())
    return _looked_at(connector, connection, code, posted)


def synchronisation(connector: BookKeeper, connection: Connection, code: str) -> Tried:
    """Ask once what changed there (R021). Never raises an OverstapError."""
    try:
        for _change in connector.changes(connection, code, ""):
            break  # the first answer is proof enough; all of it would be the whole administration
    except OverstapError as error:
        return Tried(Outcome.FAILED, f"{error.message} {error.remedy}".strip())
    return Tried(Outcome.PROVEN, _("The package told what changed."))


def _looked_at(connector: BookKeeper, connection: Connection, code: str, posted: Posted) -> Tried:
    """Read the entry back, and take it away again whatever came of that."""
    place = {"journal": posted.journal, "number": posted.number}
    try:
        found = connector.read_back(connection, code, posted)
        trouble = "" if found is not None and _is_ours(found) else _("It was read back otherwise than it was booked.")
    except OverstapError as error:
        trouble = error.message
    try:
        gone = connector.withdraw(connection, code, posted)
    except OverstapError as error:
        gone, trouble = False, trouble or error.message
    if gone:
        told = _("Entry %(number)s in journal %(journal)s was booked, read back and taken back.") % place
        return Tried(Outcome.FAILED, trouble) if trouble else Tried(Outcome.PROVEN, told)
    told = _("Entry %(number)s in journal %(journal)s stands there, and changes no balance; remove it in the package.")
    return Tried(Outcome.FAILED if trouble else Outcome.STANDS, f"{trouble} {told % place}".strip())


def _is_ours(found: Entry) -> bool:
    amounts = sorted(line.amount for line in found.lines if line.amount)
    return amounts == [-CENT, CENT]


def _booked(connector: BookKeeper, connection: Connection, code: str, place: _Place, reference: str) -> Posted:
    """Book on the first account that takes it. Raises an OverstapError."""
    *others, last = place.accounts
    for account in others:
        try:
            return _post(connector, connection, code, Posting(_entry(place, account), reference))
        except PackageRefused:
            continue
    return _post(connector, connection, code, Posting(_entry(place, last), reference))


def _post(connector: BookKeeper, connection: Connection, code: str, wanted: Posting) -> Posted:
    try:
        return connector.post(connection, code, wanted)
    except OutcomeUnknown:
        return connector.post(connection, code, wanted)  # the same reference is booked once


def _entry(place: _Place, account: str) -> Entry:
    text = _("Overstap test entry, taken back at once")[:_LONGEST]
    debit = Line("1", account, CENT, "D", description=text)
    credit = debit._replace(nr="2", amount=-CENT, side="C")
    period = place.period
    return Entry("", place.journal, period.year, period.number, place.on, (debit, credit), description=text)


def _where(connector: BookKeeper, connection: Connection, code: str) -> _Place:
    """A journal, accounts and a day that exist there. Raises CannotDo, or what the package says."""
    kinds = frozenset({Kind.PERIODS, Kind.ACCOUNTS, Kind.JOURNALS})
    records = list(connector.read(connection, code, Wanted(kinds)))
    journals = [one for one in records if isinstance(one, Journal) and one.type in _MEMORIAL]
    accounts = [one for one in records if isinstance(one, Account)]
    periods = [one for one in records if isinstance(one, Period) and 1 <= one.number <= _LAST_ORDINARY]
    if not (journals and accounts and periods):
        raise CannotDo(
            _("The administration there has no general journal, account or period to book a test entry in."),
            remedy=_("Set it up in the package; or leave out the test entry."),
        )
    journal = min(journals, key=lambda one: (_MEMORIAL.index(one.type), one.code))
    period, on = _day(periods)
    return _Place(journal.code, _plain_first(accounts)[:_MOST_ACCOUNTS], period, on)


def _plain_first(accounts: Sequence[Account]) -> list[str]:
    """Accounts of the profit and loss first: they have no sub-ledger behind them."""
    kinds = (AccountType.PROFIT_AND_LOSS, AccountType.MIXED, AccountType.BALANCE)
    known = [one for one in accounts if one.type in kinds]
    return [one.code for one in sorted(known, key=lambda one: (kinds.index(AccountType(one.type)), one.code))]


def _day(periods: Sequence[Period]) -> tuple[Period, date]:
    """Today, where the package has its period; else the last day of the newest that has ended."""
    today = clock.now().astimezone(clock.AMSTERDAM).date()
    for one in periods:
        if one.start <= today <= one.end:
            return one, today
    ended = [one for one in periods if one.end < today] or list(periods)
    newest = max(ended, key=lambda one: one.end)
    return newest, newest.end
