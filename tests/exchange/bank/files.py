"""Bank files of our own: statements made by chance, and files put together by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from random import Random

from hypothesis import strategies as st

from overstap.books.bank.values import BankLine, BankStatement
from overstap.exchange.camt import writer as camt
from overstap.exchange.mt940 import writer as mt940

ACCOUNT = "NL91ABNA0417164300"
_DAYS = st.dates(date(2001, 1, 1), date(2098, 1, 1))
_AMOUNTS = st.decimals(Decimal("-9999999.99"), Decimal("9999999.99"), places=2)
# What XML 1.0 can hold, without what a reader of fields may trim or fold.
_TEXTS = st.text(st.characters(min_codepoint=33, max_codepoint=0xD7FF, exclude_characters="\x7f"), max_size=40).map(
    lambda text: " ".join(text.split())
)
_PLAIN = st.text(st.characters(codec="ascii", categories=("Lu", "Ll", "Nd")), max_size=30)
_NUMBERS = st.sampled_from(("", "NL02ABNA0123456789", "BE71096123456769", "DE89370400440532013000"))


def statements(texts: "st.SearchStrategy[str]" = _TEXTS) -> "st.SearchStrategy[list[BankStatement]]":
    """A file's statements; each adds up and begins where the one before it ended."""
    line = st.builds(
        BankLine,
        booked_on=_DAYS,
        value_on=_DAYS,
        amount=_AMOUNTS,
        counter_name=texts,
        counter_account=_NUMBERS,
        reference=texts.filter(lambda text: text.upper() not in {"NOTPROVIDED", "NONREF"}),
        bank_reference=_PLAIN.map(lambda text: text[:16]),
        code=st.sampled_from(("N544", "N102")),
        description=texts,
    )
    return st.lists(st.tuples(_DAYS, _AMOUNTS, st.lists(line, max_size=5)), min_size=1, max_size=4).map(_chained)


def plain_statements() -> "st.SearchStrategy[list[BankStatement]]":
    """Statements as MT940 can carry them: letters, digits and single spaces; booked within half a year of the value."""
    return statements(_PLAIN).map(lambda found: [replace(one, lines=_booked_near(one.lines)) for one in found])


def _booked_near(lines: Sequence[BankLine]) -> list[BankLine]:
    """The lines, each booked as many days from its value date as it may be for MT940 to tell the year."""
    return [
        line._replace(booked_on=line.value_on + timedelta(days=(line.booked_on - line.value_on).days % 361 - 180))
        for line in lines
    ]


def made(days: int = 3, lines: int = 4, account: str = ACCOUNT, first: date = date(2025, 3, 3)) -> list[BankStatement]:
    """A statement a day, by a chance that is always the same."""
    chance, balance, found = Random(days * 1000 + lines), Decimal("1000.00"), []
    for number in range(days):
        day = first + timedelta(days=number)
        of_day = [
            BankLine(
                day, day, Decimal(chance.randrange(-99_999, 99_999)) / 100, f"Relatie {place}", "NL02ABNA0123456789",
                f"E{number}-{place}", f"B{number}-{place}", "N544", f"Factuur 2025-{number:02d}{place:02d}",
            )
            for place in range(lines)
        ]  # fmt: skip
        closing = balance + sum((line.amount for line in of_day), Decimal("0.00"))
        found.append(
            BankStatement(
                account, "EUR", str(number + 1), day, balance, day, closing, of_day, f"statement {number + 1}"
            )
        )
        balance = closing
    return found


def together(parts: list[BankStatement]) -> BankStatement:
    """One statement for the days of several."""
    lines = [line for one in parts for line in one.lines]
    return replace(parts[0], closed_on=parts[-1].closed_on, closing=parts[-1].closing, lines=lines)


def camt_file(folder: Path, found: list[BankStatement], version: int = 8, name: str = "statements.xml") -> Path:
    """A CAMT.053 file."""
    text = StringIO()
    camt.write(text, found, version)
    path = folder / name
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def mt940_file(folder: Path, found: list[BankStatement], name: str = "statements.940") -> Path:
    """An MT940 file."""
    text = StringIO()
    mt940.write(text, found)
    path = folder / name
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def _chained(parts: list[tuple[date, Decimal, list[BankLine]]]) -> list[BankStatement]:
    found, balance = [], Decimal("0.00")
    for number, (day, start, lines) in enumerate(parts, start=1):
        balance = balance if number > 1 else start + Decimal("0.00")
        closing = balance + sum((line.amount for line in lines), Decimal("0.00"))
        opened = min([day, *(line.booked_on for line in lines[:1])])
        found.append(
            BankStatement(ACCOUNT, "EUR", str(number), opened, balance, day, closing, lines, f"statement {number}")
        )
        balance = closing
    return found
