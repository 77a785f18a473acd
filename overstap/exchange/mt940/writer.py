"""Writes statements as MT940 in the way of Rabobank: for demonstrations and tests.

MT940 has fewer letters and less room than CAMT.053: what does not fit is written as far as it goes.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import TextIO

from overstap.books.bank.values import BankLine, BankStatement

_WIDTH = 65
_LONGEST = 6 * _WIDTH  # characters of field 86
_REFERENCE = 16
_STRANGE = re.compile(r"[^A-Za-z0-9 .,()+?'-]")  # a slash or colon would begin a word or a field


def write(stream: TextIO, statements: Iterable[BankStatement]) -> None:
    """Write ``statements`` to a text stream."""
    for one in statements:
        stream.writelines(f"{line}\n" for line in _statement(one))


def writable(text: str) -> str:
    """A text as far as MT940 can carry it."""
    return " ".join(_STRANGE.sub(" ", text).split())


def _statement(one: BankStatement) -> Iterator[str]:
    yield f":20:940S{one.closed_on:%y%m%d}"
    yield f":25:{one.account} {one.currency}"
    yield f":28C:{one.reference or 0}"
    yield f":60F:{_balance(one.opening, one.currency, one.opened_on)}"
    for line in one.lines:
        yield from _line(line)
    yield f":62F:{_balance(one.closing, one.currency, one.closed_on)}"


def _balance(amount: Decimal, currency: str, day: date) -> str:
    return f"{_side(amount)}{day:%y%m%d}{currency}{_digits(amount)}"


def _line(line: BankLine) -> Iterator[str]:
    reference = f"//{writable(line.bank_reference)[:_REFERENCE]}" if line.bank_reference else ""
    code = (line.code or "N999").ljust(4)[:4]
    yield (
        f":61:{line.value_on:%y%m%d}{line.booked_on:%m%d}{_side(line.amount)}{_digits(line.amount)}{code}NONREF{reference}"
    )
    if line.counter_account:
        yield line.counter_account
    words = (("EREF", line.reference), ("ORDP/", ""), ("NAME", line.counter_name), ("REMI", line.description))
    told = "".join(f"/{word}/{writable(text)}" for word, text in words)[:_LONGEST]
    parts = [told[place : place + _WIDTH] for place in range(0, len(told), _WIDTH)]
    yield f":86:{parts[0]}"
    yield from parts[1:]


def _side(amount: Decimal) -> str:
    return "D" if amount < 0 else "C"


def _digits(amount: Decimal) -> str:
    return f"{abs(amount):.2f}".replace(".", ",")
