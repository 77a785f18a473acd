"""Invoices from elsewhere as a CSV file: one line each, columns by the names in its first line. Pure.

Columns: number, date, contact, amount, administration (or, in Dutch, nummer, datum, contact, bedrag, administratie),
apart by a comma, a semicolon or a tab. Days as 2021-03-31 or 31-03-2021, amounts as 1234.56, 1.234,56 or 1234,56.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from overstap.coupling.projects.values import Outside
from overstap.lib.findings import Finding, Severity
from overstap.lib.money import parse_amount
from overstap.lib.sentences import sentence

MOST_ROWS = 100_000
MOST_BYTES = 20 * 1024 * 1024
LONGEST_NUMBER, LONGEST_NAME = 40, 200
_COLUMNS: Mapping[str, str] = {
    "number": "number", "nummer": "number", "factuurnummer": "number", "invoice": "number",
    "date": "day", "datum": "day", "factuurdatum": "day",
    "contact": "contact", "klant": "contact", "customer": "contact", "relatie": "contact",
    "amount": "amount", "bedrag": "amount", "total": "amount", "totaal": "amount",
    "administration": "administration", "administratie": "administration",
}  # fmt: skip
_NEEDED = ("number", "day", "amount", "administration")
_DUTCH_DAY = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})", re.ASCII)
_DUTCH_AMOUNT = re.compile(r"-?(\d{1,3}(\.\d{3})+|\d+),\d{1,2}", re.ASCII)
_ENGLISH_AMOUNT = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d{1,2})?", re.ASCII)
_Row = Mapping[str, str]


def read(content: bytes) -> tuple[list[Outside], list[Finding]]:
    """The invoices in a file, and what is wrong with it; invoices of lines that are wrong are left out."""
    try:
        text = content.decode("utf-8-sig") if len(content) <= MOST_BYTES else ""
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if not text.strip():
        return [], [_wrong("FILE", "file", sentence("The file is empty, or larger than 20 MB."))]
    lines = _lines(text)
    columns = [_COLUMNS.get(cell.strip().lower(), "") for cell in lines[0]] if lines else []
    missing = [name for name in _NEEDED if name not in columns]
    if missing or len(lines) - 1 > MOST_ROWS:
        return [], [_no_columns() if missing else _too_many()]
    return _rows(columns, lines[1:])


def _lines(text: str) -> list[list[str]]:
    first = text.lstrip().partition("\n")[0]
    between = max(";,\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=between))
    except csv.Error:
        return []


def _rows(columns: Sequence[str], lines: Sequence[Sequence[str]]) -> tuple[list[Outside], list[Finding]]:
    found, wrong = list[Outside](), list[Finding]()
    for number, line in enumerate(lines, start=2):
        cells = {name: cell.strip() for name, cell in zip(columns, line, strict=False) if name}
        if not any(cells.values()):
            continue
        try:
            found.append(_invoice(cells))
        except ValueError as error:
            wrong.append(_wrong("LINE", f"line {number}", error.args[0]))
    return found, wrong


def _invoice(cells: _Row) -> Outside:
    """One line. Raises ValueError with a sentence."""
    number, contact = cells.get("number", ""), cells.get("contact", "")
    if not number or len(number) > LONGEST_NUMBER or not number.isprintable():
        raise ValueError(sentence("The invoice number is missing, or has more than 40 characters."))
    if len(contact) > LONGEST_NAME or not (not contact or contact.isprintable()):
        raise ValueError(sentence("The name of the customer is too long, or cannot be printed."))
    if not cells.get("administration", ""):
        raise ValueError(sentence("The administration is missing."))
    return Outside(
        number, _day(cells.get("day", "")), contact, _amount(cells.get("amount", "")), cells["administration"]
    )


def _day(text: str) -> date:
    dutch = _DUTCH_DAY.fullmatch(text)
    try:
        return date(int(dutch[3]), int(dutch[2]), int(dutch[1])) if dutch else date.fromisoformat(text)
    except ValueError:
        raise ValueError(sentence("“%(text)s” is not a day.", text=text[:40])) from None


def _amount(text: str) -> Decimal:
    plain = text.removeprefix("€").strip()
    if _DUTCH_AMOUNT.fullmatch(plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif _ENGLISH_AMOUNT.fullmatch(plain):
        plain = plain.replace(",", "")
    try:
        return parse_amount(plain)
    except ValueError:
        raise ValueError(sentence("“%(text)s” is not an amount.", text=text[:40])) from None


def _no_columns() -> Finding:
    text = sentence("The first line has to name the columns: number, date, contact, amount, administration.")
    return _wrong("COLUMNS", "line 1", text)


def _too_many() -> Finding:
    return _wrong("TOO-MANY", "file", sentence("There are more than 100,000 invoices in the file."))


def _wrong(code: str, place: str, message: str) -> Finding:
    remedy = sentence("Correct the file, and bring it in again; nothing of it was kept.")
    return Finding(f"OUTSIDE-{code}", Severity.ERROR, place, message, remedy)
