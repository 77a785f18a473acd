"""What counts of a record when its code is mapped. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation

from overstap.books.ledger.values import Account, Dimension, Journal, VatCode
from overstap.books.relations.values import Relation
from overstap.connectors.values import Record
from overstap.moves.conversions.values import Trait

_PERCENT = re.compile(r"(\d{1,2}(?:[.,]\d{1,3})?)\s*%")
_PERCENTAGE_FIELDS = ("percentage", "Percentage", "vatPerc", "vatpercentage", "rate")
_FRACTION = Decimal(1)
_PURCHASE = re.compile(r"inkoop|inkopen|voorbelasting|te vorderen|purchase|input|\bvoorbel", re.IGNORECASE)
_SALES = re.compile(r"verkoop|verkopen|af te dragen|te betalen|omzet|sales|output", re.IGNORECASE)
_BLANKS = re.compile(r"[\s.\-]")
_SEPARATOR = "/"  # between type and code of a dimension


def traits(records: Iterable[Record], used: Mapping[str, tuple[str, str]] | None = None) -> Iterator[Trait]:
    """What is known of master data; ``used`` tells of VAT codes the percentage and direction that lines have."""
    for record in records:
        if isinstance(record, Account):
            yield Trait(record.code, record.name, record.type, record.reference)
        elif isinstance(record, Journal):
            yield Trait(record.code, record.name, record.type)
        elif isinstance(record, VatCode):
            yield _vat(record, *(used or {}).get(record.code, ("", "")))
        elif isinstance(record, Dimension):
            yield Trait(dimension_code(record.type, record.code), record.name, record.type)
        elif isinstance(record, Relation):
            yield Trait(record.code, record.name, record.type, numbers=_numbers(record))


def dimension_code(kind: str, code: str) -> str:
    """Dimensions have their codes per type."""
    return f"{kind}{_SEPARATOR}{code}"


def percentage(text: str) -> str:
    """A percentage as it is compared: "21.00", "21,0" and "0.21" are "21"; empty where it is none."""
    try:
        found = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return ""
    if not found.is_finite() or found < 0 or found > 100:
        return ""
    if 0 < found < _FRACTION:
        found *= 100
    return f"{found.normalize():f}"


def _vat(record: VatCode, used_percentage: str, used_direction: str) -> Trait:
    said = next((str(record.extra[name]) for name in _PERCENTAGE_FIELDS if record.extra.get(name) is not None), "")
    written = _PERCENT.search(record.name)
    found = percentage(said) or used_percentage or (percentage(written.group(1)) if written else "")
    return Trait(record.code, record.name, percentage=found, direction=_direction(record) or used_direction)


def _direction(record: VatCode) -> str:
    if _PURCHASE.search(record.name):
        return "purchase"
    if _SALES.search(record.name):
        return "sales"
    if bool(record.to_pay_account) != bool(record.to_claim_account):
        return "sales" if record.to_pay_account else "purchase"
    return ""


def _numbers(record: Relation) -> tuple[str, ...]:
    vat, trade = (_BLANKS.sub("", one).upper() for one in (record.tax_number, record.commerce_number))
    named = (f"vat {vat.removeprefix(record.tax_country.upper())}" if vat else "", f"kvk {trade}" if trade else "")
    return tuple(one for one in named if one)
