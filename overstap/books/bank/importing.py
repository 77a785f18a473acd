"""Statements into the books: what is there already is left out, what is missing between is told. One transaction.

Two lines are the same when day and amount are: files of two formats tell the rest differently. That is enough because
the balances have to fit as well.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from overstap.books.bank import banks, checks, rows
from overstap.books.bank.models import BankAccount, Statement, StatementLine
from overstap.books.bank.values import AccountKind, BankLine, BankStatement
from overstap.books.ledger.models import Journal
from overstap.lib import clock
from overstap.lib.findings import Finding
from overstap.lib.money import ZERO
from overstap.lib.sentences import sentence
from overstap.tenancy.models import Administration

_BANK_JOURNAL = "B"


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Where statements come from: name and SHA-256 of the file, its format, and who brings it."""

    name: str
    sha256: str
    source: str
    person_id: int


@dataclass(slots=True)
class Imported:
    """What came of a file."""

    statements: int = 0
    lines: int = 0
    known: int = 0  # statements that were there already
    refused: int = 0
    accounts: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def as_dict(self) -> dict[str, object]:
        """Plain data."""
        return {
            "statements": self.statements,
            "lines": self.lines,
            "known": self.known,
            "refused": self.refused,
            "accounts": self.accounts,
            "findings": [one.as_dict() for one in self.findings],
        }


@dataclass(frozen=True, slots=True)
class _Fit:
    """How a statement fits: how many lines at its beginning are known; whether it is kept out."""

    findings: Sequence[Finding]
    known_lines: int = 0
    left_out: bool = False
    refused: bool = False


