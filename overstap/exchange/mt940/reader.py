"""Reads MT940 as a stream of statements with findings.

What a single field says is read by the library mt-940; which fields belong together, and what to do with files that
break the standard, is ours: the library stops at the first field that it cannot read, and takes all statements for one.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from mt940.models import Transactions
from mt940.options import Options

from overstap.books.bank.checks import DOWNLOAD_AGAIN, error
from overstap.books.bank.values import BankLine, BankStatement
from overstap.exchange.bank_errors import MOST_LINES, too_many_lines
from overstap.exchange.mt940 import details
from overstap.exchange.mt940.fields import Field, statements, text_of
from overstap.lib.findings import Finding
from overstap.lib.money import parse_amount
from overstap.lib.sentences import Sentence, sentence

FORMAT = "mt940"
_OPENING, _CLOSING = ("60F", "60M", "60"), ("62F", "62M", "62")
_CURRENCY = 3  # letters
_AMOUNT = re.compile(
    r"^\d{6}(?:\d{4}|\s{4})?R?[DC][A-Z]?\s?[\d,]{1,15}(?![\d,])"
)  # 15d; the library cuts off what is longer
_ENTRY = re.compile(r"^(\d{6})(\d{2})(\d{2})(?=R?[DC])")  # 6!n[4!n]: a whole value date, a booking date without a year
_LIBRARY = Transactions(options=Options.all())  # only its tags and options are used; it keeps nothing of a field
logging.getLogger("mt940").setLevel(logging.CRITICAL)  # what it cannot read is among our findings


class _Bad(ValueError):
    """A field that cannot be read; its argument is the field."""


class Mt940File:
    """A file in MT940. ``findings`` is complete when ``statements`` is exhausted.

    Raises UnreadableBankFile where it cannot be read at all.
    """

    format = FORMAT

    def __init__(self, path: Path) -> None:
        self._text = text_of(path)
        self.findings: list[Finding] = []
        self._count = self._line_count = 0

    def statements(self) -> Iterator[BankStatement]:
        """The statements in the order of the file; one that cannot be used gives an error among the findings."""
        for fields in statements(self._text):
            self._count += 1
            try:
                one = self._statement(fields, f"statement {self._count}")
            except _Bad as bad:
                self._refuse(bad.args[0], f"statement {self._count}")
                continue
            if one is not None:
                yield one

    def _statement(self, fields: Sequence[Field], place: str) -> BankStatement | None:
        """The statement in these fields. Raises _Bad."""
        opening, closing = _first(fields, _OPENING), _last(fields, _CLOSING)
        account = _first(fields, ("25",))
        if opening is None or closing is None or account is None:
            missing = ":25:" if account is None else ":60F:" if opening is None else ":62F:"
            self._say("BANK-FIELD", f"{place}, line {fields[0].line}", sentence("%(tag)s is missing.", tag=missing))
            return None
        before, after = _balance(opening), _balance(closing)
        lines = list(_lines(fields))
        self._line_count += len(lines)
        if self._line_count > MOST_LINES:
            raise too_many_lines()
        number = _first(fields, ("28C", "28"))
        return BankStatement(
            account=_account(account.lines[0], before[1]),
            currency=before[1],
            reference=number.lines[0].strip()[:40] if number else "",
            opened_on=min([before[0], *(line.booked_on for line in lines[:1])]),
            opening=before[2],
            closed_on=max([after[0], *(line.booked_on for line in lines[-1:])]),
            closing=after[2],
            lines=lines,
            place=place,
        )

    def _refuse(self, field: Field, place: str) -> None:
        self._say(
            "BANK-FIELD",
            f"{place}, line {field.line}",
            sentence("Field %(tag)s cannot be read: %(text)r.", tag=field.tag, text=field.text[:60]),
        )

    def _say(self, code: str, place: str, message: Sentence) -> None:
        self.findings.append(error(code, place, message, DOWNLOAD_AGAIN))


def _lines(fields: Sequence[Field]) -> Iterator[BankLine]:
    """The lines: each a field 61 with the fields 86 behind it. Raises _Bad."""
    waiting: Field | None = None
    told: list[str] = []
    for field in fields:
        if waiting is not None and field.tag == "86":
            told += field.lines
            continue
        if waiting is not None:
            yield _line(waiting, told)
        waiting, told = (field if field.tag == "61" else None), []
    if waiting is not None:
        yield _line(waiting, told)


def _first(fields: Sequence[Field], tags: tuple[str, ...]) -> Field | None:
    return next((field for field in fields if field.tag in tags), None)


def _last(fields: Sequence[Field], tags: tuple[str, ...]) -> Field | None:
    return next((field for field in reversed(fields) if field.tag in tags), None)


def _balance(field: Field) -> tuple[date, str, Decimal]:
    """Day, currency and amount of a balance. Raises _Bad."""
    said = _said(field, field.lines[0].strip())
    (balance,) = said.values()
    amount = balance.amount
    return _plain_day(balance.date), str(amount.currency).upper(), _cents(field, amount.amount)


def _line(field: Field, told: Sequence[str]) -> BankLine:
    """A line from field 61 and what field 86 tells of it. Raises _Bad."""
    if not _AMOUNT.match(field.text):
        raise _Bad(field)
    said = _said(field, _ENTRY.sub(r"\1", field.text))
    found = details.read(told)
    further = str(said.get("extra_details") or "").strip()
    account = found.account or details.account_in(further)
    valued = _plain_day(said["date"])
    return BankLine(
        booked_on=_booked(field, valued),
        value_on=valued,
        amount=_cents(field, said["amount"].amount),
        counter_name=found.name or ("" if account else further),
        counter_account=account,
        reference=found.reference or details.known_reference(str(said.get("customer_reference") or "")),
        bank_reference=str(said.get("bank_reference") or "").strip(),
        code=str(said.get("id") or "").strip(),
        description=found.description,
    )


def _booked(field: Field, valued: date) -> date:
    """The booking date, in the year that brings it nearest to the value date. Raises _Bad where no year does."""
    entry = _ENTRY.match(field.text)
    if entry is None:
        return valued
    possible = []
    for year in (valued.year - 1, valued.year, valued.year + 1):
        with suppress(ValueError):
            possible.append(date(year, int(entry[2]), int(entry[3])))
    if not possible:
        raise _Bad(field)
    return min(possible, key=lambda day: abs(day - valued))


def _said(field: Field, text: str) -> dict[str, Any]:
    """What the library reads in a field. Raises _Bad where it cannot."""
    tag = _LIBRARY.tags.get(field.tag) or _LIBRARY.tags[int(field.tag[:2])]
    try:
        return dict(tag(_LIBRARY, dict(tag.parse(_LIBRARY, text))))
    except (RuntimeError, ValueError, ArithmeticError) as problem:
        raise _Bad(field) from problem


def _plain_day(value: date) -> date:
    return date(value.year, value.month, value.day)


def _cents(field: Field, amount: Decimal) -> Decimal:
    try:
        return parse_amount(f"{amount:f}")
    except ValueError as problem:
        raise _Bad(field) from problem


def _account(text: str, currency: str) -> str:
    """The number of the account; Rabobank and others put the currency behind it."""
    number = text.replace(" ", "").replace(".", "").upper()
    if number[-_CURRENCY:] == currency and number[-_CURRENCY - 1 : -_CURRENCY].isdigit():
        number = number[:-_CURRENCY]
    return number.rpartition("/")[2][:40]
