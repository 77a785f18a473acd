"""What the card of a document takes over from an invoice: plain data, short enough for a row and for a page."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from overstap.exchange.ubl.identifiers import plain
from overstap.exchange.ubl.values import Invoice, Party, VatTotal

LONGEST = 200  # characters of one text
_MOST = 20  # of what there may be many of

Plain = str | int | None
Fields = Mapping[str, "Plain | list[str] | list[dict[str, Plain]] | dict[str, Plain]"]


def taken_over(invoice: Invoice) -> Fields:
    """The fields of an invoice for its card: amounts as text, dates as ISO 8601 has them, None where absent."""
    totals = invoice.totals
    return {
        "kind": str(invoice.kind),
        "number": _text(invoice.number),
        "issued": _day(invoice.issued),
        "due": _day(invoice.due),
        "currency": _text(invoice.currency),
        "exclusive": _amount(totals.exclusive),
        "vat": _amount(totals.vat),
        "inclusive": _amount(totals.inclusive),
        "payable": _amount(totals.payable),
        "vat_by_rate": [_rate(one) for one in invoice.vat[:_MOST]],
        "lines": len(invoice.lines),
        "order": _text(invoice.order),
        "buyer_reference": _text(invoice.buyer_reference),
        "payment_reference": next((_text(one.reference) for one in invoice.payments if one.reference), ""),
        "accounts": [plain(_text(one.account)) for one in invoice.payments[:_MOST] if one.account],
        "preceding": [_text(one.number) for one in invoice.preceding[:_MOST]],
        "seller": _party(invoice.seller),
        "buyer": _party(invoice.buyer),
    }


def _party(one: Party) -> dict[str, Plain]:
    return {
        "name": _text(one.name or one.trading_name),
        "vat_number": plain(_text(one.vat_number)),
        "kvk": plain(_text(one.kvk)),
        "country": _text(one.address.country) if one.address else "",
        "email": _text(one.contact.email) if one.contact else "",
    }


def _rate(one: VatTotal) -> dict[str, Plain]:
    return {
        "category": _text(one.vat.category) if one.vat else "",
        "rate": _amount(one.vat.rate) if one.vat else None,
        "taxable": _amount(one.taxable),
        "tax": _amount(one.tax),
    }


def _text(text: str) -> str:
    """A text of strangers in one line of printable characters."""
    line = " ".join(text.split())
    return "".join(letter for letter in line if letter.isprintable())[:LONGEST]


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
