"""What an administration of a test holds of bank and cash: of every table a row, and another."""

from datetime import UTC, date, datetime
from decimal import Decimal

from overstap.books.bank import models
from overstap.books.bank.values import AccountKind, LineState, LinkState, MatchState
from overstap.tenancy.models import Administration

ABN, RABO, KNAB, ING = "NL91ABNA0417164300", "NL44RABO0123456789", "NL68KNAB0123456789", "NL69INGB0123456789"
_BANKS = {ABN: "abn-amro", RABO: "rabobank", KNAB: "knab", ING: "ing"}
_DAY = date(2025, 3, 31)
_MOMENT = datetime(2025, 4, 1, 9, 30, tzinfo=UTC)
_FAR = date(2999, 1, 1)  # consents of tests do not expire while they run


def first(one: Administration) -> None:
    """An account and a link at each of the four banks; a statement with a line that was dealt with."""
    for number, bank in _BANKS.items():
        _account(one, number, bank, statements=int(number == ABN))
        _link(one, number, bank)
    _statement(one, ABN, 1, Decimal("0.00"), Decimal("25.00"))
    _line(one, ABN, 1, "Rente", Decimal("25.00"), LineState.ASIDE)
    _match(one, ABN, "rente", Decimal("25.00"))
    _consent(one, ABN, "a" * 64)


def second(one: Administration) -> None:
    """A cash box and another line, with contents that are easily damaged on the way."""
    _account(one, "KAS", "", AccountKind.CASH, statements=1)
    _statement(one, "KAS", 1, Decimal("-0.01"), Decimal("-0.02"))
    _line(one, "KAS", 1, "caf\u00e9 cafe\u0301 \\ \t ’t", Decimal("-0.01"), LineState.WAITING)
    _match(one, "KAS", "  undone \\N", Decimal("-0.01"), MatchState.UNDONE)
    _link(one, "KAS", "", paid=True)
    _consent(one, "KAS", "b" * 64)


def _account(
    one: Administration, number: str, bank: str, kind: AccountKind = AccountKind.BANK, statements: int = 0
) -> None:
    models.BankAccount.objects.create(
        administration=one, number=number, kind=kind, bank=bank, name=f"Rekening {number[-3:]}", currency="EUR",
        account_code="1100", statements=statements,
    )  # fmt: skip


def _statement(one: Administration, account: str, number: int, opening: Decimal, closing: Decimal) -> None:
    models.Statement.objects.create(
        administration=one, account_number=account, number=number, reference="25/3", opened_on=_DAY, closed_on=_DAY,
        opening=opening, closing=closing, line_count=1, fingerprint="f" * 64, source="mt940", file_name="maart é.940",
        file_sha256="e" * 64, imported_at=_MOMENT, imported_by=1,
    )  # fmt: skip


def _line(one: Administration, account: str, statement: int, text: str, amount: Decimal, state: LineState) -> None:
    models.StatementLine.objects.create(
        administration=one, account_number=account, statement_number=statement, position=1, booked_on=_DAY,
        value_on=_DAY, amount=amount, state=state, counter_name="Bank", description=text,
    )  # fmt: skip


def _match(
    one: Administration, account: str, note: str, amount: Decimal, state: MatchState = MatchState.CONFIRMED
) -> None:
    models.BankMatch.objects.create(
        administration=one, account_number=account, statement_number=1, position=1, nr=1, state=state, amount=amount,
        note=note, confirmed_at=_MOMENT, confirmed_by="Alice", reasons=[["amount", 25]],
    )  # fmt: skip


def _link(one: Administration, number: str, bank: str, *, paid: bool = False) -> None:
    models.BankLink.objects.create(
        administration=one, account_number=number, bank=bank, state=LinkState.ACTIVE, holder_name="J. de Bakker",
        holder_email="holder@example.test", paid=paid, since=_DAY, consent_until=_FAR, before={},
    )  # fmt: skip


def _consent(one: Administration, number: str, hashed: str) -> None:
    models.BankConsent.objects.create(
        administration=one, account_number=number, token_hash=hashed, email="holder@example.test", asked_by="Alice",
        asked_at=_MOMENT, expires_at=_MOMENT, answered_by="" if number == ABN else "J. ´t Hart",
    )  # fmt: skip
