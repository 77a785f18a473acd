"""What pages and the command line ask about bank and cash."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from overstap.books.bank import banks
from overstap.books.bank.accounts import account as held_account
from overstap.books.bank.links import shown
from overstap.books.bank.matching import LineNotFound, Place, candidates, plain
from overstap.books.bank.models import BankAccount, BankConsent, BankLink, BankMatch, Statement, StatementLine
from overstap.books.bank.values import BankLine, LineState, LinkShown, MatchState, Proposal
from overstap.books.ledger.models import Account, Journal
from overstap.lib import clock
from overstap.tenancy.models import Administration

MOST = 500


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A bank or cash account in a list; ``balance`` is that of its newest statement."""

    number: str
    name: str
    kind: str
    bank: str
    currency: str
    account_code: str
    journal_code: str
    statements: int
    balance: Decimal | None
    until: date | None  # the last day of the newest statement
    waiting: bool  # whether lines wait to be matched
    link: LinkShown | None
    consent_until: date | None

    @property
    def told(self) -> str:
        """The number as people write it."""
        return banks.shown(self.number)


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement in a list. ``joins``: it begins where the one before it by day ended; None for the first."""

    account: str
    number: int
    reference: str
    opened_on: date
    closed_on: date
    opening: Decimal
    closing: Decimal
    lines: int
    source: str
    file_name: str
    imported_at: datetime
    joins: bool | None
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """What a line was matched with."""

    relation: str
    invoice_ref: str
    amount: Decimal
    note: str
    by: str
    at: datetime
    entry_number: str
    entry_seq: int | None
    score: int


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line with what was decided about it."""

    place: Place
    line: BankLine
    state: str
    decided: Sequence[Decided] = ()
    proposals: Sequence[Proposal] = ()


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link in the register."""

    number: str
    bank: str
    shown: LinkShown
    holder_name: str
    holder_email: str
    paid: bool
    since: date
    consent_until: date
    confirmed_by: str
    confirmed_at: datetime | None
    note: str
    asked_at: datetime | None  # the newest question that waits for an answer

    @property
    def told(self) -> str:
        """The number as people write it."""
        return banks.shown(self.number)


def accounts(one: Administration) -> list[AccountRow]:
    """Every bank and cash account of an administration, by number."""
    newest = (
        Statement.objects.filter(administration=one)
        .order_by("account_number", "-closed_on", "-number")
        .distinct("account_number")
    )
    balances = {row.account_number: row for row in newest}
    consents = {row.account_number: row for row in BankLink.objects.filter(administration=one)}
    waits = StatementLine.objects.filter(administration=one, account_number=OuterRef("number"), state=LineState.WAITING)
    rows = BankAccount.objects.filter(administration=one).annotate(waits=Exists(waits)).order_by("number")[:MOST]
    return [_account_row(row, balances.get(row.number), consents.get(row.number), one) for row in rows]


def statements(
    one: Administration, number: str, *, after: tuple[date, int] | None = None, limit: int = 50
) -> list[StatementRow]:
    """Statements of an account, the newest by day first; ``after``: behind the one of this day and number.

    Raises AccountNotFound.
    """
    account = held_account(one, number)
    found = Statement.objects.filter(administration=one, account_number=account.number)
    if after is not None:
        day, nr = after
        found = found.filter(Q(closed_on__lt=day) | Q(closed_on=day, number__lt=nr))
    waiting = _waiting_in(one, account.number)
    most = min(limit, MOST)
    rows = list(found.order_by("-closed_on", "-number")[: most + 1])  # the last one is judged by the one before it
    before = [*(row.closing for row in rows[1:]), None]
    return [_statement_row(row, waiting, closing) for row, closing in zip(rows[:most], before, strict=False)]


def statement(one: Administration, number: str, nr: int) -> StatementRow:
    """One statement. Raises AccountNotFound, LineNotFound."""
    account = held_account(one, number)
    found = Statement.objects.filter(administration=one, account_number=account.number, number=nr).first()
    if found is None:
        raise LineNotFound(_("There is no such statement here."), remedy=_("Choose it from the list."))
    earlier = Statement.objects.filter(administration=one, account_number=account.number).filter(
        Q(closed_on__lt=found.closed_on) | Q(closed_on=found.closed_on, number__lt=found.number)
    )
    previous = earlier.order_by("-closed_on", "-number").first()
    return _statement_row(found, (), previous.closing if previous else None)


def lines(one: Administration, number: str, nr: int, *, after: int = 0, limit: int = 100) -> list[LineRow]:
    """Lines of a statement from behind position ``after``, with what was decided about them."""
    found = StatementLine.objects.filter(
        administration=one, account_number=number, statement_number=nr, position__gt=after
    )
    rows = list(found.order_by("position")[: min(limit, MOST)])
    return _with_decisions(one, rows)


def waiting(one: Administration, *, after: Place | None = None, limit: int = 25) -> list[LineRow]:
    """Lines that wait to be matched, by account, statement and position, each with its proposals."""
    found = StatementLine.objects.filter(administration=one, state=LineState.WAITING)
    if after is not None:
        found = found.filter(
            Q(account_number__gt=after.account)
            | Q(account_number=after.account, statement_number__gt=after.statement)
            | Q(account_number=after.account, statement_number=after.statement, position__gt=after.position)
        )
    rows = list(found.order_by("account_number", "statement_number", "position")[: min(limit, MOST)])
    if not rows:
        return []
    asked = candidates(one)
    return [LineRow(_place(row), plain(row), row.state, (), asked.proposals(plain(row))) for row in rows]


def one_waiting(one: Administration, place: Place) -> LineRow:
    """A line that waits, with its proposals. Raises LineNotFound."""
    row = StatementLine.objects.filter(
        administration=one,
        account_number=place.account,
        statement_number=place.statement,
        position=place.position,
        state=LineState.WAITING,
    ).first()
    if row is None:
        raise LineNotFound(_("There is no such line here."), remedy=_("Go back to the list."))
    return LineRow(place, plain(row), row.state, (), candidates(one).proposals(plain(row)))


def links(one: Administration) -> list[LinkRow]:
    """The register of bank links, by number."""
    asked = dict(
        BankConsent.objects.filter(administration=one, answered_at=None, expires_at__gt=clock.now())
        .order_by("asked_at")
        .values_list("account_number", "asked_at")
    )
    rows = BankLink.objects.filter(administration=one).order_by("account_number")[:MOST]
    return [
        LinkRow(
            number=row.account_number,
            bank=row.bank,
            shown=shown(row, one, _today()),
            holder_name=row.holder_name,
            holder_email=row.holder_email,
            paid=row.paid,
            since=row.since,
            consent_until=row.consent_until,
            confirmed_by=row.confirmed_by,
            confirmed_at=row.confirmed_at,
            note=row.note,
            asked_at=asked.get(row.account_number),
        )
        for row in rows
    ]


def ledger_accounts(one: Administration) -> list[tuple[str, str]]:
    """Code and name of the ledger accounts on the balance sheet, to link an account to."""
    found = Account.objects.filter(administration=one).exclude(type="P").order_by("code")
    return list(found.values_list("code", "name")[: 4 * MOST])


def journals(one: Administration) -> list[tuple[str, str]]:
    """Code and name of the journals of bank, cash and the like."""
    found = Journal.objects.filter(administration=one).exclude(type__in=("S", "P", "O")).order_by("code")
    return list(found.values_list("code", "name")[:MOST])


def _account_row(row: BankAccount, newest: Statement | None, link: BankLink | None, one: Administration) -> AccountRow:
    return AccountRow(
        number=row.number,
        name=row.name,
        kind=row.kind,
        bank=row.bank,
        currency=row.currency,
        account_code=row.account_code,
        journal_code=row.journal_code,
        statements=row.statements,
        balance=newest.closing if newest else None,
        until=newest.closed_on if newest else None,
        waiting=bool(getattr(row, "waits", False)),
        link=shown(link, one, _today()) if link else None,
        consent_until=link.consent_until if link else None,
    )


def _statement_row(row: Statement, waiting_in: Iterable[int], before: Decimal | None) -> StatementRow:
    return StatementRow(
        account=row.account_number,
        number=row.number,
        reference=row.reference,
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        opening=row.opening,
        closing=row.closing,
        lines=row.line_count,
        source=row.source,
        file_name=row.file_name,
        imported_at=row.imported_at,
        joins=None if before is None else before == row.opening,
        waiting=row.number in waiting_in,
    )


def _waiting_in(one: Administration, number: str) -> set[int]:
    """The statements with lines that wait."""
    found = StatementLine.objects.filter(administration=one, account_number=number, state=LineState.WAITING)
    return set(found.values_list("statement_number", flat=True).distinct())


def _with_decisions(one: Administration, rows: Sequence[StatementLine]) -> list[LineRow]:
    if not rows:
        return []
    first = rows[0]
    held = BankMatch.objects.filter(
        administration=one,
        account_number=first.account_number,
        statement_number=first.statement_number,
        position__in=[row.position for row in rows],
        state=MatchState.CONFIRMED,
    ).order_by("nr")
    decided: dict[int, list[Decided]] = defaultdict(list)
    for match in held:
        decided[match.position].append(_decided(match))
    return [LineRow(_place(row), plain(row), row.state, decided.get(row.position, ())) for row in rows]


def _decided(match: BankMatch) -> Decided:
    return Decided(
        relation=match.relation_code,
        invoice_ref=match.invoice_ref,
        amount=match.amount,
        note=match.note,
        by=match.confirmed_by,
        at=match.confirmed_at,
        entry_number=match.entry_number,
        entry_seq=match.entry_seq,
        score=match.score,
    )


def _place(row: StatementLine) -> Place:
    return Place(row.account_number, row.statement_number, row.position)


def _today() -> date:
    return clock.now().astimezone(clock.AMSTERDAM).date()