class Importer:
    """Takes the statements of one file. The caller holds the administration for writing."""

    def __init__(self, administration: Administration, file: FileFacts) -> None:
        self.result = Imported()
        self._administration = administration
        self._file = file
        held = BankAccount.objects.select_for_update().filter(administration=administration).order_by("number")
        self._accounts = {one.number: one for one in held}
        self._first_since_move = {one.number for one in self._accounts.values() if one.moved_after == one.statements}
        if Statement.objects.filter(administration=administration, file_sha256=file.sha256).exists():
            told = sentence("This file was imported before.")
            self.result.findings.append(checks.info("BANK-FILE-KNOWN", file.name, told, checks.NOTHING_TO_DO))

    def take(self, one: BankStatement) -> None:
        """Keep a statement, as far as it is new and adds up; all that is noteworthy is in ``result.findings``."""
        told = self.result.findings
        account = self._account(one)
        if account is None:
            return
        found = [*checks.adds_up(one), *self._currency(account, one)]
        if found:
            told += found
            self.result.refused += 1
            return
        told += checks.within_its_days(one)
        fit = self._fit(account, one)
        told += fit.findings
        self.result.known += fit.left_out and not fit.refused
        self.result.refused += fit.refused
        if not fit.left_out:
            self._keep(account, _without(one, fit.known_lines))

    def _account(self, one: BankStatement) -> BankAccount | None:
        number = banks.same_account(one.account, self._accounts)
        account = self._accounts.get(number) or self._from_journal(one)
        if account is not None:
            return account
        self.result.refused += 1
        told = sentence("The account %(account)s is not known in this administration.", account=one.account)
        remedy = sentence("Add the account first, or choose the administration that it belongs to.")
        self.result.findings.append(checks.error("BANK-ACCOUNT-UNKNOWN", one.place, told, remedy))
        return None

    def _from_journal(self, one: BankStatement) -> BankAccount | None:
        """An account that a journal names is made, with the ledger account of that journal."""
        journals = Journal.objects.filter(administration=self._administration, type=_BANK_JOURNAL)
        numbers = {banks.clean(journal.bank_account): journal for journal in journals if journal.bank_account}
        number = banks.same_account(one.account, numbers)
        if not number or not banks.is_iban(number):
            return None
        journal = numbers[number]
        account = BankAccount.objects.create(
            administration=self._administration,
            number=number,
            kind=AccountKind.BANK,
            bank=banks.bank_of(number),
            name=journal.name,
            currency=one.currency,
            account_code=journal.offset_account,
            journal_code=journal.code,
        )
        told = sentence("The account %(account)s was added, from journal %(journal)s.", account=number,
                        journal=journal.code)  # fmt: skip
        self.result.findings.append(checks.info("BANK-ACCOUNT-ADDED", one.place, told))
        self._accounts[number] = account
        return account

    def _currency(self, account: BankAccount, one: BankStatement) -> Iterator[Finding]:
        if one.currency != account.currency:
            told = sentence("The statement is in %(its)s, the account in %(ours)s.", its=one.currency,
                            ours=account.currency)  # fmt: skip
            remedy = sentence("Look whether the file is of another account.")
            yield checks.error("BANK-CURRENCY", one.place, told, remedy)

    def _fit(self, account: BankAccount, one: BankStatement) -> _Fit:
        held = Statement.objects.filter(administration=self._administration, account_number=account.number)
        if held.filter(fingerprint=fingerprint(account.number, one)).exists():
            return _Fit([checks.known(one.place)], left_out=True)
        last = held.order_by("-closed_on", "-number").first()
        if last is None:
            return _Fit([])
        moved = account.number in self._first_since_move
        if one.opening == last.closing and one.closed_on >= last.closed_on:
            return _Fit([checks.joins(one.place, one.opening)] if moved else [])
        if one.opened_on > last.closed_on:
            found = checks.gap(one.place, before=last.closing, opening=one.opening, after_a_move=moved)
            return _Fit([found])
        return self._overlapping(account, one, last, moved=moved)

    def _overlapping(self, account: BankAccount, one: BankStatement, last: Statement, *, moved: bool) -> _Fit:
        """A statement of days that are (partly) here already."""
        if not one.lines:
            return _Fit([checks.known(one.place)], left_out=True)
        known = self._known_lines(account, one)
        beginning, anywhere = _known(one.lines, known)
        if beginning == len(one.lines):
            return _Fit([checks.known(one.place)], left_out=True)
        reached = one.opening + sum((line.amount for line in one.lines[:beginning]), ZERO)
        if beginning and reached == last.closing:
            return _Fit([checks.overlap(one.place, beginning, after_a_move=moved)], known_lines=beginning)
        if not anywhere:
            return _Fit(list(self._neighbours(account, one)))
        return _Fit([checks.mixed(one.place, anywhere)], left_out=True, refused=True)

    def _known_lines(self, account: BankAccount, one: BankStatement) -> "Counter[tuple[date, Decimal]]":
        days = [line.booked_on for line in one.lines]
        found = StatementLine.objects.filter(
            administration=self._administration, account_number=account.number, booked_on__range=(min(days), max(days))
        )
        return Counter(found.values_list("booked_on", "amount"))

    def _neighbours(self, account: BankAccount, one: BankStatement) -> Iterator[Finding]:
        """A statement that came late must fit between the one before it and the one after it."""
        held = Statement.objects.filter(administration=self._administration, account_number=account.number)
        before = held.filter(closed_on__lte=one.opened_on).order_by("-closed_on", "-number").first()
        after = held.filter(opened_on__gte=one.closed_on).order_by("opened_on", "number").first()
        if before is not None and before.closing != one.opening:
            yield checks.gap(one.place, before=before.closing, opening=one.opening)
        if after is not None and after.opening != one.closing:
            yield checks.gap(one.place, before=one.closing, opening=after.opening)

    def _keep(self, account: BankAccount, one: BankStatement) -> None:
        account.statements += 1
        account.save(update_fields=["statements"])
        Statement.objects.create(
            administration=self._administration,
            account_number=account.number,
            number=account.statements,
            reference=one.reference,
            opened_on=one.opened_on,
            closed_on=one.closed_on,
            opening=one.opening,
            closing=one.closing,
            line_count=len(one.lines),
            fingerprint=fingerprint(account.number, one),
            source=self._file.source,
            file_name=self._file.name,
            file_sha256=self._file.sha256,
            imported_at=clock.now(),
            imported_by=self._file.person_id,
        )
        rows.insert(self._administration, account.number, account.statements, one.lines)
        self._first_since_move.discard(account.number)
        self.result.statements += 1
        self.result.lines += len(one.lines)
        if account.number not in self.result.accounts:
            self.result.accounts.append(account.number)


def fingerprint(account: str, one: BankStatement) -> str:
    """The SHA-256 of a statement: its account, balances, last day, and the day and amount of every line."""
    hashed = hashlib.sha256(f"{account} {one.opening} {one.closing} {one.closed_on}".encode())
    hashed.update("".join([f";{line[0]} {line[2]!s}" for line in one.lines]).encode())
    return hashed.hexdigest()


def _known(lines: Sequence[BankLine], known: "Counter[tuple[date, Decimal]]") -> tuple[int, int]:
    """How many lines are known from the first one on without a break, and how many anywhere."""
    beginning = anywhere = 0
    for place, line in enumerate(lines):
        key = (line.booked_on, line.amount)
        if known[key] > 0:
            known[key] -= 1
            anywhere += 1
            beginning += beginning == place
    return beginning, anywhere


def _without(one: BankStatement, lines: int) -> BankStatement:
    """The statement without its first ``lines``; what they came to is in the opening balance."""
    if not lines:
        return one
    opening = one.opening + sum((line.amount for line in one.lines[:lines]), ZERO)
    rest = one.lines[lines:]
    return replace(one, opening=opening, lines=rest, opened_on=min(rest[0].booked_on, one.closed_on))
